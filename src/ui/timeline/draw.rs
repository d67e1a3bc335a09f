//! How a timeline is drawn.

use super::super::Look;
use super::super::text::{clip, hits, put, put_hits, put_right, restyle, width};
use super::{Axis, FLAG, HEAD, Ink, Line, Row, Timeline, Zoom, label_width};
use crate::theme::Role;
use jiff::civil::{Date, Weekday};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A column of nothing.
const FREE: &str = "·";
/// Where now is, in a column of nothing.
const NOW: &str = "┊";

impl Timeline<'_> {
    pub(super) fn heads(&self, area: Rect, plot: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let label = label_width(area.width);
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

    /// The hours that have room for their number.
    fn hours(&self, plot: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let per_day = u32::from(self.axis.per_day());
        let steps: &[u32] = if self.axis.zoom() == Zoom::Day { &[1, 2, 3, 6] } else { &[3, 6, 12] };
        // Number and gap take three cells.
        let Some(step) = steps.iter().find(|step| per_day * **step / 24 >= 3) else { return };
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

    pub(super) fn rows(&self, area: Rect, plot: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let selected = self.selected.map_or(usize::MAX, |selected| selected.line);
        let is_row = |line: &Line<'_>| matches!(line, Line::Row(_));
        let before = |at: usize| self.lines.iter().take(at).filter(|line| is_row(line)).count();
        let selected_row = before(selected.min(self.lines.len()));
        for (i, (y, line)) in (area.y..area.bottom()).zip(self.lines).enumerate() {
            let place = Rect { y, height: 1, ..area };
            match line {
                Line::Head(text) => {
                    put(buf, area.x + 1, y, text, label_width(area.width), look.style(Role::Heading));
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
        let room = label_width(area.width);
        let place = Rect { x: area.x + 1, width: room, ..area };
        let note = clip(row.note, usize::from(room) / 2);
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
        let inks = inks(self.axis, row);
        let now = self.axis.at(self.now);
        for (at, (x, column)) in (area.x..area.right()).zip(self.axis.columns()).enumerate() {
            let (sign, role) = match inks[at] {
                Some((ink, bar)) => {
                    // Two that follow each other are told apart by the edge of the first.
                    let next = inks.get(at + 1).copied().flatten();
                    let parts = ink == Ink::Firm
                        && next.is_some_and(|(other, next)| other == Ink::Firm && next != bar);
                    (if parts { "▉" } else { ink.sign() }, ink.role())
                }
                None if now == Some(at) => (NOW, Role::Accent),
                None if column.is_line => ("│", Role::Line),
                None if column.from == column.to => (" ", Role::Dim),
                None => (FREE, Role::Line),
            };
            put(buf, x, area.y, sign, 1, look.style(role));
        }
        self.words(row, &inks, area, buf, look);
    }

    /// Words and flags over the blocks that have them, as far as they are what is seen there.
    fn words(
        &self,
        row: &Row<'_>,
        inks: &[Option<(Ink, usize)>],
        area: Rect,
        buf: &mut Buffer,
        look: &Look<'_>,
    ) {
        for (i, bar) in row.bars.iter().enumerate() {
            let met = self.axis.met(bar.from, bar.to);
            let seen: Vec<usize> = met.filter(|at| inks[*at].is_some_and(|(_, of)| of == i)).collect();
            let Some(first) = seen.first() else { continue };
            let Ok(x) = u16::try_from(*first) else { continue };
            if bar.is_flagged {
                put(buf, area.x + x, area.y, FLAG, 1, look.style(Role::Bad));
            }
            let run = seen.iter().zip(*first..).take_while(|(at, place)| **at == *place).count();
            if !bar.word.is_empty() && width(bar.word) < run {
                put(buf, area.x + x, area.y, bar.word, area.width, look.style(bar.ink.role()));
            }
        }
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

/// What is seen in each column, and of which bar.
fn inks(axis: &Axis, row: &Row<'_>) -> Vec<Option<(Ink, usize)>> {
    let mut inks: Vec<Option<(Ink, usize)>> = vec![None; axis.columns().len()];
    for (i, bar) in row.bars.iter().enumerate() {
        for at in axis.met(bar.from, bar.to) {
            let stands = inks[at].is_none_or(|(ink, _)| bar.ink < ink);
            if stands {
                inks[at] = Some((bar.ink, i));
            }
        }
    }
    inks
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
