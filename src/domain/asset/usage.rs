//! How an asset is used, day by day: the strip of a month and how much of a while it was booked. Days are those of its
//! branch's zone.

use crate::domain::task::day_of;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Days that the use of an asset is told over.
pub const DAYS: u16 = 90;

/// What a day is for an asset. Ordered: of several things on one day the later one is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayUse {
    /// Nothing.
    #[default]
    Free,
    /// Held, not firmly.
    Held,
    /// Away.
    Away,
    /// Firmly booked.
    Booked,
    /// Firmly booked and away on the same day.
    Clash,
}

/// A half-open time, [start, end).
pub type Stretch = (Timestamp, Timestamp);

/// Days that follow each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strip {
    /// The first day.
    pub first: Date,
    /// What each day is.
    pub days: Vec<DayUse>,
}

impl Strip {
    /// Free days from the first one on.
    #[must_use]
    pub fn new(first: Date, days: usize) -> Self {
        Self { first, days: vec![DayUse::Free; days] }
    }

    /// The month that a day is in.
    #[must_use]
    pub fn month_of(day: Date) -> Self {
        Self::new(day.first_of_month(), usize::try_from(day.days_in_month()).unwrap_or(31))
    }

    /// Where it starts and ends, as a half-open time; `None` at the end of time.
    #[must_use]
    pub fn stretch(&self, zone: &TimeZone) -> Option<Stretch> {
        let days = i64::try_from(self.days.len()).ok()?;
        let end = self.first.checked_add(Span::new().try_days(days).ok()?).ok()?;
        let at = |day: Date| Some(day.to_zoned_datetime(zone.clone()).ok()?.timestamp());
        Some((at(self.first)?, at(end)?))
    }

    /// Marks the days that a time touches: a time that ends at midnight does not touch the day that begins there.
    pub fn mark(&mut self, (start, end): Stretch, what: DayUse, zone: &TimeZone) {
        if end <= start {
            return;
        }
        let last = end.checked_sub(Span::new().nanoseconds(1)).unwrap_or(end);
        let (from, to) = (self.place(day_of(start, zone)), self.place(day_of(last, zone)));
        for place in from.max(0)..=to {
            let Some(day) = usize::try_from(place).ok().and_then(|place| self.days.get_mut(place)) else {
                return;
            };
            *day = match (*day, what) {
                (DayUse::Booked, DayUse::Away) | (DayUse::Away, DayUse::Booked) | (DayUse::Clash, _) => {
                    DayUse::Clash
                }
                (before, what) => before.max(what),
            };
        }
    }

    /// The place of a day among these, from 0 on; negative before the first.
    fn place(&self, day: Date) -> i64 {
        self.first.until(day).map_or(0, |span| i64::from(span.get_days()))
    }

    /// On how many of its days it is booked.
    #[must_use]
    pub fn booked(&self) -> usize {
        self.days.iter().filter(|day| matches!(day, DayUse::Booked | DayUse::Clash)).count()
    }
}

/// How much an asset was used over the last days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// On how many of the days it was booked.
    pub booked: u16,
    /// How many days were looked at.
    pub of: u16,
    /// Booked days of each week, oldest first; the last one ends today.
    pub weeks: Vec<u8>,
}

impl Usage {
    /// From days that end with today.
    #[must_use]
    pub fn of(strip: &Strip) -> Self {
        let is_booked = |day: &&DayUse| matches!(day, DayUse::Booked | DayUse::Clash);
        let weeks = strip.days.rchunks(7).rev();
        let count = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        Self {
            booked: count(strip.booked()),
            of: count(strip.days.len()),
            weeks: weeks
                .map(|week| u8::try_from(week.iter().filter(is_booked).count()).unwrap_or(7))
                .collect(),
        }
    }

    /// The share in whole percent, half up.
    #[must_use]
    pub fn percent(&self) -> u16 {
        let of = u32::from(self.of.max(1));
        u16::try_from((u32::from(self.booked) * 200 + of) / (2 * of)).unwrap_or(100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn zone() -> TimeZone {
        TimeZone::get("Asia/Kolkata").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn shown(strip: &Strip) -> String {
        strip.days.iter().map(|day| ['.', 'h', 'a', 'B', '!'][*day as usize]).collect()
    }

    #[test]
    fn days_are_those_of_the_zone_and_half_open() {
        let mut strip = Strip::month_of(date(2026, 2, 14));
        assert_eq!((strip.first, strip.days.len()), (date(2026, 2, 1), 28));
        strip.mark((at("2026-01-30T00:00+05:30"), at("2026-02-02T00:00+05:30")), DayUse::Booked, &zone());
        strip.mark((at("2026-02-03T23:00+05:30"), at("2026-02-04T01:00+05:30")), DayUse::Held, &zone());
        strip.mark((at("2026-02-04T10:00+05:30"), at("2026-02-05T11:00+05:30")), DayUse::Away, &zone());
        strip.mark((at("2026-02-05T10:00+05:30"), at("2026-02-05T12:00+05:30")), DayUse::Booked, &zone());
        strip.mark((at("2026-02-28T10:00+05:30"), at("2026-04-01T12:00+05:30")), DayUse::Away, &zone());
        strip.mark((at("2027-02-28T10:00+05:30"), at("2027-04-01T12:00+05:30")), DayUse::Away, &zone());
        assert_eq!(shown(&strip), "B.ha!......................a");
        assert_eq!(strip.booked(), 2);
    }

    #[test]
    fn a_short_day_is_a_day() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let mut strip = Strip::new(date(2026, 3, 28), 3);
        strip.mark((at("2026-03-29T00:00+01:00"), at("2026-03-30T00:00+02:00")), DayUse::Booked, &zone);
        assert_eq!(shown(&strip), ".B.");
        let (start, end) = strip.stretch(&zone).unwrap();
        assert_eq!(end.as_second() - start.as_second(), 71 * 3600);
    }

    #[test]
    fn use_is_told_by_week_and_in_whole_percent() {
        let mut strip = Strip::new(date(2026, 1, 1), 90);
        strip.days[89] = DayUse::Booked;
        strip.days[88] = DayUse::Clash;
        strip.days[0] = DayUse::Booked;
        strip.days[1] = DayUse::Held;
        let usage = Usage::of(&strip);
        assert_eq!((usage.booked, usage.of, usage.percent()), (3, 90, 3));
        assert_eq!((usage.weeks.len(), usage.weeks[0], usage.weeks[12]), (13, 1, 2));
        assert_eq!(Usage::default().percent(), 0);
    }
}
