//! Making two clients one, and taking that back.

use super::super::access::Access;
use super::super::protocol::{MergePreview, MergeSide, MergeSummary, Outcome, RowRef, StoreError, Table};
use super::super::tables::{self, Image};
use super::super::undo;
use super::super::unit::{Entry, Inverse, Unit};
use super::write::{profile_json, read_live, write_entry};
use super::{read, row, time};
use crate::domain::client::{self, Client};
use crate::domain::field::{self, FieldValues};
use crate::domain::id::{ClientId, MergeId};
use crate::domain::role::Permission;
use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

/// A table whose rows follow the client: how to count, note, move and move back.
struct Follower {
    table: Table,
    label: &'static str,
    count: &'static str,
    note: &'static str,
    shift: &'static str,
    back: &'static str,
}

const FOLLOWERS: [Follower; 3] = [
    Follower {
        table: Table::Projects,
        label: "projects",
        count: "SELECT count(*) FROM projects WHERE client_id = ?1",
        note: "INSERT INTO client_merge_rows SELECT ?1, 'projects', id FROM projects WHERE client_id = ?2",
        shift: "UPDATE projects SET client_id = ?1, version = coalesce(version, 1) + 1 WHERE client_id = ?2",
        back: "UPDATE projects SET client_id = ?1, version = coalesce(version, 1) + 1 WHERE client_id = ?2
               AND id IN (SELECT row_id FROM client_merge_rows WHERE merge_id = ?3 AND tbl = 'projects')",
    },
    Follower {
        table: Table::Invoices,
        label: "invoices",
        count: "SELECT count(*) FROM invoices WHERE client_id = ?1",
        note: "INSERT INTO client_merge_rows SELECT ?1, 'invoices', id FROM invoices WHERE client_id = ?2",
        shift: "UPDATE invoices SET client_id = ?1, version = coalesce(version, 1) + 1 WHERE client_id = ?2",
        back: "UPDATE invoices SET client_id = ?1, version = coalesce(version, 1) + 1 WHERE client_id = ?2
               AND id IN (SELECT row_id FROM client_merge_rows WHERE merge_id = ?3 AND tbl = 'invoices')",
    },
    Follower {
        table: Table::ClientNotes,
        label: "notes",
        count: "SELECT count(*) FROM client_notes WHERE client_id = ?1",
        note: "INSERT INTO client_merge_rows SELECT ?1, 'client_notes', id FROM client_notes WHERE client_id = ?2",
        shift: "UPDATE client_notes SET client_id = ?1, version = version + 1 WHERE client_id = ?2",
        back: "UPDATE client_notes SET client_id = ?1, version = version + 1 WHERE client_id = ?2
               AND id IN (SELECT row_id FROM client_merge_rows WHERE merge_id = ?3 AND tbl = 'client_notes')",
    },
];

/// What merging would do.
pub(in crate::store) fn preview(
    conn: &Connection,
    access: &Access,
    keep: &ClientId,
    gone: &ClientId,
) -> Result<MergePreview, StoreError> {
    let keep = read(conn, access, Permission::MergeClients, keep)?;
    let gone = read(conn, access, Permission::MergeClients, gone)?;
    refuse_odd_pair(&keep, &gone)?;
    let mut moving = Vec::new();
    for follower in &FOLLOWERS {
        let n: i64 = conn.prepare_cached(follower.count)?.query_row([gone.id.as_str()], |r| r.get(0))?;
        if n > 0 {
            moving.push((follower.label.to_owned(), n.unsigned_abs()));
        }
    }
    Ok(MergePreview { keep: side(&keep), gone: side(&gone), moving })
}

fn side(client: &Client) -> MergeSide {
    MergeSide {
        id: client.id.clone(),
        version: client.version,
        name: client.name.clone(),
        spent: client.spent,
        values: client.values(),
    }
}

