//! How a timeline is drawn.

use super::super::Look;
use super::super::text::{clip, hits, put, put_hits, put_right, restyle, width};
use super::{Axis, Bar, FLAG, HEAD, Ink, Line, Row, Timeline, Zoom};
use crate::theme::Role;
use jiff::civil::{Date, Weekday};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// A column of nothing.
const FREE: &str = "·";
/// Cells from which on a name says something.
const NAMED: u16 = 4;
/// Where now is, in a column of nothing.
const NOW: &str = "┊";

impl Timeline<'_> {
    pub(super) fn heads(&self, area: Rect, plot: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let label = self.label_cells(area.width);
        put(buf, area.x + 1, area.y, self.corner, label, look.style(Role::Dim));
        let now = self.axis.at(self.now);
        self.day_names(plot, now, buf, look);
        self.hours(plot, buf, look);
        if let Some(x) = now.and_then(|at| u16::try_from(at).ok()) {
            put(buf, plot.x + x, area.y + 1, "▾", 1, look.style(Role::Accent));
        }
        if let Some(selected) = self.selected.filter(|_| self.is_focused)
            && let Some(x) = self.axis.at(selected.at).and_then(|at| u16::try_from(at).ok())
        {
            put(buf, plot.x + x, area.y + 1, "▼", 1, look.style(Role::Key));
        }
    }

    /// The days, each at its first column, as long as its name does not touch the one before.
    fn day_names(&self, plot: Rect, now: Option<usize>, buf: &mut Buffer, look: &Look<'_>) {
        let room = usize::from(self.axis.per_day());
        let mut used = plot.x;
        let days: Vec<(Date, u16)> = self.axis.days().collect();
        for (i, (date, column)) in days.iter().enumerate() {
            let next = days.get(i + 1).map_or(self.axis.columns().len(), |(_, next)| usize::from(*next));
            let text = match room {
                10.. => date.strftime("%a %-d %b"),
                6..10 => date.strftime("%a %-d"),
                2..6 => date.strftime("%-d"),
                _ if *column == 0 || date.weekday() == Weekday::Monday => date.strftime("%-d"),
                _ => continue,
            };
            let text = text.to_string();
            let x = plot.x + column;
            if x < used || usize::from(x) + width(&text) > usize::from(plot.right()) {
                continue;
            }
            let is_today = now.is_some_and(|now| (usize::from(*column)..next).contains(&now));
            let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            let role = if is_today {
                Role::Accent
            } else if weekend {
                Role::Dim
            } else {
                Role::Heading
            };
            used = x + put(buf, x, plot.y, &text, plot.right() - x, look.style(role)) + 1;
        }
    }

    /// The hours that have room for their number; where they have none, the days of the week.
    fn hours(&self, plot: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let per_day = u32::from(self.axis.per_day());
        let steps: &[u32] = if self.axis.zoom() == Zoom::Day { &[1, 2, 3, 6] } else { &[3, 6, 12] };
        // Number and gap take three cells.
        let Some(step) = steps.iter().find(|step| per_day * **step / 24 >= 3) else {
            return self.weekdays(plot, buf, look);
        };
        for (_, column) in self.axis.days() {
            for hour in (0..24).step_by(*step as usize) {
                let offset = u16::try_from(u32::try_from(hour).unwrap_or(0) * per_day / 24).unwrap_or(0);
                let x = plot.x + column + offset;
                if x + 2 <= plot.right() {
                    put(buf, x, plot.y + 1, &format!("{hour:02}"), 2, look.style(Role::Dim));
                }
            }
        }
    }

    /// The days of the week under their numbers, as long as there is room for.
    fn weekdays(&self, plot: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let signs = match self.axis.per_day() {
            4.. => 3,
            2..4 => 2,
            _ => 1,
        };
        for (date, column) in self.axis.days() {
            let name: String = date.strftime("%a").to_string().chars().take(signs).collect();
            let x = plot.x + column;
            put(buf, x, plot.y + 1, &name, plot.right().saturating_sub(x), look.style(Role::Dim));
        }
    }

    pub(super) fn rows(&self, area: Rect, plot: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let selected = self.selected.map_or(usize::MAX, |selected| selected.line);
        let is_row = |line: &Line<'_>| matches!(line, Line::Row(_));
        let before = |at: usize| self.lines.iter().take(at).filter(|line| is_row(line)).count();
        let selected_row = before(selected.min(self.lines.len()));
        for (i, (y, line)) in (area.y..area.bottom()).zip(self.lines).enumerate() {
            let place = Rect { y, height: 1, ..area };
            match line {
                Line::Head(text) => {
                    put(buf, area.x + 1, y, text, self.label_cells(area.width), look.style(Role::Heading));
                }
                Line::Row(row) => {
                    look.row_spot(place, before(i), selected_row);
                    let cells = Rect { y, height: 1, ..plot };
                    self.row(row, cells, buf, look);
                    self.label(row, place, i == selected, buf, look);
                    if i == selected {
                        self.cursor(cells, buf, look);
                    }
                }
            }
        }
    }

    fn label(&self, row: &Row<'_>, area: Rect, is_selected: bool, buf: &mut Buffer, look: &Look<'_>) {
        let room = self.label_cells(area.width);
        let place = Rect { x: area.x + 1, width: room, ..area };
        // The name comes first; what is wrong is said all the same.
        let left = usize::from(room).saturating_sub(width(row.label) + 1);
        let least = usize::from(room) / if row.is_bad { 2 } else { 3 };
        let note = clip(row.note, left.max(least));
        let role = if row.is_bad { Role::Bad } else { Role::Dim };
        let used = put_right(buf, place, &note, look.style(role));
        let cells = room.saturating_sub(if used > 0 { used + 1 } else { 0 });
        let found = if self.search.is_empty() { Vec::new() } else { hits(row.label, self.search) };
        let styles = (look.style(Role::Text), look.style(Role::Match));
        put_hits(buf, (place.x, place.y), row.label, cells, styles.0, (&found, styles.1));
        if is_selected {
            let role = if self.is_focused { Role::Selected } else { Role::SelectedDim };
            put(buf, area.x, area.y, "▌", 1, look.style(role));
            restyle(buf, Rect { x: area.x, width: room + 1, ..area }, look.style(role));
        }
    }

    fn row(&self, row: &Row<'_>, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let inks = inks(self.axis, row, |_| true);
        let under = inks_under(self.axis, row);
        let now = self.axis.at(self.now);
        for (at, (x, column)) in (area.x..area.right()).zip(self.axis.columns()).enumerate() {
            let (sign, style) = match inks[at] {
                Some((Ink::Blocked, bar)) => blocked(under[at], at - self.first_met(&row.bars[bar]), look),
                Some((ink, bar)) => {
                    // Two that follow each other are told apart by the edge of the first.
                    let next = inks.get(at + 1).copied().flatten();
                    let parts = ink == Ink::Firm
                        && next.is_some_and(|(other, next)| other == Ink::Firm && next != bar);
                    (if parts { "▉" } else { ink.sign() }, look.style(ink.role()))
                }
                None if now == Some(at) => (NOW, look.style(Role::Accent)),
                None if column.is_line => ("│", look.style(Role::Line)),
                None if column.from == column.to => (" ", look.style(Role::Dim)),
                None => (FREE, look.style(Role::Line)),
            };
            put(buf, x, area.y, sign, 1, style);
        }
        self.words(row, &inks, area, buf, look);
    }

    fn first_met(&self, bar: &Bar<'_>) -> usize {
        self.axis.met(bar.from, bar.to).start
    }

    /// Words and signs over the blocks that have them.
    fn words(
        &self,
        row: &Row<'_>,
        inks: &[Option<(Ink, usize)>],
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        let mut hidden: Vec<usize> = Vec::new();
        for (i, bar) in row.bars.iter().enumerate().rev() {
            let met = self.axis.met(bar.from, bar.to);
            let seen: Vec<usize> =
                met.clone().filter(|at| inks[*at].is_some_and(|(_, of)| of == i)).collect();
            let first = seen.first().copied();
            let run = first
                .map_or(0, |first| seen.iter().zip(first..).take_while(|(at, place)| **at == *place).count());
            let sign = self.sign_over(row, bar, run);
            // What lies wholly beneath something else is not forgotten: its sign stands on what is seen.
            if let Some(sign) = sign
                && let Some(x) = first.or((!met.is_empty()).then_some(met.start)).and_then(cell)
            {
                put(buf, area.x + x, area.y, sign, 1, filled(Role::Bad, look));
            }
            if first.is_none() && bar.is_flagged {
                hidden.push(met.start);
            }
            if let Some(start) = first {
                let free = hidden.iter().filter(|at| **at > start).map(|at| at - start).min();
                let (x, run) = (cell(start).unwrap_or(0), cell(free.map_or(run, |free| run.min(free))));
                write_in(bar, Rect { x: area.x + x, width: run.unwrap_or(0), ..area }, buf, look);
            }
        }
    }

    /// The sign that a block bears: somebody has to look at it, or what it takes should be back by then. A single cell
    /// stays a block as far as what is late is seen beside it.
    fn sign_over(&self, row: &Row<'_>, bar: &Bar<'_>, run: usize) -> Option<&'static str> {
        if bar.is_flagged {
            return Some(FLAG);
        }
        let late = |other: &&Bar<'_>| other.ink == Ink::Late && other.from < bar.to && other.to > bar.from;
        let is_taken = matches!(bar.ink, Ink::Firm | Ink::Hold);
        (is_taken && run > 1 && row.bars.iter().any(|other| late(&other))).then_some(Ink::Late.sign())
    }

    /// The block under the cursor, else its column.
    fn cursor(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let Some(selected) = self.selected.filter(|_| self.is_focused) else { return };
        let (from, to) = selected.block.unwrap_or((selected.at, selected.at.saturating_add(1)));
        let met = self.axis.met(from, to);
        let (Ok(start), Ok(cells)) = (u16::try_from(met.start), u16::try_from(met.len())) else { return };
        let place = Rect { x: area.x + start, width: cells, ..area }.intersection(area);
        restyle(buf, place, look.style(Role::Selected));
    }
}

