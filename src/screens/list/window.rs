//! The machinery of the window: what to ask next, how a page joins the run, how debt is paid.

use super::{Fetch, Flight, KEEP, ListPane, Listed, MARGIN, PAGE};
use crate::screens::effect::Out;
use crate::store::protocol::{ListQuery, Page, PageFrom, Query};

impl<R: Listed> ListPane<R> {
    /// A new question: the old rows stay until the answer comes.
    pub(super) fn reset(&mut self, out: &mut Out) {
        self.debt.clear();
        self.failed = None;
        self.wish = None;
        self.fly(Fetch::Reset, out);
    }

    /// Whether the run is about to be replaced: moves then wait for the new rows.
    pub(super) fn is_jumping(&self) -> bool {
        self.flight.is_some_and(|f| matches!(f.fetch, Fetch::Reset | Fetch::End | Fetch::Around { .. }))
    }

    /// Reads the list around the row that is sought, if there is one. The hits of a search are in no order in which it
    /// could be looked up.
    pub(super) fn read_around(&mut self, out: &mut Out) {
        if self.sought.is_some() && self.text.is_empty() {
            // What is replaced here, and what was to be read again, is read if the row is not in the list.
            let stale = self.stale || self.flight.is_some() || !self.asked;
            self.fly(Fetch::Around { stale }, out);
        } else {
            self.sought = None;
        }
    }

    pub(super) fn fly(&mut self, fetch: Fetch, out: &mut Out) {
        let run = &self.run;
        let height = u32::try_from(self.height).unwrap_or(PAGE);
        let page = PAGE.max(height).saturating_add(self.debt_size().min(PAGE));
        let (from, limit) = match fetch {
            Fetch::Reset => (PageFrom::Start, height),
            Fetch::End => (PageFrom::End, height),
            Fetch::Ahead => match run.rows.back() {
                Some(row) => (PageFrom::After(row.cursor().clone()), page),
                None => return,
            },
            Fetch::Behind => match run.rows.front() {
                Some(row) => (PageFrom::Before(row.cursor().clone()), page),
                None => return,
            },
            Fetch::Refresh { from } => match run.rows.get(from) {
                Some(row) if from > 0 || run.more_before => {
                    (PageFrom::At(row.cursor().clone()), PAGE.max(height))
                }
                _ => (PageFrom::Start, PAGE.max(height)),
            },
            Fetch::Around { .. } => (PageFrom::Start, PAGE.max(height)),
        };
        let query = ListQuery {
            scope: self.scope.clone(),
            text: self.text.clone(),
            filter: self.filter.to_owned(),
            sort: self.sort.to_owned(),
            from,
            limit,
            ..ListQuery::default()
        };
        self.asked = true;
        if !matches!(fetch, Fetch::Ahead | Fetch::Behind) {
            self.stale = false;
        }
        let query = match (&self.sought, fetch) {
            (Some(id), Fetch::Around { .. }) => Query::Around(R::KIND, query, id.clone()),
            _ => Query::List(R::KIND, query),
        };
        let ticket = out.query(self.slot, query);
        self.flight = Some(Flight { ticket, fetch, limit });
    }

    fn debt_size(&self) -> u32 {
        self.debt.front().map_or(0, |d| u32::try_from(d.unsigned_abs()).unwrap_or(u32::MAX))
    }

    /// Asks for what is needed next, if nothing is on its way.
    pub(super) fn want(&mut self, out: &mut Out) {
        if self.flight.is_some() || self.failed.is_some() && !self.stale {
            return;
        }
        let run = &self.run;
        let owed = self.debt.front().copied().unwrap_or(0);
        // While searching, every key brings new rows: prefetching starts only when somebody walks down.
        let margin = if self.text.is_empty() { MARGIN } else { self.height / 2 };
        let left = run.rows.len().saturating_sub(run.selected + 1);
        let fetch = if self.stale && run.rows.is_empty() {
            Fetch::Reset
        } else if self.stale {
            Fetch::Refresh { from: run.top }
        } else if run.more_after && (owed > 0 || left < margin) {
            Fetch::Ahead
        } else if run.more_before && (owed < 0 || run.selected < margin || run.rows.len() < self.height) {
            Fetch::Behind
        } else {
            return;
        };
        self.fly(fetch, out);
    }

