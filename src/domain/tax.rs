//! Taxes on what a studio supplies: which heads are due, how much of each, and why.
//!
//! A jurisdiction is one file behind [`TaxAdapter`]: it says which heads a supply falls under ([`Treatment`]); the sums
//! ([`bill`]) are the same for all of them, and so is their derivation ([`why()`]).
//!
//! Source: the product's design, "Invoices and money"; the acts are named in each adapter.

pub mod bill;
mod india;
mod none;
pub mod states;
#[cfg(test)]
mod tests;
mod uae;
mod why;

use super::money::Currency;
use super::percent::Percent;
use serde::{Deserialize, Serialize};

pub use why::why;

/// A place as taxes know it: a state code of India (`29`), an emirate or country elsewhere (`AE-DU`, `FR`). Its
/// adapter says which ones there are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Place(String);

impl Place {
    /// The code, in capitals.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Place {
    fn from(text: &str) -> Self {
        Self(text.trim().to_uppercase())
    }
}

impl From<String> for Place {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Place> for String {
    fn from(place: Place) -> Self {
        place.0
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The code of a place that somebody typed: the code itself or, in India, the name of a state. Nothing typed is fine.
///
/// # Errors
/// What the law expects.
pub fn place_typed(text: &str, adapter: &dyn TaxAdapter) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let named =
        states::STATES.iter().find(|state| adapter.code() == "IN" && state.name.eq_ignore_ascii_case(text));
    let place = Place::from(named.map_or(text, |state| state.code));
    adapter.place(&place).map(|_| place.code().to_owned()).map_err(|error| error.to_string())
}

/// How a studio is registered for the tax of its country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registration {
    /// It collects tax.
    #[default]
    Regular,
    /// It pays a flat rate itself and collects none (India: composition scheme).
    Composition,
    /// It has no registration and collects none.
    Unregistered,
}

/// Who owes the tax of a supply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Liability {
    /// The studio: it is on the invoice.
    #[default]
    Seller,
    /// The customer pays it to the office (reverse charge).
    Customer,
    /// Nobody: an export, or a supply to a special economic zone, under an undertaking.
    ZeroRated,
}

/// Where a place of supply comes from. Source for India: Integrated Goods and Services Tax Act 2017, sections 10, 12, 13.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The state of the customer's registration.
    Registration,
    /// The customer's address on record.
    Address,
    /// No address is on record: where the studio is.
    Unknown,
    /// Handed over at the counter: where the studio is.
    Counter,
    /// A person set it, for a reason that is kept.
    Override,
}

/// A supply as far as its heads of tax are concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supply {
    /// How the studio is registered.
    pub registration: Registration,
    /// Where the studio is; unknown where nobody entered it.
    pub seller: Option<Place>,
    /// Where the supply is made; `None` where nobody knows.
    pub place: Option<Place>,
    /// Who owes the tax.
    pub liability: Liability,
}

/// A head of tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Head {
    /// Central goods and services tax of India.
    Cgst,
    /// State goods and services tax of India.
    Sgst,
    /// Union territory goods and services tax of India.
    Utgst,
    /// Integrated goods and services tax of India.
    Igst,
    /// Value added tax.
    Vat,
}

impl Head {
    /// Every head, in the order of a document.
    pub const ALL: [Self; 5] = [Self::Cgst, Self::Sgst, Self::Utgst, Self::Igst, Self::Vat];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cgst => "cgst",
            Self::Sgst => "sgst",
            Self::Utgst => "utgst",
            Self::Igst => "igst",
            Self::Vat => "vat",
        }
    }

    /// As it stands on a document.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cgst => "CGST",
            Self::Sgst => "SGST",
            Self::Utgst => "UTGST",
            Self::Igst => "IGST",
            Self::Vat => "VAT",
        }
    }
}

/// What part of a line's rate a head takes: `of / in_all` of it, more than zero and not more than the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The head.
    pub head: Head,
    /// Its parts.
    pub of: u32,
    /// All parts.
    pub in_all: u32,
}

impl Share {
    /// A head that takes the whole rate.
    pub(crate) const fn whole(head: Head) -> Self {
        Self { head, of: 1, in_all: 1 }
    }

    /// A head that takes half of it.
    pub(crate) const fn half(head: Head) -> Self {
        Self { head, of: 1, in_all: 2 }
    }
}

