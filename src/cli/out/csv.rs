//! CSV as RFC 4180 has it: a header, CRLF, quotes where they are needed, UTF-8 without a mark.
//!
//! A spreadsheet runs a cell that starts with `=` as a formula, and what a client typed into a form would be run on
//! the studio's machine. Such a text gets an apostrophe in front, which spreadsheets take away again. A phone number
//! (`+91 98450 12345`) or a negative amount is none: numbers and their separators stay as they are.

use super::sheet::Column;
use super::value::Value;
use std::io::{self, Write};

/// The header: one name for each column, two for an amount.
pub(super) fn header(out: &mut dyn Write, columns: &[Column]) -> io::Result<()> {
    let mut cells = Vec::new();
    for column in columns {
        cells.push(column.name.to_owned());
        if column.is_money() {
            cells.push(format!("{}_currency", column.name));
        }
    }
    record(out, &cells)
}

/// One row.
pub(super) fn row(out: &mut dyn Write, columns: &[Column], values: &[Value]) -> io::Result<()> {
    let mut cells = Vec::new();
    for (column, value) in columns.iter().zip(values) {
        cells.push(if value.is_free_text() { harmless(value.csv()) } else { value.csv() });
        if column.is_money() {
            cells.push(value.currency().to_owned());
        }
    }
    record(out, &cells)
}

fn record(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells)?;
    out.write_all(&writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?)
}

/// The text as a spreadsheet takes it for a text.
fn harmless(text: String) -> String {
    let is_formula = match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => !text.chars().all(|c| c.is_ascii_digit() || "+-.,() /".contains(c)),
        _ => false,
    };
    if is_formula { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_formula_is_made_a_text_and_a_number_is_left_alone() {
        for text in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\t=1", "-"] {
            let expected = if text == "-" { text.to_owned() } else { format!("'{text}") };
            assert_eq!(harmless(text.to_owned()), expected);
        }
        for text in ["+91 98450 12345", "+919845012345", "-5", "Priya = Sharma", "", "प्रिया", "(022) 2345"]
        {
            assert_eq!(harmless(text.to_owned()), text);
        }
    }
}
