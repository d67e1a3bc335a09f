//! The audit log of the demo: an entry for every business event, in the order of time, chained as the product chains.

use super::super::audit::{Chain, Chained, personal_hash};
use super::super::protocol::StoreError;
use super::super::tables;
use super::super::unit::Severity;
use super::chance::{Chance, Ids};
use super::load::Loader;
use super::rows::{AuditLink, AuditLog, AuditPerson, AuditRow, Filled};
use crate::domain::id::{AuditId, DeviceId};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// A value of a field before or after.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
pub(super) enum Cell<'a> {
    /// SQL NULL.
    None,
    /// TEXT.
    Text(&'a str),
    /// INTEGER.
    Number(i64),
    /// REAL: an amount of the seed's columns.
    Amount(f64),
}

/// A row that an event wrote, and the fields that moved.
pub(super) struct Change<'a> {
    table: Filled,
    id: &'a str,
    op: &'static str,
    fields: Vec<(&'static str, [Cell<'a>; 2])>,
}

impl<'a> Change<'a> {
    /// A row that was made.
    pub(super) const fn made(table: Filled, id: &'a str) -> Self {
        Self { table, id, op: "insert", fields: Vec::new() }
    }

    /// A row that was changed.
    pub(super) const fn changed(table: Filled, id: &'a str) -> Self {
        Self { table, id, op: "update", fields: Vec::new() }
    }

    /// A field of a new row.
    pub(super) fn is(mut self, field: &'static str, value: Cell<'a>) -> Self {
        self.fields.push((field, [Cell::None, value]));
        self
    }

    /// The same for text; an empty one is left out.
    pub(super) fn says(self, field: &'static str, text: &'a str) -> Self {
        if text.is_empty() { self } else { self.is(field, Cell::Text(text)) }
    }

    /// A field that moved.
    pub(super) fn moved(mut self, field: &'static str, from: Cell<'a>, to: Cell<'a>) -> Self {
        self.fields.push((field, [from, to]));
        self
    }

    fn is_personal(&self) -> bool {
        self.table.of().is_some_and(tables::personal)
    }
}

/// The fields of a change: their values, or of rows with personal data only their names.
struct Fields<'a>(&'a Change<'a>);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = &self.0.fields;
        if self.0.is_personal() {
            return serializer.collect_seq(fields.iter().map(|(name, _)| name));
        }
        serializer.collect_map(fields.iter().map(|(name, pair)| (name, pair)))
    }
}

/// A change as `audit_personal` holds it.
struct Apart<'a>(&'a Change<'a>);

impl Serialize for Apart<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Values<'a>(&'a Change<'a>);
        impl Serialize for Values<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.fields.iter().map(|(name, pair)| (name, pair)))
            }
        }
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("table", self.0.table.name())?;
        map.serialize_entry("id", self.0.id)?;
        map.serialize_entry("fields", &Values(self.0))?;
        map.end()
    }
}

#[derive(Serialize)]
struct RowPart<'a> {
    table: &'static str,
    id: &'a str,
    op: &'static str,
    fields: Fields<'a>,
}

#[derive(Serialize)]
struct PersonalPart<'a> {
    subject: &'a str,
    hash: &'a str,
}

/// The payload, key by key as the product writes it.
#[derive(Serialize)]
struct Payload<'a> {
    host: &'static str,
    rows: Vec<RowPart<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    personal: Option<[PersonalPart<'a>; 1]>,
    #[serde(skip_serializing_if = "Facts::is_empty")]
    facts: Facts<'a>,
}

struct Facts<'a>(&'a [(&'static str, Cell<'a>)]);

impl Facts<'_> {
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Facts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Something that happened.
pub(super) struct Entry<'a> {
    /// When, unix seconds.
    pub(super) at: i64,
    /// The id of the branch; `None` for the organization.
    pub(super) branch: Option<&'a str>,
    /// The id of whoever did it.
    pub(super) actor: &'a str,
    /// What, e.g. `project.moved`.
    pub(super) event: &'static str,
    /// How grave.
    pub(super) severity: Severity,
    /// The rows that moved.
    pub(super) changes: Vec<Change<'a>>,
    /// Rows that were written along with them, many at once.
    pub(super) touched: Vec<(Filled, &'a str)>,
    /// Facts beside the rows: reasons, counts. Never personal data.
    pub(super) facts: Vec<(&'static str, Cell<'a>)>,
    /// The client whose personal values the changes hold.
    pub(super) subject: Option<&'a str>,
}

