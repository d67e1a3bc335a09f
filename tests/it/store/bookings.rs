//! Nothing is booked twice, whoever writes: the store, another program, many processes at once.

use super::Studio;
use super::projects::event;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::process::{Child, Command as Process, Stdio};
use studiovault::store::protocol::*;

/// A studio with projects `p0` to `p3` (inquiries), a camera, two people, and lights of which there are three.
pub(super) fn studio() -> Studio {
    let s = Studio::new();
    let client = s.add("Priya", "98450 12345");
    let b = s.branch.clone();
    let mut sql = String::new();
    for no in 0..4 {
        sql.push_str(&format!(
            "INSERT INTO projects (id, branch_id, client_id, status, details_json) VALUES ('p{no}', '{b}', '{client}', 'inquiry', '{{\"title\":\"Job {no}\"}}');"
        ));
    }
    for (id, kind, capacity) in [
        ("cam", "camera", "NULL"),
        ("asha", "human", "NULL"),
        ("lights", "light", "3"),
        ("room", "space", "1"),
    ] {
        sql.push_str(&format!(
            "INSERT INTO assets (id, branch_id, type, name, status, capacity) VALUES ('{id}', '{b}', '{kind}', '{id}', 'available', {capacity});"
        ));
    }
    s.sqlite3(&sql).unwrap();
    s
}

pub(super) fn lock(
    id: &str,
    project: &str,
    asset: &str,
    (start, end): (i64, i64),
    kind: &str,
    qty: i64,
) -> String {
    format!(
        "INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind, qty)
         VALUES ('{id}', '{project}', '{asset}', {start}, {end}, '{kind}', {qty});"
    )
}

pub(super) fn firm(id: &str, asset: &str, start: i64, end: i64) -> String {
    lock(id, "p0", asset, (start, end), "firm", 1)
}

fn refused(s: &Studio, code: &str, sql: &str) {
    match s.sqlite3(sql) {
        Err(error) => assert!(error.contains(code), "{sql}: {error}"),
        Ok(_) => panic!("{sql} was let through"),
    }
}

fn all(s: &Studio) -> String {
    s.sqlite3("SELECT group_concat(id || ' ' || start_time || '-' || end_time || ' ' || kind || CASE WHEN released_at IS NULL THEN '' ELSE ' released' END, ', ') FROM (SELECT * FROM booking_locks ORDER BY id)").unwrap()
}

#[test]
fn no_program_books_a_thing_twice() {
    let s = studio();
    s.sqlite3(&firm("a", "cam", 100, 200)).unwrap();
    for (start, end) in [(100, 200), (150, 160), (50, 101), (199, 300), (1, 1000)] {
        refused(&s, "SV_LOCK", &firm("b", "cam", start, end));
        refused(&s, "SV_LOCK", &firm("b", "cam", start, end).replace("INSERT INTO", "INSERT OR IGNORE INTO"));
        refused(
            &s,
            "SV_LOCK",
            &firm("b", "cam", start, end).replace("INSERT INTO", "INSERT OR REPLACE INTO"),
        );
    }
    // Touching is no overlap, and a hold is in nobody's way.
    s.sqlite3(&firm("b", "cam", 200, 300)).unwrap();
    s.sqlite3(&firm("c", "cam", 50, 100)).unwrap();
    s.sqlite3(&lock("d", "p1", "cam", (120, 180), "hold", 1)).unwrap();
    refused(&s, "SV_LOCK", "UPDATE booking_locks SET end_time = 201 WHERE id = 'a'");
    refused(&s, "SV_LOCK", "UPDATE OR IGNORE booking_locks SET start_time = 99 WHERE id = 'a'");
    refused(&s, "SV_LOCK", "UPDATE booking_locks SET kind = 'firm' WHERE id = 'd'");
    refused(&s, "SV_LOCK", "UPDATE projects SET status = 'active' WHERE id = 'p1'");
    refused(&s, "SV_LOCK", "UPDATE OR IGNORE projects SET status = 'active' WHERE id = 'p1'");
    assert_eq!(s.sqlite3("SELECT status FROM projects WHERE id = 'p1'").unwrap(), "inquiry");
    s.sqlite3("INSERT OR REPLACE INTO booking_locks SELECT id, project_id, event_id, asset_id, 110, 190, kind, qty, 0, 0, NULL, NULL, NULL, NULL, 1, NULL, NULL FROM booking_locks WHERE id = 'a'").unwrap();
    assert_eq!(all(&s), "a 110-190 firm, b 200-300 firm, c 50-100 firm, d 120-180 hold");
    s.assert_sound();
}

