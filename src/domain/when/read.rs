//! Reading moments and days: what the words of a text add up to, and which year is meant.

use super::wall::{Turn, at_turn};
use super::words::{
    Parts, Tokens, Unit, Year, read_named, read_numeric, read_time, unit_of, weekday_name, weekday_of,
};
use super::{DEFAULT_TIME, DatePreference, WhenError, YEARS};
use crate::domain::digit;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ZonedDateTime};

/// Reads a moment, in the zone of `now`; without a time of day it is at [`DEFAULT_TIME`]. Understood are
///
/// - `now`, `in 2 hours`, `+30m`: counted from this second;
/// - a day and a time in either order, or one of them: `tomorrow 10:00`, `5pm today`, `20 oct`, `noon`;
/// - days: `today`, `tomorrow`, `yesterday`; `fri`, `next mon`; `in 3 days`, `+2w`, `2 weeks ago`, `next month`;
///   `20 oct`, `oct 20th, 2027`, `tue 24 nov`; `20/11/2026`, `20.11.26`, `20/11`; `2026-11-20`;
/// - times: `14:00`, `5pm`, `9.30am`, `9:30 pm`, `noon`, `midnight` (the day's first minute);
/// - a moment with its offset: `2026-11-20 14:00+05:30`, `2026-11-20T08:30:00Z`.
///
/// A date without its year is the next such date and a weekday the next such day, today included (with `next`,
/// excluded). A time without a day is today's, even if it is over. For changes of the clocks see the module.
///
/// # Errors
/// What is not understood or does not exist: see [`WhenError`].
pub fn parse_when(text: &str, now: &ZonedDateTime) -> Result<Timestamp, WhenError> {
    parse_when_at(text, now, DEFAULT_TIME)
}

/// As [`parse_when`], with another time of day for moments that are typed without one.
///
/// # Errors
/// As [`parse_when`].
pub fn parse_when_at(text: &str, now: &ZonedDateTime, default: Time) -> Result<Timestamp, WhenError> {
    read_when(text, now, default, |wall, zone| zone.to_timestamp(wall).map_err(|_| WhenError::TooFar))
}

/// As [`parse_when`], but a local time that a change of the clocks skips or repeats is refused: where something is
/// booked, an hour more or less matters. Of one that happens twice, `earlier` or `later` behind it says which.
///
/// # Errors
/// As [`parse_when`]; and what the clocks skip or repeat.
pub fn parse_when_exact(text: &str, now: &ZonedDateTime) -> Result<Timestamp, WhenError> {
    let (text, turn) = Turn::split(text);
    read_when(text, now, DEFAULT_TIME, |wall, zone| Ok(at_turn(wall, zone, turn)?))
}

fn read_when(
    text: &str,
    now: &ZonedDateTime,
    default: Time,
    resolve: impl Fn(DateTime, &TimeZone) -> Result<Timestamp, WhenError>,
) -> Result<Timestamp, WhenError> {
    if let Some(moment) = parse_instant(text) {
        return in_reach(moment, now);
    }
    let mut tokens = Tokens::of(text)?;
    if let Some(duration) = tokens.duration()? {
        let moment = second_of(now).checked_add(duration).map_err(|_| WhenError::TooFar)?;
        tokens.end()?;
        return in_reach(moment, now);
    }
    let reading = Reading::of(tokens, now.date(), DatePreference::Future)?;
    let date = reading.date.unwrap_or(now.date());
    resolve(date.to_datetime(reading.time.unwrap_or(default)), now.time_zone())
}

/// Reads a moment as seen from the one that it comes behind, with a reader of moments: a time alone is on the day of
/// `since`, or on the next one if it would lie before it. “Today” and “tomorrow” are those of whoever speaks, `now`.
///
/// # Errors
/// The reader's.
pub fn until<E>(
    text: &str,
    (since, now): (&ZonedDateTime, &ZonedDateTime),
    when: impl Fn(&str, &ZonedDateTime) -> Result<Timestamp, E>,
) -> Result<Timestamp, E> {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    if matches!(first.as_str(), "today" | "tomorrow") {
        return when(text, now);
    }
    let at = when(text, since)?;
    if at > since.timestamp() {
        return Ok(at);
    }
    // What moves on by a day when it is seen from the next day names no day: "02:00" behind 19:00 is tomorrow's.
    let Ok(next) = since.tomorrow() else { return Ok(at) };
    let at_zone = at.to_zoned_datetime(since.time_zone().clone());
    match when(text, &next) {
        Ok(later)
            if at_zone.checked_add(Span::new().days(1)).is_ok_and(|moved| moved.timestamp() == later) =>
        {
            Ok(later)
        }
        _ => Ok(at),
    }
}

