//! Due days that are counted from an anchor follow it: in the transaction that moves the anchor, open tasks only.

use super::super::column;
use super::super::projects;
use super::super::protocol::StoreError;
use super::super::tables::Image;
use super::super::unit::Unit;
use super::{anchors, row};
use crate::domain::id::{ProjectId, TaskId};
use crate::domain::task::Anchor;
use jiff::Timestamp;
use serde_json::json;

/// Whether a change of a project moves an anchor.
pub(in crate::store) fn moves(before: &Image, after: &Image) -> bool {
    ["start_date", "delivery_at", "activated_at", "created_at", "branch_id"]
        .iter()
        .any(|column| before.get(*column) != after.get(*column))
}

/// Brings the due days of a project's open tasks in step with its anchors.
pub(in crate::store) fn follow(unit: &mut Unit<'_>, project: &ProjectId) -> Result<(), StoreError> {
    let Some(project) = projects::of_row(unit.conn, project)? else { return Ok(()) };
    let Some(branch) = unit.access.any_branch(&project.branch) else { return Ok(()) };
    let anchors = anchors(&project, branch);
    for (id, anchor, days) in anchored(unit, &project.id)? {
        let due = anchors.due(&anchor, days).map(Timestamp::as_second);
        unit.update(&row(&id), "task", |image| {
            image.insert("due_at".to_owned(), json!(due));
        })?;
    }
    Ok(())
}

fn anchored(unit: &Unit<'_>, project: &ProjectId) -> Result<Vec<(TaskId, Anchor, i64)>, StoreError> {
    let mut statement = unit.conn.prepare_cached(
        "SELECT id, anchor, days FROM project_tasks WHERE project_id = ?1 AND done_at IS NULL AND anchor IN ('booking', 'shoot', 'delivery')",
    )?;
    let rows = statement.query_map([project.as_str()], |r| {
        let anchor = Anchor::from(column::text(r, 1)?);
        Ok((TaskId::from(column::text(r, 0)?), anchor, column::int(r, 2)?.unwrap_or(0)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
