//! `task template`: lists of tasks that come again with every project.

use super::{record, values};
use crate::cli::CliError;
use crate::cli::address::{Guess, PROJECT, TASK_TEMPLATE};
use crate::cli::args::{
    TaskTemplateAddArgs, TaskTemplateApplyArgs, TaskTemplateCommand, TaskTemplateEditArgs, TaskTemplateIds,
    WriteFlags,
};
use crate::cli::out::{Choices, Column, Console, Listing, Value};
use crate::cli::studio::{Studio, unexpected};
use crate::cli::write;
use crate::domain::id::TaskTemplateId;
use crate::store::protocol::{
    Command, ListKind, Query, Reply, TaskCommand, TaskTemplateDetail, TaskTemplateRow,
};

/// Runs a command on templates.
pub(super) fn run(
    command: &TaskTemplateCommand,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    use TaskTemplateCommand as T;
    match command {
        T::List(args) => {
            let choices = Choices { filter: args.filter.as_deref(), sort: None };
            TEMPLATES.print(&args.list, choices, studio, console)
        }
        T::Show(args) => {
            let id = TASK_TEMPLATE.resolve(studio, &args.id, Guess::ByText)?;
            record::of_template(&detail(studio, &id.into())?).write(args.output.format(), console)
        }
        T::Add(args) => add(args, studio, console),
        T::Edit(args) => edit(args, studio, console),
        T::Archive(args) => {
            let command = TaskCommand::ArchiveTemplates(all(args, studio)?);
            write::act(Command::Tasks(command), args.write, studio, console)
        }
        T::Restore(args) => {
            let command = TaskCommand::RestoreTemplates(all(args, studio)?);
            write::act(Command::Tasks(command), args.write, studio, console)
        }
        T::Apply(args) => apply(args, studio, console),
    }
}

const TEMPLATES: Listing<TaskTemplateRow, 5> = Listing {
    kind: ListKind::TaskTemplates,
    columns: [
        Column::text("name", "NAME"),
        Column::number("tasks", "TASKS"),
        Column::text("branch", "FOR"),
        Column::hidden("archived"),
        Column::id(),
    ],
    page: |reply| if let Reply::TaskTemplates(page) = reply { Some(page) } else { None },
    row,
};

fn row(row: &TaskTemplateRow, studio: &Studio) -> [Value; 5] {
    let whom = match &row.branch {
        Some(id) => Value::Other(
            studio.branch_of(id).map_or_else(|| id.to_string(), |branch| branch.name.clone()),
            serde_json::json!(id),
        ),
        None => Value::Other("every branch".to_owned(), serde_json::Value::Null),
    };
    [
        Value::text(&row.name),
        Value::Count(row.tasks),
        whom,
        Value::Flag(row.archived),
        Value::text(row.id.as_str()),
    ]
}

fn detail(studio: &Studio, id: &TaskTemplateId) -> Result<TaskTemplateDetail, CliError> {
    match studio.ask(Query::TaskTemplate(id.clone()))? {
        Reply::TaskTemplate(detail) => Ok(*detail),
        _ => Err(unexpected()),
    }
}

fn all(args: &TaskTemplateIds, studio: &Studio) -> Result<Vec<TaskTemplateId>, CliError> {
    let ids = TASK_TEMPLATE.resolve_all(studio, &args.ids)?;
    Ok(ids.into_iter().map(TaskTemplateId::from).collect())
}

fn add(args: &TaskTemplateAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = args.branch.as_deref().map(|named| studio.branch(named)).transpose()?;
    let branch = branch.map(|branch| branch.id.clone());
    save(
        TaskCommand::CreateTemplate { branch, values: values::template(&args.fields) },
        args.write,
        studio,
        console,
    )
}

fn edit(args: &TaskTemplateEditArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let id = TaskTemplateId::from(TASK_TEMPLATE.resolve(studio, &args.id, Guess::Nothing)?);
    let template = detail(studio, &id)?.template;
    write::refuse_stale(args.if_version, template.version, &template.name)?;
    let base = template.values();
    let given = values::template(&args.fields);
    let values = crate::cli::values::changed(&base, given, "--name Wedding")?;
    let command = TaskCommand::EditTemplate { id, version: template.version, base, values };
    save(command, args.write, studio, console)
}

fn apply(args: &TaskTemplateApplyArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let template = TASK_TEMPLATE.resolve(studio, &args.template, Guess::Nothing)?.into();
    let project = PROJECT.resolve(studio, &args.project, Guess::Nothing)?.into();
    write::act(TaskCommand::Apply { template, project }.into(), args.write, studio, console)
}

/// Carries the command out and prints the template's id, or the template.
fn save(
    command: TaskCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let template = |id: &str| Ok(record::of_template(&detail(studio, &TaskTemplateId::from(id))?));
    write::save(Command::Tasks(command), flags, studio, console, template)
}
