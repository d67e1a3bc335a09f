//! From the flags of `client add` and `edit` to typed values.

use super::resolve;
use crate::cli::CliError;
use crate::cli::args::ClientFields;
use crate::cli::studio::Studio;
use crate::cli::values::{self, Texts};
use crate::domain::client::fields;
use crate::domain::client::text::{self, KINDS, Kind};
use crate::domain::field::{FieldValue, FieldValues};
use crate::store::protocol::Branch;

/// The fields that were given, with their texts.
fn texts(given: &ClientFields) -> Result<Texts, CliError> {
    let mut texts = values::of_flags([
        (fields::NAME, &given.name),
        (fields::PHONE, &given.phone),
        (fields::ALT_PHONE, &given.alt_phone),
        (fields::EMAIL, &given.email),
        (fields::BUSINESS, &given.business_name),
        (fields::GSTIN, &given.gstin),
        (fields::ADDRESS, &given.address),
        (fields::CITY, &given.city),
        (fields::STATE, &given.state),
        (fields::BIRTHDAY, &given.birthday),
        (fields::ANNIVERSARY, &given.anniversary),
        (fields::LANGUAGE, &given.language),
        (fields::MARKETING, &given.marketing_ok),
        (fields::FOLLOW_UP, &given.follow_up),
        (fields::REFERRED_BY, &given.referred_by),
        (fields::PAYMENT_DAYS, &given.payment_days),
        (fields::CREDIT_LIMIT, &given.credit_limit),
        (fields::NOTES, &given.notes),
    ]);
    if !given.tag.is_empty() {
        texts.push((fields::TAGS, given.tag.join(",")));
    }
    values::add_set(&mut texts, &given.set, ("a client", &KINDS.map(|(name, _)| name)))?;
    Ok(texts)
}

/// The fields that were given, read.
pub(super) fn given(given: &ClientFields, studio: &Studio, branch: &Branch) -> Result<FieldValues, CliError> {
    let reader = values::reader(branch, studio.zone_of(&branch.id));
    values::read(texts(given)?, |key, text| match text::kind(key) {
        Kind::Reference if !text.trim().is_empty() => {
            let client = resolve(studio, text.trim())?.client;
            Ok(Ok(FieldValue::Reference { id: client.id.to_string(), label: client.name }))
        }
        kind => Ok(reader.read(kind, text)),
    })
}
