//! Clients: reading, writing, merging, erasing.

pub(super) mod detail;
pub(super) mod duplicates;
pub(super) mod erase;
pub(super) mod export;
pub(super) mod merge;
pub(super) mod undo;
pub(super) mod write;

use super::access::Access;
use super::column;
use super::protocol::{RowRef, StoreError, Table};
use crate::domain::client::{Client, ClientProfile};
use crate::domain::id::{BranchId, ClientId};
use crate::domain::money::{Currency, Money, from_real};
use crate::domain::role::Permission;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

/// Names a client's row.
pub(super) fn row(id: &ClientId) -> RowRef {
    RowRef { table: Table::Clients, id: id.to_string() }
}

/// A client that the actor may see.
///
/// # Errors
/// Denied, or not found (also for a client of a branch out of reach).
pub(super) fn read(
    conn: &Connection,
    access: &Access,
    permission: Permission,
    id: &ClientId,
) -> Result<Client, StoreError> {
    access.require(permission)?;
    let not_found = || StoreError::NotFound { what: "client", id: id.to_string() };
    let branch: String = conn
        .prepare_cached("SELECT branch_id FROM clients WHERE id = ?1")?
        .query_row([id.as_str()], |r| r.get(0))
        .optional()?
        .ok_or_else(not_found)?;
    let branch = access.branch_of(permission, &branch, "client", id.as_str())?;
    let client = conn
        .prepare_cached(
            "SELECT id, branch_id, name, phone, phone_e164, profile_json, coalesce(total_spend, 0), follow_up_at, created_at,
                    archived_at, merged_into, erased_at, coalesce(version, 1) FROM clients WHERE id = ?1",
        )?
        .query_row([id.as_str()], |r| from_row(r, branch.currency))?;
    Ok(client)
}

fn from_row(r: &Row<'_>, currency: Currency) -> rusqlite::Result<Client> {
    let profile = column::optional_text(r, 5)?;
    Ok(Client {
        id: ClientId::from(column::text(r, 0)?),
        branch: BranchId::from(column::text(r, 1)?),
        name: column::text(r, 2)?,
        phone: column::text(r, 3)?,
        phone_e164: column::optional_text(r, 4)?,
        profile: ClientProfile::parse(profile.as_deref()),
        spent: money(column::real(r, 6)?, currency),
        follow_up: time(column::int(r, 7)?),
        created: time(column::int(r, 8)?),
        archived: time(column::int(r, 9)?),
        merged_into: column::optional_text(r, 10)?.map(ClientId::from),
        erased: time(column::int(r, 11)?),
        version: column::int(r, 12)?.unwrap_or(1),
    })
}

/// A stored amount; what is not a number that we can hold counts as zero here and is named by `doctor`.
pub(super) fn money(real: f64, currency: Currency) -> Money {
    Money { minor: from_real(real, currency).unwrap_or(0), currency }
}

/// A stored time. Milliseconds, which another client may have written, are shown as what they mean.
pub(super) fn time(at: Option<i64>) -> Option<Timestamp> {
    let at = at?;
    Timestamp::from_second(if at.abs() > 100_000_000_000 { at / 1000 } else { at }).ok()
}
