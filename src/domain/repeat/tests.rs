use super::*;
use jiff::civil::date;
use proptest::prelude::*;

/// A Tuesday.
const FIRST: Date = date(2026, 11, 24);

fn read(text: &str) -> Repeat {
    Repeat::parse(text, FIRST).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> String {
    match Repeat::parse(text, FIRST).and_then(|rule| rule.dates(FIRST)) {
        Ok(dates) => panic!("{text}: {dates:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn rules_in_words() {
    let cases = [
        (
            "every Tue and Thu until 20 Dec",
            "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261220",
            "every Tue and Thu until 20 Dec",
        ),
        ("Thursdays, tuesdays 10 times", "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10", "every Tue and Thu, 10 times"),
        ("daily 5 times", "FREQ=DAILY;COUNT=5", "every day, 5 times"),
        ("every 3 days for 2 weeks", "FREQ=DAILY;INTERVAL=3;UNTIL=20261207", "every 3 days until 7 Dec"),
        ("weekly until 20 dec", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261220", "every Tue until 20 Dec"),
        (
            "every other week until 20 march",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270320",
            "every 2 weeks on Tue until 20 Mar",
        ),
        (
            "every 2 weeks on tue and fri, 6 times",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;COUNT=6",
            "every 2 weeks on Tue and Fri, 6 times",
        ),
        ("each weekday 10 times", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=10", "every weekday, 10 times"),
        ("monthly 12 times", "FREQ=MONTHLY;BYMONTHDAY=24;COUNT=12", "every month on the 24th, 12 times"),
        (
            "every month on the 24th and the last day 6 times",
            "FREQ=MONTHLY;BYMONTHDAY=24,-1;COUNT=6",
            "every month on the 24th and last day, 6 times",
        ),
        (
            "every month on the 4th tue, 6 times",
            "FREQ=MONTHLY;BYDAY=4TU;COUNT=6",
            "every month on the 4th Tue, 6 times",
        ),
        (
            "every last tuesday of the month 3 times",
            "FREQ=MONTHLY;BYDAY=-1TU;COUNT=3",
            "every month on the last Tue, 3 times",
        ),
        (
            "every 2 months on the fourth Tue until 24 nov 2027",
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=4TU;UNTIL=20271124",
            "every 2 months on the 4th Tue until 24 Nov 2027",
        ),
        ("every year 3 times", "FREQ=YEARLY;COUNT=3", "every year, 3 times"),
        (
            "RRULE:FREQ=WEEKLY;BYDAY=TH,TU;UNTIL=20261220T183000Z",
            "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261220",
            "every Tue and Thu until 20 Dec",
        ),
        (
            "freq=monthly;byday=4tu;count=2;wkst=mo",
            "FREQ=MONTHLY;BYDAY=4TU;COUNT=2",
            "every month on the 4th Tue, 2 times",
        ),
    ];
    for (text, rule, words) in cases {
        let read = read(text);
        assert_eq!((read.rrule().as_str(), read.words(FIRST).as_str()), (rule, words), "{text}");
        assert_eq!(self::read(words), read, "{words}");
        assert_eq!(self::read(rule), read, "{rule}");
        read.dates(FIRST).unwrap();
    }
}

#[test]
fn days_are_left_out() {
    let rule = read("every Tue and Thu until 10 Dec, without 26 Nov and 3 Dec");
    let days: Vec<String> =
        rule.dates(FIRST).unwrap().iter().map(|day| day.strftime("%-d %b").to_string()).collect();
    assert_eq!(days, ["24 Nov", "1 Dec", "8 Dec", "10 Dec"]);
    assert_eq!(rule.words(FIRST), "every Tue and Thu until 10 Dec, without 26 Nov and 3 Dec");
    assert_eq!(read("RRULE:FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261210\nEXDATE:20261203,20261126T043000Z"), rule);
    assert_eq!(read("every tue, thu except 3 dec but not 26 nov until 10 dec"), rule);
}

#[test]
fn what_is_no_series_is_said() {
    let cases = [
        ("every tue", "say when it ends: until 20 Dec, or 10 times"),
        ("every tue 367 times", "a series has at most 366 dates; end it earlier"),
        ("every day until 24 nov 2030", "a series has at most 366 dates; end it earlier"),
        ("every month 100 times", "a series lasts at most 5 years; end it earlier"),
        ("every year until 9999-12-31", "a series lasts at most 5 years; end it earlier"),
        ("every tue until 2026-11-20", "it ends before it starts"),
        ("every tue 1 times", "that is one date only; say at least two, or nothing"),
        ("every tue until 25 nov", "that is one date only; say at least two, or nothing"),
        ("every wed 5 times", "Tue 24 Nov 2026 is none of these dates; start on Wed 25 Nov 2026"),
        ("every tue 5 times without 25 nov", "Wed 25 Nov 2026 is none of these dates, it cannot be left out"),
        ("every tue 5 times without 24 nov", "the first date cannot be left out; start on a later one"),
        ("every 2nd tue 5 times", "say every 2 weeks on Tue, or every month on the 2nd Tue"),
        ("every 0 days 5 times", "a step is 1 to 99"),
        ("every tue until 31 nov", "there is no 31 Nov"),
        (
            "FREQ=HOURLY;COUNT=3",
            "the rule's part FREQ=HOURLY is not supported; FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL, WKST=MO and EXDATE are",
        ),
        (
            "FREQ=WEEKLY;COUNT=3;BYHOUR=9",
            "the rule's part BYHOUR=9 is not supported; FREQ, INTERVAL, BYDAY, BYMONTHDAY, COUNT, UNTIL, WKST=MO and EXDATE are",
        ),
        ("FREQ=WEEKLY", "say when it ends: until 20 Dec, or 10 times"),
    ];
    for (text, message) in cases {
        assert_eq!(refused(text), message, "{text}");
    }
    for text in [
        "now and then",
        "every",
        "every tue until",
        "every moon 3 times",
        "until 20 dec",
        "every tue 3 times 4 times",
        "every tue 3",
    ] {
        assert!(refused(text).contains("not understood"), "{text}: {}", refused(text));
    }
}

#[test]
fn months_without_the_day_are_passed_over() {
    let first = date(2027, 1, 31);
    let rule = Repeat::parse("every month 4 times", first).unwrap();
    let months: Vec<i8> = rule.dates(first).unwrap().iter().map(|day| day.month()).collect();
    assert_eq!(months, [1, 3, 5, 7]);
    let last = Repeat::parse("every month on the last day 4 times", first).unwrap();
    let days: Vec<i8> = last.dates(first).unwrap().iter().map(|day| day.day()).collect();
    assert_eq!(days, [31, 28, 31, 30]);
    let leap = date(2028, 2, 29);
    let rule = Repeat::parse("every year 2 times", leap).unwrap();
    assert_eq!(rule.dates(leap).unwrap(), [leap, date(2032, 2, 29)]);
}

fn at(on: Date, start: (i8, i8), end: (i8, i8)) -> (DateTime, DateTime) {
    (on.at(start.0, start.1, 0, 0), on.at(end.0, end.1, 0, 0))
}

#[test]
fn a_class_at_ten_stays_at_ten_when_the_clocks_change() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let first = date(2026, 3, 24);
    let times = at(first, (10, 0), (12, 0));
    for day in [first, date(2026, 3, 31), date(2026, 10, 27)] {
        let found = on_day(times, day, &berlin).unwrap();
        assert_eq!(berlin.to_datetime(found.start), day.at(10, 0, 0, 0));
        assert_eq!(berlin.to_datetime(found.end), day.at(12, 0, 0, 0));
        assert_eq!(found.moved_to, None);
    }
}

#[test]
fn skipped_and_doubled_times() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    let gap = on_day(at(date(2026, 3, 22), (2, 30), (2, 45)), date(2026, 3, 29), &berlin).unwrap();
    assert_eq!(gap.start.to_string(), "2026-03-29T01:30:00Z");
    assert_eq!(gap.moved_to, Some(Time::constant(3, 30, 0, 0)));
    assert_eq!(gap.end.duration_since(gap.start).as_mins(), 15);
    // From two to four in spring is an hour; of two equal times in autumn the first is meant.
    let over = on_day(at(date(2026, 3, 22), (1, 30), (3, 30)), date(2026, 3, 29), &berlin).unwrap();
    assert_eq!((over.end.duration_since(over.start).as_mins(), over.moved_to), (60, None));
    let fold = on_day(at(date(2026, 10, 18), (2, 30), (2, 45)), date(2026, 10, 25), &berlin).unwrap();
    assert_eq!(fold.start.to_string(), "2026-10-25T00:30:00Z");
    assert_eq!((fold.end.duration_since(fold.start).as_mins(), fold.moved_to), (15, None));
    // Samoa left out a whole day.
    let apia = TimeZone::get("Pacific/Apia").unwrap();
    let skipped = on_day(at(date(2011, 12, 29), (10, 0), (11, 0)), date(2011, 12, 30), &apia).unwrap();
    assert_eq!(apia.to_datetime(skipped.start), date(2011, 12, 31).at(10, 0, 0, 0));
    assert!(skipped.end > skipped.start);
}

proptest! {
    #[test]
    fn anything_may_be_typed(text in "\\PC{0,60}") {
        let _ = Repeat::parse(&text, FIRST).and_then(|rule| rule.dates(FIRST));
    }

    #[test]
    fn words_and_rules_read_back(
        kind in 0..5_u8, days in proptest::collection::vec(0..7_i8, 1..4), numbers in proptest::collection::vec(1..=31_i8, 1..3),
        interval in 1..20_u16, until in proptest::option::of(0..1500_i32), count in 2..=366_u16,
        without in proptest::collection::vec(1..1500_i32, 0..3), start in 0..3000_i32,
    ) {
        let first = date(2024, 1, 1).checked_add(start.days()).unwrap();
        let weekdays: Vec<Weekday> = days.iter().map(|d| Weekday::from_monday_zero_offset(*d).unwrap()).collect();
        let every = match kind {
            0 => Every::Day,
            1 => Every::Week(weekdays),
            2 => Every::MonthDay(numbers),
            3 => Every::MonthWeekday(weekdays.into_iter().map(|day| (1, day)).collect()),
            _ => Every::Year,
        };
        let end = until.map_or(End::Count(count), |days| End::Until(first.checked_add(days.days()).unwrap()));
        let without = without.iter().map(|days| first.checked_add(days.days()).unwrap()).collect();
        let rule = rfc::made(every, interval, Some(end), without).unwrap();
        prop_assert_eq!(Repeat::parse(&rule.words(first), first).unwrap(), rule.clone());
        let bare = Repeat { without: Vec::new(), ..rule.clone() };
        prop_assert_eq!(Repeat::parse(&rule.rrule(), first).unwrap(), bare);
        let _ = rule.dates(first);
    }
}
