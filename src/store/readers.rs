//! The readers: a few threads, each with a connection. Of two queries of one pane the older is dropped when it waits
//! and interrupted when it runs.

use super::access::Access;
use super::connect;
use super::dispatch;
use super::port::{SharedMailbox, Slot, Ticket};
use super::protocol::{Actor, ListKind, ListQuery, Query, Reply, StoreError};
use rusqlite::{Connection, InterruptHandle};
use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// A question that waits for a reader.
pub(super) struct Question {
    /// Who asks.
    pub(super) actor: Actor,
    /// What.
    pub(super) query: Query,
    /// Where the answer goes.
    pub(super) answer: Asker,
}

/// Where the answer to a query goes.
pub(super) enum Asker {
    /// To a pane of a session.
    Pane(SharedMailbox, Slot, Ticket),
    /// To whoever waits.
    Channel(SyncSender<Result<Reply, StoreError>>),
}

impl Asker {
    /// Which pane; questions of nobody's pane never supersede each other.
    fn pane(&self) -> Option<(usize, Slot)> {
        match self {
            Self::Pane(mailbox, slot, _) => Some((Arc::as_ptr(mailbox) as usize, *slot)),
            Self::Channel(_) => None,
        }
    }

    fn give(self, result: Result<Reply, StoreError>) {
        match self {
            Self::Pane(mailbox, slot, ticket) => mailbox.reply(slot, ticket, result),
            Self::Channel(sender) => drop(sender.send(result)),
        }
    }
}

/// What a reader is at.
struct Running {
    pane: Option<(usize, Slot)>,
    superseded: Arc<AtomicBool>,
    interrupt: InterruptHandle,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Question>,
    running: HashMap<usize, Running>,
    idle: Vec<usize>,
    stopped: bool,
}

struct Pool {
    queue: Mutex<Queue>,
    /// One bell per reader: the lowest idle one is called, so that one connection's cache stays warm and the others
    /// are only opened when there is more to do at once.
    bells: Vec<Condvar>,
    /// The connection that opened the file; the first reader takes it over.
    spare: Mutex<Option<Connection>>,
}

/// The pool.
pub(super) struct Readers {
    pool: Arc<Pool>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Readers {
    /// Starts the threads; each opens its connection when it is first needed.
    pub(super) fn start(path: &Path, threads: usize, spare: Option<Connection>) -> Self {
        let count = threads.max(1);
        let pool = Arc::new(Pool {
            queue: Mutex::default(),
            bells: (0..count).map(|_| Condvar::new()).collect(),
            spare: Mutex::new(spare),
        });
        let threads = (0..count)
            .map(|number| {
                let (pool, path) = (Arc::clone(&pool), path.to_owned());
                std::thread::spawn(move || read_on(number, &pool, &path))
            })
            .collect();
        Self { pool, threads: Mutex::new(threads) }
    }

    /// Reads with the connection that opened the file, while no reader has taken it over; else with one of its own.
    pub(super) fn with_spare<T>(
        &self,
        path: &Path,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match &*self.pool.spare.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(conn) => read(conn),
            None => read(&connect::reader(path)?),
        }
    }

    /// Puts a question in line; an older one of the same pane is superseded.
    pub(super) fn ask(&self, question: Question) {
        let mut queue = lock(&self.pool.queue);
        if queue.stopped {
            drop(queue);
            return question.answer.give(Err(StoreError::Stopped));
        }
        if let Some(pane) = question.answer.pane() {
            queue.waiting.retain(|waiting| waiting.answer.pane() != Some(pane));
            for running in queue.running.values().filter(|r| r.pane == Some(pane)) {
                running.superseded.store(true, Ordering::SeqCst);
                running.interrupt.interrupt();
            }
        }
        queue.waiting.push_back(question);
        if let Some(reader) = queue.idle.iter().min().copied() {
            queue.idle.retain(|idle| *idle != reader);
            self.pool.bells[reader].notify_one();
        }
    }

