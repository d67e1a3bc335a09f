//! Connections: how each kind is opened, and how SQLite's faults become ours.

use super::protocol::{Refusal, StoreError};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// How long a write waits for another program's write.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a start waits for another program's migration.
pub(super) const MIGRATION_TIMEOUT: Duration = Duration::from_secs(600);
/// Marks our files (`SVLT`), so that `file` and other programs can tell.
pub(super) const APPLICATION_ID: i64 = 0x5356_4c54;

/// Opens the one connection that writes: WAL, and a commit is on the disk when it returns. What is overwritten or
/// removed is gone from the file at once, so that an erasure need not look for what earlier edits left behind.
pub(super) fn writer(path: &Path, must_exist: bool) -> Result<Connection, StoreError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if !must_exist {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let conn = open(path, flags)?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -2048; PRAGMA secure_delete = ON;",
    )?;
    Ok(conn)
}

/// Opens a connection that only reads. Not memory-mapped: a mapped page is set up anew at every visit, which costs
/// more than the copy that it saves, and makes the program look as large as its file.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let conn = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;")?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// Opens a connection that reads the whole file once, in any order: memory-mapped, where that helps.
pub(super) fn examiner(path: &Path) -> Result<Connection, StoreError> {
    let conn = reader(path)?;
    conn.execute_batch("PRAGMA mmap_size = 17179869184; PRAGMA cache_size = -65536;")?;
    Ok(conn)
}

/// Opens a new file to copy into.
pub(super) fn blank(path: &Path) -> Result<Connection, StoreError> {
    open(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
}

#[expect(clippy::disallowed_methods, reason = "the one place that opens connections")]
fn open(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    Connection::open_with_flags(path, flags).map_err(|error| match StoreError::from(error) {
        StoreError::Database(text) => {
            StoreError::Database(format!("{} cannot be opened: {text}", path.display()))
        }
        other => other,
    })
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return Self::Database(error.to_string());
        };
        let text = message.clone().unwrap_or_else(|| failure.to_string());
        if let Some(refusal) = refusal(&text) {
            return Self::Refused(refusal);
        }
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly(text),
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt(text),
            ErrorCode::OperationInterrupted => Self::Interrupted,
            ErrorCode::CannotOpen => Self::Database(format!("cannot open the file: {text}")),
            _ => Self::Database(text),
        }
    }
}

/// The words for a code that a trigger raised.
fn refusal(text: &str) -> Option<Refusal> {
    let words = |message: &str, hint| Some(Refusal { message: message.to_owned(), hint });
    if text.contains("SV_APPEND_ONLY") {
        return words(
            "this record is append-only: it cannot be changed or removed",
            "Nothing was changed. Record a correction instead.",
        );
    }
    if text.contains("SV_MONEY") {
        return words(
            "an amount is not exact in its currency, or too large",
            "Nothing was saved. Enter an amount with as many decimals as the currency has.",
        );
    }
    text.starts_with("SV_").then(|| Refusal {
        message: format!("the database refused this ({text})"),
        hint: "Nothing was saved.",
    })
}
