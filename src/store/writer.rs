//! The writer: one thread, one connection, one transaction per command. When it answers, the write is on the disk.

use super::access::Access;
use super::bulk::{self, Piece, Tally};
use super::hub::Hub;
use super::port::{SharedMailbox, Ticket};
use super::protocol::{Actor, Change, Command, Outcome, RowRef, StoreError};
use super::search::index::{self, Gulp};
use super::{connect, dispatch, migrate, undo};
use crate::domain::id::UserId;
use rusqlite::hooks::Wal;
use rusqlite::{Connection, TransactionBehavior};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often other programs' commits are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long the first frame is left alone before the file is opened for writing.
const SETTLE: Duration = Duration::from_millis(150);
/// How long to wait before a file that could not be opened for writing is tried again without being asked.
const RETRY: Duration = Duration::from_secs(30);
/// How long readers are waited for that hold the log file.
const PATIENCE: Duration = Duration::from_millis(200);
/// Rows that are indexed in one go: short enough that nobody waits for the writer.
const BATCH: u32 = 500;
/// Rows that are indexed in one go when somebody waits for all of them: more at once is hardly faster, and another
/// program that wants to write would wait too long.
const LARGE_BATCH: u32 = 20_000;
/// Pages of the log from which on it is written back to the file in an idle moment.
const LOG_PAGES: i32 = 250;
/// Pages of the log at which it is written back whoever waits.
const MAX_LOG_PAGES: i32 = 8_000;

/// A write that waits for its turn.
pub(super) enum Job {
    /// Carry this out.
    Apply {
        /// Who.
        actor: Arc<Mutex<Actor>>,
        /// What.
        command: Box<Command>,
        /// Where the answer goes.
        answer: Answer,
    },
    /// Carry this out and take it back.
    Rehearse {
        /// Who.
        actor: Actor,
        /// What.
        command: Box<Command>,
        /// Where the answer goes.
        answer: SyncSender<Result<Outcome, StoreError>>,
    },
    /// Carry out a piece of bulk work.
    Piece {
        /// Who.
        actor: Actor,
        /// What.
        piece: Piece,
        /// Where the answer goes.
        answer: SyncSender<Result<Tally, StoreError>>,
    },
    /// Index whatever waits; answer when all is done.
    Drain(SyncSender<Result<(), StoreError>>),
    /// Index what was written; answer when it is found.
    CatchUp(SyncSender<()>),
    /// Let the file grow no larger than so many pages.
    Limit(u32, SyncSender<Result<(), StoreError>>),
    /// Finish what was accepted, then end.
    Stop,
}

impl Job {
    /// Answers without doing it.
    fn refuse(self, error: &StoreError) {
        match self {
            Self::Apply { answer, .. } => answer.give(Err(error.clone())),
            Self::Rehearse { answer, .. } => drop(answer.send(Err(error.clone()))),
            Self::Piece { answer, .. } => drop(answer.send(Err(error.clone()))),
            Self::Drain(answer) | Self::Limit(_, answer) => drop(answer.send(Err(error.clone()))),
            Self::CatchUp(answer) => answer.send(()).unwrap_or_default(),
            Self::Stop => {}
        }
    }
}

/// Where the answer to a write goes.
pub(super) enum Answer {
    /// To a session.
    Mailbox(SharedMailbox, Ticket),
    /// To whoever waits.
    Channel(SyncSender<Result<Outcome, StoreError>>),
}

impl Answer {
    /// Delivers it.
    pub(super) fn give(self, result: Result<Outcome, StoreError>) {
        match self {
            Self::Mailbox(mailbox, ticket) => mailbox.applied(ticket, result),
            // Whoever asked has gone: the write stands all the same.
            Self::Channel(sender) => drop(sender.send(result)),
        }
    }
}

/// What the writer starts from.
pub(super) enum Source {
    /// A connection that has just made or migrated the file.
    Open(Connection),
    /// A file that is up to date: opened when there is something to write, or nothing else to do.
    Path(PathBuf),
}

/// Nobody can send a job any more.
struct Gone;

