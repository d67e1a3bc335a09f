//! Writes and what comes of them.

use super::{App, Written};
use crate::action::Action;
use crate::screens::carry::Saved;
use crate::screens::effect::slots;
use crate::store::port::Ticket;
use crate::store::protocol::{Change, Command, Outcome, Query, StoreError, Table};
use crate::ui::toast::{Toast, Tone};

impl App {
    /// Writes; a toast tells how it went.
    pub(super) fn apply(&mut self, command: Command, written: Written) {
        let ticket = self.out.apply(command);
        self.writes.insert(ticket.0, written);
    }

    pub(super) fn applied(&mut self, ticket: Ticket, result: Result<Outcome, StoreError>) {
        if self.tab_applied(ticket, &result)
            || self.form_applied(ticket, &result)
            || self.handover_applied(ticket, &result)
            || self.merge_applied(ticket, &result)
            || self.update_applied(ticket, &result)
        {
            return;
        }
        let written = self.writes.remove(&ticket.0);
        match result {
            Ok(outcome) => {
                if written == Some(Written::Marked)
                    && let Some(tab) = self.tabs.get_mut(self.open)
                {
                    tab.clear_marks();
                }
                if let (Some(Written::Quote), Some(row)) = (written, &outcome.row) {
                    self.open_quote(row.id.as_str().into());
                }
                if let (Some(Written::Invoice), Some(row)) = (written, &outcome.row) {
                    self.show_row(row);
                }
                let redo = self.keymap.key_text(Action::Redo);
                if written == Some(Written::Undo) {
                    let toast = Toast::new(Tone::Done, &outcome.message);
                    let again = outcome.undoable && !redo.is_empty();
                    self.say(if again { toast.hint(format!("{redo} does it again")) } else { toast });
                } else {
                    self.report(&outcome);
                }
                if let Some(offer) = outcome.offers {
                    self.offer_move(&offer);
                }
            }
            Err(error) => self.complain(&error),
        }
    }

    /// The answer to a write that a tab asked for itself. `false` when none waits for it.
    fn tab_applied(&mut self, ticket: Ticket, result: &Result<Outcome, StoreError>) -> bool {
        for tab in &mut self.tabs {
            match (tab.applied(ticket, result, &mut self.out), result) {
                (Saved::NotMine, _) => {}
                (Saved::Done, Ok(outcome)) => {
                    self.report(outcome);
                    return true;
                }
                // Whoever refused says so where it was wanted.
                (Saved::Done | Saved::Refused, _) => return true,
            }
        }
        false
    }

    /// Says what was done, and that it can be taken back.
    pub(super) fn report(&mut self, outcome: &Outcome) {
        let toast = Toast::new(Tone::Done, &outcome.message);
        let undo = self.keymap.key_text(Action::Undo);
        let filter = self.keymap.key_text(Action::Filter);
        let missing = format!("{filter} in the inventory shows what needs a replacement");
        let mut hints: Vec<String> = outcome.remarks.clone();
        if outcome.displaced > 0 && !filter.is_empty() {
            hints.push(missing);
        }
        match &outcome.undo_waits {
            _ if undo.is_empty() => {}
            Some(why) => hints.push(format!("{undo} cannot take it back yet: {why}")),
            None if outcome.undoable => hints.push(format!("{undo} takes it back")),
            None => {}
        }
        self.say(if hints.is_empty() { toast } else { toast.hint(hints.join("; ")) });
    }

    /// Rows moved: what is on screen reads itself again, what is hidden when it is shown.
    pub(super) fn changed(&mut self, change: &Change) {
        let frame = match change {
            Change::Elsewhere => true,
            Change::Searchable => false,
            Change::Rows { rows, .. } => rows
                .iter()
                .any(|row| matches!(row.table, Table::Organizations | Table::Branches | Table::Users)),
        };
        if frame {
            self.out.query(slots::WORKSPACE, Query::Workspace);
        }
        self.refresh_thread(change);
        self.refresh_options();
        self.refresh_replacements();
        self.forget_recent(change);
        self.recount_overdue(change);
        let open = self.open;
        for (i, tab) in self.tabs.iter_mut().enumerate() {
            tab.changed(change, i == open, &mut self.out);
        }
    }
}
