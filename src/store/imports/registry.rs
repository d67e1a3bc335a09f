//! The table of imports.

use super::super::access::Access;
use super::super::clients::time;
use super::super::protocol::{BranchScope, ImportKind, ImportState, ImportSummary, StoreError};
use super::row_ids::RowIds;
use crate::domain::fold;
use crate::domain::id::{BranchId, ImportId};
use crate::domain::role::{Permission, Reach};
use rusqlite::{Connection, OptionalExtension, Row};

/// An import as its table has it.
#[derive(Clone, Debug)]
pub(in crate::store) struct Import {
    pub(in crate::store) id: ImportId,
    pub(in crate::store) kind: ImportKind,
    pub(in crate::store) branch: Option<BranchId>,
    pub(in crate::store) source: String,
    pub(in crate::store) fingerprint: String,
    pub(in crate::store) state: ImportState,
    pub(in crate::store) ids: RowIds,
    pub(in crate::store) last_line: u32,
    pub(in crate::store) created: u64,
    pub(in crate::store) updated: u64,
    pub(in crate::store) started: i64,
}

const COLUMNS: &str = "SELECT id, kind, branch_id, source, fingerprint, state, coalesce(ids_ms, 0), coalesce(ids_tag, ''), last_line,
       created, updated, started_at FROM imports";

fn read(r: &Row<'_>) -> rusqlite::Result<Import> {
    Ok(Import {
        id: ImportId::from(r.get::<_, String>(0)?),
        kind: kind(&r.get::<_, String>(1)?),
        branch: r.get::<_, Option<String>>(2)?.map(BranchId::from),
        source: r.get(3)?,
        fingerprint: r.get(4)?,
        state: ImportState::parse(&r.get::<_, String>(5)?),
        ids: RowIds { ms: r.get(6)?, tag: r.get(7)? },
        last_line: r.get(8)?,
        created: r.get::<_, i64>(9)?.unsigned_abs(),
        updated: r.get::<_, i64>(10)?.unsigned_abs(),
        started: r.get(11)?,
    })
}

/// An import by its id, or by the beginning of it that only one has, if the actor may see it.
pub(in crate::store) fn load(conn: &Connection, access: &Access, id: &str) -> Result<Import, StoreError> {
    let not_found = || StoreError::NotFound { what: "import", id: id.to_owned() };
    let found = by_id(conn, id)?;
    let found = match found {
        Some(found) => found,
        None => {
            let mut statement =
                conn.prepare_cached("SELECT id FROM imports WHERE id >= ?1 AND id < ?2 LIMIT 2")?;
            let ids: Vec<String> = statement
                .query_map((id, format!("{id}{}", char::MAX)), |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            let [only] = ids.as_slice() else { return Err(not_found()) };
            by_id(conn, only)?.ok_or_else(not_found)?
        }
    };
    if may_see(access, &found.kind, found.branch.as_ref())? { Ok(found) } else { Err(not_found()) }
}

fn by_id(conn: &Connection, id: &str) -> Result<Option<Import>, StoreError> {
    let sql = [COLUMNS, " WHERE id = ?1"].concat();
    Ok(conn.prepare_cached(&sql)?.query_row([id], read).optional()?)
}

fn may_see(access: &Access, kind: &ImportKind, branch: Option<&BranchId>) -> Result<bool, StoreError> {
    let permission = permission(*kind);
    match branch {
        Some(branch) => Ok(access.branch_of(permission, branch.as_str(), "branch", branch.as_str()).is_ok()),
        None => Ok(access.require(permission).is_ok_and(|reach| reach == Reach::Org)),
    }
}

/// What an import, and taking it back, needs.
pub(in crate::store) const fn permission(kind: ImportKind) -> Permission {
    match kind {
        ImportKind::Clients => Permission::ImportClients,
        ImportKind::Seed => Permission::ImportStudio,
    }
}

/// Refuses whoever may not do anything with an import.
pub(super) fn require(access: &Access, import: &Import) -> Result<(), StoreError> {
    if may_see(access, &import.kind, import.branch.as_ref())? {
        return Ok(());
    }
    Err(StoreError::Denied(permission(import.kind)))
}

/// The import of this very file that was interrupted, if there is one.
pub(super) fn unfinished(conn: &Connection, fingerprint: &str) -> Result<Option<Import>, StoreError> {
    let sql = [COLUMNS, " WHERE fingerprint = ?1 AND state = 'applying' ORDER BY id DESC LIMIT 1"].concat();
    Ok(conn.prepare_cached(&sql)?.query_row([fingerprint], read).optional()?)
}

/// Imports that the actor may see, newest first.
pub(in crate::store) fn list(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
    limit: u32,
) -> Result<Vec<ImportSummary>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT i.id, i.kind, i.branch_id, i.source, coalesce(u.name, u.email, i.user_id), i.state, i.planned, i.created, i.updated,
                i.skipped, i.rejected, i.taken_back, i.started_at, i.finished_at, i.undone_at
         FROM imports i LEFT JOIN users u ON u.id = i.user_id ORDER BY i.started_at DESC, i.id DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut imports = Vec::new();
    while let (true, Some(row)) = (imports.len() < limit as usize, rows.next()?) {
        let import = summary(row)?;
        let in_scope = match (scope, &import.branch) {
            (BranchScope::One(wanted), Some(branch)) => wanted == branch,
            _ => true,
        };
        if in_scope && may_see(access, &import.kind, import.branch.as_ref())? {
            imports.push(import);
        }
    }
    Ok(imports)
}

