//! `audit verify`: is the chain of the audit log whole?

use super::args::JsonFlag;
use super::out;
use super::studio::SignedIn;
use super::{CliError, Run};
use crate::store::audit::ChainReport;
use serde::Serialize;
use std::io::{self, Write};

/// The report as `--json` prints it.
#[derive(Serialize)]
struct Findings<'a> {
    whole: bool,
    verified: u64,
    broken: Option<&'a str>,
    unwitnessed: u64,
    legacy: u64,
    heads: Vec<Head<'a>>,
}

/// The newest link of a device's chain: kept elsewhere, it is the anchor that a truncation is found against.
#[derive(Serialize)]
struct Head<'a> {
    device: &'a str,
    seq: i64,
    hash: &'a str,
}

/// Verifies the chain, and fails if it is broken.
pub(super) fn verify(
    args: JsonFlag,
    run: &Run<'_>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), CliError> {
    let at = SignedIn::open(run, err)?;
    let report = at.store.verify_audit(&at.actor)?;
    if args.json {
        out::json(
            out,
            &Findings {
                whole: report.broken.is_none(),
                verified: report.verified,
                broken: report.broken.as_deref(),
                unwitnessed: report.unwitnessed,
                legacy: report.legacy,
                heads: report
                    .heads
                    .iter()
                    .map(|(device, seq, hash)| Head { device, seq: *seq, hash })
                    .collect(),
            },
        )?;
    } else {
        text(&report, out)?;
    }
    match report.broken {
        None => Ok(()),
        Some(what) => Err(CliError::Invalid {
            message: format!("the audit log is broken: {what}"),
            hint: "Entries before this one hold. Compare with the head that was written down last."
                .to_owned(),
        }),
    }
}

fn text(report: &ChainReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} entries verified", report.verified)?;
    if report.unwitnessed > 0 {
        writeln!(out, "{} unwitnessed: written by another program, outside the chain", report.unwitnessed)?;
    }
    if report.legacy > 0 {
        writeln!(out, "{} legacy: from before the chain", report.legacy)?;
    }
    for (device, seq, hash) in &report.heads {
        writeln!(out, "head {device} {seq} {hash}")?;
    }
    Ok(())
}
