//! Messages on leads and projects: reading the thread, writing in it. What was written stays as it was.

use super::access::Access;
use super::clients::time;
use super::column;
use super::projects;
use super::protocol::{Cursor, MessageLine, Outcome, Slice, StoreError, Table};
use super::slices::{Windowed, slice, windowed};
use super::unit::{Entry, Unit};
use crate::domain::id::{MessageId, ProjectId};
use crate::domain::message::{self, MessageScope};
use crate::domain::role::Permission;
use rusqlite::{Connection, Row};
use serde_json::{Value, json};
use uuid::Uuid;

const BY_TIME: Windowed = windowed!(
    "m.created_at, coalesce(u.name, u.email, m.sender_user_id), m.content, m.attachments_json, m.scope_type",
    "messages m LEFT JOIN users u ON u.id = m.sender_user_id",
    "m.scope_id",
    "coalesce(m.created_at, 0)",
    "m.id"
);

/// A window of a project's messages, newest first.
pub(super) fn thread(
    conn: &Connection,
    access: &Access,
    project: &ProjectId,
    (after, limit): (Option<&Cursor>, u32),
) -> Result<Slice<MessageLine>, StoreError> {
    projects::read(conn, access, Permission::ViewMessages, project)?;
    lines(conn, project, (after, limit))
}

/// The same, for whoever has asked already. What hangs on a project is in its thread, whatever word another program
/// has for that.
pub(super) fn lines(
    conn: &Connection,
    project: &ProjectId,
    (after, limit): (Option<&Cursor>, u32),
) -> Result<Slice<MessageLine>, StoreError> {
    slice(conn, BY_TIME, (project.as_str(), after, limit), |r| line(r).map(Some))
}

/// A message, from its second column on: id, time, sender, text, attachments, what it hangs on.
fn line(r: &Row<'_>) -> rusqlite::Result<MessageLine> {
    let files: Vec<Value> =
        column::optional_text(r, 5)?.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(MessageLine {
        id: MessageId::from(column::text(r, 1)?),
        at: time(column::int(r, 2)?),
        sender: column::text(r, 3)?,
        text: column::text(r, 4)?,
        attachments: u32::try_from(files.len()).unwrap_or(u32::MAX),
        scope: column::text(r, 6)?,
    })
}

/// Writes a message. It cannot be taken back: somebody may have read it.
pub(super) fn post(unit: &mut Unit<'_>, project: &ProjectId, body: &str) -> Result<Outcome, StoreError> {
    let (project, branch) = projects::read_open(unit.conn, unit.access, Permission::PostMessages, project)?;
    let branch = branch.id.to_string();
    let body = message::check(body).map_err(StoreError::Invalid)?;
    let id = MessageId::from_uuid(Uuid::now_v7());
    let row = unit.insert(
        Table::Messages,
        json!({
            "id": id.as_str(), "scope_type": MessageScope::of_status(project.status.as_str()).as_str(),
            "scope_id": project.id.as_str(), "sender_user_id": unit.access.actor.user.as_str(), "content": body,
            "attachments_json": null, "created_at": unit.now,
        }),
    )?;
    unit.touch(projects::row(&project.id));
    unit.record(&Entry::new("message.sent", &branch))?;
    Ok(Unit::done(format!("Posted on {}", project.details.called()), Some(row)))
}
