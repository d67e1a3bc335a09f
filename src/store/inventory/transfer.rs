//! From one branch to another: sent by the one, taken in by the other. Meanwhile the thing is in transit, and belongs
//! where it came from; what was booked of it there needs a replacement from the moment it is sent.

use super::super::access::Access;
use super::super::clients::time;
use super::super::column;
use super::super::protocol::{
    Arrival, Branch, BranchScope, Outcome, RowRef, StoreError, Table, TransferLine, Transfers,
};
use super::super::unit::{Entry, Unit};
use super::super::{audit, tables};
use super::{claims, displaced_words, facts, not_found, of_row, put, read, refuse_moved, row};
use crate::domain::asset::{Asset, Condition, is_space};
use crate::domain::check::MAX_LINE;
use crate::domain::fold;
use crate::domain::id::{AssetId, BranchId};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value, json};
use uuid::Uuid;

/// Transfers that are listed at once.
const LISTED: i64 = 100;

/// A transfer that is under way.
pub(super) struct Open {
    id: String,
    from: BranchId,
    /// Where it goes.
    pub(super) to: BranchId,
}

/// The transfer that an asset is on, if it is.
pub(super) fn open(conn: &Connection, id: &AssetId) -> Result<Option<Open>, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT id, from_branch_id, to_branch_id FROM asset_transfers WHERE asset_id = ?1 AND outcome IS NULL",
        )?
        .query_row([id.as_str()], |r| {
            let (from, to) = (BranchId::from(column::text(r, 1)?), BranchId::from(column::text(r, 2)?));
            Ok(Open { id: column::text(r, 0)?, from, to })
        })
        .optional()?)
}

/// Sends assets to another branch. It has its own way back, and is no undo's.
pub(super) fn send(
    unit: &mut Unit<'_>,
    ids: &[(AssetId, i64)],
    to: &BranchId,
    note: &str,
) -> Result<Outcome, StoreError> {
    let access = unit.access;
    let to =
        access.any_branch(to).ok_or_else(|| StoreError::NotFound { what: "branch", id: to.to_string() })?;
    let note = fold::clean_line(note, MAX_LINE);
    let (mut sent, mut displaced) = (Vec::new(), 0);
    for (id, version) in ids {
        let (asset, _) = read(unit.conn, access, Permission::EditInventory, id)?;
        refuse_moved(unit, &asset, *version)?;
        refuse_staying(unit, &asset, to)?;
        displaced += claims::displaced(unit, id, (unit.now, claims::FOREVER))?;
        let (now, by) = (unit.now, access.actor.user.to_string());
        unit.insert(
            Table::AssetTransfers,
            json!({
                "id": format!("trf_{}", Uuid::now_v7().hyphenated()), "asset_id": id.as_str(),
                "from_branch_id": asset.branch.as_str(), "to_branch_id": to.id.as_str(), "sent_at": now, "sent_by": by,
                "note": (!note.is_empty()).then_some(&note), "outcome": null, "ended_at": null, "ended_by": null,
            }),
        )?;
        unit.update(&row(id), "asset", |image| put(image, "status", json!("in_transit")))?;
        sent.push(asset);
    }
    let Some(first) = sent.first() else { return Ok(Unit::done("Nothing to send".to_owned(), None)) };
    let what = if sent.len() == 1 { first.name.clone() } else { format!("{} assets", sent.len()) };
    record(unit, "asset.sent", &note, &sent)?;
    let words = displaced_words(displaced);
    let row = (sent.len() == 1).then(|| row(&first.id));
    Ok(Outcome { displaced, ..Unit::done(format!("Sent {what} to {}{words}", to.name), row) })
}

/// One entry for each branch that something was sent from, so that nobody reads what another branch did.
fn record(unit: &Unit<'_>, event: &'static str, note: &str, assets: &[Asset]) -> Result<(), StoreError> {
    let mut branches: Vec<&BranchId> = assets.iter().map(|asset| &asset.branch).collect();
    branches.sort();
    branches.dedup();
    for branch in branches {
        let of_branch = |id: &str| assets.iter().any(|a| a.branch == *branch && a.id.as_str() == id);
        let changes: Vec<_> = unit
            .changes()
            .iter()
            .filter(|change| of_branch(change.text("asset_id").unwrap_or(&change.row.id)))
            .cloned()
            .collect();
        let entry = Entry::new(event, branch.as_str()).with(facts(note));
        audit::append(unit.conn, unit.access, unit.now, &entry, &changes, &[])?;
    }
    Ok(())
}

