//! What somebody who carries a block is told: what moves, where it would be, and what is in the way.

use super::{Carry, Moved, Part};
use crate::domain::when::edit_when;
use crate::screens::Ctx;
use crate::screens::words::{Words, several};
use crate::store::protocol::{Clash, Obstacle};
use crate::theme::Role;
use crate::ui::text::{clip, put, width, wrap};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

/// Lines that are drawn: what moves to where, and what is in the way.
pub const LINES: u16 = 2;

impl Carry {
    /// From when to when, in the zone of the block.
    pub(super) fn say_times(&self, (start, end): (Timestamp, Timestamp)) -> String {
        say_span(start, end, &self.zone)
    }

    /// What is carried, in words.
    #[must_use]
    pub fn what(&self) -> String {
        let many = self.carried().count() as u64 + self.block.locks.more;
        match (self.part, &self.block.event) {
            (Part::Whole, Some(event)) if many == 0 => event.title.clone(),
            (Part::Whole, Some(event)) => {
                format!("{} with {}", event.title, several(many, "booking", "bookings"))
            }
            _ => {
                let own = self.block.asset.as_ref().map_or("", |asset| asset.name.as_str());
                match &self.onto {
                    Some(onto) => format!("{} instead of {own}", onto.name),
                    None => format!("only {own}"),
                }
            }
        }
    }

    /// What is going on, and how to get out of it: for the line over whatever it is carried over.
    #[must_use]
    pub fn title(&self, back: &str, cells: usize) -> String {
        let name = match (self.part, &self.block.event, &self.block.asset) {
            (Part::Whole, Some(event), _) => event.title.as_str(),
            (_, _, Some(asset)) => asset.name.as_str(),
            _ => "a booking",
        };
        let way_out = if back.is_empty() { String::new() } else { format!(" · {back} puts it back") };
        let room = cells.saturating_sub(width("Moving ") + width(&way_out));
        format!("Moving {}{way_out}", clip(name, room))
    }

    /// What is in the way, the gravest first, in one line; and whether it would be refused.
    #[must_use]
    pub fn verdict(&self, words: &Words) -> (String, Role) {
        if self.saving.is_some() {
            return ("saving…".to_owned(), Role::Dim);
        }
        if self.verdicts.is_none() && self.asked.is_none() {
            return ("what is in the way could not be read".to_owned(), Role::Bad);
        }
        if self.verdicts.is_none() {
            return ("looking what is in the way…".to_owned(), Role::Dim);
        }
        let found = self.obstacles();
        let blocking = found.iter().filter(|(_, obstacle)| obstacle.blocks()).count();
        let Some((moved, first)) = found.first() else {
            return ("✓ free".to_owned(), Role::Good);
        };
        let mut text = self.say_obstacle(moved, first, &words.in_zone(self.zone.clone()));
        let more = if blocking > 0 { blocking - 1 } else { found.len() - 1 };
        if more > 0 {
            text.push_str(&format!(" · {more} more"));
        }
        if blocking > 0 { (format!("× {text}"), Role::Bad) } else { (format!("░ {text}"), Role::Waiting) }
    }

    fn say_obstacle(&self, moved: &Moved, obstacle: &Obstacle, words: &Words) -> String {
        let name = self.name_of(moved);
        let span =
            |clash: &Clash| format!("{} {}", words.day(clash.start), words.span(clash.start, clash.end));
        match obstacle {
            Obstacle::Booked(clash) => {
                format!("{} is booked for {}, {}", clash.asset_name, clash.project_name, span(clash))
            }
            Obstacle::Held(clash) => format!(
                "{} is held for {}, {}: a hold stands in nobody's way",
                clash.asset_name,
                clash.project_name,
                span(clash)
            ),
            Obstacle::Away { why, end: Some(end), .. } => {
                format!("{name} is {} until {}", why.words(), words.moment(*end))
            }
            Obstacle::Away { why, end: None, .. } => {
                format!("{name} is {}, nobody knows until when", why.words())
            }
            Obstacle::Gone(why) => format!("{name} is {}", why.words()),
            Obstacle::TooFew { capacity } => format!("there are only {capacity} of {name}"),
        }
    }

    fn name_of(&self, moved: &Moved) -> String {
        let onto = self.onto.as_ref().filter(|onto| onto.id == moved.asset);
        let own = self.block.locks.rows.iter().find(|lock| lock.id == moved.lock);
        let asset = onto.or(own.map(|lock| &lock.asset));
        asset.map_or_else(String::new, |asset| asset.name.clone())
    }

