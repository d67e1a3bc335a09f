//! A project in lines: the facts, then what hangs on it, section by section.

use super::lines::{Item, LABEL, Line, long};
use crate::domain::booking::{Lock, LockKind, together};
use crate::domain::id::EventId;
use crate::domain::notification::channel_text;
use crate::domain::project::ProjectStatus;
use crate::domain::project::event::SubEvent;
use crate::screens::messages::beside;
use crate::screens::words::{plain, several};
use crate::screens::{Ctx, media, projects};
use crate::store::protocol::{Lines, MessageLine, MoneySummary, ProjectDetail, RowRef, Table};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::text::wrap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// The records of the lines that can be selected, in the order in which they stand: the notes, which belong to the
/// project itself, then the sections.
pub(super) fn rows(detail: &ProjectDetail) -> Vec<RowRef> {
    fn of<'a, T>(
        table: Table,
        lines: &'a Lines<T>,
        id: impl Fn(&T) -> &str + 'a,
    ) -> impl Iterator<Item = RowRef> + 'a {
        lines.rows.iter().map(move |line| RowRef { table, id: id(line).to_owned() })
    }
    let notes = has_notes(detail).then(|| RowRef { table: Table::Projects, id: detail.id().to_string() });
    let invoices = detail.money.as_ref().map(|money| of(Table::Invoices, &money.invoices, |l| l.id.as_str()));
    notes
        .into_iter()
        .chain(stops(detail).into_iter().map(|stop| match stop {
            Stop::Event(event) => RowRef { table: Table::ProjectEvents, id: event.id.to_string() },
            Stop::Booked(parts) => lock_row(&parts),
        }))
        .chain(loose(detail).iter().map(|parts| lock_row(parts)))
        .chain(of(Table::Quotes, &detail.quotes, |l| l.id.as_str()))
        .chain(of(Table::ProjectTasks, &detail.tasks, |l| l.id.as_str()))
        .chain(last_messages(detail).iter().map(|l| RowRef { table: Table::Messages, id: l.id.to_string() }))
        .chain(file_rows(detail))
        .chain(of(Table::Notifications, &detail.notifications, |l| l.id.as_str()))
        .chain(invoices.into_iter().flatten())
        .collect()
}

fn has_notes(detail: &ProjectDetail) -> bool {
    !detail.project.details.notes.trim().is_empty()
}

/// The whole document, with its times in the zone of the project's branch.
pub(super) fn lines<'a>(detail: &'a ProjectDetail, columns: u16, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let words = TimeZone::get(&detail.zone).map(|zone| ctx.words.in_zone(zone));
    let ctx = &Ctx { words: words.as_ref().unwrap_or(ctx.words), ..*ctx };
    let mut lines = head(detail, ctx);
    facts(&mut lines, detail, columns, ctx);
    let mut entries = usize::from(has_notes(detail));
    let mut section = |title: &'static str, note: Vec<String>, items: Vec<Item>, more: u64| {
        if items.is_empty() && note.is_empty() {
            return;
        }
        lines.extend([Line::Gap, Line::Heading(title)]);
        lines.extend(note.into_iter().map(|line| Line::Text(line, Role::Dim)));
        for mut item in items {
            let (below, under) = (std::mem::take(&mut item.below), std::mem::take(&mut item.under));
            lines.push(Line::Item(entries, item));
            lines.extend(below.lines().map(|line| Line::Text(line.to_owned(), Role::Dim)));
            lines.extend(under.into_iter().map(|line| Line::Fact("", line, Role::Text)));
            entries += 1;
        }
        if more > 0 {
            lines.push(Line::Text(format!("and {more} more"), Role::Dim));
        }
    };
    section("Sub-events", missing(detail, columns), events(detail, ctx), detail.events.more);
    section("Crew and gear", Vec::new(), loose_items(detail, ctx), detail.locks.more);
    section("Quotes", Vec::new(), quotes(detail, ctx), detail.quotes.more);
    section("Tasks", Vec::new(), tasks(detail, ctx), detail.tasks.more);
    let said = messages(detail, columns, ctx);
    section("Messages", earlier(detail), said, 0);
    section("Media", media::storage(&detail.storage, ctx.words), files(detail, ctx), 0);
    section("Notifications", Vec::new(), notifications(detail, ctx), detail.notifications.more);
    if let Some(money) = &detail.money {
        section("Money", wrapped(&sums(money, ctx), columns), invoices(money, ctx), money.invoices.more);
    }
    lines
}

fn wrapped(text: &str, columns: u16) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { wrap(text, usize::from(columns)) }
}

