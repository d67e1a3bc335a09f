//! What `booking` takes.

use super::{OutputFlags, WriteFlags};
use crate::domain::length;
use clap::{Args, Subcommand, ValueEnum};

/// `booking`.
#[derive(Debug, Subcommand)]
pub enum BookingCommand {
    /// List what is booked, earliest first: from today on, or in a time, of a project or of an asset
    List(BookingListArgs),
    /// Show one lock
    Show(BookingShowArgs),
    /// Open a project with everything that is booked for it: its block of time, what its package takes, a quote. Prints its id
    ///
    /// What the package needs is proposed as the form proposes it, free things only, and saved as one act. If something is
    /// missing, nothing is booked, who has it and the nearest free time are said, and it exits with 5; --partial books
    /// what is there. A hold unless --kind firm. Of a local time that happens twice, earlier or later behind it says which.
    New(BookingNewArgs),
    /// Book gear, spaces and people for a project; all of them or none. Prints the new ids
    ///
    /// With --json FILE (or - for standard input) what is wanted is read as JSON: an object, or a list of them, with the
    /// keys asset, project, start, end, and tz, buffer_before, buffer_after (minutes), qty, event, kind (firm or hold),
    /// expires. Times have their offset (2026-12-12T11:00:00+05:30), or are local times of tz, or of the project's branch.
    /// The locks are printed as JSON, or the conflict and who holds what was wanted; that exits with 5.
    Lock(BookingLockArgs),
    /// Move or stretch a lock, or put another asset in its place; what is not named stays as it is
    Move(BookingMoveArgs),
    /// Free what is booked; all of it or nothing
    Release(BookingIdsArgs),
    /// Make firm locks holds, which are in nobody's way
    Hold(BookingHoldArgs),
    /// Make holds firm: nobody else gets it
    Firm(BookingIdsArgs),
    /// Let holds hold longer, or shorter; also such as have expired
    Extend(BookingExtendArgs),
}

