//! One row of the file: its cells, brought into the shape that our rows have.

use super::tables::{Kind, Table};
use crate::domain::money::{Currency, MoneyError, from_real, to_real};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Row, ToSql};

/// Times beyond this are milliseconds.
const MILLISECONDS: i64 = 100_000_000_000;

/// What a cell holds, whatever its column says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell(pub(super) Value);

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl Cell {
    pub(super) fn text(text: &str) -> Self {
        Self(Value::Text(text.to_owned()))
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self.0, Value::Null)
    }

    /// The text, or a number as text.
    pub(super) fn as_text(&self) -> Option<String> {
        match &self.0 {
            Value::Text(text) => Some(text.clone()),
            Value::Integer(n) => Some(n.to_string()),
            _ => None,
        }
    }

    /// Whether two cells say the same: a whole number is the same in both of SQLite's ways to keep it.
    #[expect(clippy::cast_precision_loss, reason = "compared as SQLite compares them")]
    pub(super) fn same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Value::Integer(n), Value::Real(x)) | (Value::Real(x), Value::Integer(n)) => *n as f64 == *x,
            (a, b) => a == b,
        }
    }
}

/// The cells of a row. Bytes that are no text stay bytes.
pub(super) fn read(row: &Row<'_>, columns: usize) -> rusqlite::Result<Vec<Cell>> {
    (0..columns)
        .map(|at| {
            Ok(Cell(match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(n) => Value::Integer(n),
                ValueRef::Real(x) => Value::Real(x),
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
                ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => Value::Text(text.to_owned()),
                    Err(_) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
                },
            }))
        })
        .collect()
}

/// An amount that was rounded to its currency.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Rounded {
    /// The table.
    pub table: String,
    /// The row.
    pub id: String,
    /// The column.
    pub column: String,
    /// As the file has it.
    pub from: f64,
    /// As it is taken.
    pub to: f64,
}

/// What was changed in a row to bring it into our shape.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Changes {
    pub(super) rounded: Vec<Rounded>,
    pub(super) milliseconds: u64,
}

/// Turns milliseconds into seconds, and amounts into exact ones.
///
/// # Errors
/// An amount that is none.
pub(super) fn normalise(
    table: &Table,
    id: &str,
    cells: &mut [Cell],
    currency: Currency,
) -> Result<Changes, String> {
    let mut changes = Changes::default();
    for (column, cell) in table.columns.iter().zip(cells) {
        match column.kind {
            Kind::Plain => {}
            Kind::Time => changes.milliseconds += u64::from(to_seconds(cell)),
            Kind::Money => {
                let wrong = |what: &str| format!("{} is {what}", column.name.replace('_', " "));
                let Some((from, to)) = exact(cell, currency).map_err(|what| wrong(&what))? else { continue };
                if table.name == "transactions" && to < 0.0 {
                    return Err(wrong("below zero: a refund is a payment of its own"));
                }
                if from.to_bits() != to.to_bits() && from != to {
                    changes.rounded.push(Rounded {
                        table: table.name.to_owned(),
                        id: id.to_owned(),
                        column: column.name.clone(),
                        from,
                        to,
                    });
                    *cell = Cell(Value::Real(to));
                }
            }
        }
    }
    Ok(changes)
}

/// Whether it was milliseconds.
fn to_seconds(cell: &mut Cell) -> bool {
    let milliseconds = match cell.0 {
        Value::Integer(n) if n.abs() > MILLISECONDS => n,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturating on purpose: a time beyond i64 is none"
        )]
        Value::Real(x) if x.is_finite() && x.abs() > 1e11 => x as i64,
        _ => return false,
    };
    *cell = Cell(Value::Integer(milliseconds.div_euclid(1_000)));
    true
}

/// (as it is, exact); `None` for nothing.
fn exact(cell: &Cell, currency: Currency) -> Result<Option<(f64, f64)>, String> {
    #[expect(clippy::cast_precision_loss, reason = "an amount beyond 2^53 is refused below")]
    let from = match &cell.0 {
        Value::Null => return Ok(None),
        Value::Integer(n) => *n as f64,
        Value::Real(x) => *x,
        Value::Text(_) | Value::Blob(_) => return Err("no number".to_owned()),
    };
    match from_real(from, currency) {
        Ok(minor) => Ok(Some((from, to_real(minor, currency)))),
        Err(MoneyError::NotFinite) => Err("no number".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
