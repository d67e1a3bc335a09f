//! Keeping the search index in step with the rows.
//!
//! Triggers of the tables name what moved in `search_dirty` (they run for every writer); here it is drained. Rows
//! from before the index are worked off in the background, oldest first, batch by batch.

use super::super::protocol::{ListKind, StoreError};
use super::docs::{Doc, SOURCES, Source};
use super::{Place, indexed_words, kind_no};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::collections::{BTreeSet, HashMap};

// Draining -------------------------------------------------------------------------------------------------------

/// Brings at most `limit` named rows up to date; returns how many it looked at.
pub(in crate::store) fn drain_dirty(conn: &Connection, limit: usize) -> Result<usize, StoreError> {
    let mut seen = 0;
    while seen < limit {
        let chunk = i64::try_from((limit - seen).min(1_000)).unwrap_or(1_000);
        let dirty: Vec<(String, String)> = conn
            .prepare_cached("SELECT tbl, id FROM search_dirty LIMIT ?1")?
            .query_map([chunk], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<Result<_, _>>()?;
        if dirty.is_empty() {
            break;
        }
        seen += dirty.len();
        for (table, id) in dirty {
            conn.prepare_cached("DELETE FROM search_dirty WHERE tbl = ?1 AND id = ?2")?
                .execute([&table, &id])?;
            match SOURCES.iter().find(|s| s.table == table) {
                Some(source) => refresh(conn, source, &id)?,
                None if table == "projects of" => name_followers(conn, &id)?,
                None => {}
            }
        }
    }
    Ok(seen)
}

/// A client's name is part of what is searched in its projects and invoices.
fn name_followers(conn: &Connection, client: &str) -> Result<(), StoreError> {
    for sql in [
        "INSERT OR IGNORE INTO search_dirty SELECT 'projects', id FROM projects WHERE client_id = ?1",
        "INSERT OR IGNORE INTO search_dirty SELECT 'project_tasks', t.id FROM projects p JOIN project_tasks t ON t.project_id = p.id WHERE p.client_id = ?1",
        "INSERT OR IGNORE INTO search_dirty SELECT 'invoices', id FROM invoices WHERE client_id = ?1",
        "INSERT OR IGNORE INTO search_dirty SELECT 'invoices', i.id FROM projects p JOIN invoices i ON i.project_id = p.id WHERE p.client_id = ?1",
        "INSERT OR IGNORE INTO search_dirty SELECT 'notifications', n.id FROM projects p JOIN notifications n ON n.project_id = p.id WHERE p.client_id = ?1",
    ] {
        conn.prepare_cached(sql)?.execute([client])?;
    }
    Ok(())
}

/// Indexes one row anew, or takes it out when it is gone. A row that the work on rows from before will come to is
/// left to it, so that it need not look whether a row is indexed already.
fn refresh(conn: &Connection, source: &Source, id: &str) -> Result<(), StoreError> {
    if is_ahead(conn, source, id)? {
        return Ok(());
    }
    let new =
        conn.prepare_cached(source.by_id)?.query_row([id], |r| (source.doc)(r, 0)).optional()?.flatten();
    let old = find(conn, source.kind, id)?;
    let place = new.as_ref().map(|doc| place(conn, source.kind, &doc.branch)).transpose()?;
    if let (Some((no, old)), Some(new), Some(place)) = (&old, &new, place)
        && old == new
        && no >> 32 == place.0
    {
        return Ok(());
    }
    count_tags(conn, old.as_ref().map(|(_, doc)| doc), new.as_ref())?;
    if let Some((no, old)) = &old {
        remove(conn, *no, old)?;
    }
    let (Some(new), Some(place)) = (new, place) else { return Ok(()) };
    let no = match old {
        Some((no, _)) if no >> 32 == place.0 => no,
        _ => next(conn, place)?,
    };
    add(conn, no, &new)
}

fn is_ahead(conn: &Connection, source: &Source, id: &str) -> Result<bool, StoreError> {
    let range: Option<(i64, i64)> = conn
        .prepare_cached("SELECT next_rowid, last_rowid FROM search_progress WHERE tbl = ?1")?
        .query_row([source.table], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let Some((next, last)) = range else { return Ok(false) };
    let rowid: Option<i64> = conn.prepare_cached(source.rowid)?.query_row([id], |r| r.get(0)).optional()?;
    Ok(rowid.is_some_and(|rowid| (next..=last).contains(&rowid)))
}

fn find(conn: &Connection, kind: ListKind, id: &str) -> Result<Option<(i64, Doc)>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT d.doc, d.row_id, coalesce(b.branch_id, ''), d.name, d.body, d.tags FROM search_docs d
             LEFT JOIN search_branches b ON b.no = d.place & 0xfffff WHERE d.row_id = ?1 AND d.place >> 20 = ?2",
        )?
        .query_row((id, kind_no(kind)), |r| {
            let doc = Doc { row_id: r.get(1)?, branch: r.get(2)?, name: r.get(3)?, body: r.get(4)?, tags: r.get(5)? };
            Ok((r.get(0)?, doc))
        })
        .optional()?)
}

