//! `asset`: gear, spaces and people; how they are, when they are away, where they belong.

mod away;
mod edit;
mod list;
mod record;
mod transfer;
mod values;

use super::address::{ASSET, Guess};
use super::args::{AssetCommand, AssetShowArgs};
use super::out::{Column, Console, Sheet, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run, custody};
use crate::domain::id::AssetId;
use crate::store::protocol::{Arrival, AssetDetail, HistoryEntry, Query, Reply, RowRef, Table};

/// Runs a command on assets.
pub(super) fn run(command: &AssetCommand, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        AssetCommand::List(args) => list::list(args, studio, console),
        AssetCommand::Show(args) => {
            record::of(&shown(studio, &args.asset)?, studio).write(args.output.format(), console)
        }
        AssetCommand::Add(args) => edit::add(args, studio, console),
        AssetCommand::Edit(args) => edit::edit(args, studio, console),
        AssetCommand::Condition(args) => edit::condition(args, studio, console),
        AssetCommand::Away(command) => away::run(command, studio, console),
        AssetCommand::Transfer(args) => transfer::send(args, studio, console),
        AssetCommand::Receive(args) => transfer::arrive(args, Arrival::Received, (studio, console)),
        AssetCommand::Return(args) => transfer::arrive(args, Arrival::Returned, (studio, console)),
        AssetCommand::Transfers(args) => transfer::list(args, studio, console),
        AssetCommand::Out(args) => custody::out(args, studio, console),
        AssetCommand::In(args) => custody::take_in(args, studio, console),
        AssetCommand::Who(args) => custody::who(args, studio, console),
        AssetCommand::Overdue(args) => custody::overdue(args, studio, console),
        AssetCommand::History(args) => history(args, studio, console),
    }
}

/// Assets, each with the version that an act on them is decided at.
fn with_versions(studio: &Studio, ids: Vec<String>) -> Result<Vec<(AssetId, i64)>, CliError> {
    match studio.ask(Query::Things(ids.into_iter().map(AssetId::from).collect()))? {
        Reply::Scanned(things) => Ok(things.into_iter().map(|thing| (thing.asset, thing.version)).collect()),
        _ => Err(unexpected()),
    }
}

/// The asset that is meant, for reads.
fn shown(studio: &Studio, given: &str) -> Result<AssetDetail, CliError> {
    detail(studio, &AssetId::from(ASSET.resolve(studio, given, Guess::ByText)?))
}

/// The asset that is meant, for writes.
fn one(studio: &Studio, given: &str) -> Result<AssetDetail, CliError> {
    detail(studio, &AssetId::from(ASSET.resolve(studio, given, Guess::Nothing)?))
}

fn detail(studio: &Studio, id: &AssetId) -> Result<AssetDetail, CliError> {
    match studio.ask(Query::Asset(id.clone()))? {
        Reply::Asset(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

const HISTORY: [Column; 6] = [
    Column::whole("at", "WHEN"),
    Column::text("actor", "WHO"),
    Column::text("event", "WHAT"),
    Column::text("reason", "WHY"),
    Column::text("changes", "CHANGES"),
    Column::id(),
];

fn history(args: &AssetShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let asset = shown(studio, &args.asset)?.asset;
    let row = RowRef { table: Table::Assets, id: asset.id.to_string() };
    let Reply::History(entries) = studio.ask(Query::History(row))? else { return Err(unexpected()) };
    let line = |entry: &HistoryEntry| {
        let changes =
            entry.changes.iter().map(|(field, before, after)| format!("{field}: {before} → {after}"));
        [
            entry.at.map_or(Value::Nothing, |at| studio.time(at, &asset.branch)),
            Value::text(&entry.actor),
            Value::text(&entry.event),
            Value::text(&entry.reason),
            Value::Lines(changes.collect()),
            Value::text(entry.id.as_str()),
        ]
    };
    let rows: Vec<[Value; 6]> = entries.iter().map(line).collect();
    let mut sheet = Sheet::new(args.output.format(), &HISTORY);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}
