//! Numbers of documents: consecutive and without a gap per branch, series and fiscal year.
//!
//! Source for what a number may be: Central Goods and Services Tax Rules 2017, rule 46(b): a consecutive serial number of
//! at most sixteen characters, in one or several series, of letters, digits, hyphens and slashes, unique for a financial
//! year. It is kept for every country: nobody asks for less.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How long a number may be.
pub const MAX_LEN: usize = 16;

/// What a new branch numbers its documents with.
pub const DEFAULT_TEMPLATE: &str = "{prefix}/{fy}/{kind}{device}{n}";

/// How many cells kind, device and counter take together unless the template says otherwise: one for the kind, five
/// for the rest.
const COUNTER: usize = 5;

/// A series of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// Bookings, counter sales and subscriptions.
    Main,
    /// Credit notes.
    CreditNote,
    /// Receipts of advances.
    AdvanceReceipt,
    /// Vouchers of refunded advances.
    RefundVoucher,
}

impl Series {
    /// Every series.
    pub const ALL: [Self; 4] = [Self::Main, Self::CreditNote, Self::AdvanceReceipt, Self::RefundVoucher];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::CreditNote => "credit_note",
            Self::AdvanceReceipt => "advance_receipt",
            Self::RefundVoucher => "refund_voucher",
        }
    }

    /// The series of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|series| series.as_str() == word)
    }

    /// What stands for it in a number.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Main => "",
            Self::CreditNote => "C",
            Self::AdvanceReceipt => "A",
            Self::RefundVoucher => "R",
        }
    }
}

/// When a fiscal year starts: a month and a day that every year has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiscalStart {
    month: i8,
    day: i8,
}

impl FiscalStart {
    /// India: 1 April.
    pub const APRIL: Self = Self { month: 4, day: 1 };
    /// The calendar year.
    pub const JANUARY: Self = Self { month: 1, day: 1 };

    /// A start, e.g. `FiscalStart::new(4, 1)`; nothing for a day that not every year has.
    #[must_use]
    pub fn new(month: i8, day: i8) -> Option<Self> {
        Date::new(2025, month, day).ok().map(|_| Self { month, day })
    }

    /// The usual one of a country: April in India, else January.
    #[must_use]
    pub fn of_country(code: &str) -> Self {
        if code == "IN" { Self::APRIL } else { Self::JANUARY }
    }

    /// The fiscal year of a day.
    #[must_use]
    pub fn year_of(self, day: Date) -> FiscalYear {
        let has_begun = (day.month(), day.day()) >= (self.month, self.day);
        FiscalYear { first: if has_begun { day.year() } else { day.year() - 1 }, start: self }
    }
}

/// A fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiscalYear {
    first: i16,
    start: FiscalStart,
}

impl FiscalYear {
    /// As it stands in a number: `26-27`, or `26` where it is a calendar year.
    #[must_use]
    pub fn label(self) -> String {
        let short = |year: i16| format!("{:02}", year.rem_euclid(100));
        if self.start == FiscalStart::JANUARY {
            short(self.first)
        } else {
            format!("{}-{}", short(self.first), short(self.first + 1))
        }
    }
}

/// A template of numbers: text, and `{prefix}`, `{fy}`, `{kind}`, `{device}`, `{n}` (or `{n:4}` for at least four
/// digits), each at most once, `{n}` last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Prefix,
    FiscalYear,
    Kind,
    Device,
    Counter { digits: usize },
}

/// What a number is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The branch's prefix, e.g. `BLR`.
    pub prefix: &'a str,
    /// The fiscal year's label.
    pub fiscal_year: &'a str,
    /// Which series.
    pub series: Series,
    /// The letter of a device that issues offline (none of a series: not A, C or R); empty on the studio's own database.
    pub device: &'a str,
    /// The count, from 1.
    pub n: u64,
}

