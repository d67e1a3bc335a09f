//! `project`: what the studio works on, with its sub-events and quotes.

mod edit;
mod event;
mod list;
mod purge;
mod quote;
mod record;
mod values;

pub(in crate::cli) use record::status;

use super::address::{Guess, PROJECT};
use super::args::{ProjectCommand, ProjectShowArgs};
use super::out::{Console, Record};
use super::studio::{Studio, unexpected};
use super::{CliError, Run, papers};
use crate::domain::field::FieldValue;
use crate::domain::fold::fold;
use crate::domain::id::ProjectId;
use crate::store::protocol::{ListKind, ListQuery, ProjectDetail, Query, Reply, StoreError};

/// Runs a command on projects.
pub(super) fn run(
    command: &ProjectCommand,
    run: &Run<'_>,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        ProjectCommand::List(args) => list::list(args, studio, console),
        ProjectCommand::Show(args) => show(args, studio, console),
        ProjectCommand::Add(args) => edit::add(args, studio, console),
        ProjectCommand::Edit(args) => edit::edit(args, studio, console),
        ProjectCommand::Move(args) => edit::move_to(args, studio, console),
        ProjectCommand::Trash(args) => edit::trash(args, studio, console),
        ProjectCommand::Restore(args) => edit::restore(args, studio, console),
        ProjectCommand::Purge(args) => purge::purge(args, studio, console),
        ProjectCommand::CallSheet(args) => papers::call_sheet(args, studio, console),
        ProjectCommand::Checklist(args) => papers::checklist(args, studio, console),
        ProjectCommand::Event(command) => event::run(command, studio, console),
        ProjectCommand::Quote(command) => quote::run(command, studio, console),
    }
}

fn show(args: &ProjectShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    record::of(&shown(studio, &args.project)?, studio).write(args.output.format(), console)
}

fn detail(studio: &Studio, id: &ProjectId) -> Result<ProjectDetail, CliError> {
    match studio.ask(Query::Project(id.clone()))? {
        Reply::Project(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

/// The project that is meant, for reads; also one in the trash.
fn shown(studio: &Studio, given: &str) -> Result<ProjectDetail, CliError> {
    find(studio, given, Guess::ByText)
}

/// The project that is meant, for writes; also one in the trash.
fn one(studio: &Studio, given: &str) -> Result<ProjectDetail, CliError> {
    find(studio, given, Guess::Nothing)
}

/// The project that is meant, for what hangs on it; also one in the trash.
pub(super) fn find(studio: &Studio, given: &str, guess: Guess) -> Result<ProjectDetail, CliError> {
    detail(studio, &resolve(studio, given, guess)?)
}

/// The client that is named, for a new project.
pub(super) fn client(studio: &Studio, given: &str) -> Result<FieldValue, CliError> {
    values::client(studio, given)
}

/// A project as it is printed.
pub(super) fn printed(studio: &Studio, id: &ProjectId) -> Result<Record, CliError> {
    Ok(record::of(&detail(studio, id)?, studio))
}

fn resolve(studio: &Studio, given: &str, guess: Guess) -> Result<ProjectId, CliError> {
    match PROJECT.resolve(studio, given, guess) {
        Ok(id) => Ok(ProjectId::from(id)),
        Err(error @ CliError::Store(StoreError::NotFound { .. })) => in_trash(studio, given)?.ok_or(error),
        Err(error) => Err(error),
    }
}

/// The one project in the trash that is called so: usual lists, and with them usual names, leave the trash out.
fn in_trash(studio: &Studio, given: &str) -> Result<Option<ProjectId>, CliError> {
    /// Hits that are compared.
    const HITS: u32 = 100;
    let text = given.trim().to_owned();
    if text.is_empty() {
        return Ok(None);
    }
    let query = ListQuery { text, filter: "trashed".to_owned(), limit: HITS, ..ListQuery::default() };
    let Reply::Projects(page) = studio.ask(Query::List(ListKind::Projects, query))? else {
        return Err(unexpected());
    };
    let wanted = fold(given.trim());
    let mut called = page.rows.into_iter().filter(|row| fold(&row.title) == wanted);
    match (called.next(), called.next()) {
        (Some(only), None) => Ok(Some(only.id)),
        (Some(one), Some(other)) => Err(CliError::usage(
            format!("several projects in the trash are called {}", given.trim()),
            format!("Give the id of the one that is meant: {}, {}, …", one.id, other.id),
        )),
        _ => Ok(None),
    }
}
