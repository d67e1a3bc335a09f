//! An offer at one moment: what a copy's template said, and what was quoted.

use super::Offer;
use crate::domain::hook::Hooks;
use crate::domain::money::{Currency, Money};
use crate::domain::percent::Percent;
use crate::domain::texts::Texts;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The offer of a package or template, as quotes and copies keep it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferSnapshot {
    /// Name.
    pub name: String,
    /// Type as stored.
    #[serde(rename = "type")]
    pub kind: String,
    /// ISO 4217.
    pub currency: Currency,
    /// Minor units, before tax.
    pub price: i64,
    /// Hundredths of a percent.
    pub tax_rate: i64,
    /// What is in it.
    #[serde(default)]
    pub inclusions: Value,
    /// What is not.
    #[serde(default)]
    pub exclusions: Value,
    /// What a booking needs.
    #[serde(default)]
    pub resource_hooks: Value,
}

impl From<&Offer> for OfferSnapshot {
    fn from(offer: &Offer) -> Self {
        let list =
            |json: Option<String>| json.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Self {
            name: offer.name.clone(),
            kind: offer.kind.as_str().to_owned(),
            currency: offer.price.currency,
            price: offer.price.minor,
            tax_rate: offer.tax_rate.hundredths(),
            inclusions: list(offer.inclusions.to_json()),
            exclusions: list(offer.exclusions.to_json()),
            resource_hooks: list(offer.resources.to_json()),
        }
    }
}

impl OfferSnapshot {
    /// The offer that was kept.
    #[must_use]
    pub fn offer(&self) -> Offer {
        let text = |value: &Value| (!value.is_null()).then(|| value.to_string());
        Offer {
            name: self.name.clone(),
            kind: self.kind.clone().into(),
            price: Money { minor: self.price, currency: self.currency },
            tax_rate: Percent::from_hundredths(self.tax_rate),
            inclusions: Texts::parse(text(&self.inclusions).as_deref()),
            exclusions: Texts::parse(text(&self.exclusions).as_deref()),
            resources: Hooks::parse(text(&self.resource_hooks).as_deref()),
        }
    }
}
