//! The timeline: which rows, in which order, and what is with each of them.

use super::Studio;
use jiff::{SignedDuration, Timestamp};
use studiovault::domain::booking::{LockKind, Trouble};
use studiovault::store::protocol::*;

/// A moment so many hours from now.
fn at(hours: i64) -> i64 {
    (Timestamp::now() + SignedDuration::from_hours(hours)).as_second()
}

fn query() -> TimelineQuery {
    TimelineQuery {
        scope: BranchScope::All,
        filter: String::new(),
        text: String::new(),
        at: RowsAt::Start,
        limit: 50,
        from: Timestamp::from_second(at(-24)).unwrap(),
        to: Timestamp::from_second(at(48)).unwrap(),
    }
}

fn page(s: &Studio, query: TimelineQuery) -> TimelinePage {
    match s.store.ask(&s.owner, Query::Timeline(query)).unwrap() {
        Reply::Timeline(page) => page,
        other => panic!("{other:?}"),
    }
}

fn names(page: &TimelinePage) -> Vec<&str> {
    page.rows.iter().map(|row| row.name.as_str()).collect()
}

/// Two branches with assets of every kind, projects `p0` (booked) and `p1` (an inquiry).
fn studio() -> Studio {
    let s = Studio::new();
    let client = s.add("Priya", "98450 12345");
    let b = s.branch.clone();
    let mut sql = format!(
        "INSERT INTO branches (id, org_id, name, address_json) SELECT 'b2', org_id, 'Mumbai', address_json FROM branches;
         INSERT INTO projects (id, branch_id, client_id, status, details_json) VALUES
           ('p0', '{b}', '{client}', 'active', '{{\"title\":\"Wedding\"}}'), ('p1', '{b}', '{client}', 'inquiry', '{{\"title\":\"Portrait\"}}'),
           ('p2', 'b2', '{client}', 'active', '{{\"title\":\"Film\"}}');
         INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at) VALUES
           ('e0', 'p0', '{b}', 'Haldi', {}, {}, 'Asia/Kolkata', 1);",
        at(2),
        at(5)
    );
    for (id, branch, kind, name, status) in [
        ("cam1", b.as_str(), "camera", "Alpha", "available"),
        ("cam2", "b2", "camera", "beta", "available"),
        ("cam3", b.as_str(), "camera", "Gamma", "lost"),
        ("cam4", b.as_str(), "camera", "Old", "retired"),
        ("rahul", b.as_str(), "human", "Rahul", "available"),
        ("room", b.as_str(), "space", "Studio A", "available"),
        ("crane", b.as_str(), "crane", "Crane", "available"),
        ("len1", b.as_str(), "lens", "85mm", "available"),
    ] {
        sql.push_str(&format!(
            "INSERT INTO assets (id, branch_id, type, name, status, serial_number) VALUES ('{id}', '{branch}', '{kind}', '{name}', '{status}', 'SN-{id}');"
        ));
    }
    s.sqlite3(&sql).unwrap();
    s
}

fn lock(id: &str, project: &str, asset: &str, (start, end): (i64, i64), rest: (&str, &str)) -> String {
    format!(
        "INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind, event_id) VALUES
         ('{id}', '{project}', '{asset}', {start}, {end}, '{}', {});",
        rest.0, rest.1
    )
}

