//! What the command line takes: here what all commands share and the small ones, in a file of its own what one larger
//! command takes.

mod asset;
mod booking;
mod client;
mod custody;
mod free;
mod import;
mod invoice;
mod media;
mod message;
mod notification;
mod package;
mod papers;
mod payment;
mod project;
mod report;
mod task;
mod tax;

pub use asset::*;
pub use booking::*;
pub use client::*;
pub use custody::*;
pub use free::*;
pub use import::*;
pub use invoice::*;
pub use media::*;
pub use message::*;
pub use notification::*;
pub use package::*;
pub use papers::*;
pub use payment::*;
pub use project::*;
pub use report::*;
pub use task::*;
pub use tax::*;

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
    /// Find clients, projects, invoices, assets and packages by what you remember of them
    ///
    /// Any word of a name in any script, any run of digits of a phone, a tag, a tax number, an invoice number, a serial.
    /// The best hits come first: a whole number or phone, then names that begin so. Exits with 3 when nothing is found.
    Find(FindArgs),
    /// Find when everything that a booking needs is free, or whether it is at one time
    ///
    /// With --length: the first free times with concrete assets, none of them for two needs. With --from and --to alone:
    /// what is free then, and who has the rest. Exits with 3 when there is no such time, with 5 when something is not free.
    Free(Box<FreeArgs>),
    /// List, show, add and change clients
    #[command(subcommand)]
    Client(ClientCommand),
    /// List, show, add, change and move projects, with their sub-events and quotes
    #[command(subcommand)]
    Project(ProjectCommand),
    /// Book gear, spaces and people, move and free what is booked
    #[command(subcommand)]
    Booking(BookingCommand),
    /// List, show, add, change and finish tasks of projects, with their templates
    #[command(subcommand)]
    Task(TaskCommand),
    /// List, show, add and change gear, spaces and people; their condition, times away, transfers
    #[command(subcommand)]
    Asset(AssetCommand),
    /// List, show, add and change packages and their templates
    #[command(subcommand)]
    Package(PackageCommand),
    /// List, show, draft, issue, void and credit invoices; the series of their numbers
    #[command(subcommand)]
    Invoice(InvoiceCommand),
    /// Read and write messages on projects
    #[command(subcommand)]
    Message(MessageCommand),
    /// Look after the files of projects: where they lie, what they are, how much room they take
    #[command(subcommand)]
    Media(MediaCommand),
    /// Look after what was sent to clients
    #[command(subcommand)]
    Notification(NotificationCommand),
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
    /// Print what is on, day by day: who and what is booked, what is only held, what needs a replacement
    ///
    /// Today and the two weeks after it when nothing is said.
    Agenda(AgendaArgs),
    /// Write calendar files (.ics)
    #[command(subcommand)]
    Ics(IcsCommand),
    /// Look after the audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Print reports: revenue, taxes, receivables, a day at the till
    #[command(subcommand)]
    Report(ReportCommand),
    /// Compute taxes the way invoices do
    #[command(subcommand)]
    Tax(TaxCommand),
    /// Check a value the way the forms do
    #[command(subcommand)]
    Check(CheckCommand),
    /// Print every action with its keys, your configuration included
    Keys(OutputFlags),
    /// Look after payments: record, allocate, take off, give back
    #[command(subcommand)]
    Payment(PaymentCommand),
    /// Sell at the counter: draws an invoice up, issues it, records what was paid, and prints the receipt
    Pos(PosArgs),
    /// Look after kits: gear that goes out together
    #[command(subcommand)]
    Kit(KitCommand),
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
    /// Print a GSTIN in capitals; exits with 6 and the reason if it is none
    Gstin(CheckTextArgs),
    /// Print the number of a document; exits with 6 and the reason if no tax office takes it
    Number(CheckTextArgs),
}

/// `check gstin`, `check number`.
#[derive(Debug, Args)]
pub struct CheckTextArgs {
    /// The text
    #[arg(value_name = "TEXT", allow_hyphen_values = true)]
    pub text: String,
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
