//! A table in a text: its delimiter, its headings, its rows.

use super::ReadError;
use super::columns::Columns;
use super::records::{Record, Records};
use super::source::Source;
use std::fs::File;
use std::io::{BufReader, Read};

/// What separates columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delimiter(u8);

impl Delimiter {
    const ALL: [(Self, &'static str); 4] =
        [(Self(b','), "comma"), (Self(b';'), "semicolon"), (Self(b'\t'), "tab"), (Self(b'|'), "pipe")];

    /// The delimiter of a name or sign.
    ///
    /// # Errors
    /// There is none.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        let sign = |delimiter: &Self| text.len() == 1 && text.as_bytes()[0] == delimiter.0;
        let found = Self::ALL.iter().find(|(delimiter, name)| *name == text || sign(delimiter));
        found.map(|(delimiter, _)| *delimiter).ok_or_else(|| ReadError::Columns {
            message: format!("there is no delimiter {text}"),
            hint: "Name one of comma, semicolon, tab, pipe.".to_owned(),
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(delimiter, _)| *delimiter == self).map_or("comma", |(_, name)| name)
    }
}

/// Whether the first row holds headings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Headings {
    /// If it looks like it.
    #[default]
    Guess,
    /// It does.
    First,
    /// It does not.
    None,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line that it starts on.
    pub line: u32,
    /// Its cells, as far as they can be read.
    pub cells: Vec<String>,
    /// Why nothing can be taken from it.
    pub fault: Option<String>,
    /// Whether it has fewer cells than the table has columns.
    pub is_short: bool,
}

/// Bytes that a guess looks at.
const SAMPLE: u64 = 256 << 10;
/// Rows that a guess looks at.
const SAMPLE_ROWS: usize = 200;
/// The longest cell that is taken.
const LONGEST_CELL: usize = 1 << 20;

/// A table that is being read.
pub struct Table<'s> {
    source: &'s Source,
    delimiter: Delimiter,
    records: Records<BufReader<File>>,
    has_headings: bool,
    columns: Columns,
    /// The first row, when it is none of headings.
    first: Option<Record>,
}

impl<'s> Table<'s> {
    /// Looks at a text as a table.
    ///
    /// # Errors
    /// It cannot be read, or holds nothing.
    pub fn open(
        source: &'s Source,
        delimiter: Option<Delimiter>,
        headings: Headings,
    ) -> Result<Self, ReadError> {
        let io = |cause| ReadError::io(source.path(), cause);
        let mut sample = Vec::new();
        source.text()?.take(SAMPLE).read_to_end(&mut sample).map_err(io)?;
        let (said, skip) = said_by_first_line(&sample);
        let delimiter = delimiter.or(said).unwrap_or_else(|| guess(&sample));
        let mut records = Records::new(source.text()?, delimiter.0);
        if skip {
            records.read().map_err(io)?;
        }
        let first = records.read().map_err(io)?.ok_or_else(|| {
            ReadError::content(
                source.path(),
                "the file is empty",
                "Nothing was imported. Check that it is the right file.",
            )
        })?;
        let cells = texts(&first);
        let has_headings = match headings {
            Headings::Guess => Columns::are_headings(&cells),
            Headings::First => true,
            Headings::None => false,
        };
        let columns = if has_headings {
            Columns::by_headings(&named(cells))
        } else {
            Columns::by_cells(&rows_of(&sample, delimiter))
        };
        records.expect(columns.headings().len());
        let first = (!has_headings).then_some(first);
        Ok(Self { source, delimiter, records, has_headings, columns, first })
    }

    /// What separates its columns.
    #[must_use]
    pub const fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// Whether its first row holds headings.
    #[must_use]
    pub const fn has_headings(&self) -> bool {
        self.has_headings
    }

    /// Which column is taken for what, as a guess.
    #[must_use]
    pub const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The next row.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&mut self) -> Result<Option<Row>, ReadError> {
        let record = match self.first.take() {
            Some(first) => Some(first),
            None => self.records.read().map_err(|cause| ReadError::io(self.source.path(), cause))?,
        };
        Ok(record.map(|record| self.row(&record)))
    }

    fn row(&self, record: &Record) -> Row {
        let mut cells = texts(record);
        let width = self.columns.headings().len();
        let fault = self.fault(record, &cells);
        let is_short = cells.len() < width;
        if fault.is_none() {
            cells.resize(width, String::new());
        }
        Row { line: record.line, is_short: is_short && fault.is_none(), cells, fault }
    }

    fn fault(&self, record: &Record, cells: &[String]) -> Option<String> {
        let width = self.columns.headings().len();
        if record.is_unclosed {
            return Some("a quotation mark is opened in this line and not closed".to_owned());
        }
        if record.cells.iter().any(|cell| std::str::from_utf8(cell).is_err()) {
            return Some("the row holds bytes that are not UTF-8".to_owned());
        }
        if cells.iter().any(|cell| self.source.is_unreadable(cell)) {
            return Some(format!("the row holds bytes that are not {}", self.source.charset().name()));
        }
        if cells.iter().any(|cell| cell.contains('\0')) {
            return Some("the row holds a NUL character".to_owned());
        }
        if cells.iter().any(|cell| cell.len() > LONGEST_CELL) {
            return Some("a cell of the row is longer than 1 MB".to_owned());
        }
        let surplus = cells.iter().skip(width).any(|cell| !cell.trim().is_empty());
        let what = if self.has_headings { "the headings" } else { "the first row" };
        surplus.then(|| format!("the row has {} cells, {what} {width}", cells.len()))
    }
}

fn texts(record: &Record) -> Vec<String> {
    record.cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
}