fn cell(at: usize) -> Option<u16> {
    u16::try_from(at).ok()
}

/// Letters on a filled cell: without colours, too.
fn filled(role: Role, look: &Look<'_>) -> Style {
    look.style(role).add_modifier(Modifier::REVERSED)
}

/// A cell in which something is in the way: its sign and the sign of what is there take turns.
fn blocked(under: Option<Ink>, place: usize, look: &Look<'_>) -> (&'static str, Style) {
    match under {
        Some(ink) if !place.is_multiple_of(2) => (ink.sign(), look.style(Role::Bad)),
        Some(_) => (FLAG, filled(Role::Bad, look)),
        None => (FLAG, look.style(Role::Bad)),
    }
}

/// Writes the word of a block into the cells of it that are seen: behind its first one.
fn write_in(bar: &Bar<'_>, cells: Rect, buf: &mut Buffer, look: &Look<'_>) {
    let is_taken = matches!(bar.ink, Ink::Firm | Ink::Hold);
    let (offset, room) = if is_taken { (1, cells.width.saturating_sub(2)) } else { (0, cells.width) };
    let fits = if is_taken { room >= NAMED } else { width(bar.word) < usize::from(room) };
    if bar.word.is_empty() || !fits {
        return;
    }
    let style = match bar.ink {
        Ink::Firm => filled(Role::Text, look),
        ink => look.style(ink.role()),
    };
    put(buf, cells.x + offset, cells.y, &clip(bar.word, usize::from(room)), room, style);
}

