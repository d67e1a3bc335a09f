//! What forms about an invoice and its lines say, checked.

use super::{Invoice, InvoiceItem};
use crate::domain::check::{self, amount, line, lines};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::money::Currency;
use crate::domain::quote::{self, ItemEntry, edit_qty};
use crate::domain::tax::bill::{Pricing, RoundOff};
use crate::domain::tax::{Liability, Place, TaxAdapter};
use jiff::civil::Date;

/// The stable keys of the fields of an invoice and of its lines.
pub mod fields {
    pub use crate::domain::quote::fields::{DESCRIPTION, DISCOUNT, NOTES, QTY, TAX_RATE, TYPE, UNIT_PRICE};

    /// The last day on which it is paid in time.
    pub const DUE: &str = "due_on";
    /// Where it is taxed, if it is not where the rules say.
    pub const PLACE: &str = "place_of_supply";
    /// Why there.
    pub const PLACE_REASON: &str = "place_reason";
    /// Who owes the tax.
    pub const LIABILITY: &str = "liability";
    /// Whether the total is rounded to the whole.
    pub const ROUND: &str = "round_off";
    /// Terms of payment.
    pub const TERMS: &str = "terms";
    /// Of a line: SAC or HSN.
    pub const CODE: &str = "code";
    /// Of a line: off this line.
    pub const LINE_DISCOUNT: &str = "line_discount";
    /// Of a line: whether the price has its tax in it.
    pub const INCLUSIVE: &str = "inclusive";
}

/// What a form about an invoice says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvoiceEntry {
    /// Minor units.
    pub discount: i64,
    /// The last day on which it is paid in time.
    pub due_on: Option<Date>,
    /// Where it is taxed, if a person says so, and why.
    pub place: Option<(Place, String)>,
    /// Who owes the tax.
    pub liability: Liability,
    /// Whether the total is rounded.
    pub rounding: RoundOff,
    /// Notes for the client.
    pub notes: String,
    /// Terms of payment.
    pub terms: String,
}

/// What a form about a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineEntry {
    /// What it is, with its numbers.
    pub item: ItemEntry,
    /// SAC or HSN.
    pub code: String,
    /// Minor units.
    pub discount: i64,
    /// Whether the price has its tax in it.
    pub pricing: Pricing,
}

