//! Forms over the tabs: opening, typing, saving.

use super::layers::Layer;
use super::{App, Loadable};
use crate::domain::client::fields;
use crate::domain::country::CountryCode;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, ClientId, DraftId};
use crate::domain::money::{Currency, edit_amount, parse_amount};
use crate::domain::{phone, when};
use crate::screens::clients::{self as client_forms, duplicate_notice};
use crate::screens::effect::{Effect, slots};
use crate::screens::setup;
use crate::store::port::Ticket;
use crate::store::protocol::{
    BranchScope, Command, DuplicateHint, ListKind, Outcome, Query, RowRef, StoreError, Table,
};
use crate::ui::form::{FormContext, FormEvent, FormSpec, FormState, Parsers, Toward};
use crate::ui::picker::Choice;
use crate::ui::toast::{Toast, Tone};

/// What a form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    SetUp,
    NewClient { branch: BranchId },
    EditClient { id: ClientId, version: i64, name: String },
    Note { client: ClientId, name: String },
    Tags { ids: Vec<ClientId>, who: String },
}

/// A form over the tabs.
pub(super) struct FormLayer {
    pub(super) state: FormState,
    pub(super) purpose: Purpose,
    /// What was read when it was opened.
    pub(super) base: FieldValues,
    /// What was submitted last.
    pub(super) submitted: FieldValues,
    pub(super) draft: DraftId,
    /// Whether a draft is kept that must be dropped when this form is done.
    pub(super) kept: bool,
    pub(super) ticket: Option<Ticket>,
    /// Whether what is being saved is what somebody else saved already.
    pub(super) kept_theirs: bool,
    pub(super) hints: Vec<DuplicateHint>,
    /// Name and phone that duplicates were asked for last.
    asked: (String, String),
    /// The question for options that is under way.
    options: Option<(Ticket, FieldKey, String)>,
}

/// How typed text is read.
fn parsers() -> Parsers {
    Parsers {
        when: |text, now| when::parse_when(text, now).map_err(|error| super::sentence(&error.to_string())),
        date: |text, today, toward| {
            let preference = match toward {
                Toward::Future => when::DatePreference::Future,
                Toward::Past => when::DatePreference::Past,
            };
            let day = when::parse_date(text, today, preference)
                .map_err(|error| super::sentence(&error.to_string()))?;
            if toward == Toward::Past && day > today {
                return Err("This day is still to come".to_owned());
            }
            Ok(day)
        },
        edit_when: when::edit_when,
        edit_date: when::edit_date,
        amount: |text, currency| {
            parse_amount(text, currency).map_err(|error| super::sentence(&error.to_string()))
        },
        phone: |text, country| {
            phone::parse(text, country)
                .map(|number| number.as_str().to_owned())
                .map_err(|error| super::sentence(&error.to_string()))
        },
        show_amount: edit_amount,
    }
}

impl App {
    /// What a form knows of the world: the branch's money, country and zone.
    pub(super) fn form_context(&self, branch: Option<&BranchId>) -> FormContext {
        let branches = self.ready().map(|w| w.branches.as_slice()).unwrap_or_default();
        let branch =
            branches.iter().find(|b| Some(&b.id) == branch).or(self.shown_branch()).or(branches.first());
        let (currency, country): (Option<Currency>, Option<CountryCode>) =
            branch.map_or((None, self.guesses.country), |b| (Some(b.currency), b.country));
        let mut now = self.words.now().clone();
        if let Some(zone) = branch.and_then(|b| jiff::tz::TimeZone::get(&b.zone).ok()) {
            now = now.with_time_zone(zone);
        }
        // Before a studio is set up no amount is asked for: any currency does.
        let currency = currency.unwrap_or(Currency::NONE);
        FormContext { now, currency, grouping: self.words.grouping_of(currency), country, parsers: parsers() }
    }

