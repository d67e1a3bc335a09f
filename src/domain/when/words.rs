//! The words that moments and days are typed with: amounts of time, dates, times of day, names.

use super::{DatePreference, WhenError};
use crate::domain::digit;
use jiff::SignedDuration;
use jiff::civil::{Time, Weekday};

/// The words of the text, lower-case, and how many have been read.
pub(super) struct Tokens {
    all: Vec<String>,
    at: usize,
}

impl Tokens {
    pub(super) fn of(text: &str) -> Result<Self, WhenError> {
        let text = text.replace(',', " ").to_lowercase();
        let text: String = text.chars().map(digit::ascii).collect();
        let all: Vec<String> = text.split_whitespace().flat_map(parted_at_t).map(str::to_owned).collect();
        if all.is_empty() { Err(WhenError::Empty) } else { Ok(Self { all, at: 0 }) }
    }

    pub(super) fn peek(&self, ahead: usize) -> &str {
        self.all.get(self.at + ahead).map_or("", String::as_str)
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.all.len()
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.at += count;
    }

    pub(super) fn end(&self) -> Result<(), WhenError> {
        if self.is_done() { Ok(()) } else { Err(WhenError::NotUnderstood(self.peek(0).to_owned())) }
    }

    /// `now`, or an amount of hours or minutes from now.
    pub(super) fn duration(&mut self) -> Result<Option<SignedDuration>, WhenError> {
        if self.peek(0) == "now" {
            self.skip(1);
            return Ok(Some(SignedDuration::ZERO));
        }
        let Some((amount, unit, read)) = self.amount() else { return Ok(None) };
        let seconds = match unit {
            Unit::Minute => 60,
            Unit::Hour => 3_600,
            _ => return Ok(None),
        };
        self.skip(read);
        let seconds = amount.checked_mul(seconds).ok_or(WhenError::TooFar)?;
        Ok(Some(SignedDuration::from_secs(seconds)))
    }

