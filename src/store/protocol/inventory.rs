//! The inventory as plain data: rows, details, writes.

use super::{Cursor, Lines, ListChoice};
use crate::domain::asset::away::{AwayKind, AwayWindow};
use crate::domain::asset::usage::{Strip, Usage};
use crate::domain::asset::{Asset, Condition};
use crate::domain::booking::{LockKind, Trouble};
use crate::domain::field::{FieldValue, FieldValues};
use crate::domain::id::{AssetId, BranchId, CustodyId, LockId, MaintenanceId, ProjectId};
use crate::domain::money::Currency;
use crate::domain::role::Permission;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What of the inventory a list shows: everything, what is so at this moment, what is so by its condition, and each type.
pub(super) const SHELVES: &[ListChoice] = &[
    ListChoice { name: "", label: "all" },
    ListChoice { name: "free", label: "available now" },
    ListChoice { name: "booked", label: "booked now" },
    ListChoice { name: "out", label: "out" },
    ListChoice { name: "overdue", label: "overdue" },
    ListChoice { name: "away", label: "under repair or on leave" },
    ListChoice { name: "replace", label: "needs replacement" },
    ListChoice { name: "lost", label: "lost" },
    ListChoice { name: "in_transit", label: "in transit" },
    ListChoice { name: "retired", label: "retired" },
    ListChoice { name: "camera", label: "camera" },
    ListChoice { name: "lens", label: "lens" },
    ListChoice { name: "light", label: "light" },
    ListChoice { name: "drone", label: "drone" },
    ListChoice { name: "audio", label: "audio" },
    ListChoice { name: "space", label: "space" },
    ListChoice { name: "human", label: "people" },
    ListChoice { name: "other", label: "other" },
];

/// An asset in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetRow {
    /// Id.
    pub id: AssetId,
    /// The branch.
    pub branch: BranchId,
    /// Name.
    pub name: String,
    /// Type as stored.
    pub kind: String,
    /// Serial number, if any.
    pub serial: String,
    /// Condition as stored.
    pub status: String,
    /// What follows from locks, custody and times away.
    pub standing: Standing,
    /// Place in the list.
    pub cursor: Cursor,
}

/// Where an asset stands at this moment: booked, away, out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What it is booked for now.
    pub now: Option<Busy>,
    /// What it is booked for next.
    pub next: Option<Busy>,
    /// Why it is away now.
    pub away: Option<AwayKind>,
    /// Who has it, while it is out; empty while it is in its branch.
    pub holder: String,
    /// When it is due back, while it is out.
    pub due: Option<Timestamp>,
    /// How many pieces are out, and how many there are.
    pub pieces: (u32, u32),
}

/// A booking as a list tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Busy {
    /// What the project is called.
    pub name: String,
    /// From when, buffer included.
    pub start: Timestamp,
    /// The first moment at which it is free again.
    pub end: Timestamp,
    /// How firmly.
    pub kind: LockKind,
}

/// A booking of an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedLine {
    /// The lock.
    pub lock: LockId,
    /// The project; `None` for one of another branch, which is not named.
    pub project: Option<ProjectId>,
    /// What the project is called, with the sub-event before it.
    pub name: String,
    /// From when, buffer included.
    pub start: Timestamp,
    /// The first moment at which it is free again.
    pub end: Timestamp,
    /// How firmly.
    pub kind: LockKind,
    /// How many pieces.
    pub qty: u32,
    /// Why it cannot be kept, if that is so.
    pub trouble: Option<Trouble>,
}

/// Who had an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyLine {
    /// Id.
    pub id: CustodyId,
    /// Who, by name.
    pub holder: String,
    /// For which project; `None` for none, or one of another branch.
    pub project: Option<ProjectId>,
    /// What that is called; may be empty.
    pub project_name: String,
    /// How many pieces.
    pub qty: u32,
    /// When it went out.
    pub out: Timestamp,
    /// When it is due back.
    pub due: Option<Timestamp>,
    /// When it came back; `None` while it is out.
    pub back: Option<Timestamp>,
    /// How it was when it went, and when it came back; may be empty.
    pub condition: (String, String),
}

