//! Packages and templates in lines: price and tax, then what is in it, line by line.

use super::lines::{LABEL, Line};
use crate::action::Action;
use crate::domain::hook::Hook;
use crate::domain::package::Offer;
use crate::screens::Ctx;
use crate::store::protocol::{PackageDetail, PackageTemplateDetail, RowRef, Table, TemplateCopy};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::text::wrap;

/// The lines of a package that can be selected, in the order in which they stand; those that lead to a record name it.
pub(super) fn rows(detail: &PackageDetail) -> Vec<Option<RowRef>> {
    let origin = detail.package.origin.as_ref();
    let template =
        origin.map(|origin| RowRef { table: Table::PackageTemplates, id: origin.template.to_string() });
    let mut rows = vec![None; points(&detail.package.offer)];
    rows.extend(template.map(Some));
    rows
}

/// The same of a template: its copies lead to packages.
pub(super) fn template_rows(detail: &PackageTemplateDetail) -> Vec<Option<RowRef>> {
    let copy = |copy: &TemplateCopy| Some(RowRef { table: Table::Packages, id: copy.package.to_string() });
    let mut rows = vec![None; points(&detail.template.offer)];
    rows.extend(detail.copies.iter().map(copy));
    rows
}

fn points(offer: &Offer) -> usize {
    offer.inclusions.lines().len() + offer.exclusions.lines().len() + offer.resources.0.len()
}

/// A package as lines.
pub(super) fn lines<'a>(detail: &'a PackageDetail, columns: u16, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let package = &detail.package;
    let mut lines = head(&package.offer, ctx);
    if let Some(at) = package.archived {
        lines.push(Line::Badge(Badge::of("archived"), ctx.words.day(at)));
    }
    if let Some(update) = &detail.update {
        let key = ctx.look.keymap.key_text(Action::ReviewUpdate);
        let what = format!("revision {} of {}", update.revision, detail.template_name);
        let press = if key.is_empty() { String::new() } else { format!(" · {key} shows it") };
        lines.push(Line::Badge(Badge::new("↑", "update available", Role::Accent), format!("{what}{press}")));
    }
    let mut entries = 0;
    offer(&mut lines, &mut entries, (&package.offer, &detail.unmet), columns);
    if let Some(origin) = &package.origin {
        lines.extend([Line::Gap, Line::Heading("Template")]);
        let name =
            if detail.template_name.is_empty() { "a template that is gone" } else { &detail.template_name };
        let ignored = origin.ignored.map(|n| format!(", revision {n} ignored")).unwrap_or_default();
        let text = format!("{name}, revision {}{ignored}", origin.revision);
        point(&mut lines, &mut entries, ("⇉", Role::Dim), &text, columns);
    }
    if ctx.several_branches() {
        lines.extend([Line::Gap, Line::Fact("Branch", detail.branch_name.clone(), Role::Text)]);
    }
    lines
}

/// A template as lines.
pub(super) fn template_lines<'a>(
    detail: &'a PackageTemplateDetail,
    columns: u16,
    ctx: &Ctx<'_>,
) -> Vec<Line<'a>> {
    let template = &detail.template;
    let mut lines = head(&template.offer, ctx);
    if let Some(at) = template.archived {
        lines.push(Line::Badge(Badge::of("archived"), ctx.words.day(at)));
    }
    lines.push(Line::Text(format!("revision {}", template.revision), Role::Dim));
    let mut entries = 0;
    offer(&mut lines, &mut entries, (&template.offer, &[]), columns);
    lines.extend([Line::Gap, Line::Heading("Copies")]);
    if detail.copies.is_empty() {
        lines.push(Line::Text("No branch has a copy yet.".to_owned(), Role::Dim));
    }
    for copy in &detail.copies {
        let badge = state(copy, template.revision);
        let mut text = format!("{} · {} · {}", copy.branch_name, ctx.words.money(copy.price), badge.word);
        if copy.name != template.offer.name {
            text.push_str(&format!(" · {}", copy.name));
        }
        point(&mut lines, &mut entries, (badge.sign, badge.role), &text, columns);
    }
    lines
}

/// How a copy stands to its template.
fn state(copy: &TemplateCopy, revision: i64) -> Badge<'static> {
    if copy.archived {
        Badge::of("archived")
    } else if copy.revision >= revision {
        Badge::new("✓", "up to date", Role::Good)
    } else if copy.ignored == Some(revision) {
        Badge::new("○", "update ignored", Role::Dim)
    } else {
        Badge::new("↑", "update not taken", Role::Accent)
    }
}

fn head<'a>(offer: &'a Offer, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let name = if offer.name.trim().is_empty() { "(no name)" } else { offer.name.as_str() };
    let price = format!("{} + {} tax", ctx.words.money(offer.price), offer.tax_rate);
    vec![Line::Title(name, crate::screens::words::plain(offer.kind.label())), Line::Text(price, Role::Text)]
}

/// The three lists. What names nothing in the inventory is marked.
fn offer(lines: &mut Vec<Line<'_>>, entries: &mut usize, (offer, unmet): (&Offer, &[String]), columns: u16) {
    let resources: Vec<String> = offer.resources.0.iter().map(Hook::line).collect();
    let sections = [
        ("Inclusions", offer.inclusions.lines(), ("✓", Role::Good)),
        ("Exclusions", offer.exclusions.lines(), ("×", Role::Dim)),
        ("Resources", resources, ("·", Role::Dim)),
    ];
    let mut missing: Vec<&String> = unmet.iter().collect();
    for (heading, texts, sign) in sections {
        if texts.is_empty() {
            continue;
        }
        lines.extend([Line::Gap, Line::Heading(heading)]);
        for text in texts {
            let at = missing.iter().position(|line| heading == "Resources" && **line == text);
            match at.map(|at| missing.remove(at)) {
                Some(_) => {
                    let said = format!("{text} — not in the inventory");
                    point(lines, entries, ("!", Role::Bad), &said, columns);
                }
                None => point(lines, entries, sign, &text, columns),
            }
        }
    }
}

/// A line that can be selected, wrapped under its sign.
pub(super) fn point(
    lines: &mut Vec<Line<'_>>,
    entries: &mut usize,
    sign: (&'static str, Role),
    text: &str,
    columns: u16,
) {
    let room = usize::from(columns.saturating_sub(2)).max(usize::from(LABEL));
    for (i, line) in wrap(text, room).into_iter().enumerate() {
        lines.push(if i == 0 {
            Line::Point(Some(*entries), sign, line)
        } else {
            Line::Point(None, ("", Role::Dim), line)
        });
    }
    *entries += 1;
}
