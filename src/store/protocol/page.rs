//! Lists: which rows, in which order, from where; and the rows themselves.

use super::BranchScope;
use crate::domain::id::{AuditId, BranchId, ClientId, EventId, InvoiceId, ProjectId, UserId};
use crate::domain::money::Money;
use crate::domain::receivable::Ageing;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
    /// Only what is this client's; only lists of projects can be narrowed so, and neither with a search nor to one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<ClientId>,
    /// Only these tasks; only lists of tasks can be narrowed so, and not with a search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tasks_of: Option<Box<TasksOf>>,
    /// Where the page starts.
    pub from: PageFrom,
    /// At most so many rows.
    pub limit: u32,
}

/// Whose tasks a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TasksOf {
    /// Only this project's.
    pub project: Option<ProjectId>,
    /// Only this person's.
    pub person: Option<UserId>,
}

impl TasksOf {
    /// As a query has it: `None` where nothing is narrowed.
    #[must_use]
    pub fn new(project: Option<ProjectId>, person: Option<UserId>) -> Option<Box<Self>> {
        (project.is_some() || person.is_some()).then(|| Box::new(Self { project, person }))
    }
}

impl ListQuery {
    /// The project whose tasks are meant.
    #[must_use]
    pub fn project(&self) -> Option<&ProjectId> {
        self.tasks_of.as_ref().and_then(|of| of.project.as_ref())
    }

    /// The person whose tasks are meant.
    #[must_use]
    pub fn person(&self) -> Option<&UserId> {
        self.tasks_of.as_ref().and_then(|of| of.person.as_ref())
    }
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
    /// How much of what a month includes is used, for the outbox.
    pub quota: Option<super::Quota>,
    /// What is owed by how late it is, a line for each currency, for the invoices.
    pub ageing: Vec<Ageing>,
    /// How many rows are in the archive, where a list that has none otherwise has some there.
    pub archived: Count,
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
    /// Projects and their sub-events by date: the calendar's agenda.
    Agenda,
    /// Clients.
    Clients,
    /// Projects, newest first.
    Projects,
    /// A column of the board: projects of one status as cards, newest first.
    Board,
    /// Invoices, newest first.
    Invoices,
    /// Assets by name.
    Assets,
    /// Kits by name.
    Kits,
    /// The audit log, newest first.
    Audit,
    /// Packages by name.
    Packages,
    /// Package templates of the organization by name.
    PackageTemplates,
    /// Tasks, what is due first.
    Tasks,
    /// Task templates by name.
    TaskTemplates,
    /// What was sent to clients, newest first.
    Notifications,
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
                ListChoice { name: "", label: "all but the trash" },
                ListChoice { name: "mine", label: "mine" },
                ListChoice { name: "inquiry", label: "inquiry" },
                ListChoice { name: "active", label: "active" },
                ListChoice { name: "shooting", label: "shooting" },
                ListChoice { name: "editing", label: "editing" },
                ListChoice { name: "completed", label: "completed" },
                ListChoice { name: "archived", label: "archived" },
                ListChoice { name: "cancelled", label: "cancelled" },
                ListChoice { name: "trashed", label: "trashed" },
            ],
            Self::Board => super::board::COLUMNS,
            Self::Invoices => &[
                ListChoice { name: "", label: "all" },
                ListChoice { name: "draft", label: "draft" },
                ListChoice { name: "issued", label: "issued" },
                ListChoice { name: "paid", label: "paid" },
                ListChoice { name: "overdue", label: "overdue" },
                ListChoice { name: "void", label: "void" },
            ],
            Self::Assets => super::inventory::SHELVES,
            Self::Tasks => &[
                ListChoice { name: "", label: "my open tasks" },
                ListChoice { name: "open", label: "open" },
                ListChoice { name: "overdue", label: "overdue" },
                ListChoice { name: "my_overdue", label: "overdue and mine" },
                ListChoice { name: "done", label: "done" },
                ListChoice { name: "my_done", label: "done and mine" },
            ],
            Self::Packages | Self::PackageTemplates | Self::TaskTemplates | Self::Kits => &[
                ListChoice { name: "", label: "active" },
                ListChoice { name: "archived", label: "archived" },
            ],
            Self::Notifications => &[
                ListChoice { name: "", label: "all" },
                ListChoice { name: "whatsapp", label: "WhatsApp" },
                ListChoice { name: "sms", label: "SMS" },
                ListChoice { name: "email", label: "e-mail" },
                ListChoice { name: "booking_confirmed", label: "booking confirmed" },
                ListChoice { name: "invoice_due", label: "invoice due" },
                ListChoice { name: "photos_ready", label: "photos ready" },
                ListChoice { name: "contract_signed", label: "contract signed" },
                ListChoice { name: "billed", label: "billed" },
            ],
            Self::Audit => &[
                ListChoice { name: "", label: "all" },
                ListChoice { name: "high", label: "high severity" },
                ListChoice { name: "medium", label: "medium severity" },
            ],
        }
    }

    /// Whether the usual filter leaves out so much that a list says its name.
    #[must_use]
    pub const fn says_usual_filter(self) -> bool {
        matches!(self, Self::Tasks)
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
            Self::Projects | Self::Board => &[
                ListChoice { name: "", label: "newest first" },
                ListChoice { name: "shoot", label: "by shoot, latest first" },
            ],
            Self::Audit | Self::Notifications => &[ListChoice { name: "", label: "newest first" }],
            Self::Invoices => &[ListChoice { name: "", label: "newest first" }],
            Self::Tasks => &[ListChoice { name: "", label: "due first" }],
            Self::Assets => {
                &[ListChoice { name: "", label: "name" }, ListChoice { name: "type", label: "type" }]
            }
            Self::Kits | Self::Packages | Self::PackageTemplates | Self::TaskTemplates => {
                &[ListChoice { name: "", label: "name" }]
            }
        }
    }
}

