//! Money: integer minor units with a currency. No floating point except at the store's edge.

use super::country::CountryCode;
use super::digit;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt::Write as _;

/// The largest amount, in minor units, either way: 10^15 − 1. Below it every amount has a double of its own.
pub const MAX_MINOR: i64 = 999_999_999_999_999;

/// An ISO 4217 currency code, e.g. `INR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// No currency is known (ISO 4217 `XXX`).
    pub const NONE: Self = Self(*b"XXX");

    /// A currency from three capital letters, e.g. `Currency::from_code("INR")`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }

    /// A currency from a literal; anything but three capital letters stops the build.
    pub(crate) const fn literal(code: &[u8; 3]) -> Self {
        assert!(code[0].is_ascii_uppercase() && code[1].is_ascii_uppercase() && code[2].is_ascii_uppercase());
        Self(*code)
    }

    /// The code, e.g. `INR`.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimals the currency has: 0, 2 or 3. Source: ISO 4217, list one; 2 for codes that it does not
    /// list.
    #[must_use]
    pub fn exponent(&self) -> u8 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }

    /// Minor units in one major unit: 1, 100 or 1000.
    #[must_use]
    pub fn scale(&self) -> i64 {
        10_i64.pow(u32::from(self.exponent()))
    }

    /// What is written before an amount, e.g. `₹`. A currency without a sign of its own (or with one that reads
    /// from right to left, or that others share) has its code and a narrow no-break space: `AED 500.00`.
    #[must_use]
    pub fn symbol(&self) -> Cow<'static, str> {
        match sign(self.code()) {
            Some(sign) => Cow::Borrowed(sign),
            None => Cow::Owned(format!("{}\u{202F}", self.code())),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or_else(|| format!("{code} is no currency code of three capital letters"))
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

fn sign(code: &str) -> Option<&'static str> {
    Some(match code {
        "INR" => "₹",
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" => "¥",
        "KRW" => "₩",
        "CNY" => "CN¥",
        "TWD" => "NT$",
        "HKD" => "HK$",
        "SGD" => "S$",
        "AUD" => "A$",
        "NZD" => "NZ$",
        "CAD" => "CA$",
        "MXN" => "MX$",
        "BRL" => "R$",
        "BDT" => "৳",
        "THB" => "฿",
        "VND" => "₫",
        "PHP" => "₱",
        "KHR" => "៛",
        "LAK" => "₭",
        "MNT" => "₮",
        "TRY" => "₺",
        "RUB" => "₽",
        "UAH" => "₴",
        "KZT" => "₸",
        "GEL" => "₾",
        "AMD" => "֏",
        "AZN" => "₼",
        "ILS" => "₪",
        "NGN" => "₦",
        "GHS" => "₵",
        "CRC" => "₡",
        "PYG" => "₲",
        _ => return None,
    })
}

/// An amount in minor units (|minor| < 10^15) of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units, e.g. paise.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// An amount within the range.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] beyond [`MAX_MINOR`] either way.
    pub fn new(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        in_range(i128::from(minor), currency).map(|minor| Self { minor, currency })
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The sum of two amounts.
    ///
    /// # Errors
    /// [`MoneyError::Mixed`] for two currencies, [`MoneyError::TooLarge`] beyond the range.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(i128::from(self.minor) + i128::from(other.minor))
    }

    /// This amount less another.
    ///
    /// # Errors
    /// As [`Money::checked_add`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(i128::from(self.minor) - i128::from(other.minor))
    }

    /// The amount with the other sign.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] if the amount is beyond the range already.
    pub fn checked_neg(self) -> Result<Self, MoneyError> {
        self.with(-i128::from(self.minor))
    }

    /// The sum of amounts that are all in `currency`; nothing sums to zero. Only the total has to be in range.
    ///
    /// # Errors
    /// As [`Money::checked_add`].
    pub fn checked_sum(
        amounts: impl IntoIterator<Item = Self>,
        currency: Currency,
    ) -> Result<Self, MoneyError> {
        let zero = Self::zero(currency);
        let total = amounts.into_iter().try_fold(0_i128, |sum, amount| {
            zero.same_currency(amount)?;
            sum.checked_add(i128::from(amount.minor)).ok_or_else(|| too_large(currency))
        })?;
        zero.with(total)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::Mixed { one: self.currency, other: other.currency })
        }
    }

    fn with(self, minor: i128) -> Result<Self, MoneyError> {
        in_range(minor, self.currency).map(|minor| Self { minor, currency: self.currency })
    }
}