    /// An amount of time and how many words it takes: `in 3 days`, `3 days ago`, `+2w`, `-2 w`.
    pub(super) fn amount(&self) -> Option<(i64, Unit, usize)> {
        let (sign, first) = match self.peek(0) {
            "in" => (0, self.peek(1)),
            word => match word.as_bytes().first() {
                Some(b'+') => (1, &word[1..]),
                Some(b'-') => (-1, &word[1..]),
                _ => (2, word),
            },
        };
        let lead = usize::from(sign == 0);
        let (amount, unit, words) = amount_of(first, self.peek(lead + 1))?;
        let ago = self.peek(lead + words) == "ago";
        match (sign, ago) {
            (0 | 1, false) => Some((amount, unit, lead + words)),
            (-1, false) => Some((-amount, unit, lead + words)),
            (2, true) => Some((-amount, unit, words + 1)),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// `3 days` or `3d`, and how many words that took.
fn amount_of(first: &str, second: &str) -> Option<(i64, Unit, usize)> {
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = first.split_at(digits);
    if digits > 0 && !rest.is_empty() {
        return Some((number.parse().ok()?, unit_of(rest)?, 1));
    }
    let amount = if digits > 0 { number.parse().ok()? } else { number_word(first)? };
    Some((amount, unit_of(second)?, 2))
}

fn number_word(word: &str) -> Option<i64> {
    let words =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    (1..).zip(words).find_map(|(value, name)| (name == word).then_some(value))
}

pub(super) fn unit_of(word: &str) -> Option<Unit> {
    Some(match word {
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minute,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
        "d" | "day" | "days" => Unit::Day,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Week,
        "mo" | "mon" | "month" | "months" => Unit::Month,
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Year,
        _ => return None,
    })
}

/// `2026-11-20t14:00` as a day and a time.
fn parted_at_t(word: &str) -> impl Iterator<Item = &str> {
    let digit_at = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    let parts = word
        .split_once('t')
        .filter(|(day, time)| digit_at(day.as_bytes().last()) && digit_at(time.as_bytes().first()));
    let (first, second) = parts.map_or((word, None), |(day, time)| (day, Some(time)));
    std::iter::once(first).chain(second)
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    None,
    /// Two digits.
    Short(i16),
    Full(i64),
}

/// A date as typed, not yet checked.
pub(super) struct Parts {
    pub(super) day: i64,
    pub(super) month: i64,
    pub(super) year: Year,
}

impl Parts {
    pub(super) fn say(&self, month: i8) -> String {
        let name =
            usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at)).map_or("", |name| &name[..3]);
        match self.year {
            Year::Full(year) => format!("{} {name} {year}", self.day),
            Year::Short(year) => format!("{} {name} {year:02}", self.day),
            Year::None => format!("{} {name}", self.day),
        }
    }
}

/// `2026-11-20`, `20/11/2026`, `20.11.26`, `20-11-2026`; `20/11` and `20.11.` if that `may_lack_year`.
pub(super) fn read_numeric(word: &str, may_lack_year: bool) -> Option<Parts> {
    let separator = word.chars().find(|c| !c.is_ascii_digit()).filter(|c| "-/.".contains(*c))?;
    let parts: Vec<&str> = word.strip_suffix('.').unwrap_or(word).split(separator).collect();
    let number = |text: &str| text.parse::<i64>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let small = |text: &str| number(text).filter(|_| text.len() <= 2);
    match parts.as_slice() {
        [year, month, day] if year.len() >= 4 => {
            Some(Parts { day: small(day)?, month: small(month)?, year: Year::Full(number(year)?) })
        }
        [day, month, year] => Some(Parts { day: small(day)?, month: small(month)?, year: read_year(year)? }),
        [day, month] if may_lack_year && separator != '-' => {
            let (day, month) = (small(day)?, small(month)?);
            // `18.00` and `9.30` are times.
            let date = separator == '/' || (1..=12).contains(&month) && (1..=31).contains(&day);
            date.then_some(Parts { day, month, year: Year::None })
        }
        _ => None,
    }
}

/// A year of two digits or of four and more.
fn read_year(text: &str) -> Option<Year> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        2 if digits => text.parse().ok().map(Year::Short),
        4..=9 if digits => text.parse().ok().map(Year::Full),
        _ => None,
    }
}

/// `20 oct`, `20th oct 2027`, `oct 20`, `20-oct-27`, and how many words that took.
pub(super) fn read_named(tokens: &Tokens, preference: DatePreference) -> Option<(Parts, usize)> {
    let mut atoms = atoms(tokens.peek(0));
    let mut words = 1;
    if atoms.len() < 2 {
        let of = usize::from(tokens.peek(words) == "of");
        atoms.extend(self::atoms(tokens.peek(words + of)));
        words += of + 1;
    }
    let (day, month) = match (atoms.first()?.as_str(), atoms.get(1)?.as_str()) {
        (day, month) if month_of(month).is_some() => (day, month_of(month)?),
        (month, day) => (day, month_of(month)?),
    };
    let day = day.parse().ok().filter(|_| day.len() <= 2)?;
    let year = match atoms.as_slice() {
        [_, _] => year_word(tokens.peek(words), preference).inspect(|_| words += 1).unwrap_or(Year::None),
        [_, _, year] => read_year(year)?,
        _ => return None,
    };
    Some((Parts { day, month, year }, words))
}

/// A year in a word of its own. Two digits may as well be an hour, unless a day of the past is wanted or an apostrophe
/// stands before them.
fn year_word(word: &str, preference: DatePreference) -> Option<Year> {
    match (word.strip_prefix(['\'', '’']), preference) {
        (Some(short), _) => read_year(short),
        (None, DatePreference::Past) => read_year(word),
        (None, DatePreference::Future) => read_year(word).filter(|year| matches!(year, Year::Full(_))),
    }
}

