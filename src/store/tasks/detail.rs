//! Everything that the details of tasks and templates show.

use super::super::access::Access;
use super::super::protocol::{StoreError, TaskDetail, TaskTemplateDetail};
use super::{read, require_edit, templates};
use crate::domain::id::{TaskId, TaskTemplateId};
use crate::domain::role::Permission;
use rusqlite::Connection;

/// One task with what it hangs on.
pub(in crate::store) fn task(
    conn: &Connection,
    access: &Access,
    id: &TaskId,
) -> Result<TaskDetail, StoreError> {
    let found = read(conn, access, Permission::ViewTasks, id)?;
    Ok(TaskDetail {
        project_title: found.project.details.called().to_owned(),
        client: found.project.client_name.clone(),
        status: found.project.status.clone(),
        branch_name: found.branch.name.clone(),
        zone: found.branch.zone.clone(),
        editable: require_edit(access, &found.project).is_ok(),
        task: found.task,
    })
}

/// One template.
pub(in crate::store) fn template(
    conn: &Connection,
    access: &Access,
    id: &TaskTemplateId,
) -> Result<TaskTemplateDetail, StoreError> {
    let template = templates::read(conn, access, Permission::ViewTasks, id)?;
    let branch = template.branch.as_ref().and_then(|id| access.any_branch(id));
    Ok(TaskTemplateDetail { branch_name: branch.map(|b| b.name.clone()).unwrap_or_default(), template })
}
