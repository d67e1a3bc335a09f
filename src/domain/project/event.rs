//! Sub-events of a project: "Haldi, 20 Oct 10:00, home"; "Wedding, 21 Oct 06:00, temple". Each is a block of time of its
//! own, half open: [start, end).

use crate::domain::check::{line, lines, moment};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{EventId, ProjectId, SeriesId};
use crate::domain::length;
use crate::domain::repeat::Repeat;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// The longest buffer and the longest way, in seconds: a week.
pub const MAX_LEAD: i64 = 7 * 86_400;

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
    /// Preparation at the place before the start: a length like `30m`.
    pub const BUFFER_BEFORE: &str = "buffer_before";
    /// Clearing up at the place after the end.
    pub const BUFFER_AFTER: &str = "buffer_after";
    /// The way there, and again the way back.
    pub const TRAVEL: &str = "travel";
    /// How it comes again, in words or as an RRULE.
    pub const REPEAT: &str = "repeat";

    /// Every field.
    pub const ALL: [&str; 10] =
        [TITLE, START, END, ZONE, LOCATION, NOTES, BUFFER_BEFORE, BUFFER_AFTER, TRAVEL, REPEAT];
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
    /// What it needs around it.
    pub lead: Lead,
    /// The series that it is one of.
    pub series: Option<InSeries>,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

/// What a sub-event needs around it, in seconds. What is booked for it is booked for that time as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Preparation at the place, before the start.
    pub before: i64,
    /// Clearing up at the place, after the end.
    pub after: i64,
    /// The way there before that, and the way back after it: of people and gear, not of spaces.
    pub travel: i64,
}

impl Lead {
    /// Seconds before the start and after the end for an asset of this type (see `assets.type`).
    #[must_use]
    pub fn around(self, asset_type: &str) -> (i64, i64) {
        let travel = if asset_type == "space" { 0 } else { self.travel };
        (self.before + travel, self.after + travel)
    }
}

/// A sub-event's place in its series.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InSeries {
    /// The series.
    pub id: SeriesId,
    /// Its rule: an RRULE without its name.
    pub rule: String,
    /// Its first start, in the wall time of its zone.
    pub first: DateTime,
    /// IANA zone whose wall time it counts in.
    pub zone: String,
    /// Days that are left out.
    pub without: Vec<Date>,
    /// The start that the rule gave the sub-event, in wall time.
    pub on: Option<DateTime>,
}

impl InSeries {
    /// The rule; `None` for one that another program wrote and that is not understood here.
    #[must_use]
    pub fn repeat(&self) -> Option<Repeat> {
        let mut repeat = Repeat::parse(&self.rule, self.first.date()).ok()?;
        repeat.without.clone_from(&self.without);
        Some(repeat)
    }

    /// The rule in words; as it stands where it is not understood.
    #[must_use]
    pub fn words(&self) -> String {
        self.repeat().map_or_else(|| self.rule.clone(), |repeat| repeat.words(self.first.date()))
    }

    /// Whether somebody gave the sub-event another time than its rule.
    #[must_use]
    pub fn is_moved(&self, start: Timestamp) -> bool {
        let (Some(on), Ok(zone)) = (self.on, TimeZone::get(&self.zone)) else { return true };
        zone.to_timestamp(on).map_or(true, |ruled| ruled != start)
    }
}

impl SubEvent {
    /// How it comes again, in words; empty when it does not.
    #[must_use]
    pub fn repeats(&self) -> String {
        self.series.as_ref().map(InSeries::words).unwrap_or_default()
    }

    /// The first and the last moment for which an asset of this type is booked for it.
    #[must_use]
    pub fn span_for(&self, asset_type: &str) -> (Timestamp, Timestamp) {
        let (before, after) = self.lead.around(asset_type);
        let moved = |at: Timestamp, by: i64| Timestamp::from_second(at.as_second() + by).unwrap_or(at);
        (moved(self.start, -before), moved(self.end, after))
    }

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
            (fields::BUFFER_BEFORE, FieldValue::text(&length::say(self.lead.before))),
            (fields::BUFFER_AFTER, FieldValue::text(&length::say(self.lead.after))),
            (fields::TRAVEL, FieldValue::text(&length::say(self.lead.travel))),
            (fields::REPEAT, FieldValue::text(&self.repeats())),
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
    /// What it needs around it.
    pub lead: Lead,
    /// How it comes again.
    pub repeat: Option<Repeat>,
}

impl EventEntry {
    /// Its zone.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// Start and end in the wall time of its zone.
    #[must_use]
    pub fn local(&self) -> (DateTime, DateTime) {
        let zone = self.time_zone();
        let local = |at: i64| zone.to_datetime(Timestamp::from_second(at).unwrap_or_default());
        (local(self.start), local(self.end))
    }
}

/// Checks the values of a sub-event; without a zone of its own it has the branch's. A rule of repetition is read as
/// seen from the sub-event's own day.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &FieldValues, branch_zone: &str) -> Result<EventEntry, FieldErrors> {
    check_seen_from(values, branch_zone, None)
}

