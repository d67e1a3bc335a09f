//! Bringing a file of clients in: the file is read, its rows are judged one by one, those that cannot be used are put
//! aside, the others are written. The command line and the screens do it with this.

use crate::domain::client::admit::admit;
use crate::domain::client::text::Reader;
use crate::domain::fold;
use crate::domain::phone::ManyCountries;
use crate::exchange::ReadError;
use crate::exchange::columns::Columns;
use crate::exchange::rejects::Rejects;
use crate::exchange::rows::{DateOrder, RowReader};
use crate::exchange::source::{HowToRead, Source};
use crate::exchange::table::{Row, Table};
use crate::exchange::vcard::{self, Cards};
use crate::store::Store;
use crate::store::imports::{BATCH, Candidate, ClientsPlan, Counts, Staged, Staging, Verdict};
use crate::store::progress::{Step, Watch};
use crate::store::protocol::{Actor, StoreError};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

pub use crate::screens::imports::job::{Mapped, Mapping, Reading, Remark, Report, Request, SeenColumn};

/// Rows that are looked at to tell how dates are written.
const SAMPLE: usize = 2_000;
/// Rows that are named in a report, of each kind.
const NAMED: usize = 20;
/// Things of a column that are shown.
const SAMPLES: usize = 3;
/// Signs of such a thing.
const SAMPLE_SIGNS: usize = 40;
/// Rows that are read between two words about it.
const TOLD_EVERY: u64 = 2_000;

/// Why an import did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file, or the file of rejected rows.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody stopped it before anything was written.
    #[error("the import was stopped")]
    Stopped,
}

impl ImportError {
    /// What was kept and what to do next.
    #[must_use]
    pub fn hint(&self) -> &str {
        match self {
            Self::Read(error) => error.hint(),
            Self::Store(error) => error.hint(),
            Self::Stopped => "Nothing was imported.",
        }
    }
}

/// A file that was looked at.
pub struct Looked {
    request: Request,
    source: Source,
    columns: Columns,
    rows: RowReader,
    reading: Reading,
    scratch: PathBuf,
}

/// Looks at a file: what it is, and which column is taken for what. `scratch` is a folder in which rows may wait.
///
/// # Errors
/// The file cannot be read, is no table, or holds no name or phone.
pub fn look(request: Request, scratch: &Path) -> Result<Looked, ImportError> {
    let looked = survey(request, scratch)?;
    refuse_without(&looked)?;
    Ok(looked)
}

/// The same, also where no column is understood as a name or a phone: somebody will say which one is.
///
/// # Errors
/// The file cannot be read, or is no table.
pub fn survey(request: Request, scratch: &Path) -> Result<Looked, ImportError> {
    let country = request.branch.country;
    let country = country.as_ref().map(|country| country.code());
    let source = Source::open(&request.file, &HowToRead { charset: request.charset, country, scratch })?;
    let mut rows = Rows::open(&source, &request)?;
    let mut columns = rows.columns();
    match &request.map {
        Mapping::Guess(assignments) => columns.assign(assignments)?,
        Mapping::Exact(taken) => columns.take(taken),
    }
    let zone = TimeZone::get(&request.branch.zone).unwrap_or(TimeZone::UTC);
    let reader = Reader { currency: request.branch.currency, now: Timestamp::now().to_zoned_datetime(zone) };
    let sample = sample(&mut rows)?;
    let reader = RowReader::new(columns.clone(), reader, &sample);
    let reading = reading(&source, &rows, (&reader, &sample));
    drop(rows);
    Ok(Looked { request, source, columns, rows: reader, reading, scratch: scratch.to_owned() })
}

