//! Quotes: what a project is offered for, line by line, and what that sums up to.
//!
//! Exact integer arithmetic: a line is quantity times price, rounded half up to the minor unit; a discount on the whole is
//! spread over the lines by largest remainder; tax is taken of each line, rounded half up. Source: the product's design,
//! "Quotes" and "Rounding".

use super::check::{self, MAX_LINE, amount, lines, moment};
use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::fold;
use super::id::{BranchId, ProjectId, QuoteId, QuoteItemId};
use super::money::{MAX_MINOR, Money};
use super::percent::Percent;
use super::rounding::{half_up, spread};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The stable keys of the fields of a quote and of its lines.
pub mod fields {
    /// Off the sum of the lines, before tax.
    pub const DISCOUNT: &str = "discount";
    /// What must be paid before the project is booked.
    pub const ADVANCE: &str = "advance";
    /// The first moment at which the quote has expired.
    pub const VALID_UNTIL: &str = "valid_until";
    /// Free notes.
    pub const NOTES: &str = "notes";
    /// Of a line: service or merchandise.
    pub const TYPE: &str = "type";
    /// Of a line: what it is.
    pub const DESCRIPTION: &str = "description";
    /// Of a line: how many, at most three decimals.
    pub const QTY: &str = "qty";
    /// Of a line: the price of one.
    pub const UNIT_PRICE: &str = "unit_price";
    /// Of a line: the tax rate in percent.
    pub const TAX_RATE: &str = "tax_rate";
}

/// A line as far as sums are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced {
    /// Thousandths.
    pub qty: i64,
    /// Minor units.
    pub unit_price: i64,
    /// Tax rate.
    pub tax_rate: Percent,
}

/// What a quote sums up to, in minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Each line, before discount and tax.
    pub lines: Vec<i64>,
    /// What of the discount falls on each line.
    pub discounts: Vec<i64>,
    /// The tax of each line.
    pub taxes: Vec<i64>,
    /// The lines less the discount.
    pub subtotal: i64,
    /// All taxes.
    pub tax: i64,
    /// What is to be paid: subtotal and tax.
    pub total: i64,
}

/// Why lines cannot be summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SumError {
    /// More than an amount can be.
    #[error("the sum is too large")]
    TooLarge,
    /// The discount is more than the lines.
    #[error("the discount is more than the lines add up to")]
    Discount,
}

fn minor(amount: i128) -> Result<i64, SumError> {
    i64::try_from(amount).ok().filter(|n| *n <= MAX_MINOR).ok_or(SumError::TooLarge)
}

/// Sums lines up, with a discount on the whole.
///
/// # Errors
/// A sum beyond what an amount can be, or a discount beyond the lines.
pub fn sums(priced: &[Priced], discount: i64) -> Result<Sums, SumError> {
    let mut sums = Sums::default();
    let mut whole = 0_i128;
    for line in priced {
        let total = minor(half_up(i128::from(line.qty) * i128::from(line.unit_price), 1000))?;
        whole += i128::from(total);
        sums.lines.push(total);
    }
    minor(whole)?;
    if i128::from(discount) > whole {
        return Err(SumError::Discount);
    }
    sums.discounts = spread(&sums.lines, discount);
    let (mut subtotal, mut tax) = (0_i128, 0_i128);
    for (i, line) in priced.iter().enumerate() {
        let base = i128::from(sums.lines[i] - sums.discounts[i]);
        let of_line = half_up(base * i128::from(line.tax_rate.hundredths()), 10_000);
        sums.taxes.push(minor(of_line)?);
        subtotal += base;
        tax += of_line;
    }
    (sums.subtotal, sums.tax, sums.total) = (minor(subtotal)?, minor(tax)?, minor(subtotal + tax)?);
    Ok(sums)
}

/// A quote as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Id.
    pub id: QuoteId,
    /// The project that it is for.
    pub project: ProjectId,
    /// The branch of that project: its zone says when the time is over.
    pub branch: BranchId,
    /// Status; a sent one whose time is over is `expired`.
    pub status: String,
    /// The name of the package that was quoted; empty without one.
    pub package: String,
    /// Off the sum of the lines, before tax.
    pub discount: Money,
    /// What must be paid before the project is booked.
    pub advance: Money,
    /// The lines less the discount.
    pub subtotal: Money,
    /// Tax.
    pub tax: Money,
    /// What is to be paid.
    pub total: Money,
    /// The first moment at which it has expired.
    pub valid_until: Option<Timestamp>,
    /// Notes.
    pub notes: String,
    /// Its lines, in order.
    pub items: Vec<QuoteItem>,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

