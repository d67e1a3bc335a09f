//! One block of the timeline, with everything that its detail shows and that moving it needs.

use super::super::access::Access;
use super::super::clients::time;
use super::super::column;
use super::super::projects;
use super::super::protocol::{
    AwayKind, BlockAsset, BlockDetail, BlockId, BlockProject, BranchScope, CarriedLock, Lines, StoreError,
};
use crate::domain::booking::LockKind;
use crate::domain::id::{EventId, LockId, ProjectId};
use crate::domain::role::Permission;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

/// Locks of one sub-event that are read at once.
const LOCKS: i64 = 200;

macro_rules! locks {
    ($where:literal) => {
        concat!(
            "SELECT l.id, l.asset_id, coalesce(a.name, ''), coalesce(a.type, ''), l.start_time, l.end_time, l.kind, l.qty,
               l.buffer_before, l.buffer_after, l.expires_at, l.version, l.project_id, l.event_id, a.branch_id
             FROM booking_locks l LEFT JOIN assets a ON a.id = l.asset_id WHERE ",
            $where
        )
    };
}
const OF_EVENT: &str =
    locks!("l.event_id = ?1 AND l.released_at IS NULL ORDER BY l.start_time, l.id LIMIT ?2");
const ONE: &str = locks!("l.id = ?1");
const AWAY: &str =
    "SELECT m.asset_id, a.name, a.type, a.branch_id, m.start_time, m.end_time, m.kind, coalesce(m.reason, '')
  FROM asset_maintenance m JOIN assets a ON a.id = m.asset_id WHERE m.id = ?1";
const CUSTODY: &str = "SELECT c.asset_id, a.name, a.type, a.branch_id, coalesce(c.due_at, c.out_at), c.back_at, c.out_at,
    coalesce(u.name, u.email, c.holder, c.holder_user_id, ''), c.project_id
  FROM asset_custody c JOIN assets a ON a.id = c.asset_id LEFT JOIN users u ON u.id = c.holder_user_id WHERE c.id = ?1";

/// Everything about a block.
///
/// # Errors
/// Denied; what is out of reach, or gone, is not found.
pub(in crate::store) fn detail(
    conn: &Connection,
    access: &Access,
    id: &BlockId,
) -> Result<BlockDetail, StoreError> {
    match id {
        BlockId::Lock(lock) => of_lock(conn, access, lock),
        BlockId::Event(event) => of_event(conn, access, event),
        BlockId::Away(away) => of_away(conn, access, (id, away.as_str())),
        BlockId::Custody(custody) => of_custody(conn, access, (id, custody.as_str())),
    }
}

/// A row's branch as somebody who sees the calendar reaches it.
fn blank(
    access: &Access,
    id: &BlockId,
    (branch, what, name): (&str, &'static str, &str),
    (start, end): (Timestamp, Option<Timestamp>),
) -> Result<BlockDetail, StoreError> {
    let branch = access.branch_of(Permission::ViewCalendar, branch, what, name)?;
    Ok(BlockDetail {
        id: id.clone(),
        branch: branch.id.clone(),
        zone: branch.zone.clone(),
        asset: None,
        start,
        end,
        project: None,
        event: None,
        locks: Lines::default(),
        note: String::new(),
        away: None,
        out: None,
    })
}

fn gone(what: &'static str, id: &str) -> StoreError {
    StoreError::NotFound { what, id: id.to_owned() }
}

fn of_lock(conn: &Connection, access: &Access, id: &LockId) -> Result<BlockDetail, StoreError> {
    let missing = || gone("booking", id.as_str());
    let (lock, project, event, branch) = conn
        .prepare_cached(ONE)?
        .query_row([id.as_str()], |r| {
            let event = column::optional_text(r, 13)?.map(EventId::from);
            Ok((lock(r)?, ProjectId::from(column::text(r, 12)?), event, column::text(r, 14)?))
        })
        .optional()?
        .ok_or_else(missing)?;
    let lock = lock.ok_or_else(missing)?;
    let times = (lock.start, Some(lock.end));
    let mut detail = blank(access, &BlockId::Lock(id.clone()), (&branch, "booking", id.as_str()), times)?;
    detail.asset = Some(lock.asset.clone());
    // A thing that came from another branch brings bookings along whose project is not for everybody here.
    detail.project = project_of(conn, access, &project)?;
    match event.filter(|_| detail.project.is_some()) {
        Some(event) => {
            detail.event = projects::events::one(conn, access, &event).ok();
            detail.locks = of_event_locks(conn, &event)?;
        }
        None => detail.locks.rows.push(lock),
    }
    Ok(detail)
}

fn of_event(conn: &Connection, access: &Access, id: &EventId) -> Result<BlockDetail, StoreError> {
    let event = projects::events::one(conn, access, id)?;
    let (project, branch) = projects::read(conn, access, Permission::ViewProjects, &event.project)?;
    let times = (event.start, Some(event.end));
    let key = (branch.id.as_str(), "sub-event", id.as_str());
    let mut detail = blank(access, &BlockId::Event(id.clone()), key, times)?;
    detail.project = Some(BlockProject {
        id: project.id.clone(),
        name: project.details.called().to_owned(),
        client: project.client_name.clone(),
        status: project.status.as_str().to_owned(),
    });
    detail.locks = of_event_locks(conn, id)?;
    detail.event = Some(event);
    Ok(detail)
}

fn of_event_locks(conn: &Connection, event: &EventId) -> Result<Lines<CarriedLock>, StoreError> {
    let mut statement = conn.prepare_cached(OF_EVENT)?;
    let rows = statement.query_map((event.as_str(), LOCKS), lock)?;
    let rows: Vec<CarriedLock> = rows.filter_map(Result::transpose).collect::<Result<_, _>>()?;
    let all: i64 = conn
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM booking_locks WHERE event_id = ?1 AND released_at IS NULL LIMIT 1000)")?
        .query_row([event.as_str()], |r| r.get(0))?;
    Ok(Lines { more: all.unsigned_abs().saturating_sub(rows.len() as u64), rows })
}