/// What cannot be sent: a place, what is there already, what is not to hand.
fn refuse_staying(unit: &Unit<'_>, asset: &Asset, to: &Branch) -> Result<(), StoreError> {
    let name = &asset.name;
    let refused = |why: String, hint| Err(StoreError::refused(why, hint));
    if asset.branch == to.id {
        return refused(
            format!("{name} belongs to {} already", to.name),
            "Nothing was sent. Choose another branch.",
        );
    }
    if is_space(&asset.kind) {
        return refused(format!("{name} is a place, and stays where it is"), "Nothing was sent.");
    }
    if open(unit.conn, &asset.id)?.is_some() {
        return refused(format!("{name} is on its way already"), "Nothing was sent. Call it back first.");
    }
    if matches!(asset.condition, Condition::Lost | Condition::Retired) {
        let why = format!("{name} is {}", asset.condition.label());
        return refused(why, "Nothing was sent. Say first that it is available again.");
    }
    let out: bool = unit
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM asset_custody WHERE asset_id = ?1 AND back_at IS NULL)",
        )?
        .query_row([asset.id.as_str()], |r| r.get(0))?;
    if out {
        return refused(format!("{name} is out with somebody"), "Nothing was sent. Check it in first.");
    }
    Ok(())
}

/// Ends transfers: the other branch takes the assets in; either one has them go back.
pub(super) fn arrive(
    unit: &mut Unit<'_>,
    ids: &[(AssetId, i64)],
    outcome: Arrival,
    note: &str,
) -> Result<Outcome, StoreError> {
    let note = fold::clean_line(note, MAX_LINE);
    let mut done: Vec<Asset> = Vec::new();
    let mut kits = 0;
    for (id, version) in ids {
        let (asset, way) = find(unit, id, outcome)?;
        refuse_moved(unit, &asset, *version)?;
        let (now, by) = (unit.now, unit.access.actor.user.to_string());
        let transfer = RowRef { table: Table::AssetTransfers, id: way.id };
        unit.update(&transfer, "transfer", |image| {
            put(image, "outcome", json!(outcome.as_str()));
            put(image, "ended_at", json!(now));
            put(image, "ended_by", json!(by));
        })?;
        let condition = condition_after(unit, &asset, outcome)?;
        unit.update(&row(id), "asset", |image| {
            put(image, "status", json!(condition));
            if outcome == Arrival::Received {
                put(image, "branch_id", json!(way.to.as_str()));
            }
        })?;
        if outcome == Arrival::Received {
            kits += leave_kits(unit, id)?;
        }
        let event = match outcome {
            Arrival::Received => "asset.received",
            Arrival::Returned => "asset.returned",
        };
        write_down(unit, (event, &note), (id, &transfer), [&way.from, &way.to])?;
        if outcome == Arrival::Received && asset.condition == Condition::Lost {
            tell_found(unit, (id, &way.to), &note)?;
        }
        done.push(asset);
    }
    let Some(first) = done.first() else { return Ok(Unit::done("Nothing to take in".to_owned(), None)) };
    let what = if done.len() == 1 { first.name.clone() } else { format!("{} assets", done.len()) };
    let message = match (outcome, kits) {
        (Arrival::Received, 0) => format!("Received {what}"),
        (Arrival::Received, _) => format!("Received {what}; it left the kits of the other branch"),
        (Arrival::Returned, _) => {
            format!("Returned {what}: it belongs where it came from{}", still_lost(&done))
        }
    };
    // Whoever refused it may not see it any more.
    let row = (done.len() == 1).then(|| row(&first.id));
    Ok(Unit::done(message, row))
}

