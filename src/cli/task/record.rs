//! A task or template with everything about it, as `show` and `--json` have it.

use crate::cli::out::{Column, Record, Value};
use crate::cli::studio::Studio;
use crate::domain::task::{Anchor, Task, say_anchor};
use crate::store::protocol::{TaskDetail, TaskTemplateDetail};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

const CHECKLIST: [Column; 3] =
    [Column::number("number", "#"), Column::text("text", "THING"), Column::text("done", "DONE")];

/// The record of a task. The editable fields have the names that the form's fields have; the checklist is a section.
pub(super) fn of(detail: &TaskDetail, studio: &Studio) -> Record {
    let task = &detail.task;
    let day = |at: Option<Timestamp>| at.map_or(Value::Nothing, |at| studio.day(at, &task.branch));
    let time = |at: Option<Timestamp>| at.map_or(Value::Nothing, |at| studio.time(at, &task.branch));
    let done_by = if task.done.is_some() { Value::text(&task.done_by) } else { Value::Nothing };
    let project = json!({ "id": task.project, "name": detail.project_title });
    let things = task.checklist.items().into_iter().zip(1..);
    Record::new(&task.title)
        .hidden("title", Value::text(&task.title))
        .fact("project", "Project", Value::Other(detail.project_title.clone(), project))
        .fact("client", "Client", Value::text(&detail.client))
        .fact("status", "Stands at", Value::text(detail.status.as_str()))
        .fact("stage", "Stage", Value::text(task.stage.as_str()))
        .fact("due", "Due", day(task.due))
        .fact("counted", "Counted", counted(task))
        .hidden("anchor", Value::maybe(task.anchor.as_ref().map(|(anchor, _)| anchor.as_str())))
        .hidden("days", task.anchor.as_ref().map_or(Value::Nothing, |(_, days)| Value::Number(*days)))
        .fact("assignee", "Who", assignee(task))
        .fact("done", "Done", time(task.done))
        .fact("done_by", "Done by", done_by)
        .fact("notes", "Notes", Value::text(&task.notes))
        .fact("branch_name", "Branch", Value::text(&detail.branch_name))
        .hidden("branch", Value::text(task.branch.as_str()))
        .hidden("template", Value::maybe(task.template.as_ref()))
        .fact("version", "Version", Value::Number(task.version))
        .fact("id", "Id", Value::text(task.id.as_str()))
        .section(
            ("checklist", "Checklist"),
            &CHECKLIST,
            things
                .map(|((text, done), number)| [Value::Number(number), Value::Text(text), Value::Flag(done)]),
        )
}

fn counted(task: &Task) -> Value {
    task.anchor.as_ref().map_or(Value::Nothing, |(anchor, days)| Value::Text(say_anchor(anchor, *days)))
}

fn assignee(task: &Task) -> Value {
    task.assignee.as_ref().map_or(Value::Nothing, |id| {
        Value::Other(task.assignee_name.clone(), json!({ "id": id, "name": task.assignee_name }))
    })
}

const TASKS: [Column; 5] = [
    Column::text("title", "TASK"),
    Column::text("stage", "STAGE"),
    Column::text("when", "WHEN"),
    Column::hidden("anchor"),
    Column::hidden("days"),
];

/// The record of a template. `items` has its tasks as `--task` takes them.
pub(super) fn of_template(detail: &TaskTemplateDetail) -> Record {
    let TaskTemplateDetail { template, branch_name } = detail;
    let lines = template.items.text().lines().map(str::to_owned).collect();
    let whom = if template.branch.is_some() { branch_name.as_str() } else { "every branch" };
    let anchor = |anchor: Option<&(Anchor, i64)>| match anchor {
        Some((anchor, days)) => {
            [Value::Text(say_anchor(anchor, *days)), Value::text(anchor.as_str()), Value::Number(*days)]
        }
        None => [Value::Nothing, Value::Nothing, Value::Nothing],
    };
    Record::new(&template.name)
        .hidden("name", Value::text(&template.name))
        .fact("branch_name", "For", Value::text(whom))
        .hidden("branch", Value::maybe(template.branch.as_ref()))
        .fact(
            "archived",
            "Archived",
            template.archived.map_or(Value::Nothing, |at| Value::Day(at, TimeZone::UTC)),
        )
        .fact("version", "Version", Value::Number(template.version))
        .fact("id", "Id", Value::text(template.id.as_str()))
        .hidden("items", Value::Lines(lines))
        .section(
            ("tasks", "Tasks"),
            &TASKS,
            template.items.0.iter().map(|item| {
                let [when, what, days] = anchor(item.anchor.as_ref());
                [Value::text(&item.title), Value::text(item.stage.as_str()), when, what, days]
            }),
        )
}
