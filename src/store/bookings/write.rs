//! Booking, moving, freeing. Whatever is wanted of several locks is done to all of them or to none.

use super::super::conflict::{Standing, conflict};
use super::super::projects;
use super::super::protocol::{
    BookingCommand, LockAt, LockChange, LockDetail, Outcome, RowRef, StoreError, Table, WantedLock,
};
use super::super::tables::Image;
use super::super::unit::{Entry, Unit};
use super::follow::hindered;
use super::kit::lock_kit;
use super::remarks::{past, remarks};
use super::target::{
    Target, is_in_kit, refuse_kit, refuse_obstacles, refuse_overlap, refuse_span, wanted_asset,
};
use super::{book, read};
use crate::domain::booking::rules::{HOLD_HOURS, Needed, say_move, say_span, say_span_near};
use crate::domain::booking::{Lock, LockKind};
use crate::domain::id::{BranchId, KitId, LockId, ProjectId};
use crate::domain::project::Project;
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use uuid::Uuid;

/// Locks that one command writes at most.
const MANY: usize = 500;

/// Carries out a write.
///
/// # Errors
/// Booked: somebody has it. Refused: it cannot be booked. Conflict: a lock moved since it was read.
pub(in crate::store) fn carry_out(
    unit: &mut Unit<'_>,
    command: &BookingCommand,
) -> Result<Outcome, StoreError> {
    match command {
        BookingCommand::Lock { project, event, wanted } => {
            let target = Target::read(unit, project, event.as_ref())?;
            lock(unit, &target, wanted)
        }
        BookingCommand::LockKit { project, event, kit, needed } => {
            let target = Target::read(unit, project, event.as_ref())?;
            lock_kit(unit, &target, kit, *needed)
        }
        BookingCommand::EditLock { id, version, change } => edit(unit, (id, *version), change),
        BookingCommand::Release(locks) => release(unit, locks),
        BookingCommand::SetKind { locks, kind, expires } => set_kind(unit, locks, *kind, *expires),
        BookingCommand::Extend { locks, until } => extend(unit, locks, *until),
        BookingCommand::Book(booking) => book::book(unit, booking),
    }
}

/// Names a lock's row.
pub(super) fn row_of(id: &LockId) -> RowRef {
    RowRef { table: Table::BookingLocks, id: id.to_string() }
}

/// Books several things.
pub(super) fn lock(
    unit: &mut Unit<'_>,
    target: &Target<'_>,
    wanted: &[WantedLock],
) -> Result<Outcome, StoreError> {
    refuse_many(wanted.len())?;
    let locked = insert_all(unit, target, wanted)?;
    unit.touch(projects::row(&target.project.id));
    let called = target.project.details.called();
    let event = match locked.iter().all(|(_, kind)| *kind == LockKind::Hold) {
        true => "booking.held",
        false => "booking.locked",
    };
    let what = names(locked.iter().map(|(lock, _)| lock.asset_name.as_str()));
    record(unit, &target.project, event, &format!("booking of {what}"))?;
    let verb = if event == "booking.held" { "Held" } else { "Booked" };
    let message = match locked.as_slice() {
        [(lock, _)] => format!("{verb} {what} for {called}, {}", lock.span),
        _ => format!("{verb} {what} for {called}"),
    };
    let row = match locked.as_slice() {
        [(lock, _)] => row_of(&lock.id),
        _ => projects::row(&target.project.id),
    };
    let remarks = remarks_on(unit, &locked);
    Ok(Outcome { remarks, ..Unit::done_undoable(message, Some(row)) })
}

/// A lock that was written.
pub(super) struct Written {
    id: LockId,
    pub(super) asset_name: String,
    span: String,
    end: i64,
    remarks: Vec<String>,
}

/// What is to be known of what was written, each once.
pub(super) fn remarks_on(unit: &Unit<'_>, written: &[(Written, LockKind)]) -> Vec<String> {
    let over = past(unit, written.iter().map(|(lock, _)| lock.end));
    over.into_iter().chain(written.iter().flat_map(|(lock, _)| lock.remarks.clone())).collect()
}

