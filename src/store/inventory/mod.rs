//! The inventory: what there is, how it is, when it is away, and where it belongs.

mod away;
mod claims;
mod condition;
pub(super) mod detail;
pub(super) mod standing;
pub(super) mod transfer;
mod write;

use super::access::Access;
use super::clients::time;
use super::column;
use super::conflict::{Standing, conflict};
use super::protocol::{Branch, InventoryCommand, Outcome, RowRef, StoreError, Table};
use super::tables::Image;
use super::undo as taking_back;
use super::unit::{Entry, Inverse, RowChange, Severity, Unit};
use crate::domain::asset::away::{AwayKind, AwayWindow};
use crate::domain::asset::{Asset, AssetFacts, Condition};
use crate::domain::id::{AssetId, BranchId, MaintenanceId, UserId};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value, json};

/// Carries out a write.
///
/// # Errors
/// As the write's.
pub(super) fn carry_out(unit: &mut Unit<'_>, command: &InventoryCommand) -> Result<Outcome, StoreError> {
    use InventoryCommand as C;
    match command {
        C::Create { branch, values } => write::create(unit, branch, values),
        C::Edit { id, version, base, values } => write::edit(unit, id, (*version, base, values)),
        C::SetCondition { ids, to, note } => condition::set(unit, ids, to, note),
        C::AddAway { asset, values } => away::add(unit, asset, values),
        C::EditAway { id, version, base, values } => away::edit(unit, id, (*version, base, values)),
        C::EndAway { id, version } => away::end(unit, id, *version),
        C::RemoveAway { id, version } => away::remove(unit, id, *version),
        C::Transfer { ids, to, note } => transfer::send(unit, ids, to, note),
        C::Arrive { ids, outcome, note } => transfer::arrive(unit, ids, *outcome, note),
    }
}

/// Names an asset's row.
pub(super) fn row(id: &AssetId) -> RowRef {
    RowRef { table: Table::Assets, id: id.to_string() }
}

fn away_row(id: &MaintenanceId) -> RowRef {
    RowRef { table: Table::AssetMaintenance, id: id.to_string() }
}

/// An asset that the actor reaches, and its branch.
///
/// # Errors
/// Denied, or not found (also for an asset of a branch out of reach).
pub(super) fn read<'a>(
    conn: &Connection,
    access: &'a Access,
    permission: Permission,
    id: &AssetId,
) -> Result<(Asset, &'a Branch), StoreError> {
    access.require(permission)?;
    let asset = of_row(conn, id)?.ok_or_else(|| not_found(id))?;
    let branch = access.branch_of(permission, asset.branch.as_str(), "asset", id.as_str())?;
    Ok((asset, branch))
}

/// The asset as it stands, for a conflict.
fn standing_of(asset: &Asset) -> Standing {
    Standing {
        row: row(&asset.id),
        label: asset.name.clone(),
        version: asset.version,
        values: asset.values(),
    }
}

/// Refuses an act on an asset that moved since it was read: whoever decides knows how it is.
fn refuse_moved(unit: &Unit<'_>, asset: &Asset, version: i64) -> Result<(), StoreError> {
    if asset.version == version {
        return Ok(());
    }
    Err(conflict(unit, standing_of(asset))?)
}

fn not_found(id: &AssetId) -> StoreError {
    StoreError::NotFound { what: "asset", id: id.to_string() }
}

/// An asset, whoever asks.
pub(super) fn of_row(conn: &Connection, id: &AssetId) -> Result<Option<Asset>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT a.id, a.branch_id, a.type, a.name, a.serial_number, a.status, a.user_id, coalesce(u.name, u.email, a.user_id, ''),
                    a.capacity, a.metadata_json, coalesce(a.version, 1)
             FROM assets a LEFT JOIN users u ON u.id = a.user_id WHERE a.id = ?1",
        )?
        .query_row([id.as_str()], from_row)
        .optional()?)
}

fn from_row(r: &Row<'_>) -> rusqlite::Result<Asset> {
    Ok(Asset {
        id: AssetId::from(column::text(r, 0)?),
        branch: BranchId::from(column::text(r, 1)?),
        kind: column::text(r, 2)?,
        name: column::text(r, 3)?,
        serial: column::text(r, 4)?,
        condition: Condition::from(column::text(r, 5)?),
        person: column::optional_text(r, 6)?.map(UserId::from),
        person_name: column::text(r, 7)?,
        capacity: column::int(r, 8)?.and_then(|n| u32::try_from(n).ok()).map_or(1, |n| n.max(1)),
        facts: AssetFacts::parse(column::optional_text(r, 9)?.as_deref()),
        version: column::int(r, 10)?.unwrap_or(1),
    })
}

