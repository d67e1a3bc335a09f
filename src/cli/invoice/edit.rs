//! `invoice draft`, `edit`, `line …`, `remove`, `issue`, `void` and `credit`.

use super::{detail, line_of, one, record};
use crate::cli::CliError;
use crate::cli::address::{CLIENT, Guess, PACKAGE, PROJECT, QUOTE};
use crate::cli::args::{
    InvoiceCreditArgs, InvoiceDraftArgs, InvoiceEditArgs, InvoiceFields, InvoiceLineAddArgs,
    InvoiceLineEditArgs, InvoiceLineFields, InvoiceLineRemoveArgs, InvoiceRemoveArgs, InvoiceVoidArgs,
    WriteFlags,
};
use crate::cli::out::Console;
use crate::cli::studio::{Studio, unexpected};
use crate::cli::values::{self, changed, reader};
use crate::cli::write;
use crate::domain::client::text::{Kind, Reader};
use crate::domain::field::FieldValues;
use crate::domain::id::{BranchId, ClientId, InvoiceId, InvoiceItemId, PackageId, ProjectId, QuoteId};
use crate::domain::invoice::Invoice;
use crate::domain::invoice::entry::fields;
use crate::domain::quote::parse_qty;
use crate::store::protocol::{Command, CreditLines, DraftSource, InvoiceCommand, Query, Reply};

/// Drafts an invoice and prints its id.
pub(super) fn draft(
    args: &InvoiceDraftArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let (source, own) = source(args, studio)?;
    let branch = match (&args.branch, own) {
        (None, Some(own)) => own,
        (named, _) => studio.branch_for_new(named.as_deref())?.id.clone(),
    };
    save(InvoiceCommand::Draft { branch, source }, args.write, studio, console)
}

/// What it is drafted from, and the branch that that belongs to.
fn source(args: &InvoiceDraftArgs, studio: &Studio) -> Result<(DraftSource, Option<BranchId>), CliError> {
    if let Some(given) = &args.client {
        let id = ClientId::from(CLIENT.resolve(studio, given, Guess::Nothing)?);
        let Reply::Client(found) = studio.ask(Query::Client(id.clone()))? else { return Err(unexpected()) };
        return Ok((DraftSource::Client(id), Some(found.client.branch)));
    }
    if let Some(given) = &args.quote {
        let id = QuoteId::from(QUOTE.resolve(studio, given, Guess::Nothing)?);
        let Reply::Quote(quote) = studio.ask(Query::Quote(id.clone()))? else { return Err(unexpected()) };
        return Ok((DraftSource::Quote(id), Some(branch_of(studio, &quote.project)?)));
    }
    if let Some(given) = &args.copy {
        let invoice = one(studio, given)?;
        return Ok((DraftSource::Copy(invoice.id), Some(invoice.branch)));
    }
    let Some(given) = &args.project else { return Ok((DraftSource::Counter, None)) };
    let project = ProjectId::from(PROJECT.resolve(studio, given, Guess::Nothing)?);
    let own = branch_of(studio, &project)?;
    let source = match &args.package {
        None => DraftSource::Project(project),
        Some(given) => {
            let package = PackageId::from(PACKAGE.resolve(studio, given, Guess::Nothing)?);
            DraftSource::Package { project, package }
        }
    };
    Ok((source, Some(own)))
}

fn branch_of(studio: &Studio, project: &ProjectId) -> Result<BranchId, CliError> {
    match studio.ask(Query::Project(project.clone()))? {
        Reply::Project(detail) => Ok(detail.project.branch),
        _ => Err(unexpected()),
    }
}

/// Changes the fields that were given.
pub(super) fn edit(
    args: &InvoiceEditArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice = one(studio, &args.invoice)?;
    write::refuse_stale(args.if_version, invoice.version, &invoice.called())?;
    let base = invoice.values();
    let values = changed(&base, of_invoice(&args.fields, &reader_of(studio, &invoice)?)?, "--discount 500")?;
    let command = InvoiceCommand::Edit { id: invoice.id, version: invoice.version, base, values };
    save(command, args.write, studio, console)
}

/// Adds a line.
pub(super) fn add_line(
    args: &InvoiceLineAddArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice = one(studio, &args.invoice)?;
    let values = of_line(&args.fields, &reader_of(studio, &invoice)?)?;
    save(InvoiceCommand::AddLine { invoice: invoice.id, values }, args.write, studio, console)
}

/// Changes a line.
pub(super) fn edit_line(
    args: &InvoiceLineEditArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice = one(studio, &args.invoice)?;
    write::refuse_stale(args.if_version, invoice.version, &invoice.called())?;
    let line = line_of(&invoice, &args.line)?;
    let (item, base) = (line.id.clone(), line.values());
    let values = changed(&base, of_line(&args.fields, &reader_of(studio, &invoice)?)?, "--qty 2")?;
    save(InvoiceCommand::EditLine { invoice: invoice.id, item, base, values }, args.write, studio, console)
}

/// Takes a line out.
pub(super) fn remove_line(
    args: &InvoiceLineRemoveArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice = one(studio, &args.invoice)?;
    write::refuse_stale(args.if_version, invoice.version, &invoice.called())?;
    let item = line_of(&invoice, &args.line)?.id.clone();
    let command = InvoiceCommand::RemoveLine { invoice: (invoice.id, invoice.version), item };
    save(command, args.write, studio, console)
}

