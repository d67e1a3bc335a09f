//! Amounts as text: written with separators between thousands, and read as people type them.

use super::{Currency, Money, MoneyError, too_large};
use crate::domain::country::CountryCode;
use crate::domain::digit;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// Where the separators between thousands stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// Three digits, then twos: `4,82,300.00` (lakh and crore).
    Indian,
    /// Threes: `482,300.00`.
    #[default]
    Western,
}

impl Grouping {
    /// What people write in a country: lakh and crore in India, Pakistan, Bangladesh, Nepal and Bhutan.
    #[must_use]
    pub fn for_country(country: CountryCode) -> Self {
        match country.code() {
            "IN" | "PK" | "BD" | "NP" | "BT" => Self::Indian,
            _ => Self::Western,
        }
    }

    /// What people write amounts of a currency with: that of its country.
    #[must_use]
    pub fn for_currency(currency: Currency) -> Self {
        match currency.code() {
            "INR" | "PKR" | "BDT" | "NPR" | "BTN" => Self::Indian,
            _ => Self::Western,
        }
    }

    fn separates_before(self, digits_left: usize) -> bool {
        match self {
            Self::Western => digits_left.is_multiple_of(3),
            Self::Indian => digits_left == 3 || (digits_left > 3 && digits_left % 2 == 1),
        }
    }
}

