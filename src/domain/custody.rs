//! Who has it: what went out, to whom and until when, and in which state it came back.

use super::id::{AssetId, BranchId, CustodyId, EventId, KitId, ProjectId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The longest note on a condition, in characters.
pub const MAX_CONDITION: usize = 300;
/// The longest name of somebody who is none of the house, in characters.
pub const MAX_HOLDER: usize = 120;

/// Who takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// One of the house.
    Person(UserId),
    /// Anybody else, by name.
    Name(String),
}

/// What becomes of it after it came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Afterwards {
    /// It can go out again.
    #[default]
    Ready,
    /// It is put under repair.
    Repair {
        /// Until when, as far as anybody knows.
        until: Option<Timestamp>,
    },
}

/// One link of the chain of custody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// Id.
    pub id: CustodyId,
    /// What went out.
    pub asset: AssetId,
    /// What it is called.
    pub asset_name: String,
    /// Its serial number; empty without one.
    pub serial: String,
    /// The branch that it belongs to now.
    pub branch: BranchId,
    /// IANA zone of that branch.
    pub zone: String,
    /// For which project, if for one.
    pub project: Option<ProjectId>,
    /// What the project is called; empty without one, or out of reach.
    pub project_title: String,
    /// For which sub-event, if it is known.
    pub event: Option<EventId>,
    /// As a part of which kit.
    pub kit: Option<KitId>,
    /// What the kit is called; empty without one.
    pub kit_name: String,
    /// Who has or had it.
    pub holder: Holder,
    /// What they are called.
    pub holder_name: String,
    /// How many pieces, from 1 on.
    pub qty: u32,
    /// Since when.
    pub out: Timestamp,
    /// The first moment at which it is late.
    pub due: Option<Timestamp>,
    /// When it came back; `None` while it is out.
    pub back: Option<Timestamp>,
    /// In which state it went; empty where nobody noted any.
    pub condition_out: String,
    /// In which state it came back.
    pub condition_back: String,
    /// Who gave it out.
    pub out_by: String,
    /// Who took it back.
    pub back_by: String,
    /// Version of the row.
    pub version: i64,
}

impl Custody {
    /// Whether it is still out.
    #[must_use]
    pub const fn is_out(&self) -> bool {
        self.back.is_none()
    }

    /// Whether it is out and should be back by now.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.is_out() && self.due.is_some_and(|due| due <= now)
    }

    /// What it is called, with its serial number.
    #[must_use]
    pub fn label(&self) -> String {
        called(&self.asset_name, &self.serial)
    }
}

/// What an asset is called, told from others of its name by its serial number.
#[must_use]
pub fn called(name: &str, serial: &str) -> String {
    match (name.trim().is_empty(), serial.is_empty()) {
        (true, true) => "(no name)".to_owned(),
        (true, false) => serial.to_owned(),
        (false, true) => name.to_owned(),
        (false, false) => format!("{name} ({serial})"),
    }
}

/// Whether an asset of this type is handed over at all: people come by themselves, and rooms stay where they are.
#[must_use]
pub fn is_gear(kind: &str) -> bool {
    !matches!(kind, "human" | "space")
}

/// Whether the name of somebody who had a thing is that of a person who is to be forgotten. Both are folded. A name of
/// several words may stand among others ("Priya Sharma, reception"); a single word has to be all that was written.
#[must_use]
pub fn names(holder: &str, person: &str) -> bool {
    let (held, wanted) = (super::fold::words(holder), super::fold::words(person));
    match wanted.len() {
        0 => false,
        1 => held == wanted,
        n => held.windows(n).any(|part| part == wanted.as_slice()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fold::fold;

    #[test]
    fn a_person_is_found_by_the_whole_name_only() {
        let is = |holder: &str, person: &str| names(&fold(holder), &fold(person));
        assert!(is("priya SHARMA", "Priya Sharma"));
        assert!(is("Priya Sharma, reception", "Priya Sharma"));
        assert!(is("प्रिया शर्मा", "प्रिया शर्मा"));
        assert!(is("Priya", "Priya"));
        assert!(!is("Priya Sharma", "Priya"));
        assert!(!is("Priya Sharmala", "Priya Sharma"));
        assert!(!is("Anybody", ""));
    }

    #[test]
    fn people_and_rooms_are_not_handed_over() {
        assert!(is_gear("camera") && is_gear("") && is_gear("tripod of another program"));
        assert!(!is_gear("human") && !is_gear("space"));
    }
}