/// Messages that a project shows: more would bury what is below, and all of them are a key away.
const MESSAGES: usize = 5;

/// The last messages, the newest last.
fn last_messages(detail: &ProjectDetail) -> &[MessageLine] {
    let rows = &detail.messages.rows;
    rows.get(rows.len().saturating_sub(MESSAGES)..).unwrap_or_default()
}

/// What stands over the last messages when there were others before them.
fn earlier(detail: &ProjectDetail) -> Vec<String> {
    let hidden = detail.messages.rows.len() - last_messages(detail).len();
    match detail.messages.more.saturating_add(hidden as u64) {
        0 => Vec::new(),
        n => vec![format!("{} before; Enter shows all", several(n, "message", "messages"))],
    }
}

fn head<'a>(detail: &'a ProjectDetail, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let project = &detail.project;
    let asked = project.created.map(|at| format!("asked {}", ctx.words.day(at))).unwrap_or_default();
    let mut lines = vec![Line::Title(project.details.called(), asked)];
    let rest = match (&project.status, project.before.top()) {
        (ProjectStatus::Trashed, before) => {
            let at = project.trashed.map(|at| format!("{} · ", ctx.words.day(at))).unwrap_or_default();
            format!("{at}{}", before.map(|b| format!("was {b}")).unwrap_or_default())
        }
        (ProjectStatus::Cancelled, Some(before)) => format!("was {before}"),
        _ => project.activated.map(|at| format!("booked {}", ctx.words.day(at))).unwrap_or_default(),
    };
    lines.push(Line::Badge(Badge::of(project.status.as_str()), rest));
    let client = match project.client_name.trim() {
        "" => "(no name)",
        name => name,
    };
    lines.push(Line::Text(format!("{client}   {}", detail.phone).trim_end().to_owned(), Role::Text));
    lines.push(Line::Gap);
    lines
}

fn facts<'a>(lines: &mut Vec<Line<'a>>, detail: &'a ProjectDetail, columns: u16, ctx: &Ctx<'_>) {
    let (project, details) = (&detail.project, &detail.project.details);
    let moment = |at: Option<Timestamp>| at.map(|at| ctx.words.moment(at)).unwrap_or_default();
    let kind = if details.title.is_empty() { "" } else { projects::kind(&details.kind) };
    let branch = if ctx.several_branches() { detail.branch_name.as_str() } else { "" };
    let facts = [
        ("Shoot", moment(project.start)),
        ("Where", details.location.clone()),
        ("Kind", kind.to_owned()),
        ("Lead", project.lead_name.clone()),
        ("Delivery", moment(project.delivery)),
        ("Came by", projects::source(&details.source).to_owned()),
        ("Branch", branch.to_owned()),
    ];
    for (label, value) in facts {
        if !value.trim().is_empty() {
            lines.push(Line::Fact(label, value, Role::Text));
        }
    }
    for (key, value) in &details.other {
        let text = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => continue,
            other => other.to_string(),
        };
        lines.push(Line::Own(plain(key), text));
    }
    if has_notes(detail) {
        long(lines, Some(0), "Notes", &details.notes, columns);
    }
}

/// What stands among the sub-events: one of them, or what is booked for it.
enum Stop<'d> {
    Event(&'d SubEvent),
    Booked(Vec<&'d Lock>),
}

/// The sub-events, each with what is booked for it.
fn stops(detail: &ProjectDetail) -> Vec<Stop<'_>> {
    let mut stops = Vec::new();
    for event in &detail.events.rows {
        stops.push(Stop::Event(event));
        stops.extend(
            booked(detail, |lock| lock.event.as_ref() == Some(&event.id)).into_iter().map(Stop::Booked),
        );
    }
    stops
}

/// What is booked for the project as a whole, or for a sub-event that is not shown.
fn loose(detail: &ProjectDetail) -> Vec<Vec<&Lock>> {
    let shown = |id: &EventId| detail.events.rows.iter().any(|event| event.id == *id);
    booked(detail, |lock| lock.event.as_ref().is_none_or(|id| !shown(id)))
}

/// Some of what is booked, kits in one: people first, then rooms and gear; last what is only held.
fn booked(detail: &ProjectDetail, is_wanted: impl Fn(&Lock) -> bool) -> Vec<Vec<&Lock>> {
    let mut all = together(&detail.locks.rows);
    all.retain(|parts| parts.first().is_some_and(|lock| is_wanted(lock)));
    all.sort_by_key(|parts| {
        parts.first().map(|lock| (lock.kind == LockKind::Hold, lock.asset_type != "human"))
    });
    all
}

