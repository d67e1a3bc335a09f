//! Every entry about one record, as people read it: what changed on it, and on what hangs on it.

use super::super::access::Access;
use super::super::dispatch::row_permission;
use super::super::protocol::{HistoryEntry, RowRef, StoreError, Table};
use super::super::{column, imports, tables};
use super::REASON;
use crate::domain::id::AuditId;
use crate::domain::money::{Currency, Grouping, Money, format_money};
use crate::domain::percent::Percent;
use crate::domain::quote::edit_qty;
use crate::domain::role::Reach;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// Tables of what hangs on a project: what happens to it stands in the project's history, its fields with the table
/// before their names.
const HANGING: [Table; 7] = [
    Table::ProjectEvents,
    Table::Quotes,
    Table::QuoteItems,
    Table::ProjectTasks,
    Table::MediaObjects,
    Table::Notifications,
    Table::Messages,
];

/// Those of them that somebody sees on a project that they see: the history tells nobody of a file or of what was sent
/// who would not be shown it. Whoever reaches a branch with one permission reaches the same one with another.
fn seen_hanging(access: &Access) -> Vec<&'static str> {
    let sees =
        |table: &Table| access.require(row_permission(*table)).is_ok_and(|reach| reach >= Reach::Branch);
    HANGING.into_iter().filter(sees).map(tables::name).collect()
}

/// Every entry about a row, newest first, at most 500.
pub(in crate::store) fn history(
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
    let mut rows = statement.query((tables::name(row.table), &row.id, org))?;
    let seen = if row.table == Table::Projects { seen_hanging(access) } else { Vec::new() };
    // Newest first: what is gone by now was named when it went.
    let (mut entries, mut names) = (Vec::new(), HashMap::new());
    while let Some(r) = rows.next()? {
        let (payload, personal): (Option<String>, Option<String>) = (r.get(4)?, r.get(5)?);
        let logged = Logged::parse(payload.as_deref(), personal.as_deref());
        let mut changes = logged.of(row).map(changes).unwrap_or_default();
        let hanging = logged.hanging(&seen, &row.id);
        for other in &hanging {
            changes.extend(changes_of_other(conn, other)?);
        }
        for (field, before, after) in &mut changes {
            for id in [before, after] {
                name_row(conn, field, id)?;
            }
        }
        entries.push(HistoryEntry {
            id: AuditId::from(column::text(r, 0)?),
            at: column::int(r, 1)?.and_then(|s| Timestamp::from_second(s).ok()),
            actor: column::text(r, 2)?,
            event: column::text(r, 3)?,
            reason: logged.reason(),
            about: about(conn, &hanging, &mut names)?,
            changes,
        });
    }
    if let Some(import) = import(conn, org, row)? {
        match entries.iter_mut().find(|entry| entry.id == import.id) {
            Some(entry) => entry.changes.extend(import.changes),
            None => entries.push(import),
        }
    }
    Ok(entries)
}

