//! Everything that the detail of a kit shows.

use super::super::access::Access;
use super::super::clients::detail::title;
use super::super::clients::time;
use super::super::column;
use super::super::custody;
use super::super::protocol::{KitBooking, KitDetail, KitThing, Lacking, StoreError};
use super::read;
use crate::domain::id::{AssetId, KitId};
use crate::domain::kit::{Kit, MAX_PARTS};
use crate::domain::role::Permission;
use rusqlite::Connection;

/// Bookings that are shown.
const NEXT: i64 = 10;

/// One kit with what is in it and what it is booked for.
///
/// # Errors
/// Denied, or not found.
pub(in crate::store) fn detail(
    conn: &Connection,
    access: &Access,
    id: &KitId,
) -> Result<KitDetail, StoreError> {
    let (kit, branch) = read(conn, access, Permission::ViewInventory, id)?;
    let branch_name = branch.name.clone();
    Ok(KitDetail { parts: parts(conn, access, &kit)?, next: next(conn, id)?, branch_name, kit })
}

fn parts(conn: &Connection, access: &Access, kit: &Kit) -> Result<Vec<KitThing>, StoreError> {
    let now: i64 = conn.prepare_cached("SELECT unixepoch()")?.query_row([], |r| r.get(0))?;
    let mut statement = conn.prepare_cached(
        "SELECT a.id, a.branch_id, a.name, a.type, a.serial_number, a.status, sum(k.qty), coalesce(a.capacity, 1)
         FROM kit_assets k JOIN assets a ON a.id = k.asset_id WHERE k.kit_id = ?1
         GROUP BY a.id ORDER BY a.name COLLATE NOCASE, a.id LIMIT ?2",
    )?;
    let limit = i64::try_from(MAX_PARTS).unwrap_or(i64::MAX);
    let mut rows = statement.query((kit.id.as_str(), limit))?;
    let mut parts = Vec::new();
    let count = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    while let Some(r) = rows.next()? {
        let asset: AssetId = column::text(r, 0)?.into();
        let (branch, status) = (column::text(r, 1)?, column::text(r, 5)?);
        let (qty, capacity) = (count(column::int(r, 6)?), count(column::int(r, 7)?));
        let moved = branch != kit.branch.as_str();
        let missing = match custody::missing(conn, &asset, &status, now)? {
            Some(missing) => Some(missing),
            None if moved => Some(Lacking::Moved),
            None => (qty > capacity).then_some(Lacking::TooFew),
        };
        parts.push(KitThing {
            // Who has what another branch has is not ours to see.
            out: if moved { None } else { custody::open_of(conn, access, &asset)?.into_iter().next() },
            asset,
            name: column::text(r, 2)?,
            kind: column::text(r, 3)?,
            serial: column::text(r, 4)?,
            status,
            qty,
            capacity,
            missing,
        });
    }
    Ok(parts)
}

fn next(conn: &Connection, id: &KitId) -> Result<Vec<KitBooking>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT l.project_id, p.details_json, l.start_time, l.end_time, l.kind, count(*) FROM booking_locks l
         JOIN projects p ON p.id = l.project_id JOIN kits k ON k.id = l.kit_id AND k.branch_id = p.branch_id
         WHERE l.kit_id = ?1 AND l.released_at IS NULL AND l.end_time > unixepoch() AND l.start_time > unixepoch() - 8640000
           AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
         GROUP BY l.start_time, l.project_id, l.end_time, l.kind ORDER BY l.start_time, l.project_id LIMIT ?2",
    )?;
    let mut rows = statement.query((id.as_str(), NEXT))?;
    let mut next = Vec::new();
    while let Some(r) = rows.next()? {
        let (Some(start), Some(end)) = (time(column::int(r, 2)?), time(column::int(r, 3)?)) else { continue };
        next.push(KitBooking {
            project: column::text(r, 0)?.into(),
            title: title(column::optional_text(r, 1)?.as_deref()),
            start,
            end,
            kind: column::text(r, 4)?,
            parts: column::int(r, 5)?.unwrap_or(0).unsigned_abs(),
        });
    }
    Ok(next)
}
