//! The calendar: a month, a week or a day as a grid, the agenda as a list, or the timeline. Which one is remembered while the program
//! runs.

use super::carry::Saved;
use super::detail::Content;
use super::effect::{Out, slots};
use super::tab::{ListTab, Subject, Tab, TabEvent};
use super::timeline::TimelineView;
use super::{Ctx, TabId};
use crate::action::{Action, Scope};
use crate::domain::booking::Lock;
use crate::domain::id::{BranchId, EventId, LockId, ProjectId};
use crate::keymap::Press;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{
    AgendaRow, BranchScope, CalendarFilter, Change, ClientDetail, ListChoice, ListKind, Outcome,
    ProjectDetail, Reply, RowRef, StoreError, TIMELINE_FILTERS, Table, TimelineEntry,
};
use grid::{Grid, View};
use jiff::civil::Date;
use jiff::{Timestamp, ZonedDateTime};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

mod detail;
mod draw;
mod grid;
mod laid;

/// How the calendar is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A list by day.
    Agenda,
    /// A month, a week or a day.
    Grid,
    /// Rows of spaces, people and gear.
    Timeline,
}

/// What is selected in the calendar: a sub-event, or a project that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The project.
    pub project: ProjectId,
    /// The sub-event; `None` for the project itself.
    pub event: Option<EventId>,
    /// The branch.
    pub branch: BranchId,
    /// What it is called.
    pub title: String,
}

/// The conflict that was gone to last.
struct Gone {
    lock: LockId,
    /// When what is wrong begins, buffers included.
    start: Timestamp,
    /// Its block in a grid.
    block: String,
    /// Where the cursor of the timeline was put.
    cursor: Timestamp,
}

/// The tab of the calendar.
pub struct CalendarTab {
    agenda: ListTab<AgendaRow>,
    grid: Grid,
    timeline: TimelineView,
    shape: Shape,
    /// The shape before the timeline.
    before: Shape,
    conflict: Option<Gone>,
    /// Whether that is gone back to once nothing is carried any more.
    returns: bool,
    area: Rect,
}

impl CalendarTab {
    /// A tab that has asked nothing yet; it starts as a week.
    #[must_use]
    pub fn new(scope: BranchScope) -> Self {
        let (grid, timeline) = (Grid::new(scope.clone()), TimelineView::new(scope.clone()));
        Self {
            agenda: ListTab::new(scope),
            grid,
            timeline,
            shape: Shape::Grid,
            before: Shape::Grid,
            conflict: None,
            returns: false,
            area: Rect::default(),
        }
    }

    /// The selected block.
    #[must_use]
    pub fn block(&self) -> Option<Block> {
        match self.shape {
            Shape::Agenda => self.agenda.selected().map(|row| Block {
                project: row.id.clone(),
                event: row.event.as_ref().map(|event| event.id.clone()),
                branch: row.branch.clone(),
                title: row.event.as_ref().map_or(&row.title, |event| &event.title).clone(),
            }),
            Shape::Grid => self.grid.picked().map(|block| Block {
                project: block.project.clone(),
                event: block.event.clone(),
                branch: block.branch.clone(),
                title: block.title.clone(),
            }),
            Shape::Timeline => self.timeline.selected_block().and_then(|block| {
                let project = block.project.as_ref()?;
                let title = block.event.as_ref().map_or(&project.name, |event| &event.title);
                Some(Block {
                    project: project.id.clone(),
                    event: block.event.as_ref().map(|event| event.id.clone()),
                    branch: block.branch.clone(),
                    title: title.clone(),
                })
            }),
        }
    }

    /// The time at which the cursor is: where something new would be booked; `None` on the agenda.
    #[must_use]
    pub fn moment(&self) -> Option<Timestamp> {
        if self.shape == Shape::Timeline {
            return self.timeline.moment();
        }
        let zone = self.grid.now.as_ref()?.time_zone();
        let minute = i8::try_from(self.grid.minute / 60).ok()?;
        let at = self.grid.day.at(minute.min(23), 0, 0, 0);
        zone.to_timestamp(at).ok().filter(|_| self.shape == Shape::Grid)
    }

