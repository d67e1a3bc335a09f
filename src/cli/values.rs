//! From flags and `--set` to the typed values of a record: for every record with text fields.

use super::CliError;
use crate::config::nearest;
use crate::domain::client::text::Reader;
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::store::protocol::{Branch, StoreError};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The fields that were given, with their texts.
pub(super) type Texts = Vec<(&'static str, String)>;

/// What the flags of single fields say: those that were given.
pub(super) fn of_flags<const N: usize>(flags: [(&'static str, &Option<String>); N]) -> Texts {
    flags.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect()
}

/// Adds what `--set KEY=VALUE` says. `what` is what a person calls the record ("a client"), `known` its fields.
pub(super) fn add_set(
    texts: &mut Texts,
    set: &[String],
    (what, known): (&str, &[&'static str]),
) -> Result<(), CliError> {
    for pair in set {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(CliError::usage(format!("--set {pair} has no `=`"), "Write --set key=value."));
        };
        let Some(key) = known.iter().find(|name| **name == key) else {
            let near = nearest(key, known.iter().copied())
                .map(|near| format!("Did you mean `{near}`? "))
                .unwrap_or_default();
            return Err(CliError::usage(
                format!("{what} has no field `{key}`"),
                format!("{near}The fields are {}.", known.join(", ")),
            ));
        };
        if texts.iter().any(|(given, _)| given == key) {
            return Err(CliError::usage(format!("{key} is given twice"), "Give it once."));
        }
        texts.push((key, value.to_owned()));
    }
    Ok(())
}

/// Reads texts by field. Every text that cannot be read is reported, not only the first.
pub(super) fn read(
    texts: Texts,
    mut read: impl FnMut(&str, &str) -> Result<Result<FieldValue, String>, CliError>,
) -> Result<FieldValues, CliError> {
    let (mut values, mut errors) = (FieldValues::new(), FieldErrors::default());
    for (key, text) in texts {
        match read(key, &text)? {
            Ok(value) => drop(values.insert(FieldKey::from(key), value)),
            Err(message) => errors.add(key, message),
        }
    }
    errors.into_result(values).map_err(|errors| StoreError::Invalid(errors).into())
}

/// Reads texts as somebody at a branch means them now, with times in this zone.
pub(super) fn reader(branch: &Branch, zone: TimeZone) -> Reader {
    Reader { currency: branch.currency, now: Timestamp::now().to_zoned_datetime(zone) }
}

/// The values that were read, with those that were given instead.
pub(super) fn changed(
    base: &FieldValues,
    given: FieldValues,
    example: &str,
) -> Result<FieldValues, CliError> {
    if given.is_empty() {
        return Err(CliError::usage(
            "nothing to change",
            format!("Name at least one field, e.g. {example}."),
        ));
    }
    let mut values = base.clone();
    values.extend(given);
    Ok(values)
}
