//! The commands on clients, against a real store.

use super::{Home, Ran};
use serde_json::Value;
use studiovault::domain::country::CountryCode;
use studiovault::domain::money::Currency;
use studiovault::store::protocol::{Command, SetUp};
use studiovault::store::{OpenOptions, Store};

/// A home with a studio of one branch in Bengaluru.
pub(super) fn studio() -> Home {
    studio_in("IN", "INR", "Asia/Kolkata")
}

/// A home with a studio of one branch in this country, with this currency and zone.
pub(super) fn studio_in(country: &str, currency: &str, zone: &str) -> Home {
    let home = Home::new();
    let path = home.path().join("data/studio.db");
    let store = Store::open(OpenOptions::new(path)).unwrap_or_else(|error| panic!("{error}"));
    let actor = store.sign_in(None, "test").unwrap_or_else(|error| panic!("{error}"));
    let set_up = SetUp {
        organization: "Pixeldence".to_owned(),
        branch: "Bengaluru".to_owned(),
        country: CountryCode::from_code(country).unwrap_or_else(|| panic!("{country}")),
        currency: Currency::from_code(currency).unwrap_or_else(|| panic!("{currency}")),
        zone: zone.to_owned(),
        owner: "Asha".to_owned(),
    };
    store.run(&actor, Command::SetUp(set_up)).unwrap_or_else(|error| panic!("{error}"));
    store.stop();
    home
}

pub(super) fn ok(ran: Ran) -> String {
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.out
}

pub(super) fn json(ran: Ran) -> Value {
    let out = ok(ran);
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"))
}

/// Adds a client and returns the id.
pub(super) fn add(home: &Home, args: &[&str]) -> String {
    let out = ok(home.run(&[&["client", "add"], args].concat()));
    let id = out.trim_end().to_owned();
    assert!(id.starts_with("cli_") && !id.contains(char::is_whitespace), "{out:?}");
    id
}

#[test]
fn a_client_is_added_shown_edited_and_found() {
    let home = studio();
    let id = add(
        &home,
        &["--name", "Priya Sharma", "--phone", "98450 12345", "--tag", "wedding", "--tag", "#vip"],
    );

    let record = json(home.run(&["client", "show", &id, "--json"]));
    assert_eq!(record["name"], "Priya Sharma");
    assert_eq!(record["phone"], "98450 12345");
    assert_eq!(record["phone_e164"], "+919845012345");
    assert_eq!(record["tags"], serde_json::json!(["wedding", "vip"]));
    assert_eq!(record["spent"], serde_json::json!({"amount": "0.00", "currency": "INR", "minor": 0}));
    assert_eq!(record["email"], "");
    assert_eq!(record["branch_name"], "Bengaluru");

    let edited = ok(home.run(&["client", "edit", &id, "--city", "Mysuru", "--set", "birthday=1991-10-20"]));
    assert_eq!(edited.trim_end(), id);
    let record = json(home.run(&["client", "show", "priya", "--json"]));
    assert_eq!(record["city"], "Mysuru");
    assert_eq!(record["birthday"], "1991-10-20");
    assert_eq!(record["tags"], serde_json::json!(["wedding", "vip"]));

    let cleared = json(home.run(&["client", "edit", &id, "--city", "", "--tag", "", "--json"]));
    assert_eq!(cleared["city"], "");
    assert_eq!(cleared["tags"], serde_json::json!([]));

    let shown = ok(home.run(&["client", "show", "98450"]));
    assert!(shown.starts_with("Priya Sharma\n"), "{shown}");
    assert!(shown.contains("98450 12345"), "{shown}");

    let found = json(home.run(&["find", "prIYa", "sha", "--json"]));
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    assert_eq!((&found[0]["kind"], &found[0]["id"]), (&Value::from("client"), &Value::from(id.as_str())));
}

#[test]
fn every_field_has_a_flag() {
    let home = studio();
    let friend = add(&home, &["--name", "Ravi", "--phone", "98450 77120"]);
    let flags = [
        ("--alt-phone", "98450 40022"),
        ("--email", "anu@example.com"),
        ("--business-name", "Anu & Co"),
        ("--gstin", "27AAPFU0939F1ZV"),
        ("--address", "1 MG Road"),
        ("--city", "Bengaluru"),
        ("--birthday", "1991-10-20"),
        ("--anniversary", "2019-02-14"),
        ("--language", "hi"),
        ("--marketing-ok", "yes"),
        ("--follow-up", "2026-11-24 10:00"),
        ("--referred-by", &friend),
        ("--payment-days", "30"),
        ("--credit-limit", "500"),
        ("--notes", "quiet"),
    ];
    let mut args = vec!["--name", "Anu", "--phone", "98450 40021", "--tag", "vip"];
    args.extend(flags.iter().flat_map(|(flag, value)| [*flag, *value]));
    let id = add(&home, &args);
    let record = json(home.run(&["client", "show", &id, "--json"]));
    for (flag, _) in flags {
        let key = flag.trim_start_matches('-').replace('-', "_");
        let value = &record[&key];
        assert!(!(value.is_null() || value == "" || value == false), "{flag} was not kept: {record}");
    }
    assert_eq!(record["email"], "anu@example.com");
}

