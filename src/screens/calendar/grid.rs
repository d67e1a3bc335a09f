//! The calendar as a grid: a month, a week or a day. What is seen is one answer of the store; moving about in it asks
//! nothing, and while the next one is on its way, the last one stays.

use super::laid::Laid;
use crate::action::{Action, Scope};
use crate::screens::effect::{Out, slots};
use crate::screens::tab::WIDE;
use crate::store::port::Ticket;
use crate::store::protocol::{
    BranchScope, CalendarBlock, CalendarFilter, CalendarQuery, Change, Query, Reply, StoreError, Table,
};
use crate::ui::hours::{DAY, Plan, strip_lines};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ZonedDateTime};
use ratatui::layout::Rect;

/// How much is seen at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// Six weeks.
    Month,
    /// Seven days by the hour.
    Week,
    /// A day by the hour.
    Day,
}

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    Grid,
    Detail,
}

/// Days of a month's grid: six weeks hold every month.
const MONTH: i64 = 42;
/// The first minute that is seen where nothing says otherwise: eight in the morning.
const MORNING: u16 = 480;
/// Minutes of a large step through free hours.
const STEP: u16 = 240;

/// A month, a week or a day.
pub(super) struct Grid {
    pub(super) view: View,
    /// The view to which Esc leads back.
    from: Option<View>,
    scope: BranchScope,
    pub(super) filter: CalendarFilter,
    /// What the filter's people and spaces are called.
    pub(super) names: (String, String),
    pub(super) day: Date,
    /// The minute of the day at which the cursor is.
    pub(super) minute: u16,
    /// The selected block.
    picked: Option<String>,
    /// A block to be selected as soon as it is seen.
    wanted: Option<String>,
    /// The first minute that is seen.
    pub(super) top: u16,
    /// What was answered, to which question, and for which view.
    shown: Option<(View, CalendarQuery, Laid)>,
    flight: Option<(Ticket, View, CalendarQuery)>,
    stale: bool,
    pub(super) late: bool,
    pub(super) failed: Option<(String, &'static str)>,
    /// The question that could not be answered: it is not asked again before something has changed.
    refused: Option<(View, CalendarQuery)>,
    pub(super) now: Option<ZonedDateTime>,
    /// Whether somebody has gone anywhere: until then the days follow the clock.
    moved: bool,
    pub(super) area: Rect,
    pub(super) focus: Focus,
    /// Lines of the detail that are scrolled past.
    pub(super) scroll: usize,
}

impl Grid {
    pub(super) fn new(scope: BranchScope) -> Self {
        Self {
            view: View::Week,
            from: None,
            scope,
            filter: CalendarFilter::default(),
            names: (String::new(), String::new()),
            day: Date::constant(1970, 1, 1),
            minute: MORNING,
            picked: None,
            wanted: None,
            top: MORNING,
            shown: None,
            flight: None,
            stale: false,
            late: false,
            failed: None,
            refused: None,
            now: None,
            moved: false,
            area: Rect::default(),
            focus: Focus::Grid,
            scroll: 0,
        }
    }

    // -- what is asked ------------------------------------------------------------------------------------------

    /// The days of the view around the selected one.
    fn window(&self) -> (Date, i64) {
        let monday = |day: Date| {
            let back = i64::from(day.weekday().since(Weekday::Monday));
            day.checked_sub(Span::new().days(back)).unwrap_or(Date::MIN)
        };
        match self.view {
            View::Day => (self.day, 1),
            View::Week => (monday(self.day), 7),
            View::Month => (monday(self.day.first_of_month()), MONTH),
        }
    }

    fn query(&self) -> CalendarQuery {
        let (from, days) = self.window();
        let to = from.checked_add(Span::new().days(days)).unwrap_or(Date::MAX);
        let per_day = match self.view {
            // No more than a cell has lines for; the rest is counted.
            View::Month => u32::from(self.area.height.saturating_sub(2) / 6).clamp(2, 8),
            View::Week => 24,
            View::Day => 200,
        };
        CalendarQuery { scope: self.scope.clone(), from, to, per_day, filter: self.filter.clone() }
    }

    /// Asks for what is not here, once somebody knows which day it is.
    pub(super) fn ask(&mut self, out: &mut Out) {
        if self.now.is_none() || self.area.width == 0 {
            return;
        }
        let query = self.query();
        let waits =
            self.flight.as_ref().is_some_and(|(_, view, asked)| *view == self.view && *asked == query);
        let here = self.shown.as_ref().is_some_and(|(view, shown, _)| *view == self.view && *shown == query);
        let failed = self.refused.as_ref().is_some_and(|(view, asked)| *view == self.view && *asked == query);
        if !self.stale && (waits || (here || failed) && self.flight.is_none()) {
            return;
        }
        self.stale = false;
        self.late = false;
        let ticket = out.query(slots::CALENDAR, Query::Calendar(query.clone()));
        self.flight = Some((ticket, self.view, query));
    }

