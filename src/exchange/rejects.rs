//! The file of rows that were not taken: each as it was, with its line and the reason, so that it can be mended and
//! imported again.

use super::ReadError;
use csv::Writer;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes rejected rows. The file is there under its name only once it is whole.
pub struct Rejects {
    path: PathBuf,
    headings: Vec<String>,
    writer: Option<Writer<BufWriter<NamedTempFile>>>,
    rows: u64,
}

impl Rejects {
    /// For a table with these headings. Nothing is written before the first row.
    #[must_use]
    pub fn new(path: PathBuf, headings: &[String]) -> Self {
        Self { path, headings: headings.to_vec(), writer: None, rows: 0 }
    }

    /// Where the rejected rows of a file lie if nobody says otherwise: `clients.rejected.csv` beside `clients.csv`,
    /// with a number where that is taken, for it may hold somebody's work.
    #[must_use]
    pub fn beside(file: &Path) -> PathBuf {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let mut path = file.with_file_name(format!("{stem}.rejected.csv"));
        let mut number = 1;
        while std::fs::symlink_metadata(&path).is_ok() {
            number += 1;
            path = file.with_file_name(format!("{stem}.rejected-{number}.csv"));
        }
        path
    }

    /// Puts a row aside.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn put(&mut self, line: u32, reason: &str, cells: &[String]) -> Result<(), ReadError> {
        self.write(line, reason, cells).map_err(|cause| ReadError::io(&self.path, cause))
    }

    fn write(&mut self, line: u32, reason: &str, cells: &[String]) -> io::Result<()> {
        if self.writer.is_none() {
            let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let file = BufWriter::new(NamedTempFile::new_in(folder)?);
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
            let heads = ["line", "reason"].into_iter().chain(self.headings.iter().map(String::as_str));
            writer.write_record(heads)?;
            self.writer = Some(writer);
        }
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let line = line.to_string();
        let head = [line.as_str(), reason];
        writer.write_record(head.into_iter().chain(cells.iter().map(String::as_str)))?;
        self.rows += 1;
        Ok(())
    }

    /// Gives the file its name; `None` when no row was rejected, and there is no file then.
    ///
    /// # Errors
    /// It cannot be written, or something is there by that name.
    pub fn finish(self) -> Result<Option<PathBuf>, ReadError> {
        let Some(writer) = self.writer else { return Ok(None) };
        let whole = || -> io::Result<()> {
            let buffer = writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
            let file = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            file.persist_noclobber(&self.path).map_err(|error| error.error)?;
            Ok(())
        };
        whole().map_err(|cause| ReadError::io(&self.path, cause))?;
        Ok(Some(self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rejected_rows_are_kept_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clients.csv");
        let headings = ["name".to_owned(), "phone".to_owned()];
        let path = Rejects::beside(&file);
        assert_eq!(path, folder.path().join("clients.rejected.csv"));
        let mut rejects = Rejects::new(path.clone(), &headings);
        rejects
            .put(12, "phone: a phone number is needed", &["Priya, \"P\"".to_owned(), String::new()])
            .unwrap();
        assert!(!path.exists(), "not before it is whole");
        assert_eq!(rejects.finish().unwrap(), Some(path.clone()));
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "line,reason,name,phone\n12,phone: a phone number is needed,\"Priya, \"\"P\"\"\",\n"
        );
        assert_eq!(Rejects::beside(&file), folder.path().join("clients.rejected-2.csv"));
        assert_eq!(Rejects::new(folder.path().join("none.csv"), &headings).finish().unwrap(), None);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_is_there_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept.csv");
        std::fs::write(&path, "mine").unwrap();
        let mut rejects = Rejects::new(path.clone(), &[]);
        rejects.put(1, "x", &[]).unwrap();
        assert!(rejects.finish().is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    }
}
