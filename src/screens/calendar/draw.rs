//! How a month, a week and a day are seen.

use super::detail::{badge, held};
use super::grid::{Focus, Grid, View};
use super::laid::Laid;
use crate::action::Action;
use crate::domain::booking::LockKind;
use crate::keymap::Hint;
use crate::screens::Ctx;
use crate::screens::words::several;
use crate::store::protocol::{BlockLock, CalendarBlock, Count, Only};
use crate::theme::Role;
use crate::ui::empty::Blank;
use crate::ui::hours::{Bar, Chosen, Edge, Head, Hours, Slab};
use crate::ui::layer::divider;
use crate::ui::spots::Spot;
use crate::ui::text::{put, put_right, width};
use crate::ui::weeks::{Day, Entry, Weeks};
use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// From so many cells on the days of a week have room for a mark.
const ROOMY: u16 = 66;
/// Behind the number of today: without colours, too.
const TODAY: &str = "◂";
const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Grid {
    pub(super) fn view(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let (grid, detail) = self.places(area);
        ctx.look.spot(grid, Spot::List);
        if grid.width > 0 && grid.height > 1 {
            self.head(Rect { height: 1, ..grid }, buf, ctx);
            self.view_grid(Self::body(grid), buf, ctx);
        }
        if detail.width > 0 {
            ctx.look.spot(detail, Spot::Detail);
            if grid.width > 0 {
                divider(detail.x - 1, detail.y, detail.height, buf, &ctx.look);
            }
            self.view_detail(detail, buf, ctx);
        }
    }

    fn view_grid(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        if let Some((what, hint)) = &self.failed {
            return Blank::failed(what, hint, &[]).draw(area, buf, &ctx.look);
        }
        let Some((view, laid)) = self.seen() else {
            if self.late {
                Blank::loading("Reading…").draw(area, buf, &ctx.look);
            }
            return;
        };
        match view {
            View::Month => self.weeks(laid, ctx).draw(area, buf, &ctx.look),
            View::Week | View::Day => {
                let hours = self.hours(view, laid, ctx);
                hours.draw(area, buf, &ctx.look);
            }
        }
        if laid.page.blocks.is_empty() {
            self.nothing(view, area, buf, ctx);
        }
    }

    /// The line over the grid: which days, what is left out, what needs a look.
    fn head(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let style = |role| ctx.look.style(role);
        let title = self.title();
        let mut x = area.x + 1;
        x += put(buf, x, area.y, &title, area.width.saturating_sub(2), style(Role::Heading)) + 2;
        let needs = self.needs();
        let (text, role) = match &needs {
            Some((text, role)) => (text.as_str(), *role),
            None => ("", Role::Dim),
        };
        let needs_width = u16::try_from(width(text)).unwrap_or(0);
        let room = area.right().saturating_sub(x + 1);
        let chosen = self.chosen(ctx);
        let chosen_width = u16::try_from(width(&chosen)).unwrap_or(0);
        // What is left out must be seen; what needs a look stands in the blocks too.
        if chosen.is_empty() || chosen_width + needs_width + 2 <= room {
            put_right(buf, Rect { x, width: room, ..area }, text, style(role));
        }
        put(buf, x, area.y, &chosen, room, style(Role::Accent));
    }

    /// The days that are seen, in words.
    fn title(&self) -> String {
        let (view, first) = match self.seen() {
            Some((view, laid)) => (view, laid.page.from),
            None => (self.view, self.day),
        };
        match view {
            View::Day => first.strftime("%A %-d %B %Y").to_string(),
            View::Week => {
                let last = first.checked_add(jiff::Span::new().days(6)).unwrap_or(first);
                let format = match (first.year() == last.year(), first.month() == last.month()) {
                    (true, true) => "%-d",
                    (true, false) => "%-d %B",
                    _ => "%-d %B %Y",
                };
                let week = first.iso_week_date().week();
                format!("Week {week} · {}–{}", first.strftime(format), last.strftime("%-d %B %Y"))
            }
            // The first week of a month may begin in the month before.
            View::Month => {
                let within = first.checked_add(jiff::Span::new().days(10)).unwrap_or(first);
                within.strftime("%B %Y").to_string()
            }
        }
    }

    /// How many blocks cannot stay as they are, or are not booked yet.
    fn needs(&self) -> Option<(String, Role)> {
        let (_, laid) = self.seen()?;
        let count = |is: &dyn Fn(&CalendarBlock) -> bool| {
            laid.page.blocks.iter().filter(|block| is(block)).count() as u64
        };
        let (conflicts, held) =
            (count(&CalendarBlock::is_conflict), count(&|block| block.kind == LockKind::Hold));
        let held = if held == 0 { String::new() } else { format!("{held} tentative") };
        match conflicts {
            0 if held.is_empty() => None,
            0 => Some((held, Role::Dim)),
            n => {
                let text = format!("! {}", several(n, "conflict", "conflicts"));
                let text = if held.is_empty() { text } else { format!("{text} · {held}") };
                Some((text, Role::Bad))
            }
        }
    }

    /// The filters in force, and how they are cleared.
    fn chosen(&self, ctx: &Ctx<'_>) -> String {
        let filter = &self.filter;
        if filter.is_empty() {
            return String::new();
        }
        let mut words: Vec<&str> = Vec::new();
        if filter.mine {
            words.push("mine");
        }
        if filter.crew.is_some() {
            words.push(&self.names.0);
        }
        if filter.space.is_some() {
            words.push(&self.names.1);
        }
        words.extend(filter.status.as_deref());
        match filter.only {
            Only::All => {}
            Only::Holds => words.push("holds"),
            Only::Conflicts => words.push("conflicts"),
        }
        let back = ctx.look.keymap.key_text(Action::Back);
        let clear = if back.is_empty() { String::new() } else { format!(" ({back} shows all)") };
        format!("only {}{clear}", words.join(" · "))
    }

    /// Why nothing is seen, and what to press: under the frame of the grid, which stays.
    fn nothing(&self, view: View, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let hints = |press: &[(Action, &str)]| -> Vec<Hint> {
            press.iter().filter_map(|(action, label)| ctx.hint(*action, label)).collect()
        };
        let when = match view {
            View::Month => "in these weeks",
            View::Week => "in this week",
            View::Day => "on this day",
        };
        let (title, text, hints) = if self.filter.is_empty() {
            let press = [
                (Action::NewBooking, "new booking"),
                (Action::TabClients, "your clients"),
                (Action::JumpToDate, "go to a date"),
                (Action::NextView, "month, week, day, agenda"),
                (Action::Help, "every key"),
            ];
            let text = "Shoots and sub-events stand here as soon as projects have dates.";
            (format!("Nothing is booked {when}"), text, hints(&press))
        } else {
            let press = [(Action::Back, "show all"), (Action::Filter, "choose another filter")];
            (format!("Nothing like that {when}"), "A filter leaves out the rest.", hints(&press))
        };
        let lines = u16::try_from(hints.len()).unwrap_or(0) + 5;
        let height = lines.min(area.height.saturating_sub(2));
        let cells = 60.min(area.width);
        let place = Rect {
            x: area.x + (area.width - cells) / 2,
            y: area.y + 1 + (area.height.saturating_sub(1 + height)) / 3,
            width: cells,
            height,
        };
        crate::ui::layer::clear(place, buf);
        Blank::empty(&title, text, &hints).draw(place, buf, &ctx.look);
    }

    // -- weeks --------------------------------------------------------------------------------------------------

    fn weeks<'a>(&self, laid: &'a Laid, ctx: &Ctx<'_>) -> Weeks<'a> {
        let month = laid.days.get(10).map(|day| (day.year(), day.month()));
        let days = laid.days.iter().enumerate().map(|(at, day)| {
            let entries = laid.on(*day).iter().filter_map(|i| entry(laid, *i, *day, ctx)).collect();
            let number =
                if day.day() == 1 { day.strftime("%-d %b").to_string() } else { day.day().to_string() };
            let role = if Some(*day) == self.today() {
                Role::Accent
            } else if Some((day.year(), day.month())) == month {
                Role::Heading
            } else {
                Role::Dim
            };
            let number = if Some(*day) == self.today() { format!("{number}{TODAY}") } else { number };
            Day { number, role, entries, more: more(laid, at) }
        });
        Weeks {
            names: NAMES,
            days: days.collect(),
            selected: laid.place(self.day).unwrap_or(usize::MAX),
            focused: self.focus == Focus::Grid,
            stale: self.late,
        }
    }

    // -- hours --------------------------------------------------------------------------------------------------

    fn hours<'a>(&self, view: View, laid: &'a Laid, ctx: &Ctx<'_>) -> Hours<'a> {
        let today = self.today();
        // In the narrowest week a day's name fills its column.
        let is_roomy = self.area.width >= ROOMY;
        let mark = |day| if Some(day) == today && view == View::Week && is_roomy { TODAY } else { "" };
        let heads = laid.days.iter().enumerate().map(|(at, day)| Head {
            text: format!(
                "{}{}",
                day.strftime(if view == View::Day { "%A %-d %B" } else { "%a %-d" }),
                mark(*day)
            )
            .into(),
            note: match more(laid, at) {
                (0, _) => String::new(),
                (n, open) => format!("+{n}{}", if open { "+" } else { "" }),
            },
            role: if Some(*day) == today { Role::Accent } else { Role::Text },
        });
        let (mut bars, mut slabs) = (Vec::new(), Vec::new());
        for (at, block) in laid.page.blocks.iter().enumerate() {
            if laid.is_long(at) {
                bars.extend(bar(laid, at, block, ctx));
            } else {
                slabs.extend(
                    laid.days
                        .iter()
                        .enumerate()
                        .filter_map(|(column, day)| slab(laid, (at, block), (column, *day), view, ctx)),
                );
            }
        }
        let column = laid.place(self.day).unwrap_or(0);
        let chosen = match self.place() {
            Some(at) => Chosen::Pick(at, column),
            None => Chosen::Free(column, self.minute),
        };
        let now = today.and_then(|day| laid.place(day)).zip(self.now.as_ref()).map(|(column, now)| {
            (column, u16::try_from(i32::from(now.hour()) * 60 + i32::from(now.minute())).unwrap_or(0))
        });
        Hours {
            heads: heads.collect(),
            bars,
            slabs,
            top: self.top,
            now,
            chosen,
            focused: self.focus == Focus::Grid && laid.place(self.day).is_some(),
            stale: self.late,
        }
    }
}

