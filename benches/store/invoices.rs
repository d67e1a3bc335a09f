//! Issuing at 500,000 invoices: number, dates, parties, taxes and lines in one transaction.

use super::{Failure, fill, is_wanted, now, report};
use std::path::PathBuf;
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{ClientId, InvoiceId};
use studiovault::store::protocol::{
    Actor, BranchScope, DraftSource, InvoiceCommand, InvoiceFilter, InvoiceStanding, ListKind, ListQuery,
    Query, Reply,
};
use studiovault::store::{OpenOptions, Store};

/// Invoices that are issued and measured.
const ISSUED: usize = 200;

/// 500,000 invoices of two lines, issued one after the other under the fiscal year of today; every third is paid.
const FILL: &str = "
  UPDATE branches SET invoice_prefix = 'B', tax_json = json_set(tax_json, '$.gstin', '29AAGCB7383J1Z4');
  CREATE TEMP TABLE year AS SELECT d, printf('%02d-%02d', y % 100, (y + 1) % 100) AS fy FROM (
    SELECT d, CAST(strftime('%Y', d) AS INTEGER) - (strftime('%m', d) < '04') AS y FROM (SELECT date('now', '-1 day') AS d));
  INSERT INTO number_series (id, branch_id, series, fiscal_year) SELECT 'ser_1', id, 'main', fy FROM branches, year;
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000)
  INSERT INTO invoices (id, branch_id, client_id, invoice_type, amount_total, status, currency, discount, taxable, tax, round_off, rounding, liability)
    SELECT 'inv_' || printf('%08d', i), c.branch_id, c.id, 'booking', 236.0, 'draft', 'INR', 0, 20000, 3600, 0, 'none', 'seller'
    FROM n JOIN (SELECT id, branch_id, row_number() OVER () AS k FROM clients) c ON c.k = 1 + i % 1000;
  INSERT INTO invoice_items (id, invoice_id, position, item_type, description, qty, unit_price, tax_rate, taxable, tax_json, total)
    SELECT 'ivi_' || p.k || substr(i.id, 5), i.id, p.k, 'service', 'Hour ' || p.k, 1000, 10000, 1800, 10000, '{\"cgst\":900,\"sgst\":900}', 11800
    FROM invoices i, (SELECT 0 AS k UNION ALL SELECT 1) p;
  UPDATE invoices SET status = 'issued', series = 'main', device = '', fiscal_year = (SELECT fy FROM year), serial = CAST(substr(id, 5) AS INTEGER),
    number = 'B/' || (SELECT fy FROM year) || '/' || substr(id, 7), issued_on = (SELECT d FROM year), issued_at = unixepoch() - 86400,
    due_on = (SELECT d FROM year), due_at = unixepoch() + (rowid % 90 - 45) * 86400, document = 'tax_invoice';
  INSERT INTO payment_allocations (id, invoice_id, kind, amount) SELECT 'pal_' || id, id, 'tds', 23600 FROM invoices WHERE rowid % 3 = 0;
  ANALYZE;";

/// Makes the file and measures.
pub(crate) fn measure() -> Result<(), Failure> {
    if !["issue an invoice", "invoices overdue", "invoices of a client"].into_iter().any(is_wanted) {
        return Ok(());
    }
    let temp = tempfile::tempdir()?;
    let kept = std::env::var_os("STUDIOVAULT_BENCH_INVOICES").map(PathBuf::from);
    let path = kept.unwrap_or_else(|| temp.path().join("studio.db"));
    if !path.exists() {
        let store = Store::open(OpenOptions::new(&path))?;
        fill(&store)?;
        store.stop();
        fill_in(&path)?;
    }
    let store = Store::open(OpenOptions::new(&path))?;
    store.finish_indexing()?;
    let actor = store.sign_in(None, "bench")?;
    let clients = clients(&store, &actor)?;
    let of_client = |n: i64| clients[usize::try_from(n).unwrap_or(0) % clients.len()].clone();
    let by = |filter: InvoiceFilter| Query::InvoicesBy(Box::new(InvoiceFilter { limit: 50, ..filter }));
    super::ask(&store, &actor, "invoices of a client", |n| {
        by(InvoiceFilter { client: Some(of_client(n)), ..InvoiceFilter::default() })
    })?;
    let late = InvoiceFilter { standing: Some(InvoiceStanding::Overdue), ..InvoiceFilter::default() };
    overdue(&store, &actor, &by(late))?;
    issue(&store, &actor, &clients)?;
    store.stop();
    Ok(())
}

/// More is open here than any studio has: a few times tell enough.
fn overdue(store: &Store, actor: &Actor, query: &Query) -> Result<(), Failure> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let started = now();
        store.ask(actor, query.clone())?;
        times.push(started.elapsed());
    }
    report("invoices overdue", &mut times);
    Ok(())
}

fn clients(store: &Store, actor: &Actor) -> Result<Vec<ClientId>, Failure> {
    let query = ListQuery { scope: BranchScope::All, limit: 200, ..ListQuery::default() };
    let Reply::Clients(page) = store.ask(actor, Query::List(ListKind::Clients, query))? else {
        return Err("no clients".into());
    };
    Ok(page.rows.into_iter().map(|row| row.id).collect())
}

fn issue(store: &Store, actor: &Actor, clients: &[ClientId]) -> Result<(), Failure> {
    let Reply::Workspace(workspace) = store.ask(actor, Query::Workspace)? else { return Ok(()) };
    let branch = &workspace.branches[0].id;
    let mut times = Vec::new();
    for client in clients.iter().cycle().take(ISSUED) {
        let source = DraftSource::Client(client.clone());
        let drafted = store.run(actor, InvoiceCommand::Draft { branch: branch.clone(), source }.into())?;
        let id = InvoiceId::from(drafted.row.ok_or("no draft")?.id);
        for what in ["Portrait", "Prints", "Album"] {
            let values = line(what);
            store.run(actor, InvoiceCommand::AddLine { invoice: id.clone(), values }.into())?;
        }
        let Reply::Invoice(detail) = store.ask(actor, Query::InvoiceDetail(id.clone()))? else { continue };
        let command = InvoiceCommand::Issue { id, version: detail.invoice.version };
        let started = now();
        store.run(actor, command.into())?;
        times.push(started.elapsed());
    }
    report("issue an invoice", &mut times);
    Ok(())
}

fn line(what: &str) -> FieldValues {
    let texts = [("description", what), ("qty", "2"), ("tax_rate", "18")];
    let mut values: FieldValues =
        texts.into_iter().map(|(key, text)| (FieldKey::from(key), FieldValue::text(text))).collect();
    values.insert(FieldKey::from("unit_price"), FieldValue::Money(10_005));
    values
}

#[expect(clippy::disallowed_methods, reason = "a file is filled that nobody else has open")]
fn fill_in(path: &std::path::Path) -> Result<(), Failure> {
    let conn = rusqlite::Connection::open(path)?;
    conn.execute_batch(FILL)?;
    Ok(())
}
