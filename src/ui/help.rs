//! Every key there is, under headings, searchable: `?`. Derived from the keymap, so it is never out of date.

use super::Look;
use super::layer::Layer;
use super::line::{Edit, Line};
use super::rows::{first_shown, moved, select};
use super::text::{hits, put, put_hits, width};
use crate::action::{ACTIONS, Action, ActionSpec, Group, Scope};
use crate::keymap::{Hint, Keymap, Press, TYPING};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// What the help answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpEvent {
    /// Nothing.
    None,
    /// It was closed.
    Closed,
}

/// The help.
#[derive(Clone, Debug)]
pub struct Help {
    line: Line,
    /// (keys, title, sentence) of every action and editing key, by heading.
    entries: Vec<Entry>,
    selected: usize,
}

#[derive(Clone, Debug)]
struct Entry {
    heading: &'static str,
    keys: String,
    title: &'static str,
    doc: &'static str,
    name: &'static str,
}

enum Shown<'a> {
    Heading(&'static str),
    Entry(usize, &'a Entry),
    Gap,
}

const ROWS: usize = 24;
/// The heading of what can be done where the help is opened.
const HERE: &str = "Here";

impl Help {
    /// The help, with what can be done in the first of `scopes` (where it is opened) first.
    #[must_use]
    pub fn new(keymap: &Keymap, scopes: &[Scope]) -> Self {
        // Whoever is in the middle of something asks what can be done there.
        let here = |spec: &ActionSpec| scopes.first() == Some(&spec.scope);
        let entry = |spec: &ActionSpec| Entry {
            heading: if here(spec) { HERE } else { spec.group.title() },
            keys: keymap.keys_text(spec.action),
            title: spec.title,
            doc: spec.doc,
            name: spec.name,
        };
        let mut groups = Group::ALL;
        let near = |group: &Group| ACTIONS.iter().any(|s| s.group == *group && here(s));
        groups.sort_by_key(|group| !near(group));
        let others = groups.iter().flat_map(|group| ACTIONS.iter().filter(|s| s.group == *group && !here(s)));
        let actions = ACTIONS.iter().filter(|s| here(s)).chain(others).map(entry);
        let typing = TYPING.iter().map(|(keys, doc)| Entry {
            heading: "Typing",
            keys: (*keys).to_owned(),
            title: "",
            doc,
            name: "typing",
        });
        Self { line: Line::default(), entries: actions.chain(typing).collect(), selected: 0 }
    }

    /// The scopes its presses are looked up in.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        &[Scope::Help, Scope::Move, Scope::Always]
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> HelpEvent {
        match press.action {
            Some(Action::Back) if self.line.is_empty() => return HelpEvent::Closed,
            Some(Action::Help) => return HelpEvent::Closed,
            Some(Action::Back) => {
                self.line.set("");
                self.selected = 0;
            }
            Some(action) => {
                if let Some(to) = moved(self.selected, self.matching().len(), ROWS, action) {
                    self.selected = to;
                }
            }
            None => {
                if self.line.key(press.key) == Edit::Changed {
                    self.selected = 0;
                }
            }
        }
        HelpEvent::None
    }

    /// What a paste does.
    pub fn paste(&mut self, text: &str) -> HelpEvent {
        self.line.paste(text);
        self.selected = 0;
        HelpEvent::None
    }

    fn matching(&self) -> Vec<&Entry> {
        let words: Vec<&str> = self.line.text().split_whitespace().collect();
        let found = |entry: &&Entry| {
            words.iter().all(|word| {
                let in_text = |text: &str| !hits(text, word).is_empty();
                in_text(entry.title)
                    || in_text(entry.doc)
                    || in_text(entry.name)
                    || entry.keys.split(' ').any(|k| k == *word)
            })
        };
        self.entries.iter().filter(found).collect()
    }

    /// Draws over a screen; returns where the cursor stands.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let matching = self.matching();
        let count = format!("{} of {}", matching.len(), self.entries.len());
        let hints: Vec<Hint> = look
            .keymap
            .hint(Action::Back)
            .into_iter()
            .map(|hint| Hint::new(hint.keys, "close"))
            .chain([
                Hint::new(look.keymap.key_texts(&[Action::Up, Action::Down]), "scroll"),
                Hint::new("a–z", "search"),
            ])
            .collect();
        let layer = Layer {
            title: "Keys",
            note: &count,
            hints: &hints,
            width: 92.min(screen.width.saturating_sub(8)),
            height: u16::try_from(ROWS + 2).unwrap_or(14),
        };
        let inside = layer.draw(screen, buf, look);
        if inside.height < 3 {
            return None;
        }
        put(buf, inside.x, inside.y, "/", 1, look.style(Role::Key));
        let field = Rect { x: inside.x + 2, width: inside.width.saturating_sub(2), height: 1, ..inside };
        let cursor = self.line.draw(field, buf, look.style(Role::Text));
        let mut list = Rect { y: inside.y + 2, height: inside.height - 2, ..inside };
        if matching.is_empty() {
            put(buf, list.x + 2, list.y, "No key does that", list.width, look.style(Role::Dim));
            return cursor;
        }
        // The sentence of the selected one in full: rows have no room for it on a narrow screen.
        if let Some(entry) = matching.get(self.selected).filter(|_| list.height > 6) {
            list.height -= 2;
            let text = if entry.title.is_empty() {
                entry.doc.to_owned()
            } else {
                format!("{}  ({})", entry.doc, entry.name)
            };
            let line = Rect { y: list.bottom() + 1, height: 1, ..list };
            put(buf, line.x + 2, line.y, &text, line.width.saturating_sub(2), look.style(Role::Dim));
        }
        let mut rows = Vec::new();
        let mut heading = "";
        for (i, entry) in matching.iter().enumerate() {
            if entry.heading != heading {
                if i > 0 {
                    rows.push(Shown::Gap);
                }
                heading = entry.heading;
                rows.push(Shown::Heading(heading));
            }
            rows.push(Shown::Entry(i, entry));
        }
        let at =
            rows.iter().position(|row| matches!(row, Shown::Entry(i, _) if *i == self.selected)).unwrap_or(0);
        let height = usize::from(list.height);
        let first = first_shown(at, height, rows.len());
        let keys = matching.iter().map(|e| width(&e.keys)).max().unwrap_or(0).clamp(8, 14);
        let keys = u16::try_from(keys).unwrap_or(14).min(list.width / 3);
        for (y, shown) in (list.y..).zip(rows.iter().skip(first).take(height)) {
            let row = Rect { y, height: 1, ..list };
            match shown {
                Shown::Gap => {}
                Shown::Heading(title) => {
                    put(buf, row.x, y, title, row.width, look.style(Role::Heading));
                }
                Shown::Entry(i, entry) => {
                    look.row_spot(row, *i, self.selected);
                    self.entry(row, keys, entry, *i == self.selected, buf, look);
                }
            }
        }
        cursor
    }

    fn entry(&self, row: Rect, keys: u16, entry: &Entry, selected: bool, buf: &mut Buffer, look: &Look<'_>) {
        put(buf, row.x + 2, row.y, &entry.keys, keys, look.style(Role::Key));
        let x = row.x + keys + 4;
        let room = row.right().saturating_sub(x);
        let hit = |text: &str| hits(text, self.line.text());
        let style = look.style(Role::Match);
        let mut used = 0;
        if !entry.title.is_empty() {
            used = put_hits(
                buf,
                (x, row.y),
                entry.title,
                room,
                look.style(Role::Text),
                (&hit(entry.title), style),
            );
            used = (used + 2).max(28);
        }
        if room > used + 16 || entry.title.is_empty() {
            let (x, room) = (x + used, room.saturating_sub(used));
            put_hits(buf, (x, row.y), entry.doc, room, look.style(Role::Dim), (&hit(entry.doc), style));
        }
        if selected {
            select(row, buf, look);
        }
    }
}
