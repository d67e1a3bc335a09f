//! Making, changing, ticking and deleting tasks.

use super::super::conflict::{Standing, refuse_stale};
use super::super::projects;
use super::super::protocol::{Outcome, StageDone, StoreError, Table, TaskCommand};
use super::super::tables::Image;
use super::super::undo as taking_back;
use super::super::unit::{Entry, Inverse, Unit};
use super::{Found, anchors, read, require_edit, row, templates};
use crate::domain::field::{self, FieldErrors, FieldValues};
use crate::domain::id::{ProjectId, TaskId, TaskTemplateId, UserId};
use crate::domain::project::{Project, ProjectStatus, Step};
use crate::domain::role::Permission;
use crate::domain::task::{self, Task, TaskEntry, fields};
use jiff::Timestamp;
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use uuid::Uuid;

/// Carries out a write about tasks or their templates.
pub(in crate::store) fn carry_out(unit: &mut Unit<'_>, command: &TaskCommand) -> Result<Outcome, StoreError> {
    use TaskCommand as C;
    match command {
        C::Create { project, values } => create(unit, project, values),
        C::Edit { id, version, base, values } => edit(unit, id, (*version, base, values)),
        C::Finish(ids) => set_done(unit, ids, Way::Done),
        C::Reopen(ids) => set_done(unit, ids, Way::Open),
        C::Tick { id, at, what, done } => tick(unit, id, (*at, what), *done),
        C::Delete(id) => delete(unit, id),
        C::Apply { template, project } => templates::apply(unit, template, project),
        C::CreateTemplate { branch, values } => templates::create(unit, branch.as_ref(), values),
        C::EditTemplate { id, version, base, values } => templates::edit(unit, id, (*version, base, values)),
        C::ArchiveTemplates(ids) => templates::set_archived(unit, ids, templates::Archiving::Out),
        C::RestoreTemplates(ids) => templates::set_archived(unit, ids, templates::Archiving::Back),
    }
}

/// The version that was read, what was read, and what shall be.
pub(super) type Edit<'e> = (i64, &'e FieldValues, &'e FieldValues);

fn create(unit: &mut Unit<'_>, project: &ProjectId, values: &FieldValues) -> Result<Outcome, StoreError> {
    let project = editable(unit, project)?;
    let branch = unit.access.any_branch(&project.branch).ok_or_else(|| gone(&project.id))?;
    let entry =
        task::check(values, &project.status, &anchors(&project, branch)).map_err(StoreError::Invalid)?;
    check_assignee(unit, &project, entry.assignee.as_ref())?;
    let position = next_position(unit, &project.id)?;
    let id = insert(unit, &project, &entry, (None, position))?;
    let label = format!("new task {}", entry.title);
    unit.record_undoable(&Entry::new("task.created", project.branch.as_str()), &label)?;
    Ok(Unit::done_undoable(format!("Added {}", entry.title), Some(row(&id))))
}

/// A project whose tasks the actor may change.
///
/// # Errors
/// Not found, denied, or refused: one in the trash has to be restored first.
pub(super) fn editable(unit: &Unit<'_>, id: &ProjectId) -> Result<Project, StoreError> {
    let (project, _) = projects::read(unit.conn, unit.access, Permission::ViewProjects, id)?;
    require_edit(unit.access, &project)?;
    refuse_trashed(&project)?;
    Ok(project)
}

fn refuse_trashed(project: &Project) -> Result<(), StoreError> {
    if project.status == ProjectStatus::Trashed {
        return Err(StoreError::refused(
            format!("{} is in the trash", project.details.called()),
            "Nothing was saved. Restore it first.",
        ));
    }
    Ok(())
}

fn gone(id: &ProjectId) -> StoreError {
    StoreError::NotFound { what: "project", id: id.to_string() }
}

