//! Who owes, the most first: from the sums that the database keeps by client, aged by what is open of each.

use super::super::column::{int, optional_text, text};
use super::super::invoices::ageing;
use super::super::protocol::{Branch, StoreError};
use crate::domain::money::Currency;
use crate::domain::receivable::Ageing;
use crate::domain::report::Owing;
use jiff::Timestamp;
use rusqlite::Connection;

pub(super) fn of(conn: &Connection, branches: &[&Branch], limit: u32) -> Result<Vec<Owing>, StoreError> {
    let mut found = Vec::new();
    for branch in branches {
        let mut statement = conn.prepare_cached(
            "SELECT r.currency, r.client_id, c.name FROM receivable_clients r LEFT JOIN clients c ON c.id = r.client_id
             WHERE r.branch_id = ?1 ORDER BY r.currency, r.open DESC, r.client_id LIMIT ?2",
        )?;
        let mut rows = statement.query((branch.id.as_str(), limit))?;
        while let Some(r) = rows.next()? {
            let (code, client) = (text(r, 0)?, text(r, 1)?);
            let owed = aged(conn, branch, (&code, &client))?;
            let name = optional_text(r, 2)?.unwrap_or_default();
            let client = (!client.is_empty()).then(|| client.as_str().into());
            found.push(Owing { branch: branch.id.clone(), client, name, owed });
        }
    }
    found.sort_by_key(|line| (line.owed.currency, std::cmp::Reverse(line.owed.total())));
    Ok(found)
}

/// What a client owes, by how late it is.
fn aged(conn: &Connection, branch: &Branch, (code, client): (&str, &str)) -> Result<Ageing, StoreError> {
    let today = ageing::midnight(branch, Timestamp::now());
    let mut owed = Ageing::none(Currency::from_code(code).unwrap_or(branch.currency));
    let sql = if client.is_empty() { OF_NOBODY } else { OF_CLIENT };
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((branch.id.as_str(), code, client))?;
    while let Some(r) = rows.next()? {
        owed.add(ageing::age(today, int(r, 0)?), int(r, 1)?.unwrap_or(0), 1);
    }
    Ok(owed)
}

const OF_CLIENT: &str = "SELECT o.due_at, o.balance FROM (SELECT id FROM invoices WHERE client_id = ?3 UNION
       SELECT n.id FROM projects j CROSS JOIN invoices n ON n.project_id = j.id WHERE j.client_id = ?3 AND n.client_id IS NULL) mine
     CROSS JOIN invoices i ON i.id = mine.id CROSS JOIN invoice_balances o ON o.invoice_id = i.id
     WHERE +o.branch_id = ?1 AND coalesce(i.currency, '') = ?2 AND o.balance > 0
       AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')";
const OF_NOBODY: &str = "SELECT o.due_at, o.balance FROM invoice_balances o CROSS JOIN invoices i ON i.id = o.invoice_id
     WHERE o.branch_id = ?1 AND o.balance > 0 AND coalesce(i.currency, '') = ?2 AND ?3 = '' AND i.client_id IS NULL
       AND (i.project_id IS NULL OR (SELECT client_id FROM projects WHERE id = i.project_id) IS NULL)
       AND coalesce(i.invoice_type, '') NOT IN ('advance_receipt', 'overage', 'credit_note', 'refund_voucher')";