/// The rows of a file, whatever it is.
enum Rows<'s> {
    Table(Box<Table<'s>>),
    Cards(Cards<'s>),
}

impl<'s> Rows<'s> {
    fn open(source: &'s Source, request: &Request) -> Result<Self, ReadError> {
        if vcard::is_cards(source)? {
            return Ok(Self::Cards(Cards::open(source)?));
        }
        Ok(Self::Table(Box::new(Table::open(source, request.delimiter, request.headings)?)))
    }

    fn columns(&self) -> Columns {
        match self {
            Self::Table(table) => table.columns().clone(),
            Self::Cards(_) => Columns::by_headings(&vcard::HEADINGS.map(str::to_owned)),
        }
    }

    fn read(&mut self) -> Result<Option<Row>, ReadError> {
        match self {
            Self::Table(table) => table.read(),
            Self::Cards(cards) => cards.read(),
        }
    }

    fn delimiter(&self) -> Option<&'static str> {
        match self {
            Self::Table(table) => Some(table.delimiter().name()),
            Self::Cards(_) => None,
        }
    }

    const fn has_headings(&self) -> bool {
        match self {
            Self::Table(table) => table.has_headings(),
            Self::Cards(_) => true,
        }
    }
}

fn sample(rows: &mut Rows<'_>) -> Result<Vec<Vec<String>>, ReadError> {
    let mut sample = Vec::new();
    while let (true, Some(row)) = (sample.len() < SAMPLE, rows.read()?) {
        sample.extend(row.fault.is_none().then_some(row.cells));
    }
    Ok(sample)
}

fn refuse_without(looked: &Looked) -> Result<(), ReadError> {
    let columns = &looked.columns;
    let missing = columns.missing();
    if missing.is_empty() {
        return Ok(());
    }
    let headings = columns.headings().join(", ");
    let taken =
        if looked.reading.has_headings { "The headings are" } else { "It has no headings; the columns are" };
    Err(ReadError::content(
        looked.source.path(),
        format!("no column is understood as {}", missing.join(" or ")),
        format!(
            "Nothing was imported. {taken}: {headings}. Say which is which, e.g. --map \"{}={}\".",
            missing[0],
            columns.headings().first().map_or("1", String::as_str)
        ),
    ))
}

fn reading(source: &Source, rows: &Rows<'_>, (reader, sample): (&RowReader, &[Vec<String>])) -> Reading {
    let mut mapping: Vec<Mapped> = Vec::new();
    for (heading, taken) in reader.columns.headings().iter().zip(reader.columns.taken()) {
        let Some(target) = taken else { continue };
        match mapping.iter_mut().find(|mapped| mapped.field == target.name()) {
            Some(mapped) => mapped.columns.push(heading.clone()),
            None => mapping.push(Mapped { field: target.name(), columns: vec![heading.clone()] }),
        }
    }
    let seen = reader.columns.headings().iter().zip(reader.columns.taken()).enumerate();
    let columns = seen
        .map(|(at, (heading, taken))| SeenColumn {
            heading: heading.clone(),
            taken: *taken,
            samples: samples(sample, at),
        })
        .collect();
    Reading {
        file: source.name(),
        encoding: source.charset().name(),
        encoding_is_guessed: source.is_guessed(),
        delimiter: rows.delimiter(),
        has_headings: rows.has_headings(),
        month_first: reader.dates == DateOrder::MonthFirst,
        mapping,
        left_out: reader.columns.left_out().map(ToOwned::to_owned).collect(),
        columns,
        digest: source.digest(),
    }
}

/// The first different things that stand in a column, each cut short.
fn samples(rows: &[Vec<String>], at: usize) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for cell in rows.iter().filter_map(|row| row.get(at)) {
        let cell = fold::clean_line(cell, SAMPLE_SIGNS);
        if !cell.is_empty() && !samples.contains(&cell) {
            samples.push(cell);
        }
        if samples.len() == SAMPLES {
            break;
        }
    }
    samples
}

/// Where rows go that are not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutAside {
    /// Nowhere: they are only counted.
    Nowhere,
    /// Into this file.
    Into(PathBuf),
}

