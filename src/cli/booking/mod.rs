//! `booking`: gear, spaces and people over time, for projects.

mod change;
mod list;
mod lock;
mod new;
mod record;
mod wire;

use super::address::{ASSET, Guess, LOCK};
use super::args::BookingCommand;
use super::out::Console;
use super::studio::{Studio, unexpected};
use super::{CliError, Run};
use crate::domain::id::{AssetId, BranchId, LockId};
use crate::domain::when::parse_when_exact;
use crate::store::protocol::{BranchScope, LockDetail, Query, Reply, StoreError};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Runs a command on what is booked.
pub(super) fn run(
    command: &BookingCommand,
    run: &Run<'_>,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        BookingCommand::List(args) => list::list(args, studio, console),
        BookingCommand::Show(args) => {
            let id = LOCK.resolve(studio, &args.id, Guess::Nothing)?;
            record::of(&read(studio, id.as_str().into())?).write(args.output.format(), console)
        }
        BookingCommand::New(args) => new::new(args, studio, console),
        BookingCommand::Lock(args) => lock::lock(args, studio, console),
        BookingCommand::Move(args) => change::move_to(args, studio, console),
        BookingCommand::Release(args) => change::release(args, studio, console),
        BookingCommand::Hold(args) => change::hold(args, studio, console),
        BookingCommand::Firm(args) => change::firm(args, studio, console),
        BookingCommand::Extend(args) => change::extend(args, studio, console),
    }
}

fn read(studio: &Studio, id: LockId) -> Result<LockDetail, CliError> {
    match studio.ask(Query::Lock(id))? {
        Reply::Lock(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

/// The asset that is named, in the branch of its project if there is one so called; else in any.
fn asset(studio: &Studio, branch: &BranchId, given: &str) -> Result<AssetId, CliError> {
    let here = BranchScope::One(branch.clone());
    match ASSET.resolve_in(studio, &here, given, Guess::Nothing) {
        Err(CliError::Store(StoreError::NotFound { .. })) => {}
        found => return Ok(AssetId::from(found?)),
    }
    Ok(AssetId::from(ASSET.resolve(studio, given, Guess::Nothing)?))
}

/// A moment as somebody types it, in a zone. What the clocks skip or repeat there is refused.
fn when(name: &str, text: &str, zone: &TimeZone) -> Result<Timestamp, CliError> {
    let now = Timestamp::now().to_zoned_datetime(zone.clone());
    parse_when_exact(text, &now).map_err(|error| wrong_time(name, &error))
}

fn wrong_time(name: &str, error: &dyn std::fmt::Display) -> CliError {
    CliError::Invalid {
        message: format!("{name}: {error}"),
        hint: "Nothing was changed. Mend the time and try again.".to_owned(),
    }
}

/// The zone of this name, else the usual one.
fn zone(name: Option<&str>, usual: impl FnOnce() -> TimeZone) -> Result<TimeZone, CliError> {
    let Some(name) = name else { return Ok(usual()) };
    TimeZone::get(name.trim()).map_err(|_| CliError::Invalid {
        message: format!("tz: there is no time zone {name}"),
        hint: "Nothing was changed. They are called like Asia/Kolkata or Europe/Berlin.".to_owned(),
    })
}
