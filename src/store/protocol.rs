//! The vocabulary between the store and everybody else: plain data, no SQL, no handles.

use crate::domain::client::{Client, ClientStats};
use crate::domain::country::CountryCode;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{
    AssetId, AuditId, BranchId, ClientId, DraftId, InvoiceId, MergeId, NoteId, OrgId, ProjectId, SessionId,
    UserId,
};
use crate::domain::money::{Currency, Money};
use crate::domain::role::{Permission, Reach, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use super::error::StoreError;

// ---------------------------------------------------------------------------------------------------------------
// Who

/// Who asks, and from where. Roles are *not* in here: the store reads them from the database on every call, so a
/// forged actor gains nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person.
    pub user: UserId,
    /// The run of the program that asks; undo is per session.
    pub session: SessionId,
    /// The host: `tui`, `cli`, `ssh`, `sync`.
    pub host: String,
}

/// Which branches a list covers. The store narrows it to what the actor may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BranchScope {
    /// Every branch that the actor may see.
    #[default]
    All,
    /// One branch.
    One(BranchId),
}

// ---------------------------------------------------------------------------------------------------------------
// Pages

/// A place in an ordered list: the sort values and id of a row. Opaque outside the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(pub Vec<CursorPart>);

/// One value of a [`Cursor`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CursorPart {
    /// An integer.
    Int(i64),
    /// A text.
    Text(String),
}

/// Where a page starts. Rows always come back in list order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageFrom {
    /// The first rows.
    #[default]
    Start,
    /// The last rows.
    End,
    /// The rows behind this place, without it.
    After(Cursor),
    /// The rows before this place, without it.
    Before(Cursor),
    /// The rows from this place on, with it (if it still exists).
    At(Cursor),
}

/// Which rows of a list, in which order, and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuery {
    /// Which branches.
    pub scope: BranchScope,
    /// What was typed into the search line; empty for all.
    pub text: String,
    /// A filter by name, from [`ListKind::filters`]; empty for the list's usual rows.
    pub filter: String,
    /// A sort order by name, from [`ListKind::sorts`]; empty for the list's usual order. Ignored while `text` is
    /// not empty: the best hits come first.
    pub sort: String,
    /// Where the page starts.
    pub from: PageFrom,
    /// At most so many rows.
    pub limit: u32,
}

/// How many rows there are, as far as it is cheap to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Exactly so many.
    Exact(u64),
    /// So many or more.
    AtLeast(u64),
}

/// A window of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows, in list order.
    pub rows: Vec<T>,
    /// Whether rows come before the first one.
    pub more_before: bool,
    /// Whether rows come behind the last one.
    pub more_after: bool,
    /// How many rows match the query.
    pub matching: Count,
    /// How many rows the list has without a search.
    pub total: Count,
    /// Set while the search index is still being built: the share done, 0 to 99 percent.
    pub indexing: Option<u8>,
}

/// A row of a list: it has an identity and a place.
pub trait Row: Clone + Send + 'static {
    /// The row's id: selection goes by it.
    fn id(&self) -> &str;
    /// The row's place in the order that was asked for.
    fn cursor(&self) -> &Cursor;
}

/// Which list; its filters and sort orders are named here so that screens and the CLI offer the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListKind {
    /// Projects by date: the calendar's agenda.
    Agenda,
    /// Clients.
    Clients,
    /// Projects, newest first.
    Projects,
    /// Invoices, newest first.
    Invoices,
    /// Assets by name.
    Assets,
    /// The audit log, newest first.
    Audit,
}

/// A choice in a filter or sort menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListChoice {
    /// The name that [`ListQuery`] takes.
    pub name: &'static str,
    /// What a person reads.
    pub label: &'static str,
}