/// What the document of a supply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Names the tax (India: Central Goods and Services Tax Rules 2017, rule 46; UAE: Executive Regulations, article 59).
    TaxInvoice,
    /// Of a studio that may not collect tax in India (rule 49).
    BillOfSupply,
    /// Where there is no such law, or no registration.
    Invoice,
}

impl DocumentKind {
    /// Its title.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::TaxInvoice => "Tax invoice",
            Self::BillOfSupply => "Bill of supply",
            Self::Invoice => "Invoice",
        }
    }
}

/// What a jurisdiction makes of a supply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// What the document is.
    pub document: DocumentKind,
    /// The heads that the customer is charged; none where no tax is.
    pub heads: Vec<Share>,
    /// Where the supply is taxed, as far as it is known.
    pub place: Option<Place>,
    /// Sentences that the document must carry.
    pub notes: Vec<String>,
    /// Why it is so, a sentence each, for a person who asks.
    pub why: Vec<String>,
}

/// What the document says where the place of supply is unknown.
pub const PLACE_UNKNOWN: &str = "Tax location not specified";

/// The tax law of one country, as far as the documents of a studio need it.
pub trait TaxAdapter: Sync {
    /// ISO 3166 code of the country, or `none`.
    fn code(&self) -> &'static str;

    /// What its law calls the tax, e.g. `GST`.
    fn label(&self) -> &'static str;

    /// The currency that its documents are in, unless a branch says otherwise.
    fn currency(&self) -> Currency;

    /// The rates that a form offers, the usual one first.
    fn rates(&self) -> &'static [Percent];

    /// A place as a person calls it, e.g. `Karnataka (29)`.
    ///
    /// # Errors
    /// It is no place of this law.
    fn place(&self, place: &Place) -> Result<String, TaxError>;

    /// Which heads a supply falls under.
    ///
    /// # Errors
    /// A place that the law does not know, or none where it needs one.
    fn treat(&self, supply: &Supply) -> Result<Treatment, TaxError>;
}

/// Why a tax cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaxError {
    /// No adapter of this code.
    #[error("{0} is no jurisdiction: there are {known}", known = known())]
    Jurisdiction(String),
    /// A code that is no place.
    #[error("{code} is no place of supply: {expected}")]
    Place {
        /// What was given.
        code: String,
        /// What would be one.
        expected: &'static str,
    },
    /// Nobody entered where the studio is.
    #[error("where the studio is registered is not known: {0}")]
    SellerUnknown(&'static str),
    /// No lines.
    #[error("there is no line")]
    NoLines,
    /// A line with a number that cannot be.
    #[error("line {line}: {what}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What is wrong.
        what: LineError,
    },
    /// The discount on the whole is more than the lines.
    #[error("the discount is more than the lines add up to")]
    Discount,
    /// More than an amount can be.
    #[error("the sum is too large")]
    TooLarge,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Quantity zero or less.
    #[error("the quantity must be more than zero")]
    Qty,
    /// A price below zero.
    #[error("the price must not be below zero: what is given back is a credit note")]
    Price,
    /// A discount below zero, or more than the line.
    #[error("the discount must be from zero to what the line costs")]
    Discount,
    /// A rate outside of 0 to 100.
    #[error("the tax rate must be from 0 to 100 percent")]
    Rate,
    /// More than an amount can be.
    #[error("the amount is too large")]
    TooLarge,
}

/// Every adapter.
pub const ADAPTERS: [&dyn TaxAdapter; 3] = [&india::India, &uae::Uae, &none::NoTax];

fn known() -> String {
    ADAPTERS.map(TaxAdapter::code).join(", ")
}

/// The adapter of a code (`IN`, `AE`, `none`), whatever its case.
///
/// # Errors
/// There is none.
pub fn adapter(code: &str) -> Result<&'static dyn TaxAdapter, TaxError> {
    ADAPTERS
        .into_iter()
        .find(|adapter| adapter.code().eq_ignore_ascii_case(code.trim()))
        .ok_or_else(|| TaxError::Jurisdiction(code.trim().to_owned()))
}

/// The adapter of a branch in this country: where there is none of its own, no tax is computed.
#[must_use]
pub fn of_country(code: &str) -> &'static dyn TaxAdapter {
    adapter(code).unwrap_or(&none::NoTax)
}
