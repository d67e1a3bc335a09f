//! `ics`: calendar files.

use super::address::{Guess, PROJECT};
use super::args::{
    IcsCommand, IcsExportArgs, IcsFeedAddArgs, IcsFeedCommand, IcsFeedRemoveArgs, IcsOf, IcsWhat, JsonFlag,
    OutputFlags,
};
use super::out::{Column, Console, Sheet, Value};
use super::papers::{booked, hand_out};
use super::studio::{Studio, unexpected};
use super::{CliError, Run, write};
use crate::domain::paper::{CalendarOf, CalendarScope, Feed};
use crate::session::feeds::{self, Written};
use crate::store::protocol::{FeedCommand, Query, Reply, StoreError};
use jiff::Timestamp;
use serde::Serialize;

/// Runs a command on calendar files.
pub(super) fn run(command: &IcsCommand, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        IcsCommand::Export(args) => export(args, studio, console),
        IcsCommand::Feed(IcsFeedCommand::Add(args)) => add(args, studio, console),
        IcsCommand::Feed(IcsFeedCommand::List(output)) => list(*output, studio, console),
        IcsCommand::Feed(IcsFeedCommand::Remove(args)) => remove(args, studio, console),
        IcsCommand::Feed(IcsFeedCommand::Update(json)) => update(*json, studio, console),
    }
}

/// What a file is about, and what that is called.
fn scope(of: &IcsOf, what: IcsWhat, studio: &Studio) -> Result<(CalendarScope, String), CliError> {
    let (of, about) = match (&of.branch, &of.person, &of.project) {
        (Some(branch), ..) => {
            let branch = studio.branch(branch)?;
            (CalendarOf::Branch(branch.id.clone()), branch.name.clone())
        }
        (None, Some(person), _) => (CalendarOf::Asset(booked(studio, person)?), person.clone()),
        (None, None, Some(project)) => {
            (CalendarOf::Project(PROJECT.resolve(studio, project, Guess::Nothing)?.into()), project.clone())
        }
        (None, None, None) => (CalendarOf::Everything, "all branches".to_owned()),
    };
    Ok((CalendarScope { of, past_days: what.past, phones: what.phones }, about))
}

fn export(args: &IcsExportArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let (scope, about) = scope(&args.of, args.what, studio)?;
    let at = (studio.store(), studio.actor());
    let (text, more) = feeds::text(at, (&scope, &about), Timestamp::now())?;
    hand_out(&text, args.out.output.as_deref(), console)?;
    if more {
        console.note("there was more than a calendar file takes; name a branch, a person or a project")?;
    }
    Ok(())
}

fn add(args: &IcsFeedAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let (scope, _) = scope(&args.of, args.what, studio)?;
    let path = std::path::absolute(&args.file)?;
    let Some(path) = path.to_str().map(ToOwned::to_owned) else {
        return Err(CliError::usage("the name of the file is no text", "Name another one."));
    };
    write::act(FeedCommand::Add { path: path.clone(), scope }.into(), args.write, studio, console)?;
    if args.write.dry_run {
        return Ok(());
    }
    for (feed, written) in feeds::update(studio.store(), studio.actor(), Timestamp::now())? {
        if let (true, Written::Failed(error)) = (feed.path == path, written) {
            return Err(unwritten(&[format!("{path}: {error}")]));
        }
    }
    Ok(())
}

const COLUMNS: [Column; 5] = [
    Column::text("path", "FILE"),
    Column::text("about", "OF"),
    Column::whole("past_days", "PAST DAYS"),
    Column::text("phones", "PHONES"),
    Column::id(),
];

fn row(feed: &Feed) -> [Value; 5] {
    [
        Value::text(&feed.path),
        Value::text(&feed.about),
        Value::Number(i64::from(feed.scope.past_days)),
        Value::Flag(feed.scope.phones),
        Value::text(feed.id.as_str()),
    ]
}

fn feeds_of(studio: &Studio) -> Result<Vec<Feed>, CliError> {
    match studio.ask(Query::Feeds)? {
        Reply::Feeds(feeds) => Ok(feeds),
        _ => Err(unexpected()),
    }
}

fn list(output: OutputFlags, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let rows: Vec<[Value; 5]> = feeds_of(studio)?.iter().map(row).collect();
    let mut sheet = Sheet::new(output.format(), &COLUMNS);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}

fn remove(args: &IcsFeedRemoveArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let path = std::path::absolute(&args.file)?;
    let feeds = feeds_of(studio)?;
    let given = args.file.trim_end_matches('…');
    let by_id = || {
        let mut begun = feeds.iter().filter(|feed| given.len() >= 4 && feed.id.as_str().starts_with(given));
        begun.next().filter(|_| begun.next().is_none())
    };
    let found = feeds.iter().find(|feed| std::path::Path::new(&feed.path) == path).or_else(by_id);
    let feed = found.ok_or_else(|| StoreError::NotFound { what: "calendar file", id: args.file.clone() })?;
    write::act(FeedCommand::Remove(feed.id.clone()).into(), args.write, studio, console)
}

/// What `--json` says of an update.
#[derive(Serialize)]
struct Updated<'u> {
    path: &'u str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'u str>,
}

fn update(json: JsonFlag, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let done = feeds::update(studio.store(), studio.actor(), Timestamp::now())?;
    let said: Vec<Updated<'_>> = done
        .iter()
        .map(|(feed, written)| {
            let (state, error) = match written {
                Written::New => ("written", None),
                Written::Same => ("unchanged", None),
                Written::Failed(error) => ("failed", Some(error.as_str())),
            };
            Updated { path: &feed.path, state, error }
        })
        .collect();
    if json.json {
        console.json(&said)?;
    } else if said.is_empty() {
        console.note("no calendar file is kept up to date; `ics feed add FILE` begins")?;
    } else {
        for one in &said {
            writeln!(console.out, "{:<10} {}", one.state, one.path)?;
        }
    }
    let failed: Vec<String> =
        said.iter().filter_map(|one| one.error.map(|error| format!("{}: {error}", one.path))).collect();
    if failed.is_empty() { Ok(()) } else { Err(unwritten(&failed)) }
}

fn unwritten(failed: &[String]) -> CliError {
    CliError::Invalid {
        message: failed.join("; "),
        hint: "These files are as they were. See that their folders are there and may be written.".to_owned(),
    }
}
