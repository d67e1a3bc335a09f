//! What a booking would take: proposed from its package, changed piece by piece, then saved as one act. The form stays
//! below all of it; if somebody was faster, it says who, and saving again proposes anew.

use super::App;
use super::forms::kind::First;
use super::layers::{Layer, Purpose};
use crate::domain::booking::LockKind;
use crate::domain::field::{FieldKey, FieldValue};
use crate::domain::project::{event, fields as project};
use crate::domain::when::edit_when;
use crate::screens::bookings::{END, proposed};
use crate::screens::effect::slots;
use crate::store::port::Ticket;
use crate::store::protocol::{
    BookingCommand, Command, Given, Needs, NewBooking, Proposal, ProposalQuery, Query, Reply, StoreError,
    Want, WantedLock,
};
use crate::ui::picker::{Choice, Picker};
use jiff::Timestamp;

/// A booking with what is proposed for it.
#[derive(Clone)]
pub(super) struct Proposed {
    booking: NewBooking,
    proposal: Proposal,
}

/// A piece of a proposal, for which another one is looked for.
pub(super) struct Swap {
    proposed: Proposed,
    place: (usize, usize),
    ticket: Ticket,
}

/// A booking whose proposal was asked for.
pub(super) struct Proposing {
    ticket: Ticket,
    booking: NewBooking,
}

impl App {
    /// Asks what a booking could take: what its package needs, and the space that it is in. When it names
    /// neither, or takes something already, nothing is proposed.
    pub(super) fn propose(&mut self, booking: NewBooking, [start, end]: [Timestamp; 2]) -> First {
        let place = booking.project.get(&FieldKey::from(project::LOCATION));
        let place = place.map(|place| place.as_text().to_owned()).unwrap_or_default();
        let names_place = !place.trim().is_empty() && booking.wanted.is_empty();
        if booking.package.is_none() && !names_place || start >= end {
            return First::Save;
        }
        let needs = Needs { package: booking.package.clone(), ..Needs::default() };
        let query = ProposalQuery {
            needs,
            branch: booking.branch.clone(),
            place,
            start,
            end,
            buffers: crate::domain::free::Buffers::default(),
            except: Vec::new(),
            have: booking.wanted.iter().map(|want| want.asset.clone()).collect(),
        };
        let ticket = self.out.query(slots::PROPOSAL, Query::Proposal(query));
        self.proposing = Some(Proposing { ticket, booking });
        First::Asks(ticket)
    }

    /// Shows what is proposed.
    pub(super) fn proposed(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        let Some(asked) = self.proposing.take_if(|asked| asked.ticket == ticket) else { return };
        if self.form_that_asked(ticket).is_none() {
            return;
        }
        match result {
            Ok(Reply::Proposal(proposal)) => {
                self.show_proposal(Proposed { booking: asked.booking, proposal: *proposal });
            }
            Ok(_) => {}
            // The place is none of the studio's spaces, and nothing else is needed.
            Err(StoreError::Invalid(_)) if asked.booking.package.is_none() => {
                let command: Command = BookingCommand::Book(Box::new(asked.booking)).into();
                self.save_form_by(&command);
            }
            Err(error) => self.propose_nothing(asked.booking, &error),
        }
    }

    /// Says why nothing is proposed. What a package needs may be nothing: then it can be booked all the same.
    fn propose_nothing(&mut self, booking: NewBooking, error: &StoreError) {
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        form.state.set_failed(format!("{error}. {}", error.hint()));
        if matches!(error, StoreError::Refused(_)) {
            let proposal = Proposal { needs: Vec::new(), unread: vec![error.to_string()], nearest: None };
            self.show_proposal(Proposed { booking, proposal });
        }
    }

    fn show_proposal(&mut self, proposed: Proposed) {
        if !matches!(self.layers.last(), Some(Layer::Form(_))) {
            return;
        }
        let firm = proposed.booking.kind == LockKind::Firm;
        let words = self.ctx().words_in(&proposed.booking.branch).into_owned();
        let choices = proposed::choices(&proposed.proposal, firm, &words);
        let picker = Picker::local("It takes", choices, None);
        self.layers.push(Layer::Picker(picker, Purpose::Proposal(Box::new(proposed))));
    }

    /// Goes on with what was chosen of a proposal.
    pub(super) fn picked_proposal(&mut self, proposed: &Proposed, choice: &str) {
        if choice == proposed::SAVE {
            return self.save_proposed(proposed);
        }
        if choice == proposed::NEAREST {
            return self.go_to_nearest(proposed);
        }
        let Some(place) = proposed::place(choice) else {
            // What is missing is only told.
            return self.show_proposal(proposed.clone());
        };
        self.ask_stand_ins(proposed, place);
    }

