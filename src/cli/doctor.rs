//! `doctor`: does the database hold what it promises?

use super::args::JsonFlag;
use super::out::{Console, printable};
use super::progress::Progress;
use super::studio::SignedIn;
use super::{CliError, Run};
use crate::store::doctor::{Report, Verdict};
use serde::Serialize;
use std::io::{self, Write};

/// The report as `--json` prints it.
#[derive(Serialize)]
struct Findings<'a> {
    sound: bool,
    #[serde(flatten)]
    report: &'a Report,
}

/// Checks everything, and fails if anything does not hold.
pub(super) fn doctor(args: JsonFlag, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let mut progress = if args.json { Progress::none() } else { Progress::on(console) };
    let at = SignedIn::open_watched(run, console, &mut |step| progress.tell(step))?;
    let report = at.store.examine_watched(&at.actor, &mut |step| progress.tell(step));
    drop(progress);
    let report = report?;
    let sound = report.is_sound();
    if args.json {
        console.json(&Findings { sound, report: &report })?;
    } else {
        text(&report, console.out)?;
    }
    if sound {
        return Ok(());
    }
    let faults = report.checks.iter().filter(|check| check.verdict == Verdict::Fault).count();
    Err(CliError::Invalid {
        message: format!("{faults} of {} checks found something wrong", report.checks.len()),
        hint: "Nothing was changed. Make a copy of the file before anything else.".to_owned(),
    })
}

fn text(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for check in &report.checks {
        let sign = match check.verdict {
            Verdict::Ok => "✓",
            Verdict::Note => "○",
            Verdict::Fault => "!",
        };
        writeln!(out, "{sign} {:<14} {}", check.name, printable(&check.detail))?;
    }
    writeln!(out, "\nschema {}, {}", report.schema, if report.is_sound() { "sound" } else { "not sound" })
}
