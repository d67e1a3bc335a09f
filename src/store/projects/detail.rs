//! Everything that the project detail shows.

use super::super::access::Access;
use super::super::bookings;
use super::super::column;
use super::super::protocol::{Lines, ProjectDetail, StoreError};
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
    let sees =
        |permission| access.branch_of(permission, project.branch.as_str(), "project", id.as_str()).is_ok();
    let (media, storage) =
        if sees(Permission::ViewMedia) { lines::media(conn, id)? } else { (Lines::default(), Vec::new()) };
    let phone = conn
        .prepare_cached("SELECT coalesce((SELECT phone FROM clients WHERE id = ?1), '')")?
        .query_row([project.client.as_str()], |r| column::text(r, 0))?;
    Ok(ProjectDetail {
        branch_name: branch.name.clone(),
        zone: branch.zone.clone(),
        phone,
        events: lines::events(conn, id)?,
        locks: bookings::of_project(conn, id)?,
        quotes: lines::quotes(conn, id, branch.currency)?,
        tasks: lines::tasks(conn, id)?,
        messages: if sees(Permission::ViewMessages) { lines::messages(conn, id)? } else { Lines::default() },
        media,
        storage,
        notifications: if sees(Permission::ViewNotifications) {
            lines::notifications(conn, id, branch.currency)?
        } else {
            Lines::default()
        },
        money: if sees(Permission::ViewInvoices) {
            Some(lines::money_of(conn, id, branch.currency)?)
        } else {
            None
        },
        project,
    })
}