/// Reads a day: everything that [`parse_when`] takes for one.
///
/// # Errors
/// What is not understood or does not exist: see [`WhenError`].
pub fn parse_date(text: &str, today: Date, preference: DatePreference) -> Result<Date, WhenError> {
    let mut tokens = Tokens::of(text)?;
    if tokens.duration()?.is_some() {
        return Err(WhenError::OnlyADay);
    }
    let reading = Reading::of(tokens, today, preference)?;
    match (reading.date, reading.time) {
        (Some(date), None) => Ok(date),
        _ => Err(WhenError::OnlyADay),
    }
}

fn second_of(now: &ZonedDateTime) -> Timestamp {
    // The second of a timestamp is in the range of timestamps.
    Timestamp::from_second(now.timestamp().as_second()).unwrap_or(now.timestamp())
}

/// A moment that names its offset, and so needs no zone.
pub(super) fn parse_instant(text: &str) -> Option<Timestamp> {
    let text: String = text.trim().chars().map(digit::ascii).collect();
    let moment: Timestamp = text.parse().ok()?;
    Timestamp::from_second(moment.as_second()).ok()
}

fn in_reach(moment: Timestamp, now: &ZonedDateTime) -> Result<Timestamp, WhenError> {
    let year = i64::from(moment.to_zoned_datetime(now.time_zone().clone()).year());
    if YEARS.contains(&year) { Ok(moment) } else { Err(WhenError::Year(year)) }
}

/// What has been read of a moment.
struct Reading {
    date: Option<Date>,
    time: Option<Time>,
    weekday: Option<Weekday>,
    today: Date,
    preference: DatePreference,
}

impl Reading {
    fn of(mut tokens: Tokens, today: Date, preference: DatePreference) -> Result<Self, WhenError> {
        let mut reading = Self { date: None, time: None, weekday: None, today, preference };
        while !tokens.is_done() {
            reading.step(&mut tokens)?;
        }
        reading.settle_weekday()?;
        Ok(reading)
    }

    fn step(&mut self, tokens: &mut Tokens) -> Result<(), WhenError> {
        if matches!(tokens.peek(0), "at" | "on") && !tokens.peek(1).is_empty() {
            tokens.skip(1);
        }
        // `10.30` is a day if none has been read, else a time.
        let read = self.time(tokens, false)?
            || self.date(tokens)?
            || self.weekday(tokens)
            || self.time(tokens, true)?;
        if read { Ok(()) } else { tokens.end() }
    }

    fn time(&mut self, tokens: &mut Tokens, dotted: bool) -> Result<bool, WhenError> {
        if self.time.is_some() {
            return Ok(false);
        }
        let Some((time, words)) = read_time(tokens.peek(0), tokens.peek(1), dotted)? else {
            return Ok(false);
        };
        self.time = Some(time);
        tokens.skip(words);
        Ok(true)
    }

    fn weekday(&mut self, tokens: &mut Tokens) -> bool {
        let Some(weekday) = weekday_of(tokens.peek(0)).filter(|_| self.weekday.is_none()) else {
            return false;
        };
        self.weekday = Some(weekday);
        tokens.skip(1);
        true
    }

    fn date(&mut self, tokens: &mut Tokens) -> Result<bool, WhenError> {
        if self.date.is_some() {
            return Ok(false);
        }
        let found = match self.relative_date(tokens)? {
            Some(found) => Some(found),
            None => self.calendar_date(tokens)?,
        };
        let Some((date, words)) = found else { return Ok(false) };
        self.date = Some(date);
        tokens.skip(words);
        Ok(true)
    }

    fn relative_date(&self, tokens: &Tokens) -> Result<Option<(Date, usize)>, WhenError> {
        let (amount, unit, words) = match (tokens.peek(0), tokens.peek(1)) {
            ("today", _) => (0, Unit::Day, 1),
            ("tomorrow" | "tmrw" | "tom", _) => (1, Unit::Day, 1),
            ("yesterday", _) => (-1, Unit::Day, 1),
            ("this", "week" | "month" | "year") => (0, Unit::Day, 2),
            (side @ ("next" | "last" | "this"), word) => return self.beside(side, word),
            _ => match tokens.amount() {
                Some(found) => found,
                None => return Ok(None),
            },
        };
        Ok(Some((self.away(amount, unit)?, words)))
    }

