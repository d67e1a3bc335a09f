//! One field: what was typed, what it was, and what it means.

use super::context::{FormContext, Toward};
use super::notes::Notes;
use super::spec::{FieldKind, FieldSpec};
use super::tags::Tags;
use crate::domain::field::FieldValue;
use crate::ui::line::Line;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// What is typed, by how it is edited.
#[derive(Clone, Debug)]
pub(super) enum Editor {
    Line(Line),
    Notes(Notes),
    /// The key of a choice; empty for none.
    Choice(String),
    Toggle(bool),
    Tags(Tags),
    /// Id and label.
    Reference(Option<(String, String)>),
}

#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) spec: FieldSpec,
    pub(super) editor: Editor,
    base: FieldValue,
    base_typed: String,
    /// What is wrong, once that was found.
    pub(super) error: Option<String>,
    /// Something to know until the next change: what was cut from a paste.
    pub(super) remark: Option<String>,
    /// What was put into it that nobody typed.
    pub(super) suggested: String,
    /// Of an end: how long after its start it comes.
    pub(super) length: Option<SignedDuration>,
}

impl Field {
    pub(super) fn new(spec: &FieldSpec, base: FieldValue, context: &FormContext) -> Self {
        let editor = editor(spec, &base, context);
        let mut field = Self {
            spec: spec.clone(),
            editor,
            base,
            base_typed: String::new(),
            error: None,
            remark: None,
            suggested: String::new(),
            length: None,
        };
        field.base_typed = field.typed();
        field
    }

    /// What was typed, as one text that [`Self::restore`] takes back.
    pub(super) fn typed(&self) -> String {
        match &self.editor {
            Editor::Line(line) => line.text().to_owned(),
            Editor::Notes(notes) => notes.text().to_owned(),
            Editor::Choice(key) => key.clone(),
            Editor::Toggle(on) => (if *on { "yes" } else { "no" }).to_owned(),
            Editor::Tags(tags) => tags.typed(),
            Editor::Reference(None) => String::new(),
            Editor::Reference(Some((id, label))) => format!("{id}\t{label}"),
        }
    }

    pub(super) fn restore(&mut self, typed: &str) {
        match &mut self.editor {
            Editor::Line(line) => line.set(typed),
            Editor::Notes(notes) => *notes = Notes::new(typed, self.spec.max),
            Editor::Choice(key) => typed.clone_into(key),
            Editor::Toggle(on) => *on = typed == "yes",
            Editor::Tags(tags) => tags.restore(typed),
            Editor::Reference(value) => {
                *value = typed.split_once('\t').map(|(id, label)| (id.to_owned(), label.to_owned()));
            }
        }
    }

    /// Puts a text in that nobody typed, unless somebody typed one.
    pub(super) fn suggest(&mut self, text: &str) {
        if self.typed() == self.suggested {
            self.restore(text);
            text.clone_into(&mut self.suggested);
            self.error = None;
        }
    }

    pub(super) fn is_dirty(&self) -> bool {
        self.typed() != self.base_typed
    }

    /// Back to what it was.
    pub(super) fn reset(&mut self, context: &FormContext) {
        self.editor = editor(&self.spec, &self.base, context);
        self.error = None;
        self.remark = None;
    }

    /// A moment that was not touched has the same wall clock in another zone.
    pub(super) fn keep_clock(&mut self, old: &TimeZone, zone: &TimeZone) {
        if let FieldValue::When(at) = self.base
            && let Ok(there) = at.to_zoned_datetime(old.clone()).datetime().to_zoned_datetime(zone.clone())
        {
            self.base = FieldValue::When(there.timestamp());
        }
    }

    /// What it means.
    ///
    /// # Errors
    /// What is wrong and how to mend it, in a sentence.
    pub(super) fn value(&self, context: &FormContext) -> Result<FieldValue, String> {
        // What was not touched keeps its exact value, even one that could not be typed.
        if !self.is_dirty() {
            return self.needed(self.base.clone());
        }
        let value = match &self.editor {
            Editor::Choice(key) => FieldValue::text(key),
            Editor::Toggle(on) => FieldValue::Toggle(*on),
            Editor::Notes(notes) => FieldValue::text(notes.text().trim_end()),
            Editor::Tags(tags) => {
                let tags = tags.all();
                if tags.is_empty() { FieldValue::Empty } else { FieldValue::Tags(tags) }
            }
            Editor::Reference(None) => FieldValue::Empty,
            Editor::Reference(Some((id, label))) => {
                FieldValue::Reference { id: id.clone(), label: label.clone() }
            }
            Editor::Line(line) => self.line_value(line.text().trim(), context)?,
        };
        self.needed(value)
    }

    fn needed(&self, value: FieldValue) -> Result<FieldValue, String> {
        if self.spec.required && value == FieldValue::Empty {
            return Err(format!("{} is needed", self.spec.label));
        }
        Ok(value)
    }

