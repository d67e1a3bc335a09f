//! Issuing: number, date, parties, taxes and lines are fixed in one transaction. And taking it out of the books again.

use super::super::protocol::{Branch, Outcome, StoreError};
use super::super::unit::{Entry, Unit};
use super::read::{self, Computed};
use super::{draft, refuse_moved, row, series, touch_project, untaxed};
use crate::domain::field::FieldErrors;
use crate::domain::fold;
use crate::domain::id::InvoiceId;
use crate::domain::invoice::{Invoice, InvoiceStatus};
use crate::domain::money::{Grouping, format_money};
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// The longest reason, in characters.
const MAX_REASON: usize = 1_000;

/// The day of a moment where a branch is.
pub(super) fn day_at(now: i64, branch: &Branch) -> Result<Date, StoreError> {
    let zone = TimeZone::get(&branch.zone).map_err(|_| {
        StoreError::refused(
            format!("the branch's time zone {} is not known", branch.zone),
            "Nothing was issued.",
        )
    })?;
    let at = Timestamp::from_second(now).map_err(|error| StoreError::Internal(error.to_string()))?;
    Ok(at.to_zoned_datetime(zone).date())
}

/// The first second after a day where a branch is.
fn end_of(day: Date, branch: &Branch) -> Option<i64> {
    let zone = TimeZone::get(&branch.zone).ok()?;
    Some(day.tomorrow().ok()?.to_zoned_datetime(zone).ok()?.timestamp().as_second())
}

/// Issues a draft as it was read.
pub(super) fn issue(unit: &mut Unit<'_>, id: &InvoiceId, version: i64) -> Result<Outcome, StoreError> {
    let invoice = draft::draft(unit, id)?;
    refuse_moved(unit, &invoice, version)?;
    let invoice = numbered(unit, &invoice)?;
    let number = invoice.called();
    touch_project(unit, &invoice);
    unit.record(&Entry::new("invoice.issued", invoice.branch.as_str()))?;
    let total = format_money(invoice.total(), Grouping::for_currency(invoice.currency));
    Ok(Unit::done(format!("Issued {number} over {total}"), Some(row(id))))
}

/// Fixes a draft: from here on the database lets nothing of it change.
pub(in crate::store) fn numbered(unit: &mut Unit<'_>, invoice: &Invoice) -> Result<Invoice, StoreError> {
    let permission = draft::permission(invoice.kind);
    let branch = read::branch_for(unit.access, permission, &invoice.branch)?;
    if invoice.items.is_empty() {
        return Err(StoreError::refused("the invoice has no lines", "Nothing was issued. Add a line first."));
    }
    let computed = Computed::of(unit.conn, invoice)?.map_err(|error| untaxed(&error))?;
    let sums = computed.sums(invoice).map_err(|error| untaxed(&error))?;
    draft::write_sums(unit, invoice, &sums, draft::tax_json(invoice, &computed, &sums))?;
    fix(unit, invoice, branch, &computed)?;
    Ok(read::one(unit.conn, unit.access, permission, &invoice.id)?.0)
}

/// Writes number, dates and parties.
pub(super) fn fix(
    unit: &mut Unit<'_>,
    invoice: &Invoice,
    branch: &Branch,
    computed: &Computed,
) -> Result<(), StoreError> {
    let series = invoice.kind.series().ok_or_else(|| {
        StoreError::refused(format!("a {} has no number", invoice.kind.label()), "Nothing was issued.")
    })?;
    let today = day_at(unit.now, branch)?;
    let next = series::take(unit, branch, &computed.profile, (series, today))?;
    let due_on = invoice
        .due_on
        .unwrap_or_else(|| today.checked_add(jiff::Span::new().days(computed.payment_days)).unwrap_or(today));
    if due_on < today {
        let mut errors = FieldErrors::default();
        errors.add(crate::domain::invoice::entry::fields::DUE, "it would be due before it is issued");
        return Err(StoreError::Invalid(errors));
    }
    write_parties(unit, &invoice.id, computed)?;
    let now = unit.now;
    unit.update(&row(&invoice.id), "invoice", |image| {
        let mut set = |key: &str, value: Value| drop(image.insert(key.to_owned(), value));
        set("status", json!("issued"));
        set("number", json!(next.number));
        set("series", json!(series.as_str()));
        set("fiscal_year", json!(next.fiscal_year));
        set("device", json!(""));
        set("serial", json!(next.serial));
        set("issued_at", json!(now));
        set("issued_on", json!(today.to_string()));
        set("due_on", json!(due_on.to_string()));
        set("due_at", json!(end_of(due_on, branch)));
        set("document", json!(computed.treatment.document));
        set("place_of_supply", json!(computed.place.0.as_ref().map(crate::domain::tax::Place::code)));
        set("place_basis", json!(computed.place.1));
    })?;
    Ok(())
}

