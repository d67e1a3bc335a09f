//! An inquiry on its way, by keyboard in a real terminal, and what a shell says of it afterwards.

use super::{PathBuf, TempDir, Terminal, studio};
use serde_json::{Value, json};
use std::process::Command;

/// A studio with a manager and a package.
fn managed() -> (TempDir, PathBuf) {
    let (dir, path) = studio();
    crate::store::sqlite3(
        &path,
        "INSERT INTO users (id, org_id, branch_id, email, roles_json, status, name)
           SELECT 'usr_mira', org_id, id, 'mira@pixel.test', '[\"manager\"]', 'active', 'Mira' FROM branches;
         INSERT INTO packages (id, branch_id, name, type, price, tax_rate, inclusions_json)
           SELECT 'pkg_gold', id, 'Gold', 'time_based', 100000.0, 18.0, '[\"Album\"]' FROM branches;",
    )
    .unwrap();
    (dir, path)
}

/// What a command prints as JSON.
fn json_of(path: &PathBuf, args: &[&str]) -> Value {
    let ran = Command::new(env!("CARGO_BIN_EXE_studiovault"))
        .arg("--db")
        .arg(path)
        .args(args)
        .arg("--json")
        .env("XDG_CONFIG_HOME", path.parent().unwrap())
        .env("XDG_STATE_HOME", path.parent().unwrap())
        .output()
        .unwrap();
    assert!(ran.status.success(), "{args:?} {ran:?}");
    serde_json::from_slice(&ran.stdout).unwrap()
}

#[test]
fn a_manager_takes_an_inquiry_quotes_it_and_books_it() {
    let (_dir, path) = managed();
    let mut t = Terminal::run(&path, &["--as", "mira@pixel.test"]);
    t.wait_for("Mira").send("2").wait_for("No clients yet");
    t.send("nPriya Sharma\t9845012345\x13").wait_for("Added Priya Sharma");

    // The inquiry, with a day that is heard of later.
    t.send("3").wait_for("No projects yet").send("n").wait_for("New project").send("Priya").wait_for("98450");
    t.send("\r").wait_for("Priya Sharma").send("\tSharma wedding\t\t20 oct 2030 10:00\x13");
    t.wait_for("Added Sharma wedding").wait_for("○ inquiry").wait_for("9845012345");
    // A sub-event that ends before it starts is not taken, and nothing that was typed is lost.
    t.send("a").wait_for("Add to Sharma wedding").send("\r").wait_for("New sub-event");
    t.send("Haldi\t").wait_for("20 Oct 2030 10:00");
    t.send("\t20 oct 2030 9:00\x13").wait_for("the end must lie behind the start");
    t.send("\x15in 4 hours\x13").wait_for("Added Haldi to Sharma wedding");

    // The quote, of a package and with an album more.
    t.send("a").wait_for("Add to Sharma wedding").send("quote\r").wait_for("Gold").send("\r");
    t.wait_for("Gold · draft · ₹1,18,000.00").send("\r").wait_for("New line");
    t.send("Album\t\t\t5000\x13").wait_for("Gold · draft · ₹1,23,000.00").wait_for("1 × Album");
    t.send("sent\r").wait_for("Gold · sent").send("accepted\r");
    t.wait_for("Accepted the quote: Sharma wedding is active now").wait_for("● active");
    // From a booking there is one way on, and none over two steps.
    t.send("m")
        .wait_for("Sharma wedding is active; move it to")
        .send("completed")
        .wait_for("Nothing matches");
    t.answers("\x1b", "one step back").answers("\x1b", "commands").send("q");
    assert_eq!(t.end().0, 0);
    t.is_as_found();

    let record = json_of(&path, &["--as", "mira@pixel.test", "project", "show", "Sharma wedding"]);
    assert_eq!(
        (&record["status"], &record["moves"]),
        (&json!("active"), &json!(["shooting", "inquiry", "cancelled"]))
    );
    assert_eq!(
        (&record["client"]["name"], &record["lead"]["name"]),
        (&json!("Priya Sharma"), &json!("Mira"))
    );
    assert_eq!(record["start"], "2030-10-20T04:30:00Z");
    assert!(record["activated"].is_string(), "{record}");
    let event = &record["events"][0];
    assert_eq!((&event["title"], &event["end"]), (&json!("Haldi"), &json!("2030-10-20T08:30:00Z")));
    let quote = &record["quotes"][0];
    assert_eq!((&quote["package"], &quote["status"]), (&json!("Gold"), &json!("accepted")));
    assert_eq!((&quote["total"]["amount"], &record["quoted"]), (&json!("123000.00"), &quote["total"]));
    let listed = json_of(&path, &["project", "list", "--status", "active"]);
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert_eq!(json_of(&path, &["doctor"])["sound"], true);
}