    fn line_value(&self, text: &str, context: &FormContext) -> Result<FieldValue, String> {
        let parsers = &context.parsers;
        if text.is_empty() {
            return Ok(FieldValue::Empty);
        }
        if let Some(rule) = self.spec.rule {
            (rule.0)(text, context.country)?;
        }
        match &self.spec.kind {
            FieldKind::Number { min, max } => {
                let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '_')).collect();
                let number = plain.parse::<i64>().ok().filter(|n| (min..=max).contains(&n));
                number.map(FieldValue::Number).ok_or_else(|| match (*min, *max) {
                    (i64::MIN, i64::MAX) => "Write a whole number".to_owned(),
                    (min, i64::MAX) => format!("Write a whole number, {min} or more"),
                    (min, max) => format!("Write a whole number from {min} to {max}"),
                })
            }
            FieldKind::Money => (parsers.amount)(text, context.currency).map(FieldValue::Money),
            FieldKind::Phone => {
                (parsers.phone)(text, context.country).map(|_| FieldValue::Text(text.to_owned()))
            }
            FieldKind::Date(toward) => {
                (parsers.date)(text, context.now.date(), *toward).map(FieldValue::Date)
            }
            FieldKind::When => (parsers.when)(text, &context.now).map(FieldValue::When),
            FieldKind::Until(_) => until(text, context).map(FieldValue::When),
            _ => Ok(FieldValue::Text(text.to_owned())),
        }
    }

    /// What the typed text was understood as, to show beside it; empty when that adds nothing.
    pub(super) fn understood(&self, context: &FormContext) -> String {
        let Editor::Line(line) = &self.editor else { return String::new() };
        let text = line.text().trim();
        if text.is_empty() {
            return String::new();
        }
        let said = match (&self.spec.kind, self.line_value(text, context)) {
            (FieldKind::Phone, Ok(_)) => (context.parsers.phone)(text, context.country).unwrap_or_default(),
            (_, Ok(FieldValue::When(at))) => context.say_when(at),
            // A birthday's weekday helps nobody; the year that was meant must be seen.
            (kind @ FieldKind::Date(Toward::Past), Ok(value)) => context.say(kind, &value),
            (_, Ok(FieldValue::Date(day))) => {
                let words = context.say_date(day);
                if words.chars().all(|c| !c.is_ascii_digit()) {
                    format!("{words}, {}", day.strftime("%a %-d %b"))
                } else {
                    words
                }
            }
            (_, Ok(FieldValue::Money(minor))) => context.say_amount(minor),
            _ => return String::new(),
        };
        let plain =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric() || *c == '+').collect::<String>();
        if plain(&said) == plain(text) { String::new() } else { said }
    }

    /// The label of the chosen one.
    pub(super) fn choice_label(&self) -> &str {
        match (&self.editor, &self.spec.kind) {
            (Editor::Choice(key), FieldKind::Choice(choices)) => {
                choices.iter().find(|(k, _)| k == key).map_or(key, |(_, label)| label)
            }
            _ => "",
        }
    }

    /// The next choice in either direction; "none" is one of them unless the field is required.
    pub(super) fn cycle(&mut self, back: bool) {
        let required = self.spec.required;
        match (&mut self.editor, &self.spec.kind) {
            (Editor::Toggle(on), _) => *on = !*on,
            (Editor::Choice(key), FieldKind::Choice(choices)) => {
                let none = (!required).then_some("");
                let all: Vec<&str> =
                    none.into_iter().chain(choices.iter().map(|(k, _)| k.as_str())).collect();
                let at = all.iter().position(|k| k == key);
                let to = match (at, back) {
                    (None, _) => 0,
                    (Some(at), true) => (at + all.len() - 1) % all.len(),
                    (Some(at), false) => (at + 1) % all.len(),
                };
                if let Some(chosen) = all.get(to) {
                    *key = (*chosen).to_owned();
                }
            }
            _ => {}
        }
    }

    /// How many rows it takes, without its error.
    pub(super) fn rows(&self) -> u16 {
        match self.spec.kind {
            FieldKind::Notes { rows } => rows.max(1),
            _ => 1,
        }
    }
}

/// A moment as seen from the one that it comes behind.
fn until(text: &str, context: &FormContext) -> Result<jiff::Timestamp, String> {
    let when = context.parsers.when;
    let Some(since) = &context.since else { return when(text, &context.now) };
    crate::domain::when::until(text, (since, &context.now), when)
}

fn editor(spec: &FieldSpec, value: &FieldValue, context: &FormContext) -> Editor {
    let parsers = &context.parsers;
    match (&spec.kind, value) {
        (FieldKind::Notes { .. }, value) => Editor::Notes(Notes::new(value.as_text(), spec.max)),
        (FieldKind::Choice(_), value) => Editor::Choice(value.as_text().to_owned()),
        (FieldKind::Toggle, value) => Editor::Toggle(*value == FieldValue::Toggle(true)),
        (FieldKind::Tags, FieldValue::Tags(tags)) => Editor::Tags(Tags::new(tags)),
        (FieldKind::Tags, _) => Editor::Tags(Tags::new(&[])),
        (FieldKind::Reference { .. }, FieldValue::Reference { id, label }) => {
            Editor::Reference(Some((id.clone(), label.clone())))
        }
        (FieldKind::Reference { .. }, _) => Editor::Reference(None),
        (_, value) => {
            let text = match value {
                FieldValue::Text(text) => text.clone(),
                FieldValue::Number(number) => number.to_string(),
                FieldValue::Money(minor) => (parsers.show_amount)(*minor, context.currency),
                FieldValue::Date(day) => (parsers.edit_date)(*day),
                FieldValue::When(at) => (parsers.edit_when)(*at, context.now.time_zone()),
                _ => String::new(),
            };
            // What is already stored is shown in full, even if it could not be typed any more.
            Editor::Line(Line::new(&text, spec.max.max(text.chars().count())))
        }
    }
}
