//! What `package` takes.

use super::{ListFlags, OutputFlags, WriteFlags};
use clap::{Args, Subcommand};

/// `package`.
#[derive(Debug, Subcommand)]
pub enum PackageCommand {
    /// List packages
    List(PackageListArgs),
    /// Show one package, and whether its template has an update
    Show(PackageShowArgs),
    /// Add a package; prints the new id
    Add(PackageAddArgs),
    /// Change fields of a package; what is not named stays as it is
    Edit(PackageEditArgs),
    /// Take packages out of the usual list
    Archive(PackageIds),
    /// Put archived packages back
    Restore(PackageIds),
    /// Take over what the template changed since it was copied
    ///
    /// Fields that only the template changed are taken; fields that only the branch changed stay. Where both did,
    /// say which holds with --theirs and --mine, or it is refused (exit code 5).
    Accept(PackageAcceptArgs),
    /// Leave the template's newest revision alone; the next one is offered again
    Ignore(PackageIgnoreArgs),
    /// Look after the templates of the organization
    #[command(subcommand)]
    Template(PackageTemplateCommand),
}

/// `package template`.
#[derive(Debug, Subcommand)]
pub enum PackageTemplateCommand {
    /// List templates
    List(PackageListArgs),
    /// Show one template and its copies
    Show(PackageShowArgs),
    /// Add a template; prints the new id
    Add(PackageTemplateAddArgs),
    /// Publish a change of a template: one revision more
    Edit(PackageEditArgs),
    /// Take templates out of the usual list
    Archive(PackageIds),
    /// Put archived templates back
    Restore(PackageIds),
    /// Copy a template to branches
    Copy(PackageCopyArgs),
}

/// `package list`.
#[derive(Debug, Args)]
pub struct PackageListArgs {
    /// Which: active (the usual ones), archived
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
    /// The list
    #[command(flatten)]
    pub list: ListFlags,
}

/// `package show`.
#[derive(Debug, Args)]
pub struct PackageShowArgs {
    /// The id or its beginning, the name, or a text that finds exactly one
    #[arg(value_name = "ID_OR_TEXT")]
    pub id: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `package add`.
#[derive(Debug, Args)]
pub struct PackageAddArgs {
    /// In which branch, by name or id; your own (or only) one when not given
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// Start from another package of the same branch: an id, or exactly the name
    #[arg(long, value_name = "ID")]
    pub like: Option<String>,
    /// The values
    #[command(flatten)]
    pub fields: Box<PackageFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `package template add`.
#[derive(Debug, Args)]
pub struct PackageTemplateAddArgs {
    /// In the currency of which branch, by name or id; your own (or only) one when not given
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The values
    #[command(flatten)]
    pub fields: Box<PackageFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `package edit`.
#[derive(Debug, Args)]
pub struct PackageEditArgs {
    /// The id or its beginning, or exactly the name
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<PackageFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a package. An empty value clears a list.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears a list)")]
pub struct PackageFields {
    /// Name
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// How it is measured: time_based or qty_based
    #[arg(long = "type", value_name = "TYPE")]
    pub kind: Option<String>,
    /// Price before tax
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<String>,
    /// Tax rate in percent, at most two decimals
    #[arg(long, value_name = "PERCENT")]
    pub tax_rate: Option<String>,
    /// Something that is in it; once for each. Those given replace all
    #[arg(long, value_name = "TEXT")]
    pub include: Vec<String>,
    /// Something that is not; once for each. Those given replace all
    #[arg(long, value_name = "TEXT")]
    pub exclude: Vec<String>,
    /// Something that a booking needs, e.g. "camera x2, prefer Sony A7iii #1" or "lead photographer"; once for each.
    /// Those given replace all
    #[arg(long, value_name = "TEXT")]
    pub resource: Vec<String>,
}

/// Packages to do something to.
#[derive(Debug, Args)]
pub struct PackageIds {
    /// The ids or their beginnings, or exactly the names
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `package accept`.
#[derive(Debug, Args)]
pub struct PackageAcceptArgs {
    /// The id or its beginning, or exactly the name
    #[arg(value_name = "ID")]
    pub id: String,
    /// A field that shall be what the template says, by the name that --json prints; once for each
    #[arg(long, value_name = "FIELD")]
    pub theirs: Vec<String>,
    /// A field that shall stay what the branch says; once for each
    #[arg(long, value_name = "FIELD")]
    pub mine: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `package ignore`.
#[derive(Debug, Args)]
pub struct PackageIgnoreArgs {
    /// The id or its beginning, or exactly the name
    #[arg(value_name = "ID")]
    pub id: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `package template copy`.
#[derive(Debug, Args)]
pub struct PackageCopyArgs {
    /// The template: the id or its beginning, or exactly the name
    #[arg(value_name = "ID")]
    pub id: String,
    /// To which branch, by name or id; with a price where its currency is another one: Dubai=3500
    #[arg(long, required = true, value_name = "BRANCH[=PRICE]")]
    pub to: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}
