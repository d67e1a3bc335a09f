//! What is booked: locks over gear, spaces and people.
//!
//! That nothing is booked twice is the database's own guarantee (`migrations/0012_bookings.sql`), for whoever writes the
//! file. Here a refusal gets its words, and the locks of a project are read and moved with it.

mod book;
mod follow;
mod kit;
mod obstacles;
pub(super) mod read;
mod remarks;
mod revive;
mod target;
mod write;

pub(super) use follow::{Edges, Moving, copy_event, follow_events, free_event, hindered, take_up_moved};
pub(super) use obstacles::obstacles;
pub(super) use revive::{project_status, revived, unfit};
pub(super) use write::{carry_out, names};

use super::clients::time;
use super::column;
use super::protocol::{Clash, Holder, Lines, StoreError, Table};
use super::tables::Image;
use crate::domain::booking::{Lock, LockKind, OfKit, Trouble, with};
use crate::domain::id::{EventId, ProjectId};
use crate::domain::project::ProjectDetails;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Locks of one project that are read at once.
const LINES: i64 = 100;

/// What became of the asset `a` of a lock `l` since it was booked: a word for [`Trouble::of`], or nothing. Past locks are
/// not asked about: what is lost now was there.
macro_rules! trouble {
    () => {
        "CASE WHEN l.end_time <= unixepoch() THEN NULL
      WHEN a.status IN ('lost', 'retired') THEN a.status
      WHEN a.branch_id <> (SELECT branch_id FROM projects WHERE id = l.project_id)
        OR EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = l.asset_id AND t.outcome IS NULL) THEN 'elsewhere'
      ELSE (SELECT m.kind FROM asset_maintenance m WHERE m.asset_id = l.asset_id AND m.start_time < l.end_time
        AND coalesce(m.end_time, 253402300800) > l.start_time LIMIT 1) END"
    };
}
pub(super) use trouble;

/// Locks of a project with their assets, and what became of the assets since.
macro_rules! locks_of_project {
    ($which:literal) => { concat!(
    "SELECT l.id, l.project_id, l.event_id, l.asset_id, a.name, a.type, l.start_time, l.end_time, l.kind, l.qty,
    l.expires_at, l.released_at, l.version, ",
    trouble!(),
    ", l.buffer_before, l.buffer_after, l.kit_id
  FROM booking_locks l LEFT JOIN assets a ON a.id = l.asset_id WHERE l.project_id = ?1 AND ", $which, " ORDER BY l.start_time, l.id LIMIT ?2"
) };
}
const COMING: &str = locks_of_project!("l.released_at IS NULL AND l.end_time > unixepoch()");
/// What is over, or free again.
const OVER: &str = locks_of_project!("NOT (l.released_at IS NULL AND l.end_time > unixepoch())");
/// What is booked with something of a kit (`?3`), for the same sub-event (`?4`).
const OF_KIT: &str = locks_of_project!("l.released_at IS NULL AND l.kit_id = ?3 AND l.event_id IS ?4");

/// What kits are called, each looked up once.
#[derive(Default)]
struct Kits(BTreeMap<String, Option<OfKit>>);

impl Kits {
    fn called(&mut self, conn: &Connection, id: String) -> Result<Option<OfKit>, StoreError> {
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let name = conn
            .prepare_cached("SELECT name FROM kits WHERE id = ?1")?
            .query_row([&id], |r| column::text(r, 0))
            .optional()?;
        let kit = name.map(|name| OfKit { id: id.as_str().into(), name });
        self.0.insert(id, kit.clone());
        Ok(kit)
    }
}

/// The locks of a project: what is to come first, then what is over or free again, each earliest first. Of a kit that is
/// among them, all of it is.
pub(super) fn of_project(conn: &Connection, id: &ProjectId) -> Result<Lines<Lock>, StoreError> {
    let mut kits = Kits::default();
    let mut rows = Vec::new();
    for sql in [COMING, OVER] {
        let left = LINES.saturating_sub(i64::try_from(rows.len()).unwrap_or(LINES));
        read_locks(conn, (sql, (id.as_str(), left)), &mut kits, &mut rows)?;
    }
    let all: i64 = conn
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM booking_locks WHERE project_id = ?1 LIMIT 500)")?
        .query_row([id.as_str()], |r| r.get(0))?;
    if all > LINES {
        complete_kits(conn, id, &mut kits, &mut rows)?;
    }
    Ok(Lines { more: all.unsigned_abs().saturating_sub(rows.len() as u64), rows })
}

fn read_locks(
    conn: &Connection,
    (sql, params): (&str, impl Params),
    kits: &mut Kits,
    rows: &mut Vec<Lock>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    while let Some(r) = found.next()? {
        let kit = match column::optional_text(r, 16)? {
            Some(id) => kits.called(conn, id)?,
            None => None,
        };
        rows.extend(lock(r)?.map(|lock| Lock { kit, ..lock }));
    }
    Ok(())
}

/// Reads the rest of kits of which the window has a part: whoever frees a kit, or makes it firm, means all of it.
fn complete_kits(
    conn: &Connection,
    id: &ProjectId,
    kits: &mut Kits,
    rows: &mut Vec<Lock>,
) -> Result<(), StoreError> {
    let cut = rows.iter().filter(|lock| lock.released.is_none());
    let cut: BTreeSet<_> = cut.filter_map(|lock| Some((lock.kit.clone()?.id, lock.event.clone()))).collect();
    let mut parts = Vec::new();
    for (kit, event) in &cut {
        let event = event.as_ref().map(EventId::as_str);
        read_locks(conn, (OF_KIT, (id.as_str(), LINES, kit.as_str(), event)), kits, &mut parts)?;
    }
    let known = |part: &Lock| rows.iter().any(|lock| lock.id == part.id);
    let wanted = |part: &Lock| !known(part) && !with(rows, part).is_empty();
    parts.retain(wanted);
    rows.extend(parts);
    Ok(())
}

