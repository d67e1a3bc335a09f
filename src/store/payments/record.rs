//! A payment of an invoice: part of it, all of it, or more.

use super::super::invoices::{self, read};
use super::super::protocol::{Outcome, Received, StoreError};
use super::super::unit::{Entry, Unit};
use super::{Part, activate, advance, insert, kind_of, known, pay, positive, replayed, room, row, say};
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceKind, InvoiceStatus};
use crate::domain::role::Permission;
use serde_json::json;

/// Records a payment.
pub(super) fn record(
    unit: &mut Unit<'_>,
    (id, version): (&InvoiceId, Option<i64>),
    money: &Received,
) -> Result<Outcome, StoreError> {
    let permission = match kind_of(unit, id)? {
        InvoiceKind::Pos => Permission::SellAtCounter,
        _ => Permission::RecordPayments,
    };
    let (invoice, branch) = read::one(unit.conn, unit.access, permission, id)?;
    let amount = positive(money.amount)?;
    let payment_id = super::payment_id(money.method, money.reference.as_deref())?;
    if let Some(known) = known(unit, &payment_id, invoice.currency)? {
        return replayed(&payment_id, &known, known.invoice == *id && known.amount == amount);
    }
    refuse(&invoice)?;
    if let Some(version) = version {
        invoices::refuse_moved(unit, &invoice, version)?;
    }
    let over = amount - room(unit, id)?.min(amount);
    let receipt = if over > 0 {
        let of = (invoice.project.as_ref(), invoice.client.as_ref());
        let refused = || {
            StoreError::refused(
                format!(
                    "{} is open for {} only, and there is no client to keep the rest for",
                    invoice.called(),
                    say(amount - over, invoice.currency)
                ),
                "Nothing was recorded. Give change, or record what is open.",
            )
        };
        invoice.client.as_ref().ok_or_else(refused)?;
        Some(advance::receipt(unit, branch, of, over)?)
    } else {
        None
    };
    let transaction = insert(unit, &invoice, (&payment_id, money))?;
    if let Some(receipt) = &receipt {
        let part = Part {
            to: &receipt.id,
            kind: "payment",
            amount: over,
            transaction: Some(&transaction),
            from: None,
            reason: None,
        };
        pay(unit, &part)?;
    }
    let booked = activate::by_advance(unit, invoice.project.as_ref())?;
    let facts =
        json!({ "invoice": invoice.number, "method": money.method.as_str(), "amount": amount, "over": over });
    unit.record(&Entry::new("payment.recorded", invoice.branch.as_str()).with(facts))?;
    let left = room(unit, id)?;
    let state = if left == 0 {
        "it is paid".to_owned()
    } else {
        format!("{} is still open", say(left, invoice.currency))
    };
    let kept = receipt.map_or_else(String::new, |receipt| {
        format!("; {} more is kept with the receipt {}", say(over, invoice.currency), receipt.called())
    });
    let said = say(amount, invoice.currency);
    Ok(Unit::done(
        format!("Recorded {said} for {}: {state}{kept}{booked}", invoice.called()),
        Some(row(&transaction)),
    ))
}

/// Only what was issued and asks for money is paid.
pub(super) fn refuse(invoice: &Invoice) -> Result<(), StoreError> {
    let called = invoice.called();
    let (why, hint) = match (invoice.kind, invoice.status) {
        (_, InvoiceStatus::Draft) => {
            (format!("the {called} was not issued"), "Nothing was recorded. Issue it first.")
        }
        (_, InvoiceStatus::Void) => (
            format!("{called} is void: nobody owes it"),
            "Nothing was recorded. Record it for the invoice that holds.",
        ),
        (InvoiceKind::CreditNote | InvoiceKind::RefundVoucher | InvoiceKind::AdvanceReceipt, _) => (
            format!("{called} is a {}: it is not paid", invoice.kind.label()),
            "Nothing was recorded. Record the payment for an invoice.",
        ),
        (InvoiceKind::Overage, _) => {
            (format!("{called} is the studio's own cost: no client pays it"), "Nothing was recorded.")
        }
        _ => return Ok(()),
    };
    Err(StoreError::refused(why, hint))
}
