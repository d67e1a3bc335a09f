//! What of projects may be taken back.

use super::super::protocol::{StoreError, Table};
use super::super::unit::{RowChange, Unit};
use super::{hanging, read, require_edit};
use crate::domain::id::ProjectId;
use crate::domain::project::ProjectStatus;
use crate::domain::role::Permission;
use rusqlite::OptionalExtension;

/// Whether the actor may take a change of a project, or of what hangs on one, back today.
///
/// `all` are the changes that are taken back together with it.
pub(in crate::store) fn permit(
    unit: &Unit<'_>,
    change: &RowChange,
    all: &[RowChange],
    label: &str,
) -> Result<(), StoreError> {
    if change.row.table != Table::Projects {
        let project = project_of(unit, change, all)?;
        // What hung on a project that comes back with it is as permitted as that.
        let comes_back = |other: &RowChange| {
            other.row.table == Table::Projects && other.row.id == project.as_str() && other.after.is_none()
        };
        return if all.iter().any(comes_back) { Ok(()) } else { may_edit(unit, &project) };
    }
    let id = ProjectId::from(change.row.id.as_str());
    let [before, after] = change.images().map(|image| image.and_then(|i| i.get("status")?.as_str()));
    let permission = match (before, after) {
        (Some(before), Some(after)) if before == after => return may_edit(unit, &id),
        (Some(before), Some(after)) => {
            let trash = [before, after].contains(&ProjectStatus::Trashed.as_str());
            if trash { Permission::TrashProjects } else { Permission::MoveProjects }
        }
        _ => Permission::CreateProjects,
    };
    for branch in change.texts("branch_id") {
        unit.access.branch_of(permission, branch, "project", &change.row.id)?;
    }
    if change.before.is_none() { refuse_hanging(unit, &id, all, label) } else { Ok(()) }
}

/// A project goes with its opening only while nothing hangs on it but what was opened together with it: what others wrote there since is not thrown away on
/// the way, and a message, which nothing in the database ties to its project, would be left with none.
fn refuse_hanging(unit: &Unit<'_>, id: &ProjectId, all: &[RowChange], label: &str) -> Result<(), StoreError> {
    let mut hanging = hanging::of(unit.conn, id)?;
    for change in all.iter().filter(|change| change.before.is_none() && change.after.is_some()) {
        let count = match change.row.table {
            Table::ProjectEvents => &mut hanging.events,
            Table::BookingLocks => &mut hanging.locks,
            Table::Quotes => &mut hanging.quotes,
            _ => continue,
        };
        *count = count.saturating_sub(1);
    }
    if hanging.is_empty() {
        return Ok(());
    }
    Err(StoreError::refused(
        format!("“{label}” can no longer be taken back: by now the project has {}", hanging.words()),
        "Nothing was changed. Throw the project away instead: that can be restored.",
    ))
}

fn may_edit(unit: &Unit<'_>, id: &ProjectId) -> Result<(), StoreError> {
    let (project, _) = read(unit.conn, unit.access, Permission::ViewProjects, id)?;
    require_edit(unit.access, &project)
}

/// The project that a row hangs on. The lines of a quote know only the quote, which may come back with them.
fn project_of(unit: &Unit<'_>, change: &RowChange, all: &[RowChange]) -> Result<ProjectId, StoreError> {
    let quote = change.text("quote_id").unwrap_or_default();
    let is_quote = |other: &&RowChange| other.row.table == Table::Quotes && other.row.id == quote;
    let with_it = all.iter().find(is_quote).and_then(|quote| quote.text("project_id"));
    if let Some(project) = change.text("project_id").or(with_it) {
        return Ok(ProjectId::from(project));
    }
    let project: Option<String> = unit
        .conn
        .prepare_cached("SELECT project_id FROM quotes WHERE id = ?1")?
        .query_row([quote], |r| r.get(0))
        .optional()?;
    project.map(ProjectId::from).ok_or_else(|| StoreError::NotFound { what: "quote", id: quote.to_owned() })
}
