//! Sub-events of projects.

use super::super::access::Access;
use super::super::bookings::{self, Edges};
use super::super::conflict::{Standing, conflict, refuse_stale};
use super::super::protocol::{Outcome, RowRef, StoreError, Table};
use super::super::tables::Image;
use super::super::unit::{Entry, Unit};
use super::{lines, read, read_editable, row};
use crate::domain::field::{self, FieldValues};
use crate::domain::id::{EventId, ProjectId};
use crate::domain::project::Project;
use crate::domain::project::event::{self, EventEntry, SubEvent};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use uuid::Uuid;

fn row_of(id: &EventId) -> RowRef {
    RowRef { table: Table::ProjectEvents, id: id.to_string() }
}

/// A sub-event of a project that the actor may see.
pub(in crate::store) fn one(
    conn: &Connection,
    access: &Access,
    id: &EventId,
) -> Result<SubEvent, StoreError> {
    let event = find(conn, id)?;
    read(conn, access, Permission::ViewProjects, &event.project).map_err(|error| match error {
        StoreError::NotFound { .. } => not_found(id),
        other => other,
    })?;
    Ok(event)
}

fn find(conn: &Connection, id: &EventId) -> Result<SubEvent, StoreError> {
    conn.prepare_cached(lines::event_sql!("WHERE e.id = ?1"))?
        .query_row([id.as_str()], lines::event)
        .optional()?
        .flatten()
        .ok_or_else(|| not_found(id))
}

fn not_found(id: &EventId) -> StoreError {
    StoreError::NotFound { what: "sub-event", id: id.to_string() }
}

/// Adds a sub-event.
pub(super) fn add(
    unit: &mut Unit<'_>,
    project: &ProjectId,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let (project, branch) = read_editable(unit.conn, unit.access, project)?;
    let entry = event::check(values, &branch.zone).map_err(StoreError::Invalid)?;
    let id = EventId::from_uuid(Uuid::now_v7());
    let mut image = Image::new();
    write_entry(&mut image, &entry);
    image.insert("id".to_owned(), json!(id.as_str()));
    image.insert("project_id".to_owned(), json!(project.id.as_str()));
    image.insert("branch_id".to_owned(), json!(project.branch.as_str()));
    image.insert("created_at".to_owned(), json!(unit.now));
    unit.insert(Table::ProjectEvents, image.into())?;
    unit.touch(row(&project.id));
    record(unit, &project, "project.event_added", &format!("new sub-event {}", entry.title))?;
    let called = project.details.called();
    Ok(Unit::done_undoable(format!("Added {} to {called}", entry.title), Some(row_of(&id))))
}

/// Changes the fields of a sub-event in which `values` differs from `base`.
pub(super) fn edit(
    unit: &mut Unit<'_>,
    id: &EventId,
    version: i64,
    base: &FieldValues,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let current = one(unit.conn, unit.access, id)?;
    let (project, branch) = read_editable(unit.conn, unit.access, &current.project)?;
    let changes = field::changed(base, values);
    let unchanged =
        || Unit::done(format!("Nothing to save: {} is as it was", current.title), Some(row_of(id)));
    if changes.is_empty() {
        return Ok(unchanged());
    }
    refuse_stale(unit, standing(&current), version, base)?;
    let mut merged = current.values();
    merged.extend(changes);
    let entry = event::check(&merged, &branch.zone).map_err(StoreError::Invalid)?;
    if !unit.update(&row_of(id), "sub-event", |image| write_entry(image, &entry))? {
        return Ok(unchanged());
    }
    bookings::follow_event(unit, id, (edges(&current), edges_of(&entry)))?;
    unit.touch(row(&project.id));
    record(unit, &project, "project.event_edited", &format!("edit of {}", entry.title))?;
    Ok(Unit::done_undoable(format!("Saved {}", entry.title), Some(row_of(id))))
}

/// Takes a sub-event away as it was read: one that moved since is looked at again first.
pub(super) fn remove(unit: &mut Unit<'_>, id: &EventId, version: i64) -> Result<Outcome, StoreError> {
    let current = one(unit.conn, unit.access, id)?;
    let (project, _) = read_editable(unit.conn, unit.access, &current.project)?;
    if current.version != version {
        return Err(conflict(unit, standing(&current))?);
    }
    bookings::free_event(unit, id)?;
    unit.delete(&row_of(id), "sub-event")?;
    unit.touch(row(&project.id));
    record(unit, &project, "project.event_removed", &format!("removal of {}", current.title))?;
    Ok(Unit::done_undoable(format!("Removed {}", current.title), Some(row(&project.id))))
}

/// The sub-event as it stands, for a conflict.
fn standing(event: &SubEvent) -> Standing {
    Standing {
        row: row_of(&event.id),
        label: event.title.clone(),
        version: event.version,
        values: event.values(),
    }
}

fn record(unit: &Unit<'_>, project: &Project, event: &'static str, label: &str) -> Result<(), StoreError> {
    unit.record_undoable(&Entry::new(event, project.branch.as_str()), label)
}

/// Where a sub-event stands.
fn edges(event: &SubEvent) -> Edges {
    Edges { start: event.start.as_second(), end: event.end.as_second(), lead: event.lead }
}

/// Where it shall stand.
fn edges_of(entry: &EventEntry) -> Edges {
    Edges { start: entry.start, end: entry.end, lead: entry.lead }
}

fn write_entry(image: &mut Image, entry: &EventEntry) {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    image.insert("title".to_owned(), json!(entry.title));
    image.insert("start_time".to_owned(), json!(entry.start));
    image.insert("end_time".to_owned(), json!(entry.end));
    image.insert("tz".to_owned(), json!(entry.zone));
    image.insert("location".to_owned(), json!(text(&entry.location)));
    image.insert("notes".to_owned(), json!(text(&entry.notes)));
    let length = |seconds: i64| (seconds > 0).then_some(seconds);
    image.insert("buffer_before".to_owned(), json!(length(entry.lead.before)));
    image.insert("buffer_after".to_owned(), json!(length(entry.lead.after)));
    image.insert("travel_time".to_owned(), json!(length(entry.lead.travel)));
}
