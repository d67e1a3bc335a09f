//! The outbox: what was sent to clients, recorded by hand, and how much of the month is used.

use super::access::Access;
use super::clients::detail::title;
use super::clients::{money, time};
use super::column;
use super::projects;
use super::protocol::{
    Branch, Cursor, NotificationLine, Outcome, Quota, RecordDetail, RowRef, SectionLine, Slice, StoreError,
    Table,
};
use super::records::{fact, reached, record};
use super::slices::{Windowed, slice, windowed};
use super::unit::{Entry, RowChange, Unit};
use crate::domain::field::{FieldValue, FieldValues};
use crate::domain::id::{BranchId, NotificationId, ProjectId};
use crate::domain::money::{Currency, to_real};
use crate::domain::notification::{self, INCLUDED, channel_text, month_of};
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use uuid::Uuid;

/// Sent in a month, counted no further than this.
const MOST: i64 = 400;

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

/// One notification as labelled facts; it leads to the project that it is about.
pub(super) fn detail(
    conn: &Connection,
    access: &Access,
    id: &NotificationId,
) -> Result<RecordDetail, StoreError> {
    let found = conn
        .prepare_cached(
            "SELECT n.branch_id, n.type, n.channel, coalesce(n.cost, 0), n.billed, n.note, n.created_at, n.project_id, p.details_json,
                    c.name, coalesce(u.name, u.email, n.created_by)
             FROM notifications n LEFT JOIN projects p ON p.id = n.project_id LEFT JOIN clients c ON c.id = p.client_id
             LEFT JOIN users u ON u.id = n.created_by WHERE n.id = ?1",
        )?
        .query_row([id.as_str()], |r| {
            let kind = column::text(r, 1)?.replace('_', " ");
            let mut detail = record(Table::Notifications, id.as_str(), kind, String::new());
            detail.subtitle = column::text(r, 9)?;
            detail.branch = column::optional_text(r, 0)?.map(BranchId::from);
            let project = column::optional_text(r, 7)?;
            if let Some(project) = project {
                let title = title(column::optional_text(r, 8)?.as_deref());
                fact(&mut detail, "Project", FieldValue::Text(title));
                detail.about = Some(RowRef { table: Table::Projects, id: project });
            }
            fact(&mut detail, "Note", FieldValue::text(&column::text(r, 5)?));
            fact(&mut detail, "Recorded by", FieldValue::text(&column::text(r, 10)?));
            let billed = column::int(r, 4)?.is_some_and(|billed| billed != 0);
            let line = SectionLine {
                at: time(column::int(r, 6)?),
                text: format!("by {}", channel_text(&column::text(r, 2)?)),
                status: if billed { "billed".to_owned() } else { String::new() },
                amount: None,
            };
            Ok((column::text(r, 0)?, (detail, line, column::real(r, 3)?)))
        })
        .optional()?;
    let (currency, (mut detail, line, cost)) =
        reached(access, Permission::ViewNotifications, "notification", id.as_str(), found)?;
    let line = SectionLine { amount: Some(money(cost, currency)), ..line };
    detail.sections.push(("Sent".to_owned(), vec![line]));
    Ok(detail)
}

/// Records that something was sent about a project.
pub(super) fn send(
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

/// How much of this month is used in some branches, each in its own zone.
pub(super) fn quota(conn: &Connection, branches: &[&Branch]) -> Result<Quota, StoreError> {
    let mut quota = Quota { used: 0, included: INCLUDED.saturating_mul(branches.len() as u64) };
    let now = Timestamp::now();
    let mut statement = conn.prepare_cached(
        "SELECT count(*) FROM (SELECT 1 FROM notifications
         WHERE branch_id = ?1 AND coalesce(created_at, 0) >= ?2 AND coalesce(created_at, 0) < ?3 LIMIT ?4)",
    )?;
    for branch in branches {
        let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
        let (start, end) = month_of(now, &zone);
        let used: i64 = statement
            .query_row((branch.id.as_str(), start.as_second(), end.as_second(), MOST), |r| r.get(0))?;
        quota.used = quota.used.saturating_add(used.unsigned_abs());
    }
    Ok(quota)
}
