//! Creating, editing, tagging, noting, archiving.

use super::super::conflict::{Standing, refuse_stale};
use super::super::protocol::{Outcome, RowRef, StoreError, Table};
use super::super::tables::Image;
use super::super::undo;
use super::super::unit::{Entry, Inverse, Unit};
use super::{read, row};
use crate::domain::client::{self, Client, ClientEntry, MAX_NOTE, clean_tags};
use crate::domain::field::{self, FieldErrors, FieldValues};
use crate::domain::fold;
use crate::domain::id::{BranchId, ClientId, NoteId};
use crate::domain::role::Permission;
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use uuid::Uuid;

/// Makes a client.
pub(in crate::store) fn create(
    unit: &mut Unit<'_>,
    branch: &BranchId,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let place = unit.access.branch_of(Permission::EditClients, branch.as_str(), "branch", branch.as_str())?;
    let entry = client::check(values, place.country).map_err(StoreError::Invalid)?;
    let id = ClientId::from_uuid(Uuid::now_v7());
    let row = unit.insert(
        Table::Clients,
        json!({
            "id": id.as_str(), "branch_id": branch.as_str(), "name": entry.name, "phone": entry.phone,
            "phone_e164": entry.phone_e164, "profile_json": profile_json(&entry)?, "follow_up_at": entry.follow_up,
            "created_at": unit.now, "archived_at": null, "merged_into": null, "erased_at": null,
        }),
    )?;
    unit.record_undoable(
        &Entry::new("client.created", branch.as_str()),
        &format!("new client {}", entry.name),
    )?;
    Ok(Unit::done_undoable(format!("Added {}", entry.name), Some(row)))
}

/// Changes the fields of a client in which `values` differs from `base`.
pub(in crate::store) fn edit(
    unit: &mut Unit<'_>,
    id: &ClientId,
    version: i64,
    base: &FieldValues,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let current = read_live(unit, Permission::EditClients, id)?;
    let changes = field::changed(base, values);
    if changes.is_empty() {
        return Ok(Unit::done(format!("Nothing to save: {} is as it was", current.name), Some(row(id))));
    }
    let stored = Standing {
        row: row(id),
        label: current.name.clone(),
        version: current.version,
        values: current.values(),
    };
    refuse_stale(unit, stored, version, base)?;
    let country = unit
        .access
        .branch_of(Permission::EditClients, current.branch.as_str(), "client", id.as_str())?
        .country;
    let entry = client::edit(&current, &changes, country).map_err(StoreError::Invalid)?;
    let profile = profile_json(&entry)?;
    unit.update(&row(id), "client", |image| write_entry(image, &entry, profile))?;
    if unit.is_unchanged() {
        return Ok(Unit::done(format!("Nothing to save: {} is as it was", current.name), Some(row(id))));
    }
    unit.record_undoable(
        &Entry::new("client.edited", current.branch.as_str()),
        &format!("edit of {}", entry.name),
    )?;
    Ok(Unit::done_undoable(format!("Saved {}", entry.name), Some(row(id))))
}

/// A client that can still be written: not merged away, not erased.
pub(in crate::store) fn read_live(
    unit: &Unit<'_>,
    permission: Permission,
    id: &ClientId,
) -> Result<Client, StoreError> {
    let client = read(unit.conn, unit.access, permission, id)?;
    if client.erased.is_some() {
        return Err(StoreError::refused(
            "the personal data of this client was erased: there is nothing left to change",
            "Nothing was saved. Make a new client.",
        ));
    }
    if client.merged_into.is_some() {
        return Err(StoreError::refused(
            "this client was merged into another one",
            "Nothing was saved. Open the other one, or take the merge back there.",
        ));
    }
    Ok(client)
}

/// Adds and removes tags on several clients, as one act.
pub(in crate::store) fn tag(
    unit: &mut Unit<'_>,
    ids: &[ClientId],
    add: &[String],
    remove: &[String],
) -> Result<Outcome, StoreError> {
    let (add, remove) = (clean_tags(add), clean_tags(remove));
    for id in ids {
        let current = read_live(unit, Permission::EditClients, id)?;
        let mut entry = ClientEntry::from(&current);
        let before = clean_tags(&entry.profile.tags);
        let mut tags = before.clone();
        tags.retain(|tag| !remove.iter().any(|r| fold::fold(r) == fold::fold(tag)));
        tags.extend(add.iter().cloned());
        entry.profile.tags = clean_tags(&tags);
        if entry.profile.tags == before {
            continue;
        }
        if entry.profile.tags.len() > client::MAX_TAGS {
            return Err(StoreError::refused(
                "a client takes at most 50 tags",
                "Nothing was changed. Remove some first.",
            ));
        }
        let profile = profile_json(&entry)?;
        unit.update(&row(id), "client", |image| {
            drop(image.insert("profile_json".to_owned(), json!(profile)));
        })?;
    }
    finish_many(unit, "client.tagged", "tags", "Tagged")
}

