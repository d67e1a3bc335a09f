//! Percentages as rates have them: hundredths of a percent, whole numbers.

use super::digit;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A percentage in hundredths of a percent: 18 % is 1800.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Percent(i64);

/// The largest percentage that is taken: a hundred.
const MAX: i64 = 10_000;

/// Why a text is no percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PercentError {
    /// No number.
    #[error("write a percentage, e.g. 18 or 0.25")]
    NotANumber,
    /// More decimals than rates have.
    #[error("at most two decimals, e.g. 0.25")]
    TooFine,
    /// Below zero or beyond a hundred.
    #[error("write a percentage from 0 to 100")]
    OutOfRange,
}

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A percentage from hundredths of a percent, whatever they are: rows of other programs are read as they are.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// Hundredths of a percent.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// Reads a percentage as people type it: `18`, `18 %`, `0.25`, `12,5`; digits of any script.
    ///
    /// # Errors
    /// No number, more than two decimals, not from 0 to 100.
    pub fn parse(text: &str) -> Result<Self, PercentError> {
        let plain: String = text.chars().map(digit::ascii).collect();
        let plain = plain.trim().trim_end_matches(['%', '٪']).trim_end().replace([',', '٫'], ".");
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let is_negative = whole.starts_with(['-', '−']);
        if is_negative && digits(whole.trim_start_matches(['-', '−'])) {
            return Err(PercentError::OutOfRange);
        }
        if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
            return Err(PercentError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 2 {
            return Err(PercentError::TooFine);
        }
        let hundredths: i64 =
            format!("{whole}{fraction:0<2}").parse().map_err(|_| PercentError::OutOfRange)?;
        if hundredths > MAX { Err(PercentError::OutOfRange) } else { Ok(Self(hundredths)) }
    }

    /// The number without a sign, as a form has it: `18`, `0.25`, `12.5`. [`Percent::parse`] reads it back.
    #[must_use]
    pub fn edit(self) -> String {
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let minus = if self.0 < 0 { "-" } else { "" };
        let text = if rest == 0 { format!("{minus}{whole}") } else { format!("{minus}{whole}.{rest:02}") };
        if rest.is_multiple_of(10) && rest > 0 { text.trim_end_matches('0').to_owned() } else { text }
    }

    /// Reads a stored rate (REAL, percent), rounded to hundredths; what is no number that we can hold counts as zero.
    #[must_use]
    pub fn from_real(percent: f64) -> Self {
        let hundredths = (percent * 100.0).round();
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 10^12")]
        if hundredths.abs() < 1e12 { Self(hundredths as i64) } else { Self::ZERO }
    }

    /// The double nearest to the rate: what the store keeps.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "hundredths of a percent are far below 2^53")]
    pub fn to_real(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl fmt::Display for Percent {
    /// `18 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.edit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn percentages_are_read_as_people_type_them() {
        let table = [
            ("18", Ok(1800)),
            (" 18 % ", Ok(1800)),
            ("0.25", Ok(25)),
            (".5", Ok(50)),
            ("12,50", Ok(1250)),
            ("5.", Ok(500)),
            ("100", Ok(10_000)),
            ("१८", Ok(1800)),
            ("18.000", Ok(1800)),
            ("18.125", Err(PercentError::TooFine)),
            ("100.01", Err(PercentError::OutOfRange)),
            ("-1", Err(PercentError::OutOfRange)),
            ("99999999999999999999", Err(PercentError::OutOfRange)),
            ("", Err(PercentError::NotANumber)),
            ("%", Err(PercentError::NotANumber)),
            (".", Err(PercentError::NotANumber)),
            ("GST", Err(PercentError::NotANumber)),
            ("1.2.3", Err(PercentError::NotANumber)),
        ];
        for (text, is) in table {
            assert_eq!(Percent::parse(text).map(Percent::hundredths), is, "{text}");
        }
        assert_eq!(Percent(1800).to_string(), "18 %");
        assert_eq!(Percent(10).edit(), "0.1");
        assert_eq!(Percent::from_real(f64::NAN), Percent::ZERO);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(hundredths in 0..=MAX) {
            let percent = Percent(hundredths);
            prop_assert_eq!(Percent::parse(&percent.edit()), Ok(percent));
            prop_assert_eq!(Percent::from_real(percent.to_real()), percent);
        }
    }
}
