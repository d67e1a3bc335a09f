//! `project event`: the sub-events of projects.

use super::{one, shown, values};
use crate::cli::CliError;
use crate::cli::address::{Guess, SUB_EVENT};
use crate::cli::args::{
    Dates, ProjectEventAddArgs, ProjectEventCommand, ProjectEventEditArgs, ProjectEventRemoveArgs,
    ProjectHangsArgs, WriteFlags,
};
use crate::cli::out::{Column, Console, Record, Sheet, Value};
use crate::cli::studio::{Studio, unexpected};
use crate::cli::values::changed;
use crate::cli::write;
use crate::domain::id::EventId;
use crate::domain::length;
use crate::domain::project::event::SubEvent;
use crate::store::protocol::{Command, ProjectCommand, ProjectDetail, Query, Reply, SeriesScope};
use jiff::tz::TimeZone;

/// The columns of sub-events.
pub(super) const EVENTS: [Column; 7] = [
    Column::text("title", "TITLE"),
    Column::whole("start", "FROM"),
    Column::whole("end", "TO"),
    Column::text("zone", "ZONE"),
    Column::text("location", "WHERE"),
    Column::hidden("version"),
    Column::id(),
];

/// A sub-event under the columns. Its times are its own zone's.
pub(super) fn row(event: &SubEvent) -> [Value; 7] {
    let zone = TimeZone::get(&event.zone).unwrap_or(TimeZone::UTC);
    [
        Value::text(&event.title),
        Value::Time(event.start, zone.clone()),
        Value::Time(event.end, zone),
        Value::text(&event.zone),
        Value::text(&event.location),
        Value::Number(event.version),
        Value::text(event.id.as_str()),
    ]
}

/// Runs a command on sub-events.
pub(super) fn run(
    command: &ProjectEventCommand,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    match command {
        ProjectEventCommand::List(args) => list(args, studio, console),
        ProjectEventCommand::Add(args) => add(args, studio, console),
        ProjectEventCommand::Edit(args) => edit(args, studio, console),
        ProjectEventCommand::Remove(args) => remove(args, studio, console),
    }
}

fn list(args: &ProjectHangsArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let events = shown(studio, &args.project)?.events;
    let rows: Vec<[Value; 7]> = events.rows.iter().map(row).collect();
    let mut sheet = Sheet::new(args.output.format(), &EVENTS);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    Ok(super::record::note_more(events.more, console)?)
}

fn add(args: &ProjectEventAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let ProjectDetail { project, .. } = one(studio, &args.project)?;
    let branch = studio.branch(project.branch.as_str())?;
    let values = values::sub_event(&args.fields, branch, (studio.zone_of(&branch.id), project.start))?;
    save(ProjectCommand::AddEvent { project: project.id, values }, args.write, studio, console)
}

fn edit(args: &ProjectEventEditArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let event = find(studio, &args.id)?;
    write::refuse_stale(args.if_version, event.version, &event.title)?;
    let branch = super::detail(studio, &event.project)?.project.branch;
    let zone = TimeZone::get(&event.zone).unwrap_or_else(|_| studio.zone_of(&branch));
    let base = event.values();
    let given = values::sub_event(&args.fields, studio.branch(branch.as_str())?, (zone, Some(event.start)))?;
    let values = changed(&base, given, "--start \"20 oct 10:00\"")?;
    let (id, version) = (event.id, event.version);
    let command = match scope(args.dates) {
        Some(scope) => ProjectCommand::EditSeries { id, version, base, values, scope },
        None => ProjectCommand::EditEvent { id, version, base, values },
    };
    save(command, args.write, studio, console)
}

/// The further dates that are meant, if any are.
const fn scope(dates: Dates) -> Option<SeriesScope> {
    match dates {
        Dates::This => None,
        Dates::Following => Some(SeriesScope::Following),
        Dates::All => Some(SeriesScope::All),
    }
}

fn remove(args: &ProjectEventRemoveArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let event = find(studio, &args.id)?;
    write::refuse_stale(args.if_version, event.version, &event.title)?;
    let (id, version) = (event.id, event.version);
    let command = match scope(args.dates) {
        Some(scope) => ProjectCommand::RemoveSeries { id, version, scope },
        None => ProjectCommand::RemoveEvent { id, version },
    };
    write::act(command.into(), args.write, studio, console)
}

/// The sub-event that is meant.
fn find(studio: &Studio, given: &str) -> Result<SubEvent, CliError> {
    read(studio, EventId::from(SUB_EVENT.resolve(studio, given, Guess::Nothing)?))
}

fn read(studio: &Studio, id: EventId) -> Result<SubEvent, CliError> {
    match studio.ask(Query::SubEvent(id))? {
        Reply::SubEvent(event) => Ok(*event),
        _ => Err(unexpected()),
    }
}

/// Carries the command out and prints the sub-event's id, or the sub-event.
fn save(
    command: ProjectCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let event = |id: &str| Ok(record(&read(studio, EventId::from(id))?));
    write::save(Command::Projects(command), flags, studio, console, event)
}

fn record(event: &SubEvent) -> Record {
    let zone = TimeZone::get(&event.zone).unwrap_or(TimeZone::UTC);
    Record::new(&event.title)
        .hidden("title", Value::text(&event.title))
        .fact("start", "From", Value::Time(event.start, zone.clone()))
        .fact("end", "To", Value::Time(event.end, zone))
        .fact("zone", "Zone", Value::text(&event.zone))
        .fact("location", "Where", Value::text(&event.location))
        .fact("notes", "Notes", Value::text(&event.notes))
        .fact("buffer_before", "Prepare", length(event.lead.before))
        .fact("buffer_after", "Clear up", length(event.lead.after))
        .fact("travel", "Travel", length(event.lead.travel))
        .fact("repeat", "Repeats", Value::text(event.repeats()))
        .fact("project", "Project", Value::text(event.project.as_str()))
        .fact("version", "Version", Value::Number(event.version))
        .fact("id", "Id", Value::text(event.id.as_str()))
}

/// A length: words for people, minutes for programs.
fn length(seconds: i64) -> Value {
    if seconds == 0 { Value::Nothing } else { Value::Other(length::say(seconds), (seconds / 60).into()) }
}
