//! Roles and what they permit: one declarative table, asked by the store on every command and query.
//!
//! Source: the matrix of the product's design, "People, permission, audit". Roles are additive; the highest
//! privilege wins. A role that another client invented is kept in the row and grants nothing.

use serde::{Deserialize, Serialize};

/// A role as stored in `users.roles_json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Owns the organization: everything, everywhere.
    Owner,
    /// Runs a branch.
    Manager,
    /// Serves the counter.
    Clerk,
    /// Shoots what is assigned.
    Photographer,
    /// Reads the money.
    Accountant,
    /// Shoots what is assigned, from outside.
    Freelancer,
}

impl Role {
    /// Every role, highest first.
    pub const ALL: [Self; 6] =
        [Self::Owner, Self::Manager, Self::Clerk, Self::Photographer, Self::Accountant, Self::Freelancer];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Clerk => "clerk",
            Self::Photographer => "photographer",
            Self::Accountant => "accountant",
            Self::Freelancer => "freelancer",
        }
    }

    /// The role of a stored word, if it is one of ours.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// What a command or query asks leave for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See the frame itself: the organization's and branches' names, one's own rights.
    SeeWorkspace,
    /// See the calendar.
    ViewCalendar,
    /// See clients in full.
    ViewClients,
    /// Create and edit clients, tag them, note things on them.
    EditClients,
    /// Archive and restore clients.
    ArchiveClients,
    /// Merge two clients and take a merge back.
    MergeClients,
    /// Erase a client's personal data for good.
    EraseClients,
    /// See packages and their templates.
    ViewPackages,
    /// Set price and tax of packages.
    PricePackages,
    /// Create, edit, archive packages and their templates.
    EditPackages,
    /// See projects.
    ViewProjects,
    /// Open projects, which start as inquiries.
    CreateProjects,
    /// Change projects, their sub-events and quotes. Reaching only what is assigned: one's own inquiries.
    EditProjects,
    /// Move projects from status to status; activates them.
    MoveProjects,
    /// Throw projects away, restore them, and purge what was thrown away long ago.
    TrashProjects,
    /// Read messages on leads and projects.
    ViewMessages,
    /// Write messages on leads and projects.
    PostMessages,
    /// See the files of projects.
    ViewMedia,
    /// Add files to projects.
    AddMedia,
    /// Change and remove what is kept of files, scan folders.
    EditMedia,
    /// See what was sent to clients.
    ViewNotifications,
    /// Record what was sent to clients.
    RecordNotifications,
    /// See tasks. Reaching only what is assigned: one's own.
    ViewTasks,
    /// Make, change and delete tasks. Reaching only what is assigned: those of one's own inquiries.
    EditTasks,
    /// Tick tasks. Reaching only what is assigned: one's own.
    TickTasks,
    /// Make and change templates of tasks.
    EditTaskTemplates,
    /// See invoices and payments.
    ViewInvoices,
    /// See sums of what was invoiced and paid.
    ViewReports,
    /// Draft, issue, void and credit invoices.
    EditInvoices,
    /// Sell at the counter: draft and issue counter sales.
    SellAtCounter,
    /// Record what was paid, use advances and credits, write off.
    RecordPayments,
    /// Give money back.
    RefundPayments,
    /// Say from which number a series starts.
    SetNumbers,
    /// Set how a branch bills: numbers, registration, terms.
    SetBilling,
    /// See inventory.
    ViewInventory,
    /// Make and change gear, spaces and people that are booked: their condition, when they are away, kits, transfers.
    EditInventory,
    /// Give gear out and take it back. Reaching only what is assigned: for projects that one is booked for.
    MoveCustody,
    /// See the audit log.
    ViewAudit,
    /// Check the database's health and the audit chain.
    CheckHealth,
    /// Copy the whole database.
    Backup,
    /// Take over clients from a file, and take that back.
    ImportClients,
    /// Merge another studio's database in, and take that back.
    ImportStudio,
    /// Write clients to a file.
    ExportClients,
    /// Keep drafts of one's own open forms, undo one's own acts.
    OwnWork,
    /// Set up the organization; only possible while there is none.
    SetUp,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 45] = [
        Self::SeeWorkspace,
        Self::ViewCalendar,
        Self::ViewClients,
        Self::EditClients,
        Self::ArchiveClients,
        Self::MergeClients,
        Self::EraseClients,
        Self::ViewPackages,
        Self::PricePackages,
        Self::EditPackages,
        Self::ViewProjects,
        Self::CreateProjects,
        Self::EditProjects,
        Self::MoveProjects,
        Self::TrashProjects,
        Self::ViewMessages,
        Self::PostMessages,
        Self::ViewMedia,
        Self::AddMedia,
        Self::EditMedia,
        Self::ViewNotifications,
        Self::RecordNotifications,
        Self::ViewTasks,
        Self::EditTasks,
        Self::TickTasks,
        Self::EditTaskTemplates,
        Self::ViewInvoices,
        Self::ViewReports,
        Self::EditInvoices,
        Self::SellAtCounter,
        Self::RecordPayments,
        Self::RefundPayments,
        Self::SetNumbers,
        Self::SetBilling,
        Self::ViewInventory,
        Self::EditInventory,
        Self::MoveCustody,
        Self::ViewAudit,
        Self::CheckHealth,
        Self::Backup,
        Self::ImportClients,
        Self::ImportStudio,
        Self::ExportClients,
        Self::OwnWork,
        Self::SetUp,
    ];
}

