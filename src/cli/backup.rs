//! `backup`: the whole database in one file.

use super::args::BackupArgs;
use super::{CliError, Run};
use std::io::Write;

/// Copies the database; an existing file is only replaced when that was said.
pub(super) fn backup(args: &BackupArgs, run: &Run<'_>, _out: &mut dyn Write) -> Result<(), CliError> {
    if !args.force && std::fs::symlink_metadata(&args.file).is_ok() {
        return Err(CliError::Conflict {
            message: format!("{} is there already", args.file.display()),
            hint: "Nothing was written. Name another file, or replace it with --force.".to_owned(),
        });
    }
    super::studio::open_store(run.settings)?;
    Err(CliError::Internal(anyhow::anyhow!("the store cannot copy yet")))
}