    /// Opens a form. `typed` is what a draft held.
    pub(super) fn open_form(
        &mut self,
        spec: &FormSpec,
        base: FieldValues,
        purpose: Purpose,
        draft: Option<(DraftId, &[(FieldKey, String)])>,
    ) {
        let branch = match &purpose {
            Purpose::NewClient { branch } => Some(branch.clone()),
            _ => None,
        };
        let mut state = FormState::new(spec, &base, self.form_context(branch.as_ref()));
        state.resize(self.size.0, self.size.1);
        if purpose == Purpose::SetUp {
            state = state.asked_outside();
        }
        let kept = draft.is_some();
        let draft = match draft {
            Some((id, typed)) => {
                state.restore(typed);
                id
            }
            // There is one studio to set up, whoever asks the questions.
            None if purpose == Purpose::SetUp => DraftId::from(setup::FORM),
            None => self.fresh_draft_id(),
        };
        self.toast = None;
        self.layers.push(Layer::Form(Box::new(FormLayer {
            state,
            purpose,
            base,
            submitted: FieldValues::new(),
            draft,
            kept,
            ticket: None,
            kept_theirs: false,
            hints: Vec::new(),
            asked: (String::new(), String::new()),
            options: None,
        })));
    }

    /// What a form answered; whether it stays.
    pub(super) fn form_event(&mut self, form: &mut FormLayer, event: FormEvent) -> bool {
        match event {
            FormEvent::None => {}
            FormEvent::Changed => self.form_changed(form),
            FormEvent::Options { field, text } => {
                self.form_changed(form);
                self.ask_options(form, field, text);
            }
            FormEvent::Submit(values) => self.submit(form, values),
            FormEvent::Notice => return !self.open_duplicate(form),
            FormEvent::Close => {
                if form.purpose == Purpose::SetUp {
                    let later = if form.state.is_dirty() {
                        "Nothing is set up yet. Your answers are kept; the questions come again next time."
                    } else {
                        "Nothing is set up yet; the questions come again next time."
                    };
                    let leave =
                        crate::ui::confirm::Confirm::new("Leave StudioVault?", "leave").consequences([later]);
                    self.layers.push(Layer::Confirm(leave, super::layers::Intent::Quit));
                    return true;
                }
                self.drop_draft(form);
                return false;
            }
        }
        true
    }

    fn form_changed(&mut self, form: &mut FormLayer) {
        match form.purpose {
            Purpose::SetUp => propose_by_country(form),
            Purpose::NewClient { .. } | Purpose::EditClient { .. } => self.ask_duplicates(form),
            Purpose::Note { .. } | Purpose::Tags { .. } => {}
        }
        self.keep_draft(form);
    }

    fn ask_duplicates(&mut self, form: &mut FormLayer) {
        let typed = (form.state.text(fields::NAME), form.state.text(fields::PHONE));
        if typed == form.asked {
            return;
        }
        form.asked.clone_from(&typed);
        let (name, phone) = typed;
        let enough =
            name.trim().chars().count() > 2 || phone.chars().filter(char::is_ascii_digit).count() > 5;
        let (branch, except) = match &form.purpose {
            Purpose::NewClient { branch } => (branch.clone(), None),
            Purpose::EditClient { id, .. } => {
                // A client is looked for in the branch that the list shows them in.
                let Some(branch) = self.ready().and_then(|w| w.branches.first()).map(|b| b.id.clone()) else {
                    return;
                };
                let shown = self.tab().and_then(|tab| tab.client()).filter(|d| d.client.id == *id);
                (shown.map_or(branch, |d| d.client.branch.clone()), Some(id.clone()))
            }
            _ => return,
        };
        if enough {
            self.out.query(slots::DUPLICATES, Query::Duplicates { branch, name, phone, except });
        } else {
            form.hints.clear();
            form.state.set_notice(None);
        }
    }

    /// Takes who looks like the client being typed.
    pub(super) fn duplicates(&mut self, hints: Vec<DuplicateHint>) {
        let key = self.keymap.key_text(crate::action::Action::FormNotice);
        if let Some(Layer::Form(form)) = self.layers.iter_mut().rfind(|l| matches!(l, Layer::Form(_))) {
            form.state.set_notice(duplicate_notice(&hints, &key));
            form.hints = hints;
        }
    }

    /// Leaves the form for the client that its notice names; what was typed is kept as a draft.
    fn open_duplicate(&mut self, form: &mut FormLayer) -> bool {
        let Some(hint) = form.hints.first() else { return false };
        let id = hint.id.clone();
        self.leave_form(form);
        self.show_row(&RowRef { table: Table::Clients, id: id.to_string() });
        let key = self.keymap.key_text(crate::action::Action::Drafts);
        self.say(Toast::new(Tone::Note, "The form is kept").hint(format!("{key} resumes it")));
        true
    }

