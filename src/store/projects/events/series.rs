//! Sub-events that come again: a rule makes rows, each of which is booked, moved and listed like any other.
//!
//! A series is made, changed and removed in one unit of work: all of its dates or none.

use super::super::super::bookings::{self, Moving};
use super::super::super::conflict::{conflict, refuse_stale};
use super::super::super::protocol::{Outcome, RowRef, SeriesScope, StoreError, Table};
use super::super::super::tables::Image;
use super::super::super::unit::Unit;
use super::super::{lines, read_editable, row};
use super::{edges, find, new_image, one, record, row_of, standing, write_changes};
use crate::domain::field::{self, FieldErrors, FieldKey, FieldValues};
use crate::domain::id::{EventId, SeriesId};
use crate::domain::project::Project;
use crate::domain::project::event::{self, EventEntry, InSeries, SubEvent, fields};
use crate::domain::repeat::{self, Occurrence, Repeat, RepeatError};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use rusqlite::Connection;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows of a series that are read: more than a rule can make, for a series that lost and won dates.
const ROWS: i64 = 1_000;

/// What making or changing a series did, for its message.
#[derive(Default)]
pub(super) struct Done {
    /// How many dates it has now.
    dates: usize,
    /// Dates that start at another time than the rule says, because the clocks skip it.
    skipped: Vec<Occurrence>,
    /// Dates that somebody moved by hand and that stayed where they are.
    kept: usize,
    /// Dates that are new.
    made: usize,
    /// Dates that are gone.
    gone: usize,
}

impl Done {
    /// "8 times: every Tue until 20 Dec", and what else there is to say.
    pub(super) fn said(&self, repeat: &Repeat, first: Date) -> String {
        let mut text = format!("{} times: {}", self.dates, repeat.words(first));
        text.push_str(&self.remarks());
        text
    }

    fn remarks(&self) -> String {
        let mut text = String::new();
        let dates = |n: usize| if n == 1 { "1 date".to_owned() } else { format!("{n} dates") };
        if self.gone > 0 {
            text.push_str(&format!("; {} gone", dates(self.gone)));
        }
        if self.kept > 0 {
            text.push_str(&format!("; {} edited by hand kept as before", dates(self.kept)));
        }
        for at in self.skipped.iter().take(3) {
            if let Some(time) = at.moved_to {
                let day = at.on.strftime("%a %-d %b %Y");
                text.push_str(&format!(
                    "; on {day} the clocks skip that time, it is at {}",
                    time.strftime("%H:%M")
                ));
            }
        }
        text
    }

    fn note(&mut self, at: &Occurrence) {
        if at.moved_to.is_some() {
            self.skipped.push(*at);
        }
    }
}

/// A rule that does not hold stands under its field.
fn invalid(error: RepeatError) -> StoreError {
    let mut errors = FieldErrors::default();
    errors.add(fields::REPEAT, error.to_string());
    StoreError::Invalid(errors)
}

/// A series that has its row, and not yet its dates.
pub(super) struct Begun {
    id: SeriesId,
    dates: Vec<Date>,
}

/// Begins a series: what refers to it is written afterwards, so that an undo takes it away last.
pub(super) fn begin(
    unit: &mut Unit<'_>,
    project: &Project,
    entry: &EventEntry,
    repeat: &Repeat,
) -> Result<Begun, StoreError> {
    let dates = repeat.dates(entry.local().0.date()).map_err(invalid)?;
    Ok(Begun { id: insert(unit, project, (entry, repeat))?, dates })
}

impl Begun {
    /// Ties the first date to the series, and makes the further ones, with what is booked for the first one.
    pub(super) fn go_on(
        self,
        unit: &mut Unit<'_>,
        project: &Project,
        (first, entry): (&EventId, &EventEntry),
    ) -> Result<Done, StoreError> {
        let local = entry.local();
        unit.update(&row_of(first), "sub-event", |image| tie(image, &self.id, local.0))?;
        let mut done = Done { dates: self.dates.len(), ..Done::default() };
        let maker = Maker { project, entry, template: first, series: &self.id, local };
        for day in self.dates.into_iter().skip(1) {
            maker.make(unit, day, &mut done)?;
        }
        Ok(done)
    }
}

