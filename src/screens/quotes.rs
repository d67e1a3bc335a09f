//! The forms and choices about quotes.

use super::words::Words;
use crate::domain::field::FieldKey;
use crate::domain::percent::Percent;
use crate::domain::quote::{Quote, QuoteItem, edit_qty, fields, parse_qty};
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use crate::ui::picker::Choice;

/// The names of the forms.
pub mod forms {
    /// Discount, advance, validity.
    pub const TERMS: &str = "quote";
    /// A line.
    pub const ITEM: &str = "quote_item";
}

/// What can be done to a quote, by the ids of the choices; a line's own id edits it.
pub mod acts {
    /// Add a line.
    pub const ADD: &str = "+line";
    /// Change discount, advance, validity.
    pub const TERMS: &str = "+terms";
    /// Count it as sent.
    pub const SEND: &str = "+send";
    /// Accept.
    pub const ACCEPT: &str = "+accept";
    /// Take the draft away.
    pub const DROP: &str = "+drop";
    /// Draft the invoice of an accepted one.
    pub const INVOICE: &str = "+invoice";
    /// Decline.
    pub const DECLINE: &str = "+decline";
    /// Before a line's id: take it out.
    pub const REMOVE: &str = "-";
}

/// The label of a field.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        fields::DISCOUNT => "Discount",
        fields::ADVANCE => "Advance",
        fields::VALID_UNTIL => "Valid until",
        fields::NOTES => "Notes",
        fields::TYPE => "Type",
        fields::DESCRIPTION => "What",
        fields::QTY => "Quantity",
        fields::UNIT_PRICE => "Price of one",
        fields::TAX_RATE => "Tax %",
        other => other,
    }
}

fn field(key: &str, kind: FieldKind) -> FieldSpec {
    FieldSpec::new(key, label(key), kind)
}

/// The form of a quote's terms.
#[must_use]
pub fn terms() -> FormSpec {
    let fields = vec![
        field(fields::DISCOUNT, FieldKind::Money).help("Off the sum of the lines, before tax."),
        field(fields::ADVANCE, FieldKind::Money)
            .help("What must be paid before an accepted quote books the project; nothing books it at once."),
        field(fields::VALID_UNTIL, FieldKind::When).help("From this moment on it has expired."),
        field(fields::NOTES, FieldKind::Notes { rows: 3 }),
    ];
    FormSpec::new(forms::TERMS, "Terms of the quote", vec![Section::new("", fields)])
}

/// The form of a line.
#[must_use]
pub fn item(title: &str) -> FormSpec {
    let types =
        vec![("service".to_owned(), "Service".to_owned()), ("merch".to_owned(), "Merchandise".to_owned())];
    let fields = vec![
        field(fields::DESCRIPTION, FieldKind::Text).required().placeholder("Album, 40 pages"),
        field(fields::TYPE, FieldKind::Choice(types)).required(),
        field(fields::QTY, FieldKind::Text).placeholder("1").rule(|text, _| match parse_qty(text) {
            Some(_) => Ok(()),
            None => Err("A quantity is like 2 or 1.5, with at most three decimals".to_owned()),
        }),
        field(fields::UNIT_PRICE, FieldKind::Money).required().help("Before tax."),
        field(fields::TAX_RATE, FieldKind::Text)
            .placeholder("18")
            .rule(|text, _| Percent::parse(text).map(drop).map_err(|error| error.to_string())),
    ];
    FormSpec::new(forms::ITEM, title, vec![Section::new("", fields)])
}

/// What a new line holds at first.
#[must_use]
pub fn new_item() -> crate::domain::field::FieldValues {
    [(FieldKey::from(fields::TYPE), crate::domain::field::FieldValue::text("service"))].into_iter().collect()
}

/// The title over what can be done to a quote.
#[must_use]
pub fn title(quote: &Quote, words: &Words) -> String {
    let package = if quote.package.is_empty() { "Quote" } else { quote.package.as_str() };
    format!("{package} · {} · {}", quote.status, words.money(quote.total))
}

/// What can be done to a quote as it stands.
#[must_use]
pub fn choices(quote: &Quote, words: &Words) -> Vec<Choice> {
    let line = |item: &QuoteItem| {
        let label = format!("{} × {}", edit_qty(item.qty), item.description);
        Choice::new(item.id.as_str(), label).note(words.money(item.total))
    };
    let mut choices: Vec<Choice> = Vec::new();
    match quote.status.as_str() {
        "draft" => {
            choices.push(Choice::new(acts::ADD, "Add a line"));
            choices.push(Choice::new(acts::TERMS, "Discount, advance, validity"));
            choices.push(Choice::new(acts::SEND, "Count it as sent").note("it does not change any more"));
        }
        "sent" => {
            choices.push(Choice::new(acts::ACCEPT, "Accepted"));
            choices.push(Choice::new(acts::DECLINE, "Declined").note("asks why"));
        }
        "accepted" => choices.push(Choice::new(acts::INVOICE, "Draft its invoice")),
        "expired" => choices.push(Choice::new(acts::DECLINE, "Declined").note("asks why")),
        _ => {}
    }
    choices.extend(quote.items.iter().map(line));
    if quote.status == "draft" {
        choices.extend(quote.items.iter().map(|item| {
            let id = format!("{}{}", acts::REMOVE, item.id);
            Choice::new(id, format!("Remove {}", item.description))
        }));
        choices.push(Choice::new(acts::DROP, "Throw the whole draft away"));
    }
    choices
}
