//! What papers are made of: sub-events with everything that somebody who goes there has to know.

use super::access::Access;
use super::bookings::trouble;
use super::clients::time;
use super::projects::{self, event_of, event_sql};
use super::protocol::{Branch, BranchScope, RowRef, StoreError, Table};
use super::{column, tables};
use crate::domain::booking::{LockKind, Trouble};
use crate::domain::id::{AssetId, BranchId, EventId, ProjectId};
use crate::domain::paper::{Booked, Outing, Outings, OutingsOf};
use crate::domain::project::Project;
use crate::domain::project::event::{Lead, SubEvent};
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;
use std::collections::BTreeMap;

/// Sub-events that are read at once.
const ROWS: usize = 2_000;
/// Locks of one sub-event that are read.
const LOCKS: i64 = 300;

/// The sub-events of a branch that lie in a time, those that last for more than a day apart: only for those it is worth
/// to look far back.
const SHORT: &str = event_sql!(
    "WHERE e.branch_id = ?1 AND e.start_time > ?2 - 86400 AND e.start_time < ?3 AND e.end_time > ?2
       AND e.end_time - e.start_time <= 86400 ORDER BY e.start_time, e.id LIMIT ?4"
);
const LONG: &str = event_sql!(
    "WHERE e.branch_id = ?1 AND e.end_time - e.start_time > 86400 AND e.start_time < ?3 AND e.end_time > ?2
       AND e.start_time > ?2 - coalesce((SELECT longest FROM event_reach WHERE branch_id = ?1), 0) ORDER BY e.start_time, e.id LIMIT ?4"
);
const OF_PROJECT: &str = event_sql!("WHERE e.project_id = ?1 ORDER BY e.start_time, e.id LIMIT ?2");

/// Projects of a branch that begin in a time and have no sub-events: each stands for itself, as in the calendar. Most
/// have some, which an index tells: their rows are not read.
const ALONE: &str = "SELECT p.id FROM projects p
  WHERE p.branch_id = ?1 AND p.start_date >= ?2 AND p.start_date < ?3 AND p.start_date IS NOT NULL
    AND CASE WHEN EXISTS (SELECT 1 FROM project_events e WHERE e.project_id = p.id) THEN 0 ELSE p.status <> 'trashed' END
  ORDER BY p.start_date, p.id LIMIT ?4";
/// What a project takes that is in the calendar without an end, in seconds.
const UNKNOWN: i64 = 3_600;

/// What an asset is booked for in a time.
const OF_ASSET: &str = "SELECT l.id, l.event_id, l.project_id, l.start_time, l.end_time FROM booking_locks l
  WHERE l.asset_id = ?1 AND l.start_time < ?3 AND l.end_time > ?2
    AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0)
    AND l.released_at IS NULL AND (l.kind = 'firm' OR l.expires_at IS NULL OR l.expires_at > unixepoch())
  ORDER BY l.start_time, l.id LIMIT ?4";

/// A lock with its asset, its kit, and what became of it.
macro_rules! booked_sql {
    ($of:literal) => {
        concat!(
            "SELECT l.id, l.asset_id, a.name, a.type, a.serial_number, a.metadata_json, l.qty, l.kind, l.expires_at,
 ",
            trouble!(),
            ",
               l.kind = 'hold' AND coalesce(a.capacity, 1) = 1 AND EXISTS (SELECT 1 FROM booking_locks x WHERE x.asset_id = l.asset_id
                 AND x.kind = 'firm' AND x.released_at IS NULL AND x.id <> l.id AND x.start_time < l.end_time AND x.end_time > l.start_time
                 AND x.start_time > l.start_time - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = l.asset_id), 0)),
               k.name, u.email
             FROM booking_locks l LEFT JOIN assets a ON a.id = l.asset_id LEFT JOIN kits k ON k.id = l.kit_id
               LEFT JOIN users u ON u.id = a.user_id
             WHERE ",
            $of,
            " AND l.released_at IS NULL AND (l.kind = 'firm' OR l.expires_at IS NULL OR l.expires_at > unixepoch())
             ORDER BY a.type <> 'human', a.type <> 'space', k.name IS NULL, k.name, a.type, a.name, l.id LIMIT ?2"
        )
    };
}
const BOOKED_FOR: &str = booked_sql!("l.event_id = ?1");
const BOOKED_BY: &str = booked_sql!("l.id = ?1");
const BOOKED_WHOLE: &str = booked_sql!("l.project_id = ?1 AND l.event_id IS NULL");

