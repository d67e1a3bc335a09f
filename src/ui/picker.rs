//! Choosing one of many: a search line over rows. Menus, choice fields and reference fields are pickers.

use super::Look;
use super::layer::Layer;
use super::line::{Edit, Line};
use super::rows::{first_shown, moved, select};
use super::text::{hits, put, put_hits, put_right, width};
use crate::action::{Action, Scope};
use crate::domain::fold;
use crate::keymap::{Hint, Press};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// One of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What it stands for: an id or a name; not shown.
    pub id: String,
    /// What a person reads.
    pub label: String,
    /// Dim, at the right; may be empty.
    pub note: String,
    /// Whether it stands for a record that is still to be made.
    pub makes: bool,
}

impl Choice {
    /// A choice without a note.
    #[must_use]
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), ..Self::default() }
    }

    /// The choice of a new record, when the one that was looked for is not there: "new client “Priya”".
    #[must_use]
    pub fn making(what: &str, text: &str) -> Self {
        let text = text.trim();
        let label =
            if text.is_empty() { format!("new {what}…") } else { format!("new {what} “{text}”") };
        Self { label, makes: true, ..Self::default() }
    }

    /// How well it fits what was typed, folded; less is better: all of it, its beginning, that of a word, anything.
    fn fit(&self, typed: &str) -> u8 {
        let label = fold::fold(&self.label);
        if self.id.eq_ignore_ascii_case(typed) || label == typed {
            0
        } else if label.starts_with(typed) {
            1
        } else if fold::words(&label).iter().any(|word| word.starts_with(typed)) {
            2
        } else {
            3
        }
    }

    /// The same with a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// What a picker answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PickerEvent {
    /// Nothing to do.
    None,
    /// The text changed and the choices come from outside: ask for those that match, then call
    /// [`Picker::set_choices`].
    Search(String),
    /// This one.
    Chosen(Choice),
    /// None of them.
    Closed,
}

/// A list to choose from.
#[derive(Clone, Debug)]
pub struct Picker {
    title: String,
    line: Line,
    choices: Vec<Choice>,
    /// Indices into `choices`.
    shown: Vec<usize>,
    selected: usize,
    /// The id of what holds now; it has a sign.
    current: Option<String>,
    remote: bool,
    waiting: bool,
}

/// Rows that a picker shows at once, where there is room.
const ROWS: usize = 12;

impl Picker {
    /// A picker over choices that are all here; typing narrows them. `current` is selected first.
    #[must_use]
    pub fn local(title: impl Into<String>, choices: Vec<Choice>, current: Option<&str>) -> Self {
        let mut picker = Self {
            title: title.into(),
            line: Line::default(),
            choices,
            shown: Vec::new(),
            selected: 0,
            current: current.map(ToOwned::to_owned),
            remote: false,
            waiting: false,
        };
        picker.narrow();
        picker.selected = picker.shown.iter().position(|i| picker.is_current(*i)).unwrap_or(0);
        picker
    }

    /// A picker over choices that come from outside, as text is typed. It waits for the first ones: ask for those
    /// that match the empty text.
    #[must_use]
    pub fn remote(title: impl Into<String>, current: Option<&str>) -> Self {
        Self { remote: true, waiting: true, ..Self::local(title, Vec::new(), current) }
    }

