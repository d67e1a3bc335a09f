//! Erasure: a client's personal data goes from everywhere; invoices and payments stay, as the law wants (7 years).
//!
//! What goes: the record's values, dated notes, texts of the client's projects, their messages, remarks on what was
//! sent, where their files lie, strangers who had gear for them, drafts, undo entries, values kept for merges, the personal part of the audit log, the search index (overwritten, not only
//! unlinked). Clients that were merged into this one are the same person and go with it; what was recorded of another
//! one while this one was merged into them may be either's, and goes too. Backups are the exception that the person
//! who erases is told of.

use super::super::imports;
use super::super::protocol::{Outcome, StoreError};
use super::super::search;
use super::super::unit::{Entry, Unit};
use super::merge::{all_merged_into, forget_referrer};
use super::write::read_live;
use super::{read, row};
use crate::domain::id::ClientId;
use crate::domain::role::{Permission, Reach};
use crate::domain::{custody, fold};
use rusqlite::OptionalExtension;
use serde_json::json;

/// What stands in place of an erased name.
const ERASED_NAME: &str = "Erased client";

/// Statements that take a client's personal data out of the tables around the record, in this order: what is found
/// through the merges goes before the merges are emptied. `?1` is the client.
///
/// Where losing a row of somebody else's would hurt, the id is looked for as a whole and as an id, also in a string
/// inside a string: ids of other programs can be as short as `1`.
const SCRUB: [&str; 22] = [
    "DELETE FROM client_notes WHERE client_id = ?1",
    "DELETE FROM form_drafts WHERE subject_id = ?1 OR instr(draft_json, ?1) > 0
       OR EXISTS (SELECT 1 FROM client_merges WHERE gone_id = ?1 AND kept_id = subject_id AND saved_at >= merged_at)",
    "DELETE FROM undo_entries WHERE instr(changes_json, ?1) > 0
       OR EXISTS (SELECT 1 FROM client_merges WHERE (kept_id = ?1 OR gone_id = ?1) AND instr(changes_json, id) > 0)
       OR EXISTS (SELECT 1 FROM client_merges WHERE gone_id = ?1 AND created_at >= merged_at AND instr(changes_json, kept_id) > 0)",
    // Forms and undo of what hangs on the client's projects name the project, not the client.
    "DELETE FROM form_drafts WHERE EXISTS (SELECT 1 FROM projects p WHERE p.client_id = ?1 AND instr(draft_json, p.id) > 0)",
    "DELETE FROM undo_entries WHERE EXISTS (SELECT 1 FROM projects p WHERE p.client_id = ?1 AND instr(changes_json, p.id) > 0)",
    // The form of a task names neither, and the words of a quote's line only the quote.
    "DELETE FROM form_drafts WHERE subject_id IN (SELECT t.id FROM projects p JOIN project_tasks t ON t.project_id = p.id WHERE p.client_id = ?1)",
    "DELETE FROM undo_entries WHERE EXISTS (SELECT 1 FROM projects p JOIN quotes q ON q.project_id = p.id WHERE p.client_id = ?1 AND instr(changes_json, q.id) > 0)",
    // A project that was given to somebody else: what it was before is in an entry about them.
    "DELETE FROM audit_personal WHERE subject_id = ?1 OR instr(json, '\"id\":\"' || ?1 || '\"') > 0
       OR instr(json, '\\\"id\\\":\\\"' || ?1 || '\\\"') > 0 OR instr(json, '\"client_id\":[\"' || ?1 || '\"') > 0",
    "DELETE FROM audit_personal WHERE audit_id IN (SELECT r.audit_id FROM client_merges m
       JOIN audit_rows r ON r.tbl = 'client_merges' AND r.row_id = m.id WHERE m.kept_id = ?1 OR m.gone_id = ?1)",
    "DELETE FROM audit_personal WHERE (audit_id, subject_id) IN (SELECT p.audit_id, p.subject_id FROM client_merges m
       JOIN audit_personal p ON p.subject_id = m.kept_id JOIN audit_logs a ON a.id = p.audit_id
       WHERE m.gone_id = ?1 AND a.created_at BETWEEN m.merged_at AND coalesce(m.undone_at, a.created_at))",
    "DELETE FROM import_rows WHERE before_json IS NOT NULL AND (row_id = ?1 OR instr(before_json, ?1) > 0 OR instr(after_json, ?1) > 0)",
    "UPDATE client_merges SET kept_before = '{}', kept_after = '{}', version = version + 1 WHERE kept_id = ?1 OR gone_id = ?1",
    "UPDATE messages SET content = '[erased]', attachments_json = NULL
     WHERE scope_id IN (SELECT id FROM projects WHERE client_id = ?1)",
    // Folders are called after the people whose files lie in them.
    "UPDATE media_objects SET path = '[erased]', title = NULL, version = coalesce(version, 1) + 1
     WHERE project_id IN (SELECT id FROM projects WHERE client_id = ?1)",
    "UPDATE notifications SET note = NULL WHERE project_id IN (SELECT id FROM projects WHERE client_id = ?1)",
    // Whoever had a thing for their projects and is none of the house. The rest of the chain of custody stays.
    "UPDATE asset_custody SET holder = '[erased]', version = version + 1
     WHERE holder IS NOT NULL AND project_id IN (SELECT id FROM projects WHERE client_id = ?1)",
    "UPDATE project_events SET title = '[erased]', location = NULL, notes = NULL, version = version + 1
     WHERE project_id IN (SELECT id FROM projects WHERE client_id = ?1)",
    "UPDATE quotes SET notes = NULL, reason = NULL, version = version + 1
     WHERE project_id IN (SELECT id FROM projects WHERE client_id = ?1)",
    "UPDATE quote_items SET description = '[erased]', version = version + 1
     WHERE quote_id IN (SELECT q.id FROM projects p JOIN quotes q ON q.project_id = p.id WHERE p.client_id = ?1)",
    "UPDATE project_tasks SET title = '[erased]', notes = NULL, checklist_json = NULL, version = version + 1
     WHERE project_id IN (SELECT id FROM projects WHERE client_id = ?1)",
    // Only what says what kind of work it was may stay; whatever else another program keeps there may be personal.
    "UPDATE projects SET version = coalesce(version, 1) + 1,
       details_json = CASE WHEN json_valid(details_json) THEN (SELECT json_group_object(key, value) FROM json_each(details_json)
         WHERE key IN ('kind', 'package_id', 'hours', 'days', 'qty', 'tz') AND type IN ('text', 'integer', 'real')) END
     WHERE client_id = ?1",
    "UPDATE clients SET version = coalesce(version, 1) + 1, profile_json = json_remove(profile_json, '$.referred_by')
     WHERE CASE WHEN json_valid(profile_json) THEN json_extract(profile_json, '$.referred_by.id') END = ?1",
];