/// A number of seconds; what is none of ours counts as nothing.
fn seconds(stored: Option<i64>) -> u32 {
    stored.and_then(|n| u32::try_from(n).ok()).unwrap_or(0)
}

/// A lock; `None` for one whose times mean nothing.
pub(super) fn lock(r: &Row<'_>) -> rusqlite::Result<Option<Lock>> {
    let (Some(start), Some(end)) = (time(column::int(r, 6)?), time(column::int(r, 7)?)) else {
        return Ok(None);
    };
    Ok(Some(Lock {
        id: column::text(r, 0)?.into(),
        project: column::text(r, 1)?.into(),
        event: column::optional_text(r, 2)?.map(Into::into),
        asset: column::text(r, 3)?.into(),
        asset_name: column::text(r, 4)?,
        asset_type: column::text(r, 5)?,
        start,
        end,
        before: seconds(column::int(r, 14)?),
        after: seconds(column::int(r, 15)?),
        kind: LockKind::of(&column::text(r, 8)?),
        qty: column::int(r, 9)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        expires: time(column::int(r, 10)?),
        released: time(column::int(r, 11)?),
        kit: None,
        version: column::int(r, 12)?.unwrap_or(1),
        trouble: column::optional_text(r, 13)?.map(|word| Trouble::of(&word)),
    }))
}

/// What a wanted lock `w(id, asset_id, start_time, end_time, qty)` finds in its way: another firm lock of an asset of
/// which there are not enough left when that one begins, or from the beginning of the wanted one.
const IN_THE_WAY: &str = "SELECT x.asset_id, a.name, x.id, coalesce(p.id, ''), p.details_json, c.name, x.start_time, x.end_time, b.address_json, x.buffer_before, x.buffer_after
  FROM w JOIN assets a ON a.id = w.asset_id
  JOIN booking_locks x ON x.asset_id = w.asset_id AND x.kind = 'firm' AND x.released_at IS NULL AND x.id <> w.id
    AND x.start_time < w.end_time AND x.end_time > w.start_time
    AND x.start_time > w.start_time - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = w.asset_id), 400000000000)
  LEFT JOIN projects p ON p.id = x.project_id AND p.branch_id = (SELECT branch_id FROM projects WHERE id = ?2)
  LEFT JOIN clients c ON c.id = p.client_id LEFT JOIN branches b ON b.id = a.branch_id
  WHERE w.qty + (SELECT sum(y.qty) FROM booking_locks y WHERE y.asset_id = w.asset_id AND y.kind = 'firm' AND y.released_at IS NULL AND y.id <> w.id
      AND y.start_time <= max(x.start_time, w.start_time) AND y.end_time > max(x.start_time, w.start_time)
      AND y.start_time > w.start_time - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = w.asset_id), 400000000000))
    > coalesce(a.capacity, 1)
  ORDER BY x.project_id = ?2, x.start_time, x.id LIMIT 1";

/// Who holds what a refused write of a row wanted: of a lock itself, or of a project whose locks follow it. `None` when
/// nothing is found.
pub(super) fn clash(
    conn: &Connection,
    table: Table,
    image: &Image,
) -> Result<Option<StoreError>, StoreError> {
    let own = match table {
        Table::BookingLocks => {
            "WITH w(id, asset_id, start_time, end_time, qty, project_id) AS (SELECT ?1 ->> '$.id', ?1 ->> '$.asset_id',
               ?1 ->> '$.start_time', ?1 ->> '$.end_time', ?1 ->> '$.qty', ?1 ->> '$.project_id') "
        }
        Table::Projects => {
            "WITH w AS (SELECT id, asset_id, start_time, end_time, qty FROM booking_locks WHERE project_id = ?1 ->> '$.id') "
        }
        _ => return Ok(None),
    };
    let project = match table {
        Table::Projects => image.get("id"),
        _ => image.get("project_id"),
    };
    let project = project.and_then(Value::as_str).unwrap_or_default().to_owned();
    let found = conn
        .prepare_cached(&[own, IN_THE_WAY].concat())?
        .query_row((Value::Object(image.clone()).to_string(), project), clash_of)
        .optional()?;
    Ok(found.map(|clash| StoreError::Booked(Some(Box::new(clash)))))
}

/// A lock that is in the way, of a row that begins with its asset (id, name), lock, project (id, details), the client's
/// name, start, end, the branch's address, and the buffers. A project that is of another branch than the asset by now is not named.
pub(super) fn clash_of(r: &Row<'_>) -> rusqlite::Result<Clash> {
    let details = ProjectDetails::parse(column::optional_text(r, 4)?.as_deref());
    let client = column::text(r, 5)?;
    let project = column::text(r, 3)?;
    let project_name = match (project.is_empty(), details.title.is_empty()) {
        (true, _) => "a project of another branch".to_owned(),
        (false, true) => client,
        (false, false) => details.called().to_owned(),
    };
    let seconds = |at| -> rusqlite::Result<u32> {
        Ok(column::int(r, at)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(0))
    };
    let address: Value =
        column::optional_text(r, 8)?.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(Clash {
        asset: column::text(r, 0)?.into(),
        asset_name: column::text(r, 1)?,
        lock: column::text(r, 2)?.into(),
        project: project.into(),
        project_name,
        holder: Holder::Other,
        start: time(column::int(r, 6)?).unwrap_or_default(),
        end: time(column::int(r, 7)?).unwrap_or_default(),
        before: seconds(9)?,
        after: seconds(10)?,
        zone: address["tz"].as_str().unwrap_or("UTC").to_owned(),
        date: None,
    })
}
