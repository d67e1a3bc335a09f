//! `invoice`: drafted, issued, voided, credited; and the series of their numbers.

mod edit;
pub(super) mod list;
mod record;
mod series;
mod settings;

use super::address::{Guess, INVOICE};
use super::args::{InvoiceCommand, InvoiceLineCommand, InvoiceShowArgs};
use super::out::{Console, Record};
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::domain::fold::fold;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceItem};
use crate::store::protocol::{
    InvoiceDetail, InvoiceFilter, InvoiceStanding, ListedInvoice, Query, Reply, Slice, StoreError,
};

/// Runs a command on invoices.
pub(super) fn run(
    command: &InvoiceCommand,
    run: &Run<'_>,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        InvoiceCommand::List(args) => list::list(args, studio, console),
        InvoiceCommand::Show(args) => show(args, studio, console),
        InvoiceCommand::Draft(args) => edit::draft(args, studio, console),
        InvoiceCommand::Edit(args) => edit::edit(args, studio, console),
        InvoiceCommand::Line(command) => match command {
            InvoiceLineCommand::Add(args) => edit::add_line(args, studio, console),
            InvoiceLineCommand::Edit(args) => edit::edit_line(args, studio, console),
            InvoiceLineCommand::Remove(args) => edit::remove_line(args, studio, console),
        },
        InvoiceCommand::Remove(args) => edit::remove(args, studio, console),
        InvoiceCommand::Issue(args) => edit::issue(args, studio, console),
        InvoiceCommand::Void(args) => edit::void(args, studio, console),
        InvoiceCommand::Credit(args) => edit::credit(args, studio, console),
        InvoiceCommand::Series(args) => series::run(args, studio, console),
        InvoiceCommand::Settings(command) => settings::run(command, studio, console),
    }
}

fn show(args: &InvoiceShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let id = meant(studio, &args.invoice, Guess::ByText)?;
    let why = if args.why { record::Why::Told } else { record::Why::LeftOut };
    record::of(&detail(studio, &id)?, why, studio).write(args.output.format(), console)
}

/// The invoice that is meant: by its number in any case, its id, or a client who has one draft.
fn meant(studio: &Studio, given: &str, guess: Guess) -> Result<InvoiceId, CliError> {
    let given = given.trim();
    let wanted = fold(given);
    let filter = InvoiceFilter {
        text: given.to_owned(),
        standing: Some(InvoiceStanding::Draft),
        limit: 50,
        ..InvoiceFilter::default()
    };
    let drafts = if given.is_empty() { Vec::new() } else { window(studio, filter)?.rows };
    let mut drafts = drafts.into_iter().filter(|draft| fold(&draft.client_name) == wanted);
    match (drafts.next(), drafts.next()) {
        (Some(only), None) => Ok(only.id),
        _ => Ok(InvoiceId::from(INVOICE.resolve(studio, given, guess)?)),
    }
}

/// The invoice that is meant, for writes.
fn one(studio: &Studio, given: &str) -> Result<Invoice, CliError> {
    Ok(detail(studio, &meant(studio, given, Guess::Nothing)?)?.invoice)
}

fn window(studio: &Studio, filter: InvoiceFilter) -> Result<Slice<ListedInvoice>, CliError> {
    match studio.ask(Query::InvoicesBy(Box::new(filter)))? {
        Reply::InvoicesBy(slice) => Ok(slice),
        _ => Err(unexpected()),
    }
}

/// An invoice with everything beside it.
pub(super) fn detail(studio: &Studio, id: &InvoiceId) -> Result<InvoiceDetail, CliError> {
    match studio.ask(Query::InvoiceDetail(id.clone()))? {
        Reply::Invoice(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

/// An invoice as it is printed.
pub(super) fn paper(detail: &InvoiceDetail, studio: &Studio) -> Record {
    record::of(detail, record::Why::LeftOut, studio)
}

/// The line of this number or id, or that says exactly this.
fn line_of<'i>(invoice: &'i Invoice, given: &str) -> Result<&'i InvoiceItem, CliError> {
    let given = given.trim();
    let wanted = fold(given);
    let number = given.parse::<usize>().ok().and_then(|n| invoice.items.get(n.checked_sub(1)?));
    if let Some(item) = number.or_else(|| invoice.items.iter().find(|item| item.id.as_str() == given)) {
        return Ok(item);
    }
    let mut named = invoice.items.iter().filter(|item| fold(&item.description) == wanted);
    match (named.next(), named.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(CliError::usage(
            format!("{} has several lines {given}", invoice.called()),
            "Give the number of the line that is meant, as `invoice show` prints it.",
        )),
        (None, _) => Err(StoreError::NotFound { what: "line", id: given.to_owned() }.into()),
    }
}
