//! Where a project stands, and which status may follow which.
//!
//! inquiry → active → shooting → editing → completed → archived, one step at a time; one step back with a reason;
//! cancelled from any status before the archive, with a reason, and from there back to where it was. The trash is no
//! move: it has commands of its own. Source: the product's design, "Projects and bookings".

use serde::{Deserialize, Serialize};
use std::fmt;

/// The status of a project. A word that another program invented is kept and shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ProjectStatus {
    /// Somebody asked: a lead.
    Inquiry,
    /// Booked.
    Active,
    /// Being shot.
    Shooting,
    /// Being edited.
    Editing,
    /// Delivered.
    Completed,
    /// Put away.
    Archived,
    /// Will not take place.
    Cancelled,
    /// Thrown away; recoverable until it is purged.
    Trashed,
    /// A word that is none of ours.
    Other(String),
}

/// How a move leads on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// To the next status.
    Forward,
    /// To the status before.
    Back,
    /// Out of the usual order, to `cancelled`.
    Cancel,
    /// From `cancelled`, or from a word that is none of ours, back into the usual order.
    Reopen,
}

impl Step {
    /// Whether somebody must say why.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Self::Forward)
    }
}

/// A legal move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Where it leads.
    pub to: ProjectStatus,
    /// How.
    pub step: Step,
}

/// Why a move is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoveError {
    /// It is there already.
    #[error("the project is {0} already")]
    Same(ProjectStatus),
    /// The status does not lead there.
    #[error("a project that is {from} cannot become {to}: {}", legal_words(.legal))]
    Illegal {
        /// Where it stands.
        from: ProjectStatus,
        /// Where it was to go.
        to: ProjectStatus,
        /// Where it may go.
        legal: Vec<ProjectStatus>,
    },
    /// It needs a reason and has none.
    #[error("to make a project {0} again or to cancel it takes a reason")]
    NoReason(ProjectStatus),
}

fn legal_words(legal: &[ProjectStatus]) -> String {
    let words: Vec<&str> = legal.iter().map(ProjectStatus::as_str).collect();
    match words.as_slice() {
        [] => "it has to be restored from the trash first".to_owned(),
        [one] => format!("it can become {one}"),
        [most @ .., last] => format!("it can become {} or {last}", most.join(", ")),
    }
}

/// The statuses in the order in which a project passes them.
const ORDER: [ProjectStatus; 6] = [
    ProjectStatus::Inquiry,
    ProjectStatus::Active,
    ProjectStatus::Shooting,
    ProjectStatus::Editing,
    ProjectStatus::Completed,
    ProjectStatus::Archived,
];

impl ProjectStatus {
    /// The columns of the board: everything that is under way, and what is done.
    pub const BOARD: [Self; 5] =
        [Self::Inquiry, Self::Active, Self::Shooting, Self::Editing, Self::Completed];

    /// The stored word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Inquiry => "inquiry",
            Self::Active => "active",
            Self::Shooting => "shooting",
            Self::Editing => "editing",
            Self::Completed => "completed",
            Self::Archived => "archived",
            Self::Cancelled => "cancelled",
            Self::Trashed => "trashed",
            Self::Other(word) => word,
        }
    }

    /// Where a project in this status may go; `before` is what a cancelled one goes back to.
    #[must_use]
    pub fn moves(&self, before: &StatusBefore) -> Vec<Move> {
        let to = |to: &Self, step| Move { to: to.clone(), step };
        match (self, ORDER.iter().position(|status| status == self)) {
            (Self::Trashed, _) => Vec::new(),
            (Self::Cancelled, _) => vec![to(&before.top().unwrap_or(Self::Inquiry), Step::Reopen)],
            (_, Some(at)) => {
                let next = ORDER.get(at + 1).map(|status| to(status, Step::Forward));
                let back = at.checked_sub(1).and_then(|i| ORDER.get(i)).map(|status| to(status, Step::Back));
                let cancel = (*self != Self::Archived).then(|| to(&Self::Cancelled, Step::Cancel));
                next.into_iter().chain(back).chain(cancel).collect()
            }
            (_, None) => {
                let order = Self::BOARD.iter().map(|status| to(status, Step::Reopen));
                order.chain([to(&Self::Cancelled, Step::Cancel)]).collect()
            }
        }
    }

    /// The move to a status, if it is legal and has the reason that it needs.
    ///
    /// # Errors
    /// Why not, with the legal moves.
    pub fn check_move(&self, before: &StatusBefore, to: &Self, reason: &str) -> Result<Move, MoveError> {
        let moves = self.moves(before);
        if self == to {
            return Err(MoveError::Same(to.clone()));
        }
        let Some(found) = moves.iter().find(|m| m.to == *to) else {
            let legal = moves.into_iter().map(|m| m.to).collect();
            return Err(MoveError::Illegal { from: self.clone(), to: to.clone(), legal });
        };
        if found.step.needs_reason() && reason.trim().is_empty() {
            return Err(MoveError::NoReason(to.clone()));
        }
        Ok(found.clone())
    }
}

