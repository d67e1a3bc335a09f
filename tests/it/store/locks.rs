//! Booking, moving and freeing through the store: all or none, in words, audited, and taken back.

use super::bookings::{firm, lock, studio};
use super::projects::event;
use super::{Studio, values};
use jiff::Timestamp;
use studiovault::domain::booking::rules::Needed;
use studiovault::domain::booking::{Lock, LockKind};
use studiovault::domain::field::{FieldKey, FieldValue};
use studiovault::domain::id::LockId;
use studiovault::store::protocol::*;

/// A moment far enough ahead: 2027-01-15 13:30 in the studio's zone.
const AT: i64 = 1_800_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(AT + second).unwrap()
}

fn needed(start: i64, end: i64) -> Needed {
    Needed { start: at(start), end: at(end), before: 0, after: 0 }
}

fn want(asset: &str, start: i64, end: i64) -> WantedLock {
    WantedLock { needed: Some(needed(start, end)), ..WantedLock::of(asset.into()) }
}

fn firmly(asset: &str, start: i64, end: i64) -> WantedLock {
    WantedLock { kind: Some(LockKind::Firm), ..want(asset, start, end) }
}

fn book(s: &Studio, project: &str, wanted: &[WantedLock]) -> Result<Outcome, StoreError> {
    s.run(BookingCommand::Lock { project: project.into(), event: None, wanted: wanted.to_vec() })
}

fn said(s: &Studio, project: &str, wanted: &[WantedLock]) -> String {
    match book(s, project, wanted) {
        Ok(outcome) => outcome.message,
        Err(error) => format!("{}: {error}", error.exit_code()),
    }
}

fn locks(s: &Studio, project: &str) -> Vec<Lock> {
    s.project(&project.into()).locks.rows
}

fn only(s: &Studio, project: &str) -> Lock {
    let [lock] = <[Lock; 1]>::try_from(locks(s, project)).unwrap();
    lock
}

fn named(lock: &Lock) -> LockAt {
    (lock.id.clone(), lock.version)
}

fn count(s: &Studio) -> String {
    s.sqlite3("SELECT count(*) FROM booking_locks").unwrap()
}

fn last_event(s: &Studio) -> String {
    s.sqlite3("SELECT event_type FROM audit_logs ORDER BY created_at DESC, rowid DESC LIMIT 1").unwrap()
}

#[test]
fn several_are_booked_or_none() {
    let s = studio();
    let both = [firmly("cam", 0, 3_600), firmly("room", 0, 3_600)];
    assert_eq!(said(&s, "p0", &both), "Booked cam and room for Job 0");
    assert_eq!(last_event(&s), "booking.locked");
    let more = [firmly("asha", 0, 60), firmly("cam", 3_000, 4_000)];
    assert_eq!(said(&s, "p1", &more), "5: cam is booked for Job 0, 2027-01-15 13:30 to 14:30");
    assert_eq!(count(&s), "2");
    // Touching is no overlap.
    assert_eq!(
        said(&s, "p1", &[firmly("cam", 3_600, 4_000)]),
        "Booked cam for Job 1, 2027-01-15 14:30 to 14:36:40"
    );
    s.run(Command::Undo).unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(count(&s), "0");
    s.run(Command::Redo).unwrap();
    assert_eq!(count(&s), "2");
    s.assert_sound();
}

