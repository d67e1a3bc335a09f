//! How the board is seen.

use super::{Board, COLUMNS, Focus};
use crate::action::Action;
use crate::domain::project::ProjectStatus;
use crate::keymap::Hint;
use crate::screens::Ctx;
use crate::screens::list::{ListPane, Standing};
use crate::store::protocol::{CardDate, CardRow, Count, Row, Whose};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::empty::Blank;
use crate::ui::spots::Spot;
use crate::ui::text::{clip, hits, put, put_hits, put_right, restyle, width, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A column is at least so wide, with the gap behind it.
const MIN_COLUMN: u16 = 24;
/// The gap behind a column.
const GAP: u16 = 2;
/// Cells before a card's text: marker, mark.
const GUTTER: u16 = 2;

/// How many columns fit in a width.
pub(super) fn columns_in(width: u16) -> usize {
    usize::from(width / MIN_COLUMN).clamp(1, COLUMNS)
}

/// How tall things are in a board of so many lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Heights {
    /// Lines over the cards.
    head: u16,
    /// Lines of a card.
    card: u16,
    /// Lines of a card with the gap below.
    pitch: u16,
}

const fn heights(lines: u16) -> Heights {
    match lines {
        0..14 => Heights { head: 3, card: 2, pitch: 2 },
        14..34 => Heights { head: 4, card: 3, pitch: 3 },
        _ => Heights { head: 4, card: 3, pitch: 4 },
    }
}

/// How many cards fit under each other.
pub(super) fn cards_in(lines: u16) -> usize {
    let heights = heights(lines);
    // The last one needs no gap.
    let room = lines.saturating_sub(heights.head) + heights.pitch - heights.card;
    usize::from(room / heights.pitch).max(1)
}

impl Board {
    pub(super) fn view_cards(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        if area.width == 0 || area.height == 0 {
            return None;
        }
        let cursor = self.head(Rect { height: 1, ..area }, buf, ctx);
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        if let Standing::Failed(what, hint) = self.pane().standing()
            && self.all(|standing| matches!(standing, Standing::Failed(..)))
        {
            Blank::failed(&what, hint, &[]).draw(body, buf, &ctx.look);
        } else if self.all(|standing| *standing == Standing::Loading) {
            Blank::loading("Reading…").draw(body, buf, &ctx.look);
        } else if self.all(|standing| *standing == Standing::Empty) {
            self.nothing(body, buf, ctx);
        } else {
            self.hidden(Rect { y: area.y + 1, height: 1, ..area }, buf, ctx);
            self.draw_columns(area, buf, ctx);
        }
        cursor
    }

    /// The line over the columns: what is searched for, what is chosen, how many cards.
    fn head(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let style = |role| ctx.look.style(role);
        let mut x = area.x + 1;
        x += put(buf, x, area.y, "Board", area.width.saturating_sub(2), style(Role::Heading)) + 2;
        let counts = self.counts(ctx);
        let counts_width = u16::try_from(width(&counts)).unwrap_or(0);
        put_right(buf, Rect { width: area.width.saturating_sub(1), ..area }, &counts, style(Role::Dim));
        let room = area.right().saturating_sub(x + counts_width + 3);
        if self.focus == Focus::Search || !self.text().is_empty() {
            put(buf, x, area.y, "/", 1, style(Role::Key));
            let field = Rect { x: x + 2, width: room.saturating_sub(2), height: 1, ..area };
            let cursor = self.line.draw(field, buf, style(Role::Text));
            return cursor.filter(|_| self.focus == Focus::Search);
        }
        let whose = if self.whose == Whose::Mine { "mine" } else { "" };
        let order = if self.pane().sort().is_empty() { "" } else { "by shoot, latest first" };
        let chosen: Vec<&str> = [whose, order].into_iter().filter(|word| !word.is_empty()).collect();
        put(buf, x, area.y, &chosen.join(" · "), room, style(Role::Accent));
        None
    }

