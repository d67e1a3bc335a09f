//! Days and moments as people type and read them. "Now" and the time zone come in as arguments.
//!
//! English month and weekday names, in full or their first three letters; day before month, as in most of the
//! world; ISO 8601 always. Digits may be of any script. A local time that a change of the clocks skips is taken as if
//! the clocks had not changed yet (02:30 becomes 03:30); of one that happens twice the first is meant: RFC 5545's rule,
//! jiff's "compatible".

mod read;
mod wall;
mod words;

pub use wall::{WallError, at_wall, parse_wall};

pub use read::{parse_date, parse_when, parse_when_at, parse_when_exact, until};
pub(in crate::domain) use words::{read_clock, weekday_of};

use super::fold::clean_line;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// The time of day of a moment that was typed without one: 09:00.
pub const DEFAULT_TIME: Time = Time::constant(9, 0, 0, 0);

/// The years that are taken for meant; others are slips.
const YEARS: std::ops::RangeInclusive<i64> = 1800..=9999;

/// How far, in days either way, a date is said without its year: about half a year.
pub const NEAR_DAYS: i64 = 182;

/// Which way a date without its year (or with a year of two digits) lies. Today counts either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePreference {
    /// The next such date: appointments, due dates.
    Future,
    /// The latest such date: birthdays, payments that were received.
    Past,
}

/// Why a text is no day or moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// Nothing was typed.
    #[error("type a date, e.g. tomorrow 10:00, 20 oct, fri 18:00, in 3 days, 2026-11-20 14:00")]
    Empty,
    /// The text, or this part of it, means nothing here.
    #[error(
        "“{}” is not understood; type e.g. tomorrow 10:00, 20 oct, fri 18:00, in 3 days, 2026-11-20 14:00", clean_line(.0, 40)
    )]
    NotUnderstood(String),
    /// A time or moment where only a day is wanted.
    #[error("only a day is wanted here, e.g. 20 oct 2026, 20/10/2026 or 2026-10-20")]
    OnlyADay,
    /// The calendar has no such day; the text is the day as typed.
    #[error("there is no {0}")]
    NoSuchDay(String),
    /// The month is not 1–12: perhaps month and day are swapped.
    #[error("there is no month {0}; the day comes first: 20/10/2026, or type 20 oct 2026")]
    NoSuchMonth(i64),
    /// Hours past 23 (12 with am or pm) or minutes past 59.
    #[error("there is no time {0}; type e.g. 14:00, 2pm or 9.30am")]
    NoSuchTime(String),
    /// The year is not 1800–9999.
    #[error("the year {0} is out of reach: 1800 to 9999 are understood")]
    Year(i64),
    /// The weekday that was typed with the date is not the date's.
    #[error("{date} is a {is}, not a {typed}")]
    WrongWeekday {
        /// The date, e.g. `24 Nov 2026`.
        date: String,
        /// Its weekday.
        is: &'static str,
        /// The weekday that was typed.
        typed: &'static str,
    },
    /// Beyond what the calendar can hold.
    #[error("that is too far away")]
    TooFar,
    /// A time of the clock on the wall that is no one moment, where that is asked for.
    #[error("{0}")]
    Wall(#[from] WallError),
}

/// A moment in a narrow column, in the zone of `now`: `today 14:00`, `tomorrow 10:00`, `yesterday 18:30`, within half
/// a year `Tue 24 Nov`, else `2027-03-01`.
#[must_use]
pub fn say_when(moment: Timestamp, now: &ZonedDateTime) -> String {
    let local = now.time_zone().to_datetime(moment);
    match day_name(local.date(), now.date()) {
        Some(day) => format!("{day} {}", clock(local)),
        None => say_date(local.date(), now.date()),
    }
}

/// As [`say_when`], always with the time: `Tue 24 Nov 14:00`, `2027-03-01 14:00`.
#[must_use]
pub fn say_when_exact(moment: Timestamp, now: &ZonedDateTime) -> String {
    let local = now.time_zone().to_datetime(moment);
    format!("{} {}", say_date(local.date(), now.date()), clock(local))
}

/// A day in a narrow column: `today`, `tomorrow`, `yesterday`, within half a year `Tue 24 Nov`, else `2027-03-01`.
#[must_use]
pub fn say_date(date: Date, today: Date) -> String {
    match day_name(date, today) {
        Some(name) => name.to_owned(),
        None if days_between(today, date).abs() <= NEAR_DAYS => date.strftime("%a %-d %b").to_string(),
        None => edit_date(date),
    }
}

/// A day in full: `Friday 20 November 2026`.
#[must_use]
pub fn say_date_long(date: Date) -> String {
    date.strftime("%A %-d %B %Y").to_string()
}

