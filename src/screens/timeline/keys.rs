//! What keys do on the timeline.

use super::{
    Action, BlockAsset, BlockId, Carry, CarryEvent, Focus, Out, Press, Scope, TabEvent, TimelineView,
    Timestamp,
};
use crate::input::Key;
use crate::ui::line::Edit;

/// Where the cursor is in a row: a moment, and the place of the block there, counted from 1; 0 for none.
type Stop = (i64, usize);

impl TimelineView {
    /// The scopes of its focus.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        if let Some(carry) = &self.carry {
            return carry.scopes();
        }
        match self.focus {
            Focus::Search => &[Scope::Search, Scope::Move, Scope::Always],
            Focus::Rows => {
                &[Scope::Timeline, Scope::Calendar, Scope::Grid, Scope::Move, Scope::Global, Scope::Always]
            }
            Focus::Detail => {
                &[Scope::Timeline, Scope::Calendar, Scope::Detail, Scope::Move, Scope::Global, Scope::Always]
            }
        }
    }

    /// What a press does.
    pub fn press(&mut self, press: Press, out: &mut Out) -> TabEvent {
        let event = if self.carry.is_some() {
            self.press_carry(press, out)
        } else {
            match (self.focus, press.action) {
                (Focus::Search, _) => self.press_search(press, out),
                (Focus::Rows, Some(action)) => self.press_rows(action, out),
                (Focus::Detail, Some(action)) => self.press_detail(action, out),
                (_, None) => TabEvent::Unhandled,
            }
        };
        self.refresh(out);
        event
    }

    /// What a paste does.
    pub fn paste(&mut self, text: &str, out: &mut Out) {
        if let Some(carry) = &mut self.carry {
            carry.paste(text);
            return;
        }
        self.focus = Focus::Search;
        if self.line.paste(text) == Edit::Changed {
            self.search();
        }
        self.refresh(out);
    }

    fn press_rows(&mut self, action: Action, out: &mut Out) -> TabEvent {
        match action {
            Action::Left => self.walk_time(false, out),
            Action::Right => self.walk_time(true, out),
            Action::ZoomIn => self.set_zoom(self.zoom.closer(), out),
            Action::ZoomOut => self.set_zoom(self.zoom.farther(), out),
            Action::CarryBlock => return self.carry_block(out),
            Action::Search => self.focus = Focus::Search,
            Action::Filter => return TabEvent::Filter,
            Action::OpenBlock | Action::OtherPane => {
                if self.block.is_some() {
                    self.focus = Focus::Detail;
                }
            }
            Action::Back if self.clear_search() => {}
            action if self.walk(action) => self.pick_here(),
            _ => return TabEvent::Unhandled,
        }
        TabEvent::Done
    }

    fn press_detail(&mut self, action: Action, out: &mut Out) -> TabEvent {
        match action {
            Action::Left | Action::OtherPane | Action::Back => self.focus = Focus::Rows,
            Action::Search | Action::Filter => {
                self.focus = Focus::Rows;
                return self.press_rows(action, out);
            }
            Action::CarryBlock => {
                self.focus = Focus::Rows;
                return self.carry_block(out);
            }
            Action::DetailOpen => {
                return self.subject().map_or(TabEvent::Done, |subject| TabEvent::Show(subject.row));
            }
            _ => return TabEvent::Unhandled,
        }
        TabEvent::Done
    }

    // -- rows -----------------------------------------------------------------------------------------------------

    fn walk(&mut self, action: Action) -> bool {
        match action {
            Action::Up => self.window.move_by(-1),
            Action::Down => self.window.move_by(1),
            Action::PageUp => self.window.move_pages(-1),
            Action::PageDown => self.window.move_pages(1),
            Action::HalfUp => self.window.move_half_pages(-1),
            Action::HalfDown => self.window.move_half_pages(1),
            Action::First => self.window.first(),
            Action::Last => self.window.last(),
            _ => return false,
        }
        true
    }

    // -- time -----------------------------------------------------------------------------------------------------

    /// Where the cursor stops in its row: at hours or days, and where blocks start.
    fn stops(&self) -> Vec<Stop> {
        let range = self.axis.range();
        let mut stops: Vec<Stop> = self.axis.marks().into_iter().map(|at| (at, 0)).collect();
        let spans = self.row().map_or(&[][..], |row| row.spans.as_slice());
        let starts = spans.iter().zip(1..).filter(|(span, _)| {
            span.start.as_second() < range.1 && span.end.is_none_or(|end| end.as_second() > range.0)
        });
        stops.extend(starts.map(|(span, place)| (span.start.as_second().max(range.0), place)));
        // A mark where a block starts would be the same place once more.
        let begins: Vec<i64> = stops.iter().filter(|(_, place)| *place > 0).map(|(at, _)| *at).collect();
        stops.retain(|(at, place)| *place > 0 || !begins.contains(at));
        stops.sort_unstable();
        stops
    }

    fn here(&self) -> Stop {
        let place = self.row().and_then(|row| {
            let at = row.spans.iter().position(|span| Some(span.block()) == self.block)?;
            let start = row.spans[at].start.as_second().max(self.axis.range().0);
            // Within a block the cursor is at its start only when it stopped there.
            (start == self.at).then_some(at + 1)
        });
        (self.at, place.unwrap_or(usize::from(self.block.is_some()) * usize::MAX))
    }

    fn walk_time(&mut self, on: bool, out: &mut Out) {
        let (stops, here) = (self.stops(), self.here());
        let next = if on {
            stops.iter().find(|stop| **stop > here || stop.0 > here.0).copied()
        } else {
            let before =
                |stop: &&Stop| stop.0 < here.0 || stop.0 == here.0 && stop.1 < here.1 && here.1 < usize::MAX;
            stops.iter().rev().find(before).copied()
        };
        let Some((at, place)) = next else {
            self.step(if on { 1 } else { -1 }, out);
            if !on && let Some(last) = self.axis.marks().last() {
                self.at = *last;
            }
            self.pick_here();
            return;
        };
        self.at = at;
        match place.checked_sub(1).and_then(|place| self.row()?.spans.get(place)) {
            Some(span) => self.block = Some(span.block()),
            None => self.pick_here(),
        }
    }

    // -- searching ------------------------------------------------------------------------------------------------

    fn press_search(&mut self, press: Press, out: &mut Out) -> TabEvent {
        match press.action {
            Some(Action::SearchKeep) => {
                self.focus = Focus::Rows;
                self.pick_here();
            }
            Some(Action::Back) => {
                self.clear_search();
            }
            Some(action) if self.walk(action) => {}
            Some(_) => return TabEvent::Unhandled,
            None => return self.type_key(press.key, out),
        }
        TabEvent::Done
    }

    fn type_key(&mut self, key: Key, _out: &mut Out) -> TabEvent {
        match self.line.key(key) {
            Edit::None => return TabEvent::Unhandled,
            Edit::Changed => self.search(),
            Edit::Moved | Edit::Full => {}
        }
        TabEvent::Done
    }

    fn search(&mut self) {
        let text = self.line.text().trim().to_owned();
        self.block = None;
        self.window.set_text(&text);
    }

    fn clear_search(&mut self) -> bool {
        let searched = self.focus == Focus::Search || !self.window.text().is_empty();
        if searched {
            self.focus = Focus::Rows;
            self.line.set("");
            let row = self.row().map(|row| BlockAsset {
                id: row.asset.clone(),
                name: row.name.clone(),
                kind: row.kind.clone(),
            });
            self.window.set_text("");
            // What was found stays selected among all the others.
            if let Some(row) = row {
                self.window.find(&row);
            }
            self.pick_here();
        }
        searched
    }

    // -- carrying -------------------------------------------------------------------------------------------------

    /// Takes the selected block up, as soon as it is read.
    fn carry_block(&mut self, out: &mut Out) -> TabEvent {
        if self.block.is_none() {
            return TabEvent::Say("Nothing is booked there", "Go to a block; n books something new.");
        }
        // As it is now, and not as it was when it was last looked at.
        self.taking = true;
        self.pane.wanted.clone_from(&self.block);
        self.read_block(out);
        TabEvent::Done
    }

    pub(super) fn take_up(&mut self, out: &mut Out) {
        let read = self.pane.detail.clone().filter(|detail| Some(&detail.id) == self.pane.wanted.as_ref());
        let Some(detail) = read else { return };
        let step = self.carry_step();
        // A sub-event was selected elsewhere: the first of what goes along shows where it is.
        if let (BlockId::Event(_), Some(first)) = (&detail.id, detail.locks.rows.first()) {
            self.window.seek(&first.asset);
        }
        self.carry = Carry::take(detail, step);
        match &mut self.carry {
            Some(carry) => {
                self.focus = Focus::Rows;
                carry.ask(out);
            }
            None => {
                let why =
                    "Only what is booked is carried. When something is away is changed in the inventory.";
                self.pane.failed = Some(why.to_owned());
            }
        }
    }

    fn press_carry(&mut self, press: Press, out: &mut Out) -> TabEvent {
        let (Some(carry), Some(now)) = (&mut self.carry, &self.now) else { return TabEvent::Unhandled };
        match press.action {
            Some(Action::ZoomIn) => self.set_zoom(self.zoom.closer(), out),
            Some(Action::ZoomOut) => self.set_zoom(self.zoom.farther(), out),
            _ => match carry.press(press, now, out) {
                CarryEvent::Stay => self.keep_in_sight(),
                CarryEvent::Row(by) => self.put_on_next(by, out),
                CarryEvent::Over => {
                    self.carry = None;
                    self.pane.wanted = None;
                }
                CarryEvent::Unhandled => return TabEvent::Unhandled,
            },
        }
        TabEvent::Done
    }

    /// The window of time follows what is carried.
    fn keep_in_sight(&mut self) {
        let Some(carry) = &self.carry else { return };
        let (start, end) = carry.times();
        let (from, to) = self.axis.range();
        self.at = start.as_second();
        let sees = |at: Timestamp| (from..to).contains(&at.as_second());
        // What is longer than the window is seen as long as a part of it is.
        let shown = sees(start) || sees(end) || start.as_second() < from && end.as_second() > to;
        if !shown {
            self.day = self.local(start).date();
            self.is_placed = true;
            self.lay_out();
        }
    }

    /// Puts what is carried on the next row of the same kind and branch.
    fn put_on_next(&mut self, by: i64, out: &mut Out) {
        let Some(carry) = &mut self.carry else { return };
        let rows = &self.window.rows;
        let at = rows.iter().position(|row| Some(&row.asset) == carry.asset());
        let at = at.unwrap_or(self.window.selected_at());
        let (kind, branch) = match carry.block().asset.as_ref() {
            Some(asset) => (asset.kind.clone(), carry.block().branch.clone()),
            None => return carry.no_row(),
        };
        let fits = |i: &usize| rows.get(*i).is_some_and(|row| row.kind == kind && row.branch == branch);
        let next = if by < 0 { (0..at).rev().find(fits) } else { (at + 1..rows.len()).find(fits) };
        let Some((next, row)) = next.and_then(|next| Some((next, rows.get(next)?))) else {
            return carry.no_row();
        };
        let asset = BlockAsset { id: row.asset.clone(), name: row.name.clone(), kind: row.kind.clone() };
        carry.put_on(asset, out);
        self.window.move_by(next.cast_signed() - self.window.selected_at().cast_signed());
        self.window.select(next);
    }
}