/// Makes the row of a task; `origin` is the template and the place among the project's tasks.
pub(super) fn insert(
    unit: &mut Unit<'_>,
    project: &Project,
    entry: &TaskEntry,
    (template, position): (Option<&TaskTemplateId>, i64),
) -> Result<TaskId, StoreError> {
    let id = TaskId::from_uuid(Uuid::now_v7());
    let mut image = Image::new();
    write_entry(&mut image, entry);
    for (column, value) in [
        ("id", json!(id.as_str())),
        ("project_id", json!(project.id.as_str())),
        ("branch_id", json!(project.branch.as_str())),
        ("template_id", json!(template.map(TaskTemplateId::as_str))),
        ("position", json!(position)),
        ("done_at", Value::Null),
        ("done_by", Value::Null),
        ("created_at", json!(unit.now)),
    ] {
        image.insert(column.to_owned(), value);
    }
    unit.insert(Table::ProjectTasks, Value::Object(image))?;
    unit.touch(projects::row(&project.id));
    Ok(id)
}

/// The place behind the last task of a project.
pub(super) fn next_position(unit: &Unit<'_>, project: &ProjectId) -> Result<i64, StoreError> {
    Ok(unit
        .conn
        .prepare_cached("SELECT coalesce(max(position), 0) + 1 FROM project_tasks WHERE project_id = ?1")?
        .query_row([project.as_str()], |r| r.get(0))?)
}

fn write_entry(image: &mut Image, entry: &TaskEntry) {
    let (anchor, days) = match &entry.anchor {
        Some((anchor, days)) => (json!(anchor.as_str()), json!(days)),
        None => (Value::Null, Value::Null),
    };
    let notes = (!entry.notes.is_empty()).then_some(&entry.notes);
    for (column, value) in [
        ("title", json!(entry.title)),
        ("stage", json!(entry.stage.as_str())),
        ("anchor", anchor),
        ("days", days),
        ("due_at", json!(entry.due.map(Timestamp::as_second))),
        ("assignee_user_id", json!(entry.assignee.as_ref().map(UserId::as_str))),
        ("checklist_json", json!(entry.checklist.to_json())),
        ("notes", json!(notes)),
    ] {
        image.insert(column.to_owned(), value);
    }
}

/// The columns of the entry that differ from what was read: what another program wrote in its own way stays as long as
/// nobody changes it.
fn write_changed(image: &mut Image, before: &TaskEntry, entry: &TaskEntry) {
    let (mut old, mut new) = (Image::new(), Image::new());
    write_entry(&mut old, before);
    write_entry(&mut new, entry);
    for (column, value) in new {
        if old.get(&column) != Some(&value) {
            image.insert(column, value);
        }
    }
}

/// A task is somebody's who works in the branch, in none, or owns the studio.
fn check_assignee(unit: &Unit<'_>, project: &Project, person: Option<&UserId>) -> Result<(), StoreError> {
    let Some(person) = person else { return Ok(()) };
    let found: Option<String> = unit
        .conn
        .prepare_cached(
            "SELECT id FROM users WHERE id = ?1 AND org_id = ?2 AND status IS NOT 'suspended' AND id <> 'usr_system'
               AND (branch_id IS NULL OR branch_id = ?3 OR (json_valid(roles_json) AND EXISTS (SELECT 1 FROM json_each(roles_json) WHERE value = 'owner')))",
        )?
        .query_row((person.as_str(), unit.access.org_id()?.as_str(), project.branch.as_str()), |r| r.get(0))
        .optional()?;
    if found.is_some() {
        return Ok(());
    }
    let mut errors = FieldErrors::default();
    errors.add(fields::ASSIGNEE, "nobody who works in this branch is meant: choose a person from the list");
    Err(StoreError::Invalid(errors))
}

