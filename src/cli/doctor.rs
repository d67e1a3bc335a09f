//! `doctor`: does the database hold what it promises?

use super::args::JsonFlag;
use super::{CliError, Run};
use std::io::Write;

/// Checks everything; nothing is changed.
pub(super) fn doctor(_args: JsonFlag, run: &Run<'_>, _out: &mut dyn Write) -> Result<(), CliError> {
    super::studio::open_store(run.settings)?;
    Err(CliError::Internal(anyhow::anyhow!("the store cannot examine yet")))
}
