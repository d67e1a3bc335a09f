//! `project add`, `edit`, `move`, `trash` and `restore`.

use super::{detail, one, record, values};
use crate::cli::CliError;
use crate::cli::args::{
    ProjectAddArgs, ProjectEditArgs, ProjectMoveArgs, ProjectRestoreArgs, ProjectTrashArgs, WriteFlags,
};
use crate::cli::out::Console;
use crate::cli::studio::{Studio, unexpected};
use crate::cli::values::changed;
use crate::cli::write;
use crate::domain::field::FieldValue;
use crate::domain::id::{BranchId, ClientId, ProjectId};
use crate::domain::project::{MoveError, Project, ProjectStatus};
use crate::store::protocol::{Command, ProjectCommand, Query, Reply};

/// Opens a project and prints its id.
pub(super) fn add(args: &ProjectAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = match (&args.branch, &args.fields.client) {
        (None, Some(client)) => studio.branch(branch_of(studio, client)?.as_str())?,
        (named, _) => studio.branch_for_new(named.as_deref())?,
    };
    let values = values::project(&args.fields, studio, branch)?;
    save(ProjectCommand::Create { branch: branch.id.clone(), values }, args.write, studio, console)
}

/// The branch of the client whom a new project is for.
fn branch_of(studio: &Studio, client: &str) -> Result<BranchId, CliError> {
    let FieldValue::Reference { id, .. } = values::client(studio, client)? else { return Err(unexpected()) };
    match studio.ask(Query::Client(ClientId::from(id)))? {
        Reply::Client(detail) => Ok(detail.client.branch),
        _ => Err(unexpected()),
    }
}

/// Changes the fields that were given.
pub(super) fn edit(
    args: &ProjectEditArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let project = one(studio, &args.id)?.project;
    write::refuse_stale(args.if_version, project.version, project.details.called())?;
    let branch = studio.branch(project.branch.as_str())?;
    let base = project.values();
    let given = values::project(&args.fields, studio, branch)?;
    let values = changed(&base, given, "--location \"Mysore Palace\"")?;
    let edit = ProjectCommand::Edit { id: project.id, version: project.version, base, values };
    save(edit, args.write, studio, console)
}

/// Moves a project to another status.
pub(super) fn move_to(
    args: &ProjectMoveArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let project = one(studio, &args.id)?.project;
    let to = ProjectStatus::from(args.to.trim());
    check_move(&project, &to, &args.reason)?;
    let (from, reason) = (project.status, args.reason.clone());
    save(ProjectCommand::Move { id: project.id, from, to, reason }, args.write, studio, console)
}

/// Says what to do where the store only says that it cannot be: which flag gives a reason, which command it is that
/// was meant.
fn check_move(project: &Project, to: &ProjectStatus, reason: &str) -> Result<(), CliError> {
    let hint = match project.status.check_move(&project.before, to, reason) {
        Err(MoveError::NoReason(_)) => "Nothing was moved. Say why with --reason.",
        Err(MoveError::Illegal { .. }) if project.status == ProjectStatus::Trashed => {
            "Nothing was moved. `project restore` takes it out of the trash."
        }
        Err(MoveError::Illegal { .. }) if *to == ProjectStatus::Trashed => {
            "Nothing was moved. `project trash` throws it away."
        }
        Ok(_) | Err(_) => return Ok(()),
    };
    let refused = project.status.check_move(&project.before, to, reason);
    let message = refused.err().map(|error| error.to_string()).unwrap_or_default();
    Err(CliError::Invalid { message, hint: hint.to_owned() })
}

/// Throws a project away.
pub(super) fn trash(
    args: &ProjectTrashArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let id = one(studio, &args.id)?.project.id;
    save(ProjectCommand::Trash { id, reason: args.reason.clone() }, args.write, studio, console)
}

/// Takes a project out of the trash.
pub(super) fn restore(
    args: &ProjectRestoreArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let id = one(studio, &args.id)?.project.id;
    save(ProjectCommand::Restore(id), args.write, studio, console)
}

/// Carries the command out and prints the project's id, or the project.
pub(super) fn save(
    command: ProjectCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let project = |id: &str| Ok(record::of(&detail(studio, &ProjectId::from(id))?, studio));
    write::save(Command::Projects(command), flags, studio, console, project)
}