    /// Interrupts what runs, answers what waits with "stopped", and ends the threads.
    pub(super) fn stop(&self) {
        let mut queue = lock(&self.pool.queue);
        queue.stopped = true;
        let waiting = std::mem::take(&mut queue.waiting);
        for running in queue.running.values() {
            running.superseded.store(true, Ordering::SeqCst);
            running.interrupt.interrupt();
        }
        drop(queue);
        self.pool.bells.iter().for_each(Condvar::notify_one);
        for question in waiting {
            question.answer.give(Err(StoreError::Stopped));
        }
        for thread in self.threads.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            drop(thread.join());
        }
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long a question is left to a reader that has its connection open, before another one opens its own: reading the
/// schema takes longer than most answers.
const COLD: Duration = Duration::from_millis(4);

/// Waits for a question; `None` when it is time to stop. In quiet moments the search is warmed up.
fn next_question<'p>(
    number: usize,
    pool: &'p Pool,
    reader: &mut Option<Reader>,
    warm_ups: &mut Vec<Query>,
) -> Option<(Question, MutexGuard<'p, Queue>)> {
    let bell = &pool.bells[number];
    let mut queue = lock(&pool.queue);
    let mut may_take = number == 0 || reader.is_some();
    while !queue.stopped {
        if may_take && let Some(question) = queue.waiting.pop_front() {
            return Some((question, queue));
        }
        if !queue.waiting.is_empty() {
            let (woken, pause) = bell
                .wait_timeout_while(queue, COLD, |q| !q.stopped && !q.waiting.is_empty())
                .unwrap_or_else(PoisonError::into_inner);
            (queue, may_take) = (woken, pause.timed_out());
            continue;
        }
        if !queue.idle.contains(&number) {
            queue.idle.push(number);
        }
        let (Some(query), Some(warm)) = (warm_ups.last(), reader.as_mut()) else {
            queue = bell.wait(queue).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        let (woken, pause) = bell
            .wait_timeout_while(queue, QUIET, |q| !q.stopped && q.waiting.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        queue = woken;
        if pause.timed_out() {
            drop(queue);
            warm.warm_up(query);
            warm_ups.pop();
            queue = lock(&pool.queue);
        }
    }
    None
}

/// A reader's life.
fn read_on(number: usize, pool: &Pool, path: &Path) {
    let mut reader: Option<Reader> = None;
    // The one that is called first answers nearly everything.
    let mut warm_ups = if number == 0 { warm_ups() } else { Vec::new() };
    while let Some((question, mut queue)) = next_question(number, pool, &mut reader, &mut warm_ups) {
        queue.idle.retain(|idle| *idle != number);
        if reader.is_none() {
            drop(queue);
            let spare = pool.spare.lock().unwrap_or_else(PoisonError::into_inner).take();
            match spare.map_or_else(|| connect::reader(path), Ok) {
                Ok(conn) => reader = Some(Reader { conn, known: None }),
                Err(error) => {
                    question.answer.give(Err(error));
                    continue;
                }
            }
            queue = lock(&pool.queue);
        }
        let Some(reader) = reader.as_mut() else { continue };
        let superseded = Arc::new(AtomicBool::new(false));
        let running = Running {
            pane: question.answer.pane(),
            superseded: Arc::clone(&superseded),
            interrupt: reader.conn.get_interrupt_handle(),
        };
        queue.running.insert(number, running);
        drop(queue);
        // A bug in one query must not take the reader away from all others.
        let result = catch_unwind(AssertUnwindSafe(|| reader.answer_until(&question, &superseded)))
            .unwrap_or_else(|_| Err(StoreError::Internal("a query failed in an unexpected way".to_owned())));
        lock(&pool.queue).running.remove(&number);
        // The answer to a superseded question is of no use to anybody; the newer one is on its way.
        if !superseded.load(Ordering::SeqCst) || question.answer.pane().is_none() {
            question.answer.give(result);
        }
    }
}

/// How long nobody asks anything before the search is warmed up.
const QUIET: Duration = Duration::from_millis(120);

/// What is asked while nobody waits, last first: a search's statements are prepared and the upper pages of its indexes
/// read before the first key of a search, which would take ten times as long as the following ones.
fn warm_ups() -> Vec<Query> {
    let search = |text: &str| {
        Query::List(ListKind::Clients, ListQuery { text: text.to_owned(), limit: 20, ..ListQuery::default() })
    };
    ["984", "9", "ann", "a"].map(search).into()
}

struct Reader {
    conn: Connection,
    known: Option<(i64, Access)>,
}

impl Reader {
    /// Answers; an interrupt that was meant for an earlier question of this connection is shrugged off.
    fn answer_until(&mut self, question: &Question, superseded: &AtomicBool) -> Result<Reply, StoreError> {
        loop {
            match self.answer(&question.actor, &question.query) {
                Err(StoreError::Interrupted) if !superseded.load(Ordering::SeqCst) => {}
                result => return result,
            }
        }
    }

    /// Asks in the name of whoever asked last; the answer is of no interest, nor that there is none.
    fn warm_up(&mut self, query: &Query) {
        let Some(actor) = self.known.as_ref().map(|(_, access)| access.actor.clone()) else { return };
        let warmed = catch_unwind(AssertUnwindSafe(|| {
            if let Reply::Clients(page) = self.answer(&actor, query)?
                && let Some(row) = page.rows.first()
            {
                self.answer(&actor, &Query::Client(row.id.clone()))?;
            }
            Ok::<(), StoreError>(())
        }));
        tracing::debug!(done = matches!(warmed, Ok(Ok(()))), "warmed up");
    }

    /// One read transaction, which ends with the query.
    fn answer(&mut self, actor: &Actor, query: &Query) -> Result<Reply, StoreError> {
        let tx = self.conn.unchecked_transaction()?;
        // Read something first: only then does the version belong to this transaction's snapshot.
        let version: i64 = tx.prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?;
        let access = match &self.known {
            Some((seen, access)) if *seen == version && access.actor == *actor => access.clone(),
            _ => Access::resolve(&tx, actor)?,
        };
        let reply = dispatch::answer(&tx, &access, query);
        tx.commit()?;
        self.known = Some((version, access));
        reply
    }
}
