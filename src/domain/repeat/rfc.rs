//! Rules as RFC 5545 has them: read, written, and expanded into days.

use super::{End, Every, LONGEST_STEP, MOST, Repeat, RepeatError};
use crate::domain::when::WhenError;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use rrule::RRuleSet;

/// Weekdays as rules name them, Monday first.
const DAYS: [(&str, Weekday); 7] = [
    ("MO", Weekday::Monday),
    ("TU", Weekday::Tuesday),
    ("WE", Weekday::Wednesday),
    ("TH", Weekday::Thursday),
    ("FR", Weekday::Friday),
    ("SA", Weekday::Saturday),
    ("SU", Weekday::Sunday),
];

/// Whether a text is meant as a rule rather than as words.
pub(super) fn is_rule(text: &str) -> bool {
    let text = text.trim_start().to_ascii_uppercase();
    text.starts_with("RRULE:") || text.starts_with("FREQ=")
}

/// What a rule says so far.
#[derive(Default)]
struct Parts {
    freq: String,
    interval: Option<u16>,
    by_day: Vec<(i8, Weekday)>,
    by_month_day: Vec<i8>,
    end: Option<End>,
    without: Vec<Date>,
}

/// Reads `RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=8`, on further lines or behind spaces `EXDATE:20261124`.
pub(super) fn parse(text: &str, first: Date) -> Result<Repeat, RepeatError> {
    let mut parts = Parts::default();
    for line in text.split_whitespace() {
        let line = line.to_ascii_uppercase();
        if let Some(days) = line.strip_prefix("EXDATE") {
            let days = days.rsplit(':').next().unwrap_or_default();
            for day in days.split(',') {
                parts.without.push(date(day)?);
            }
            continue;
        }
        for part in line.strip_prefix("RRULE:").unwrap_or(&line).split(';').filter(|part| !part.is_empty()) {
            parts.take(part)?;
        }
    }
    parts.rule(first)
}

impl Parts {
    fn take(&mut self, part: &str) -> Result<(), RepeatError> {
        let refused = || RepeatError::Part(part.to_owned());
        let (name, value) = part.split_once('=').ok_or_else(refused)?;
        match name {
            "FREQ" => value.clone_into(&mut self.freq),
            "INTERVAL" => self.interval = Some(value.parse().map_err(|_| refused())?),
            "COUNT" if self.end.is_none() => {
                self.end = Some(End::Count(value.parse().map_err(|_| RepeatError::TooMany)?));
            }
            "UNTIL" if self.end.is_none() => self.end = Some(End::Until(date(value)?)),
            "BYDAY" => {
                for word in value.split(',') {
                    self.by_day.push(weekday(word).ok_or_else(refused)?);
                }
            }
            "BYMONTHDAY" => {
                for word in value.split(',') {
                    let day =
                        word.parse().ok().filter(|day| matches!(day, -1 | 1..=31)).ok_or_else(refused)?;
                    self.by_month_day.push(day);
                }
            }
            "WKST" if value == "MO" => {}
            _ => return Err(refused()),
        }
        Ok(())
    }

    fn rule(self, first: Date) -> Result<Repeat, RepeatError> {
        let plain: Option<Vec<Weekday>> =
            self.by_day.iter().map(|(nth, day)| (*nth == 0).then_some(*day)).collect();
        let numbered = self.by_day.iter().all(|(nth, _)| *nth != 0);
        let every = match (self.freq.as_str(), self.by_day.is_empty(), self.by_month_day.is_empty()) {
            ("DAILY", true, true) => Every::Day,
            ("WEEKLY", true, true) => Every::Week(vec![first.weekday()]),
            ("WEEKLY", false, true) => {
                Every::Week(plain.ok_or_else(|| RepeatError::Part("BYDAY".to_owned()))?)
            }
            ("MONTHLY", true, true) => Every::MonthDay(vec![first.day()]),
            ("MONTHLY", true, false) => Every::MonthDay(self.by_month_day),
            ("MONTHLY", false, true) if numbered => Every::MonthWeekday(self.by_day),
            ("YEARLY", true, true) => Every::Year,
            (freq, true, true) => return Err(RepeatError::Part(format!("FREQ={freq}"))),
            (_, false, _) => return Err(RepeatError::Part("BYDAY".to_owned())),
            _ => return Err(RepeatError::Part("BYMONTHDAY".to_owned())),
        };
        made(every, self.interval.unwrap_or(1), self.end, self.without)
    }
}