/// Answers what papers are made of.
pub(super) fn outings(conn: &Connection, access: &Access, of: &OutingsOf) -> Result<Outings, StoreError> {
    let mut read = Reader { conn, access, projects: BTreeMap::new() };
    match of {
        OutingsOf::Event(id) => read.event(id),
        OutingsOf::Project(id) => read.project(id),
        OutingsOf::Branch { branch, from, to } => {
            let scope = branch.clone().map_or(BranchScope::All, BranchScope::One);
            read.branches(&scope, (*from, *to))
        }
        OutingsOf::Asset { asset, from, to } => read.asset(asset, (*from, *to)),
    }
}

/// Reads outings, each project once.
struct Reader<'r> {
    conn: &'r Connection,
    access: &'r Access,
    projects: BTreeMap<ProjectId, Option<Known>>,
}

/// What is known of a project.
#[derive(Clone)]
struct Known {
    project: Project,
    branch: Branch,
    phone: String,
    contact: String,
    changed: i64,
}

impl Reader<'_> {
    fn event(&mut self, id: &EventId) -> Result<Outings, StoreError> {
        let event = projects::events::one(self.conn, self.access, id)?;
        let zone = TimeZone::get(&event.zone).unwrap_or(TimeZone::UTC);
        let day = |event: &SubEvent| zone.to_datetime(event.start).date();
        let on = day(&event);
        let mut found = self.project(&event.project)?;
        found.rows.retain(|row| row.event.id != *id && day(&row.event) == on);
        found.rows.splice(0..0, self.outing(event, None)?);
        Ok(found)
    }

    fn project(&mut self, id: &ProjectId) -> Result<Outings, StoreError> {
        projects::read(self.conn, self.access, Permission::ViewProjects, id)?;
        let events = self.events(OF_PROJECT, (id.as_str(), limit()))?;
        if events.is_empty() {
            return Ok(Outings { rows: self.alone(id)?.into_iter().collect(), more: false });
        }
        self.outings(events)
    }

    fn branches(
        &mut self,
        scope: &BranchScope,
        (from, to): (Timestamp, Timestamp),
    ) -> Result<Outings, StoreError> {
        let branches: Vec<BranchId> = self
            .access
            .branches(Permission::ViewCalendar, scope)?
            .into_iter()
            .map(|b| b.id.clone())
            .collect();
        let (mut events, mut alone) = (Vec::new(), Vec::new());
        for branch in branches {
            for sql in [SHORT, LONG] {
                let within = (branch.as_str(), from.as_second(), to.as_second(), limit());
                events.extend(self.events(sql, within)?);
            }
            // What has no end is taken to last for a while: it may have begun before.
            let within = (branch.as_str(), from.as_second() - UNKNOWN + 1, to.as_second(), limit());
            let mut statement = self.conn.prepare_cached(ALONE)?;
            let ids = statement.query_map(within, |r| column::text(r, 0))?;
            alone.extend(ids.collect::<Result<Vec<_>, _>>()?);
        }
        events.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
        let mut found = self.outings(events)?;
        for id in alone {
            found.rows.extend(self.alone(&id.as_str().into())?.filter(|outing| outing.event.end > from));
        }
        found.rows.sort_by(|a, b| (a.event.start, &a.event.id).cmp(&(b.event.start, &b.event.id)));
        found.more |= found.rows.len() > ROWS;
        found.rows.truncate(ROWS);
        Ok(found)
    }

    fn asset(&mut self, id: &AssetId, (from, to): (Timestamp, Timestamp)) -> Result<Outings, StoreError> {
        let not_found = || StoreError::NotFound { what: "asset", id: id.to_string() };
        let branch: Option<String> = self
            .conn
            .prepare_cached("SELECT branch_id FROM assets WHERE id = ?1")?
            .query_row([id.as_str()], |r| r.get(0))
            .optional()?;
        let branch = branch.ok_or_else(not_found)?;
        self.access.branch_of(Permission::ViewCalendar, &branch, "asset", id.as_str())?;
        let mut statement = self.conn.prepare_cached(OF_ASSET)?;
        let within = (id.as_str(), from.as_second(), to.as_second(), limit());
        let locks = statement.query_map(within, |r| {
            let span = time(column::int(r, 3)?).zip(time(column::int(r, 4)?));
            Ok((column::text(r, 0)?, column::optional_text(r, 1)?, column::text(r, 2)?, span))
        })?;
        let mut found = Outings::default();
        let mut seen = Vec::new();
        for lock in locks {
            let (lock, event, project, span) = lock?;
            let event = match (event, span) {
                (Some(event), _) if seen.contains(&event) => continue,
                (Some(event), _) => {
                    seen.push(event.clone());
                    projects::events::find(self.conn, &event.as_str().into()).ok()
                }
                (None, Some(span)) => self.of_lock(&lock, &project.as_str().into(), span)?,
                (None, None) => None,
            };
            if let Some(event) = event {
                let lock = event.id.as_str() == lock;
                found.rows.extend(self.outing(event, lock.then_some(BOOKED_BY))?);
            }
            if found.rows.len() >= ROWS {
                found.more = true;
                break;
            }
        }
        Ok(found)
    }

    /// What is booked without a sub-event, as if it were one of its own.
    fn of_lock(
        &mut self,
        lock: &str,
        project: &ProjectId,
        (start, end): (Timestamp, Timestamp),
    ) -> Result<Option<SubEvent>, StoreError> {
        Ok(self.known(project)?.map(|known| as_event(lock, &known, (start, end))))
    }

    /// A project that has a start and no sub-events, as if it were one: as long as what is booked for it, or for a while.
    fn alone(&mut self, id: &ProjectId) -> Result<Option<Outing>, StoreError> {
        let Some(known) = self.known(id)? else { return Ok(None) };
        let Some(start) = known.project.start else { return Ok(None) };
        let booked = self
            .conn
            .prepare_cached("SELECT max(end_time - buffer_after) FROM booking_locks WHERE project_id = ?1 AND event_id IS NULL AND released_at IS NULL")?
            .query_row([id.as_str()], |r| column::int(r, 0))?;
        let unknown = start.as_second().saturating_add(UNKNOWN);
        let end = booked.filter(|end| *end > start.as_second()).unwrap_or(unknown);
        let end = Timestamp::from_second(end).unwrap_or(Timestamp::MAX);
        self.outing(as_event(id.as_str(), &known, (start, end)), Some(BOOKED_WHOLE))
    }

    fn events(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<SubEvent>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params, event_of)?;
        Ok(rows.filter_map(Result::transpose).collect::<Result<_, _>>()?)
    }

    fn outings(&mut self, events: Vec<SubEvent>) -> Result<Outings, StoreError> {
        let mut found = Outings { rows: Vec::new(), more: events.len() > ROWS };
        for event in events.into_iter().take(ROWS) {
            found.rows.extend(self.outing(event, None)?);
        }
        Ok(found)
    }

    /// A sub-event with its project; nothing for one of a project that is not reached.
    fn outing(&mut self, event: SubEvent, booked: Option<&str>) -> Result<Option<Outing>, StoreError> {
        let Some(known) = self.known(&event.project)? else { return Ok(None) };
        let changed = last_change(self.conn, Table::ProjectEvents, event.id.as_str())?.max(known.changed);
        let booked = booked_for(self.conn, &event, booked.unwrap_or(BOOKED_FOR))?;
        let Known { project, branch, phone, contact, .. } = known;
        Ok(Some(Outing {
            sequence: event.version + project.version - 2,
            changed: Timestamp::from_second(changed).unwrap_or_default(),
            event,
            branch: branch.id,
            branch_name: branch.name,
            project: project.details.called().to_owned(),
            status: project.status,
            client: project.client_name,
            phone,
            lead: project.lead_name,
            lead_contact: contact,
            booked,
        }))
    }

    fn known(&mut self, id: &ProjectId) -> Result<Option<Known>, StoreError> {
        if let Some(known) = self.projects.get(id) {
            return Ok(known.clone());
        }
        let known = self.read_project(id)?;
        self.projects.insert(id.clone(), known.clone());
        Ok(known)
    }

    fn read_project(&self, id: &ProjectId) -> Result<Option<Known>, StoreError> {
        let Some(project) = projects::of_row(self.conn, id)? else { return Ok(None) };
        let branch = project.branch.as_str();
        let Ok(reached) = self.access.branch_of(Permission::ViewCalendar, branch, "project", id.as_str())
        else {
            return Ok(None);
        };
        // The number of a client is for those who may see clients.
        let sees = self.access.branch_of(Permission::ViewClients, branch, "client", "").is_ok();
        let phone = if sees {
            self.text("SELECT phone FROM clients WHERE id = ?1", project.client.as_str())?
        } else {
            String::new()
        };
        let contact = match &project.lead {
            Some(lead) => self.text(
                "SELECT coalesce((SELECT a.metadata_json ->> '$.phone' FROM assets a WHERE a.user_id = u.id AND json_valid(a.metadata_json) LIMIT 1), u.email)
                 FROM users u WHERE u.id = ?1",
                lead.as_str(),
            )?,
            None => String::new(),
        };
        let made = project.created.map_or(0, Timestamp::as_second);
        let changed = last_change(self.conn, Table::Projects, id.as_str())?.max(made);
        Ok(Some(Known { branch: reached.clone(), project, phone, contact, changed }))
    }

    fn text(&self, sql: &str, id: &str) -> Result<String, StoreError> {
        let found = self.conn.prepare_cached(sql)?.query_row([id], |r| column::text(r, 0)).optional()?;
        Ok(found.unwrap_or_default())
    }
}

