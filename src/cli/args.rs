//! What the command line takes.

mod package;

pub use package::*;

use super::out::Format;
use crate::store::demo::MAX_SCALE;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use std::path::PathBuf;

/// The studio in one terminal: clients, bookings, invoices, inventory and audit over SQLite.
#[derive(Debug, Parser)]
#[command(
    name = "studiovault",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "Without a command the terminal application opens. `?` inside it shows every key.\n\n\
                  Exit codes:\n  0 done                            4 denied\n  \
                  1 internal error                  5 conflict\n  \
                  2 wrong usage or configuration    6 invalid data\n  \
                  3 not found                       7 database"
)]
pub struct Cli {
    /// The database file (also STUDIOVAULT_DB, or `database` in the configuration)
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub db: Option<PathBuf>,
    /// Work as the person with this e-mail address instead of as the owner
    #[arg(id = "as_email", long = "as", global = true, value_name = "EMAIL", value_hint = ValueHint::EmailAddress)]
    pub as_email: Option<String>,
    /// The configuration file (also STUDIOVAULT_CONFIG)
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do instead of opening the terminal application.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find clients, projects, invoices and assets by what you remember of them
    ///
    /// Any word of a name in any script, any run of digits of a phone, a tag, a tax number, an invoice number, a serial.
    /// The best hits come first: a whole number or phone, then names that begin so. Exits with 3 when nothing is found.
    Find(FindArgs),
    /// List, show, add and change clients
    #[command(subcommand)]
    Client(ClientCommand),
    /// List, show, add and change packages and their templates
    #[command(subcommand)]
    Package(PackageCommand),
    /// Take over what other programs kept: clients from a table, a whole database
    #[command(subcommand)]
    Import(ImportCommand),
    /// Open a make-believe studio to try everything on
    ///
    /// It is made in demo.db beside the usual database, or where --db says: two branches, 17 people, 300 clients and
    /// what was done for them in 18 months, up to today. A file that is there is opened as it is and never overwritten;
    /// remove it to start afresh.
    Demo(DemoArgs),
    /// Copy the whole database into one file while others go on working
    ///
    /// The copy is checked before it is put in place.
    Backup(BackupArgs),
    /// Check the database: integrity, references, caches, audit chain, every rule
    ///
    /// Exits with 0 only if all of them hold. Nothing is changed.
    Doctor(JsonFlag),
    /// Look after the audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Check a value the way the forms do
    #[command(subcommand)]
    Check(CheckCommand),
    /// Print every action with its keys, your configuration included
    Keys(OutputFlags),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Print the completions of a shell
    ///
    /// For bash: studiovault completions bash > ~/.local/share/bash-completion/completions/studiovault
    Completions(CompletionsArgs),
    /// Print the manual page, or write one for every command
    Man(ManArgs),
    /// Print generated documentation
    #[command(hide = true)]
    Docs(DocsArgs),
}

/// `--json`.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct JsonFlag {
    /// Print JSON and nothing else
    #[arg(long)]
    pub json: bool,
}

/// How a result is written: for every command that lists or shows.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct OutputFlags {
    /// Print JSON and nothing else
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// Print CSV with a header and nothing else
    #[arg(long)]
    pub csv: bool,
}

impl OutputFlags {
    /// The format that was asked for.
    pub(super) const fn format(self) -> Format {
        match (self.json, self.csv) {
            (true, _) => Format::Json,
            (false, true) => Format::Csv,
            (false, false) => Format::Table,
        }
    }
}

/// What every command takes that writes.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct WriteFlags {
    /// Say what would be done, with every check and the same exit code, and keep nothing of it
    #[arg(long)]
    pub dry_run: bool,
    /// Print JSON and nothing else
    #[arg(long)]
    pub json: bool,
}