    /// The scopes its presses are looked up in.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        &[Scope::Picker, Scope::Move, Scope::Always]
    }

    /// What was typed into the search line.
    #[must_use]
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// What its choices were looked for by, when they come from outside.
    #[must_use]
    pub fn looked_for(&self) -> Option<&str> {
        self.remote.then(|| self.line.text())
    }

    /// Puts choices in that match `text`; ignored when something else has been typed since.
    pub fn set_choices(&mut self, text: &str, choices: Vec<Choice>) {
        if text == self.line.text() {
            // Making a new one was offered for want of anybody: who is found now comes first.
            let held = self.selected().filter(|choice| !choice.makes).map(|choice| choice.id.clone());
            self.choices = choices;
            self.waiting = false;
            self.narrow();
            let of_held = |i: &usize| self.choices.get(*i).is_some_and(|c| Some(&c.id) == held.as_ref());
            self.selected = self.shown.iter().position(of_held).unwrap_or(0);
        }
    }

    /// The selected choice.
    #[must_use]
    pub fn selected(&self) -> Option<&Choice> {
        self.shown.get(self.selected).and_then(|i| self.choices.get(*i))
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> PickerEvent {
        match press.action {
            Some(Action::Back) if !self.line.is_empty() => {
                self.line.set("");
                self.typed()
            }
            Some(Action::Back) => PickerEvent::Closed,
            Some(Action::Choose) => self.selected().cloned().map_or(PickerEvent::None, PickerEvent::Chosen),
            Some(action) => {
                if let Some(to) = moved(self.selected, self.shown.len(), ROWS, action) {
                    self.selected = to;
                }
                PickerEvent::None
            }
            None => match self.line.key(press.key) {
                Edit::Changed => self.typed(),
                _ => PickerEvent::None,
            },
        }
    }

    /// What a paste does.
    pub fn paste(&mut self, text: &str) -> PickerEvent {
        self.line.paste(text);
        self.typed()
    }

    fn typed(&mut self) -> PickerEvent {
        self.selected = 0;
        if self.remote {
            self.waiting = true;
            return PickerEvent::Search(self.line.text().to_owned());
        }
        self.narrow();
        PickerEvent::None
    }

    fn narrow(&mut self) {
        let text = self.line.text();
        let words = text.split_whitespace().count();
        let matches = |choice: &Choice| {
            self.remote
                || words == 0
                || choice.id.eq_ignore_ascii_case(text.trim())
                || text
                    .split_whitespace()
                    .all(|word| !hits(&choice.label, word).is_empty() || !hits(&choice.note, word).is_empty())
        };
        self.shown = self.choices.iter().enumerate().filter(|(_, c)| matches(c)).map(|(i, _)| i).collect();
        if !self.remote && words > 0 {
            let typed = fold::fold(text.trim());
            self.shown.sort_by_key(|i| self.choices.get(*i).map(|choice| choice.fit(&typed)));
        }
        self.selected = self.selected.min(self.shown.len().saturating_sub(1));
    }

    fn is_current(&self, index: usize) -> bool {
        self.current.is_some() && self.choices.get(index).map(|c| &c.id) == self.current.as_ref()
    }

    /// Draws over a screen; returns where the cursor stands.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let widest = self.choices.iter().map(|c| width(&c.label) + width(&c.note) + 8).max().unwrap_or(0);
        let wanted = widest.max(width(&self.title) + 12).clamp(44, 64);
        let rows = if self.remote { ROWS } else { self.choices.len().clamp(1, ROWS) };
        let mut hints = look.keymap.hints(&[Scope::Picker]);
        hints.extend(look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, "close")));
        let layer = Layer {
            title: &self.title,
            hints: &hints,
            width: u16::try_from(wanted).unwrap_or(64),
            height: u16::try_from(rows + 2).unwrap_or(14),
            ..Layer::default()
        };
        let inside = layer.draw(screen, buf, look);
        if inside.height < 2 {
            return None;
        }
        put(buf, inside.x, inside.y, "/", 1, look.style(Role::Key));
        let field = Rect { x: inside.x + 2, width: inside.width.saturating_sub(2), height: 1, ..inside };
        let cursor = self.line.draw(field, buf, look.style(Role::Text));
        let list = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
        if self.shown.is_empty() {
            let text = if self.waiting { "Looking…" } else { "Nothing matches" };
            put(buf, list.x + 2, list.y, text, list.width.saturating_sub(2), look.style(Role::Dim));
            return cursor;
        }
        let height = usize::from(list.height);
        let first = first_shown(self.selected, height, self.shown.len());
        for (line, i) in (first..self.shown.len()).take(height).enumerate() {
            let row = Rect { y: list.y + u16::try_from(line).unwrap_or(0), height: 1, ..list };
            look.row_spot(row, i, self.selected);
            self.row(row, i, buf, look);
        }
        cursor
    }

    fn row(&self, row: Rect, i: usize, buf: &mut Buffer, look: &Look<'_>) {
        let Some(choice) = self.shown.get(i).and_then(|at| self.choices.get(*at)) else { return };
        let found = hits(&choice.label, self.line.text());
        let text = look.style(if self.waiting { Role::Dim } else { Role::Text });
        let max = row.width.saturating_sub(4);
        let hit = (found.as_slice(), look.style(Role::Match));
        let used = put_hits(buf, (row.x + 2, row.y), &choice.label, max, text, hit);
        let rest = Rect { x: row.x + used + 4, width: row.width.saturating_sub(used + 6), ..row };
        put_right(buf, rest, &choice.note, look.style(Role::Dim));
        if self.is_current(self.shown[i]) {
            put(buf, row.right().saturating_sub(1), row.y, "✓", 1, look.style(Role::Accent));
        }
        if i == self.selected {
            select(row, buf, look);
        }
    }
}
