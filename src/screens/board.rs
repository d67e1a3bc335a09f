//! The board: a column of cards for each status. Every column is a window on its list, so that none is ever read whole.
//!
//! The selected card is followed by its id: whoever moves it, from here or from elsewhere, it stays the selected one in
//! the column where it stands then.

use super::detail::DetailPane;
use super::effect::{Out, slots};
use super::list::{ListPane, Standing};
use super::rows::Shown;
use super::tab::{Subject, TabEvent, WIDE};
use crate::action::{Action, Scope};
use crate::domain::project::ProjectStatus;
use crate::input::Key;
use crate::keymap::Press;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::board::column;
use crate::store::protocol::{
    BranchScope, CardRow, Change, Count, ListChoice, ProjectRow, Reply, Row, RowRef, StoreError, Table, Whose,
};
use crate::ui::line::{Edit, Line};
use ratatui::layout::Rect;

mod draw;
mod tab;

/// Columns of the board.
const COLUMNS: usize = ProjectStatus::BOARD.len();

/// What the filter menu of the board offers.
const FILTERS: &[ListChoice] =
    &[ListChoice { name: "", label: "everybody's" }, ListChoice { name: "mine", label: "mine" }];

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Cards,
    Search,
    Detail,
}

/// A card that may stand in another column by now.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chase {
    id: String,
    /// Whether the other columns were asked for it.
    asked: bool,
}

/// The projects as cards in columns.
pub(super) struct Board {
    columns: Vec<ListPane<CardRow>>,
    column: usize,
    /// The first column on screen.
    first: usize,
    detail: DetailPane,
    line: Line,
    focus: Focus,
    whose: Whose,
    /// A record that is shown although it is not the selected one: it was just made, or somebody followed a link.
    pinned: Option<Subject>,
    chase: Option<Chase>,
    area: Rect,
}

impl Board {
    /// A board that has asked nothing yet.
    pub(super) fn new(scope: &BranchScope) -> Self {
        let pane = |place| {
            let slot = slots::column(u16::try_from(place).unwrap_or(0));
            ListPane::new(slot, scope.clone()).filtered(column(place, Whose::Everybodys))
        };
        Self {
            columns: (0..COLUMNS).map(pane).collect(),
            column: 0,
            first: 0,
            detail: DetailPane::new(slots::BOARD_DETAIL),
            line: Line::default(),
            focus: Focus::Cards,
            whose: Whose::Everybodys,
            pinned: None,
            chase: None,
            area: Rect::default(),
        }
    }

    fn pane(&self) -> &ListPane<CardRow> {
        &self.columns[self.column]
    }

    fn pane_mut(&mut self) -> &mut ListPane<CardRow> {
        &mut self.columns[self.column]
    }

    fn text(&self) -> &str {
        self.columns[0].text()
    }

    /// How many cards a column has: as they are counted, or at least as many as are known.
    fn count(&self, place: usize) -> Option<Count> {
        let pane = &self.columns[place];
        if self.text().is_empty() && self.whose == Whose::Everybodys {
            pane.counts().map(|(_, total)| total)
        } else {
            pane.known()
        }
    }

    /// Whether every column stands so.
    fn all(&self, standing: impl Fn(&Standing) -> bool) -> bool {
        self.columns.iter().all(|pane| standing(&pane.standing()))
    }

    // -- places -------------------------------------------------------------------------------------------------

    /// Where cards and detail stand: the board has the whole width until a card is opened.
    fn places(&self, area: Rect) -> (Rect, Rect) {
        if self.focus != Focus::Detail {
            return (area, Rect { width: 0, ..area });
        }
        if area.width < WIDE {
            return (Rect { width: 0, ..area }, area);
        }
        let detail = (area.width * 2 / 5).clamp(46, 90);
        let cards = area.width.saturating_sub(detail + 1);
        (Rect { width: cards, ..area }, Rect { x: area.x + cards + 1, width: detail, ..area })
    }

    /// Gives every column its place, and keeps the selected one on screen.
    fn settle_places(&mut self, out: &mut Out) {
        let (cards, _) = self.places(self.area);
        let fit = draw::columns_in(cards.width);
        self.first = self.first.min(self.column).max((self.column + 1).saturating_sub(fit));
        self.first = self.first.min(COLUMNS - fit);
        let height = draw::cards_in(self.area.height);
        for pane in &mut self.columns {
            pane.set_height(height, out);
        }
    }

