//! Taking back what was merged in: in the opposite order, so that nobody is referred to who is gone.

use super::super::bulk::Tally;
use super::super::imports::registry::Import;
use super::super::protocol::StoreError;
use super::super::unit::Unit;
use super::tables::{self, TABLES};
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashMap;

/// Where a batch of taking back is: rows of a table behind an id.
#[derive(Clone, Debug)]
pub(in crate::store) struct At {
    /// Counts from the last table down.
    table: usize,
    after: String,
}

impl At {
    /// The beginning.
    pub(in crate::store) const fn start() -> Self {
        Self { table: 0, after: String::new() }
    }

    fn name(&self) -> Option<&'static str> {
        TABLES.len().checked_sub(self.table + 1).map(|at| TABLES[at])
    }

    /// What comes behind this batch, which came as far as `reached` in its table; `None` when nothing is left.
    pub(in crate::store) fn then(&self, reached: Option<String>) -> Option<Self> {
        let next = match reached {
            Some(after) => Self { table: self.table, after },
            None => Self { table: self.table + 1, after: String::new() },
        };
        next.name().is_some().then_some(next)
    }
}

/// Rows of an import that somebody changed since, or that others refer to: by table and id, each with the reason.
pub(in crate::store) fn changed(
    conn: &Connection,
    import: &Import,
) -> Result<HashMap<String, String>, StoreError> {
    let mut kept = HashMap::new();
    for table in TABLES {
        if has_column(conn, table, "version")? {
            let sql = [
                "SELECT r.row_id FROM import_rows r JOIN ",
                &tables::quoted(table),
                " t ON t.id = r.row_id WHERE r.import_id = ?1 AND r.tbl = ?2 AND t.version IS NOT r.version",
            ]
            .concat();
            note(conn, &sql, import, table, "was edited", &mut kept)?;
        }
    }
    for child in others(conn)? {
        let mut references = tables::references(conn, &child)?;
        // Messages hang on a project by its id alone: no foreign key says so.
        if child == "messages" {
            references.push(("scope_id".to_owned(), "projects".to_owned()));
        }
        for (column, parent) in references {
            let Some(parent) = TABLES.iter().find(|table| **table == parent) else { continue };
            // A row of the same import goes with what it refers to.
            let sql = [
                "SELECT p.row_id FROM ",
                &tables::quoted(&child),
                " c JOIN import_rows p ON p.import_id = ?1 AND p.tbl = ?2 AND p.row_id = c.",
                &tables::quoted(&column),
                " WHERE NOT EXISTS (SELECT 1 FROM import_rows x WHERE x.import_id = ?1 AND x.tbl = ?3 AND x.row_id = c.",
                if has_column(conn, &child, "id")? { "id" } else { "rowid" },
                ")",
                // What a payment paid goes with the payment.
                if child == "payment_allocations" {
                    " AND NOT EXISTS (SELECT 1 FROM import_rows x WHERE x.import_id = ?1 AND x.tbl = 'transactions' AND x.row_id = c.transaction_id)"
                } else {
                    ""
                },
            ]
            .concat();
            let mut statement = conn.prepare(&sql)?;
            let mut rows = statement.query((import.id.as_str(), parent, &child))?;
            while let Some(row) = rows.next()? {
                let id: String = row.get(0)?;
                let why = format!("{} refer to it", child.replace('_', " "));
                kept.entry(key(parent, &id)).or_insert(why);
            }
        }
    }
    Ok(kept)
}

fn note(
    conn: &Connection,
    sql: &str,
    import: &Import,
    table: &str,
    why: &str,
    kept: &mut HashMap<String, String>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query((import.id.as_str(), table))?;
    while let Some(row) = rows.next()? {
        kept.insert(key(table, &row.get::<_, String>(0)?), why.to_owned());
    }
    Ok(())
}

/// Tables with rows of people; the import's own lists refer to nothing that counts.
fn others(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'
           AND name NOT LIKE 'search_%' AND name NOT LIKE 'import%'",
    )?;
    Ok(statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?)
}

fn has_column(conn: &Connection, table: &str, column: &str) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2")?
        .query_row((table, column), |_| Ok(()))
        .optional()?
        .is_some())
}

fn key(table: &str, id: &str) -> String {
    format!("{table} {id}")
}

/// Removes the next rows of an import; the tally tells how far that came in the table.
pub(in crate::store) fn remove(
    unit: &Unit<'_>,
    import: &Import,
    kept: &HashMap<String, String>,
    at: &At,
    limit: usize,
) -> Result<Tally, StoreError> {
    let Some(table) = at.name() else { return Ok(Tally::default()) };
    let ids: Vec<String> = unit
        .conn
        .prepare_cached(
            "SELECT row_id FROM import_rows WHERE import_id = ?1 AND tbl = ?2 AND row_id > ?3 ORDER BY row_id LIMIT ?4",
        )?
        .query_map(
            (import.id.as_str(), table, &at.after, i64::try_from(limit).unwrap_or(i64::MAX)),
            |r| r.get(0),
        )?
        .collect::<Result<_, _>>()?;
    let reached = if ids.len() == limit { ids.last().cloned() } else { None };
    let mut tally = Tally { reached, ..Tally::default() };
    let sql = ["DELETE FROM ", &tables::quoted(table), " WHERE id = ?1"].concat();
    let mut delete = unit.conn.prepare_cached(&sql)?;
    let mut forget = unit
        .conn
        .prepare_cached("DELETE FROM import_rows WHERE import_id = ?1 AND tbl = ?2 AND row_id = ?3")?;
    for id in ids {
        if let Some(why) = kept.get(&key(table, &id)) {
            tally.left.push((key(table, &id), why.clone()));
            continue;
        }
        match delete.execute([&id]).map_err(StoreError::from) {
            Ok(removed) => {
                tally.removed += removed as u64;
                forget.execute((import.id.as_str(), table, &id))?;
            }
            Err(StoreError::Database(text)) if text.contains("FOREIGN KEY") => {
                tally.left.push((key(table, &id), "other records refer to it".to_owned()));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(tally)
}
