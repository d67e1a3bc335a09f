//! A text file, read once from start to end, and from then on UTF-8 with `\n` at the ends of lines.

use super::ReadError;
use super::charset::{Charset, Verdict, Witness};
use encoding_rs::CoderResult;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Bytes that are read at a time.
const CHUNK: usize = 1 << 20;
/// Stands where bytes mean nothing in their encoding.
const REPLACEMENT: char = '\u{FFFD}';

/// How to open a file.
#[derive(Clone, Copy, Debug)]
pub struct HowToRead<'a> {
    /// Its encoding, if somebody knows.
    pub charset: Option<Charset>,
    /// The country that it is likely from (ISO 3166), which helps to tell encodings apart.
    pub country: Option<&'a str>,
    /// Where a copy in UTF-8 may lie, without a name, while the file is read.
    pub scratch: &'a Path,
}

/// A text file that is known from start to end.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    file: File,
    charset: Charset,
    guessed: bool,
    digest: [u8; 32],
    bytes: u64,
    lines: u64,
    has_unreadable: bool,
}

impl Source {
    /// Opens a file and reads it once.
    ///
    /// # Errors
    /// It is not there, cannot be read, or is no text.
    pub fn open(path: &Path, how: &HowToRead<'_>) -> Result<Self, ReadError> {
        let io = |cause| ReadError::io(path, cause);
        if path.is_dir() {
            return Err(wrong_kind(path, "a folder", "Nothing was imported. Name a file in it."));
        }
        let mut file = File::open(path).map_err(io)?;
        let seen = See::all(&mut file).map_err(io)?;
        if let Some((what, hint)) = other_kind(&seen.head) {
            return Err(wrong_kind(path, what, hint));
        }
        let Verdict { charset, is_binary } = seen.witness.verdict(how.country);
        let charset = how.charset.unwrap_or(charset);
        if is_binary && how.charset.is_none() {
            let hint = "Nothing was imported. Export it as CSV and import that.";
            return Err(wrong_kind(path, "no text: it holds many NUL bytes", hint));
        }
        let mut source = Self {
            path: path.to_owned(),
            file,
            charset,
            guessed: how.charset.is_none(),
            digest: seen.digest,
            bytes: seen.bytes,
            lines: seen.feeds.max(seen.returns),
            has_unreadable: false,
        };
        // Lines that end in a bare CR are of a Mac of long ago; nobody who reads lines knows them.
        if !charset.is_utf8() || (seen.returns > 0 && seen.feeds == 0) {
            source.decode(how.scratch)?;
        }
        Ok(source)
    }

    /// The file's name without its folder.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its encoding.
    #[must_use]
    pub const fn charset(&self) -> Charset {
        self.charset
    }

    /// Whether nobody said which encoding it is.
    #[must_use]
    pub const fn is_guessed(&self) -> bool {
        self.guessed
    }

    /// SHA-256 of the file as it lies there, as hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        self.digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Its size.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// About how many lines it has.
    #[must_use]
    pub const fn lines(&self) -> u64 {
        self.lines
    }

    /// Whether a row of it cannot be what was meant: bytes that mean nothing in its encoding.
    #[must_use]
    pub fn is_unreadable(&self, cell: &str) -> bool {
        self.has_unreadable && cell.contains(REPLACEMENT)
    }

    /// The text from its start.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn text(&self) -> Result<BufReader<File>, ReadError> {
        let io = |cause| ReadError::io(&self.path, cause);
        let mut file = self.file.try_clone().map_err(io)?;
        file.seek(SeekFrom::Start(0)).map_err(io)?;
        Ok(BufReader::with_capacity(CHUNK, file))
    }

    /// Puts a copy in UTF-8 in the file's place. It has no name, so it is gone with the program, however that ends.
    fn decode(&mut self, scratch: &Path) -> Result<(), ReadError> {
        let path = self.path.clone();
        let io = |cause| ReadError::io(&path, cause);
        let mut copy = tempfile::tempfile_in(scratch).map_err(io)?;
        self.file.seek(SeekFrom::Start(0)).map_err(io)?;
        self.has_unreadable = transcode(&mut self.file, &mut copy, self.charset).map_err(io)?;
        self.file = copy;
        Ok(())
    }
}

fn wrong_kind(path: &Path, what: &'static str, hint: &'static str) -> ReadError {
    ReadError::WrongKind { path: path.to_owned(), what, hint }
}

/// Everything that one reading of a file tells.
struct See {
    witness: Witness,
    digest: [u8; 32],
    bytes: u64,
    head: Vec<u8>,
    returns: u64,
    feeds: u64,
}

impl See {
    fn all(file: &mut File) -> io::Result<Self> {
        let mut seen = Self {
            witness: Witness::new(),
            digest: [0; 32],
            bytes: 0,
            head: Vec::new(),
            returns: 0,
            feeds: 0,
        };
        let mut sha = Sha256::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = file.read(&mut chunk)?;
            let bytes = &chunk[..read];
            if bytes.is_empty() {
                break;
            }
            sha.update(bytes);
            seen.witness.see(bytes);
            seen.bytes += read as u64;
            seen.returns += bytes.iter().filter(|b| **b == b'\r').count() as u64;
            seen.feeds += bytes.iter().filter(|b| **b == b'\n').count() as u64;
            let room = 64_usize.saturating_sub(seen.head.len());
            seen.head.extend_from_slice(&bytes[..read.min(room)]);
        }
        seen.digest = sha.finalize().into();
        Ok(seen)
    }
}

