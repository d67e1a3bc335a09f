//! Looking at what lies in a folder of files: the only room that walks a disk. Nothing on it is changed.
//!
//! Links are not followed, so that a walk ends and finds every file once; what is hidden (a name that starts with a
//! dot, or what systems keep for themselves) is left out.

use crate::domain::media::{Folder, FoundFile, MAX_BYTES, MAX_PATH, MAX_SCAN};
use std::fs::{DirEntry, Metadata};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Folders that one walk looks into at most.
const MAX_FOLDERS: usize = 50_000;
/// Files of one folder after which whoever watches is asked once more.
const OFTEN: usize = 500;
/// What systems keep beside people's files.
const OF_SYSTEMS: [&str; 7] = [
    "Thumbs.db",
    "desktop.ini",
    "$RECYCLE.BIN",
    "System Volume Information",
    "lost+found",
    "@eaDir",
    "__MACOSX",
];

/// Why a folder could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is nothing of this name.
    #[error("there is no folder {0}")]
    Missing(String),
    /// It is a file.
    #[error("{0} is no folder")]
    NotAFolder(String),
    /// It cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, io::Error),
    /// Its path is no text, or too long to be kept.
    #[error("the path of the folder is no text that can be kept")]
    NotText,
    /// It holds more than one scan takes.
    #[error("{0} holds more than {MAX_SCAN} files")]
    TooLarge(String),
    /// Whoever asked does not want to know any more.
    #[error("the scan was stopped")]
    Stopped,
}

impl FolderError {
    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Missing(_) => "Nothing was changed. Is the disk connected?",
            Self::NotAFolder(_) => "Nothing was changed. Name the folder that it lies in.",
            Self::Unreadable(..) => "Nothing was changed. Look at its permissions.",
            Self::NotText => "Nothing was changed. Rename the folder.",
            Self::TooLarge(_) => "Nothing was changed. Scan the folders in it one by one.",
            Self::Stopped => "Nothing was changed.",
        }
    }
}

/// What lies in a folder and below it. `~` at the start is the home directory. `watch` is told again and again how many
/// files were found so far, and may end the walk.
///
/// # Errors
/// [`FolderError`]; a folder further below that cannot be read is no error, but named in [`Folder::unread`].
pub fn look(
    path: &str,
    home: Option<&Path>,
    watch: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Folder, FolderError> {
    let root = root(path, home)?;
    let text = root.to_str().filter(|text| text.chars().count() <= MAX_PATH).ok_or(FolderError::NotText)?;
    let mut folder = Folder { root: text.to_owned(), ..Folder::default() };
    let mut ahead = vec![root.clone()];
    let mut seen = 0;
    while let Some(dir) = ahead.pop() {
        seen += 1;
        if seen > MAX_FOLDERS || folder.files.len() > MAX_SCAN {
            return Err(FolderError::TooLarge(folder.root));
        }
        if watch(folder.files.len()).is_break() {
            return Err(FolderError::Stopped);
        }
        match std::fs::read_dir(&dir) {
            Ok(mut entries) => {
                if take_all(&mut entries, &dir, (&mut folder, &mut ahead), watch).is_break() {
                    return Err(FolderError::Stopped);
                }
            }
            Err(error) if dir == root => return Err(unreadable(path, error)),
            Err(_) => leave_alone(&dir, &mut folder),
        }
    }
    if folder.files.len() > MAX_SCAN {
        return Err(FolderError::TooLarge(folder.root));
    }
    folder.files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(folder)
}

/// The size of a file, if there is one of this path.
#[must_use]
pub fn size_of(path: &str) -> Option<u64> {
    std::fs::metadata(path).ok().filter(Metadata::is_file).map(|file| file.len())
}

/// The path of a file or folder as it is kept: absolute, whoever wrote it.
#[must_use]
pub fn absolute(path: &str, home: Option<&Path>) -> Option<String> {
    let path = std::path::absolute(below_home(path, home)).ok()?;
    // Components leave out doubled and final separators.
    path.components().collect::<PathBuf>().to_str().map(ToOwned::to_owned)
}

fn below_home(path: &str, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix('~'), home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            home.join(rest.trim_start_matches('/'))
        }
        _ => PathBuf::from(path),
    }
}

fn root(path: &str, home: Option<&Path>) -> Result<PathBuf, FolderError> {
    let path = path.trim();
    let root = absolute(path, home).map(PathBuf::from).ok_or(FolderError::NotText)?;
    match std::fs::metadata(&root) {
        Ok(metadata) if metadata.is_dir() => Ok(root),
        Ok(_) => Err(FolderError::NotAFolder(path.to_owned())),
        Err(error) => Err(unreadable(path, error)),
    }
}

fn unreadable(path: &str, error: io::Error) -> FolderError {
    if error.kind() == io::ErrorKind::NotFound {
        FolderError::Missing(path.to_owned())
    } else {
        FolderError::Unreadable(path.to_owned(), error)
    }
}

/// Takes every entry of a folder. What breaks off in the middle is not taken for the whole.
fn take_all(
    entries: &mut dyn Iterator<Item = io::Result<DirEntry>>,
    dir: &Path,
    (folder, ahead): (&mut Folder, &mut Vec<PathBuf>),
    watch: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for entry in entries {
        let Ok(entry) = entry else {
            leave_alone(dir, folder);
            break;
        };
        take(&entry, folder, ahead);
        if folder.files.len() % OFTEN == 1 {
            watch(folder.files.len())?;
        }
    }
    ControlFlow::Continue(())
}