    /// Moves the booking to the nearest time at which all of it is free, and proposes anew.
    fn go_to_nearest(&mut self, proposed: &Proposed) {
        let Some(slot) = &proposed.proposal.nearest else { return };
        let zone = self.ctx().words_in(&proposed.booking.branch).now().time_zone().clone();
        let typed = |key: &str, at| (FieldKey::from(key), edit_when(at, &zone));
        let typed = [typed(project::START, slot.start), typed(END, slot.end)];
        if let Some(Layer::Form(form)) = self.layers.last_mut() {
            form.state.restore(&typed);
        }
        let mut booking = proposed.booking.clone();
        booking.project.insert(FieldKey::from(project::START), FieldValue::When(slot.start));
        booking.event.insert(FieldKey::from(event::fields::START), FieldValue::When(slot.start));
        booking.event.insert(FieldKey::from(event::fields::END), FieldValue::When(slot.end));
        if let First::Asks(ticket) = self.propose(booking, [slot.start, slot.end])
            && let Some(Layer::Form(form)) = self.layers.last_mut()
        {
            form.looking = Some(ticket);
            form.state.save_again();
        }
    }

    /// Looks for what fills the same need and could be taken instead.
    fn ask_stand_ins(&mut self, proposed: &Proposed, place: (usize, usize)) {
        let needs = &proposed.proposal.needs;
        let Some(given) = needs.get(place.0).and_then(|need| need.given.get(place.1)) else { return };
        let want = Want {
            asset: given.asset.clone(),
            start: given.start,
            end: given.end,
            qty: given.qty,
            except: Vec::new(),
        };
        let ticket = self.out.query(slots::STAND_INS, Query::StandIns(want));
        let title = format!("Instead of {}", given.name);
        // Nothing yet: what stands there first would stay selected when the answer comes.
        let picker = Picker::local(title, Vec::new(), None);
        let swap = Swap { proposed: proposed.clone(), place, ticket };
        self.layers.push(Layer::Picker(picker, Purpose::Swap(Box::new(swap))));
    }

    /// Shows what could be taken instead: what is free first, then what is not, with who has it.
    pub(super) fn stand_ins_read(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        let Some(Layer::Picker(_, Purpose::Swap(swap))) = self.layers.last() else { return };
        let words = self.ctx().words_in(&swap.proposed.booking.branch).into_owned();
        let Some(Layer::Picker(picker, Purpose::Swap(swap))) = self.layers.last_mut() else { return };
        if swap.ticket != ticket {
            return;
        }
        match result {
            Ok(Reply::StandIns(found)) => {
                let needs = &swap.proposed.proposal.needs;
                let taken: Vec<&str> =
                    swap.proposed.proposal.given().map(|given| given.asset.as_str()).collect();
                let need = needs.get(swap.place.0).map(|need| need.words.as_str()).unwrap_or_default();
                let mut choices = proposed::instead(&found, need, &words);
                choices.retain(|choice| !taken.contains(&choice.id.as_str()));
                let text = picker.text().to_owned();
                picker.set_choices(&text, choices);
            }
            Ok(_) => {}
            Err(error) => {
                picker.set_choices("", vec![Choice::new(proposed::LEAVE_OUT, "leave it out")]);
                self.complain(&error);
            }
        }
    }

    /// Takes another asset instead, or none.
    pub(super) fn picked_swap(&mut self, swap: &Swap, choice: &Choice) {
        let (mut proposed, (need, at)) = (swap.proposed.clone(), swap.place);
        if let Some(need) = proposed.proposal.needs.get_mut(need)
            && at < need.given.len()
        {
            if choice.id == proposed::LEAVE_OUT {
                need.given.remove(at);
            } else {
                let was = need.given[at].clone();
                let (asset, name) = (choice.id.as_str().into(), proposed::named(&choice.label).to_owned());
                need.given[at] = Given { asset, name, held: None, late: None, kit: None, ..was };
            }
        }
        self.show_proposal(proposed);
    }

    fn save_proposed(&mut self, proposed: &Proposed) {
        let mut booking = proposed.booking.clone();
        // What was found free before stays beside what the package takes.
        let is_new = |want: &WantedLock| booking.wanted.iter().all(|known| known.asset != want.asset);
        let more: Vec<WantedLock> = proposed.proposal.wanted().into_iter().filter(is_new).collect();
        booking.wanted.extend(more);
        // The form is on top again once the picker has closed.
        let command: Command = BookingCommand::Book(Box::new(booking)).into();
        self.save_form_by(&command);
    }
}
