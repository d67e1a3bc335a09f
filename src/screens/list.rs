//! A window on a list of any size.
//!
//! Rows are read in pages around the cursor, by place and never by number. What the pane knows is a run of rows
//! (`rows`) with its two open ends (`more_before`, `more_after`); moves that lead out of the run are remembered as
//! *debt* and paid when the page arrives, so that a hundred held keys land exactly where a hundred single ones would.
//! One question is under way at a time: a slot of the store answers only the latest.

use super::effect::Out;
use crate::domain::receivable::Ageing;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{BranchScope, Count, ListKind, Page, Quota, Reply, Row, StoreError};
#[cfg(test)]
use crate::store::protocol::{ListQuery, PageFrom, Query};
use std::collections::{BTreeSet, VecDeque};

mod window;

/// A row that knows its list and how its page comes back.
pub trait Listed: Row {
    /// Which list.
    const KIND: ListKind;
    /// The page in a reply, if it is one of this list.
    fn page(reply: Reply) -> Option<Page<Self>>;
}

macro_rules! listed {
    ($($row:ident, $kind:ident, $reply:ident;)*) => {$(
        impl Listed for crate::store::protocol::$row {
            const KIND: ListKind = ListKind::$kind;
            fn page(reply: Reply) -> Option<Page<Self>> {
                match reply {
                    Reply::$reply(page) => Some(page),
                    _ => None,
                }
            }
        }
    )*};
}
listed! {
    AgendaRow, Agenda, Agenda;
    ClientRow, Clients, Clients;
    ProjectRow, Projects, Projects;
    CardRow, Board, Board;
    InvoiceRow, Invoices, Invoices;
    AssetRow, Assets, Assets;
    KitRow, Kits, Kits;
    AuditRow, Audit, AuditLog;
    PackageRow, Packages, Packages;
    NotificationRow, Notifications, Notifications;
    PackageTemplateRow, PackageTemplates, PackageTemplates;
    TaskRow, Tasks, Tasks;
    TaskTemplateRow, TaskTemplates, TaskTemplates;
}

/// Rows per page once the first one is on screen.
const PAGE: u32 = 200;
/// Rows kept at most.
const KEEP: usize = 600;
/// The next page is asked for when fewer rows than this are left ahead.
const MARGIN: usize = 100;
/// Moves remembered at most while a page is on its way.
const MAX_DEBT: usize = 512;

/// Where a pane's question leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fetch {
    /// Rows for a new question: the old ones stay on screen until they come.
    Reset,
    /// The last rows.
    End,
    /// The rows behind the run.
    Ahead,
    /// The rows before the run.
    Behind,
    /// The rows on screen once more; the run starts at this row.
    Refresh { from: usize },
    /// The rows around the one that is sought, wherever it stands; whether they had to be read in any case.
    Around { stale: bool },
}

#[derive(Clone, Copy, Debug)]
struct Flight {
    ticket: Ticket,
    fetch: Fetch,
    limit: u32,
}

/// What a list shows where rows would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The first rows are on their way.
    Loading,
    /// There are rows.
    Rows,
    /// There are none.
    Empty,
    /// The list could not be read: what happened, and a hint.
    Failed(String, &'static str),
}

/// What was on screen before a search.
#[derive(Clone, Debug)]
struct Run<R> {
    rows: VecDeque<R>,
    selected: usize,
    top: usize,
    more_before: bool,
    more_after: bool,
    matching: Count,
}

/// A window on a list.
#[derive(Clone, Debug)]
pub struct ListPane<R> {
    slot: Slot,
    scope: BranchScope,
    text: String,
    filter: &'static str,
    sort: &'static str,
    run: Run<R>,
    before_search: Option<Box<Run<R>>>,
    total: Option<Count>,
    indexing: Option<u8>,
    quota: Option<Quota>,
    ageing: Vec<Ageing>,
    archived: Count,
    height: usize,
    flight: Option<Flight>,
    debt: VecDeque<i64>,
    marks: BTreeSet<String>,
    /// A row that shall be selected when it appears in the run.
    wish: Option<String>,
    /// A row that was selected or wished for and is not in the run: the list is read around it.
    sought: Option<String>,
    failed: Option<(String, &'static str)>,
    asked: bool,
    stale: bool,
    late: bool,
}

impl<R: Listed> ListPane<R> {
    /// A pane that has asked nothing yet.
    #[must_use]
    pub fn new(slot: Slot, scope: BranchScope) -> Self {
        Self {
            slot,
            scope,
            text: String::new(),
            filter: "",
            sort: "",
            run: Run {
                rows: VecDeque::new(),
                selected: 0,
                top: 0,
                more_before: false,
                more_after: false,
                matching: Count::AtLeast(0),
            },
            before_search: None,
            total: None,
            indexing: None,
            quota: None,
            ageing: Vec::new(),
            archived: Count::Exact(0),
            height: 1,
            flight: None,
            debt: VecDeque::new(),
            marks: BTreeSet::new(),
            wish: None,
            sought: None,
            failed: None,
            asked: false,
            stale: false,
            late: false,
        }
    }

