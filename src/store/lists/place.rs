//! Where rows stand in a list, and which comes first.

use super::super::protocol::{Cursor, CursorPart, Row};
use std::cmp::Ordering;

/// Something with a place in a list.
pub(super) trait Placed {
    fn place(&self) -> &Cursor;
}

impl<T: Row> Placed for T {
    fn place(&self) -> &Cursor {
        self.cursor()
    }
}

/// A place that was found, before its row is read.
pub(super) struct Place {
    pub(super) cursor: Cursor,
    pub(super) rowid: i64,
    /// The statement that reads the row.
    pub(super) read: &'static str,
}

impl Placed for Place {
    fn place(&self) -> &Cursor {
        &self.cursor
    }
}

/// Compares two cursors of a walked list: the sort value as SQLite compares it, then the id.
pub(super) fn compare(a: &Cursor, b: &Cursor, nocase: bool) -> Ordering {
    for (x, y) in a.0.iter().zip(&b.0) {
        let order = match (x, y) {
            (CursorPart::Int(x), CursorPart::Int(y)) => x.cmp(y),
            (CursorPart::Text(x), CursorPart::Text(y)) if nocase => {
                x.bytes().map(|b| b.to_ascii_lowercase()).cmp(y.bytes().map(|b| b.to_ascii_lowercase()))
            }
            (CursorPart::Text(x), CursorPart::Text(y)) => x.cmp(y),
            (CursorPart::Int(_), CursorPart::Text(_)) => Ordering::Less,
            (CursorPart::Text(_), CursorPart::Int(_)) => Ordering::Greater,
        };
        // Only the first part is compared without regard to case: ids are told apart by it.
        if order != Ordering::Equal {
            return order;
        }
        if nocase {
            return a.0[1..].iter().map(part).cmp(b.0[1..].iter().map(part));
        }
    }
    Ordering::Equal
}

fn part(p: &CursorPart) -> (i64, &str) {
    match p {
        CursorPart::Int(n) => (*n, ""),
        CursorPart::Text(t) => (0, t),
    }
}
