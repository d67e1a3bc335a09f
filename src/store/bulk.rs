//! Bulk work: many transactions, one after the other, through the one writer.
//!
//! Whoever has much to write sends it piece by piece and waits for each, so that other writes of this process are
//! served in between, in the order in which they came. Between two pieces the file is let go for a breath: other
//! programs, which look for the lock every few milliseconds, get it then.

use super::access::Access;
use super::protocol::{Actor, Change, StoreError};
use super::unit::Unit;
use super::writer::{Job, Writer, check_schema};
use super::{Store, connect};
use rusqlite::TransactionBehavior;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// How long the file is let go between two pieces: twice as long as another program of ours waits between two looks.
pub(super) const BREATH: Duration = connect::LOOK_AGAIN.saturating_mul(2);
/// How often a piece is tried again that found another program writing for longer than a write waits.
const TRIES: usize = 5;
/// Kibibytes of pages that the writer keeps at hand during bulk work: indexes over random values need them.
const CACHE: i64 = -65_536;

/// One transaction's worth of work. It may be carried out more than once: what it did before is gone then.
pub(super) type Piece = Arc<dyn Fn(&mut Unit<'_>) -> Result<Tally, StoreError> + Send + Sync>;

/// What a piece did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Rows that were made.
    pub(super) created: u64,
    /// Rows that were changed.
    pub(super) updated: u64,
    /// Rows that were removed.
    pub(super) removed: u64,
    /// Rows that were left as they are, each with the reason.
    pub(super) left: Vec<(String, String)>,
    /// Where the next piece goes on; `None` when nothing is left.
    pub(super) reached: Option<String>,
}

impl Tally {
    /// Adds what another piece did.
    pub(super) fn add(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.removed += other.removed;
        self.left.extend(other.left);
        self.reached = other.reached;
    }
}

/// Sends pieces.
pub(super) struct Bulk<'s> {
    store: &'s Store,
    actor: &'s Actor,
    stop: &'s AtomicBool,
}

/// A piece that is on its way; meanwhile the next one can be prepared.
pub(super) struct Pending {
    piece: Piece,
    answer: Receiver<Result<Tally, StoreError>>,
}

impl<'s> Bulk<'s> {
    /// Bulk work of somebody, until `stop` is set.
    pub(super) const fn new(store: &'s Store, actor: &'s Actor, stop: &'s AtomicBool) -> Self {
        Self { store, actor, stop }
    }

    /// Whether somebody asked to stop: what was done so far stays.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Sends a piece.
    pub(super) fn send(&self, piece: Piece) -> Result<Pending, StoreError> {
        let (sender, answer) = sync_channel(1);
        let job = Job::Piece { actor: self.actor.clone(), piece: Arc::clone(&piece), answer: sender };
        self.store.shared.jobs.send(job).map_err(|_| StoreError::Stopped)?;
        Ok(Pending { piece, answer })
    }

    /// Waits until a piece is on the disk, and lets others write before the next one.
    pub(super) fn finish(&self, pending: Pending) -> Result<Tally, StoreError> {
        let Pending { piece, mut answer } = pending;
        for _ in 1..TRIES {
            match answer.recv().map_err(|_| StoreError::Stopped)? {
                Err(StoreError::Busy) => answer = self.send(Arc::clone(&piece))?.answer,
                done => {
                    breathe(BREATH);
                    return done;
                }
            }
        }
        answer.recv().map_err(|_| StoreError::Stopped)?
    }

    /// Carries out one piece.
    pub(super) fn run(&self, piece: Piece) -> Result<Tally, StoreError> {
        let pending = self.send(piece)?;
        self.finish(pending)
    }
}

/// Lets time pass. There is no condition to wait for: SQLite cannot tell that another process waits for its lock.
pub(super) fn breathe(time: Duration) {
    std::thread::park_timeout(time);
}

impl Writer {
    /// Carries out a piece: one transaction, as for a command.
    pub(super) fn piece(
        &mut self,
        actor: &Actor,
        piece: &Piece,
        answer: &SyncSender<Result<Tally, StoreError>>,
    ) {
        let result = match self.is_broken() {
            Some(why) => Err(why),
            None => catch_unwind(AssertUnwindSafe(|| self.write_piece(actor, piece)))
                .unwrap_or_else(|_| Err(self.break_down("bulk work"))),
        };
        if let Err(error) = &result {
            tracing::warn!(error = error.kind(), "a piece of bulk work was refused");
        } else {
            self.note_written();
        }
        // Whoever asked has gone: what was written stands all the same.
        answer.send(result).unwrap_or_default();
    }

    fn write_piece(&mut self, actor: &Actor, piece: &Piece) -> Result<Tally, StoreError> {
        self.set_cache(CACHE)?;
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        check_schema(&mut self.checked, &tx)?;
        let access = Access::resolve(&tx, actor)?;
        let now = jiff::Timestamp::now().as_second();
        let tally = piece(&mut Unit::new(&tx, &access, now))?;
        tx.commit()?;
        self.hub.tell(&Change::Elsewhere);
        Ok(tally)
    }

    /// Gives back the pages that bulk work kept at hand.
    pub(super) fn end_of_bulk(&mut self) {
        if self.cache == CACHE {
            let given_back = self
                .set_cache(connect::WRITER_CACHE)
                .and_then(|()| Ok(self.conn.execute_batch("PRAGMA shrink_memory")?));
            if let Err(error) = given_back {
                tracing::warn!(error = error.kind(), "the writer keeps more memory than it needs");
            }
        }
    }

    fn set_cache(&mut self, size: i64) -> Result<(), StoreError> {
        if self.cache != size {
            self.conn.pragma_update(None, "cache_size", size)?;
            self.cache = size;
        }
        Ok(())
    }
}
