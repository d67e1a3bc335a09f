//! Which time each column of a timeline stands for: hours of a day, or parts of the days of weeks and months.
//!
//! Columns are cut by the clock on the wall: an hour that a change of the clocks skips is a column without any time, one
//! that comes twice is a column of two hours.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// How much time is on screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Zoom {
    /// A day, by hours.
    Day,
    /// A week.
    #[default]
    Week,
    /// Two weeks.
    Fortnight,
    /// A month of the calendar.
    Month,
}

impl Zoom {
    /// Every zoom, the closest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Fortnight, Self::Month];

    /// What it is called.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Fortnight => "2 weeks",
            Self::Month => "month",
        }
    }

    /// One closer, if there is one.
    #[must_use]
    pub const fn closer(self) -> Self {
        match self {
            Self::Day | Self::Week => Self::Day,
            Self::Fortnight => Self::Week,
            Self::Month => Self::Fortnight,
        }
    }

    /// One farther, if there is one.
    #[must_use]
    pub const fn farther(self) -> Self {
        match self {
            Self::Day => Self::Week,
            Self::Week => Self::Fortnight,
            Self::Fortnight | Self::Month => Self::Month,
        }
    }

    /// The first day of the window that a day is in.
    #[must_use]
    pub fn first_day(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week | Self::Fortnight => {
                let back = day.weekday().since(Weekday::Monday);
                // At the very beginning of the calendar the week is cut.
                day.checked_sub(i64::from(back).days()).unwrap_or(day)
            }
            Self::Month => day.first_of_month(),
        }
    }

    /// How many days the window that starts on a day has.
    #[must_use]
    pub fn days(self, first: Date) -> u16 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Fortnight => 14,
            Self::Month => first.days_in_month().unsigned_abs().into(),
        }
    }

    /// The same day so many windows on, or back when negative; at the ends of the calendar the day itself.
    #[must_use]
    pub fn step(self, day: Date, by: i64) -> Date {
        let span = match self {
            Self::Day => by.days(),
            Self::Week => by.weeks(),
            Self::Fortnight => (2 * by).weeks(),
            Self::Month => by.months(),
        };
        day.checked_add(span).ok().filter(|day| YEARS.contains(&day.year())).unwrap_or(day)
    }
}

/// The years that are shown: the first and last ones of the calendar have no neighbours.
const YEARS: std::ops::RangeInclusive<i16> = 1..=9998;

/// What a column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// From when, unix seconds.
    pub from: i64,
    /// Until when, without this moment; the same as `from` for a line between days and for a skipped hour.
    pub to: i64,
    /// The line in front of a day, which takes no time.
    pub is_line: bool,
}

impl Column {
    /// Whether `[start, end)` reaches into it: whatever part of it, so that nothing that is taken looks free.
    #[must_use]
    pub const fn is_met(&self, start: i64, end: i64) -> bool {
        if self.from == self.to {
            start < self.from && end > self.from
        } else {
            start < self.to && end > self.from
        }
    }
}

/// The columns of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    zone: TimeZone,
    zoom: Zoom,
    first: Date,
    /// Columns of one day, its line not counted.
    per_day: u16,
    /// The first column of each day.
    days: Vec<u16>,
    columns: Vec<Column>,
    end: i64,
}

/// Into how many columns a day may be cut, so that they stand for whole hours or fair parts of one.
const CUTS: [u16; 12] = [144, 96, 72, 48, 24, 12, 8, 6, 4, 3, 2, 1];

impl Axis {
    /// The window that a day is in, in so many cells.
    #[must_use]
    pub fn new(zone: TimeZone, zoom: Zoom, day: Date, cells: u16) -> Self {
        let first = zoom.first_day(day);
        let days = zoom.days(first);
        let fits = |lines: u16| CUTS.into_iter().find(|cut| cut.saturating_mul(days) + lines <= cells);
        // A line between days is worth some cells, as long as hours still have one of their own.
        let (per_day, lines) = match (fits(days - 1), fits(0)) {
            (Some(cut), Some(whole)) if days > 1 && (cut >= 3 || cut == whole) => (cut, true),
            (_, Some(whole)) => (whole, false),
            (_, None) => (1, false),
        };
        let mut axis = Self { zone, zoom, first, per_day, days: Vec::new(), columns: Vec::new(), end: 0 };
        for n in 0..days {
            axis.add_day(n, lines && n > 0);
        }
        axis
    }

