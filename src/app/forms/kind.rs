//! What a form is for: one type per kind of form. What all forms share is in [`super`]; what a kind must say is here.
//!
//! A new kind is a type with this trait, and a line in `KINDS` if its drafts can be resumed.

use super::super::App;
use super::FormLayer;
use super::{
    asset, booking, client, custody, event, invoice, media, message, notification, package, payment, project,
    quote, scan, task,
};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::BranchId;
use crate::domain::money::Currency;
use crate::store::port::Ticket;
use crate::store::protocol::{Command, Conflict, FormDraft, Outcome, Query, RowRef};
use crate::ui::form::{FormSpec, FormState};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// What a form is for.
pub(in crate::app) trait FormKind: Send + Sync {
    /// What a draft keeps beside what was typed; `None` for a form that is not worth keeping.
    fn draft(&self, form: &FormLayer) -> Option<Keeping>;

    /// The write that saves what the form holds.
    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready>;

    /// Looks something up, or asks, before it can be said what would be saved; the form stays below meanwhile.
    fn look_first(&self, app: &mut App, filled: &Filled<'_>) -> First {
        let _ = (app, filled);
        First::Save
    }

    /// The file that saves what the form is about, instead of a write: its path as typed, and its text.
    fn file(&self, filled: &Filled<'_>) -> Option<(String, String)> {
        let _ = filled;
        None
    }

    /// Says what was saved, and shows it.
    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        let _ = form;
        app.report(outcome);
    }

    /// The branch whose currency, country and zone count; `None` for the one that is shown.
    fn branch(&self) -> Option<&BranchId> {
        None
    }

    /// The zone in which the form's moments are read and shown; `None` for the branch's.
    fn zone(&self, state: &FormState) -> Option<TimeZone> {
        let _ = state;
        None
    }

    /// The currency of its amounts; `None` for the branch's.
    fn currency(&self) -> Option<Currency> {
        None
    }

    /// Something was typed: look for what it reminds of.
    fn typed(&self, app: &mut App, form: &mut FormLayer) {
        let _ = (app, form);
    }

    /// The question for what can stand in a field.
    fn options(&self, app: &App, field: &str, text: &str) -> Option<Query> {
        let _ = (app, field, text);
        None
    }

    /// The same, where it depends on what else is chosen in the form.
    fn options_of(&self, app: &App, state: &FormState, field: &str, text: &str) -> Option<Query> {
        let _ = state;
        self.options(app, field, text)
    }

    /// What a field's picker offers to make when the one that is meant is not there: "client".
    fn makes(&self, app: &App, field: &str) -> Option<&'static str> {
        let _ = (app, field);
        None
    }

    /// Opens the form of a new record for a field, over this form. `text` is what was looked for.
    fn make(&self, app: &mut App, field: &FieldKey, text: &str) {
        let _ = (app, field, text);
    }

    /// The form with which a conflict is resolved field by field, and what the record is called.
    fn conflict(&self) -> Option<(FormSpec, &str)> {
        None
    }

    /// The same form from a record's newer version, where it keeps the version itself; `None` for one that does not.
    fn newer(&self, conflict: &Conflict) -> Option<Arc<dyn FormKind>> {
        let _ = conflict;
        None
    }

    /// Asks before the form is left with something typed in it, instead of the form's own question.
    fn is_set_up(&self) -> bool {
        false
    }
}

/// What comes before a form is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum First {
    /// Nothing: it is saved at once.
    Save,
    /// Something lies over the form now, and goes on from there.
    Leads,
    /// The store was asked: until it answers, the form waits as it does for a save.
    Asks(Ticket),
}

/// What a draft keeps beside what was typed.
pub(in crate::app) struct Keeping {
    /// What drafts call the form.
    pub(in crate::app) name: &'static str,
    /// The record that it is about; its version is the form's.
    pub(in crate::app) about: Option<RowRef>,
    /// What to offer it by.
    pub(in crate::app) label: String,
    /// What it must know to be opened again, beside what it held.
    pub(in crate::app) extra: Vec<(&'static str, FieldValue)>,
}

impl Keeping {
    /// A draft of a form about nothing that is there yet.
    pub(in crate::app) fn new(name: &'static str, label: impl Into<String>) -> Self {
        Self { name, about: None, label: label.into(), extra: Vec::new() }
    }

    /// The same about a record.
    pub(in crate::app) fn about(self, row: RowRef) -> Self {
        Self { about: Some(row), ..self }
    }

    /// The same with something that it must know.
    pub(in crate::app) fn knowing(mut self, key: &'static str, value: FieldValue) -> Self {
        self.extra.push((key, value));
        self
    }
}

/// A form's values when it is saved.
pub(in crate::app) struct Filled<'f> {
    /// What was read when it was opened.
    pub(in crate::app) base: &'f FieldValues,
    /// The version that `base` was read at.
    pub(in crate::app) version: i64,
    /// What it holds now.
    pub(in crate::app) values: FieldValues,
}

impl Filled<'_> {
    /// The text of a field.
    pub(in crate::app) fn text(&self, key: &str) -> String {
        text_of(&self.values, key)
    }
}

/// The text of a field; empty for what is none.
pub(in crate::app) fn text_of(values: &FieldValues, key: &str) -> String {
    values.get(&FieldKey::from(key)).map(|v| v.as_text().to_owned()).unwrap_or_default()
}

