//! The state store: the only room that knows SQL.
//!
//! A [`protocol::Query`] reads, a [`protocol::Command`] writes; both are plain data and answer with plain data.
//! [`Store`] is the handle for everybody, [`Port`] the door of one session.

mod access;
pub mod audit;
pub mod backup;
mod bookings;
mod bulk;
mod calendar;
mod clients;
mod column;
mod conflict;
mod connect;
mod custody;
pub mod demo;
mod dispatch;
pub mod doctor;
mod drafts;
pub mod error;
mod facts;
mod feeds;
mod find;
mod finder;
mod hub;
mod ids;
pub mod imports;
mod inventory;
mod invoices;
mod kits;
mod lists;
mod media;
mod messages;
mod migrate;
mod notifications;
mod packages;
mod papers;
mod payments;
mod people;
#[cfg(test)]
mod plans;
pub mod port;
pub mod progress;
mod projects;
pub mod protocol;
mod readers;
mod records;
mod reports;
mod search;
pub mod seed;
mod slices;
mod tables;
mod tasks;
mod timeline;
mod undo;
mod unit;
mod workspace;
mod writer;

pub use clients::export::{Confirmed, Export, Exported};

use crate::domain::id::SessionId;
use hub::Hub;
use port::{SharedMailbox, Slot, StoreEvent, Ticket};
use protocol::{Actor, Command, Outcome, Query, Reply, StoreError};
use readers::{Asker, Question, Readers};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use uuid::Uuid;
use writer::{Answer, Job, Source};

/// Writes that may wait; one more is answered with "busy".
const QUEUE: usize = 64;
/// How often somebody who waits for the search index is told how far it is.
const LOOK_AT_INDEX: Duration = Duration::from_millis(500);

/// How to open a database.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The file; made with its folder when it is not there.
    pub path: PathBuf,
    /// Fail instead of making a file that is not there.
    pub must_exist: bool,
    /// How many reader threads.
    pub readers: usize,
}

impl OpenOptions {
    /// The usual way: make what is missing, two readers.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), must_exist: false, readers: 2 }
    }
}

/// The store of one database file. Cheap to clone; every clone speaks to the same threads, which stop with the last.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    hub: Arc<Hub>,
    readers: Readers,
    jobs: SyncSender<Job>,
    writer: Mutex<Option<JoinHandle<()>>>,
    migrated: Option<PathBuf>,
}

impl Store {
    /// Opens the file, migrates it if it is older than this program, and starts the threads.
    ///
    /// # Errors
    /// Not a database, newer than this program, locked, unreadable.
    pub fn open(options: OpenOptions) -> Result<Self, StoreError> {
        let OpenOptions { path, must_exist, readers } = options;
        if must_exist && !path.exists() {
            return Err(StoreError::NotFound { what: "database", id: path.display().to_string() });
        }
        make_folder(&path)?;
        // An up-to-date file is opened once, for reading, so that the first rows are on the screen at once; the writer
        // follows in its own thread.
        let (spare, source, migrated) = match open_ready(&path) {
            Some(conn) => (Some(conn), Source::Path(path.clone()), None),
            None => {
                let (conn, migrated) = open_writer(&path, must_exist)?;
                (None, Source::Open(conn), migrated)
            }
        };
        let hub = Arc::new(Hub::default());
        let (jobs, inbox) = sync_channel(QUEUE);
        let told = Arc::clone(&hub);
        let thread = std::thread::spawn(move || writer::run(source, told, &inbox));
        let readers = Readers::start(&path, readers, spare);
        let writer = Mutex::new(Some(thread));
        Ok(Self { shared: Arc::new(Shared { path, hub, readers, jobs, writer, migrated }) })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Where the backup lies that was made before this file was migrated, if it was just now.
    #[must_use]
    pub fn backup_before_migration(&self) -> Option<&Path> {
        self.shared.migrated.as_deref()
    }

    /// Who to work as: the person with this email, else the first owner, else nobody while there are no users.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when nobody active has this email, or there is no owner.
    pub fn sign_in(&self, email: Option<&str>, host: &str) -> Result<Actor, StoreError> {
        let user = self.shared.readers.with_spare(&self.shared.path, |conn| access::sign_in(conn, email))?;
        Ok(Actor { user, session: SessionId::from_uuid(Uuid::now_v7()), host: host.to_owned() })
    }

    /// A session's door.
    #[must_use]
    pub fn port(&self, actor: Actor) -> Port {
        let mailbox = SharedMailbox::default();
        self.shared.hub.join(&mailbox);
        Port { store: self.clone(), actor: Arc::new(Mutex::new(actor)), mailbox }
    }

    /// Asks and waits: for the command line and tests. A search finds everything that was written before.
    ///
    /// # Errors
    /// As the query's.
    pub fn ask(&self, actor: &Actor, query: Query) -> Result<Reply, StoreError> {
        if query.searches() && self.shared.hub.is_behind() {
            self.catch_up();
        }
        let (sender, answer) = sync_channel(1);
        self.shared.readers.ask(Question { actor: actor.clone(), query, answer: Asker::Channel(sender) });
        answer.recv().map_err(|_| StoreError::Stopped)?
    }

    /// Writes and waits until it is on the disk: for the command line and tests.
    ///
    /// # Errors
    /// As the command's.
    pub fn run(&self, actor: &Actor, command: Command) -> Result<Outcome, StoreError> {
        let (sender, answer) = sync_channel(1);
        let actor = Arc::new(Mutex::new(actor.clone()));
        let job = Job::Apply { actor, command: Box::new(command), answer: Answer::Channel(sender) };
        self.shared.jobs.send(job).map_err(|_| StoreError::Stopped)?;
        answer.recv().map_err(|_| StoreError::Stopped)?
    }

    /// Carries a command out in a transaction that is then taken back: with every check and every rule, so that the
    /// outcome is what [`Self::run`] would have answered. Nothing is kept and nobody is told.
    ///
    /// # Errors
    /// As the command's.
    pub fn rehearse(&self, actor: &Actor, command: Command) -> Result<Outcome, StoreError> {
        let (sender, answer) = sync_channel(1);
        let job = Job::Rehearse { actor: actor.clone(), command: Box::new(command), answer: sender };
        self.shared.jobs.send(job).map_err(|_| StoreError::Stopped)?;
        answer.recv().map_err(|_| StoreError::Stopped)?
    }

    /// Whether rows from before are still being indexed: until then a search may miss some.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn is_indexing(&self) -> Result<bool, StoreError> {
        self.shared.readers.with_spare(&self.shared.path, |conn| {
            Ok(search::index::is_outdated(conn)? || search::index::is_pending(conn)?)
        })
    }