fn wait_for(jobs: &Receiver<Job>, how_long: Duration) -> Result<Option<Job>, Gone> {
    match jobs.recv_timeout(how_long) {
        Ok(job) => Ok(Some(job)),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => Err(Gone),
    }
}

/// The writer thread's life.
pub(super) fn run(source: Source, hub: Arc<Hub>, jobs: &Receiver<Job>) {
    let path = match source {
        Source::Open(conn) => {
            if let Ok(writer) = Writer::new(conn, hub) {
                writer.work(None, jobs);
            }
            return;
        }
        Source::Path(path) => path,
    };
    let mut settle = SETTLE;
    loop {
        let first = match wait_for(jobs, settle) {
            Ok(Some(Job::Stop)) | Err(Gone) => return,
            Ok(first) => first,
        };
        match connect::writer(&path, true).and_then(|conn| Writer::new(conn, Arc::clone(&hub))) {
            Ok(writer) => {
                // Another program may have written between the first rows on the screen and this look at the file.
                writer.hub.tell(&Change::Elsewhere);
                return writer.work(first, jobs);
            }
            Err(error) => {
                tracing::warn!(error = error.kind(), "the file cannot be opened for writing");
                settle = RETRY;
                first.into_iter().for_each(|job| job.refuse(&error));
            }
        }
    }
}

/// The writer's state.
pub(super) struct Writer {
    pub(super) conn: Connection,
    pub(super) hub: Arc<Hub>,
    /// The others' state that sessions were told of.
    seen: i64,
    /// The others' state at which the schema was last found to be ours.
    pub(super) checked: Option<i64>,
    /// How much the connection keeps at hand: kibibytes, negative.
    pub(super) cache: i64,
    /// Rows were written, or were there before, that the search index does not hold yet.
    indexing: bool,
    /// Indexing found the file locked and is tried again after a while.
    resting: bool,
    /// Pages in the log after the last commit.
    log_pages: Arc<AtomicI32>,
    broken: Option<String>,
    /// Something was erased that may still stand in the log file.
    lingering: bool,
}

