//! Reading list rows: SQL columns to plain data.

use super::super::clients::detail::title;
use super::super::clients::{money, time};
use super::super::column;
use super::super::inventory;
use super::super::protocol::{
    AgendaEvent, AgendaRow, AssetRow, AuditRow, Branch, ClientRow, Cursor, InvoiceRow, KitRow,
    NotificationRow, PackageRow, PackageTemplateRow, ProjectRow, Row as ListRow, Standing, StoreError,
    TaskRow, TaskTemplateRow,
};
use crate::domain::client::ClientProfile;
use crate::domain::id::{
    AssetId, AuditId, BranchId, ClientId, EventId, InvoiceId, KitId, NotificationId, PackageId,
    PackageTemplateId, ProjectId, TaskId, TaskTemplateId,
};
use crate::domain::invoice::InvoiceStatus;
use crate::domain::money::{Currency, Money};
use crate::domain::percent::Percent;
use crate::domain::task::Checklist;
use rusqlite::{Connection, Row};
use serde_json::Value;

/// What a row needs beside its columns.
pub(super) struct Context<'a> {
    /// The branches that the actor reaches.
    pub(super) branches: &'a [&'a Branch],
    /// The actor's organization, and whether everything in it is reached.
    pub(super) org: (Option<&'a str>, bool),
    /// Whose rows alone are shown, where not everybody's are.
    pub(super) whose: Option<&'a str>,
    /// The row's place.
    pub(super) cursor: Cursor,
}

impl Context<'_> {
    /// The currency of a branch; `None` when the branch is out of reach.
    fn currency(&self, branch: &str) -> Option<Currency> {
        self.branches.iter().find(|b| b.id.as_str() == branch).map(|b| b.currency)
    }
}

impl Context<'_> {
    /// Whether a branch is in reach.
    pub(super) fn reaches(&self, branch: &str) -> bool {
        self.currency(branch).is_some()
    }
}

/// A list row that can be read; `None` when its branch is out of reach.
pub(super) trait ReadRow: ListRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>>;

    /// Adds what other tables know; `money` are the branches whose money may be seen.
    fn complete(self, _conn: &Connection, _money: &[&Branch]) -> Result<Self, StoreError> {
        Ok(self)
    }
}

