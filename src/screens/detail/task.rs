//! Tasks and templates of tasks in lines.

use super::lines::Line;
use super::package::point;
use crate::domain::task::say_anchor;
use crate::screens::Ctx;
use crate::screens::rows::tasks::due;
use crate::screens::words::plain;
use crate::store::protocol::{RowRef, Table, TaskDetail, TaskTemplateDetail};
use crate::theme::Role;
use crate::ui::badge::Badge;

/// The lines of a task that can be selected: the things to tick, then its project.
pub(super) fn rows(detail: &TaskDetail) -> Vec<Option<RowRef>> {
    let mut rows = vec![None; detail.task.checklist.items().len()];
    rows.push(Some(RowRef { table: Table::Projects, id: detail.task.project.to_string() }));
    rows
}

/// A task as lines.
pub(super) fn lines<'a>(detail: &'a TaskDetail, columns: u16, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let task = &detail.task;
    let title = if task.title.trim().is_empty() { "(no title)" } else { task.title.as_str() };
    let mut lines = vec![Line::Title(title, plain(task.stage.as_str()))];
    if let Some(at) = task.done {
        let by = if task.done_by.is_empty() { String::new() } else { format!(" by {}", task.done_by) };
        lines.push(Line::Badge(Badge::new("✓", "done", Role::Good), format!("{}{by}", ctx.words.day(at))));
    } else {
        let (text, role) = due(task.due, ctx.words);
        lines.push(Line::Fact("Due", text, role));
    }
    if let Some((anchor, days)) = &task.anchor {
        let day = task.due.map_or("no day yet".to_owned(), |at| ctx.words.day(at));
        lines.push(Line::Fact("Counted", format!("{}: {day}", say_anchor(anchor, *days)), Role::Dim));
    } else if let Some(at) = task.due.filter(|at| due(Some(*at), ctx.words).0 != ctx.words.day(*at)) {
        lines.push(Line::Fact("Day", ctx.words.day(at), Role::Dim));
    }
    let who = if task.assignee_name.is_empty() { "nobody" } else { task.assignee_name.as_str() };
    lines.push(Line::Fact("Who", who.to_owned(), Role::Text));
    if ctx.several_branches() {
        lines.push(Line::Fact("Branch", detail.branch_name.clone(), Role::Text));
    }
    let mut entries = 0;
    let items = task.checklist.items();
    if !items.is_empty() {
        let (done, all) = task.checklist.counts();
        lines.extend([Line::Gap, Line::Heading("Checklist")]);
        for (text, is_done) in &items {
            let sign = if *is_done { ("✓", Role::Good) } else { ("○", Role::Dim) };
            point(&mut lines, &mut entries, sign, text, columns);
        }
        lines.push(Line::Text(format!("{done} of {all} done"), Role::Dim));
    }
    lines.extend([Line::Gap, Line::Heading("Project")]);
    let of = format!("{} · {} · {}", detail.project_title, detail.client, detail.status);
    point(&mut lines, &mut entries, ("→", Role::Accent), &of, columns);
    if !task.notes.is_empty() {
        lines.extend([Line::Gap, Line::Heading("Notes")]);
        for line in crate::ui::text::wrap(&task.notes, usize::from(columns).max(10)) {
            lines.push(Line::Text(line, Role::Text));
        }
    }
    lines
}

/// The lines of a template that can be selected.
pub(super) fn template_rows(detail: &TaskTemplateDetail) -> Vec<Option<RowRef>> {
    vec![None; detail.template.items.0.iter().map(|item| 1 + item.checklist.len()).sum()]
}

/// A template as lines.
pub(super) fn template_lines<'a>(
    detail: &'a TaskTemplateDetail,
    columns: u16,
    ctx: &Ctx<'_>,
) -> Vec<Line<'a>> {
    let template = &detail.template;
    let name = if template.name.trim().is_empty() { "(no name)" } else { template.name.as_str() };
    let whom = if detail.branch_name.is_empty() { "every branch" } else { detail.branch_name.as_str() };
    let mut lines = vec![Line::Title(name, whom.to_owned())];
    if let Some(at) = template.archived {
        lines.push(Line::Badge(Badge::of("archived"), ctx.words.day(at)));
    }
    lines.extend([Line::Gap, Line::Heading("Tasks")]);
    let mut entries = 0;
    for item in &template.items.0 {
        let when = item.anchor.as_ref().map(|(anchor, days)| format!(" · {}", say_anchor(anchor, *days)));
        let text = format!("{} · {}{}", item.title, plain(item.stage.as_str()), when.unwrap_or_default());
        point(&mut lines, &mut entries, ("·", Role::Dim), &text, columns);
        for thing in &item.checklist {
            point(&mut lines, &mut entries, ("", Role::Dim), &format!("○ {thing}"), columns);
        }
    }
    lines
}