macro_rules! rows {
    ($($name:ty),* $(,)?) => {$(
        impl Row for $name {
            fn id(&self) -> &str { self.id.as_str() }
            fn cursor(&self) -> &Cursor { &self.cursor }
        }
    )*};
}
rows!(
    ClientRow,
    ProjectRow,
    super::CardRow,
    InvoiceRow,
    super::AssetRow,
    AuditRow,
    super::KitRow,
    super::PackageRow,
    super::PackageTemplateRow,
    super::TaskRow,
    super::TaskTemplateRow,
    super::NotificationRow
);

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

impl Row for AgendaRow {
    fn id(&self) -> &str {
        self.event.as_ref().map_or(self.id.as_str(), |event| event.id.as_str())
    }
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }
}

/// A sub-event on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaEvent {
    /// Id.
    pub id: EventId,
    /// What it is called.
    pub title: String,
    /// IANA zone that its times are said in; empty for the branch's.
    pub zone: String,
}

/// A line of the agenda: a project, or one of its sub-events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaRow {
    /// The project.
    pub id: ProjectId,
    /// The sub-event; `None` for the project itself.
    pub event: Option<AgendaEvent>,
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

/// What an invoice is called that has no number: "draft booking", "counter sale".
#[must_use]
pub fn unnumbered(kind: &str, status: &str) -> String {
    let kind = match kind {
        "" | "booking" => "invoice".to_owned(),
        "pos" => "counter sale".to_owned(),
        kind => kind.replace('_', " "),
    };
    if status == "draft" { format!("draft {kind}") } else { kind }
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
    /// Status now: paid in part is `part`, and what is due is `overdue`; a word that is none of ours as it is stored.
    pub status: String,
    /// Total.
    pub total: Money,
    /// What is still to be paid.
    pub open: Money,
    /// When it was issued.
    pub issued: Option<Timestamp>,
    /// When it is due.
    pub due: Option<Timestamp>,
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
