//! The timeline: spaces, people and gear as rows, hours or days as columns, and over them what is booked.
//!
//! Rows are a window on the store's, of any number; the cursor is a row and a moment, and walks from block to block. A
//! block can be taken up and carried ([`super::carry`]).

mod block;
mod draw;
mod keys;
mod window;

use super::carry::{Carry, CarryEvent, Saved, Step};
use super::effect::{Out, slots};
use super::tab::{Subject, TabEvent, WIDE};
use crate::action::{Action, Scope};
use crate::domain::booking::Lock;
use crate::domain::id::EventId;
use crate::keymap::Press;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{
    BlockAsset, BlockDetail, BlockId, BranchScope, Change, Outcome, Query, Reply, RowRef, StoreError, Table,
    TimelineRow,
};
use crate::ui::line::Line;
use crate::ui::timeline::{Axis, Zoom, plot_width};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use ratatui::layout::Rect;
use window::Window;

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Rows,
    Search,
    Detail,
}

/// The detail of the selected block.
#[derive(Debug, Default)]
struct Pane {
    wanted: Option<BlockId>,
    detail: Option<BlockDetail>,
    asked: Option<Ticket>,
    failed: Option<String>,
}

/// The timeline.
pub struct TimelineView {
    window: Window,
    axis: Axis,
    zoom: Zoom,
    /// The day whose window is shown.
    day: Date,
    /// The moment under the cursor, unix seconds.
    at: i64,
    /// The block under the cursor.
    block: Option<BlockId>,
    now: Option<ZonedDateTime>,
    /// Whether somebody went to a day: until then the days follow the clock.
    is_placed: bool,
    line: Line,
    focus: Focus,
    pane: Pane,
    carry: Option<Carry>,
    /// A block is to be carried as soon as it is read.
    taking: bool,
    area: Rect,
}

impl TimelineView {
    /// A timeline that has asked nothing yet.
    #[must_use]
    pub fn new(scope: BranchScope) -> Self {
        let day = Date::constant(1970, 1, 1);
        Self {
            window: Window::new(scope),
            axis: Axis::new(TimeZone::UTC, Zoom::Week, day, 40),
            zoom: Zoom::Week,
            day,
            at: 0,
            block: None,
            now: None,
            is_placed: false,
            line: Line::default(),
            focus: Focus::Rows,
            pane: Pane::default(),
            carry: None,
            taking: false,
            area: Rect::default(),
        }
    }

    // -- places ---------------------------------------------------------------------------------------------------

    /// Where rows and detail stand.
    fn places(&self, area: Rect) -> (Rect, Rect) {
        if area.width < WIDE {
            return match self.focus {
                Focus::Detail => (Rect { width: 0, ..area }, area),
                _ => (area, Rect { width: 0, ..area }),
            };
        }
        let detail = (area.width * 3 / 10).clamp(32, 60);
        let rows = area.width.saturating_sub(detail + 1);
        (Rect { width: rows, ..area }, Rect { x: area.x + rows + 1, width: detail, ..area })
    }

    /// Takes a place on the screen.
    pub fn resize(&mut self, area: Rect, out: &mut Out) {
        self.area = area;
        self.lay_out();
        self.refresh(out);
    }

    /// Cuts the time into as many columns as there is room for.
    fn lay_out(&mut self) {
        let (rows, _) = self.places(self.area);
        let cells = if rows.width == 0 { self.area.width } else { rows.width };
        let zone = self.now.as_ref().map_or(TimeZone::UTC, |now| now.time_zone().clone());
        self.axis = Axis::new(zone, self.zoom, self.day, plot_width(cells).max(1));
        self.window.set_height(draw::rows_in(self.area.height));
    }

    /// Asks for what is not there yet.
    fn refresh(&mut self, out: &mut Out) {
        if self.now.is_none() || self.area.width == 0 {
            return;
        }
        self.window.ask(self.axis.range(), out);
        self.follow(out);
    }

    /// It is on screen now.
    pub fn show(&mut self, out: &mut Out) {
        self.refresh(out);
    }

    /// What time it is, in the zone whose days are shown.
    pub fn set_now(&mut self, now: &ZonedDateTime, out: Option<&mut Out>) {
        let zone_moved = self.now.as_ref().is_none_or(|old| old.time_zone() != now.time_zone());
        let day_moved = !self.is_placed && self.day != now.date();
        self.now = Some(now.clone());
        if zone_moved || day_moved {
            if !self.is_placed {
                (self.day, self.at) = (now.date(), now.timestamp().as_second());
            }
            self.lay_out();
            if let Some(out) = out {
                self.refresh(out);
            }
        }
    }