    /// Waits until the search index holds what this process wrote. When it cannot be written, a search has to do
    /// with what is there.
    fn catch_up(&self) {
        let (sender, done) = sync_channel(1);
        if self.shared.jobs.send(Job::CatchUp(sender)).is_ok() {
            done.recv().unwrap_or_default();
        }
    }

    /// Waits until the search index is whole.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn finish_indexing(&self) -> Result<(), StoreError> {
        self.finish_indexing_watched(&mut |_| {})
    }

    /// As [`Self::finish_indexing`], and tells how much of the index is built.
    ///
    /// # Errors
    /// The database cannot be written.
    pub fn finish_indexing_watched(&self, watch: progress::Watch<'_>) -> Result<(), StoreError> {
        let (sender, answer) = sync_channel(1);
        self.shared.jobs.send(Job::Drain(sender)).map_err(|_| StoreError::Stopped)?;
        loop {
            match answer.recv_timeout(LOOK_AT_INDEX) {
                Ok(done) => return done,
                Err(RecvTimeoutError::Disconnected) => return Err(StoreError::Stopped),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let index = self.shared.readers.with_spare(&self.shared.path, search::index::progress);
            // That it cannot be told how far it is says nothing about the work itself.
            if let Ok(search::index::Progress::Percent(percent)) = index {
                let (what, done) = ("search index", percent.into());
                watch(progress::Step { what, done, of: 100 });
            }
        }
    }

    /// Lets the file grow no larger than so many pages: to see what a full disk does. Not kept in the file.
    ///
    /// # Errors
    /// The store has stopped.
    #[doc(hidden)]
    pub fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        let (sender, answer) = sync_channel(1);
        self.shared.jobs.send(Job::Limit(pages, sender)).map_err(|_| StoreError::Stopped)?;
        answer.recv().map_err(|_| StoreError::Stopped)?
    }

    /// Copies the live database to `to`, and checks the copy.
    ///
    /// # Errors
    /// Denied; the file exists; the disk is full.
    pub fn backup(
        &self,
        actor: &Actor,
        to: &Path,
        replace: backup::Replace,
    ) -> Result<backup::BackupReport, StoreError> {
        let conn = connect::reader(&self.shared.path)?;
        access::Access::resolve(&conn, actor)?.require(crate::domain::role::Permission::Backup)?;
        backup::backup(&self.shared.path, to, replace)
    }

    /// Walks the audit chain.
    ///
    /// # Errors
    /// Denied; the database cannot be read.
    pub fn verify_audit(&self, actor: &Actor) -> Result<audit::ChainReport, StoreError> {
        self.verify_audit_watched(actor, &mut |_| {})
    }

    /// As [`Self::verify_audit`], and tells how many entries are done.
    ///
    /// # Errors
    /// Denied; the database cannot be read.
    pub fn verify_audit_watched(
        &self,
        actor: &Actor,
        watch: progress::Watch<'_>,
    ) -> Result<audit::ChainReport, StoreError> {
        let conn = connect::reader(&self.shared.path)?;
        access::Access::resolve(&conn, actor)?.require(crate::domain::role::Permission::CheckHealth)?;
        audit::verify(&conn, watch)
    }

    /// Stops: no new writes, the accepted ones are finished, the threads end.
    pub fn stop(&self) {
        self.shared.stop();
    }
}