/// What a file is by its first bytes, when it is no text, and what to do with it.
fn other_kind(head: &[u8]) -> Option<(&'static str, &'static str)> {
    const AS_CSV: &str = "Nothing was imported. Open it in a spreadsheet, save it as CSV, and import that.";
    const EXPORT: &str = "Nothing was imported. Export the table as CSV and import that.";
    let starts: [(&[u8], &str, &str); 10] = [
        (b"PK\x03\x04", "an Excel workbook or another ZIP archive, no text", AS_CSV),
        (b"\xD0\xCF\x11\xE0", "an old Excel workbook, no text", AS_CSV),
        (
            b"SQLite format 3\0",
            "an SQLite database, no text",
            "Nothing was imported. A studio's database is merged in with `studiovault import seed`.",
        ),
        (b"\x89PNG", "a picture, no table", EXPORT),
        (b"\xFF\xD8\xFF", "a picture, no table", EXPORT),
        (b"%PDF", "a PDF document, no table", EXPORT),
        (b"\x1F\x8B", "compressed (gzip)", "Nothing was imported. Unpack it first."),
        (b"\xFF\xFE\0\0", "a text in UTF-32", "Nothing was imported. Save it as UTF-8."),
        (b"\0\0\xFE\xFF", "a text in UTF-32", "Nothing was imported. Save it as UTF-8."),
        (b"{\\rtf", "a document of a word processor, no table", EXPORT),
    ];
    starts.into_iter().find(|(start, ..)| head.starts_with(start)).map(|(_, what, hint)| (what, hint))
}

/// Writes a text as UTF-8 with bare line feeds where lines ended in bare carriage returns. `true` when some of its
/// bytes mean nothing.
fn transcode(from: &mut File, to: &mut File, charset: Charset) -> io::Result<bool> {
    let mut decoder = charset.0.new_decoder_with_bom_removal();
    let (mut chunk, mut text) = (vec![0; CHUNK], vec![0; CHUNK]);
    let (mut unreadable, mut last, mut returned) = (false, false, false);
    while !last {
        let read = from.read(&mut chunk)?;
        last = read == 0;
        let mut bytes = &chunk[..read];
        loop {
            let (result, used, written, replaced) = decoder.decode_to_utf8(bytes, &mut text, last);
            unreadable |= replaced;
            bytes = &bytes[used..];
            to.write_all(&line_ends(&text[..written], &mut returned))?;
            if result == CoderResult::InputEmpty {
                break;
            }
        }
    }
    Ok(unreadable)
}

/// `\r\n` and `\r` as `\n`; `returned` says whether the text before ended in `\r`.
fn line_ends(text: &[u8], returned: &mut bool) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    for byte in text {
        match byte {
            b'\r' => plain.push(b'\n'),
            b'\n' if *returned => {}
            other => plain.push(*other),
        }
        *returned = *byte == b'\r';
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], charset: Option<&str>) -> Result<(String, Source), ReadError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clients.csv");
        std::fs::write(&path, bytes).unwrap();
        let charset = charset.map(Charset::parse).transpose()?;
        let source = Source::open(&path, &HowToRead { charset, country: None, scratch: folder.path() })?;
        let mut text = String::new();
        source.text()?.read_to_string(&mut text).unwrap();
        // What was decoded lies there without a name.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        Ok((text, source))
    }

    #[test]
    fn texts_come_out_as_utf8() {
        let wide: Vec<u8> = "\u{FEFF}näme\r\nПрия\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (text, source) = read(&wide, None).unwrap();
        assert_eq!((text.as_str(), source.charset().name()), ("näme\nПрия\n", "UTF-16LE"));
        assert!(source.is_guessed() && !source.is_unreadable("\u{FFFD}"));
        let (text, source) = read(b"Jos\xE9\n", Some("latin1")).unwrap();
        assert_eq!((text.as_str(), source.charset().name()), ("José\n", "windows-1252"));
        let (text, _) = read(b"name,phone\rPriya,1\r", None).unwrap();
        assert_eq!(text, "name,phone\nPriya,1\n");
        let (text, source) = read(&wide[..wide.len() - 1], None).unwrap();
        assert!(text.starts_with("näme\nПрия") && source.is_unreadable("a\u{FFFD}"));
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, what) in [
            (&b"PK\x03\x04\x14\0"[..], "an Excel workbook or another ZIP archive, no text"),
            (b"SQLite format 3\0\x10", "an SQLite database, no text"),
            (b"%PDF-1.7", "a PDF document, no table"),
            (&[1, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0], "no text: it holds many NUL bytes"),
        ] {
            match read(bytes, None) {
                Err(ReadError::WrongKind { what: said, hint, .. }) => {
                    assert_eq!(said, what);
                    assert!(hint.starts_with("Nothing was imported."));
                }
                other => panic!("{what}: {other:?}"),
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let how = HowToRead { charset: None, country: None, scratch: folder.path() };
        assert!(matches!(Source::open(folder.path(), &how), Err(ReadError::WrongKind { .. })));
        let missing = Source::open(&folder.path().join("none.csv"), &how);
        assert!(matches!(missing, Err(ReadError::NotFound(_))));
        assert!(matches!(Charset::parse("klingon"), Err(ReadError::Charset(_))));
    }
}
