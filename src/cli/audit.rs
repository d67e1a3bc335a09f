//! `audit verify`: is the chain of the audit log whole?

use super::args::OutputFlags;
use super::out::{Column, Console, Format, Record, Value};
use super::progress::Progress;
use super::studio::SignedIn;
use super::{CliError, Run};
use crate::store::audit::ChainReport;

/// The newest link of a device's chain: kept elsewhere, it is the anchor that a truncation is found against.
const HEADS: [Column; 3] =
    [Column::text("device", "DEVICE"), Column::number("seq", "ENTRY"), Column::whole("hash", "HASH")];

/// Verifies the chain, and fails if it is broken.
pub(super) fn verify(flags: OutputFlags, run: &Run<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    let mut progress = if flags.format() == Format::Table { Progress::on(console) } else { Progress::none() };
    let at = SignedIn::open_watched(run, console, &mut |step| progress.tell(step))?;
    let report = at.store.verify_audit_watched(&at.actor, &mut |step| progress.tell(step));
    drop(progress);
    let report = report?;
    record(&report).write(flags.format(), console)?;
    match report.broken {
        None => Ok(()),
        Some(what) => Err(CliError::Invalid {
            message: format!("the audit log is broken: {what}"),
            hint: "Entries before this one hold. Compare with the head that was written down last."
                .to_owned(),
        }),
    }
}

fn record(report: &ChainReport) -> Record {
    let some = |count: u64, what: &str| {
        let text = if count == 0 { String::new() } else { format!("{count}: {what}") };
        Value::Other(text, count.into())
    };
    let heads = report.heads.iter().map(|(device, seq, hash)| {
        [Value::text(device.as_str()), Value::Number(*seq), Value::text(hash.as_str())]
    });
    Record::new(format!("{} entries verified", report.verified))
        .hidden("whole", Value::Flag(report.broken.is_none()))
        .hidden("verified", Value::Count(report.verified))
        .hidden("broken", Value::maybe(report.broken.as_ref()))
        .fact(
            "unwitnessed",
            "Unwitnessed",
            some(report.unwitnessed, "written by another program, outside the chain"),
        )
        .fact("legacy", "Legacy", some(report.legacy, "from before the chain"))
        .section(("heads", "Heads"), &HEADS, heads)
}
