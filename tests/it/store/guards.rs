//! What holds of bookings and of the inventory whoever writes, and what undo asks before it takes something back.

use super::bookings::{firm, lock, studio};
use super::{Studio, values};
use jiff::Timestamp;
use studiovault::domain::booking::LockKind;
use studiovault::domain::booking::rules::Needed;
use studiovault::domain::field::FieldValue;
use studiovault::domain::id::{AssetId, ProjectId};
use studiovault::store::protocol::*;

/// A moment far enough ahead: 2027-01-15 13:30 in the studio's zone.
const AT: i64 = 1_800_000_000;

fn needed(start: i64, end: i64) -> Needed {
    let at = |second: i64| Timestamp::from_second(AT + second).unwrap();
    Needed { start: at(start), end: at(end), before: 0, after: 0 }
}

fn want(asset: &str, start: i64, end: i64) -> WantedLock {
    WantedLock { needed: Some(needed(start, end)), ..WantedLock::of(asset.into()) }
}

fn book(s: &Studio, project: &str, wanted: Vec<WantedLock>) -> Result<Outcome, StoreError> {
    s.run(BookingCommand::Lock { project: project.into(), event: None, wanted })
}

fn named(s: &Studio, project: &str) -> Vec<LockAt> {
    let rows = s.project(&project.into()).locks.rows;
    rows.into_iter().map(|lock| (lock.id, lock.version)).collect()
}

fn refused(s: &Studio, code: &str, sql: &str) {
    match s.sqlite3(sql) {
        Err(error) => assert!(error.contains(code), "{sql}: {error}"),
        Ok(_) => panic!("{sql} was let through"),
    }
}

fn move_to(s: &Studio, project: &str, to: &str) -> Result<Outcome, StoreError> {
    let id = ProjectId::from(project);
    let from = s.project(&id).project.status;
    s.run(ProjectCommand::Move { id, from, to: to.into(), reason: "why".into() })
}

fn kinds(s: &Studio, project: &str) -> String {
    s.sqlite3(&format!(
        "SELECT group_concat(asset_id || ' ' || kind || iif(released_at IS NULL, '', ' released'), ', ')
         FROM (SELECT * FROM booking_locks WHERE project_id = '{project}' ORDER BY asset_id, start_time)"
    ))
    .unwrap()
}

/// A second branch, with a project and a camera of its own.
fn far(s: &Studio) {
    let b = s.branch.as_str();
    s.sqlite3(&format!(
        "INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{b}';
         INSERT INTO projects (id, branch_id, client_id, status, details_json) SELECT 'far', 'br_2', client_id, 'inquiry', '{{\"title\":\"Far job\"}}' FROM projects WHERE id = 'p0';
         INSERT INTO kits (id, branch_id, name) VALUES ('kit_far', 'br_2', 'Far kit'), ('kit', '{b}', 'Kit'), ('kit_old', '{b}', 'Old kit');
         INSERT INTO kit_assets (id, kit_id, asset_id) VALUES ('kpt', 'kit', 'cam');"
    ))
    .unwrap();
}

fn doctor(s: &Studio, name: &str) -> String {
    let report = s.store.examine(&s.owner).unwrap();
    let check = report.checks.iter().find(|check| check.name == name).unwrap();
    check.detail.clone()
}