/// A rule, in order and within bounds.
pub(super) fn made(
    every: Every,
    interval: u16,
    end: Option<End>,
    mut without: Vec<Date>,
) -> Result<Repeat, RepeatError> {
    if !(1..=LONGEST_STEP).contains(&interval) {
        return Err(RepeatError::Step);
    }
    let end = end.ok_or(RepeatError::NoEnd)?;
    match end {
        End::Count(count) if usize::from(count) > MOST => return Err(RepeatError::TooMany),
        End::Count(0 | 1) => return Err(RepeatError::Once),
        _ => {}
    }
    let every = match every {
        Every::Week(mut days) => {
            days.sort_by_key(|day| day.to_monday_zero_offset());
            days.dedup();
            Every::Week(days)
        }
        Every::MonthDay(mut days) => {
            // The last day comes last.
            days.sort_by_key(|day| if *day < 0 { i8::MAX } else { *day });
            days.dedup();
            Every::MonthDay(days)
        }
        Every::MonthWeekday(mut days) => {
            days.sort_by_key(|(nth, day)| {
                (if *nth < 0 { i8::MAX } else { *nth }, day.to_monday_zero_offset())
            });
            days.dedup();
            Every::MonthWeekday(days)
        }
        other => other,
    };
    without.sort_unstable();
    without.dedup();
    Ok(Repeat { every, interval, end, without })
}

/// `20261220`, `20261220T235959Z`: the day.
fn date(text: &str) -> Result<Date, RepeatError> {
    let refused = || RepeatError::NotUnderstood(text.to_owned());
    let day = text.get(..8).filter(|day| day.bytes().all(|b| b.is_ascii_digit())).ok_or_else(refused)?;
    if text.len() > 8 && !text[8..].starts_with('T') {
        return Err(refused());
    }
    let number = |at: std::ops::Range<usize>| day[at].parse::<i16>().unwrap_or_default();
    let (month, of_month) = (i8::try_from(number(4..6)), i8::try_from(number(6..8)));
    let (Ok(month), Ok(of_month)) = (month, of_month) else { return Err(refused()) };
    Date::new(number(0..4), month, of_month)
        .map_err(|_| RepeatError::Day(WhenError::NoSuchDay(day.to_owned())))
}

/// `TU`, `2TU`, `-1FR`; 0 for one without a number.
fn weekday(word: &str) -> Option<(i8, Weekday)> {
    let name = word.get(word.len().checked_sub(2)?..)?;
    let day = DAYS.iter().find(|(known, _)| *known == name)?.1;
    let number = &word[..word.len() - 2];
    let nth = if number.is_empty() { 0 } else { number.trim_start_matches('+').parse().ok()? };
    (number.is_empty() || matches!(nth, -1 | 1..=5)).then_some((nth, day))
}

const fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

/// `FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261220`.
pub(super) fn say(repeat: &Repeat) -> String {
    let (freq, days) = match &repeat.every {
        Every::Day => ("DAILY", String::new()),
        Every::Week(days) => {
            let names: Vec<&str> = days.iter().map(|day| name(*day)).collect();
            ("WEEKLY", format!(";BYDAY={}", names.join(",")))
        }
        Every::MonthDay(days) => {
            let names: Vec<String> = days.iter().map(ToString::to_string).collect();
            ("MONTHLY", format!(";BYMONTHDAY={}", names.join(",")))
        }
        Every::MonthWeekday(days) => {
            let names: Vec<String> = days.iter().map(|(nth, day)| format!("{nth}{}", name(*day))).collect();
            ("MONTHLY", format!(";BYDAY={}", names.join(",")))
        }
        Every::Year => ("YEARLY", String::new()),
    };
    let interval =
        if repeat.interval == 1 { String::new() } else { format!(";INTERVAL={}", repeat.interval) };
    let end = match repeat.end {
        End::Until(day) => format!(";UNTIL={}", day.strftime("%Y%m%d")),
        End::Count(count) => format!(";COUNT={count}"),
    };
    format!("FREQ={freq}{interval}{days}{end}")
}

/// The days of the rule from `first` on, at most one more than a series may have. No zone plays a part: every day is
/// its midnight in UTC.
pub(super) fn expand(repeat: &Repeat, first: Date) -> Result<Vec<Date>, RepeatError> {
    let rule = say(repeat);
    let rule = match repeat.end {
        // A moment, as the start is one.
        End::Until(day) => {
            let head = rule.rsplit_once(";UNTIL=").map_or(rule.as_str(), |(head, _)| head);
            format!("{head};UNTIL={}T000000Z", day.strftime("%Y%m%d"))
        }
        End::Count(_) => rule,
    };
    let text = format!("DTSTART:{}T000000Z\nRRULE:{rule}", first.strftime("%Y%m%d"));
    let set: RRuleSet = text.parse().map_err(|_| RepeatError::NotUnderstood(rule.clone()))?;
    let most = u16::try_from(MOST + 1).unwrap_or(u16::MAX);
    let days = set.all(most).dates.into_iter().map(|moment| {
        let at =
            Timestamp::from_second(moment.timestamp()).map_err(|_| RepeatError::Day(WhenError::TooFar))?;
        Ok(TimeZone::UTC.to_datetime(at).date())
    });
    days.collect()
}