/// Why a text is no number or no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing.
    #[error("a number has at least one character")]
    Empty,
    /// Too long.
    #[error("{text} has {length} characters: a number has at most 16")]
    TooLong {
        /// The number.
        text: String,
        /// Its characters.
        length: usize,
    },
    /// A character that may not be in a number.
    #[error("{found:?} at place {place} is neither a letter A–Z, a digit, a hyphen nor a slash")]
    Character {
        /// Where, from 1.
        place: usize,
        /// What stands there.
        found: char,
    },
    /// It begins with a hyphen or slash.
    #[error("it begins with {0}: a number begins with a letter or a digit")]
    Start(char),
    /// A part in braces that does not exist.
    #[error("{{{0}}} is no part of a number: there are {{prefix}}, {{fy}}, {{kind}}, {{device}} and {{n}}")]
    UnknownPart(String),
    /// A brace without its partner.
    #[error("a brace is not closed")]
    Brace,
    /// A part that stands twice.
    #[error("{{{0}}} stands twice")]
    Twice(&'static str),
    /// A part without which numbers would not be unique.
    #[error("{{{0}}} is missing: without it two documents would have one number")]
    Missing(&'static str),
    /// The counter is not the last part.
    #[error("{{n}} must stand at the end: else the digits run into what follows")]
    NotLast,
    /// Something between kind, device and counter.
    #[error("{{kind}} and {{device}} must stand right before {{n}}")]
    Apart,
}

/// Checks a number as the tax office takes it. Case does not matter, white space at the ends neither.
///
/// # Errors
/// What is wrong: see [`NumberError`].
pub fn check(text: &str) -> Result<String, NumberError> {
    let text = text.trim();
    let first = text.chars().next().ok_or(NumberError::Empty)?;
    let is_fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/');
    if let Some((place, found)) = text.chars().enumerate().find(|(_, c)| !is_fit(*c)) {
        return Err(NumberError::Character { place: place + 1, found });
    }
    if !first.is_ascii_alphanumeric() {
        return Err(NumberError::Start(first));
    }
    if text.len() > MAX_LEN {
        return Err(NumberError::TooLong { text: text.to_owned(), length: text.len() });
    }
    Ok(text.to_owned())
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// An unknown, doubled or missing part, or one in a place where numbers could be taken for each other.
    pub fn parse(text: &str) -> Result<Self, NumberError> {
        let mut pieces = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (before, from) = rest.split_at(rest.find(['{', '}']).unwrap_or(rest.len()));
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            if from.is_empty() {
                break;
            }
            let inside = from.strip_prefix('{').ok_or(NumberError::Brace)?;
            let (name, after) = inside.split_once('}').ok_or(NumberError::Brace)?;
            pieces.push(Piece::parse(name)?);
            rest = after;
        }
        let template = Self(pieces);
        template.check_parts()?;
        Ok(template)
    }

    fn check_parts(&self) -> Result<(), NumberError> {
        const NEEDED: [&str; 4] = ["fy", "kind", "device", "n"];
        for name in ["prefix", "fy", "kind", "device", "n"] {
            match self.0.iter().filter(|piece| piece.name() == Some(name)).count() {
                0 if NEEDED.contains(&name) => return Err(NumberError::Missing(name)),
                0 | 1 => {}
                _ => return Err(NumberError::Twice(name)),
            }
        }
        let names: Vec<_> = self.0.iter().rev().take(3).map(Piece::name).collect();
        match names[..] {
            [Some("n"), Some("device"), Some("kind")] => Ok(()),
            [Some("n"), ..] => Err(NumberError::Apart),
            _ => Err(NumberError::NotLast),
        }
    }

    /// Checks the widest number that a branch can have of it: with a series' letter, a device's letter, and the
    /// counter at its full width.
    ///
    /// # Errors
    /// It is longer than a number may be, or has characters that none may have.
    pub fn check_widest(&self, prefix: &str, fiscal_year: &str) -> Result<String, NumberError> {
        self.number(Parts { prefix, fiscal_year, series: Series::CreditNote, device: "B", n: 1 })
    }

    /// A number.
    ///
    /// # Errors
    /// It is longer than a number may be: the series is full for the year. Or the prefix has characters that none may
    /// have.
    pub fn number(&self, parts: Parts<'_>) -> Result<String, NumberError> {
        check(&self.0.iter().map(|piece| piece.write(parts)).collect::<String>())
    }

    /// What stands before the count of a number, whatever the count is; behind it stands nothing.
    #[must_use]
    pub fn head(&self, parts: Parts<'_>) -> String {
        let is_text = |piece: &&Piece| !matches!(piece, Piece::Counter { .. });
        self.0.iter().take_while(is_text).map(|piece| piece.write(parts)).collect()
    }
}

impl Piece {
    fn parse(name: &str) -> Result<Self, NumberError> {
        Ok(match name {
            "prefix" => Self::Prefix,
            "fy" => Self::FiscalYear,
            "kind" => Self::Kind,
            "device" => Self::Device,
            "n" => Self::Counter { digits: COUNTER },
            other => match other.strip_prefix("n:").and_then(|digits| digits.parse().ok()) {
                Some(digits @ 1..=9) => Self::Counter { digits },
                _ => return Err(NumberError::UnknownPart(other.to_owned())),
            },
        })
    }

