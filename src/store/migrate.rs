//! Migrations: append-only files, all that are due in one transaction, behind a verified backup.

use super::backup;
use super::connect::{self, APPLICATION_ID, MIGRATION_TIMEOUT};
use super::protocol::{Refusal, StoreError};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};

/// One step of the schema.
pub(super) struct Migration {
    /// Counts from 1, without gaps.
    pub(super) version: i64,
    name: &'static str,
    sql: &'static str,
}

/// All steps, oldest first. Append only.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "seed_schema", sql: include_str!("../../migrations/0001_seed_schema.sql") },
    Migration { version: 2, name: "house", sql: include_str!("../../migrations/0002_house.sql") },
    Migration { version: 3, name: "studio", sql: include_str!("../../migrations/0003_studio.sql") },
    Migration { version: 4, name: "packages", sql: include_str!("../../migrations/0004_packages.sql") },
    Migration { version: 5, name: "talk", sql: include_str!("../../migrations/0005_talk.sql") },
    Migration { version: 6, name: "imports", sql: include_str!("../../migrations/0006_imports.sql") },
    Migration {
        version: 7,
        name: "merged_studios",
        sql: include_str!("../../migrations/0007_merged_studios.sql"),
    },
    Migration { version: 8, name: "tasks", sql: include_str!("../../migrations/0008_tasks.sql") },
    Migration { version: 9, name: "outbox", sql: include_str!("../../migrations/0009_outbox.sql") },
    Migration { version: 10, name: "projects", sql: include_str!("../../migrations/0010_projects.sql") },
    Migration { version: 11, name: "board", sql: include_str!("../../migrations/0011_board.sql") },
    Migration { version: 12, name: "bookings", sql: include_str!("../../migrations/0012_bookings.sql") },
    Migration {
        version: 13,
        name: "search_words",
        sql: include_str!("../../migrations/0013_search_words.sql"),
    },
    Migration { version: 14, name: "calendar", sql: include_str!("../../migrations/0014_calendar.sql") },
    Migration { version: 15, name: "guards", sql: include_str!("../../migrations/0015_guards.sql") },
    Migration { version: 16, name: "custody", sql: include_str!("../../migrations/0016_custody.sql") },
    Migration { version: 17, name: "invoices", sql: include_str!("../../migrations/0017_invoices.sql") },
    Migration { version: 18, name: "payments", sql: include_str!("../../migrations/0018_payments.sql") },
    Migration {
        version: 19,
        name: "closed_names",
        sql: include_str!("../../migrations/0019_closed_names.sql"),
    },
    Migration {
        version: 20,
        name: "receivables",
        sql: include_str!("../../migrations/0020_receivables.sql"),
    },
    Migration { version: 21, name: "reports", sql: include_str!("../../migrations/0021_reports.sql") },
];

/// What makes the balances of invoices from invoices and payments that are there already: a part of the migration that
/// brought them, for whoever fills a database without its triggers.
pub(super) fn opening_balances() -> &'static str {
    let sql = include_str!("../../migrations/0017_invoices.sql");
    let from = sql.find("INSERT INTO invoice_balances").unwrap_or(sql.len());
    let to = sql.find("CREATE TRIGGER allocations_insert").unwrap_or(from);
    sql.get(from..to).unwrap_or_default()
}

/// The tables of the seed.
pub(super) const SEED_TABLES: [&str; 13] = [
    "organizations",
    "branches",
    "users",
    "clients",
    "projects",
    "packages",
    "assets",
    "media_objects",
    "invoices",
    "transactions",
    "messages",
    "notifications",
    "audit_logs",
];

/// The newest version that this program knows.
pub(super) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |m| m.version)
}

/// The version that the file is at; 0 when no migration was ever applied.
pub(super) fn applied(conn: &Connection) -> Result<i64, StoreError> {
    let id: i64 = conn.query_row("PRAGMA application_id", [], |r| r.get(0))?;
    if id != APPLICATION_ID || !has_table(conn, "schema_migrations")? {
        return Ok(0);
    }
    Ok(conn.query_row("SELECT coalesce(max(version), 0) FROM schema_migrations", [], |r| r.get(0))?)
}

/// Refuses a file that a newer program migrated.
pub(super) fn refuse_newer(conn: &Connection) -> Result<i64, StoreError> {
    let found = applied(conn)?;
    if found > newest() { Err(StoreError::Newer { found, known: newest() }) } else { Ok(found) }
}