#[test]
fn spaces_come_first_then_people_then_gear_by_type_and_name() {
    let s = studio();
    let all = page(&s, query());
    assert_eq!(names(&all), ["Studio A", "Rahul", "Alpha", "beta", "Gamma", "85mm", "Crane"]);
    assert!(!all.above && !all.below);
    let of = |filter: &str| {
        let page = page(&s, TimelineQuery { filter: filter.into(), ..query() });
        page.rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(of("human"), ["Rahul"]);
    assert_eq!(of("gear"), ["Alpha", "beta", "Gamma", "85mm", "Crane"]);
    assert_eq!(of("other"), ["Crane"]);
    assert_eq!(of("away"), ["Gamma"]);
    let error = s.store.ask(&s.owner, Query::Timeline(TimelineQuery { filter: "blue".into(), ..query() }));
    assert!(matches!(error, Err(StoreError::NotFound { what: "filter", .. })));
    let none = TimelineQuery { to: query().from, ..query() };
    assert!(matches!(s.store.ask(&s.owner, Query::Timeline(none)), Err(StoreError::Refused(_))));
}

#[test]
fn what_is_retired_is_a_row_as_long_as_something_of_it_is_seen() {
    let s = studio();
    // It was booked before it was retired; a fact is recorded over what is booked.
    let sql = lock("l1", "p0", "cam4", (at(2), at(5)), ("firm", "NULL"));
    s.sqlite3(&format!(
        "UPDATE assets SET status = 'available' WHERE id = 'cam4'; {sql} UPDATE assets SET status = 'retired' WHERE id = 'cam4';"
    ))
    .unwrap();
    let all = page(&s, query());
    assert_eq!(names(&all), ["Studio A", "Rahul", "Alpha", "beta", "Gamma", "Old", "85mm", "Crane"]);
    let old = &all.rows[5];
    assert_eq!((old.status.as_str(), old.spans.len(), old.trouble()), ("retired", 1, Some(Trouble::Retired)));
    let back = page(&s, TimelineQuery { at: RowsAt::End, limit: 3, ..query() });
    assert_eq!(names(&back), ["Old", "85mm", "Crane"]);
    s.store.finish_indexing().unwrap();
    let searched = page(&s, TimelineQuery { text: "old".into(), ..query() });
    assert_eq!(names(&searched), ["Old"]);
    // At another time, and when it is let go, it is none.
    let earlier = TimelineQuery { to: Timestamp::from_second(at(1)).unwrap(), ..query() };
    assert_eq!(names(&page(&s, earlier)).len(), 7);
    s.sqlite3("UPDATE booking_locks SET released_at = 5").unwrap();
    assert_eq!(names(&page(&s, query())).len(), 7);
}

#[test]
fn a_window_of_rows_leads_on_and_back_without_gaps() {
    let s = studio();
    let mut sql = String::new();
    for n in 0..60 {
        // Equal names, and names that differ by their case only, in both branches.
        let (branch, name) = if n % 2 == 0 { ("b2", "Same") } else { (s.branch.as_str(), "same") };
        sql.push_str(&format!(
            "INSERT INTO assets (id, branch_id, type, name, status) VALUES ('x{n:02}', '{branch}', 'light', '{name}', 'available');"
        ));
    }
    s.sqlite3(&sql).unwrap();
    let whole: Vec<String> =
        page(&s, TimelineQuery { limit: 200, ..query() }).rows.iter().map(|r| r.asset.to_string()).collect();
    assert_eq!(whole.len(), 67);
    // On, window by window: each begins where the last one ended.
    let mut walked: Vec<String> = Vec::new();
    let mut place = RowsAt::Start;
    loop {
        let page = page(&s, TimelineQuery { limit: 9, at: place, ..query() });
        walked.extend(
            page.rows
                .iter()
                .map(|r| r.asset.to_string())
                .filter(|id| !walked.contains(id))
                .collect::<Vec<_>>(),
        );
        if !page.below {
            break;
        }
        place = RowsAt::Around(page.rows.last().unwrap().place.clone());
    }
    assert_eq!(walked, whole);
    let last = page(&s, TimelineQuery { limit: 9, at: RowsAt::End, ..query() });
    assert_eq!(last.rows.iter().map(|r| r.asset.to_string()).collect::<Vec<_>>(), whole[58..]);
    assert!(last.above && !last.below);
    let middle =
        page(&s, TimelineQuery { limit: 9, at: RowsAt::Around(last.rows[0].place.clone()), ..query() });
    assert_eq!(middle.rows[0].asset.to_string(), whole[55]);
    // Near the end the window is filled from the other side.
    let near =
        page(&s, TimelineQuery { limit: 9, at: RowsAt::Around(last.rows[8].place.clone()), ..query() });
    assert_eq!(near.rows.len(), 9);
}

#[test]
fn a_row_has_what_reaches_into_the_time() {
    let s = studio();
    s.sqlite3(&[
        lock("long", "p0", "cam1", (at(-900), at(-20)), ("firm", "NULL")),
        lock("over", "p0", "cam1", (at(-2000), at(-1900)), ("firm", "NULL")),
        lock("next", "p0", "cam1", (at(2), at(5)), ("firm", "'e0'")),
        lock("held", "p1", "cam1", (at(4), at(6)), ("hold", "NULL")),
        lock("past", "p1", "cam1", (at(8), at(9)), ("hold", "NULL")),
        "UPDATE booking_locks SET expires_at = 5 WHERE id = 'past';".to_owned(),
        lock("gone", "p1", "rahul", (at(1), at(2)), ("hold", "NULL")),
        format!("INSERT INTO asset_maintenance (id, asset_id, kind, start_time, reason) VALUES ('m1', 'cam1', 'maintenance', {}, 'shutter');", at(4)),
        format!("INSERT INTO asset_custody (id, asset_id, holder, out_at, due_at) VALUES ('c1', 'rahul', 'Ravi', {}, {});", at(-30), at(-3)),
        "UPDATE projects SET status = 'cancelled', status_before = 'inquiry' WHERE id = 'p9';".to_owned(),
    ].concat()).unwrap();
    let page = page(&s, query());
    let cam = page.rows.iter().find(|row| row.name == "Alpha").unwrap();
    let ids: Vec<String> = cam.spans.iter().map(|span| format!("{:?}", span.block())).collect();
    assert_eq!(ids.len(), 4, "{ids:?}");
    let locks: Vec<&SpanLock> = cam
        .spans
        .iter()
        .filter_map(|span| match &span.what {
            SpanOf::Lock(lock) => Some(lock),
            _ => None,
        })
        .collect();
    let titles: Vec<&str> = locks.iter().map(|lock| lock.title.as_str()).collect();
    assert_eq!(titles, ["Wedding", "Haldi · Wedding", "Portrait"]);
    let said = |lock: &SpanLock| (lock.id.to_string(), lock.kind, lock.trouble, lock.contested);
    assert_eq!(
        locks.into_iter().map(said).collect::<Vec<_>>(),
        [
            ("long".to_owned(), LockKind::Firm, None, false),
            ("next".to_owned(), LockKind::Firm, Some(Trouble::Maintenance), false),
            ("held".to_owned(), LockKind::Hold, Some(Trouble::Maintenance), true),
        ]
    );
    assert_eq!(cam.trouble(), Some(Trouble::Maintenance));
    let away = cam.spans.iter().find(|span| matches!(span.what, SpanOf::Away(..))).unwrap();
    assert_eq!(away.end, None);
    let rahul = page.rows.iter().find(|row| row.name == "Rahul").unwrap();
    assert!(rahul.is_overdue());
    let of = |filter: &str| {
        let page = self::page(&s, TimelineQuery { filter: filter.into(), ..query() });
        page.rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(of("overdue"), ["Rahul"]);
    assert_eq!(of("free"), ["Studio A", "Alpha", "beta", "85mm", "Crane"]);
}

#[test]
fn a_row_with_more_than_can_be_told_apart_says_from_when() {
    let s = studio();
    let many = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 299)
       INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind)
       SELECT 'l' || i, 'p0', 'cam1', unixepoch() + i * 60, unixepoch() + i * 60 + 60, 'firm' FROM n";
    s.sqlite3(many).unwrap();
    let page = page(&s, query());
    let cam = page.rows.iter().find(|row| row.name == "Alpha").unwrap();
    assert_eq!(cam.spans.len(), 120);
    assert!(cam.dense.is_some_and(|from| from >= cam.spans[119].start));
}

