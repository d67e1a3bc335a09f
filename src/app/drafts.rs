//! Forms that were never saved: kept while they are typed, offered at the next start, resumed where they were left.

use super::App;
use super::forms::{FormLayer, Purpose};
use super::layers::{Layer, Purpose as Choosing};
use crate::domain::client::fields;
use crate::domain::field::{FieldKey, FieldValue};
use crate::domain::id::{BranchId, ClientId};
use crate::screens::clients::{self, forms};
use crate::screens::effect::Effect;
use crate::screens::setup;
use crate::screens::words::several;
use crate::store::protocol::{FormDraft, RowRef, Table};
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};

/// Where the draft of a tags form remembers whom it is about.
const IDS: &str = "ids";

impl App {
    /// Keeps what a form holds, or forgets it when nothing is typed any more.
    pub(super) fn keep_draft(&mut self, form: &mut FormLayer) {
        if form.state.is_dirty() {
            form.kept = true;
            let draft = self.draft_of(form);
            self.out.push(Effect::KeepDraft(Box::new(draft)));
        } else {
            self.drop_draft(form);
        }
    }

    /// Leaves a form without losing it.
    pub(super) fn leave_form(&mut self, form: &mut FormLayer) {
        self.keep_draft(form);
        if form.kept {
            let draft = self.draft_of(form);
            self.drafts.retain(|d| d.id != draft.id);
            self.drafts.insert(0, draft);
        }
    }

    fn draft_of(&self, form: &FormLayer) -> FormDraft {
        let client =
            |id: &ClientId, version| Some((RowRef { table: Table::Clients, id: id.to_string() }, version));
        let mut base = form.base.clone();
        let (name, editing, label) = match &form.purpose {
            Purpose::SetUp => (setup::FORM, None, "New studio".to_owned()),
            Purpose::NewClient { branch } => {
                base.insert(clients::BRANCH.into(), FieldValue::text(branch.as_str()));
                let name = form.state.text(fields::NAME);
                let name = if name.trim().is_empty() { form.state.text(fields::PHONE) } else { name };
                (forms::CLIENT, None, labelled("New client", &name))
            }
            Purpose::EditClient { id, version, name } => {
                (forms::CLIENT, client(id, *version), format!("Edit {name}"))
            }
            Purpose::Note { client: id, name } => (forms::NOTE, client(id, 0), format!("Note on {name}")),
            Purpose::Tags { ids, who } => {
                base.insert(IDS.into(), FieldValue::Tags(ids.iter().map(ToString::to_string).collect()));
                (forms::TAGS, None, format!("Tags of {who}"))
            }
        };
        FormDraft {
            id: form.draft.clone(),
            form: name.to_owned(),
            editing,
            label,
            base,
            typed: form.state.typed(),
            saved_at: self.words.now().timestamp(),
        }
    }

    /// Takes the forms that were never saved, and offers them once.
    pub(super) fn drafts(&mut self, drafts: Vec<FormDraft>) {
        self.drafts = drafts;
        if self.resume_set_up() {
            return;
        }
        if !std::mem::replace(&mut self.offered, true) && !self.drafts.is_empty() && self.layers.is_empty() {
            self.layers.push(Layer::Offer);
        }
    }

    /// Puts the answers of an unfinished onboarding back, as far as the form that asks for them is open: there is
    /// nothing else to do, so nothing is offered. `true` when such answers were kept.
    pub(super) fn resume_set_up(&mut self) -> bool {
        let Some(at) = self.drafts.iter().position(|draft| draft.form == setup::FORM) else { return false };
        let mut layers = self.layers.iter_mut();
        let Some(form) = layers.find_map(|layer| match layer {
            Layer::Form(form) if form.purpose == Purpose::SetUp => Some(form),
            _ => None,
        }) else {
            return true;
        };
        let draft = self.drafts.swap_remove(at);
        // What was typed since the start is newer.
        let newer = form.state.typed();
        form.state.restore(&draft.typed);
        form.state.restore(&newer);
        form.kept = true;
        self.say(Toast::new(Tone::Note, "Your answers of last time are here again"));
        true
    }

