//! Tasks of projects and their templates: reading and writing.

pub(super) mod detail;
pub(super) mod follow;
pub(super) mod templates;
pub(super) mod undo;
pub(super) mod write;

use super::access::Access;
use super::clients::time;
use super::column;
use super::projects;
use super::protocol::{Branch, BranchScope, RowRef, StoreError, Table};
use crate::domain::id::{BranchId, ProjectId, TaskId, TaskTemplateId, UserId};
use crate::domain::project::{Project, ProjectStatus};
use crate::domain::role::{Permission, Reach};
use crate::domain::task::{Anchor, Anchors, Checklist, Task};
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, Row};

/// Names a task's row.
pub(super) fn row(id: &TaskId) -> RowRef {
    RowRef { table: Table::ProjectTasks, id: id.to_string() }
}

/// A task with the project that it hangs on, and its branch.
pub(super) struct Found<'a> {
    pub(super) task: Task,
    pub(super) project: Project,
    pub(super) branch: &'a Branch,
}

impl Found<'_> {
    /// The zone in which its days are counted.
    pub(super) fn zone(&self) -> TimeZone {
        zone_of(self.branch)
    }
}

/// The zone of a branch.
pub(super) fn zone_of(branch: &Branch) -> TimeZone {
    TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC)
}

/// What the days of a project's tasks are counted from.
pub(super) fn anchors(project: &Project, branch: &Branch) -> Anchors {
    Anchors {
        opened: project.created,
        activated: project.activated,
        shoot: project.start,
        delivery: project.delivery,
        zone: zone_of(branch),
    }
}

/// A task that the actor may see: of their branches, or their own.
///
/// # Errors
/// Denied, or not found (also for a task out of reach).
pub(super) fn read<'a>(
    conn: &Connection,
    access: &'a Access,
    permission: Permission,
    id: &TaskId,
) -> Result<Found<'a>, StoreError> {
    let reach = access.require(permission)?;
    let not_found = || StoreError::NotFound { what: "task", id: id.to_string() };
    let task = conn
        .prepare_cached(
            "SELECT t.id, t.project_id, t.branch_id, t.template_id, t.title, t.stage, t.anchor, t.days, t.due_at, t.assignee_user_id,
                    coalesce(u.name, u.email, t.assignee_user_id, ''), t.checklist_json, t.notes, t.done_at,
                    coalesce(d.name, d.email, t.done_by, ''), t.created_at, t.version
             FROM project_tasks t LEFT JOIN users u ON u.id = t.assignee_user_id LEFT JOIN users d ON d.id = t.done_by WHERE t.id = ?1",
        )?
        .query_row([id.as_str()], from_row)
        .optional()?
        .ok_or_else(not_found)?;
    let branches = branches(access, permission, &BranchScope::All)?;
    let branch = branches.into_iter().find(|b| b.id == task.branch).ok_or_else(not_found)?;
    let project = projects::of_row(conn, &task.project)?.ok_or_else(not_found)?;
    let mine = task.assignee.as_ref() == Some(&access.actor.user);
    if reach == Reach::Assigned && !mine && !project.is_own_inquiry(&access.actor.user) {
        return Err(not_found());
    }
    Ok(Found { task, project, branch })
}

fn from_row(r: &Row<'_>) -> rusqlite::Result<Task> {
    let anchor = column::optional_text(r, 6)?.filter(|word| !word.is_empty()).map(Anchor::from);
    let days = column::int(r, 7)?.unwrap_or(0);
    Ok(Task {
        id: TaskId::from(column::text(r, 0)?),
        project: ProjectId::from(column::text(r, 1)?),
        branch: BranchId::from(column::text(r, 2)?),
        template: column::optional_text(r, 3)?.map(TaskTemplateId::from),
        title: column::text(r, 4)?,
        stage: ProjectStatus::from(column::text(r, 5)?),
        anchor: anchor.map(|anchor| (anchor, days)),
        due: time(column::int(r, 8)?),
        assignee: column::optional_text(r, 9)?.map(UserId::from),
        assignee_name: column::text(r, 10)?,
        checklist: Checklist::parse(column::optional_text(r, 11)?.as_deref()),
        notes: column::text(r, 12)?,
        done: time(column::int(r, 13)?),
        done_by: column::text(r, 14)?,
        created: time(column::int(r, 15)?),
        version: column::int(r, 16)?.unwrap_or(1),
    })
}

/// The branches whose tasks an actor may meet: whoever sees only their own may have them in any branch.
pub(super) fn branches<'a>(
    access: &'a Access,
    permission: Permission,
    scope: &BranchScope,
) -> Result<Vec<&'a Branch>, StoreError> {
    match access.require(permission)? {
        Reach::Assigned => access.branches_of_org(scope),
        _ => access.branches(permission, scope),
    }
}

/// Whose tasks an actor sees: only their own, or everybody's.
pub(super) fn only_of(access: &Access) -> Result<Option<&UserId>, StoreError> {
    let reach = access.require(Permission::ViewTasks)?;
    Ok((reach == Reach::Assigned).then_some(&access.actor.user))
}

/// Whether the actor may change tasks of a project: of their branches, or of their own inquiries.
///
/// # Errors
/// Denied.
pub(super) fn require_edit(access: &Access, project: &Project) -> Result<(), StoreError> {
    let permission = Permission::EditTasks;
    match access.require(permission)? {
        Reach::Assigned if project.is_own_inquiry(&access.actor.user) => Ok(()),
        Reach::Assigned => Err(StoreError::Denied(permission)),
        Reach::Branch | Reach::Org => {
            access.branch_of(permission, project.branch.as_str(), "project", project.id.as_str())?;
            Ok(())
        }
    }
}
