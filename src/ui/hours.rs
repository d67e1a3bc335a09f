//! A grid of hours: columns side by side, in them slabs from a minute to another; over them bars for what lasts for days.
//! It knows no studio. Slabs that overlap stand side by side, as many as there is room for; the rest is counted.

use super::Look;
use super::spots::Spot;
use super::text::{put, put_line, put_right, restyle, width};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

mod boxes;
mod lanes;
use boxes::{draw_bar, draw_box};
pub use lanes::{Lane, lanes};

/// Minutes of a day.
pub const DAY: u16 = 1_440;
/// Cells before the first column: the hours.
pub const GUTTER: u16 = 6;
/// A column is at least so wide, with the gap behind it.
const MIN_COLUMN: u16 = 7;
/// A slab is at least so wide where several stand side by side.
const MIN_LANE: u16 = 4;
/// The same of slabs that begin at the same time, so that neither lies over the other.
const MIN_SIDE: u16 = 7;

/// Cells of a slab in which words can be read.
const MIN_WORDS: usize = 8;
/// Cells by which one card lies beside the one below it.
const CARD: u16 = 2;

/// How firmly something stands: told by its edge, not by a colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// `┌─┐` and `█`.
    Firm,
    /// `┊┄┊`.
    Soft,
}

/// Whether something began before what is seen, and goes on behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GoesOn {
    /// It began before.
    pub before: bool,
    /// It goes on.
    pub behind: bool,
}

/// From a minute to another of one column.
#[derive(Clone, Debug)]
pub struct Slab<'a> {
    /// In which column.
    pub column: usize,
    /// The first minute of the day.
    pub from: u16,
    /// The first minute that is not in it; behind `from`.
    pub to: u16,
    /// Minutes before and behind it that belong to it: preparation, the way there, clearing up.
    pub around: (u16, u16),
    /// Whether it reaches over the ends of the day.
    pub goes_on: GoesOn,
    /// How firmly it stands.
    pub edge: Edge,
    /// The colour that helps.
    pub role: Role,
    /// A sign of one cell before the first line, where there is room for it.
    pub sign: &'a str,
    /// What stands in it, the most important first.
    pub lines: Vec<Cow<'a, str>>,
    /// What a click picks.
    pub pick: usize,
}

/// Over whole columns.
#[derive(Clone, Debug)]
pub struct Bar<'a> {
    /// The first column.
    pub from: usize,
    /// The last column.
    pub to: usize,
    /// Whether it reaches over the ends of the columns.
    pub goes_on: GoesOn,
    /// How firmly it stands.
    pub edge: Edge,
    /// The colour that helps.
    pub role: Role,
    /// What stands in it.
    pub text: Cow<'a, str>,
    /// What a click picks.
    pub pick: usize,
}

/// What stands over a column.
#[derive(Clone, Debug)]
pub struct Head<'a> {
    /// Its name.
    pub text: Cow<'a, str>,
    /// Dim, behind the name; may be empty.
    pub note: String,
    /// How the name is meant.
    pub role: Role,
}

/// What is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The slabs or the bar of this pick, in this column.
    Pick(usize, usize),
    /// A free minute of a column.
    Free(usize, u16),
}

/// A grid of hours.
#[derive(Clone, Debug)]
pub struct Hours<'a> {
    /// The columns.
    pub heads: Vec<Head<'a>>,
    /// What lasts for days.
    pub bars: Vec<Bar<'a>>,
    /// Everything else.
    pub slabs: Vec<Slab<'a>>,
    /// The first minute that is seen.
    pub top: u16,
    /// The column and the minute of now.
    pub now: Option<(usize, u16)>,
    /// What is selected.
    pub chosen: Chosen,
    /// Whether the grid has the keys.
    pub focused: bool,
    /// Whether what is seen is old, and something new is late.
    pub stale: bool,
}

/// Where things stand in a grid of hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Columns that are seen.
    pub columns: usize,
    /// Cells of a column, with the gap behind it.
    pub pitch: u16,
    /// Lines of bars.
    pub strip: u16,
    /// Lines of hours.
    pub rows: u16,
    /// Minutes of a line.
    pub slot: u16,
}

impl Plan {
    /// The plan of a grid in an area, with so many columns and so many lines of bars.
    #[must_use]
    pub fn new(area: Rect, columns: usize, bars: usize) -> Self {
        let room = area.width.saturating_sub(GUTTER);
        let fit = usize::from(room / MIN_COLUMN).max(1).min(columns.max(1));
        let pitch = room / u16::try_from(fit).unwrap_or(1);
        let most = if area.height < 14 { 1 } else { 3 };
        let strip = u16::try_from(bars).unwrap_or(u16::MAX).min(most);
        let rows = area.height.saturating_sub(1 + strip);
        let slot = if rows >= 30 { 30 } else { 60 };
        Self { columns: fit, pitch, strip, rows, slot }
    }

