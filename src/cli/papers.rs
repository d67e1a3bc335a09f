//! `project call-sheet`, `project checklist`, `agenda`, and where papers go.

use super::address::{BOOKED, Guess, PROJECT, SUB_EVENT};
use super::args::{AgendaArgs, CallSheetArgs, ChecklistArgs};
use super::out::{Console, printable};
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::documents;
use crate::domain::id::{AssetId, BranchId};
use crate::domain::paper::{Outing, Outings, OutingsOf};
use crate::domain::when::{DatePreference, parse_date};
use crate::store::protocol::{Query, Reply, StoreError};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, ZonedDateTime};
use std::path::Path;

/// Days that the agenda looks ahead when nothing is said.
const AHEAD: i32 = 14;

/// Sub-events with everything that papers say of them.
pub(super) fn ask(studio: &Studio, of: OutingsOf) -> Result<Outings, CliError> {
    match studio.ask(Query::Outings(of))? {
        Reply::Outings(found) => Ok(*found),
        _ => Err(unexpected()),
    }
}

/// Prints a paper, or writes it into a file that is not there yet.
pub(super) fn hand_out(text: &str, to: Option<&Path>, console: &mut Console<'_>) -> Result<(), CliError> {
    let Some(path) = to else {
        return Ok(console.out.write_all(text.as_bytes())?);
    };
    let made = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let written = made.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
    match written {
        Ok(()) => Ok(console.say(&format!("Wrote {}", path.display()))?),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(CliError::Conflict {
            message: format!("{} is there already", path.display()),
            hint: "Nothing was written. Name another file with --output.".to_owned(),
        }),
        Err(error) => Err(CliError::Invalid {
            message: format!("{} cannot be written: {error}", path.display()),
            hint: "Name another file with --output.".to_owned(),
        }),
    }
}

/// The call sheet of a sub-event.
pub(super) fn call_sheet(
    args: &CallSheetArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let found = match SUB_EVENT.resolve(studio, &args.event, Guess::Nothing) {
        Ok(id) => ask(studio, OutingsOf::Event(id.into()))?.rows,
        Err(CliError::Store(StoreError::NotFound { .. })) => only_one(studio, &args.event)?,
        Err(error) => return Err(error),
    };
    let Some((outing, others)) = found.split_first() else { return Err(unexpected()) };
    if args.json.json {
        return console.json(outing);
    }
    hand_out(&documents::call_sheet(outing, others), args.out.output.as_deref(), console)
}

/// The only sub-event of a project.
fn only_one(studio: &Studio, given: &str) -> Result<Vec<Outing>, CliError> {
    let id = PROJECT.resolve(studio, given, Guess::ByText)?;
    let rows = ask(studio, OutingsOf::Project(id.into()))?.rows;
    match rows.as_slice() {
        [_] => Ok(rows),
        [] => Err(CliError::NotFound {
            message: format!("{given} has no sub-event"),
            hint: "Add one with `project event add`.".to_owned(),
        }),
        several => {
            let named: Vec<String> =
                several.iter().take(6).map(|o| format!("{} ({})", o.event.title, o.event.id)).collect();
            let more = if several.len() > named.len() { ", …" } else { "" };
            Err(CliError::usage(
                format!("{given} has several sub-events: {}{more}", named.join(", ")),
                "Give the id of the one that is meant.",
            ))
        }
    }
}

/// The gear checklist of a project or a sub-event.
pub(super) fn checklist(
    args: &ChecklistArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let (title, rows) = match SUB_EVENT.resolve(studio, &args.project, Guess::Nothing) {
        Ok(id) => {
            let mut rows = ask(studio, OutingsOf::Event(id.into()))?.rows;
            rows.truncate(1);
            let title =
                rows.first().map(|o| format!("{} · {}", o.event.title, o.project)).unwrap_or_default();
            (title, rows)
        }
        Err(CliError::Store(StoreError::NotFound { .. })) => {
            let id = PROJECT.resolve(studio, &args.project, Guess::ByText)?;
            let rows = ask(studio, OutingsOf::Project(id.into()))?.rows;
            (rows.first().map_or_else(|| args.project.clone(), |o| o.project.clone()), rows)
        }
        Err(error) => return Err(error),
    };
    if args.json.json {
        return console.json(&rows);
    }
    hand_out(&documents::checklist(&title, &rows), args.out.output.as_deref(), console)
}

/// The person, space or piece of gear that is meant.
pub(super) fn booked(studio: &Studio, given: &str) -> Result<AssetId, CliError> {
    Ok(BOOKED.resolve(studio, given, Guess::Nothing)?.into())
}

/// What is on.
pub(super) fn agenda(args: &AgendaArgs, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    let branch: Option<BranchId> =
        args.branch.as_deref().map(|name| studio.branch(name).map(|b| b.id.clone())).transpose()?;
    let zone = match &branch {
        Some(id) => studio.zone_of(id),
        None => studio.home_zone(),
    };
    let now = Timestamp::now().to_zoned_datetime(zone.clone());
    let (first, last) = days(args, &now)?;
    let midnight =
        |day: Date| zone.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).map_err(|_| far());
    let (from, to) = (midnight(first)?, midnight(last.tomorrow().map_err(|_| far())?)?);
    let of = match &args.person {
        Some(person) => OutingsOf::Asset { asset: booked(studio, person)?, from, to },
        None => OutingsOf::Branch { branch, from, to },
    };
    let mut found = ask(studio, of)?;
    found.rows.retain(|outing| !outing.is_off());
    if args.json.json {
        console.json(&found.rows)?;
    } else if found.rows.is_empty() {
        console.note(&format!("nothing is on from {first} to {last}"))?;
    } else {
        writeln!(console.out, "{}", printable(&documents::agenda(&found.rows, &now)))?;
    }
    if found.more {
        console.note("there is more; name a shorter time")?;
    }
    Ok(())
}

/// The first and the last day that are asked for.
fn days(args: &AgendaArgs, now: &ZonedDateTime) -> Result<(Date, Date), CliError> {
    let today = now.date();
    let read = |text: &str| {
        parse_date(text, today, DatePreference::Future)
            .map_err(|error| CliError::usage(error.to_string(), "Nothing was looked up."))
    };
    if let Some(day) = &args.day {
        let day = read(day)?;
        return Ok((day, day));
    }
    if let Some(day) = &args.week {
        let day = read(day)?;
        let back = i32::from(day.weekday().to_monday_zero_offset());
        let first = day.checked_sub(back.days()).map_err(|_| far())?;
        return Ok((first, first.checked_add(6.days()).map_err(|_| far())?));
    }
    if let Some(day) = &args.month {
        let day = read(day)?;
        return Ok((day.first_of_month(), day.last_of_month()));
    }
    let first = args.from.as_deref().map_or(Ok(today), read)?;
    let last = match &args.to {
        Some(text) => read(text)?,
        None => first.checked_add(AHEAD.days()).map_err(|_| far())?,
    };
    if last < first {
        return Err(CliError::usage("the last day lies before the first one", "Swap --from and --to."));
    }
    Ok((first, last))
}

fn far() -> CliError {
    CliError::usage("that is too far away", "Name a nearer day.")
}
