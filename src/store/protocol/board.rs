//! The board: projects as cards, a column for each status.

use super::page::{Cursor, ListChoice};
use crate::domain::id::{BranchId, ProjectId};
use crate::domain::money::Money;
use crate::domain::project::ProjectStatus;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whose projects a column of the board shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    #[default]
    Everybodys,
    /// What one answers for, or has open tasks on.
    Mine,
}

/// The columns as filters of [`super::ListKind::Board`]: everybody's, then one's own.
pub(super) const COLUMNS: &[ListChoice] = &[
    ListChoice { name: "", label: "inquiry" },
    ListChoice { name: "active", label: "active" },
    ListChoice { name: "shooting", label: "shooting" },
    ListChoice { name: "editing", label: "editing" },
    ListChoice { name: "completed", label: "completed" },
    ListChoice { name: "mine", label: "inquiry and mine" },
    ListChoice { name: "mine active", label: "active and mine" },
    ListChoice { name: "mine shooting", label: "shooting and mine" },
    ListChoice { name: "mine editing", label: "editing and mine" },
    ListChoice { name: "mine completed", label: "completed and mine" },
];

/// The filter of the column at a place of [`ProjectStatus::BOARD`]; behind the last one, the last one's.
#[must_use]
pub fn column(place: usize, whose: Whose) -> &'static str {
    let columns = ProjectStatus::BOARD.len();
    let first = if whose == Whose::Mine { columns } else { 0 };
    COLUMNS[first + place.min(columns - 1)].name
}

/// What a column's filter shows: the status, and whose.
#[must_use]
pub fn shown(filter: &str) -> (&str, Whose) {
    let (whose, status) = match filter.strip_prefix("mine") {
        Some(rest) => (Whose::Mine, rest.trim_start()),
        None => (Whose::Everybodys, filter),
    };
    (if status.is_empty() { ProjectStatus::BOARD[0].as_str() } else { status }, whose)
}

/// A date that a card names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardDate {
    /// The shoot starts.
    Shoot,
    /// A sub-event starts.
    Event,
    /// The client gets the result.
    Delivery,
}

/// Money that is still to come for a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenMoney {
    /// What is to be paid, in the branch's currency if some of it is.
    pub amount: Money,
    /// Whether there is more to be paid in another currency.
    pub more: bool,
    /// Whether some of it should have been paid by now.
    pub overdue: bool,
}

/// A project as a card on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRow {
    /// Id.
    pub id: ProjectId,
    /// The branch.
    pub branch: BranchId,
    /// Title.
    pub title: String,
    /// The client's name.
    pub client: String,
    /// Status as stored.
    pub status: String,
    /// When the shoot starts.
    pub start: Option<Timestamp>,
    /// When the next sub-event starts that is not half a day past.
    pub event: Option<Timestamp>,
    /// When the client gets the result.
    pub delivery: Option<Timestamp>,
    /// What is open on its invoices; `None` when nothing is, or whoever looks may not see it.
    pub open: Option<OpenMoney>,
    /// The package that was last quoted; empty when none was.
    pub package: String,
    /// Place in the column.
    pub cursor: Cursor,
}

impl CardRow {
    /// The date that counts next: the earliest of those to come, else the last one that has passed. `now` is the
    /// moment of looking; a shoot that began less than half a day ago is still to come.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Option<(CardDate, Timestamp)> {
        let since = now.as_second() - HALF_DAY;
        let dates = [
            (CardDate::Event, self.event),
            (CardDate::Shoot, self.start),
            (CardDate::Delivery, self.delivery),
        ];
        let done = self.status == ProjectStatus::Completed.as_str();
        let dates = dates.into_iter().filter_map(|(what, at)| Some((what, at?)));
        // What is done was delivered: the day on which that was due says nothing any more.
        let dates = dates.filter(move |(what, at)| {
            !(done && *what == CardDate::Delivery && at.as_second() < now.as_second())
        });
        let coming = dates.clone().filter(|(what, at)| match what {
            CardDate::Delivery => *at >= now,
            CardDate::Shoot | CardDate::Event => at.as_second() >= since,
        });
        let coming = coming.min_by_key(|(_, at)| *at);
        coming.or_else(|| dates.max_by_key(|(_, at)| *at))
    }

    /// Whether the result should have been delivered by `now`, and was not.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.status != ProjectStatus::Completed.as_str() && self.delivery.is_some_and(|at| at < now)
    }
}

/// Seconds.
const HALF_DAY: i64 = 43_200;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Option<Timestamp> {
        Timestamp::from_second(second).ok()
    }

    fn card(start: Option<i64>, event: Option<i64>, delivery: Option<i64>) -> CardRow {
        CardRow {
            id: "p".into(),
            branch: "b".into(),
            title: String::new(),
            client: String::new(),
            status: "editing".to_owned(),
            start: start.and_then(at),
            event: event.and_then(at),
            delivery: delivery.and_then(at),
            open: None,
            package: String::new(),
            cursor: Cursor(Vec::new()),
        }
    }

    #[test]
    fn filters_name_their_column() {
        for whose in [Whose::Everybodys, Whose::Mine] {
            for (place, status) in ProjectStatus::BOARD.iter().enumerate() {
                assert_eq!(shown(column(place, whose)), (status.as_str(), whose));
            }
        }
        assert_eq!(column(99, Whose::Everybodys), "completed");
    }

    #[test]
    fn a_card_names_what_comes_next() {
        let now = at(1_000_000).unwrap();
        let next = |card: &CardRow| card.next(now).map(|(what, at)| (what, at.as_second()));
        assert_eq!(next(&card(None, None, None)), None);
        let shoot = card(Some(2_000_000), Some(1_500_000), Some(3_000_000));
        assert_eq!(next(&shoot), Some((CardDate::Event, 1_500_000)));
        // It began this morning.
        assert_eq!(next(&card(Some(990_000), None, Some(3_000_000))), Some((CardDate::Shoot, 990_000)));
        assert_eq!(next(&card(Some(1), None, Some(3_000_000))), Some((CardDate::Delivery, 3_000_000)));
        let late = card(Some(1), None, Some(500_000));
        assert_eq!(next(&late), Some((CardDate::Delivery, 500_000)));
        assert!(late.is_late(now) && !shoot.is_late(now));
        let done = CardRow { status: "completed".to_owned(), ..late.clone() };
        assert_eq!(next(&done), Some((CardDate::Shoot, 1)));
        assert!(!CardRow { status: "completed".to_owned(), ..late }.is_late(now));
    }
}
