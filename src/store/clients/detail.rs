//! Everything that the client detail shows.

use super::super::access::Access;
use super::super::column;
use super::super::imports;
use super::super::protocol::{ClientDetail, RowRef, StoreError, Table, TimelineEntry, TimelineKind};
use super::{merge, money, read, row, time};
use crate::domain::client::{Client, ClientStats};
use crate::domain::id::ClientId;
use crate::domain::money::{Currency, Money};
use crate::domain::project::ProjectDetails;
use crate::domain::role::Permission;
use rusqlite::{Connection, Row};

/// At most so many lines of a timeline.
const TIMELINE: usize = 100;

/// One client with stats and timeline.
pub(in crate::store) fn detail(
    conn: &Connection,
    access: &Access,
    id: &ClientId,
) -> Result<ClientDetail, StoreError> {
    let client = read(conn, access, Permission::ViewClients, id)?;
    let branch = access.branch_of(Permission::ViewClients, client.branch.as_str(), "client", id.as_str())?;
    // A client of another branch may be seen without what that branch earns with them.
    let sees =
        |permission| access.branch_of(permission, client.branch.as_str(), "client", id.as_str()).is_ok();
    let sees_money = sees(Permission::ViewInvoices);
    let mut timeline = Vec::new();
    if sees(Permission::ViewProjects) {
        projects(conn, id, &mut timeline)?;
    }
    if sees_money {
        invoices(conn, id, branch.currency, &mut timeline)?;
        payments(conn, id, branch.currency, &mut timeline)?;
    }
    notes(conn, id, &mut timeline)?;
    let merges = merge::into(conn, id)?;
    timeline.extend(merges.iter().map(|m| TimelineEntry {
        at: m.at,
        kind: TimelineKind::Merge,
        text: format!("{} was merged into this client", m.gone_name),
        status: String::new(),
        amount: None,
        row: RowRef { table: Table::ClientMerges, id: m.id.to_string() },
    }));
    if !imported(conn, &client, &mut timeline)? {
        created(&client, &mut timeline);
    }
    timeline.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    timeline.truncate(TIMELINE);
    Ok(ClientDetail {
        stats: stats(conn, &client)?,
        branch_name: branch.name.clone(),
        client,
        timeline,
        merges,
    })
}

fn stats(conn: &Connection, client: &Client) -> Result<ClientStats, StoreError> {
    let id = client.id.as_str();
    let projects: i64 = conn
        .prepare_cached("SELECT count(*) FROM projects WHERE client_id = ?1")?
        .query_row([id], |r| r.get(0))?;
    let last_shoot = conn
        .prepare_cached(
            "SELECT max(start_date) FROM projects WHERE client_id = ?1 AND start_date <= unixepoch() AND status NOT IN ('cancelled', 'trashed')",
        )?
        .query_row([id], |r| column::int(r, 0))?;
    let (invoices, open) = invoiced(conn, client)?;
    let (open, open_elsewhere) =
        open.into_iter().partition::<Vec<_>, _>(|m| m.currency == client.spent.currency);
    Ok(ClientStats {
        open: open.first().copied().unwrap_or(Money { minor: 0, currency: client.spent.currency }),
        open_elsewhere,
        projects: projects.unsigned_abs(),
        invoices,
        last_shoot: time(last_shoot),
    })
}

