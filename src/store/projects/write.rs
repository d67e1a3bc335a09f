//! Opening and editing projects.

use super::super::access::Access;
use super::super::clients;
use super::super::conflict::{Standing, refuse_stale};
use super::super::protocol::{BranchScope, Outcome, StoreError, Table};
use super::super::tables::Image;
use super::super::unit::{Entry, Unit};
use super::{read_editable, row};
use crate::domain::field::{self, FieldErrors, FieldValues};
use crate::domain::id::{BranchId, ClientId, ProjectId, UserId};
use crate::domain::project::{self, Project, ProjectEntry, fields};
use crate::domain::role::{Permission, Reach};
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use uuid::Uuid;

/// Opens a project.
pub(super) fn create(
    unit: &mut Unit<'_>,
    branch: &BranchId,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let (id, called) = open(unit, branch, values)?;
    unit.record_undoable(&Entry::new("project.created", branch.as_str()), &format!("new project {called}"))?;
    Ok(Unit::done_undoable(format!("Added {called}"), Some(row(&id))))
}

/// Writes the row of a new project, which is an inquiry; returns its id and what it is called.
pub(in crate::store) fn open(
    unit: &mut Unit<'_>,
    branch: &BranchId,
    values: &FieldValues,
) -> Result<(ProjectId, String), StoreError> {
    unit.access.branch_of(Permission::CreateProjects, branch.as_str(), "branch", branch.as_str())?;
    let mut entry = project::check(values).map_err(StoreError::Invalid)?;
    check_people(unit, &entry)?;
    // Whoever may change only what they answer for answers for what they open.
    if unit.access.require(Permission::EditProjects)? == Reach::Assigned {
        entry.lead.get_or_insert_with(|| unit.access.actor.user.clone());
    }
    let id = ProjectId::from_uuid(Uuid::now_v7());
    let called = entry.details.called().to_owned();
    unit.insert(
        Table::Projects,
        json!({
            "id": id.as_str(), "branch_id": branch.as_str(), "client_id": entry.client, "status": "inquiry",
            "start_date": entry.start, "details_json": entry.details.to_json(), "activated_at": null,
            "created_at": unit.now, "lead_user_id": entry.lead.as_ref().map(UserId::as_str),
            "delivery_at": entry.delivery, "status_before": null, "trashed_at": null,
        }),
    )?;
    unit.touch(clients::row(&ClientId::from(entry.client)));
    Ok((id, called))
}

/// Changes the fields of a project in which `values` differs from `base`.
pub(super) fn edit(
    unit: &mut Unit<'_>,
    id: &ProjectId,
    version: i64,
    base: &FieldValues,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let (current, _) = read_editable(unit.conn, unit.access, id)?;
    let called = current.details.called().to_owned();
    let unchanged = || Unit::done(format!("Nothing to save: {called} is as it was"), Some(row(id)));
    let changes = field::changed(base, values);
    if changes.is_empty() {
        return Ok(unchanged());
    }
    refuse_stale(unit, standing(&current), version, base)?;
    let entry = project::edit(&current, &changes).map_err(StoreError::Invalid)?;
    check_changed_people(unit, &current, &entry)?;
    unit.update(&row(id), "project", |image| write_entry(image, &entry))?;
    if unit.is_unchanged() {
        return Ok(unchanged());
    }
    let called = entry.details.called();
    unit.record_undoable(
        &Entry::new("project.edited", current.branch.as_str()),
        &format!("edit of {called}"),
    )?;
    Ok(Unit::done_undoable(format!("Saved {called}"), Some(row(id))))
}

/// The project as it stands, for a conflict.
pub(super) fn standing(project: &Project) -> Standing {
    Standing {
        row: row(&project.id),
        label: project.details.called().to_owned(),
        version: project.version,
        values: project.values(),
    }
}

/// The client must be one whom the actor sees and who is still there, the lead somebody who works here.
fn check_people(unit: &Unit<'_>, entry: &ProjectEntry) -> Result<(), StoreError> {
    clients::write::read_live(unit, Permission::ViewClients, &ClientId::from(entry.client.as_str()))?;
    match &entry.lead {
        Some(lead) => check_person(unit.conn, unit.access, lead, fields::LEAD),
        None => Ok(()),
    }
}

/// The same for an edit: who stays is not judged.
fn check_changed_people(unit: &Unit<'_>, current: &Project, entry: &ProjectEntry) -> Result<(), StoreError> {
    if entry.client != current.client.as_str() {
        clients::write::read_live(unit, Permission::ViewClients, &ClientId::from(entry.client.as_str()))?;
    }
    match &entry.lead {
        Some(lead) if current.lead.as_ref() != Some(lead) => {
            check_person(unit.conn, unit.access, lead, fields::LEAD)
        }
        _ => Ok(()),
    }
}

/// Whether somebody works in this studio, in a branch that the actor sees or in none: whom the picker offers.
///
/// # Errors
/// Invalid, under `field`.
pub(in crate::store) fn check_person(
    conn: &Connection,
    access: &Access,
    person: &UserId,
    field: &str,
) -> Result<(), StoreError> {
    let branches = access.branches(Permission::SeeWorkspace, &BranchScope::All)?;
    let ids: Vec<&str> = branches.iter().map(|b| b.id.as_str()).collect();
    let found = conn
        .prepare_cached(
            "SELECT 1 FROM users WHERE id = ?1 AND org_id = ?2 AND status IS NOT 'suspended' AND id <> 'usr_system'
               AND (branch_id IS NULL OR branch_id IN (SELECT value FROM json_each(?3)))",
        )?
        .query_row((person.as_str(), access.org_id()?.as_str(), json!(ids).to_string()), |_| Ok(()))
        .optional()?;
    if found.is_some() {
        return Ok(());
    }
    let mut errors = FieldErrors::default();
    errors.add(field, "nobody of this studio is meant: choose a person from the list");
    Err(StoreError::Invalid(errors))
}

fn write_entry(image: &mut Image, entry: &ProjectEntry) {
    image.insert("client_id".to_owned(), json!(entry.client));
    image.insert("start_date".to_owned(), json!(entry.start));
    image.insert("delivery_at".to_owned(), json!(entry.delivery));
    image.insert("lead_user_id".to_owned(), json!(entry.lead.as_ref().map(UserId::as_str)));
    image.insert("details_json".to_owned(), json!(entry.details.to_json()));
}
