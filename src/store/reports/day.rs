//! A day at the till.

use super::super::audit;
use super::super::clients::money;
use super::super::column::{int, optional_text, real, text};
use super::super::protocol::{Branch, StoreError};
use super::{end_of, start_of};
use crate::domain::payment::Method;
use crate::domain::report::{Day, Taken};
use jiff::civil::Date;
use rusqlite::Connection;
use std::collections::BTreeMap;

pub(super) fn of(conn: &Connection, branches: &[&Branch], day: Date) -> Result<Vec<Day>, StoreError> {
    let head = audit::head(conn)?;
    branches.iter().map(|branch| one(conn, branch, day, head.clone())).collect()
}

fn one(
    conn: &Connection,
    branch: &Branch,
    day: Date,
    head: Option<(i64, String)>,
) -> Result<Day, StoreError> {
    let (issued, issued_total) = conn
        .prepare_cached(
            "SELECT count(*), coalesce(sum(CASE invoice_type WHEN 'credit_note' THEN -1 ELSE 1 END
                 * (coalesce(taxable, 0) + coalesce(tax, 0) + coalesce(round_off, 0))), 0)
             FROM invoices INDEXED BY invoices_by_day WHERE branch_id = ?1 AND serial IS NOT NULL AND issued_on = ?2 AND status <> 'void'
               AND invoice_type IN ('booking', 'pos', 'subscription', 'credit_note')",
        )?
        .query_row((branch.id.as_str(), day.to_string()), |r| Ok((int(r, 0)?, int(r, 1)?)))?;
    let voided = conn
        .prepare_cached(
            "SELECT count(*) FROM invoices WHERE branch_id = ?1 AND status = 'void' AND voided_at >= ?2 AND voided_at < ?3",
        )?
        .query_row((branch.id.as_str(), start_of(day, branch), end_of(day, branch)), |r| int(r, 0))?;
    Ok(Day {
        branch: branch.id.clone(),
        day,
        currency: branch.currency,
        taken: taken(conn, branch, day)?,
        issued: u64::try_from(issued.unwrap_or(0)).unwrap_or(0),
        issued_total: issued_total.unwrap_or(0),
        voided: u64::try_from(voided.unwrap_or(0)).unwrap_or(0),
        head,
    })
}

fn taken(conn: &Connection, branch: &Branch, day: Date) -> Result<BTreeMap<Method, Taken>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT t.gateway_payment_id, t.status, t.amount, i.currency FROM transactions t INDEXED BY transactions_by_time
           CROSS JOIN invoices i ON i.id = t.invoice_id
         WHERE t.created_at >= ?2 AND t.created_at < ?3 AND i.branch_id = ?1 AND t.status <> 'failed'",
    )?;
    let mut rows = statement.query((branch.id.as_str(), start_of(day, branch), end_of(day, branch)))?;
    // Of the drawer something is said also on a day without cash.
    let mut taken = BTreeMap::from([(Method::Cash, Taken::default())]);
    while let Some(r) = rows.next()? {
        // Money of another currency lies in no drawer of this branch.
        if optional_text(r, 3)?.is_some_and(|code| code != branch.currency.code()) {
            continue;
        }
        let amount = money(real(r, 2)?, branch.currency).minor;
        let line = taken.entry(Method::of_id(&text(r, 0)?)).or_default();
        if text(r, 1)? == "refunded" {
            line.refunds += 1;
            line.refunded += amount;
        } else {
            line.payments += 1;
            line.received += amount;
        }
    }
    Ok(taken)
}
