//! Giving things out: all of them or none, and everything that is in the way is named.

use super::super::column;
use super::super::kits;
use super::super::protocol::{
    Branch, CheckOut, Due, Hurdle, Hurdles, Lacking, OutItem, OutWhat, Outcome, RowRef, StoreError, Table,
    Wanted, Way, Why,
};
use super::super::unit::{Entry, Unit};
use super::{link, links, missing, open_of, ways};
use crate::domain::booking::{Taken, peak};
use crate::domain::custody::{Custody, Holder, MAX_CONDITION, MAX_HOLDER, called, is_gear};
use crate::domain::field::FieldErrors;
use crate::domain::fold;
use crate::domain::id::{AssetId, CustodyId, KitId, ProjectId};
use crate::domain::project::{Project, ProjectStatus};
use crate::domain::role::Permission;
use crate::domain::when::edit_when;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::OptionalExtension;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Things that go out at once.
const MANY: usize = 500;
/// How far ahead is looked for who wants something that nobody said a time of return for: a week.
const LOOK_AHEAD: i64 = 7 * 86_400;

/// One thing on its way out.
struct Leaving {
    asset: AssetId,
    qty: u32,
    kit: Option<KitId>,
    condition: String,
}

/// What is known of an asset that is to go.
struct Thing {
    name: String,
    kind: String,
    status: String,
    capacity: u32,
    branch: String,
}

/// What things go out for, and to whom.
struct Errand<'a> {
    project: Option<(Project, &'a Branch)>,
    /// The person of the house, and what the holder is called.
    holder: (Option<&'a str>, String),
}

/// Gives things out.
pub(super) fn check_out(unit: &mut Unit<'_>, out: &CheckOut) -> Result<Outcome, StoreError> {
    let access = unit.access;
    let project = out.project.as_ref().map(|id| ways::project(unit.conn, access, id)).transpose()?;
    refuse_over(project.as_ref().map(|(project, _)| project))?;
    refuse_past(unit, out)?;
    let holder = holder(unit, &out.holder)?;
    let errand = Errand { project, holder };
    let mut hurdles = Vec::new();
    let leaving = unpack(unit, out, &mut hurdles)?;
    if leaving.is_empty() && hurdles.is_empty() {
        return Err(StoreError::refused("nothing was named that shall go out", "Name at least one thing."));
    }
    if leaving.len() > MANY {
        return Err(StoreError::refused("too many things at once", "Check out at most 500 at a time."));
    }
    let (place, mut going) = (place(unit, &errand, &leaving)?, Vec::new());
    for thing in &leaving {
        let due = due(unit, out, thing)?;
        judge(unit, (out, &errand, place), (thing, due), &mut hurdles)?;
        going.push(due);
    }
    hurdles.extend(late_holder(unit, &out.holder, &errand.holder.1)?);
    if hurdles.iter().any(|hurdle| !hurdle.is_question()) || out.wanted == Wanted::Ask {
        stop(Way::Out, leaving.len(), hurdles, place)?;
    }
    for (thing, due) in leaving.iter().zip(&going) {
        write(unit, out, (thing, *due))?;
    }
    finish(unit, &errand, (&leaving, &going), place)
}

/// Nothing goes when anything is in the way.
pub(super) fn stop(way: Way, of: usize, all: Vec<Hurdle>, place: &Branch) -> Result<(), StoreError> {
    if all.is_empty() {
        return Ok(());
    }
    Err(StoreError::Custody(Box::new(Hurdles { way, of, all, zone: place.zone.clone() })))
}

fn refuse_over(project: Option<&Project>) -> Result<(), StoreError> {
    match project {
        Some(project) if matches!(project.status, ProjectStatus::Cancelled | ProjectStatus::Trashed) => {
            Err(StoreError::refused(
                format!("{} does not take place any more", project.details.called()),
                "Nothing was checked out. Reopen the project first, or check out without one.",
            ))
        }
        _ => Ok(()),
    }
}

fn refuse_past(unit: &Unit<'_>, out: &CheckOut) -> Result<(), StoreError> {
    match out.due {
        Due::At(at) if at.as_second() <= unit.now => {
            let mut errors = FieldErrors::default();
            errors.add("due", "the time of return lies in the past");
            Err(StoreError::Invalid(errors))
        }
        _ => Ok(()),
    }
}

/// The person of the house, and what the holder is called.
fn holder<'a>(unit: &Unit<'_>, holder: &'a Holder) -> Result<(Option<&'a str>, String), StoreError> {
    match holder {
        Holder::Person(id) => {
            let name: Option<String> = unit
                .conn
                .prepare_cached(
                    "SELECT coalesce(name, email, id) FROM users WHERE id = ?1 AND org_id = ?2 AND status IS NOT 'suspended' AND id <> 'usr_system'",
                )?
                .query_row((id.as_str(), unit.access.org_id()?.as_str()), |r| r.get(0))
                .optional()?;
            let name = name.ok_or_else(|| StoreError::NotFound { what: "person", id: id.to_string() })?;
            Ok((Some(id.as_str()), name))
        }
        Holder::Name(name) => {
            let name = fold::clean_line(name, MAX_HOLDER);
            if fold::has_letter(&name) {
                return Ok((None, name));
            }
            let mut errors = FieldErrors::default();
            errors.add("holder", "who takes it has to be named");
            Err(StoreError::Invalid(errors))
        }
    }
}

