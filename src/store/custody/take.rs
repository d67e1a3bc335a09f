//! Taking things back, and saying anew when they are due.

use super::super::audit;
use super::super::kits;
use super::super::protocol::{
    Branch, Conflict, Hurdle, Outcome, Return, Returned, RowRef, StoreError, Table, Way, Why,
};
use super::super::tables::Image;
use super::super::unit::{Entry, Unit};
use super::give::stop;
use super::{link, links, one, open_of, row, ways};
use crate::domain::custody::{Afterwards, Custody, MAX_CONDITION};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue};
use crate::domain::fold;
use crate::domain::id::{AssetId, CustodyId, KitId, MaintenanceId};
use crate::domain::role::{Permission, Reach};
use crate::domain::when::edit_when;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Things that come back at once.
const MANY: usize = 500;

/// One thing on its way back.
struct Coming {
    custody: Custody,
    /// How many pieces of it.
    qty: u32,
    condition: String,
    then: Afterwards,
}

/// What is in the way, and what of a kit stays with whoever has it.
#[derive(Default)]
struct Found {
    hurdles: Vec<Hurdle>,
    staying: Vec<Staying>,
}

/// A part of a kit that is out of the actor's reach.
struct Staying {
    /// What it is called; empty for whoever does not see what is in the kit.
    name: String,
}

/// Takes things back: all of them or none. Of a kit, what is out of reach stays, and is named.
pub(super) fn check_in(unit: &mut Unit<'_>, returns: &[Return]) -> Result<Outcome, StoreError> {
    let (mut coming, mut found): (Vec<Coming>, Found) = (Vec::new(), Found::default());
    for back in returns {
        refuse_past(unit, back.then)?;
        let condition = fold::clean_line(&back.condition, MAX_CONDITION);
        for custody in meant(unit, &back.what, &mut found)? {
            if !coming.iter().any(|known| known.custody.id == custody.id) {
                if is_stale(back, &custody) {
                    let out = FieldValue::Number(i64::from(custody.qty));
                    return Err(moved(unit, custody, ("qty", out))?);
                }
                let qty = pieces(back, &custody, &mut found);
                coming.push(Coming { custody, qty, condition: condition.clone(), then: back.then });
            }
        }
    }
    found.hurdles.extend(partly_broken(unit, &coming)?);
    let Found { hurdles, staying } = found;
    let place = match coming.first() {
        Some(first) => Some(reach(unit, &first.custody)?),
        None => None,
    };
    if !hurdles.is_empty() {
        let zone = place.map_or_else(|| "UTC".to_owned(), |place| place.zone.clone());
        let of = (coming.len() + hurdles.len()).max(returns.len());
        let all = super::super::protocol::Hurdles { way: Way::In, of, all: hurdles, zone };
        return Err(StoreError::Custody(Box::new(all)));
    }
    let Some(place) = place else {
        return Err(StoreError::refused("nothing was named that came back", "Name at least one thing."));
    };
    if coming.len() > MANY {
        return Err(StoreError::refused("too many things at once", "Check in at most 500 at a time."));
    }
    for back in &coming {
        if reach(unit, &back.custody)?.id != place.id {
            let why = Why::OtherBranch(reach(unit, &back.custody)?.name.clone());
            let hurdle = Hurdle { asset: Some(back.custody.asset.clone()), name: back.custody.label(), why };
            stop(Way::In, coming.len(), vec![hurdle], place)?;
        }
        write(unit, back)?;
    }
    finish(unit, (&coming, &staying), place)
}

/// Whether somebody took some of it back, or said anew when it is due, since it was read.
fn is_stale(back: &Return, custody: &Custody) -> bool {
    !matches!(back.what, Returned::Kit(_)) && back.version.is_some_and(|version| version != custody.version)
}

/// Things of which some pieces are to be repaired and others are not: a time under repair knows no pieces.
fn partly_broken(unit: &Unit<'_>, coming: &[Coming]) -> Result<Vec<Hurdle>, StoreError> {
    let mut broken: BTreeMap<&AssetId, (u32, &Custody)> = BTreeMap::new();
    for back in coming.iter().filter(|back| back.then != Afterwards::Ready) {
        let (pieces, _) = broken.entry(&back.custody.asset).or_insert((0, &back.custody));
        *pieces = pieces.saturating_add(back.qty);
    }
    let mut capacity = unit.conn.prepare_cached("SELECT coalesce(capacity, 1) FROM assets WHERE id = ?1")?;
    let mut hurdles = Vec::new();
    for (asset, (pieces, custody)) in broken {
        let capacity: u32 = capacity.query_row([asset.as_str()], |r| r.get(0))?;
        if pieces < capacity {
            let why = Why::RepairsAll { capacity };
            hurdles.push(Hurdle { asset: Some(asset.clone()), name: custody.label(), why });
        }
    }
    Ok(hurdles)
}

