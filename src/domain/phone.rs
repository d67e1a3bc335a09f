//! Phone numbers: what is one, its E.164 form, and the digits that a search compares.
//!
//! Source of the numbering plans: Google's libphonenumber metadata, through the `phonenumber` crate. The first call of
//! [`parse`] or [`display_international`] in a process decodes the metadata (about 50 ms); see [`warm_up`]. The
//! searches' [`digits`] and [`is_phone_query`] never need it.

use super::country::{Country, CountryCode};
use super::digit;
use super::fold::clean_line;
use phonenumber::country::Id;
use phonenumber::metadata::{DATABASE, Metadata};
use phonenumber::{Mode, ParseError, PhoneNumber};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// A valid phone number as ITU-T E.164 writes it: `+`, country calling code, national number, at most 15 digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct E164(String);

impl E164 {
    /// The number, e.g. `+919876543210`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for E164 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<E164> for String {
    fn from(number: E164) -> Self {
        number.0
    }
}

/// Why a text is no phone number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing was typed.
    #[error("type a phone number")]
    Empty,
    /// Something that phone numbers do not hold.
    #[error("“{}” does not belong in a phone number", clean_line(.0, 40))]
    NotANumber(String),
    /// Fewer digits than any number of the country has.
    #[error("too short for a phone number{}", of(.0))]
    TooShort(Option<CountryCode>),
    /// More digits than any number of the country has.
    #[error("too long for a phone number{}", of(.0))]
    TooLong(Option<CountryCode>),
    /// The length could be right, but the country gives out no such number.
    #[error("no such phone number{} exists", of(.0))]
    NoSuchNumber(Option<CountryCode>),
    /// There is no such country calling code.
    #[error("+{0} is no country calling code")]
    CallingCode(String),
    /// Typed without a country calling code, and there is no country to take it from.
    #[error("type it with + and the country code, e.g. +91 98765 43210")]
    RegionUnknown,
}

fn of(country: &Option<CountryCode>) -> String {
    country.map_or_else(String::new, |code| match Country::by_code(code) {
        Some(country) => format!(" in {}", country.name),
        None => format!(" in {code}"),
    })
}

/// The decimal digits of a text, of any script, as ASCII; everything else is left out.
#[must_use]
pub fn digits(text: &str) -> String {
    text.chars().map(digit::ascii).filter(char::is_ascii_digit).collect()
}

/// Whether a search means a phone: nothing but digits (one at least), `+ ( ) - . /`, their look-alikes, and space.
#[must_use]
pub fn is_phone_query(text: &str) -> bool {
    let text = simplify(text);
    text.contains(|c: char| c.is_ascii_digit()) && text.chars().all(is_phone_character)
}

/// Decodes the numbering plans, so that no person waits for it. For a thread at the start of the program.
pub fn warm_up() {
    let _ = parse("+919876543210", None);
}

/// The rules that the library keeps at hand unless it is told otherwise.
const RULES: usize = 100;
/// Enough for every kind of number of every country.
const ALL_RULES: usize = 4_096;

/// While it lives, the rules of all countries stay at hand. Otherwise the library compiles those anew that it has not
/// used lately, which makes a file with numbers of twenty countries a hundred times slower to read.
#[derive(Debug)]
pub struct ManyCountries(());

impl ManyCountries {
    /// Prepares for many numbers.
    #[must_use]
    pub fn prepare() -> Self {
        keep_rules(ALL_RULES);
        Self(())
    }
}

impl Drop for ManyCountries {
    fn drop(&mut self) {
        keep_rules(RULES);
    }
}

fn keep_rules(rules: usize) {
    // Somebody who panicked while holding the rules left them as they were: each is only ever put in whole.
    DATABASE.cache().lock().unwrap_or_else(std::sync::PoisonError::into_inner).set_capacity(rules);
}

/// Reads a phone number as typed or imported.
///
/// Digits may be of any script. With `+` (or `00`, if no region is given) the number names its country, otherwise it
/// is one of `region`, dialled as people there do. An extension (`x12`, `ext. 12`, `#12`, `;ext=12`) is accepted and
/// left out: E.164 has none, and the text as typed is kept beside it.
///
/// # Errors
/// Only numbers that the country's numbering plan gives out are valid; [`PhoneError`] says what is wrong with others.
pub fn parse(text: &str, region: Option<CountryCode>) -> Result<E164, PhoneError> {
    let dialled = dialled(text, region)?;
    let region = if dialled.starts_with('+') { None } else { Some(known(region)?) };
    let number = match region {
        None => as_it_stands(&dialled),
        Some(id) => as_national(&dialled, id),
    };
    match number.filter(PhoneNumber::is_valid) {
        Some(number) => Ok(E164(number.format().mode(Mode::E164).to_string())),
        None => by_the_library(&dialled, region),
    }
}

