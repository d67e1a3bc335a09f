//! Taking the terminal over, and giving it back exactly as it was found.

use super::MouseUse;
use crate::host::ansi::{ENTER, LEAVE, LISTEN};
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpid, getsid, kill_current_process_group};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};
use std::backtrace::Backtrace;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Standard output without the library's buffers: one write is one write.
pub(super) struct FdOut;

impl Write for FdOut {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let out = io::stdout();
        loop {
            match rustix::io::write(&out, bytes) {
                Ok(n) => return Ok(n),
                Err(Errno::INTR) => {}
                // Somebody made the terminal non-blocking: wait until it takes more.
                Err(Errno::AGAIN) => match poll(&mut [PollFd::new(&out, PollFlags::OUT)], None) {
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                },
                Err(error) => return Err(error.into()),
            }
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The size of the terminal; the classic one where it does not say.
pub(super) fn size() -> Size {
    match tcgetwinsize(io::stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size::new(size.ws_col, size.ws_row),
        _ => Size::new(80, 24),
    }
}

/// How many cells a line of the output has, if it goes to a terminal.
pub(super) fn output_width() -> Option<usize> {
    let out = io::stdout();
    isatty(&out)
        .then(|| tcgetwinsize(&out).ok())
        .flatten()
        .map(|size| usize::from(size.ws_col))
        .filter(|w| *w > 0)
}

/// The terminal, as it was found.
pub(super) struct Tty {
    found: Termios,
    mouse: MouseUse,
    taken: AtomicBool,
}

impl Tty {
    /// Takes the terminal over.
    pub(super) fn take(mouse: MouseUse) -> io::Result<Self> {
        let tty = Self { found: tcgetattr(io::stdin())?, mouse, taken: AtomicBool::new(false) };
        tty.enter()?;
        Ok(tty)
    }

    fn enter(&self) -> io::Result<()> {
        let mut raw = self.found.clone();
        raw.make_raw();
        tcsetattr(io::stdin(), OptionalActions::Now, &raw)?;
        self.taken.store(true, Ordering::SeqCst);
        FdOut.write_all(ENTER.as_bytes())?;
        match self.mouse {
            MouseUse::Listen => FdOut.write_all(LISTEN.as_bytes()),
            MouseUse::LetBe => Ok(()),
        }
    }

    /// Gives it back. A second call does nothing.
    pub(super) fn leave(&self) {
        if self.taken.swap(false, Ordering::SeqCst) {
            // Whether the terminal still takes it is not ours to mend.
            let _ = FdOut.write_all(LEAVE.as_bytes());
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.found);
        }
    }

    /// Gives the terminal back, stops, and takes it again when the program is continued. Without a shell that could
    /// continue it, nothing happens.
    pub(super) fn suspend(&self) -> bool {
        if getsid(None).is_ok_and(|session| session == getpid()) {
            return false;
        }
        self.leave();
        // STOP, because our handler has taken the place of what TSTP would do.
        kill_current_process_group(Signal::STOP).is_ok()
    }

    /// Takes the terminal again after the program was stopped.
    pub(super) fn retake(&self) {
        if let Err(error) = self.enter() {
            tracing::info!(%error, "the terminal could not be taken again");
        }
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Restores the terminal when this thread panics, and remembers why, to be told once everything is safe.
pub(super) struct RestoreOnPanic {
    what: Arc<Mutex<String>>,
}

impl RestoreOnPanic {
    pub(super) fn install(tty: Arc<Tty>) -> Self {
        let what = Arc::new(Mutex::new(String::new()));
        let (told, here) = (Arc::clone(&what), std::thread::current().id());
        std::panic::set_hook(Box::new(move |info| {
            let trace = Backtrace::capture();
            tracing::error!(%info, %trace, "panic");
            // The threads of the store answer for themselves: the person goes on.
            if std::thread::current().id() == here {
                tty.leave();
                *told.lock().unwrap_or_else(PoisonError::into_inner) = info.to_string();
            }
        }));
        Self { what }
    }

    /// What the panic said.
    pub(super) fn what(&self) -> String {
        self.what.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