/// A folder was not read, or not wholly: what is known of it stays.
fn leave_alone(dir: &Path, folder: &mut Folder) {
    match dir.to_str() {
        Some(text) if folder.unread.last().is_some_and(|last| last == text) => {}
        Some(text) => folder.unread.push(text.to_owned()),
        None => folder.left_out += 1,
    }
}

/// Takes one entry of a folder: a file is kept, a folder is looked into later, anything else is none of ours.
fn take(entry: &DirEntry, folder: &mut Folder, ahead: &mut Vec<PathBuf>) {
    let name = entry.file_name();
    if name.as_encoded_bytes().starts_with(b".") || OF_SYSTEMS.iter().any(|own| name == *own) {
        return;
    }
    let path = entry.path();
    let Ok(kind) = entry.file_type() else {
        folder.left_out += 1;
        return path.parent().into_iter().for_each(|dir| leave_alone(dir, folder));
    };
    if kind.is_dir() {
        ahead.push(path);
    } else if kind.is_file() {
        let text = path.to_str().filter(|text| text.chars().count() <= MAX_PATH);
        let bytes = entry.metadata().ok().map(|file| file.len());
        if let (None, Some(dir)) = (bytes, path.parent()) {
            leave_alone(dir, folder);
        }
        let bytes = bytes.filter(|bytes| *bytes <= MAX_BYTES);
        match (text, bytes) {
            (Some(text), Some(bytes)) => folder.files.push(FoundFile { path: text.to_owned(), bytes }),
            _ => folder.left_out += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn look_at(path: &Path) -> Result<Folder, FolderError> {
        look(path.to_str().unwrap(), None, &mut |_| ControlFlow::Continue(()))
    }

    #[test]
    fn finds_files_and_leaves_out_links_and_what_is_hidden() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        for folder in ["raw/day 1", ".trash", "@eaDir", "empty"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for (file, bytes) in [
            ("raw/day 1/DSC1.ARW", 5),
            ("raw/प्रिया.jpg", 2),
            (".hidden", 1),
            (".trash/x.jpg", 1),
            ("Thumbs.db", 1),
        ] {
            fs::write(root.join(file), vec![0; bytes]).unwrap();
        }
        std::os::unix::fs::symlink(&root, root.join("circle")).unwrap();
        std::os::unix::fs::symlink(root.join("raw/day 1/DSC1.ARW"), root.join("again.arw")).unwrap();
        let found = look_at(&root).unwrap();
        let files: Vec<(&str, u64)> =
            found.files.iter().map(|f| (f.path.strip_prefix(&found.root).unwrap(), f.bytes)).collect();
        assert_eq!(files, [("/raw/day 1/DSC1.ARW", 5), ("/raw/प्रिया.jpg", 2)]);
        assert_eq!((found.unread.len(), found.left_out), (0, 0));
        // Written otherwise, it is the same folder.
        let odd = format!("{}//raw/./day 1/", root.display());
        assert_eq!(
            look(&odd, None, &mut |_| ControlFlow::Continue(())).unwrap().root,
            format!("{}/raw/day 1", root.display())
        );
        let home = look("~/raw", Some(&root), &mut |_| ControlFlow::Continue(())).unwrap();
        assert_eq!(home.files.len(), 2);
    }

    #[test]
    fn names_that_are_no_text_are_counted() {
        use std::os::unix::ffi::OsStrExt;
        let dir = tempfile::tempdir().unwrap();
        let odd = std::ffi::OsStr::from_bytes(b"odd\xff.jpg");
        if fs::write(dir.path().join(odd), b"x").is_ok() {
            assert_eq!(look_at(dir.path()).unwrap().left_out, 1);
        }
    }

    #[test]
    fn says_why_a_folder_cannot_be_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.jpg");
        fs::write(&file, b"x").unwrap();
        assert!(matches!(look_at(&dir.path().join("none")), Err(FolderError::Missing(_))));
        assert!(matches!(look_at(&file), Err(FolderError::NotAFolder(_))));
        let stopped = look(dir.path().to_str().unwrap(), None, &mut |_| ControlFlow::Break(()));
        assert!(matches!(stopped, Err(FolderError::Stopped)));
        assert_eq!(size_of(file.to_str().unwrap()), Some(1));
        assert_eq!(size_of(dir.path().to_str().unwrap()), None);
    }

    #[test]
    fn a_folder_that_was_read_in_part_leaves_what_is_known_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for name in ["a.nef", "b.nef"] {
            fs::write(root.join(name), b"x").unwrap();
        }
        let entries = || fs::read_dir(root).unwrap();
        let look = |entries: &mut dyn Iterator<Item = io::Result<DirEntry>>| {
            let (mut folder, mut ahead) = (Folder::default(), Vec::new());
            let done = take_all(entries, root, (&mut folder, &mut ahead), &mut |_| ControlFlow::Continue(()));
            assert!(done.is_continue());
            folder
        };
        // The disk went away in the middle of it.
        let folder = look(&mut entries().take(1).chain([Err(io::Error::other("gone"))]));
        assert_eq!(
            (folder.files.len(), folder.unread.as_slice()),
            (1, [root.display().to_string()].as_slice())
        );
        // The sizes of files cannot be asked for.
        let seen: Vec<_> = entries().collect();
        fs::remove_file(root.join("b.nef")).unwrap();
        let folder = look(&mut seen.into_iter());
        assert_eq!((folder.files.len(), folder.left_out), (1, 1));
        assert_eq!(folder.unread, [root.display().to_string()]);
    }
}
