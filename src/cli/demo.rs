//! `demo`: a make-believe studio, made once and then opened.

use super::args::DemoArgs;
use super::out::{Column, Console, Format, Sheet, Value};
use super::progress::Progress;
use super::{CliError, Open, Run};
use crate::config::Settings;
use crate::store::demo::{self, DemoPlan, DemoReport};
use crate::store::{OpenOptions, Store};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

const ROWS: [Column; 2] = [Column::whole("table", "TABLE"), Column::number("rows", "ROWS")];

/// The search index of a demo up to this size is finished before anybody looks; a larger one is worked off in the
/// background, as with any large file.
const INDEXED_AT_ONCE: u32 = 5;

/// Makes the demo unless it is there, and opens it.
pub(super) fn demo(
    args: DemoArgs,
    (named, open): (Option<&Path>, Open<'_>),
    run: &Run<'_>,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let path = place(named, run.settings);
    let there = path.symlink_metadata().is_ok();
    if there && args.seed_only {
        return Err(CliError::Conflict {
            message: format!("{} is there already", path.display()),
            hint: "Nothing was written. Name another file with --db, or remove this one first.".to_owned(),
        });
    }
    if there {
        console.note(&format!("{} is there already and is opened as it is", path.display()))?;
    } else {
        let report = make(&path, args, console)?;
        if args.seed_only {
            return summary(&path, &report, args.output.format(), console);
        }
    }
    let mut settings = run.settings.clone();
    settings.database = path;
    open(&settings, run.email)
}

/// Where the demo lies: where --db says, else beside the usual database.
fn place(named: Option<&Path>, settings: &Settings) -> PathBuf {
    named.map_or_else(|| settings.database.with_file_name("demo.db"), Path::to_owned)
}

fn make(path: &Path, args: DemoArgs, console: &mut Console<'_>) -> Result<DemoReport, CliError> {
    let zone = TimeZone::get(DemoPlan::ZONE).unwrap_or(TimeZone::UTC);
    let today = Timestamp::now().to_zoned_datetime(zone).date();
    let mut progress = Progress::on(console);
    let plan = DemoPlan { today, scale: args.scale };
    let report = demo::make(path, &plan, &mut |step| progress.tell(step))?;
    if args.scale <= INDEXED_AT_ONCE {
        let store = Store::open(OpenOptions { must_exist: true, readers: 1, ..OpenOptions::new(path) })?;
        store.finish_indexing_watched(&mut |step| progress.tell(step))?;
    }
    Ok(report)
}

/// What was made, for `--seed-only`.
fn summary(
    path: &Path,
    report: &DemoReport,
    format: Format,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let mut sheet = Sheet::new(format, &ROWS);
    let rows: Vec<[Value; 2]> =
        report.rows.iter().map(|(table, n)| [Value::text(*table), Value::Count(*n)]).collect();
    sheet.rows(console, &rows)?;
    sheet.end(console)?;
    console.say(&format!("{} rows in {}", report.total(), path.display()))?;
    Ok(())
}
