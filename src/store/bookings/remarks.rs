//! What whoever books something should know beside: nothing of it is refused, and all of it may surprise on the day.

use super::super::clients::time;
use super::super::column;
use super::super::protocol::{Obstacle, StillOut, StoreError, Want};
use super::super::unit::Unit;
use super::obstacles::verdict;
use super::target::Asset;
use crate::domain::booking::rules::say_span;
use crate::domain::id::LockId;
use crate::domain::when::edit_when;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What of an asset (`?1`) is out and not said to be back by `?2`, earliest due first.
const OUT: &str = "SELECT coalesce(u.name, u.email, c.holder, c.holder_user_id), c.due_at, c.qty
  FROM asset_custody c LEFT JOIN users u ON u.id = c.holder_user_id
  WHERE c.asset_id = ?1 AND c.back_at IS NULL AND (c.due_at IS NULL OR c.due_at <= ?3 OR c.due_at > ?2)
  ORDER BY c.due_at IS NULL, c.due_at, c.id LIMIT 100";

/// What is to be known of a lock that is being written: it lies over a hold of others, or the thing is out and may not
/// be back before. A sentence each.
pub(super) fn remarks(
    unit: &Unit<'_>,
    asset: &Asset,
    zone: &TimeZone,
    ([start, end], qty, id): ([i64; 2], u32, &LockId),
) -> Result<Vec<String>, StoreError> {
    if end <= unit.now {
        return Ok(Vec::new());
    }
    let at = |second: i64| Timestamp::from_second(second).unwrap_or_default();
    let want =
        Want { asset: asset.id.clone(), start: at(start), end: at(end), qty, except: vec![id.clone()] };
    let found = verdict(unit.conn, &want, &|_| true)?;
    let held = found.obstacles.into_iter().filter_map(|obstacle| match obstacle {
        Obstacle::Held(clash) => Some(format!(
            "{} is also held for {}, {}{}",
            asset.name,
            clash.project_name,
            say_span(clash.start, clash.end, zone),
            clash.buffers()
        )),
        _ => None,
    });
    let mut said: Vec<String> = held.collect();
    if let Some(out) = still_out(unit, asset, (start, qty))? {
        let is_late = out.due.is_some_and(|due| due.as_second() <= unit.now);
        let overdue = if is_late { ", overdue" } else { "" };
        said.push(format!("{} is {}{overdue}", asset.name, out.words(|due| edit_when(due, zone))));
    }
    Ok(said)
}

/// Who has an asset, if so many pieces of it may not be back by the start.
fn still_out(
    unit: &Unit<'_>,
    asset: &Asset,
    (start, qty): (i64, u32),
) -> Result<Option<StillOut>, StoreError> {
    // People and rooms are not carried away.
    if matches!(asset.kind.as_str(), "human" | "space") {
        return Ok(None);
    }
    let mut statement = unit.conn.prepare_cached(OUT)?;
    let mut rows = statement.query((asset.id.as_str(), start, unit.now))?;
    let (mut first, mut out) = (None, 0_u32);
    while let Some(r) = rows.next()? {
        out = out.saturating_add(column::int(r, 2)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1));
        if first.is_none() {
            first = Some(StillOut { holder: column::text(r, 0)?, due: time(column::int(r, 1)?) });
        }
    }
    Ok(first.filter(|_| asset.capacity.saturating_sub(out) < qty))
}

/// Says of a time that is over that it is.
pub(super) fn past(unit: &Unit<'_>, ends: impl IntoIterator<Item = i64>) -> Option<String> {
    let is_over = ends.into_iter().any(|end| end <= unit.now);
    is_over.then(|| "the time lies in the past".to_owned())
}
