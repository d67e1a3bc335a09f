//! Money that is given back, and disputes about money.

use super::super::invoices::{self, issue, read};
use super::super::protocol::{Outcome, Refund, StoreError, Table};
use super::super::unit::{Entry, Unit};
use super::super::{clients, projects};
use super::{Part, advance, allocate, pay, positive, room, row, say};
use crate::domain::field::FieldErrors;
use crate::domain::id::{InvoiceId, TransactionId};
use crate::domain::invoice::{Invoice, InvoiceKind};
use crate::domain::money::to_real;
use crate::domain::payment::{DisputeStep, Method, REFUND_CAP};
use crate::domain::project::ProjectStatus;
use crate::domain::role::{Permission, Role};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use uuid::Uuid;

/// A payment and what became of it. Minor units.
struct Payment {
    id: TransactionId,
    payment_id: String,
    status: String,
    amount: i64,
    refunded: i64,
    invoice: Invoice,
}

impl Payment {
    const fn left(&self) -> i64 {
        self.amount - self.refunded
    }
}

fn read(unit: &Unit<'_>, id: &TransactionId) -> Result<Payment, StoreError> {
    let not_found = || StoreError::NotFound { what: "payment", id: id.to_string() };
    let (invoice, payment_id, status, amount, refunded): (String, String, String, f64, f64) = unit
        .conn
        .prepare_cached(
            "SELECT invoice_id, gateway_payment_id, status, amount,
                    coalesce((SELECT sum(r.amount) FROM transactions r WHERE r.refund_of = t.id AND r.status = 'refunded'), 0.0)
             FROM transactions t WHERE id = ?1",
        )?
        .query_row([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))
        .optional()?
        .ok_or_else(not_found)?;
    let found = read::one(unit.conn, unit.access, Permission::RefundPayments, &InvoiceId::from(invoice));
    let (invoice, _) = found
        .map_err(|error| if matches!(error, StoreError::NotFound { .. }) { not_found() } else { error })?;
    let minor = |real| clients::money(real, invoice.currency).minor;
    Ok(Payment {
        id: id.clone(),
        payment_id,
        status,
        amount: minor(amount),
        refunded: minor(refunded),
        invoice,
    })
}

/// Gives money back.
pub(super) fn refund(unit: &mut Unit<'_>, refund: &Refund) -> Result<Outcome, StoreError> {
    let payment = read(unit, &refund.transaction)?;
    let why = issue::reason(&refund.reason, "say why it is given back: the reason is kept")?;
    refuse_status(&payment)?;
    let gross = positive(refund.amount.unwrap_or(payment.left()))?;
    let amount = net(gross, refund.fee)?;
    let currency = payment.invoice.currency;
    if gross > payment.left() {
        return Err(StoreError::refused(
            format!("{} of this payment is left to be given back", say(payment.left(), currency)),
            "Nothing was given back. Name at most that.",
        ));
    }
    refuse_delivered(unit, &payment, refund.after_delivery.as_deref())?;
    refuse_cap(unit, &payment, gross)?;
    let told = give_back(unit, &payment, amount)?;
    let facts = json!({
        "reason": why, "amount": amount, "fee": refund.fee, "payment": payment.payment_id, "after_delivery": refund.after_delivery,
    });
    unit.record(&Entry::high("payment.refunded", payment.invoice.branch.as_str()).with(facts))?;
    let kept = if refund.fee > 0 {
        format!(", less {} that the gateway keeps", say(refund.fee, currency))
    } else {
        String::new()
    };
    Ok(Unit::done(format!("Gave back {}{kept}{told}", say(amount, currency)), Some(row(&payment.id))))
}

fn net(gross: i64, fee: i64) -> Result<i64, StoreError> {
    if (0..gross).contains(&fee) {
        return Ok(gross - fee);
    }
    let mut errors = FieldErrors::default();
    errors.add("fee", "a fee is from zero, and less than what is given back");
    Err(StoreError::Invalid(errors))
}

fn refuse_status(payment: &Payment) -> Result<(), StoreError> {
    let why = match payment.status.as_str() {
        "paid" if payment.left() > 0 => return Ok(()),
        "paid" => "all of this payment was given back already",
        "refunded" => "this is a refund itself",
        "disputed" | "under_review" => "the client's bank disputes this payment: it decides who gets it",
        _ => "this payment never came in",
    };
    Err(StoreError::refused(why, "Nothing was given back."))
}

