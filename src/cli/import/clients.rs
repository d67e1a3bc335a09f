//! `import clients`.

use super::{clients_in_words, rows_in_words};
use crate::cli::CliError;
use crate::cli::args::{Duplicates, ImportClientsArgs};
use crate::cli::out::{Column, Console, Format, Record, Sheet, Value};
use crate::cli::progress::Progress;
use crate::cli::studio::Studio;
use crate::domain::client::admit::OddPhones;
use crate::domain::id::ImportId;
use crate::exchange::charset::Charset;
use crate::exchange::rejects::Rejects;
use crate::exchange::table::{Delimiter, Headings};
use crate::session::import::{Mapping, PutAside, Reading, Remark, Report, Request, look};
use crate::store::imports::Applied;
use crate::store::progress::Watch;
use crate::store::protocol::{Branch, OnDuplicate};
use serde::Serialize;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const MAPPING: [Column; 2] = [Column::text("field", "FIELD"), Column::text("columns", "FROM COLUMN")];
const REMARKS: [Column; 2] = [Column::number("line", "LINE"), Column::text("reason", "REASON")];

/// What an import did, as `--json` prints it.
#[derive(Serialize)]
struct Done<'a> {
    dry_run: bool,
    import: Option<&'a ImportId>,
    branch: &'a str,
    resumed: bool,
    created: u64,
    updated: u64,
    left: Vec<LeftOut>,
    #[serde(flatten)]
    report: &'a Report,
}

#[derive(Serialize)]
struct LeftOut {
    row: String,
    reason: String,
}

