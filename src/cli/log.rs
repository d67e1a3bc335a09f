//! The log file: bounded, private to the user, and never the terminal.
//!
//! What is logged names commands, queries and durations. Names, phones, texts and secrets are never logged: whoever
//! writes a log line passes kinds and ids, not values.

use crate::config::{LogLevel, Settings};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// When the file is longer than this it becomes `….1`, and a new one starts: at most two of them are kept.
const MAX_BYTES: u64 = 1 << 20;

/// Starts the log of this process. Without a place or with level `off` there is none.
///
/// # Errors
/// The file cannot be made or written.
pub fn start(settings: &Settings) -> io::Result<()> {
    let level = match settings.log {
        LogLevel::Off => return Ok(()),
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let Some(path) = &settings.log_file else { return Ok(()) };
    let file = LogFile::open(path, MAX_BYTES)?;
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || file.clone_writer());
    // Other people's crates only when something is wrong: their details are not ours to vouch for.
    let filter = Targets::new().with_default(level.min(LevelFilter::WARN)).with_target("studiovault", level);
    tracing_subscriber::registry().with(filter).with(lines).try_init().map_err(io::Error::other)
}

/// A file that starts anew when it is full.
pub struct LogFile {
    path: PathBuf,
    max_bytes: u64,
    inner: std::sync::Arc<Mutex<Inner>>,
}

struct Inner {
    file: File,
    bytes: u64,
}

impl LogFile {
    /// Opens or makes the file with its folder.
    ///
    /// # Errors
    /// The file cannot be made or written.
    pub fn open(path: &Path, max_bytes: u64) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = append(path)?;
        let bytes = file.metadata()?.len();
        let inner = std::sync::Arc::new(Mutex::new(Inner { file, bytes }));
        Ok(Self { path: path.to_owned(), max_bytes, inner })
    }

    fn clone_writer(&self) -> Self {
        Self { path: self.path.clone(), max_bytes: self.max_bytes, inner: self.inner.clone() }
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.bytes + line.len() as u64 > self.max_bytes && inner.bytes > 0 {
            // Another process may have turned the file over already: its new file is then turned over early.
            std::fs::rename(&self.path, old_name(&self.path))?;
            *inner = Inner { file: append(&self.path)?, bytes: 0 };
        }
        inner.file.write_all(line)?;
        inner.bytes += line.len() as u64;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn old_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".1");
    PathBuf::from(name)
}

fn append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
