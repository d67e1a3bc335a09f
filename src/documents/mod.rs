//! Papers as text: call sheets, gear checklists, calendar files. Pure: what they say comes in, a text comes out.

mod agenda;
mod call_sheet;
mod checklist;
mod ics;
mod receipt;
#[cfg(test)]
mod tests;
mod text;

pub use agenda::agenda;
pub use call_sheet::call_sheet;
pub use checklist::checklist;
pub use ics::{CalendarFile, Phones, calendar};
pub use receipt::receipt;

use crate::domain::booking::LockKind;
use crate::domain::paper::{Booked, Outing};
use crate::domain::when::say_date_long;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The zone of a sub-event.
fn zone_of(outing: &Outing) -> TimeZone {
    TimeZone::get(&outing.event.zone).unwrap_or(TimeZone::UTC)
}

/// `Tuesday 24 November 2026`.
fn day(at: Timestamp, zone: &TimeZone) -> String {
    say_date_long(zone.to_datetime(at).date())
}

/// `10:00`.
fn clock(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%H:%M").to_string()
}

/// `Tue 24 Nov 10:00`.
fn moment(at: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(at).strftime("%a %-d %b %H:%M").to_string()
}

/// `10:00–14:00`, with the day of the end where it is another one.
fn span(start: Timestamp, end: Timestamp, zone: &TimeZone) -> String {
    let same = zone.to_datetime(start).date() == zone.to_datetime(end).date();
    let end = if same { clock(end, zone) } else { moment(end, zone) };
    format!("{}–{end}", clock(start, zone))
}

/// What there is to say of something that is booked beside its name: held, taken, away.
fn remarks(booked: &Booked, zone: &TimeZone) -> String {
    let mut remarks = Vec::new();
    if booked.held == LockKind::Hold {
        let until = booked.expires.map(|at| format!(" until {}", moment(at, zone))).unwrap_or_default();
        remarks.push(format!("held{until}"));
    }
    if let Some(trouble) = booked.trouble {
        remarks.push(format!("needs replacement: {}", trouble.words()));
    }
    if booked.is_taken {
        remarks.push("taken by another booking".to_owned());
    }
    remarks.join(", ")
}

/// The name, with how many of it.
fn called(booked: &Booked) -> String {
    if booked.qty > 1 { format!("{} x{}", booked.name, booked.qty) } else { booked.name.clone() }
}
