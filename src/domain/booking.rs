//! What is booked: a lock over an asset for a half-open interval, `[start, end)`.

use super::id::{AssetId, EventId, LockId, ProjectId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How firmly something is booked (the words are those of the column `booking_locks.kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockKind {
    /// Shown, never in anybody's way; it may expire.
    Hold,
    /// Nobody else gets it.
    Firm,
}

impl LockKind {
    /// Reads the column; a word that is none of ours stands in nobody's way.
    #[must_use]
    pub fn of(word: &str) -> Self {
        if word == "firm" { Self::Firm } else { Self::Hold }
    }

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Firm => "firm",
        }
    }
}

/// A lock over an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Id.
    pub id: LockId,
    /// For what.
    pub project: ProjectId,
    /// For which sub-event; `None` for the project as a whole.
    pub event: Option<EventId>,
    /// Over what.
    pub asset: AssetId,
    /// What the asset is called.
    pub asset_name: String,
    /// What the asset is: camera, space, human, …
    pub asset_type: String,
    /// From when, buffer included.
    pub start: Timestamp,
    /// Until when, buffer included: the first moment at which it is free again.
    pub end: Timestamp,
    /// How firmly.
    pub kind: LockKind,
    /// How many pieces, from 1 on.
    pub qty: u32,
    /// A hold: the first moment at which it holds no more.
    pub expires: Option<Timestamp>,
    /// Since when it blocks nothing, because its project is cancelled or in the trash.
    pub released: Option<Timestamp>,
    /// Why it cannot be kept, if that is so: the asset is lost, retired, under repair or on leave.
    pub trouble: Option<Trouble>,
    /// Version of the row.
    pub version: i64,
}

/// Why something that is booked will not be there. Facts are never refused: the lock stays, and is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// It is lost.
    Lost,
    /// It is out of use for good.
    Retired,
    /// It is under repair at that time.
    Maintenance,
    /// The person is on leave, or busy elsewhere, at that time.
    Away,
}

impl Trouble {
    /// In words, after "needs replacement: ".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Retired => "retired",
            Self::Maintenance => "under repair",
            Self::Away => "away",
        }
    }
}
