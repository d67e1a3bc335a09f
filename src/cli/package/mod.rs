//! `package`: what branches offer, and the organization's templates.

mod edit;
mod record;
mod template;
mod update;
mod values;

use super::address::{Guess, PACKAGE};
use super::args::{PackageCommand, PackageListArgs, PackageShowArgs};
use super::out::{Choices, Column, Console, Listing, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::domain::id::PackageId;
use crate::store::protocol::{ListKind, PackageDetail, PackageRow, Query, Reply};
use serde_json::json;

/// Runs a command on packages.
pub(super) fn run(
    command: &PackageCommand,
    run: &Run<'_>,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        PackageCommand::List(args) => list(args, studio, console),
        PackageCommand::Show(args) => show(args, studio, console),
        PackageCommand::Add(args) => edit::add(args, studio, console),
        PackageCommand::Edit(args) => edit::edit(args, studio, console),
        PackageCommand::Archive(args) => edit::archive(args, studio, console),
        PackageCommand::Restore(args) => edit::restore(args, studio, console),
        PackageCommand::Accept(args) => update::accept(args, studio, console),
        PackageCommand::Ignore(args) => update::ignore(args, studio, console),
        PackageCommand::Template(command) => template::run(command, studio, console),
    }
}

const PACKAGES: Listing<PackageRow, 8> = Listing {
    kind: ListKind::Packages,
    columns: [
        Column::text("name", "NAME"),
        Column::text("type", "TYPE"),
        Column::money("price", "PRICE"),
        Column::number("tax_rate", "TAX"),
        Column::text("update", "UPDATE"),
        Column::hidden("archived"),
        Column::hidden("branch"),
        Column::id(),
    ],
    page: |reply| if let Reply::Packages(page) = reply { Some(page) } else { None },
    row,
};

fn row(row: &PackageRow, studio: &Studio) -> [Value; 8] {
    [
        Value::text(&row.name),
        record::kind(&row.kind),
        studio.money(row.price),
        Value::Other(row.tax_rate.to_string(), json!(row.tax_rate.edit())),
        Value::Flag(row.update),
        Value::Flag(row.archived),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

fn list(args: &PackageListArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    PACKAGES.print(&args.list, Choices { filter: args.filter.as_deref(), sort: None }, studio, console)
}

fn show(args: &PackageShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let id = PackageId::from(PACKAGE.resolve(studio, &args.id, Guess::ByText)?);
    record::of(&detail(studio, &id)?, studio).write(args.output.format(), console)
}

/// The package that is meant, for writes.
fn one(studio: &Studio, given: &str) -> Result<PackageDetail, CliError> {
    detail(studio, &PackageId::from(PACKAGE.resolve(studio, given, Guess::Nothing)?))
}

fn detail(studio: &Studio, id: &PackageId) -> Result<PackageDetail, CliError> {
    match studio.ask(Query::Package(id.clone()))? {
        Reply::Package(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}
