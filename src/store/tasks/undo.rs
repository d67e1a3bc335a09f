//! What of tasks may be taken back.

use super::super::protocol::{StoreError, Table};
use super::super::unit::{RowChange, Unit};
use super::{require_edit, templates};
use crate::domain::id::ProjectId;
use crate::domain::role::{Permission, Reach};

/// What a tick changes; everything else needs leave to edit.
const TICKED: [&str; 4] = ["done_at", "done_by", "checklist_json", "due_at"];

/// Whether the actor may take a change of a task or template back today.
pub(in crate::store) fn permit(unit: &Unit<'_>, change: &RowChange) -> Result<(), StoreError> {
    if change.row.table == Table::TaskTemplates {
        return templates::require(unit.access, change.text("branch_id"));
    }
    let [before, after] = change.images();
    let ticks = match (before, after) {
        (Some(before), Some(after)) => {
            let moved = before.iter().filter(|(key, value)| after.get(*key) != Some(value));
            moved.map(|(key, _)| key.as_str()).all(|key| TICKED.contains(&key))
        }
        _ => false,
    };
    let mine = change.text("assignee_user_id") == Some(unit.access.actor.user.as_str());
    if ticks && (mine || unit.access.require(Permission::TickTasks)? != Reach::Assigned) {
        return match unit.access.require(Permission::TickTasks)? {
            Reach::Assigned => Ok(()),
            _ => in_reach(unit, change, Permission::TickTasks),
        };
    }
    let id = ProjectId::from(change.text("project_id").unwrap_or_default());
    let project = super::super::projects::of_row(unit.conn, &id)?
        .ok_or_else(|| StoreError::NotFound { what: "project", id: id.to_string() })?;
    require_edit(unit.access, &project)
}

fn in_reach(unit: &Unit<'_>, change: &RowChange, permission: Permission) -> Result<(), StoreError> {
    for branch in change.texts("branch_id") {
        unit.access.branch_of(permission, branch, "task", &change.row.id)?;
    }
    Ok(())
}