    // -- what a person does -------------------------------------------------------------------------------------

    /// Asks for the detail of what is selected, if it can be seen.
    fn follow(&mut self, out: &mut Out) {
        if self.focus != Focus::Detail {
            return;
        }
        let id = match &self.pinned {
            Some(subject) => Some(subject.row.id.as_str()),
            None => self.columns[self.column].selected().map(Row::id),
        };
        self.detail.want(id, ProjectRow::detail, out);
    }

    fn step_column(&mut self, to: usize, out: &mut Out) {
        self.pinned = None;
        self.chase = None;
        self.column = to.min(COLUMNS - 1);
        self.settle_places(out);
    }

    fn walk(&mut self, action: Action, out: &mut Out) -> bool {
        let pane = self.pane_mut();
        match action {
            Action::Up => pane.move_by(-1, out),
            Action::Down => pane.move_by(1, out),
            Action::PageUp => pane.move_pages(-1, out),
            Action::PageDown => pane.move_pages(1, out),
            Action::HalfUp => pane.move_half_pages(-1, out),
            Action::HalfDown => pane.move_half_pages(1, out),
            Action::First => pane.first(out),
            Action::Last => pane.last(out),
            _ => return false,
        }
        self.pinned = None;
        self.chase = None;
        true
    }

    /// Goes back one step: out of the detail, out of the search, out of the marks.
    fn back(&mut self, out: &mut Out) -> bool {
        if self.focus == Focus::Detail {
            self.leave_detail(out);
        } else if !self.text().is_empty() || self.focus == Focus::Search {
            self.focus = Focus::Cards;
            self.line.set("");
            self.set_text("", out);
        } else if self.columns.iter().all(|pane| pane.marks().is_empty()) {
            return false;
        } else {
            self.columns.iter_mut().for_each(ListPane::clear_marks);
        }
        true
    }

    fn leave_detail(&mut self, out: &mut Out) {
        self.focus = Focus::Cards;
        self.pinned = None;
        self.settle_places(out);
    }

    fn press_cards(&mut self, action: Action, out: &mut Out) -> TabEvent {
        match action {
            Action::Search => self.focus = Focus::Search,
            Action::Filter => return TabEvent::Filter,
            Action::Sort => return TabEvent::Sort,
            Action::Mark => self.pane_mut().toggle_mark(out),
            Action::Left => self.step_column(self.column.saturating_sub(1), out),
            Action::Right => self.step_column(self.column + 1, out),
            Action::Open | Action::OtherPane => {
                if self.pane().selected().is_some() {
                    self.focus = Focus::Detail;
                    self.settle_places(out);
                }
            }
            Action::Back if self.back(out) => {}
            action if self.walk(action, out) => {}
            _ => return TabEvent::Unhandled,
        }
        TabEvent::Done
    }

    fn press_detail(&mut self, action: Action, out: &mut Out) -> TabEvent {
        match action {
            Action::Left | Action::OtherPane | Action::Back => self.leave_detail(out),
            // They are about the cards, which have the keys from here on.
            Action::Search | Action::Filter | Action::Sort => {
                self.leave_detail(out);
                return self.press_cards(action, out);
            }
            Action::DetailOpen => {
                return self.detail.entry_row().map_or(TabEvent::Done, TabEvent::Show);
            }
            action if self.detail.walk(action) => {}
            _ => return TabEvent::Unhandled,
        }
        TabEvent::Done
    }

    fn press_search(&mut self, press: Press, out: &mut Out) -> TabEvent {
        match press.action {
            Some(Action::SearchKeep) => self.keep_search(out),
            Some(Action::Back) => {
                self.back(out);
            }
            Some(action) if self.walk(action, out) => {}
            Some(_) => return TabEvent::Unhandled,
            None => return self.type_key(press.key, out),
        }
        TabEvent::Done
    }

    fn type_key(&mut self, key: Key, out: &mut Out) -> TabEvent {
        match self.line.key(key) {
            Edit::None => return TabEvent::Unhandled,
            Edit::Changed => self.search(out),
            Edit::Moved | Edit::Full => {}
        }
        TabEvent::Done
    }

    /// Goes to the hits: where this column has none, to the first one that has.
    fn keep_search(&mut self, out: &mut Out) {
        self.focus = Focus::Cards;
        if self.pane().selected().is_none()
            && let Some(to) = self.columns.iter().position(|pane| pane.selected().is_some())
        {
            self.step_column(to, out);
        }
    }

