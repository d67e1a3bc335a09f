//! A kit in lines: what is in it and how it is with each, then what it is booked for.

use super::lines::Line;
use super::package::point;
use crate::screens::Ctx;
use crate::screens::handover::{lacking, with_whom};
use crate::screens::words::several;
use crate::store::protocol::{KitDetail, KitThing, RowRef, Table};
use crate::theme::Role;
use crate::ui::badge::Badge;

/// The lines of a kit that can be selected: its things, then its bookings.
pub(super) fn rows(detail: &KitDetail) -> Vec<Option<RowRef>> {
    let things = detail.parts.iter().map(|part| RowRef { table: Table::Assets, id: part.asset.to_string() });
    let next = detail.next.iter().map(|next| RowRef { table: Table::Projects, id: next.project.to_string() });
    things.chain(next).map(Some).collect()
}

/// A kit as lines.
pub(super) fn lines<'a>(detail: &'a KitDetail, columns: u16, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let kit = &detail.kit;
    let name = if kit.name.trim().is_empty() { "(no name)" } else { kit.name.as_str() };
    let many = several(detail.parts.len() as u64, "thing", "things");
    let mut lines = vec![Line::Title(name, many)];
    if let Some(at) = kit.archived {
        lines.push(Line::Badge(Badge::of("archived"), ctx.words.day(at)));
    }
    let missing: Vec<&KitThing> = detail.parts.iter().filter(|part| part.missing.is_some()).collect();
    if let [first, rest @ ..] = missing.as_slice() {
        let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
        let why = first.missing.as_ref().map(|why| lacking(why, ctx.words)).unwrap_or_default();
        let text = format!("{} is {why}{more}", first.label());
        lines.push(Line::Badge(Badge::new("!", "not complete", Role::Bad), text));
    }
    if ctx.several_branches() {
        lines.push(Line::Fact("Branch", detail.branch_name.clone(), Role::Text));
    }
    lines.extend([Line::Gap, Line::Heading("In it")]);
    if detail.parts.is_empty() {
        let key = ctx.look.keymap.key_text(crate::action::Action::PackKit);
        lines.push(Line::Text(format!("Nothing yet; {key} packs it."), Role::Dim));
    }
    let mut entries = 0;
    for part in &detail.parts {
        let many = if part.qty > 1 { format!("{} × ", part.qty) } else { String::new() };
        let (sign, how) = match (&part.missing, &part.out) {
            (Some(why), _) => (("!", Role::Bad), format!(" · {}", lacking(why, ctx.words))),
            (None, Some(custody)) => {
                (("●", Role::Waiting), format!(" · {}", with_whom(custody, ctx.words).0))
            }
            (None, None) => (("✓", Role::Good), String::new()),
        };
        point(&mut lines, &mut entries, sign, &format!("{many}{}{how}", part.label()), columns);
    }
    if !detail.next.is_empty() {
        lines.extend([Line::Gap, Line::Heading("Booked")]);
    }
    for next in &detail.next {
        let sign = if next.kind == "firm" { ("●", Role::Waiting) } else { ("○", Role::Dim) };
        let all = detail.parts.len() as u64;
        let some = if next.parts < all { format!(" · {} of {all}", next.parts) } else { String::new() };
        let when = format!("{} {}", ctx.words.day(next.start), ctx.words.span(next.start, next.end));
        point(&mut lines, &mut entries, sign, &format!("{when} · {}{some}", next.title), columns);
    }
    if !kit.notes.is_empty() {
        lines.extend([Line::Gap, Line::Heading("Notes")]);
        for line in crate::ui::text::wrap(&kit.notes, usize::from(columns).max(10)) {
            lines.push(Line::Text(line, Role::Text));
        }
    }
    lines
}
