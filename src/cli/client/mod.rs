//! `client`: the address book.

mod edit;
mod list;
pub(super) mod record;
mod show;
mod values;

use super::args::ClientCommand;
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::domain::id::ClientId;
use crate::store::protocol::{
    BranchScope, ClientDetail, ClientRow, ListKind, ListQuery, Query, Reply, StoreError,
};
use std::io::Write;

/// Runs a command on clients.
pub(super) fn run(
    command: &ClientCommand,
    run: &Run<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), CliError> {
    let studio = Studio::open(run, err)?;
    match command {
        ClientCommand::List(args) => list::list(args, &studio, out, err),
        ClientCommand::Show(args) => show::show(args, &studio, out),
        ClientCommand::Add(args) => edit::add(args, &studio, out, err),
        ClientCommand::Edit(args) => edit::edit(args, &studio, out, err),
        ClientCommand::Tag(args) => edit::tag(args, &studio, err),
        ClientCommand::Note(args) => edit::note(args, &studio, err),
        ClientCommand::Archive(args) => edit::archive(args, &studio, err),
        ClientCommand::Restore(args) => edit::restore(args, &studio, err),
    }
}

fn detail(studio: &Studio, id: &ClientId) -> Result<ClientDetail, CliError> {
    match studio.ask(Query::Client(id.clone()))? {
        Reply::Client(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

/// The client with this id, else the only one that the text finds.
fn resolve(studio: &Studio, id_or_text: &str) -> Result<ClientDetail, CliError> {
    /// Enough to tell a person which ones were meant.
    const SHOWN: u32 = 6;
    match detail(studio, &ClientId::from(id_or_text)) {
        Err(CliError::Store(StoreError::NotFound { .. })) => {}
        other => return other,
    }
    let query = ListQuery {
        scope: BranchScope::All,
        text: id_or_text.to_owned(),
        limit: SHOWN,
        ..ListQuery::default()
    };
    let Reply::Clients(page) = studio.ask(Query::List(ListKind::Clients, query))? else {
        return Err(unexpected());
    };
    let exact = |row: &&ClientRow| row.name == id_or_text || row.phone == id_or_text;
    let exact: Vec<&ClientRow> = page.rows.iter().filter(exact).collect();
    match (exact.as_slice(), page.rows.as_slice()) {
        ([only], _) => detail(studio, &only.id),
        (_, [only]) if !page.more_after => detail(studio, &only.id),
        (_, []) => Err(CliError::NotFound {
            message: format!("there is no client {id_or_text}"),
            hint: "It may have been removed, or belong to another branch.".to_owned(),
        }),
        (_, several) => {
            let names: Vec<String> = several.iter().map(|row| format!("{} ({})", row.name, row.id)).collect();
            let more = if page.more_after { ", …" } else { "" };
            Err(CliError::usage(
                format!("several clients are found by {id_or_text}: {}{more}", names.join(", ")),
                "Give the id of the one that is meant.",
            ))
        }
    }
}
