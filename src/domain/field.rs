//! Fields of a record as a form, a conflict and a history see them: a key, a value, and what is wrong with it.

use jiff::{Timestamp, civil};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names one field of a form or record, e.g. `phone`. Stable: drafts and history store it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldKey(pub String);

impl From<&str> for FieldKey {
    fn from(key: &str) -> Self {
        Self(key.to_owned())
    }
}

/// A typed field value. `Empty` is "nothing entered", for every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum FieldValue {
    /// Nothing entered.
    #[default]
    Empty,
    /// Text of one or many lines, a phone as typed, or the key of a choice.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An amount in minor units of the form's currency.
    Money(i64),
    /// A calendar day without a time or zone.
    Date(civil::Date),
    /// A moment, stored in UTC.
    When(Timestamp),
    /// Yes or no.
    Toggle(bool),
    /// Words without `#`, in the order typed.
    Tags(Vec<String>),
    /// A reference to another record: its id, and the label it was shown with.
    Reference {
        /// The referenced row's id.
        id: String,
        /// What the person saw when choosing it.
        label: String,
    },
}

impl FieldValue {
    /// A text value, or `Empty` when nothing but white space was typed.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.trim().is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }

    /// The text, or `""` when this is not text.
    #[must_use]
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }
}

/// The values of a form by field.
pub type FieldValues = BTreeMap<FieldKey, FieldValue>;

/// The fields in which two sets of values differ, with the newer values. A field that is missing counts as empty.
#[must_use]
pub fn changed(base: &FieldValues, values: &FieldValues) -> FieldValues {
    let empty = FieldValue::Empty;
    values
        .iter()
        .filter(|(key, value)| !same(base.get(key).unwrap_or(&empty), value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// Whether two values say the same: an unset toggle is off, and a reference is its id, whatever it was called then.
#[must_use]
pub fn same(a: &FieldValue, b: &FieldValue) -> bool {
    if let (FieldValue::Reference { id: a, .. }, FieldValue::Reference { id: b, .. }) = (a, b) {
        return a == b;
    }
    let off = |v: &FieldValue| matches!(v, FieldValue::Empty | FieldValue::Toggle(false));
    a == b || (off(a) && off(b))
}

/// What is wrong, by field: one sentence each that says how to mend it. Empty means nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub BTreeMap<FieldKey, String>);

impl FieldErrors {
    /// Notes an error; the first one of a field stays.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.entry(FieldKey::from(field)).or_insert_with(|| message.into());
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value` if nothing is wrong, else the errors.
    ///
    /// # Errors
    /// Self, when it holds any.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl std::fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, (key, message)) in self.0.iter().enumerate() {
            let sep = if i == 0 { "" } else { "; " };
            write!(f, "{sep}{}: {message}", key.0)?;
        }
        Ok(())
    }
}