/// Writes the wanted locks, in their order.
pub(super) fn insert_all(
    unit: &mut Unit<'_>,
    target: &Target<'_>,
    wanted: &[WantedLock],
) -> Result<Vec<(Written, LockKind)>, StoreError> {
    wanted.iter().map(|want| insert(unit, target, want)).collect()
}

fn insert(
    unit: &mut Unit<'_>,
    target: &Target<'_>,
    want: &WantedLock,
) -> Result<(Written, LockKind), StoreError> {
    let asset = wanted_asset(unit, target, &want.asset)?;
    let kind = want.kind.unwrap_or_else(|| target.usual_kind());
    target.require_kind(unit, kind)?;
    let needed = want.needed.map_or_else(|| target.of_event(&asset), Ok)?;
    let [start, end] = refuse_span(&asset.name, &needed)?;
    let expires = expiry(unit, kind, want.expires)?;
    if want.qty == 0 {
        return Err(StoreError::refused(
            format!("none of {} is wanted", asset.name),
            "Nothing was booked. Take one at least.",
        ));
    }
    let id = want.id.clone().unwrap_or_else(|| LockId::from_uuid(Uuid::now_v7()));
    refuse_overlap(unit, target, &asset, ([start, end], want.qty, &id))?;
    refuse_obstacles(unit, &asset, target.zone(), ([start, end], want.qty, &id))?;
    if let Some(kit) = &want.kit {
        refuse_kit(unit, target, kit, &asset)?;
    }
    unit.insert(
        Table::BookingLocks,
        json!({
            "id": id.as_str(), "project_id": target.project.id.as_str(),
            "event_id": target.event.as_ref().map(|event| event.id.as_str()), "asset_id": asset.id.as_str(),
            "start_time": start, "end_time": end, "kind": kind.as_str(), "qty": want.qty,
            "buffer_before": needed.before, "buffer_after": needed.after, "expires_at": expires,
            "released_at": null, "created_at": unit.now, "created_by": unit.access.actor.user.as_str(),
            "kit_id": want.kit.as_ref().map(|kit| kit.as_str()),
        }),
    )?;
    let zone = TimeZone::get(target.zone()).unwrap_or(TimeZone::UTC);
    let span = say_span(needed.start, needed.end, &zone);
    let remarks = remarks(unit, &asset, &zone, ([start, end], want.qty, &id))?;
    Ok((Written { id, asset_name: asset.name, span, end, remarks }, kind))
}

/// Until when a hold holds; a firm lock does not expire.
fn expiry(unit: &Unit<'_>, kind: LockKind, wanted: Option<Timestamp>) -> Result<Option<i64>, StoreError> {
    match (kind, wanted.map(Timestamp::as_second)) {
        (LockKind::Firm, None) => Ok(None),
        (LockKind::Firm, Some(_)) => Err(StoreError::refused(
            "a firm lock does not expire",
            "Nothing was booked. Leave the day out, or ask for a hold.",
        )),
        (LockKind::Hold, None) => Ok(Some(unit.now + HOLD_HOURS * 3_600)),
        (LockKind::Hold, Some(at)) => until_later(unit, at).map(Some),
    }
}

fn until_later(unit: &Unit<'_>, at: i64) -> Result<i64, StoreError> {
    if at > unit.now {
        return Ok(at);
    }
    Err(StoreError::refused(
        "a hold that ends in the past holds nothing",
        "Nothing was changed. Give a time that is still to come.",
    ))
}

/// What was read of some locks that are changed together: all of one branch.
struct Together {
    locks: Vec<LockDetail>,
    branch: BranchId,
}

/// Which projects some locks may be of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Those that may be changed now.
    Kept,
    /// Those in the trash too.
    Any,
}

