//! A block in full: beside the grid, or over it.

use super::grid::Grid;
use crate::domain::booking::LockKind;
use crate::domain::project::ProjectStatus;
use crate::screens::Ctx;
use crate::screens::words::{Words, several};
use crate::store::protocol::{BlockLock, CalendarBlock};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::text::{NO_BREAK, put, wrap};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Cells of a label.
const LABEL: u16 = 9;

/// A line: what it is, and how it is meant.
struct Line {
    label: &'static str,
    text: String,
    role: Role,
}

impl Line {
    fn new(label: &'static str, text: impl Into<String>, role: Role) -> Self {
        Self { label, text: text.into(), role }
    }
}

/// The sign and the word of a block's status: of a project, and whether it is only held.
pub(super) fn badge(block: &CalendarBlock) -> Badge<'_> {
    Badge::of(&block.status)
}

/// How long a hold holds: the first one that ends; `None` where nothing is held.
pub(super) fn held(block: &CalendarBlock, words: &Words) -> Option<(String, Role)> {
    let now = words.now().timestamp();
    let holds = || block.locks.rows.iter().filter(|lock| lock.kind == LockKind::Hold);
    let first = holds().filter_map(|lock| lock.expires).min();
    match first {
        Some(at) if at <= now => Some(("hold expired".to_owned(), Role::Warn)),
        Some(at) => Some((format!("held to {}", words.moment(at)), Role::Waiting)),
        None if holds().next().is_some() => Some(("held".to_owned(), Role::Waiting)),
        None => None,
    }
}

fn minutes(seconds: i64) -> String {
    match seconds / 60 {
        n if n % 60 == 0 => format!("{} h", n / 60),
        n if n > 60 => format!("{} h {} min", n / 60, n % 60),
        n => format!("{n} min"),
    }
}

/// From when to when, with the day and the length.
fn when(block: &CalendarBlock, words: &Words) -> String {
    match block.end {
        Some(end) => {
            let length = minutes(end.as_second() - block.start.as_second()).replace(' ', NO_BREAK);
            format!("{} {} ({length})", words.day(block.start), words.span(block.start, end))
        }
        None => format!("{}; nobody said until when", words.moment(block.start)),
    }
}

/// The time in the zone of the sub-event, where that shows another one.
fn own_time(block: &CalendarBlock, words: &Words) -> Option<String> {
    let zone = TimeZone::get(&block.zone).ok()?;
    if zone.to_offset(block.start) == words.now().time_zone().to_offset(block.start) {
        return None;
    }
    let place = block.zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
    let own = words.in_zone(zone);
    let end = block.end.unwrap_or(block.start);
    Some(format!("{} {} in {place}", own.day(block.start), own.span(block.start, end)))
}

fn around(block: &CalendarBlock) -> String {
    let parts = [(block.travel, "each way"), (block.buffers.0, "before"), (block.buffers.1, "after")];
    let said = parts.iter().filter(|(seconds, _)| *seconds > 0);
    said.map(|(seconds, what)| format!("{} {what}", minutes(*seconds))).collect::<Vec<_>>().join(" · ")
}

/// What a lock is called, with everything that is odd about it.
fn said(lock: &BlockLock, now: Timestamp, words: &Words) -> (String, Role) {
    let many = if lock.qty > 1 { format!(" x{}", lock.qty) } else { String::new() };
    let name = format!("{}{many}", lock.name);
    match (lock.trouble, lock.kind) {
        (Some(why), _) => (format!("! {name}: needs replacement, {}", why.words()), Role::Bad),
        _ if lock.contested => (format!("! {name}: held over a booking"), Role::Bad),
        (None, LockKind::Hold) if lock.is_expired(now) => (format!("░ {name}: hold expired"), Role::Warn),
        (None, LockKind::Hold) => {
            let until = lock.expires.map(|at| format!(", to {}", words.moment(at))).unwrap_or_default();
            (format!("░ {name}: held{until}"), Role::Waiting)
        }
        (None, LockKind::Firm) => (name, Role::Text),
    }
}

