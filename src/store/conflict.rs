//! Two people at one record: an edit names the values that it was made from.

use super::audit;
use super::protocol::{Conflict, RowRef, StoreError};
use super::unit::Unit;
use crate::domain::field::{self, FieldValues};

/// A record as it stands now, under an edit.
pub(super) struct Standing {
    /// The row.
    pub(super) row: RowRef,
    /// What a person knows it by.
    pub(super) label: String,
    /// Its version.
    pub(super) version: i64,
    /// Its values.
    pub(super) values: FieldValues,
}

/// Refuses an edit of a row that moved since it was read, unless nothing that the form shows moved. The values decide:
/// a writer that leaves the version alone, or counts it in its own way, is noticed too.
pub(super) fn refuse_stale(
    unit: &Unit<'_>,
    stored: Standing,
    version: i64,
    base: &FieldValues,
) -> Result<(), StoreError> {
    if field::changed(base, &stored.values).is_empty() {
        return Ok(());
    }
    tracing::info!(read = version, stored = stored.version, "a record was changed under an edit");
    Err(conflict(unit, stored)?)
}

/// The conflict with whatever stands there now.
pub(super) fn conflict(unit: &Unit<'_>, stored: Standing) -> Result<StoreError, StoreError> {
    let changed_by = audit::last_actor(unit.conn, &stored.row)?.unwrap_or_else(|| "someone else".to_owned());
    Ok(StoreError::Conflict(Box::new(Conflict {
        row: stored.row,
        label: stored.label,
        changed_by,
        version: stored.version,
        theirs: stored.values,
    })))
}
