//! A grid of weeks: seven columns of days, as many lines as there are weeks. It knows no studio.

use super::Look;
use super::hours::Edge;
use super::spots::Spot;
use super::text::{put, put_right, restyle, width};
use crate::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// Days of a week.
pub const WEEK: usize = 7;

/// Cells of a gap and of a note from which on it says something.
const NOTED: usize = 7;
/// From this width on a sign stands before the text.
const SIGNED: u16 = 12;
/// From this width on a time stands before the text.
const ROOMY: u16 = 15;

/// Something on a day, in one line.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// How firmly it stands.
    pub edge: Edge,
    /// The colour that helps.
    pub role: Role,
    /// A sign of one cell.
    pub sign: &'a str,
    /// When; left out where there is little room, and empty for what lasts for days.
    pub time: String,
    /// What stands in the line.
    pub text: Cow<'a, str>,
    /// What stands behind it where there is room; may be empty.
    pub note: &'a str,
}

/// A day.
#[derive(Clone, Debug)]
pub struct Day<'a> {
    /// Its number, and the month where that begins.
    pub number: String,
    /// How the number is meant.
    pub role: Role,
    /// What is on it, the first first.
    pub entries: Vec<Entry<'a>>,
    /// How many more there are beyond `entries`, and whether there may be still more.
    pub more: (u64, bool),
}

/// Weeks of days.
#[derive(Clone, Debug)]
pub struct Weeks<'a> {
    /// The names of the days of a week, in full.
    pub names: [&'a str; WEEK],
    /// The days, week by week.
    pub days: Vec<Day<'a>>,
    /// The selected one.
    pub selected: usize,
    /// Whether the grid has the keys.
    pub focused: bool,
    /// Whether what is seen is old, and something new is late.
    pub stale: bool,
}

impl Weeks<'_> {
    /// Draws the grid.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let weeks = u16::try_from(self.days.len().div_ceil(WEEK)).unwrap_or(1).max(1);
        if area.width < 28 || area.height < 1 + weeks {
            return;
        }
        let pitch = area.width / 7;
        for (i, name) in (0..).zip(self.names) {
            let name: String = if pitch < 12 { name.chars().take(3).collect() } else { name.to_owned() };
            put(buf, area.x + pitch * i, area.y, &name, pitch - 1, look.style(Role::Dim));
        }
        let lines = area.height - 1;
        for (at, day) in self.days.iter().enumerate() {
            let (week, column) = (at / WEEK, at % WEEK);
            let edge = |n: usize| lines / weeks * u16::try_from(n).unwrap_or(0);
            let place = Rect {
                x: area.x + pitch * u16::try_from(column).unwrap_or(0),
                y: area.y + 1 + edge(week),
                width: pitch - 1,
                height: edge(week + 1) - edge(week),
            };
            let days = |n: usize| i64::try_from(n).unwrap_or(0);
            look.spot(Rect { width: pitch, ..place }, Spot::Days(days(at) - days(self.selected)));
            self.draw_day(day, at == self.selected, place, buf, look);
        }
    }

    fn draw_day(&self, day: &Day<'_>, selected: bool, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let used = put(buf, area.x, area.y, &day.number, area.width, look.style(day.role));
        let fit = usize::from(area.height - 1);
        let shown = day.entries.len().min(fit);
        let hidden = (day.entries.len() - shown) as u64 + day.more.0;
        let all = day.entries.len() as u64 + day.more.0;
        if all > 0 {
            let open = if day.more.1 { "+" } else { "" };
            let room = area.width.saturating_sub(used + 1);
            // How many there are, and how many of them are not seen.
            let texts = match hidden {
                0 => vec![all.to_string()],
                _ if fit == 0 => vec![format!("{all}{open}")],
                _ => vec![format!("+{hidden}{open} of {all}{open}"), format!("+{hidden}{open}")],
            };
            let fitting = texts.iter().find(|text| width(text) <= usize::from(room));
            let text = fitting.or(texts.last()).cloned().unwrap_or_default();
            let signs = day.entries.iter().any(|entry| entry.role == Role::Bad);
            let role = if signs && fit == 0 { Role::Bad } else { Role::Dim };
            put_right(
                buf,
                Rect { x: area.x + used + 1, width: room, height: 1, ..area },
                &text,
                look.style(role),
            );
        }
        for (y, entry) in (area.y + 1..area.bottom()).zip(&day.entries) {
            let role = if self.stale || day.role == Role::Dim { Role::Dim } else { entry.role };
            let mark = if entry.edge == Edge::Firm { "█" } else { "┊" };
            put(buf, area.x, y, mark, 1, look.style(role));
            let room = area.width.saturating_sub(1);
            let time = if room < ROOMY || entry.time.is_empty() {
                String::new()
            } else {
                format!("{} ", entry.time)
            };
            // In a few cells the name says more than the sign; what is wrong is said in any.
            let sign =
                if room < SIGNED && entry.sign != "!" { String::new() } else { format!("{} ", entry.sign) };
            let mut text = format!("{sign}{time}{}", entry.text);
            if !entry.note.is_empty() && width(&text) + NOTED <= usize::from(room) {
                text = format!("{text} · {}", entry.note);
            }
            put(buf, area.x + 1, y, &text, room, look.style(role));
        }
        if selected {
            let role = if self.focused { Role::Selected } else { Role::SelectedDim };
            restyle(buf, Rect { height: 1, ..area }, look.style(role));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::screen;

    fn day(number: &str, entries: usize, more: u64) -> Day<'static> {
        let entry = |i: usize| Entry {
            edge: if i.is_multiple_of(2) { Edge::Firm } else { Edge::Soft },
            role: Role::Text,
            sign: "●",
            time: "10:00".to_owned(),
            text: format!("王伟 {i}").into(),
            note: "Zoë",
        };
        Day {
            number: number.into(),
            role: Role::Text,
            entries: (0..entries).map(entry).collect(),
            more: (more, false),
        }
    }

    fn drawn(width: u16, height: u16) -> String {
        let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        let days = (1..=14).map(|n| day(&n.to_string(), n % 4, u64::from(n == 3) * 9)).collect();
        let weeks = Weeks { names, days, selected: 0, focused: true, stale: false };
        screen((width, height), |area, buf, look| {
            weeks.draw(area, buf, look);
            None
        })
    }

    #[test]
    fn a_day_shows_what_fits_and_counts_the_rest() {
        let wide = drawn(105, 7);
        assert!(wide.contains("Wednesday") && wide.contains("+10 of 12"), "{wide}");
        assert!(wide.contains("█● 王伟 0") && wide.contains("┊● 王伟 1"), "{wide}");
        let small = drawn(49, 3);
        assert!(small.contains("Wed") && !small.contains("Wednesday"), "{small}");
        assert_eq!(drawn(20, 3).trim(), "");
    }
}
