//! The file while it is made: beside the place where it will be, locked, and gone again if anything goes wrong.

use super::super::protocol::{Refusal, StoreError};
use super::super::{backup, connect};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file in the making.
pub(super) struct Part {
    conn: Connection,
    path: PathBuf,
    to: PathBuf,
    is_kept: bool,
}

impl Part {
    /// A new file beside `to`, for us alone. What an interrupted run left behind is emptied.
    pub(super) fn create(to: &Path) -> Result<Self, StoreError> {
        if to.symlink_metadata().is_ok() {
            return Err(exists(to));
        }
        super::super::make_folder(to)?;
        let path = backup::with_suffix(to, ".part");
        let conn = connect::blank(&path)?;
        // The lock is kept from the first write until the file is in its place.
        conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
        let taken = conn
            .set_db_config(DbConfig::SQLITE_DBCONFIG_RESET_DATABASE, true)
            // The undo of the one transaction stays in memory, so that no second file lies beside this one.
            .and_then(|_| conn.pragma_update_and_check(None, "journal_mode", "MEMORY", |_| Ok(())))
            .and_then(|()| conn.execute_batch("VACUUM"))
            .and_then(|()| conn.set_db_config(DbConfig::SQLITE_DBCONFIG_RESET_DATABASE, false));
        match taken.map_err(StoreError::from) {
            Ok(_) => {}
            Err(StoreError::Busy) => {
                return Err(StoreError::Refused(Refusal {
                    message: format!("{} is being made by another run", to.display()),
                    hint: "Nothing was written. Wait until that is done, or name another file with --db.",
                }));
            }
            Err(error) => return Err(error),
        }
        // Nobody reads it before it is whole, and a crash leaves nothing worth mending: no waiting for the disk until
        // the end. References are right by construction; `doctor` proves them.
        conn.execute_batch(
            "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA temp_store = FILE; PRAGMA threads = 2;
             PRAGMA cache_size = -65536;",
        )?;
        Ok(Self { conn, path, to: to.to_owned(), is_kept: false })
    }

    /// The connection to fill it through.
    pub(super) const fn conn(&mut self) -> &mut Connection {
        &mut self.conn
    }

    /// Puts the file in its place, once it is on the disk. A file that has come there meanwhile is left alone.
    pub(super) fn put_in_place(mut self) -> Result<(), StoreError> {
        backup::sync(&self.path)?;
        match std::fs::hard_link(&self.path, &self.to) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(exists(&self.to)),
            // A file system without links: look, then move.
            Err(_) if self.to.symlink_metadata().is_ok() => return Err(exists(&self.to)),
            Err(_) => {
                std::fs::rename(&self.path, &self.to).map_err(|e| backup::io(&e, &self.to))?;
                self.is_kept = true;
            }
        }
        let folder = self.to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        backup::sync(folder)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // In place it has another name, else it is of no use; that it may not be removable changes nothing about what
        // went wrong.
        if !self.is_kept {
            drop(std::fs::remove_file(&self.path));
        }
    }
}

fn exists(path: &Path) -> StoreError {
    StoreError::Refused(Refusal {
        message: format!("{} is there already", path.display()),
        hint: "Nothing was written. Name another file with --db.",
    })
}
