//! How a sub-event repeats: "every Tue and Thu until 20 Dec, without 24 Nov".
//!
//! A rule is read from words or from an RRULE (RFC 5545), and said in words. Its dates are found in local wall time
//! without a zone; the zone is asked afterwards, so that what is at ten stays at ten when the clocks change. Every rule
//! ends: at most [`MOST`] dates, within [`YEARS`] years.

mod rfc;
#[cfg(test)]
mod tests;
mod words;

use super::when::WhenError;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The most dates of a series.
pub const MOST: usize = 366;
/// The longest series, in years.
pub const YEARS: i16 = 5;
/// The longest step: every 99 days, weeks, months.
const LONGEST_STEP: u16 = 99;

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// On which days of each step.
    pub every: Every,
    /// Every so many days, weeks, months or years, from 1 on.
    pub interval: u16,
    /// How it ends.
    pub end: End,
    /// Days of the rule that are left out, ascending.
    pub without: Vec<Date>,
}

/// The steps of a rule, and on which days of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Every {
    /// Days.
    Day,
    /// Weeks, which begin on Monday, on these days.
    Week(Vec<Weekday>),
    /// Months, on these days; -1 is the last one. A month without such a day is passed over.
    MonthDay(Vec<i8>),
    /// Months, on the first (1) to fifth, or last (-1), of a weekday.
    MonthWeekday(Vec<(i8, Weekday)>),
    /// Years, on the day of the first date.
    Year,
}

/// How a rule ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With this day, which still counts.
    Until(Date),
    /// After so many dates of the rule, those that are left out included.
    Count(u16),
}

/// Why a rule is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepeatError {
    /// This part means nothing here.
    #[error(
        "“{}” is not understood; type e.g. every Tue and Thu until 20 Dec, every 2 weeks 6 times, every month on the 1st, without 24 Nov",
        super::fold::clean_line(.0, 40)
    )]
    NotUnderstood(String),
    /// It goes on for ever.
    #[error("say when it ends: until 20 Dec, or 10 times")]
    NoEnd,
    /// A step out of bounds.
    #[error("a step is 1 to {LONGEST_STEP}")]
    Step,
    /// A day that does not exist, or is not understood.
    #[error("{0}")]
    Day(#[from] WhenError),
    /// "Every 2nd Tue" is two things.
    #[error("say every 2 weeks on Tue, or every month on the 2nd Tue")]
    Ordinal,
    /// An RRULE with a part that is not supported.
    #[error("the rule's part {} is not supported; FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL, WKST=MO and EXDATE are", super::fold::clean_line(.0, 40))]
    Part(String),
    /// Too many dates.
    #[error("a series has at most {MOST} dates; end it earlier")]
    TooMany,
    /// Too long.
    #[error("a series lasts at most {YEARS} years; end it earlier")]
    TooLong,
    /// It ends before it begins.
    #[error("it ends before it starts")]
    EndsBefore,
    /// The first date is none of the rule's.
    #[error("{} is none of these dates; start on {}", words::long(*.first), words::long(*.next))]
    NotTheFirst {
        /// When it starts.
        first: Date,
        /// The first date of the rule.
        next: Date,
    },
    /// A day that is left out is none of the rule's.
    #[error("{} is none of these dates, it cannot be left out", words::long(*.0))]
    NotADate(Date),
    /// The first date itself is left out.
    #[error("the first date cannot be left out; start on a later one")]
    WithoutFirst,
    /// The days of a month are no distances.
    #[error(
        "the days of a month do not move along: write the new ones here, e.g. every month on the 2nd Wed"
    )]
    OtherDay,
    /// An empty rule for a series.
    #[error("to end it, remove this date and the following ones")]
    Ends,
    /// A rule for one date of a series.
    #[error("the rule is that of the series: change this and the following dates, or all")]
    OfTheSeries,
    /// One date is no series.
    #[error("that is one date only; say at least two, or nothing")]
    Once,
}

/// One date of a series, with its zone's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Its day in the rule.
    pub on: Date,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends, without this moment.
    pub end: Timestamp,
    /// The clocks skip the time that it would start at: it starts at this one instead.
    pub moved_to: Option<Time>,
}

impl Repeat {
    /// Reads a rule as seen from its first date: words, or an RRULE with or without its name.
    ///
    /// # Errors
    /// What is not understood. That it has dates at all is asked by [`Repeat::dates`].
    pub fn parse(text: &str, first: Date) -> Result<Self, RepeatError> {
        if rfc::is_rule(text) { rfc::parse(text, first) } else { words::parse(text, first) }
    }

    /// The rule in words, as seen from its first date. [`Repeat::parse`] reads it back.
    #[must_use]
    pub fn words(&self, first: Date) -> String {
        words::say(self, first)
    }

