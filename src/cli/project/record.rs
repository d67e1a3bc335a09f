//! A project with everything that hangs on it, as `project show` and `--json` have it.

use super::{event, quote};
use crate::cli::out::{Column, Console, Record, Value};
use crate::cli::studio::Studio;
use crate::domain::money::Money;
use crate::domain::project::Project;
use crate::screens::projects as words;
use crate::store::protocol::{InvoiceLine, MoneySums, NotificationLine, ProjectDetail, Stored, TaskLine};
use jiff::Timestamp;
use serde_json::json;
use std::io;

/// A status: for people as a word, for programs as it is stored.
pub(in crate::cli) fn status(stored: &str) -> Value {
    Value::Other(stored.replace('_', " "), json!(stored))
}

/// Says that a section has more lines than it shows.
pub(super) fn note_more(more: u64, console: &mut Console<'_>) -> io::Result<()> {
    if more == 0 { Ok(()) } else { console.note(&format!("there are {more} more")) }
}

/// The record. The editable fields have the names that `--set` takes.
pub(super) fn of(detail: &ProjectDetail, studio: &Studio) -> Record {
    let project = &detail.project;
    let branch = &project.branch;
    let time = |at: Option<Timestamp>| at.map_or(Value::Nothing, |at| studio.time(at, branch));
    let record = facts(detail, studio)
        .fact("created", "Asked", time(project.created))
        .fact("activated", "Booked", time(project.activated))
        .fact("trashed", "Thrown away", time(project.trashed))
        .fact("branch_name", "Branch", Value::text(&detail.branch_name))
        .hidden("branch", Value::text(branch.as_str()));
    money(record, detail, studio)
        .fact("messages", "Messages", counted(detail.messages.rows.len(), detail.messages.more))
        .fact("media", "Files", Value::Count(detail.storage.iter().map(|stored| stored.files).sum()))
        .fact("version", "Version", Value::Number(project.version))
        .fact("id", "Id", Value::text(project.id.as_str()))
        .hidden("other", Value::Other(String::new(), project.details.other.clone().into()))
        .section(("events", "Sub-events"), &event::EVENTS, detail.events.rows.iter().map(event::row))
        .section(
            ("quotes", "Quotes"),
            &quote::QUOTES,
            detail.quotes.rows.iter().map(|line| quote::row(line, branch, studio)),
        )
        .section(("tasks", "Tasks"), &TASKS, detail.tasks.rows.iter().map(|line| task(line, project, studio)))
        .section(("storage", "Media"), &STORAGE, detail.storage.iter().map(stored))
        .section(
            ("notifications", "Notifications"),
            &NOTIFICATIONS,
            detail.notifications.rows.iter().map(|line| notification(line, project, studio)),
        )
        .section(
            ("other_currencies", "In other currencies"),
            &CURRENCIES,
            detail
                .money
                .iter()
                .flat_map(|money| money.sums.iter().skip(1))
                .map(|sums| in_currency(sums, studio)),
        )
        .section(
            ("invoices", "Invoices"),
            &INVOICES,
            detail
                .money
                .iter()
                .flat_map(|money| &money.invoices.rows)
                .map(|line| invoice(line, project, studio)),
        )
}

fn counted(rows: usize, more: u64) -> Value {
    Value::Count(rows as u64 + more)
}

/// What can be edited, and where it stands.
fn facts(detail: &ProjectDetail, studio: &Studio) -> Record {
    let project = &detail.project;
    let details = &project.details;
    let time = |at: Option<Timestamp>| at.map_or(Value::Nothing, |at| studio.time(at, &project.branch));
    let reference = |id: &str, name: &str| Value::Other(name.to_owned(), json!({ "id": id, "name": name }));
    let moves = project.status.moves(&project.before);
    let moves: Vec<String> = moves.iter().map(|legal| legal.to.to_string()).collect();
    Record::new(details.called())
        .hidden("title", Value::text(&details.title))
        .fact("status", "Status", status(project.status.as_str()))
        .fact("moves", "Can become", Value::Other(moves.join(", "), json!(moves)))
        .fact("client", "Client", reference(project.client.as_str(), &project.client_name))
        .fact("phone", "Phone", Value::text(&detail.phone))
        .fact("kind", "Kind", Value::Other(words::kind(&details.kind).to_owned(), json!(details.kind)))
        .fact("start", "Shoot", time(project.start))
        .fact("location", "Where", Value::text(&details.location))
        .fact(
            "lead",
            "Lead",
            project.lead.as_ref().map_or(Value::Nothing, |id| reference(id.as_str(), &project.lead_name)),
        )
        .fact("delivery", "Delivery", time(project.delivery))
        .fact(
            "source",
            "Came by",
            Value::Other(words::source(&details.source).to_owned(), json!(details.source)),
        )
        .fact("notes", "Notes", Value::text(&details.notes))
}