    fn counts(&self, ctx: &Ctx<'_>) -> String {
        let mut sum = (0, true);
        let counts: Vec<Count> = (0..COLUMNS).filter_map(|place| self.count(place)).collect();
        if counts.is_empty() {
            return String::new();
        }
        for count in counts {
            match count {
                Count::Exact(n) => sum.0 += n,
                Count::AtLeast(n) => sum = (sum.0 + n, false),
            }
        }
        let count = if sum.1 { Count::Exact(sum.0) } else { Count::AtLeast(sum.0) };
        let mut parts = vec![ctx.words.count(count)];
        let marked: usize = self.columns.iter().map(|pane| pane.marks().len()).sum();
        if marked > 0 {
            parts.insert(0, format!("{marked} marked"));
        }
        if let Some(share) = self.pane().indexing() {
            parts.insert(0, format!("indexing {share} %"));
        }
        parts.join(" · ")
    }

    /// Why the board is empty, and what to press.
    fn nothing(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let hints = |press: &[(Action, &str)]| -> Vec<Hint> {
            press.iter().filter_map(|(action, label)| ctx.hint(*action, label)).collect()
        };
        if !self.text().is_empty() {
            let title = format!("Nothing on the board matches “{}”", self.text());
            let press = [
                (Action::Back, "clear the search"),
                (Action::SwitchView, "the list, with what is put away"),
                (Action::FindAnything, "search everything"),
            ];
            Blank::empty(&title, "Titles and clients are searched.", &hints(&press))
                .draw(area, buf, &ctx.look);
        } else if self.whose == Whose::Mine {
            let press = [(Action::Filter, "everybody's"), (Action::SwitchView, "the list")];
            let text = "What you answer for or have open tasks on stands here while it is under way.";
            Blank::empty("Nothing of yours is under way", text, &hints(&press)).draw(area, buf, &ctx.look);
        } else {
            let press = [
                (Action::NewProject, "new project"),
                (Action::SwitchView, "the list, with what is put away"),
                (Action::TabClients, "your clients"),
            ];
            let text = "Every project that is under way stands here, from inquiry to completed.";
            Blank::empty("Nothing is under way", text, &hints(&press)).draw(area, buf, &ctx.look);
        }
    }

    /// Status and count of a column.
    fn named(&self, place: usize, ctx: &Ctx<'_>) -> String {
        let badge = Badge::of(ProjectStatus::BOARD[place].as_str());
        let count = self.count(place).map(|count| ctx.words.count(count)).unwrap_or_default();
        format!("{} {count}", badge.text()).trim_end().to_owned()
    }

    /// What lies left and right of the columns on screen.
    fn hidden(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let last = self.first + columns_in(area.width);
        let said = |places: std::ops::Range<usize>| -> String {
            places.map(|place| self.named(place, ctx)).collect::<Vec<_>>().join("  ")
        };
        let (left, right) = (said(0..self.first), said(last.min(COLUMNS)..COLUMNS));
        let room = usize::from(area.width.saturating_sub(4));
        let style = ctx.look.style(Role::Dim);
        if !left.is_empty() {
            let room = if right.is_empty() { room } else { room / 2 };
            let text = format!("‹ {}", clip(&left, room.saturating_sub(2)));
            put(buf, area.x + 1, area.y, &text, area.width, style);
        }
        if !right.is_empty() {
            let room = if left.is_empty() { room } else { room / 2 };
            let text = format!("{} ›", clip(&right, room.saturating_sub(2)));
            put_right(buf, Rect { width: area.width.saturating_sub(1), ..area }, &text, style);
        }
    }

    fn draw_columns(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let fit = columns_in(area.width);
        let share = (area.width - 1) / u16::try_from(fit).unwrap_or(1);
        for (i, place) in (self.first..COLUMNS).take(fit).enumerate() {
            let x = area.x + 1 + share * u16::try_from(i).unwrap_or(0);
            let place_of =
                Rect { x, y: area.y + 2, width: share.saturating_sub(GAP), height: area.height - 2 };
            self.draw_column(place, place_of.intersection(area), buf, ctx);
        }
    }