/// What tells who had a thing: the link of the chain, what the log kept apart of it, what an import kept of it.
const FORGET_HOLDER: [&str; 3] = [
    "UPDATE asset_custody SET holder = '[erased]', version = version + 1 WHERE id = ?1",
    "DELETE FROM audit_personal WHERE subject_id = ?1",
    "DELETE FROM import_rows WHERE tbl = 'asset_custody' AND row_id = ?1 AND before_json IS NOT NULL",
];

/// Erases a client. `confirm` is the name, typed again; the id, where only traces of the client are left.
pub(in crate::store) fn erase(
    unit: &mut Unit<'_>,
    id: &ClientId,
    confirm: &str,
) -> Result<Outcome, StoreError> {
    let client = match read(unit.conn, unit.access, Permission::EraseClients, id) {
        Err(error @ StoreError::NotFound { .. }) => {
            return if has_only_traces(unit, id)? { erase_traces(unit, id, confirm) } else { Err(error) };
        }
        found => found?,
    };
    if client.merged_into.is_some() {
        read_live(unit, Permission::EraseClients, id)?;
    }
    if client.erased.is_some() {
        return Err(StoreError::refused(
            "the personal data of this client was erased already",
            "Nothing was changed.",
        ));
    }
    if fold::fold(confirm) != fold::fold(&client.name) {
        return Err(StoreError::refused(
            "the name that was typed is not the client's",
            "Nothing was erased. Type the name as it is shown.",
        ));
    }
    let records = scrub(unit, id)?;
    finish(unit, Entry::high("client.erased", client.branch.as_str()), records)?;
    Ok(Unit::done(
        "Erased the client's personal data; invoices and payments are kept. Backups made before still hold it".to_owned(),
        Some(row(id)),
    ))
}

