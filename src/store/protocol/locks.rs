//! Reading and writing locks, as plain data.

use super::{BranchScope, Cursor};
use crate::domain::booking::rules::{Needed, fields};
use crate::domain::booking::{Lock, LockKind};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{AssetId, BranchId, EventId, KitId, LockId, PackageId, ProjectId};
use crate::domain::role::Permission;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A lock that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedLock {
    /// The id that it shall have, for whoever must name it afterwards; `None`: a new one.
    pub id: Option<LockId>,
    /// What is wanted.
    pub asset: AssetId,
    /// For which time; `None`: that of the sub-event, with its buffers and its way there and back.
    pub needed: Option<Needed>,
    /// How many pieces, from 1 on.
    pub qty: u32,
    /// How firmly; `None`: as the project stands.
    pub kind: Option<LockKind>,
    /// A hold: the first moment at which it holds no more; `None`: in three days.
    pub expires: Option<Timestamp>,
    /// The kit as whose part it is wanted.
    pub kit: Option<KitId>,
}

impl WantedLock {
    /// One piece of an asset for a sub-event, as that and its project say.
    #[must_use]
    pub const fn of(asset: AssetId) -> Self {
        Self { id: None, asset, needed: None, qty: 1, kind: None, expires: None, kit: None }
    }
}

/// What shall become of a lock; `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockChange {
    /// Another asset in its place.
    pub asset: Option<AssetId>,
    /// From when it is needed, buffers apart.
    pub start: Option<Timestamp>,
    /// Until when it is needed, buffers apart.
    pub end: Option<Timestamp>,
    /// Seconds kept free before it.
    pub before: Option<u32>,
    /// Seconds kept free behind it.
    pub after: Option<u32>,
    /// How many pieces.
    pub qty: Option<u32>,
}

/// A whole booking: the project, its block of time, and what it takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBooking {
    /// In which branch.
    pub branch: BranchId,
    /// Values of the project by field (see `domain::project::fields`).
    pub project: FieldValues,
    /// Values of the sub-event by field (see `domain::project::event::fields`).
    pub event: FieldValues,
    /// The package that is booked: a quote is drafted from it.
    pub package: Option<PackageId>,
    /// What it takes.
    pub wanted: Vec<WantedLock>,
    /// How firmly: a firm booking is active at once.
    pub kind: LockKind,
    /// Until when holds hold; `None`: three days.
    pub hold_until: Option<Timestamp>,
}

/// A lock as it was read: a lock with another version by now is a conflict.
pub type LockAt = (LockId, i64);

/// A write about locks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingCommand {
    /// Books several things for a project, all or none.
    Lock {
        /// For which project.
        project: ProjectId,
        /// For which of its sub-events.
        event: Option<EventId>,
        /// What.
        wanted: Vec<WantedLock>,
    },
    /// Books everything that is in a kit for a project, all or none.
    LockKit {
        /// For which project.
        project: ProjectId,
        /// For which of its sub-events.
        event: Option<EventId>,
        /// Which kit.
        kit: KitId,
        /// For which time; `None`: that of the sub-event, with its buffers and its way there and back.
        needed: Option<Needed>,
    },
    /// Moves or stretches a lock, or puts another asset in its place.
    EditLock {
        /// Which.
        id: LockId,
        /// The version that was read.
        version: i64,
        /// What shall become of it.
        change: LockChange,
    },
    /// Frees what is booked, all or none.
    Release(Vec<LockAt>),
    /// Makes holds firm, or firm locks holds, all or none.
    SetKind {
        /// Which.
        locks: Vec<LockAt>,
        /// How firmly.
        kind: LockKind,
        /// Until when they hold, as holds; `None`: three days.
        expires: Option<Timestamp>,
    },
    /// Lets holds hold longer, or shorter; also such as have expired.
    Extend {
        /// Which.
        locks: Vec<LockAt>,
        /// The first moment at which they hold no more.
        until: Timestamp,
    },
    /// Opens a project with a sub-event and what is booked for it, all or nothing.
    Book(Box<NewBooking>),
}

impl BookingCommand {
    /// A word for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Lock { .. } => "book",
            Self::LockKit { .. } => "book kit",
            Self::EditLock { .. } => "edit lock",
            Self::Release(_) => "release locks",
            Self::SetKind { .. } => "set kind of locks",
            Self::Extend { .. } => "extend holds",
            Self::Book(_) => "new booking",
        }
    }

    /// The permission that the command needs; how far it must reach depends on the project.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Book(_) => Permission::CreateProjects,
            _ => Permission::EditProjects,
        }
    }
}

impl From<BookingCommand> for super::Command {
    fn from(command: BookingCommand) -> Self {
        Self::Bookings(command)
    }
}

/// Which locks are listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocksOf {
    /// Those of a project.
    Project(ProjectId),
    /// Those of an asset.
    Asset(AssetId),
    /// Those of branches.
    Branches(BranchScope),
}

/// A window of locks that reach into a time, earliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockQuery {
    /// Of what.
    pub of: LocksOf,
    /// From when; `None`: from ever.
    pub from: Option<Timestamp>,
    /// Until when, without this moment; `None`: for ever.
    pub until: Option<Timestamp>,
    /// Only holds that still hold.
    pub holds: OnlyHolds,
    /// Behind this place; `None` from the first on.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: u32,
}

/// Whether firm locks are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnlyHolds {
    /// Every lock.
    #[default]
    No,
    /// Only holds.
    Yes,
}

/// A lock with what it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockDetail {
    /// The lock.
    pub lock: Lock,
    /// Branch of its project.
    pub branch: BranchId,
    /// IANA zone of that branch, in which its times are said.
    pub zone: String,
    /// What the project is called.
    pub project_name: String,
    /// What the sub-event is called; empty without one.
    pub event_title: String,
    /// Serial number of the asset; empty without one.
    pub serial: String,
    /// The kit as whose part it is booked.
    pub kit: Option<KitId>,
}

impl LockDetail {
    /// The values by field, as conflicts and history name them.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let lock = &self.lock;
        let needed = lock.needed();
        let number = |n: u32| FieldValue::text(&n.to_string());
        let asset = FieldValue::Reference { id: lock.asset.to_string(), label: lock.asset_name.clone() };
        let pairs = [
            (fields::ASSET, asset),
            (fields::START, FieldValue::When(needed.start)),
            (fields::END, FieldValue::When(needed.end)),
            (fields::BUFFER_BEFORE, number(lock.before / 60)),
            (fields::BUFFER_AFTER, number(lock.after / 60)),
            (fields::QTY, number(lock.qty)),
            (fields::KIND, FieldValue::text(lock.kind.as_str())),
            (fields::EXPIRES, lock.expires.map_or(FieldValue::Empty, FieldValue::When)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}