impl ReadRow for ClientRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        let Some(currency) = context.currency(&branch) else { return Ok(None) };
        let profile = ClientProfile::parse(column::optional_text(r, 4)?.as_deref());
        Ok(Some(Self {
            id: ClientId::from(column::text(r, 0)?),
            branch: BranchId::from(branch),
            name: column::text(r, 2)?,
            phone: column::text(r, 3)?,
            tags: profile.tags,
            archived: column::int(r, 5)?.is_some(),
            spent: money(column::real(r, 6)?, currency),
            last_shoot: time(column::int(r, 7)?),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for AgendaRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        let details = column::optional_text(r, 2)?;
        let event = match column::optional_text(r, 6)? {
            Some(id) => {
                let (title, zone) = (column::text(r, 7)?, column::text(r, 8)?);
                Some(AgendaEvent { id: EventId::from(id), title, zone })
            }
            None => None,
        };
        let (Some(_), Some(start)) = (context.currency(&branch), time(column::int(r, 5)?)) else {
            return Ok(None);
        };
        Ok(Some(Self {
            id: ProjectId::from(column::text(r, 0)?),
            location: match &event {
                Some(_) => column::text(r, 9)?,
                None => text_in(details.as_deref(), "location"),
            },
            event,
            branch: BranchId::from(branch),
            title: title(details.as_deref()),
            client: column::text(r, 3)?,
            status: column::text(r, 4)?,
            start,
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for ProjectRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        if context.currency(&branch).is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            id: ProjectId::from(column::text(r, 0)?),
            branch: BranchId::from(branch),
            title: title(column::optional_text(r, 2)?.as_deref()),
            client: column::text(r, 3)?,
            status: column::text(r, 4)?,
            start: time(column::int(r, 5)?),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for InvoiceRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        let Some(currency) = context.currency(&branch) else { return Ok(None) };
        let own = column::optional_text(r, 9)?;
        let currency = own.as_deref().and_then(Currency::from_code).unwrap_or(currency);
        let (kind, stored) = (column::text(r, 4)?, column::text(r, 5)?);
        let total = money(column::real(r, 6)?, currency);
        let (open, now) = (column::int(r, 10)?.unwrap_or(0), column::int(r, 11)?.unwrap_or(0));
        Ok(Some(Self {
            id: InvoiceId::from(column::text(r, 0)?),
            branch: BranchId::from(branch),
            number: column::optional_text(r, 2)?,
            client: column::text(r, 3)?,
            status: InvoiceStatus::said(&stored, &kind, (open, total.minor), (column::int(r, 8)?, now)),
            kind,
            total,
            open: Money { minor: open, currency },
            issued: time(column::int(r, 7)?),
            due: time(column::int(r, 8)?),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for AssetRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        if context.currency(&branch).is_none() {
            return Ok(None);
        }
        let capacity = column::int(r, 6)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        Ok(Some(Self {
            id: AssetId::from(column::text(r, 0)?),
            branch: BranchId::from(branch),
            name: column::text(r, 2)?,
            kind: column::text(r, 3)?,
            serial: column::text(r, 4)?,
            status: column::text(r, 5)?,
            standing: Standing { pieces: (0, capacity), ..Standing::default() },
            cursor: context.cursor,
        }))
    }

    fn complete(self, conn: &Connection, _money: &[&Branch]) -> Result<Self, StoreError> {
        let (_, capacity) = self.standing.pieces;
        let standing = inventory::standing::of(conn, (&self.id, &self.branch), capacity)?;
        Ok(Self { standing, ..self })
    }
}

impl ReadRow for AuditRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let (org, everything) = context.org;
        let (branch, of) = (column::text(r, 1)?, column::optional_text(r, 7)?);
        if of.as_deref() != org || !(everything || context.currency(&branch).is_some()) {
            return Ok(None);
        }
        Ok(Some(Self {
            id: AuditId::from(column::text(r, 0)?),
            at: time(column::int(r, 2)?),
            actor: column::text(r, 3)?,
            event: column::text(r, 4)?,
            severity: column::text(r, 5)?,
            entity: entity(column::optional_text(r, 6)?.as_deref()),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for NotificationRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        let Some(currency) = context.currency(&branch) else { return Ok(None) };
        let project = column::optional_text(r, 2)?;
        let details = column::optional_text(r, 3)?;
        Ok(Some(Self {
            id: NotificationId::from(column::text(r, 0)?),
            branch: BranchId::from(branch),
            title: if project.is_some() { title(details.as_deref()) } else { String::new() },
            project: project.map(ProjectId::from),
            client: column::text(r, 4)?,
            kind: column::text(r, 5)?,
            channel: column::text(r, 6)?,
            cost: money(column::real(r, 7)?, currency),
            billed: column::int(r, 8)?.is_some_and(|billed| billed != 0),
            at: time(column::int(r, 9)?),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for KitRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        if !context.reaches(&branch) {
            return Ok(None);
        }
        let count = |at: usize| column::int(r, at).map(|n| n.unwrap_or(0).unsigned_abs());
        Ok(Some(Self {
            id: KitId::from(column::text(r, 0)?),
            branch: BranchId::from(branch),
            name: column::text(r, 2)?,
            archived: column::int(r, 3)?.is_some(),
            parts: count(4)?,
            out: count(5)?,
            missing: count(6)?,
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for PackageRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        let Some(currency) = context.currency(&branch) else { return Ok(None) };
        Ok(Some(Self {
            id: PackageId::from(column::text(r, 0)?),
            branch: BranchId::from(branch),
            name: column::text(r, 2)?,
            kind: column::text(r, 3)?,
            price: money(column::real(r, 4)?, currency),
            tax_rate: Percent::from_real(column::real(r, 5)?),
            archived: column::int(r, 6)?.is_some(),
            update: column::int(r, 7)?.is_some(),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for PackageTemplateRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        if Some(column::text(r, 1)?.as_str()) != context.org.0 {
            return Ok(None);
        }
        let currency = Currency::from_code(&column::text(r, 4)?).unwrap_or(Currency::NONE);
        Ok(Some(Self {
            id: PackageTemplateId::from(column::text(r, 0)?),
            name: column::text(r, 2)?,
            kind: column::text(r, 3)?,
            price: Money { minor: column::int(r, 5)?.unwrap_or(0), currency },
            tax_rate: Percent::from_hundredths(column::int(r, 6)?.unwrap_or(0)),
            revision: column::int(r, 7)?.unwrap_or(1),
            archived: column::int(r, 8)?.is_some(),
            copies: column::int(r, 9)?.unwrap_or(0).unsigned_abs(),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for TaskRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        let assignee = column::optional_text(r, 7)?;
        let is_shown = context.whose.is_none_or(|person| assignee.as_deref() == Some(person));
        if context.currency(&branch).is_none() || !is_shown {
            return Ok(None);
        }
        let (ticked, all) = Checklist::parse(column::optional_text(r, 9)?.as_deref()).counts();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(Some(Self {
            id: TaskId::from(column::text(r, 0)?),
            project: ProjectId::from(column::text(r, 3)?),
            branch: BranchId::from(branch),
            title: column::text(r, 2)?,
            project_title: title(column::optional_text(r, 4)?.as_deref()),
            stage: column::text(r, 5)?,
            due: time(column::int(r, 6)?),
            assignee: column::text(r, 8)?,
            checklist: (count(ticked), count(all)),
            done: time(column::int(r, 10)?),
            cursor: context.cursor,
        }))
    }
}

impl ReadRow for TaskTemplateRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::optional_text(r, 2)?;
        let in_reach = branch.as_deref().is_none_or(|branch| context.currency(branch).is_some());
        if Some(column::text(r, 1)?.as_str()) != context.org.0 || !in_reach {
            return Ok(None);
        }
        Ok(Some(Self {
            id: TaskTemplateId::from(column::text(r, 0)?),
            branch: branch.map(BranchId::from),
            name: column::text(r, 3)?,
            tasks: column::int(r, 4)?.unwrap_or(0).unsigned_abs(),
            archived: column::int(r, 5)?.is_some(),
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