/// Blocks of a day that were not read, and whether there may be more of them.
fn more(laid: &Laid, at: usize) -> (u64, bool) {
    match laid.page.more.get(at) {
        Some(Count::AtLeast(n)) => (*n, true),
        Some(Count::Exact(n)) => (*n, false),
        None => (0, false),
    }
}

fn edge(block: &CalendarBlock) -> Edge {
    if block.kind == LockKind::Hold { Edge::Soft } else { Edge::Firm }
}

fn role(block: &CalendarBlock) -> Role {
    match (block.is_conflict(), block.kind) {
        (true, _) => Role::Bad,
        (false, LockKind::Hold) => Role::Waiting,
        (false, LockKind::Firm) if matches!(block.status.as_str(), "completed" | "archived") => Role::Dim,
        (false, LockKind::Firm) => Role::Heading,
    }
}

/// What is wrong with a block, else its status, as a sign.
fn sign(block: &CalendarBlock) -> &'static str {
    if block.is_conflict() { "!" } else { badge(block).sign }
}

fn entry<'a>(laid: &'a Laid, at: usize, day: Date, ctx: &Ctx<'_>) -> Option<Entry<'a>> {
    let (block, part) = (laid.block(at)?, laid.part(at, day)?);
    let goes_on = part.goes_on.before || laid.is_long(at);
    let time = if goes_on { String::new() } else { ctx.words_in(&block.branch).clock(block.start) };
    let text =
        if part.goes_on.before { format!("‹ {}", block.title).into() } else { block.title.as_str().into() };
    Some(Entry { edge: edge(block), role: role(block), sign: sign(block), time, text, note: &block.client })
}

