//! Assets: gear, spaces and people that can be booked.
//!
//! How an asset *is* is stored (its [`Condition`]); whether it is booked follows from locks, whether it is out from
//! custody, and whether it is away for a while from its windows ([`away`]).

pub mod away;
pub mod usage;

use super::check;
use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::fold;
use super::hook;
use super::id::{AssetId, BranchId, UserId};
use super::kept::{self, Kept};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use super::hook::TYPES;

/// The stable keys of an asset's fields: forms, drafts, conflicts, history and `--json` use them.
pub mod fields {
    /// What it is: a choice, required.
    pub const KIND: &str = "type";
    /// What people call it. Text, required.
    pub const NAME: &str = "name";
    /// Serial number, as it stands on the thing.
    pub const SERIAL: &str = "serial";
    /// How many there are of it; one where nothing is said.
    pub const CAPACITY: &str = "capacity";
    /// The member of the staff that a person is.
    pub const PERSON: &str = "person";
    /// What a person can do, with commas between.
    pub const SKILLS: &str = "skills";
    /// The day on which it was bought.
    pub const BOUGHT: &str = "bought";
    /// What it cost, in the branch's currency.
    pub const PRICE: &str = "price";
    /// Free notes, several lines.
    pub const NOTES: &str = "notes";
    /// How a new one is: a choice. Later it is changed by an act of its own.
    pub const CONDITION: &str = "condition";

    /// Every field of an asset that exists.
    pub const ALL: [&str; 9] = [KIND, NAME, SERIAL, CAPACITY, PERSON, SKILLS, BOUGHT, PRICE, NOTES];
}

/// The longest name and serial number, in characters.
pub const MAX_NAME: usize = 200;
/// The most of one asset.
pub const MAX_CAPACITY: i64 = 10_000;
/// The most skills of a person.
const MAX_SKILLS: usize = 30;
/// The type of people.
const HUMAN: &str = "human";
/// The type of places.
const SPACE: &str = "space";

/// What an asset is, as people say it; a type of another program as it is.
#[must_use]
pub fn kind_said(kind: &str) -> String {
    if kind == HUMAN { "crew".to_owned() } else { kind.replace('_', " ") }
}

/// How an asset is: `assets.status`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Condition {
    /// In order.
    Available,
    /// Under repair.
    Maintenance,
    /// Nobody knows where it is.
    Lost,
    /// On its way.
    InTransit,
    /// Out of use for good.
    Retired,
    /// A word of another program.
    Other(String),
}

impl Condition {
    /// The conditions that a person chooses from.
    pub const ALL: [Self; 5] =
        [Self::Available, Self::Maintenance, Self::Lost, Self::InTransit, Self::Retired];

    /// The stored word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Available => "available",
            Self::Maintenance => "maintenance",
            Self::Lost => "lost",
            Self::InTransit => "in_transit",
            Self::Retired => "retired",
            Self::Other(word) => word,
        }
    }

    /// What a person reads.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Maintenance => "under repair",
            Self::InTransit => "in transit",
            other => other.as_str(),
        }
    }

    /// One of ours, by its stored word or by what a person reads.
    #[must_use]
    pub fn known(word: &str) -> Option<Self> {
        let word = fold::fold(word.trim());
        Self::ALL.into_iter().find(|c| c.as_str() == word || c.label() == word)
    }
}

impl From<String> for Condition {
    fn from(word: String) -> Self {
        Self::ALL.into_iter().find(|condition| condition.as_str() == word).unwrap_or(Self::Other(word))
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.as_str().to_owned()
    }
}

/// `assets.metadata_json`: known keys typed, unknown keys kept as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AssetFacts {
    /// What a person can do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// Free notes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// The day on which it was bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bought: Option<Date>,
    /// What it cost, in minor units of the branch's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_minor: Option<i64>,
    /// Keys that we do not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Kept for AssetFacts {
    fn other(&mut self) -> &mut Map<String, Value> {
        &mut self.other
    }
}

impl AssetFacts {
    /// Reads the column.
    #[must_use]
    pub fn parse(stored: Option<&str>) -> Self {
        kept::parse(stored)
    }

    /// The column; `None` when there is nothing to say.
    #[must_use]
    pub fn to_json(&self) -> Option<String> {
        (*self != Self::default()).then(|| kept::to_json(self))
    }

