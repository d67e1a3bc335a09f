//! Backups: a consistent copy of the live database, checked before it counts.

use super::connect;
use super::protocol::{Refusal, StoreError};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::{Path, PathBuf};

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupReport {
    /// Where the copy lies.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Copies the database at `from` to `to`, and checks the copy. A copy that fails its check is removed.
///
/// # Errors
/// `to` exists (unless `replace`), the disk is full, the source is damaged.
pub fn backup(from: &Path, to: &Path, replace: Replace) -> Result<BackupReport, StoreError> {
    if to.exists() && replace == Replace::Never {
        return Err(StoreError::Refused(Refusal {
            message: format!("{} exists already", to.display()),
            hint: "Nothing was written. Choose another name, or pass --force.",
        }));
    }
    if same_file(from, to) {
        return Err(StoreError::Refused(Refusal {
            message: "a database cannot be backed up onto itself".to_owned(),
            hint: "Nothing was written. Choose another name.",
        }));
    }
    let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(StoreError::Database(format!("there is no folder {}: make it first", folder.display())));
    }
    for suffix in ["-wal", "-journal"] {
        if std::fs::metadata(with_suffix(to, suffix)).is_ok_and(|file| file.len() > 0) {
            return Err(StoreError::Refused(Refusal {
                message: format!(
                    "{} is open in a program, or was not closed cleanly: {suffix} lies beside it",
                    to.display()
                ),
                hint: "Nothing was written. Choose another name; a copy put there would be mixed up with that file.",
            }));
        }
    }
    let part = with_suffix(to, ".part");
    let result = copy(from, &part).and_then(|counts| verify(&part, &counts));
    let finished = result.and_then(|()| {
        sync(&part)?;
        std::fs::rename(&part, to).map_err(|e| io(&e, to))?;
        sync(folder)
    });
    if let Err(error) = finished {
        // The half copy is of no use; that it may not be removable changes nothing about the error.
        drop(std::fs::remove_file(&part));
        return Err(error);
    }
    let bytes = std::fs::metadata(to).map_or(0, |m| m.len());
    Ok(BackupReport { path: to.to_owned(), bytes })
}

/// Whether a backup may take the place of an older file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Refuse when the file is there.
    Never,
    /// Replace it, once the new copy is whole.
    Existing,
}

/// The backup that is made before a migration touches a file with rows: `studio.db.before-v2-<unix seconds>`.
pub(super) fn before_migration(path: &Path, at: i64, now: i64) -> Result<PathBuf, StoreError> {
    let to = with_suffix(path, &format!(".before-v{}-{now}", at + 1));
    Ok(backup(path, &to, Replace::Existing)?.path)
}

/// Copies all pages; returns the row counts of the very snapshot that was copied.
fn copy(from: &Path, to: &Path) -> Result<Vec<i64>, StoreError> {
    drop(std::fs::remove_file(to));
    let source = connect::reader(from)?;
    let snapshot = source.unchecked_transaction()?;
    let counts = row_counts(&snapshot)?;
    let mut target = connect::blank(to)?;
    // All pages in one step: one read transaction, so writers do not make it start over.
    let step = Backup::new(&source, &mut target)?.step(-1)?;
    if step != StepResult::Done {
        return Err(StoreError::Busy);
    }
    // A backup is one file: no `-wal` beside it that could be forgotten.
    target.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(counts)
}

/// The copy is whole, and holds as many rows of every table as the source did.
fn verify(copy: &Path, counts: &[i64]) -> Result<(), StoreError> {
    let conn = connect::reader(copy)?;
    let word: String = conn.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?;
    if word != "ok" {
        return Err(StoreError::Corrupt(format!("the copy failed its check, so it was not kept: {word}")));
    }
    if row_counts(&conn)? != counts {
        return Err(StoreError::Corrupt("the copy lacks rows, so it was not kept".to_owned()));
    }
    Ok(())
}

pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    std::fs::File::open(path).and_then(|file| file.sync_all()).map_err(|e| io(&e, path))
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(suffix);
    path.with_file_name(name)
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

pub(super) fn io(error: &std::io::Error, path: &Path) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::DiskFull,
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly(format!("{}: {error}", path.display()))
        }
        _ => StoreError::Database(format!("{}: {error}", path.display())),
    }
}

/// The number of rows of each of the seed's tables.
fn row_counts(conn: &Connection) -> Result<Vec<i64>, StoreError> {
    COUNTS.iter().map(|sql| Ok(conn.query_row(sql, [], |r| r.get(0))?)).collect()
}

const COUNTS: [&str; 13] = [
    "SELECT count(*) FROM organizations",
    "SELECT count(*) FROM branches",
    "SELECT count(*) FROM users",
    "SELECT count(*) FROM clients",
    "SELECT count(*) FROM projects",
    "SELECT count(*) FROM packages",
    "SELECT count(*) FROM assets",
    "SELECT count(*) FROM media_objects",
    "SELECT count(*) FROM invoices",
    "SELECT count(*) FROM transactions",
    "SELECT count(*) FROM messages",
    "SELECT count(*) FROM notifications",
    "SELECT count(*) FROM audit_logs",
];
