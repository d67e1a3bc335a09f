//! `free`, against a real store.

use super::clients::{self, json, ok, studio};
use super::{Home, Ran};
use serde_json::{Value, json};

/// A home with a studio, two cameras and a photographer; the first camera is booked on the morning of 12 January 2099.
fn equipped() -> Home {
    let home = studio();
    clients::add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    let project = ok(home.run(&["project", "add", "--client", "Priya Sharma", "--title", "Sharma wedding"]));
    let at = |clock: &str| format!("unixepoch('2099-01-12 {clock}') - 19800");
    let sql = format!(
        "INSERT INTO assets (id, branch_id, type, name, status, metadata_json)
           SELECT v.column1, b.id, v.column2, v.column3, 'available', v.column4 FROM branches b,
             (VALUES ('ast_a1', 'camera', 'Sony A7iii #1', NULL), ('ast_a2', 'camera', 'Sony A7iii #2', NULL),
               ('ast_r', 'human', 'Ravi', '{{\"skills\":[\"lead photographer\"]}}'), ('ast_s', 'space', 'Studio A', NULL)) v;
         UPDATE projects SET status = 'active';
         INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind)
           VALUES ('lck_1', '{}', 'ast_a1', {}, {}, 'firm'), ('lck_2', '{}', 'ast_s', {}, {}, 'firm');",
        project.trim(),
        at("08:00"),
        at("11:00"),
        project.trim(),
        at("07:00"),
        at("08:00"),
    );
    crate::store::sqlite3(&home.path().join("data/studio.db"), &sql).unwrap();
    home
}

fn free(home: &Home, args: &[&str]) -> Ran {
    home.run(&[&["free"], args].concat())
}

#[test]
fn the_first_free_times_come_with_their_assets() {
    let home = equipped();
    let needs = ["--need", "studio floor", "--need", "lead photographer", "--need", "any A7iii"];
    let day = ["--from", "2099-01-12 00:00", "--within", "1d", "--length", "3h", "--mornings"];
    let found = json(free(&home, &[&needs[..], &day, &["--json"]].concat()));
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(found[0]["start"], "2099-01-12T02:30:00Z");
    assert_eq!(found[0]["latest_start"], "2099-01-12T04:30:00Z");
    let names: Vec<&Value> = found[0]["assets"].as_array().unwrap().iter().map(|a| &a["name"]).collect();
    assert_eq!(names, [&json!("Studio A"), &json!("Ravi"), &json!("Sony A7iii #2")]);
    let shown = ok(free(&home, &[&needs[..], &day].concat()));
    assert!(shown.contains("2099-01-12 08:00  2099-01-12 11:00  2099-01-12 10:00"), "{shown}");
    let both = [
        "--need",
        "camera x2",
        "--from",
        "2099-01-12 00:00",
        "--length",
        "2h",
        "--hours",
        "8-11",
        "--within",
        "1d",
    ];
    let ran = free(&home, &both);
    assert_eq!(ran.code, 3, "{} {}", ran.out, ran.err);
    assert!(ran.err.contains("camera x2 is free at no time that was asked for"), "{}", ran.err);
}

#[test]
fn what_is_free_at_one_time_and_who_has_the_rest() {
    let home = equipped();
    let time = ["--from", "2099-01-12 09:00", "--to", "13:00"];
    let rows = json(free(&home, &[&["--asset", "Sony A7iii #2", "--json"][..], &time].concat()));
    assert_eq!((&rows[0]["state"], &rows[0]["id"]), (&json!("free"), &json!("ast_a2")));
    let ran = free(&home, &[&["--need", "camera x2"][..], &time].concat());
    assert_eq!(ran.code, 5, "{} {}", ran.out, ran.err);
    for said in ["missing", "booked for Sharma wedding, 2099-01-12 08:00 to 11:00", "2099-01-12 11:00"] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    assert!(ran.err.contains("camera x2 is not free then"), "{}", ran.err);
    assert!(ran.err.contains("All of it is free at 2099-01-12 11:00."), "{}", ran.err);
}

#[test]
fn what_is_overdue_is_offered_with_a_word() {
    let home = equipped();
    crate::store::sqlite3(
        &home.path().join("data/studio.db"),
        "INSERT INTO asset_custody (id, asset_id, holder, out_at, due_at) VALUES ('o', 'ast_a2', 'Meera', 1, 1000)",
    )
    .unwrap();
    let time = ["--need", "Sony A7iii #2", "--from", "2099-01-12 09:00", "--to", "13:00"];
    let rows = json(free(&home, &[&time[..], &["--json"]].concat()));
    assert_eq!((&rows[0]["state"], &rows[0]["overdue_with"]), (&json!("free"), &json!("Meera")));
    assert_eq!(rows[0]["overdue_since"], "1970-01-01T00:16:40Z");
    assert!(ok(free(&home, &time)).contains("still with Meera, due back 1970-01-01 05:46"));
    let times = ["--need", "Sony A7iii #2", "--length", "2h", "--from", "2099-01-12 00:00"];
    let found = json(free(&home, &[&times[..], &["--json"]].concat()));
    assert_eq!(found[0]["assets"][0]["overdue_with"], "Meera");
    assert!(ok(free(&home, &times)).contains("Sony A7iii #2 (still with Meera)"));
    // Another one is better.
    let any = ["--need", "camera", "--length", "2h", "--from", "2099-01-13 00:00", "--json"];
    assert_eq!(json(free(&home, &any))[0]["assets"][0]["name"], "Sony A7iii #1");
}

#[test]
fn what_cannot_be_asked_is_said() {
    let home = equipped();
    for (args, code, said) in [
        (&["--length", "4h"][..], 2, "required"),
        (&["--need", "camera"], 2, "required"),
        (&["--need", "camera", "--length", "long"], 2, "is no length of time"),
        (&["--need", "camera", "--length", "8h", "--mornings"], 6, "8 h do not fit between 08:00 and 13:00"),
        (&["--need", "camera", "--length", "1h", "--hours", "late"], 2, "are no hours of a day"),
        (&["--need", "camera", "--length", "1h", "--weekdays", "someday"], 2, "are no days of the week"),
        (&["--need", "camera", "--length", "1h", "--within", "400 days"], 2, "at most 366 days"),
        (&["--need", "submarine", "--length", "1h"], 6, "nothing in Bengaluru is “submarine”"),
        (&["--package", "Gold", "--length", "1h"], 3, "there is no package Gold"),
        (
            &["--need", "camera", "--from", "2099-01-12 09:00", "--to", "2099-01-12 08:00"],
            6,
            "the end must lie behind",
        ),
    ] {
        let ran = free(&home, args);
        assert_eq!(ran.code, code, "{args:?}: {} {}", ran.out, ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
}

#[test]
fn tomorrow_is_the_same_day_at_both_ends() {
    let home = equipped();
    let until = |to| free(&home, &["--need", "Studio A", "--from", "tomorrow 13:00", "--to", to]);
    assert_eq!(until("tomorrow 15:00").code, 0);
    let ran = until("tomorrow 12:00");
    assert!(ran.code != 0 && ran.err.contains("the end must lie behind the start"), "{ran:?}");
}