impl std::fmt::Display for Permission {
    /// As it stands behind "you may not".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::SeeWorkspace => "work in this studio",
            Self::ViewCalendar => "see the calendar",
            Self::ViewClients => "see clients",
            Self::EditClients => "change clients",
            Self::ArchiveClients => "archive clients",
            Self::MergeClients => "merge clients",
            Self::EraseClients => "erase a client's personal data",
            Self::ViewPackages => "see packages",
            Self::PricePackages => "set prices of packages",
            Self::EditPackages => "change packages",
            Self::ViewProjects => "see projects",
            Self::CreateProjects => "open projects",
            Self::EditProjects => "change this project",
            Self::MoveProjects => "move projects to another status",
            Self::TrashProjects => "throw projects away or restore them",
            Self::ViewMessages => "read messages",
            Self::PostMessages => "write messages",
            Self::ViewMedia => "see files",
            Self::AddMedia => "add files",
            Self::EditMedia => "change files",
            Self::ViewNotifications => "see the outbox",
            Self::RecordNotifications => "record notifications",
            Self::ViewTasks => "see tasks",
            Self::EditTasks => "change tasks",
            Self::TickTasks => "tick tasks",
            Self::EditTaskTemplates => "change templates of tasks",
            Self::ViewInvoices => "see invoices",
            Self::ViewReports => "see reports",
            Self::EditInvoices => "write invoices",
            Self::SellAtCounter => "sell at the counter",
            Self::RecordPayments => "record payments",
            Self::RefundPayments => "give money back",
            Self::SetNumbers => "set where numbers start",
            Self::SetBilling => "set how a branch bills",
            Self::ViewInventory => "see the inventory",
            Self::EditInventory => "change the inventory",
            Self::MoveCustody => "check gear out or in",
            Self::ViewAudit => "see the audit log",
            Self::CheckHealth => "check the database",
            Self::Backup => "copy the database",
            Self::ImportClients => "import clients",
            Self::ImportStudio => "merge another database in",
            Self::ExportClients => "export clients",
            Self::OwnWork => "keep drafts",
            Self::SetUp => "set up a studio",
        })
    }
}

/// How far a permission reaches. Ordered: a later one contains an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Only rows that one is assigned to.
    Assigned,
    /// Rows of one's branch.
    Branch,
    /// Rows of every branch of the organization.
    Org,
}

/// What one role may do: the declarative table. `None` is "never".
#[must_use]
pub const fn grant(role: Role, permission: Permission) -> Option<Reach> {
    use Permission as P;
    use Reach::{Assigned, Branch, Org};
    use Role as R;
    match (permission, role) {
        (_, R::Owner) => Some(Org),
        (P::SeeWorkspace | P::OwnWork, _) => Some(Branch),
        (P::ViewCalendar, R::Manager | R::Clerk) => Some(Branch),
        (P::ViewCalendar, R::Photographer | R::Freelancer) => Some(Assigned),
        (P::ViewClients, R::Manager | R::Clerk | R::Accountant) => Some(Branch),
        (P::EditClients | P::ArchiveClients, R::Manager | R::Clerk) => Some(Branch),
        (P::MergeClients, R::Manager) => Some(Branch),
        (P::ViewPackages, R::Manager | R::Clerk | R::Accountant) => Some(Branch),
        (P::PricePackages, R::Manager) => Some(Branch),
        (P::ImportClients | P::ExportClients, R::Manager) => Some(Branch),
        (P::ViewProjects, R::Manager | R::Clerk) => Some(Branch),
        (P::ViewProjects, R::Photographer | R::Freelancer) => Some(Assigned),
        (P::CreateProjects, R::Manager | R::Clerk) => Some(Branch),
        (P::EditProjects, R::Manager) => Some(Branch),
        (P::EditProjects, R::Clerk) => Some(Assigned),
        (P::MoveProjects | P::TrashProjects, R::Manager) => Some(Branch),
        (P::ViewMessages | P::PostMessages, R::Manager | R::Clerk) => Some(Branch),
        (P::ViewMessages | P::PostMessages, R::Photographer) => Some(Assigned),
        (P::ViewMedia | P::AddMedia | P::EditMedia, R::Manager) => Some(Branch),
        (P::ViewMedia | P::AddMedia | P::EditMedia, R::Photographer) => Some(Assigned),
        (P::AddMedia, R::Freelancer) => Some(Assigned),
        (P::ViewNotifications | P::RecordNotifications, R::Manager) => Some(Branch),
        (P::ViewTasks, R::Manager | R::Clerk) => Some(Branch),
        (P::ViewTasks, R::Photographer | R::Freelancer) => Some(Assigned),
        (P::EditTasks, R::Manager) => Some(Branch),
        (P::EditTasks, R::Clerk) => Some(Assigned),
        (P::TickTasks, R::Manager) => Some(Branch),
        (P::TickTasks, R::Clerk | R::Photographer) => Some(Assigned),
        (P::EditTaskTemplates, R::Manager) => Some(Branch),
        (P::ViewInvoices | P::ViewReports, R::Manager | R::Accountant) => Some(Branch),
        (P::EditInvoices | P::RecordPayments | P::RefundPayments, R::Manager) => Some(Branch),
        (P::SellAtCounter, R::Manager | R::Clerk) => Some(Branch),
        (P::ViewInventory, R::Manager | R::Clerk) => Some(Branch),
        (P::ViewInventory, R::Photographer) => Some(Assigned),
        (P::EditInventory | P::MoveCustody, R::Manager) => Some(Branch),
        (P::MoveCustody, R::Photographer) => Some(Assigned),
        (P::ViewAudit, R::Manager | R::Accountant) => Some(Branch),
        _ => None,
    }
}

/// The widest reach that any of `roles` grants.
#[must_use]
pub fn reach(roles: &[Role], permission: Permission) -> Option<Reach> {
    roles.iter().filter_map(|role| grant(*role, permission)).max()
}