#[test]
fn what_turns_firm_is_asked_what_a_booking_is_asked() {
    for (code, spoil, words) in [
        ("SV_BRANCH", "UPDATE assets SET branch_id = 'br_2' WHERE id = 'cam'", "in another branch"),
        ("SV_ASSET", "UPDATE assets SET status = 'lost' WHERE id = 'cam'", "lost"),
        (
            "SV_TRANSIT",
            "INSERT INTO asset_transfers (id, asset_id, from_branch_id, to_branch_id, sent_at) SELECT 't', id, branch_id, 'br_2', 5 FROM assets WHERE id = 'cam'",
            "in another branch",
        ),
        (
            "SV_AWAY",
            "INSERT INTO asset_maintenance (id, asset_id, kind, start_time) VALUES ('m', 'cam', 'maintenance', 1800000050)",
            "under repair",
        ),
    ] {
        let s = studio();
        far(&s);
        book(&s, "p0", vec![want("cam", 0, 60), want("room", 0, 60)]).unwrap();
        s.sqlite3(spoil).unwrap();
        refused(&s, code, "UPDATE booking_locks SET kind = 'firm' WHERE asset_id = 'cam'");
        refused(&s, code, "UPDATE OR IGNORE projects SET status = 'active' WHERE id = 'p0'");
        let locks = named(&s, "p0");
        let firmly = BookingCommand::SetKind { locks, kind: LockKind::Firm, expires: None };
        let error = s.run(firmly).unwrap_err();
        assert_eq!(error.exit_code(), 6, "{error}");
        assert!(error.to_string().starts_with("cam "), "{error}");
        let error = move_to(&s, "p0", "active").unwrap_err().to_string();
        assert_eq!(error, format!("cam is {words}, and is held for this project"));
        assert_eq!(kinds(&s, "p0"), "cam hold, room hold");
        // Once another one is in its place, the project is booked.
        let cam = s.sqlite3("SELECT id || ' ' || version FROM booking_locks WHERE asset_id = 'cam'").unwrap();
        let (id, version) = cam.split_once(' ').unwrap();
        let change = LockChange { asset: Some("asha".into()), ..LockChange::default() };
        s.run(BookingCommand::EditLock { id: id.into(), version: version.parse().unwrap(), change }).unwrap();
        move_to(&s, "p0", "active").unwrap();
        assert_eq!(kinds(&s, "p0"), "asha firm, room firm");
    }
}

#[test]
fn what_is_over_turns_firm_wherever_the_thing_is_by_now() {
    let s = studio();
    far(&s);
    s.sqlite3(&lock("a", "p0", "cam", (100, 200), "hold", 1)).unwrap();
    s.sqlite3("UPDATE assets SET branch_id = 'br_2' WHERE id = 'cam'").unwrap();
    move_to(&s, "p0", "active").unwrap();
    assert_eq!(kinds(&s, "p0"), "cam firm");
}

#[test]
fn a_booking_does_not_come_back_over_what_left_its_branch_and_does_over_what_broke() {
    let s = studio();
    far(&s);
    s.sqlite3("UPDATE projects SET status = 'active' WHERE id IN ('p0', 'p1'); DELETE FROM kit_assets")
        .unwrap();
    book(&s, "p0", vec![want("cam", 0, 60)]).unwrap();
    book(&s, "p1", vec![want("room", 0, 60)]).unwrap();
    move_to(&s, "p0", "cancelled").unwrap();
    move_to(&s, "p1", "cancelled").unwrap();
    s.sqlite3("UPDATE assets SET branch_id = 'br_2' WHERE id = 'cam'; UPDATE assets SET status = 'retired' WHERE id = 'room'").unwrap();
    let error = move_to(&s, "p0", "active").unwrap_err().to_string();
    assert_eq!(error, "cam is in another branch, and was booked for this project");
    s.run(BookingCommand::Release(named(&s, "p0"))).unwrap();
    move_to(&s, "p0", "active").unwrap();
    move_to(&s, "p1", "active").unwrap();
    assert_eq!((kinds(&s, "p0"), kinds(&s, "p1")), (String::new(), "room firm".to_owned()));
    s.assert_sound();
}

#[test]
fn a_lock_that_undo_brings_back_follows_its_project() {
    let s = studio();
    book(&s, "p0", vec![want("cam", 0, 60)]).unwrap();
    s.run(BookingCommand::Release(named(&s, "p0"))).unwrap();
    s.sqlite3("UPDATE projects SET status = 'active' WHERE id = 'p0'").unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(kinds(&s, "p0"), "cam firm");
    // … and the other way round.
    s.run(BookingCommand::Release(named(&s, "p0"))).unwrap();
    s.sqlite3("UPDATE projects SET status = 'inquiry' WHERE id = 'p0'").unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(kinds(&s, "p0"), "cam hold");
    // What somebody decided otherwise stays so.
    let firmly = BookingCommand::SetKind { locks: named(&s, "p0"), kind: LockKind::Firm, expires: None };
    s.run(firmly).unwrap();
    s.run(BookingCommand::Release(named(&s, "p0"))).unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(kinds(&s, "p0"), "cam firm");
    s.assert_sound();
}

