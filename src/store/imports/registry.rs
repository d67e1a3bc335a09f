//! The table of imports.

use super::super::access::Access;
use super::super::clients::time;
use super::super::protocol::{
    BranchScope, ImportKind, ImportState, ImportSummary, Refusal, RowRef, StoreError, Table,
};
use super::super::tables;
use super::super::unit::Unit;
use super::row_ids::RowIds;
use super::signed;
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

/// What the id of every import begins with.
const PREFIX: &str = "imp_";

/// An import by its id, or by the beginning of it that only one has, if the actor may see it.
pub(in crate::store) fn load(conn: &Connection, access: &Access, id: &str) -> Result<Import, StoreError> {
    let not_found = || StoreError::NotFound { what: "import", id: id.to_owned() };
    let found = by_id(conn, id)?;
    let found = match found {
        Some(found) => found,
        // What every id begins with names none.
        None if id.len() <= PREFIX.len() => return Err(not_found()),
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
pub(in crate::store) fn unfinished(
    conn: &Connection,
    fingerprint: &str,
) -> Result<Option<Import>, StoreError> {
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

/// Where a row came from, if an import made it.
#[derive(Clone, Debug)]
pub(in crate::store) struct Origin {
    pub(in crate::store) import: Import,
    /// The line of the file, if it has lines.
    pub(in crate::store) line: Option<u32>,
}

impl Origin {
    /// In words: "clients.csv, line 12".
    pub(in crate::store) fn place(&self) -> String {
        match self.line {
            Some(line) => format!("{}, line {line}", self.import.source),
            None => self.import.source.clone(),
        }
    }
}

/// Which import made a row: the id of a client tells, other rows are listed.
pub(in crate::store) fn origin(conn: &Connection, row: &RowRef) -> Result<Option<Origin>, StoreError> {
    if row.table == Table::Clients
        && let Some(origin) = origin_by_id(conn, &row.id)?
    {
        return Ok(Some(origin));
    }
    let listed: Option<String> = conn
        .prepare_cached(
            "SELECT import_id FROM import_rows WHERE tbl = ?1 AND row_id = ?2 AND before_json IS NULL LIMIT 1",
        )?
        .query_row((tables::name(row.table), &row.id), |r| r.get(0))
        .optional()?;
    let Some(id) = listed else { return Ok(None) };
    Ok(by_id(conn, &id)?.map(|import| Origin { import, line: None }))
}

fn origin_by_id(conn: &Connection, client: &str) -> Result<Option<Origin>, StoreError> {
    let sql = [COLUMNS, " WHERE ids_tag = ?1"].concat();
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([RowIds::tag_of(client)])?;
    while let Some(row) = rows.next()? {
        let import = read(row)?;
        if let Some(line) = import.ids.line(client).filter(|line| *line <= import.last_line) {
            return Ok(Some(Origin { import, line: Some(line) }));
        }
    }
    Ok(None)
}

/// The audit entry of the batch that a row came with; where lines tell nothing, of the first one.
pub(in crate::store) fn entry_of(conn: &Connection, origin: &Origin) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT audit_id FROM import_batches WHERE import_id = ?1 AND (?2 IS NULL OR (first_line <= ?2 AND last_line >= ?2))
             ORDER BY no LIMIT 1",
        )?
        .query_row((origin.import.id.as_str(), origin.line), |r| r.get(0))
        .optional()?)
}

/// An import that is begun.
#[derive(Clone, Debug)]
pub(in crate::store) struct NewImport {
    pub(in crate::store) id: ImportId,
    pub(in crate::store) kind: ImportKind,
    pub(in crate::store) branch: Option<BranchId>,
    pub(in crate::store) source: String,
    pub(in crate::store) fingerprint: String,
    /// Where the ids of the rows that it makes begin, if they follow from their lines.
    pub(in crate::store) ids: Option<RowIds>,
    pub(in crate::store) planned: u64,
    pub(in crate::store) skipped: u64,
    pub(in crate::store) rejected: u64,
    /// Imports of the same file that were known when its rows were judged, where rows could be made twice.
    pub(in crate::store) seen: Option<u64>,
}

/// How many imports there are of a file that is read in the same way.
pub(in crate::store) fn of_file(conn: &Connection, fingerprint: &str) -> Result<u64, StoreError> {
    let count: i64 = conn
        .prepare_cached("SELECT count(*) FROM imports WHERE fingerprint = ?1")?
        .query_row([fingerprint], |r| r.get(0))?;
    Ok(count.unsigned_abs())
}

/// The import of a file that began last.
fn last_of_file(conn: &Connection, fingerprint: &str) -> Result<Option<Import>, StoreError> {
    let sql = [COLUMNS, " WHERE fingerprint = ?1 ORDER BY id DESC LIMIT 1"].concat();
    Ok(conn.prepare_cached(&sql)?.query_row([fingerprint], read).optional()?)
}

