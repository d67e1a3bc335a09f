//! What all commands have in common: tables, CSV, naming records, rehearsals.

use super::Home;
use super::clients::{add, json, ok, studio, studio_in};
use serde_json::Value;

fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.unwrap_or_else(|error| panic!("{error}: {text}")));
    records.map(|record| record.iter().map(str::to_owned).collect()).collect()
}

#[test]
fn csv_reads_back_as_it_was_stored() {
    let home = studio();
    let hostile = "=HYPERLINK(\"http://x\",\"pay, here\")";
    let id = add(&home, &["--name", hostile, "--phone", "+91 98450 12345", "--tag", "a", "--tag", "b"]);
    add(&home, &["--name", "प्रिया \"P\" शर्मा", "--phone", "98450 40021"]);
    let list = ok(home.run(&["client", "list", "--csv", "--sort", "newest"]));
    assert!(list.ends_with("\r\n") && list.matches('\n').count() == list.matches("\r\n").count(), "{list:?}");
    let rows = csv_rows(&list);
    let header =
        ["name", "phone", "tags", "last_shoot", "spent", "spent_currency", "archived", "branch", "id"];
    assert_eq!(rows[0], header);
    assert_eq!(rows[1][0], "प्रिया \"P\" शर्मा");
    let expected = [&format!("'{hostile}"), "+91 98450 12345", "a, b", "", "0.00", "INR", "false"];
    assert_eq!(rows[2][..7], expected);
    assert_eq!(rows[2][8], id);

    let shown = csv_rows(&ok(home.run(&["client", "show", &id, "--csv"])));
    assert_eq!(shown.len(), 2);
    let at = shown[0].iter().position(|name| name == "phone_e164").unwrap_or_else(|| panic!("{shown:?}"));
    assert_eq!(shown[1][at], "+919845012345");
}

#[test]
fn people_read_amounts_as_their_country_writes_them_and_programs_get_plain_numbers() {
    for (country, currency, zone, said) in [
        ("IN", "INR", "Asia/Kolkata", "₹1,00,000.00"),
        ("AE", "AED", "Asia/Dubai", "AED 100,000.00"),
        ("JP", "JPY", "Asia/Tokyo", "¥100,000"),
    ] {
        let home = studio_in(country, currency, zone);
        let id = add(&home, &["--name", "Anu", "--phone", "+91 98450 40021", "--credit-limit", "100000"]);
        let shown = ok(home.run(&["client", "show", &id])).replace('\u{202f}', " ");
        assert!(shown.contains(&format!("Credit limit  {said}\n")), "{shown}");
        let limit = json(home.run(&["client", "show", &id, "--json"]))["credit_limit"].clone();
        let plain = limit["amount"].as_str().unwrap_or_default().to_owned();
        assert_eq!((plain.trim_end_matches(".00"), &limit["currency"]), ("100000", &Value::from(currency)));
        let rows = csv_rows(&ok(home.run(&["client", "show", &id, "--csv"])));
        let at = rows[0].iter().position(|name| name == "credit_limit").unwrap_or_else(|| panic!("{rows:?}"));
        assert_eq!(rows[1][at..=at + 1], [plain, currency.to_owned()]);

        home.write("config/config.toml", "digit_grouping = \"western\"\n");
        assert!(ok(home.run(&["client", "show", &id])).contains("100,000"), "{country}");
    }
}

#[test]
fn an_empty_list_is_empty_in_every_format() {
    let home = studio();
    assert_eq!(ok(home.run(&["client", "list", "--json"])), "[]\n");
    assert_eq!(ok(home.run(&["client", "list", "--csv"])).lines().count(), 1);
    assert_eq!(ok(home.run(&["client", "list"])).lines().count(), 1);
    assert_eq!(home.run(&["client", "list", "--csv", "--json"]).code, 2);
}

#[test]
fn tables_are_cut_for_a_terminal_and_never_for_a_pipe() {
    let home = studio();
    let long = "Venkatanarasimharajuvaripeta Ramachandran and Family of Thiruvananthapuram";
    let id = add(&home, &["--name", long, "--phone", "98450 12345", "--tag", "wedding", "--tag", "अनुकूल"]);
    add(&home, &["--name", "王伟 and 👩‍👩‍👧 of the Tower", "--phone", "+86 131 2345 6789"]);
    let piped = ok(home.run(&["client", "list"]));
    assert!(piped.contains(long) && piped.contains(&id), "{piped}");
    for width in [40, 60, 80, 120] {
        let cut = ok(home.run_at(Some(width), &["client", "list"]));
        let widest = cut.lines().map(studiovault::ui::text::width).max().unwrap_or_default();
        assert!(widest <= width, "{width}:\n{cut}");
        assert_eq!(cut.lines().count(), 3, "{cut}");
    }
    // What is left of an id still names the record, also copied with the sign of the cut.
    let cut = ok(home.run_at(Some(80), &["client", "list"]));
    let line = cut.lines().find(|line| line.starts_with("Venka")).unwrap_or_default();
    let begun = line.split_whitespace().last().unwrap_or_default();
    assert!(begun.ends_with('…') && begun.len() < id.len() && begun.len() > 20, "{cut}");
    assert_eq!(json(home.run(&["client", "show", begun, "--json"]))["id"], id.as_str());
    let wide = ok(home.run_at(Some(400), &["client", "list"]));
    assert_eq!(wide, piped);
}

