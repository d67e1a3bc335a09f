//! The gear checklist: what goes along, to be ticked when it goes out and when it comes back.

use super::text::{Paper, cell};
use super::{called, day, moment, remarks, span, zone_of};
use crate::domain::paper::{Booked, Outing};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Gear of a list, which may go along to several sub-events.
struct Thing<'o> {
    booked: &'o Booked,
    /// From the first to the last time that it is needed.
    span: (Timestamp, Timestamp),
}

/// The checklist of the gear of sub-events: of one, or of all of a project.
#[must_use]
pub fn checklist(title: &str, outings: &[Outing]) -> String {
    let mut paper = Paper::default();
    paper.title(&format!("GEAR · {title}"));
    let zone = outings.first().map_or(TimeZone::UTC, zone_of);
    for outing in outings {
        let event = &outing.event;
        let zone = zone_of(outing);
        let line =
            format!("{}, {}  {}", day(event.start, &zone), span(event.start, event.end, &zone), event.title);
        paper.text(0, &line);
    }
    let things = things(outings);
    if things.is_empty() {
        paper.heading("NOTHING IS BOOKED");
        paper.line("Book gear for it, and it stands here.");
        return paper.done();
    }
    let count: u32 = things.iter().map(|thing| thing.booked.qty).sum();
    paper.heading(&pieces(count));
    paper.line(&row(["", "name", "qty", "serial", "out", "due", "back"]));
    let mut kit = None;
    for thing in &things {
        if kit != Some(&thing.booked.kit) && !(kit.is_none() && thing.booked.kit.is_empty()) {
            let name = if thing.booked.kit.is_empty() { "Single pieces" } else { &thing.booked.kit };
            paper.line("");
            paper.line(name);
        }
        kit = Some(&thing.booked.kit);
        line(&mut paper, thing, &zone);
    }
    paper.line("");
    paper.line("Out by: ______________________________  Back to: _____________________________");
    paper.done()
}

fn pieces(count: u32) -> String {
    if count == 1 { "1 PIECE".to_owned() } else { format!("{count} PIECES") }
}

/// Every piece once, kits first and together.
fn things(outings: &[Outing]) -> Vec<Thing<'_>> {
    let mut found: BTreeMap<(bool, &str, &str, &str, &str), Thing<'_>> = BTreeMap::new();
    for outing in outings {
        for booked in outing.booked.iter().filter(|b| !b.is_person() && !b.is_space()) {
            let (start, end) = outing.event.span_for(&booked.kind);
            let key = (
                booked.kit.is_empty(),
                booked.kit.as_str(),
                booked.kind.as_str(),
                booked.name.as_str(),
                booked.asset.as_str(),
            );
            let thing = found.entry(key).or_insert(Thing { booked, span: (start, end) });
            thing.span = (thing.span.0.min(start), thing.span.1.max(end));
            if booked.qty > thing.booked.qty {
                thing.booked = booked;
            }
        }
    }
    found.into_values().collect()
}

fn line(paper: &mut Paper, thing: &Thing<'_>, zone: &TimeZone) {
    let booked = thing.booked;
    let at = |moment: Option<Timestamp>| {
        moment.map(|at| zone.to_datetime(at).strftime("%-d %b %H:%M").to_string()).unwrap_or_default()
    };
    let due = at(booked.due.or(Some(thing.span.1)));
    let qty = booked.qty.to_string();
    let tick = if booked.back.is_some() { "[x]" } else { "[ ]" };
    paper.line(&row([tick, &booked.name, &qty, &booked.serial, &at(booked.out), &due, &at(booked.back)]));
    let remarks = remarks(booked, zone);
    if !remarks.is_empty() {
        paper.text(
            4,
            &format!("! {}: {remarks} (needed from {})", called(booked), moment(thing.span.0, zone)),
        );
    }
}

/// One line in columns.
fn row([tick, name, qty, serial, out, due, back]: [&str; 7]) -> String {
    let blank = |text: &str| if text.is_empty() { "_".repeat(12) } else { cell(text, 12) };
    let (out, back) =
        if tick.is_empty() { (cell(out, 12), cell(back, 12)) } else { (blank(out), blank(back)) };
    let qty = format!("{qty:>3}");
    format!("{}{} {qty} {} {out} {} {back}", cell(tick, 4), cell(name, 20), cell(serial, 12), cell(due, 12))
}