/// Takes over the clients of a file.
pub(super) fn clients(
    args: &ImportClientsArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let branch = studio.branch_for_new(args.branch.as_deref())?;
    if let Some(rejects) = args.rejects.as_ref().filter(|path| std::fs::symlink_metadata(path).is_ok()) {
        return Err(CliError::Conflict {
            message: format!("{} is there already", rejects.display()),
            hint: "Nothing was imported. Name another file with --rejects.".to_owned(),
        });
    }
    let scratch =
        studio.store().path().parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let looked = look(request(args, branch)?, scratch)?;
    let for_people = !args.write.json;
    if for_people {
        reading(looked.reading()).write(Format::Table, console)?;
    }
    let mut progress = if for_people { Progress::on(console) } else { Progress::none() };
    let aside = put_aside(args);
    let never = AtomicBool::new(false);
    let watch: (&AtomicBool, Watch<'_>) = (&never, &mut |step| progress.tell(step));
    let staged = looked.stage(studio.store(), studio.actor(), aside, watch);
    drop(progress);
    let (staged, report) = staged?;
    if for_people {
        remarks(&report, console)?;
    }
    refuse_rejected(args, &report)?;
    let resumed = staged.is_resumed();
    if resumed {
        let written = report.counts.applied_before;
        console.note(&format!(
            "this continues {}: {} were written before",
            staged.id(),
            rows_in_words(written)
        ))?;
    }
    if args.write.dry_run {
        let counts = report.counts;
        let would = format!("Would have {}", did(counts.added, counts.updated, branch));
        console.say(&would)?;
        let done = Done {
            dry_run: true,
            import: None,
            branch: branch.id.as_str(),
            resumed,
            created: counts.added,
            updated: counts.updated,
            left: Vec::new(),
            report: &report,
        };
        return if args.write.json { console.json(&done) } else { Ok(()) };
    }
    let mut progress = if for_people { Progress::on(console) } else { Progress::none() };
    let applied =
        studio.store().apply_clients(studio.actor(), staged, &never, &mut |step| progress.tell(step));
    let applied = applied?;
    studio.store().finish_indexing_watched(&mut |step| progress.tell(step))?;
    drop(progress);
    finished(args, &applied, &report, branch, resumed, console)
}

fn request(args: &ImportClientsArgs, branch: &Branch) -> Result<Request, CliError> {
    Ok(Request {
        file: args.file.clone(),
        branch: branch.clone(),
        charset: args.encoding.as_deref().map(Charset::parse).transpose()?,
        delimiter: args.delimiter.as_deref().map(Delimiter::parse).transpose()?,
        headings: if args.no_header { Headings::None } else { Headings::Guess },
        map: Mapping::Guess(args.map.clone()),
        duplicates: match args.duplicates {
            Duplicates::Skip => OnDuplicate::Skip,
            Duplicates::Import => OnDuplicate::Import,
            Duplicates::Update => OnDuplicate::Update,
        },
        odd_phones: if args.strict_phones { OddPhones::Refuse } else { OddPhones::Keep },
        resume: args.resume.as_deref().map(ImportId::from),
    })
}

/// A rehearsal writes nothing that nobody asked for.
fn put_aside(args: &ImportClientsArgs) -> PutAside {
    match &args.rejects {
        Some(path) => PutAside::Into(path.clone()),
        None if args.write.dry_run => PutAside::Nowhere,
        None => PutAside::Into(Rejects::beside(&args.file)),
    }
}

/// What the file is taken for.
fn reading(reading: &Reading) -> Record {
    let guess = if reading.encoding_is_guessed { "" } else { ", as said" };
    let record = Record::new(&reading.file).fact(
        "encoding",
        "Encoding",
        Value::text(format!("{}{guess}", reading.encoding)),
    );
    let Some(delimiter) = reading.delimiter else {
        return record.fact("kind", "Kind", Value::text("address cards (vCard)"));
    };
    let headings = if reading.has_headings { "in the first row" } else { "none: the first row is a client" };
    let dates = if reading.month_first { Value::text("month first") } else { Value::Nothing };
    let mapping = reading
        .mapping
        .iter()
        .map(|mapped| [Value::text(mapped.field), Value::text(mapped.columns.join(" + "))]);
    record
        .fact("delimiter", "Delimiter", Value::text(delimiter))
        .fact("has_headings", "Headings", Value::text(headings))
        .fact("month_first", "Dates", dates)
        .fact("left_out", "Not taken", Value::text(reading.left_out.join(", ")))
        .section(("mapping", "Columns"), &MAPPING, mapping)
}

/// Which rows are worth a word.
fn remarks(report: &Report, console: &mut Console<'_>) -> Result<(), CliError> {
    let counts = report.counts;
    let rows = |remarks: &[Remark]| -> Vec<[Value; 2]> {
        remarks.iter().map(|r| [Value::Count(r.line.into()), Value::text(&r.reason)]).collect()
    };
    let heading = |shown: usize, all: u64, what: &str| {
        if (shown as u64) < all {
            format!("{what}: {all}, the first {shown}")
        } else {
            format!("{what}: {all}")
        }
    };
    writeln!(console.out)?;
    Record::new(rows_in_words(counts.rows))
        .fact("rejected", "Cannot be used", Value::text(some(counts.rejected)))
        .fact("duplicates", "Phone is known", Value::text(some(counts.duplicates)))
        .fact("same_names", "Name is known", Value::text(some(counts.same_names)))
        .fact("odd_phones", "Phone of no plan", Value::text(some(counts.odd_phones)))
        .fact("short_rows", "Too few cells", Value::text(some(report.short_rows)))
        .write(Format::Table, console)?;
    for (remarks, all, what) in [
        (&report.rejected, counts.rejected, "Cannot be used"),
        (&report.duplicates, counts.duplicates, "Phone is known"),
    ] {
        if !remarks.is_empty() {
            writeln!(console.out, "\n{}", heading(remarks.len(), all, what))?;
            let mut sheet = Sheet::new(Format::Table, &REMARKS);
            sheet.rows(console, &rows(remarks))?;
            sheet.end(console)?;
        }
    }
    Ok(())
}

fn some(count: u64) -> String {
    if count == 0 { String::new() } else { count.to_string() }
}

/// With `--strict` one bad row is too many; without it, only bad rows are.
fn refuse_rejected(args: &ImportClientsArgs, report: &Report) -> Result<(), CliError> {
    let counts = report.counts;
    let usable = counts.rows - counts.rejected;
    if counts.rejected == 0 || (usable > 0 && !args.strict) {
        return Ok(());
    }
    let first =
        report.rejected.first().map_or_else(String::new, |r| format!("; line {}: {}", r.line, r.reason));
    let lies =
        report.rejects.as_ref().map_or_else(String::new, |path| format!(" They are in {}.", path.display()));
    Err(CliError::Invalid {
        message: format!("{} of {} cannot be used{first}", counts.rejected, rows_in_words(counts.rows)),
        hint: format!(
            "Nothing was imported. Mend these rows, or say with --map which column is which.{lies}"
        ),
    })
}

fn did(created: u64, updated: u64, branch: &Branch) -> String {
    let changed =
        if updated == 0 { String::new() } else { format!(" and updated {}", clients_in_words(updated)) };
    format!("imported {}{changed} into {}", clients_in_words(created), branch.name)
}

fn finished(
    args: &ImportClientsArgs,
    applied: &Applied,
    report: &Report,
    branch: &Branch,
    resumed: bool,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let said = did(applied.created, applied.updated, branch);
    console.say(&match applied.id {
        Some(_) => format!("I{}", &said[1..]),
        None if report.counts.rows == 0 => "Nothing to import: the table has no rows".to_owned(),
        None => "Nothing to import: every row is there already or was put aside".to_owned(),
    })?;
    if let Some(path) = &report.rejects {
        let aside = report.counts.rejected + report.counts.skipped;
        console.note(&format!(
            "{} were put aside, with the reasons: {}",
            rows_in_words(aside),
            path.display()
        ))?;
    }
    for (row, reason) in &applied.left {
        console.note(&format!("{row} was left out: {reason}"))?;
    }
    if let (Some(id), false) = (&applied.id, args.write.json) {
        writeln!(console.out, "\n{id}")?;
        console.note(&format!("`studiovault import undo {id}` takes it back"))?;
    }
    if !args.write.json {
        return Ok(());
    }
    let left = applied.left.iter().map(|(row, reason)| LeftOut { row: row.clone(), reason: reason.clone() });
    console.json(&Done {
        dry_run: false,
        import: applied.id.as_ref(),
        branch: branch.id.as_str(),
        resumed,
        created: applied.created,
        updated: applied.updated,
        left: left.collect(),
        report,
    })
}
