//! What can go wrong on the command line, with the exit code that scripts see.

use crate::config::ConfigError;
use crate::store::protocol::StoreError;
use std::io;
use std::path::Path;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The command line asks for something that does not exist.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What would be right.
        hint: String,
    },
    /// The configuration is wrong.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// The store refused or failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// Nothing there.
    #[error("{message}")]
    NotFound {
        /// What is missing.
        message: String,
        /// What to do next.
        hint: String,
    },
    /// Something is there that must not be lost.
    #[error("{message}")]
    Conflict {
        /// What is in the way.
        message: String,
        /// What to do next.
        hint: String,
    },
    /// A value breaks a rule.
    #[error("{message}")]
    Invalid {
        /// What is wrong.
        message: String,
        /// What to do next.
        hint: String,
    },
    /// There is no database yet, or a check of it failed.
    #[error("{message}")]
    Database {
        /// What is wrong.
        message: String,
        /// What to do next.
        hint: String,
    },
    /// The output cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
    /// The terminal application could not run, or ended badly.
    #[error("{message}")]
    Host {
        /// What happened.
        message: String,
        /// What was kept and what to do next.
        hint: String,
        /// The exit code.
        code: u8,
    },
}

impl CliError {
    /// Wrong usage.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: hint.into() }
    }

    /// There is no database file yet.
    #[must_use]
    pub fn no_database(path: &Path) -> Self {
        Self::Database {
            message: format!("there is no database {}", path.display()),
            hint: "Start `studiovault` once to set it up, or name another file with --db.".to_owned(),
        }
    }

    /// What to do next; empty when the error says it all.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Usage { hint, .. }
            | Self::NotFound { hint, .. }
            | Self::Conflict { hint, .. }
            | Self::Invalid { hint, .. }
            | Self::Database { hint, .. }
            | Self::Host { hint, .. } => hint,
            Self::Config(error) => error.hint(),
            Self::Store(error) => error.hint(),
            Self::Output(_) => "",
        }
    }

    /// A word for the log, which never holds what was typed.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Usage { .. } => "usage",
            Self::Config(_) => "config",
            Self::Store(error) => error.kind(),
            Self::NotFound { .. } => "not found",
            Self::Conflict { .. } => "conflict",
            Self::Invalid { .. } => "invalid",
            Self::Database { .. } => "database",
            Self::Output(_) => "output",
            Self::Host { .. } => "host",
        }
    }

    /// The exit code: 1 internal, 2 usage, 3 not found, 4 denied, 5 conflict, 6 invalid data, 7 database.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Output(_) => 1,
            Self::Host { code, .. } => *code,
            Self::Usage { .. } | Self::Config(_) => 2,
            Self::NotFound { .. } => 3,
            Self::Conflict { .. } => 5,
            Self::Invalid { .. } => 6,
            Self::Database { .. } => 7,
            Self::Store(error) => error.exit_code(),
        }
    }
}