#[test]
fn records_are_named_by_id_its_beginning_or_what_they_are_called() {
    let home = studio();
    let id = add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    let other = add(&home, &["--name", "Priya Sharma Rao", "--phone", "98450 12346"]);
    let shared: String = id.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    let begun = &id[..=shared.len()];
    for name in [id.as_str(), begun, "Priya Sharma", "PRIYA sharma", "98450 12345", "+91 98450-12345"] {
        let args = ["client", "edit", name, "--notes", name, "--json"];
        assert_eq!(json(home.run(&args))["id"], id.as_str(), "{name}");
    }
    let several = home.run(&["client", "archive", &shared]);
    assert_eq!((several.code, several.out.as_str()), (2, ""), "{several:?}");
    // Each with what tells it apart, and with enough of its id to name it by.
    for (name, id) in [("Priya Sharma, 98450 12345", &id), ("Priya Sharma Rao, 98450 12346", &other)] {
        let (_, rest) = several.err.split_once(&format!("{name} (")).expect(&several.err);
        let short = rest.split_once(')').unwrap().0;
        assert_eq!(json(home.run(&["client", "show", short, "--json"]))["id"], id.as_str(), "{short}");
    }
    // A text that finds one is good enough to read, and a question when it is to write.
    assert_eq!(json(home.run(&["client", "show", "rao", "--json"]))["id"], other.as_str());
    let near = home.run(&["client", "archive", "rao"]);
    assert_eq!(near.code, 2);
    assert!(near.err.contains("did you mean Priya Sharma Rao, 98450 12346 ("), "{}", near.err);
    assert_eq!(home.run(&["client", "archive", "nobody"]).code, 3);
    assert_eq!(home.run(&["client", "archive", ""]).code, 3);
    // The same one twice is one.
    let twice = home.run(&["client", "archive", &id, "Priya Sharma"]);
    assert_eq!((twice.code, twice.err.as_str()), (0, "Archived Priya Sharma\n"));
}

/// What every write may have touched.
fn state(home: &Home) -> (Value, Value) {
    let clients = json(home.run(&["client", "list", "--json", "--all-pages"]));
    let log = json(home.run(&["audit", "verify", "--json"]));
    (clients, log)
}

#[test]
fn a_rehearsal_says_what_would_be_done_and_keeps_nothing() {
    let home = studio();
    let id = add(&home, &["--name", "Priya", "--phone", "98450 12345", "--tag", "old"]);
    let before = state(&home);
    let id = id.as_str();
    for (args, said) in [
        (&["client", "add", "--name", "Anu", "--phone", "98450 40021"][..], "Would have added Anu"),
        (&["client", "edit", id, "--city", "Mysuru"], "Would have saved Priya"),
        (&["client", "tag", id, "--add", "new"], "Would have tagged Priya"),
        (&["client", "note", id, "likes", "film"], "Would have noted on Priya"),
        (&["client", "archive", id], "Would have archived Priya"),
        (&["client", "restore", id], "Nothing to change"),
    ] {
        let ran = home.run(&[args, &["--dry-run"]].concat());
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", format!("{said}\n").as_str()));
        let done = json(home.run(&[args, &["--dry-run", "--json"]].concat()));
        assert_eq!((&done["dry_run"], &done["message"]), (&Value::from(true), &Value::from(said)));
        assert_eq!(state(&home), before, "{args:?}");
    }
}

#[test]
fn a_rehearsal_fails_as_the_command_would() {
    let home = studio();
    let id = add(&home, &["--name", "Priya", "--phone", "98450 12345"]);
    for args in [
        &["client", "add", "--phone", "98450 12345"][..],
        &["client", "note", &id, ""],
        &["client", "archive", "cli_none"],
        &["client", "edit", &id, "--city", "X", "--if-version", "99"],
        &["client", "add", "--name", "X", "--branch", "Delhi"],
    ] {
        let done = home.run(args);
        let rehearsed = home.run(&[args, &["--dry-run"]].concat());
        assert_ne!(done.code, 0, "{args:?}");
        assert_eq!((rehearsed.code, rehearsed.err), (done.code, done.err), "{args:?}");
    }
}

#[test]
fn acts_print_what_they_did_as_json() {
    let home = studio();
    let id = add(&home, &["--name", "Priya", "--phone", "98450 12345"]);
    let done = json(home.run(&["client", "archive", &id, "--json"]));
    assert_eq!(
        done,
        serde_json::json!({
            "dry_run": false, "message": "Archived Priya",
            "row": { "table": "clients", "id": id }, "undoable": true,
        })
    );
}
