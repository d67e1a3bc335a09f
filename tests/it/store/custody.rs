//! Who has what: all or none, everything in the way is named, and the chain is written on and never over.

use super::Studio;
use std::process::{Child, Command as Process, Stdio};
use studiovault::domain::custody::{Afterwards, Holder};
use studiovault::domain::field::FieldValue;
use studiovault::domain::id::SessionId;
use studiovault::store::protocol::*;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A studio with two projects (`p0`, `p1`), gear, a person who is an asset, and another branch with a camera.
pub(super) fn studio() -> Studio {
    let s = Studio::new();
    let client = s.add("Priya Sharma", "98450 12345");
    let b = s.branch.clone();
    let org = s.sqlite3("SELECT id FROM organizations").unwrap();
    let mut sql = format!(
        "INSERT INTO branches (id, org_id, name, address_json) VALUES ('br_dubai', '{org}', 'Dubai', '{{\"tz\":\"Asia/Dubai\"}}');
         INSERT INTO users (id, org_id, branch_id, roles_json, status, name) VALUES
           ('u_manager', '{org}', '{b}', '[\"manager\"]', 'active', 'Meera'), ('u_clerk', '{org}', '{b}', '[\"clerk\"]', 'active', 'Chetan'),
           ('u_photographer', '{org}', '{b}', '[\"photographer\"]', 'active', 'Rahul'),
           ('u_gone', '{org}', '{b}', '[\"manager\"]', 'suspended', 'Gone');
         INSERT INTO projects (id, branch_id, client_id, status, details_json) VALUES
           ('p0', '{b}', '{client}', 'active', '{{\"title\":\"Sharma wedding\"}}'), ('p1', '{b}', '{client}', 'active', '{{\"title\":\"Product day\"}}'),
           ('p9', '{b}', '{client}', 'cancelled', '{{\"title\":\"Off\"}}');
         INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at)
           VALUES ('e0', 'p0', '{b}', 'Haldi', unixepoch() + {HOUR}, unixepoch() + {DAY}, 'UTC', 1);"
    );
    for (id, branch, kind, capacity, serial, status) in [
        ("cam", b.as_str(), "camera", "NULL", "'A7-001'", "available"),
        ("lens", b.as_str(), "lens", "1", "'LN-1'", "available"),
        ("batteries", b.as_str(), "other", "10", "NULL", "available"),
        ("drone", b.as_str(), "drone", "1", "'DR-1'", "lost"),
        ("old", b.as_str(), "camera", "1", "'OLD'", "retired"),
        ("moving", b.as_str(), "camera", "1", "'MV'", "in_transit"),
        ("room", b.as_str(), "space", "1", "NULL", "available"),
        ("rahul", b.as_str(), "human", "1", "NULL", "available"),
        ("far", "br_dubai", "camera", "1", "'A7-001'", "available"),
    ] {
        sql.push_str(&format!(
            "INSERT INTO assets (id, branch_id, type, name, serial_number, status, capacity) VALUES ('{id}', '{branch}', '{kind}', '{id}', {serial}, '{status}', {capacity});"
        ));
    }
    sql.push_str("UPDATE assets SET user_id = 'u_photographer' WHERE id = 'rahul';");
    s.sqlite3(&sql).unwrap();
    s
}

pub(super) fn actor(role: &str) -> Actor {
    let (user, session) = (format!("u_{role}"), SessionId::from("ses_x"));
    Actor { user: user.into(), session, host: "test".into() }
}

pub(super) fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

fn later(seconds: i64) -> Due {
    Due::At(jiff::Timestamp::from_second(now().as_second() + seconds).unwrap())
}

pub(super) fn asset(id: &str) -> OutItem {
    pieces(id, 1)
}

fn pieces(id: &str, qty: u32) -> OutItem {
    OutItem { what: OutWhat::Asset { id: id.into(), qty, kit: None }, condition: String::new() }
}

pub(super) fn out(items: Vec<OutItem>, holder: &str) -> CheckOut {
    CheckOut {
        items,
        project: None,
        event: None,
        holder: Holder::Name(holder.to_owned()),
        due: Due::Open,
        wanted: Wanted::Ask,
    }
}

fn for_project(project: &str, items: Vec<OutItem>) -> CheckOut {
    CheckOut { project: Some(project.into()), due: Due::LockEnd, ..out(items, "Somebody") }
}

pub(super) fn back(what: Returned) -> Return {
    Return { what, version: None, qty: None, condition: String::new(), then: Afterwards::Ready }
}

