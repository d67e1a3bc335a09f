//! The audit log: append-only, hash-chained per device, with personal values apart so that erasure keeps the chain
//! whole. docs/audit-chain.md describes the encoding byte by byte.

mod chain;
mod history;
pub mod words;

pub(super) use chain::{Chain, Chained, head, personal_hash};
pub use chain::{ChainReport, GENESIS, verify};
pub(super) use history::{history, reason_apart};

use super::access::Access;
use super::protocol::{RowRef, StoreError, Table};
use super::tables::{self, Image};
use super::unit::{Entry, RowChange};
use crate::domain::id::AuditId;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Where an entry says why.
pub(super) const REASON: &str = "reason";

/// Appends the entry of a command: log row, personal values, chain link, row index.
pub(super) fn append(
    conn: &Connection,
    access: &Access,
    now: i64,
    entry: &Entry,
    changes: &[RowChange],
    touched: &[RowRef],
) -> Result<AuditId, StoreError> {
    let id = AuditId::from_uuid(Uuid::now_v7());
    let org = access.org_id()?.as_str();
    let (facts, reason) = apart(entry, changes);
    let personal = keep_personal(conn, &id, changes, reason)?;
    let payload = payload(access, facts, changes, &personal);
    conn.prepare_cached("INSERT INTO audit_logs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute((
        id.as_str(),
        org,
        entry.branch.as_deref().filter(|b| !b.is_empty()),
        access.actor.user.as_str(),
        entry.event,
        entry.severity.as_str(),
        &payload,
        now,
    ))?;
    let mut index = conn.prepare_cached("INSERT OR IGNORE INTO audit_rows VALUES (?1, ?2, ?3)")?;
    for row in changes.iter().map(|c| &c.row).chain(touched) {
        index.execute((tables::name(row.table), &row.id, id.as_str()))?;
    }
    chain::link(conn, &id)?;
    Ok(id)
}

/// The payload: where from, which rows, which fields; values only of rows without personal data.
fn payload(access: &Access, facts: Value, changes: &[RowChange], personal: &[(String, String)]) -> String {
    let rows: Vec<Value> = changes
        .iter()
        .map(|change| {
            let fields = diff(change);
            let shown = if tables::personal(change.row.table) {
                json!(fields.keys().collect::<Vec<_>>())
            } else {
                Value::Object(fields)
            };
            json!({ "table": tables::name(change.row.table), "id": change.row.id, "op": op(change), "fields": shown })
        })
        .collect();
    let mut payload = Map::new();
    payload.insert("host".to_owned(), json!(access.actor.host));
    payload.insert("rows".to_owned(), Value::Array(rows));
    if !personal.is_empty() {
        let hashes: Vec<Value> =
            personal.iter().map(|(subject, hash)| json!({ "subject": subject, "hash": hash })).collect();
        payload.insert("personal".to_owned(), Value::Array(hashes));
    }
    if !facts.is_null() {
        payload.insert("facts".to_owned(), facts);
    }
    Value::Object(payload).to_string()
}

/// The facts, and the reason that somebody typed, where it is about rows with personal data: then it may be personal
/// itself, and stands with their values.
fn apart(entry: &Entry, changes: &[RowChange]) -> (Value, Option<Value>) {
    let mut facts = entry.facts.clone();
    let is_personal = changes.iter().any(|change| tables::personal(change.row.table));
    let reason = facts.as_object_mut().filter(|_| is_personal).and_then(|facts| facts.remove(REASON));
    (facts, reason)
}

/// Writes the personal values apart, salted; returns the hash of each subject's.
fn keep_personal(
    conn: &Connection,
    id: &AuditId,
    changes: &[RowChange],
    mut reason: Option<Value>,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut by_subject: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for change in changes.iter().filter(|c| tables::personal(c.row.table)) {
        let mut row =
            json!({ "table": tables::name(change.row.table), "id": change.row.id, "fields": diff(change) });
        if let Some(reason) = reason.take() {
            row[REASON] = reason;
        }
        by_subject.entry(subject(conn, change, changes)?).or_default().push(row);
    }
    let mut hashes = Vec::new();
    for (subject, rows) in by_subject {
        let salt = Uuid::new_v4().simple().to_string();
        let text = Value::Array(rows).to_string();
        hashes.push((subject.clone(), personal_hash(&salt, &text)));
        conn.prepare_cached("INSERT INTO audit_personal VALUES (?1, ?2, ?3, ?4)")?.execute((
            id.as_str(),
            subject,
            salt,
            text,
        ))?;
    }
    Ok(hashes)
}

