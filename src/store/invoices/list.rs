//! Invoices by what they are about: status, client, project, days, words. Newest first, drafts before everything.

use super::super::access::Access;
use super::super::clients::{money, time};
use super::super::column::{int, optional_text, real, text};
use super::super::lists;
use super::super::protocol::{
    Branch, Cursor, CursorPart, InvoiceFilter, InvoiceStanding, ListKind, ListQuery, ListedInvoice, PageFrom,
    Reply, Slice, StoreError,
};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::{Currency, Money};
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::types::{Null, Value};
use rusqlite::{Connection, Row};

/// The most rows of a window.
const MAX: u32 = 1_000;
/// Hits of a search that are looked at for one window.
const HITS: usize = 20_000;
/// Where a draft stands among days: before all of them.
const NEVER: i64 = 32_503_680_000;

/// What is read of an invoice, after its place.
macro_rules! columns {
    () => {
        "i.branch_id, i.number, coalesce(i.client_id, p.client_id), c.name, i.project_id, i.invoice_type, i.status,
         i.amount_total, i.issued_at, i.due_at, i.due_on, i.currency, coalesce(o.balance, 0)"
    };
}

/// What is beside an invoice.
macro_rules! beside {
    () => {
        " LEFT JOIN invoice_balances o ON o.invoice_id = i.id LEFT JOIN projects p ON p.id = i.project_id
          LEFT JOIN clients c ON c.id = coalesce(i.client_id, p.client_id) "
    };
}

/// The rows that pass: `?1` the branch, `?5` the status, `?6` now, `?7` client, `?8` project, `?9` and `?10` the days.
macro_rules! passes {
    () => {
        "(?5 IS NULL OR CASE ?5 WHEN 'draft' THEN i.status = 'draft' WHEN 'void' THEN i.status = 'void'
           ELSE i.status IN ('issued', 'paid', 'overdue') AND CASE ?5 WHEN 'paid' THEN coalesce(o.balance, 0) <= 0
             WHEN 'overdue' THEN o.balance > 0 AND i.due_at <= ?6 WHEN 'issued' THEN o.balance > 0 AND coalesce(i.due_at > ?6, 1)
             ELSE o.balance > 0 END END)
         AND (?7 IS NULL OR coalesce(i.client_id, p.client_id) = ?7) AND (?8 IS NULL OR i.project_id = ?8)
         AND (?9 IS NULL OR i.issued_at >= ?9) AND (?10 IS NULL OR i.issued_at < ?10)"
    };
}

/// A window of one branch from the place `(?2, ?3)` on, which is found along an index: first the ties, then what lies
/// beyond.
macro_rules! window {
    ($from:literal, $of:literal) => {
        [
            concat!(
                "SELECT coalesce(i.issued_at, 32503680000), i.id, ",
                columns!(),
                " FROM ",
                $from,
                beside!(),
                "WHERE ",
                $of,
                " AND coalesce(i.issued_at, 32503680000) = ?2 AND i.id < ?3 AND ",
                passes!(),
                " ORDER BY i.id DESC LIMIT ?4"
            ),
            concat!(
                "SELECT coalesce(i.issued_at, 32503680000), i.id, ",
                columns!(),
                " FROM ",
                $from,
                beside!(),
                "WHERE ",
                $of,
                " AND coalesce(i.issued_at, 32503680000) < ?2 AND ",
                passes!(),
                " ORDER BY coalesce(i.issued_at, 32503680000) DESC, i.id DESC LIMIT ?4"
            ),
        ]
    };
}

const BY_DAY: [&str; 2] = window!("invoices i", "i.branch_id = ?1");
const BY_STATUS: [&str; 2] = window!("invoices i", "i.branch_id = ?1 AND i.status = ?5");
const OF_CLIENT: [&str; 2] = window!(
    "(SELECT id FROM invoices WHERE client_id = ?7 UNION
      SELECT n.id FROM projects j CROSS JOIN invoices n ON n.project_id = j.id WHERE j.client_id = ?7) mine CROSS JOIN invoices i ON i.id = mine.id",
    "+i.branch_id = ?1"
);
const OF_PROJECT: [&str; 2] = window!(
    "(SELECT id FROM invoices WHERE project_id = ?8) mine CROSS JOIN invoices i ON i.id = mine.id",
    "+i.branch_id = ?1"
);
const OPEN: [&str; 2] = window!(
    "(SELECT invoice_id FROM invoice_balances WHERE branch_id = ?1 AND balance > 0) mine CROSS JOIN invoices i ON i.id = mine.invoice_id",
    "+i.branch_id = ?1"
);
const BY_ID: &str = concat!(
    "SELECT coalesce(i.issued_at, 32503680000), i.id, ",
    columns!(),
    " FROM invoices i",
    beside!(),
    "WHERE i.branch_id = ?1 AND i.id = ?3 AND ?2 IS NULL AND ?4 > 0 AND ",
    passes!()
);

