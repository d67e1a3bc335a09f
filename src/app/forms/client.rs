//! Forms about clients: new, edited, a note, tags.

use super::super::App;
use super::super::layers::Layer;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready, first_text, labelled};
use crate::action::Action;
use crate::domain::client::fields;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, ClientId};
use crate::screens::clients::{self, forms};
use crate::screens::effect::slots;
use crate::store::protocol::{Command, DuplicateHint, ListKind, Outcome, Query, RowRef, Table};
use crate::ui::form::FormSpec;
use crate::ui::toast::{Toast, Tone};

/// Where the draft of a tags form remembers whom it is about.
const IDS: &str = "ids";

fn row(id: &ClientId) -> RowRef {
    RowRef { table: Table::Clients, id: id.to_string() }
}

// -- a new client -----------------------------------------------------------------------------------------------

/// The form of a new client.
pub(in crate::app) struct NewClient {
    branch: BranchId,
}

impl NewClient {
    /// The form, for a branch; with several branches it asks for the branch, too.
    pub(in crate::app) fn open(app: &App, branch: BranchId) -> Opened {
        let branches = app.ready().map(|w| w.branches.clone()).unwrap_or_default();
        let base = if branches.len() > 1 { clients::new_client_base(&branch) } else { FieldValues::new() };
        Opened::new(clients::new_client(&branches), base, Self { branch })
    }

    /// The same in short, for whoever is on the way to something else.
    pub(in crate::app) fn open_in_short(app: &App, branch: BranchId) -> Opened {
        let branches = app.ready().map(|w| w.branches.clone()).unwrap_or_default();
        Opened { spec: clients::new_client_in_short(&branches), ..Self::open(app, branch) }
    }
}

impl FormKind for NewClient {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let name = first_text(&form.state, &[fields::NAME, fields::PHONE]);
        let branch = FieldValue::text(self.branch.as_str());
        Some(Keeping::new(forms::CLIENT, labelled("New client", &name)).knowing(clients::BRANCH, branch))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut values = filled.values.clone();
        let chosen = values.remove(&FieldKey::from(clients::BRANCH));
        let chosen = chosen.map(|v| v.as_text().to_owned()).filter(|id| !id.is_empty());
        let branch = chosen.map_or_else(|| self.branch.clone(), |id| BranchId::from(id.as_str()));
        Ok(Command::CreateClient { branch, values })
    }

    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        // Made for a field of the form below, it is seen there: a message would only lie over that form.
        if form.answers.is_none() {
            app.report(outcome);
        }
        app.reveal_made(form, form.state.text(fields::NAME).trim(), outcome);
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn typed(&self, app: &mut App, form: &mut FormLayer) {
        app.ask_duplicates(form, &self.branch, None);
    }

    fn options(&self, app: &App, field: &str, text: &str) -> Option<Query> {
        options(app, field, text)
    }
}

// -- a client that exists -----------------------------------------------------------------------------------------

/// The form of a client.
pub(in crate::app) struct EditClient {
    id: ClientId,
    name: String,
}

impl EditClient {
    /// The form, with the values that were read.
    pub(in crate::app) fn open(id: ClientId, name: &str, base: FieldValues, version: i64) -> Opened {
        let kind = Self { id, name: name.to_owned() };
        Opened::new(clients::edit_client(name), base, kind).at(version)
    }
}

impl FormKind for EditClient {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        Some(Keeping::new(forms::CLIENT, format!("Edit {}", self.name)).about(row(&self.id)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        Ok(Command::EditClient {
            id: self.id.clone(),
            version: filled.version,
            base: filled.base.clone(),
            values: filled.values.clone(),
        })
    }

    fn typed(&self, app: &mut App, form: &mut FormLayer) {
        // A client is looked for in the branch that the list shows them in.
        let shown = app.tab().and_then(|tab| tab.client()).filter(|d| d.client.id == self.id);
        let branch = shown
            .map(|d| d.client.branch.clone())
            .or_else(|| app.ready().and_then(|w| w.branches.first()).map(|b| b.id.clone()));
        if let Some(branch) = branch {
            app.ask_duplicates(form, &branch, Some(&self.id));
        }
    }

    fn options(&self, app: &App, field: &str, text: &str) -> Option<Query> {
        options(app, field, text)
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        Some((clients::edit_client(&self.name), &self.name))
    }
}

/// The question for what can stand in a field of a client.
pub(in crate::app) fn options(app: &App, field: &str, text: &str) -> Option<Query> {
    let (scope, text) = (app.scope.clone(), text.to_owned());
    match field {
        fields::TAGS | clients::ADD | clients::REMOVE => Some(Query::Tags { scope, prefix: text }),
        fields::REFERRED_BY => Some(Query::References { kind: ListKind::Clients, scope, text }),
        _ => None,
    }
}

/// Opens the draft of a client's form again.
pub(super) fn resume(app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let Some(id) = draft.about() else {
        let opened = NewClient::open(app, BranchId::from(draft.text(clients::BRANCH).as_str()));
        let mut base = draft.base();
        if !opened.spec.fields().any(|f| f.key.0 == clients::BRANCH) {
            base.remove(&FieldKey::from(clients::BRANCH));
        }
        return Some(Opened { base, ..opened });
    };
    Some(EditClient::open(id.into(), &draft.named("Edit "), draft.base(), draft.version()))
}

// -- a note -------------------------------------------------------------------------------------------------------

/// The form of a note.
pub(in crate::app) struct NoteForm {
    client: ClientId,
    name: String,
}

impl NoteForm {
    /// The form of a note on a client.
    pub(in crate::app) fn open(client: ClientId, name: &str) -> Opened {
        Opened::new(clients::note(name), FieldValues::new(), Self { client, name: name.to_owned() })
    }
}

impl FormKind for NoteForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        Some(Keeping::new(forms::NOTE, format!("Note on {}", self.name)).about(row(&self.client)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        Ok(Command::AddClientNote { client: self.client.clone(), body: filled.text(clients::BODY) })
    }
}

/// Opens the draft of a note again.
pub(super) fn resume_note(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    Some(Opened { base: draft.base(), ..NoteForm::open(draft.about()?.into(), &draft.named("Note on ")) })
}

// -- tags ---------------------------------------------------------------------------------------------------------

/// The form of tags: one client's own, or those that several shall have.
pub(in crate::app) struct TagsForm {
    ids: Vec<ClientId>,
    who: String,
}

impl TagsForm {
    /// The form of one client's tags.
    pub(in crate::app) fn open_own(id: ClientId, who: &str, tags: &[String]) -> Opened {
        let base = FieldValues::from([(FieldKey::from(clients::ADD), FieldValue::Tags(tags.to_vec()))]);
        Self::open(vec![id], who, base)
    }

