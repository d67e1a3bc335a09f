//! `package accept` and `ignore`: what a template changed since it was copied.

use super::edit::save;
use super::one;
use crate::cli::CliError;
use crate::cli::args::{PackageAcceptArgs, PackageIgnoreArgs};
use crate::cli::out::Console;
use crate::cli::studio::Studio;
use crate::domain::field::FieldValue;
use crate::domain::package::fields;
use crate::store::protocol::{PackageCommand, PackageDetail, PackageUpdate};

/// Takes over what the template changed.
pub(super) fn accept(
    args: &PackageAcceptArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let detail = one(studio, &args.id)?;
    let update = update_of(&detail)?;
    let package = &detail.package;
    let base = package.offer.values();
    let mut values = base.clone();
    let mut open = Vec::new();
    for field in args.theirs.iter().chain(&args.mine) {
        if !fields::ALL.contains(&field.as_str()) {
            return Err(CliError::usage(
                format!("a package has no field `{field}`"),
                format!("The fields are {}.", fields::ALL.join(", ")),
            ));
        }
    }
    for (key, theirs) in &update.theirs {
        let empty = FieldValue::Empty;
        let (before, mine) = (update.base.get(key).unwrap_or(&empty), base.get(key).unwrap_or(&empty));
        let named = |names: &[String]| names.contains(&key.0);
        if named(&args.theirs) || !named(&args.mine) && before == mine {
            values.insert(key.clone(), theirs.clone());
        } else if !named(&args.mine) && before != theirs && mine != theirs {
            open.push(key.0.as_str());
        }
    }
    if !open.is_empty() {
        return Err(CliError::Conflict {
            message: format!("branch and template both changed {}", open.join(", ")),
            hint: format!(
                "Nothing was saved. Say for each which holds: --theirs {0} or --mine {0}.",
                open[0]
            ),
        });
    }
    let (id, version, revision) = (package.id.clone(), package.version, update.revision);
    if let Some(price) = update.foreign_price {
        console.note(&format!("the price stays: the template's is in {}", price.currency.code()))?;
    }
    save(PackageCommand::Accept { id, revision, version, base, values }, args.write, studio, console)
}

/// Leaves the newest revision alone.
pub(super) fn ignore(
    args: &PackageIgnoreArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let detail = one(studio, &args.id)?;
    let revision = update_of(&detail)?.revision;
    save(PackageCommand::Ignore { id: detail.package.id.clone(), revision }, args.write, studio, console)
}

fn update_of(detail: &PackageDetail) -> Result<&PackageUpdate, CliError> {
    detail.update.as_ref().ok_or_else(|| CliError::NotFound {
        message: format!("there is no update for {}", detail.package.offer.name),
        hint: "A package that was copied from a template has one when the template is changed.".to_owned(),
    })
}