/// Makes an import's row with its first batch. Every batch follows the one before it, which came as far as `after`:
/// two programs that continue the same import do not both get through.
pub(in crate::store) fn register(unit: &Unit<'_>, new: &NewImport, after: u32) -> Result<(), StoreError> {
    let state: Option<(String, u32)> = unit
        .conn
        .prepare_cached("SELECT state, last_line FROM imports WHERE id = ?1")?
        .query_row([new.id.as_str()], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    match state {
        Some((state, line)) if state == ImportState::Applying.as_str() && line == after => Ok(()),
        None if after == 0 => {
            // Two programs that begin the same file at once saw nobody of it when they judged its rows.
            if let Some(other) = unfinished(unit.conn, &new.fingerprint)? {
                return Err(begun_twice(&other.id));
            }
            // One of them may even be done by now: its rows were not there when these were judged.
            if let (Some(seen), Some(other)) = (new.seen, last_of_file(unit.conn, &new.fingerprint)?)
                && of_file(unit.conn, &new.fingerprint)? > seen
            {
                return Err(done_meanwhile(&other.id));
            }
            unit.conn
                .prepare_cached(
                    "INSERT INTO imports (id, kind, branch_id, user_id, source, fingerprint, state, ids_ms, ids_tag, planned, skipped, rejected, started_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'applying', ?7, ?8, ?9, ?10, ?11, ?12)",
                )?
                .execute((
                    new.id.as_str(),
                    new.kind.as_str(),
                    new.branch.as_ref().map(BranchId::as_str),
                    unit.access.actor.user.as_str(),
                    &new.source,
                    &new.fingerprint,
                    new.ids.as_ref().map(|ids| ids.ms),
                    new.ids.as_ref().map(|ids| &ids.tag),
                    signed(new.planned),
                    signed(new.skipped),
                    signed(new.rejected),
                    unit.now,
                ))?;
            Ok(())
        }
        _ => Err(moved(&new.id)),
    }
}

fn moved(id: &ImportId) -> StoreError {
    StoreError::Refused(Refusal {
        message: format!("{id} was continued or taken back by another program"),
        hint: "What it has written stays. `import list` shows how far it is.",
    })
}

fn begun_twice(other: &ImportId) -> StoreError {
    StoreError::Refused(Refusal {
        message: format!("another program is importing this file: {other}"),
        hint: "Nothing was imported. Import it again once the other is done: what is there is recognised.",
    })
}

fn done_meanwhile(other: &ImportId) -> StoreError {
    StoreError::Refused(Refusal {
        message: format!("another program imported this file meanwhile: {other}"),
        hint: "Nothing was imported. Import it again: what is there is recognised.",
    })
}

/// Refuses to go on with an import that is not as far any more as when it was read.
pub(super) fn refuse_moved(unit: &Unit<'_>, import: &Import) -> Result<(), StoreError> {
    match by_id(unit.conn, import.id.as_str())? {
        Some(now) if now.state != ImportState::Undone && now.last_line == import.last_line => Ok(()),
        _ => Err(moved(&import.id)),
    }
}

/// How far a batch came.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Advance<'a> {
    /// Its audit entry.
    pub(in crate::store) audit: &'a str,
    /// Its first and last line.
    pub(in crate::store) lines: (u32, u32),
    pub(in crate::store) created: u64,
    pub(in crate::store) updated: u64,
    /// Whether it was the last one.
    pub(in crate::store) is_over: bool,
}

/// Notes how far an import is.
pub(in crate::store) fn advance(
    unit: &Unit<'_>,
    id: &ImportId,
    batch: &Advance<'_>,
) -> Result<(), StoreError> {
    let (first, last) = batch.lines;
    unit.conn
        .prepare_cached(
            "INSERT INTO import_batches SELECT ?1, coalesce(max(no), 0) + 1, ?2, ?3, ?4, ?5 FROM import_batches WHERE import_id = ?1",
        )?
        .execute((id.as_str(), batch.audit, first, last, signed(batch.created + batch.updated)))?;
    let state = if batch.is_over { ImportState::Done } else { ImportState::Applying };
    unit.conn
        .prepare_cached(
            "UPDATE imports SET created = created + ?2, updated = updated + ?3, last_line = ?4, state = ?5,
               finished_at = CASE WHEN ?5 = 'done' THEN ?6 END, version = version + 1 WHERE id = ?1",
        )?
        .execute((
            id.as_str(),
            signed(batch.created),
            signed(batch.updated),
            last,
            state.as_str(),
            unit.now,
        ))?;
    Ok(())
}

/// What stands in place of a file's name that told whom it was about.
const ERASED_SOURCE: &str = "an erased file name";

/// Forgets the name of the file that a client came from, where that may tell who they are: it holds a word of their
/// name, or hardly anybody else came from it.
pub(in crate::store) fn forget_source(conn: &Connection, client: &str, name: &str) -> Result<(), StoreError> {
    let row = RowRef { table: Table::Clients, id: client.to_owned() };
    let Some(Origin { import, .. }) = origin(conn, &row)? else { return Ok(()) };
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
