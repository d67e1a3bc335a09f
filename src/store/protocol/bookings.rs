//! What is booked, as plain data.

use crate::domain::booking::Trouble;
use crate::domain::booking::rules::say_span;
use crate::domain::id::{AssetId, LockId, ProjectId};
use crate::domain::length;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What stands in the way of a booking: the firm lock that is there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// What is wanted by both.
    pub asset: AssetId,
    /// What it is called.
    pub asset_name: String,
    /// The lock that is there.
    pub lock: LockId,
    /// The project that holds it.
    pub project: ProjectId,
    /// What the project is called.
    pub project_name: String,
    /// Whether that is the very project that wants it.
    pub holder: Holder,
    /// From when it is held, buffer included.
    pub start: Timestamp,
    /// The first moment at which it is free again.
    pub end: Timestamp,
    /// Seconds of it that are kept free at the beginning.
    pub before: u32,
    /// Seconds of it that are kept free at the end.
    pub after: u32,
    /// The zone of its branch, in which the times are said.
    pub zone: String,
    /// Which date of a sub-event that comes again wants it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

/// A date of a sub-event that comes again: "Tue 19 Jan 2027".
#[must_use]
pub fn say_date(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// Who has what is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// Another project.
    #[default]
    Other,
    /// The project that wants it: its lock would lie over one of its own.
    Itself,
}

impl fmt::Display for Clash {
    /// "Sony A7 IV #2 is booked for Sharma wedding, 2026-12-12 11:00 to 16:00 (with 30 min buffers)".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(date) = self.date {
            write!(f, "on {}: ", say_date(date))?;
        }
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let (asset, project) = (&self.asset_name, &self.project_name);
        let whose = match self.holder {
            Holder::Other => "",
            Holder::Itself => " itself already",
        };
        let (span, buffers) = (say_span(self.start, self.end, &zone), self.buffers());
        write!(f, "{asset} is booked for {project}{whose}, {span}{buffers}")
    }
}

impl Clash {
    /// How much of its time is only kept free: " (with 30 min buffers)"; empty where nothing is.
    #[must_use]
    pub fn buffers(&self) -> String {
        let [before, after] = [self.before, self.after].map(|seconds| length::say(seconds.into()));
        match (before.as_str(), after.as_str()) {
            ("", "") => String::new(),
            (before, "") => format!(" (with {before} before)"),
            ("", after) => format!(" (with {after} behind)"),
            (before, after) if before == after => format!(" (with {before} buffers)"),
            (before, after) => format!(" (with {before} before and {after} behind)"),
        }
    }
}

/// Some of an asset, wanted for a time, buffers included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// What is wanted.
    pub asset: AssetId,
    /// From when.
    pub start: Timestamp,
    /// Until when, without this moment.
    pub end: Timestamp,
    /// How many pieces, from 1 on.
    pub qty: u32,
    /// Locks that do not count: those that are about to be moved.
    pub except: Vec<LockId>,
}

/// What stands in the way of a [`Want`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// There are not so many of it at all.
    TooFew {
        /// How many there are.
        capacity: u32,
    },
    /// It is lost or retired.
    Gone(Trouble),
    /// It is under repair, or the person is on leave or busy.
    Away {
        /// Which of these.
        why: Trouble,
        /// From when.
        start: Timestamp,
        /// Until when; `None` when nobody knows yet.
        end: Option<Timestamp>,
    },
    /// Somebody has it for sure: the earliest lock that is in the way.
    Booked(Box<Clash>),
    /// Somebody holds it: shown, and in nobody's way.
    Held(Box<Clash>),
}

impl Obstacle {
    /// Whether the database would refuse.
    #[must_use]
    pub const fn blocks(&self) -> bool {
        !matches!(self, Self::Held(_))
    }
}

/// What stands in the way of one [`Want`], the gravest first; nothing when it is free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What the asset is called.
    pub asset_name: String,
    /// What is in the way.
    pub obstacles: Vec<Obstacle>,
}

impl Verdict {
    /// Whether the database would take the lock.
    #[must_use]
    pub fn is_free(&self) -> bool {
        !self.obstacles.iter().any(Obstacle::blocks)
    }
}
