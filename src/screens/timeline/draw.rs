//! The timeline on the screen.

use super::block::{bars, heading, note};
use super::window::Shown;
use super::{Action, Focus, TimelineView};
use crate::domain::booking::LockKind;
use crate::keymap::Hint;
use crate::screens::Ctx;
use crate::screens::carry::{LINES, Moved};
use crate::store::protocol::{Obstacle, SpanOf, TIMELINE_FILTERS, TimelineRow};
use crate::theme::Role;
use crate::ui::empty::Blank;
use crate::ui::layer::divider;
use crate::ui::spots::Spot;
use crate::ui::text::{put, put_right, width};
use crate::ui::timeline::{Bar, Ink, Line, Row, Selected, Timeline, Zoom, legend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The line over the timeline, and from this height on one below it: what the signs mean.
const HEAD: u16 = 1;
const ROOMY: u16 = 9;
/// While something is carried its lines stand below.
const LEGEND: &[(Ink, &str)] = &[
    (Ink::Firm, "booked"),
    (Ink::Hold, "held"),
    (Ink::Off, "repair"),
    (Ink::Away, "away"),
    (Ink::Late, "due back"),
    (Ink::Buffer, "buffer"),
    (Ink::Blocked, "conflict"),
    (Ink::Dense, "many"),
];

/// Lines for heads and rows in a place of some height: room for what is said below is kept, so that rows do not jump.
pub(super) const fn rows_in(height: u16) -> u16 {
    let below = if height >= ROOMY { LINES } else { 1 };
    height.saturating_sub(HEAD + below)
}

impl TimelineView {
    /// Draws rows and detail; returns where the cursor stands.
    pub fn view(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let (rows, detail) = self.places(area);
        let mut cursor = None;
        if rows.width > 0 {
            ctx.look.spot(rows, Spot::List);
            cursor = self.draw_rows(rows, buf, ctx);
        }
        if detail.width > 0 {
            ctx.look.spot(detail, Spot::Detail);
            if rows.width > 0 {
                divider(detail.x - 1, detail.y, detail.height, buf, &ctx.look);
            }
            self.draw_detail(detail, buf, ctx);
        }
        cursor
    }

    fn draw_rows(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let mut cursor = self.head(Rect { height: 1, ..area }, buf, ctx);
        let body = Rect { y: area.y + HEAD, height: rows_in(area.height), ..area };
        if let Some((what, hint)) = &self.window.failed {
            Blank::failed(what, hint, &[]).draw(body, buf, &ctx.look);
            return cursor;
        }
        if self.window.rows.is_empty() {
            if !self.window.is_new() {
                self.nothing(body, buf, ctx);
            } else if self.window.is_late() {
                Blank::loading("Reading…").draw(body, buf, &ctx.look);
            }
            return cursor;
        }
        self.draw_timeline(body, buf, ctx);
        let below = Rect { y: body.bottom(), height: area.bottom().saturating_sub(body.bottom()), ..area };
        if below.height > 0 {
            cursor = self.below(below, buf, ctx).or(cursor);
        }
        cursor
    }

    /// The line over everything: which time, what is searched for or left out, where the cursor is.
    fn head(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let style = |role| ctx.look.style(role);
        let mut x = area.x + 1;
        if let Some(carry) = &self.carry {
            let back = ctx.look.keymap.key_text(Action::Back);
            let text = carry.title(&back, usize::from(area.width.saturating_sub(2)));
            put(buf, x, area.y, &text, area.width.saturating_sub(2), style(Role::Accent));
            return None;
        }
        x += put(buf, x, area.y, &self.title(), area.width.saturating_sub(2), style(Role::Heading)) + 2;
        let at = self.moment().map_or_else(String::new, |at| ctx.words.moment(at));
        let right = Rect { width: area.width.saturating_sub(1), ..area };
        let place = if self.window.is_late() { "reading…".to_owned() } else { at };
        let mut used = 0;
        if usize::from(area.right().saturating_sub(x)) > width(&place) + 2 {
            used = put_right(buf, right, &place, style(Role::Dim)) + 2;
        }
        let room = area.right().saturating_sub(x + used);
        if self.focus == Focus::Search || !self.window.text().is_empty() {
            put(buf, x, area.y, "/", 1, style(Role::Key));
            let field = Rect { x: x + 2, width: room.saturating_sub(2), height: 1, ..area };
            let cursor = self.line.draw(field, buf, style(Role::Text));
            return cursor.filter(|_| self.focus == Focus::Search);
        }
        let filter = TIMELINE_FILTERS.iter().find(|choice| choice.name == self.window.filter());
        if let Some(filter) = filter.filter(|filter| !filter.name.is_empty()) {
            let word = filter.label.split(':').next().unwrap_or_default();
            put(buf, x, area.y, word, room, style(Role::Accent));
        }
        None
    }

    /// Which time is shown.
    fn title(&self) -> String {
        let (first, last) = (self.axis.first(), self.axis.last());
        match self.zoom {
            Zoom::Day => first.strftime("%a %-d %B %Y").to_string(),
            Zoom::Month => first.strftime("%B %Y").to_string(),
            Zoom::Week | Zoom::Fortnight => {
                let (week, end) = (first.iso_week_date().week(), last.iso_week_date().week());
                let weeks =
                    if week == end { format!("Week {week}") } else { format!("Weeks {week}–{end}") };
                let from = if first.month() == last.month() {
                    first.strftime("%-d")
                } else {
                    first.strftime("%-d %b")
                };
                format!("{weeks} · {from}–{}", last.strftime("%-d %b %Y"))
            }
        }
    }

    fn nothing(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let hints = |press: &[(Action, &str)]| -> Vec<Hint> {
            press.iter().filter_map(|(action, label)| ctx.hint(*action, label)).collect()
        };
        if !self.window.text().is_empty() {
            let title = format!("Nothing is called “{}”", self.window.text());
            let text = "Names and serial numbers of spaces, people and gear are searched.";
            Blank::empty(&title, text, &hints(&[(Action::Back, "clear the search")]))
                .draw(area, buf, &ctx.look);
        } else if !self.window.filter().is_empty() {
            let press = [(Action::Filter, "show something else")];
            Blank::empty("There is none of it", "The filter leaves everything out.", &hints(&press))
                .draw(area, buf, &ctx.look);
        } else {
            let press = [(Action::TabInventory, "the inventory"), (Action::NextView, "another view")];
            let text = "Spaces, people and gear that can be booked stand here, each with a row of its own.";
            Blank::empty("Nothing to book yet", text, &hints(&press)).draw(area, buf, &ctx.look);
        }
    }

    fn draw_timeline(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let shown = self.window.on_screen();
        let moved = self.carry.as_ref().map(|carry| carry.moved()).unwrap_or_default();
        let blocked = self.carry.as_ref().map(|carry| carry.obstacles()).unwrap_or_default();
        let heads: Vec<String> = self.window.rows.iter().map(|row| heading(&row.kind)).collect();
        let notes: Vec<(String, bool)> = (0..heads.len()).map(|row| self.note_of(row, ctx)).collect();
        let lines: Vec<Line<'_>> = shown
            .iter()
            .map(|line| match *line {
                Shown::Head(row) => Line::Head(&heads[row]),
                Shown::Row(row) => {
                    let of = &self.window.rows[row];
                    let bars = self.bars_of(of, &moved, &blocked);
                    Line::Row(Row { label: &of.name, note: &notes[row].0, is_bad: notes[row].1, bars })
                }
            })
            .collect();
        let at = shown.iter().position(|line| *line == Shown::Row(self.window.selected_at()));
        let block = if self.carry.is_some() { None } else { self.block_times() };
        let first = shown.iter().find_map(|line| match line {
            Shown::Row(row) => Some(*row),
            Shown::Head(_) => None,
        });
        let starts_with_head = matches!(shown.first(), Some(Shown::Head(_)));
        let corner = first.filter(|_| !starts_with_head).map_or("", |row| heads[row].as_str());
        let timeline = Timeline {
            axis: &self.axis,
            lines: &lines,
            selected: at.map(|line| Selected { line, at: self.at, block }),
            is_focused: self.focus != Focus::Detail,
            now: self.now.as_ref().map_or(0, |now| now.timestamp().as_second()),
            corner,
            search: self.window.text(),
        };
        timeline.draw(area, buf, &ctx.look);
        let (above, below) = self.window.hidden();
        let edge = area.right().saturating_sub(1);
        if above {
            put(buf, edge, area.y + 2, "↑", 1, ctx.look.style(Role::Dim));
        }
        if below {
            put(buf, edge, area.bottom().saturating_sub(1), "↓", 1, ctx.look.style(Role::Dim));
        }
    }

    /// What is to be said of a row; of two of one name that follow each other, where each of them is.
    fn note_of(&self, at: usize, ctx: &Ctx<'_>) -> (String, bool) {
        let rows = &self.window.rows;
        let Some(row) = rows.get(at) else { return (String::new(), false) };
        let said = note(row);
        let beside = [at.checked_sub(1), Some(at + 1)];
        let twin =
            beside.into_iter().flatten().filter_map(|i| rows.get(i)).any(|other| other.name == row.name);
        if said.0.is_empty() && twin { (ctx.branch_name(&row.branch).to_owned(), false) } else { said }
    }

    fn block_times(&self) -> Option<(i64, i64)> {
        let span = self.row()?.spans.iter().find(|span| Some(span.block()) == self.block)?;
        Some((span.start.as_second(), span.end.map_or(i64::MAX, |end| end.as_second())))
    }

    /// What is on a row: what the store knows, and what is carried over it.
    fn bars_of<'r>(
        &self,
        row: &'r TimelineRow,
        moved: &[Moved],
        blocked: &[(Moved, &Obstacle)],
    ) -> Vec<Bar<'r>> {
        let is_carried = |span: &crate::store::protocol::TimelineSpan| match &span.what {
            SpanOf::Lock(lock) => moved.iter().any(|moved| moved.lock == lock.id),
            _ => false,
        };
        let bar = |from: i64, to: i64, ink| Bar { from, to, ink, word: "", is_flagged: false };
        let mut all: Vec<Bar<'r>> =
            row.spans.iter().filter(|span| !is_carried(span)).flat_map(bars).collect();
        if let Some(dense) = row.dense {
            all.push(bar(dense.as_second(), self.axis.range().1, Ink::Dense));
        }
        for lock in moved.iter().filter(|lock| lock.asset == row.asset) {
            let (start, end) = (lock.start.as_second(), lock.end.as_second());
            all.push(bar(start, end, Ink::Carried));
            for (_, obstacle) in blocked.iter().filter(|(of, _)| of.lock == lock.lock) {
                let (ink, from, to) = match obstacle {
                    Obstacle::Booked(clash) => (Ink::Blocked, clash.start.as_second(), clash.end.as_second()),
                    Obstacle::Held(clash) => (Ink::Over, clash.start.as_second(), clash.end.as_second()),
                    Obstacle::Away { start: from, end: to, .. } => {
                        (Ink::Blocked, from.as_second(), to.map_or(end, |to| to.as_second()))
                    }
                    _ => (Ink::Blocked, start, end),
                };
                let (from, to) = (from.max(start), to.min(end));
                if from < to {
                    all.push(bar(from, to, ink));
                }
            }
        }
        all
    }

    /// What is said below the rows: what is carried, else what is selected and what the signs mean.
    fn below(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        if let Some(carry) = &self.carry {
            return carry.draw(area, buf, ctx);
        }
        let line = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area };
        if area.height > 1 {
            let (text, role) = self.selected_words(ctx);
            put(buf, line.x, line.y, &text, line.width, ctx.look.style(role));
        }
        let last = Rect { y: area.bottom() - 1, ..line };
        legend(last, LEGEND, buf, &ctx.look);
        None
    }

    /// The selected block in a line, as far as it is known without being read.
    fn selected_words(&self, ctx: &Ctx<'_>) -> (String, Role) {
        if let Some(why) = &self.pane.failed {
            return (why.clone(), Role::Warn);
        }
        let Some(row) = self.row() else { return (String::new(), Role::Dim) };
        let Some(span) = row.spans.iter().find(|span| Some(span.block()) == self.block) else {
            let next = row.spans.iter().find(|span| span.start.as_second() > self.at);
            return match next {
                Some(span) => {
                    (format!("{} is free until {}", row.name, ctx.words.moment(span.start)), Role::Dim)
                }
                None => (format!("{} is free", row.name), Role::Dim),
            };
        };
        let times = match span.end {
            Some(end) => format!("{} {}", ctx.words.day(span.start), ctx.words.span(span.start, end)),
            None => format!("since {}", ctx.words.moment(span.start)),
        };
        let (word, role) = match &span.what {
            SpanOf::Lock(lock) => match (lock.trouble, lock.contested, lock.kind) {
                (Some(trouble), ..) => (format!("needs replacement: {}", trouble.words()), Role::Bad),
                (None, true, _) => ("held over what is booked".to_owned(), Role::Bad),
                (None, false, LockKind::Firm) => ("booked".to_owned(), Role::Text),
                (None, false, LockKind::Hold) => ("held".to_owned(), Role::Waiting),
            },
            SpanOf::Away(_, kind) => (kind.word().to_owned(), Role::Warn),
            SpanOf::Overdue(_) => ("due back, and still out".to_owned(), Role::Bad),
        };
        let name = self.detail().and_then(|detail| detail.project.as_ref());
        let name = name.map_or_else(String::new, |project| format!(" · {}", project.name));
        (format!("{times} · {word}{name}"), role)
    }
}
