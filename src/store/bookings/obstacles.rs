//! What stands in the way of a lock that somebody thinks of, before it is written: the database would say the same.

use super::super::access::Access;
use super::super::clients::time;
use super::super::column;
use super::super::protocol::{BranchScope, Clash, Obstacle, StoreError, Verdict, Want};
use super::clash_of;
use crate::domain::booking::{Taken, Trouble, peak};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;

/// Wants that are answered at once.
const MANY: usize = 500;

/// Other locks of an asset that reach into a time, earliest first: `?1` the asset, `[?2, ?3)` the time, `?4` the locks that
/// do not count, as a JSON array.
const FIRM: &str = "SELECT x.asset_id, a.name, x.id, coalesce(p.id, ''), p.details_json, c.name, x.start_time, x.end_time, b.address_json, x.buffer_before, x.buffer_after, x.qty
  FROM booking_locks x JOIN assets a ON a.id = x.asset_id
  LEFT JOIN projects p ON p.id = x.project_id AND p.branch_id = a.branch_id LEFT JOIN clients c ON c.id = p.client_id LEFT JOIN branches b ON b.id = a.branch_id
  WHERE x.asset_id = ?1 AND x.kind = 'firm' AND x.released_at IS NULL AND x.start_time < ?3 AND x.end_time > ?2
    AND x.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = ?1), 0)
    AND x.id NOT IN (SELECT value FROM json_each(?4))
  ORDER BY x.start_time, x.id";
/// Whether the last firm lock that begins before the end of the time reaches into it: of the only one of its kind, this
/// tells, however many locks there are. `NULL` where they may lie over each other.
const NEIGHBOUR: &str = "SELECT coalesce((SELECT x.end_time FROM booking_locks x
      WHERE x.asset_id = ?1 AND x.kind = 'firm' AND x.released_at IS NULL AND x.start_time < ?3
        AND x.id NOT IN (SELECT value FROM json_each(?4))
      ORDER BY x.start_time DESC LIMIT 1) > ?2, 0)
  WHERE coalesce((SELECT capacity FROM assets WHERE id = ?1), 1) = 1
    AND coalesce((SELECT stacked FROM asset_lock_reach WHERE asset_id = ?1), 0) = 0";
const HELD: &str = "SELECT x.asset_id, a.name, x.id, coalesce(p.id, ''), p.details_json, c.name, x.start_time, x.end_time, b.address_json, x.buffer_before, x.buffer_after, x.qty
  FROM booking_locks x JOIN assets a ON a.id = x.asset_id
  LEFT JOIN projects p ON p.id = x.project_id AND p.branch_id = a.branch_id LEFT JOIN clients c ON c.id = p.client_id LEFT JOIN branches b ON b.id = a.branch_id
  WHERE x.asset_id = ?1 AND x.kind = 'hold' AND x.released_at IS NULL AND x.start_time < ?3 AND x.end_time > ?2
    AND x.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = ?1), 0)
    AND coalesce(x.expires_at, 253402300800) > unixepoch()
    AND x.id NOT IN (SELECT value FROM json_each(?4))
  ORDER BY x.start_time, x.id LIMIT 1";
const AWAY: &str = "SELECT kind, start_time, end_time FROM asset_maintenance
  WHERE asset_id = ?1 AND start_time < ?3 AND coalesce(end_time, 253402300800) > ?2 ORDER BY start_time, id LIMIT 1";

/// What stands in the way of each want.
///
/// # Errors
/// An asset out of reach is not found. Refused: a time that is none, or too many wants at once.
pub(in crate::store) fn obstacles(
    conn: &Connection,
    access: &Access,
    wants: &[Want],
) -> Result<Vec<Verdict>, StoreError> {
    if wants.len() > MANY {
        return Err(StoreError::refused("too many things are wanted at once", "Ask for at most 500."));
    }
    let branches = access.branches(Permission::ViewCalendar, &BranchScope::All)?;
    let reached = |branch: &str| branches.iter().any(|b| b.id.as_str() == branch);
    wants.iter().map(|want| verdict(conn, want, &reached)).collect()
}