/// The things one by one, each once; what is in a kit goes as its part.
fn unpack(unit: &Unit<'_>, out: &CheckOut, hurdles: &mut Vec<Hurdle>) -> Result<Vec<Leaving>, StoreError> {
    let mut leaving: Vec<Leaving> = Vec::new();
    for OutItem { what, condition } in &out.items {
        let condition = fold::clean_line(condition, MAX_CONDITION);
        match what {
            OutWhat::Asset { id, qty, kit } => {
                if let Some(kit) = kit
                    && !is_part(unit, (kit, id), out.project.as_ref())?
                {
                    let thing = thing(unit, id)?;
                    reached(unit, (id, &thing.branch), out.project.as_ref())?;
                    hurdles.push(Hurdle { asset: Some(id.clone()), name: thing.name, why: Why::NotInKit });
                    continue;
                }
                let thing = Leaving { asset: id.clone(), qty: *qty, kit: kit.clone(), condition };
                add(&mut leaving, thing);
            }
            OutWhat::Kit(id) => {
                let (kit, parts) = kits::whole(unit.conn, id)?;
                ways::kit(unit, (id, kit.branch.as_str()), out.project.as_ref())?;
                if parts.is_empty() {
                    hurdles.push(Hurdle { asset: None, name: kit.name, why: Why::Empty });
                }
                for part in parts {
                    let kit = Some(id.clone());
                    add(
                        &mut leaving,
                        Leaving { asset: part.asset, qty: part.qty, kit, condition: condition.clone() },
                    );
                }
            }
        }
    }
    Ok(leaving)
}

fn add(leaving: &mut Vec<Leaving>, thing: Leaving) {
    match leaving.iter_mut().find(|known| known.asset == thing.asset) {
        Some(known) => known.qty = known.qty.saturating_add(thing.qty),
        None => leaving.push(thing),
    }
}

/// Whether an asset goes as a part of a kit: it is in it, or is booked for the project as a part of it.
fn is_part(
    unit: &Unit<'_>,
    (kit, asset): (&KitId, &AssetId),
    project: Option<&ProjectId>,
) -> Result<bool, StoreError> {
    Ok(unit
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM kit_assets WHERE kit_id = ?1 AND asset_id = ?2)
               OR EXISTS (SELECT 1 FROM booking_locks WHERE kit_id = ?1 AND asset_id = ?2 AND project_id = ?3 AND released_at IS NULL)",
        )?
        .query_row((kit.as_str(), asset.as_str(), project.map(ProjectId::as_str)), |r| r.get(0))?)
}

/// The branch of something that the actor may see and move; for whoever has projects assigned to them, that is what is
/// booked for the project.
fn reached<'a>(
    unit: &Unit<'a>,
    (asset, branch): (&AssetId, &str),
    project: Option<&ProjectId>,
) -> Result<&'a Branch, StoreError> {
    let found = ways::asset(unit.conn, unit.access, (asset, branch), project)?;
    if let Some(project) = project
        && ways::is_assigned_only(unit.access)?
        && !ways::is_booked(unit.conn, asset, project, unit.now)?
    {
        return Err(StoreError::NotFound { what: "asset", id: asset.to_string() });
    }
    Ok(found)
}

