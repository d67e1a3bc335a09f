//! Blocks as they are drawn, and the detail of the selected one.

use super::{BlockDetail, BlockId, TimelineView};
use crate::domain::booking::{LockKind, Trouble};
use crate::screens::Ctx;
use crate::screens::words::{kind_of, plain, several};
use crate::store::protocol::{AwayKind, CarriedLock, SpanOf, TimelineRow, TimelineSpan};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::text::{put, put_right, wrap};
use crate::ui::timeline::{Bar, Ink};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The end of a time whose end nobody knows, unix seconds.
const FOR_EVER: i64 = 253_402_300_799;

/// Which of several blocks at one moment is meant first.
pub(super) const fn rank(span: &TimelineSpan) -> u8 {
    match &span.what {
        SpanOf::Lock(lock) if matches!(lock.kind, LockKind::Firm) => 0,
        SpanOf::Lock(_) => 1,
        SpanOf::Overdue(_) => 2,
        SpanOf::Away(..) => 3,
    }
}

/// The bars of a block: what it takes, and its buffers.
pub(super) fn bars(span: &TimelineSpan) -> Vec<Bar<'_>> {
    let (from, to) = (span.start.as_second(), span.end.map_or(FOR_EVER, |end| end.as_second()));
    let bar = |from, to, ink, word, is_flagged| Bar { from, to, ink, word, is_flagged };
    match &span.what {
        SpanOf::Overdue(_) => vec![bar(from, to, Ink::Late, "", false)],
        SpanOf::Away(_, AwayKind::Maintenance) => vec![bar(from, to, Ink::Off, "", false)],
        SpanOf::Away(_, kind) => vec![bar(from, to, Ink::Away, kind.word(), false)],
        SpanOf::Lock(lock) => {
            let ink = match lock.kind {
                LockKind::Firm => Ink::Firm,
                LockKind::Hold => Ink::Hold,
            };
            let flagged = lock.trouble.is_some() || lock.contested;
            let (start, end) = (from + lock.before, to - lock.after);
            let mut bars = vec![bar(start, end, ink, lock.title.as_str(), flagged)];
            if lock.before > 0 {
                bars.push(bar(from, start, Ink::Buffer, "", false));
            }
            if lock.after > 0 {
                bars.push(bar(end, to, Ink::Buffer, "", false));
            }
            bars
        }
    }
}

/// What is short to be said of a row beside its name, and whether that is bad news.
pub(super) fn note(row: &TimelineRow) -> (String, bool) {
    if row.is_overdue() {
        return ("! out".to_owned(), true);
    }
    match (row.trouble(), row.status.as_str()) {
        (Some(trouble), _) => {
            let word = match trouble {
                Trouble::Lost => "lost",
                Trouble::Retired => "retired",
                Trouble::Maintenance => "repair",
                Trouble::Away => "away",
                Trouble::Elsewhere => "elsewhere",
            };
            (format!("× {word}"), true)
        }
        (None, "available") if row.capacity > 1 => (format!("{} pcs", row.capacity), false),
        (None, "available" | "maintenance") => (String::new(), false),
        (None, "lost") => ("! lost".to_owned(), true),
        (None, status) => (plain(status), false),
    }
}

/// Headings of the rows of a kind.
pub(super) fn heading(kind: &str) -> String {
    match kind {
        "space" => "Spaces".to_owned(),
        "human" => "People".to_owned(),
        "camera" => "Cameras".to_owned(),
        "lens" => "Lenses".to_owned(),
        "light" => "Lights".to_owned(),
        "drone" => "Drones".to_owned(),
        "audio" => "Audio".to_owned(),
        "other" | "" => "Other gear".to_owned(),
        own => {
            let own = plain(own);
            let mut chars = own.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        }
    }
}

/// Lines of a detail, top down.
struct Pen<'a, 'b> {
    area: Rect,
    y: u16,
    buf: &'a mut Buffer,
    ctx: &'a Ctx<'b>,
}

impl Pen<'_, '_> {
    fn line(&mut self, text: &str, role: Role) {
        for line in wrap(text, usize::from(self.area.width)) {
            if self.y < self.area.bottom() {
                put(self.buf, self.area.x, self.y, &line, self.area.width, self.ctx.look.style(role));
                self.y += 1;
            }
        }
    }

    fn fact(&mut self, label: &str, text: &str, role: Role) {
        if text.is_empty() || self.y >= self.area.bottom() {
            return;
        }
        let wide = self.area.width.min(11);
        put(self.buf, self.area.x, self.y, label, wide, self.ctx.look.style(Role::Dim));
        let room = self.area.width.saturating_sub(wide);
        for line in wrap(text, usize::from(room)) {
            if self.y < self.area.bottom() {
                put(self.buf, self.area.x + wide, self.y, &line, room, self.ctx.look.style(role));
                self.y += 1;
            }
        }
    }

    const fn gap(&mut self) {
        self.y += 1;
    }
}

impl TimelineView {
    /// What stands beside the rows, or over them: the selected block, else the selected row.
    pub(super) fn draw_detail(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        if area.width < 12 || area.height == 0 {
            return;
        }
        let mut pen = Pen { area, y: area.y, buf, ctx };
        if let Some(why) = &self.pane.failed {
            pen.line(why, Role::Warn);
            pen.gap();
        }
        match self.carry.as_ref().map(|carry| carry.block()).or(self.detail()) {
            Some(detail) => draw_block(detail, &mut pen),
            None if self.block.is_some() => {}
            None => self.draw_row_detail(&mut pen),
        }
    }

