//! What a field's value must be, for every kind of record: clean text, a moment, a number within bounds.
//!
//! Each takes the field's key, so that what is wrong stands under its field.

use super::field::{FieldErrors, FieldValue};
use super::fold;
use super::money::MAX_MINOR;
use jiff::civil;
use std::ops::RangeInclusive;

/// The longest one-line text, in characters.
pub const MAX_LINE: usize = 300;
/// The longest text of many lines, in characters.
pub const MAX_TEXT: usize = 20_000;

/// A text of one line, cleaned.
#[must_use]
pub fn line(value: &FieldValue) -> String {
    fold::clean_line(value.as_text(), MAX_LINE)
}

/// A text of many lines, cleaned.
#[must_use]
pub fn lines(value: &FieldValue) -> String {
    fold::clean_lines(value.as_text(), MAX_TEXT)
}

/// A day, if there is one.
pub fn date(key: &str, value: &FieldValue, errors: &mut FieldErrors) -> Option<civil::Date> {
    match value {
        FieldValue::Date(date) => Some(*date),
        FieldValue::Empty => None,
        _ => {
            errors.add(key, "a date is needed");
            None
        }
    }
}

/// A moment in unix seconds, if there is one.
pub fn moment(key: &str, value: &FieldValue, errors: &mut FieldErrors) -> Option<i64> {
    match value {
        FieldValue::When(at) => Some(at.as_second()),
        FieldValue::Empty => None,
        _ => {
            errors.add(key, "a date and time is needed");
            None
        }
    }
}

/// A whole number within bounds, if there is one.
pub fn number(
    key: &str,
    value: &FieldValue,
    range: RangeInclusive<i64>,
    errors: &mut FieldErrors,
) -> Option<i64> {
    match value {
        FieldValue::Number(n) if range.contains(n) => Some(*n),
        FieldValue::Empty => None,
        _ => {
            errors.add(key, format!("a whole number from {} to {} is needed", range.start(), range.end()));
            None
        }
    }
}

/// An amount of zero or more in minor units, if there is one.
pub fn amount(key: &str, value: &FieldValue, errors: &mut FieldErrors) -> Option<i64> {
    match value {
        FieldValue::Money(minor) if (0..=MAX_MINOR).contains(minor) => Some(*minor),
        FieldValue::Empty => None,
        _ => {
            errors.add(key, "an amount of zero or more is needed");
            None
        }
    }
}

/// Another record: its id and the label it was shown with, if one was chosen. `what` is what a person calls one.
pub fn reference(
    key: &str,
    value: &FieldValue,
    what: &str,
    errors: &mut FieldErrors,
) -> Option<(String, String)> {
    match value {
        FieldValue::Reference { id, label } => Some((id.clone(), label.clone())),
        FieldValue::Empty => None,
        _ => {
            errors.add(key, format!("choose a {what} from the list"));
            None
        }
    }
}
