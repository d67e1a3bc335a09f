//! Invoices: drafted, issued, voided, credited; and the series of their numbers.

pub(super) mod ageing;
pub(super) mod billing;
mod credit;
pub(super) mod draft;
pub(super) mod issue;
pub(super) mod list;
pub(super) mod profile;
pub(super) mod read;
pub(super) mod series;

use super::conflict::{Standing, conflict};
use super::protocol::{InvoiceCommand, Outcome, RowRef, StoreError, Table};
use super::unit::{Entry, RowChange, Unit};
use crate::domain::field::FieldErrors;
use crate::domain::id::{InvoiceId, InvoiceItemId};
use crate::domain::invoice::entry::fields;
use crate::domain::invoice::{Invoice, InvoiceKind};
use crate::domain::tax::TaxError;

/// Carries out a write.
///
/// # Errors
/// As the write's.
pub(super) fn carry_out(unit: &mut Unit<'_>, command: &InvoiceCommand) -> Result<Outcome, StoreError> {
    match command {
        InvoiceCommand::Draft { branch, source } => draft::create(unit, branch, source),
        InvoiceCommand::Edit { id, version, base, values } => draft::edit(unit, (id, *version), base, values),
        InvoiceCommand::AddLine { invoice, values } => draft::lines::add(unit, invoice, values),
        InvoiceCommand::EditLine { invoice, item, base, values } => {
            draft::lines::edit(unit, invoice, item, (base, values))
        }
        InvoiceCommand::RemoveLine { invoice: (id, version), item } => {
            draft::lines::remove(unit, (id, *version), item)
        }
        InvoiceCommand::Remove { id, version } => draft::remove(unit, id, *version),
        InvoiceCommand::Issue { id, version } => issue::issue(unit, id, *version),
        InvoiceCommand::Void { id, version, reason } => issue::void(unit, (id, *version), reason),
        InvoiceCommand::Credit { id, version, lines, reason } => {
            credit::credit(unit, (id, *version), lines, reason)
        }
        InvoiceCommand::StartSeries { branch, series, day, first } => {
            series::start(unit, branch, (*series, *day), *first)
        }
    }
}

/// Names an invoice's row.
pub(super) fn row(id: &InvoiceId) -> RowRef {
    RowRef { table: Table::Invoices, id: id.to_string() }
}

fn item_row(id: &InvoiceItemId) -> RowRef {
    RowRef { table: Table::InvoiceItems, id: id.to_string() }
}

/// Refuses to act on an invoice that is no longer what was looked at.
pub(super) fn refuse_moved(unit: &Unit<'_>, invoice: &Invoice, version: i64) -> Result<(), StoreError> {
    if invoice.version == version { Ok(()) } else { Err(conflict(unit, standing(invoice))?) }
}

/// The invoice as it stands, for a conflict.
fn standing(invoice: &Invoice) -> Standing {
    Standing {
        row: row(&invoice.id),
        label: invoice.called(),
        version: invoice.version,
        values: invoice.values(),
    }
}

/// The words for what cannot be computed.
fn untaxed(error: &TaxError) -> StoreError {
    let mut errors = FieldErrors::default();
    let field = match error {
        TaxError::Discount => fields::DISCOUNT,
        TaxError::Place { .. } => fields::PLACE,
        TaxError::Line { .. } | TaxError::TooLarge => fields::UNIT_PRICE,
        TaxError::NoLines | TaxError::SellerUnknown(_) | TaxError::Jurisdiction(_) => {
            return StoreError::refused(error.to_string(), "Nothing was saved.");
        }
    };
    errors.add(field, error.to_string());
    StoreError::Invalid(errors)
}

/// What was done to a draft is taken back as long as it is one; its number is for good.
pub(super) fn permit_undo(unit: &Unit<'_>, change: &RowChange) -> Result<(), StoreError> {
    let column = if change.row.table == Table::InvoiceItems { "invoice_id" } else { "id" };
    let id = change.text(column).unwrap_or(&change.row.id);
    let gone =
        change.images().into_iter().flatten().any(|image| image.get("serial").is_some_and(|s| !s.is_null()));
    let known = super::tables::image(unit.conn, &row(&InvoiceId::from(id)))?;
    let issued = known.is_some_and(|image| image.get("status").is_none_or(|status| status != "draft"));
    if gone || issued {
        return Err(StoreError::refused(
            "the invoice was issued meanwhile: nothing of it is taken back",
            "Nothing was changed. Void it, or correct it with a credit note.",
        ));
    }
    let kind = change.text("invoice_type").and_then(InvoiceKind::parse).unwrap_or(InvoiceKind::Booking);
    unit.access.require(draft::permission(kind))?;
    if let Some(branch) = change.text("branch_id") {
        unit.access.branch_of(draft::permission(kind), branch, "invoice", id)?;
    }
    Ok(())
}

/// Writes the audit entry of an act that `u` takes back.
fn finish_undoable(
    unit: &mut Unit<'_>,
    invoice: &Invoice,
    event: &'static str,
    label: &str,
) -> Result<(), StoreError> {
    touch_project(unit, invoice);
    unit.record_undoable(&Entry::new(event, invoice.branch.as_str()), label)
}

/// A project shows its money: it has to look again.
pub(super) fn touch_project(unit: &mut Unit<'_>, invoice: &Invoice) {
    if let Some(project) = &invoice.project {
        unit.touch(super::projects::row(project));
    }
}