    fn draw_row_detail(&self, pen: &mut Pen<'_, '_>) {
        let Some(row) = self.row() else { return };
        pen.line(&row.name, Role::Heading);
        pen.fact("What", &kind_of(&row.kind), Role::Text);
        pen.fact("Serial", &row.serial, Role::Text);
        let badge = Badge::of(&row.status);
        pen.fact("Condition", &badge.text(), badge.role);
        if pen.ctx.several_branches() {
            let branch = pen.ctx.branch_name(&row.branch).to_owned();
            pen.fact("Branch", &branch, Role::Text);
        }
        pen.gap();
        let at = self.at;
        let next = row.spans.iter().find(|span| span.start.as_second() > at);
        let text = match next {
            Some(span) => format!("Free until {}", pen.ctx.words.moment(span.start)),
            None => "Free for the rest of what is shown".to_owned(),
        };
        pen.line(&text, Role::Good);
    }
}

fn draw_block(detail: &BlockDetail, pen: &mut Pen<'_, '_>) {
    let words = pen.ctx.words_in(&detail.branch);
    let name = detail.asset.as_ref().map_or("", |asset| asset.name.as_str());
    let title = match (&detail.event, &detail.project) {
        (Some(event), _) => event.title.as_str(),
        (None, Some(project)) => project.name.as_str(),
        (None, None) => name,
    };
    pen.line(title, Role::Heading);
    if let Some(project) = &detail.project {
        let client =
            if project.client.is_empty() { String::new() } else { format!(" · {}", project.client) };
        pen.line(&format!("{}{client}", project.name), Role::Dim);
    } else if matches!(detail.id, BlockId::Lock(_)) {
        pen.line("Booked by another branch", Role::Dim);
    }
    pen.gap();
    pen.fact("What", name, Role::Text);
    let until = |end| match end {
        Some(end) => format!("{} {}", words.day(detail.start), words.span(detail.start, end)),
        None => format!("since {}, nobody knows until when", words.moment(detail.start)),
    };
    match &detail.id {
        BlockId::Lock(_) => draw_lock(detail, pen),
        BlockId::Away(_) => {
            pen.fact("Away", detail.away.map_or("", AwayKind::word), Role::Warn);
            pen.fact("When", &until(detail.end), Role::Text);
            pen.fact("Why", &detail.note, Role::Text);
        }
        BlockId::Custody(_) => {
            pen.fact("Due", &words.moment(detail.start), Role::Bad);
            pen.fact("Out since", &detail.out.map_or_else(String::new, |at| words.moment(at)), Role::Text);
            pen.fact("Has it", &detail.note, Role::Text);
        }
        BlockId::Event(_) => pen.fact("When", &until(detail.end), Role::Text),
    }
    if let Some(event) = &detail.event {
        pen.fact("Where", &event.location, Role::Text);
        pen.fact("Notes", &event.notes, Role::Text);
    }
    draw_together(detail, pen);
}

fn draw_lock(detail: &BlockDetail, pen: &mut Pen<'_, '_>) {
    let words = pen.ctx.words_in(&detail.branch);
    let Some(lock) = detail.lock() else { return };
    let (text, role) = match (lock.kind, lock.expires) {
        (LockKind::Firm, _) => ("● booked".to_owned(), Role::Text),
        (LockKind::Hold, Some(at)) => (format!("░ held until {}", words.moment(at)), Role::Waiting),
        (LockKind::Hold, None) => ("░ held".to_owned(), Role::Waiting),
    };
    pen.fact("Booking", &text, role);
    pen.fact("When", &format!("{} {}", words.day(lock.start), words.span(lock.start, lock.end)), Role::Text);
    let buffers = match (lock.before / 60, lock.after / 60) {
        (0, 0) => String::new(),
        (before, 0) => format!("{before} min before"),
        (0, after) => format!("{after} min after"),
        (before, after) => format!("{before} min before, {after} min after"),
    };
    pen.fact("Buffers", &buffers, Role::Dim);
    if lock.qty > 1 {
        pen.fact("Pieces", &lock.qty.to_string(), Role::Text);
    }
}

/// What else is booked for the same sub-event.
fn draw_together(detail: &BlockDetail, pen: &mut Pen<'_, '_>) {
    let own = detail.lock().map(|lock| &lock.id);
    let others: Vec<&CarriedLock> = detail.locks.rows.iter().filter(|lock| Some(&lock.id) != own).collect();
    if others.is_empty() {
        return;
    }
    pen.gap();
    let many = others.len() as u64 + detail.locks.more;
    pen.line(&format!("With it {}", several(many, "booking", "bookings")), Role::Heading);
    for lock in others {
        if pen.y >= pen.area.bottom() {
            return;
        }
        let place = Rect { y: pen.y, height: 1, ..pen.area };
        let style = pen.ctx.look.style(Role::Dim);
        let used = put_right(pen.buf, place, &kind_of(&lock.asset.kind), style);
        let room = place.width.saturating_sub(used + 1);
        put(pen.buf, place.x, place.y, &lock.asset.name, room, pen.ctx.look.style(Role::Text));
        pen.y += 1;
    }
}
