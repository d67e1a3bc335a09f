//! How a tab is seen.

use super::{Focus, HEAD, ListTab};
use crate::action::Action;
use crate::domain::money::{Money, format_short};
use crate::domain::receivable::{Age, Ageing};
use crate::keymap::Hint;
use crate::screens::Ctx;
use crate::screens::list::Standing;
use crate::screens::rows::Shown;
use crate::store::protocol::{Count, ListChoice};
use crate::theme::Role;
use crate::ui::empty::Blank;
use crate::ui::table::Table;
use crate::ui::text::{put, put_right, width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl<R: Shown> ListTab<R> {
    /// Where list and detail stand. Where nothing can be selected, the list says so on the whole width.
    pub(super) fn places(&self, area: Rect) -> (Rect, Rect) {
        let nothing =
            self.pinned.is_none() && matches!(self.list.standing(), Standing::Empty | Standing::Failed(..));
        if self.wide && !nothing {
            // The detail keeps what a timeline needs; the rest is the list's.
            let detail = (area.width * 2 / 5).clamp(46, 90);
            let list = area.width.saturating_sub(detail + 1);
            let rest = Rect { x: area.x + list + 1, width: area.width.saturating_sub(list + 1), ..area };
            (Rect { width: list, ..area }, rest)
        } else if self.focus == Focus::Detail {
            (Rect { width: 0, ..area }, area)
        } else {
            (area, Rect { width: 0, ..area })
        }
    }

    /// The line over the list: its name or search, what is chosen, how many.
    fn head(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let style = |role| ctx.look.style(role);
        let title = R::TAB.title();
        let mut x = area.x + 1;
        x += put(buf, x, area.y, title, area.width.saturating_sub(2), style(Role::Heading)) + 2;
        let counts = self.counts(ctx);
        let counts_width = u16::try_from(width(&counts)).unwrap_or(0);
        put_right(buf, Rect { width: area.width.saturating_sub(1), ..area }, &counts, style(Role::Dim));
        let room = area.right().saturating_sub(x + counts_width + 3);
        if self.focus == Focus::Search || !self.list.text().is_empty() {
            put(buf, x, area.y, "/", 1, style(Role::Key));
            let field = Rect { x: x + 2, width: room.saturating_sub(2), height: 1, ..area };
            let cursor = self.line.draw(field, buf, style(Role::Text));
            return cursor.filter(|_| self.focus == Focus::Search);
        }
        let label = |choices: &[ListChoice], name: &str, usual: bool| {
            choices.iter().find(|c| c.name == name).filter(|c| usual || !c.name.is_empty()).map(|c| c.label)
        };
        let chosen: Vec<&str> = label(R::KIND.filters(), self.list.filter(), R::KIND.says_usual_filter())
            .into_iter()
            .chain(label(R::KIND.sorts(), self.list.sort(), false))
            .collect();
        put(buf, x, area.y, &chosen.join(" · "), room, style(Role::Accent));
        None
    }

    /// What is owed by how late it is, a group for each currency, as far as there is room.
    fn strip(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let lines = self.list.ageing();
        let several = lines.len() > 1;
        let whole: Vec<Parts> = lines.iter().map(|line| parts(line, several, ctx)).collect();
        let cells = |all: &[Parts]| -> usize {
            all.iter().map(|parts| parts.iter().map(|(text, _)| width(text)).sum::<usize>() + 3).sum()
        };
        // Where not every step has room, what is late is one sum.
        let room = usize::from(area.width) + 2;
        let shown = if cells(&whole) <= room {
            whole
        } else {
            lines.iter().map(|line| few_parts(line, several, ctx)).collect()
        };
        let mut x = area.x + 1;
        for parts in &shown {
            for (text, role) in parts {
                x += put(buf, x, area.y, text, area.right().saturating_sub(x), ctx.look.style(*role));
            }
            x += 3;
        }
    }

    fn counts(&self, ctx: &Ctx<'_>) -> String {
        let Some((matching, total)) = self.list.counts() else { return String::new() };
        let (matching_text, total_text) = (ctx.words.count(matching), ctx.words.count(total));
        let mut text = if self.list.text().is_empty() {
            ctx.words.count_in_words(if self.list.filter().is_empty() { total } else { matching })
        } else {
            format!("{matching_text} of {total_text}")
        };
        if !self.list.marks().is_empty() {
            text = format!("{} marked · {text}", self.list.marks().len());
        }
        if let Some(quota) = self.list.quota() {
            let (used, included) = (Count::Exact(quota.used), Count::Exact(quota.included));
            let (used, included) = (ctx.words.count(used), ctx.words.count(included));
            text = format!("{used} of {included} included this month · {text}");
        }
        match self.list.indexing() {
            Some(share) => format!("indexing {share} % · {text}"),
            None => text,
        }
    }

    pub(super) fn view_list(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        if area.width == 0 || area.height == 0 {
            return None;
        }
        let cursor = self.head(area, buf, ctx);
        if area.height > HEAD {
            self.strip(Rect { y: area.y + 1, height: 1, ..area }, buf, ctx);
        }
        let body = Rect { y: area.y + HEAD, height: area.height.saturating_sub(HEAD), ..area };
        let hints = |press: &[(Action, &str)]| -> Vec<Hint> {
            press.iter().filter_map(|(action, label)| ctx.hint(*action, label)).collect()
        };
        match self.list.standing() {
            Standing::Rows => self.table(body, buf, ctx),
            Standing::Loading => Blank::loading("Reading…").draw(body, buf, &ctx.look),
            Standing::Failed(what, hint) => Blank::failed(&what, hint, &[]).draw(body, buf, &ctx.look),
            Standing::Empty if !self.list.text().is_empty() => {
                let title = format!("Nothing matches “{}”", self.list.text());
                let all = self.list.counts().is_some_and(|(_, total)| total != Count::Exact(0));
                let text = if all && self.list.indexing().is_some() {
                    "The search index is still being built; there may be hits that it does not know yet."
                } else {
                    R::SEARCHED
                };
                let hints =
                    hints(&[(Action::Back, "clear the search"), (Action::FindAnything, "search everything")]);
                Blank::empty(&title, text, &hints).draw(body, buf, &ctx.look);
            }
            Standing::Empty if !self.list.filter().is_empty() => {
                let filter = R::KIND.filters().iter().find(|c| c.name == self.list.filter());
                let title = format!("Nothing is {}", filter.map_or("here", |c| c.label));
                let hints = hints(&[(Action::Filter, "choose another filter")]);
                Blank::empty(&title, "", &hints).draw(body, buf, &ctx.look);
            }
            Standing::Empty if self.list.archived() != Count::Exact(0) => {
                let title = format!("{} archived", ctx.words.count(self.list.archived()));
                let text = "All of them are in the archive; nothing is lost. The filter shows them.";
                let hints = hints(&[(Action::Filter, "show archived")]);
                Blank::empty(&format!("Nobody is active, {title}"), text, &hints).draw(body, buf, &ctx.look);
            }
            Standing::Empty => {
                let mut press = R::EMPTY.press.to_vec();
                // Where there is one branch nothing comes from another.
                press.retain(|(action, _)| *action != Action::TransferAssets || ctx.several_branches());
                let hints = hints(&press);
                Blank::empty(R::EMPTY.title, R::EMPTY.text, &hints).draw(body, buf, &ctx.look);
            }
        }
        cursor
    }

    fn table(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) {
        let columns = R::columns(ctx);
        let mut above = self.list.above();
        let mut rows = Vec::with_capacity(usize::from(area.height));
        for (i, row) in self.list.visible().enumerate() {
            // The first line of the window repeats its group: nobody should have to scroll for it.
            let drawn = R::row(row, if i == 0 { None } else { above }, self.list.text(), ctx);
            rows.push(drawn.marked(self.list.marks().contains(row.id())));
            above = Some(row);
        }
        let table = Table {
            columns: &columns,
            rows: &rows,
            selected: self.list.selected_line().filter(|_| self.pinned.is_none()),
            focused: self.focus != Focus::Detail,
            stale: self.list.is_late(),
            more_above: self.list.has_above(),
            more_below: self.list.has_below(),
        };
        table.draw(area, buf, &ctx.look);
    }
}

/// Words of the strip, with how they are meant.
type Parts = Vec<(String, Role)>;

/// A currency's line of the strip, piece by piece.
fn parts(line: &Ageing, several: bool, ctx: &Ctx<'_>) -> Parts {
    let mut parts = named_currency(line, several);
    for age in Age::ALL {
        let minor = line.open[age as usize];
        let between = if age == Age::Current { "" } else { " │ " };
        parts.push((format!("{between}{} ", age.label()), Role::Dim));
        let role = match (minor, age) {
            (0, _) => Role::Dim,
            (_, Age::Current) => Role::Text,
            (_, Age::Month | Age::Two) => Role::Warn,
            (_, Age::Three | Age::Older) => Role::Bad,
        };
        parts.push((short(line, minor, ctx), role));
    }
    parts
}

/// The same in few cells.
fn few_parts(line: &Ageing, several: bool, ctx: &Ctx<'_>) -> Parts {
    let current = line.open[Age::Current as usize];
    let late = line.total().saturating_sub(current);
    let mut parts = named_currency(line, several);
    // Beside another currency there is no room for more words.
    let (before, between) = if several { ("", " + late ") } else { ("current ", " │ late ") };
    parts.push((before.to_owned(), Role::Dim));
    parts.push((short(line, current, ctx), Role::Text));
    parts.push((between.to_owned(), Role::Dim));
    parts.push((short(line, late, ctx), if late == 0 { Role::Dim } else { Role::Bad }));
    parts
}

fn named_currency(line: &Ageing, several: bool) -> Parts {
    if several { vec![(format!("{} ", line.currency.code()), Role::Dim)] } else { Vec::new() }
}

fn short(line: &Ageing, minor: i64, ctx: &Ctx<'_>) -> String {
    format_short(Money { minor, currency: line.currency }, ctx.words.grouping_of(line.currency))
}