const CURRENCIES: [Column; 5] = [
    Column::text("currency", "CURRENCY"),
    Column::money("quoted", "QUOTED"),
    Column::money("invoiced", "INVOICED"),
    Column::money("paid", "PAID"),
    Column::money("open", "OPEN"),
];

fn in_currency(sums: &MoneySums, studio: &Studio) -> [Value; 5] {
    [
        Value::text(sums.open.currency.code()),
        sums.quoted.map_or(Value::Nothing, |quoted| studio.money(quoted)),
        studio.money(sums.invoiced),
        studio.money(sums.paid),
        studio.money(sums.open),
    ]
}

/// What was quoted, invoiced, paid and is open in the branch's currency; nothing for whoever may not see it.
fn money(record: Record, detail: &ProjectDetail, studio: &Studio) -> Record {
    let seen = detail.money.as_ref().and_then(|money| money.sums.first());
    let sum = |amount: Option<Money>| amount.map_or(Value::Nothing, |amount| studio.money(amount));
    record
        .fact("quoted", "Quoted", sum(seen.and_then(|money| money.quoted)))
        .fact("invoiced", "Invoiced", sum(seen.map(|money| money.invoiced)))
        .fact("paid", "Paid", sum(seen.map(|money| money.paid)))
        .fact("open", "Open", sum(seen.map(|money| money.open)))
}

const TASKS: [Column; 8] = [
    Column::text("title", "TITLE"),
    Column::text("stage", "STAGE"),
    Column::text("due", "DUE"),
    Column::text("assignee", "WHOSE"),
    Column::number("points", "POINTS"),
    Column::text("done", "DONE"),
    Column::hidden("version"),
    Column::hidden("id"),
];

fn task(task: &TaskLine, project: &Project, studio: &Studio) -> [Value; 8] {
    let day = |at: Option<Timestamp>| at.map_or(Value::Nothing, |at| studio.day(at, &project.branch));
    let (done, all) = task.checklist;
    let points = if all == 0 { String::new() } else { format!("{done}/{all}") };
    [
        Value::text(&task.title),
        status(&task.stage),
        day(task.due),
        Value::text(&task.assignee),
        Value::Other(points, json!({ "done": done, "all": all })),
        day(task.done),
        Value::Number(task.version),
        Value::text(task.id.as_str()),
    ]
}

const STORAGE: [Column; 3] =
    [Column::text("type", "TYPE"), Column::number("files", "FILES"), Column::number("bytes", "BYTES")];

fn stored(stored: &Stored) -> [Value; 3] {
    [Value::text(&stored.file_type), Value::Count(stored.files), Value::Count(stored.bytes)]
}

const NOTIFICATIONS: [Column; 6] = [
    Column::text("at", "WHEN"),
    Column::text("type", "WHAT"),
    Column::text("channel", "BY"),
    Column::money("cost", "COST"),
    Column::text("note", "NOTE"),
    Column::hidden("id"),
];

fn notification(line: &NotificationLine, project: &Project, studio: &Studio) -> [Value; 6] {
    [
        line.at.map_or(Value::Nothing, |at| studio.time(at, &project.branch)),
        status(&line.kind),
        Value::text(&line.channel),
        studio.money(line.cost),
        Value::text(&line.note),
        Value::text(line.id.as_str()),
    ]
}

const INVOICES: [Column; 6] = [
    Column::text("number", "NUMBER"),
    Column::text("type", "TYPE"),
    Column::whole("status", "STATUS"),
    Column::money("total", "TOTAL"),
    Column::text("issued", "ISSUED"),
    Column::hidden("id"),
];

fn invoice(line: &InvoiceLine, project: &Project, studio: &Studio) -> [Value; 6] {
    [
        Value::maybe(line.number.as_ref()),
        status(&line.kind),
        status(&line.status),
        studio.money(line.total),
        line.issued.map_or(Value::Nothing, |at| studio.day(at, &project.branch)),
        Value::text(line.id.as_str()),
    ]
}
