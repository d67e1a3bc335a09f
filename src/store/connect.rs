//! Connections: how each kind is opened, and how SQLite's faults become ours.

use super::protocol::{Refusal, StoreError};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};
use std::path::Path;
use std::time::Duration;

/// How long a write waits for another program's write.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a write waits before it looks again whether another program's is over. Short, so that nobody starves beside
/// a program that writes much and lets go in between (see `bulk`).
pub(super) const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// Kibibytes (negative, as SQLite has it) of pages that the writer keeps at hand.
pub(super) const WRITER_CACHE: i64 = -2_048;
/// How many bytes the log file keeps of the disk once it was written back: one that a long reader let grow is cut.
const LOG_KEPT: i64 = 1 << 26;
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
    let mut conn = open(path, flags)?;
    wait_for_others(&mut conn)?;
    conn.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;",
    )?;
    conn.pragma_update(None, "cache_size", WRITER_CACHE)?;
    conn.pragma_update_and_check(None, "journal_size_limit", LOG_KEPT, |_| Ok(()))?;
    Ok(conn)
}

/// Makes a connection wait for other programs' writes, and look often. SQLite's own way looks ever more rarely.
pub(super) fn wait_for_others(conn: &mut Connection) -> Result<(), StoreError> {
    Ok(conn.busy_handler(Some(look_again))?)
}

/// Whether to look again, after a moment.
fn look_again(looks: i32) -> bool {
    let waited = LOOK_AGAIN.saturating_mul(looks.unsigned_abs());
    if waited < BUSY_TIMEOUT {
        std::thread::park_timeout(LOOK_AGAIN);
    }
    waited < BUSY_TIMEOUT
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
    let conn = Connection::open_with_flags(path, flags).map_err(|error| match StoreError::from(error) {
        StoreError::Database(_) if path.is_dir() => {
            StoreError::Database(format!("{} is a folder: name a file in it", path.display()))
        }
        StoreError::Database(text) => {
            StoreError::Database(format!("{} cannot be opened: {text}", path.display()))
        }
        other => other,
    })?;
    // Else a value that is bound to `status = ?` may decide about a partial index, and SQLite prepares the statement anew
    // for every value: that took longer than the reading.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(conn)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return Self::Database(error.to_string());
        };
        let text = message.clone().unwrap_or_else(|| failure.to_string());
        if text.contains("SV_LOCK") {
            return Self::Booked(None);
        }
        if let Some(refusal) = refusal(&text) {
            return Self::Refused(refusal);
        }
        match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly(text),
            ErrorCode::DiskFull => Self::DiskFull,
            // The index of the log could not grow: there is no other reason for that than a full disk.
            ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => {
                Self::DiskFull
            }
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
    if text.contains("SV_ASSET") {
        return words("it is lost or retired", "Nothing was booked. Take another one.");
    }
    if text.contains("SV_AWAY") {
        return words(
            "it is under repair, on leave or busy at that time",
            "Nothing was booked. Take another one, or another time.",
        );
    }
    if text.contains("SV_ON_ITS_WAY") {
        return words(
            "it is on its way to another branch",
            "Nothing was checked out. It has to be taken in there, or called back, first.",
        );
    }
    if text.contains("SV_WITH_SOMEBODY") {
        return words("it is out with somebody", "Nothing was sent. Check it in first.");
    }
    if text.contains("SV_TRANSIT") {
        return words("it is on its way to another branch", "Nothing was booked. Take another one.");
    }
    if text.contains("SV_BRANCH") {
        return words(
            "it belongs to another branch",
            "Nothing was booked. Take one of the project's branch, or have it transferred.",
        );
    }
    if text.contains("SV_PROJECT") {
        return words(
            "the project is cancelled or in the trash",
            "Nothing was booked. Reopen or restore the project first.",
        );
    }
    if text.contains("SV_EVENT") {
        return words(
            "the sub-event is one of another project",
            "Nothing was booked. Take a sub-event of the project, or none.",
        );
    }
    if text.contains("SV_KIT") {
        return words("the kit belongs to another branch", "Nothing was booked. Book the thing by itself.");
    }
    if text.contains("SV_PERSON") {
        return words(
            "this person is another asset already: one person is one asset",
            "Nothing was saved. Take the person off the other asset first.",
        );
    }
    if text.contains("SV_CAPACITY") {
        return words(
            "more are booked at once than there would be",
            "Nothing was saved. Free a booking first.",
        );
    }
    if text.contains("SV_NUMBER_TAKEN") {
        return words(
            "the number is taken within the same tax registration",
            "Nothing was issued. Give the branch a prefix of its own.",
        );
    }
    if text.contains("SV_NUMBER") {
        return words(
            "the number would leave a gap, or its date would come before the last one",
            "Nothing was issued. Look at the series with `studiovault invoice series`.",
        );
    }
    if text.contains("SV_ISSUED") {
        return words(
            "it was issued: nothing of it changes any more",
            "Nothing was changed. Correct it with a credit note.",
        );
    }
    if text.contains("SV_ALLOCATION") {
        return words(
            "it would pay more than is open, or take more than there is",
            "Nothing was changed. Look at what is open and try again.",
        );
    }
    if text.contains("SV_PAID_ALREADY") {
        return words(
            "a payment with this id is recorded already",
            "Nothing was recorded. Look at the payments of the invoice.",
        );
    }
    if text.contains("SV_REFUND") {
        return words(
            "it would give back more than was paid",
            "Nothing was given back. Look at what was refunded already.",
        );
    }
    if text.contains("SV_CUSTODY") {
        return words("it is out already", "Nothing was checked out. Check it in first.");
    }
    text.starts_with("SV_").then(|| Refusal {
        message: format!("the database refused this ({text})"),
        hint: "Nothing was saved.",
    })
}
