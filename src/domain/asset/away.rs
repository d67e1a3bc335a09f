//! When something is away: under repair, on leave, busy elsewhere. A half-open time, [start, end); without an end while
//! nobody knows it.

use crate::domain::check::{amount, line, moment};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{AssetId, MaintenanceId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The stable keys of the fields of a time away.
pub mod fields {
    /// Why it is away: a choice, required.
    pub const KIND: &str = "kind";
    /// From when. Required.
    pub const START: &str = "start";
    /// Until when, without this moment; empty while nobody knows.
    pub const END: &str = "end";
    /// In words.
    pub const REASON: &str = "reason";
    /// What a repair costs, in the branch's currency.
    pub const COST: &str = "cost";

    /// Every field.
    pub const ALL: [&str; 5] = [KIND, START, END, REASON, COST];
}

/// Why something is away (the words are those of the column `asset_maintenance.kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwayKind {
    /// A thing or a place is repaired or cared for.
    Maintenance,
    /// A person has leave, or is ill.
    Leave,
    /// It is wanted elsewhere: rented out, lent, working for somebody else.
    Busy,
}

impl AwayKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Maintenance, Self::Leave, Self::Busy];

    /// Those that make sense: people have leave, things are repaired.
    #[must_use]
    pub const fn for_asset(is_person: bool) -> [Self; 2] {
        if is_person { [Self::Leave, Self::Busy] } else { [Self::Maintenance, Self::Busy] }
    }

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Maintenance => "maintenance",
            Self::Leave => "leave",
            Self::Busy => "busy",
        }
    }

    /// What a person reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Maintenance => "under repair",
            Self::Leave => "on leave",
            Self::Busy => "busy elsewhere",
        }
    }

    /// The kind of a word, as stored or as read.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word || kind.label() == word)
    }
}

/// A time away as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwayWindow {
    /// Id.
    pub id: MaintenanceId,
    /// What is away.
    pub asset: AssetId,
    /// Why.
    pub kind: AwayKind,
    /// From when.
    pub start: Timestamp,
    /// The first moment at which it is back; `None` while nobody knows.
    pub end: Option<Timestamp>,
    /// In words; may be empty.
    pub reason: String,
    /// What a repair cost, in minor units of the branch's currency.
    pub cost: Option<i64>,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

impl AwayWindow {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let pairs = [
            (fields::KIND, FieldValue::text(self.kind.as_str())),
            (fields::START, FieldValue::When(self.start)),
            (fields::END, self.end.map_or(FieldValue::Empty, FieldValue::When)),
            (fields::REASON, FieldValue::text(&self.reason)),
            (fields::COST, self.cost.map_or(FieldValue::Empty, FieldValue::Money)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }

    /// Whether it is away at a moment.
    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        self.start <= at && self.end.is_none_or(|end| at < end)
    }
}

/// What a form about a time away says, checked and in stored shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwayEntry {
    /// Why.
    pub kind: AwayKind,
    /// From when, unix seconds.
    pub start: i64,
    /// Until when, unix seconds.
    pub end: Option<i64>,
    /// In words.
    pub reason: String,
    /// What a repair cost, minor units.
    pub cost: Option<i64>,
}

/// Checks the values of a time away of a thing, or of a person.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &FieldValues, is_person: bool) -> Result<AwayEntry, FieldErrors> {
    let mut errors = FieldErrors::default();
    let empty = FieldValue::Empty;
    let value = |key: &str| values.get(&FieldKey::from(key)).unwrap_or(&empty);
    let [usual, other] = AwayKind::for_asset(is_person);
    let kind =
        match (value(fields::KIND).as_text().trim(), AwayKind::of(value(fields::KIND).as_text().trim())) {
            ("", _) => usual,
            (_, Some(kind)) if kind == usual || kind == other => kind,
            _ => {
                let who = if is_person { "a person" } else { "a thing or a place" };
                let words = format!("{who} is away as {} or {}", usual.as_str(), other.as_str());
                errors.add(fields::KIND, words);
                usual
            }
        };
    let start = moment(fields::START, value(fields::START), &mut errors);
    if start.is_none() {
        errors.add(fields::START, "a date and time is needed");
    }
    let end = moment(fields::END, value(fields::END), &mut errors);
    if let (Some(start), Some(end)) = (start, end)
        && end <= start
    {
        errors.add(fields::END, "the end must lie behind the start; leave it empty while nobody knows it");
    }
    let cost = amount(fields::COST, value(fields::COST), &mut errors);
    if cost.is_some_and(|cost| cost > 0) && kind != AwayKind::Maintenance {
        errors.add(fields::COST, "only a repair costs something here");
    }
    for key in values.keys().filter(|key| !fields::ALL.contains(&key.0.as_str())) {
        errors.add(&key.0, "a time away has no such field");
    }
    let reason = line(value(fields::REASON));
    errors.into_result(AwayEntry { kind, start: start.unwrap_or_default(), end, reason, cost })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> FieldValue {
        FieldValue::When(Timestamp::from_second(seconds).unwrap())
    }

    fn values(pairs: &[(&str, FieldValue)]) -> FieldValues {
        pairs.iter().map(|(key, value)| (FieldKey::from(*key), value.clone())).collect()
    }

    #[test]
    fn a_time_away_needs_a_start_and_may_be_open() {
        let open =
            check(&values(&[("start", at(10)), ("reason", FieldValue::text(" shutter "))]), false).unwrap();
        assert_eq!((open.kind, open.start, open.end), (AwayKind::Maintenance, 10, None));
        assert_eq!(open.reason, "shutter");
        let errors = check(&FieldValues::new(), true).unwrap_err();
        assert_eq!(errors.to_string(), "start: a date and time is needed");
        for end in [9, 10] {
            let errors = check(&values(&[("start", at(10)), ("end", at(end))]), false).unwrap_err();
            assert!(errors.to_string().starts_with("end: the end must lie behind the start"), "{errors}");
        }
    }

    #[test]
    fn people_have_leave_and_things_are_repaired() {
        for (word, is_person, fits) in [
            ("leave", true, true),
            ("on leave", true, true),
            ("leave", false, false),
            ("maintenance", true, false),
            ("maintenance", false, true),
            ("busy", true, true),
            ("busy", false, true),
            ("holiday", true, false),
        ] {
            let found = check(&values(&[("start", at(1)), ("kind", FieldValue::text(word))]), is_person);
            assert_eq!(found.is_ok(), fits, "{word} {is_person}");
        }
        let costly =
            values(&[("start", at(1)), ("kind", FieldValue::text("leave")), ("cost", FieldValue::Money(5))]);
        assert_eq!(check(&costly, true).unwrap_err().to_string(), "cost: only a repair costs something here");
    }
}
