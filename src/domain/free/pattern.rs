//! When a booking may lie: hours of the day, days of the week, and the times at which it can begin, all in the wall time
//! of a branch, right across changes of its clocks.

use super::Span;
use crate::domain::fold::clean_line;
use crate::domain::when::{read_clock, weekday_of};
use crate::domain::{fold, length};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// Why a text is no hours or no days, or why a booking does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// No hours of a day.
    #[error("“{}” are no hours of a day; write mornings, afternoons, evenings, any, or e.g. 9-13:30", clean_line(.0, 40))]
    Hours(String),
    /// No days of the week.
    #[error("“{}” are no days of the week; write e.g. mon-fri, sat sun, weekdays or weekends", clean_line(.0, 40))]
    Weekdays(String),
    /// A booking that is longer than the hours.
    #[error("{} do not fit between {}; leave the hours out, or give longer ones", length::say(*length), hours.words())]
    DoesNotFit {
        /// How long it is, in seconds.
        length: i64,
        /// The hours.
        hours: Hours,
    },
}

/// Hours of the day, in minutes after midnight: `[from, to)`. Where `to` is not behind `from` it lies on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hours {
    /// The first minute, 0 to 1439.
    pub from: u16,
    /// The first minute behind them, 1 to 1440.
    pub to: u16,
}

impl Hours {
    /// From the first working hour to 13:00.
    pub const MORNING: Self = Self { from: Self::WORKING.from, to: 13 * 60 };
    /// 12:00 to 18:00.
    pub const AFTERNOON: Self = Self { from: 12 * 60, to: 18 * 60 };
    /// 17:00 to 23:00.
    pub const EVENING: Self = Self { from: 17 * 60, to: 23 * 60 };
    /// Day and night.
    pub const ANY: Self = Self { from: 0, to: DAY };
    /// What a studio works when nobody says otherwise: 08:00 to 20:00.
    pub const WORKING: Self = Self { from: 8 * 60, to: 20 * 60 };

    /// Reads `mornings`, `any`, `9-13`, `09:30-13:00`, `2pm to 6pm`, `20-2`.
    ///
    /// # Errors
    /// What is no hours of a day.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let folded = fold::fold(text);
        let named = match folded.as_str() {
            "morning" | "mornings" => Some(Self::MORNING),
            "afternoon" | "afternoons" => Some(Self::AFTERNOON),
            "evening" | "evenings" => Some(Self::EVENING),
            "any" | "anytime" | "any time" | "day and night" => Some(Self::ANY),
            "working" | "working hours" | "day" => Some(Self::WORKING),
            _ => None,
        };
        if let Some(hours) = named {
            return Ok(hours);
        }
        let error = || PatternError::Hours(text.to_owned());
        let plain: String = folded.chars().map(|c| if matches!(c, '–' | '—') { '-' } else { c }).collect();
        let (from, to) = plain.split_once('-').or_else(|| plain.split_once(" to ")).ok_or_else(error)?;
        let (from, to) = (minute(from).ok_or_else(error)?, minute(to).ok_or_else(error)?);
        let to = if to == 0 { DAY } else { to };
        if from == to || from == DAY { Err(error()) } else { Ok(Self { from, to }) }
    }

    /// `07:00 and 13:00`.
    #[must_use]
    pub fn words(self) -> String {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("{} and {}", clock(self.from), clock(self.to))
    }

    /// As it is read back: `07:00-13:00`.
    #[must_use]
    pub fn edit(self) -> String {
        self.words().replace(" and ", "-")
    }

    /// The first minute behind them, counted from midnight of the day on which they begin.
    const fn end(self) -> u16 {
        if self.to > self.from { self.to } else { self.to + DAY }
    }

    /// How long they are, in seconds of a day without a change of the clocks.
    const fn seconds(self) -> i64 {
        (self.end() - self.from) as i64 * 60
    }

    /// Whether they are the whole day: then a booking may go on into the next one.
    const fn are_all(self) -> bool {
        self.end() - self.from >= DAY
    }
}

/// A time of day in minutes: `9`, `9:30`, `9.30`, `9am`, `24`.
fn minute(text: &str) -> Option<u16> {
    let text = text.trim();
    if matches!(text, "24" | "24:00" | "24.00") {
        return Some(DAY);
    }
    if let Some(hour) = text.parse::<u16>().ok().filter(|hour| *hour < 24 && text.len() <= 2) {
        return Some(hour * 60);
    }
    let (first, second) = text.split_once(' ').unwrap_or((text, ""));
    let time = read_clock(first, second)?;
    let minutes = i16::from(time.hour()) * 60 + i16::from(time.minute());
    u16::try_from(minutes).ok().filter(|_| time.second() == 0)
}

/// Some days of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Weekdays(u8);

impl Default for Weekdays {
    fn default() -> Self {
        Self::ALL
    }
}

impl Weekdays {
    /// All seven.
    pub const ALL: Self = Self(0b111_1111);

