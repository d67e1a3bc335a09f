//! Tasks and their templates: rows, details, writes.

use super::Cursor;
use crate::domain::field::FieldValues;
use crate::domain::id::{BranchId, ProjectId, TaskId, TaskTemplateId};
use crate::domain::project::ProjectStatus;
use crate::domain::role::Permission;
use crate::domain::task::Task;
use crate::domain::task::template::TaskTemplate;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A task in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    /// Id.
    pub id: TaskId,
    /// The project that it belongs to.
    pub project: ProjectId,
    /// The branch.
    pub branch: BranchId,
    /// What is to be done.
    pub title: String,
    /// What the project is called.
    pub project_title: String,
    /// The project status that it belongs to.
    pub stage: String,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Whose it is; empty for nobody's.
    pub assignee: String,
    /// Things to tick: (done, all).
    pub checklist: (u32, u32),
    /// When it was done.
    pub done: Option<Timestamp>,
    /// Place in the list.
    pub cursor: Cursor,
}

/// A task template in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskTemplateRow {
    /// Id.
    pub id: TaskTemplateId,
    /// The branch that it is for; `None` for every branch.
    pub branch: Option<BranchId>,
    /// Name as typed.
    pub name: String,
    /// How many tasks it has.
    pub tasks: u64,
    /// Whether it is archived.
    pub archived: bool,
    /// Place in the list.
    pub cursor: Cursor,
}

/// Everything that the detail of a task shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDetail {
    /// The record.
    pub task: Task,
    /// What the project is called.
    pub project_title: String,
    /// The client's name.
    pub client: String,
    /// Where the project stands.
    pub status: ProjectStatus,
    /// Name of the branch.
    pub branch_name: String,
    /// IANA zone of the branch: its days are counted in it.
    pub zone: String,
    /// Whether the actor may change it, beyond ticking.
    pub editable: bool,
}

/// Everything that the detail of a task template shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskTemplateDetail {
    /// The record.
    pub template: TaskTemplate,
    /// Name of the branch that it is for; empty for every branch.
    pub branch_name: String,
}

/// The last open task of the status in which its project stands was done: where the project may go next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageDone {
    /// Which project.
    pub project: ProjectId,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub from: ProjectStatus,
    /// The next status.
    pub to: ProjectStatus,
}

/// Writes about tasks and their templates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskCommand {
    /// Makes a task.
    Create {
        /// Of which project.
        project: ProjectId,
        /// Values by field (see `domain::task::fields`).
        values: FieldValues,
    },
    /// Changes a task: only the fields in which `values` differs from `base`.
    Edit {
        /// Which.
        id: TaskId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Ticks tasks.
    Finish(Vec<TaskId>),
    /// Opens tasks again.
    Reopen(Vec<TaskId>),
    /// Ticks one thing of a checklist, or opens it again.
    Tick {
        /// Of which task.
        id: TaskId,
        /// Its place in the list.
        at: usize,
        /// Its words: at that place there may stand another thing by now.
        what: String,
        /// Whether it is done.
        done: bool,
    },
    /// Takes a task away.
    Delete(TaskId),
    /// Adds a template's tasks to a project.
    Apply {
        /// Which template.
        template: TaskTemplateId,
        /// To which project.
        project: ProjectId,
    },
    /// Makes a template.
    CreateTemplate {
        /// For which branch; `None` for every branch.
        branch: Option<BranchId>,
        /// Values by field (see `domain::task::template::fields`).
        values: FieldValues,
    },
    /// Changes a template. Tasks that came from it stay what they are.
    EditTemplate {
        /// Which.
        id: TaskTemplateId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Takes templates out of the usual list.
    ArchiveTemplates(Vec<TaskTemplateId>),
    /// Puts archived templates back.
    RestoreTemplates(Vec<TaskTemplateId>),
}

impl TaskCommand {
    /// A word for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create task",
            Self::Edit { .. } => "edit task",
            Self::Finish(_) => "finish tasks",
            Self::Reopen(_) => "reopen tasks",
            Self::Tick { .. } => "tick checklist",
            Self::Delete(_) => "delete task",
            Self::Apply { .. } => "apply task template",
            Self::CreateTemplate { .. } => "create task template",
            Self::EditTemplate { .. } => "edit task template",
            Self::ArchiveTemplates(_) => "archive task templates",
            Self::RestoreTemplates(_) => "restore task templates",
        }
    }

    /// The permission that the command needs; how far it must reach depends on the task.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Create { .. } | Self::Edit { .. } | Self::Delete(_) | Self::Apply { .. } => {
                Permission::EditTasks
            }
            Self::Finish(_) | Self::Reopen(_) | Self::Tick { .. } => Permission::TickTasks,
            Self::CreateTemplate { .. }
            | Self::EditTemplate { .. }
            | Self::ArchiveTemplates(_)
            | Self::RestoreTemplates(_) => Permission::EditTaskTemplates,
        }
    }
}
