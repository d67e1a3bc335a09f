//! Writes, what they did, and what moved.

use super::{
    BillingCommand, BookingCommand, CustodyCommand, FeedCommand, FormDraft, InventoryCommand, InvoiceCommand,
    KitCommand, MediaCommand, PackageCommand, PaymentCommand, ProjectCommand, QuoteCommand, StageDone,
    TaskCommand,
};
use crate::domain::country::CountryCode;
use crate::domain::field::FieldValues;
use crate::domain::id::{BranchId, ClientId, DraftId, MergeId, NoteId, ProjectId, SessionId};
use crate::domain::money::Currency;
use serde::{Deserialize, Serialize};

/// A write. Every variant names the permission it needs in [`Command::permission`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Makes the organization, its first branch and its owner. Only on a database without users.
    SetUp(SetUp),
    /// Makes a client.
    CreateClient {
        /// In which branch.
        branch: BranchId,
        /// Values by field (see `domain::client::fields`).
        values: FieldValues,
    },
    /// Changes a client: only the fields in which `values` differs from `base`.
    EditClient {
        /// Who.
        id: ClientId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Adds and removes tags on several clients.
    TagClients {
        /// Who.
        ids: Vec<ClientId>,
        /// Tags to add.
        add: Vec<String>,
        /// Tags to remove.
        remove: Vec<String>,
    },
    /// Notes something on a client, dated now.
    AddClientNote {
        /// Who.
        client: ClientId,
        /// What.
        body: String,
    },
    /// Takes a note away.
    DeleteClientNote(NoteId),
    /// Takes clients out of the usual list.
    ArchiveClients(Vec<ClientId>),
    /// Puts archived clients back.
    RestoreClients(Vec<ClientId>),
    /// Makes two clients one.
    MergeClients {
        /// Who stays, and the version that was previewed.
        keep: (ClientId, i64),
        /// Who goes, and the version that was previewed.
        gone: (ClientId, i64),
        /// The values that the one that stays shall have.
        values: FieldValues,
    },
    /// Takes a merge back.
    UnmergeClients(MergeId),
    /// Erases a client's personal data everywhere, for good. Invoices and payments stay.
    EraseClient {
        /// Who.
        id: ClientId,
        /// The client's name, typed again by the person who erases.
        confirm: String,
    },
    /// Writes about packages and their templates.
    Packages(PackageCommand),
    /// Writes about tasks and their templates.
    Tasks(TaskCommand),
    /// Writes about projects and what hangs on them.
    Projects(ProjectCommand),
    /// Writes about quotes.
    Quotes(QuoteCommand),
    /// Writes about the inventory.
    Inventory(InventoryCommand),
    /// Writes about who has what.
    Custody(CustodyCommand),
    /// Writes about kits.
    Kits(KitCommand),
    /// Writes about what is booked.
    Bookings(BookingCommand),
    /// Writes about how branches bill.
    Billing(BillingCommand),
    /// Writes about invoices.
    Invoices(InvoiceCommand),
    /// Writes about money that came in or was given back. None of them is undone.
    Payments(PaymentCommand),
    /// Writes about the files of projects.
    Media(MediaCommand),
    /// Writes about calendar files that are kept up to date.
    Feeds(FeedCommand),
    /// Writes a message on a project. It cannot be taken back.
    PostMessage {
        /// On which project; one that is still an inquiry is a lead.
        project: ProjectId,
        /// What.
        body: String,
    },
    /// Records that something was sent about a project.
    RecordNotification {
        /// About which project.
        project: ProjectId,
        /// Values by field (see `domain::notification::fields`).
        values: FieldValues,
    },
    /// Takes back the session's last undoable command.
    Undo,
    /// Does again what was undone last.
    Redo,
    /// Keeps a form's draft. Not audited, not undoable.
    SaveDraft(FormDraft),
    /// Forgets a draft.
    DropDraft(DraftId),
}

impl From<MediaCommand> for Command {
    fn from(command: MediaCommand) -> Self {
        Self::Media(command)
    }
}

impl From<FeedCommand> for Command {
    fn from(command: FeedCommand) -> Self {
        Self::Feeds(command)
    }
}

impl From<TaskCommand> for Command {
    fn from(command: TaskCommand) -> Self {
        Self::Tasks(command)
    }
}

