//! What is indexed: which tables, and what of their rows.

use super::super::protocol::ListKind;
use super::super::{audit, column};
use crate::domain::client::ClientProfile;
use crate::domain::task::template::Items;
use crate::domain::texts::Texts;
use crate::domain::{fold, phone};
use rusqlite::Row;

/// A searchable table: how its rows become docs.
pub(super) struct Source {
    pub(super) table: &'static str,
    pub(super) kind: ListKind,
    /// The rowid of one row.
    pub(super) rowid: &'static str,
    /// id, branch, then what `doc` reads; of one row.
    pub(super) by_id: &'static str,
    /// rowid first, then the same; of a batch.
    pub(super) batch: &'static str,
    pub(super) doc: fn(&Row<'_>, usize) -> rusqlite::Result<Option<Doc>>,
}

macro_rules! source {
    ($table:literal, $kind:expr, $columns:literal, $from:literal, $alias:literal, $doc:expr) => {
        Source {
            table: $table,
            kind: $kind,
            rowid: concat!("SELECT rowid FROM ", $table, " WHERE id = ?1"),
            by_id: concat!("SELECT ", $columns, " FROM ", $from, " WHERE ", $alias, ".id = ?1"),
            batch: concat!(
                "SELECT ",
                $alias,
                ".rowid, ",
                $columns,
                " FROM ",
                $from,
                " WHERE ",
                $alias,
                ".rowid BETWEEN ?1 AND ?2 ORDER BY ",
                $alias,
                ".rowid LIMIT ?3"
            ),
            doc: $doc,
        }
    };
}

/// Every searchable table.
pub(super) static SOURCES: [Source; 11] = [
    source!(
        "clients",
        ListKind::Clients,
        "c.id, c.branch_id, c.name, c.phone, c.phone_e164, c.profile_json, c.merged_into",
        "clients c",
        "c",
        client_doc
    ),
    source!(
        "projects",
        ListKind::Projects,
        "p.id, p.branch_id, p.details_json, c.name",
        "projects p LEFT JOIN clients c ON c.id = p.client_id",
        "p",
        project_doc
    ),
    source!(
        "invoices",
        ListKind::Invoices,
        "i.id, i.branch_id, i.number, coalesce(c.name, d.name), i.invoice_type",
        "invoices i LEFT JOIN clients c ON c.id = i.client_id LEFT JOIN projects p ON p.id = i.project_id LEFT JOIN clients d ON d.id = p.client_id",
        "i",
        invoice_doc
    ),
    source!(
        "assets",
        ListKind::Assets,
        "a.id, a.branch_id, a.name, a.serial_number, a.type",
        "assets a",
        "a",
        asset_doc
    ),
    source!(
        "audit_logs",
        ListKind::Audit,
        "a.id, coalesce(a.branch_id, ''), a.event_type, coalesce(u.name, ''), coalesce(u.email, '')",
        "audit_logs a LEFT JOIN users u ON u.id = a.actor_user_id",
        "a",
        audit_doc
    ),
    source!(
        "packages",
        ListKind::Packages,
        "k.id, k.branch_id, k.name, k.type, k.inclusions_json",
        "packages k",
        "k",
        package_doc
    ),
    source!(
        "package_templates",
        ListKind::PackageTemplates,
        "t.id, '', t.name, t.type, t.inclusions_json",
        "package_templates t",
        "t",
        package_doc
    ),
    source!(
        "project_tasks",
        ListKind::Tasks,
        "t.id, t.branch_id, t.title, p.details_json, c.name",
        "project_tasks t LEFT JOIN projects p ON p.id = t.project_id LEFT JOIN clients c ON c.id = p.client_id",
        "t",
        task_doc
    ),
    source!(
        "task_templates",
        ListKind::TaskTemplates,
        "t.id, '', t.name, t.items_json",
        "task_templates t",
        "t",
        task_template_doc
    ),
    source!(
        "notifications",
        ListKind::Notifications,
        "n.id, n.branch_id, n.type, n.channel, n.note, p.details_json, c.name",
        "notifications n LEFT JOIN projects p ON p.id = n.project_id LEFT JOIN clients c ON c.id = p.client_id",
        "n",
        notification_doc
    ),
    source!("kits", ListKind::Kits, "k.id, k.branch_id, k.name", "kits k", "k", kit_doc),
];

/// What is indexed of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doc {
    pub(super) row_id: String,
    pub(super) branch: String,
    pub(super) name: String,
    pub(super) body: String,
    pub(super) tags: String,
}

impl Doc {
    fn new(row_id: String, branch: String, name: &str, parts: &[&str]) -> Self {
        let name = fold::fold(name);
        let mut body = name.clone();
        for part in parts.iter().filter(|p| !p.trim().is_empty()) {
            body.push(' ');
            body.push_str(&fold::fold(part));
        }
        Self { row_id, branch, name, body, tags: String::new() }
    }
}

