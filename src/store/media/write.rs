//! Adding files by hand, editing and removing what is kept of them.

use super::super::conflict::{Standing, refuse_stale};
use super::super::projects;
use super::super::protocol::{Outcome, RowRef, StoreError, Table};
use super::super::tables::Image;
use super::super::undo;
use super::super::unit::{Entry, Inverse, Unit};
use super::{detail, row};
use crate::domain::field::{self, FieldErrors, FieldValues};
use crate::domain::id::{BranchId, MediaId, ProjectId};
use crate::domain::media::{self, Media, MediaEntry, fields};
use crate::domain::role::Permission;
use rusqlite::OptionalExtension;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Adds a file.
pub(super) fn add(
    unit: &mut Unit<'_>,
    project: &ProjectId,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let (project, branch) = projects::read_open(unit.conn, unit.access, Permission::AddMedia, project)?;
    let branch = branch.id.to_string();
    let entry = media::check(values).map_err(StoreError::Invalid)?;
    refuse_known(unit, &project.id, &entry.path)?;
    let row = insert(unit, (project.id.as_str(), &branch), &entry)?;
    unit.touch(projects::row(&project.id));
    unit.record_undoable(&Entry::new("media.added", &branch), "new file")?;
    Ok(Unit::done_undoable(format!("Added {}", called(&entry.title, &entry.path)), Some(row)))
}

/// One file is kept once in a project.
fn refuse_known(unit: &Unit<'_>, project: &ProjectId, path: &str) -> Result<(), StoreError> {
    let known = unit
        .conn
        .prepare_cached("SELECT 1 FROM media_objects WHERE project_id = ?1 AND path = ?2 LIMIT 1")?
        .query_row([project.as_str(), path], |_| Ok(()))
        .optional()?;
    if known.is_none() {
        return Ok(());
    }
    let mut errors = FieldErrors::default();
    errors.add(fields::PATH, "this file is there already");
    Err(StoreError::Invalid(errors))
}

/// Makes the row of a file, put there now.
pub(super) fn insert(
    unit: &mut Unit<'_>,
    (project, branch): (&str, &str),
    entry: &MediaEntry,
) -> Result<RowRef, StoreError> {
    let id = MediaId::from_uuid(Uuid::now_v7());
    let title = (!entry.title.is_empty()).then_some(&entry.title);
    unit.insert(
        Table::MediaObjects,
        json!({
            "id": id.as_str(), "project_id": project, "branch_id": branch, "path": entry.path, "title": title,
            "file_type": entry.file_type, "size_bytes": entry.bytes, "watermark_state": entry.watermark,
            "uploaded_at": unit.now,
        }),
    )
}

/// Changes the fields of a file in which `values` differs from `base`.
pub(super) fn edit(
    unit: &mut Unit<'_>,
    id: &MediaId,
    version: i64,
    base: &FieldValues,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let current = detail(unit.conn, unit.access, Permission::EditMedia, id)?;
    let name = called(&current.media.title, &current.media.path).to_owned();
    let unchanged = || Unit::done(format!("Nothing to save: {name} is as it was"), Some(row(id)));
    let changes = field::changed(base, values);
    if changes.is_empty() {
        return Ok(unchanged());
    }
    refuse_stale(unit, standing(&current.media), version, base)?;
    let entry = media::edit(&current.media, &changes).map_err(StoreError::Invalid)?;
    if entry.path != current.media.path {
        refuse_known(unit, &current.project, &entry.path)?;
    }
    unit.update(&row(id), "file", |image| write_entry(image, &current.media, &entry))?;
    if unit.is_unchanged() {
        return Ok(unchanged());
    }
    unit.touch(projects::row(&current.project));
    unit.record_undoable(&Entry::new("media.edited", current.branch.as_str()), "edit of a file")?;
    Ok(Unit::done_undoable(format!("Saved {}", called(&entry.title, &entry.path)), Some(row(id))))
}

/// The file as it stands, for a conflict.
fn standing(media: &Media) -> Standing {
    Standing {
        row: row(&media.id),
        label: called(&media.title, &media.path).to_owned(),
        version: media.version,
        values: media.values(),
    }
}

/// Puts into a row image what differs: what another program wrote in its own way stays as long as nobody changes it.
fn write_entry(image: &mut Image, before: &Media, entry: &MediaEntry) {
    let mut put = |column: &str, same: bool, value| {
        if !same {
            image.insert(column.to_owned(), value);
        }
    };
    put("path", before.path == entry.path, json!(entry.path));
    put("title", before.title == entry.title, json!(entry.title));
    put("file_type", before.file_type == entry.file_type, json!(entry.file_type));
    put("size_bytes", before.bytes == entry.bytes, json!(entry.bytes));
    put("watermark_state", before.watermark == entry.watermark, json!(entry.watermark));
}

/// Removes what is kept of files of one or several projects.
pub(super) fn remove(unit: &mut Unit<'_>, ids: &[MediaId]) -> Result<Outcome, StoreError> {
    let mut touched: Vec<ProjectId> = Vec::new();
    let mut branches: BTreeSet<BranchId> = BTreeSet::new();
    let mut name = String::new();
    for id in ids {
        let current = detail(unit.conn, unit.access, Permission::EditMedia, id)?;
        name = called(&current.media.title, &current.media.path).to_owned();
        unit.delete(&row(id), "file")?;
        branches.insert(current.branch);
        if !touched.contains(&current.project) {
            touched.push(current.project);
        }
    }
    if unit.is_unchanged() {
        return Ok(Unit::done("Nothing to remove".to_owned(), None));
    }
    for project in &touched {
        unit.touch(projects::row(project));
    }
    record_removed(unit, &branches)?;
    let what = if ids.len() == 1 { name } else { format!("{} files", ids.len()) };
    Ok(Unit::done_undoable(format!("Removed {what} from the list; the files themselves stay"), None))
}

/// Writes a removal down: as one entry in the history of its projects, or one for each of several branches.
fn record_removed(unit: &mut Unit<'_>, branches: &BTreeSet<BranchId>) -> Result<(), StoreError> {
    let (event, label) = ("media.removed", "removal of files");
    if let (1, Some(branch)) = (branches.len(), branches.first()) {
        return unit.record_undoable(&Entry::high(event, branch.as_str()), label);
    }
    let entry = Entry { branch: None, ..Entry::high(event, "") };
    undo::record_by_branch(unit, &entry)?;
    undo::keep(unit, &entry, label, &Inverse::Rows(unit.changes().to_vec()))
}

/// What a person calls a file: its title, else its name without the folders.
fn called<'a>(title: &'a str, path: &'a str) -> &'a str {
    if title.is_empty() { path.rsplit(['/', '\\']).next().unwrap_or(path) } else { title }
}
