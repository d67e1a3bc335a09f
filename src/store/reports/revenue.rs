//! What was invoiced, month by month. Issued invoices are read by their day; what another program wrote by its moment.

use super::super::clients::money;
use super::super::column::{int, optional_text, real, text};
use super::super::protocol::{Branch, StoreError};
use super::{end_of, start_of};
use crate::domain::money::Currency;
use crate::domain::report::Revenue;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::Connection;
use std::collections::BTreeMap;

type Months = BTreeMap<(String, Currency), Revenue>;

pub(super) fn of(
    conn: &Connection,
    branches: &[&Branch],
    days: (Date, Date),
) -> Result<Vec<Revenue>, StoreError> {
    let mut found = Vec::new();
    for branch in branches {
        let mut months = Months::new();
        issued(conn, branch, days, &mut months)?;
        foreign(conn, branch, days, &mut months)?;
        found.extend(months.into_values());
    }
    Ok(found)
}

/// The line of a month, made if need be.
fn line<'m>(months: &'m mut Months, branch: &Branch, month: &str, currency: Currency) -> &'m mut Revenue {
    months.entry((month.to_owned(), currency)).or_insert_with(|| Revenue {
        branch: branch.id.clone(),
        month: month.to_owned(),
        currency,
        invoices: 0,
        credits: 0,
        taxable: 0,
        tax: 0,
        total: 0,
    })
}

/// What we issued: the sums stand on the documents.
fn issued(
    conn: &Connection,
    branch: &Branch,
    (from, to): (Date, Date),
    months: &mut Months,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT substr(issued_on, 1, 7), currency, invoice_type = 'credit_note', count(*), sum(coalesce(taxable, 0)), sum(coalesce(tax, 0)),
                sum(coalesce(taxable, 0) + coalesce(tax, 0) + coalesce(round_off, 0))
         FROM invoices INDEXED BY invoices_by_day WHERE branch_id = ?1 AND serial IS NOT NULL AND issued_on BETWEEN ?2 AND ?3
           AND status <> 'void' AND invoice_type IN ('booking', 'pos', 'subscription', 'credit_note') GROUP BY 1, 2, 3",
    )?;
    let mut rows = statement.query((branch.id.as_str(), from.to_string(), to.to_string()))?;
    while let Some(r) = rows.next()? {
        let currency = optional_text(r, 1)?.as_deref().and_then(Currency::from_code);
        let line = line(months, branch, &text(r, 0)?, currency.unwrap_or(branch.currency));
        let credit = r.get::<_, bool>(2)?;
        let amount = |at| int(r, at).map(|n| if credit { -n.unwrap_or(0) } else { n.unwrap_or(0) });
        let count = u64::try_from(int(r, 3)?.unwrap_or(0)).unwrap_or(0);
        if credit {
            line.credits += count;
        } else {
            line.invoices += count;
        }
        line.taxable += amount(4)?;
        line.tax += amount(5)?;
        line.total += amount(6)?;
    }
    Ok(())
}

/// What another program wrote: only what it comes to is known for sure.
fn foreign(
    conn: &Connection,
    branch: &Branch,
    (from, to): (Date, Date),
    months: &mut Months,
) -> Result<(), StoreError> {
    let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
    let mut statement = conn.prepare_cached(
        "SELECT issued_at, currency, invoice_type, amount_total FROM invoices INDEXED BY invoices_by_issued
         WHERE branch_id = ?1 AND coalesce(issued_at, 32503680000) >= ?2 AND coalesce(issued_at, 32503680000) < ?3
           AND serial IS NULL AND status NOT IN ('draft', 'void')
           AND coalesce(invoice_type, 'booking') IN ('booking', 'pos', 'subscription', 'credit_note')",
    )?;
    let mut rows = statement.query((branch.id.as_str(), start_of(from, branch), end_of(to, branch)))?;
    while let Some(r) = rows.next()? {
        let Some(at) = int(r, 0)?.and_then(|at| Timestamp::from_second(at).ok()) else { continue };
        let currency = optional_text(r, 1)?.as_deref().and_then(Currency::from_code);
        let currency = currency.unwrap_or(branch.currency);
        let month = zone.to_datetime(at).strftime("%Y-%m").to_string();
        let line = line(months, branch, &month, currency);
        let amount = money(real(r, 3)?, currency).minor;
        let amount = if text(r, 2)? == "credit_note" {
            line.credits += 1;
            -amount
        } else {
            line.invoices += 1;
            amount
        };
        line.taxable += amount;
        line.total += amount;
    }
    Ok(())
}