/// A project as if it were a sub-event of its own.
fn as_event(id: &str, known: &Known, (start, end): (Timestamp, Timestamp)) -> SubEvent {
    SubEvent {
        id: id.into(),
        project: known.project.id.clone(),
        title: known.project.details.called().to_owned(),
        start,
        end,
        zone: known.branch.zone.clone(),
        location: known.project.details.location.clone(),
        notes: String::new(),
        lead: Lead::default(),
        series: None,
        version: 1,
    }
}

/// One more than is shown: so that it is known whether there are others.
fn limit() -> i64 {
    i64::try_from(ROWS + 1).unwrap_or(i64::MAX)
}

/// When a row last changed, unix seconds, as far as the log knows; else zero.
fn last_change(conn: &Connection, table: Table, id: &str) -> Result<i64, StoreError> {
    let row = RowRef { table, id: id.to_owned() };
    let found = conn
        .prepare_cached(
            "SELECT a.created_at FROM audit_rows r JOIN audit_logs a ON a.id = r.audit_id
             WHERE r.tbl = ?1 AND r.row_id = ?2 ORDER BY r.audit_id DESC LIMIT 1",
        )?
        .query_row((tables::name(row.table), &row.id), |r| column::int(r, 0))
        .optional()?;
    Ok(found.flatten().unwrap_or(0))
}

