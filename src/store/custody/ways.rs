//! Who may move what: a manager within the branch, a photographer for the projects that they are booked for.

use super::super::access::Access;
use super::super::projects;
use super::super::protocol::{Branch, StoreError};
use crate::domain::id::{AssetId, ProjectId};
use crate::domain::project::Project;
use crate::domain::role::{Permission, Reach};
use rusqlite::{Connection, OptionalExtension};

const MAY: Permission = Permission::MoveCustody;

/// A project that things may be moved for, and its branch.
///
/// # Errors
/// Denied, or not found (also for a project out of reach).
pub(super) fn project<'a>(
    conn: &Connection,
    access: &'a Access,
    id: &ProjectId,
) -> Result<(Project, &'a Branch), StoreError> {
    let not_found = || StoreError::NotFound { what: "project", id: id.to_string() };
    let reach = access.require(MAY)?;
    let project = projects::of_row(conn, id)?.ok_or_else(not_found)?;
    let branch = match reach {
        Reach::Assigned if access.is_assigned(conn, id)? => {
            access.any_branch(&project.branch).ok_or_else(not_found)?
        }
        Reach::Assigned => return Err(not_found()),
        _ => access.branch_of(MAY, project.branch.as_str(), "project", id.as_str())?,
    };
    Ok((project, branch))
}

/// Whether something of a branch may be moved, for a project or for none.
///
/// # Errors
/// Denied, or not found, as if it did not exist.
pub(super) fn asset<'a>(
    conn: &Connection,
    access: &'a Access,
    (id, branch): (&AssetId, &str),
    project: Option<&ProjectId>,
) -> Result<&'a Branch, StoreError> {
    if access.require(MAY)? != Reach::Assigned {
        return access.branch_of(MAY, branch, "asset", id.as_str());
    }
    let not_found = || StoreError::NotFound { what: "asset", id: id.to_string() };
    match project {
        Some(project) if access.is_assigned(conn, project)? => {
            access.any_branch(&branch.into()).ok_or_else(not_found)
        }
        _ => Err(not_found()),
    }
}

/// Whether an asset is booked for a project, as far as that counts: neither released nor a hold that is over.
pub(super) fn is_booked(
    conn: &Connection,
    asset: &AssetId,
    project: &ProjectId,
    now: i64,
) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM booking_locks WHERE project_id = ?1 AND asset_id = ?2 AND released_at IS NULL
               AND (kind = 'firm' OR coalesce(expires_at, 253402300800) > ?3) LIMIT 1",
        )?
        .query_row((project.as_str(), asset.as_str(), now), |_| Ok(()))
        .optional()?
        .is_some())
}
