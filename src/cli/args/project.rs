//! What `project` takes.

use super::{CallSheetArgs, ChecklistArgs, ListFlags, OutputFlags, WriteFlags};
use clap::{Args, Subcommand, ValueEnum};

/// `project`.
#[derive(Debug, Subcommand)]
pub enum ProjectCommand {
    /// List projects; those in the trash only with --trash
    List(ProjectListArgs),
    /// Show one project with everything that hangs on it
    Show(ProjectShowArgs),
    /// Add a project, as an inquiry; prints the new id
    Add(ProjectAddArgs),
    /// Change fields of a project; what is not named stays as it is
    Edit(ProjectEditArgs),
    /// Move a project to another status
    ///
    /// inquiry, active, shooting, editing, completed, archived: one step on; one step back with a reason. cancelled from
    /// everywhere before the archive, and back to where it was, with a reason. Anything else is refused (exit code 6).
    Move(ProjectMoveArgs),
    /// Throw a project away; it can be restored for 30 days
    Trash(ProjectTrashArgs),
    /// Take a project out of the trash, to where it was
    Restore(ProjectRestoreArgs),
    /// Remove projects from the trash for good: those that are named, or all whose 30 days are over
    ///
    /// What hangs on them goes along: sub-events, quotes, tasks, messages, and what is kept about files, which stay where
    /// they lie. Notifications stay in the outbox, for what they cost. Projects with an invoice are kept. Without --yes it is
    /// only listed (exit code 2).
    Purge(ProjectPurgeArgs),
    /// Print the call sheet of a sub-event: who comes when and where, with what, and whom to call
    CallSheet(CallSheetArgs),
    /// Print the gear checklist of a project or a sub-event, to be ticked by hand
    Checklist(ChecklistArgs),
    /// Look after the sub-events of projects
    #[command(subcommand)]
    Event(ProjectEventCommand),
    /// Look after the quotes of projects
    #[command(subcommand)]
    Quote(ProjectQuoteCommand),
}

/// `project event`.
#[derive(Debug, Subcommand)]
pub enum ProjectEventCommand {
    /// List the sub-events of a project
    List(ProjectHangsArgs),
    /// Add a sub-event to a project; prints the new id
    Add(ProjectEventAddArgs),
    /// Change fields of a sub-event; what is not named stays as it is
    Edit(ProjectEventEditArgs),
    /// Take a sub-event away
    Remove(ProjectEventRemoveArgs),
}

/// `project quote`.
#[derive(Debug, Subcommand)]
pub enum ProjectQuoteCommand {
    /// List the quotes of a project
    List(ProjectHangsArgs),
    /// Show one quote with its lines
    Show(ProjectQuoteShowArgs),
    /// Draft a quote, of a package as it is now or empty; prints the new id
    Add(ProjectQuoteAddArgs),
    /// Change the terms of a draft; what is not named stays as it is
    Edit(ProjectQuoteEditArgs),
    /// Look after the lines of a draft
    #[command(subcommand)]
    Line(ProjectQuoteLineCommand),
    /// Take a draft away, with its lines
    Remove(ProjectQuoteRemoveArgs),
    /// Note that a draft was given to the client; from here on it does not change
    Send(ProjectQuoteArgs),
    /// Note that the client accepted; without an advance to be paid the project is booked in the same breath
    Accept(ProjectQuoteArgs),
    /// Note that the client declined
    Decline(ProjectQuoteDeclineArgs),
}

/// `project quote line`.
#[derive(Debug, Subcommand)]
pub enum ProjectQuoteLineCommand {
    /// Add a line to a draft; prints the quote's id
    Add(ProjectQuoteLineAddArgs),
    /// Change a line of a draft; what is not named stays as it is
    Edit(ProjectQuoteLineEditArgs),
    /// Take a line out of a draft
    Remove(ProjectQuoteLineRemoveArgs),
}

/// `project list`.
#[derive(Debug, Args)]
pub struct ProjectListArgs {
    /// Which projects: mine, inquiry, active, shooting, editing, completed, archived, cancelled, trashed
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
    /// Only projects in this status
    #[arg(long, value_name = "STATUS", conflicts_with = "filter")]
    pub status: Option<String>,
    /// Only what you answer for or have open tasks on, as far as it is under way
    #[arg(long, conflicts_with_all = ["filter", "status"])]
    pub mine: bool,
    /// Only what was thrown away
    #[arg(long, conflicts_with_all = ["filter", "status", "mine"])]
    pub trash: bool,
    /// Only this client's, by id, or a text that finds exactly one client
    #[arg(long, value_name = "CLIENT", conflicts_with_all = ["search", "mine"])]
    pub client: Option<String>,
    /// In which order: newest first (the usual one), shoot; a search brings its own
    #[arg(long, value_name = "NAME")]
    pub sort: Option<String>,
    /// The list
    #[command(flatten)]
    pub list: ListFlags,
}

