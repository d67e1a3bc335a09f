//! Files of projects: windows, storage, writes.

use super::{Cursor, MediaLine};
use crate::domain::field::FieldValues;
use crate::domain::id::{BranchId, MediaId, ProjectId};
use crate::domain::media::{Folder, Media};
use crate::domain::role::Permission;
use serde::{Deserialize, Serialize};

/// A window of what hangs on a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice<T> {
    /// The rows, newest first.
    pub rows: Vec<T>,
    /// Where the next window starts; `None` when there is none.
    pub next: Option<Cursor>,
}

/// A window of a project's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaPage {
    /// The files.
    pub slice: Slice<MediaLine>,
    /// How much room all of them take, by type.
    pub storage: Vec<Stored>,
}

/// How much room files of one type take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Type as stored; empty for none.
    pub file_type: String,
    /// How many files.
    pub files: u64,
    /// Bytes.
    pub bytes: u64,
}

/// How much room the files of a branch take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchStorage {
    /// The branch.
    pub branch: BranchId,
    /// Its name.
    pub name: String,
    /// By type.
    pub stored: Vec<Stored>,
}

/// One file in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaDetail {
    /// The record.
    pub media: Media,
    /// The project that it belongs to.
    pub project: ProjectId,
    /// What that is called.
    pub project_title: String,
    /// The branch.
    pub branch: BranchId,
}

/// What happens to what is known of files that are no longer there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// It is kept: the disk may only not be there now.
    Keep,
    /// It is removed.
    Remove,
}

/// A write about the files of projects. The files themselves are never touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaCommand {
    /// Adds a file by hand.
    Add {
        /// To which project.
        project: ProjectId,
        /// Values by field (see `domain::media::fields`).
        values: FieldValues,
    },
    /// Changes what is kept of a file: only the fields in which `values` differs from `base`.
    Edit {
        /// Which.
        id: MediaId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Removes what is kept of files.
    Remove(Vec<MediaId>),
    /// Brings what is known of a folder in line with what lies there, as one act.
    Scan {
        /// Of which project.
        project: ProjectId,
        /// What lies there.
        folder: Folder,
        /// What happens to what is missing.
        missing: Missing,
    },
}

impl MediaCommand {
    /// A word for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add file",
            Self::Edit { .. } => "edit file",
            Self::Remove(_) => "remove files",
            Self::Scan { .. } => "scan folder",
        }
    }

    /// The permission that the command needs.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Add { .. } => Permission::AddMedia,
            Self::Edit { .. } | Self::Remove(_) | Self::Scan { .. } => Permission::EditMedia,
        }
    }
}