/// Brings the file up to date; returns where the backup lies if one was made.
///
/// Two processes may do this at once: one migrates, the other waits for the lock and finds it done.
pub(super) fn migrate(conn: &mut Connection, path: &Path, now: i64) -> Result<Option<PathBuf>, StoreError> {
    migrate_to(conn, path, now, newest())
}

/// As [`migrate`], but stops at a version: for tests of files from older programs.
pub(super) fn migrate_to(
    conn: &mut Connection,
    path: &Path,
    now: i64,
    target: i64,
) -> Result<Option<PathBuf>, StoreError> {
    if refuse_newer(conn)? >= target {
        return Ok(None);
    }
    conn.busy_timeout(MIGRATION_TIMEOUT)?;
    let kept = steps(conn, path, now, target)?;
    connect::wait_for_others(conn)?;
    Ok(kept)
}

/// Applies every step that is due, in one transaction: nobody else comes in between, and a step that fails leaves the
/// file as it was.
fn steps(conn: &mut Connection, path: &Path, now: i64, target: i64) -> Result<Option<PathBuf>, StoreError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let at = start(&tx)?.max(refuse_newer(&tx)?);
    let due: Vec<&Migration> = MIGRATIONS.iter().filter(|m| m.version > at && m.version <= target).collect();
    let mut kept = None;
    if at > 0 && !due.is_empty() && holds_rows(&tx)? {
        kept = Some(backup::before_migration(path, at, now)?);
    }
    for next in &due {
        tx.execute_batch(next.sql).map_err(|e| {
            StoreError::Database(format!(
                "migration {} ({}) failed, nothing was changed: {e}",
                next.version, next.name
            ))
        })?;
        note(&tx, next, now)?;
    }
    tx.commit()?;
    for next in due {
        tracing::info!(version = next.version, name = next.name, "migrated");
    }
    Ok(kept)
}

/// Makes the table of applied versions; a file with all of the seed's tables counts as version 1.
fn start(tx: &Transaction<'_>) -> Result<i64, StoreError> {
    let id: i64 = tx.query_row("PRAGMA application_id", [], |r| r.get(0))?;
    if id == APPLICATION_ID && has_table(tx, "schema_migrations")? {
        return Ok(0);
    }
    let mut present = 0;
    for table in SEED_TABLES {
        present += usize::from(has_table(tx, table)?);
    }
    let tables: i64 = tx.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
        [],
        |r| r.get(0),
    )?;
    let foreign_history = has_table(tx, "schema_migrations")?;
    if foreign_history || (present < SEED_TABLES.len() && tables > 0) {
        return Err(StoreError::Refused(Refusal {
            message: format!(
                "this is a database of another program: it has {tables} tables, but only {present} of the {} that a studio has",
                SEED_TABLES.len()
            ),
            hint: "Nothing was touched. Choose another file with --db.",
        }));
    }
    tx.execute_batch(
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)",
    )?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    if present == SEED_TABLES.len() {
        tx.execute("INSERT INTO schema_migrations VALUES (1, 'seed_schema', 0)", [])?;
        return Ok(1);
    }
    Ok(0)
}

fn note(tx: &Transaction<'_>, done: &Migration, now: i64) -> Result<(), StoreError> {
    tx.execute("INSERT INTO schema_migrations VALUES (?1, ?2, ?3)", (done.version, done.name, now))?;
    Ok(())
}

fn holds_rows(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn
        .query_row(
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM organizations) OR EXISTS (SELECT 1 FROM branches)
             OR EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM clients)",
            [],
            |_| Ok(()),
        )
        .optional()?
        .is_some())
}

fn has_table(conn: &Connection, name: &str) -> Result<bool, StoreError> {
    Ok(conn
        .query_row("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1", [name], |_| Ok(()))
        .optional()?
        .is_some())
}

/// Makes a new file's schema through the usual steps: for a file that is not at its place yet.
pub(super) fn build_file(conn: &mut Connection, now: i64) -> Result<(), StoreError> {
    steps(conn, Path::new(""), now, newest()).map(drop)
}

/// Builds the newest schema in an empty database: what a file is compared with.
pub(super) fn build(conn: &mut Connection) -> Result<(), StoreError> {
    let tx = conn.transaction()?;
    for migration in MIGRATIONS {
        tx.execute_batch(migration.sql)?;
    }
    tx.commit()?;
    Ok(())
}
