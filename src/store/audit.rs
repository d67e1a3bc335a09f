//! The audit log: append-only, hash-chained per device, with personal values apart so that erasure keeps the chain
//! whole. docs/audit-chain.md describes the encoding byte by byte.

use super::access::Access;
use super::imports;
use super::progress::{Step, Watch};
use super::protocol::{HistoryEntry, RowRef, StoreError, Table};
use super::tables::{self, Image};
use super::unit::{Entry, RowChange};
use crate::domain::id::{AuditId, DeviceId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The hash that the first entry of a chain follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

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
    let personal = keep_personal(conn, &id, changes)?;
    let payload = payload(access, entry, changes, &personal);
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
    link(conn, &id)?;
    Ok(id)
}

/// The payload: where from, which rows, which fields; values only of rows without personal data.
fn payload(access: &Access, entry: &Entry, changes: &[RowChange], personal: &[(String, String)]) -> String {
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
    if !entry.facts.is_null() {
        payload.insert("facts".to_owned(), entry.facts.clone());
    }
    Value::Object(payload).to_string()
}

/// Writes the personal values apart, salted; returns the hash of each subject's.
fn keep_personal(
    conn: &Connection,
    id: &AuditId,
    changes: &[RowChange],
) -> Result<Vec<(String, String)>, StoreError> {
    let mut by_subject: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for change in changes.iter().filter(|c| tables::personal(c.row.table)) {
        let row =
            json!({ "table": tables::name(change.row.table), "id": change.row.id, "fields": diff(change) });
        by_subject.entry(subject(conn, change)?).or_default().push(row);
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

/// The hash that stands in the entry for personal values: SHA-256 of salt and JSON.
fn personal_hash(salt: &str, json: &str) -> String {
    hex(Sha256::new().chain_update(salt).chain_update(json).finalize().as_slice())
}

/// The client that a row is about.
fn subject(conn: &Connection, change: &RowChange) -> Result<String, StoreError> {
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
        Table::ProjectEvents | Table::Quotes => {
            (text("project_id"), "SELECT client_id FROM projects WHERE id = ?1")
        }
        _ => return Ok(change.row.id.clone()),
    };
    let client = conn.prepare_cached(sql)?.query_row([of], |r| r.get(0)).optional()?;
    Ok(client.unwrap_or_else(|| of.to_owned()))
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

// The chain ------------------------------------------------------------------------------------------------------

/// An audit row as the chain hashes it.
struct Chained {
    id: String,
    org_id: Option<String>,
    branch_id: Option<String>,
    actor: Option<String>,
    event: Option<String>,
    severity: Option<String>,
    payload: Option<String>,
    created_at: Option<i64>,
}

impl Chained {
    /// Reads the eight columns of `audit_logs`, in their order, from `first` on.
    fn read(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(first)?,
            org_id: row.get(first + 1)?,
            branch_id: row.get(first + 2)?,
            actor: row.get(first + 3)?,
            event: row.get(first + 4)?,
            severity: row.get(first + 5)?,
            payload: row.get(first + 6)?,
            created_at: row.get(first + 7)?,
        })
    }
}

