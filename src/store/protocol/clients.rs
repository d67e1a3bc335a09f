//! What is answered about clients: one in full, those who may be the same, and what a merge would do.

use super::RowRef;
use crate::domain::client::{Client, ClientStats};
use crate::domain::field::FieldValues;
use crate::domain::id::{ClientId, MergeId};
use crate::domain::money::Money;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Everything that the client detail shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientDetail {
    /// The record.
    pub client: Client,
    /// Name of the client's branch.
    pub branch_name: String,
    /// Sums and counts.
    pub stats: ClientStats,
    /// What happened, newest first, at most 100 entries.
    pub timeline: Vec<TimelineEntry>,
    /// A merge that put another client into this one and can be taken back, newest first.
    pub merges: Vec<MergeSummary>,
}

/// A merge that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeSummary {
    /// Id.
    pub id: MergeId,
    /// Name of the client that was merged away.
    pub gone_name: String,
    /// When.
    pub at: Timestamp,
}

/// One line of a client's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// What kind.
    pub kind: TimelineKind,
    /// One line in words.
    pub text: String,
    /// Status as stored, for kinds that have one; else empty.
    pub status: String,
    /// The amount, for money.
    pub amount: Option<Money>,
    /// The row it stands for.
    pub row: RowRef,
}

/// Kinds of timeline entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    /// The client was created.
    Created,
    /// A project starts or was opened.
    Project,
    /// An invoice was drafted or issued.
    Invoice,
    /// A payment or refund.
    Payment,
    /// A dated note.
    Note,
    /// A merge.
    Merge,
}

/// A client that looks like the one being typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateHint {
    /// Who.
    pub id: ClientId,
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Why it is offered.
    pub why: DuplicateReason,
}

/// Why a client is offered as a duplicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateReason {
    /// The same phone number.
    SamePhone,
    /// The same name, but for case and marks.
    SameName,
    /// A name that is close.
    CloseName,
}

/// What a merge would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePreview {
    /// Who stays: id, version, values.
    pub keep: MergeSide,
    /// Who goes.
    pub gone: MergeSide,
    /// How many rows move to the one that stays: (what, how many), e.g. ("projects", 3).
    pub moving: Vec<(String, u64)>,
}

/// One side of a merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeSide {
    /// Id.
    pub id: ClientId,
    /// Version that was read.
    pub version: i64,
    /// Name.
    pub name: String,
    /// Paid minus refunded.
    pub spent: Money,
    /// Values by field.
    pub values: FieldValues,
}
