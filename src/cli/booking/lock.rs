//! `booking lock`: from JSON or flags to locks, all or none.

use super::wire::{Given, Shape};
use super::{asset, read, record, when, wire, wrong_time, zone};
use crate::cli::address::{Guess, SUB_EVENT};
use crate::cli::args::{BookingLockArgs, Firmness, WriteFlags};
use crate::cli::out::Console;
use crate::cli::studio::Studio;
use crate::cli::{CliError, project, write};
use crate::domain::booking::LockKind;
use crate::domain::booking::rules::Needed;
use crate::domain::id::{EventId, LockId};
use crate::domain::project::Project;
use crate::domain::when::parse_wall;
use crate::store::protocol::{BookingCommand, WantedLock};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

/// How times are read: as programs write them, or as people do.
type ReadTime<'a> = &'a dyn Fn(&str, &str, &TimeZone) -> Result<Timestamp, CliError>;

/// Books what is wanted.
pub(super) fn lock(
    args: &BookingLockArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let is_json = args.json.is_some();
    let (given, shape, time): (_, _, ReadTime<'_>) = match args.json.as_deref() {
        Some(file) if !file.is_empty() => {
            refuse_flags(args)?;
            let (given, shape) = wire::read(&text(file, console)?)?;
            (given, shape, &written)
        }
        _ => (of_flags(args)?, if args.asset.len() == 1 { Shape::One } else { Shape::List }, &when),
    };
    let booked = wanted(&given, studio, time).and_then(|(command, ids)| {
        let flags = WriteFlags { dry_run: args.dry_run, json: is_json };
        Ok((write::carry_out(command.into(), flags, studio, console)?, ids))
    });
    let (outcome, ids) = record::tell_conflict(booked, is_json, console)?;
    let Some(outcome) = outcome else { return Ok(()) };
    if !is_json {
        return Ok(ids.iter().try_for_each(|id| writeln!(console.out, "{id}"))?);
    }
    let mut locks = Vec::new();
    for id in ids {
        let detail = read(studio, id)?;
        let mut lock = record::of(&detail).json();
        lock.insert("remarks".to_owned(), outcome.remarks_on(&detail.lock.asset_name).into());
        locks.push(lock);
    }
    match (shape, locks.as_slice()) {
        (Shape::One, [only]) => console.json(only),
        _ => console.json(&locks),
    }
}

fn text(file: &str, console: &Console<'_>) -> Result<String, CliError> {
    let read = match file {
        "-" => (console.input)(),
        file => std::fs::read_to_string(file),
    };
    read.map_err(|error| CliError::Invalid {
        message: format!("{} cannot be read: {error}", if file == "-" { "the standard input" } else { file }),
        hint: "Nothing was booked.".to_owned(),
    })
}

/// What is wanted comes from one place.
fn refuse_flags(args: &BookingLockArgs) -> Result<(), CliError> {
    let texts = [&args.project, &args.event, &args.start, &args.end, &args.tz, &args.expires];
    let numbers = [args.buffer_before, args.buffer_after, args.qty];
    let given = !args.asset.is_empty()
        || args.kind.is_some()
        || texts.iter().any(|text| text.is_some())
        || numbers.iter().any(Option::is_some);
    if given {
        return Err(CliError::usage(
            "what is wanted is named by flags and read as JSON",
            "Put all of it into the JSON, or give only flags.",
        ));
    }
    Ok(())
}

fn of_flags(args: &BookingLockArgs) -> Result<Vec<Given>, CliError> {
    let usage = |what: &str| {
        CliError::usage(
            format!("{what} is missing"),
            "Write e.g. booking lock --asset \"Sony A7iii #1\" --project Sharma --start \"20 oct 10:00\" --end \"20 oct 14:00\", or --json -.",
        )
    };
    let Some(project) = &args.project else { return Err(usage("--project")) };
    if args.asset.is_empty() {
        return Err(usage("--asset"));
    }
    if args.event.is_none() || args.start.is_some() || args.end.is_some() {
        if args.start.is_none() {
            return Err(usage("--start"));
        }
        if args.end.is_none() {
            return Err(usage("--end"));
        }
    }
    let kind = args.kind.map(|kind| match kind {
        Firmness::Firm => "firm",
        Firmness::Hold => "hold",
    });
    let given = |asset: &String| Given {
        asset: asset.clone(),
        project: project.clone(),
        start: args.start.clone(),
        end: args.end.clone(),
        tz: args.tz.clone(),
        buffer_before: args.buffer_before,
        buffer_after: args.buffer_after,
        qty: args.qty,
        event: args.event.clone(),
        kind: kind.map(ToOwned::to_owned),
        expires: args.expires.clone(),
    };
    Ok(args.asset.iter().map(given).collect())
}