impl Writer {
    /// A writer over an open, migrated connection.
    fn new(mut conn: Connection, hub: Arc<Hub>) -> Result<Self, StoreError> {
        let seen = data_version(&conn)?;
        let indexing = index::is_outdated(&conn)? || index::is_pending(&conn)?;
        let log_pages = Arc::new(AtomicI32::new(0));
        let counted = Arc::clone(&log_pages);
        // Takes the place of SQLite's own checkpoints, which make every thousandth page's write wait.
        conn.wal_hook(Some(move |_: &mut Wal, pages| {
            counted.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self {
            conn,
            hub,
            seen,
            checked: None,
            cache: connect::WRITER_CACHE,
            indexing,
            resting: false,
            log_pages,
            broken: None,
            lingering: false,
        })
    }

    /// Works until told to stop. In idle moments it indexes rows from before, and looks for others' commits.
    fn work(mut self, first: Option<Job>, jobs: &Receiver<Job>) {
        let mut next = first;
        loop {
            let job = match next.take() {
                Some(job) => Ok(Some(job)),
                None => self.wait(jobs),
            };
            match job {
                Ok(Some(Job::Apply { actor, command, answer })) => self.apply(&actor, &command, answer),
                Ok(Some(Job::Rehearse { actor, command, answer })) => {
                    drop(answer.send(self.rehearse(&actor, &command)));
                }
                Ok(Some(Job::Piece { actor, piece, answer })) => self.piece(&actor, &piece, &answer),
                Ok(Some(Job::Drain(answer))) => drop(answer.send(self.drain())),
                Ok(Some(Job::CatchUp(answer))) => {
                    self.catch_up();
                    // Whoever asked may have gone.
                    answer.send(()).unwrap_or_default();
                }
                Ok(Some(Job::Limit(pages, answer))) => drop(answer.send(self.limit(pages))),
                Ok(Some(Job::Stop)) | Err(Gone) => break,
                Ok(None) => {
                    self.look();
                    self.end_of_bulk();
                    self.empty_log();
                    self.shorten_log(LOG_PAGES);
                }
            }
            self.shorten_log(MAX_LOG_PAGES);
        }
        // What came in behind the stop is answered, not forgotten.
        while let Ok(job) = jobs.try_recv() {
            job.refuse(&StoreError::Stopped);
        }
        if self.hub.is_behind() {
            self.catch_up();
        }
        self.empty_log();
        // A planner that knows its tables is worth the moment; that it cannot be helped is no reason to complain.
        drop(self.conn.execute_batch("PRAGMA optimize"));
    }

    /// The next job; `None` after an idle moment that was used for indexing or is used for looking around.
    fn wait(&mut self, jobs: &Receiver<Job>) -> Result<Option<Job>, Gone> {
        if !self.indexing || std::mem::take(&mut self.resting) {
            return wait_for(jobs, LOOK_EVERY);
        }
        match jobs.try_recv() {
            Ok(job) => Ok(Some(job)),
            Err(TryRecvError::Empty) => {
                self.index_some();
                Ok(None)
            }
            Err(TryRecvError::Disconnected) => Err(Gone),
        }
    }

    fn apply(&mut self, actor: &Arc<Mutex<Actor>>, command: &Command, answer: Answer) {
        if let Some(why) = self.is_broken() {
            return answer.give(Err(why));
        }
        let who = actor.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        match catch_unwind(AssertUnwindSafe(|| self.transact(&who, command))) {
            Ok(Ok((outcome, rows))) => {
                if let (Command::SetUp(_), Some(row)) = (command, &outcome.row) {
                    let mut actor = actor.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    actor.user = UserId::from(row.id.as_str());
                }
                answer.give(Ok(outcome));
                if !rows.is_empty() {
                    self.hub.tell(&Change::Rows { rows, by: who.session });
                }
            }
            Ok(Err(error)) => {
                tracing::warn!(command = command.name(), error = error.kind(), "refused");
                self.after_refusal(&who, command, &error);
                answer.give(Err(error));
            }
            Err(_) => answer.give(Err(self.break_down(command.name()))),
        }
    }

    pub(super) fn is_broken(&self) -> Option<StoreError> {
        self.broken.as_ref().map(|why| StoreError::Internal(why.clone()))
    }

    /// After a panic. The transaction was dropped while unwinding, so nothing of the command is kept.
    pub(super) fn break_down(&mut self, work: &str) -> StoreError {
        let why = "a write failed in an unexpected way; no more writes are taken until a restart".to_owned();
        tracing::error!(work, "the writer panicked");
        self.broken = Some(why.clone());
        StoreError::Internal(why)
    }

    /// All of a command but the commit: permission, version, rule, rows, triggers, audit.
    fn rehearse(&mut self, actor: &Actor, command: &Command) -> Result<Outcome, StoreError> {
        if let Some(why) = self.is_broken() {
            return Err(why);
        }
        let rehearsal = catch_unwind(AssertUnwindSafe(|| {
            let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let (outcome, _) = carry_out(&mut self.checked, &tx, actor, command)?;
            tx.rollback()?;
            Ok(outcome)
        }));
        rehearsal.unwrap_or_else(|_| Err(self.break_down(command.name())))
    }

    /// One command, one transaction: permission, version, rule, rows, audit.
    fn transact(&mut self, actor: &Actor, command: &Command) -> Result<(Outcome, Vec<RowRef>), StoreError> {
        let result = self.transaction(actor, command);
        if result.is_ok() && matches!(command, Command::EraseClient { .. }) {
            self.lingering = true;
            self.empty_log();
        }
        result
    }

    /// What was erased must not linger in the log file either. Readers may hold it a moment longer, also those of
    /// other programs: then it is tried again in idle moments.
    fn empty_log(&mut self) {
        if !self.lingering {
            return;
        }
        let busy = self.conn.busy_timeout(PATIENCE).and_then(|()| {
            self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get::<_, i64>(0))
        });
        self.lingering = !matches!(busy, Ok(0));
        if let Err(error) = connect::wait_for_others(&mut self.conn) {
            tracing::warn!(error = error.kind(), "writes wait less long than they should");
        }
    }

    /// Writes a log that has grown this long back to the file, as far as no reader needs it. SQLite would do it in
    /// the middle of a commit, and whoever saves would wait for it.
    fn shorten_log(&mut self, from: i32) {
        if self.log_pages.load(Ordering::Relaxed) < from {
            return;
        }
        self.log_pages.store(0, Ordering::Relaxed);
        let done = self.conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        if let Err(error) = done {
            tracing::warn!(error = StoreError::from(error).kind(), "the log is written back later");
        }
    }

    /// The search index follows right behind the commit and not within it: at a million rows it takes several times
    /// as long as everything else. Triggers have named the rows, so that nothing is forgotten if the program dies in
    /// between. An erasure is the exception, for the index holds personal data too.
    fn transaction(
        &mut self,
        actor: &Actor,
        command: &Command,
    ) -> Result<(Outcome, Vec<RowRef>), StoreError> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = carry_out(&mut self.checked, &tx, actor, command)?;
        if matches!(command, Command::EraseClient { .. }) {
            index::drain_dirty(&tx, usize::MAX)?;
        }
        tx.commit()?;
        if !done.1.is_empty() {
            self.note_written();
        }
        Ok(done)
    }