    /// The rule as RFC 5545 has it, without the days that are left out.
    #[must_use]
    pub fn rrule(&self) -> String {
        rfc::say(self)
    }

    /// The days of the rule from the first one on, without those that are left out.
    ///
    /// # Errors
    /// The first day is none of them, there are too many, they reach too far, or a day that is left out is none.
    pub fn dates(&self, first: Date) -> Result<Vec<Date>, RepeatError> {
        let last_possible = first.checked_add(i32::from(YEARS).years()).unwrap_or(Date::MAX);
        if let End::Until(day) = self.end {
            if day < first {
                return Err(RepeatError::EndsBefore);
            }
            if day > last_possible {
                return Err(RepeatError::TooLong);
            }
        }
        let all = rfc::expand(self, first)?;
        if all.len() > MOST {
            return Err(RepeatError::TooMany);
        }
        match all.first() {
            Some(day) if *day == first => {}
            Some(next) => return Err(RepeatError::NotTheFirst { first, next: *next }),
            None => return Err(RepeatError::Once),
        }
        if all.last().is_some_and(|last| *last > last_possible) {
            return Err(RepeatError::TooLong);
        }
        if let Some(day) = self.without.iter().find(|day| !all.contains(day)) {
            return Err(RepeatError::NotADate(*day));
        }
        if self.without.contains(&first) {
            return Err(RepeatError::WithoutFirst);
        }
        let dates: Vec<Date> = all.into_iter().filter(|day| !self.without.contains(day)).collect();
        if dates.len() < 2 { Err(RepeatError::Once) } else { Ok(dates) }
    }

    /// The rule when every date moves by so many days; `None` where the days of a month decide, which do not move along.
    #[must_use]
    pub fn shifted(&self, days: i32) -> Option<Self> {
        if days == 0 {
            return Some(self.clone());
        }
        let moved = |day: Date| day.checked_add(days.days()).ok();
        let every = match &self.every {
            Every::Week(week) => Every::Week(week.iter().map(|day| day.wrapping_add(days)).collect()),
            Every::Day | Every::Year => self.every.clone(),
            Every::MonthDay(_) | Every::MonthWeekday(_) => return None,
        };
        let end = match self.end {
            End::Until(day) => End::Until(moved(day)?),
            count @ End::Count(_) => count,
        };
        let without = self.without.iter().map(|day| moved(*day)).collect::<Option<Vec<Date>>>()?;
        rfc::made(every, self.interval, Some(end), without).ok()
    }

    /// What is left of the rule from one of its dates on.
    ///
    /// # Errors
    /// As [`Repeat::dates`].
    pub fn from(&self, first: Date, day: Date) -> Result<Self, RepeatError> {
        let mut rest = self.clone();
        rest.without.retain(|other| *other > day);
        if let End::Count(count) = self.end {
            let gone = rfc::expand(self, first)?.iter().take_while(|other| **other < day).count();
            rest.end = End::Count(count.saturating_sub(u16::try_from(gone).unwrap_or(u16::MAX)));
        }
        Ok(rest)
    }

    /// The rule, ending before a day.
    #[must_use]
    pub fn before(&self, day: Date) -> Self {
        let mut head = self.clone();
        head.without.retain(|other| *other < day);
        head.end = End::Until(day.yesterday().unwrap_or(day));
        head
    }

    /// The rule without one more of its days.
    #[must_use]
    pub fn leaving_out(&self, day: Date) -> Self {
        let mut rest = self.clone();
        if let Err(at) = rest.without.binary_search(&day) {
            rest.without.insert(at, day);
        }
        rest
    }
}

/// What is at these local times on its first day, on another day of its series: the same hours by the clocks of the
/// zone there. A time that the clocks skip is moved on by as much as they skip; of one that comes twice the first is meant.
///
/// # Errors
/// Beyond what the calendar holds.
pub fn on_day(
    (start, end): (DateTime, DateTime),
    on: Date,
    zone: &TimeZone,
) -> Result<Occurrence, RepeatError> {
    let far = |_| RepeatError::Day(WhenError::TooFar);
    let at = on.to_datetime(start.time());
    let until = at.checked_add(end.duration_since(start)).map_err(far)?;
    let begins = zone.to_timestamp(at).map_err(far)?;
    let ends = zone.to_timestamp(until).map_err(far)?;
    // Short ones around a change of the clocks keep their length.
    let ends =
        if ends > begins { ends } else { begins.checked_add(end.duration_since(start)).map_err(far)? };
    let local = zone.to_datetime(begins);
    let moved_to = (local != at).then(|| local.time());
    Ok(Occurrence { on, start: begins, end: ends, moved_to })
}
