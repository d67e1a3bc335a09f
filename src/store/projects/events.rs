//! Sub-events of projects.

pub(super) mod series;

use super::super::access::Access;
use super::super::bookings::{self, Edges, Moving, names};
use super::super::column;
use super::super::conflict::{Standing, conflict, refuse_stale};
use super::super::protocol::{Outcome, RowRef, StoreError, Table};
use super::super::tables::Image;
use super::super::unit::{Entry, Unit};
use super::{lines, read, read_editable, row};
use crate::domain::booking::rules::{say_move, say_span_near};
use crate::domain::field::{self, FieldErrors, FieldKey, FieldValues};
use crate::domain::id::{EventId, ProjectId};
use crate::domain::project::Project;
use crate::domain::project::event::{self, EventEntry, SubEvent, fields};
use crate::domain::repeat::{Repeat, RepeatError};
use crate::domain::role::Permission;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};
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

/// A sub-event, whoever asks.
pub(in crate::store) fn find(conn: &Connection, id: &EventId) -> Result<SubEvent, StoreError> {
    conn.prepare_cached(lines::event_sql!("WHERE e.id = ?1"))?
        .query_row([id.as_str()], lines::event)
        .optional()?
        .flatten()
        .ok_or_else(|| not_found(id))
}

fn not_found(id: &EventId) -> StoreError {
    StoreError::NotFound { what: "sub-event", id: id.to_string() }
}

/// Adds a sub-event; with a rule of repetition, all of its dates.
pub(super) fn add(
    unit: &mut Unit<'_>,
    project: &ProjectId,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let (project, branch) = read_editable(unit.conn, unit.access, project)?;
    let Inserted { id, title, again } = insert(unit, &project, &branch.zone, values)?;
    let message = format!("Added {title} to {}{again}", project.details.called());
    unit.touch(row(&project.id));
    record(unit, &project, "project.event_added", &format!("new sub-event {title}"))?;
    Ok(Unit::done_undoable(message, Some(row_of(&id))))
}

/// A sub-event that was written.
pub(in crate::store) struct Inserted {
    /// Its id.
    pub(in crate::store) id: EventId,
    title: String,
    /// ", every Monday …" for one that comes again.
    again: String,
}

/// Writes the row of a new sub-event, and of those that follow by its rule.
pub(in crate::store) fn insert(
    unit: &mut Unit<'_>,
    project: &Project,
    zone: &str,
    values: &FieldValues,
) -> Result<Inserted, StoreError> {
    let entry = event::check(values, zone).map_err(StoreError::Invalid)?;
    let repeat = entry.repeat.as_ref();
    let series = repeat.map(|repeat| series::begin(unit, project, &entry, repeat)).transpose()?;
    let (id, image) = new_image(unit, project, &entry);
    unit.insert(Table::ProjectEvents, image.into())?;
    let mut again = String::new();
    if let Some((series, repeat)) = series.zip(repeat) {
        let done = series.go_on(unit, project, (&id, &entry))?;
        again = format!(", {}", done.said(repeat, entry.local().0.date()));
    }
    Ok(Inserted { id, title: entry.title, again })
}

/// The row of a new sub-event.
fn new_image(unit: &Unit<'_>, project: &Project, entry: &EventEntry) -> (EventId, Image) {
    let id = EventId::from_uuid(Uuid::now_v7());
    let mut image = Image::new();
    write_entry(&mut image, entry);
    image.insert("id".to_owned(), json!(id.as_str()));
    image.insert("project_id".to_owned(), json!(project.id.as_str()));
    image.insert("branch_id".to_owned(), json!(project.branch.as_str()));
    image.insert("created_at".to_owned(), json!(unit.now));
    (id, image)
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
    let times = [FieldKey::from(fields::START), FieldKey::from(fields::END)];
    let changes_only_times = changes.keys().all(|key| times.contains(key));
    let mut merged = current.values();
    merged.extend(changes);
    let first = current.series.as_ref().map(|series| series.first.date());
    let entry = event::check_seen_from(&merged, &branch.zone, first).map_err(StoreError::Invalid)?;
    let repeat = changes_rule(&current, &entry)?;
    let series = repeat.map(|repeat| series::begin(unit, &project, &entry, repeat)).transpose()?;
    if !unit.update(&row_of(id), "sub-event", |image| write_entry(image, &entry))? && repeat.is_none() {
        return Ok(unchanged());
    }
    let moving = Moving { event: id.clone(), from: edges(&current), to: edges_of(&entry), date: None };
    bookings::follow_events(unit, &project.id, &[moving])?;
    let (mut message, mut label) = (format!("Saved {}", entry.title), format!("edit of {}", entry.title));
    if changes_only_times {
        (message, label) = say_moved(unit, &current, &entry)?;
    }
    if let Some((series, repeat)) = series.zip(repeat) {
        let done = series.go_on(unit, &project, (id, &entry))?;
        message = format!("{message}, {}", done.said(repeat, entry.local().0.date()));
    }
    unit.touch(row(&project.id));
    record(unit, &project, "project.event_edited", &label)?;
    Ok(Unit::done_undoable(message, Some(row_of(id))))
}

