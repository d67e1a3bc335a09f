//! The times at which everything is free, as a list.

use crate::action::Action;
use crate::domain::id::BranchId;
use crate::keymap::{Hint, Press};
use crate::screens::Ctx;
use crate::screens::words::{Words, kind_of, several};
use crate::store::port::Ticket;
use crate::store::protocol::{Given, Slot, Slots, SlotsQuery, StillOut};
use crate::theme::Role;
use crate::ui::layer::{Layer, rule};
use crate::ui::rows::{first_shown, moved, select};
use crate::ui::text::put;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rows that a page key moves by.
const PAGE: usize = 8;
/// Lines that tell of the selected time.
const MORE: u16 = 6;
/// Cells for what somebody or something is there for.
const ROLE: u16 = 18;

/// What a press does to it.
#[derive(Clone, Debug, PartialEq)]
pub enum SlotEvent {
    /// Nothing to do but draw.
    None,
    /// It was closed.
    Closed,
    /// Look for more, then call [`SlotList::asked`].
    More(Box<SlotsQuery>),
    /// This time is taken.
    Take(Box<Slot>),
}

/// The list.
pub struct SlotList {
    query: SlotsQuery,
    found: Slots,
    ticket: Option<Ticket>,
    selected: usize,
    failed: Option<String>,
}

impl SlotList {
    /// What was found.
    #[must_use]
    pub const fn new(query: SlotsQuery, found: Slots) -> Self {
        Self { query, found, ticket: None, selected: 0, failed: None }
    }

    /// More is being looked for.
    pub const fn asked(&mut self, ticket: Ticket) {
        self.ticket = Some(ticket);
    }

    /// Takes what else was found. `false` when it did not ask for it.
    pub fn take(&mut self, ticket: Ticket, more: Result<Slots, String>) -> bool {
        if self.ticket != Some(ticket) {
            return false;
        }
        self.ticket = None;
        match more {
            Ok(more) => {
                self.found.next = more.next;
                self.found.slots.extend(more.slots);
            }
            Err(error) => self.failed = Some(error),
        }
        true
    }

    /// In which branch was looked.
    #[must_use]
    pub const fn branch(&self) -> &BranchId {
        &self.query.branch
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> SlotEvent {
        let count = self.found.slots.len();
        match press.action {
            Some(Action::Back) => SlotEvent::Closed,
            Some(Action::TakeFree) => match self.found.slots.get(self.selected) {
                Some(slot) => SlotEvent::Take(Box::new(slot.clone())),
                None => SlotEvent::None,
            },
            Some(action) => {
                let at_end = self.selected + 1 >= count;
                if let Some(to) = moved(self.selected, count, PAGE, action) {
                    self.selected = to;
                }
                match self.found.next {
                    // Whoever goes on at the end wants more.
                    Some(next) if at_end && action == Action::Down && self.ticket.is_none() => {
                        SlotEvent::More(Box::new(SlotsQuery { from: next, ..self.query.clone() }))
                    }
                    _ => SlotEvent::None,
                }
            }
            None => SlotEvent::None,
        }
    }

    /// Draws over a screen.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let words = ctx.words.in_zone(TimeZone::get(&self.found.zone).unwrap_or(TimeZone::UTC));
        let mut hints: Vec<Hint> = Vec::new();
        if !self.found.slots.is_empty() {
            hints.extend(ctx.hint(Action::TakeFree, "book this"));
        }
        hints.extend(ctx.hint(Action::Back, "back to the form"));
        let note = match self.found.slots.len() as u64 {
            0 => String::new(),
            n => several(n, "time", "times") + if self.found.next.is_some() { " and more" } else { "" },
        };
        let height = screen.height.saturating_sub(6).clamp(8, 22);
        let width = screen.width.saturating_sub(6).min(100);
        let layer = Layer { title: "Free times", note: &note, hints: &hints, width, height };
        let inside = layer.draw(screen, buf, &ctx.look);
        let needs = self.found.needs.join(" · ");
        put(buf, inside.x + 1, inside.y, &needs, inside.width.saturating_sub(2), ctx.look.style(Role::Dim));
        let body = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
        if self.found.slots.is_empty() {
            let text = "All of it is free at no time that was asked for.";
            put(buf, body.x + 1, body.y + 1, text, body.width.saturating_sub(2), ctx.look.style(Role::Text));
            let text = "Look further ahead, at other hours or days, or for less.";
            put(buf, body.x + 1, body.y + 2, text, body.width.saturating_sub(2), ctx.look.style(Role::Dim));
            return;
        }
        let more = if body.height >= MORE + 4 { MORE } else { 0 };
        self.rows(Rect { height: body.height - more, ..body }, buf, ctx, &words);
        if more > 0 {
            let below = Rect { y: body.bottom() - more, height: more, ..body };
            rule(below.x, below.y, below.width, buf, &ctx.look);
            self.assets(Rect { y: below.y + 1, height: more - 1, ..below }, buf, (ctx, &words));
        }
    }

