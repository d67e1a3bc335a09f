//! `find`: one line for each record that a text finds.

use super::args::FindArgs;
use super::out::{Column, Console, Sheet, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::store::protocol::{
    AssetRow, BranchScope, ClientRow, InvoiceRow, ListKind, ListQuery, ProjectRow, Query, Reply, StoreError,
};

/// The lists that are searched, likeliest first.
const LISTS: [ListKind; 4] = [ListKind::Clients, ListKind::Projects, ListKind::Invoices, ListKind::Assets];

/// What every kind of record has: what it is called, one more thing to know it by, and where it stands.
const COLUMNS: [Column; 8] = [
    Column::text("kind", "KIND"),
    Column::text("name", "NAME"),
    Column::text("detail", "DETAIL"),
    Column::text("status", "STATUS"),
    Column::hidden("date"),
    Column::hidden_money("amount"),
    Column::hidden("branch"),
    Column::id(),
];

type Found = [Value; COLUMNS.len()];

fn client(row: &ClientRow, studio: &Studio) -> Found {
    [
        Value::text("client"),
        Value::text(&row.name),
        Value::text(&row.phone),
        Value::text(if row.archived { "archived" } else { "active" }),
        row.last_shoot.map_or(Value::Nothing, |at| studio.day(at, &row.branch)),
        studio.money(row.spent),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

fn project(row: &ProjectRow, studio: &Studio) -> Found {
    [
        Value::text("project"),
        Value::text(&row.title),
        Value::text(&row.client),
        Value::text(&row.status),
        row.start.map_or(Value::Nothing, |at| studio.day(at, &row.branch)),
        Value::Nothing,
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

fn invoice(row: &InvoiceRow, studio: &Studio) -> Found {
    [
        Value::text("invoice"),
        Value::maybe(row.number.as_ref()),
        Value::text(&row.client),
        Value::text(&row.status),
        row.issued.map_or(Value::Nothing, |at| studio.day(at, &row.branch)),
        studio.money(row.total),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

fn asset(row: &AssetRow) -> Found {
    [
        Value::text("asset"),
        Value::text(&row.name),
        Value::text(&row.serial),
        Value::text(&row.status),
        Value::Nothing,
        Value::Nothing,
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

/// Prints what a text finds in every list that the person may see.
pub(super) fn find(args: &FindArgs, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let text = args.text.join(" ");
    if text.trim().is_empty() {
        return Err(CliError::usage(
            "what is to be found?",
            "Give a word of a name, or some digits of a phone.",
        ));
    }
    let studio = Studio::open(run, console)?;
    let mut found = Vec::new();
    let mut denied = Vec::new();
    for kind in LISTS {
        match search(&studio, kind, &text, args.limit) {
            Ok(rows) => found.extend(rows),
            Err(CliError::Store(StoreError::Denied(permission))) => denied.push(permission),
            Err(error) => return Err(error),
        }
    }
    let mut sheet = Sheet::new(args.output.format(), &COLUMNS);
    if !found.is_empty() {
        sheet.rows(console, &found)?;
    }
    sheet.end(console)?;
    match denied.first() {
        _ if !found.is_empty() => Ok(()),
        Some(permission) if denied.len() == LISTS.len() => Err(StoreError::Denied(*permission).into()),
        _ => Err(CliError::NotFound {
            message: format!("nothing is found by {text}"),
            hint: "Try fewer letters, another word of the name, or some digits of the phone.".to_owned(),
        }),
    }
}

fn search(studio: &Studio, kind: ListKind, text: &str, limit: u32) -> Result<Vec<Found>, CliError> {
    let query = ListQuery { scope: BranchScope::All, text: text.to_owned(), limit, ..ListQuery::default() };
    Ok(match studio.ask(Query::List(kind, query))? {
        Reply::Clients(page) => page.rows.iter().map(|row| client(row, studio)).collect(),
        Reply::Projects(page) => page.rows.iter().map(|row| project(row, studio)).collect(),
        Reply::Invoices(page) => page.rows.iter().map(|row| invoice(row, studio)).collect(),
        Reply::Assets(page) => page.rows.iter().map(asset).collect(),
        _ => return Err(unexpected()),
    })
}
