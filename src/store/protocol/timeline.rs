//! The timeline: what is booked of which asset, and when, as plain data.

use super::{BranchScope, Cursor, Lines, ListChoice};
use crate::domain::booking::{LockKind, Trouble};
use crate::domain::id::{AssetId, BranchId, CustodyId, EventId, LockId, MaintenanceId, ProjectId};
use crate::domain::project::event::SubEvent;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What the filter menu of the timeline offers: types, then what is so now.
pub const TIMELINE_FILTERS: &[ListChoice] = &[
    ListChoice { name: "", label: "everything" },
    ListChoice { name: "space", label: "spaces" },
    ListChoice { name: "human", label: "crew" },
    ListChoice { name: "gear", label: "gear" },
    ListChoice { name: "camera", label: "cameras" },
    ListChoice { name: "lens", label: "lenses" },
    ListChoice { name: "light", label: "lights" },
    ListChoice { name: "drone", label: "drones" },
    ListChoice { name: "audio", label: "audio" },
    ListChoice { name: "other", label: "other gear" },
    ListChoice { name: "free", label: "free now" },
    ListChoice { name: "booked", label: "booked now" },
    ListChoice { name: "away", label: "away now: repair, leave, lost, on its way" },
    ListChoice { name: "overdue", label: "due back and still out" },
];

/// Types in the order of the rows: what a studio looks at first comes first, a type that is none of ours last.
pub const TIMELINE_TYPES: [&str; 8] =
    ["space", "human", "camera", "lens", "light", "drone", "audio", "other"];

/// Which rows of the timeline, of which time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineQuery {
    /// In which branches.
    pub scope: BranchScope,
    /// One of [`TIMELINE_FILTERS`].
    pub filter: String,
    /// What names and serials hold; empty for all. Of what is searched for there is one window, however it is placed.
    pub text: String,
    /// Where the window of rows is.
    pub at: RowsAt,
    /// At most so many rows.
    pub limit: u32,
    /// From when.
    pub from: Timestamp,
    /// Until when, without this moment.
    pub to: Timestamp,
}

/// Where a window of rows is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowsAt {
    /// The first ones.
    Start,
    /// The last ones.
    End,
    /// A third of them before this place, the rest from it on.
    Around(Cursor),
}

/// A window of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePage {
    /// Spaces, people, then gear by type; each by name.
    pub rows: Vec<TimelineRow>,
    /// Whether there are rows before them.
    pub above: bool,
    /// Whether there are rows behind them.
    pub below: bool,
}

/// An asset and what is with it in the time that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineRow {
    /// The asset.
    pub asset: AssetId,
    /// Its branch.
    pub branch: BranchId,
    /// What it is called.
    pub name: String,
    /// Its serial number, or empty.
    pub serial: String,
    /// What it is: space, human, camera, …
    pub kind: String,
    /// Its condition as stored.
    pub status: String,
    /// How many there are of it.
    pub capacity: u32,
    /// Its place among the rows.
    pub place: Cursor,
    /// What is with it, earliest first.
    pub spans: Vec<TimelineSpan>,
    /// From when on there is more than was read: whoever looks closer sees it.
    pub dense: Option<Timestamp>,
}

impl TimelineRow {
    /// What the row needs somebody to look at, the gravest first: a lock that cannot be kept.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.spans.iter().find_map(|span| match &span.what {
            SpanOf::Lock(lock) => lock.trouble,
            _ => None,
        })
    }

    /// Whether something of it is out longer than it should be.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        self.spans.iter().any(|span| matches!(span.what, SpanOf::Overdue(_)))
    }
}

/// Something that takes an asset for a while, `[start, end)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineSpan {
    /// From when.
    pub start: Timestamp,
    /// Until when; `None` when nobody knows yet.
    pub end: Option<Timestamp>,
    /// What.
    pub what: SpanOf,
}

impl TimelineSpan {
    /// What it stands for.
    #[must_use]
    pub fn block(&self) -> BlockId {
        match &self.what {
            SpanOf::Lock(lock) => BlockId::Lock(lock.id.clone()),
            SpanOf::Away(id, _) => BlockId::Away(id.clone()),
            SpanOf::Overdue(id) => BlockId::Custody(id.clone()),
        }
    }

