//! Merging another studio's database in: any SQLite file with the seed's tables, also one of our own.
//!
//! Ids stay as they are. A row that is here already is left alone, whether it says the same or not; a row that refers
//! to something that is not taken is put aside, with the reason. Rows that come in count as rows from before: they are
//! not numbered and not chained, and nothing of them is rewritten but what would mean something else here (the
//! organization, milliseconds, amounts between two minor units, who is let in).
//!
//! The file is looked through and every row judged before the first is written ([`Store::look_at_seed`]); then they
//! are written in batches under one import, which can be taken back as a whole.

mod apply;
mod file;
mod judge;
mod row;
mod tables;
pub(super) mod undo;

pub use apply::SeedDone;
pub use judge::{Problem, SeedReport, TableCounts};
pub use row::Rounded;

use super::Store;
use super::access::Access;
use super::connect;
use super::progress::{Step, Watch};
use super::protocol::{Actor, StoreError};
use crate::domain::role::{Permission, Reach};
use file::{SeedFile, refused};
use judge::{Fate, Judge, Source};
use row::Cell;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use tables::Table;

/// What shall be merged in.
#[derive(Clone, Debug)]
pub struct SeedPlan {
    /// The file.
    pub file: PathBuf,
    /// The organization of the file whose rows are taken; the only one when not given.
    pub organization: Option<String>,
    /// Rows of one transaction.
    pub batch: usize,
}

/// Rows that are judged between two words about it.
const TOLD_EVERY: u64 = 2_000;

impl Store {
    /// Looks a file through and judges every row. Nothing is written.
    ///
    /// # Errors
    /// Denied; the file cannot be read, is no studio's, is damaged or locked, or holds several organizations.
    pub fn look_at_seed(
        &self,
        actor: &Actor,
        plan: &SeedPlan,
        watch: Watch<'_>,
    ) -> Result<SeedReport, StoreError> {
        let opened = Opened::open(self, actor, plan, watch)?;
        opened.walk(watch, &mut |_, _| Ok(()))
    }
}

/// A file that can be merged in.
struct Opened {
    file: SeedFile,
    ours: Connection,
    tables: Vec<Table>,
    source: Source,
    our_org: (String, String),
    rows: u64,
}

/// Takes a row that shall be made: the place of its table, its cells.
type Sink<'s> = &'s mut dyn FnMut(usize, Vec<Cell>) -> Result<(), StoreError>;

impl Opened {
    fn open(store: &Store, actor: &Actor, plan: &SeedPlan, watch: Watch<'_>) -> Result<Self, StoreError> {
        let ours = connect::reader(store.path())?;
        let access = Access::resolve(&ours, actor)?;
        if access.require(Permission::ImportStudio)? != Reach::Org {
            return Err(StoreError::Denied(Permission::ImportStudio));
        }
        let org = access.org.as_ref().ok_or(StoreError::Denied(Permission::ImportStudio))?;
        let our_org = (org.id.to_string(), org.name.clone());
        watch(Step { what: "the file", done: 0, of: 1 });
        let file = SeedFile::open(&plan.file, store.path())?;
        let source = organization(&file, plan.organization.as_deref(), &plan.file)?;
        let tables = tables::tables(&file.conn, &ours)?;
        refuse_headless(&tables, &plan.file)?;
        let mut rows = 0;
        for table in &tables {
            rows += count(&file.conn, table.name)?;
        }
        Ok(Self { file, ours, tables, source, our_org, rows })
    }

    /// Walks through every row in an order in which nobody is referred to before they are there.
    fn walk(&self, watch: Watch<'_>, sink: Sink<'_>) -> Result<SeedReport, StoreError> {
        let mut judge =
            Judge::new(&self.file, &self.ours, &self.tables, self.source.clone(), self.our_org.clone());
        let mut seen = 0;
        for (place, table) in self.tables.iter().enumerate() {
            judge.begin(table);
            let mut take = |cells: Vec<Cell>| -> Result<(), StoreError> {
                if seen % TOLD_EVERY == 0 {
                    watch(Step { what: "rows", done: seen, of: self.rows });
                }
                seen += 1;
                match judge.judge(table, cells)? {
                    Fate::Add(cells) => sink(place, cells),
                    Fate::Same | Fate::Differs | Fate::Aside => Ok(()),
                }
            };
            let mut statement = self.file.conn.prepare(&table.select)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                take(row::read(row, table.columns.len())?)?;
            }
            for cells in self.referring(table)? {
                take(cells)?;
            }
        }
        let mut report = judge.report;
        report.left_out.extend(self.other_tables()?);
        Ok(report)
    }

    /// Rows that refer to rows of their own table, those behind whom they refer to. There are few.
    fn referring(&self, table: &Table) -> Result<Vec<Vec<Cell>>, StoreError> {
        let (Some(sql), Some(at), Some(id)) = (&table.select_referring, table.self_reference, table.at("id"))
        else {
            return Ok(Vec::new());
        };
        let mut statement = self.file.conn.prepare(sql)?;
        let mut waiting: Vec<Vec<Cell>> =
            statement.query_map([], |r| row::read(r, table.columns.len()))?.collect::<Result<_, _>>()?;
        let mut ordered = Vec::with_capacity(waiting.len());
        // Rows in a circle are never free of each other: they come last, and are put aside where they cannot be made.
        loop {
            let ids: std::collections::HashSet<Option<String>> =
                waiting.iter().map(|cells| cells[id].as_text()).collect();
            let (behind, free): (Vec<_>, Vec<_>) =
                waiting.into_iter().partition(|cells| ids.contains(&cells[at].as_text()));
            let is_stuck = free.is_empty();
            ordered.extend(free);
            if is_stuck {
                ordered.extend(behind);
                return Ok(ordered);
            }
            waiting = behind;
        }
    }

    /// Tables of the file that we do not have, or do not take.
    fn other_tables(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.file.conn.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' ORDER BY name",
        )?;
        let names: Vec<String> = statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
        let mut others = Vec::new();
        for name in names {
            let of_a_store: bool = self
                .ours
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)",
                )?
                .query_row([&name], |r| r.get(0))?;
            if !of_a_store {
                others.push(name);
            }
        }
        Ok(others)
    }
}

