//! Crew and gear of a project: what is booked, and what can be done to it.

use super::super::forms::booking::LockForm;
use super::super::layers::{Intent, Layer, Purpose as Choosing};
use super::super::{App, Written};
use crate::domain::booking::{Lock, LockKind, together, with};
use crate::domain::id::LockId;
use crate::screens::bookings::{self, acts};
use crate::store::protocol::{BookingCommand, ProjectDetail};
use crate::ui::picker::{Choice, Picker};

impl App {
    /// Shows what is booked for a project; the first choice books more. Without anything booked, that is gone on with.
    pub(super) fn choose_gear(&mut self, detail: &ProjectDetail) {
        let words = self.ctx().words_in(&detail.project.branch).into_owned();
        let booked: Vec<Choice> = together(&detail.locks.rows)
            .into_iter()
            .filter_map(|locks| match locks.as_slice() {
                [only] => Some(bookings::choice(only, &words)),
                parts => bookings::kit_choice(parts, &words),
            })
            .collect();
        if booked.is_empty() {
            return self.open_form(LockForm::open_new(detail));
        }
        let mut choices = vec![Choice::new(acts::MORE, "book something more…")];
        choices.extend(booked);
        let more = match detail.locks.more {
            0 => String::new(),
            more => format!(" · {more} more, not shown"),
        };
        let title = format!("Crew and gear of {}{more}", detail.project.details.called());
        let purpose = Choosing::Gear(Box::new(detail.clone()));
        self.layers.push(Layer::Picker(Picker::local(title, choices, None), purpose));
    }

    /// Goes on with what was chosen of what is booked.
    pub(in crate::app) fn picked_gear(&mut self, detail: &ProjectDetail, id: &str) {
        if id == acts::MORE {
            return self.open_form(LockForm::open_new(detail));
        }
        let Some(lock) = detail.locks.rows.iter().find(|lock| lock.id.as_str() == id) else { return };
        let parts = with(&detail.locks.rows, lock);
        if let (Some(kit), [_, _, ..]) = (&lock.kit, parts.as_slice()) {
            let words = self.ctx().words_in(&detail.project.branch).into_owned();
            let choices = bookings::kit_choices(&parts, &words);
            let picker = Picker::local(kit.name.clone(), choices, None);
            let purpose = Choosing::Kit(Box::new(detail.clone()), lock.id.clone());
            return self.layers.push(Layer::Picker(picker, purpose));
        }
        self.choose_act(detail, lock);
    }

    /// What is done to one thing that is booked.
    fn choose_act(&mut self, detail: &ProjectDetail, lock: &Lock) {
        let picker = Picker::local(lock.asset_name.clone(), bookings::choices(lock), None);
        let purpose = Choosing::Lock(Box::new(detail.clone()), lock.id.clone());
        self.layers.push(Layer::Picker(picker, purpose));
    }

    /// Does what was chosen to a kit that is booked: to all of it, or goes on with a part.
    pub(in crate::app) fn picked_kit(&mut self, detail: &ProjectDetail, lock: &LockId, chosen: &str) {
        let locks = &detail.locks.rows;
        let Some(lock) = locks.iter().find(|known| known.id == *lock) else { return };
        match locks.iter().find(|part| part.id.as_str() == chosen) {
            Some(part) => self.choose_act(detail, part),
            None => self.act_on(detail, &with(&detail.locks.rows, lock), chosen),
        }
    }

    /// Does what was chosen to something that is booked.
    pub(in crate::app) fn picked_lock(&mut self, detail: &ProjectDetail, lock: &LockId, act: &str) {
        let Some(lock) = detail.locks.rows.iter().find(|known| known.id == *lock) else { return };
        match act {
            acts::CHANGE => self.open_form(LockForm::open(detail, lock)),
            _ => self.act_on(detail, &[lock], act),
        }
    }

    /// Does it to all of these.
    pub(super) fn act_on(&mut self, detail: &ProjectDetail, parts: &[&Lock], act: &str) {
        let locks = parts.iter().map(|lock| (lock.id.clone(), lock.version)).collect();
        let command = match act {
            acts::FIRM => BookingCommand::SetKind { locks, kind: LockKind::Firm, expires: None },
            acts::HOLD => BookingCommand::SetKind { locks, kind: LockKind::Hold, expires: None },
            acts::EXTEND => BookingCommand::Extend { locks, until: self.usual_hold() },
            acts::RELEASE => {
                let confirm = bookings::ask_release(&called(parts), detail.project.details.called());
                let intent = Intent::Apply(BookingCommand::Release(locks).into(), Written::Act);
                return self.layers.push(Layer::Confirm(confirm, intent));
            }
            _ => return,
        };
        self.apply(command.into(), Written::Act);
    }
}

/// What some of it is called: the kit, or the only thing.
fn called(parts: &[&Lock]) -> String {
    match parts {
        [only] => only.asset_name.clone(),
        [first, ..] => first.kit.as_ref().map_or(&first.asset_name, |kit| &kit.name).clone(),
        [] => String::new(),
    }
}
