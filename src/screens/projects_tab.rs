//! The projects: as a list, or as a board. Which one is remembered while the program runs.

use super::board::Board;
use super::detail::Content;
use super::effect::Out;
use super::tab::{ListTab, Subject, Tab, TabEvent};
use super::{Ctx, TabId};
use crate::action::{Action, Scope};
use crate::keymap::Press;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{
    BranchScope, Change, ClientDetail, ListChoice, ListKind, ProjectDetail, ProjectRow, Reply, RowRef,
    StoreError, Table, TimelineEntry,
};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How the projects are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    List,
    Board,
}

/// The tab of the projects.
pub struct ProjectsTab {
    list: ListTab<ProjectRow>,
    board: Board,
    shape: Shape,
    area: Rect,
}

impl ProjectsTab {
    /// A tab that has asked nothing yet; it starts as a list.
    #[must_use]
    pub fn new(scope: BranchScope) -> Self {
        let board = Board::new(&scope);
        Self { list: ListTab::new(scope), board, shape: Shape::List, area: Rect::default() }
    }

    fn now(&self) -> &dyn Tab {
        match self.shape {
            Shape::List => &self.list,
            Shape::Board => &self.board,
        }
    }

    fn now_mut(&mut self) -> &mut dyn Tab {
        match self.shape {
            Shape::List => &mut self.list,
            Shape::Board => &mut self.board,
        }
    }

    /// Shows the same project in the other shape.
    fn switch(&mut self, out: &mut Out) {
        let selected = self.now().subject().map(|subject| subject.row.id);
        self.shape = match self.shape {
            Shape::List => Shape::Board,
            Shape::Board => Shape::List,
        };
        let area = self.area;
        let tab = self.now_mut();
        tab.resize(area, out);
        tab.show(out);
        if let Some(id) = selected {
            tab.reveal(&id, false, out);
        }
    }
}

impl Tab for ProjectsTab {
    fn id(&self) -> TabId {
        TabId::Projects
    }

    fn kind(&self) -> ListKind {
        self.now().kind()
    }

    fn called(&self) -> &'static str {
        self.now().called()
    }

    fn rows(&self) -> Table {
        Table::Projects
    }

    fn scopes(&self) -> &'static [Scope] {
        self.now().scopes()
    }

    fn resize(&mut self, area: Rect, out: &mut Out) {
        self.area = area;
        self.now_mut().resize(area, out);
    }

    fn show(&mut self, out: &mut Out) {
        self.now_mut().show(out);
    }

    fn press(&mut self, press: Press, out: &mut Out) -> TabEvent {
        if press.action == Some(Action::SwitchView) {
            self.switch(out);
            return TabEvent::Done;
        }
        self.now_mut().press(press, out)
    }

    fn paste(&mut self, text: &str, out: &mut Out) {
        self.now_mut().paste(text, out);
    }

    fn reply(
        &mut self,
        slot: Slot,
        ticket: Ticket,
        result: Result<Reply, StoreError>,
        out: &mut Out,
    ) -> bool {
        if crate::screens::effect::slots::is_board(slot) {
            self.board.reply(slot, ticket, result, out)
        } else {
            self.list.reply(slot, ticket, result, out)
        }
    }

    fn late(&mut self, slot: Slot, ticket: Ticket) {
        self.list.late(slot, ticket);
        self.board.late(slot, ticket);
    }

    fn changed(&mut self, change: &Change, visible: bool, out: &mut Out) {
        self.list.changed(change, visible && self.shape == Shape::List, out);
        self.board.changed(change, visible && self.shape == Shape::Board, out);
    }

    fn is_unsettled(&self) -> bool {
        self.now().is_unsettled()
    }

    fn is_moving(&self) -> bool {
        self.now().is_moving()
    }

    fn set_scope(&mut self, scope: BranchScope) {
        self.list.set_scope(scope.clone());
        self.board.set_scope(scope);
    }

    fn text(&self) -> &str {
        self.now().text()
    }

    fn filters(&self) -> &'static [ListChoice] {
        self.now().filters()
    }

    fn filter(&self) -> &'static str {
        self.now().filter()
    }

    fn set_filter(&mut self, filter: &'static str, out: &mut Out) {
        self.now_mut().set_filter(filter, out);
    }

    fn sort(&self) -> &'static str {
        self.now().sort()
    }

    fn set_sort(&mut self, sort: &'static str, out: &mut Out) {
        self.now_mut().set_sort(sort, out);
    }

    fn reveal(&mut self, id: &str, enter: bool, out: &mut Out) {
        self.now_mut().reveal(id, enter, out);
    }

    fn subject(&self) -> Option<Subject> {
        self.now().subject()
    }

    fn subjects(&self) -> Vec<String> {
        self.now().subjects()
    }

    fn marked(&self) -> usize {
        self.now().marked()
    }

    fn clear_marks(&mut self) {
        self.now_mut().clear_marks();
    }

    fn is_blank(&self) -> bool {
        self.now().is_blank()
    }

    fn content(&self) -> Option<&Content> {
        self.now().content()
    }

    fn client(&self) -> Option<&ClientDetail> {
        self.now().client()
    }

    fn project(&self) -> Option<&ProjectDetail> {
        self.now().project()
    }

    fn line(&self) -> Option<RowRef> {
        self.now().line()
    }

    fn entry_at(&self) -> Option<usize> {
        self.now().entry_at()
    }

    fn entry(&self) -> Option<&TimelineEntry> {
        self.now().entry()
    }

    fn view(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        self.now().view(area, buf, ctx)
    }
}