fn project_of(
    conn: &Connection,
    access: &Access,
    id: &ProjectId,
) -> Result<Option<BlockProject>, StoreError> {
    let Some(project) = projects::of_row(conn, id)? else { return Ok(None) };
    let seen = access.branches(Permission::ViewProjects, &BranchScope::All).unwrap_or_default();
    Ok(seen.iter().any(|branch| branch.id == project.branch).then(|| BlockProject {
        id: project.id.clone(),
        name: project.details.called().to_owned(),
        client: project.client_name.clone(),
        status: project.status.as_str().to_owned(),
    }))
}

fn of_away(
    conn: &Connection,
    access: &Access,
    (id, key): (&BlockId, &str),
) -> Result<BlockDetail, StoreError> {
    let found = conn
        .prepare_cached(AWAY)?
        .query_row([key], |r| {
            let asset = asset(r, 0)?;
            let times = (time(column::int(r, 4)?), time(column::int(r, 5)?));
            Ok((asset, column::text(r, 3)?, times, column::text(r, 6)?, column::text(r, 7)?))
        })
        .optional()?;
    let (asset, branch, (start, end), kind, reason) = found.ok_or_else(|| gone("time away", key))?;
    let times = (start.unwrap_or_default(), end);
    let mut detail = blank(access, id, (&branch, "time away", key), times)?;
    detail.asset = Some(asset);
    detail.away = Some(AwayKind::of(&kind));
    detail.note = reason;
    Ok(detail)
}

fn of_custody(
    conn: &Connection,
    access: &Access,
    (id, key): (&BlockId, &str),
) -> Result<BlockDetail, StoreError> {
    let found = conn
        .prepare_cached(CUSTODY)?
        .query_row([key], |r| {
            let asset = asset(r, 0)?;
            let times = (time(column::int(r, 4)?), time(column::int(r, 5)?), time(column::int(r, 6)?));
            let project = column::optional_text(r, 8)?.map(ProjectId::from);
            Ok((asset, column::text(r, 3)?, times, column::text(r, 7)?, project))
        })
        .optional()?;
    let (asset, branch, (due, back, out), holder, project) = found.ok_or_else(|| gone("check-out", key))?;
    let mut detail = blank(access, id, (&branch, "check-out", key), (due.unwrap_or_default(), back))?;
    detail.asset = Some(asset);
    detail.note = holder;
    detail.out = out;
    if let Some(project) = project {
        detail.project = project_of(conn, access, &project)?;
    }
    Ok(detail)
}

fn asset(r: &Row<'_>, at: usize) -> rusqlite::Result<BlockAsset> {
    Ok(BlockAsset {
        id: column::text(r, at)?.into(),
        name: column::text(r, at + 1)?,
        kind: column::text(r, at + 2)?,
    })
}

/// A lock; `None` for one whose times mean nothing.
fn lock(r: &Row<'_>) -> rusqlite::Result<Option<CarriedLock>> {
    let (Some(start), Some(end)) = (time(column::int(r, 4)?), time(column::int(r, 5)?)) else {
        return Ok(None);
    };
    Ok(Some(CarriedLock {
        id: column::text(r, 0)?.into(),
        asset: asset(r, 1)?,
        start,
        end,
        kind: LockKind::of(&column::text(r, 6)?),
        qty: column::int(r, 7)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        before: column::int(r, 8)?.unwrap_or(0),
        after: column::int(r, 9)?.unwrap_or(0),
        expires: time(column::int(r, 10)?),
        version: column::int(r, 11)?.unwrap_or(1),
    }))
}
