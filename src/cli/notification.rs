//! `notification`: what was sent to clients.

use super::address::{Guess, NOTIFICATION};
use super::args::{NotificationAddArgs, NotificationCommand, NotificationListArgs, NotificationShowArgs};
use super::out::{Choices, Column, Console, Listing, Record, Value};
use super::studio::{Studio, unexpected};
use super::{CliError, Run, project, values, write};
use crate::domain::client::text::Kind;
use crate::domain::field::FieldValue;
use crate::domain::id::NotificationId;
use crate::domain::notification::{Channel, OTHER, TYPES, channel_text, fields};
use crate::store::protocol::{Command, ListKind, NotificationRow, Query, RecordDetail, Reply};
use serde_json::json;

/// Runs a command on notifications.
pub(super) fn run(
    command: &NotificationCommand,
    run: &Run<'_>,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let studio = &Studio::open(run, console)?;
    match command {
        NotificationCommand::List(args) => list(args, studio, console),
        NotificationCommand::Show(args) => show(args, studio, console),
        NotificationCommand::Add(args) => add(args, studio, console),
    }
}

const NOTIFICATIONS: Listing<NotificationRow, 10> = Listing {
    kind: ListKind::Notifications,
    columns: [
        Column::whole("at", "WHEN"),
        Column::text("type", "WHAT"),
        Column::text("channel", "BY"),
        Column::text("client", "TO"),
        Column::text("project_title", "ABOUT"),
        Column::money("cost", "COST"),
        Column::text("billed", "BILLED"),
        Column::hidden("project"),
        Column::hidden("branch"),
        Column::id(),
    ],
    page: |reply| if let Reply::Notifications(page) = reply { Some(page) } else { None },
    row,
};

fn row(row: &NotificationRow, studio: &Studio) -> [Value; 10] {
    [
        row.at.map_or(Value::Nothing, |at| studio.time(at, &row.branch)),
        Value::Other(row.kind.replace('_', " "), json!(row.kind)),
        Value::Other(channel_text(&row.channel).to_owned(), json!(row.channel)),
        Value::text(&row.client),
        Value::text(&row.title),
        studio.money(row.cost),
        Value::Flag(row.billed),
        Value::maybe(row.project.as_ref()),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

fn list(args: &NotificationListArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let choices = Choices { filter: args.filter.as_deref(), sort: None };
    NOTIFICATIONS.print(&args.list, choices, studio, console)
}

fn show(args: &NotificationShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let id = NOTIFICATION.resolve(studio, &args.id, Guess::ByText)?;
    record(studio, &id)?.write(args.output.format(), console)
}

fn record(studio: &Studio, id: &str) -> Result<Record, CliError> {
    let Reply::Record(detail) = studio.ask(Query::Notification(NotificationId::from(id)))? else {
        return Err(unexpected());
    };
    let RecordDetail { title, subtitle, facts, about, branch, sections, .. } = *detail;
    let fact = |label: &str| {
        let found = facts.iter().find(|(name, _)| name == label);
        found.map_or(Value::Nothing, |(_, value)| Value::text(value.as_text()))
    };
    let sent = sections.into_iter().flat_map(|(_, lines)| lines).next();
    let at = sent.as_ref().and_then(|line| line.at).zip(branch.as_ref());
    let cost = sent.as_ref().and_then(|line| line.amount);
    let channel = sent.as_ref().map_or(Value::Nothing, |line| channel(line.text.trim_start_matches("by ")));
    Ok(Record::new(&title)
        .fact("type", "What", Value::Other(title.clone(), json!(title.replace(' ', "_"))))
        .fact("channel", "By", channel)
        .fact("client", "To", Value::text(subtitle))
        .fact("project_title", "About", fact("Project"))
        .hidden("project", Value::maybe(about.map(|row| row.id)))
        .fact("at", "When", at.map_or(Value::Nothing, |(at, branch)| studio.time(at, branch)))
        .fact("cost", "Cost", cost.map_or(Value::Nothing, |cost| studio.money(cost)))
        .fact("billed", "Billed", Value::Flag(sent.is_some_and(|line| line.status == "billed")))
        .fact("note", "Note", fact("Note"))
        .fact("recorded_by", "Recorded by", fact("Recorded by"))
        .hidden("branch", Value::maybe(branch))
        .fact("id", "Id", Value::text(id)))
}

/// A channel: for people as they call it, for programs as it is stored.
fn channel(said: &str) -> Value {
    let stored = Channel::ALL.iter().map(|channel| channel.as_str()).find(|word| channel_text(word) == said);
    Value::Other(said.to_owned(), json!(stored.unwrap_or(said)))
}

fn add(args: &NotificationAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = project::find(studio, &args.project, Guess::Nothing)?.project;
    let branch = studio.branch(project.branch.as_str())?;
    let kind = args.kind.trim();
    let (chosen, own) = if TYPES.contains(&kind) { (kind, "") } else { (OTHER, kind) };
    let mut texts = vec![
        (fields::TYPE, chosen.to_owned()),
        (fields::OTHER_TYPE, own.to_owned()),
        (fields::CHANNEL, args.channel.to_lowercase()),
    ];
    texts.extend(values::of_flags([(fields::COST, &args.cost), (fields::NOTE, &args.note)]));
    let reader = values::reader(branch, studio.zone_of(&branch.id));
    let values = values::read(texts, |key, text| {
        Ok(if key == fields::COST { reader.read(Kind::Money, text) } else { Ok(FieldValue::text(text)) })
    })?;
    let command = Command::RecordNotification { project: project.id, values };
    write::save(command, args.write, studio, console, |id| record(studio, id))
}