impl Invoice {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let overridden = !self.place_reason.is_empty();
        let place = self.place.as_ref().filter(|_| overridden).map_or("", Place::code);
        let pairs = [
            (fields::DISCOUNT, money(self.discount)),
            (fields::DUE, self.due_on.map_or(FieldValue::Empty, FieldValue::Date)),
            (fields::PLACE, FieldValue::text(place)),
            (fields::PLACE_REASON, FieldValue::text(&self.place_reason)),
            (fields::LIABILITY, FieldValue::text(liability_word(self.liability))),
            (fields::ROUND, FieldValue::Toggle(self.rounding == RoundOff::Whole)),
            (fields::NOTES, FieldValue::text(&self.notes)),
            (fields::TERMS, FieldValue::text(&self.terms)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

impl InvoiceItem {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let pairs = [
            (fields::TYPE, FieldValue::text(&self.kind)),
            (fields::DESCRIPTION, FieldValue::text(&self.description)),
            (fields::CODE, FieldValue::text(&self.code)),
            (fields::QTY, FieldValue::text(&edit_qty(self.qty))),
            (fields::UNIT_PRICE, FieldValue::Money(self.unit_price)),
            (fields::LINE_DISCOUNT, money(self.discount)),
            (fields::TAX_RATE, FieldValue::text(&self.tax_rate.edit())),
            (fields::INCLUSIVE, FieldValue::Toggle(self.pricing == Pricing::Inclusive)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

const fn money(minor: i64) -> FieldValue {
    if minor == 0 { FieldValue::Empty } else { FieldValue::Money(minor) }
}

/// The stored word.
#[must_use]
pub const fn liability_word(liability: Liability) -> &'static str {
    match liability {
        Liability::Seller => "seller",
        Liability::Customer => "customer",
        Liability::ZeroRated => "zero_rated",
    }
}

/// The liability of a stored word; the seller's where it is none of ours.
#[must_use]
pub fn parse_liability(word: &str) -> Option<Liability> {
    [Liability::Seller, Liability::Customer, Liability::ZeroRated]
        .into_iter()
        .find(|l| liability_word(*l) == word)
}

/// Checks the values of an invoice under a law.
///
/// # Errors
/// What is wrong, by field.
pub fn check_invoice(values: &FieldValues, adapter: &dyn TaxAdapter) -> Result<InvoiceEntry, FieldErrors> {
    let (mut entry, mut errors) = (InvoiceEntry::default(), FieldErrors::default());
    let (mut place, mut reason) = (None, String::new());
    for (key, value) in values {
        let key = key.0.as_str();
        match key {
            fields::DISCOUNT => entry.discount = amount(key, value, &mut errors).unwrap_or(0),
            fields::DUE => entry.due_on = check::date(key, value, &mut errors),
            fields::PLACE => place = Some(line(value)).filter(|code| !code.is_empty()),
            fields::PLACE_REASON => reason = line(value),
            fields::LIABILITY => match (value, parse_liability(value.as_text())) {
                (FieldValue::Empty, _) => {}
                (_, Some(liability)) => entry.liability = liability,
                _ => errors.add(key, "the seller, the customer or nobody owes the tax"),
            },
            fields::ROUND => {
                if *value == FieldValue::Toggle(true) {
                    entry.rounding = RoundOff::Whole;
                }
            }
            fields::NOTES => entry.notes = lines(value),
            fields::TERMS => entry.terms = lines(value),
            _ => errors.add(key, "an invoice has no such field"),
        }
    }
    match place.map(|code| Place::from(code.as_str())) {
        Some(place) => {
            if let Err(error) = adapter.place(&place) {
                errors.add(fields::PLACE, error.to_string());
            } else if reason.is_empty() {
                errors.add(fields::PLACE_REASON, "say why it is taxed there: the reason is kept");
            }
            entry.place = Some((place, reason));
        }
        None if !reason.is_empty() => {
            errors.add(fields::PLACE, "say where it is taxed, or leave the reason away")
        }
        None => {}
    }
    errors.into_result(entry)
}

/// Checks the values of a line.
///
/// # Errors
/// What is wrong, by field.
pub fn check_line(values: &FieldValues, currency: Currency) -> Result<LineEntry, FieldErrors> {
    const OWN: [&str; 3] = [fields::CODE, fields::LINE_DISCOUNT, fields::INCLUSIVE];
    let (mut errors, empty) = (FieldErrors::default(), FieldValue::Empty);
    let value = |key: &str| values.get(&FieldKey::from(key)).unwrap_or(&empty);
    let code: String = line(value(fields::CODE)).chars().filter(|c| !c.is_whitespace()).collect();
    let is_code = code.bytes().all(|b| b.is_ascii_digit()) && (4..=8).contains(&code.len());
    if !code.is_empty() && !is_code {
        errors.add(fields::CODE, "an SAC or HSN has four to eight digits");
    }
    let discount = amount(fields::LINE_DISCOUNT, value(fields::LINE_DISCOUNT), &mut errors).unwrap_or(0);
    let pricing = match value(fields::INCLUSIVE) {
        FieldValue::Toggle(true) => Pricing::Inclusive,
        _ => Pricing::Exclusive,
    };
    let mut common = values.clone();
    common.retain(|key, _| !OWN.contains(&key.0.as_str()));
    let item = match quote::check_item(&common) {
        Ok(item) => item,
        Err(found) => {
            found.0.into_iter().for_each(|(key, message)| errors.add(&key.0, message));
            return Err(errors);
        }
    };
    let priced = item.priced;
    let gross =
        crate::domain::rounding::half_up(i128::from(priced.qty) * i128::from(priced.unit_price), 1_000);
    if i128::from(discount) > gross {
        errors.add(fields::LINE_DISCOUNT, "the discount is more than the line costs");
    }
    if gross > i128::from(crate::domain::money::MAX_MINOR) {
        errors.add(fields::UNIT_PRICE, format!("the line is more than an amount in {currency} can be"));
    }
    errors.into_result(LineEntry { item, code, discount, pricing })
}
