//! Forms over the tabs: opening, typing, saving. What each kind of form does is in a file of its own.

pub(super) mod asset;
pub(super) mod booking;
pub(super) mod client;
pub(super) mod custody;
pub(super) mod event;
pub(super) mod free;
pub(super) mod invoice;
pub(super) mod kind;
pub(super) mod media;
pub(super) mod message;
pub(super) mod notification;
pub(super) mod package;
pub(super) mod paper;
mod parsers;
pub(super) mod payment;
mod places;
pub(super) mod project;
pub(super) mod quote;
pub(super) mod reason;
pub(super) mod scan;
pub(super) mod setup;
pub(super) mod task;

use super::App;
use super::layers::{Intent, Layer};
use crate::domain::field::{FieldErrors, FieldKey, FieldValues};
use crate::domain::id::{BranchId, DraftId};
use crate::domain::money::Currency;
use crate::screens::effect::{Effect, Unread, slots};
use crate::store::port::Ticket;
use crate::store::protocol::{CheckOut, Command, CustodyCommand, Hurdles, Wanted};
use crate::store::protocol::{DuplicateHint, Outcome, Query, RowRef, StoreError};
use crate::ui::confirm::Confirm;
use crate::ui::form::{FormContext, FormEvent, FormState};
use crate::ui::picker::Choice;
use crate::ui::toast::{Toast, Tone};
use kind::{Filled, First, FormKind, Opened, Unready};
use std::sync::Arc;

/// A form over the tabs.
pub(super) struct FormLayer {
    pub(super) state: FormState,
    pub(super) kind: Arc<dyn FormKind>,
    /// What was read when it was opened, and at which version.
    pub(super) base: FieldValues,
    pub(super) version: i64,
    /// What was submitted last.
    pub(super) submitted: FieldValues,
    pub(super) draft: DraftId,
    /// Whether a draft is kept that must be dropped when this form is done.
    pub(super) kept: bool,
    pub(super) ticket: Option<Ticket>,
    /// What is looked up before it can be saved; the answer is for this form only.
    pub(super) looking: Option<Ticket>,
    /// The question what stands in the way of what is typed.
    pub(super) obstacles: Option<Ticket>,
    /// Whether what is being saved is what somebody else saved already.
    pub(super) kept_theirs: bool,
    /// The field of the form below that waits for the record that this one makes.
    pub(super) answers: Option<FieldKey>,
    /// Who looks like the client being typed.
    pub(super) hints: Vec<DuplicateHint>,
    /// Name and phone that duplicates were asked for last.
    pub(super) asked: (String, String),
    /// The question for options that is under way.
    options: Option<(Ticket, FieldKey, String)>,
}

impl App {
    /// What a form needs to know of a branch; `None` for the shown one.
    pub(super) fn form_context(&self, branch: Option<&BranchId>) -> FormContext {
        let named = branch.and_then(|id| self.ready()?.branches.iter().find(|b| b.id == *id));
        let branch =
            named.or_else(|| self.shown_branch()).or_else(|| self.ready().and_then(|w| w.branches.first()));
        let (currency, country) =
            branch.map_or((None, self.guesses.country), |b| (Some(b.currency), b.country));
        let mut now = self.words.now().clone();
        if let Some(zone) = branch.and_then(|b| jiff::tz::TimeZone::get(&b.zone).ok()) {
            now = now.with_time_zone(zone);
        }
        // Before a studio is set up no amount is asked for: any currency does.
        let currency = currency.unwrap_or(Currency::NONE);
        FormContext {
            now,
            since: None,
            currency,
            grouping: self.words.grouping_of(currency),
            country,
            parsers: parsers::parsers(),
        }
    }

    /// Opens a form.
    pub(super) fn open_form(&mut self, opened: Opened) {
        let draft = self.fresh_draft_id();
        self.open_form_as(opened, draft, false);
    }