/// Reads `+` and digits without looking for a trunk prefix. The library drops digits that equal one even where they
/// belong to the number (+7 **8**12 …), but only if the region that it is told has one; Denmark has none.
fn as_it_stands(number: &str) -> Option<PhoneNumber> {
    phonenumber::parse(Some(Id::DK), number).ok()
}

/// Reads national digits, with or without the country's trunk prefix, as a whole number. The library takes leading
/// digits that equal the calling code for it even where they belong to the number (**91**234 56789 in India).
fn as_national(digits: &str, id: Id) -> Option<PhoneNumber> {
    let metadata = DATABASE.by_id(id.as_ref())?;
    let trunk = metadata.national_prefix().and_then(|prefix| digits.strip_prefix(prefix));
    let numbers = [Some(digits), trunk].into_iter().flatten();
    numbers
        .filter_map(|national| as_it_stands(&format!("+{}{national}", metadata.country_code())))
        .find(PhoneNumber::is_valid)
}

/// Everything else that people dial: international prefixes, carrier codes, mobile tokens.
fn by_the_library(dialled: &str, region: Option<Id>) -> Result<E164, PhoneError> {
    let number = phonenumber::parse(region, dialled).map_err(|error| explain(&error, dialled, region))?;
    if number.is_valid() {
        return Ok(E164(number.format().mode(Mode::E164).to_string()));
    }
    let typed = if region.is_none() { as_it_stands(dialled) } else { None };
    Err(explain_invalid(&typed.unwrap_or(number), region))
}

/// A number as people write it internationally, e.g. `+91 98765 43210`: grouped the country's way.
#[must_use]
pub fn display_international(number: &E164) -> String {
    let Some(parsed) = as_it_stands(number.as_str()) else { return number.0.clone() };
    let mut text = String::with_capacity(20);
    let written = write!(text, "{}", parsed.format().mode(Mode::International));
    // The library's pattern for a region can miss a number; the plain form never misleads.
    if written.is_ok() && digits(&text) == digits(number.as_str()) { text } else { number.0.clone() }
}

/// One character for each kind, without invisible ones.
fn simplify(text: &str) -> String {
    let simple = |c: char| match c {
        '\u{00AD}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => None,
        '\u{2060}'..='\u{2069}' | '\u{FEFF}' => None,
        '＋' => Some('+'),
        '（' => Some('('),
        '）' => Some(')'),
        '．' => Some('.'),
        '／' => Some('/'),
        '＃' => Some('#'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '－' => Some('-'),
        c if c.is_whitespace() => Some(' '),
        c => Some(digit::ascii(c)),
    };
    text.chars().filter_map(simple).collect::<String>().trim().to_owned()
}

fn is_phone_character(c: char) -> bool {
    c.is_ascii_digit() || "+()-./ ".contains(c)
}

/// The bare digits to dial, with `+` in front if the country is named.
fn dialled(text: &str, region: Option<CountryCode>) -> Result<String, PhoneError> {
    let text = simplify(text);
    if text.is_empty() {
        return Err(PhoneError::Empty);
    }
    let number = without_extension(text.strip_prefix("tel:").unwrap_or(&text))?;
    if let Some(odd) = number.chars().find(|c| !is_phone_character(*c)) {
        return Err(PhoneError::NotANumber(odd.to_string()));
    }
    let bare = digits(number);
    if bare.is_empty() {
        return Err(PhoneError::NotANumber(text));
    }
    match number.rfind('+') {
        // A plus in the middle is two numbers, or a sum.
        Some(at) if number[..at].contains(|c| c != '(' && c != ' ') => {
            Err(PhoneError::NotANumber("+".to_owned()))
        }
        Some(_) => Ok(format!("+{bare}")),
        None if region.is_none() && bare.starts_with("00") => Ok(format!("+{}", &bare[2..])),
        None => Ok(bare),
    }
}

/// The number in front of an extension.
fn without_extension(text: &str) -> Result<&str, PhoneError> {
    let lower = text.to_ascii_lowercase();
    let marks = [";ext=", "extension", "extn", "ext", "x", "#"];
    let Some((at, mark)) = marks.into_iter().find_map(|mark| Some((lower.find(mark)?, mark))) else {
        return Ok(text);
    };
    let extension = lower[at + mark.len()..].trim_matches([' ', '.', ':']);
    let sound = (1..=11).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_digit());
    if !sound {
        return Err(PhoneError::NotANumber(text[at..].to_owned()));
    }
    Ok(text[..at].trim_end_matches([' ', ',', ';']))
}