    fn draw_column(&self, place: usize, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let pane = &self.columns[place];
        let heights = heights(self.area.height);
        let across = i64::try_from(place).unwrap_or(0) - i64::try_from(self.column).unwrap_or(0);
        ctx.look.spot(area, Spot::Card { columns: across, steps: 0 });
        self.column_head(place, area, heights, buf, ctx);
        let top = area.y + heights.head - 2;
        let cards = Rect { y: top, height: area.bottom().saturating_sub(top), ..area };
        let word = match pane.standing() {
            Standing::Rows => {
                self.draw_cards(place, cards, heights, buf, ctx);
                return;
            }
            Standing::Loading => "reading…".to_owned(),
            Standing::Failed(what, hint) => {
                let lines = wrap(&format!("! {what} {hint}"), usize::from(cards.width));
                for (y, line) in (cards.y..cards.bottom()).zip(lines) {
                    put(buf, cards.x, y, &line, cards.width, ctx.look.style(Role::Bad));
                }
                return;
            }
            Standing::Empty if !pane.text().is_empty() => "no hit".to_owned(),
            Standing::Empty if self.whose == Whose::Mine => "none of yours".to_owned(),
            Standing::Empty => "none".to_owned(),
        };
        let x = cards.x + GUTTER;
        put(buf, x, cards.y, &word, cards.width.saturating_sub(GUTTER), ctx.look.style(Role::Dim));
        if place == self.column && self.focus != Focus::Detail {
            put(buf, cards.x, cards.y, "▌", 1, ctx.look.style(Role::Accent));
        }
    }

    fn column_head(&self, place: usize, area: Rect, heights: Heights, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let (chosen, badge) = (place == self.column, Badge::of(ProjectStatus::BOARD[place].as_str()));
        let style = |role| ctx.look.style(role);
        let count = self.count(place).map(|count| ctx.words.count(count)).unwrap_or_default();
        put(buf, area.x, area.y, badge.sign, 1, style(badge.role));
        let role = if chosen { Role::Accent } else { Role::Heading };
        put(buf, area.x + 2, area.y, badge.word, area.width.saturating_sub(2), style(role));
        put_right(
            buf,
            Rect { height: 1, ..area },
            &count,
            style(if chosen { Role::Accent } else { Role::Dim }),
        );
        if heights.head > 3 {
            let (sign, role) = if chosen { ("━", Role::Accent) } else { ("─", Role::Line) };
            let line = sign.repeat(usize::from(area.width));
            put(buf, area.x, area.y + 1, &line, area.width, style(role));
        }
    }

    fn draw_cards(&self, place: usize, area: Rect, heights: Heights, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let pane = &self.columns[place];
        let selected = pane.selected_line().unwrap_or(0);
        let signed = |n: usize| i64::try_from(n).unwrap_or(0);
        let across = signed(place) - signed(self.column);
        for (i, card) in pane.visible().enumerate() {
            let y = area.y + heights.pitch * u16::try_from(i).unwrap_or(0);
            let place_of = Rect { y, height: heights.card, ..area }.intersection(area);
            if place_of.height == 0 {
                break;
            }
            ctx.look.spot(place_of, Spot::Card { columns: across, steps: signed(i) - signed(selected) });
            draw_card(card, pane, place_of, buf, ctx);
            if place == self.column && i == selected && self.pinned.is_none() {
                put(buf, area.x, y, "▌", 1, ctx.look.style(Role::Selected));
                let role = if self.focus == Focus::Detail { Role::SelectedDim } else { Role::Selected };
                restyle(buf, place_of, ctx.look.style(role));
            }
        }
        let edge = area.right() + 1;
        if pane.has_above() {
            put(buf, edge, area.y, "↑", 1, ctx.look.style(Role::Dim));
        }
        if pane.has_below() {
            put(buf, edge, area.bottom().saturating_sub(1), "↓", 1, ctx.look.style(Role::Dim));
        }
    }
}