fn client_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    if column::optional_text(r, at + 6)?.is_some() {
        return Ok(None);
    }
    let (name, typed) = (column::text(r, at + 2)?, column::text(r, at + 3)?);
    let e164 = column::optional_text(r, at + 4)?;
    let profile = ClientProfile::parse(column::optional_text(r, at + 5)?.as_deref());
    let numbers = numbers(&[&typed, e164.as_deref().unwrap_or_default(), &profile.alt_phone]);
    let local = profile.email.split('@').next().unwrap_or_default();
    let tags: Vec<String> = profile.tags.iter().map(|t| format!("#{t}")).collect();
    let tags_typed = profile.tags.join("\n");
    let tag_words = tags.join(" ");
    let parts = [profile.business_name.as_str(), &profile.gstin, local, &tag_words, &numbers];
    let doc = Doc::new(column::text(r, at)?, column::text(r, at + 1)?, &name, &parts);
    Ok(Some(Doc { tags: tags_typed, ..doc }))
}

/// The digits of phones, without one that is part of another.
fn numbers(phones: &[&str]) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut all: Vec<String> = phones.iter().map(|p| phone::digits(p)).filter(|d| !d.is_empty()).collect();
    all.sort_by_key(|d| std::cmp::Reverse(d.len()));
    for digits in all {
        if !kept.iter().any(|k| k.contains(&digits)) {
            kept.push(digits);
        }
    }
    kept.join(" ")
}

fn project_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    let details = column::optional_text(r, at + 2)?;
    let title = super::super::clients::detail::title(details.as_deref());
    let details: serde_json::Value = details.and_then(|d| serde_json::from_str(&d).ok()).unwrap_or_default();
    let text = |key: &str| details[key].as_str().unwrap_or_default();
    // Most titles name the kind; said twice it would only make the index larger.
    let kind = if fold::fold(&title).contains(&fold::fold(text("kind"))) { "" } else { text("kind") };
    let client = column::text(r, at + 3)?;
    let parts = [client.as_str(), kind, text("location")];
    Ok(Some(Doc::new(column::text(r, at)?, column::text(r, at + 1)?, &title, &parts)))
}

fn invoice_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    let number = column::text(r, at + 2)?;
    let client = column::text(r, at + 3)?;
    let kind = column::text(r, at + 4)?;
    Ok(Some(Doc::new(column::text(r, at)?, column::text(r, at + 1)?, &client, &[&number, &kind])))
}

fn asset_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    let serial = column::text(r, at + 3)?;
    let (name, kind) = (column::text(r, at + 2)?, column::text(r, at + 4)?);
    // Nobody types the blanks of a model: an A7 IV is an a7iv.
    let closed: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    let closed = if name.contains(char::is_whitespace) { closed.as_str() } else { "" };
    Ok(Some(Doc::new(column::text(r, at)?, column::text(r, at + 1)?, &name, &[&serial, &kind, closed])))
}

fn kit_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    let name = column::text(r, at + 2)?;
    Ok(Some(Doc::new(column::text(r, at)?, column::text(r, at + 1)?, &name, &[])))
}

fn task_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    let title = column::text(r, at + 2)?;
    let project = super::super::clients::detail::title(column::optional_text(r, at + 3)?.as_deref());
    let client = column::text(r, at + 4)?;
    Ok(Some(Doc::new(column::text(r, at)?, column::text(r, at + 1)?, &title, &[&project, &client])))
}

fn task_template_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    let name = column::text(r, at + 2)?;
    let items = Items::parse(&column::text(r, at + 3)?);
    let titles: Vec<&str> = items.0.iter().map(|item| item.title.as_str()).collect();
    Ok(Some(Doc::new(column::text(r, at)?, column::text(r, at + 1)?, &name, &titles)))
}

fn package_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    let (name, kind) = (column::text(r, at + 2)?, column::text(r, at + 3)?);
    let inclusions = Texts::parse(column::optional_text(r, at + 4)?.as_deref()).text();
    let parts = [kind.replace('_', " "), inclusions];
    Ok(Some(Doc::new(
        column::text(r, at)?,
        column::text(r, at + 1)?,
        &name,
        &parts.each_ref().map(String::as_str),
    )))
}

fn notification_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    let kind = column::text(r, at + 2)?.replace('_', " ");
    let (channel, note, client) =
        (column::text(r, at + 3)?, column::text(r, at + 4)?, column::text(r, at + 6)?);
    let project = match column::optional_text(r, at + 5)? {
        Some(details) => super::super::clients::detail::title(Some(&details)),
        None => String::new(),
    };
    let parts = [client.as_str(), &project, &channel, &note];
    Ok(Some(Doc::new(column::text(r, at)?, column::text(r, at + 1)?, &kind, &parts)))
}

fn audit_doc(r: &Row<'_>, at: usize) -> rusqlite::Result<Option<Doc>> {
    let (event, name, email) = (column::text(r, at + 2)?, column::text(r, at + 3)?, column::text(r, at + 4)?);
    Ok(Some(Doc::new(
        column::text(r, at)?,
        column::text(r, at + 1)?,
        &event,
        &[&event.replace('.', " "), &audit::words::event(&event), &name, &email],
    )))
}
