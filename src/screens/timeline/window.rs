//! The window on the rows: which are there, which is selected, which are on screen.

use crate::domain::id::AssetId;
use crate::screens::effect::{Out, slots};
use crate::store::port::Ticket;
use crate::store::protocol::{
    BlockAsset, BranchScope, Cursor, CursorPart, Query, Reply, RowsAt, StoreError, TimelinePage,
    TimelineQuery, TimelineRow,
};
use crate::ui::timeline::HEAD;
use jiff::Timestamp;

/// Rows that are read at once, at least and at most.
const READ: (usize, usize) = (45, 240);

/// A line on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// The heading of the rows below it, by the first of them.
    Head(usize),
    /// A row.
    Row(usize),
}

/// Which row is selected once the rows are there.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Aim {
    /// The same as before.
    Keep,
    First,
    Last,
    /// This one.
    At(AssetId, Cursor),
}

/// The rows.
#[derive(Debug)]
pub(super) struct Window {
    scope: BranchScope,
    filter: &'static str,
    text: String,
    pub(super) rows: Vec<TimelineRow>,
    above: bool,
    below: bool,
    selected: usize,
    /// The first line on screen.
    top: usize,
    /// Lines on screen.
    height: usize,
    /// Which time the rows are of.
    range: Option<(i64, i64)>,
    asked: Option<(Ticket, (i64, i64))>,
    aim: Aim,
    stale: bool,
    late: bool,
    pub(super) failed: Option<(String, &'static str)>,
}

impl Window {
    pub(super) const fn new(scope: BranchScope) -> Self {
        Self {
            scope,
            filter: "",
            text: String::new(),
            rows: Vec::new(),
            above: false,
            below: false,
            selected: 0,
            top: 0,
            height: 10,
            range: None,
            asked: None,
            aim: Aim::Keep,
            stale: true,
            late: false,
            failed: None,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) const fn filter(&self) -> &'static str {
        self.filter
    }

    pub(super) fn set_scope(&mut self, scope: BranchScope) {
        self.scope = scope;
        self.start_over();
    }

    pub(super) fn set_filter(&mut self, filter: &'static str) {
        self.filter = filter;
        self.start_over();
    }

    pub(super) fn set_text(&mut self, text: &str) {
        if text != self.text {
            text.clone_into(&mut self.text);
            self.start_over();
        }
    }

    /// Other rows: the old ones stay on screen until the new ones are there, but none of them stays selected.
    fn start_over(&mut self) {
        self.stale = true;
        self.aim = Aim::First;
    }

    pub(super) const fn mark_stale(&mut self) {
        self.stale = true;
    }

    pub(super) fn mark_late(&mut self, ticket: Ticket) {
        self.late = self.asked.is_some_and(|(asked, _)| asked == ticket);
    }

    pub(super) const fn is_late(&self) -> bool {
        self.late
    }