fn together(unit: &Unit<'_>, ids: &[LockAt], of: Of) -> Result<Together, StoreError> {
    refuse_many(ids.len())?;
    let mut locks: Vec<LockDetail> = Vec::new();
    for (id, version) in ids {
        if locks.iter().any(|known| known.lock.id == *id) {
            continue;
        }
        let detail = read::one(unit.conn, unit.access, id)?;
        refuse_stale(unit, &detail, *version)?;
        match of {
            Of::Kept => projects::read_editable(unit.conn, unit.access, &detail.lock.project)?,
            Of::Any => projects::read_changeable(unit.conn, unit.access, &detail.lock.project)?,
        };
        locks.push(detail);
    }
    let branch = locks[0].branch.clone();
    if locks.iter().any(|detail| detail.branch != branch) {
        return Err(StoreError::refused(
            "these belong to several branches",
            "Nothing was changed. Do it branch by branch.",
        ));
    }
    Ok(Together { locks, branch })
}

pub(super) fn refuse_many(count: usize) -> Result<(), StoreError> {
    match count {
        0 => Err(StoreError::refused("nothing was named", "Nothing was changed. Name at least one.")),
        1..=MANY => Ok(()),
        _ => Err(StoreError::refused(
            format!("{count} at once are too many: {MANY} are the most"),
            "Nothing was changed. Do it in several steps.",
        )),
    }
}

fn refuse_stale(unit: &Unit<'_>, detail: &LockDetail, version: i64) -> Result<(), StoreError> {
    if detail.lock.version == version {
        return Ok(());
    }
    let standing = Standing {
        row: row_of(&detail.lock.id),
        label: format!("{} for {}", detail.lock.asset_name, detail.project_name),
        version: detail.lock.version,
        values: detail.values(),
    };
    Err(conflict(unit, standing)?)
}

fn edit(
    unit: &mut Unit<'_>,
    (id, version): (&LockId, i64),
    change: &LockChange,
) -> Result<Outcome, StoreError> {
    let detail = read::one(unit.conn, unit.access, id)?;
    let lock = &detail.lock;
    refuse_stale(unit, &detail, version)?;
    let target = Target::read(unit, &lock.project, None)?;
    refuse_released(lock)?;
    let asset = wanted_asset(unit, &target, change.asset.as_ref().unwrap_or(&lock.asset))?;
    let was = lock.needed();
    let needed = Needed {
        start: change.start.unwrap_or(was.start),
        end: change.end.unwrap_or(was.end),
        before: change.before.unwrap_or(was.before),
        after: change.after.unwrap_or(was.after),
    };
    let [start, end] = refuse_span(&asset.name, &needed)?;
    let qty = change.qty.unwrap_or(lock.qty).max(1);
    let stays = asset.id == lock.asset && [start, end] == [lock.start.as_second(), lock.end.as_second()];
    if !stays || qty > lock.qty {
        refuse_overlap(unit, &target, &asset, ([start, end], qty, id))?;
        refuse_obstacles(unit, &asset, target.zone(), ([start, end], qty, id))?;
    }
    // What takes its place is no part of the kit as whose part it was booked, unless it is in there, too.
    let kit = detail.kit.as_ref().map(KitId::as_str);
    let kit = match kit {
        Some(kit) if asset.id != lock.asset && !is_in_kit(unit.conn, kit, &asset.id)? => None,
        kit => kit,
    };
    let before = unit.read(&row_of(id), "lock")?;
    let changed = unit.update(&row_of(id), "lock", |image| {
        let mut set = |column: &str, value: Value| image.insert(column.to_owned(), value);
        set("asset_id", json!(asset.id.as_str()));
        set("start_time", json!(start));
        set("end_time", json!(end));
        set("buffer_before", json!(needed.before));
        set("buffer_after", json!(needed.after));
        set("qty", json!(qty));
        set("kit_id", json!(kit));
    })?;
    if !changed {
        let message = format!("Nothing to save: {} is booked as it was", asset.name);
        return Ok(Unit::done(message, Some(row_of(id))));
    }
    unit.touch(projects::row(&lock.project));
    let zone = TimeZone::get(target.zone()).unwrap_or(TimeZone::UTC);
    let seen_from = (&zone, unit.moment());
    let span = say_span_near(needed.start, needed.end, seen_from);
    let moved = say_move(((was.start, was.end), (needed.start, needed.end)), seen_from);
    let (name, called) = (&asset.name, target.project.details.called());
    let is_moved = (was.start, was.end) != (needed.start, needed.end);
    let (event, message, label) = match (asset.id == lock.asset, stays, is_moved) {
        (false, _, _) => (
            "booking.replaced",
            format!("Replaced {} with {name} for {called}, {span}", lock.asset_name),
            format!("replacement of {} with {name} for {called}", lock.asset_name),
        ),
        (true, false, true) => (
            "booking.moved",
            format!("Moved {name} for {called} to {span}"),
            format!("move of {name} for {called} {moved}"),
        ),
        (true, ..) => (
            if stays { "booking.edited" } else { "booking.moved" },
            format!("Changed {name} for {called}"),
            format!("change of {name} for {called}"),
        ),
    };
    record(unit, &target.project, event, &label)?;
    let undo_waits = if stays { None } else { hindered(unit, &before)? };
    let known = match stays {
        true => Vec::new(),
        false => remarks(unit, &asset, &zone, ([start, end], qty, id))?,
    };
    let remarks = past(unit, (!stays).then_some(end)).into_iter().chain(known).collect();
    let done = Unit::done_undoable(message, Some(row_of(id)));
    Ok(Outcome { undoable: undo_waits.is_none(), undo_waits, remarks, ..done })
}