    /// Goes to a day: the window that it is in.
    pub fn go_to(&mut self, day: Date, out: &mut Out) {
        self.day = self.zoom.step(day, 0);
        self.is_placed = true;
        self.lay_out();
        let midnight = self.axis.days().find(|(date, _)| *date == day).map(|(_, column)| column);
        let column = midnight.and_then(|column| self.axis.columns().get(usize::from(column)));
        self.at = column.map_or(self.axis.range().0, |column| column.from);
        self.block = None;
        self.refresh(out);
    }

    /// Leaves nothing out any longer.
    pub fn show_all(&mut self) {
        if !self.window.filter().is_empty() || !self.window.text().is_empty() {
            self.window.set_filter("");
            self.window.set_text("");
            self.line = Line::default();
        }
    }

    /// Goes to something that is booked: its day, its time, and the row of what it is.
    pub fn go_to_lock(&mut self, day: Date, lock: &Lock, out: &mut Out) {
        let asset = BlockAsset {
            id: lock.asset.clone(),
            kind: lock.asset_type.clone(),
            name: lock.asset_name.clone(),
        };
        if self.window.text().is_empty() && self.window.filter().is_empty() {
            self.window.seek(&asset);
        } else {
            self.show_all();
            self.window.find(&asset);
        }
        self.go_to(day, out);
        self.at = lock.needed().start.as_second();
        self.refresh(out);
    }

    /// Goes to today and now.
    pub fn go_to_now(&mut self, out: &mut Out) {
        let Some(now) = self.now.clone() else { return };
        self.go_to(now.date(), out);
        self.at = now.timestamp().as_second();
        self.is_placed = false;
        self.pick_here();
        self.follow(out);
    }

    /// Goes so many windows on, or back.
    pub fn step(&mut self, by: i64, out: &mut Out) {
        let day = self.zoom.step(self.axis.first(), by);
        self.go_to(day, out);
    }

    /// The day under the cursor.
    #[must_use]
    pub fn day(&self) -> Date {
        Timestamp::from_second(self.at).map_or(self.day, |at| self.local(at).date())
    }