/// What every command takes that lists. The names of filters and sort orders are each list's own.
#[derive(Clone, Debug, Args)]
pub struct ListFlags {
    /// Only what this finds, best hits first: words of a name, digits, a tag
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
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

/// `demo`.
#[derive(Clone, Copy, Debug, Args)]
pub struct DemoArgs {
    /// So many times as much as the demo has: 1000 for 300,000 clients
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_SCALE)))]
    pub scale: u32,
    /// Make the file, say what is in it, and leave; refuses (exit code 5) when the file is there
    #[arg(long)]
    pub seed_only: bool,
    /// The output of --seed-only
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `find`.
#[derive(Debug, Args)]
pub struct FindArgs {
    /// What to look for; several words may stand without quotes
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
    /// Only in this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// At most so many; when there are more, every kind has its share
    #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub limit: u32,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `client`.
#[derive(Debug, Subcommand)]
pub enum ClientCommand {
    /// List clients
    List(ClientListArgs),
    /// Show one client with the timeline
    Show(ClientShowArgs),
    /// Add a client; prints the new id
    Add(ClientAddArgs),
    /// Change fields of a client; what is not named stays as it is
    Edit(ClientEditArgs),
    /// Add and remove tags of one or several clients
    Tag(ClientTagArgs),
    /// Note something on a client, dated now
    Note(ClientNoteArgs),
    /// Take clients out of the usual list
    Archive(ClientIds),
    /// Put archived clients back
    Restore(ClientIds),
    /// Write clients to a file or to the output: all active ones, or those that are named
    ///
    /// It is written down in the audit log. What is exported as CSV or vCard can be imported again.
    Export(ClientExportArgs),
}

/// `client list`.
#[derive(Debug, Args)]
pub struct ClientListArgs {
    /// Which clients: active (the usual ones), archived, follow_up
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
    /// In which order: name (the usual one), newest, spent; a search brings its own
    #[arg(long, value_name = "NAME")]
    pub sort: Option<String>,
    /// The list
    #[command(flatten)]
    pub list: ListFlags,
}

/// `client show`.
#[derive(Debug, Args)]
pub struct ClientShowArgs {
    /// The id or its beginning, the name or phone, or a text that finds exactly one client
    #[arg(value_name = "ID_OR_TEXT")]
    pub client: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `client add`.
#[derive(Debug, Args)]
pub struct ClientAddArgs {
    /// In which branch, by name or id; your own (or only) one when not given
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The values
    #[command(flatten)]
    pub fields: Box<ClientFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `client edit`.
#[derive(Debug, Args)]
pub struct ClientEditArgs {
    /// The client: the id or its beginning, or exactly the name or phone
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<ClientFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a client. An empty value clears the field.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears one)")]
pub struct ClientFields {
    /// Name
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Phone as it shall be shown
    #[arg(long, value_name = "PHONE", allow_hyphen_values = true)]
    pub phone: Option<String>,
    /// Second phone
    #[arg(long, value_name = "PHONE", allow_hyphen_values = true)]
    pub alt_phone: Option<String>,
    /// E-mail address
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<String>,
    /// Tag; once for each. The tags given replace all tags: `client tag` adds and removes single ones
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Name of the business
    #[arg(long, value_name = "TEXT")]
    pub business_name: Option<String>,
    /// Tax registration number
    #[arg(long, value_name = "TEXT")]
    pub gstin: Option<String>,
    /// Street address
    #[arg(long, value_name = "TEXT")]
    pub address: Option<String>,
    /// City
    #[arg(long, value_name = "TEXT")]
    pub city: Option<String>,
    /// Day of birth, e.g. 1991-10-20
    #[arg(long, value_name = "DATE")]
    pub birthday: Option<String>,
    /// Wedding or other anniversary, e.g. 2019-02-14
    #[arg(long, value_name = "DATE")]
    pub anniversary: Option<String>,
    /// Language to write in, e.g. hi
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// Whether offers may be sent: yes or no
    #[arg(long, value_name = "YES_NO")]
    pub marketing_ok: Option<String>,
    /// When to get back to the client, e.g. "2026-11-24 10:00" or "tomorrow 10:00"
    #[arg(long, value_name = "WHEN")]
    pub follow_up: Option<String>,
    /// Who sent the client: an id, or a text that finds exactly one client
    #[arg(long, value_name = "ID_OR_TEXT")]
    pub referred_by: Option<String>,
    /// Days an invoice may stay unpaid
    #[arg(long, value_name = "DAYS")]
    pub payment_days: Option<String>,
    /// How much may be owed, in the branch's currency
    #[arg(long, value_name = "AMOUNT")]
    pub credit_limit: Option<String>,
    /// Notes
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// Any field by the name that --json prints
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}

/// `client tag`.
#[derive(Debug, Args)]
pub struct ClientTagArgs {
    /// The clients: ids or their beginnings, or exactly the names or phones
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Tag to add; once for each
    #[arg(long, value_name = "TAG", required_unless_present = "remove")]
    pub add: Vec<String>,
    /// Tag to remove; once for each
    #[arg(long, value_name = "TAG")]
    pub remove: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `client note`.
#[derive(Debug, Args)]
pub struct ClientNoteArgs {
    /// The client: the id or its beginning, or exactly the name or phone
    #[arg(value_name = "ID")]
    pub id: String,
    /// The note; several words may stand without quotes
    #[arg(required = true, value_name = "TEXT")]
    pub text: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// Clients by id.
#[derive(Debug, Args)]
pub struct ClientIds {
    /// The clients: ids or their beginnings, or exactly the names or phones
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

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

/// `client export`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("as_what").required(true))]
pub struct ClientExportArgs {
    /// The clients: ids or their beginnings, or exactly the names or phones; all active ones when not given
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// As address cards (vCard 3.0)
    #[arg(long, group = "as_what")]
    pub vcard: bool,
    /// As CSV with a header
    #[arg(long, group = "as_what")]
    pub csv: bool,
    /// As JSON
    #[arg(long, group = "as_what")]
    pub json: bool,
    /// Only this branch, by name or id
    #[arg(long, value_name = "BRANCH", conflicts_with = "ids")]
    pub branch: Option<String>,
    /// Archived ones too
    #[arg(long, conflicts_with = "ids")]
    pub archived: bool,
    /// Write to this file, which must not be there yet, instead of to the output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Where to: a file that is not there yet
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,
}

/// `audit`.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Verify the hash chain of the audit log; names the first broken entry
    Verify(OutputFlags),
}

/// `check`.
#[derive(Debug, Subcommand)]
pub enum CheckCommand {
    /// Print a phone number in E.164; exits with 6 and the reason if it is none
    Phone(CheckPhoneArgs),
}

/// `check phone`.
#[derive(Debug, Args)]
pub struct CheckPhoneArgs {
    /// The number
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub text: String,
    /// The country of numbers without a country prefix, e.g. IN
    #[arg(long, value_name = "CC")]
    pub region: Option<String>,
}

/// `config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print where the configuration file is, or would be
    Path,
    /// Print every value in force, and where it comes from
    Show(OutputFlags),
    /// Check the file, the environment and the keys; names every fault, and the nearest key that was meant
    ///
    /// Exits with 2 if anything is wrong.
    Check,
}

/// `completions`.
#[derive(Clone, Copy, Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page for every command into this folder, and print their names
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

/// `docs`.
#[derive(Clone, Copy, Debug, Args)]
pub struct DocsArgs {
    /// Which document
    #[arg(value_enum)]
    pub document: Document,
}

/// A generated document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// docs/keys.md
    Keys,
    /// docs/cli.md
    Cli,
    /// config.example.toml
    Config,
}
