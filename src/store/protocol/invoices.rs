//! Invoices: what is asked and written about them.

use super::{BranchScope, Cursor};
use crate::domain::field::FieldValues;
use crate::domain::id::{BranchId, ClientId, InvoiceId, InvoiceItemId, PackageId, ProjectId, QuoteId};
use crate::domain::invoice::number::Series;
use crate::domain::invoice::{Invoice, InvoiceKind};
use crate::domain::money::Money;
use crate::domain::percent::Percent;
use crate::domain::role::Permission;
use crate::domain::tax::Supply;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Writes about invoices. What is issued is never undone: it is voided or credited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceCommand {
    /// Drafts an invoice.
    Draft {
        /// The branch that bills.
        branch: BranchId,
        /// What it is drafted from.
        source: DraftSource,
    },
    /// Changes what stands above and below the lines of a draft.
    Edit {
        /// Which.
        id: InvoiceId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Adds a line to a draft.
    AddLine {
        /// To which.
        invoice: InvoiceId,
        /// Values by field (see `domain::invoice::entry::fields`).
        values: FieldValues,
    },
    /// Changes a line of a draft.
    EditLine {
        /// Of which.
        invoice: InvoiceId,
        /// Which line.
        item: InvoiceItemId,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Takes a line out of a draft.
    RemoveLine {
        /// Of which, and the version that was read.
        invoice: (InvoiceId, i64),
        /// Which line.
        item: InvoiceItemId,
    },
    /// Throws a draft away.
    Remove {
        /// Which.
        id: InvoiceId,
        /// The version that was read.
        version: i64,
    },
    /// Gives a draft its number: from here on nothing of it changes.
    Issue {
        /// Which.
        id: InvoiceId,
        /// The version that was read: what is issued is what was looked at.
        version: i64,
    },
    /// Takes an invoice out of the books; its number is kept.
    Void {
        /// Which.
        id: InvoiceId,
        /// The version that was read.
        version: i64,
        /// Why.
        reason: String,
    },
    /// Issues a credit note for an invoice, and sets it off against what is open.
    Credit {
        /// Which invoice.
        id: InvoiceId,
        /// The version that was read.
        version: i64,
        /// What of it.
        lines: CreditLines,
        /// Why.
        reason: String,
    },
    /// Says from which number a series of a fiscal year starts, while nothing was issued in it.
    StartSeries {
        /// Of which branch.
        branch: BranchId,
        /// Which series.
        series: Series,
        /// A day of the fiscal year.
        day: Date,
        /// The first number, from 1.
        first: u64,
    },
}

/// What a draft is made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftSource {
    /// A walk-in at the counter: nobody by name.
    Counter,
    /// A client, for something that is no project.
    Client(ClientId),
    /// A project: what its accepted quote, else its package says, less what was invoiced of it.
    Project(ProjectId),
    /// A project, with a line for a package.
    Package {
        /// Which project.
        project: ProjectId,
        /// Which package.
        package: PackageId,
    },
    /// An accepted quote.
    Quote(QuoteId),
    /// Another invoice, line by line.
    Copy(InvoiceId),
}

/// What of an invoice is credited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditLines {
    /// All that was not credited yet.
    Rest,
    /// These lines, each with how many of it (thousandths).
    Some(Vec<(InvoiceItemId, i64)>),
}

impl InvoiceCommand {
    /// The permission that it needs.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Draft { source: DraftSource::Counter, .. } => Permission::SellAtCounter,
            Self::StartSeries { .. } => Permission::SetNumbers,
            _ => Permission::EditInvoices,
        }
    }

    /// A name for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Draft { .. } => "draft invoice",
            Self::Edit { .. } => "edit invoice",
            Self::AddLine { .. } => "add invoice line",
            Self::EditLine { .. } => "edit invoice line",
            Self::RemoveLine { .. } => "remove invoice line",
            Self::Remove { .. } => "remove invoice draft",
            Self::Issue { .. } => "issue invoice",
            Self::Void { .. } => "void invoice",
            Self::Credit { .. } => "credit invoice",
            Self::StartSeries { .. } => "start series",
        }
    }
}

impl From<InvoiceCommand> for super::Command {
    fn from(command: InvoiceCommand) -> Self {
        Self::Invoices(command)
    }
}

