//! Writing: a command is carried out, or rehearsed with `--dry-run`.

use super::CliError;
use super::args::WriteFlags;
use super::out::{Console, Format, Record};
use super::studio::{Studio, unexpected};
use crate::store::protocol::{Command, Outcome, RowRef};
use serde::Serialize;

/// What a write did, as `--json` prints it where the record itself is not printed.
#[derive(Serialize)]
struct Done<'a> {
    dry_run: bool,
    message: &'a str,
    row: Option<&'a RowRef>,
    undoable: bool,
}

/// Carries a command out and says what it did. With `--dry-run` it is only rehearsed: what it would have done is
/// said, nothing of it is kept, and there is no outcome to go on with.
pub(super) fn carry_out(
    command: Command,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<Option<Outcome>, CliError> {
    if !flags.dry_run {
        let outcome = studio.run(command)?;
        console.say(&outcome.message)?;
        return Ok(Some(outcome));
    }
    let outcome = studio.rehearse(command)?;
    let message = would(&outcome.message);
    console.say(&message)?;
    if flags.json {
        console.json(&Done {
            dry_run: true,
            message: &message,
            row: outcome.row.as_ref(),
            undoable: outcome.undoable,
        })?;
    }
    Ok(None)
}

/// The same for a command whose only result is that it was done.
pub(super) fn act(
    command: Command,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    if let Some(outcome) = carry_out(command, flags, studio, console)?
        && flags.json
    {
        let Outcome { message, row, undoable } = &outcome;
        console.json(&Done { dry_run: false, message, row: row.as_ref(), undoable: *undoable })?;
    }
    Ok(())
}

/// The same for a command that makes or changes one record: its id is printed, or with `--json` the record.
pub(super) fn save(
    command: Command,
    flags: WriteFlags,
    studio: &Studio,
    console: &mut Console<'_>,
    record: impl FnOnce(&str) -> Result<Record, CliError>,
) -> Result<(), CliError> {
    let Some(outcome) = carry_out(command, flags, studio, console)? else { return Ok(()) };
    let id = outcome.row.ok_or_else(unexpected)?.id;
    if flags.json {
        return record(&id)?.write(Format::Json, console);
    }
    Ok(writeln!(console.out, "{id}")?)
}

/// For `--if-version`: refuses when somebody else was faster.
pub(super) fn refuse_stale(wanted: Option<i64>, is: i64, name: &str) -> Result<(), CliError> {
    if wanted.is_none_or(|version| version == is) {
        return Ok(());
    }
    Err(CliError::Conflict {
        message: format!("{name} has version {is} by now"),
        hint: "Nothing was saved. Read it again with `show` and decide anew.".to_owned(),
    })
}

/// "Saved Priya Sharma" is said of what was done; of what was not, "Would have saved Priya Sharma".
fn would(message: &str) -> String {
    let mut letters = message.chars();
    match letters.next() {
        Some(first) if !message.starts_with("Nothing ") => {
            format!("Would have {}{}", first.to_lowercase(), letters.as_str())
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::would;

    #[test]
    fn what_was_not_done_is_said_so() {
        assert_eq!(would("Saved Priya Sharma"), "Would have saved Priya Sharma");
        assert_eq!(would("Nothing to save: Priya is as she was"), "Nothing to save: Priya is as she was");
        assert_eq!(would(""), "");
    }
}
