//! What JSON columns say, as labelled facts: known keys in words, amounts as amounts, the rest in the words of whoever
//! wrote it.

use super::protocol::RecordDetail;
use super::records::fact;
use crate::domain::field::FieldValue;
use crate::domain::money::{Currency, Grouping, Money, format_money, from_real};
use serde_json::Value;

/// Heads of a tax, by key: their short names are said in capitals.
const TAXES: [(&str, &str); 6] = [
    ("cgst", "CGST"),
    ("sgst", "SGST"),
    ("igst", "IGST"),
    ("utgst", "UTGST"),
    ("vat", "VAT"),
    ("cess", "Cess"),
];

/// Words that are stored as keys and said otherwise.
const SCHEMES: [(&str, &str); 4] =
    [("india_gst", "GST (India)"), ("uae_vat", "UAE VAT"), ("gst", "GST"), ("vat", "VAT")];

/// Short names that keep their capitals inside of a label.
const CAPITALS: [&str; 5] = ["gst", "gstin", "trn", "hsn", "vat"];

/// The keys of a JSON column that another writer may have filled.
pub(super) fn json_facts(detail: &mut RecordDetail, json: Option<&str>, except: &[&str]) {
    let value: Value = json.and_then(|j| serde_json::from_str(j).ok()).unwrap_or_default();
    for (key, value) in value.as_object().into_iter().flatten() {
        if except.contains(&key.as_str()) || value.is_null() {
            continue;
        }
        let (label, said) = said(key, value, detail.currency);
        fact(detail, &label, said);
    }
}

/// A key with its value in words; `currency` is the one of the record, where it has amounts.
fn said(key: &str, value: &Value, currency: Option<Currency>) -> (String, FieldValue) {
    if let Some((name, minor)) = tax(key, value, currency) {
        return (name.to_owned(), FieldValue::Money(minor));
    }
    if let Some((label, money)) = amount(key, value) {
        return (label, FieldValue::Text(format_money(money, Grouping::for_currency(money.currency))));
    }
    let text = match (key, value) {
        ("rate", Value::Number(rate)) if currency.is_some() => format!("{rate} %"),
        ("scheme", Value::String(scheme)) => {
            let known = SCHEMES.iter().find(|(word, _)| word == scheme);
            known.map_or_else(|| scheme.replace('_', " "), |(_, words)| (*words).to_owned())
        }
        (_, value) => shown(value),
    };
    (label(key), FieldValue::text(&text))
}

/// A head of a tax, or the sum without tax, as minor units.
fn tax(key: &str, value: &Value, currency: Option<Currency>) -> Option<(&'static str, i64)> {
    let known = TAXES.iter().chain(&[("net", "Without tax")]);
    let (_, name) = known.into_iter().find(|(known, _)| *known == key)?;
    Some((name, from_real(number(value)?, currency?).ok()?))
}

/// `price_inr`: an amount whose key says in which money it is.
fn amount(key: &str, value: &Value) -> Option<(String, Money)> {
    let (what, code) = key.rsplit_once('_')?;
    let currency = Currency::from_code(&code.to_ascii_uppercase())?;
    Some((label(what), Money { minor: from_real(number(value)?, currency).ok()?, currency }))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// `place_of_supply`: "Place of supply".
fn label(key: &str) -> String {
    let words: Vec<String> = key.split('_').map(word).collect();
    let mut label = words.join(" ");
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    label
}

fn word(word: &str) -> String {
    if CAPITALS.contains(&word) { word.to_ascii_uppercase() } else { word.to_owned() }
}

/// A stored value as text.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Bool(on) => if *on { "yes" } else { "no" }.to_owned(),
        Value::String(text) if text.is_empty() => "—".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            items.iter().map(shown).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_of_invoices_and_gear_are_said_in_words() {
        let inr = Currency::from_code("INR");
        let money = |minor| FieldValue::Money(minor);
        let text = |said: &str| FieldValue::text(said);
        for (key, value, label, said_as) in [
            ("cgst", json!("900.50"), "CGST", money(90_050)),
            ("vat", json!(5), "VAT", money(500)),
            ("net", json!("10000"), "Without tax", money(1_000_000)),
            ("scheme", json!("uae_vat"), "Scheme", text("UAE VAT")),
            ("scheme", json!("our_own"), "Scheme", text("our own")),
            ("rate", json!(18), "Rate", text("18 %")),
            ("place_of_supply", json!("29"), "Place of supply", text("29")),
            ("client_gstin", json!("29AAGCB7383J1Z4"), "Client GSTIN", text("29AAGCB7383J1Z4")),
            ("price_inr", json!(185_000), "Price", text("₹1,85,000.00")),
            ("skills", json!(["camera", "drone"]), "Skills", text("camera, drone")),
            ("insured", json!(true), "Insured", text("yes")),
            ("cgst", json!("about nine"), "Cgst", text("about nine")),
        ] {
            assert_eq!(said(key, &value, inr), (label.to_owned(), said_as), "{key}");
        }
        assert_eq!(said("rate", &json!(18), None).1, text("18"));
    }
}