/// Why a form is not saved.
pub(in crate::app) enum Unready {
    /// Fields that are wrong.
    Fields(FieldErrors),
    /// The form as a whole.
    Form(&'static str),
}

/// A form to be opened.
pub(in crate::app) struct Opened {
    /// What it asks.
    pub(in crate::app) spec: FormSpec,
    /// What it holds.
    pub(in crate::app) base: FieldValues,
    /// The version that `base` was read at; zero for a new record.
    pub(in crate::app) version: i64,
    /// What it is for.
    pub(in crate::app) kind: Arc<dyn FormKind>,
    /// What was typed already.
    pub(in crate::app) typed: Vec<(FieldKey, String)>,
    /// The field that has the keys first; `None` for the first one.
    pub(in crate::app) focus: Option<FieldKey>,
    /// The field of the form below that waits for the record that this one makes.
    pub(in crate::app) answers: Option<FieldKey>,
}

impl Opened {
    /// A form of a new record.
    pub(in crate::app) fn new(spec: FormSpec, base: FieldValues, kind: impl FormKind + 'static) -> Self {
        Self { spec, base, version: 0, kind: Arc::new(kind), typed: Vec::new(), focus: None, answers: None }
    }

    /// The same, of a record that was read at a version.
    pub(in crate::app) fn at(self, version: i64) -> Self {
        Self { version, ..self }
    }

    /// The same with something typed already.
    pub(in crate::app) fn typed(self, typed: Vec<(FieldKey, String)>) -> Self {
        Self { typed, ..self }
    }

    /// The same, with the keys in a field first.
    pub(in crate::app) fn focus(self, field: &str) -> Self {
        Self { focus: Some(FieldKey::from(field)), ..self }
    }

    /// The same, for a field of the form below.
    pub(in crate::app) fn answers(self, field: FieldKey) -> Self {
        Self { answers: Some(field), ..self }
    }
}

/// A draft that is being resumed.
pub(in crate::app) struct Draft<'d> {
    stored: &'d FormDraft,
}

impl<'d> Draft<'d> {
    pub(in crate::app) const fn new(stored: &'d FormDraft) -> Self {
        Self { stored }
    }

    /// What the form held.
    pub(in crate::app) fn base(&self) -> FieldValues {
        self.stored.base.clone()
    }

    /// A text that the draft had to know.
    pub(in crate::app) fn text(&self, key: &str) -> String {
        text_of(&self.stored.base, key)
    }

    /// The id of the record that it is about.
    pub(in crate::app) fn about(&self) -> Option<&'d str> {
        self.stored.editing.as_ref().map(|(row, _)| row.id.as_str())
    }

    /// The version of that record.
    pub(in crate::app) fn version(&self) -> i64 {
        self.stored.editing.as_ref().map_or(0, |(_, version)| *version)
    }

    /// The label without how it starts: the record's name.
    pub(in crate::app) fn named(&self, prefix: &str) -> String {
        self.stored.label.strip_prefix(prefix).unwrap_or(&self.stored.label).to_owned()
    }
}

/// How a draft of a form is opened again; `None` when it lacks what that takes.
type Resume = fn(&App, &Draft<'_>) -> Option<Opened>;

/// The forms whose drafts can be resumed, by the name that drafts call them.
const KINDS: &[(&str, Resume)] = &[
    (crate::screens::clients::forms::CLIENT, client::resume),
    (crate::screens::clients::forms::NOTE, client::resume_note),
    (crate::screens::clients::forms::TAGS, client::resume_tags),
    (crate::screens::projects::forms::PROJECT, project::resume),
    (crate::screens::events::forms::EVENT, event::resume),
    (crate::screens::bookings::forms::BOOKING, booking::resume),
    (crate::screens::bookings::forms::LOCK, booking::resume_lock),
    (crate::screens::messages::forms::MESSAGE, message::resume),
    (crate::screens::media::forms::MEDIA, media::resume),
    (crate::screens::scan::forms::SCAN, scan::resume),
    (crate::screens::notifications::forms::NOTIFICATION, notification::resume),
    (crate::screens::quotes::forms::TERMS, quote::resume_terms),
    (crate::screens::quotes::forms::ITEM, quote::resume_item),
    (crate::screens::invoices::forms::HEADER, invoice::resume_header),
    (crate::screens::invoices::forms::LINE, invoice::resume_line),
    (crate::screens::payments::forms::SALE, payment::resume_sale),
    (crate::screens::packages::forms::PACKAGE, package::resume),
    (crate::screens::packages::forms::TEMPLATE, package::resume_template),
    (crate::screens::inventory::forms::ASSET, asset::resume),
    (crate::screens::inventory::forms::AWAY, asset::resume_away),
    (crate::screens::custody::forms::KIT, custody::resume_kit),
    (crate::screens::custody::forms::CHECK_OUT, custody::resume_check_out),
    (crate::screens::custody::forms::CHECK_IN, custody::resume_check_in),
    (crate::screens::custody::forms::DUE, custody::resume_due),
    (crate::screens::tasks::forms::TASK, task::resume),
    (crate::screens::tasks::forms::TEMPLATE, task::resume_template),
];

/// The form of a draft; `None` when it belongs to a newer program.
pub(in crate::app) fn resume(app: &App, stored: &FormDraft) -> Option<Opened> {
    let (_, resume) = KINDS.iter().find(|(name, _)| *name == stored.form)?;
    let opened = resume(app, &Draft::new(stored))?;
    Some(opened.typed(stored.typed.clone()))
}

/// "New client · Priya": a label with the name, if there is one.
pub(in crate::app) fn labelled(what: &str, name: &str) -> String {
    if name.trim().is_empty() { what.to_owned() } else { format!("{what} · {}", name.trim()) }
}

/// The first text that is not empty.
pub(in crate::app) fn first_text(state: &FormState, keys: &[&str]) -> String {
    keys.iter().map(|key| state.text(key)).find(|text| !text.trim().is_empty()).unwrap_or_default()
}