    /// The selected day; `None` on the agenda.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        match self.shape {
            Shape::Agenda => None,
            Shape::Grid => Some(self.grid.day),
            Shape::Timeline => Some(self.timeline.day()),
        }
    }

    /// Today, as far as it is known.
    #[must_use]
    pub fn today(&self) -> Option<Date> {
        self.grid.today()
    }

    /// The filter in force, with what its person and its space are called; `None` on the agenda, which has its own.
    #[must_use]
    pub fn chosen(&self) -> Option<(&CalendarFilter, &(String, String))> {
        (self.shape == Shape::Grid).then_some((&self.grid.filter, &self.grid.names))
    }

    /// Leaves out what does not match a filter; `names` are what its person and its space are called.
    pub fn choose(&mut self, filter: CalendarFilter, names: (String, String), out: &mut Out) {
        self.grid.set_filter(filter, names, out);
    }

    /// Shows a day: from the agenda as a day, in a grid as it is.
    pub fn go_to(&mut self, day: Date, out: &mut Out) {
        if self.shape == Shape::Timeline {
            return self.timeline.go_to(day, out);
        }
        if self.shape == Shape::Agenda {
            self.grid.view = View::Day;
            self.switch(Shape::Grid, out);
        }
        self.grid.go_to(day, out);
    }

    /// Shows the day of something that was just made, whatever was looked for before.
    pub fn show_made(&mut self, day: Date, out: &mut Out) {
        self.grid.show_all();
        self.timeline.show_all();
        self.go_to(day, out);
    }

    /// Shows a block; `day` is one of those that it lies on, or close to them.
    pub fn go_to_block(&mut self, day: Date, id: &str, out: &mut Out) {
        self.go_to(day, out);
        self.grid.go_to_block(id);
    }

    /// Shows something that is booked on the timeline, in the row of what it is; `day` is the one on which it begins.
    pub fn go_to_lock(&mut self, day: Date, lock: &Lock, out: &mut Out) {
        if self.shape != Shape::Timeline {
            self.switch(Shape::Timeline, out);
        }
        self.timeline.go_to_lock(day, lock, out);
    }

    /// Shows something booked that cannot stay as it is: in a grid its block, on the timeline its row. The next look goes
    /// on from there.
    pub fn go_to_conflict(&mut self, day: Date, lock: &Lock, out: &mut Out) {
        let block = lock.event.as_ref().map_or(lock.project.as_str(), |event| event.as_str()).to_owned();
        if self.shape == Shape::Timeline {
            self.timeline.go_to_lock(day, lock, out);
        } else {
            self.grid.show_all();
            self.go_to_block(day, &block, out);
        }
        let cursor = lock.needed().start;
        self.conflict = Some(Gone { lock: lock.id.clone(), start: lock.start, block, cursor });
    }

    /// From where the next conflict is looked for: behind the lock that was gone to last, if that is still selected, else
    /// the cursor.
    #[must_use]
    pub fn conflict_from(&self) -> Option<(Timestamp, Option<&LockId>)> {
        let block = self.grid.picked().filter(|_| self.shape == Shape::Grid);
        let is_there = |gone: &&Gone| match self.shape {
            Shape::Grid => block.is_some_and(|block| block.id() == gone.block),
            Shape::Timeline => self.timeline.moment() == Some(gone.cursor),
            Shape::Agenda => false,
        };
        if let Some(gone) = self.conflict.as_ref().filter(is_there) {
            return Some((gone.start, Some(&gone.lock)));
        }
        block.map(|block| block.start).or_else(|| self.moment()).map(|at| (at, None))
    }

    /// Selects what was clicked.
    pub fn pick(&mut self, at: usize, out: &mut Out) {
        self.grid.pick(at, out);
    }

    fn switch(&mut self, shape: Shape, out: &mut Out) {
        self.shape = shape;
        let area = self.area;
        self.resize(area, out);
        self.show(out);
    }

    /// Shows the timeline of the day that is selected, or goes back to what was there before.
    fn switch_timeline(&mut self, out: &mut Out) {
        if self.shape == Shape::Timeline {
            let (day, before) = (self.timeline.day(), self.before);
            self.switch(before, out);
            if before == Shape::Grid {
                self.grid.go_to(day, out);
            }
            return;
        }
        let day = self.day().or_else(|| self.agenda_day());
        self.before = self.shape;
        self.switch(Shape::Timeline, out);
        if let Some(day) = day.filter(|day| Some(*day) != self.today()) {
            self.timeline.go_to(day, out);
        }
    }

    /// Takes the selected sub-event up: on the timeline, where everything that goes along has a row. Afterwards the calendar
    /// is as it was.
    fn carry(&mut self, out: &mut Out) -> TabEvent {
        let Some(event) = self.block().and_then(|block| block.event) else {
            let hint = "A project without a sub-event has only a start; e changes it.";
            return TabEvent::Say("No sub-event is selected", hint);
        };
        let start = match self.shape {
            Shape::Agenda => self.agenda.selected().map(|row| row.start),
            _ => self.grid.picked().map(|block| block.start),
        };
        self.before = self.shape;
        self.returns = true;
        self.switch(Shape::Timeline, out);
        self.timeline.carry_event(event, start, out);
        TabEvent::Done
    }

    /// Back to where the sub-event was taken up, once it is put down.
    fn go_back(&mut self, out: &mut Out) {
        if self.returns && self.shape == Shape::Timeline && self.timeline.has_put_down() {
            self.returns = false;
            let before = self.before;
            self.switch(before, out);
        }
    }

    /// Shows a sub-event where it was put, in the view from which it was taken up.
    fn follow(&mut self, event: &EventId, start: Timestamp, out: &mut Out) {
        if self.shape != Shape::Grid {
            return;
        }
        let zone = self.grid.now.as_ref().map(|now| now.time_zone().clone());
        let day = zone.map_or(self.grid.day, |zone| zone.to_datetime(start).date());
        // What is seen was read before it moved.
        self.grid.mark_stale();
        self.go_to_block(day, event.as_str(), out);
    }

    /// From month to week, to day, to agenda, and round again.
    fn next_view(&mut self, out: &mut Out) {
        let next = match (self.shape, self.grid.view) {
            (Shape::Grid, View::Month) => Some(View::Week),
            (Shape::Grid, View::Week) => Some(View::Day),
            (Shape::Grid, View::Day) => None,
            (Shape::Agenda, _) => Some(View::Month),
            (Shape::Timeline, _) => return self.switch_timeline(out),
        };
        let (was_agenda, day) = (self.shape == Shape::Agenda, self.agenda_day());
        match next {
            Some(view) => {
                self.grid.set_view(view, None, out);
                self.switch(Shape::Grid, out);
                if let Some(day) = day.filter(|_| was_agenda) {
                    self.grid.go_to(day, out);
                }
            }
            None => self.open_agenda(out),
        }
    }

    /// The day of the selected line of the agenda, in the wall time of its branch.
    fn agenda_day(&self) -> Option<Date> {
        let zone = self.grid.now.as_ref()?.time_zone().clone();
        self.agenda.selected().map(|row| zone.to_datetime(row.start).date())
    }

    /// The agenda, at the block that was selected.
    fn open_agenda(&mut self, out: &mut Out) {
        let picked = self.grid.picked().map(|block| (block.id().to_owned(), block.start));
        let now = self.grid.now.as_ref().map(ZonedDateTime::timestamp);
        self.switch(Shape::Agenda, out);
        if let Some((id, start)) = picked {
            // Half a day of what is over is still among what comes.
            let is_past = |now: Timestamp| start.as_second() < now.as_second() - 43_200;
            let filter = if now.is_some_and(is_past) { "past" } else { "" };
            if self.agenda.filter() != filter {
                self.agenda.set_filter(filter, out);
            }
            self.agenda.reveal(&id, false, out);
        }
    }

    /// What is meant in every shape; `false` when an action is not.
    fn press_any(&mut self, action: Action, out: &mut Out) -> bool {
        match (action, self.shape) {
            (Action::NextView, _) => self.next_view(out),
            (Action::ShowTimeline, _) => self.switch_timeline(out),
            (Action::CalendarToday, Shape::Timeline) => self.timeline.go_to_now(out),
            (Action::CalendarBack, Shape::Timeline) => self.timeline.step(-1, out),
            (Action::CalendarOn, Shape::Timeline) => self.timeline.step(1, out),
            (Action::CalendarToday, Shape::Grid) => self.grid.go_to_now(out),
            (Action::CalendarBack, Shape::Grid) => self.grid.step(-1, out),
            (Action::CalendarOn, Shape::Grid) => self.grid.step(1, out),
            (Action::CalendarBack, Shape::Agenda) => self.agenda.set_filter("past", out),
            (Action::CalendarToday | Action::CalendarOn, Shape::Agenda) => {
                self.agenda.set_filter("", out);
                let press = Press { action: Some(Action::First), key: crate::input::Key::char('g') };
                self.agenda.press(press, out);
            }
            _ => return false,
        }
        true
    }

    fn press_grid(&mut self, press: Press, out: &mut Out) -> TabEvent {
        let Some(action) = press.action else { return TabEvent::Unhandled };
        let in_detail = self.grid.focus == grid::Focus::Detail;
        match action {
            Action::Filter => return TabEvent::CalendarFilter,
            // The agenda knows every day: a grid could only find what is on it.
            Action::Search => {
                self.switch(Shape::Agenda, out);
                return self.agenda.press(press, out);
            }
            Action::OpenBlock => self.grid.open(out),
            Action::DetailOpen => {
                let row = self.subject().map(|subject| subject.row);
                return row.map_or(TabEvent::Done, TabEvent::Show);
            }
            Action::Left if in_detail => self.grid.focus = grid::Focus::Grid,
            Action::OtherPane if in_detail => self.grid.focus = grid::Focus::Grid,
            Action::OtherPane => {
                if self.grid.picked().is_some() {
                    self.grid.focus = grid::Focus::Detail;
                }
            }
            Action::Down if in_detail => self.grid.scroll += 1,
            Action::Up if in_detail => self.grid.scroll = self.grid.scroll.saturating_sub(1),
            Action::Back if self.grid.back(out) => {}
            action if !in_detail && self.grid.walk(action, out) => {}
            _ => return TabEvent::Unhandled,
        }
        TabEvent::Done
    }
}

