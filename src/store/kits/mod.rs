//! Kits: reading them, and what is in them. A kit is booked, given out and taken back as a whole.

mod detail;
mod write;

pub(super) use detail::detail;
pub(super) use write::{carry_out, permit_undo};

use super::access::Access;
use super::clients::time;
use super::column;
use super::protocol::{Branch, RowRef, StoreError, Table};
use crate::domain::id::KitId;
use crate::domain::kit::{Kit, KitPart, MAX_PARTS};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension};

/// Names a kit's row.
pub(super) fn row(id: &KitId) -> RowRef {
    RowRef { table: Table::Kits, id: id.to_string() }
}

/// A kit that the actor may see, and its branch.
///
/// # Errors
/// Denied, or not found (also for a kit of a branch out of reach).
pub(super) fn read<'a>(
    conn: &Connection,
    access: &'a Access,
    permission: Permission,
    id: &KitId,
) -> Result<(Kit, &'a Branch), StoreError> {
    access.require(permission)?;
    let kit = of_row(conn, id)?;
    let branch = access.branch_of(permission, kit.branch.as_str(), "kit", id.as_str())?;
    Ok((kit, branch))
}

fn of_row(conn: &Connection, id: &KitId) -> Result<Kit, StoreError> {
    conn.prepare_cached("SELECT id, branch_id, name, notes, archived_at, version FROM kits WHERE id = ?1")?
        .query_row([id.as_str()], |r| {
            Ok(Kit {
                id: column::text(r, 0)?.into(),
                branch: column::text(r, 1)?.into(),
                name: column::text(r, 2)?,
                notes: column::text(r, 3)?,
                archived: time(column::int(r, 4)?),
                version: column::int(r, 5)?.unwrap_or(1),
            })
        })
        .optional()?
        .ok_or_else(|| StoreError::NotFound { what: "kit", id: id.to_string() })
}

/// What is in a kit, by id of the asset, each thing once. Whoever asks has asked for leave already.
///
/// # Errors
/// The database cannot be read.
pub(super) fn contents(conn: &Connection, id: &KitId) -> Result<Vec<KitPart>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT asset_id, sum(qty) FROM kit_assets WHERE kit_id = ?1 GROUP BY asset_id ORDER BY asset_id LIMIT ?2",
    )?;
    let limit = i64::try_from(MAX_PARTS).unwrap_or(i64::MAX);
    let rows = statement.query_map((id.as_str(), limit), |r| {
        let qty = column::int(r, 1)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        Ok(KitPart { asset: column::text(r, 0)?.into(), qty })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A kit with what is in it, whoever asks: for what has asked for leave in its own way.
///
/// # Errors
/// Not found. Refused: it is archived.
pub(super) fn whole(conn: &Connection, id: &KitId) -> Result<(Kit, Vec<KitPart>), StoreError> {
    Ok((of_row(conn, id)?, contents(conn, id)?))
}
