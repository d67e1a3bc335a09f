//! What `asset out`, `in`, `who`, `overdue` and `kit` take.

use super::{ListFlags, OutputFlags, WriteFlags};
use clap::{Args, Subcommand};

/// `asset out`.
#[derive(Debug, Args)]
pub struct AssetOutArgs {
    /// What goes: ids or their beginnings, serial numbers, or exactly the names; NAME:4 for four pieces
    #[arg(value_name = "ASSET", required_unless_present = "all")]
    pub assets: Vec<String>,
    /// Who takes it: one of the house by name or e-mail address, else whatever name is given
    #[arg(long, value_name = "WHO")]
    pub to: String,
    /// For this project: an id, or exactly the title
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,
    /// Everything that is booked for the project from now on and is here
    #[arg(long, requires = "project", conflicts_with = "assets")]
    pub all: bool,
    /// When it has to be back, e.g. "tomorrow 18:00"; for a project, when its booking ends unless given
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
    /// In which state it goes
    #[arg(long = "note", value_name = "TEXT")]
    pub condition: Option<String>,
    /// Also what another project has booked before it is back, and more than its own has booked
    #[arg(long)]
    pub anyway: bool,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `asset in`.
#[derive(Debug, Args)]
pub struct AssetInArgs {
    /// What came back: ids or their beginnings, serial numbers, or exactly the names
    #[arg(value_name = "ASSET", required_unless_present = "project")]
    pub assets: Vec<String>,
    /// Everything that is out for this project: an id, or exactly the title
    #[arg(long, value_name = "PROJECT", conflicts_with = "assets")]
    pub project: Option<String>,
    /// So many pieces of one thing, when the rest stays out
    #[arg(long, value_name = "NUMBER", conflicts_with = "project", value_parser = clap::value_parser!(u32).range(1..))]
    pub qty: Option<u32>,
    /// In which state it came back
    #[arg(long = "note", value_name = "TEXT")]
    pub condition: Option<String>,
    /// Put it under repair; the condition is the reason
    #[arg(long)]
    pub repair: bool,
    /// Until when it is under repair
    #[arg(long, value_name = "WHEN", requires = "repair")]
    pub until: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `asset who`.
#[derive(Debug, Args)]
pub struct AssetWhoArgs {
    /// The id or its beginning, the serial number, the name, or a text that finds exactly one
    #[arg(value_name = "ASSET")]
    pub asset: String,
    /// At most so many, the last one first
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub limit: u32,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `asset overdue`.
#[derive(Debug, Args)]
pub struct AssetOverdueArgs {
    /// Everything that is out, not only what should be back
    #[arg(long)]
    pub all: bool,
    /// Only of this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// At most so many, what is due first coming first
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=500))]
    pub limit: u32,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `kit`.
#[derive(Debug, Subcommand)]
pub enum KitCommand {
    /// List kits
    List(KitListArgs),
    /// Show one kit: what is in it, how it is with each, and what it is booked for
    Show(KitShowArgs),
    /// Add a kit; prints the new id
    Add(KitAddArgs),
    /// Change name, notes or contents of a kit; what is not named stays as it is
    Edit(KitEditArgs),
    /// Take kits out of the usual list
    Archive(KitIds),
    /// Put archived kits back
    Restore(KitIds),
    /// Give everything that is in a kit out
    Out(KitOutArgs),
    /// Take everything back that went out as a part of a kit
    In(KitInArgs),
}

/// `kit list`.
#[derive(Debug, Args)]
pub struct KitListArgs {
    /// Which: active (the usual ones), archived
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
    /// The list
    #[command(flatten)]
    pub list: ListFlags,
}

/// `kit show`.
#[derive(Debug, Args)]
pub struct KitShowArgs {
    /// The id or its beginning, the name, or a text that finds exactly one
    #[arg(value_name = "ID_OR_TEXT")]
    pub id: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `kit add`.
#[derive(Debug, Args)]
pub struct KitAddArgs {
    /// In which branch, by name or id; your own (or only) one when not given
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// Name
    #[arg(long, value_name = "TEXT")]
    pub name: String,
    /// Notes
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// Something that is in it, once for each: an id, a serial number, or exactly the name; NAME:4 for four pieces
    #[arg(long = "asset", value_name = "ASSET")]
    pub assets: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `kit edit`: name and notes, or contents.
#[derive(Debug, Args)]
pub struct KitEditArgs {
    /// The id or its beginning, or exactly the name
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// Another name
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Other notes; an empty text clears them
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// Put something in, or change how many: ASSET or ASSET:4
    #[arg(long, value_name = "ASSET", conflicts_with_all = ["name", "notes"])]
    pub add: Vec<String>,
    /// Take something out
    #[arg(long, value_name = "ASSET", conflicts_with_all = ["name", "notes"])]
    pub remove: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `kit archive` and `kit restore`.
#[derive(Debug, Args)]
pub struct KitIds {
    /// Which: ids or their beginnings, or exactly the names
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `kit out`.
#[derive(Debug, Args)]
pub struct KitOutArgs {
    /// The id or its beginning, or exactly the name
    #[arg(value_name = "ID")]
    pub id: String,
    /// Who takes it: one of the house by name or e-mail address, else whatever name is given
    #[arg(long, value_name = "WHO")]
    pub to: String,
    /// For this project: an id, or exactly the title
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,
    /// When it has to be back, e.g. "tomorrow 18:00"
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
    /// In which state it goes
    #[arg(long = "note", value_name = "TEXT")]
    pub condition: Option<String>,
    /// Also what another project has booked before it is back, and more than its own has booked
    #[arg(long)]
    pub anyway: bool,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `kit in`.
#[derive(Debug, Args)]
pub struct KitInArgs {
    /// The id or its beginning, or exactly the name
    #[arg(value_name = "ID")]
    pub id: String,
    /// In which state it came back
    #[arg(long = "note", value_name = "TEXT")]
    pub condition: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}