/// The same for a sub-event of a series, whose rule is read as seen from its first day.
///
/// # Errors
/// What is wrong, by field.
pub fn check_seen_from(
    values: &FieldValues,
    branch_zone: &str,
    first: Option<Date>,
) -> Result<EventEntry, FieldErrors> {
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
    let mut lead = |key: &str| seconds(key, value(key), &mut errors);
    let lead = Lead {
        before: lead(fields::BUFFER_BEFORE),
        after: lead(fields::BUFFER_AFTER),
        travel: lead(fields::TRAVEL),
    };
    for key in values.keys() {
        if !fields::ALL.contains(&key.0.as_str()) {
            errors.add(&key.0, "a sub-event has no such field");
        }
    }
    let mut entry = EventEntry {
        title,
        start: start.unwrap_or_default(),
        end: end.unwrap_or_default(),
        zone,
        location: line(value(fields::LOCATION)),
        notes: lines(value(fields::NOTES)),
        lead,
        repeat: None,
    };
    refuse_far(&entry, &mut errors);
    let rule = lines(value(fields::REPEAT));
    if !rule.trim().is_empty() && start.is_some() {
        match Repeat::parse(&rule, first.unwrap_or_else(|| entry.local().0.date())) {
            Ok(repeat) => entry.repeat = Some(repeat),
            Err(error) => errors.add(fields::REPEAT, error.to_string()),
        }
    }
    errors.into_result(entry)
}

/// A length in seconds: words, or a number of minutes.
fn seconds(key: &str, value: &FieldValue, errors: &mut FieldErrors) -> i64 {
    let text = match value {
        FieldValue::Number(minutes) => minutes.to_string(),
        value => line(value),
    };
    match length::parse(&text, MAX_LEAD) {
        Ok(seconds) => seconds,
        Err(error) => {
            errors.add(key, error.to_string());
            0
        }
    }
}

/// What is booked for it must fit into the calendar as well.
fn refuse_far(entry: &EventEntry, errors: &mut FieldErrors) {
    let (before, after) = entry.lead.around("");
    let bounds = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
    if !bounds.contains(&(entry.start - before)) || !bounds.contains(&(entry.end + after)) {
        errors.add(fields::END, "that is too far away: the calendar ends with the year 9999");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, FieldValue)]) -> FieldValues {
        let when = |text: &str| FieldValue::When(text.parse().unwrap());
        let mut values: FieldValues = [
            (fields::TITLE, FieldValue::text("Haldi")),
            (fields::START, when("2026-11-24T10:00:00+05:30")),
            (fields::END, when("2026-11-24T14:00:00+05:30")),
        ]
        .into_iter()
        .map(|(key, value)| (FieldKey::from(key), value))
        .collect();
        values.extend(pairs.iter().map(|(key, value)| (FieldKey::from(*key), value.clone())));
        values
    }

    fn refused(pairs: &[(&str, FieldValue)]) -> String {
        check(&values(pairs), "Asia/Kolkata").unwrap_err().to_string()
    }

    #[test]
    fn lengths_around_it() {
        let pairs = [
            (fields::BUFFER_BEFORE, FieldValue::text("1h30")),
            (fields::BUFFER_AFTER, FieldValue::Number(45)),
            (fields::TRAVEL, FieldValue::text("2 hours")),
        ];
        let entry = check(&values(&pairs), "Asia/Kolkata").unwrap();
        assert_eq!(entry.lead, Lead { before: 5_400, after: 2_700, travel: 7_200 });
        assert_eq!(entry.lead.around("camera"), (12_600, 9_900));
        assert_eq!(entry.lead.around("space"), (5_400, 2_700));
        assert_eq!(check(&values(&[]), "Asia/Kolkata").unwrap().lead, Lead::default());
        assert_eq!(
            refused(&[(fields::TRAVEL, FieldValue::text("8 days"))]),
            "travel: at most 7 days fit here"
        );
        assert!(
            refused(&[(fields::BUFFER_AFTER, FieldValue::text("a while"))]).contains("no length of time")
        );
        assert!(refused(&[(fields::BUFFER_BEFORE, FieldValue::Number(-5))]).contains("no length of time"));
        let last = FieldValue::When("9999-12-30T21:00:00Z".parse().unwrap());
        let far = refused(&[(fields::END, last), (fields::TRAVEL, FieldValue::text("2h"))]);
        assert_eq!(far, "end: that is too far away: the calendar ends with the year 9999");
    }

    #[test]
    fn a_rule_is_read_in_the_zone_of_the_sub_event() {
        let late = FieldValue::When("2026-11-24T20:00:00Z".parse().unwrap());
        let end = FieldValue::When("2026-11-24T21:00:00Z".parse().unwrap());
        let pairs =
            [(fields::START, late), (fields::END, end), (fields::REPEAT, FieldValue::text("weekly 4 times"))];
        let entry = check(&values(&pairs), "Asia/Kolkata").unwrap();
        // It is Wednesday there already.
        assert_eq!(entry.repeat.unwrap().rrule(), "FREQ=WEEKLY;BYDAY=WE;COUNT=4");
        assert_eq!(
            refused(&[(fields::REPEAT, FieldValue::text("every tue"))]),
            "repeat: say when it ends: until 20 Dec, or 10 times"
        );
    }
}
