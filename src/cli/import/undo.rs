//! `import undo`.

use super::rows_in_words;
use crate::cli::CliError;
use crate::cli::args::ImportUndoArgs;
use crate::cli::out::Console;
use crate::cli::progress::Progress;
use crate::cli::studio::Studio;
use crate::store::imports::{Changed, Undone};
use serde::Serialize;
use std::sync::atomic::AtomicBool;

/// What was taken back, as `--json` prints it.
#[derive(Serialize)]
struct Done<'a> {
    dry_run: bool,
    import: &'a str,
    removed: u64,
    restored: u64,
    kept: Vec<Kept<'a>>,
}

#[derive(Serialize)]
struct Kept<'a> {
    row: &'a str,
    reason: &'a str,
}

/// Takes an import back.
pub(super) fn undo(
    args: &ImportUndoArgs,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let rule = if args.keep_changed { Changed::Keep } else { Changed::Refuse };
    if args.write.dry_run {
        return rehearse(args, rule, studio, console);
    }
    let mut progress = if args.write.json { Progress::none() } else { Progress::on(console) };
    let never = AtomicBool::new(false);
    let undone = studio
        .store()
        .undo_import(studio.actor(), &args.id, rule, &never, &mut |step| progress.tell(step))?;
    studio.store().finish_indexing_watched(&mut |step| progress.tell(step))?;
    drop(progress);
    let Undone { id, removed, restored, kept, .. } = &undone;
    let back =
        if *restored == 0 { String::new() } else { format!(", put {} back", rows_in_words(*restored)) };
    console.say(&format!("Took {id} back: removed {}{back}", rows_in_words(*removed)))?;
    tell_kept(kept, console)?;
    print(
        args,
        &Done {
            dry_run: false,
            import: id.as_str(),
            removed: *removed,
            restored: *restored,
            kept: named(kept),
        },
        console,
    )
}

/// Says what would stay, without taking anything back.
fn rehearse(
    args: &ImportUndoArgs,
    rule: Changed,
    studio: &Studio,
    console: &mut Console<'_>,
) -> Result<(), CliError> {
    let kept = studio.store().rehearse_undo_import(studio.actor(), &args.id, rule)?;
    console.say(&format!("Would have taken {} back", args.id))?;
    tell_kept(&kept, console)?;
    print(
        args,
        &Done { dry_run: true, import: &args.id, removed: 0, restored: 0, kept: named(&kept) },
        console,
    )
}

fn named(kept: &[(String, String)]) -> Vec<Kept<'_>> {
    kept.iter().map(|(row, reason)| Kept { row, reason }).collect()
}

fn tell_kept(kept: &[(String, String)], console: &mut Console<'_>) -> Result<(), CliError> {
    const NAMED: usize = 20;
    for (row, reason) in kept.iter().take(NAMED) {
        console.note(&format!("{row} stays: {reason}"))?;
    }
    if kept.len() > NAMED {
        console.note(&format!("{} more stay; --json names all", kept.len() - NAMED))?;
    }
    Ok(())
}

fn print(args: &ImportUndoArgs, done: &Done<'_>, console: &mut Console<'_>) -> Result<(), CliError> {
    if args.write.json { console.json(done) } else { Ok(()) }
}
