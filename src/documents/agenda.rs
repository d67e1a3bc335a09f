//! The agenda in words: what is on, day by day.

use super::text::Paper;
use super::{called, remarks, span, zone_of};
use crate::domain::paper::{Booked, Outing};
use crate::domain::when::{say_date, say_date_long};
use jiff::ZonedDateTime;

/// Sub-events by day, as seen from now.
#[must_use]
pub fn agenda(outings: &[Outing], now: &ZonedDateTime) -> String {
    let mut paper = Paper::default();
    let mut day = None;
    for outing in outings {
        let zone = zone_of(outing);
        let date = zone.to_datetime(outing.event.start).date();
        if day != Some(date) {
            if day.is_some() {
                paper.line("");
            }
            let near = say_date(date, now.date());
            let long = say_date_long(date);
            let near =
                ["today", "tomorrow", "yesterday"].contains(&near.as_str()).then(|| format!("{near}, "));
            paper.line(&format!("{}{long}", near.unwrap_or_default()));
            day = Some(date);
        }
        entry(&mut paper, outing, now);
    }
    paper.done()
}

fn entry(paper: &mut Paper, outing: &Outing, now: &ZonedDateTime) {
    let (event, zone) = (&outing.event, zone_of(outing));
    let place = if event.location.is_empty() { String::new() } else { format!(", {}", event.location) };
    let elsewhere = zone.to_offset(event.start) != now.time_zone().to_offset(event.start);
    let of_zone = if elsewhere { format!(" ({})", event.zone) } else { String::new() };
    let asked =
        if outing.status == crate::domain::project::ProjectStatus::Inquiry { " ░ inquiry" } else { "" };
    let time = span(event.start, event.end, &zone);
    paper.text(2, &format!("{time}{of_zone} {} · {}{place}{asked}", event.title, outing.project));
    let names = |of: fn(&&Booked) -> bool| {
        outing.booked.iter().filter(|b| !b.is_conflict()).filter(of).map(mark).collect::<Vec<_>>().join(", ")
    };
    let gear = names(|b| !b.is_person() && !b.is_space());
    for (label, names) in
        [("crew", names(|b| b.is_person())), ("space", names(|b| b.is_space())), ("gear", gear)]
    {
        if !names.is_empty() {
            paper.text(4, &format!("{label}: {names}"));
        }
    }
    for booked in outing.booked.iter().filter(|b| b.is_conflict()) {
        paper.text(4, &format!("! {}: {}", called(booked), remarks(booked, &zone)));
    }
}

/// A name; of a hold it says so.
fn mark(booked: &Booked) -> String {
    let held = booked.held == crate::domain::booking::LockKind::Hold;
    if held { format!("░ {} (held)", called(booked)) } else { called(booked) }
}