/// Appends the chain link of an entry that was just written, on this device's chain.
fn link(conn: &Connection, id: &AuditId) -> Result<(), StoreError> {
    let device = device(conn)?;
    let (seq, prev) = conn
        .prepare_cached("SELECT seq, hash FROM audit_chain WHERE device_id = ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([device.as_str()], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)))
        .optional()?
        .map_or((1, GENESIS.to_owned()), |(seq, hash)| (seq + 1, hash));
    let entry = conn
        .prepare_cached("SELECT id, org_id, branch_id, actor_user_id, event_type, severity, payload_json, created_at FROM audit_logs WHERE id = ?1")?
        .query_row([id.as_str()], |r| Chained::read(r, 0))?;
    let hash = hash(device.as_str(), seq, &prev, &entry);
    conn.prepare_cached("INSERT INTO audit_chain VALUES (?1, ?2, ?3, ?4, ?5)")?.execute((
        device.as_str(),
        seq,
        id.as_str(),
        prev,
        hash,
    ))?;
    Ok(())
}

/// The hash of a link: SHA-256 over the canonical encoding.
fn hash(device: &str, seq: i64, prev: &str, entry: &Chained) -> String {
    let mut sha = Sha256::new();
    let seq = seq.to_string();
    let created = entry.created_at.map(|at| at.to_string());
    let fields = [
        Some("sv-audit-1"),
        Some(device),
        Some(&seq),
        Some(prev),
        Some(&entry.id),
        entry.org_id.as_deref(),
        entry.branch_id.as_deref(),
        entry.actor.as_deref(),
        entry.event.as_deref(),
        entry.severity.as_deref(),
        entry.payload.as_deref(),
        created.as_deref(),
    ];
    for field in fields {
        match field {
            Some(text) => sha.update(format!("{}:{text}", text.len())),
            None => sha.update("-:"),
        }
    }
    hex(sha.finalize().as_slice())
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]])
        .map(char::from)
        .collect()
}

/// The device that this file lives on; named on first use.
pub(super) fn device(conn: &Connection) -> Result<DeviceId, StoreError> {
    let found: Option<String> = conn
        .prepare_cached("SELECT value FROM store_meta WHERE key = 'device_id'")?
        .query_row([], |r| r.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(DeviceId::from(id));
    }
    let id = DeviceId::from_uuid(Uuid::now_v7());
    conn.execute("INSERT INTO store_meta VALUES ('device_id', ?1)", [id.as_str()])?;
    Ok(id)
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct ChainReport {
    /// Links that hold.
    pub verified: u64,
    /// The first link that does not, in words; `None` when all hold.
    pub broken: Option<String>,
    /// Entries that another writer appended without a link.
    pub unwitnessed: u64,
    /// Entries from before the chain.
    pub legacy: u64,
    /// The newest link of each chain: (device, seq, hash). Print or export it: it is the anchor that a truncation
    /// is found against.
    pub heads: Vec<(String, i64, String)>,
}

/// How many entries are verified between two words about it.
const TOLD_EVERY: u64 = 1_000;

/// Walks every chain from its first link, and tells how many entries are done.
///
/// # Errors
/// The database cannot be read.
pub fn verify(conn: &Connection, watch: Watch<'_>) -> Result<ChainReport, StoreError> {
    let mut report = ChainReport::default();
    let of = count(conn, "SELECT count(*) FROM audit_chain")?;
    let mut statement = conn.prepare(
        "SELECT c.device_id, c.seq, c.audit_id, c.prev_hash, c.hash, a.id, a.org_id, a.branch_id, a.actor_user_id,
                a.event_type, a.severity, a.payload_json, a.created_at
         FROM audit_chain c LEFT JOIN audit_logs a ON a.id = c.audit_id ORDER BY c.device_id, c.seq",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if report.verified.is_multiple_of(TOLD_EVERY) {
            watch(Step { what: "audit log", done: report.verified, of });
        }
        if let Err(what) = verify_link(conn, row, &mut report.heads)? {
            report.broken = Some(what);
            break;
        }
        report.verified += 1;
    }
    report.legacy = count(
        conn,
        "SELECT count(*) FROM audit_logs a WHERE a.rowid <= (SELECT CAST(value AS INTEGER) FROM store_meta WHERE key = 'legacy_audit_logs')
         AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.audit_id = a.id)",
    )?;
    report.unwitnessed = count(
        conn,
        "SELECT count(*) FROM audit_logs a WHERE a.rowid > (SELECT CAST(value AS INTEGER) FROM store_meta WHERE key = 'legacy_audit_logs')
         AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.audit_id = a.id)",
    )?;
    Ok(report)
}

fn count(conn: &Connection, sql: &str) -> Result<u64, StoreError> {
    Ok(conn.query_row(sql, [], |r| r.get::<_, i64>(0))?.unsigned_abs())
}

