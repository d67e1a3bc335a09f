//! Erasure: a client's personal data goes from everywhere; invoices and payments stay, as the law wants (7 years).
//!
//! What goes: the record's values, dated notes, texts of the client's projects and their messages, drafts, undo
//! entries, values kept for merges, the personal part of the audit log, the search index (overwritten, not only
//! unlinked). Clients that were merged into this one are the same person and go with it. Backups are the exception
//! that the person who erases is told of.

use super::super::protocol::{Outcome, StoreError};
use super::super::search;
use super::super::unit::{Entry, Unit};
use super::merge::all_merged_into;
use super::write::{read_live, refused};
use super::{read, row};
use crate::domain::fold;
use crate::domain::id::ClientId;
use crate::domain::role::Permission;
use serde_json::json;

/// What stands in place of an erased name.
const ERASED_NAME: &str = "Erased client";

/// Statements that take a client's personal data out of the tables around the record. `?1` is the client.
const SCRUB: [&str; 8] = [
    "DELETE FROM client_notes WHERE client_id = ?1",
    "DELETE FROM form_drafts WHERE subject_id = ?1 OR instr(draft_json, ?1) > 0",
    "DELETE FROM undo_entries WHERE instr(changes_json, ?1) > 0",
    "DELETE FROM audit_personal WHERE subject_id = ?1",
    "UPDATE client_merges SET kept_before = '{}', kept_after = '{}', version = version + 1 WHERE kept_id = ?1 OR gone_id = ?1",
    "UPDATE messages SET content = '[erased]', attachments_json = NULL
     WHERE scope_type IN ('lead', 'project') AND scope_id IN (SELECT id FROM projects WHERE client_id = ?1)",
    "UPDATE projects SET version = coalesce(version, 1) + 1,
       details_json = CASE WHEN json_valid(details_json) THEN json_remove(details_json, '$.title', '$.location', '$.notes', '$.contact') END
     WHERE client_id = ?1",
    "UPDATE clients SET version = coalesce(version, 1) + 1, profile_json = json_remove(profile_json, '$.referred_by')
     WHERE json_valid(profile_json) AND json_extract(profile_json, '$.referred_by.id') = ?1",
];

/// Erases a client. `confirm` is the name, typed again.
pub(in crate::store) fn erase(
    unit: &mut Unit<'_>,
    id: &ClientId,
    confirm: &str,
) -> Result<Outcome, StoreError> {
    let client = read(unit.conn, unit.access, Permission::EraseClients, id)?;
    if client.merged_into.is_some() {
        read_live(unit, Permission::EraseClients, id)?;
    }
    if client.erased.is_some() {
        return Err(refused("the personal data of this client was erased already", "Nothing was changed."));
    }
    if fold::fold(confirm) != fold::fold(&client.name) {
        return Err(refused(
            "the name that was typed is not the client's",
            "Nothing was erased. Type the name as it is shown.",
        ));
    }
    let mut people = all_merged_into(unit.conn, id)?;
    people.push(id.clone());
    for person in &people {
        blank(unit, person)?;
        for sql in SCRUB {
            unit.conn.prepare_cached(sql)?.execute([person.as_str()])?;
        }
        unit.touch(row(person));
    }
    unit.conn
        .execute("DELETE FROM undo_entries WHERE session_id = ?1", [unit.access.actor.session.as_str()])?;
    let entry = Entry::high("client.erased", client.branch.as_str()).with(json!({ "records": people.len() }));
    unit.record(&entry)?;
    search::index::drain_dirty(unit.conn, usize::MAX)?;
    Ok(Unit::done(
        "Erased the client's personal data; invoices and payments are kept. Backups made before still hold it".to_owned(),
        Some(row(id)),
    ))
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