    /// Draws the two lines; returns where the cursor stands while an exact time is typed. What was wrong is read to its
    /// end: its lines stand over the last rows if need be, which do not jump for it.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let Some(note) = &self.note else { return self.draw_lines(area, buf, ctx) };
        let text = if self.exact.is_some() { format!("× {}", note.text) } else { note.text.clone() };
        let lines = wrap(&text, usize::from(area.width.saturating_sub(2)));
        let wanted = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX);
        let more = wanted.saturating_sub(area.height).min(area.y);
        let area = Rect { y: area.y - more, height: area.height + more, ..area };
        for y in area.top()..area.bottom().min(buf.area.bottom()) {
            let row = Rect { y, height: 1, ..area };
            Clear.render(row, buf);
            buf.set_style(row, ctx.look.style(Role::Text));
        }
        let cursor = self.draw_lines(area, buf, ctx);
        let style = ctx.look.style(if note.is_bad { Role::Bad } else { Role::Dim });
        for (y, line) in (area.y + 1..area.bottom().max(area.y + 2)).zip(&lines) {
            put(buf, area.x + 1, y, line, area.width.saturating_sub(2), style);
        }
        cursor
    }

    fn draw_lines(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let style = |role| ctx.look.style(role);
        let room = area.width.saturating_sub(2);
        let words = ctx.words.in_zone(self.zone.clone());
        if let Some(line) = &self.exact {
            let ask = "New time: ";
            let used = put(buf, area.x + 1, area.y, ask, room, style(Role::Heading));
            let field = Rect { x: area.x + 1 + used, y: area.y, width: room.saturating_sub(used), height: 1 };
            let cursor = line.draw(field, buf, style(Role::Input));
            if self.note.is_none() {
                let examples = "14:00, 14:00-18:00, tomorrow 10:00, fri 9:00 to 12:00";
                put(buf, area.x + 1, area.y + 1, examples, room, style(Role::Dim));
            }
            return cursor;
        }
        let times = format!("{} {}", words.day(self.start), words.span(self.start, self.end));
        let head = format!("▓ {}", clip(&self.what(), usize::from(room) / 2));
        let used = put(buf, area.x + 1, area.y, &head, room, style(Role::Accent));
        let rest = room.saturating_sub(used + 2);
        let x = area.x + 1 + used + 2;
        let used = put(buf, x, area.y, &times, rest, style(Role::Heading));
        let by = if self.is_unmoved() { "as it was".to_owned() } else { self.say_shift() };
        if usize::from(rest.saturating_sub(used + 2)) >= width(&by) {
            put(buf, x + used + 2, area.y, &by, rest, style(Role::Dim));
        }
        let (verdict, role) = self.verdict(ctx.words);
        // What the store or a key had to say is never hidden by what is in the way.
        if self.note.is_none() {
            put(buf, area.x + 1, area.y + 1, &verdict, room, style(role));
        }
        None
    }

    /// By how much it was moved: "2 h later", "30 min longer", "starts 1 h later, 1 h shorter".
    fn say_shift(&self) -> String {
        let (by_start, by_end) = self.shifts();
        let by_length = by_end - by_start;
        let mut parts = Vec::new();
        if by_start != 0 {
            let word = if by_start > 0 { "later" } else { "earlier" };
            let starts = if by_end == 0 { "starts " } else { "" };
            parts.push(format!("{starts}{} {word}", length(by_start)));
        }
        if by_length != 0 {
            parts.push(format!("{} {}", length(by_length), if by_length > 0 { "longer" } else { "shorter" }));
        }
        parts.join(", ")
    }
}

fn length(seconds: i64) -> String {
    let minutes = seconds.abs() / 60;
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, 0) => several(days.unsigned_abs(), "day", "days"),
        (days, hours, _) => format!("{} {hours} h", several(days.unsigned_abs(), "day", "days")),
    }
}

fn say_span(start: Timestamp, end: Timestamp, zone: &TimeZone) -> String {
    let (start, end) = (edit_when(start, zone), edit_when(end, zone));
    match (start.split_once(' '), end.split_once(' ')) {
        (Some((day, _)), Some((last, time))) if day == last => format!("{start} to {time}"),
        _ => format!("{start} to {end}"),
    }
}
