//! Crew and gear of a project: what is booked, and what can be done to it.

use super::super::forms::booking::LockForm;
use super::super::layers::{Intent, Layer, Purpose as Choosing};
use super::super::{App, Written};
use crate::domain::booking::{Lock, LockKind};
use crate::domain::id::LockId;
use crate::screens::bookings::{self, acts};
use crate::store::protocol::{BookingCommand, ProjectDetail};
use crate::ui::picker::{Choice, Picker};

impl App {
    /// Shows what is booked for a project; the first choice books more. Without anything booked, that is gone on with.
    pub(super) fn choose_gear(&mut self, detail: &ProjectDetail) {
        let kept = |lock: &&Lock| lock.released.is_none();
        let booked: Vec<Choice> =
            detail.locks.rows.iter().filter(kept).map(|lock| bookings::choice(lock, &self.words)).collect();
        if booked.is_empty() {
            return self.open_form(LockForm::open_new(detail));
        }
        let mut choices = vec![Choice::new(acts::MORE, "book something more…")];
        choices.extend(booked);
        let title = format!("Crew and gear of {}", detail.project.details.called());
        let purpose = Choosing::Gear(Box::new(detail.clone()));
        self.layers.push(Layer::Picker(Picker::local(title, choices, None), purpose));
    }

    /// Goes on with what was chosen of what is booked.
    pub(in crate::app) fn picked_gear(&mut self, detail: &ProjectDetail, id: &str) {
        if id == acts::MORE {
            return self.open_form(LockForm::open_new(detail));
        }
        let Some(lock) = detail.locks.rows.iter().find(|lock| lock.id.as_str() == id) else { return };
        let picker = Picker::local(lock.asset_name.clone(), bookings::choices(lock), None);
        let purpose = Choosing::Lock(Box::new(detail.clone()), lock.id.clone());
        self.layers.push(Layer::Picker(picker, purpose));
    }

    /// Does what was chosen to something that is booked.
    pub(in crate::app) fn picked_lock(&mut self, detail: &ProjectDetail, lock: &LockId, act: &str) {
        let Some(lock) = detail.locks.rows.iter().find(|known| known.id == *lock) else { return };
        let locks = vec![(lock.id.clone(), lock.version)];
        let command = match act {
            acts::CHANGE => return self.open_form(LockForm::open(detail, lock)),
            acts::FIRM => BookingCommand::SetKind { locks, kind: LockKind::Firm, expires: None },
            acts::HOLD => BookingCommand::SetKind { locks, kind: LockKind::Hold, expires: None },
            acts::EXTEND => BookingCommand::Extend { locks, until: self.usual_hold() },
            acts::RELEASE => {
                let confirm = bookings::ask_release(&lock.asset_name, detail.project.details.called());
                let intent = Intent::Apply(BookingCommand::Release(locks).into(), Written::Act);
                return self.layers.push(Layer::Confirm(confirm, intent));
            }
            _ => return,
        };
        self.apply(command.into(), Written::Act);
    }
}
