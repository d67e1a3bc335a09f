//! The calendar: days of branches, whatever their clocks do.

use super::Studio;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use studiovault::domain::booking::{LockKind, Trouble};
use studiovault::store::protocol::*;

const DAY: Date = date(2031, 3, 10);

fn query(from: Date, days: i64) -> CalendarQuery {
    CalendarQuery {
        scope: BranchScope::All,
        from,
        to: from.checked_add(jiff::Span::new().days(days)).unwrap(),
        per_day: 50,
        filter: CalendarFilter::default(),
    }
}

fn ask(s: &Studio, actor: &Actor, query: CalendarQuery) -> CalendarPage {
    match s.store.ask(actor, Query::Calendar(query)).unwrap() {
        Reply::Calendar(page) => *page,
        other => panic!("{other:?}"),
    }
}

fn titles(page: &CalendarPage) -> Vec<&str> {
    page.blocks.iter().map(|block| block.title.as_str()).collect()
}

/// The second of a local time of a zone.
fn second(zone: &str, day: Date, hour: i8, minute: i8) -> i64 {
    TimeZone::get(zone).unwrap().to_timestamp(day.at(hour, minute, 0, 0)).unwrap().as_second()
}

/// In Bengaluru.
fn at(day: Date, hour: i8) -> i64 {
    second("Asia/Kolkata", day, hour, 0)
}

/// A booked project `id` of a client, in a branch.
fn project(s: &Studio, id: &str, branch: &str, status: &str) {
    s.sqlite3(&format!(
        "INSERT INTO clients (id, branch_id, name, phone) SELECT 'c_{branch}', '{branch}', 'Priya', '98450 12345'
           WHERE NOT EXISTS (SELECT 1 FROM clients WHERE id = 'c_{branch}');
         INSERT INTO projects (id, branch_id, client_id, status, details_json, created_at)
           VALUES ('{id}', '{branch}', 'c_{branch}', '{status}', '{{\"title\":\"Job {id}\",\"location\":\"Studio\"}}', 1);"
    ))
    .unwrap();
}

fn event(s: &Studio, project: &str, name: &str, (start, end): (i64, i64)) {
    s.sqlite3(&format!(
        "INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at, buffer_before, travel_time)
         SELECT '{name}', id, branch_id, '{name}', {start}, {end}, 'Asia/Kolkata', 1, 900, 3600 FROM projects WHERE id = '{project}'"
    ))
    .unwrap();
}

fn asset(s: &Studio, id: &str, kind: &str, user: &str) {
    s.sqlite3(&format!(
        "INSERT INTO assets (id, branch_id, type, name, status, user_id) VALUES ('{id}', '{}', '{kind}', '{id}', 'available', {user})",
        s.branch
    ))
    .unwrap();
}

fn lock(s: &Studio, event: &str, asset: &str, kind: &str, expires: &str) {
    s.sqlite3(&format!(
        "INSERT INTO booking_locks (id, project_id, event_id, asset_id, start_time, end_time, kind, expires_at)
         SELECT '{event} {asset}', project_id, id, '{asset}', start_time, end_time, '{kind}', {expires} FROM project_events WHERE id = '{event}'"
    ))
    .unwrap();
}

fn booked(s: &Studio) -> String {
    let branch = s.branch.to_string();
    project(s, "p1", &branch, "active");
    branch
}

