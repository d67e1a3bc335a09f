//! From the flags of `project`, `project event` and `project quote` to typed values.

use crate::cli::CliError;
use crate::cli::address::{self, CLIENT, Guess};
use crate::cli::args::{ProjectEventFields, ProjectFields, ProjectQuoteFields, ProjectQuoteLineFields};
use crate::cli::studio::{Studio, unexpected};
use crate::cli::values;
use crate::domain::client::text::{Kind, Reader};
use crate::domain::field::{FieldValue, FieldValues};
use crate::domain::id::ClientId;
use crate::domain::project::event::fields as event;
use crate::domain::project::fields;
use crate::domain::quote::fields as quote;
use crate::domain::when::{parse_when, until};
use crate::store::protocol::{Branch, Query, Reply};
use jiff::Timestamp;
use jiff::tz::TimeZone;

const FIELDS: [&str; 9] = [
    fields::CLIENT,
    fields::TITLE,
    fields::KIND,
    fields::START,
    fields::DELIVERY,
    fields::LOCATION,
    fields::LEAD,
    fields::SOURCE,
    fields::NOTES,
];

/// The fields of a project that were given, read. Who is named must be named exactly.
pub(super) fn project(
    given: &ProjectFields,
    studio: &Studio,
    branch: &Branch,
) -> Result<FieldValues, CliError> {
    let mut texts = values::of_flags([
        (fields::CLIENT, &given.client),
        (fields::TITLE, &given.title),
        (fields::KIND, &given.kind),
        (fields::START, &given.start),
        (fields::DELIVERY, &given.delivery),
        (fields::LOCATION, &given.location),
        (fields::LEAD, &given.lead),
        (fields::SOURCE, &given.source),
        (fields::NOTES, &given.notes),
    ]);
    values::add_set(&mut texts, &given.set, ("a project", &FIELDS))?;
    let reader = values::reader(branch, studio.zone_of(&branch.id));
    values::read(texts, |key, text| {
        Ok(match key {
            _ if text.trim().is_empty() => Ok(FieldValue::Empty),
            fields::CLIENT => Ok(client(studio, text)?),
            fields::LEAD => Ok(address::person(studio, text)?),
            fields::START | fields::DELIVERY => reader.read(Kind::When, text),
            _ => Ok(FieldValue::text(text)),
        })
    })
}

/// The client who is named exactly, as a field has them.
pub(super) fn client(studio: &Studio, given: &str) -> Result<FieldValue, CliError> {
    let id = CLIENT.resolve(studio, given, Guess::Nothing)?;
    match studio.ask(Query::Client(ClientId::from(id)))? {
        Reply::Client(detail) => {
            Ok(FieldValue::Reference { id: detail.client.id.to_string(), label: detail.client.name.clone() })
        }
        _ => Err(unexpected()),
    }
}

/// The fields of a sub-event that were given, read. Times are in the zone that is given, else in `zone`; an end is seen
/// from the start, from that which is given or else from `start`.
pub(super) fn sub_event(
    given: &ProjectEventFields,
    branch: &Branch,
    (zone, start): (TimeZone, Option<Timestamp>),
) -> Result<FieldValues, CliError> {
    let texts = values::of_flags([
        (event::TITLE, &given.title),
        (event::START, &given.start),
        (event::END, &given.end),
        (event::ZONE, &given.zone),
        (event::LOCATION, &given.location),
        (event::NOTES, &given.notes),
        (event::BUFFER_BEFORE, &given.buffer_before),
        (event::BUFFER_AFTER, &given.buffer_after),
        (event::TRAVEL, &given.travel),
        (event::REPEAT, &given.repeat),
    ]);
    // A zone that does not exist is the store's to refuse.
    let own = given.zone.as_deref().and_then(|name| TimeZone::get(name.trim()).ok());
    let reader = values::reader(branch, own.unwrap_or(zone));
    let given_start = given.start.as_deref().and_then(|text| parse_when(text, &reader.now).ok());
    let since = given_start.or(start).map(|at| at.to_zoned_datetime(reader.now.time_zone().clone()));
    values::read(texts, |key, text| {
        Ok(match (key, &since) {
            (event::END, Some(since)) if !text.trim().is_empty() => {
                until(text, (since, &reader.now), parse_when)
                    .map(FieldValue::When)
                    .map_err(|error| error.to_string())
            }
            (event::START | event::END, _) => reader.read(Kind::When, text),
            _ => reader.read(Kind::Text, text),
        })
    })
}

/// The terms of a quote that were given, read.
pub(super) fn terms(given: &ProjectQuoteFields, reader: &Reader) -> Result<FieldValues, CliError> {
    let texts = values::of_flags([
        (quote::DISCOUNT, &given.discount),
        (quote::ADVANCE, &given.advance),
        (quote::VALID_UNTIL, &given.valid_until),
        (quote::NOTES, &given.notes),
    ]);
    read_quote(texts, reader)
}

/// The fields of a line that were given, read.
pub(super) fn line(given: &ProjectQuoteLineFields, reader: &Reader) -> Result<FieldValues, CliError> {
    let texts = values::of_flags([
        (quote::DESCRIPTION, &given.description),
        (quote::TYPE, &given.kind),
        (quote::QTY, &given.qty),
        (quote::UNIT_PRICE, &given.price),
        (quote::TAX_RATE, &given.tax_rate),
    ]);
    read_quote(texts, reader)
}

fn read_quote(texts: values::Texts, reader: &Reader) -> Result<FieldValues, CliError> {
    values::read(texts, |key, text| {
        let kind = match key {
            quote::DISCOUNT | quote::ADVANCE | quote::UNIT_PRICE => Kind::Money,
            quote::VALID_UNTIL => Kind::When,
            _ => Kind::Text,
        };
        Ok(reader.read(kind, text))
    })
}