/// Checks one link against the one before it, which `heads` holds; `Err` says what is broken.
fn verify_link(
    conn: &Connection,
    row: &Row<'_>,
    heads: &mut Vec<(String, i64, String)>,
) -> Result<Result<(), String>, StoreError> {
    let (device, seq, audit_id): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (prev, stored): (String, String) = (row.get(3)?, row.get(4)?);
    let (last_seq, last_hash) = match heads.last() {
        Some((d, seq, hash)) if *d == device => (*seq, hash.clone()),
        _ => (0, GENESIS.to_owned()),
    };
    if seq != last_seq + 1 {
        return Ok(Err(format!("link {} of {device} is missing before {audit_id}", last_seq + 1)));
    }
    if prev != last_hash {
        return Ok(Err(format!("link {seq} of {device} ({audit_id}) does not follow the link before it")));
    }
    if row.get::<_, Option<String>>(5)?.is_none() {
        return Ok(Err(format!("entry {audit_id} (link {seq} of {device}) was removed")));
    }
    let entry = Chained::read(row, 5)?;
    if hash(&device, seq, &prev, &entry) != stored {
        return Ok(Err(format!("entry {audit_id} (link {seq} of {device}) was changed")));
    }
    if let Some(what) = broken_personal(conn, &entry)? {
        return Ok(Err(what));
    }
    if last_seq > 0 {
        heads.pop();
    }
    heads.push((device, seq, stored));
    Ok(Ok(()))
}

/// Personal values that are still kept must match the hash in their entry; erased ones are simply gone.
fn broken_personal(conn: &Connection, entry: &Chained) -> Result<Option<String>, StoreError> {
    if !entry.payload.as_deref().is_some_and(|p| p.contains("\"personal\"")) {
        return Ok(None);
    }
    let payload: Value =
        serde_json::from_str(entry.payload.as_deref().unwrap_or_default()).unwrap_or_default();
    let mut statement =
        conn.prepare_cached("SELECT subject_id, salt, json FROM audit_personal WHERE audit_id = ?1")?;
    let mut rows = statement.query([&entry.id])?;
    while let Some(row) = rows.next()? {
        let (subject, salt, json): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let witnessed =
            payload["personal"].as_array().into_iter().flatten().find(|p| p["subject"] == json!(subject));
        if witnessed.is_none_or(|p| p["hash"] != json!(personal_hash(&salt, &json))) {
            return Ok(Some(format!("the personal values of entry {} were changed", entry.id)));
        }
    }
    Ok(None)
}

// History ---------------------------------------------------------------------------------------------------------

/// Every entry about a row, newest first, at most 500.
pub(super) fn history(
    conn: &Connection,
    access: &Access,
    row: &RowRef,
) -> Result<Vec<HistoryEntry>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT a.id, a.created_at, coalesce(u.name, u.email, a.actor_user_id), a.event_type, a.payload_json,
                (SELECT json_group_array(json(p.json)) FROM audit_personal p WHERE p.audit_id = a.id)
         FROM audit_rows r JOIN audit_logs a ON a.id = r.audit_id LEFT JOIN users u ON u.id = a.actor_user_id
         WHERE r.tbl = ?1 AND r.row_id = ?2 AND a.org_id = ?3 ORDER BY r.audit_id DESC LIMIT 500",
    )?;
    let org = access.org_id()?.as_str();
    let rows = statement.query_map((tables::name(row.table), &row.id, org), |r| {
        let (payload, personal): (Option<String>, Option<String>) = (r.get(4)?, r.get(5)?);
        Ok(HistoryEntry {
            id: AuditId::from(r.get::<_, String>(0)?),
            at: r.get::<_, Option<i64>>(1)?.and_then(|s| Timestamp::from_second(s).ok()),
            actor: r.get(2)?,
            event: r.get(3)?,
            reason: reason(payload.as_deref()),
            changes: changes(row, payload.as_deref(), personal.as_deref()),
        })
    })?;
    let mut entries: Vec<HistoryEntry> = rows.collect::<Result<_, _>>()?;
    for (field, before, after) in entries.iter_mut().flat_map(|entry| &mut entry.changes) {
        for id in [before, after] {
            name_row(conn, field, id)?;
        }
    }
    if let Some(import) = import(conn, org, row)? {
        match entries.iter_mut().find(|entry| entry.id == import.id) {
            Some(entry) => entry.changes.extend(import.changes),
            None => entries.push(import),
        }
    }
    Ok(entries)
}