    /// What the offer says.
    pub(super) fn offer(&self) -> Toast {
        let key = |action| self.keymap.key_text(action);
        let (resume, forget) =
            (key(crate::action::Action::ResumeDraft), key(crate::action::Action::ForgetDraft));
        let count = several(self.drafts.len() as u64, "unfinished form", "unfinished forms");
        match self.drafts.as_slice() {
            [one] => Toast::new(Tone::Note, format!("{count}: {}", one.label))
                .hint(format!("{resume} resumes it, {forget} forgets it")),
            _ => Toast::new(Tone::Note, count).hint(format!("{resume} shows them, {forget} forgets them")),
        }
    }

    pub(super) fn resume_offered(&mut self) {
        match self.drafts.as_slice() {
            [one] => {
                let id = one.id.to_string();
                self.resume_draft(&id);
            }
            _ => self.open_drafts(),
        }
    }

    pub(super) fn forget_offered(&mut self) {
        let count = several(self.drafts.len() as u64, "form", "forms");
        for draft in std::mem::take(&mut self.drafts) {
            self.out.push(Effect::DropDraft(draft.id));
        }
        self.say(Toast::new(Tone::Done, format!("Forgot {count}")));
    }

    pub(super) fn open_drafts(&mut self) {
        let choices = self
            .drafts
            .iter()
            .map(|d| Choice::new(d.id.as_str(), &d.label).note(self.words.moment(d.saved_at)))
            .collect();
        self.layers.push(Layer::Picker(Picker::local("Unfinished forms", choices, None), Choosing::Draft));
    }

    /// Opens a form where it was left.
    pub(super) fn resume_draft(&mut self, id: &str) {
        let Some(draft) = self.drafts.iter().find(|d| d.id.as_str() == id).cloned() else { return };
        let text = |key: &str| {
            draft.base.get(&FieldKey::from(key)).map(|v| v.as_text().to_owned()).unwrap_or_default()
        };
        let client = draft.editing.as_ref().map(|(row, version)| (ClientId::from(row.id.as_str()), *version));
        let named = |prefix: &str| draft.label.strip_prefix(prefix).unwrap_or(&draft.label).to_owned();
        let mut base = draft.base.clone();
        let (spec, purpose) = match (draft.form.as_str(), client) {
            (forms::CLIENT, None) => {
                let branches = self.ready().map(|w| w.branches.clone()).unwrap_or_default();
                let branch = BranchId::from(text(clients::BRANCH).as_str());
                (clients::new_client(&branches), Purpose::NewClient { branch })
            }
            (forms::CLIENT, Some((id, version))) => {
                let name = named("Edit ");
                (clients::edit_client(&name), Purpose::EditClient { id, version, name })
            }
            (forms::NOTE, Some((client, _))) => {
                let name = named("Note on ");
                (clients::note(&name), Purpose::Note { client, name })
            }
            (forms::TAGS, _) => {
                let ids = match base.remove(&FieldKey::from(IDS)) {
                    Some(FieldValue::Tags(ids)) => ids.iter().map(|id| ClientId::from(id.as_str())).collect(),
                    _ => Vec::new(),
                };
                let who = named("Tags of ");
                let ids: Vec<ClientId> = ids;
                let spec = if ids.len() == 1 { clients::own_tags(&who) } else { clients::tags(&who) };
                (spec, Purpose::Tags { ids, who })
            }
            _ => {
                let toast = Toast::new(Tone::Warn, "This form belongs to a newer StudioVault");
                return self.say(toast.hint("It is kept."));
            }
        };
        if matches!(purpose, Purpose::NewClient { .. }) && !spec.fields().any(|f| f.key.0 == clients::BRANCH)
        {
            base.remove(&FieldKey::from(clients::BRANCH));
        }
        self.drafts.retain(|d| d.id != draft.id);
        self.open_form(&spec, base, purpose, Some((draft.id, &draft.typed)));
    }
}

fn labelled(what: &str, name: &str) -> String {
    if name.trim().is_empty() { what.to_owned() } else { format!("{what} · {}", name.trim()) }
}
