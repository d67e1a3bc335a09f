//! Files of projects: what kind of file one is, how large, and what a folder holds that was not known.
//!
//! The files themselves lie where the studio keeps them; what is kept here is where, what and how large. Nothing in
//! this room touches a disk.

use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::fold::clean_line;
use super::id::MediaId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The fields of a file, by the names that forms, `--set` and drafts use.
pub mod fields {
    /// Where it lies.
    pub const PATH: &str = "path";
    /// What it is called.
    pub const TITLE: &str = "title";
    /// What kind of file it is, as a stored word.
    pub const TYPE: &str = "file_type";
    /// How large it is, as text: `48.3 MB`.
    pub const SIZE: &str = "size";
    /// Whether it carries the studio's watermark, as a stored word.
    pub const WATERMARK: &str = "watermark_state";
}

/// The longest path that is kept, in characters.
pub const MAX_PATH: usize = 4_000;
/// The longest title, in characters.
pub const MAX_TITLE: usize = 300;
/// The largest file, in bytes: 4 TiB less one. What another program stores beyond it counts as nothing in sums.
pub const MAX_BYTES: u64 = (1 << 42) - 1;

/// The most files that one scan takes: more are scanned folder by folder.
pub const MAX_SCAN: usize = 20_000;

/// What a file is in the studio's work (`media_objects.file_type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileType {
    /// As the camera's sensor saw it.
    Raw,
    /// Whatever else came from cards and recorders.
    Ingest,
    /// A small stand-in to cut or choose with.
    Proxy,
    /// What the client gets.
    Delivery,
}

impl FileType {
    /// Every type.
    pub const ALL: [Self; 4] = [Self::Raw, Self::Ingest, Self::Proxy, Self::Delivery];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Ingest => "ingest",
            Self::Proxy => "proxy",
            Self::Delivery => "delivery",
        }
    }

    /// The type of a stored word, if it is one of ours.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What a file most likely is, from its path below the folder that was scanned. The first rule that fits counts:
    ///
    /// 1. a folder `proxy` or `proxies`, a name that ends in `_proxy` or `-proxy`, or a camera's own small video
    ///    (`.lrv`): a proxy;
    /// 2. a folder `delivery`, `deliver`, `delivered`, `deliverables`, `export`, `exports`, `final` or `finals`: a
    ///    delivery;
    /// 3. the extension of a camera's raw format (CR3, NEF, ARW, DNG, RAF …, R3D, BRAW …): raw;
    /// 4. anything else came from somewhere: ingest.
    #[must_use]
    pub fn guess(path: &str) -> Self {
        let path = path.to_lowercase();
        let mut parts: Vec<&str> = path.split(['/', '\\']).collect();
        let name = parts.pop().unwrap_or_default();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let lies_in = |folders: &[&str]| parts.iter().any(|part| folders.contains(part));
        let small = stem.ends_with("_proxy") || stem.ends_with("-proxy") || extension == "lrv";
        if small || lies_in(&PROXY_FOLDERS) {
            Self::Proxy
        } else if lies_in(&DELIVERY_FOLDERS) {
            Self::Delivery
        } else if RAW.contains(&extension) {
            Self::Raw
        } else {
            Self::Ingest
        }
    }
}

const PROXY_FOLDERS: [&str; 2] = ["proxy", "proxies"];
const DELIVERY_FOLDERS: [&str; 8] =
    ["delivery", "deliver", "delivered", "deliverables", "export", "exports", "final", "finals"];
/// Raw formats: Canon, Nikon, Sony, Adobe, Fujifilm, Olympus, Panasonic, Pentax, Hasselblad, Phase One, Leica, Sigma,
/// GoPro; cinema cameras of RED, Blackmagic and Arri.
const RAW: [&str; 25] = [
    "cr2", "cr3", "crw", "nef", "nrw", "arw", "srf", "sr2", "dng", "raf", "orf", "ori", "rw2", "pef", "3fr",
    "fff", "iiq", "rwl", "x3f", "gpr", "r3d", "braw", "ari", "arx", "srw",
];

