//! What is free: from the form to the times that were found, and replacing what will not be there.

use super::forms::booking::BookingForm;
use super::forms::free::FreeForm;
use super::layers::{Intent, Layer};
use super::{App, Written};
use crate::action::Action;
use crate::domain::role::Permission;
use crate::screens::effect::slots;
use crate::screens::free::{LIMIT, Replace, ReplaceEvent, Replacements, SlotEvent, SlotList, forms};
use crate::store::port::{Slot as Pane, Ticket};
use crate::store::protocol::{
    BookingCommand, LockChange, Query, Reply, Slot, SlotsQuery, StoreError, TroubledQuery,
};
use crate::ui::toast::{Toast, Tone};
use jiff::SignedDuration;

/// The leave that an action asks for; `None` for what has nothing to do with what is free.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    match action {
        Action::FindFree | Action::NeedsReplacement => Some(Permission::ViewCalendar),
        _ => None,
    }
}

impl App {
    /// Does what an action says about what is free; `false` when it says nothing of it.
    pub(super) fn free_action(&mut self, action: Action) -> bool {
        match action {
            Action::FindFree => self.open_finder(),
            Action::NeedsReplacement => self.open_replacements(),
            _ => return false,
        }
        true
    }

    fn open_finder(&mut self) {
        let branches = self.ready().map(|w| w.branches.clone()).unwrap_or_default();
        let shown = self.shown_branch().or_else(|| branches.first()).cloned();
        if let Some(branch) = shown {
            let mut opened = FreeForm::open(&branch, &branches);
            opened.typed.clone_from(&self.last_search);
            self.open_form(opened);
        }
    }

    /// Looks for times that begin from now on, so many seconds ahead; the form waits. `None` when that is too far.
    pub(super) fn find_slots_within(&mut self, within: i64, query: SlotsQuery) -> Option<Ticket> {
        let from = self.words.now().timestamp();
        let until = from.checked_add(SignedDuration::from_secs(within)).ok()?;
        let query = SlotsQuery { from, until, ..query };
        let ticket = self.out.query(slots::FREE, Query::Slots(query.clone()));
        self.looking_for = Some((ticket, query));
        Some(ticket)
    }

    /// Times were found, or why none were.
    pub(super) fn free_read(&mut self, pane: Pane, ticket: Ticket, result: Result<Reply, StoreError>) {
        match (pane, result) {
            (slots::FREE, Ok(Reply::Slots(found))) => self.slots_found(ticket, Ok(*found)),
            (slots::FREE, Err(error)) => self.slots_found(ticket, Err(error)),
            (slots::TROUBLED, result) => {
                let found = result.and_then(|reply| match reply {
                    Reply::Troubled(found) => Ok(found),
                    _ => Err(StoreError::Interrupted),
                });
                self.tell_replacements(|list| list.take(ticket, found.map_err(|error| error.to_string())));
            }
            (slots::ALTERNATIVES, Ok(Reply::Alternatives(found))) => self.tell_replacements(|list| {
                list.take_others(ticket, Ok(*found));
                ReplaceEvent::None
            }),
            (slots::ALTERNATIVES, Err(error)) if error != StoreError::Interrupted => {
                self.tell_replacements(|list| {
                    list.take_others(ticket, Err(error.to_string()));
                    ReplaceEvent::None
                })
            }
            _ => {}
        }
    }

    fn slots_found(&mut self, ticket: Ticket, found: Result<crate::store::protocol::Slots, StoreError>) {
        if let Some(Layer::Slots(list)) = self.layers.last_mut()
            && list.take(ticket, found.clone().map_err(|error| error.to_string()))
        {
            return;
        }
        let Some((_, query)) = self.looking_for.take_if(|(asked, _)| *asked == ticket) else { return };
        let Some(form) = self.form_that_asked(ticket) else { return };
        match found {
            Ok(found) => self.layers.push(Layer::Slots(Box::new(SlotList::new(query, found)))),
            Err(StoreError::Invalid(errors)) => form.state.set_errors(&errors),
            Err(error) => form.state.set_failed(format!("{error}. {}", error.hint())),
        }
    }

