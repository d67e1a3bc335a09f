//! Answers of the store, by the pane that asked.

use super::layers::{Layer, Purpose};
use super::{About, App, Loadable, Opening};
use crate::screens::TabId;
use crate::screens::effect::slots;
use crate::screens::history::History;
use crate::screens::tab::Subject;
use crate::store::port::{Slot, Ticket};
use crate::store::protocol::{BranchScope, Query, ReferenceHit, Reply, StoreError, Workspace};
use crate::ui::picker::Choice;

impl App {
    pub(super) fn ask_workspace(&mut self) {
        let ticket = self.out.query(slots::WORKSPACE, Query::Workspace);
        if !matches!(self.workspace, Loadable::Ready(_)) {
            self.workspace = Loadable::Loading(ticket);
        }
    }

    pub(super) fn reply(&mut self, slot: Slot, ticket: Ticket, result: Result<Reply, StoreError>) {
        match slot {
            slots::WORKSPACE => self.workspace_read(result),
            slots::SUBJECT => self.subject_read(ticket, result),
            slots::FIND => self.found(ticket, result),
            slots::FREE | slots::TROUBLED | slots::ALTERNATIVES => self.free_read(slot, ticket, result),
            slots::CUSTODY => self.custody_answered(ticket, result),
            slots::OVERDUE => self.overdue_read(result),
            slots::SCAN => self.scan_compared(ticket, result),
            slots::THREAD => self.thread_read(ticket, result),
            slots::IMPORTS => self.imports_read(ticket, result),
            slots::MERGE => self.merge_previewed(result),
            slots::STAND_INS => self.stand_ins_read(ticket, result),
            slots::PROPOSAL => self.proposed(ticket, result),
            // Help while typing that does not come is no reason to interrupt.
            slots::OBSTACLES => {
                if let Ok(Reply::Obstacles(verdicts)) = result {
                    self.obstacles(ticket, &verdicts);
                }
            }
            slots::HISTORY => {
                if let Some(Layer::History(history)) = self.layers.last_mut() {
                    history.reply(ticket, result);
                }
            }
            slots::DRAFTS | slots::DUPLICATES | slots::TAGS | slots::REFERENCES => match result {
                Ok(Reply::Drafts(drafts)) => self.drafts(drafts),
                Ok(Reply::Duplicates(hints)) => self.duplicates(hints),
                Ok(Reply::Tags(tags)) => {
                    let choices: Vec<Choice> = tags.iter().map(|tag| Choice::new(tag, tag)).collect();
                    self.options(ticket, choices);
                }
                Ok(Reply::References(hits)) => {
                    let choice = |hit: ReferenceHit| {
                        let note = hit.tells();
                        Choice::new(hit.id, hit.label).note(note)
                    };
                    let choices: Vec<Choice> = hits.into_iter().map(choice).collect();
                    self.references(ticket, choices);
                }
                // Help while typing that does not come is no reason to interrupt.
                Ok(_) | Err(_) => {}
            },
            _ => {
                let of = |tab: TabId| {
                    let (list, detail) = (slots::list(tab as u16), slots::detail(tab as u16));
                    slot == list
                        || slot == detail
                        || tab == TabId::Projects && slots::is_board(slot)
                        || tab == TabId::Calendar && slots::is_calendar(slot)
                };
                if let Some(tab) = self.tabs.iter_mut().find(|tab| of(tab.id())) {
                    tab.reply(slot, ticket, result, &mut self.out);
                }
            }
        }
    }

    /// Reads a record as it is now, then goes on. Keys that come meanwhile wait.
    pub(super) fn read_for(&mut self, query: Query, about: About) {
        let ticket = self.out.query(slots::SUBJECT, query);
        self.opening = Some(Opening { ticket, about });
    }

    fn subject_read(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        let Some(opening) = self.opening.take_if(|opening| opening.ticket == ticket) else { return };
        match (result, opening.about) {
            (Ok(reply), About::Client(about)) => self.client_read(about, reply),
            (Ok(reply), About::Project(about)) => self.project_read(about, reply),
            (Ok(reply), About::Paper(about)) => self.paper_read(about, reply),
            (Ok(reply), About::Package(about)) => self.package_read(about, reply),
            (Ok(reply), About::Media) => self.media_read(reply),
            (Ok(reply), About::Quote) => self.quote_read(reply),
            (Ok(reply), About::Invoice(about)) => self.invoice_read(about, reply),
            (Ok(reply), About::Task(about)) => self.task_read(about, reply),
            (Ok(reply), About::Asset(about)) => self.asset_read(about, reply),
            (Ok(reply), About::SubEvent) => self.sub_event_read(reply),
            (Ok(reply), About::Conflict(direction)) => self.conflict_read(reply, direction),
            (Ok(reply), About::Custody(about)) => self.custody_read(about, reply),
            (Err(error), _) => self.complain(&error),
        }
    }

    /// Shows who changed what on a record.
    pub(super) fn open_history(&mut self, subject: &Subject) {
        let ticket = self.out.query(slots::HISTORY, Query::History(subject.row.clone()));
        let history = History::new(&subject.label, subject.row.table, ticket);
        self.layers.push(Layer::History(Box::new(history)));
    }

    /// Hands records to the picker that looks for them, or to the field that asked.
    fn references(&mut self, ticket: Ticket, mut choices: Vec<Choice>) {
        let Some(Layer::Picker(picker, purpose)) = self.layers.last_mut() else {
            return self.options(ticket, choices);
        };
        match purpose {
            Purpose::MergeWith(keep) => choices.retain(|choice| choice.id != keep.as_str()),
            Purpose::Quoted { .. } => choices = Self::quoted_choices(choices),
            Purpose::TaskTemplate(_) if choices.is_empty() && picker.text().is_empty() => {
                self.layers.pop();
                return self.say_no_task_template();
            }
            Purpose::InvoiceLine(_) => choices = Self::line_choices(choices),
            Purpose::TaskTemplate(_) | Purpose::CalendarOf | Purpose::Invoiced(..) => {}
            Purpose::Bookable(kind) => choices = Self::bookable_choices(kind, choices),
            _ => return self.options(ticket, choices),
        }
        let text = picker.text().to_owned();
        picker.set_choices(&text, choices);
    }

    fn workspace_read(&mut self, result: Result<Reply, StoreError>) {
        match result {
            Ok(Reply::Workspace(workspace)) => self.take_workspace(*workspace),
            Ok(_) | Err(StoreError::Interrupted) => {}
            Err(error) => {
                if !matches!(self.workspace, Loadable::Ready(_)) {
                    self.workspace = Loadable::Failed(error.to_string());
                }
                self.complain(&error);
            }
        }
    }

    fn take_workspace(&mut self, workspace: Workspace) {
        let mut first = !matches!(self.workspace, Loadable::Ready(_));
        // Nobody is somebody now: what they could not read before is read again.
        if let Loadable::Ready(old) = &self.workspace
            && old.me.as_ref().map(|me| &me.id) != workspace.me.as_ref().map(|me| &me.id)
        {
            first = true;
        }
        let gone = match &self.scope {
            BranchScope::One(id) => !workspace.branches.iter().any(|b| b.id == *id),
            BranchScope::All => false,
        };
        self.workspace = Loadable::Ready(workspace);
        self.take_place_words();
        if gone {
            self.set_scope(BranchScope::All);
        }
        self.ask_overdue();
        if first {
            self.welcome();
        }
    }
}