/// A window of the invoices that pass a filter.
///
/// # Errors
/// Denied; a branch out of reach.
pub(in crate::store) fn window(
    conn: &Connection,
    access: &Access,
    filter: &InvoiceFilter,
) -> Result<Slice<ListedInvoice>, StoreError> {
    let branches = access.branches(Permission::ViewInvoices, &filter.scope)?;
    let limit = filter.limit.clamp(1, MAX) as usize;
    if !filter.text.trim().is_empty() {
        return found(conn, access, (filter, limit), &branches);
    }
    let mut rows = Vec::new();
    for branch in branches {
        rows.extend(of_branch(conn, branch, filter, limit + 1)?);
    }
    rows.sort_by(|a, b| b.0.cmp(&a.0));
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|((at, id), _)| place(*at, id));
    Ok(Slice { rows: rows.into_iter().map(|(_, row)| row).collect(), next })
}

type Placed = ((i64, String), ListedInvoice);

fn place(at: i64, id: &str) -> Cursor {
    Cursor(vec![CursorPart::Int(at), CursorPart::Text(id.to_owned())])
}

/// Open invoices of a branch beyond which they are found sooner by walking over all of them by day than by putting those
/// that are open into order.
const MANY_OPEN: i64 = 10_000;

fn ways(conn: &Connection, branch: &Branch, filter: &InvoiceFilter) -> Result<[&'static str; 2], StoreError> {
    Ok(match filter {
        InvoiceFilter { project: Some(_), .. } => OF_PROJECT,
        InvoiceFilter { client: Some(_), .. } => OF_CLIENT,
        InvoiceFilter { standing: Some(InvoiceStanding::Draft | InvoiceStanding::Void), .. } => BY_STATUS,
        InvoiceFilter {
            standing: Some(InvoiceStanding::Open | InvoiceStanding::Overdue | InvoiceStanding::Issued),
            ..
        } => {
            let open: i64 = conn
                .prepare_cached("SELECT coalesce(sum(n), 0) FROM receivable_days WHERE branch_id = ?1")?
                .query_row([branch.id.as_str()], |r| r.get(0))?;
            if open > MANY_OPEN { BY_DAY } else { OPEN }
        }
        _ => BY_DAY,
    })
}

fn of_branch(
    conn: &Connection,
    branch: &Branch,
    filter: &InvoiceFilter,
    limit: usize,
) -> Result<Vec<Placed>, StoreError> {
    let given = Given::of(filter, branch);
    let (at, id) = match filter.after.as_ref().map(|cursor| cursor.0.as_slice()) {
        // Behind the last day that counts: what is later needs no look.
        None => (Value::Integer(given.to.unwrap_or(i64::MAX)), String::new()),
        Some([CursorPart::Int(at), CursorPart::Text(id)]) => (Value::Integer(*at), id.clone()),
        Some(_) => return Err(StoreError::Internal("a cursor of another list".to_owned())),
    };
    let mut rows = Vec::new();
    for sql in ways(conn, branch, filter)? {
        let mut statement = conn.prepare_cached(sql)?;
        let left = i64::try_from(limit.saturating_sub(rows.len())).unwrap_or(i64::MAX);
        let mut read = statement.query((
            branch.id.as_str(),
            &at,
            &id,
            left,
            given.standing,
            given.now,
            given.client,
            given.project,
            given.from,
            given.to,
        ))?;
        while let Some(r) = read.next()? {
            rows.push(((int(r, 0)?.unwrap_or(NEVER), text(r, 1)?), row(r, branch, given.now)?));
        }
    }
    Ok(rows)
}