fn give(s: &Studio, out: CheckOut) -> Result<Outcome, StoreError> {
    s.run(CustodyCommand::CheckOut(out))
}

fn hurdles(result: Result<Outcome, StoreError>) -> Vec<String> {
    match result {
        Err(StoreError::Custody(hurdles)) => hurdles.lines().collect(),
        other => panic!("{other:?}"),
    }
}

fn chain(s: &Studio, id: &str) -> Vec<studiovault::domain::custody::Custody> {
    match s.ask(Query::Custody { asset: id.into(), limit: 50 }).unwrap() {
        Reply::Custody(lines) => lines.rows,
        other => panic!("{other:?}"),
    }
}

fn gear(s: &Studio, who: &Actor, project: &str) -> Result<GearList, StoreError> {
    match s.store.ask(who, Query::GearList { project: project.into(), event: None })? {
        Reply::GearList(list) => Ok(*list),
        other => panic!("{other:?}"),
    }
}

fn lock(s: &Studio, id: &str, project: &str, asset: &str, (from, to): (i64, i64)) {
    s.sqlite3(&format!(
        "INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind) VALUES ('{id}', '{project}', '{asset}', unixepoch() + {from}, unixepoch() + {to}, 'firm')"
    ))
    .unwrap();
}

fn open(s: &Studio) -> String {
    s.sqlite3("SELECT count(*) FROM asset_custody WHERE back_at IS NULL").unwrap()
}

#[test]
fn what_goes_out_is_with_somebody_until_it_is_back() {
    let s = studio();
    let mut cam = asset("cam");
    cam.condition = " small scratch\u{7} ".to_owned();
    let done = give(
        &s,
        CheckOut { due: later(DAY), ..out(vec![cam, pieces("batteries", 4)], "Priya from next door") },
    );
    let done = done.unwrap();
    assert!(
        done.message.starts_with("Checked out 2 things to Priya from next door, due 20"),
        "{}",
        done.message
    );
    assert!(!done.undoable, "a return takes it back, not an undo");
    let link = chain(&s, "cam").remove(0);
    assert_eq!(
        (link.holder_name.as_str(), link.condition_out.as_str()),
        ("Priya from next door", "small scratch")
    );
    assert_eq!(link.out_by, "Asha");
    assert!(link.is_out() && link.due.is_some());
    let mut cam = back(Returned::Asset("cam".into()));
    cam.condition = "sensor is dirty".to_owned();
    cam.then = Afterwards::Repair { until: None };
    let done = s.run(CustodyCommand::CheckIn(vec![cam])).unwrap();
    assert_eq!(done.message, "Checked in cam (A7-001) from Priya from next door, and put it under repair");
    let link = chain(&s, "cam").remove(0);
    assert_eq!((link.condition_back.as_str(), link.back_by.as_str()), ("sensor is dirty", "Asha"));
    assert_eq!(
        s.sqlite3("SELECT kind || ' ' || reason || ' ' || (end_time IS NULL) FROM asset_maintenance")
            .unwrap(),
        "maintenance sensor is dirty 1"
    );
    assert_eq!(hurdles(give(&s, out(vec![asset("cam")], "Rahul"))), ["cam (A7-001) is under repair"]);
    // The log tells it, also on the thing itself.
    let Reply::History(entries) =
        s.ask(Query::History(RowRef { table: Table::Assets, id: "cam".into() })).unwrap()
    else {
        panic!()
    };
    let events: Vec<&str> = entries.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["asset.checked_in", "asset.checked_out"]);
    s.assert_sound();
}

#[test]
fn all_go_or_none_and_each_that_cannot_is_named() {
    let s = studio();
    give(&s, CheckOut { due: later(DAY), ..out(vec![asset("lens"), pieces("batteries", 8)], "Rahul") })
        .unwrap();
    s.sqlite3("UPDATE asset_maintenance SET end_time = NULL").unwrap();
    let all = ["cam", "lens", "drone", "old", "moving", "room", "rahul", "far"];
    let mut items: Vec<OutItem> = all.into_iter().map(asset).collect();
    items.push(pieces("batteries", 3));
    let error = give(&s, out(items, "Chetan")).unwrap_err();
    assert_eq!(error.exit_code(), 5);
    let text = error.to_string();
    assert!(text.starts_with("8 of 9 cannot go out: lens (LN-1) is out with Rahul since 20"), "{text}");
    for part in [
        "drone (DR-1) is lost",
        "old (OLD) is retired",
        "moving (MV) is on its way to another branch",
        "room is a person or a room",
        "rahul is a person or a room",
        "far (A7-001) belongs to Dubai",
        "batteries is out with Rahul since",
        "; 2 left",
    ] {
        assert!(text.contains(part), "{part} not in {text}");
    }
    assert_eq!(open(&s), "2");
    assert_eq!(
        hurdles(give(&s, out(vec![pieces("batteries", 11)], "X"))),
        ["there are only 10 of batteries"]
    );
    give(&s, out(vec![pieces("batteries", 1), pieces("batteries", 1)], "Chetan")).unwrap();
    let several = hurdles(s.run(CustodyCommand::CheckIn(vec![back(Returned::Asset("batteries".into()))])));
    assert_eq!(several, ["Rahul and Chetan each have some of batteries"]);
    let not_out = CustodyCommand::CheckIn(vec![
        back(Returned::Asset("lens".into())),
        back(Returned::Asset("cam".into())),
    ]);
    assert_eq!(hurdles(s.run(not_out)), ["cam (A7-001) is not out"]);
    assert_eq!(open(&s), "3");
}