fn refuse_odd_pair(keep: &Client, gone: &Client) -> Result<(), StoreError> {
    if keep.id == gone.id {
        return Err(StoreError::refused("a client cannot be merged with themself", "Choose another one."));
    }
    if keep.branch != gone.branch {
        return Err(StoreError::refused(
            "clients of two branches cannot be merged",
            "Nothing was changed. Each branch keeps its own.",
        ));
    }
    Ok(())
}

/// Makes two clients one: the values go to the one that stays, what followed the other follows it now.
pub(in crate::store) fn merge(
    unit: &mut Unit<'_>,
    keep: &(ClientId, i64),
    gone: &(ClientId, i64),
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let kept = read_live(unit, Permission::MergeClients, &keep.0)?;
    let lost = read_live(unit, Permission::MergeClients, &gone.0)?;
    refuse_odd_pair(&kept, &lost)?;
    if kept.version != keep.1 || lost.version != gone.1 {
        return Err(StoreError::refused(
            "one of the two was changed while you looked at the preview",
            "Nothing was merged. Open the preview again.",
        ));
    }
    let country = unit
        .access
        .branch_of(Permission::MergeClients, kept.branch.as_str(), "client", keep.0.as_str())?
        .country;
    let mut entry =
        client::edit(&kept, &field::changed(&kept.values(), values), country).map_err(StoreError::Invalid)?;
    // Nobody sends themself: one of the two may have been sent by the other.
    if entry.profile.referred_by.as_ref().is_some_and(|r| r.id == keep.0 || r.id == gone.0) {
        entry.profile.referred_by = None;
    }
    client::keep_phones(&mut entry, &[&kept, &lost], country);
    let profile = profile_json(&entry)?;
    let before = unit.read(&row(&keep.0), "client")?;
    unit.update(&row(&keep.0), "client", |image| write_entry(image, &entry, profile))?;
    let after = unit.read(&row(&keep.0), "client")?;
    let id = MergeId::from_uuid(Uuid::now_v7());
    unit.insert(
        Table::ClientMerges,
        json!({
            "id": id.as_str(), "kept_id": keep.0.as_str(), "gone_id": gone.0.as_str(),
            "kept_before": Value::Object(before).to_string(), "kept_after": Value::Object(after).to_string(),
            "merged_at": unit.now, "merged_by": unit.access.actor.user.as_str(), "undone_at": null,
        }),
    )?;
    let moved = follow(unit, &id, &keep.0, &gone.0)?;
    unit.update(&row(&gone.0), "client", |image| {
        drop(image.insert("merged_into".to_owned(), json!(keep.0.as_str())))
    })?;
    let record = Entry::new("client.merged", kept.branch.as_str())
        .with(json!({ "kept": keep.0.as_str(), "gone": gone.0.as_str(), "moved": moved }));
    unit.record(&record)?;
    undo::keep(unit, &record, &format!("merge of {} into {}", lost.name, entry.name), &Inverse::Unmerge(id))?;
    Ok(Unit::done_undoable(format!("Merged {} into {}", lost.name, entry.name), Some(row(&keep.0))))
}

/// Moves what follows a client, and notes which rows those were.
fn follow(unit: &mut Unit<'_>, id: &MergeId, keep: &ClientId, gone: &ClientId) -> Result<Value, StoreError> {
    let mut moved = serde_json::Map::new();
    for follower in &FOLLOWERS {
        unit.conn.prepare_cached(follower.note)?.execute([id.as_str(), gone.as_str()])?;
        let n = unit.conn.prepare_cached(follower.shift)?.execute([keep.as_str(), gone.as_str()])?;
        if n > 0 {
            moved.insert(follower.label.to_owned(), json!(n));
        }
    }
    touch_moved(unit, id)?;
    Ok(Value::Object(moved))
}

