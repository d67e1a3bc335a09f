//! Invoices: what they are, how they are numbered, what they come to, and how they are paid.
//!
//! Source: the product's design, "Invoices and money".

pub mod entry;
pub mod number;
pub mod party;
pub mod settings;

use super::id::{BranchId, ClientId, InvoiceId, InvoiceItemId, ProjectId};
use super::money::{Currency, Money};
use super::percent::Percent;
use super::tax::bill::{BillLine, Breakdown, HeadAmount, Pricing, RoundOff};
use super::tax::{Basis, DocumentKind, Liability, Place};
use jiff::Timestamp;
use jiff::civil::Date;
use number::Series;
use party::Party;
use serde::{Deserialize, Serialize};

/// What an invoice is for, as stored in `invoices.invoice_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// Of a project.
    Booking,
    /// Of the counter.
    Pos,
    /// Of a subscription.
    Subscription,
    /// The studio's own cost of notifications: no tax, no number, no revenue.
    Overage,
    /// Takes back an invoice, or lines of it.
    CreditNote,
    /// Money that came before there was an invoice for it.
    AdvanceReceipt,
    /// Such money, given back.
    RefundVoucher,
}

impl InvoiceKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Booking,
        Self::Pos,
        Self::Subscription,
        Self::Overage,
        Self::CreditNote,
        Self::AdvanceReceipt,
        Self::RefundVoucher,
    ];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Pos => "pos",
            Self::Subscription => "subscription",
            Self::Overage => "overage",
            Self::CreditNote => "credit_note",
            Self::AdvanceReceipt => "advance_receipt",
            Self::RefundVoucher => "refund_voucher",
        }
    }

    /// The kind of a stored word, if it is one of ours.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What a person calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Booking => "invoice",
            Self::Pos => "counter sale",
            Self::Subscription => "subscription",
            Self::Overage => "overage statement",
            Self::CreditNote => "credit note",
            Self::AdvanceReceipt => "advance receipt",
            Self::RefundVoucher => "refund voucher",
        }
    }

    /// Where it takes its number from; `None` for what has none.
    #[must_use]
    pub const fn series(self) -> Option<Series> {
        match self {
            Self::Booking | Self::Pos | Self::Subscription => Some(Series::Main),
            Self::CreditNote => Some(Series::CreditNote),
            Self::AdvanceReceipt => Some(Series::AdvanceReceipt),
            Self::RefundVoucher => Some(Series::RefundVoucher),
            Self::Overage => None,
        }
    }
}

/// How far an invoice is. What is paid and what is overdue is derived from money and the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    /// Free to edit, without a number.
    Draft,
    /// Issued, something is open, not due yet.
    Issued,
    /// Nothing is open.
    Paid,
    /// Something is open after the day on which it was due.
    Overdue,
    /// Issued by mistake and taken out of the books; its number is kept.
    Void,
}

impl InvoiceStatus {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
            Self::Paid => "paid",
            Self::Overdue => "overdue",
            Self::Void => "void",
        }
    }

    /// The status now, of what is stored, what is open (minor units), when it is due, and the clock (unix seconds).
    /// `None` for a word that is none of ours.
    #[must_use]
    pub fn derive(stored: &str, open: i64, due_at: Option<i64>, now: i64) -> Option<Self> {
        match stored {
            "draft" => Some(Self::Draft),
            "void" => Some(Self::Void),
            "issued" | "paid" | "overdue" if open <= 0 => Some(Self::Paid),
            "issued" | "paid" | "overdue" if due_at.is_some_and(|due| due <= now) => Some(Self::Overdue),
            "issued" | "paid" | "overdue" => Some(Self::Issued),
            _ => None,
        }
    }

    /// The word of a list for it: what is paid in part says so, a credit note is never paid, and a word that is none of
    /// ours stays as it is stored.
    #[must_use]
    pub fn said(
        stored: &str,
        kind: &str,
        (open, total): (i64, i64),
        (due_at, now): (Option<i64>, i64),
    ) -> String {
        let is_note = matches!(kind, "credit_note" | "refund_voucher");
        let word = match Self::derive(stored, open, due_at, now) {
            Some(Self::Paid) if is_note => "issued",
            Some(Self::Issued) if open < total => "part",
            Some(status) => status.as_str(),
            None => stored,
        };
        word.to_owned()
    }
}

