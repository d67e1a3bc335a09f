//! A record as lines. Only those on screen are put into words.

use super::Content;
use crate::domain::field::FieldValue;
use crate::domain::money::{Currency, Money};
use crate::screens::Ctx;
use crate::screens::words::{plain, several};
use crate::store::protocol::{ClientDetail, RecordDetail, SectionLine, TimelineEntry, TimelineKind};
use crate::theme::Role;
use crate::ui::badge::Badge;
use crate::ui::rows::first_shown;
use crate::ui::text::{put, put_right, restyle, width, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// Cells of a label.
pub(super) const LABEL: u16 = 14;
/// Cells of a date.
const DATE: u16 = 12;
/// Where what stands under a line begins.
pub(super) const INDENT: u16 = DATE + 2;

pub(super) enum Line<'a> {
    Gap,
    /// Heading at the left, dim note at the right.
    Title(&'a str, String),
    Text(String, Role),
    Badge(Badge<'a>, String),
    Fact(&'a str, String, Role),
    /// A fact under a label of another program.
    Own(String, String),
    /// The first line of a fact that can be selected: long records are walked through by them.
    Stop(usize, &'a str, String),
    Heading(&'a str),
    /// An entry that can be selected.
    Timeline(usize, &'a TimelineEntry),
    Section(usize, &'a SectionLine),
    /// A line of a project that can be selected.
    Item(usize, Item),
    /// Something with an amount at the right; it can be selected if it is an entry.
    Sum(Option<usize>, String, String, Role),
    /// A line of a list under its sign; the first one of an entry can be selected.
    Point(Option<usize>, (&'static str, Role), String),
}

/// One line of a section: when, with which sign, what, and what stands at the right.
pub(super) struct Item {
    date: String,
    sign: (&'static str, Role),
    text: String,
    right: String,
    /// Dim, under the text, line by line; may be empty.
    pub(super) below: String,
    /// Under that, as far as the text reaches.
    pub(super) under: Vec<String>,
}

impl Item {
    /// A line with nothing at the right.
    pub(super) const fn new(date: String, sign: (&'static str, Role), text: String) -> Self {
        Self { date, sign, text, right: String::new(), below: String::new(), under: Vec::new() }
    }

    /// The same with something at the right: an amount, a name.
    pub(super) fn right(self, right: String) -> Self {
        Self { right, ..self }
    }

    /// The same with lines under it.
    pub(super) fn under(self, under: Vec<String>) -> Self {
        Self { under, ..self }
    }

    /// The same with one more dim line under it.
    pub(super) fn below(mut self, text: &str) -> Self {
        if !text.is_empty() {
            let (gap, indent) = (if self.below.is_empty() { "" } else { "\n" }, usize::from(INDENT));
            self.below.push_str(&format!("{gap}{:indent$}{text}", ""));
        }
        self
    }
}

pub(super) fn draw(
    content: &Content,
    entry: usize,
    (focused, stale): (bool, bool),
    area: Rect,
    buf: &mut Buffer,
    ctx: &Ctx<'_>,
) {
    let area = Rect { x: area.x + 1, width: area.width - 2, ..area };
    let words = content.branch().map_or(Cow::Borrowed(ctx.words), |branch| ctx.words_in(branch));
    let ctx = &Ctx { words: &words, ..*ctx };
    let lines = match content {
        Content::Client(detail) => client(detail, area.width, ctx),
        Content::Project(detail) => super::project::lines(detail, area.width, ctx),
        Content::Package(detail) => super::package::lines(detail, area.width, ctx),
        Content::PackageTemplate(detail) => super::package::template_lines(detail, area.width, ctx),
        Content::Task(detail) => super::task::lines(detail, area.width, ctx),
        Content::TaskTemplate(detail) => super::task::template_lines(detail, area.width, ctx),
        Content::Kit(detail) => super::kit::lines(detail, area.width, ctx),
        Content::Asset(detail) => super::asset::lines(detail, area.width, ctx),
        Content::Invoice(detail) => super::invoice::lines(detail, area.width, ctx),
        Content::Record(detail) => record(detail, area.width, ctx),
    };
    let entry_of = |line: &Line<'_>| match line {
        Line::Timeline(i, _) | Line::Section(i, _) | Line::Stop(i, ..) | Line::Item(i, _) => Some(*i),
        Line::Point(i, ..) | Line::Sum(i, ..) => *i,
        _ => None,
    };
    let is_entry = |line: &Line<'_>| entry_of(line) == Some(entry);
    let at = if focused { lines.iter().position(is_entry).unwrap_or(0) } else { 0 };
    let height = usize::from(area.height);
    // The first entry belongs to the top of the record: nobody opens one to see its middle.
    let first = if entry == 0 { 0 } else { first_shown(at, height, lines.len()) };
    for (y, line) in (area.y..).zip(lines.iter().skip(first).take(height)) {
        let row = Rect { y, height: 1, ..area };
        one(line, row, buf, ctx);
        if let Some(i) = entry_of(line) {
            ctx.look.row_spot(row, i, entry);
        }
        if focused && is_entry(line) {
            restyle(buf, row, ctx.look.style(Role::Selected));
        }
    }
    if stale {
        restyle(buf, area, ctx.look.style(Role::Dim));
    }
}

fn one(line: &Line<'_>, row: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
    let style = |role| ctx.look.style(role);
    match line {
        Line::Gap => {}
        Line::Title(title, note) => {
            let note_width = u16::try_from(width(note)).unwrap_or(0);
            let room = row.width.saturating_sub(note_width + 2);
            let used = put(buf, row.x, row.y, title, room, style(Role::Heading));
            if used + note_width + 2 <= row.width {
                put_right(buf, row, note, style(Role::Dim));
            }
        }
        Line::Text(text, role) => {
            put(buf, row.x, row.y, text, row.width, style(*role));
        }
        Line::Badge(badge, rest) => {
            let used = badge.draw(buf, row.x, row.y, row.width, &ctx.look);
            put(buf, row.x + used + 2, row.y, rest, row.width.saturating_sub(used + 2), style(Role::Dim));
        }
        Line::Fact(label, value, role) => {
            put(buf, row.x, row.y, label, LABEL - 1, style(Role::Dim));
            put(buf, row.x + LABEL, row.y, value, row.width.saturating_sub(LABEL), style(*role));
        }
        Line::Own(label, value) => {
            put(buf, row.x, row.y, label, LABEL - 1, style(Role::Dim));
            put(buf, row.x + LABEL, row.y, value, row.width.saturating_sub(LABEL), style(Role::Text));
        }
        Line::Stop(_, label, value) => {
            put(buf, row.x, row.y, label, LABEL - 1, style(Role::Dim));
            put(buf, row.x + LABEL, row.y, value, row.width.saturating_sub(LABEL), style(Role::Text));
        }
        Line::Point(_, (sign, role), text) => {
            put(buf, row.x, row.y, sign, 1, style(*role));
            put(buf, row.x + 2, row.y, text, row.width.saturating_sub(2), style(Role::Text));
        }
        Line::Sum(_, text, amount, role) => {
            let gap = u16::try_from(width(amount)).unwrap_or(0) + 2;
            put(buf, row.x, row.y, text, row.width.saturating_sub(gap), style(*role));
            put_right(buf, row, amount, style(*role));
        }
        Line::Heading(text) => {
            put(buf, row.x, row.y, text, row.width, style(Role::Heading));
        }
        Line::Timeline(_, entry) => {
            let (sign, role) = match entry.kind {
                TimelineKind::Created => ("+", Role::Dim),
                TimelineKind::Project => ("▣", Badge::of(&entry.status).role),
                TimelineKind::Note => ("✎", Role::Accent),
                TimelineKind::Merge => ("⇉", Role::Dim),
                TimelineKind::Invoice | TimelineKind::Payment => {
                    let badge = Badge::of(&entry.status);
                    (badge.sign, badge.role)
                }
            };
            let date = ctx.words.day(entry.at);
            let amount = entry.amount.map(|money| ctx.words.money(money)).unwrap_or_default();
            entry_line(row, (&date, sign, role, &entry.text), &amount, buf, ctx);
        }
        Line::Section(_, line) => {
            let date = line.at.map(|at| ctx.words.day(at)).unwrap_or_default();
            let badge = Badge::of(&line.status);
            let sign = if line.status.is_empty() { "·" } else { badge.sign };
            let amount = line.amount.map(|money| ctx.words.money(money)).unwrap_or_default();
            entry_line(row, (&date, sign, badge.role, &line.text), &amount, buf, ctx);
        }
        Line::Item(_, item) => {
            let (sign, role) = item.sign;
            entry_line(row, (&item.date, sign, role, &item.text), &item.right, buf, ctx);
        }
    }
}

fn entry_line(
    row: Rect,
    (date, sign, role, text): (&str, &str, Role, &str),
    amount: &str,
    buf: &mut Buffer,
    ctx: &Ctx<'_>,
) {
    let style = |role| ctx.look.style(role);
    let mut x = row.x;
    if row.width > 36 || !date.is_empty() {
        put(buf, x, row.y, date, DATE - 1, style(Role::Dim));
        x += DATE;
    }
    put(buf, x, row.y, sign, 1, style(role));
    x += 2;
    let amount_width = u16::try_from(width(amount)).unwrap_or(0);
    let gap = if amount.is_empty() { 0 } else { amount_width + 2 };
    put(buf, x, row.y, text, row.right().saturating_sub(x + gap), style(Role::Text));
    put_right(buf, row, amount, style(Role::Text));
}

/// Text values of many lines, under each other; the first one can be selected if it is an `entry`.
pub(super) fn long<'a>(
    lines: &mut Vec<Line<'a>>,
    entry: Option<usize>,
    label: &'a str,
    text: &str,
    columns: u16,
) {
    let room = usize::from(columns.saturating_sub(LABEL)).max(8);
    for (i, line) in wrap(text.trim_end(), room).into_iter().enumerate() {
        lines.push(match (i, entry) {
            (0, Some(entry)) => Line::Stop(entry, label, line),
            (0, None) => Line::Fact(label, line, Role::Text),
            _ => Line::Fact("", line, Role::Text),
        });
    }
}

fn client<'a>(detail: &'a ClientDetail, columns: u16, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let (client, profile, stats) = (&detail.client, &detail.client.profile, &detail.stats);
    let since =
        client.created.map(|at| format!("since {}", ctx.words.date_of(at).year())).unwrap_or_default();
    let name = if client.name.trim().is_empty() { "(no name)" } else { client.name.as_str() };
    let mut lines = vec![Line::Title(name, since)];
    if let Some(at) = client.erased {
        lines.push(Line::Badge(
            Badge::new("×", "erased", Role::Bad),
            format!("{} · invoices and payments are kept", ctx.words.day(at)),
        ));
    } else if let Some(at) = client.archived {
        lines.push(Line::Badge(Badge::of("archived"), ctx.words.day(at)));
    }
    let tags = profile.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ");
    let reach: Vec<&str> =
        [client.phone.as_str(), profile.email.as_str()].into_iter().filter(|t| !t.is_empty()).collect();
    let reach = reach.join("   ");
    if width(&reach) + 3 + width(&tags) <= usize::from(columns) {
        lines.push(Line::Text(format!("{reach}   {tags}").trim().to_owned(), Role::Text));
    } else {
        lines.push(Line::Text(reach, Role::Text));
        lines.push(Line::Text(tags, Role::Dim));
    }
    let money = |money| ctx.words.money(money);
    let mut sums = format!("{} spent", money(client.spent));
    for open in std::iter::once(&stats.open).chain(&stats.open_elsewhere).filter(|open| open.minor != 0) {
        sums.push_str(&format!(" · {} open", money(*open)));
    }
    sums.push_str(&format!(" · {}", several(stats.projects, "project", "projects")));
    lines.push(Line::Text(sums, Role::Dim));
    lines.push(Line::Gap);
    let before = lines.len();
    facts(&mut lines, detail, columns, ctx);
    if lines.len() > before {
        lines.push(Line::Gap);
    }
    lines.push(Line::Heading("Timeline"));
    if detail.timeline.is_empty() {
        lines.push(Line::Text("Nothing has happened yet.".to_owned(), Role::Dim));
    }
    for (i, entry) in detail.timeline.iter().enumerate() {
        if entry.kind == TimelineKind::Note {
            note(&mut lines, i, entry, columns, ctx);
        } else {
            lines.push(Line::Timeline(i, entry));
        }
    }
    lines
}

/// Lines that a note of the timeline takes at most: the rest of it is no reason to bury what is below.
const NOTE_LINES: usize = 20;

/// A note in full, for it opens nowhere else.
fn note<'a>(lines: &mut Vec<Line<'a>>, i: usize, entry: &TimelineEntry, columns: u16, ctx: &Ctx<'_>) {
    let room = usize::from(columns.saturating_sub(LABEL)).max(8);
    let mut text = wrap(entry.text.trim_end(), room);
    if text.len() > NOTE_LINES {
        text.truncate(NOTE_LINES);
        text.extend(["…".to_owned()]);
    }
    let mut text = text.into_iter();
    let item = Item::new(ctx.words.day(entry.at), ("✎", Role::Accent), text.next().unwrap_or_default());
    lines.push(Line::Item(i, item));
    lines.extend(text.map(|line| Line::Fact("", line, Role::Text)));
}

fn facts<'a>(lines: &mut Vec<Line<'a>>, detail: &'a ClientDetail, columns: u16, ctx: &Ctx<'_>) {
    let profile = &detail.client.profile;
    let mut fact = |label: &'static str, value: String, role: Role| {
        if !value.trim().is_empty() {
            lines.push(Line::Fact(label, value, role));
        }
    };
    if let Some(at) = detail.client.follow_up {
        let due = at <= ctx.words.now().timestamp();
        fact("Follow up", ctx.words.moment(at), if due { Role::Warn } else { Role::Text });
    }
    if ctx.several_branches() {
        fact("Branch", detail.branch_name.clone(), Role::Text);
    }
    fact("Second phone", profile.alt_phone.clone(), Role::Text);
    fact("Business", profile.business_name.clone(), Role::Text);
    fact("GSTIN", profile.gstin.clone(), Role::Text);
    fact("Language", crate::screens::clients::language(&profile.language).to_owned(), Role::Text);
    let day = |date: Option<jiff::civil::Date>| {
        date.map(|d| d.strftime("%-d %b %Y").to_string()).unwrap_or_default()
    };
    fact("Birthday", day(profile.birthday), Role::Text);
    fact("Anniversary", day(profile.anniversary), Role::Text);
    fact("Referred by", profile.referred_by.as_ref().map(|r| r.name.clone()).unwrap_or_default(), Role::Text);
    fact(
        "Pays within",
        profile.payment_days.map(|d| several(d.unsigned_abs(), "day", "days")).unwrap_or_default(),
        Role::Text,
    );
    let currency = detail.client.spent.currency;
    let limit = profile.credit_limit.map(|minor| ctx.words.money(Money { minor, currency }));
    fact("Credit limit", limit.unwrap_or_default(), Role::Text);
    fact("Offers", if profile.marketing_ok { "agreed".to_owned() } else { String::new() }, Role::Text);
    for merge in &detail.merges {
        fact("Merged in", format!("{} · {}", merge.gone_name, ctx.words.day(merge.at)), Role::Dim);
    }
    let address = [profile.address.as_str(), profile.city.as_str()];
    let address = address.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
    if !address.is_empty() {
        long(lines, None, "Address", &address, columns);
    }
    if !profile.notes.is_empty() {
        long(lines, None, "Notes", &profile.notes, columns);
    }
}

fn record<'a>(detail: &'a RecordDetail, columns: u16, ctx: &Ctx<'_>) -> Vec<Line<'a>> {
    let mut lines = vec![Line::Title(&detail.title, String::new())];
    if !detail.subtitle.is_empty() {
        lines.push(Line::Text(detail.subtitle.clone(), Role::Dim));
    }
    if !detail.status.is_empty() {
        lines.push(Line::Badge(Badge::of(&detail.status), String::new()));
    }
    if !detail.facts.is_empty() {
        lines.push(Line::Gap);
    }
    let mut entry = 0;
    for (label, value) in &detail.facts {
        let text = match value {
            FieldValue::Text(text) => text.trim_end().to_owned(),
            value => said(value, detail.currency, ctx),
        };
        let room = usize::from(columns.saturating_sub(LABEL)).max(8);
        for (i, line) in wrap(&text, room).into_iter().enumerate() {
            lines.push(if i == 0 {
                Line::Stop(entry, label, line)
            } else {
                Line::Fact("", line, Role::Text)
            });
        }
        entry += 1;
    }
    for (heading, section) in &detail.sections {
        lines.push(Line::Gap);
        lines.push(Line::Heading(heading));
        for line in section {
            lines.push(Line::Section(entry, line));
            entry += 1;
        }
    }
    lines
}

/// A value in words.
pub(super) fn said(value: &FieldValue, currency: Option<Currency>, ctx: &Ctx<'_>) -> String {
    match value {
        FieldValue::Empty => String::new(),
        FieldValue::Text(text) => plain(text),
        FieldValue::Number(n) => n.to_string(),
        FieldValue::Money(minor) => match currency {
            Some(currency) => ctx.words.money(Money { minor: *minor, currency }),
            None => minor.to_string(),
        },
        FieldValue::Date(date) => ctx.words.date(*date),
        FieldValue::When(at) => ctx.words.moment(*at),
        FieldValue::Toggle(on) => if *on { "yes" } else { "no" }.to_owned(),
        FieldValue::Tags(tags) => tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" "),
        FieldValue::Reference { label, .. } => label.clone(),
    }
}
