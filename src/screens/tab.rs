//! A tab: a list with its search line, and the detail of the selected row beside it or, where it is narrow, over it.

use super::calendar::CalendarTab;
use super::carry::Saved;
use super::detail::{Content, DetailPane};
use super::effect::{Out, slots};
use super::list::{ListPane, Standing};
use super::rows::Shown;
use super::{Ctx, TabId};
use crate::action::{Action, Scope};
use crate::domain::asset::away::AwayWindow;
use crate::input::Key;
use crate::keymap::Press;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{
    BranchScope, Change, ClientDetail, ListChoice, ListKind, Outcome, ProjectDetail, Reply, RowRef,
    StoreError, Table as Rows, TimelineEntry,
};
use crate::ui::layer::divider;
use crate::ui::line::{Edit, Line};
use crate::ui::spots::Spot;
use jiff::ZonedDateTime;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

mod draw;

/// From this width on the detail stands beside the list.
pub const WIDE: u16 = 100;

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    List,
    Search,
    Detail,
}

/// What a tab answers to a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TabEvent {
    /// It was not for the tab.
    Unhandled,
    /// Done.
    Done,
    /// The filter menu is wanted.
    Filter,
    /// The sort menu is wanted.
    Sort,
    /// The menu of what the calendar leaves out is wanted.
    CalendarFilter,
    /// Something is to be said: what is not possible, and what to do.
    Say(&'static str, &'static str),
    /// This record shall be shown in its own tab.
    Show(RowRef),
}

/// What a list shows that several acts need: who is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The record.
    pub row: RowRef,
    /// What a person calls it.
    pub label: String,
}

