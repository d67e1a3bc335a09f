//! `import list`.

use crate::cli::CliError;
use crate::cli::args::ImportListArgs;
use crate::cli::out::{Column, Console, Sheet, Value};
use crate::cli::studio::{Studio, unexpected};
use crate::store::protocol::{ImportKind, ImportState, ImportSummary, Query, Reply};
use jiff::tz::TimeZone;

const COLUMNS: [Column; 14] = [
    Column::text("source", "FILE"),
    Column::text("branch_name", "BRANCH"),
    Column::text("by", "BY"),
    Column::text("started", "WHEN"),
    Column::text("state", "STATE"),
    Column::number("created", "MADE"),
    Column::number("updated", "CHANGED"),
    Column::number("skipped", "THERE ALREADY"),
    Column::number("rejected", "NOT USABLE"),
    Column::number("put_aside", "PUT ASIDE"),
    Column::hidden("branch"),
    Column::hidden("kind"),
    Column::hidden("planned"),
    Column::whole("id", "ID"),
];

/// Prints imports.
pub(super) fn list(
    args: &ImportListArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let scope = studio.scope(args.branch.as_deref())?;
    // One more than asked for tells whether there are more.
    let limit = if args.all_pages { u32::MAX } else { args.limit };
    let query = Query::Imports { scope, limit: limit.saturating_add(1) };
    let Reply::Imports(mut imports) = studio.ask(query)? else { return Err(unexpected()) };
    let more = imports.len() > limit as usize;
    imports.truncate(limit as usize);
    let rows: Vec<[Value; 14]> = imports.iter().map(|import| row(import, studio)).collect();
    let mut sheet = Sheet::new(args.output.format(), &COLUMNS);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    if more {
        console.note("there are more; --limit N or --all-pages shows them")?;
    }
    Ok(())
}

fn row(import: &ImportSummary, studio: &Studio) -> [Value; 14] {
    let branch = import.branch.as_ref().and_then(|id| studio.branch_of(id));
    let zone = branch.map_or(TimeZone::UTC, |branch| studio.zone_of(&branch.id));
    let state = match import.state {
        ImportState::Applying => "interrupted",
        ImportState::Done => "done",
        ImportState::Undoing => "half taken back",
        ImportState::Undone => "taken back",
    };
    [
        Value::text(&import.source),
        Value::text(branch.map_or("all", |branch| branch.name.as_str())),
        Value::text(&import.by),
        import.started.map_or(Value::Nothing, |at| Value::Time(at, zone)),
        Value::Other(state.to_owned(), import.state.as_str().into()),
        Value::Count(import.created),
        Value::Count(import.updated),
        Value::Count(import.skipped),
        Value::Count(import.rejected),
        Value::Count(put_aside(import)),
        Value::maybe(import.branch.as_ref()),
        Value::text(import.kind.as_str()),
        Value::Count(import.planned),
        Value::text(import.id.as_str()),
    ]
}

/// Rows that went into the file of rows that were not taken. What a merged database has in common with ours is not put
/// anywhere.
const fn put_aside(import: &ImportSummary) -> u64 {
    match import.kind {
        ImportKind::Clients => import.skipped + import.rejected,
        ImportKind::Seed => import.rejected,
    }
}
