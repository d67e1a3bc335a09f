//! What keys and pastes do to a form.

use super::context::FormContext;
use super::field::Editor;
use super::spec::FieldKind;
use super::state::{FormEvent, FormState, Over};
use crate::action::Action;
use crate::domain::field::FieldValue;
use crate::input::KeyCode;
use crate::keymap::Press;
use crate::ui::line::Edit;
use crate::ui::month::{Month, MonthEvent};
use crate::ui::picker::{Choice, Picker, PickerEvent};
use jiff::ZonedDateTime;

impl FormState {
    /// What a press does. Help, redraw and force-quit are not the form's: whoever routes takes them first.
    pub fn handle(&mut self, press: Press) -> FormEvent {
        if self.saving {
            // Whoever waits too long may go back to typing; the save may still arrive.
            self.saving = press.action != Some(Action::Back);
            return FormEvent::None;
        }
        match &mut self.over {
            Over::None => self.own(press),
            Over::Leave => self.leave(press),
            Over::Picker(picker) => {
                let event = picker.handle(press);
                self.picked(event)
            }
            Over::Month(month) => match month.handle(press) {
                MonthEvent::None => FormEvent::None,
                MonthEvent::Closed => self.uncover(),
                MonthEvent::Chosen(day) => {
                    self.over = Over::None;
                    self.take_day(day)
                }
            },
        }
    }

    /// What a paste does.
    pub fn paste(&mut self, text: &str) -> FormEvent {
        if self.saving {
            return FormEvent::None;
        }
        match &mut self.over {
            Over::None => self.paste_here(text),
            Over::Picker(picker) => {
                let event = picker.paste(text);
                self.picked(event)
            }
            Over::Leave | Over::Month(_) => FormEvent::None,
        }
    }

    fn uncover(&mut self) -> FormEvent {
        self.over = Over::None;
        FormEvent::None
    }

    fn own(&mut self, press: Press) -> FormEvent {
        match press.action {
            Some(Action::Save) => self.submit(),
            Some(Action::NextField) => self.step(false),
            Some(Action::PrevField) => self.step(true),
            Some(Action::PickValue) => self.pick(""),
            Some(Action::FormNotice) if self.notice.is_some() => FormEvent::Notice,
            Some(Action::ResetField) => {
                let context = &self.context;
                if let Some(field) = self.fields.get_mut(self.focus).filter(|field| field.is_dirty()) {
                    field.reset(context);
                    return self.changed();
                }
                FormEvent::None
            }
            Some(Action::Back) if self.asks && self.is_dirty() => {
                self.over = Over::Leave;
                FormEvent::None
            }
            Some(Action::Back) => FormEvent::Close,
            Some(_) => FormEvent::None,
            None => self.key(press),
        }
    }

    fn leave(&mut self, press: Press) -> FormEvent {
        match press.action {
            Some(Action::LeaveSave) => {
                self.over = Over::None;
                self.submit()
            }
            Some(Action::LeaveDiscard) => {
                self.over = Over::None;
                FormEvent::Close
            }
            Some(Action::LeaveStay | Action::Back) => self.uncover(),
            _ => FormEvent::None,
        }
    }

    fn submit(&mut self) -> FormEvent {
        match self.values() {
            Ok(values) => {
                self.blocked = None;
                self.saving = true;
                FormEvent::Submit(values)
            }
            Err(errors) => {
                self.set_errors(&errors);
                FormEvent::None
            }
        }
    }

    /// Goes to the next field or the one before, round the ends.
    fn step(&mut self, back: bool) -> FormEvent {
        let count = self.fields.len().max(1);
        let by = if back { count - 1 } else { 1 };
        let event = self.left();
        self.focus = (self.focus + by) % count;
        event
    }

    /// Goes to a field by its place in the form, if nothing lies over the form.
    pub fn go_to(&mut self, field: usize) -> FormEvent {
        if self.saving
            || !matches!(self.over, Over::None)
            || field >= self.fields.len()
            || field == self.focus
        {
            return FormEvent::None;
        }
        let event = self.left();
        self.focus = field;
        event
    }

    /// What happens when the focus leaves a field: it is understood, or told why not.
    fn left(&mut self) -> FormEvent {
        let Some(field) = self.fields.get_mut(self.focus) else { return FormEvent::None };
        let mut event = FormEvent::None;
        if let Editor::Tags(tags) = &mut field.editor
            && tags.commit()
        {
            event = FormEvent::Changed;
        }
        // An error from outside stays until something is typed: only the outside can take it back.
        if field.error.is_none() {
            self.judge(self.focus);
        }
        event
    }