impl Looked {
    /// What the file is taken for.
    #[must_use]
    pub const fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Judges every row. Nothing is written but the file of rejected rows.
    ///
    /// # Errors
    /// Denied; the file or the database cannot be read; the disk is full; `stop` was set.
    pub fn stage(
        &self,
        store: &Store,
        actor: &Actor,
        aside: PutAside,
        (stop, watch): (&AtomicBool, Watch<'_>),
    ) -> Result<(Staged, Report), ImportError> {
        let plan = ClientsPlan {
            branch: self.request.branch.id.clone(),
            source: self.source.name(),
            digest: self.source.digest(),
            settings: self.settings(),
            duplicates: self.request.duplicates,
            resume: self.request.resume.clone(),
            scratch: self.scratch.clone(),
            batch: BATCH,
        };
        let _rules = ManyCountries::prepare();
        let mut rows = Rows::open(&self.source, &self.request)?;
        let rejects = match aside {
            PutAside::Nowhere => None,
            PutAside::Into(path) => Some(Rejects::new(path, self.columns.headings())),
        };
        let staging = store.stage_clients(actor, plan)?;
        let mut judging = Judging { looked: self, staging, rejects, report: self.report() };
        let of = self.source.lines();
        let mut read = 0;
        while let Some(row) = rows.read()? {
            if stop.load(Ordering::Relaxed) {
                return Err(ImportError::Stopped);
            }
            if read % TOLD_EVERY == 0 {
                watch(Step { what: "rows checked", done: read, of });
            }
            read += 1;
            judging.judge(&row)?;
        }
        let Judging { staging, rejects, mut report, .. } = judging;
        let staged = staging.finish()?;
        report.counts = staged.counts();
        report.rejects = rejects.map(Rejects::finish).transpose()?.flatten();
        Ok((staged, report))
    }

    /// Everything that decides what becomes of a row: another setting is another import.
    fn settings(&self) -> String {
        let Request { headings, odd_phones, .. } = &self.request;
        let Reading { encoding, delimiter, mapping, month_first, .. } = &self.reading;
        format!("{encoding} {delimiter:?} {headings:?} {odd_phones:?} {month_first} {mapping:?}")
    }

    fn report(&self) -> Report {
        Report {
            reading: self.reading.clone(),
            counts: Counts::default(),
            rejected: Vec::new(),
            duplicates: Vec::new(),
            short_rows: 0,
            rejects: None,
        }
    }
}

/// Rows on their way.
struct Judging<'l> {
    looked: &'l Looked,
    staging: Staging,
    rejects: Option<Rejects>,
    report: Report,
}

impl Judging<'_> {
    fn judge(&mut self, row: &Row) -> Result<(), ImportError> {
        self.report.short_rows += u64::from(row.is_short);
        let candidate = match self.candidate(row) {
            Ok(candidate) => candidate,
            Err(reason) => {
                self.staging.reject();
                note(&mut self.report.rejected, row.line, &reason);
                return self.put_aside(row, &reason);
            }
        };
        let verdict = self.staging.offer(row.line, &candidate)?;
        match &verdict {
            Verdict::Add | Verdict::Applied => {}
            Verdict::Skip(twin) => {
                let reason = twin.to_string();
                note(&mut self.report.duplicates, row.line, &reason);
                self.put_aside(row, &format!("duplicate: {reason}"))?;
            }
            Verdict::AddTwin(twin) | Verdict::Update(twin) => {
                note(&mut self.report.duplicates, row.line, &twin.to_string());
            }
        }
        Ok(())
    }

    /// The client of a row, or why there is none in it.
    fn candidate(&self, row: &Row) -> Result<Candidate, String> {
        if let Some(fault) = &row.fault {
            return Err(fault.clone());
        }
        let Looked { request, rows, .. } = self.looked;
        let entry = rows.read(&row.cells).map_err(|errors| errors.to_string())?;
        let admitted = admit(&entry.values, request.branch.country, request.odd_phones)
            .map_err(|errors| errors.to_string())?;
        Ok(Candidate { admitted, created: entry.created })
    }

    fn put_aside(&mut self, row: &Row, reason: &str) -> Result<(), ImportError> {
        match &mut self.rejects {
            Some(rejects) => Ok(rejects.put(row.line, reason, &row.cells)?),
            None => Ok(()),
        }
    }
}

fn note(remarks: &mut Vec<Remark>, line: u32, reason: &str) {
    if remarks.len() < NAMED {
        remarks.push(Remark { line, reason: reason.to_owned() });
    }
}