/// Gear on its way from one branch to another, or that was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferLine {
    /// Which asset.
    pub asset: AssetId,
    /// What it is called.
    pub asset_name: String,
    /// Its serial number; may be empty.
    pub serial: String,
    /// From where.
    pub from: BranchId,
    /// What that branch is called.
    pub from_name: String,
    /// To where.
    pub to: BranchId,
    /// What that branch is called.
    pub to_name: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// What was said about it; may be empty.
    pub note: String,
    /// What came of it; `None` while it is on its way.
    pub outcome: Option<Arrival>,
    /// When that was.
    pub ended: Option<Timestamp>,
    /// Whether the actor may take it in: it is meant for their branch.
    pub receivable: bool,
    /// Version of the asset.
    pub version: i64,
}

/// What is on its way, and where things can be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfers {
    /// What is on its way from or to branches that the actor runs, newest first.
    pub ways: Vec<TransferLine>,
    /// Every branch of the organization, with its name.
    pub branches: Vec<(BranchId, String)>,
}

/// What comes of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arrival {
    /// It is in the other branch.
    Received,
    /// It went back, or never left.
    Returned,
}

impl Arrival {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Returned => "returned",
        }
    }
}

/// How much of an asset somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// Whether it is free: no money, no reasons, no custody.
    Availability,
    /// Everything, and change it.
    Whole,
}

/// Everything that the detail of an asset shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetDetail {
    /// The record.
    pub asset: Asset,
    /// How much of it the actor may see; what is beyond that is left out.
    pub sight: Sight,
    /// Name of its branch.
    pub branch_name: String,
    /// IANA zone of the branch: its days are counted in it.
    pub zone: String,
    /// What its amounts are in.
    pub currency: Currency,
    /// What it is booked for, from now on, earliest first: what has begun already comes first.
    pub booked: Lines<BookedLine>,
    /// The days of this month.
    pub month: Strip,
    /// How much it was used lately.
    pub usage: Usage,
    /// When it was and will be away, latest first.
    pub away: Lines<AwayWindow>,
    /// Who had it, newest first; what is out comes first.
    pub custody: Lines<CustodyLine>,
    /// From which branch it came, newest first.
    pub transfers: Vec<TransferLine>,
    /// Other assets of the branch with the same serial number.
    pub namesakes: Vec<String>,
    /// What other programs wrote about it, as labelled values.
    pub others: Vec<(String, FieldValue)>,
}

/// Writes about the inventory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InventoryCommand {
    /// Makes an asset.
    Create {
        /// In which branch.
        branch: BranchId,
        /// Values by field (see `domain::asset::fields`).
        values: FieldValues,
    },
    /// Changes an asset: only the fields in which `values` differs from `base`.
    Edit {
        /// Which.
        id: AssetId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Says how assets are. Facts are never refused: what is booked stays, and is counted.
    SetCondition {
        /// Which, each with the version of the asset that was read.
        ids: Vec<(AssetId, i64)>,
        /// How they are.
        to: Condition,
        /// In words; may be empty.
        note: String,
    },
    /// Says when something is away.
    AddAway {
        /// What.
        asset: AssetId,
        /// Values by field (see `domain::asset::away::fields`).
        values: FieldValues,
    },
    /// Changes a time away.
    EditAway {
        /// Which.
        id: MaintenanceId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// It is back: the time away ends now.
    EndAway {
        /// Which.
        id: MaintenanceId,
        /// The version that was read.
        version: i64,
    },
    /// Takes a time away out of the record: it was entered by mistake.
    RemoveAway {
        /// Which.
        id: MaintenanceId,
        /// The version that was read.
        version: i64,
    },
    /// Sends assets to another branch.
    Transfer {
        /// Which, each with the version of the asset that was read.
        ids: Vec<(AssetId, i64)>,
        /// To where.
        to: BranchId,
        /// In words; may be empty.
        note: String,
    },
    /// Ends transfers: takes assets in, or sends them back.
    Arrive {
        /// Which, each with the version of the asset that was read.
        ids: Vec<(AssetId, i64)>,
        /// What came of it.
        outcome: Arrival,
        /// In words; may be empty.
        note: String,
    },
}

impl InventoryCommand {
    /// A word for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create asset",
            Self::Edit { .. } => "edit asset",
            Self::SetCondition { .. } => "set condition",
            Self::AddAway { .. } => "add time away",
            Self::EditAway { .. } => "edit time away",
            Self::EndAway { .. } => "end time away",
            Self::RemoveAway { .. } => "remove time away",
            Self::Transfer { .. } => "transfer assets",
            Self::Arrive { .. } => "end transfer",
        }
    }

    /// The permission that the command needs.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        Permission::EditInventory
    }
}

impl From<InventoryCommand> for super::Command {
    fn from(command: InventoryCommand) -> Self {
        Self::Inventory(command)
    }
}