fn bar<'a>(laid: &Laid, at: usize, block: &CalendarBlock, ctx: &Ctx<'_>) -> Option<Bar<'a>> {
    let (from, to, goes_on) = laid.columns(at)?;
    let words = ctx.words_in(&block.branch);
    let until = block.end.map(|end| format!(" to {}", words.moment(end))).unwrap_or_default();
    let text = format!("{} {} · {}{until}", sign(block), block.title, words.moment(block.start));
    Some(Bar { from, to, goes_on, edge: edge(block), role: role(block), text: text.into(), pick: at })
}

fn slab<'a>(
    laid: &Laid,
    (at, block): (usize, &'a CalendarBlock),
    (column, day): (usize, Date),
    view: View,
    ctx: &Ctx<'_>,
) -> Option<Slab<'a>> {
    let part = laid.part(at, day)?;
    let minutes = |seconds: i64| u16::try_from(seconds / 60).unwrap_or(u16::MAX);
    let before = if part.goes_on.before { 0 } else { block.buffers.0 + block.travel };
    let behind = if part.goes_on.behind { 0 } else { block.buffers.1 + block.travel };
    Some(Slab {
        column,
        from: part.from,
        to: part.to,
        around: (minutes(before), minutes(behind)),
        goes_on: part.goes_on,
        edge: edge(block),
        role: role(block),
        sign: sign(block),
        lines: slab_lines(block, part.from % 60 == 0 && part.to % 60 == 0, view, ctx),
        pick: at,
    })
}

