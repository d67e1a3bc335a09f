//! From the flags of `package add` and `edit` to typed values.

use crate::cli::CliError;
use crate::cli::args::PackageFields;
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::money::{Currency, parse_amount};
use crate::domain::package::fields;
use crate::store::protocol::StoreError;

/// The fields that were given, read.
pub(super) fn given(given: &PackageFields, currency: Currency) -> Result<FieldValues, CliError> {
    let mut values = FieldValues::new();
    let mut put = |key: &str, value| drop(values.insert(FieldKey::from(key), value));
    let texts =
        [(fields::NAME, &given.name), (fields::KIND, &given.kind), (fields::TAX_RATE, &given.tax_rate)];
    for (key, text) in texts {
        if let Some(text) = text {
            put(key, FieldValue::text(text));
        }
    }
    let lists = [
        (fields::INCLUSIONS, &given.include),
        (fields::EXCLUSIONS, &given.exclude),
        (fields::RESOURCES, &given.resource),
    ];
    for (key, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        put(key, FieldValue::text(&lines.join("\n")));
    }
    if let Some(text) = &given.price {
        put(fields::PRICE, price(fields::PRICE, text, currency)?);
    }
    Ok(values)
}

/// An amount of a currency.
pub(super) fn price(field: &str, text: &str, currency: Currency) -> Result<FieldValue, CliError> {
    parse_amount(text, currency).map(FieldValue::Money).map_err(|error| {
        let mut errors = FieldErrors::default();
        errors.add(field, error.to_string());
        StoreError::Invalid(errors).into()
    })
}
