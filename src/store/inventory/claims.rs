//! What is booked of an asset: how many bookings a fact displaces, and the most that are wanted at once.

use super::super::clients::detail::title;
use super::super::protocol::StoreError;
use super::super::unit::Unit;
use super::super::{clients, column};
use crate::domain::asset::Asset;
use crate::domain::id::AssetId;
use crate::domain::when::edit_when;
use jiff::tz::TimeZone;
use rusqlite::OptionalExtension;

/// Bookings that are counted; beyond that the number is "so many or more".
const COUNTED: i64 = 1_000;
/// Bookings that a refusal names.
const NAMED: i64 = 3;
/// The end of time, for what has no end.
pub(super) const FOREVER: i64 = 253_402_300_800;

/// How many bookings of an asset reach into a time from now on: firm ones, and holds that have not expired.
pub(super) fn displaced(unit: &Unit<'_>, id: &AssetId, (start, end): (i64, i64)) -> Result<u64, StoreError> {
    let n: i64 = unit
        .conn
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM booking_locks l WHERE l.asset_id = ?1 AND l.released_at IS NULL
               AND l.start_time < ?3 AND l.end_time > ?2
               AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0)
               AND (l.kind = 'firm' OR l.expires_at IS NULL OR l.expires_at > ?4) LIMIT ?5)",
        )?
        .query_row((id.as_str(), start.max(unit.now), end, unit.now, COUNTED), |r| r.get(0))?;
    Ok(n.unsigned_abs())
}

/// Why there cannot be fewer of an asset than so many, if that is so: more are booked at once from now on.
///
/// That never more are booked than there are holds for every writer at any time; it can only hold as long as the number
/// does not fall beneath what is booked. So a smaller number is refused, and the bookings are named.
pub(super) fn refuse_fewer(unit: &Unit<'_>, asset: &Asset, many: i64) -> Result<Option<String>, StoreError> {
    let peak: Option<(i64, i64)> = unit
        .conn
        .prepare_cached(
            "WITH l AS (SELECT start_time, end_time, qty FROM booking_locks WHERE asset_id = ?1 AND kind = 'firm' AND released_at IS NULL
               AND end_time > ?2 AND start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0))
             SELECT t, wanted FROM (SELECT t, sum(delta) OVER (ORDER BY t, delta ROWS UNBOUNDED PRECEDING) AS wanted FROM (
               SELECT max(start_time, ?2) AS t, qty AS delta FROM l UNION ALL SELECT end_time, -qty FROM l))
             ORDER BY wanted DESC, t LIMIT 1",
        )?
        .query_row((asset.id.as_str(), unit.now), |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let Some((at, wanted)) = peak.filter(|(_, wanted)| *wanted > many) else { return Ok(None) };
    let zone = unit.access.any_branch(&asset.branch).and_then(|b| TimeZone::get(&b.zone).ok());
    let when = clients::time(Some(at)).map(|at| edit_when(at, &zone.unwrap_or(TimeZone::UTC)));
    let names = names_at(unit, asset, at)?;
    Ok(Some(format!(
        "{wanted} are booked at once at {}: {}. Free one of them first",
        when.unwrap_or_default(),
        names.join(", ")
    )))
}

/// What an asset is booked for at a moment, by name; projects of another branch are not named.
fn names_at(unit: &Unit<'_>, asset: &Asset, at: i64) -> Result<Vec<String>, StoreError> {
    let mut statement = unit.conn.prepare_cached(
        "SELECT p.branch_id, p.details_json FROM booking_locks l LEFT JOIN projects p ON p.id = l.project_id
         WHERE l.asset_id = ?1 AND l.kind = 'firm' AND l.released_at IS NULL AND l.start_time <= ?2 AND l.end_time > ?2
           AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0)
         ORDER BY l.start_time, l.id LIMIT ?3",
    )?;
    let rows = statement.query_map((asset.id.as_str(), at, NAMED), |r| {
        let own = column::text(r, 0)? == asset.branch.as_str();
        let details = column::optional_text(r, 1)?;
        Ok(if own { title(details.as_deref()) } else { "a project of another branch".to_owned() })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
