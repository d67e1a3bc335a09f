//! Purging: a project that has been in the trash for long goes for good, with everything that hangs on it.
//!
//! What it was worth to the books stays: a project with an invoice is kept, and what was sent about it still counts
//! against the month, without the project. Files stay where they lie; only what was kept about them goes.

use super::super::access::Access;
use super::super::clients;
use super::super::clients::detail::title;
use super::super::column;
use super::super::protocol::{BranchScope, Hanging, Outcome, Purgeable, StoreError};
use super::super::unit::{Entry, Unit};
use super::{hanging, read, row};
use crate::domain::fold::fold;
use crate::domain::id::{BranchId, ProjectId};
use crate::domain::project::{Project, ProjectStatus, TRASH_DAYS, purgeable_from};
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::Connection;
use serde_json::json;

/// The most projects that are listed at once.
const LISTED: i64 = 1_000;

/// What goes with a project, in this order: what refers before what is referred to. `?1` is the project.
///
/// Drafts and undo entries are found by the id as a whole: ids of other programs can be as short as `1`.
const TAKEN: [&str; 16] = [
    "DELETE FROM calendar_feeds WHERE project_id = ?1",
    "DELETE FROM booking_locks WHERE project_id = ?1",
    "UPDATE asset_custody SET project_id = NULL, event_id = NULL WHERE project_id = ?1",
    // The form of a task does not name the project, and neither do the words of a quote's line.
    "DELETE FROM form_drafts WHERE subject_id IN (SELECT id FROM project_tasks WHERE project_id = ?1)",
    "DELETE FROM undo_entries WHERE EXISTS (SELECT 1 FROM quotes q WHERE q.project_id = ?1 AND instr(changes_json, '\"' || q.id || '\"') > 0)",
    "DELETE FROM quote_items WHERE quote_id IN (SELECT id FROM quotes WHERE project_id = ?1)",
    "DELETE FROM quotes WHERE project_id = ?1",
    "DELETE FROM project_events WHERE project_id = ?1",
    "DELETE FROM event_series WHERE project_id = ?1",
    "DELETE FROM project_tasks WHERE project_id = ?1",
    "DELETE FROM messages WHERE scope_id = ?1",
    "DELETE FROM media_objects WHERE project_id = ?1",
    "DELETE FROM media_storage WHERE scope = 'project' AND id = ?1",
    "UPDATE notifications SET project_id = NULL, note = NULL WHERE project_id = ?1",
    "DELETE FROM form_drafts WHERE instr(draft_json, '\"' || ?1 || '\"') > 0",
    "DELETE FROM undo_entries WHERE instr(changes_json, '\"' || ?1 || '\"') > 0",
];

/// Projects whose time in the trash is over, oldest first: those that can go, then those that have invoices.
pub(in crate::store) fn due(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
) -> Result<Vec<Purgeable>, StoreError> {
    let branches = access.branches(Permission::TrashProjects, scope)?;
    let ids: Vec<&str> = branches.iter().map(|branch| branch.id.as_str()).collect();
    let mut statement = conn.prepare_cached(
        "SELECT p.id, p.branch_id, p.details_json, (SELECT name FROM clients WHERE id = p.client_id), p.trashed_at
         FROM projects p WHERE p.trashed_at IS NOT NULL AND p.trashed_at <= unixepoch() - ?1 * 86400 AND p.status = 'trashed'
           AND p.branch_id IN (SELECT value FROM json_each(?2)) AND EXISTS (SELECT 1 FROM invoices WHERE project_id = p.id) = ?3
         ORDER BY p.trashed_at, p.id LIMIT ?4",
    )?;
    let branches = json!(ids).to_string();
    let mut found = Vec::new();
    // What is kept for its invoices stays for ever: it must not stand in front of what can go.
    for is_kept in [false, true] {
        let left = LISTED - i64::try_from(found.len()).unwrap_or(LISTED);
        let mut rows = statement.query((TRASH_DAYS, &branches, is_kept, left))?;
        while let Some(r) = rows.next()? {
            let id = ProjectId::from(column::text(r, 0)?);
            let trashed = clients::time(column::int(r, 4)?);
            found.push(Purgeable {
                hanging: hanging::of(conn, &id)?,
                id,
                branch: BranchId::from(column::text(r, 1)?),
                title: title(column::optional_text(r, 2)?.as_deref()),
                client: column::text(r, 3)?,
                trashed,
                from: trashed.and_then(purgeable_from),
            });
        }
    }
    Ok(found)
}