    fn add_day(&mut self, n: u16, line: bool) {
        let Ok(date) = self.first.checked_add(i64::from(n).days()) else { return };
        let edge = |part: u16| self.moment(date, i64::from(part) * 1440 / i64::from(self.per_day));
        let edges: Vec<i64> = (0..=self.per_day).map(edge).collect();
        if line {
            self.columns.push(Column { from: edges[0], to: edges[0], is_line: true });
        }
        self.days.push(u16::try_from(self.columns.len()).unwrap_or(u16::MAX));
        for pair in edges.windows(2) {
            self.columns.push(Column { from: pair[0], to: pair[1].max(pair[0]), is_line: false });
        }
        self.end = edges[edges.len() - 1];
    }

    /// So many minutes after midnight on the wall, in unix seconds.
    fn moment(&self, date: Date, minutes: i64) -> i64 {
        let wall = date.at(0, 0, 0, 0).checked_add(minutes.minutes());
        let at = wall.and_then(|wall| self.zone.to_timestamp(wall));
        at.unwrap_or(if date.year() > 0 { Timestamp::MAX } else { Timestamp::MIN }).as_second()
    }

    /// How much is on screen.
    #[must_use]
    pub const fn zoom(&self) -> Zoom {
        self.zoom
    }

    /// The first day.
    #[must_use]
    pub const fn first(&self) -> Date {
        self.first
    }

    /// The last day.
    #[must_use]
    pub fn last(&self) -> Date {
        let days = i64::try_from(self.days.len()).unwrap_or(1);
        self.first.checked_add((days - 1).days()).unwrap_or(self.first)
    }