/// The branch in whose zone times are said and whose log tells of it: the project's, else that of the first thing.
fn place<'a>(unit: &Unit<'a>, errand: &Errand<'a>, leaving: &[Leaving]) -> Result<&'a Branch, StoreError> {
    let access = unit.access;
    if let Some((_, branch)) = errand.project {
        return Ok(branch);
    }
    let Some(first) = leaving.first() else {
        let branches = access.branches(Permission::MoveCustody, &super::super::protocol::BranchScope::All)?;
        return branches.first().copied().ok_or(StoreError::Denied(Permission::MoveCustody));
    };
    let thing = thing(unit, &first.asset)?;
    ways::asset(unit.conn, access, (&first.asset, &thing.branch), None)
}

fn thing(unit: &Unit<'_>, id: &AssetId) -> Result<Thing, StoreError> {
    unit.conn
        .prepare_cached(
            "SELECT name, serial_number, type, status, capacity, branch_id FROM assets WHERE id = ?1",
        )?
        .query_row([id.as_str()], |r| {
            Ok(Thing {
                name: called(&column::text(r, 0)?, &column::text(r, 1)?),
                kind: column::text(r, 2)?,
                status: column::text(r, 3)?,
                capacity: column::int(r, 4)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
                branch: column::text(r, 5)?,
            })
        })
        .optional()?
        .ok_or_else(|| StoreError::NotFound { what: "asset", id: id.to_string() })
}

/// When a thing has to be back.
fn due(unit: &Unit<'_>, out: &CheckOut, leaving: &Leaving) -> Result<Option<i64>, StoreError> {
    match (out.due, &out.project) {
        (Due::At(at), _) => Ok(Some(at.as_second())),
        (Due::Open, _) | (Due::LockEnd, None) => Ok(None),
        (Due::LockEnd, Some(project)) => Ok(unit
            .conn
            .prepare_cached(
                "SELECT max(end_time) FROM booking_locks WHERE project_id = ?1 AND asset_id = ?2 AND released_at IS NULL
                   AND (?3 IS NULL OR event_id = ?3) AND end_time > ?4
                   AND (kind = 'firm' OR coalesce(expires_at, 253402300800) > ?4)",
            )?
            .query_row(
                (
                    project.as_str(),
                    leaving.asset.as_str(),
                    out.event.as_ref().map(crate::domain::id::EventId::as_str),
                    unit.now,
                ),
                |r| column::int(r, 0),
            )?),
    }
}

