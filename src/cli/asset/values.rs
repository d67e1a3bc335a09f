//! From the flags of `asset` to typed values.

use crate::cli::CliError;
use crate::cli::address;
use crate::cli::args::{AssetAwayFields, AssetFields};
use crate::cli::studio::Studio;
use crate::cli::values;
use crate::domain::asset::{away, fields};
use crate::domain::client::text::Kind;
use crate::domain::field::{FieldValue, FieldValues};
use crate::domain::when::{DatePreference, parse_date, parse_when, until};
use crate::store::protocol::Branch;
use jiff::Timestamp;

/// The fields of an asset that were given, read. A person must be named exactly.
pub(super) fn asset(given: &AssetFields, studio: &Studio, branch: &Branch) -> Result<FieldValues, CliError> {
    let mut texts = values::of_flags([
        (fields::KIND, &given.kind),
        (fields::NAME, &given.name),
        (fields::SERIAL, &given.serial),
        (fields::CAPACITY, &given.capacity),
        (fields::PERSON, &given.person),
        (fields::SKILLS, &given.skills),
        (fields::BOUGHT, &given.bought),
        (fields::PRICE, &given.price),
        (fields::NOTES, &given.notes),
    ]);
    values::add_set(&mut texts, &given.set, ("an asset", &fields::ALL))?;
    let reader = values::reader(branch, studio.zone_of(&branch.id));
    values::read(texts, |key, text| {
        Ok(match key {
            fields::PERSON if !text.trim().is_empty() => Ok(address::person(studio, text)?),
            fields::BOUGHT if !text.trim().is_empty() => {
                parse_date(text, reader.now.date(), DatePreference::Past)
                    .map(FieldValue::Date)
                    .map_err(|error| error.to_string())
            }
            fields::CAPACITY => reader.read(Kind::Number, text),
            fields::PRICE => reader.read(Kind::Money, text),
            _ => reader.read(Kind::Text, text),
        })
    })
}

/// The fields of a time away that were given, read; an end is seen from the start, from that which is given or else
/// from `start`.
pub(super) fn away(
    given: &AssetAwayFields,
    studio: &Studio,
    (branch, start): (&Branch, Option<Timestamp>),
) -> Result<FieldValues, CliError> {
    let texts = values::of_flags([
        (away::fields::KIND, &given.kind),
        (away::fields::START, &given.start),
        (away::fields::END, &given.end),
        (away::fields::REASON, &given.reason),
        (away::fields::COST, &given.cost),
    ]);
    let reader = values::reader(branch, studio.zone_of(&branch.id));
    let given_start = given.start.as_deref().and_then(|text| parse_when(text, &reader.now).ok());
    let since = given_start.or(start).map(|at| at.to_zoned_datetime(reader.now.time_zone().clone()));
    values::read(texts, |key, text| {
        Ok(match (key, &since) {
            (away::fields::END, Some(since)) if !text.trim().is_empty() => {
                until(text, (since, &reader.now), parse_when)
                    .map(FieldValue::When)
                    .map_err(|error| error.to_string())
            }
            (away::fields::START | away::fields::END, _) => reader.read(Kind::When, text),
            (away::fields::COST, _) => reader.read(Kind::Money, text),
            _ => reader.read(Kind::Text, text),
        })
    })
}
