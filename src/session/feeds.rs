//! Calendar files that are kept up to date, on a thread of their own: the screen never waits for a disk.

use crate::documents::{CalendarFile, Phones, calendar};
use crate::domain::paper::{CalendarScope, Feed};
use crate::store::Store;
use crate::store::protocol::{Actor, Change, Query, Reply, StoreError, Table};
use jiff::Timestamp;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// How long after a change the files are written: what moves together is written together.
const DELAY: Duration = Duration::from_secs(2);

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Something changed, and was written.
    New,
    /// It says what it said.
    Same,
    /// It could not be written, and is as it was.
    Failed(String),
}

/// The text of a calendar file, and whether something did not fit.
///
/// # Errors
/// The store's.
pub fn text(
    (store, actor): (&Store, &Actor),
    (scope, about): (&CalendarScope, &str),
    now: Timestamp,
) -> Result<(String, bool), StoreError> {
    let Reply::Outings(mut found) = store.ask(actor, Query::Outings(scope.outings(now)))? else {
        return Err(StoreError::Internal("the answer does not fit the question".to_owned()));
    };
    let (from, to) = scope.span(now);
    found.rows.retain(|outing| outing.event.end > from && outing.event.start < to);
    let name = format!("StudioVault · {about}");
    let phones = if scope.phones { Phones::With } else { Phones::Without };
    Ok((calendar(CalendarFile { name: &name, phones }, &found.rows), found.more))
}

/// Brings the files up to date that the actor may manage. Each is replaced as a whole, and only when it changed.
///
/// # Errors
/// The store's, when it does not say which files there are.
pub fn update(store: &Store, actor: &Actor, now: Timestamp) -> Result<Vec<(Feed, Written)>, StoreError> {
    let Reply::Feeds(feeds) = store.ask(actor, Query::Feeds)? else {
        return Err(StoreError::Internal("the answer does not fit the question".to_owned()));
    };
    Ok(feeds
        .into_iter()
        .map(|feed| {
            let written = match text((store, actor), (&feed.scope, &feed.about), now) {
                Ok((text, _)) => write(Path::new(&feed.path), &text),
                Err(error) => Written::Failed(error.to_string()),
            };
            (feed, written)
        })
        .collect())
}

/// Replaces a file by one that is whole.
fn write(path: &Path, text: &str) -> Written {
    if std::fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return Written::Same;
    }
    match replace(path, text) {
        Ok(()) => Written::New,
        Err(error) => Written::Failed(error.to_string()),
    }
}

fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    // Whoever reads the calendar is seldom who writes it: as open as any new file, or as the one that was there.
    #[cfg(unix)]
    let mode = {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).map_or(0o644, |there| there.permissions().mode() & 0o777)
    };
    #[cfg(not(unix))]
    let mode = 0o644;
    let mut file = drafted(path, ".ics", mode)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file beside another one, which gets its name when it is whole.
pub(super) fn drafted(path: &Path, suffix: &str, mode: u32) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().unwrap_or_else(|| Path::new("/"));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".studiovault-").suffix(suffix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    builder.tempfile_in(folder)
}

/// Whether a change may be one of what calendars show.
fn matters(change: &Change) -> bool {
    match change {
        Change::Elsewhere => true,
        Change::Searchable => false,
        Change::Rows { rows, .. } => rows.iter().any(|row| {
            matches!(
                row.table,
                Table::ProjectEvents
                    | Table::Projects
                    | Table::BookingLocks
                    | Table::Clients
                    | Table::Assets
                    | Table::Kits
                    | Table::CalendarFeeds
            )
        }),
    }
}

/// Waits until things have settled, then writes; one thread at a time.
#[derive(Default)]
pub(super) struct Keeper {
    due: Option<Instant>,
    busy: Arc<AtomicBool>,
}

impl Keeper {
    /// Something changed.
    pub(super) fn note(&mut self, change: &Change) {
        if matters(change) {
            self.due.get_or_insert(Instant::now() + DELAY);
        }
    }

    /// When something is to be done.
    pub(super) const fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Writes what is due, beside the session.
    pub(super) fn fire(&mut self, now: Instant, behind: impl FnOnce() -> Option<(Store, Actor)>) {
        if self.due.is_none_or(|due| now < due) {
            return;
        }
        if self.busy.swap(true, Ordering::AcqRel) {
            self.due = Some(now + DELAY);
            return;
        }
        self.due = None;
        let busy = Arc::clone(&self.busy);
        let Some((store, actor)) = behind() else { return busy.store(false, Ordering::Release) };
        let done = Arc::clone(&busy);
        let work = move || {
            keep(&store, &actor);
            busy.store(false, Ordering::Release);
        };
        if let Err(error) = std::thread::Builder::new().name("calendar files".to_owned()).spawn(work) {
            done.store(false, Ordering::Release);
            tracing::warn!(%error, "calendar files are not kept up to date");
        }
    }
}

fn keep(store: &Store, actor: &Actor) {
    match update(store, actor, Timestamp::now()) {
        Ok(done) => {
            for (feed, written) in done {
                if let Written::Failed(error) = written {
                    tracing::warn!(feed = feed.id.as_str(), error, "a calendar file was not written");
                }
            }
        }
        // Whoever may not manage them leaves them to those who may.
        Err(StoreError::Denied(_)) => {}
        Err(error) => tracing::warn!(%error, "calendar files are not kept up to date"),
    }
}
