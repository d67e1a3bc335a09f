//! India: goods and services tax.
//!
//! Source: Central Goods and Services Tax Act 2017 (section 10 composition, section 31 and rules 46 and 49 of its rules
//! for documents), Union Territory Goods and Services Tax Act 2017, Integrated Goods and Services Tax Act 2017 (sections
//! 7 and 8: the same state or territory or not; section 16: exports).

use super::states::{self, State, StateKind};
use super::{
    DocumentKind, Head, Liability, PLACE_UNKNOWN, Place, Registration, Share, Supply, TaxAdapter, TaxError,
    Treatment,
};
use crate::domain::money::Currency;
use crate::domain::percent::Percent;

/// GST of India.
pub(super) struct India;

const RATES: [Percent; 7] = [
    Percent::from_hundredths(1800),
    Percent::from_hundredths(500),
    Percent::from_hundredths(1200),
    Percent::from_hundredths(2800),
    Percent::from_hundredths(4000),
    Percent::from_hundredths(300),
    Percent::ZERO,
];

fn known(place: &Place) -> Result<&'static State, TaxError> {
    states::by_code(place).ok_or_else(|| TaxError::Place {
        code: place.code().to_owned(),
        expected: "a state code of two digits, e.g. 29 for Karnataka, 96 for another country",
    })
}

fn called(state: &State) -> String {
    format!("{} ({})", state.name, state.code)
}

impl TaxAdapter for India {
    fn code(&self) -> &'static str {
        "IN"
    }

    fn label(&self) -> &'static str {
        "GST"
    }

    fn currency(&self) -> Currency {
        Currency::literal(b"INR")
    }

    fn rates(&self) -> &'static [Percent] {
        &RATES
    }

    fn place(&self, place: &Place) -> Result<String, TaxError> {
        known(place).map(called)
    }

    fn treat(&self, supply: &Supply) -> Result<Treatment, TaxError> {
        let place = supply.place.as_ref().map(known).transpose()?;
        let mut treatment = Treatment {
            document: DocumentKind::TaxInvoice,
            heads: Vec::new(),
            place: place.map(|state| Place::from(state.code)),
            notes: Vec::new(),
            why: Vec::new(),
        };
        if supply.registration != Registration::Regular {
            without_tax(supply.registration, &mut treatment);
            return Ok(treatment);
        }
        let seller = supply.seller.as_ref().ok_or(TaxError::SellerUnknown(
            "enter the branch's GSTIN or state, or say that it is not registered",
        ))?;
        let seller = known(seller)?;
        treatment.heads = heads(seller, place, &mut treatment.why);
        if place.is_none() {
            treatment.notes.push(PLACE_UNKNOWN.to_owned());
        }
        relieve(supply.liability, &mut treatment);
        Ok(treatment)
    }
}

/// A studio that may not collect tax.
fn without_tax(registration: Registration, treatment: &mut Treatment) {
    treatment.document = DocumentKind::BillOfSupply;
    if registration == Registration::Composition {
        // Rule 5(1)(f) asks for these words at the top of every bill of supply.
        treatment
            .notes
            .push("Composition taxable person, not eligible to collect tax on supplies".to_owned());
        treatment.why.push("The studio is under the composition scheme: it may not collect GST.".to_owned());
    } else {
        treatment.why.push("The studio is not registered for GST: it may not collect it.".to_owned());
    }
}

fn heads(seller: &State, place: Option<&State>, why: &mut Vec<String>) -> Vec<Share> {
    let own = |state: &State| match state.kind {
        StateKind::UnionTerritory => Head::Utgst,
        _ => Head::Sgst,
    };
    let pair = |head: Head| vec![Share::half(Head::Cgst), Share::half(head)];
    match place {
        None => {
            let head = own(seller);
            why.push(format!(
                "Where it is supplied is not known: the customer has no address, so the studio's own {} counts: CGST + {}, half of the rate each.",
                called(seller), head.label(),
            ));
            pair(head)
        }
        Some(place) if place.code == seller.code => {
            let head = own(place);
            why.push(format!(
                "Supplied in {}, where the studio is: CGST + {}, half of the rate each.",
                called(place),
                head.label(),
            ));
            pair(head)
        }
        Some(place) => {
            why.push(format!(
                "Supplied in {}, not in the studio's {}: IGST, the whole rate.",
                called(place),
                called(seller),
            ));
            vec![Share::whole(Head::Igst)]
        }
    }
}

/// Takes the heads away where the studio does not owe them.
fn relieve(liability: Liability, treatment: &mut Treatment) {
    let (note, why) = match liability {
        Liability::Seller => return,
        Liability::Customer => (
            "Tax is payable on reverse charge: Yes",
            "Reverse charge: the customer pays these heads to the tax office.",
        ),
        Liability::ZeroRated => (
            "Supply meant for export or to a special economic zone under letter of undertaking without payment of integrated tax",
            "An export or a supply to a special economic zone under an undertaking: zero-rated.",
        ),
    };
    treatment.notes.push(note.to_owned());
    treatment.why.push(why.to_owned());
    treatment.heads.clear();
}