fn count(conn: &Connection, table: &str) -> Result<u64, StoreError> {
    let sql = ["SELECT count(*) FROM ", &tables::quoted(table)].concat();
    Ok(conn.query_row(&sql, [], |r| r.get::<_, i64>(0))?.unsigned_abs())
}

/// A table whose rows have no id, or lack what ours cannot be without, is no studio's.
fn refuse_headless(tables: &[Table], path: &Path) -> Result<(), StoreError> {
    const NEEDED: [(&str, &[&str]); 13] = [
        ("branches", &["id", "org_id", "name"]),
        ("users", &["id", "org_id"]),
        ("clients", &["id", "branch_id", "name", "phone"]),
        ("projects", &["id", "branch_id", "client_id", "status"]),
        ("packages", &["id", "branch_id", "name", "price", "tax_rate"]),
        ("assets", &["id", "branch_id", "type", "name", "status"]),
        ("media_objects", &["id", "project_id", "branch_id", "path", "size_bytes"]),
        ("invoices", &["id", "branch_id", "amount_total", "status"]),
        ("transactions", &["id", "invoice_id", "gateway_payment_id", "status", "amount"]),
        ("messages", &["id", "scope_id", "sender_user_id"]),
        ("notifications", &["id", "branch_id", "type", "channel"]),
        ("audit_logs", &["id", "org_id", "actor_user_id", "event_type"]),
        ("client_notes", &["id", "client_id", "author_user_id", "body", "created_at"]),
    ];
    for (name, needed) in NEEDED {
        let Some(table) = tables.iter().find(|table| table.name == name) else { continue };
        if let Some(column) = needed.iter().find(|column| table.at(column).is_none()) {
            return Err(refused(
                format!("{}: the table {name} has no column {column}", path.display()),
                "Nothing was imported. The file is not of a studio's schema.",
            ));
        }
    }
    Ok(())
}

/// The organization whose rows are taken.
fn organization(file: &SeedFile, wanted: Option<&str>, path: &Path) -> Result<Source, StoreError> {
    let mut statement =
        file.conn.prepare("SELECT id, coalesce(name, ''), config_json FROM organizations ORDER BY id")?;
    let all: Vec<Source> = statement
        .query_map([], |r| {
            let config = super::column::optional_text(r, 2)?;
            Ok(Source {
                org: super::column::text(r, 0)?,
                name: super::column::text(r, 1)?,
                config: config.and_then(|c| serde_json::from_str(&c).ok()).unwrap_or_default(),
            })
        })?
        .collect::<Result<_, _>>()?;
    let named = |source: &&Source| wanted.is_none_or(|w| w == source.org || w == source.name);
    let found: Vec<&Source> = all.iter().filter(named).collect();
    let names = all.iter().map(|s| format!("{} ({})", s.name, s.org)).collect::<Vec<_>>().join(", ");
    match (found.as_slice(), wanted) {
        ([only], _) => Ok((*only).clone()),
        (_, _) if all.is_empty() => Err(refused(
            format!("{} holds no organization", path.display()),
            "Nothing was imported: nothing in it belongs to anybody.",
        )),
        (_, Some(wanted)) => Err(refused(
            format!("{} has no organization {wanted}; it has {names}", path.display()),
            "Nothing was imported. Name one of them with --organization.",
        )),
        (_, None) => Err(refused(
            format!("{} holds several organizations: {names}", path.display()),
            "Nothing was imported. Say with --organization whose rows shall be taken.",
        )),
    }
}