/// How many pieces come back: so many as were said, as far as they are out.
fn pieces(back: &Return, custody: &Custody, found: &mut Found) -> u32 {
    let Some(qty) = back.qty else { return custody.qty };
    let why = match back.what {
        Returned::Kit(_) => Why::WholeKit,
        _ if (1..=custody.qty).contains(&qty) => return qty,
        _ => Why::FewerOut { holder: custody.holder_name.clone(), out: custody.qty },
    };
    let name = match back.what {
        Returned::Kit(_) => custody.kit_name.clone(),
        _ => custody.label(),
    };
    found.hurdles.push(Hurdle { asset: Some(custody.asset.clone()), name, why });
    qty
}

fn refuse_past(unit: &Unit<'_>, then: Afterwards) -> Result<(), StoreError> {
    match then {
        Afterwards::Repair { until: Some(until) } if until.as_second() <= unit.now => {
            let mut errors = FieldErrors::default();
            errors.add("repair_until", "the end of the repair lies in the past");
            Err(StoreError::Invalid(errors))
        }
        _ => Ok(()),
    }
}

/// The links of the chain that are meant.
fn meant(unit: &Unit<'_>, what: &Returned, found: &mut Found) -> Result<Vec<Custody>, StoreError> {
    match what {
        Returned::Custody(id) => {
            let custody = one(unit.conn, unit.access, id)?;
            reach(unit, &custody)
                .map_err(|_| StoreError::NotFound { what: "check-out", id: id.to_string() })?;
            if custody.is_out() {
                return Ok(vec![custody]);
            }
            let (asset, name) = (Some(custody.asset.clone()), custody.label());
            found.hurdles.push(Hurdle { asset, name, why: Why::NotOut });
            Ok(Vec::new())
        }
        Returned::Asset(id) => {
            let open = open_of(unit.conn, unit.access, id)?;
            for custody in &open {
                reach(unit, custody)
                    .map_err(|_| StoreError::NotFound { what: "asset", id: id.to_string() })?;
            }
            let why = match open.len() {
                1 => return Ok(open),
                0 => Why::NotOut,
                _ => Why::Several(open.iter().map(|custody| custody.holder_name.clone()).collect()),
            };
            let name = match open.first() {
                Some(custody) => custody.label(),
                None => unreturned(unit, id.as_str())?,
            };
            found.hurdles.push(Hurdle { asset: Some(id.clone()), name, why });
            Ok(Vec::new())
        }
        Returned::Kit(id) => of_kit(unit, id, found),
    }
}

/// What an asset is called that is not out, for whoever may see it.
fn unreturned(unit: &Unit<'_>, id: &str) -> Result<String, StoreError> {
    let image = unit.read(&RowRef { table: Table::Assets, id: id.to_owned() }, "asset")?;
    let text = |column: &str| image.get(column).and_then(Value::as_str).unwrap_or_default();
    unit.access.branch_of(Permission::MoveCustody, text("branch_id"), "asset", id)?;
    Ok(crate::domain::custody::called(text("name"), text("serial_number")))
}

/// What is out as a part of a kit, as far as the actor reaches it.
fn of_kit(unit: &Unit<'_>, id: &KitId, found: &mut Found) -> Result<Vec<Custody>, StoreError> {
    let (kit, _) = kits::whole(unit.conn, id)?;
    let not_found = || StoreError::NotFound { what: "kit", id: id.to_string() };
    let open: Vec<Custody> = {
        let mut statement = unit
            .conn
            .prepare_cached(links!("WHERE c.back_at IS NULL AND c.kit_id = ?1 ORDER BY a.name, c.id"))?;
        let rows = statement.query_map([id.as_str()], |r| link(r, unit.access))?;
        rows.collect::<Result<_, _>>()?
    };
    let seen = unit.access.branch_of(Permission::MoveCustody, kit.branch.as_str(), "kit", id.as_str());
    let (coming, others): (Vec<Custody>, Vec<Custody>) =
        open.into_iter().partition(|custody| reach(unit, custody).is_ok());
    if coming.is_empty() {
        seen.map_err(|_| not_found())?;
        let why = if others.is_empty() { Why::NotOut } else { Why::OutOfReach };
        found.hurdles.push(Hurdle { asset: None, name: kit.name, why });
        return Ok(coming);
    }
    let name = |custody: Custody| if seen.is_ok() { custody.label() } else { String::new() };
    found.staying.extend(others.into_iter().map(|custody| Staying { name: name(custody) }));
    Ok(coming)
}

