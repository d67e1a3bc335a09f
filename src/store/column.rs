//! Reading columns as they are: SQLite keeps what another program put there, whatever the column's type says, and one
//! odd row must not take a whole list away.

use rusqlite::types::ValueRef;
use rusqlite::{Result, Row};

/// A text; NULL is empty, a number is written out, bytes are shown as far as they are text.
pub(super) fn text(r: &Row<'_>, column: usize) -> Result<String> {
    Ok(optional_text(r, column)?.unwrap_or_default())
}

/// A text, or `None` for NULL.
pub(super) fn optional_text(r: &Row<'_>, column: usize) -> Result<Option<String>> {
    Ok(match r.get_ref(column)? {
        ValueRef::Null => None,
        ValueRef::Integer(n) => Some(n.to_string()),
        ValueRef::Real(x) => Some(x.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    })
}

/// A whole number, or `None` for NULL and for what is none.
pub(super) fn int(r: &Row<'_>, column: usize) -> Result<Option<i64>> {
    Ok(match r.get_ref(column)? {
        ValueRef::Integer(n) => Some(n),
        // Saturates; a time or count beyond i64 is none of ours.
        #[expect(clippy::cast_possible_truncation, reason = "saturating on purpose")]
        ValueRef::Real(x) => Some(x as i64),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().and_then(|t| t.trim().parse().ok()),
        ValueRef::Null | ValueRef::Blob(_) => None,
    })
}

/// An amount as stored; what is no number counts as zero and is named by `doctor`.
pub(super) fn real(r: &Row<'_>, column: usize) -> Result<f64> {
    Ok(match r.get_ref(column)? {
        #[expect(clippy::cast_precision_loss, reason = "amounts are below 1e13, far below 2^53")]
        ValueRef::Integer(n) => n as f64,
        ValueRef::Real(x) => x,
        _ => 0.0,
    })
}
