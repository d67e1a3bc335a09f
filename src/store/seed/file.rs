//! The file that is merged in: opened for reading, and looked through before anything is taken from it.

use super::super::connect::{self, APPLICATION_ID};
use super::super::migrate::{self, SEED_TABLES};
use super::super::protocol::{Refusal, StoreError};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long another program's lock on the file is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// What every SQLite file begins with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// A studio's database that is not ours, as it was at one moment.
pub(super) struct SeedFile {
    /// Reads within one transaction: what others write to the file meanwhile is not seen.
    pub(super) conn: Connection,
    path: PathBuf,
    /// SHA-256 of the file, as hexadecimal digits.
    pub(super) digest: String,
}

impl SeedFile {
    /// The file's name without its folder.
    pub(super) fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Opens a file and makes sure that all of it can be read.
    pub(super) fn open(path: &Path, ours: &Path) -> Result<Self, StoreError> {
        let digest = first_look(path, ours)?;
        let conn = connect::reader(path).map_err(|error| named(path, error))?;
        let file = Self { conn, path: path.to_owned(), digest };
        file.look_through().map_err(|error| named(path, error))?;
        file.refuse_newer()?;
        file.refuse_incomplete()?;
        Ok(file)
    }

    /// Reads every page once. What is damaged is found now, and not half-way.
    fn look_through(&self) -> Result<(), StoreError> {
        self.conn.busy_timeout(PATIENCE)?;
        self.conn.execute_batch("BEGIN")?;
        let word: String = self.conn.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
        if word == "ok" { Ok(()) } else { Err(StoreError::Corrupt(word)) }
    }

    fn refuse_newer(&self) -> Result<(), StoreError> {
        let id: i64 = self.conn.query_row("PRAGMA application_id", [], |r| r.get(0))?;
        if id != APPLICATION_ID || migrate::refuse_newer(&self.conn).is_ok() {
            return Ok(());
        }
        Err(refused(
            format!("{} was made by a newer StudioVault", self.path.display()),
            "Nothing was imported. Update this program first.",
        ))
    }

    /// A file that lacks tables, or columns that a row cannot be without, is another program's, or half a file.
    fn refuse_incomplete(&self) -> Result<(), StoreError> {
        let mut missing: Vec<&str> = Vec::new();
        for table in SEED_TABLES {
            let there = self
                .conn
                .query_row("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1", [table], |_| {
                    Ok(())
                })
                .optional()?;
            if there.is_none() {
                missing.push(table);
            }
        }
        let path = self.path.display();
        if missing.len() == SEED_TABLES.len() {
            return Err(refused(
                format!("{path} is no database of a studio: it has none of its tables"),
                "Nothing was imported. Check that it is the right file.",
            ));
        }
        if !missing.is_empty() {
            return Err(refused(
                format!("{path} is not whole: of a studio's 13 tables it lacks {}", missing.join(", ")),
                "Nothing was imported. Take the file as its program wrote it; tables may be empty, but they have to be there.",
            ));
        }
        Ok(())
    }
}

/// What can be told without SQLite; the hash of the file.
fn first_look(path: &Path, ours: &Path) -> Result<String, StoreError> {
    let unread = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound { what: "file", id: path.display().to_string() },
        _ => refused(
            format!("{} cannot be read: {error}", path.display()),
            "Nothing was imported. Check the file and its permissions.",
        ),
    };
    if path.is_dir() {
        return Err(refused(
            format!("{} is a folder", path.display()),
            "Nothing was imported. Name a file in it.",
        ));
    }
    let mut file = std::fs::File::open(path).map_err(|e| unread(&e))?;
    if let (Ok(a), Ok(b)) = (path.canonicalize(), ours.canonicalize())
        && a == b
    {
        return Err(refused(
            format!("{} is the database that is open", path.display()),
            "Nothing was imported. Name another file.",
        ));
    }
    let mut sha = Sha256::new();
    let mut chunk = vec![0; 1 << 20];
    let mut is_first = true;
    loop {
        let read = file.read(&mut chunk).map_err(|e| unread(&e))?;
        if is_first && read == 0 {
            return Err(refused(format!("{} is empty", path.display()), "Nothing was imported."));
        }
        if is_first && !chunk[..read].starts_with(MAGIC) {
            return Err(refused(
                format!("{} is no SQLite database", path.display()),
                "Nothing was imported. A table of clients is taken over with `studiovault import clients`.",
            ));
        }
        if read == 0 {
            break;
        }
        is_first = false;
        sha.update(&chunk[..read]);
    }
    Ok(sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// An error of SQLite, in words about this file and not about the one that is open.
fn named(path: &Path, error: StoreError) -> StoreError {
    let path = path.display();
    match error {
        StoreError::Busy => refused(
            format!("{path} is locked by another program"),
            "Nothing was imported. Close it there and import it again.",
        ),
        StoreError::Corrupt(what) => refused(
            format!("{path} is damaged: {what}"),
            "Nothing was imported. Take a backup of it, or rescue what can be read with `sqlite3 FILE .recover`.",
        ),
        StoreError::Database(what) => refused(
            format!("{path} cannot be read: {what}"),
            "Nothing was imported. Check the file and its permissions.",
        ),
        other => other,
    }
}

pub(super) fn refused(message: String, hint: &'static str) -> StoreError {
    StoreError::Refused(Refusal { message, hint })
}
