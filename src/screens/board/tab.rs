//! The board as a tab.

use super::{Board, FILTERS, Focus, scopes};
use crate::action::Scope;
use crate::keymap::Press;
use crate::screens::detail::Content;
use crate::screens::effect::{Out, slots};
use crate::screens::list::{ListPane, Standing};
use crate::screens::rows::Shown;
use crate::screens::tab::{Subject, Tab, TabEvent};
use crate::screens::{Ctx, TabId};
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{
    BranchScope, Change, ClientDetail, ListChoice, ListKind, ProjectDetail, ProjectRow, Reply, RowRef,
    StoreError, Table, TimelineEntry, Whose,
};
use crate::ui::layer::divider;
use crate::ui::line::Edit;
use crate::ui::spots::Spot;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl Tab for Board {
    fn id(&self) -> TabId {
        ProjectRow::TAB
    }

    fn kind(&self) -> ListKind {
        ListKind::Board
    }

    fn called(&self) -> &'static str {
        "board"
    }

    fn rows(&self) -> Table {
        Table::Projects
    }

    fn scopes(&self) -> &'static [Scope] {
        scopes(self.focus)
    }

    fn resize(&mut self, area: Rect, out: &mut Out) {
        self.area = area;
        self.settle_places(out);
    }

    fn show(&mut self, out: &mut Out) {
        self.show_all(out);
    }

    fn press(&mut self, press: Press, out: &mut Out) -> TabEvent {
        let event = match (self.focus, press.action) {
            (Focus::Search, _) => self.press_search(press, out),
            (Focus::Cards, Some(action)) => self.press_cards(action, out),
            (Focus::Detail, Some(action)) => self.press_detail(action, out),
            (_, None) => TabEvent::Unhandled,
        };
        self.follow(out);
        event
    }

    fn paste(&mut self, text: &str, out: &mut Out) {
        if self.focus == Focus::Detail {
            self.leave_detail(out);
        }
        self.focus = Focus::Search;
        if matches!(self.line.paste(text), Edit::Changed | Edit::Full) {
            self.search(out);
        }
    }

    fn reply(
        &mut self,
        slot: Slot,
        ticket: Ticket,
        result: Result<Reply, StoreError>,
        out: &mut Out,
    ) -> bool {
        self.take_reply(slot, ticket, result, out)
    }

    fn late(&mut self, slot: Slot, ticket: Ticket) {
        if slot == slots::BOARD_DETAIL {
            self.detail.mark_late(ticket);
        } else {
            for pane in &mut self.columns {
                pane.mark_late(ticket);
            }
        }
    }

    fn changed(&mut self, change: &Change, visible: bool, out: &mut Out) {
        self.take_change(change, visible, out);
    }

    fn is_unsettled(&self) -> bool {
        self.columns.iter().any(ListPane::is_unsettled)
            || self.focus == Focus::Detail && self.detail.is_unsettled()
    }

    fn is_moving(&self) -> bool {
        self.focus != Focus::Search
            && self.pinned.is_none()
            && (self.chase.is_some() || self.pane().is_moving())
    }

    fn set_scope(&mut self, scope: BranchScope) {
        self.pinned = None;
        self.chase = None;
        for pane in &mut self.columns {
            pane.set_scope(scope.clone());
        }
    }

    fn text(&self) -> &str {
        self.text()
    }

    fn filters(&self) -> &'static [ListChoice] {
        FILTERS
    }

    fn filter(&self) -> &'static str {
        FILTERS[usize::from(self.whose == Whose::Mine)].name
    }

    fn set_filter(&mut self, filter: &'static str, out: &mut Out) {
        self.show_whose(if filter == "mine" { Whose::Mine } else { Whose::Everybodys }, out);
    }

    fn sort(&self) -> &'static str {
        self.pane().sort()
    }

    fn set_sort(&mut self, sort: &'static str, out: &mut Out) {
        self.pinned = None;
        self.chase = None;
        for pane in &mut self.columns {
            pane.set_sort(sort, out);
        }
    }

    fn reveal(&mut self, id: &str, enter: bool, out: &mut Out) {
        self.go_to(id, enter, out);
    }

    fn subject(&self) -> Option<Subject> {
        if let Some(pinned) = &self.pinned {
            let label = self.detail.project().map_or("", |detail| detail.project.details.called()).to_owned();
            return Some(Subject { label, ..pinned.clone() });
        }
        self.pane().selected().map(|card| {
            let row = RowRef { table: Table::Projects, id: card.id.to_string() };
            Subject { row, label: card.title.clone() }
        })
    }

    fn subjects(&self) -> Vec<String> {
        let marked: Vec<String> = self.columns.iter().flat_map(|pane| pane.marks().iter().cloned()).collect();
        if marked.is_empty() {
            self.subject().map(|subject| subject.row.id).into_iter().collect()
        } else {
            marked
        }
    }

    fn marked(&self) -> usize {
        self.columns.iter().map(|pane| pane.marks().len()).sum()
    }

    fn clear_marks(&mut self) {
        self.columns.iter_mut().for_each(ListPane::clear_marks);
    }

    fn is_blank(&self) -> bool {
        self.pinned.is_none()
            && self.all(|standing| matches!(standing, Standing::Empty))
            && self.text().is_empty()
            && self.whose == Whose::Everybodys
    }

    fn content(&self) -> Option<&Content> {
        self.detail.content()
    }

    fn client(&self) -> Option<&ClientDetail> {
        None
    }

    fn project(&self) -> Option<&ProjectDetail> {
        self.detail.project()
    }

    fn line(&self) -> Option<RowRef> {
        self.detail.entry_row().filter(|_| self.focus == Focus::Detail)
    }

    fn entry_at(&self) -> Option<usize> {
        (self.focus == Focus::Detail).then(|| self.detail.place())
    }

    fn entry(&self) -> Option<&TimelineEntry> {
        None
    }

    fn view(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let (cards, detail) = self.places(area);
        ctx.look.spot(cards, Spot::List);
        let cursor = self.view_cards(cards, buf, ctx);
        if detail.width > 0 {
            ctx.look.spot(detail, Spot::Detail);
            if cards.width > 0 {
                divider(detail.x - 1, detail.y, detail.height, buf, &ctx.look);
            }
            self.detail.view(detail, buf, true, ctx);
        }
        cursor
    }
}
