//! Rows under columns.

use super::{Console, Format, Value, csv};
use crate::ui::text::{Align, clean, clip, fit, width};
use serde_json::Map;
use std::io;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Text: at the left, cut when the terminal is narrow.
    Text,
    /// An id: as text, but cut so that what is left still names one record.
    Id,
    /// Text that is worth nothing unless it is whole.
    Whole,
    /// A number: at the right, never cut.
    Number,
    /// An amount: as a number, with its currency beside it in CSV.
    Money,
}

/// A column: declared once, for people and for programs.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Column {
    /// The name in JSON and CSV. It is stable: scripts rely on it.
    pub(super) name: &'static str,
    /// What stands over it for people; `None` for a column that only programs see.
    head: Option<&'static str>,
    kind: Kind,
}

impl Column {
    const fn new(name: &'static str, head: &'static str, kind: Kind) -> Self {
        Self { name, head: Some(head), kind }
    }

    /// Text.
    pub(in crate::cli) const fn text(name: &'static str, head: &'static str) -> Self {
        Self::new(name, head, Kind::Text)
    }

    /// Text that is never cut.
    pub(in crate::cli) const fn whole(name: &'static str, head: &'static str) -> Self {
        Self::new(name, head, Kind::Whole)
    }

    /// The record's id, last in the row: a person copies it whole or its beginning.
    pub(in crate::cli) const fn id() -> Self {
        Self::new("id", "ID", Kind::Id)
    }

    /// A number.
    pub(in crate::cli) const fn number(name: &'static str, head: &'static str) -> Self {
        Self::new(name, head, Kind::Number)
    }

    /// An amount.
    pub(in crate::cli) const fn money(name: &'static str, head: &'static str) -> Self {
        Self::new(name, head, Kind::Money)
    }

    /// What only programs see.
    pub(in crate::cli) const fn hidden(name: &'static str) -> Self {
        Self { name, head: None, kind: Kind::Text }
    }

    /// An amount that only programs see.
    pub(in crate::cli) const fn hidden_money(name: &'static str) -> Self {
        Self { name, head: None, kind: Kind::Money }
    }

    pub(super) fn is_money(&self) -> bool {
        self.kind == Kind::Money
    }

    fn align(&self) -> Align {
        match self.kind {
            Kind::Text | Kind::Id | Kind::Whole => Align::Left,
            Kind::Number | Kind::Money => Align::Right,
        }
    }

    /// How narrow it may become.
    fn least(&self, wide: usize) -> usize {
        match self.kind {
            Kind::Text => wide.min(8),
            // The prefix, the time of making and a few digits of chance.
            Kind::Id => wide.min(24),
            Kind::Whole | Kind::Number | Kind::Money => wide,
        }
    }
}

/// Rows under columns, written as they come, however many there are.
pub(in crate::cli) struct Sheet<'c> {
    format: Format,
    columns: &'c [Column],
    widths: Vec<usize>,
    indent: usize,
    rows: usize,
}

impl<'c> Sheet<'c> {
    /// A sheet without rows.
    pub(in crate::cli) fn new(format: Format, columns: &'c [Column]) -> Self {
        Self { format, columns, widths: Vec::new(), indent: 0, rows: 0 }
    }

    /// The same for people, moved to the right: a table inside a record.
    pub(super) fn indented(columns: &'c [Column], indent: usize) -> Self {
        Self { indent, ..Self::new(Format::Table, columns) }
    }

    /// Writes some rows. For people, the first ones decide how wide the columns are: at least, or exactly when a
    /// terminal is narrower than they are.
    pub(in crate::cli) fn rows<const N: usize>(
        &mut self,
        console: &mut Console<'_>,
        rows: &[[Value; N]],
    ) -> io::Result<()> {
        self.slices(console, &rows.iter().map(<[Value; N]>::as_slice).collect::<Vec<_>>())
    }

