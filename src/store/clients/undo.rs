//! What of clients may be taken back.

use super::super::protocol::{StoreError, Table};
use super::super::unit::{RowChange, Unit};
use crate::domain::role::Permission;
use rusqlite::OptionalExtension;

/// Whether the actor may take a change of a client or a note back today. A client that was merged away since is
/// hidden, so nothing is put there.
pub(in crate::store) fn permit(unit: &Unit<'_>, change: &RowChange, label: &str) -> Result<(), StoreError> {
    let client = match change.row.table {
        Table::Clients => change.row.id.as_str(),
        _ => change.text("client_id").unwrap_or_default(),
    };
    let now: Option<(String, bool)> = unit
        .conn
        .prepare_cached("SELECT branch_id, merged_into IS NOT NULL FROM clients WHERE id = ?1")?
        .query_row([client], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    if now.as_ref().is_some_and(|(_, merged)| *merged) {
        return Err(StoreError::refused(
            format!("“{label}” can no longer be taken back: the client was merged into another one"),
            "Nothing was changed. Take the merge back first.",
        ));
    }
    let there = now.map(|(branch, _)| branch);
    for branch in change.texts("branch_id").chain(there.as_deref()) {
        unit.access.branch_of(Permission::EditClients, branch, "client", client)?;
        if change.row.table == Table::Clients && archives(change) {
            unit.access.branch_of(Permission::ArchiveClients, branch, "client", client)?;
        }
    }
    Ok(())
}

/// Whether a change archives a client or puts it back.
fn archives(change: &RowChange) -> bool {
    let [before, after] =
        change.images().map(|image| image.and_then(|i| i.get("archived_at")).is_some_and(|at| !at.is_null()));
    before != after
}
