//! `tax explain`, `check gstin` and `check number`: no database is needed for them.

use super::clients::ok;
use super::{Home, Ran, run};
use serde_json::{Value, json};

fn explain(document: &Value) -> Ran {
    Home::new().run_fed(&document.to_string(), &["tax", "explain", "--json", "-"])
}

fn explained(document: &Value) -> Value {
    serde_json::from_str(&ok(explain(document))).unwrap()
}

fn document(place: &str, price: &str, inclusive: bool) -> Value {
    json!({
        "jurisdiction": "IN", "seller_state": "29", "place_of_supply": place, "round_off": false,
        "document_discount": "0",
        "lines": [{"qty": "1", "unit_price": price, "discount": "0", "rate": "18", "inclusive": inclusive}],
    })
}

#[test]
fn worked_cases() {
    let table = [
        (document("29", "100.05", false), "100.05", ["9.00", "9.00", "0.00", "0.00"], "118.05"),
        (document("27", "100.05", false), "100.05", ["0.00", "0.00", "0.00", "18.01"], "118.06"),
        (document("27", "10000", true), "8474.58", ["0.00", "0.00", "0.00", "1525.42"], "10000.00"),
        (document("29", "100.00", true), "84.74", ["7.63", "7.63", "0.00", "0.00"], "100.00"),
    ];
    for (given, taxable, heads, total) in table {
        let out = explained(&given);
        assert_eq!((&out["taxable"], &out["total"]), (&json!(taxable), &json!(total)), "{given}");
        let found =
            ["cgst", "sgst", "utgst", "igst"].map(|head| out["heads"][head].as_str().unwrap().to_owned());
        assert_eq!(found, heads.map(str::to_owned), "{given}");
        assert_eq!((&out["heads"]["vat"], &out["round_off"]), (&json!("0.00"), &json!("0.00")));
    }
}

#[test]
fn every_amount_is_explained() {
    let mut given = document("27", "100.05", false);
    given["round_off"] = json!(true);
    let out = explained(&given);
    assert_eq!((&out["round_off"], &out["total"]), (&json!("-0.06"), &json!("118.00")));
    assert_eq!(
        out["why"],
        json!([
            "Supplied in Maharashtra (27), not in the studio's Karnataka (29): IGST, the whole rate.",
            "Line 1: 1 × 100.05 = 100.05",
            "Line 1: IGST 18 % of 100.05 = 18.009, half up to 18.01",
            "All lines: 100.05 + IGST 18.01 = 118.06",
            "Rounded to the whole: 118.06 − 0.06 = 118.00",
        ])
    );
    assert_eq!(out["lines"][0]["heads"]["igst"], json!("18.01"));
}

#[test]
fn other_countries_have_their_own_heads() {
    let lines = json!([{"qty": "2", "unit_price": "10.10", "rate": "5"}]);
    let out = explained(
        &json!({"jurisdiction": "AE", "seller_state": "AE-DU", "place_of_supply": "AE-AZ", "lines": lines}),
    );
    assert_eq!(
        (&out["currency"], &out["heads"]["vat"], &out["total"]),
        (&json!("AED"), &json!("1.01"), &json!("21.21"))
    );
    let out = explained(
        &json!({"jurisdiction": "none", "currency": "JPY", "lines": [{"qty": "2", "unit_price": "10", "rate": "5"}]}),
    );
    assert_eq!((&out["total"], &out["document"]), (&json!("20"), &json!("Invoice")));
}

#[test]
fn what_cannot_be_computed_is_named() {
    let with = |key: &str, value: Value| {
        let mut given = document("29", "100", false);
        given[key] = value;
        given
    };
    let of_line = |key: &str, value: Value| {
        let mut given = document("29", "100", false);
        given["lines"][0][key] = value;
        given
    };
    let table = [
        (with("place_of_supply", json!("KA")), "KA is no place of supply"),
        (with("jurisdiction", json!("XX")), "XX is no jurisdiction: there are IN, AE, none"),
        (with("seller_state", Value::Null), "where the studio is registered is not known"),
        (with("document_discount", json!("100.01")), "the discount is more than the lines add up to"),
        (with("lines", json!([])), "there is no line"),
        (with("rounding", json!(true)), "unknown field `rounding`"),
        (of_line("qty", json!("0")), "line 1, qty: more than zero"),
        (of_line("unit_price", json!("-1")), "line 1: the price must not be below zero"),
        (of_line("unit_price", json!("1.005")), "line 1, unit_price:"),
        (of_line("unit_price", json!("99999999999999999999")), "line 1, unit_price:"),
        (of_line("rate", json!("101")), "line 1, rate: write a percentage from 0 to 100"),
        (
            of_line("discount", json!("100.01")),
            "line 1: the discount must be from zero to what the line costs",
        ),
    ];
    for (given, message) in table {
        let ran = explain(&given);
        assert!(ran.err.contains(message), "{message}: {}", ran.err);
        assert_eq!((ran.code, ran.out.as_str()), (6, ""), "{message}");
    }
    let ran = Home::new().run_fed("no json", &["tax", "explain", "--json", "-"]);
    assert_eq!(ran.code, 6, "{}", ran.err);
}

#[test]
fn numbers_and_registrations_are_checked() {
    assert_eq!(ok(run(&["check", "gstin", " 27aapfu0939f1zv"])), "27AAPFU0939F1ZV\n");
    assert_eq!(ok(run(&["check", "number", "BLR/26-27/00042"])), "BLR/26-27/00042\n");
    let table = [
        (["check", "gstin", "27AAPFU0939F1ZW"], "the last one would have to be V, not W"),
        (["check", "gstin", "27AAPFU0939F1Z"], "a GSTIN has 15 characters, this has 14"),
        (["check", "number", "BLR/26-27/C000042"], "has 17 characters: a number has at most 16"),
        (["check", "number", "-BLR"], "it begins with -"),
        (["check", "number", "BLR 42"], "' ' at place 4"),
    ];
    for (args, message) in table {
        let ran = run(&args);
        assert_eq!((ran.code, ran.out.as_str()), (6, ""), "{args:?}");
        assert!(ran.err.contains(message), "{message}: {}", ran.err);
    }
}