/// An amount in words of digits, without a sign of the currency: `4,82,300.00`, `-500.00`, `1,200` (JPY).
/// [`parse_amount`] reads it back.
#[must_use]
pub fn format_amount(minor: i64, currency: Currency, grouping: Grouping) -> String {
    let plain = edit_amount(minor, currency);
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("-", rest));
    let (whole, fraction) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut out = String::with_capacity(plain.len() + 8);
    out.push_str(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && grouping.separates_before(whole.len() - i) {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(fraction);
    out
}

/// An amount with the sign of its currency: `₹4,82,300.00`, `-$5.00`, `AED 500.00`.
#[must_use]
pub fn format_money(money: Money, grouping: Grouping) -> String {
    let amount = format_amount(money.minor, money.currency, grouping);
    let symbol = money.currency.symbol();
    match amount.strip_prefix('-') {
        Some(amount) => format!("-{symbol}{amount}"),
        None => format!("{symbol}{amount}"),
    }
}

/// An amount as a form or a file has it: no separators between thousands, every decimal: `482300.00`.
/// [`parse_amount`] reads it back.
#[must_use]
pub fn edit_amount(minor: i64, currency: Currency) -> String {
    let scale = currency.scale().unsigned_abs();
    let (whole, fraction) = (minor.unsigned_abs() / scale, minor.unsigned_abs() % scale);
    let mut out = String::with_capacity(20);
    if minor < 0 {
        out.push('-');
    }
    // Writing to a string cannot fail.
    let _ = write!(out, "{whole}");
    let exponent = usize::from(currency.exponent());
    if exponent > 0 {
        let _ = write!(out, ".{fraction:0exponent$}");
    }
    out
}

// ---------------------------------------------------------------------------------------------------------------
// Reading

/// Reads an amount as people type it, into minor units.
///
/// - Digits of any script. The currency's sign or code may stand before or behind (`₹ 500`, `500 INR`, `Rs. 500`,
///   `500/-`); another currency's is refused.
/// - Negative with a minus before, or in parentheses.
/// - Spaces, thin spaces and apostrophes stand between thousands. So do commas and points, but:
///   if both occur, the one behind is the decimal one (`1.234,50` is 1234.50);
///   a single point is always the decimal one; a single comma is (`12,50`), if at most as many digits follow as the
///   currency has decimals and not exactly three (`1,500` is 1500 in every currency).
/// - Thousands may be grouped in threes or the Indian way; groups of other sizes are refused, not guessed at.
///
/// # Errors
/// What is wrong with the text: see [`MoneyError`]. More decimals than the currency has are refused, never rounded.
pub fn parse_amount(text: &str, currency: Currency) -> Result<i64, MoneyError> {
    let text = simplify(text);
    let (front, body, back) = around_digits(&text)?;
    let negative = expect_front(front, back, currency)?;
    expect_back(back, currency)?;
    if let Some(odd) = body.chars().find(|c| !c.is_ascii_digit() && !",.' ".contains(*c)) {
        return Err(MoneyError::NotANumber(odd.to_string()));
    }
    let (whole, fraction) = split_decimals(body, currency)?;
    let magnitude = minor_units(&ungroup(whole)?, fraction, currency)?;
    Ok(if negative { -magnitude } else { magnitude })
}

/// One character for each kind: ASCII digits, `-`, `'`, ` `, `,`, `.`; invisible direction marks go.
fn simplify(text: &str) -> String {
    let simple = |c: char| match c {
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        '\u{2212}' | '\u{2010}'..='\u{2013}' | '\u{FF0D}' => Some('-'),
        '’' | '‘' | 'ʼ' | '＇' | '\u{066C}' => Some('\''),
        '\u{066B}' | '．' => Some('.'),
        '，' | '،' => Some(','),
        '（' => Some('('),
        '）' => Some(')'),
        '￥' => Some('¥'),
        c if c.is_whitespace() => Some(' '),
        c => Some(digit::ascii(c)),
    };
    text.chars().filter_map(simple).collect::<String>().trim().to_owned()
}

/// What stands before the first digit (or the decimal point right before it), from there to the last, and behind.
fn around_digits(text: &str) -> Result<(&str, &str, &str), MoneyError> {
    if text.is_empty() {
        return Err(MoneyError::Empty);
    }
    let is_digit = |c: char| c.is_ascii_digit();
    let (Some(first), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else {
        return Err(MoneyError::NotANumber(text.to_owned()));
    };
    let before = &text[..first];
    let of_number = before.strip_suffix(['.', ',']).is_some_and(|rest| !rest.ends_with(char::is_alphabetic));
    let start = if of_number { first - 1 } else { first };
    Ok((&text[..start], &text[start..=last], &text[last + 1..]))
}

/// Whether the amount is negative; the rest of what stands before it has to be the currency's sign or code.
fn expect_front(front: &str, back: &str, currency: Currency) -> Result<bool, MoneyError> {
    let (minus, open, close) =
        (front.matches('-').count(), front.matches('(').count(), back.matches(')').count());
    if open != close || minus + open > 1 {
        return Err(MoneyError::NotANumber(front.to_owned()));
    }
    expect_marker(front.trim_matches(['-', '(', ' ']), currency)?;
    Ok(minus + open == 1)
}

fn expect_back(back: &str, currency: Currency) -> Result<(), MoneyError> {
    match back.trim_matches([')', ' ']) {
        "." | "/-" | "/=" => Ok(()),
        marker => expect_marker(marker, currency),
    }
}

fn expect_marker(marker: &str, currency: Currency) -> Result<(), MoneyError> {
    let word = marker.trim_end_matches('.');
    if word.is_empty() || is_marker_of(word, currency) {
        return Ok(());
    }
    let other = word.len() == 3 && word.bytes().all(|b| b.is_ascii_alphabetic())
        || is_rupee(word)
        || word.chars().all(|c| "$₹€£¥₩৳฿₫₱₺₽₴₪₦".contains(c));
    let typed = word.to_owned();
    Err(if other {
        MoneyError::OtherCurrency { typed, expected: currency }
    } else {
        MoneyError::NotANumber(typed)
    })
}

fn is_marker_of(word: &str, currency: Currency) -> bool {
    let symbol = currency.symbol();
    word.eq_ignore_ascii_case(currency.code())
        || word.eq_ignore_ascii_case(symbol.trim())
        || (word == "$" && symbol.ends_with('$'))
        || match currency.code() {
            "INR" | "PKR" | "NPR" | "LKR" | "MUR" | "SCR" => is_rupee(word),
            "CNY" => word == "¥",
            "AED" => word == "د.إ" || word.eq_ignore_ascii_case("dhs"),
            _ => false,
        }
}

fn is_rupee(word: &str) -> bool {
    word.eq_ignore_ascii_case("rs") || word.eq_ignore_ascii_case("re")
}

/// The part before the decimal point and the digits behind it.
fn split_decimals(body: &str, currency: Currency) -> Result<(&str, &str), MoneyError> {
    let Some(at) = decimal_point(body, currency) else { return Ok((body, "")) };
    let (whole, fraction) = (&body[..at], &body[at + 1..]);
    let same_again = whole.contains(&body[at..=at]);
    if same_again || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(MoneyError::Separators);
    }
    if fraction.len() > usize::from(currency.exponent()) {
        return Err(MoneyError::TooManyDecimals { typed: fraction.len(), currency });
    }
    Ok((whole, fraction))
}

/// Where the decimal point (or comma) is: the rule that [`parse_amount`] states.
fn decimal_point(body: &str, currency: Currency) -> Option<usize> {
    let (points, commas) = (body.matches('.').count(), body.matches(',').count());
    match (points, commas) {
        (1, 0) => body.find('.'),
        (0, 1) => body.find(',').filter(|at| {
            let behind = body.len() - at - 1;
            behind <= usize::from(currency.exponent()) && behind != 3
        }),
        (0, _) | (_, 0) => None,
        _ => body.rfind(['.', ',']),
    }
}

/// The digits without separators, which have to stand between thousands.
fn ungroup(whole: &str) -> Result<String, MoneyError> {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else { return Ok(whole.to_owned()) };
    let sizes: Vec<usize> = whole.split(separator).map(str::len).collect();
    let one_kind = whole.chars().all(|c| c.is_ascii_digit() || c == separator);
    let sound = match sizes.as_slice() {
        [first, middle @ .., 3] => {
            (1..=3).contains(first) && middle.iter().all(|n| *n == 3)
                || (1..=2).contains(first) && middle.iter().all(|n| *n == 2)
        }
        _ => false,
    };
    if one_kind && sound { Ok(whole.replace(separator, "")) } else { Err(MoneyError::Separators) }
}

fn minor_units(whole: &str, fraction: &str, currency: Currency) -> Result<i64, MoneyError> {
    let exponent = usize::from(currency.exponent());
    let digits = format!("{whole}{fraction:0<exponent$}");
    let digits = digits.trim_start_matches('0');
    if digits.len() > 15 {
        return Err(too_large(currency));
    }
    Ok(digits.bytes().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

/// An amount in a few cells, rounded to its first decimal: `12.4L`, `80k`, `1.2M`. Without its currency.
#[must_use]
pub fn format_short(money: Money, grouping: Grouping) -> String {
    let steps: [(i64, &str); 3] = match grouping {
        Grouping::Indian => [(10_000_000, "Cr"), (100_000, "L"), (1_000, "k")],
        Grouping::Western => [(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")],
    };
    let units = money.minor / money.currency.scale();
    let Some((step, sign)) = steps.into_iter().find(|(step, _)| units.abs() >= *step) else {
        return units.to_string();
    };
    let half = i128::from(step) / 2 * i128::from(units.signum());
    let tenths = (i128::from(units) * 10 + half) / i128::from(step);
    let (whole, tenth) = (tenths / 10, (tenths % 10).abs());
    if tenth == 0 { format!("{whole}{sign}") } else { format!("{whole}.{tenth}{sign}") }
}