/// Whether the record is gone (another program removed it, its creation was undone) and something of it was kept.
fn has_only_traces(unit: &Unit<'_>, id: &ClientId) -> Result<bool, StoreError> {
    Ok(unit
        .conn
        .prepare_cached(
            "SELECT NOT EXISTS (SELECT 1 FROM clients WHERE id = ?1)
               AND (EXISTS (SELECT 1 FROM audit_personal WHERE subject_id = ?1)
                 OR EXISTS (SELECT 1 FROM form_drafts WHERE subject_id = ?1)
                 OR EXISTS (SELECT 1 FROM client_notes WHERE client_id = ?1)
                 OR EXISTS (SELECT 1 FROM projects WHERE client_id = ?1))",
        )?
        .query_row([id.as_str()], |r| r.get(0))?)
}

/// Erases what was kept of a client whose record is gone. Which branch it was of is not known any more.
fn erase_traces(unit: &mut Unit<'_>, id: &ClientId, confirm: &str) -> Result<Outcome, StoreError> {
    if unit.access.require(Permission::EraseClients)? != Reach::Org {
        return Err(StoreError::NotFound { what: "client", id: id.to_string() });
    }
    if confirm != id.as_str() {
        return Err(StoreError::refused(
            "only traces of this client are left: its id was not typed as it is",
            "Nothing was erased. Type the id.",
        ));
    }
    let records = scrub(unit, id)?;
    let entry = Entry { branch: None, ..Entry::high("client.erased", "") };
    finish(unit, entry, records)?;
    Ok(Unit::done(
        "Erased what was left of the client. Backups made before still hold it".to_owned(),
        Some(row(id)),
    ))
}

/// Scrubs a client and those that were merged into it; returns how many.
fn scrub(unit: &mut Unit<'_>, id: &ClientId) -> Result<usize, StoreError> {
    let mut people = all_merged_into(unit.conn, id)?;
    people.push(id.clone());
    for person in &people {
        forget_source(unit, person)?;
        forget_holder(unit, person)?;
        blank(unit, person)?;
        for sql in SCRUB {
            unit.conn.prepare_cached(sql)?.execute([person.as_str()])?;
        }
        forget_referrer(unit.conn, person)?;
        unit.touch(row(person));
    }
    Ok(people.len())
}

fn finish(unit: &Unit<'_>, entry: Entry, records: usize) -> Result<(), StoreError> {
    unit.conn
        .execute("DELETE FROM undo_entries WHERE session_id = ?1", [unit.access.actor.session.as_str()])?;
    unit.record(&entry.with(json!({ "records": records })))?;
    search::index::drain_dirty(unit.conn, usize::MAX)?;
    Ok(())
}

/// A file may be called after the one client that came from it.
fn forget_source(unit: &Unit<'_>, id: &ClientId) -> Result<(), StoreError> {
    let name: Option<String> = unit
        .conn
        .prepare_cached("SELECT name FROM clients WHERE id = ?1")?
        .query_row([id.as_str()], |r| r.get(0))
        .optional()?;
    imports::registry::forget_source(unit.conn, id.as_str(), &name.unwrap_or_default())
}

/// The client's name where it says who had a thing, also for no project at all: of what belongs to the client's branch, or
/// was sent to another from there. Everything else of the chain of custody stays.
fn forget_holder(unit: &Unit<'_>, id: &ClientId) -> Result<(), StoreError> {
    let found: Option<(String, String)> = unit
        .conn
        .prepare_cached("SELECT name, branch_id FROM clients WHERE id = ?1")?
        .query_row([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let Some((name, branch)) = found else { return Ok(()) };
    let wanted = fold::fold(&name);
    let mut links = unit.conn.prepare_cached(
        "SELECT c.id, c.holder FROM asset_custody c JOIN assets a ON a.id = c.asset_id
         WHERE c.holder IS NOT NULL AND (a.branch_id = ?1
           OR EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = a.id AND t.from_branch_id = ?1))",
    )?;
    let rows = links.query_map([&branch], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
    let named: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    for (link, holder) in named {
        if custody::names(&fold::fold(&holder), &wanted) {
            for sql in FORGET_HOLDER {
                unit.conn.prepare_cached(sql)?.execute([&link])?;
            }
        }
    }
    Ok(())
}

/// Takes the values out of the record itself. Written without a row image, so that no copy of them is made.
fn blank(unit: &Unit<'_>, id: &ClientId) -> Result<(), StoreError> {
    unit.conn
        .prepare_cached(
            "UPDATE clients SET name = ?2, phone = '', phone_e164 = NULL, profile_json = '{}', follow_up_at = NULL,
               archived_at = coalesce(archived_at, ?3), erased_at = ?3, version = coalesce(version, 1) + 1 WHERE id = ?1",
        )?
        .execute((id.as_str(), ERASED_NAME, unit.now))?;
    Ok(())
}
