//! Who has it: the chain of custody. What went out is never written over; a return is added to it.

mod gear;
mod give;
mod take;
mod ways;

pub(super) use gear::{list as gear_list, scan, things};

use super::access::Access;
use super::clients::detail::title;
use super::clients::time;
use super::column;
use super::protocol::{
    BranchScope, CustodyCommand, Lacking, Lines, Outcome, Outstanding, RowRef, StoreError, Table,
};
use super::unit::Unit;
use crate::domain::custody::{Custody, Holder};
use crate::domain::id::{AssetId, CustodyId};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::json;

/// Links of one chain that are read at once.
const CHAIN: u32 = 100;
/// How far what lies beyond a window is counted.
const COUNTED: i64 = 300;

/// Carries out a write.
///
/// # Errors
/// As the write's.
pub(super) fn carry_out(unit: &mut Unit<'_>, command: &CustodyCommand) -> Result<Outcome, StoreError> {
    match command {
        CustodyCommand::CheckOut(out) => give::check_out(unit, out),
        CustodyCommand::CheckIn(returns) => take::check_in(unit, returns),
        CustodyCommand::ExtendDue { ids, due } => take::extend(unit, ids, *due),
    }
}

fn row(id: &CustodyId) -> RowRef {
    RowRef { table: Table::AssetCustody, id: id.to_string() }
}

/// A link of the chain, as [`link`] reads it; what follows says which. The project of another branch is not named.
macro_rules! links {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.asset_id, a.name, a.serial_number, a.branch_id, p.id, p.details_json, c.event_id, c.kit_id, k.name,
               c.holder_user_id, coalesce(u.name, u.email, c.holder, c.holder_user_id), c.qty, c.out_at, c.due_at, c.back_at,
               c.condition_out, c.condition_back, coalesce(o.name, o.email, c.out_by), coalesce(b.name, b.email, c.back_by), c.version
             FROM asset_custody c JOIN assets a ON a.id = c.asset_id
             LEFT JOIN projects p ON p.id = c.project_id AND p.branch_id = a.branch_id LEFT JOIN kits k ON k.id = c.kit_id
             LEFT JOIN users u ON u.id = c.holder_user_id LEFT JOIN users o ON o.id = c.out_by LEFT JOIN users b ON b.id = c.back_by ",
            $rest
        )
    };
}
use links;

fn link(r: &Row<'_>, access: &Access) -> rusqlite::Result<Custody> {
    let branch: crate::domain::id::BranchId = column::text(r, 4)?.into();
    let project = column::optional_text(r, 5)?;
    let holder = column::text(r, 11)?;
    Ok(Custody {
        id: column::text(r, 0)?.into(),
        asset: column::text(r, 1)?.into(),
        asset_name: column::text(r, 2)?,
        serial: column::text(r, 3)?,
        zone: access.any_branch(&branch).map_or_else(|| "UTC".to_owned(), |b| b.zone.clone()),
        branch,
        project_title: match &project {
            Some(_) => title(column::optional_text(r, 6)?.as_deref()),
            None => String::new(),
        },
        project: project.map(Into::into),
        event: column::optional_text(r, 7)?.map(Into::into),
        kit: column::optional_text(r, 8)?.map(Into::into),
        kit_name: column::text(r, 9)?,
        holder: match column::optional_text(r, 10)? {
            Some(user) => Holder::Person(user.into()),
            None => Holder::Name(holder.clone()),
        },
        holder_name: holder,
        qty: column::int(r, 12)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        out: time(column::int(r, 13)?).unwrap_or_default(),
        due: time(column::int(r, 14)?),
        back: time(column::int(r, 15)?),
        condition_out: column::text(r, 16)?,
        condition_back: column::text(r, 17)?,
        out_by: column::text(r, 18)?,
        back_by: column::text(r, 19)?,
        version: column::int(r, 20)?.unwrap_or(1),
    })
}

/// Who had an asset, the last one first.
///
/// # Errors
/// Denied, or not found.
pub(super) fn chain(
    conn: &Connection,
    access: &Access,
    asset: &AssetId,
    limit: u32,
) -> Result<Lines<Custody>, StoreError> {
    let branch: Option<String> = conn
        .prepare_cached("SELECT branch_id FROM assets WHERE id = ?1")?
        .query_row([asset.as_str()], |r| r.get(0))
        .optional()?;
    let branch = branch.ok_or_else(|| StoreError::NotFound { what: "asset", id: asset.to_string() })?;
    access.branch_of(Permission::ViewInventory, &branch, "asset", asset.as_str())?;
    let limit = limit.clamp(1, CHAIN);
    let mut statement =
        conn.prepare_cached(links!("WHERE c.asset_id = ?1 ORDER BY c.out_at DESC, c.id DESC LIMIT ?2"))?;
    let rows = statement.query_map((asset.as_str(), limit), |r| link(r, access))?;
    let rows: Vec<Custody> = rows.collect::<Result<_, _>>()?;
    let all: i64 = conn
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM asset_custody WHERE asset_id = ?1 LIMIT ?2)")?
        .query_row((asset.as_str(), COUNTED), |r| r.get(0))?;
    Ok(Lines { more: all.unsigned_abs().saturating_sub(rows.len() as u64), rows })
}