    /// `next mon`, `last week`, `this fri`.
    fn beside(&self, side: &str, word: &str) -> Result<Option<(Date, usize)>, WhenError> {
        let sign = if side == "last" { -1 } else { 1 };
        let date = match (weekday_of(word), unit_of(word)) {
            (Some(weekday), _) if side == "this" => self.on_weekday(weekday),
            (Some(weekday), _) => self.today.nth_weekday(sign, weekday).map_err(|_| WhenError::TooFar),
            (None, Some(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year))) => {
                self.away(sign.into(), unit)
            }
            _ => return Ok(None),
        };
        Ok(Some((date?, 2)))
    }

    fn away(&self, amount: i64, unit: Unit) -> Result<Date, WhenError> {
        let span = match unit {
            Unit::Week => Span::new().try_weeks(amount),
            Unit::Month => Span::new().try_months(amount),
            Unit::Year => Span::new().try_years(amount),
            Unit::Day | Unit::Hour | Unit::Minute => Span::new().try_days(amount),
        };
        let date = span.and_then(|span| self.today.checked_add(span)).map_err(|_| WhenError::TooFar)?;
        expect_year(i64::from(date.year()))?;
        Ok(date)
    }

    /// The nearest such weekday the preferred way; today counts.
    fn on_weekday(&self, weekday: Weekday) -> Result<Date, WhenError> {
        let days = match self.preference {
            DatePreference::Future => weekday.since(self.today.weekday()),
            DatePreference::Past => -self.today.weekday().since(weekday),
        };
        self.away(days.into(), Unit::Day)
    }

    fn calendar_date(&self, tokens: &Tokens) -> Result<Option<(Date, usize)>, WhenError> {
        let (parts, words) = match read_numeric(tokens.peek(0), self.weekday.is_none()) {
            Some(parts) => (parts, 1),
            None => match read_named(tokens, self.preference) {
                Some(found) => found,
                None => return Ok(None),
            },
        };
        Ok(Some((self.resolve(&parts)?, words)))
    }

    fn resolve(&self, parts: &Parts) -> Result<Date, WhenError> {
        let month = i8::try_from(parts.month).ok().filter(|month| (1..=12).contains(month));
        let month = month.ok_or(WhenError::NoSuchMonth(parts.month))?;
        let day = i8::try_from(parts.day).unwrap_or(i8::MAX);
        if let Year::Full(year) = parts.year {
            expect_year(year)?;
        }
        let found = self.years(parts.year).into_iter().find_map(|year| {
            let date = Date::new(year, month, day).ok()?;
            (parts.year != Year::None || self.is_preferred(date)).then_some(date)
        });
        found.ok_or_else(|| WhenError::NoSuchDay(parts.say(month)))
    }

    fn is_preferred(&self, date: Date) -> bool {
        match self.preference {
            DatePreference::Future => date >= self.today,
            DatePreference::Past => date <= self.today,
        }
    }

    /// The years to try, best first.
    fn years(&self, year: Year) -> Vec<i16> {
        let today = self.today.year();
        match (year, self.preference) {
            (Year::Full(year), _) => i16::try_from(year).into_iter().collect(),
            (Year::Short(short), preference) => vec![self.full_year(short, preference)],
            // 29 February comes every fourth year, or eighth around 1900.
            (Year::None, DatePreference::Future) => (today..=today.saturating_add(8)).collect(),
            (Year::None, DatePreference::Past) => (today.saturating_sub(8)..=today).rev().collect(),
        }
    }

    /// The year of a century that a year of two digits means: this year or up to 99 before in the past; 20 years back
    /// to 79 ahead in the future.
    fn full_year(&self, short: i16, preference: DatePreference) -> i16 {
        let latest = match preference {
            DatePreference::Future => self.today.year().saturating_add(79),
            DatePreference::Past => self.today.year(),
        };
        latest - (latest - short).rem_euclid(100)
    }

    /// A weekday alone is a date; one beside a date has to agree with it.
    fn settle_weekday(&mut self) -> Result<(), WhenError> {
        let Some(typed) = self.weekday else { return Ok(()) };
        let Some(date) = self.date else {
            self.date = Some(self.on_weekday(typed)?);
            return Ok(());
        };
        if date.weekday() == typed {
            return Ok(());
        }
        Err(WhenError::WrongWeekday {
            date: date.strftime("%-d %b %Y").to_string(),
            is: weekday_name(date.weekday()),
            typed: weekday_name(typed),
        })
    }
}

fn expect_year(year: i64) -> Result<(), WhenError> {
    if YEARS.contains(&year) { Ok(()) } else { Err(WhenError::Year(year)) }
}
