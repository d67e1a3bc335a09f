//! From status to status: moves, the trash, and back.

use super::super::conflict::{Standing, conflict};
use super::super::protocol::{Outcome, StoreError};
use super::super::tables::Image;
use super::super::unit::{Entry, Unit};
use super::write::standing;
use super::{read, row};
use crate::domain::field::{FieldErrors, FieldValue, FieldValues};
use crate::domain::fold;
use crate::domain::id::ProjectId;
use crate::domain::project::{Project, ProjectStatus, StatusBefore, Step, fields};
use crate::domain::role::Permission;
use serde_json::{Value, json};

/// The longest reason, in characters.
const MAX_REASON: usize = 1_000;

/// Moves a project from the status that was read to another one.
pub(super) fn move_to(
    unit: &mut Unit<'_>,
    id: &ProjectId,
    from: &ProjectStatus,
    to: &ProjectStatus,
    reason: &str,
) -> Result<Outcome, StoreError> {
    let (project, _) = read(unit.conn, unit.access, Permission::MoveProjects, id)?;
    if project.status != *from {
        return Err(conflict(unit, standing_by_status(&project))?);
    }
    let reason = fold::clean_lines(reason, MAX_REASON);
    let step = from
        .check_move(&project.before, to, &reason)
        .map_err(|error| StoreError::refused(error.to_string(), "Nothing was moved."))?
        .step;
    let before = match step {
        Step::Cancel => project.before.push(from),
        Step::Reopen => project.before.pop(),
        Step::Forward | Step::Back => project.before.clone(),
    };
    let now = unit.now;
    unit.update(&row(id), "project", |image| {
        set_status(image, to, &before);
        if *to == ProjectStatus::Active {
            activate(image, now);
        }
    })?;
    let called = project.details.called();
    let facts = json!({ "from": from.as_str(), "to": to.as_str(), "reason": reason });
    unit.record_undoable(
        &Entry::new("project.moved", project.branch.as_str()).with(facts),
        &format!("move of {called} to {to}"),
    )?;
    Ok(Unit::done_undoable(format!("Moved {called}: it is {to} now"), Some(row(id))))
}

/// What becoming a booking means: the moment is kept, once. The locks of bookings turn firm here, too, as soon as there
/// are any.
pub(in crate::store) fn activate(image: &mut Image, now: i64) {
    if image.get("activated_at").is_none_or(Value::is_null) {
        image.insert("activated_at".to_owned(), json!(now));
    }
}

fn set_status(image: &mut Image, to: &ProjectStatus, before: &StatusBefore) {
    image.insert("status".to_owned(), json!(to.as_str()));
    image.insert("status_before".to_owned(), json!(before.stored()));
}

/// Throws a project away.
pub(super) fn trash(unit: &mut Unit<'_>, id: &ProjectId, reason: &str) -> Result<Outcome, StoreError> {
    let (project, _) = read(unit.conn, unit.access, Permission::TrashProjects, id)?;
    let called = project.details.called();
    let reason = fold::clean_lines(reason, MAX_REASON);
    if project.status == ProjectStatus::Trashed {
        return Err(StoreError::refused(format!("{called} is in the trash already"), "Nothing was changed."));
    }
    if reason.is_empty() {
        let mut errors = FieldErrors::default();
        errors.add("reason", "say why it is thrown away");
        return Err(StoreError::Invalid(errors));
    }
    let before = project.before.push(&project.status);
    let now = unit.now;
    unit.update(&row(id), "project", |image| {
        set_status(image, &ProjectStatus::Trashed, &before);
        image.insert("trashed_at".to_owned(), json!(now));
    })?;
    unit.record_undoable(
        &Entry::high("project.trashed", project.branch.as_str()).with(json!({ "reason": reason })),
        &format!("throwing away of {called}"),
    )?;
    Ok(Unit::done_undoable(format!("Threw {called} away; it can be restored for 30 days"), Some(row(id))))
}

/// Takes a project out of the trash.
pub(super) fn restore(unit: &mut Unit<'_>, id: &ProjectId) -> Result<Outcome, StoreError> {
    let (project, _) = read(unit.conn, unit.access, Permission::TrashProjects, id)?;
    let called = project.details.called();
    if project.status != ProjectStatus::Trashed {
        return Err(StoreError::refused(format!("{called} is not in the trash"), "Nothing was changed."));
    }
    let to = project.before.top().unwrap_or(ProjectStatus::Inquiry);
    let before = project.before.pop();
    unit.update(&row(id), "project", |image| {
        set_status(image, &to, &before);
        image.insert("trashed_at".to_owned(), Value::Null);
    })?;
    unit.record_undoable(
        &Entry::new("project.restored", project.branch.as_str()),
        &format!("restoring of {called}"),
    )?;
    Ok(Unit::done_undoable(format!("Restored {called}: it is {to} again"), Some(row(id))))
}

/// A project whose status moved under a move: that is what the two sides differ in.
fn standing_by_status(project: &Project) -> Standing {
    let status = FieldValue::text(project.status.as_str());
    Standing { values: FieldValues::from([(fields::STATUS.into(), status)]), ..standing(project) }
}
