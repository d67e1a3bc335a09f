//! `client`: the address book.

mod edit;
mod export;
mod list;
mod record;
mod values;

use super::address::{CLIENT, Guess};
use super::args::{ClientCommand, ClientShowArgs};
use super::out::Console;
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::domain::id::ClientId;
use crate::store::protocol::{ClientDetail, Query, Reply};

/// Runs a command on clients.
pub(super) fn run(command: &ClientCommand, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = Studio::open(run, console)?;
    match command {
        ClientCommand::List(args) => list::list(args, &studio, console),
        ClientCommand::Show(args) => show(args, &studio, console),
        ClientCommand::Add(args) => edit::add(args, &studio, console),
        ClientCommand::Edit(args) => edit::edit(args, &studio, console),
        ClientCommand::Tag(args) => edit::tag(args, &studio, console),
        ClientCommand::Note(args) => edit::note(args, &studio, console),
        ClientCommand::Archive(args) => edit::archive(args, &studio, console),
        ClientCommand::Restore(args) => edit::restore(args, &studio, console),
        ClientCommand::Export(args) => export::export(args, &studio, console),
    }
}

fn show(args: &ClientShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let detail = resolve(studio, &args.client)?;
    record::of(&detail, studio).write(args.output.format(), console)
}

fn detail(studio: &Studio, id: &ClientId) -> Result<ClientDetail, CliError> {
    match studio.ask(Query::Client(id.clone()))? {
        Reply::Client(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

/// The client that is meant.
fn resolve(studio: &Studio, given: &str) -> Result<ClientDetail, CliError> {
    detail(studio, &ClientId::from(CLIENT.resolve(studio, given, Guess::ByText)?))
}
