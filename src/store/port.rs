//! A session's door to the store: asks without waiting, collects answers when they are there.
//!
//! The mailbox is bounded by construction: one answer per slot (the latest), the answers to writes (bounded by the
//! write queue), and the changes since the last look, folded into one when there are many.

use super::protocol::{Change, Outcome, Reply, StoreError};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// A pane's place for answers: of two queries of one slot only the later one is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u16);

/// Names one question, so that a late answer can be told from the one that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What comes out of the store.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreEvent {
    /// The answer to a query.
    Reply {
        /// The pane that asked.
        slot: Slot,
        /// Its question.
        ticket: Ticket,
        /// The answer.
        result: Result<Reply, StoreError>,
    },
    /// The answer to a command: when it is `Ok`, the write is on the disk.
    Applied {
        /// Which command.
        ticket: Ticket,
        /// What it did.
        result: Result<Outcome, StoreError>,
    },
    /// Rows moved.
    Changed(Change),
}

/// Changes kept apart before they are folded into [`Change::Elsewhere`].
const MAX_CHANGES: usize = 64;

#[derive(Default)]
struct Inner {
    replies: BTreeMap<Slot, (Ticket, Result<Reply, StoreError>)>,
    applied: VecDeque<(Ticket, Result<Outcome, StoreError>)>,
    changes: VecDeque<Change>,
}

/// Where a session's answers lie until it looks.
#[derive(Default)]
pub(super) struct Mailbox {
    inner: Mutex<Inner>,
    news: Notify,
}

impl Mailbox {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn reply(&self, slot: Slot, ticket: Ticket, result: Result<Reply, StoreError>) {
        let mut inner = self.lock();
        // Two readers may answer two questions of one pane in either order: the later question's answer stays.
        if inner.replies.get(&slot).is_none_or(|(waiting, _)| *waiting <= ticket) {
            inner.replies.insert(slot, (ticket, result));
        }
        drop(inner);
        self.news.notify_one();
    }

    pub(super) fn applied(&self, ticket: Ticket, result: Result<Outcome, StoreError>) {
        self.lock().applied.push_back((ticket, result));
        self.news.notify_one();
    }

    pub(super) fn changed(&self, change: Change) {
        let mut inner = self.lock();
        if inner.changes.len() >= MAX_CHANGES {
            inner.changes.clear();
            inner.changes.push_back(Change::Elsewhere);
        } else if inner.changes.back() != Some(&change) {
            inner.changes.push_back(change);
        }
        drop(inner);
        self.news.notify_one();
    }

    /// Writes first (a person waits for "saved"), then answers, then changes.
    pub(super) fn take(&self) -> Option<StoreEvent> {
        let mut inner = self.lock();
        if let Some((ticket, result)) = inner.applied.pop_front() {
            return Some(StoreEvent::Applied { ticket, result });
        }
        if let Some((slot, (ticket, result))) = inner.replies.pop_first() {
            return Some(StoreEvent::Reply { slot, ticket, result });
        }
        inner.changes.pop_front().map(StoreEvent::Changed)
    }

    pub(super) async fn next(&self) -> StoreEvent {
        loop {
            let news = self.news.notified();
            if let Some(event) = self.take() {
                return event;
            }
            news.await;
        }
    }
}

/// Shared between the store's threads and one session.
pub(super) type SharedMailbox = Arc<Mailbox>;
