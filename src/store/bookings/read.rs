//! Locks, one by one and in windows, with what they are for.

use super::super::access::Access;
use super::super::column;
use super::super::projects;
use super::super::protocol::{
    BranchScope, Cursor, CursorPart, LockDetail, LockQuery, LocksOf, OnlyHolds, Slice, StoreError,
};
use super::{lock, trouble};
use crate::domain::id::LockId;
use crate::domain::project::ProjectDetails;
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension, Row};

/// The most locks of a window.
const MAX: u32 = 1_000;

macro_rules! details {
    ($from:literal, $($tail:tt)*) => {
        concat!(
            "SELECT l.id, l.project_id, l.event_id, l.asset_id, a.name, a.type, l.start_time, l.end_time, l.kind, l.qty,
    l.expires_at, l.released_at, l.version, ",
            trouble!(),
            ", l.buffer_before, l.buffer_after,
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
/// Where the locks of a branch stand; each of those that are shown is read by itself.
macro_rules! places {
    ($index:literal, $holds:literal) => {
        concat!(
            "SELECT l.start_time, l.id FROM booking_locks l INDEXED BY ",
            $index,
            " WHERE l.branch_id = ?1 AND l.start_time < ?3 AND l.end_time > ?2
               AND l.start_time >= max(?4, ?2 - coalesce((SELECT max(longest) FROM asset_lock_reach), 0))
               AND (l.start_time > ?4 OR l.id > ?5) ",
            $holds,
            " ORDER BY l.start_time, l.id LIMIT ?6"
        )
    };
}
const OF_BRANCH: &str = places!("booking_locks_by_branch", "");
const HOLDS_OF_BRANCH: &str = places!(
    "booking_locks_holds",
    "AND l.kind = 'hold' AND l.released_at IS NULL AND coalesce(l.expires_at, 253402300800) > unixepoch()"
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
    let holds = query.holds == OnlyHolds::Yes;
    let asked = Asked::of(query)?;
    let rows = match &query.of {
        LocksOf::Project(id) => {
            projects::read(conn, access, Permission::ViewProjects, id)?;
            asked.rows(conn, OF_PROJECT, id.as_str())?
        }
        LocksOf::Asset(id) => {
            let branch: Option<String> = conn
                .prepare_cached("SELECT branch_id FROM assets WHERE id = ?1")?
                .query_row([id.as_str()], |r| r.get(0))
                .optional()?;
            let branch = branch.unwrap_or_default();
            access.branch_of(Permission::ViewInventory, &branch, "asset", id.as_str())?;
            asked.rows(conn, if holds { HOLDS_OF_ASSET } else { OF_ASSET }, id.as_str())?
        }
        LocksOf::Branches(scope) => {
            let branches = access.branches(Permission::ViewCalendar, scope)?;
            let ids = branches.into_iter().map(|branch| branch.id.as_str());
            asked.rows_of(conn, if holds { HOLDS_OF_BRANCH } else { OF_BRANCH }, ids)?
        }
    };
    let more = rows.len() > asked.limit;
    let mut slice = Slice { rows: Vec::new(), next: None };
    for (mut detail, branch) in rows.into_iter().take(asked.limit).flatten() {
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

/// A lock with its branch; `None` for one whose times mean nothing.
type Found = Option<(LockDetail, String)>;

/// A window as the statements take it.
struct Asked {
    from: i64,
    until: i64,
    after: (i64, String),
    holds: bool,
    limit: usize,
}

impl Asked {
    fn of(query: &LockQuery) -> Result<Self, StoreError> {
        /// Before every lock, and behind it.
        const EVER: [i64; 2] = [-62_135_596_800, 253_402_300_800];
        Ok(Self {
            from: query.from.map_or(EVER[0], jiff::Timestamp::as_second),
            until: query.until.map_or(EVER[1], jiff::Timestamp::as_second),
            after: place(query.after.as_ref())?,
            holds: query.holds == OnlyHolds::Yes,
            limit: query.limit.clamp(1, MAX) as usize,
        })
    }

    /// One more than are shown tells whether there are more.
    fn most(&self) -> i64 {
        i64::try_from(self.limit).unwrap_or(i64::MAX).saturating_add(1)
    }

    fn rows(&self, conn: &Connection, sql: &str, of: &str) -> Result<Vec<Found>, StoreError> {
        let (at, id) = &self.after;
        let mut statement = conn.prepare_cached(sql)?;
        let rows =
            statement.query_map((of, self.from, self.until, at, id, self.holds, self.most()), detail)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Each branch is walked by itself; among all of them the earliest are read.
    fn rows_of<'b>(
        &self,
        conn: &Connection,
        sql: &str,
        branches: impl Iterator<Item = &'b str>,
    ) -> Result<Vec<Found>, StoreError> {
        let (at, id) = &self.after;
        let mut places: Vec<(i64, String)> = Vec::new();
        let mut statement = conn.prepare_cached(sql)?;
        for branch in branches {
            let found = statement.query_map((branch, self.from, self.until, at, id, self.most()), |r| {
                Ok((r.get(0)?, r.get(1)?))
            })?;
            places.extend(found.collect::<Result<Vec<_>, _>>()?);
        }
        places.sort_unstable();
        places.truncate(self.limit + 1);
        let mut one = conn.prepare_cached(ONE)?;
        let rows = places.iter().map(|(_, id)| one.query_row([id.as_str()], detail));
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn place(after: Option<&Cursor>) -> Result<(i64, String), StoreError> {
    match after.map(|cursor| cursor.0.as_slice()) {
        None => Ok((i64::MIN, String::new())),
        Some([CursorPart::Int(at), CursorPart::Text(id)]) => Ok((*at, id.clone())),
        Some(_) => Err(StoreError::Internal("a place of another list".to_owned())),
    }
}
