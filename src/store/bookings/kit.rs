//! Everything that is in a kit, booked together. Whoever wants it hears of all that is not free, not only of the first.

use super::super::kits;
use super::super::protocol::{Obstacle, Outcome, StoreError, Want, WantedLock};
use super::super::unit::Unit;
use super::obstacles::verdict;
use super::target::{Target, refuse_obstacles, refuse_overlap, refuse_span, wanted_asset};
use super::write::lock;
use crate::domain::booking::LockKind;
use crate::domain::booking::rules::Needed;
use crate::domain::id::{KitId, LockId};
use crate::domain::role::Permission;
use jiff::Timestamp;
use uuid::Uuid;

/// Books a kit for a target.
///
/// # Errors
/// Not found. Refused: it is empty, archived, of another branch, or not all of it is free.
pub(super) fn lock_kit(
    unit: &mut Unit<'_>,
    target: &Target<'_>,
    id: &KitId,
    needed: Option<Needed>,
) -> Result<Outcome, StoreError> {
    let (kit, branch) = kits::read(unit.conn, unit.access, Permission::ViewInventory, id)?;
    let refused = |message: String, hint: &'static str| Err(StoreError::refused(message, hint));
    if kit.branch != target.project.branch {
        let (kit, branch) = (&kit.name, &branch.name);
        return refused(
            format!("{kit} is a kit of {branch}"),
            "Nothing was booked. Take one of the project's branch.",
        );
    }
    if kit.archived.is_some() {
        return refused(format!("{} is archived", kit.name), "Nothing was booked. Restore the kit first.");
    }
    let parts = kits::contents(unit.conn, id)?;
    if parts.is_empty() {
        return refused(
            format!("there is nothing in {}", kit.name),
            "Nothing was booked. Put assets into it.",
        );
    }
    let wanted: Vec<WantedLock> = parts
        .into_iter()
        .map(|part| WantedLock { needed, qty: part.qty, kit: Some(id.clone()), ..WantedLock::of(part.asset) })
        .collect();
    let mut taken = Vec::new();
    for want in &wanted {
        taken.extend(in_the_way(unit, target, want)?);
    }
    if !taken.is_empty() {
        let what = taken.join("; ");
        return refused(
            format!("not all of {} is free: {what}", kit.name),
            "Nothing was booked. Take another time, or book its parts one by one.",
        );
    }
    let count = wanted.len();
    let outcome = lock(unit, target, &wanted)?;
    let verb = outcome.message.split(' ').next().unwrap_or("Booked");
    let called = target.project.details.called();
    let things = if count == 1 { "1 thing".to_owned() } else { format!("{count} things") };
    let message = format!("{verb} {} ({things}) for {called}", kit.name);
    Ok(Outcome { message, ..outcome })
}

/// What stands in the way of one part, in words.
fn in_the_way(unit: &Unit<'_>, target: &Target<'_>, want: &WantedLock) -> Result<Option<String>, StoreError> {
    let asset = wanted_asset(unit, target, &want.asset)?;
    let needed = want.needed.map_or_else(|| target.of_event(&asset), Ok)?;
    let [start, end] = refuse_span(&asset.name, &needed)?;
    let id = LockId::from_uuid(Uuid::now_v7());
    let span = ([start, end], want.qty, &id);
    let refused = refuse_overlap(unit, target, &asset, span)
        .and_then(|()| refuse_obstacles(unit, &asset, target.zone(), span));
    match refused {
        Ok(()) if target.usual_kind() == LockKind::Hold => return Ok(None),
        Ok(()) => {}
        Err(error @ (StoreError::Booked(_) | StoreError::Refused(_))) => return Ok(Some(error.to_string())),
        Err(error) => return Err(error),
    }
    let at = |second: i64| Timestamp::from_second(second).unwrap_or_default();
    let want = Want { asset: asset.id, start: at(start), end: at(end), qty: want.qty, except: Vec::new() };
    let found = verdict(unit.conn, &want, &|_| true)?;
    Ok(found.obstacles.into_iter().find_map(|obstacle| match obstacle {
        Obstacle::Booked(clash) => Some(clash.to_string()),
        _ => None,
    }))
}