fn booked_for(conn: &Connection, event: &SubEvent, sql: &str) -> Result<Vec<Booked>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((event.id.as_str(), LOCKS), booked)?;
    let mut rows: Vec<Booked> = rows.collect::<Result<_, _>>()?;
    for row in &mut rows {
        if !row.is_person() && !row.is_space() {
            custody(conn, &event.project, row)?;
        }
    }
    Ok(rows)
}

fn booked(r: &Row<'_>) -> rusqlite::Result<Booked> {
    let metadata: Value =
        column::optional_text(r, 5)?.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    let skills = metadata["skills"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let phone = metadata["phone"].as_str().map(ToOwned::to_owned);
    Ok(Booked {
        lock: column::text(r, 0)?.into(),
        asset: column::text(r, 1)?.into(),
        name: column::text(r, 2)?,
        kind: column::text(r, 3)?,
        serial: column::text(r, 4)?,
        role: skills.collect::<Vec<_>>().join(", "),
        phone: phone.map_or_else(|| column::text(r, 12), Ok)?,
        qty: column::int(r, 6)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        held: LockKind::of(&column::text(r, 7)?),
        expires: time(column::int(r, 8)?),
        trouble: column::optional_text(r, 9)?.map(|word| Trouble::of(&word)),
        is_taken: column::int(r, 10)? == Some(1),
        kit: column::text(r, 11)?,
        out: None,
        due: None,
        back: None,
    })
}

/// When something last went out for a project.
fn custody(conn: &Connection, project: &ProjectId, row: &mut Booked) -> Result<(), StoreError> {
    let found = conn
        .prepare_cached(
            "SELECT out_at, due_at, back_at FROM asset_custody WHERE asset_id = ?1 AND project_id = ?2 ORDER BY out_at DESC, id DESC LIMIT 1",
        )?
        .query_row((row.asset.as_str(), project.as_str()), |r| {
            Ok((time(column::int(r, 0)?), time(column::int(r, 1)?), time(column::int(r, 2)?)))
        })
        .optional()?;
    if let Some((out, due, back)) = found {
        (row.out, row.due, row.back) = (out, due, back);
    }
    Ok(())
}
