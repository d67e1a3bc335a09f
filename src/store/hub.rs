//! Who hears of changes: the sessions of this process.

use super::port::{Mailbox, SharedMailbox};
use super::protocol::Change;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// The sessions of this process, as long as they live.
#[derive(Default)]
pub(super) struct Hub {
    mailboxes: Mutex<Vec<Weak<Mailbox>>>,
    /// Whether rows of this process are written that a search does not find yet.
    behind: AtomicBool,
}

impl Hub {
    /// A new session listens.
    pub(super) fn join(&self, mailbox: &SharedMailbox) {
        let mut mailboxes = self.mailboxes.lock().unwrap_or_else(PoisonError::into_inner);
        mailboxes.retain(|m| m.strong_count() > 0);
        mailboxes.push(Arc::downgrade(mailbox));
    }

    /// Tells every session.
    pub(super) fn tell(&self, change: &Change) {
        let mailboxes = self.mailboxes.lock().unwrap_or_else(PoisonError::into_inner);
        for mailbox in mailboxes.iter().filter_map(Weak::upgrade) {
            mailbox.changed(change.clone());
        }
    }

    /// Notes whether a search may miss what this process wrote.
    pub(super) fn set_behind(&self, behind: bool) {
        self.behind.store(behind, Ordering::SeqCst);
    }

    /// Whether a search may miss what this process wrote.
    pub(super) fn is_behind(&self) -> bool {
        self.behind.load(Ordering::SeqCst)
    }
}
