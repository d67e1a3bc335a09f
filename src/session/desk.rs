//! The slow work beside a session: files are read, judged and written on a thread of its own, while the screen goes on.
//!
//! Files are those of the machine that the session runs on. Whether a session may name them is for its host to say
//! ([`Disk`]): the person who sits at it may, whoever comes over a wire may not.

use super::folders::Disk;
use super::import::{ImportError, PutAside, survey};
use crate::exchange::ReadError;
use crate::exchange::rejects::Rejects;
use crate::folder;
use crate::screens::imports::job::{Brought, News, Request, Trouble, Work};
use crate::store::Store;
use crate::store::imports::Changed;
use crate::store::port::Ticket;
use crate::store::progress::Step;
use crate::store::protocol::{Actor, StoreError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Instant, sleep_until};

/// News that wait to be looked at; of how far it is, what does not fit is left out.
const WAITING: usize = 64;

/// Work that is under way.
struct Running {
    ticket: Ticket,
    stop: Arc<AtomicBool>,
}

/// Where slow work lies.
pub(super) struct Desk {
    disk: Disk,
    running: Option<Running>,
    news: Receiver<(Ticket, News)>,
    sender: Sender<(Ticket, News)>,
}

impl Desk {
    pub(super) fn new() -> Self {
        let (sender, news) = channel(WAITING);
        Self { disk: Disk::default(), running: None, news, sender }
    }

    pub(super) fn allow(&mut self, disk: Disk) {
        self.disk = disk;
    }

    /// Begins work for somebody. What was being read for them before is given up; what was being written is not.
    pub(super) fn begin(&mut self, ticket: Ticket, work: Work, (store, actor): (Store, Actor)) {
        self.stop();
        let stop = Arc::new(AtomicBool::new(false));
        self.running = Some(Running { ticket, stop: Arc::clone(&stop) });
        let (disk, sender) = (self.disk.clone(), self.sender.clone());
        std::thread::spawn(move || {
            let hand = Hand { store, actor, disk, stop, ticket, sender };
            let done =
                catch_unwind(AssertUnwindSafe(|| hand.work(work))).unwrap_or_else(|_| News::Failed(fault()));
            // Whoever asked may have gone.
            hand.sender.blocking_send((ticket, done)).unwrap_or_default();
        });
    }

    /// Stops what is under way after the piece that is being written.
    pub(super) fn stop(&self) {
        if let Some(running) = &self.running {
            running.stop.store(true, Ordering::Relaxed);
        }
    }

    /// The next news, when there are some.
    pub(super) async fn next(&mut self) -> (Ticket, News) {
        match self.news.recv().await {
            Some(news) => self.taken(news),
            // The desk holds a sender itself: the channel does not close.
            None => std::future::pending().await,
        }
    }

    /// The next news, if there are some already.
    pub(super) fn take(&mut self) -> Option<(Ticket, News)> {
        let news = self.news.try_recv().ok()?;
        Some(self.taken(news))
    }

    fn taken(&mut self, (ticket, news): (Ticket, News)) -> (Ticket, News) {
        if news.is_last() && self.running.as_ref().is_some_and(|running| running.ticket == ticket) {
            self.running = None;
        }
        (ticket, news)
    }

    /// Stops, and waits until nothing is written any more.
    pub(super) async fn close(&mut self, until: Instant) {
        self.stop();
        while self.running.is_some() {
            tokio::select! {
                biased;
                _ = self.next() => {}
                () = sleep_until(until) => {
                    tracing::warn!("left while an import was being stopped");
                    break;
                }
            }
        }
    }
}

/// Does one piece of work.
struct Hand {
    store: Store,
    actor: Actor,
    disk: Disk,
    stop: Arc<AtomicBool>,
    ticket: Ticket,
    sender: Sender<(Ticket, News)>,
}

impl Hand {
    fn work(&self, work: Work) -> News {
        let done = match work {
            Work::Look(request) => self.look(request),
            Work::Check(request) => self.check(request),
            Work::Bring(request, digest) => self.bring(request, &digest),
            Work::Weigh(id) => self
                .store
                .rehearse_undo_import(&self.actor, id.as_str(), Changed::Keep)
                .map(News::Weighed)
                .map_err(ImportError::from),
            Work::TakeBack(id) => self
                .store
                .undo_import(&self.actor, id.as_str(), Changed::Keep, &self.stop, &mut |step| self.tell(step))
                .map(News::TakenBack)
                .map_err(ImportError::from),
        };
        match done {
            Ok(news) => news,
            Err(ImportError::Stopped) => News::Stopped,
            Err(error) => {
                tracing::info!(%error, "an import did not come to its end");
                News::Failed(Trouble { message: error.to_string(), hint: error.hint().to_owned() })
            }
        }
    }

