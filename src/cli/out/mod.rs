//! How results look: tables by display width, and JSON.

use crate::cli::CliError;
use crate::ui::text::{Align, clean, fit, width};
use serde::Serialize;
use std::io::{self, Write};

/// A column of a table.
pub(super) struct Column {
    head: &'static str,
    align: Align,
}

/// A column of text.
pub(super) const fn left(head: &'static str) -> Column {
    Column { head, align: Align::Left }
}

/// A column of numbers.
pub(super) const fn right(head: &'static str) -> Column {
    Column { head, align: Align::Right }
}

/// Text that a terminal takes as text, whatever is stored: no controls, no line breaks.
pub(super) fn printable(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n")
}

/// A table that is written page by page: the first page decides how wide the columns are at least.
pub(super) struct Table<'a> {
    columns: &'a [Column],
    widths: Vec<usize>,
}

impl<'a> Table<'a> {
    pub(super) fn new(columns: &'a [Column]) -> Self {
        Self { columns, widths: Vec::new() }
    }

    /// Writes rows; in front of the first ones, the heads.
    pub(super) fn rows(&mut self, out: &mut dyn Write, rows: &[Vec<String>]) -> io::Result<()> {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| clean(cell).into_owned()).collect()).collect();
        let is_first = self.widths.is_empty();
        if is_first {
            self.widths = self.columns.iter().map(|column| width(column.head)).collect();
        }
        for row in &rows {
            for (widest, cell) in self.widths.iter_mut().zip(row) {
                *widest = width(cell).max(*widest);
            }
        }
        if is_first {
            let heads: Vec<String> = self.columns.iter().map(|column| column.head.to_owned()).collect();
            self.line(out, &heads)?;
        }
        rows.iter().try_for_each(|row| self.line(out, row))
    }

    fn line(&self, out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
        let mut line = String::new();
        for ((cell, widest), column) in cells.iter().zip(&self.widths).zip(self.columns) {
            if !line.is_empty() {
                line.push_str("  ");
            }
            line.push_str(&fit(cell, *widest, column.align));
        }
        writeln!(out, "{}", line.trim_end())
    }
}

/// Writes a value as JSON, for people and programs.
pub(super) fn json(out: &mut dyn Write, value: &impl Serialize) -> Result<(), CliError> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// A JSON array that is written piece by piece, however long it gets.
#[derive(Default)]
pub(super) struct JsonArray {
    count: usize,
}

impl JsonArray {
    pub(super) fn push(&mut self, out: &mut dyn Write, value: &impl Serialize) -> Result<(), CliError> {
        out.write_all(if self.count == 0 { b"[\n  " } else { b",\n  " })?;
        self.count += 1;
        serde_json::to_writer(&mut *out, value).map_err(io::Error::from)?;
        Ok(())
    }

    pub(super) fn end(&self, out: &mut dyn Write) -> Result<(), CliError> {
        out.write_all(if self.count == 0 { b"[]\n" } else { b"\n]\n" })?;
        Ok(())
    }
}