/// The entry of the batch that a client was imported with. It stands in no row index: a batch has thousands of rows,
/// and a client's id tells which it is.
fn import(conn: &Connection, org: &str, row: &RowRef) -> Result<Option<HistoryEntry>, StoreError> {
    if row.table != Table::Clients {
        return Ok(None);
    }
    let Some(origin) = imports::registry::origin(conn, &row.id)? else { return Ok(None) };
    let Some(audit) = imports::registry::entry_of(conn, &origin)? else { return Ok(None) };
    Ok(conn
        .prepare_cached(
            "SELECT a.id, a.created_at, coalesce(u.name, u.email, a.actor_user_id), a.event_type FROM audit_logs a
             LEFT JOIN users u ON u.id = a.actor_user_id WHERE a.id = ?1 AND a.org_id = ?2",
        )?
        .query_row((audit, org), |r| {
            Ok(HistoryEntry {
                id: AuditId::from(r.get::<_, String>(0)?),
                at: r.get::<_, Option<i64>>(1)?.and_then(|s| Timestamp::from_second(s).ok()),
                actor: r.get(2)?,
                event: r.get(3)?,
                changes: vec![("from".to_owned(), String::new(), origin.place())],
                reason: String::new(),
            })
        })
        .optional()?)
}

/// A person does not know a colleague or a client by their id: the name stands in its place, while there is one.
fn name_row(conn: &Connection, field: &str, id: &mut String) -> Result<(), StoreError> {
    let sql = match field {
        _ if id.is_empty() => return Ok(()),
        "client_id" | "merged_into" => "SELECT name FROM clients WHERE id = ?1",
        field if field.ends_with("_user_id") => "SELECT coalesce(name, email) FROM users WHERE id = ?1",
        _ => return Ok(()),
    };
    let name: Option<Option<String>> =
        conn.prepare_cached(sql)?.query_row([id.as_str()], |r| r.get(0)).optional()?;
    if let Some(name) = name.flatten() {
        *id = name;
    }
    Ok(())
}

/// Why it was done, where somebody had to say.
fn reason(payload: Option<&str>) -> String {
    let payload: Value = payload.and_then(|p| serde_json::from_str(p).ok()).unwrap_or_default();
    payload["facts"]["reason"].as_str().unwrap_or_default().to_owned()
}

/// (field, before, after) of one row in an entry. Personal values stand apart, by the client whom they are about.
fn changes(row: &RowRef, payload: Option<&str>, personal: Option<&str>) -> Vec<(String, String, String)> {
    let parse =
        |text: Option<&str>| text.and_then(|t| serde_json::from_str::<Value>(t).ok()).unwrap_or_default();
    let (payload, personal) = (parse(payload), parse(personal));
    let open = payload["rows"].as_array().into_iter().flatten();
    let apart = personal.as_array().into_iter().flatten().filter_map(Value::as_array).flatten();
    let Some(fields) = apart.chain(open).find(|r| r["id"] == json!(row.id)).map(|r| &r["fields"]) else {
        return Vec::new();
    };
    match fields {
        Value::Object(fields) => {
            fields.iter().map(|(k, v)| (k.clone(), plain(&v[0]), plain(&v[1]))).collect()
        }
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .map(|n| (n.to_owned(), "erased".to_owned(), "erased".to_owned()))
            .collect(),
        _ => Vec::new(),
    }
}

/// A value as a person reads it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
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