/// `booking list`.
#[derive(Debug, Args)]
pub struct BookingListArgs {
    /// Only of this project: by id, or a text that finds exactly one
    #[arg(long, value_name = "PROJECT", conflicts_with = "asset")]
    pub project: Option<String>,
    /// Only of this asset: by id, name or serial number
    #[arg(long, value_name = "ASSET")]
    pub asset: Option<String>,
    /// Only of this branch, by name or id
    #[arg(long, value_name = "BRANCH", conflicts_with_all = ["project", "asset"])]
    pub branch: Option<String>,
    /// What reaches behind this moment, e.g. "20 oct" or 2026-10-20T10:00; a project's are listed from the first on
    #[arg(long, value_name = "WHEN")]
    pub from: Option<String>,
    /// What begins before this moment
    #[arg(long, value_name = "WHEN")]
    pub to: Option<String>,
    /// Only holds that still hold
    #[arg(long, conflicts_with = "troubled")]
    pub holds: bool,
    /// Only what needs a replacement: lost, retired, under repair, on leave
    #[arg(long)]
    pub troubled: bool,
    /// At most so many
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// All of them, whatever the limit
    #[arg(long)]
    pub all_pages: bool,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `booking show`.
#[derive(Debug, Args)]
pub struct BookingShowArgs {
    /// The id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// How firmly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Firmness {
    /// Nobody else gets it
    Firm,
    /// Shown, and in nobody's way
    Hold,
}

/// `booking new`.
#[derive(Debug, Args)]
pub struct BookingNewArgs {
    /// For whom: by id, name or phone
    #[arg(long, value_name = "CLIENT")]
    pub client: String,
    /// Which package: by id or name; what it needs is booked, and a quote of it drafted
    #[arg(long, value_name = "PACKAGE")]
    pub package: Option<String>,
    /// What else is needed, e.g. "camera x2" or "lead photographer"; several times for several
    #[arg(long, value_name = "NEED")]
    pub need: Vec<String>,
    /// What it is called; usually the client and the package
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// From when, e.g. "20 oct 10:00" or 2026-10-20T10:00:00+05:30
    #[arg(long, value_name = "WHEN")]
    pub start: String,
    /// How long, e.g. 4h or 1h30
    #[arg(long, value_name = "LENGTH", conflicts_with = "end")]
    pub length: Option<String>,
    /// Until when; a time alone is on the day of the start, or on the next morning
    #[arg(long, value_name = "WHEN")]
    pub end: Option<String>,
    /// Where; a space of the studio that is called so is booked, too
    #[arg(long, value_name = "TEXT")]
    pub place: Option<String>,
    /// In which branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// How firmly; usually a hold
    #[arg(long, value_enum, value_name = "TEXT")]
    pub kind: Option<Firmness>,
    /// Until when the hold holds; usually three days
    #[arg(long, value_name = "WHEN")]
    pub expires: Option<String>,
    /// Book what is there, although something is missing
    #[arg(long)]
    pub partial: bool,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `booking lock`.
#[derive(Debug, Args)]
pub struct BookingLockArgs {
    /// Read what is wanted from this file, - for standard input; without a file, only print JSON
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "")]
    pub json: Option<String>,
    /// What: by id, name or serial number; several times for several
    #[arg(long, value_name = "ASSET")]
    pub asset: Vec<String>,
    /// For which project: the id or its beginning, or exactly the title
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,
    /// For which of its sub-events, by id; without --start it is booked for its time, buffers and way
    #[arg(long, value_name = "ID")]
    pub event: Option<String>,
    /// From when, e.g. "20 oct 10:00" or 2026-10-20T10:00:00+05:30
    #[arg(long, value_name = "WHEN")]
    pub start: Option<String>,
    /// Until when
    #[arg(long, value_name = "WHEN")]
    pub end: Option<String>,
    /// The time zone of --start and --end, e.g. Europe/Berlin; usually the branch's
    #[arg(long, value_name = "ZONE")]
    pub tz: Option<String>,
    /// Kept free before it, e.g. 45 (minutes) or 1h30
    #[arg(long, value_name = "LENGTH", value_parser = minutes)]
    pub buffer_before: Option<u32>,
    /// Kept free behind it
    #[arg(long, value_name = "LENGTH", value_parser = minutes)]
    pub buffer_after: Option<u32>,
    /// How many pieces
    #[arg(long, value_name = "NUMBER")]
    pub qty: Option<u32>,
    /// How firmly; usually firm
    #[arg(long, value_enum, value_name = "TEXT")]
    pub kind: Option<Firmness>,
    /// Until when a hold holds; usually three days
    #[arg(long, value_name = "WHEN")]
    pub expires: Option<String>,
    /// Say what would be done, with every check and the same exit code, and keep nothing of it
    #[arg(long)]
    pub dry_run: bool,
}

/// `booking move`.
#[derive(Debug, Args)]
pub struct BookingMoveArgs {
    /// The id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// From when; with --start alone the end moves along
    #[arg(long, value_name = "WHEN")]
    pub start: Option<String>,
    /// Until when
    #[arg(long, value_name = "WHEN")]
    pub end: Option<String>,
    /// Another asset in its place: by id, name or serial number
    #[arg(long, value_name = "ASSET")]
    pub asset: Option<String>,
    /// Kept free before it, e.g. 45 (minutes) or 1h30
    #[arg(long, value_name = "LENGTH", value_parser = minutes)]
    pub buffer_before: Option<u32>,
    /// Kept free behind it
    #[arg(long, value_name = "LENGTH", value_parser = minutes)]
    pub buffer_after: Option<u32>,
    /// How many pieces
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub qty: Option<u32>,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `booking release` and `booking firm`.
#[derive(Debug, Args)]
pub struct BookingIdsArgs {
    /// The ids or their beginnings
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `booking hold`.
#[derive(Debug, Args)]
pub struct BookingHoldArgs {
    /// The ids or their beginnings
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Until when they hold; usually three days
    #[arg(long, value_name = "WHEN")]
    pub expires: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `booking extend`.
#[derive(Debug, Args)]
pub struct BookingExtendArgs {
    /// The ids or their beginnings
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Until when they hold
    #[arg(long, value_name = "WHEN")]
    pub until: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A length of time in whole minutes, at most a week.
fn minutes(text: &str) -> Result<u32, String> {
    let seconds = length::parse(text, 7 * 86_400).map_err(|error| error.to_string())?;
    u32::try_from(seconds / 60).map_err(|error| error.to_string())
}