/// What an application needs of a tab.
pub trait Tab: Send {
    /// Which.
    fn id(&self) -> TabId;
    /// Its list.
    fn kind(&self) -> ListKind;
    /// The table whose records it lists.
    fn rows(&self) -> Rows;
    /// The scopes of its focus.
    fn scopes(&self) -> &'static [Scope];
    /// Takes a place on the screen.
    fn resize(&mut self, area: Rect, out: &mut Out);
    /// It is on screen now.
    fn show(&mut self, out: &mut Out);
    /// The calendar, if this is it.
    fn as_calendar(&self) -> Option<&CalendarTab> {
        None
    }
    /// The same, to go elsewhere in it.
    fn as_calendar_mut(&mut self) -> Option<&mut CalendarTab> {
        None
    }
    /// What time it is, in the zone whose days are shown.
    fn set_now(&mut self, now: &ZonedDateTime, visible: bool, out: &mut Out) {
        let _ = (now, visible, out);
    }
    /// What a press does.
    fn press(&mut self, press: Press, out: &mut Out) -> TabEvent;
    /// What a paste does.
    fn paste(&mut self, text: &str, out: &mut Out);
    /// Takes an answer; `false` when it is not for this tab.
    fn reply(&mut self, slot: Slot, ticket: Ticket, result: Result<Reply, StoreError>, out: &mut Out)
    -> bool;
    /// Takes the answer to a write that the tab itself asked for.
    fn applied(&mut self, ticket: Ticket, result: &Result<Outcome, StoreError>, out: &mut Out) -> Saved {
        let _ = (ticket, result, out);
        Saved::NotMine
    }
    /// Whether a write of its own is on its way, so that the next key is for what comes of it.
    fn is_saving(&self) -> bool {
        false
    }
    /// An answer takes longer than a blink.
    fn late(&mut self, slot: Slot, ticket: Ticket);
    /// Rows moved.
    fn changed(&mut self, change: &Change, visible: bool, out: &mut Out);
    /// Whether what is on screen is about to be replaced.
    fn is_unsettled(&self) -> bool;
    /// Whether another record is about to be selected.
    fn is_moving(&self) -> bool;
    /// Other branches.
    fn set_scope(&mut self, scope: BranchScope);
    /// What is searched for.
    fn text(&self) -> &str;
    /// What a person calls what is left of its detail.
    fn called(&self) -> &'static str {
        "list"
    }
    /// What the filter menu offers.
    fn filters(&self) -> &'static [ListChoice] {
        self.kind().filters()
    }
    /// The filter in force, and another one.
    fn filter(&self) -> &'static str;
    /// Chooses which rows are shown.
    fn set_filter(&mut self, filter: &'static str, out: &mut Out);
    /// The order in force.
    fn sort(&self) -> &'static str;
    /// Chooses the order.
    fn set_sort(&mut self, sort: &'static str, out: &mut Out);
    /// Shows a record, wherever it stands in the list; `enter` gives its detail the keys.
    fn reveal(&mut self, id: &str, enter: bool, out: &mut Out);
    /// The selected record.
    fn subject(&self) -> Option<Subject>;
    /// The marked records, or the selected one.
    fn subjects(&self) -> Vec<String>;
    /// How many rows are marked.
    fn marked(&self) -> usize;
    /// Unmarks everything.
    fn clear_marks(&mut self);
    /// Whether there is nothing to open, and nothing that a search or filter hides.
    fn is_blank(&self) -> bool;
    /// The record in the detail.
    fn content(&self) -> Option<&Content>;
    /// The client in the detail.
    fn client(&self) -> Option<&ClientDetail>;
    /// The project in the detail.
    fn project(&self) -> Option<&ProjectDetail>;
    /// The record of the selected line of the detail, while the detail has the keys.
    fn line(&self) -> Option<RowRef>;
    /// The place of the selected line of the detail, while the detail has the keys.
    fn entry_at(&self) -> Option<usize>;
    /// The selected entry of the detail, while the detail has the keys.
    fn entry(&self) -> Option<&TimelineEntry>;
    /// The time away that the selected line of an asset's detail is about, while the detail has the keys.
    fn away(&self) -> Option<&AwayWindow> {
        None
    }
    /// Draws list and detail; returns where the cursor stands.
    fn view(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position>;
}

/// A tab over one list.
pub struct ListTab<R> {
    list: ListPane<R>,
    detail: DetailPane,
    line: Line,
    focus: Focus,
    /// A record that is shown although it is not the selected one: it was just made, or somebody followed a link.
    pinned: Option<Subject>,
    list_slot: Slot,
    detail_slot: Slot,
    wide: bool,
}

impl<R: Shown> ListTab<R> {
    /// A tab that has asked nothing yet.
    #[must_use]
    pub fn new(scope: BranchScope) -> Self {
        let (list_slot, detail_slot) = (slots::list(R::TAB as u16), slots::detail(R::TAB as u16));
        Self {
            list: ListPane::new(list_slot, scope),
            detail: DetailPane::new(detail_slot),
            line: Line::default(),
            focus: Focus::List,
            pinned: None,
            list_slot,
            detail_slot,
            wide: false,
        }
    }

    /// The selected row, unless a record is shown that is not in the list.
    #[must_use]
    pub fn selected(&self) -> Option<&R> {
        self.list.selected().filter(|_| self.pinned.is_none())
    }

    /// Whether the detail is on screen.
    fn shows_detail(&self) -> bool {
        self.wide || self.focus == Focus::Detail
    }

    /// Asks for the detail of what is selected, if it can be seen.
    fn follow(&mut self, out: &mut Out) {
        if !self.shows_detail() {
            return;
        }
        let id = match &self.pinned {
            Some(subject) => Some(subject.row.id.as_str()),
            None => self.list.selected().map(Shown::record),
        };
        self.detail.want(id, R::detail, out);
    }

    fn walk(&mut self, action: Action, out: &mut Out) -> bool {
        match action {
            Action::Up => self.list.move_by(-1, out),
            Action::Down => self.list.move_by(1, out),
            Action::PageUp => self.list.move_pages(-1, out),
            Action::PageDown => self.list.move_pages(1, out),
            Action::HalfUp => self.list.move_half_pages(-1, out),
            Action::HalfDown => self.list.move_half_pages(1, out),
            Action::First => self.list.first(out),
            Action::Last => self.list.last(out),
            _ => return false,
        }
        self.pinned = None;
        true
    }

    /// Goes back one step: out of the detail, out of the search, out of the marks.
    fn back(&mut self, out: &mut Out) -> bool {
        if self.focus == Focus::Detail {
            self.focus = Focus::List;
            self.pinned = None;
        } else if self.pinned.is_some() {
            self.pinned = None;
        } else if !self.list.text().is_empty() || self.focus == Focus::Search {
            self.focus = Focus::List;
            self.line.set("");
            self.list.set_text("", out);
        } else if self.list.marks().is_empty() {
            return false;
        } else {
            self.list.clear_marks();
        }
        true
    }

    fn press_list(&mut self, action: Action, out: &mut Out) -> TabEvent {
        match action {
            Action::Search => self.focus = Focus::Search,
            Action::Filter => return TabEvent::Filter,
            Action::Sort => return TabEvent::Sort,
            Action::Mark => self.list.toggle_mark(out),
            Action::Open | Action::Right | Action::OtherPane => {
                if self.pinned.is_some() || self.list.selected().is_some() {
                    self.focus = Focus::Detail;
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
            Action::Left | Action::OtherPane => self.focus = Focus::List,
            // They are about the list, which has the keys from here on.
            Action::Search | Action::Filter | Action::Sort => {
                self.focus = Focus::List;
                return self.press_list(action, out);
            }
            Action::DetailOpen => {
                return self.detail.entry_row().map_or(TabEvent::Done, TabEvent::Show);
            }
            Action::Back if self.back(out) => {}
            action if self.detail.walk(action) => {}
            _ => return TabEvent::Unhandled,
        }
        TabEvent::Done
    }

    fn press_search(&mut self, press: Press, out: &mut Out) -> TabEvent {
        match press.action {
            Some(Action::SearchKeep) => self.focus = Focus::List,
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

    fn search(&mut self, out: &mut Out) {
        self.pinned = None;
        let text = self.line.text().trim().to_owned();
        self.list.set_text(&text, out);
    }
}

/// Lines over the table.
const HEAD: u16 = 2;

impl<R: Shown> Tab for ListTab<R> {
    fn id(&self) -> TabId {
        R::TAB
    }

    fn kind(&self) -> ListKind {
        R::KIND
    }

    fn rows(&self) -> Rows {
        R::ROWS
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.focus {
            Focus::Search => &[Scope::Search, Scope::Move, Scope::Always],
            Focus::List => R::SCOPES.list,
            Focus::Detail => R::SCOPES.detail,
        }
    }

    fn resize(&mut self, area: Rect, out: &mut Out) {
        self.wide = area.width >= WIDE;
        self.list.set_height(usize::from(area.height.saturating_sub(HEAD + 1)), out);
        if self.list.counts().is_some() {
            self.follow(out);
        }
    }

    fn show(&mut self, out: &mut Out) {
        self.list.show(out);
        self.follow(out);
    }

    fn press(&mut self, press: Press, out: &mut Out) -> TabEvent {
        let event = match (self.focus, press.action) {
            (Focus::Search, _) => self.press_search(press, out),
            (Focus::List, Some(action)) => self.press_list(action, out),
            (Focus::Detail, Some(action)) => self.press_detail(action, out),
            (_, None) => TabEvent::Unhandled,
        };
        self.follow(out);
        event
    }

    fn paste(&mut self, text: &str, out: &mut Out) {
        // Pasted text has one meaning in a list: look for it.
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
        if slot == self.list_slot {
            if self.list.reply(ticket, result, out) {
                // What was made has come into the list: from here on the selection says what is shown.
                let selected = self.list.selected().map(crate::store::protocol::Row::id);
                self.pinned.take_if(|pinned| Some(pinned.row.id.as_str()) == selected);
                self.follow(out);
            }
        } else if slot == self.detail_slot {
            self.detail.reply(ticket, result);
        } else {
            return false;
        }
        true
    }

    fn late(&mut self, slot: Slot, ticket: Ticket) {
        if slot == self.list_slot {
            self.list.mark_late(ticket);
        } else if slot == self.detail_slot {
            self.detail.mark_late(ticket);
        }
    }

    fn changed(&mut self, change: &Change, visible: bool, out: &mut Out) {
        match change {
            Change::Rows { rows, .. } => {
                // A list shows names of other rows too (a project its client's): what is not about drafts counts.
                if rows.iter().all(|row| row.table == Rows::FormDrafts) {
                    return;
                }
                self.list.mark_stale();
                self.detail.mark_stale();
            }
            Change::Elsewhere => {
                self.list.mark_stale();
                self.detail.mark_stale();
            }
            Change::Searchable => {
                if !self.list.text().is_empty() || self.list.indexing().is_some() {
                    self.list.mark_stale();
                }
            }
        }
        if visible {
            self.show(out);
        }
    }

    fn is_unsettled(&self) -> bool {
        self.list.is_unsettled() || self.shows_detail() && self.detail.is_unsettled()
    }

    fn is_moving(&self) -> bool {
        self.focus != Focus::Search && self.pinned.is_none() && self.list.is_moving()
    }

    fn set_scope(&mut self, scope: BranchScope) {
        self.pinned = None;
        self.list.set_scope(scope);
    }

    fn text(&self) -> &str {
        self.list.text()
    }

    fn filter(&self) -> &'static str {
        self.list.filter()
    }

    fn set_filter(&mut self, filter: &'static str, out: &mut Out) {
        self.pinned = None;
        self.list.set_filter(filter, out);
    }

    fn sort(&self) -> &'static str {
        self.list.sort()
    }

    fn set_sort(&mut self, sort: &'static str, out: &mut Out) {
        self.pinned = None;
        self.list.set_sort(sort, out);
    }

    fn reveal(&mut self, id: &str, enter: bool, out: &mut Out) {
        let row = RowRef { table: R::ROWS, id: id.to_owned() };
        self.pinned = self.list.find(id).is_none().then_some(Subject { row, label: String::new() });
        self.list.seek(id, out);
        if enter {
            self.focus = Focus::Detail;
        }
        self.follow(out);
    }

    fn subject(&self) -> Option<Subject> {
        if let Some(pinned) = &self.pinned {
            let label = match self.detail.content() {
                Some(Content::Client(detail)) => detail.client.name.clone(),
                Some(Content::Project(detail)) => detail.project.details.called().to_owned(),
                Some(Content::Package(detail)) => detail.package.offer.name.clone(),
                Some(Content::PackageTemplate(detail)) => detail.template.offer.name.clone(),
                Some(Content::Task(detail)) => detail.task.title.clone(),
                Some(Content::TaskTemplate(detail)) => detail.template.name.clone(),
                Some(Content::Asset(detail)) => detail.asset.name.clone(),
                Some(Content::Kit(detail)) => detail.kit.name.clone(),
                Some(Content::Invoice(detail)) => detail.invoice.called(),
                Some(Content::Record(detail)) => detail.title.clone(),
                None => String::new(),
            };
            return Some(Subject { label, ..pinned.clone() });
        }
        self.list.selected().map(|row| Subject { row: row.reference(), label: row.label() })
    }

    fn subjects(&self) -> Vec<String> {
        if self.list.marks().is_empty() {
            self.subject().map(|subject| subject.row.id).into_iter().collect()
        } else {
            self.list.marks().iter().cloned().collect()
        }
    }

    fn marked(&self) -> usize {
        self.list.marks().len()
    }

    fn clear_marks(&mut self) {
        self.list.clear_marks();
    }

    fn is_blank(&self) -> bool {
        self.pinned.is_none()
            && matches!(self.list.standing(), Standing::Empty)
            && self.list.text().is_empty()
            && self.list.filter().is_empty()
    }

    fn content(&self) -> Option<&Content> {
        self.detail.content()
    }

    fn client(&self) -> Option<&ClientDetail> {
        self.detail.client()
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

    fn away(&self) -> Option<&AwayWindow> {
        self.detail.away().filter(|_| self.focus == Focus::Detail)
    }

    fn entry(&self) -> Option<&TimelineEntry> {
        self.detail.entry().filter(|_| self.focus == Focus::Detail)
    }

    fn view(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx<'_>) -> Option<Position> {
        let (list, detail) = self.places(area);
        ctx.look.spot(list, Spot::List);
        let cursor = self.view_list(list, buf, ctx);
        if detail.width > 0 {
            ctx.look.spot(detail, Spot::Detail);
            if self.wide {
                divider(detail.x - 1, detail.y, detail.height, buf, &ctx.look);
            }
            self.detail.view(detail, buf, self.focus == Focus::Detail, ctx);
        }
        cursor
    }
}
