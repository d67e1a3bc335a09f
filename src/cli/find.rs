//! `find`: one line for each record that a text finds.

use super::args::FindArgs;
use super::out::{self, JsonArray, Table};
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::cli::client::record::{ClientLine, MoneyValue};
use crate::store::protocol::{
    AssetRow, BranchScope, InvoiceRow, ListKind, ListQuery, ProjectRow, Query, Reply, StoreError,
};
use jiff::Timestamp;
use serde::Serialize;
use std::io::Write;

/// The lists that are searched, likeliest first.
const LISTS: [ListKind; 4] = [ListKind::Clients, ListKind::Projects, ListKind::Invoices, ListKind::Assets];

/// A record that was found. The JSON names are stable.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Found {
    Client(ClientLine),
    Project {
        id: String,
        branch: String,
        title: String,
        client: String,
        status: String,
        start: Option<Timestamp>,
    },
    Invoice {
        id: String,
        branch: String,
        number: Option<String>,
        client: String,
        #[serde(rename = "type")]
        invoice_type: String,
        status: String,
        total: MoneyValue,
        issued: Option<Timestamp>,
        due: Option<Timestamp>,
    },
    Asset {
        id: String,
        branch: String,
        name: String,
        #[serde(rename = "type")]
        asset_type: String,
        serial: String,
        status: String,
    },
}

impl From<ProjectRow> for Found {
    fn from(row: ProjectRow) -> Self {
        Self::Project {
            id: row.id.to_string(),
            branch: row.branch.to_string(),
            title: row.title,
            client: row.client,
            status: row.status,
            start: row.start,
        }
    }
}

impl From<InvoiceRow> for Found {
    fn from(row: InvoiceRow) -> Self {
        Self::Invoice {
            id: row.id.to_string(),
            branch: row.branch.to_string(),
            number: row.number,
            client: row.client,
            invoice_type: row.kind,
            status: row.status,
            total: MoneyValue::from(row.total),
            issued: row.issued,
            due: row.due,
        }
    }
}

impl From<AssetRow> for Found {
    fn from(row: AssetRow) -> Self {
        Self::Asset {
            id: row.id.to_string(),
            branch: row.branch.to_string(),
            name: row.name,
            asset_type: row.kind,
            serial: row.serial,
            status: row.status,
        }
    }
}

impl Found {
    /// Kind, id, what it is called, and one more thing to know it by.
    fn cells(&self) -> Vec<String> {
        let (kind, id, title, detail) = match self {
            Self::Client(line) => ("client", &line.id, line.name.clone(), line.phone.clone()),
            Self::Project { id, title, client, .. } => ("project", id, title.clone(), client.clone()),
            Self::Invoice { id, number, client, status, .. } => {
                ("invoice", id, number.clone().unwrap_or_else(|| status.clone()), client.clone())
            }
            Self::Asset { id, name, serial, .. } => ("asset", id, name.clone(), serial.clone()),
        };
        vec![kind.to_owned(), title, detail, id.clone()]
    }
}

/// Prints what a text finds in every list that the person may see.
pub(super) fn find(
    args: &FindArgs,
    run: &Run<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), CliError> {
    let text = args.text.join(" ");
    if text.trim().is_empty() {
        return Err(CliError::usage(
            "what is to be found?",
            "Give a word of a name, or some digits of a phone.",
        ));
    }
    let studio = Studio::open(run, err)?;
    let mut found = Vec::new();
    let mut denied = Vec::new();
    for kind in LISTS {
        match search(&studio, kind, &text, args.limit) {
            Ok(rows) => found.extend(rows),
            Err(CliError::Store(StoreError::Denied(permission))) => denied.push(permission),
            Err(error) => return Err(error),
        }
    }
    if args.output.json {
        let mut array = JsonArray::default();
        found.iter().try_for_each(|found| array.push(out, found))?;
        array.end(out)?;
    } else if !found.is_empty() {
        let columns = [out::left("KIND"), out::left("NAME"), out::left("DETAIL"), out::left("ID")];
        Table::new(&columns).rows(out, &found.iter().map(Found::cells).collect::<Vec<_>>())?;
    }
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
        Reply::Clients(page) => {
            page.rows.into_iter().map(|row| Found::Client(ClientLine::from(row))).collect()
        }
        Reply::Projects(page) => page.rows.into_iter().map(Found::from).collect(),
        Reply::Invoices(page) => page.rows.into_iter().map(Found::from).collect(),
        Reply::Assets(page) => page.rows.into_iter().map(Found::from).collect(),
        _ => return Err(unexpected()),
    })
}
