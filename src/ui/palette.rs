//! Every action that is valid now, by words: `:`.

use super::Look;
use super::layer::Layer;
use super::line::{Edit, Line};
use super::rows::{first_shown, moved, select};
use super::text::{hits, put, put_hits, put_right};
use crate::action::{Action, ActionSpec, Scope};
use crate::keymap::{Hint, Keymap, Press};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What the palette answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaletteEvent {
    /// Nothing yet.
    None,
    /// Do this.
    Run(Action),
    /// Nothing.
    Closed,
}

/// The commands by words.
#[derive(Clone, Debug)]
pub struct Palette {
    line: Line,
    items: Vec<&'static ActionSpec>,
    /// From here on, items are those of other places: their keys mean something else here, or nothing.
    elsewhere: usize,
    /// Indices into `items`, the best first.
    shown: Vec<usize>,
    selected: usize,
}

const ROWS: usize = 14;

impl Palette {
    /// The actions of the scopes it is opened over, as far as they are valid now. What only moves about is left
    /// out: nobody looks for "up" by words.
    #[must_use]
    pub fn new(keymap: &Keymap, scopes: &[Scope], valid: impl Fn(Action) -> bool) -> Self {
        let items: Vec<_> = keymap
            .actions(scopes)
            .filter(|spec| !matches!(spec.scope, Scope::Move))
            .filter(|spec| !matches!(spec.action, Action::Commands | Action::Back))
            .filter(|spec| valid(spec.action))
            .collect();
        let elsewhere = items.len();
        let mut palette = Self { line: Line::default(), items, elsewhere, shown: Vec::new(), selected: 0 };
        palette.narrow();
        palette
    }

    /// The same with actions of other places that make sense from here.
    #[must_use]
    pub fn with_elsewhere(mut self, actions: impl IntoIterator<Item = Action>) -> Self {
        let known = self.items[..self.elsewhere].to_vec();
        let new = actions.into_iter().filter(|action| known.iter().all(|spec| spec.action != *action));
        self.items.extend(new.map(Action::spec));
        self.narrow();
        self
    }

    /// The scopes its presses are looked up in.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        &[Scope::Palette, Scope::Move, Scope::Always]
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> PaletteEvent {
        match press.action {
            Some(Action::Back) => return PaletteEvent::Closed,
            Some(Action::RunCommand) => {
                let chosen = self.shown.get(self.selected).map(|i| self.items[*i].action);
                return chosen.map_or(PaletteEvent::None, PaletteEvent::Run);
            }
            Some(action) => {
                if let Some(to) = moved(self.selected, self.shown.len(), ROWS, action) {
                    self.selected = to;
                }
            }
            None => {
                if self.line.key(press.key) == Edit::Changed {
                    self.narrow();
                }
            }
        }
        PaletteEvent::None
    }

    /// What a paste does.
    pub fn paste(&mut self, text: &str) -> PaletteEvent {
        self.line.paste(text);
        self.narrow();
        PaletteEvent::None
    }

    fn narrow(&mut self) {
        self.selected = 0;
        let text = self.line.text();
        let mut scored: Vec<(u32, usize)> =
            self.items.iter().enumerate().filter_map(|(i, spec)| score(spec, text).map(|s| (s, i))).collect();
        scored.sort_by_key(|(score, i)| (std::cmp::Reverse(*score), *i));
        self.shown = scored.into_iter().map(|(_, i)| i).collect();
    }

    /// Draws over a screen; returns where the cursor stands.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let mut hints = look.keymap.hints(&[Scope::Palette]);
        hints.extend(look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, "close")));
        let layer = Layer {
            title: "Commands",
            hints: &hints,
            width: 72,
            height: u16::try_from(ROWS + 2).unwrap_or(16),
            ..Layer::default()
        };
        let inside = layer.draw(screen, buf, look);
        if inside.height < 2 {
            return None;
        }
        put(buf, inside.x, inside.y, ":", 1, look.style(Role::Key));
        let field = Rect { x: inside.x + 2, width: inside.width.saturating_sub(2), height: 1, ..inside };
        let cursor = self.line.draw(field, buf, look.style(Role::Text));
        let list = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
        if self.shown.is_empty() {
            put(buf, list.x + 2, list.y, "No command has these words", list.width, look.style(Role::Dim));
        }
        let height = usize::from(list.height);
        let first = first_shown(self.selected, height, self.shown.len());
        for (line, i) in (first..self.shown.len()).take(height).enumerate() {
            let row = Rect { y: list.y + u16::try_from(line).unwrap_or(0), height: 1, ..list };
            look.row_spot(row, i, self.selected);
            let spec = self.items[self.shown[i]];
            let found = hits(spec.title, self.line.text());
            let hit = (found.as_slice(), look.style(Role::Match));
            let max = row.width.saturating_sub(4);
            let used = put_hits(buf, (row.x + 2, row.y), spec.title, max, look.style(Role::Text), hit);
            let keys = Rect { width: row.width.saturating_sub(1), ..row };
            let here = self.shown[i] < self.elsewhere;
            let key = if here { look.keymap.keys_text(spec.action) } else { String::new() };
            let keys_used = put_right(buf, keys, &key, look.style(Role::Key));
            // The sentence stands in a column of its own; it goes when there is no room for it.
            let at = row.x + (used + 4).max(32);
            let room = row.right().saturating_sub(at + keys_used + 3);
            if room > 12 {
                put(buf, at, row.y, spec.doc, room, look.style(Role::Dim));
            }
            if i == self.selected {
                select(row, buf, look);
            }
        }
        cursor
    }
}

/// How well an action answers to words; `None` when it does not. Every word must be found: at the start of the title,
/// at the start of a word, inside one, as letters in order, in the sentence, or nearly.
fn score(spec: &ActionSpec, text: &str) -> Option<u32> {
    let title = spec.title.to_lowercase();
    let rest = format!("{} {}", spec.name, spec.doc).to_lowercase();
    let mut total = 0;
    for word in text.to_lowercase().split_whitespace() {
        total += if title.starts_with(word) {
            100
        } else if title.split_whitespace().any(|w| w.starts_with(word)) {
            80
        } else if title.contains(word) {
            60
        } else if rest.split([' ', '.', '-', ',']).any(|w| w.starts_with(word)) {
            40
        } else if in_order(&title, word) {
            20
        } else if word.len() > 3
            && title.split_whitespace().any(|w| strsim::damerau_levenshtein(w, word) <= 1)
        {
            10
        } else {
            return None;
        };
    }
    Some(total)
}

fn in_order(title: &str, word: &str) -> bool {
    let mut letters = title.chars();
    word.chars().all(|c| letters.any(|l| l == c))
}