    /// Lets a page join the run.
    pub(super) fn take_page(&mut self, flight: Flight, page: Page<R>) {
        self.total = Some(page.total);
        self.indexing = page.indexing;
        self.quota = page.quota;
        self.ageing = page.ageing;
        self.archived = page.archived;
        let run = &mut self.run;
        run.matching = page.matching;
        match flight.fetch {
            Fetch::Reset => {
                run.rows = page.rows.into();
                (run.more_before, run.more_after) = (page.more_before, page.more_after);
                (run.selected, run.top) = (0, 0);
            }
            Fetch::End => {
                run.rows = page.rows.into();
                (run.more_before, run.more_after) = (page.more_before, page.more_after);
                run.selected = run.rows.len().saturating_sub(1);
                run.top = run.selected;
            }
            Fetch::Ahead => {
                run.more_after = page.more_after;
                run.rows.extend(page.rows);
                let drop = run.rows.len().saturating_sub(KEEP).min(run.top);
                if drop > 0 {
                    run.rows.drain(..drop);
                    run.selected -= drop;
                    run.top -= drop;
                    run.more_before = true;
                }
            }
            Fetch::Behind => {
                run.more_before = page.more_before;
                let new = page.rows.len();
                for row in page.rows.into_iter().rev() {
                    run.rows.push_front(row);
                }
                run.selected += new;
                run.top += new;
                let keep = KEEP.max(run.top + self.height).max(run.selected + 1);
                if run.rows.len() > keep {
                    run.rows.truncate(keep);
                    run.more_after = true;
                }
            }
            Fetch::Around { .. } => {
                let sought = self.sought.take();
                let at = page.rows.iter().position(|row| Some(row.id()) == sought.as_deref());
                run.rows = page.rows.into();
                (run.more_before, run.more_after) = (page.more_before, page.more_after);
                run.selected = at.unwrap_or(0);
                run.top = run.selected.saturating_sub(self.height / 2);
            }
            Fetch::Refresh { from } => {
                let Some(id) = run.rows.get(run.selected).map(|row| row.id().to_owned()) else {
                    run.rows = page.rows.into();
                    (run.more_before, run.more_after) = (page.more_before, page.more_after);
                    (run.selected, run.top) = (0, 0);
                    return;
                };
                let found = page.rows.iter().position(|row| row.id() == id);
                let asked = from..from + flight.limit as usize;
                if found.is_none() && !asked.contains(&run.selected) {
                    // The selection has left what was asked for: read again around it.
                    self.stale = true;
                    return;
                }
                // A row that is gone leaves the selection where it stood, unless it has only moved.
                if found.is_none() && self.wish.is_none() {
                    self.sought = Some(id);
                }
                let selected = found.unwrap_or(run.selected - from);
                let line = run.selected.saturating_sub(run.top);
                run.rows = page.rows.into();
                (run.more_before, run.more_after) = (page.more_before, page.more_after);
                run.selected = selected.min(run.rows.len().saturating_sub(1));
                run.top = run.selected.saturating_sub(line);
            }
        }
        self.follow();
    }

    /// Keeps the selection on screen, moving as little as is needed.
    pub(super) fn follow(&mut self) {
        let run = &mut self.run;
        run.selected = run.selected.min(run.rows.len().saturating_sub(1));
        run.top = run.top.min(run.selected).max((run.selected + 1).saturating_sub(self.height));
        run.top = run.top.min(run.rows.len().saturating_sub(self.height));
    }

    /// Pays debt as far as the run goes.
    pub(super) fn settle(&mut self) {
        if self.is_jumping() {
            return;
        }
        let run = &mut self.run;
        let last = i64::try_from(run.rows.len()).unwrap_or(i64::MAX) - 1;
        while let Some(owed) = self.debt.front_mut() {
            if last < 0 {
                self.debt.clear();
                break;
            }
            let target = i64::try_from(run.selected).unwrap_or(0).saturating_add(*owed);
            let stop = target.clamp(0, last);
            run.selected = usize::try_from(stop).unwrap_or(0);
            let open = if target > last { run.more_after } else { run.more_before };
            if target != stop && open {
                *owed = target - stop;
                break;
            }
            self.debt.pop_front();
        }
        self.follow();
    }

    pub(super) fn grant_wish(&mut self) {
        let Some(wish) = &self.wish else { return };
        if let Some(i) = self.run.rows.iter().position(|row| row.id() == wish) {
            self.run.selected = i;
            self.wish = None;
            self.follow();
        }
    }
}
