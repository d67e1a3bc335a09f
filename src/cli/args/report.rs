//! `report`.

use super::OutputFlags;
use clap::{Args, Subcommand};

/// Reports.
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// Print what was invoiced month by month, credit notes taken off
    ///
    /// The fiscal year so far when nothing is said. Advances are no revenue, what is void counts nowhere.
    Revenue(ReportSpanArgs),
    /// Print taxes by rate and by part of the return: b2b, b2cl, b2cs, cdnr, cdnur
    ///
    /// This month when nothing is said.
    Tax(ReportSpanArgs),
    /// Print who owes how much and how late it is, the most first
    Receivables(ReportOwingArgs),
    /// Print a day at the till: what came in by which way, what was given back, and the head of the audit chain
    DayEnd(ReportDayArgs),
}

/// A report over days.
#[derive(Debug, Args)]
pub struct ReportSpanArgs {
    /// From this day on
    #[arg(long, value_name = "WHEN")]
    pub from: Option<String>,
    /// Up to this day
    #[arg(long, value_name = "WHEN")]
    pub to: Option<String>,
    /// Only this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `report receivables`.
#[derive(Debug, Args)]
pub struct ReportOwingArgs {
    /// At most so many clients of each branch
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: u32,
    /// Only this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `report day-end`.
#[derive(Debug, Args)]
pub struct ReportDayArgs {
    /// Which day; today when nothing is said
    #[arg(value_name = "DAY")]
    pub day: Option<String>,
    /// Only this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}
