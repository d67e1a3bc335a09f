//! `project quote`: what projects are offered for.

use super::record::{note_more, status};
use super::{one, shown, values};
use crate::cli::CliError;
use crate::cli::address::{Guess, PACKAGE, QUOTE};
use crate::cli::args::{
    ProjectHangsArgs, ProjectQuoteAddArgs, ProjectQuoteCommand, ProjectQuoteDeclineArgs,
    ProjectQuoteEditArgs, ProjectQuoteLineAddArgs, ProjectQuoteLineCommand, ProjectQuoteLineEditArgs,
    ProjectQuoteLineRemoveArgs, ProjectQuoteRemoveArgs, ProjectQuoteShowArgs, WriteFlags,
};
use crate::cli::out::{Column, Console, Record, Sheet, Value};
use crate::cli::studio::{Studio, unexpected};
use crate::cli::values::{changed, reader};
use crate::cli::write;
use crate::domain::client::text::Reader;
use crate::domain::id::{BranchId, PackageId, QuoteId};
use crate::domain::quote::{Quote, QuoteItem, edit_qty};
use crate::store::protocol::{Command, Query, QuoteCommand, QuoteLine, Reply, StoreError};
use serde_json::json;

/// The columns of quotes.
pub(super) const QUOTES: [Column; 7] = [
    Column::text("package", "PACKAGE"),
    Column::whole("status", "STATUS"),
    Column::money("total", "TOTAL"),
    Column::money("advance", "ADVANCE"),
    Column::text("valid_until", "VALID UNTIL"),
    Column::hidden("created"),
    Column::id(),
];

/// A quote of a branch's project under the columns.
pub(super) fn row(quote: &QuoteLine, branch: &BranchId, studio: &Studio) -> [Value; 7] {
    let time = |at: Option<jiff::Timestamp>| at.map_or(Value::Nothing, |at| studio.time(at, branch));
    [
        Value::text(&quote.package),
        status(&quote.status),
        studio.money(quote.total),
        studio.money(quote.advance),
        time(quote.valid_until),
        time(quote.created),
        Value::text(quote.id.as_str()),
    ]
}

/// Runs a command on quotes.
pub(super) fn run(
    command: &ProjectQuoteCommand,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    match command {
        ProjectQuoteCommand::List(args) => list(args, studio, console),
        ProjectQuoteCommand::Show(args) => show(args, studio, console),
        ProjectQuoteCommand::Add(args) => add(args, studio, console),
        ProjectQuoteCommand::Edit(args) => edit(args, studio, console),
        ProjectQuoteCommand::Remove(args) => remove(args, studio, console),
        ProjectQuoteCommand::Send(args) => {
            save(QuoteCommand::Send(meant(studio, &args.id)?), args.write, studio, console)
        }
        ProjectQuoteCommand::Accept(args) => {
            save(QuoteCommand::Accept(meant(studio, &args.id)?), args.write, studio, console)
        }
        ProjectQuoteCommand::Decline(args) => decline(args, studio, console),
        ProjectQuoteCommand::Line(command) => match command {
            ProjectQuoteLineCommand::Add(args) => add_line(args, studio, console),
            ProjectQuoteLineCommand::Edit(args) => edit_line(args, studio, console),
            ProjectQuoteLineCommand::Remove(args) => remove_line(args, studio, console),
        },
    }
}

fn list(args: &ProjectHangsArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let detail = shown(studio, &args.project)?;
    let quotes = detail.quotes;
    let rows: Vec<[Value; 7]> =
        quotes.rows.iter().map(|quote| row(quote, &detail.project.branch, studio)).collect();
    let mut sheet = Sheet::new(args.output.format(), &QUOTES);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    Ok(note_more(quotes.more, console)?)
}

fn show(args: &ProjectQuoteShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    record(&read(studio, &meant(studio, &args.id)?)?, studio)?.write(args.output.format(), console)
}

fn add(args: &ProjectQuoteAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = one(studio, &args.project)?.project.id;
    let package = args.package.as_deref().map(|given| PACKAGE.resolve(studio, given, Guess::Nothing));
    let package = package.transpose()?.map(PackageId::from);
    save(QuoteCommand::Create { project, package }, args.write, studio, console)
}

fn edit(args: &ProjectQuoteEditArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let quote = read(studio, &meant(studio, &args.id)?)?;
    write::refuse_stale(args.if_version, quote.version, "the quote")?;
    let base = quote.values();
    let given = values::terms(&args.fields, &reader_of(studio, &quote)?)?;
    let values = changed(&base, given, "--advance 20000")?;
    save(
        QuoteCommand::Edit { id: quote.id, version: quote.version, base, values },
        args.write,
        studio,
        console,
    )
}

fn remove(args: &ProjectQuoteRemoveArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let quote = read(studio, &meant(studio, &args.id)?)?;
    write::refuse_stale(args.if_version, quote.version, "the quote")?;
    let command = QuoteCommand::Remove { id: quote.id, version: quote.version };
    write::act(command.into(), args.write, studio, console)
}

