//! Writing very many rows at once: prepared statements, no triggers and indexes in the way, one transaction.
//!
//! What triggers would have kept (counts, spend) is kept here and written once; `doctor` proves it.

use super::super::migrate;
use super::super::protocol::StoreError;
use super::super::search::index;
use super::rows::{Filled, Insert};
use rusqlite::{Connection, Statement};

/// What of the schema is in the way of very many rows.
pub(super) struct Aside {
    /// The statements that put it back, in the order of making.
    statements: Vec<String>,
}

impl Aside {
    /// Takes triggers and indexes away. The statements that made them, letter for letter as the migrations have them, are
    /// kept: whoever calls this puts them back in the same transaction.
    pub(super) fn take(conn: &Connection) -> Result<Self, StoreError> {
        let statements = all(
            conn,
            "SELECT sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY rowid",
        )?;
        let drops = all(
            conn,
            "SELECT printf('DROP %s \"%w\"', type, name) FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL",
        )?;
        for drop in drops {
            conn.execute_batch(&drop)?;
        }
        Ok(Self { statements })
    }

    /// Puts everything back. `done` is told how many of how many.
    pub(super) fn put_back(
        self,
        conn: &Connection,
        done: &mut dyn FnMut(usize, usize),
    ) -> Result<(), StoreError> {
        let many = self.statements.len();
        for (at, statement) in self.statements.into_iter().enumerate() {
            done(at, many);
            conn.execute_batch(&statement)?;
        }
        Ok(())
    }
}

fn all(conn: &Connection, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare(sql)?;
    let texts = statement.query_map([], |r| r.get(0))?;
    Ok(texts.collect::<Result<_, _>>()?)
}

/// A kept count.
struct Count {
    table: Filled,
    branch: String,
    state: &'static str,
    n: i64,
}

/// Where the index of the log's rows waits: it lies in the order of the rows that entries are about, so that writing it
/// in the order of time would be writing all over it.
const IN_TIME: &str = "INSERT INTO temp.audit_rows_in_time VALUES (?, ?, ?)";

/// The statements that rows go through.
pub(super) struct Loader<'c> {
    conn: &'c Connection,
    inserts: Vec<Statement<'c>>,
    made: [u64; Filled::ALL.len()],
    /// Few branches and states: walked, not hashed.
    counts: Vec<Count>,
}

impl<'c> Loader<'c> {
    /// Over a connection inside a transaction.
    pub(super) fn new(conn: &'c Connection) -> Result<Self, StoreError> {
        conn.execute_batch("CREATE TEMP TABLE audit_rows_in_time (tbl TEXT, row_id TEXT, audit_id TEXT)")?;
        let sql = |table: Filled| if table == Filled::AuditRows { IN_TIME } else { table.insert() };
        let inserts = Filled::ALL.iter().map(|table| conn.prepare(sql(*table))).collect::<Result<_, _>>()?;
        Ok(Self { conn, inserts, made: [0; Filled::ALL.len()], counts: Vec::new() })
    }

    /// Inserts a row.
    pub(super) fn put<R: Insert>(&mut self, row: &R) -> Result<(), StoreError> {
        let statement = &mut self.inserts[R::TABLE.no()];
        row.bind(statement)?;
        statement.raw_execute()?;
        self.made[R::TABLE.no()] += 1;
        Ok(())
    }

    /// Counts a row under its state, where the product keeps count.
    pub(super) fn count(&mut self, table: Filled, branch: &str, state: &'static str) {
        let known =
            self.counts.iter_mut().find(|c| c.table == table && c.state == state && c.branch == branch);
        match known {
            Some(count) => count.n += 1,
            None => self.counts.push(Count { table, branch: branch.to_owned(), state, n: 1 }),
        }
    }

    /// How many rows of a table were made.
    pub(super) const fn made(&self, table: Filled) -> u64 {
        self.made[table.no()]
    }

    /// Writes what the clients spent, minor units by rowid: what the triggers on payments would have kept.
    pub(super) fn write_spend(&self, spent: impl Iterator<Item = (i64, f64)>) -> Result<(), StoreError> {
        let mut update = self.conn.prepare("UPDATE clients SET total_spend = ?2 WHERE rowid = ?1")?;
        for row in spent {
            update.execute(row)?;
        }
        Ok(())
    }

    /// Writes the counts and sums that the product keeps, and marks every row as one that the search index has yet to come to.
    pub(super) fn finish(&self) -> Result<(), StoreError> {
        let mut insert = self.conn.prepare("INSERT INTO row_counts VALUES (?1, ?2, ?3, ?4)")?;
        for count in &self.counts {
            insert.execute((count.table.name(), &count.branch, count.state, count.n))?;
        }
        self.conn.execute_batch(
            "INSERT INTO media_storage SELECT 'project', project_id, file_type, count(*), sum(size_bytes) FROM media_objects GROUP BY 2, 3;
             INSERT INTO media_storage SELECT 'branch', branch_id, file_type, count(*), sum(size_bytes) FROM media_objects GROUP BY 2, 3;",
        )?;
        self.conn.execute_batch(
            "INSERT INTO asset_lock_reach SELECT l.asset_id, max(l.end_time - l.start_time), max(coalesce(a.capacity, 1) > 1)
               FROM booking_locks l JOIN assets a ON a.id = l.asset_id GROUP BY 1;
             INSERT INTO event_reach SELECT branch_id, max(end_time - start_time) FROM project_events GROUP BY 1;",
        )?;
        self.conn.execute_batch(migrate::opening_balances())?;
        // A credit note is set off against what is open of its invoice; both branches have two decimals.
        self.conn.execute_batch(
            "INSERT INTO payment_allocations (id, invoice_id, kind, amount, from_invoice_id, created_at)
               SELECT 'pal_' || n.id, n.corrects_id, 'credit', min(CAST(round(n.amount_total * 100) AS INTEGER), o.total - o.allocated), n.id, n.issued_at
               FROM invoices n JOIN invoice_balances o ON o.invoice_id = n.corrects_id WHERE n.invoice_type = 'credit_note' AND o.total > o.allocated;
             UPDATE invoice_balances SET allocated = allocated + a.amount, settled_before = 0, balance = total - allocated - a.amount
               FROM payment_allocations a WHERE a.invoice_id = invoice_balances.invoice_id AND a.kind = 'credit';
             INSERT INTO receivable_days SELECT * FROM receivable_days_now;
             INSERT INTO receivable_clients SELECT * FROM receivable_clients_now;",
        )?;
        self.conn.execute_batch(
            "INSERT INTO audit_rows SELECT tbl, row_id, audit_id FROM temp.audit_rows_in_time ORDER BY 1, 2, 3;
             DROP TABLE temp.audit_rows_in_time;",
        )?;
        index::mark_all(self.conn)
    }
}
