//! `invoice`: drafted, issued, listed, credited and voided from a shell.

use super::Home;
use super::clients::{add, ok, studio};
use serde_json::{Value, json};

/// A registered studio in Karnataka with a client.
fn billing() -> Home {
    let home = studio();
    add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    let sql = "UPDATE branches SET invoice_prefix = 'BLR', tax_json = json_set(coalesce(tax_json, '{}'), '$.gstin', '29AAGCB7383J1Z4')";
    crate::store::sqlite3(&home.path().join("data/studio.db"), sql).unwrap();
    home
}

fn json_of(home: &Home, args: &[&str]) -> Value {
    serde_json::from_str(&ok(home.run(&[args, &["--json"]].concat()))).unwrap()
}

/// A draft for Priya of three prints at 33.33 and a portrait at 100.05.
fn draft(home: &Home) -> String {
    let id = ok(home.run(&["invoice", "draft", "--client", "Priya Sharma"])).trim().to_owned();
    let line = |what: &str, price: &str, qty: &str| {
        ok(home.run(&[
            "invoice",
            "line",
            "add",
            &id,
            "--description",
            what,
            "--price",
            price,
            "--qty",
            qty,
            "--tax-rate",
            "18",
        ]));
    };
    line("Prints", "33.33", "3");
    line("Portrait", "100.05", "1");
    id
}

fn issued(home: &Home) -> Value {
    let id = draft(home);
    json_of(home, &["invoice", "issue", &id])
}

#[test]
fn a_draft_is_written_line_by_line_and_issued_once() {
    let home = billing();
    let id = draft(&home);
    // A client with one draft is address enough.
    let edited =
        json_of(&home, &["invoice", "edit", "priya sharma", "--discount", "10", "--round-off", "yes"]);
    assert_eq!(edited["id"], json!(id));
    assert_eq!((&edited["discount"]["amount"], &edited["rounds"]), (&json!("10.00"), &json!(true)));
    ok(home.run(&["invoice", "line", "edit", "Priya Sharma", "prints", "--qty", "2", "--code", "4911"]));
    ok(home.run(&[
        "invoice",
        "line",
        "add",
        &id,
        "--description",
        "Frame",
        "--price",
        "5",
        "--type",
        "merch",
    ]));
    ok(home.run(&["invoice", "line", "remove", &id, "3"]));
    let shown = json_of(&home, &["invoice", "show", &id, "--why"]);
    assert_eq!(shown["lines"].as_array().unwrap().len(), 2);
    assert_eq!((&shown["lines"][0]["qty"], &shown["lines"][0]["code"]), (&json!("2"), &json!("4911")));
    assert!(!shown["why"].as_array().unwrap().is_empty());
    let would = home.run(&["invoice", "issue", &id, "--dry-run"]);
    assert!(would.err.contains("Would have issued BLR/"), "{}", would.err);
    let done = json_of(&home, &["invoice", "issue", &id]);
    let number = done["number"].as_str().unwrap();
    assert!(number.starts_with("BLR/") && number.ends_with("/00001"), "{number}");
    assert_eq!((&done["status"], &done["open"]), (&json!("issued"), &done["total"]));
    let again = home.run(&["invoice", "issue", &id]);
    assert_eq!(again.code, 6, "{}", again.err);
    // Any case finds a number.
    let found = json_of(&home, &["invoice", "show", &number.to_lowercase()]);
    assert_eq!(found["id"], done["id"]);
    ok(home.run(&["invoice", "show", number, "--csv"]));
    let text = ok(home.run(&["invoice", "show", number, "--why"]));
    assert!(text.contains("CGST") && text.contains("Why"), "{text}");
}

