//! Where an asset stands at this moment, for a line of the list: booked, away, out.

use super::super::clients::detail::title;
use super::super::clients::time;
use super::super::column;
use super::super::protocol::{Busy, Standing, StoreError};
use crate::domain::asset::away::AwayKind;
use crate::domain::booking::LockKind;
use crate::domain::id::{AssetId, BranchId};
use rusqlite::{Connection, OptionalExtension, Row};

/// What it is booked for now, and what comes next; a hold that has expired is not there. Of projects of another branch the
/// name is left out.
const NOW: &str =
    "SELECT iif(p.branch_id = ?2, p.details_json, NULL), p.branch_id = ?2, l.start_time, l.end_time, l.kind
  FROM booking_locks l LEFT JOIN projects p ON p.id = l.project_id
  WHERE l.asset_id = ?1 AND l.start_time <= unixepoch() AND l.end_time > unixepoch() AND l.released_at IS NULL
    AND l.start_time > unixepoch() - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0)
    AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
  ORDER BY l.start_time DESC, l.id LIMIT 1";
const NEXT: &str =
    "SELECT iif(p.branch_id = ?2, p.details_json, NULL), p.branch_id = ?2, l.start_time, l.end_time, l.kind
  FROM booking_locks l LEFT JOIN projects p ON p.id = l.project_id
  WHERE l.asset_id = ?1 AND l.start_time > unixepoch() AND l.released_at IS NULL
    AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
  ORDER BY l.start_time, l.id LIMIT 1";
const AWAY: &str = "SELECT kind FROM asset_maintenance
  WHERE asset_id = ?1 AND start_time <= unixepoch() AND coalesce(end_time, 253402300800) > unixepoch() ORDER BY start_time DESC LIMIT 1";
/// Pieces that are out, and who has the one that is due first.
const OUT: &str = "SELECT coalesce(u.name, u.email, c.holder, c.holder_user_id, ''), c.due_at,
    (SELECT sum(qty) FROM asset_custody WHERE asset_id = ?1 AND back_at IS NULL)
  FROM asset_custody c LEFT JOIN users u ON u.id = c.holder_user_id WHERE c.asset_id = ?1 AND c.back_at IS NULL
  ORDER BY coalesce(c.due_at, 253402300800), c.out_at, c.id LIMIT 1";

/// Where an asset of a branch stands now; `capacity` is how many there are of it.
pub(in crate::store) fn of(
    conn: &Connection,
    (id, branch): (&AssetId, &BranchId),
    capacity: u32,
) -> Result<Standing, StoreError> {
    let busy = |sql: &str| -> Result<Option<Busy>, StoreError> {
        let found = conn.prepare_cached(sql)?.query_row((id.as_str(), branch.as_str()), busy).optional()?;
        Ok(found.flatten())
    };
    let away: Option<String> =
        conn.prepare_cached(AWAY)?.query_row([id.as_str()], |r| column::text(r, 0)).optional()?;
    let out = conn
        .prepare_cached(OUT)?
        .query_row([id.as_str()], |r| {
            Ok((column::text(r, 0)?, time(column::int(r, 1)?), column::int(r, 2)?.unwrap_or(1)))
        })
        .optional()?;
    let (holder, due, pieces) = out.unwrap_or_default();
    Ok(Standing {
        now: busy(NOW)?,
        next: busy(NEXT)?,
        away: away.as_deref().and_then(AwayKind::of),
        holder,
        due,
        pieces: (u32::try_from(pieces).unwrap_or(1), capacity),
    })
}

/// A booking; `None` for one whose times mean nothing.
fn busy(r: &Row<'_>) -> rusqlite::Result<Option<Busy>> {
    let (Some(start), Some(end)) = (time(column::int(r, 2)?), time(column::int(r, 3)?)) else {
        return Ok(None);
    };
    let own = column::int(r, 1)? == Some(1);
    let details = column::optional_text(r, 0)?;
    let name = if own { title(details.as_deref()) } else { "another branch's project".to_owned() };
    Ok(Some(Busy { name, start, end, kind: LockKind::of(&column::text(r, 4)?) }))
}