#[test]
fn whoever_has_something_that_is_late_brings_it_back_first() {
    let s = studio();
    s.sqlite3(
        "INSERT INTO asset_custody (id, asset_id, holder_user_id, out_at, due_at) VALUES ('c1', 'lens', 'u_photographer', unixepoch() - 100, unixepoch() - 50);
         INSERT INTO asset_custody (id, asset_id, holder, qty, out_at, due_at) VALUES ('c2', 'batteries', 'PRIYA', 2, unixepoch() - 100, unixepoch() - 50);",
    )
    .unwrap();
    let rahul = CheckOut { holder: Holder::Person("u_photographer".into()), ..out(vec![asset("cam")], "") };
    let said = hurdles(give(&s, rahul.clone()));
    assert!(said[0].starts_with("Rahul has to bring back lens (LN-1) first, due 20"), "{said:?}");
    assert!(
        hurdles(give(&s, out(vec![asset("cam")], "Priya")))[0]
            .starts_with("Priya has to bring back batteries first")
    );
    assert!(
        hurdles(give(&s, out(vec![pieces("batteries", 1)], "Chetan")))[0]
            .starts_with("batteries should be back from PRIYA since")
    );
    let Reply::Custody(late) =
        s.ask(Query::Outstanding { scope: BranchScope::All, which: Outstanding::Late, limit: 1 }).unwrap()
    else {
        panic!()
    };
    assert_eq!((late.rows.len(), late.more), (1, 1));
    // More time makes it on time again.
    let due = Some(jiff::Timestamp::from_second(now().as_second() + DAY).unwrap());
    s.run(CustodyCommand::ExtendDue { ids: vec![("c1".into(), 1)], due }).unwrap();
    let stale = s.run(CustodyCommand::ExtendDue { ids: vec![("c1".into(), 1)], due: None });
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    give(&s, rahul).unwrap();
    let past = s.run(CustodyCommand::ExtendDue {
        ids: vec![("c1".into(), 2)],
        due: Some(jiff::Timestamp::from_second(1_000).unwrap()),
    });
    assert!(matches!(past, Err(StoreError::Invalid(_))), "{past:?}");
    let list = |filter: &str| {
        let query = ListQuery { filter: filter.into(), limit: 50, ..Default::default() };
        match s.ask(Query::List(ListKind::Assets, query)).unwrap() {
            Reply::Assets(page) => page.rows.into_iter().map(|row| row.name).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(list("out"), ["batteries", "cam", "lens"]);
    assert_eq!(list("overdue"), ["batteries"]);
}

#[test]
fn what_another_project_wants_meanwhile_is_asked_about() {
    let s = studio();
    lock(&s, "l1", "p1", "cam", (2 * HOUR, 3 * HOUR));
    let soon = CheckOut { due: later(HOUR), ..out(vec![asset("cam")], "Rahul") };
    give(&s, soon).unwrap();
    s.run(CustodyCommand::CheckIn(vec![back(Returned::Asset("cam".into()))])).unwrap();
    let long = CheckOut { due: later(DAY), ..out(vec![asset("cam"), asset("lens")], "Rahul") };
    let Err(StoreError::Custody(asked)) = give(&s, long.clone()) else { panic!() };
    assert!(asked.is_question());
    assert!(asked.to_string().starts_with("cam (A7-001) is booked for Product day, 20"), "{asked}");
    assert_eq!(open(&s), "0");
    give(&s, CheckOut { wanted: Wanted::GoAhead, ..long }).unwrap();
    // For the project that has it booked nobody is asked, and it is due when its lock ends.
    s.run(CustodyCommand::CheckIn(vec![back(Returned::Asset("cam".into()))])).unwrap();
    give(&s, for_project("p1", vec![asset("cam")])).unwrap();
    assert_eq!(
        s.sqlite3(
            "SELECT due_at = (SELECT end_time FROM booking_locks) FROM asset_custody ORDER BY id DESC LIMIT 1"
        )
        .unwrap(),
        "1"
    );
}

#[test]
fn a_projects_gear_is_one_list() {
    let s = studio();
    lock(&s, "l1", "p0", "cam", (HOUR, DAY));
    lock(&s, "l2", "p0", "cam", (2 * DAY, 3 * DAY));
    lock(&s, "l3", "p0", "rahul", (HOUR, DAY));
    lock(&s, "l4", "p0", "lens", (-DAY, -HOUR));
    give(&s, for_project("p0", vec![asset("batteries")])).unwrap();
    let list = gear(&s, &s.owner, "p0").unwrap();
    let names: Vec<&str> = list.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["batteries", "cam"], "people come by themselves, and what is over is over");
    assert_eq!(list.lines[1].lock.as_ref().unwrap().as_str(), "l2");
    assert!(list.lines[0].out.is_some() && list.lines[0].lock.is_none());
    let over = give(&s, for_project("p9", vec![asset("cam")]));
    assert!(over.unwrap_err().to_string().contains("does not take place any more"));
}

#[test]
fn who_may_move_what() {
    let s = studio();
    let (manager, clerk, photographer) = (actor("manager"), actor("clerk"), actor("photographer"));
    let run = |who: &Actor, out: CheckOut| s.store.run(who, CustodyCommand::CheckOut(out).into());
    assert!(matches!(run(&clerk, out(vec![asset("cam")], "X")), Err(StoreError::Denied(_))));
    assert!(matches!(run(&manager, out(vec![asset("far")], "X")), Err(StoreError::NotFound { .. })));
    assert!(matches!(
        s.store.ask(&manager, Query::Custody { asset: "far".into(), limit: 5 }),
        Err(StoreError::NotFound { .. })
    ));
    let scan = |who: &Actor| match s
        .store
        .ask(who, Query::Scan { scope: BranchScope::All, serial: " a7-001 ".into() })
    {
        Ok(Reply::Scanned(found)) => found.iter().map(|one| one.asset.to_string()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(scan(&manager), ["cam"]);
    assert_eq!(scan(&s.owner).len(), 2);
    // A photographer only what is booked for a project that they are booked for.
    lock(&s, "l1", "p0", "cam", (HOUR, DAY));
    assert!(matches!(
        run(&photographer, for_project("p0", vec![asset("cam")])),
        Err(StoreError::NotFound { .. })
    ));
    assert!(gear(&s, &photographer, "p0").is_err());
    lock(&s, "l2", "p0", "rahul", (HOUR, DAY));
    assert_eq!(gear(&s, &photographer, "p0").unwrap().lines.len(), 1);
    // What is not booked for it is not there for them, whatever it is and wherever it belongs.
    for id in ["lens", "far", "room", "old", "batteries"] {
        let other = run(&photographer, for_project("p0", vec![asset(id)]));
        assert!(matches!(other, Err(StoreError::NotFound { .. })), "{id}: {other:?}");
    }
    assert!(matches!(run(&photographer, out(vec![asset("cam")], "X")), Err(StoreError::NotFound { .. })));
    run(&photographer, for_project("p0", vec![asset("cam")])).unwrap();
    s.store
        .run(&photographer, CustodyCommand::CheckIn(vec![back(Returned::Asset("cam".into()))]).into())
        .unwrap();
    give(&s, for_project("p1", vec![asset("lens")])).unwrap();
    let other = s
        .store
        .run(&photographer, CustodyCommand::CheckIn(vec![back(Returned::Asset("lens".into()))]).into());
    assert!(matches!(other, Err(StoreError::NotFound { .. })), "{other:?}");
    // Nobody who left, and nobody without a name, takes anything.
    let gone = CheckOut { holder: Holder::Person("u_gone".into()), ..out(vec![asset("cam")], "") };
    assert!(matches!(give(&s, gone), Err(StoreError::NotFound { .. })));
    assert!(matches!(give(&s, out(vec![asset("cam")], " — ")), Err(StoreError::Invalid(_))));
    assert!(matches!(give(&s, out(Vec::new(), "X")), Err(StoreError::Refused(_))));
    assert!(matches!(
        give(&s, CheckOut { due: later(-5), ..out(vec![asset("cam")], "X") }),
        Err(StoreError::Invalid(_))
    ));
}

#[test]
fn a_project_is_named_to_whoever_may_see_it() {
    let s = studio();
    let client = s.sqlite3("SELECT id FROM clients").unwrap();
    lock(&s, "l1", "p0", "cam", (HOUR, DAY));
    lock(&s, "l2", "p0", "rahul", (HOUR, DAY));
    lock(&s, "l3", "p1", "cam", (2 * DAY, 3 * DAY));
    let long = CheckOut { due: later(4 * DAY), ..for_project("p0", vec![asset("cam")]) };
    let asked =
        |who: &Actor| hurdles(s.store.run(who, CustodyCommand::CheckOut(long.clone()).into())).remove(0);
    assert!(asked(&actor("manager")).starts_with("cam (A7-001) is booked for Product day, 20"));
    assert!(asked(&actor("photographer")).starts_with("cam (A7-001) is booked for another project, 20"));
    // Gear that came here by a transfer may be booked still where it was.
    s.sqlite3(&format!(
        "INSERT INTO projects (id, branch_id, client_id, status, details_json) VALUES ('p2', 'br_dubai', '{client}', 'active', '{{\"title\":\"Secret gala\"}}');
         INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind) VALUES ('l4', 'p2', 'far', unixepoch() + 3600, unixepoch() + 7200, 'firm');
         UPDATE assets SET branch_id = (SELECT branch_id FROM assets WHERE id = 'cam') WHERE id = 'far';"
    ))
    .unwrap();
    let far = CheckOut { due: later(DAY), ..out(vec![asset("far")], "Rahul") };
    let said = hurdles(s.store.run(&actor("manager"), CustodyCommand::CheckOut(far).into()));
    assert!(said[0].starts_with("far (A7-001) is booked for another project, 20"), "{said:?}");
    // What has their camera meanwhile is no photographer's matter either.
    give(&s, CheckOut { wanted: Wanted::GoAhead, ..for_project("p1", vec![asset("cam")]) }).unwrap();
    let out_for = |who: &Actor| gear(&s, who, "p0").unwrap().lines.remove(0).out.unwrap().project_title;
    assert_eq!((out_for(&s.owner).as_str(), out_for(&actor("photographer")).as_str()), ("Product day", ""));
}

#[test]
fn more_pieces_than_are_booked_are_asked_about_or_refused() {
    let s = studio();
    s.sqlite3(
        "INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind, qty) VALUES
           ('l1', 'p0', 'batteries', unixepoch() + 3600, unixepoch() + 7200, 'firm', 2),
           ('l2', 'p0', 'rahul', unixepoch() + 3600, unixepoch() + 7200, 'firm', 1);",
    )
    .unwrap();
    let five = for_project("p0", vec![pieces("batteries", 5)]);
    let rahul = |out: CheckOut| s.store.run(&actor("photographer"), CustodyCommand::CheckOut(out).into());
    assert_eq!(hurdles(give(&s, five.clone())), ["only 2 of batteries are booked for this project"]);
    let sure = CheckOut { wanted: Wanted::GoAhead, ..five.clone() };
    assert_eq!(hurdles(rahul(sure.clone())), ["only 2 of batteries are booked for this project"]);
    rahul(for_project("p0", vec![pieces("batteries", 1)])).unwrap();
    assert_eq!(
        hurdles(rahul(for_project("p0", vec![pieces("batteries", 2)]))),
        ["only 2 of batteries are booked for this project; 1 is out already"]
    );
    give(&s, sure).unwrap();
    assert_eq!(s.sqlite3("SELECT sum(qty) FROM asset_custody").unwrap(), "6");
}

#[test]
fn a_hold_that_is_over_says_no_time_of_return() {
    let s = studio();
    s.sqlite3(
        "INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind, expires_at) VALUES
           ('h1', 'p0', 'cam', unixepoch() + 3600, unixepoch() + 7200, 'hold', unixepoch() - 5)",
    )
    .unwrap();
    give(&s, for_project("p0", vec![asset("cam")])).unwrap();
    assert_eq!(s.sqlite3("SELECT due_at IS NULL FROM asset_custody").unwrap(), "1");
}

#[test]
fn a_thing_goes_as_a_part_of_its_own_kit_only() {
    let s = studio();
    s.sqlite3(
        "INSERT INTO kits (id, branch_id, name, created_at) SELECT 'k1', branch_id, 'Run and gun', 1 FROM assets WHERE id = 'cam';
         INSERT INTO kits (id, branch_id, name, created_at) VALUES ('k9', 'br_dubai', 'Secret kit', 1);
         INSERT INTO kit_assets (id, kit_id, asset_id) VALUES ('ka1', 'k1', 'cam'), ('ka2', 'k1', 'lens');",
    )
    .unwrap();
    let part = |asset: &str, kit: &str| {
        let what = OutWhat::Asset { id: asset.into(), qty: 1, kit: Some(kit.into()) };
        give(&s, out(vec![OutItem { what, condition: String::new() }], "Ravi"))
    };
    let no = ["lens (LN-1) is in another kit, or in none: it does not go as a part of this one"];
    assert_eq!(hurdles(part("lens", "k9")), no);
    assert_eq!(hurdles(part("lens", "no such kit")), no);
    part("lens", "k1").unwrap();
    // Nobody's kit is there for whoever has nothing of it booked.
    lock(&s, "l1", "p0", "cam", (HOUR, DAY));
    lock(&s, "l2", "p0", "rahul", (HOUR, DAY));
    let whole = |kit: &str| {
        let item = OutItem { what: OutWhat::Kit(kit.into()), condition: String::new() };
        s.store.run(&actor("photographer"), CustodyCommand::CheckOut(for_project("p0", vec![item])).into())
    };
    for kit in ["k1", "k9"] {
        assert!(matches!(whole(kit), Err(StoreError::NotFound { .. })));
    }
}

#[test]
fn of_a_kit_comes_back_what_is_in_reach() {
    let s = studio();
    s.sqlite3(
        "INSERT INTO kits (id, branch_id, name, created_at) SELECT 'k1', branch_id, 'Run and gun', 1 FROM assets WHERE id = 'cam';
         INSERT INTO asset_custody (id, asset_id, holder, out_at, kit_id) VALUES ('c1', 'cam', 'Ravi', 5, 'k1'), ('c2', 'far', 'Ravi', 5, 'k1');",
    )
    .unwrap();
    let all = || {
        s.store.run(&actor("manager"), CustodyCommand::CheckIn(vec![back(Returned::Kit("k1".into()))]).into())
    };
    let done = all().unwrap();
    assert_eq!(
        done.message,
        "Checked in cam (A7-001) from Ravi; far (A7-001) is still out, and not in your reach"
    );
    assert_eq!(s.sqlite3("SELECT group_concat(id) FROM asset_custody WHERE back_at IS NULL").unwrap(), "c2");
    assert_eq!(hurdles(all()), ["what is out of Run and gun belongs to another branch"]);
}

#[test]
fn some_pieces_come_back_before_the_rest() {
    let s = studio();
    give(&s, CheckOut { due: later(DAY), ..out(vec![pieces("batteries", 5)], "Ravi") }).unwrap();
    let some = |n: u32, condition: &str| {
        let back =
            Return { qty: Some(n), condition: condition.into(), ..back(Returned::Asset("batteries".into())) };
        s.run(CustodyCommand::CheckIn(vec![back]))
    };
    assert_eq!(hurdles(some(6, "")), ["5 of batteries are out with Ravi"]);
    assert_eq!(hurdles(some(0, "")), ["5 of batteries are out with Ravi"]);
    let done = some(3, "one is swollen").unwrap();
    assert_eq!(done.message, "Checked in 3 of 5 batteries from Ravi; 2 still out");
    // The chain says of each what became of it, and they add up to what went.
    let links: Vec<_> = chain(&s, "batteries")
        .into_iter()
        .map(|link| {
            (link.qty, link.holder_name.clone(), link.is_out(), link.due.is_some(), link.condition_back)
        })
        .collect();
    assert_eq!(
        links,
        [
            (3, "Ravi".into(), false, true, "one is swollen".into()),
            (2, "Ravi".into(), true, true, String::new())
        ]
    );
    // Eight are here again, and not ten.
    let nine = hurdles(give(&s, out(vec![pieces("batteries", 9)], "Meera")));
    assert!(
        nine[0].starts_with("batteries is out with Ravi since") && nine[0].ends_with("; 8 left"),
        "{nine:?}"
    );
    some(1, "").unwrap();
    assert_eq!(some(1, "").unwrap().message, "Checked in batteries from Ravi");
    assert_eq!(
        s.sqlite3("SELECT count(*), sum(qty), count(back_at), max(went) FROM asset_custody").unwrap(),
        "3|5|3|5"
    );
    let kit = Return { qty: Some(1), ..back(Returned::Kit("none".into())) };
    assert!(s.run(CustodyCommand::CheckIn(vec![kit])).is_err());
    s.assert_sound();
}

#[test]
fn what_somebody_else_took_back_meanwhile_is_not_taken_twice() {
    let s = studio();
    give(&s, out(vec![pieces("batteries", 5)], "Ravi")).unwrap();
    let read = chain(&s, "batteries").remove(0);
    let two = |what: Returned| {
        let two = Return { qty: Some(2), version: Some(read.version), ..back(what) };
        s.run(CustodyCommand::CheckIn(vec![two]))
    };
    two(Returned::Custody(read.id.clone())).unwrap();
    for what in [Returned::Custody(read.id.clone()), Returned::Asset("batteries".into())] {
        let Err(StoreError::Conflict(conflict)) = two(what) else { panic!("taken twice") };
        assert_eq!((conflict.label.as_str(), conflict.changed_by.as_str()), ("batteries", "Asha"));
        assert_eq!(conflict.theirs[&"qty".into()], FieldValue::Number(3));
    }
    let still = "SELECT sum(qty) FROM asset_custody WHERE back_at IS NULL";
    assert_eq!(s.sqlite3(still).unwrap(), "3");
    s.assert_sound();
}

#[test]
fn some_broken_pieces_do_not_take_the_others_away() {
    let s = studio();
    give(&s, out(vec![pieces("batteries", 4)], "Ravi")).unwrap();
    let broken = |qty| {
        let then = Afterwards::Repair { until: None };
        let back = Return { qty, then, ..back(Returned::Asset("batteries".into())) };
        s.run(CustodyCommand::CheckIn(vec![back]))
    };
    for qty in [Some(1), None] {
        let said = hurdles(broken(qty));
        assert!(said[0].starts_with("under repair would be all 10 of batteries"), "{said:?}");
    }
    assert_eq!(s.sqlite3("SELECT count(*) FROM asset_maintenance").unwrap(), "0");
    s.run(CustodyCommand::CheckIn(vec![back(Returned::Asset("batteries".into()))])).unwrap();
    // All that there are may go.
    give(&s, out(vec![pieces("batteries", 10)], "Ravi")).unwrap();
    let done = broken(None).unwrap();
    assert!(done.message.ends_with("put it under repair"), "{}", done.message);
    s.assert_sound();
}

#[test]
fn no_program_takes_pieces_from_what_went_out() {
    let s = studio();
    give(&s, out(vec![pieces("batteries", 5)], "Ravi")).unwrap();
    let part = "INSERT INTO asset_custody (id, asset_id, holder, qty, out_at, back_at, part_of)
      SELECT 'part', asset_id, holder, %, out_at, out_at + 1, id FROM asset_custody";
    for sql in [
        "UPDATE asset_custody SET qty = 2",
        "UPDATE asset_custody SET qty = 2, went = 5",
        "UPDATE asset_custody SET went = 5",
        &part.replace('%', "5"),
        &part.replace("back_at", "due_at").replace('%', "3"),
        &part.replace("holder, %", "'Meera', %").replace('%', "3"),
    ] {
        let error = s.sqlite3(sql).unwrap_err();
        assert!(error.contains("SV_APPEND_ONLY"), "{sql}: {error}");
    }
    // A part that nobody took from the whole is no second one's way in, and the doctor sees it.
    s.sqlite3(&part.replace('%', "3")).unwrap();
    assert!(
        s.sqlite3(&part.replace("'part'", "'more'").replace('%', "1"))
            .unwrap_err()
            .contains("SV_APPEND_ONLY")
    );
    assert!(s.sqlite3("UPDATE asset_custody SET qty = 3, went = 5 WHERE back_at IS NULL").is_err());
    s.sqlite3("UPDATE asset_custody SET qty = 2, went = 5 WHERE back_at IS NULL").unwrap();
}

#[test]
fn what_is_on_its_way_goes_out_to_nobody_and_what_is_out_is_not_sent() {
    let s = studio();
    let send = |id: &str| {
        s.sqlite3(&format!(
            "INSERT INTO asset_transfers (id, asset_id, from_branch_id, to_branch_id, sent_at) SELECT 't_{id}', id, branch_id, 'br_dubai', 1 FROM assets WHERE id = '{id}'"
        ))
    };
    let hand = |id: &str| {
        s.sqlite3(&format!(
            "INSERT INTO asset_custody (id, asset_id, holder, out_at) VALUES ('c_{id}', '{id}', 'Ravi', 5)"
        ))
    };
    hand("cam").unwrap();
    assert!(send("cam").unwrap_err().contains("SV_WITH_SOMEBODY"));
    send("lens").unwrap();
    assert!(hand("lens").unwrap_err().contains("SV_ON_ITS_WAY"));
    // Nor by way of a transfer that was over.
    s.sqlite3("UPDATE asset_transfers SET outcome = 'returned', ended_at = 2").unwrap();
    hand("lens").unwrap();
    let again = "UPDATE asset_transfers SET outcome = NULL, ended_at = NULL";
    assert!(s.sqlite3(again).unwrap_err().contains("SV_WITH_SOMEBODY"));
}

#[test]
fn the_chain_is_written_on_and_never_over() {
    let s = studio();
    give(&s, out(vec![asset("cam")], "Rahul")).unwrap();
    for sql in [
        "UPDATE asset_custody SET kit_id = 'x'",
        "UPDATE asset_custody SET out_at = 5",
        "UPDATE asset_custody SET holder = NULL, holder_user_id = 'u_clerk'",
        "DELETE FROM asset_custody",
    ] {
        let error = s.sqlite3(sql).unwrap_err();
        assert!(error.contains("SV_APPEND_ONLY"), "{sql}: {error}");
    }
    s.run(CustodyCommand::CheckIn(vec![back(Returned::Asset("cam".into()))])).unwrap();
    let id = chain(&s, "cam")[0].id.clone();
    assert_eq!(
        hurdles(s.run(CustodyCommand::CheckIn(vec![back(Returned::Custody(id))]))),
        ["cam (A7-001) is not out"]
    );
    assert!(s.sqlite3("UPDATE asset_custody SET back_at = NULL").unwrap_err().contains("SV_APPEND_ONLY"));
    // Undo passes it by: what was done before is next, and that has become more since.
    assert!(s.run(Command::Undo).is_err());
    assert_eq!(s.sqlite3("SELECT count(*), count(back_at) FROM asset_custody").unwrap(), "1|1");
}

#[test]
fn an_erased_clients_name_goes_from_what_they_had() {
    let s = studio();
    let client = s.add("Meera Nair", "98450 99999");
    give(&s, out(vec![asset("cam")], "meera NAIR, reception")).unwrap();
    give(&s, out(vec![asset("lens")], "Meera")).unwrap();
    s.run(Command::EraseClient { id: client, confirm: "Meera Nair".into() }).unwrap();
    assert_eq!(
        s.sqlite3("SELECT group_concat(holder, ', ') FROM (SELECT holder FROM asset_custody ORDER BY id)")
            .unwrap(),
        "[erased], Meera"
    );
    let kept = s.sqlite3("SELECT count(*) FROM audit_personal WHERE json LIKE '%reception%'").unwrap();
    assert_eq!(kept, "0");
    assert!(!s.sqlite3("SELECT group_concat(payload_json) FROM audit_logs").unwrap().contains("reception"));
    s.assert_sound();
}

/// Ten programs want one camera: one gets it, the others are told who has it.
#[test]
fn of_many_programs_one_gets_it() {
    let s = studio();
    let start = |no: usize| -> Child {
        Process::new(env!("CARGO_BIN_EXE_studiovault"))
            .arg("--db")
            .arg(s.path())
            .args(["asset", "out", "cam", "--to", &format!("Holder {no}"), "--json"])
            .envs(
                ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"]
                    .map(|name| (name, s.dir.path())),
            )
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<Child> = (0..8).map(start).collect();
    let mut codes = Vec::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code().unwrap();
        assert!(code == 0 || said.contains("cam (A7-001) is out with Holder"), "{code} {said}");
        codes.push(code);
    }
    codes.sort_unstable();
    assert_eq!(codes, [0, 5, 5, 5, 5, 5, 5, 5]);
    assert_eq!(open(&s), "1");
    s.assert_sound();
}

#[test]
fn several_times_of_return_are_not_said_as_one() {
    let s = studio();
    lock(&s, "l1", "p0", "cam", (-HOUR, 40 * DAY));
    lock(&s, "l2", "p0", "lens", (-HOUR, 50 * DAY));
    lock(&s, "l3", "p0", "batteries", (-HOUR, 50 * DAY));
    s.sqlite3("UPDATE booking_locks SET end_time = 1900000000 + (id <> 'l1') * 86400").unwrap();
    let done = give(&s, for_project("p0", vec![asset("cam"), asset("lens")])).unwrap();
    assert!(done.message.contains("for Sharma wedding, the first due 2030-03-17"), "{}", done.message);
    let one = give(&s, for_project("p0", vec![asset("batteries")])).unwrap();
    assert!(one.message.contains("for Sharma wedding, due 2030-03-18"), "{}", one.message);
}
