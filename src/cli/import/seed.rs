//! `import seed`.

use super::rows_in_words;
use crate::cli::CliError;
use crate::cli::args::ImportSeedArgs;
use crate::cli::out::{Column, Console, Format, Record, Sheet, Value};
use crate::cli::progress::Progress;
use crate::cli::studio::Studio;
use crate::domain::id::ImportId;
use crate::store::imports::BATCH;
use crate::store::seed::{Problem, SeedDone, SeedPlan, SeedReport, TableCounts};
use serde::Serialize;
use std::sync::atomic::AtomicBool;

/// Rows that people are shown, of each kind; programs get more.
const SHOWN: usize = 20;

const TABLES: [Column; 6] = [
    Column::text("table", "TABLE"),
    Column::number("rows", "ROWS"),
    Column::number("added", "NEW"),
    Column::number("same", "HERE ALREADY"),
    Column::number("differ", "HERE, BUT DIFFERENT"),
    Column::number("aside", "PUT ASIDE"),
];
const PROBLEMS: [Column; 3] =
    [Column::text("table", "TABLE"), Column::text("id", "ID"), Column::text("reason", "REASON")];

/// What merging a file in did, as `--json` prints it.
#[derive(Serialize)]
struct Done<'a> {
    dry_run: bool,
    import: Option<&'a ImportId>,
    resumed: bool,
    created: u64,
    refused: Vec<Refused<'a>>,
    #[serde(flatten)]
    report: &'a SeedReport,
}

#[derive(Serialize)]
struct Refused<'a> {
    row: &'a str,
    reason: &'a str,
}

/// Merges a database in.
pub(super) fn seed(
    args: &ImportSeedArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let plan = SeedPlan { file: args.file.clone(), organization: args.organization.clone(), batch: BATCH };
    let (store, actor) = (studio.store(), studio.actor());
    let mut progress = if args.write.json { Progress::none() } else { Progress::on(console) };
    if args.write.dry_run {
        let report = store.look_at_seed(actor, &plan, &mut |step| progress.tell(step));
        drop(progress);
        let report = report?;
        tell(&report, args, console)?;
        console.say(&format!("Would have merged {} in", rows_in_words(report.sum(|t| t.added))))?;
        let done = Done {
            dry_run: true,
            import: None,
            resumed: false,
            created: 0,
            refused: Vec::new(),
            report: &report,
        };
        return if args.write.json { console.json(&done) } else { Ok(()) };
    }
    let never = AtomicBool::new(false);
    let (done, report) = store.apply_seed(actor, &plan, &never, &mut |step| progress.tell(step))?;
    store.finish_indexing_watched(&mut |step| progress.tell(step))?;
    drop(progress);
    tell(&report, args, console)?;
    finished(&done, &report, args, console)
}

fn finished(
    done: &SeedDone,
    report: &SeedReport,
    args: &ImportSeedArgs,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    match &done.id {
        Some(_) => console.say(&format!("Merged {} in", rows_in_words(done.created)))?,
        None => console.say("Nothing to merge in: every row is here already or was put aside")?,
    }
    if report.suspended > 0 {
        let people = if report.suspended == 1 {
            "1 person".to_owned()
        } else {
            format!("{} people", report.suspended)
        };
        console.note(&format!("{people} came in suspended: an owner lets them in"))?;
    }
    for (row, reason) in done.refused.iter().take(SHOWN) {
        console.note(&format!("{row} was put aside: {reason}"))?;
    }
    if args.write.json {
        let refused = done.refused.iter().map(|(row, reason)| Refused { row, reason }).collect();
        let (import, resumed, created) = (done.id.as_ref(), done.is_resumed, done.created);
        return console.json(&Done { dry_run: false, import, resumed, created, refused, report });
    }
    if let Some(id) = &done.id {
        writeln!(console.out, "\n{id}")?;
        console.note(&format!("`studiovault import undo {id}` takes it back"))?;
    }
    Ok(())
}

/// What was found, for people.
fn tell(report: &SeedReport, args: &ImportSeedArgs, console: &mut Console<'_>) -> Result<(), CliError> {
    if args.write.json {
        return Ok(());
    }
    let people: Vec<String> =
        report.people.iter().map(|(theirs, ours)| format!("{theirs} is {ours} here")).collect();
    Record::new(&report.file)
        .fact(
            "organization",
            "Organization",
            Value::text(format!("{} becomes {}", report.organization, report.becomes)),
        )
        .fact("people", "Known people", Value::text(people.join("\n")))
        .fact("milliseconds", "Times", some(report.milliseconds, "were in milliseconds"))
        .fact("rounded", "Amounts", some(report.rounded, "were rounded to their currency"))
        .fact("left_out", "Not taken", Value::text(report.left_out.join(", ")))
        .section(("tables", "Tables"), &TABLES, report.tables.iter().filter(|t| t.rows > 0).map(row))
        .write(Format::Table, console)?;
    let all = |of: fn(&TableCounts) -> u64| report.sum(of);
    for (problems, count, heading) in [
        (&report.differing, all(|t| t.differ), "Here, but different: ours stay as they are"),
        (&report.put_aside, all(|t| t.aside), "Put aside"),
    ] {
        if problems.is_empty() {
            continue;
        }
        let shown: Vec<[Value; 3]> = problems.iter().take(SHOWN).map(problem).collect();
        let first =
            if (shown.len() as u64) < count { format!(", the first {}", shown.len()) } else { String::new() };
        writeln!(console.out, "\n{heading}: {count}{first}")?;
        let mut sheet = Sheet::new(Format::Table, &PROBLEMS);
        sheet.rows(console, &shown)?;
        sheet.end(console)?;
    }
    Ok(())
}

fn some(count: u64, what: &str) -> Value {
    if count == 0 { Value::Nothing } else { Value::text(format!("{count} {what}")) }
}

fn row(table: &TableCounts) -> [Value; 6] {
    let TableCounts { table, rows, added, same, differ, aside } = table;
    [
        Value::text(table),
        Value::Count(*rows),
        Value::Count(*added),
        Value::Count(*same),
        Value::Count(*differ),
        Value::Count(*aside),
    ]
}

fn problem(problem: &Problem) -> [Value; 3] {
    [Value::text(&problem.table), Value::text(&problem.id), Value::text(&problem.reason)]
}