#[test]
fn how_firmly_follows_the_project_unless_somebody_decides() {
    let s = studio();
    let now = Timestamp::now().as_second();
    assert_eq!(said(&s, "p0", &[want("cam", 0, 60)]), "Held cam for Job 0, 2027-01-15 13:30 to 13:31");
    assert_eq!(last_event(&s), "booking.held");
    let held = only(&s, "p0");
    assert_eq!(held.kind, LockKind::Hold);
    let left = held.expires.unwrap().as_second() - now;
    assert!((72 * 3_600 - 5..=72 * 3_600 + 5).contains(&left), "{left}");
    // A hold is in nobody's way.
    assert_eq!(said(&s, "p1", &[firmly("cam", 0, 60)]), "Booked cam for Job 1, 2027-01-15 13:30 to 13:31");
    let firm = BookingCommand::SetKind { locks: vec![named(&held)], kind: LockKind::Firm, expires: None };
    assert_eq!(s.run(firm).unwrap_err().to_string(), "cam is booked for Job 1, 2027-01-15 13:30 to 13:31");
    let other = only(&s, "p1");
    let loosen = BookingCommand::SetKind { locks: vec![named(&other)], kind: LockKind::Hold, expires: None };
    assert_eq!(s.run(loosen).unwrap().message, "Held cam for Job 1");
    let firm = BookingCommand::SetKind { locks: vec![named(&held)], kind: LockKind::Firm, expires: None };
    assert_eq!(s.run(firm).unwrap().message, "Booked cam for Job 0");
    assert_eq!(only(&s, "p0").expires, None);
    s.sqlite3("UPDATE projects SET status = 'active' WHERE id = 'p2'").unwrap();
    book(&s, "p2", &[want("asha", 0, 60)]).unwrap();
    assert_eq!(only(&s, "p2").kind, LockKind::Firm);
    let expiring = WantedLock { expires: Some(at(0)), ..firmly("room", 0, 60) };
    assert_eq!(said(&s, "p2", &[expiring]), "6: a firm lock does not expire");
    let over = WantedLock { expires: Some(Timestamp::UNIX_EPOCH), ..want("room", 0, 60) };
    assert_eq!(said(&s, "p0", &[over]), "6: a hold that ends in the past holds nothing");
    s.assert_sound();
}