/// How far a due date is behind (`days` > 0: `12 days over`) or ahead (`due in 9 days`); `due today` at 0.
#[must_use]
pub fn say_age(days: i64) -> String {
    let count = days.unsigned_abs();
    let unit = if count == 1 { "day" } else { "days" };
    match days {
        0 => "due today".to_owned(),
        1.. => format!("{count} {unit} over"),
        _ => format!("due in {count} {unit}"),
    }
}

/// How many days `to` is after `from`; negative if it is before.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// A moment as a form has it, in whole seconds: `2026-11-20 14:00`, with seconds if there are any. [`parse_when`] reads
/// it back exactly, in the same zone; of two equal local times (the clocks were set back) both say their offset.
#[must_use]
pub fn edit_when(moment: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(moment);
    let format = if local.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    let text = local.strftime(format).to_string();
    let seconds = |moment: Timestamp| moment.as_second();
    if at_wall(local, zone).is_ok_and(|read| seconds(read) == seconds(moment)) {
        return text;
    }
    let with_offset = format!("{text}{}", zone.to_offset(moment));
    match read::parse_instant(&with_offset) {
        Some(read) if seconds(read) == seconds(moment) => with_offset,
        _ => moment.to_string(),
    }
}

/// A day as a form has it: `2026-11-20`. [`parse_date`] reads it back.
#[must_use]
pub fn edit_date(date: Date) -> String {
    date.strftime("%Y-%m-%d").to_string()
}

fn day_name(date: Date, today: Date) -> Option<&'static str> {
    match days_between(today, date) {
        0 => Some("today"),
        1 => Some("tomorrow"),
        -1 => Some("yesterday"),
        _ => None,
    }
}

