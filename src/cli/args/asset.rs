//! What `asset` takes.

use super::{AssetInArgs, AssetOutArgs, AssetOverdueArgs, AssetWhoArgs};
use super::{ListFlags, OutputFlags, WriteFlags};
use clap::{Args, Subcommand};

/// `asset`.
#[derive(Debug, Subcommand)]
pub enum AssetCommand {
    /// List gear, spaces and people with what they are booked for and who has them
    List(AssetListArgs),
    /// Show one asset with its bookings, times away and custody
    Show(AssetShowArgs),
    /// Add an asset; prints the new id
    Add(AssetAddArgs),
    /// Change fields of an asset; what is not named stays as it is
    Edit(AssetEditArgs),
    /// Say how assets are: available, maintenance, lost, in_transit, retired
    Condition(AssetConditionArgs),
    /// Look after the times at which assets are away
    #[command(subcommand)]
    Away(AssetAwayCommand),
    /// Send assets to another branch
    Transfer(AssetTransferArgs),
    /// Take assets in that another branch sent
    Receive(AssetArriveArgs),
    /// Send assets back that another branch sent, or call back what was sent
    Return(AssetArriveArgs),
    /// List what is on its way between branches
    Transfers(AssetTransfersArgs),
    /// Give gear out: all of it or none; exits with 5 when somebody else has it
    Out(AssetOutArgs),
    /// Take gear back, with the state in which it came
    In(AssetInArgs),
    /// Show who had it, the last one first
    Who(AssetWhoArgs),
    /// List what should be back by now, or all that is out
    Overdue(AssetOverdueArgs),
    /// Show who changed what on an asset
    History(AssetShowArgs),
}

/// `asset away`.
#[derive(Debug, Subcommand)]
pub enum AssetAwayCommand {
    /// List when an asset is away
    List(AssetShowArgs),
    /// Say when an asset is away; it is never refused over a booking
    Add(AssetAwayAddArgs),
    /// Change fields of a time away
    Edit(AssetAwayEditArgs),
    /// Say that it is back now
    End(AssetAwayEndArgs),
    /// Take a time away out of the record that was entered by mistake
    Remove(AssetAwayEndArgs),
}

/// `asset list`.
#[derive(Debug, Args)]
pub struct AssetListArgs {
    /// Which assets: all, free, booked, out, overdue, away, lost, in_transit, retired, replace, or a type like camera
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
    /// In which order: name, type
    #[arg(long, value_name = "NAME")]
    pub sort: Option<String>,
    /// The list
    #[command(flatten)]
    pub list: ListFlags,
}

/// `asset show`.
#[derive(Debug, Args)]
pub struct AssetShowArgs {
    /// The id or its beginning, the name, the serial number, or a text that finds exactly one asset
    #[arg(value_name = "ID_OR_TEXT")]
    pub asset: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `asset add`.
#[derive(Debug, Args)]
pub struct AssetAddArgs {
    /// In which branch, by name or id; your own, or the only one, unless it is given
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// How it is; available unless it is given
    #[arg(long, value_name = "WORD")]
    pub condition: Option<String>,
    /// The values
    #[command(flatten)]
    pub fields: Box<AssetFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `asset edit`.
#[derive(Debug, Args)]
pub struct AssetEditArgs {
    /// The asset: the id or its beginning, or exactly the name or serial number
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<AssetFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of an asset. An empty value clears the field.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears one)")]
pub struct AssetFields {
    /// What it is: camera, lens, light, drone, audio, space, human, other
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// What people call it
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Serial number
    #[arg(long, value_name = "TEXT")]
    pub serial: Option<String>,
    /// How many there are of it
    #[arg(long, value_name = "N")]
    pub capacity: Option<String>,
    /// The member of the staff that a person is: an id, or exactly the name or e-mail address
    #[arg(long, value_name = "PERSON")]
    pub person: Option<String>,
    /// What a person can do, with commas between
    #[arg(long, value_name = "TEXT")]
    pub skills: Option<String>,
    /// When it was bought
    #[arg(long, value_name = "DATE")]
    pub bought: Option<String>,
    /// What it cost
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<String>,
    /// Free notes
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// Any field by its name, again for each
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}

/// `asset condition`.
#[derive(Debug, Args)]
pub struct AssetConditionArgs {
    /// How they are: available, maintenance, lost, in_transit, retired
    #[arg(value_name = "CONDITION")]
    pub to: String,
    /// The assets: ids or their beginnings, or exactly their names or serial numbers
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// What happened; it stands in the history
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `asset away add`.
#[derive(Debug, Args)]
pub struct AssetAwayAddArgs {
    /// The asset: the id or its beginning, or exactly the name or serial number
    #[arg(value_name = "ID")]
    pub id: String,
    /// The values
    #[command(flatten)]
    pub fields: AssetAwayFields,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `asset away edit`.
#[derive(Debug, Args)]
pub struct AssetAwayEditArgs {
    /// The asset: the id or its beginning, or exactly the name or serial number
    #[arg(value_name = "ID")]
    pub id: String,
    /// The time away, by its id
    #[arg(value_name = "TIME")]
    pub away: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: AssetAwayFields,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a time away. An empty value clears the field.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears one)")]
pub struct AssetAwayFields {
    /// Why: maintenance (things), leave (people), busy
    #[arg(long, value_name = "TEXT")]
    pub kind: Option<String>,
    /// From when, e.g. "24 nov 10:00"; now unless it is given
    #[arg(long, value_name = "WHEN")]
    pub start: Option<String>,
    /// Until when, e.g. 18:00 or "in 3 days"; open unless it is given
    #[arg(long, value_name = "WHEN")]
    pub end: Option<String>,
    /// In words
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// What a repair costs
    #[arg(long, value_name = "AMOUNT")]
    pub cost: Option<String>,
}

/// `asset away end`, `asset away remove`.
#[derive(Debug, Args)]
pub struct AssetAwayEndArgs {
    /// The asset: the id or its beginning, or exactly the name or serial number
    #[arg(value_name = "ID")]
    pub id: String,
    /// The time away, by its id; the one that is under way unless it is given
    #[arg(value_name = "TIME")]
    pub away: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `asset transfer`.
#[derive(Debug, Args)]
pub struct AssetTransferArgs {
    /// To which branch, by name or id
    #[arg(long = "to-branch", value_name = "BRANCH", required = true)]
    pub to: String,
    /// The assets: ids or their beginnings, or exactly their names or serial numbers
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// What goes with them; it stands with the transfer
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `asset receive`, `asset return`.
#[derive(Debug, Args)]
pub struct AssetArriveArgs {
    /// What is on its way: ids, or exactly the names or serial numbers (see `asset transfers`)
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// What there is to say; it stands in the history
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `asset transfers`.
#[derive(Debug, Args)]
pub struct AssetTransfersArgs {
    /// Only from or to this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}