/// The row of what is booked: that of its first part.
fn lock_row(parts: &[&Lock]) -> RowRef {
    let id = parts.first().map(|lock| lock.id.to_string()).unwrap_or_default();
    RowRef { table: Table::BookingLocks, id }
}

fn events(detail: &ProjectDetail, ctx: &Ctx<'_>) -> Vec<Item> {
    // A rule is said once, at its first date.
    let mut named = BTreeSet::new();
    let mut item = |event: &SubEvent| {
        let text = crate::screens::events::said(event, ctx.words);
        let own = crate::screens::events::own_time(event, ctx.words);
        let mut item = Item::new(ctx.words.day(event.start), ("▣", Role::Accent), text).below(&own);
        if let Some(series) = &event.series
            && named.insert(series.id.clone())
        {
            item = item.below(&format!("comes {}", series.words()));
        }
        item
    };
    stops(detail)
        .iter()
        .map(|stop| match stop {
            Stop::Event(event) => item(event),
            Stop::Booked(parts) => lock_item(parts, String::new(), ctx),
        })
        .collect()
}

fn loose_items(detail: &ProjectDetail, ctx: &Ctx<'_>) -> Vec<Item> {
    let day = |parts: &[&Lock]| parts.first().map(|lock| ctx.words.day(lock.needed().start));
    loose(detail).iter().map(|parts| lock_item(parts, day(parts).unwrap_or_default(), ctx)).collect()
}

/// Something that is booked, or a kit with its parts. Of a hold it says so.
fn lock_item(parts: &[&Lock], date: String, ctx: &Ctx<'_>) -> Item {
    let called = |lock: &&Lock| {
        let many = if lock.qty > 1 { format!(" x{}", lock.qty) } else { String::new() };
        let trouble = lock.trouble.map(|t| format!(" ({})", t.words())).unwrap_or_default();
        format!("{}{many}{trouble}", lock.asset_name)
    };
    let all = parts.iter().map(called).collect::<Vec<_>>().join(", ");
    let Some(first) = parts.first() else { return Item::new(date, ("", Role::Dim), all) };
    let text = match (&first.kit, parts.len()) {
        (Some(kit), 2..) => format!("{}: {all}", kit.name),
        _ => all,
    };
    let is_hold = first.kind == LockKind::Hold;
    let sign = match parts.iter().any(|lock| lock.trouble.is_some()) {
        true => ("!", Role::Bad),
        false if is_hold => ("░", Role::Waiting),
        false => ("█", Role::Good),
    };
    let needed = first.needed();
    let span = if date.is_empty() { String::new() } else { ctx.words.span(needed.start, needed.end) };
    let right = if is_hold { format!("{span} held").trim().to_owned() } else { span };
    Item::new(date, sign, text).right(right)
}

/// What is booked and will not be there.
fn missing(detail: &ProjectDetail, columns: u16) -> Vec<String> {
    let lost = detail.locks.rows.iter().filter(|lock| lock.released.is_none());
    let mut names: Vec<String> = lost
        .filter_map(|lock| lock.trouble.map(|why| format!("{} ({})", lock.asset_name, why.words())))
        .collect();
    names.dedup();
    match names.is_empty() {
        true => Vec::new(),
        false => wrap(&format!("! needs replacement: {}", names.join(", ")), usize::from(columns)),
    }
}

fn quotes(detail: &ProjectDetail, ctx: &Ctx<'_>) -> Vec<Item> {
    let item = |quote: &crate::store::protocol::QuoteLine| {
        let badge = Badge::of(&quote.status);
        let package = if quote.package.is_empty() { "quote" } else { quote.package.as_str() };
        let date = quote.created.map(|at| ctx.words.day(at)).unwrap_or_default();
        let text = format!("{package} · {}", badge.word);
        Item::new(date, (badge.sign, badge.role), text).right(ctx.words.money(quote.total))
    };
    detail.quotes.rows.iter().map(item).collect()
}

fn tasks(detail: &ProjectDetail, ctx: &Ctx<'_>) -> Vec<Item> {
    let item = |task: &crate::store::protocol::TaskLine| {
        let (date, pressing) = match task.done {
            Some(at) => (ctx.words.day(at), Role::Good),
            None if task.due.is_none() => (String::new(), Role::Dim),
            None => crate::screens::rows::tasks::due(task.due, ctx.words),
        };
        let (sign, role) = match (task.done, pressing) {
            (Some(_), _) => ("✓", Role::Good),
            (None, Role::Bad) => ("!", Role::Bad),
            (None, _) => ("○", Role::Waiting),
        };
        let (done, all) = task.checklist;
        let points = if all > 0 { format!(" {done}/{all}") } else { String::new() };
        Item::new(date, (sign, role), format!("{}{points}", task.title)).right(task.assignee.clone())
    };
    detail.tasks.rows.iter().map(item).collect()
}