    pub(super) fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        let Some((_, view, query)) = self.flight.take_if(|(asked, ..)| *asked == ticket) else { return };
        self.late = false;
        match result {
            Ok(Reply::Calendar(page)) => {
                (self.failed, self.refused) = (None, None);
                self.shown = Some((view, query, Laid::new(*page)));
                self.find_again();
            }
            Ok(_) => {}
            Err(StoreError::Interrupted) => self.stale = true,
            Err(error) => {
                self.shown = None;
                self.refused = Some((view, query));
                self.failed = Some((error.to_string(), error.hint()));
            }
        }
    }

    pub(super) fn mark_late(&mut self, ticket: Ticket) {
        self.late = self.flight.as_ref().is_some_and(|(asked, ..)| *asked == ticket);
    }

    /// Rows moved. A block tells of its client and of gear too: what is not about drafts counts.
    pub(super) fn changed(&mut self, change: &Change) {
        match change {
            Change::Searchable => {}
            Change::Rows { rows, .. } if rows.iter().all(|row| row.table == Table::FormDrafts) => {}
            Change::Rows { .. } | Change::Elsewhere => self.stale = true,
        }
    }

    /// What is seen is old: the next look asks anew.
    pub(super) const fn mark_stale(&mut self) {
        self.stale = true;
    }

    pub(super) const fn is_unsettled(&self) -> bool {
        self.flight.is_some() || self.stale
    }

    pub(super) fn set_scope(&mut self, scope: BranchScope) {
        if self.scope != scope {
            // People and spaces are of one branch.
            (self.filter.crew, self.filter.space) = (None, None);
            self.names = (String::new(), String::new());
            self.scope = scope;
        }
    }

    pub(super) fn set_filter(&mut self, filter: CalendarFilter, names: (String, String), out: &mut Out) {
        (self.filter, self.names) = (filter, names);
        self.ask(out);
    }

    /// What time it is. Until somebody goes elsewhere, the grid stays at today.
    pub(super) fn set_now(&mut self, now: &ZonedDateTime, out: Option<&mut Out>) {
        let first = self.now.is_none();
        self.now = Some(now.clone());
        if first || !self.moved && self.day != now.date() {
            self.day = now.date();
            self.minute = minute_of(now);
        }
        if let Some(out) = out {
            self.ask(out);
        }
    }

    // -- what is seen -------------------------------------------------------------------------------------------

    /// What is seen: the last answer, for the view that it was asked for.
    pub(super) fn seen(&self) -> Option<(View, &Laid)> {
        self.shown.as_ref().map(|(view, _, laid)| (*view, laid))
    }

    /// Whether there is nothing to look for in what is seen, and nothing that a filter hides.
    pub(super) fn is_blank(&self) -> bool {
        self.filter.is_empty() && self.seen().is_some_and(|(_, laid)| laid.page.blocks.is_empty())
    }

    pub(super) fn today(&self) -> Option<Date> {
        self.now.as_ref().map(ZonedDateTime::date)
    }

    /// The place of the selected block, if it lies on the selected day.
    pub(super) fn place(&self) -> Option<usize> {
        let (_, laid) = self.seen()?;
        let at = laid.find(self.picked.as_deref()?)?;
        laid.on(self.day).contains(&at).then_some(at)
    }

    pub(super) fn picked(&self) -> Option<&CalendarBlock> {
        let (_, laid) = self.seen()?;
        laid.block(self.place()?)
    }

    /// Where grid and detail stand.
    pub(super) fn places(&self, area: Rect) -> (Rect, Rect) {
        if area.width >= WIDE {
            let detail = (area.width * 3 / 10).clamp(32, 64);
            let grid = area.width - detail - 1;
            return (Rect { width: grid, ..area }, Rect { x: area.x + grid + 1, width: detail, ..area });
        }
        match self.focus {
            Focus::Grid => (area, Rect { width: 0, ..area }),
            Focus::Detail => (Rect { width: 0, ..area }, area),
        }
    }

    /// Where the hours stand: behind the line of the head.
    pub(super) fn body(area: Rect) -> Rect {
        Rect {
            x: area.x + 1,
            y: area.y + 1,
            width: area.width.saturating_sub(2),
            height: area.height.saturating_sub(1),
        }
    }

