//! Packages: what a branch offers at a price, and the organization's templates that they may be copied from.

mod snapshot;

pub use snapshot::OfferSnapshot;

use super::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use super::fold;
use super::hook::{self, Hooks, Stock};
use super::id::{BranchId, OrgId, PackageId, PackageTemplateId};
use super::money::{Currency, MAX_MINOR, Money};
use super::percent::Percent;
use super::texts::Texts;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The stable keys of a package's fields: forms, drafts, conflicts, history and `--json` use them.
pub mod fields {
    /// Name. Text, required.
    pub const NAME: &str = "name";
    /// By time or by quantity: a choice, required.
    pub const KIND: &str = "type";
    /// Price before tax, in the branch's (or template's) currency. Required.
    pub const PRICE: &str = "price";
    /// Tax rate in percent, as text with up to two decimals. Required.
    pub const TAX_RATE: &str = "tax_rate";
    /// What is in it, one per line.
    pub const INCLUSIONS: &str = "inclusions";
    /// What is not, one per line.
    pub const EXCLUSIONS: &str = "exclusions";
    /// What a booking needs, one per line (see [`crate::domain::hook`]).
    pub const RESOURCES: &str = "resources";

    /// Every field.
    pub const ALL: [&str; 7] = [NAME, KIND, PRICE, TAX_RATE, INCLUSIONS, EXCLUSIONS, RESOURCES];
}

/// The longest name, in characters.
pub const MAX_NAME: usize = 200;

/// How a package is measured: `packages.type`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum PackageKind {
    /// By hours or days.
    TimeBased,
    /// By pieces.
    QtyBased,
    /// A word of another program; empty when there is none.
    Other(String),
}

impl PackageKind {
    /// The kinds that a person chooses from.
    pub const ALL: [Self; 2] = [Self::TimeBased, Self::QtyBased];

    /// The stored word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::TimeBased => "time_based",
            Self::QtyBased => "qty_based",
            Self::Other(word) => word,
        }
    }

    /// What a person reads.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::TimeBased => "by time",
            Self::QtyBased => "by quantity",
            Self::Other(word) => word,
        }
    }
}

impl From<String> for PackageKind {
    fn from(word: String) -> Self {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).unwrap_or(Self::Other(word))
    }
}

impl From<PackageKind> for String {
    fn from(kind: PackageKind) -> Self {
        kind.as_str().to_owned()
    }
}

/// What is offered: the part that packages and their templates have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Name as typed.
    pub name: String,
    /// How it is measured.
    pub kind: PackageKind,
    /// Price before tax.
    pub price: Money,
    /// Tax rate.
    pub tax_rate: Percent,
    /// What is in it.
    pub inclusions: Texts,
    /// What is not.
    pub exclusions: Texts,
    /// What a booking needs.
    pub resources: Hooks,
}

/// Where a package was copied from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The template.
    pub template: PackageTemplateId,
    /// The revision that was copied or accepted last.
    pub revision: i64,
    /// A newer revision that the branch does not want.
    pub ignored: Option<i64>,
}

/// A branch's package as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Id.
    pub id: PackageId,
    /// The branch that offers it.
    pub branch: BranchId,
    /// What is offered.
    pub offer: Offer,
    /// Where it was copied from, if it was.
    pub origin: Option<Origin>,
    /// When it was archived.
    pub archived: Option<Timestamp>,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

/// A template of the organization as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageTemplate {
    /// Id.
    pub id: PackageTemplateId,
    /// The organization.
    pub org: OrgId,
    /// What is offered.
    pub offer: Offer,
    /// Counts the published changes.
    pub revision: i64,
    /// When it was archived.
    pub archived: Option<Timestamp>,
    /// Optimistic concurrency: counts the edits.
    pub version: i64,
}

impl Offer {
    /// Nothing yet, in a currency.
    #[must_use]
    pub fn blank(currency: Currency) -> Self {
        Self {
            name: String::new(),
            kind: PackageKind::Other(String::new()),
            price: Money::zero(currency),
            tax_rate: Percent::ZERO,
            inclusions: Texts::default(),
            exclusions: Texts::default(),
            resources: Hooks::default(),
        }
    }

    /// The editable values by field.
    #[must_use]
    pub fn values(&self) -> FieldValues {
        let pairs = [
            (fields::NAME, FieldValue::text(&self.name)),
            (fields::KIND, FieldValue::text(self.kind.as_str())),
            (fields::PRICE, FieldValue::Money(self.price.minor)),
            (fields::TAX_RATE, FieldValue::Text(self.tax_rate.edit())),
            (fields::INCLUSIONS, FieldValue::text(&self.inclusions.text())),
            (fields::EXCLUSIONS, FieldValue::text(&self.exclusions.text())),
            (fields::RESOURCES, FieldValue::text(&self.resources.text())),
        ];
        pairs.into_iter().map(|(key, value)| (FieldKey::from(key), value)).collect()
    }
}

/// Checks a new package or template.
///
/// # Errors
/// What is wrong, by field.
pub fn check(values: &FieldValues, currency: Currency, stock: &Stock) -> Result<Offer, FieldErrors> {
    let (mut offer, mut errors) = (Offer::blank(currency), FieldErrors::default());
    for required in [fields::NAME, fields::KIND, fields::PRICE, fields::TAX_RATE] {
        if !values.contains_key(&FieldKey::from(required)) {
            set(&mut offer, (required, &FieldValue::Empty), stock, &mut errors);
        }
    }
    for (key, value) in values {
        set(&mut offer, (&key.0, value), stock, &mut errors);
    }
    errors.into_result(offer)
}

