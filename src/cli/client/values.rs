//! From the flags of `client add` and `edit` to typed values.

use super::resolve;
use crate::cli::CliError;
use crate::cli::args::ClientFields;
use crate::cli::studio::Studio;
use crate::config::nearest;
use crate::domain::client::fields;
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::money::parse_amount;
use crate::domain::when::{DatePreference, parse_date, parse_when};
use crate::store::protocol::{Branch, StoreError};
use jiff::{Timestamp, ZonedDateTime};

/// How the text of a field is read.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Tags,
    Date,
    When,
    Toggle,
    Reference,
    Number,
    Money,
}

/// Every field of a client, and how its text is read.
const KINDS: [(&str, Kind); 18] = [
    (fields::NAME, Kind::Text),
    (fields::PHONE, Kind::Text),
    (fields::ALT_PHONE, Kind::Text),
    (fields::EMAIL, Kind::Text),
    (fields::TAGS, Kind::Tags),
    (fields::BUSINESS, Kind::Text),
    (fields::GSTIN, Kind::Text),
    (fields::ADDRESS, Kind::Text),
    (fields::CITY, Kind::Text),
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

/// The fields that were given, with their texts.
fn texts(given: &ClientFields) -> Result<Vec<(&'static str, String)>, CliError> {
    let flags = [
        (fields::NAME, &given.name),
        (fields::PHONE, &given.phone),
        (fields::ALT_PHONE, &given.alt_phone),
        (fields::EMAIL, &given.email),
        (fields::BUSINESS, &given.business_name),
        (fields::GSTIN, &given.gstin),
        (fields::ADDRESS, &given.address),
        (fields::CITY, &given.city),
        (fields::BIRTHDAY, &given.birthday),
        (fields::ANNIVERSARY, &given.anniversary),
        (fields::LANGUAGE, &given.language),
        (fields::MARKETING, &given.marketing_ok),
        (fields::FOLLOW_UP, &given.follow_up),
        (fields::REFERRED_BY, &given.referred_by),
        (fields::PAYMENT_DAYS, &given.payment_days),
        (fields::CREDIT_LIMIT, &given.credit_limit),
        (fields::NOTES, &given.notes),
    ];
    let mut texts: Vec<(&str, String)> =
        flags.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect();
    if !given.tag.is_empty() {
        texts.push((fields::TAGS, given.tag.join(",")));
    }
    for pair in &given.set {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(CliError::usage(format!("--set {pair} has no `=`"), "Write --set key=value."));
        };
        let known = KINDS.iter().map(|(name, _)| *name);
        let Some(key) = known.clone().find(|name| *name == key) else {
            let near = nearest(key, known.clone())
                .map(|near| format!("Did you mean `{near}`? "))
                .unwrap_or_default();
            let all = known.collect::<Vec<_>>().join(", ");
            return Err(CliError::usage(
                format!("a client has no field `{key}`"),
                format!("{near}The fields are {all}."),
            ));
        };
        if texts.iter().any(|(given, _)| *given == key) {
            return Err(CliError::usage(format!("{key} is given twice"), "Give it once."));
        }
        texts.push((key, value.to_owned()));
    }
    Ok(texts)
}

/// The fields that were given, read. Every text that cannot be read is reported, not only the first.
pub(super) fn given(given: &ClientFields, studio: &Studio, branch: &Branch) -> Result<FieldValues, CliError> {
    let mut values = FieldValues::new();
    let mut errors = FieldErrors::default();
    let reader = Reader { branch, now: Timestamp::now().to_zoned_datetime(studio.zone_of(&branch.id)) };
    for (key, text) in texts(given)? {
        let kind = KINDS.iter().find(|(name, _)| *name == key).map_or(Kind::Text, |(_, kind)| *kind);
        let read = match kind {
            Kind::Reference if !text.trim().is_empty() => {
                let client = resolve(studio, text.trim())?.client;
                Ok(FieldValue::Reference { id: client.id.to_string(), label: client.name })
            }
            _ => reader.read(kind, &text),
        };
        match read {
            Ok(value) => {
                values.insert(FieldKey::from(key), value);
            }
            Err(message) => errors.add(key, message),
        }
    }
    errors.into_result(values).map_err(|errors| StoreError::Invalid(errors).into())
}

struct Reader<'a> {
    branch: &'a Branch,
    now: ZonedDateTime,
}

impl Reader<'_> {
    fn read(&self, kind: Kind, text: &str) -> Result<FieldValue, String> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            // A switch that is not on is off.
            return Ok(if matches!(kind, Kind::Toggle) {
                FieldValue::Toggle(false)
            } else {
                FieldValue::Empty
            });
        }
        match kind {
            Kind::Text | Kind::Reference => Ok(FieldValue::text(text)),
            Kind::Tags => Ok(tags(trimmed)),
            Kind::Number => match trimmed.parse() {
                Ok(number) => Ok(FieldValue::Number(number)),
                Err(_) => Err(format!("{trimmed} is no whole number")),
            },
            Kind::Toggle => match trimmed.to_lowercase().as_str() {
                "yes" | "true" | "on" | "1" => Ok(FieldValue::Toggle(true)),
                "no" | "false" | "off" | "0" => Ok(FieldValue::Toggle(false)),
                _ => Err(format!("{trimmed} is neither yes nor no")),
            },
            Kind::Date => parse_date(trimmed, self.now.date(), DatePreference::Past)
                .map(FieldValue::Date)
                .map_err(|error| error.to_string()),
            Kind::When => {
                parse_when(trimmed, &self.now).map(FieldValue::When).map_err(|error| error.to_string())
            }
            Kind::Money => match parse_amount(trimmed, self.branch.currency) {
                Ok(minor) => Ok(FieldValue::Money(minor)),
                Err(error) => Err(error.to_string()),
            },
        }
    }
}

/// A tag without its `#`.
pub(super) fn bare_tag(tag: &str) -> String {
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
