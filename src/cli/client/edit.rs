//! `client add`, `edit`, `tag`, `note`, `archive` and `restore`.

use super::record::ClientRecord;
use super::{detail, values};
use crate::cli::CliError;
use crate::cli::args::{ClientAddArgs, ClientEditArgs, ClientIds, ClientNoteArgs, ClientTagArgs};
use crate::cli::out::{self, printable};
use crate::cli::studio::{Studio, unexpected};
use crate::domain::client::fields;
use crate::domain::field::{FieldKey, FieldValues};
use crate::domain::id::{BranchId, ClientId};
use crate::store::protocol::{Command, DuplicateReason, Outcome, Query, Reply};
use std::io::Write;

/// Makes a client and prints its id.
pub(super) fn add(
    args: &ClientAddArgs,
    studio: &Studio,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), CliError> {
    let branch = studio.branch_for_new(args.branch.as_deref())?;
    let values: FieldValues = values::given(&args.fields, studio, branch)?;
    warn_of_duplicates(&values, &branch.id, studio, err)?;
    let outcome = studio.run(Command::CreateClient { branch: branch.id.clone(), values })?;
    let id = outcome.row.as_ref().map(|row| ClientId::from(row.id.as_str())).ok_or_else(unexpected)?;
    saved(&id, &outcome, args.output.json, studio, out, err)
}

/// Changes the fields that were given.
pub(super) fn edit(
    args: &ClientEditArgs,
    studio: &Studio,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), CliError> {
    let id = ClientId::from(args.id.as_str());
    let client = detail(studio, &id)?.client;
    if args.if_version.is_some_and(|version| version != client.version) {
        return Err(CliError::Conflict {
            message: format!("{} has version {} by now", client.name, client.version),
            hint: "Nothing was saved. Read it again with `client show` and decide anew.".to_owned(),
        });
    }
    let branch = studio.branch(client.branch.as_str())?;
    let given = values::given(&args.fields, studio, branch)?;
    if given.is_empty() {
        return Err(CliError::usage(
            "nothing to change",
            "Name at least one field, e.g. --phone \"+91 98450 12345\".",
        ));
    }
    let base = client.values();
    let mut values = base.clone();
    values.extend(given);
    let outcome =
        studio.run(Command::EditClient { id: id.clone(), version: client.version, base, values })?;
    saved(&id, &outcome, args.output.json, studio, out, err)
}

/// Adds and removes tags.
pub(super) fn tag(args: &ClientTagArgs, studio: &Studio, err: &mut dyn Write) -> Result<(), CliError> {
    let bare = |tags: &[String]| tags.iter().map(|tag| values::bare_tag(tag)).collect();
    let (add, remove) = (bare(&args.add), bare(&args.remove));
    said(&studio.run(Command::TagClients { ids: ids(&args.ids), add, remove })?, err)
}

/// Notes something.
pub(super) fn note(args: &ClientNoteArgs, studio: &Studio, err: &mut dyn Write) -> Result<(), CliError> {
    let client = ClientId::from(args.id.as_str());
    said(&studio.run(Command::AddClientNote { client, body: args.text.join(" ") })?, err)
}

/// Takes clients out of the usual list.
pub(super) fn archive(args: &ClientIds, studio: &Studio, err: &mut dyn Write) -> Result<(), CliError> {
    said(&studio.run(Command::ArchiveClients(ids(&args.ids)))?, err)
}

/// Puts clients back.
pub(super) fn restore(args: &ClientIds, studio: &Studio, err: &mut dyn Write) -> Result<(), CliError> {
    said(&studio.run(Command::RestoreClients(ids(&args.ids)))?, err)
}

fn ids(ids: &[String]) -> Vec<ClientId> {
    ids.iter().map(|id| ClientId::from(id.as_str())).collect()
}

/// What was done is a remark; the output is for ids and records.
fn said(outcome: &Outcome, err: &mut dyn Write) -> Result<(), CliError> {
    writeln!(err, "{}", printable(&outcome.message))?;
    Ok(())
}

fn saved(
    id: &ClientId,
    outcome: &Outcome,
    as_json: bool,
    studio: &Studio,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), CliError> {
    said(outcome, err)?;
    if as_json {
        return out::json(out, &ClientRecord::from(detail(studio, id)?));
    }
    writeln!(out, "{id}")?;
    Ok(())
}

fn warn_of_duplicates(
    values: &FieldValues,
    branch: &BranchId,
    studio: &Studio,
    err: &mut dyn Write,
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
        writeln!(err, "note: {} ({}) has {why}", printable(&hint.name), hint.id)?;
    }
    Ok(())
}
