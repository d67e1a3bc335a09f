//! Imports: what was taken over from which file.

use crate::domain::id::{BranchId, ImportId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What becomes of a client in a file who is there already: the same phone in the branch, or earlier in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDuplicate {
    /// The row is put aside.
    #[default]
    Skip,
    /// A client of their own is made all the same.
    Import,
    /// The one who is there gets what the row says and they lack or have otherwise; tags and notes are added to.
    Update,
}

impl OnDuplicate {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Import => "import",
            Self::Update => "update",
        }
    }
}

/// What was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Clients of a table or of address cards.
    Clients,
    /// A database of the seed's schema.
    Seed,
}

impl ImportKind {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Seed => "seed",
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Rows are being written, or were when the program ended: the same file continues it.
    Applying,
    /// Everything is written.
    Done,
    /// It is being taken back, or was when the program ended: taking it back again continues.
    Undoing,
    /// It was taken back.
    Undone,
}

impl ImportState {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applying => "applying",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// The state of a stored word; what is not ours counts as done.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        [Self::Applying, Self::Undoing, Self::Undone]
            .into_iter()
            .find(|state| state.as_str() == word)
            .unwrap_or(Self::Done)
    }
}

/// An import in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSummary {
    /// Id.
    pub id: ImportId,
    /// What was imported.
    pub kind: ImportKind,
    /// Into which branch; `None` for the whole organization.
    pub branch: Option<BranchId>,
    /// The file's name, without its folder.
    pub source: String,
    /// Who imported it: a name, else the email, else the id.
    pub by: String,
    /// How far it is.
    pub state: ImportState,
    /// Rows that shall be made or changed.
    pub planned: u64,
    /// Rows that were made.
    pub created: u64,
    /// Rows that were changed.
    pub updated: u64,
    /// Rows that were there already.
    pub skipped: u64,
    /// Rows that were put aside with a reason.
    pub rejected: u64,
    /// Rows that were taken back.
    pub taken_back: u64,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When everything was written.
    pub finished: Option<Timestamp>,
    /// When it was taken back.
    pub undone: Option<Timestamp>,
}