/// What a purge of one project would do; whether and from when on it can be purged.
pub(in crate::store) fn one(
    conn: &Connection,
    access: &Access,
    id: &ProjectId,
) -> Result<Purgeable, StoreError> {
    let (project, branch) = read(conn, access, Permission::TrashProjects, id)?;
    let trashed = project.trashed.filter(|_| project.status == ProjectStatus::Trashed);
    Ok(Purgeable {
        hanging: hanging::of(conn, id)?,
        branch: branch.id.clone(),
        title: project.details.called().to_owned(),
        client: project.client_name.clone(),
        trashed,
        from: trashed.and_then(purgeable_from),
        id: project.id,
    })
}

/// Purges a project. `confirm` is what it is called, typed again.
pub(super) fn purge(unit: &mut Unit<'_>, id: &ProjectId, confirm: &str) -> Result<Outcome, StoreError> {
    let (project, branch) = read(unit.conn, unit.access, Permission::TrashProjects, id)?;
    let called = project.details.called().to_owned();
    let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
    refuse_early(&project, unit.now, zone)?;
    let hanging = hanging::of(unit.conn, id)?;
    if hanging.invoices > 0 {
        let of_these = Hanging { invoices: hanging.invoices, ..Hanging::default() };
        return Err(StoreError::refused(
            format!(
                "{called} has {}: invoices are kept for years, and the project with them",
                of_these.words()
            ),
            "Nothing was purged.",
        ));
    }
    if fold(confirm) != fold(&called) {
        return Err(StoreError::refused(
            "the name that was typed is not the project's",
            "Nothing was purged. Type the name as it is shown.",
        ));
    }
    for sql in TAKEN {
        unit.conn.prepare_cached(sql)?.execute([id.as_str()])?;
    }
    unit.delete(&row(id), "project")?;
    unit.touch(clients::row(&project.client));
    let entry = Entry::high("project.purged", project.branch.as_str()).with(json!(hanging));
    unit.record(&entry)?;
    Ok(Unit::done(said(&called, hanging), None))
}

/// A project is purged from the trash, when its days there are over.
fn refuse_early(project: &Project, now: i64, zone: TimeZone) -> Result<(), StoreError> {
    let called = project.details.called();
    if project.status != ProjectStatus::Trashed {
        return Err(StoreError::refused(
            format!("{called} is not in the trash"),
            "Nothing was purged. Only what was thrown away can be.",
        ));
    }
    let Some(from) = project.trashed.and_then(purgeable_from) else {
        return Err(StoreError::refused(
            format!("it is not known when {called} was thrown away"),
            "Nothing was purged. Restore it and throw it away again; it can be purged when its days are over.",
        ));
    };
    if from.as_second() <= now {
        return Ok(());
    }
    Err(StoreError::refused(
        format!("{called} can be restored until {}; it can be purged after that", day(from, zone)),
        "Nothing was purged.",
    ))
}

fn day(at: Timestamp, zone: TimeZone) -> String {
    at.to_zoned_datetime(zone).strftime("%-d %b %Y").to_string()
}

fn said(called: &str, hanging: Hanging) -> String {
    let gone = Hanging { notifications: 0, ..hanging }.words();
    let with = if gone.is_empty() { String::new() } else { format!(" with {gone}") };
    let kept = Hanging { notifications: hanging.notifications, ..Hanging::default() }.words();
    let kept =
        if kept.is_empty() { kept } else { format!("; in the outbox {kept} stay, without the project") };
    format!("Purged {called}{with}{kept}")
}
