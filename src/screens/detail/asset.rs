//! An asset in lines: what it is and where, what it is booked for, how it was used, when it was away, who had it.

use super::lines::{Item, Line, long};
use crate::domain::asset::away::AwayWindow;
use crate::domain::asset::usage::{DayUse, Strip, Usage};
use crate::domain::booking::LockKind;
use crate::domain::money::Money;
use crate::screens::Ctx;
use crate::screens::inventory::condition;
use crate::screens::words::{kind_of, several};
use crate::store::protocol::{
    Arrival, AssetDetail, BookedLine, CustodyLine, Lines, RowRef, Table, TransferLine,
};
use crate::theme::Role;
use crate::ui::badge::Badge;
use jiff::Timestamp;

/// The lines of an asset that can be selected, in the order in which they stand; those that lead to a project name it.
pub(super) fn rows(detail: &AssetDetail) -> Vec<Option<RowRef>> {
    let project = |id: &crate::domain::id::ProjectId| RowRef { table: Table::Projects, id: id.to_string() };
    let booked = detail.booked.rows.iter().map(|line| line.project.as_ref().map(project));
    let away = detail.away.rows.iter().map(|_| None);
    let custody = detail.custody.rows.iter().map(|line| line.project.as_ref().map(project));
    booked.chain(away).chain(custody).chain(detail.transfers.iter().map(|_| None)).collect()
}

/// The time away that a selected line is about.
pub(in crate::screens) fn away_at(detail: &AssetDetail, entry: usize) -> Option<&AwayWindow> {
    detail.away.rows.get(entry.checked_sub(detail.booked.rows.len())?)
}

/// An asset as lines.
pub(super) fn lines<'a>(detail: &'a AssetDetail, columns: u16, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let asset = &detail.asset;
    let name = if asset.name.trim().is_empty() { "(no name)" } else { asset.name.as_str() };
    let mut lines = vec![Line::Title(name, kind_of(&asset.kind))];
    let now = ctx.words.now().timestamp();
    let away = detail.away.rows.iter().find(|window| window.covers(now));
    let badge = condition(asset.condition.as_str(), away.map(|window| window.kind));
    lines.push(Line::Badge(badge, until(away, ctx)));
    place(&mut lines, detail, ctx);
    bookings_in_short(&mut lines, detail, now, ctx);
    facts(&mut lines, detail, columns, ctx);
    lines.extend([Line::Gap, Line::Heading("This month")]);
    month(&mut lines, &detail.month, ctx);
    used(&mut lines, &detail.usage);
    let mut entries = 0;
    section(&mut lines, &mut entries, ("Booked", &detail.booked), |line| booked(line, now, ctx));
    let money = |minor| ctx.words.money(Money { minor, currency: detail.currency });
    section(&mut lines, &mut entries, ("Away", &detail.away), |line| absence(line, now, &money, ctx));
    section(&mut lines, &mut entries, ("Custody", &detail.custody), |line| custody(line, now, ctx));
    if !detail.transfers.is_empty() {
        lines.extend([Line::Gap, Line::Heading("Transfers")]);
        for line in &detail.transfers {
            lines.push(Line::Item(entries, transfer(line, ctx)));
            entries += 1;
        }
    }
    lines
}

fn until(away: Option<&AwayWindow>, ctx: &Ctx<'_>) -> String {
    match away.map(|window| window.end) {
        Some(Some(end)) => format!("until {}", ctx.words.moment(end)),
        Some(None) => "nobody knows until when".to_owned(),
        None => String::new(),
    }
}

/// Where it is, and who had it last: one look tells.
fn place(lines: &mut Vec<Line<'_>>, detail: &AssetDetail, ctx: &Ctx<'_>) {
    let now = ctx.words.now().timestamp();
    let way = detail.transfers.iter().find(|line| line.outcome.is_none());
    match (detail.custody.rows.first(), way) {
        (_, Some(way)) => {
            let text = format!("{}, sent {}", way.to_name, ctx.words.day(way.sent));
            lines.push(Line::Fact("On its way to", text, Role::Warn));
        }
        (Some(out), None) if out.back.is_none() => {
            let late = out.due.is_some_and(|due| due <= now);
            let due = out.due.map(|due| format!(", due {}", ctx.words.moment(due))).unwrap_or_default();
            let text = format!("{}{due}", out.holder);
            lines.push(Line::Fact("Out with", text, if late { Role::Bad } else { Role::Text }));
        }
        (Some(last), None) => {
            let back = last.back.map(|at| format!(", back {}", ctx.words.day(at))).unwrap_or_default();
            lines.push(Line::Fact("Last with", format!("{}{back}", last.holder), Role::Text));
        }
        (None, None) => {}
    }
}