#[test]
fn of_several_as_many_are_booked_as_there_are() {
    let s = studio();
    let three =
        |id: &str, start: i64, end: i64, qty: i64| lock(id, "p0", "lights", (start, end), "firm", qty);
    s.sqlite3(&three("a", 0, 100, 1)).unwrap();
    s.sqlite3(&three("b", 50, 150, 1)).unwrap();
    refused(&s, "SV_LOCK", &three("c", 60, 70, 2));
    refused(&s, "SV_LOCK", &three("c", 900, 950, 4));
    // The peak counts, not the pairs: b and d are never out together.
    s.sqlite3(&three("d", 150, 200, 2)).unwrap();
    s.sqlite3(&three("e", 90, 210, 1)).unwrap();
    refused(&s, "SV_LOCK", &three("f", 95, 99, 1));
    // There are fewer now: what was booked stays, and nothing is added.
    s.sqlite3("UPDATE assets SET capacity = 1 WHERE id = 'lights'").unwrap();
    refused(&s, "SV_LOCK", &three("f", 20, 30, 1));
    s.sqlite3(&three("f", 300, 400, 1)).unwrap();
    refused(&s, "SV_LOCK", &three("g", 399, 401, 1));
    let report = s.store.examine(&s.owner).unwrap();
    let check = report.checks.iter().find(|check| check.name == "bookings").unwrap();
    assert_eq!(check.detail, "of 1 assets more are booked than there are now");
    assert!(report.is_sound());
}

#[test]
fn locks_follow_their_project() {
    let s = studio();
    s.sqlite3(&lock("a", "p0", "cam", (100, 200), "hold", 1)).unwrap();
    s.sqlite3(&lock("b", "p1", "cam", (150, 250), "hold", 1)).unwrap();
    let status = |id: &str, to: &str, before: &str| {
        format!("UPDATE projects SET status = '{to}', status_before = {before} WHERE id = '{id}'")
    };
    s.sqlite3(&status("p0", "active", "NULL")).unwrap();
    assert_eq!(all(&s), "a 100-200 firm, b 150-250 hold");
    refused(&s, "SV_LOCK", &status("p1", "active", "NULL"));
    s.sqlite3(&status("p0", "trashed", "'active'")).unwrap();
    assert_eq!(all(&s), "a 100-200 firm released, b 150-250 hold");
    s.sqlite3(&status("p1", "active", "NULL")).unwrap();
    refused(&s, "SV_LOCK", &status("p0", "active", "NULL"));
    refused(&s, "SV_PROJECT", "UPDATE booking_locks SET released_at = NULL WHERE id = 'a'");
    refused(&s, "SV_PROJECT", &lock("c", "p0", "room", (1, 2), "hold", 1));
    s.sqlite3(&status("p1", "inquiry", "NULL")).unwrap();
    s.sqlite3(&status("p0", "active", "NULL")).unwrap();
    assert_eq!(all(&s), "a 100-200 firm, b 150-250 hold");
    // An inquiry that was cancelled comes back as it was, or as a booking.
    s.sqlite3(&status("p1", "cancelled", "'inquiry'")).unwrap();
    s.sqlite3(&status("p1", "inquiry", "NULL")).unwrap();
    assert_eq!(all(&s), "a 100-200 firm, b 150-250 hold");
    s.sqlite3(&status("p1", "cancelled", "'inquiry'")).unwrap();
    s.sqlite3(&status("p1", "trashed", "'cancelled inquiry'")).unwrap();
    refused(&s, "SV_LOCK", &status("p1", "active", "NULL"));
    s.sqlite3(&status("p0", "cancelled", "'active'")).unwrap();
    s.sqlite3(&status("p1", "active", "NULL")).unwrap();
    assert_eq!(all(&s), "a 100-200 firm released, b 150-250 firm");
    // Another program replaces a project without an update.
    s.sqlite3("REPLACE INTO projects (id, branch_id, client_id, status) SELECT id, branch_id, client_id, 'trashed' FROM projects WHERE id = 'p1'").unwrap();
    assert_eq!(all(&s), "a 100-200 firm released, b 150-250 firm released");
    s.assert_sound();
}

