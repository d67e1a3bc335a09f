//! Windows of what hangs on a project, newest first: by keyset, along an index.

use super::column;
use super::protocol::{Cursor, CursorPart, Slice, StoreError};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row};

/// The most rows of a window.
const MAX: u32 = 1_000;

/// The statements of a window: rows of `?1` that come before the place `(?2, ?3)`, at most `?4`. Each has the time and
/// the id that rows are ordered by as its first two columns.
#[derive(Clone, Copy)]
pub(super) struct Windowed {
    /// Rows with the very time of the place.
    pub(super) ties: &'static str,
    /// Rows with an earlier one.
    pub(super) beyond: &'static str,
}

/// Puts the statements of a window together: what is read, from where, the column that says of whom, time and id. Time
/// and id are compared one after the other: an index is walked by an expression, but not by a pair with one in it.
macro_rules! windowed {
    ($columns:literal, $from:literal, $of:literal, $at:literal, $id:literal) => {
        $crate::store::slices::Windowed {
            ties: concat!(
                "SELECT ",
                $at,
                ", ",
                $id,
                ", ",
                $columns,
                " FROM ",
                $from,
                " WHERE ",
                $of,
                " = ?1 AND ",
                $at,
                " = ?2 AND ",
                $id,
                " < ?3 ORDER BY ",
                $id,
                " DESC LIMIT ?4"
            ),
            beyond: concat!(
                "SELECT ",
                $at,
                ", ",
                $id,
                ", ",
                $columns,
                " FROM ",
                $from,
                " WHERE ",
                $of,
                " = ?1 AND ",
                $at,
                " < ?2 ORDER BY ",
                $at,
                " DESC, ",
                $id,
                " DESC LIMIT ?4"
            ),
        }
    };
}
pub(super) use windowed;

/// Reads a window. A row that cannot be read is left out.
pub(super) fn slice<T>(
    conn: &Connection,
    sql: Windowed,
    (of, after, limit): (&str, Option<&Cursor>, u32),
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<Option<T>>,
) -> Result<Slice<T>, StoreError> {
    let (at, id) = place(after)?;
    let limit = limit.clamp(1, MAX) as usize;
    let mut slice = Slice { rows: Vec::new(), next: None };
    let (mut seen, mut last) = (0, None);
    let ways = [after.is_some().then_some(sql.ties), Some(sql.beyond)];
    for way in ways.into_iter().flatten() {
        let mut statement = conn.prepare_cached(way)?;
        let left = i64::try_from(limit + 1 - seen).unwrap_or(i64::MAX);
        let mut found = statement.query((of, &at, &id, left))?;
        while let Some(row) = found.next()? {
            seen += 1;
            if seen > limit {
                slice.next = last;
                return Ok(slice);
            }
            // A time that another program wrote in words has a place, too.
            let at = match row.get_ref(0)? {
                ValueRef::Integer(at) => CursorPart::Int(at),
                _ => CursorPart::Text(column::text(row, 0)?),
            };
            last = Some(Cursor(vec![at, CursorPart::Text(column::text(row, 1)?)]));
            slice.rows.extend(read(row)?);
        }
    }
    Ok(slice)
}

/// The place that a window starts behind. Bytes sort behind every number and text: the first window starts there.
fn place(after: Option<&Cursor>) -> Result<(Value, String), StoreError> {
    match after.map(|cursor| cursor.0.as_slice()) {
        None => Ok((Value::Blob(vec![0xff]), String::new())),
        Some([CursorPart::Int(at), CursorPart::Text(id)]) => Ok((Value::Integer(*at), id.clone())),
        Some([CursorPart::Text(at), CursorPart::Text(id)]) => Ok((Value::Text(at.clone()), id.clone())),
        Some(_) => Err(StoreError::Internal("a cursor of another list".to_owned())),
    }
}
