//! Locks, one by one and in windows, with what they are for.

use super::super::access::Access;
use super::super::column;
use super::super::projects;
use super::super::protocol::{
    BranchScope, Cursor, CursorPart, LockDetail, LockQuery, LocksOf, OnlyHolds, Slice, StoreError,
};
use super::lock;
use crate::domain::id::LockId;
use crate::domain::project::ProjectDetails;
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::json;

/// The most locks of a window.
const MAX: u32 = 1_000;

macro_rules! details {
    ($from:literal, $($tail:tt)*) => {
        concat!(
            "SELECT l.id, l.project_id, l.event_id, l.asset_id, a.name, a.type, l.start_time, l.end_time, l.kind, l.qty,
    l.expires_at, l.released_at, l.version,
    CASE WHEN l.end_time <= unixepoch() THEN NULL
      WHEN a.status IN ('lost', 'retired') THEN a.status
      ELSE (SELECT m.kind FROM asset_maintenance m WHERE m.asset_id = l.asset_id AND m.start_time < l.end_time
        AND coalesce(m.end_time, 253402300800) > l.start_time LIMIT 1) END,
    l.buffer_before, l.buffer_after,
    coalesce(p.branch_id, a.branch_id), p.details_json, coalesce(e.title, ''), coalesce(a.serial_number, ''), l.kit_id, coalesce(c.name, '')
  FROM ", $from, " LEFT JOIN assets a ON a.id = l.asset_id LEFT JOIN projects p ON p.id = l.project_id
    LEFT JOIN project_events e ON e.id = l.event_id LEFT JOIN clients c ON c.id = p.client_id ", $($tail)*
        )
    };
}

const ONE: &str = details!("booking_locks l", "WHERE l.id = ?1");

/// Locks of `?1` that reach into `[?2, ?3)`, behind the place `(?4, ?5)`; holds only if `?6`. Those of an asset and of a
/// branch are looked for no further back than the longest of them begins.
const OF_PROJECT: &str = details!(
    "booking_locks l",
    "WHERE l.project_id = ?1 AND l.start_time < ?3 AND l.end_time > ?2 AND l.start_time >= ?4 AND (l.start_time > ?4 OR l.id > ?5)
     AND (?6 = 0 OR l.kind = 'hold' AND l.released_at IS NULL AND coalesce(l.expires_at, 253402300800) > unixepoch())
     ORDER BY l.start_time, l.id LIMIT ?7"
);
const OF_ASSET: &str = details!(
    "booking_locks l",
    "WHERE l.asset_id = ?1 AND l.start_time < ?3 AND l.end_time > ?2
     AND l.start_time >= max(?4, ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = ?1), 0)) AND (l.start_time > ?4 OR l.id > ?5)
     AND ?6 = 0
     ORDER BY l.start_time, l.id LIMIT ?7"
);
const HOLDS_OF_ASSET: &str = details!(
    "booking_locks l INDEXED BY booking_locks_held",
    "WHERE l.asset_id = ?1 AND l.start_time < ?3 AND l.end_time > ?2
     AND l.start_time >= max(?4, ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = ?1), 0)) AND (l.start_time > ?4 OR l.id > ?5)
     AND l.kind = 'hold' AND l.released_at IS NULL AND coalesce(l.expires_at, 253402300800) > unixepoch() AND ?6 = 1
     ORDER BY l.start_time, l.id LIMIT ?7"
);
const OF_BRANCHES: &str = details!(
    "booking_locks l",
    "WHERE p.branch_id IN (SELECT value FROM json_each(?1)) AND l.start_time < ?3 AND l.end_time > ?2
     AND l.start_time >= max(?4, ?2 - coalesce((SELECT max(longest) FROM asset_lock_reach), 0))
     AND (l.start_time > ?4 OR l.id > ?5) AND ?6 = 0
     ORDER BY l.start_time, l.id LIMIT ?7"
);
const HOLDS_OF_BRANCHES: &str = details!(
    "booking_locks l INDEXED BY booking_locks_holds",
    "WHERE p.branch_id IN (SELECT value FROM json_each(?1)) AND l.start_time < ?3 AND l.end_time > ?2
     AND l.start_time >= max(?4, ?2 - coalesce((SELECT max(longest) FROM asset_lock_reach), 0)) AND (l.start_time > ?4 OR l.id > ?5)
     AND l.kind = 'hold' AND l.released_at IS NULL AND coalesce(l.expires_at, 253402300800) > unixepoch() AND ?6 = 1
     ORDER BY l.start_time, l.id LIMIT ?7"
);