    const fn name(&self) -> Option<&'static str> {
        Some(match self {
            Self::Text(_) => return None,
            Self::Prefix => "prefix",
            Self::FiscalYear => "fy",
            Self::Kind => "kind",
            Self::Device => "device",
            Self::Counter { .. } => "n",
        })
    }

    fn write(&self, parts: Parts<'_>) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Prefix => parts.prefix.to_owned(),
            Self::FiscalYear => parts.fiscal_year.to_owned(),
            Self::Kind => parts.series.letter().to_owned(),
            Self::Device => parts.device.to_owned(),
            // A device's letter takes a digit's place, so that its numbers are no longer than others.
            Self::Counter { digits } => {
                format!("{:0width$}", parts.n, width = digits.saturating_sub(parts.device.len()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn parts(series: Series, device: &'static str, n: u64) -> Parts<'static> {
        Parts { prefix: "BLR", fiscal_year: "26-27", series, device, n }
    }

    #[test]
    fn a_number_is_its_head_and_its_count() {
        for template in [DEFAULT_TEMPLATE, "{fy}-{prefix}{kind}{device}{n:3}"] {
            let template = Template::parse(template).unwrap();
            for series in Series::ALL {
                let parts = parts(series, "", 42);
                let number = template.number(parts).unwrap();
                let count = number.strip_prefix(&template.head(parts)).unwrap();
                assert_eq!(count.parse(), Ok(42), "{number}");
            }
        }
    }

    #[test]
    fn numbers_as_the_design_has_them() {
        let template = Template::parse(DEFAULT_TEMPLATE).unwrap();
        let number = |series, device, n| template.number(parts(series, device, n));
        assert_eq!(number(Series::Main, "", 42).unwrap(), "BLR/26-27/00042");
        assert_eq!(number(Series::CreditNote, "", 42).unwrap(), "BLR/26-27/C00042");
        assert_eq!(number(Series::CreditNote, "B", 42).unwrap(), "BLR/26-27/CB0042");
        assert_eq!(number(Series::Main, "", 123_456).unwrap(), "BLR/26-27/123456");
        assert!(matches!(
            number(Series::CreditNote, "", 100_000),
            Err(NumberError::TooLong { length: 17, .. })
        ));
        assert_eq!(
            Template::parse("{fy}{kind}{device}{n:4}").unwrap().number(parts(Series::Main, "", 7)).unwrap(),
            "26-270007"
        );
    }

    #[test]
    fn the_widest_number_is_checked() {
        let template = Template::parse(DEFAULT_TEMPLATE).unwrap();
        assert_eq!(template.check_widest("BLR", "26-27").unwrap().len(), 16);
        let wide = template.check_widest("BLRX", "26-27").unwrap_err();
        assert_eq!(wide.to_string(), "BLRX/26-27/CB0001 has 17 characters: a number has at most 16");
        assert!(matches!(
            template.check_widest("B R", "26-27"),
            Err(NumberError::Character { place: 2, .. })
        ));
        assert_eq!(template.check_widest("", "26-27"), Err(NumberError::Start('/')));
    }

    #[test]
    fn templates_that_could_number_two_alike_are_refused() {
        let table = [
            ("{prefix}/{kind}{device}{n}", NumberError::Missing("fy")),
            ("{fy}/{device}{n}", NumberError::Missing("kind")),
            ("{fy}/{kind}{n}", NumberError::Missing("device")),
            ("{fy}/{kind}{device}", NumberError::Missing("n")),
            ("{fy}/{kind}{device}{n}{n}", NumberError::Twice("n")),
            ("{fy}/{kind}{device}{n}X", NumberError::NotLast),
            ("{kind}{fy}/{device}{n}", NumberError::Apart),
            ("{year}/{kind}{device}{n}", NumberError::UnknownPart("year".to_owned())),
            ("{fy}/{kind}{device}{n:0}", NumberError::UnknownPart("n:0".to_owned())),
            ("{fy/{kind}{device}{n}", NumberError::UnknownPart("fy/{kind".to_owned())),
            ("{fy}}{kind}{device}{n}", NumberError::Brace),
            ("{fy}{kind}{device}{n", NumberError::Brace),
        ];
        for (text, error) in table {
            assert_eq!(Template::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_number_is_what_the_tax_office_takes() {
        assert_eq!(check(" BLR/26-27/00042 ").unwrap(), "BLR/26-27/00042");
        assert_eq!(check(""), Err(NumberError::Empty));
        assert_eq!(check("/1"), Err(NumberError::Start('/')));
        assert_eq!(check("A_1"), Err(NumberError::Character { place: 2, found: '_' }));
        assert_eq!(check("२६"), Err(NumberError::Character { place: 1, found: '२' }));
        assert!(matches!(check("12345678901234567"), Err(NumberError::TooLong { length: 17, .. })));
    }

    #[test]
    fn a_fiscal_year_is_that_of_its_first_day() {
        let label = |start: FiscalStart, day: Date| start.year_of(day).label();
        assert_eq!(label(FiscalStart::APRIL, date(2027, 3, 31)), "26-27");
        assert_eq!(label(FiscalStart::APRIL, date(2027, 4, 1)), "27-28");
        assert_eq!(label(FiscalStart::APRIL, date(2099, 4, 1)), "99-00");
        assert_eq!(label(FiscalStart::JANUARY, date(2026, 12, 31)), "26");
        assert_eq!(FiscalStart::new(2, 29), None);
    }

    proptest! {
        #[test]
        fn no_two_parts_make_one_number(
            a in (0..4_usize, 0..3_usize, 1..=9_999_u64), b in (0..4_usize, 0..3_usize, 1..=9_999_u64),
        ) {
            let template = Template::parse(DEFAULT_TEMPLATE).unwrap();
            let number = |(series, device, n): (usize, usize, u64)| {
                template.number(parts(Series::ALL[series], ["", "B", "D"][device], n)).unwrap()
            };
            prop_assert_eq!(a == b, number(a) == number(b));
        }

        #[test]
        fn never_panics(text in "\\PC{0,24}") {
            let _ = (check(&text), Template::parse(&text));
        }
    }
}