    /// Minutes that are seen at once.
    #[must_use]
    pub fn seen(&self) -> u16 {
        self.rows.saturating_mul(self.slot).min(DAY)
    }

    /// Where a look has to start so that a time is seen: as it is if it can be, else as little moved as possible.
    #[must_use]
    pub fn top_for(&self, top: u16, from: u16, to: u16) -> u16 {
        let slot = self.slot;
        let last = (DAY - self.seen()).div_ceil(slot) * slot;
        let from = from / slot * slot;
        let to = to.div_ceil(slot) * slot;
        let lowest = to.saturating_sub(self.seen()).min(from);
        (top.clamp(lowest, from) / slot * slot).min(last)
    }

    /// The first column that is seen, so that this one is.
    #[must_use]
    pub fn first(&self, column: usize, columns: usize) -> usize {
        (column + 1).saturating_sub(self.columns).min(columns.saturating_sub(self.columns))
    }
}

/// How many lines bars take when they do not overlap in any.
#[must_use]
pub fn strip_lines(bars: &[(usize, usize)]) -> usize {
    let spans: Vec<(u16, u16)> = bars.iter().map(|(from, to)| (cell(*from), cell(*to + 1))).collect();
    lanes(&spans).iter().map(|lane| lane.lane + 1).max().unwrap_or(0)
}