    pub(super) const fn is_unsettled(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether nothing was ever read.
    pub(super) const fn is_new(&self) -> bool {
        self.range.is_none()
    }

    /// Whether there are rows before those that are on screen, and behind them.
    pub(super) fn hidden(&self) -> (bool, bool) {
        (self.above || self.top > 0, self.below || self.top + self.height < self.lines().len())
    }

    pub(super) fn set_height(&mut self, height: u16) {
        self.height = usize::from(height.saturating_sub(HEAD)).max(1);
        self.settle();
    }

    pub(super) fn selected(&self) -> Option<&TimelineRow> {
        self.rows.get(self.selected)
    }

    pub(super) const fn selected_at(&self) -> usize {
        self.selected
    }

    /// Asks for rows and time that are not there.
    pub(super) fn ask(&mut self, range: (i64, i64), out: &mut Out) {
        let is_asked = self.asked.is_some_and(|(_, asked)| asked == range);
        if !self.stale && (is_asked || self.asked.is_none() && self.range == Some(range)) {
            return;
        }
        let at = match &self.aim {
            Aim::First => RowsAt::Start,
            Aim::Last => RowsAt::End,
            Aim::At(_, place) => RowsAt::Around(place.clone()),
            Aim::Keep => self.selected().map_or(RowsAt::Start, |row| RowsAt::Around(row.place.clone())),
        };
        let (Ok(from), Ok(to)) = (Timestamp::from_second(range.0), Timestamp::from_second(range.1)) else {
            return;
        };
        let limit = (self.height * 3).clamp(READ.0, READ.1);
        let query = TimelineQuery {
            scope: self.scope.clone(),
            filter: self.filter.to_owned(),
            text: self.text.clone(),
            at,
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            from,
            to,
        };
        (self.stale, self.late) = (false, false);
        self.asked = Some((out.query(slots::TIMELINE, Query::Timeline(query)), range));
    }

    /// Takes an answer; `false` when it is not the one that is waited for.
    pub(super) fn reply(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) -> bool {
        let Some((_, range)) = self.asked.take_if(|(asked, _)| *asked == ticket) else { return false };
        self.late = false;
        match result {
            Ok(Reply::Timeline(page)) => self.take(page, range),
            Ok(_) => {}
            Err(StoreError::Interrupted) => self.stale = true,
            Err(error) => {
                self.failed = Some((error.to_string(), error.hint()));
                self.range = Some(range);
            }
        }
        true
    }

    fn take(&mut self, page: TimelinePage, range: (i64, i64)) {
        let old = self.selected().map(|row| row.asset.clone());
        let line = self.line_of(self.selected).saturating_sub(self.top);
        self.failed = None;
        self.range = Some(range);
        (self.rows, self.above, self.below) = (page.rows, page.above, page.below);
        let last = self.rows.len().saturating_sub(1);
        let found = old.and_then(|id| self.rows.iter().position(|row| row.asset == id));
        self.selected = match (std::mem::replace(&mut self.aim, Aim::Keep), found) {
            (Aim::At(id, _), _) => self.rows.iter().position(|row| row.asset == id).unwrap_or(0),
            (Aim::First, _) => 0,
            (Aim::Last, _) => last,
            (Aim::Keep, Some(at)) => at,
            (Aim::Keep, None) => self.selected.min(last),
        };
        // The selected row stays where it was on screen.
        self.top = self.line_of(self.selected).saturating_sub(line);
        self.settle();
    }

    // -- walking --------------------------------------------------------------------------------------------------

    /// Selects a row so many rows on, or back.
    pub(super) fn move_by(&mut self, by: isize) {
        let last = self.rows.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
        self.settle();
        let near_start = self.above && self.selected < self.height / 2;
        let near_end = self.below && self.rows.len().saturating_sub(self.selected) <= self.height;
        if (near_start || near_end) && self.asked.is_none() {
            self.stale = true;
        }
    }

    pub(super) fn move_pages(&mut self, by: isize) {
        let page = isize::try_from(self.height.saturating_sub(2).max(1)).unwrap_or(1);
        self.move_by(by.saturating_mul(page));
    }

    pub(super) fn move_half_pages(&mut self, by: isize) {
        let page = isize::try_from((self.height / 2).max(1)).unwrap_or(1);
        self.move_by(by.saturating_mul(page));
    }

    pub(super) fn first(&mut self) {
        if self.above {
            (self.aim, self.stale) = (Aim::First, true);
        }
        self.select(0);
    }

    pub(super) fn last(&mut self) {
        if self.below {
            (self.aim, self.stale) = (Aim::Last, true);
        }
        self.select(usize::MAX);
    }

    pub(super) fn select(&mut self, at: usize) {
        self.selected = at.min(self.rows.len().saturating_sub(1));
        self.settle();
    }

    /// Goes to the row of an asset, wherever it stands.
    pub(super) fn seek(&mut self, asset: &BlockAsset) {
        if let Some(at) = self.rows.iter().position(|row| row.asset == asset.id) {
            return self.select(at);
        }
        self.find(asset);
    }

    /// Reads the rows around an asset, and selects it.
    pub(super) fn find(&mut self, asset: &BlockAsset) {
        let place = [asset.kind.clone(), asset.name.clone(), asset.id.to_string()].map(CursorPart::Text);
        (self.aim, self.stale) = (Aim::At(asset.id.clone(), Cursor(place.to_vec())), true);
    }

    // -- lines ----------------------------------------------------------------------------------------------------

    /// Rows with the headings between them. Of a window that starts amid a kind, the first heading is above it.
    fn lines(&self) -> Vec<Shown> {
        let mut lines = Vec::with_capacity(self.rows.len() + 10);
        for (i, row) in self.rows.iter().enumerate() {
            let starts = match i.checked_sub(1).and_then(|before| self.rows.get(before)) {
                Some(before) => before.kind != row.kind,
                None => !self.above,
            };
            if starts {
                lines.push(Shown::Head(i));
            }
            lines.push(Shown::Row(i));
        }
        lines
    }

    fn line_of(&self, row: usize) -> usize {
        self.lines().iter().position(|line| *line == Shown::Row(row)).unwrap_or(0)
    }

    /// Keeps the selected row on screen, with its heading when that is the line above.
    fn settle(&mut self) {
        let lines = self.lines();
        let at = lines.iter().position(|line| *line == Shown::Row(self.selected)).unwrap_or(0);
        let head = at.checked_sub(1).filter(|before| matches!(lines.get(*before), Some(Shown::Head(_))));
        let first = head.filter(|_| self.height > 1).unwrap_or(at);
        self.top = self.top.min(first).max((at + 1).saturating_sub(self.height));
        self.top = self.top.min(lines.len().saturating_sub(self.height));
    }

    /// The lines on screen.
    pub(super) fn on_screen(&self) -> Vec<Shown> {
        self.lines().into_iter().skip(self.top).take(self.height).collect()
    }
}
