//! Who changed what on a record, and when.

use super::Ctx;
use super::words::event;
use crate::action::{Action, Scope};
use crate::domain::client::fields;
use crate::keymap::{Hint, Press};
use crate::screens::{clients, events, inventory, packages, projects, quotes, tasks};
use crate::store::port::Ticket;
use crate::store::protocol::{HistoryEntry, Reply, StoreError, Table};
use crate::theme::Role;
use crate::ui::layer::Layer;
use crate::ui::rows::{first_shown, moved, select};
use crate::ui::text::{put, width};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What a press does to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryEvent {
    /// Nothing to do but draw.
    None,
    /// It was closed.
    Closed,
    /// This text shall go to the clipboard.
    Copy(String),
}

/// The history of a record.
pub struct History {
    title: String,
    table: Table,
    ticket: Ticket,
    entries: Option<Result<Vec<HistoryEntry>, String>>,
    selected: usize,
}

const ROWS: usize = 20;

impl History {
    /// A history that is being read.
    #[must_use]
    pub fn new(label: &str, table: Table, ticket: Ticket) -> Self {
        Self { title: format!("History of {label}"), table, ticket, entries: None, selected: 0 }
    }

    /// Takes the answer.
    pub fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        if ticket == self.ticket {
            self.entries = match result {
                Ok(Reply::History(entries)) => Some(Ok(entries)),
                Ok(_) => None,
                Err(error) => Some(Err(error.to_string())),
            };
        }
    }

    fn entries(&self) -> &[HistoryEntry] {
        match &self.entries {
            Some(Ok(entries)) => entries,
            _ => &[],
        }
    }

    /// What a press does.
    pub fn handle(&mut self, press: Press) -> HistoryEvent {
        match press.action {
            Some(Action::Back | Action::Left) => return HistoryEvent::Closed,
            Some(Action::CopyHistory) if !self.entries().is_empty() => {
                return HistoryEvent::Copy(self.as_text());
            }
            Some(action) => {
                if let Some(to) = moved(self.selected, self.entries().len(), ROWS / 2, action) {
                    self.selected = to;
                }
            }
            None => {}
        }
        HistoryEvent::None
    }

    fn as_text(&self) -> String {
        let mut text = String::new();
        for entry in self.entries() {
            let at = entry.at.map(|at| at.to_string()).unwrap_or_default();
            text.push_str(&format!("{at}\t{}\t{}\n", entry.actor, happened(entry)));
            if !entry.reason.is_empty() {
                text.push_str(&format!("\t{REASON}\t{}\n", entry.reason));
            }
            for (field, before, after) in shown(entry) {
                let label = self.label(field);
                text.push_str(&format!("\t{label}\t{} → {}\n", value(before), value(after)));
            }
        }
        text
    }

    /// Draws over a screen.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let mut hints = ctx.look.keymap.hints(&[Scope::History]);
        hints.extend(ctx.look.keymap.hint(Action::Back).map(|hint| Hint::new(hint.keys, "close")));
        let note = if self.entries().is_empty() { String::new() } else { self.entries().len().to_string() };
        let layer = Layer {
            title: &self.title,
            note: &note,
            hints: &hints,
            width: 90.min(screen.width.saturating_sub(8)),
            height: u16::try_from(self.lines().len().clamp(1, ROWS)).unwrap_or(1),
        };
        let inside = layer.draw(screen, buf, &ctx.look);
        let say = |buf: &mut Buffer, text: &str, role| {
            put(buf, inside.x + 1, inside.y, text, inside.width.saturating_sub(1), ctx.look.style(role));
        };
        match &self.entries {
            None => say(buf, "Reading…", Role::Dim),
            Some(Err(error)) => say(buf, error, Role::Bad),
            Some(Ok(entries)) if entries.is_empty() => {
                say(buf, "Nothing was written down about this record yet.", Role::Dim);
            }
            Some(Ok(_)) => self.list(inside, buf, ctx),
        }
    }

    /// Every line: an entry, why, and what of each field.
    fn lines(&self) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        for (i, entry) in self.entries().iter().enumerate() {
            lines.push(Line::Entry(i, entry));
            if !entry.reason.is_empty() {
                lines.push(Line::Reason(&entry.reason));
            }
            lines.extend(shown(entry).map(Line::Change));
        }
        lines
    }

    fn list(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let lines = self.lines();
        let at =
            lines.iter().position(|l| matches!(l, Line::Entry(i, _) if *i == self.selected)).unwrap_or(0);
        let height = usize::from(area.height);
        let first = first_shown(at, height, lines.len());
        let style = |role| ctx.look.style(role);
        let label = |buf: &mut Buffer, y, text: &str| put(buf, area.x + 20, y, text, 14, style(Role::Dim));
        let (x, room) = (area.x + 35, area.width.saturating_sub(35));
        for (y, line) in (area.y..).zip(lines.iter().skip(first).take(height)) {
            match line {
                Line::Entry(i, entry) => {
                    ctx.look.row_spot(Rect { y, height: 1, ..area }, *i, self.selected);
                    let at = entry.at.map_or_else(|| "—".to_owned(), |at| ctx.words.moment(at));
                    put(buf, area.x + 2, y, &at, 17, style(Role::Dim));
                    let event = happened(entry);
                    let used =
                        put(buf, area.x + 20, y, &event, area.width.saturating_sub(21), style(Role::Text));
                    let x = area.x + 20 + used + 2;
                    put(buf, x, y, &entry.actor, area.right().saturating_sub(x), style(Role::Dim));
                    if *i == self.selected {
                        select(Rect { y, height: 1, ..area }, buf, &ctx.look);
                    }
                }
                Line::Reason(reason) => {
                    label(buf, y, REASON);
                    put(buf, x, y, &reason.replace('\n', " "), room, style(Role::Text));
                }
                Line::Change((field, before, after)) => {
                    label(buf, y, self.label(field));
                    let (before, after) = (said(field, before, ctx), said(field, after, ctx));
                    let half =
                        if width(&before) + width(&after) + 3 > usize::from(room) { room / 2 } else { room };
                    let used = put(buf, x, y, &before, half.saturating_sub(3), style(Role::Dim));
                    let used = used + put(buf, x + used, y, " → ", 3, style(Role::Dim));
                    put(buf, x + used, y, &after, room.saturating_sub(used), style(Role::Text));
                }
            }
        }
    }

    /// A stored field as the form calls it.
    fn label<'f>(&self, field: &'f str) -> &'f str {
        match self.table {
            Table::Projects => match field.split_once('.') {
                Some(("project_events", field)) => events::label(field),
                Some(("quotes", "status")) => projects::label("status"),
                Some(("quotes", "reason")) => REASON,
                Some(("quotes", "total")) => "Total",
                Some(("quotes" | "quote_items", field)) => quotes::label(field),
                Some(("project_tasks", field)) => tasks::stored_label(field),
                Some((table, field)) if table != "details" => hanging_label(field),
                _ => projects::stored_label(field),
            },
            Table::Kits => super::custody::stored_label(field),
            Table::Packages | Table::PackageTemplates => packages::stored_label(field),
            Table::ProjectTasks | Table::TaskTemplates => tasks::stored_label(field),
            Table::Assets => inventory::stored_label(field),
            _ => match field.strip_prefix("profile.").unwrap_or(field) {
                "follow_up_at" => clients::label(fields::FOLLOW_UP),
                "archived_at" => "Archived",
                "merged_into" => "Merged into",
                field => clients::label(field),
            },
        }
    }
}