fn in_range(minor: i128, currency: Currency) -> Result<i64, MoneyError> {
    i64::try_from(minor)
        .ok()
        .filter(|minor| (-MAX_MINOR..=MAX_MINOR).contains(minor))
        .ok_or_else(|| too_large(currency))
}

fn too_large(currency: Currency) -> MoneyError {
    MoneyError::TooLarge(currency)
}

/// Why an amount is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Amounts of two currencies cannot be added or compared.
    #[error("{one} and {other} cannot be mixed")]
    Mixed {
        /// The one currency.
        one: Currency,
        /// The other one.
        other: Currency,
    },
    /// Beyond [`MAX_MINOR`].
    #[error("too large: the most is {0} {limit}", limit = format_amount(MAX_MINOR, *.0, Grouping::for_currency(*.0)))]
    TooLarge(Currency),
    /// Nothing was typed.
    #[error("type an amount, e.g. 1500 or 1,500.50")]
    Empty,
    /// Something that is no digit, sign or separator.
    #[error("{0:?} does not belong in an amount; type e.g. 1500 or 1,500.50")]
    NotANumber(String),
    /// The separators do not stand between thousands.
    #[error("the separators do not stand between thousands; type e.g. 150000 or 150,000.00")]
    Separators,
    /// More decimals than the currency has.
    #[error("{typed} decimals, but {currency} has {}", decimals(*.currency))]
    TooManyDecimals {
        /// How many were typed.
        typed: usize,
        /// The currency, which has fewer.
        currency: Currency,
    },
    /// Another currency's sign or code was typed.
    #[error("{typed} is not {expected}, the currency here")]
    OtherCurrency {
        /// What was typed.
        typed: String,
        /// The currency of the field.
        expected: Currency,
    },
    /// A stored amount that is not a number or infinite.
    #[error("the stored amount is not a finite number")]
    NotFinite,
}

