//! How a branch bills: what is asked and set.

use crate::domain::field::FieldValues;
use crate::domain::id::BranchId;
use crate::domain::role::Permission;
use serde::{Deserialize, Serialize};

/// Writes about how branches bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingCommand {
    /// Changes how a branch bills: only the fields in which `values` differs from `base`. What was issued stays as it is.
    Set {
        /// Which branch.
        branch: BranchId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be (see `domain::invoice::settings::fields`).
        values: FieldValues,
    },
}

impl BillingCommand {
    /// The permission that it needs.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Set { .. } => Permission::SetBilling,
        }
    }

    /// A name for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Set { .. } => "set billing",
        }
    }
}

impl From<BillingCommand> for super::Command {
    fn from(command: BillingCommand) -> Self {
        Self::Billing(command)
    }
}

/// How a branch bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Billing {
    /// Which branch.
    pub branch: BranchId,
    /// Its name.
    pub name: String,
    /// The code of the law that it bills under, or `none`.
    pub law: String,
    /// What is set, by field; empty where the usual holds.
    pub values: FieldValues,
    /// What numbers begin with, set or usual.
    pub prefix: String,
    /// How numbers look, set or usual.
    pub template: String,
    /// `regular`, `composition` or `unregistered`, set or as the registration number says.
    pub registration: String,
    /// State or emirate, set or of the registration number; empty where nobody knows.
    pub state: String,
    /// Days until an invoice is due, set or usual.
    pub payment_days: i64,
    /// The fiscal year of today.
    pub fiscal_year: String,
    /// The first number of this year, or why there can be none.
    pub sample: Result<String, String>,
    /// Optimistic concurrency.
    pub version: i64,
}
