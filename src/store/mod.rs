//! The state store: the only room that knows SQL.
//!
//! A [`protocol::Query`] reads, a [`protocol::Command`] writes; both are plain data and answer with plain data.

pub mod error;
pub mod port;
pub mod protocol;

use port::{SharedMailbox, Slot, StoreEvent, Ticket};
use protocol::{Actor, Command, Outcome, Query, Reply, StoreError};
use std::path::PathBuf;

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

/// The store of one database file. Cheap to clone; every clone speaks to the same threads.
#[derive(Clone)]
pub struct Store {}

impl Store {
    /// Opens the file, migrates it if it is older than this program, and starts the threads.
    ///
    /// # Errors
    /// Not a database, newer than this program, locked, unreadable.
    pub fn open(_options: OpenOptions) -> Result<Self, StoreError> {
        Err(StoreError::Stopped)
    }

    /// Who to work as: the person with this email, else the first owner. `None` while there are no users.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when nobody active has this email.
    pub fn sign_in(&self, _email: Option<&str>, _host: &str) -> Result<Actor, StoreError> {
        Err(StoreError::Stopped)
    }

    /// A session's door.
    #[must_use]
    pub fn port(&self, _actor: Actor) -> Port {
        Port { mailbox: SharedMailbox::default() }
    }

    /// Asks and waits: for the command line and tests.
    ///
    /// # Errors
    /// As the query's.
    pub fn ask(&self, _actor: &Actor, _query: Query) -> Result<Reply, StoreError> {
        Err(StoreError::Stopped)
    }

    /// Writes and waits until it is on the disk: for the command line and tests.
    ///
    /// # Errors
    /// As the command's.
    pub fn run(&self, _actor: &Actor, _command: Command) -> Result<Outcome, StoreError> {
        Err(StoreError::Stopped)
    }

    /// Stops: no new writes, the accepted ones are finished, the threads end.
    pub fn stop(&self) {}
}

/// A session's door to the store.
pub struct Port {
    mailbox: SharedMailbox,
}

impl Port {
    /// Asks; the answer comes as [`StoreEvent::Reply`]. A later query of the same slot supersedes this one.
    pub fn query(&self, slot: Slot, ticket: Ticket, _query: Query) {
        self.mailbox.reply(slot, ticket, Err(StoreError::Stopped));
    }

    /// Writes; the answer comes as [`StoreEvent::Applied`]. When the queue is full the answer is
    /// [`StoreError::Busy`] and nothing was accepted.
    pub fn apply(&self, ticket: Ticket, _command: Command) {
        self.mailbox.applied(ticket, Err(StoreError::Stopped));
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
