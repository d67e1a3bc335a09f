//! Moving, freeing, holding and making firm.

use super::{asset, read, record, when};
use crate::cli::CliError;
use crate::cli::address::{Guess, LOCK};
use crate::cli::args::{BookingExtendArgs, BookingHoldArgs, BookingIdsArgs, BookingMoveArgs, WriteFlags};
use crate::cli::out::Console;
use crate::cli::studio::Studio;
use crate::cli::write;
use crate::domain::booking::LockKind;
use crate::store::protocol::{BookingCommand, LockAt, LockChange, LockDetail};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Moves or stretches a lock, or replaces its asset.
pub(super) fn move_to(
    args: &BookingMoveArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let id = LOCK.resolve(studio, &args.id, Guess::Nothing)?;
    let detail = read(studio, id.as_str().into())?;
    write::refuse_stale(args.if_version, detail.lock.version, &detail.lock.asset_name)?;
    let command = BookingCommand::EditLock {
        id: detail.lock.id.clone(),
        version: detail.lock.version,
        change: change(args, &detail, studio)?,
    };
    let saved = write::save(command.into(), args.write, studio, console, |id| {
        Ok(record::of(&read(studio, id.into())?))
    });
    record::tell_conflict(saved, args.write.json, console)
}

fn change(args: &BookingMoveArgs, detail: &LockDetail, studio: &Studio) -> Result<LockChange, CliError> {
    let zone = TimeZone::get(&detail.zone).unwrap_or(TimeZone::UTC);
    let needed = detail.lock.needed();
    let start = args.start.as_ref().map(|text| when("start", text, &zone)).transpose()?;
    let end = match (&args.end, start) {
        (Some(text), _) => Some(when("end", text, &zone)?),
        // What is only given a new start keeps its length.
        (None, Some(start)) => {
            let length = needed.end.as_second() - needed.start.as_second();
            Timestamp::from_second(start.as_second() + length).ok()
        }
        (None, None) => None,
    };
    let seconds = |minutes: Option<u32>| minutes.map(|minutes| minutes.saturating_mul(60));
    let asset = args.asset.as_ref().map(|given| asset(studio, &detail.branch, given)).transpose()?;
    let (before, after) = (seconds(args.buffer_before), seconds(args.buffer_after));
    let change = LockChange { asset, start, end, before, after, qty: args.qty };
    if change == LockChange::default() {
        return Err(CliError::usage(
            "nothing to change",
            "Name what shall be different, e.g. --start \"20 oct 10:00\" or --asset \"Sony A7iii #2\".",
        ));
    }
    Ok(change)
}

/// Frees what is booked.
pub(super) fn release(
    args: &BookingIdsArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let (locks, _) = named(studio, &args.ids)?;
    act(BookingCommand::Release(locks), args.write, studio, console)
}

/// Makes firm locks holds.
pub(super) fn hold(
    args: &BookingHoldArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let (locks, zone) = named(studio, &args.ids)?;
    let expires = args.expires.as_ref().map(|text| when("expires", text, &zone)).transpose()?;
    act(BookingCommand::SetKind { locks, kind: LockKind::Hold, expires }, args.write, studio, console)
}

/// Makes holds firm.
pub(super) fn firm(
    args: &BookingIdsArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let (locks, _) = named(studio, &args.ids)?;
    let command = BookingCommand::SetKind { locks, kind: LockKind::Firm, expires: None };
    act(command, args.write, studio, console)
}

/// Lets holds hold until another moment.
pub(super) fn extend(
    args: &BookingExtendArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let (locks, zone) = named(studio, &args.ids)?;
    let until = when("until", &args.until, &zone)?;
    act(BookingCommand::Extend { locks, until }, args.write, studio, console)
}

/// The locks that are named, as they are now, and the zone of the first one's branch.
fn named(studio: &Studio, given: &[String]) -> Result<(Vec<LockAt>, TimeZone), CliError> {
    let mut locks = Vec::new();
    let mut zone = None;
    for id in LOCK.resolve_all(studio, given)? {
        let detail = read(studio, id.as_str().into())?;
        zone = zone.or_else(|| TimeZone::get(&detail.zone).ok());
        locks.push((detail.lock.id, detail.lock.version));
    }
    Ok((locks, zone.unwrap_or(TimeZone::UTC)))
}

fn act(
    command: BookingCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let done = write::act(command.into(), flags, studio, console);
    record::tell_conflict(done, flags.json, console)
}