/// The library's name of a region; it panics on regions that its metadata lacks.
fn known(region: Option<CountryCode>) -> Result<Id, PhoneError> {
    let region = region.ok_or(PhoneError::RegionUnknown)?;
    let id = region.code().parse::<Id>().map_err(|_| PhoneError::RegionUnknown)?;
    if DATABASE.by_id(id.as_ref()).is_some() { Ok(id) } else { Err(PhoneError::RegionUnknown) }
}

fn country(id: Id) -> Option<CountryCode> {
    CountryCode::from_code(id.as_ref())
}

fn explain(error: &ParseError, dialled: &str, region: Option<Id>) -> PhoneError {
    let country = region.and_then(country);
    match error {
        ParseError::NoNumber | ParseError::TooShortAfterIdd | ParseError::TooShortNsn => {
            PhoneError::TooShort(country)
        }
        ParseError::TooLong | ParseError::MalformedInteger(_) => PhoneError::TooLong(country),
        ParseError::InvalidCountryCode => {
            PhoneError::CallingCode(dialled.trim_start_matches('+').chars().take(3).collect())
        }
    }
}

/// What is wrong with a number that the plan does not give out: its length, if that says it.
fn explain_invalid(number: &PhoneNumber, region: Option<Id>) -> PhoneError {
    let calling_code = number.code().value();
    let metadata: Option<&Metadata> = match region {
        Some(id) => DATABASE.by_id(id.as_ref()),
        None => DATABASE.by_code(&calling_code).and_then(|all| all.into_iter().next()),
    };
    let country = metadata.and_then(|metadata| CountryCode::from_code(metadata.id()));
    let length = number.national().to_string().len();
    let kinds = metadata.map(|m| [m.descriptors().fixed_line(), m.descriptors().mobile()]);
    let lengths = || kinds.into_iter().flatten().flatten().flat_map(|kind| kind.possible_length());
    let (least, most) = (lengths().min(), lengths().max());
    if least.is_some_and(|least| length < usize::from(*least)) {
        PhoneError::TooShort(country)
    } else if most.is_some_and(|most| length > usize::from(*most)) {
        PhoneError::TooLong(country)
    } else {
        PhoneError::NoSuchNumber(country)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn region(code: &str) -> Option<CountryCode> {
        Some(CountryCode::from_code(code).unwrap())
    }

    fn e164(text: &str, code: &str) -> String {
        parse(text, region(code)).unwrap_or_else(|error| panic!("{text}: {error}")).0
    }

    #[test]
    fn digits_of_every_script() {
        assert_eq!(digits("+९१ (٩٨٧٦۵) ４３２-10 x"), "919876543210");
        assert_eq!(digits("Priya"), "");
    }

    #[test]
    fn tells_phones_from_words() {
        for text in ["98765", "+91 98765-43210", "(022) 2345.6789", "٩٨٧", "98/76", " 9 ", "＋91"] {
            assert!(is_phone_query(text), "{text}");
        }
        for text in ["", " ", "+", "()", "98a", "priya", "#12", "9,8"] {
            assert!(!is_phone_query(text), "{text}");
        }
    }

    #[test]
    fn reads_numbers_of_the_region_and_of_others() {
        for text in [
            "9876543210",
            "098765 43210",
            "+91 98765 43210",
            "(+91) 98765-43210",
            "0091 98765 43210",
            "919876543210",
            "९८७६५ ४३२१०",
            "+٩١ ٩٨٧٦٥٤٣٢١٠",
            "\u{202A}+91 98765 43210\u{202C}",
            "tel:+919876543210",
            "98765 43210 x12",
            "98765 43210, ext. 12",
            "98765 43210 extn: 12",
            "98765 43210;ext=12",
            "98765 43210 #12",
        ] {
            assert_eq!(e164(text, "IN"), "+919876543210", "{text}");
        }
        assert_eq!(e164("91234 56789", "IN"), "+919123456789");
        assert_eq!(e164("0 91234 56789", "IN"), "+919123456789");
        assert_eq!(e164("91 91234 56789", "IN"), "+919123456789");
        assert_eq!(e164("+1 650 253 0000", "IN"), "+16502530000");
        assert_eq!(e164("011 44 20 7946 0958", "US"), "+442079460958");
        assert_eq!(e164("+44 (0)20 7946 0958", "IN"), "+442079460958");
        assert_eq!(e164("02 3661 8300", "IT"), "+390236618300");
        assert_eq!(e164("+7 812 305 8888", "IN"), "+78123058888");
        assert_eq!(e164("8 812 305 8888", "RU"), "+78123058888");
        assert_eq!(e164("812 305 8888", "RU"), "+78123058888");
        assert_eq!(e164("1 (650) 253-0000", "US"), "+16502530000");
        assert_eq!(e164("0044 20 7946 0958", "DE"), "+442079460958");
        assert_eq!(e164("030 901820", "DE"), "+4930901820");
        assert_eq!(e164("011 15-2345-6789", "AR"), "+5491123456789");
        assert_eq!(e164("050 123 4567", "AE"), "+971501234567");
        assert_eq!(e164("022 2345 6789", "IN"), "+912223456789");
        assert_eq!(parse("0091 98765 43210", None).unwrap().as_str(), "+919876543210");
    }

    #[test]
    fn says_what_is_wrong() {
        let of = |text| parse(text, region("IN")).unwrap_err();
        assert_eq!(of(""), PhoneError::Empty);
        assert_eq!(of(" \u{200F}"), PhoneError::Empty);
        for text in ["call me", "9876five4321", "98765 43210 / +91 1", "98765 43210 x", "+", "1-800-FLOWERS"]
        {
            assert!(matches!(of(text), PhoneError::NotANumber(_)), "{text} {:?}", of(text));
        }
        for text in ["1", "12", "98765", "98765 4321", "+91 98765"] {
            assert!(matches!(of(text), PhoneError::TooShort(_)), "{text} {:?}", of(text));
        }
        for text in ["98765432101234", "+91 98765 43210 1234567", &"9".repeat(300)] {
            assert!(
                matches!(parse(text, region("IN")), Err(PhoneError::TooLong(_))),
                "{text} {:?}",
                parse(text, region("IN"))
            );
        }
        assert_eq!(of("55555 55555"), PhoneError::NoSuchNumber(region("IN")));
        assert_eq!(of("+1 123 456 7890"), PhoneError::NoSuchNumber(region("US")));
        assert_eq!(of("+999 1234567"), PhoneError::CallingCode("999".to_owned()));
        for nowhere in [None, region("ZZ"), region("AQ")] {
            assert_eq!(parse("9876543210", nowhere), Err(PhoneError::RegionUnknown));
        }
        assert_eq!(of("call me").to_string(), "“c” does not belong in a phone number");
        assert_eq!(of("98765").to_string(), "too short for a phone number in India");
    }

    #[test]
    fn shows_numbers_the_countrys_way() {
        let shown = |text| display_international(&parse(text, None).unwrap());
        assert_eq!(shown("+919876543210"), "+91 98765 43210");
        assert_eq!(shown("+16502530000"), "+1 650-253-0000");
        assert_eq!(shown("+390236618300").replace(' ', ""), "+390236618300");
        assert_eq!(display_international(&E164("nonsense".to_owned())), "nonsense");
    }

    #[test]
    fn denmark_has_no_trunk_prefix() {
        let denmark = DATABASE.by_id("DK").unwrap();
        assert!(denmark.national_prefix().is_none() && denmark.national_prefix_for_parsing().is_none());
    }

    /// The example of every region of the metadata, typed at home and abroad.
    #[test]
    fn every_regions_examples_round_trip() {
        let mut wrong = Vec::new();
        for metadata in DATABASE.iter().filter(|m| m.id() != "001") {
            let descriptors = metadata.descriptors();
            for example in [descriptors.mobile(), descriptors.fixed_line()].into_iter().flatten() {
                let Some(example) = example.example() else { continue };
                let expected = format!("+{}{example}", metadata.country_code());
                let home = parse(example, region(metadata.id())).map(|n| n.0);
                let abroad = parse(&expected, region("IN"));
                let shown =
                    abroad.clone().map(|n| display_international(&n)).and_then(|text| parse(&text, None));
                if [home, abroad.map(|n| n.0), shown.map(|n| n.0)].iter().any(|n| *n != Ok(expected.clone()))
                {
                    wrong.push(expected);
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,24}", code in "[A-Z]{2}") {
            let _ = (parse(&text, region(&code)), parse(&text, None));
        }

        #[test]
        fn never_panics_on_near_numbers(text in "[+(]{0,2}[0-9٣ ().-]{0,20}(x[0-9]{0,3})?", code in "[A-Z]{2}") {
            let _ = (parse(&text, region(&code)), parse(&text, None));
        }

        #[test]
        fn the_form_is_stable(text in "[6-9][0-9]{9}") {
            if let Ok(number) = parse(&text, region("IN")) {
                prop_assert_eq!(parse(number.as_str(), None), Ok(number.clone()));
                prop_assert_eq!(parse(&display_international(&number), None), Ok(number.clone()));
                prop_assert_eq!(number.as_str(), format!("+91{text}"));
            }
        }
    }
}
