//! The list on the screen.

use super::{Found, Handover, Item, Mode, Purpose, Ticked};
use crate::action::{Action, Scope};
use crate::domain::custody::Afterwards;
use crate::keymap::Hint;
use crate::screens::Ctx;
use crate::theme::Role;
use crate::ui::layer::{Layer, rule};
use crate::ui::rows::{first_shown, select};
use crate::ui::text::{put, put_right, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Things on screen at once, where there is room.
const ROWS: u16 = 20;
/// Lines over the things.
const HEAD: u16 = 3;

impl Handover {
    /// Draws over a screen; returns where the cursor stands.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let style = |role| ctx.look.style(role);
        let free = self.items.iter().filter(|item| item.blocked.is_empty()).count();
        let note = match self.purpose {
            Purpose::Pack { .. } => format!("{} in it", self.ticked()),
            _ => format!("{} of {free} ticked", self.ticked()),
        };
        let hints = self.hints(ctx);
        let layer = Layer {
            title: &self.title,
            note: &note,
            hints: &hints,
            width: 100.min(screen.width.saturating_sub(8)),
            height: ROWS + HEAD,
        };
        let inside = layer.draw(screen, buf, &ctx.look);
        if inside.height <= HEAD {
            return None;
        }
        let cursor = self.head(inside, buf, ctx);
        let line = Rect { y: inside.y + 1, height: 1, ..inside };
        put(buf, line.x + 2, line.y, &self.said.0, line.width.saturating_sub(2), style(self.said.1));
        rule(inside.x, inside.y + 2, inside.width, buf, &ctx.look);
        let body = Rect { y: inside.y + HEAD, height: inside.height - HEAD, ..inside };
        match &self.mode {
            Mode::Found { hits, selected } => found(hits, *selected, body, buf, ctx),
            _ => self.list(body, buf, ctx),
        }
        cursor
    }

    /// The line that is typed into.
    fn head(&self, inside: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let style = |role| ctx.look.style(role);
        let (label, line) = match &self.mode {
            Mode::Note(line) => ("Condition", line),
            _ if matches!(self.purpose, Purpose::Pack { .. }) => ("Serial or name", &self.line),
            _ => ("Serial", &self.line),
        };
        put(buf, inside.x, inside.y, label, 16, style(Role::Key));
        let x = inside.x + u16::try_from(width(label)).unwrap_or(0) + 2;
        let field = Rect { x, y: inside.y, width: inside.right().saturating_sub(x), height: 1 };
        let cursor = line.draw(field, buf, style(Role::Text));
        if line.is_empty() {
            let placeholder = match &self.mode {
                Mode::Note(_) => "scratch on the hood; empty for none",
                _ => "scan or type, then Enter",
            };
            put(buf, field.x, field.y, placeholder, field.width, style(Role::Dim));
        }
        cursor
    }

    fn list(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        if self.items.is_empty() {
            let text = match self.purpose {
                Purpose::Out { .. } => "No gear is booked from now on. Scan what goes out all the same.",
                Purpose::In => "Nothing of it is out.",
                Purpose::Pack { .. } => "Nothing is in it yet. Scan or name what belongs to it.",
            };
            put(buf, area.x + 2, area.y, text, area.width.saturating_sub(2), ctx.look.style(Role::Dim));
            return;
        }
        let lines = self.lines();
        let at =
            lines.iter().position(|line| matches!(line, Line::Item(i) if *i == self.selected)).unwrap_or(0);
        let height = usize::from(area.height);
        let first = first_shown(at, height, lines.len());
        for (y, line) in (area.y..).zip(lines.iter().skip(first).take(height)) {
            let row = Rect { y, height: 1, ..area };
            match line {
                Line::Group(name) => {
                    put(buf, row.x + 2, y, name, row.width.saturating_sub(2), ctx.look.style(Role::Heading));
                }
                Line::Item(i) => {
                    ctx.look.row_spot(row, *i, self.selected);
                    self.row(*i, row, buf, ctx);
                    if *i == self.selected {
                        select(row, buf, &ctx.look);
                    }
                }
            }
        }
    }

    /// The things under the kits that they are part of.
    fn lines(&self) -> Vec<Line<'_>> {
        let (mut lines, mut group) = (Vec::new(), "");
        for (i, item) in self.items.iter().enumerate() {
            if item.group != group {
                group = &item.group;
                if !group.is_empty() {
                    lines.push(Line::Group(group));
                }
            }
            lines.push(Line::Item(i));
        }
        lines
    }

    fn row(&self, at: usize, row: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let Some(item) = self.items.get(at) else { return };
        let style = |role| ctx.look.style(role);
        let (sign, role) = match (item.ticked, item.blocked.is_empty()) {
            (Ticked::Yes, _) => ("✓", Role::Good),
            (Ticked::No, true) => ("○", Role::Dim),
            (Ticked::No, false) => ("×", Role::Dim),
        };
        let indent = if item.group.is_empty() { 2 } else { 4 };
        put(buf, row.x + indent, row.y, sign, 1, style(role));
        let x = row.x + indent + 2;
        let (note, note_role) = said(item);
        let note_width = u16::try_from(width(&note)).unwrap_or(0).min(row.width / 2);
        let place = Rect { x: row.right().saturating_sub(note_width + 1), width: note_width, ..row };
        put_right(buf, place, &note, style(note_role));
        let room = place.x.saturating_sub(x + 2);
        let label = match (item.qty, self.purpose == Purpose::In && item.qty < item.most) {
            (n, true) => format!("{n} of {} × {}", item.most, item.label),
            (1, false) => item.label.clone(),
            (n, false) => format!("{n} × {}", item.label),
        };
        let text = if item.blocked.is_empty() { Role::Text } else { Role::Dim };
        put(buf, x, row.y, &label, room, style(text));
    }

    fn hints(&self, ctx: &Ctx<'_>) -> Vec<Hint> {
        let keys = &ctx.look.keymap;
        let named = |action: Action, label: &str| {
            let key = keys.key_text(action);
            (!key.is_empty()).then(|| Hint::new(key, label))
        };
        let wanted: Vec<(Action, &str)> = match (&self.mode, &self.purpose) {
            (Mode::Note(_), _) => vec![(Action::HandoverTick, "keep"), (Action::Back, "leave")],
            (Mode::Found { .. }, _) => vec![(Action::HandoverTick, "add it"), (Action::Back, "leave it")],
            (Mode::Scan, Purpose::Out { .. }) => vec![
                (Action::HandoverGo, "to whom"),
                (Action::HandoverTick, "tick"),
                (Action::HandoverAll, "all"),
                (Action::HandoverNote, "condition"),
                (Action::Back, "close"),
            ],
            (Mode::Scan, Purpose::In) => vec![
                (Action::HandoverGo, "check in"),
                (Action::HandoverTick, "tick"),
                (Action::HandoverAll, "all"),
                (Action::HandoverNote, "condition"),
                (Action::HandoverRepair, "repair"),
                (Action::Back, "close"),
            ],
            (Mode::Scan, Purpose::Pack { .. }) => {
                vec![
                    (Action::HandoverGo, "save"),
                    (Action::HandoverTick, "in or out"),
                    (Action::Back, "close"),
                ]
            }
        };
        let mut hints: Vec<Hint> =
            wanted.into_iter().filter_map(|(action, label)| named(action, label)).collect();
        let counts = match &self.purpose {
            Purpose::Pack { .. } => true,
            Purpose::In => self.items.get(self.selected).is_some_and(|item| item.most > 1),
            Purpose::Out { .. } => false,
        };
        if counts && matches!(self.mode, Mode::Scan) {
            hints.insert(2.min(hints.len()), Hint::new("+ -".to_owned(), "how many"));
        }
        debug_assert!(self.scopes().contains(&Scope::Handover));
        hints
    }
}

