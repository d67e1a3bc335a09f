//! Kits: exact things that go out together.

use super::check;
use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::fold;
use super::id::{AssetId, BranchId, KitId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The stable keys of a kit's fields.
pub mod fields {
    /// Name. Text, required.
    pub const NAME: &str = "name";
    /// Notes.
    pub const NOTES: &str = "notes";
}

/// The longest name, in characters.
pub const MAX_NAME: usize = 200;
/// The most things in one kit.
pub const MAX_PARTS: usize = 200;

/// One thing of a kit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitPart {
    /// What.
    pub asset: AssetId,
    /// How many pieces, from 1 on.
    pub qty: u32,
}

/// A kit as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kit {
    /// Id.
    pub id: KitId,
    /// Its branch.
    pub branch: BranchId,
    /// Name as typed.
    pub name: String,
    /// Notes.
    pub notes: String,
    /// When it was archived.
    pub archived: Option<Timestamp>,
    /// Counts its changes, also those of what is in it.
    pub version: i64,
}

impl Kit {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        [
            (FieldKey::from(fields::NAME), FieldValue::text(&self.name)),
            (FieldKey::from(fields::NOTES), FieldValue::text(&self.notes)),
        ]
        .into()
    }
}

/// Name and notes after `changes`; a new kit has neither before.
///
/// # Errors
/// What is wrong, by field.
pub fn check(changes: &FieldValues, before: (&str, &str)) -> Result<(String, String), FieldErrors> {
    let (mut name, mut notes) = (before.0.to_owned(), before.1.to_owned());
    let mut errors = FieldErrors::default();
    for (key, value) in changes {
        match key.0.as_str() {
            fields::NAME => name = fold::clean_line(value.as_text(), MAX_NAME),
            fields::NOTES => notes = check::lines(value),
            other => errors.add(other, format!("a kit has no field “{other}”")),
        }
    }
    let named = changes.contains_key(&FieldKey::from(fields::NAME)) || before.0.is_empty();
    if named && !fold::has_letter(&name) {
        errors.add(fields::NAME, "a name with at least one letter or digit is needed");
    }
    errors.into_result((name, notes))
}

/// The parts with each thing once, in the order in which they were named.
#[must_use]
pub fn together(parts: &[KitPart]) -> Vec<KitPart> {
    let mut all: Vec<KitPart> = Vec::new();
    for part in parts {
        match all.iter_mut().find(|known| known.asset == part.asset) {
            Some(known) => known.qty = known.qty.saturating_add(part.qty),
            None => all.push(part.clone()),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kit_needs_a_name() {
        let values = |name: &str| [(FieldKey::from("name"), FieldValue::text(name))].into();
        assert_eq!(check(&values("  Interview  kit "), ("", "")).unwrap().0, "Interview kit");
        assert!(check(&values("—"), ("", "")).is_err());
        assert!(check(&FieldValues::new(), ("", "")).is_err());
        // Another program's kit without a name can get its notes.
        let notes = [(FieldKey::from("notes"), FieldValue::text("charged"))].into();
        assert_eq!(check(&notes, ("Kit", "")).unwrap(), ("Kit".to_owned(), "charged".to_owned()));
        let odd = [(FieldKey::from("colour"), FieldValue::text("red"))].into();
        assert!(check(&odd, ("Kit", "")).is_err());
    }

    #[test]
    fn a_thing_that_is_named_twice_is_in_it_once() {
        let part = |asset: &str, qty| KitPart { asset: asset.into(), qty };
        let all = together(&[part("a", 1), part("b", 2), part("a", 3)]);
        assert_eq!(all, [part("a", 4), part("b", 2)]);
    }
}
