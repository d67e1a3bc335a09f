//! Taking an import back: what it made is removed, what it changed is put back, unless somebody changed it since.

use super::super::access::Access;
use super::super::bulk::{Bulk, Piece, Tally};
use super::super::connect;
use super::super::progress::{Step, Watch};
use super::super::protocol::{Actor, ImportKind, ImportState, Refusal, RowRef, StoreError, Table};
use super::super::unit::{Entry, Unit};
use super::super::{seed, tables};
use super::registry::{self, Import};
use super::{BATCH, Store, signed};
use crate::domain::id::ImportId;
use rusqlite::Connection;
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What becomes of rows that were changed since the import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The import stays as it is if there is any.
    Refuse,
    /// They stay, everything else goes.
    Keep,
}

/// What taking an import back did.
#[derive(Clone, Debug)]
pub struct Undone {
    /// Which.
    pub id: ImportId,
    /// Rows that were removed.
    pub removed: u64,
    /// Rows that were put back.
    pub restored: u64,
    /// Rows that stay, each with the reason.
    pub kept: Vec<(String, String)>,
    /// Whether somebody stopped it before it was complete.
    pub is_stopped: bool,
}

impl Store {
    /// Whether an import can be taken back, and which of its rows would stay, each with the reason.
    ///
    /// # Errors
    /// As of [`Store::undo_import`].
    pub fn rehearse_undo_import(
        &self,
        actor: &Actor,
        id: &str,
        rule: Changed,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let conn = connect::reader(self.path())?;
        let (_, kept) = check(&conn, &Access::resolve(&conn, actor)?, id, rule)?;
        labelled(&conn, kept)
    }

    /// Takes an import back, batch by batch. When it ends early, taking it back again continues.
    ///
    /// # Errors
    /// Denied; there is no such import; it was taken back already; rows were changed since.
    pub fn undo_import(
        &self,
        actor: &Actor,
        id: &str,
        rule: Changed,
        stop: &AtomicBool,
        watch: Watch<'_>,
    ) -> Result<Undone, StoreError> {
        let conn = connect::reader(self.path())?;
        let access = Access::resolve(&conn, actor)?;
        watch(Step { what: "changed since", done: 0, of: 1 });
        let (import, kept) = check(&conn, &access, id, rule)?;
        let bulk = Bulk::new(self, actor, stop);
        let step = match import.kind {
            ImportKind::Clients => Next::PutBack(String::new()),
            ImportKind::Seed => Next::Seed(seed::undo::At::start()),
        };
        let back = Back { import: Arc::new(import), kept: Arc::new(kept), step };
        let of = back.import.created + back.import.updated;
        let mut done = Tally::default();
        let mut next = Some(back.clone());
        while let Some(back) = next.take_if(|_| !bulk.is_stopped()) {
            watch(Step { what: "taken back", done: done.removed + done.updated, of });
            done.add(bulk.run(back.piece())?);
            next = back.then(done.reached.take());
        }
        let kept = back.kept.iter().map(|(id, why)| (id.clone(), why.clone())).chain(done.left);
        Ok(Undone {
            id: back.import.id.clone(),
            removed: done.removed,
            restored: done.updated,
            kept: labelled(&conn, kept)?,
            is_stopped: next.is_some(),
        })
    }
}

/// An import that can be taken back, and which of its rows stay.
fn check(
    conn: &Connection,
    access: &Access,
    id: &str,
    rule: Changed,
) -> Result<(Import, HashMap<String, String>), StoreError> {
    let import = registry::load(conn, access, id)?;
    if import.state == ImportState::Undone {
        return Err(StoreError::Refused(Refusal {
            message: format!("{} was taken back already", import.id),
            hint: "Nothing was changed.",
        }));
    }
    let kept = changed(conn, &import)?;
    if rule == Changed::Refuse && !kept.is_empty() {
        return Err(refusal(conn, &import, kept)?);
    }
    Ok((import, kept))
}

/// Rows by what people know them by, in order.
fn labelled(
    conn: &Connection,
    rows: impl IntoIterator<Item = (String, String)>,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut named: Vec<(String, String)> =
        rows.into_iter().map(|(id, why)| Ok((label(conn, &id)?, why))).collect::<Result<_, StoreError>>()?;
    named.sort();
    named.dedup();
    Ok(named)
}

/// Says which rows stand in the way: a few by name, and how many more.
fn refusal(
    conn: &Connection,
    import: &Import,
    kept: HashMap<String, String>,
) -> Result<StoreError, StoreError> {
    const NAMED: usize = 5;
    let count = kept.len();
    let rows = labelled(conn, kept)?;
    let named: Vec<String> = rows.iter().take(NAMED).map(|(row, why)| format!("{row} ({why})")).collect();
    let more = if count > NAMED { format!(", and {} more", count - NAMED) } else { String::new() };
    Ok(StoreError::Refused(Refusal {
        message: format!(
            "{} of {} changed since: {}{more}",
            if count == 1 { "1 row".to_owned() } else { format!("{count} rows") },
            import.id,
            named.join(", ")
        ),
        hint: "Nothing was taken back. With --keep-changed these stay and everything else goes.",
    }))
}