    /// The time that is on screen, unix seconds.
    #[must_use]
    pub fn range(&self) -> (i64, i64) {
        (self.columns.first().map_or(0, |column| column.from), self.end)
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Columns of one day.
    #[must_use]
    pub const fn per_day(&self) -> u16 {
        self.per_day
    }

    /// Each day with its first column.
    pub fn days(&self) -> impl Iterator<Item = (Date, u16)> {
        (0_i64..)
            .zip(&self.days)
            .filter_map(|(n, column)| Some((self.first.checked_add(n.days()).ok()?, *column)))
    }

    /// The columns that `[start, end)` reaches into; empty when it is not on screen.
    #[must_use]
    pub fn met(&self, start: i64, end: i64) -> std::ops::Range<usize> {
        let first = self.columns.partition_point(|column| column.to <= start && column.from <= start);
        let last = self.columns.partition_point(|column| column.from < end);
        let met = |at: &usize| self.columns.get(*at).is_some_and(|column| column.is_met(start, end));
        let first = (first..last).find(met).unwrap_or(last);
        let last = (first..last).rev().find(met).map_or(first, |at| at + 1);
        first..last
    }

    /// The column of a moment, if it is on screen.
    #[must_use]
    pub fn at(&self, moment: i64) -> Option<usize> {
        let range = self.met(moment, moment.saturating_add(1));
        (!range.is_empty()).then_some(range.start)
    }

    /// The moments that the cursor stops at: hours of a day, days of more.
    #[must_use]
    pub fn marks(&self) -> Vec<i64> {
        if self.zoom == Zoom::Day {
            let mut hours: Vec<i64> = (0..24).map(|hour| self.moment(self.first, hour * 60)).collect();
            hours.dedup();
            return hours;
        }
        self.days().map(|(date, _)| self.moment(date, 0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn axis(zone: &str, zoom: Zoom, day: Date, cells: u16) -> Axis {
        Axis::new(TimeZone::get(zone).unwrap(), zoom, day, cells)
    }

    #[test]
    fn days_are_cut_into_whole_parts_that_fit() {
        let day = date(2026, 11, 24);
        let cuts = |zoom, cells| {
            let axis = axis("Asia/Kolkata", zoom, day, cells);
            assert!(axis.columns().len() <= usize::from(cells), "{zoom:?} {cells}");
            (axis.per_day(), axis.columns().len())
        };
        assert_eq!(cuts(Zoom::Day, 44), (24, 24));
        assert_eq!(cuts(Zoom::Day, 59), (48, 48));
        assert_eq!(cuts(Zoom::Day, 160), (144, 144));
        assert_eq!(cuts(Zoom::Week, 44), (4, 34));
        assert_eq!(cuts(Zoom::Week, 59), (6, 48));
        assert_eq!(cuts(Zoom::Week, 180), (24, 174));
        assert_eq!(cuts(Zoom::Fortnight, 59), (3, 55));
        assert_eq!(cuts(Zoom::Month, 59), (1, 59));
        assert_eq!(cuts(Zoom::Month, 44), (1, 30));
    }

    #[test]
    fn windows_are_weeks_and_months_of_the_calendar() {
        let day = date(2026, 11, 26);
        assert_eq!(Zoom::Week.first_day(day), date(2026, 11, 23));
        assert_eq!(Zoom::Month.first_day(day), date(2026, 11, 1));
        assert_eq!(Zoom::Month.step(date(2026, 1, 31), 1), date(2026, 2, 28));
        assert_eq!(Zoom::Week.step(date(9998, 12, 31), 1), date(9998, 12, 31));
        let axis = axis("UTC", Zoom::Month, date(2028, 2, 9), 90);
        assert_eq!((axis.first(), axis.last()), (date(2028, 2, 1), date(2028, 2, 29)));
    }

    #[test]
    fn an_hour_that_is_skipped_has_a_column_without_time() {
        let axis = axis("Europe/Berlin", Zoom::Day, date(2026, 3, 29), 24);
        let lengths: Vec<i64> = axis.columns().iter().map(|c| (c.to - c.from) / 3600).collect();
        assert_eq!(lengths.iter().sum::<i64>(), 23);
        assert_eq!(lengths[..5], [1, 1, 0, 1, 1]);
        assert_eq!(axis.marks().len(), 23);
    }

    #[test]
    fn an_hour_that_comes_twice_has_a_column_of_two_hours() {
        let axis = axis("Europe/Berlin", Zoom::Day, date(2026, 10, 25), 24);
        let lengths: Vec<i64> = axis.columns().iter().map(|c| (c.to - c.from) / 3600).collect();
        assert_eq!(lengths.iter().sum::<i64>(), 25);
        assert_eq!(lengths[..5], [1, 1, 2, 1, 1]);
        // Of the second 02:30 the column is the same.
        let second: Timestamp = "2026-10-25T01:30:00Z".parse().unwrap();
        assert_eq!(axis.at(second.as_second()), Some(2));
    }

    #[test]
    fn what_takes_a_part_of_a_column_takes_it_whole() {
        let axis = axis("UTC", Zoom::Week, date(2026, 11, 23), 34);
        let start = axis.range().0;
        assert_eq!(axis.per_day(), 4);
        // A minute before noon to a minute after it.
        assert_eq!(axis.met(start + 43_140, start + 43_260), 1..3);
        // What ends where a column begins does not reach into it.
        assert_eq!(axis.met(start + 21_600, start + 43_200), 1..2);
        // Over midnight, with the line between the days.
        assert_eq!(axis.met(start + 82_800, start + 90_000), 3..6);
        assert_eq!(axis.met(start + 82_800, start + 86_400), 3..4);
        assert_eq!(axis.met(start + 86_400, start + 90_000), 5..6);
        assert_eq!(axis.met(start - 900, start), 0..0);
        assert_eq!(axis.met(start - 900, start + 1), 0..1);
        assert_eq!(axis.met(axis.range().1, axis.range().1 + 5).len(), 0);
        assert_eq!(axis.at(start + 86_400), Some(5));
    }

    #[test]
    fn the_ends_of_the_calendar_can_be_drawn() {
        for zoom in Zoom::ALL {
            for day in [date(1, 1, 1), date(9998, 12, 31)] {
                let axis = axis("Asia/Kolkata", zoom, day, 60);
                assert!(axis.columns().windows(2).all(|pair| pair[0].to <= pair[1].from));
            }
        }
    }
}
