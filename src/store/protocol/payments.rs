//! Payments: what is written about money.

use super::BranchScope;
use crate::domain::field::FieldValues;
use crate::domain::id::{BranchId, ClientId, InvoiceId, ProjectId, TransactionId};
use crate::domain::money::Money;
use crate::domain::payment::{Deduction, DisputeStep, Method};
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Writes about money that came in or was given back. None of them is undone: what was wrong is refunded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentCommand {
    /// Records a payment of an invoice. What is more than is open becomes an advance of the client.
    Record {
        /// Of which invoice.
        invoice: InvoiceId,
        /// The version that was read, to refuse when it moved.
        version: Option<i64>,
        /// What came in.
        money: Received,
    },
    /// Sells at the counter: an invoice is made, issued and paid in one go.
    Sell(Sale),
    /// Records money that comes before an invoice, and issues a receipt for it.
    Advance {
        /// For whom, or for what.
        of: AdvanceOf,
        /// What came in.
        money: Received,
    },
    /// Pays with an advance receipt or a credit note.
    Allocate {
        /// The receipt or credit note.
        from: InvoiceId,
        /// The invoice; `None`: the client's open ones, oldest due first.
        to: Option<InvoiceId>,
        /// Minor units; `None`: as much as there is and is open.
        amount: Option<i64>,
    },
    /// Takes something off an invoice without money.
    Deduct {
        /// Off which invoice.
        invoice: InvoiceId,
        /// What it is.
        kind: Deduction,
        /// Minor units.
        amount: i64,
        /// Why.
        reason: String,
    },
    /// Enters what a client owes from before, without a number and outside of taxes.
    OpeningBalance {
        /// Who.
        client: ClientId,
        /// Minor units.
        amount: i64,
        /// The day from which it is owed.
        day: Date,
        /// What it is, e.g. the old invoice's number.
        note: String,
    },
    /// Gives money back.
    Refund(Refund),
    /// Moves a dispute about a payment on.
    Dispute {
        /// Which payment.
        transaction: TransactionId,
        /// The step.
        step: DisputeStep,
        /// Why.
        reason: String,
    },
}

/// Money that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Minor units.
    pub amount: i64,
    /// How.
    pub method: Method,
    /// The gateway's id, the number on a slip or statement; without one, one is made.
    pub reference: Option<String>,
    /// When, unix seconds; `None`: now.
    pub at: Option<i64>,
}

/// A sale at the counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// Which branch sells.
    pub branch: BranchId,
    /// To whom; `None`: nobody by name.
    pub client: Option<ClientId>,
    /// Values of each line by field (see `domain::invoice::entry::fields`).
    pub lines: Vec<FieldValues>,
    /// How it is paid.
    pub method: Method,
    /// The gateway's id, or the number on a slip.
    pub reference: Option<String>,
    /// What was handed over, minor units; `None`: exactly the total.
    pub tendered: Option<i64>,
}

/// What an advance is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdvanceOf {
    /// A client, for whatever comes.
    Client(ClientId),
    /// A project: with the advance that its accepted quote asks for, it is booked.
    Project(ProjectId),
}

/// Money that is given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Of which payment.
    pub transaction: TransactionId,
    /// Minor units; `None`: all that is left of it.
    pub amount: Option<i64>,
    /// What the gateway keeps of it, minor units: so much less is given back.
    pub fee: i64,
    /// Why.
    pub reason: String,
    /// Why although the work was delivered already: only an owner may.
    pub after_delivery: Option<String>,
}

impl PaymentCommand {
    /// The permission that it needs.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            // Of a counter sale whoever sells may record it; the rest is asked where the invoice is known.
            Self::Record { .. } | Self::Sell(_) => Permission::SellAtCounter,
            Self::Refund(_) | Self::Dispute { .. } => Permission::RefundPayments,
            _ => Permission::RecordPayments,
        }
    }

    /// A name for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Record { .. } => "record payment",
            Self::Sell(_) => "sell",
            Self::Advance { .. } => "record advance",
            Self::Allocate { .. } => "allocate",
            Self::Deduct { .. } => "deduct",
            Self::OpeningBalance { .. } => "opening balance",
            Self::Refund(_) => "refund payment",
            Self::Dispute { .. } => "dispute payment",
        }
    }
}

impl From<PaymentCommand> for super::Command {
    fn from(command: PaymentCommand) -> Self {
        Self::Payments(command)
    }
}

/// Which payments are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentFilter {
    /// In which branches.
    pub scope: BranchScope,
    /// What paid this invoice, or was given back of it.
    pub invoice: Option<InvoiceId>,
    /// What this client paid.
    pub client: Option<ClientId>,
    /// The one of this id, or of this id of a gateway.
    pub named: Option<String>,
    /// At most so many.
    pub limit: u32,
}

/// A payment or refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRow {
    /// Id.
    pub id: TransactionId,
    /// The branch.
    pub branch: BranchId,
    /// The invoice or receipt that it names.
    pub invoice: InvoiceId,
    /// Its number; empty without one.
    pub number: String,
    /// Whose it is; empty for a walk-in.
    pub client: String,
    /// How it came.
    pub method: Method,
    /// The id that names it for good.
    pub payment_id: String,
    /// As stored: paid, refunded, disputed, under_review, failed.
    pub status: String,
    /// How much.
    pub amount: Money,
    /// How much of it was given back.
    pub refunded: Money,
    /// When.
    pub at: Option<Timestamp>,
    /// Of a refund: the payment.
    pub refund_of: Option<TransactionId>,
}