/// What is seen in each column, and of which bar.
fn inks(axis: &Axis, row: &Row<'_>, is_meant: impl Fn(Ink) -> bool) -> Vec<Option<(Ink, usize)>> {
    let mut inks: Vec<Option<(Ink, usize)>> = vec![None; axis.columns().len()];
    for (i, bar) in row.bars.iter().enumerate().filter(|(_, bar)| is_meant(bar.ink)) {
        for at in axis.met(bar.from, bar.to) {
            let stands = inks[at].is_none_or(|(ink, _)| bar.ink < ink);
            if stands {
                inks[at] = Some((bar.ink, i));
            }
        }
    }
    inks
}

/// What is there beneath what is carried.
fn inks_under(axis: &Axis, row: &Row<'_>) -> Vec<Option<Ink>> {
    let is_there = |ink| !matches!(ink, Ink::Blocked | Ink::Over | Ink::Carried | Ink::Buffer);
    inks(axis, row, is_there).into_iter().map(|ink| ink.map(|(ink, _)| ink)).collect()
}

pub(super) fn legend(area: Rect, words: &[(Ink, &str)], buf: &mut Buffer, look: &Look<'_>) {
    let mut x = area.x;
    for (ink, word) in words {
        let cells = u16::try_from(width(word)).unwrap_or(u16::MAX).saturating_add(2);
        if x.saturating_add(cells) > area.right() {
            return;
        }
        put(buf, x, area.y, ink.sign(), 1, look.style(ink.role()));
        put(buf, x + 2, area.y, word, cells, look.style(Role::Dim));
        x += cells + 2;
    }
}

const _: () = assert!(HEAD == 2, "days and hours are drawn over the rows");
