//! What is with an asset in a time.

use super::super::clients::time;
use super::super::column;
use super::super::protocol::{AwayKind, Branch, SpanLock, SpanOf, StoreError, TimelineRow, TimelineSpan};
use crate::domain::booking::{LockKind, Taken, Trouble, peak};
use crate::domain::id::EventId;
use crate::domain::project::ProjectDetails;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

/// Locks of one row that are read, at most: more of them would not be told apart anyway.
const LOCKS_OF_ROW: usize = 120;
/// Locks of one row that are named, at most: more of them have no room for a name.
const NAMED: usize = 24;
/// Times away of one row that are read, at most.
const AWAYS_OF_ROW: i64 = 60;

const LOCKS: &str = "SELECT l.id, l.project_id, l.event_id, l.start_time, l.end_time, l.kind, l.qty, l.buffer_before, l.buffer_after, l.branch_id <> ?6
  FROM booking_locks l WHERE l.asset_id = ?1 AND l.start_time < ?3 AND l.end_time > ?2
    AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0)
    AND l.released_at IS NULL AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > ?4)
  ORDER BY l.start_time, l.id LIMIT ?5";
const AWAY: &str = "SELECT id, kind, start_time, end_time FROM asset_maintenance
  WHERE asset_id = ?1 AND start_time < ?3 AND coalesce(end_time, 253402300800) > ?2 ORDER BY start_time, id LIMIT ?4";
/// Whether it is on its way to another branch.
const SENT: &str = "SELECT EXISTS (SELECT 1 FROM asset_transfers WHERE asset_id = ?1 AND outcome IS NULL)";
const OVERDUE: &str = "SELECT id, due_at FROM asset_custody
  WHERE asset_id = ?1 AND back_at IS NULL AND due_at <= ?4 AND due_at < ?3 AND ?4 > ?2 ORDER BY due_at, id LIMIT 20";

const TITLE: &str = "SELECT p.branch_id, coalesce(e.title, ''), p.details_json FROM projects p
  LEFT JOIN project_events e ON e.id = ?2 WHERE p.id = ?1";

/// A row with what is with it in `[from, to)`, as it is at `now`.
pub(super) fn of(
    conn: &Connection,
    mut row: TimelineRow,
    (from, to, now): (i64, i64, i64),
) -> Result<TimelineRow, StoreError> {
    let asset = row.asset.to_string();
    let mut locks = conn.prepare_cached(LOCKS)?;
    let limit = i64::try_from(LOCKS_OF_ROW + 1).unwrap_or(i64::MAX);
    for found in locks.query_map((&asset, from, to, now, limit, row.branch.as_str()), lock)? {
        row.spans.extend(found?);
    }
    if row.spans.len() > LOCKS_OF_ROW {
        row.dense = row.spans.last().map(|span| span.start);
        row.spans.truncate(LOCKS_OF_ROW);
    }
    let mut aways = conn.prepare_cached(AWAY)?;
    let mut away = Vec::new();
    for found in aways.query_map((&asset, from, to, AWAYS_OF_ROW), read_away)? {
        away.extend(found?);
    }
    let sent: bool = conn.prepare_cached(SENT)?.query_row([&asset], |r| r.get(0))?;
    judge(&mut row, (&away, sent), now);
    row.spans.extend(away);
    let mut overdue = conn.prepare_cached(OVERDUE)?;
    let late = |r: &Row<'_>| {
        let due = time(column::int(r, 1)?);
        let id = column::text(r, 0)?.into();
        Ok(due.map(|start| TimelineSpan {
            start,
            end: Timestamp::from_second(now).ok(),
            what: SpanOf::Overdue(id),
        }))
    };
    for found in overdue.query_map((&asset, from, to, now), late)? {
        row.spans.extend(found?);
    }
    row.spans.sort_by_key(|span| span.start);
    Ok(row)
}