fn lines(block: &CalendarBlock, ctx: &Ctx<'_>) -> Vec<Line> {
    let words = ctx.words_in(&block.branch);
    let badge = badge(block);
    let mut lines = vec![Line::new("", block.title.clone(), Role::Heading)];
    let booked = if block.kind == LockKind::Hold { " · not booked yet" } else { "" };
    lines.push(Line::new("", format!("{}{booked}", badge.text()), badge.role));
    if let Some((text, role)) = held(block, &words) {
        lines.push(Line::new("", format!("░ {text}"), role));
    }
    lines.push(Line::new("", "", Role::Text));
    lines.push(Line::new("When", when(block, &words), Role::Text));
    if let Some(own) = own_time(block, &words) {
        lines.push(Line::new("", own, Role::Dim));
    }
    let (around, repeats) = (around(block), if block.repeats { "comes again by its rule" } else { "" });
    let project = if block.event.is_some() { block.project_title.as_str() } else { "" };
    let branch = if ctx.several_branches() { ctx.branch_name(&block.branch) } else { "" };
    let facts = [
        ("Around", around.as_str()),
        ("Repeats", repeats),
        ("Where", block.location.as_str()),
        ("Project", project),
        ("Client", if block.client.trim().is_empty() { "(no name)" } else { block.client.as_str() }),
        ("Phone", block.phone.as_str()),
        ("Branch", branch),
    ];
    for (label, text) in facts {
        if !text.trim().is_empty() {
            lines.push(Line::new(label, text, Role::Text));
        }
    }
    booked_lines(block, &words, &mut lines);
    if !block.notes.trim().is_empty() {
        lines.extend([Line::new("", "", Role::Text), Line::new("Notes", block.notes.trim_end(), Role::Text)]);
    }
    lines
}

/// Who and what is booked: people, spaces, gear.
fn booked_lines(block: &CalendarBlock, words: &Words, lines: &mut Vec<Line>) {
    let now = words.now().timestamp();
    let sort = |lock: &BlockLock| match lock.asset_type.as_str() {
        "human" => "Crew",
        "space" => "Space",
        _ => "Gear",
    };
    if block.locks.rows.is_empty() {
        let over = matches!(
            ProjectStatus::from(block.status.as_str()),
            ProjectStatus::Completed | ProjectStatus::Archived
        );
        if block.event.is_some() && !over {
            lines.push(Line::new("", "", Role::Text));
            lines.push(Line::new("Crew", "nobody and nothing is booked for it", Role::Dim));
        }
        return;
    }
    for label in ["Crew", "Space", "Gear"] {
        let mut first = true;
        for lock in block.locks.rows.iter().filter(|lock| sort(lock) == label) {
            if first {
                lines.push(Line::new("", "", Role::Text));
            }
            let (text, role) = said(lock, now, words);
            lines.push(Line::new(if first { label } else { "" }, text, role));
            first = false;
        }
    }
    if block.locks.more > 0 {
        lines.push(Line::new("", format!("and {} more", block.locks.more), Role::Dim));
    }
}

impl Grid {
    /// Draws the selected block in full, or says what could be seen here.
    pub(super) fn view_detail(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let Some(block) = self.picked() else {
            self.view_day(inner, buf, ctx);
            return;
        };
        let mut rows: Vec<(u16, String, Role)> = Vec::new();
        for line in lines(block, ctx) {
            let indent = if line.label.is_empty() && line.role == Role::Heading { 0 } else { LABEL };
            let flat = rows.len() < 3 && line.label.is_empty();
            let indent = if flat { 0 } else { indent };
            let room = usize::from(inner.width.saturating_sub(indent)).max(8);
            for (i, text) in wrap(&line.text, room).into_iter().enumerate() {
                if i == 0 && !line.label.is_empty() {
                    rows.push((0, format!("{:9}{text}", line.label), line.role));
                } else {
                    rows.push((indent, text, line.role));
                }
            }
        }
        let most = rows.len().saturating_sub(usize::from(inner.height));
        for (y, (indent, text, role)) in
            (inner.y..inner.bottom()).zip(rows.iter().skip(self.scroll.min(most)))
        {
            let label = (*indent == 0).then(|| text.get(..usize::from(LABEL))).flatten();
            match label.filter(|label| LABELS.contains(&label.trim())) {
                Some(label) => {
                    put(buf, inner.x, y, label, LABEL, ctx.look.style(Role::Dim));
                    let rest = text.get(usize::from(LABEL)..).unwrap_or_default();
                    put(
                        buf,
                        inner.x + LABEL,
                        y,
                        rest,
                        inner.width.saturating_sub(LABEL),
                        ctx.look.style(*role),
                    );
                }
                None => {
                    let room = inner.width.saturating_sub(*indent);
                    put(buf, inner.x + indent, y, text, room, ctx.look.style(*role));
                }
            }
        }
        if most > self.scroll {
            put(buf, inner.right(), inner.bottom() - 1, "↓", 1, ctx.look.style(Role::Dim));
        }
    }

    /// What is on the selected day, where no block is selected.
    fn view_day(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let Some((_, laid)) = self.seen() else { return };
        put(buf, area.x, area.y, &ctx.words.date(self.day), area.width, ctx.look.style(Role::Heading));
        let free = match laid.on(self.day).len() as u64 {
            0 => "nothing on this day".to_owned(),
            n => several(n, "block on this day", "blocks on this day"),
        };
        put(buf, area.x, area.y + 1, &free, area.width, ctx.look.style(Role::Dim));
    }
}

const LABELS: [&str; 12] = [
    "When", "Around", "Repeats", "Where", "Project", "Client", "Phone", "Branch", "Crew", "Space", "Gear",
    "Notes",
];
