//! What is booked, from the command line: by JSON and by flags, and by many programs at once.

use super::Home;
use super::clients::{add, json, ok, studio};
use crate::store::sqlite3;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

/// A studio with two projects, a camera, three lights, and a room elsewhere.
fn with_gear() -> Home {
    let home = studio();
    add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    for title in ["Wedding", "Product shoot"] {
        ok(home.run(&["project", "add", "--client", "Priya Sharma", "--title", title]));
    }
    let file = home.path().join("data/studio.db");
    sqlite3(
        &file,
        "INSERT INTO assets (id, branch_id, type, name, serial_number, status, capacity)
           SELECT 'ast_cam', id, 'camera', 'Sony A7iii', 'SN-0042', 'available', NULL FROM branches LIMIT 1;
         INSERT INTO assets (id, branch_id, type, name, serial_number, status, capacity)
           SELECT 'ast_lights', id, 'light', 'Godox AD200', NULL, 'available', 3 FROM branches LIMIT 1;",
    )
    .unwrap();
    home
}

fn wanted(start: &str, end: &str) -> Value {
    json!({ "asset": "SN-0042", "project": "Wedding", "start": start, "end": end })
}

const JSON: [&str; 4] = ["booking", "lock", "--json", "-"];

#[test]
fn a_lock_is_read_as_json_and_printed_as_json() {
    let home = with_gear();
    let mut want = wanted("2027-01-15T11:00", "2027-01-15T16:00");
    want["tz"] = json!("Asia/Kolkata");
    want["buffer_before"] = json!(30);
    want["buffer_after"] = json!(15);
    let locked = json(home.run_fed(&want.to_string(), &JSON));
    assert_eq!(locked["asset"], json!({ "id": "ast_cam", "name": "Sony A7iii" }));
    assert_eq!(locked["project"]["name"], json!("Wedding"));
    assert_eq!(locked["start"], json!("2027-01-15T05:30:00Z"));
    assert_eq!(locked["locked_from"], json!("2027-01-15T05:00:00Z"));
    assert_eq!(locked["locked_until"], json!("2027-01-15T10:45:00Z"));
    assert_eq!(
        (&locked["buffer_before"], &locked["qty"], &locked["kind"]),
        (&json!(30), &json!(1), &json!("firm"))
    );

    // The other project wants it within the buffer, and is told who has it.
    let mut other = wanted("2027-01-15T16:10:00+05:30", "2027-01-15T18:00:00+05:30");
    other["project"] = json!("Product shoot");
    let refused = home.run_fed(&other.to_string(), &JSON);
    assert_eq!(refused.code, 5, "{}", refused.err);
    let told: Value = serde_json::from_str(&refused.out).unwrap();
    let conflict = &told["conflict"];
    assert_eq!(
        conflict["message"],
        json!(
            "Sony A7iii is booked for Wedding, 2027-01-15 10:30 to 16:15 (with 30 min before and 15 min behind)"
        )
    );
    assert_eq!(conflict["holder"]["project"]["name"], json!("Wedding"));
    assert_eq!(conflict["holder"]["lock"], locked["id"]);
    assert_eq!(conflict["holder"]["same_project"], json!(false));
    assert!(refused.err.contains("error: Sony A7iii is booked for Wedding"), "{}", refused.err);
    let own = home.run_fed(&wanted("2027-01-15T12:00", "2027-01-15T13:00").to_string(), &JSON);
    assert_eq!(own.code, 5);
    assert!(own.err.contains("booked for Wedding itself already"), "{}", own.err);

    // A hold is in nobody's way, and several are booked or none.
    other["kind"] = json!("hold");
    assert_eq!(json(home.run_fed(&other.to_string(), &JSON))["kind"], json!("hold"));
    let lights = json!({ "asset": "Godox AD200", "project": "Product shoot", "qty": 2,
        "start": "2027-02-01T10:00", "end": "2027-02-01T12:00" });
    let list = json!([lights, wanted("2027-01-15T12:00", "2027-01-15T13:00")]);
    let refused = home.run_fed(&list.to_string(), &JSON);
    assert_eq!(refused.code, 6);
    assert!(refused.err.contains("the list is for several projects"), "{}", refused.err);
    let locked = json(home.run_fed(&json!([lights]).to_string(), &JSON));
    assert_eq!((locked.as_array().unwrap().len(), &locked[0]["qty"]), (1, &json!(2)));
    let rehearsed =
        home.run_fed(&json!([lights]).to_string(), &["booking", "lock", "--json", "-", "--dry-run"]);
    assert_eq!(rehearsed.code, 5);
}