#[test]
fn a_lock_does_not_come_back_for_a_project_that_is_off_and_comes_back_alive() {
    let s = studio();
    book(&s, "p0", vec![want("cam", 0, 60)]).unwrap();
    s.run(BookingCommand::Release(named(&s, "p0"))).unwrap();
    s.sqlite3("UPDATE projects SET status = 'cancelled', status_before = 'inquiry' WHERE id = 'p0'").unwrap();
    assert_eq!(
        s.run(Command::Undo).unwrap_err().to_string(),
        "the project is cancelled by now: nothing is booked for it any more"
    );
    // One that was freed while its project was off is as its project is by now.
    s.sqlite3("UPDATE projects SET status = 'active', status_before = NULL WHERE id = 'p0'").unwrap();
    book(&s, "p0", vec![want("cam", 0, 60)]).unwrap();
    s.sqlite3("UPDATE projects SET status = 'cancelled', status_before = 'active' WHERE id = 'p0'").unwrap();
    s.run(BookingCommand::Release(named(&s, "p0"))).unwrap();
    s.sqlite3("UPDATE projects SET status = 'active', status_before = NULL WHERE id = 'p0'").unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(kinds(&s, "p0"), "cam firm");
    s.assert_sound();
}

#[test]
fn a_lock_is_of_a_sub_event_of_its_project_and_of_a_kit_of_its_branch() {
    let s = studio();
    far(&s);
    let b = s.branch.as_str();
    s.sqlite3(&format!(
        "INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at)
           VALUES ('e0', 'p0', '{b}', 'Haldi', {AT}, {AT} + 60, 'UTC', 1), ('e1', 'p1', '{b}', 'Wedding', {AT}, {AT} + 60, 'UTC', 1);"
    ))
    .unwrap();
    let tied = |event: &str, kit: &str| {
        format!(
            "INSERT INTO booking_locks (id, project_id, event_id, kit_id, asset_id, start_time, end_time, kind) VALUES ('a', 'p0', {event}, {kit}, 'cam', 100, 200, 'hold')"
        )
    };
    refused(&s, "SV_EVENT", &tied("'e1'", "NULL"));
    refused(&s, "SV_KIT", &tied("'e0'", "'kit_far'"));
    s.sqlite3(&tied("'e0'", "'kit'")).unwrap();
    refused(&s, "SV_EVENT", "UPDATE booking_locks SET event_id = 'e1'");
    refused(&s, "SV_EVENT", "UPDATE booking_locks SET project_id = 'p1'");
    refused(&s, "SV_EVENT", "UPDATE project_events SET project_id = 'p1' WHERE id = 'e0'");
    refused(&s, "SV_KIT", "UPDATE booking_locks SET kit_id = 'kit_far'");
    s.sqlite3("UPDATE project_events SET project_id = 'p2' WHERE id = 'e1'").unwrap();
    let of_kit = |asset: &str, kit: &str| {
        book(&s, "p0", vec![WantedLock { kit: Some(kit.into()), ..want(asset, 0, 60) }])
    };
    assert_eq!(of_kit("asha", "kit").unwrap_err().to_string(), "asha is not in Kit");
    assert!(matches!(of_kit("cam", "kit_far").unwrap_err(), StoreError::NotFound { .. }));
    of_kit("cam", "kit").unwrap();
    // What takes its place is no part of the kit.
    let newest = s.sqlite3("SELECT id || ' ' || version FROM booking_locks WHERE start_time > 200").unwrap();
    let (id, version) = newest.split_once(' ').unwrap();
    let change = LockChange { asset: Some("room".into()), ..LockChange::default() };
    s.run(BookingCommand::EditLock { id: id.into(), version: version.parse().unwrap(), change }).unwrap();
    assert_eq!(
        s.sqlite3(&format!("SELECT kit_id IS NULL FROM booking_locks WHERE id = '{id}'")).unwrap(),
        "1"
    );
    s.assert_sound();
}

