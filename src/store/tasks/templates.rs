//! Templates of tasks: making, changing, archiving, applying to a project.

use super::super::access::Access;
use super::super::clients::time;
use super::super::column;
use super::super::conflict::{Standing, refuse_stale};
use super::super::protocol::{Outcome, RowRef, StoreError, Table};
use super::super::undo as taking_back;
use super::super::unit::{Entry, Inverse, Unit};
use super::write::{Edit, editable, insert, next_position};
use super::{anchors, row};
use crate::domain::field::{self, FieldValues};
use crate::domain::id::{BranchId, OrgId, ProjectId, TaskTemplateId};
use crate::domain::role::{Permission, Reach};
use crate::domain::task::template::{self, Items, TaskTemplate};
use crate::domain::task::{Checklist, TaskEntry};
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value, json};
use uuid::Uuid;

/// Names a template's row.
pub(in crate::store) fn template_row(id: &TaskTemplateId) -> RowRef {
    RowRef { table: Table::TaskTemplates, id: id.to_string() }
}

/// Whether the actor may change templates of a branch; those of every branch are the organization's.
///
/// # Errors
/// Denied, or not found.
pub(super) fn require(access: &Access, branch: Option<&str>) -> Result<(), StoreError> {
    let permission = Permission::EditTaskTemplates;
    match (access.require(permission)?, branch) {
        (Reach::Org, None) => Ok(()),
        (_, None) => Err(StoreError::Denied(permission)),
        (_, Some(branch)) => access.branch_of(permission, branch, "branch", branch).map(drop),
    }
}

/// A template of the actor's organization: for every branch, or for one in reach.
///
/// # Errors
/// Denied, or not found.
pub(in crate::store) fn read(
    conn: &Connection,
    access: &Access,
    permission: Permission,
    id: &TaskTemplateId,
) -> Result<TaskTemplate, StoreError> {
    access.require(permission)?;
    let not_found = || StoreError::NotFound { what: "task template", id: id.to_string() };
    let template = conn
        .prepare_cached(
            "SELECT id, org_id, branch_id, name, items_json, archived_at, version FROM task_templates WHERE id = ?1 AND org_id = ?2",
        )?
        .query_row([id.as_str(), access.org_id()?.as_str()], from_row)
        .optional()?
        .ok_or_else(not_found)?;
    let branches = super::branches(access, permission, &super::BranchScope::All)?;
    match &template.branch {
        Some(branch) if !branches.iter().any(|b| b.id == *branch) => Err(not_found()),
        _ => Ok(template),
    }
}

fn from_row(r: &Row<'_>) -> rusqlite::Result<TaskTemplate> {
    Ok(TaskTemplate {
        id: TaskTemplateId::from(column::text(r, 0)?),
        org: OrgId::from(column::text(r, 1)?),
        branch: column::optional_text(r, 2)?.map(BranchId::from),
        name: column::text(r, 3)?,
        items: Items::parse(&column::text(r, 4)?),
        archived: time(column::int(r, 5)?),
        version: column::int(r, 6)?.unwrap_or(1),
    })
}

/// Makes a template.
pub(super) fn create(
    unit: &mut Unit<'_>,
    branch: Option<&BranchId>,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    require(unit.access, branch.map(BranchId::as_str))?;
    let (name, items) = template::check(values, ("", &Items::default())).map_err(StoreError::Invalid)?;
    let id = TaskTemplateId::from_uuid(Uuid::now_v7());
    let (org, now) = (unit.access.org_id()?.clone(), unit.now);
    let row = unit.insert(
        Table::TaskTemplates,
        json!({
            "id": id.as_str(), "org_id": org.as_str(), "branch_id": branch.map(BranchId::as_str), "name": name,
            "items_json": items.to_json(), "archived_at": null, "created_at": now,
        }),
    )?;
    unit.record_undoable(&entry("task_template.created", branch), &format!("new template {name}"))?;
    Ok(Unit::done_undoable(format!("Added the template {name}"), Some(row)))
}

fn entry(event: &'static str, branch: Option<&BranchId>) -> Entry {
    Entry { branch: branch.map(ToString::to_string), ..Entry::new(event, "") }
}

