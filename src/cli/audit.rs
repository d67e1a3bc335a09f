//! `audit verify`: is the chain of the audit log whole?

use super::args::JsonFlag;
use super::{CliError, Run};
use std::io::Write;

/// Verifies the chain.
pub(super) fn verify(_args: JsonFlag, run: &Run<'_>, _out: &mut dyn Write) -> Result<(), CliError> {
    super::studio::open_store(run.settings)?;
    Err(CliError::Internal(anyhow::anyhow!("the store cannot verify yet")))
}