#[test]
fn what_cannot_be_booked_is_refused_in_words() {
    let s = studio();
    let b = s.branch.as_str();
    s.sqlite3(&format!(
        "INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{b}';
         INSERT INTO assets (id, branch_id, type, name, status) VALUES ('far', 'br_2', 'camera', 'Far', 'available'),
           ('gone', '{b}', 'camera', 'Gone', 'lost'), ('old', '{b}', 'lens', 'Old', 'retired');
         INSERT INTO asset_maintenance (id, asset_id, kind, start_time, end_time) VALUES ('m', 'asha', 'leave', {AT} + 60, NULL),
           ('n', 'room', 'maintenance', {AT}, {AT} + 3600);
         UPDATE projects SET status = 'cancelled' WHERE id = 'p1'; UPDATE projects SET status = 'archived' WHERE id = 'p2';
         UPDATE projects SET status = 'trashed' WHERE id = 'p3';"
    ))
    .unwrap();
    let far_off = |year: i16| {
        let start =
            jiff::civil::date(year, 6, 1).at(9, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap();
        let start = start.timestamp();
        let end = Timestamp::from_second(start.as_second() + 3_600).unwrap();
        WantedLock { needed: Some(Needed { start, end, before: 0, after: 0 }), ..want("cam", 0, 1) }
    };
    let buffered = Needed { before: 8 * 86_400, ..needed(0, 60) };
    let nothing = WantedLock { needed: None, ..want("cam", 0, 1) };
    for (project, want, expected) in [
        (
            "p0",
            want("cam", 60, 60),
            "6: cam: it starts and ends at the same moment: a booking needs some length",
        ),
        ("p0", want("cam", 60, 0), "6: cam: the end lies before the start"),
        (
            "p0",
            far_off(9999),
            "6: cam: the year 9999 is out of reach: something can be booked from 1970 to 2199",
        ),
        ("p0", want("cam", 0, 367 * 86_400), "6: cam: it would be booked for more than a year"),
        (
            "p0",
            WantedLock { needed: Some(buffered), ..want("cam", 0, 1) },
            "6: cam: a buffer can be a week at most",
        ),
        ("p0", nothing, "6: for which time is cam wanted?"),
        ("p0", want("far", 0, 60), "6: Far belongs to Mysuru, and Job 0 is a project of Bengaluru"),
        ("p0", want("none", 0, 60), "3: there is no asset none"),
        ("p0", want("gone", 0, 60), "6: Gone is lost"),
        ("p0", want("old", 0, 60), "6: Old is retired"),
        ("p0", want("asha", 0, 120), "6: asha is away, 2027-01-15 13:31 until nobody knows when"),
        ("p0", want("room", 0, 60), "6: room is under repair, 2027-01-15 13:30 to 14:30"),
        ("p0", WantedLock { qty: 4, ..want("lights", 0, 60) }, "6: there are only 3 of lights; 4 are wanted"),
        ("p0", WantedLock { qty: 2, ..want("cam", 0, 60) }, "6: there is only one cam; 2 are wanted"),
        ("p0", WantedLock { qty: 0, ..want("cam", 0, 60) }, "6: none of cam is wanted"),
        ("p1", want("cam", 0, 60), "6: Job 1 is cancelled: nothing is booked for it any more"),
        ("p2", want("cam", 0, 60), "6: Job 2 is archived: nothing is booked for it any more"),
        ("p3", want("cam", 0, 60), "6: Job 3 is in the trash"),
        ("p9", want("cam", 0, 60), "3: there is no project p9"),
    ] {
        assert_eq!(said(&s, project, &[want]), expected);
    }
    assert_eq!(said(&s, "p0", &[]), "6: nothing was named");
    assert_eq!(count(&s), "0");
    s.assert_sound();
}

#[test]
fn a_project_does_not_get_into_its_own_way() {
    let s = studio();
    book(&s, "p0", &[want("cam", 0, 3_600)]).unwrap();
    let own = "5: cam is booked for Job 0 itself already, 2027-01-15 13:30 to 14:30";
    assert_eq!(said(&s, "p0", &[want("cam", 1_800, 5_400)]), own);
    assert_eq!(said(&s, "p0", &[firmly("cam", 1_800, 5_400)]), own);
    let twice = [want("room", 0, 60), want("room", 30, 90)];
    assert!(said(&s, "p0", &twice).contains("room is booked for Job 0 itself already"));
    // Of several, as many as there are.
    let two = |start| WantedLock { qty: 2, ..want("lights", start, start + 100) };
    book(&s, "p0", &[two(0), two(100)]).unwrap();
    assert!(said(&s, "p0", &[two(50)]).contains("itself already"));
    let mut one = two(50);
    one.qty = 1;
    book(&s, "p0", &[one]).unwrap();
    s.assert_sound();
}

#[test]
fn a_lock_is_moved_stretched_and_replaced() {
    let s = studio();
    let buffered = Needed { before: 1_800, after: 600, ..needed(0, 3_600) };
    book(&s, "p0", &[WantedLock { needed: Some(buffered), ..firmly("cam", 0, 1) }]).unwrap();
    book(&s, "p1", &[firmly("cam", 7_200, 9_000)]).unwrap();
    let was = only(&s, "p0");
    assert_eq!((was.start, was.end), (at(-1_800), at(4_200)));
    let edit = |lock: &Lock, change: LockChange| {
        s.run(BookingCommand::EditLock { id: lock.id.clone(), version: lock.version, change })
    };
    let stretch = |end: i64| LockChange { end: Some(at(end)), ..LockChange::default() };
    assert_eq!(
        edit(&was, stretch(6_600)).unwrap().message,
        "Moved cam for Job 0 to Fri 15 Jan 2027, 13:30–15:20"
    );
    assert_eq!(last_event(&s), "booking.moved");
    // What was read before that is not written over it.
    let Err(StoreError::Conflict(conflict)) = edit(&was, stretch(60)) else { panic!() };
    assert_eq!(conflict.label, "cam for Job 0");
    assert_eq!(conflict.theirs[&FieldKey::from("end")], FieldValue::When(at(6_600)));
    let now = only(&s, "p0");
    // The buffer behind it would lie over the other's.
    let error = edit(&now, stretch(6_601)).unwrap_err();
    assert_eq!(error.to_string(), "cam is booked for Job 1, 2027-01-15 15:30 to 16:00");
    let swap = LockChange { asset: Some("room".into()), ..LockChange::default() };
    assert_eq!(
        edit(&now, swap).unwrap().message,
        "Replaced cam with room for Job 0, Fri 15 Jan 2027, 13:30–15:20"
    );
    assert_eq!(last_event(&s), "booking.replaced");
    let now = only(&s, "p0");
    assert_eq!(
        edit(&now, LockChange::default()).unwrap().message,
        "Nothing to save: room is booked as it was"
    );
    let back = LockChange { start: Some(at(9_000)), ..LockChange::default() };
    assert_eq!(edit(&now, back).unwrap_err().to_string(), "room: the end lies before the start");
    s.run(Command::Undo).unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!((only(&s, "p0").asset_name.as_str(), only(&s, "p0").end), ("cam", at(4_200)));
    s.assert_sound();
}

#[test]
fn what_is_released_is_free_and_comes_back_only_by_undo() {
    let s = studio();
    book(&s, "p0", &[firmly("cam", 0, 60), firmly("room", 0, 60)]).unwrap();
    let ids: Vec<LockAt> = locks(&s, "p0").iter().map(named).collect();
    let mut stale = ids.clone();
    stale[1].1 += 1;
    assert!(matches!(s.run(BookingCommand::Release(stale)), Err(StoreError::Conflict(_))));
    assert_eq!(count(&s), "2");
    assert_eq!(s.run(BookingCommand::Release(ids)).unwrap().message, "Released cam and room from Job 0");
    assert_eq!(last_event(&s), "booking.released");
    assert_eq!(count(&s), "0");
    book(&s, "p1", &[firmly("cam", 0, 60)]).unwrap();
    s.run(Command::Undo).unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(count(&s), "2");
    s.assert_sound();
}

#[test]
fn holds_are_extended_and_an_expired_one_is_taken_up_again() {
    let s = studio();
    book(&s, "p0", &[want("cam", 0, 60)]).unwrap();
    s.sqlite3("UPDATE booking_locks SET expires_at = 5").unwrap();
    let held = only(&s, "p0");
    assert!(held.has_expired(Timestamp::now()));
    let until = at(-86_400);
    let extend = BookingCommand::Extend { locks: vec![named(&held)], until };
    assert_eq!(s.run(extend).unwrap().message, "Extended cam for Job 0");
    assert_eq!(only(&s, "p0").expires, Some(until));
    let past = BookingCommand::Extend { locks: vec![named(&only(&s, "p0"))], until: Timestamp::UNIX_EPOCH };
    assert!(s.run(past).unwrap_err().to_string().contains("ends in the past"));
    s.sqlite3("UPDATE projects SET status = 'active' WHERE id = 'p0'").unwrap();
    let firm = BookingCommand::Extend { locks: vec![named(&only(&s, "p0"))], until };
    assert_eq!(s.run(firm).unwrap_err().to_string(), "cam is booked firmly: that does not expire");
    s.assert_sound();
}

#[test]
fn a_lock_of_a_sub_event_has_its_time_its_buffers_and_the_way() {
    let s = studio();
    let times = ("2027-01-15T08:00:00Z", "2027-01-15T09:00:00Z");
    let added =
        s.run(ProjectCommand::AddEvent { project: "p0".into(), values: event("Haldi", times.0, times.1) });
    let haldi = added.unwrap().row.unwrap().id;
    s.sqlite3("UPDATE project_events SET buffer_before = 600, buffer_after = 1200, travel_time = 900")
        .unwrap();
    let wanted = vec![WantedLock::of("cam".into()), WantedLock::of("room".into())];
    let lock = BookingCommand::Lock { project: "p0".into(), event: Some(haldi.as_str().into()), wanted };
    s.run(lock.clone()).unwrap();
    let times: Vec<_> = locks(&s, "p0")
        .iter()
        .map(|l| (l.asset_name.clone(), l.start.as_second() - AT, l.end.as_second() - AT))
        .collect();
    let expected = [("cam", -1_500, 5_700), ("room", -600, 4_800)];
    assert_eq!(times, expected.map(|(name, start, end)| (name.to_owned(), start, end)));
    let BookingCommand::Lock { event, wanted, .. } = lock else { panic!() };
    let other = BookingCommand::Lock { project: "p1".into(), event, wanted };
    assert_eq!(s.run(other).unwrap_err().exit_code(), 3);
    s.assert_sound();
}

/// Signs somebody in who has a role in a branch.
fn person(s: &Studio, role: &str, branch: &str) -> Actor {
    s.sqlite3(&format!(
        "INSERT INTO users (id, org_id, branch_id, email, roles_json, status) SELECT 'usr_{role}', id, '{branch}', '{role}@x.in', '[\"{role}\"]', 'active' FROM organizations"
    ))
    .unwrap();
    s.store.sign_in(Some(&format!("{role}@x.in")), "test").unwrap()
}

#[test]
fn a_clerk_holds_for_their_own_inquiries_and_decides_nothing() {
    let s = studio();
    let clerk = person(&s, "clerk", s.branch.as_str());
    s.sqlite3("UPDATE projects SET lead_user_id = 'usr_clerk' WHERE id = 'p0'").unwrap();
    let lock = |project: &str, want: WantedLock| {
        let command = BookingCommand::Lock { project: project.into(), event: None, wanted: vec![want] };
        s.store.run(&clerk, command.into())
    };
    lock("p0", want("cam", 0, 60)).unwrap();
    for error in
        [lock("p0", firmly("cam", 100, 160)).unwrap_err(), lock("p1", want("room", 0, 60)).unwrap_err()]
    {
        assert!(matches!(error, StoreError::Denied(_)), "{error:?}");
    }
    let id = named(&only(&s, "p0"));
    let firm = BookingCommand::SetKind { locks: vec![id.clone()], kind: LockKind::Firm, expires: None };
    assert!(matches!(s.store.run(&clerk, firm.into()), Err(StoreError::Denied(_))));
    s.store.run(&clerk, BookingCommand::Release(vec![id]).into()).unwrap();
    s.assert_sound();
}

#[test]
fn nobody_sees_or_touches_locks_of_another_branch() {
    let s = studio();
    let b = s.branch.as_str();
    s.sqlite3(&format!("INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{b}'; {}", firm("a", "cam", AT, AT + 60))).unwrap();
    let manager = person(&s, "manager", "br_2");
    let id = LockId::from("a");
    let not_found = |error: StoreError| assert!(matches!(error, StoreError::NotFound { .. }), "{error:?}");
    not_found(s.store.ask(&manager, Query::Lock(id.clone())).unwrap_err());
    for command in [
        BookingCommand::Release(vec![(id.clone(), 1)]),
        BookingCommand::EditLock { id, version: 1, change: LockChange::default() },
        BookingCommand::Lock { project: "p0".into(), event: None, wanted: vec![want("room", 0, 60)] },
    ] {
        not_found(s.store.run(&manager, command.into()).unwrap_err());
    }
    let all = LockQuery {
        of: LocksOf::Branches(BranchScope::All),
        from: None,
        until: None,
        holds: OnlyHolds::No,
        after: None,
        limit: 10,
    };
    let Reply::Locks(seen) = s.store.ask(&manager, Query::Locks(all.clone())).unwrap() else { panic!() };
    assert!(seen.rows.is_empty());
    let Reply::Locks(seen) = s.ask(Query::Locks(all.clone())).unwrap() else { panic!() };
    assert_eq!(seen.rows.len(), 1);
    not_found(
        s.store
            .ask(&manager, Query::Locks(LockQuery { of: LocksOf::Asset("cam".into()), ..all.clone() }))
            .unwrap_err(),
    );
    not_found(
        s.store
            .ask(&manager, Query::Locks(LockQuery { of: LocksOf::Project("p0".into()), ..all }))
            .unwrap_err(),
    );
}

#[test]
fn locks_are_listed_window_by_window() {
    let s = studio();
    let sql: String =
        (0..7).map(|no| firm(&format!("l{no}"), "cam", AT + no * 100, AT + no * 100 + 50)).collect();
    s.sqlite3(&sql).unwrap();
    s.sqlite3(&lock("h", "p1", "room", (AT, AT + 5_000), "hold", 1)).unwrap();
    let read = |of: LocksOf, holds: OnlyHolds, after: Option<Cursor>| {
        let query = LockQuery { of, from: Some(at(120)), until: Some(at(550)), holds, after, limit: 3 };
        let Reply::Locks(slice) = s.ask(Query::Locks(query)).unwrap() else { panic!() };
        let ids: Vec<String> = slice.rows.iter().map(|row| row.lock.id.to_string()).collect();
        (ids.join(" "), slice.next)
    };
    let all = LocksOf::Branches(BranchScope::All);
    let (first, next) = read(all.clone(), OnlyHolds::No, None);
    assert_eq!(first, "h l1 l2");
    let (second, next) = read(all.clone(), OnlyHolds::No, next);
    assert_eq!((second.as_str(), next.is_some()), ("l3 l4 l5", false));
    assert_eq!(read(all, OnlyHolds::Yes, None).0, "h");
    assert_eq!(read(LocksOf::Project("p1".into()), OnlyHolds::No, None).0, "h");
    assert_eq!(read(LocksOf::Asset("cam".into()), OnlyHolds::Yes, None).0, "");
    let (cam, next) = read(LocksOf::Asset("cam".into()), OnlyHolds::No, None);
    assert_eq!((cam.as_str(), next.is_some()), ("l1 l2 l3", true));
}

fn whole(s: &Studio, kind: LockKind, wanted: &[&str]) -> Result<Outcome, StoreError> {
    let client = s.sqlite3("SELECT client_id FROM projects WHERE id = 'p0'").unwrap();
    let mut project = values(&[("title", "Sharma wedding")]);
    project.insert("client".into(), FieldValue::Reference { id: client, label: "Priya".to_owned() });
    s.run(BookingCommand::Book(Box::new(NewBooking {
        branch: s.branch.clone(),
        project,
        event: event("Wedding", "2027-01-15T08:00:00Z", "2027-01-15T09:00:00Z"),
        package: None,
        wanted: wanted.iter().map(|asset| WantedLock::of((*asset).into())).collect(),
        kind,
        hold_until: None,
    })))
}

#[test]
fn a_whole_booking_is_one_act() {
    let s = studio();
    let held = whole(&s, LockKind::Hold, &["cam", "asha"]).unwrap();
    assert_eq!(held.message, "Held Sharma wedding, 2027-01-15 13:30 to 14:30, with cam and asha");
    let id = held.row.unwrap().id;
    let detail = s.project(&id.as_str().into());
    assert_eq!(detail.project.status.as_str(), "inquiry");
    assert_eq!(detail.project.start, Some(at(0)));
    assert!(detail.locks.rows.iter().all(|l| l.kind == LockKind::Hold && l.event.is_some()));
    let firm = whole(&s, LockKind::Firm, &["cam"]).unwrap();
    let firm = s.project(&firm.row.unwrap().id.as_str().into());
    assert_eq!(firm.project.status.as_str(), "active");
    assert!(firm.project.activated.is_some());
    assert_eq!(firm.locks.rows[0].kind, LockKind::Firm);
    // A clash keeps nothing: neither project nor sub-event.
    let before = s.sqlite3("SELECT count(*) FROM projects").unwrap();
    let error = whole(&s, LockKind::Firm, &["asha", "cam"]).unwrap_err();
    assert_eq!(error.to_string(), "cam is booked for Sharma wedding, 2027-01-15 13:30 to 14:30");
    assert_eq!(s.sqlite3("SELECT count(*) FROM projects").unwrap(), before);
    s.run(Command::Undo).unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(s.sqlite3("SELECT count(*) FROM projects").unwrap(), "4");
    assert_eq!(count(&s), "0");
    s.run(Command::Redo).unwrap();
    s.run(Command::Redo).unwrap();
    assert_eq!(count(&s), "3");
    s.assert_sound();
}

/// Processes that race for one camera, a thousand times.
const RACERS: usize = 8;
const ROUNDS: i64 = 1_000;
/// Where a racer finds the file; set by the race.
const FILE: &str = "STUDIOVAULT_RACE";

/// One of many processes that want the same camera in every round; says how often it won. The race starts it as a process
/// of its own and names the file; among the other tests it has none, and nothing to do.
#[test]
fn racer() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let store = studiovault::store::Store::open(studiovault::store::OpenOptions::new(file)).unwrap();
    let owner = store.sign_in(None, "test").unwrap();
    let mut won = 0;
    for round in 0..ROUNDS {
        let wanted = vec![firmly("cam", round * 100, round * 100 + 100)];
        let project = format!("p{}", std::process::id() % 4);
        let lock = BookingCommand::Lock { project: project.as_str().into(), event: None, wanted };
        loop {
            match store.run(&owner, lock.clone().into()) {
                Ok(_) => won += 1,
                Err(StoreError::Booked(Some(clash))) => assert!(clash.project.as_str().starts_with('p')),
                // Another one writes for longer than one waits: try again.
                Err(StoreError::Busy) => continue,
                Err(error) => panic!("{error:?}"),
            }
            break;
        }
    }
    println!("won {won}");
}

