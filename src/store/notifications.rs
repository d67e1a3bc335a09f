//! The outbox: what was sent to clients, recorded by hand.

use super::access::Access;
use super::clients::{money, time};
use super::column;
use super::projects;
use super::protocol::{Cursor, NotificationLine, Outcome, Slice, StoreError, Table};
use super::slices::{Windowed, slice, windowed};
use super::unit::{Entry, RowChange, Unit};
use crate::domain::field::FieldValues;
use crate::domain::id::{NotificationId, ProjectId};
use crate::domain::money::{Currency, to_real};
use crate::domain::notification::{self, channel_text};
use crate::domain::role::Permission;
use rusqlite::Connection;
use serde_json::json;
use uuid::Uuid;

const BY_TIME: Windowed = windowed!(
    "type, channel, coalesce(cost, 0), billed, note, created_at",
    "notifications",
    "project_id",
    "coalesce(created_at, 0)",
    "id"
);

/// A window of what was sent about a project, newest first.
pub(super) fn of_project(
    conn: &Connection,
    access: &Access,
    project: &ProjectId,
    window: (Option<&Cursor>, u32),
) -> Result<Slice<NotificationLine>, StoreError> {
    let (_, branch) = projects::read(conn, access, Permission::ViewNotifications, project)?;
    lines(conn, project, branch.currency, window)
}

/// The same, for whoever has asked already.
pub(super) fn lines(
    conn: &Connection,
    project: &ProjectId,
    currency: Currency,
    (after, limit): (Option<&Cursor>, u32),
) -> Result<Slice<NotificationLine>, StoreError> {
    slice(conn, BY_TIME, (project.as_str(), after, limit), |r| {
        Ok(Some(NotificationLine {
            id: NotificationId::from(column::text(r, 1)?),
            kind: column::text(r, 2)?,
            channel: column::text(r, 3)?,
            cost: money(column::real(r, 4)?, currency),
            billed: column::int(r, 5)?.is_some_and(|billed| billed != 0),
            note: column::text(r, 6)?,
            at: time(column::int(r, 7)?),
        }))
    })
}

/// Records that something was sent about a project.
pub(super) fn record(
    unit: &mut Unit<'_>,
    project: &ProjectId,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let (project, branch) =
        projects::read_open(unit.conn, unit.access, Permission::RecordNotifications, project)?;
    let (currency, branch) = (branch.currency, branch.id.to_string());
    let entry = notification::check(values).map_err(StoreError::Invalid)?;
    let note = (!entry.note.is_empty()).then_some(&entry.note);
    let id = NotificationId::from_uuid(Uuid::now_v7());
    let row = unit.insert(
        Table::Notifications,
        json!({
            "id": id.as_str(), "branch_id": branch, "project_id": project.id.as_str(), "type": entry.kind,
            "channel": entry.channel.as_str(), "cost": to_real(entry.cost, currency), "billed": 0, "note": note,
            "created_at": unit.now, "created_by": unit.access.actor.user.as_str(),
        }),
    )?;
    unit.touch(projects::row(&project.id));
    unit.record_undoable(&Entry::new("notification.sent", &branch), "new notification")?;
    let what = format!("{} by {}", entry.kind.replace('_', " "), channel_text(entry.channel.as_str()));
    Ok(Unit::done_undoable(format!("Recorded {what} on {}", project.details.called()), Some(row)))
}

/// Whether the actor may take the record of something sent back today. One that is billed stays.
pub(super) fn permit_undo(unit: &Unit<'_>, change: &RowChange) -> Result<(), StoreError> {
    for branch in change.texts("branch_id") {
        unit.access.branch_of(Permission::RecordNotifications, branch, "notification", &change.row.id)?;
    }
    Ok(())
}