/// Says what the locks of a row are for, as far as their projects are of branches whose projects are `seen`.
pub(super) fn name(conn: &Connection, row: &mut TimelineRow, seen: &[&Branch]) -> Result<(), StoreError> {
    let many = row.spans.iter().filter(|span| matches!(span.what, SpanOf::Lock(_))).count();
    if many > NAMED {
        return Ok(());
    }
    let mut titles = conn.prepare_cached(TITLE)?;
    for span in &mut row.spans {
        let SpanOf::Lock(lock) = &mut span.what else { continue };
        let key = (lock.project.as_str(), lock.event.as_ref().map(EventId::as_str));
        let found = titles.query_row(key, read_title).optional()?;
        lock.title = found
            .filter(|(branch, _)| seen.iter().any(|other| other.id.as_str() == branch))
            .map_or_else(String::new, |(_, title)| title);
    }
    Ok(())
}

fn read_title(r: &Row<'_>) -> rusqlite::Result<(String, String)> {
    let details = ProjectDetails::parse(column::optional_text(r, 2)?.as_deref());
    let title = match (column::text(r, 1)?, details.called()) {
        (event, project) if event.is_empty() || event == project => project.to_owned(),
        (event, "") => event,
        (event, project) => format!("{event} · {project}"),
    };
    Ok((column::text(r, 0)?, title))
}

fn lock(r: &Row<'_>) -> rusqlite::Result<Option<TimelineSpan>> {
    let (Some(start), Some(end)) = (time(column::int(r, 3)?), time(column::int(r, 4)?)) else {
        return Ok(None);
    };
    let what = SpanOf::Lock(SpanLock {
        id: column::text(r, 0)?.into(),
        project: column::text(r, 1)?.into(),
        event: column::optional_text(r, 2)?.map(Into::into),
        title: String::new(),
        kind: LockKind::of(&column::text(r, 5)?),
        qty: column::int(r, 6)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        before: column::int(r, 7)?.unwrap_or(0),
        after: column::int(r, 8)?.unwrap_or(0),
        // Of a project of another branch than the one in which it is now.
        trouble: column::int(r, 9)?.filter(|is| *is == 1).map(|_| Trouble::Elsewhere),
        contested: false,
    });
    Ok(Some(TimelineSpan { start, end: Some(end), what }))
}

fn read_away(r: &Row<'_>) -> rusqlite::Result<Option<TimelineSpan>> {
    let Some(start) = time(column::int(r, 2)?) else { return Ok(None) };
    let what = SpanOf::Away(column::text(r, 0)?.into(), AwayKind::of(&column::text(r, 1)?));
    Ok(Some(TimelineSpan { start, end: time(column::int(r, 3)?), what }))
}

/// Which locks cannot be kept, and which holds lie over a time that is booked. What is over is not asked about.
fn judge(row: &mut TimelineRow, (away, sent): (&[TimelineSpan], bool), now: i64) {
    let gone = match row.status.as_str() {
        "lost" => Some(Trouble::Lost),
        "retired" => Some(Trouble::Retired),
        _ => None,
    };
    let firm: Vec<Taken> = row
        .spans
        .iter()
        .filter_map(|span| match &span.what {
            SpanOf::Lock(lock) if lock.kind == LockKind::Firm => {
                Some(Taken { start: span.start.as_second(), end: span.end?.as_second(), qty: lock.qty })
            }
            _ => None,
        })
        .collect();
    for span in &mut row.spans {
        let (start, Some(end)) = (span.start, span.end) else { continue };
        let SpanOf::Lock(lock) = &mut span.what else { continue };
        if end.as_second() <= now {
            lock.trouble = None;
            continue;
        }
        let is_over = |other: &&TimelineSpan| other.start < end && other.end.is_none_or(|last| last > start);
        let kept_away = away.iter().find(is_over).and_then(|other| match other.what {
            SpanOf::Away(_, kind) => Some(kind.trouble()),
            _ => None,
        });
        let elsewhere = if sent { Some(Trouble::Elsewhere) } else { lock.trouble };
        lock.trouble = gone.or(elsewhere).or(kept_away);
        if lock.kind == LockKind::Hold {
            let taken = peak(&firm, start.as_second(), end.as_second());
            lock.contested = taken.saturating_add(lock.qty) > row.capacity;
        }
    }
}
