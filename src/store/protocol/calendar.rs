//! The calendar: blocks of time, day by day. A day is one of the branch that a block belongs to.

use super::BranchScope;
use super::page::Count;
use super::projects::Lines;
use crate::domain::booking::{LockKind, Trouble};
use crate::domain::id::{AssetId, BranchId, EventId, LockId, ProjectId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which days of the calendar, and what of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarQuery {
    /// In which branches.
    pub scope: BranchScope,
    /// The first day.
    pub from: Date,
    /// The first day that is not asked for; at most 62 days behind `from`.
    pub to: Date,
    /// At most so many blocks that begin on one day.
    pub per_day: u32,
    /// Which blocks.
    pub filter: CalendarFilter,
}

/// Which blocks of the calendar are shown: those to which all of it applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFilter {
    /// Only what this person is booked for.
    pub crew: Option<AssetId>,
    /// Only what this space is booked for.
    pub space: Option<AssetId>,
    /// Only projects of this status.
    pub status: Option<String>,
    /// Everybody's, or only what one is booked for or answers for.
    pub mine: bool,
    /// Only some of the blocks.
    pub only: Only,
}

impl CalendarFilter {
    /// Whether everything is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Blocks of a sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    /// All of them.
    #[default]
    All,
    /// What is not booked for sure: inquiries, and what has a hold.
    Holds,
    /// What cannot stay as it is: something booked will not be there, or is held over a booking.
    Conflicts,
}

/// Some days of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPage {
    /// The first day.
    pub from: Date,
    /// The first day that is not among them.
    pub to: Date,
    /// For each day, blocks that begin on it and are not among `blocks`; on the first day also those that reach into it.
    pub more: Vec<Count>,
    /// The blocks, each once, by their start: those that begin within the days, and those that reach into them.
    pub blocks: Vec<CalendarBlock>,
    /// The branches whose blocks these may be, with the IANA zone of their days.
    pub zones: Vec<(BranchId, String)>,
}

/// A block of time: a sub-event, or a project that has a start and no sub-events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarBlock {
    /// The project.
    pub project: ProjectId,
    /// The sub-event; `None` for the project itself.
    pub event: Option<EventId>,
    /// The branch in whose days it lies.
    pub branch: BranchId,
    /// What it is called.
    pub title: String,
    /// What its project is called.
    pub project_title: String,
    /// The client's name.
    pub client: String,
    /// The client's phone; empty for those who may not see clients.
    pub phone: String,
    /// Status of the project, as stored.
    pub status: String,
    /// Whether it is booked for sure, or only asked for.
    pub kind: LockKind,
    /// From when.
    pub start: Timestamp,
    /// Until when, without this moment; `None` for a project, whose end nobody knows.
    pub end: Option<Timestamp>,
    /// The IANA zone that a sub-event's times are said in; empty for a project.
    pub zone: String,
    /// Where.
    pub location: String,
    /// Notes, cut where they are very long.
    pub notes: String,
    /// Preparation before the start and clearing up behind the end, in seconds.
    pub buffers: (i64, i64),
    /// The way there, in seconds.
    pub travel: i64,
    /// Whether it comes again by a rule.
    pub repeats: bool,
    /// Who and what is booked: people, then spaces, then gear.
    pub locks: Lines<BlockLock>,
}

/// Something that is booked for a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockLock {
    /// The lock.
    pub id: LockId,
    /// What is booked.
    pub asset: AssetId,
    /// What it is called.
    pub name: String,
    /// What it is: camera, space, human, …
    pub asset_type: String,
    /// How firmly.
    pub kind: LockKind,
    /// How many pieces, from 1 on.
    pub qty: u32,
    /// A hold: the first moment at which it holds no more.
    pub expires: Option<Timestamp>,
    /// Why it will not be there, if that is so.
    pub trouble: Option<Trouble>,
    /// Whether it is a hold over something that is booked for somebody else.
    pub contested: bool,
}

impl BlockLock {
    /// Whether it is a hold that holds no more at a moment.
    #[must_use]
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.kind == LockKind::Hold && self.expires.is_some_and(|at| at <= now)
    }

    /// Whether it cannot stay as it is.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        self.trouble.is_some() || self.contested
    }
}

impl CalendarBlock {
    /// Whether something of it cannot stay as it is.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.locks.rows.iter().any(BlockLock::is_conflict)
    }

    /// What tells it from every other block: the sub-event, else the project.
    #[must_use]
    pub fn id(&self) -> &str {
        self.event.as_ref().map_or(self.project.as_str(), EventId::as_str)
    }
}