/// `project show`.
#[derive(Debug, Args)]
pub struct ProjectShowArgs {
    /// The id or its beginning, the title, or a text that finds exactly one project
    #[arg(value_name = "ID_OR_TEXT")]
    pub project: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `project event list`, `project quote list` and `message show`.
#[derive(Debug, Args)]
pub struct ProjectHangsArgs {
    /// The project: the id or its beginning, the title, or a text that finds exactly one project
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `project add`.
#[derive(Debug, Args)]
pub struct ProjectAddArgs {
    /// In which branch, by name or id; the client's when not given
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The values
    #[command(flatten)]
    pub fields: Box<ProjectFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project edit`.
#[derive(Debug, Args)]
pub struct ProjectEditArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<ProjectFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a project. An empty value clears the field.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears one)")]
pub struct ProjectFields {
    /// Whom it is for: an id, or exactly the name or phone of one client
    #[arg(long, value_name = "CLIENT")]
    pub client: Option<String>,
    /// What it is called
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// What kind of work it is, e.g. wedding
    #[arg(long, value_name = "TEXT")]
    pub kind: Option<String>,
    /// When it starts, e.g. "2026-11-24 10:00" or "tomorrow 10:00"
    #[arg(long, value_name = "WHEN")]
    pub start: Option<String>,
    /// When the client gets the result
    #[arg(long, value_name = "WHEN")]
    pub delivery: Option<String>,
    /// Where it takes place
    #[arg(long, value_name = "TEXT")]
    pub location: Option<String>,
    /// Who answers for it: an id, or exactly the name or e-mail address of one person
    #[arg(long, value_name = "PERSON")]
    pub lead: Option<String>,
    /// How the client came to ask, e.g. referral
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// Notes
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// Any field by the name that --json prints
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}

/// `project move`.
#[derive(Debug, Args)]
pub struct ProjectMoveArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "ID")]
    pub id: String,
    /// Where it shall go; `project show` says where it can
    #[arg(value_name = "STATUS")]
    pub to: String,
    /// Why; every move but the one forward needs it
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub reason: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project trash`.
#[derive(Debug, Args)]
pub struct ProjectTrashArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "ID")]
    pub id: String,
    /// Why; it stands in the history
    #[arg(long, value_name = "TEXT", required = true)]
    pub reason: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project restore`.
#[derive(Debug, Args)]
pub struct ProjectRestoreArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "ID")]
    pub id: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project purge`.
#[derive(Debug, Args)]
pub struct ProjectPurgeArgs {
    /// The projects: ids or their beginnings, or exactly the titles; all whose time is over when not given
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Only of this branch, by name or id
    #[arg(long, value_name = "BRANCH", conflicts_with = "ids")]
    pub branch: Option<String>,
    /// Do it: this cannot be undone
    #[arg(long)]
    pub yes: bool,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project event add`.
#[derive(Debug, Args)]
pub struct ProjectEventAddArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// The values
    #[command(flatten)]
    pub fields: Box<ProjectEventFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project event edit`.
#[derive(Debug, Args)]
pub struct ProjectEventEditArgs {
    /// The sub-event: the id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// Which dates, of one that comes again
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = Dates::This)]
    pub dates: Dates,
    /// The values
    #[command(flatten)]
    pub fields: Box<ProjectEventFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project event remove`.
#[derive(Debug, Args)]
pub struct ProjectEventRemoveArgs {
    /// The sub-event: the id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// Which dates, of one that comes again
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = Dates::This)]
    pub dates: Dates,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a sub-event. An empty value clears the field.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears one)")]
pub struct ProjectEventFields {
    /// What it is called
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// When it starts, in the zone of the sub-event
    #[arg(long, value_name = "WHEN")]
    pub start: Option<String>,
    /// When it ends, in the zone of the sub-event; a time alone is on the day of the start, or on the next morning
    #[arg(long, value_name = "WHEN")]
    pub end: Option<String>,
    /// The zone that its times are said in, e.g. Asia/Kolkata; the branch's when not given
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Where it takes place
    #[arg(long, value_name = "TEXT")]
    pub location: Option<String>,
    /// Notes
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// Preparation at the place, e.g. 45 (minutes) or 1h30: what is booked is booked from then on
    #[arg(long, value_name = "LENGTH")]
    pub buffer_before: Option<String>,
    /// Clearing up at the place: what is booked is free after that
    #[arg(long, value_name = "LENGTH")]
    pub buffer_after: Option<String>,
    /// The way there, and again the way back: for people and gear, not for spaces
    #[arg(long, value_name = "LENGTH")]
    pub travel: Option<String>,
    /// How it comes again, e.g. "every Tue and Thu until 20 Dec, without 24 Nov", "monthly 6 times", or an RRULE
    #[arg(long, value_name = "RULE")]
    pub repeat: Option<String>,
}

/// Which dates of a series a write is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Dates {
    /// Only the one that is named
    #[default]
    This,
    /// It and those behind it
    Following,
    /// All; what was moved by hand keeps its own time
    All,
}

/// `project quote show`.
#[derive(Debug, Args)]
pub struct ProjectQuoteShowArgs {
    /// The quote: the id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `project quote add`.
#[derive(Debug, Args)]
pub struct ProjectQuoteAddArgs {
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// The package that is quoted as it is now: an id, or exactly the name; without one the quote is empty
    #[arg(long, value_name = "PACKAGE")]
    pub package: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project quote edit`.
#[derive(Debug, Args)]
pub struct ProjectQuoteEditArgs {
    /// The quote: the id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<ProjectQuoteFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every term of a quote. An empty value clears the field.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears one)")]
pub struct ProjectQuoteFields {
    /// Off the sum of the lines, before tax
    #[arg(long, value_name = "AMOUNT")]
    pub discount: Option<String>,
    /// What must be paid before the project is booked
    #[arg(long, value_name = "AMOUNT")]
    pub advance: Option<String>,
    /// The first moment at which it has expired
    #[arg(long, value_name = "WHEN")]
    pub valid_until: Option<String>,
    /// Notes
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
}

/// `project quote send` and `project quote accept`.
#[derive(Debug, Args)]
pub struct ProjectQuoteArgs {
    /// The quote: the id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project quote remove`.
#[derive(Debug, Args)]
pub struct ProjectQuoteRemoveArgs {
    /// The quote: the id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project quote decline`.
#[derive(Debug, Args)]
pub struct ProjectQuoteDeclineArgs {
    /// The quote: the id or its beginning
    #[arg(value_name = "ID")]
    pub id: String,
    /// Why; it stands with the quote
    #[arg(long, value_name = "TEXT", required = true)]
    pub reason: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project quote line add`.
#[derive(Debug, Args)]
pub struct ProjectQuoteLineAddArgs {
    /// The quote: the id or its beginning
    #[arg(value_name = "QUOTE")]
    pub quote: String,
    /// The values
    #[command(flatten)]
    pub fields: Box<ProjectQuoteLineFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project quote line edit`.
#[derive(Debug, Args)]
pub struct ProjectQuoteLineEditArgs {
    /// The quote: the id or its beginning
    #[arg(value_name = "QUOTE")]
    pub quote: String,
    /// The line: its number in `project quote show`, or its id
    #[arg(value_name = "LINE")]
    pub line: String,
    /// Refuse (exit code 5) unless the stored quote still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<ProjectQuoteLineFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `project quote line remove`.
#[derive(Debug, Args)]
pub struct ProjectQuoteLineRemoveArgs {
    /// The quote: the id or its beginning
    #[arg(value_name = "QUOTE")]
    pub quote: String,
    /// The line: its number in `project quote show`, or its id
    #[arg(value_name = "LINE")]
    pub line: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a line.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields")]
pub struct ProjectQuoteLineFields {
    /// What it is, e.g. "Album, 40 pages"
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// What sort of thing it is: service or merch
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// How many, at most three decimals; 1 when not given
    #[arg(long, value_name = "NUMBER")]
    pub qty: Option<String>,
    /// The price of one, before tax
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<String>,
    /// Tax rate in percent, at most two decimals
    #[arg(long, value_name = "PERCENT")]
    pub tax_rate: Option<String>,
}
