//! Searching everything, and jumping: to a record in its own tab, and back to where one was.

use super::App;
use super::layers::Layer;
use crate::action::Scope;
use crate::screens::effect::slots;
use crate::screens::find::{Find, FindEvent, LIMIT};
use crate::store::port::Ticket;
use crate::store::protocol::{Change, FindHit, Query, Reply, RowRef, StoreError};

/// Records that were gone to last and are offered first.
const RECENT: usize = 8;
/// Jumps that can be taken back.
const JUMPS: usize = 20;

/// A jump to a record: where it led, and where it started.
pub(super) struct Jump {
    to: (usize, String),
    from: usize,
    /// What was selected there, and whether its detail had the keys.
    subject: Option<String>,
    in_detail: bool,
}

impl App {
    /// Opens the search of everything. What stands in a list's search line is looked for everywhere.
    pub(super) fn open_find(&mut self) {
        let typed = self.tab().filter(|tab| tab.scopes().contains(&Scope::Search));
        let text = typed.map(|tab| tab.text().to_owned()).unwrap_or_default();
        self.open_find_for(&text);
    }

    /// Opens the search of everything with something typed.
    pub(super) fn open_find_for(&mut self, text: &str) {
        let mut find = Find::new(text, self.recent.clone());
        if !text.is_empty() {
            self.ask_find(&mut find, text.to_owned());
        }
        self.toast = None;
        self.layers.push(Layer::Find(Box::new(find)));
    }

    fn ask_find(&mut self, find: &mut Find, text: String) {
        let query = Query::Find { scope: self.scope.clone(), text, limit: LIMIT };
        find.asked(self.out.query(slots::FIND, query));
    }

    /// What the search of everything answered; whether it stays.
    pub(super) fn find_event(&mut self, find: &mut Find, event: FindEvent) -> bool {
        match event {
            FindEvent::None => true,
            FindEvent::Closed => false,
            FindEvent::Ask(text) => {
                self.ask_find(find, text);
                true
            }
            FindEvent::Go(hit) => {
                let row = hit.row();
                self.recent.retain(|known| known.row() != row);
                self.recent.insert(0, *hit);
                self.recent.truncate(RECENT);
                self.jump(&row);
                false
            }
        }
    }

    pub(super) fn found(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        let Some(at) = self.layers.iter().rposition(|layer| matches!(layer, Layer::Find(_))) else { return };
        let Layer::Find(mut find) = self.layers.remove(at) else { return };
        let event = find.reply(ticket, result);
        if self.find_event(&mut find, event) {
            self.layers.insert(at.min(self.layers.len()), Layer::Find(find));
        }
    }

    /// Rows moved: what is offered first may be gone, or called otherwise now.
    pub(super) fn forget_recent(&mut self, change: &Change) {
        match change {
            Change::Elsewhere => self.recent.clear(),
            Change::Rows { rows, .. } => self.recent.retain(|hit: &FindHit| !rows.contains(&hit.row())),
            Change::Searchable => {}
        }
    }

    /// Shows a record in its own tab; Esc leads back here.
    pub(super) fn jump(&mut self, row: &RowRef) {
        let Some(tab) = self.tab() else { return };
        let (from, subject) = (self.open, tab.subject().map(|subject| subject.row.id));
        let in_detail = tab.scopes().contains(&Scope::Detail);
        self.show_row(row);
        if self.is_shown(&(self.open, row.id.clone())) {
            self.jumps.push(Jump { to: (self.open, row.id.clone()), from, subject, in_detail });
            let more = self.jumps.len().saturating_sub(JUMPS);
            self.jumps.drain(..more);
        }
    }

    /// Whether a record is what the open tab shows in full.
    fn is_shown(&self, (tab, id): &(usize, String)) -> bool {
        self.open == *tab
            && self.tab().is_some_and(|tab| {
                tab.scopes().contains(&Scope::Detail) && tab.subject().is_some_and(|s| s.row.id == *id)
            })
    }

    /// Goes back to where the last jump started, if what it led to is still what is shown.
    pub(super) fn jump_back(&mut self) -> bool {
        let Some(jump) = self.jumps.pop() else { return false };
        if !self.is_shown(&jump.to) {
            self.jumps.clear();
            return false;
        }
        // The tab is left as one finds it: at its list.
        let back = super::chosen(crate::action::Action::Back);
        self.press_tab(back);
        if jump.from != self.open {
            self.go_to_tab(jump.from);
        } else if let (Some(id), Some(tab)) = (&jump.subject, self.tabs.get_mut(self.open)) {
            tab.reveal(id, jump.in_detail, &mut self.out);
        }
        true
    }

    /// Whoever goes on elsewhere is not led back.
    pub(super) fn forget_jumps(&mut self) {
        if self.jumps.last().is_some_and(|jump| !self.is_shown(&jump.to)) {
            self.jumps.clear();
        }
    }
}