/// What stands in a block, the most important first. `whole` hours need no words beside the hours of the grid.
fn slab_lines<'a>(block: &'a CalendarBlock, whole: bool, view: View, ctx: &Ctx<'_>) -> Vec<Cow<'a, str>> {
    let words = ctx.words_in(&block.branch);
    let elsewhere = words.zone() != ctx.words.zone();
    let mut time = match block.end {
        Some(end) => words.span(block.start, end),
        None => format!("from {}", words.clock(block.start)),
    };
    if elsewhere {
        time = format!("{time} {}", ctx.branch_name(&block.branch));
    }
    let held = held(block, &words).map(|(text, _)| text).unwrap_or_default();
    let project = if block.event.is_some() && block.project_title != block.title {
        block.project_title.as_str()
    } else {
        ""
    };
    let names = |wanted: &dyn Fn(&BlockLock) -> bool| {
        let names = block.locks.rows.iter().filter(|lock| wanted(lock)).map(|lock| lock.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    let crew = names(&|lock| lock.asset_type == "human");
    let space = names(&|lock| lock.asset_type == "space");
    let gear = names(&|lock| !matches!(lock.asset_type.as_str(), "human" | "space"));
    let joined = |parts: &[&str]| {
        let said = parts.iter().filter(|part| !part.trim().is_empty()).copied();
        said.collect::<Vec<_>>().join(" · ")
    };
    let mut lines: Vec<Cow<'a, str>> = match view {
        View::Day => vec![
            joined(&[&block.title, &time]).into(),
            joined(&[&held, project, &block.client, &block.location]).into(),
            crew.into(),
            joined(&[&space, &gear]).into(),
        ],
        View::Week | View::Month => {
            let time = match (whole, elsewhere) {
                (true, false) => String::new(),
                // The rows say when.
                (true, true) => ctx.branch_name(&block.branch).to_owned(),
                (false, _) => time,
            };
            // Who it is for says more than what the project is called.
            let lines = [block.client.as_str().into(), time.into(), project.into(), held.into()];
            let booked = [crew.into(), space.into(), gear.into(), block.location.as_str().into()];
            std::iter::once(block.title.as_str().into()).chain(lines).chain(booked).collect()
        }
    };
    lines.retain(|line| !line.trim().is_empty());
    if block.title.trim().is_empty() {
        lines.insert(0, "(no name)".into());
    }
    lines
}
