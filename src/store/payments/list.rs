//! Payments to look at, newest first.

use super::super::access::Access;
use super::super::clients::{money, time};
use super::super::column::{int, optional_text, real, text};
use super::super::protocol::{PaymentFilter, PaymentRow, StoreError};
use crate::domain::id::BranchId;
use crate::domain::money::Currency;
use crate::domain::payment::Method;
use crate::domain::role::Permission;
use rusqlite::Connection;

/// Payments and refunds that a filter finds.
///
/// # Errors
/// Denied.
pub(in crate::store) fn list(
    conn: &Connection,
    access: &Access,
    filter: &PaymentFilter,
) -> Result<Vec<PaymentRow>, StoreError> {
    let branches = access.branches(Permission::ViewInvoices, &filter.scope)?;
    let ids: Vec<&str> = branches.iter().map(|b| b.id.as_str()).collect();
    let mut statement = conn.prepare_cached(
        "SELECT t.id, i.branch_id, t.invoice_id, coalesce(i.number, ''), coalesce(c.name, ''), t.gateway_payment_id, t.status, t.amount,
                coalesce((SELECT sum(r.amount) FROM transactions r WHERE r.refund_of = t.id), 0.0), t.created_at, t.refund_of, i.currency
         FROM transactions t JOIN invoices i ON i.id = t.invoice_id LEFT JOIN projects p ON p.id = i.project_id
           LEFT JOIN clients c ON c.id = coalesce(i.client_id, p.client_id)
         WHERE i.branch_id IN (SELECT value FROM json_each(?1))
           AND (?2 IS NULL OR t.invoice_id = ?2 OR EXISTS (SELECT 1 FROM payment_allocations a WHERE a.transaction_id = t.id AND a.invoice_id = ?2))
           AND (?3 IS NULL OR coalesce(i.client_id, p.client_id) = ?3)
           AND (?4 IS NULL OR t.id = ?4 OR t.gateway_payment_id = ?4)
         ORDER BY t.created_at DESC, t.id DESC LIMIT ?5",
    )?;
    let rows = statement.query_map(
        (
            serde_json::json!(ids).to_string(),
            filter.invoice.as_ref().map(|id| id.as_str()),
            filter.client.as_ref().map(|id| id.as_str()),
            filter.named.as_deref(),
            filter.limit,
        ),
        |r| {
            let branch = BranchId::from(text(r, 1)?);
            let own = optional_text(r, 11)?.as_deref().and_then(Currency::from_code);
            let of_branch = access.any_branch(&branch).map_or(Currency::NONE, |b| b.currency);
            let currency = own.unwrap_or(of_branch);
            let payment_id = text(r, 5)?;
            Ok(PaymentRow {
                id: text(r, 0)?.into(),
                branch,
                invoice: text(r, 2)?.into(),
                number: text(r, 3)?,
                client: text(r, 4)?,
                method: Method::of_id(&payment_id),
                payment_id,
                status: text(r, 6)?,
                amount: money(real(r, 7)?, currency),
                refunded: money(real(r, 8)?, currency),
                at: time(int(r, 9)?),
                refund_of: optional_text(r, 10)?.map(Into::into),
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}