    fn search(&mut self, out: &mut Out) {
        let text = self.line.text().trim().to_owned();
        self.set_text(&text, out);
    }

    fn set_text(&mut self, text: &str, out: &mut Out) {
        self.pinned = None;
        self.chase = None;
        for pane in &mut self.columns {
            pane.set_text(text, out);
        }
    }

    fn show_whose(&mut self, whose: Whose, out: &mut Out) {
        self.pinned = None;
        self.chase = None;
        self.whose = whose;
        for (place, pane) in self.columns.iter_mut().enumerate() {
            pane.set_filter(column(place, whose), out);
        }
    }

    // -- what the world answers ---------------------------------------------------------------------------------

    fn take_reply(
        &mut self,
        slot: Slot,
        ticket: Ticket,
        result: Result<Reply, StoreError>,
        out: &mut Out,
    ) -> bool {
        if slot == slots::BOARD_DETAIL {
            self.detail.reply(ticket, result);
            return true;
        }
        let Some(place) = (0..COLUMNS).find(|i| slot == slots::column(u16::try_from(*i).unwrap_or(0))) else {
            return false;
        };
        if self.columns[place].reply(ticket, result, out) {
            self.pursue(out);
            self.follow(out);
        }
        true
    }

    fn take_change(&mut self, change: &Change, visible: bool, out: &mut Out) {
        let selected = self.pane().selected().map(|card| card.id().to_owned());
        let moved = match change {
            // A card tells of other rows too, its client's and its money: what is not about drafts counts.
            Change::Rows { rows, .. } if rows.iter().all(|row| row.table == Table::FormDrafts) => return,
            Change::Rows { rows, .. } => {
                selected.filter(|id| rows.iter().any(|row| row.table == Table::Projects && row.id == *id))
            }
            Change::Elsewhere => selected,
            Change::Searchable => {
                if self.text().is_empty() && self.pane().indexing().is_none() {
                    return;
                }
                None
            }
        };
        if self.pinned.is_none() && moved.is_some() {
            self.chase = moved.map(|id| Chase { id, asked: false });
        }
        self.columns.iter_mut().for_each(ListPane::mark_stale);
        self.detail.mark_stale();
        if visible {
            self.show_all(out);
        }
    }

    fn show_all(&mut self, out: &mut Out) {
        for pane in &mut self.columns {
            pane.show(out);
        }
        self.follow(out);
    }

    /// Goes after a card that was moved, or that somebody wants to see.
    fn pursue(&mut self, out: &mut Out) {
        let Some(chase) = &mut self.chase else { return };
        // Its column is being read again.
        if self.columns[self.column].is_unsettled() {
            return;
        }
        let found = |pane: &ListPane<CardRow>| pane.find(&chase.id).is_some();
        let here = found(&self.columns[self.column]).then_some(self.column);
        if let Some(place) = here.or_else(|| self.columns.iter().position(found)) {
            self.columns[place].seek(&chase.id, out);
            self.step_column(place, out);
        } else if !chase.asked {
            chase.asked = true;
            let elsewhere = self.columns.iter_mut().enumerate().filter(|(i, _)| *i != self.column);
            elsewhere.for_each(|(_, pane)| pane.seek(&chase.id, out));
        } else if !self.columns.iter().any(ListPane::is_unsettled) {
            // It is not on the board: put away, or cancelled. What is not seen is not selected either.
            self.chase = None;
            if self.focus != Focus::Detail {
                self.pinned = None;
            }
        }
    }

    /// Shows a record, wherever it stands; `enter` gives its detail the keys.
    fn go_to(&mut self, id: &str, enter: bool, out: &mut Out) {
        let row = RowRef { table: Table::Projects, id: id.to_owned() };
        self.pinned = Some(Subject { row, label: String::new() });
        self.chase = Some(Chase { id: id.to_owned(), asked: true });
        for pane in &mut self.columns {
            pane.seek(id, out);
        }
        if enter {
            self.focus = Focus::Detail;
        }
        self.settle_places(out);
        self.pursue(out);
        self.follow(out);
    }
}

const fn scopes(focus: Focus) -> &'static [Scope] {
    match focus {
        Focus::Search => &[Scope::Search, Scope::Move, Scope::Always],
        Focus::Cards => ProjectRow::SCOPES.list,
        Focus::Detail => ProjectRow::SCOPES.detail,
    }
}

#[cfg(test)]
mod tests;
