//! How assets are. That one is lost or broke is a fact, and is never refused: what is booked stays, and is counted.

use super::super::protocol::{Outcome, RowRef, StoreError, Table};
use super::super::unit::{Severity, Unit};
use super::{Act, claims, displaced_words, put, read, refuse_moved, row, transfer};
use crate::domain::asset::{Asset, Condition};
use crate::domain::check::MAX_LINE;
use crate::domain::fold;
use crate::domain::id::{AssetId, BranchId, MaintenanceId};
use crate::domain::role::Permission;
use serde_json::json;
use uuid::Uuid;

pub(super) fn set(
    unit: &mut Unit<'_>,
    ids: &[(AssetId, i64)],
    to: &Condition,
    note: &str,
) -> Result<Outcome, StoreError> {
    if let Condition::Other(word) = to {
        return Err(StoreError::refused(
            format!("there is no condition “{word}”"),
            "Nothing was changed. Choose available, maintenance, lost, in_transit or retired.",
        ));
    }
    let note = fold::clean_line(note, MAX_LINE);
    let (mut moved, mut displaced) = (Vec::new(), 0);
    for (id, version) in ids {
        let (asset, _) = read(unit.conn, unit.access, Permission::EditInventory, id)?;
        refuse_moved(unit, &asset, *version)?;
        if asset.condition != *to || *to == Condition::Available && !under_way(unit, id)?.is_empty() {
            displaced += set_one(unit, &asset, to, &note)?;
            moved.push(asset);
        }
    }
    let Some(first) = moved.first() else {
        return Ok(Unit::done(format!("Nothing to change: it is {} already", to.label()), None));
    };
    let what = if moved.len() == 1 { first.name.clone() } else { format!("{} assets", moved.len()) };
    let found = *to == Condition::Available && moved.iter().all(|asset| asset.condition == Condition::Lost);
    let event = match to {
        Condition::Lost => "asset.lost",
        _ if found => "asset.found",
        _ => "asset.condition",
    };
    let severity = if *to == Condition::Lost { Severity::High } else { Severity::Medium };
    let act = Act { event, severity, note: &note, label: format!("condition of {what}") };
    let branches: Vec<BranchId> = moved.iter().map(|asset| asset.branch.clone()).collect();
    // A loss has its own way back: whoever finds the thing says so.
    let undoable = *to != Condition::Lost && moved.iter().all(|asset| asset.condition != Condition::Lost);
    let words = displaced_words(displaced);
    let message = if found { format!("Found {what} again") } else { format!("Marked {what} {}", to.label()) };
    let row = (moved.len() == 1).then(|| row(&first.id));
    if undoable {
        act.undoable(unit, &branches)?;
    } else {
        act.entry(unit, &branches)?;
    }
    Ok(Outcome { undoable, displaced, ..Unit::done(format!("{message}{words}"), row) })
}

/// Writes the condition of one asset; returns how many bookings it displaces.
fn set_one(unit: &mut Unit<'_>, asset: &Asset, to: &Condition, note: &str) -> Result<u64, StoreError> {
    let on_its_way = transfer::open(unit.conn, &asset.id)?;
    let to = match (to, on_its_way) {
        // What was lost on its way, and is found, is on its way again.
        (Condition::Available, Some(_)) if asset.condition == Condition::Lost => &Condition::InTransit,
        (to, None) | (to @ Condition::Lost, _) => to,
        (_, Some(way)) => {
            let to = unit.access.any_branch(&way.to).map_or("another branch", |b| b.name.as_str());
            return Err(StoreError::refused(
                format!("{} is on its way to {to}", asset.name),
                "Nothing was changed. It has to be taken in there, or called back, first.",
            ));
        }
    };
    if *to == Condition::Maintenance && asset.is_person() {
        return Err(StoreError::refused(
            format!("{} is a person, who is not repaired", asset.name),
            "Nothing was changed. Enter a leave instead.",
        ));
    }
    unit.update(&row(&asset.id), "asset", |image| put(image, "status", json!(to.as_str())))?;
    match to {
        Condition::Maintenance => open_window(unit, &asset.id, note)?,
        Condition::Available => close_windows(unit, &asset.id)?,
        _ => {}
    }
    if matches!(to, Condition::Available | Condition::InTransit) {
        return Ok(0);
    }
    claims::displaced(unit, &asset.id, (unit.now, claims::FOREVER))
}

/// From now on it is under repair, until somebody says otherwise; nothing new is written where that is known already.
pub(super) fn open_window(unit: &mut Unit<'_>, id: &AssetId, note: &str) -> Result<(), StoreError> {
    let open: bool = unit
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM asset_maintenance WHERE asset_id = ?1 AND kind = 'maintenance' AND start_time <= ?2 AND end_time IS NULL)",
        )?
        .query_row((id.as_str(), unit.now), |r| r.get(0))?;
    if open {
        return Ok(());
    }
    let (now, by) = (unit.now, unit.access.actor.user.clone());
    unit.insert(
        Table::AssetMaintenance,
        json!({
            "id": MaintenanceId::from_uuid(Uuid::now_v7()).as_str(), "asset_id": id.as_str(), "kind": "maintenance",
            "start_time": now, "end_time": null, "reason": (!note.is_empty()).then_some(note), "created_at": now,
            "created_by": by.as_str(), "cost": null,
        }),
    )?;
    Ok(())
}

/// Repairs of an asset that have begun and go on, whatever its mark says: id and start.
fn under_way(unit: &Unit<'_>, id: &AssetId) -> Result<Vec<(String, i64)>, StoreError> {
    // What was ended in the second in which it began lasts for that second, and is over all the same.
    let mut statement = unit.conn.prepare_cached(
        "SELECT id, start_time FROM asset_maintenance WHERE asset_id = ?1 AND kind = 'maintenance' AND start_time <= ?2
           AND coalesce(end_time, 253402300800) > ?2 + 1 ORDER BY start_time, id",
    )?;
    let rows = statement.query_map((id.as_str(), unit.now), |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// It is back: repairs that are under way end now.
pub(super) fn close_windows(unit: &mut Unit<'_>, id: &AssetId) -> Result<(), StoreError> {
    for (window, start) in under_way(unit, id)? {
        // A time is never empty: what began this very second ends with it.
        let end = unit.now.max(start + 1);
        let window = RowRef { table: Table::AssetMaintenance, id: window };
        unit.update(&window, "time away", |image| put(image, "end_time", json!(end)))?;
    }
    Ok(())
}