/// Throws a draft away.
pub(super) fn remove(
    args: &InvoiceRemoveArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice = one(studio, &args.invoice)?;
    write::refuse_stale(args.if_version, invoice.version, &invoice.called())?;
    let command = InvoiceCommand::Remove { id: invoice.id, version: invoice.version };
    write::act(command.into(), args.write, studio, console)
}

/// Issues a draft and prints its id.
pub(super) fn issue(
    args: &InvoiceRemoveArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice = one(studio, &args.invoice)?;
    write::refuse_stale(args.if_version, invoice.version, &invoice.called())?;
    let command = InvoiceCommand::Issue { id: invoice.id, version: invoice.version };
    save(command, args.write, studio, console)
}

/// Takes an invoice out of the books.
pub(super) fn void(
    args: &InvoiceVoidArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice = one(studio, &args.invoice)?;
    write::refuse_stale(args.if_version, invoice.version, &invoice.called())?;
    let (version, reason) = (invoice.version, args.reason.clone());
    save(InvoiceCommand::Void { id: invoice.id, version, reason }, args.write, studio, console)
}

/// Issues a credit note and prints its id.
pub(super) fn credit(
    args: &InvoiceCreditArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice = one(studio, &args.invoice)?;
    write::refuse_stale(args.if_version, invoice.version, &invoice.called())?;
    let lines = args.lines.iter().map(|given| part(&invoice, given)).collect::<Result<Vec<_>, _>>()?;
    let lines = if lines.is_empty() { CreditLines::Rest } else { CreditLines::Some(lines) };
    let (version, reason) = (invoice.version, args.reason.clone());
    save(InvoiceCommand::Credit { id: invoice.id, version, lines, reason }, args.write, studio, console)
}

/// "Album=1": which line, and how many of it. The last `=` parts them: a description may have one, too.
fn part(invoice: &Invoice, given: &str) -> Result<(InvoiceItemId, i64), CliError> {
    let Some((what, qty)) = given.rsplit_once('=') else {
        return Err(CliError::usage(
            format!("--line {given} says not how many"),
            "Write --line \"WHAT=QTY\", e.g. --line 1=0.5.",
        ));
    };
    let item = line_of(invoice, what)?;
    let qty = parse_qty(qty).ok_or_else(|| {
        CliError::usage(
            format!("--line {given}: {qty} is no quantity"),
            "Nothing was issued. Write a number with at most three decimals.",
        )
    })?;
    Ok((item.id.clone(), qty))
}

/// Reads amounts of the invoice's currency, and days where its branch is.
fn reader_of(studio: &Studio, invoice: &Invoice) -> Result<Reader, CliError> {
    let branch = studio.branch(invoice.branch.as_str())?;
    Ok(Reader { currency: invoice.currency, ..reader(branch, studio.zone_of(&branch.id)) })
}

fn of_invoice(given: &InvoiceFields, reader: &Reader) -> Result<FieldValues, CliError> {
    let texts = values::of_flags([
        (fields::DISCOUNT, &given.discount),
        (fields::DUE, &given.due_on),
        (fields::PLACE, &given.place_of_supply),
        (fields::PLACE_REASON, &given.place_reason),
        (fields::LIABILITY, &given.liability),
        (fields::ROUND, &given.round_off),
        (fields::NOTES, &given.notes),
        (fields::TERMS, &given.terms),
    ]);
    values::read(texts, |key, text| {
        Ok(match key {
            fields::DISCOUNT => reader.read(Kind::Money, text),
            // A day without a year is the next one: nothing is due in the past.
            fields::DUE if !text.trim().is_empty() => crate::domain::when::parse_date(
                text.trim(),
                reader.now.date(),
                crate::domain::when::DatePreference::Future,
            )
            .map(crate::domain::field::FieldValue::Date)
            .map_err(|error| error.to_string()),
            fields::ROUND => reader.read(Kind::Toggle, text),
            _ => reader.read(Kind::Text, text),
        })
    })
}

fn of_line(given: &InvoiceLineFields, reader: &Reader) -> Result<FieldValues, CliError> {
    let texts = values::of_flags([
        (fields::DESCRIPTION, &given.description),
        (fields::TYPE, &given.kind),
        (fields::CODE, &given.code),
        (fields::QTY, &given.qty),
        (fields::UNIT_PRICE, &given.price),
        (fields::LINE_DISCOUNT, &given.discount),
        (fields::TAX_RATE, &given.tax_rate),
        (fields::INCLUSIVE, &given.inclusive),
    ]);
    values::read(texts, |key, text| {
        let kind = match key {
            fields::UNIT_PRICE | fields::LINE_DISCOUNT => Kind::Money,
            fields::INCLUSIVE => Kind::Toggle,
            _ => Kind::Text,
        };
        Ok(reader.read(kind, text))
    })
}

/// Carries the command out and prints the invoice's id, or the invoice.
fn save(
    command: InvoiceCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let invoice =
        |id: &str| Ok(record::of(&detail(studio, &InvoiceId::from(id))?, record::Why::LeftOut, studio));
    write::save(Command::Invoices(command), flags, studio, console, invoice)
}
