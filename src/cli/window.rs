//! What hangs on a project, read window by window.

use super::CliError;
use super::out::Console;
use crate::store::protocol::{Cursor, Slice};

/// Rows of one window.
const WINDOW: u32 = 500;

/// All rows, or `most` at most, and whether there are more. `ask` reads a window behind a place.
pub(super) fn all<T>(
    most: Option<u32>,
    ask: impl Fn(Option<Cursor>, u32) -> Result<Slice<T>, CliError>,
) -> Result<(Vec<T>, bool), CliError> {
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let had = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let left = most.map_or(WINDOW, |most| most.saturating_sub(had).min(WINDOW));
        let slice = ask(after, left)?;
        rows.extend(slice.rows);
        after = slice.next;
        let full = most.is_some_and(|most| rows.len() >= most as usize);
        if after.is_none() || full {
            return Ok((rows, after.is_some()));
        }
    }
}

/// Says that there is more than was listed.
pub(super) fn note_more(more: bool, console: &mut Console<'_>) -> Result<(), CliError> {
    if more {
        console.note("there are more; --limit N or --all-pages shows them")?;
    }
    Ok(())
}
