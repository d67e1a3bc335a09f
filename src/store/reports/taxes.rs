//! What was taxed: by part of the return, by rate and by head, from the lines as they were issued.

use super::super::column::{int, optional_text};
use super::super::protocol::{Branch, StoreError};
use crate::domain::money::Currency;
use crate::domain::percent::Percent;
use crate::domain::report::{LARGE, Table, Taxes};
use crate::domain::tax::Head;
use jiff::civil::Date;
use rusqlite::Connection;
use std::collections::BTreeMap;

pub(super) fn of(
    conn: &Connection,
    branches: &[&Branch],
    (from, to): (Date, Date),
) -> Result<Vec<Taxes>, StoreError> {
    let mut found = Vec::new();
    for branch in branches {
        let mut lines: BTreeMap<(Currency, Table, Percent), Taxes> = BTreeMap::new();
        let mut statement = conn.prepare_cached(
            "SELECT i.currency, i.invoice_type = 'credit_note', coalesce(i.buyer_json ->> '$.registration', '') <> '',
                    coalesce(i.tax_json ->> '$.igst', '') <> '' AND coalesce(i.taxable, 0) + coalesce(i.tax, 0) + coalesce(i.round_off, 0) > ?4,
                    t.tax_rate, t.taxable, t.tax_json, i.id <> lag(i.id, 1, '') OVER (PARTITION BY i.id, t.tax_rate)
             FROM invoices i INDEXED BY invoices_by_day CROSS JOIN invoice_items t ON t.invoice_id = i.id
             WHERE i.branch_id = ?1 AND i.serial IS NOT NULL AND i.issued_on BETWEEN ?2 AND ?3 AND i.status <> 'void'
               AND i.invoice_type IN ('booking', 'pos', 'subscription', 'credit_note')",
        )?;
        let large = LARGE.saturating_mul(branch.currency.scale());
        let mut rows = statement.query((branch.id.as_str(), from.to_string(), to.to_string(), large))?;
        while let Some(r) = rows.next()? {
            let currency = optional_text(r, 0)?.as_deref().and_then(Currency::from_code);
            let currency = currency.unwrap_or(branch.currency);
            let (credit, registered, large) =
                (r.get::<_, bool>(1)?, r.get::<_, bool>(2)?, r.get::<_, bool>(3)?);
            let table = match (credit, registered, large) {
                (true, true, _) => Table::CreditRegistered,
                (true, false, _) => Table::CreditOther,
                (false, true, _) => Table::Registered,
                (false, false, true) => Table::Large,
                (false, false, false) => Table::Small,
            };
            let rate = Percent::from_hundredths(int(r, 4)?.unwrap_or(0));
            let line = lines.entry((currency, table, rate)).or_insert_with(|| Taxes {
                branch: branch.id.clone(),
                table,
                currency,
                rate,
                documents: 0,
                taxable: 0,
                heads: BTreeMap::new(),
            });
            let sign = if credit { -1 } else { 1 };
            line.documents += u64::from(r.get::<_, bool>(7)?);
            line.taxable += sign * int(r, 5)?.unwrap_or(0);
            for (head, amount) in heads(optional_text(r, 6)?.as_deref()) {
                *line.heads.entry(head).or_default() += sign * amount;
            }
        }
        found.extend(lines.into_values());
    }
    Ok(found)
}

/// The taxes of a line as it is stored: minor units by head.
fn heads(stored: Option<&str>) -> Vec<(Head, i64)> {
    let stored: serde_json::Value =
        stored.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    Head::ALL.into_iter().filter_map(|head| Some((head, stored.get(head.as_str())?.as_i64()?))).collect()
}