fn decimals(currency: Currency) -> &'static str {
    match currency.exponent() {
        0 => "none",
        3 => "3",
        _ => "2",
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Writing

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

// ---------------------------------------------------------------------------------------------------------------
// The store's edge: the only functions that touch floating point

/// Reads an amount of the store (REAL, in major units) as minor units: the exact amount if the double is the one
/// nearest to it, else rounded half away from zero. Compare [`to_real`] of the result to see whether it was exact;
/// [`is_exact_real`] does.
///
/// # Errors
/// [`MoneyError::NotFinite`] for NaN and infinities, [`MoneyError::TooLarge`] beyond [`MAX_MINOR`].
pub fn from_real(amount: f64, currency: Currency) -> Result<i64, MoneyError> {
    if !amount.is_finite() {
        return Err(MoneyError::NotFinite);
    }
    #[expect(clippy::cast_precision_loss, reason = "1, 100 and 1000 are exact")]
    let scaled = (amount * currency.scale() as f64).round();
    // The limit itself is exact as a double, and so is everything below it.
    #[expect(clippy::cast_precision_loss, reason = "10^15 - 1 is below 2^53")]
    if scaled.abs() > MAX_MINOR as f64 {
        return Err(too_large(currency));
    }
    #[expect(clippy::cast_possible_truncation, reason = "an integer below 10^15")]
    let minor = scaled as i64;
    if to_real(minor, currency) == amount {
        return Ok(minor);
    }
    in_range(i128::from(round_decimal(amount, currency)), currency)
}

/// Rounds the shortest decimal that names the double, as its writer saw it: 1.005 becomes 1.01, though the double
/// is a little below 1.005 and `* 100.0` would make it 1.00.
fn round_decimal(amount: f64, currency: Currency) -> i64 {
    let text = amount.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let exponent = usize::from(currency.exponent());
    let kept = format!("{whole}{fraction:0<exponent$.exponent$}");
    let up = fraction.as_bytes().get(exponent).is_some_and(|digit| *digit >= b'5');
    let magnitude = kept.bytes().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')) + i64::from(up);
    if amount < 0.0 { -magnitude } else { magnitude }
}

/// The double nearest to an amount, in major units: what the store keeps. Exact for |minor| < 10^15, where the
/// quotient of two integers that doubles hold exactly is rounded once; [`from_real`] reads it back.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "both are below 2^53")]
pub fn to_real(minor: i64, currency: Currency) -> f64 {
    minor as f64 / currency.scale() as f64
}

/// Whether a stored amount is what [`to_real`] makes of some amount: finite, in range, not between two minor units.
#[must_use]
pub fn is_exact_real(amount: f64, currency: Currency) -> bool {
    from_real(amount, currency).is_ok_and(|minor| to_real(minor, currency) == amount)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::expect_used, reason = "tests state their invariants by panicking")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn currency(code: &str) -> Currency {
        Currency::from_code(code).unwrap()
    }

    fn inr(text: &str) -> Result<i64, MoneyError> {
        parse_amount(text, currency("INR"))
    }

    #[test]
    fn exponents_and_symbols() {
        let of = |code| currency(code).exponent();
        assert_eq!(["JPY", "KRW", "VND", "CLP", "ISK", "UGX"].map(of), [0; 6]);
        assert_eq!(["KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"].map(of), [3; 7]);
        assert_eq!(["INR", "USD", "AED", "XTS"].map(of), [2; 4]);
        assert_eq!(currency("INR").symbol(), "₹");
        assert_eq!(currency("AED").symbol(), "AED\u{202F}");
    }

    #[test]
    fn reads_what_people_type() {
        let cases = [
            ("1,00,000.50", 10_000_050),
            ("100,000.50", 10_000_050),
            ("₹ 500", 50_000),
            ("₹.50", 50),
            ("Rs. 500", 50_000),
            ("Rs.500", 50_000),
            ("rs 1,500/-", 150_000),
            ("500 INR", 50_000),
            ("INR500", 50_000),
            ("1.234,50", 123_450),
            ("1.234.567", 123_456_700),
            ("1,234,567", 123_456_700),
            ("12,50", 1_250),
            ("12,5", 1_250),
            ("1,500", 150_000),
            ("1'234'567.89", 123_456_789),
            ("1\u{202F}234\u{2009}567,89", 123_456_789),
            ("1 234 567", 123_456_700),
            ("0.5", 50),
            (".5", 50),
            ("5.", 500),
            ("007", 700),
            ("१,००,०००.५०", 10_000_050),
            ("٤٬٨٢٣٫٥٠", 482_350),
            ("\u{200F}٥٠٠", 50_000),
            ("-500", -50_000),
            ("\u{2212}₹500", -50_000),
            ("₹-500", -50_000),
            ("(500.25)", -50_025),
            ("(₹500)", -50_000),
            ("-0", 0),
            ("9999999999999.99", MAX_MINOR),
        ];
        for (text, minor) in cases {
            assert_eq!(inr(text), Ok(minor), "{text}");
        }
    }

    #[test]
    fn refuses_with_the_reason() {
        for text in ["", "   ", "\u{200F}"] {
            assert_eq!(inr(text), Err(MoneyError::Empty));
        }
        for text in ["abc", "₹", "-", "5x", "12-34", "(5", "5)", "(-5)", "--5", "5 lakh", "1e5", "½"] {
            assert!(matches!(inr(text), Err(MoneyError::NotANumber(_))), "{text} {:?}", inr(text));
        }
        for text in ["1,2,3", "10,00,00", "1,0000", "1 00", "1 234'567", "1.234,567,890", "1,23.45", "1,,000"]
        {
            assert_eq!(inr(text), Err(MoneyError::Separators), "{text}");
        }
        for (text, typed) in [("1.500", 3), ("0.005", 3), ("1,234.5678", 4), ("1.234,567", 3)] {
            assert_eq!(
                inr(text),
                Err(MoneyError::TooManyDecimals { typed, currency: currency("INR") }),
                "{text}"
            );
        }
        for text in ["$ 5", "5 USD", "€5"] {
            assert!(matches!(inr(text), Err(MoneyError::OtherCurrency { .. })), "{text}");
        }
        for text in ["10000000000000", "9".repeat(400).as_str()] {
            assert_eq!(inr(text), Err(MoneyError::TooLarge(currency("INR"))));
        }
    }

    #[test]
    fn other_exponents() {
        assert_eq!(parse_amount("1,500", currency("JPY")), Ok(1_500));
        assert_eq!(parse_amount("￥1500", currency("JPY")), Ok(1_500));
        assert_eq!(
            parse_amount("12.5", currency("JPY")).unwrap_err().to_string(),
            "1 decimals, but JPY has none"
        );
        assert_eq!(parse_amount("12,5", currency("JPY")), Err(MoneyError::Separators));
        assert_eq!(parse_amount("1.500", currency("KWD")), Ok(1_500));
        assert_eq!(parse_amount("1,500", currency("KWD")), Ok(1_500_000));
        assert_eq!(parse_amount("NT$5", currency("TWD")), Ok(500));
        assert_eq!(parse_amount("د.إ 5", currency("AED")), Ok(500));
    }

    #[test]
    fn writes_by_country() {
        let inr = currency("INR");
        assert_eq!(format_amount(48_230_000, inr, Grouping::Indian), "4,82,300.00");
        assert_eq!(format_amount(48_230_000, inr, Grouping::Western), "482,300.00");
        assert_eq!(format_amount(1_234_567_890, inr, Grouping::Indian), "1,23,45,678.90");
        assert_eq!(format_amount(-99_999, inr, Grouping::Indian), "-999.99");
        assert_eq!(format_amount(5, inr, Grouping::Indian), "0.05");
        assert_eq!(format_amount(1_200, currency("JPY"), Grouping::Western), "1,200");
        assert_eq!(format_amount(1_234_567, currency("KWD"), Grouping::Western), "1,234.567");
        assert_eq!(edit_amount(-48_230_000, inr), "-482300.00");
        assert_eq!(format_money(Money { minor: -50_000, currency: inr }, Grouping::Indian), "-₹500.00");
        assert_eq!(
            format_money(Money { minor: 50_000, currency: currency("AED") }, Grouping::Western),
            "AED\u{202F}500.00"
        );
        let country = |code| CountryCode::from_code(code).unwrap();
        assert_eq!(Grouping::for_country(country("IN")), Grouping::Indian);
        assert_eq!(Grouping::for_country(country("LK")), Grouping::Western);
        assert_eq!(Grouping::for_currency(inr), Grouping::Indian);
    }

    #[test]
    fn adds_within_one_currency_and_the_range() {
        let rupees = |minor| Money { minor, currency: currency("INR") };
        let dollars = Money { minor: 1, currency: currency("USD") };
        assert_eq!(rupees(3).checked_add(rupees(4)), Ok(rupees(7)));
        assert_eq!(rupees(3).checked_sub(rupees(4)), Ok(rupees(-1)));
        assert_eq!(rupees(3).checked_neg(), Ok(rupees(-3)));
        assert!(matches!(rupees(1).checked_add(dollars), Err(MoneyError::Mixed { .. })));
        assert!(matches!(rupees(MAX_MINOR).checked_add(rupees(1)), Err(MoneyError::TooLarge(_))));
        assert!(matches!(rupees(i64::MIN).checked_neg(), Err(MoneyError::TooLarge(_))));
        assert!(Money::new(MAX_MINOR + 1, currency("INR")).is_err());
        let sum = Money::checked_sum([rupees(MAX_MINOR), rupees(5), rupees(-6)], currency("INR"));
        assert_eq!(sum, Ok(rupees(MAX_MINOR - 1)));
        assert_eq!(Money::checked_sum([], currency("INR")), Ok(rupees(0)));
        assert!(Money::checked_sum([dollars], currency("INR")).is_err());
    }

    #[test]
    fn says_the_limit() {
        let message = MoneyError::TooLarge(currency("INR")).to_string();
        assert_eq!(message, "too large: the most is INR 9,99,99,99,99,99,999.99");
    }

    #[test]
    fn stored_amounts_between_two_minor_units_round_half_up() {
        let inr = currency("INR");
        for (real, minor) in
            [(1.005, 101), (100.005, 10_001), (-1.005, -101), (0.1 + 0.2, 30), (2.675, 268), (0.004, 0)]
        {
            assert_eq!(from_real(real, inr), Ok(minor), "{real}");
            assert!(!is_exact_real(real, inr), "{real}");
        }
        assert_eq!(from_real(-0.0, inr), Ok(0));
        assert_eq!(from_real(1.5, currency("JPY")), Ok(2));
        assert_eq!(from_real(0.0005, currency("KWD")), Ok(1));
        for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(from_real(odd, inr), Err(MoneyError::NotFinite));
        }
        for large in [1e13, -1e13, f64::MAX] {
            assert_eq!(from_real(large, inr), Err(MoneyError::TooLarge(inr)));
        }
    }

    fn any_currency() -> impl Strategy<Value = Currency> {
        prop::sample::select(vec!["INR", "JPY", "KWD", "EUR", "AED"]).prop_map(currency)
    }

    proptest! {
        #[test]
        fn real_round_trips(minor in -MAX_MINOR..=MAX_MINOR, currency in any_currency()) {
            let real = to_real(minor, currency);
            prop_assert_eq!(from_real(real, currency), Ok(minor));
            prop_assert!(is_exact_real(real, currency));
            // The nearest double to the exact decimal is by definition what its decimal text parses to.
            prop_assert_eq!(real, edit_amount(minor, currency).parse::<f64>().expect("a decimal"));
        }

        #[test]
        fn real_is_the_nearest_minor_unit(real in -9e12..9e12_f64, currency in any_currency()) {
            let off = (to_real(from_real(real, currency).unwrap(), currency) - real).abs();
            let half = 0.5 / to_real(currency.scale() * currency.scale(), currency);
            prop_assert!(off <= half * 1.01 + real.abs() * f64::EPSILON, "{} off by {}", real, off);
        }

        #[test]
        fn text_round_trips(minor in -MAX_MINOR..=MAX_MINOR, currency in any_currency()) {
            let money = Money { minor, currency };
            prop_assert_eq!(parse_amount(&edit_amount(minor, currency), currency), Ok(minor));
            for grouping in [Grouping::Indian, Grouping::Western] {
                prop_assert_eq!(parse_amount(&format_amount(minor, currency, grouping), currency), Ok(minor));
                prop_assert_eq!(parse_amount(&format_money(money, grouping), currency), Ok(minor));
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,24}", currency in any_currency()) {
            let _ = parse_amount(&text, currency);
        }

        #[test]
        fn never_panics_on_near_amounts(text in "[-(₹ ]{0,2}[0-9٣.,' ]{0,12}[)/a-z.-]{0,3}", currency in any_currency()) {
            let _ = parse_amount(&text, currency);
        }
    }
}