fn edit(unit: &mut Unit<'_>, id: &TaskId, (version, base, values): Edit<'_>) -> Result<Outcome, StoreError> {
    let found = read(unit.conn, unit.access, Permission::ViewTasks, id)?;
    let Found { task, project, branch } = &found;
    require_edit(unit.access, project)?;
    refuse_trashed(project)?;
    let unchanged = || Unit::done(format!("Nothing to save: {} is as it was", task.title), Some(row(id)));
    let changes = field::changed(base, values);
    if changes.is_empty() {
        return Ok(unchanged());
    }
    let stored = Standing {
        row: row(id),
        label: task.title.clone(),
        version: task.version,
        values: task.values(&found.zone()),
    };
    refuse_stale(unit, stored, version, base)?;
    let entry = task::edit(task, &changes, &anchors(project, branch)).map_err(StoreError::Invalid)?;
    if entry.assignee != task.assignee {
        check_assignee(unit, project, entry.assignee.as_ref())?;
    }
    let before = TaskEntry::from(task);
    unit.update(&row(id), "task", |image| write_changed(image, &before, &entry))?;
    if unit.is_unchanged() {
        return Ok(unchanged());
    }
    unit.touch(projects::row(&project.id));
    let entered = Entry::new("task.edited", project.branch.as_str());
    unit.record_undoable(&entered, &format!("edit of {}", entry.title))?;
    let left = was_open(task, project) && entry.stage != task.stage;
    let offers = if left { stage_done(unit, project)? } else { None };
    Ok(Outcome { offers, ..Unit::done_undoable(format!("Saved {}", entry.title), Some(row(id))) })
}

/// Whether a task was one of those that keep a project where it stands.
fn was_open(task: &Task, project: &Project) -> bool {
    task.done.is_none() && task.stage == project.status
}

/// Which way a task is ticked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Done,
    Open,
}

fn set_done(unit: &mut Unit<'_>, ids: &[TaskId], way: Way) -> Result<Outcome, StoreError> {
    let (now, me) = (unit.now, unit.access.actor.user.clone());
    let mut last: Option<Task> = None;
    let mut touched: Vec<Project> = Vec::new();
    for id in ids {
        let Found { task, project, branch } = read(unit.conn, unit.access, Permission::TickTasks, id)?;
        refuse_trashed(&project)?;
        // The anchor may have moved while the task was done: a task that is open again follows it again.
        let anchored = task.anchor.as_ref().filter(|_| way == Way::Open && task.done.is_some());
        let due = anchored.map(|(anchor, days)| anchors(&project, branch).due(anchor, *days));
        let moved = unit.update(&row(id), "task", |image| {
            let is_done = image.get("done_at").is_some_and(|at| !at.is_null());
            let (at, by) = match way {
                Way::Done if is_done => return,
                Way::Done => (json!(now), json!(me.as_str())),
                Way::Open => (Value::Null, Value::Null),
            };
            image.insert("done_at".to_owned(), at);
            image.insert("done_by".to_owned(), by);
            if let Some(due) = due {
                image.insert("due_at".to_owned(), json!(due.map(Timestamp::as_second)));
            }
        })?;
        if moved {
            unit.touch(projects::row(&project.id));
            last = Some(task);
            if !touched.iter().any(|known| known.id == project.id) {
                touched.push(project);
            }
        }
    }
    let Some(task) = last else {
        return Ok(Unit::done("Nothing to change".to_owned(), None));
    };
    let tasks = unit.changes().len();
    let what = if tasks == 1 { task.title.clone() } else { format!("{tasks} tasks") };
    let (event, noun, verb) = match way {
        Way::Done => ("task.done", "finishing", "Finished"),
        Way::Open => ("task.reopened", "reopening", "Reopened"),
    };
    record_done(unit, event, &format!("{noun} of {what}"), &touched)?;
    let offers = if way == Way::Done { first_stage_done(unit, &touched)? } else { None };
    let row = (tasks == 1).then(|| row(&task.id));
    Ok(Outcome { offers, ..Unit::done_undoable(format!("{verb} {what}"), row) })
}

