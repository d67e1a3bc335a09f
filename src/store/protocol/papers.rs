//! Calendar files that are kept up to date.

use crate::domain::id::FeedId;
use crate::domain::paper::CalendarScope;
use crate::domain::role::Permission;
use serde::{Deserialize, Serialize};

/// A write about calendar files that are kept up to date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedCommand {
    /// Keeps a file up to date from now on.
    Add {
        /// Where it lies: a path from the root.
        path: String,
        /// What stands in it.
        scope: CalendarScope,
    },
    /// Keeps it up to date no longer; the file stays.
    Remove(FeedId),
}

impl FeedCommand {
    /// A word for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add calendar file",
            Self::Remove(_) => "remove calendar file",
        }
    }

    /// The permission that the command needs: a calendar file leaves the house.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        Permission::MoveProjects
    }
}
