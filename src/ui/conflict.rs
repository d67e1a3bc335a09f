//! Two people changed the same record: what it was, what they made of it, what I made of it; field by field.
//!
//! Fields that only one of us changed are chosen already. Nothing is saved while a field that both changed is open.

use super::Look;
use super::form::{FieldSpec, FormContext, FormEvent, FormSpec};
use super::picker::Choice;
use super::sides::{Cell, Editing, Head, Pick, Row, Sides, rows};
use crate::action::{Action, Scope};
use crate::domain::field::{FieldKey, FieldValue, FieldValues, same};
use crate::keymap::{Hint, Press};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

const BASE: usize = 0;
const THEIRS: usize = 1;
const MINE: usize = 2;

/// What a conflict answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictEvent {
    /// Nothing to do but draw.
    None,
    /// Save these values over theirs.
    Save(FieldValues),
    /// A field being typed needs options; answer with [`Conflict::set_options`].
    Options {
        /// Which field.
        field: FieldKey,
        /// What was typed.
        text: String,
    },
    /// Back to the form; nothing was chosen for good.
    Close,
}

/// What the three columns are called, and what stands over them.
#[derive(Clone, Debug)]
pub struct Wording {
    /// The title.
    pub title: String,
    /// What the columns are called: as it was, theirs, mine.
    pub heads: [&'static str; 3],
    /// What is to be known beside the fields.
    pub lines: Vec<String>,
    /// What Esc does.
    pub back: &'static str,
}

/// A conflict being resolved.
#[derive(Clone, Debug)]
pub struct Conflict {
    wording: Wording,
    who: String,
    theirs: FieldValues,
    sides: Sides,
}

impl Conflict {
    /// A conflict over the fields of a form. `label` is what the record is known by, `who` changed it last.
    #[must_use]
    pub fn new(
        spec: &FormSpec,
        (label, who): (&str, &str),
        sides: (&FieldValues, &FieldValues, &FieldValues),
        context: FormContext,
    ) -> Self {
        let wording = Wording {
            title: format!("{label} was changed meanwhile"),
            heads: ["As it was", "Theirs", "Mine"],
            lines: Vec::new(),
            back: "back to the form",
        };
        Self { who: who.to_owned(), ..Self::worded(spec, wording, sides, context) }
    }

    /// Any other comparison of three versions that become one.
    #[must_use]
    pub fn worded(
        spec: &FormSpec,
        wording: Wording,
        (base, theirs, mine): (&FieldValues, &FieldValues, &FieldValues),
        context: FormContext,
    ) -> Self {
        let pick = |_: &FieldSpec, side: &[FieldValue]| match side {
            [_, theirs, mine] if same(theirs, mine) => None,
            [base, theirs, _] if same(base, theirs) => Some(Pick::Side(MINE)),
            [base, _, mine] if same(base, mine) => Some(Pick::Side(THEIRS)),
            _ => Some(Pick::Open),
        };
        Self {
            wording,
            who: String::new(),
            theirs: theirs.clone(),
            sides: Sides::new(rows(spec, &[base, theirs, mine], pick), context),
        }
    }

    /// Whether nothing needs a decision: no field was changed by both, differently. Save [`Conflict::values`] then.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.sides.rows.iter().all(|row| row.pick != Pick::Open)
    }

    /// What would be saved now: theirs, with what was chosen. Open fields keep theirs.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        self.sides.over(&self.theirs)
    }

    /// Whether what would be saved now is what they saved already.
    #[must_use]
    pub fn keeps_theirs(&self) -> bool {
        self.sides.rows.iter().all(|row| row.result() == row.sides.get(THEIRS))
    }

    /// The scopes its presses are looked up in now.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        self.sides.scopes(&[Scope::Conflict, Scope::Move, Scope::Always])
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> ConflictEvent {
        if let Editing::Taken(event) = self.sides.edit_press(press) {
            return asked(event);
        }
        match press.action {
            Some(Action::TakeTheirs) => self.sides.choose(Pick::Side(THEIRS)),
            Some(Action::TakeMine) => self.sides.choose(Pick::Side(MINE)),
            Some(Action::TakeBase) => self.sides.choose(Pick::Side(BASE)),
            Some(Action::TakeAllTheirs) => self.sides.choose_all(|_| THEIRS),
            // What I never changed is no value of mine: taking it would revert the other person's work.
            Some(Action::TakeAllMine) => self.sides.choose_all(|row| match row.sides.as_slice() {
                [base, _, mine] if base == mine => THEIRS,
                _ => MINE,
            }),
            Some(Action::Left) => self.sides.step(true),
            Some(Action::Right) => self.sides.step(false),
            Some(Action::EditMine) => {
                let row = self.sides.rows.get(self.sides.selected);
                let value = row.and_then(|row| row.result().or(row.sides.get(MINE)).cloned());
                self.sides.edit(&value.unwrap_or_default());
            }
            Some(Action::SaveChosen) if !self.sides.first_open() => {
                return ConflictEvent::Save(self.values());
            }
            Some(Action::Back) => return ConflictEvent::Close,
            Some(action) => self.sides.moved(action),
            None => {}
        }
        ConflictEvent::None
    }

    /// What a paste does.
    pub fn paste(&mut self, text: &str) -> ConflictEvent {
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
        let head = |action, title: &str, note: &str| Head {
            key: look.keymap.key_text(action),
            title: title.to_owned(),
            note: note.to_owned(),
        };
        let Wording { title, heads: [base, theirs, mine], lines, back } = &self.wording;
        let heads = [
            head(Action::TakeBase, base, ""),
            head(Action::TakeTheirs, theirs, &self.who),
            head(Action::TakeMine, mine, ""),
        ];
        let context = &self.sides.context;
        let cells = |row: &Row| -> Vec<Cell> {
            let cell = |(side, value): (usize, &FieldValue)| match &row.pick {
                Pick::Typed(typed) if side == MINE => {
                    Cell { text: context.say(&row.spec.kind, typed), chosen: true }
                }
                pick => Cell { text: context.say(&row.spec.kind, value), chosen: *pick == Pick::Side(side) },
            };
            row.sides.iter().enumerate().map(cell).collect()
        };
        let open = self.sides.rows.iter().filter(|row| row.pick == Pick::Open).count();
        let note = if open == 0 { "all chosen".to_owned() } else { format!("{open} to choose") };
        let mut hints = look.keymap.hints(&[Scope::Conflict]);
        hints.extend(look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, *back)));
        self.sides.draw(screen, (title, &note, lines), &heads, cells, &hints, (buf, look))
    }
}

fn asked(event: Option<FormEvent>) -> ConflictEvent {
    match event {
        Some(FormEvent::Options { field, text }) => ConflictEvent::Options { field, text },
        _ => ConflictEvent::None,
    }
}
