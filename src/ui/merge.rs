//! Two records become one: the values of both side by side, and what the result will be.

use super::Look;
use super::form::{FieldKind, FieldSpec, FormContext, FormEvent, FormSpec};
use super::picker::Choice;
use super::sides::{Cell, Editing, Head, Pick, Row, Sides, rows};
use crate::action::{Action, Scope};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::keymap::{Hint, Press};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

const LEFT: usize = 0;
const RIGHT: usize = 1;

/// What a merge answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeEvent {
    /// Nothing to do but draw.
    None,
    /// Merge them.
    Merge {
        /// The values that the result shall have.
        values: FieldValues,
        /// Whether the record that was given as the right one stays.
        swapped: bool,
    },
    /// A field being typed needs options; answer with [`Merge::set_options`].
    Options {
        /// Which field.
        field: FieldKey,
        /// What was typed.
        text: String,
    },
    /// Leave both as they are.
    Close,
}

/// One of two records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeSide {
    /// What it is known by.
    pub name: String,
    /// Something to tell it apart by, e.g. a sum; may be empty.
    pub note: String,
    /// Its values.
    pub values: FieldValues,
}

/// A merge being prepared.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The one that stays, the one that goes.
    stays: MergeSide,
    goes: MergeSide,
    swapped: bool,
    consequences: Vec<String>,
    sides: Sides,
}

impl Merge {
    /// A merge of `goes` into `stays`. Where one side has nothing, the other one is chosen; tags and notes are put
    /// together; else the one that stays has its way. `consequences` say what else moves: "3 projects move".
    #[must_use]
    pub fn new(
        spec: &FormSpec,
        stays: MergeSide,
        goes: MergeSide,
        consequences: Vec<String>,
        context: FormContext,
    ) -> Self {
        let pick = |field: &FieldSpec, side: &[FieldValue]| match side {
            [left, right] if left == right => None,
            [FieldValue::Empty, _] => Some(Pick::Side(RIGHT)),
            [_, FieldValue::Empty] => Some(Pick::Side(LEFT)),
            [left, right] => Some(together(field, left, right).map_or(Pick::Side(LEFT), Pick::Typed)),
            _ => None,
        };
        let sides = Sides::new(rows(spec, &[&stays.values, &goes.values], pick), context);
        Self { stays, goes, swapped: false, consequences, sides }
    }

    /// The values of the result.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        self.sides.over(&self.stays.values)
    }

    /// The scopes its presses are looked up in now.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        self.sides.scopes(&[Scope::Merge, Scope::Move, Scope::Always])
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> MergeEvent {
        if let Editing::Taken(event) = self.sides.edit_press(press) {
            return asked(event);
        }
        match press.action {
            Some(Action::TakeLeft) => self.sides.choose(Pick::Side(LEFT)),
            Some(Action::TakeRight) => self.sides.choose(Pick::Side(RIGHT)),
            Some(Action::TakeBoth) => {
                let row = self.sides.rows.get(self.sides.selected);
                let both = row.and_then(|row| together(&row.spec, row.sides.first()?, row.sides.get(RIGHT)?));
                match (both, row) {
                    (Some(both), _) => self.sides.choose(Pick::Typed(both)),
                    (None, Some(row)) => {
                        self.sides.blocked = Some(format!(
                            "{} holds one value: only tags and notes take both",
                            row.spec.label
                        ));
                    }
                    (None, None) => {}
                }
            }
            Some(Action::Left) => self.sides.step(true),
            Some(Action::Right) => self.sides.step(false),
            Some(Action::EditMerged) => {
                let value = self.sides.rows.get(self.sides.selected).and_then(|row| row.result().cloned());
                self.sides.edit(&value.unwrap_or_default());
            }
            Some(Action::SwapSides) => self.swap(),
            Some(Action::SaveMerge) => {
                return MergeEvent::Merge { values: self.values(), swapped: self.swapped };
            }
            Some(Action::Back) => return MergeEvent::Close,
            Some(action) => self.sides.moved(action),
            None => {}
        }
        MergeEvent::None
    }

    /// Lets the other record stay. What was chosen stays chosen.
    fn swap(&mut self) {
        self.swapped = !self.swapped;
        std::mem::swap(&mut self.stays, &mut self.goes);
        for row in &mut self.sides.rows {
            row.sides.swap(LEFT, RIGHT);
            if let Pick::Side(side) = &mut row.pick {
                *side = 1 - *side;
            }
        }
    }

    /// What a paste does.
    pub fn paste(&mut self, text: &str) -> MergeEvent {
        asked(self.sides.edit_paste(text))
    }

    /// Puts options in that a field being typed asked for.
    pub fn set_options(&mut self, key: &FieldKey, text: &str, options: Vec<Choice>) {
        if let Some(form) = &mut self.sides.editing {
            form.set_options(key, text, options);
        }
    }

    /// Draws over a screen; returns where the cursor stands.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let key = |action| look.keymap.key_text(action);
        let heads = [
            Head { key: key(Action::TakeLeft), title: self.stays.name.clone(), note: "stays".to_owned() },
            Head { key: key(Action::TakeRight), title: self.goes.name.clone(), note: "goes".to_owned() },
            Head { key: String::new(), title: "Result".to_owned(), note: String::new() },
        ];
        let context = &self.sides.context;
        let say = |row: &Row, value: &FieldValue| context.say(&row.spec.kind, value);
        let cells = |row: &Row| -> Vec<Cell> {
            let side = |side: usize| Cell {
                text: row.sides.get(side).map(|value| say(row, value)).unwrap_or_default(),
                chosen: row.pick == Pick::Side(side),
            };
            let result = Cell {
                text: row.result().map(|value| say(row, value)).unwrap_or_default(),
                chosen: matches!(row.pick, Pick::Typed(_)),
            };
            vec![side(LEFT), side(RIGHT), result]
        };
        let notes = [&self.stays, &self.goes]
            .map(|s| if s.note.is_empty() { s.name.clone() } else { format!("{}: {}", s.name, s.note) });
        let mut lines = vec![notes.join("   ·   ")];
        if !self.consequences.is_empty() {
            lines.push(self.consequences.join(" · "));
        }
        lines.push(String::new());
        let count = match self.sides.rows.len() {
            0 => "no field differs".to_owned(),
            1 => "1 field differs".to_owned(),
            n => format!("{n} fields differ"),
        };
        let mut hints = look.keymap.hints(&[Scope::Merge]);
        hints.extend(look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, "leave both")));
        let title = format!("Merge {} into {}", self.goes.name, self.stays.name);
        self.sides.draw(screen, (&title, &count, &lines), &heads, cells, &hints, (buf, look))
    }
}

/// Both values in one, for kinds where that means something.
fn together(field: &FieldSpec, left: &FieldValue, right: &FieldValue) -> Option<FieldValue> {
    match (&field.kind, left, right) {
        (_, FieldValue::Tags(left), FieldValue::Tags(right)) => {
            let mut all = left.clone();
            all.extend(right.iter().filter(|tag| !left.contains(tag)).cloned());
            Some(FieldValue::Tags(all))
        }
        (FieldKind::Notes { .. }, FieldValue::Text(left), FieldValue::Text(right)) => {
            Some(FieldValue::Text(format!("{left}\n{right}")))
        }
        _ => None,
    }
}

fn asked(event: Option<FormEvent>) -> MergeEvent {
    match event {
        Some(FormEvent::Options { field, text }) => MergeEvent::Options { field, text },
        _ => MergeEvent::None,
    }
}
