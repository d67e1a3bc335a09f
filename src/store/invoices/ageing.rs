//! What clients owe, by how late it is: read from the sums that the database keeps by the day.

use super::super::column::{int, text};
use super::super::protocol::{Branch, StoreError};
use crate::domain::money::Currency;
use crate::domain::receivable::{Age, Ageing};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::Connection;

/// Seconds of a day, as ages are counted.
const DAY: i64 = 86_400;

/// What is owed in these branches, a line for each currency, those of the branches first.
///
/// # Errors
/// The database cannot be read.
pub(in crate::store) fn of(
    conn: &Connection,
    branches: &[&Branch],
    now: Timestamp,
) -> Result<Vec<Ageing>, StoreError> {
    let mut found: Vec<Ageing> = Vec::new();
    for branch in branches {
        let today = midnight(branch, now);
        let mut statement = conn.prepare_cached(
            "SELECT currency, due_at, open, n FROM receivable_days WHERE branch_id = ?1 ORDER BY currency, due_at",
        )?;
        let mut rows = statement.query([branch.id.as_str()])?;
        while let Some(r) = rows.next()? {
            let currency = Currency::from_code(&text(r, 0)?).unwrap_or(branch.currency);
            let age = age(today, int(r, 1)?);
            let (open, count) =
                (int(r, 2)?.unwrap_or(0), u64::try_from(int(r, 3)?.unwrap_or(0)).unwrap_or(0));
            let place = found.iter().position(|line| line.currency == currency).unwrap_or_else(|| {
                found.push(Ageing::none(currency));
                found.len() - 1
            });
            if let Some(line) = found.get_mut(place) {
                line.add(age, open, count);
            }
        }
    }
    Ok(found)
}

/// How late something is: due up to the end of its last day, the first second behind that is a day late.
pub(in crate::store) fn age(today: i64, due: Option<i64>) -> Age {
    Age::of(today.saturating_sub(due.unwrap_or(i64::MAX)).div_euclid(DAY).saturating_add(1))
}

/// When today began where a branch is, in unix seconds.
pub(in crate::store) fn midnight(branch: &Branch, now: Timestamp) -> i64 {
    let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
    let today = now.to_zoned_datetime(zone).start_of_day();
    today.map_or(now.as_second(), |start| start.timestamp().as_second())
}
