//! One invoice or audit entry as labelled facts.

use super::access::Access;
use super::audit;
use super::clients::detail::title;
use super::clients::{money, time};
use super::column::{self, text};
use super::facts::{json_facts, shown};
use super::lists::entity;
use super::protocol::{RecordDetail, RowRef, SectionLine, StoreError, Table, unnumbered};
use crate::domain::field::FieldValue;
use crate::domain::id::{AuditId, BranchId, InvoiceId};
use crate::domain::money::{Currency, Money};
use crate::domain::role::Permission;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

/// Lines of one section.
const LINES: usize = 50;

/// One invoice.
pub(super) fn invoice(
    conn: &Connection,
    access: &Access,
    id: &InvoiceId,
) -> Result<RecordDetail, StoreError> {
    let found = conn
        .prepare_cached(
            "SELECT i.branch_id, i.number, i.invoice_type, i.status, i.amount_total, i.tax_json, i.issued_at, i.due_at, c.name, p.details_json, i.currency
             FROM invoices i LEFT JOIN projects p ON p.id = i.project_id LEFT JOIN clients c ON c.id = coalesce(i.client_id, p.client_id) WHERE i.id = ?1",
        )?
        .query_row([id.as_str()], |r| {
            let branch = text(r, 0)?;
            let number = column::optional_text(r, 1)?;
            let (kind, status) = (text(r, 2)?, text(r, 3)?);
            let heading = number.unwrap_or_else(|| unnumbered(&kind, &status));
            let mut detail = record(Table::Invoices, id.as_str(), heading, status);
            detail.subtitle = text(r, 8)?;
            detail.branch = Some(BranchId::from(branch.as_str()));
            fact(&mut detail, "Project", column::optional_text(r, 9)?.map_or(FieldValue::Empty, |d| FieldValue::Text(title(Some(&d)))));
            fact(&mut detail, "Issued", when(time(column::int(r, 6)?)));
            fact(&mut detail, "Due", when(time(column::int(r, 7)?)));
            let (tax, own) = (column::optional_text(r, 5)?, column::optional_text(r, 10)?);
            Ok((branch, (detail, column::real(r, 4)?, tax, own)))
        })
        .optional()?;
    let (currency, (mut detail, total, tax, own)) =
        reached(access, Permission::ViewInvoices, "invoice", id.as_str(), found)?;
    let currency = own.as_deref().and_then(Currency::from_code).unwrap_or(currency);
    detail.currency = Some(currency);
    detail.facts.insert(0, ("Total".to_owned(), FieldValue::Money(money(total, currency).minor)));
    json_facts(&mut detail, tax.as_deref(), &[]);
    let sql = "SELECT gateway_payment_id, created_at, status, amount FROM transactions WHERE invoice_id = ?1 ORDER BY created_at DESC LIMIT 50";
    section(conn, &mut detail, "Payments", sql, id.as_str(), Some(currency))?;
    Ok(detail)
}

/// One audit entry.
pub(super) fn audit_entry(
    conn: &Connection,
    access: &Access,
    id: &AuditId,
) -> Result<RecordDetail, StoreError> {
    let branches = access.branches(Permission::ViewAudit, &super::protocol::BranchScope::All)?;
    let org_wide = access.require(Permission::ViewAudit)? == crate::domain::role::Reach::Org;
    let not_found = || StoreError::NotFound { what: "audit entry", id: id.to_string() };
    let (branch, org, mut detail, payload) = conn
        .prepare_cached(
            "SELECT a.branch_id, a.org_id, a.event_type, a.severity, a.created_at, coalesce(u.name, u.email, a.actor_user_id), a.payload_json, c.seq, c.hash, c.device_id
             FROM audit_logs a LEFT JOIN users u ON u.id = a.actor_user_id LEFT JOIN audit_chain c ON c.audit_id = a.id WHERE a.id = ?1",
        )?
        .query_row([id.as_str()], |r| {
            let payload = column::optional_text(r, 6)?;
            let mut detail = record(Table::AuditLogs, id.as_str(), text(r, 2)?, text(r, 3)?);
            detail.subtitle = entity(payload.as_deref());
            fact(&mut detail, "When", when(time(column::int(r, 4)?)));
            fact(&mut detail, "Who", FieldValue::text(&text(r, 5)?));
            let link = match (r.get::<_, Option<i64>>(7)?, column::optional_text(r, 8)?) {
                (Some(seq), Some(hash)) => format!("link {seq}, {}…", hash.get(..12).unwrap_or(&hash)),
                _ => "not in a chain: written by another program, or before the chain".to_owned(),
            };
            fact(&mut detail, "Chain", FieldValue::Text(link));
            Ok((column::optional_text(r, 0)?, text(r, 1)?, detail, payload))
        })
        .optional()?
        .ok_or_else(not_found)?;
    let in_branch = branch.is_some_and(|b| branches.iter().any(|known| known.id.as_str() == b));
    if org != access.org_id()?.as_str() || !(org_wide || in_branch) {
        return Err(not_found());
    }
    let payload: Value = payload.and_then(|p| serde_json::from_str(&p).ok()).unwrap_or_default();
    if let Some(host) = payload["host"].as_str() {
        fact(&mut detail, "From", FieldValue::text(host));
    }
    let personal: Option<String> = conn
        .prepare_cached("SELECT json_group_array(json(json)) FROM audit_personal WHERE audit_id = ?1")?
        .query_row([id.as_str()], |r| r.get(0))?;
    let apart: Value = personal.and_then(|p| serde_json::from_str(&p).ok()).unwrap_or_default();
    // Who may see the log may see what changed only where they may see clients.
    let shown = if access.require(Permission::ViewClients).is_ok() { apart } else { Value::Null };
    if let Some(reason) = audit::reason_apart(&shown) {
        fact(&mut detail, "Reason", FieldValue::text(reason));
    }
    changes(&mut detail, &payload, &shown);
    let known = ["host", "rows", "personal", "facts"];
    json_facts(&mut detail, Some(&payload["facts"].to_string()), &[]);
    json_facts(&mut detail, Some(&payload.to_string()), &known);
    Ok(detail)
}

