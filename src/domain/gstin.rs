//! The GST registration number of India (GSTIN): 15 characters that check themselves.
//!
//! Source: the Goods and Services Tax Network's layout of a regular taxpayer's number: state code (2 digits), PAN
//! (5 letters, 4 digits, 1 letter), how many registrations the PAN has in the state (1–9, A–Z), `Z` (or another
//! character for other kinds of taxpayers), check digit (Luhn, base 36).

use super::digit;
use serde::{Deserialize, Serialize};

/// A GSTIN whose layout and check digit are right. Whether it is registered, only the tax office knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Gstin(String);

impl Gstin {
    /// The 15 characters, in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The state code: 1–38, 97 (other territory) or 99 (centre).
    #[must_use]
    pub fn state_code(&self) -> u8 {
        self.0[..2].bytes().fold(0, |code, digit| code * 10 + (digit - b'0'))
    }

    /// The permanent account number (PAN) of the taxpayer: 10 characters.
    #[must_use]
    pub fn pan(&self) -> &str {
        &self.0[2..12]
    }
}

impl std::fmt::Display for Gstin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Gstin {
    type Error = GstinError;
    fn try_from(text: String) -> Result<Self, GstinError> {
        check(&text)
    }
}

impl From<Gstin> for String {
    fn from(gstin: Gstin) -> Self {
        gstin.0
    }
}

/// Why a text is no GSTIN. Places count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GstinError {
    /// Nothing was typed.
    #[error("type the 15 characters of the GSTIN")]
    Empty,
    /// Not 15 characters.
    #[error("a GSTIN has 15 characters, this has {0}")]
    Length(usize),
    /// Something other than a letter or digit.
    #[error("{found:?} at place {place} is neither a letter A–Z nor a digit")]
    Character {
        /// Where, 1–15.
        place: usize,
        /// What stands there.
        found: char,
    },
    /// The first two characters are no state code.
    #[error("{0} is no state code (01–38, 97 or 99)")]
    State(String),
    /// Places 3–12 are not five letters, four digits, a letter.
    #[error("place {place} has {found}: places 3–12 are the PAN, five letters, four digits and a letter")]
    Pan {
        /// Where, 3–12.
        place: usize,
        /// What stands there.
        found: char,
    },
    /// Place 13 is `0`.
    #[error("place 13 has 0: the count of registrations is 1–9 or A–Z")]
    Registration,
    /// Place 14 is not one that is given out.
    #[error("place 14 has {0}: it is Z, or for other kinds of taxpayers 1–9 or A–J")]
    Kind(char),
    /// The last character does not fit the others.
    #[error("a character is mistyped: the last one would have to be {expected}, not {found}")]
    CheckDigit {
        /// What it would have to be.
        expected: char,
        /// What stands there.
        found: char,
    },
}

/// Checks a GSTIN as typed: case and white space do not matter, digits may be of any script.
///
/// # Errors
/// The first thing that is wrong: see [`GstinError`].
pub fn check(text: &str) -> Result<Gstin, GstinError> {
    let typed: Vec<char> =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| digit::ascii(c).to_ascii_uppercase()).collect();
    check_characters(&typed)?;
    check_state(&typed)?;
    check_pan(&typed)?;
    check_tail(&typed)?;
    let found = typed[14];
    let expected = check_digit(&typed[..14]);
    if found != expected {
        return Err(GstinError::CheckDigit { expected, found });
    }
    Ok(Gstin(typed.into_iter().collect()))
}

fn check_characters(typed: &[char]) -> Result<(), GstinError> {
    if typed.is_empty() {
        return Err(GstinError::Empty);
    }
    if typed.len() != 15 {
        return Err(GstinError::Length(typed.len()));
    }
    match typed.iter().position(|c| !c.is_ascii_alphanumeric()) {
        Some(at) => Err(GstinError::Character { place: at + 1, found: typed[at] }),
        None => Ok(()),
    }
}

fn check_state(typed: &[char]) -> Result<(), GstinError> {
    let code: String = typed[..2].iter().collect();
    match code.parse::<u8>() {
        Ok(1..=38 | 97 | 99) => Ok(()),
        _ => Err(GstinError::State(code)),
    }
}

