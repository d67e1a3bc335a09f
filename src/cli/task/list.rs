//! `task list`.

use crate::cli::CliError;
use crate::cli::address::{self, Guess, PROJECT};
use crate::cli::args::TaskListArgs;
use crate::cli::out::{Choices, Column, Console, Listing, Value};
use crate::cli::studio::Studio;
use crate::domain::field::FieldValue;
use crate::domain::id::{ProjectId, UserId};
use crate::store::protocol::{ListKind, ListQuery, Reply, TaskRow, TasksOf};
use jiff::Timestamp;
use serde_json::json;

const TASKS: Listing<TaskRow, 11> = Listing {
    kind: ListKind::Tasks,
    columns: [
        Column::whole("due", "DUE"),
        Column::text("overdue", "OVER"),
        Column::text("title", "TASK"),
        Column::text("project_title", "PROJECT"),
        Column::text("assignee", "WHO"),
        Column::text("checklist", "LIST"),
        Column::text("stage", "STAGE"),
        Column::text("done", "DONE"),
        Column::hidden("project"),
        Column::hidden("branch"),
        Column::id(),
    ],
    page: |reply| if let Reply::Tasks(page) = reply { Some(page) } else { None },
    row,
};

fn row(row: &TaskRow, studio: &Studio) -> [Value; 11] {
    let day = |at: Option<Timestamp>| at.map_or(Value::Nothing, |at| studio.day(at, &row.branch));
    let list = match row.checklist {
        (_, 0) => String::new(),
        (done, all) => format!("{done}/{all}"),
    };
    let (ticked, all) = row.checklist;
    [
        day(row.due),
        Value::Flag(row.done.is_none() && row.due.is_some_and(|at| at < Timestamp::now())),
        Value::text(&row.title),
        Value::text(&row.project_title),
        Value::text(&row.assignee),
        Value::Other(list, json!({ "done": ticked, "all": all })),
        Value::text(&row.stage),
        day(row.done),
        Value::text(row.project.as_str()),
        Value::text(row.branch.as_str()),
        Value::text(row.id.as_str()),
    ]
}

/// Prints tasks.
pub(super) fn list(args: &TaskListArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let project = args.project.as_deref().map(|given| PROJECT.resolve(studio, given, Guess::ByText));
    let project = project.transpose()?.map(ProjectId::from);
    let person = match args.assignee.as_deref() {
        Some(given) => person(studio, given)?,
        // One's own tasks of a project are those of the person who asks.
        None if args.mine && project.is_some() => studio.me().cloned(),
        None => None,
    };
    let mine = args.mine && project.is_none();
    let filter = match (args.filter.as_deref(), mine, args.done, args.overdue) {
        (Some(name), ..) => Some(name),
        (None, true, true, _) => Some("my_done"),
        (None, true, _, true) => Some("my_overdue"),
        (None, true, ..) => None,
        (None, false, true, _) => Some("done"),
        (None, false, _, true) => Some("overdue"),
        (None, false, ..) => Some("open"),
    };
    let choices = Choices { filter, sort: None };
    let narrow = |query| ListQuery { tasks_of: TasksOf::new(project, person), ..query };
    TASKS.print_of(&args.list, choices, narrow, (studio, console))
}

fn person(studio: &Studio, given: &str) -> Result<Option<UserId>, CliError> {
    match address::person(studio, given)? {
        FieldValue::Reference { id, .. } => Ok(Some(UserId::from(id))),
        _ => Ok(None),
    }
}
