//! What papers are made of: who sees it, and what is in it.

use super::Studio;
use super::bookings::{lock, studio};
use super::projects::event;
use jiff::Timestamp;
use studiovault::domain::paper::{CalendarOf, CalendarScope, Outing, Outings, OutingsOf};
use studiovault::store::protocol::*;

fn outings(s: &Studio, actor: &Actor, of: OutingsOf) -> Result<Outings, StoreError> {
    match s.store.ask(actor, Query::Outings(of))? {
        Reply::Outings(found) => Ok(*found),
        other => panic!("{other:?}"),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A day with a sub-event from ten to twelve for which the camera and Asha are booked.
fn day() -> (Studio, String) {
    let s = studio();
    let values = event("Haldi", "2027-01-15T04:30:00Z", "2027-01-15T06:30:00Z");
    let id = s.run(ProjectCommand::AddEvent { project: "p0".into(), values }).unwrap().row.unwrap().id;
    let start = at("2027-01-15T04:30:00Z").as_second();
    for (no, asset, kind) in [("a", "cam", "firm"), ("b", "asha", "hold")] {
        let sql = lock(no, "p0", asset, (start, start + 7_200), kind, 1)
            .replace("(id,", "(event_id, id,")
            .replace("('", &format!("('{id}', '"));
        s.sqlite3(&sql).unwrap();
    }
    (s, id)
}

fn other_branch(s: &Studio) -> Actor {
    let b = s.branch.as_str();
    s.sqlite3(&format!(
        "INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{b}';
         INSERT INTO users (id, org_id, branch_id, roles_json, status) SELECT 'm2', org_id, 'br_2', '[\"manager\"]', 'active' FROM branches WHERE id = 'br_2';
         INSERT INTO users (id, org_id, branch_id, roles_json, status) SELECT 'cl', org_id, '{b}', '[\"clerk\"]', 'active' FROM branches WHERE id = 'br_2';"
    ))
    .unwrap();
    as_user(s, "m2")
}

fn as_user(s: &Studio, user: &str) -> Actor {
    let mut actor = s.owner.clone();
    actor.user = user.into();
    actor
}

fn branch_in(from: &str, to: &str) -> OutingsOf {
    OutingsOf::Branch { branch: None, from: at(from), to: at(to) }
}

fn said(found: &[Outing]) -> Vec<String> {
    let booked = |o: &Outing| {
        o.booked
            .iter()
            .map(|b| format!(" {}{}", b.name, if b.is_taken { "!" } else { "" }))
            .collect::<String>()
    };
    found.iter().map(|o| format!("{} {}{}", o.event.title, o.phone, booked(o))).collect()
}

#[test]
fn what_lies_in_a_time_is_found_half_open() {
    let (s, id) = day();
    let find = |from, to| outings(&s, &s.owner, branch_in(from, to)).unwrap().rows.len();
    assert_eq!(find("2027-01-15T00:00:00Z", "2027-01-16T00:00:00Z"), 1);
    assert_eq!(find("2027-01-15T05:00:00Z", "2027-01-15T05:00:01Z"), 1);
    assert_eq!(find("2027-01-15T06:30:00Z", "2027-01-16T00:00:00Z"), 0);
    assert_eq!(find("2027-01-01T00:00:00Z", "2027-01-15T04:30:00Z"), 0);
    // A tour of a week is found in its middle.
    s.run(ProjectCommand::AddEvent {
        project: "p1".into(),
        values: event("Tour", "2027-02-01T00:00:00Z", "2027-02-08T00:00:00Z"),
    })
    .unwrap();
    assert_eq!(find("2027-02-04T00:00:00Z", "2027-02-05T00:00:00Z"), 1);
    let of = OutingsOf::Asset {
        asset: "cam".into(),
        from: at("2027-01-01T00:00:00Z"),
        to: at("2028-01-01T00:00:00Z"),
    };
    assert_eq!(said(&outings(&s, &s.owner, of).unwrap().rows), ["Haldi 98450 12345 asha cam"]);
    // A hold that somebody else has booked since is named.
    let start = at("2027-01-15T05:30:00Z").as_second();
    s.sqlite3(&lock("z", "p1", "asha", (start, start + 60), "firm", 1)).unwrap();
    let of = OutingsOf::Event(id.as_str().into());
    assert_eq!(said(&outings(&s, &s.owner, of).unwrap().rows), ["Haldi 98450 12345 asha! cam"]);
    // What is booked without a sub-event stands there as its project.
    let of = OutingsOf::Asset {
        asset: "asha".into(),
        from: at("2027-01-01T00:00:00Z"),
        to: at("2028-01-01T00:00:00Z"),
    };
    assert_eq!(
        said(&outings(&s, &s.owner, of).unwrap().rows),
        ["Haldi 98450 12345 asha! cam", "Job 1 98450 12345 asha"]
    );
}

#[test]
fn a_project_without_sub_events_stands_for_itself_as_in_the_calendar() {
    let (s, _) = day();
    let start = at("2027-01-15T03:30:00Z").as_second();
    s.sqlite3(&format!("UPDATE projects SET start_date = {start} WHERE id IN ('p0', 'p1')")).unwrap();
    let find = |from, to| outings(&s, &s.owner, branch_in(from, to)).unwrap().rows;
    // The one with a sub-event is there as that, the other one by itself; nobody knows how long: an hour.
    let found = find("2027-01-15T00:00:00Z", "2027-01-16T00:00:00Z");
    assert_eq!(said(&found), ["Job 1 98450 12345", "Haldi 98450 12345 asha cam"]);
    assert_eq!(found[0].event.end, at("2027-01-15T04:30:00Z"));
    assert_eq!(find("2027-01-15T04:00:00Z", "2027-01-15T04:10:00Z").len(), 1);
    assert_eq!(find("2027-01-15T02:00:00Z", "2027-01-15T03:30:00Z").len(), 0);
    let of = || outings(&s, &s.owner, OutingsOf::Project("p1".into())).unwrap().rows;
    assert_eq!(said(&of()), ["Job 1 98450 12345"]);
    // As long as what is booked for it.
    s.sqlite3(&lock("w", "p1", "room", (start, start + 9_000), "firm", 1)).unwrap();
    assert_eq!(said(&of()), ["Job 1 98450 12345 room"]);
    assert_eq!(of()[0].event.end, at("2027-01-15T06:00:00Z"));
    s.sqlite3("UPDATE projects SET status = 'trashed' WHERE id = 'p1'").unwrap();
    assert_eq!(said(&find("2027-01-15T00:00:00Z", "2027-01-16T00:00:00Z")), ["Haldi 98450 12345 asha cam"]);
}

#[test]
fn papers_of_another_branch_are_not_there() {
    let (s, id) = day();
    let other = other_branch(&s);
    let all = branch_in("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
    assert!(outings(&s, &other, all.clone()).unwrap().rows.is_empty());
    assert_eq!(outings(&s, &as_user(&s, "cl"), all).unwrap().rows.len(), 1);
    let span = (at("2027-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z"));
    for of in [
        OutingsOf::Event(id.as_str().into()),
        OutingsOf::Project("p0".into()),
        OutingsOf::Asset { asset: "cam".into(), from: span.0, to: span.1 },
        OutingsOf::Branch { branch: Some(s.branch.clone()), from: span.0, to: span.1 },
    ] {
        let error = outings(&s, &other, of).unwrap_err();
        assert!(matches!(error, StoreError::NotFound { .. }), "{error}");
    }
}

#[test]
fn calendar_files_are_kept_for_those_who_manage_the_branch() {
    let (s, _) = day();
    let other = other_branch(&s);
    let add = |actor: &Actor, path: &str, of: CalendarOf| {
        let scope = CalendarScope { of, past_days: 30, phones: false };
        s.store.run(actor, FeedCommand::Add { path: path.to_owned(), scope }.into())
    };
    add(&s.owner, "/tmp/all.ics", CalendarOf::Everything).unwrap();
    let added = add(&s.owner, "/tmp/asha.ics", CalendarOf::Asset("asha".into())).unwrap();
    assert_eq!(added.message, "Added /tmp/asha.ics: it is kept up to date");
    add(&s.owner, "/tmp/job.ics", CalendarOf::Project("p0".into())).unwrap();
    add(&other, "/tmp/mysuru.ics", CalendarOf::Branch("br_2".into())).unwrap();
    let paths = |actor: &Actor| match s.store.ask(actor, Query::Feeds).unwrap() {
        Reply::Feeds(feeds) => feeds.iter().map(|f| format!("{} {}", f.path, f.about)).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        paths(&s.owner),
        ["/tmp/all.ics all branches", "/tmp/asha.ics asha", "/tmp/job.ics Job 0", "/tmp/mysuru.ics Mysuru"]
    );
    assert_eq!(paths(&other), ["/tmp/mysuru.ics Mysuru"]);
    for (path, of, message) in [
        ("/tmp/x.ics", CalendarOf::Everything, "you do not reach every branch"),
        ("/tmp/x.ics", CalendarOf::Project("p0".into()), "there is no project p0"),
        ("/tmp/x.ics", CalendarOf::Asset("cam".into()), "there is no asset cam"),
        (
            "x.ics",
            CalendarOf::Branch("br_2".into()),
            "a calendar file needs a path from the root, like /home/asha/studio.ics",
        ),
        ("/tmp/all.ics", CalendarOf::Branch("br_2".into()), "/tmp/all.ics is kept up to date already"),
    ] {
        assert_eq!(add(&other, path, of).unwrap_err().to_string(), message);
    }
    let id = added.row.unwrap().id;
    let denied = s.store.run(&as_user(&s, "cl"), FeedCommand::Remove(id.as_str().into()).into()).unwrap_err();
    assert!(matches!(denied, StoreError::Denied(_)));
    assert!(s.store.run(&other, FeedCommand::Remove(id.as_str().into()).into()).is_err());
    let removed = s.run(FeedCommand::Remove(id.as_str().into())).unwrap();
    assert_eq!(removed.message, "Removed /tmp/asha.ics: the file stays as it is");
    s.assert_sound();
}

#[test]
fn papers_of_an_asset_pass_by_what_holds_no_more_and_say_what_is_elsewhere() {
    let (s, _) = day();
    let of = |asset: &str| {
        let (from, to) = (at("2027-01-15T00:00:00Z"), at("2027-01-16T00:00:00Z"));
        outings(&s, &s.owner, OutingsOf::Asset { asset: asset.into(), from, to }).unwrap().rows
    };
    assert_eq!((of("cam").len(), of("asha").len()), (1, 1));
    s.sqlite3("UPDATE booking_locks SET expires_at = 5 WHERE id = 'b'").unwrap();
    assert_eq!((of("cam").len(), of("asha").len()), (1, 0));
    other_branch(&s);
    let b = s.branch.as_str();
    s.sqlite3(&format!("INSERT INTO asset_transfers (id, asset_id, from_branch_id, to_branch_id, sent_at) VALUES ('t', 'cam', '{b}', 'br_2', 1)")).unwrap();
    let trouble = of("cam")[0].booked[0].trouble;
    assert_eq!(trouble.map(|trouble| trouble.words()), Some("in another branch"));
}