/// Whether a file carries the studio's watermark (`media_objects.watermark_state`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Watermark {
    /// It does: the client has not paid in full yet.
    Proof,
    /// It does not.
    Clean,
}

impl Watermark {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Proof, Self::Clean];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proof => "proof",
            Self::Clean => "clean",
        }
    }

    /// The state of a stored word, if it is one of ours.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

// Sizes -------------------------------------------------------------------------------------------------------------

/// Units of a thousand, as disks are sold.
const UNITS: [&str; 6] = ["B", "kB", "MB", "GB", "TB", "PB"];

/// A size as people say it: `0 B`, `48.3 MB`, `1.2 TB`.
#[must_use]
pub fn size_text(bytes: u64) -> String {
    let bytes = u128::from(bytes);
    for (unit, divisor) in UNITS.iter().zip(std::iter::successors(Some(1_u128), |d| Some(d * 1_000))) {
        // Rounded half up: to tenths while there are fewer than a hundred, then to the whole.
        let tenths = (bytes * 10 + divisor / 2) / divisor;
        let whole = (bytes + divisor / 2) / divisor;
        match (tenths / 10, tenths % 10) {
            (..=99, 0) => return format!("{whole} {unit}"),
            (tens @ ..=99, rest) => return format!("{tens}.{rest} {unit}"),
            _ if whole < 1_000 || *unit == "PB" => return format!("{whole} {unit}"),
            _ => {}
        }
    }
    format!("{bytes} B")
}

/// Why a text is no size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SizeError {
    /// It has no number, or no unit that we know.
    #[error("write a size like 48.3 MB or 1200000")]
    NotASize,
    /// More than a file can have.
    #[error("no file is larger than 4 TiB")]
    TooLarge,
}

/// Reads a size: bytes (`1200000`, `1,200,000`), or a number with a unit (`48.3 MB`, `2 GiB`).
///
/// # Errors
/// [`SizeError`] says why it is none.
pub fn parse_size(text: &str) -> Result<u64, SizeError> {
    let text = text.trim().replace([',', '_', '\u{a0}'], "");
    let at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = (text[..at].trim(), text[at..].trim().to_lowercase());
    let (base, power) = match unit.as_str() {
        "" | "b" | "bytes" => (1_000_u128, 0),
        "k" | "kb" => (1_000, 1),
        "m" | "mb" => (1_000, 2),
        "g" | "gb" => (1_000, 3),
        "t" | "tb" => (1_000, 4),
        "kib" => (1_024, 1),
        "mib" => (1_024, 2),
        "gib" => (1_024, 3),
        "tib" => (1_024, 4),
        _ => return Err(SizeError::NotASize),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') || whole.len() + fraction.len() > 20
    {
        return Err(SizeError::NotASize);
    }
    let digits: u128 = format!("{whole}{fraction}").parse().map_err(|_| SizeError::NotASize)?;
    let decimals = 10_u128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    let factor: u128 = base.pow(power);
    let bytes = digits.checked_mul(factor).ok_or(SizeError::TooLarge)? / decimals;
    u64::try_from(bytes).ok().filter(|bytes| *bytes <= MAX_BYTES).ok_or(SizeError::TooLarge)
}

// A file ------------------------------------------------------------------------------------------------------------

/// A file as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Id.
    pub id: MediaId,
    /// Where it lies.
    pub path: String,
    /// What it is called; empty when only its path is known.
    pub title: String,
    /// Type as stored: one of [`FileType`], or another program's word.
    pub file_type: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Watermark as stored: one of [`Watermark`], or another program's word.
    pub watermark: String,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

impl Media {
    /// What a form shows of it.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let pairs = [
            (fields::PATH, self.path.clone()),
            (fields::TITLE, self.title.clone()),
            (fields::TYPE, self.file_type.clone()),
            (fields::SIZE, size_exact(self.bytes)),
            (fields::WATERMARK, self.watermark.clone()),
        ];
        pairs.into_iter().map(|(key, text)| (FieldKey::from(key), FieldValue::text(&text))).collect()
    }
}

