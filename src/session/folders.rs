//! Looking through folders on a thread of its own, so that the screen never waits for a disk.

use crate::domain::media::Folder;
use crate::folder::{self, FolderError};
use crate::screens::effect::Unread;
use crate::store::port::Ticket;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// How often a walk says how far it is.
const TELL: Duration = Duration::from_millis(100);

/// What a walk may have said that nobody has taken yet; how far it is can be left out then.
const QUEUE: usize = 16;

/// Whose disk a session may look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Disk {
    /// The person sits at the machine whose disk it is.
    Own {
        /// What `~` stands for.
        home: Option<PathBuf>,
    },
    /// The person is elsewhere: the folders of this machine are not theirs to name. What a host over a network says
    /// until it knows better.
    #[default]
    Elsewhere,
}

/// What a walk says.
#[derive(Clone, Debug)]
pub(super) enum Seen {
    /// So many files so far.
    Far(Ticket, u64),
    /// It is over.
    Done(Ticket, Result<Folder, Unread>),
}

/// The walk of a session: at most one at a time.
pub(super) struct Folders {
    disk: Disk,
    walk: Option<(Ticket, Arc<AtomicBool>)>,
    tell: mpsc::Sender<Seen>,
    told: mpsc::Receiver<Seen>,
}

impl Folders {
    pub(super) fn new(disk: Disk) -> Self {
        let (tell, told) = mpsc::channel(QUEUE);
        Self { disk, walk: None, tell, told }
    }

    /// Whether a walk is under way.
    pub(super) const fn is_walking(&self) -> bool {
        self.walk.is_some()
    }

    /// Starts a walk, in the place of an older one.
    pub(super) fn look(&mut self, ticket: Ticket, path: String) {
        self.stop();
        let stop = Arc::new(AtomicBool::new(false));
        self.walk = Some((ticket, Arc::clone(&stop)));
        let Disk::Own { home } = &self.disk else {
            return self.say(Seen::Done(ticket, Err(elsewhere())));
        };
        let (tell, home) = (self.tell.clone(), home.clone());
        let walk = move || {
            let mut last = Instant::now();
            let mut watch = |files: usize| {
                if stop.load(Ordering::Relaxed) {
                    return ControlFlow::Break(());
                }
                if last.elapsed() >= TELL {
                    last = Instant::now();
                    let _ = tell.try_send(Seen::Far(ticket, files as u64));
                }
                ControlFlow::Continue(())
            };
            let found = folder::look(&path, home.as_deref(), &mut watch);
            // Nobody listens any more when the session is over.
            let _ = tell.blocking_send(Seen::Done(ticket, found.map_err(|error| unread(&error))));
        };
        if let Err(error) = std::thread::Builder::new().name("folder".to_owned()).spawn(walk) {
            let what = format!("the folder cannot be looked through: {error}");
            let hint = "Nothing was changed. Try again.".to_owned();
            self.say(Seen::Done(ticket, Err(Unread { what, hint })));
        }
    }

    /// Says something in the place of a walk. There is room: what older walks said is heard no more.
    fn say(&mut self, seen: Seen) {
        while self.told.try_recv().is_ok() {}
        let _ = self.tell.try_send(seen);
    }

    /// Ends the walk, if there is one; nothing more is heard of it.
    pub(super) fn stop(&mut self) {
        if let Some((_, stop)) = self.walk.take() {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// What the walk says next. Waits for ever when there is none.
    pub(super) async fn next(&mut self) -> Seen {
        loop {
            // The other end is kept here: there is always a next one.
            let Some(seen) = self.told.recv().await else { return std::future::pending().await };
            if let Some(seen) = self.of_now(seen) {
                return seen;
            }
        }
    }

    /// What the walk has said already.
    pub(super) fn take(&mut self) -> Option<Seen> {
        while let Ok(seen) = self.told.try_recv() {
            if let Some(seen) = self.of_now(seen) {
                return Some(seen);
            }
        }
        None
    }

    /// Leaves out what walks said that were stopped.
    fn of_now(&mut self, seen: Seen) -> Option<Seen> {
        let (Seen::Far(ticket, _) | Seen::Done(ticket, _)) = &seen;
        if self.walk.as_ref().is_none_or(|(now, _)| now != ticket) {
            return None;
        }
        if matches!(seen, Seen::Done(..)) {
            self.walk = None;
        }
        Some(seen)
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        self.stop();
    }
}

fn unread(error: &FolderError) -> Unread {
    Unread { what: error.to_string(), hint: error.hint().to_owned() }
}

fn elsewhere() -> Unread {
    Unread {
        what: "folders are looked through only at the machine that they lie on".to_owned(),
        hint: "Nothing was changed. Sit down there, or run `studiovault media scan` in its shell.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(folders: &mut Folders) -> Result<Folder, Unread> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        loop {
            if let Seen::Done(_, result) = runtime.block_on(folders.next()) {
                return result;
            }
        }
    }

    #[test]
    fn a_folder_is_looked_through_beside_the_session() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.jpg"), b"x").unwrap();
        let mut folders = Folders::new(Disk::Own { home: Some(dir.path().to_owned()) });
        folders.look(Ticket(1), "~".to_owned());
        assert!(folders.is_walking());
        assert_eq!(done(&mut folders).unwrap().files.len(), 1);
        assert!(!folders.is_walking());
        folders.look(Ticket(2), "~/none".to_owned());
        assert_eq!(done(&mut folders).unwrap_err().what, "there is no folder ~/none");
    }

    #[test]
    fn nothing_is_heard_of_a_walk_that_was_stopped() {
        let mut folders = Folders::new(Disk::Own { home: None });
        folders.look(Ticket(1), "/nowhere".to_owned());
        folders.look(Ticket(2), "/nowhere else".to_owned());
        assert_eq!(done(&mut folders).unwrap_err().what, "there is no folder /nowhere else");
        folders.look(Ticket(3), "/nowhere".to_owned());
        folders.stop();
        assert!(!folders.is_walking() && folders.take().is_none());
    }

    #[test]
    fn somebody_elsewhere_is_refused() {
        let mut folders = Folders::new(Disk::default());
        folders.look(Ticket(1), "/".to_owned());
        assert!(done(&mut folders).unwrap_err().what.contains("at the machine"));
    }
}