    /// What the person can do, wherever that was written (see [`hook::skills_of`]), each once.
    #[must_use]
    pub fn all_skills(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for skill in hook::skills_of(Some(&kept::to_json(self))) {
            if !all.iter().any(|known| fold::fold(known) == fold::fold(&skill)) {
                all.push(skill);
            }
        }
        all
    }

    /// Makes these the skills: other programs' words for them that are not among these go.
    fn set_skills(&mut self, skills: Vec<String>) {
        self.other.shift_remove("skills");
        for key in ["skill", "role"] {
            let stays = self.other.get(key).and_then(Value::as_str).is_none_or(|word| {
                skills.iter().any(|skill| fold::fold(skill) == fold::fold(&fold::clean_line(word, 100)))
            });
            if !stays {
                self.other.shift_remove(key);
            }
        }
        self.skills = skills;
    }
}

/// An asset as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Id.
    pub id: AssetId,
    /// The branch that it belongs to.
    pub branch: BranchId,
    /// What it is: one of [`TYPES`], or a word of another program.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// Serial number; may be empty.
    pub serial: String,
    /// How it is.
    pub condition: Condition,
    /// The member of the staff that a person is.
    pub person: Option<UserId>,
    /// What that member is called.
    pub person_name: String,
    /// How many there are of it, from 1 on.
    pub capacity: u32,
    /// Everything else.
    pub facts: AssetFacts,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

/// Whether a type is that of people.
#[must_use]
pub fn is_person(kind: &str) -> bool {
    kind == HUMAN
}

/// Whether a type is that of places.
#[must_use]
pub fn is_space(kind: &str) -> bool {
    kind == SPACE
}

