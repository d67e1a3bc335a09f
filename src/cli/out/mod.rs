//! How results look: tables for people, JSON and CSV for programs, all three from one declaration of columns.

mod csv;
mod listing;
mod record;
mod sheet;
mod value;

pub(super) use listing::{Choices, Listing};
pub(super) use record::Record;
pub(super) use sheet::{Column, Sheet};
pub(super) use value::Value;

use crate::cli::CliError;
use crate::ui::text::clean;
use serde::Serialize;
use std::io::{self, Write};

/// Where a command speaks.
pub(super) struct Console<'a> {
    /// Results, and nothing else.
    pub(super) out: &'a mut dyn Write,
    /// Remarks.
    pub(super) err: &'a mut dyn Write,
    /// How many cells a line of the results has, when a person looks at them: `None` for a file or a pipe.
    pub(super) width: Option<usize>,
    /// Whether a person looks at the remarks as they come.
    pub(super) err_is_terminal: bool,
    /// Reads what a person answers.
    pub(super) answer: super::Answer<'a>,
    /// Reads the standard input to its end.
    pub(super) input: super::Input<'a>,
}

impl Console<'_> {
    /// Says what was done: a remark, for the output belongs to results.
    pub(super) fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.err, "{}", printable(text))
    }

    /// Says what is worth knowing beside the result.
    pub(super) fn note(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.err, "note: {}", printable(text))
    }

    /// Prints a value as JSON, for people and programs.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        serde_json::to_writer_pretty(&mut *self.out, value).map_err(io::Error::from)?;
        writeln!(self.out)?;
        Ok(())
    }
}

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// For people.
    Table,
    /// `--json`
    Json,
    /// `--csv`
    Csv,
}

/// Text that a terminal takes as text, whatever is stored: no controls, no line breaks but its own.
pub(super) fn printable(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}
