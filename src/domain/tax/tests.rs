//! Worked cases, and what holds for every document.

use super::bill::{Bill, BillLine, Breakdown, Pricing, RoundOff, compute};
use super::*;
use crate::domain::money::MAX_MINOR;
use proptest::prelude::*;

fn line(amount: i64, rate: i64, pricing: Pricing) -> BillLine {
    BillLine { qty: 1_000, unit_price: amount, discount: 0, rate: Percent::from_hundredths(rate), pricing }
}

fn supply(seller: &str, place: Option<&str>) -> Supply {
    Supply {
        registration: Registration::Regular,
        seller: Some(seller.into()),
        place: place.map(Place::from),
        liability: Liability::Seller,
    }
}

fn treated(code: &str, supply: &Supply) -> Treatment {
    adapter(code).unwrap().treat(supply).unwrap()
}

fn bill(lines: &[BillLine], treatment: &Treatment) -> Breakdown {
    let bill = Bill { lines, discount: 0, round_off: RoundOff::None, currency: Currency::literal(b"INR") };
    compute(bill, treatment).unwrap()
}

fn heads(breakdown: &Breakdown) -> Vec<(Head, i64)> {
    breakdown.heads.iter().map(|head| (head.head, head.amount)).collect()
}

#[test]
fn worked_cases_of_one_line() {
    use Head::{Cgst, Igst, Sgst, Utgst, Vat};
    use Pricing::{Exclusive, Inclusive};
    // Country, studio, place, amount, rate, pricing; base, heads, total.
    type Case =
        (&'static str, &'static str, Option<&'static str>, i64, i64, Pricing, i64, Vec<(Head, i64)>, i64);
    let table: Vec<Case> = vec![
        ("IN", "29", Some("29"), 10_005, 1800, Exclusive, 10_005, vec![(Cgst, 900), (Sgst, 900)], 11_805),
        ("IN", "29", Some("27"), 10_005, 1800, Exclusive, 10_005, vec![(Igst, 1_801)], 11_806),
        ("IN", "29", Some("27"), 1_000_000, 1800, Inclusive, 847_458, vec![(Igst, 152_542)], 1_000_000),
        ("IN", "29", Some("29"), 10_000, 1800, Inclusive, 8_474, vec![(Cgst, 763), (Sgst, 763)], 10_000),
        ("IN", "04", Some("04"), 10_000, 1800, Exclusive, 10_000, vec![(Cgst, 900), (Utgst, 900)], 11_800),
        ("IN", "07", Some("07"), 10_000, 1800, Exclusive, 10_000, vec![(Cgst, 900), (Sgst, 900)], 11_800),
        ("IN", "29", None, 10_000, 1800, Exclusive, 10_000, vec![(Cgst, 900), (Sgst, 900)], 11_800),
        ("IN", "29", Some("96"), 10_000, 1800, Exclusive, 10_000, vec![(Igst, 1_800)], 11_800),
        ("IN", "37", Some("28"), 10_000, 500, Exclusive, 10_000, vec![(Cgst, 250), (Sgst, 250)], 10_500),
        ("IN", "29", Some("29"), 1, 1800, Exclusive, 1, vec![(Cgst, 0), (Sgst, 0)], 1),
        ("IN", "29", Some("27"), 3, 1800, Exclusive, 3, vec![(Igst, 1)], 4),
        ("IN", "29", Some("29"), 10_000, 25, Exclusive, 10_000, vec![(Cgst, 13), (Sgst, 13)], 10_026),
        ("IN", "29", Some("29"), 10_000, 0, Exclusive, 10_000, vec![(Cgst, 0), (Sgst, 0)], 10_000),
        ("AE", "AE-DU", Some("AE-AZ"), 1_010, 500, Exclusive, 1_010, vec![(Vat, 51)], 1_061),
        ("AE", "AE-DU", Some("AE"), 10_500, 500, Inclusive, 10_000, vec![(Vat, 500)], 10_500),
        ("AE", "AE-DU", Some("FR"), 10_000, 500, Exclusive, 10_000, vec![], 10_000),
        ("none", "", None, 10_000, 1800, Exclusive, 10_000, vec![], 10_000),
    ];
    for (country, seller, place, amount, rate, pricing, base, expected, total) in table {
        let out = bill(&[line(amount, rate, pricing)], &treated(country, &supply(seller, place)));
        let case = format!("{country} {seller} {place:?} {amount} {rate} {pricing:?}");
        assert_eq!((out.taxable, heads(&out), out.total), (base, expected, total), "{case}");
    }
}

#[test]
fn a_studio_that_may_not_collect_tax_writes_a_bill_of_supply() {
    for (registration, note) in [(Registration::Composition, true), (Registration::Unregistered, false)] {
        let supply = Supply { registration, ..supply("29", Some("27")) };
        let treatment = treated("IN", &supply);
        assert_eq!(treatment.document, DocumentKind::BillOfSupply);
        assert_eq!(treatment.notes.iter().any(|note| note.contains("not eligible to collect tax")), note);
        let out = bill(&[line(10_000, 1800, Pricing::Inclusive)], &treatment);
        assert_eq!((out.taxable, out.tax(), out.total), (10_000, 0, 10_000));
    }
}

#[test]
fn who_owes_the_tax_is_said_on_the_document() {
    let reverse = Supply { liability: Liability::Customer, ..supply("29", Some("29")) };
    let treatment = treated("IN", &reverse);
    assert!(treatment.notes.iter().any(|note| note == "Tax is payable on reverse charge: Yes"));
    assert_eq!(bill(&[line(10_000, 1800, Pricing::Exclusive)], &treatment).total, 10_000);
    assert!(treated("IN", &supply("29", None)).notes.contains(&PLACE_UNKNOWN.to_owned()));
    assert!(treated("AE", &supply("AE-DU", None)).notes.contains(&PLACE_UNKNOWN.to_owned()));
}

#[test]
fn places_that_are_none_are_refused() {
    let india = adapter("in").unwrap();
    let wrong = |supply: Supply| india.treat(&supply).unwrap_err().to_string();
    assert_eq!(
        wrong(supply("29", Some("KA"))),
        "KA is no place of supply: a state code of two digits, e.g. 29 for Karnataka, 96 for another country"
    );
    assert!(wrong(supply("40", Some("29"))).starts_with("40 is no place of supply"));
    assert!(
        wrong(Supply { seller: None, ..supply("29", Some("29")) })
            .starts_with("where the studio is registered")
    );
    assert_eq!(adapter("XX").err().unwrap().to_string(), "XX is no jurisdiction: there are IN, AE, none");
}

#[test]
fn impossible_numbers_are_refused_by_line() {
    let treatment = treated("IN", &supply("29", Some("29")));
    let good = line(10_000, 1800, Pricing::Exclusive);
    let refused = |changed: BillLine, discount: i64| {
        let lines = [good, changed];
        let bill =
            Bill { lines: &lines, discount, round_off: RoundOff::Whole, currency: Currency::literal(b"INR") };
        compute(bill, &treatment).unwrap_err()
    };
    let of_line = |what| TaxError::Line { line: 2, what };
    assert_eq!(refused(BillLine { qty: 0, ..good }, 0), of_line(LineError::Qty));
    assert_eq!(refused(BillLine { unit_price: -1, ..good }, 0), of_line(LineError::Price));
    assert_eq!(refused(BillLine { discount: 10_001, ..good }, 0), of_line(LineError::Discount));
    assert_eq!(refused(BillLine { discount: -1, ..good }, 0), of_line(LineError::Discount));
    assert_eq!(
        refused(BillLine { rate: Percent::from_hundredths(10_001), ..good }, 0),
        of_line(LineError::Rate)
    );
    assert_eq!(
        refused(BillLine { unit_price: i64::MAX, qty: i64::MAX, ..good }, 0),
        of_line(LineError::TooLarge)
    );
    assert_eq!(refused(BillLine { unit_price: MAX_MINOR, ..good }, 0), TaxError::TooLarge);
    assert_eq!(refused(good, 20_001), TaxError::Discount);
    assert_eq!(refused(good, -1), TaxError::Discount);
    let nothing =
        Bill { lines: &[], discount: 0, round_off: RoundOff::None, currency: Currency::literal(b"INR") };
    assert_eq!(compute(nothing, &treatment), Err(TaxError::NoLines));
}

#[test]
fn the_derivation_names_every_number() {
    let treatment = treated("IN", &supply("29", Some("27")));
    let lines = [
        BillLine { discount: 500, ..line(10_505, 1800, Pricing::Exclusive) },
        BillLine { qty: 1_500, ..line(10_000, 1800, Pricing::Inclusive) },
    ];
    let bill =
        Bill { lines: &lines, discount: 5, round_off: RoundOff::Whole, currency: Currency::literal(b"INR") };
    let out = compute(bill, &treatment).unwrap();
    insta::assert_snapshot!(why(bill, &treatment, &out).join("\n"), @r"
    Supplied in Maharashtra (27), not in the studio's Karnataka (29): IGST, the whole rate.
    Line 1: 1 × 105.05 − 5.00 discount − 0.02 of the discount on the whole = 100.03
    Line 1: IGST 18 % of 100.03 = 18.0054, half up to 18.01
    Line 2: 1.5 × 100.00 − 0.03 of the discount on the whole = 149.97
    Line 2: IGST 149.97 × 18 / 118 = 22.876779…, half up to 22.88
    Line 2: tax is in the price, so the base is 127.09
    All lines: 227.12 + IGST 40.89 = 268.01
    Rounded to the whole: 268.01 − 0.01 = 268.00
    ");
}

prop_compose! {
    fn any_line()(
        qty in 1..5_000_i64, unit_price in 0..10_000_000_i64, off in 0..=100_i64,
        rate in prop_oneof![Just(0_i64), Just(25), Just(300), Just(500), Just(1200), Just(1800), Just(2800), 0..=10_000_i64],
        inclusive: bool,
    ) -> BillLine {
        let gross = i64::try_from(crate::domain::rounding::half_up(i128::from(qty) * i128::from(unit_price), 1_000)).unwrap();
        BillLine {
            qty, unit_price, discount: gross * off / 400, rate: Percent::from_hundredths(rate),
            pricing: if inclusive { Pricing::Inclusive } else { Pricing::Exclusive },
        }
    }
}

proptest! {
    #[test]
    fn every_document_adds_up(
        lines in proptest::collection::vec(any_line(), 1..9), off in 0..=100_i64, whole: bool,
        (code, seller, place) in prop_oneof![
            Just(("IN", "29", Some("29"))), Just(("IN", "29", Some("27"))), Just(("IN", "35", Some("35"))),
            Just(("IN", "29", None)), Just(("AE", "AE-DU", Some("AE"))), Just(("none", "", None)),
        ],
    ) {
        let treatment = treated(code, &supply(seller, place));
        let nets: i64 = lines.iter().map(|l| i64::try_from(
            crate::domain::rounding::half_up(i128::from(l.qty) * i128::from(l.unit_price), 1_000)).unwrap() - l.discount).sum();
        let round_off = if whole { RoundOff::Whole } else { RoundOff::None };
        let bill = Bill { lines: &lines, discount: nets * off / 100, round_off, currency: Currency::literal(b"INR") };
        let out = compute(bill, &treatment).unwrap();
        prop_assert_eq!(out.lines.iter().map(|l| l.taxable).sum::<i64>() + out.tax() + out.round_off, out.total);
        prop_assert_eq!(out.lines.iter().map(|l| l.total).sum::<i64>() + out.round_off, out.total);
        prop_assert_eq!(out.lines.iter().map(|l| l.spread).sum::<i64>(), bill.discount);
        prop_assert!(out.round_off.abs() <= 50 && (whole || out.round_off == 0));
        prop_assert!(!whole || out.total % 100 == 0);
        for (line, taxed) in lines.iter().zip(&out.lines) {
            prop_assert!(taxed.taxable >= 0 && taxed.heads.iter().all(|head| head.amount >= 0));
            prop_assert!(taxed.heads.windows(2).all(|pair| pair[0].amount == pair[1].amount));
            if line.pricing == Pricing::Inclusive {
                prop_assert_eq!(taxed.total, taxed.gross - taxed.discount - taxed.spread);
            }
        }
        prop_assert!(!why(bill, &treatment, &out).is_empty());
    }
}
