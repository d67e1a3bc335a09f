//! The thread of a project: opened at a message, read, written in.

use super::App;
use super::forms::message::MessageForm;
use super::layers::Layer;
use crate::domain::id::MessageId;
use crate::domain::role::Permission;
use crate::screens::effect::{Out, slots};
use crate::screens::messages::{Thread, ThreadEvent};
use crate::store::port::Ticket;
use crate::store::protocol::{Change, Reply, StoreError, Table};
use crate::ui::toast::{Toast, Tone};

impl App {
    /// Opens the thread of the open project at a message.
    pub(super) fn open_thread(&mut self, at: MessageId) {
        let Some(detail) = self.tab().and_then(|tab| tab.project()) else { return };
        let project = (detail.id().clone(), detail.project.details.called());
        let mut thread = Thread::new(project, &detail.zone, at, self.size);
        thread.asked_newest(self.out.query(slots::THREAD, thread.newest()));
        self.layers.push(Layer::Thread(Box::new(thread)));
    }

    /// What a thread answered; whether it stays.
    pub(super) fn thread_event(&mut self, thread: &mut Thread, event: ThreadEvent) -> bool {
        match event {
            ThreadEvent::None => ask_older(thread, &mut self.out),
            ThreadEvent::Closed => return false,
            ThreadEvent::Copy(text) => self.copy(&text, "the message"),
            ThreadEvent::Write if !self.may(Permission::PostMessages) => {
                let toast = Toast::new(Tone::Note, "You may not write messages");
                self.say(toast.hint("Your roles do not include it."));
            }
            ThreadEvent::Write => self.open_form(MessageForm::on(thread.project(), thread.name())),
        }
        true
    }

    /// Takes messages.
    pub(super) fn thread_read(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        let thread = self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::Thread(thread) => Some(thread),
            _ => None,
        });
        if let Some(thread) = thread {
            if thread.reply(ticket, result, &self.words) {
                ask_older(thread, &mut self.out);
            } else {
                thread.asked_newest(self.out.query(slots::THREAD, thread.newest()));
            }
        }
    }

    /// Rows moved: an open thread reads itself again.
    pub(super) fn refresh_thread(&mut self, change: &Change) {
        let moved = match change {
            Change::Elsewhere => true,
            Change::Searchable => false,
            Change::Rows { rows, .. } => rows.iter().any(|row| row.table == Table::Messages),
        };
        for layer in self.layers.iter_mut().filter(|_| moved) {
            if let Layer::Thread(thread) = layer {
                thread.asked_newest(self.out.query(slots::THREAD, thread.newest()));
            }
        }
    }
}

/// Whoever sees the first line of a thread sees what was before it, too.
fn ask_older(thread: &mut Thread, out: &mut Out) {
    if let Some(query) = thread.older() {
        thread.asked_older(out.query(slots::THREAD, query));
    }
}
