//! Times away: repairs, leave, work elsewhere. They are facts: an existing booking does not stand in their way.

use super::super::conflict::{Standing, conflict, refuse_stale};
use super::super::protocol::{Branch, Outcome, StoreError, Table};
use super::super::tables::Image;
use super::super::unit::{Entry, Unit};
use super::{Edit, away_row, claims, displaced_words, put, read, row, window};
use crate::domain::asset::away::{self, AwayEntry, AwayKind, AwayWindow};
use crate::domain::asset::{Asset, Condition};
use crate::domain::field::{self, FieldValues};
use crate::domain::id::{AssetId, MaintenanceId};
use crate::domain::role::Permission;
use crate::domain::when::edit_when;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) fn add(unit: &mut Unit<'_>, id: &AssetId, values: &FieldValues) -> Result<Outcome, StoreError> {
    let (asset, branch) = read(unit.conn, unit.access, Permission::EditInventory, id)?;
    let entry = away::check(values, asset.is_person()).map_err(StoreError::Invalid)?;
    let window = MaintenanceId::from_uuid(Uuid::now_v7());
    let mut image = Image::new();
    write_entry(&mut image, &entry);
    put(&mut image, "id", json!(window.as_str()));
    put(&mut image, "asset_id", json!(id.as_str()));
    put(&mut image, "created_at", json!(unit.now));
    put(&mut image, "created_by", json!(unit.access.actor.user.as_str()));
    unit.insert(Table::AssetMaintenance, Value::Object(image))?;
    let message = format!("Recorded {} {}", asset.name, said(&entry, branch));
    finish(unit, (&asset, Some(&entry)), "asset.away_added", message)
}

pub(super) fn edit(
    unit: &mut Unit<'_>,
    id: &MaintenanceId,
    (version, base, values): Edit<'_>,
) -> Result<Outcome, StoreError> {
    let (current, asset, branch) = find(unit, id)?;
    let unchanged =
        || Unit::done(format!("Nothing to save: {} is away as it was", asset.name), Some(row(&asset.id)));
    let changes = field::changed(base, values);
    if changes.is_empty() {
        return Ok(unchanged());
    }
    refuse_stale(unit, standing(&current, &asset), version, base)?;
    let mut merged = current.values();
    merged.extend(changes);
    let entry = away::check(&merged, asset.is_person()).map_err(StoreError::Invalid)?;
    if !unit.update(&away_row(id), "time away", |image| write_entry(image, &entry))? {
        return Ok(unchanged());
    }
    back_in_order(unit, (&current, &asset))?;
    let message = format!("Saved {} {}", asset.name, said(&entry, branch));
    finish(unit, (&asset, Some(&entry)), "asset.away_edited", message)
}

pub(super) fn end(unit: &mut Unit<'_>, id: &MaintenanceId, version: i64) -> Result<Outcome, StoreError> {
    let (current, asset, _) = find(unit, id)?;
    if current.version != version {
        return Err(conflict(unit, standing(&current, &asset))?);
    }
    let now = unit.now;
    if current.start.as_second() > now {
        return Err(StoreError::refused(
            "it has not begun yet",
            "Nothing was changed. Change its times, or remove it.",
        ));
    }
    if current.end.is_some_and(|end| end.as_second() <= now) {
        return Err(StoreError::refused("it is over already", "Nothing was changed. Its end can be edited."));
    }
    // A time is never empty: what began this very second ends with it.
    let end = now.max(current.start.as_second() + 1);
    unit.update(&away_row(id), "time away", |image| put(image, "end_time", json!(end)))?;
    back_in_order(unit, (&current, &asset))?;
    let message = format!("Noted that {} is back", asset.name);
    finish(unit, (&asset, None), "asset.away_ended", message)
}

