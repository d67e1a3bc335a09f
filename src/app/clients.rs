//! What can be done to clients, from their list and their detail.

use super::forms::Purpose;
use super::layers::{Intent, Layer, Purpose as Choosing};
use super::{App, Opening, Written};
use crate::action::Action;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{ClientId, MergeId, NoteId};
use crate::domain::role::Permission;
use crate::screens::clients;
use crate::screens::effect::{Effect, slots};
use crate::screens::tab::Subject;
use crate::store::port::Ticket;
use crate::store::protocol::{
    ClientDetail, Command, ListKind, Query, Reply, StoreError, Table, TimelineKind,
};
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};

/// What the client is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Edit,
    Tags,
    CopyPhone,
    Unmerge,
    Erase,
}

/// The leave that an action asks for; `None` for what everybody may.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    Some(match action {
        Action::NewClient
        | Action::EditClient
        | Action::TagClients
        | Action::AddNote
        | Action::DeleteNote => Permission::EditClients,
        Action::MergeClients | Action::UnmergeClients => Permission::MergeClients,
        Action::ArchiveClients => Permission::ArchiveClients,
        Action::EraseClient => Permission::EraseClients,
        Action::ClientHistory | Action::CopyPhone => Permission::ViewClients,
        _ => return None,
    })
}

/// Whether an action is about the selected record.
pub(super) const fn needs_selection(action: Action) -> bool {
    match action {
        Action::NewClient => false,
        Action::Open | Action::Mark | Action::Right | Action::OtherPane | Action::DetailOpen => true,
        action => permission(action).is_some(),
    }
}

impl App {
    /// Whether there is something to do the action to.
    pub(super) fn has_subject_for(&self, action: Action) -> bool {
        let Some(tab) = self.tab() else { return false };
        match action {
            Action::NewClient => true,
            Action::DeleteNote => tab.entry().is_some_and(|e| e.kind == TimelineKind::Note),
            Action::UnmergeClients => {
                tab.client().is_none_or(|d| !d.merges.is_empty()) && tab.subject().is_some()
            }
            _ => tab.subject().is_some(),
        }
    }