/// What is said of things that went back and are lost all the same.
fn still_lost(done: &[Asset]) -> String {
    match (done, done.iter().filter(|asset| asset.condition == Condition::Lost).count()) {
        (_, 0) => String::new(),
        ([_], _) => ", and is lost until somebody finds it".to_owned(),
        (_, n) => format!("; {n} of them lost until somebody finds them"),
    }
}

/// The asset and its transfer, if the actor may end it so.
fn find(unit: &Unit<'_>, id: &AssetId, outcome: Arrival) -> Result<(Asset, Open), StoreError> {
    let permission = Permission::EditInventory;
    let reach = unit.access.branches(permission, &BranchScope::All)?;
    let in_reach = |branch: &BranchId| reach.iter().any(|b| b.id == *branch);
    let asset = of_row(unit.conn, id)?.ok_or_else(|| not_found(id))?;
    let Some(way) = open(unit.conn, id)? else {
        // Whether it is there at all is told to whoever may see it.
        read(unit.conn, unit.access, permission, id)?;
        return Err(StoreError::refused(
            format!("{} is not on its way to another branch", asset.name),
            "Nothing was changed. It may have been taken in, or called back, meanwhile.",
        ));
    };
    match (outcome, in_reach(&way.from), in_reach(&way.to)) {
        (_, false, false) => Err(not_found(id)),
        (Arrival::Received, _, false) => {
            let to = unit.access.any_branch(&way.to).map_or("the other branch", |b| b.name.as_str());
            Err(StoreError::refused(
                format!("{} is taken in by {to}", asset.name),
                "Nothing was changed. Somebody who runs that branch confirms it; here it can be called back.",
            ))
        }
        _ => Ok((asset, way)),
    }
}

/// How it is once it has arrived: under repair, if it is so by its times; else in order. What is lost is found by whoever
/// takes it in; that it was called back or refused finds nothing.
fn condition_after(unit: &Unit<'_>, asset: &Asset, outcome: Arrival) -> Result<&'static str, StoreError> {
    if outcome == Arrival::Returned && asset.condition == Condition::Lost {
        return Ok("lost");
    }
    let broken: bool = unit
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM asset_maintenance WHERE asset_id = ?1 AND kind = 'maintenance' AND start_time <= ?2
               AND end_time IS NULL)",
        )?
        .query_row((asset.id.as_str(), unit.now), |r| r.get(0))?;
    Ok(if broken { "maintenance" } else { "available" })
}

/// A loss that ends has an entry of its own, in the log of whoever found it.
fn tell_found(unit: &Unit<'_>, (id, branch): (&AssetId, &BranchId), note: &str) -> Result<(), StoreError> {
    let changes: Vec<_> = unit.changes().iter().filter(|change| change.row == row(id)).cloned().collect();
    let entry = Entry::new("asset.found", branch.as_str()).with(facts(note));
    audit::append(unit.conn, unit.access, unit.now, &entry, &changes, &[])?;
    Ok(())
}

/// A kit is of one branch: what has left it is in none of its kits. Returns how many it left.
fn leave_kits(unit: &mut Unit<'_>, id: &AssetId) -> Result<usize, StoreError> {
    let places: Vec<String> = {
        let mut statement =
            unit.conn.prepare_cached("SELECT id FROM kit_assets WHERE asset_id = ?1 ORDER BY id")?;
        let rows = statement.query_map([id.as_str()], |r| column::text(r, 0))?;
        rows.collect::<Result<_, _>>()?
    };
    for place in &places {
        unit.delete(&RowRef { table: Table::KitAssets, id: place.clone() }, "place in a kit")?;
    }
    Ok(places.len())
}