    /// Lets what is selected be seen.
    pub(super) fn settle(&mut self) {
        let Some((View::Week | View::Day, laid)) = self.seen() else { return };
        let long = |at: &usize| laid.is_long(*at);
        let bars: Vec<(usize, usize)> = (0..laid.page.blocks.len())
            .filter(long)
            .filter_map(|at| laid.columns(at))
            .map(|(from, to, _)| (from, to))
            .collect();
        let (grid, _) = self.places(self.area);
        let plan = Plan::new(Self::body(grid), laid.days.len(), strip_lines(&bars));
        let part = self.place().filter(|at| !laid.is_long(*at)).and_then(|at| laid.part(at, self.day));
        let (from, to) = part.map_or((self.minute, self.minute + 60), |part| (part.from, part.to));
        self.top = plan.top_for(self.top, from, to.min(DAY));
    }

    // -- where one goes -----------------------------------------------------------------------------------------

    /// The block that was selected is looked for again; where it is gone, the nearest one of the day is selected.
    fn find_again(&mut self) {
        let wanted = self.wanted.take();
        let found =
            wanted.and_then(|id| self.seen().and_then(|(_, laid)| Some((laid.find(&id)?, laid.page.from))));
        if let Some((at, from)) = found {
            let day = self.seen().and_then(|(_, laid)| laid.first_day(at));
            self.day = day.map_or(self.day, |day| day.max(from));
            self.pick_at(at);
        } else if self.place().is_none() {
            self.pick_near();
        }
        self.settle();
    }

    /// Selects the block of the selected day that lies at the minute of the cursor, else the nearest one.
    fn pick_near(&mut self) {
        let minute = self.minute;
        let found = self.seen().and_then(|(_, laid)| {
            let near = |at: &&usize| {
                let part = laid.part(**at, self.day)?;
                let away =
                    if part.to <= minute { minute - part.to + 1 } else { part.from.saturating_sub(minute) };
                Some((laid.is_long(**at), away, part.from.abs_diff(minute)))
            };
            let at = laid.on(self.day).iter().min_by_key(near)?;
            laid.block(*at).map(|block| block.id().to_owned())
        });
        self.picked = found;
        self.scroll = 0;
    }

    /// Selects a block of the selected day.
    fn pick_at(&mut self, at: usize) {
        let Some((_, laid)) = self.seen() else { return };
        let id = laid.block(at).map(|block| block.id().to_owned());
        let minute = laid.part(at, self.day).filter(|_| !laid.is_long(at)).map(|part| part.from);
        self.picked = id;
        self.minute = minute.unwrap_or(self.minute);
        self.scroll = 0;
        self.settle();
    }

    /// Selects what somebody clicked.
    pub(super) fn pick(&mut self, at: usize, out: &mut Out) {
        self.moved = true;
        self.focus = Focus::Grid;
        let Some((_, laid)) = self.seen() else { return };
        if !laid.on(self.day).contains(&at)
            && let Some(day) = laid.first_day(at)
        {
            self.day = day.max(laid.page.from);
        }
        self.pick_at(at);
        self.ask(out);
    }

    /// Goes to a day; the cursor keeps its hour.
    pub(super) fn go_to(&mut self, day: Date, out: &mut Out) {
        self.moved = true;
        self.day = day;
        self.ask(out);
        self.pick_near();
        self.settle();
    }

    /// Selects a block of the days that are gone to, as soon as they are here.
    pub(super) fn go_to_block(&mut self, id: &str) {
        self.wanted = Some(id.to_owned());
        if self.flight.is_none() {
            self.find_again();
        }
    }

    /// Leaves nothing out any more; what is asked for next has everything.
    pub(super) fn show_all(&mut self) {
        self.filter = CalendarFilter::default();
        self.names = (String::new(), String::new());
    }

    pub(super) fn go_to_now(&mut self, out: &mut Out) {
        let Some(now) = &self.now else { return };
        (self.day, self.minute) = (now.date(), minute_of(now));
        self.go_to(self.day, out);
    }

    fn go_by(&mut self, by: Span, out: &mut Out) {
        // At the ends of the calendar there is nowhere to go.
        let day = self.day.checked_add(by).unwrap_or(self.day);
        self.go_to(day, out);
    }

    /// A month, a week or a day back or on.
    pub(super) fn step(&mut self, by: i64, out: &mut Out) {
        let span = match self.view {
            View::Month => Span::new().months(by),
            View::Week => Span::new().weeks(by),
            View::Day => Span::new().days(by),
        };
        self.go_by(span, out);
    }

    pub(super) fn set_view(&mut self, view: View, from: Option<View>, out: &mut Out) {
        (self.view, self.from) = (view, from);
        self.focus = Focus::Grid;
        self.ask(out);
        self.find_again();
    }