/// The numbers and words that a word like `20-oct-2027` or `20th` is made of, without the ending of an ordinal.
fn atoms(word: &str) -> Vec<String> {
    let mut atoms: Vec<String> = Vec::new();
    for part in word.split(['-', '/', '.']).filter(|part| !part.is_empty()) {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, name) = part.split_at(digits);
        let ordinal = digits > 0 && matches!(name, "st" | "nd" | "rd" | "th");
        let kept = [number, if ordinal { "" } else { name }];
        atoms.extend(kept.into_iter().filter(|atom| !atom.is_empty()).map(str::to_owned));
    }
    atoms
}

/// A time of day and how many words it took; `dotted` if `18.00` is one.
pub(super) fn read_time(first: &str, second: &str, dotted: bool) -> Result<Option<(Time, usize)>, WhenError> {
    match first {
        "noon" => return Ok(Some((Time::constant(12, 0, 0, 0), 1))),
        "midnight" => return Ok(Some((Time::midnight(), 1))),
        _ => {}
    }
    let half_of = |word: &str| match word {
        "am" | "a.m." | "a.m" => Some(0),
        "pm" | "p.m." | "p.m" => Some(12),
        _ => None,
    };
    let end = first.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')).count();
    let (clock, rest) = first.split_at(end);
    let (half, words) = match half_of(rest) {
        Some(half) => (Some(half), 1),
        None if rest.is_empty() && half_of(second).is_some() => (half_of(second), 2),
        None if rest.is_empty() => (None, 1),
        None => return Ok(None),
    };
    let is_time = half.is_some() || clock.contains(':') || (dotted && is_dotted(clock));
    if clock.is_empty() || !is_time {
        return Ok(None);
    }
    let time = clock_time(clock, half).ok_or_else(|| WhenError::NoSuchTime(clock.to_owned()))?;
    Ok(Some((time, words)))
}

/// A time of day alone: `14:00`, `9.30am`, `2 pm` (in two words).
pub(in crate::domain) fn read_clock(first: &str, second: &str) -> Option<Time> {
    let (time, words) = read_time(first, second, true).ok()??;
    (words == 2 || second.is_empty()).then_some(time)
}

fn is_dotted(clock: &str) -> bool {
    clock.split_once('.').is_some_and(|(hour, minute)| (1..=2).contains(&hour.len()) && minute.len() == 2)
}

/// `14:00`, `14:00:30`, `9.30` or `9`, the last two with the half of the day (0 or 12 hours).
fn clock_time(clock: &str, half: Option<i8>) -> Option<Time> {
    let parts: Vec<&str> = clock.split([':', '.']).collect();
    let (hour, rest) = parts.split_first()?;
    if !(1..=2).contains(&hour.len()) || rest.len() > 2 || rest.iter().any(|part| part.len() != 2) {
        return None;
    }
    let hour: i8 = hour.parse().ok()?;
    let hour = match half {
        Some(half) => (1..=12).contains(&hour).then_some(hour % 12 + half)?,
        None => hour,
    };
    let number = |at: usize| rest.get(at).map_or(Some(0), |part| part.parse::<i8>().ok());
    let (minute, second) = (number(0)?, number(1)?);
    if second > 59 {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month, 1–12, of an English name in full, or its first three letters.
fn month_of(word: &str) -> Option<i64> {
    let is = |name: &str| word.eq_ignore_ascii_case(name) || word.eq_ignore_ascii_case(&name[..3]);
    if word == "sept" {
        return Some(9);
    }
    (1..).zip(MONTHS).find_map(|(month, name)| is(name).then_some(month))
}

pub(in crate::domain) fn weekday_of(word: &str) -> Option<Weekday> {
    let week = Weekday::Monday.cycle_forward().take(7);
    let is = |name: &str| word.eq_ignore_ascii_case(name) || word.eq_ignore_ascii_case(&name[..3]);
    match word {
        "tues" => Some(Weekday::Tuesday),
        "wednes" => Some(Weekday::Wednesday),
        "thur" | "thurs" => Some(Weekday::Thursday),
        _ => week.into_iter().find(|day| is(weekday_name(*day))),
    }
}

pub(super) fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