/// Both branches read of it in their log: the one that the asset belongs to of the asset, the other one of the transfer.
fn write_down(
    unit: &Unit<'_>,
    (event, note): (&'static str, &str),
    (id, transfer): (&AssetId, &RowRef),
    branches: [&BranchId; 2],
) -> Result<(), StoreError> {
    let now = tables::image(unit.conn, &row(id))?.unwrap_or_default();
    let owner = now.get("branch_id").and_then(Value::as_str).unwrap_or_default().to_owned();
    for branch in branches {
        let is_owner = branch.as_str() == owner;
        let of_asset = |change: &&super::RowChange| {
            let about = change.text("asset_id").unwrap_or(&change.row.id) == id.as_str();
            about && (is_owner || change.row == *transfer)
        };
        let changes: Vec<_> = unit.changes().iter().filter(of_asset).cloned().collect();
        let entry = Entry::new(event, branch.as_str()).with(facts(note));
        audit::append(unit.conn, unit.access, unit.now, &entry, &changes, &[])?;
    }
    Ok(())
}

/// What is on its way from or to the branches that the actor runs, newest first.
pub(in crate::store) fn under_way(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
) -> Result<Transfers, StoreError> {
    let branches = access.branches(Permission::EditInventory, scope)?;
    let ids: Vec<&str> = branches.iter().map(|b| b.id.as_str()).collect();
    let mut statement = conn.prepare_cached(
        "SELECT t.asset_id, a.name, a.serial_number, t.from_branch_id, t.to_branch_id, t.sent_at, t.note, t.outcome, t.ended_at, coalesce(a.version, 1)
         FROM asset_transfers t JOIN assets a ON a.id = t.asset_id
         WHERE t.outcome IS NULL AND (t.to_branch_id IN (SELECT value FROM json_each(?1)) OR t.from_branch_id IN (SELECT value FROM json_each(?1)))
         ORDER BY t.sent_at DESC, t.id DESC LIMIT ?2",
    )?;
    let ways = lines(access, statement.query_map((json!(ids).to_string(), LISTED), raw)?)?;
    let all = access.branches_of_org(&BranchScope::All)?;
    Ok(Transfers { ways, branches: all.into_iter().map(|b| (b.id.clone(), b.name.clone())).collect() })
}

/// The ways that an asset went, newest first: those that arrived, and the one that it is on.
pub(super) fn of_asset(
    conn: &Connection,
    access: &Access,
    id: &AssetId,
) -> Result<Vec<TransferLine>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT t.asset_id, a.name, a.serial_number, t.from_branch_id, t.to_branch_id, t.sent_at, t.note, t.outcome, t.ended_at, coalesce(a.version, 1)
         FROM asset_transfers t JOIN assets a ON a.id = t.asset_id WHERE t.asset_id = ?1 ORDER BY t.sent_at DESC, t.id DESC LIMIT 20",
    )?;
    lines(access, statement.query_map([id.as_str()], raw)?)
}

/// A transfer before its branches have names; `None` for one whose time means nothing.
fn raw(r: &Row<'_>) -> rusqlite::Result<Option<TransferLine>> {
    let Some(sent) = time(column::int(r, 5)?) else { return Ok(None) };
    Ok(Some(TransferLine {
        asset: AssetId::from(column::text(r, 0)?),
        asset_name: column::text(r, 1)?,
        serial: column::text(r, 2)?,
        from: BranchId::from(column::text(r, 3)?),
        from_name: String::new(),
        to: BranchId::from(column::text(r, 4)?),
        to_name: String::new(),
        sent,
        note: column::text(r, 6)?,
        outcome: match column::text(r, 7)?.as_str() {
            "received" => Some(Arrival::Received),
            "returned" => Some(Arrival::Returned),
            _ => None,
        },
        ended: time(column::int(r, 8)?),
        receivable: false,
        version: column::int(r, 9)?.unwrap_or(1),
    }))
}

fn lines(
    access: &Access,
    rows: impl Iterator<Item = rusqlite::Result<Option<TransferLine>>>,
) -> Result<Vec<TransferLine>, StoreError> {
    let reach = access.branches(Permission::EditInventory, &BranchScope::All).unwrap_or_default();
    let name = |id: &BranchId| access.any_branch(id).map_or_else(|| id.to_string(), |b| b.name.clone());
    let named = |line: TransferLine| TransferLine {
        from_name: name(&line.from),
        to_name: name(&line.to),
        receivable: line.outcome.is_none() && reach.iter().any(|b| b.id == line.to),
        ..line
    };
    rows.filter_map(Result::transpose).map(|line| Ok(named(line?))).collect()
}
