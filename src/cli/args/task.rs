//! What `task` takes.

use super::{ListFlags, OutputFlags, WriteFlags};
use clap::{Args, Subcommand};

/// `task`.
#[derive(Debug, Subcommand)]
pub enum TaskCommand {
    /// List tasks, what is due first; open ones unless another list is asked for
    List(TaskListArgs),
    /// Show one task with its checklist
    Show(TaskShowArgs),
    /// Add a task to a project; prints the new id
    Add(TaskAddArgs),
    /// Change fields of a task; what is not named stays as it is
    Edit(TaskEditArgs),
    /// Finish tasks; says where the project may go when that was its last one there
    Done(TaskIds),
    /// Open tasks again
    Reopen(TaskIds),
    /// Tick things of a task's checklist
    Tick(TaskTickArgs),
    /// Open things of a task's checklist again
    Untick(TaskTickArgs),
    /// Delete a task
    Delete(TaskDeleteArgs),
    /// Look after the lists of tasks that come again with every project
    #[command(subcommand)]
    Template(TaskTemplateCommand),
}

/// `task template`.
#[derive(Debug, Subcommand)]
pub enum TaskTemplateCommand {
    /// List templates
    List(TaskTemplateListArgs),
    /// Show one template with its tasks
    Show(TaskTemplateShowArgs),
    /// Add a template; prints the new id
    Add(TaskTemplateAddArgs),
    /// Change fields of a template; tasks that came from it stay what they are
    Edit(TaskTemplateEditArgs),
    /// Take templates out of the usual list
    Archive(TaskTemplateIds),
    /// Put archived templates back
    Restore(TaskTemplateIds),
    /// Add a template's tasks to a project
    Apply(TaskTemplateApplyArgs),
}

/// `task list`.
#[derive(Debug, Args)]
pub struct TaskListArgs {
    /// Which tasks: open (the usual ones), overdue, done, my_overdue, my_done
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
    /// Only open ones: the usual list
    #[arg(long, conflicts_with = "filter")]
    pub open: bool,
    /// Only what is done, the latest first
    #[arg(long, conflicts_with_all = ["filter", "open"])]
    pub done: bool,
    /// Only what should be done by now
    #[arg(long, conflicts_with_all = ["filter", "open", "done"])]
    pub overdue: bool,
    /// Only your own
    #[arg(long, conflicts_with = "filter")]
    pub mine: bool,
    /// Only this person's: an id, or exactly the name or e-mail address of one person
    #[arg(long, value_name = "PERSON", conflicts_with_all = ["filter", "mine", "search"])]
    pub assignee: Option<String>,
    /// Only this project's, by id, or a text that finds exactly one project
    #[arg(long, value_name = "PROJECT", conflicts_with_all = ["filter", "search"])]
    pub project: Option<String>,
    /// The list
    #[command(flatten)]
    pub list: ListFlags,
}

/// `task show`.
#[derive(Debug, Args)]
pub struct TaskShowArgs {
    /// The id or its beginning, the title, or a text that finds exactly one task
    #[arg(value_name = "ID_OR_TEXT")]
    pub task: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `task add`.
#[derive(Debug, Args)]
pub struct TaskAddArgs {
    /// Of which project: an id, or exactly the title
    #[arg(long, value_name = "PROJECT", required = true)]
    pub project: String,
    /// The values
    #[command(flatten)]
    pub fields: Box<TaskFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `task edit`.
#[derive(Debug, Args)]
pub struct TaskEditArgs {
    /// The task: the id or its beginning, or exactly the title
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<TaskFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a task. An empty value clears the field.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields (an empty value clears one)")]
pub struct TaskFields {
    /// What is to be done
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// To which status of the project it belongs, e.g. editing; for a new one, where the project stands
    #[arg(long, value_name = "STATUS")]
    pub stage: Option<String>,
    /// The day when it is due, e.g. friday or 2026-11-27; instead of a day that is counted
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
    /// From what its day is counted: booking, shoot or delivery; the day follows when that moves
    #[arg(long, value_name = "WHAT")]
    pub anchor: Option<String>,
    /// How many days after that; before it, a negative number
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub days: Option<String>,
    /// Whose it is: an id, or exactly the name or e-mail address of one person
    #[arg(long, value_name = "PERSON")]
    pub assignee: Option<String>,
    /// A thing to tick, one per flag; they replace the whole checklist, what keeps its words keeps its tick
    #[arg(long = "check", value_name = "TEXT")]
    pub checklist: Vec<String>,
    /// Notes
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// Any field by the name that --json prints
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}

/// `task done` and `task reopen`.
#[derive(Debug, Args)]
pub struct TaskIds {
    /// The tasks: ids or their beginnings, or exactly the titles
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// Of which project: for titles that many projects have
    #[arg(long, value_name = "PROJECT")]
    pub project: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `task tick` and `task untick`.
#[derive(Debug, Args)]
pub struct TaskTickArgs {
    /// The task: the id or its beginning, or exactly the title
    #[arg(value_name = "ID")]
    pub id: String,
    /// The thing of its checklist: its number in `task show`, or exactly its words
    #[arg(value_name = "THING")]
    pub thing: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `task delete`.
#[derive(Debug, Args)]
pub struct TaskDeleteArgs {
    /// The task: the id or its beginning, or exactly the title
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `task template list`.
#[derive(Debug, Args)]
pub struct TaskTemplateListArgs {
    /// Which: active (the usual ones), archived
    #[arg(long, value_name = "NAME")]
    pub filter: Option<String>,
    /// The list
    #[command(flatten)]
    pub list: ListFlags,
}

/// `task template show`.
#[derive(Debug, Args)]
pub struct TaskTemplateShowArgs {
    /// The id or its beginning, the name, or a text that finds exactly one
    #[arg(value_name = "ID_OR_TEXT")]
    pub id: String,
    /// The output
    #[command(flatten)]
    pub output: OutputFlags,
}

/// `task template add`.
#[derive(Debug, Args)]
pub struct TaskTemplateAddArgs {
    /// For which branch, by name or id; for every branch when not given
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// The values
    #[command(flatten)]
    pub fields: Box<TaskTemplateFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `task template edit`.
#[derive(Debug, Args)]
pub struct TaskTemplateEditArgs {
    /// The template: the id or its beginning, or exactly the name
    #[arg(value_name = "ID")]
    pub id: String,
    /// Refuse (exit code 5) unless the stored record still has this version
    #[arg(long, value_name = "N")]
    pub if_version: Option<i64>,
    /// The values
    #[command(flatten)]
    pub fields: Box<TaskTemplateFields>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// A flag for every field of a template.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Fields")]
pub struct TaskTemplateFields {
    /// What it is called
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// A task, one per flag, e.g. "Cull the photos | editing | 2 days after shoot"; below it, "- Backup" is a thing to
    /// tick. They replace all tasks
    #[arg(long = "task", value_name = "LINE", allow_hyphen_values = true)]
    pub tasks: Vec<String>,
}

/// `task template archive` and `restore`.
#[derive(Debug, Args)]
pub struct TaskTemplateIds {
    /// The templates: ids or their beginnings, or exactly the names
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}

/// `task template apply`.
#[derive(Debug, Args)]
pub struct TaskTemplateApplyArgs {
    /// The template: the id or its beginning, or exactly the name
    #[arg(value_name = "TEMPLATE")]
    pub template: String,
    /// The project: the id or its beginning, or exactly the title
    #[arg(value_name = "PROJECT")]
    pub project: String,
    /// How it is written
    #[command(flatten)]
    pub write: WriteFlags,
}