/// What stands at the right of a thing: what was noted on it, else how it is with it.
fn said(item: &Item) -> (String, Role) {
    let repair = matches!(item.then, Afterwards::Repair { .. });
    match (repair, item.condition.is_empty()) {
        (true, true) => ("◐ to be repaired".to_owned(), Role::Warn),
        (true, false) => (format!("◐ to be repaired: {}", item.condition), Role::Warn),
        (false, false) => (item.condition.clone(), Role::Accent),
        (false, true) => item.note.clone(),
    }
}

enum Line<'a> {
    Group(&'a str),
    Item(usize),
}

fn found(hits: &[Found], selected: usize, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
    let height = usize::from(area.height);
    let first = first_shown(selected, height, hits.len());
    for (y, (i, hit)) in (area.y..).zip(hits.iter().enumerate().skip(first).take(height)) {
        let row = Rect { y, height: 1, ..area };
        ctx.look.row_spot(row, i, selected);
        put(buf, row.x + 2, y, &hit.label, row.width.saturating_sub(4), ctx.look.style(Role::Text));
        put_right(
            buf,
            Rect { width: row.width.saturating_sub(1), ..row },
            &hit.note,
            ctx.look.style(Role::Dim),
        );
        if i == selected {
            select(row, buf, &ctx.look);
        }
    }
}