/// How many invoices there are, and what is open, by currency: amounts of different ones are never added.
fn invoiced(conn: &Connection, client: &Client) -> Result<(u64, Vec<Money>), StoreError> {
    let mut statement = conn.prepare_cached(
        "WITH mine(id) AS (SELECT i.id FROM invoices i WHERE i.client_id = ?1
           UNION ALL SELECT i.id FROM projects p JOIN invoices i ON i.project_id = p.id WHERE p.client_id = ?1 AND i.client_id IS NULL)
         SELECT count(*), coalesce(sum(CASE WHEN i.status IN ('issued', 'overdue') AND i.invoice_type IS NOT 'credit_note' THEN
           max(0, i.amount_total - coalesce((SELECT sum(CASE WHEN t.status IN ('paid', 'disputed', 'under_review') THEN t.amount
             WHEN t.status = 'refunded' THEN -t.amount ELSE 0 END) FROM transactions t WHERE t.invoice_id = i.id), 0)) ELSE 0 END), 0.0),
           nullif(i.currency, '')
         FROM mine JOIN invoices i ON i.id = mine.id GROUP BY 3 ORDER BY 3",
    )?;
    let mut rows = statement.query([client.id.as_str()])?;
    let (mut invoices, mut open): (u64, Vec<Money>) = (0, Vec::new());
    while let Some(r) = rows.next()? {
        invoices += r.get::<_, i64>(0)?.unsigned_abs();
        let code = column::optional_text(r, 2)?;
        // What an amount in a currency that nobody knows is worth cannot be said.
        let currency = code.as_deref().map_or(Some(client.spent.currency), Currency::from_code);
        let Some(currency) = currency else { continue };
        let sum = money(column::real(r, 1)?, currency);
        match open.iter_mut().find(|known| known.currency == currency) {
            Some(known) => known.minor = known.minor.saturating_add(sum.minor),
            None if sum.minor != 0 => open.push(sum),
            None => {}
        }
    }
    Ok((invoices, open))
}

fn created(client: &Client, timeline: &mut Vec<TimelineEntry>) {
    if let Some(at) = client.created {
        timeline.push(TimelineEntry {
            at,
            kind: TimelineKind::Created,
            text: "became a client".to_owned(),
            status: String::new(),
            amount: None,
            row: row(&client.id),
        });
    }
}

/// A client who was taken over from a file. `true` when the file did not say since when they are one: then there is
/// nothing else to say.
fn imported(
    conn: &Connection,
    client: &Client,
    timeline: &mut Vec<TimelineEntry>,
) -> Result<bool, StoreError> {
    let Some(origin) = imports::registry::origin(conn, &row(&client.id))? else { return Ok(false) };
    let Some(at) = time(Some(origin.import.started)) else { return Ok(false) };
    timeline.push(TimelineEntry {
        at,
        kind: TimelineKind::Created,
        text: format!("imported from {}", origin.place()),
        status: String::new(),
        amount: None,
        row: row(&client.id),
    });
    Ok(client.created.is_none_or(|created| created >= at))
}

fn projects(conn: &Connection, id: &ClientId, timeline: &mut Vec<TimelineEntry>) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, coalesce(start_date, created_at), status, details_json FROM projects WHERE client_id = ?1
         ORDER BY start_date DESC LIMIT 100",
    )?;
    collect(&mut statement, id, timeline, |r| {
        let details = column::optional_text(r, 3)?;
        Ok(entry(r, TimelineKind::Project, Table::Projects)?
            .map(|e| TimelineEntry { text: title(details.as_deref()), ..e }))
    })
}

fn invoices(
    conn: &Connection,
    id: &ClientId,
    currency: Currency,
    timeline: &mut Vec<TimelineEntry>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "WITH mine(id) AS (SELECT i.id FROM invoices i WHERE i.client_id = ?1
           UNION ALL SELECT i.id FROM projects p JOIN invoices i ON i.project_id = p.id WHERE p.client_id = ?1 AND i.client_id IS NULL)
         SELECT i.id, i.issued_at, i.status, i.number, i.invoice_type, i.amount_total, i.currency FROM mine JOIN invoices i ON i.id = mine.id
         WHERE i.issued_at IS NOT NULL ORDER BY i.issued_at DESC LIMIT 100",
    )?;
    collect(&mut statement, id, timeline, |r| {
        let (number, kind) = (column::optional_text(r, 3)?, column::optional_text(r, 4)?);
        let what = if kind.as_deref() == Some("credit_note") { "credit note" } else { "invoice" };
        let (amount, currency) = (column::real(r, 5)?, own_currency(r, 6, currency)?);
        Ok(entry(r, TimelineKind::Invoice, Table::Invoices)?.map(|e| TimelineEntry {
            text: number.map_or_else(|| what.to_owned(), |n| format!("{what} {n}")),
            amount: Some(money(amount, currency)),
            ..e
        }))
    })
}