impl ListKind {
    /// The filters that the list knows; the first is the usual one.
    #[must_use]
    pub const fn filters(self) -> &'static [ListChoice] {
        match self {
            Self::Agenda => {
                &[ListChoice { name: "", label: "upcoming" }, ListChoice { name: "past", label: "past" }]
            }
            Self::Clients => &[
                ListChoice { name: "", label: "active" },
                ListChoice { name: "archived", label: "archived" },
                ListChoice { name: "follow_up", label: "to follow up" },
            ],
            Self::Projects => &[
                ListChoice { name: "", label: "all" },
                ListChoice { name: "inquiry", label: "inquiry" },
                ListChoice { name: "active", label: "active" },
                ListChoice { name: "shooting", label: "shooting" },
                ListChoice { name: "editing", label: "editing" },
                ListChoice { name: "completed", label: "completed" },
                ListChoice { name: "archived", label: "archived" },
                ListChoice { name: "cancelled", label: "cancelled" },
                ListChoice { name: "trashed", label: "trashed" },
            ],
            Self::Invoices => &[
                ListChoice { name: "", label: "all" },
                ListChoice { name: "draft", label: "draft" },
                ListChoice { name: "issued", label: "issued" },
                ListChoice { name: "paid", label: "paid" },
                ListChoice { name: "overdue", label: "overdue" },
                ListChoice { name: "void", label: "void" },
            ],
            Self::Assets => &[
                ListChoice { name: "", label: "all" },
                ListChoice { name: "available", label: "available" },
                ListChoice { name: "maintenance", label: "maintenance" },
                ListChoice { name: "lost", label: "lost" },
                ListChoice { name: "in_transit", label: "in transit" },
                ListChoice { name: "retired", label: "retired" },
            ],
            Self::Audit => &[
                ListChoice { name: "", label: "all" },
                ListChoice { name: "high", label: "high severity" },
                ListChoice { name: "medium", label: "medium severity" },
            ],
        }
    }

    /// The sort orders that the list knows; the first is the usual one.
    #[must_use]
    pub const fn sorts(self) -> &'static [ListChoice] {
        match self {
            Self::Clients => &[
                ListChoice { name: "", label: "name" },
                ListChoice { name: "newest", label: "newest first" },
                ListChoice { name: "spent", label: "spent most first" },
            ],
            Self::Agenda => &[ListChoice { name: "", label: "date" }],
            Self::Projects | Self::Audit => &[ListChoice { name: "", label: "newest first" }],
            Self::Invoices => &[ListChoice { name: "", label: "newest first" }],
            Self::Assets => &[ListChoice { name: "", label: "name" }],
        }
    }
}

macro_rules! rows {
    ($($name:ident),* $(,)?) => {$(
        impl Row for $name {
            fn id(&self) -> &str { self.id.as_str() }
            fn cursor(&self) -> &Cursor { &self.cursor }
        }
    )*};
}
rows!(AgendaRow, ClientRow, ProjectRow, InvoiceRow, AssetRow, AuditRow);

/// A client in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    /// Id.
    pub id: ClientId,
    /// The branch that the client belongs to.
    pub branch: BranchId,
    /// Name as typed.
    pub name: String,
    /// Phone as typed.
    pub phone: String,
    /// Tags, without `#`.
    pub tags: Vec<String>,
    /// When the latest project that was not cancelled starts or started.
    pub last_shoot: Option<Timestamp>,
    /// Paid minus refunded.
    pub spent: Money,
    /// Whether the client is archived.
    pub archived: bool,
    /// Place in the list.
    pub cursor: Cursor,
}

/// A project on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaRow {
    /// Id.
    pub id: ProjectId,
    /// The branch.
    pub branch: BranchId,
    /// The project's title, or its kind, or "Project".
    pub title: String,
    /// The client's name.
    pub client: String,
    /// Status as stored.
    pub status: String,
    /// Start.
    pub start: Timestamp,
    /// Where, if known.
    pub location: String,
    /// Place in the list.
    pub cursor: Cursor,
}

/// A project in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRow {
    /// Id.
    pub id: ProjectId,
    /// The branch.
    pub branch: BranchId,
    /// Title.
    pub title: String,
    /// The client's name.
    pub client: String,
    /// Status as stored.
    pub status: String,
    /// Start, if dated.
    pub start: Option<Timestamp>,
    /// Place in the list.
    pub cursor: Cursor,
}