    /// Says what is missing for an action.
    pub(super) const fn missing_subject(&self, action: Action) -> &'static str {
        match action {
            Action::DeleteNote => "Go into the detail and select a note.",
            Action::UnmergeClients => "Nobody was merged into this client.",
            _ => "Select a client first.",
        }
    }

    pub(super) fn client_action(&mut self, action: Action) {
        if action == Action::NewClient {
            return self.open_new_client();
        }
        let Some(tab) = self.tab() else { return };
        let (subject, ids) = (tab.subject(), tab.subjects());
        let Some(subject) = subject else { return };
        let id = ClientId::from(subject.row.id.as_str());
        match action {
            Action::EditClient => self.about(id, About::Edit),
            Action::CopyPhone => self.about(id, About::CopyPhone),
            Action::UnmergeClients => self.about(id, About::Unmerge),
            Action::EraseClient => self.about(id, About::Erase),
            Action::AddNote => {
                let name = subject.label;
                self.open_form(
                    &clients::note(&name),
                    Default::default(),
                    Purpose::Note { client: id, name },
                    None,
                );
            }
            Action::TagClients if ids.len() == 1 => self.about(ids[0].as_str().into(), About::Tags),
            Action::TagClients => {
                let who = clients::who(&ids, &subject.label);
                let ids = ids.iter().map(|id| ClientId::from(id.as_str())).collect();
                self.open_form(&clients::tags(&who), Default::default(), Purpose::Tags { ids, who }, None);
            }
            Action::ArchiveClients => self.archive(&ids, &subject),
            Action::DeleteNote => self.ask_delete_note(),
            Action::MergeClients => self.start_merge(&subject),
            Action::ClientHistory => {
                let ticket = self.out.query(slots::HISTORY, Query::History(subject.row.clone()));
                let history = crate::screens::history::History::new(&subject.label, ticket);
                self.layers.push(Layer::History(Box::new(history)));
            }
            _ => {}
        }
    }

    fn open_new_client(&mut self) {
        let shown = self.shown_branch().map(|b| b.id.clone());
        let Some(branch) = clients::home_branch(&self.ctx(), shown.as_ref()) else { return };
        let branches = self.ready().map(|w| w.branches.clone()).unwrap_or_default();
        let base = if branches.len() > 1 { clients::new_client_base(&branch) } else { Default::default() };
        self.open_form(&clients::new_client(&branches), base, Purpose::NewClient { branch }, None);
    }

    /// Reads a client as it is now, then goes on. Keys that come meanwhile wait.
    fn about(&mut self, id: ClientId, purpose: About) {
        let ticket = self.out.query(slots::SUBJECT, Query::Client(id));
        self.opening = Some(Opening { ticket, purpose });
    }

    pub(super) fn subject_read(&mut self, ticket: Ticket, result: Result<Reply, StoreError>) {
        let Some(opening) = self.opening.take_if(|opening| opening.ticket == ticket) else { return };
        let detail = match result {
            Ok(Reply::Client(detail)) => detail,
            Ok(_) => return,
            Err(error) => return self.complain(&error),
        };
        let name = detail.client.name.clone();
        match opening.purpose {
            About::Edit if detail.client.erased.is_some() => {
                self.say(Toast::new(Tone::Note, "This client's data was erased: there is nothing to edit"));
            }
            About::Edit => {
                let base = detail.client.values();
                let purpose = Purpose::EditClient {
                    id: detail.client.id.clone(),
                    version: detail.client.version,
                    name,
                };
                self.open_form(&clients::edit_client(&detail.client.name), base, purpose, None);
            }
            About::Tags => {
                let tags = FieldValue::Tags(detail.client.profile.tags.clone());
                let base = FieldValues::from([(FieldKey::from(clients::ADD), tags)]);
                let purpose = Purpose::Tags { ids: vec![detail.client.id.clone()], who: name };
                self.open_form(&clients::own_tags(&detail.client.name), base, purpose, None);
            }
            About::CopyPhone if detail.client.phone.is_empty() => {
                self.say(Toast::new(Tone::Note, "This client has no phone number"));
            }
            About::CopyPhone => {
                let number = detail.client.phone_e164.as_ref().unwrap_or(&detail.client.phone).clone();
                self.copy(&number, &number);
            }
            About::Unmerge => self.choose_unmerge(&detail),
            About::Erase => {
                let confirm = clients::ask_erase(&name);
                self.layers.push(Layer::Confirm(confirm, Intent::Erase(detail.client.id.clone())));
            }
        }
    }

    /// Puts a text on the clipboard and says so.
    pub(super) fn copy(&mut self, text: &str, what: &str) {
        self.out.push(Effect::Copy(text.to_owned()));
        self.say(Toast::new(Tone::Done, format!("Copied {what}")));
    }

    fn archive(&mut self, ids: &[String], subject: &Subject) {
        let clients: Vec<ClientId> = ids.iter().map(|id| ClientId::from(id.as_str())).collect();
        let archived = self.tab().is_some_and(|tab| {
            tab.filter() == "archived"
                || ids.len() == 1 && tab.client().is_some_and(|d| d.client.archived.is_some())
        });
        if archived {
            self.apply(Command::RestoreClients(clients), Written::Marked);
        } else if clients.len() == 1 {
            self.apply(Command::ArchiveClients(clients), Written::Marked);
        } else {
            let who = clients::who(ids, &subject.label);
            let intent = Intent::Apply(Command::ArchiveClients(clients), Written::Marked);
            self.layers.push(Layer::Confirm(clients::ask_archive(&who), intent));
        }
    }

    fn ask_delete_note(&mut self) {
        let Some(entry) = self.tab().and_then(|tab| tab.entry()) else { return };
        if entry.row.table != Table::ClientNotes {
            return;
        }
        let confirm = clients::ask_delete_note(&entry.text);
        let command = Command::DeleteClientNote(NoteId::from(entry.row.id.as_str()));
        self.layers.push(Layer::Confirm(confirm, Intent::Apply(command, Written::Act)));
    }

    // -- merging ------------------------------------------------------------------------------------------------

    fn start_merge(&mut self, subject: &Subject) {
        let Some(tab) = self.tab() else { return };
        let marked = if tab.marked() > 0 { tab.subjects() } else { Vec::new() };
        let selected = subject.row.id.clone();
        match marked.as_slice() {
            [one, two] => {
                // The selected one stays, if it is one of the two.
                let (keep, gone) = if *two == selected { (two, one) } else { (one, two) };
                let (keep, gone) = (keep.as_str().into(), gone.as_str().into());
                self.preview_merge(keep, gone);
            }
            [one] if *one != selected => {
                let gone = one.as_str().into();
                self.preview_merge(selected.as_str().into(), gone);
            }
            [] | [_] => {
                let title = format!("Merge into {}", subject.label);
                let picker = Picker::remote(title, None);
                self.layers.push(Layer::Picker(picker, Choosing::MergeWith(selected.as_str().into())));
                self.search_references("");
            }
            _ => {
                let toast = Toast::new(Tone::Note, "A merge makes one client of two");
                self.say(toast.hint("Mark exactly two, or none and choose the other one"));
            }
        }
    }

    pub(super) fn search_references(&mut self, text: &str) {
        let query =
            Query::References { kind: ListKind::Clients, scope: self.scope.clone(), text: text.to_owned() };
        self.out.query(slots::REFERENCES, query);
    }

    pub(super) fn preview_merge(&mut self, keep: ClientId, gone: ClientId) {
        self.out.query(slots::MERGE, Query::MergePreview { keep, gone });
    }

    fn choose_unmerge(&mut self, detail: &ClientDetail) {
        let into = detail.client.name.clone();
        match detail.merges.as_slice() {
            [] => self.say(Toast::new(Tone::Note, "Nobody was merged into this client")),
            [one] => self.ask_unmerge(one.id.clone(), &one.gone_name, &into),
            many => {
                let choice = |m: &crate::store::protocol::MergeSummary| {
                    Choice::new(m.id.as_str(), &m.gone_name).note(self.words.moment(m.at))
                };
                let choices = many.iter().map(choice).collect();
                let picker = Picker::local("Take which merge back?", choices, None);
                self.layers.push(Layer::Picker(picker, Choosing::Unmerge { into }));
            }
        }
    }

    pub(super) fn ask_unmerge(&mut self, id: MergeId, gone: &str, into: &str) {
        let intent = Intent::Apply(Command::UnmergeClients(id), Written::Act);
        self.layers.push(Layer::Confirm(clients::ask_unmerge(gone, into), intent));
    }
}
