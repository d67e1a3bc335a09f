//! What makes a time one that can be booked.

use crate::domain::when::edit_when;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// The stable keys of a lock's fields: conflicts, history and `--json` use them.
pub mod fields {
    /// What is booked: a reference to an asset.
    pub const ASSET: &str = "asset";
    /// From when it is needed, buffers apart.
    pub const START: &str = "start";
    /// Until when it is needed, buffers apart.
    pub const END: &str = "end";
    /// Minutes before the start.
    pub const BUFFER_BEFORE: &str = "buffer_before";
    /// Minutes behind the end.
    pub const BUFFER_AFTER: &str = "buffer_after";
    /// How many pieces.
    pub const QTY: &str = "qty";
    /// How firmly.
    pub const KIND: &str = "kind";
    /// When a hold ends.
    pub const EXPIRES: &str = "expires";
}

/// Hours for which a hold holds, unless somebody says otherwise.
pub const HOLD_HOURS: i64 = 72;
/// The longest buffer, in seconds: a week.
pub const MAX_BUFFER: u32 = 7 * 86_400;
/// The longest lock, in seconds: a leap year. What is longer is a slip, and would slow every look for what is free.
pub const MAX_LENGTH: i64 = 366 * 86_400;
/// The years in which something can be booked.
pub const YEARS: std::ops::RangeInclusive<i16> = 1970..=2199;
/// The first second behind those years.
const BEHIND: i64 = 7_258_118_400;

/// A time for which something is needed, `[start, end)`, and what is kept free around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needed {
    /// From when.
    pub start: Timestamp,
    /// Until when, without this moment.
    pub end: Timestamp,
    /// Seconds kept free before it.
    pub before: u32,
    /// Seconds kept free behind it.
    pub after: u32,
}

/// Why something cannot be booked for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// Nothing lies between its start and its end.
    #[error("it starts and ends at the same moment: a booking needs some length")]
    NoLength,
    /// The end comes first.
    #[error("the end lies before the start")]
    Backwards,
    /// More is kept free around it than makes sense.
    #[error("a buffer can be a week at most")]
    Buffer,
    /// Longer than anything that is booked.
    #[error("it would be booked for more than a year")]
    TooLong,
    /// In a year in which nothing is booked.
    #[error("the year {0} is out of reach: something can be booked from 1970 to 2199")]
    Year(i16),
}

impl Needed {
    /// The time that is locked, in unix seconds: buffers widen it.
    ///
    /// # Errors
    /// It is no time that can be booked.
    pub fn locked(&self) -> Result<[i64; 2], SpanError> {
        match self.end.as_second() - self.start.as_second() {
            0 => return Err(SpanError::NoLength),
            ..0 => return Err(SpanError::Backwards),
            _ if self.before.max(self.after) > MAX_BUFFER => return Err(SpanError::Buffer),
            _ => {}
        }
        let start = self.start.as_second() - i64::from(self.before);
        let end = self.end.as_second() + i64::from(self.after);
        let year = |at: Timestamp| Err(SpanError::Year(TimeZone::UTC.to_datetime(at).year()));
        if start < 0 {
            return year(self.start);
        }
        if end > BEHIND {
            return year(self.end);
        }
        if end - start > MAX_LENGTH { Err(SpanError::TooLong) } else { Ok([start, end]) }
    }
}

/// A time as people read it: "2026-12-12 11:00 to 16:00", with the day of its end where that is another one.
#[must_use]
pub fn say_span(start: Timestamp, end: Timestamp, zone: &TimeZone) -> String {
    let (start, end) = (edit_when(start, zone), edit_when(end, zone));
    let end = match start.split_once(' ') {
        Some((day, _)) => end.strip_prefix(day).map_or(end.as_str(), str::trim_start),
        None => end.as_str(),
    };
    format!("{start} to {end}")
}

