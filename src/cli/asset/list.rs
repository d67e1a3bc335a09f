//! `asset list`.

use crate::cli::CliError;
use crate::cli::args::AssetListArgs;
use crate::cli::out::{Choices, Column, Console, Listing, Value};
use crate::cli::studio::Studio;
use crate::domain::asset::away::AwayKind;
use crate::store::protocol::{AssetRow, Busy, ListKind, Reply};
use jiff::Timestamp;
use serde_json::json;

const ASSETS: Listing<AssetRow, 12> = Listing {
    kind: ListKind::Assets,
    columns: [
        Column::text("name", "NAME"),
        Column::text("type", "TYPE"),
        Column::text("condition", "CONDITION"),
        Column::text("away", "AWAY"),
        Column::text("now", "NOW"),
        Column::text("next", "NEXT"),
        Column::text("holder", "OUT WITH"),
        Column::whole("due", "DUE"),
        Column::text("overdue", "OVER"),
        Column::text("serial", "SERIAL"),
        Column::hidden("branch"),
        Column::id(),
    ],
    page: |reply| if let Reply::Assets(page) = reply { Some(page) } else { None },
    row,
};

fn row(row: &AssetRow, studio: &Studio) -> [Value; 12] {
    let standing = &row.standing;
    let busy = |busy: Option<&Busy>| match busy {
        Some(busy) => {
            let [from, to] = [busy.start, busy.end].map(|at| studio.time(at, &row.branch).people());
            let what = json!({ "name": busy.name, "start": busy.start, "end": busy.end, "kind": busy.kind });
            Value::Other(format!("{from} to {to} {} ({})", busy.name, busy.kind.as_str()), what)
        }
        None => Value::Nothing,
    };
    [
        Value::text(&row.name),
        Value::text(&row.kind),
        Value::text(&row.status),
        Value::maybe(standing.away.map(AwayKind::as_str)),
        busy(standing.now.as_ref()),
        busy(standing.next.as_ref()),
        Value::text(&standing.holder),
        standing.due.map_or(Value::Nothing, |at| studio.time(at, &row.branch)),
        Value::Flag(standing.due.is_some_and(|at| at <= Timestamp::now())),
        Value::text(&row.serial),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

/// Prints assets.
pub(super) fn list(args: &AssetListArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let choices = Choices { filter: args.filter.as_deref(), sort: args.sort.as_deref() };
    ASSETS.print(&args.list, choices, studio, console)
}
