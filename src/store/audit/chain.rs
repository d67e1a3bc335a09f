//! The chain of the audit log: links, and the walk that proves them. docs/audit-chain.md describes the encoding byte by
//! byte.

use super::super::progress::{Step, Watch};
use super::super::protocol::StoreError;
use crate::domain::id::{AuditId, DeviceId};
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The hash that the first entry of a chain follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An audit row as the chain hashes it.
pub(in crate::store) struct Chained<'a> {
    pub(in crate::store) id: &'a str,
    pub(in crate::store) org_id: Option<&'a str>,
    pub(in crate::store) branch_id: Option<&'a str>,
    pub(in crate::store) actor: Option<&'a str>,
    pub(in crate::store) event: Option<&'a str>,
    pub(in crate::store) severity: Option<&'a str>,
    pub(in crate::store) payload: Option<&'a str>,
    pub(in crate::store) created_at: Option<i64>,
}

impl<'a> Chained<'a> {
    /// Reads the eight columns of `audit_logs`, in their order, from `first` on.
    fn read(row: &'a Row<'_>, first: usize) -> rusqlite::Result<Self> {
        let text = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(first + at)?.as_str_or_null()?);
        Ok(Self {
            id: row.get_ref(first)?.as_str()?,
            org_id: text(1)?,
            branch_id: text(2)?,
            actor: text(3)?,
            event: text(4)?,
            severity: text(5)?,
            payload: text(6)?,
            created_at: row.get(first + 7)?,
        })
    }
}

/// The end of a device's chain, which the next entry is linked to.
pub(in crate::store) struct Chain {
    device: DeviceId,
    seq: i64,
    head: String,
}

/// The number and the hash of the last entry of this file's device, or of the one that wrote the file where this one has
/// written nothing yet; `None` while there is none. Reads only.
///
/// # Errors
/// The database cannot be read.
pub(in crate::store) fn head(conn: &Connection) -> Result<Option<(i64, String)>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT seq, hash FROM audit_chain WHERE device_id = coalesce(
               (SELECT m.value FROM store_meta m WHERE m.key = 'device_id' AND EXISTS (SELECT 1 FROM audit_chain WHERE device_id = m.value)),
               (SELECT min(device_id) FROM audit_chain)) ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?)
}

/// A row of `audit_chain`.
pub(in crate::store) struct Link {
    pub(in crate::store) seq: i64,
    pub(in crate::store) prev: String,
    pub(in crate::store) hash: String,
}

impl Chain {
    /// A chain without entries.
    pub(in crate::store) fn new(device: DeviceId) -> Self {
        Self { device, seq: 0, head: GENESIS.to_owned() }
    }

    /// The chain of this file's device, as far as it goes.
    fn of(conn: &Connection) -> Result<Self, StoreError> {
        let device = device(conn)?;
        let found = conn
            .prepare_cached(
                "SELECT seq, hash FROM audit_chain WHERE device_id = ?1 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([device.as_str()], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        Ok(match found {
            Some((seq, head)) => Self { device, seq, head },
            None => Self::new(device),
        })
    }

    /// Whose chain it is.
    pub(in crate::store) const fn device(&self) -> &DeviceId {
        &self.device
    }

    /// The link of the next entry; the chain now ends with it.
    pub(in crate::store) fn link(&mut self, entry: &Chained<'_>) -> Link {
        self.seq += 1;
        let hash = hash(self.device.as_str(), self.seq, &self.head, entry);
        let prev = std::mem::replace(&mut self.head, hash.clone());
        Link { seq: self.seq, prev, hash }
    }
}

/// Appends the chain link of an entry that was just written, on this device's chain.
pub(super) fn link(conn: &Connection, id: &AuditId) -> Result<(), StoreError> {
    let mut chain = Chain::of(conn)?;
    let link = conn
        .prepare_cached("SELECT id, org_id, branch_id, actor_user_id, event_type, severity, payload_json, created_at FROM audit_logs WHERE id = ?1")?
        .query_row([id.as_str()], |r| Ok(chain.link(&Chained::read(r, 0)?)))?;
    conn.prepare_cached("INSERT INTO audit_chain VALUES (?1, ?2, ?3, ?4, ?5)")?.execute((
        chain.device.as_str(),
        link.seq,
        id.as_str(),
        link.prev,
        link.hash,
    ))?;
    Ok(())
}

/// The hash of a link: SHA-256 over the canonical encoding.
fn hash(device: &str, seq: i64, prev: &str, entry: &Chained<'_>) -> String {
    let mut sha = Sha256::new();
    let seq = seq.to_string();
    let created = entry.created_at.map(|at| at.to_string());
    let fields = [
        Some("sv-audit-1"),
        Some(device),
        Some(&seq),
        Some(prev),
        Some(entry.id),
        entry.org_id,
        entry.branch_id,
        entry.actor,
        entry.event,
        entry.severity,
        entry.payload,
        created.as_deref(),
    ];
    for field in fields {
        match field {
            Some(text) => {
                sha.update(text.len().to_string());
                sha.update(":");
                sha.update(text);
            }
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
pub(in crate::store) fn device(conn: &Connection) -> Result<DeviceId, StoreError> {
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
        "SELECT count(*) FROM audit_logs a WHERE NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.audit_id = a.id)
         AND (a.rowid <= (SELECT CAST(value AS INTEGER) FROM store_meta WHERE key = 'legacy_audit_logs')
           OR EXISTS (SELECT 1 FROM import_rows r WHERE r.tbl = 'audit_logs' AND r.row_id = a.id))",
    )?;
    report.unwitnessed = count(
        conn,
        "SELECT count(*) FROM audit_logs a WHERE NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.audit_id = a.id)
         AND a.rowid > (SELECT CAST(value AS INTEGER) FROM store_meta WHERE key = 'legacy_audit_logs')
         AND NOT EXISTS (SELECT 1 FROM import_rows r WHERE r.tbl = 'audit_logs' AND r.row_id = a.id)",
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
fn broken_personal(conn: &Connection, entry: &Chained<'_>) -> Result<Option<String>, StoreError> {
    let Some(payload) = entry.payload.filter(|p| p.contains("\"personal\"")) else { return Ok(None) };
    let payload: Value = serde_json::from_str(payload).unwrap_or_default();
    let mut statement =
        conn.prepare_cached("SELECT subject_id, salt, json FROM audit_personal WHERE audit_id = ?1")?;
    let mut rows = statement.query([entry.id])?;
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

/// The hash that stands in the entry for personal values: SHA-256 of salt and JSON.
pub(in crate::store) fn personal_hash(salt: &str, json: &str) -> String {
    hex(Sha256::new().chain_update(salt).chain_update(json).finalize().as_slice())
}
