//! Writes about quotes.

use crate::domain::field::FieldValues;
use crate::domain::id::{PackageId, ProjectId, QuoteId, QuoteItemId};
use crate::domain::role::Permission;
use serde::{Deserialize, Serialize};

/// A write about quotes and their lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteCommand {
    /// Drafts a quote.
    Create {
        /// For which project.
        project: ProjectId,
        /// The package that is quoted as it is now, if one is.
        package: Option<PackageId>,
    },
    /// Changes the terms of a draft: only the fields in which `values` differs from `base`.
    Edit {
        /// Which.
        id: QuoteId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Adds a line to a draft.
    AddItem {
        /// To which quote.
        quote: QuoteId,
        /// Values by field (see `domain::quote::fields`).
        values: FieldValues,
    },
    /// Changes a line of a draft.
    EditItem {
        /// Of which quote.
        quote: QuoteId,
        /// Which line.
        item: QuoteItemId,
        /// The values that were read; a line that has others by now is a conflict.
        base: FieldValues,
        /// The values that it shall have, all of them.
        values: FieldValues,
    },
    /// Takes a line out of a draft.
    RemoveItem {
        /// Of which quote.
        quote: QuoteId,
        /// Which line.
        item: QuoteItemId,
    },
    /// Takes a draft away, with its lines. What was sent stays.
    Remove {
        /// Which.
        id: QuoteId,
        /// The version that was read; a draft that has another one by now is a conflict.
        version: i64,
    },
    /// Notes that a draft was given to the client. From here on it does not change.
    Send(QuoteId),
    /// Notes that the client accepted; without an advance to be paid the project is booked in the same breath.
    Accept(QuoteId),
    /// Notes that the client declined.
    Decline {
        /// Which.
        id: QuoteId,
        /// Why.
        reason: String,
    },
}

impl QuoteCommand {
    /// A word for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create quote",
            Self::Edit { .. } => "edit quote",
            Self::AddItem { .. } => "add quote line",
            Self::EditItem { .. } => "edit quote line",
            Self::RemoveItem { .. } => "remove quote line",
            Self::Remove { .. } => "remove quote",
            Self::Send(_) => "send quote",
            Self::Accept(_) => "accept quote",
            Self::Decline { .. } => "decline quote",
        }
    }

    /// The permission that the command needs: accepting a quote may book the project.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Accept(_) => Permission::MoveProjects,
            _ => Permission::EditProjects,
        }
    }
}