impl Shared {
    fn stop(&self) {
        self.readers.stop();
        // A full queue empties as the writer works; when the writer is gone there is nothing to stop.
        drop(self.jobs.send(Job::Stop));
        if let Some(thread) = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take() {
            drop(thread.join());
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.stop();
    }
}

fn make_folder(path: &Path) -> Result<(), StoreError> {
    let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|e| StoreError::ReadOnly(format!("{}: {e}", folder.display())))
}

/// A reading connection to a file that needs nothing done to it; `None` when it does, or cannot be told.
fn open_ready(path: &Path) -> Option<rusqlite::Connection> {
    if !path.exists() {
        return None;
    }
    let conn = connect::reader(path).ok()?;
    let ready = migrate::applied(&conn).ok()? == migrate::newest();
    let mode: String = conn.query_row("PRAGMA journal_mode", [], |r| r.get(0)).ok()?;
    (ready && mode == "wal").then_some(conn)
}

/// The writing connection of an up-to-date file; a file that cannot be written is opened for reading, if it is up to
/// date.
fn open_writer(path: &Path, must_exist: bool) -> Result<(rusqlite::Connection, Option<PathBuf>), StoreError> {
    let mut conn = connect::writer(path, must_exist)?;
    let ready = migrate::refuse_newer(&conn)? == migrate::newest();
    if !ready || !conn.is_readonly("main")? {
        let mode = log_ahead(&conn)?;
        if mode != "wal" && !ready {
            return Err(StoreError::ReadOnly(format!(
                "{}: write-ahead logging is not possible here",
                path.display()
            )));
        }
    }
    let now = jiff::Timestamp::now().as_second();
    let migrated = migrate::migrate(&mut conn, path, now)?;
    Ok((conn, migrated))
}

/// How often the change to write-ahead logging is tried, while other programs come and go.
const ATTEMPTS: usize = 100;

/// Changes the file to write-ahead logging, if that is possible; returns the mode that it has now.
///
/// SQLite gives up at once when another program has the file while the mode is changed, however long it would wait
/// elsewhere. So whoever is refused waits until the file is free, and tries again.
fn log_ahead(conn: &rusqlite::Connection) -> Result<String, StoreError> {
    for _ in 0..ATTEMPTS {
        let changed = conn.query_row("PRAGMA journal_mode = WAL", [], |r| r.get(0)).map_err(StoreError::from);
        if changed != Err(StoreError::Busy) {
            return changed;
        }
        conn.execute_batch("BEGIN EXCLUSIVE; COMMIT")?;
    }
    Err(StoreError::Busy)
}

/// A session's door to the store.
pub struct Port {
    store: Store,
    actor: Arc<Mutex<Actor>>,
    mailbox: SharedMailbox,
}

impl Port {
    /// Asks; the answer comes as [`StoreEvent::Reply`]. A later query of the same slot supersedes this one.
    pub fn query(&self, slot: Slot, ticket: Ticket, query: Query) {
        let answer = Asker::Pane(Arc::clone(&self.mailbox), slot, ticket);
        self.store.shared.readers.ask(Question { actor: self.actor(), query, answer });
    }

    /// Writes; the answer comes as [`StoreEvent::Applied`]. When the queue is full the answer is
    /// [`StoreError::Busy`] and nothing was accepted.
    pub fn apply(&self, ticket: Ticket, command: Command) {
        let answer = Answer::Mailbox(Arc::clone(&self.mailbox), ticket);
        let job = Job::Apply { actor: Arc::clone(&self.actor), command: Box::new(command), answer };
        if let Err(error) = self.store.shared.jobs.try_send(job) {
            let (job, why) = match error {
                TrySendError::Full(job) => (job, StoreError::Busy),
                TrySendError::Disconnected(job) => (job, StoreError::Stopped),
            };
            if let Job::Apply { answer, .. } = job {
                answer.give(Err(why));
            }
        }
    }

    /// The store behind it.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Who this session works as. Setting up a studio turns nobody into its owner.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.actor.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The next event, when there is one.
    pub async fn next(&self) -> StoreEvent {
        self.mailbox.next().await
    }

    /// The next event, if it is there already.
    #[must_use]
    pub fn take(&self) -> Option<StoreEvent> {
        self.mailbox.take()
    }
}
