//! `import`: taking over what other programs kept, and taking that back.

mod clients;
mod list;
mod seed;
mod undo;

use super::args::ImportCommand;
use super::out::Console;
use super::studio::Studio;
use super::{CliError, Run};
use crate::exchange::ReadError;
use crate::session::import::ImportError;

/// Runs a command on imports.
pub(super) fn run(command: &ImportCommand, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let studio = Studio::open(run, console)?;
    match command {
        ImportCommand::Clients(args) => clients::clients(args, &studio, console),
        ImportCommand::Seed(args) => seed::seed(args, &studio, console),
        ImportCommand::List(args) => list::list(args, &studio, console),
        ImportCommand::Undo(args) => undo::undo(args, &studio, console),
    }
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(error) => error.into(),
            ImportError::Read(error) => error.into(),
            stopped @ ImportError::Stopped => {
                Self::Invalid { message: stopped.to_string(), hint: stopped.hint().to_owned() }
            }
        }
    }
}

impl From<ReadError> for CliError {
    fn from(error: ReadError) -> Self {
        let (message, hint) = (error.to_string(), error.hint().to_owned());
        match error {
            ReadError::NotFound(_) => Self::NotFound { message, hint },
            ReadError::Charset(_) | ReadError::Columns { .. } => Self::Usage { message, hint },
            ReadError::Io { .. } | ReadError::WrongKind { .. } | ReadError::Content { .. } => {
                Self::Invalid { message, hint }
            }
        }
    }
}

/// "1 client", "1198 clients".
fn clients_in_words(count: u64) -> String {
    if count == 1 { "1 client".to_owned() } else { format!("{count} clients") }
}

/// "1 row", "3 rows".
fn rows_in_words(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}