fn payments(
    conn: &Connection,
    id: &ClientId,
    currency: Currency,
    timeline: &mut Vec<TimelineEntry>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "WITH mine(id) AS (SELECT i.id FROM invoices i WHERE i.client_id = ?1
           UNION ALL SELECT i.id FROM projects p JOIN invoices i ON i.project_id = p.id WHERE p.client_id = ?1 AND i.client_id IS NULL)
         SELECT t.id, t.created_at, t.status, t.gateway_payment_id, t.amount, (SELECT currency FROM invoices WHERE id = t.invoice_id)
         FROM mine JOIN transactions t ON t.invoice_id = mine.id
         ORDER BY t.created_at DESC LIMIT 100",
    )?;
    collect(&mut statement, id, timeline, |r| {
        let (gateway, amount) = (column::text(r, 3)?, column::real(r, 4)?);
        let currency = own_currency(r, 5, currency)?;
        Ok(entry(r, TimelineKind::Payment, Table::Transactions)?.map(|e| TimelineEntry {
            text: match (e.status.as_str(), way(&gateway)) {
                ("refunded", way) => format!("refund {way}"),
                (_, way) => format!("payment {way}"),
            }
            .trim_end()
            .to_owned(),
            amount: Some(money(amount, currency)),
            ..e
        }))
    })
}

/// The currency of an invoice; without one of its own it is the branch's.
fn own_currency(r: &Row<'_>, at: usize, branch: Currency) -> rusqlite::Result<Currency> {
    Ok(column::optional_text(r, at)?.as_deref().and_then(Currency::from_code).unwrap_or(branch))
}

/// How a payment came, from the prefix of its id.
fn way(gateway: &str) -> &'static str {
    match gateway.split_once('_').map(|(prefix, _)| prefix) {
        Some("cash") => "in cash",
        Some("upi") => "by UPI",
        Some("card") => "by card",
        Some("bank" | "xfer") => "by bank transfer",
        _ => "",
    }
}

fn notes(conn: &Connection, id: &ClientId, timeline: &mut Vec<TimelineEntry>) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT n.id, n.created_at, '', n.body, coalesce(u.name, u.email, '') FROM client_notes n
         LEFT JOIN users u ON u.id = n.author_user_id WHERE n.client_id = ?1 ORDER BY n.created_at DESC, n.id DESC LIMIT 100",
    )?;
    collect(&mut statement, id, timeline, |r| {
        let (body, author) = (column::text(r, 3)?, column::text(r, 4)?);
        let text = if author.is_empty() { body } else { format!("{body} — {author}") };
        Ok(entry(r, TimelineKind::Note, Table::ClientNotes)?.map(|e| TimelineEntry { text, ..e }))
    })
}

/// (id, at, status) of the first three columns; a row without a time is not on the timeline.
fn entry(r: &Row<'_>, kind: TimelineKind, table: Table) -> rusqlite::Result<Option<TimelineEntry>> {
    let Some(at) = time(column::int(r, 1)?) else { return Ok(None) };
    let row = RowRef { table, id: column::text(r, 0)? };
    Ok(Some(TimelineEntry { at, kind, text: String::new(), status: column::text(r, 2)?, amount: None, row }))
}

fn collect(
    statement: &mut rusqlite::CachedStatement<'_>,
    id: &ClientId,
    timeline: &mut Vec<TimelineEntry>,
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<Option<TimelineEntry>>,
) -> Result<(), StoreError> {
    let mut rows = statement.query([id.as_str()])?;
    while let Some(row) = rows.next()? {
        timeline.extend(read(row)?);
    }
    Ok(())
}

/// What a person calls the project of a `details_json`.
pub(in crate::store) fn title(details: Option<&str>) -> String {
    ProjectDetails::parse(details).called().to_owned()
}
