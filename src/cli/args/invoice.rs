//! `invoice`.

use super::{ListFlags, OutputFlags, WriteFlags};
use clap::{ArgGroup, Args, Subcommand};

/// `invoice`.
#[derive(Debug, Subcommand)]
pub enum InvoiceCommand {
    /// List invoices, newest first: by status, client, project, days, or what a search finds
    List(InvoiceListArgs),
    /// Show an invoice: lines, taxes, what paid it, credit notes; with --why how every amount came about
    Show(InvoiceShowArgs),
    /// Draft an invoice for a client, a project, from a quote or package, as a copy, or for a walk-in; prints its id
    Draft(InvoiceDraftArgs),
    /// Change what stands above and below the lines of a draft; what is not named stays as it is
    Edit(InvoiceEditArgs),
    /// Change the lines of a draft
    #[command(subcommand)]
    Line(InvoiceLineCommand),
    /// Throw a draft away
    Remove(InvoiceRemoveArgs),
    /// Give a draft its number: nothing of it changes any more
    Issue(InvoiceRemoveArgs),
    /// Take an invoice out of the books; its number is kept
    ///
    /// Only in the month of its issue, and while nothing was paid or credited of it: later it is credited.
    Void(InvoiceVoidArgs),
    /// Issue a credit note for an invoice, or for some of its lines, and set it off against what is open
    Credit(InvoiceCreditArgs),
    /// Print every series of numbers: from, to, issued, void, what is missing (nothing), what comes next
    Series(InvoiceSeriesArgs),
    /// How branches bill: numbers, registration, rounding, terms
    #[command(subcommand)]
    Settings(InvoiceSettingsCommand),
}

/// `invoice list`.
#[derive(Debug, Args)]
pub struct InvoiceListArgs {
    /// Only what stands so now: draft, open (issued or overdue), issued, overdue, paid, void
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Only what is open after the day on which it was due
    #[arg(long, conflicts_with = "status")]
    pub overdue: bool,
    /// Only this client's, by id, or a text that finds exactly one client
    #[arg(long, value_name = "CLIENT")]
    pub client: Option<String>,
    /// Only this project's, by id, or a text that finds exactly one project
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,
    /// Issued on this day or later
    #[arg(long, value_name = "WHEN")]
    pub from: Option<String>,
    /// Issued on this day or earlier
    #[arg(long, value_name = "WHEN")]
    pub to: Option<String>,
    /// The list
    #[command(flatten)]
    pub list: ListFlags,
}

/// `invoice show`.
#[derive(Debug, Args)]
pub struct InvoiceShowArgs {
    /// The number, the id or its beginning, a client with one draft, or a text that finds exactly one invoice
    #[arg(value_name = "ID_OR_TEXT")]
    pub invoice: String,
    /// Also how every amount came about, and why it is taxed so
    #[arg(long)]
    pub why: bool,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `invoice draft`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("source").args(["client", "project", "quote", "copy", "counter"]).required(true))]
