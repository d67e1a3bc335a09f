//! Calendar files (RFC 5545): every sub-event with an id that stays, so that a calendar that reads the file again moves
//! what moved.
//!
//! Times are moments in UTC, which every calendar shows in its reader's zone: no zone has to be described. The zone in
//! which the times were said is in the description where it matters.

use super::{called, span, zone_of};
use crate::domain::booking::LockKind;
use crate::domain::paper::{Booked, Outing};
use crate::domain::project::ProjectStatus;
use icalendar::{Calendar, Component, Event, EventLike};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Whether phones of clients stand in the file: it leaves the house.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phones {
    /// They do not.
    #[default]
    Without,
    /// They do, for whoever may see them.
    With,
}

/// What a calendar file is about.
#[derive(Clone, Copy, Debug)]
pub struct CalendarFile<'c> {
    /// What calendars call it.
    pub name: &'c str,
    /// Whether phones stand in it.
    pub phones: Phones,
}

/// The file. It depends on nothing but what it says: without a change it is the same to the byte.
#[must_use]
pub fn calendar(file: CalendarFile<'_>, outings: &[Outing]) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0"));
    calendar.append_property(("PRODID", "-//StudioVault//Calendar//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    calendar.append_property(("METHOD", "PUBLISH"));
    calendar.name(file.name);
    for outing in outings {
        calendar.push(event(outing, file.phones));
    }
    calendar.to_string()
}

fn event(outing: &Outing, phones: Phones) -> Event {
    let sub = &outing.event;
    let mut event = Event::new();
    event
        .uid(&format!("{}@studiovault", sub.id))
        .add_property("DTSTAMP", stamp(outing.changed))
        .add_property("LAST-MODIFIED", stamp(outing.changed))
        .add_property("DTSTART", stamp(sub.start))
        .add_property("DTEND", stamp(sub.end))
        .sequence(u32::try_from(outing.sequence).unwrap_or(0))
        .summary(&summary(outing))
        .add_property("STATUS", status(outing))
        .add_property("TRANSP", if outing.is_off() { "TRANSPARENT" } else { "OPAQUE" })
        .description(&description(outing, phones));
    if !sub.location.is_empty() {
        event.location(&sub.location);
    }
    event.done()
}

/// `20261124T043000Z`.
fn stamp(at: Timestamp) -> String {
    TimeZone::UTC.to_datetime(at).strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn summary(outing: &Outing) -> String {
    if outing.project.is_empty() || outing.project == outing.event.title {
        outing.event.title.clone()
    } else {
        format!("{} · {}", outing.event.title, outing.project)
    }
}

/// What is asked for, or only held, is tentative.
fn status(outing: &Outing) -> &'static str {
    let only_held = !outing.booked.is_empty() && outing.booked.iter().all(|b| b.held == LockKind::Hold);
    match outing.status {
        _ if outing.is_off() => "CANCELLED",
        ProjectStatus::Inquiry => "TENTATIVE",
        _ if only_held => "TENTATIVE",
        _ => "CONFIRMED",
    }
}

fn description(outing: &Outing, phones: Phones) -> String {
    let sub = &outing.event;
    let mut lines = vec![format!("{} ({})", span(sub.start, sub.end, &zone_of(outing)), sub.zone)];
    if !outing.client.is_empty() {
        let phone = if phones == Phones::With { outing.phone.as_str() } else { "" };
        lines.push(format!("Client: {} {phone}", outing.client).trim_end().to_owned());
    }
    let names = |of: fn(&Booked) -> bool| {
        let names = outing
            .booked
            .iter()
            .filter(|b| of(b))
            .map(|b| if b.held == LockKind::Hold { format!("{} (held)", called(b)) } else { called(b) });
        names.collect::<Vec<_>>().join(", ")
    };
    let gear = names(|b| !b.is_person() && !b.is_space());
    for (label, names) in
        [("Crew", names(Booked::is_person)), ("Spaces", names(Booked::is_space)), ("Gear", gear)]
    {
        if !names.is_empty() {
            lines.push(format!("{label}: {names}"));
        }
    }
    if !outing.lead.is_empty() {
        lines.push(format!("Lead: {}", outing.lead));
    }
    if !sub.notes.is_empty() {
        lines.push(sub.notes.clone());
    }
    lines.join("\n")
}
