//! Phone numbers: digits of any script, E.164, and what is wrong with the rest.

use super::country::CountryCode;
use super::digit;
use phonenumber::country::Id;
use std::fmt;

/// A valid number in E.164, e.g. `+919845012345`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct E164(String);

impl E164 {
    /// The text, with the leading `+`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing was typed.
    #[error("a phone number is needed")]
    Empty,
    /// Letters, or too many signs.
    #[error("this is no phone number: use digits, blanks, ( ) - . and a leading +")]
    NotANumber,
    /// A national number without a country to read it in.
    #[error("start the number with + and the country code, e.g. +91 98450 12345")]
    NoCountry,
    /// The country code does not exist.
    #[error("no country has this country code")]
    UnknownCountry,
    /// Fewer digits than any number of that country.
    #[error("the number is too short")]
    TooShort,
    /// More digits than any number of that country.
    #[error("the number is too long")]
    TooLong,
    /// Right length, but no such number is given out.
    #[error("no number like this is given out in that country: check the digits")]
    NotInUse,
}

/// The ASCII digits of a text, whatever script they were typed in.
#[must_use]
pub fn digits(text: &str) -> String {
    text.chars().filter(|c| digit::value(*c).is_some()).map(digit::ascii).collect()
}

/// Whether a text is a phone number or a part of one: digits, and what people put between them.
#[must_use]
pub fn is_phone_query(text: &str) -> bool {
    let punctuation = |c: char| {
        c.is_whitespace() || matches!(c, '+' | '(' | ')' | '-' | '.' | '/' | '\u{2010}'..='\u{2015}')
    };
    text.chars().any(|c| digit::value(c).is_some())
        && text.chars().all(|c| digit::value(c).is_some() || punctuation(c))
}

/// Reads a number; one without `+` is read in `region`.
///
/// # Errors
/// Why it is none.
pub fn parse(text: &str, region: Option<CountryCode>) -> Result<E164, PhoneError> {
    let typed: String = text.trim().chars().map(|c| if c == '＋' { '+' } else { digit::ascii(c) }).collect();
    if typed.is_empty() {
        return Err(PhoneError::Empty);
    }
    let number_part = typed.split(['x', 'X', '#', ';', ',']).next().unwrap_or_default();
    if !is_phone_query(number_part) {
        return Err(PhoneError::NotANumber);
    }
    let count = digits(number_part).len();
    if count < 4 {
        return Err(PhoneError::TooShort);
    }
    if count > 17 {
        return Err(PhoneError::TooLong);
    }
    let international = typed.starts_with('+');
    let region: Option<Id> = region.and_then(|r| r.code().parse().ok());
    if region.is_none() && !international {
        return Err(PhoneError::NoCountry);
    }
    let number = phonenumber::parse(region, number_part).map_err(|error| match error {
        phonenumber::ParseError::InvalidCountryCode => PhoneError::UnknownCountry,
        phonenumber::ParseError::TooShortAfterIdd | phonenumber::ParseError::TooShortNsn => {
            PhoneError::TooShort
        }
        phonenumber::ParseError::TooLong => PhoneError::TooLong,
        _ => PhoneError::NotANumber,
    })?;
    if !number.is_valid() {
        return Err(invalid(&number));
    }
    Ok(E164(number.format().mode(phonenumber::Mode::E164).to_string()))
}

/// What is wrong with a number that was read but is not given out.
fn invalid(number: &phonenumber::PhoneNumber) -> PhoneError {
    let length = number.national().value().to_string().len();
    match number.code().value() {
        91 | 1 if length < 10 => PhoneError::TooShort,
        91 | 1 if length > 10 => PhoneError::TooLong,
        _ if length < 5 => PhoneError::TooShort,
        _ if length > 13 => PhoneError::TooLong,
        _ => PhoneError::NotInUse,
    }
}

/// Reads a number once: the tables behind it take some 50 ms to load.
pub fn warm_up() {
    drop(parse("+919845012345", None));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Option<CountryCode> {
        CountryCode::from_code(code)
    }

    #[test]
    fn numbers_become_e164() {
        for (typed, country, e164) in [
            ("98450 12345", "IN", "+919845012345"),
            ("098450-12345", "IN", "+919845012345"),
            ("+91 (98450) 12345", "AE", "+919845012345"),
            ("٠٥٠ ٩٨٤ ٥٠١١", "AE", "+971509845011"),
            ("९८४५० १२३४५", "IN", "+919845012345"),
            ("+971 50 984 5011", "IN", "+971509845011"),
            ("020 7946 0018", "GB", "+442079460018"),
        ] {
            assert_eq!(parse(typed, region(country)).map(|e| e.to_string()), Ok(e164.to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_is_none_says_why() {
        assert_eq!(parse("  ", None), Err(PhoneError::Empty));
        assert_eq!(parse("98450 12345", None), Err(PhoneError::NoCountry));
        assert_eq!(parse("hello", region("IN")), Err(PhoneError::NotANumber));
        assert_eq!(parse("98450", region("IN")), Err(PhoneError::TooShort));
        assert_eq!(parse("98450 12345 678", region("IN")), Err(PhoneError::TooLong));
        assert_eq!(parse("12", region("IN")), Err(PhoneError::TooShort));
        assert_eq!(parse("+999 12345678", None), Err(PhoneError::UnknownCountry));
    }

    #[test]
    fn digits_of_any_script() {
        assert_eq!(digits("+९८ 45-٠"), "98450");
        assert!(is_phone_query("98450 12") && is_phone_query("+91(98)"));
        assert!(!is_phone_query("98 a") && !is_phone_query("+ -"));
    }
}