/// A row of `event_series`.
fn insert(
    unit: &mut Unit<'_>,
    project: &Project,
    (entry, repeat): (&EventEntry, &Repeat),
) -> Result<SeriesId, StoreError> {
    let id = SeriesId::from_uuid(Uuid::now_v7());
    let first = entry.local().0;
    let mut image = Image::new();
    write_rule(&mut image, repeat, first, &entry.zone);
    image.insert("id".to_owned(), json!(id.as_str()));
    image.insert("project_id".to_owned(), json!(project.id.as_str()));
    image.insert("created_at".to_owned(), json!(unit.now));
    unit.insert(Table::EventSeries, image.into())?;
    Ok(id)
}

fn write_rule(image: &mut Image, repeat: &Repeat, first: DateTime, zone: &str) {
    let without: Vec<String> =
        repeat.without.iter().map(|day| day.to_datetime(first.time()).to_string()).collect();
    image.insert("rule".to_owned(), json!(repeat.rrule()));
    image.insert("tz".to_owned(), json!(zone));
    image.insert("starts_on".to_owned(), json!(first.to_string()));
    let except = (!without.is_empty()).then(|| json!(without).to_string());
    image.insert("except_json".to_owned(), json!(except));
}

fn series_row(id: &SeriesId) -> RowRef {
    RowRef { table: Table::EventSeries, id: id.to_string() }
}

fn tie(image: &mut Image, series: &SeriesId, on: DateTime) {
    image.insert("series_id".to_owned(), json!(series.as_str()));
    image.insert("occurs_on".to_owned(), json!(on.to_string()));
}

fn untie(image: &mut Image) {
    image.insert("series_id".to_owned(), json!(null));
    image.insert("occurs_on".to_owned(), json!(null));
}

/// Makes further dates like one that is there.
struct Maker<'m> {
    project: &'m Project,
    /// What every date is.
    entry: &'m EventEntry,
    /// The date whose locks they get.
    template: &'m EventId,
    series: &'m SeriesId,
    /// Start and end of the template in wall time.
    local: (DateTime, DateTime),
}

impl Maker<'_> {
    fn make(&self, unit: &mut Unit<'_>, day: Date, done: &mut Done) -> Result<(), StoreError> {
        let at = repeat::on_day(self.local, day, &self.entry.time_zone()).map_err(invalid)?;
        done.note(&at);
        let entry = EventEntry { start: at.start.as_second(), end: at.end.as_second(), ..self.entry.clone() };
        let (id, mut image) = new_image(unit, self.project, &entry);
        tie(&mut image, self.series, day.to_datetime(self.local.0.time()));
        unit.insert(Table::ProjectEvents, image.into())?;
        done.made += 1;
        let by = (entry.start - self.entry.start, entry.end - self.entry.end);
        bookings::copy_event(unit, &self.project.id, (self.template, &id), by)
            .map_err(|error| error.on(Some(day)))
    }
}

/// The dates of a series, earliest first.
fn rows(conn: &Connection, series: &SeriesId) -> Result<Vec<SubEvent>, StoreError> {
    let mut statement = conn
        .prepare_cached(lines::event_sql!("WHERE e.series_id = ?1 ORDER BY e.start_time, e.id LIMIT ?2"))?;
    let rows = statement.query_map((series.as_str(), ROWS), lines::event)?;
    let mut rows: Vec<SubEvent> = rows.filter_map(Result::transpose).collect::<Result<_, _>>()?;
    rows.sort_by_key(|row| (day_of(row), row.start));
    Ok(rows)
}

