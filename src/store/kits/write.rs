//! Making kits, packing them anew, archiving them.

use super::super::conflict::{Standing, conflict, refuse_stale};
use super::super::packages::write::{Archiving, Edit, finish_many};
use super::super::protocol::{Branch, KitCommand, Outcome, RowRef, StoreError, Table};
use super::super::unit::{Entry, RowChange, Unit};
use super::{contents, read, row};
use crate::domain::custody::{called, is_gear};
use crate::domain::field::{self, FieldErrors, FieldValues};
use crate::domain::id::{BranchId, KitId};
use crate::domain::kit::{self, Kit, KitPart, MAX_PARTS, fields, together};
use crate::domain::role::Permission;
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use uuid::Uuid;

const MAY: Permission = Permission::EditInventory;

/// Carries out a write.
///
/// # Errors
/// As the write's.
pub(in crate::store) fn carry_out(unit: &mut Unit<'_>, command: &KitCommand) -> Result<Outcome, StoreError> {
    match command {
        KitCommand::Create { branch, values, parts } => create(unit, branch, (values, parts)),
        KitCommand::Edit { id, version, base, values } => edit(unit, id, (*version, base, values)),
        KitCommand::Pack { id, version, parts } => pack(unit, id, (*version, parts)),
        KitCommand::Archive(ids) => set_archived(unit, ids, Archiving::Out),
        KitCommand::Restore(ids) => set_archived(unit, ids, Archiving::Back),
    }
}

fn create(
    unit: &mut Unit<'_>,
    branch: &BranchId,
    (values, parts): (&FieldValues, &[KitPart]),
) -> Result<Outcome, StoreError> {
    let place = unit.access.branch_of(MAY, branch.as_str(), "branch", branch.as_str())?;
    let (name, notes) = kit::check(values, ("", "")).map_err(StoreError::Invalid)?;
    let id = KitId::from_uuid(Uuid::now_v7());
    refuse_namesake(unit, place, (&id, &name))?;
    let parts = checked(unit, place, &together(parts))?;
    let notes = Some(notes).filter(|notes| !notes.is_empty());
    let row = unit.insert(
        Table::Kits,
        json!({
            "id": id.as_str(), "branch_id": branch.as_str(), "name": name, "notes": notes, "archived_at": null,
            "created_at": unit.now,
        }),
    )?;
    put(unit, &id, &parts)?;
    unit.record_undoable(&Entry::new("kit.created", branch.as_str()), &format!("new kit {name}"))?;
    Ok(Unit::done_undoable(format!("Added {name}"), Some(row)))
}

/// Two kits of one name in a branch would be taken for each other.
fn refuse_namesake(unit: &Unit<'_>, place: &Branch, (id, name): (&KitId, &str)) -> Result<(), StoreError> {
    let taken = unit
        .conn
        .prepare_cached(
            "SELECT 1 FROM kits WHERE branch_id = ?1 AND name = ?2 COLLATE NOCASE AND archived_at IS NULL AND id <> ?3 LIMIT 1",
        )?
        .query_row((place.id.as_str(), name, id.as_str()), |_| Ok(()))
        .optional()?;
    if taken.is_none() {
        return Ok(());
    }
    let mut errors = FieldErrors::default();
    errors.add(fields::NAME, "another kit of this branch has this name");
    Err(StoreError::Invalid(errors))
}

/// Parts that can be in a kit of a branch: gear of that branch, and no more of it than there is.
fn checked(unit: &Unit<'_>, place: &Branch, parts: &[KitPart]) -> Result<Vec<KitPart>, StoreError> {
    if parts.len() > MAX_PARTS {
        return Err(StoreError::refused(
            format!("a kit has room for {MAX_PARTS} things"),
            "Nothing was saved. Make two kits of it.",
        ));
    }
    for part in parts {
        let image = unit.read(&RowRef { table: Table::Assets, id: part.asset.to_string() }, "asset")?;
        let text = |column: &str| image.get(column).and_then(Value::as_str).unwrap_or_default();
        let id = part.asset.as_str();
        let branch = unit.access.branch_of(MAY, text("branch_id"), "asset", id)?;
        let name = called(text("name"), text("serial_number"));
        let capacity = image.get("capacity").and_then(Value::as_i64).unwrap_or(1);
        let why = if branch.id != place.id {
            format!("{name} belongs to {}, the kit to {}", branch.name, place.name)
        } else if !is_gear(text("type")) {
            format!("{name} is a person or a room: a kit holds gear")
        } else if part.qty == 0 || i64::from(part.qty) > capacity {
            format!("there are only {capacity} of {name}")
        } else {
            continue;
        };
        return Err(StoreError::refused(why, "Nothing was saved. Leave it out, or change the number."));
    }
    Ok(parts.to_vec())
}

fn put(unit: &mut Unit<'_>, id: &KitId, parts: &[KitPart]) -> Result<(), StoreError> {
    for part in parts {
        let part_id = format!("kpt_{}", Uuid::now_v7().hyphenated());
        unit.insert(
            Table::KitAssets,
            json!({ "id": part_id, "kit_id": id.as_str(), "asset_id": part.asset.as_str(), "qty": part.qty }),
        )?;
    }
    Ok(())
}

