//! `task add`, `edit`, `done`, `reopen`, `tick`, `untick` and `delete`.

use super::{detail, one, record, values};
use crate::cli::CliError;
use crate::cli::address::{Guess, PROJECT, TASK};
use crate::cli::args::{TaskAddArgs, TaskDeleteArgs, TaskEditArgs, TaskIds, TaskTickArgs, WriteFlags};
use crate::cli::out::Console;
use crate::cli::studio::{Studio, unexpected};
use crate::cli::values::changed;
use crate::cli::write;
use crate::domain::field::{FieldKey, FieldValue};
use crate::domain::fold::fold;
use crate::domain::id::{BranchId, ProjectId, TaskId};
use crate::domain::task::{Checklist, fields};
use crate::store::protocol::{Command, ListKind, ListQuery, Query, Reply, TaskCommand, TaskRow, TasksOf};

/// Adds a task and prints its id.
pub(super) fn add(args: &TaskAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = ProjectId::from(PROJECT.resolve(studio, &args.project, Guess::Nothing)?);
    let branch = branch_of(studio, &project)?;
    let values = values::task(&args.fields, studio, studio.branch(branch.as_str())?)?;
    save(TaskCommand::Create { project, values }, args.write, studio, console)
}

fn branch_of(studio: &Studio, project: &ProjectId) -> Result<BranchId, CliError> {
    match studio.ask(Query::Project(project.clone()))? {
        Reply::Project(detail) => Ok(detail.project.branch),
        _ => Err(unexpected()),
    }
}

/// Changes the fields that were given. A day of its own takes the place of one that was counted, and the other way
/// round.
pub(super) fn edit(args: &TaskEditArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let task = one(studio, &args.id)?.task;
    write::refuse_stale(args.if_version, task.version, &task.title)?;
    let base = task.values(&studio.zone_of(&task.branch));
    let mut given = values::task(&args.fields, studio, studio.branch(task.branch.as_str())?)?;
    let says = |key: &str| given.get(&FieldKey::from(key)).is_some_and(|value| *value != FieldValue::Empty);
    let (day, count) = (says(fields::DUE), says(fields::ANCHOR) || says(fields::DAYS));
    let instead: &[&str] = match (day, count) {
        (true, false) => &[fields::ANCHOR, fields::DAYS],
        (false, true) => &[fields::DUE],
        _ => &[],
    };
    for key in instead {
        given.insert(FieldKey::from(*key), FieldValue::Empty);
    }
    let values = changed(&base, given, "--due friday")?;
    save(TaskCommand::Edit { id: task.id, version: task.version, base, values }, args.write, studio, console)
}

/// Finishes tasks.
pub(super) fn done(args: &TaskIds, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    write::act(TaskCommand::Finish(all(args, "open", studio)?).into(), args.write, studio, console)
}

/// Opens tasks again.
pub(super) fn reopen(args: &TaskIds, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    write::act(TaskCommand::Reopen(all(args, "done", studio)?).into(), args.write, studio, console)
}

/// The tasks that are meant; of a project, those among what `filter` lists of it.
fn all(args: &TaskIds, filter: &str, studio: &Studio) -> Result<Vec<TaskId>, CliError> {
    let Some(project) = &args.project else {
        return Ok(TASK.resolve_all(studio, &args.ids)?.into_iter().map(TaskId::from).collect());
    };
    let project = ProjectId::from(PROJECT.resolve(studio, project, Guess::Nothing)?);
    let rows = of_project(&project, filter, studio)?;
    let mut ids = Vec::new();
    for given in &args.ids {
        let wanted = fold(given.trim());
        let is_meant = |row: &&TaskRow| row.id.as_str() == given.trim() || fold(&row.title) == wanted;
        let meant: Vec<&TaskRow> = rows.iter().filter(is_meant).collect();
        let [only] = meant.as_slice() else {
            let names: Vec<String> = rows.iter().map(|row| format!("{} ({})", row.title, row.id)).collect();
            let message = match meant.len() {
                0 => format!("the project has no {filter} task {given}"),
                _ => format!("the project has several {filter} tasks {given}"),
            };
            return Err(CliError::NotFound { message, hint: format!("It has: {}.", names.join(", ")) });
        };
        ids.push(only.id.clone());
    }
    Ok(ids)
}

fn of_project(project: &ProjectId, filter: &str, studio: &Studio) -> Result<Vec<TaskRow>, CliError> {
    let tasks_of = TasksOf::new(Some(project.clone()), None);
    let query = ListQuery { tasks_of, filter: filter.to_owned(), ..ListQuery::default() };
    let mut all = Vec::new();
    let page = |reply| if let Reply::Tasks(page) = reply { Some(page) } else { None };
    studio.pages(ListKind::Tasks, &query, None, page, |rows| {
        all.extend_from_slice(rows);
        Ok(())
    })?;
    Ok(all)
}

/// What becomes of a thing of a checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ticked {
    /// It is done.
    Done,
    /// It is open again.
    Open,
}

/// Ticks a thing of a checklist, or opens it again.
pub(super) fn tick(
    args: &TaskTickArgs,
    ticked: Ticked,
    (studio, console): (&Studio, &mut Console<'_>),
) -> Result<(), CliError> {
    let task = one(studio, &args.id)?.task;
    let (at, what) = thing(&task.checklist, &args.thing, &task.title)?;
    let command = TaskCommand::Tick { id: task.id, at, what, done: ticked == Ticked::Done };
    save(command, args.write, studio, console)
}

/// The thing that is meant, by its number from 1 or by its words: its place from 0, and its words.
fn thing(checklist: &Checklist, given: &str, title: &str) -> Result<(usize, String), CliError> {
    let items = checklist.items();
    let by_words = || items.iter().position(|(text, _)| text == given.trim());
    let by_number = || given.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let at = by_words().or_else(by_number).filter(|at| *at < items.len());
    let Some(at) = at else {
        let things: Vec<String> = items.iter().zip(1..).map(|((text, _), n)| format!("{n} {text}")).collect();
        let hint = match things.as_slice() {
            [] => "It has no checklist; `task edit --check` makes one.".to_owned(),
            _ => format!("It has: {}.", things.join(", ")),
        };
        return Err(CliError::NotFound {
            message: format!("{title} has nothing to tick that is {given}"),
            hint,
        });
    };
    Ok((at, items.into_iter().nth(at).map(|(text, _)| text).unwrap_or_default()))
}

/// Deletes a task.
pub(super) fn delete(
    args: &TaskDeleteArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let task = one(studio, &args.id)?.task;
    write::refuse_stale(args.if_version, task.version, &task.title)?;
    write::act(TaskCommand::Delete(task.id).into(), args.write, studio, console)
}

/// Carries the command out and prints the task's id, or the task.
fn save(
    command: TaskCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let task = |id: &str| Ok(record::of(&detail(studio, &TaskId::from(id))?, studio));
    write::save(Command::Tasks(command), flags, studio, console, task)
}
