//! Locks go along with their sub-event: moved, copied for a date that comes again, freed.
//!
//! What is moved together is taken up first and put down afterwards: two locks of one asset that follow each other do not
//! meet on a place that both are about to leave. What they meet where they are put down is refused, their own project's
//! locks included.

use super::super::column;
use super::super::protocol::{RowRef, StoreError, Table};
use super::super::tables::Image;
use super::super::unit::{RowChange, Unit};
use super::revive::leave_kit;
use super::target::{Target, refuse_obstacles, refuse_overlap, refuse_span, wanted_asset};
use crate::domain::booking::LockKind;
use crate::domain::booking::rules::Needed;
use crate::domain::id::{EventId, LockId, ProjectId};
use crate::domain::project::event::Lead;
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};
use uuid::Uuid;

/// The rows of a sub-event's locks, earliest first.
fn of_event(conn: &Connection, event: &EventId) -> Result<Vec<RowRef>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM booking_locks WHERE event_id = ?1 ORDER BY start_time, id")?;
    let ids = statement.query_map([event.as_str()], |r| column::text(r, 0))?;
    Ok(ids.map(|id| Ok(RowRef { table: Table::BookingLocks, id: id? })).collect::<rusqlite::Result<_>>()?)
}

/// A sub-event is taken away: what is booked for it is free again.
pub(in crate::store) fn free_event(unit: &mut Unit<'_>, event: &EventId) -> Result<usize, StoreError> {
    let locks = of_event(unit.conn, event)?;
    for lock in &locks {
        unit.delete(lock, "lock")?;
    }
    Ok(locks.len())
}

/// When a sub-event is, unix seconds, and what it needs around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Edges {
    /// When it starts.
    pub(in crate::store) start: i64,
    /// When it ends.
    pub(in crate::store) end: i64,
    /// Buffers and travel.
    pub(in crate::store) lead: Lead,
}

impl Edges {
    /// How far the first and the last moment of an asset's lock move from here to `to`.
    fn moved(self, to: Self, asset_type: &str) -> (i64, i64) {
        let (of, by) = (self.lead.around(asset_type), to.lead.around(asset_type));
        (to.start - by.0 - self.start + of.0, to.end + by.1 - self.end - of.1)
    }
}

/// A sub-event that is moved or made longer, or needs more around it.
pub(in crate::store) struct Moving {
    /// Which.
    pub(in crate::store) event: EventId,
    /// Where it stood.
    pub(in crate::store) from: Edges,
    /// Where it stands.
    pub(in crate::store) to: Edges,
    /// Which date it is of one that comes again: an error says it.
    pub(in crate::store) date: Option<Date>,
}

/// What is booked for sub-events of a project goes along with them.
///
/// # Errors
/// Booked: something is not free at the new time. Refused: it is away then, or that is no time to book.
pub(in crate::store) fn follow_events(
    unit: &mut Unit<'_>,
    project: &ProjectId,
    moving: &[Moving],
) -> Result<(), StoreError> {
    let mut moved = Vec::new();
    for one in moving.iter().filter(|one| one.from != one.to) {
        for row in of_event(unit.conn, &one.event)? {
            let before = unit.read(&row, "lock")?;
            let after = shifted(unit.conn, &before, one).map_err(|error| error.on(one.date))?;
            if after != before {
                moved.push((row, after, one.date));
            }
        }
    }
    if moved.is_empty() {
        return Ok(());
    }
    for (row, ..) in &moved {
        take_up(unit, row)?;
    }
    let target = Target::of_project(unit, project)?;
    for (row, after, date) in moved {
        refuse(unit, &target, &after).map_err(|error| error.on(date))?;
        unit.update(&row, "lock", |image| *image = after).map_err(|error| error.on(date))?;
    }
    Ok(())
}

/// Takes a lock from its place until it is written again: meanwhile it is in nobody's way.
fn take_up(unit: &mut Unit<'_>, row: &RowRef) -> Result<(), StoreError> {
    let now = unit.now;
    unit.update(row, "lock", |image| {
        if image.get("released_at").is_none_or(Value::is_null) {
            image.insert("released_at".to_owned(), json!(now));
        }
    })?;
    Ok(())
}

/// Locks that are about to be put back to another place are taken up before the first of them is.
pub(in crate::store) fn take_up_moved(unit: &mut Unit<'_>, changes: &[RowChange]) -> Result<(), StoreError> {
    const PLACE: [&str; 3] = ["asset_id", "start_time", "end_time"];
    for change in changes.iter().filter(|change| change.row.table == Table::BookingLocks) {
        if let [Some(before), Some(after)] = change.images()
            && PLACE.iter().any(|column| before.get(*column) != after.get(*column))
        {
            take_up(unit, &change.row)?;
        }
    }
    Ok(())
}

/// A lock where its sub-event takes it.
fn shifted(conn: &Connection, lock: &Image, moving: &Moving) -> Result<Image, StoreError> {
    let kind = asset_type(conn, lock)?;
    let at = |column: &str| lock.get(column).and_then(Value::as_i64).unwrap_or_default();
    let (start_by, end_by) = moving.from.moved(moving.to, &kind);
    let (start, end) = (at("start_time") + start_by, at("end_time") + end_by);
    let ((old_before, old_after), (new_before, new_after)) =
        (moving.from.lead.around(&kind), moving.to.lead.around(&kind));
    // A lock that was given buffers of its own keeps what it has beyond those of the sub-event.
    let before = (at("buffer_before") + new_before - old_before).max(0);
    let after = (at("buffer_after") + new_after - old_after).max(0);
    if end - start <= before + after {
        return Err(StoreError::refused(
            "something is booked for a part of the sub-event that would be gone",
            "Nothing was saved. Free it first, or choose a longer time.",
        ));
    }
    let mut image = lock.clone();
    for (column, value) in
        [("start_time", start), ("end_time", end), ("buffer_before", before), ("buffer_after", after)]
    {
        image.insert(column.to_owned(), json!(value));
    }
    Ok(image)
}

