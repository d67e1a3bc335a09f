//! What needs a replacement: locks over what is lost, under repair or away, with what could stand in.

use super::slots::late_words;
use crate::action::Action;
use crate::domain::id::{AssetId, LockId};
use crate::keymap::{Hint, Press};
use crate::screens::Ctx;
use crate::screens::words::{Words, several};
use crate::store::port::Ticket;
use crate::store::protocol::{Alternatives, Branch, Troubled, TroubledLock};
use crate::theme::Role;
use crate::ui::confirm::Confirm;
use crate::ui::layer::{Layer, rule};
use crate::ui::rows::{first_shown, moved, select};
use crate::ui::text::put;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rows that a page key moves by.
const PAGE: usize = 8;
/// Bookings that are listed: the next ones.
pub const LIMIT: u32 = 200;

/// What a press does to it.
#[derive(Clone, Debug, PartialEq)]
pub enum ReplaceEvent {
    /// Nothing to do but draw.
    None,
    /// It was closed.
    Closed,
    /// Look for what could stand in for this, then call [`Replacements::asked`].
    Look(LockId),
    /// Ask whether to replace.
    Ask(Box<Replace>),
}

/// A replacement that is thought of.
#[derive(Clone, Debug, PartialEq)]
pub struct Replace {
    /// The lock as it was read.
    pub of: TroubledLock,
    /// What stands in.
    pub with: AssetId,
    /// What that is called.
    pub name: String,
}

impl Replace {
    /// The question.
    #[must_use]
    pub fn ask(&self, words: &Words) -> Confirm {
        let lock = &self.of.lock;
        let when = format!("{} {}", words.day(lock.start), words.span(lock.start, lock.end));
        Confirm::new(
            format!("Give {} {} instead of {}?", self.of.project_name, self.name, lock.asset_name),
            "replace",
        )
        .consequences([when, format!("u takes it back, once {} can be booked again.", lock.asset_name)])
    }
}

/// Which half has the keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Locks,
    Others,
}

/// The list.
pub struct Replacements {
    rows: Option<Result<Troubled, String>>,
    ticket: Ticket,
    selected: usize,
    others: Option<Result<Alternatives, String>>,
    others_ticket: Option<Ticket>,
    chosen: usize,
    half: Half,
    branches: Vec<Branch>,
}

impl Replacements {
    /// A list that is being read.
    #[must_use]
    pub const fn new(ticket: Ticket, branches: Vec<Branch>) -> Self {
        Self {
            rows: None,
            ticket,
            selected: 0,
            others: None,
            others_ticket: None,
            chosen: 0,
            half: Half::Locks,
            branches,
        }
    }

    /// It is read again: something moved.
    pub const fn reading(&mut self, ticket: Ticket) {
        self.ticket = ticket;
    }

    /// What could stand in is being looked for.
    pub const fn asked(&mut self, ticket: Ticket) {
        self.others_ticket = Some(ticket);
    }

    /// Takes the list.
    pub fn take(&mut self, ticket: Ticket, result: Result<Troubled, String>) -> ReplaceEvent {
        if ticket != self.ticket {
            return ReplaceEvent::None;
        }
        self.rows = Some(result);
        self.selected = self.selected.min(self.rows().len().saturating_sub(1));
        self.half = Half::Locks;
        self.look()
    }

    /// Takes what could stand in.
    pub fn take_others(&mut self, ticket: Ticket, result: Result<Alternatives, String>) {
        if self.others_ticket == Some(ticket) {
            self.others = Some(result);
            self.chosen = 0;
        }
    }

    fn rows(&self) -> &[TroubledLock] {
        match &self.rows {
            Some(Ok(found)) => &found.rows,
            _ => &[],
        }
    }

    fn alternatives(&self) -> Option<&Alternatives> {
        let id = &self.rows().get(self.selected)?.lock.id;
        match &self.others {
            Some(Ok(found)) if found.lock.lock.id == *id => Some(found),
            _ => None,
        }
    }

