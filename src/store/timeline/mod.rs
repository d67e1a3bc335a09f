//! The timeline: a window of assets, and what is with each of them in a time.
//!
//! Rows are found along an index, by type and name; of each the locks are looked up by asset and start. Whatever the size
//! of the tables, a window costs its own rows.

mod block;
mod rows;
mod spans;

pub(super) use block::detail;

use super::access::Access;
use super::protocol::{
    BranchScope, RowsAt, StoreError, TIMELINE_FILTERS, TimelinePage, TimelineQuery, TimelineRow,
};
use crate::domain::role::Permission;
use rows::Walk;
use rusqlite::Connection;

/// The most rows of a window.
const MAX_ROWS: u32 = 400;

/// A window of the timeline.
///
/// # Errors
/// Denied; a branch out of reach, or a filter that there is none, is not found; refused: a time that is none.
pub(super) fn page(
    conn: &Connection,
    access: &Access,
    query: &TimelineQuery,
) -> Result<TimelinePage, StoreError> {
    if query.to <= query.from {
        return Err(StoreError::refused("the end must lie behind the start", "Choose another time."));
    }
    if !TIMELINE_FILTERS.iter().any(|choice| choice.name == query.filter) {
        return Err(StoreError::NotFound { what: "filter", id: query.filter.clone() });
    }
    let now = jiff::Timestamp::now().as_second();
    let branches = access.branches(Permission::ViewCalendar, &query.scope)?;
    let limit = query.limit.clamp(1, MAX_ROWS) as usize;
    let (from, to) = (query.from.as_second(), query.to.as_second());
    let walk = Walk::new(conn, branches, (&query.filter, now, (from, to)))?;
    let (found, above, below) = if query.text.trim().is_empty() {
        match &query.at {
            RowsAt::Start => {
                let (rows, more) = walk.forward(None, limit)?;
                (rows, false, more)
            }
            RowsAt::End => {
                let (rows, more) = walk.backward(None, limit)?;
                (rows, more, false)
            }
            RowsAt::Around(place) => walk.around(place, limit)?,
        }
    } else {
        let (rows, more) = walk.search(query.text.trim(), limit)?;
        (rows, false, more)
    };
    // A thing that came from another branch brings bookings along whose project is not for everybody here.
    let seen = access.branches(Permission::ViewProjects, &BranchScope::All).unwrap_or_default();
    let with_spans = |row: TimelineRow| {
        let mut row = spans::of(conn, row, (from, to, now))?;
        spans::name(conn, &mut row, &seen)?;
        Ok::<_, StoreError>(row)
    };
    Ok(TimelinePage { rows: found.into_iter().map(with_spans).collect::<Result<_, _>>()?, above, below })
}