/// Where an invoice stands, for a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStanding {
    /// Free to edit.
    Draft,
    /// Something is open: issued or overdue.
    Open,
    /// Something is open and not due yet.
    Issued,
    /// Something is open after the day on which it was due.
    Overdue,
    /// Nothing is open.
    Paid,
    /// Taken out of the books.
    Void,
}

impl InvoiceStanding {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Draft, Self::Open, Self::Issued, Self::Overdue, Self::Paid, Self::Void];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Issued => "issued",
            Self::Overdue => "overdue",
            Self::Paid => "paid",
            Self::Void => "void",
        }
    }
}

/// Which invoices are listed, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceFilter {
    /// Of which branches.
    pub scope: BranchScope,
    /// What a search finds; empty for all.
    pub text: String,
    /// Only those that stand so.
    pub standing: Option<InvoiceStanding>,
    /// Only this client's, also by way of a project.
    pub client: Option<ClientId>,
    /// Only this project's.
    pub project: Option<ProjectId>,
    /// Issued on this day or later, where the branch is.
    pub from: Option<Date>,
    /// Issued on this day or earlier.
    pub to: Option<Date>,
    /// Behind this place.
    pub after: Option<Cursor>,
    /// At most so many.
    pub limit: u32,
}

/// An invoice in such a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedInvoice {
    /// Id.
    pub id: InvoiceId,
    /// The branch.
    pub branch: BranchId,
    /// The number, once it has one.
    pub number: Option<String>,
    /// Who owes it.
    pub client: Option<ClientId>,
    /// Their name; empty for an anonymous counter sale.
    pub client_name: String,
    /// What it is for.
    pub project: Option<ProjectId>,
    /// Type as stored.
    pub kind: String,
    /// Where it stands now; a word of another program as it is.
    pub status: String,
    /// Total.
    pub total: Money,
    /// When it was issued.
    pub issued: Option<Timestamp>,
    /// The first moment at which it is overdue.
    pub due: Option<Timestamp>,
    /// The last day on which it is paid in time, where that is known.
    pub due_on: Option<Date>,
    /// What is still to be paid.
    pub open: Money,
}

/// An invoice, with what a person looks at beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceDetail {
    /// The invoice.
    pub invoice: Invoice,
    /// What the law makes of it, a sentence each, and how every amount came about.
    pub why: Vec<String>,
    /// What paid it, or was paid with it, oldest first.
    pub allocations: Vec<Allocated>,
    /// Credit notes for it.
    pub credits: Vec<(InvoiceId, String)>,
    /// What the lines of a draft are taxed by; `None` for what was issued.
    pub taxed: Option<Taxed>,
}

/// By what law the lines of a draft are taxed, so that its sums are known while it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxed {
    /// The code of the law.
    pub law: String,
    /// The supply.
    pub supply: Supply,
    /// The usual rate of a new line.
    pub rate: Percent,
    /// Days until it is due, unless it says a day itself.
    pub payment_days: i64,
}

/// A part of something that paid an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocated {
    /// `payment`, `advance`, `credit`, `tds`, `write_off`, `bank_charge`.
    pub kind: String,
    /// Minor units; below zero: taken back.
    pub amount: i64,
    /// How it came: the gateway's id, the number of a receipt or credit note, a reason.
    pub from: String,
    /// Unix seconds.
    pub at: Option<i64>,
}

/// How complete a series of numbers is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesReport {
    /// Of which branch.
    pub branch: BranchId,
    /// Which series.
    pub series: Series,
    /// The fiscal year's label.
    pub fiscal_year: String,
    /// The letter of the device; empty on the studio's own database.
    pub device: String,
    /// The first number, once there is one.
    pub from: Option<String>,
    /// The last number.
    pub to: Option<String>,
    /// How many were issued, void ones included.
    pub issued: u64,
    /// How many of them are void.
    pub voided: u64,
    /// Counts that are missing: none, or the file was tampered with.
    pub missing: Vec<u64>,
    /// The count that comes next.
    pub next: u64,
}

/// Which kind an invoice of a source is.
impl DraftSource {
    /// The kind of what is drafted from it; a copy keeps the kind of its original.
    #[must_use]
    pub const fn kind(&self) -> InvoiceKind {
        match self {
            Self::Counter => InvoiceKind::Pos,
            _ => InvoiceKind::Booking,
        }
    }
}