#[test]
fn the_branch_of_a_lock_is_that_of_its_project() {
    let s = studio();
    far(&s);
    s.sqlite3(&firm("a", "cam", 100, 200)).unwrap();
    let branch = || s.sqlite3("SELECT group_concat(branch_id) FROM booking_locks").unwrap();
    assert_eq!(branch(), s.branch.as_str());
    s.sqlite3("UPDATE booking_locks SET branch_id = 'br_2'").unwrap();
    assert_eq!(branch(), s.branch.as_str());
    s.sqlite3("UPDATE projects SET branch_id = 'br_2' WHERE id = 'p0'").unwrap();
    assert_eq!(branch(), "br_2");
    s.sqlite3(&format!("REPLACE INTO projects (id, branch_id, client_id, status) SELECT id, '{}', client_id, 'active' FROM projects WHERE id = 'p0'", s.branch)).unwrap();
    assert_eq!(branch(), s.branch.as_str());
}

fn person(user: &str) -> FieldValue {
    FieldValue::Reference { id: user.into(), label: String::new() }
}

fn human(s: &Studio, name: &str, user: Option<&str>) -> Result<AssetId, StoreError> {
    let mut fields = values(&[("type", "human"), ("name", name)]);
    fields.extend(user.map(|user| ("person".into(), person(user))));
    let command = InventoryCommand::Create { branch: s.branch.clone(), values: fields };
    Ok(s.run(command)?.row.unwrap().id.as_str().into())
}

fn set(s: &Studio, id: &AssetId, field: &str, value: FieldValue) -> Result<Outcome, StoreError> {
    let Reply::Asset(seen) = s.ask(Query::Asset(id.clone())).unwrap() else { panic!() };
    let base = seen.asset.values();
    let mut values = base.clone();
    values.insert(field.into(), value);
    s.run(InventoryCommand::Edit { id: id.clone(), version: seen.asset.version, base, values })
}

#[test]
fn no_program_and_no_undo_makes_one_person_two_assets() {
    let s = studio();
    s.hire("usr_r", "photographer");
    let first = human(&s, "Rahul", Some("usr_r")).unwrap();
    let b = s.branch.as_str();
    for insert in ["INSERT", "INSERT OR IGNORE", "REPLACE"] {
        let sql = format!(
            "{insert} INTO assets (id, branch_id, type, name, status, user_id) VALUES ('two', '{b}', 'human', 'Two', 'available', 'usr_r')"
        );
        refused(&s, "SV_PERSON", &sql);
    }
    refused(&s, "SV_PERSON", "UPDATE assets SET user_id = 'usr_r' WHERE id = 'asha'");
    // Taken off the one and given to the other: the first cannot have it back meanwhile.
    set(&s, &first, "person", FieldValue::Empty).unwrap();
    s.sqlite3("UPDATE assets SET user_id = 'usr_r' WHERE id = 'asha'").unwrap();
    let error = s.run(Command::Undo).unwrap_err().to_string();
    assert_eq!(
        error,
        "“edit of Rahul” can no longer be taken back: this is asha already: one person is one asset"
    );
    s.sqlite3("UPDATE assets SET user_id = NULL WHERE id = 'asha'").unwrap();
    // Nor does one that was never made come back by redo, or somebody who has left.
    let second = human(&s, "Again", Some("usr_r")).unwrap();
    s.run(Command::Undo).unwrap();
    s.sqlite3("UPDATE users SET status = 'suspended' WHERE id = 'usr_r'").unwrap();
    let error = s.run(Command::Redo).unwrap_err().to_string();
    assert!(error.contains("nobody who works in this branch is meant"), "{error}");
    assert!(matches!(s.ask(Query::Asset(second)), Err(StoreError::NotFound { .. })));
    let third = human(&s, "Third", None).unwrap();
    s.run(Command::Undo).unwrap();
    s.run(Command::Redo).unwrap();
    assert!(s.ask(Query::Asset(third)).is_ok());
    s.assert_sound();
}

