//! Resource hooks: what a booking of a package needs from the inventory, as people write it and as it is stored.
//!
//! ```text
//! camera x2, prefer Sony A7iii #1        {"kind":"asset","type":"camera","qty":2,"prefer":"ast_…"}
//! lead photographer                      {"kind":"human","skill":"lead photographer","qty":1}
//! prefer Studio A                        {"kind":"asset","type":"space","qty":1,"prefer":"ast_…"}
//! person: drone                          a skill that is also the name of a type
//! ```
//!
//! A hook is a need with a quantity. What it names has to be there: a type that some asset has, a skill that some
//! person has (`skills` of a `human` asset's metadata, see [`skills_of`]), an asset by name, serial number or id.

mod read;

pub use read::{Preferred, Stock, nearest, preferences, read};
pub(in crate::domain) use read::{quantity, split};

use super::fold;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The most hooks of one package.
pub const MAX_HOOKS: usize = 50;
/// The most of one need.
pub const MAX_QTY: u32 = 99;

/// What is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// An asset of this type.
    Asset(String),
    /// A person with this skill.
    Person(String),
    /// What another program wrote in a shape of its own.
    Other,
}

/// An asset that is taken if it is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preference {
    /// Its id.
    pub id: String,
    /// What people call it; the id when it is not in the inventory.
    pub label: String,
}

/// One need of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// What.
    pub need: Need,
    /// How many.
    pub qty: u32,
    /// Which one, if it is free.
    pub prefer: Option<Preference>,
    /// As it is stored, with the keys that we do not know.
    stored: Value,
}

impl Hook {
    fn new(need: Need, qty: u32, prefer: Option<Preference>) -> Self {
        Self { need, qty, prefer, stored: Value::Null }.written()
    }

    /// One element of the column. The label of a preference is its id until somebody knows better.
    fn parse(stored: Value) -> Self {
        let text = |key: &str| stored[key].as_str().map(str::trim).filter(|text| !text.is_empty());
        let need = match (stored["kind"].as_str(), text("type"), text("skill")) {
            (Some("asset"), Some(kind), _) => Need::Asset(kind.to_owned()),
            (Some("human"), _, Some(skill)) => Need::Person(skill.to_owned()),
            (Some("human"), _, None) => Need::Asset("human".to_owned()),
            _ => Need::Other,
        };
        let qty = match &stored["qty"] {
            Value::Null => Some(1),
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64(),
        };
        let prefer = text("prefer").map(|id| Preference { id: id.to_owned(), label: id.to_owned() });
        match qty.and_then(|qty| u32::try_from(qty).ok()) {
            Some(qty) if qty > 0 && need != Need::Other => Self { need, qty, prefer, stored },
            _ => Self { need: Need::Other, qty: 1, prefer: None, stored },
        }
    }

    /// The same with its stored form saying what it says. Keys that say so already stay as they are.
    fn written(mut self) -> Self {
        let said = Self::parse(self.stored.clone());
        let mut keys = match self.stored {
            Value::Object(keys) => keys,
            _ => Map::new(),
        };
        if said.need != self.need {
            let (kind, key, word) = match &self.need {
                Need::Asset(kind) => ("asset", "type", kind),
                Need::Person(skill) => ("human", "skill", skill),
                Need::Other => return Self { stored: Value::Object(keys), ..self },
            };
            keys.insert("kind".to_owned(), kind.into());
            keys.insert(key.to_owned(), word.as_str().into());
        }
        if said.qty != self.qty || !keys.contains_key("qty") && said.need != self.need {
            keys.insert("qty".to_owned(), self.qty.into());
        }
        match &self.prefer {
            Some(prefer) => drop(keys.insert("prefer".to_owned(), prefer.id.as_str().into())),
            None => drop(keys.shift_remove("prefer")),
        }
        self.stored = Value::Object(keys);
        self
    }

    /// The line that people read and edit.
    #[must_use]
    pub fn line(&self) -> String {
        let mut line = match &self.need {
            Need::Other => return fold::clean_line(&self.stored.to_string(), usize::MAX),
            Need::Asset(kind) => kind.clone(),
            Need::Person(skill) if is_type(skill) => format!("person: {skill}"),
            Need::Person(skill) => skill.clone(),
        };
        if self.qty > 1 {
            line.push_str(&format!(" x{}", self.qty));
        }
        if let Some(prefer) = &self.prefer {
            line.push_str(&format!(", prefer {}", prefer.label));
        }
        line
    }
}

/// The types of assets that every studio knows. Source: the product's design, "The schema".
pub const TYPES: [&str; 8] = ["camera", "lens", "light", "drone", "audio", "space", "human", "other"];

fn is_type(word: &str) -> bool {
    TYPES.contains(&fold::fold(word).as_str())
}

/// The hooks of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hooks(pub Vec<Hook>);

impl Hooks {
    /// Reads the column. What is no list is one hook of another program.
    #[must_use]
    pub fn parse(stored: Option<&str>) -> Self {
        let Some(text) = stored.filter(|text| !text.trim().is_empty()) else { return Self::default() };
        Self(match serde_json::from_str(text) {
            Ok(Value::Array(elements)) => elements.into_iter().map(Hook::parse).collect(),
            Ok(Value::Null) => Vec::new(),
            Ok(other) => vec![Hook::parse(other)],
            Err(_) => vec![Hook::parse(Value::from(text))],
        })
    }

    /// All lines as one text.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(Hook::line).collect::<Vec<_>>().join("\n")
    }

    /// The column; `None` when nothing is needed.
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        let elements = self.0.iter().map(|hook| hook.stored.clone()).collect();
        (!self.0.is_empty()).then(|| Value::Array(elements).to_string())
    }

    /// The hooks that name nothing in an inventory: their lines.
    #[must_use]
    pub fn unmet(&self, stock: &Stock) -> Vec<String> {
        let there = |word: &str, known: &[String]| known.iter().any(|k| fold::fold(k) == fold::fold(word));
        let met = |hook: &&Hook| match &hook.need {
            Need::Asset(kind) => there(kind, &stock.types),
            Need::Person(skill) => there(skill, &stock.skills),
            Need::Other => true,
        };
        self.0.iter().filter(|hook| !met(hook)).map(Hook::line).collect()
    }
}

/// The skills of a person who can be booked, from a `human` asset's `metadata_json`: the texts of `skills`, `skill`
/// and `role`.
#[must_use]
pub fn skills_of(metadata: Option<&str>) -> Vec<String> {
    let metadata: Value = metadata.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let many = metadata["skills"].as_array().into_iter().flatten();
    let one = [&metadata["skills"], &metadata["skill"], &metadata["role"]];
    let texts = many.chain(one).filter_map(Value::as_str).map(|text| fold::clean_line(text, 100));
    texts.filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests;