fn check_pan(typed: &[char]) -> Result<(), GstinError> {
    let fits = |at: usize| match at {
        7..=10 => typed[at].is_ascii_digit(),
        _ => typed[at].is_ascii_alphabetic(),
    };
    match (2..12).find(|at| !fits(*at)) {
        Some(at) => Err(GstinError::Pan { place: at + 1, found: typed[at] }),
        None => Ok(()),
    }
}

fn check_tail(typed: &[char]) -> Result<(), GstinError> {
    if typed[12] == '0' {
        return Err(GstinError::Registration);
    }
    match typed[13] {
        'Z' | '1'..='9' | 'A'..='J' => Ok(()),
        other => Err(GstinError::Kind(other)),
    }
}

/// Luhn in base 36: every second value counts twice, the two base-36 digits of each product are added, and the
/// check digit fills up to a multiple of 36.
fn check_digit(characters: &[char]) -> char {
    let sum: u32 = characters
        .iter()
        .zip([1, 2].into_iter().cycle())
        .map(|(c, factor)| c.to_digit(36).unwrap_or(0) * factor)
        .map(|product| product / 36 + product % 36)
        .sum();
    char::from_digit((36 - sum % 36) % 36, 36).map_or('0', |digit| digit.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn valid_numbers() {
        for text in ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4", " 27aapfu 0939f 1zv ", "२७AAPFU0939F1ZV"] {
            let gstin = check(text).unwrap();
            assert_eq!(gstin.as_str().len(), 15);
        }
        let gstin = check("29AAGCB7383J1Z4").unwrap();
        assert_eq!((gstin.state_code(), gstin.pan()), (29, "AAGCB7383J"));
    }

    #[test]
    fn says_what_is_wrong() {
        fn reason(text: &str) -> GstinError {
            check(text).unwrap_err()
        }
        assert_eq!(reason(" "), GstinError::Empty);
        assert_eq!(reason("27AAPFU0939F1Z"), GstinError::Length(14));
        assert_eq!(reason("27AAPFU0939F1ZVV"), GstinError::Length(16));
        assert_eq!(reason("27AAPFU-939F1ZV"), GstinError::Character { place: 8, found: '-' });
        assert_eq!(reason("27AAPFÜ0939F1ZV"), GstinError::Character { place: 7, found: 'Ü' });
        for code in ["00", "39", "96", "98", "2A"] {
            assert_eq!(reason(&format!("{code}AAPFU0939F1ZV")), GstinError::State(code.to_owned()));
        }
        assert_eq!(reason("27AA1FU0939F1ZV"), GstinError::Pan { place: 5, found: '1' });
        assert_eq!(reason("27AAPFUO939F1ZV"), GstinError::Pan { place: 8, found: 'O' });
        assert_eq!(reason("27AAPFU093981ZV"), GstinError::Pan { place: 12, found: '8' });
        assert_eq!(reason("27AAPFU0939F0ZV"), GstinError::Registration);
        assert_eq!(reason("27AAPFU0939F1XV"), GstinError::Kind('X'));
        assert_eq!(reason("27AAPFU0939F1ZW"), GstinError::CheckDigit { expected: 'V', found: 'W' });
        assert_eq!(reason("27AAPFU0993F1ZV").to_string().split(':').next(), Some("a character is mistyped"));
    }

    #[test]
    fn stored_numbers_are_checked() {
        assert!(serde_json::from_str::<Gstin>("\"27AAPFU0939F1ZV\"").is_ok());
        assert!(serde_json::from_str::<Gstin>("\"27AAPFU0939F1ZW\"").is_err());
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_found(at in 0..15_usize, to in "[0-9A-Z]") {
            let mut text = "29AAGCB7383J1Z4".to_owned();
            let same = text[at..=at] == to;
            text.replace_range(at..=at, &to);
            prop_assert_eq!(check(&text).is_ok(), same);
        }

        #[test]
        fn never_panics(text in "\\PC{0,20}") {
            let _ = check(&text);
        }
    }
}