    fn key(&mut self, press: Press) -> FormEvent {
        let cells = self.notes_width();
        let Some(field) = self.fields.get_mut(self.focus) else { return FormEvent::None };
        let code = press.key.code;
        let opens = matches!(code, KeyCode::Enter | KeyCode::Down);
        let edit = match &mut field.editor {
            Editor::Line(line) => {
                // What nobody typed gives way to what somebody types.
                let suggested = std::mem::take(&mut field.suggested);
                if press.key.typed().is_some() && !suggested.is_empty() && line.text() == suggested {
                    line.set("");
                }
                line.key(press.key)
            }
            Editor::Notes(notes) => notes.key(press.key, cells),
            Editor::Tags(tags) => tags.key(press.key),
            Editor::Choice(_) if opens => return self.pick(""),
            Editor::Reference(_) if opens => return self.pick(""),
            Editor::Reference(value) => match (code, press.key.typed()) {
                (KeyCode::Backspace | KeyCode::Delete, _) if value.take().is_some() => Edit::Changed,
                (_, Some(c)) if c != ' ' => return self.pick(&c.to_string()),
                (_, Some(_)) => return self.pick(""),
                _ => Edit::None,
            },
            Editor::Toggle(_) | Editor::Choice(_) => match code {
                KeyCode::Left | KeyCode::Right | KeyCode::Char(' ') => {
                    field.cycle(code == KeyCode::Left);
                    Edit::Changed
                }
                KeyCode::Backspace | KeyCode::Delete if !field.spec.required => match &mut field.editor {
                    Editor::Choice(key) if !key.is_empty() => {
                        key.clear();
                        Edit::Changed
                    }
                    _ => Edit::None,
                },
                KeyCode::Char(c)
                    if press.key.typed().is_some() && matches!(field.editor, Editor::Choice(_)) =>
                {
                    return self.pick(&c.to_string());
                }
                _ => Edit::None,
            },
        };
        match (edit, code) {
            (Edit::Changed, _) => self.changed(),
            (Edit::Full, _) => {
                field.remark = Some(format!("Only {} characters fit here", field.spec.max));
                FormEvent::None
            }
            (Edit::None, KeyCode::Enter) if self.is_one_line() => self.submit(),
            (Edit::None, KeyCode::Up) => self.step(true),
            (Edit::None, KeyCode::Down | KeyCode::Enter) => self.step(false),
            (Edit::None, KeyCode::PageUp) => self.step_section(true),
            (Edit::None, KeyCode::PageDown) => self.step_section(false),
            _ => FormEvent::None,
        }
    }

    /// Something was typed into the focused field.
    fn changed(&mut self) -> FormEvent {
        self.blocked = None;
        self.keep_lengths();
        let Some(field) = self.fields.get_mut(self.focus) else { return FormEvent::None };
        field.remark = None;
        // An error that was shown goes as soon as it is mended; a new one waits until the field is left.
        if field.error.is_some() {
            self.judge(self.focus);
        }
        let Some(field) = self.fields.get(self.focus) else { return FormEvent::None };
        match &field.editor {
            Editor::Tags(tags) => {
                FormEvent::Options { field: field.spec.key.clone(), text: tags.line.text().to_owned() }
            }
            _ => FormEvent::Changed,
        }
    }

    fn step_section(&mut self, back: bool) -> FormEvent {
        let starts: Vec<usize> = self
            .sections
            .iter()
            .scan(0, |next, (_, count)| {
                let start = *next;
                *next += count;
                Some(start)
            })
            .collect();
        let to = if back {
            starts.iter().rev().find(|start| **start < self.focus).copied().unwrap_or(0)
        } else {
            let last = self.fields.len().saturating_sub(1);
            starts.iter().find(|start| **start > self.focus).copied().unwrap_or(last)
        };
        let event = self.left();
        self.focus = to;
        event
    }