#[test]
fn invoices_are_listed_by_what_they_are_about() {
    let home = billing();
    ok(home.run(&["project", "add", "--client", "Priya Sharma", "--title", "Wedding"]));
    let first = issued(&home);
    let second = issued(&home);
    let left = draft(&home);
    let of_project = ok(home.run(&["invoice", "draft", "--project", "Wedding"])).trim().to_owned();
    ok(home.run(&["invoice", "draft", "--counter"]));
    let void = second["number"].as_str().unwrap().to_owned();
    ok(home.run(&["invoice", "void", &void, "--reason", "typed twice"]));
    let count = |args: &[&str]| {
        let all = json_of(&home, &[&["invoice", "list"], args].concat());
        let all = all.as_array().unwrap().clone();
        (all.len(), all.first().map(|row| row["id"].clone()))
    };
    assert_eq!(count(&[]).0, 5);
    assert_eq!(count(&["--limit", "2"]).0, 2);
    assert_eq!(count(&["--all-pages"]).0, 5);
    assert_eq!(count(&["--status", "draft"]).0, 3);
    assert_eq!(count(&["--status", "open"]), (1, Some(first["id"].clone())));
    assert_eq!(count(&["--status", "void"]), (1, Some(second["id"].clone())));
    assert_eq!(count(&["--overdue"]).0, 0);
    assert_eq!(count(&["--client", "Priya"]).0, 4);
    assert_eq!(count(&["--client", "Priya", "--status", "issued"]), (1, Some(first["id"].clone())));
    assert_eq!(count(&["--project", "Wedding"]), (1, Some(json!(of_project))));
    assert_eq!(count(&["--from", "today"]).0, 2);
    assert_eq!(count(&["--to", "yesterday"]).0, 0);
    assert_eq!(count(&["--search", "Priya", "--status", "draft"]).0, 2);
    assert_eq!(count(&["--search", first["number"].as_str().unwrap()]), (1, Some(first["id"].clone())));
    let csv = ok(home.run(&["invoice", "list", "--csv"]));
    assert!(
        csv.starts_with("number,client,type,issued,due,total,total_currency,open,open_currency,status,"),
        "{csv}"
    );
    let unknown = home.run(&["invoice", "list", "--status", "lost"]);
    assert_eq!(unknown.code, 2);
    // Two drafts of one client are told apart by their ids.
    let unclear = home.run(&["invoice", "remove", "Priya Sharma"]);
    assert_eq!(unclear.code, 2, "{}", unclear.err);
    ok(home.run(&["invoice", "remove", &left]));
    let copied = ok(home.run(&["invoice", "draft", "--copy", first["number"].as_str().unwrap()]));
    let copy = json_of(&home, &["invoice", "show", copied.trim()]);
    assert_eq!((&copy["total"], &copy["status"]), (&first["total"], &json!("draft")));
}

#[test]
fn credits_and_voids_say_why() {
    let home = billing();
    let first = issued(&home);
    let number = first["number"].as_str().unwrap();
    let note =
        json_of(&home, &["invoice", "credit", number, "--line", "Prints=1", "--reason", "one was torn"]);
    assert_eq!((&note["type"], &note["reason"]), (&json!("credit_note"), &json!("one was torn")));
    assert!(note["number"].as_str().unwrap().contains("/C00001"));
    let more = home.run(&["invoice", "credit", number, "--line", "1=3", "--reason", "all"]);
    assert_eq!(more.code, 6, "{}", more.err);
    assert!(more.err.contains("at most 2 can be credited"), "{}", more.err);
    let bare = home.run(&["invoice", "credit", number, "--line", "Prints", "--reason", "all"]);
    assert_eq!(bare.code, 2);
    ok(home.run(&["invoice", "credit", number, "--reason", "the rest"]));
    let shown = json_of(&home, &["invoice", "show", number]);
    assert_eq!((&shown["open"]["amount"], &shown["status"]), (&json!("0.00"), &json!("paid")));
    assert_eq!(shown["credits"].as_array().unwrap().len(), 2);
    assert_eq!(shown["allocations"].as_array().unwrap().len(), 2);
    let late = home.run(&["invoice", "void", number, "--reason", "too late"]);
    assert!(late.err.contains("Credit it instead"), "{}", late.err);
}

#[test]
fn the_series_report_misses_nothing() {
    let home = billing();
    ok(home.run(&["invoice", "series", "start", "42"]));
    let first = issued(&home);
    let again = home.run(&["invoice", "series", "start", "7"]);
    assert_eq!(again.code, 6, "{}", again.err);
    let report = json_of(&home, &["invoice", "series"]);
    let main = &report[0];
    assert_eq!((&main["from"], &main["to"]), (&first["number"], &first["number"]));
    assert_eq!((&main["issued"], &main["voided"], &main["next"]), (&json!(1), &json!(0), &json!(43)));
    assert_eq!(main["missing"], json!([]));
    let text = ok(home.run(&["invoice", "series"]));
    assert!(text.contains("none"), "{text}");
    assert_eq!(home.run(&["invoice", "series", "start", "1", "--series", "odd"]).code, 2);
}

#[test]
fn a_branch_bills_as_it_is_set() {
    let home = studio();
    let args =
        ["invoice", "settings", "set", "--gstin", "29aagcb7383j1z4", "--prefix", "blr", "--round-off", "yes"];
    let done = json_of(&home, &args);
    assert_eq!(
        (&done["prefix"], &done["state"], &done["round_off"]),
        (&json!("BLR"), &json!("29"), &json!(true))
    );
    let bad = home.run(&["invoice", "settings", "set", "--gstin", "29AAGCB7383J1Z5"]);
    assert_eq!(bad.code, 6, "{}", bad.err);
    let would = home.run(&["invoice", "settings", "set", "--payment-days", "30", "--dry-run"]);
    assert_eq!(would.code, 0, "{}", would.err);
    let shown = json_of(&home, &["invoice", "settings", "show"]);
    assert_eq!((&shown["payment_days"], &shown["gstin"]), (&json!(15), &json!("29AAGCB7383J1Z4")));
    ok(home.run(&["invoice", "settings", "show", "--csv"]));
    add(&home, &["--name", "Priya", "--phone", "98450 12345", "--state", "karnataka"]);
    assert_eq!(json_of(&home, &["client", "show", "Priya"])["state"], json!("29"));
}