    /// Rows were written that the search index does not hold yet.
    pub(super) fn note_written(&mut self) {
        self.indexing = true;
        self.hub.set_behind(true);
    }

    /// An undo entry that can no longer be applied is given up, so that the ones before it can be reached.
    fn after_refusal(&self, actor: &Actor, command: &Command, error: &StoreError) {
        let direction = match command {
            Command::Undo => undo::Direction::Undo,
            Command::Redo => undo::Direction::Redo,
            _ => return,
        };
        if matches!(
            error,
            StoreError::Refused(_)
                | StoreError::Booked(_)
                | StoreError::Denied(_)
                | StoreError::NotFound { .. }
        ) {
            let given_up = Access::resolve(&self.conn, actor)
                .and_then(|access| undo::give_up(&self.conn, &access, direction));
            if let Err(error) = given_up {
                tracing::warn!(error = error.kind(), "an undo entry stays");
            }
        }
    }

    /// Tells sessions when another program committed something.
    fn look(&mut self) {
        let Ok(version) = data_version(&self.conn) else { return };
        if version != self.seen {
            self.seen = version;
            self.indexing |= index::is_pending(&self.conn).unwrap_or(false);
            self.hub.tell(&Change::Elsewhere);
        }
    }

    /// Indexes a batch; other programs may be writing, then it waits for the next idle moment.
    fn index_some(&mut self) {
        match self.index_batch(BATCH) {
            Ok(true) => {}
            Ok(false) => self.is_caught_up(),
            Err(StoreError::Corrupt(_) | StoreError::Database(_)) => {
                tracing::warn!("the search index is built anew");
                self.indexing = start_over(&self.conn).is_ok();
            }
            // Another program is writing; it may give up what it began, and then nothing tells that it is done.
            Err(StoreError::Busy) => self.resting = true,
            Err(error) => {
                tracing::warn!(error = error.kind(), "indexing waits");
                self.indexing = false;
            }
        }
    }