/// What is said of a sub-event that was moved or stretched and nothing else, now and when it is taken back.
fn say_moved(
    unit: &Unit<'_>,
    current: &SubEvent,
    entry: &EventEntry,
) -> Result<(String, String), StoreError> {
    let (zone, title) = (entry.time_zone(), &entry.title);
    let moment = |at: i64| Timestamp::from_second(at).unwrap_or(Timestamp::UNIX_EPOCH);
    let (start, end) = (moment(entry.start), moment(entry.end));
    let seen_from = (&zone, unit.moment());
    let to = say_span_near(start, end, seen_from);
    let spaces = spaces_of(unit.conn, &current.id)?;
    let moved = say_move(((current.start, current.end), (start, end)), seen_from);
    Ok((format!("Moved {title} to {to}{spaces}"), format!("move of {title} {moved}{spaces}")))
}

/// The spaces that are booked for a sub-event, as the end of a sentence; empty when there is none.
fn spaces_of(conn: &Connection, id: &EventId) -> Result<String, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT a.name FROM booking_locks l JOIN assets a ON a.id = l.asset_id
         WHERE l.event_id = ?1 AND l.released_at IS NULL AND a.type = 'space' ORDER BY a.name LIMIT 9",
    )?;
    let spaces = statement.query_map([id.as_str()], |r| column::text(r, 0))?;
    let spaces: Vec<String> = spaces.collect::<Result<_, _>>()?;
    Ok(if spaces.is_empty() {
        String::new()
    } else {
        format!(", {}", names(spaces.iter().map(String::as_str)))
    })
}

/// The rule by which a sub-event comes again from now on, if that is what the edit says. One date of a series has no
/// rule of its own.
fn changes_rule<'e>(current: &SubEvent, entry: &'e EventEntry) -> Result<Option<&'e Repeat>, StoreError> {
    let Some(series) = &current.series else { return Ok(entry.repeat.as_ref()) };
    if entry.repeat == series.repeat() {
        return Ok(None);
    }
    let mut errors = FieldErrors::default();
    errors.add(fields::REPEAT, RepeatError::OfTheSeries.to_string());
    Err(StoreError::Invalid(errors))
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
    series::left_out(unit, &current)?;
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
    image.insert("start_time".to_owned(), json!(entry.start));
    image.insert("end_time".to_owned(), json!(entry.end));
    image.insert("tz".to_owned(), json!(entry.zone));
    for (_, column, value) in columns(entry) {
        image.insert(column.to_owned(), value);
    }
}

/// Writes those of the fields that are named, but no times.
fn write_changes(image: &mut Image, entry: &EventEntry, changes: &FieldValues) {
    for (field, column, value) in columns(entry) {
        if changes.contains_key(&FieldKey::from(field)) {
            image.insert(column.to_owned(), value);
        }
    }
}

/// What a sub-event says beside its times: field, column, value.
fn columns(entry: &EventEntry) -> [(&'static str, &'static str, Value); 6] {
    let text = |text: &str| json!((!text.is_empty()).then_some(text));
    let length = |seconds: i64| json!((seconds > 0).then_some(seconds));
    [
        (fields::TITLE, "title", json!(entry.title)),
        (fields::LOCATION, "location", text(&entry.location)),
        (fields::NOTES, "notes", text(&entry.notes)),
        (fields::BUFFER_BEFORE, "buffer_before", length(entry.lead.before)),
        (fields::BUFFER_AFTER, "buffer_after", length(entry.lead.after)),
        (fields::TRAVEL, "travel_time", length(entry.lead.travel)),
    ]
}