/// What is in the way of one thing.
fn judge(
    unit: &Unit<'_>,
    (out, errand, place): (&CheckOut, &Errand<'_>, &Branch),
    (leaving, due): (&Leaving, Option<i64>),
    hurdles: &mut Vec<Hurdle>,
) -> Result<(), StoreError> {
    let thing = thing(unit, &leaving.asset)?;
    let project = out.project.as_ref();
    let place_of = (&leaving.asset, thing.branch.as_str());
    // What is in a kit of the project is known to whoever may move that kit, booked or not.
    let branch = match leaving.kit {
        Some(_) => ways::asset(unit.conn, unit.access, place_of, project)?,
        None => reached(unit, place_of, project)?,
    };
    let mut hurdle = |why| {
        hurdles.push(Hurdle { asset: Some(leaving.asset.clone()), name: thing.name.clone(), why });
        Ok(())
    };
    if branch.id != place.id {
        return hurdle(Why::OtherBranch(branch.name.clone()));
    }
    if !is_gear(&thing.kind) {
        return hurdle(Why::NoGear);
    }
    if let Some((project, _)) = &errand.project
        && ways::is_assigned_only(unit.access)?
        && !ways::is_booked(unit.conn, &leaving.asset, &project.id, unit.now)?
    {
        return hurdle(Why::NotBooked);
    }
    if leaving.qty == 0 || leaving.qty > thing.capacity {
        return hurdle(Why::TooFew { capacity: thing.capacity });
    }
    match missing(unit.conn, &leaving.asset, &thing.status, unit.now)? {
        Some(Lacking::Gone(word)) => return hurdle(Why::Gone(word)),
        Some(Lacking::Repair(until)) => return hurdle(Why::Repair { until }),
        _ => {}
    }
    if let Some(why) = held(unit, leaving, &thing)? {
        return hurdle(why);
    }
    if let Some(why) = more_than_booked(unit, out, leaving)? {
        return hurdle(why);
    }
    match wanted(unit, out, (leaving, &thing), due)? {
        Some(why) => hurdle(why),
        None => Ok(()),
    }
}

/// More pieces than the project has booked: whoever runs the branch is asked, whoever is booked for it takes what it has.
fn more_than_booked(unit: &Unit<'_>, out: &CheckOut, leaving: &Leaving) -> Result<Option<Why>, StoreError> {
    let Some(project) = &out.project else { return Ok(None) };
    let mut statement = unit.conn.prepare_cached(
        "SELECT start_time, end_time, qty FROM booking_locks WHERE project_id = ?1 AND asset_id = ?2 AND released_at IS NULL
           AND end_time > ?3 AND (kind = 'firm' OR coalesce(expires_at, 253402300800) > ?3) LIMIT 200",
    )?;
    let rows = statement.query_map((project.as_str(), leaving.asset.as_str(), unit.now), |r| {
        let qty = column::int(r, 2)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        Ok(Taken { start: column::int(r, 0)?.unwrap_or(0), end: column::int(r, 1)?.unwrap_or(0), qty })
    })?;
    let locks: Vec<Taken> = rows.collect::<Result<_, _>>()?;
    let until = locks.iter().map(|lock| lock.end).max().unwrap_or(unit.now);
    let booked = peak(&locks, unit.now, until);
    let open = open_of(unit.conn, unit.access, &leaving.asset)?;
    let ours = open.iter().filter(|custody| custody.project.as_ref() == Some(project));
    let out_already: u32 = ours.fold(0, |sum, custody| sum.saturating_add(custody.qty));
    let over = booked > 0 && leaving.qty.saturating_add(out_already) > booked;
    Ok(match (over, ways::is_assigned_only(unit.access)?) {
        (false, _) => None,
        (true, true) => Some(Why::OnlyBooked { booked, out: out_already }),
        (true, false) => Some(Why::More { booked, out: out_already }),
    })
}

/// Who has it already: too few are left, or some of it is late.
fn held(unit: &Unit<'_>, leaving: &Leaving, thing: &Thing) -> Result<Option<Why>, StoreError> {
    let open = open_of(unit.conn, unit.access, &leaving.asset)?;
    let now = Timestamp::from_second(unit.now).unwrap_or_default();
    let out: u32 = open.iter().fold(0, |sum, custody| sum.saturating_add(custody.qty));
    let left = thing.capacity.saturating_sub(out);
    if left < leaving.qty
        && let Some(Custody { holder_name, out, due, .. }) = open.first()
    {
        return Ok(Some(Why::Out { holder: holder_name.clone(), since: *out, due: *due, left }));
    }
    let late = open.iter().find(|custody| custody.is_late(now));
    Ok(late.and_then(|custody| Some(Why::Late { holder: custody.holder_name.clone(), due: custody.due? })))
}

/// Who has it booked for sure before it is back.
fn wanted(
    unit: &Unit<'_>,
    out: &CheckOut,
    (leaving, thing): (&Leaving, &Thing),
    due: Option<i64>,
) -> Result<Option<Why>, StoreError> {
    let until = due.unwrap_or(unit.now + LOOK_AHEAD);
    let mut statement = unit.conn.prepare_cached(
        "SELECT l.start_time, l.end_time, l.qty, p.details_json, p.id, p.branch_id FROM booking_locks l LEFT JOIN projects p ON p.id = l.project_id
         WHERE l.asset_id = ?1 AND l.kind = 'firm' AND l.released_at IS NULL AND l.start_time < ?3 AND l.end_time > ?2
           AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0)
           AND l.project_id IS NOT ?4 ORDER BY l.start_time, l.id LIMIT 200",
    )?;
    let project = out.project.as_ref().map(ProjectId::as_str);
    let mut rows = statement.query((leaving.asset.as_str(), unit.now, until, project))?;
    let (mut taken, mut first) = (Vec::new(), None);
    while let Some(r) = rows.next()? {
        let (start, end) = (column::int(r, 0)?.unwrap_or(0), column::int(r, 1)?.unwrap_or(0));
        let qty = column::int(r, 2)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        if first.is_none() {
            let (project, branch) = (column::text(r, 4)?.into(), column::text(r, 5)?);
            let title = if ways::may_name(unit.conn, unit.access, (&project, &branch))? {
                super::title(column::optional_text(r, 3)?.as_deref())
            } else {
                String::new()
            };
            first = Some((title, start, end));
        }
        taken.push(Taken { start, end, qty });
    }
    let short = peak(&taken, unit.now, until).saturating_add(leaving.qty) > thing.capacity;
    Ok(first.filter(|_| short).map(|(project, start, end)| Why::Wanted {
        project,
        start: Timestamp::from_second(start).unwrap_or_default(),
        end: Timestamp::from_second(end).unwrap_or_default(),
    }))
}

