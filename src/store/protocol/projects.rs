//! One project as it is shown: the record, and what hangs on it.

use super::Stored;
use crate::domain::booking::Lock;
use crate::domain::field::FieldValues;
use crate::domain::id::{
    BranchId, EventId, InvoiceId, MediaId, MessageId, NotificationId, ProjectId, QuoteId, TaskId,
};
use crate::domain::money::{Currency, Money};
use crate::domain::project::event::SubEvent;
use crate::domain::project::{Project, ProjectStatus};
use crate::domain::role::Permission;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The first lines of a section, and how many there are beyond them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines<T> {
    /// The first ones.
    pub rows: Vec<T>,
    /// How many more there are; counted up to four hundred, files to the last one.
    pub more: u64,
}

impl<T> Default for Lines<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), more: 0 }
    }
}

/// Everything that the project detail shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectDetail {
    /// The record.
    pub project: Project,
    /// Name of the project's branch.
    pub branch_name: String,
    /// IANA zone of the project's branch: what its times are said in.
    pub zone: String,
    /// The client's phone as typed.
    pub phone: String,
    /// Its sub-events, earliest first.
    pub events: Lines<SubEvent>,
    /// What is booked for it, earliest first.
    pub locks: Lines<Lock>,
    /// Its quotes, newest first.
    pub quotes: Lines<QuoteLine>,
    /// Its tasks: open ones first, by stage and place.
    pub tasks: Lines<TaskLine>,
    /// The last of its messages, the newest last; what is beyond them was before. Empty for whoever may not read them.
    pub messages: Lines<MessageLine>,
    /// Its files, newest first. Empty for whoever may not see them.
    pub media: Lines<MediaLine>,
    /// How much room all of its files take, by type.
    pub storage: Vec<Stored>,
    /// What was sent about it, newest first. Empty for whoever may not see it.
    pub notifications: Lines<NotificationLine>,
    /// Its money; `None` for whoever may not see it.
    pub money: Option<MoneySummary>,
}

/// A quote in a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Id.
    pub id: QuoteId,
    /// Status as shown: a sent one whose time is over is `expired`.
    pub status: String,
    /// What was quoted: the package's name, else empty.
    pub package: String,
    /// The sum to pay.
    pub total: Money,
    /// What must be paid before the project is booked; zero for nothing.
    pub advance: Money,
    /// The first moment at which it has expired.
    pub valid_until: Option<Timestamp>,
    /// When it was made.
    pub created: Option<Timestamp>,
}

/// A task in a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskLine {
    /// Id.
    pub id: TaskId,
    /// What is to be done.
    pub title: String,
    /// The project status that it belongs to.
    pub stage: String,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Whose it is; empty for nobody's.
    pub assignee: String,
    /// When it was done.
    pub done: Option<Timestamp>,
    /// Points of its checklist: (done, all).
    pub checklist: (u32, u32),
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

/// A message in a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageLine {
    /// Id.
    pub id: MessageId,
    /// When.
    pub at: Option<Timestamp>,
    /// Who wrote it.
    pub sender: String,
    /// What.
    pub text: String,
    /// How many files hang on it.
    pub attachments: u32,
    /// What it was written on, as stored: `lead`, `project`.
    pub scope: String,
}

/// A file of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaLine {
    /// Id.
    pub id: MediaId,
    /// What it is called; empty when only its path is known.
    pub title: String,
    /// Where it lies.
    pub path: String,
    /// Type as stored.
    pub kind: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Watermark as stored: `proof`, `clean`.
    pub watermark: String,
    /// When it was put there.
    pub at: Option<Timestamp>,
}

/// Something that was sent to a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationLine {
    /// Id.
    pub id: NotificationId,
    /// Type as stored.
    pub kind: String,
    /// Channel as stored.
    pub channel: String,
    /// What it cost the studio.
    pub cost: Money,
    /// Whether it stands on an overage statement.
    pub billed: bool,
    /// A remark.
    pub note: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// The money of a project in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneySums {
    /// The sum of the accepted quotes, if any was accepted.
    pub quoted: Option<Money>,
    /// Invoiced, less credit notes; drafts and void ones do not count.
    pub invoiced: Money,
    /// Paid less refunded.
    pub paid: Money,
    /// Invoiced and not yet paid.
    pub open: Money,
}

