//! `project list`.

use super::record::status;
use crate::cli::CliError;
use crate::cli::address::{CLIENT, Guess};
use crate::cli::args::ProjectListArgs;
use crate::cli::out::{Choices, Column, Console, Listing, Value};
use crate::cli::studio::Studio;
use crate::domain::id::ClientId;
use crate::store::protocol::{ListKind, ListQuery, ProjectRow, Reply};

const PROJECTS: Listing<ProjectRow, 6> = Listing {
    kind: ListKind::Projects,
    columns: [
        Column::text("title", "TITLE"),
        Column::text("client", "CLIENT"),
        Column::whole("status", "STATUS"),
        Column::text("start", "SHOOT"),
        Column::hidden("branch"),
        Column::id(),
    ],
    page: |reply| if let Reply::Projects(page) = reply { Some(page) } else { None },
    row,
};

fn row(row: &ProjectRow, studio: &Studio) -> [Value; 6] {
    [
        Value::text(&row.title),
        Value::text(&row.client),
        status(&row.status),
        row.start.map_or(Value::Nothing, |at| studio.time(at, &row.branch)),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

/// Prints projects.
pub(super) fn list(
    args: &ProjectListArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let filter = match (args.mine, args.trash) {
        (true, _) => Some("mine"),
        (_, true) => Some("trashed"),
        _ => args.status.as_deref().or(args.filter.as_deref()),
    };
    let client = args.client.as_deref().map(|given| CLIENT.resolve(studio, given, Guess::ByText));
    let client = client.transpose()?.map(ClientId::from);
    let choices = Choices { filter, sort: args.sort.as_deref() };
    PROJECTS.print_of(&args.list, choices, |query| ListQuery { client, ..query }, (studio, console))
}
