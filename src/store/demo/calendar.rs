//! Days around the day of making, in the two places of the studio.

use super::super::protocol::StoreError;
use crate::domain::money::Currency;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// A branch of the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// India, rupees, GST.
    Bengaluru,
    /// United Arab Emirates, dirhams, VAT.
    Dubai,
}

impl Place {
    /// Both, in order.
    pub(super) const ALL: [Self; 2] = [Self::Bengaluru, Self::Dubai];

    /// 0 or 1.
    pub(super) const fn no(self) -> usize {
        match self {
            Self::Bengaluru => 0,
            Self::Dubai => 1,
        }
    }

    /// The IANA zone.
    pub(super) const fn zone(self) -> &'static str {
        match self {
            Self::Bengaluru => "Asia/Kolkata",
            Self::Dubai => "Asia/Dubai",
        }
    }

    /// The currency.
    pub(super) const fn currency(self) -> Currency {
        match self {
            Self::Bengaluru => Currency::literal(b"INR"),
            Self::Dubai => Currency::literal(b"AED"),
        }
    }

    /// What its invoice numbers start with.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Bengaluru => "BLR",
            Self::Dubai => "DXB",
        }
    }

    /// The first month of its fiscal year.
    const fn fiscal_start(self) -> i8 {
        match self {
            Self::Bengaluru => 4,
            Self::Dubai => 1,
        }
    }
}

/// Days of the past that the studio has been at work: 18 months.
pub(super) const PAST: i64 = 548;
/// Days ahead that something may be planned on.
pub(super) const AHEAD: i64 = 420;

/// The days around today, by how far away they are (before: negative).
pub(super) struct Calendar {
    days: Vec<Day>,
}

#[derive(Clone, Copy)]
struct Day {
    date: Date,
    /// When it starts in each place, unix seconds.
    starts: [i64; 2],
}

impl Calendar {
    /// Around this day.
    ///
    /// # Errors
    /// The day is at the end of time.
    pub(super) fn new(today: Date) -> Result<Self, StoreError> {
        let zones: Vec<TimeZone> = Place::ALL
            .iter()
            .map(|place| TimeZone::get(place.zone()))
            .collect::<Result<_, _>>()
            .map_err(odd)?;
        let mut date = today.checked_sub(jiff::Span::new().days(PAST)).map_err(odd)?;
        let mut days = Vec::new();
        for _ in -PAST..=AHEAD {
            let mut starts = [0; 2];
            for (start, zone) in starts.iter_mut().zip(&zones) {
                *start = zone.to_timestamp(date.at(0, 0, 0, 0)).map_err(odd)?.as_second();
            }
            days.push(Day { date, starts });
            date = date.tomorrow().map_err(odd)?;
        }
        Ok(Self { days })
    }

    fn of(&self, day: i64) -> &Day {
        let at = usize::try_from(day + PAST).unwrap_or(0);
        &self.days[at.min(self.days.len() - 1)]
    }

    /// The moment up to which everything has happened: the first one of today. Nothing of the demo lies in the past and
    /// yet behind what the person does next.
    pub(super) fn now(&self) -> i64 {
        self.of(0).starts[Place::Bengaluru.no()]
    }

    /// The date of a day.
    pub(super) fn date(&self, day: i64) -> Date {
        self.of(day).date
    }

    /// The month of a day, from 0.
    pub(super) fn month(&self, day: i64) -> usize {
        usize::try_from(self.date(day).month() - 1).unwrap_or(0)
    }

    /// A minute of a day in a place, unix seconds. Neither place sets its clocks.
    pub(super) fn at(&self, place: Place, day: i64, minute: i64) -> i64 {
        self.of(day).starts[place.no()] + minute * 60
    }

    /// The day that a moment belongs to in a place.
    pub(super) fn day_of(&self, place: Place, at: i64) -> i64 {
        let first = self.days[0].starts[place.no()];
        (at - first).div_euclid(86_400) - PAST
    }

    /// The same moment if somebody is at work then, else the next morning.
    pub(super) fn office(&self, place: Place, at: i64) -> i64 {
        let day = self.day_of(place, at);
        let minute = (at - self.at(place, day, 0)) / 60;
        match minute {
            0..=569 => self.at(place, day, 570 + minute % 60),
            570..=1_170 => at,
            _ => self.at(place, day + 1, 570 + minute % 60),
        }
    }

    /// The nearest Saturday or Sunday from a day on.
    pub(super) fn weekend(&self, day: i64) -> i64 {
        (day..day + 7)
            .find(|d| matches!(self.date(*d).weekday(), Weekday::Saturday | Weekday::Sunday))
            .unwrap_or(day)
    }

    /// The nearest day from a day on that is no Sunday.
    pub(super) fn workday(&self, day: i64) -> i64 {
        if self.date(day).weekday() == Weekday::Sunday { day + 1 } else { day }
    }

    /// What invoice numbers say of the fiscal year of a day: `26-27` where it starts in April, `26` where in January.
    pub(super) fn fiscal_year(&self, place: Place, day: i64) -> String {
        let date = self.date(day);
        let start = place.fiscal_start();
        let year = i32::from(date.year()) - i32::from(date.month() < start);
        match start {
            1 => format!("{:02}", year % 100),
            _ => format!("{:02}-{:02}", year % 100, (year + 1) % 100),
        }
    }
}

fn odd(error: jiff::Error) -> StoreError {
    StoreError::Internal(format!("the demo's days: {error}"))
}
