//! A terminal that has its own mind about the width of everything but letters and simple wide characters.

use super::width::is_doubtful;
use unicode_width::UnicodeWidthChar;

/// How many columns a code point takes that terminals differ about.
pub(super) type Opinion = fn(char) -> usize;

/// Terminals as they are or could be.
pub(super) const OPINIONS: [(&str, Opinion); 5] = [
    ("every code point is one column", |_| 1),
    ("every code point is two columns", |_| 2),
    ("each as if it stood alone", |c| c.width().unwrap_or(0)),
    ("pictures are narrow, marks take room", |c| if c == '\u{200d}' { 0 } else { 1 }),
    ("only pictures take room", |c| if c > '\u{ffff}' { 2 } else { 0 }),
];

/// Stands in the second column of a wide character.
const COVERED: char = '\0';

pub(super) struct Stubborn {
    opinion: Opinion,
    rows: Vec<Vec<char>>,
    x: usize,
    y: usize,
    wraps: bool,
}

impl Stubborn {
    pub(super) fn new(width: u16, height: u16, opinion: Opinion) -> Self {
        let rows = vec![vec![' '; width.into()]; height.into()];
        Self { opinion, rows, x: 0, y: 0, wraps: true }
    }

    /// A row without the blanks at its end.
    pub(super) fn row(&self, y: usize) -> String {
        self.piece(y, 0, self.rows[y].len()).trim_end().to_owned()
    }

    /// What stands in these columns.
    pub(super) fn piece(&self, y: usize, x: usize, columns: usize) -> String {
        self.rows[y][x..x + columns].iter().filter(|c| **c != COVERED).collect()
    }

    pub(super) const fn wraps(&self) -> bool {
        self.wraps
    }

    pub(super) fn process(&mut self, bytes: &[u8]) {
        let mut rest = std::str::from_utf8(bytes).unwrap().chars();
        while let Some(c) = rest.next() {
            if c != '\u{1b}' {
                self.print(c);
                continue;
            }
            assert_eq!(rest.next(), Some('['));
            let mut arguments = String::new();
            let last = loop {
                match rest.next().unwrap() {
                    c if c.is_ascii_alphabetic() => break c,
                    c => arguments.push(c),
                }
            };
            self.obey(&arguments, last);
        }
    }

    fn obey(&mut self, arguments: &str, last: char) {
        let mut numbers = arguments.split(';').map(|n| n.parse::<usize>().unwrap_or(0).max(1));
        let mut number = || numbers.next().unwrap_or(1);
        match (last, arguments) {
            ('H', _) => (self.y, self.x) = (number() - 1, number() - 1),
            ('C', _) => self.x = (self.x + number()).min(self.rows[0].len() - 1),
            ('K', "") => (self.x..self.rows[0].len()).for_each(|x| self.put(x, ' ')),
            ('J', "2") => self.rows.iter_mut().for_each(|row| row.fill(' ')),
            ('h' | 'l', "?7") => self.wraps = last == 'h',
            ('m', _) | ('h' | 'l', "?25") => {}
            _ => panic!("{arguments}{last} is unknown"),
        }
    }

    /// Half of a wide character does not stay alone.
    fn put(&mut self, x: usize, c: char) {
        let row = &mut self.rows[self.y];
        if c != COVERED && row[x] == COVERED {
            row[x - 1] = ' ';
        }
        if row.get(x + 1) == Some(&COVERED) {
            row[x + 1] = ' ';
        }
        row[x] = c;
    }

    fn print(&mut self, c: char) {
        let agreed = !is_doubtful(c.encode_utf8(&mut [0; 4]));
        let columns = if agreed { c.width().unwrap() } else { (self.opinion)(c) };
        if columns == 0 {
            return;
        }
        let width = self.rows[0].len();
        if self.x + columns > width {
            if self.wraps {
                self.x = 0;
                self.y += 1;
                if self.y == self.rows.len() {
                    self.rows.remove(0);
                    self.rows.push(vec![' '; width]);
                    self.y -= 1;
                }
            } else {
                self.x = width - columns;
            }
        }
        self.put(self.x, c);
        if columns == 2 {
            self.put(self.x + 1, COVERED);
        }
        self.x += columns;
    }
}
