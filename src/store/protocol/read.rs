//! Reads and their answers.

use super::{
    AgendaRow, AssetDetail, AssetRow, AuditRow, BranchScope, BranchStorage, ClientDetail, ClientRow, Cursor,
    DuplicateHint, ImportSummary, InvoiceRow, ListKind, ListQuery, MediaDetail, MediaPage, MergePreview,
    MessageLine, NotificationLine, NotificationRow, PackageDetail, PackageRow, PackageTemplateDetail,
    PackageTemplateRow, Page, ProjectDetail, ProjectRow, Purgeable, RowRef, Slice, Table, TaskDetail,
    TaskRow, TaskTemplateDetail, TaskTemplateRow, Transfers, Workspace,
};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{
    AssetId, AuditId, BranchId, ClientId, DraftId, EventId, InvoiceId, KitId, LockId, MediaId,
    NotificationId, PackageId, PackageTemplateId, ProjectId, QuoteId, TaskId, TaskTemplateId,
};
use crate::domain::media::{Folder, ScanDiff};
use crate::domain::money::{Currency, Money};
use crate::domain::paper::{Feed, Outings, OutingsOf};
use crate::domain::project::event::SubEvent;
use crate::domain::quote::Quote;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A read. Every variant names the permission it needs in [`Query::permission`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Query {
    /// The organization, its branches, and what the actor may do.
    Workspace,
    /// A page of a list.
    List(ListKind, ListQuery),
    /// A page of a list around one of its rows, by id, wherever that stands: as many rows before it as from it on.
    /// Place and search of the query play no part. [`StoreError::NotFound`](super::StoreError::NotFound) when the
    /// list, with this scope and filter, does not have the row.
    Around(ListKind, ListQuery, String),
    /// One client with everything that the detail pane shows.
    Client(ClientId),
    /// One project with everything that the detail pane shows.
    Project(ProjectId),
    /// Projects of some branches whose time in the trash is over, oldest first: those that can go, then those that are kept.
    Purgeable(BranchScope),
    /// What a purge of one project would do: answered as [`Reply::Purgeable`] with that one.
    Purge(ProjectId),
    /// One quote with its lines.
    Quote(QuoteId),
    /// One sub-event of a project.
    SubEvent(EventId),
    /// Sub-events with everything that papers say of them.
    Outings(OutingsOf),
    /// The calendar files that are kept up to date.
    Feeds,
    /// The blocks of some days.
    Calendar(super::CalendarQuery),
    /// People and spaces that the calendar can be narrowed to, by what was typed: answered as [`Reply::References`].
    Bookable {
        /// In which branches.
        scope: BranchScope,
        /// The type of asset: `human` or `space`.
        asset_type: String,
        /// What was typed; empty for all.
        text: String,
    },
    /// People of the studio whom a field can name, by what was typed: answered as [`Reply::References`].
    People {
        /// In which branches; whoever is tied to none counts everywhere.
        scope: BranchScope,
        /// What was typed; empty for all.
        text: String,
    },
    /// A window of a project's messages, newest first.
    Messages {
        /// Of which project.
        project: ProjectId,
        /// Behind this place; `None` from the newest on.
        after: Option<Cursor>,
        /// At most so many.
        limit: u32,
    },
    /// A window of a project's files, newest first.
    Media {
        /// Of which project.
        project: ProjectId,
        /// Behind this place; `None` from the newest on.
        after: Option<Cursor>,
        /// At most so many.
        limit: u32,
    },
    /// One file.
    MediaFile(MediaId),
    /// What a scan of a folder would change.
    MediaScan {
        /// Of which project.
        project: ProjectId,
        /// What lies there.
        folder: Folder,
    },
    /// How much room the files of branches take.
    Storage(BranchScope),
    /// A window of what was sent about a project, newest first.
    Sent {
        /// About which project.
        project: ProjectId,
        /// Behind this place; `None` from the newest on.
        after: Option<Cursor>,
        /// At most so many.
        limit: u32,
    },
    /// One notification of the outbox.
    Notification(NotificationId),
    /// One invoice.
    Invoice(InvoiceId),
    /// A window of invoices by what they are about, newest first.
    InvoicesBy(Box<super::InvoiceFilter>),
    /// How branches bill.
    Billing(BranchScope),
    /// Payments and refunds, newest first.
    Payments(Box<super::PaymentFilter>),
    /// One invoice with its lines, what it comes to and why; a draft as it would be issued now.
    InvoiceDetail(InvoiceId),
    /// How complete the series of numbers are.
    Series(BranchScope),
    /// Sums of what was invoiced and paid.
    Report(Box<super::ReportQuery>),
    /// One asset with everything that the detail pane shows.
    Asset(AssetId),
    /// What is on its way from or to branches that the actor runs, newest first.
    Transfers(BranchScope),
    /// What stands in the way of wanted locks, each by itself.
    Obstacles(Vec<super::Want>),
    /// A window of assets, with what is booked of each in a time.
    Timeline(super::TimelineQuery),
    /// Everything about one block of the timeline or of the calendar.
    Block(super::BlockId),
    /// Who had an asset, the last one first.
    Custody {
        /// Which asset.
        asset: AssetId,
        /// At most so many links of the chain.
        limit: u32,
    },
    /// What is out: answered as [`Reply::Custody`], what is due first coming first.
    Outstanding {
        /// Of which branches.
        scope: BranchScope,
        /// All of it, or what is late.
        which: super::Outstanding,
        /// At most so many; with none it is only counted.
        limit: u32,
    },
    /// The gear of a project: what is booked for it and what is out for it.
    GearList {
        /// Of which project.
        project: ProjectId,
        /// Of which of its sub-events; `None` for all of it.
        event: Option<EventId>,
    },
    /// What has this serial number.
    Scan {
        /// In which branches.
        scope: BranchScope,
        /// The number as it was scanned or typed.
        serial: String,
    },
    /// Some assets with who has them: answered as [`Reply::Scanned`], in the order in which they were named.
    Things(Vec<AssetId>),
    /// One kit with what is in it.
    Kit(KitId),
    /// Free assets for what is needed at one time, what is missing, and what could stand in for it.
    Proposal(super::ProposalQuery),
    /// The first times at which everything that is needed is free.
    Slots(super::SlotsQuery),
    /// Free assets that could stand in for the one of a lock, at its time.
    Alternatives(crate::domain::id::LockId),
    /// Free assets that could stand in for one that is wanted, at that time; after them those that are not free.
    StandIns(super::Want),
    /// Locks that will not work out as they are, earliest first.
    Troubled(super::TroubledQuery),
    /// The nearest lock that will not work out as it is, before or after a moment.
    NextConflict {
        /// In which branches.
        scope: BranchScope,
        /// Starting after this moment, or before it.
        from: Timestamp,
        /// The one that it is looked for from, if from one: others that start with it come after it by their ids.
        beside: Option<LockId>,
        /// Which way.
        direction: super::Direction,
    },
    /// One lock with what it is for.
    Lock(LockId),
    /// A window of locks, earliest first.
    Locks(super::LockQuery),
    /// One package with what its template has to say.
    Package(PackageId),
    /// One template of the organization with its copies.
    PackageTemplate(PackageTemplateId),
    /// One task with what it hangs on.
    Task(TaskId),
    /// One template of tasks.
    TaskTemplate(TaskTemplateId),
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
    /// Whatever a text finds, of every kind that the actor may see: the best hits first.
    Find {
        /// In which branches.
        scope: BranchScope,
        /// What was typed.
        text: String,
        /// At most so many hits.
        limit: u32,
    },
    /// Records whose ids start like this, in the order of their ids: answered as [`Reply::References`].
    IdsFrom {
        /// Of which table.
        table: Table,
        /// How the id starts.
        prefix: String,
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
    /// Imports, newest first.
    Imports {
        /// Into which branches; those of the whole organization are in every scope that reaches it.
        scope: BranchScope,
        /// At most so many.
        limit: u32,
    },
}

/// The answer to a [`Query`] of the same name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// See [`Query::Workspace`].
    Workspace(Box<Workspace>),
    /// See [`Query::Outings`].
    Outings(Box<Outings>),
    /// See [`Query::Feeds`].
    Feeds(Vec<Feed>),
    /// A page of the agenda.
    Agenda(Page<AgendaRow>),
    /// A page of clients.
    Clients(Page<ClientRow>),
    /// A page of projects.
    Projects(Page<ProjectRow>),
    /// A page of a column of the board.
    Board(Page<super::CardRow>),
    /// A page of invoices.
    Invoices(Page<InvoiceRow>),
    /// A page of assets.
    Assets(Page<AssetRow>),
    /// A page of packages.
    Packages(Page<PackageRow>),
    /// A page of the outbox.
    Notifications(Page<NotificationRow>),
    /// A page of package templates.
    PackageTemplates(Page<PackageTemplateRow>),
    /// A page of tasks.
    Tasks(Page<TaskRow>),
    /// A page of task templates.
    TaskTemplates(Page<TaskTemplateRow>),
    /// A page of the audit log.
    AuditLog(Page<AuditRow>),
    /// See [`Query::InvoicesBy`].
    InvoicesBy(super::Slice<super::ListedInvoice>),
    /// See [`Query::Billing`].
    Billing(Vec<super::Billing>),
    /// See [`Query::Payments`].
    Payments(Vec<super::PaymentRow>),
    /// See [`Query::InvoiceDetail`].
    Invoice(Box<super::InvoiceDetail>),
    /// See [`Query::Report`].
    Report(Box<super::Report>),
    /// See [`Query::Series`].
    Series(Vec<super::SeriesReport>),
    /// See [`Query::Client`].
    Client(Box<ClientDetail>),
    /// See [`Query::Custody`] and [`Query::Outstanding`].
    Custody(super::Lines<crate::domain::custody::Custody>),
    /// See [`Query::GearList`].
    GearList(Box<super::GearList>),
    /// See [`Query::Scan`].
    Scanned(Vec<super::Scanned>),
    /// A page of kits.
    Kits(Page<super::KitRow>),
    /// See [`Query::Kit`].
    Kit(Box<super::KitDetail>),
    /// See [`Query::Package`].
    Package(Box<PackageDetail>),
    /// See [`Query::PackageTemplate`].
    PackageTemplate(Box<PackageTemplateDetail>),
    /// See [`Query::Task`].
    Task(Box<TaskDetail>),
    /// See [`Query::TaskTemplate`].
    TaskTemplate(Box<TaskTemplateDetail>),
    /// See [`Query::Quote`].
    Quote(Box<Quote>),
    /// See [`Query::Purgeable`].
    Purgeable(Vec<Purgeable>),
    /// See [`Query::SubEvent`].
    SubEvent(Box<SubEvent>),
    /// See [`Query::Calendar`].
    Calendar(Box<super::CalendarPage>),
    /// See [`Query::Project`].
    Project(Box<ProjectDetail>),
    /// See [`Query::Asset`].
    Asset(Box<AssetDetail>),
    /// See [`Query::Transfers`].
    Transfers(Transfers),
    /// One invoice or audit entry, as labelled facts and sections.
    Record(Box<RecordDetail>),
    /// See [`Query::Obstacles`]: in the order of the wants.
    Obstacles(Vec<super::Verdict>),
    /// See [`Query::Timeline`].
    Timeline(super::TimelinePage),
    /// See [`Query::Block`].
    Block(Box<super::BlockDetail>),
    /// See [`Query::Proposal`].
    Proposal(Box<super::Proposal>),
    /// See [`Query::Slots`].
    Slots(Box<super::Slots>),
    /// See [`Query::Alternatives`].
    Alternatives(Box<super::Alternatives>),
    /// See [`Query::StandIns`].
    StandIns(super::StandIns),
    /// See [`Query::Troubled`].
    Troubled(super::Troubled),
    /// See [`Query::NextConflict`]; `None` when there is none that way.
    NextConflict(Option<Box<super::TroubledLock>>),
    /// See [`Query::Lock`].
    Lock(Box<super::LockDetail>),
    /// See [`Query::Locks`].
    Locks(Slice<super::LockDetail>),
    /// See [`Query::Messages`].
    Messages(Slice<MessageLine>),
    /// See [`Query::Media`].
    Media(MediaPage),
    /// See [`Query::MediaFile`].
    MediaFile(Box<MediaDetail>),
    /// See [`Query::MediaScan`].
    MediaScan(Box<ScanDiff>),
    /// See [`Query::Storage`].
    Storage(Vec<BranchStorage>),
    /// See [`Query::Sent`].
    Sent(Slice<NotificationLine>),
    /// See [`Query::Duplicates`].
    Duplicates(Vec<DuplicateHint>),
    /// See [`Query::MergePreview`].
    MergePreview(Box<MergePreview>),
    /// See [`Query::References`], [`Query::People`] and [`Query::IdsFrom`].
    References(Vec<ReferenceHit>),
    /// See [`Query::Find`].
    Found(Found),
    /// See [`Query::Tags`].
    Tags(Vec<String>),
    /// See [`Query::History`].
    History(Vec<HistoryEntry>),
    /// See [`Query::Drafts`].
    Drafts(Vec<FormDraft>),
    /// See [`Query::Imports`].
    Imports(Vec<ImportSummary>),
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
    /// What its amounts are in; `None` if it has none.
    pub currency: Option<Currency>,
    /// Whose days and hours its dates are in; `None` for the person's own.
    pub branch: Option<BranchId>,
    /// Labelled values.
    pub facts: Vec<(String, FieldValue)>,
    /// The record that it leads to, if it hangs on one.
    pub about: Option<RowRef>,
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

/// A record that a reference field can take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceHit {
    /// Id.
    pub id: String,
    /// What to show.
    pub label: String,
    /// Dim second part, e.g. the phone.
    pub note: String,
    /// What else tells it from others of its name: what it is, a day, how it stands; may be empty.
    pub apart: String,
}

impl ReferenceHit {
    /// What tells it from others of its name, in one line: "camera · SN-0042"; may be empty.
    #[must_use]
    pub fn tells(&self) -> String {
        let parts = [self.apart.as_str(), self.note.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// What a search of everything found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The hits, the best first; a kind that may not be seen is not among them.
    pub hits: Vec<FindHit>,
    /// Whether there are more than were asked for.
    pub more: bool,
    /// Set while the search index is still being built: the share done, 0 to 99 percent.
    pub indexing: Option<u8>,
}

/// A hit of a search of everything: the row as its list has it. Its place means nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindHit {
    /// A client.
    Client(ClientRow),
    /// A project.
    Project(ProjectRow),
    /// An invoice.
    Invoice(InvoiceRow),
    /// An asset.
    Asset(AssetRow),
    /// A package.
    Package(PackageRow),
}

impl FindHit {
    /// The record.
    #[must_use]
    pub fn row(&self) -> RowRef {
        let (table, id) = match self {
            Self::Client(row) => (Table::Clients, row.id.as_str()),
            Self::Project(row) => (Table::Projects, row.id.as_str()),
            Self::Invoice(row) => (Table::Invoices, row.id.as_str()),
            Self::Asset(row) => (Table::Assets, row.id.as_str()),
            Self::Package(row) => (Table::Packages, row.id.as_str()),
        };
        RowRef { table, id: id.to_owned() }
    }
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
    /// Why, where somebody had to say; else empty.
    pub reason: String,
    /// Where it was about something that hangs on the record: what that is called, as far as it has a name.
    pub about: String,
    /// Field, before, after, of what hangs on the record with its table first (`quotes.total`); personal values are gone after an erasure.
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
