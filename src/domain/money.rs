//! Money: integer minor units with a currency. No floating point except at the store's edge.

mod text;

pub use text::{Grouping, edit_amount, format_amount, format_money, format_short, parse_amount};

use super::fold::clean_line;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
    #[error("“{}” does not belong in an amount; type e.g. 1500 or 1,500.50", clean_line(.0, 40))]
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
mod tests {
    use super::*;
    use crate::domain::country::CountryCode;
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
        assert_eq!(message, "too large: the most is INR 99,99,99,99,99,999.99");
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

    #[test]
    fn short_amounts_say_the_size() {
        let inr = Currency::from_code("INR").unwrap();
        let indian = |minor| format_short(Money { minor, currency: inr }, Grouping::Indian);
        let said = [0, 99_900, 100_000, 8_000_000, 124_400_000, 1_230_000_000, -31_000_000].map(indian);
        assert_eq!(said, ["0", "999", "1k", "80k", "12.4L", "1.2Cr", "-3.1L"]);
        let western = |minor| format_short(Money { minor, currency: inr }, Grouping::Western);
        assert_eq!([124_400_000, 250_000_000_000].map(western), ["1.2M", "2.5B"]);
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
        fn real_is_the_nearest_minor_unit(real in -9e11..9e11_f64, currency in any_currency()) {
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