/// Checks an edit: only what changed is judged, so that an old oddity elsewhere does not stand in the way.
///
/// # Errors
/// What is wrong, by field.
pub fn edit(offer: &Offer, changes: &FieldValues, stock: &Stock) -> Result<Offer, FieldErrors> {
    let (mut offer, mut errors) = (offer.clone(), FieldErrors::default());
    for (key, value) in changes {
        set(&mut offer, (&key.0, value), stock, &mut errors);
    }
    errors.into_result(offer)
}

/// Whether a new price departs by more than a tenth from the old one: an owner wants to see that.
#[must_use]
pub fn is_override(before: Money, after: Money) -> bool {
    let (before, after) = (i128::from(before.minor), i128::from(after.minor));
    (after - before).abs() * 10 > before.abs()
}

fn set(offer: &mut Offer, (key, value): (&str, &FieldValue), stock: &Stock, errors: &mut FieldErrors) {
    match key {
        fields::NAME => {
            offer.name = fold::clean_line(value.as_text(), MAX_NAME);
            if !fold::has_letter(&offer.name) {
                errors.add(key, "a name with at least one letter or digit is needed");
            }
        }
        fields::KIND => match kind(value.as_text(), &offer.kind) {
            Some(kind) => offer.kind = kind,
            None => errors.add(key, "choose time_based or qty_based"),
        },
        fields::PRICE => match value {
            FieldValue::Money(minor) if (0..=MAX_MINOR).contains(minor) => offer.price.minor = *minor,
            _ => errors.add(key, "a price of zero or more is needed"),
        },
        fields::TAX_RATE => match Percent::parse(value.as_text()) {
            Ok(rate) => offer.tax_rate = rate,
            Err(error) => errors.add(key, error.to_string()),
        },
        fields::INCLUSIONS => {
            put(offer.inclusions.edited(value.as_text()), &mut offer.inclusions, key, errors)
        }
        fields::EXCLUSIONS => {
            put(offer.exclusions.edited(value.as_text()), &mut offer.exclusions, key, errors)
        }
        fields::RESOURCES => {
            put(hook::read(value.as_text(), &offer.resources, stock), &mut offer.resources, key, errors);
        }
        _ => errors.add(key, format!("a package has no field “{key}”")),
    }
}

/// One of our kinds, or the word that is stored already.
fn kind(word: &str, before: &PackageKind) -> Option<PackageKind> {
    let known = PackageKind::ALL.into_iter().find(|kind| kind.as_str() == word || kind.label() == word);
    known.or_else(|| (before.as_str() == word && !word.is_empty()).then(|| before.clone()))
}

fn put<T>(read: Result<T, String>, into: &mut T, key: &str, errors: &mut FieldErrors) {
    match read {
        Ok(value) => *into = value,
        Err(error) => errors.add(key, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inr() -> Currency {
        Currency::from_code("INR").unwrap()
    }

    fn values(pairs: &[(&str, FieldValue)]) -> FieldValues {
        pairs.iter().map(|(key, value)| (FieldKey::from(*key), value.clone())).collect()
    }

    #[test]
    fn a_package_needs_name_kind_price_and_rate() {
        let errors = check(&FieldValues::new(), inr(), &Stock::default()).unwrap_err();
        let named: Vec<&str> = errors.0.keys().map(|key| key.0.as_str()).collect();
        assert_eq!(named, ["name", "price", "tax_rate", "type"]);
        let whole = values(&[
            ("name", FieldValue::text(" Wedding  gold ")),
            ("type", FieldValue::text("time_based")),
            ("price", FieldValue::Money(0)),
            ("tax_rate", FieldValue::text("18")),
            ("inclusions", FieldValue::text("Album\n\n 40 pages")),
        ]);
        let offer = check(&whole, inr(), &Stock::default()).unwrap();
        assert_eq!((offer.name.as_str(), offer.tax_rate.hundredths()), ("Wedding gold", 1800));
        assert_eq!(offer.inclusions.lines(), ["Album", "40 pages"]);
        for (key, value) in [
            ("price", FieldValue::Money(-1)),
            ("price", FieldValue::Money(MAX_MINOR + 1)),
            ("price", FieldValue::Empty),
            ("tax_rate", FieldValue::text("18.125")),
            ("type", FieldValue::text("wedding")),
            ("name", FieldValue::text("—")),
            ("resources", FieldValue::text("camera")),
            ("colour", FieldValue::text("red")),
        ] {
            let mut bad = whole.clone();
            bad.insert(key.into(), value);
            let errors = check(&bad, inr(), &Stock::default()).unwrap_err();
            assert_eq!(errors.0.keys().map(|k| k.0.as_str()).collect::<Vec<_>>(), [key]);
        }
    }

    #[test]
    fn an_edit_judges_only_what_changed() {
        let mut old = Offer::blank(inr());
        old.kind = PackageKind::from("wedding".to_owned());
        old.resources = Hooks::parse(Some(r#"[{"kind":"asset","type":"drone"}]"#));
        let changes = values(&[("name", FieldValue::text("Haldi")), ("type", FieldValue::text("wedding"))]);
        let new = edit(&old, &changes, &Stock::default()).unwrap();
        assert_eq!((new.kind.as_str(), new.resources.text().as_str()), ("wedding", "drone"));
    }

    #[test]
    fn a_tenth_is_no_override_more_is() {
        let money = |minor| Money { minor, currency: inr() };
        for (before, after, is) in [
            (1000, 1100, false),
            (1000, 1101, true),
            (1000, 899, true),
            (0, 1, true),
            (0, 0, false),
            (7, 7, false),
        ] {
            assert_eq!(is_override(money(before), money(after)), is, "{before} {after}");
        }
    }
}