fn add(conn: &Connection, no: i64, doc: &Doc) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO search_docs VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute((
        no,
        no >> 32,
        &doc.row_id,
        &doc.name,
        &doc.body,
        &doc.tags,
    ))?;
    conn.prepare_cached("INSERT INTO search_grams(rowid, body) VALUES (?1, ?2)")?.execute((no, &doc.body))?;
    conn.prepare_cached("INSERT INTO search_words(rowid, words) VALUES (?1, ?2)")?
        .execute((no, indexed_words(&doc.body)))?;
    Ok(())
}

fn remove(conn: &Connection, no: i64, doc: &Doc) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO search_grams(search_grams, rowid, body) VALUES ('delete', ?1, ?2)")?
        .execute((no, &doc.body))?;
    conn.prepare_cached("INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', ?1, ?2)")?
        .execute((no, indexed_words(&doc.body)))?;
    conn.prepare_cached("DELETE FROM search_docs WHERE doc = ?1")?.execute([no])?;
    Ok(())
}

/// The next free doc of a place.
fn next(conn: &Connection, place: Place) -> Result<i64, StoreError> {
    let last: Option<i64> = conn
        .prepare_cached("SELECT max(doc) FROM search_docs WHERE doc BETWEEN ?1 AND ?2")?
        .query_row((place.first(), place.last()), |r| r.get(0))?;
    Ok(last.map_or(place.first(), |no| no + 1))
}

/// The place of a kind in a branch; numbers the branch when it is new.
fn place(conn: &Connection, kind: ListKind, branch: &str) -> Result<Place, StoreError> {
    let found: Option<i64> = conn
        .prepare_cached("SELECT no FROM search_branches WHERE branch_id = ?1")?
        .query_row([branch], |r| r.get(0))
        .optional()?;
    let no = match found {
        Some(no) => no,
        None => {
            conn.execute("INSERT INTO search_branches (branch_id) VALUES (?1)", [branch])?;
            conn.last_insert_rowid()
        }
    };
    Ok(Place::new(kind, no))
}

/// Keeps the number of clients that have each tag.
fn count_tags(conn: &Connection, old: Option<&Doc>, new: Option<&Doc>) -> Result<(), StoreError> {
    for (doc, by) in [(old, -1_i64), (new, 1)] {
        let Some(doc) = doc else { continue };
        for tag in doc.tags.lines().filter(|t| !t.is_empty()).collect::<BTreeSet<_>>() {
            add_tag(conn, &doc.branch, tag, by)?;
        }
    }
    Ok(())
}

fn add_tag(conn: &Connection, branch: &str, tag: &str, by: i64) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT INTO tag_counts VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET n = n + ?3")?
        .execute((branch, tag, by))?;
    if by < 0 {
        conn.prepare_cached("DELETE FROM tag_counts WHERE branch_id = ?1 AND tag = ?2 AND n <= 0")?
            .execute([branch, tag])?;
    }
    Ok(())
}

// Rows from before -------------------------------------------------------------------------------------------------

/// How far the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Progress {
    /// Every row is found.
    Done,
    /// So many percent of the rows from before.
    Percent(u8),
}