/// Whoever has something that is late brings that back first.
fn late_holder(unit: &Unit<'_>, holder: &Holder, name: &str) -> Result<Option<Hurdle>, StoreError> {
    let late = match holder {
        Holder::Person(id) => unit
            .conn
            .prepare_cached(links!(
                "WHERE c.holder_user_id = ?1 AND c.back_at IS NULL AND c.due_at <= ?2 ORDER BY c.due_at, c.id LIMIT 1"
            ))?
            .query_row((id.as_str(), unit.now), |r| link(r, unit.access))
            .optional()?,
        Holder::Name(_) => {
            let wanted = fold::fold(name);
            let mut statement = unit.conn.prepare_cached(links!(
                "WHERE c.holder IS NOT NULL AND c.back_at IS NULL AND c.due_at <= ?1 ORDER BY c.holder, c.id"
            ))?;
            let mut rows = statement.query([unit.now])?;
            let mut late = None;
            while let Some(r) = rows.next()?
                && late.is_none()
            {
                let custody = link(r, unit.access)?;
                // Names of another organization's strangers are other people.
                let ours = unit.access.any_branch(&custody.branch).is_some();
                late = (ours && fold::fold(&custody.holder_name) == wanted).then_some(custody);
            }
            late
        }
    };
    let Some(custody) = late else { return Ok(None) };
    let reached = unit.access.branches(Permission::MoveCustody, &super::super::protocol::BranchScope::All)?;
    let what = if reached.iter().any(|b| b.id == custody.branch) { custody.label() } else { String::new() };
    let why = Why::HolderLate { what, due: custody.due.unwrap_or_default() };
    Ok(Some(Hurdle { asset: None, name: name.to_owned(), why }))
}

fn write(
    unit: &mut Unit<'_>,
    out: &CheckOut,
    (thing, due): (&Leaving, Option<i64>),
) -> Result<RowRef, StoreError> {
    let (user, name) = holder(unit, &out.holder)?;
    let id = CustodyId::from_uuid(Uuid::now_v7());
    let condition = Some(&thing.condition).filter(|text| !text.is_empty());
    let row = unit.insert(
        Table::AssetCustody,
        json!({
            "id": id.as_str(), "asset_id": thing.asset.as_str(), "project_id": out.project, "event_id": out.event,
            "holder_user_id": user, "holder": if user.is_none() { Some(name) } else { None }, "qty": thing.qty,
            "out_at": unit.now, "due_at": due, "back_at": null, "condition_out": condition, "condition_back": null,
            "out_by": unit.access.actor.user.as_str(), "back_by": null, "kit_id": thing.kit,
        }),
    )?;
    unit.touch(RowRef { table: Table::Assets, id: thing.asset.to_string() });
    Ok(row)
}

/// When all of it is due; of several times the first one, and of how many nobody said any.
fn say_due(going: &[Option<i64>], zone: &TimeZone) -> String {
    let times: BTreeSet<i64> = going.iter().copied().flatten().collect();
    let Some(first) = times.first().and_then(|due| Timestamp::from_second(*due).ok()) else {
        return String::new();
    };
    let first = edit_when(first, zone);
    let open = going.iter().filter(|due| due.is_none()).count();
    match (times.len(), open) {
        (1, 0) => format!(", due {first}"),
        (_, 0) => format!(", the first due {first}"),
        _ => format!(", the first due {first}; of {open} no time of return is said"),
    }
}

fn finish(
    unit: &Unit<'_>,
    errand: &Errand<'_>,
    (leaving, going): (&[Leaving], &[Option<i64>]),
    place: &Branch,
) -> Result<Outcome, StoreError> {
    let what = match leaving {
        [one] => thing(unit, &one.asset)?.name,
        many => format!("{} things", many.len()),
    };
    unit.record(
        &Entry::new("asset.checked_out", place.id.as_str()).with(json!({ "things": leaving.len() })),
    )?;
    let mut message = format!("Checked out {what} to {}", errand.holder.1);
    if let Some((project, _)) = &errand.project {
        message.push_str(&format!(" for {}", project.details.called()));
    }
    let zone = TimeZone::get(&place.zone).unwrap_or(TimeZone::UTC);
    message.push_str(&say_due(going, &zone));
    let row = match leaving {
        [one] => Some(RowRef { table: Table::Assets, id: one.asset.to_string() }),
        _ => None,
    };
    Ok(Unit::done(message, row))
}