    /// Whether a moment lies in it.
    #[must_use]
    pub fn has(&self, at: Timestamp) -> bool {
        self.start <= at && self.end.is_none_or(|end| at < end)
    }
}

/// What takes an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanOf {
    /// It is booked, or held.
    Lock(SpanLock),
    /// It is under repair, or a person is away.
    Away(MaintenanceId, AwayKind),
    /// It should be back and is not.
    Overdue(CustodyId),
}

/// A lock as a block of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanLock {
    /// Which.
    pub id: LockId,
    /// For which project.
    pub project: ProjectId,
    /// For which sub-event.
    pub event: Option<EventId>,
    /// What it is for, to be written into the block; empty for whom the project is not there, and where a row has so
    /// many locks that none of them has room for a name.
    #[serde(default)]
    pub title: String,
    /// How firmly.
    pub kind: LockKind,
    /// How many pieces.
    pub qty: u32,
    /// Preparation at its beginning, seconds.
    pub before: i64,
    /// Clearing up at its end, seconds.
    pub after: i64,
    /// Why it cannot be kept.
    pub trouble: Option<Trouble>,
    /// A hold over a time that a firm lock has.
    pub contested: bool,
}

/// Why an asset is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwayKind {
    /// Under repair.
    Maintenance,
    /// On leave.
    Leave,
    /// Busy elsewhere.
    Busy,
}

impl AwayKind {
    /// Reads the column.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "leave" => Self::Leave,
            "busy" => Self::Busy,
            _ => Self::Maintenance,
        }
    }

    /// In a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Maintenance => "repair",
            Self::Leave => "leave",
            Self::Busy => "busy",
        }
    }

    /// What it makes of a lock.
    #[must_use]
    pub const fn trouble(self) -> Trouble {
        match self {
            Self::Maintenance => Trouble::Maintenance,
            Self::Leave | Self::Busy => Trouble::Away,
        }
    }
}

/// Names a block.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockId {
    /// A lock.
    Lock(LockId),
    /// A sub-event, with whatever is booked for it.
    Event(EventId),
    /// A time away.
    Away(MaintenanceId),
    /// Something that is out.
    Custody(CustodyId),
}

/// Everything about a block: for its detail, and for carrying it to another time or asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockDetail {
    /// Which.
    pub id: BlockId,
    /// Its branch.
    pub branch: BranchId,
    /// The zone of the branch.
    pub zone: String,
    /// The asset that it takes, unless it is a sub-event as a whole.
    pub asset: Option<BlockAsset>,
    /// From when.
    pub start: Timestamp,
    /// Until when; `None` when nobody knows yet.
    pub end: Option<Timestamp>,
    /// The project that it is for, as far as it is one of the branches that are seen.
    pub project: Option<BlockProject>,
    /// The sub-event that it is for.
    pub event: Option<SubEvent>,
    /// What is booked: everything for the sub-event, or the lock alone when it is for none.
    pub locks: Lines<CarriedLock>,
    /// Why, who has it, in words; may be empty.
    pub note: String,
    /// The kind of a time away.
    pub away: Option<AwayKind>,
    /// When it went out, for what is out.
    pub out: Option<Timestamp>,
}

impl BlockDetail {
    /// The lock that the block stands for.
    #[must_use]
    pub fn lock(&self) -> Option<&CarriedLock> {
        let BlockId::Lock(id) = &self.id else { return None };
        self.locks.rows.iter().find(|lock| lock.id == *id)
    }
}

/// An asset in a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockAsset {
    /// Which.
    pub id: AssetId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: String,
}

/// A project in a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockProject {
    /// Which.
    pub id: ProjectId,
    /// What it is called.
    pub name: String,
    /// The client's name.
    pub client: String,
    /// Its status as stored.
    pub status: String,
}

/// A lock with everything that moving it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedLock {
    /// Which.
    pub id: LockId,
    /// Over what.
    pub asset: BlockAsset,
    /// From when, buffer included.
    pub start: Timestamp,
    /// Until when, buffer included.
    pub end: Timestamp,
    /// How firmly.
    pub kind: LockKind,
    /// How many pieces.
    pub qty: u32,
    /// Preparation at its beginning, seconds.
    pub before: i64,
    /// Clearing up at its end, seconds.
    pub after: i64,
    /// A hold: when it holds no more.
    pub expires: Option<Timestamp>,
    /// Version of the row.
    pub version: i64,
}