/// The client that a row is about; `all` are the changes of its command, among which may be what it hung on.
fn subject(conn: &Connection, change: &RowChange, all: &[RowChange]) -> Result<String, StoreError> {
    let image = change.after.as_ref().or(change.before.as_ref());
    let text = |column| image.and_then(|i| i.get(column)?.as_str()).unwrap_or(&change.row.id);
    // What hangs on a project is about the project's client.
    let (of, sql) = match change.row.table {
        Table::ClientNotes | Table::Projects => return Ok(text("client_id").to_owned()),
        Table::ClientMerges => return Ok(text("gone_id").to_owned()),
        Table::QuoteItems => (
            text("quote_id"),
            "SELECT p.client_id FROM quotes q JOIN projects p ON p.id = q.project_id WHERE q.id = ?1",
        ),
        Table::InvoiceItems => (
            text("invoice_id"),
            "SELECT coalesce(i.client_id, p.client_id) FROM invoices i LEFT JOIN projects p ON p.id = i.project_id
             WHERE i.id = ?1 AND coalesce(i.client_id, p.client_id) IS NOT NULL",
        ),
        Table::ProjectEvents
        | Table::ProjectTasks
        | Table::Quotes
        | Table::MediaObjects
        // What went out for no project is about whoever has it, and stands under its own id.
        | Table::AssetCustody
        | Table::Notifications => (text("project_id"), "SELECT client_id FROM projects WHERE id = ?1"),
        Table::Messages => (text("scope_id"), "SELECT client_id FROM projects WHERE id = ?1"),
        _ => return Ok(change.row.id.clone()),
    };
    let client = conn.prepare_cached(sql)?.query_row([of], |r| r.get(0)).optional()?;
    // What hangs on nothing (gear that went out for no project) is named by its own id, and led to by none.
    let gone = all.iter().find(|other| other.row.id == of && other.row != change.row);
    match (client, gone) {
        (Some(client), _) => Ok(client),
        (None, Some(gone)) => subject(conn, gone, all),
        (None, None) => Ok(of.to_owned()),
    }
}

fn op(change: &RowChange) -> &'static str {
    match (&change.before, &change.after) {
        (None, _) => "insert",
        (Some(_), Some(_)) => "update",
        (Some(_), None) => "delete",
    }
}

/// The fields that moved: `{"name": [before, after]}`; JSON columns key by key, row images inside a row left out.
fn diff(change: &RowChange) -> Map<String, Value> {
    let empty = Image::new();
    let (before, after) = (change.before.as_ref().unwrap_or(&empty), change.after.as_ref().unwrap_or(&empty));
    let mut fields = Map::new();
    for key in before.keys().chain(after.keys().filter(|k| !before.contains_key(*k))) {
        let (old, new) = (before.get(key).unwrap_or(&Value::Null), after.get(key).unwrap_or(&Value::Null));
        if old == new || matches!(key.as_str(), "id" | "kept_before" | "kept_after") {
            continue;
        }
        match (key.strip_suffix("_json"), object(old), object(new)) {
            (Some(name), Some(old), Some(new)) => nested(&mut fields, name, &old, &new),
            _ => drop(fields.insert(key.clone(), json!([old, new]))),
        }
    }
    fields
}

fn object(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Null => Some(Map::new()),
        Value::String(text) => serde_json::from_str(text).ok(),
        _ => None,
    }
}

fn nested(fields: &mut Map<String, Value>, name: &str, old: &Map<String, Value>, new: &Map<String, Value>) {
    for key in old.keys().chain(new.keys().filter(|k| !old.contains_key(*k))) {
        let (a, b) = (old.get(key).unwrap_or(&Value::Null), new.get(key).unwrap_or(&Value::Null));
        if a != b {
            fields.insert(format!("{name}.{key}"), json!([a, b]));
        }
    }
}

/// Who changed a row last, as far as the log knows.
pub(super) fn last_actor(conn: &Connection, row: &RowRef) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT coalesce(u.name, u.email, a.actor_user_id) FROM audit_rows r JOIN audit_logs a ON a.id = r.audit_id
             LEFT JOIN users u ON u.id = a.actor_user_id WHERE r.tbl = ?1 AND r.row_id = ?2 ORDER BY r.audit_id DESC LIMIT 1",
        )?
        .query_row((tables::name(row.table), &row.id), |r| r.get(0))
        .optional()?)
}
