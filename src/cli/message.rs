//! `message`: what the people of the studio wrote each other on projects.

use super::address::Guess;
use super::args::{MessageAddArgs, MessageCommand, ProjectHangsArgs, WindowArgs};
use super::out::{Column, Console, Format, Sheet, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run, project, write};
use crate::domain::id::{BranchId, ProjectId};
use crate::store::protocol::{Command, Cursor, MessageLine, Query, Reply};

/// Runs a command on messages.
pub(super) fn run(
    command: &MessageCommand,
    run: &Run<'_>,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        MessageCommand::List(args) => list(args, studio, console),
        MessageCommand::Show(args) => show(args, studio, console),
        MessageCommand::Add(args) => add(args, studio, console),
    }
}

const MESSAGES: [Column; 6] = [
    Column::whole("at", "WHEN"),
    Column::text("sender", "WHO"),
    Column::text("text", "MESSAGE"),
    Column::number("attachments", "FILES"),
    Column::hidden("scope"),
    Column::id(),
];

fn row(message: &MessageLine, branch: &BranchId, studio: &Studio) -> [Value; 6] {
    let text = message.text.replace('\n', " ");
    [
        message.at.map_or(Value::Nothing, |at| studio.time(at, branch)),
        Value::text(&message.sender),
        Value::Other(text, message.text.clone().into()),
        Value::Count(message.attachments.into()),
        Value::text(&message.scope),
        Value::text(message.id.as_str()),
    ]
}

/// The messages of a project, newest first, `most` at most; whether there are more.
fn thread(
    studio: &Studio,
    project: &ProjectId,
    most: Option<u32>,
) -> Result<(Vec<MessageLine>, bool), CliError> {
    super::window::all(most, |after: Option<Cursor>, limit| {
        match studio.ask(Query::Messages { project: project.clone(), after, limit })? {
            Reply::Messages(slice) => Ok(slice),
            _ => Err(unexpected()),
        }
    })
}

fn list(args: &WindowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = project::find(studio, &args.project, Guess::ByText)?.project;
    let (messages, more) = thread(studio, &project.id, args.most())?;
    print(&messages, (args.output.format(), &project.branch), studio, console)?;
    super::window::note_more(more, console)
}

fn print(
    messages: &[MessageLine],
    (format, branch): (Format, &BranchId),
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let rows: Vec<[Value; 6]> = messages.iter().map(|message| row(message, branch, studio)).collect();
    let mut sheet = Sheet::new(format, &MESSAGES);
    sheet.rows(console, &rows)?;
    Ok(sheet.end(console)?)
}

/// The whole thread: for people who, when and the whole text, for programs the rows.
fn show(args: &ProjectHangsArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = project::find(studio, &args.project, Guess::ByText)?.project;
    let (mut messages, _) = thread(studio, &project.id, None)?;
    messages.reverse();
    let format = args.output.format();
    if format != Format::Table {
        return print(&messages, (format, &project.branch), studio, console);
    }
    for (i, message) in messages.iter().enumerate() {
        let [when, who, _, files, ..] = row(message, &project.branch, studio);
        let gap = if i == 0 { "" } else { "\n" };
        let files =
            if message.attachments == 0 { String::new() } else { format!(", {} files", files.people()) };
        let head = super::out::printable(&format!("{}, {}{files}", who.people(), when.people()));
        writeln!(console.out, "{gap}{head}")?;
        for line in super::out::printable(&message.text).lines() {
            writeln!(console.out, "  {line}")?;
        }
    }
    Ok(())
}

fn add(args: &MessageAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = project::find(studio, &args.project, Guess::Nothing)?.project;
    let command = Command::PostMessage { project: project.id.clone(), body: args.text.join(" ") };
    let Some(outcome) = write::carry_out(command, args.write, studio, console)? else { return Ok(()) };
    let id = outcome.row.ok_or_else(unexpected)?.id;
    if !args.write.json {
        return Ok(writeln!(console.out, "{id}")?);
    }
    // Somebody else may have written meanwhile.
    let (mut messages, _) = thread(studio, &project.id, Some(50))?;
    messages.retain(|message| message.id.as_str() == id);
    print(&messages, (Format::Json, &project.branch), studio, console)
}