#[test]
fn every_field_can_be_set_by_its_json_name() {
    let home = studio();
    let friend = add(&home, &["--name", "Ravi", "--phone", "98450 77120"]);
    let id = add(&home, &["--name", "Anu", "--phone", "98450 40021"]);
    let pairs = [
        ("alt_phone", "98450 40022", Value::from("98450 40022")),
        ("email", "anu@example.com", Value::from("anu@example.com")),
        ("tags", "a,b", serde_json::json!(["a", "b"])),
        ("business_name", "Anu & Co", Value::from("Anu & Co")),
        ("address", "1 MG Road", Value::from("1 MG Road")),
        ("city", "Bengaluru", Value::from("Bengaluru")),
        ("birthday", "1991-10-20", Value::from("1991-10-20")),
        ("anniversary", "2019-02-14", Value::from("2019-02-14")),
        ("language", "hi", Value::from("hi")),
        ("marketing_ok", "yes", Value::from(true)),
        ("follow_up", "2026-11-24 10:00", Value::from("2026-11-24T04:30:00Z")),
        ("referred_by", "Ravi", serde_json::json!({"id": friend, "name": "Ravi"})),
        ("payment_days", "30", Value::from(30)),
        (
            "credit_limit",
            "1,00,000.50",
            serde_json::json!({"amount": "100000.50", "currency": "INR", "minor": 10_000_050}),
        ),
        ("notes", "quiet", Value::from("quiet")),
    ];
    for (key, text, expected) in pairs {
        let record = json(home.run(&["client", "edit", &id, "--set", &format!("{key}={text}"), "--json"]));
        assert_eq!(record[key], expected, "{key}");
    }
}

