//! What is free: interval arithmetic over what is booked, and which assets go to which need.
//!
//! Times are unix seconds, stretches half-open: `[start, end)`. Nothing here knows where the rows come from: whoever
//! asks hands in how many pieces of an asset are free at a time, and is asked only about what the answer depends on.

mod assign;
mod pattern;
mod profile;
mod search;
mod text;

pub use assign::{Assignment, Demand, assign};
pub use pattern::{Hours, Pattern, PatternError, Weekdays};
pub use profile::Profile;
pub use search::{Free, Run, Supply, Whole, Wish, at, runs};
pub use text::{Sort, Written, names, other_words};

use super::id::{AssetId, KitId};
use serde::{Deserialize, Serialize};

/// A stretch of time, `[start, end)` in unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first moment.
    pub start: i64,
    /// The first moment behind it.
    pub end: i64,
}

impl Span {
    /// The same, wider by what is needed around a booking of an asset of this type.
    #[must_use]
    pub fn widened(self, buffers: Buffers, kind: &str) -> Self {
        let [before, after] = buffers.around(kind);
        Self { start: self.start.saturating_sub(before), end: self.end.saturating_add(after) }
    }
}

/// What a booking takes besides its own time, in seconds, none negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Buffers {
    /// Preparation.
    pub before: i64,
    /// Clearing up.
    pub after: i64,
    /// The way there, and the way back: for gear and people, for a space there is none.
    pub travel: i64,
}

impl Buffers {
    /// Seconds before and after, for an asset of this type.
    #[must_use]
    pub fn around(self, kind: &str) -> [i64; 2] {
        let travel = if kind == "space" { 0 } else { self.travel };
        [self.before.saturating_add(travel), self.after.saturating_add(travel)]
    }
}

/// What is needed for a booking.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Exactly this asset.
    Asset(AssetId),
    /// Any asset of this type.
    Type(String),
    /// Anybody with this skill.
    Skill(String),
    /// Any asset in whose name all of these words occur.
    Named(String),
    /// Everything of this kit.
    Kit(KitId),
}

/// A need, and how many times.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wanted {
    /// What.
    pub need: Need,
    /// How many pieces (of a kit: how many times), from 1 on.
    pub qty: u32,
    /// Which one, if it is free.
    pub prefer: Option<AssetId>,
}