    /// Opens what the focused field is chosen from, with some text already typed.
    fn pick(&mut self, text: &str) -> FormEvent {
        let Some(field) = self.fields.get(self.focus) else { return FormEvent::None };
        let today = self.context.now.date();
        match (&field.spec.kind, &field.editor) {
            (FieldKind::Choice(choices), Editor::Choice(key)) => {
                let choices = choices.iter().map(|(key, label)| Choice::new(key, label)).collect();
                let mut picker = Picker::local(&field.spec.label, choices, Some(key));
                if !text.is_empty() {
                    picker.paste(text);
                }
                self.over = Over::Picker(picker);
                FormEvent::None
            }
            (FieldKind::Reference { what }, Editor::Reference(value)) => {
                let current = value.as_ref().map(|(id, _)| id.as_str());
                let mut picker = Picker::remote(what, current);
                if !text.is_empty() {
                    picker.paste(text);
                }
                self.over = Over::Picker(picker);
                FormEvent::Options { field: field.spec.key.clone(), text: text.to_owned() }
            }
            (FieldKind::Tags, Editor::Tags(tags)) => {
                let choices = tags.suggestions().iter().map(|tag| Choice::new(tag, tag)).collect();
                self.over = Over::Picker(Picker::local(&field.spec.label, choices, None));
                FormEvent::None
            }
            (FieldKind::Date(_) | FieldKind::When | FieldKind::Until(_), _) => {
                let context = self.context_of(field);
                let day = match field.value(&context) {
                    Ok(FieldValue::Date(day)) => day,
                    Ok(FieldValue::When(at)) => {
                        at.to_zoned_datetime(self.context.now.time_zone().clone()).date()
                    }
                    _ => context.since.as_ref().map_or(today, ZonedDateTime::date),
                };
                self.over = Over::Month(Month::new(day, today));
                FormEvent::None
            }
            _ => FormEvent::None,
        }
    }

    fn picked(&mut self, event: PickerEvent) -> FormEvent {
        let Some(field) = self.fields.get_mut(self.focus) else { return self.uncover() };
        match event {
            PickerEvent::None => FormEvent::None,
            PickerEvent::Search(text) => FormEvent::Options { field: field.spec.key.clone(), text },
            PickerEvent::Closed => self.uncover(),
            PickerEvent::Chosen(choice) if choice.makes => {
                let text = match &self.over {
                    Over::Picker(picker) => picker.text().to_owned(),
                    _ => String::new(),
                };
                let field = field.spec.key.clone();
                self.over = Over::None;
                FormEvent::Make { field, text }
            }
            PickerEvent::Chosen(choice) => {
                match &mut field.editor {
                    Editor::Choice(key) => *key = choice.id,
                    Editor::Reference(value) => *value = Some((choice.id, choice.label)),
                    Editor::Tags(tags) => {
                        tags.line.set(&choice.label);
                        tags.commit();
                    }
                    _ => {}
                }
                self.over = Over::None;
                self.changed()
            }
        }
    }

    /// Takes a day from the month; a moment keeps its time of day.
    fn take_day(&mut self, day: jiff::civil::Date) -> FormEvent {
        let Some(field) = self.fields.get(self.focus) else { return FormEvent::None };
        let context = &self.context_of(field);
        let text = match field.value(context) {
            Ok(FieldValue::When(at)) => {
                let time = at.to_zoned_datetime(context.now.time_zone().clone()).time();
                moment_text(day, time, context)
            }
            _ if matches!(field.spec.kind, FieldKind::When | FieldKind::Until(_)) => {
                let time = jiff::civil::time(10, 0, 0, 0);
                moment_text(day, context.since.as_ref().map_or(time, ZonedDateTime::time), context)
            }
            _ => (context.parsers.edit_date)(day),
        };
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.restore(&text);
        }
        self.changed()
    }

    fn paste_here(&mut self, text: &str) -> FormEvent {
        let Some(field) = self.fields.get_mut(self.focus) else { return FormEvent::None };
        let edit = match &mut field.editor {
            Editor::Line(line) => line.paste(text),
            Editor::Notes(notes) => notes.paste(text),
            Editor::Tags(tags) => tags.paste(text),
            Editor::Reference(_) => {
                let start: String = text.trim().chars().take(100).collect();
                return self.pick(&start);
            }
            Editor::Choice(_) | Editor::Toggle(_) => return FormEvent::None,
        };
        let remark = (edit == Edit::Full).then(|| match field.spec.kind {
            FieldKind::Tags => "Part of what was pasted did not fit and was left out".to_owned(),
            _ => format!("Only the first {} characters fit; the rest was left out", field.spec.max),
        });
        let event = self.changed();
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.remark = remark;
        }
        event
    }
}

fn moment_text(day: jiff::civil::Date, time: jiff::civil::Time, context: &FormContext) -> String {
    let zone = context.now.time_zone();
    match day.to_datetime(time).to_zoned_datetime(zone.clone()) {
        Ok(at) => (context.parsers.edit_when)(at.timestamp(), zone),
        Err(_) => (context.parsers.edit_date)(day),
    }
}
