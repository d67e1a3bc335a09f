//! The questions of a new studio.

use crate::domain::country::{Country, CountryCode};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::money::Currency;
use crate::store::protocol::SetUp;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use jiff::tz::TimeZone;

/// The name that drafts call the form by.
pub const FORM: &str = "setup";
/// The organization's name.
pub const ORGANIZATION: &str = "organization";
/// The branch's name.
pub const BRANCH: &str = "branch";
/// The country.
pub const COUNTRY: &str = "country";
/// The currency.
pub const CURRENCY: &str = "currency";
/// The time zone.
pub const ZONE: &str = "zone";
/// The owner's name.
pub const OWNER: &str = "owner";

/// What the environment suggests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guesses {
    /// From the locale.
    pub country: Option<CountryCode>,
    /// The system's time zone.
    pub zone: Option<String>,
    /// The person's name as the system knows it.
    pub owner: String,
}

/// The form. `country` decides what currency and zone are proposed.
#[must_use]
pub fn form() -> FormSpec {
    let countries =
        Country::all().iter().map(|c| (c.code.code().to_owned(), c.name.to_owned())).collect::<Vec<_>>();
    FormSpec::new(
        FORM,
        "Welcome to StudioVault",
        vec![
            Section::new(
                "Your studio",
                vec![
                    FieldSpec::new(ORGANIZATION, "Studio", FieldKind::Text)
                        .required()
                        .placeholder("e.g. Pixeldence")
                        .help("The name that your clients know."),
                    FieldSpec::new(BRANCH, "First branch", FieldKind::Text)
                        .required()
                        .placeholder("e.g. Bengaluru")
                        .help("One address with its own people, gear and invoice numbers; more can follow."),
                ],
            ),
            Section::new(
                "Where it is",
                vec![
                    FieldSpec::new(COUNTRY, "Country", FieldKind::Choice(countries))
                        .required()
                        .help("Phones without a prefix are read as numbers of this country."),
                    FieldSpec::new(CURRENCY, "Currency", FieldKind::Text)
                        .required()
                        .max(3)
                        .help("Three letters, as on invoices: INR, EUR, AED."),
                    FieldSpec::new(ZONE, "Time zone", FieldKind::Text)
                        .required()
                        .help("Its calendar days and due dates are counted in this zone."),
                ],
            ),
            Section::new(
                "You",
                vec![
                    FieldSpec::new(OWNER, "Your name", FieldKind::Text)
                        .required()
                        .help("You become the owner: everything is allowed."),
                ],
            ),
        ],
    )
}

/// What the form holds at first.
#[must_use]
pub fn base(guesses: &Guesses, organization: Option<&str>) -> FieldValues {
    let country = guesses.country.and_then(Country::by_code);
    let zone = guesses.zone.as_deref().filter(|zone| TimeZone::get(zone).is_ok());
    let zone = zone.or(country.map(Country::zone)).unwrap_or("UTC");
    let pairs = [
        (ORGANIZATION, organization.unwrap_or_default()),
        (COUNTRY, country.map_or("", |c| c.code.code())),
        (CURRENCY, country.map_or("", |c| c.currency.code())),
        (ZONE, zone),
        (OWNER, &guesses.owner),
    ];
    pairs.into_iter().map(|(key, text)| (FieldKey::from(key), FieldValue::text(text))).collect()
}

/// What another country proposes: currency and zone.
#[must_use]
pub fn proposals(country: &str) -> Vec<(FieldKey, String)> {
    let Some(country) = CountryCode::from_code(country).and_then(Country::by_code) else { return Vec::new() };
    vec![
        (FieldKey::from(CURRENCY), country.currency.code().to_owned()),
        (FieldKey::from(ZONE), country.zone().to_owned()),
    ]
}

/// The answers.
///
/// # Errors
/// What is wrong, by field.
pub fn answers(values: &FieldValues) -> Result<SetUp, FieldErrors> {
    let mut errors = FieldErrors::default();
    let text = |key: &str| {
        values.get(&FieldKey::from(key)).map(|v| v.as_text().trim().to_owned()).unwrap_or_default()
    };
    let country = CountryCode::from_code(&text(COUNTRY));
    if country.is_none() {
        errors.add(COUNTRY, "Choose the country; Enter shows them all");
    }
    let code = text(CURRENCY).to_uppercase();
    let currency = Currency::from_code(&code).filter(|c| Country::all().iter().any(|of| of.currency == *c));
    if currency.is_none() {
        let own = country.and_then(Country::by_code);
        let own = own.map_or_else(String::new, |c| format!("; for {} it is {}", c.name, c.currency.code()));
        errors.add(CURRENCY, format!("No country uses {code}{own}"));
    }
    let zone = text(ZONE);
    if TimeZone::get(&zone).is_err() {
        errors.add(ZONE, "There is no such time zone; write it like Asia/Kolkata");
    }
    match (country, currency) {
        (Some(country), Some(currency)) if errors.is_empty() => Ok(SetUp {
            organization: text(ORGANIZATION),
            branch: text(BRANCH),
            country,
            currency,
            zone,
            owner: text(OWNER),
        }),
        _ => Err(errors),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_proposes_the_rest() {
        let guesses = Guesses {
            country: CountryCode::from_code("IN"),
            zone: Some("Nowhere/At all".into()),
            owner: String::new(),
        };
        let mut values = base(&guesses, None);
        let text = |values: &FieldValues, key: &str| values[&FieldKey::from(key)].as_text().to_owned();
        assert_eq!((text(&values, CURRENCY), text(&values, ZONE)), ("INR".into(), "Asia/Kolkata".into()));
        values.insert(CURRENCY.into(), FieldValue::text("zzz"));
        let errors = answers(&values).unwrap_err();
        assert_eq!(errors.0[&FieldKey::from(CURRENCY)], "No country uses ZZZ; for India it is INR");
        values.insert(CURRENCY.into(), FieldValue::text("inr"));
        values.insert(ZONE.into(), FieldValue::text("Mars/Olympus"));
        let errors = answers(&values).unwrap_err();
        assert_eq!(errors.0.keys().map(|k| k.0.as_str()).collect::<Vec<_>>(), [ZONE]);
        assert_eq!(proposals("AE")[0].1, "AED");
    }
}