    /// Opens a form whose draft has an id already; `kept` when one is stored.
    pub(super) fn open_form_as(&mut self, opened: Opened, draft: DraftId, kept: bool) {
        let mut context = self.form_context(opened.kind.branch());
        context.currency = opened.kind.currency().unwrap_or(context.currency);
        let mut state = FormState::new(&opened.spec, &opened.base, context);
        state.resize(self.size.0, self.size.1);
        if opened.kind.is_set_up() {
            state = state.asked_outside();
        }
        state.restore(&opened.typed);
        if let Some(zone) = opened.kind.zone(&state) {
            state.set_zone(&zone);
        }
        if let Some(field) = &opened.focus {
            state.focus(field);
        }
        self.toast = None;
        self.layers.push(Layer::Form(Box::new(FormLayer {
            state,
            kind: opened.kind,
            base: opened.base,
            version: opened.version,
            submitted: FieldValues::new(),
            draft,
            kept,
            ticket: None,
            looking: None,
            obstacles: None,
            kept_theirs: false,
            answers: opened.answers,
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
                let query = form.kind.options_of(self, &form.state, &field.0, &text);
                form.options = query.map(|query| (self.ask_options(query), field, text));
            }
            FormEvent::Make { field, text } => {
                let kind = Arc::clone(&form.kind);
                kind.make(self, &field, &text);
            }
            FormEvent::Submit(values) => self.submit(form, values),
            FormEvent::Notice => return !self.open_duplicate(form),
            FormEvent::Close => return self.close_form(form),
        }
        true
    }

    /// Rows moved, or are found now: what can be chosen in an open field is asked for again.
    pub(super) fn refresh_options(&mut self) {
        let Some(Layer::Form(form)) = self.layers.last() else { return };
        let Some((field, text)) = form.state.looked_for() else { return };
        let Some(query) = form.kind.options_of(self, &form.state, &field.0, &text) else { return };
        let asked = (self.ask_options(query), field, text);
        if let Some(Layer::Form(form)) = self.layers.last_mut() {
            form.options = Some(asked);
        }
    }

    /// Closes a form; the questions of a new studio lead nowhere else and ask.
    fn close_form(&mut self, form: &mut FormLayer) -> bool {
        if !form.kind.is_set_up() {
            if form.state.name() == crate::screens::free::forms::FREE {
                self.last_search = form.state.typed();
            }
            self.drop_draft(form);
            return false;
        }
        let later = if form.state.is_dirty() {
            "Nothing is set up yet. Your answers are kept; the questions come again next time."
        } else {
            "Nothing is set up yet; the questions come again next time."
        };
        let leave = Confirm::new("Leave StudioVault?", "leave").or_else("stay").consequences([later]);
        self.layers.push(Layer::Confirm(leave, Intent::Quit));
        true
    }

    fn form_changed(&mut self, form: &mut FormLayer) {
        let kind = Arc::clone(&form.kind);
        if let Some(zone) = kind.zone(&form.state) {
            form.state.set_zone(&zone);
        }
        kind.typed(self, form);
        self.keep_draft(form);
    }

    // -- options ------------------------------------------------------------------------------------------------

    /// Asks for what can stand in a field.
    pub(super) fn ask_options(&mut self, query: Query) -> Ticket {
        let slot = if matches!(query, Query::Tags { .. }) { slots::TAGS } else { slots::REFERENCES };
        self.out.query(slot, query)
    }

    /// Hands options to whatever asked for them.
    pub(super) fn options(&mut self, ticket: Ticket, mut choices: Vec<Choice>) {
        for at in (0..self.layers.len()).rev() {
            let asked = match &mut self.layers[at] {
                Layer::Form(form) => form.options.take_if(|(asked, ..)| *asked == ticket),
                Layer::Conflict(layer) => layer.options.take_if(|(asked, ..)| *asked == ticket),
                Layer::Merge(layer) => layer.options.take_if(|(asked, ..)| *asked == ticket),
                _ => None,
            };
            let Some((_, field, text)) = asked else { continue };
            if let Layer::Form(form) = &self.layers[at]
                && let Some(what) = form.kind.makes(self, &field.0)
            {
                choices.push(Choice::making(what, &text));
            }
            match &mut self.layers[at] {
                Layer::Form(form) => form.state.set_options(&field, &text, choices),
                Layer::Conflict(layer) => layer.state.set_options(&field, &text, choices),
                Layer::Merge(layer) => layer.state.set_options(&field, &text, choices),
                _ => {}
            }
            return;
        }
    }

    /// Puts a record that was just made into the field of the form that waits for it.
    pub(super) fn answer_field(&mut self, field: &FieldKey, row: &RowRef, label: &str) {
        let below = self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::Form(form) => Some(form),
            _ => None,
        });
        if let Some(form) = below {
            form.state.set_reference(field, &row.id, label);
        }
    }

    // -- saving -------------------------------------------------------------------------------------------------