impl Asset {
    /// Whether it is somebody.
    #[must_use]
    pub fn is_person(&self) -> bool {
        is_person(&self.kind)
    }

    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let person = self.person.as_ref().map_or(FieldValue::Empty, |id| FieldValue::Reference {
            id: id.to_string(),
            label: self.person_name.clone(),
        });
        let pairs = [
            (fields::KIND, FieldValue::text(&self.kind)),
            (fields::NAME, FieldValue::text(&self.name)),
            (fields::SERIAL, FieldValue::text(&self.serial)),
            (fields::CAPACITY, FieldValue::Number(i64::from(self.capacity))),
            (fields::PERSON, person),
            (fields::SKILLS, FieldValue::text(&self.facts.all_skills().join(", "))),
            (fields::BOUGHT, self.facts.bought.map_or(FieldValue::Empty, FieldValue::Date)),
            (fields::PRICE, self.facts.price_minor.map_or(FieldValue::Empty, FieldValue::Money)),
            (fields::NOTES, FieldValue::text(&self.facts.notes)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

/// What a form about an asset says, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetEntry {
    /// What it is.
    pub kind: String,
    /// What people call it, cleaned.
    pub name: String,
    /// Serial number.
    pub serial: String,
    /// How a new one is.
    pub condition: Condition,
    /// The member of the staff that a person is.
    pub person: Option<UserId>,
    /// How many there are of it.
    pub capacity: u32,
    /// Everything else.
    pub facts: AssetFacts,
}

impl From<&Asset> for AssetEntry {
    fn from(asset: &Asset) -> Self {
        Self {
            kind: asset.kind.clone(),
            name: asset.name.clone(),
            serial: asset.serial.clone(),
            condition: asset.condition.clone(),
            person: asset.person.clone(),
            capacity: asset.capacity,
            facts: asset.facts.clone(),
        }
    }
}

/// Checks a new asset.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &FieldValues) -> Result<AssetEntry, FieldErrors> {
    let mut entry = AssetEntry {
        kind: String::new(),
        name: String::new(),
        serial: String::new(),
        condition: Condition::Available,
        person: None,
        capacity: 1,
        facts: AssetFacts::default(),
    };
    let mut errors = FieldErrors::default();
    let (mut values, mut condition) = (values.clone(), FieldValue::Empty);
    for required in [fields::KIND, fields::NAME] {
        values.entry(FieldKey::from(required)).or_default();
    }
    if let Some(word) = values.remove(&FieldKey::from(fields::CONDITION)) {
        condition = word;
    }
    match (condition.as_text().trim(), Condition::known(condition.as_text())) {
        ("", _) => {}
        (_, Some(known)) if known != Condition::InTransit => entry.condition = known,
        _ => errors.add(fields::CONDITION, "choose available, maintenance, lost or retired"),
    }
    fill(&mut entry, &values, &mut errors);
    errors.into_result(entry)
}

/// Checks an edit: only what changed is judged, so that an old oddity elsewhere does not stand in the way.
///
/// # Errors
/// What is wrong, by field.
pub fn edit(asset: &Asset, changes: &FieldValues) -> Result<AssetEntry, FieldErrors> {
    let (mut entry, mut errors) = (AssetEntry::from(asset), FieldErrors::default());
    fill(&mut entry, changes, &mut errors);
    errors.into_result(entry)
}

fn fill(entry: &mut AssetEntry, changes: &FieldValues, errors: &mut FieldErrors) {
    for (key, value) in changes {
        set(entry, (&key.0, value), errors);
    }
    // What only a person has is judged together, once the type is known.
    let given = |key| changes.contains_key(&FieldKey::from(key));
    if is_person(&entry.kind) {
        if entry.capacity > 1 && (given(fields::KIND) || given(fields::CAPACITY)) {
            errors.add(fields::CAPACITY, "there is one of a person");
        }
        return;
    }
    if entry.person.is_some() && (given(fields::KIND) || given(fields::PERSON)) {
        errors.add(fields::PERSON, "only an asset of the type human is one of the staff");
    }
    if !entry.facts.skills.is_empty() && (given(fields::KIND) || given(fields::SKILLS)) {
        errors.add(fields::SKILLS, "only an asset of the type human has skills");
    }
}

fn set(entry: &mut AssetEntry, (key, value): (&str, &FieldValue), errors: &mut FieldErrors) {
    match key {
        fields::KIND => match kind(value.as_text(), &entry.kind) {
            Some(kind) => entry.kind = kind,
            None => errors.add(key, format!("choose one of {}", TYPES.join(", "))),
        },
        fields::NAME => {
            entry.name = fold::clean_line(value.as_text(), MAX_NAME);
            if !fold::has_letter(&entry.name) {
                errors.add(key, "a name with at least one letter or digit is needed");
            }
        }
        fields::SERIAL => entry.serial = fold::clean_line(value.as_text(), MAX_NAME),
        fields::CAPACITY => {
            let many = check::number(key, value, 1..=MAX_CAPACITY, errors).unwrap_or(1);
            entry.capacity = u32::try_from(many).unwrap_or(1);
        }
        fields::PERSON => {
            let person = check::reference(key, value, "member of the staff", errors);
            entry.person = person.map(|(id, _)| UserId::from(id));
        }
        fields::SKILLS => {
            let skills = skills(value.as_text());
            if skills.len() > MAX_SKILLS {
                errors.add(key, format!("at most {MAX_SKILLS} skills"));
            }
            entry.facts.set_skills(skills);
        }
        fields::BOUGHT => entry.facts.bought = check::date(key, value, errors),
        fields::PRICE => entry.facts.price_minor = check::amount(key, value, errors),
        fields::NOTES => entry.facts.notes = check::lines(value),
        fields::CONDITION => errors.add(key, "the condition is changed by an act of its own"),
        _ => errors.add(key, format!("an asset has no field “{key}”")),
    }
}

/// One of our types, or the word that is stored already.
fn kind(word: &str, before: &str) -> Option<String> {
    let word = word.trim();
    let known = TYPES.into_iter().find(|kind| *kind == fold::fold(word)).map(str::to_owned);
    known.or_else(|| (word == before && !word.is_empty()).then(|| word.to_owned()))
}

/// Skills from a text: between commas, semicolons or lines, each once.
fn skills(text: &str) -> Vec<String> {
    let mut skills: Vec<String> = Vec::new();
    for skill in text.split([',', ';', '\n', '،', '、', '，']) {
        let skill = fold::clean_line(skill, 100);
        if !skill.is_empty() && !skills.iter().any(|known| fold::fold(known) == fold::fold(&skill)) {
            skills.push(skill);
        }
    }
    skills
}

#[cfg(test)]
mod tests;
