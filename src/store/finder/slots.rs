//! The first times at which everything is free.

use super::super::access::Access;
use super::super::protocol::{Branch, Slot, Slots, SlotsQuery, StoreError};
use super::shelf::Shelf;
use super::{Judge, check_buffers, given, invalid, needs, stamp};
use crate::domain::free::{Hours, Pattern, Run, Span, Weekdays, runs};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rusqlite::Connection;

/// The longest window, and the longest booking, in seconds.
const YEAR: i64 = 366 * 86_400;
/// Days that are looked at in one go.
const GO: i64 = 14;
/// The most times at once.
const MANY: u32 = 200;
/// How far from what was asked for the nearest time is looked for, in seconds: four weeks.
const NEAR: i64 = 28 * 86_400;

/// The first free times.
///
/// # Errors
/// Invalid: needs that name nothing, a length, hours or a window that are none.
pub(in crate::store) fn slots(
    conn: &Connection,
    access: &Access,
    query: &SlotsQuery,
) -> Result<Slots, StoreError> {
    let branch = super::branch(access, &query.branch)?;
    check(query)?;
    let needs::Understood { lines, unread } = needs::understand(conn, access, branch, &query.needs)?;
    let now = Timestamp::now().as_second();
    let mut shelf = Shelf::new((conn, branch), &lines, (query.buffers, &[]), now)?;
    let zone = zone(branch);
    let window = Span { start: query.from.as_second(), end: query.until.as_second() };
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let mut found = search(&mut shelf, &zone, (window, query.length, query.pattern), limit)?;
    // Whole days were looked at: there may be a few more than are wanted.
    found.truncate(limit);
    let next = found.last().filter(|_| found.len() == limit).map(|run| stamp(run.latest + 1));
    let judge = Judge { conn, access, except: &[] };
    let slots = found.into_iter().map(|run| slot(&judge, &mut shelf, run, query.length));
    Ok(Slots {
        needs: lines.into_iter().map(|line| line.words).collect(),
        unread,
        slots: slots.collect::<Result<_, _>>()?,
        next: next.filter(|next| *next < query.until),
        zone: branch.zone.clone(),
    })
}

fn check(query: &SlotsQuery) -> Result<(), StoreError> {
    if !(60..=YEAR).contains(&query.length) {
        return Err(invalid("length", "a booking takes from a minute to a year"));
    }
    if query.until <= query.from {
        return Err(invalid("until", "the end must lie behind the start"));
    }
    if query.until.as_second().saturating_sub(query.from.as_second()) > YEAR {
        return Err(invalid("until", "look through a year at most"));
    }
    if !(1..=MANY).contains(&query.limit) {
        return Err(invalid("limit", "from 1 to 200 times"));
    }
    if query.pattern.step == 0 || query.pattern.step > 24 * 60 {
        return Err(invalid("step", "from a minute to a day"));
    }
    query.pattern.check(query.length).map_err(|error| invalid("hours", error.to_string()))?;
    check_buffers(query.buffers)
}

fn zone(branch: &Branch) -> TimeZone {
    TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC)
}

/// Looks through a window, some weeks at a time, until there is enough.
fn search(
    shelf: &mut Shelf<'_>,
    zone: &TimeZone,
    (window, length, pattern): (Span, i64, Pattern),
    limit: usize,
) -> Result<Vec<Run>, StoreError> {
    let wishes = shelf.wishes.clone();
    let (mut found, mut start): (Vec<Run>, i64) = (Vec::new(), window.start);
    while start < window.end && found.len() < limit {
        let end = go_on(zone, start).unwrap_or(window.end).clamp(start + 1, window.end);
        let go = Span { start, end };
        shelf.look_at(Span { start, end: end.saturating_add(length) });
        found.extend(runs(pattern.days(zone, go, length), (&wishes, length), shelf, limit - found.len())?);
        start = end;
    }
    Ok(found)
}

/// The beginning of a day, so many days on.
fn go_on(zone: &TimeZone, start: i64) -> Option<i64> {
    let date = zone.to_datetime(Timestamp::from_second(start).ok()?).date();
    let on = date.checked_add(GO.days()).ok()?;
    zone.to_timestamp(on.at(0, 0, 0, 0)).ok().map(Timestamp::as_second)
}

fn slot(judge: &Judge<'_>, shelf: &mut Shelf<'_>, run: Run, length: i64) -> Result<Slot, StoreError> {
    let span = Span { start: run.start, end: run.start.saturating_add(length) };
    shelf.look_at(span);
    Ok(Slot {
        start: stamp(span.start),
        end: stamp(span.end),
        latest: stamp(run.latest),
        given: given(judge, shelf, &run.assignment, span)?.into_iter().flatten().collect(),
    })
}

/// The nearest time to one that is not free at which everything is: the first one after it, or one before that is
/// nearer and still to come.
pub(super) fn nearest(
    judge: &Judge<'_>,
    shelf: &mut Shelf<'_>,
    span: Span,
    branch: &Branch,
) -> Result<Option<Slot>, StoreError> {
    let (zone, length) = (zone(branch), span.end - span.start);
    let pattern = like(&zone, span);
    let after = Span { start: span.start + 1, end: span.start.saturating_add(NEAR) };
    let after = search(shelf, &zone, (after, length, pattern), 1)?.into_iter().next();
    let near = after.as_ref().map_or(NEAR, |run| run.start - span.start);
    let now = Timestamp::now().as_second();
    let before = Span { start: now.max(span.start.saturating_sub(near).saturating_add(1)), end: span.start };
    let before = if before.start < before.end {
        search(shelf, &zone, (before, length, pattern), usize::MAX)?.pop()
    } else {
        None
    };
    // The last beginning of the last stretch is the nearest one.
    let before = before.map(|run| Run { start: run.latest, ..run });
    before.or(after).map(|run| slot(judge, shelf, run, length)).transpose()
}

/// Times like the one that was asked for: the same minutes past the hour or half past it, by day if it was by day.
fn like(zone: &TimeZone, span: Span) -> Pattern {
    let working = Hours::WORKING;
    let time = zone.to_datetime(stamp(span.start)).time();
    let start = u16::try_from(i16::from(time.hour()) * 60 + i16::from(time.minute())).unwrap_or_default();
    let minutes = (span.end - span.start) / 60;
    let (from, past) = (i64::from(start), start % 30);
    let by_day = from >= i64::from(working.from) && from + minutes <= i64::from(working.to);
    let hours = if by_day {
        Some(Hours { from: working.from + past, to: working.to })
    } else if minutes > i64::from(working.to - working.from) {
        None
    } else {
        Some(Hours { from: past, to: if past == 0 { Hours::ANY.to } else { past } })
    };
    Pattern { hours, weekdays: Weekdays::ALL, step: 30 }
}