/// After delivery only an owner gives money back, and says why.
fn refuse_delivered(unit: &Unit<'_>, payment: &Payment, because: Option<&str>) -> Result<(), StoreError> {
    let Some(project) = &payment.invoice.project else { return Ok(()) };
    let Some(project) = projects::of_row(unit.conn, project)? else { return Ok(()) };
    if !matches!(project.status, ProjectStatus::Completed | ProjectStatus::Archived) {
        return Ok(());
    }
    let said = because.is_some_and(|text| !text.trim().is_empty());
    if said && unit.access.roles.contains(&Role::Owner) {
        return Ok(());
    }
    Err(StoreError::refused(
        format!("{} was delivered: it is {}", project.details.called(), project.status),
        "Nothing was given back. Only an owner may all the same, and says why.",
    ))
}

/// A manager gives back up to a cap, of one payment altogether.
fn refuse_cap(unit: &Unit<'_>, payment: &Payment, gross: i64) -> Result<(), StoreError> {
    if unit.access.roles.contains(&Role::Owner) {
        return Ok(());
    }
    let config: Option<String> = unit
        .conn
        .prepare_cached("SELECT config_json FROM organizations WHERE id = ?1")?
        .query_row([unit.access.org_id()?.as_str()], |r| r.get(0))?;
    let config: Value = config.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let units = config["refund_cap"].as_i64().filter(|cap| *cap >= 0).unwrap_or(REFUND_CAP);
    let cap = units.saturating_mul(payment.invoice.currency.scale());
    if payment.refunded + gross <= cap {
        return Ok(());
    }
    Err(StoreError::refused(
        format!("a manager gives back up to {} of a payment", say(cap, payment.invoice.currency)),
        "Nothing was given back. Ask an owner to do it.",
    ))
}

