//! Clients as `--json` prints them. The names are stable: scripts rely on them.

use crate::domain::client::Client;
use crate::domain::money::{self, Money};
use crate::store::protocol::{ClientDetail, ClientRow, TimelineEntry, TimelineKind};
use jiff::{Timestamp, civil};
use serde::Serialize;

/// An amount, exact in both ways of writing it.
#[derive(Serialize)]
pub(crate) struct MoneyValue {
    amount: String,
    currency: String,
    minor: i64,
}

impl From<Money> for MoneyValue {
    fn from(money: Money) -> Self {
        Self {
            amount: money::edit_amount(money.minor, money.currency),
            currency: money.currency.code().to_owned(),
            minor: money.minor,
        }
    }
}

/// A client in a list.
#[derive(Serialize)]
pub(crate) struct ClientLine {
    pub(crate) id: String,
    pub(crate) branch: String,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) tags: Vec<String>,
    pub(crate) last_shoot: Option<Timestamp>,
    pub(crate) spent: MoneyValue,
    pub(crate) archived: bool,
}

impl From<ClientRow> for ClientLine {
    fn from(row: ClientRow) -> Self {
        Self {
            id: row.id.to_string(),
            branch: row.branch.to_string(),
            name: row.name,
            phone: row.phone,
            tags: row.tags,
            last_shoot: row.last_shoot,
            spent: row.spent.into(),
            archived: row.archived,
        }
    }
}

/// Everything about a client. The editable fields have the names that `--set` takes.
#[derive(Serialize)]
pub(super) struct ClientRecord {
    id: String,
    version: i64,
    branch: String,
    branch_name: String,
    name: String,
    phone: String,
    phone_e164: Option<String>,
    alt_phone: String,
    email: String,
    tags: Vec<String>,
    business_name: String,
    gstin: String,
    address: String,
    city: String,
    birthday: Option<civil::Date>,
    anniversary: Option<civil::Date>,
    language: String,
    marketing_ok: bool,
    follow_up: Option<Timestamp>,
    referred_by: Option<Reference>,
    payment_days: Option<i64>,
    credit_limit: Option<MoneyValue>,
    notes: String,
    spent: MoneyValue,
    open: MoneyValue,
    projects: u64,
    invoices: u64,
    last_shoot: Option<Timestamp>,
    created: Option<Timestamp>,
    archived: Option<Timestamp>,
    merged_into: Option<String>,
    erased: Option<Timestamp>,
    timeline: Vec<Event>,
    other: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Reference {
    id: String,
    name: String,
}

#[derive(Serialize)]
struct Event {
    at: Timestamp,
    kind: TimelineKind,
    text: String,
    status: String,
    amount: Option<MoneyValue>,
    id: String,
}

impl From<TimelineEntry> for Event {
    fn from(entry: TimelineEntry) -> Self {
        Self {
            at: entry.at,
            kind: entry.kind,
            text: entry.text,
            status: entry.status,
            amount: entry.amount.map(MoneyValue::from),
            id: entry.row.id,
        }
    }
}

impl From<ClientDetail> for ClientRecord {
    fn from(detail: ClientDetail) -> Self {
        let ClientDetail { client, branch_name, stats, timeline, merges: _ } = detail;
        let Client { profile, .. } = client;
        let currency = client.spent.currency;
        Self {
            id: client.id.to_string(),
            version: client.version,
            branch: client.branch.to_string(),
            branch_name,
            name: client.name,
            phone: client.phone,
            phone_e164: client.phone_e164,
            alt_phone: profile.alt_phone,
            email: profile.email,
            tags: profile.tags,
            business_name: profile.business_name,
            gstin: profile.gstin,
            address: profile.address,
            city: profile.city,
            birthday: profile.birthday,
            anniversary: profile.anniversary,
            language: profile.language,
            marketing_ok: profile.marketing_ok,
            follow_up: client.follow_up,
            referred_by: profile.referred_by.map(|by| Reference { id: by.id.to_string(), name: by.name }),
            payment_days: profile.payment_days,
            credit_limit: profile.credit_limit.map(|minor| Money { minor, currency }.into()),
            notes: profile.notes,
            spent: client.spent.into(),
            open: stats.open.into(),
            projects: stats.projects,
            invoices: stats.invoices,
            last_shoot: stats.last_shoot,
            created: client.created,
            archived: client.archived,
            merged_into: client.merged_into.map(|id| id.to_string()),
            erased: client.erased,
            timeline: timeline.into_iter().map(Event::from).collect(),
            other: profile.other,
        }
    }
}
