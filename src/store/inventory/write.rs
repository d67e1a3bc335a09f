//! Making and changing assets.

use super::super::conflict::refuse_stale;
use super::super::protocol::{Outcome, StoreError, Table};
use super::super::tables::Image;
use super::super::unit::{Entry, RowChange, Unit};
use super::{Edit, claims, condition, put, read, row, standing_of as standing};
use crate::domain::asset::{self, AssetEntry, Condition, fields};
use crate::domain::field::{self, FieldErrors, FieldValues};
use crate::domain::id::{AssetId, BranchId, UserId};
use crate::domain::role::Permission;
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) fn create(
    unit: &mut Unit<'_>,
    branch: &BranchId,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let permission = Permission::EditInventory;
    unit.access.branch_of(permission, branch.as_str(), "branch", branch.as_str())?;
    let entry = asset::check(values).map_err(StoreError::Invalid)?;
    let id = AssetId::from_uuid(Uuid::now_v7());
    check_person(unit, (&id, branch), entry.person.as_ref())?;
    let mut image = Image::new();
    write_entry(&mut image, &entry);
    put(&mut image, "id", json!(id.as_str()));
    put(&mut image, "branch_id", json!(branch.as_str()));
    put(&mut image, "status", json!(entry.condition.as_str()));
    unit.insert(Table::Assets, Value::Object(image))?;
    if entry.condition == Condition::Maintenance {
        condition::open_window(unit, &id, "")?;
    }
    let label = format!("new asset {}", entry.name);
    unit.record_undoable(&Entry::new("asset.created", branch.as_str()), &label)?;
    let twin = namesake(unit, (&id, branch), &entry.serial)?;
    Ok(Unit::done_undoable(format!("Added {}{twin}", entry.name), Some(row(&id))))
}

pub(super) fn edit(
    unit: &mut Unit<'_>,
    id: &AssetId,
    (version, base, values): Edit<'_>,
) -> Result<Outcome, StoreError> {
    let (current, _) = read(unit.conn, unit.access, Permission::EditInventory, id)?;
    let unchanged = || Unit::done(format!("Nothing to save: {} is as it was", current.name), Some(row(id)));
    let changes = field::changed(base, values);
    if changes.is_empty() {
        return Ok(unchanged());
    }
    refuse_stale(unit, standing(&current), version, base)?;
    let entry = asset::edit(&current, &changes).map_err(StoreError::Invalid)?;
    if entry.person != current.person {
        check_person(unit, (id, &current.branch), entry.person.as_ref())?;
    }
    if entry.capacity < current.capacity
        && let Some(why) = claims::refuse_fewer(unit, &current, i64::from(entry.capacity))?
    {
        return Err(invalid(fields::CAPACITY, why));
    }
    let before = AssetEntry::from(&current);
    unit.update(&row(id), "asset", |image| write_changed(image, &before, &entry))?;
    if unit.is_unchanged() {
        return Ok(unchanged());
    }
    let label = format!("edit of {}", entry.name);
    unit.record_undoable(&Entry::new("asset.edited", current.branch.as_str()), &label)?;
    let renumbered = entry.serial != current.serial;
    let twin = if renumbered { namesake(unit, (id, &current.branch), &entry.serial)? } else { String::new() };
    Ok(Unit::done_undoable(format!("Saved {}{twin}", entry.name), Some(row(id))))
}

fn invalid(key: &str, why: impl Into<String>) -> StoreError {
    let mut errors = FieldErrors::default();
    errors.add(key, why);
    StoreError::Invalid(errors)
}

fn write_entry(image: &mut Image, entry: &AssetEntry) {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    put(image, "type", json!(entry.kind));
    put(image, "name", json!(entry.name));
    put(image, "serial_number", json!(text(&entry.serial)));
    put(image, "capacity", json!((entry.capacity > 1).then_some(entry.capacity)));
    put(image, "user_id", json!(entry.person.as_ref().map(UserId::as_str)));
    put(image, "metadata_json", json!(entry.facts.to_json()));
}

