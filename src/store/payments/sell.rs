//! A sale at the counter: drawn up, issued and paid in one transaction.

use super::super::clients;
use super::super::invoices::{draft, issue, profile, read};
use super::super::protocol::{Branch, Outcome, Received, Sale, StoreError};
use super::super::unit::{Entry, Unit};
use super::{insert, known, say};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::invoice::InvoiceKind;
use crate::domain::invoice::entry::{LineEntry, check_line, fields};
use crate::domain::payment::Method;
use crate::domain::role::Permission;
use serde_json::json;

/// Sells.
pub(super) fn sell(unit: &mut Unit<'_>, sale: &Sale) -> Result<Outcome, StoreError> {
    let branch = read::branch_for(unit.access, Permission::SellAtCounter, &sale.branch)?;
    let payment_id = super::payment_id(sale.method, sale.reference.as_deref())?;
    if known(unit, &payment_id, branch.currency)?.is_some() {
        return Err(StoreError::refused(
            format!("{payment_id} is recorded already"),
            "Nothing was sold. Look at that payment; one payment is recorded once.",
        ));
    }
    let client = match &sale.client {
        Some(id) => {
            let client = clients::read(unit.conn, unit.access, Permission::ViewClients, id)?;
            draft::refuse_elsewhere(&client.branch, branch)?;
            Some(client.id)
        }
        None => None,
    };
    let lines = lines(unit, sale, branch)?;
    let start = draft::Start { client, lines, ..draft::Start::default() };
    let id = draft::insert(unit, branch, InvoiceKind::Pos, start)?;
    let (drawn, _) = read::one(unit.conn, unit.access, Permission::SellAtCounter, &id)?;
    let invoice = issue::numbered(unit, &drawn)?;
    let total = invoice.breakdown.total;
    let change = change(sale, total)?;
    if total > 0 {
        let money = Received { amount: total, method: sale.method, reference: None, at: None };
        insert(unit, &invoice, (&payment_id, &money))?;
    }
    let facts = json!({ "method": sale.method.as_str(), "amount": total });
    unit.record(&Entry::new("counter.sold", branch.id.as_str()).with(facts))?;
    let back = if change > 0 { format!("; change {}", say(change, branch.currency)) } else { String::new() };
    let said = format!("Sold {} over {}{back}", invoice.called(), say(total, branch.currency));
    Ok(Unit::done(said, Some(super::super::invoices::row(&id))))
}

/// The lines; where one says no rate, it has the usual one of the branch.
fn lines(unit: &Unit<'_>, sale: &Sale, branch: &Branch) -> Result<Vec<LineEntry>, StoreError> {
    let usual = FieldValue::text(&profile::of_branch(unit.conn, &branch.id)?.usual_rate().edit());
    let entry = |values: &FieldValues| {
        let mut values = values.clone();
        values.entry(FieldKey::from(fields::TAX_RATE)).or_insert_with(|| usual.clone());
        check_line(&values, branch.currency).map_err(StoreError::Invalid)
    };
    sale.lines.iter().map(entry).collect()
}

/// What is handed back of what was handed over.
fn change(sale: &Sale, total: i64) -> Result<i64, StoreError> {
    let change = sale.tendered.map_or(0, |tendered| tendered.saturating_sub(total));
    let why = match (change, sale.method) {
        (change, _) if change < 0 => "that is less than the total",
        (change, method) if change > 0 && method != Method::Cash => {
            "only of cash there is change: it is paid exactly"
        }
        _ => return Ok(change),
    };
    let mut errors = FieldErrors::default();
    errors.add("tendered", why);
    Err(StoreError::Invalid(errors))
}