/// An invoice in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceRow {
    /// Id.
    pub id: InvoiceId,
    /// The branch.
    pub branch: BranchId,
    /// The number, once issued by us.
    pub number: Option<String>,
    /// The client's name; empty for an anonymous counter sale.
    pub client: String,
    /// Type as stored.
    pub kind: String,
    /// Status as stored.
    pub status: String,
    /// Total.
    pub total: Money,
    /// When it was issued.
    pub issued: Option<Timestamp>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Place in the list.
    pub cursor: Cursor,
}

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
    /// Place in the list.
    pub cursor: Cursor,
}

/// An audit entry in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Id.
    pub id: AuditId,
    /// When.
    pub at: Option<Timestamp>,
    /// Who: a name, else the email, else the id.
    pub actor: String,
    /// What, e.g. `client.edited`.
    pub event: String,
    /// Severity as stored.
    pub severity: String,
    /// What it was about, e.g. `clients cli_…`; empty when unknown.
    pub entity: String,
    /// Place in the list.
    pub cursor: Cursor,
}

// ---------------------------------------------------------------------------------------------------------------
// Reads

/// A read. Every variant names the permission it needs in [`Query::permission`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// The organization, its branches, and what the actor may do.
    Workspace,
    /// A page of a list.
    List(ListKind, ListQuery),
    /// One client with everything that the detail pane shows.
    Client(ClientId),
    /// One project.
    Project(ProjectId),
    /// One invoice.
    Invoice(InvoiceId),
    /// One asset.
    Asset(AssetId),
    /// One audit entry.
    Audit(AuditId),
    /// Clients that look like the one being typed: same phone or close name.
    Duplicates {
        /// In which branch.
        branch: BranchId,
        /// Name as typed so far.
        name: String,
        /// Phone as typed so far.
        phone: String,
        /// The client being edited, who is no duplicate of themself.
        except: Option<ClientId>,
    },
    /// What merging two clients would do.
    MergePreview {
        /// Who stays.
        keep: ClientId,
        /// Who goes.
        gone: ClientId,
    },
    /// Records to refer to, by what was typed: the reference picker.
    References {
        /// Which kind.
        kind: ListKind,
        /// In which branches.
        scope: BranchScope,
        /// What was typed; empty for the first ones.
        text: String,
    },
    /// Tags in use that start like this, most used first.
    Tags {
        /// In which branches.
        scope: BranchScope,
        /// How it starts.
        prefix: String,
    },
    /// Every audit entry about one row, newest first.
    History(RowRef),
    /// The actor's drafts of forms that were never saved.
    Drafts,
}

/// The answer to a [`Query`] of the same name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// See [`Query::Workspace`].
    Workspace(Box<Workspace>),
    /// A page of the agenda.
    Agenda(Page<AgendaRow>),
    /// A page of clients.
    Clients(Page<ClientRow>),
    /// A page of projects.
    Projects(Page<ProjectRow>),
    /// A page of invoices.
    Invoices(Page<InvoiceRow>),
    /// A page of assets.
    Assets(Page<AssetRow>),
    /// A page of the audit log.
    AuditLog(Page<AuditRow>),
    /// See [`Query::Client`].
    Client(Box<ClientDetail>),
    /// One project, invoice, asset or audit entry, as labelled facts and sections.
    Record(Box<RecordDetail>),
    /// See [`Query::Duplicates`].
    Duplicates(Vec<DuplicateHint>),
    /// See [`Query::MergePreview`].
    MergePreview(Box<MergePreview>),
    /// See [`Query::References`].
    References(Vec<ReferenceHit>),
    /// See [`Query::Tags`].
    Tags(Vec<String>),
    /// See [`Query::History`].
    History(Vec<HistoryEntry>),
    /// See [`Query::Drafts`].
    Drafts(Vec<FormDraft>),
}