    /// Reads `mon-fri`, `sat, sun`, `weekdays`, `weekends`, `any`.
    ///
    /// # Errors
    /// What are no days of the week.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let error = || PatternError::Weekdays(text.to_owned());
        let folded = fold::fold(text).replace([',', '+', '&', '/'], " ").replace(['–', '—'], "-");
        let mut days = 0;
        for word in folded.replace(" to ", "-").replace(" - ", "-").split_whitespace() {
            days |= match word {
                "any" | "all" | "every" | "daily" | "day" => Self::ALL.0,
                "weekday" | "weekdays" => 0b001_1111,
                "weekend" | "weekends" => 0b110_0000,
                "and" => 0,
                word => match word.split_once('-') {
                    Some((from, to)) => range(day(from).ok_or_else(error)?, day(to).ok_or_else(error)?),
                    None => bit(day(word).ok_or_else(error)?),
                },
            };
        }
        if days == 0 { Err(error()) } else { Ok(Self(days)) }
    }

    /// Whether this day is among them.
    #[must_use]
    pub fn has(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// As it is read back: `mon tue`, `any`.
    #[must_use]
    pub fn edit(self) -> String {
        if self == Self::ALL {
            return "any".to_owned();
        }
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let days = Weekday::Monday.cycle_forward().take(7).zip(names);
        days.filter(|(day, _)| self.has(*day)).map(|(_, name)| name).collect::<Vec<_>>().join(" ")
    }
}

fn day(word: &str) -> Option<Weekday> {
    weekday_of(word).or_else(|| weekday_of(word.strip_suffix('s')?))
}

fn bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

/// From one day to another, over the end of the week if need be.
fn range(from: Weekday, to: Weekday) -> u8 {
    let mut days = bit(to);
    for day in from.cycle_forward().take(7).take_while(|day| *day != to) {
        days |= bit(day);
    }
    days
}

/// When a booking may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pattern {
    /// The hours in which it lies from beginning to end; with the whole day it only begins there. `None`: the working hours, and a booking that is longer begins
    /// in them.
    pub hours: Option<Hours>,
    /// The days on which it begins.
    pub weekdays: Weekdays,
    /// Every so many minutes after the hours begin, from 1 on.
    pub step: u16,
}

impl Default for Pattern {
    fn default() -> Self {
        Self { hours: None, weekdays: Weekdays::ALL, step: 30 }
    }
}

impl Pattern {
    /// Whether a booking of so many seconds can lie in these hours at all.
    ///
    /// # Errors
    /// It is longer than they are.
    pub fn check(&self, length: i64) -> Result<(), PatternError> {
        match self.hours {
            Some(hours) if !hours.are_all() && length > hours.seconds() => {
                Err(PatternError::DoesNotFit { length, hours })
            }
            _ => Ok(()),
        }
    }

    /// The times at which a booking of `length` seconds can begin within `[window)`, day by day, ascending within each
    /// day. A time of the clock that a change skips is none; of one that comes twice it is the first.
    pub fn days(self, zone: &TimeZone, window: Span, length: i64) -> impl Iterator<Item = Vec<i64>> {
        let date = |second: i64| Timestamp::from_second(second).map(|at| zone.to_datetime(at).date());
        // Hours that go over midnight begin the day before.
        let first = date(window.start).ok().map(|date| date.yesterday().unwrap_or(date));
        let last = date(window.end).ok();
        std::iter::successors(first, |date| date.tomorrow().ok())
            .take_while(move |date| last.is_some_and(|last| *date <= last))
            .map(move |date| self.starts(zone, date, window, length))
            .filter(|starts| !starts.is_empty())
    }

    fn starts(self, zone: &TimeZone, date: Date, window: Span, length: i64) -> Vec<i64> {
        if !self.weekdays.has(date.weekday()) {
            return Vec::new();
        }
        let hours = self.hours.unwrap_or(Hours::WORKING);
        let must_end = !hours.are_all() && (self.hours.is_some() || length <= hours.seconds());
        let close = zone.to_timestamp(civil(date, hours.end())).map_or(i64::MAX, Timestamp::as_second);
        let minutes = (hours.from..hours.end()).step_by(usize::from(self.step.max(1)));
        minutes
            .filter_map(|minute| {
                let ambiguous = zone.to_ambiguous_timestamp(civil(date, minute));
                let is_gap = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
                (!is_gap).then(|| ambiguous.compatible().ok()).flatten()
            })
            .map(Timestamp::as_second)
            .filter(|start| (window.start..window.end).contains(start))
            .filter(|start| !must_end || start.saturating_add(length) <= close)
            .collect()
    }
}

