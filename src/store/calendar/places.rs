//! Where blocks stand: their rowids and starts, found by index alone as far as that goes.

use super::super::column;
use super::super::protocol::StoreError;
use crate::domain::id::AssetId;
use rusqlite::{Connection, Row};

/// What a block is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A sub-event.
    Event,
    /// A project that has no sub-events.
    Project,
}

/// Where a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Unix seconds.
    pub(super) start: i64,
    pub(super) source: Source,
    pub(super) rowid: i64,
}

/// A time in a branch: `[from, to)`, unix seconds.
#[derive(Clone, Copy)]
pub(super) struct Range<'a> {
    pub(super) branch: &'a str,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// Which of them are wanted.
#[derive(Clone, Copy)]
pub(super) struct Which<'a> {
    /// Only those of projects of this status.
    pub(super) status: Option<&'a str>,
    /// Only those with something that is not booked for sure.
    pub(super) holds: bool,
}

/// What somebody is booked for that is read at once.
const BOOKED: i64 = 2_000;
/// Projects that somebody answers for that are looked at.
const LED: i64 = 500;

/// Which sub-events of projects take place and are wanted: `?5` of this status, `?6` with something that is held only.
macro_rules! wanted {
    () => {
        " AND p.branch_id = ?1 AND p.status NOT IN ('cancelled', 'trashed') AND (?5 IS NULL OR p.status = ?5)
    AND (?6 IS NULL OR p.status = 'inquiry' OR EXISTS (SELECT 1 FROM booking_locks l WHERE l.event_id = e.id AND l.kind = 'hold' AND l.released_at IS NULL))
  ORDER BY e.start_time, e.id LIMIT ?4"
    };
}
const EVENTS: &str = concat!(
    "SELECT e.rowid, e.start_time FROM project_events e CROSS JOIN projects p ON p.id = e.project_id
  WHERE e.branch_id = ?1 AND e.start_time >= ?2 AND e.start_time < ?3",
    wanted!()
);
/// A project stands for itself while it has no sub-events. Most have some, which an index tells: their rows are not read.
const PROJECTS: &str = "SELECT p.rowid, p.start_date FROM projects p
  WHERE p.branch_id = ?1 AND p.start_date >= ?2 AND p.start_date < ?3 AND p.start_date IS NOT NULL
    AND CASE WHEN EXISTS (SELECT 1 FROM project_events e WHERE e.project_id = p.id) THEN 0
      ELSE p.status NOT IN ('cancelled', 'trashed') AND (?5 IS NULL OR p.status = ?5)
        AND (?6 IS NULL OR p.status = 'inquiry' OR EXISTS (SELECT 1 FROM booking_locks l WHERE l.project_id = p.id AND l.kind = 'hold' AND l.released_at IS NULL)) END
  ORDER BY p.start_date, p.id LIMIT ?4";
/// What began within the day before and goes on.
const REACHING: &str = concat!(
    "SELECT e.rowid, e.start_time FROM project_events e CROSS JOIN projects p ON p.id = e.project_id
  WHERE e.branch_id = ?1 AND e.start_time >= ?2 - 86400 AND e.start_time < ?2 AND e.end_time > ?2
    AND e.end_time - e.start_time <= 86400 AND ?3 IS NOT NULL",
    wanted!()
);
/// What lasts for days: as far back as anything ever did.
const LONG: &str = concat!(
    "SELECT e.rowid, e.start_time FROM project_events e INDEXED BY project_events_long CROSS JOIN projects p ON p.id = e.project_id
  WHERE e.branch_id = ?1 AND e.end_time - e.start_time > 86400 AND e.start_time < ?2 AND e.end_time > ?2
    AND e.start_time >= ?2 - coalesce((SELECT longest FROM event_reach WHERE branch_id = ?1), 0) AND ?3 IS NOT NULL",
    wanted!()
);
/// What an asset is booked for: sub-events, and projects as a whole.
const OF_ASSET: &str = "SELECT DISTINCT e.rowid, e.start_time, 0 FROM booking_locks l CROSS JOIN project_events e ON e.id = l.event_id CROSS JOIN projects p ON p.id = e.project_id
  WHERE l.asset_id = ?4 AND l.released_at IS NULL AND l.start_time < ?3 AND l.end_time > ?2
    AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = ?4), 0)
    AND e.start_time < ?3 AND e.end_time > ?2
    AND e.branch_id = ?1 AND p.branch_id = ?1 AND p.status NOT IN ('cancelled', 'trashed')
  UNION ALL
  SELECT DISTINCT p.rowid, p.start_date, 1 FROM booking_locks l CROSS JOIN projects p ON p.id = l.project_id
  WHERE l.asset_id = ?4 AND l.event_id IS NULL AND l.released_at IS NULL AND l.start_time < ?3 AND l.end_time > ?2
    AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = ?4), 0)
    AND p.start_date >= ?2 AND p.start_date < ?3
    AND p.branch_id = ?1 AND p.status NOT IN ('cancelled', 'trashed')
    AND NOT EXISTS (SELECT 1 FROM project_events e WHERE e.project_id = p.id)
  LIMIT ?5";
