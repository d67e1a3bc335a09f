//! The two parties of an invoice as they were when it was issued, and how a branch bills.

use super::number::{DEFAULT_TEMPLATE, FiscalStart};
use crate::domain::client::ClientProfile;
use crate::domain::gstin;
use crate::domain::percent::Percent;
use crate::domain::tax::bill::RoundOff;
use crate::domain::tax::{self, Basis, Place, Registration, TaxAdapter};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who stands on a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    /// The name, or the registered name of a business.
    pub name: String,
    /// The person behind a business; empty otherwise.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// Street, city; several lines.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// State or emirate, as taxes know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Registration number: a GSTIN, a TRN.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub registration: String,
    /// Phone as typed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// E-mail address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
}

impl Party {
    /// A client as of now. The state of a registration comes before that of the address.
    #[must_use]
    pub fn of_client(name: &str, phone: &str, profile: &ClientProfile) -> Self {
        let is_business = !profile.business_name.is_empty();
        let lines = [&profile.address, &profile.city].into_iter().filter(|line| !line.is_empty());
        let registered = gstin::check(&profile.gstin).ok().map(|gstin| format!("{:02}", gstin.state_code()));
        Self {
            name: if is_business { profile.business_name.clone() } else { name.to_owned() },
            contact: if is_business { name.to_owned() } else { String::new() },
            address: lines.map(String::as_str).collect::<Vec<_>>().join("\n"),
            place: registered
                .as_deref()
                .or(Some(profile.state.as_str()))
                .filter(|code| !code.is_empty())
                .map(Place::from),
            registration: profile.gstin.clone(),
            phone: phone.to_owned(),
            email: profile.email.clone(),
        }
    }

    /// Where a supply to this party is made, and why there: the state of a registration, else of the address, else
    /// nobody knows.
    #[must_use]
    pub fn place_of_supply(&self) -> (Option<Place>, Basis) {
        match &self.place {
            Some(place) if self.registration.is_empty() => (Some(place.clone()), Basis::Address),
            Some(place) => (Some(place.clone()), Basis::Registration),
            None => (None, Basis::Unknown),
        }
    }
}

/// How a branch bills: what `branches.tax_json`, `address_json` and `invoice_prefix` say, with the usual where they say
/// nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingProfile {
    /// Country code of the adapter, or `none`.
    pub jurisdiction: &'static str,
    /// How it is registered.
    pub registration: Registration,
    /// What stands on documents.
    pub party: Party,
    /// Before the fiscal year in a number.
    pub prefix: String,
    /// How numbers look.
    pub template: String,
    /// When its fiscal year begins.
    pub fiscal_start: FiscalStart,
    /// Whether totals are rounded, unless an invoice says otherwise.
    pub rounding: RoundOff,
    /// Days until an invoice is due, unless the client has others.
    pub payment_days: i64,
    /// Terms of payment on new invoices.
    pub terms: String,
    /// Address for payments by UPI; empty without one.
    pub upi: String,
    /// Rate of new lines, hundredths of a percent; `None`: the usual one of the country.
    pub rate: Option<i64>,
}

impl BillingProfile {
    /// Days until an invoice is due where nobody says anything.
    const PAYMENT_DAYS: i64 = 15;

