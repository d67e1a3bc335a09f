//! Scans of folders: what would change, and changing it as one act. Whoever scans touches the disk; here only what
//! was found is compared with what is known.

use super::super::access::Access;
use super::super::column;
use super::super::projects;
use super::super::protocol::{Missing, Outcome, StoreError};
use super::super::unit::{Entry, Unit};
use super::{row, write};
use crate::domain::id::{MediaId, ProjectId};
use crate::domain::media::{
    Folder, KnownFile, MAX_BYTES, MAX_PATH, MAX_SCAN, MediaEntry, ScanDiff, Watermark, compare,
};
use crate::domain::role::Permission;
use rusqlite::Connection;
use serde_json::json;

/// What a scan would change.
pub(in crate::store) fn preview(
    conn: &Connection,
    access: &Access,
    project: &ProjectId,
    folder: &Folder,
) -> Result<ScanDiff, StoreError> {
    projects::read_open(conn, access, Permission::EditMedia, project)?;
    check(folder)?;
    Ok(compare(folder, known(conn, project)?))
}

/// Refuses what no scan of ours finds.
fn check(folder: &Folder) -> Result<(), StoreError> {
    let odd = |path: &str| path.is_empty() || path.chars().count() > MAX_PATH;
    if odd(&folder.root) || folder.files.iter().any(|file| odd(&file.path) || file.bytes > MAX_BYTES) {
        return Err(StoreError::refused(
            "the folder holds a path or a size that no file has",
            "Nothing was changed. Scan the folders below it one by one.",
        ));
    }
    if folder.files.len() > MAX_SCAN {
        return Err(StoreError::refused(
            format!("the folder holds more than {MAX_SCAN} files"),
            "Nothing was changed. Scan the folders below it one by one.",
        ));
    }
    Ok(())
}

/// Every file that is known of a project, in the order of their ids.
fn known(conn: &Connection, project: &ProjectId) -> Result<Vec<KnownFile>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, path, size_bytes FROM media_objects WHERE project_id = ?1 ORDER BY coalesce(uploaded_at, 0), id",
    )?;
    let rows = statement.query_map([project.as_str()], |r| {
        Ok(KnownFile {
            id: MediaId::from(column::text(r, 0)?),
            path: column::text(r, 1)?,
            bytes: super::bytes(r, 2)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Brings what is known in line with what was found.
pub(super) fn apply(
    unit: &mut Unit<'_>,
    project: &ProjectId,
    folder: &Folder,
    missing: Missing,
) -> Result<Outcome, StoreError> {
    let (project, branch) = projects::read_open(unit.conn, unit.access, Permission::EditMedia, project)?;
    let branch = branch.id.to_string();
    check(folder)?;
    let diff = compare(folder, known(unit.conn, &project.id)?);
    let removed = if missing == Missing::Remove { diff.missing.len() } else { 0 };
    for (file, kind) in &diff.added {
        let entry = MediaEntry {
            path: file.path.clone(),
            title: String::new(),
            file_type: kind.as_str().to_owned(),
            bytes: file.bytes,
            watermark: Watermark::Proof.as_str().to_owned(),
        };
        write::insert(unit, (project.id.as_str(), &branch), &entry)?;
    }
    for (file, bytes) in &diff.changed {
        unit.update(&row(&file.id), "file", |image| {
            image.insert("size_bytes".to_owned(), json!(bytes));
        })?;
    }
    for file in diff.missing.iter().take(removed) {
        unit.delete(&row(&file.id), "file")?;
    }
    let called = project.details.called();
    if unit.is_unchanged() {
        let kept = match diff.missing.len() {
            0 => String::new(),
            n => format!(", {n} missing ones kept"),
        };
        return Ok(Unit::done(
            format!("Nothing to change: the files of {called} are as they were{kept}"),
            None,
        ));
    }
    unit.touch(projects::row(&project.id));
    let entry = if removed > 0 {
        Entry::high("media.scanned", &branch)
    } else {
        Entry::new("media.scanned", &branch)
    };
    let counts = json!({ "added": diff.added.len(), "changed": diff.changed.len(), "removed": removed });
    unit.record_undoable(&entry.with(counts), "scan of a folder")?;
    let message = format!(
        "Scanned for {called}: {} added, {} changed, {removed} removed",
        diff.added.len(),
        diff.changed.len()
    );
    Ok(Unit::done_undoable(message, Some(projects::row(&project.id))))
}