    /// The form of the tags of several clients.
    pub(in crate::app) fn open(ids: Vec<ClientId>, who: &str, base: FieldValues) -> Opened {
        let spec = if ids.len() == 1 { clients::own_tags(who) } else { clients::tags(who) };
        Opened::new(spec, base, Self { ids, who: who.to_owned() })
    }
}

impl FormKind for TagsForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let ids = FieldValue::Tags(self.ids.iter().map(ToString::to_string).collect());
        Some(Keeping::new(forms::TAGS, format!("Tags of {}", self.who)).knowing(IDS, ids))
    }

    /// What one client had and no longer has is taken away, what is new is added.
    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let had = tags(filled.base, clients::ADD);
        let (mut add, mut remove) =
            (tags(&filled.values, clients::ADD), tags(&filled.values, clients::REMOVE));
        remove.extend(had.iter().filter(|tag| !add.contains(tag)).cloned());
        add.retain(|tag| !had.contains(tag));
        if add.is_empty() && remove.is_empty() {
            return Err(Unready::Form("type a tag to add or to take away"));
        }
        Ok(Command::TagClients { ids: self.ids.clone(), add, remove })
    }

    fn saved(&self, app: &mut App, _form: &FormLayer, outcome: &Outcome) {
        if let Some(tab) = app.tabs.get_mut(app.open)
            && tab.subjects().iter().all(|id| self.ids.iter().any(|tagged| tagged.as_str() == id))
        {
            tab.clear_marks();
        }
        app.report(outcome);
    }

    fn options(&self, app: &App, field: &str, text: &str) -> Option<Query> {
        options(app, field, text)
    }
}

fn tags(values: &FieldValues, key: &str) -> Vec<String> {
    match values.get(&FieldKey::from(key)) {
        Some(FieldValue::Tags(tags)) => tags.clone(),
        _ => Vec::new(),
    }
}

/// Opens the draft of a tags form again.
pub(super) fn resume_tags(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let mut base = draft.base();
    let ids = tags(&base, IDS).iter().map(|id| ClientId::from(id.as_str())).collect();
    base.remove(&FieldKey::from(IDS));
    Some(TagsForm::open(ids, &draft.named("Tags of "), base))
}

// -- who is there already -----------------------------------------------------------------------------------------

impl App {
    /// Asks who looks like the client being typed, when there is enough to tell.
    fn ask_duplicates(&mut self, form: &mut FormLayer, branch: &BranchId, except: Option<&ClientId>) {
        let typed = (form.state.text(fields::NAME), form.state.text(fields::PHONE));
        if typed == form.asked {
            return;
        }
        form.asked.clone_from(&typed);
        let (name, phone) = typed;
        let enough =
            name.trim().chars().count() > 2 || phone.chars().filter(char::is_ascii_digit).count() > 5;
        if enough {
            let (branch, except) = (branch.clone(), except.cloned());
            self.out.query(slots::DUPLICATES, Query::Duplicates { branch, name, phone, except });
        } else {
            form.hints.clear();
            form.state.set_notice(None);
        }
    }

    /// Takes who looks like the client being typed.
    pub(in crate::app) fn duplicates(&mut self, hints: Vec<DuplicateHint>) {
        let key = self.keymap.key_text(Action::FormNotice);
        if let Some(Layer::Form(form)) = self.layers.iter_mut().rfind(|l| matches!(l, Layer::Form(_))) {
            form.state.set_notice(clients::duplicate_notice(&hints, &key));
            form.hints = hints;
        }
    }

    /// Leaves the form for the client that its notice names; what was typed is kept as a draft. Where a form below
    /// waits for the client, the one that is there already is its answer.
    pub(super) fn open_duplicate(&mut self, form: &mut FormLayer) -> bool {
        let Some(hint) = form.hints.first().cloned() else { return false };
        if let Some(field) = form.answers.clone() {
            self.drop_draft(form);
            self.answer_field(&field, &row(&hint.id), &hint.name);
            return true;
        }
        self.leave_form(form);
        self.show_row(&row(&hint.id));
        let key = self.keymap.key_text(Action::Drafts);
        self.say(Toast::new(Tone::Note, "The form is kept").hint(format!("{key} resumes it")));
        true
    }
}
