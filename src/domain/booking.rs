//! What is booked: a lock over an asset for a half-open interval, `[start, end)`.

pub mod rules;

use super::id::{AssetId, EventId, KitId, LockId, ProjectId};
use jiff::Timestamp;
use rules::Needed;
use serde::{Deserialize, Serialize};

/// How firmly something is booked (the words are those of the column `booking_locks.kind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockKind {
    /// Shown, never in anybody's way; it may expire.
    Hold,
    /// Nobody else gets it.
    Firm,
}

impl LockKind {
    /// Reads the column; a word that is none of ours stands in nobody's way.
    #[must_use]
    pub fn of(word: &str) -> Self {
        if word == "firm" { Self::Firm } else { Self::Hold }
    }

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Firm => "firm",
        }
    }
}

/// A lock over an asset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Id.
    pub id: LockId,
    /// For what.
    pub project: ProjectId,
    /// For which sub-event; `None` for the project as a whole.
    pub event: Option<EventId>,
    /// Over what.
    pub asset: AssetId,
    /// What the asset is called.
    pub asset_name: String,
    /// What the asset is: camera, space, human, …
    pub asset_type: String,
    /// From when, buffer included.
    pub start: Timestamp,
    /// Until when, buffer included: the first moment at which it is free again.
    pub end: Timestamp,
    /// Seconds of it that are kept free at the beginning.
    pub before: u32,
    /// Seconds of it that are kept free at the end.
    pub after: u32,
    /// How firmly.
    pub kind: LockKind,
    /// How many pieces, from 1 on.
    pub qty: u32,
    /// A hold: the first moment at which it holds no more.
    pub expires: Option<Timestamp>,
    /// Since when it blocks nothing, because its project is cancelled or in the trash.
    pub released: Option<Timestamp>,
    /// Why it cannot be kept, if that is so: the asset is lost, retired, under repair or on leave.
    pub trouble: Option<Trouble>,
    /// As part of which kit, where the locks of a project are read.
    pub kit: Option<OfKit>,
    /// Version of the row.
    pub version: i64,
}

/// The kit as whose part something is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfKit {
    /// Which.
    pub id: KitId,
    /// What it is called.
    pub name: String,
}

/// What is booked, a kit's parts for the same time together, in the order of their first.
#[must_use]
pub fn together(locks: &[Lock]) -> Vec<Vec<&Lock>> {
    let mut all: Vec<Vec<&Lock>> = Vec::new();
    for lock in locks.iter().filter(|lock| lock.released.is_none()) {
        let parts = with(locks, lock);
        if parts.first().is_none_or(|first| first.id == lock.id) {
            all.push(parts);
        }
    }
    all
}

/// What is booked with something as part of the same kit for the same time: itself alone, if it is of none.
#[must_use]
pub fn with<'l>(locks: &'l [Lock], lock: &'l Lock) -> Vec<&'l Lock> {
    if lock.kit.is_none() {
        return vec![lock];
    }
    let same = |other: &&Lock| {
        other.released.is_none()
            && (&other.kit, &other.event, other.kind) == (&lock.kit, &lock.event, lock.kind)
            && other.needed().start == lock.needed().start
    };
    locks.iter().filter(same).collect()
}

impl Lock {
    /// When it is needed, buffers apart.
    #[must_use]
    pub fn needed(&self) -> Needed {
        let moved = |at: Timestamp, by: i64| Timestamp::from_second(at.as_second() + by).unwrap_or(at);
        let start = moved(self.start, self.before.into());
        let end = moved(self.end, -i64::from(self.after));
        Needed { start, end, before: self.before, after: self.after }
    }

    /// Whether it is a hold that holds no more.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.kind == LockKind::Hold && self.expires.is_some_and(|at| at <= now)
    }
}

/// Why something that is booked will not be there. Facts are never refused: the lock stays, and is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// It is lost.
    Lost,
    /// It is out of use for good.
    Retired,
    /// It is under repair at that time.
    Maintenance,
    /// The person is on leave, or busy elsewhere, at that time.
    Away,
    /// It is on its way to another branch, or there by now.
    Elsewhere,
}

impl Trouble {
    /// Reads the word that a query has for it: a condition, a kind of time away, or `elsewhere`.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "lost" => Self::Lost,
            "retired" => Self::Retired,
            "maintenance" => Self::Maintenance,
            "elsewhere" => Self::Elsewhere,
            _ => Self::Away,
        }
    }

    /// In words, after "needs replacement: ".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Retired => "retired",
            Self::Maintenance => "under repair",
            Self::Away => "away",
            Self::Elsewhere => "in another branch",
        }
    }
}

/// A number of pieces that are taken for a time, `[start, end)` in unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// From when.
    pub start: i64,
    /// Until when, without this moment.
    pub end: i64,
    /// How many.
    pub qty: u32,
}

/// The most pieces that are taken at once within `[start, end)`. What only touches it is not within.
#[must_use]
pub fn peak(taken: &[Taken], start: i64, end: i64) -> u32 {
    let within = |t: &&Taken| t.start < end && t.end > start;
    // The count only rises where something begins: these moments are all that must be looked at.
    let moments = taken.iter().filter(within).map(|t| t.start.max(start));
    let at = |moment: i64| {
        let there = taken.iter().filter(|t| t.start <= moment && t.end > moment);
        there.fold(0_u32, |sum, t| sum.saturating_add(t.qty))
    };
    moments.map(at).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn taken(start: i64, end: i64, qty: u32) -> Taken {
        Taken { start, end, qty }
    }

    #[test]
    fn what_is_taken_one_after_the_other_does_not_add_up() {
        let all = [taken(0, 10, 2), taken(10, 20, 2), taken(5, 15, 1)];
        assert_eq!(peak(&all, 0, 20), 3);
        assert_eq!(peak(&all, 0, 5), 2);
        assert_eq!(peak(&all, 20, 30), 0);
        assert_eq!(peak(&all, 15, 20), 2);
        assert_eq!(peak(&[], 0, 20), 0);
    }
}
