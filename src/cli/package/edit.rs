//! `package add`, `edit`, `archive` and `restore`.

use super::{detail, one, record, values};
use crate::cli::CliError;
use crate::cli::address::PACKAGE;
use crate::cli::args::{PackageAddArgs, PackageEditArgs, PackageIds, WriteFlags};
use crate::cli::out::Console;
use crate::cli::studio::Studio;
use crate::cli::write;
use crate::domain::field::FieldValues;
use crate::domain::id::PackageId;
use crate::store::protocol::{Command, PackageCommand};

/// Makes a package and prints its id.
pub(super) fn add(args: &PackageAddArgs, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let like = args.like.as_deref().map(|given| one(studio, given)).transpose()?;
    let branch = match (&like, &args.branch) {
        (Some(like), None) => studio.branch(like.package.branch.as_str())?,
        (_, named) => studio.branch_for_new(named.as_deref())?,
    };
    let mut values = FieldValues::new();
    if let Some(like) = like {
        if like.package.branch != branch.id {
            return Err(CliError::usage(
                format!("{} belongs to {}", like.package.offer.name, like.branch_name),
                "A package is copied within its branch; templates are copied to others.",
            ));
        }
        values = like.package.offer.values();
    }
    values.extend(values::given(&args.fields, branch.currency)?);
    let create = PackageCommand::Create { branch: branch.id.clone(), values };
    save(create, args.write, studio, console)
}

/// Changes the fields that were given.
pub(super) fn edit(
    args: &PackageEditArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let package = one(studio, &args.id)?.package;
    write::refuse_stale(args.if_version, package.version, &package.offer.name)?;
    let base = package.offer.values();
    let values = changed(args, &base, package.offer.price.currency)?;
    save(
        PackageCommand::Edit { id: package.id, version: package.version, base, values },
        args.write,
        studio,
        console,
    )
}

/// The values with those that were given.
pub(super) fn changed(
    args: &PackageEditArgs,
    base: &FieldValues,
    currency: crate::domain::money::Currency,
) -> Result<FieldValues, CliError> {
    let given = values::given(&args.fields, currency)?;
    crate::cli::values::changed(base, given, "--price 85000")
}

/// Takes packages out of the usual list.
pub(super) fn archive(args: &PackageIds, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let command = PackageCommand::Archive(all(args, studio)?);
    write::act(Command::Packages(command), args.write, studio, console)
}

/// Puts packages back.
pub(super) fn restore(args: &PackageIds, studio: &Studio, console: &mut Console<'_>) -> Result<(), CliError> {
    let command = PackageCommand::Restore(all(args, studio)?);
    write::act(Command::Packages(command), args.write, studio, console)
}

fn all(args: &PackageIds, studio: &Studio) -> Result<Vec<PackageId>, CliError> {
    Ok(PACKAGE.resolve_all(studio, &args.ids)?.into_iter().map(PackageId::from).collect())
}

/// Carries the command out and prints the package's id, or the package.
pub(super) fn save(
    command: PackageCommand,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let package = |id: &str| Ok(record::of(&detail(studio, &PackageId::from(id))?, studio));
    write::save(Command::Packages(command), flags, studio, console, package)
}