#[test]
fn days_begin_and_end_at_midnight_of_the_branch() {
    let s = Studio::new();
    booked(&s);
    let (before, behind) = (DAY.yesterday().unwrap(), DAY.tomorrow().unwrap());
    event(&s, "p1", "first", (at(DAY, 0), at(DAY, 1)));
    event(&s, "p1", "last", (at(DAY, 23), at(behind, 0)));
    event(&s, "p1", "night", (at(before, 22), at(DAY, 2)));
    event(&s, "p1", "ended", (at(before, 20), at(DAY, 0)));
    event(&s, "p1", "next", (at(behind, 0), at(behind, 1)));
    event(&s, "p1", "days", (at(before, 9) - 3 * 86_400, at(DAY, 12)));
    event(&s, "p1", "over", (at(before, 9) - 9 * 86_400, at(before, 12)));
    event(&s, "p1", "year", (at(before, 9) - 365 * 86_400, at(behind, 12)));
    let page = ask(&s, &s.owner, query(DAY, 1));
    assert_eq!(titles(&page), ["year", "days", "night", "first", "last"]);
    assert_eq!(page.more, [Count::Exact(0)]);
    assert_eq!(titles(&ask(&s, &s.owner, query(before, 3))).len(), 8);
    let first = &page.blocks[3];
    assert_eq!((first.client.as_str(), first.phone.as_str()), ("Priya", "98450 12345"));
    assert_eq!((first.project_title.as_str(), first.buffers, first.travel), ("Job p1", (900, 0), 3_600));
    // What does not take place is on no day.
    s.sqlite3("UPDATE projects SET status = 'cancelled' WHERE id = 'p1'").unwrap();
    assert!(ask(&s, &s.owner, query(DAY, 1)).blocks.is_empty());
}

#[test]
fn a_day_has_as_many_hours_as_its_clocks_say() {
    let s = Studio::new();
    s.sqlite3(&format!(
        "UPDATE branches SET address_json = json_set(coalesce(address_json, '{{}}'), '$.tz', 'Europe/Berlin') WHERE id = '{}'",
        s.branch
    ))
    .unwrap();
    booked(&s);
    // The 30th of March 2031 has 23 hours, the 26th of October 25.
    for (day, hours) in [(date(2031, 3, 30), 23), (date(2031, 10, 26), 25)] {
        let midnight = second("Europe/Berlin", day, 0, 0);
        for (name, from) in
            [("before", -1), ("start", 0), ("end", hours * 3_600 - 1), ("behind", hours * 3_600)]
        {
            event(&s, "p1", &format!("{name} {hours}"), (midnight + from, midnight + from + 1));
        }
        let page = ask(&s, &s.owner, query(day, 1));
        assert_eq!(titles(&page), [format!("start {hours}"), format!("end {hours}")]);
    }
}

#[test]
fn each_branch_has_days_of_its_own_and_is_seen_by_its_people_only() {
    let s = Studio::new();
    booked(&s);
    s.sqlite3(
        "INSERT INTO branches (id, org_id, name, address_json) SELECT 'br_2', id, 'Auckland', '{\"tz\":\"Pacific/Auckland\"}' FROM organizations",
    )
    .unwrap();
    project(&s, "p2", "br_2", "active");
    event(&s, "p1", "here", (at(DAY, 0), at(DAY, 1)));
    let midnight = second("Pacific/Auckland", DAY, 0, 0);
    event(&s, "p2", "there", (midnight, midnight + 3_600));
    event(&s, "p2", "before", (midnight - 3_600, midnight));
    let page = ask(&s, &s.owner, query(DAY, 1));
    assert_eq!(titles(&page), ["there", "here"]);
    assert_eq!(page.zones.len(), 2);
    let clerk = s.hire("u_clerk", "clerk");
    assert_eq!(titles(&ask(&s, &clerk, query(DAY, 1))), ["here"]);
    let there = CalendarQuery { scope: BranchScope::One("br_2".into()), ..query(DAY, 1) };
    assert_eq!(titles(&ask(&s, &s.owner, there.clone())), ["there"]);
    assert!(matches!(s.store.ask(&clerk, Query::Calendar(there)), Err(StoreError::NotFound { .. })));
    // A row that another program filed under a branch that is not its project's is nobody's.
    s.sqlite3(&format!("UPDATE project_events SET branch_id = '{}' WHERE id = 'there'", s.branch)).unwrap();
    assert_eq!(titles(&ask(&s, &clerk, query(DAY.yesterday().unwrap(), 3))), ["here"]);
}