/// Changes a template. Tasks that came from it stay what they are.
pub(super) fn edit(
    unit: &mut Unit<'_>,
    id: &TaskTemplateId,
    (version, base, values): Edit<'_>,
) -> Result<Outcome, StoreError> {
    let current = read(unit.conn, unit.access, Permission::EditTaskTemplates, id)?;
    require(unit.access, current.branch.as_ref().map(BranchId::as_str))?;
    let changes = field::changed(base, values);
    let unchanged =
        || Unit::done(format!("Nothing to save: {} is as it was", current.name), Some(template_row(id)));
    if changes.is_empty() {
        return Ok(unchanged());
    }
    let stored = Standing {
        row: template_row(id),
        label: current.name.clone(),
        version: current.version,
        values: current.values(),
    };
    refuse_stale(unit, stored, version, base)?;
    let (name, items) =
        template::check(&changes, (&current.name, &current.items)).map_err(StoreError::Invalid)?;
    unit.update(&template_row(id), "task template", |image| {
        image.insert("name".to_owned(), json!(name));
        if items != current.items {
            image.insert("items_json".to_owned(), json!(items.to_json()));
        }
    })?;
    if unit.is_unchanged() {
        return Ok(unchanged());
    }
    let entry = entry("task_template.edited", current.branch.as_ref());
    unit.record_undoable(&entry, &format!("edit of {name}"))?;
    Ok(Unit::done_undoable(format!("Saved {name}"), Some(template_row(id))))
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Archiving {
    /// Out of the usual list.
    Out,
    /// Back into it.
    Back,
}

/// Archives templates or puts them back.
pub(super) fn set_archived(
    unit: &mut Unit<'_>,
    ids: &[TaskTemplateId],
    way: Archiving,
) -> Result<Outcome, StoreError> {
    let now = unit.now;
    let mut name = String::new();
    for id in ids {
        let template = read(unit.conn, unit.access, Permission::EditTaskTemplates, id)?;
        require(unit.access, template.branch.as_ref().map(BranchId::as_str))?;
        unit.update(&template_row(id), "task template", |image| {
            let is_out = image.get("archived_at").is_some_and(|at| !at.is_null());
            if is_out != (way == Archiving::Out) {
                let at = if way == Archiving::Out { json!(now) } else { Value::Null };
                image.insert("archived_at".to_owned(), at);
            }
        })?;
        name = template.name;
    }
    let what = match unit.rows().len() {
        0 => return Ok(Unit::done("Nothing to change".to_owned(), None)),
        1 => name,
        n => format!("{n} templates"),
    };
    let (event, noun, verb) = match way {
        Archiving::Out => ("task_template.archived", "archiving", "Archived"),
        Archiving::Back => ("task_template.restored", "restoring", "Restored"),
    };
    let entry = entry(event, None);
    taking_back::record_by_branch(unit, &entry)?;
    taking_back::keep(unit, &entry, &format!("{noun} of {what}"), &Inverse::Rows(unit.changes().to_vec()))?;
    Ok(Unit::done_undoable(format!("{verb} {what}"), None))
}

/// Adds a template's tasks to a project. A task whose day would lie before the project is due at once.
pub(super) fn apply(
    unit: &mut Unit<'_>,
    template: &TaskTemplateId,
    project: &ProjectId,
) -> Result<Outcome, StoreError> {
    let project = editable(unit, project)?;
    let template = read(unit.conn, unit.access, Permission::ViewTasks, template)?;
    if template.branch.as_ref().is_some_and(|branch| *branch != project.branch) {
        return Err(StoreError::refused(
            format!("{} is a template of another branch", template.name),
            "Nothing was added. Choose one of this branch, or one for every branch.",
        ));
    }
    let branch = unit
        .access
        .any_branch(&project.branch)
        .ok_or_else(|| StoreError::NotFound { what: "project", id: project.id.to_string() })?;
    let anchors = anchors(&project, branch);
    let position = next_position(unit, &project.id)?;
    let mut first = None;
    for (at, item) in (position..).zip(&template.items.0) {
        let entry = TaskEntry {
            title: item.title.clone(),
            stage: item.stage.clone(),
            due: item.anchor.as_ref().and_then(|(anchor, days)| anchors.due(anchor, *days)),
            anchor: item.anchor.clone(),
            assignee: None,
            checklist: Checklist::of(&item.checklist),
            notes: String::new(),
        };
        let id = insert(unit, &project, &entry, (Some(&template.id), at))?;
        first.get_or_insert(id);
    }
    let count = template.items.0.len();
    let Some(first) = first else {
        return Err(StoreError::refused(format!("{} has no tasks", template.name), "Nothing was added."));
    };
    let entry = Entry::new("task_template.applied", project.branch.as_str());
    let entry = entry.with(json!({ "template": template.id.as_str(), "tasks": count }));
    unit.record_undoable(&entry, &format!("tasks of {}", template.name))?;
    let tasks = if count == 1 { "1 task".to_owned() } else { format!("{count} tasks") };
    let message = format!("Added {tasks} of {} to {}", template.name, project.details.called());
    Ok(Unit::done_undoable(message, Some(row(&first))))
}
