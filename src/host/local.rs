//! The terminal that the program was started in.
//!
//! Stopping in good order, whatever the reason (quit, a signal, a terminal that is gone, a panic): no more input, the
//! drafts of open forms kept, accepted writes on the disk, the terminal as it was found.

mod input;
mod signals;
mod tty;

use super::ansi::{AnsiBackend, knows_synchronized};
use crate::app::{App, Guesses, Setup};
use crate::domain::country::guess_from_locale;
use crate::domain::money::Grouping;
use crate::keymap::Keymap;
use crate::screens::TabId;
use crate::session::folders::Disk;
use crate::session::{Display, Session};
use crate::store::Store;
use crate::store::protocol::Actor;
use crate::theme::Theme;
use ratatui::Terminal;
use ratatui::layout::Size;
use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use tty::{FdOut, Tty};
use uuid::Uuid;

/// What the terminal application needs.
pub struct LocalOptions {
    /// The database.
    pub store: Store,
    /// Who works; while there is nobody yet, anybody.
    pub actor: Actor,
    /// Styles.
    pub theme: Theme,
    /// Keys.
    pub keymap: Keymap,
    /// The tab that is open first.
    pub start_tab: TabId,
    /// How amounts are grouped; `None` for the way of their currency.
    pub grouping: Option<Grouping>,
    /// What becomes of the mouse.
    pub mouse: MouseUse,
    /// The database file, for messages.
    pub database: PathBuf,
}

/// What becomes of the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseUse {
    /// Clicks and the wheel come to the application; the terminal keeps what is done with Shift held.
    Listen,
    /// The terminal keeps it.
    LetBe,
}

/// Why the terminal application could not run, or ended badly.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// Standard input or output is a file, a pipe, nothing.
    #[error("StudioVault needs a terminal, and {0} is none")]
    NoTerminal(&'static str),
    /// The terminal could not be taken over.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// A bug of ours.
    #[error("StudioVault stopped because of a fault of its own: {what}")]
    Panicked {
        /// What and where.
        what: String,
        /// Where open forms are kept.
        database: PathBuf,
    },
}

impl LocalError {
    /// What was kept and what to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::NoTerminal(_) => "For scripts there are commands: `studiovault client list --json`, \
                                    `studiovault find`, `studiovault doctor`; `studiovault --help` names them all."
                .to_owned(),
            Self::Terminal(_) => "Nothing was changed.".to_owned(),
            Self::Panicked { database, .. } => format!(
                "What was saved is in {}. Forms that were open are kept there too: start again, and they are offered.",
                database.display()
            ),
        }
    }

    /// The exit code: 2 for wrong usage, else 1.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::NoTerminal(_) => 2,
            Self::Terminal(_) | Self::Panicked { .. } => 1,
        }
    }
}

/// Whether there is a terminal to run on. Asked before anything is opened, so that a wrong call leaves no file behind.
///
/// # Errors
/// [`LocalError::NoTerminal`].
pub fn check_terminal() -> Result<(), LocalError> {
    if !io::stdin().is_terminal() {
        return Err(LocalError::NoTerminal("standard input"));
    }
    if !io::stdout().is_terminal() {
        return Err(LocalError::NoTerminal("standard output"));
    }
    Ok(())
}

/// How many cells a line of the standard output has; `None` when it is no terminal.
#[must_use]
pub fn output_width() -> Option<usize> {
    tty::output_width()
}

/// Reads the names of the time zones on a thread of its own: the first frame needs them, and they take as long as
/// opening the database, which goes on meanwhile.
pub fn warm_up() {
    std::thread::spawn(|| {
        let _ = jiff::tz::TimeZone::system();
        let _ = jiff::tz::TimeZone::get("Asia/Kolkata");
    });
}