    /// Asks for what can stand in a field.
    fn ask_options(&mut self, form: &mut FormLayer, field: FieldKey, text: String) {
        let ticket = self.option_query(&field, &text);
        form.options = ticket.map(|ticket| (ticket, field, text));
    }

    /// The question for a field's options.
    pub(super) fn option_query(&mut self, field: &FieldKey, text: &str) -> Option<Ticket> {
        let scope = self.scope.clone();
        match field.0.as_str() {
            fields::TAGS | client_forms::ADD | client_forms::REMOVE => {
                Some(self.out.query(slots::TAGS, Query::Tags { scope, prefix: text.to_owned() }))
            }
            fields::REFERRED_BY => {
                let query = Query::References { kind: ListKind::Clients, scope, text: text.to_owned() };
                Some(self.out.query(slots::REFERENCES, query))
            }
            _ => None,
        }
    }

    /// Hands options to whatever asked for them.
    pub(super) fn options(&mut self, ticket: Ticket, choices: &[Choice]) {
        for layer in self.layers.iter_mut().rev() {
            match layer {
                Layer::Form(form) => {
                    if let Some((_, field, text)) = form.options.take_if(|(asked, _, _)| *asked == ticket) {
                        return form.state.set_options(&field, &text, choices.to_vec());
                    }
                }
                Layer::Conflict(layer) => {
                    if let Some((_, field, text)) = layer.options.take_if(|(asked, _, _)| *asked == ticket) {
                        return layer.state.set_options(&field, &text, choices.to_vec());
                    }
                }
                Layer::Merge(layer) => {
                    if let Some((_, field, text)) = layer.options.take_if(|(asked, _, _)| *asked == ticket) {
                        return layer.state.set_options(&field, &text, choices.to_vec());
                    }
                }
                _ => {}
            }
        }
    }

    // -- saving -------------------------------------------------------------------------------------------------

    fn submit(&mut self, form: &mut FormLayer, mut values: FieldValues) {
        let tags = |values: &FieldValues, key: &str| match values.get(&FieldKey::from(key)) {
            Some(FieldValue::Tags(tags)) => tags.clone(),
            _ => Vec::new(),
        };
        form.submitted.clone_from(&values);
        let command = match &form.purpose {
            Purpose::SetUp => match setup::answers(&values) {
                Ok(answers) => Command::SetUp(answers),
                Err(errors) => return form.state.set_errors(&errors),
            },
            Purpose::NewClient { branch } => {
                let chosen = values.remove(&FieldKey::from(client_forms::BRANCH));
                let chosen = chosen.map(|v| v.as_text().to_owned()).filter(|id| !id.is_empty());
                let branch = chosen.map_or_else(|| branch.clone(), |id| BranchId::from(id.as_str()));
                Command::CreateClient { branch, values }
            }
            Purpose::EditClient { id, version, .. } => {
                Command::EditClient { id: id.clone(), version: *version, base: form.base.clone(), values }
            }
            Purpose::Note { client, .. } => {
                let body = values.get(&FieldKey::from(client_forms::BODY)).map(|v| v.as_text().to_owned());
                Command::AddClientNote { client: client.clone(), body: body.unwrap_or_default() }
            }
            Purpose::Tags { ids, .. } => {
                // What one client had and no longer has is taken away, what is new is added.
                let had = tags(&form.base, client_forms::ADD);
                let (mut add, mut remove) =
                    (tags(&values, client_forms::ADD), tags(&values, client_forms::REMOVE));
                remove.extend(had.iter().filter(|tag| !add.contains(tag)).cloned());
                add.retain(|tag| !had.contains(tag));
                if add.is_empty() && remove.is_empty() {
                    return form.state.set_failed("type a tag to add or to take away");
                }
                Command::TagClients { ids: ids.clone(), add, remove }
            }
        };
        form.ticket = Some(self.out.apply(command));
    }