/// An invoice with its lines, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Id.
    pub id: InvoiceId,
    /// Its branch.
    pub branch: BranchId,
    /// The project that it is for.
    pub project: Option<ProjectId>,
    /// What that project is called; empty without one.
    pub project_title: String,
    /// Who owes it: the client, or the project's.
    pub client: Option<ClientId>,
    /// What it is for.
    pub kind: InvoiceKind,
    /// How far it is.
    pub status: InvoiceStatus,
    /// Its number; a draft has none, rows of other programs may have none.
    pub number: Option<String>,
    /// What it is in.
    pub currency: Currency,
    /// What kind of document it is.
    pub document: DocumentKind,
    /// Where it is taxed.
    pub place: Option<Place>,
    /// Where that comes from.
    pub basis: Basis,
    /// Why a person set another one; empty otherwise.
    pub place_reason: String,
    /// Who owes the tax.
    pub liability: Liability,
    /// Whether the total is rounded.
    pub rounding: RoundOff,
    /// Off the whole, minor units.
    pub discount: i64,
    /// Its lines.
    pub items: Vec<InvoiceItem>,
    /// What they come to. Of what was issued: as it was issued.
    pub breakdown: Breakdown,
    /// Sentences that the law asks for.
    pub legal: Vec<String>,
    /// When it was issued.
    pub issued_at: Option<Timestamp>,
    /// The day of that, where the branch is.
    pub issued_on: Option<Date>,
    /// The last day on which it is paid in time.
    pub due_on: Option<Date>,
    /// The studio, as of the issue.
    pub seller: Party,
    /// The client, as of the issue.
    pub buyer: Party,
    /// Notes for the client.
    pub notes: String,
    /// Terms of payment.
    pub terms: String,
    /// Of a credit note: the invoice that it takes back.
    pub corrects: Option<InvoiceId>,
    /// Why it was credited or voided; empty otherwise.
    pub reason: String,
    /// What is still to be paid, minor units; zero for a draft.
    pub open: i64,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceItem {
    /// Id.
    pub id: InvoiceItemId,
    /// `service` or `merch`.
    pub kind: String,
    /// What it is.
    pub description: String,
    /// SAC of a service, HSN of merchandise; empty where nobody entered one.
    pub code: String,
    /// Thousandths.
    pub qty: i64,
    /// Price of one, minor units.
    pub unit_price: i64,
    /// Off this line, minor units.
    pub discount: i64,
    /// Tax rate.
    pub tax_rate: Percent,
    /// Whether the price has its tax in it.
    pub pricing: Pricing,
    /// Of a line of a credit note: the line that it takes back.
    pub corrects: Option<InvoiceItemId>,
}

impl InvoiceItem {
    /// The line as far as sums are concerned.
    #[must_use]
    pub const fn bill_line(&self) -> BillLine {
        BillLine {
            qty: self.qty,
            unit_price: self.unit_price,
            discount: self.discount,
            rate: self.tax_rate,
            pricing: self.pricing,
        }
    }
}

impl Invoice {
    /// What a person knows it by: its number, else what it is.
    #[must_use]
    pub fn called(&self) -> String {
        match &self.number {
            Some(number) => number.clone(),
            None if self.status == InvoiceStatus::Draft => format!("draft {}", self.kind.label()),
            None => format!("{} without a number", self.kind.label()),
        }
    }

    /// What is to be paid.
    #[must_use]
    pub const fn total(&self) -> Money {
        Money { minor: self.breakdown.total, currency: self.currency }
    }

    /// The lines as far as sums are concerned.
    #[must_use]
    pub fn bill_lines(&self) -> Vec<BillLine> {
        self.items.iter().map(InvoiceItem::bill_line).collect()
    }

    /// The heads of tax with their amounts.
    #[must_use]
    pub fn heads(&self) -> &[HeadAmount] {
        &self.breakdown.heads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_paid_and_overdue_follows_money_and_clock() {
        let derive = |stored, open, due| InvoiceStatus::derive(stored, open, due, 100);
        assert_eq!(derive("draft", 0, Some(1)), Some(InvoiceStatus::Draft));
        assert_eq!(derive("void", 5, Some(1)), Some(InvoiceStatus::Void));
        assert_eq!(derive("issued", 0, Some(1)), Some(InvoiceStatus::Paid));
        assert_eq!(derive("paid", 5, Some(101)), Some(InvoiceStatus::Issued));
        assert_eq!(derive("issued", 5, Some(100)), Some(InvoiceStatus::Overdue));
        assert_eq!(derive("overdue", 5, None), Some(InvoiceStatus::Issued));
        assert_eq!(derive("escrow", 5, None), None);
    }

    #[test]
    fn a_list_says_what_is_paid_in_part_and_what_is_overdue() {
        let said = |stored, kind, open| InvoiceStatus::said(stored, kind, (open, 100), (Some(200), 100));
        assert_eq!([said("issued", "pos", 100), said("issued", "pos", 40)], ["issued", "part"]);
        assert_eq!([said("paid", "booking", 0), said("paid", "credit_note", 0)], ["paid", "issued"]);
        assert_eq!(InvoiceStatus::said("issued", "pos", (40, 100), (Some(100), 100)), "overdue");
        assert_eq!(said("escrow", "pos", 0), "escrow");
    }

    #[test]
    fn stored_words_are_read_back() {
        for kind in InvoiceKind::ALL {
            assert_eq!(InvoiceKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(InvoiceKind::Overage.series(), None);
    }
}
