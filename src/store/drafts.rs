//! Drafts of open forms: what was typed survives a crash and a dropped terminal.
//!
//! A draft belongs to a person. Before anybody is set up there is one form only, the questions of a new studio, and
//! nobody whom `form_drafts.user_id` could name: its draft stands in `store_meta` and goes when the studio is set up.

use super::access::Access;
use super::protocol::{FormDraft, Outcome, StoreError, Table};
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
/// Where `store_meta` keeps the draft of whoever sets the studio up.
const NOBODYS: &str = "setup_draft";

#[derive(Serialize, Deserialize)]
struct Stored {
    form: String,
    editing: Option<(super::protocol::RowRef, i64)>,
    label: String,
    base: FieldValues,
    typed: Vec<(FieldKey, String)>,
}

impl Stored {
    fn of(draft: &FormDraft) -> Self {
        Self {
            form: draft.form.clone(),
            editing: draft.editing.clone(),
            label: draft.label.clone(),
            base: draft.base.clone(),
            typed: draft.typed.clone(),
        }
    }

    fn into_draft(self, id: DraftId, saved_at: Timestamp) -> FormDraft {
        FormDraft {
            id,
            form: self.form,
            editing: self.editing,
            label: self.label,
            base: self.base,
            typed: self.typed,
            saved_at,
        }
    }
}

/// The draft of whoever sets the studio up.
#[derive(Serialize, Deserialize)]
struct Nobodys {
    id: DraftId,
    saved_at: i64,
    draft: Stored,
}

/// A draft as it is stored.
fn as_json(stored: &impl Serialize) -> Result<String, StoreError> {
    let json = serde_json::to_string(stored).map_err(|e| StoreError::Internal(e.to_string()))?;
    if json.len() > MAX_BYTES {
        return Err(StoreError::Refused(super::protocol::Refusal {
            message: "what was typed is too long to be kept as a draft".to_owned(),
            hint: "Save the form before you close it.",
        }));
    }
    Ok(json)
}

/// Keeps a draft. One about a client that was erased meanwhile, or about a project of theirs, is dropped, quietly: the
/// form may still be open in a terminal that does not know yet, and must not bring the data back.
pub(super) fn save(
    conn: &Connection,
    access: &Access,
    now: i64,
    draft: &FormDraft,
) -> Result<Outcome, StoreError> {
    access.require(Permission::OwnWork)?;
    if access.is_nobody() {
        return save_nobodys(conn, now, draft);
    }
    if let Some((row, _)) = &draft.editing
        && is_erased(conn, &client_of(conn, row)?)?
    {
        return Ok(Unit::done("The client was erased: nothing is kept".to_owned(), None));
    }
    let mut stored = Stored::of(draft);
    forget_erased(conn, &mut stored)?;
    if is_about_erased(conn, &stored)? {
        return Ok(Unit::done("The client was erased: nothing is kept".to_owned(), None));
    }
    let json = as_json(&stored)?;
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

fn save_nobodys(conn: &Connection, now: i64, draft: &FormDraft) -> Result<Outcome, StoreError> {
    let json = as_json(&Nobodys { id: draft.id.clone(), saved_at: now, draft: Stored::of(draft) })?;
    conn.prepare_cached("INSERT INTO store_meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
        .execute((NOBODYS, json))?;
    Ok(Unit::done("Draft kept".to_owned(), None))
}

/// Forgets what nobody typed: the studio is set up, or the answers were taken back.
pub(super) fn drop_nobodys(conn: &Connection) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM store_meta WHERE key = ?1")?.execute([NOBODYS])?;
    Ok(())
}

/// The client whom a form is about: the record itself, or the client of the project that it hangs on.
fn client_of(conn: &Connection, row: &super::protocol::RowRef) -> Result<String, StoreError> {
    let sql = match row.table {
        Table::Projects => "SELECT client_id FROM projects WHERE id = ?1",
        Table::MediaObjects => {
            "SELECT p.client_id FROM media_objects m JOIN projects p ON p.id = m.project_id WHERE m.id = ?1"
        }
        Table::ProjectTasks => {
            "SELECT p.client_id FROM project_tasks t JOIN projects p ON p.id = t.project_id WHERE t.id = ?1"
        }
        _ => return Ok(row.id.clone()),
    };
    let client = conn.prepare_cached(sql)?.query_row([&row.id], |r| r.get(0)).optional()?;
    Ok(client.unwrap_or_else(|| row.id.clone()))
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

/// Whether a draft names a client that was erased, or a project of one. Forms of what hangs on a project name the
/// project; what an open one holds may have been typed, or shown, before the erasure.
fn is_about_erased(conn: &Connection, draft: &Stored) -> Result<bool, StoreError> {
    let mut named: Vec<&str> = draft.editing.iter().map(|(row, _)| row.id.as_str()).collect();
    for value in draft.base.values() {
        match value {
            FieldValue::Reference { id, .. } | FieldValue::Text(id) => named.push(id),
            FieldValue::Tags(ids) => named.extend(ids.iter().map(String::as_str)),
            _ => {}
        }
    }
    named.extend(draft.typed.iter().filter_map(|(_, text)| Some(text.split_once('\t')?.0)));
    for id in named {
        if is_erased(conn, id)? || is_project_of_erased(conn, id)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_project_of_erased(conn: &Connection, id: &str) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM projects p JOIN clients c ON c.id = p.client_id WHERE p.id = ?1 AND c.erased_at IS NOT NULL)",
        )?
        .query_row([id], |r| r.get(0))?)
}

/// Forgets a draft; one that is gone already is fine.
pub(super) fn drop_draft(conn: &Connection, access: &Access, id: &DraftId) -> Result<Outcome, StoreError> {
    access.require(Permission::OwnWork)?;
    if access.is_nobody() {
        drop_nobodys(conn)?;
    } else {
        conn.prepare_cached("DELETE FROM form_drafts WHERE id = ?1 AND user_id = ?2")?
            .execute((id.as_str(), access.actor.user.as_str()))?;
    }
    Ok(Unit::done("Draft forgotten".to_owned(), None))
}

/// The actor's drafts, newest first. One that no longer can be read is left out.
pub(super) fn list(conn: &Connection, access: &Access) -> Result<Vec<FormDraft>, StoreError> {
    access.require(Permission::OwnWork)?;
    if access.is_nobody() {
        return Ok(nobodys(conn)?.into_iter().collect());
    }
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
        drafts.push(stored.into_draft(DraftId::from(id), saved_at));
    }
    Ok(drafts)
}

/// What was typed before anybody was set up, as far as it can be read.
fn nobodys(conn: &Connection) -> Result<Option<FormDraft>, StoreError> {
    let json: Option<String> = conn
        .prepare_cached("SELECT value FROM store_meta WHERE key = ?1")?
        .query_row([NOBODYS], |r| r.get(0))
        .optional()?;
    let kept = json.and_then(|json| serde_json::from_str::<Nobodys>(&json).ok());
    Ok(kept
        .and_then(|kept| Some(kept.draft.into_draft(kept.id, Timestamp::from_second(kept.saved_at).ok()?))))
}