/// What is out of some branches, what is due first coming first.
///
/// # Errors
/// Denied.
pub(super) fn outstanding(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
    (which, limit): (Outstanding, u32),
) -> Result<Lines<Custody>, StoreError> {
    let branches = access.branches(Permission::ViewInventory, scope)?;
    let ids: Vec<&str> = branches.iter().map(|b| b.id.as_str()).collect();
    let ids = json!(ids).to_string();
    // What lies before this moment counts: everything that can be written down, or what is late.
    let until = match which {
        Outstanding::All => i64::MAX,
        Outstanding::Late => jiff_now(conn)?,
    };
    let limit = limit.min(super::protocol::OUTSTANDING);
    let mut statement = conn.prepare_cached(links!(
        "WHERE c.back_at IS NULL AND coalesce(c.due_at, 253402300800) <= ?1 AND a.branch_id IN (SELECT value FROM json_each(?2))
         ORDER BY coalesce(c.due_at, 253402300800), c.id LIMIT ?3"
    ))?;
    let rows = statement.query_map((until, &ids, limit), |r| link(r, access))?;
    let rows: Vec<Custody> = rows.collect::<Result<_, _>>()?;
    let all: i64 = conn
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM asset_custody c JOIN assets a ON a.id = c.asset_id
               WHERE c.back_at IS NULL AND coalesce(c.due_at, 253402300800) <= ?1
                 AND a.branch_id IN (SELECT value FROM json_each(?2)) LIMIT ?3)",
        )?
        .query_row((until, &ids, COUNTED), |r| r.get(0))?;
    Ok(Lines { more: all.unsigned_abs().saturating_sub(rows.len() as u64), rows })
}

/// Now, as the file's own statements count it.
fn jiff_now(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.prepare_cached("SELECT unixepoch()")?.query_row([], |r| r.get(0))?)
}

/// What is out of an asset, what went first coming first.
pub(super) fn open_of(
    conn: &Connection,
    access: &Access,
    asset: &AssetId,
) -> Result<Vec<Custody>, StoreError> {
    let mut statement = conn.prepare_cached(links!(
        "WHERE c.asset_id = ?1 AND c.back_at IS NULL ORDER BY c.out_at, c.id LIMIT 100"
    ))?;
    let rows = statement.query_map([asset.as_str()], |r| link(r, access))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One link of the chain, whoever asks.
fn one(conn: &Connection, access: &Access, id: &CustodyId) -> Result<Custody, StoreError> {
    conn.prepare_cached(links!("WHERE c.id = ?1"))?
        .query_row([id.as_str()], |r| link(r, access))
        .optional()?
        .ok_or_else(|| StoreError::NotFound { what: "check-out", id: id.to_string() })
}

/// Why something cannot be had now: lost, on its way, under repair.
pub(super) fn missing(
    conn: &Connection,
    asset: &AssetId,
    status: &str,
    now: i64,
) -> Result<Option<Lacking>, StoreError> {
    if matches!(status, "lost" | "retired" | "in_transit") {
        return Ok(Some(Lacking::Gone(status.to_owned())));
    }
    let away: Option<Option<i64>> = conn
        .prepare_cached(
            "SELECT end_time FROM asset_maintenance WHERE asset_id = ?1 AND start_time <= ?2 AND coalesce(end_time, 253402300800) > ?2
             ORDER BY start_time, id LIMIT 1",
        )?
        .query_row((asset.as_str(), now), |r| column::int(r, 0))
        .optional()?;
    Ok(match away {
        Some(until) => Some(Lacking::Repair(time(until))),
        None if status == "maintenance" && !has_repairs(conn, asset)? => Some(Lacking::Repair(None)),
        None => None,
    })
}

/// Whether its times under repair are known. Then they say how long it is there, and not the mark, which stays when one
/// of them is over.
fn has_repairs(conn: &Connection, asset: &AssetId) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM asset_maintenance WHERE asset_id = ?1 AND kind = 'maintenance')",
        )?
        .query_row([asset.as_str()], |r| r.get(0))?)
}