    fn tell(&self, step: Step) {
        // What does not fit is overtaken by the next one anyway.
        self.sender.try_send((self.ticket, News::Step(step))).unwrap_or_default();
    }

    fn look(&self, request: Request) -> Result<News, ImportError> {
        let looked = survey(self.here(request)?, self.scratch())?;
        Ok(News::Looked(Box::new(looked.reading().clone())))
    }

    fn check(&self, request: Request) -> Result<News, ImportError> {
        let looked = super::import::look(self.here(request)?, self.scratch())?;
        let watch = &mut |step| self.tell(step);
        let (_, report) = looked.stage(&self.store, &self.actor, PutAside::Nowhere, (&self.stop, watch))?;
        Ok(News::Checked(Box::new(report)))
    }

    fn bring(&self, request: Request, digest: &str) -> Result<News, ImportError> {
        let request = self.here(request)?;
        let file = request.file.clone();
        let looked = super::import::look(request, self.scratch())?;
        if looked.reading().digest != digest {
            let what = "the file was changed since it was checked";
            return Err(ReadError::content(&file, what, "Nothing was imported. Look at it again.").into());
        }
        let aside = PutAside::Into(self.beside(&file));
        let watch = &mut |step| self.tell(step);
        let (staged, report) = looked.stage(&self.store, &self.actor, aside, (&self.stop, watch))?;
        let watch = &mut |step| self.tell(step);
        let applied = self.store.apply_clients(&self.actor, staged, &self.stop, watch)?;
        Ok(News::Brought(Box::new(Brought { applied, report })))
    }

    /// The request with the file's path in full.
    fn here(&self, request: Request) -> Result<Request, ImportError> {
        let Disk::Own { home } = &self.disk else { return Err(no_files().into()) };
        let typed = request.file.to_string_lossy().into_owned();
        let file = folder::absolute(unquoted(&typed), home.as_deref())
            .map_or_else(|| request.file.clone(), PathBuf::from);
        Ok(Request { file, ..request })
    }

    /// Rows may wait beside the database.
    fn scratch(&self) -> &Path {
        self.store.path().parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    /// Rows that are put aside lie beside their file; beside the database, where nothing can be written there.
    fn beside(&self, file: &Path) -> PathBuf {
        let folder = file.parent().unwrap_or(Path::new("."));
        if tempfile::tempfile_in(folder).is_ok() {
            return Rejects::beside(file);
        }
        Rejects::beside(&self.scratch().join(file.file_name().unwrap_or_default()))
    }
}

/// A path as a terminal pastes it that a file was dropped on: in quotation marks.
fn unquoted(typed: &str) -> &str {
    let typed = typed.trim();
    let inside = |mark| typed.strip_prefix(mark).and_then(|rest: &str| rest.strip_suffix(mark));
    inside('\'').or_else(|| inside('"')).filter(|path| !path.is_empty()).unwrap_or(typed)
}

fn no_files() -> StoreError {
    StoreError::Refused(crate::store::protocol::Refusal {
        message: "files are imported on the machine that StudioVault runs on".to_owned(),
        hint: "Nothing was imported. Copy the file there and use `studiovault import clients`.",
    })
}

fn fault() -> Trouble {
    Trouble {
        message: "StudioVault failed over this file: a fault of its own".to_owned(),
        hint: "What was written stays; `import list` shows how far it is.".to_owned(),
    }
}

/// What is said where there is no store to write to.
pub(super) fn nobody() -> News {
    News::Failed(Trouble { message: "there is no database to import into".to_owned(), hint: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_file_is_taken_without_its_quotation_marks() {
        for (typed, path) in [
            ("'/tmp/a b.csv' ", "/tmp/a b.csv"),
            ("\"/tmp/a.csv\"", "/tmp/a.csv"),
            ("/tmp/it's.csv", "/tmp/it's.csv"),
            ("'", "'"),
            ("''", "''"),
        ] {
            assert_eq!(unquoted(typed), path);
        }
    }
}