#[test]
fn a_project_stands_for_itself_until_it_has_sub_events() {
    let s = Studio::new();
    let branch = booked(&s);
    project(&s, "p2", &branch, "inquiry");
    s.sqlite3(&format!("UPDATE projects SET start_date = {}", at(DAY, 9))).unwrap();
    event(&s, "p1", "Haldi", (at(DAY, 11), at(DAY, 12)));
    let page = ask(&s, &s.owner, query(DAY, 1));
    assert_eq!(titles(&page), ["Job p2", "Haldi"]);
    let job = &page.blocks[0];
    assert_eq!((job.event.as_ref(), job.end, job.kind), (None, None, LockKind::Hold));
    assert_eq!(job.location, "Studio");
    assert_eq!(page.blocks[1].kind, LockKind::Firm);
}

#[test]
fn a_full_day_is_cut_and_counted() {
    let s = Studio::new();
    booked(&s);
    for i in 0..120 {
        event(&s, "p1", &format!("e{i:03}"), (at(DAY, 9) + i, at(DAY, 10) + i));
    }
    let few = |per_day| CalendarQuery { per_day, ..query(DAY, 2) };
    let page = ask(&s, &s.owner, few(3));
    assert_eq!(titles(&page), ["e000", "e001", "e002"]);
    assert_eq!(page.more, [Count::AtLeast(9), Count::Exact(0)]);
    assert_eq!(ask(&s, &s.owner, few(110)).more[0], Count::AtLeast(9));
    assert_eq!(ask(&s, &s.owner, few(111)).more[0], Count::Exact(9));
    assert_eq!(ask(&s, &s.owner, few(120)).more[0], Count::Exact(0));
    assert!(matches!(s.store.ask(&s.owner, Query::Calendar(query(DAY, 63))), Err(StoreError::Refused(_))));
    assert!(matches!(s.store.ask(&s.owner, Query::Calendar(query(DAY, 0))), Err(StoreError::Refused(_))));
    assert_eq!(ask(&s, &s.owner, query(date(9999, 12, 20), 11)).blocks.len(), 0);
}

#[test]
fn a_filter_counts_only_what_it_lets_through() {
    let s = Studio::new();
    let branch = booked(&s);
    project(&s, "p2", &branch, "inquiry");
    project(&s, "p3", &branch, "inquiry");
    asset(&s, "cam", "camera", "NULL");
    for i in 0..20 {
        event(
            &s,
            if i % 5 == 0 { "p2" } else { "p1" },
            &format!("e{i:02}"),
            (at(DAY, 9) + i, at(DAY, 10) + i),
        );
    }
    s.sqlite3(&format!("UPDATE projects SET start_date = {} WHERE id = 'p3'", at(DAY, 8))).unwrap();
    lock(&s, "e07", "cam", "hold", "NULL");
    let of = |filter: CalendarFilter| {
        let page = ask(&s, &s.owner, CalendarQuery { filter, per_day: 2, ..query(DAY, 1) });
        (titles(&page).join(" "), page.more[0])
    };
    let base = CalendarFilter::default;
    assert_eq!(of(base()), ("Job p3 e00".to_owned(), Count::AtLeast(9)));
    let inquiries = CalendarFilter { status: Some("inquiry".into()), ..base() };
    assert_eq!(of(inquiries), ("Job p3 e00".to_owned(), Count::Exact(3)));
    let holds = CalendarFilter { only: Only::Holds, ..base() };
    assert_eq!(of(holds.clone()), ("Job p3 e00".to_owned(), Count::Exact(4)));
    assert_eq!(
        of(CalendarFilter { status: Some("active".into()), ..holds }),
        ("e07".to_owned(), Count::Exact(0))
    );
}

#[test]
fn the_earliest_of_all_branches_are_shown() {
    let s = Studio::new();
    booked(&s);
    s.sqlite3(
        "INSERT INTO branches (id, org_id, name, address_json) SELECT 'br_2', id, 'Mysuru', '{\"tz\":\"Asia/Kolkata\"}' FROM organizations",
    )
    .unwrap();
    project(&s, "p2", "br_2", "active");
    for (name, project, hour) in [("a", "p1", 9), ("b", "p2", 10), ("c", "p2", 11), ("d", "p1", 12)] {
        event(&s, project, name, (at(DAY, hour), at(DAY, hour + 1)));
    }
    let page = ask(&s, &s.owner, CalendarQuery { per_day: 3, ..query(DAY, 1) });
    assert_eq!((titles(&page).join(" "), page.more[0]), ("a b c".to_owned(), Count::Exact(1)));
}