fn label(conn: &Connection, id: &str) -> Result<String, StoreError> {
    let mut statement = conn.prepare_cached("SELECT name FROM clients WHERE id = ?1")?;
    let mut rows = statement.query([id])?;
    Ok(match rows.next()? {
        Some(row) => format!("{} {id}", super::super::column::text(row, 0)?),
        None => id.to_owned(),
    })
}

/// Clients of an import by id, in the order of their lines: `?1` behind which, `?2` up to which, `?3` their tag.
const MADE: &str = "SELECT c.id, coalesce(c.version, 1), coalesce(r.version, 1) FROM clients c
    LEFT JOIN import_rows r ON r.import_id = ?4 AND r.tbl = 'clients' AND r.row_id = c.id
    WHERE c.id > ?1 AND c.id <= ?2 AND substr(c.id, -17) = ?3 ORDER BY c.id";

/// What refers to clients between two ids, and how that is said.
const REFERENCES: [(&str, &str); 6] = [
    ("SELECT client_id FROM projects WHERE client_id BETWEEN ?1 AND ?2", "has projects"),
    (
        "SELECT client_id FROM invoices WHERE client_id IS NOT NULL AND client_id BETWEEN ?1 AND ?2",
        "has invoices",
    ),
    ("SELECT client_id FROM client_notes WHERE client_id BETWEEN ?1 AND ?2", "has notes"),
    ("SELECT kept_id FROM client_merges WHERE kept_id BETWEEN ?1 AND ?2", "was merged with another client"),
    ("SELECT gone_id FROM client_merges WHERE gone_id BETWEEN ?1 AND ?2", "was merged with another client"),
    (
        "SELECT merged_into FROM clients WHERE merged_into IS NOT NULL AND merged_into BETWEEN ?1 AND ?2",
        "was merged with another client",
    ),
];

/// Rows of an import that somebody changed since, or that others refer to.
fn changed(conn: &Connection, import: &Import) -> Result<HashMap<String, String>, StoreError> {
    if import.kind == ImportKind::Seed {
        return seed::undo::changed(conn, import);
    }
    let mut kept = made_and_changed(conn, import)?;
    let mut statement = conn.prepare(
        "SELECT row_id, after_json FROM import_rows WHERE import_id = ?1 AND before_json IS NOT NULL",
    )?;
    let mut rows = statement.query([import.id.as_str()])?;
    while let Some(row) = rows.next()? {
        let (id, after): (String, String) = (row.get(0)?, row.get(1)?);
        let now = tables::image(conn, &client(&id))?;
        if now.as_ref() != Some(&tables::parse_image(&after)?) {
            kept.insert(id, "was edited".to_owned());
        }
    }
    Ok(kept)
}

/// Clients that an import made and that were edited, or are referred to.
fn made_and_changed(conn: &Connection, import: &Import) -> Result<HashMap<String, String>, StoreError> {
    let mut kept = HashMap::new();
    let (first, last) = (import.ids.client(0), import.ids.client(import.last_line));
    let mut statement = conn.prepare(MADE)?;
    let mut rows = statement.query((first.as_str(), last.as_str(), &import.ids.tag, import.id.as_str()))?;
    while let Some(row) = rows.next()? {
        let (now, then): (i64, i64) = (row.get(1)?, row.get(2)?);
        if now != then {
            kept.insert(row.get(0)?, "was edited".to_owned());
        }
    }
    for (sql, why) in REFERENCES {
        let mut statement = conn.prepare(sql)?;
        let mut rows = statement.query((first.as_str(), last.as_str()))?;
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            if import.ids.line(&id).is_some() {
                kept.entry(id).or_insert_with(|| why.to_owned());
            }
        }
    }
    Ok(kept)
}

fn client(id: &str) -> RowRef {
    RowRef { table: Table::Clients, id: id.to_owned() }
}

/// What comes next of taking back.
#[derive(Clone)]
enum Next {
    /// Rows that were changed, behind this id.
    PutBack(String),
    /// Rows that were made, behind this id.
    Remove(String),
    /// Rows of a database that was merged in.
    Seed(seed::undo::At),
    /// Noting that it is done.
    Close,
}

/// A batch of taking back.
#[derive(Clone)]
struct Back {
    import: Arc<Import>,
    /// Rows that stay, each with the reason.
    kept: Arc<HashMap<String, String>>,
    step: Next,
}

impl Back {
    /// The batch behind this one, which came as far as `reached`.
    fn then(&self, reached: Option<String>) -> Option<Self> {
        let step = match (&self.step, reached) {
            (Next::PutBack(_), Some(id)) => Next::PutBack(id),
            (Next::PutBack(_), None) => Next::Remove(String::new()),
            (Next::Remove(_), Some(id)) => Next::Remove(id),
            (Next::Remove(_), None) => Next::Close,
            (Next::Seed(at), reached) => at.then(reached).map_or(Next::Close, Next::Seed),
            (Next::Close, _) => return None,
        };
        Some(Self { step, ..self.clone() })
    }