/// The day that a date has in its rule; its own where it has none.
fn day_of(event: &SubEvent) -> Date {
    let own = || {
        let zone = jiff::tz::TimeZone::get(&event.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        zone.to_datetime(event.start).date()
    };
    event.series.as_ref().and_then(|series| series.on).map_or_else(own, |on| on.date())
}

/// How long a sub-event is by the clocks, in seconds.
fn length_of(event: &SubEvent) -> i64 {
    let zone = jiff::tz::TimeZone::get(&event.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    zone.to_datetime(event.end).duration_since(zone.to_datetime(event.start)).as_secs()
}

/// How long most dates of a series are: no rule says it.
fn usual_length(events: &[SubEvent]) -> i64 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for event in events {
        *counts.entry(length_of(event)).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or(0, |(length, _)| length)
}

/// Whether somebody gave a date another time than its series has.
fn is_moved(event: &SubEvent, usual: i64) -> bool {
    length_of(event) != usual || event.series.as_ref().is_none_or(|series| series.is_moved(event.start))
}

/// The series of a sub-event and its dates.
fn of(conn: &Connection, event: &SubEvent) -> Result<(InSeries, Vec<SubEvent>), StoreError> {
    let series = event.series.clone().ok_or_else(|| {
        StoreError::refused(
            format!("{} does not come again", event.title),
            "Nothing was changed. Change it by itself.",
        )
    })?;
    let rows = rows(conn, &series.id)?;
    Ok((series, rows))
}

/// The dates that a change is for, and those that are left as they are.
fn in_scope(event: &SubEvent, rows: Vec<SubEvent>, scope: SeriesScope) -> (Vec<SubEvent>, Vec<SubEvent>) {
    let from = match scope {
        SeriesScope::All => None,
        SeriesScope::Following => Some((day_of(event), event.start)),
    };
    rows.into_iter().partition(|row| from.is_none_or(|from| (day_of(row), row.start) >= from))
}

/// Takes dates of a series away, as one of them was read.
pub(in crate::store::projects) fn remove(
    unit: &mut Unit<'_>,
    id: &EventId,
    version: i64,
    scope: SeriesScope,
) -> Result<Outcome, StoreError> {
    let current = one(unit.conn, unit.access, id)?;
    let (project, _) = read_editable(unit.conn, unit.access, &current.project)?;
    if current.version != version {
        return Err(conflict(unit, standing(&current))?);
    }
    let (series, rows) = of(unit.conn, &current)?;
    let (gone, left) = in_scope(&current, rows, scope);
    for event in &gone {
        bookings::free_event(unit, &event.id)?;
        unit.delete(&row_of(&event.id), "sub-event")?;
    }
    if left.is_empty() {
        unit.delete(&series_row(&series.id), "series")?;
    } else {
        end_before(unit, &series, day_of(&current))?;
    }
    unit.touch(row(&project.id));
    record(unit, &project, "project.series_removed", &format!("removal of {}", current.title))?;
    let dates = if gone.len() == 1 { "1 date".to_owned() } else { format!("{} dates", gone.len()) };
    Ok(Unit::done_undoable(format!("Removed {} of {}", dates, current.title), Some(row(&project.id))))
}

/// The rule of a series ends before a day.
fn end_before(unit: &mut Unit<'_>, series: &InSeries, day: Date) -> Result<(), StoreError> {
    let Some(rule) = series.repeat() else { return Ok(()) };
    let rule = rule.before(day);
    unit.update(&series_row(&series.id), "series", |image| {
        write_rule(image, &rule, series.first, &series.zone);
    })?;
    Ok(())
}

/// One date of a series was removed by itself: the rule leaves its day out from now on. The last one takes the series
/// along.
pub(super) fn left_out(unit: &mut Unit<'_>, event: &SubEvent) -> Result<(), StoreError> {
    let Some(series) = &event.series else { return Ok(()) };
    if rows(unit.conn, &series.id)?.is_empty() {
        return unit.delete(&series_row(&series.id), "series");
    }
    let (Some(on), Some(rule)) = (series.on, series.repeat()) else { return Ok(()) };
    let rule = rule.leaving_out(on.date());
    unit.update(&series_row(&series.id), "series", |image| {
        write_rule(image, &rule, series.first, &series.zone);
    })?;
    Ok(())
}

/// Changes dates of a series: the fields in which `values` differs from `base`, on each of them.
pub(in crate::store::projects) fn edit(
    unit: &mut Unit<'_>,
    (id, version): (&EventId, i64),
    (base, values): (&FieldValues, &FieldValues),
    scope: SeriesScope,
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
    let (series, rows) = of(unit.conn, &current)?;
    let mut merged = current.values();
    merged.extend(changes.clone());
    let entry = event::check_seen_from(&merged, &branch.zone, Some(series.first.date()))
        .map_err(StoreError::Invalid)?;
    let (scoped, left) = in_scope(&current, rows, scope);
    let moves = [fields::START, fields::END, fields::ZONE, fields::REPEAT]
        .iter()
        .any(|key| changes.contains_key(&FieldKey::from(*key)));
    let change =
        Change { project: &project, current: &current, entry: &entry, changes: &changes, series: &series };
    let (done, words) =
        if moves { change.reshape(unit, scoped, &left)? } else { change.retouch(unit, &scoped)? };
    if unit.is_unchanged() {
        return Ok(unchanged());
    }
    unit.touch(row(&project.id));
    record(unit, &project, "project.series_edited", &format!("edit of {}", entry.title))?;
    let message = match words {
        Some((repeat, first)) => format!("Saved {}, {}", entry.title, done.said(&repeat, first)),
        None => format!("Saved {} on {} dates{}", entry.title, done.dates, done.remarks()),
    };
    Ok(Unit::done_undoable(message, Some(row_of(id))))
}

/// What a changed rule says, as seen from its first day.
type NewRule = Option<(Repeat, Date)>;

/// A change of several dates.
struct Change<'c> {
    project: &'c Project,
    /// The date that was edited.
    current: &'c SubEvent,
    /// What it shall be.
    entry: &'c EventEntry,
    /// The fields that were changed.
    changes: &'c FieldValues,
    series: &'c InSeries,
}

impl Change<'_> {
    fn is_changed(&self, key: &str) -> bool {
        self.changes.contains_key(&FieldKey::from(key))
    }

    /// Writes the changed fields, times excepted, on every date.
    fn retouch(&self, unit: &mut Unit<'_>, scoped: &[SubEvent]) -> Result<(Done, NewRule), StoreError> {
        let moving: Result<Vec<Moving>, StoreError> =
            scoped.iter().map(|event| self.write(unit, event, None)).collect();
        bookings::follow_events(unit, &self.project.id, &moving?)?;
        Ok((Done { dates: scoped.len(), ..Done::default() }, None))
    }

    /// Writes the changed fields on one date, and its times if they are given; what is booked for it has to go along, once
    /// all dates are written.
    fn write(
        &self,
        unit: &mut Unit<'_>,
        event: &SubEvent,
        at: Option<(&Occurrence, DateTime, &SeriesId)>,
    ) -> Result<Moving, StoreError> {
        let from = edges(event);
        let mut to = from;
        for (key, place, new) in [
            (fields::BUFFER_BEFORE, &mut to.lead.before, self.entry.lead.before),
            (fields::BUFFER_AFTER, &mut to.lead.after, self.entry.lead.after),
            (fields::TRAVEL, &mut to.lead.travel, self.entry.lead.travel),
        ] {
            if self.changes.contains_key(&FieldKey::from(key)) {
                *place = new;
            }
        }
        if let Some((at, ..)) = at {
            (to.start, to.end) = (at.start.as_second(), at.end.as_second());
        }
        unit.update(&row_of(&event.id), "sub-event", |image| {
            write_changes(image, self.entry, self.changes);
            if let Some((_, on, series)) = at {
                image.insert("start_time".to_owned(), json!(to.start));
                image.insert("end_time".to_owned(), json!(to.end));
                image.insert("tz".to_owned(), json!(self.entry.zone));
                tie(image, series, on);
            }
        })?;
        let date = at.map_or_else(|| day_of(event), |(_, on, _)| on.date());
        Ok(Moving { event: event.id.clone(), from, to, date: Some(date) })
    }

    /// Gives the dates another rule, or other times: those that fall on a day of the new rule move there, others go, what
    /// is missing is made.
    fn reshape(
        &self,
        unit: &mut Unit<'_>,
        scoped: Vec<SubEvent>,
        left: &[SubEvent],
    ) -> Result<(Done, NewRule), StoreError> {
        let usual = usual_length(if left.is_empty() || scoped.len() > 1 { &scoped } else { left });
        if is_moved(self.current, usual) {
            return Err(StoreError::refused(
                format!("this date of {} has a time of its own", self.current.title),
                "Nothing was saved. Change the time of all from a date that is where its rule put it.",
            ));
        }
        let local = self.entry.local();
        let by_days = self.days_moved(local.0);
        let (repeat, first) = self.new_rule(by_days, left.is_empty())?;
        let dates = repeat.dates(first).map_err(invalid)?;
        let target = |event: &SubEvent| {
            day_of(event).checked_add(by_days.days()).ok().filter(|day| dates.contains(day))
        };
        let own_day = day_of(self.current).checked_add(by_days.days()).ok();
        if own_day.is_none_or(|day| !dates.contains(&day)) {
            let first = own_day.unwrap_or(first);
            let next = dates.iter().copied().find(|day| *day > first).unwrap_or(first);
            return Err(invalid(RepeatError::NotTheFirst { first, next }));
        }
        let series = self.place_series(unit, (&repeat, first.to_datetime(local.0.time())), left)?;
        let mut done = Done { dates: dates.len(), ..Done::default() };
        let mut moving = Vec::new();
        let (staying, going): (Vec<_>, Vec<_>) = scoped.into_iter().partition(|e| target(e).is_some());
        for event in going {
            if is_moved(&event, usual) {
                done.kept += 1;
                unit.update(&row_of(&event.id), "sub-event", untie)?;
                moving.push(self.write(unit, &event, None)?);
            } else {
                done.gone += 1;
                bookings::free_event(unit, &event.id)?;
                unit.delete(&row_of(&event.id), "sub-event")?;
            }
        }
        let zone = self.entry.time_zone();
        let mut taken = Vec::with_capacity(staying.len());
        for event in &staying {
            let Some(day) = target(event) else { continue };
            taken.push(day);
            let on = day.to_datetime(local.0.time());
            if is_moved(event, usual) {
                done.kept += 1;
                unit.update(&row_of(&event.id), "sub-event", |image| tie(image, &series, on))?;
                moving.push(self.write(unit, event, None)?);
                continue;
            }
            let mut at = repeat::on_day(local, day, &zone).map_err(invalid)?;
            if event.id == self.current.id {
                // Of two equal local times it may be the second.
                (at.start, at.end) = (stamp(self.entry.start), stamp(self.entry.end));
            }
            done.note(&at);
            moving.push(self.write(unit, event, Some((&at, on, &series)))?);
        }
        bookings::follow_events(unit, &self.project.id, &moving)?;
        let entry = find(unit.conn, &self.current.id).map(|now| entry_of(self.entry, &now))?;
        let maker = Maker {
            project: self.project,
            entry: &entry,
            template: &self.current.id,
            series: &series,
            local,
        };
        for day in dates.iter().filter(|day| !taken.contains(day)) {
            maker.make(unit, *day, &mut done)?;
        }
        Ok((done, Some((repeat, first))))
    }

    /// By how many days the edited date moves.
    fn days_moved(&self, start: DateTime) -> i32 {
        let zone = jiff::tz::TimeZone::get(&self.current.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let before = zone.to_datetime(self.current.start).date();
        let days = crate::domain::when::days_between(before, start.date());
        i32::try_from(days).unwrap_or(i32::MAX)
    }

    /// The rule that the dates shall have, and its first day. `is_all`: no date is left out of the change.
    fn new_rule(&self, by_days: i32, is_all: bool) -> Result<(Repeat, Date), StoreError> {
        let old = self.series.repeat();
        let moved = |day: Date| day.checked_add(by_days.days()).map_err(|_| far());
        let start = if is_all { self.series.first.date() } else { day_of(self.current) };
        let first = moved(start)?;
        if !self.is_changed(fields::REPEAT) {
            let old = old.ok_or_else(|| {
                StoreError::refused(
                    "the rule of this series is not understood here",
                    "Nothing was saved. Write a new one under Repeats.",
                )
            })?;
            let rest = old.from(self.series.first.date(), start).map_err(invalid)?;
            let rest = rest.shifted(by_days).ok_or_else(|| invalid(RepeatError::OtherDay))?;
            return Ok((rest, first));
        }
        let Some(mut repeat) = self.entry.repeat.clone() else {
            return Err(invalid(RepeatError::Ends));
        };
        // What was counted from the first date on, and is not counted anew, is counted from here.
        if let Some(old) = old.filter(|old| old.end == repeat.end) {
            repeat.end = old.from(self.series.first.date(), start).map_err(invalid)?.end;
        }
        repeat.without.retain(|day| *day > first);
        Ok((repeat, first))
    }

    /// The series that the dates belong to: theirs with another rule, or a new one where some dates are left behind.
    fn place_series(
        &self,
        unit: &mut Unit<'_>,
        (repeat, first): (&Repeat, DateTime),
        left: &[SubEvent],
    ) -> Result<SeriesId, StoreError> {
        if left.is_empty() {
            unit.update(&series_row(&self.series.id), "series", |image| {
                write_rule(image, repeat, first, &self.entry.zone);
            })?;
            return Ok(self.series.id.clone());
        }
        end_before(unit, self.series, day_of(self.current))?;
        insert(unit, self.project, (self.entry, repeat))
    }
}

/// What further dates are: the edited one as it is stored now.
fn entry_of(entry: &EventEntry, now: &SubEvent) -> EventEntry {
    EventEntry {
        title: now.title.clone(),
        start: now.start.as_second(),
        end: now.end.as_second(),
        zone: now.zone.clone(),
        location: now.location.clone(),
        notes: now.notes.clone(),
        lead: now.lead,
        repeat: entry.repeat.clone(),
    }
}

fn stamp(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(second).unwrap_or_default()
}

fn far() -> StoreError {
    invalid(RepeatError::TooLong)
}