    pub(super) fn slot_event(&mut self, list: &mut SlotList, event: SlotEvent) -> bool {
        match event {
            SlotEvent::None => {}
            SlotEvent::Closed => return false,
            SlotEvent::More(query) => {
                let ticket = self.out.query(slots::FREE, Query::Slots(*query));
                list.asked(ticket);
            }
            SlotEvent::Take(slot) => return !self.book_at(list, &slot),
        }
        true
    }

    /// Opens the form of a booking for a time that is free. Whoever may not book is told so; the times stay.
    fn book_at(&mut self, list: &SlotList, slot: &Slot) -> bool {
        let may = |me: &crate::store::protocol::Person| me.may(Permission::CreateProjects);
        let refused = self.ready().is_none_or(|w| !w.writable || !w.me.as_ref().is_some_and(may));
        if refused {
            self.say(Toast::new(Tone::Note, "You may not open bookings").hint("ask an owner or manager"));
            return false;
        }
        // The form below has done its work.
        let mut package = None;
        let is_search = |layer: &mut Layer| matches!(layer, Layer::Form(f) if f.state.name() == forms::FREE);
        if let Some(Layer::Form(mut form)) = self.layers.pop_if(is_search) {
            package = form.state.values().ok().and_then(|mut values| values.remove(&forms::PACKAGE.into()));
            self.drop_draft(&mut form);
        }
        let opened = BookingForm::open_at(self, (list.branch().clone(), package), slot);
        self.open_form(opened);
        true
    }

    // -- what needs a replacement ---------------------------------------------------------------------------------

    fn open_replacements(&mut self) {
        let ticket = self.ask_troubled();
        let branches = self.ready().map(|w| w.branches.clone()).unwrap_or_default();
        self.layers.push(Layer::Replacements(Box::new(Replacements::new(ticket, branches))));
    }

    fn ask_troubled(&mut self) -> Ticket {
        let query = TroubledQuery { scope: self.scope.clone(), from: None, until: None, limit: LIMIT };
        self.out.query(slots::TROUBLED, Query::Troubled(query))
    }

    /// Rows moved: the list is read again.
    pub(super) fn refresh_replacements(&mut self) {
        let is_open = self.layers.iter().any(|layer| matches!(layer, Layer::Replacements(_)));
        if is_open {
            let ticket = self.ask_troubled();
            self.tell_replacements(|list| {
                list.reading(ticket);
                ReplaceEvent::None
            });
        }
    }

    fn tell_replacements(&mut self, tell: impl FnOnce(&mut Replacements) -> ReplaceEvent) {
        let is_list = |layer: &Layer| matches!(layer, Layer::Replacements(_));
        let Some(at) = self.layers.iter().rposition(is_list) else { return };
        let Layer::Replacements(mut list) = self.layers.remove(at) else { return };
        let event = tell(&mut list);
        if self.replace_event(&mut list, event) {
            self.layers.insert(at.min(self.layers.len()), Layer::Replacements(list));
        }
    }

    pub(super) fn replace_event(&mut self, list: &mut Replacements, event: ReplaceEvent) -> bool {
        match event {
            ReplaceEvent::None => {}
            ReplaceEvent::Closed => return false,
            ReplaceEvent::Look(lock) => {
                let ticket = self.out.query(slots::ALTERNATIVES, Query::Alternatives(lock));
                list.asked(ticket);
            }
            ReplaceEvent::Ask(replace) => {
                let confirm = replace.ask(&list.words(&replace.of, &self.words));
                let Replace { of, with, .. } = *replace;
                let change = LockChange { asset: Some(with), ..LockChange::default() };
                let command = BookingCommand::EditLock { id: of.lock.id, version: of.lock.version, change };
                self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Act)));
            }
        }
        true
    }
}
