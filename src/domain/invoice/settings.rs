//! How a branch bills, as a form has it: what stands in its columns, checked.

use super::number::{DEFAULT_TEMPLATE, FiscalStart, Template};
use crate::domain::check::{line, lines, number};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::gstin;
use crate::domain::tax::{self, TaxAdapter};
use serde_json::{Map, Value, json};

/// The stable keys of the fields. All but the prefix are keys of `branches.tax_json` as well.
pub mod fields {
    /// What numbers begin with. Text.
    pub const PREFIX: &str = "prefix";
    /// How numbers look. Text.
    pub const TEMPLATE: &str = "number_template";
    /// The registered name. Text.
    pub const LEGAL_NAME: &str = "legal_name";
    /// Registration number in India.
    pub const GSTIN: &str = "gstin";
    /// Registration number elsewhere.
    pub const TRN: &str = "trn";
    /// `regular`, `composition`, `unregistered`.
    pub const REGISTRATION: &str = "registration";
    /// State or emirate.
    pub const STATE: &str = "state";
    /// Month and day, e.g. `04-01`.
    pub const FISCAL_START: &str = "fiscal_start";
    /// Whether totals are rounded to the whole. Toggle.
    pub const ROUND: &str = "round_off";
    /// Days until an invoice is due. Number.
    pub const PAYMENT_DAYS: &str = "payment_days";
    /// Terms of payment on new invoices. Several lines.
    pub const TERMS: &str = "terms";
    /// Address for payments by UPI.
    pub const UPI: &str = "upi";
    /// The bank account, as it stands on invoices. Several lines.
    pub const BANK: &str = "bank";

    /// Every one.
    pub const ALL: [&str; 13] = [
        PREFIX,
        TEMPLATE,
        LEGAL_NAME,
        GSTIN,
        TRN,
        REGISTRATION,
        STATE,
        FISCAL_START,
        ROUND,
        PAYMENT_DAYS,
        TERMS,
        UPI,
        BANK,
    ];
}

/// Words of a registration.
pub const REGISTRATIONS: [&str; 3] = ["regular", "composition", "unregistered"];

/// What is set of a branch: empty where the usual holds.
#[must_use]
pub fn values(prefix: Option<&str>, tax: &Value) -> FieldValues {
    let one = |key: &str| match (key, &tax[key]) {
        (fields::PREFIX, _) => FieldValue::text(prefix.unwrap_or_default()),
        (fields::ROUND, value) => FieldValue::Toggle(value.as_bool() == Some(true)),
        (fields::PAYMENT_DAYS, value) => value.as_i64().map_or(FieldValue::Empty, FieldValue::Number),
        (_, value) => FieldValue::text(value.as_str().unwrap_or_default()),
    };
    fields::ALL.into_iter().map(|key| (FieldKey::from(key), one(key))).collect()
}

/// Settings that were checked: the prefix, and what changes in `tax_json`; `null` for a key that goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SettingsEntry {
    /// What numbers begin with; `None` for the usual.
    pub prefix: Option<String>,
    /// By key.
    pub tax: Map<String, Value>,
}