/// A size that reads back as the same: in bytes, unless the words are exact.
fn size_exact(bytes: u64) -> String {
    let said = size_text(bytes);
    if parse_size(&said) == Ok(bytes) { said } else { bytes.to_string() }
}

/// What a file shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaEntry {
    /// Where it lies.
    pub path: String,
    /// What it is called.
    pub title: String,
    /// Type as it is stored.
    pub file_type: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Watermark as it is stored.
    pub watermark: String,
}

/// Checks what was typed of a new file. A type that was not given is guessed, a new file is a proof.
///
/// # Errors
/// One sentence a field.
pub fn check(values: &FieldValues) -> Result<MediaEntry, FieldErrors> {
    entry(values, None)
}

/// What a file is after the changed fields of an edit; other programs' words stay unless they are changed.
///
/// # Errors
/// One sentence a field.
pub fn edit(current: &Media, changes: &FieldValues) -> Result<MediaEntry, FieldErrors> {
    let mut values = current.values();
    values.extend(changes.clone());
    entry(&values, Some(current))
}

fn entry(values: &FieldValues, current: Option<&Media>) -> Result<MediaEntry, FieldErrors> {
    let text = |key: &str, max| {
        values.get(&FieldKey::from(key)).map_or_else(String::new, |v| clean_line(v.as_text(), max))
    };
    let mut errors = FieldErrors::default();
    let path = text(fields::PATH, MAX_PATH);
    if path.is_empty() {
        errors.add(fields::PATH, "say where the file lies");
    }
    let file_type = match text(fields::TYPE, 60) {
        word if word.is_empty() => FileType::guess(&path).as_str().to_owned(),
        word => word,
    };
    if FileType::parse(&file_type).is_none() && current.is_none_or(|media| media.file_type != file_type) {
        errors.add(fields::TYPE, "choose raw, ingest, proxy or delivery");
    }
    let watermark = match text(fields::WATERMARK, 60) {
        word if word.is_empty() => Watermark::Proof.as_str().to_owned(),
        word => word,
    };
    if Watermark::parse(&watermark).is_none() && current.is_none_or(|media| media.watermark != watermark) {
        errors.add(fields::WATERMARK, "choose proof or clean");
    }
    let size = text(fields::SIZE, 60);
    let bytes = match parse_size(if size.is_empty() { "0" } else { &size }) {
        Ok(bytes) => bytes,
        Err(error) => {
            errors.add(fields::SIZE, error.to_string());
            0
        }
    };
    let entry = MediaEntry { path, title: text(fields::TITLE, MAX_TITLE), file_type, bytes, watermark };
    errors.into_result(entry)
}

// Scans -------------------------------------------------------------------------------------------------------------

/// What lies in a folder, as somebody who may touch the disk found it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// The folder, as an absolute path without a separator at its end.
    pub root: String,
    /// The files in it and below, by absolute path.
    pub files: Vec<FoundFile>,
    /// Folders below that could not be read, by absolute path: what is kept of them is left alone.
    pub unread: Vec<String>,
    /// Files whose names are no text, or whose size could not be told: they are left out.
    pub left_out: u64,
}

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundFile {
    /// Absolute path.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// A file that is known to have been in the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFile {
    /// Id.
    pub id: MediaId,
    /// Where it lay.
    pub path: String,
    /// How large it was.
    pub bytes: u64,
}

/// What a scan would do to what is known of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanDiff {
    /// Files that were not known, and what they most likely are.
    pub added: Vec<(FoundFile, FileType)>,
    /// Files that have another size now.
    pub changed: Vec<(KnownFile, u64)>,
    /// Files that are no longer there.
    pub missing: Vec<KnownFile>,
    /// How many are as they were known.
    pub same: u64,
}