    /// To the next block of the day, or the one before; where there is none, on by an hour.
    fn step_block(&mut self, forward: bool) {
        let found = self.seen().and_then(|(_, laid)| {
            let on = laid.on(self.day);
            match self.place() {
                Some(at) => {
                    let i = on.iter().position(|other| *other == at)?;
                    if forward { on.get(i + 1) } else { i.checked_sub(1).and_then(|i| on.get(i)) }.copied()
                }
                None => {
                    let from = |at: &&usize| laid.part(**at, self.day).map_or(0, |part| part.from);
                    let mut short = on.iter().filter(|at| !laid.is_long(**at));
                    if forward {
                        short.find(|at| from(at) >= self.minute).copied()
                    } else {
                        short.rfind(|at| from(at) < self.minute).or(on.first()).copied()
                    }
                }
            }
        });
        match found {
            Some(at) => self.pick_at(at),
            None => self.step_minutes(if forward { 60 } else { -60 }),
        }
    }

    /// Leaves the blocks for a free hour.
    fn step_minutes(&mut self, by: i32) {
        let hour = i32::from(self.minute / 60 * 60);
        let end = self.place().and_then(|at| self.seen()?.1.part(at, self.day)).map(|part| part.to);
        let from = match end {
            // Behind the selected block, not into it.
            Some(end) if by == 60 => i32::from(end.div_ceil(60) * 60) - 60,
            _ => hour,
        };
        self.minute = u16::try_from((from + by).clamp(0, i32::from(DAY) - 60)).unwrap_or(0);
        self.picked = None;
        self.settle();
    }

    pub(super) fn walk(&mut self, action: Action, out: &mut Out) -> bool {
        let month = self.view == View::Month;
        let page = i32::from(STEP);
        match action {
            Action::Left => self.go_by(Span::new().days(-1), out),
            Action::Right => self.go_by(Span::new().days(1), out),
            Action::Up if month => self.go_by(Span::new().weeks(-1), out),
            Action::Down if month => self.go_by(Span::new().weeks(1), out),
            Action::PageUp | Action::HalfUp if month => self.step(-1, out),
            Action::PageDown | Action::HalfDown if month => self.step(1, out),
            Action::First if month => self.go_to(self.day.first_of_month(), out),
            Action::Last if month => self.go_to(self.day.last_of_month(), out),
            Action::Up => self.step_block(false),
            Action::Down => self.step_block(true),
            Action::HalfUp => self.step_minutes(-page),
            Action::HalfDown => self.step_minutes(page),
            Action::PageUp => self.step_minutes(-2 * page),
            Action::PageDown => self.step_minutes(2 * page),
            Action::First => self.pick_end(true),
            Action::Last => self.pick_end(false),
            _ => return false,
        }
        self.moved = true;
        true
    }

    fn pick_end(&mut self, first: bool) {
        let found = self.seen().and_then(|(_, laid)| {
            let on = laid.on(self.day);
            if first { on.first() } else { on.last() }.copied()
        });
        match found {
            Some(at) => self.pick_at(at),
            None => {
                self.minute = if first { 0 } else { DAY - 60 };
                self.settle();
            }
        }
    }

    /// Opens what is selected: a day of a month, the detail of a block.
    pub(super) fn open(&mut self, out: &mut Out) {
        match (self.view, self.picked().is_some()) {
            (View::Month, _) => self.set_view(View::Day, Some(View::Month), out),
            (_, true) => {
                self.focus = Focus::Detail;
                self.scroll = 0;
            }
            (View::Week, false) => self.set_view(View::Day, Some(View::Week), out),
            (View::Day, false) => {}
        }
    }

    /// Goes back a step: out of the detail, to where everything is shown, to the view that a day was opened from.
    pub(super) fn back(&mut self, out: &mut Out) -> bool {
        if self.focus == Focus::Detail {
            self.focus = Focus::Grid;
        } else if let Some(view) = self.from.take().filter(|_| self.view == View::Day) {
            self.set_view(view, None, out);
        } else if !self.filter.is_empty() {
            self.show_all();
            self.ask(out);
        } else {
            return false;
        }
        true
    }

    pub(super) const fn scopes(&self) -> &'static [Scope] {
        match self.focus {
            Focus::Grid => &[Scope::Calendar, Scope::Grid, Scope::Move, Scope::Global, Scope::Always],
            Focus::Detail => &[Scope::Calendar, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
        }
    }
}

fn minute_of(now: &ZonedDateTime) -> u16 {
    u16::try_from(i32::from(now.hour()) * 60 + i32::from(now.minute())).unwrap_or(0)
}