/// Headings as a person names them; columns without one by their number.
fn named(cells: Vec<String>) -> Vec<String> {
    let name = |(at, cell): (usize, String)| {
        let cell = crate::domain::fold::clean_line(&cell, 80);
        if cell.is_empty() { format!("Column {}", at + 1) } else { cell }
    };
    cells.into_iter().enumerate().map(name).collect()
}

/// A spreadsheet may say in the first line what separates the columns: `sep=;`.
fn said_by_first_line(sample: &[u8]) -> (Option<Delimiter>, bool) {
    let sample = sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample);
    let line = sample.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    let said = line.strip_prefix(b"sep=").filter(|sign| sign.len() <= 1);
    // The end of the line may have been a tab.
    let sign = said.map(|sign| sign.first().copied().unwrap_or(b'\t'));
    let known = sign.and_then(|sign| Delimiter::ALL.iter().map(|(d, _)| *d).find(|d| d.0 == sign));
    (known, known.is_some())
}

/// The delimiter under which the text looks most like a table: first by headings that are understood, then by rows of
/// one width, then by columns.
fn guess(sample: &[u8]) -> Delimiter {
    let score = |delimiter: Delimiter| {
        let rows = rows_of(sample, delimiter);
        let width = rows.first().map_or(0, Vec::len);
        let understood = rows.first().map_or(0, |row| Columns::by_headings(row).understood());
        let alike = rows.iter().filter(|row| row.len() == width).count();
        let share = if width < 2 { 0 } else { alike * 100 / rows.len().max(1) };
        (understood, share, width)
    };
    // Of equals the first: comma.
    let best = Delimiter::ALL.iter().rev().max_by_key(|(delimiter, _)| score(*delimiter));
    best.map_or(Delimiter(b','), |(delimiter, _)| *delimiter)
}

/// The first rows, without the one that the sample may end in the middle of.
fn rows_of(sample: &[u8], delimiter: Delimiter) -> Vec<Vec<String>> {
    let whole = if (sample.len() as u64) < SAMPLE {
        sample
    } else {
        sample.rsplitn(2, |b| *b == b'\n').last().unwrap_or(sample)
    };
    let mut records = Records::new(whole, delimiter.0);
    let mut rows = Vec::new();
    while let (true, Ok(Some(record))) = (rows.len() < SAMPLE_ROWS, records.read()) {
        rows.push(texts(&record));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::source::HowToRead;

    fn with<T>(bytes: &[u8], look: impl FnOnce(Table<'_>) -> T) -> T {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clients.csv");
        std::fs::write(&path, bytes).unwrap();
        let how = HowToRead { charset: None, country: None, scratch: folder.path() };
        let source = Source::open(&path, &how).unwrap();
        look(Table::open(&source, None, Headings::Guess).unwrap())
    }

    fn rows(mut table: Table<'_>) -> Vec<Row> {
        std::iter::from_fn(|| table.read().unwrap()).collect()
    }

    #[test]
    fn delimiters_are_told() {
        for (text, name) in [
            ("name,phone\nPriya,1\n", "comma"),
            ("name;phone;city\nPriya;1;Mysuru, Karnataka\n", "semicolon"),
            ("Name\tMobile\nPriya\t1\n", "tab"),
            ("Name|Mobile|E-mail\nPriya|1|\n", "pipe"),
            ("sep=;\nname;phone\nPriya;1\n", "semicolon"),
            ("\u{FEFF}sep=\t\nx\ty\n1\t2\n", "tab"),
            ("Priya Sharma;98450 12345;a,b\nAnil;98450 12346;c\n", "semicolon"),
            ("name\nPriya\n", "comma"),
            ("\"name;x\",phone\n\"a;b\",1\n", "comma"),
        ] {
            assert_eq!(with(text.as_bytes(), |table| table.delimiter().name()), name, "{text:?}");
        }
        assert_eq!(Delimiter::parse(";").unwrap(), Delimiter::parse("semicolon").unwrap());
        assert!(Delimiter::parse("x").is_err());
    }

    #[test]
    fn rows_that_cannot_be_used_say_why() {
        let text =
            b"name,phone,city\nPriya,1\nAnil,2,x,\nRavi,3,x,y\n\"Open,4,x\nJos\xE9,5,x\nA\0B,6,x\n\nLast,7,x";
        let mut bytes = text.to_vec();
        // Enough UTF-8 around that one broken row is one broken row.
        bytes.extend("\nप्रिया शर्मा,8,मैसूर".repeat(20).as_bytes());
        let rows = with(&bytes, rows);
        let told: Vec<(u32, Option<&str>, bool)> =
            rows.iter().take(7).map(|row| (row.line, row.fault.as_deref(), row.is_short)).collect();
        let expected = [
            (2, None, true),
            (3, None, false),
            (4, Some("the row has 4 cells, the headings 3"), false),
            (5, Some("a quotation mark is opened in this line and not closed"), false),
            (6, Some("the row holds bytes that are not UTF-8"), false),
            (7, Some("the row holds a NUL character"), false),
            (9, None, false),
        ];
        assert_eq!(told, expected);
        assert_eq!(rows[0].cells, ["Priya", "1", ""]);
        assert_eq!(rows[1].cells, ["Anil", "2", "x"]);
    }

    #[test]
    fn a_table_without_headings_keeps_its_first_row() {
        with(b"Priya Sharma,98450 12345\nAnil Rao,98450 12346\n", |table| {
            assert!(!table.has_headings());
            assert_eq!(table.columns().missing(), Vec::<&str>::new());
            assert_eq!(rows(table).len(), 2);
        });
    }
}
