//! The slow work of imports as data: what a session is asked to do beside the screen, and what it tells of it.

use crate::domain::client::admit::OddPhones;
use crate::domain::id::ImportId;
use crate::exchange::charset::Charset;
use crate::exchange::columns::Target;
use crate::exchange::table::{Delimiter, Headings};
use crate::store::imports::{Applied, Counts, Undone};
use crate::store::progress::Step;
use crate::store::protocol::{Branch, OnDuplicate};
use serde::Serialize;
use std::path::PathBuf;

/// Which column is taken for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mapping {
    /// As guessed, but for these: `FIELD=COLUMN`.
    Guess(Vec<String>),
    /// Exactly this, column by column.
    Exact(Vec<Option<Target>>),
}

/// What shall be imported, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The file. A session takes it as it was typed: `~` at its start is the home directory.
    pub file: PathBuf,
    /// Into which branch.
    pub branch: Branch,
    /// The encoding, if it is known.
    pub charset: Option<Charset>,
    /// What separates columns, if it is known.
    pub delimiter: Option<Delimiter>,
    /// Whether the first row holds headings.
    pub headings: Headings,
    /// Which column is taken for what.
    pub map: Mapping,
    /// What becomes of clients who are there already.
    pub duplicates: OnDuplicate,
    /// What becomes of phones that no country gives out.
    pub odd_phones: OddPhones,
    /// The import to continue.
    pub resume: Option<ImportId>,
}

/// A field with the columns that it is taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mapped {
    /// The field.
    pub field: &'static str,
    /// The headings of its columns.
    pub columns: Vec<String>,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenColumn {
    /// Its heading, or its number where there are none.
    pub heading: String,
    /// What it is taken for.
    pub taken: Option<Target>,
    /// The first things that stand in it.
    pub samples: Vec<String>,
}

/// What a file is taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The file's name.
    pub file: String,
    /// Its encoding.
    pub encoding: &'static str,
    /// Whether nobody said so.
    pub encoding_is_guessed: bool,
    /// What separates its columns; `None` for address cards.
    pub delimiter: Option<&'static str>,
    /// Whether its first row holds headings.
    pub has_headings: bool,
    /// Whether months stand before days in its dates.
    pub month_first: bool,
    /// Fields with their columns.
    pub mapping: Vec<Mapped>,
    /// Headings of columns that are not taken.
    pub left_out: Vec<String>,
    /// Every column, in its order.
    #[serde(skip)]
    pub columns: Vec<SeenColumn>,
    /// A hash of its content.
    #[serde(skip)]
    pub digest: String,
}

/// A row that is worth a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The line that it starts on.
    pub line: u32,
    /// The word.
    pub reason: String,
}

/// Everything that is known of a file once every row was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What the file is taken for.
    pub reading: Reading,
    /// How many rows of each kind.
    pub counts: Counts,
    /// The first rows that cannot be used.
    pub rejected: Vec<Remark>,
    /// The first rows with a phone that somebody has already.
    pub duplicates: Vec<Remark>,
    /// Rows with fewer cells than the table has columns.
    pub short_rows: u64,
    /// Where the rows lie that were not taken.
    pub rejects: Option<PathBuf>,
}

/// What came in.
#[derive(Clone, Debug)]
pub struct Brought {
    /// What was written.
    pub applied: Applied,
    /// What became of every row.
    pub report: Report,
}

/// Something slow to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Say what a file is taken for.
    Look(Request),
    /// Judge every row; nothing is written.
    Check(Request),
    /// Write what the file holds, if it is still the one of this hash.
    Bring(Request, String),
    /// Say what would stay if this import were taken back.
    Weigh(ImportId),
    /// Take this import back; what was changed since stays.
    TakeBack(ImportId),
}

/// Why slow work did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub message: String,
    /// What was kept and what to do next.
    pub hint: String,
}

/// What is told of slow work.
#[derive(Clone, Debug)]
pub enum News {
    /// How far it is.
    Step(Step),
    /// What the file is taken for.
    Looked(Box<Reading>),
    /// What would become of every row.
    Checked(Box<Report>),
    /// What came in.
    Brought(Box<Brought>),
    /// Which rows would stay, each with the reason.
    Weighed(Vec<(String, String)>),
    /// What was taken back.
    TakenBack(Undone),
    /// It was stopped before anything was written.
    Stopped,
    /// It did not come to its end.
    Failed(Trouble),
}

impl News {
    /// Whether nothing follows.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        !matches!(self, Self::Step(_))
    }
}
