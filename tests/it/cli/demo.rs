//! `demo`.

use super::Home;
use serde_json::Value;

#[test]
fn the_demo_is_made_beside_the_usual_database_and_opened() {
    let home = Home::new();
    let ran = home.run(&["demo"]);
    // The harness has no terminal: that it got as far as opening one is what is looked at.
    assert_eq!(ran.err, "error: the terminal application was opened\n");
    assert_eq!(ran.out, "");
    let file = home.path().join("data/demo.db");
    assert!(file.exists());
    assert!(!home.path().join("data/studio.db").exists());
    let db = file.to_string_lossy();
    let clients = home.run(&["--db", &db, "client", "list", "--all-pages", "--json"]);
    let clients: Value = serde_json::from_str(&clients.out).unwrap_or_default();
    assert_eq!(clients.as_array().map(Vec::len), Some(300 - archived(&home, &db)));
    assert_eq!(home.run(&["--db", &db, "doctor"]).code, 0);
    assert_eq!(home.run(&["--db", &db, "audit", "verify"]).code, 0);
}

fn archived(home: &Home, db: &str) -> usize {
    let ran = home.run(&["--db", db, "client", "list", "--filter", "archived", "--all-pages", "--json"]);
    let clients: Value = serde_json::from_str(&ran.out).unwrap_or_default();
    clients.as_array().map_or(0, Vec::len)
}

#[test]
fn what_is_there_is_opened_as_it_is() {
    let home = Home::new();
    home.write("mine.db", "not even a database");
    let file = home.path().join("mine.db");
    let db = file.to_string_lossy();
    let ran = home.run(&["demo", "--db", &db, "--scale", "3"]);
    let note = format!("note: {db} is there already and is opened as it is\n");
    assert_eq!(ran.err, format!("{note}error: the terminal application was opened\n"));
    let ran = home.run(&["--db", &db, "demo", "--seed-only"]);
    assert_eq!((ran.code, ran.out.as_str()), (5, ""), "{ran:?}");
    assert!(ran.err.contains("is there already") && ran.err.contains("Nothing was written"), "{}", ran.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), "not even a database");
}

#[test]
fn seed_only_writes_and_says_what() {
    let home = Home::new();
    let file = home.path().join("deep/down/demo.db");
    let db = file.to_string_lossy();
    let ran = home.run(&["demo", "--db", &db, "--seed-only", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let rows: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    let clients = rows.as_array().and_then(|rows| rows.iter().find(|row| row["table"] == "clients"));
    assert_eq!(clients.map(|row| row["rows"].clone()), Some(300.into()));
    assert!(ran.err.trim_end().ends_with(&format!("rows in {db}")), "{}", ran.err);
}

#[test]
fn a_size_that_means_nothing_is_wrong_usage() {
    let home = Home::new();
    for scale in ["0", "-1", "many", "100001"] {
        let ran = home.run(&["demo", "--scale", scale]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    }
    assert!(!home.path().join("data").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let home = Home::new();
    home.write("file", "");
    let file = home.path().join("file/demo.db");
    let ran = home.run(&["demo", "--db", &file.to_string_lossy()]);
    assert_eq!(ran.code, 7, "{ran:?}");
    assert!(ran.err.contains("file"), "{}", ran.err);
}