    fn look(&self) -> ReplaceEvent {
        self.rows()
            .get(self.selected)
            .map_or(ReplaceEvent::None, |row| ReplaceEvent::Look(row.lock.id.clone()))
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> ReplaceEvent {
        let free = self.alternatives().map_or(0, |found| found.free.len());
        match (press.action, self.half) {
            (Some(Action::Back | Action::Left), Half::Others) => {
                self.half = Half::Locks;
                ReplaceEvent::None
            }
            (Some(Action::Back), Half::Locks) => ReplaceEvent::Closed,
            (Some(Action::TakeFree | Action::Right), Half::Locks) => {
                if free > 0 {
                    (self.half, self.chosen) = (Half::Others, 0);
                }
                ReplaceEvent::None
            }
            (Some(Action::TakeFree), Half::Others) => self.ask(),
            (Some(action), Half::Locks) => match moved(self.selected, self.rows().len(), PAGE, action) {
                Some(to) if to != self.selected => {
                    self.selected = to;
                    self.look()
                }
                _ => ReplaceEvent::None,
            },
            (Some(action), Half::Others) => {
                self.chosen = moved(self.chosen, free, PAGE, action).unwrap_or(self.chosen);
                ReplaceEvent::None
            }
            (None, _) => ReplaceEvent::None,
        }
    }

    fn ask(&self) -> ReplaceEvent {
        let Some(found) = self.alternatives() else { return ReplaceEvent::None };
        let Some(with) = found.free.get(self.chosen) else { return ReplaceEvent::None };
        ReplaceEvent::Ask(Box::new(Replace {
            of: found.lock.clone(),
            with: with.asset.clone(),
            name: with.name.clone(),
        }))
    }

    /// Words for times of a lock, in the zone of its branch.
    pub(crate) fn words(&self, row: &TroubledLock, words: &Words) -> Words {
        let zone =
            self.branches.iter().find(|branch| branch.id == row.branch).map(|branch| branch.zone.as_str());
        words.in_zone(zone.and_then(|zone| TimeZone::get(zone).ok()).unwrap_or(TimeZone::UTC))
    }

    /// Draws over a screen.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let mut hints: Vec<Hint> = Vec::new();
        if !self.rows().is_empty() {
            let word = if self.half == Half::Locks { "choose another" } else { "replace" };
            hints.extend(ctx.hint(Action::TakeFree, word));
        }
        hints.extend(ctx.hint(Action::Back, if self.half == Half::Locks { "close" } else { "back" }));
        let note = match &self.rows {
            Some(Ok(found)) if !found.rows.is_empty() => {
                several(found.rows.len() as u64 + found.more, "booking", "bookings")
            }
            _ => String::new(),
        };
        let height = screen.height.saturating_sub(6).clamp(8, 26);
        let width = screen.width.saturating_sub(6).min(104);
        let layer = Layer { title: "Needs replacement", note: &note, hints: &hints, width, height };
        let inside = layer.draw(screen, buf, &ctx.look);
        let say = |buf: &mut Buffer, y: u16, text: &str, role| {
            put(buf, inside.x + 1, inside.y + y, text, inside.width.saturating_sub(2), ctx.look.style(role));
        };
        match &self.rows {
            None => return say(buf, 0, "Reading…", Role::Dim),
            Some(Err(error)) => return say(buf, 0, error, Role::Bad),
            Some(Ok(found)) if found.rows.is_empty() => {
                say(buf, 0, "✓ Everything that is booked will be there.", Role::Good);
                return say(
                    buf,
                    1,
                    "What is lost, under repair or on leave is listed here with what could stand in.",
                    Role::Dim,
                );
            }
            Some(Ok(_)) => {}
        }
        let below = (inside.height / 2).max(3);
        let above = Rect { height: inside.height - below, ..inside };
        self.locks(above, buf, ctx);
        rule(inside.x, above.bottom(), inside.width, buf, &ctx.look);
        self.others(Rect { y: above.bottom() + 1, height: below - 1, ..inside }, buf, ctx);
    }

    fn locks(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let first = first_shown(self.selected, usize::from(area.height), self.rows().len());
        let style = |role| ctx.look.style(role);
        for (y, (at, row)) in (area.y..area.bottom()).zip(self.rows().iter().enumerate().skip(first)) {
            let line = Rect { y, height: 1, ..area };
            if self.half == Half::Locks {
                ctx.look.row_spot(line, at, self.selected);
            }
            let words = self.words(row, ctx.words);
            put(buf, area.x + 2, y, &words.moment(row.lock.start), 18, style(Role::Dim));
            let used = put(buf, area.x + 21, y, &row.lock.asset_name, 24, style(Role::Text));
            let x = area.x + 21 + used.max(24) + 1;
            let used = put(buf, x, y, &reason(row), area.right().saturating_sub(x + 1), style(Role::Warn));
            let x = x + used + 2;
            put(buf, x, y, &row.project_name, area.right().saturating_sub(x + 1), style(Role::Dim));
            if at == self.selected {
                select(line, buf, &ctx.look);
            }
        }
    }

    fn others(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let style = |role| ctx.look.style(role);
        let say = |buf: &mut Buffer, y: u16, text: &str, role| {
            put(buf, area.x + 1, y, text, area.width.saturating_sub(2), style(role));
        };
        if let Some(Err(error)) = &self.others {
            return say(buf, area.y, error, Role::Bad);
        }
        let Some(found) = self.alternatives() else {
            return say(buf, area.y, "Looking for others…", Role::Dim);
        };
        let words = self.words(&found.lock, ctx.words);
        let mut y = area.y;
        if found.free.is_empty() {
            say(buf, y, "Nothing of its kind is free then.", Role::Text);
            y += 1;
        }
        for (at, other) in found.free.iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            let line = Rect { y, height: 1, ..area };
            let used = put(buf, area.x + 2, y, &format!("✓ {}", other.name), 34, style(Role::Good));
            let mut x = area.x + 2 + used + 2;
            x += put(buf, x, y, &other.note, area.right().saturating_sub(x + 1), style(Role::Dim)) + 2;
            if let Some(late) = &other.late {
                let text = late_words(late, &words);
                put(buf, x, y, &text, area.right().saturating_sub(x + 1), style(Role::Warn));
            } else if let Some(clash) = &other.held {
                let text = format!("◐ held for {}", clash.project_name);
                put(buf, x, y, &text, area.right().saturating_sub(x + 1), style(Role::Waiting));
            }
            if self.half == Half::Others {
                ctx.look.row_spot(line, at, self.chosen);
                if at == self.chosen {
                    select(line, buf, &ctx.look);
                }
            }
            y += 1;
        }
        for other in &found.busy {
            if y >= area.bottom() {
                return;
            }
            let zone = words.now().time_zone();
            let again =
                other.free_from.map(|at| format!(", free again {}", words.moment(at))).unwrap_or_default();
            let text = format!("× {}: {}{again}", other.name, other.words(zone));
            put(buf, area.x + 2, y, &text, area.width.saturating_sub(3), style(Role::Dim));
            y += 1;
        }
    }
}

/// Why it will not work out, with a sign.
fn reason(row: &TroubledLock) -> String {
    match (&row.lock.trouble, &row.crossed) {
        (Some(trouble), _) => format!("! {}", trouble.words()),
        (None, Some(clash)) => format!("◐ only held; booked for {}", clash.project_name),
        (None, None) => String::new(),
    }
}
