//! How the text of a client's field is read: from a flag, from a cell of somebody's table.

use super::fields;
use crate::domain::field::FieldValue;
use crate::domain::money::{Currency, parse_amount};
use crate::domain::when::{DatePreference, parse_date, parse_when};
use jiff::ZonedDateTime;

/// How the text of a field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As it stands.
    Text,
    /// Words with or without `#`, between commas.
    Tags,
    /// A day.
    Date,
    /// A moment.
    When,
    /// Yes or no.
    Toggle,
    /// Another record, which only somebody who can ask the store finds.
    Reference,
    /// A whole number.
    Number,
    /// An amount in the branch's currency.
    Money,
}

/// Every field of a client, and how its text is read.
pub const KINDS: [(&str, Kind); 19] = [
    (fields::NAME, Kind::Text),
    (fields::PHONE, Kind::Text),
    (fields::ALT_PHONE, Kind::Text),
    (fields::EMAIL, Kind::Text),
    (fields::TAGS, Kind::Tags),
    (fields::BUSINESS, Kind::Text),
    (fields::GSTIN, Kind::Text),
    (fields::ADDRESS, Kind::Text),
    (fields::CITY, Kind::Text),
    (fields::STATE, Kind::Text),
    (fields::BIRTHDAY, Kind::Date),
    (fields::ANNIVERSARY, Kind::Date),
    (fields::LANGUAGE, Kind::Text),
    (fields::MARKETING, Kind::Toggle),
    (fields::FOLLOW_UP, Kind::When),
    (fields::REFERRED_BY, Kind::Reference),
    (fields::PAYMENT_DAYS, Kind::Number),
    (fields::CREDIT_LIMIT, Kind::Money),
    (fields::NOTES, Kind::Text),
];

/// How a field's text is read; a field that is not ours as text.
#[must_use]
pub fn kind(field: &str) -> Kind {
    KINDS.iter().find(|(name, _)| *name == field).map_or(Kind::Text, |(_, kind)| *kind)
}

/// Reads texts as somebody at a branch means them.
#[derive(Clone, Debug)]
pub struct Reader {
    /// What the branch charges in.
    pub currency: Currency,
    /// Now, in the branch's zone.
    pub now: ZonedDateTime,
}

impl Reader {
    /// Reads a text; what is blank is empty.
    ///
    /// # Errors
    /// What is wrong with it, in one sentence.
    pub fn read(&self, kind: Kind, text: &str) -> Result<FieldValue, String> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            // A switch that is not on is off.
            return Ok(if kind == Kind::Toggle { FieldValue::Toggle(false) } else { FieldValue::Empty });
        }
        match kind {
            Kind::Text | Kind::Reference => Ok(FieldValue::text(text)),
            Kind::Tags => Ok(tags(trimmed)),
            Kind::Number => match trimmed.parse() {
                Ok(number) => Ok(FieldValue::Number(number)),
                Err(_) => Err(format!("{trimmed} is no whole number")),
            },
            Kind::Toggle => match trimmed.to_lowercase().as_str() {
                "yes" | "y" | "true" | "on" | "1" => Ok(FieldValue::Toggle(true)),
                "no" | "n" | "false" | "off" | "0" => Ok(FieldValue::Toggle(false)),
                _ => Err(format!("{trimmed} is neither yes nor no")),
            },
            Kind::Date => parse_date(trimmed, self.now.date(), DatePreference::Past)
                .map(FieldValue::Date)
                .map_err(|error| error.to_string()),
            Kind::When => {
                parse_when(trimmed, &self.now).map(FieldValue::When).map_err(|error| error.to_string())
            }
            Kind::Money => match parse_amount(trimmed, self.currency) {
                Ok(minor) => Ok(FieldValue::Money(minor)),
                Err(error) => Err(error.to_string()),
            },
        }
    }
}

/// A tag without its `#`.
#[must_use]
pub fn bare_tag(tag: &str) -> String {
    tag.trim().trim_start_matches('#').trim().to_owned()
}

fn tags(text: &str) -> FieldValue {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(',').map(bare_tag).filter(|tag| !tag.is_empty()) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.is_empty() { FieldValue::Empty } else { FieldValue::Tags(tags) }
}