/// How far the index is.
pub(in crate::store) fn progress(conn: &Connection) -> Result<Progress, StoreError> {
    let (left, all): (i64, i64) = conn
        .prepare_cached(
            "SELECT CAST(min(total(last_rowid - next_rowid + 1.0), 9e15) AS INTEGER), (SELECT coalesce(sum(n), 0) FROM row_counts) FROM search_progress",
        )?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    if left <= 0 {
        return Ok(Progress::Done);
    }
    let done = 100 - (left.saturating_mul(100) / all.max(left)).clamp(1, 100);
    Ok(Progress::Percent(u8::try_from(done).unwrap_or(0)))
}

/// Indexes the next batch of rows from before. `false` when none is left.
pub(in crate::store) fn next_batch(conn: &Connection, rows: u32) -> Result<bool, StoreError> {
    for source in &SOURCES {
        let range: Option<(i64, i64)> = conn
            .prepare_cached("SELECT next_rowid, last_rowid FROM search_progress WHERE tbl = ?1")?
            .query_row([source.table], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        if let Some((next, last)) = range {
            batch(conn, source, next, last, rows)?;
            return Ok(true);
        }
    }
    Ok(false)
}

fn batch(
    conn: &Connection,
    source: &Source,
    next_rowid: i64,
    last: i64,
    limit: u32,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(source.batch)?;
    let mut rows = statement.query((next_rowid, last, limit))?;
    let mut docs: Vec<(i64, Doc)> = Vec::new();
    let mut places: HashMap<String, (Place, i64)> = HashMap::new();
    let mut tags: HashMap<(String, String), i64> = HashMap::new();
    let (mut read, mut reached) = (0, next_rowid);
    while let Some(row) = rows.next()? {
        read += 1;
        reached = row.get(0)?;
        let Some(doc) = (source.doc)(row, 1)? else { continue };
        for tag in doc.tags.lines().filter(|t| !t.is_empty()) {
            *tags.entry((doc.branch.clone(), tag.to_owned())).or_default() += 1;
        }
        let no = numbered(conn, &mut places, source.kind, &doc.branch)?;
        docs.push((no, doc));
    }
    // Full-text indexes take ascending numbers at one go; any other order makes them flush at every row.
    docs.sort_unstable_by_key(|(no, _)| *no);
    for (no, doc) in &docs {
        add(conn, *no, doc)?;
    }
    for ((branch, tag), n) in tags {
        add_tag(conn, &branch, &tag, n)?;
    }
    if read < limit || reached >= last {
        conn.execute("DELETE FROM search_progress WHERE tbl = ?1", [source.table])?;
    } else {
        conn.execute(
            "UPDATE search_progress SET next_rowid = ?2 WHERE tbl = ?1",
            (source.table, reached + 1),
        )?;
    }
    Ok(())
}

/// The next free number of a branch, within a batch.
fn numbered(
    conn: &Connection,
    places: &mut HashMap<String, (Place, i64)>,
    kind: ListKind,
    branch: &str,
) -> Result<i64, StoreError> {
    if let Some((_, free)) = places.get_mut(branch) {
        *free += 1;
        return Ok(*free - 1);
    }
    let place = place(conn, kind, branch)?;
    let free = next(conn, place)?;
    places.insert(branch.to_owned(), (place, free + 1));
    Ok(free)
}

/// Leaves rows of a table that were just made, with rowids from `first` to `last`, to the work on rows from before,
/// where so many more are expected behind them. `false` when that is not possible, for older rows are not worked off
/// yet, or the table is not searched: then the marks of the triggers have to stay.
pub(in crate::store) fn leave(
    conn: &Connection,
    table: &str,
    (first, last): (i64, i64),
    expected: i64,
) -> Result<bool, StoreError> {
    if !SOURCES.iter().any(|source| source.table == table) {
        return Ok(false);
    }
    let range: Option<(i64, i64)> = conn
        .prepare_cached("SELECT next_rowid, last_rowid FROM search_progress WHERE tbl = ?1")?
        .query_row([table], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    match range {
        Some((next, end)) => Ok(next <= first && last <= end),
        None => {
            conn.prepare_cached("INSERT INTO search_progress VALUES (?1, ?2, ?3)")?.execute((
                table,
                first,
                last.saturating_add(expected),
            ))?;
            Ok(true)
        }
    }
}

/// How rows become docs; one more whenever that changes, so that older indexes are built anew.
const VERSION: i64 = 3;

/// Whether the index was built by other rules than ours.
pub(in crate::store) fn is_outdated(conn: &Connection) -> Result<bool, StoreError> {
    let version: Option<i64> = conn
        .prepare_cached("SELECT CAST(value AS INTEGER) FROM store_meta WHERE key = 'search_version'")?
        .query_row([], |r| r.get(0))
        .optional()?;
    Ok(version != Some(VERSION))
}

/// Empties the index and marks every row as one from before, to be worked off again: as a whole or not at all.
pub(in crate::store) fn start_over(conn: &Connection) -> Result<(), StoreError> {
    if !conn.is_autocommit() {
        return make_anew(conn);
    }
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    make_anew(&tx)?;
    Ok(tx.commit()?)
}

/// What is damaged may also be gone.
fn make_anew(conn: &Connection) -> Result<(), StoreError> {
    conn.execute_batch(
        "DROP TABLE IF EXISTS search_grams; DROP TABLE IF EXISTS search_words;
         CREATE VIRTUAL TABLE search_grams USING fts5(
           body, content='search_docs', content_rowid='doc', tokenize='trigram case_sensitive 1', detail='none', columnsize=0);
         CREATE VIRTUAL TABLE search_words USING fts5(
           words, content='', tokenize=\"unicode61 remove_diacritics 0 categories 'L* M* N* S* P* C*'\", prefix='1 2',
           detail='none', columnsize=0);
         INSERT INTO search_grams(search_grams, rank) VALUES('secure-delete', 1);
         INSERT INTO search_words(search_words, rank) VALUES('secure-delete', 1);
         DELETE FROM search_docs; DELETE FROM search_dirty; DELETE FROM tag_counts; DELETE FROM search_progress;",
    )?;
    mark_all(conn)?;
    conn.execute("INSERT OR REPLACE INTO store_meta VALUES ('search_version', ?1)", [VERSION.to_string()])?;
    Ok(())
}

/// Marks every row of a file as one from before, for an index that holds none of them.
pub(in crate::store) fn mark_all(conn: &Connection) -> Result<(), StoreError> {
    Ok(conn.execute_batch(
        "INSERT INTO search_progress
           SELECT 'clients', min(rowid), max(rowid) FROM clients HAVING count(*) > 0
           UNION ALL SELECT 'projects', min(rowid), max(rowid) FROM projects HAVING count(*) > 0
           UNION ALL SELECT 'invoices', min(rowid), max(rowid) FROM invoices HAVING count(*) > 0
           UNION ALL SELECT 'assets', min(rowid), max(rowid) FROM assets HAVING count(*) > 0
           UNION ALL SELECT 'audit_logs', min(rowid), max(rowid) FROM audit_logs HAVING count(*) > 0
           UNION ALL SELECT 'packages', min(rowid), max(rowid) FROM packages HAVING count(*) > 0
           UNION ALL SELECT 'package_templates', min(rowid), max(rowid) FROM package_templates HAVING count(*) > 0
           UNION ALL SELECT 'project_tasks', min(rowid), max(rowid) FROM project_tasks HAVING count(*) > 0
           UNION ALL SELECT 'task_templates', min(rowid), max(rowid) FROM task_templates HAVING count(*) > 0
           UNION ALL SELECT 'notifications', min(rowid), max(rowid) FROM notifications HAVING count(*) > 0
           UNION ALL SELECT 'kits', min(rowid), max(rowid) FROM kits HAVING count(*) > 0;",
    )?)
}

/// How much the full-text indexes hold in memory before they write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Gulp {
    /// Little: a person works meanwhile.
    Small,
    /// Much: somebody waits for the index to be whole.
    Large,
}

/// Sets how much the full-text indexes hold in memory.
pub(in crate::store) fn gulp(conn: &Connection, gulp: Gulp) -> Result<(), StoreError> {
    let bytes = match gulp {
        Gulp::Small => 1 << 20,
        Gulp::Large => 1 << 26,
    };
    conn.execute("INSERT INTO search_grams(search_grams, rank) VALUES('hashsize', ?1)", [bytes])?;
    conn.execute("INSERT INTO search_words(search_words, rank) VALUES('hashsize', ?1)", [bytes])?;
    Ok(())
}

/// Whether anything waits to be indexed.
pub(in crate::store) fn is_pending(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM search_dirty) OR EXISTS (SELECT 1 FROM search_progress)",
        )?
        .query_row([], |r| r.get(0))?)
}
