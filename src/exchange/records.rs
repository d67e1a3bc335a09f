//! The records of a CSV text, each with the line that it starts on.
//!
//! The fields are told apart by `csv-core`; here the text is fed to it line by line, so that a quotation mark that is
//! opened and never closed costs one row and not the rest of the file.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

/// Lines that one record may span: more means that a quotation mark was never closed.
const MOST_LINES: usize = 1_000;
/// Bytes that one line may have.
const LONGEST_LINE: u64 = 16 << 20;

/// One record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The line that it starts on; the first is 1.
    pub line: u32,
    /// Its fields.
    pub cells: Vec<Vec<u8>>,
    /// Whether a quotation mark is opened in it and not closed; then `cells` is the line as it stands.
    pub is_unclosed: bool,
}

/// Reads records.
pub struct Records<R> {
    input: R,
    core: Reader,
    delimiter: u8,
    /// Lines that were read ahead and have to be read again.
    ahead: VecDeque<Vec<u8>>,
    /// The number of the line that is read next.
    next_line: u32,
    /// How many fields a record has, once that is known.
    width: Option<usize>,
    output: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: BufRead> Records<R> {
    /// The records of a text.
    pub fn new(input: R, delimiter: u8) -> Self {
        // Lines end where we say: a carriage return inside of one is part of a field.
        let core = ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build();
        let (output, ends) = (vec![0; 4 << 10], vec![0; 64]);
        Self { input, core, delimiter, ahead: VecDeque::new(), next_line: 1, width: None, output, ends }
    }

    /// Says how many fields a record has.
    pub fn expect(&mut self, width: usize) {
        self.width = Some(width);
    }

    /// The next record; `None` at the end. Empty lines are none.
    ///
    /// # Errors
    /// The text cannot be read, or a line is absurdly long.
    pub fn read(&mut self) -> io::Result<Option<Record>> {
        let first = loop {
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.trim_ascii().is_empty() => {}
                Some(line) => break line,
            }
        };
        let start = self.next_line - 1;
        self.core.reset();
        let mut parse = Parse::default();
        let mut lines = vec![first];
        loop {
            let newest = lines.last().map_or(&[][..], Vec::as_slice);
            if parse.feed(&mut self.core, newest, &mut self.output, &mut self.ends) {
                let cells = parse.cells(&self.output, &self.ends);
                if lines.len() > 1 && !self.is_sound(&lines, cells.len()) {
                    return Ok(Some(self.give_back(start, lines)));
                }
                return Ok(Some(Record { line: start, cells, is_unclosed: false }));
            }
            match if lines.len() < MOST_LINES { self.line()? } else { None } {
                Some(line) => lines.push(line),
                None => return Ok(Some(self.give_back(start, lines))),
            }
        }
    }

    /// Whether lines that were taken for one record are one, and were not joined by a stray quotation mark: a field
    /// in quotation marks ends where it is closed, and there are as many fields as there should be.
    fn is_sound(&self, lines: &[Vec<u8>], width: usize) -> bool {
        #[derive(PartialEq)]
        enum At {
            Start,
            Bare,
            Quoted,
            Closed,
        }
        let mut at = At::Start;
        for byte in lines.iter().flatten().copied() {
            at = match (at, byte) {
                (At::Start, b'"') | (At::Closed, b'"') => At::Quoted,
                (At::Quoted, b'"') => At::Closed,
                (At::Quoted, _) => At::Quoted,
                (_, byte) if byte == self.delimiter || byte == b'\n' => At::Start,
                (At::Closed, _) => return false,
                _ => At::Bare,
            };
        }
        at != At::Quoted && self.width.is_none_or(|expected| expected == width)
    }

    /// The record of a line whose quotation mark is never closed; the lines behind it are read again.
    fn give_back(&mut self, start: u32, lines: Vec<Vec<u8>>) -> Record {
        let mut lines = lines.into_iter();
        let first = lines.next().unwrap_or_default();
        self.next_line = start + 1;
        lines.rev().for_each(|line| self.ahead.push_front(line));
        let text = first.strip_suffix(b"\n").unwrap_or(&first).to_vec();
        Record { line: start, cells: vec![text], is_unclosed: true }
    }