/// Names the rows that a merge moved, so that open screens refresh and their history shows it.
fn touch_moved(unit: &mut Unit<'_>, id: &MergeId) -> Result<(), StoreError> {
    let mut statement =
        unit.conn.prepare_cached("SELECT tbl, row_id FROM client_merge_rows WHERE merge_id = ?1")?;
    let rows: Vec<(String, String)> =
        statement.query_map([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
    for (tbl, row_id) in rows {
        if let Some(follower) = FOLLOWERS.iter().find(|f| tables::name(f.table) == tbl) {
            unit.touch(RowRef { table: follower.table, id: row_id });
        }
    }
    Ok(())
}

/// Takes a merge back: the other client returns with what moved and still is where it moved to; values that the
/// merge gave the one that stays return to what they were, unless they were changed since.
pub(in crate::store) fn unmerge(unit: &mut Unit<'_>, id: &MergeId) -> Result<Outcome, StoreError> {
    let merge_row = RowRef { table: Table::ClientMerges, id: id.to_string() };
    let merge = unit.read(&merge_row, "merge")?;
    if !merge.get("undone_at").is_none_or(Value::is_null) {
        return Err(StoreError::refused("this merge was taken back already", "Nothing was changed."));
    }
    let (keep, gone) = (text_id(&merge, "kept_id"), text_id(&merge, "gone_id"));
    let kept = read_live(unit, Permission::MergeClients, &keep)?;
    let lost = read(unit.conn, unit.access, Permission::MergeClients, &gone)?;
    if lost.erased.is_some() || lost.merged_into.as_ref() != Some(&keep) {
        return Err(StoreError::refused(
            "the merged client is no longer there to bring back",
            "Nothing was changed.",
        ));
    }
    for follower in &FOLLOWERS {
        unit.conn.prepare_cached(follower.back)?.execute([gone.as_str(), keep.as_str(), id.as_str()])?;
    }
    touch_moved(unit, id)?;
    let (before, after) = (image_in(&merge, "kept_before")?, image_in(&merge, "kept_after")?);
    unit.update(&row(&keep), "client", |image| revert(image, &before, &after))?;
    carry_over(unit.conn, id, &before, &after)?;
    unit.update(&row(&gone), "client", |image| drop(image.insert("merged_into".to_owned(), Value::Null)))?;
    let now = unit.now;
    unit.update(&merge_row, "merge", |image| drop(image.insert("undone_at".to_owned(), json!(now))))?;
    unit.record(
        &Entry::new("client.unmerged", kept.branch.as_str())
            .with(json!({ "kept": keep.as_str(), "back": gone.as_str() })),
    )?;
    Ok(Unit::done(format!("Took back the merge: {} is a client again", lost.name), Some(row(&gone))))
}

/// A merge that is taken back was perhaps not the last one into its client: what a later one would put back is what
/// this one had put there. From here on it is what was there before this one.
fn carry_over(conn: &Connection, id: &MergeId, before: &Image, after: &Image) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT l.id, l.kept_before, l.kept_after FROM client_merges m JOIN client_merges l ON l.kept_id = m.kept_id
         WHERE m.id = ?1 AND l.undone_at IS NULL AND (l.merged_at, l.id) > (m.merged_at, m.id)",
    )?;
    for (later, old, then) in kept_images(&mut statement, id.as_str())? {
        let (mut old, mut then) = (tables::parse_image(&old)?, tables::parse_image(&then)?);
        let was = old.clone();
        revert(&mut old, before, after);
        if old != was {
            // What the later one left as it was is still not its doing.
            revert(&mut then, &old, &was);
            write_kept(conn, &later, old, then)?;
        }
    }
    Ok(())
}

/// Takes an erased client out of what merges of others keep, as the one who sent them.
pub(super) fn forget_referrer(conn: &Connection, client: &ClientId) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, kept_before, kept_after FROM client_merges WHERE instr(kept_before, ?1) > 0 OR instr(kept_after, ?1) > 0",
    )?;
    for (id, before, after) in kept_images(&mut statement, client.as_str())? {
        let (mut old, mut then) = (tables::parse_image(&before)?, tables::parse_image(&after)?);
        if without_referrer(&mut old, client) | without_referrer(&mut then, client) {
            write_kept(conn, &id, old, then)?;
        }
    }
    Ok(())
}