/// A time in a sentence: "Thu 3 Dec, 10:00–14:00", over midnight "Thu 3 Dec, 19:00 – Fri 4 Dec, 02:00"; with the year
/// where that is not the one of `now`.
#[must_use]
pub fn say_span_near(start: Timestamp, end: Timestamp, (zone, now): (&TimeZone, Timestamp)) -> String {
    let (from, to) = (zone.to_datetime(start), zone.to_datetime(end));
    let this_year = zone.to_datetime(now).year();
    let day = |at: DateTime| {
        at.strftime(if at.year() == this_year { "%a %-d %b" } else { "%a %-d %b %Y" }).to_string()
    };
    let (first, last) = (from.strftime("%H:%M"), to.strftime("%H:%M"));
    if from.date() == to.date() {
        format!("{}, {first}–{last}", day(from))
    } else {
        format!("{}, {first} – {}, {last}", day(from), day(to))
    }
}

/// From where to where something was moved: "from Tue 1 Dec, 10:00–14:00 to Thu 3 Dec, 10:00–14:00".
#[must_use]
pub fn say_move(
    (from, to): ((Timestamp, Timestamp), (Timestamp, Timestamp)),
    (zone, now): (&TimeZone, Timestamp),
) -> String {
    let say = |(start, end)| say_span_near(start, end, (zone, now));
    format!("from {} to {}", say(from), say(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_in_a_sentence_is_as_short_as_it_can_be() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let say = |start, end| say_span_near(at(start), at(end), (&zone, at("2026-11-24T10:00:00Z")));
        assert_eq!(say("2026-12-03T04:30:00Z", "2026-12-03T08:30:00Z"), "Thu 3 Dec, 10:00–14:00");
        assert_eq!(
            say("2026-12-03T13:30:00Z", "2026-12-03T20:30:00Z"),
            "Thu 3 Dec, 19:00 – Fri 4 Dec, 02:00"
        );
        assert_eq!(say("2027-01-03T04:30:00Z", "2027-01-03T08:30:00Z"), "Sun 3 Jan 2027, 10:00–14:00");
    }

    fn needed(start: &str, end: &str) -> Needed {
        Needed { start: start.parse().unwrap(), end: end.parse().unwrap(), before: 1_800, after: 3_600 }
    }

    #[test]
    fn buffers_widen_what_is_locked() {
        let noon = needed("2026-12-12T11:00:00Z", "2026-12-12T12:00:00Z");
        let [start, end] = noon.locked().unwrap();
        assert_eq!((start, end), (noon.start.as_second() - 1_800, noon.end.as_second() + 3_600));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let refused = |start: &str, end: &str| needed(start, end).locked().unwrap_err();
        assert_eq!(refused("2026-12-12T11:00:00Z", "2026-12-12T11:00:00Z"), SpanError::NoLength);
        assert_eq!(refused("2026-12-12T11:00:00Z", "2026-12-12T10:00:00Z"), SpanError::Backwards);
        assert_eq!(refused("2026-12-12T11:00:00Z", "2028-12-12T11:00:00Z"), SpanError::TooLong);
        assert_eq!(refused("9999-12-12T11:00:00Z", "9999-12-12T12:00:00Z"), SpanError::Year(9999));
        assert_eq!(refused("1969-12-12T11:00:00Z", "1969-12-12T12:00:00Z"), SpanError::Year(1969));
        let edge = needed("2199-12-31T22:00:00Z", "2199-12-31T23:00:00Z");
        assert!(edge.locked().is_ok());
        assert!(needed("2199-12-31T22:00:00Z", "2199-12-31T23:01:00Z").locked().is_err());
        let wide = Needed { before: MAX_BUFFER + 1, ..edge };
        assert_eq!(wide.locked(), Err(SpanError::Buffer));
    }

    #[test]
    fn a_time_is_said_with_as_many_days_as_it_has() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        let say = |end: &str| say_span("2026-12-12T05:30:00Z".parse().unwrap(), end.parse().unwrap(), &zone);
        assert_eq!(say("2026-12-12T10:30:00Z"), "2026-12-12 11:00 to 16:00");
        assert_eq!(say("2026-12-12T20:30:00Z"), "2026-12-12 11:00 to 2026-12-13 02:00");
    }
}