fn edit(unit: &mut Unit<'_>, id: &KitId, (version, base, values): Edit<'_>) -> Result<Outcome, StoreError> {
    let (kit, place) = read(unit.conn, unit.access, MAY, id)?;
    let changes = field::changed(base, values);
    let unchanged = || Unit::done(format!("Nothing to save: {} is as it was", kit.name), Some(row(id)));
    if changes.is_empty() {
        return Ok(unchanged());
    }
    refuse_stale(unit, standing(&kit), version, base)?;
    let (name, notes) = kit::check(&changes, (&kit.name, &kit.notes)).map_err(StoreError::Invalid)?;
    if name != kit.name {
        refuse_namesake(unit, place, (id, &name))?;
    }
    let notes = Some(notes).filter(|notes| !notes.is_empty());
    unit.update(&row(id), "kit", |image| {
        image.insert("name".to_owned(), json!(name));
        image.insert("notes".to_owned(), json!(notes));
    })?;
    if unit.is_unchanged() {
        return Ok(unchanged());
    }
    unit.record_undoable(&Entry::new("kit.edited", place.id.as_str()), &format!("edit of {name}"))?;
    Ok(Unit::done_undoable(format!("Saved {name}"), Some(row(id))))
}

fn standing(kit: &Kit) -> Standing {
    Standing { row: row(&kit.id), label: kit.name.clone(), version: kit.version, values: kit.values() }
}

/// Says anew what is in a kit: rows of what stays as it is are left alone.
fn pack(unit: &mut Unit<'_>, id: &KitId, (version, parts): (i64, &[KitPart])) -> Result<Outcome, StoreError> {
    let (kit, place) = read(unit.conn, unit.access, MAY, id)?;
    let parts = together(parts);
    let before = contents(unit.conn, id)?;
    let same = |a: &[KitPart], b: &[KitPart]| a.len() == b.len() && a.iter().all(|part| b.contains(part));
    if same(&before, &parts) {
        return Ok(Unit::done(format!("Nothing to save: {} is as it was", kit.name), Some(row(id))));
    }
    if kit.version != version {
        return Err(conflict(unit, standing(&kit))?);
    }
    let new: Vec<KitPart> = parts.iter().filter(|part| !before.contains(part)).cloned().collect();
    checked(unit, place, &new)?;
    if parts.len() > MAX_PARTS {
        checked(unit, place, &parts)?;
    }
    for (part, asset, qty) in rows(unit, id)? {
        let stays =
            parts.iter().any(|kept| kept.asset.as_str() == asset && kept.qty == qty && before.contains(kept));
        if !stays {
            unit.delete(&RowRef { table: Table::KitAssets, id: part }, "part of the kit")?;
        }
    }
    let kept = contents(unit.conn, id)?;
    let missing: Vec<KitPart> = parts.iter().filter(|part| !kept.contains(part)).cloned().collect();
    put(unit, id, &missing)?;
    unit.touch(row(id));
    let entry = Entry::new("kit.packed", place.id.as_str()).with(json!({ "things": parts.len() }));
    unit.record_undoable(&entry, &format!("packing of {}", kit.name))?;
    let things = match parts.len() {
        0 => "nothing in it".to_owned(),
        1 => "1 thing in it".to_owned(),
        n => format!("{n} things in it"),
    };
    Ok(Unit::done_undoable(format!("Packed {}: {things}", kit.name), Some(row(id))))
}

fn rows(unit: &Unit<'_>, id: &KitId) -> Result<Vec<(String, String, u32)>, StoreError> {
    let mut statement = unit
        .conn
        .prepare_cached("SELECT id, asset_id, qty FROM kit_assets WHERE kit_id = ?1 ORDER BY asset_id, id")?;
    let found = statement.query_map([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn set_archived(unit: &mut Unit<'_>, ids: &[KitId], way: Archiving) -> Result<Outcome, StoreError> {
    let now = unit.now;
    let mut name = String::new();
    for id in ids {
        let (kit, place) = read(unit.conn, unit.access, MAY, id)?;
        name.clone_from(&kit.name);
        if way == Archiving::Back && kit.archived.is_some() {
            refuse_namesake(unit, place, (id, &name))?;
        }
        unit.update(&row(id), "kit", |image| way.write(image, now))?;
    }
    finish_many(unit, way, ("kit.archived", "kit.restored"), (&name, "kits"))
}

/// What taking a change of a kit back needs: leave for the inventory of its branch.
pub(in crate::store) fn permit_undo(
    unit: &Unit<'_>,
    change: &RowChange,
    all: &[RowChange],
) -> Result<(), StoreError> {
    if change.row.table == Table::Kits {
        for branch in change.texts("branch_id") {
            unit.access.branch_of(MAY, branch, "kit", &change.row.id)?;
        }
        return Ok(());
    }
    let kit = change.text("kit_id").unwrap_or_default();
    // The kit itself may come back with its parts.
    if all.iter().any(|other| other.row.table == Table::Kits && other.row.id == kit) {
        return unit.access.require(MAY).map(drop);
    }
    let (_, place) = read(unit.conn, unit.access, MAY, &kit.into())?;
    // What comes back into it may have left the branch, or be fewer, by now.
    let Some(image) = change.before.as_ref().filter(|_| change.after.is_none()) else { return Ok(()) };
    let qty = image.get("qty").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let asset = image.get("asset_id").and_then(Value::as_str).unwrap_or_default().into();
    checked(unit, place, &[KitPart { asset, qty }]).map(drop)
}