fn cell(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

impl Hours<'_> {
    /// The plan of this grid in an area.
    #[must_use]
    pub fn plan(&self, area: Rect) -> Plan {
        let spans: Vec<(usize, usize)> = self.bars.iter().map(|bar| (bar.from, bar.to)).collect();
        Plan::new(area, self.heads.len(), strip_lines(&spans))
    }

    const fn column(&self) -> usize {
        match self.chosen {
            Chosen::Pick(_, column) | Chosen::Free(column, _) => column,
        }
    }

    /// Draws the grid.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        if area.width <= GUTTER + 2 || area.height < 3 {
            return;
        }
        let plan = self.plan(area);
        let first = plan.first(self.column(), self.heads.len());
        let shown = first..(first + plan.columns).min(self.heads.len());
        self.draw_heads(area, plan, shown.clone(), buf, look);
        self.draw_bars(Rect { y: area.y + 1, height: plan.strip, ..area }, plan, shown.clone(), buf, look);
        let body = Rect { y: area.y + 1 + plan.strip, height: plan.rows, ..area };
        self.draw_hours(body, plan, buf, look);
        for column in shown.clone() {
            let x = body.x + GUTTER + plan.pitch * cell(column - first);
            let place = Rect { x, width: plan.pitch.saturating_sub(1), ..body };
            look.spot(place, Spot::Card { columns: steps(column, self.column()), steps: 0 });
            self.draw_column(column, place, plan, buf, look);
        }
        self.draw_more_columns(area, shown, buf, look);
    }

    fn draw_heads(
        &self,
        area: Rect,
        plan: Plan,
        shown: std::ops::Range<usize>,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        for (i, (at, head)) in self.heads.iter().enumerate().skip(shown.start).take(plan.columns).enumerate()
        {
            let x = area.x + GUTTER + plan.pitch * cell(i);
            let room = plan.pitch.saturating_sub(1);
            let mut role = head.role;
            if at == self.column() && self.focused && role != Role::Accent {
                role = Role::Heading;
            }
            let used = put(buf, x, area.y, &head.text, room, look.style(role));
            if at == self.column() && self.focused {
                restyle(buf, Rect::new(x, area.y, used, 1), look.style(Role::Selected));
            }
            let left = room.saturating_sub(used + 1);
            if cell(width(&head.note)) <= left {
                put(buf, x + used + 1, area.y, &head.note, left, look.style(Role::Dim));
            }
        }
    }

    fn draw_more_columns(
        &self,
        area: Rect,
        shown: std::ops::Range<usize>,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        if shown.start > 0 {
            put(buf, area.x + GUTTER - 2, area.y, "‹", 1, look.style(Role::Dim));
        }
        if shown.end < self.heads.len() {
            put(buf, area.right() - 1, area.y, "›", 1, look.style(Role::Dim));
        }
    }

    fn draw_bars(
        &self,
        area: Rect,
        plan: Plan,
        shown: std::ops::Range<usize>,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        let spans: Vec<(u16, u16)> = self.bars.iter().map(|bar| (cell(bar.from), cell(bar.to + 1))).collect();
        let mut hidden = 0_usize;
        for (bar, lane) in self.bars.iter().zip(lanes(&spans)) {
            if bar.to < shown.start || bar.from >= shown.end {
                continue;
            }
            let chosen = matches!(self.chosen, Chosen::Pick(pick, _) if pick == bar.pick);
            let mut line = cell(lane.lane);
            if line >= area.height {
                hidden += 1;
                if !chosen || area.height == 0 {
                    continue;
                }
                line = area.height - 1;
            }
            let from = bar.from.max(shown.start) - shown.start;
            let to = bar.to.min(shown.end - 1) - shown.start;
            let x = area.x + GUTTER + plan.pitch * cell(from);
            let cells = plan.pitch * cell(to - from + 1) - 1;
            let place = Rect { x, y: area.y + line, width: cells, height: 1 };
            look.spot(place, Spot::Pick(bar.pick));
            draw_bar(bar, shown.clone(), place, buf, look);
            if chosen {
                let role = if self.focused { Role::Selected } else { Role::SelectedDim };
                restyle(buf, place, look.style(role));
            }
        }
        if hidden > 0 {
            let text = format!("+{hidden}");
            let y = area.bottom().saturating_sub(1);
            put_right(buf, Rect { y, height: 1, width: GUTTER - 1, ..area }, &text, look.style(Role::Dim));
        }
    }

    fn draw_hours(&self, area: Rect, plan: Plan, buf: &mut Buffer, look: &Look<'_>) {
        for row in 0..area.height {
            let minute = self.top + row * plan.slot;
            if minute >= DAY {
                break;
            }
            if minute.is_multiple_of(60) {
                let text = format!("{:02}:00", minute / 60);
                put(buf, area.x, area.y + row, &text, GUTTER, look.style(Role::Dim));
            }
        }
        let Some((column, now)) = self.now else { return };
        let Some(row) = row_of(now, self.top, plan) else { return };
        let text = format!("{:02}:{:02}", now / 60, now % 60);
        put(buf, area.x, area.y + row, &text, GUTTER, look.style(Role::Accent));
        let first = plan.first(self.column(), self.heads.len());
        if (first..first + plan.columns).contains(&column) {
            let x = area.x + GUTTER + plan.pitch * cell(column - first);
            let line = Rect { x, y: area.y + row, width: plan.pitch.saturating_sub(1), height: 1 };
            put_line(buf, line, "╌", look.style(Role::Accent));
        }
    }

    fn draw_column(&self, column: usize, area: Rect, plan: Plan, buf: &mut Buffer, look: &Look<'_>) {
        let slabs: Vec<&Slab<'_>> = self.slabs.iter().filter(|slab| slab.column == column).collect();
        let spans: Vec<(u16, u16)> =
            slabs.iter().map(|slab| rows_of(slab.from, slab.to, plan.slot)).collect();
        let places = lanes(&spans);
        let stacked = is_stacked(&spans);
        // Like cards the first rows are read at any width; side by side words need room, and the rest is counted.
        let least = if stacked { MIN_LANE } else { MIN_SIDE };
        let most = usize::from(area.width / least).max(1);
        let lane_area = |lane: Lane| lane_area(area, lane, (most, stacked));
        let chosen = |slab: &Slab<'_>| matches!(self.chosen, Chosen::Pick(pick, at) if pick == slab.pick && at == column);
        for (slab, lane) in slabs.iter().zip(&places) {
            if lane.lane < most {
                self.draw_around(slab, lane_area(*lane), plan, buf, look);
            }
        }
        for (slab, lane) in slabs.iter().zip(&places) {
            if lane.lane < most && !chosen(slab) {
                self.draw_slab(slab, lane_area(*lane), plan, buf, look);
            }
        }
        self.draw_hidden(&spans, &places, (area, most), plan, buf, look);
        self.draw_beyond(&spans, (area, plan), buf, look);
        // What is selected lies on top, also where there was no room for it.
        for (slab, lane) in slabs.iter().zip(&places).filter(|(slab, _)| chosen(slab)) {
            let place = self.draw_slab(slab, lane_area(*lane), plan, buf, look);
            let role = if self.focused { Role::Selected } else { Role::SelectedDim };
            restyle(buf, place, look.style(role));
        }
        if let Chosen::Free(at, minute) = self.chosen
            && at == column
            && self.focused
            && let Some(row) = row_of(minute, self.top, plan)
        {
            let line = Rect { y: area.y + row, height: 1, ..area };
            put(buf, line.x, line.y, "▌", 1, look.style(Role::Selected));
            restyle(buf, line, look.style(Role::Selected));
        }
    }

    /// How many slabs lie wholly above and below what is seen.
    fn draw_beyond(
        &self,
        spans: &[(u16, u16)],
        (area, plan): (Rect, Plan),
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        let top = self.top / plan.slot;
        let above = spans.iter().filter(|(_, to)| *to <= top).count();
        let below = spans.iter().filter(|(from, _)| *from >= top + plan.rows).count();
        let ends = [(area.y, above, '▲'), (area.bottom().saturating_sub(1), below, '▼')];
        for (y, count, sign) in ends.into_iter().filter(|(_, count, _)| *count > 0) {
            put_right(
                buf,
                Rect { y, height: 1, ..area },
                &format!("{sign}{count}"),
                look.style(Role::Accent),
            );
        }
    }

    /// How many slabs there was no room for, where they would stand.
    fn draw_hidden(
        &self,
        spans: &[(u16, u16)],
        places: &[Lane],
        (area, most): (Rect, usize),
        plan: Plan,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        let top = self.top / plan.slot;
        let mut counts: Vec<(u16, usize)> = Vec::new();
        for (span, _) in spans.iter().zip(places).filter(|(_, lane)| lane.lane >= most) {
            let row = span.0.max(top);
            match counts.iter_mut().find(|(at, _)| *at == row) {
                Some((_, n)) => *n += 1,
                None => counts.push((row, 1)),
            }
        }
        for (row, n) in counts {
            let y = area.y + row - top;
            if y < area.bottom() {
                put_right(buf, Rect { y, height: 1, ..area }, &format!("+{n}"), look.style(Role::Accent));
            }
        }
    }

    /// Preparation, ways and clearing up: a thin line at the side.
    fn draw_around(&self, slab: &Slab<'_>, area: Rect, plan: Plan, buf: &mut Buffer, look: &Look<'_>) {
        let (before, behind) = slab.around;
        let spans = [(slab.from.saturating_sub(before), slab.from), (slab.to, (slab.to + behind).min(DAY))];
        for (from, to) in spans.into_iter().filter(|(from, to)| from < to) {
            let place = seen(rows_of(from, to, plan.slot), self.top / plan.slot, area);
            put_line(buf, Rect { width: 1, ..place }, "▏", look.style(Role::Dim));
        }
    }

    fn draw_slab(&self, slab: &Slab<'_>, area: Rect, plan: Plan, buf: &mut Buffer, look: &Look<'_>) -> Rect {
        let (from, to) = rows_of(slab.from, slab.to, plan.slot);
        let top = self.top / plan.slot;
        let place = seen((from, to), top, area);
        if place.height == 0 || place.width == 0 {
            return place;
        }
        super::layer::clear(place, buf);
        look.spot(place, Spot::Pick(slab.pick));
        let role = if self.stale { Role::Dim } else { slab.role };
        let cut = GoesOn {
            before: slab.goes_on.before || from < top,
            behind: slab.goes_on.behind || to > top + area.height,
        };
        let text = if self.stale { Role::Dim } else { Role::Text };
        draw_box(
            (slab.sign, &slab.lines),
            (slab.edge, cut),
            (look.style(role), look.style(text)),
            place,
            buf,
        );
        place
    }
}

