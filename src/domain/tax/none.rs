//! No tax: a country without one, or one that has no adapter yet.

use super::{DocumentKind, Place, Supply, TaxAdapter, TaxError, Treatment};
use crate::domain::money::Currency;
use crate::domain::percent::Percent;

/// Computes none.
pub(super) struct NoTax;

impl TaxAdapter for NoTax {
    fn code(&self) -> &'static str {
        "none"
    }

    fn label(&self) -> &'static str {
        "tax"
    }

    fn currency(&self) -> Currency {
        Currency::NONE
    }

    fn rates(&self) -> &'static [Percent] {
        &[Percent::ZERO]
    }

    fn place(&self, place: &Place) -> Result<String, TaxError> {
        Ok(place.to_string())
    }

    fn treat(&self, supply: &Supply) -> Result<Treatment, TaxError> {
        Ok(Treatment {
            document: DocumentKind::Invoice,
            heads: Vec::new(),
            place: supply.place.clone(),
            notes: Vec::new(),
            why: vec!["This jurisdiction has no tax: prices are what is to be paid.".to_owned()],
        })
    }
}
