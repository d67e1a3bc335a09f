//! How much hangs on a project: what stands in the way of taking its opening back, and what a purge takes along.

use crate::domain::id::{BranchId, ProjectId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A project, and what a purge of it would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purgeable {
    /// Which.
    pub id: ProjectId,
    /// Its branch.
    pub branch: BranchId,
    /// What it is called.
    pub title: String,
    /// The client's name.
    pub client: String,
    /// When it was thrown away; `None` when it was not, or nobody knows when.
    pub trashed: Option<Timestamp>,
    /// From when on it can be purged.
    pub from: Option<Timestamp>,
    /// What hangs on it. One with invoices is kept.
    pub hanging: Hanging,
}

/// How many rows of each kind hang on a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hanging {
    /// Sub-events.
    pub events: u64,
    /// Locks over what is booked for it.
    pub locks: u64,
    /// Quotes.
    pub quotes: u64,
    /// Tasks.
    pub tasks: u64,
    /// Messages.
    pub messages: u64,
    /// Files.
    pub media: u64,
    /// Notifications in the outbox.
    pub notifications: u64,
    /// Invoices, drafts included.
    pub invoices: u64,
}

impl Hanging {
    /// Whether nothing hangs on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// "2 messages, 1 quote and 3 files"; empty for nothing.
    #[must_use]
    pub fn words(&self) -> String {
        let counts = [
            (self.invoices, "invoice"),
            (self.quotes, "quote"),
            (self.events, "sub-event"),
            (self.locks, "booked asset"),
            (self.tasks, "task"),
            (self.messages, "message"),
            (self.media, "file"),
            (self.notifications, "notification"),
        ];
        let said: Vec<String> = counts
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") })
            .collect();
        match said.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        }
    }
}
