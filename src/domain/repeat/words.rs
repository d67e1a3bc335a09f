//! Rules in words: read, and said.

use super::rfc::made;
use super::{End, Every, Repeat, RepeatError};
use crate::domain::digit;
use crate::domain::when::{DatePreference, parse_date, weekday_of};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

const ORDINALS: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
const WORKING: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

/// The words of a rule, and how many have been read. A comma is a word.
struct Tokens {
    all: Vec<String>,
    at: usize,
}

impl Tokens {
    fn of(text: &str) -> Self {
        let text: String = text.to_lowercase().chars().map(digit::ascii).collect();
        let text = text.replace([',', ';'], " , ").replace('&', " and ");
        Self { all: text.split_whitespace().map(str::to_owned).collect(), at: 0 }
    }

    fn peek(&self) -> &str {
        self.ahead(0)
    }

    fn ahead(&self, by: usize) -> &str {
        self.all.get(self.at + by).map_or("", String::as_str)
    }

    fn skip(&mut self, count: usize) {
        self.at += count;
    }

    /// Takes the next word if it is one of these.
    fn took(&mut self, words: &[&str]) -> bool {
        let is = !self.peek().is_empty() && words.contains(&self.peek());
        self.at += usize::from(is);
        is
    }

    fn not_understood(&self) -> RepeatError {
        let word = if self.peek().is_empty() { self.all.join(" ") } else { self.peek().to_owned() };
        RepeatError::NotUnderstood(word)
    }

    /// Commas and "and" between the members of a list.
    fn next_in_list(&mut self) -> bool {
        let before = self.at;
        while self.took(&[",", "and"]) {}
        self.at > before
    }
}

pub(super) fn parse(text: &str, first: Date) -> Result<Repeat, RepeatError> {
    let mut tokens = Tokens::of(text);
    let (every, interval) = head(&mut tokens, first)?;
    let mut end = None;
    let mut without = Vec::new();
    while !tokens.peek().is_empty() {
        if tokens.took(&[","]) {
            continue;
        }
        if tokens.took(&["until", "till"]) {
            let mut days = dates(&mut tokens, first)?;
            match (days.pop(), days.is_empty(), end) {
                (Some(day), true, None) => end = Some(End::Until(day)),
                _ => return Err(RepeatError::NoEnd),
            }
        } else if tokens.took(&["without", "except", "excluding", "skipping"])
            || tokens.peek() == "but" && tokens.ahead(1) == "not" && {
                tokens.skip(2);
                true
            }
        {
            without.extend(dates(&mut tokens, first)?);
        } else if end.is_none() {
            end = Some(count(&mut tokens, first)?);
        } else {
            return Err(tokens.not_understood());
        }
    }
    made(every, interval, end, without)
}

/// What comes before the end: which days, and how far the steps are apart.
fn head(tokens: &mut Tokens, first: Date) -> Result<(Every, u16), RepeatError> {
    let one_word = match tokens.peek() {
        "daily" => Some((Every::Day, 1)),
        "weekly" => Some((Every::Week(vec![first.weekday()]), 1)),
        "fortnightly" => Some((Every::Week(vec![first.weekday()]), 2)),
        "monthly" => Some((Every::MonthDay(vec![first.day()]), 1)),
        "yearly" | "annually" => Some((Every::Year, 1)),
        "weekdays" => Some((Every::Week(WORKING.to_vec()), 1)),
        _ => None,
    };
    if let Some((every, interval)) = one_word {
        tokens.skip(1);
        return on(tokens, every, interval);
    }
    if !tokens.took(&["every", "each", "on"]) && weekday(tokens.peek()).is_none() {
        return Err(tokens.not_understood());
    }
    let interval = match tokens.peek().parse::<u16>() {
        Ok(n) => {
            tokens.skip(1);
            n
        }
        Err(_) if tokens.took(&["other"]) => 2,
        Err(_) => 1,
    };
    let every = match tokens.peek() {
        "day" | "days" => Every::Day,
        "weekday" | "weekdays" => Every::Week(WORKING.to_vec()),
        "week" | "weeks" => Every::Week(vec![first.weekday()]),
        "month" | "months" => Every::MonthDay(vec![first.day()]),
        "year" | "years" => Every::Year,
        word if weekday(word).is_some() => return Ok((Every::Week(weekdays(tokens)?), interval)),
        _ if interval == 1 => return of_month(tokens).map(|every| (every, 1)),
        _ => return Err(tokens.not_understood()),
    };
    tokens.skip(1);
    on(tokens, every, interval)
}