/// So many minutes after midnight by the clock; over 24 hours on the next day.
fn civil(date: Date, minute: u16) -> DateTime {
    let date = if minute >= DAY { date.tomorrow().unwrap_or(date) } else { date };
    let minute = minute % DAY;
    // Minutes of a day are hours below 24 and minutes below 60.
    let hour = i8::try_from(minute / 60).unwrap_or_default();
    date.at(hour, i8::try_from(minute % 60).unwrap_or_default(), 0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn hours() {
        let cases = [
            ("Mornings", 480, 780),
            ("any", 0, 1440),
            ("9-13", 540, 780),
            ("09:30 – 13:00", 570, 780),
            ("2pm to 6pm", 840, 1080),
            ("2 pm-6 pm", 840, 1080),
            ("20-2", 1200, 120),
            ("18-24", 1080, 1440),
            ("18-0", 1080, 1440),
        ];
        for (text, from, to) in cases {
            let hours = Hours::parse(text).unwrap();
            assert_eq!((hours.from, hours.to), (from, to), "{text}");
            assert_eq!(Hours::parse(&hours.edit()), Ok(hours), "{text}");
        }
        for text in ["", "9", "9-", "9-9", "25-26", "24-2", "9:5-10", "soon"] {
            assert_eq!(Hours::parse(text), Err(PatternError::Hours(text.to_owned())), "{text}");
        }
    }

    #[test]
    fn weekdays() {
        let cases = [
            ("mon-fri", "mon tue wed thu fri"),
            ("weekends", "sat sun"),
            ("Sat, Sunday", "sat sun"),
            ("fri - mon", "mon fri sat sun"),
            ("tuesdays and thursdays", "tue thu"),
            ("any", "any"),
        ];
        for (text, said) in cases {
            let days = Weekdays::parse(text).unwrap();
            assert_eq!(days.edit(), said, "{text}");
            assert_eq!(Weekdays::parse(&days.edit()), Ok(days));
        }
        for text in ["", "someday", "mon-", "and"] {
            assert_eq!(Weekdays::parse(text), Err(PatternError::Weekdays(text.to_owned())), "{text}");
        }
    }

    fn said(pattern: Pattern, zone: &str, days: (Date, Date), hours: i64) -> Vec<String> {
        let zone = TimeZone::get(zone).unwrap();
        let second = |date: Date| zone.to_timestamp(date.at(0, 0, 0, 0)).unwrap().as_second();
        let window = Span { start: second(days.0), end: second(days.1) };
        let starts: Vec<i64> = pattern.days(&zone, window, hours * 3_600).flatten().collect();
        let local = |start: i64| zone.to_datetime(Timestamp::from_second(start).unwrap());
        starts.into_iter().map(|start| local(start).strftime("%a %H:%M").to_string()).collect()
    }

    #[test]
    fn a_booking_lies_within_the_hours() {
        let mornings = Pattern { hours: Some(Hours::MORNING), step: 60, ..Pattern::default() };
        let wednesday = (date(2026, 11, 25), date(2026, 11, 26));
        assert_eq!(said(mornings, "Asia/Kolkata", wednesday, 4), ["Wed 08:00", "Wed 09:00"]);
        assert_eq!(mornings.check(4 * 3_600), Ok(()));
        let error = mornings.check(7 * 3_600).unwrap_err().to_string();
        assert_eq!(error, "7 h do not fit between 08:00 and 13:00; leave the hours out, or give longer ones");
        let night = Pattern { hours: Some(Hours { from: 1_320, to: 120 }), step: 120, ..Pattern::default() };
        assert_eq!(said(night, "Asia/Kolkata", wednesday, 2), ["Wed 00:00", "Wed 22:00"]);
        let long = Pattern { step: 360, ..Pattern::default() };
        assert_eq!(said(long, "Asia/Kolkata", wednesday, 48), ["Wed 08:00", "Wed 14:00"]);
        let weekend = Pattern { weekdays: Weekdays::parse("sat").unwrap(), ..long };
        assert_eq!(
            said(weekend, "Asia/Kolkata", (wednesday.0, date(2026, 12, 2)), 6),
            ["Sat 08:00", "Sat 14:00"]
        );
    }

    #[test]
    fn changes_of_the_clocks() {
        let night = Pattern { hours: Some(Hours { from: 60, to: 240 }), step: 30, ..Pattern::default() };
        let spring = (date(2027, 3, 28), date(2027, 3, 29));
        // 02:00 and 02:30 are skipped: from 01:00 to 04:00 there are two hours.
        assert_eq!(said(night, "Europe/Berlin", spring, 1), ["Sun 01:00", "Sun 01:30", "Sun 03:00"]);
        assert_eq!(said(night, "Europe/Berlin", spring, 2), ["Sun 01:00"]);
        assert!(said(night, "Europe/Berlin", spring, 3).is_empty());
        // 02:00 and 02:30 come twice: the first is meant, and there are four hours.
        let autumn = (date(2027, 10, 31), date(2027, 11, 1));
        assert_eq!(said(night, "Europe/Berlin", autumn, 4), ["Sun 01:00"]);
        assert_eq!(said(night, "Europe/Berlin", autumn, 2).len(), 4);
        // A day that begins at 01:00.
        let beirut = (date(2026, 3, 29), date(2026, 3, 30));
        let any = Pattern { hours: Some(Hours::ANY), step: 60, ..Pattern::default() };
        assert_eq!(said(any, "Asia/Beirut", beirut, 1).first().map(String::as_str), Some("Sun 01:00"));
    }
}
