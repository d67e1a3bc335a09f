//! What `client` takes.

use super::{ListFlags, OutputFlags, WriteFlags};
use clap::{Args, Subcommand};
use std::path::PathBuf;

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
    /// State, as taxes know it, e.g. 29 or Karnataka: where invoices are taxed, unless the GSTIN says so
    #[arg(long, value_name = "PLACE")]
    pub state: Option<String>,
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
    /// Do not ask: for scripts that export on purpose
    #[arg(long)]
    pub yes: bool,
}