impl ScanDiff {
    /// Whether nothing would change but what is missing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.missing.is_empty()
    }
}

/// Whether a path lies below a folder.
#[must_use]
pub fn lies_below(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches(['/', '\\']);
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with(['/', '\\']))
}

/// Compares what lies in a folder with what is known of it. `known` may name files elsewhere too: they are left
/// alone. Of two known files of one path the first counts, the other is no longer there.
#[must_use]
pub fn compare(folder: &Folder, known: Vec<KnownFile>) -> ScanDiff {
    let mut unmatched: BTreeMap<&str, u64> =
        folder.files.iter().map(|file| (file.path.as_str(), file.bytes)).collect();
    let mut diff = ScanDiff::default();
    for file in known.into_iter().filter(|file| lies_below(&file.path, &folder.root)) {
        match unmatched.remove(file.path.as_str()) {
            Some(bytes) if bytes == file.bytes => diff.same += 1,
            Some(bytes) => diff.changed.push((file, bytes)),
            None if folder.unread.iter().any(|unread| lies_below(&file.path, unread)) => diff.same += 1,
            None => diff.missing.push(file),
        }
    }
    for (path, bytes) in unmatched {
        let below = path.strip_prefix(&folder.root).unwrap_or(path);
        diff.added.push((FoundFile { path: path.to_owned(), bytes }, FileType::guess(below)));
    }
    diff
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn types_are_guessed_from_folders_and_extensions() {
        for (path, kind) in [
            ("/cards/A/DSC0001.ARW", FileType::Raw),
            ("IMG_0001.CR3", FileType::Raw),
            ("A001/clip.R3D", FileType::Raw),
            ("DSC0001.JPG", FileType::Ingest),
            ("audio/tascam_0001.wav", FileType::Ingest),
            ("no extension", FileType::Ingest),
            (".arw", FileType::Raw),
            ("Proxies/DSC0001.ARW", FileType::Proxy),
            ("video\\proxy\\a.mov", FileType::Proxy),
            ("clip_Proxy.mov", FileType::Proxy),
            ("GX010001.LRV", FileType::Proxy),
            ("Delivery/album/001.jpg", FileType::Delivery),
            ("FINAL/film.mp4", FileType::Delivery),
            ("delivery/proxies/film.mp4", FileType::Proxy),
            ("delivery.jpg", FileType::Ingest),
            ("semifinal/x.jpg", FileType::Ingest),
            ("", FileType::Ingest),
        ] {
            assert_eq!(FileType::guess(path), kind, "{path}");
        }
    }

    #[test]
    fn sizes_are_said_and_read() {
        for (bytes, said) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1 kB"),
            (1_049, "1 kB"),
            (1_050, "1.1 kB"),
            (48_300_000, "48.3 MB"),
            (99_949, "99.9 kB"),
            (99_950, "100 kB"),
            (999_499, "999 kB"),
            (999_500, "1 MB"),
            (1_234_567_890_123, "1.2 TB"),
            (u64::MAX, "18447 PB"),
        ] {
            assert_eq!(size_text(bytes), said, "{bytes}");
        }
        for (text, bytes) in [
            ("0", 0),
            (" 1,200,000 ", 1_200_000),
            ("48.3 MB", 48_300_000),
            ("48.3mb", 48_300_000),
            ("2 GiB", 2 << 30),
            (".5 k", 500),
            ("1.", 1),
            ("0.0001 kB", 0),
            ("4.398046511103 TB", MAX_BYTES),
        ] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "-5", "1.2.3", "5 parsecs", "1e9", "٤", "99999999999999999999999 B"] {
            assert_eq!(parse_size(text), Err(SizeError::NotASize), "{text}");
        }
        assert_eq!(parse_size("4.398046511104 TB"), Err(SizeError::TooLarge));
    }

    fn values(pairs: &[(&str, &str)]) -> FieldValues {
        pairs.iter().map(|(key, text)| (FieldKey::from(*key), FieldValue::text(text))).collect()
    }

    #[test]
    fn a_file_is_checked_and_other_programs_words_stay() {
        let new = check(&values(&[("path", "/m/a.nef"), ("size", "1 kB")])).unwrap();
        assert_eq!((new.file_type.as_str(), new.watermark.as_str(), new.bytes), ("raw", "proof", 1_000));
        let errors =
            check(&values(&[("file_type", "film"), ("watermark_state", "x"), ("size", "big")])).unwrap_err();
        let wrong: Vec<&str> = errors.0.keys().map(|key| key.0.as_str()).collect();
        assert_eq!(wrong, ["file_type", "path", "size", "watermark_state"]);
        let odd = Media {
            id: "med_1".into(),
            path: "/m/a".into(),
            title: String::new(),
            file_type: "timelapse".into(),
            bytes: 1_234_567,
            watermark: "embossed".into(),
            version: 1,
        };
        let same = edit(&odd, &values(&[("title", "A")])).unwrap();
        assert_eq!(
            (same.file_type.as_str(), same.watermark.as_str(), same.bytes),
            ("timelapse", "embossed", 1_234_567)
        );
        assert!(edit(&odd, &values(&[("file_type", "hyperlapse")])).is_err());
    }

    fn known(id: &str, path: &str, bytes: u64) -> KnownFile {
        KnownFile { id: id.into(), path: path.into(), bytes }
    }

    fn found(path: &str, bytes: u64) -> FoundFile {
        FoundFile { path: path.into(), bytes }
    }

    #[test]
    fn a_scan_tells_what_is_new_changed_and_gone() {
        let folder = Folder {
            root: "/m".into(),
            files: vec![found("/m/a.nef", 1), found("/m/b.jpg", 2), found("/m/proxy/a.mov", 3)],
            unread: vec!["/m/locked".into()],
            left_out: 0,
        };
        let diff = compare(
            &folder,
            vec![
                known("1", "/m/a.nef", 1),
                known("2", "/m/b.jpg", 9),
                known("3", "/m/gone.nef", 4),
                known("4", "/m/locked/c.nef", 5),
                known("5", "/mm/elsewhere.nef", 6),
                known("6", "/m/a.nef", 1),
            ],
        );
        assert_eq!(diff.added, [(found("/m/proxy/a.mov", 3), FileType::Proxy)]);
        assert_eq!(diff.changed, [(known("2", "/m/b.jpg", 9), 2)]);
        assert_eq!(diff.missing, [known("3", "/m/gone.nef", 4), known("6", "/m/a.nef", 1)]);
        assert_eq!(diff.same, 2);
    }

    proptest! {
        #[test]
        fn what_is_said_of_a_size_is_near_it(bytes in 0..=MAX_BYTES) {
            let back = parse_size(&size_text(bytes)).unwrap_or(MAX_BYTES);
            prop_assert!(back.abs_diff(bytes) <= bytes / 18 + 1, "{bytes}: {}", size_text(bytes));
            prop_assert_eq!(parse_size(&size_exact(bytes)), Ok(bytes));
        }

        #[test]
        fn a_second_scan_finds_nothing(files in proptest::collection::btree_map("[a-z/]{1,8}", 0..9_u64, 0..20)) {
            let files: Vec<FoundFile> =
                files.iter().map(|(path, bytes)| found(&format!("/m/{path}"), *bytes)).collect();
            let after: Vec<KnownFile> = files.iter().map(|f| known(&f.path, &f.path, f.bytes)).collect();
            let folder = Folder { root: "/m".into(), files, ..Folder::default() };
            let diff = compare(&folder, after);
            prop_assert!(diff.is_empty());
        }
    }
}
