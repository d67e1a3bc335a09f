//! What `agenda`, `ics`, `project call-sheet` and `project checklist` take.

use super::{JsonFlag, OutputFlags, WriteFlags};
use clap::{Args, Subcommand, ValueHint};
use std::path::PathBuf;

/// `agenda`.
#[derive(Debug, Args)]
pub struct AgendaArgs {
    /// One day: today, or the one that is named, e.g. "tomorrow", "24 nov"
    #[arg(long, value_name = "DAY", num_args = 0..=1, default_missing_value = "today", group = "span")]
    pub day: Option<String>,
    /// The week of today, or of the day that is named, from Monday on
    #[arg(long, value_name = "DAY", num_args = 0..=1, default_missing_value = "today", group = "span")]
    pub week: Option<String>,
    /// The month of today, or of the day that is named
    #[arg(long, value_name = "DAY", num_args = 0..=1, default_missing_value = "today", group = "span")]
    pub month: Option<String>,
    /// From this day on
    #[arg(long, value_name = "WHEN", conflicts_with = "span")]
    pub from: Option<String>,
    /// Up to this day, which still counts
    #[arg(long, value_name = "WHEN", conflicts_with = "span")]
    pub to: Option<String>,
    /// Only what this person, space or piece of gear is booked for: an id, or exactly the name
    #[arg(long, value_name = "PERSON", conflicts_with = "branch")]
    pub person: Option<String>,
    /// Only this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The output
    #[command(flatten)]
    pub json: JsonFlag,
}

/// Where a paper goes.
#[derive(Clone, Debug, Default, Args)]
pub struct PaperOut {
    /// Write it into this file, which must not be there yet
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// `project call-sheet`.
#[derive(Debug, Args)]
pub struct CallSheetArgs {
    /// The sub-event: the id or its beginning; or a project that has only one
    #[arg(value_name = "SUB_EVENT")]
    pub event: String,
    /// Where it goes
    #[command(flatten)]
    pub out: PaperOut,
    /// What it is made of instead
    #[command(flatten)]
    pub json: JsonFlag,
}

/// `project checklist`.
#[derive(Debug, Args)]
pub struct ChecklistArgs {
    /// The project: the id or its beginning, the title, or a text that finds exactly one; or a sub-event by its id
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// Where it goes
    #[command(flatten)]
    pub out: PaperOut,
    /// What it is made of instead
    #[command(flatten)]
    pub json: JsonFlag,
}

/// `ics`.
#[derive(Debug, Subcommand)]
pub enum IcsCommand {
    /// Write a calendar file of a branch, a person or a project
    ///
    /// Of everything that is reached when nothing is named. Every sub-event has an id that stays, so that a calendar
    /// which reads the file again moves what moved.
    Export(IcsExportArgs),
    /// Look after calendar files that are kept up to date
    #[command(subcommand)]
    Feed(IcsFeedCommand),
}

/// What a calendar file is about.
#[derive(Clone, Debug, Default, Args)]
#[group(multiple = false)]
pub struct IcsOf {
    /// This branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// What this person (or space, or piece of gear) is booked for: an id, or exactly the name
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
    /// This project: the id or its beginning, or exactly the title
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,
}

/// What stands in a calendar file.
#[derive(Clone, Copy, Debug, Args)]
pub struct IcsWhat {
    /// With what is over since so many days
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(0..=3650))]
    pub past: u16,
    /// With the phones of clients, which are left out otherwise: the file leaves the house
    #[arg(long)]
    pub phones: bool,
}

/// `ics export`.
#[derive(Debug, Args)]
pub struct IcsExportArgs {
    /// Of what
    #[command(flatten)]
    pub of: IcsOf,
    /// What stands in it
    #[command(flatten)]
    pub what: IcsWhat,
    /// Where it goes
    #[command(flatten)]
    pub out: PaperOut,
}

/// `ics feed`.
#[derive(Debug, Subcommand)]
pub enum IcsFeedCommand {
    /// Keep a calendar file up to date: written now, and again whenever something moves while the program runs
    Add(IcsFeedAddArgs),
    /// List the calendar files that are kept up to date
    List(OutputFlags),
    /// Keep a calendar file up to date no longer; the file stays
    Remove(IcsFeedRemoveArgs),
    /// Bring the calendar files up to date now; only what changed is written
    Update(JsonFlag),
}

/// `ics feed add`.
#[derive(Debug, Args)]
pub struct IcsFeedAddArgs {
    /// The file
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Of what
    #[command(flatten)]
    pub of: IcsOf,
    /// What stands in it
    #[command(flatten)]
    pub what: IcsWhat,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `ics feed remove`.
#[derive(Debug, Args)]
pub struct IcsFeedRemoveArgs {
    /// The file, or the feed's id or its beginning
    #[arg(value_name = "FILE")]
    pub file: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}
