//! One value of a result, as people, JSON and CSV have it.

use crate::domain::money::{Money, edit_amount};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde_json::json;

/// A value that knows how it is written for people and for programs.
#[derive(Clone, Debug)]
pub(in crate::cli) enum Value {
    /// Nothing there: `null`, an empty cell.
    Nothing,
    /// A text, as it is stored.
    Text(String),
    /// Tags: `#wedding #vip` for people, a list for programs.
    Tags(Vec<String>),
    /// Texts of which each has a line of its own, also in CSV; a list for programs.
    Lines(Vec<String>),
    /// A count.
    Count(u64),
    /// A whole number that may be negative.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// An amount, with the way people of its branch write it.
    Money(Money, String),
    /// A moment: to the minute in this zone for people, RFC 3339 in UTC for programs.
    Time(Timestamp, TimeZone),
    /// A moment of which people read only the day in this zone.
    Day(Timestamp, TimeZone),
    /// A date without a zone.
    Date(civil::Date),
    /// Anything else: what people read, and what programs get.
    Other(String, serde_json::Value),
}

impl Value {
    /// A text.
    pub(in crate::cli) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A text that may not be there.
    pub(in crate::cli) fn maybe(text: Option<impl ToString>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text.to_string()))
    }

    /// What people read; empty when there is nothing.
    pub(in crate::cli) fn people(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) | Self::Money(_, text) | Self::Other(text, _) => text.clone(),
            Self::Tags(tags) => tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" "),
            Self::Lines(lines) => lines.join("\n"),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Flag(true) => "yes".to_owned(),
            Self::Flag(false) => String::new(),
            Self::Time(at, zone) => at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
            Self::Day(at, zone) => at.to_zoned_datetime(zone.clone()).date().to_string(),
            Self::Date(date) => date.to_string(),
        }
    }

    /// What `--json` prints.
    pub(super) fn json(&self) -> serde_json::Value {
        match self {
            Self::Nothing => serde_json::Value::Null,
            Self::Text(text) => json!(text),
            Self::Tags(list) | Self::Lines(list) => json!(list),
            Self::Count(count) => json!(count),
            Self::Number(number) => json!(number),
            Self::Flag(flag) => json!(flag),
            Self::Money(money, _) => json!({
                "amount": edit_amount(money.minor, money.currency),
                "currency": money.currency.code(),
                "minor": money.minor,
            }),
            Self::Time(at, _) | Self::Day(at, _) => json!(at),
            Self::Date(date) => json!(date),
            Self::Other(_, json) => json.clone(),
        }
    }

    /// What `--csv` prints: plain numbers and times, lists with commas.
    pub(super) fn csv(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Tags(tags) => tags.join(", "),
            Self::Money(money, _) => edit_amount(money.minor, money.currency),
            Self::Flag(flag) => flag.to_string(),
            Self::Time(at, _) | Self::Day(at, _) => at.to_string(),
            Self::Other(_, serde_json::Value::String(text)) => text.clone(),
            Self::Other(_, serde_json::Value::Null) => String::new(),
            Self::Other(_, json) => json.to_string(),
            Self::Nothing | Self::Lines(_) | Self::Count(_) | Self::Number(_) | Self::Date(_) => {
                self.people()
            }
        }
    }

    /// The currency of an amount, for the column beside it; empty when there is none.
    pub(super) fn currency(&self) -> &str {
        if let Self::Money(money, _) = self { money.currency.code() } else { "" }
    }

    /// Whether a spreadsheet could take the text of this value for a formula.
    pub(super) const fn is_free_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Tags(_) | Self::Lines(_) | Self::Other(..))
    }
}