/// How far one place lies behind another.
fn steps(to: usize, from: usize) -> i64 {
    i64::try_from(to).unwrap_or(0) - i64::try_from(from).unwrap_or(0)
}

/// The lines of a time: from one, to the first that is not of it. Nothing takes less than a line.
#[must_use]
pub fn rows_of(from: u16, to: u16, slot: u16) -> (u16, u16) {
    let first = from / slot;
    (first, to.div_ceil(slot).max(first + 1))
}

fn row_of(minute: u16, top: u16, plan: Plan) -> Option<u16> {
    let row = (minute / plan.slot).checked_sub(top / plan.slot)?;
    (row < plan.rows).then_some(row)
}

/// The part of some lines that is seen.
fn seen((from, to): (u16, u16), top: u16, area: Rect) -> Rect {
    let first = from.saturating_sub(top).min(area.height);
    let last = to.saturating_sub(top).min(area.height);
    Rect { y: area.y + first, height: last - first, ..area }
}

/// Whether slabs that overlap can lie on each other like cards: the first row of every one is seen.
fn is_stacked(spans: &[(u16, u16)]) -> bool {
    spans.iter().enumerate().all(|(i, one)| {
        spans[..i].iter().all(|other| {
            let overlap = one.0 < other.1 && other.0 < one.1;
            !overlap || one.0 != other.0
        })
    })
}

/// The place of a lane among those that there is room for: side by side, or where that leaves too little for words, on
/// top of each other.
fn lane_area(area: Rect, lane: Lane, (most, stacked): (usize, bool)) -> Rect {
    let of = lane.of.min(most).max(1);
    let at = lane.lane.min(of - 1);
    if stacked && usize::from(area.width) / of < MIN_WORDS {
        let step = cell(at) * CARD;
        return Rect { x: area.x + step, width: area.width.saturating_sub(step), ..area };
    }
    let edge = |n: usize| cell(usize::from(area.width) * n / of);
    Rect { x: area.x + edge(at), width: edge(at + 1) - edge(at), ..area }
}

#[cfg(test)]
mod tests;