/// "on Mon and Fri", "on the 1st and 15th", "on the 2nd Tue": the days of a week or month.
fn on(tokens: &mut Tokens, every: Every, interval: u16) -> Result<(Every, u16), RepeatError> {
    if !tokens.took(&["on"]) {
        return Ok((every, interval));
    }
    Ok(match every {
        Every::Week(_) => (Every::Week(weekdays(tokens)?), interval),
        Every::MonthDay(_) => (month_days(tokens)?, interval),
        _ => return Err(tokens.not_understood()),
    })
}

/// "the 2nd Tue of the month", "the last day of every month".
fn of_month(tokens: &mut Tokens) -> Result<Every, RepeatError> {
    let days = month_days(tokens)?;
    if tokens.took(&["of", "in"]) {
        while tokens.took(&["the", "every", "each", "a"]) {}
        return if tokens.took(&["month"]) { Ok(days) } else { Err(tokens.not_understood()) };
    }
    match days {
        Every::MonthWeekday(_) => Err(RepeatError::Ordinal),
        days => Ok(days),
    }
}

/// A list of days of a month: "the 1st and the 15th", "the 2nd Tue and last Fri", "the last day".
fn month_days(tokens: &mut Tokens) -> Result<Every, RepeatError> {
    let (mut days, mut weekdays) = (Vec::new(), Vec::new());
    loop {
        tokens.took(&["the"]);
        let Some(nth) = ordinal(tokens.peek()) else { return Err(tokens.not_understood()) };
        tokens.skip(1);
        if let Some(day) = weekday(tokens.peek()) {
            tokens.skip(1);
            if !matches!(nth, -1 | 1..=5) {
                return Err(RepeatError::NotUnderstood(format!("{nth}. {day:?}")));
            }
            weekdays.push((nth, day));
        } else {
            tokens.took(&["day"]);
            days.push(nth);
        }
        let before = tokens.at;
        if !tokens.next_in_list() {
            break;
        }
        let next = usize::from(tokens.peek() == "the");
        if ordinal(tokens.ahead(next)).is_none() || tokens.ahead(next + 1) == "times" {
            tokens.at = before;
            break;
        }
    }
    match (days.is_empty(), weekdays.is_empty()) {
        (false, true) => Ok(Every::MonthDay(days)),
        (true, false) => Ok(Every::MonthWeekday(weekdays)),
        _ => Err(tokens.not_understood()),
    }
}

/// `1st`, `15th`, `15`, `second`, `last`.
fn ordinal(word: &str) -> Option<i8> {
    if word == "last" {
        return Some(-1);
    }
    if let Some(at) = ORDINALS.iter().position(|name| *name == word) {
        return i8::try_from(at + 1).ok();
    }
    let number = ["st", "nd", "rd", "th", "."].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    number.parse().ok().filter(|day| (1..=31).contains(day))
}

fn weekday(word: &str) -> Option<Weekday> {
    weekday_of(word).or_else(|| weekday_of(word.strip_suffix('s')?))
}

fn weekdays(tokens: &mut Tokens) -> Result<Vec<Weekday>, RepeatError> {
    let mut days = Vec::new();
    loop {
        let Some(day) = weekday(tokens.peek()) else { return Err(tokens.not_understood()) };
        tokens.skip(1);
        days.push(day);
        let before = tokens.at;
        if !tokens.next_in_list() || weekday(tokens.peek()).is_none() {
            tokens.at = before;
            return Ok(days);
        }
    }
}