/// A moment as programs write it.
fn written(name: &str, text: &str, zone: &TimeZone) -> Result<Timestamp, CliError> {
    parse_wall(text, zone).map_err(|error| wrong_time(name, &error))
}

/// The command, and the ids that its locks get.
fn wanted(
    given: &[Given],
    studio: &Studio,
    time: ReadTime<'_>,
) -> Result<(BookingCommand, Vec<LockId>), CliError> {
    let mut target: Option<(Project, Option<EventId>)> = None;
    let (mut wanted, mut ids) = (Vec::new(), Vec::new());
    for (no, one) in (1..).zip(given) {
        let at = |error: CliError| if given.len() == 1 { error } else { numbered(no, error) };
        let same = no > 1 && one.project == given[0].project && one.event == given[0].event;
        let here = if same { None } else { Some(aim(studio, one).map_err(at)?) };
        match (&target, here) {
            (_, None) => {}
            (None, Some(here)) => target = Some(here),
            (Some(first), Some(here)) if first.0.id == here.0.id && first.1 == here.1 => {}
            _ => {
                return Err(CliError::Invalid {
                    message: "the list is for several projects or sub-events".to_owned(),
                    hint: "Nothing was booked. What is booked all or none is for one of them.".to_owned(),
                });
            }
        }
        let Some((project, _)) = &target else { break };
        let want = want(one, project, studio, time).map_err(at)?;
        ids.extend(want.id.clone());
        wanted.push(want);
    }
    let (project, event) = target.ok_or_else(crate::cli::studio::unexpected)?;
    Ok((BookingCommand::Lock { project: project.id, event, wanted }, ids))
}

/// Says of which lock of a list something is wrong.
fn numbered(no: usize, error: CliError) -> CliError {
    match error {
        CliError::Invalid { message, hint } => {
            CliError::Invalid { message: format!("lock {no}: {message}"), hint }
        }
        CliError::Usage { message, hint } => {
            CliError::Usage { message: format!("lock {no}: {message}"), hint }
        }
        other => other,
    }
}

fn aim(studio: &Studio, given: &Given) -> Result<(Project, Option<EventId>), CliError> {
    let project = project::find(studio, &given.project, Guess::Nothing)?.project;
    let event =
        given.event.as_ref().map(|event| SUB_EVENT.resolve(studio, event, Guess::Nothing)).transpose()?;
    Ok((project, event.map(EventId::from)))
}

fn want(
    given: &Given,
    project: &Project,
    studio: &Studio,
    time: ReadTime<'_>,
) -> Result<WantedLock, CliError> {
    let zone = zone(given.tz.as_deref(), || studio.zone_of(&project.branch))?;
    let seconds = |minutes: Option<u32>| minutes.unwrap_or(0).saturating_mul(60);
    let needed = match (&given.start, &given.end) {
        (Some(start), Some(end)) => Some(Needed {
            start: time("start", start, &zone)?,
            end: time("end", end, &zone)?,
            before: seconds(given.buffer_before),
            after: seconds(given.buffer_after),
        }),
        _ => None,
    };
    Ok(WantedLock {
        id: Some(LockId::from_uuid(Uuid::now_v7())),
        asset: asset(studio, &project.branch, &given.asset)?,
        needed,
        qty: given.qty.unwrap_or(1),
        kind: Some(kind(given.kind.as_deref())?),
        expires: given.expires.as_ref().map(|text| time("expires", text, &zone)).transpose()?,
        kit: None,
    })
}

fn kind(word: Option<&str>) -> Result<LockKind, CliError> {
    match word {
        None | Some("firm") => Ok(LockKind::Firm),
        Some("hold") => Ok(LockKind::Hold),
        Some(other) => Err(CliError::Invalid {
            message: format!("kind must be firm or hold, not {other}"),
            hint: "Nothing was booked.".to_owned(),
        }),
    }
}