/// Writes down that tasks were ticked: as one entry in the history of their project, or one for each branch of several.
fn record_done(
    unit: &Unit<'_>,
    event: &'static str,
    label: &str,
    projects: &[Project],
) -> Result<(), StoreError> {
    if let [project] = projects {
        return unit.record_undoable(&Entry::new(event, project.branch.as_str()), label);
    }
    let entry = Entry { branch: None, ..Entry::new(event, "") };
    taking_back::record_by_branch(unit, &entry)?;
    taking_back::keep(unit, &entry, label, &Inverse::Rows(unit.changes().to_vec()))
}

/// Where the first of these projects may go that has nothing open any more where it stands.
fn first_stage_done(unit: &Unit<'_>, projects: &[Project]) -> Result<Option<StageDone>, StoreError> {
    for project in projects {
        if let Some(offer) = stage_done(unit, project)? {
            return Ok(Some(offer));
        }
    }
    Ok(None)
}

/// Where a project may go, when nothing is open any more in the status in which it stands, and the actor may move it.
fn stage_done(unit: &Unit<'_>, project: &Project) -> Result<Option<StageDone>, StoreError> {
    let (branch, id) = (project.branch.as_str(), project.id.as_str());
    if unit.access.branch_of(Permission::MoveProjects, branch, "project", id).is_err() {
        return Ok(None);
    }
    let moves = project.status.moves(&project.before);
    let Some(next) = moves.into_iter().find(|m| m.step == Step::Forward) else { return Ok(None) };
    let (done, open): (i64, i64) = unit
        .conn
        .prepare_cached(
            "SELECT count(*) FILTER (WHERE done_at IS NOT NULL), count(*) FILTER (WHERE done_at IS NULL)
             FROM project_tasks WHERE project_id = ?1 AND stage = ?2",
        )?
        .query_row((id, project.status.as_str()), |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok((done > 0 && open == 0).then(|| StageDone {
        project: project.id.clone(),
        title: project.details.called().to_owned(),
        from: project.status.clone(),
        to: next.to,
    }))
}

fn tick(
    unit: &mut Unit<'_>,
    id: &TaskId,
    (at, what): (usize, &str),
    done: bool,
) -> Result<Outcome, StoreError> {
    let Found { task, project, .. } = read(unit.conn, unit.access, Permission::TickTasks, id)?;
    refuse_trashed(&project)?;
    let Some(checklist) = task.checklist.ticked(at, what, done) else {
        return Err(StoreError::refused(
            format!("“{what}” does not stand there any more"),
            "Nothing was changed. Look at the list again.",
        ));
    };
    unit.update(&row(id), "task", |image| {
        image.insert("checklist_json".to_owned(), json!(checklist.to_json()));
    })?;
    unit.touch(projects::row(&project.id));
    let entry = Entry::new("task.ticked", project.branch.as_str());
    unit.record_undoable(&entry, &format!("tick of {what}"))?;
    let verb = if done { "Ticked" } else { "Unticked" };
    let (done, all) = checklist.counts();
    Ok(Unit::done_undoable(format!("{verb} {what}: {done} of {all} in {}", task.title), Some(row(id))))
}

fn delete(unit: &mut Unit<'_>, id: &TaskId) -> Result<Outcome, StoreError> {
    let Found { task, project, .. } = read(unit.conn, unit.access, Permission::ViewTasks, id)?;
    require_edit(unit.access, &project)?;
    unit.delete(&row(id), "task")?;
    unit.touch(projects::row(&project.id));
    let entry = Entry::high("task.deleted", project.branch.as_str());
    unit.record_undoable(&entry, &format!("deletion of {}", task.title))?;
    let offers = if was_open(&task, &project) { stage_done(unit, &project)? } else { None };
    let deleted = Unit::done_undoable(format!("Deleted {}", task.title), Some(projects::row(&project.id)));
    Ok(Outcome { offers, ..deleted })
}