/// What of a payment stands with a receipt: its id, and how much of that is not used yet.
fn receipts(unit: &Unit<'_>, payment: &Payment) -> Result<Vec<(Invoice, i64, i64)>, StoreError> {
    let mut statement = unit.conn.prepare_cached(
        "SELECT a.invoice_id, sum(a.amount) FROM payment_allocations a JOIN invoices i ON i.id = a.invoice_id
         WHERE i.invoice_type = 'advance_receipt' AND a.transaction_id IN (SELECT ?1 UNION ALL
           SELECT id FROM transactions WHERE refund_of = ?1) GROUP BY 1",
    )?;
    let rows = statement.query_map([payment.id.as_str()], |r| {
        Ok((InvoiceId::from(r.get::<_, String>(0)?), r.get::<_, i64>(1)?))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (id, share) = row?;
        let (receipt, _) = read::one(unit.conn, unit.access, Permission::RefundPayments, &id)?;
        let free = allocate::left_of(unit, &receipt)?.clamp(0, share);
        found.push((receipt, share, free));
    }
    Ok(found)
}

/// Writes the rows of a refund: first of what is kept in advance, then of the invoice. Returns what to add to the words.
fn give_back(unit: &mut Unit<'_>, payment: &Payment, amount: i64) -> Result<String, StoreError> {
    let receipts = receipts(unit, payment)?;
    let stuck: i64 = receipts.iter().map(|(_, share, free)| share - free).sum();
    let currency = payment.invoice.currency;
    if amount > payment.left() - stuck {
        return Err(StoreError::refused(
            format!("{} of it is used for other invoices by now", say(stuck, currency)),
            "Nothing was given back. Give back at most the rest, or credit those invoices.",
        ));
    }
    let (mut rest, mut told) = (amount, String::new());
    for (receipt, _, free) in &receipts {
        let part = rest.min(*free);
        if part > 0 {
            let voucher = voucher(unit, (payment, receipt), part)?;
            told = format!("{told}; refund voucher {}", voucher.called());
            rest -= part;
        }
    }
    if rest > 0 {
        insert(unit, (payment, &payment.invoice.id), rest)?;
        set_off(unit, &payment.invoice)?;
        let open = room(unit, &payment.invoice.id)?;
        if open > 0 {
            told = format!("{told}; {} of {} is open", say(open, currency), payment.invoice.called());
        }
    }
    invoices::touch_project(unit, &payment.invoice);
    Ok(told)
}

fn insert(unit: &mut Unit<'_>, (payment, of): (&Payment, &InvoiceId), amount: i64) -> Result<(), StoreError> {
    let id = TransactionId::from_uuid(Uuid::now_v7());
    let method = Method::of_id(&payment.payment_id);
    unit.insert(
        Table::Transactions,
        json!({
            "id": id.as_str(), "invoice_id": of.as_str(),
            "gateway_payment_id": format!("{}_{}", method.as_str(), Uuid::now_v7().simple()), "status": "refunded",
            "amount": to_real(amount, payment.invoice.currency), "created_at": unit.now, "refund_of": payment.id.as_str(),
        }),
    )?;
    unit.touch(invoices::row(of));
    Ok(())
}

/// Gives back a part of an advance, with the paper for it (Central Goods and Services Tax Rules 2017, rule 51).
fn voucher(
    unit: &mut Unit<'_>,
    (payment, receipt): (&Payment, &Invoice),
    amount: i64,
) -> Result<Invoice, StoreError> {
    insert(unit, (payment, &receipt.id), amount)?;
    let branch = read::branch_for(unit.access, Permission::RefundPayments, &receipt.branch)?;
    let of = (receipt.project.as_ref(), receipt.client.as_ref());
    let id = advance::draw(unit, branch, (InvoiceKind::RefundVoucher, of), amount)?;
    unit.update(&invoices::row(&id), "refund voucher", |image| {
        image.insert("corrects_id".to_owned(), json!(receipt.id.as_str()));
    })?;
    let (drawn, _) = read::one(unit.conn, unit.access, Permission::RefundPayments, &id)?;
    let voucher = issue::numbered(unit, &drawn)?;
    // The receipt asks for nothing again: what was given back of it is settled by the voucher.
    let part = Part {
        to: &receipt.id,
        kind: "credit",
        amount,
        transaction: None,
        from: Some(&voucher.id),
        reason: None,
    };
    pay(unit, &part)?;
    Ok(voucher)
}

/// What was credited of an invoice is owed to nobody once the money is given back.
fn set_off(unit: &mut Unit<'_>, invoice: &Invoice) -> Result<(), StoreError> {
    let notes: Vec<String> = unit
        .conn
        .prepare_cached(
            "SELECT id FROM invoices WHERE corrects_id = ?1 AND invoice_type = 'credit_note' AND status NOT IN ('draft', 'void')
             ORDER BY issued_at, id",
        )?
        .query_map([invoice.id.as_str()], |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    for note in notes {
        let (note, _) =
            read::one(unit.conn, unit.access, Permission::RefundPayments, &InvoiceId::from(note))?;
        let amount = allocate::left_of(unit, &note)?.min(room(unit, &invoice.id)?);
        if amount > 0 {
            let from = Some(&note.id);
            pay(
                unit,
                &Part { to: &invoice.id, kind: "credit", amount, transaction: None, from, reason: None },
            )?;
        }
    }
    Ok(())
}

/// Moves a dispute on.
pub(super) fn dispute(
    unit: &mut Unit<'_>,
    id: &TransactionId,
    (step, why): (DisputeStep, &str),
) -> Result<Outcome, StoreError> {
    let payment = read(unit, id)?;
    let why = issue::reason(why, "say what the bank says: it is kept")?;
    let (from, to) = step.statuses();
    if payment.status != from || payment.left() <= 0 {
        return Err(StoreError::refused(
            format!("the payment is {}: this step follows {from}", payment.status),
            "Nothing was changed. A dispute is opened, reviewed, then won or lost.",
        ));
    }
    unit.update(&row(id), "payment", |image| {
        image.insert("status".to_owned(), json!(to));
    })?;
    let told =
        if step == DisputeStep::Lost { give_back(unit, &payment, payment.left())? } else { String::new() };
    invoices::touch_project(unit, &payment.invoice);
    let facts = json!({ "step": step.as_str(), "reason": why, "payment": payment.payment_id });
    unit.record(&Entry::high("payment.disputed", payment.invoice.branch.as_str()).with(facts))?;
    let said = match step {
        DisputeStep::Open => "Noted that the payment is disputed",
        DisputeStep::Review => "Noted that the bank decides",
        DisputeStep::Won => "Noted that the dispute is won: the payment stands",
        DisputeStep::Lost => "Noted that the dispute is lost: the payment was taken back",
    };
    Ok(Unit::done(format!("{said}{told}"), Some(row(id))))
}
