//! The questions of a new studio.

use super::super::layers::Layer;
use super::super::{App, Loadable};
use super::FormLayer;
use super::kind::{Filled, FormKind, Keeping, Opened, Unready};
use crate::action::Action;
use crate::domain::id::DraftId;
use crate::screens::{TabId, setup};
use crate::store::protocol::{BranchScope, Command, Outcome};
use crate::ui::toast::{Toast, Tone};

/// The form of a new studio.
pub(in crate::app) struct SetUpForm;

impl FormKind for SetUpForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        Some(Keeping::new(setup::FORM, "New studio"))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        setup::answers(&filled.values).map(Command::SetUp).map_err(Unready::Fields)
    }

    fn saved(&self, app: &mut App, form: &FormLayer, _outcome: &Outcome) {
        app.set_up_done(&form.state.text(setup::OWNER));
    }

    /// Another country proposes another currency and zone, unless somebody typed them.
    fn typed(&self, _app: &mut App, form: &mut FormLayer) {
        if form.state.focused().is_some_and(|key| key.0 == setup::COUNTRY) {
            form.state.restore(&setup::proposals(&form.state.text(setup::COUNTRY)));
        }
    }

    fn is_set_up(&self) -> bool {
        true
    }
}

impl App {
    /// Asks the questions of a new studio, when they are due.
    pub(in crate::app) fn welcome(&mut self) {
        let Loadable::Ready(workspace) = &self.workspace else { return };
        let due = workspace.organization.is_none() || workspace.me.is_none();
        let open = self.layers.iter().any(|l| matches!(l, Layer::Form(form) if form.kind.is_set_up()));
        if due && !open {
            let organization = workspace.organization.as_ref().map(|o| o.name.clone());
            let base = setup::base(&self.guesses, organization.as_deref());
            // There is one studio to set up, whoever asks the questions.
            self.open_form_as(Opened::new(setup::form(), base, SetUpForm), DraftId::from(setup::FORM), false);
            self.resume_set_up();
        }
    }

    fn set_up_done(&mut self, owner: &str) {
        self.ask_workspace();
        self.open = TabId::Calendar as usize;
        for tab in &mut self.tabs {
            tab.set_scope(BranchScope::All);
        }
        self.place_tab();
        let clients = self.keymap.key_text(Action::TabClients);
        let new = self.keymap.key_text(Action::NewClient);
        let first = owner.split_whitespace().next().unwrap_or_default();
        let toast = Toast::new(Tone::Done, format!("Welcome, {first}: your studio is ready"));
        self.say(toast.hint(format!("{clients} then {new} makes the first client")));
    }
}