/// Whether the client was there.
fn without_referrer(image: &mut Image, client: &ClientId) -> bool {
    let Some(mut profile) = profile(image.get("profile_json")) else { return false };
    if profile.get("referred_by").is_none_or(|by| by["id"] != json!(client.as_str())) {
        return false;
    }
    profile.remove("referred_by");
    image.insert("profile_json".to_owned(), json!(Value::Object(profile).to_string()));
    true
}

fn kept_images(
    statement: &mut rusqlite::CachedStatement<'_>,
    id: &str,
) -> Result<Vec<(String, String, String)>, StoreError> {
    let rows = statement.query_map([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Written without a row image: it is the images that are written.
fn write_kept(conn: &Connection, id: &str, before: Image, after: Image) -> Result<(), StoreError> {
    conn.prepare_cached(
        "UPDATE client_merges SET kept_before = ?2, kept_after = ?3, version = version + 1 WHERE id = ?1",
    )?
    .execute((id, Value::Object(before).to_string(), Value::Object(after).to_string()))?;
    Ok(())
}

fn text_id(image: &Image, column: &str) -> ClientId {
    ClientId::from(image.get(column).and_then(Value::as_str).unwrap_or_default())
}

fn image_in(image: &Image, column: &str) -> Result<Image, StoreError> {
    tables::parse_image(image.get(column).and_then(Value::as_str).unwrap_or("{}"))
}

/// Sets back each column that still is what the merge made it; the profile key by key.
fn revert(image: &mut Image, before: &Image, after: &Image) {
    for (column, merged) in after {
        let Some(old) = before.get(column).filter(|old| *old != merged) else { continue };
        if image.get(column) == Some(merged) {
            image.insert(column.clone(), old.clone());
        } else if column == "profile_json"
            && let (Some(mut now), Some(old), Some(merged)) =
                (profile(image.get(column)), profile(Some(old)), profile(Some(merged)))
        {
            revert_profile(&mut now, &old, &merged);
            image.insert(column.clone(), json!(Value::Object(now).to_string()));
        }
    }
}

fn revert_profile(now: &mut Image, old: &Image, merged: &Image) {
    for key in merged.keys().chain(old.keys()) {
        if now.get(key) != merged.get(key) || old.get(key) == merged.get(key) {
            continue;
        }
        match old.get(key) {
            Some(value) => now.insert(key.clone(), value.clone()),
            None => now.remove(key),
        };
    }
}

fn profile(value: Option<&Value>) -> Option<Image> {
    value.and_then(Value::as_str).and_then(|text| serde_json::from_str(text).ok())
}

/// The merges into a client that can still be taken back, newest first.
pub(super) fn into(conn: &Connection, client: &ClientId) -> Result<Vec<MergeSummary>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT m.id, c.name, m.merged_at FROM client_merges m JOIN clients c ON c.id = m.gone_id
         WHERE m.kept_id = ?1 AND m.undone_at IS NULL AND c.erased_at IS NULL AND c.merged_into = ?1
         ORDER BY m.merged_at DESC, m.id DESC LIMIT 20",
    )?;
    let rows = statement.query_map([client.as_str()], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, i64>(2)?))
    })?;
    let mut merges = Vec::new();
    for found in rows {
        let (id, gone_name, at) = found?;
        if let Some(at) = time(Some(at)) {
            merges.push(MergeSummary { id: MergeId::from(id), gone_name, at });
        }
    }
    Ok(merges)
}

/// The clients that were merged into this one, directly or through others.
pub(super) fn all_merged_into(conn: &Connection, client: &ClientId) -> Result<Vec<ClientId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE gone(id) AS (SELECT id FROM clients WHERE merged_into = ?1
           UNION SELECT c.id FROM clients c JOIN gone g ON c.merged_into = g.id)
         SELECT id FROM gone",
    )?;
    let ids = statement.query_map([client.as_str()], |r| r.get::<_, String>(0))?;
    Ok(ids.map(|id| id.map(ClientId::from)).collect::<Result<_, _>>()?)
}
