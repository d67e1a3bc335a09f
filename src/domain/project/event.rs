//! Sub-events of a project: "Haldi, 20 Oct 10:00, home"; "Wedding, 21 Oct 06:00, temple". Each is a block of time of its
//! own, half open: [start, end).

use crate::domain::check::{line, lines, moment};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{EventId, ProjectId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// The stable keys of a sub-event's fields.
pub mod fields {
    /// What it is called. Required.
    pub const TITLE: &str = "title";
    /// When it starts: date and time. Required.
    pub const START: &str = "start";
    /// When it ends: date and time, behind the start. Required.
    pub const END: &str = "end";
    /// IANA zone that its times are said in.
    pub const ZONE: &str = "zone";
    /// Where it takes place.
    pub const LOCATION: &str = "location";
    /// Free notes, several lines.
    pub const NOTES: &str = "notes";
}

/// A sub-event as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubEvent {
    /// Id.
    pub id: EventId,
    /// The project that it belongs to.
    pub project: ProjectId,
    /// What it is called.
    pub title: String,
    /// When it starts.
    pub start: Timestamp,
    /// When it ends, without this moment.
    pub end: Timestamp,
    /// IANA zone that its times are said in.
    pub zone: String,
    /// Where it takes place.
    pub location: String,
    /// Free notes.
    pub notes: String,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

impl SubEvent {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let pairs = [
            (fields::TITLE, FieldValue::text(&self.title)),
            (fields::START, FieldValue::When(self.start)),
            (fields::END, FieldValue::When(self.end)),
            (fields::ZONE, FieldValue::text(&self.zone)),
            (fields::LOCATION, FieldValue::text(&self.location)),
            (fields::NOTES, FieldValue::text(&self.notes)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

/// What a form about a sub-event says, checked and in stored shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventEntry {
    /// What it is called.
    pub title: String,
    /// When it starts, unix seconds.
    pub start: i64,
    /// When it ends, unix seconds.
    pub end: i64,
    /// IANA zone.
    pub zone: String,
    /// Where.
    pub location: String,
    /// Notes.
    pub notes: String,
}

/// Checks the values of a sub-event; without a zone of its own it has the branch's.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &FieldValues, branch_zone: &str) -> Result<EventEntry, FieldErrors> {
    let mut errors = FieldErrors::default();
    let empty = FieldValue::Empty;
    let value = |key: &str| values.get(&FieldKey::from(key)).unwrap_or(&empty);
    let title = line(value(fields::TITLE));
    if title.is_empty() {
        errors.add(fields::TITLE, "a name is needed, like Haldi or Reception");
    }
    let mut time = |key: &str| {
        let at = moment(key, value(key), &mut errors);
        if at.is_none() {
            errors.add(key, "a date and time is needed");
        }
        at
    };
    let (start, end) = (time(fields::START), time(fields::END));
    if let (Some(start), Some(end)) = (start, end)
        && end <= start
    {
        errors.add(fields::END, "the end must lie behind the start");
    }
    let mut zone = line(value(fields::ZONE));
    if zone.is_empty() {
        branch_zone.clone_into(&mut zone);
    } else if TimeZone::get(&zone).is_err() {
        errors.add(fields::ZONE, "no such time zone; they are called like Asia/Kolkata");
    }
    for key in values.keys() {
        let known =
            [fields::TITLE, fields::START, fields::END, fields::ZONE, fields::LOCATION, fields::NOTES];
        if !known.contains(&key.0.as_str()) {
            errors.add(&key.0, "a sub-event has no such field");
        }
    }
    errors.into_result(EventEntry {
        title,
        start: start.unwrap_or_default(),
        end: end.unwrap_or_default(),
        zone,
        location: line(value(fields::LOCATION)),
        notes: lines(value(fields::NOTES)),
    })
}