    /// The same with a filter from the start.
    #[must_use]
    pub fn filtered(self, filter: &'static str) -> Self {
        Self { filter, ..self }
    }

    // -- what it shows ------------------------------------------------------------------------------------------

    /// What stands where rows would be.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match &self.failed {
            Some((what, hint)) if self.run.rows.is_empty() => Standing::Failed(what.clone(), hint),
            _ if !self.run.rows.is_empty() => Standing::Rows,
            _ if self.flight.is_some_and(|f| f.fetch != Fetch::Ahead) || !self.asked => Standing::Loading,
            _ => Standing::Empty,
        }
    }

    /// What went wrong with the last question, while older rows are still shown.
    #[must_use]
    pub fn trouble(&self) -> Option<(&str, &'static str)> {
        self.failed.as_ref().map(|(what, hint)| (what.as_str(), *hint))
    }

    /// The rows on screen.
    pub fn visible(&self) -> impl Iterator<Item = &R> {
        self.run.rows.iter().skip(self.run.top).take(self.height)
    }

    /// Which of the visible rows is selected.
    #[must_use]
    pub fn selected_line(&self) -> Option<usize> {
        (!self.run.rows.is_empty()).then(|| self.run.selected - self.run.top)
    }

    /// The row before the first visible one, if it is known: it tells whether a group goes on.
    #[must_use]
    pub fn above(&self) -> Option<&R> {
        self.run.top.checked_sub(1).and_then(|i| self.run.rows.get(i))
    }

    /// Whether there are rows above the visible ones.
    #[must_use]
    pub fn has_above(&self) -> bool {
        self.run.top > 0 || self.run.more_before
    }

    /// Whether there are rows below the visible ones.
    #[must_use]
    pub fn has_below(&self) -> bool {
        self.run.top + self.height < self.run.rows.len() || self.run.more_after
    }

    /// The selected row.
    #[must_use]
    pub fn selected(&self) -> Option<&R> {
        self.run.rows.get(self.run.selected)
    }

    /// The row of an id, if it is in the run.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&R> {
        self.run.rows.iter().find(|row| row.id() == id)
    }

    /// Whether the rows belong to an older question and the answer takes longer than a blink.
    #[must_use]
    pub const fn is_late(&self) -> bool {
        self.late && self.flight.is_some()
    }

    /// Whether an answer is on its way that changes what is on screen.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        !self.asked
            || self.stale
            || !self.debt.is_empty()
            || self.flight.is_some_and(|f| !matches!(f.fetch, Fetch::Ahead | Fetch::Behind))
    }

    /// Whether another row is about to be selected: acts on the selected one have to wait.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.is_jumping() || !self.debt.is_empty()
    }

    /// How many rows match, and how many there are; `None` until the first answer.
    #[must_use]
    pub fn counts(&self) -> Option<(Count, Count)> {
        self.total.map(|total| (self.run.matching, total))
    }

    /// How many rows there are as far as they were read; `None` until the first answer.
    #[must_use]
    pub fn known(&self) -> Option<Count> {
        let rows = self.run.rows.len() as u64;
        let open = self.run.more_before || self.run.more_after;
        self.total.map(|_| if open { Count::AtLeast(rows) } else { Count::Exact(rows) })
    }

    /// The share of the search index that is built, while it is being built.
    #[must_use]
    pub const fn indexing(&self) -> Option<u8> {
        self.indexing
    }

    /// How many rows are in the archive, where all of them are.
    #[must_use]
    pub const fn archived(&self) -> Count {
        self.archived
    }

    /// How much of what a month includes is used, for lists that know.
    #[must_use]
    pub const fn quota(&self) -> Option<Quota> {
        self.quota
    }

    /// What is owed by how late it is, for lists that know.
    #[must_use]
    pub fn ageing(&self) -> &[Ageing] {
        &self.ageing
    }

    /// What is searched for.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The filter's name.
    #[must_use]
    pub const fn filter(&self) -> &'static str {
        self.filter
    }

    /// The sort order's name.
    #[must_use]
    pub const fn sort(&self) -> &'static str {
        self.sort
    }

    /// Which branches it covers.
    #[must_use]
    pub const fn scope(&self) -> &BranchScope {
        &self.scope
    }

    /// The ids of the marked rows.
    #[must_use]
    pub const fn marks(&self) -> &BTreeSet<String> {
        &self.marks
    }

    // -- what a person does -------------------------------------------------------------------------------------

    /// The pane has so many lines now.
    pub fn set_height(&mut self, height: usize, out: &mut Out) {
        self.height = height.max(1);
        self.follow();
        if self.asked {
            self.want(out);
        }
    }

    /// The pane is on screen: asks what was never asked, and again what has gone stale.
    pub fn show(&mut self, out: &mut Out) {
        if self.asked {
            self.want(out);
        } else {
            self.reset(out);
        }
    }

    /// Moves by so many rows.
    pub fn move_by(&mut self, rows: i64, out: &mut Out) {
        self.failed = None;
        self.wish = None;
        let full = self.debt.len() >= MAX_DEBT;
        match self.debt.back_mut() {
            Some(last) if last.signum() == rows.signum() => *last = last.saturating_add(rows),
            _ if full => {}
            _ => self.debt.push_back(rows),
        }
        self.settle();
        self.want(out);
    }

    /// Moves by so many pages.
    pub fn move_pages(&mut self, pages: i64, out: &mut Out) {
        self.move_by(pages * i64::try_from(self.height).unwrap_or(1), out);
    }

    /// Moves by half pages.
    pub fn move_half_pages(&mut self, halves: i64, out: &mut Out) {
        self.move_by(halves * i64::try_from(self.height.div_ceil(2)).unwrap_or(1), out);
    }

    /// Goes to the first row.
    pub fn first(&mut self, out: &mut Out) {
        self.failed = None;
        self.wish = None;
        self.debt.clear();
        if self.run.more_before || self.is_jumping() {
            self.fly(Fetch::Reset, out);
        } else {
            self.run.selected = 0;
            self.follow();
            self.want(out);
        }
    }

    /// Goes to the last row.
    pub fn last(&mut self, out: &mut Out) {
        self.failed = None;
        self.wish = None;
        self.debt.clear();
        if self.run.more_after || self.is_jumping() {
            self.fly(Fetch::End, out);
        } else {
            self.run.selected = self.run.rows.len().saturating_sub(1);
            self.follow();
            self.want(out);
        }
    }

    /// Searches for a text; an empty one goes back to what was on screen before.
    pub fn set_text(&mut self, text: &str, out: &mut Out) {
        if text == self.text {
            return;
        }
        if self.text.is_empty() && self.before_search.is_none() && !self.run.rows.is_empty() {
            self.before_search = Some(Box::new(self.run.clone()));
        }
        text.clone_into(&mut self.text);
        if let Some(run) = self.text.is_empty().then(|| self.before_search.take()).flatten() {
            self.run = *run;
            self.flight = None;
            self.debt.clear();
            self.stale = true;
            self.follow();
            self.want(out);
        } else {
            self.reset(out);
        }
    }

    /// Chooses which rows are shown.
    pub fn set_filter(&mut self, filter: &'static str, out: &mut Out) {
        self.filter = filter;
        self.marks.clear();
        self.before_search = None;
        self.reset(out);
    }

    /// Chooses the order.
    pub fn set_sort(&mut self, sort: &'static str, out: &mut Out) {
        self.sort = sort;
        self.before_search = None;
        self.reset(out);
    }

    /// Chooses the branches.
    pub fn set_scope(&mut self, scope: BranchScope) {
        self.scope = scope;
        self.marks.clear();
        self.before_search = None;
        self.asked = false;
    }

    /// Marks the selected row or unmarks it, and goes on to the next one.
    pub fn toggle_mark(&mut self, out: &mut Out) {
        let Some(id) = self.selected().map(|row| row.id().to_owned()) else { return };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
        self.move_by(1, out);
    }

    /// Unmarks everything.
    pub fn clear_marks(&mut self) {
        self.marks.clear();
    }

    /// Goes to a row wherever it stands in the list. One that the list does not have is selected when it comes; the
    /// hits of a search are not gone through for it.
    pub fn seek(&mut self, id: &str, out: &mut Out) {
        self.wish = Some(id.to_owned());
        self.grant_wish();
        if self.wish.is_some() {
            self.debt.clear();
            self.sought.clone_from(&self.wish);
            self.read_around(out);
        }
    }

    /// Rows may have moved: the window is read again when it is shown next.
    pub const fn mark_stale(&mut self) {
        self.stale = true;
    }

    // -- what the world answers ---------------------------------------------------------------------------------

    /// The answer takes longer than a blink.
    pub fn mark_late(&mut self, ticket: Ticket) {
        self.late =
            self.flight.is_some_and(|f| f.ticket == ticket && matches!(f.fetch, Fetch::Reset | Fetch::End));
    }

    /// Takes an answer. `false` when it is not the one that is waited for.
    pub fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>, out: &mut Out) -> bool {
        let Some(flight) = self.flight.filter(|f| f.ticket == ticket) else { return false };
        self.flight = None;
        self.late = false;
        let page = match result {
            Ok(reply) => R::page(reply),
            Err(StoreError::Interrupted) => {
                // Nothing of ours superseded it: ask once more.
                self.fly(flight.fetch, out);
                return true;
            }
            Err(StoreError::NotFound { .. }) if matches!(flight.fetch, Fetch::Around { .. }) => {
                // It is not in this list, or no longer: everything stays as it is.
                self.stale |= flight.fetch == Fetch::Around { stale: true };
                self.sought = None;
                self.settle();
                self.want(out);
                return true;
            }
            Err(error) => {
                self.failed = Some((error.to_string(), error.hint()));
                self.debt.clear();
                self.stale = false;
                return true;
            }
        };
        if let Some(page) = page {
            self.failed = None;
            self.take_page(flight, page);
            self.grant_wish();
            self.read_around(out);
            self.settle();
            self.want(out);
        }
        true
    }
}

#[cfg(test)]
mod tests;
