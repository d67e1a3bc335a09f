//! The states and union territories of India as the goods and services tax numbers them.
//!
//! Source: the state codes of the GST network; union territories without a legislature fall under the Union Territory
//! Goods and Services Tax Act 2017 (Delhi, Puducherry, and Jammu and Kashmir have one, and count as states).

use super::Place;

/// Which tax of its own a state takes beside the central one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateKind {
    /// SGST.
    State,
    /// UTGST.
    UnionTerritory,
    /// Outside of India.
    Abroad,
}

/// A state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Two digits.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// What it takes.
    pub kind: StateKind,
}

const fn state(code: &'static str, name: &'static str) -> State {
    State { code, name, kind: StateKind::State }
}

const fn territory(code: &'static str, name: &'static str) -> State {
    State { code, name, kind: StateKind::UnionTerritory }
}

/// Every place of supply, by code.
pub const STATES: [State; 38] = [
    state("01", "Jammu and Kashmir"),
    state("02", "Himachal Pradesh"),
    state("03", "Punjab"),
    territory("04", "Chandigarh"),
    state("05", "Uttarakhand"),
    state("06", "Haryana"),
    state("07", "Delhi"),
    state("08", "Rajasthan"),
    state("09", "Uttar Pradesh"),
    state("10", "Bihar"),
    state("11", "Sikkim"),
    state("12", "Arunachal Pradesh"),
    state("13", "Nagaland"),
    state("14", "Manipur"),
    state("15", "Mizoram"),
    state("16", "Tripura"),
    state("17", "Meghalaya"),
    state("18", "Assam"),
    state("19", "West Bengal"),
    state("20", "Jharkhand"),
    state("21", "Odisha"),
    state("22", "Chhattisgarh"),
    state("23", "Madhya Pradesh"),
    state("24", "Gujarat"),
    territory("26", "Dadra and Nagar Haveli and Daman and Diu"),
    state("27", "Maharashtra"),
    state("29", "Karnataka"),
    state("30", "Goa"),
    territory("31", "Lakshadweep"),
    state("32", "Kerala"),
    state("33", "Tamil Nadu"),
    state("34", "Puducherry"),
    territory("35", "Andaman and Nicobar Islands"),
    state("36", "Telangana"),
    state("37", "Andhra Pradesh"),
    territory("38", "Ladakh"),
    State { code: "96", name: "another country", kind: StateKind::Abroad },
    territory("97", "Other Territory"),
];

/// Codes that were given up, and what took their place: Daman and Diu (2020), Andhra Pradesh before Telangana (2014).
const MERGED: [(&str, &str); 2] = [("25", "26"), ("28", "37")];

/// The state of a code.
#[must_use]
pub fn by_code(place: &Place) -> Option<&'static State> {
    let padded = format!("{:0>2}", place.code());
    let code = MERGED.iter().find(|(old, _)| *old == padded).map_or(padded.as_str(), |(_, new)| new);
    STATES.iter().find(|state| state.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_once() {
        assert!(STATES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn old_and_short_codes_are_read() {
        for (code, name) in [("29", "Karnataka"), ("7", "Delhi"), ("28", "Andhra Pradesh")] {
            assert_eq!(by_code(&Place::from(code)).map(|state| state.name), Some(name));
        }
        for code in ["00", "39", "95", "99", "XX", "", "029"] {
            assert_eq!(by_code(&Place::from(code)), None, "{code}");
        }
    }
}