/// A time away; `None` for one whose times or kind mean nothing.
fn window(r: &Row<'_>) -> rusqlite::Result<Option<AwayWindow>> {
    let (Some(kind), Some(start)) = (AwayKind::of(&column::text(r, 2)?), time(column::int(r, 3)?)) else {
        return Ok(None);
    };
    Ok(Some(AwayWindow {
        id: MaintenanceId::from(column::text(r, 0)?),
        asset: AssetId::from(column::text(r, 1)?),
        kind,
        start,
        end: time(column::int(r, 4)?),
        reason: column::text(r, 5)?,
        cost: column::int(r, 6)?,
        version: column::int(r, 7)?.unwrap_or(1),
    }))
}

/// The version that was read, what was read, and what shall be.
type Edit<'e> = (i64, &'e crate::domain::field::FieldValues, &'e crate::domain::field::FieldValues);

/// What is said after a message about bookings that cannot be kept; empty when all can.
fn displaced_words(bookings: u64) -> String {
    match bookings {
        0 => String::new(),
        1 => "; 1 booking now needs a replacement".to_owned(),
        many => format!("; {many} bookings now need a replacement"),
    }
}

/// What an entry says beside the rows.
fn facts(note: &str) -> Value {
    if note.is_empty() { Value::Null } else { json!({ super::audit::REASON: note }) }
}

/// An act on one asset or several: what the log calls it, how grave it is, and what people call it.
struct Act<'a> {
    event: &'static str,
    severity: Severity,
    note: &'a str,
    /// What undo calls it.
    label: String,
}

impl Act<'_> {
    /// Writes it down, one entry a branch.
    fn entry(&self, unit: &Unit<'_>, branches: &[BranchId]) -> Result<Entry, StoreError> {
        let one = branches.split_first().filter(|(first, rest)| rest.iter().all(|b| b == *first));
        let branch = one.map(|(first, _)| first.to_string());
        let entry = Entry { branch, event: self.event, severity: self.severity, facts: facts(self.note) };
        if one.is_some() {
            unit.record(&entry)?;
        } else {
            taking_back::record_by_branch(unit, &entry)?;
        }
        Ok(entry)
    }

    /// Writes it down, and how it is taken back.
    fn undoable(&self, unit: &Unit<'_>, branches: &[BranchId]) -> Result<(), StoreError> {
        let entry = self.entry(unit, branches)?;
        taking_back::keep(unit, &entry, &self.label, &Inverse::Rows(unit.changes().to_vec()))
    }
}

/// Puts a column into a row image.
fn put(image: &mut Image, column: &str, value: Value) {
    image.insert(column.to_owned(), value);
}

/// Whether the actor may take a change of an asset, or of a time away, back today.
pub(super) fn permit_undo(
    unit: &Unit<'_>,
    change: &RowChange,
    (all, label): (&[RowChange], &str),
) -> Result<(), StoreError> {
    let id = match change.row.table {
        Table::Assets => change.row.id.as_str(),
        _ => change.text("asset_id").unwrap_or_default(),
    };
    if change.row.table == Table::Assets {
        write::permit_person(unit, change, label)?;
    }
    // An asset that comes back, maybe with its times away, is asked of the branch in which it was.
    let comes_back =
        |other: &&RowChange| other.row.table == Table::Assets && other.row.id == id && other.after.is_none();
    if let Some(back) = all.iter().find(comes_back) {
        let branch = back.text("branch_id").unwrap_or_default();
        return unit.access.branch_of(Permission::EditInventory, branch, "asset", id).map(drop);
    }
    let (asset, _) = read(unit.conn, unit.access, Permission::EditInventory, &id.into())?;
    let fewer = match (change.row.table, change.images()) {
        (Table::Assets, [Some(before), Some(_)]) => {
            let many = before.get("capacity").and_then(Value::as_i64).unwrap_or(1);
            (many < i64::from(asset.capacity)).then_some(many)
        }
        _ => None,
    };
    if let Some(many) = fewer
        && claims::refuse_fewer(unit, &asset, many)?.is_some()
    {
        return Err(StoreError::refused(
            format!("“{label}” can no longer be taken back: more are booked since than there were"),
            "Nothing was changed. Free a booking first.",
        ));
    }
    Ok(())
}