#[test]
fn wrong_values_are_named_all_at_once() {
    let home = studio();
    let args = ["client", "add", "--name", "X", "--birthday", "soon", "--payment-days", "many"];
    let ran = home.run(&args);
    assert_eq!((ran.code, ran.out.as_str()), (6, ""), "{ran:?}");
    assert!(ran.err.contains("birthday: ") && ran.err.contains("payment_days: "), "{}", ran.err);

    let nameless = home.run(&["client", "add", "--phone", "98450 12345"]);
    assert_eq!(nameless.code, 6, "{nameless:?}");
    assert!(nameless.err.contains("name: "), "{}", nameless.err);

    let unknown = home.run(&["client", "add", "--set", "emial=x"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("Did you mean `email`?"), "{}", unknown.err);
    assert_eq!(home.run(&["client", "add", "--name", "A", "--set", "name=B"]).code, 2);
    assert_eq!(home.run(&["client", "list", "--filter", "gone"]).code, 2);
    assert_eq!(home.run(&["client", "list", "--branch", "Delhi"]).code, 3);
    assert_eq!(home.run(&["--as", "nobody@example.com", "client", "list"]).code, 3);
    assert_eq!(json(home.run(&["client", "list", "--json"])), serde_json::json!([]));
}

#[test]
fn what_is_not_there_exits_with_3_and_what_is_not_clear_with_2() {
    let home = studio();
    add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    add(&home, &["--name", "Priya Rao", "--phone", "98450 12346"]);
    assert_eq!(home.run(&["client", "show", "cli_none"]).code, 3);
    assert_eq!(home.run(&["client", "edit", "cli_none", "--city", "X"]).code, 3);
    let nothing = home.run(&["find", "zzzz", "--json"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (3, "[]\n"));
    let several = home.run(&["client", "show", "Priya"]);
    assert_eq!(several.code, 2);
    assert!(several.err.contains("Priya Rao") && several.err.contains("Priya Sharma"), "{}", several.err);
    assert!(ok(home.run(&["client", "show", "Priya Rao"])).starts_with("Priya Rao\n"));
}

#[test]
fn an_edit_of_an_older_version_is_a_conflict() {
    let home = studio();
    let id = add(&home, &["--name", "Priya", "--phone", "98450 12345"]);
    let version = json(home.run(&["client", "show", &id, "--json"]))["version"].to_string();
    ok(home.run(&["client", "edit", &id, "--city", "Mysuru", "--if-version", &version]));
    let late = home.run(&["client", "edit", &id, "--city", "Delhi", "--if-version", &version]);
    assert_eq!((late.code, late.out.as_str()), (5, ""), "{late:?}");
    assert_eq!(json(home.run(&["client", "show", &id, "--json"]))["city"], "Mysuru");
}

#[test]
fn lists_come_in_pages_and_columns_are_aligned() {
    let home = studio();
    for (name, phone) in [
        ("王伟", "+86 131 2345 6789"),
        ("प्रिया शर्मा", "98450 40021"),
        ("José 👩‍👩‍👧", "98450 40022"),
        ("Zoë", "98450 40023"),
    ] {
        add(&home, &["--name", name, "--phone", phone]);
    }
    let list = home.run(&["client", "list"]);
    let starts: Vec<usize> = list
        .out
        .lines()
        .filter_map(|line| Some(studiovault::ui::text::width(&line[..line.rfind("  ")? + 2])))
        .collect();
    assert_eq!(starts.len(), 5, "{}", list.out);
    assert!(starts.windows(2).all(|pair| pair[0] == pair[1]), "{}", list.out);

    let two = home.run(&["client", "list", "--limit", "2"]);
    assert_eq!(two.out.lines().count(), 3);
    assert!(two.err.contains("--all-pages"), "{}", two.err);
    let all = json(home.run(&["client", "list", "--all-pages", "--sort", "newest", "--json"]));
    assert_eq!(all.as_array().map(Vec::len), Some(4));
    assert_eq!(all[0]["name"], "Zoë");
}

#[test]
fn tags_notes_and_the_archive() {
    let home = studio();
    let id = add(&home, &["--name", "Priya", "--phone", "98450 12345", "--tag", "old"]);
    ok(home.run(&["client", "tag", &id, "--add", "#new", "--remove", "old"]));
    assert_eq!(json(home.run(&["client", "show", &id, "--json"]))["tags"], serde_json::json!(["new"]));

    ok(home.run(&["client", "note", &id, "likes", "film"]));
    let record = json(home.run(&["client", "show", &id, "--json"]));
    let notes = record["timeline"].as_array().into_iter().flatten().filter(|entry| entry["kind"] == "note");
    let texts: Vec<String> = notes.map(|entry| entry["text"].to_string()).collect();
    assert!(matches!(texts.as_slice(), [only] if only.contains("likes film")), "{texts:?}");

    ok(home.run(&["client", "archive", &id]));
    assert_eq!(json(home.run(&["client", "list", "--json"])), serde_json::json!([]));
    assert_eq!(json(home.run(&["client", "list", "--filter", "archived", "--json"]))[0]["id"], id.as_str());
    ok(home.run(&["client", "restore", &id]));
    assert_eq!(json(home.run(&["client", "list", "--filter", "active", "--json"]))[0]["id"], id.as_str());
}

#[test]
fn a_duplicate_is_a_remark_not_an_error() {
    let home = studio();
    add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    let again = home.run(&["client", "add", "--name", "P. Sharma", "--phone", "+91 98450-12345"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("note: Priya Sharma (cli_"), "{}", again.err);
    assert!(again.err.contains("has the same phone"), "{}", again.err);
}

#[test]
fn a_database_without_a_studio_says_what_to_do() {
    let home = Home::new();
    let store = Store::open(OpenOptions::new(home.path().join("data/studio.db")));
    store.unwrap_or_else(|error| panic!("{error}")).stop();
    let ran = home.run(&["client", "list"]);
    assert_eq!((ran.code, ran.out.as_str()), (7, ""), "{ran:?}");
    assert!(ran.err.contains("holds no studio yet\nhint: Start `studiovault` once"), "{}", ran.err);

    home.write("data/studio.db", "this is no database, and long enough to look at: ".repeat(100).as_str());
    let ran = home.run(&["client", "list"]);
    assert_eq!((ran.code, ran.out.as_str()), (7, ""), "{ran:?}");
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
}

#[test]
fn hostile_names_do_not_reach_the_terminal() {
    let home = studio();
    let id = add(&home, &["--name", "Eve \u{1b}[2J\u{202e}x", "--phone", "98450 12345"]);
    for args in [&["client", "list"][..], &["client", "show", &id], &["find", "Eve"]] {
        let out = ok(home.run(args));
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{out:?}");
    }
}
