//! `asset`: what there is, how it is, when it is away, and where it belongs.

use super::clients::{json, ok, studio};
use super::{Home, Ran};
use serde_json::{Value, json};

fn asset(home: &Home, args: &[&str]) -> Ran {
    home.run(&[&["asset"], args].concat())
}

fn names(home: &Home, args: &[&str]) -> Vec<String> {
    let list = json(asset(home, &[&["list", "--json"], args].concat()));
    let name = |row: &Value| row["name"].as_str().unwrap_or_default().to_owned();
    list.as_array().into_iter().flatten().map(name).collect()
}

#[test]
fn an_asset_is_added_shown_edited_and_listed() {
    let home = studio();
    let add = ["add", "--type", "camera", "--name", "Sony A7 IV", "--serial", "SN1", "--price", "1,98,000"];
    let id = ok(asset(&home, &add)).trim_end().to_owned();
    assert!(id.starts_with("ast_"), "{id}");
    ok(asset(
        &home,
        &["add", "--type", "human", "--name", "Asha", "--person", "asha", "--skills", "lead, drone"],
    ));
    ok(asset(&home, &["add", "--type", "light", "--name", "C-stand", "--capacity", "5"]));
    let record = json(asset(&home, &["show", "sn1", "--json"]));
    assert_eq!((&record["name"], &record["condition"]), (&json!("Sony A7 IV"), &json!("available")));
    let edited = json(asset(&home, &["edit", "Sony A7 IV", "--notes", "second body", "--json"]));
    assert_eq!((&edited["notes"], &edited["version"]), (&json!("second body"), &json!(2)));
    assert_eq!(names(&home, &[]), ["Asha", "C-stand", "Sony A7 IV"]);
    assert_eq!(names(&home, &["--sort", "type"]), ["Sony A7 IV", "Asha", "C-stand"]);
    assert_eq!(names(&home, &["--filter", "people"]), ["Asha"]);
    assert_eq!(names(&home, &["--filter", "free"]), ["Asha", "C-stand", "Sony A7 IV"]);
    for filter in ["booked", "out", "overdue", "away", "replace", "lost", "in_transit", "retired", "drone"] {
        assert!(names(&home, &["--filter", filter]).is_empty(), "{filter}");
    }
    assert!(ok(asset(&home, &["list", "--csv"])).starts_with("name,type,condition,"));
    assert!(ok(asset(&home, &["history", "SN1"])).contains("asset.edited"));
    for (args, code, said) in [
        (&["edit", "SN1"][..], 2, "nothing to change"),
        (&["edit", "SN1", "--if-version", "1", "--notes", "x"], 5, "has version 2 by now"),
        (&["edit", "SN1", "--set", "colour=red"], 2, "an asset has no field `colour`"),
        (&["edit", "SN1", "--type", "teapot"], 6, "type: choose one of camera"),
        (&["edit", "SN1", "--capacity", "0"], 6, "capacity: "),
        (&["add", "--name", "x"], 6, "type: "),
        (&["list", "--filter", "broken"], 2, "there is no filter broken"),
        (&["show", "nothing"], 3, "asset"),
    ] {
        let ran = asset(&home, args);
        assert!(ran.code == code && ran.err.contains(said), "{args:?}: {ran:?}");
    }
}

#[test]
fn conditions_and_times_away_are_told_and_taken_back() {
    let home = studio();
    ok(asset(&home, &["add", "--type", "camera", "--name", "Sony A7 IV", "--serial", "SN1"]));
    let lost = asset(&home, &["condition", "lost", "SN1", "--note", "left in a taxi"]);
    assert_eq!((lost.code, lost.err.as_str()), (0, "Marked Sony A7 IV lost\n"));
    assert_eq!(names(&home, &["--filter", "lost"]), ["Sony A7 IV"]);
    assert!(ok(asset(&home, &["history", "SN1"])).contains("left in a taxi"));
    assert_eq!(asset(&home, &["condition", "available", "SN1"]).err, "Found Sony A7 IV again\n");
    let add = ["away", "add", "SN1", "--reason", "shutter"];
    let would = asset(&home, &[&add[..], &["--dry-run"]].concat());
    assert!(would.err.starts_with("Would have recorded Sony A7 IV under repair from "), "{would:?}");
    ok(asset(&home, &add));
    assert_eq!(names(&home, &["--filter", "away"]), ["Sony A7 IV"]);
    assert!(names(&home, &["--filter", "free"]).is_empty());
    let list = json(asset(&home, &["away", "list", "SN1", "--json"]));
    assert_eq!((&list[0]["reason"], &list[0]["end"]), (&json!("shutter"), &Value::Null));
    let id = list[0]["id"].as_str().unwrap();
    ok(asset(&home, &["away", "edit", "SN1", id, "--cost", "450"]));
    assert_eq!(asset(&home, &["away", "end", "SN1"]).err, "Noted that Sony A7 IV is back\n");
    ok(asset(&home, &["away", "remove", "SN1", id]));
    for (args, code, said) in [
        (&["condition", "booked", "SN1"][..], 2, "there is no condition booked"),
        (&["away", "add", "SN1", "--start", "2099-01-02 10:00", "--end", "2099-01-01 10:00"], 6, "end: "),
        (
            &["away", "add", "SN1", "--kind", "leave"],
            6,
            "kind: a thing or a place is away as maintenance or busy",
        ),
        (&["transfer", "SN1", "--to-branch", "Mysuru"], 3, "there is no branch Mysuru"),
        (&["receive", "SN1"], 3, "nothing on its way is called SN1"),
    ] {
        let ran = asset(&home, args);
        assert!(ran.code == code && ran.err.contains(said), "{args:?}: {ran:?}");
    }
    assert!(
        ok(asset(&home, &["transfers"])).is_empty() || asset(&home, &["transfers", "--json"]).out == "[]\n"
    );
}