pub(super) fn remove(unit: &mut Unit<'_>, id: &MaintenanceId, version: i64) -> Result<Outcome, StoreError> {
    let (current, asset, _) = find(unit, id)?;
    if current.version != version {
        return Err(conflict(unit, standing(&current, &asset))?);
    }
    unit.delete(&away_row(id), "time away")?;
    back_in_order(unit, (&current, &asset))?;
    let message = format!("Removed the time away of {}", asset.name);
    finish(unit, (&asset, None), "asset.away_removed", message)
}

/// What is marked as under repair, and is so no more by its times once one of them was changed, is available again.
fn back_in_order(unit: &mut Unit<'_>, (changed, asset): (&AwayWindow, &Asset)) -> Result<(), StoreError> {
    if asset.condition != Condition::Maintenance || changed.kind != AwayKind::Maintenance {
        return Ok(());
    }
    let still: bool = unit
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM asset_maintenance WHERE asset_id = ?1 AND kind = 'maintenance' AND start_time <= ?2
               AND coalesce(end_time, 253402300800) > ?2 + 1)",
        )?
        .query_row((asset.id.as_str(), unit.now), |r| r.get(0))?;
    if !still {
        unit.update(&row(&asset.id), "asset", |image| put(image, "status", json!("available")))?;
    }
    Ok(())
}

/// Writes the act down; tells how many bookings the time displaces.
fn finish(
    unit: &mut Unit<'_>,
    (asset, entry): (&Asset, Option<&AwayEntry>),
    event: &'static str,
    message: String,
) -> Result<Outcome, StoreError> {
    let displaced = match entry {
        Some(entry) => {
            let end = entry.end.unwrap_or(claims::FOREVER);
            claims::displaced(unit, &asset.id, (entry.start, end))?
        }
        None => 0,
    };
    unit.touch(row(&asset.id));
    let label = format!("time away of {}", asset.name);
    unit.record_undoable(&Entry::new(event, asset.branch.as_str()), &label)?;
    let message = format!("{message}{}", displaced_words(displaced));
    Ok(Outcome { displaced, ..Unit::done_undoable(message, Some(row(&asset.id))) })
}

/// A time away of an asset that the actor may change.
fn find<'u>(unit: &Unit<'u>, id: &MaintenanceId) -> Result<(AwayWindow, Asset, &'u Branch), StoreError> {
    let not_found = || StoreError::NotFound { what: "time away", id: id.to_string() };
    let found = unit
        .conn
        .prepare_cached(
            "SELECT id, asset_id, kind, start_time, end_time, reason, cost, version FROM asset_maintenance WHERE id = ?1",
        )?
        .query_row([id.as_str()], window)
        .optional()?
        .flatten()
        .ok_or_else(not_found)?;
    match read(unit.conn, unit.access, Permission::EditInventory, &found.asset) {
        Ok((asset, branch)) => Ok((found, asset, branch)),
        Err(StoreError::NotFound { .. }) => Err(not_found()),
        Err(error) => Err(error),
    }
}

/// The time away as it stands, for a conflict.
fn standing(current: &AwayWindow, asset: &Asset) -> Standing {
    Standing {
        row: away_row(&current.id),
        label: format!("the time away of {}", asset.name),
        version: current.version,
        values: current.values(),
    }
}

fn write_entry(image: &mut Image, entry: &AwayEntry) {
    put(image, "kind", json!(entry.kind.as_str()));
    put(image, "start_time", json!(entry.start));
    put(image, "end_time", json!(entry.end));
    put(image, "reason", json!((!entry.reason.is_empty()).then_some(&entry.reason)));
    put(image, "cost", json!(entry.cost));
}

/// "under repair from 2026-12-12 11:00 to 2026-12-14 18:00".
fn said(entry: &AwayEntry, branch: &Branch) -> String {
    let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
    let at = |second: i64| Timestamp::from_second(second).map(|at| edit_when(at, &zone)).unwrap_or_default();
    let end = entry.end.map_or_else(|| " on".to_owned(), |end| format!(" to {}", at(end)));
    let kind = AwayKind::label(entry.kind);
    format!("{kind} from {}{end}", at(entry.start))
}