fn summary(r: &Row<'_>) -> rusqlite::Result<ImportSummary> {
    let count = |at| r.get::<_, i64>(at).map(i64::unsigned_abs);
    Ok(ImportSummary {
        id: ImportId::from(r.get::<_, String>(0)?),
        kind: kind(&r.get::<_, String>(1)?),
        branch: r.get::<_, Option<String>>(2)?.map(BranchId::from),
        source: r.get(3)?,
        by: r.get(4)?,
        state: ImportState::parse(&r.get::<_, String>(5)?),
        planned: count(6)?,
        created: count(7)?,
        updated: count(8)?,
        skipped: count(9)?,
        rejected: count(10)?,
        taken_back: count(11)?,
        started: time(r.get(12)?),
        finished: time(r.get(13)?),
        undone: time(r.get(14)?),
    })
}

fn kind(word: &str) -> ImportKind {
    if word == ImportKind::Seed.as_str() { ImportKind::Seed } else { ImportKind::Clients }
}

/// Where a client came from, if an import made them.
#[derive(Clone, Debug)]
pub(in crate::store) struct Origin {
    pub(in crate::store) import: Import,
    /// The line of the file.
    pub(in crate::store) line: u32,
}

impl Origin {
    /// In words: "clients.csv, line 12".
    pub(in crate::store) fn place(&self) -> String {
        format!("{}, line {}", self.import.source, self.line)
    }
}

/// Which import made a client.
pub(in crate::store) fn origin(conn: &Connection, client: &str) -> Result<Option<Origin>, StoreError> {
    let sql = [COLUMNS, " WHERE ids_tag = ?1"].concat();
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([RowIds::tag_of(client)])?;
    while let Some(row) = rows.next()? {
        let import = read(row)?;
        if let Some(line) = import.ids.line(client).filter(|line| *line <= import.last_line) {
            return Ok(Some(Origin { import, line }));
        }
    }
    Ok(None)
}

/// The audit entry of the batch that a client came with.
pub(in crate::store) fn entry_of(conn: &Connection, origin: &Origin) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT audit_id FROM import_batches WHERE import_id = ?1 AND first_line <= ?2 AND last_line >= ?2 LIMIT 1",
        )?
        .query_row((origin.import.id.as_str(), origin.line), |r| r.get(0))
        .optional()?)
}

/// What stands in place of a file's name that told whom it was about.
const ERASED_SOURCE: &str = "an erased file name";

/// Forgets the name of the file that a client came from, where that may tell who they are: it holds a word of their
/// name, or hardly anybody else came from it.
pub(in crate::store) fn forget_source(conn: &Connection, client: &str, name: &str) -> Result<(), StoreError> {
    let Some(Origin { import, .. }) = origin(conn, client)? else { return Ok(()) };
    let source = fold::fold(&import.source);
    let tells = |word: &String| word.chars().count() > 2 && source.contains(word.as_str());
    if import.created <= 1 || fold::words(&fold::fold(name)).iter().any(tells) {
        conn.prepare_cached("UPDATE imports SET source = ?2, version = version + 1 WHERE id = ?1")?
            .execute((import.id.as_str(), ERASED_SOURCE))?;
    }
    Ok(())
}

/// Imports that are neither complete nor taken back.
pub(in crate::store) fn unfinished_count(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn
        .query_row("SELECT count(*) FROM imports WHERE state IN ('applying', 'undoing')", [], |r| r.get(0))?)
}
