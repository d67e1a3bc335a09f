//! Times as the clock on the wall shows them, where a guess would book the wrong hour: what the change of the clocks
//! skips or repeats is refused, and what may be meant is named.

use super::read::parse_instant;
use crate::domain::digit;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// Why a text, or a time of the clock on the wall, is no one moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WallError {
    /// The text is neither a moment with its offset nor a local time.
    #[error("“{0}” is no time: write 2026-12-12T11:00:00+05:30, or 2026-12-12T11:00 with a zone")]
    NotATime(String),
    /// The clocks go over it.
    #[error(
        "{} does not exist on {} in {zone}: the clocks go from {} to {}; the nearest are {} and {}",
        clock(*wall), wall.date(), say(*before), say(*after), clock(*last), clock(*next)
    )]
    Gap {
        /// What the clock would show.
        wall: DateTime,
        /// Its zone.
        zone: String,
        /// The offset before the change.
        before: Offset,
        /// The offset behind it.
        after: Offset,
        /// The last minute that there is before the change.
        last: DateTime,
        /// The first time that there is behind the change.
        next: DateTime,
    },
    /// The clocks pass it twice.
    #[error(
        "{} happens twice on {} in {zone}; write earlier or later behind it, or its offset: {} or {}",
        clock(*wall), wall.date(), with(*wall, *before), with(*wall, *after)
    )]
    Fold {
        /// What the clock shows.
        wall: DateTime,
        /// Its zone.
        zone: String,
        /// The offset before the change.
        before: Offset,
        /// The offset behind it.
        after: Offset,
    },
    /// One of two was asked for, and there is only one.
    #[error("{} is there only once on {}: leave out which one is meant", clock(*wall), wall.date())]
    Once {
        /// What the clock shows.
        wall: DateTime,
    },
    /// Beyond what the calendar can hold.
    #[error("the year {0} is out of reach")]
    TooFar(i16),
}

/// Which of two moments is meant that the clocks show alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Before the clocks are set back.
    Earlier,
    /// Behind that.
    Later,
}

impl Turn {
    /// A text without the word behind it that says which of two moments is meant, and what that word says.
    pub(super) fn split(text: &str) -> (&str, Option<Self>) {
        let text = text.trim();
        let Some((rest, word)) = text.rsplit_once(char::is_whitespace) else { return (text, None) };
        let turn = match word.to_lowercase().as_str() {
            "earlier" | "first" => Self::Earlier,
            "later" | "second" => Self::Later,
            _ => return (text, None),
        };
        (rest.trim_end(), Some(turn))
    }
}

/// The moment at which the clocks of a zone show this; of two, the one that is said.
pub(super) fn at_turn(wall: DateTime, zone: &TimeZone, turn: Option<Turn>) -> Result<Timestamp, WallError> {
    let offset = match (at_wall(wall, zone), turn) {
        (Err(WallError::Fold { before, .. }), Some(Turn::Earlier)) => before,
        (Err(WallError::Fold { after, .. }), Some(Turn::Later)) => after,
        (Ok(_), Some(_)) => return Err(WallError::Once { wall }),
        (read, _) => return read,
    };
    offset.to_timestamp(wall).map_err(|_| WallError::TooFar(wall.year()))
}

/// The moment that a text names: with an offset it needs no zone; without one it is a local time in `zone`.
///
/// # Errors
/// It is no time, or the clocks skip or repeat it: see [`WallError`].
pub fn parse_wall(text: &str, zone: &TimeZone) -> Result<Timestamp, WallError> {
    if let Some(moment) = parse_instant(text) {
        return Ok(moment);
    }
    let (local, turn) = Turn::split(text);
    let plain: String = local.chars().map(digit::ascii).collect();
    // A day alone is no time: midnight would be a guess.
    let local: Option<DateTime> = plain.contains(':').then(|| plain.parse().ok()).flatten();
    at_turn(local.ok_or_else(|| WallError::NotATime(text.trim().to_owned()))?, zone, turn)
}

