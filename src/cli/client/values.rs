//! From the flags of `client add` and `edit` to typed values.

use super::resolve;
use crate::cli::CliError;
use crate::cli::args::ClientFields;
use crate::cli::studio::Studio;
use crate::config::nearest;
use crate::domain::client::fields;
use crate::domain::client::text::{self, KINDS, Kind, Reader};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::store::protocol::{Branch, StoreError};
use jiff::Timestamp;

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
    let now = Timestamp::now().to_zoned_datetime(studio.zone_of(&branch.id));
    let reader = Reader { currency: branch.currency, now };
    for (key, text) in texts(given)? {
        let read = match text::kind(key) {
            Kind::Reference if !text.trim().is_empty() => {
                let client = resolve(studio, text.trim())?.client;
                Ok(FieldValue::Reference { id: client.id.to_string(), label: client.name })
            }
            kind => reader.read(kind, &text),
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
