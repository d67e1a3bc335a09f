//! What can go wrong in the store, in words for a person.

use super::protocol::{Clash, Conflict, Hurdles, Refusal, Way, say_date};
use crate::domain::field::FieldErrors;
use crate::domain::role::Permission;
use jiff::civil::Date;

/// Why a query or command was not carried out. Nothing of a failed command is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// What was entered breaks a rule, by field.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// A rule of the business refuses it.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// Somebody else changed the row since it was read.
    #[error("{} was changed by {} since you opened it", .0.label, .0.changed_by)]
    Conflict(Box<Conflict>),
    /// Something is booked already: what, and for whom; `None` where nobody looked.
    #[error("{}", .0.as_ref().map_or_else(|| "something that this needs is booked already".to_owned(), |clash| clash.to_string()))]
    Booked(Option<Box<Clash>>),
    /// Something cannot go out or come back: what, and why. Nothing of it was done.
    #[error("{0}")]
    Custody(Box<Hurdles>),
    /// The actor may not do this.
    #[error("you may not {0}")]
    Denied(Permission),
    /// There is no such row (or not for this actor: the two are told apart for nobody).
    #[error("there is no {what} {id}")]
    NotFound {
        /// What kind of row, e.g. "client".
        what: &'static str,
        /// The id or text that was asked for.
        id: String,
    },
    /// Another program kept the database locked for longer than we wait.
    #[error("the database is busy: another program is writing to it")]
    Busy,
    /// The file cannot be written.
    #[error("the database cannot be written: {0}")]
    ReadOnly(String),
    /// No room left on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// The file is not a database, or is damaged.
    #[error("the database file is damaged or is no database: {0}")]
    Corrupt(String),
    /// The file was migrated by a newer program.
    #[error("this database was made by a newer StudioVault (schema {found}, this program knows {known})")]
    Newer {
        /// The version in the file.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// Superseded by a newer query of the same pane.
    #[error("superseded")]
    Interrupted,
    /// The store has stopped.
    #[error("the store has stopped")]
    Stopped,
    /// Any other fault of SQLite or the file system.
    #[error("database error: {0}")]
    Database(String),
    /// A bug of ours.
    #[error("internal error: {0}")]
    Internal(String),
}

impl StoreError {
    /// A rule that refused, with what to do next.
    #[must_use]
    pub fn refused(message: impl Into<String>, hint: &'static str) -> Self {
        Self::Refused(Refusal { message: message.into(), hint })
    }

    /// The same, about one date of a sub-event that comes again; without one, as it is.
    #[must_use]
    pub(super) fn on(self, date: Option<Date>) -> Self {
        let Some(date) = date else { return self };
        match self {
            Self::Booked(Some(clash)) => Self::Booked(Some(Box::new(Clash { date: Some(date), ..*clash }))),
            Self::Refused(Refusal { message, hint }) => {
                Self::Refused(Refusal { message: format!("on {}: {message}", say_date(date)), hint })
            }
            other => other,
        }
    }

    /// What was kept and what to do next, in one sentence; empty when the error says it all.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "Nothing was saved. Mend the fields that are named.",
            Self::Refused(refusal) => refusal.hint,
            Self::Conflict(_) => "Nothing was saved yet. Choose field by field what to keep.",
            Self::Booked(_) => "Nothing was changed. Take another time or another asset, or free it first.",
            Self::Custody(hurdles) => match (hurdles.way, hurdles.is_question()) {
                (Way::Out, true) => {
                    "Nothing was checked out yet. Say that it may go all the same, or name an earlier return or fewer pieces."
                }
                (Way::Out, false) => {
                    "Nothing was checked out. Leave out what cannot go, or take it back first."
                }
                (Way::In, _) => "Nothing was checked in. Name what came back one by one.",
            },
            Self::Denied(_) => "Nothing was changed. Ask an owner or manager of the studio.",
            Self::NotFound { .. } => "It may have been removed, or belong to another branch.",
            Self::Busy => "Nothing was saved. Wait a moment and save again.",
            Self::ReadOnly(_) => "Nothing was saved. Check the permissions of the file and of its folder.",
            Self::DiskFull => "Nothing was saved. Free some space and save again.",
            Self::Corrupt(_) => {
                "Nothing was saved. Keep the file as it is and go back to a backup; `sqlite3 FILE .recover` rescues rows."
            }
            Self::Newer { .. } => "Nothing was touched. Update this program and start it again.",
            Self::Stopped => "Nothing was saved. Start the program again; open forms are kept as drafts.",
            Self::Interrupted | Self::Database(_) | Self::Internal(_) => {
                "Nothing was saved. The log has the details."
            }
        }
    }

    /// A word for the log, which never holds what was typed.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::Refused(_) => "refused",
            Self::Conflict(_) => "conflict",
            Self::Booked(_) => "booked",
            Self::Custody(_) => "custody",
            Self::Denied(_) => "denied",
            Self::NotFound { .. } => "not found",
            Self::Busy => "busy",
            Self::ReadOnly(_) => "read-only",
            Self::DiskFull => "disk full",
            Self::Corrupt(_) => "corrupt",
            Self::Newer { .. } => "newer",
            Self::Interrupted => "interrupted",
            Self::Stopped => "stopped",
            Self::Database(_) => "database",
            Self::Internal(_) => "internal",
        }
    }

    /// The exit code of a command that fails this way: 1 internal, 3 not found, 4 denied, 5 conflict,
    /// 6 invalid data, 7 database.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Internal(_) | Self::Interrupted => 1,
            Self::NotFound { .. } => 3,
            Self::Denied(_) => 4,
            Self::Conflict(_) | Self::Booked(_) => 5,
            Self::Custody(hurdles) if hurdles.is_conflict() => 5,
            Self::Custody(_) | Self::Invalid(_) | Self::Refused(_) => 6,
            Self::Busy
            | Self::ReadOnly(_)
            | Self::DiskFull
            | Self::Corrupt(_)
            | Self::Newer { .. }
            | Self::Stopped
            | Self::Database(_) => 7,
        }
    }
}
