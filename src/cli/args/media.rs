//! What `media` takes.

use super::{OutputFlags, WindowArgs, WriteFlags};
use clap::{Args, Subcommand, ValueHint};

/// `media`.
#[derive(Debug, Subcommand)]
pub enum MediaCommand {
    /// List the files of a project, newest first
    List(WindowArgs),
    /// Show one file
    Show(MediaShowArgs),
    /// Say how many files there are of each type and how much room they take, of every branch or of one project
    Storage(MediaStorageArgs),
    /// Add a file to a project's list; prints the new id. The file itself is not touched
    ///
    /// If it lies on this machine, its size is read from the disk unless --size says another one.
    Add(MediaAddArgs),
    /// Change what is kept of a file; what is not named stays as it is
    Edit(MediaEditArgs),
    /// Take files off the list; the files themselves stay
    Remove(MediaRemoveArgs),
    /// Bring a project's list in line with a folder of this machine: what is new, changed and gone
    ///
    /// Nothing on the disk is changed. What is gone stays on the list unless --remove-missing is given, for a disk may
    /// only not be there now. With --dry-run it is only said what would change, file by file.
    Scan(MediaScanArgs),
}

/// `media show`.
#[derive(Debug, Args)]
pub struct MediaShowArgs {
    /// The id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `media storage`.
#[derive(Debug, Args)]
pub struct MediaStorageArgs {
    /// Only this project, by id, or a text that finds exactly one project
    #[arg(value_name = "PROJECT", conflicts_with = "branch")]
    pub project: Option<String>,
    /// Only this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `media add`.
#[derive(Debug, Args)]
pub struct MediaAddArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// The values
    #[command(flatten)]
    pub fields: MediaFields,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `media edit`.
#[derive(Debug, Args)]
pub struct MediaEditArgs {
    /// The id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: MediaFields,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a file.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears one)")]
pub struct MediaFields {
    /// Where it lies; a relative path starts at the folder that you are in
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub path: Option<String>,
    /// What it is called
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// What it is: raw, ingest, proxy or delivery; guessed from folder and name when not given
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// How large it is, e.g. "48.3 MB" or 1200000
    #[arg(long, value_name = "SIZE")]
    pub size: Option<String>,
    /// Whether it carries the studio's watermark: proof (it does) or clean
    #[arg(long, value_name = "STATE")]
    pub watermark: Option<String>,
}

/// `media remove`.
#[derive(Debug, Args)]
pub struct MediaRemoveArgs {
    /// The ids or their beginnings
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `media scan`.
#[derive(Debug, Args)]
pub struct MediaScanArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// The folder; what lies in folders below it counts, hidden files and links do not
    #[arg(value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub folder: String,
    /// Take files off the list that lay in the folder and are no longer there
    #[arg(long)]
    pub remove_missing: bool,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}