    /// The answer to a form's save. `false` when no form waits for it.
    pub(super) fn form_applied(&mut self, ticket: Ticket, result: &Result<Outcome, StoreError>) -> bool {
        let waits = |layer: &Layer| matches!(layer, Layer::Form(form) if form.ticket == Some(ticket));
        let Some(at) = self.layers.iter().position(waits) else { return false };
        match result {
            Ok(outcome) => {
                // What lay over the form (a conflict) is settled with it.
                let mut done = self.layers.split_off(at);
                let Some(Layer::Form(mut form)) = (!done.is_empty()).then(|| done.swap_remove(0)) else {
                    return true;
                };
                self.drop_draft(&mut form);
                if let Purpose::Tags { ids, .. } = &form.purpose
                    && let Some(tab) = self.tabs.get_mut(self.open)
                    && tab.subjects().iter().all(|id| ids.iter().any(|tagged| tagged.as_str() == id))
                {
                    tab.clear_marks();
                }
                if form.purpose == Purpose::SetUp {
                    self.set_up_done(&form);
                } else if let (true, Purpose::EditClient { name, .. }) = (form.kept_theirs, &form.purpose) {
                    self.say(Toast::new(Tone::Done, format!("Kept the other version of {name}")));
                } else {
                    self.report(outcome);
                    self.reveal_made(&form.purpose, outcome);
                }
            }
            Err(error) => self.form_refused(at, error),
        }
        true
    }

    fn reveal_made(&mut self, purpose: &Purpose, outcome: &Outcome) {
        if let (Purpose::NewClient { .. }, Some(row)) = (purpose, &outcome.row) {
            if self.tab().map(|tab| tab.kind()) == Some(ListKind::Clients) {
                if let Some(tab) = self.tabs.get_mut(self.open) {
                    tab.reveal(&row.id, false, &mut self.out);
                }
            } else {
                self.show_row(row);
            }
        }
    }

    fn form_refused(&mut self, at: usize, error: &StoreError) {
        self.layers.truncate(at + 1);
        let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
        form.ticket = None;
        match error {
            StoreError::Invalid(errors) => form.state.set_errors(errors),
            StoreError::Conflict(conflict) => {
                form.state.resume();
                self.open_conflict(at, (**conflict).clone());
            }
            error => {
                let hint = error.hint();
                let text = if hint.is_empty() { error.to_string() } else { format!("{error}. {hint}") };
                form.state.set_failed(text);
            }
        }
    }

    // -- a new studio -------------------------------------------------------------------------------------------

    /// Asks the questions of a new studio, when they are due.
    pub(super) fn welcome(&mut self) {
        let Loadable::Ready(workspace) = &self.workspace else { return };
        let due = workspace.organization.is_none() || workspace.me.is_none();
        let open =
            self.layers.iter().any(|l| matches!(l, Layer::Form(form) if form.purpose == Purpose::SetUp));
        if due && !open {
            let organization = workspace.organization.as_ref().map(|o| o.name.clone());
            let base = setup::base(&self.guesses, organization.as_deref());
            self.open_form(&setup::form(), base, Purpose::SetUp, None);
            self.resume_set_up();
        }
    }

    fn set_up_done(&mut self, form: &FormLayer) {
        let name = form.state.text(setup::OWNER);
        self.ask_workspace();
        self.open = crate::screens::TabId::Calendar as usize;
        for tab in &mut self.tabs {
            tab.set_scope(BranchScope::All);
        }
        self.place_tab();
        let clients = self.keymap.key_text(crate::action::Action::TabClients);
        let new = self.keymap.key_text(crate::action::Action::NewClient);
        let first = name.split_whitespace().next().unwrap_or_default();
        let toast = Toast::new(Tone::Done, format!("Welcome, {first}: your studio is ready"));
        self.say(toast.hint(format!("{clients} then {new} makes the first client")));
    }

    pub(super) fn drop_draft(&mut self, form: &mut FormLayer) {
        if std::mem::take(&mut form.kept) {
            self.drafts.retain(|draft| draft.id != form.draft);
            self.out.push(Effect::DropDraft(form.draft.clone()));
        }
    }
}

/// Another country proposes another currency and zone, unless somebody typed them.
fn propose_by_country(form: &mut FormLayer) {
    if form.state.focused().is_some_and(|key| key.0 == setup::COUNTRY) {
        form.state.restore(&setup::proposals(&form.state.text(setup::COUNTRY)));
    }
}
