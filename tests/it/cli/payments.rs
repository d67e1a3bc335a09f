//! `payment` and `pos`, against a real store.

use super::Home;
use super::clients::{add, json, ok, studio};

/// An issued invoice over 118.00 of Priya; its id.
fn invoice(home: &Home) -> String {
    add(home, &["--name", "Priya", "--phone", "98450 12345"]);
    let id = ok(home.run(&["invoice", "draft", "--client", "Priya"])).trim().to_owned();
    ok(home.run(&["invoice", "line", "add", &id, "--description", "Portrait", "--price", "118"]));
    ok(home.run(&["invoice", "issue", &id]));
    id
}

#[test]
fn a_payment_is_recorded_listed_and_given_back() {
    let home = studio();
    let id = invoice(&home);
    let record =
        ["payment", "record", &id, "--amount", "100", "--method", "gateway", "--reference", "pay_N1"];
    let dry = home.run(&[&record[..], &["--dry-run"]].concat());
    assert_eq!((dry.code, dry.out.as_str()), (0, ""));
    assert!(dry.err.contains("Would have recorded ₹100.00"), "{}", dry.err);
    let payment = ok(home.run(&record)).trim().to_owned();
    assert!(payment.starts_with("txn_"), "{payment}");
    assert_eq!(ok(home.run(&record)).trim(), payment);
    let shown = json(home.run(&["payment", "show", "pay_N1", "--json"]));
    assert_eq!((shown["status"].as_str(), shown["method"].as_str()), (Some("paid"), Some("gateway")));
    ok(home.run(&["payment", "tds", &id, "--amount", "8", "--reason", "194J"]));
    let refund = ["payment", "refund", "pay_N1", "--amount", "20", "--reason", "called off"];
    assert_eq!(home.run(&refund).code, 2, "nobody is there to confirm");
    ok(home.run(&[&refund[..], &["--yes"]].concat()));
    let list = json(home.run(&["payment", "list", "--invoice", &id, "--json"]));
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    assert_eq!(home.run(&["payment", "record", &id, "--method", "barter"]).code, 2);
    assert_eq!(
        home.run(&["payment", "refund", "pay_N1", "--amount", "81", "--reason", "x", "--yes"]).code,
        6
    );
    assert_eq!(home.run(&["doctor"]).code, 0);
}

#[test]
fn an_advance_pays_the_next_invoice() {
    let home = studio();
    let id = invoice(&home);
    ok(home.run(&["payment", "advance", "--client", "Priya", "--amount", "50", "--method", "upi"]));
    let list = json(home.run(&["payment", "list", "--json"]));
    let receipt = list[0]["invoice"].as_str().unwrap().to_owned();
    ok(home.run(&["payment", "allocate", &receipt]));
    let shown = json(home.run(&["invoice", "show", &id, "--json"]));
    assert!(shown["open"].to_string().contains("68"), "{}", shown["open"]);
    ok(home.run(&["payment", "opening", "Priya", "--amount", "10", "--day", "2020-01-31"]));
    assert_eq!(home.run(&["doctor"]).code, 0);
}

#[test]
fn a_sale_is_one_command_and_prints_its_receipt() {
    let home = studio();
    let sold = home.run(&[
        "pos",
        "--sell",
        "Print 10x15;150;2",
        "--sell",
        "Frame;99.50",
        "--method",
        "cash",
        "--tendered",
        "500",
    ]);
    let out = ok(sold);
    for part in ["2 x 150.00", "300.00", "Total", "₹399.50", "Change", "100.50"] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert_eq!(home.run(&["pos", "--sell", "Frame", "--method", "cash"]).code, 2);
    assert_eq!(home.run(&["pos", "--sell", "Frame;10", "--method", "cash", "--tendered", "9"]).code, 6);
    let sold = json(home.run(&["pos", "--sell", "Frame;10", "--method", "card", "--json"]));
    assert_eq!(sold["status"].as_str(), Some("paid"));
}

#[test]
fn reports_are_printed_for_people_and_programs() {
    let home = studio();
    let id = invoice(&home);
    ok(home.run(&["payment", "record", &id, "--amount", "100", "--method", "cash"]));
    let revenue = json(home.run(&["report", "revenue", "--json"]));
    assert_eq!(
        (revenue[0]["invoices"].as_u64(), revenue[0]["total"]["amount"].as_str()),
        (Some(1), Some("118.00"))
    );
    let owing = json(home.run(&["report", "receivables", "--json"]));
    assert_eq!(
        (owing[0]["client_name"].as_str(), owing[0]["current"]["amount"].as_str()),
        (Some("Priya"), Some("18.00"))
    );
    let day = home.run(&["report", "day-end", "--json"]);
    assert!(
        day.err.contains("cash of the day ₹100.00") && day.err.contains("audit head: entry"),
        "{}",
        day.err
    );
    let day = json(day);
    assert_eq!(
        (day[0]["method"].as_str(), day[0]["received"]["amount"].as_str()),
        (Some("cash"), Some("100.00"))
    );
    assert_eq!(day[0]["audit_head"].as_str().map(str::len), Some(64));
    let tax = ok(home.run(&["report", "tax", "--csv"]));
    assert!(tax.lines().next().unwrap_or_default().contains("taxable"), "{tax}");
    let swapped = home.run(&["report", "tax", "--from", "2026-02-01", "--to", "2026-01-01"]);
    assert_eq!(swapped.code, 2);
    assert!(swapped.err.contains("the last day lies before the first one"), "{}", swapped.err);
}
