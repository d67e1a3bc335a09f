//! Reports: sums of what was invoiced and paid.

mod day;
mod owing;
mod revenue;
mod taxes;

use super::access::Access;
use super::protocol::{Branch, Report, ReportQuery, StoreError};
use crate::domain::role::Permission;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::Connection;

/// Answers what a report is asked for.
///
/// # Errors
/// Denied; a branch out of reach.
pub(super) fn read(conn: &Connection, access: &Access, query: &ReportQuery) -> Result<Report, StoreError> {
    let branches = |scope| access.branches(Permission::ViewReports, scope);
    Ok(match query {
        ReportQuery::Revenue { scope, from, to } => {
            Report::Revenue(revenue::of(conn, &branches(scope)?, (*from, *to))?)
        }
        ReportQuery::Taxes { scope, from, to } => {
            Report::Taxes(taxes::of(conn, &branches(scope)?, (*from, *to))?)
        }
        ReportQuery::Owing { scope, limit } => Report::Owing(owing::of(conn, &branches(scope)?, *limit)?),
        ReportQuery::Day { scope, day } => Report::Day(day::of(conn, &branches(scope)?, *day)?),
    })
}

/// The first second of a day where a branch is.
fn start_of(day: Date, branch: &Branch) -> i64 {
    let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
    day.to_zoned_datetime(zone).map_or(i64::MAX, |at| at.timestamp().as_second())
}

/// The first second behind a day where a branch is.
fn end_of(day: Date, branch: &Branch) -> i64 {
    day.tomorrow().map_or(i64::MAX, |next| start_of(next, branch))
}
