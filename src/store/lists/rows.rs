//! Reading list rows: SQL columns to plain data.

use super::super::clients::detail::title;
use super::super::clients::{money, time};
use super::super::protocol::{
    AgendaRow, AssetRow, AuditRow, Branch, ClientRow, Cursor, InvoiceRow, ProjectRow, Row as ListRow,
};
use crate::domain::client::ClientProfile;
use crate::domain::id::{AssetId, AuditId, BranchId, ClientId, InvoiceId, ProjectId};
use crate::domain::money::Currency;
use rusqlite::Row;
use serde_json::Value;

/// What a row needs beside its columns.
pub(super) struct Context<'a> {
    /// The branches that the actor reaches.
    pub(super) branches: &'a [&'a Branch],
    /// The row's place.
    pub(super) cursor: Cursor,
}

impl Context<'_> {
    /// The currency of a branch; `None` when the branch is out of reach.
    fn currency(&self, branch: &str) -> Option<Currency> {
        self.branches.iter().find(|b| b.id.as_str() == branch).map(|b| b.currency)
    }
}

/// A list row that can be read; `None` when its branch is out of reach.
pub(super) trait ReadRow: ListRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>>;
}

impl ReadRow for ClientRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch: String = r.get(1)?;
        let Some(currency) = context.currency(&branch) else { return Ok(None) };
        let profile: Option<ClientProfile> =
            r.get::<_, Option<String>>(4)?.and_then(|p| serde_json::from_str(&p).ok());
        Ok(Some(Self {
            id: ClientId::from(r.get::<_, String>(0)?),
            branch: BranchId::from(branch),
            name: r.get(2)?,
            phone: r.get(3)?,
            tags: profile.unwrap_or_default().tags,
            archived: r.get::<_, Option<i64>>(5)?.is_some(),
            spent: money(r.get(6)?, currency),
            last_shoot: time(r.get(7)?),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for AgendaRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch: String = r.get(1)?;
        let details: Option<String> = r.get(2)?;
        let (Some(_), Some(start)) = (context.currency(&branch), time(r.get(5)?)) else { return Ok(None) };
        Ok(Some(Self {
            id: ProjectId::from(r.get::<_, String>(0)?),
            branch: BranchId::from(branch),
            title: title(details.as_deref()),
            client: r.get::<_, Option<String>>(3)?.unwrap_or_default(),
            status: r.get(4)?,
            start,
            location: text_in(details.as_deref(), "location"),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for ProjectRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch: String = r.get(1)?;
        if context.currency(&branch).is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            id: ProjectId::from(r.get::<_, String>(0)?),
            branch: BranchId::from(branch),
            title: title(r.get::<_, Option<String>>(2)?.as_deref()),
            client: r.get::<_, Option<String>>(3)?.unwrap_or_default(),
            status: r.get(4)?,
            start: time(r.get(5)?),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for InvoiceRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch: String = r.get(1)?;
        let Some(currency) = context.currency(&branch) else { return Ok(None) };
        let own: Option<String> = r.get(9)?;
        let currency = own.as_deref().and_then(Currency::from_code).unwrap_or(currency);
        Ok(Some(Self {
            id: InvoiceId::from(r.get::<_, String>(0)?),
            branch: BranchId::from(branch),
            number: r.get(2)?,
            client: r.get::<_, Option<String>>(3)?.unwrap_or_default(),
            kind: r.get::<_, Option<String>>(4)?.unwrap_or_default(),
            status: r.get(5)?,
            total: money(r.get(6)?, currency),
            issued: time(r.get(7)?),
            due: time(r.get(8)?),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for AssetRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch: String = r.get(1)?;
        if context.currency(&branch).is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            id: AssetId::from(r.get::<_, String>(0)?),
            branch: BranchId::from(branch),
            name: r.get(2)?,
            kind: r.get(3)?,
            serial: r.get::<_, Option<String>>(4)?.unwrap_or_default(),
            status: r.get(5)?,
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for AuditRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        Ok(Some(Self {
            id: AuditId::from(r.get::<_, String>(0)?),
            at: time(r.get(2)?),
            actor: r.get::<_, Option<String>>(3)?.unwrap_or_default(),
            event: r.get(4)?,
            severity: r.get::<_, Option<String>>(5)?.unwrap_or_default(),
            entity: entity(r.get::<_, Option<String>>(6)?.as_deref()),
            cursor: context.cursor,
        }))
    }
}

/// What an entry is about: its first row, or the `entity` and `id` of another writer's payload.
pub(in crate::store) fn entity(payload: Option<&str>) -> String {
    let payload: Value = payload.and_then(|p| serde_json::from_str(p).ok()).unwrap_or_default();
    let first = &payload["rows"][0];
    let (what, id) = match (first["table"].as_str(), first["id"].as_str()) {
        (Some(table), Some(id)) => (table, id),
        _ => (payload["entity"].as_str().unwrap_or_default(), payload["id"].as_str().unwrap_or_default()),
    };
    format!("{what} {id}").trim().to_owned()
}

fn text_in(details: Option<&str>, key: &str) -> String {
    let details: Value = details.and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default();
    details[key].as_str().unwrap_or_default().to_owned()
}
