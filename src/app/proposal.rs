//! What a booking would take: proposed from its package, changed piece by piece, then saved as one act. The form stays
//! below all of it; if somebody was faster, it says who, and saving again proposes anew.

use super::App;
use super::layers::{Layer, Purpose};
use crate::domain::booking::LockKind;
use crate::screens::bookings::proposed;
use crate::screens::effect::slots;
use crate::store::port::Ticket;
use crate::store::protocol::{
    BookingCommand, BranchScope, Command, Given, ListKind, Needs, NewBooking, Proposal, ProposalQuery, Query,
    Reply, StoreError, WantedLock,
};
use crate::ui::picker::{Choice, Picker};
use jiff::Timestamp;

/// A booking with what is proposed for it.
#[derive(Clone)]
pub(super) struct Proposed {
    booking: NewBooking,
    proposal: Proposal,
}

/// A booking whose proposal was asked for.
pub(super) struct Proposing {
    ticket: Ticket,
    booking: NewBooking,
}

impl App {
    /// Asks what a booking of a package could take. `false` without a package: then nothing is proposed.
    pub(super) fn propose(&mut self, booking: NewBooking, [start, end]: [Timestamp; 2]) -> bool {
        if booking.package.is_none() || start >= end {
            return false;
        }
        let needs = Needs { package: booking.package.clone(), ..Needs::default() };
        let query = ProposalQuery {
            needs,
            branch: booking.branch.clone(),
            start,
            end,
            buffers: crate::domain::free::Buffers::default(),
            except: Vec::new(),
        };
        let ticket = self.out.query(slots::PROPOSAL, Query::Proposal(query));
        self.proposing = Some(Proposing { ticket, booking });
        true
    }

    /// Shows what is proposed.
    pub(super) fn proposed(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        let Some(asked) = self.proposing.take_if(|asked| asked.ticket == ticket) else { return };
        match result {
            Ok(Reply::Proposal(proposal)) => {
                self.show_proposal(Proposed { booking: asked.booking, proposal: *proposal });
            }
            Ok(_) => {}
            Err(error) => {
                if let Some(Layer::Form(form)) = self.layers.last_mut() {
                    form.state.set_failed(format!("{error}. {}", error.hint()));
                }
            }
        }
    }

    fn show_proposal(&mut self, proposed: Proposed) {
        if !matches!(self.layers.last(), Some(Layer::Form(_))) {
            return;
        }
        let firm = proposed.booking.kind == LockKind::Firm;
        let choices = proposed::choices(&proposed.proposal, firm, &self.words);
        let picker = Picker::local("It takes", choices, None);
        self.layers.push(Layer::Picker(picker, Purpose::Proposal(Box::new(proposed))));
    }

    /// Goes on with what was chosen of a proposal.
    pub(super) fn picked_proposal(&mut self, proposed: &Proposed, choice: &str) {
        if choice == proposed::SAVE {
            return self.save_proposed(proposed);
        }
        let Some(place) = proposed::place(choice) else {
            // What is missing is only told.
            return self.show_proposal(proposed.clone());
        };
        let mut picker = Picker::remote("Another one instead", None);
        picker.set_choices("", Vec::new());
        self.search_swap(proposed, "");
        self.layers.push(Layer::Picker(picker, Purpose::Swap(Box::new(proposed.clone()), place)));
    }

    /// Looks for assets that could be taken instead.
    pub(super) fn search_swap(&mut self, proposed: &Proposed, text: &str) {
        let scope = BranchScope::One(proposed.booking.branch.clone());
        self.ask_options(Query::References { kind: ListKind::Assets, scope, text: text.to_owned() });
    }

    /// What was found to be taken instead, and that nothing may be.
    pub(super) fn swap_choices(mut found: Vec<Choice>) -> Vec<Choice> {
        found.insert(0, Choice::new(proposed::LEAVE_OUT, "leave it out"));
        found
    }

    /// Takes another asset instead, or none.
    pub(super) fn picked_swap(&mut self, proposed: &Proposed, (need, at): (usize, usize), choice: &Choice) {
        let mut proposed = proposed.clone();
        if let Some(need) = proposed.proposal.needs.get_mut(need)
            && at < need.given.len()
        {
            if choice.id == proposed::LEAVE_OUT {
                need.given.remove(at);
            } else {
                let was = need.given[at].clone();
                let (asset, name) = (choice.id.as_str().into(), choice.label.clone());
                need.given[at] = Given { asset, name, held: None, kit: None, ..was };
            }
        }
        self.show_proposal(proposed);
    }

    fn save_proposed(&mut self, proposed: &Proposed) {
        let wanted = proposed.proposal.given().map(|given| WantedLock {
            qty: given.qty,
            kit: given.kit.clone(),
            ..WantedLock::of(given.asset.clone())
        });
        let booking = NewBooking { wanted: wanted.collect(), ..proposed.booking.clone() };
        // The form is on top again once the picker has closed.
        let command: Command = BookingCommand::Book(Box::new(booking)).into();
        self.save_form_by(&command);
    }
}
