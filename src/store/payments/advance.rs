//! Money that comes before an invoice, or in excess of one: a receipt of its own, with the tax that is in it.

use super::super::invoices::{draft, issue, profile, read};
use super::super::protocol::{AdvanceOf, Branch, Outcome, Received, StoreError};
use super::super::unit::{Entry, Unit};
use super::super::{clients, projects};
use super::{activate, insert, known, positive, replayed, row, say};
use crate::domain::id::{ClientId, InvoiceId, ProjectId};
use crate::domain::invoice::entry::LineEntry;
use crate::domain::invoice::{Invoice, InvoiceKind};
use crate::domain::quote::{ItemEntry, Priced};
use crate::domain::role::Permission;
use crate::domain::tax::bill::Pricing;
use serde_json::json;

/// Records an advance.
pub(super) fn advance(unit: &mut Unit<'_>, of: &AdvanceOf, money: &Received) -> Result<Outcome, StoreError> {
    let (project, client, branch) = match of {
        AdvanceOf::Client(id) => {
            let client = clients::read(unit.conn, unit.access, Permission::ViewClients, id)?;
            (None, client.id, client.branch)
        }
        AdvanceOf::Project(id) => {
            let (project, _) = projects::read_open(unit.conn, unit.access, Permission::ViewProjects, id)?;
            (Some(project.id), project.client, project.branch)
        }
    };
    let branch = read::branch_for(unit.access, Permission::RecordPayments, &branch)?;
    let amount = positive(money.amount)?;
    let payment_id = super::payment_id(money.method, money.reference.as_deref())?;
    if let Some(known) = known(unit, &payment_id, branch.currency)? {
        let is_same = known.amount == amount && is_receipt_of(unit, &known.invoice, &client)?;
        return replayed(&payment_id, &known, is_same);
    }
    let receipt = receipt(unit, branch, (project.as_ref(), Some(&client)), amount)?;
    let transaction = insert(unit, &receipt, (&payment_id, money))?;
    let booked = activate::by_advance(unit, project.as_ref())?;
    let facts = json!({ "receipt": receipt.number, "method": money.method.as_str(), "amount": amount });
    unit.record(&Entry::new("advance.recorded", branch.id.as_str()).with(facts))?;
    let said = say(amount, branch.currency);
    Ok(Unit::done(
        format!("Recorded an advance of {said}, receipt {}{booked}", receipt.called()),
        Some(row(&transaction)),
    ))
}

fn is_receipt_of(unit: &Unit<'_>, id: &InvoiceId, client: &ClientId) -> Result<bool, StoreError> {
    Ok(unit
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM invoices WHERE id = ?1 AND client_id = ?2 AND invoice_type = 'advance_receipt')",
        )?
        .query_row((id.as_str(), client.as_str()), |r| r.get(0))?)
}

/// Issues the receipt of an amount: the tax is in it, at the usual rate (Central Goods and Services Tax Rules 2017, rule 50).
pub(super) fn receipt(
    unit: &mut Unit<'_>,
    branch: &Branch,
    of: (Option<&ProjectId>, Option<&ClientId>),
    amount: i64,
) -> Result<Invoice, StoreError> {
    let id = draw(unit, branch, (InvoiceKind::AdvanceReceipt, of), amount)?;
    let (drawn, _) = read::one(unit.conn, unit.access, Permission::RecordPayments, &id)?;
    issue::numbered(unit, &drawn)
}

/// Drafts a receipt or voucher over an amount.
pub(super) fn draw(
    unit: &mut Unit<'_>,
    branch: &Branch,
    (kind, (project, client)): (InvoiceKind, (Option<&ProjectId>, Option<&ClientId>)),
    amount: i64,
) -> Result<InvoiceId, StoreError> {
    let profile = profile::of_branch(unit.conn, &branch.id)?;
    let tax_rate = profile.usual_rate();
    let description = if kind == InvoiceKind::RefundVoucher { "Advance given back" } else { "Advance" };
    let line = LineEntry {
        item: ItemEntry {
            kind: "service".to_owned(),
            description: description.to_owned(),
            priced: Priced { qty: 1_000, unit_price: amount, tax_rate },
        },
        code: String::new(),
        discount: 0,
        pricing: Pricing::Inclusive,
    };
    let start = draft::Start {
        project: project.cloned(),
        client: client.cloned(),
        lines: vec![line],
        ..draft::Start::default()
    };
    draft::insert(unit, branch, kind, start)
}