/// A lock that its project took along to the trash comes back with that only.
fn refuse_released(lock: &Lock) -> Result<(), StoreError> {
    if lock.released.is_none() {
        return Ok(());
    }
    Err(StoreError::refused(
        format!("{} is free again: its project is cancelled or was thrown away", lock.asset_name),
        "Nothing was changed. Reopen or restore the project first.",
    ))
}

/// Frees what is booked, of a project in the trash too: what of it is elsewhere by now would keep it there.
fn release(unit: &mut Unit<'_>, ids: &[LockAt]) -> Result<Outcome, StoreError> {
    let Together { locks, branch } = together(unit, ids, Of::Any)?;
    let mut undo_waits = None;
    for detail in &locks {
        if undo_waits.is_none() {
            undo_waits = hindered(unit, &unit.read(&row_of(&detail.lock.id), "lock")?)?;
        }
        unit.delete(&row_of(&detail.lock.id), "lock")?;
        unit.touch(projects::row(&detail.lock.project));
    }
    let what = names(locks.iter().map(|detail| detail.lock.asset_name.as_str()));
    let entry = Entry::new("booking.released", branch.as_str());
    unit.record_undoable(&entry, &format!("release of {what}"))?;
    let row = projects::row(&locks[0].lock.project);
    let done = Unit::done_undoable(format!("Released {what} from {}", from(&locks)), Some(row));
    Ok(Outcome { undoable: undo_waits.is_none(), undo_waits, ..done })
}

/// The project of some locks, or how many projects they have.
fn from(locks: &[LockDetail]) -> String {
    let mut projects: Vec<&ProjectId> = locks.iter().map(|detail| &detail.lock.project).collect();
    projects.sort_unstable();
    projects.dedup();
    match projects.as_slice() {
        [_] => locks[0].project_name.clone(),
        several => format!("{} projects", several.len()),
    }
}