/// The type of the asset that a lock is about.
fn asset_type(conn: &Connection, lock: &Image) -> Result<String, StoreError> {
    let asset = lock.get("asset_id").and_then(Value::as_str).unwrap_or_default();
    let found = conn
        .prepare_cached("SELECT type FROM assets WHERE id = ?1")?
        .query_row([asset], |r| column::text(r, 0))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Refuses a lock that would be refused if it were booked so by hand. One that is released is asked for its time only.
fn refuse(unit: &Unit<'_>, target: &Target<'_>, lock: &Image) -> Result<(), StoreError> {
    let at = |column: &str| lock.get(column).and_then(Value::as_i64).unwrap_or_default();
    let text = |column: &str| lock.get(column).and_then(Value::as_str).unwrap_or_default();
    let count = |column: &str| u32::try_from(at(column)).unwrap_or(u32::MAX);
    let moment = |second: i64| {
        Timestamp::from_second(second).map_err(|_| {
            StoreError::refused("that is a time out of reach", "Nothing was saved. Choose another time.")
        })
    };
    let needed = Needed {
        start: moment(at("start_time") + at("buffer_before"))?,
        end: moment(at("end_time") - at("buffer_after"))?,
        before: count("buffer_before"),
        after: count("buffer_after"),
    };
    if !lock.get("released_at").is_none_or(Value::is_null) {
        return refuse_span("what is booked", &needed).map(drop);
    }
    let asset = wanted_asset(unit, target, &text("asset_id").into())?;
    let span = refuse_span(&asset.name, &needed)?;
    let wanted = (span, count("qty"), &LockId::from(text("id")));
    refuse_overlap(unit, target, &asset, wanted)?;
    refuse_obstacles(unit, &asset, target.zone(), wanted)
}

/// Why a lock cannot be put back as it was, in words, as things are; `None` where it can be.
pub(in crate::store) fn hindered(unit: &Unit<'_>, lock: &Image) -> Result<Option<String>, StoreError> {
    let Some(project) = lock.get("project_id").and_then(Value::as_str) else { return Ok(None) };
    let target = Target::to_judge(unit, &project.into())?;
    match refuse(unit, &target, lock) {
        Ok(()) => Ok(None),
        Err(error @ (StoreError::Refused(_) | StoreError::Booked(_))) => Ok(Some(error.to_string())),
        Err(error) => Err(error),
    }
}

/// What is booked for a sub-event is booked for another one as well, later by so many seconds at its start and at its
/// end. What holds no more is left out.
///
/// # Errors
/// Booked: something is not free then. Refused: it is away then, or that is no time to book.
pub(in crate::store) fn copy_event(
    unit: &mut Unit<'_>,
    project: &ProjectId,
    (from, to): (&EventId, &EventId),
    (start_by, end_by): (i64, i64),
) -> Result<(), StoreError> {
    let locks = of_event(unit.conn, from)?;
    if locks.is_empty() {
        return Ok(());
    }
    let target = Target::of_project(unit, project)?;
    for lock in locks {
        let mut image = unit.read(&lock, "lock")?;
        let at = |column: &str| image.get(column).and_then(Value::as_i64);
        let expired =
            at("expires_at").is_some_and(|at| at <= unit.now) && image.get("kind") == Some(&json!("hold"));
        if at("released_at").is_some() || expired {
            continue;
        }
        let moved = |column: &str, by: i64| json!(at(column).unwrap_or_default() + by);
        let (start, end) = (moved("start_time", start_by), moved("end_time", end_by));
        image.insert("start_time".to_owned(), start);
        image.insert("end_time".to_owned(), end);
        if !may_be_firm(unit, &image)? {
            image.insert("kind".to_owned(), json!(LockKind::Hold.as_str()));
        }
        image.insert("id".to_owned(), json!(LockId::from_uuid(Uuid::now_v7()).as_str()));
        image.insert("event_id".to_owned(), json!(to.as_str()));
        image.insert("created_at".to_owned(), json!(unit.now));
        image.insert("created_by".to_owned(), json!(unit.access.actor.user.as_str()));
        leave_kit(unit, &mut image)?;
        refuse(unit, &target, &image)?;
        unit.insert(Table::BookingLocks, image.into())?;
    }
    Ok(())
}

/// Whether the actor may book firmly for the project of a lock: for an inquiry that takes whoever may book it.
fn may_be_firm(unit: &Unit<'_>, lock: &Image) -> Result<bool, StoreError> {
    if unit.access.require(Permission::MoveProjects).is_ok() {
        return Ok(true);
    }
    let project = lock.get("project_id").and_then(Value::as_str).unwrap_or_default();
    let inquiry = unit
        .conn
        .prepare_cached("SELECT 1 FROM projects WHERE id = ?1 AND status = 'inquiry'")?
        .exists([project])?;
    Ok(!inquiry)
}