impl<'a> Entry<'a> {
    /// An everyday entry.
    pub(super) const fn new(
        at: i64,
        branch: Option<&'a str>,
        actor: &'a str,
        event: &'static str,
        changes: Vec<Change<'a>>,
    ) -> Self {
        Self {
            at,
            branch,
            actor,
            event,
            severity: Severity::Medium,
            changes,
            touched: Vec::new(),
            facts: Vec::new(),
            subject: None,
        }
    }
}

/// The end of the log.
pub(super) struct Ledger {
    org: String,
    chain: Chain,
    ids: Ids,
    salt: Chance,
}

impl Ledger {
    /// An empty log of an organization.
    pub(super) fn new(org: String, device: DeviceId, mut seeds: Chance) -> Self {
        Self { org, chain: Chain::new(device), ids: Ids::new(seeds.bits()), salt: Chance::new(seeds.bits()) }
    }

    /// Writes an entry: log row, personal values, chain link, row index.
    pub(super) fn write(&mut self, loader: &mut Loader<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
        debug_assert_eq!(
            entry.subject.is_some(),
            entry.changes.iter().any(Change::is_personal),
            "{}: values of clients stand apart",
            entry.event
        );
        let id = AuditId::from_uuid(self.ids.at(entry.at)).to_string();
        let hash = entry.subject.map(|subject| self.keep_apart(loader, &id, subject, entry)).transpose()?;
        let payload = payload(entry, hash.as_deref())?;
        let severity = entry.severity.as_str();
        loader.put(&AuditLog {
            id: &id,
            org_id: &self.org,
            branch_id: entry.branch,
            actor_user_id: entry.actor,
            event_type: entry.event,
            severity,
            payload_json: &payload,
            created_at: entry.at,
        })?;
        loader.count(Filled::AuditLogs, entry.branch.unwrap_or_default(), severity);
        let rows = entry.changes.iter().map(|c| (c.table, c.id)).chain(entry.touched.iter().copied());
        for (table, row_id) in rows {
            loader.put(&AuditRow { tbl: table.name(), row_id, audit_id: &id })?;
        }
        let link = self.chain.link(&Chained {
            id: &id,
            org_id: Some(&self.org),
            branch_id: entry.branch,
            actor: Some(entry.actor),
            event: Some(entry.event),
            severity: Some(severity),
            payload: Some(&payload),
            created_at: Some(entry.at),
        });
        loader.put(&AuditLink {
            device_id: self.chain.device().as_str(),
            seq: link.seq,
            audit_id: &id,
            prev_hash: &link.prev,
            hash: &link.hash,
        })
    }

    /// Writes the personal values apart, salted; returns their hash.
    fn keep_apart(
        &mut self,
        loader: &mut Loader<'_>,
        id: &str,
        subject: &str,
        entry: &Entry<'_>,
    ) -> Result<String, StoreError> {
        let salt = uuid::Builder::from_random_bytes(
            (u128::from(self.salt.bits()) << 64 | u128::from(self.salt.bits())).to_be_bytes(),
        );
        let salt = salt.into_uuid().simple().to_string();
        let apart: Vec<Apart<'_>> = entry.changes.iter().filter(|c| c.is_personal()).map(Apart).collect();
        let json = text(&apart)?;
        loader.put(&AuditPerson { audit_id: id, subject_id: subject, salt: &salt, json: &json })?;
        Ok(personal_hash(&salt, &json))
    }
}

fn payload(entry: &Entry<'_>, hash: Option<&str>) -> Result<String, StoreError> {
    let rows = entry.changes.iter();
    text(&Payload {
        // The demo's people sat at the terminal.
        host: "tui",
        rows: rows
            .map(|c| RowPart { table: c.table.name(), id: c.id, op: c.op, fields: Fields(c) })
            .collect(),
        personal: entry.subject.zip(hash).map(|(subject, hash)| [PersonalPart { subject, hash }]),
        facts: Facts(&entry.facts),
    })
}

/// A value as JSON.
pub(super) fn text(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Internal(format!("the demo's JSON: {error}")))
}
