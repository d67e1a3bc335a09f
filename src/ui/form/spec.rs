//! What a form asks for: data, not code.

use super::context::Toward;
use crate::domain::country::CountryCode;
use crate::domain::field::FieldKey;

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines, of which so many are shown.
    Notes {
        /// Lines shown.
        rows: u16,
    },
    /// A whole number.
    Number {
        /// At least.
        min: i64,
        /// At most.
        max: i64,
    },
    /// An amount in the context's currency.
    Money,
    /// A phone number; kept as typed.
    Phone,
    /// A day.
    Date(Toward),
    /// A moment.
    When,
    /// A moment behind that of another field: a time alone is on the same day, or on the next one when that is over.
    Until(FieldKey),
    /// One of a few: (key, label). Not choosing is possible unless the field is required.
    Choice(Vec<(String, String)>),
    /// Yes or no.
    Toggle,
    /// Words.
    Tags,
    /// Another record.
    Reference {
        /// What kind of record, in the picker's title: "Client".
        what: String,
    },
}

/// A rule for a text beyond its kind, as seen from a country; the error is a sentence that says how to mend it.
#[derive(Clone, Copy, Debug)]
pub struct Rule(pub fn(&str, Option<CountryCode>) -> Result<(), String>);

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

impl Eq for Rule {}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its key.
    pub key: FieldKey,
    /// Its label.
    pub label: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub required: bool,
    /// One sentence, shown while it has the focus; may be empty.
    pub help: String,
    /// Shown dim while it is empty; may be empty.
    pub placeholder: String,
    /// Characters that fit.
    pub max: usize,
    /// What the text must be beyond its kind.
    pub rule: Option<Rule>,
}

impl FieldSpec {
    /// A field that may stay empty.
    #[must_use]
    pub fn new(key: &str, label: &str, kind: FieldKind) -> Self {
        let max = match kind {
            FieldKind::Notes { .. } => 10_000,
            FieldKind::Text => 200,
            _ => 60,
        };
        Self {
            key: FieldKey::from(key),
            label: label.to_owned(),
            kind,
            required: false,
            help: String::new(),
            placeholder: String::new(),
            max,
            rule: None,
        }
    }

    /// The same, to be filled in.
    #[must_use]
    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// The same with a sentence of help.
    #[must_use]
    pub fn help(self, help: &str) -> Self {
        Self { help: help.to_owned(), ..self }
    }

    /// The same with a placeholder.
    #[must_use]
    pub fn placeholder(self, placeholder: &str) -> Self {
        Self { placeholder: placeholder.to_owned(), ..self }
    }

    /// The same with a rule for what is typed, looked at when the field is left.
    #[must_use]
    pub fn rule(self, rule: fn(&str, Option<CountryCode>) -> Result<(), String>) -> Self {
        Self { rule: Some(Rule(rule)), ..self }
    }

    /// The same with another limit of characters.
    #[must_use]
    pub fn max(self, max: usize) -> Self {
        Self { max, ..self }
    }
}

/// Fields under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading; may be empty.
    pub title: String,
    /// The fields.
    pub fields: Vec<FieldSpec>,
}

impl Section {
    /// Fields under a heading.
    #[must_use]
    pub fn new(title: &str, fields: Vec<FieldSpec>) -> Self {
        Self { title: title.to_owned(), fields }
    }
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormSpec {
    /// What drafts call it, e.g. `client`.
    pub name: String,
    /// Its title: "New client", "Edit Priya Sharma".
    pub title: String,
    /// Its fields.
    pub sections: Vec<Section>,
    /// A choice that is said beside the title, wherever the fields are scrolled to.
    pub summary: Option<FieldKey>,
    /// What its last key does: "save", or "find" where nothing is saved.
    pub does: &'static str,
}

impl FormSpec {
    /// A form.
    #[must_use]
    pub fn new(name: &str, title: &str, sections: Vec<Section>) -> Self {
        Self { name: name.to_owned(), title: title.to_owned(), sections, summary: None, does: "save" }
    }

    /// The same with a choice that must be seen on any screen: it is said beside the title.
    #[must_use]
    pub fn saying(self, key: &str) -> Self {
        Self { summary: Some(FieldKey::from(key)), ..self }
    }

    /// Says what its last key does, where that is not to save.
    #[must_use]
    pub const fn does(mut self, does: &'static str) -> Self {
        self.does = does;
        self
    }

    /// Every field, in order.
    pub fn fields(&self) -> impl Iterator<Item = &FieldSpec> {
        self.sections.iter().flat_map(|section| &section.fields)
    }
}