/// Lines "field: before → after" of an entry.
fn changes(detail: &mut RecordDetail, payload: &Value, apart: &Value) {
    let personal =
        apart.as_array().into_iter().flatten().flat_map(|rows| rows.as_array().into_iter().flatten());
    let open = payload["rows"].as_array().into_iter().flatten();
    let mut lines = Vec::new();
    for row in personal.chain(open) {
        if let Some(fields) = row["fields"].as_object() {
            lines.extend(
                fields
                    .iter()
                    .take(LINES)
                    .map(|(field, pair)| line(format!("{field}: {} → {}", shown(&pair[0]), shown(&pair[1])))),
            );
        }
    }
    if lines.is_empty() {
        let names =
            payload["rows"].as_array().into_iter().flatten().filter_map(|r| r["fields"].as_array()).flatten();
        lines.extend(
            names.filter_map(Value::as_str).take(LINES).map(|field| line(format!("{field}: changed"))),
        );
    }
    if !lines.is_empty() {
        detail.sections.push(("Changes".to_owned(), lines));
    }
}

fn line(text: String) -> SectionLine {
    SectionLine { at: None, text, status: String::new(), amount: None }
}

/// The currency of a row's branch, and the row, if the actor reaches it.
pub(super) fn reached<T>(
    access: &Access,
    permission: Permission,
    what: &'static str,
    id: &str,
    found: Option<(String, T)>,
) -> Result<(Currency, T), StoreError> {
    access.require(permission)?;
    let (branch, row) = found.ok_or_else(|| StoreError::NotFound { what, id: id.to_owned() })?;
    Ok((access.branch_of(permission, &branch, what, id)?.currency, row))
}

pub(super) fn record(table: Table, id: &str, title: String, status: String) -> RecordDetail {
    RecordDetail {
        row: RowRef { table, id: id.to_owned() },
        title,
        subtitle: String::new(),
        status,
        currency: None,
        branch: None,
        facts: Vec::new(),
        about: None,
        sections: Vec::new(),
    }
}

fn when(at: Option<Timestamp>) -> FieldValue {
    at.map_or(FieldValue::Empty, FieldValue::When)
}

pub(super) fn fact(detail: &mut RecordDetail, label: &str, value: FieldValue) {
    if value != FieldValue::Empty {
        detail.facts.push((label.to_owned(), value));
    }
}

/// A section from a statement of (text, time, status, amount).
fn section(
    conn: &Connection,
    detail: &mut RecordDetail,
    heading: &str,
    sql: &str,
    id: &str,
    currency: Option<Currency>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([id], |r| {
        let amount = currency.is_some().then(|| column::real(r, 3)).transpose()?;
        Ok(SectionLine {
            text: text(r, 0)?,
            at: time(column::int(r, 1)?),
            status: text(r, 2)?,
            amount: amount
                .zip(currency)
                .map(|(real, currency): (f64, Currency)| -> Money { money(real, currency) }),
        })
    })?;
    let lines: Vec<SectionLine> = rows.collect::<Result<_, _>>()?;
    if !lines.is_empty() {
        detail.sections.push((heading.to_owned(), lines));
    }
    Ok(())
}
