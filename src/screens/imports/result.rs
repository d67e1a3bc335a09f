//! What would become of the rows of a file, and what became of them.

use super::columns::policy;
use super::job::{Brought, Remark, Report, Request};
use super::paint::Lines;
use super::{Ctx, counted};
use crate::screens::words::several;
use crate::store::protocol::OnDuplicate;
use crate::theme::Role;
use crate::ui::confirm::Confirm;
use crate::ui::rows::{first_shown, select};
use crate::ui::text::{put, put_right};
use ratatui::layout::Rect;

/// Rows that will be written.
pub(super) const fn to_write(report: &Report) -> u64 {
    report.counts.added + report.counts.updated
}

/// Rows that are worth a word, the worst first.
pub(super) fn remarks(report: &Report) -> Vec<(&Remark, Role)> {
    let rejected = report.rejected.iter().map(|remark| (remark, Role::Bad));
    rejected.chain(report.duplicates.iter().map(|remark| (remark, Role::Warn))).collect()
}

/// Whether it shall be imported.
pub(super) fn question(report: &Report, request: &Request) -> Confirm {
    let counts = &report.counts;
    let into = &request.branch.name;
    let new = several(counts.added, "new client", "new clients");
    let question = match (counts.added, counts.updated) {
        (_, 0) => format!("Import {new} into {into}?"),
        (0, changed) => format!("Update {} of {into}?", several(changed, "client", "clients")),
        (_, changed) => format!("Import {new} into {into}, and update {changed}?"),
    };
    let mut lines = Vec::new();
    let aside = counts.rejected + counts.skipped;
    if aside > 0 {
        lines.push(format!(
            "{} put aside with the reason, into a file beside it",
            several(aside, "row is", "rows are")
        ));
    }
    lines.push("it can be taken back as a whole".to_owned());
    Confirm::new(question, "import").consequences(lines)
}

/// Whether it shall be stopped.
pub(super) fn ask_stop() -> Confirm {
    Confirm::new("Stop this import?", "stop").or_else("go on").consequences([
        "what was written so far stays; the same file continues it",
        "or it is taken back as a whole",
    ])
}

/// Draws what would become of the rows.
pub(super) fn draw_checked(
    lines: &mut Lines<'_>,
    (report, request): (&Report, &Request),
    selected: usize,
    ctx: &Ctx<'_>,
) {
    let counts = &report.counts;
    let rows = counted(counts.rows, "row", "rows", ctx);
    lines.say(&format!("{rows}, for {}. Nothing is written yet.", request.branch.name), Role::Heading, ctx);
    lines.skip(1);
    lines.count((counts.added, Role::Good), "new clients", ctx);
    for (count, text) in [
        (counts.updated, "clients who are there already are updated".to_owned()),
        (counts.applied_before, "were written before: this continues an import".to_owned()),
        (counts.duplicates, format!("have a phone that somebody has: {}", policy(request.duplicates))),
        (counts.rejected, "cannot be used: put aside".to_owned()),
        (counts.same_names, "have the name of somebody else: imported".to_owned()),
        (counts.odd_phones, "have a phone that no country gives out: kept as typed".to_owned()),
        (report.short_rows, "have fewer cells than there are columns".to_owned()),
    ] {
        if count > 0 {
            lines.count((count, Role::Text), &text, ctx);
        }
    }
    if to_write(report) == 0 {
        lines.skip(1);
        let all = matches!(request.duplicates, OnDuplicate::Skip) && counts.skipped > 0;
        let why = if all { "every row is there already or cannot be used" } else { "no row can be used" };
        lines.say(&format!("! There is nothing to import: {why}."), Role::Warn, ctx);
    }
    draw_remarks(lines, report, selected, ctx);
}

fn draw_remarks(lines: &mut Lines<'_>, report: &Report, selected: usize, ctx: &Ctx<'_>) {
    let remarks = remarks(report);
    if remarks.is_empty() {
        return;
    }
    lines.skip(1);
    let told = counted(report.counts.rejected + report.counts.duplicates, "row", "rows", ctx);
    lines.say(&format!("Worth a look: {told}, the first {}", remarks.len()), Role::Dim, ctx);
    let area = lines.rest();
    let height = usize::from(area.height);
    let first = first_shown(selected, height, remarks.len());
    for (y, (at, (remark, role))) in (area.y..).zip(remarks.iter().enumerate().skip(first).take(height)) {
        let row = Rect { y, height: 1, ..area };
        ctx.look.row_spot(row, at, selected);
        let sign = if *role == Role::Bad { "!" } else { "=" };
        put(lines.buf(), area.x + 2, y, sign, 1, ctx.look.style(*role));
        let line = format!("line {}", remark.line);
        put_right(lines.buf(), Rect { x: area.x + 4, width: 12, ..row }, &line, ctx.look.style(Role::Dim));
        let room = area.width.saturating_sub(18);
        put(lines.buf(), area.x + 18, y, &remark.reason, room, ctx.look.style(Role::Text));
        if at == selected {
            select(row, lines.buf(), &ctx.look);
        }
    }
}

/// Draws what became of them.
pub(super) fn draw_done(lines: &mut Lines<'_>, (brought, request): (&Brought, &Request), ctx: &Ctx<'_>) {
    let Brought { applied, report } = brought;
    let clients = |n| counted(n, "client", "clients", ctx);
    let changed = if applied.updated == 0 {
        String::new()
    } else {
        format!(" and updated {}", clients(applied.updated))
    };
    let said = match applied.id {
        Some(_) => format!("✓ Imported {}{changed} into {}.", clients(applied.created), request.branch.name),
        None => "Nothing was imported: every row is there already or was put aside.".to_owned(),
    };
    lines.say(&said, Role::Good, ctx);
    if applied.is_stopped {
        let rest = "It was stopped before its end. Importing the same file in the same way continues it.";
        lines.say(rest, Role::Warn, ctx);
    }
    if let Some(path) = &report.rejects {
        let aside = counted(report.counts.rejected + report.counts.skipped, "row was", "rows were", ctx);
        lines.skip(1);
        lines.say(&format!("{aside} put aside, with the reasons, into"), Role::Text, ctx);
        lines.say(&path.display().to_string(), Role::Accent, ctx);
        lines.say("Mend them there and import that file.", Role::Dim, ctx);
    }
    if !applied.left.is_empty() {
        lines.skip(1);
        let left = u64::try_from(applied.left.len()).unwrap_or(u64::MAX);
        lines.say(
            &format!("{} left out meanwhile:", counted(left, "row was", "rows were", ctx)),
            Role::Warn,
            ctx,
        );
        for (row, why) in applied.left.iter().take(5) {
            lines.say(&format!("{row}: {why}"), Role::Text, ctx);
        }
    }
    if applied.id.is_some() {
        lines.skip(1);
        let x = ctx.look.keymap.key_text(crate::action::Action::TakeBackImport);
        let list = ctx.look.keymap.key_text(crate::action::Action::ListImports);
        let back = format!("{x} takes it back as a whole; later, {list} in the clients shows every import.");
        lines.say(&back, Role::Dim, ctx);
    }
}