fn bookings_in_short(lines: &mut Vec<Line<'_>>, detail: &AssetDetail, now: Timestamp, ctx: &Ctx<'_>) {
    let held = |line: &BookedLine| if line.kind == LockKind::Hold { " (held)" } else { "" };
    let all = &detail.booked.rows;
    for line in all.iter().filter(|line| line.start <= now) {
        let text = format!("{}{} until {}", line.name, held(line), ctx.words.moment(line.end));
        lines.push(Line::Fact("Now", text, Role::Text));
    }
    if let Some(next) = all.iter().find(|line| line.start > now) {
        let text = format!("{} · {}{}", ctx.words.moment(next.start), next.name, held(next));
        lines.push(Line::Fact("Next", text, Role::Text));
    }
    let missing = all.iter().filter(|line| line.trouble.is_some()).count() as u64;
    if missing > 0 {
        let text = several(missing, "booking needs a replacement", "bookings need a replacement");
        lines.push(Line::Badge(Badge::new("!", "", Role::Bad), text));
    }
}

fn facts<'a>(lines: &mut Vec<Line<'a>>, detail: &'a AssetDetail, columns: u16, ctx: &Ctx<'_>) {
    let asset = &detail.asset;
    let mut fact = |label: &'static str, value: String, role: Role| {
        if !value.trim().is_empty() {
            lines.push(Line::Fact(label, value, role));
        }
    };
    fact("Serial", asset.serial.clone(), Role::Text);
    if !detail.namesakes.is_empty() {
        fact("", format!("also the number of {}", detail.namesakes.join(", ")), Role::Warn);
    }
    if asset.capacity > 1 {
        fact("Pieces", asset.capacity.to_string(), Role::Text);
    }
    fact("Staff", asset.person_name.clone(), Role::Text);
    fact("Skills", asset.facts.all_skills().join(", "), Role::Text);
    let day = asset.facts.bought.map(|day| day.strftime("%-d %b %Y").to_string());
    fact("Bought", day.unwrap_or_default(), Role::Text);
    let money = |minor| ctx.words.money(Money { minor, currency: detail.currency });
    fact("Price", asset.facts.price_minor.map(money).unwrap_or_default(), Role::Text);
    if ctx.several_branches() {
        fact("Branch", detail.branch_name.clone(), Role::Text);
    }
    for (label, value) in &detail.others {
        lines.push(Line::Own(label.clone(), super::lines::said(value, Some(detail.currency), ctx)));
    }
    if !asset.facts.notes.is_empty() {
        long(lines, None, "Notes", &asset.facts.notes, columns);
    }
}

/// The signs of days, each with its word.
const SIGNS: [(DayUse, char, &str); 5] = [
    (DayUse::Free, '·', "free"),
    (DayUse::Held, '░', "held"),
    (DayUse::Away, '▒', "away"),
    (DayUse::Booked, '█', "booked"),
    (DayUse::Clash, '!', "booked and away"),
];

fn month(lines: &mut Vec<Line<'_>>, strip: &Strip, ctx: &Ctx<'_>) {
    let days: String = strip.days.iter().map(|day| sign(*day).0).collect();
    let mut ruler = vec![' '; strip.days.len() + 2];
    for day in (1..=strip.days.len()).step_by(7) {
        for (i, digit) in day.to_string().chars().enumerate() {
            if let Some(cell) = ruler.get_mut(day - 1 + i) {
                *cell = digit;
            }
        }
    }
    let ruler: String = ruler.into_iter().collect();
    lines.push(Line::Text(ruler.trim_end().to_owned(), Role::Dim));
    lines.push(Line::Text(days, Role::Text));
    let (today, first) = (ctx.words.today(), strip.first);
    if (today.year(), today.month()) == (first.year(), first.month()) {
        let indent = usize::try_from(today.day() - 1).unwrap_or(0);
        lines.push(Line::Text(format!("{:indent$}▴ today", ""), Role::Accent));
    }
    let there = SIGNS.iter().filter(|(day, ..)| *day != DayUse::Free && strip.days.contains(day));
    let legend: Vec<String> = there.map(|(_, sign, word)| format!("{sign} {word}")).collect();
    if !legend.is_empty() {
        lines.push(Line::Text(legend.join("   "), Role::Dim));
    }
}

fn sign(day: DayUse) -> (char, &'static str) {
    let found = SIGNS.iter().find(|(known, ..)| *known == day);
    found.map_or(('·', "free"), |(_, sign, word)| (*sign, *word))
}