    /// Reads a profile. `country` is that of the branch.
    #[must_use]
    pub fn read(name: &str, country: &str, (tax, address): (&Value, &Value), prefix: Option<&str>) -> Self {
        let adapter = tax::of_country(country);
        let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
        let number =
            [&tax["gstin"], &tax["trn"]].map(text).into_iter().find(|n| !n.is_empty()).unwrap_or_default();
        let registration = match tax["registration"].as_str() {
            Some("composition") => Registration::Composition,
            Some("unregistered") => Registration::Unregistered,
            Some("regular") => Registration::Regular,
            _ if number.is_empty() && adapter.code() != "none" => Registration::Unregistered,
            _ => Registration::Regular,
        };
        let by_number = gstin::check(&number).ok().map(|gstin| format!("{:02}", gstin.state_code()));
        let place = [by_number.unwrap_or_default(), text(&tax["state"]), text(&address["state"])];
        let start = tax["fiscal_start"].as_str().and_then(|text| text.split_once('-'));
        let start = start.and_then(|(m, d)| FiscalStart::new(m.parse().ok()?, d.parse().ok()?));
        let lines = ["line1", "line2", "street", "city", "postcode", "pin"].map(|key| text(&address[key]));
        Self {
            jurisdiction: adapter.code(),
            registration,
            party: Party {
                name: Some(text(&tax["legal_name"]))
                    .filter(|n| !n.is_empty())
                    .unwrap_or_else(|| name.to_owned()),
                contact: String::new(),
                address: lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"),
                place: place.into_iter().find(|code| !code.is_empty()).map(Place::from),
                registration: number,
                phone: text(&address["phone"]),
                email: text(&address["email"]),
            },
            prefix: prefix
                .map(str::trim)
                .filter(|p| !p.is_empty())
                .map_or_else(|| usual_prefix(name), str::to_owned),
            template: Some(text(&tax["number_template"]))
                .filter(|t| !t.is_empty())
                .unwrap_or_else(|| DEFAULT_TEMPLATE.to_owned()),
            fiscal_start: start.unwrap_or_else(|| FiscalStart::of_country(country)),
            rounding: if tax["round_off"].as_bool() == Some(true) { RoundOff::Whole } else { RoundOff::None },
            payment_days: tax["payment_days"]
                .as_i64()
                .filter(|d| (0..=365).contains(d))
                .unwrap_or(Self::PAYMENT_DAYS),
            terms: text(&tax["terms"]),
            upi: text(&tax["upi"]),
            rate: tax["rate"]
                .as_f64()
                .map(|rate| crate::domain::percent::Percent::from_real(rate).hundredths()),
        }
    }

    /// The rate of a line where nobody says another one.
    #[must_use]
    pub fn usual_rate(&self) -> Percent {
        let usual = || self.adapter().rates().first().copied().unwrap_or(Percent::from_hundredths(0));
        self.rate.map_or_else(usual, Percent::from_hundredths)
    }

    /// The law that it bills under.
    #[must_use]
    pub fn adapter(&self) -> &'static dyn TaxAdapter {
        tax::of_country(self.jurisdiction)
    }
}

/// The first three letters of a name that a number may have, else `INV`.
fn usual_prefix(name: &str) -> String {
    let letters: String =
        name.chars().filter(char::is_ascii_alphanumeric).take(3).map(|c| c.to_ascii_uppercase()).collect();
    if letters.is_empty() { "INV".to_owned() } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_branch_that_says_little_bills_as_usual() {
        let read = |country, tax: Value| BillingProfile::read("Bengaluru", country, (&tax, &json!({})), None);
        let bare = read("IN", json!({}));
        assert_eq!(
            (bare.jurisdiction, bare.registration, bare.prefix.as_str()),
            ("IN", Registration::Unregistered, "BEN")
        );
        assert_eq!(bare.fiscal_start, FiscalStart::APRIL);
        let registered = read("IN", json!({ "gstin": "29AAGCB7383J1Z4", "round_off": true }));
        assert_eq!(registered.registration, Registration::Regular);
        assert_eq!(registered.party.place, Some(Place::from("29")));
        assert_eq!(registered.rounding, RoundOff::Whole);
        let elsewhere = read("FR", json!({ "fiscal_start": "07-01" }));
        assert_eq!((elsewhere.jurisdiction, elsewhere.registration), ("none", Registration::Regular));
        assert_eq!(elsewhere.fiscal_start, FiscalStart::new(7, 1).unwrap());
        assert_eq!(BillingProfile::read("दिल्ली", "IN", (&json!({}), &json!({})), None).prefix, "INV");
    }

    #[test]
    fn a_client_is_supplied_where_the_registration_is_else_where_they_live() {
        let profile = |gstin: &str, state: &str| ClientProfile {
            gstin: gstin.to_owned(),
            state: state.to_owned(),
            ..ClientProfile::default()
        };
        let place = |gstin: &str, state: &str| {
            Party::of_client("Priya", "1", &profile(gstin, state)).place_of_supply()
        };
        assert_eq!(place("27AAPFU0939F1ZV", "29"), (Some(Place::from("27")), Basis::Registration));
        assert_eq!(place("", "29"), (Some(Place::from("29")), Basis::Address));
        assert_eq!(place("", ""), (None, Basis::Unknown));
    }
}