impl MoneySums {
    /// Nothing, in a currency.
    #[must_use]
    pub const fn none(currency: Currency) -> Self {
        let zero = Money { minor: 0, currency };
        Self { quoted: None, invoiced: zero, paid: zero, open: zero }
    }
}

/// The money of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneySummary {
    /// Sums by currency, which are never added to one another: the branch's first, which is always there, then others
    /// by code.
    pub sums: Vec<MoneySums>,
    /// Its invoices, newest first.
    pub invoices: Lines<InvoiceLine>,
}

/// An invoice of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// Id.
    pub id: InvoiceId,
    /// Its number, once issued by us.
    pub number: Option<String>,
    /// Type as stored.
    pub kind: String,
    /// Status as stored.
    pub status: String,
    /// Total.
    pub total: Money,
    /// When it was issued.
    pub issued: Option<Timestamp>,
}

impl ProjectDetail {
    /// The record's id.
    #[must_use]
    pub const fn id(&self) -> &ProjectId {
        &self.project.id
    }
}

/// Which dates of a series are meant, beside the one that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesScope {
    /// Those that come after it.
    Following,
    /// All of them.
    All,
}

/// A write about projects and what hangs on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectCommand {
    /// Opens a project; it starts as an inquiry.
    Create {
        /// In which branch.
        branch: BranchId,
        /// Values by field (see `domain::project::fields`).
        values: FieldValues,
    },
    /// Changes a project: only the fields in which `values` differs from `base`.
    Edit {
        /// Which.
        id: ProjectId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Moves a project to another status.
    Move {
        /// Which.
        id: ProjectId,
        /// The status that was read; a project that has another one by now is a conflict.
        from: ProjectStatus,
        /// Where it shall go.
        to: ProjectStatus,
        /// Why; every move but the one forward needs it.
        reason: String,
    },
    /// Throws a project away; it can be restored until it is purged.
    Trash {
        /// Which.
        id: ProjectId,
        /// Why.
        reason: String,
    },
    /// Takes a project out of the trash, to where it was.
    Restore(ProjectId),
    /// Removes a project whose time in the trash is over, with everything that hangs on it, for good. One with invoices is
    /// kept.
    Purge {
        /// Which.
        id: ProjectId,
        /// What the project is called, typed again by the person who purges.
        confirm: String,
    },
    /// Adds a sub-event.
    AddEvent {
        /// To which project.
        project: ProjectId,
        /// Values by field (see `domain::project::event::fields`).
        values: FieldValues,
    },
    /// Changes a sub-event: only the fields in which `values` differs from `base`.
    EditEvent {
        /// Which.
        id: EventId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Changes several dates of a series: the fields in which `values` differs from `base`, on each of them.
    EditSeries {
        /// The date that was edited.
        id: EventId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
        /// Which dates.
        scope: SeriesScope,
    },
    /// Takes several dates of a series away.
    RemoveSeries {
        /// One of the dates.
        id: EventId,
        /// The version that was read.
        version: i64,
        /// Which dates.
        scope: SeriesScope,
    },
    /// Takes a sub-event away; of a series, only this date.
    RemoveEvent {
        /// Which.
        id: EventId,
        /// The version that was read; a sub-event that has another one by now is a conflict.
        version: i64,
    },
}

impl ProjectCommand {
    /// A word for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create project",
            Self::Edit { .. } => "edit project",
            Self::Move { .. } => "move project",
            Self::Trash { .. } => "trash project",
            Self::Restore(_) => "restore project",
            Self::Purge { .. } => "purge project",
            Self::AddEvent { .. } => "add sub-event",
            Self::EditEvent { .. } => "edit sub-event",
            Self::EditSeries { .. } => "edit series",
            Self::RemoveSeries { .. } => "remove series",
            Self::RemoveEvent { .. } => "remove sub-event",
        }
    }

    /// The permission that the command needs; how far it must reach depends on the project.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Create { .. } => Permission::CreateProjects,
            Self::Edit { .. }
            | Self::AddEvent { .. }
            | Self::EditEvent { .. }
            | Self::EditSeries { .. }
            | Self::RemoveSeries { .. }
            | Self::RemoveEvent { .. } => Permission::EditProjects,
            Self::Move { .. } => Permission::MoveProjects,
            Self::Trash { .. } | Self::Restore(_) | Self::Purge { .. } => Permission::TrashProjects,
        }
    }
}