/// From this width on a date and an amount stand side by side.
const ROOMY: u16 = 33;

/// A card: its title, whose it is, what comes next and what is to be paid. An amount is never cut: where it is narrow it
/// stands beside the client, whose name can be.
fn draw_card(card: &CardRow, pane: &ListPane<CardRow>, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
    let (x, cells) = (area.x + GUTTER, area.width.saturating_sub(GUTTER));
    let style = |role| ctx.look.style(role);
    let line = |at: u16| Rect { x, y: area.y + at, width: cells, height: 1 };
    if pane.marks().contains(card.id()) {
        put(buf, area.x + 1, area.y, "✓", 1, style(Role::Accent));
    }
    let role = if pane.is_late() { Role::Dim } else { Role::Heading };
    named(&card.title, "Project", (x, area.y), cells, (buf, ctx), (role, pane.text()));
    let (date, money) = (date_of(card, ctx), money_of(card, cells, ctx));
    let beside = if area.height < 3 { Some(&date) } else { money.as_ref().filter(|_| cells < ROOMY) };
    let used = beside.filter(|(text, _)| !text.is_empty());
    let used = used.map_or(0, |(text, role)| put_right(buf, line(1), text, style(*role)) + 2);
    let room = cells.saturating_sub(used);
    if room > 3 {
        named(&card.client, "no client", (x, area.y + 1), room, (buf, ctx), (Role::Dim, pane.text()));
    }
    if area.height < 3 {
        return;
    }
    let left = put(buf, x, area.y + 2, &date.0, cells, style(date.1));
    let room = cells.saturating_sub(if left > 0 { left + 2 } else { 0 });
    match money {
        Some((text, role)) if cells >= ROOMY => {
            put_right(buf, line(2), &text, style(role));
        }
        Some(_) => {}
        None if room >= 8 => {
            put_right(buf, line(2), &clip(&card.package, usize::from(room)), style(Role::Dim));
        }
        None => {}
    }
}

/// A name with what the search found in it, or what stands in for it.
fn named(
    text: &str,
    otherwise: &str,
    (x, y): (u16, u16),
    cells: u16,
    (buf, ctx): (&mut Buffer, &Ctx<'_>),
    (role, search): (Role, &str),
) {
    if text.trim().is_empty() {
        put(buf, x, y, otherwise, cells, ctx.look.style(Role::Dim));
        return;
    }
    let found = if search.is_empty() { Vec::new() } else { hits(text, search) };
    put_hits(buf, (x, y), text, cells, ctx.look.style(role), (&found, ctx.look.style(Role::Match)));
}

/// What comes next, in words: of a branch in another zone its own day.
fn date_of(card: &CardRow, ctx: &Ctx<'_>) -> (String, Role) {
    let words = ctx.words_in(&card.branch);
    let now = words.now().timestamp();
    if let Some(due) = card.delivery.filter(|_| card.is_late(now)) {
        return (format!("! due {}", words.day(due)), Role::Bad);
    }
    let Some((what, at)) = card.next(now) else { return (String::new(), Role::Dim) };
    let day = words.day(at);
    let role = if words.date_of(at) == words.today() { Role::Accent } else { Role::Dim };
    match what {
        CardDate::Delivery => (format!("due {day}"), role),
        CardDate::Shoot | CardDate::Event => (day, role),
    }
}

/// What is to be paid, with its word where there is room.
fn money_of(card: &CardRow, cells: u16, ctx: &Ctx<'_>) -> Option<(String, Role)> {
    let open = card.open.as_ref()?;
    let amount = ctx.words.money(open.amount);
    let amount = if open.more { format!("{amount} +") } else { amount };
    let roomy = cells >= ROOMY;
    Some(match (open.overdue, roomy) {
        (true, _) => (format!("! {amount}"), Role::Bad),
        (false, true) => (format!("{amount} open"), Role::Text),
        (false, false) => (amount, Role::Text),
    })
}