impl From<String> for ProjectStatus {
    fn from(word: String) -> Self {
        let known = ORDER.iter().chain(&[Self::Cancelled, Self::Trashed]).find(|s| s.as_str() == word);
        known.cloned().unwrap_or(Self::Other(word))
    }
}

impl From<&str> for ProjectStatus {
    fn from(word: &str) -> Self {
        Self::from(word.to_owned())
    }
}

impl From<ProjectStatus> for String {
    fn from(status: ProjectStatus) -> Self {
        status.as_str().to_owned()
    }
}

impl fmt::Display for ProjectStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `projects.status_before`: what a cancelled or trashed project goes back to, innermost first. A cancelled project
/// that is thrown away goes back to `cancelled`, and from there to what it was: `cancelled active`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatusBefore(String);

impl StatusBefore {
    /// Reads the column.
    #[must_use]
    pub fn parse(stored: Option<&str>) -> Self {
        Self(stored.unwrap_or_default().trim().to_owned())
    }

    /// The column; `None` when there is nothing to go back to.
    #[must_use]
    pub fn stored(&self) -> Option<&str> {
        (!self.0.is_empty()).then_some(self.0.as_str())
    }

    /// What it goes back to first.
    #[must_use]
    pub fn top(&self) -> Option<ProjectStatus> {
        self.0.split(' ').next().filter(|word| !word.is_empty()).map(ProjectStatus::from)
    }

    /// The same with another status to go back to first. Of a word that is none of ours only its first part is kept.
    #[must_use]
    pub fn push(&self, status: &ProjectStatus) -> Self {
        let word = status.as_str().split_whitespace().next().unwrap_or_default();
        Self(format!("{word} {}", self.0).trim().to_owned())
    }

    /// The same without what it goes back to first.
    #[must_use]
    pub fn pop(&self) -> Self {
        Self(self.0.split_once(' ').map(|(_, rest)| rest.to_owned()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves(from: &str, before: &str) -> Vec<String> {
        let moves = ProjectStatus::from(from).moves(&StatusBefore::parse(Some(before)));
        moves.into_iter().map(|m| format!("{:?} {}", m.step, m.to).to_lowercase()).collect()
    }

    #[test]
    fn only_neighbours_are_legal() {
        assert_eq!(moves("inquiry", ""), ["forward active", "cancel cancelled"]);
        assert_eq!(moves("active", ""), ["forward shooting", "back inquiry", "cancel cancelled"]);
        assert_eq!(moves("completed", ""), ["forward archived", "back editing", "cancel cancelled"]);
        assert_eq!(moves("archived", ""), ["back completed"]);
        assert_eq!(moves("cancelled", "shooting"), ["reopen shooting"]);
        assert_eq!(moves("cancelled", ""), ["reopen inquiry"]);
        assert!(moves("trashed", "active").is_empty());
        assert_eq!(moves("on_hold", "").len(), 6, "a word of another program leads back into the order");
    }

    #[test]
    fn a_refusal_names_what_is_legal() {
        let refuse = |from: &str, to: &str, reason: &str| {
            let none = StatusBefore::default();
            ProjectStatus::from(from).check_move(&none, &to.into(), reason).unwrap_err().to_string()
        };
        assert_eq!(
            refuse("inquiry", "editing", ""),
            "a project that is inquiry cannot become editing: it can become active or cancelled"
        );
        assert_eq!(
            refuse("trashed", "active", "x"),
            "a project that is trashed cannot become active: it has to be restored from the trash first"
        );
        assert_eq!(refuse("active", "active", ""), "the project is active already");
        assert!(refuse("active", "inquiry", "  ").contains("takes a reason"));
        let none = StatusBefore::default();
        assert_eq!(
            ProjectStatus::Active
                .check_move(&none, &ProjectStatus::Inquiry, "the date fell through")
                .unwrap()
                .step,
            Step::Back
        );
    }

    #[test]
    fn a_cancelled_project_comes_back_through_the_trash() {
        let before = StatusBefore::default().push(&ProjectStatus::Active).push(&ProjectStatus::Cancelled);
        assert_eq!(before.stored(), Some("cancelled active"));
        assert_eq!(before.top(), Some(ProjectStatus::Cancelled));
        assert_eq!(before.pop().top(), Some(ProjectStatus::Active));
        assert_eq!(before.pop().pop().stored(), None);
    }

    #[test]
    fn words_of_others_are_kept() {
        let status = ProjectStatus::from("on_hold");
        assert_eq!(serde_json::to_string(&status).unwrap(), "\"on_hold\"");
        assert_eq!(serde_json::from_str::<ProjectStatus>("\"editing\"").unwrap(), ProjectStatus::Editing);
    }
}