#[test]
fn what_is_wrong_with_it_is_named_and_nothing_is_booked() {
    let home = with_gear();
    let times = |start: &str, end: &str, tz: &str| {
        let mut want = wanted(start, end);
        want["tz"] = json!(tz);
        want.to_string()
    };
    let named = |asset: &str| {
        let mut want = wanted("2027-01-15T11:00", "2027-01-15T12:00");
        want["asset"] = json!(asset);
        want.to_string()
    };
    for (text, code, said) in [
        ("{".to_owned(), 6, "this is no JSON"),
        (r#"{"asset":"SN-0042","projct":"Wedding"}"#.to_owned(), 6, "did you mean project?"),
        (
            times("2027-03-28T02:30", "2027-03-28T05:00", "Europe/Berlin"),
            6,
            "start: 02:30 does not exist on 2027-03-28 in Europe/Berlin: the clocks go from +01:00 to +02:00; the nearest are 01:59 and 03:00",
        ),
        (
            times("2027-11-07T01:30", "2027-11-07T05:00", "America/New_York"),
            6,
            "write earlier or later behind it, or its offset: 2027-11-07T01:30-04:00 or 2027-11-07T01:30-05:00",
        ),
        (times("2027-01-15T11:00", "2027-01-15T11:00", "UTC"), 6, "starts and ends at the same moment"),
        (times("2027-01-15T11:00", "2027-01-15T10:00", "UTC"), 6, "the end lies before the start"),
        (times("9999-12-31T10:00", "9999-12-31T11:00", "UTC"), 6, "9999"),
        (
            times("2027-01-15T11:00", "2027-01-15T12:00", "Mars/Base"),
            6,
            "tz: there is no time zone Mars/Base",
        ),
        (times("tomorrow", "2027-01-15T12:00", "UTC"), 6, "start: “tomorrow” is no time"),
        (named("Sony"), 2, "did you mean Sony A7iii"),
        (named("Nikon"), 3, "there is no asset Nikon"),
    ] {
        let ran = home.run_fed(&text, &JSON);
        assert_eq!(ran.code, code, "{text}: {}", ran.err);
        assert!(ran.err.contains(said), "{text}: {}", ran.err);
        assert_eq!(ran.out, "", "{text}");
    }
    assert_eq!(json(home.run(&["booking", "list", "--json"])), json!([]));
}

#[test]
fn by_flags_it_is_booked_listed_moved_held_and_released() {
    let home = with_gear();
    let lock = [
        "booking",
        "lock",
        "--asset",
        "ast_cam",
        "--project",
        "Wedding",
        "--start",
        "15 jan 2027 11:00",
        "--end",
        "15 jan 2027 16:00",
    ];
    let ran = home.run(&lock);
    assert!(ran.err.ends_with("Booked Sony A7iii for Wedding, 2027-01-15 11:00 to 16:00\n"), "{}", ran.err);
    let id = ok(ran).trim_end().to_owned();
    let shown = ok(home.run(&["booking", "show", &id]));
    assert!(shown.contains("Sony A7iii for Wedding") && shown.contains("2027-01-15 11:00"), "{shown}");
    let moved = json(home.run(&["booking", "move", &id, "--start", "16 jan 2027 9:00", "--json"]));
    assert_eq!(
        (&moved["start"], &moved["end"]),
        (&json!("2027-01-16T03:30:00Z"), &json!("2027-01-16T08:30:00Z"))
    );
    ok(home.run(&["booking", "hold", &id, "--expires", "10 jan 2027 18:00"]));
    let held = json(home.run(&["booking", "list", "--holds", "--json"]));
    assert_eq!((&held[0]["id"], &held[0]["expires"]), (&json!(id), &json!("2027-01-10T12:30:00Z")));
    ok(home.run(&["booking", "extend", &id, "--until", "12 jan 2027 18:00"]));
    ok(home.run(&["booking", "firm", &id]));
    let rows = |args: &[&str]| {
        let listed = json(home.run(&[&["booking", "list", "--json"], args].concat()));
        listed.as_array().unwrap().len()
    };
    assert_eq!(rows(&["--project", "Wedding"]), 1);
    assert_eq!(rows(&["--asset", "SN-0042"]), 1);
    assert_eq!(rows(&["--from", "2027-01-16T13:30:00Z"]), 0);
    assert_eq!(rows(&["--to", "16 jan 2027 9:00"]), 0);
    assert_eq!(rows(&["--troubled"]), 0);
    sqlite3(&home.path().join("data/studio.db"), "UPDATE assets SET status = 'lost' WHERE id = 'ast_cam'")
        .unwrap();
    assert_eq!(rows(&["--troubled"]), 1);
    for (args, code, said) in [
        (vec!["booking", "move", &id], 2, "nothing to change"),
        (vec!["booking", "move", &id, "--qty", "1", "--if-version", "1"], 5, "has version"),
        (vec!["booking", "lock", "--asset", "ast_cam"], 2, "--project is missing"),
        (vec!["booking", "show", "lck_none"], 3, "there is no lock lck_none"),
    ] {
        let ran = home.run(&args);
        assert_eq!(ran.code, code, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    let released = home.run(&["booking", "release", &id, "--dry-run"]);
    assert!(released.err.contains("Would have released Sony A7iii from Wedding"), "{}", released.err);
    ok(home.run(&["booking", "release", &id]));
    assert_eq!(rows(&["--project", "Wedding"]), 0);
}

/// Programs that race for one camera, round by round.
const RACERS: usize = 8;
const ROUNDS: usize = 10;

#[test]
fn of_many_programs_exactly_one_gets_the_camera() {
    let home = with_gear();
    let file = home.path().join("data/studio.db");
    for round in 0..ROUNDS {
        let want = json!({ "asset": "ast_cam", "project": if round % 2 == 0 { "Wedding" } else { "Product shoot" },
            "start": format!("2027-01-15T{:02}:00", round), "end": format!("2027-01-15T{:02}:00", round + 1) });
        let racers: Vec<_> = (0..RACERS)
            .map(|_| {
                let mut racer = Command::new(env!("CARGO_BIN_EXE_studiovault"))
                    .args(JSON)
                    .env("STUDIOVAULT_DB", &file)
                    .env("HOME", home.path())
                    .stdin(Stdio::piped())
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .unwrap();
                racer.stdin.take().unwrap().write_all(want.to_string().as_bytes()).unwrap();
                racer
            })
            .collect();
        let mut won = 0;
        for racer in racers {
            let output = racer.wait_with_output().unwrap();
            let told: Value = serde_json::from_slice(&output.stdout).unwrap();
            match output.status.code() {
                Some(0) => won += 1,
                Some(5) => assert_eq!(told["conflict"]["holder"]["project"]["name"], want["project"]),
                other => panic!("{other:?}: {}", String::from_utf8_lossy(&output.stderr)),
            }
        }
        assert_eq!(won, 1, "round {round}");
    }
    assert_eq!(sqlite3(&file, "SELECT count(*) FROM booking_locks").unwrap(), ROUNDS.to_string());
}

/// Rows that a refused booking could have left behind.
fn rows(home: &Home) -> String {
    let sql = "SELECT (SELECT count(*) FROM booking_locks) || ' locks, ' || (SELECT count(*) FROM audit_logs) || ' entries, '
      || (SELECT count(*) FROM projects) || ' projects, ' || (SELECT count(*) FROM project_events) || ' sub-events'";
    sqlite3(&home.path().join("data/studio.db"), sql).unwrap()
}

#[test]
fn what_cannot_be_had_is_told_and_leaves_nothing_behind() {
    let home = with_gear();
    sqlite3(
        &home.path().join("data/studio.db"),
        "INSERT INTO branches (id, org_id, name, address_json) SELECT 'br_2', org_id, 'Mysuru', address_json FROM branches LIMIT 1;
         INSERT INTO assets (id, branch_id, type, name, status)
           SELECT v.column1, coalesce(v.column4, b.id), 'camera', v.column2, v.column3 FROM (SELECT id FROM branches WHERE id <> 'br_2') b,
             (VALUES ('ast_far', 'Far', 'available', 'br_2'), ('ast_lost', 'Gone', 'lost', NULL),
               ('ast_old', 'Old', 'retired', NULL), ('ast_away', 'Mended', 'available', NULL)) v;
         INSERT INTO asset_maintenance (id, asset_id, kind, start_time, end_time)
           VALUES ('mnt_1', 'ast_away', 'maintenance', unixepoch('2027-01-15 04:30'), unixepoch('2027-01-15 06:30'));",
    )
    .unwrap();
    let fine = wanted("2027-01-15T11:00", "2027-01-15T13:00");
    ok(home.run_fed(&fine.to_string(), &JSON));
    let with = |changes: Value| {
        let mut want = wanted("2027-01-15T11:00", "2027-01-15T13:00");
        for (key, value) in changes.as_object().unwrap() {
            want[key] = value.clone();
        }
        want
    };
    let before = rows(&home);
    for (want, code, said) in [
        (with(json!({})), 5, "Sony A7iii is booked for Wedding itself already, 2027-01-15 11:00 to 13:00"),
        (with(json!({"asset": "ast_far"})), 6, "Far belongs to Mysuru, and Wedding is a project of"),
        (with(json!({"asset": "ast_lost"})), 6, "Gone is lost"),
        (with(json!({"asset": "ast_old"})), 6, "Old is retired"),
        (with(json!({"asset": "ast_away"})), 6, "Mended is under repair, 2027-01-15 10:00 to 12:00"),
        (with(json!({"asset": "ast_lights", "qty": 4})), 6, "there are only 3 of Godox AD200; 4 are wanted"),
        (with(json!({"asset": "ast_lights", "kind": "soft"})), 6, "soft"),
        (with(json!({"asset": "ast_lights", "project": "Nobody"})), 3, "there is no project Nobody"),
        // Of a list the first is fine: it is not kept either.
        (
            json!([with(json!({"asset": "ast_lights"})), with(json!({"asset": "ast_lost"}))]),
            6,
            "Gone is lost",
        ),
        (
            json!([
                with(json!({"asset": "ast_lights", "qty": 2})),
                with(json!({"asset": "ast_lights", "qty": 2}))
            ]),
            5,
            "Godox AD200 is booked for Wedding itself already",
        ),
    ] {
        let ran = home.run_fed(&want.to_string(), &JSON);
        assert_eq!(ran.code, code, "{want}: {}", ran.err);
        assert!(ran.err.contains(said), "{want}: {}", ran.err);
        assert_eq!(rows(&home), before, "{want}");
    }
}

/// A package that needs two cameras of the one that there is, one that needs one, and one whose hooks name nothing.
fn packages(home: &Home) {
    let sql = r#"INSERT INTO packages (id, branch_id, name, type, price, tax_rate, resource_hooks_json)
        SELECT v.column1, b.id, v.column2, 'time_based', 5000, 18, v.column3 FROM (SELECT id FROM branches LIMIT 1) b,
          (VALUES ('pkg_one', 'Portrait', '[{"kind":"asset","type":"camera","qty":1}]'),
            ('pkg_two', 'Two cameras', '[{"kind":"asset","type":"camera","qty":2}]'),
            ('pkg_odd', 'Odd', '[{"kind":"moon"}]'), ('pkg_none', 'Retouching', NULL)) v"#;
    sqlite3(&home.path().join("data/studio.db"), sql).unwrap();
}

const NEW: [&str; 8] =
    ["booking", "new", "--client", "Priya Sharma", "--start", "2027-01-15 11:00", "--length", "4h"];

#[test]
fn a_whole_booking_is_proposed_and_saved_as_one_act() {
    let home = with_gear();
    packages(&home);
    let new = |more: &[&str]| home.run(&[&NEW[..], more].concat());
    let rehearsed = new(&["--package", "Portrait", "--dry-run"]);
    assert!(rehearsed.err.contains("Would have held Priya Sharma · Portrait"), "{}", rehearsed.err);
    assert_eq!(json(home.run(&["booking", "list", "--json"])), json!([]));

    let made = json(new(&["--package", "Portrait", "--kind", "firm", "--json"]));
    assert_eq!(made["project"]["title"], json!("Priya Sharma · Portrait"));
    assert_eq!(made["project"]["status"], json!("active"));
    assert_eq!(made["booked"][0]["name"], json!("Sony A7iii"));
    assert_eq!(made["missing"], json!([]));
    let locks = json(home.run(&["booking", "list", "--json"]));
    assert_eq!((locks.as_array().map(Vec::len), &locks[0]["kind"]), (Some(1), &json!("firm")));

    // Now it is taken: nothing is booked, who has it is said, and when it is free.
    let refused = new(&["--package", "Portrait", "--json"]);
    assert_eq!(refused.code, 5, "{}", refused.err);
    assert!(refused.err.contains("Sony A7iii: booked for Priya Sharma · Portrait"), "{}", refused.err);
    assert!(refused.err.contains("All of it is free at"), "{}", refused.err);
    let told: Value = serde_json::from_str(&refused.out).unwrap();
    assert_eq!(told["missing"][0]["busy"][0]["name"], json!("Sony A7iii"));
    let partial = new(&["--package", "Portrait", "--partial", "--title", "Anyway"]);
    assert_eq!(partial.code, 0, "{}", partial.err);
    assert!(partial.err.contains("missing: 1 camera"), "{}", partial.err);
    assert_eq!(ok(new(&["--title", "Elsewhere", "--place", "Taj West End"])).trim().get(..4), Some("prj_"));
}

#[test]
fn what_is_wrong_with_a_whole_booking_is_named_and_nothing_is_opened() {
    let home = with_gear();
    packages(&home);
    let before = json(home.run(&["project", "list", "--json"]));
    let long = ["booking", "new", "--client", "Priya Sharma", "--start", "2027-01-15 11:00"];
    for (args, code, said) in [
        ([&NEW[..], &["--package", "Odd"]].concat(), 6, "was written by another program"),
        ([&NEW[..], &["--package", "Retouching"]].concat(), 6, "does not say what it needs"),
        ([&NEW[..], &["--package", "Two cameras"]].concat(), 5, "--partial books what is there"),
        ([&NEW[..], &["--package", "Nothing"]].concat(), 3, "there is no package Nothing"),
        ([&NEW[..], &["--need", "submarine"]].concat(), 6, "submarine"),
        (
            [&NEW[..], &["--title", "X", "--expires", "2020-01-01", "--need", "camera"]].concat(),
            6,
            "in the past",
        ),
        (long.to_vec(), 2, "how long does it take?"),
        ([&long[..], &["--end", "2027-01-15 10:00", "--title", "X"]].concat(), 6, "end"),
        ([&long[..], &["--length", "long"]].concat(), 6, "is no length of time"),
        (["booking", "new", "--client", "Nobody", "--start", "soon", "--length", "1h"].to_vec(), 6, "start"),
    ] {
        let ran = home.run(&args);
        assert_eq!(ran.code, code, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    assert_eq!(json(home.run(&["project", "list", "--json"])), before);
    // Without what it does not name it can be booked all the same.
    ok(home.run(&[&NEW[..], &["--package", "Retouching", "--partial"]].concat()));
}