    fn rows(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>, words: &Words) {
        let height = usize::from(area.height);
        let count = self.found.slots.len() + usize::from(self.last_line().is_some());
        let first = first_shown(self.selected, height, count);
        let style = |role| ctx.look.style(role);
        for (y, at) in (area.y..area.bottom()).zip(first..) {
            let row = Rect { y, height: 1, ..area };
            let Some(slot) = self.found.slots.get(at) else {
                if let Some((text, role)) = self.last_line().filter(|_| at == self.found.slots.len()) {
                    put(buf, area.x + 2, y, &text, area.width.saturating_sub(3), style(role));
                }
                break;
            };
            ctx.look.row_spot(row, at, self.selected);
            put(buf, area.x + 2, y, &words.day(slot.start), 12, style(Role::Text));
            put(buf, area.x + 14, y, &from_to(slot, slot.start, words), 13, style(Role::Text));
            let mut x = area.x + 28;
            if slot.latest > slot.start {
                let late = format!("up to {}", from_to(slot, slot.latest, words));
                put(buf, x, y, &late, 18, style(Role::Dim));
            }
            x += 20;
            if slot.given.iter().any(|given| given.late.is_some()) {
                x += put(buf, x, y, "! ", 2, style(Role::Warn));
            }
            let names: Vec<String> = slot.given.iter().map(Given::label).collect();
            put(buf, x, y, &names.join(", "), area.right().saturating_sub(x + 1), style(Role::Dim));
            if at == self.selected {
                select(row, buf, &ctx.look);
            }
        }
    }

    fn last_line(&self) -> Option<(String, Role)> {
        match (&self.failed, self.ticket, self.found.next) {
            (Some(error), ..) => Some((error.clone(), Role::Bad)),
            (None, Some(_), _) => Some(("Looking further…".to_owned(), Role::Dim)),
            (None, None, Some(_)) => Some(("… go on down for more".to_owned(), Role::Dim)),
            (None, None, None) => None,
        }
    }

    /// The assets of the selected time, a line each.
    fn assets(&self, area: Rect, buf: &mut Buffer, (ctx, words): (&Ctx<'_>, &Words)) {
        let Some(slot) = self.found.slots.get(self.selected) else { return };
        let shown = usize::from(area.height);
        for (y, given) in (area.y..).zip(slot.given.iter().take(shown)) {
            put(buf, area.x + 2, y, &what(given), ROLE, ctx.look.style(Role::Dim));
            let x = area.x + ROLE + 3;
            let x = x + put(buf, x, y, &given.label(), 34, ctx.look.style(Role::Text)) + 2;
            let (text, role) = match (&given.late, &given.held) {
                (Some(late), _) => (late_words(late, words), Role::Warn),
                (None, Some(clash)) => (format!("◐ held for {}", clash.project_name), Role::Waiting),
                (None, None) => continue,
            };
            put(buf, x, y, &text, area.right().saturating_sub(x + 1), ctx.look.style(role));
        }
    }
}

/// From when to when for a start, in few cells: over midnight the clock says enough, over days the day does.
fn from_to(slot: &Slot, start: Timestamp, words: &Words) -> String {
    let length = slot.end.duration_since(slot.start);
    let end = start.checked_add(length).unwrap_or(slot.end);
    let end = if length < SignedDuration::from_hours(24) { words.clock(end) } else { words.short(end) };
    format!("{}–{end}", words.clock(start))
}

/// What somebody or something is there for.
fn what(given: &Given) -> String {
    if given.role.is_empty() { kind_of(&given.kind) } else { given.role.clone() }
}

/// Who has something still, and since when it is overdue.
pub(super) fn late_words(late: &StillOut, words: &Words) -> String {
    format!("! {}", late.words(|due| words.moment(due)))
}