fn set_kind(
    unit: &mut Unit<'_>,
    ids: &[LockAt],
    kind: LockKind,
    expires: Option<Timestamp>,
) -> Result<Outcome, StoreError> {
    let Together { locks, branch } = together(unit, ids, Of::Kept)?;
    let is_said = expires.is_some();
    let expires = expiry(unit, kind, expires)?;
    for detail in &locks {
        let lock = &detail.lock;
        refuse_released(lock)?;
        let target = Target::read(unit, &lock.project, None)?;
        target.require_kind(unit, kind)?;
        // What is held already holds as long as it did, unless it is said how long.
        if lock.kind == kind && !is_said {
            continue;
        }
        if kind == LockKind::Firm {
            let asset = wanted_asset(unit, &target, &lock.asset)?;
            let span = [lock.start.as_second(), lock.end.as_second()];
            refuse_overlap(unit, &target, &asset, (span, lock.qty, &lock.id))?;
            if lock.end.as_second() > unit.now {
                refuse_obstacles(unit, &asset, target.zone(), (span, lock.qty, &lock.id))?;
            }
        }
        update(unit, &lock.id, |image| {
            image.insert("kind".to_owned(), json!(kind.as_str()));
            image.insert("expires_at".to_owned(), json!(expires));
        })?;
    }
    let (event, verb, is) = match kind {
        LockKind::Firm => ("booking.locked", "Booked", "booked firmly"),
        LockKind::Hold => ("booking.held", "Held", "held"),
    };
    finish(unit, &locks, (&branch, event), (verb, is))
}

fn extend(unit: &mut Unit<'_>, ids: &[LockAt], until: Timestamp) -> Result<Outcome, StoreError> {
    let Together { locks, branch } = together(unit, ids, Of::Kept)?;
    let at = until_later(unit, until.as_second())?;
    for detail in &locks {
        let lock = &detail.lock;
        refuse_released(lock)?;
        if lock.kind == LockKind::Firm {
            return Err(StoreError::refused(
                format!("{} is booked firmly: that does not expire", lock.asset_name),
                "Nothing was changed. Only holds have an end of their own.",
            ));
        }
        update(unit, &lock.id, |image| drop(image.insert("expires_at".to_owned(), json!(at))))?;
    }
    finish(unit, &locks, (&branch, "booking.extended"), ("Extended", "held so long already"))
}

fn update(unit: &mut Unit<'_>, id: &LockId, edit: impl FnOnce(&mut Image)) -> Result<(), StoreError> {
    unit.update(&row_of(id), "lock", edit).map(drop)
}

/// Records what was done to some locks, if anything was.
fn finish(
    unit: &mut Unit<'_>,
    locks: &[LockDetail],
    (branch, event): (&BranchId, &'static str),
    (verb, is): (&str, &str),
) -> Result<Outcome, StoreError> {
    let what = names(locks.iter().map(|detail| detail.lock.asset_name.as_str()));
    let row = match locks {
        [only] => row_of(&only.lock.id),
        several => projects::row(&several[0].lock.project),
    };
    if unit.is_unchanged() {
        return Ok(Unit::done(format!("Nothing to save: {what} is {is}"), Some(row)));
    }
    for detail in locks {
        unit.touch(projects::row(&detail.lock.project));
    }
    unit.record_undoable(&Entry::new(event, branch.as_str()), &format!("change of {what}"))?;
    Ok(Unit::done_undoable(format!("{verb} {what} for {}", from(locks)), Some(row)))
}

fn record(unit: &Unit<'_>, project: &Project, event: &'static str, label: &str) -> Result<(), StoreError> {
    unit.record_undoable(&Entry::new(event, project.branch.as_str()), label)
}

/// Some names in a sentence: up to three, and how many more.
pub(in crate::store) fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let all: Vec<&str> = names.collect();
    match all.as_slice() {
        [] => "nothing".to_owned(),
        [only] => (*only).to_owned(),
        [one, other] => format!("{one} and {other}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

/// Whether whoever may change a project may also decide how firmly it is booked.
pub(super) fn may_decide(unit: &Unit<'_>, project: &Project) -> Result<(), StoreError> {
    let permission = Permission::MoveProjects;
    let (branch, id) = (project.branch.as_str(), project.id.as_str());
    unit.access.branch_of(permission, branch, "project", id).map(drop)
}
