//! A form being filled in.

use super::context::FormContext;
use super::field::{Editor, Field};
use super::spec::{FieldKind, FormSpec};
use crate::action::Scope;
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::ui::month::Month;
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// What a form answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormEvent {
    /// Nothing to do but draw.
    None,
    /// Something was typed: keep a draft, look for duplicates.
    Changed,
    /// Save these values. The form waits until [`FormState::set_errors`], [`FormState::set_failed`] or
    /// [`FormState::resume`] is called, or it is closed.
    Submit(FieldValues),
    /// A field needs options from outside that match a text: records for a reference, completions for tags.
    /// Answer with [`FormState::set_options`]. Something may have been typed too, as with `Changed`.
    Options {
        /// Which field.
        field: FieldKey,
        /// What was typed.
        text: String,
    },
    /// Make a record for a reference field: what was looked for is not there. Answer with
    /// [`FormState::set_reference`].
    Make {
        /// Which field.
        field: FieldKey,
        /// What was looked for.
        text: String,
    },
    /// Go to what the notice names.
    Notice,
    /// Close the form: nothing was typed, or what was typed shall be forgotten.
    Close,
}

/// What lies over the fields.
#[derive(Clone, Debug)]
pub(super) enum Over {
    None,
    /// Whether to leave with something typed.
    Leave,
    /// Choosing for the focused field.
    Picker(Picker),
    /// A day for the focused field.
    Month(Month),
}

/// A form being filled in. See the [module](super) for how to use it.
#[derive(Clone, Debug)]
pub struct FormState {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) does: &'static str,
    /// (heading, how many fields) in order.
    pub(super) sections: Vec<(String, usize)>,
    pub(super) fields: Vec<Field>,
    summary: Option<FieldKey>,
    pub(super) focus: usize,
    pub(super) over: Over,
    pub(super) notice: Option<Toast>,
    /// Why it was not saved, until something changes.
    pub(super) blocked: Option<String>,
    pub(super) saving: bool,
    pub(super) context: FormContext,
    size: (u16, u16),
    /// Whether it asks before what was typed is lost.
    pub(super) asks: bool,
}

impl FormState {
    /// A form that holds `base`: an empty map for a new record.
    #[must_use]
    pub fn new(spec: &FormSpec, base: &FieldValues, context: FormContext) -> Self {
        let value = |key: &FieldKey| base.get(key).cloned().unwrap_or_default();
        let mut form = Self {
            name: spec.name.clone(),
            title: spec.title.clone(),
            does: spec.does,
            sections: spec.sections.iter().map(|s| (s.title.clone(), s.fields.len())).collect(),
            fields: spec.fields().map(|f| Field::new(f, value(&f.key), &context)).collect(),
            summary: spec.summary.clone(),
            focus: 0,
            over: Over::None,
            notice: None,
            blocked: None,
            saving: false,
            context,
            size: (80, 24),
            asks: spec.does != "find",
        };
        form.measure();
        form
    }