#[test]
fn of_many_processes_of_the_program_exactly_one_gets_the_camera() {
    let s = studio();
    let racers: Vec<_> = (0..RACERS)
        .map(|_| {
            std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "store::locks::racer", "--nocapture"])
                .env(FILE, s.path())
                .stdout(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut won = 0;
    for racer in racers {
        let output = racer.wait_with_output().unwrap();
        assert!(output.status.success());
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = said.lines().find_map(|line| line.split_once("won ")).unwrap_or_else(|| panic!("{said}"));
        won += line.1.trim().parse::<i64>().unwrap();
    }
    assert_eq!(won, ROUNDS);
    assert_eq!(
        s.sqlite3("SELECT count(*), count(DISTINCT start_time) FROM booking_locks").unwrap(),
        format!("{ROUNDS}|{ROUNDS}")
    );
    s.assert_sound();
}

#[test]
fn who_is_named_has_what_is_wanted_when_there_is_too_little_of_it() {
    let s = studio();
    // Of three lights one goes first to somebody, and then all three to somebody else.
    s.sqlite3(
        &[
            lock("a", "p1", "lights", (AT, AT + 60), "firm", 1),
            lock("b", "p2", "lights", (AT + 60, AT + 120), "firm", 3),
        ]
        .concat(),
    )
    .unwrap();
    assert_eq!(
        said(&s, "p0", &[firmly("lights", 0, 120)]),
        "5: lights is booked for Job 2, 2027-01-15 13:31 to 13:32"
    );
}

#[test]
fn what_is_to_come_is_read_first_and_a_kit_is_not_cut() {
    let s = studio();
    let b = s.branch.as_str();
    let now = Timestamp::now().as_second();
    let mut sql = format!("INSERT INTO kits (id, branch_id, name) VALUES ('k', '{b}', 'Lights');");
    for no in 0..98 {
        let at = now - 900_000 + no * 60;
        sql.push_str(&firm(&format!("past{no}"), "cam", at, at + 60));
    }
    for (id, asset, at) in [("k1", "cam", AT), ("k2", "room", AT), ("k3", "lights", AT), ("k4", "asha", AT)] {
        sql.push_str(&firm(id, asset, at, at + 60));
    }
    sql.push_str("UPDATE booking_locks SET kit_id = 'k' WHERE id LIKE 'k%';");
    s.sqlite3(&sql).unwrap();
    let read = || s.project(&"p0".into()).locks;
    assert_eq!(read().rows[0].id.as_str(), "k1");
    assert_eq!((read().rows.len(), read().more), (100, 2));
    // More is to come before the kit than is read at once.
    s.sqlite3(&format!(
        "UPDATE booking_locks SET start_time = start_time + {0}, end_time = end_time + {0} WHERE id LIKE 'past%'",
        1_000_000
    ))
    .unwrap();
    let found = read();
    assert_eq!(found.rows.iter().filter(|lock| lock.kit.is_some()).count(), 4);
    assert_eq!((found.rows.len(), found.more), (102, 0));
}

#[test]
fn a_booking_says_what_it_did() {
    let s = studio();
    assert_eq!(
        whole(&s, LockKind::Hold, &[]).unwrap().message,
        "Opened Sharma wedding, 2027-01-15 13:30 to 14:30"
    );
    let client = s.sqlite3("SELECT client_id FROM projects WHERE id = 'p0'").unwrap();
    let mut project = values(&[("title", "Sharma wedding")]);
    project.insert("client".into(), FieldValue::Reference { id: client, label: "Priya".to_owned() });
    let firm = NewBooking {
        branch: s.branch.clone(),
        project,
        event: event("Wedding", "2027-01-15T08:00:00Z", "2027-01-15T09:00:00Z"),
        package: None,
        wanted: vec![WantedLock::of("cam".into())],
        kind: LockKind::Firm,
        hold_until: Some(at(-60)),
    };
    let Err(StoreError::Invalid(errors)) = s.run(BookingCommand::Book(Box::new(firm))) else { panic!() };
    assert!(errors.to_string().starts_with("expires: a firm booking does not expire"), "{errors}");
    assert_eq!(count(&s), "0");
}

fn repair(s: &Studio, asset: &str, start: i64, end: i64) {
    s.sqlite3(&format!(
        "INSERT INTO asset_maintenance (id, asset_id, kind, start_time, end_time) VALUES ('fix_{asset}', '{asset}', 'maintenance', {}, {})",
        AT + start,
        AT + end
    ))
    .unwrap();
}

#[test]
fn a_replacement_says_whether_it_can_be_taken_back() {
    let s = studio();
    s.sqlite3("UPDATE assets SET capacity = 1 WHERE id = 'room'").unwrap();
    book(&s, "p0", &[firmly("cam", 0, 3_600)]).unwrap();
    let swap = |asset: &str| {
        let was = only(&s, "p0");
        let change = LockChange { asset: Some(asset.into()), ..LockChange::default() };
        s.run(BookingCommand::EditLock { id: was.id, version: was.version, change }).unwrap()
    };
    // While nothing is wrong with it, it can be had back.
    let outcome = swap("room");
    assert_eq!((outcome.undoable, outcome.undo_waits), (true, None));
    s.run(Command::Undo).unwrap();
    assert_eq!(only(&s, "p0").asset_name, "cam");
    // What is under repair cannot; that is said, and is what undo says.
    repair(&s, "cam", 600, 1_200);
    let outcome = swap("room");
    let why = "cam is under repair, 2027-01-15 13:40 to 13:50";
    assert_eq!((outcome.undoable, outcome.undo_waits.as_deref()), (false, Some(why)));
    // An undo that fails is forgotten, so that those before it can be reached.
    let error = s.run(Command::Undo).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("“replacement of cam with room for Job 0” cannot be taken back now: {why}")
    );
    assert_eq!(only(&s, "p0").asset_name, "room");
    s.assert_sound();
}