/// A line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteItem {
    /// Id.
    pub id: QuoteItemId,
    /// `service` or `merch`.
    pub kind: String,
    /// What it is.
    pub description: String,
    /// Thousandths.
    pub qty: i64,
    /// Price of one.
    pub unit_price: Money,
    /// Tax rate.
    pub tax_rate: Percent,
    /// Before discount and tax.
    pub total: Money,
}

impl Quote {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let money = |m: Money| if m.minor == 0 { FieldValue::Empty } else { FieldValue::Money(m.minor) };
        let pairs = [
            (fields::DISCOUNT, money(self.discount)),
            (fields::ADVANCE, money(self.advance)),
            (fields::VALID_UNTIL, self.valid_until.map_or(FieldValue::Empty, FieldValue::When)),
            (fields::NOTES, FieldValue::text(&self.notes)),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

impl QuoteItem {
    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let pairs = [
            (fields::TYPE, FieldValue::text(&self.kind)),
            (fields::DESCRIPTION, FieldValue::text(&self.description)),
            (fields::QTY, FieldValue::text(&edit_qty(self.qty))),
            (fields::UNIT_PRICE, FieldValue::Money(self.unit_price.minor)),
            (fields::TAX_RATE, FieldValue::text(&self.tax_rate.edit())),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

/// What a form about a quote says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuoteEntry {
    /// Minor units.
    pub discount: i64,
    /// Minor units.
    pub advance: i64,
    /// Unix seconds.
    pub valid_until: Option<i64>,
    /// Notes.
    pub notes: String,
}

/// What a form about a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemEntry {
    /// `service` or `merch`.
    pub kind: String,
    /// What it is.
    pub description: String,
    /// The numbers.
    pub priced: Priced,
}

/// Checks the values of a quote.
///
/// # Errors
/// What is wrong, by field.
pub fn check_quote(values: &FieldValues) -> Result<QuoteEntry, FieldErrors> {
    let (mut entry, mut errors) = (QuoteEntry::default(), FieldErrors::default());
    for (key, value) in values {
        let key = key.0.as_str();
        match key {
            fields::DISCOUNT => entry.discount = amount(key, value, &mut errors).unwrap_or(0),
            fields::ADVANCE => entry.advance = amount(key, value, &mut errors).unwrap_or(0),
            fields::VALID_UNTIL => entry.valid_until = moment(key, value, &mut errors),
            fields::NOTES => entry.notes = lines(value),
            _ => errors.add(key, "a quote has no such field"),
        }
    }
    errors.into_result(entry)
}

/// Checks the values of a line.
///
/// # Errors
/// What is wrong, by field.
pub fn check_item(values: &FieldValues) -> Result<ItemEntry, FieldErrors> {
    let mut errors = FieldErrors::default();
    let empty = FieldValue::Empty;
    let value = |key: &str| values.get(&FieldKey::from(key)).unwrap_or(&empty);
    let description = fold::clean_line(value(fields::DESCRIPTION).as_text(), MAX_LINE);
    if description.is_empty() {
        errors.add(fields::DESCRIPTION, "say what the line is");
    }
    let qty = match value(fields::QTY) {
        FieldValue::Empty => Some(1_000),
        typed => parse_qty(typed.as_text()),
    };
    if qty.is_none() {
        errors.add(fields::QTY, "a quantity is more than zero, with at most three decimals, like 2 or 1.5");
    }
    let unit_price = amount(fields::UNIT_PRICE, value(fields::UNIT_PRICE), &mut errors);
    if unit_price.is_none() {
        errors.add(fields::UNIT_PRICE, "a price is needed, zero if it is a gift");
    }
    let tax_rate = match value(fields::TAX_RATE) {
        FieldValue::Empty => Percent::ZERO,
        typed => Percent::parse(typed.as_text()).unwrap_or_else(|error| {
            errors.add(fields::TAX_RATE, error.to_string());
            Percent::ZERO
        }),
    };
    let kind = match check::line(value(fields::TYPE)).as_str() {
        "" | "service" => "service",
        "merch" => "merch",
        _ => {
            errors.add(fields::TYPE, "a line is a service or merch");
            "service"
        }
    };
    let priced = Priced { qty: qty.unwrap_or(0), unit_price: unit_price.unwrap_or(0), tax_rate };
    errors.into_result(ItemEntry { kind: kind.to_owned(), description, priced })
}

/// Reads a quantity as thousandths: more than zero, below a million, at most three decimals.
#[must_use]
pub fn parse_qty(text: &str) -> Option<i64> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    let thousandths: i64 = format!("{part:0<3}").parse().ok()?;
    let qty = whole.parse::<i64>().ok()? * 1_000 + thousandths;
    (qty > 0).then_some(qty)
}

/// A quantity as [`parse_qty`] reads it: `2`, `1.5`.
#[must_use]
pub fn edit_qty(thousandths: i64) -> String {
    let (whole, part) = (thousandths / 1_000, thousandths % 1_000);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:03}").trim_end_matches('0').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(qty: i64, unit_price: i64, rate: i64) -> Priced {
        Priced { qty, unit_price, tax_rate: Percent::from_hundredths(rate) }
    }

    #[test]
    fn sums_by_hand() {
        let one = sums(&[line(1_000, 10_005, 1_800)], 0).unwrap();
        assert_eq!((one.subtotal, one.tax, one.total), (10_005, 1_801, 11_806));
        // A third of a rupee thrice: the discount goes to the earlier ones among equals.
        let three = sums(&[line(1_000, 100, 0), line(1_000, 100, 0), line(1_000, 100, 0)], 100).unwrap();
        assert_eq!(three.discounts, [34, 33, 33]);
        assert_eq!(sums(&[line(1_500, 333, 0)], 0).unwrap().lines, [500]);
        assert_eq!(sums(&[line(1_000, 100, 0)], 101), Err(SumError::Discount));
        assert_eq!(sums(&[line(999_999_999, MAX_MINOR, 0)], 0), Err(SumError::TooLarge));
        assert_eq!(sums(&[], 0), Ok(Sums::default()));
    }

    #[test]
    fn quantities_are_read_back() {
        for (text, qty) in [("1", 1_000), ("1.5", 1_500), ("0.001", 1), ("12.340", 12_340)] {
            assert_eq!(parse_qty(text), Some(qty));
            assert_eq!(parse_qty(&edit_qty(qty)), Some(qty));
        }
        for text in ["", "0", "-1", "1.2345", "1,5", "1e3", "1000000", "."] {
            assert_eq!(parse_qty(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn everything_adds_up(
            lines in proptest::collection::vec((1_i64..100_000, 0_i64..10_000_000, 0_i64..=10_000), 1..12),
            part in 0_i64..=1_000,
        ) {
            let priced: Vec<Priced> = lines.iter().map(|(q, p, r)| line(*q, *p, *r)).collect();
            let whole: i64 = sums(&priced, 0).unwrap().subtotal;
            let discount = i64::try_from(i128::from(whole) * i128::from(part) / 1_000).unwrap();
            let sums = sums(&priced, discount).unwrap();
            prop_assert_eq!(sums.discounts.iter().sum::<i64>(), discount);
            prop_assert_eq!(sums.lines.iter().sum::<i64>() - discount, sums.subtotal);
            prop_assert_eq!(sums.taxes.iter().sum::<i64>(), sums.tax);
            prop_assert_eq!(sums.subtotal + sums.tax, sums.total);
            for (i, l) in priced.iter().enumerate() {
                // Within half a minor unit of the exact line and tax, within one of the exact share.
                let exact = i128::from(l.qty) * i128::from(l.unit_price);
                prop_assert!((i128::from(sums.lines[i]) * 1_000 - exact).abs() <= 500);
                prop_assert!(sums.discounts[i] >= 0 && sums.discounts[i] <= sums.lines[i]);
                let share = i128::from(sums.lines[i]) * i128::from(discount);
                prop_assert!((i128::from(sums.discounts[i]) * i128::from(whole) - share).abs() < i128::from(whole.max(1)));
                let base = i128::from(sums.lines[i] - sums.discounts[i]);
                let tax = base * i128::from(l.tax_rate.hundredths());
                prop_assert!((i128::from(sums.taxes[i]) * 10_000 - tax).abs() <= 5_000);
            }
        }
    }
}