    /// The moment under the cursor.
    #[must_use]
    pub fn moment(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.at).ok()
    }

    fn local(&self, at: Timestamp) -> ZonedDateTime {
        let zone = self.now.as_ref().map_or(TimeZone::UTC, |now| now.time_zone().clone());
        at.to_zoned_datetime(zone)
    }

    fn set_zoom(&mut self, zoom: Zoom, out: &mut Out) {
        if zoom == self.zoom {
            return;
        }
        self.day = self.day();
        self.zoom = zoom;
        self.is_placed = true;
        let step = self.carry_step();
        if let Some(carry) = &mut self.carry {
            carry.set_step(step);
        }
        self.lay_out();
        self.refresh(out);
    }

    const fn carry_step(&self) -> Step {
        match self.zoom {
            Zoom::Day => Step::Minutes(15),
            Zoom::Week => Step::Minutes(60),
            Zoom::Fortnight | Zoom::Month => Step::Day,
        }
    }

    // -- what is selected -----------------------------------------------------------------------------------------

    fn row(&self) -> Option<&TimelineRow> {
        self.window.selected()
    }

    /// Selects what lies under the cursor: what is booked before what is held.
    fn pick_here(&mut self) {
        let Ok(at) = Timestamp::from_second(self.at) else { return };
        self.block = self.row().and_then(|row| {
            let mut here: Vec<_> = row.spans.iter().filter(|span| span.has(at)).collect();
            here.sort_by_key(|span| block::rank(span));
            here.first().map(|span| span.block())
        });
    }

    /// Asks for the detail of what is selected, if it can be seen.
    fn follow(&mut self, out: &mut Out) {
        // While a block is taken up, or carried, it is not the one under the cursor that is read.
        if self.taking || self.carry.is_some() || self.pane.wanted == self.block {
            return;
        }
        self.pane.wanted.clone_from(&self.block);
        self.read_block(out);
    }

    fn read_block(&mut self, out: &mut Out) {
        self.pane.failed = None;
        self.pane.asked =
            self.pane.wanted.clone().map(|id| out.query(slots::TIMELINE_BLOCK, Query::Block(id)));
    }

    /// The detail of the block that is selected, once it is there.
    fn detail(&self) -> Option<&BlockDetail> {
        self.pane.detail.as_ref().filter(|detail| Some(&detail.id) == self.block.as_ref())
    }

    /// The project of the selected block.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        let project = self.detail()?.project.as_ref()?;
        let row = RowRef { table: Table::Projects, id: project.id.to_string() };
        Some(Subject { row, label: project.name.clone() })
    }

    /// The selected block with everything about it, once that is read.
    #[must_use]
    pub fn selected_block(&self) -> Option<&BlockDetail> {
        self.detail()
    }

    /// Whether what is carried is being saved.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.carry.as_ref().is_some_and(Carry::is_saving)
    }

    /// The sub-event that is carried, and when it would start.
    #[must_use]
    pub fn carried(&self) -> Option<(EventId, Timestamp)> {
        let carry = self.carry.as_ref()?;
        let event = carry.block().event.as_ref()?;
        Some((event.id.clone(), carry.times().0))
    }

    /// Whether what was taken up is put down again.
    #[must_use]
    pub const fn has_put_down(&self) -> bool {
        self.carry.is_none() && !self.taking && self.pane.failed.is_none()
    }

    /// Takes a sub-event up that starts at a moment, with everything that is booked for it.
    pub fn carry_event(&mut self, event: EventId, start: Option<Timestamp>, out: &mut Out) {
        if let Some(start) = start {
            self.go_to(self.local(start).date(), out);
            self.at = start.as_second();
        }
        self.taking = true;
        self.block = Some(BlockId::Event(event));
        self.pane.wanted.clone_from(&self.block);
        self.read_block(out);
    }

    // -- what the world answers -----------------------------------------------------------------------------------

    /// Takes an answer; `false` when it is not for the timeline.
    pub fn reply(
        &mut self,
        slot: Slot,
        ticket: Ticket,
        result: Result<Reply, StoreError>,
        out: &mut Out,
    ) -> bool {
        match slot {
            slots::TIMELINE => {
                if self.window.reply(ticket, result) {
                    let known = self
                        .row()
                        .is_some_and(|row| row.spans.iter().any(|span| Some(span.block()) == self.block));
                    if !known {
                        self.pick_here();
                    }
                    self.refresh(out);
                }
                true
            }
            slots::TIMELINE_BLOCK => {
                self.block_read(ticket, result, out);
                true
            }
            slots::IN_THE_WAY | slots::CARRIED => {
                if let Some(carry) = &mut self.carry {
                    carry.reply(slot, ticket, result, out);
                }
                true
            }
            _ => false,
        }
    }

    fn block_read(&mut self, ticket: Ticket, result: Result<Reply, StoreError>, out: &mut Out) {
        if self.pane.asked != Some(ticket) {
            return;
        }
        self.pane.asked = None;
        match result {
            Ok(Reply::Block(detail)) => self.pane.detail = Some(*detail),
            Ok(_) => {}
            Err(StoreError::Interrupted) => self.pane.wanted = None,
            Err(error) => {
                self.pane.detail = None;
                self.taking = false;
                self.pane.failed = Some(error.to_string());
            }
        }
        if std::mem::take(&mut self.taking) {
            self.take_up(out);
        }
    }

    /// An answer takes longer than a blink.
    pub fn late(&mut self, slot: Slot, ticket: Ticket) {
        if slot == slots::TIMELINE {
            self.window.mark_late(ticket);
        }
    }

    /// Rows moved.
    pub fn changed(&mut self, change: &Change, visible: bool, out: &mut Out) {
        match change {
            Change::Rows { rows, .. } if rows.iter().all(|row| row.table == Table::FormDrafts) => return,
            Change::Searchable if self.window.text().is_empty() => return,
            _ => {}
        }
        self.window.mark_stale();
        if visible {
            self.window.ask(self.axis.range(), out);
            if self.pane.wanted.is_some() {
                self.read_block(out);
            }
            if let Some(carry) = &mut self.carry {
                carry.changed(change, out);
            }
        } else {
            self.pane.wanted = None;
        }
    }

    /// Takes the answer to a write of its own.
    pub fn applied(&mut self, ticket: Ticket, result: &Result<Outcome, StoreError>, out: &mut Out) -> Saved {
        let Some(carry) = &mut self.carry else { return Saved::NotMine };
        let saved = carry.applied(ticket, result, out);
        if saved == Saved::Done {
            let (start, _) = carry.times();
            self.at = start.as_second();
            self.carry = None;
            self.pane.wanted = None;
            self.refresh(out);
        }
        saved
    }

    /// Whether what is on screen is about to be replaced.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        self.window.is_unsettled()
    }

    /// Other branches.
    pub fn set_scope(&mut self, scope: BranchScope) {
        self.carry = None;
        self.block = None;
        self.pane = Pane::default();
        self.window.set_scope(scope);
    }

    /// Whether there is no row, and nothing that a search or filter hides.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.window.rows.is_empty()
            && !self.window.is_new()
            && self.window.text().is_empty()
            && self.window.filter().is_empty()
    }

    /// What is searched for.
    #[must_use]
    pub fn text(&self) -> &str {
        self.window.text()
    }

    /// The filter in force.
    #[must_use]
    pub const fn filter(&self) -> &'static str {
        self.window.filter()
    }

    /// Chooses which rows are shown.
    pub fn set_filter(&mut self, filter: &'static str, out: &mut Out) {
        self.window.set_filter(filter);
        self.block = None;
        self.refresh(out);
    }
}