impl From<QuoteCommand> for Command {
    fn from(command: QuoteCommand) -> Self {
        Self::Quotes(command)
    }
}

impl From<ProjectCommand> for Command {
    fn from(command: ProjectCommand) -> Self {
        Self::Projects(command)
    }
}

/// The four answers of onboarding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// The organization's name.
    pub organization: String,
    /// The first branch's name.
    pub branch: String,
    /// Where it is.
    pub country: CountryCode,
    /// What it charges in.
    pub currency: Currency,
    /// IANA time zone.
    pub zone: String,
    /// The owner's name.
    pub owner: String,
}

/// What a command did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// One line for the person, e.g. "Saved Priya Sharma".
    pub message: String,
    /// The row that was made or changed, if it is one.
    pub row: Option<RowRef>,
    /// Whether `u` takes it back as things are; of an undo, whether `U` does it again.
    pub undoable: bool,
    /// Why `u` cannot take it back yet, where that may change: what had the booking is under repair, say.
    pub undo_waits: Option<String>,
    /// What whoever did it should know beside: that it lies over a hold of others, say. A sentence each, without a full stop.
    pub remarks: Vec<String>,
    /// A project that may go on to its next status, because the last task of the one where it stands was done.
    pub offers: Option<StageDone>,
    /// How many bookings need a replacement because of it.
    pub displaced: u64,
}

impl Outcome {
    /// Its remarks, without those on other things than the one of this name.
    #[must_use]
    pub fn remarks_on(&self, name: &str) -> Vec<String> {
        let named = format!("{name} is ");
        // A remark that is on no one thing begins with an article.
        let is_on = |remark: &&String| remark.starts_with(&named) || remark.starts_with("the ");
        self.remarks.iter().filter(is_on).cloned().collect()
    }
}

/// Tables that commands write and changes name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// `organizations`
    Organizations,
    /// `branches`
    Branches,
    /// `users`
    Users,
    /// `clients`
    Clients,
    /// `client_notes`
    ClientNotes,
    /// `client_merges`
    ClientMerges,
    /// `projects`
    Projects,
    /// `project_events`
    ProjectEvents,
    /// `event_series`
    EventSeries,
    /// `project_tasks`
    ProjectTasks,
    /// `task_templates`
    TaskTemplates,
    /// `quotes`
    Quotes,
    /// `quote_items`
    QuoteItems,
    /// `packages`
    Packages,
    /// `package_templates`
    PackageTemplates,
    /// `assets`
    Assets,
    /// `booking_locks`
    BookingLocks,
    /// `asset_maintenance`
    AssetMaintenance,
    /// `asset_custody`
    AssetCustody,
    /// `asset_transfers`
    AssetTransfers,
    /// `kits`
    Kits,
    /// `kit_assets`
    KitAssets,
    /// `media_objects`
    MediaObjects,
    /// `invoices`
    Invoices,
    /// `invoice_items`
    InvoiceItems,
    /// `transactions`
    Transactions,
    /// `messages`
    Messages,
    /// `notifications`
    Notifications,
    /// `audit_logs`
    AuditLogs,
    /// `calendar_feeds`
    CalendarFeeds,
    /// `form_drafts`
    FormDrafts,
}

/// Names one row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RowRef {
    /// The table.
    pub table: Table,
    /// The row's id.
    pub id: String,
}

/// "These rows moved": broadcast after every commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A command of this process.
    Rows {
        /// The rows that moved.
        rows: Vec<RowRef>,
        /// The session that moved them.
        by: SessionId,
    },
    /// Another process committed something: anything may have moved.
    Elsewhere,
    /// The search index caught up with the rows.
    Searchable,
}

/// A rule that refused, with what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What was refused and why.
    pub message: String,
    /// What to do next.
    #[serde(skip)]
    pub hint: &'static str,
}

/// A row that moved under an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The row.
    pub row: RowRef,
    /// What the person knows it by.
    pub label: String,
    /// Who changed it last, as far as the audit log knows; else "someone else".
    pub changed_by: String,
    /// The version that is stored now: resolve against it.
    pub version: i64,
    /// The values that are stored now.
    pub theirs: FieldValues,
}