#[test]
fn nothing_is_booked_onto_what_is_away_but_facts_are_never_refused() {
    let s = studio();
    let far = 4_000_000_000;
    s.sqlite3(&firm("a", "cam", far, far + 100)).unwrap();
    s.sqlite3("UPDATE assets SET status = 'lost' WHERE id = 'cam'").unwrap();
    refused(&s, "SV_ASSET", &firm("b", "cam", far + 200, far + 300));
    refused(&s, "SV_ASSET", "UPDATE booking_locks SET start_time = start_time + 1 WHERE id = 'a'");
    // What is lost now was there in the past.
    s.sqlite3(&firm("b", "cam", 100, 200)).unwrap();
    s.sqlite3(&firm("c", "asha", far, far + 100)).unwrap();
    s.sqlite3(&format!("INSERT INTO asset_maintenance (id, asset_id, kind, start_time) VALUES ('m', 'asha', 'leave', {far} + 50)")).unwrap();
    refused(&s, "SV_AWAY", &firm("d", "asha", far + 200, far + 300));
    refused(&s, "SV_AWAY", &lock("d", "p0", "asha", (far + 200, far + 300), "hold", 1));
    s.sqlite3(&firm("d", "asha", far - 100, far)).unwrap();
    let b = s.branch.as_str();
    s.sqlite3(&format!("INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{b}';
        INSERT INTO assets (id, branch_id, type, name, status) VALUES ('far', 'br_2', 'camera', 'Far', 'available')")).unwrap();
    refused(&s, "SV_BRANCH", &firm("e", "far", 1, 2));
    for odd in [(5, 5), (5, 4)] {
        refused(&s, "CHECK", &firm("e", "room", odd.0, odd.1));
    }
    refused(&s, "CHECK", &lock("e", "p0", "room", (1, 2), "soft", 1));
    refused(&s, "CHECK", &lock("e", "p0", "room", (1, 2), "firm", 0));
    refused(&s, "CHECK", &firm("e", "room", 1, 253_402_300_801));
    let detail = s.project(&"p0".into());
    let trouble: Vec<_> =
        detail.locks.rows.iter().map(|l| (l.id.as_str(), l.trouble.map(|t| t.words()))).collect();
    assert_eq!(trouble, [("d", None), ("a", Some("lost")), ("c", Some("away")), ("b", None)]);
    s.assert_sound();
}

#[test]
fn nothing_is_booked_that_is_on_its_way_to_another_branch() {
    let s = studio();
    let b = &s.branch;
    s.sqlite3(&firm("far", "cam", 4_000_000_000, 4_000_000_100)).unwrap();
    s.sqlite3(&format!(
        "INSERT INTO branches (id, org_id, name) SELECT 'br_far', org_id, 'Far' FROM branches LIMIT 1;
         INSERT INTO asset_transfers (id, asset_id, from_branch_id, to_branch_id, sent_at) VALUES ('w1', 'cam', '{b}', 'br_far', 1);"
    ))
    .unwrap();
    let again = "INSERT INTO asset_transfers (id, asset_id, from_branch_id, to_branch_id, sent_at) SELECT 'w2', asset_id, from_branch_id, to_branch_id, 2 FROM asset_transfers";
    refused(&s, "UNIQUE", again);
    refused(&s, "SV_TRANSIT", &firm("new", "cam", 4_100_000_000, 4_100_000_100));
    refused(&s, "SV_TRANSIT", "UPDATE booking_locks SET end_time = end_time + 1 WHERE id = 'far'");
    // What was, was: a record of the past may still be put right.
    s.sqlite3(&firm("past", "cam", 100, 200)).unwrap();
    let Reply::Project(detail) = s.ask(Query::Project("p0".into())).unwrap() else { panic!() };
    let troubles: Vec<_> = detail.locks.rows.iter().map(|lock| lock.trouble.map(|t| t.words())).collect();
    assert_eq!(troubles, [Some("in another branch"), None]);
    let found = verdicts(&s, vec![want("cam", 4_100_000_000, 4_100_000_100, 1, &[])]);
    assert!(found[0].contains("in another branch"), "{found:?}");
    s.sqlite3("UPDATE asset_transfers SET outcome = 'returned', ended_at = 2; UPDATE booking_locks SET end_time = end_time + 1 WHERE id = 'far'").unwrap();
}

#[test]
fn a_refused_booking_names_the_holder() {
    let s = studio();
    let at = 1_800_000_000;
    s.sqlite3(&firm("a", "cam", at, at + 3_600)).unwrap();
    s.sqlite3(&lock("b", "p1", "cam", (at + 60, at + 120), "hold", 1)).unwrap();
    let book = |id: &str, from: &str, to: &str| {
        s.run(ProjectCommand::Move {
            id: id.into(),
            from: from.into(),
            to: to.into(),
            reason: "as agreed".into(),
        })
    };
    book("p0", "inquiry", "active").unwrap();
    let error = book("p1", "inquiry", "active").unwrap_err();
    assert_eq!(error.to_string(), "cam is booked for Job 0, 2027-01-15 13:30 to 14:30");
    assert_eq!(error.exit_code(), 5);
    assert_eq!(s.sqlite3("SELECT status FROM projects WHERE id = 'p1'").unwrap(), "inquiry");
    // The other one is called off, this one booked; taking that back finds it taken.
    book("p0", "active", "cancelled").unwrap();
    s.sqlite3("UPDATE projects SET status = 'active' WHERE id = 'p1'").unwrap();
    let error = s.run(Command::Undo).unwrap_err();
    assert_eq!(error.to_string(), "cam is booked for Job 1, 2027-01-15 13:31 to 13:32");
    s.assert_sound();
}

fn want(asset: &str, start: i64, end: i64, qty: u32, except: &[&str]) -> Want {
    let at = |second| jiff::Timestamp::from_second(second).unwrap();
    let except = except.iter().map(|id| (*id).into()).collect();
    Want { asset: asset.into(), start: at(start), end: at(end), qty, except }
}

fn verdicts(s: &Studio, wants: Vec<Want>) -> Vec<String> {
    let Reply::Obstacles(verdicts) = s.ask(Query::Obstacles(wants)).unwrap() else { panic!() };
    let words = |obstacle: &Obstacle| match obstacle {
        Obstacle::TooFew { capacity } => format!("only {capacity}"),
        Obstacle::Gone(why) => why.words().to_owned(),
        Obstacle::Away { why, end, .. } => {
            format!("{} until {}", why.words(), end.map_or("?".to_owned(), |end| end.as_second().to_string()))
        }
        Obstacle::Booked(clash) => format!("{} {}", clash.lock, clash.project_name),
        Obstacle::Held(clash) => format!("held {}", clash.lock),
    };
    verdicts.iter().map(|v| v.obstacles.iter().map(words).collect::<Vec<_>>().join(", ")).collect()
}

#[test]
fn what_stands_in_the_way_is_told_before_anything_is_written() {
    let s = studio();
    let at = 1_800_000_000;
    for (id, from, to) in [("a", 0, 100), ("b", 100, 200), ("c", 400, 500)] {
        s.sqlite3(&firm(id, "cam", at + from, at + to)).unwrap();
    }
    s.sqlite3(&lock("h", "p1", "cam", (at + 250, at + 260), "hold", 1)).unwrap();
    let asked = [
        want("cam", at + 200, at + 250, 1, &[]),
        want("cam", at + 50, at + 450, 1, &[]),
        want("cam", at + 50, at + 150, 1, &["a"]),
        want("cam", at + 50, at + 150, 1, &["a", "b"]),
        want("cam", at + 200, at + 300, 1, &[]),
        want("cam", at + 200, at + 250, 2, &[]),
    ];
    assert_eq!(verdicts(&s, asked.into()), ["", "a Job 0, held h", "b Job 0", "", "held h", "only 1"]);
    // Of three, two and one after the other leave one.
    s.sqlite3(&lock("x", "p0", "lights", (at, at + 100), "firm", 2)).unwrap();
    s.sqlite3(&lock("y", "p0", "lights", (at + 100, at + 200), "firm", 2)).unwrap();
    let asked = [want("lights", at, at + 200, 1, &[]), want("lights", at, at + 200, 2, &[])];
    assert_eq!(verdicts(&s, asked.into()), ["", "x Job 0"]);
    s.sqlite3("UPDATE booking_locks SET expires_at = 1 WHERE id = 'h'; UPDATE assets SET status = 'lost' WHERE id = 'room';").unwrap();
    s.sqlite3(&format!("INSERT INTO asset_maintenance (id, asset_id, kind, start_time, end_time) VALUES ('m', 'asha', 'leave', {at}, NULL)")).unwrap();
    let asked = [
        want("cam", at + 200, at + 300, 1, &[]),
        want("room", at, at + 1, 1, &[]),
        want("room", 1, 2, 1, &[]),
        want("asha", at, at + 1, 1, &[]),
        want("asha", at - 1, at, 1, &[]),
    ];
    assert_eq!(verdicts(&s, asked.into()), ["", "lost", "", "away until ?", ""]);
    let foreign = s.ask(Query::Obstacles(vec![want("nothing", at, at + 1, 1, &[])])).unwrap_err();
    assert!(matches!(foreign, StoreError::NotFound { .. }));
    assert!(s.ask(Query::Obstacles(vec![want("cam", at, at, 1, &[])])).is_err());
}

#[test]
fn what_is_booked_moves_and_goes_with_its_sub_event() {
    let s = studio();
    let added = s
        .run(ProjectCommand::AddEvent {
            project: "p0".into(),
            values: event("Haldi", "2027-01-15T04:30:00Z", "2027-01-15T06:30:00Z"),
        })
        .unwrap();
    let haldi = added.row.unwrap().id;
    let start: i64 = s.sqlite3("SELECT start_time FROM project_events").unwrap().parse().unwrap();
    let tied = |id: &str, from: i64, to: i64| {
        lock(id, "p0", "cam", (start + from, start + to), "firm", 1)
            .replace("(id,", "(event_id, id,")
            .replace("('", &format!("('{haldi}', '"))
    };
    s.sqlite3(&[tied("a", -1_800, 3_600), tied("b", 3_600, 9_000)].concat()).unwrap();
    s.sqlite3(&lock("c", "p1", "cam", (start + 12_600, start + 14_400), "firm", 1)).unwrap();
    let edit = |end: &str, begin: &str| {
        let version: i64 = s.sqlite3("SELECT version FROM project_events").unwrap().parse().unwrap();
        let Reply::SubEvent(now) = s.store.ask(&s.owner, Query::SubEvent(haldi.as_str().into())).unwrap()
        else {
            panic!("no sub-event")
        };
        let base = now.values();
        let mut values = base.clone();
        values.extend(event("Haldi", begin, end));
        s.run(ProjectCommand::EditEvent { id: haldi.as_str().into(), version, base, values })
    };
    edit("2027-01-15T07:30:00Z", "2027-01-15T05:30:00Z").unwrap();
    let times = || {
        s.sqlite3(&format!("SELECT group_concat((start_time - {start}) || ' ' || (end_time - {start}), ', ') FROM (SELECT * FROM booking_locks ORDER BY id)")).unwrap()
    };
    assert_eq!(times(), "1800 7200, 7200 12600, 12600 14400");
    let error = edit("2027-01-15T08:00:00Z", "2027-01-15T06:00:00Z").unwrap_err();
    assert_eq!(error.to_string(), "cam is booked for Job 1, 2027-01-15 13:30 to 14:00");
    assert_eq!(times(), "1800 7200, 7200 12600, 12600 14400");
    let version: i64 = s.sqlite3("SELECT version FROM project_events").unwrap().parse().unwrap();
    s.run(ProjectCommand::RemoveEvent { id: haldi.as_str().into(), version }).unwrap();
    assert_eq!(times(), "12600 14400");
    s.run(Command::Undo).unwrap();
    assert_eq!(times(), "1800 7200, 7200 12600, 12600 14400");
    s.assert_sound();
}

#[test]
fn custody_is_written_on_and_never_over() {
    let s = studio();
    let out = |id: &str, asset: &str, qty: i64| {
        format!(
            "INSERT INTO asset_custody (id, asset_id, holder, qty, out_at, due_at) VALUES ('{id}', '{asset}', 'Rahul', {qty}, 100, 200)"
        )
    };
    s.sqlite3(&out("a", "cam", 1)).unwrap();
    refused(&s, "SV_CUSTODY", &out("b", "cam", 1));
    s.sqlite3(&out("b", "lights", 2)).unwrap();
    refused(&s, "SV_CUSTODY", &out("c", "lights", 2));
    for sql in [
        "DELETE FROM asset_custody",
        "UPDATE asset_custody SET out_at = 50",
        "UPDATE asset_custody SET asset_id = 'room'",
        "UPDATE asset_custody SET condition_out = 'broken'",
        "UPDATE asset_custody SET holder = NULL, holder_user_id = (SELECT id FROM users LIMIT 1)",
        "REPLACE INTO asset_custody (id, asset_id, holder, out_at) VALUES ('a', 'cam', 'Rahul', 1)",
    ] {
        refused(&s, "SV_APPEND_ONLY", sql);
    }
    s.sqlite3("UPDATE asset_custody SET due_at = 300 WHERE id = 'a'").unwrap();
    s.sqlite3("UPDATE asset_custody SET back_at = 250, condition_back = 'scratched' WHERE id = 'a'").unwrap();
    refused(&s, "SV_APPEND_ONLY", "UPDATE asset_custody SET condition_back = 'good' WHERE id = 'a'");
    refused(&s, "SV_APPEND_ONLY", "UPDATE asset_custody SET back_at = NULL WHERE id = 'a'");
    // A stranger may be forgotten.
    s.sqlite3("UPDATE asset_custody SET holder = '[erased]' WHERE id = 'a'").unwrap();
    s.sqlite3(&out("c", "cam", 1)).unwrap();
    s.assert_sound();
}

/// What an asset's detail says, as one text.
fn asset_detail(s: &Studio, id: &str) -> String {
    format!("{:?}", s.store.ask(&s.owner, Query::Asset(id.into())).unwrap())
}

#[test]
fn an_asset_is_shown_whatever_another_program_wrote_of_its_projects() {
    let s = studio();
    let soon = jiff::Timestamp::now().as_second() + 86_400;
    s.sqlite3(&format!(
        "{}INSERT INTO asset_custody (id, asset_id, project_id, holder, out_at) VALUES ('c1', 'cam', 'p0', 'Ravi', 5);
         UPDATE projects SET details_json = 'not json' WHERE id = 'p0';",
        firm("a", "cam", soon, soon + 3_600)
    ))
    .unwrap();
    let seen = asset_detail(&s, "cam");
    assert!(seen.contains("\"Project\"") && seen.contains("Ravi"), "{seen}");
}

#[test]
fn an_asset_that_was_moved_says_nothing_of_the_projects_of_its_old_branch() {
    let s = studio();
    let soon = jiff::Timestamp::now().as_second() + 86_400;
    s.sqlite3(&format!(
        "{}INSERT INTO asset_custody (id, asset_id, project_id, holder, out_at) VALUES ('c1', 'cam', 'p0', 'Ravi', 5);
         INSERT INTO branches (id, org_id, name) SELECT 'br_2', id, 'Mysuru' FROM organizations;
         UPDATE assets SET branch_id = 'br_2' WHERE id = 'cam';",
        firm("a", "cam", soon, soon + 3_600)
    ))
    .unwrap();
    let seen = asset_detail(&s, "cam");
    assert!(
        seen.contains("Ravi") && seen.contains("another branch's project") && !seen.contains("Job 0"),
        "{seen}"
    );
}

#[test]
fn a_sub_event_too_short_for_what_is_booked_on_it_says_so() {
    let s = studio();
    let day = ("2026-10-20T04:00:00Z", "2026-10-20T12:00:00Z");
    s.run(ProjectCommand::AddEvent { project: "p0".into(), values: event("Haldi", day.0, day.1) }).unwrap();
    let read = s.project(&"p0".into()).events.rows[0].clone();
    let start = read.start.as_second();
    s.sqlite3(&lock("a", "p0", "cam", (start, start + 3_600), "firm", 1)).unwrap();
    s.sqlite3(&format!("UPDATE booking_locks SET event_id = '{}'", read.id)).unwrap();
    let shorter = event("Haldi", day.0, "2026-10-20T06:00:00Z");
    let edit = ProjectCommand::EditEvent {
        id: read.id.clone(),
        version: read.version,
        base: read.values(),
        values: shorter,
    };
    let error = s.run(edit).unwrap_err();
    assert!(matches!(error, StoreError::Refused(_)), "{error:?}");
}

#[test]
fn the_name_of_whoever_had_a_thing_goes_with_the_client() {
    let s = studio();
    s.sqlite3(
        "INSERT INTO asset_custody (id, asset_id, project_id, holder, out_at, back_at) VALUES ('c1', 'cam', 'p0', 'Priya herself', 5, 9);
         INSERT INTO asset_custody (id, asset_id, holder, out_at) VALUES ('c2', 'cam', 'Somebody else', 15);",
    )
    .unwrap();
    let client = s.sqlite3("SELECT client_id FROM projects WHERE id = 'p0'").unwrap();
    s.run(Command::EraseClient { id: client.as_str().into(), confirm: "Priya".into() }).unwrap();
    let kept =
        s.sqlite3("SELECT group_concat(holder, ', ') FROM (SELECT holder FROM asset_custody ORDER BY id)");
    assert_eq!(kept.unwrap(), "[erased], Somebody else");
    s.assert_sound();
}

#[test]
fn a_purge_frees_what_was_booked_and_keeps_who_had_it() {
    let s = studio();
    s.sqlite3(&lock("a", "p0", "cam", (100, 200), "hold", 1)).unwrap();
    s.sqlite3("INSERT INTO asset_custody (id, asset_id, project_id, holder, out_at, back_at) VALUES ('c', 'cam', 'p0', 'Rahul', 100, 200);
        UPDATE projects SET status = 'trashed', status_before = 'inquiry', trashed_at = 100 WHERE id = 'p0'").unwrap();
    let purge = ProjectCommand::Purge { id: "p0".into(), confirm: "Job 0".into() };
    assert_eq!(s.run(purge).unwrap().message, "Purged Job 0 with 1 booked asset");
    assert_eq!(s.sqlite3("SELECT count(*) FROM booking_locks").unwrap(), "0");
    assert_eq!(s.sqlite3("SELECT holder, project_id FROM asset_custody").unwrap(), "Rahul|");
    s.assert_sound();
}

/// One step of anybody.
#[derive(Clone, Debug)]
enum Act {
    Lock { project: usize, asset: usize, start: i64, length: i64, qty: i64, firm: bool },
    Move { which: usize, asset: usize, start: i64, length: i64 },
    Status { project: usize, to: usize },
    Drop(usize),
}

const STATUSES: [&str; 5] = ["inquiry", "active", "shooting", "cancelled", "trashed"];
const ASSETS: [(&str, i64); 3] = [("cam", 1), ("room", 1), ("lights", 3)];

fn act() -> impl Strategy<Value = Act> {
    let lock = (0..4_usize, 0..3_usize, 0..60_i64, 1..25_i64, 1..3_i64, any::<bool>()).prop_map(
        |(project, asset, start, length, qty, firm)| Act::Lock { project, asset, start, length, qty, firm },
    );
    let moved = (0..40_usize, 0..3_usize, 0..60_i64, 1..25_i64)
        .prop_map(|(which, asset, start, length)| Act::Move { which, asset, start, length });
    let status = (0..4_usize, 0..5_usize).prop_map(|(project, to)| Act::Status { project, to });
    prop_oneof![4 => lock, 2 => moved, 2 => status, 1 => (0..40_usize).prop_map(Act::Drop)]
}

/// A lock as a child would keep it.
#[derive(Clone, Debug, PartialEq)]
struct Kept {
    project: usize,
    asset: usize,
    start: i64,
    end: i64,
    qty: i64,
    firm: bool,
    released: bool,
}

/// The naive model: every second of every asset is counted.
#[derive(Clone, Default)]
struct Model {
    status: [usize; 4],
    before: [usize; 4],
    locks: BTreeMap<String, Kept>,
}

impl Model {
    fn is_full(&self) -> bool {
        let blocks = |k: &&Kept| k.firm && !k.released;
        (0..ASSETS.len()).any(|asset| {
            (0..100).any(|second| {
                let out = self
                    .locks
                    .values()
                    .filter(blocks)
                    .filter(|k| k.asset == asset && k.start <= second && second < k.end);
                out.map(|k| k.qty).sum::<i64>() > ASSETS[asset].1
            })
        })
    }

    /// The statement, and the model after it; `None` for what there is nothing to do.
    fn after(&self, no: usize, act: &Act) -> Option<(String, Self)> {
        let mut next = self.clone();
        let is_dead = |status: usize| status >= 3;
        let nth = |which: usize| self.locks.keys().nth(which % self.locks.len().max(1)).cloned();
        let sql = match act {
            Act::Lock { project, asset, start, length, qty, firm } => {
                if is_dead(self.status[*project]) {
                    return None;
                }
                let (id, end) = (format!("l{no}"), start + length);
                let kept = Kept {
                    project: *project,
                    asset: *asset,
                    start: *start,
                    end,
                    qty: *qty,
                    firm: *firm,
                    released: false,
                };
                next.locks.insert(id.clone(), kept);
                let kind = if *firm { "firm" } else { "hold" };
                lock(&id, &format!("p{project}"), ASSETS[*asset].0, (*start, end), kind, *qty)
            }
            Act::Move { which, asset, start, length } => {
                let id = nth(*which)?;
                let kept = next.locks.get_mut(&id)?;
                (kept.asset, kept.start, kept.end) = (*asset, *start, start + length);
                format!(
                    "UPDATE booking_locks SET asset_id = '{}', start_time = {start}, end_time = {} WHERE id = '{id}'",
                    ASSETS[*asset].0, kept.end
                )
            }
            Act::Drop(which) => {
                let id = nth(*which)?;
                next.locks.remove(&id);
                format!("DELETE FROM booking_locks WHERE id = '{id}'")
            }
            Act::Status { project, to } => {
                let from = self.status[*project];
                if from == *to {
                    return None;
                }
                if is_dead(*to) && !is_dead(from) {
                    next.before[*project] = from;
                }
                next.status[*project] = *to;
                for kept in next.locks.values_mut().filter(|k| k.project == *project) {
                    match (is_dead(from), is_dead(*to)) {
                        (false, true) => kept.released = true,
                        (true, true) => {}
                        (true, false) => {
                            kept.released = false;
                            kept.firm = *to != 0 && (kept.firm || self.before[*project] == 0);
                        }
                        (false, false) if *to == 0 => kept.firm = false,
                        (false, false) if from == 0 => kept.firm = true,
                        (false, false) => {}
                    }
                }
                let before = STATUSES[next.before[*project]];
                format!(
                    "UPDATE projects SET status = '{}', status_before = '{before}' WHERE id = 'p{project}'",
                    STATUSES[*to]
                )
            }
        };
        Some((sql, next))
    }
}

/// The database with nothing but the guards and what they stand on, in memory: its statements.
fn guards() -> String {
    let s = studio();
    let tables = "'projects', 'project_events', 'assets', 'kits', 'booking_locks', 'asset_lock_reach', 'asset_maintenance', 'asset_transfers'";
    let schema = s
        .sqlite3(&format!(
            "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN ({tables})
             AND (type <> 'trigger' OR name GLOB '*locks*') ORDER BY rowid"
        ))
        .unwrap();
    let rows = s
        .sqlite3(
            "SELECT printf('INSERT INTO projects (id, branch_id, client_id, status) VALUES (%Q, %Q, %Q, %Q);', id, branch_id, client_id, status) FROM projects;
             SELECT printf('INSERT INTO assets (id, branch_id, type, name, status, capacity) VALUES (%Q, %Q, %Q, %Q, %Q, %d);', id, branch_id, type, name, status, coalesce(capacity, 1)) FROM assets;",
        )
        .unwrap();
    format!("PRAGMA foreign_keys = OFF;\n{schema}\n{rows}")
}

fn guarded() -> rusqlite::Connection {
    static GUARDS: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let conn = rusqlite::Connection::open_in_memory().unwrap();
    conn.execute_batch(GUARDS.get_or_init(guards)).unwrap();
    conn
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// The guards let through exactly what a model that counts every second lets through.
    #[test]
    fn the_guards_agree_with_a_naive_model(acts in proptest::collection::vec(act(), 1..60)) {
        let conn = guarded();
        let mut model = Model::default();
        for (no, act) in acts.iter().enumerate() {
            let Some((sql, next)) = model.after(no, act) else { continue };
            let wanted = !next.is_full();
            match conn.execute_batch(&sql) {
                Ok(()) => prop_assert!(wanted, "{} was let through", sql),
                Err(error) => {
                    prop_assert!(error.to_string().contains("SV_LOCK"), "{}: {}", sql, error);
                    prop_assert!(!wanted, "{} was refused", sql);
                    continue;
                }
            }
            model = next;
            let mut read = conn.prepare("SELECT id, start_time, end_time, qty, kind = 'firm', released_at IS NOT NULL FROM booking_locks ORDER BY id").unwrap();
            let rows: Vec<_> = read
                .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?, r.get::<_, i64>(2)?, r.get::<_, i64>(3)?, r.get::<_, bool>(4)?, r.get::<_, bool>(5)?)))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            let mine: Vec<_> = model.locks.iter().map(|(id, k)| (id.clone(), k.start, k.end, k.qty, k.firm, k.released)).collect();
            prop_assert_eq!(rows, mine);
        }
    }
}

