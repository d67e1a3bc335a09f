//! What a form must know to understand what is typed: now, the currency, the country, and how to read words.

use super::spec::FieldKind;
use crate::domain::country::CountryCode;
use crate::domain::field::FieldValue;
use crate::domain::money::{Currency, Grouping, Money, format_money};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// Where a day without a year lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Toward {
    /// Ahead: "12 Oct" is the next one.
    #[default]
    Future,
    /// Behind: a birthday.
    Past,
}

/// How typed text is read, and how a value is written back for editing. Every error is a sentence that says how to
/// mend it.
#[derive(Clone, Copy, Debug)]
pub struct Parsers {
    /// A moment from words.
    pub when: fn(&str, &ZonedDateTime) -> Result<Timestamp, String>,
    /// A day from words, as seen from today.
    pub date: fn(&str, Date, Toward) -> Result<Date, String>,
    /// Minor units of a currency.
    pub amount: fn(&str, Currency) -> Result<i64, String>,
    /// A phone number in E.164.
    pub phone: fn(&str, Option<CountryCode>) -> Result<String, String>,
    /// A moment as text that `when` reads back.
    pub edit_when: fn(Timestamp, &TimeZone) -> String,
    /// A day as text that `date` reads back.
    pub edit_date: fn(Date) -> String,
    /// An amount as text that `amount` reads back.
    pub show_amount: fn(i64, Currency) -> String,
}

/// What a form knows of the world.
#[derive(Clone, Debug)]
pub struct FormContext {
    /// Now, in the branch's zone.
    pub now: ZonedDateTime,
    /// The moment that a field comes behind; set by the form for fields that have one.
    pub since: Option<ZonedDateTime>,
    /// The branch's currency.
    pub currency: Currency,
    /// How amounts in it are written.
    pub grouping: Grouping,
    /// The branch's country, for phones without a prefix.
    pub country: Option<CountryCode>,
    /// How to read.
    pub parsers: Parsers,
}

impl FormContext {
    /// A moment as people say it near today: "Tue 24 Nov 10:00", with the year when it is another one.
    #[must_use]
    pub fn say_when(&self, at: Timestamp) -> String {
        let at = at.to_zoned_datetime(self.now.time_zone().clone());
        format!("{} {}", self.say_date(at.date()), at.strftime("%H:%M"))
    }

    /// A day as people say it: "Tue 24 Nov", with the year when it is another one.
    #[must_use]
    pub fn say_date(&self, day: Date) -> String {
        let today = self.now.date();
        if day == today {
            return "today".to_owned();
        }
        if today.tomorrow().ok() == Some(day) {
            return "tomorrow".to_owned();
        }
        let format = if day.year() == today.year() { "%a %-d %b" } else { "%a %-d %b %Y" };
        day.strftime(format).to_string()
    }

    /// Any value of a field as people read it; `—` for nothing.
    #[must_use]
    pub fn say(&self, kind: &FieldKind, value: &FieldValue) -> String {
        match (kind, value) {
            (_, FieldValue::Empty) => "—".to_owned(),
            (FieldKind::Choice(choices), FieldValue::Text(key)) => {
                choices.iter().find(|(k, _)| k == key).map_or(key, |(_, label)| label).clone()
            }
            (_, FieldValue::Text(text)) => text.clone(),
            (_, FieldValue::Number(number)) => number.to_string(),
            (_, FieldValue::Money(minor)) => self.say_amount(*minor),
            // A birthday is known by its year; a day to come by how near it is.
            (FieldKind::Date(Toward::Past), FieldValue::Date(day)) => day.strftime("%-d %b %Y").to_string(),
            (_, FieldValue::Date(day)) => self.say_date(*day),
            (_, FieldValue::When(at)) => self.say_when(*at),
            (_, FieldValue::Toggle(on)) => (if *on { "✓ yes" } else { "○ no" }).to_owned(),
            (_, FieldValue::Tags(tags)) => {
                tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ")
            }
            (_, FieldValue::Reference { label, .. }) => label.clone(),
        }
    }

    /// An amount with its currency.
    #[must_use]
    pub fn say_amount(&self, minor: i64) -> String {
        format_money(Money { minor, currency: self.currency }, self.grouping)
    }
}

/// ISO dates, plain digits, any phone: what is understood without words.
impl Default for Parsers {
    fn default() -> Self {
        Self {
            when: |text, now| {
                let moment: jiff::civil::DateTime =
                    text.trim().parse().map_err(|_| "Write it like 2026-11-24 10:00".to_owned())?;
                let zoned = moment.to_zoned_datetime(now.time_zone().clone());
                zoned.map(|at| at.timestamp()).map_err(|error| error.to_string())
            },
            date: |text, _, _| text.trim().parse().map_err(|_| "Write it like 2026-11-24".to_owned()),
            amount: |text, _| {
                let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\'')).collect();
                let (whole, part) = plain.split_once('.').unwrap_or((&plain, "0"));
                let wrong = || "Write an amount like 1200.50".to_owned();
                if part.len() > 2 || !part.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(wrong());
                }
                let sign = if whole.starts_with('-') { -1 } else { 1 };
                let whole: i64 = whole.parse().map_err(|_| wrong())?;
                let part: i64 = format!("{part:0<2}").parse().map_err(|_| wrong())?;
                whole.checked_mul(100).and_then(|n| n.checked_add(sign * part)).ok_or_else(wrong)
            },
            phone: |text, _| {
                let digits = text.chars().filter(char::is_ascii_digit).count();
                let known = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
                if known && (5..=15).contains(&digits) {
                    Ok(text.trim().to_owned())
                } else {
                    Err("Write a phone number like +91 98450 12345".to_owned())
                }
            },
            edit_when: |at, zone| at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
            edit_date: |day| day.to_string(),
            show_amount: |minor, _| {
                let sign = if minor < 0 { "-" } else { "" };
                format!("{sign}{}.{:02}", minor.unsigned_abs() / 100, minor.unsigned_abs() % 100)
            },
        }
    }
}
