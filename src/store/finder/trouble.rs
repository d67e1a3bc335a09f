//! What will not work out: locks over assets that are lost, retired or away by then, and holds over times that another
//! lock has for sure.

use super::super::access::Access;
use super::super::bookings::{clash_of, lock, trouble};
use super::super::column;
use super::super::protocol::{
    BranchScope, Clash, Direction, StoreError, Troubled, TroubledLock, TroubledQuery,
};
use crate::domain::booking::{LockKind, Taken, peak};
use crate::domain::id::{BranchId, LockId};
use crate::domain::project::ProjectDetails;
use crate::domain::role::Permission;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeMap;

/// Locks of each kind of trouble that are looked at.
const MANY: i64 = 1_000;
/// The end of all time that a file knows.
const FOREVER: i64 = 253_402_300_800;

macro_rules! columns {
    () => {
        concat!(
            "SELECT l.id, l.project_id, l.event_id, l.asset_id, a.name, a.type, l.start_time, l.end_time, l.kind, l.qty,
           l.expires_at, l.released_at, l.version, ",
            trouble!(),
            ", l.buffer_before, l.buffer_after,
           coalesce(p.branch_id, a.branch_id), p.details_json, c.name, e.title, a.capacity "
        )
    };
}
macro_rules! joins {
    () => {
        " LEFT JOIN projects p ON p.id = l.project_id LEFT JOIN clients c ON c.id = p.client_id
          LEFT JOIN project_events e ON e.id = l.event_id "
    };
}

const ONE: &str = concat!(
    columns!(),
    "FROM booking_locks l JOIN assets a ON a.id = l.asset_id",
    joins!(),
    "WHERE l.id = ?1"
);
/// Over assets of a branch (`?1`) in a condition (`?2`), within `[?3, ?4)`, of those that hold still.
const GONE: &str = concat!(
    columns!(),
    "FROM assets a INDEXED BY idx_assets_branch_id_status CROSS JOIN booking_locks l ON l.asset_id = a.id
       AND l.start_time > ?3 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = a.id), 0) AND l.start_time < ?4",
    joins!(),
    "WHERE a.branch_id = ?1 AND p.branch_id = ?1 AND a.status = ?2 AND l.end_time > ?3 AND l.released_at IS NULL
       AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
     ORDER BY l.start_time, l.id LIMIT ?5"
);
/// Over times in which something of a branch is away, within `[?2, ?3)`.
const AWAY: &str = concat!(
    columns!(),
    "FROM asset_maintenance w INDEXED BY asset_maintenance_by_end CROSS JOIN assets a ON a.id = w.asset_id CROSS JOIN booking_locks l ON l.asset_id = w.asset_id
       AND l.start_time > max(w.start_time, ?2) - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = w.asset_id), 0)
       AND l.start_time < min(coalesce(w.end_time, 253402300800), ?3)",
    joins!(),
    "WHERE coalesce(w.end_time, 253402300800) > ?2 AND a.branch_id = ?1 AND p.branch_id = ?1 AND l.end_time > max(w.start_time, ?2)
       AND l.released_at IS NULL AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
     ORDER BY l.start_time, l.id LIMIT ?4"
);
/// Over what was sent from a branch to another one, within `[?2, ?3)`.
const SENT: &str = concat!(
    columns!(),
    "FROM asset_transfers s CROSS JOIN assets a ON a.id = s.asset_id CROSS JOIN booking_locks l ON l.asset_id = s.asset_id
       AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = s.asset_id), 0) AND l.start_time < ?3",
    joins!(),
    "WHERE s.from_branch_id = ?1 AND l.end_time > ?2 AND l.released_at IS NULL AND p.branch_id = ?1
       AND (s.outcome IS NULL OR a.branch_id <> ?1)
       AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
     ORDER BY l.start_time, l.id LIMIT ?4"
);
/// Holds of a branch within `[?2, ?3)` that hold still, over which some firm lock lies.
const HELD: &str = concat!(
    columns!(),
    "FROM booking_locks l INDEXED BY booking_locks_live CROSS JOIN assets a ON a.id = l.asset_id",
    joins!(),
    "WHERE l.kind = 'hold' AND l.released_at IS NULL AND coalesce(l.expires_at, 253402300800) > unixepoch()
       AND l.end_time > ?2 AND l.start_time < ?3 AND a.branch_id = ?1 AND p.branch_id = ?1
       AND EXISTS (SELECT 1 FROM booking_locks x WHERE x.asset_id = l.asset_id AND x.kind = 'firm' AND x.released_at IS NULL
         AND x.start_time < l.end_time AND x.end_time > l.start_time
         AND x.start_time > l.start_time - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = l.asset_id), 0))
     ORDER BY l.start_time, l.id LIMIT ?4"
);
/// The firm locks over an asset's time.
const CROSSING: &str = "SELECT x.asset_id, a.name, x.id, coalesce(p.id, ''), p.details_json, c.name, x.start_time, x.end_time, b.address_json, x.buffer_before, x.buffer_after, x.qty
  FROM booking_locks x JOIN assets a ON a.id = x.asset_id
  LEFT JOIN projects p ON p.id = x.project_id AND p.branch_id = a.branch_id LEFT JOIN clients c ON c.id = p.client_id LEFT JOIN branches b ON b.id = a.branch_id
  WHERE x.asset_id = ?1 AND x.kind = 'firm' AND x.released_at IS NULL AND x.start_time < ?3 AND x.end_time > ?2
    AND x.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = ?1), 0)
  ORDER BY x.start_time, x.id LIMIT 200";