#[test]
fn what_was_released_while_it_is_away_says_so() {
    let s = studio();
    book(&s, "p0", &[firmly("cam", 0, 3_600)]).unwrap();
    repair(&s, "cam", 600, 1_200);
    let outcome = s.run(BookingCommand::Release(vec![named(&only(&s, "p0"))])).unwrap();
    assert!(!outcome.undoable && outcome.undo_waits.unwrap().starts_with("cam is under repair"));
    s.assert_sound();
}

#[test]
fn a_project_in_the_trash_comes_back_without_what_left_its_branch() {
    let s = studio();
    s.sqlite3("UPDATE projects SET status = 'active' WHERE id = 'p0'").unwrap();
    book(&s, "p0", &[firmly("cam", 0, 3_600), firmly("room", 0, 3_600)]).unwrap();
    let trash = ProjectCommand::Trash { id: "p0".into(), reason: "a mistake".into() };
    s.run(trash).unwrap();
    s.sqlite3(
        "INSERT INTO branches (id, org_id, name) SELECT 'br_far', org_id, 'Far' FROM branches LIMIT 1;
         UPDATE assets SET branch_id = 'br_far' WHERE id = 'cam'",
    )
    .unwrap();
    let restore = || s.run(ProjectCommand::Restore("p0".into()));
    let Err(StoreError::Refused(refusal)) = restore() else { panic!() };
    assert_eq!(refusal.message, "cam is in another branch, and was booked for this project");
    assert!(refusal.hint.contains("in the trash"), "{}", refusal.hint);
    let cam = locks(&s, "p0").into_iter().find(|lock| lock.asset_name == "cam").unwrap();
    let released = s.run(BookingCommand::Release(vec![named(&cam)])).unwrap();
    assert_eq!(released.message, "Released cam from Job 0");
    restore().unwrap();
    let back = only(&s, "p0");
    assert_eq!((back.asset_name.as_str(), back.released, back.kind), ("room", None, LockKind::Firm));
    s.assert_sound();
}