/// The columns of the entry that differ from what was read: what another program wrote in its own way stays as long as
/// nobody changes it.
fn write_changed(image: &mut Image, before: &AssetEntry, entry: &AssetEntry) {
    let (mut old, mut new) = (Image::new(), Image::new());
    write_entry(&mut old, before);
    write_entry(&mut new, entry);
    for (column, value) in new {
        if old.get(&column) != Some(&value) {
            image.insert(column, value);
        }
    }
}

/// A person is one of the staff of the branch, or of none, and no other asset is the same person.
fn check_person(
    unit: &Unit<'_>,
    (id, branch): (&AssetId, &BranchId),
    person: Option<&UserId>,
) -> Result<(), StoreError> {
    let Some(person) = person else { return Ok(()) };
    let found: Option<i64> = unit
        .conn
        .prepare_cached(
            "SELECT 1 FROM users WHERE id = ?1 AND org_id = ?2 AND status IS NOT 'suspended' AND id <> 'usr_system'
               AND (branch_id IS NULL OR branch_id = ?3)",
        )?
        .query_row((person.as_str(), unit.access.org_id()?.as_str(), branch.as_str()), |r| r.get(0))
        .optional()?;
    if found.is_none() {
        let why = "nobody who works in this branch is meant: choose a person from the list";
        return Err(invalid(fields::PERSON, why));
    }
    let other: Option<(String, String)> = unit
        .conn
        .prepare_cached(
            "SELECT name, branch_id FROM assets WHERE user_id = ?1 AND id <> ?2 ORDER BY id LIMIT 1",
        )?
        .query_row((person.as_str(), id.as_str()), |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    match other {
        Some((name, of)) if of == branch.as_str() => {
            Err(invalid(fields::PERSON, format!("this is {name} already: one person is one asset")))
        }
        Some(_) => Err(invalid(fields::PERSON, "this person is an asset of another branch already")),
        None => Ok(()),
    }
}

/// Whether the person that an asset was may be it again: by now they may be another asset, or have left.
pub(super) fn permit_person(unit: &Unit<'_>, change: &RowChange, label: &str) -> Result<(), StoreError> {
    let person = |image: Option<&Image>| Some(image?.get("user_id")?.as_str()?.to_owned());
    let (Some(to), now) = (person(change.before.as_ref()), person(change.after.as_ref())) else {
        return Ok(());
    };
    if now.as_deref() == Some(&*to) {
        return Ok(());
    }
    let id = AssetId::from(change.row.id.as_str());
    let branch = change.text("branch_id").unwrap_or_default().into();
    check_person(unit, (&id, &branch), Some(&to.as_str().into())).map_err(|error| match error {
        StoreError::Invalid(errors) => StoreError::refused(
            format!(
                "“{label}” can no longer be taken back: {}",
                errors.0.into_values().collect::<Vec<_>>().join("; ")
            ),
            "Nothing was changed. Edit it by hand.",
        ),
        other => other,
    })
}

/// Another asset of the branch with the same serial number, as it is said after a message; else empty.
fn namesake(
    unit: &Unit<'_>,
    (id, branch): (&AssetId, &BranchId),
    serial: &str,
) -> Result<String, StoreError> {
    if serial.is_empty() {
        return Ok(String::new());
    }
    let twin: Option<String> = unit
        .conn
        .prepare_cached(
            "SELECT name FROM assets WHERE branch_id = ?1 AND serial_number = ?2 COLLATE NOCASE AND id <> ?3 ORDER BY id LIMIT 1",
        )?
        .query_row((branch.as_str(), serial, id.as_str()), |r| r.get(0))
        .optional()?;
    Ok(twin.map(|twin| format!("; {twin} has the same serial number")).unwrap_or_default())
}