/// Locks that will not work out, earliest first.
///
/// # Errors
/// A branch out of reach is not found.
pub(in crate::store) fn troubled(
    conn: &Connection,
    access: &Access,
    query: &TroubledQuery,
) -> Result<Troubled, StoreError> {
    let now = Timestamp::now().as_second();
    let from = query.from.map_or(now, |from| from.as_second().max(now));
    let until = query.until.map_or(FOREVER, Timestamp::as_second);
    let mut rows = all(conn, access, &query.scope, (from, until))?;
    let limit = usize::try_from(query.limit.clamp(1, 1_000)).unwrap_or(1_000);
    let more = rows.len().saturating_sub(limit) as u64;
    rows.truncate(limit);
    Ok(Troubled { rows, more })
}

/// The nearest one, before or after a moment, or beside one that is known: those that start at once go by their ids.
///
/// # Errors
/// A branch out of reach is not found.
pub(in crate::store) fn next_conflict(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
    (from, beside, direction): (Timestamp, Option<&LockId>, Direction),
) -> Result<Option<Box<TroubledLock>>, StoreError> {
    let rows = all(conn, access, scope, (Timestamp::now().as_second(), FOREVER))?;
    let later = |row: &TroubledLock| match beside {
        Some(known) => (row.lock.start, &row.lock.id) > (from, known),
        None => row.lock.start > from,
    };
    let earlier = |row: &TroubledLock| match beside {
        Some(known) => (row.lock.start, &row.lock.id) < (from, known),
        None => row.lock.start < from,
    };
    Ok(match direction {
        Direction::Later => rows.into_iter().find(later),
        Direction::Earlier => rows.into_iter().rev().find(earlier),
    }
    .map(Box::new))
}

/// One lock, whether anything is wrong with it or not.
///
/// # Errors
/// A lock out of reach is not found.
pub(super) fn one(conn: &Connection, access: &Access, id: &LockId) -> Result<TroubledLock, StoreError> {
    let not_found = || StoreError::NotFound { what: "booking", id: id.to_string() };
    let row = conn.prepare_cached(ONE)?.query_row([id.as_str()], troubled_lock).optional()?.flatten();
    let (mut row, capacity) = row.ok_or_else(not_found)?;
    access.branch_of(Permission::ViewCalendar, row.branch.as_str(), "booking", id.as_str())?;
    row.crossed = crossed(conn, &row, capacity)?;
    Ok(row)
}

fn all(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
    (from, until): (i64, i64),
) -> Result<Vec<TroubledLock>, StoreError> {
    let mut found: BTreeMap<(Timestamp, LockId), TroubledLock> = BTreeMap::new();
    let mut add = |row: TroubledLock| {
        found.entry((row.lock.start, row.lock.id.clone())).or_insert(row);
    };
    for branch in access.branches(Permission::ViewCalendar, scope)? {
        let id = branch.id.as_str();
        for status in ["lost", "retired"] {
            let mut statement = conn.prepare_cached(GONE)?;
            let rows = statement.query_map((id, status, from, until, MANY), troubled_lock)?;
            rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().for_each(|(row, _)| add(row));
        }
        for sql in [SENT, AWAY] {
            let mut statement = conn.prepare_cached(sql)?;
            let rows = statement.query_map((id, from, until, MANY), troubled_lock)?;
            rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().for_each(|(row, _)| add(row));
        }
        let mut statement = conn.prepare_cached(HELD)?;
        let rows = statement.query_map((id, from, until, MANY), troubled_lock)?;
        for (mut row, capacity) in rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten() {
            row.crossed = crossed(conn, &row, capacity)?;
            if row.crossed.is_some() {
                add(row);
            }
        }
    }
    Ok(found.into_values().collect())
}

/// A lock with the asset's capacity; `None` for one whose times mean nothing.
fn troubled_lock(r: &Row<'_>) -> rusqlite::Result<Option<(TroubledLock, u32)>> {
    let Some(lock) = lock(r)? else { return Ok(None) };
    let details = ProjectDetails::parse(column::optional_text(r, 17)?.as_deref());
    let client = column::text(r, 18)?;
    let project_name = if details.title.is_empty() { client.clone() } else { details.called().to_owned() };
    let capacity = column::int(r, 20)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let row = TroubledLock {
        lock,
        crossed: None,
        branch: BranchId::from(column::text(r, 16)?),
        project_name,
        client,
        event_title: column::text(r, 19)?,
    };
    Ok(Some((row, capacity)))
}

/// Who has what a hold holds, if too little is left for it.
fn crossed(conn: &Connection, row: &TroubledLock, capacity: u32) -> Result<Option<Box<Clash>>, StoreError> {
    if row.lock.kind != LockKind::Hold {
        return Ok(None);
    }
    let (start, end) = (row.lock.start.as_second(), row.lock.end.as_second());
    let mut statement = conn.prepare_cached(CROSSING)?;
    let mut rows = statement.query((row.lock.asset.as_str(), start, end))?;
    let (mut first, mut taken) = (None, Vec::new());
    while let Some(r) = rows.next()? {
        let clash = clash_of(r)?;
        let qty = column::int(r, 11)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        taken.push(Taken { start: clash.start.as_second(), end: clash.end.as_second(), qty });
        first.get_or_insert(clash);
    }
    let short = peak(&taken, start, end).saturating_add(row.lock.qty) > capacity;
    Ok(first.filter(|_| short).map(Box::new))
}
