//! `asset out`, `in`, `who`, `overdue` and `kit`, against a real store.

use super::Home;
use super::clients::{json, ok, studio};

fn gear() -> Home {
    let home = studio();
    crate::store::sqlite3(
        &home.path().join("data/studio.db"),
        "INSERT INTO assets (id, branch_id, type, name, serial_number, status, capacity)
           SELECT 'ast_1', id, 'camera', 'Sony A7', 'A7-001', 'available', 1 FROM branches
           UNION ALL SELECT 'ast_2', id, 'other', 'Battery', NULL, 'available', 10 FROM branches;",
    )
    .unwrap();
    home
}

#[test]
fn gear_goes_out_comes_back_and_tells_who_had_it() {
    let home = gear();
    let done = json(home.run(&[
        "asset",
        "out",
        "A7-001",
        "battery:4",
        "--to",
        "Ravi",
        "--due",
        "tomorrow 18:00",
        "--json",
    ]));
    assert!(done["message"].as_str().unwrap().starts_with("Checked out 2 things to Ravi, due 20"), "{done}");
    let again = home.run(&["asset", "out", "ast_1", "--to", "Asha"]);
    assert_eq!(again.code, 5, "{again:?}");
    assert!(again.err.contains("Sony A7 (A7-001) is out with Ravi since"), "{again:?}");
    let all = json(home.run(&["asset", "overdue", "--all", "--json"]));
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(json(home.run(&["asset", "overdue", "--json"])), serde_json::json!([]));
    let some = json(home.run(&["asset", "in", "battery", "--qty", "3", "--json"]));
    assert_eq!(some["message"], "Checked in 3 of 4 Battery from Ravi; 1 still out");
    let more = home.run(&["asset", "in", "battery", "--qty", "2"]);
    assert!(more.err.contains("1 of Battery is out with Ravi"), "{more:?}");
    assert_eq!(home.run(&["asset", "in", "battery", "A7-001", "--qty", "1"]).code, 2);
    let who = json(home.run(&["asset", "who", "battery", "--json"]));
    assert_eq!((&who[0]["qty"], &who[1]["qty"]), (&3.into(), &1.into()));
    ok(home.run(&["asset", "in", "A7-001", "--note", "dusty", "--repair"]));
    let who = json(home.run(&["asset", "who", "sony", "--json"]));
    assert_eq!((&who[0]["holder"], &who[0]["condition"]), (&"Ravi".into(), &"dusty".into()));
    let repair = home.run(&["asset", "out", "ast_1", "--to", "Asha", "--dry-run"]);
    assert!(repair.err.contains("is under repair"), "{repair:?}");
    assert_eq!(home.run(&["asset", "in", "A7-001"]).code, 5);
}

#[test]
fn kits_are_made_changed_and_go_out_whole() {
    let home = gear();
    let id =
        ok(home.run(&["kit", "add", "--name", "Interview", "--asset", "A7-001", "--asset", "battery:2"]));
    let id = id.trim_end();
    let kit = json(home.run(&["kit", "show", "interview", "--json"]));
    assert_eq!(kit["parts"].as_array().unwrap().len(), 2);
    let kit = json(home.run(&["kit", "edit", id, "--remove", "A7-001", "--add", "battery:3", "--json"]));
    assert_eq!((kit["parts"].as_array().unwrap().len(), &kit["parts"][0]["qty"]), (1, &3.into()));
    ok(home.run(&["kit", "edit", id, "--name", "Talk"]));
    assert_eq!(home.run(&["kit", "edit", id, "--name", "X", "--if-version", "1"]).code, 5);
    ok(home.run(&["kit", "out", "talk", "--to", "Ravi"]));
    assert!(ok(home.run(&["kit", "list"])).contains("Talk"));
    ok(home.run(&["kit", "in", "talk"]));
    assert_eq!(home.run(&["kit", "in", "talk"]).code, 5);
    ok(home.run(&["kit", "archive", id]));
    assert_eq!(json(home.run(&["kit", "list", "--json"])), serde_json::json!([]));
    ok(home.run(&["kit", "restore", id]));
}
