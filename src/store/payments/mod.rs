//! Money that comes in and goes out: payments, advances, what pays what, refunds.

mod activate;
mod advance;
mod allocate;
pub(super) mod list;
mod record;
mod refund;
mod sell;

use super::protocol::{Outcome, PaymentCommand, Received, RowRef, StoreError, Table};
use super::unit::Unit;
use crate::domain::field::FieldErrors;
use crate::domain::id::{AllocationId, InvoiceId, TransactionId};
use crate::domain::invoice::{Invoice, InvoiceKind};
use crate::domain::money::{Currency, Grouping, MAX_MINOR, Money, format_money, to_real};
use crate::domain::payment::Method;
use rusqlite::OptionalExtension;
use serde_json::json;
use uuid::Uuid;

/// Carries out a write.
///
/// # Errors
/// As the write's.
pub(super) fn carry_out(unit: &mut Unit<'_>, command: &PaymentCommand) -> Result<Outcome, StoreError> {
    match command {
        PaymentCommand::Record { invoice, version, money } => {
            record::record(unit, (invoice, *version), money)
        }
        PaymentCommand::Sell(sale) => sell::sell(unit, sale),
        PaymentCommand::Advance { of, money } => advance::advance(unit, of, money),
        PaymentCommand::Allocate { from, to, amount } => {
            allocate::allocate(unit, from, (to.as_ref(), *amount))
        }
        PaymentCommand::Deduct { invoice, kind, amount, reason } => {
            allocate::deduct(unit, (invoice, *kind), (*amount, reason))
        }
        PaymentCommand::OpeningBalance { client, amount, day, note } => {
            allocate::opening_balance(unit, client, (*amount, *day, note))
        }
        PaymentCommand::Refund(refund) => refund::refund(unit, refund),
        PaymentCommand::Dispute { transaction, step, reason } => {
            refund::dispute(unit, transaction, (*step, reason))
        }
    }
}

/// Names a payment's row.
fn row(id: &TransactionId) -> RowRef {
    RowRef { table: Table::Transactions, id: id.to_string() }
}

/// An amount as a person reads it.
fn say(minor: i64, currency: Currency) -> String {
    format_money(Money { minor, currency }, Grouping::for_currency(currency))
}

/// An amount that may come in.
fn positive(amount: i64) -> Result<i64, StoreError> {
    if (1..=MAX_MINOR).contains(&amount) {
        return Ok(amount);
    }
    let mut errors = FieldErrors::default();
    errors.add("amount", "an amount is more than zero, and not larger than amounts can be");
    Err(StoreError::Invalid(errors))
}

/// What a document can still be paid of: what is open, and what another program called paid without saying how.
fn room(unit: &Unit<'_>, id: &InvoiceId) -> Result<i64, StoreError> {
    Ok(unit
        .conn
        .prepare_cached("SELECT balance + settled_before FROM invoice_balances WHERE invoice_id = ?1")?
        .query_row([id.as_str()], |r| r.get(0))
        .optional()?
        .unwrap_or(0))
}

/// The id that names a payment for good.
fn payment_id(method: Method, reference: Option<&str>) -> Result<String, StoreError> {
    method.payment_id(reference, &Uuid::now_v7().simple().to_string()).map_err(StoreError::Invalid)
}

/// A payment that is there already under an id.
struct Known {
    id: TransactionId,
    invoice: InvoiceId,
    /// Minor units.
    amount: i64,
}

/// The payment of an id, if it was recorded already.
fn known(unit: &Unit<'_>, payment_id: &str, currency: Currency) -> Result<Option<Known>, StoreError> {
    Ok(unit
        .conn
        .prepare_cached(
            "SELECT id, invoice_id, amount FROM transactions WHERE gateway_payment_id = ?1 AND status <> 'refunded' ORDER BY rowid LIMIT 1",
        )?
        .query_row([payment_id], |r| {
            Ok(Known {
                id: TransactionId::from(r.get::<_, String>(0)?),
                invoice: InvoiceId::from(r.get::<_, String>(1)?),
                amount: super::clients::money(r.get(2)?, currency).minor,
            })
        })
        .optional()?)
}

/// What a payment that was recorded already is answered with: done, if it is the same; else refused.
fn replayed(payment_id: &str, known: &Known, is_same: bool) -> Result<Outcome, StoreError> {
    if is_same {
        let said = format!("Nothing to record: {payment_id} was recorded already");
        return Ok(Unit::done(said, Some(row(&known.id))));
    }
    Err(StoreError::refused(
        format!("{payment_id} is recorded already, for another invoice or another amount"),
        "Nothing was recorded. Look at that payment; one payment is recorded once.",
    ))
}

/// Writes a payment: the database lets it pay its document as far as that is open.
fn insert(
    unit: &mut Unit<'_>,
    invoice: &Invoice,
    (payment_id, money): (&str, &Received),
) -> Result<TransactionId, StoreError> {
    let id = TransactionId::from_uuid(Uuid::now_v7());
    let at = money.at.unwrap_or(unit.now);
    if at > unit.now {
        let mut errors = FieldErrors::default();
        errors.add("at", "a payment does not come in the future");
        return Err(StoreError::Invalid(errors));
    }
    unit.insert(
        Table::Transactions,
        json!({
            "id": id.as_str(), "invoice_id": invoice.id.as_str(), "gateway_payment_id": payment_id, "status": "paid",
            "amount": to_real(money.amount, invoice.currency), "created_at": at,
        }),
    )?;
    unit.touch(super::invoices::row(&invoice.id));
    super::invoices::touch_project(unit, invoice);
    Ok(id)
}

/// A part of something that pays an invoice.
struct Part<'a> {
    to: &'a InvoiceId,
    kind: &'static str,
    amount: i64,
    transaction: Option<&'a TransactionId>,
    from: Option<&'a InvoiceId>,
    reason: Option<&'a str>,
}

/// Writes what pays what.
fn pay(unit: &mut Unit<'_>, part: &Part<'_>) -> Result<(), StoreError> {
    let id = AllocationId::from_uuid(Uuid::now_v7());
    unit.conn
        .prepare_cached(
            "INSERT INTO payment_allocations (id, invoice_id, kind, amount, transaction_id, from_invoice_id, reason, created_at, created_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute((
            id.as_str(),
            part.to.as_str(),
            part.kind,
            part.amount,
            part.transaction.map(TransactionId::as_str),
            part.from.map(InvoiceId::as_str),
            part.reason,
            unit.now,
            unit.access.actor.user.as_str(),
        ))?;
    unit.touch(super::invoices::row(part.to));
    Ok(())
}

/// The kind of an invoice, to know what it takes to write about it; not found is told later.
fn kind_of(unit: &Unit<'_>, id: &InvoiceId) -> Result<InvoiceKind, StoreError> {
    let word: Option<Option<String>> = unit
        .conn
        .prepare_cached("SELECT invoice_type FROM invoices WHERE id = ?1")?
        .query_row([id.as_str()], |r| r.get(0))
        .optional()?;
    Ok(word.flatten().as_deref().and_then(InvoiceKind::parse).unwrap_or(InvoiceKind::Booking))
}
