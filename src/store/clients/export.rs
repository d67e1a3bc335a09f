//! Writing clients to a file: who may, and that it was done, is settled before the first one is handed out.

use super::super::access::Access;
use super::super::bulk::{Bulk, Piece, Tally};
use super::super::protocol::{Actor, Branch, BranchScope, RowRef, StoreError, Table};
use super::super::unit::{Entry, Unit};
use super::super::{Store, connect};
use super::from_row;
use crate::domain::client::Client;
use crate::domain::id::{BranchId, ClientId};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Clients that are read at a time.
const PAGE: usize = 500;
/// Clients that are named in the audit log; of more only the number is.
const NAMED: usize = 500;

/// Which clients are written to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    /// These.
    These(Vec<ClientId>),
    /// The active ones of some branches.
    Active(BranchScope),
    /// All but those who were merged away or erased.
    All(BranchScope),
}

/// Clients that are handed out page by page, as they were at one moment.
pub struct Export {
    conn: Connection,
    branches: Vec<Branch>,
    rowids: std::vec::IntoIter<i64>,
    count: u64,
}

/// How somebody made sure that clients shall be exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// A person typed a word.
    ByTyping,
    /// A script said so.
    ByFlag,
}

impl Confirmed {
    const fn as_str(self) -> &'static str {
        match self {
            Self::ByTyping => "typed",
            Self::ByFlag => "flag",
        }
    }
}

impl Store {
    /// Whether somebody may export clients at all.
    ///
    /// # Errors
    /// Denied; the database cannot be read.
    pub fn may_export_clients(&self, actor: &Actor) -> Result<(), StoreError> {
        let conn = connect::reader(self.path())?;
        Access::resolve(&conn, actor)?.require(Permission::ExportClients).map(drop)
    }

    /// Writes down that clients are exported, and hands them out.
    ///
    /// # Errors
    /// Denied; one of the clients is not there; the database cannot be written.
    pub fn export_clients(
        &self,
        actor: &Actor,
        which: &Exported,
        (format, confirmed): (&'static str, Confirmed),
    ) -> Result<Export, StoreError> {
        let conn = connect::reader(self.path())?;
        conn.execute_batch("BEGIN")?;
        let access = Access::resolve(&conn, actor)?;
        let branches: Vec<Branch> =
            access.branches(Permission::ExportClients, &BranchScope::All)?.into_iter().cloned().collect();
        let by_branch = match which {
            Exported::These(ids) => vec![(None, these(&conn, &access, ids)?)],
            Exported::Active(scope) => of_branches(&conn, &access, scope, ACTIVE)?,
            Exported::All(scope) => of_branches(&conn, &access, scope, ALL)?,
        };
        let named = match which {
            Exported::These(ids) if ids.len() <= NAMED => ids.clone(),
            _ => Vec::new(),
        };
        let counts: Vec<(Option<BranchId>, usize)> =
            by_branch.iter().map(|(branch, rowids)| (branch.clone(), rowids.len())).collect();
        let never = AtomicBool::new(false);
        Bulk::new(self, actor, &never).run(record((format, confirmed), counts, named))?;
        let rowids: Vec<i64> = by_branch.into_iter().flat_map(|(_, rowids)| rowids).collect();
        Ok(Export { conn, branches, count: rowids.len() as u64, rowids: rowids.into_iter() })
    }
}

impl Export {
    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The next ones; empty at the end.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn page(&mut self) -> Result<Vec<Client>, StoreError> {
        let mut clients = Vec::with_capacity(PAGE);
        let mut statement = self.conn.prepare_cached(
            "SELECT id, branch_id, name, phone, phone_e164, profile_json, coalesce(total_spend, 0), follow_up_at, created_at,
                    archived_at, merged_into, erased_at, coalesce(version, 1) FROM clients WHERE rowid = ?1",
        )?;
        for rowid in self.rowids.by_ref().take(PAGE) {
            let client = statement.query_row([rowid], |r| {
                let branch = super::super::column::text(r, 1)?;
                let currency = self.branches.iter().find(|b| b.id.as_str() == branch).map(|b| b.currency);
                from_row(r, currency.unwrap_or(crate::domain::money::Currency::NONE))
            })?;
            clients.push(client);
        }
        Ok(clients)
    }
}

const ACTIVE: &str =
    "SELECT rowid FROM clients WHERE branch_id = ?1 AND archived_at IS NULL AND merged_into IS NULL
    ORDER BY name COLLATE NOCASE, id";
const ALL: &str =
    "SELECT rowid FROM clients WHERE branch_id = ?1 AND merged_into IS NULL AND erased_at IS NULL
    ORDER BY name COLLATE NOCASE, id";

/// Rows by branch; `None` where a person said which.
type ByBranch = Vec<(Option<BranchId>, Vec<i64>)>;

fn of_branches(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
    sql: &'static str,
) -> Result<ByBranch, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let branches = access.branches(Permission::ExportClients, scope)?;
    branches
        .into_iter()
        .map(|branch| {
            let rowids =
                statement.query_map([branch.id.as_str()], |r| r.get(0))?.collect::<Result<_, _>>()?;
            Ok((Some(branch.id.clone()), rowids))
        })
        .collect()
}

fn these(conn: &Connection, access: &Access, ids: &[ClientId]) -> Result<Vec<i64>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT rowid, branch_id FROM clients WHERE id = ?1")?;
    ids.iter()
        .map(|id| {
            let found: Option<(i64, String)> =
                statement.query_row([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
            let (rowid, branch) =
                found.ok_or_else(|| StoreError::NotFound { what: "client", id: id.to_string() })?;
            access.branch_of(Permission::ExportClients, &branch, "client", id.as_str())?;
            Ok(rowid)
        })
        .collect()
}

/// One entry in the log of each branch that somebody is exported from.
fn record(
    (format, confirmed): (&'static str, Confirmed),
    counts: Vec<(Option<BranchId>, usize)>,
    named: Vec<ClientId>,
) -> Piece {
    Arc::new(move |unit: &mut Unit<'_>| {
        unit.access.require(Permission::ExportClients)?;
        for id in &named {
            unit.touch(RowRef { table: Table::Clients, id: id.to_string() });
        }
        for (branch, count) in &counts {
            let branch = branch.as_ref().map(ToString::to_string);
            let entry = Entry { branch, ..Entry::high("client.exported", "") };
            let facts = json!({ "format": format, "clients": count, "confirmed": confirmed.as_str() });
            unit.record(&entry.with(facts))?;
        }
        Ok(Tally::default())
    })
}