/// The entry of the batch that a row was imported with. It stands in no row index: a batch has thousands of rows.
fn import(conn: &Connection, org: &str, row: &RowRef) -> Result<Option<HistoryEntry>, StoreError> {
    let Some(origin) = imports::registry::origin(conn, row)? else { return Ok(None) };
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
                about: String::new(),
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

/// What an entry says of rows: openly, and apart by the client whom personal values are about.
struct Logged {
    payload: Value,
    personal: Value,
}

impl Logged {
    fn parse(payload: Option<&str>, personal: Option<&str>) -> Self {
        let parse =
            |text: Option<&str>| text.and_then(|t| serde_json::from_str::<Value>(t).ok()).unwrap_or_default();
        Self { payload: parse(payload), personal: parse(personal) }
    }

    /// Why it was done, where somebody had to say.
    fn reason(&self) -> String {
        let open = self.payload["facts"][REASON].as_str();
        open.or_else(|| reason_apart(&self.personal)).unwrap_or_default().to_owned()
    }

    /// Rows, those with values first.
    fn rows(&self) -> impl Iterator<Item = &Value> {
        let open = self.payload["rows"].as_array().into_iter().flatten();
        let apart = self.personal.as_array().into_iter().flatten().filter_map(Value::as_array).flatten();
        apart.chain(open)
    }

    /// What is said of one row.
    fn of(&self, row: &RowRef) -> Option<&Value> {
        self.rows().find(|r| r["id"] == json!(row.id))
    }

    /// The rows of these tables that hang on a project, each once.
    fn hanging(&self, tables: &[&str], project: &str) -> Vec<&Value> {
        // The scan of a folder is one entry about as many rows as it holds files.
        let mut known = HashSet::new();
        let hangs = |row: &Value| row["table"].as_str().is_some_and(|table| tables.contains(&table));
        self.rows()
            .filter(|row| hangs(row) && !is_of_another(row, project) && known.insert(row["id"].as_str()))
            .collect()
    }
}

/// Whether an entry about several projects says that a row hangs on another one of them.
fn is_of_another(row: &Value, project: &str) -> bool {
    let (before, after) = said_of(row, "project_id");
    let of = [before, after];
    of.iter().any(Option::is_some) && !of.contains(&Some(project))
}

/// The reason that stands among the personal values of an entry: a list of lists of rows.
pub(in crate::store) fn reason_apart(personal: &Value) -> Option<&str> {
    personal.as_array()?.iter().filter_map(Value::as_array).flatten().find_map(|row| row[REASON].as_str())
}

/// (field, before, after) of one row in an entry. Names without values are what an erasure left.
fn changes(row: &Value) -> Vec<(String, String, String)> {
    match &row["fields"] {
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

/// The same of a row that hangs on the record: with its table before the fields, and its numbers in words.
fn changes_of_other(conn: &Connection, row: &Value) -> Result<Vec<(String, String, String)>, StoreError> {
    let table = row["table"].as_str().unwrap_or_default();
    let currency = currency_of(conn, table, row)?;
    let said = |field: &str, stored: String| in_words((table, field), &stored, currency).unwrap_or(stored);
    let named = |(field, before, after): (String, String, String)| {
        let (before, after) = (said(&field, before), said(&field, after));
        (format!("{table}.{field}"), before, after)
    };
    Ok(changes(row).into_iter().map(named).collect())
}

/// A number of a quote in words; `None` for what says itself.
fn in_words((table, field): (&str, &str), stored: &str, currency: Option<Currency>) -> Option<String> {
    if !table.starts_with("quote") {
        return None;
    }
    let number: i64 = stored.parse().ok()?;
    match field {
        "qty" => Some(edit_qty(number)),
        "tax_rate" => Some(Percent::from_hundredths(number).to_string()),
        "discount" | "advance" | "subtotal" | "tax" | "total" | "unit_price" => {
            let money = Money { minor: number, currency: currency? };
            Some(format_money(money, Grouping::for_currency(money.currency)))
        }
        _ => None,
    }
}

/// The currency of a quote or of a line of one: what the entry says, else what the quote has now.
fn currency_of(conn: &Connection, table: &str, row: &Value) -> Result<Option<Currency>, StoreError> {
    let (_, said) = said_of(row, "currency");
    let stored = match (said, table) {
        (Some(said), _) => Some(said.to_owned()),
        (None, "quotes") => text_of(conn, "SELECT currency FROM quotes WHERE id = ?1", row["id"].as_str())?,
        (None, "quote_items") => {
            let (_, quote) = said_of(row, "quote_id");
            match quote {
                Some(quote) => text_of(conn, "SELECT currency FROM quotes WHERE id = ?1", Some(quote))?,
                None => text_of(
                    conn,
                    "SELECT q.currency FROM quote_items i JOIN quotes q ON q.id = i.quote_id WHERE i.id = ?1",
                    row["id"].as_str(),
                )?,
            }
        }
        _ => None,
    };
    Ok(stored.as_deref().and_then(Currency::from_code))
}

/// What an entry says of a field of a row: what it was, and what it became, else what it was.
fn said_of<'v>(row: &'v Value, field: &str) -> (Option<&'v str>, Option<&'v str>) {
    let pair = &row["fields"][field];
    (pair[0].as_str(), pair[1].as_str().or(pair[0].as_str()))
}

fn text_of(conn: &Connection, sql: &str, id: Option<&str>) -> Result<Option<String>, StoreError> {
    let found = conn.prepare_cached(sql)?.query_row([id], |r| column::optional_text(r, 0)).optional()?;
    Ok(found.flatten())
}

/// What an entry is about beside the project: every row by name, once, as far as that is short enough to read.
fn about(
    conn: &Connection,
    hanging: &[&Value],
    names: &mut HashMap<String, String>,
) -> Result<String, StoreError> {
    /// Rows that are named.
    const NAMED: usize = 3;
    let mut said: Vec<String> = Vec::new();
    for row in hanging {
        let name = called(conn, row, names)?;
        if !name.is_empty() && !said.contains(&name) {
            said.push(name);
        }
    }
    let more = said.len().saturating_sub(NAMED);
    said.truncate(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    Ok(format!("{}{more}", said.join(", ")))
}

/// What a person calls a row that hangs on a project: as it was called before, where the entry says that.
fn called(conn: &Connection, row: &Value, names: &mut HashMap<String, String>) -> Result<String, StoreError> {
    let (field, now) = match row["table"].as_str() {
        Some("project_events") => ("title", "SELECT title FROM project_events WHERE id = ?1"),
        Some("project_tasks") => ("title", "SELECT title FROM project_tasks WHERE id = ?1"),
        Some("quotes") => (
            "package.name",
            "SELECT CASE WHEN json_valid(package_json) THEN package_json ->> '$.name' END FROM quotes WHERE id = ?1",
        ),
        Some("quote_items") => ("description", "SELECT description FROM quote_items WHERE id = ?1"),
        _ => return Ok(String::new()),
    };
    let (before, after) = said_of(row, field);
    let id = row["id"].as_str().unwrap_or_default();
    let name = match before.or(after) {
        Some(said) => Some(said.to_owned()),
        None => text_of(conn, now, Some(id))?,
    };
    let name = name.or_else(|| names.get(id).cloned()).unwrap_or_default();
    names.insert(id.to_owned(), name.clone());
    Ok(name)
}

/// A value as a person reads it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
