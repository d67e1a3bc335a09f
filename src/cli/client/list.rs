//! `client list`.

use super::record::ClientLine;
use crate::cli::CliError;
use crate::cli::args::ClientListArgs;
use crate::cli::out::{self, JsonArray, Table};
use crate::cli::studio::Studio;
use crate::store::protocol::{ClientRow, ListChoice, ListKind, ListQuery, Reply};
use std::io::Write;

/// Prints clients.
pub(super) fn list(
    args: &ClientListArgs,
    studio: &Studio,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), CliError> {
    let query = ListQuery {
        scope: studio.scope(args.branch.as_deref())?,
        text: args.search.clone().unwrap_or_default(),
        filter: choice("filter", args.filter.as_deref(), ListKind::Clients.filters())?,
        sort: choice("sort", args.sort.as_deref(), ListKind::Clients.sorts())?,
        ..ListQuery::default()
    };
    let limit = (!args.all_pages).then_some(args.limit);
    let clients = |reply| if let Reply::Clients(page) = reply { Some(page) } else { None };
    let more = if args.output.json {
        let mut array = JsonArray::default();
        let more = studio.pages(ListKind::Clients, &query, limit, clients, |rows| {
            rows.iter().try_for_each(|row| array.push(out, &ClientLine::from(row.clone())))
        })?;
        array.end(out)?;
        more
    } else {
        let columns = [
            out::left("NAME"),
            out::left("PHONE"),
            out::left("TAGS"),
            out::left("LAST SHOOT"),
            out::right("SPENT"),
            out::left("ID"),
        ];
        let mut table = Table::new(&columns);
        studio.pages(ListKind::Clients, &query, limit, clients, |rows| {
            let rows: Vec<_> = rows.iter().map(|row| cells(row, studio)).collect();
            Ok(table.rows(out, &rows)?)
        })?
    };
    if more && !args.output.json {
        writeln!(err, "note: there are more; --limit N or --all-pages shows them")?;
    }
    Ok(())
}

fn cells(row: &ClientRow, studio: &Studio) -> Vec<String> {
    let tags: Vec<String> = row.tags.iter().map(|tag| format!("#{tag}")).collect();
    let last_shoot = row
        .last_shoot
        .map_or("—".to_owned(), |at| at.to_zoned_datetime(studio.zone_of(&row.branch)).date().to_string());
    let spent = studio.amount(row.spent);
    vec![row.name.clone(), row.phone.clone(), tags.join(" "), last_shoot, spent, row.id.to_string()]
}

/// The stored name of a choice, given its name or its label (`follow_up`, "to follow up").
fn choice(flag: &str, given: Option<&str>, choices: &[ListChoice]) -> Result<String, CliError> {
    let Some(given) = given else { return Ok(String::new()) };
    let found = choices
        .iter()
        .find(|choice| (!choice.name.is_empty() && choice.name == given) || choice.label == given);
    found.map(|choice| choice.name.to_owned()).ok_or_else(|| {
        let names: Vec<&str> = choices
            .iter()
            .map(|choice| if choice.name.is_empty() { choice.label } else { choice.name })
            .collect();
        CliError::usage(
            format!("there is no {flag} {given}"),
            format!("Choose one of: {}.", names.join(", ")),
        )
    })
}