/// The branch of something that is out, if the actor may move it: whoever has it may bring it back.
fn reach<'a>(unit: &Unit<'a>, custody: &Custody) -> Result<&'a Branch, StoreError> {
    let mine = matches!(&custody.holder, crate::domain::custody::Holder::Person(id) if *id == unit.access.actor.user);
    if mine && unit.access.require(Permission::MoveCustody)? == Reach::Assigned {
        return unit
            .access
            .any_branch(&custody.branch)
            .ok_or_else(|| StoreError::NotFound { what: "asset", id: custody.asset.to_string() });
    }
    let asset = (&custody.asset, custody.branch.as_str());
    ways::asset(unit.conn, unit.access, asset, custody.project.as_ref())
}

fn write(unit: &mut Unit<'_>, back: &Coming) -> Result<(), StoreError> {
    // A clock that was put back does not make it come back before it went.
    let at = unit.now.max(back.custody.out.as_second());
    let by = unit.access.actor.user.to_string();
    let whole = row(&back.custody.id);
    let close = |image: &mut Image| {
        image.insert("back_at".to_owned(), json!(at));
        image.insert("back_by".to_owned(), json!(by));
        if !back.condition.is_empty() {
            image.insert("condition_back".to_owned(), json!(back.condition));
        }
    };
    if back.qty < back.custody.qty {
        split(unit, (&whole, back), close)?;
    } else {
        unit.update(&whole, "check-out", close)?;
    }
    unit.touch(RowRef { table: Table::Assets, id: back.custody.asset.to_string() });
    if let Afterwards::Repair { until } = back.then {
        let id = MaintenanceId::from_uuid(Uuid::now_v7());
        let reason = if back.condition.is_empty() { "came back damaged" } else { back.condition.as_str() };
        unit.insert(
            Table::AssetMaintenance,
            json!({
                "id": id.as_str(), "asset_id": back.custody.asset.as_str(), "kind": "maintenance", "start_time": at,
                "end_time": until.map(Timestamp::as_second), "reason": reason, "created_at": unit.now,
                "created_by": unit.access.actor.user.as_str(), "cost": null,
            }),
        )?;
    }
    Ok(())
}

/// Some pieces come back before the rest: they are a link of their own from now on, and the rest is that much less.
fn split(
    unit: &mut Unit<'_>,
    (whole, back): (&RowRef, &Coming),
    close: impl FnOnce(&mut Image),
) -> Result<(), StoreError> {
    let mut part = unit.read(whole, "check-out")?;
    close(&mut part);
    let id = CustodyId::from_uuid(Uuid::now_v7());
    for (column, value) in [
        ("id", json!(id.as_str())),
        ("qty", json!(back.qty)),
        ("part_of", json!(whole.id)),
        ("went", Value::Null),
    ] {
        part.insert(column.to_owned(), value);
    }
    unit.insert(Table::AssetCustody, Value::Object(part))?;
    let (had, left) = (back.custody.qty, back.custody.qty - back.qty);
    unit.update(whole, "check-out", |image| {
        image.insert("qty".to_owned(), json!(left));
        let went = image.entry("went").or_insert(Value::Null);
        if went.is_null() {
            *went = json!(had);
        }
    })?;
    Ok(())
}