/// Processes that race for one camera, a thousand times.
const RACERS: usize = 8;
const ROUNDS: i64 = 1_000;

#[test]
fn of_many_processes_exactly_one_gets_the_camera() {
    let s = studio();
    let script: String = (0..ROUNDS)
        .map(|round| {
            firm("RACER-ROUND", "cam", round * 100, round * 100 + 100).replace("ROUND", &round.to_string())
        })
        .collect::<Vec<_>>()
        .join("\n");
    let race = |no: usize| -> Child {
        use std::io::Write;
        let mut child = Process::new("sqlite3")
            .arg(s.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the system's sqlite3");
        let script = format!(
            ".timeout 60000\nPRAGMA synchronous = OFF;\n{}\n",
            script.replace("RACER", &no.to_string())
        );
        let mut input = child.stdin.take().unwrap();
        std::thread::spawn(move || input.write_all(script.as_bytes()));
        child
    };
    let racers: Vec<Child> = (0..RACERS).map(race).collect();
    let mut lost = 0;
    for racer in racers {
        let output = racer.wait_with_output().unwrap();
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            assert!(line.contains("SV_LOCK"), "{line}");
            lost += 1;
        }
    }
    let won: i64 = s.sqlite3("SELECT count(*) FROM booking_locks").unwrap().parse().unwrap();
    assert_eq!(won, ROUNDS);
    assert_eq!(lost, ROUNDS * (RACERS as i64 - 1));
    assert_eq!(
        s.sqlite3("SELECT count(DISTINCT start_time) FROM booking_locks").unwrap(),
        ROUNDS.to_string()
    );
    s.assert_sound();
}

