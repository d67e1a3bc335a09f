//! Files of projects: reading, how much room they take, writing, scanning folders.

mod scan;
mod write;

use super::access::Access;
use super::clients::time;
use super::column;
use super::projects;
use super::protocol::{
    BranchScope, BranchStorage, Cursor, MediaCommand, MediaDetail, MediaLine, MediaPage, Outcome, RowRef,
    Slice, StoreError, Stored, Table,
};
use super::slices::{Windowed, slice, windowed};
use super::unit::{RowChange, Unit};
use crate::domain::id::{BranchId, MediaId, ProjectId};
use crate::domain::media::{MAX_BYTES, Media};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension, Row};

pub(super) use scan::preview;

/// Carries out a write.
pub(super) fn carry_out(unit: &mut Unit<'_>, command: &MediaCommand) -> Result<Outcome, StoreError> {
    match command {
        MediaCommand::Add { project, values } => write::add(unit, project, values),
        MediaCommand::Edit { id, version, base, values } => write::edit(unit, id, *version, base, values),
        MediaCommand::Remove(ids) => write::remove(unit, ids),
        MediaCommand::Scan { project, folder, missing } => scan::apply(unit, project, folder, *missing),
    }
}

/// Names a file's row.
fn row(id: &MediaId) -> RowRef {
    RowRef { table: Table::MediaObjects, id: id.to_string() }
}

/// One file that the actor may reach.
pub(super) fn detail(
    conn: &Connection,
    access: &Access,
    permission: Permission,
    id: &MediaId,
) -> Result<MediaDetail, StoreError> {
    access.require(permission)?;
    let detail = conn
        .prepare_cached(
            "SELECT m.id, m.path, m.title, m.file_type, m.size_bytes, m.watermark_state, coalesce(m.version, 1),
                    m.project_id, m.branch_id, p.details_json
             FROM media_objects m LEFT JOIN projects p ON p.id = m.project_id WHERE m.id = ?1",
        )?
        .query_row([id.as_str()], |r| {
            Ok(MediaDetail {
                media: Media {
                    id: MediaId::from(column::text(r, 0)?),
                    path: column::text(r, 1)?,
                    title: column::text(r, 2)?,
                    file_type: column::text(r, 3)?,
                    bytes: bytes(r, 4)?,
                    watermark: column::text(r, 5)?,
                    version: column::int(r, 6)?.unwrap_or(1),
                },
                project: ProjectId::from(column::text(r, 7)?),
                branch: BranchId::from(column::text(r, 8)?),
                project_title: super::clients::detail::title(column::optional_text(r, 9)?.as_deref()),
            })
        })
        .optional()?
        .ok_or_else(|| StoreError::NotFound { what: "file", id: id.to_string() })?;
    access.branch_of(permission, detail.branch.as_str(), "file", id.as_str())?;
    Ok(detail)
}

/// A stored size; what is no size that a file can have counts as nothing.
pub(super) fn bytes(r: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let bytes = column::int(r, column)?.and_then(|bytes| u64::try_from(bytes).ok());
    Ok(bytes.filter(|bytes| *bytes <= MAX_BYTES).unwrap_or(0))
}

const BY_TIME: Windowed = windowed!(
    "title, path, file_type, size_bytes, watermark_state, uploaded_at",
    "media_objects",
    "project_id",
    "coalesce(uploaded_at, 0)",
    "id"
);

/// A window of a project's files, newest first, and how much room all of them take.
pub(super) fn page(
    conn: &Connection,
    access: &Access,
    project: &ProjectId,
    window: (Option<&Cursor>, u32),
) -> Result<MediaPage, StoreError> {
    projects::read(conn, access, Permission::ViewMedia, project)?;
    let slice = lines(conn, project, window)?;
    Ok(MediaPage { slice, storage: stored(conn, Of::Project, project.as_str())? })
}

/// The same window, for whoever has asked already.
pub(super) fn lines(
    conn: &Connection,
    project: &ProjectId,
    (after, limit): (Option<&Cursor>, u32),
) -> Result<Slice<MediaLine>, StoreError> {
    slice(conn, BY_TIME, (project.as_str(), after, limit), |r| {
        Ok(Some(MediaLine {
            id: MediaId::from(column::text(r, 1)?),
            title: column::text(r, 2)?,
            path: column::text(r, 3)?,
            kind: column::text(r, 4)?,
            bytes: bytes(r, 5)?,
            watermark: column::text(r, 6)?,
            at: time(column::int(r, 7)?),
        }))
    })
}

/// Whose files.
#[derive(Clone, Copy)]
pub(super) enum Of {
    /// A project's.
    Project,
    /// A branch's.
    Branch,
}

/// How much room files take, by type: kept by triggers.
pub(super) fn stored(conn: &Connection, of: Of, id: &str) -> Result<Vec<Stored>, StoreError> {
    let scope = match of {
        Of::Project => "project",
        Of::Branch => "branch",
    };
    let mut statement = conn.prepare_cached(
        "SELECT file_type, n, bytes FROM media_storage WHERE scope = ?1 AND id = ?2 AND n > 0 ORDER BY file_type",
    )?;
    let rows = statement.query_map((scope, id), |r| {
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        Ok(Stored { file_type: r.get(0)?, files: count(r.get(1)?), bytes: count(r.get(2)?) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How much room the files of branches take.
pub(super) fn storage(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
) -> Result<Vec<BranchStorage>, StoreError> {
    let branches = access.branches(Permission::ViewMedia, scope)?;
    let of = |branch: &super::protocol::Branch| {
        let stored = stored(conn, Of::Branch, branch.id.as_str())?;
        Ok(BranchStorage { branch: branch.id.clone(), name: branch.name.clone(), stored })
    };
    branches.into_iter().map(of).collect()
}

/// Whether the actor may take a change of a file back today.
pub(super) fn permit_undo(unit: &Unit<'_>, change: &RowChange) -> Result<(), StoreError> {
    for branch in change.texts("branch_id") {
        unit.access.branch_of(Permission::EditMedia, branch, "file", &change.row.id)?;
    }
    Ok(())
}