#[test]
fn a_block_says_who_and_what_is_booked_and_what_is_wrong_with_it() {
    let s = Studio::new();
    let branch = booked(&s);
    project(&s, "p2", &branch, "inquiry");
    for (id, kind) in [("cam", "camera"), ("room", "space"), ("rahul", "human"), ("lens", "lens")] {
        asset(&s, id, kind, "NULL");
    }
    event(&s, "p1", "Firm", (at(DAY, 9), at(DAY, 12)));
    event(&s, "p2", "Held", (at(DAY, 11), at(DAY, 14)));
    event(&s, "p2", "Alone", (at(DAY, 15), at(DAY, 16)));
    for thing in ["cam", "room", "rahul"] {
        lock(&s, "Firm", thing, "firm", "NULL");
    }
    lock(&s, "Held", "room", "hold", &at(DAY, 8).to_string());
    lock(&s, "Held", "lens", "hold", "1");
    s.sqlite3("UPDATE assets SET status = 'lost' WHERE id = 'cam'").unwrap();
    let page = ask(&s, &s.owner, query(DAY, 1));
    let said = |at: usize| -> Vec<(&str, LockKind, Option<Trouble>, bool)> {
        let locks = page.blocks[at].locks.rows.iter();
        locks.map(|lock| (lock.name.as_str(), lock.kind, lock.trouble, lock.contested)).collect()
    };
    let (firm, hold) = (LockKind::Firm, LockKind::Hold);
    let lost = Some(Trouble::Lost);
    assert_eq!(
        said(0),
        [("rahul", firm, None, false), ("room", firm, None, false), ("cam", firm, lost, false)]
    );
    assert_eq!(said(1), [("room", hold, None, true), ("lens", hold, None, false)]);
    assert!(page.blocks[1].locks.rows[1].is_expired(jiff::Timestamp::now()));
    let only = |filter: CalendarFilter| CalendarQuery { filter, ..query(DAY, 1) };
    let of = |filter: CalendarFilter| -> Vec<String> {
        ask(&s, &s.owner, only(filter)).blocks.into_iter().map(|block| block.title).collect()
    };
    let base = CalendarFilter::default;
    assert_eq!(of(CalendarFilter { only: Only::Conflicts, ..base() }), ["Firm", "Held"]);
    assert_eq!(of(CalendarFilter { only: Only::Holds, ..base() }), ["Held", "Alone"]);
    assert_eq!(of(CalendarFilter { status: Some("active".into()), ..base() }), ["Firm"]);
    assert_eq!(of(CalendarFilter { space: Some("room".into()), ..base() }), ["Firm", "Held"]);
    let both = CalendarFilter { crew: Some("rahul".into()), space: Some("room".into()), ..base() };
    assert_eq!(of(both), ["Firm"]);
    let asked = Query::Bookable { scope: BranchScope::All, asset_type: "human".into(), text: "RAH".into() };
    match s.store.ask(&s.owner, asked).unwrap() {
        Reply::References(hits) => assert_eq!(hits.len(), 1),
        other => panic!("{other:?}"),
    }
}