pub struct InvoiceDraftArgs {
    /// For a client, for something that is no project: the id or its beginning, or exactly the name or phone
    #[arg(long, value_name = "CLIENT")]
    pub client: Option<String>,
    /// For a project, what its accepted quote says: the id or its beginning, or exactly the title
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,
    /// With --project: a line for this package instead; the id or its beginning, or exactly the name
    #[arg(long, value_name = "PACKAGE", requires = "project")]
    pub package: Option<String>,
    /// From an accepted quote: the id or its beginning
    #[arg(long, value_name = "QUOTE")]
    pub quote: Option<String>,
    /// Line by line as another invoice: the number, the id or its beginning
    #[arg(long, value_name = "INVOICE")]
    pub copy: Option<String>,
    /// For a walk-in, nobody by name
    #[arg(long)]
    pub counter: bool,
    /// Which branch bills, by name or id; that of the client or project when there is one
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `invoice edit`.
#[derive(Debug, Args)]
pub struct InvoiceEditArgs {
    /// The draft: the id or its beginning, or a client who has one draft
    #[arg(value_name = "INVOICE")]
    pub invoice: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<InvoiceFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of an invoice. An empty value clears the field.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears one)")]
pub struct InvoiceFields {
    /// Off the sum of the lines, before tax
    #[arg(long, value_name = "AMOUNT")]
    pub discount: Option<String>,
    /// The last day on which it is paid in time
    #[arg(long, value_name = "DATE")]
    pub due_on: Option<String>,
    /// Where it is taxed, if not where the rules say: a state code, e.g. 29
    #[arg(long, value_name = "PLACE")]
    pub place_of_supply: Option<String>,
    /// Why it is taxed there
    #[arg(long, value_name = "TEXT")]
    pub place_reason: Option<String>,
    /// Who owes the tax: seller, customer (reverse charge), zero_rated
    #[arg(long, value_name = "WHO")]
    pub liability: Option<String>,
    /// Whether the total is rounded to the whole: yes or no
    #[arg(long, value_name = "YES_NO")]
    pub round_off: Option<String>,
    /// Notes for the client
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// Terms of payment
    #[arg(long, value_name = "TEXT")]
    pub terms: Option<String>,
}

/// `invoice line`.
#[derive(Debug, Subcommand)]
pub enum InvoiceLineCommand {
    /// Add a line to a draft
    Add(InvoiceLineAddArgs),
    /// Change a line of a draft; what is not named stays as it is
    Edit(InvoiceLineEditArgs),
    /// Take a line out of a draft
    Remove(InvoiceLineRemoveArgs),
}

/// `invoice line add`.
#[derive(Debug, Args)]
pub struct InvoiceLineAddArgs {
    /// The draft: the id or its beginning, or a client who has one draft
    #[arg(value_name = "INVOICE")]
    pub invoice: String,
    /// The values
    #[command(flatten)]
    pub fields: Box<InvoiceLineFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `invoice line edit`.
#[derive(Debug, Args)]
pub struct InvoiceLineEditArgs {
    /// The draft: the id or its beginning, or a client who has one draft
    #[arg(value_name = "INVOICE")]
    pub invoice: String,
    /// The line: its number in `invoice show`, its id, or exactly what it says
    #[arg(value_name = "LINE")]
    pub line: String,
    /// Refuse (exit code 5) unless the stored invoice still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<InvoiceLineFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `invoice line remove`.
#[derive(Debug, Args)]
pub struct InvoiceLineRemoveArgs {
    /// The draft: the id or its beginning, or a client who has one draft
    #[arg(value_name = "INVOICE")]
    pub invoice: String,
    /// The line: its number in `invoice show`, its id, or exactly what it says
    #[arg(value_name = "LINE")]
    pub line: String,
    /// Refuse (exit code 5) unless the stored invoice still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a line.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields")]
pub struct InvoiceLineFields {
    /// What it is, e.g. "Album, 40 pages"
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// What sort of thing it is: service or merch
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// SAC of a service, HSN of merchandise: four to eight digits
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// How many, at most three decimals; 1 when not given
    #[arg(long, value_name = "NUMBER")]
    pub qty: Option<String>,
    /// The price of one
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<String>,
    /// Off this line
    #[arg(long, value_name = "AMOUNT")]
    pub discount: Option<String>,
    /// Tax rate in percent, at most two decimals
    #[arg(long, value_name = "PERCENT")]
    pub tax_rate: Option<String>,
    /// Whether the price has its tax in it: yes or no
    #[arg(long, value_name = "YES_NO")]
    pub inclusive: Option<String>,
}

/// `invoice remove` and `invoice issue`.
#[derive(Debug, Args)]
pub struct InvoiceRemoveArgs {
    /// The draft: the id or its beginning, or a client who has one draft
    #[arg(value_name = "INVOICE")]
    pub invoice: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `invoice void`.
#[derive(Debug, Args)]
pub struct InvoiceVoidArgs {
    /// The invoice: the number, the id or its beginning
    #[arg(value_name = "INVOICE")]
    pub invoice: String,
    /// Why; it is kept with the invoice
    #[arg(long, value_name = "TEXT", required = true)]
    pub reason: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `invoice credit`.
#[derive(Debug, Args)]
pub struct InvoiceCreditArgs {
    /// The invoice: the number, the id or its beginning
    #[arg(value_name = "INVOICE")]
    pub invoice: String,
    /// Only so many of this line, once for each: its number, its id, or what it says, e.g. "Album=1"; all that is left
    /// when not given
    #[arg(long = "line", value_name = "WHAT=QTY")]
    pub lines: Vec<String>,
    /// Why; it stands on the credit note
    #[arg(long, value_name = "TEXT", required = true)]
    pub reason: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `invoice series`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct InvoiceSeriesArgs {
    /// What else is done with series
    #[command(subcommand)]
    pub command: Option<InvoiceSeriesCommand>,
    /// Only this branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// What is done with series beside printing them.
#[derive(Debug, Subcommand)]
pub enum InvoiceSeriesCommand {
    /// Say from which number a series starts in a fiscal year, while nothing was issued in it
    ///
    /// For a studio that counted elsewhere until now.
    Start(InvoiceSeriesStartArgs),
}

/// `invoice series start`.
#[derive(Debug, Args)]
pub struct InvoiceSeriesStartArgs {
    /// The first number, from 1
    #[arg(value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..1_000_000_000))]
    pub first: u64,
    /// Which series: main (the usual one), credit_note, advance_receipt, refund_voucher
    #[arg(long, value_name = "SERIES", default_value = "main")]
    pub series: String,
    /// A day of the fiscal year; today when not given
    #[arg(long, value_name = "DAY")]
    pub day: Option<String>,
    /// In which branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `invoice settings`.
#[derive(Debug, Subcommand)]
pub enum InvoiceSettingsCommand {
    /// Show how a branch bills: numbers, registration, rounding, terms
    Show(InvoiceSettingsShowArgs),
    /// Change how a branch bills; what is not named stays as it is, and so does what was issued
    ///
    /// Only the owner may. The widest number of the year is checked, and that no branch of the same registration numbers
    /// alike.
    Set(InvoiceSettingsSetArgs),
}

/// `invoice settings show`.
#[derive(Debug, Args)]
pub struct InvoiceSettingsShowArgs {
    /// Which branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `invoice settings set`.
#[derive(Debug, Args)]
pub struct InvoiceSettingsSetArgs {
    /// Which branch, by name or id
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<BillingFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every setting. An empty value goes back to the usual.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value goes back to the usual)")]
pub struct BillingFields {
    /// What numbers begin with, e.g. BLR; the first letters of the branch's name when not set
    #[arg(long, value_name = "TEXT")]
    pub prefix: Option<String>,
    /// How numbers look, of {prefix}, {fy}, {kind}, {device} and {n}
    #[arg(long, value_name = "TEMPLATE")]
    pub number_template: Option<String>,
    /// The registered name
    #[arg(long, value_name = "TEXT")]
    pub legal_name: Option<String>,
    /// Tax registration number in India
    #[arg(long, value_name = "TEXT")]
    pub gstin: Option<String>,
    /// Tax registration number elsewhere
    #[arg(long, value_name = "TEXT")]
    pub trn: Option<String>,
    /// How it is registered: regular, composition, unregistered; as the number says when not set
    #[arg(long, value_name = "KIND")]
    pub registration: Option<String>,
    /// The state, as taxes know it, e.g. 29 or AE-DU; that of the GSTIN when there is one
    #[arg(long, value_name = "PLACE")]
    pub state: Option<String>,
    /// The day on which the fiscal year starts, e.g. 04-01
    #[arg(long, value_name = "MONTH-DAY")]
    pub fiscal_start: Option<String>,
    /// Whether totals are rounded to the whole: yes or no
    #[arg(long, value_name = "YES_NO")]
    pub round_off: Option<String>,
    /// Days an invoice may stay unpaid
    #[arg(long, value_name = "DAYS")]
    pub payment_days: Option<String>,
    /// Terms of payment
    #[arg(long, value_name = "TEXT")]
    pub terms: Option<String>,
    /// Address for payments by UPI, e.g. studio@bank
    #[arg(long, value_name = "TEXT")]
    pub upi: Option<String>,
    /// The bank account, as it stands on invoices
    #[arg(long, value_name = "TEXT")]
    pub bank: Option<String>,
}