fn finish(
    unit: &Unit<'_>,
    (coming, staying): (&[Coming], &[Staying]),
    place: &Branch,
) -> Result<Outcome, StoreError> {
    let repairs = coming.iter().filter(|back| back.then != Afterwards::Ready).count();
    let facts = json!({ "things": coming.len(), "repairs": repairs });
    unit.record(&Entry::new("asset.checked_in", place.id.as_str()).with(facts))?;
    let mut message = match coming {
        [one] if one.qty < one.custody.qty => {
            let Coming { custody, qty, .. } = one;
            let (label, holder) = (custody.label(), &custody.holder_name);
            format!(
                "Checked in {qty} of {} {label} from {holder}; {} still out",
                custody.qty,
                custody.qty - qty
            )
        }
        [one] => format!("Checked in {} from {}", one.custody.label(), one.custody.holder_name),
        many => format!("Checked in {} things", many.len()),
    };
    match (repairs, coming.len()) {
        (0, _) => {}
        (_, 1) => message.push_str(", and put it under repair"),
        (n, _) => message.push_str(&format!(", {n} of them to be repaired")),
    }
    message.push_str(&still_out(staying));
    let row = match coming {
        [one] => Some(RowRef { table: Table::Assets, id: one.custody.asset.to_string() }),
        _ => None,
    };
    Ok(Unit::done(message, row))
}

/// What is said after a message about parts that stay with whoever has them; empty when all came.
fn still_out(staying: &[Staying]) -> String {
    let names: Vec<&str> =
        staying.iter().map(|part| part.name.as_str()).filter(|name| !name.is_empty()).collect();
    match (names.as_slice(), staying.len()) {
        (_, 0) => String::new(),
        ([], 1) => "; 1 more part of the kit is out, and not in your reach".to_owned(),
        ([], n) => format!("; {n} more parts of the kit are out, and not in your reach"),
        (names, 1) => format!("; {} is still out, and not in your reach", names.join(", ")),
        (names, _) => format!("; {} are still out, and not in your reach", names.join(", ")),
    }
}

/// Says anew when things are due.
pub(super) fn extend(
    unit: &mut Unit<'_>,
    ids: &[(CustodyId, i64)],
    due: Option<Timestamp>,
) -> Result<Outcome, StoreError> {
    if due.is_some_and(|due| due.as_second() <= unit.now) {
        let mut errors = FieldErrors::default();
        errors.add("due", "the time of return lies in the past");
        return Err(StoreError::Invalid(errors));
    }
    let (mut label, mut place, mut hurdles) = (String::new(), None, Vec::new());
    for (id, version) in ids {
        let custody = one(unit.conn, unit.access, id)?;
        let branch = reach(unit, &custody)
            .map_err(|_| StoreError::NotFound { what: "check-out", id: id.to_string() })?;
        label = custody.label();
        place = Some(branch);
        if !custody.is_out() {
            hurdles.push(Hurdle { asset: Some(custody.asset), name: label.clone(), why: Why::NotOut });
            continue;
        }
        if custody.version != *version {
            let due = custody.due.map_or(FieldValue::Empty, FieldValue::When);
            return Err(moved(unit, custody, ("due", due))?);
        }
        unit.update(&row(id), "check-out", |image| {
            image.insert("due_at".to_owned(), json!(due.map(Timestamp::as_second)));
        })?;
        unit.touch(RowRef { table: Table::Assets, id: custody.asset.to_string() });
    }
    let Some(place) = place else {
        return Err(StoreError::refused("nothing was named", "Name what is due at another time."));
    };
    stop(Way::In, ids.len(), hurdles, place)?;
    if unit.changes().is_empty() {
        return Ok(Unit::done("Nothing to save: it is due then already".to_owned(), None));
    }
    unit.record(&Entry::new("asset.due_moved", place.id.as_str()))?;
    let what = if ids.len() == 1 { label } else { format!("{} things", ids.len()) };
    let zone = TimeZone::get(&place.zone).unwrap_or(TimeZone::UTC);
    let when = due
        .map_or("no time is said for its return".to_owned(), |due| format!("due {}", edit_when(due, &zone)));
    Ok(Unit::done(format!("Extended {what}: {when}"), None))
}

fn moved(
    unit: &Unit<'_>,
    custody: Custody,
    (field, value): (&str, FieldValue),
) -> Result<StoreError, StoreError> {
    let stored = row(&custody.id);
    let changed_by = audit::last_actor(unit.conn, &stored)?.unwrap_or_else(|| "someone else".to_owned());
    let theirs = [(FieldKey::from(field), value)].into();
    Ok(StoreError::Conflict(Box::new(Conflict {
        row: stored,
        label: custody.label(),
        changed_by,
        version: custody.version,
        theirs,
    })))
}