fn write_parties(unit: &Unit<'_>, id: &InvoiceId, computed: &Computed) -> Result<(), StoreError> {
    let (seller, buyer) = (json!(computed.profile.party).to_string(), json!(computed.buyer).to_string());
    unit.conn
        .prepare_cached("UPDATE invoices SET seller_json = ?2, buyer_json = ?3 WHERE id = ?1")?
        .execute((id.as_str(), seller, buyer))?;
    Ok(())
}

/// A reason that somebody typed.
pub(in crate::store) fn reason(text: &str, ask: &str) -> Result<String, StoreError> {
    let reason = fold::clean_lines(text, MAX_REASON);
    if reason.is_empty() {
        let mut errors = FieldErrors::default();
        errors.add("reason", ask);
        return Err(StoreError::Invalid(errors));
    }
    Ok(reason)
}

/// Takes an invoice out of the books: only in the month of its issue, and only while nothing was paid or credited of it.
pub(super) fn void(
    unit: &mut Unit<'_>,
    (id, version): (&InvoiceId, i64),
    why: &str,
) -> Result<Outcome, StoreError> {
    let (invoice, branch) = read::one(unit.conn, unit.access, Permission::EditInvoices, id)?;
    let why = reason(why, "say why it is void: the reason is kept")?;
    refuse_moved(unit, &invoice, version)?;
    refuse_void(unit, &invoice, branch)?;
    let now = unit.now;
    unit.update(&row(id), "invoice", |image| {
        image.insert("status".to_owned(), json!("void"));
        image.insert("voided_at".to_owned(), json!(now));
        image.insert("reason".to_owned(), json!(why));
    })?;
    touch_project(unit, &invoice);
    unit.record(&Entry::high("invoice.voided", invoice.branch.as_str()).with(json!({ "reason": why })))?;
    Ok(Unit::done(format!("Voided {}; its number is kept", invoice.called()), Some(row(id))))
}

fn refuse_void(unit: &Unit<'_>, invoice: &Invoice, branch: &Branch) -> Result<(), StoreError> {
    let called = invoice.called();
    let refused = |why: String, hint| Err(StoreError::refused(why, hint));
    let Some(issued) = invoice.issued_on.filter(|_| invoice.number.is_some()) else {
        return refused(
            format!("{called} has no number of ours: there is nothing to take out of the books"),
            "Nothing was changed. Throw a draft away with its own key.",
        );
    };
    if invoice.status == InvoiceStatus::Void {
        return refused(format!("{called} is void already"), "Nothing was changed.");
    }
    let paid: bool = unit
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM payment_allocations WHERE invoice_id = ?1 OR from_invoice_id = ?1)
                 OR EXISTS (SELECT 1 FROM invoices WHERE corrects_id = ?1 AND status <> 'void')",
        )?
        .query_row([invoice.id.as_str()], |r| r.get(0))?;
    if paid {
        return refused(
            format!("something was paid or credited of {called}"),
            "Nothing was changed. Credit it instead.",
        );
    }
    let today = day_at(unit.now, branch)?;
    if (issued.year(), issued.month()) != (today.year(), today.month()) {
        return refused(
            format!("{called} is of {}: that month is reported, or about to be", issued.strftime("%B %Y")),
            "Nothing was changed. Credit it instead.",
        );
    }
    Ok(())
}