/// Lines that a message takes at most: the whole of it is a key away.
const MESSAGE_LINES: usize = 8;

fn messages(detail: &ProjectDetail, columns: u16, ctx: &Ctx<'_>) -> Vec<Item> {
    let room = usize::from(columns.saturating_sub(LABEL)).max(8);
    let item = |message: &MessageLine| {
        let date = message.at.map(|at| ctx.words.day(at)).unwrap_or_default();
        let mut text = wrap(message.text.trim_end(), room);
        if text.len() > MESSAGE_LINES {
            text.truncate(MESSAGE_LINES - 1);
            text.push("…".to_owned());
        }
        Item::new(date, ("✎", Role::Accent), message.sender.clone())
            .right(beside(message, ctx.words))
            .under(text)
    };
    last_messages(detail).iter().map(item).collect()
}

/// Files that a project shows: a card full of them would bury what is below, and all of them are a key away.
const FILES: usize = 8;

/// How many files there are beyond those that are shown.
fn more_files(detail: &ProjectDetail) -> u64 {
    detail.media.more.saturating_add(detail.media.rows.len().saturating_sub(FILES) as u64)
}

/// The records of the files that are shown; where there are others, the last one has no id and stands for all.
fn file_rows(detail: &ProjectDetail) -> impl Iterator<Item = RowRef> + '_ {
    let row = |id: &str| RowRef { table: Table::MediaObjects, id: id.to_owned() };
    let shown = detail.media.rows.iter().take(FILES).map(move |file| row(file.id.as_str()));
    shown.chain((more_files(detail) > 0).then(|| row(media::ALL)))
}

fn files(detail: &ProjectDetail, ctx: &Ctx<'_>) -> Vec<Item> {
    let item = |file: &crate::store::protocol::MediaLine| {
        let date = file.at.map(|at| ctx.words.day(at)).unwrap_or_default();
        let (sign, role) = match file.watermark.as_str() {
            "proof" => ("◐", Role::Waiting),
            "clean" => ("✓", Role::Good),
            _ => ("·", Role::Dim),
        };
        let name = media::called(&file.title, &file.path);
        let text = [plain(&file.kind).as_str(), name].join(" ").trim().to_owned();
        Item::new(date, (sign, role), text).right(ctx.words.size(file.bytes))
    };
    let more = match more_files(detail) {
        0 => None,
        n => Some(Item::new(String::new(), ("…", Role::Dim), format!("{n} more; Enter shows all"))),
    };
    detail.media.rows.iter().take(FILES).map(item).chain(more).collect()
}

fn notifications(detail: &ProjectDetail, ctx: &Ctx<'_>) -> Vec<Item> {
    let item = |line: &crate::store::protocol::NotificationLine| {
        let date = line.at.map(|at| ctx.words.day(at)).unwrap_or_default();
        let text = format!("{} by {}", plain(&line.kind), channel_text(&line.channel));
        let item = Item::new(date, ("·", Role::Dim), text);
        if line.cost.minor == 0 { item } else { item.right(ctx.words.money(line.cost)) }
    };
    detail.notifications.rows.iter().map(item).collect()
}

/// Sums that are not zero; each currency by itself.
fn sums(money: &MoneySummary, ctx: &Ctx<'_>) -> String {
    let parts = money.sums.iter().flat_map(|sums| {
        [
            sums.quoted.map(|quoted| (quoted, "quoted")),
            Some((sums.invoiced, "invoiced")),
            Some((sums.paid, "paid")),
            Some((sums.open, "open")),
        ]
    });
    let said = parts.flatten().filter(|(amount, _)| amount.minor != 0);
    said.map(|(amount, word)| format!("{} {word}", ctx.words.money(amount))).collect::<Vec<_>>().join(" · ")
}

fn invoices(money: &MoneySummary, ctx: &Ctx<'_>) -> Vec<Item> {
    let item = |invoice: &crate::store::protocol::InvoiceLine| {
        let badge = Badge::of(&invoice.status);
        let kind = if invoice.kind.is_empty() { "invoice".to_owned() } else { plain(&invoice.kind) };
        let number = invoice.number.as_deref().unwrap_or_default();
        let date = invoice.issued.map(|at| ctx.words.day(at)).unwrap_or_default();
        Item::new(date, (badge.sign, badge.role), format!("{kind} {number}").trim().to_owned())
            .right(ctx.words.money(invoice.total))
    };
    money.invoices.rows.iter().map(item).collect()
}
