//! Writing: a command is carried out, or rehearsed with `--dry-run`.

use super::CliError;
use super::args::WriteFlags;
use super::out::{Console, Format, Record};
use super::studio::{Studio, unexpected};
use crate::store::protocol::{Command, Outcome, RowRef, StageDone};
use serde::Serialize;

/// What a write did, as `--json` prints it where the record itself is not printed.
#[derive(Serialize)]
struct Done<'a> {
    dry_run: bool,
    message: &'a str,
    row: Option<&'a RowRef>,
    undoable: bool,
    /// Where a project may go on to, because its last task was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    offers: Option<&'a StageDone>,
    /// How many bookings need a replacement because of it.
    #[serde(skip_serializing_if = "is_none")]
    displaced: u64,
    /// What is to be known beside.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    remarks: &'a [String],
}

impl<'a> Done<'a> {
    fn of(outcome: &'a Outcome, (dry_run, message): (bool, &'a str)) -> Self {
        Self {
            dry_run,
            message,
            row: outcome.row.as_ref(),
            undoable: outcome.undoable,
            offers: outcome.offers.as_ref(),
            displaced: outcome.displaced,
            remarks: &outcome.remarks,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_none(count: &u64) -> bool {
    *count == 0
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
        say_more(&outcome, console)?;
        return Ok(Some(outcome));
    }
    let outcome = studio.rehearse(command)?;
    let message = would(&outcome.message);
    console.say(&message)?;
    say_more(&outcome, console)?;
    if flags.json {
        console.json(&Done::of(&outcome, (true, &message)))?;
    }
    Ok(None)
}

/// Says what is to be known beside what was done.
fn say_more(outcome: &Outcome, console: &mut Console<'_>) -> Result<(), CliError> {
    outcome.remarks.iter().try_for_each(|remark| console.note(remark))?;
    say_offer(outcome.offers.as_ref(), console)
}

/// Says where a project may go on to, and how.
fn say_offer(offer: Option<&StageDone>, console: &mut Console<'_>) -> Result<(), CliError> {
    let Some(StageDone { project, title, from, to }) = offer else { return Ok(()) };
    let done = format!("every {from} task of {title} is done; `project move {project} {to}` goes on");
    Ok(console.note(&done)?)
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
        console.json(&Done::of(&outcome, (false, &outcome.message)))?;
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
    /// Verbs whose participle is another word than their past.
    const IRREGULAR: [(&str, &str); 9] = [
        ("Took", "taken"),
        ("Threw", "thrown"),
        ("Undid", "undone"),
        ("Redid", "redone"),
        ("Wrote", "written"),
        ("Gave", "given"),
        ("Chose", "chosen"),
        ("Held", "held"),
        ("Began", "begun"),
    ];
    /// Verbs whose participle has no `-ed`.
    const SHORT: [&str; 7] = ["Put", "Set", "Made", "Sent", "Left", "Read", "Cut"];
    let (verb, rest) = message.split_at(message.find(' ').unwrap_or(message.len()));
    let participle = match IRREGULAR.iter().find(|(past, _)| *past == verb) {
        Some((_, participle)) => (*participle).to_owned(),
        None if verb.ends_with("ed") || SHORT.contains(&verb) => verb.to_lowercase(),
        // "Nothing to save: …" is as true of a rehearsal.
        None if verb == "Nothing" => return message.to_owned(),
        None => return format!("Rehearsed: {message}"),
    };
    format!("Would have {participle}{rest}")
}

#[cfg(test)]
mod tests {
    use super::would;

    #[test]
    fn what_was_not_done_is_said_so() {
        assert_eq!(would("Saved Priya Sharma"), "Would have saved Priya Sharma");
        assert_eq!(would("Nothing to save: Priya is as she was"), "Nothing to save: Priya is as she was");
        assert_eq!(would("Took back 3 clients"), "Would have taken back 3 clients");
        assert_eq!(would("Threw the project away"), "Would have thrown the project away");
        assert_eq!(would("Put 2 clients back"), "Would have put 2 clients back");
        assert_eq!(would("The rows are back"), "Rehearsed: The rows are back");
    }
}