impl Tab for CalendarTab {
    fn id(&self) -> TabId {
        TabId::Calendar
    }

    fn kind(&self) -> ListKind {
        ListKind::Agenda
    }

    fn rows(&self) -> Table {
        Table::Projects
    }

    fn called(&self) -> &'static str {
        match (self.shape, self.grid.view) {
            (Shape::Agenda, _) => "list",
            (Shape::Grid, View::Month) => "month",
            (Shape::Grid, View::Week) => "week",
            (Shape::Grid, View::Day) => "day",
            (Shape::Timeline, _) => "timeline",
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.shape {
            Shape::Agenda => self.agenda.scopes(),
            Shape::Grid => self.grid.scopes(),
            Shape::Timeline => self.timeline.scopes(),
        }
    }

    fn as_calendar(&self) -> Option<&CalendarTab> {
        Some(self)
    }

    fn as_calendar_mut(&mut self) -> Option<&mut CalendarTab> {
        Some(self)
    }

    fn set_now(&mut self, now: &ZonedDateTime, visible: bool, out: &mut Out) {
        let ask = visible && self.shape == Shape::Grid && self.area.width > 0;
        let on_timeline = visible && self.shape == Shape::Timeline;
        self.timeline.set_now(now, on_timeline.then_some(&mut *out));
        self.grid.set_now(now, ask.then_some(out));
    }

