//! What reports are asked for, and what they answer.

use super::BranchScope;
use crate::domain::report::{Day, Owing, Revenue, Taxes};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A report. Days are those of each branch, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportQuery {
    /// What was invoiced, month by month.
    Revenue {
        /// Of which branches.
        scope: BranchScope,
        /// From this day on.
        from: Date,
        /// Up to this day.
        to: Date,
    },
    /// What was taxed, by part of the return and by rate.
    Taxes {
        /// Of which branches.
        scope: BranchScope,
        /// From this day on.
        from: Date,
        /// Up to this day.
        to: Date,
    },
    /// Who owes, the most first.
    Owing {
        /// Of which branches.
        scope: BranchScope,
        /// At most so many clients of each branch.
        limit: u32,
    },
    /// A day at the till.
    Day {
        /// Of which branches.
        scope: BranchScope,
        /// Which day.
        day: Date,
    },
}

/// What a report says; as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// See [`ReportQuery::Revenue`].
    Revenue(Vec<Revenue>),
    /// See [`ReportQuery::Taxes`].
    Taxes(Vec<Taxes>),
    /// See [`ReportQuery::Owing`].
    Owing(Vec<Owing>),
    /// See [`ReportQuery::Day`].
    Day(Vec<Day>),
}
