//! Forms that were never saved: kept while they are typed, offered at the next start, resumed where they were left.

use super::App;
use super::forms::{FormLayer, kind};
use super::layers::{Intent, Layer, Purpose as Choosing};
use crate::domain::field::FieldKey;
use crate::screens::effect::Effect;
use crate::screens::setup;
use crate::screens::words::several;
use crate::store::protocol::FormDraft;
use crate::ui::confirm::Confirm;
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};

impl App {
    /// Keeps what a form holds, or forgets it when nothing is typed any more.
    pub(super) fn keep_draft(&mut self, form: &mut FormLayer) {
        match self.draft_of(form) {
            Some(draft) if form.state.is_dirty() => {
                form.kept = true;
                self.out.push(Effect::KeepDraft(Box::new(draft)));
            }
            _ => self.drop_draft(form),
        }
    }

    /// Leaves a form without losing it.
    pub(super) fn leave_form(&mut self, form: &mut FormLayer) {
        self.keep_draft(form);
        if let Some(draft) = self.draft_of(form).filter(|_| form.kept) {
            self.drafts.retain(|d| d.id != draft.id);
            self.drafts.insert(0, draft);
        }
    }

    /// The draft of a form; `None` when its kind is not worth keeping.
    fn draft_of(&self, form: &FormLayer) -> Option<FormDraft> {
        let keeping = form.kind.draft(form)?;
        let mut base = form.base.clone();
        base.extend(keeping.extra.into_iter().map(|(key, value)| (FieldKey::from(key), value)));
        Some(FormDraft {
            id: form.draft.clone(),
            form: keeping.name.to_owned(),
            editing: keeping.about.map(|row| (row, form.version)),
            label: keeping.label,
            base,
            typed: form.state.typed(),
            saved_at: self.words.now().timestamp(),
        })
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
            Layer::Form(form) if form.kind.is_set_up() => Some(form),
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

    /// Asks first: what was typed cannot be brought back, and another terminal may still be at one of them.
    pub(super) fn ask_forget(&mut self) {
        let count = several(self.drafts.len() as u64, "unfinished form", "unfinished forms");
        let confirm = Confirm::new(format!("Forget {count}?"), "forget")
            .or_else("keep")
            .consequences(["What was typed is gone for good."]);
        self.layers.push(Layer::Confirm(confirm, Intent::ForgetDrafts));
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
        let Some(opened) = kind::resume(self, &draft) else {
            let toast = Toast::new(Tone::Warn, "This form belongs to a newer StudioVault");
            return self.say(toast.hint("It is kept."));
        };
        self.drafts.retain(|d| d.id != draft.id);
        self.open_form_as(opened, draft.id, true);
    }
}