/// "10 times", "for 6 weeks".
fn count(tokens: &mut Tokens, first: Date) -> Result<End, RepeatError> {
    tokens.took(&["for"]);
    let Ok(n) = tokens.peek().parse::<u32>() else { return Err(tokens.not_understood()) };
    tokens.skip(1);
    let far = |_| RepeatError::TooLong;
    // More than fits is told apart from what is none.
    let steps = i64::from(n.min(10_000));
    let span = match tokens.peek() {
        "times" | "x" | "dates" => {
            tokens.skip(1);
            return u16::try_from(n).map(End::Count).map_err(|_| RepeatError::TooMany);
        }
        "day" | "days" => steps.days(),
        "week" | "weeks" => steps.weeks(),
        "month" | "months" => steps.months(),
        "year" | "years" => steps.years(),
        _ => return Err(tokens.not_understood()),
    };
    tokens.skip(1);
    let day = first.checked_add(span).and_then(|day| day.yesterday()).map_err(far)?;
    Ok(End::Until(day))
}

/// A list of days, each the next such one from the first date on.
fn dates(tokens: &mut Tokens, first: Date) -> Result<Vec<Date>, RepeatError> {
    const STOP: [&str; 7] = ["until", "till", "without", "except", "excluding", "skipping", "but"];
    let mut days = Vec::new();
    loop {
        let start = tokens.at;
        while !tokens.peek().is_empty()
            && ![",", "and"].contains(&tokens.peek())
            && !STOP.contains(&tokens.peek())
        {
            tokens.skip(1);
        }
        if tokens.at == start {
            return Err(tokens.not_understood());
        }
        days.push(parse_date(&tokens.all[start..tokens.at].join(" "), first, DatePreference::Future)?);
        let before = tokens.at;
        let more = tokens.next_in_list();
        if !more || tokens.peek().is_empty() || STOP.contains(&tokens.peek()) {
            if STOP.contains(&tokens.peek()) {
                return Ok(days);
            }
            tokens.at = if tokens.peek().is_empty() { tokens.at } else { before };
            return Ok(days);
        }
        // "until 20 Dec, 10 times" is refused with its own words.
        if tokens.ahead(1) == "times" {
            return Err(tokens.not_understood());
        }
    }
}

/// `Wed 25 Nov 2026`.
pub(super) fn long(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

/// `20 Dec`, with its year where it is not the next such day from `first` on.
fn short(day: Date, first: Date) -> String {
    let text = day.strftime("%-d %b").to_string();
    if parse_date(&text, first, DatePreference::Future) == Ok(day) {
        text
    } else {
        day.strftime("%-d %b %Y").to_string()
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

fn day_name(day: Weekday) -> String {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    usize::try_from(day.to_monday_zero_offset())
        .ok()
        .and_then(|at| names.get(at))
        .map_or_else(String::new, |name| (*name).to_owned())
}

fn nth(n: i8) -> String {
    let ending = match (n % 10, n) {
        (_, -1) => return "last".to_owned(),
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

pub(super) fn say(repeat: &Repeat, first: Date) -> String {
    let every = |one: &str, many: &str| match repeat.interval {
        1 => format!("every {one}"),
        n => format!("every {n} {many}"),
    };
    let mut text = match &repeat.every {
        Every::Day => every("day", "days"),
        Every::Week(days) if repeat.interval == 1 && *days == WORKING => "every weekday".to_owned(),
        Every::Week(days) => {
            let names = listed(&days.iter().map(|day| day_name(*day)).collect::<Vec<_>>());
            match repeat.interval {
                1 => format!("every {names}"),
                n => format!("every {n} weeks on {names}"),
            }
        }
        Every::MonthDay(days) => {
            let names: Vec<String> =
                days.iter().map(|day| if *day < 0 { "last day".to_owned() } else { nth(*day) }).collect();
            format!("{} on the {}", every("month", "months"), listed(&names))
        }
        Every::MonthWeekday(days) => {
            let names: Vec<String> =
                days.iter().map(|(n, day)| format!("{} {}", nth(*n), day_name(*day))).collect();
            format!("{} on the {}", every("month", "months"), listed(&names))
        }
        Every::Year => every("year", "years"),
    };
    match repeat.end {
        End::Until(day) => text.push_str(&format!(" until {}", short(day, first))),
        End::Count(count) => text.push_str(&format!(", {count} times")),
    }
    if !repeat.without.is_empty() {
        let days: Vec<String> = repeat.without.iter().map(|day| short(*day, first)).collect();
        text.push_str(&format!(", without {}", listed(&days)));
    }
    text
}
