//! Writing papers into files of the person's machine, on a thread: the screen never waits for a disk. Nothing that is there
//! is written over.

use super::folders::Disk;
use crate::folder;
use crate::screens::effect::Unread;
use crate::store::port::Ticket;
use std::io::{self, Write};
use std::path::Path;
use tokio::sync::mpsc;

/// Files that may be under way at once.
const QUEUE: usize = 4;

/// What became of a file: its path, or why it was not written.
type Done = (Ticket, Result<String, Unread>);

/// The files of a session that are being written.
pub(super) struct Files {
    disk: Disk,
    under_way: usize,
    tell: mpsc::Sender<Done>,
    told: mpsc::Receiver<Done>,
}

impl Files {
    pub(super) fn new(disk: Disk) -> Self {
        let (tell, told) = mpsc::channel(QUEUE);
        Self { disk, under_way: 0, tell, told }
    }

    /// Whether one is being written.
    pub(super) const fn is_writing(&self) -> bool {
        self.under_way > 0
    }

    /// Writes a file that is not there yet. Why not is known at once, if it is so already.
    pub(super) fn write(&mut self, ticket: Ticket, path: String, text: String) -> Option<Done> {
        let Disk::Own { home } = &self.disk else { return Some((ticket, Err(elsewhere()))) };
        if self.under_way == QUEUE {
            return Some((
                ticket,
                Err(unwritten("other files are still being written", "Try again in a moment.")),
            ));
        }
        let (tell, home) = (self.tell.clone(), home.clone());
        // Nobody listens any more when the session is over.
        let work = move || drop(tell.blocking_send((ticket, create(&path, home.as_deref(), &text))));
        match std::thread::Builder::new().name("paper".to_owned()).spawn(work) {
            Ok(_) => {
                self.under_way += 1;
                None
            }
            Err(error) => {
                Some((ticket, Err(unwritten(&format!("the file cannot be written: {error}"), "Try again."))))
            }
        }
    }

    /// What becomes of the next one. Waits for ever when there is none.
    pub(super) async fn next(&mut self) -> Done {
        // The other end is kept here: there is always a next one.
        let Some(done) = self.told.recv().await else { return std::future::pending().await };
        self.under_way = self.under_way.saturating_sub(1);
        done
    }

    /// What has become of one already.
    pub(super) fn take(&mut self) -> Option<Done> {
        let done = self.told.try_recv().ok()?;
        self.under_way = self.under_way.saturating_sub(1);
        Some(done)
    }
}

/// Makes a file that is whole, or none.
fn create(path: &str, home: Option<&Path>, text: &str) -> Result<String, Unread> {
    let path = path.trim();
    let kept =
        folder::absolute(path, home).ok_or_else(|| unwritten("the path is no text", "Name another file."))?;
    let put = || -> io::Result<()> {
        let target = Path::new(&kept);
        let mut file = super::feeds::drafted(target, ".txt", 0o644)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(target).map_err(|error| error.error)?;
        Ok(())
    };
    match put() {
        Ok(()) => Ok(kept),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(unwritten(&format!("{kept} is there already"), "Name another file: nothing is written over."))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = Path::new(&kept).parent().map(|folder| folder.display().to_string());
            let what = format!("there is no folder {}", folder.unwrap_or_default());
            Err(unwritten(&what, "Name a file in a folder that is there."))
        }
        Err(error) => Err(unwritten(&format!("{kept} cannot be written: {error}"), "Name another file.")),
    }
}

fn unwritten(what: &str, next: &str) -> Unread {
    Unread { what: what.to_owned(), hint: format!("Nothing was written. {next}") }
}

fn elsewhere() -> Unread {
    unwritten("files are written only at the machine that they lie on", "Copy the paper instead.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(disk: Disk, path: &Path) -> Result<String, Unread> {
        let mut files = Files::new(disk);
        if let Some((_, done)) =
            files.write(Ticket(1), path.to_str().unwrap().to_owned(), "a paper\n".to_owned())
        {
            return done;
        }
        assert!(files.is_writing());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (ticket, done) = runtime.block_on(files.next());
        assert!(ticket == Ticket(1) && !files.is_writing());
        done
    }

    #[test]
    fn a_file_is_made_and_never_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let own = || Disk::Own { home: Some(dir.path().to_owned()) };
        let path = dir.path().join("sheet.txt");
        assert_eq!(written(own(), Path::new(" ~/sheet.txt ")).unwrap(), path.to_str().unwrap());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a paper\n");
        std::fs::write(&path, "theirs").unwrap();
        let error = written(own(), &path).unwrap_err();
        assert!(error.what.ends_with("sheet.txt is there already"), "{error:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "theirs");
        let error = written(own(), &dir.path().join("none/sheet.txt")).unwrap_err();
        assert!(error.what.starts_with("there is no folder "), "{error:?}");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing half is left");
        assert!(written(Disk::Elsewhere, &path).unwrap_err().what.contains("only at the machine"));
    }
}