impl SettingsEntry {
    /// Puts the settings among what else is known of the branch's taxes.
    pub fn write(&self, tax: &mut Map<String, Value>) {
        for (key, value) in &self.tax {
            if value.is_null() {
                tax.shift_remove(key);
            } else {
                tax.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Checks all settings of a branch under the law of its country.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &FieldValues, adapter: &dyn TaxAdapter) -> Result<SettingsEntry, FieldErrors> {
    let (mut entry, mut errors) = (SettingsEntry::default(), FieldErrors::default());
    for (FieldKey(key), value) in values {
        let text = line(value);
        let stored = match key.as_str() {
            fields::PREFIX => {
                entry.prefix = Some(text.to_uppercase()).filter(|prefix| !prefix.is_empty());
                continue;
            }
            fields::TEMPLATE => template(&text, &mut errors),
            fields::LEGAL_NAME => text,
            fields::GSTIN => gst_number(&text, adapter, &mut errors),
            fields::TRN => other_number(&text, adapter, &mut errors),
            fields::REGISTRATION => registration(&text, &mut errors),
            fields::STATE => state(&text, adapter, &mut errors),
            fields::FISCAL_START => fiscal_start(&text, &mut errors),
            fields::UPI => upi(&text, &mut errors),
            fields::TERMS | fields::BANK => lines(value),
            fields::ROUND => {
                let rounds = *value == FieldValue::Toggle(true);
                entry.tax.insert(key.clone(), if rounds { json!(true) } else { Value::Null });
                continue;
            }
            fields::PAYMENT_DAYS => {
                entry.tax.insert(key.clone(), json!(number(key, value, 0..=365, &mut errors)));
                continue;
            }
            _ => {
                errors.add(key, "a branch has no such setting");
                continue;
            }
        };
        entry.tax.insert(key.clone(), if stored.is_empty() { Value::Null } else { json!(stored) });
    }
    agree(&entry, &mut errors);
    errors.into_result(entry)
}

/// What does not fit together: a state that is not the GSTIN's, a studio that collects tax without a number.
fn agree(entry: &SettingsEntry, errors: &mut FieldErrors) {
    let text = |key: &str| entry.tax.get(key).and_then(Value::as_str).unwrap_or_default();
    if let Ok(gstin) = gstin::check(text(fields::GSTIN)) {
        let own = format!("{:02}", gstin.state_code());
        if !text(fields::STATE).is_empty() && text(fields::STATE) != own {
            errors.add(fields::STATE, format!("the GSTIN is one of the state {own}: leave the state empty"));
        }
        if text(fields::REGISTRATION) == "unregistered" {
            errors.add(fields::REGISTRATION, "whoever has a GSTIN is registered");
        }
    }
}

fn template(text: &str, errors: &mut FieldErrors) -> String {
    if !text.is_empty()
        && let Err(error) = Template::parse(text)
    {
        errors.add(fields::TEMPLATE, format!("{error}; the usual one is {DEFAULT_TEMPLATE}"));
    }
    text.to_owned()
}

fn gst_number(text: &str, adapter: &dyn TaxAdapter, errors: &mut FieldErrors) -> String {
    if text.is_empty() {
        return String::new();
    }
    if adapter.code() != "IN" {
        errors.add(fields::GSTIN, "only a branch in India has a GSTIN");
        return String::new();
    }
    match gstin::check(text) {
        Ok(gstin) => gstin.to_string(),
        Err(error) => {
            errors.add(fields::GSTIN, error.to_string());
            String::new()
        }
    }
}

/// A tax registration number of the Emirates has fifteen digits (Federal Tax Authority); others are taken as they are.
fn other_number(text: &str, adapter: &dyn TaxAdapter, errors: &mut FieldErrors) -> String {
    if text.is_empty() {
        return String::new();
    }
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    match adapter.code() {
        "IN" => errors.add(fields::TRN, "in India the registration number is the GSTIN"),
        "AE" if bare.len() != 15 || !bare.bytes().all(|b| b.is_ascii_digit()) => {
            errors.add(fields::TRN, "a TRN has fifteen digits");
        }
        _ => {}
    }
    if adapter.code() == "AE" { bare } else { text.to_owned() }
}

fn registration(text: &str, errors: &mut FieldErrors) -> String {
    let word = text.to_lowercase();
    if !word.is_empty() && !REGISTRATIONS.contains(&word.as_str()) {
        errors.add(fields::REGISTRATION, format!("it is one of {}", REGISTRATIONS.join(", ")));
    }
    word
}

fn state(text: &str, adapter: &dyn TaxAdapter, errors: &mut FieldErrors) -> String {
    match tax::place_typed(text, adapter) {
        Ok(code) => code,
        Err(error) => {
            errors.add(fields::STATE, error);
            String::new()
        }
    }
}

fn fiscal_start(text: &str, errors: &mut FieldErrors) -> String {
    if text.is_empty() {
        return String::new();
    }
    let parts = text.split_once('-').and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
    match parts.and_then(|(month, day): (i8, i8)| FiscalStart::new(month, day).map(|_| (month, day))) {
        Some((month, day)) => format!("{month:02}-{day:02}"),
        None => {
            errors.add(fields::FISCAL_START, "write month and day of a day that every year has, e.g. 04-01");
            String::new()
        }
    }
}

/// Source: the address format of the National Payments Corporation of India: `name@handle`.
fn upi(text: &str, errors: &mut FieldErrors) -> String {
    let fits = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
    };
    if !text.is_empty() && !text.split_once('@').is_some_and(|(name, handle)| fits(name) && fits(handle)) {
        errors.add(fields::UPI, "a UPI address looks like studio@bank");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> FieldValues {
        pairs.iter().map(|(key, text)| (FieldKey::from(*key), FieldValue::text(text))).collect()
    }

    #[test]
    fn what_does_not_hold_is_named_by_field() {
        for (country, key, text) in [
            ("IN", "gstin", "29AAGCB7383J1Z5"),
            ("IN", "trn", "100000000000003"),
            ("AE", "gstin", "29AAGCB7383J1Z4"),
            ("AE", "trn", "12345"),
            ("IN", "state", "KA"),
            ("AE", "state", "29"),
            ("IN", "registration", "maybe"),
            ("IN", "fiscal_start", "02-29"),
            ("IN", "fiscal_start", "April"),
            ("IN", "number_template", "{fy}/{n}"),
            ("IN", "upi", "studio"),
            ("IN", "payment_days", "400"),
            ("IN", "colour", "red"),
        ] {
            let errors = check(&of(&[(key, text)]), tax::of_country(country)).unwrap_err();
            assert!(errors.0.contains_key(&FieldKey::from(key)), "{country} {key} {text}: {errors}");
        }
        let both = of(&[("gstin", "29AAGCB7383J1Z4"), ("state", "27")]);
        assert!(check(&both, tax::of_country("IN")).unwrap_err().0.contains_key(&FieldKey::from("state")));
    }

    #[test]
    fn what_is_set_stands_beside_what_is_known() {
        let given =
            of(&[("prefix", "blr"), ("gstin", "29aagcb7383j1z4"), ("terms", ""), ("fiscal_start", "4-1")]);
        let entry = check(&given, tax::of_country("IN")).unwrap();
        assert_eq!(entry.prefix.as_deref(), Some("BLR"));
        let mut tax = json!({"currency": "INR", "terms": "old", "mine": [1]}).as_object().unwrap().clone();
        entry.write(&mut tax);
        assert_eq!(
            Value::Object(tax),
            json!({"currency": "INR", "mine": [1], "fiscal_start": "04-01", "gstin": "29AAGCB7383J1Z4"})
        );
    }
}