#[test]
fn what_came_from_another_branch_names_nothing_of_it() {
    let s = studio();
    let at = 1_800_000_000;
    s.sqlite3(&firm("a", "cam", at, at + 3_600)).unwrap();
    s.sqlite3(&lock("h", "p1", "cam", (at, at + 60), "hold", 1)).unwrap();
    let org = s.sqlite3("SELECT org_id FROM branches").unwrap();
    // The camera went to Mysuru with what was booked of it; there it breaks.
    s.sqlite3(&format!(
        "INSERT INTO branches (id, org_id, name) VALUES ('br_2', '{org}', 'Mysuru');
         INSERT INTO users (id, org_id, branch_id, roles_json, status, email) VALUES ('u2', '{org}', 'br_2', '[\"manager\"]', 'active', 'm@x.in');
         INSERT INTO clients (id, branch_id, name, phone) VALUES ('c2', 'br_2', 'Ravi', '98450 7');
         INSERT INTO projects (id, branch_id, client_id, status, details_json) VALUES ('q', 'br_2', 'c2', 'active', '{{\"title\":\"Fair\"}}');
         UPDATE assets SET branch_id = 'br_2' WHERE id = 'cam';"
    ))
    .unwrap();
    let manager = s.store.sign_in(Some("m@x.in"), "test").unwrap();
    let ask = |query| s.store.ask(&manager, query).unwrap();
    let Reply::Obstacles(found) = ask(Query::Obstacles(vec![want("cam", at, at + 60, 1, &[])])) else {
        panic!()
    };
    let said = format!("{found:?}");
    assert!(said.contains("a project of another branch"), "{said}");
    assert!(!said.contains("Job") && !said.contains("Priya") && !said.contains("\"p0\""), "{said}");
    let wanted = vec![WantedLock {
        needed: Some(studiovault::domain::booking::rules::Needed {
            start: jiff::Timestamp::from_second(at).unwrap(),
            end: jiff::Timestamp::from_second(at + 60).unwrap(),
            before: 0,
            after: 0,
        }),
        kind: Some(studiovault::domain::booking::LockKind::Firm),
        ..WantedLock::of("cam".into())
    }];
    let error = s
        .store
        .run(&manager, BookingCommand::Lock { project: "q".into(), event: None, wanted }.into())
        .unwrap_err()
        .to_string();
    assert!(error.contains("booked for a project of another branch"), "{error}");
    s.sqlite3("UPDATE assets SET status = 'lost' WHERE id = 'cam'").unwrap();
    let all = TroubledQuery { scope: BranchScope::All, from: None, until: None, limit: 50 };
    let Reply::Troubled(troubled) = ask(Query::Troubled(all)) else { panic!() };
    assert!(troubled.rows.is_empty(), "{troubled:?}");
}