fn decline(
    args: &ProjectQuoteDeclineArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let decline = QuoteCommand::Decline { id: meant(studio, &args.id)?, reason: args.reason.clone() };
    save(decline, args.write, studio, console)
}

fn add_line(
    args: &ProjectQuoteLineAddArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let quote = read(studio, &meant(studio, &args.quote)?)?;
    let values = values::line(&args.fields, &reader_of(studio, &quote)?)?;
    save(QuoteCommand::AddItem { quote: quote.id, values }, args.write, studio, console)
}

fn edit_line(
    args: &ProjectQuoteLineEditArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let quote = read(studio, &meant(studio, &args.quote)?)?;
    write::refuse_stale(args.if_version, quote.version, "the quote")?;
    let line = line_of(&quote, &args.line)?;
    let given = values::line(&args.fields, &reader_of(studio, &quote)?)?;
    let (item, base) = (line.id.clone(), line.values());
    let values = changed(&base, given, "--qty 2")?;
    save(QuoteCommand::EditItem { quote: quote.id, item, base, values }, args.write, studio, console)
}

fn remove_line(
    args: &ProjectQuoteLineRemoveArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let quote = read(studio, &meant(studio, &args.quote)?)?;
    let item = line_of(&quote, &args.line)?.id.clone();
    save(QuoteCommand::RemoveItem { quote: quote.id, item }, args.write, studio, console)
}

/// The line of this number or id.
fn line_of<'q>(quote: &'q Quote, given: &str) -> Result<&'q QuoteItem, CliError> {
    let number = given.parse::<usize>().ok().and_then(|n| quote.items.get(n.checked_sub(1)?));
    let found = number.or_else(|| quote.items.iter().find(|item| item.id.as_str() == given));
    found.ok_or_else(|| StoreError::NotFound { what: "line", id: given.to_owned() }.into())
}

fn meant(studio: &Studio, given: &str) -> Result<QuoteId, CliError> {
    Ok(QuoteId::from(QUOTE.resolve(studio, given, Guess::Nothing)?))
}

fn read(studio: &Studio, id: &QuoteId) -> Result<Quote, CliError> {
    match studio.ask(Query::Quote(id.clone()))? {
        Reply::Quote(quote) => Ok(*quote),
        _ => Err(unexpected()),
    }
}

/// Reads amounts of the quote's currency, and times in the zone of its branch.
fn reader_of(studio: &Studio, quote: &Quote) -> Result<Reader, CliError> {
    let branch = super::detail(studio, &quote.project)?.project.branch;
    let branch = studio.branch(branch.as_str())?;
    Ok(Reader { currency: quote.total.currency, ..reader(branch, studio.zone_of(&branch.id)) })
}

/// Carries the command out and prints the quote's id, or the quote.
fn save(
    command: QuoteCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let quote = |id: &str| record(&read(studio, &QuoteId::from(id))?, studio);
    write::save(Command::Quotes(command), flags, studio, console, quote)
}

const LINES: [Column; 8] = [
    Column::number("line", "LINE"),
    Column::text("description", "WHAT"),
    Column::hidden("type"),
    Column::number("qty", "QTY"),
    Column::money("unit_price", "PRICE"),
    Column::number("tax_rate", "TAX"),
    Column::money("total", "TOTAL"),
    Column::hidden("id"),
];

fn line(at: usize, item: &QuoteItem, studio: &Studio) -> [Value; 8] {
    [
        Value::Count(at as u64 + 1),
        Value::text(&item.description),
        Value::text(&item.kind),
        Value::text(edit_qty(item.qty)),
        studio.money(item.unit_price),
        Value::Other(item.tax_rate.to_string(), json!(item.tax_rate.edit())),
        studio.money(item.total),
        Value::text(item.id.as_str()),
    ]
}

/// The record of a quote. The terms have the names that the flags have.
fn record(quote: &Quote, studio: &Studio) -> Result<Record, CliError> {
    let project = super::detail(studio, &quote.project)?.project;
    let title = if quote.package.is_empty() { "Quote" } else { &quote.package };
    let until = quote.valid_until.map_or(Value::Nothing, |at| studio.time(at, &project.branch));
    let lines = quote.items.iter().enumerate().map(|(at, item)| line(at, item, studio));
    let of = project.details.called().to_owned();
    Ok(Record::new(title)
        .hidden("package", Value::text(&quote.package))
        .fact("status", "Status", status(&quote.status))
        .fact("project", "Project", Value::Other(of, json!(quote.project.as_str())))
        .fact("discount", "Discount", studio.money(quote.discount))
        .fact("subtotal", "Subtotal", studio.money(quote.subtotal))
        .fact("tax", "Tax", studio.money(quote.tax))
        .fact("total", "Total", studio.money(quote.total))
        .fact("advance", "Advance", studio.money(quote.advance))
        .fact("valid_until", "Valid until", until)
        .fact("notes", "Notes", Value::text(&quote.notes))
        .fact("version", "Version", Value::Number(quote.version))
        .fact("id", "Id", Value::text(quote.id.as_str()))
        .section(("lines", "Lines"), &LINES, lines))
}