/// A filter as statements take it.
struct Given<'f> {
    standing: Option<&'static str>,
    now: i64,
    client: Option<&'f str>,
    project: Option<&'f str>,
    from: Option<i64>,
    to: Option<i64>,
}

impl<'f> Given<'f> {
    /// Days are those of the branch.
    fn of(filter: &'f InvoiceFilter, branch: &Branch) -> Self {
        let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
        let start = |day: Date| Some(day.to_zoned_datetime(zone.clone()).ok()?.timestamp().as_second());
        Self {
            standing: filter.standing.map(InvoiceStanding::as_str),
            now: Timestamp::now().as_second(),
            client: filter.client.as_ref().map(|id| id.as_str()),
            project: filter.project.as_ref().map(|id| id.as_str()),
            from: filter.from.and_then(start),
            to: filter.to.and_then(|day| start(day.tomorrow().ok()?)),
        }
    }
}

/// What a search finds and the filter lets pass, best hits first.
fn found(
    conn: &Connection,
    access: &Access,
    (filter, limit): (&InvoiceFilter, usize),
    branches: &[&Branch],
) -> Result<Slice<ListedInvoice>, StoreError> {
    let mut slice = Slice { rows: Vec::new(), next: None };
    let mut from = filter.after.clone().map_or(PageFrom::Start, PageFrom::After);
    let mut looked_at = 0;
    loop {
        let query = ListQuery {
            scope: filter.scope.clone(),
            text: filter.text.clone(),
            from,
            // A filter lets few of the hits pass: then they are looked at in larger pieces.
            limit: if looked_at == 0 { u32::try_from(limit + 1).unwrap_or(MAX) } else { MAX },
            ..ListQuery::default()
        };
        let Reply::Invoices(page) = lists::page(conn, access, ListKind::Invoices, &query)? else {
            return Err(StoreError::Internal("invoices were asked for".to_owned()));
        };
        let mut last = None;
        for hit in &page.rows {
            if slice.rows.len() == limit {
                slice.next = last;
                return Ok(slice);
            }
            last = Some(hit.cursor.clone());
            if let Some(branch) = branches.iter().find(|branch| branch.id == hit.branch) {
                slice.rows.extend(by_id(conn, branch, filter, hit.id.as_str())?);
            }
        }
        looked_at += page.rows.len();
        match last {
            Some(cursor) if page.more_after && looked_at < HITS => from = PageFrom::After(cursor),
            _ => return Ok(slice),
        }
    }
}

fn by_id(
    conn: &Connection,
    branch: &Branch,
    filter: &InvoiceFilter,
    id: &str,
) -> Result<Option<ListedInvoice>, StoreError> {
    let given = Given::of(filter, branch);
    let mut statement = conn.prepare_cached(BY_ID)?;
    let mut read = statement.query((
        branch.id.as_str(),
        Null,
        id,
        1,
        given.standing,
        given.now,
        given.client,
        given.project,
        given.from,
        given.to,
    ))?;
    read.next()?.map(|r| Ok(row(r, branch, given.now)?)).transpose()
}

fn row(r: &Row<'_>, branch: &Branch, now: i64) -> rusqlite::Result<ListedInvoice> {
    let own = optional_text(r, 13)?;
    let currency = own.as_deref().and_then(Currency::from_code).unwrap_or(branch.currency);
    let (stored, open, due_at) = (text(r, 8)?, int(r, 14)?.unwrap_or(0), int(r, 11)?);
    let status = InvoiceStatus::derive(&stored, open, due_at, now);
    Ok(ListedInvoice {
        id: text(r, 1)?.into(),
        branch: branch.id.clone(),
        number: optional_text(r, 3)?,
        client: optional_text(r, 4)?.map(Into::into),
        client_name: text(r, 5)?,
        project: optional_text(r, 6)?.map(Into::into),
        kind: text(r, 7)?,
        status: status.map_or(stored, |status| status.as_str().to_owned()),
        total: money(real(r, 9)?, currency),
        issued: time(int(r, 10)?),
        due: time(due_at),
        due_on: optional_text(r, 12)?.and_then(|day| day.parse().ok()),
        open: Money { minor: open, currency },
    })
}
