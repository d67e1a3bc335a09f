//! Lengths of time as people write and read them: "30m", "1h30", "1.5 h"; a number alone is minutes.

use super::digit;

/// Seconds of a minute, an hour, a day, a week.
const UNITS: [(i64, &[&str]); 4] = [
    (60, &["m", "min", "mins", "minute", "minutes", "'"]),
    (3_600, &["h", "hr", "hrs", "hour", "hours"]),
    (86_400, &["d", "day", "days"]),
    (604_800, &["w", "wk", "week", "weeks"]),
];

/// Why a text is no length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LengthError {
    /// The text means nothing here.
    #[error("“{}” is no length of time; type e.g. 45 (minutes), 30m, 1h30 or 2 hours", super::fold::clean_line(.0, 40))]
    NotUnderstood(String),
    /// More than fits; the bound as said.
    #[error("at most {0} fit here")]
    TooLong(String),
}

/// Reads a length in seconds, whole minutes, at most `most` seconds. Nothing typed is no time at all.
///
/// Understood are `45` (minutes), `30m`, `1h`, `1h30`, `1:30`, `1 h 30 min`, `1.5 hours`, `2 days`.
///
/// # Errors
/// What is not understood, or too long.
pub fn parse(text: &str, most: i64) -> Result<i64, LengthError> {
    let plain: String = text.trim().to_lowercase().chars().map(digit::ascii).collect();
    if plain.is_empty() {
        return Ok(0);
    }
    let seconds = read(&plain).ok_or_else(|| LengthError::NotUnderstood(text.to_owned()))?;
    if seconds > most { Err(LengthError::TooLong(say(most))) } else { Ok(seconds) }
}

fn read(plain: &str) -> Option<i64> {
    if let Some((hours, minutes)) = plain.split_once(':') {
        let minutes = (minutes.len() == 2).then(|| whole(minutes)).flatten().filter(|m| *m < 60)?;
        return whole(hours)?.checked_mul(3_600)?.checked_add(minutes * 60);
    }
    let mut rest = plain;
    let (mut sum, mut last) = (0_i64, i64::MAX);
    while !rest.is_empty() {
        let (number, behind) = parted(rest, |c| c.is_ascii_digit() || c == '.');
        let (word, behind) = parted(behind.trim_start(), |c| c.is_alphabetic() || c == '\'');
        // What has no unit of its own is minutes: behind hours only, or alone.
        let unit = match (word, last) {
            ("", i64::MAX | 3_600) => 60,
            (word, _) => UNITS.iter().find(|(_, names)| names.contains(&word)).map(|(unit, _)| *unit)?,
        };
        if unit >= last {
            return None;
        }
        sum = sum.checked_add(amount(number, unit)?)?;
        last = unit;
        rest = behind.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
    }
    Some(sum)
}

fn parted(text: &str, is_part: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !is_part(c)).unwrap_or(text.len()))
}

fn whole(text: &str) -> Option<i64> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

/// `2` or `1.5` units in seconds, if they are whole minutes.
fn amount(number: &str, unit: i64) -> Option<i64> {
    let (whole_part, part) = number.split_once('.').unwrap_or((number, ""));
    if part.len() > 3 || number.ends_with('.') {
        return None;
    }
    let scale = 10_i64.pow(u32::try_from(part.len()).ok()?);
    let part = if part.is_empty() { 0 } else { whole(part)? };
    let scaled = whole(whole_part)?.checked_mul(scale)?.checked_add(part)?.checked_mul(unit)?;
    (scaled % (scale * 60) == 0).then_some(scaled / scale)
}

/// A length in words: `45 min`, `1 h 30 min`, `2 days 3 h`; nothing for none. [`parse`] reads it back; seconds that are
/// no whole minute count up.
#[must_use]
pub fn say(seconds: i64) -> String {
    let minutes = seconds.max(0).saturating_add(59) / 60;
    let (days, hours, minutes) = (minutes / 1_440, minutes / 60 % 24, minutes % 60);
    let days_word = if days == 1 { "day" } else { "days" };
    let parts = [(days, days_word), (hours, "h"), (minutes, "min")];
    let parts: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WEEK: i64 = 7 * 86_400;

    #[test]
    fn lengths_as_people_write_them() {
        let cases = [
            ("", 0),
            ("0", 0),
            ("45", 45),
            ("45m", 45),
            ("45 min", 45),
            ("45'", 45),
            ("1h", 60),
            ("1h30", 90),
            ("1h 30m", 90),
            ("1 h 30 min", 90),
            ("1 hour, 30 minutes", 90),
            ("1:30", 90),
            ("1.5h", 90),
            ("2 Hours", 120),
            ("1 day 2h", 26 * 60),
            ("४५", 45),
            (" 90 ", 90),
        ];
        for (text, minutes) in cases {
            assert_eq!(parse(text, WEEK), Ok(minutes * 60), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_said() {
        for text in
            ["soon", "-5", "1h1h", "30m 1h", "1:75", "1.333h", "5 5", "h", "1e9", "1.", "1h30 20", "½ h"]
        {
            assert!(matches!(parse(text, WEEK), Err(LengthError::NotUnderstood(_))), "{text}");
        }
        assert_eq!(parse("8 days", WEEK).unwrap_err().to_string(), "at most 7 days fit here");
        assert!(parse("99999999999999999999", WEEK).is_err());
        assert!(parse("9999999999999999 h", WEEK).is_err());
    }

    #[test]
    fn lengths_in_words() {
        let said = [0, 60, 2_700, 3_600, 5_400, 86_400, 183_600, 61].map(say);
        assert_eq!(said, ["", "1 min", "45 min", "1 h", "1 h 30 min", "1 day", "2 days 3 h", "2 min"]);
    }

    proptest! {
        #[test]
        fn what_is_said_reads_back(minutes in 0..=10_080_i64) {
            prop_assert_eq!(parse(&say(minutes * 60), WEEK), Ok(minutes * 60));
        }

        #[test]
        fn anything_may_be_typed(text in "\\PC{0,30}") {
            let _ = parse(&text, WEEK);
        }
    }
}
