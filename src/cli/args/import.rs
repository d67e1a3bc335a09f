//! What `import` takes.

use super::{OutputFlags, WriteFlags};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `import`.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Take over clients from a table (CSV) or from address cards (vCard)
    ///
    /// Encoding, delimiter and columns are guessed and shown; --map changes what is taken for what. Every row is checked
    /// before the first is written. Rows that cannot be used, and clients who are there already, are put aside with the
    /// reason. What is imported can be taken back as a whole, and what was interrupted goes on with the same command.
    Clients(Box<ImportClientsArgs>),
    /// Merge another studio's database in: any SQLite file with the seed's tables, also one of our own
    ///
    /// The file is looked through, and every row judged, before the first is written. Ids stay; what is here already
    /// stays as it is, also where the file says something else. People come in suspended: an owner lets them in.
    Seed(ImportSeedArgs),
    /// List imports, newest first
    List(ImportListArgs),
    /// Take an import back as a whole: what it made goes, what it changed is as before
    ///
    /// Refused (exit code 6) when rows were changed since; it says which.
    Undo(ImportUndoArgs),
}

/// `import clients`.
#[derive(Debug, Args)]
pub struct ImportClientsArgs {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Into which branch, by name or id; your own (or only) one when not given
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// Take a field from a column, by heading or number; once for each. Several columns for one field are joined, and
    /// `FIELD=` lets a field go
    #[arg(long, value_name = "FIELD=COLUMN")]
    pub map: Vec<String>,
    /// The first row is a client, not headings
    #[arg(long)]
    pub no_header: bool,
    /// The encoding, when the guess is wrong, e.g. utf-16le or windows-1251
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// What separates columns, when the guess is wrong: comma, semicolon, tab, pipe
    #[arg(long, value_name = "NAME")]
    pub delimiter: Option<String>,
    /// What becomes of clients whose phone somebody has already, in the branch or earlier in the file
    #[arg(long, value_enum, default_value_t, value_name = "RULE")]
    pub duplicates: Duplicates,
    /// Put rows aside whose phone no country gives out, instead of keeping it as it is written
    #[arg(long)]
    pub strict_phones: bool,
    /// Import nothing unless every row can be used
    #[arg(long)]
    pub strict: bool,
    /// Where rows go that are put aside; beside the file, as NAME.rejected.csv, when not given
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Continue this import and no other
    #[arg(long, value_name = "ID")]
    pub resume: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// What becomes of clients who are there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Duplicates {
    /// They are put aside
    #[default]
    Skip,
    /// They are imported all the same
    Import,
    /// Who is there gets what the file says; tags and notes are added
    Update,
}

/// `import seed`.
#[derive(Debug, Args)]
pub struct ImportSeedArgs {
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Whose rows to take, by id or name, when the file holds several organizations
    #[arg(long, value_name = "ORGANIZATION")]
    pub organization: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `import list`.
#[derive(Clone, Debug, Args)]
pub struct ImportListArgs {
    /// Only this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
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

/// `import undo`.
#[derive(Debug, Args)]
pub struct ImportUndoArgs {
    /// The import: its id or the beginning of it
    #[arg(value_name = "ID")]
    pub id: String,
    /// Let rows stay that were changed since, and take everything else back
    #[arg(long)]
    pub keep_changed: bool,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}