#[test]
fn a_kit_is_booked_as_one_or_everything_that_is_taken_is_named() {
    let s = studio();
    let b = s.branch.as_str();
    s.sqlite3(&format!(
        "INSERT INTO kits (id, branch_id, name) VALUES ('kit', '{b}', 'Wedding kit'), ('none', '{b}', 'Empty kit');
         INSERT INTO kits (id, branch_id, name, archived_at) VALUES ('old', '{b}', 'Old kit', 1);
         INSERT INTO kit_assets (id, kit_id, asset_id, qty) VALUES ('k1', 'kit', 'cam', 1), ('k2', 'kit', 'lights', 2), ('k3', 'old', 'cam', 1);
         UPDATE projects SET status = 'active' WHERE id IN ('p0', 'p1');"
    ))
    .unwrap();
    let at = |second: i64| jiff::Timestamp::from_second(second).unwrap();
    let needed = |start: i64, end: i64| {
        Some(studiovault::domain::booking::rules::Needed {
            start: at(start),
            end: at(end),
            before: 0,
            after: 0,
        })
    };
    let book = |project: &str, kit: &str, needed| {
        let (project, kit) = (project.into(), kit.into());
        s.store.run(&s.owner, BookingCommand::LockKit { project, event: None, kit, needed }.into())
    };
    let day = 4_102_444_800;
    let booked = book("p0", "kit", needed(day, day + 3_600)).unwrap();
    assert_eq!(booked.message, "Booked Wedding kit (2 things) for Job 0");
    let Reply::Project(detail) = s.store.ask(&s.owner, Query::Project("p0".into())).unwrap() else {
        panic!()
    };
    let locks: Vec<_> = detail.locks.rows.iter().map(|l| (l.asset_name.as_str(), l.qty)).collect();
    assert_eq!(locks, [("cam", 1), ("lights", 2)]);
    assert!(detail.locks.rows.iter().all(|l| l.kit.as_ref().is_some_and(|kit| kit.name == "Wedding kit")));

    // All that is not free is named, and nothing is booked.
    let refused = book("p1", "kit", needed(day, day + 60)).unwrap_err().to_string();
    assert!(refused.starts_with("not all of Wedding kit is free: cam is booked for Job 0"), "{refused}");
    assert!(refused.contains("; lights is booked for Job 0"), "{refused}");
    for (kit, why) in [("none", "there is nothing in Empty kit"), ("old", "Old kit is archived")] {
        assert_eq!(book("p1", kit, needed(day, day + 60)).unwrap_err().to_string(), why);
    }
    assert!(matches!(
        book("p1", "far", needed(day, day + 60)),
        Err(StoreError::NotFound { what: "kit", .. })
    ));
    assert!(book("p1", "kit", None).unwrap_err().to_string().contains("for which time"));
    let Reply::Project(detail) = s.store.ask(&s.owner, Query::Project("p1".into())).unwrap() else {
        panic!()
    };
    assert!(detail.locks.rows.is_empty());
    // Touching is free.
    book("p1", "kit", needed(day + 3_600, day + 7_200)).unwrap();
}