/// What somebody answers for, as far as it is under way, the newest projects first.
const OF_LEAD: &str = "WITH mine AS (SELECT id, rowid, start_date FROM projects WHERE branch_id = ?1 AND lead_user_id = ?4 AND status NOT IN ('archived', 'cancelled', 'trashed')
    ORDER BY coalesce(created_at, 0) DESC, id DESC LIMIT ?5)
  SELECT e.rowid, e.start_time, 0 FROM mine CROSS JOIN project_events e ON e.project_id = mine.id
  WHERE e.branch_id = ?1 AND e.start_time < ?3 AND e.end_time > ?2
  UNION ALL
  SELECT mine.rowid, mine.start_date, 1 FROM mine WHERE mine.start_date >= ?2 AND mine.start_date < ?3
    AND NOT EXISTS (SELECT 1 FROM project_events e WHERE e.project_id = mine.id)";

/// What begins within a time, earliest first, at most so many.
pub(super) fn of_day(
    conn: &Connection,
    range: Range<'_>,
    (which, limit): (Which<'_>, usize),
) -> Result<Vec<Place>, StoreError> {
    let mut found = walk(conn, (EVENTS, Source::Event), range, (which, limit))?;
    found.extend(walk(conn, (PROJECTS, Source::Project), range, (which, limit))?);
    found.sort_unstable();
    found.truncate(limit);
    Ok(found)
}

/// What began before a time and goes on in it, earliest first, at most so many.
pub(super) fn reaching(
    conn: &Connection,
    range: Range<'_>,
    (which, limit): (Which<'_>, usize),
) -> Result<Vec<Place>, StoreError> {
    let mut found = walk(conn, (LONG, Source::Event), range, (which, limit))?;
    found.extend(walk(conn, (REACHING, Source::Event), range, (which, limit))?);
    found.sort_unstable();
    found.truncate(limit);
    Ok(found)
}

fn walk(
    conn: &Connection,
    (sql, source): (&str, Source),
    range: Range<'_>,
    (which, limit): (Which<'_>, usize),
) -> Result<Vec<Place>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let holds = which.holds.then_some(1);
    let mut statement = conn.prepare_cached(sql)?;
    let within = (range.branch, range.from, range.to, limit, which.status, holds);
    let rows = statement.query_map(within, |r| {
        Ok(Place { start: column::int(r, 1)?.unwrap_or_default(), source, rowid: r.get(0)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What an asset is booked for within a time.
pub(super) fn of_asset(
    conn: &Connection,
    range: Range<'_>,
    asset: &AssetId,
) -> Result<Vec<Place>, StoreError> {
    named(conn, OF_ASSET, range, (asset.as_str(), BOOKED))
}

/// What somebody answers for within a time.
pub(super) fn of_lead(conn: &Connection, range: Range<'_>, person: &str) -> Result<Vec<Place>, StoreError> {
    named(conn, OF_LEAD, range, (person, LED))
}

fn named(
    conn: &Connection,
    sql: &str,
    range: Range<'_>,
    (name, limit): (&str, i64),
) -> Result<Vec<Place>, StoreError> {
    let read = |r: &Row<'_>| {
        let source = if r.get::<_, i64>(2)? == 0 { Source::Event } else { Source::Project };
        Ok(Place { start: column::int(r, 1)?.unwrap_or_default(), source, rowid: r.get(0)? })
    };
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((range.branch, range.from, range.to, name, limit), read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The people of a branch who can be booked and are this user.
pub(super) fn people_of(conn: &Connection, branch: &str, user: &str) -> Result<Vec<AssetId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM assets WHERE branch_id = ?1 AND type = 'human' AND user_id = ?2 LIMIT 20",
    )?;
    let rows = statement.query_map([branch, user], |r| column::text(r, 0))?;
    Ok(rows.map(|id| Ok(AssetId::from(id?))).collect::<rusqlite::Result<_>>()?)
}
