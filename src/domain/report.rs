//! What reports say: sums of what was invoiced and paid, each in one currency. Amounts are minor units.

use super::id::{BranchId, ClientId};
use super::money::Currency;
use super::payment::Method;
use super::percent::Percent;
use super::receivable::Ageing;
use super::tax::Head;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a branch invoiced in a month, less what it credited. Advances are no revenue, and what is void counts nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revenue {
    /// Which branch.
    pub branch: BranchId,
    /// The month, `2026-11`, where the branch is.
    pub month: String,
    /// The currency.
    pub currency: Currency,
    /// How many invoices.
    pub invoices: u64,
    /// How many credit notes.
    pub credits: u64,
    /// Without tax. Of what was invoiced elsewhere, all of it: what of that is tax is not known.
    pub taxable: i64,
    /// Tax.
    pub tax: i64,
    /// What it comes to, round-off included.
    pub total: i64,
}

/// In which part of a return a supply stands.
///
/// Source: Form GSTR-1 (Central Goods and Services Tax Rules 2017, rule 59); a large supply to an unregistered person of
/// another state is one of more than 1,00,000 since August 2024 (notification 12/2024, Central Tax).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// To somebody who is registered.
    Registered,
    /// To somebody of another state who is not, over a large amount.
    Large,
    /// To anybody else.
    Small,
    /// A credit note of somebody who is registered.
    CreditRegistered,
    /// A credit note of anybody else.
    CreditOther,
}

impl Table {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "b2b",
            Self::Large => "b2cl",
            Self::Small => "b2cs",
            Self::CreditRegistered => "cdnr",
            Self::CreditOther => "cdnur",
        }
    }
}

/// Above how much, in whole currency units, a supply over a border of states stands by itself.
pub const LARGE: i64 = 100_000;

/// What was taxed at one rate in one part of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxes {
    /// Which branch.
    pub branch: BranchId,
    /// In which part of a return.
    pub table: Table,
    /// The currency.
    pub currency: Currency,
    /// At which rate.
    pub rate: Percent,
    /// How many documents have such lines.
    pub documents: u64,
    /// Without tax; what was credited is negative.
    pub taxable: i64,
    /// Tax by head.
    pub heads: BTreeMap<Head, i64>,
}

impl Taxes {
    /// All taxes of it.
    #[must_use]
    pub fn tax(&self) -> i64 {
        self.heads.values().sum()
    }
}

/// What a client owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owing {
    /// Which branch.
    pub branch: BranchId,
    /// Who; `None` for nobody by name.
    pub client: Option<ClientId>,
    /// What the client is called.
    pub name: String,
    /// What is owed, by how late it is.
    pub owed: Ageing,
}

/// What came in and went out in one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// How many payments.
    pub payments: u64,
    /// What came in.
    pub received: i64,
    /// How many refunds.
    pub refunds: u64,
    /// What was given back.
    pub refunded: i64,
}

/// A day at the till.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Which branch.
    pub branch: BranchId,
    /// Which day, where the branch is.
    pub day: Date,
    /// The branch's currency.
    pub currency: Currency,
    /// By how it came.
    pub taken: BTreeMap<Method, Taken>,
    /// Documents that were issued.
    pub issued: u64,
    /// What they come to, credit notes taken off.
    pub issued_total: i64,
    /// Documents that were taken out of the books.
    pub voided: u64,
    /// The last entry of the audit chain: its number and its hash. Printed, it proves later that nothing was cut off.
    pub head: Option<(i64, String)>,
}

impl Day {
    /// What is to lie in the drawer of this day's takings: cash that came, less cash that was given back.
    #[must_use]
    pub fn cash(&self) -> i64 {
        self.taken.get(&Method::Cash).map_or(0, |cash| cash.received - cash.refunded)
    }
}