    /// `false` when nothing is left.
    fn index_batch(&mut self, rows: u32) -> Result<bool, StoreError> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        check_schema(&mut self.checked, &tx)?;
        let drained = index::drain_dirty(&tx, rows as usize)?;
        if index::is_outdated(&tx)? {
            start_over(&tx)?;
        }
        let more = drained >= rows as usize || index::next_batch(&tx, rows)?;
        tx.commit()?;
        if drained < rows as usize {
            self.hub.set_behind(false);
        }
        Ok(more)
    }

    fn is_caught_up(&mut self) {
        self.indexing = false;
        self.hub.set_behind(false);
        self.hub.tell(&Change::Searchable);
    }

    /// Indexes what was written, but not rows from before. A damaged index is mended in an idle moment.
    fn catch_up(&mut self) {
        match self.index_written() {
            Ok(()) => {
                self.hub.set_behind(false);
                self.hub.tell(&Change::Searchable);
            }
            Err(error) => tracing::warn!(error = error.kind(), "indexing waits"),
        }
    }

    fn index_written(&mut self) -> Result<(), StoreError> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        index::drain_dirty(&tx, usize::MAX)?;
        Ok(tx.commit()?)
    }

    /// Indexes all that waits, in large gulps: somebody waits for it.
    fn drain(&mut self) -> Result<(), StoreError> {
        if index::is_outdated(&self.conn)? || index::is_pending(&self.conn)? {
            match self.drain_in_gulps() {
                Err(StoreError::Corrupt(_) | StoreError::Database(_)) => {
                    tracing::warn!("the search index is built anew");
                    start_over(&self.conn)?;
                    self.drain_in_gulps()?;
                }
                done => done?,
            }
        }
        self.is_caught_up();
        Ok(())
    }

    fn drain_in_gulps(&mut self) -> Result<(), StoreError> {
        index::gulp(&self.conn, Gulp::Large)?;
        let done = self.drain_all();
        index::gulp(&self.conn, Gulp::Small)?;
        done
    }

    fn limit(&self, pages: u32) -> Result<(), StoreError> {
        Ok(self.conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?)
    }

    fn drain_all(&mut self) -> Result<(), StoreError> {
        while self.index_batch(LARGE_BATCH)? {
            // Between two jobs would be too late: millions of rows are one job, and their log several gigabytes.
            self.shorten_log(MAX_LOG_PAGES);
            // Other programs get their turn.
            bulk::breathe(bulk::BREATH);
        }
        Ok(())
    }
}

fn carry_out(
    checked: &mut Option<i64>,
    tx: &Connection,
    actor: &Actor,
    command: &Command,
) -> Result<(Outcome, Vec<RowRef>), StoreError> {
    check_schema(checked, tx)?;
    let access = Access::resolve(tx, actor)?;
    dispatch::carry_out(tx, &access, jiff::Timestamp::now().as_second(), command)
}

/// Begins the search index anew. In a damaged file the note that it was may not stay: it would be begun for ever.
fn start_over(conn: &Connection) -> Result<(), StoreError> {
    index::start_over(conn)?;
    if index::is_outdated(conn)? {
        return Err(StoreError::Corrupt("what was noted of the search index does not stay".to_owned()));
    }
    Ok(())
}

/// A program that is still open while a newer one migrates the file must not write to it any more.
pub(super) fn check_schema(checked: &mut Option<i64>, tx: &Connection) -> Result<(), StoreError> {
    let version = data_version(tx)?;
    if *checked != Some(version) {
        migrate::refuse_newer(tx)?;
        *checked = Some(version);
    }
    Ok(())
}

/// Moves whenever another connection committed; our own commits do not move it.
fn data_version(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?)
}

impl Command {
    /// A name for the log, which never holds what was typed.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SetUp(_) => "set up",
            Self::CreateClient { .. } => "create client",
            Self::Packages(command) => command.name(),
            Self::Tasks(command) => command.name(),
            Self::Feeds(command) => command.name(),
            Self::Payments(command) => command.name(),
            Self::EditClient { .. } => "edit client",
            Self::TagClients { .. } => "tag clients",
            Self::AddClientNote { .. } => "add client note",
            Self::DeleteClientNote(_) => "delete client note",
            Self::ArchiveClients(_) => "archive clients",
            Self::RestoreClients(_) => "restore clients",
            Self::MergeClients { .. } => "merge clients",
            Self::UnmergeClients(_) => "unmerge clients",
            Self::EraseClient { .. } => "erase client",
            Self::Custody(command) => command.name(),
            Self::Kits(command) => command.name(),
            Self::Projects(command) => command.name(),
            Self::Quotes(command) => command.name(),
            Self::Inventory(command) => command.name(),
            Self::Invoices(command) => command.name(),
            Self::Billing(command) => command.name(),
            Self::Bookings(command) => command.name(),
            Self::Media(command) => command.name(),
            Self::PostMessage { .. } => "post message",
            Self::RecordNotification { .. } => "record notification",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::SaveDraft(_) => "save draft",
            Self::DropDraft(_) => "drop draft",
        }
    }
}