    pub(super) fn slices(&mut self, console: &mut Console<'_>, rows: &[&[Value]]) -> io::Result<()> {
        match self.format {
            Format::Table => self.table(console, rows)?,
            Format::Json => rows.iter().enumerate().try_for_each(|(i, row)| {
                console.out.write_all(if self.rows + i == 0 { b"[\n  " } else { b",\n  " })?;
                serde_json::to_writer(&mut *console.out, &object(self.columns, row)).map_err(io::Error::from)
            })?,
            Format::Csv => {
                if self.rows == 0 && !rows.is_empty() {
                    csv::header(console.out, self.columns)?;
                }
                rows.iter().try_for_each(|row| csv::row(console.out, self.columns, row))?;
            }
        }
        self.rows += rows.len();
        Ok(())
    }

    /// Ends it: what is empty is written as empty.
    pub(in crate::cli) fn end(self, console: &mut Console<'_>) -> io::Result<()> {
        match (self.format, self.rows) {
            (Format::Json, 0) => console.out.write_all(b"[]\n"),
            (Format::Json, _) => console.out.write_all(b"\n]\n"),
            (Format::Csv, 0) => csv::header(console.out, self.columns),
            _ => Ok(()),
        }
    }

    fn table(&mut self, console: &mut Console<'_>, rows: &[&[Value]]) -> io::Result<()> {
        let shown: Vec<usize> = (0..self.columns.len()).filter(|i| self.columns[*i].head.is_some()).collect();
        let cells = |row: &&[Value]| -> Vec<String> {
            shown.iter().map(|i| clean(&row[*i].people()).into_owned()).collect()
        };
        let columns: Vec<&Column> = shown.iter().map(|i| &self.columns[*i]).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
        let is_first = self.widths.is_empty();
        let heads: Vec<String> = columns.iter().filter_map(|column| column.head).map(str::to_owned).collect();
        if is_first {
            self.widths = heads.iter().map(|head| width(head)).collect();
        }
        if is_first || console.width.is_none() {
            for row in &rows {
                for (widest, cell) in self.widths.iter_mut().zip(row) {
                    *widest = width(cell).max(*widest);
                }
            }
        }
        if let (true, Some(room)) = (is_first, console.width) {
            narrow(&mut self.widths, &columns, room.saturating_sub(self.indent));
        }
        let heads = is_first.then_some(&heads);
        heads.into_iter().chain(&rows).try_for_each(|cells| self.line(console, &columns, cells))
    }

    fn line(&self, console: &mut Console<'_>, columns: &[&Column], cells: &[String]) -> io::Result<()> {
        let mut line = " ".repeat(self.indent);
        for (i, ((cell, widest), column)) in cells.iter().zip(&self.widths).zip(columns).enumerate() {
            if i > 0 {
                line.push_str(GAP);
            }
            line.push_str(&fit(cell, *widest, column.align()));
        }
        let room = console.width.filter(|_| columns.iter().all(|column| column.kind != Kind::Whole));
        let line = room.map_or(line.as_str().into(), |room| clip(&line, room));
        writeln!(console.out, "{}", line.trim_end())
    }
}

/// What stands between columns.
const GAP: &str = "  ";

/// Takes cells from the widest column that can spare some, until the line fits or nothing can be spared.
fn narrow(widths: &mut [usize], columns: &[&Column], room: usize) {
    let gaps = GAP.len() * widths.len().saturating_sub(1);
    let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(room);
    let least: Vec<usize> = columns.iter().zip(&*widths).map(|(column, wide)| column.least(*wide)).collect();
    while over > 0 {
        let widest = (0..widths.len()).filter(|i| widths[*i] > least[*i]).max_by_key(|i| widths[*i]);
        let Some(widest) = widest else { return };
        widths[widest] -= 1;
        over -= 1;
    }
}

/// A row as JSON has it.
pub(super) fn object(columns: &[Column], row: &[Value]) -> Map<String, serde_json::Value> {
    columns.iter().zip(row).map(|(column, value)| (column.name.to_owned(), value.json())).collect()
}
