//! A month to choose a day from, by keyboard.

use super::Look;
use super::layer::Layer;
use super::spots::Spot;
use super::text::{put, restyle};
use crate::action::{Action, Scope};
use crate::keymap::{Hint, Press};
use crate::theme::Role;
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What a month answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthEvent {
    /// Nothing yet.
    None,
    /// This day.
    Chosen(Date),
    /// No day.
    Closed,
}

/// A month with a day selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    day: Date,
    today: Date,
    week_starts: Weekday,
}

const CELL: u16 = 4;

impl Month {
    /// The month of `day`, in weeks that start on Monday.
    #[must_use]
    pub const fn new(day: Date, today: Date) -> Self {
        Self { day, today, week_starts: Weekday::Monday }
    }

    /// The same in weeks that start on another day.
    #[must_use]
    pub const fn week_starts(self, week_starts: Weekday) -> Self {
        Self { week_starts, ..self }
    }

    /// The selected day.
    #[must_use]
    pub const fn day(&self) -> Date {
        self.day
    }

    /// The scopes its presses are looked up in.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        &[Scope::Month, Scope::Move, Scope::Always]
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> MonthEvent {
        let by: Span = match press.action {
            Some(Action::Left) => (-1).days(),
            Some(Action::Right) => 1.days(),
            Some(Action::Up) => (-1).weeks(),
            Some(Action::Down) => 1.weeks(),
            Some(Action::PageUp | Action::HalfUp) => (-1).months(),
            Some(Action::PageDown | Action::HalfDown) => 1.months(),
            Some(Action::First) => i64::from(1 - self.day.day()).days(),
            Some(Action::Last) => i64::from(self.day.days_in_month() - self.day.day()).days(),
            Some(Action::Today) => {
                self.day = self.today;
                return MonthEvent::None;
            }
            Some(Action::ChooseDay) => return MonthEvent::Chosen(self.day),
            Some(Action::Back) => return MonthEvent::Closed,
            _ => return MonthEvent::None,
        };
        // At the ends of the calendar there is nowhere to go.
        self.day = self.day.checked_add(by).unwrap_or(self.day);
        MonthEvent::None
    }

    /// Draws over a screen.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let title = self.day.strftime("%B %Y").to_string();
        let mut hints = look.keymap.hints(&[Scope::Month]);
        hints.push(Hint::new(look.keymap.key_texts(&[Action::PageUp, Action::PageDown]), "month"));
        let layer =
            Layer { title: &title, hints: &hints, width: 7 * CELL + 10, height: 7, ..Layer::default() };
        let inside = layer.draw(screen, buf, look);
        self.grid(Rect { x: inside.x + 5.min(inside.width / 8), ..inside }, buf, look);
    }

    /// Draws the grid alone, seven columns and at most six weeks under their heads.
    pub fn grid(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        let mut weekday = self.week_starts;
        for i in 0..7 {
            let name = match weekday {
                Weekday::Monday => "Mo",
                Weekday::Tuesday => "Tu",
                Weekday::Wednesday => "We",
                Weekday::Thursday => "Th",
                Weekday::Friday => "Fr",
                Weekday::Saturday => "Sa",
                Weekday::Sunday => "Su",
            };
            put(buf, area.x + i * CELL + 1, area.y, name, 2, look.style(Role::Dim));
            weekday = weekday.wrapping_add(1);
        }
        let first = self.day.first_of_month();
        let lead = first.weekday().since(self.week_starts);
        for day in 1..=self.day.days_in_month() {
            let at = u16::try_from(i16::from(lead) + i16::from(day) - 1).unwrap_or(0);
            let cell = Rect { x: area.x + at % 7 * CELL, y: area.y + 1 + at / 7, width: CELL, height: 1 };
            if cell.y >= area.bottom() {
                break;
            }
            let is_today = first.year() == self.today.year()
                && first.month() == self.today.month()
                && day == self.today.day();
            look.spot(cell, Spot::Days(i64::from(day) - i64::from(self.day.day())));
            let role = if is_today { Role::Accent } else { Role::Text };
            put(buf, cell.x, cell.y, &format!("{day:>3}"), CELL, look.style(role));
            if day == self.day.day() {
                restyle(buf, cell, look.style(Role::Selected));
            }
        }
    }
}
