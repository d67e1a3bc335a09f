//! `asset add`, `edit` and `condition`.

use super::{detail, one, record, values, with_versions};
use crate::cli::CliError;
use crate::cli::address::ASSET;
use crate::cli::args::{AssetAddArgs, AssetConditionArgs, AssetEditArgs, WriteFlags};
use crate::cli::out::Console;
use crate::cli::studio::Studio;
use crate::cli::values::changed;
use crate::cli::write;
use crate::domain::asset::{Condition, fields};
use crate::domain::field::{FieldKey, FieldValue};
use crate::domain::id::AssetId;
use crate::store::protocol::InventoryCommand;

/// Adds an asset and prints its id.
pub(super) fn add(args: &AssetAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let branch = studio.branch_for_new(args.branch.as_deref())?;
    let mut values = values::asset(&args.fields, studio, branch)?;
    if let Some(word) = &args.condition {
        values.insert(FieldKey::from(fields::CONDITION), FieldValue::text(word));
    }
    save(InventoryCommand::Create { branch: branch.id.clone(), values }, args.write, studio, console)
}

/// Changes the fields that were given.
pub(super) fn edit(args: &AssetEditArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let asset = one(studio, &args.id)?.asset;
    write::refuse_stale(args.if_version, asset.version, &asset.name)?;
    let base = asset.values();
    let given = values::asset(&args.fields, studio, studio.branch(asset.branch.as_str())?)?;
    let values = changed(&base, given, "--serial SN12345")?;
    let command = InventoryCommand::Edit { id: asset.id, version: asset.version, base, values };
    save(command, args.write, studio, console)
}

/// Says how assets are.
pub(super) fn condition(
    args: &AssetConditionArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let to = Condition::known(&args.to).ok_or_else(|| {
        let words: Vec<&str> = Condition::ALL.iter().map(Condition::as_str).collect();
        CliError::usage(
            format!("there is no condition {}", args.to),
            format!("Choose one of: {}.", words.join(", ")),
        )
    })?;
    let ids = with_versions(studio, ASSET.resolve_all(studio, &args.ids)?)?;
    let note = args.note.clone().unwrap_or_default();
    write::act(InventoryCommand::SetCondition { ids, to, note }.into(), args.write, studio, console)
}

/// Carries the command out and prints the asset's id, or the asset.
fn save(
    command: InventoryCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let asset = |id: &str| Ok(record::of(&detail(studio, &AssetId::from(id))?, studio));
    write::save(command.into(), flags, studio, console, asset)
}
