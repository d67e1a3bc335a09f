//! Why a file cannot be read.

use std::io;
use std::path::{Path, PathBuf};

/// Why a file cannot be read. Nothing was taken from it.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("there is no file {}", .0.display())]
    NotFound(PathBuf),
    /// It cannot be opened or read.
    #[error("{} cannot be read: {cause}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// It is something else than was expected.
    #[error("{} is {what}", .path.display())]
    WrongKind {
        /// Which file.
        path: PathBuf,
        /// What it is instead.
        what: &'static str,
        /// What to do next.
        hint: &'static str,
    },
    /// It is a text, but not one that can be understood.
    #[error("{}: {what}", .path.display())]
    Content {
        /// Which file.
        path: PathBuf,
        /// What is wrong, with the line.
        what: String,
        /// What to do next.
        hint: String,
    },
    /// There is no such encoding.
    #[error("there is no encoding {0}")]
    Charset(String),
    /// A column was named that is not there, or a field that a client has not.
    #[error("{message}")]
    Columns {
        /// What is wrong.
        message: String,
        /// What would be right.
        hint: String,
    },
}

impl ReadError {
    /// A fault of the file system.
    #[must_use]
    pub fn io(path: &Path, cause: io::Error) -> Self {
        if cause.kind() == io::ErrorKind::NotFound {
            return Self::NotFound(path.to_owned());
        }
        Self::Io { path: path.to_owned(), cause }
    }

    /// A text that cannot be understood.
    #[must_use]
    pub fn content(path: &Path, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Content { path: path.to_owned(), what: what.into(), hint: hint.into() }
    }

    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::NotFound(_) => "Nothing was imported. Check the name of the file.",
            Self::Io { .. } => "Nothing was imported. Check the file and its permissions.",
            Self::WrongKind { hint, .. } => hint,
            Self::Content { hint, .. } | Self::Columns { hint, .. } => hint,
            Self::Charset(_) => {
                "Name one of the usual ones: utf-8, utf-16le, utf-16be, windows-1252, windows-1251, shift_jis, gbk, …"
            }
        }
    }
}
