//! `project purge`.

use super::resolve;
use crate::cli::CliError;
use crate::cli::address::Guess;
use crate::cli::args::ProjectPurgeArgs;
use crate::cli::out::{Column, Console, Format, Sheet, Value};
use crate::cli::studio::{Studio, unexpected};
use crate::domain::id::ProjectId;
use crate::store::protocol::{ProjectCommand, Purgeable, Query, Reply, StoreError};
use serde_json::json;

const PURGED: [Column; 6] = [
    Column::text("title", "TITLE"),
    Column::text("client", "CLIENT"),
    Column::text("trashed", "THROWN AWAY"),
    Column::text("hanging", "WITH"),
    Column::text("outcome", "OUTCOME"),
    Column::id(),
];

/// What becomes of a project.
enum Fate {
    /// It goes, or would go.
    Goes(&'static str),
    /// It is kept, and why.
    Kept(String),
}

/// Purges those that are named, or all whose days in the trash are over.
pub(super) fn purge(
    args: &ProjectPurgeArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let meant = meant(args, studio)?;
    let is_done = args.yes && !args.write.dry_run;
    if is_done && !args.ids.is_empty() {
        // One that cannot go is found out before the first one is gone.
        for project in &meant {
            fate(project, false, args, studio)?;
        }
    }
    let mut fates = Vec::new();
    for project in &meant {
        fates.push(fate(project, is_done, args, studio)?);
    }
    let rows: Vec<[Value; 6]> =
        meant.iter().zip(&fates).map(|(project, fate)| row(project, fate, studio)).collect();
    let format = if args.write.json { Format::Json } else { Format::Table };
    let mut sheet = Sheet::new(format, &PURGED);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    let goes = fates.iter().filter(|fate| matches!(fate, Fate::Goes(_))).count();
    let said = match goes {
        0 => "Nothing to purge".to_owned(),
        1 => "1 project".to_owned(),
        n => format!("{n} projects"),
    };
    match (goes, is_done, args.write.dry_run) {
        (0, ..) => console.say(&said)?,
        (_, true, _) => console.say(&format!("Purged {said}"))?,
        (_, _, true) => console.say(&format!("Would have purged {said}"))?,
        (_, false, false) => {
            return Err(CliError::usage(
                format!("{said} would go for good; nothing was purged"),
                "This cannot be undone. Say --yes to purge what is listed.",
            ));
        }
    }
    Ok(())
}

fn meant(args: &ProjectPurgeArgs, studio: &Studio) -> Result<Vec<Purgeable>, CliError> {
    let ask = |query| match studio.ask(query)? {
        Reply::Purgeable(found) => Ok::<_, CliError>(found),
        _ => Err(unexpected()),
    };
    if args.ids.is_empty() {
        return ask(Query::Purgeable(studio.scope(args.branch.as_deref())?));
    }
    let mut ids: Vec<ProjectId> = Vec::new();
    for given in &args.ids {
        let id = resolve(studio, given, Guess::Nothing)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut meant = Vec::new();
    for id in ids {
        meant.extend(ask(Query::Purge(id))?);
    }
    Ok(meant)
}

/// Purges a project, or finds out what would become of it. One that was named and cannot go is an error; among all that
/// are due, it is kept.
fn fate(
    project: &Purgeable,
    is_done: bool,
    args: &ProjectPurgeArgs,
    studio: &Studio,
) -> Result<Fate, CliError> {
    let command = ProjectCommand::Purge { id: project.id.clone(), confirm: project.title.clone() }.into();
    let (result, word) =
        if is_done { (studio.run(command), "purged") } else { (studio.rehearse(command), "would be purged") };
    match result {
        Ok(_) => Ok(Fate::Goes(word)),
        Err(StoreError::Refused(refusal)) if args.ids.is_empty() => {
            Ok(Fate::Kept(format!("kept: {}", refusal.message)))
        }
        Err(error) => Err(error.into()),
    }
}

fn row(project: &Purgeable, fate: &Fate, studio: &Studio) -> [Value; 6] {
    let outcome = match fate {
        Fate::Goes(word) => (*word).to_owned(),
        Fate::Kept(why) => why.clone(),
    };
    [
        Value::text(&project.title),
        Value::text(&project.client),
        project.trashed.map_or(Value::Nothing, |at| studio.day(at, &project.branch)),
        Value::Other(project.hanging.words(), json!(project.hanging)),
        Value::text(outcome),
        Value::text(project.id.as_str()),
    ]
}