#[test]
fn names_and_serials_are_searched() {
    let s = studio();
    s.store.finish_indexing().unwrap();
    let find = |text: &str| {
        let page = page(&s, TimelineQuery { text: text.into(), ..query() });
        page.rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(find("SN-cam"), ["Alpha", "beta", "Gamma"]);
    assert_eq!(find("rah"), ["Rahul"]);
    assert_eq!(find("nothing like it"), [""; 0]);
}

#[test]
fn a_block_has_everything_that_is_booked_for_its_sub_event() {
    let s = studio();
    s.sqlite3(
        &[
            lock("a", "p0", "cam1", (at(2), at(5)), ("firm", "'e0'")),
            lock("b", "p0", "rahul", (at(1), at(6)), ("firm", "'e0'")),
            lock("c", "p0", "room", (at(1), at(6)), ("firm", "NULL")),
        ]
        .concat(),
    )
    .unwrap();
    let block = |id: BlockId| match s.store.ask(&s.owner, Query::Block(id)) {
        Ok(Reply::Block(detail)) => *detail,
        other => panic!("{other:?}"),
    };
    let a = block(BlockId::Lock("a".into()));
    let booked: Vec<&str> = a.locks.rows.iter().map(|lock| lock.asset.name.as_str()).collect();
    assert_eq!(booked, ["Rahul", "Alpha"]);
    assert_eq!(a.event.as_ref().map(|event| event.title.as_str()), Some("Haldi"));
    assert_eq!(a.project.as_ref().map(|project| project.name.as_str()), Some("Wedding"));
    assert_eq!(a.lock().map(|lock| lock.version), Some(1));
    let whole = block(BlockId::Event("e0".into()));
    assert!(whole.lock().is_none());
    assert_eq!(whole.locks, a.locks);
    let alone = block(BlockId::Lock("c".into()));
    assert_eq!((alone.locks.rows.len(), alone.event), (1, None));
    let gone = s.store.ask(&s.owner, Query::Block(BlockId::Lock("z".into())));
    assert!(matches!(gone, Err(StoreError::NotFound { what: "booking", .. })));
}

#[test]
fn nothing_of_another_branch_is_seen() {
    let s = studio();
    s.sqlite3(&[
        lock("m", "p2", "cam2", (at(2), at(5)), ("firm", "NULL")),
        format!("INSERT INTO users (id, org_id, branch_id, email, roles_json, status) SELECT 'usr_m', org_id, id, 'm@x.in', '[\"manager\"]', 'active' FROM branches WHERE id = '{}';", s.branch),
        "INSERT INTO users (id, org_id, branch_id, email, roles_json, status) SELECT 'usr_f', org_id, 'b2', 'f@x.in', '[\"freelancer\"]', 'active' FROM branches LIMIT 1;".to_owned(),
    ].concat()).unwrap();
    let manager = s.store.sign_in(Some("m@x.in"), "test").unwrap();
    let Ok(Reply::Timeline(page)) = s.store.ask(&manager, Query::Timeline(query())) else {
        panic!("no answer")
    };
    assert_eq!(names(&page), ["Studio A", "Rahul", "Alpha", "Gamma", "85mm", "Crane"]);
    let found = TimelineQuery { text: "beta".into(), ..query() };
    let Ok(Reply::Timeline(page)) = s.store.ask(&manager, Query::Timeline(found)) else {
        panic!("no answer")
    };
    assert_eq!(names(&page), [""; 0]);
    let other = TimelineQuery { scope: BranchScope::One("b2".into()), ..query() };
    assert!(matches!(s.store.ask(&manager, Query::Timeline(other)), Err(StoreError::NotFound { .. })));
    let block = s.store.ask(&manager, Query::Block(BlockId::Lock("m".into())));
    assert!(matches!(block, Err(StoreError::NotFound { what: "booking", .. })));
    // A camera that came from there brings its booking along, but not whose it is.
    s.sqlite3(&format!("UPDATE assets SET branch_id = '{}' WHERE id = 'cam2'", s.branch)).unwrap();
    let Ok(Reply::Block(block)) = s.store.ask(&manager, Query::Block(BlockId::Lock("m".into()))) else {
        panic!("no answer")
    };
    assert_eq!((block.project, block.locks.rows.len()), (None, 1));
    let Ok(Reply::Timeline(page)) = s.store.ask(&manager, Query::Timeline(query())) else {
        panic!("no answer")
    };
    assert!(!format!("{page:?}").contains("Film"), "{page:?}");
    // Who sees only what is assigned sees no rows.
    let freelancer = s.store.sign_in(Some("f@x.in"), "test").unwrap();
    let Ok(Reply::Timeline(page)) = s.store.ask(&freelancer, Query::Timeline(query())) else {
        panic!("no answer")
    };
    assert_eq!(page, TimelinePage::default());
}

#[test]
fn what_is_booked_one_after_the_other_contests_nothing() {
    let s = studio();
    s.sqlite3("UPDATE assets SET capacity = 2 WHERE id = 'len1'").unwrap();
    s.sqlite3(
        &[
            lock("one", "p0", "len1", (at(2), at(4)), ("firm", "NULL")),
            lock("two", "p0", "len1", (at(4), at(6)), ("firm", "NULL")),
            lock("held", "p1", "len1", (at(2), at(6)), ("hold", "NULL")),
        ]
        .concat(),
    )
    .unwrap();
    let contested = || {
        let rows = page(&s, query()).rows;
        let spans = rows.into_iter().find(|row| row.name == "85mm").unwrap().spans;
        spans.into_iter().any(|span| matches!(span.what, SpanOf::Lock(lock) if lock.contested))
    };
    assert!(!contested());
    s.sqlite3(&lock("more", "p0", "len1", (at(3), at(4)), ("firm", "NULL"))).unwrap();
    assert!(contested());
}

#[test]
fn what_went_to_another_branch_is_missed_here_and_there() {
    let s = studio();
    s.sqlite3(&[
        lock("old", "p0", "cam1", (at(-9), at(-8)), ("firm", "NULL")),
        lock("here", "p0", "cam1", (at(2), at(4)), ("firm", "NULL")),
        format!("INSERT INTO asset_transfers (id, asset_id, from_branch_id, to_branch_id, sent_at) VALUES ('t', 'cam1', '{}', 'b2', 1);", s.branch),
    ].concat()).unwrap();
    let troubles = || {
        let rows = page(&s, query()).rows;
        let spans = rows.into_iter().find(|row| row.name == "Alpha").unwrap().spans;
        let of = |span: TimelineSpan| match span.what {
            SpanOf::Lock(lock) => lock.trouble,
            _ => None,
        };
        spans.into_iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(troubles(), [None, Some(Trouble::Elsewhere)]);
    s.sqlite3("UPDATE asset_transfers SET outcome = 'received', ended_at = 2; UPDATE assets SET branch_id = 'b2' WHERE id = 'cam1'").unwrap();
    assert_eq!(troubles(), [None, Some(Trouble::Elsewhere)]);
}
