//! What can be done to clients, from their list and their detail.

use super::forms::client::{EditClient, NewClient, NoteForm, TagsForm};
use super::layers::{Intent, Layer, Purpose as Choosing};
use super::{About, App, Written};
use crate::action::Action;
use crate::domain::id::{ClientId, MergeId, NoteId};
use crate::domain::role::Permission;
use crate::screens::clients;
use crate::screens::effect::{Effect, slots};
use crate::screens::tab::Subject;
use crate::store::protocol::{
    ClientDetail, Command, DraftSource, ListKind, Query, Reply, Table, TimelineKind,
};
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};

/// What the client is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AboutClient {
    Edit,
    Tags,
    CopyPhone,
    Unmerge,
    Erase,
    NewProject,
    Invoice,
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
        Action::ImportClients | Action::ListImports => Permission::ImportClients,
        Action::NewProjectFor => Permission::CreateProjects,
        Action::InvoiceClient => Permission::EditInvoices,
        Action::ClientHistory | Action::CopyPhone => Permission::ViewClients,
        _ => return None,
    })
}

impl App {
    /// Whether there is something to do the action to.
    pub(super) fn has_subject_for(&self, action: Action) -> bool {
        let Some(tab) = self.tab() else { return false };
        match action {
            Action::DeleteLine => tab.line().is_some(),
            Action::RemoveInvoiceLine => tab.line().is_some_and(|row| row.table == Table::InvoiceItems),
            Action::PurgeProject => tab.filter() == "trashed" && tab.subject().is_some(),
            Action::TickLine => tab.line().is_some_and(|row| row.table == Table::ProjectTasks),
            action if super::needs_nothing(action) => true,
            Action::ReviewUpdate | Action::IgnoreUpdate => tab.subject().is_some() && !self.lacks_update(),
            Action::DeleteNote => tab.entry().is_some_and(|e| e.kind == TimelineKind::Note),
            _ => tab.subject().is_some(),
        }
    }

    /// Says what is missing for an action.
    pub(super) const fn missing_subject(&self, action: Action) -> &'static str {
        match action {
            Action::DeleteLine => "Go into the detail and select a line.",
            Action::PurgeProject => "Show what is in the trash, with the filter, and select a project there.",
            Action::TickLine => "Go into the detail and select a task.",
            Action::DeleteNote => "Go into the detail and select a note.",
            Action::ReviewUpdate | Action::IgnoreUpdate => "Its template, if it has one, says nothing new.",
            Action::RemoveInvoiceLine => "Go into the detail and select a line.",
            action if super::invoices::permission(action).is_some() => "Select an invoice first.",
            action if super::projects::permission(action).is_some() => "Select a project first.",
            action if super::calendar::permission(action).is_some() => "Select a block first.",
            action if super::packages::permission(action).is_some() => "Select one first.",
            action if super::inventory::permission(action).is_some() => "Select an asset first.",
            action if super::custody::permission(action).is_some() => "Select one first.",
            _ => "Select a client first.",
        }
    }

    pub(super) fn client_action(&mut self, action: Action) {
        match action {
            Action::NewClient => return self.open_new_client(),
            Action::ImportClients => return self.open_import(),
            Action::ListImports => return self.open_imports(None),
            _ => {}
        }
        let Some(tab) = self.tab() else { return };
        let (subject, ids) = (tab.subject(), tab.subjects());
        let Some(subject) = subject else { return };
        let id = ClientId::from(subject.row.id.as_str());
        match action {
            Action::EditClient => self.about(id, AboutClient::Edit),
            Action::CopyPhone => self.about(id, AboutClient::CopyPhone),
            Action::UnmergeClients => self.about(id, AboutClient::Unmerge),
            Action::EraseClient => self.about(id, AboutClient::Erase),
            Action::AddNote => {
                let name = subject.label;
                self.open_form(NoteForm::open(id, &name));
            }
            Action::TagClients if ids.len() == 1 => self.about(ids[0].as_str().into(), AboutClient::Tags),
            Action::TagClients => {
                let who = clients::who(&ids, &subject.label);
                let ids = ids.iter().map(|id| ClientId::from(id.as_str())).collect();
                self.open_form(TagsForm::open(ids, &who, Default::default()));
            }
            Action::ArchiveClients => self.archive(&ids, &subject),
            Action::DeleteNote => self.ask_delete_note(),
            Action::MergeClients => self.start_merge(&subject),
            Action::ClientHistory => self.open_history(&subject),
            Action::NewProjectFor => self.about(id, AboutClient::NewProject),
            Action::InvoiceClient => self.about(id, AboutClient::Invoice),
            _ => {}
        }
    }

    fn open_new_client(&mut self) {
        let shown = self.shown_branch().map(|b| b.id.clone());
        let Some(branch) = clients::home_branch(&self.ctx(), shown.as_ref()) else { return };
        self.open_form(NewClient::open(self, branch));
    }

    fn about(&mut self, id: ClientId, about: AboutClient) {
        self.read_for(Query::Client(id), About::Client(about));
    }

    /// Goes on with a client as it is now.
    pub(super) fn client_read(&mut self, about: AboutClient, reply: Reply) {
        let Reply::Client(detail) = reply else { return };
        let name = detail.client.name.clone();
        match about {
            AboutClient::Edit if detail.client.erased.is_some() => {
                self.say(Toast::new(Tone::Note, "This client's data was erased: there is nothing to edit"));
            }
            AboutClient::Edit => {
                let (base, version) = (detail.client.values(), detail.client.version);
                self.open_form(EditClient::open(detail.client.id, &name, base, version));
            }
            AboutClient::Tags => {
                let tags = detail.client.profile.tags;
                self.open_form(TagsForm::open_own(detail.client.id, &name, &tags));
            }
            AboutClient::CopyPhone if detail.client.phone.is_empty() => {
                self.say(Toast::new(Tone::Note, "This client has no phone number"));
            }
            AboutClient::CopyPhone => {
                let number = detail.client.phone_e164.as_ref().unwrap_or(&detail.client.phone).clone();
                self.copy(&number, &number);
            }
            AboutClient::NewProject if detail.client.erased.is_some() => {
                self.say(Toast::new(
                    Tone::Note,
                    "This client's data was erased: there is nobody to work for",
                ));
            }
            AboutClient::NewProject => {
                let client = detail.client;
                self.open_project_for(client.branch, (client.id.as_str(), &name));
            }
            AboutClient::Invoice => {
                let client = detail.client;
                self.draft_invoice(client.branch, DraftSource::Client(client.id));
            }
            AboutClient::Unmerge => self.choose_unmerge(&detail),
            AboutClient::Erase => {
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
                || ids.len() == 1
                    && tab
                        .client()
                        .is_some_and(|d| d.client.id.as_str() == ids[0] && d.client.archived.is_some())
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