fn detail(r: &Row<'_>) -> rusqlite::Result<Option<(LockDetail, String)>> {
    let Some(lock) = lock(r)? else { return Ok(None) };
    let details = ProjectDetails::parse(column::optional_text(r, 17)?.as_deref());
    let client = column::text(r, 21)?;
    let branch = column::text(r, 16)?;
    let project_name =
        if details.title.is_empty() && !client.is_empty() { client } else { details.called().to_owned() };
    Ok(Some((
        LockDetail {
            lock,
            branch: branch.as_str().into(),
            zone: String::new(),
            project_name,
            event_title: column::text(r, 18)?,
            serial: column::text(r, 19)?,
            kit: column::optional_text(r, 20)?.map(Into::into),
        },
        branch,
    )))
}

/// A lock of a project that the actor may see.
///
/// # Errors
/// Not found, also for one of a branch out of reach.
pub(in crate::store) fn one(
    conn: &Connection,
    access: &Access,
    id: &LockId,
) -> Result<LockDetail, StoreError> {
    let not_found = || StoreError::NotFound { what: "lock", id: id.to_string() };
    let found = conn.prepare_cached(ONE)?.query_row([id.as_str()], detail).optional()?.flatten();
    let (mut detail, branch) = found.ok_or_else(not_found)?;
    let branch = access.branch_of(Permission::ViewProjects, &branch, "lock", id.as_str())?;
    detail.zone.clone_from(&branch.zone);
    Ok(detail)
}

/// A window of locks.
///
/// # Errors
/// Denied; a project, asset or branch out of reach is not found.
pub(in crate::store) fn window(
    conn: &Connection,
    access: &Access,
    query: &LockQuery,
) -> Result<Slice<LockDetail>, StoreError> {
    let branches = access.branches(Permission::ViewCalendar, &BranchScope::All)?;
    let (sql, of) = match &query.of {
        LocksOf::Project(id) => {
            projects::read(conn, access, Permission::ViewProjects, id)?;
            (OF_PROJECT, id.to_string())
        }
        LocksOf::Asset(id) => {
            let branch: Option<String> = conn
                .prepare_cached("SELECT branch_id FROM assets WHERE id = ?1")?
                .query_row([id.as_str()], |r| r.get(0))
                .optional()?;
            let branch = branch.unwrap_or_default();
            access.branch_of(Permission::ViewInventory, &branch, "asset", id.as_str())?;
            (if query.holds == OnlyHolds::Yes { HOLDS_OF_ASSET } else { OF_ASSET }, id.to_string())
        }
        LocksOf::Branches(scope) => {
            let ids: Vec<&str> = access
                .branches(Permission::ViewCalendar, scope)?
                .into_iter()
                .map(|branch| branch.id.as_str())
                .collect();
            let sql = if query.holds == OnlyHolds::Yes { HOLDS_OF_BRANCHES } else { OF_BRANCHES };
            (sql, json!(ids).to_string())
        }
    };
    /// Before every lock, and behind it.
    const EVER: [i64; 2] = [-62_135_596_800, 253_402_300_800];
    let from = query.from.map_or(EVER[0], jiff::Timestamp::as_second);
    let until = query.until.map_or(EVER[1], jiff::Timestamp::as_second);
    let (at, id) = place(query.after.as_ref())?;
    let limit = query.limit.clamp(1, MAX);
    let holds = i64::from(query.holds == OnlyHolds::Yes);
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement
        .query_map((of, from, until, at, id, holds, i64::from(limit) + 1), detail)?
        .collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > limit as usize;
    let mut slice = Slice { rows: Vec::new(), next: None };
    for (mut detail, branch) in rows.into_iter().take(limit as usize).flatten() {
        if more {
            let place = [
                CursorPart::Int(detail.lock.start.as_second()),
                CursorPart::Text(detail.lock.id.to_string()),
            ];
            slice.next = Some(Cursor(place.into()));
        }
        // A lock of an asset that was moved to another branch since: its project is that branch's business.
        let Some(branch) = branches.iter().find(|b| b.id.as_str() == branch) else { continue };
        detail.zone.clone_from(&branch.zone);
        slice.rows.push(detail);
    }
    Ok(slice)
}

fn place(after: Option<&Cursor>) -> Result<(i64, String), StoreError> {
    match after.map(|cursor| cursor.0.as_slice()) {
        None => Ok((i64::MIN, String::new())),
        Some([CursorPart::Int(at), CursorPart::Text(id)]) => Ok((*at, id.clone())),
        Some(_) => Err(StoreError::Internal("a place of another list".to_owned())),
    }
}
