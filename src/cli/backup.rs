//! `backup`: the whole database in one file.

use super::args::BackupArgs;
use super::out::Console;
use super::studio::SignedIn;
use super::{CliError, Run};
use crate::store::backup::Replace;

/// Copies the database; an existing file is only replaced when that was said.
pub(super) fn backup(args: &BackupArgs, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    // The store looks again when the copy is made; asked here, a clash has the exit code of one.
    if !args.force && std::fs::symlink_metadata(&args.file).is_ok() {
        return Err(CliError::Conflict {
            message: format!("{} is there already", args.file.display()),
            hint: "Nothing was written. Name another file, or replace it with --force.".to_owned(),
        });
    }
    let replace = if args.force { Replace::Existing } else { Replace::Never };
    let at = SignedIn::open(run, console)?;
    let report = at.store.backup(&at.actor, &args.file, replace)?;
    writeln!(console.out, "{}", report.path.display())?;
    console.say(&format!("copied and checked: {} bytes", report.bytes))?;
    Ok(())
}
