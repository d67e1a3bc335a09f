//! What the cards of the board tell of other tables.

use super::super::clients::money;
use super::super::column;
use super::super::protocol::{MoneySums, OpenMoney, StoreError};
use super::lines::{of_currency, plus};
use crate::domain::id::ProjectId;
use crate::domain::money::Currency;
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

/// What is still to be paid on a project's invoices; `None` when nothing is. The branch's currency comes first.
pub(in crate::store) fn open_money(
    conn: &Connection,
    id: &ProjectId,
    branch: Currency,
) -> Result<Option<OpenMoney>, StoreError> {
    let mut invoices = conn.prepare_cached(
        "SELECT id, amount_total, status = 'overdue' OR coalesce(due_at < unixepoch(), 0), coalesce(currency, '') FROM invoices
         WHERE project_id = ?1 AND status IN ('issued', 'overdue')
           AND coalesce(invoice_type, '') NOT IN ('credit_note', 'refund_voucher', 'advance_receipt')",
    )?;
    let mut payments = conn.prepare_cached(
        "SELECT coalesce(sum(CASE WHEN status IN ('paid', 'disputed', 'under_review') THEN amount
           WHEN status = 'refunded' THEN -amount ELSE 0.0 END), 0.0) FROM transactions WHERE invoice_id = ?1",
    )?;
    let (mut sums, mut overdue) = (vec![MoneySums::none(branch)], false);
    let mut found = invoices.query([id.as_str()])?;
    while let Some(row) = found.next()? {
        let got = payments.query_row([column::text(row, 0)?], |r| column::real(r, 0))?;
        let Some(of) = of_currency(&mut sums, &column::text(row, 3)?) else { continue };
        let open = money(column::real(row, 1)? - got, of.open.currency);
        if open.minor > 0 {
            of.open = plus(of.open, open);
            overdue |= column::int(row, 2)?.is_some_and(|late| late != 0);
        }
    }
    let mut open = sums.iter().map(|of| of.open).filter(|open| open.minor != 0);
    Ok(open.next().map(|amount| OpenMoney { amount, more: open.next().is_some(), overdue }))
}

/// The package that a project was last quoted; empty when there is none.
pub(in crate::store) fn last_package(conn: &Connection, id: &ProjectId) -> Result<String, StoreError> {
    let json = conn
        .prepare_cached(
            "SELECT package_json FROM quotes WHERE project_id = ?1 ORDER BY created_at DESC, id DESC LIMIT 1",
        )?
        .query_row([id.as_str()], |r| column::optional_text(r, 0))
        .optional()?
        .flatten();
    let package: Value = json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    Ok(package["name"].as_str().unwrap_or_default().to_owned())
}
