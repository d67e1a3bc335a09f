//! `client list`.

use crate::cli::CliError;
use crate::cli::args::ClientListArgs;
use crate::cli::out::{Choices, Column, Console, Listing, Value};
use crate::cli::studio::Studio;
use crate::store::protocol::{ClientRow, ListKind, Reply};

const CLIENTS: Listing<ClientRow, 8> = Listing {
    kind: ListKind::Clients,
    columns: [
        Column::text("name", "NAME"),
        Column::text("phone", "PHONE"),
        Column::text("tags", "TAGS"),
        Column::text("last_shoot", "LAST SHOOT"),
        Column::money("spent", "SPENT"),
        Column::hidden("archived"),
        Column::hidden("branch"),
        Column::id(),
    ],
    page: |reply| if let Reply::Clients(page) = reply { Some(page) } else { None },
    row,
};

fn row(row: &ClientRow, studio: &Studio) -> [Value; 8] {
    [
        Value::text(&row.name),
        Value::text(&row.phone),
        Value::Tags(row.tags.clone()),
        row.last_shoot.map_or(Value::Nothing, |at| studio.day(at, &row.branch)),
        studio.money(row.spent),
        Value::Flag(row.archived),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

/// Prints clients.
pub(super) fn list(
    args: &ClientListArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let choices = Choices { filter: args.filter.as_deref(), sort: args.sort.as_deref() };
    CLIENTS.print(&args.list, choices, studio, console)
}