    fn piece(&self) -> Piece {
        let back = self.clone();
        Arc::new(move |unit: &mut Unit<'_>| {
            registry::require(unit.access, &back.import)?;
            registry::refuse_moved(unit, &back.import)?;
            back.begin(unit)?;
            let mut tally = match &back.step {
                Next::PutBack(after) => back.put_back(unit, after)?,
                Next::Remove(after) => back.remove(unit, after)?,
                Next::Seed(at) => seed::undo::remove(unit, &back.import, &back.kept, at, BATCH)?,
                Next::Close => Tally::default(),
            };
            back.record(unit, &tally)?;
            tally.left.retain(|(id, _)| !back.kept.contains_key(id));
            Ok(tally)
        })
    }

    /// The database lets append-only rows go only while their import is being taken back.
    fn begin(&self, unit: &Unit<'_>) -> Result<(), StoreError> {
        unit.conn
            .prepare_cached("UPDATE imports SET state = 'undoing', version = version + 1 WHERE id = ?1")?
            .execute([self.import.id.as_str()])?;
        Ok(())
    }

    /// Why a row stays, if it does.
    fn stays(&self, id: &str, is_untouched: bool) -> Option<String> {
        self.kept.get(id).cloned().or_else(|| (!is_untouched).then(|| "was edited".to_owned()))
    }

    /// Puts rows back that the import changed.
    fn put_back(&self, unit: &mut Unit<'_>, after: &str) -> Result<Tally, StoreError> {
        let import = self.import.id.as_str();
        let changes: Vec<(String, String, String)> = unit
            .conn
            .prepare_cached(
                "SELECT row_id, before_json, after_json FROM import_rows
                 WHERE import_id = ?1 AND tbl = 'clients' AND row_id > ?2 AND before_json IS NOT NULL ORDER BY row_id LIMIT ?3",
            )?
            .query_map((import, after, signed(BATCH as u64)), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<Result<_, _>>()?;
        let mut tally = Tally { reached: reached(changes.iter().map(|(id, ..)| id)), ..Tally::default() };
        for (id, before, after) in changes {
            let row = client(&id);
            let is_untouched =
                tables::image(unit.conn, &row)?.as_ref() == Some(&tables::parse_image(&after)?);
            if let Some(why) = self.stays(&id, is_untouched) {
                tally.left.push((id, why));
                continue;
            }
            unit.restore(&row, Some(&tables::parse_image(&before)?))?;
            unit.conn
                .prepare_cached(
                    "DELETE FROM import_rows WHERE import_id = ?1 AND tbl = 'clients' AND row_id = ?2",
                )?
                .execute((import, &id))?;
            tally.updated += 1;
        }
        Ok(tally)
    }

    /// Removes clients that the import made.
    fn remove(&self, unit: &Unit<'_>, after: &str) -> Result<Tally, StoreError> {
        let ids = &self.import.ids;
        let sql = [MADE, " LIMIT ?5"].concat();
        let last = ids.client(self.import.last_line);
        let made: Vec<(String, i64, i64)> = unit
            .conn
            .prepare_cached(&sql)?
            .query_map(
                (after, last.as_str(), &ids.tag, self.import.id.as_str(), signed(BATCH as u64)),
                |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
            )?
            .collect::<Result<_, _>>()?;
        let mut tally = Tally { reached: reached(made.iter().map(|(id, ..)| id)), ..Tally::default() };
        let mut delete = unit.conn.prepare_cached("DELETE FROM clients WHERE id = ?1")?;
        for (id, now, then) in made {
            if let Some(why) = self.stays(&id, now == then) {
                tally.left.push((id, why));
                continue;
            }
            match delete.execute([&id]).map_err(StoreError::from) {
                Ok(_) => tally.removed += 1,
                Err(StoreError::Database(text)) if text.contains("FOREIGN KEY") => {
                    tally.left.push((id, "other records refer to it".to_owned()));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(tally)
    }

    fn record(&self, unit: &Unit<'_>, tally: &Tally) -> Result<(), StoreError> {
        let id = self.import.id.as_str();
        let state = if matches!(self.step, Next::Close) { ImportState::Undone } else { ImportState::Undoing };
        unit.conn
            .prepare_cached(
                "UPDATE imports SET state = ?2, taken_back = taken_back + ?3,
                   undone_at = CASE WHEN ?2 = 'undone' THEN ?4 END, version = version + 1 WHERE id = ?1",
            )?
            .execute((id, state.as_str(), signed(tally.removed + tally.updated), unit.now))?;
        if tally.removed + tally.updated > 0 {
            let branch = self.import.branch.as_ref().map(ToString::to_string);
            let facts = json!({ "import": id, "removed": tally.removed, "restored": tally.updated });
            unit.record(&Entry { branch, ..Entry::high("import.undone", "") }.with(facts))?;
        }
        Ok(())
    }
}

/// The id behind which the next batch goes on: the last one of a full batch.
fn reached<'i>(ids: impl ExactSizeIterator<Item = &'i String>) -> Option<String> {
    if ids.len() == BATCH { ids.last().cloned() } else { None }
}