    /// What drafts call this form.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The scopes its presses are looked up in now.
    #[must_use]
    pub const fn scopes(&self) -> &'static [Scope] {
        match &self.over {
            Over::None => &[Scope::Form, Scope::Always],
            Over::Leave => &[Scope::Leave, Scope::Always],
            Over::Picker(picker) => picker.scopes(),
            Over::Month(month) => month.scopes(),
        }
    }

    /// Tells the size of the screen it is drawn on, when it is opened and whenever that changes: lines of notes wrap
    /// by it.
    pub const fn resize(&mut self, width: u16, height: u16) {
        self.size = (width, height);
    }

    /// Tells what time it is, for words like "tomorrow". The form keeps its zone.
    pub fn set_now(&mut self, now: ZonedDateTime) {
        self.context.now = now.with_time_zone(self.context.now.time_zone().clone());
    }

    /// The same, for a form that leads nowhere else when it is left: whoever opened it asks.
    #[must_use]
    pub const fn asked_outside(mut self) -> Self {
        self.asks = false;
        self
    }

    /// The key of the focused field.
    #[must_use]
    pub fn focused(&self) -> Option<&FieldKey> {
        self.fields.get(self.focus).map(|field| &field.spec.key)
    }

    /// Puts the focus on a field.
    pub fn focus(&mut self, key: &FieldKey) {
        if let Some(to) = self.fields.iter().position(|field| field.spec.key == *key) {
            self.focus = to;
        }
    }

    /// Whether anything differs from what the form held when it was opened.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.fields.iter().any(Field::is_dirty)
    }

    /// Whether it is one line and nothing else: then Enter saves.
    pub(super) fn is_one_line(&self) -> bool {
        matches!(self.fields.as_slice(), [Field { editor: Editor::Line(_), .. }])
    }

    /// Whether it waits for a save.
    #[must_use]
    pub const fn is_saving(&self) -> bool {
        self.saving
    }

    /// What was typed, by field: the fields that differ from the start. Also what does not parse yet.
    #[must_use]
    pub fn typed(&self) -> Vec<(FieldKey, String)> {
        self.fields.iter().filter(|f| f.is_dirty()).map(|f| (f.spec.key.clone(), f.typed())).collect()
    }

    /// The text typed into one field, as [`FormState::typed`] has it.
    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.fields.iter().find(|f| f.spec.key.0 == key).map(Field::typed).unwrap_or_default()
    }

    /// Puts a text into a field that nobody has typed in: an empty one, or one that still holds what was put there
    /// before. While somebody is in it, it is theirs.
    pub fn suggest(&mut self, key: &str, text: &str) {
        let at = self.fields.iter().position(|field| field.spec.key.0 == key);
        let Some(at) = at.filter(|at| *at != self.focus) else { return };
        if let Some(field) = self.fields.get_mut(at) {
            field.suggest(text);
        }
    }

    /// What is said beside the title, whatever part of the fields is on the screen.
    pub(super) fn summary(&self) -> &str {
        let key = self.summary.as_ref();
        self.fields.iter().find(|field| Some(&field.spec.key) == key).map_or("", Field::choice_label)
    }

    /// Puts typed texts back in; fields that the form no longer has are left out.
    pub fn restore(&mut self, typed: &[(FieldKey, String)]) {
        for (key, text) in typed {
            if let Some(field) = self.fields.iter_mut().find(|field| field.spec.key == *key) {
                field.restore(text);
            }
        }
        self.measure();
    }

    /// What a field is read with: a moment behind another one is seen from there.
    pub(super) fn context_of(&self, field: &Field) -> Cow<'_, FormContext> {
        let FieldKind::Until(since) = &field.spec.kind else { return Cow::Borrowed(&self.context) };
        let since = self.fields.iter().find(|field| field.spec.key == *since);
        let Some(Ok(FieldValue::When(at))) = since.map(|field| field.value(&self.context)) else {
            return Cow::Borrowed(&self.context);
        };
        let since = at.to_zoned_datetime(self.context.now.time_zone().clone());
        Cow::Owned(FormContext { since: Some(since), ..self.context.clone() })
    }

    /// Sets what is wrong with the field at `at`, as far as it can be told by itself.
    pub(super) fn judge(&mut self, at: usize) {
        let Some(field) = self.fields.get(at) else { return };
        let wrong = field.value(&self.context_of(field)).err();
        if let Some(field) = self.fields.get_mut(at) {
            field.error = wrong;
        }
    }

    /// Reads and shows moments in another zone. Times keep their wall clock: ten in the morning is ten there, too.
    pub fn set_zone(&mut self, zone: &TimeZone) {
        if self.context.now.time_zone() == zone {
            return;
        }
        let old = self.context.now.time_zone().clone();
        self.context.now = self.context.now.with_time_zone(zone.clone());
        for field in &mut self.fields {
            field.keep_clock(&old, zone);
        }
    }

    /// The values of all fields.
    ///
    /// # Errors
    /// Every field that is wrong, with how to mend it.
    pub fn values(&self) -> Result<FieldValues, FieldErrors> {
        let (mut values, mut errors) = (FieldValues::new(), FieldErrors::default());
        for field in &self.fields {
            match field.value(&self.context_of(field)) {
                Ok(value) => {
                    values.insert(field.spec.key.clone(), value);
                }
                Err(message) => errors.add(&field.spec.key.0, message),
            }
        }
        errors.into_result(values)
    }

    /// Shows what is wrong, from outside or from here, and goes to the first field of it.
    pub fn set_errors(&mut self, errors: &FieldErrors) {
        self.saving = false;
        let mut first = None;
        for (i, field) in self.fields.iter_mut().enumerate() {
            field.error = errors.0.get(&field.spec.key).cloned();
            if field.error.is_some() {
                first = first.or(Some(i));
            }
        }
        let strangers: Vec<&str> = errors
            .0
            .iter()
            .filter(|(key, _)| !self.fields.iter().any(|field| field.spec.key == **key))
            .map(|(_, message)| message.as_str())
            .collect();
        if let Some(first) = first {
            self.focus = first;
        }
        self.blocked = match (errors.0.len(), first.and_then(|i| self.fields.get(i))) {
            (0, _) => None,
            (1, Some(field)) => Some(format!("{}: look at {}", self.not_done(), field.spec.label)),
            (n, Some(field)) => {
                Some(format!("{}: {n} fields need a look, first {}", self.not_done(), field.spec.label))
            }
            (_, None) => Some(format!("{}: {}", self.not_done(), strangers.join("; "))),
        };
    }

    /// What to say where it went no further: of a search nothing is saved.
    fn not_done(&self) -> String {
        match self.does {
            "save" => "Not saved".to_owned(),
            does => format!("Cannot {does} yet"),
        }
    }

    /// Shows why it was not saved, when no field is to blame.
    pub fn set_failed(&mut self, why: impl Into<String>) {
        self.saving = false;
        self.blocked = Some(format!("{}: {}", self.not_done(), why.into()));
    }

    /// Goes on after a save that led elsewhere, e.g. to a conflict.
    pub const fn resume(&mut self) {
        self.saving = false;
    }

    /// It is being saved after all, by whatever it led to.
    pub const fn save_again(&mut self) {
        self.saving = true;
    }

    /// Shows a notice under the fields, e.g. a possible duplicate; `None` takes it away.
    pub fn set_notice(&mut self, notice: Option<Toast>) {
        self.notice = notice;
    }

    /// The field whose picker is open and the text that its options were asked for by: what moved since may belong there.
    #[must_use]
    pub fn looked_for(&self) -> Option<(FieldKey, String)> {
        match &self.over {
            Over::Picker(picker) => Some((self.focused()?.clone(), picker.looked_for()?.to_owned())),
            _ => None,
        }
    }

    /// Puts options in that a field asked for; ignored when something else has been typed since.
    pub fn set_options(&mut self, key: &FieldKey, text: &str, options: Vec<Choice>) {
        let focused = self.focused() == Some(key);
        if let (Over::Picker(picker), true) = (&mut self.over, focused) {
            picker.set_choices(text, options);
            return;
        }
        let field = self.fields.iter_mut().find(|field| field.spec.key == *key);
        if let Some(Editor::Tags(tags)) = field.map(|field| &mut field.editor)
            && tags.line.text() == text
        {
            tags.suggest(options.into_iter().map(|choice| choice.label).collect());
        }
    }

    /// Puts a record into a reference field.
    pub fn set_reference(&mut self, key: &FieldKey, id: &str, label: &str) {
        self.blocked = None;
        if let Some(field) = self.fields.iter_mut().find(|field| field.spec.key == *key)
            && let Editor::Reference(value) = &mut field.editor
        {
            *value = Some((id.to_owned(), label.to_owned()));
            field.error = None;
        }
    }

    /// How wide lines of notes are drawn, from the size that was told last.
    pub(super) fn notes_width(&self) -> usize {
        usize::from(super::plan::value_width(self, self.size))
    }

    /// What stands at the bottom: why it was not saved, else the notice.
    pub(super) fn message(&self) -> Option<Toast> {
        match &self.blocked {
            Some(why) => Some(Toast::new(Tone::Error, why)),
            None => self.notice.clone(),
        }
    }
}
