//! `find`: one line for each record that a text finds.

use super::args::FindArgs;
use super::out::{Column, Console, Sheet, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::domain::package::PackageKind;
use crate::store::protocol::{
    AssetRow, ClientRow, FindHit, InvoiceRow, PackageRow, ProjectRow, Query, Reply,
};

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

type Line = [Value; COLUMNS.len()];

fn client(row: &ClientRow, studio: &Studio) -> Line {
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

fn project(row: &ProjectRow, studio: &Studio) -> Line {
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

fn invoice(row: &InvoiceRow, studio: &Studio) -> Line {
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

fn asset(row: &AssetRow) -> Line {
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

fn package(row: &PackageRow, studio: &Studio) -> Line {
    [
        Value::text("package"),
        Value::text(&row.name),
        Value::text(PackageKind::from(row.kind.clone()).label()),
        Value::text(if row.archived { "archived" } else { "active" }),
        Value::Nothing,
        studio.money(row.price),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

/// Prints what a text finds in every list that the person may see, the best hits first.
pub(super) fn find(args: &FindArgs, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let text = args.text.join(" ");
    if text.trim().is_empty() {
        return Err(CliError::usage(
            "what is to be found?",
            "Give a word of a name, some digits of a phone, an invoice number or a serial.",
        ));
    }
    let studio = Studio::open(run, console)?;
    let query =
        Query::Find { scope: studio.scope(args.branch.as_deref())?, text: text.clone(), limit: args.limit };
    let Reply::Found(found) = studio.ask(query)? else { return Err(unexpected()) };
    let rows: Vec<Line> = found.hits.iter().map(|hit| line(hit, &studio)).collect();
    let mut sheet = Sheet::new(args.output.format(), &COLUMNS);
    if !rows.is_empty() {
        sheet.rows(console, &rows)?;
    }
    sheet.end(console)?;
    if rows.is_empty() {
        return Err(CliError::NotFound {
            message: format!("nothing is found by {text}"),
            hint: "Try fewer letters, another word of the name, or some digits of the phone.".to_owned(),
        });
    }
    if found.more {
        console.note("there are more; --limit N shows them, another word narrows them")?;
    }
    Ok(())
}

fn line(hit: &FindHit, studio: &Studio) -> Line {
    match hit {
        FindHit::Client(row) => client(row, studio),
        FindHit::Project(row) => project(row, studio),
        FindHit::Invoice(row) => invoice(row, studio),
        FindHit::Asset(row) => asset(row),
        FindHit::Package(row) => package(row, studio),
    }
}