/// What happened, and to what of the record.
fn happened(entry: &HistoryEntry) -> String {
    let happened = event(&entry.event);
    if entry.about.is_empty() { happened } else { format!("{happened}: {}", entry.about) }
}

/// A stored field of what hangs on a project and has no form of its own there.
fn hanging_label(field: &str) -> &str {
    match field {
        "title" => "Name",
        "notes" | "note" => "Notes",
        "path" => "Place",
        "file_type" | "type" => "Type",
        "watermark_state" => "Watermark",
        "channel" => "Sent by",
        "cost" => "Cost",
        "content" => "Text",
        other => other,
    }
}

/// How the line is called that says why.
const REASON: &str = "Why";

/// A line of the history.
enum Line<'h> {
    /// What happened; the number of the entry.
    Entry(usize, &'h HistoryEntry),
    /// Why.
    Reason(&'h str),
    /// A field, before and after.
    Change(&'h (String, String, String)),
}

/// What the database keeps for itself: people did not type it.
const INNER: [&str; 7] =
    ["id", "branch_id", "created_at", "updated_at", "phone_e164", "status_before", "version"];

/// The same of what hangs on a project: where it hangs, what follows from other fields, and what counts for programs.
const INNER_OF_OTHERS: [&str; 20] = [
    "project_id",
    "quote_id",
    "position",
    "currency",
    "package_id",
    "subtotal",
    "tax",
    "item_type",
    "created_by",
    "sent_at",
    "decided_at",
    "template_id",
    "anchor",
    "days",
    "checklist_json",
    "done_by",
    "scope_type",
    "scope_id",
    "sender_user_id",
    "uploaded_at",
];

fn shown(entry: &HistoryEntry) -> impl Iterator<Item = &(String, String, String)> {
    entry.changes.iter().filter(|(field, before, after)| !is_inner(field) && before != after)
}

fn is_inner(field: &str) -> bool {
    match field.split_once('.') {
        None => INNER.contains(&field),
        Some(("profile" | "details" | "address" | "tax" | "config", _)) => false,
        // A package is quoted as a whole; its name stands at the entry.
        Some(("quotes", field)) if field.starts_with("package.") => true,
        Some(("quote_items", "total")) => true,
        Some((_, field)) => INNER.contains(&field) || INNER_OF_OTHERS.contains(&field),
    }
}

/// A stored value of a field as a person reads it: times in words.
fn said(field: &str, stored: &str, ctx: &Ctx<'_>) -> String {
    let is_time = ["_at", "_date", "_time", "_until"].iter().any(|end| field.ends_with(end));
    let at = stored.parse().ok().filter(|_| is_time).and_then(|s| jiff::Timestamp::from_second(s).ok());
    if let Some(at) = at {
        return ctx.words.moment(at);
    }
    match field.strip_prefix("profile.").unwrap_or(field) {
        fields::LANGUAGE => clients::language(stored).to_owned(),
        fields::BIRTHDAY | fields::ANNIVERSARY => match stored.parse::<jiff::civil::Date>() {
            Ok(day) => day.strftime("%-d %b %Y").to_string(),
            Err(_) => value(stored),
        },
        _ => value(stored),
    }
}

/// A stored value as a person reads it.
fn value(stored: &str) -> String {
    match serde_json::from_str::<serde_json::Value>(stored) {
        Ok(serde_json::Value::Array(words)) => {
            words.iter().filter_map(|w| w.as_str()).map(|w| format!("#{w}")).collect::<Vec<_>>().join(" ")
        }
        Ok(serde_json::Value::Object(map)) => {
            map.get("name").and_then(|name| name.as_str()).unwrap_or(stored).to_owned()
        }
        Ok(serde_json::Value::Bool(on)) => if on { "yes" } else { "no" }.to_owned(),
        _ if stored.is_empty() || stored == "null" => "—".to_owned(),
        _ => stored.replace('\n', " "),
    }
}