#[test]
fn no_program_makes_fewer_of_a_thing_than_are_booked() {
    let s = studio();
    let of =
        |id: &str, from: i64, to: i64, qty: i64| lock(id, "p0", "lights", (AT + from, AT + to), "firm", qty);
    s.sqlite3(
        &[of("a", 0, 100, 1), of("b", 50, 150, 1), of("c", 150, 200, 1), of("d", 300, 310, 2)].concat(),
    )
    .unwrap();
    refused(&s, "SV_CAPACITY", "UPDATE assets SET capacity = 1 WHERE id = 'lights'");
    refused(&s, "SV_CAPACITY", "UPDATE assets SET capacity = NULL WHERE id = 'lights'");
    let replace = "REPLACE INTO assets (id, branch_id, type, name, status, capacity) SELECT id, branch_id, type, name, status, 1 FROM assets WHERE id = 'lights'";
    refused(&s, "SV_CAPACITY", replace);
    // The peak counts: never more than two are out.
    s.sqlite3("UPDATE assets SET capacity = 2 WHERE id = 'lights'").unwrap();
    s.sqlite3(
        "UPDATE booking_locks SET kind = 'hold' WHERE id = 'd'; DELETE FROM booking_locks WHERE id = 'b'",
    )
    .unwrap();
    s.sqlite3(replace).unwrap();
    s.assert_sound();
}

#[test]
fn a_hold_that_is_held_again_until_another_day_holds_until_then() {
    let s = studio();
    book(&s, "p0", vec![want("cam", 0, 60)]).unwrap();
    let until = Timestamp::from_second(AT - 86_400).unwrap();
    let hold = |expires| BookingCommand::SetKind { locks: named(&s, "p0"), kind: LockKind::Hold, expires };
    s.run(hold(Some(until))).unwrap();
    let expires = || s.project(&"p0".into()).locks.rows[0].expires;
    assert_eq!(expires(), Some(until));
    assert_eq!(s.run(hold(None)).unwrap().message, "Nothing to save: cam is held");
    assert_eq!(expires(), Some(until));
}

#[test]
fn a_whole_booking_of_too_much_is_refused_as_a_list_is() {
    let s = studio();
    let client = s.sqlite3("SELECT client_id FROM projects WHERE id = 'p0'").unwrap();
    let mut project = values(&[("title", "Sharma wedding")]);
    project.insert("client".into(), FieldValue::Reference { id: client, label: "Priya".to_owned() });
    let booking = NewBooking {
        branch: s.branch.clone(),
        project,
        event: super::projects::event("Wedding", "2027-01-15T08:00:00Z", "2027-01-15T09:00:00Z"),
        package: None,
        wanted: vec![want("cam", 0, 60); 501],
        kind: LockKind::Hold,
        hold_until: None,
    };
    let error = s.run(BookingCommand::Book(Box::new(booking))).unwrap_err().to_string();
    assert_eq!(error, "501 at once are too many: 500 are the most");
}

#[test]
fn doctor_knows_kits_and_the_parts_of_locks() {
    let s = studio();
    far(&s);
    s.assert_sound();
    assert_eq!(doctor(&s, "kits"), "every kit holds gear of its branch that is there");
    s.sqlite3("UPDATE assets SET status = 'lost' WHERE id = 'cam'").unwrap();
    assert_eq!(
        doctor(&s, "kits"),
        "every kit holds what is of its branch; 1 are not whole: something is lost or retired, no gear, or more than there is"
    );
    s.assert_sound();
    s.sqlite3("INSERT INTO kit_assets (id, kit_id, asset_id) VALUES ('k2', 'kit_far', 'lights')").unwrap();
    assert_eq!(doctor(&s, "kits"), "1 rows: parts of kits belong to another branch than the kit");
    assert!(!s.store.examine(&s.owner).unwrap().is_sound());
}
