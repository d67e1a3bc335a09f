//! What is booked, as plain data.

use crate::domain::id::{AssetId, LockId, ProjectId};
use crate::domain::when::edit_when;
use jiff::Timestamp;
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
    /// From when it is held.
    pub start: Timestamp,
    /// The first moment at which it is free again.
    pub end: Timestamp,
    /// The zone of its branch, in which the times are said.
    pub zone: String,
}

impl fmt::Display for Clash {
    /// "Sony A7 IV #2 is booked for Sharma wedding, 2026-12-12 11:00 to 16:00".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let (start, end) = (edit_when(self.start, &zone), edit_when(self.end, &zone));
        let end = match start.split_once(' ') {
            Some((day, _)) => end.strip_prefix(day).map_or(end.as_str(), str::trim_start),
            None => end.as_str(),
        };
        write!(f, "{} is booked for {}, {start} to {end}", self.asset_name, self.project_name)
    }
}
