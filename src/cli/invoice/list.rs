//! `invoice list`.

use super::window;
use crate::cli::CliError;
use crate::cli::address::{CLIENT, Guess, PROJECT};
use crate::cli::args::InvoiceListArgs;
use crate::cli::out::{Column, Console, Sheet, Value};
use crate::cli::project::status;
use crate::cli::studio::Studio;
use crate::cli::window::note_more;
use crate::domain::id::{ClientId, ProjectId};
use crate::domain::when::{DatePreference, parse_date};
use crate::store::protocol::{Cursor, InvoiceFilter, InvoiceStanding, ListedInvoice};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

/// Rows of one window.
const WINDOW: u32 = 500;

const INVOICES: [Column; 12] = [
    Column::whole("number", "NUMBER"),
    Column::text("client", "CLIENT"),
    Column::text("type", "KIND"),
    Column::whole("issued", "ISSUED"),
    Column::whole("due", "DUE"),
    Column::money("total", "TOTAL"),
    Column::money("open", "OPEN"),
    Column::whole("status", "STATUS"),
    Column::hidden("client_id"),
    Column::hidden("project"),
    Column::hidden("branch"),
    Column::id(),
];

fn row(row: &ListedInvoice, studio: &Studio) -> [Value; 12] {
    let day = |at: Option<Timestamp>| at.map_or(Value::Nothing, |at| studio.day(at, &row.branch));
    // The first moment at which it is overdue is the end of the last day on which it is not.
    let due = row.due.map(|at| at - jiff::SignedDuration::from_secs(1));
    [
        Value::maybe(row.number.as_ref()),
        Value::text(&row.client_name),
        Value::Other(kind(&row.kind), json!(row.kind)),
        day(row.issued),
        row.due_on.map_or_else(|| day(due), Value::Date),
        studio.money(row.total),
        studio.money(row.open),
        status(&row.status),
        Value::maybe(row.client.as_ref()),
        Value::maybe(row.project.as_ref()),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

/// What people call a kind.
pub(super) fn kind(stored: &str) -> String {
    crate::domain::invoice::InvoiceKind::parse(stored)
        .map_or_else(|| stored.replace('_', " "), |kind| kind.label().to_owned())
}

/// Prints invoices.
pub(super) fn list(
    args: &InvoiceListArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let filter = filter(args, studio)?;
    let flags = &args.list;
    let most = if flags.all_pages { u32::MAX } else { flags.limit };
    let mut sheet = Sheet::new(flags.output.format(), &INVOICES);
    let (mut after, mut shown): (Option<Cursor>, u32) = (None, 0);
    let more = loop {
        let page = InvoiceFilter { after: after.take(), limit: WINDOW.min(most - shown), ..filter.clone() };
        let slice = window(studio, page)?;
        let rows: Vec<[Value; 12]> = slice.rows.iter().map(|found| row(found, studio)).collect();
        sheet.rows(console, &rows)?;
        shown = shown.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        match slice.next {
            Some(next) if shown < most => after = Some(next),
            next => break next.is_some(),
        }
    };
    sheet.end(console)?;
    note_more(more, console)
}

fn filter(args: &InvoiceListArgs, studio: &Studio) -> Result<InvoiceFilter, CliError> {
    let client = args.client.as_deref().map(|given| CLIENT.resolve(studio, given, Guess::ByText));
    let project = args.project.as_deref().map(|given| PROJECT.resolve(studio, given, Guess::ByText));
    let named = args.list.branch.as_deref();
    let (from, to) = (day(args.from.as_deref(), named, studio)?, day(args.to.as_deref(), named, studio)?);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(CliError::usage("the last day lies before the first one", "Swap --from and --to."));
    }
    Ok(InvoiceFilter {
        scope: studio.scope(named)?,
        text: args.list.search.clone().unwrap_or_default(),
        standing: standing(args)?,
        client: client.transpose()?.map(ClientId::from),
        project: project.transpose()?.map(ProjectId::from),
        from,
        to,
        after: None,
        limit: WINDOW,
    })
}

fn standing(args: &InvoiceListArgs) -> Result<Option<InvoiceStanding>, CliError> {
    let Some(word) = args.status.as_deref() else {
        return Ok(args.overdue.then_some(InvoiceStanding::Overdue));
    };
    let found = InvoiceStanding::ALL.into_iter().find(|standing| standing.as_str() == word);
    found.map(Some).ok_or_else(|| {
        let words = InvoiceStanding::ALL.map(InvoiceStanding::as_str).join(", ");
        CliError::usage(format!("there is no status {word}"), format!("Choose one of: {words}."))
    })
}

/// A day as somebody means it now.
pub(in crate::cli) fn day(
    text: Option<&str>,
    branch: Option<&str>,
    studio: &Studio,
) -> Result<Option<Date>, CliError> {
    let Some(text) = text else { return Ok(None) };
    let today = Timestamp::now().to_zoned_datetime(studio.usual_zone(branch)?).date();
    parse_date(text, today, DatePreference::Past)
        .map(Some)
        .map_err(|error| CliError::usage(error.to_string(), "Name a day, e.g. 2026-10-20."))
}
