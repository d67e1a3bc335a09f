//! An exact time, as it is typed: `14:00`, `14:00-18:00`, `tomorrow 10:00`, `fri 10:00 to 14:00`.

use crate::domain::when::parse_when_exact;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, ZonedDateTime};

/// From when to when something shall be. A time of day alone means its own day; a start alone keeps its length, on the
/// wall; an end before the start means the next day.
pub(super) fn read(
    text: &str,
    (start, end): (Timestamp, Timestamp),
    now: &ZonedDateTime,
    zone: &TimeZone,
) -> Result<(Timestamp, Timestamp), String> {
    let own = start.to_zoned_datetime(zone.clone());
    let now = now.with_time_zone(zone.clone());
    let moment = |text: &str, day: &ZonedDateTime| {
        let anchor = if is_clock(text) { day } else { &now };
        parse_when_exact(text.trim(), anchor).map_err(|error| error.to_string())
    };
    let too_far = || "that is too far away".to_owned();
    let Some((from, to)) = parted(text) else {
        let from = moment(text, &own)?;
        let length = end.to_zoned_datetime(zone.clone()).datetime().since(own.datetime());
        let length = length.map_err(|_| too_far())?;
        let to = from.to_zoned_datetime(zone.clone()).checked_add(length).map_err(|_| too_far())?;
        return behind(from, to.timestamp());
    };
    let from = moment(from, &own)?;
    let day = from.to_zoned_datetime(zone.clone());
    let mut until = moment(to, &day)?;
    if until <= from && is_clock(to) {
        let next = until.to_zoned_datetime(zone.clone()).checked_add(1.day()).map_err(|_| too_far())?;
        until = next.timestamp();
    }
    behind(from, until)
}

fn behind(from: Timestamp, to: Timestamp) -> Result<(Timestamp, Timestamp), String> {
    if to > from { Ok((from, to)) } else { Err("the end must lie behind the start".to_owned()) }
}

/// Two moments with "to", "–" or a dash between them. A dash within a date has no blanks and no time of day before it.
fn parted(text: &str) -> Option<(&str, &str)> {
    let whole = ["–", " to ", " - "].into_iter().find_map(|sign| text.split_once(sign));
    whole.or_else(|| {
        let (from, to) = text.rsplit_once('-')?;
        (from.contains(':') && is_clock(to)).then_some((from, to))
    })
}

/// Whether a text is a time of day and nothing else.
fn is_clock(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let hours = text.trim_end_matches("am").trim_end_matches("pm").trim_end();
    let is_meridian = hours.len() < text.len();
    let signs = |c: char| c.is_numeric() || matches!(c, ':' | '.');
    !hours.is_empty()
        && hours.chars().all(signs)
        && (is_meridian || hours.contains(':'))
        && hours.chars().filter(|c| matches!(c, ':' | '.')).count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::when::{edit_when, parse_when};

    #[test]
    fn times_are_read_from_the_day_of_what_is_carried() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        let now: ZonedDateTime = "2026-11-23T12:00:00+05:30[Asia/Kolkata]".parse().unwrap();
        let at = |text: &str| parse_when(text, &now).unwrap();
        let block = (at("2026-11-27 10:00"), at("2026-11-27 14:00"));
        let read = |text: &str| match read(text, block, &now, &zone) {
            Ok((from, to)) => format!("{} {}", edit_when(from, &zone), edit_when(to, &zone)),
            Err(why) => why,
        };
        let table = [
            ("14:00", "2026-11-27 14:00 2026-11-27 18:00"),
            ("9.30am", "2026-11-27 09:30 2026-11-27 13:30"),
            ("14:00-18:30", "2026-11-27 14:00 2026-11-27 18:30"),
            ("22:00 – 02:00", "2026-11-27 22:00 2026-11-28 02:00"),
            ("tomorrow 10:00", "2026-11-24 10:00 2026-11-24 14:00"),
            ("sat 10:00 to 12:00", "2026-11-28 10:00 2026-11-28 12:00"),
            ("2026-12-01 08:00", "2026-12-01 08:00 2026-12-01 12:00"),
            ("2026-12-01 08:00-09:00", "2026-12-01 08:00 2026-12-01 09:00"),
            ("10:00 to 10:00", "2026-11-27 10:00 2026-11-28 10:00"),
            ("sat 10:00 to fri 12:00", "the end must lie behind the start"),
        ];
        for (text, expected) in table {
            assert_eq!(read(text), expected, "{text}");
        }
        assert!(read("soon").contains("not understood"));
        assert!(read("14:00 to soon").contains("not understood"));
    }
}
