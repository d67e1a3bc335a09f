//! A sale at the counter: drawn up, issued and paid in one transaction.

use super::super::clients;
use super::super::invoices::{draft, issue, read};
use super::super::protocol::{Outcome, Received, Sale, StoreError};
use super::super::unit::{Entry, Unit};
use super::{insert, known, say};
use crate::domain::field::FieldErrors;
use crate::domain::invoice::InvoiceKind;
use crate::domain::invoice::entry::check_line;
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
    let lines = sale
        .lines
        .iter()
        .map(|values| check_line(values, branch.currency).map_err(StoreError::Invalid))
        .collect::<Result<_, _>>()?;
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
