//! The views of the calendar and the timeline, as their screens ask for them.

use super::{Failure, ask};
use jiff::{Span, Timestamp, civil::Date, tz::TimeZone};
use studiovault::store::Store;
use studiovault::store::protocol::{
    Actor, BranchScope, CalendarFilter, CalendarQuery, Query, RowsAt, TimelineQuery,
};

/// Rows of a screen of the timeline, with what lies around it.
const ROWS: u32 = 90;

/// Asks for days and weeks of the two months around today.
pub(crate) fn measure(store: &Store, actor: &Actor) -> Result<(), Failure> {
    for (view, days, per_day) in [("month", 42, 6), ("week", 7, 24), ("day", 1, 200)] {
        ask(store, actor, &format!("calendar {view}"), |n| Query::Calendar(calendar(n, days, per_day)))?;
    }
    for (zoom, days) in [("day", 1), ("week", 7), ("month", 31)] {
        ask(store, actor, &format!("timeline {zoom}"), |n| Query::Timeline(timeline(n, days)))?;
    }
    Ok(())
}

/// Some day around today.
fn day(n: i64) -> Date {
    let today = TimeZone::UTC.to_datetime(Timestamp::now()).date();
    today.saturating_add(Span::new().days(n * 7 % 60 - 30))
}

fn calendar(n: i64, days: i64, per_day: u32) -> CalendarQuery {
    let from = day(n);
    let to = from.saturating_add(Span::new().days(days));
    CalendarQuery { scope: BranchScope::All, from, to, per_day, filter: CalendarFilter::default() }
}

fn timeline(n: i64, days: i64) -> TimelineQuery {
    let midnight = |day: Date| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
    let from = day(n);
    TimelineQuery {
        scope: BranchScope::All,
        filter: String::new(),
        text: String::new(),
        at: RowsAt::Start,
        limit: ROWS,
        from: midnight(from),
        to: midnight(from.saturating_add(Span::new().days(days))),
    }
}
