//! `asset away`: when assets are away.

use super::{one, record, shown, values};
use crate::cli::CliError;
use crate::cli::args::{
    AssetAwayAddArgs, AssetAwayCommand, AssetAwayEditArgs, AssetAwayEndArgs, AssetShowArgs,
};
use crate::cli::out::{Console, Sheet};
use crate::cli::studio::Studio;
use crate::cli::values::changed;
use crate::cli::write;
use crate::domain::asset::away::{AwayWindow, fields};
use crate::domain::field::{FieldKey, FieldValue};
use crate::store::protocol::{AssetDetail, InventoryCommand};
use jiff::Timestamp;

/// Runs a command on times away.
pub(super) fn run(
    command: &AssetAwayCommand,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    match command {
        AssetAwayCommand::List(args) => list(args, studio, console),
        AssetAwayCommand::Add(args) => add(args, studio, console),
        AssetAwayCommand::Edit(args) => edit(args, studio, console),
        AssetAwayCommand::End(args) => {
            let (id, version) = meant(args, studio)?;
            write::act(InventoryCommand::EndAway { id, version }.into(), args.write, studio, console)
        }
        AssetAwayCommand::Remove(args) => {
            let (id, version) = meant(args, studio)?;
            write::act(InventoryCommand::RemoveAway { id, version }.into(), args.write, studio, console)
        }
    }
}

fn list(args: &AssetShowArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let detail = shown(studio, &args.asset)?;
    let rows: Vec<_> = detail.away.rows.iter().map(|line| record::away(line, &detail, studio)).collect();
    let mut sheet = Sheet::new(args.output.format(), &record::AWAY);
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    if detail.away.more > 0 {
        console.note(&format!("{} more, from longer ago", detail.away.more))?;
    }
    Ok(())
}

fn add(args: &AssetAwayAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let detail = one(studio, &args.id)?;
    let branch = studio.branch(detail.asset.branch.as_str())?;
    let now = Timestamp::now();
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let mut values = values::away(&args.fields, studio, (branch, Some(now)))?;
    values.entry(FieldKey::from(fields::START)).or_insert(FieldValue::When(now));
    let command = InventoryCommand::AddAway { asset: detail.asset.id, values };
    write::act(command.into(), args.write, studio, console)
}

fn edit(args: &AssetAwayEditArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let detail = one(studio, &args.id)?;
    let window = named(&detail, &args.away)?;
    write::refuse_stale(args.if_version, window.version, "the time away")?;
    let branch = studio.branch(detail.asset.branch.as_str())?;
    let base = window.values();
    let given = values::away(&args.fields, studio, (branch, Some(window.start)))?;
    let values = changed(&base, given, "--end \"24 nov 18:00\"")?;
    let command = InventoryCommand::EditAway { id: window.id.clone(), version: window.version, base, values };
    write::act(command.into(), args.write, studio, console)
}

/// The time that is meant: the one that is named, else the one that is under way.
fn meant(
    args: &AssetAwayEndArgs,
    studio: &Studio,
) -> Result<(crate::domain::id::MaintenanceId, i64), CliError> {
    let detail = one(studio, &args.id)?;
    let window = match &args.away {
        Some(given) => named(&detail, given)?,
        None => {
            let now = Timestamp::now();
            let under_way = detail.away.rows.iter().find(|window| window.covers(now));
            under_way.ok_or_else(|| CliError::NotFound {
                message: format!("{} is not away now", detail.asset.name),
                hint: "`asset away list` has its times; name one by its id.".to_owned(),
            })?
        }
    };
    Ok((window.id.clone(), window.version))
}

/// A time away of an asset, by its id or the beginning of it.
fn named<'d>(detail: &'d AssetDetail, given: &str) -> Result<&'d AwayWindow, CliError> {
    let given = given.trim();
    let mut found = detail.away.rows.iter().filter(|window| window.id.as_str().starts_with(given));
    match (found.next(), found.next()) {
        (Some(only), None) if !given.is_empty() => Ok(only),
        _ => Err(CliError::NotFound {
            message: format!("{} has no time away {given}", detail.asset.name),
            hint: "`asset away list` has its times; name one by its id.".to_owned(),
        }),
    }
}
