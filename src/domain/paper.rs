//! What papers say: a sub-event with everything that somebody who goes there has to know. Call sheets, checklists,
//! calendar files and the agenda are made of it.

use super::booking::{LockKind, Trouble};
use super::id::{AssetId, BranchId, FeedId, LockId, ProjectId};
use super::project::ProjectStatus;
use super::project::event::SubEvent;
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A sub-event with its project, and who and what is booked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outing {
    /// The sub-event; for what is booked without one, the project at the time of the lock.
    pub event: SubEvent,
    /// Its branch.
    pub branch: BranchId,
    /// What the branch is called.
    pub branch_name: String,
    /// What the project is called.
    pub project: String,
    /// Where the project stands.
    pub status: ProjectStatus,
    /// The client's name.
    pub client: String,
    /// The client's phone as typed; empty for whoever may not see it.
    pub phone: String,
    /// Who answers for it.
    pub lead: String,
    /// How to reach them: a phone, else an address.
    pub lead_contact: String,
    /// People first, then spaces, then gear.
    pub booked: Vec<Booked>,
    /// When it last changed.
    pub changed: Timestamp,
    /// Counts its changes, those of its project included.
    pub sequence: i64,
}

/// Something or somebody that is booked for a sub-event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// The lock.
    pub lock: LockId,
    /// The asset.
    pub asset: AssetId,
    /// What it is called.
    pub name: String,
    /// What it is: camera, space, human, …
    pub kind: String,
    /// Its serial number.
    pub serial: String,
    /// What a person does.
    pub role: String,
    /// How to reach a person.
    pub phone: String,
    /// How many.
    pub qty: u32,
    /// How firmly.
    pub held: LockKind,
    /// A hold: the first moment at which it holds no more.
    pub expires: Option<Timestamp>,
    /// Why it will not be there.
    pub trouble: Option<Trouble>,
    /// A hold: somebody else has it for sure.
    pub is_taken: bool,
    /// The kit as whose part it is booked; empty for none.
    pub kit: String,
    /// When it last went out for the project.
    pub out: Option<Timestamp>,
    /// When it is due back.
    pub due: Option<Timestamp>,
    /// When it came back.
    pub back: Option<Timestamp>,
}

/// What somebody wants papers of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutingsOf {
    /// One sub-event first, then the others of its project on the same day.
    Event(super::id::EventId),
    /// The sub-events of a project.
    Project(ProjectId),
    /// What takes place in a branch, or in all that are reached, within `[from, to)`.
    Branch {
        /// Which; `None` for all.
        branch: Option<BranchId>,
        /// From when.
        from: Timestamp,
        /// Until when.
        to: Timestamp,
    },
    /// What a person (or any asset) is booked for within `[from, to)`.
    Asset {
        /// Which.
        asset: AssetId,
        /// From when.
        from: Timestamp,
        /// Until when.
        to: Timestamp,
    },
}

/// The sub-events that were found, and how many more there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outings {
    /// Earliest first.
    pub rows: Vec<Outing>,
    /// Whether there are others.
    pub more: bool,
}

impl Booked {
    /// Whether it is a person.
    #[must_use]
    pub fn is_person(&self) -> bool {
        self.kind == "human"
    }

    /// Whether it is a space.
    #[must_use]
    pub fn is_space(&self) -> bool {
        self.kind == "space"
    }

    /// Whether it needs a replacement, or another one has it.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        self.trouble.is_some() || self.is_taken
    }
}

impl Outing {
    /// Whether it does not take place any more.
    #[must_use]
    pub const fn is_off(&self) -> bool {
        matches!(self.status, ProjectStatus::Cancelled | ProjectStatus::Trashed)
    }
}

/// What a calendar file is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarOf {
    /// Every branch that is reached.
    Everything,
    /// A branch.
    Branch(BranchId),
    /// What a person, a space or a piece of gear is booked for.
    Asset(AssetId),
    /// A project.
    Project(ProjectId),
}

/// What stands in a calendar file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarScope {
    /// What it is about.
    pub of: CalendarOf,
    /// With what is over since so many days.
    pub past_days: u16,
    /// Whether phones of clients stand in it.
    pub phones: bool,
}

/// How far a calendar file looks ahead, in years.
const AHEAD: i32 = 3;

impl CalendarScope {
    /// Its time, `[from, to)`, in whole days: a file does not change by the hour.
    #[must_use]
    pub fn span(&self, now: Timestamp) -> (Timestamp, Timestamp) {
        let today = TimeZone::UTC.to_datetime(now).date();
        let at = |day: Option<jiff::civil::Date>, or: Timestamp| {
            day.and_then(|day| {
                TimeZone::UTC.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).ok()
            })
            .unwrap_or(or)
        };
        let from = today.checked_sub(i32::from(self.past_days).days()).ok();
        (at(from, Timestamp::MIN), at(today.checked_add(AHEAD.years()).ok(), Timestamp::MAX))
    }

    /// The sub-events that are asked for.
    #[must_use]
    pub fn outings(&self, now: Timestamp) -> OutingsOf {
        let (from, to) = self.span(now);
        match &self.of {
            CalendarOf::Everything => OutingsOf::Branch { branch: None, from, to },
            CalendarOf::Branch(id) => OutingsOf::Branch { branch: Some(id.clone()), from, to },
            CalendarOf::Asset(asset) => OutingsOf::Asset { asset: asset.clone(), from, to },
            CalendarOf::Project(id) => OutingsOf::Project(id.clone()),
        }
    }
}

/// A calendar file that is kept up to date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Id.
    pub id: FeedId,
    /// Where it lies.
    pub path: String,
    /// What stands in it.
    pub scope: CalendarScope,
    /// What it is about, in words.
    pub about: String,
}