fn clock(local: DateTime) -> String {
    local.strftime("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use jiff::{SignedDuration, Span};
    use proptest::prelude::*;

    /// A Monday.
    const TODAY: Date = date(2026, 11, 23);

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn now() -> ZonedDateTime {
        TODAY.at(15, 30, 20, 5).to_zoned_datetime(zone("Asia/Kolkata")).unwrap()
    }

    fn when(text: &str) -> Result<String, WhenError> {
        parse_when(text, &now()).map(|moment| edit_when(moment, &zone("Asia/Kolkata")))
    }

    fn day(text: &str, preference: DatePreference) -> Result<String, WhenError> {
        parse_date(text, TODAY, preference).map(edit_date)
    }

    #[test]
    fn moments() {
        let cases = [
            ("tomorrow 10:00", "2026-11-24 10:00"),
            ("10:00 Tomorrow", "2026-11-24 10:00"),
            ("today 5pm", "2026-11-23 17:00"),
            ("today at 5 PM", "2026-11-23 17:00"),
            ("12am", "2026-11-23 00:00"),
            ("12pm", "2026-11-23 12:00"),
            ("yesterday", "2026-11-22 09:00"),
            ("20 oct", "2027-10-20 09:00"),
            ("23 nov", "2026-11-23 09:00"),
            ("24 nov 18:00", "2026-11-24 18:00"),
            ("20 oct 2027 9.30am", "2027-10-20 09:30"),
            ("oct 20th, 2027 at 9:30 pm", "2027-10-20 21:30"),
            ("20-Oct-2027", "2027-10-20 09:00"),
            ("20oct 2027", "2027-10-20 09:00"),
            ("20-oct-27", "2027-10-20 09:00"),
            ("1st of December", "2026-12-01 09:00"),
            ("1 sept '27", "2027-09-01 09:00"),
            ("fri 18:00", "2026-11-27 18:00"),
            ("Friday 18.00", "2026-11-27 18:00"),
            ("mon", "2026-11-23 09:00"),
            ("next mon", "2026-11-30 09:00"),
            ("this mon", "2026-11-23 09:00"),
            ("last mon", "2026-11-16 09:00"),
            ("tue 24 nov", "2026-11-24 09:00"),
            ("in 3 days", "2026-11-26 09:00"),
            ("in three days at noon", "2026-11-26 12:00"),
            ("in a week 14:00", "2026-11-30 14:00"),
            ("+2w", "2026-12-07 09:00"),
            ("+2 w", "2026-12-07 09:00"),
            ("-1d", "2026-11-22 09:00"),
            ("2 days ago", "2026-11-21 09:00"),
            ("next week", "2026-11-30 09:00"),
            ("in 3 months", "2027-02-23 09:00"),
            ("in 2 hours", "2026-11-23 17:30:20"),
            ("+30m", "2026-11-23 16:00:20"),
            ("an hour ago", "2026-11-23 14:30:20"),
            ("now", "2026-11-23 15:30:20"),
            ("noon", "2026-11-23 12:00"),
            ("midnight", "2026-11-23 00:00"),
            ("09:15", "2026-11-23 09:15"),
            ("2026-11-20 14:00", "2026-11-20 14:00"),
            ("2026-11-20T14:00", "2026-11-20 14:00"),
            ("2026-11-20T08:30:00Z", "2026-11-20 14:00"),
            ("2026-11-20 14:00+05:30", "2026-11-20 14:00"),
            ("2026/11/20", "2026-11-20 09:00"),
            ("20/11/2026 14:00", "2026-11-20 14:00"),
            ("20.11.2026", "2026-11-20 09:00"),
            ("20.11.", "2027-11-20 09:00"),
            ("24/11", "2026-11-24 09:00"),
            ("24.11 18.30", "2026-11-24 18:30"),
            ("20/11/26", "2026-11-20 09:00"),
            ("29 feb", "2028-02-29 09:00"),
            ("२४/११/२०२६ १४:००", "2026-11-24 14:00"),
        ];
        for (text, expected) in cases {
            assert_eq!(when(text).as_deref(), Ok(expected), "{text}");
        }
        let evening = parse_when_at("fri", &now(), Time::constant(19, 0, 0, 0)).unwrap();
        assert_eq!(edit_when(evening, &zone("Asia/Kolkata")), "2026-11-27 19:00");
    }

    #[test]
    fn days() {
        use DatePreference::{Future, Past};
        let cases = [
            ("3 mar 1990", Past, "1990-03-03"),
            ("3 mar 90", Past, "1990-03-03"),
            ("3/3/90", Past, "1990-03-03"),
            ("3/3/26", Past, "2026-03-03"),
            ("24/11/26", Past, "2026-11-24"),
            ("24 nov", Past, "2025-11-24"),
            ("23 nov", Past, "2026-11-23"),
            ("29 feb", Past, "2024-02-29"),
            ("fri", Past, "2026-11-20"),
            ("mon", Past, "2026-11-23"),
            ("24/11/26", Future, "2026-11-24"),
            ("1/1/99", Future, "2099-01-01"),
            ("24 nov", Future, "2026-11-24"),
            ("tomorrow", Past, "2026-11-24"),
            ("1990-03-03", Future, "1990-03-03"),
        ];
        for (text, preference, expected) in cases {
            assert_eq!(day(text, preference).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        use WhenError as E;
        assert_eq!(when(" "), Err(E::Empty));
        assert_eq!(when("soon"), Err(E::NotUnderstood("soon".to_owned())));
        assert!(when("क्या").unwrap_err().to_string().starts_with("“क्या” is not understood"));
        assert_eq!(when("tomorrow maybe"), Err(E::NotUnderstood("maybe".to_owned())));
        assert_eq!(when("20 oct 10"), Err(E::NotUnderstood("10".to_owned())));
        assert_eq!(when("in 3"), Err(E::NotUnderstood("in".to_owned())));
        assert_eq!(when("31 nov"), Err(E::NoSuchDay("31 Nov".to_owned())));
        assert_eq!(when("29/2/2027"), Err(E::NoSuchDay("29 Feb 2027".to_owned())));
        assert_eq!(when("11/20/2026"), Err(E::NoSuchMonth(20)));
        assert_eq!(when("tomorrow 25:00"), Err(E::NoSuchTime("25:00".to_owned())));
        assert_eq!(when("13pm"), Err(E::NoSuchTime("13".to_owned())));
        assert_eq!(when("10:5"), Err(E::NoSuchTime("10:5".to_owned())));
        assert_eq!(when("20 oct 1700"), Err(E::Year(1700)));
        assert_eq!(when("20/10/20266"), Err(E::Year(20266)));
        assert_eq!(when("+9999999y"), Err(E::TooFar));
        assert_eq!(when("+9000y"), Err(E::TooFar));
        assert_eq!(when("in 99999999999999999 hours"), Err(E::TooFar));
        assert_eq!(when("1700-01-01T00:00:00Z"), Err(E::Year(1700)));
        let wrong = when("wed 24 nov").unwrap_err().to_string();
        assert_eq!(wrong, "24 Nov 2026 is a Tuesday, not a Wednesday");
        for text in ["now", "in 2 hours", "20 oct 14:00", "noon"] {
            assert_eq!(day(text, DatePreference::Future), Err(E::OnlyADay), "{text}");
        }
    }

    #[test]
    fn changes_of_the_clocks() {
        let berlin = zone("Europe/Berlin");
        let now = date(2026, 3, 1).at(12, 0, 0, 0).to_zoned_datetime(berlin.clone()).unwrap();
        let read = |text| edit_when(parse_when(text, &now).unwrap(), &berlin);
        assert_eq!(read("29 mar 2026 02:30"), "2026-03-29 03:30");
        let first: Timestamp = "2026-10-25T00:30:00Z".parse().unwrap();
        let second: Timestamp = "2026-10-25T01:30:00Z".parse().unwrap();
        assert_eq!(parse_when("25 oct 2026 02:30", &now), Ok(first));
        assert_eq!(edit_when(first, &berlin), "2026-10-25 02:30+02");
        assert_eq!(edit_when(second, &berlin), "2026-10-25 02:30+01");
        assert_eq!(parse_when(&edit_when(second, &berlin), &now), Ok(second));
        let exact = |text: &str| parse_when_exact(text, &now).map_err(|error| error.to_string());
        assert!(exact("25 oct 2026 02:30").unwrap_err().starts_with("02:30 happens twice on 2026-10-25"));
        assert!(exact("29 mar 2026 02:30").unwrap_err().starts_with("02:30 does not exist on 2026-03-29"));
        for (moment, word) in [(first, "earlier"), (second, "later")] {
            assert_eq!(exact(&edit_when(moment, &berlin)), Ok(moment));
            assert_eq!(exact(&format!("25 oct 2026 02:30 {word}")), Ok(moment));
        }
        assert!(exact("24 oct 2026 02:30 later").unwrap_err().contains("only once"));
        assert_eq!(
            exact("25 oct 2026 03:00"),
            parse_when("25 oct 2026 03:00", &now).map_err(|e| e.to_string())
        );
    }

    #[test]
    fn says_moments_and_days() {
        let say = |text| say_when(parse_when(text, &now()).unwrap(), &now());
        assert_eq!(say("today 14:00"), "today 14:00");
        assert_eq!(say("tomorrow 10:00"), "tomorrow 10:00");
        assert_eq!(say("yesterday 18:30"), "yesterday 18:30");
        assert_eq!(say("2026-12-01"), "Tue 1 Dec");
        assert_eq!(say("2026-06-01"), "Mon 1 Jun");
        assert_eq!(say("2027-08-01"), "2027-08-01");
        let exact = |text| say_when_exact(parse_when(text, &now()).unwrap(), &now());
        assert_eq!(exact("24 nov 14:00"), "tomorrow 14:00");
        assert_eq!(exact("1 dec 14:00"), "Tue 1 Dec 14:00");
        assert_eq!(exact("2027-08-01 14:00"), "2027-08-01 14:00");
        assert_eq!(say_date(TODAY, TODAY), "today");
        assert_eq!(say_date_long(date(2026, 11, 20)), "Friday 20 November 2026");
        assert_eq!(
            [12, 1, 0, -1, -9].map(say_age),
            ["12 days over", "1 day over", "due today", "due in 1 day", "due in 9 days"]
        );
        assert_eq!(days_between(date(2026, 11, 23), date(2027, 11, 23)), 365);
    }

    fn any_zone() -> impl Strategy<Value = TimeZone> {
        let names = [
            "Asia/Kolkata",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Africa/Monrovia",
            "UTC",
        ];
        prop::sample::select(names.to_vec()).prop_map(zone)
    }

    proptest! {
        #[test]
        fn edited_moments_round_trip(second in -5_300_000_000..253_000_000_000_i64, zone in any_zone()) {
            let now = now().with_time_zone(zone.clone());
            let moment = Timestamp::from_second(second).unwrap();
            prop_assert_eq!(parse_when(&edit_when(moment, &zone), &now), Ok(moment));
        }

        #[test]
        fn edited_moments_near_changes_of_the_clocks_round_trip(minute in -300..300_i64, zone in any_zone(), year in 1900..2100_i16) {
            let now = now().with_time_zone(zone.clone());
            let start = date(year, 1, 1).to_zoned_datetime(zone.clone()).unwrap().timestamp();
            for change in zone.following(start).take(2) {
                let moment = change.timestamp() + SignedDuration::from_mins(minute);
                prop_assert_eq!(parse_when(&edit_when(moment, &zone), &now), Ok(moment));
            }
        }

        #[test]
        fn edited_days_round_trip(days in -80_000..2_900_000_i32) {
            let date = TODAY.checked_add(Span::new().days(days)).unwrap();
            prop_assume!((1800..=9999).contains(&date.year()));
            for preference in [DatePreference::Future, DatePreference::Past] {
                prop_assert_eq!(parse_date(&edit_date(date), TODAY, preference), Ok(date));
                prop_assert_eq!(parse_date(&say_date_long(date), TODAY, preference), Ok(date));
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,24}") {
            let _ = parse_when(&text, &now());
            let _ = parse_date(&text, TODAY, DatePreference::Past);
        }

        #[test]
        fn never_panics_on_near_dates(text in "((in|next|mon|oct|20|[+-]?[0-9]{0,20}[dwmyh]?|[0-9]{1,5}[-/.:][0-9]{1,3}([-/.:][0-9]{1,6})?|ago|pm|at|'27|२) ?){0,5}") {
            let _ = parse_when(&text, &now());
            let _ = parse_date(&text, TODAY, DatePreference::Past);
        }
    }
}
