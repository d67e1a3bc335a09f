//! United Arab Emirates: value added tax, one head.
//!
//! Source: Federal Decree-Law No. 8 of 2017 on Value Added Tax (5 % since 2018, article 3; exports at zero, article 45)
//! and its Executive Regulations, article 59 (tax invoices).

use super::{
    DocumentKind, Head, Liability, PLACE_UNKNOWN, Place, Registration, Share, Supply, TaxAdapter, TaxError,
    Treatment,
};
use crate::domain::money::Currency;
use crate::domain::percent::Percent;

/// VAT of the United Arab Emirates.
pub(super) struct Uae;

const RATES: [Percent; 2] = [Percent::from_hundredths(500), Percent::ZERO];

const EMIRATES: [(&str, &str); 7] = [
    ("AE-AZ", "Abu Dhabi"),
    ("AE-AJ", "Ajman"),
    ("AE-DU", "Dubai"),
    ("AE-FU", "Fujairah"),
    ("AE-RK", "Ras Al Khaimah"),
    ("AE-SH", "Sharjah"),
    ("AE-UQ", "Umm Al Quwain"),
];

/// Whether a place is in the Emirates.
fn is_inside(place: &Place) -> bool {
    place.code() == "AE" || place.code().starts_with("AE-")
}

impl TaxAdapter for Uae {
    fn code(&self) -> &'static str {
        "AE"
    }

    fn label(&self) -> &'static str {
        "VAT"
    }

    fn currency(&self) -> Currency {
        Currency::literal(b"AED")
    }

    fn rates(&self) -> &'static [Percent] {
        &RATES
    }

    fn place(&self, place: &Place) -> Result<String, TaxError> {
        let code = place.code();
        if let Some((_, name)) = EMIRATES.iter().find(|(emirate, _)| *emirate == code) {
            return Ok((*name).to_owned());
        }
        if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
            return Ok(if code == "AE" { "United Arab Emirates".to_owned() } else { code.to_owned() });
        }
        Err(TaxError::Place {
            code: code.to_owned(),
            expected: "an emirate like AE-DU, or the two letters of a country",
        })
    }

    fn treat(&self, supply: &Supply) -> Result<Treatment, TaxError> {
        let place = supply.place.as_ref();
        let name = place.map(|place| self.place(place)).transpose()?;
        let mut treatment = Treatment {
            document: DocumentKind::TaxInvoice,
            heads: Vec::new(),
            place: place.cloned(),
            notes: Vec::new(),
            why: Vec::new(),
        };
        if supply.registration != Registration::Regular {
            treatment.document = DocumentKind::Invoice;
            treatment.why.push("The studio is not registered for VAT: it charges none.".to_owned());
            return Ok(treatment);
        }
        match (&name, place) {
            _ if supply.liability == Liability::Customer => {
                treatment.notes.push("The recipient accounts for VAT (reverse charge)".to_owned());
                treatment.why.push("Reverse charge: the customer accounts for the VAT.".to_owned());
            }
            (Some(name), Some(place)) if !is_inside(place) || supply.liability == Liability::ZeroRated => {
                treatment.notes.push("Zero-rated export".to_owned());
                treatment.why.push(format!("{name} is outside of the Emirates: an export, at zero."));
            }
            (Some(name), _) => {
                treatment.heads = vec![Share::whole(Head::Vat)];
                treatment.why.push(format!("Supplied in {name}: VAT."));
            }
            (None, _) => {
                treatment.heads = vec![Share::whole(Head::Vat)];
                treatment.notes.push(PLACE_UNKNOWN.to_owned());
                treatment.why.push("Where it is supplied is not known: VAT as at the studio.".to_owned());
            }
        }
        Ok(treatment)
    }
}
