//! GSTIN, the registration number of India's goods and services tax: 15 characters with a check digit.

/// What is wrong with a GSTIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GstinError {
    /// Not 15 characters.
    #[error("a GSTIN has 15 characters, this has {0}")]
    Length(usize),
    /// The first two digits are no state.
    #[error("a GSTIN starts with a state code from 01 to 38, 97 or 99")]
    State,
    /// Characters 3 to 12 are no PAN.
    #[error("characters 3 to 12 of a GSTIN are a PAN: five letters, four digits, a letter")]
    Pan,
    /// Characters 13 and 14.
    #[error("character 13 of a GSTIN is a digit from 1 or a letter, and character 14 is Z")]
    Entity,
    /// The check digit.
    #[error("the last character of this GSTIN should be {0}: check the digits")]
    CheckDigit(char),
}

const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A GSTIN in capitals, if it is one.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(text: &str) -> Result<String, GstinError> {
    let gstin = text.trim().to_uppercase();
    let bytes = gstin.as_bytes();
    if bytes.len() != 15 {
        return Err(GstinError::Length(gstin.chars().count()));
    }
    let state: u32 = gstin.get(..2).and_then(|s| s.parse().ok()).ok_or(GstinError::State)?;
    if !matches!(state, 1..=38 | 97 | 99) {
        return Err(GstinError::State);
    }
    let pan = &bytes[2..12];
    let letters = pan[..5].iter().chain(&pan[9..]).all(u8::is_ascii_uppercase);
    if !letters || !pan[5..9].iter().all(u8::is_ascii_digit) {
        return Err(GstinError::Pan);
    }
    if !bytes[12].is_ascii_alphanumeric() || bytes[12] == b'0' || bytes[13] != b'Z' {
        return Err(GstinError::Entity);
    }
    let expected = check_character(&bytes[..14]);
    if bytes[14] == expected { Ok(gstin) } else { Err(GstinError::CheckDigit(char::from(expected))) }
}

/// The check character: base 36, weights 1 and 2 in turn, digits of each product added.
fn check_character(first: &[u8]) -> u8 {
    let sum: usize = first
        .iter()
        .enumerate()
        .map(|(i, b)| {
            let value = ALPHABET.iter().position(|a| a == b).unwrap_or(0) * (1 + i % 2);
            value / 36 + value % 36
        })
        .sum();
    ALPHABET[(36 - sum % 36) % 36]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_numbers_pass_and_typing_slips_do_not() {
        assert_eq!(check("27aapfu0939f1zv"), Ok("27AAPFU0939F1ZV".to_owned()));
        assert_eq!(check("29AAGCB7383J1Z4"), Ok("29AAGCB7383J1Z4".to_owned()));
        assert_eq!(check("27AAPFU0939F1ZW"), Err(GstinError::CheckDigit('V')));
        assert_eq!(check("27AAPFU0939F1Z"), Err(GstinError::Length(14)));
        assert_eq!(check("40AAPFU0939F1ZV"), Err(GstinError::State));
        assert_eq!(check("2712PFU0939F1ZV"), Err(GstinError::Pan));
        assert_eq!(check("27AAPFU0939F1AV"), Err(GstinError::Entity));
    }
}
