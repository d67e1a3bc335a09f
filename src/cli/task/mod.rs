//! `task`: what is to be done for projects, and the lists of tasks that come again.

mod edit;
mod list;
mod record;
mod template;
mod values;

use super::address::{Guess, TASK};
use super::args::{TaskCommand, TaskShowArgs};
use super::out::Console;
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::domain::id::TaskId;
use crate::store::protocol::{Query, Reply, TaskDetail};

/// Runs a command on tasks.
pub(super) fn run(command: &TaskCommand, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        TaskCommand::List(args) => list::list(args, studio, console),
        TaskCommand::Show(args) => show(args, studio, console),
        TaskCommand::Add(args) => edit::add(args, studio, console),
        TaskCommand::Edit(args) => edit::edit(args, studio, console),
        TaskCommand::Done(args) => edit::done(args, studio, console),
        TaskCommand::Reopen(args) => edit::reopen(args, studio, console),
        TaskCommand::Tick(args) => edit::tick(args, edit::Ticked::Done, (studio, console)),
        TaskCommand::Untick(args) => edit::tick(args, edit::Ticked::Open, (studio, console)),
        TaskCommand::Delete(args) => edit::delete(args, studio, console),
        TaskCommand::Template(command) => template::run(command, studio, console),
    }
}

fn show(args: &TaskShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let id = TaskId::from(TASK.resolve(studio, &args.task, Guess::ByText)?);
    record::of(&detail(studio, &id)?, studio).write(args.output.format(), console)
}

/// The task that is meant, for writes.
fn one(studio: &Studio, given: &str) -> Result<TaskDetail, CliError> {
    detail(studio, &TaskId::from(TASK.resolve(studio, given, Guess::Nothing)?))
}

fn detail(studio: &Studio, id: &TaskId) -> Result<TaskDetail, CliError> {
    match studio.ask(Query::Task(id.clone()))? {
        Reply::Task(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}