    fn resize(&mut self, area: Rect, out: &mut Out) {
        self.area = area;
        self.grid.area = area;
        match self.shape {
            Shape::Agenda => self.agenda.resize(area, out),
            Shape::Grid => self.grid.settle(),
            Shape::Timeline => self.timeline.resize(area, out),
        }
    }

    fn show(&mut self, out: &mut Out) {
        match self.shape {
            Shape::Agenda => self.agenda.show(out),
            Shape::Grid => self.grid.ask(out),
            Shape::Timeline => self.timeline.show(out),
        }
    }

    fn press(&mut self, press: Press, out: &mut Out) -> TabEvent {
        if press.action.is_some_and(|action| self.press_any(action, out)) {
            return TabEvent::Done;
        }
        if press.action == Some(Action::CarryBlock) && self.shape != Shape::Timeline {
            return self.carry(out);
        }
        match self.shape {
            Shape::Agenda => self.agenda.press(press, out),
            Shape::Grid => self.press_grid(press, out),
            Shape::Timeline => {
                let event = self.timeline.press(press, out);
                self.go_back(out);
                event
            }
        }
    }

    fn paste(&mut self, text: &str, out: &mut Out) {
        if self.shape == Shape::Timeline {
            return self.timeline.paste(text, out);
        }
        if self.shape == Shape::Grid {
            self.switch(Shape::Agenda, out);
        }
        self.agenda.paste(text, out);
    }

    fn reply(
        &mut self,
        slot: Slot,
        ticket: Ticket,
        result: Result<Reply, StoreError>,
        out: &mut Out,
    ) -> bool {
        if self.timeline.reply(slot, ticket, result.clone(), out) {
            return true;
        }
        if slot != slots::CALENDAR {
            return self.agenda.reply(slot, ticket, result, out);
        }
        self.grid.reply(ticket, result);
        // What cannot be read is not asked for again and again: a key or a change does so.
        if self.shape == Shape::Grid && self.grid.failed.is_none() {
            self.grid.ask(out);
        }
        true
    }

    fn applied(&mut self, ticket: Ticket, result: &Result<Outcome, StoreError>, out: &mut Out) -> Saved {
        let carried = self.timeline.carried();
        let saved = self.timeline.applied(ticket, result, out);
        self.go_back(out);
        if let (Saved::Done, Some((event, start))) = (saved, carried) {
            self.follow(&event, start, out);
        }
        saved
    }