/// Runs until the person leaves or the host stops it.
///
/// # Errors
/// No terminal, or a fault of ours; the terminal is restored in every case.
pub fn run(options: LocalOptions) -> Result<(), LocalError> {
    check_terminal()?;
    let env = |name: &str| std::env::var(name).ok();
    let tty = Arc::new(Tty::take(options.mouse)?);
    tracing::debug!("the terminal is taken");
    let restore = tty::RestoreOnPanic::install(Arc::clone(&tty));
    let size = tty::size();
    let backend = AnsiBackend::new(FdOut, size, knows_synchronized(env));
    let store = options.store.clone();
    let app = App::new(Setup {
        size: (size.width, size.height),
        theme: options.theme,
        keymap: options.keymap,
        seed: Uuid::now_v7().as_u128(),
        guesses: guesses(env),
        start_tab: options.start_tab,
        grouping: options.grouping,
    });
    let display = LocalDisplay { terminal: Terminal::new(backend)?, tty: Arc::clone(&tty) };
    let door = store.port(options.actor);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let home = env("HOME").map(PathBuf::from);
    let mut session = Session::new(app, display, door).with_disk(Disk::Own { home });
    let ran = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            let (mut keys, reader) = input::start()?;
            let mut signals = signals::start()?;
            tracing::debug!("the session starts");
            session.start().await;
            // Not on the way to the first frame: nobody types a phone number that fast.
            std::thread::spawn(crate::domain::phone::warm_up);
            let ended = session.run(&mut keys, &mut signals).await;
            drop(reader);
            tracing::info!(?ended, "the session ended");
            Ok::<(), io::Error>(())
        })
    }));
    if ran.is_err() {
        // The app may be in any state, but what was typed up to here is safe with the session.
        let kept = catch_unwind(AssertUnwindSafe(|| runtime.block_on(session.stop())));
        tracing::error!(kept = kept.is_ok(), "stopped by a panic");
    }
    tty.leave();
    store.stop();
    match ran {
        Ok(result) => Ok(result?),
        Err(_) => Err(LocalError::Panicked { what: restore.what(), database: options.database }),
    }
}

struct LocalDisplay {
    terminal: Terminal<AnsiBackend<FdOut>>,
    tty: Arc<Tty>,
}

impl Display for LocalDisplay {
    type Backend = AnsiBackend<FdOut>;

    fn terminal(&mut self) -> &mut Terminal<Self::Backend> {
        &mut self.terminal
    }

    fn resized(&mut self, width: u16, height: u16) {
        self.terminal.backend_mut().resize(Size::new(width, height));
    }

    fn copy(&mut self, text: &str) {
        let sequence = format!("\x1b]52;c;{}\x07", base64(text.as_bytes()));
        if let Err(error) = self.terminal.backend_mut().send(sequence.as_bytes()) {
            tracing::info!(%error, "the clipboard was not reached");
        }
    }

    fn suspend(&mut self) -> bool {
        let stopped = self.tty.suspend();
        if stopped {
            self.resumed();
        }
        stopped
    }

    fn resumed(&mut self) {
        self.tty.retake();
        self.terminal.backend_mut().forget();
        self.terminal.backend_mut().resize(tty::size());
    }
}

/// What the environment suggests for the questions of a new studio.
fn guesses(env: impl Fn(&str) -> Option<String>) -> Guesses {
    let locale =
        ["LC_ALL", "LC_MONETARY", "LANG"].iter().find_map(|name| env(name).filter(|v| !v.is_empty()));
    let zone = jiff::tz::TimeZone::system().iana_name().map(ToOwned::to_owned);
    Guesses {
        country: guess_from_locale(&locale.unwrap_or_default(), zone.as_deref()).map(|country| country.code),
        zone,
        owner: env("USER").filter(|name| name != "root").unwrap_or_default(),
    }
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * i) & 63) as usize];
            text.push(if i <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_others_write_it() {
        for (plain, encoded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("+91 98450", "KzkxIDk4NDUw")]
        {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }
}
