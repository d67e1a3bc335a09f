//! The call sheet of a sub-event: what everybody who goes there reads the evening before.

use super::text::{Paper, cell};
use super::{called, clock, day, moment, remarks, span, zone_of};
use crate::domain::length;
use crate::domain::paper::{Booked, Outing};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The call sheet of a sub-event. `others` are the sub-events of its project on the same day.
#[must_use]
pub fn call_sheet(outing: &Outing, others: &[Outing]) -> String {
    let (event, zone) = (&outing.event, zone_of(outing));
    let mut paper = Paper::default();
    paper.title(&format!("CALL SHEET · {}", event.title));
    paper.fact("Project", &outing.project);
    paper.fact("Date", &day(event.start, &zone));
    paper.fact("Times", &times(outing, &zone));
    paper.fact("Call", &call(outing, &zone));
    paper.fact("Place", &event.location);
    paper.fact("Client", &[outing.client.as_str(), outing.phone.as_str()].join("   "));
    if outing.is_off() {
        paper.fact("Note", &format!("the project is {}: this does not take place", outing.status));
    }
    crew(&mut paper, outing, &zone);
    things(&mut paper, "SPACES", outing.booked.iter().filter(|b| b.is_space()), &zone);
    things(&mut paper, "GEAR", outing.booked.iter().filter(|b| !b.is_space() && !b.is_person()), &zone);
    if !event.notes.trim().is_empty() {
        paper.heading("NOTES");
        paper.text(0, &event.notes);
    }
    if !others.is_empty() {
        paper.heading("ALSO ON THIS DAY");
        for other in others {
            let place = if other.event.location.is_empty() {
                String::new()
            } else {
                format!(", {}", other.event.location)
            };
            let line =
                format!("{}  {}{place}", span(other.event.start, other.event.end, &zone), other.event.title);
            paper.text(0, &line);
        }
    }
    paper.heading("WHO TO CALL");
    paper.fact("Lead", &[outing.lead.as_str(), outing.lead_contact.as_str()].join("   "));
    paper.fact("Client", &[outing.client.as_str(), outing.phone.as_str()].join("   "));
    paper.fact("Studio", &outing.branch_name);
    paper.done()
}

fn times(outing: &Outing, zone: &TimeZone) -> String {
    let event = &outing.event;
    let place = if outing.event.zone.is_empty() { String::new() } else { format!(" ({})", event.zone) };
    format!("{}{place}", span(event.start, event.end, zone))
}

/// When people leave, and when they are at work: the start less the way and the preparation.
fn call(outing: &Outing, zone: &TimeZone) -> String {
    let (event, lead) = (&outing.event, outing.event.lead);
    let before =
        |seconds: i64| Timestamp::from_second(event.start.as_second() - seconds).unwrap_or(event.start);
    let leave = before(lead.before + lead.travel);
    let same_day = zone.to_datetime(leave).date() == zone.to_datetime(event.start).date();
    let mut text = if same_day { clock(leave, zone) } else { moment(leave, zone) };
    if lead.travel > 0 {
        text.push_str(&format!(
            ", {} on the way, there by {}",
            length::say(lead.travel),
            clock(before(lead.before), zone)
        ));
    }
    if lead.before > 0 {
        text.push_str(&format!(", {} to prepare", length::say(lead.before)));
    }
    if lead.after > 0 {
        text.push_str(&format!("; {} to clear up afterwards", length::say(lead.after)));
    }
    text
}

fn crew(paper: &mut Paper, outing: &Outing, zone: &TimeZone) {
    paper.heading("CREW");
    let mut people = outing.booked.iter().filter(|b| b.is_person()).peekable();
    if people.peek().is_none() {
        paper.line("nobody is booked yet");
    }
    for person in people {
        paper.line(&format!("{}  {}  {}", cell(&person.name, 28), cell(&person.role, 24), person.phone));
        note(paper, person, zone);
    }
}

fn things<'b>(paper: &mut Paper, heading: &str, things: impl Iterator<Item = &'b Booked>, zone: &TimeZone) {
    let mut kit = "";
    for (at, thing) in things.enumerate() {
        if at == 0 {
            paper.heading(heading);
        }
        if thing.kit != kit && !thing.kit.is_empty() {
            paper.line(&format!("{}:", thing.kit));
        }
        kit = &thing.kit;
        let indent = if kit.is_empty() { "" } else { "  " };
        let line = format!("{indent}{}  {}", cell(&called(thing), 44 - indent.len()), thing.serial);
        paper.line(&line);
        note(paper, thing, zone);
    }
}

/// What is wrong with a booking, or not yet sure, on a line of its own.
fn note(paper: &mut Paper, booked: &Booked, zone: &TimeZone) {
    let remarks = remarks(booked, zone);
    if !remarks.is_empty() {
        let sign = if booked.is_conflict() { "!" } else { "?" };
        paper.text(4, &format!("{sign} {remarks}"));
    }
}
