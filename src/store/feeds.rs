//! Calendar files that are kept up to date: which ones. What writes them asks for what stands in them like anybody else.

use super::access::Access;
use super::column;
use super::projects;
use super::protocol::{BranchScope, FeedCommand, Outcome, RowRef, StoreError, Table};
use super::unit::{Entry, Unit};
use crate::domain::fold::clean_line;
use crate::domain::id::{BranchId, FeedId};
use crate::domain::paper::{CalendarOf, CalendarScope, Feed};
use crate::domain::project::ProjectDetails;
use crate::domain::role::{Permission, Reach};
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::json;
use uuid::Uuid;

/// The most calendar files that are kept up to date.
const MOST: usize = 200;
/// The longest path, in characters.
const LONGEST_PATH: usize = 4_000;

/// The calendar files that the actor may manage, by path.
pub(super) fn list(conn: &Connection, access: &Access) -> Result<Vec<Feed>, StoreError> {
    let org = access.require(Permission::MoveProjects)? == Reach::Org;
    let branches: Vec<&str> = access
        .branches(Permission::MoveProjects, &BranchScope::All)?
        .into_iter()
        .map(|branch| branch.id.as_str())
        .collect();
    let mut statement = conn.prepare_cached(
        "SELECT f.id, f.path, f.branch_id, f.asset_id, f.project_id, f.past_days, f.phones, b.name, a.name, p.details_json
         FROM calendar_feeds f LEFT JOIN branches b ON b.id = f.branch_id LEFT JOIN assets a ON a.id = f.asset_id
           LEFT JOIN projects p ON p.id = f.project_id
         WHERE (f.branch_id IS NULL AND ?2) OR f.branch_id IN (SELECT value FROM json_each(?1)) ORDER BY f.path",
    )?;
    let rows = statement.query_map((json!(branches).to_string(), org), feed)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn feed(r: &Row<'_>) -> rusqlite::Result<Feed> {
    let branch = column::optional_text(r, 2)?;
    let (of, about) = match (column::optional_text(r, 3)?, column::optional_text(r, 4)?, branch) {
        (Some(asset), ..) => (CalendarOf::Asset(asset.into()), column::text(r, 8)?),
        (None, Some(project), _) => {
            let details = ProjectDetails::parse(column::optional_text(r, 9)?.as_deref());
            (CalendarOf::Project(project.into()), details.called().to_owned())
        }
        (None, None, Some(branch)) => (CalendarOf::Branch(branch.into()), column::text(r, 7)?),
        (None, None, None) => (CalendarOf::Everything, "all branches".to_owned()),
    };
    let past_days = column::int(r, 5)?.and_then(|days| u16::try_from(days).ok()).unwrap_or(0);
    let scope = CalendarScope { of, past_days, phones: column::int(r, 6)? == Some(1) };
    Ok(Feed { id: column::text(r, 0)?.into(), path: column::text(r, 1)?, scope, about })
}

/// Carries out a write.
///
/// # Errors
/// As the write's.
pub(super) fn carry_out(unit: &mut Unit<'_>, command: &FeedCommand) -> Result<Outcome, StoreError> {
    match command {
        FeedCommand::Add { path, scope } => add(unit, path, scope),
        FeedCommand::Remove(id) => remove(unit, id),
    }
}

fn add(unit: &mut Unit<'_>, path: &str, scope: &CalendarScope) -> Result<Outcome, StoreError> {
    if !path.starts_with('/') || path.chars().count() > LONGEST_PATH || clean_line(path, LONGEST_PATH) != path
    {
        return Err(StoreError::refused(
            "a calendar file needs a path from the root, like /home/asha/studio.ics",
            "Nothing was saved. Name the file again.",
        ));
    }
    let branch = branch_of(unit, &scope.of)?;
    let taken = unit.conn.prepare_cached("SELECT 1 FROM calendar_feeds WHERE path = ?1")?.exists([path])?;
    if taken {
        return Err(StoreError::refused(
            format!("{path} is kept up to date already"),
            "Nothing was saved. Remove that one first, or name another file.",
        ));
    }
    let count: i64 =
        unit.conn.prepare_cached("SELECT count(*) FROM calendar_feeds")?.query_row([], |r| r.get(0))?;
    if usize::try_from(count).unwrap_or(MOST) >= MOST {
        return Err(StoreError::refused(
            format!("{MOST} calendar files are kept up to date already"),
            "Nothing was saved. Remove one first.",
        ));
    }
    let id = FeedId::from_uuid(Uuid::now_v7());
    let (asset, project) = match &scope.of {
        CalendarOf::Asset(id) => (Some(id.as_str()), None),
        CalendarOf::Project(id) => (None, Some(id.as_str())),
        _ => (None, None),
    };
    let row = unit.insert(
        Table::CalendarFeeds,
        json!({ "id": id.as_str(), "branch_id": branch.as_ref().map(BranchId::as_str), "asset_id": asset, "project_id": project,
            "path": path, "past_days": scope.past_days, "phones": i64::from(scope.phones), "created_at": unit.now,
            "created_by": unit.access.actor.user.as_str() }),
    )?;
    record(unit, "feed.added", branch.as_ref())?;
    Ok(Unit::done(format!("Added {path}: it is kept up to date"), Some(row)))
}

/// The branch that a calendar file belongs to; none for one of everything, which takes whoever reaches everything.
fn branch_of(unit: &Unit<'_>, of: &CalendarOf) -> Result<Option<BranchId>, StoreError> {
    let permission = Permission::MoveProjects;
    match of {
        CalendarOf::Everything if unit.access.require(permission)? == Reach::Org => Ok(None),
        CalendarOf::Everything => Err(StoreError::refused(
            "you do not reach every branch",
            "Nothing was saved. Name a branch, a person or a project.",
        )),
        CalendarOf::Branch(id) => {
            let branches = unit.access.branches(permission, &BranchScope::One(id.clone()))?;
            Ok(branches.first().map(|branch| branch.id.clone()))
        }
        CalendarOf::Asset(id) => {
            let branch: Option<String> = unit
                .conn
                .prepare_cached("SELECT branch_id FROM assets WHERE id = ?1")?
                .query_row([id.as_str()], |r| r.get(0))
                .optional()?;
            let branch = branch.ok_or_else(|| StoreError::NotFound { what: "asset", id: id.to_string() })?;
            Ok(Some(unit.access.branch_of(permission, &branch, "asset", id.as_str())?.id.clone()))
        }
        CalendarOf::Project(id) => {
            Ok(Some(projects::read(unit.conn, unit.access, permission, id)?.1.id.clone()))
        }
    }
}

fn remove(unit: &mut Unit<'_>, id: &FeedId) -> Result<Outcome, StoreError> {
    let not_found = || StoreError::NotFound { what: "calendar file", id: id.to_string() };
    let feed = list(unit.conn, unit.access)?.into_iter().find(|feed| feed.id == *id).ok_or_else(not_found)?;
    let row = RowRef { table: Table::CalendarFeeds, id: id.to_string() };
    let image = unit.read(&row, "calendar file")?;
    let branch = image.get("branch_id").and_then(|id| id.as_str()).map(BranchId::from);
    unit.delete(&row, "calendar file")?;
    record(unit, "feed.removed", branch.as_ref())?;
    Ok(Unit::done(format!("Removed {}: the file stays as it is", feed.path), None))
}

fn record(unit: &Unit<'_>, event: &'static str, branch: Option<&BranchId>) -> Result<(), StoreError> {
    let entry = Entry { branch: branch.map(ToString::to_string), ..Entry::new(event, "") };
    unit.record(&entry).map(drop)
}
