//! Imports: what other programs kept is taken over, in batches, under one id, and can be taken back as a whole.
//!
//! 1. **Staging** ([`Store::stage_clients`]) judges every row before any is written: what is a client already, what
//!    will be made. Whoever reads the file decides which rows cannot be used.
//! 2. **Applying** ([`Store::apply_clients`]) writes them in batches through the one writer, each with its audit entry.
//!    The table `imports` knows how far it is, so that the same file continues what was interrupted.
//! 3. **Taking back** ([`Store::undo_import`]) removes what was made and puts back what was changed, unless it was
//!    changed since.
//!
//! The ids of clients that an import makes follow from the import and the line (`row_ids`): no row is made twice,
//! and the history of a client knows where it came from without a list of a million rows.

mod apply;
pub(super) mod registry;
pub(super) mod row_ids;
mod stage;
mod undo;

pub use apply::Applied;
pub use stage::{Candidate, Counts, DuplicateOf, Staged, Staging, Verdict};
pub use undo::{Changed, Undone};

use super::Store;
use super::protocol::{ImportState, OnDuplicate};
use crate::domain::id::{BranchId, ImportId};
use std::path::PathBuf;

/// What shall be imported, and how.
#[derive(Clone, Debug)]
pub struct ClientsPlan {
    /// Into which branch.
    pub branch: BranchId,
    /// The file's name, without its folder.
    pub source: String,
    /// A hash of the file's content.
    pub digest: String,
    /// How the file is read: another reading of it does not continue an import.
    pub settings: String,
    /// What becomes of clients who are there already.
    pub duplicates: OnDuplicate,
    /// The import that shall be continued.
    pub resume: Option<ImportId>,
    /// The folder in which rows may wait.
    pub scratch: PathBuf,
    /// Rows of one transaction.
    pub batch: usize,
}

/// Rows of one transaction: enough that the commit costs little, few enough that others do not wait.
pub const BATCH: usize = 5_000;

/// A count as SQLite has it.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
