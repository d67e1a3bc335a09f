//! `client add`, `edit`, `tag`, `note`, `archive` and `restore`.

use super::{detail, record, values};
use crate::cli::CliError;
use crate::cli::address::{CLIENT, Guess};
use crate::cli::args::{ClientAddArgs, ClientEditArgs, ClientIds, ClientNoteArgs, ClientTagArgs, WriteFlags};
use crate::cli::out::Console;
use crate::cli::studio::{Studio, unexpected};
use crate::cli::values::changed;
use crate::cli::write;
use crate::domain::client::{fields, text};
use crate::domain::field::{FieldKey, FieldValues};
use crate::domain::id::{BranchId, ClientId};
use crate::store::protocol::{Command, DuplicateReason, Query, Reply};

/// Makes a client and prints its id.
pub(super) fn add(args: &ClientAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = studio.branch_for_new(args.branch.as_deref())?;
    let values: FieldValues = values::given(&args.fields, studio, branch)?;
    note_duplicates(&values, &branch.id, studio, console)?;
    save(Command::CreateClient { branch: branch.id.clone(), values }, args.write, studio, console)
}

/// Changes the fields that were given.
pub(super) fn edit(
    args: &ClientEditArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let id = one(studio, &args.id)?;
    let client = detail(studio, &id)?.client;
    write::refuse_stale(args.if_version, client.version, &client.name)?;
    let branch = studio.branch(client.branch.as_str())?;
    let given = values::given(&args.fields, studio, branch)?;
    let base = client.values();
    let values = changed(&base, given, "--phone \"+91 98450 12345\"")?;
    save(Command::EditClient { id, version: client.version, base, values }, args.write, studio, console)
}

/// Adds and removes tags.
pub(super) fn tag(args: &ClientTagArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let bare = |tags: &[String]| tags.iter().map(|tag| text::bare_tag(tag)).collect();
    let (add, remove) = (bare(&args.add), bare(&args.remove));
    let command = Command::TagClients { ids: all(studio, &args.ids)?, add, remove };
    write::act(command, args.write, studio, console)
}

/// Notes something.
pub(super) fn note(
    args: &ClientNoteArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let command = Command::AddClientNote { client: one(studio, &args.id)?, body: args.text.join(" ") };
    write::act(command, args.write, studio, console)
}

/// Takes clients out of the usual list.
pub(super) fn archive(args: &ClientIds, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    write::act(Command::ArchiveClients(all(studio, &args.ids)?), args.write, studio, console)
}

/// Puts clients back.
pub(super) fn restore(args: &ClientIds, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    write::act(Command::RestoreClients(all(studio, &args.ids)?), args.write, studio, console)
}

fn one(studio: &Studio, given: &str) -> Result<ClientId, CliError> {
    Ok(ClientId::from(CLIENT.resolve(studio, given, Guess::Nothing)?))
}

fn all(studio: &Studio, given: &[String]) -> Result<Vec<ClientId>, CliError> {
    Ok(CLIENT.resolve_all(studio, given)?.into_iter().map(ClientId::from).collect())
}

/// Carries the command out and prints the client's id, or the client.
fn save(
    command: Command,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let client = |id: &str| Ok(record::of(&detail(studio, &ClientId::from(id))?, studio));
    write::save(command, flags, studio, console, client)
}

fn note_duplicates(
    values: &FieldValues,
    branch: &BranchId,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let text = |field: &str| values.get(&FieldKey::from(field)).map(|v| v.as_text().to_owned());
    let query = Query::Duplicates {
        branch: branch.clone(),
        name: text(fields::NAME).unwrap_or_default(),
        phone: text(fields::PHONE).unwrap_or_default(),
        except: None,
    };
    let Reply::Duplicates(hints) = studio.ask(query)? else { return Err(unexpected()) };
    for hint in hints {
        let why = match hint.why {
            DuplicateReason::SamePhone => "the same phone",
            DuplicateReason::SameName => "the same name",
            DuplicateReason::CloseName => "a similar name",
        };
        console.note(&format!("{} ({}) has {why}", hint.name, hint.id))?;
    }
    Ok(())
}
