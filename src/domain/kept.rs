//! JSON columns: known keys typed, keys that we do not know kept as they are.
//!
//! Other programs write the same file. What they put there in a shape of their own must survive our edits.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Where a stored text is kept that is no JSON object, so that no edit writes over it.
const UNREADABLE: &str = "_unreadable";

/// A typed JSON column whose unknown keys are flattened into a map.
pub trait Kept: Clone + Default + Serialize + DeserializeOwned {
    /// The keys that we do not know.
    fn other(&mut self) -> &mut Map<String, Value>;
}

/// Reads a column. A key of ours whose value has a shape of its own is kept among the other keys.
#[must_use]
pub fn parse<T: Kept>(stored: Option<&str>) -> T {
    let Some(text) = stored.filter(|text| !text.trim().is_empty()) else { return T::default() };
    let mut kept = T::default();
    let Ok(Value::Object(keys)) = serde_json::from_str(text) else {
        kept.other().insert(UNREADABLE.to_owned(), Value::String(text.to_owned()));
        return kept;
    };
    let (mut known, mut odd) = (Map::new(), Map::new());
    for (key, value) in keys {
        let alone = Value::Object(Map::from_iter([(key.clone(), value.clone())]));
        let fits = serde_json::from_value::<T>(alone).is_ok();
        if fits {
            known.insert(key, value)
        } else {
            odd.insert(key, value)
        };
    }
    let mut kept: T = serde_json::from_value(Value::Object(known)).unwrap_or_default();
    kept.other().extend(odd);
    kept
}

/// The column as it is stored: other programs' keys as they were, unless one of ours now says something there.
#[must_use]
pub fn to_json<T: Kept>(value: &T) -> String {
    let mut ours = value.clone();
    let mut keys = std::mem::take(ours.other());
    if let Ok(Value::Object(known)) = serde_json::to_value(ours) {
        keys.extend(known);
    }
    Value::Object(keys).to_string()
}
