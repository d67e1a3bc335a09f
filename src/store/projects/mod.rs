//! Projects: reading, writing, moving from status to status.

mod cards;
pub(super) mod detail;
pub(super) mod events;
pub(super) mod hanging;
mod lines;
pub(super) mod moves;
pub(super) mod purge;
pub(super) mod quotes;
pub(super) mod undo;
pub(super) mod write;

pub(super) use cards::{last_package, open_money};
pub(super) use lines::{event as event_of, event_sql};

use super::access::Access;
use super::clients::time;
use super::column;
use super::protocol::{Branch, Outcome, ProjectCommand, RowRef, StoreError, Table};
use super::unit::Unit;
use crate::domain::id::{BranchId, ClientId, ProjectId, UserId};
use crate::domain::project::{Project, ProjectDetails, ProjectStatus, StatusBefore};
use crate::domain::role::{Permission, Reach};
use rusqlite::{Connection, OptionalExtension, Row};

/// Carries out a write.
///
/// # Errors
/// As the write's.
pub(super) fn carry_out(unit: &mut Unit<'_>, command: &ProjectCommand) -> Result<Outcome, StoreError> {
    match command {
        ProjectCommand::Create { branch, values } => write::create(unit, branch, values),
        ProjectCommand::Edit { id, version, base, values } => write::edit(unit, id, *version, base, values),
        ProjectCommand::Move { id, from, to, reason } => moves::move_to(unit, id, from, to, reason),
        ProjectCommand::Trash { id, reason } => moves::trash(unit, id, reason),
        ProjectCommand::Restore(id) => moves::restore(unit, id),
        ProjectCommand::Purge { id, confirm } => purge::purge(unit, id, confirm),
        ProjectCommand::AddEvent { project, values } => events::add(unit, project, values),
        ProjectCommand::EditEvent { id, version, base, values } => {
            events::edit(unit, id, *version, base, values)
        }
        ProjectCommand::EditSeries { id, version, base, values, scope } => {
            events::series::edit(unit, (id, *version), (base, values), *scope)
        }
        ProjectCommand::RemoveSeries { id, version, scope } => {
            events::series::remove(unit, id, *version, *scope)
        }
        ProjectCommand::RemoveEvent { id, version } => events::remove(unit, id, *version),
    }
}

/// Names a project's row.
pub(super) fn row(id: &ProjectId) -> RowRef {
    RowRef { table: Table::Projects, id: id.to_string() }
}

/// A project that the actor may see, and its branch.
///
/// # Errors
/// Denied, or not found (also for a project of a branch out of reach).
pub(super) fn read<'a>(
    conn: &Connection,
    access: &'a Access,
    permission: Permission,
    id: &ProjectId,
) -> Result<(Project, &'a Branch), StoreError> {
    access.require(permission)?;
    let project =
        of_row(conn, id)?.ok_or_else(|| StoreError::NotFound { what: "project", id: id.to_string() })?;
    let branch = access.branch_of(permission, project.branch.as_str(), "project", id.as_str())?;
    Ok((project, branch))
}

/// A project, whoever asks: for what hangs on it and has asked for leave in its own way.
pub(super) fn of_row(conn: &Connection, id: &ProjectId) -> Result<Option<Project>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT p.id, p.branch_id, p.client_id, coalesce(c.name, ''), p.lead_user_id, coalesce(u.name, u.email, p.lead_user_id, ''),
                    p.status, p.status_before, p.start_date, p.delivery_at, p.activated_at, p.created_at, p.trashed_at,
                    p.details_json, coalesce(p.version, 1)
             FROM projects p LEFT JOIN clients c ON c.id = p.client_id LEFT JOIN users u ON u.id = p.lead_user_id WHERE p.id = ?1",
        )?
        .query_row([id.as_str()], from_row)
        .optional()?)
}

fn from_row(r: &Row<'_>) -> rusqlite::Result<Project> {
    Ok(Project {
        id: ProjectId::from(column::text(r, 0)?),
        branch: BranchId::from(column::text(r, 1)?),
        client: ClientId::from(column::text(r, 2)?),
        client_name: column::text(r, 3)?,
        lead: column::optional_text(r, 4)?.map(UserId::from),
        lead_name: column::text(r, 5)?,
        status: ProjectStatus::from(column::text(r, 6)?),
        before: StatusBefore::parse(column::optional_text(r, 7)?.as_deref()),
        start: time(column::int(r, 8)?),
        delivery: time(column::int(r, 9)?),
        activated: time(column::int(r, 10)?),
        created: time(column::int(r, 11)?),
        trashed: time(column::int(r, 12)?),
        details: ProjectDetails::parse(column::optional_text(r, 13)?.as_deref()),
        version: column::int(r, 14)?.unwrap_or(1),
    })
}

/// Whether the actor may change a project: every one of their branches, or only their own inquiries.
///
/// # Errors
/// Denied.
pub(super) fn require_edit(access: &Access, project: &Project) -> Result<(), StoreError> {
    let permission = Permission::EditProjects;
    match access.require(permission)? {
        Reach::Assigned if project.is_own_inquiry(&access.actor.user) => Ok(()),
        Reach::Assigned => Err(StoreError::Denied(permission)),
        Reach::Branch | Reach::Org => {
            access.branch_of(permission, project.branch.as_str(), "project", project.id.as_str())?;
            Ok(())
        }
    }
}

/// A project that the actor may change now: one in the trash has to be restored first.
///
/// # Errors
/// Not found, denied, or refused.
pub(super) fn read_editable<'a>(
    conn: &Connection,
    access: &'a Access,
    id: &ProjectId,
) -> Result<(Project, &'a Branch), StoreError> {
    let (project, branch) = read_changeable(conn, access, id)?;
    refuse_trashed(&project)?;
    Ok((project, branch))
}

/// A project that the actor may change, in the trash too.
///
/// # Errors
/// Not found, denied.
pub(super) fn read_changeable<'a>(
    conn: &Connection,
    access: &'a Access,
    id: &ProjectId,
) -> Result<(Project, &'a Branch), StoreError> {
    let (project, branch) = read(conn, access, Permission::ViewProjects, id)?;
    require_edit(access, &project)?;
    Ok((project, branch))
}

/// A project that something may be hung on now, with a permission of its own: not one in the trash.
///
/// # Errors
/// Denied, not found, or refused.
pub(super) fn read_open<'a>(
    conn: &Connection,
    access: &'a Access,
    permission: Permission,
    id: &ProjectId,
) -> Result<(Project, &'a Branch), StoreError> {
    let (project, branch) = read(conn, access, permission, id)?;
    refuse_trashed(&project)?;
    Ok((project, branch))
}

fn refuse_trashed(project: &Project) -> Result<(), StoreError> {
    if project.status != ProjectStatus::Trashed {
        return Ok(());
    }
    Err(StoreError::refused(
        format!("{} is in the trash", project.details.called()),
        "Nothing was saved. Restore it first.",
    ))
}