#[test]
fn what_is_released_in_the_trash_comes_back_to_the_trash() {
    let s = studio();
    book(&s, "p0", &[firmly("cam", 0, 3_600)]).unwrap();
    s.run(ProjectCommand::Trash { id: "p0".into(), reason: "a mistake".into() }).unwrap();
    let outcome = s.run(BookingCommand::Release(vec![named(&only(&s, "p0"))])).unwrap();
    assert!(outcome.undoable);
    s.run(Command::Undo).unwrap();
    assert!(only(&s, "p0").released.is_some());
    s.run(ProjectCommand::Restore("p0".into())).unwrap();
    assert_eq!(only(&s, "p0").released, None);
    s.assert_sound();
}

#[test]
fn a_booking_says_what_may_surprise() {
    let s = studio();
    book(&s, "p0", &[want("cam", 0, 60)]).unwrap();
    let over = book(&s, "p1", &[firmly("cam", 0, 3_600)]).unwrap();
    assert_eq!(over.remarks, ["cam is also held for Job 0, 2027-01-15 13:30 to 13:31"]);
    let long_ago = book(&s, "p1", &[firmly("room", -1_000_000_000, -999_999_000)]).unwrap();
    assert_eq!(long_ago.remarks, ["the time lies in the past"]);
    let out = |id: &str, due: i64| {
        s.sqlite3(&format!(
            "UPDATE asset_custody SET back_at = 2 WHERE back_at IS NULL;
             INSERT INTO asset_custody (id, asset_id, holder, out_at, due_at) VALUES ('{id}', 'cam', 'Rahul', 1, {due})"
        ))
        .unwrap();
        book(&s, "p2", &[firmly("cam", due % 1_000 + 10_000, due % 1_000 + 10_100)])
            .map(|booked| booked.remarks)
    };
    assert_eq!(
        out("late", 1_700_000_000).unwrap(),
        ["cam is still with Rahul, due 2023-11-15 03:43:20, overdue"]
    );
    // Due back after the start: not overdue, and not there either.
    assert_eq!(out("long", AT + 20_000 + 500).unwrap(), ["cam is still with Rahul, due 2027-01-15 19:11:40"]);
    // Back before that, it is no matter.
    assert_eq!(out("soon", AT + 5_250).unwrap(), Vec::<String>::new());
    s.assert_sound();
}
