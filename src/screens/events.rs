//! The form of a sub-event, and how one is said.

use super::words::Words;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::length;
use crate::domain::project::event::{MAX_LEAD, SubEvent, fields};
use crate::domain::repeat::Repeat;
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use crate::ui::picker::{Choice, Picker};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

/// The names that drafts call the forms by.
pub mod forms {
    /// A sub-event, new or edited.
    pub const EVENT: &str = "project_event";
}

/// The label of a field, in forms, conflicts and history.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        fields::TITLE => "Name",
        fields::START | "start_time" => "Starts",
        fields::END | "end_time" => "Ends",
        fields::ZONE | "tz" => "Time zone",
        fields::LOCATION => "Where",
        fields::NOTES => "Notes",
        fields::BUFFER_BEFORE => "Prepare",
        fields::BUFFER_AFTER => "Clear up",
        fields::TRAVEL | "travel_time" => "Travel",
        fields::REPEAT => "Repeats",
        other => other,
    }
}

/// A day that a rule is read from before it is known when the sub-event starts: only what is said is looked at.
const MONDAY: Date = date(2001, 1, 1);

/// The form of a sub-event.
#[must_use]
pub fn form(title: &str) -> FormSpec {
    let field = |key: &str, kind| FieldSpec::new(key, label(key), kind);
    let length = |key: &str, example: &str, help: &str| {
        field(key, FieldKind::Text)
            .placeholder(example)
            .help(help)
            .rule(|text, _| length::parse(text, MAX_LEAD).map(drop).map_err(|error| error.to_string()))
    };
    let fields = vec![
        field(fields::TITLE, FieldKind::Text).required().placeholder("Haldi"),
        field(fields::START, FieldKind::When).required().placeholder("20 Oct 10:00"),
        field(fields::END, FieldKind::Until(FieldKey::from(fields::START)))
            .required()
            .placeholder("14:00")
            .help("A time alone is on the day of the start, or on the next morning: 14:00, in 4 hours, 21 Oct 2:00."),
        field(fields::LOCATION, FieldKind::Text),
        length(fields::BUFFER_BEFORE, "30 min", "Preparation at the place: what is booked is booked from then on."),
        length(fields::BUFFER_AFTER, "15 min", "Clearing up at the place: what is booked is free after that."),
        length(fields::TRAVEL, "1h30", "One way: people and gear are booked for the way there and back as well."),
        field(fields::REPEAT, FieldKind::Text)
            .placeholder("every Tue and Thu until 20 Dec, without 24 Nov")
            .help("Daily, every 2 weeks on Fri, every month on the 1st or the 2nd Tue; until a day or 10 times; without some days.")
            .rule(|text, _| match Repeat::parse(text, MONDAY) {
                Err(error) if !text.trim().is_empty() => Err(error.to_string()),
                _ => Ok(()),
            }),
        field(fields::NOTES, FieldKind::Notes { rows: 3 }),
        field(fields::ZONE, FieldKind::Text)
            .rule(|text, _| match TimeZone::get(text.trim()) {
                Ok(_) => Ok(()),
                Err(_) => Err("No such time zone; they are called like Asia/Kolkata".to_owned()),
            })
            .help("The zone of the place: the times above are read and shown in it."),
    ];
    FormSpec::new(forms::EVENT, title, vec![Section::new("", fields)])
}

/// What the form of a new sub-event holds at first.
#[must_use]
pub fn new_base(zone: &str, start: Option<Timestamp>, location: &str) -> FieldValues {
    let pairs = [
        (fields::ZONE, FieldValue::text(zone)),
        (fields::START, start.map_or(FieldValue::Empty, FieldValue::When)),
        (fields::LOCATION, FieldValue::text(location)),
    ];
    pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
}

/// Asks before a sub-event goes.
#[must_use]
pub fn ask_remove(title: &str) -> Confirm {
    Confirm::new(format!("Remove {title}?"), "remove").consequences(["u takes it back."])
}

/// The choices for an edit or removal of a date of a series: (id, label).
pub mod scopes {
    /// Only the one.
    pub const THIS: &str = "this";
    /// It and those behind it.
    pub const FOLLOWING: &str = "following";
    /// All of the series.
    pub const ALL: &str = "all";
}

/// Which dates of a series are meant. A changed rule is never that of one date alone.
#[must_use]
pub fn ask_scope(title: &str, repeats: &str, with_this: bool) -> Picker {
    let mut choices = vec![
        Choice::new(scopes::FOLLOWING, "this and the following dates"),
        Choice::new(scopes::ALL, "all dates").note("what was moved by hand keeps its own time"),
    ];
    if with_this {
        choices.insert(0, Choice::new(scopes::THIS, "only this date"));
    }
    Picker::local(format!("{title} comes {repeats}. For which dates?"), choices, None)
}

/// A sub-event beside the day of its start: what, from when to when, where.
#[must_use]
pub fn said(event: &SubEvent, words: &Words) -> String {
    let mut text = format!("{}  {}", event.title, words.span(event.start, event.end));
    if !event.location.is_empty() {
        text.push_str(&format!(", {}", event.location));
    }
    text
}

/// When it is in its own zone, where that shows another time than `words`; else empty.
#[must_use]
pub fn own_time(event: &SubEvent, words: &Words) -> String {
    let Ok(zone) = TimeZone::get(&event.zone) else { return String::new() };
    if zone.to_offset(event.start) == words.now().time_zone().to_offset(event.start) {
        return String::new();
    }
    let place = event.zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
    let own = words.in_zone(zone);
    let day = if own.date_of(event.start) == words.date_of(event.start) {
        String::new()
    } else {
        format!("{} ", own.day(event.start))
    };
    format!("{day}{} in {place}", own.span(event.start, event.end))
}