    /// The next line, with `\n` at its end whatever the file has there.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let line = match self.ahead.pop_front() {
            Some(line) => line,
            None => {
                let mut line = Vec::new();
                let read = self.input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
                if read == 0 {
                    return Ok(None);
                }
                if read as u64 == LONGEST_LINE {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        format!("line {} is longer than 16 MB: this is no table", self.next_line),
                    ));
                }
                if line.last() == Some(&b'\n') {
                    line.pop();
                }
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                if self.next_line == 1 && line.starts_with(b"\xEF\xBB\xBF") {
                    line.drain(..3);
                }
                line.push(b'\n');
                line
            }
        };
        self.next_line = self.next_line.checked_add(1).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "more than four billion lines: split the file")
        })?;
        Ok(Some(line))
    }
}

/// How far a record is read.
#[derive(Default)]
struct Parse {
    written: usize,
    ended: usize,
}

impl Parse {
    /// Takes a line; `true` when the record is complete with it.
    fn feed(&mut self, core: &mut Reader, line: &[u8], output: &mut Vec<u8>, ends: &mut Vec<usize>) -> bool {
        let mut rest = line;
        loop {
            let (result, read, written, ended) =
                core.read_record(rest, &mut output[self.written..], &mut ends[self.ended..]);
            rest = &rest[read..];
            self.written += written;
            self.ended += ended;
            match result {
                ReadRecordResult::InputEmpty => return false,
                ReadRecordResult::OutputFull => output.resize(output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => return true,
            }
        }
    }

    fn cells(&self, output: &[u8], ends: &[usize]) -> Vec<Vec<u8>> {
        let mut start = 0;
        ends[..self.ended]
            .iter()
            .map(|end| {
                let cell = output[start..*end].to_vec();
                start = *end;
                cell
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(u32, Vec<String>, bool)> {
        let mut records = Records::new(text.as_bytes(), b',');
        records.expect(2);
        std::iter::from_fn(|| records.read().unwrap())
            .map(|r| {
                let cells = r.cells.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
                (r.line, cells, r.is_unclosed)
            })
            .collect()
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>, bool) {
        (line, cells.iter().map(|c| (*c).to_owned()).collect(), false)
    }

    #[test]
    fn records_start_on_their_lines() {
        let text =
            "\u{FEFF}a,b\r\n\r\n1,\"x\r\ny\"\r\n \n\n2,\"say \"\"hi\"\"\"\r\n3,5\" lens\n4,z\rz\n5,last";
        let expected = [
            row(1, &["a", "b"]),
            row(3, &["1", "x\ny"]),
            row(7, &["2", "say \"hi\""]),
            row(8, &["3", "5\" lens"]),
            row(9, &["4", "z\rz"]),
            row(10, &["5", "last"]),
        ];
        assert_eq!(all(text), expected);
        assert_eq!(all(""), []);
        assert_eq!(all("\n\r\n"), []);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_costs_one_row() {
        let open = (2, vec!["1,\"open".to_owned()], true);
        assert_eq!(all("a,b\n1,\"open\n2,x\n"), [row(1, &["a", "b"]), open.clone(), row(3, &["2", "x"])]);
        // The next mark closes it, rows later: what lies between is no field.
        let expected = [row(1, &["a", "b"]), open.clone(), row(3, &["2", "x"]), row(4, &["3", "in\nside"])];
        assert_eq!(all("a,b\n1,\"open\n2,x\n3,\"in\nside\"\n"), expected);
        let long = format!("a,b\n1,\"open\n{}", "2,x\n".repeat(3 * MOST_LINES));
        let rows = all(&long);
        assert_eq!(rows.len(), 2 + 3 * MOST_LINES);
        assert_eq!((rows[1].clone(), rows[2].clone()), (open, row(3, &["2", "x"])));
        assert_eq!(rows.last().map(|r| r.0), Some(2 + 3 * 1_000));
    }

    #[test]
    fn many_and_long_fields_fit() {
        let text = format!("{}\n{}\n", vec!["x"; 500].join(","), "y".repeat(100_000));
        let rows = all(&text);
        assert_eq!((rows[0].1.len(), rows[1].1[0].len()), (500, 100_000));
    }
}
