//! Drafts of open forms: what was typed survives a crash and a dropped terminal.

use super::access::Access;
use super::protocol::{FormDraft, Outcome, StoreError};
use super::unit::Unit;
use crate::domain::client::fields;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::DraftId;
use crate::domain::role::Permission;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

/// Drafts that a person keeps; older ones give way.
const KEPT: i64 = 50;
/// The largest draft that is kept, in bytes.
const MAX_BYTES: usize = 1 << 20;

#[derive(Serialize, Deserialize)]
struct Stored {
    form: String,
    editing: Option<(super::protocol::RowRef, i64)>,
    label: String,
    base: FieldValues,
    typed: Vec<(FieldKey, String)>,
}

/// Keeps a draft. One about a client that was erased meanwhile is dropped, quietly: the form may still be open in a
/// terminal that does not know yet, and must not bring the data back.
pub(super) fn save(
    conn: &Connection,
    access: &Access,
    now: i64,
    draft: &FormDraft,
) -> Result<Outcome, StoreError> {
    access.require(Permission::OwnWork)?;
    if let Some((row, _)) = &draft.editing
        && is_erased(conn, &row.id)?
    {
        return Ok(Unit::done("The client was erased: nothing is kept".to_owned(), None));
    }
    let mut stored = Stored {
        form: draft.form.clone(),
        editing: draft.editing.clone(),
        label: draft.label.clone(),
        base: draft.base.clone(),
        typed: draft.typed.clone(),
    };
    forget_erased(conn, &mut stored)?;
    let json = serde_json::to_string(&stored).map_err(|e| StoreError::Internal(e.to_string()))?;
    if json.len() > MAX_BYTES {
        return Err(StoreError::Refused(super::protocol::Refusal {
            message: "what was typed is too long to be kept as a draft".to_owned(),
            hint: "Save the form before you close it.",
        }));
    }
    let user = access.actor.user.as_str();
    let owner: Option<String> = conn
        .prepare_cached("SELECT user_id FROM form_drafts WHERE id = ?1")?
        .query_row([draft.id.as_str()], |r| r.get(0))
        .optional()?;
    if owner.is_some_and(|owner| owner != user) {
        return Err(StoreError::NotFound { what: "draft", id: draft.id.to_string() });
    }
    conn.prepare_cached(
        "INSERT INTO form_drafts VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET subject_id = ?3, draft_json = ?4, saved_at = ?5",
    )?
    .execute((draft.id.as_str(), user, draft.editing.as_ref().map(|(row, _)| &row.id), json, now))?;
    conn.prepare_cached(
        "DELETE FROM form_drafts WHERE user_id = ?1 AND id NOT IN
         (SELECT id FROM form_drafts WHERE user_id = ?1 ORDER BY saved_at DESC, id DESC LIMIT ?2)",
    )?
    .execute((user, KEPT))?;
    Ok(Unit::done("Draft kept".to_owned(), None))
}

/// Whether a client was erased; the log knows it of one whose record is gone.
fn is_erased(conn: &Connection, client: &str) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM clients WHERE id = ?1 AND erased_at IS NOT NULL)
               OR (NOT EXISTS (SELECT 1 FROM clients WHERE id = ?1)
                 AND EXISTS (SELECT 1 FROM audit_rows r JOIN audit_logs a ON a.id = r.audit_id
                   WHERE r.tbl = 'clients' AND r.row_id = ?1 AND a.event_type = 'client.erased'))",
        )?
        .query_row([client], |r| r.get(0))?)
}

/// Takes the names of erased clients out of the fields that refer to them.
fn forget_erased(conn: &Connection, draft: &mut Stored) -> Result<(), StoreError> {
    let key = FieldKey::from(fields::REFERRED_BY);
    if let Some(FieldValue::Reference { id, .. }) = draft.base.get(&key)
        && is_erased(conn, id)?
    {
        draft.base.remove(&key);
    }
    // As typed, a reference is its id, a tab and the name.
    let typed = draft.typed.iter().find(|(k, _)| *k == key).and_then(|(_, text)| text.split_once('\t'));
    if let Some((id, _)) = typed
        && is_erased(conn, id)?
    {
        draft.typed.retain(|(k, _)| *k != key);
    }
    Ok(())
}

/// Forgets a draft; one that is gone already is fine.
pub(super) fn drop_draft(conn: &Connection, access: &Access, id: &DraftId) -> Result<Outcome, StoreError> {
    access.require(Permission::OwnWork)?;
    conn.prepare_cached("DELETE FROM form_drafts WHERE id = ?1 AND user_id = ?2")?
        .execute((id.as_str(), access.actor.user.as_str()))?;
    Ok(Unit::done("Draft forgotten".to_owned(), None))
}

/// The actor's drafts, newest first. One that no longer can be read is left out.
pub(super) fn list(conn: &Connection, access: &Access) -> Result<Vec<FormDraft>, StoreError> {
    access.require(Permission::OwnWork)?;
    let mut statement = conn.prepare_cached(
        "SELECT id, draft_json, saved_at FROM form_drafts WHERE user_id = ?1 ORDER BY saved_at DESC, id DESC",
    )?;
    let rows = statement.query_map([access.actor.user.as_str()], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, i64>(2)?))
    })?;
    let mut drafts = Vec::new();
    for row in rows {
        let (id, json, saved_at) = row?;
        let (Ok(stored), Ok(saved_at)) =
            (serde_json::from_str::<Stored>(&json), Timestamp::from_second(saved_at))
        else {
            continue;
        };
        drafts.push(FormDraft {
            id: DraftId::from(id),
            form: stored.form,
            editing: stored.editing,
            label: stored.label,
            base: stored.base,
            typed: stored.typed,
            saved_at,
        });
    }
    Ok(drafts)
}
