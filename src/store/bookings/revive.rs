//! Locks that come back, by undo or with their project: as the project stands by then, and only if they can be had.

use super::super::column;
use super::super::protocol::{StoreError, Table};
use super::super::tables::Image;
use super::super::unit::{RowChange, Unit};
use super::target::is_in_kit;
use crate::domain::booking::{LockKind, Trouble};
use crate::domain::project::ProjectStatus;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

/// How the project of a lock stands.
pub(in crate::store) fn project_status(
    conn: &Connection,
    lock: Option<&Image>,
) -> Result<Option<String>, StoreError> {
    let Some(project) = lock.and_then(|lock| lock.get("project_id")?.as_str()) else { return Ok(None) };
    Ok(conn
        .prepare_cached("SELECT status FROM projects WHERE id = ?1")?
        .query_row([project], |r| column::text(r, 0))
        .optional()?)
}

/// A lock that is put back after its project moved on: what was held for an inquiry is booked for a booking, and the other
/// way round. `None` where it comes back as it was, or does not come back.
///
/// # Errors
/// Refused: nothing is booked for such a project.
pub(in crate::store) fn revived(unit: &Unit<'_>, change: &RowChange) -> Result<Option<Image>, StoreError> {
    let (Table::BookingLocks, Some(before), None) = (change.row.table, &change.before, &change.after) else {
        return Ok(None);
    };
    let Some(now) = project_status(unit.conn, Some(before))?.map(ProjectStatus::from) else {
        return Ok(None);
    };
    let then = change.project_status.clone().map(ProjectStatus::from);
    let mut image = before.clone();
    let is_live =
        |status: &ProjectStatus| !matches!(status, ProjectStatus::Cancelled | ProjectStatus::Trashed);
    if !is_live(&now) {
        if image.get("released_at").is_none_or(Value::is_null) {
            return Err(StoreError::refused(
                format!("the project is {now} by now: nothing is booked for it any more"),
                "Nothing was changed. Reopen or restore the project, and book it again.",
            ));
        }
        return Ok(None);
    }
    image.insert("released_at".to_owned(), Value::Null);
    let is_inquiry = |status: &ProjectStatus| *status == ProjectStatus::Inquiry;
    if then.as_ref().is_none_or(|then| !is_live(then) || is_inquiry(then) != is_inquiry(&now)) {
        let kind = if is_inquiry(&now) { LockKind::Hold } else { LockKind::Firm };
        image.insert("kind".to_owned(), json!(kind.as_str()));
    }
    leave_kit(unit, &mut image)?;
    Ok((image != *before).then_some(image))
}

/// A lock is of no kit that has lost the thing.
pub(super) fn leave_kit(unit: &Unit<'_>, lock: &mut Image) -> Result<(), StoreError> {
    let text = |column: &str| lock.get(column).and_then(Value::as_str).unwrap_or_default();
    let (kit, asset) = (text("kit_id"), text("asset_id"));
    if !kit.is_empty() && !is_in_kit(unit.conn, kit, &asset.into())? {
        lock.insert("kit_id".to_owned(), Value::Null);
    }
    Ok(())
}

/// Locks of a project that cannot become firm, or come back firm, with it: `?1` the project.
const UNFIT: &str = "SELECT a.name, l.released_at IS NOT NULL, CASE WHEN a.branch_id <> p.branch_id THEN 'elsewhere'
      WHEN l.kind = 'firm' THEN NULL
      WHEN a.status IN ('lost', 'retired') THEN a.status
      WHEN EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = l.asset_id AND t.outcome IS NULL) THEN 'elsewhere'
      ELSE (SELECT m.kind FROM asset_maintenance m WHERE m.asset_id = l.asset_id AND m.start_time < l.end_time
        AND coalesce(m.end_time, 253402300800) > l.start_time LIMIT 1) END AS why
  FROM booking_locks l JOIN projects p ON p.id = l.project_id JOIN assets a ON a.id = l.asset_id
  WHERE l.project_id = ?1 AND (l.kind = 'hold' OR l.released_at IS NOT NULL) AND l.end_time > unixepoch() AND why IS NOT NULL
  ORDER BY l.start_time, l.id LIMIT 1";

/// Why a project cannot be booked, or come back, with what is held for it: the first thing that is not there.
pub(in crate::store) fn unfit(conn: &Connection, project: &Image) -> Result<Option<StoreError>, StoreError> {
    let id = project.get("id").and_then(Value::as_str).unwrap_or_default();
    let found = conn
        .prepare_cached(UNFIT)?
        .query_row([id], |r| Ok((column::text(r, 0)?, r.get::<_, bool>(1)?, column::text(r, 2)?)))
        .optional()?;
    Ok(found.map(|(name, is_released, why)| {
        let words = Trouble::of(&why).words();
        if is_released {
            return StoreError::refused(
                format!("{name} is {words}, and was booked for this project"),
                "Nothing was changed. Take it away from the project first (a booking of one in the trash can be released too), and book another one afterwards.",
            );
        }
        StoreError::refused(
            format!("{name} is {words}, and is held for this project"),
            "Nothing was changed. Put another one in its place, or free it, first.",
        )
    }))
}