/// Takes clients out of the usual list.
pub(in crate::store) fn archive(unit: &mut Unit<'_>, ids: &[ClientId]) -> Result<Outcome, StoreError> {
    let now = json!(unit.now);
    set_archived(unit, ids, &|image| {
        if image.get("archived_at").is_none_or(Value::is_null) {
            image.insert("archived_at".to_owned(), now.clone());
        }
    })?;
    finish_many(unit, "client.archived", "archiving", "Archived")
}

/// Puts archived clients back.
pub(in crate::store) fn restore(unit: &mut Unit<'_>, ids: &[ClientId]) -> Result<Outcome, StoreError> {
    set_archived(unit, ids, &|image| drop(image.insert("archived_at".to_owned(), Value::Null)))?;
    finish_many(unit, "client.restored", "restoring", "Restored")
}

fn set_archived(unit: &mut Unit<'_>, ids: &[ClientId], edit: &dyn Fn(&mut Image)) -> Result<(), StoreError> {
    for id in ids {
        read_live(unit, Permission::ArchiveClients, id)?;
        unit.update(&row(id), "client", edit)?;
    }
    Ok(())
}

/// Records an act on several clients: one entry in the log of each branch, one for `u` to take back.
fn finish_many(unit: &Unit<'_>, event: &'static str, noun: &str, verb: &str) -> Result<Outcome, StoreError> {
    if unit.is_unchanged() {
        return Ok(Unit::done("Nothing to change".to_owned(), None));
    }
    let rows = unit.rows();
    let what = match rows.as_slice() {
        [one] => name_of(unit, &ClientId::from(one.id.as_str()))?,
        many => format!("{} clients", many.len()),
    };
    let entry = Entry { branch: None, ..Entry::new(event, "") };
    undo::record_by_branch(unit, &entry)?;
    undo::keep(unit, &entry, &format!("{noun} of {what}"), &Inverse::Rows(unit.changes().to_vec()))?;
    let row = (rows.len() == 1).then(|| rows[0].clone());
    Ok(Unit::done_undoable(format!("{verb} {what}"), row))
}

fn name_of(unit: &Unit<'_>, id: &ClientId) -> Result<String, StoreError> {
    Ok(unit
        .conn
        .prepare_cached("SELECT name FROM clients WHERE id = ?1")?
        .query_row([id.as_str()], |r| r.get(0))?)
}

/// Notes something on a client, dated now.
pub(in crate::store) fn add_note(
    unit: &mut Unit<'_>,
    id: &ClientId,
    body: &str,
) -> Result<Outcome, StoreError> {
    let client = read_live(unit, Permission::EditClients, id)?;
    let body = fold::clean_lines(body, MAX_NOTE);
    if body.is_empty() {
        let mut errors = FieldErrors::default();
        errors.add("note", "write something to note");
        return Err(StoreError::Invalid(errors));
    }
    let note = NoteId::from_uuid(Uuid::now_v7());
    let author = unit.access.actor.user.clone();
    unit.insert(
        Table::ClientNotes,
        json!({ "id": note.as_str(), "client_id": id.as_str(), "author_user_id": author.as_str(), "body": body, "created_at": unit.now }),
    )?;
    unit.touch(row(id));
    unit.record_undoable(
        &Entry::new("client.noted", client.branch.as_str()),
        &format!("note on {}", client.name),
    )?;
    Ok(Unit::done_undoable(format!("Noted on {}", client.name), Some(row(id))))
}

/// Takes a note away.
pub(in crate::store) fn delete_note(unit: &mut Unit<'_>, note: &NoteId) -> Result<Outcome, StoreError> {
    let client: String = unit
        .conn
        .prepare_cached("SELECT client_id FROM client_notes WHERE id = ?1")?
        .query_row([note.as_str()], |r| r.get(0))
        .optional()?
        .ok_or_else(|| StoreError::NotFound { what: "note", id: note.to_string() })?;
    let id = ClientId::from(client);
    let client = read_live(unit, Permission::EditClients, &id)?;
    unit.delete(&RowRef { table: Table::ClientNotes, id: note.to_string() }, "note")?;
    unit.touch(row(&id));
    unit.record_undoable(
        &Entry::new("client.note_removed", client.branch.as_str()),
        &format!("removal of a note on {}", client.name),
    )?;
    Ok(Unit::done_undoable(format!("Removed a note on {}", client.name), Some(row(&id))))
}

/// Puts an entry into a row image.
pub(in crate::store) fn write_entry(image: &mut Image, entry: &ClientEntry, profile: String) {
    image.insert("name".to_owned(), json!(entry.name));
    image.insert("phone".to_owned(), json!(entry.phone));
    image.insert("phone_e164".to_owned(), json!(entry.phone_e164));
    image.insert("follow_up_at".to_owned(), json!(entry.follow_up));
    image.insert("profile_json".to_owned(), json!(profile));
}

/// The stored profile.
pub(super) fn profile_json(entry: &ClientEntry) -> Result<String, StoreError> {
    Ok(entry.profile.to_json())
}