    fn submit(&mut self, form: &mut FormLayer, values: FieldValues) {
        form.submitted.clone_from(&values);
        let filled = Filled { base: &form.base, version: form.version, values };
        match Arc::clone(&form.kind).look_first(self, &filled) {
            First::Save => {}
            First::Leads => return form.state.resume(),
            First::Asks(ticket) => return form.looking = Some(ticket),
        }
        if let Some((path, text)) = form.kind.file(&filled) {
            form.ticket = Some(self.out.write_file(path, text));
            return;
        }
        match form.kind.command(&filled) {
            Ok(command) => form.ticket = Some(self.out.apply(command)),
            Err(Unready::Fields(errors)) => form.state.set_errors(&errors),
            Err(Unready::Form(why)) => form.state.set_failed(why),
        }
    }

    /// The form on top, when it still waits for what it looked up by this. Whoever left it, or went back to typing, is
    /// told nothing any more.
    pub(super) fn form_that_asked(&mut self, ticket: Ticket) -> Option<&mut FormLayer> {
        match self.layers.last_mut() {
            Some(Layer::Form(form)) if form.looking == Some(ticket) && form.state.is_saving() => {
                form.looking = None;
                form.state.resume();
                Some(form)
            }
            _ => None,
        }
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
                match form.kind.conflict() {
                    Some((_, name)) if form.kept_theirs => {
                        self.say(Toast::new(Tone::Done, format!("Kept the other version of {name}")));
                    }
                    _ => Arc::clone(&form.kind).saved(self, &form, outcome),
                }
                if let Some(offer) = &outcome.offers {
                    self.offer_move(offer);
                }
            }
            Err(error) => self.form_refused(at, error),
        }
        true
    }

    /// Shows what was made: in the form that waits for it, else where such records stand.
    pub(super) fn reveal_made(&mut self, form: &FormLayer, label: &str, outcome: &Outcome) {
        let Some(row) = &outcome.row else { return };
        if let Some(field) = &form.answers {
            return self.answer_field(field, row, label);
        }
        if self.tab().is_some_and(|tab| tab.rows() == row.table) {
            if let Some(tab) = self.tabs.get_mut(self.open) {
                tab.reveal(&row.id, false, &mut self.out);
            }
        } else {
            self.show_row(row);
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
            StoreError::Custody(hurdles) if hurdles.is_question() => {
                form.state.resume();
                self.ask_wanted(hurdles);
            }
            error => {
                let hint = error.hint();
                let text = if hint.is_empty() { error.to_string() } else { format!("{error}. {hint}") };
                form.state.set_failed(text);
            }
        }
    }

    /// Asks whether things go although somebody else has them booked before they are back.
    fn ask_wanted(&mut self, hurdles: &Hurdles) {
        let Some(Layer::Form(form)) = self.layers.last() else { return };
        let filled = Filled { base: &form.base, version: form.version, values: form.submitted.clone() };
        let Ok(Command::Custody(CustodyCommand::CheckOut(out))) = form.kind.command(&filled) else { return };
        let command = CustodyCommand::CheckOut(CheckOut { wanted: Wanted::GoAhead, ..out }).into();
        let confirm = Confirm::new("Check out all the same?", "check out")
            .or_else("no")
            .consequences(hurdles.lines().take(8));
        self.layers.push(Layer::Confirm(confirm, Intent::SaveForm(Box::new(command))));
    }

    /// What became of the file of a form.
    pub(super) fn file_written(&mut self, ticket: Ticket, result: Result<String, Unread>) {
        let waits = |layer: &Layer| matches!(layer, Layer::Form(form) if form.ticket == Some(ticket));
        let Some(at) = self.layers.iter().position(waits) else { return };
        match result {
            Ok(path) => {
                self.layers.truncate(at);
                self.say(Toast::new(Tone::Done, format!("Wrote {path}")));
            }
            Err(unread) => {
                self.layers.truncate(at + 1);
                let Some(Layer::Form(form)) = self.layers.last_mut() else { return };
                form.ticket = None;
                let mut errors = FieldErrors::default();
                errors.add(crate::screens::paper::forms::PATH, format!("{}. {}", unread.what, unread.hint));
                form.state.set_errors(&errors);
            }
        }
    }

    pub(super) fn drop_draft(&mut self, form: &mut FormLayer) {
        if std::mem::take(&mut form.kept) {
            self.drafts.retain(|draft| draft.id != form.draft);
            self.out.push(Effect::DropDraft(form.draft.clone()));
        }
    }
}
