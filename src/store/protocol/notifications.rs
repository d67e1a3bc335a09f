//! What was sent to clients: the log, and how much of the month is used.

use super::Cursor;
use crate::domain::id::{BranchId, NotificationId, ProjectId};
use crate::domain::money::Money;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A notification in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationRow {
    /// Id.
    pub id: NotificationId,
    /// The branch that sent it.
    pub branch: BranchId,
    /// The project that it is about, if it is about one.
    pub project: Option<ProjectId>,
    /// What the project is called; empty without one.
    pub title: String,
    /// Whom it was sent to: the project's client; empty without one.
    pub client: String,
    /// Type as stored.
    pub kind: String,
    /// Channel as stored.
    pub channel: String,
    /// What it cost the studio.
    pub cost: Money,
    /// Whether it stands on an overage statement.
    pub billed: bool,
    /// When.
    pub at: Option<Timestamp>,
    /// Place in the list.
    pub cursor: Cursor,
}

/// How much of what a month includes is used, over the branches that a list covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Sent this month, in each branch's own zone.
    pub used: u64,
    /// Included in a month.
    pub included: u64,
}
