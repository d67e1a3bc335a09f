//! Who may move what: a manager within the branch, a photographer for the projects that they are booked for.

use super::super::access::Access;
use super::super::projects;
use super::super::protocol::{Branch, BranchScope, StoreError};
use super::super::unit::Unit;
use crate::domain::id::{AssetId, KitId, ProjectId};
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

/// Whether the actor moves things only for projects that they are booked for.
pub(super) fn is_assigned_only(access: &Access) -> Result<bool, StoreError> {
    Ok(access.require(MAY)? == Reach::Assigned)
}

/// Refuses a kit that the actor may not move as if it did not exist. Whoever has projects assigned to them moves those of
/// which something is booked for the project.
pub(super) fn kit(
    unit: &Unit<'_>,
    (id, branch): (&KitId, &str),
    project: Option<&ProjectId>,
) -> Result<(), StoreError> {
    let not_found = || StoreError::NotFound { what: "kit", id: id.to_string() };
    if !is_assigned_only(unit.access)? {
        return unit.access.branch_of(MAY, branch, "kit", id.as_str()).map(|_| ());
    }
    let project = project.ok_or_else(not_found)?;
    let booked: bool = unit
        .conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM booking_locks WHERE kit_id = ?1 AND project_id = ?2 AND released_at IS NULL
               AND (kind = 'firm' OR coalesce(expires_at, 253402300800) > ?3))",
        )?
        .query_row((id.as_str(), project.as_str(), unit.now), |r| r.get(0))?;
    if booked && unit.access.is_assigned(unit.conn, project)? { Ok(()) } else { Err(not_found()) }
}

/// Whether the actor may know what a project is called.
pub(super) fn may_name(
    conn: &Connection,
    access: &Access,
    (project, branch): (&ProjectId, &str),
) -> Result<bool, StoreError> {
    let view = Permission::ViewProjects;
    Ok(match access.require(view) {
        Ok(Reach::Assigned) => access.is_assigned(conn, project)?,
        Ok(_) => access.branches(view, &BranchScope::All)?.iter().any(|b| b.id.as_str() == branch),
        Err(_) => false,
    })
}