#[test]
fn ones_own_are_what_one_is_booked_for_and_what_one_answers_for() {
    let s = Studio::new();
    let branch = booked(&s);
    for id in ["p2", "p3"] {
        project(&s, id, &branch, "active");
    }
    let me = s.owner.user.to_string();
    asset(&s, "me", "human", &format!("'{me}'"));
    event(&s, "p1", "Booked", (at(DAY, 9), at(DAY, 12)));
    event(&s, "p2", "Led", (at(DAY, 10), at(DAY, 12)));
    event(&s, "p3", "Other", (at(DAY, 11), at(DAY, 12)));
    lock(&s, "Booked", "me", "firm", "NULL");
    s.sqlite3(&format!("UPDATE projects SET lead_user_id = '{me}' WHERE id = 'p2'")).unwrap();
    let filter = CalendarFilter { mine: true, ..CalendarFilter::default() };
    let page = ask(&s, &s.owner, CalendarQuery { filter: filter.clone(), ..query(DAY, 1) });
    assert_eq!(titles(&page), ["Booked", "Led"]);
    // A booking that began the day before is found on the day that it reaches into.
    s.sqlite3(&format!(
        "UPDATE booking_locks SET start_time = {0}; UPDATE project_events SET start_time = {0} WHERE id = 'Booked'",
        at(DAY, 9) - 86_400
    ))
    .unwrap();
    let page = ask(&s, &s.owner, CalendarQuery { filter, ..query(DAY, 1) });
    assert_eq!(titles(&page), ["Booked", "Led"]);
}

#[test]
fn a_hold_is_contested_by_what_is_booked_at_once_and_what_left_its_branch_is_told() {
    let s = Studio::new();
    let b = s.branch.as_str();
    project(&s, "p1", b, "inquiry");
    project(&s, "p2", b, "active");
    for (name, hours) in [("whole", (8, 18)), ("morning", (8, 12)), ("evening", (12, 18))] {
        event(&s, if name == "whole" { "p1" } else { "p2" }, name, (at(DAY, hours.0), at(DAY, hours.1)));
    }
    for (id, kind) in [("lights", "light"), ("cam", "camera"), ("lens", "lens")] {
        asset(&s, id, kind, "NULL");
    }
    s.sqlite3("UPDATE assets SET capacity = 3 WHERE id = 'lights'").unwrap();
    for (of, kind) in [("morning", "firm"), ("evening", "firm"), ("whole", "hold")] {
        lock(&s, of, "lights", kind, "NULL");
    }
    lock(&s, "whole", "cam", "hold", "NULL");
    lock(&s, "whole", "lens", "hold", "NULL");
    let told = || -> Vec<(String, Option<Trouble>, bool)> {
        let page = ask(&s, &s.owner, query(DAY, 1));
        let block = page.blocks.iter().find(|block| block.title == "whole").unwrap();
        let mut told: Vec<_> =
            block.locks.rows.iter().map(|l| (l.name.clone(), l.trouble, l.contested)).collect();
        told.sort_by(|a, b| a.0.cmp(&b.0));
        told
    };
    // Never more than two are out at once, and the third is free.
    s.sqlite3("UPDATE booking_locks SET qty = 2 WHERE kind = 'firm'").unwrap();
    let fine = |name: &str| (name.to_owned(), None, false);
    assert_eq!(told(), [fine("cam"), fine("lens"), fine("lights")]);
    s.sqlite3(&format!(
        "UPDATE booking_locks SET qty = 3 WHERE id = 'evening lights';
         INSERT INTO branches (id, org_id, name) SELECT 'br_2', org_id, 'Mysuru' FROM branches WHERE id = '{b}';
         UPDATE assets SET branch_id = 'br_2' WHERE id = 'cam';
         INSERT INTO asset_transfers (id, asset_id, from_branch_id, to_branch_id, sent_at) VALUES ('t', 'lens', '{b}', 'br_2', 5);
         UPDATE assets SET status = 'in_transit' WHERE id = 'lens';"
    ))
    .unwrap();
    let elsewhere = |name: &str| (name.to_owned(), Some(Trouble::Elsewhere), false);
    assert_eq!(told(), [elsewhere("cam"), elsewhere("lens"), ("lights".to_owned(), None, true)]);
    // The list of bookings says the same.
    let of = LocksOf::Project("p1".into());
    let all = LockQuery { of, from: None, until: None, holds: OnlyHolds::No, after: None, limit: 10 };
    let Reply::Locks(listed) = s.ask(Query::Locks(all)).unwrap() else { panic!() };
    let troubles = listed.rows.iter().filter(|row| row.lock.trouble == Some(Trouble::Elsewhere)).count();
    assert_eq!(troubles, 2);
}