pub(super) fn verdict(
    conn: &Connection,
    want: &Want,
    reached: &dyn Fn(&str) -> bool,
) -> Result<Verdict, StoreError> {
    if want.end <= want.start {
        return Err(StoreError::refused("the end must lie behind the start", "Choose another time."));
    }
    let found = conn
        .prepare_cached(
            "SELECT branch_id, name, status, capacity, ?2 > unixepoch() FROM assets WHERE id = ?1",
        )?
        .query_row((want.asset.as_str(), want.end.as_second()), |r| {
            let ahead = r.get::<_, bool>(4)?;
            Ok((column::text(r, 0)?, column::text(r, 1)?, column::text(r, 2)?, column::int(r, 3)?, ahead))
        })
        .optional()?;
    let (_, asset_name, status, capacity, ahead) = found
        .filter(|(branch, ..)| reached(branch))
        .ok_or_else(|| StoreError::NotFound { what: "asset", id: want.asset.to_string() })?;
    let capacity = capacity.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let mut obstacles = Vec::new();
    if want.qty > capacity {
        obstacles.push(Obstacle::TooFew { capacity });
    }
    obstacles.extend(gone(conn, want, &status)?.filter(|_| ahead));
    obstacles.extend(away(conn, want)?);
    if want.qty <= capacity {
        obstacles.extend(booked(conn, want, capacity)?);
    }
    obstacles.extend(held(conn, want)?);
    Ok(Verdict { asset_name, obstacles })
}

/// What is lost or retired, or sent to another branch, is gone from now on; what was, was.
fn gone(conn: &Connection, want: &Want, status: &str) -> Result<Option<Obstacle>, StoreError> {
    let on_its_way: bool = conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM asset_transfers WHERE asset_id = ?1 AND outcome IS NULL)",
        )?
        .query_row([want.asset.as_str()], |r| r.get(0))?;
    Ok(match status {
        "lost" => Some(Obstacle::Gone(Trouble::Lost)),
        "retired" => Some(Obstacle::Gone(Trouble::Retired)),
        _ if on_its_way => Some(Obstacle::Gone(Trouble::Elsewhere)),
        _ => None,
    })
}

fn away(conn: &Connection, want: &Want) -> Result<Option<Obstacle>, StoreError> {
    let row = conn
        .prepare_cached(AWAY)?
        .query_row((want.asset.as_str(), want.start.as_second(), want.end.as_second()), |r| {
            Ok((column::text(r, 0)?, time(column::int(r, 1)?), time(column::int(r, 2)?)))
        })
        .optional()?;
    Ok(row.map(|(kind, start, end)| {
        let why = if kind == "maintenance" { Trouble::Maintenance } else { Trouble::Away };
        Obstacle::Away { why, start: start.unwrap_or(want.start), end }
    }))
}

/// The earliest firm lock in the way, if there are not enough left of the asset.
fn booked(conn: &Connection, want: &Want, capacity: u32) -> Result<Option<Obstacle>, StoreError> {
    let (start, end) = (want.start.as_second(), want.end.as_second());
    let asked = (want.asset.as_str(), start, end, except(want));
    let neighbour: Option<bool> = conn
        .prepare_cached(NEIGHBOUR)?
        .query_row((asked.0, asked.1, asked.2, &asked.3), |r| r.get(0))
        .optional()?;
    if neighbour == Some(false) {
        return Ok(None);
    }
    let mut statement = conn.prepare_cached(FIRM)?;
    let mut rows = statement.query((asked.0, asked.1, asked.2, &asked.3))?;
    let (mut first, mut taken): (Option<Clash>, Vec<Taken>) = (None, Vec::new());
    while let Some(r) = rows.next()? {
        let clash = clash_of(r)?;
        let qty = column::int(r, 11)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        taken.push(Taken { start: clash.start.as_second(), end: clash.end.as_second(), qty });
        first.get_or_insert(clash);
        if capacity == 1 {
            break;
        }
    }
    let short = peak(&taken, start, end).saturating_add(want.qty) > capacity;
    Ok(first.filter(|_| short).map(|clash| Obstacle::Booked(Box::new(clash))))
}

fn held(conn: &Connection, want: &Want) -> Result<Option<Obstacle>, StoreError> {
    let (start, end) = (want.start.as_second(), want.end.as_second());
    Ok(conn
        .prepare_cached(HELD)?
        .query_row((want.asset.as_str(), start, end, except(want)), clash_of)
        .optional()?
        .map(|clash| Obstacle::Held(Box::new(clash))))
}

fn except(want: &Want) -> String {
    let ids: Vec<&str> = want.except.iter().map(crate::domain::id::LockId::as_str).collect();
    json!(ids).to_string()
}
