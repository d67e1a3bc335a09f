//! What pays without being new money: advances, credit notes, deductions. And what is owed from before.

use super::super::clients;
use super::super::invoices::{self, issue, read};
use super::super::protocol::{Outcome, StoreError, Table};
use super::super::unit::{Entry, Unit};
use super::{Part, pay, positive, record, room, say};
use crate::domain::field::FieldErrors;
use crate::domain::fold;
use crate::domain::id::{ClientId, InvoiceId};
use crate::domain::invoice::{Invoice, InvoiceKind};
use crate::domain::money::to_real;
use crate::domain::payment::Deduction;
use crate::domain::role::Permission;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use uuid::Uuid;

/// Invoices that one allocation pays at most.
const MOST: i64 = 200;
/// The longest note.
const MAX_NOTE: usize = 200;

/// What is left of a receipt or credit note.
pub(super) fn left_of(unit: &Unit<'_>, from: &Invoice) -> Result<i64, StoreError> {
    let (used, paid): (i64, i64) = unit
        .conn
        .prepare_cached(
            "SELECT coalesce((SELECT sum(amount) FROM payment_allocations WHERE from_invoice_id = ?1), 0),
                    coalesce((SELECT sum(amount) FROM payment_allocations WHERE invoice_id = ?1 AND kind = 'payment'), 0)
                      + coalesce((SELECT settled_before FROM invoice_balances WHERE invoice_id = ?1), 0)",
        )?
        .query_row([from.id.as_str()], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let worth = if from.kind == InvoiceKind::AdvanceReceipt { paid } else { from.breakdown.total };
    Ok(worth - used)
}

/// Pays with a receipt or credit note.
pub(super) fn allocate(
    unit: &mut Unit<'_>,
    from: &InvoiceId,
    (to, amount): (Option<&InvoiceId>, Option<i64>),
) -> Result<Outcome, StoreError> {
    let (source, _) = read::one(unit.conn, unit.access, Permission::RecordPayments, from)?;
    let kind = match source.kind {
        InvoiceKind::AdvanceReceipt => "advance",
        InvoiceKind::CreditNote => "credit",
        kind => {
            return Err(StoreError::refused(
                format!("{} is a {}: nothing is paid with it", source.called(), kind.label()),
                "Nothing was changed. Name an advance receipt or a credit note.",
            ));
        }
    };
    let left = left_of(unit, &source)?;
    let wanted = amount.map(positive).transpose()?.unwrap_or(left);
    if left == 0 || wanted > left {
        return Err(StoreError::refused(
            format!("{} is left of {}", say(left, source.currency), source.called()),
            "Nothing was changed.",
        ));
    }
    let targets = targets(unit, &source, to)?;
    let open: i64 = targets.iter().map(|(_, open)| open).sum();
    if open == 0 || amount.is_some_and(|amount| amount > open) {
        return Err(StoreError::refused(
            format!("only {} is open", say(open, source.currency)),
            "Nothing was changed. Name as much as is open.",
        ));
    }
    let mut rest = wanted;
    for (id, open) in &targets {
        let part = rest.min(*open);
        if part > 0 {
            pay(
                unit,
                &Part { to: id, kind, amount: part, transaction: None, from: Some(from), reason: None },
            )?;
            rest -= part;
        }
    }
    invoices::touch_project(unit, &source);
    unit.touch(invoices::row(from));
    let done = wanted - rest;
    let facts = json!({ "from": source.number, "amount": done });
    unit.record(&Entry::new("payment.allocated", source.branch.as_str()).with(facts))?;
    let said = say(done, source.currency);
    Ok(Unit::done(format!("Used {said} of {}", source.called()), Some(invoices::row(from))))
}

/// What is paid, with what is open of each: the one that was named, or the client's, oldest due first.
fn targets(
    unit: &Unit<'_>,
    source: &Invoice,
    to: Option<&InvoiceId>,
) -> Result<Vec<(InvoiceId, i64)>, StoreError> {
    if let Some(to) = to {
        let (invoice, _) = read::one(unit.conn, unit.access, Permission::RecordPayments, to)?;
        record::refuse(&invoice)?;
        let fits = invoice.branch == source.branch
            && invoice.currency == source.currency
            && (invoice.client.is_some() && invoice.client == source.client
                || source.corrects.as_ref() == Some(to));
        if !fits {
            return Err(StoreError::refused(
                format!("{} is not of the same client and branch as {}", invoice.called(), source.called()),
                "Nothing was changed. What one client paid is not used for another.",
            ));
        }
        return Ok(vec![(invoice.id, invoice.open)]);
    }
    let Some(client) = &source.client else {
        return Err(StoreError::refused(
            format!("{} has no client whose invoices it could pay", source.called()),
            "Nothing was changed. Name the invoice.",
        ));
    };
    let mut statement = unit.conn.prepare_cached(
        "SELECT i.id, o.balance FROM invoice_balances o JOIN invoices i ON i.id = o.invoice_id LEFT JOIN projects p ON p.id = i.project_id
         WHERE o.branch_id = ?1 AND o.balance > 0 AND coalesce(i.client_id, p.client_id) = ?2
           AND i.invoice_type IN ('booking', 'pos', 'subscription') AND coalesce(i.currency, ?3) = ?3
         ORDER BY o.due_at IS NULL, o.due_at, i.issued_at, i.id LIMIT ?4",
    )?;
    let rows = statement
        .query_map((source.branch.as_str(), client.as_str(), source.currency.code(), MOST), |r| {
            Ok((InvoiceId::from(r.get::<_, String>(0)?), r.get(1)?))
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes something off an invoice without money.
pub(super) fn deduct(
    unit: &mut Unit<'_>,
    (id, kind): (&InvoiceId, Deduction),
    (amount, why): (i64, &str),
) -> Result<Outcome, StoreError> {
    let (invoice, _) = read::one(unit.conn, unit.access, Permission::RecordPayments, id)?;
    let amount = positive(amount)?;
    let why = issue::reason(why, "say what it is for: the reason is kept")?;
    record::refuse(&invoice)?;
    if amount > invoice.open {
        return Err(StoreError::refused(
            format!("only {} of {} is open", say(invoice.open, invoice.currency), invoice.called()),
            "Nothing was changed.",
        ));
    }
    let part = Part {
        to: id,
        kind: kind.as_str(),
        amount,
        transaction: None,
        from: None,
        reason: Some(why.as_str()),
    };
    pay(unit, &part)?;
    invoices::touch_project(unit, &invoice);
    let event = "payment.deducted";
    let entry = match kind {
        Deduction::WriteOff => Entry::high(event, invoice.branch.as_str()),
        Deduction::Tds | Deduction::BankCharge => Entry::new(event, invoice.branch.as_str()),
    };
    unit.record(&entry.with(json!({ "kind": kind.as_str(), "amount": amount, "reason": why })))?;
    let left = say(room(unit, id)?, invoice.currency);
    let said = say(amount, invoice.currency);
    Ok(Unit::done(
        format!("Took {said} off {} ({}): {left} is open", invoice.called(), kind.label()),
        Some(invoices::row(id)),
    ))
}

/// Enters what a client owes from before: a legacy invoice, without a number.
pub(super) fn opening_balance(
    unit: &mut Unit<'_>,
    client: &ClientId,
    (amount, day, note): (i64, Date, &str),
) -> Result<Outcome, StoreError> {
    let client = clients::read(unit.conn, unit.access, Permission::ViewClients, client)?;
    let branch = read::branch_for(unit.access, Permission::RecordPayments, &client.branch)?;
    let amount = positive(amount)?;
    let note = fold::clean_lines(note, MAX_NOTE);
    let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
    let at = day
        .to_zoned_datetime(zone)
        .map_err(|error| StoreError::Internal(error.to_string()))?
        .timestamp()
        .as_second();
    if at > unit.now {
        let mut errors = FieldErrors::default();
        errors.add("day", "what is owed from before is not of a day to come");
        return Err(StoreError::Invalid(errors));
    }
    let id = InvoiceId::from_uuid(Uuid::now_v7());
    unit.insert(
        Table::Invoices,
        json!({
            "id": id.as_str(), "branch_id": branch.id.as_str(), "client_id": client.id.as_str(), "invoice_type": "booking",
            "amount_total": to_real(amount, branch.currency), "status": "issued", "currency": branch.currency.code(),
            "issued_at": at, "issued_on": day.to_string(), "due_at": at, "due_on": day.to_string(),
            "notes": if note.is_empty() { "Opening balance" } else { note.as_str() },
            "created_at": unit.now, "created_by": unit.access.actor.user.as_str(),
        }),
    )?;
    unit.touch(clients::row(&client.id));
    unit.record(&Entry::high("balance.opened", branch.id.as_str()).with(json!({ "amount": amount })))?;
    let said = format!("Entered {} that {} owes from before", say(amount, branch.currency), client.name);
    Ok(Unit::done(said, Some(invoices::row(&id))))
}
