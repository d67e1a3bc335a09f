//! Lists of the store, printed page by page.

use super::{Column, Console, Sheet, Value};
use crate::cli::CliError;
use crate::cli::args::ListFlags;
use crate::cli::studio::Studio;
use crate::store::protocol::{ListChoice, ListKind, ListQuery, Page, Reply, Row};

/// How a list of the store is printed: all that a `list` command has to say.
pub(in crate::cli) struct Listing<T, const N: usize> {
    /// Which list.
    pub(in crate::cli) kind: ListKind,
    /// The columns; scripts rely on their names.
    pub(in crate::cli) columns: [Column; N],
    /// The page, if the reply is one of this list.
    pub(in crate::cli) page: fn(Reply) -> Option<Page<T>>,
    /// A row under the columns.
    pub(in crate::cli) row: fn(&T, &Studio) -> [Value; N],
}

/// A filter and a sort order, by name or by label (`follow_up`, "to follow up").
#[derive(Clone, Copy, Default)]
pub(in crate::cli) struct Choices<'a> {
    /// `--filter`
    pub(in crate::cli) filter: Option<&'a str>,
    /// `--sort`
    pub(in crate::cli) sort: Option<&'a str>,
}

impl<T: Row, const N: usize> Listing<T, N> {
    /// Prints the rows that the flags ask for.
    pub(in crate::cli) fn print(
        &self,
        flags: &ListFlags,
        choices: Choices<'_>,
        studio: &Studio,
        console: &mut Console<'_>,
    ) -> Result<(), CliError> {
        self.print_of(flags, choices, |query| query, (studio, console))
    }

    /// The same for a list that can be narrowed further than by its filters.
    pub(in crate::cli) fn print_of(
        &self,
        flags: &ListFlags,
        choices: Choices<'_>,
        narrow: impl FnOnce(ListQuery) -> ListQuery,
        (studio, console): (&Studio, &mut Console<'_>),
    ) -> Result<(), CliError> {
        let query = ListQuery {
            scope: studio.scope(flags.branch.as_deref())?,
            text: flags.search.clone().unwrap_or_default(),
            filter: choice("filter", choices.filter, self.kind.filters())?,
            sort: choice("sort order", choices.sort, self.kind.sorts())?,
            ..ListQuery::default()
        };
        let query = narrow(query);
        let limit = (!flags.all_pages).then_some(flags.limit);
        let mut sheet = Sheet::new(flags.output.format(), &self.columns);
        let more = studio.pages(self.kind, &query, limit, self.page, |rows| {
            let rows: Vec<[Value; N]> = rows.iter().map(|row| (self.row)(row, studio)).collect();
            Ok(sheet.rows(console, &rows)?)
        })?;
        sheet.end(console)?;
        if more {
            console.note("there are more; --limit N or --all-pages shows them")?;
        }
        Ok(())
    }
}

/// The stored name of a choice.
fn choice(what: &str, given: Option<&str>, choices: &[ListChoice]) -> Result<String, CliError> {
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
            format!("there is no {what} {given}"),
            format!("Choose one of: {}.", names.join(", ")),
        )
    })
}