    fn is_saving(&self) -> bool {
        self.timeline.is_saving()
    }

    fn late(&mut self, slot: Slot, ticket: Ticket) {
        self.timeline.late(slot, ticket);
        if slot == slots::CALENDAR {
            self.grid.mark_late(ticket);
        } else {
            self.agenda.late(slot, ticket);
        }
    }

    fn changed(&mut self, change: &Change, visible: bool, out: &mut Out) {
        self.agenda.changed(change, visible && self.shape == Shape::Agenda, out);
        self.grid.changed(change);
        self.timeline.changed(change, visible && self.shape == Shape::Timeline, out);
        if visible && self.shape == Shape::Grid {
            self.grid.ask(out);
        }
    }

    fn is_unsettled(&self) -> bool {
        match self.shape {
            Shape::Agenda => self.agenda.is_unsettled(),
            Shape::Grid => self.grid.is_unsettled(),
            Shape::Timeline => self.timeline.is_unsettled(),
        }
    }

    fn is_moving(&self) -> bool {
        self.shape == Shape::Agenda && self.agenda.is_moving()
    }

    fn set_scope(&mut self, scope: BranchScope) {
        self.agenda.set_scope(scope.clone());
        self.grid.set_scope(scope.clone());
        self.timeline.set_scope(scope);
    }

    fn text(&self) -> &str {
        if self.shape == Shape::Timeline { self.timeline.text() } else { self.agenda.text() }
    }

    fn filter(&self) -> &'static str {
        if self.shape == Shape::Timeline { self.timeline.filter() } else { self.agenda.filter() }
    }

    fn filters(&self) -> &'static [ListChoice] {
        if self.shape == Shape::Timeline { TIMELINE_FILTERS } else { self.agenda.filters() }
    }

    fn set_filter(&mut self, filter: &'static str, out: &mut Out) {
        if self.shape == Shape::Timeline {
            return self.timeline.set_filter(filter, out);
        }
        self.agenda.set_filter(filter, out);
    }

    fn sort(&self) -> &'static str {
        self.agenda.sort()
    }

    fn set_sort(&mut self, sort: &'static str, out: &mut Out) {
        self.agenda.set_sort(sort, out);
    }

    fn reveal(&mut self, id: &str, enter: bool, out: &mut Out) {
        if self.shape == Shape::Agenda {
            self.agenda.reveal(id, enter, out);
        }
    }

    fn subject(&self) -> Option<Subject> {
        match self.shape {
            Shape::Agenda => self.agenda.subject(),
            Shape::Grid => self.grid.picked().map(|block| Subject {
                row: RowRef { table: Table::Projects, id: block.project.to_string() },
                label: block.project_title.clone(),
            }),
            Shape::Timeline => self.timeline.subject(),
        }
    }

    fn subjects(&self) -> Vec<String> {
        match self.shape {
            Shape::Agenda => self.agenda.subjects(),
            Shape::Grid | Shape::Timeline => {
                self.subject().map(|subject| subject.row.id).into_iter().collect()
            }
        }
    }

    fn marked(&self) -> usize {
        self.agenda.marked()
    }

    fn clear_marks(&mut self) {
        self.agenda.clear_marks();
    }

    fn is_blank(&self) -> bool {
        match self.shape {
            Shape::Agenda => self.agenda.is_blank(),
            Shape::Grid => self.grid.is_blank(),
            Shape::Timeline => self.timeline.is_blank(),
        }
    }

    fn content(&self) -> Option<&Content> {
        self.agenda.content().filter(|_| self.shape == Shape::Agenda)
    }

    fn client(&self) -> Option<&ClientDetail> {
        None
    }

    fn project(&self) -> Option<&ProjectDetail> {
        self.agenda.project().filter(|_| self.shape == Shape::Agenda)
    }

    fn line(&self) -> Option<RowRef> {
        self.agenda.line().filter(|_| self.shape == Shape::Agenda)
    }

    fn entry_at(&self) -> Option<usize> {
        self.agenda.entry_at().filter(|_| self.shape == Shape::Agenda)
    }

    fn entry(&self) -> Option<&TimelineEntry> {
        None
    }

    fn view(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        match self.shape {
            Shape::Agenda => self.agenda.view(area, buf, ctx),
            Shape::Grid => {
                self.grid.view(area, buf, ctx);
                None
            }
            Shape::Timeline => self.timeline.view(area, buf, ctx),
        }
    }
}