/// How much it was used, week by week and in words.
fn used(lines: &mut Vec<Line<'_>>, usage: &Usage) {
    const BARS: [char; 8] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '█'];
    let bar = |days: &u8| BARS[usize::from(*days).min(BARS.len() - 1)];
    let spark: String = usage.weeks.iter().map(bar).collect();
    let text = match usage.booked {
        0 => format!("on none of the last {} days", usage.of),
        booked => format!("{booked} of the last {} days, {} %", usage.of, usage.percent()),
    };
    lines.push(Line::Gap);
    lines.push(Line::Fact("Used", text, Role::Text));
    if usage.booked > 0 {
        lines.push(Line::Fact("by week", spark, Role::Accent));
    }
}

/// A section of lines that can be selected; none without lines.
fn section<'a, T>(
    lines: &mut Vec<Line<'a>>,
    entries: &mut usize,
    (heading, section): (&'static str, &'a Lines<T>),
    item: impl Fn(&T) -> Item,
) {
    if section.rows.is_empty() {
        return;
    }
    lines.extend([Line::Gap, Line::Heading(heading)]);
    for line in &section.rows {
        lines.push(Line::Item(*entries, item(line)));
        *entries += 1;
    }
    if section.more > 0 {
        lines.push(Line::Text(format!("{} more", section.more), Role::Dim));
    }
}

fn booked(line: &BookedLine, now: Timestamp, ctx: &Ctx<'_>) -> Item {
    let many = if line.qty > 1 { format!(" x{}", line.qty) } else { String::new() };
    let what = match line.trouble {
        Some(why) => format!("{}, needs a replacement: {}{many}", why.words(), line.name),
        None if line.kind == LockKind::Hold => format!("{}{many} (held)", line.name),
        None => format!("{}{many}", line.name),
    };
    let sign = match (line.trouble, line.kind) {
        (Some(_), _) => ("!", Role::Bad),
        (None, LockKind::Hold) => ("░", Role::Dim),
        (None, LockKind::Firm) if line.start <= now => ("█", Role::Accent),
        (None, LockKind::Firm) => ("█", Role::Text),
    };
    let time = ctx.words.span(line.start, line.end);
    Item::new(ctx.words.day(line.start), sign, format!("{time}  {what}"))
}

fn absence(window: &AwayWindow, now: Timestamp, money: &dyn Fn(i64) -> String, ctx: &Ctx<'_>) -> Item {
    let over = window.end.is_some_and(|end| end <= now);
    let sign = if over { ("·", Role::Dim) } else { ("▒", Role::Warn) };
    let end = window.end.map_or("no end yet".to_owned(), |end| format!("to {}", ctx.words.moment(end)));
    let why = if window.reason.is_empty() { String::new() } else { format!(": {}", window.reason) };
    let text = format!("{}{why}, {end}", window.kind.label());
    let item = Item::new(ctx.words.day(window.start), sign, text);
    match window.cost {
        Some(cost) => item.right(money(cost)),
        None => item,
    }
}

fn custody(line: &CustodyLine, now: Timestamp, ctx: &Ctx<'_>) -> Item {
    let many = if line.qty > 1 { format!(" x{}", line.qty) } else { String::new() };
    let project =
        if line.project_name.is_empty() { String::new() } else { format!(" · {}", line.project_name) };
    let (sign, state) = match (line.back, line.due) {
        (Some(back), _) => (("✓", Role::Dim), format!("back {}", ctx.words.day(back))),
        (None, Some(due)) if due <= now => {
            (("!", Role::Bad), format!("overdue since {}", ctx.words.moment(due)))
        }
        (None, Some(due)) => (("→", Role::Waiting), format!("due {}", ctx.words.moment(due))),
        (None, None) => (("→", Role::Waiting), "out".to_owned()),
    };
    let (before, after) = (&line.condition.0, &line.condition.1);
    let said = if after.is_empty() { before } else { after };
    let how = if said.is_empty() || said == "good" { String::new() } else { format!(" · {said}") };
    let text = format!("{}{many}{project}{how} · {state}", line.holder);
    Item::new(ctx.words.day(line.out), sign, text)
}

fn transfer(line: &TransferLine, ctx: &Ctx<'_>) -> Item {
    let (sign, state) = match (line.outcome, line.ended) {
        (Some(Arrival::Received), Some(at)) => (("✓", Role::Good), format!("taken in {}", ctx.words.day(at))),
        (Some(Arrival::Returned), Some(at)) => (("×", Role::Dim), format!("went back {}", ctx.words.day(at))),
        _ => (("→", Role::Waiting), "on its way".to_owned()),
    };
    let note = if line.note.is_empty() { String::new() } else { format!(" · {}", line.note) };
    let text = format!("{} → {}{note} · {state}", line.from_name, line.to_name);
    Item::new(ctx.words.day(line.sent), sign, text)
}