/// The moment at which the clocks of a zone show this.
///
/// # Errors
/// They skip it, or show it twice.
pub fn at_wall(wall: DateTime, zone: &TimeZone) -> Result<Timestamp, WallError> {
    let instant = |offset: Offset| offset.to_timestamp(wall).map_err(|_| WallError::TooFar(wall.year()));
    let zone_name = || zone.iana_name().unwrap_or("this zone").to_owned();
    match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => instant(offset),
        AmbiguousOffset::Gap { before, after } => {
            // With the later offset it lies before the change: the change is what follows.
            let from = instant(after)?;
            let change = zone.following(from).next().map_or(from, |change| change.timestamp());
            let last = change.checked_sub(SignedDuration::from_mins(1)).unwrap_or(change);
            let (last, next) = (before.to_datetime(last), after.to_datetime(change));
            Err(WallError::Gap { wall, zone: zone_name(), before, after, last, next })
        }
        AmbiguousOffset::Fold { before, after } => {
            Err(WallError::Fold { wall, zone: zone_name(), before, after })
        }
    }
}

/// A moment as RFC 3339 has it, to the minute.
fn with(wall: DateTime, offset: Offset) -> String {
    format!("{}{}", wall.strftime("%Y-%m-%dT%H:%M"), say(offset))
}

fn clock(at: DateTime) -> String {
    at.strftime("%H:%M").to_string()
}

/// An offset in full, as RFC 3339 has it.
fn say(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs() / 60);
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, zone: &str) -> Result<String, String> {
        let zone = TimeZone::get(zone).unwrap();
        parse_wall(text, &zone).map(|at| at.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_time_of_its_own_offset_or_of_a_zone_is_one_moment() {
        for (text, expected) in [
            ("2026-12-12T11:00:00+05:30", "2026-12-12T05:30:00Z"),
            ("2026-12-12T11:00", "2026-12-12T05:30:00Z"),
            ("2026-12-12 11:00:30", "2026-12-12T05:30:30Z"),
            ("२०२६-१२-१२ ११:००", "2026-12-12T05:30:00Z"),
            ("2026-12-12T11:00Z", "2026-12-12T11:00:00Z"),
        ] {
            assert_eq!(read(text, "Asia/Kolkata").as_deref(), Ok(expected), "{text}");
        }
        for text in ["", "2026-12-12", "soon", "2026-02-30T10:00", "25:00", "2026-12-12T11:00+99:00"] {
            assert!(read(text, "Asia/Kolkata").unwrap_err().contains("is no time"), "{text}");
        }
    }

    #[test]
    fn what_the_clocks_skip_is_said_with_what_comes_next() {
        assert_eq!(
            read("2026-03-29T02:30", "Europe/Berlin").unwrap_err(),
            "02:30 does not exist on 2026-03-29 in Europe/Berlin: the clocks go from +01:00 to +02:00; the nearest are 01:59 and 03:00"
        );
        assert_eq!(
            read("2026-10-04T02:10", "Australia/Lord_Howe").unwrap_err(),
            "02:10 does not exist on 2026-10-04 in Australia/Lord_Howe: the clocks go from +10:30 to +11:00; the nearest are 01:59 and 02:30"
        );
        assert_eq!(read("2026-03-29T03:00", "Europe/Berlin").as_deref(), Ok("2026-03-29T01:00:00Z"));
        assert_eq!(read("2026-03-29T02:30+01:00", "Europe/Berlin").as_deref(), Ok("2026-03-29T01:30:00Z"));
    }

    #[test]
    fn what_the_clocks_repeat_is_said_with_both_offsets() {
        assert_eq!(
            read("2026-11-01T01:30", "America/New_York").unwrap_err(),
            "01:30 happens twice on 2026-11-01 in America/New_York; write earlier or later behind it, or its offset: \
             2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00"
        );
        assert_eq!(read("2026-11-01T01:30-05:00", "America/New_York").as_deref(), Ok("2026-11-01T06:30:00Z"));
        assert_eq!(read("2026-11-01T02:00", "America/New_York").as_deref(), Ok("2026-11-01T07:00:00Z"));
        assert_eq!(
            read("2026-11-01T01:30 earlier", "America/New_York").as_deref(),
            Ok("2026-11-01T05:30:00Z")
        );
        assert_eq!(
            read("2026-11-01T01:30  later", "America/New_York").as_deref(),
            Ok("2026-11-01T06:30:00Z")
        );
        assert!(read("2026-11-01T05:30 later", "America/New_York").unwrap_err().contains("only once"));
    }
}