/// The frame around everything: whose studio, which branches, who am I.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// `None` while nothing is set up: onboarding is due.
    pub organization: Option<Organization>,
    /// The branches that the actor may see, by name.
    pub branches: Vec<Branch>,
    /// The actor, once there is one.
    pub me: Option<Person>,
    /// Whether this person can write at all: `false` on a read-only file.
    pub writable: bool,
}

/// The organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Id.
    pub id: OrgId,
    /// Name.
    pub name: String,
}

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Id.
    pub id: BranchId,
    /// Name.
    pub name: String,
    /// Country: the region of phones typed without a prefix.
    pub country: Option<CountryCode>,
    /// Currency of its money.
    pub currency: Currency,
    /// IANA time zone, e.g. `Asia/Kolkata`.
    pub zone: String,
}

/// A person with their rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Id.
    pub id: UserId,
    /// Name, else email, else id.
    pub name: String,
    /// Roles that grant something.
    pub roles: Vec<Role>,
    /// Home branch, if tied to one.
    pub branch: Option<BranchId>,
    /// What the roles permit, and how far.
    pub rights: Vec<(Permission, Reach)>,
}

impl Person {
    /// Whether this person may, at all.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.rights.iter().any(|(p, _)| *p == permission)
    }
}

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

/// A record of a tab that shows labelled facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDetail {
    /// The row.
    pub row: RowRef,
    /// Heading.
    pub title: String,
    /// Under the heading.
    pub subtitle: String,
    /// Status as stored; empty if the record has none.
    pub status: String,
    /// Labelled values.
    pub facts: Vec<(String, FieldValue)>,
    /// Lists under headings: (heading, lines).
    pub sections: Vec<(String, Vec<SectionLine>)>,
}

/// A line of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionLine {
    /// When, if dated.
    pub at: Option<Timestamp>,
    /// In words.
    pub text: String,
    /// Status as stored, or empty.
    pub status: String,
    /// The amount, if it has one.
    pub amount: Option<Money>,
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

/// A record that a reference field can take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceHit {
    /// Id.
    pub id: String,
    /// What to show.
    pub label: String,
    /// Dim second part, e.g. the phone.
    pub note: String,
}

/// An audit entry about one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The entry.
    pub id: AuditId,
    /// When.
    pub at: Option<Timestamp>,
    /// Who.
    pub actor: String,
    /// What, e.g. `client.edited`.
    pub event: String,
    /// Field, before, after; personal values are gone after an erasure.
    pub changes: Vec<(String, String, String)>,
}

/// A form that was never saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormDraft {
    /// Id: made by whoever opens the form.
    pub id: DraftId,
    /// Which form, e.g. `client`.
    pub form: String,
    /// The row being edited with the version that was read; `None` for a new one.
    pub editing: Option<(RowRef, i64)>,
    /// A label to offer it by, e.g. "New client · Priya".
    pub label: String,
    /// What the form held when it was opened.
    pub base: FieldValues,
    /// What was typed, as text by field: also what does not parse yet.
    pub typed: Vec<(FieldKey, String)>,
    /// When it was kept last.
    pub saved_at: Timestamp,
}

// ---------------------------------------------------------------------------------------------------------------
// Writes

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
    /// Takes back the session's last undoable command.
    Undo,
    /// Does again what was undone last.
    Redo,
    /// Keeps a form's draft. Not audited, not undoable.
    SaveDraft(FormDraft),
    /// Forgets a draft.
    DropDraft(DraftId),
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// One line for the person, e.g. "Saved Priya Sharma".
    pub message: String,
    /// The row that was made or changed, if it is one.
    pub row: Option<RowRef>,
    /// Whether `u` takes it back.
    pub undoable: bool,
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
    /// `packages`
    Packages,
    /// `assets`
    Assets,
    /// `media_objects`
    MediaObjects,
    /// `invoices`
    Invoices,
    /// `transactions`
    Transactions,
    /// `messages`
    Messages,
    /// `notifications`
    Notifications,
    /// `audit_logs`
    AuditLogs,
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
