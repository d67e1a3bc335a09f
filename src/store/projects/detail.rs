//! Everything that the project detail shows.

use super::super::access::Access;
use super::super::protocol::{ProjectDetail, StoreError};
use super::{lines, read};
use crate::domain::id::ProjectId;
use crate::domain::role::Permission;
use rusqlite::Connection;

/// One project with what hangs on it.
pub(in crate::store) fn detail(
    conn: &Connection,
    access: &Access,
    id: &ProjectId,
) -> Result<ProjectDetail, StoreError> {
    let (project, branch) = read(conn, access, Permission::ViewProjects, id)?;
    let sees_money =
        access.branch_of(Permission::ViewInvoices, project.branch.as_str(), "project", id.as_str()).is_ok();
    let phone = conn
        .prepare_cached("SELECT coalesce((SELECT phone FROM clients WHERE id = ?1), '')")?
        .query_row([project.client.as_str()], |r| r.get(0))?;
    Ok(ProjectDetail {
        branch_name: branch.name.clone(),
        zone: branch.zone.clone(),
        phone,
        events: lines::events(conn, id)?,
        quotes: lines::quotes(conn, id, branch.currency)?,
        tasks: lines::tasks(conn, id)?,
        messages: lines::messages(conn, id)?,
        media: lines::media(conn, id)?,
        notifications: lines::notifications(conn, id, branch.currency)?,
        money: if sees_money { Some(lines::money_of(conn, id, branch.currency)?) } else { None },
        project,
    })
}
