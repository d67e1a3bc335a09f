//! What is free: proposals, first free times, what could stand in, and what will not work out.

use super::Studio;
use jiff::Timestamp;
use studiovault::domain::booking::Trouble;
use studiovault::domain::free::{Buffers, Hours, Need, Pattern, Wanted, Weekdays};
use studiovault::domain::id::BranchId;
use studiovault::store::protocol::*;

/// A studio with an inquiry `p0` and a booked project `p1`, three cameras (two of them A7iii), two lead photographers,
/// a studio floor and three lights.
fn studio() -> Studio {
    let s = Studio::new();
    let client = s.add("Priya", "98450 12345");
    let b = s.branch.clone();
    let mut sql = format!(
        "INSERT INTO projects (id, branch_id, client_id, status, details_json) VALUES
           ('p0', '{b}', '{client}', 'inquiry', '{{\"title\":\"Mehta\"}}'), ('p1', '{b}', '{client}', 'active', '{{\"title\":\"Sharma\"}}');"
    );
    for (id, kind, name, capacity, metadata) in [
        ("a1", "camera", "Sony A7iii #1", 1, ""),
        ("a2", "camera", "Sony A7iii #2", 1, ""),
        ("c1", "camera", "Canon R5", 1, ""),
        ("ravi", "human", "Ravi", 1, r#"{"skills":["lead photographer"]}"#),
        ("asha", "human", "Asha", 1, r#"{"skills":["lead photographer","editor"]}"#),
        ("floor", "space", "Studio floor", 1, ""),
        ("lights", "light", "Godox AD600", 3, ""),
    ] {
        sql.push_str(&format!(
            "INSERT INTO assets (id, branch_id, type, name, serial_number, status, capacity, metadata_json)
             VALUES ('{id}', '{b}', '{kind}', '{name}', 'SN-{id}', 'available', {capacity}, nullif('{metadata}', ''));"
        ));
    }
    s.sqlite3(&sql).unwrap();
    s.store.finish_indexing().unwrap();
    s
}

/// A time on Monday 11 January 2027 (or so many days later), in Bengaluru.
fn at(day: i64, clock: &str) -> Timestamp {
    let local = format!("2027-01-11T{clock}:00+05:30[Asia/Kolkata]");
    let start: jiff::ZonedDateTime = local.parse().unwrap();
    start.timestamp() + jiff::SignedDuration::from_hours(24 * day)
}

fn book(s: &Studio, id: &str, asset: &str, (start, end): (Timestamp, Timestamp), kind: &str, qty: u32) {
    let project = if kind == "firm" { "p1" } else { "p0" };
    s.sqlite3(&format!(
        "INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind, qty)
         VALUES ('{id}', '{project}', '{asset}', {}, {}, '{kind}', {qty})",
        start.as_second(),
        end.as_second()
    ))
    .unwrap();
}

fn firm(s: &Studio, id: &str, asset: &str, day: i64, from: &str, to: &str) {
    book(s, id, asset, (at(day, from), at(day, to)), "firm", 1);
}

fn needs(lines: &[&str]) -> Needs {
    Needs { lines: lines.iter().map(ToString::to_string).collect(), ..Needs::default() }
}

fn ask(s: &Studio, needs: Needs, (start, end): (Timestamp, Timestamp)) -> Result<Proposal, StoreError> {
    let buffers = Buffers::default();
    let query = ProposalQuery {
        have: Vec::new(),
        needs,
        branch: s.branch.clone(),
        place: String::new(),
        start,
        end,
        buffers,
        except: Vec::new(),
    };
    proposal(s, query)
}

fn proposal(s: &Studio, query: ProposalQuery) -> Result<Proposal, StoreError> {
    match s.store.ask(&s.owner, Query::Proposal(query))? {
        Reply::Proposal(found) => Ok(*found),
        other => panic!("{other:?}"),
    }
}

/// Who gets what, need by need.
fn given(found: &Proposal) -> Vec<Vec<(String, u32)>> {
    let names = |need: &NeedAnswer| need.given.iter().map(|g| (g.name.clone(), g.qty)).collect();
    found.needs.iter().map(names).collect()
}

fn one(name: &str) -> Vec<(String, u32)> {
    vec![(name.to_owned(), 1)]
}

#[test]
fn what_a_booking_has_already_serves_its_needs_first() {
    let s = studio();
    let query = |lines: &[&str], have: &[&str]| ProposalQuery {
        have: have.iter().map(|id| (*id).into()).collect(),
        needs: needs(lines),
        branch: s.branch.clone(),
        place: String::new(),
        start: at(0, "09:00"),
        end: at(0, "13:00"),
        buffers: Buffers::default(),
        except: Vec::new(),
    };
    let said = |lines: &[&str], have: &[&str]| -> Vec<String> {
        proposal(&s, query(lines, have)).unwrap().given().map(|g| g.name.clone()).collect()
    };
    assert_eq!(said(&["any camera", "lead photographer"], &["a2", "ravi"]), ["Sony A7iii #2", "Ravi"]);
    // Of two pieces it is one, and nothing is taken twice.
    let two = said(&["camera x2"], &["a2"]);
    assert!(two.len() == 2 && two.contains(&"Sony A7iii #2".to_owned()), "{two:?}");
    // Whoever lacks the skill is not taken for it; what serves nothing changes nothing.
    assert_eq!(said(&["editor"], &["ravi", "floor"]), ["Asha"]);
}

#[test]
fn needs_as_people_write_them_get_free_assets() {
    let s = studio();
    let morning = (at(0, "09:00"), at(0, "13:00"));
    let found =
        ask(&s, needs(&["studio floor", "lead photographer", "any a7 III", "2 lights"]), morning).unwrap();
    assert!(found.is_whole() && found.nearest.is_none());
    let expected =
        [one("Studio floor"), one("Asha"), one("Sony A7iii #1"), vec![("Godox AD600".to_owned(), 2)]];
    assert_eq!(given(&found), expected);
    let times: Vec<_> = found.given().map(|g| (g.start, g.end)).collect();
    assert!(times.iter().all(|time| *time == morning));
    for (line, name) in [
        ("SN-c1", "Canon R5"),
        ("canon r5", "Canon R5"),
        ("rooms", "Studio floor"),
        ("any camera, prefer Sony A7iii #2", "Sony A7iii #2"),
        ("editor", "Asha"),
    ] {
        assert_eq!(given(&ask(&s, needs(&[line]), morning).unwrap()), [one(name)], "{line}");
    }
}

#[test]
fn what_is_overdue_is_offered_last_and_with_a_word() {
    let s = studio();
    let morning = (at(0, "09:00"), at(0, "13:00"));
    s.sqlite3(
        "INSERT INTO asset_custody (id, asset_id, holder, qty, out_at, due_at) VALUES
           ('o1', 'a1', 'Meera', 1, 1, 1000), ('o2', 'lights', 'Dev', 2, 1, 2000), ('o3', 'c1', 'Dev', 1, 1, 9000000000)",
    )
    .unwrap();
    let late = |line: &str| {
        let found = ask(&s, needs(&[line]), morning).unwrap();
        let said = found.given().map(|g| (g.name.clone(), g.late.as_ref().map(|late| late.holder.clone())));
        said.collect::<Vec<_>>()
    };
    let is = |name: &str, holder: Option<&str>| (name.to_owned(), holder.map(ToOwned::to_owned));
    assert_eq!(late("any a7iii"), [is("Sony A7iii #2", None)]);
    assert_eq!(late("any a7iii x2"), [is("Sony A7iii #2", None), is("Sony A7iii #1", Some("Meera"))]);
    // Not due yet; and of several pieces some are in the house.
    assert_eq!(late("Canon R5"), [is("Canon R5", None)]);
    assert_eq!(late("light"), [is("Godox AD600", None)]);
    assert_eq!(late("light x2"), [is("Godox AD600", Some("Dev"))]);
    let found = slots(&s, weeks(&s, &["Sony A7iii #1"], 4));
    let of = found.slots[0].given[0].late.as_ref().unwrap();
    assert_eq!((of.holder.as_str(), of.due.map(|due| due.as_second())), ("Meera", Some(1_000)));
    // Nobody said when it comes back: that is no better than overdue.
    s.sqlite3(
        "INSERT INTO asset_custody (id, asset_id, holder, qty, out_at) VALUES ('o4', 'a2', 'Ravi', 1, 1)",
    )
    .unwrap();
    assert_eq!(late("Sony A7iii #2"), [is("Sony A7iii #2", Some("Ravi"))]);
    let found = slots(&s, weeks(&s, &["Sony A7iii #2"], 4));
    let of = found.slots[0].given[0].late.as_ref().unwrap();
    assert_eq!(of.words(|_| unreachable!()), "out with Ravi, nobody said until when");
    // People are there as what was asked for.
    let found = ask(&s, needs(&["editor", "ravi"]), morning).unwrap();
    let roles: Vec<&str> = found.given().map(|g| g.role.as_str()).collect();
    assert_eq!(roles, ["editor", "lead photographer"]);
}

#[test]
fn what_names_nothing_is_refused_with_what_is_near() {
    let s = studio();
    let morning = (at(0, "09:00"), at(0, "13:00"));
    let error = |line: &str| ask(&s, needs(&[line]), morning).unwrap_err().to_string();
    assert_eq!(
        error("drone"),
        "needs: nothing in Bengaluru is “drone”; there is camera, person, light, space, lead photographer, editor"
    );
    assert_eq!(
        error("lead fotographer"),
        "needs: nothing in Bengaluru is “lead fotographer”; the nearest is lead photographer"
    );
    assert_eq!(
        error("Sony A7iii"),
        "needs: no asset is called just “Sony A7iii”; write any Sony A7iii for one of Sony A7iii #1, Sony A7iii #2"
    );
    assert!(error("any Nikon").starts_with("needs: nothing in Bengaluru is “Nikon”"));
    assert_eq!(error("kit: wedding"), "needs: no kit is called “wedding”");
    assert!(error("camera x0").contains("how many?"));
    let error = ask(&s, needs(&[" "]), morning).unwrap_err();
    assert_eq!(
        (error.to_string().as_str(), error.exit_code()),
        ("needs: write what is needed, e.g. camera x2, lead photographer or any A7iii", 6)
    );
    let backwards = ask(&s, needs(&["camera"]), (morning.1, morning.0)).unwrap_err();
    assert_eq!(backwards.to_string(), "end: the end must lie behind the start");
}

#[test]
fn one_asset_never_serves_two_needs_and_nobody_goes_short_who_need_not() {
    let s = studio();
    let morning = (at(0, "09:00"), at(0, "13:00"));
    firm(&s, "l1", "c1", 0, "08:00", "10:00");
    // Any camera could take the one that is wanted by name.
    let found = ask(&s, needs(&["camera", "Sony A7iii #1"]), morning).unwrap();
    assert_eq!(given(&found), [one("Sony A7iii #2"), one("Sony A7iii #1")]);
    let found = ask(&s, needs(&["camera x2", "any A7iii"]), morning).unwrap();
    assert_eq!(found.needs.iter().map(|n| n.missing).sum::<u32>(), 1);
    // Touching is free.
    assert!(
        ask(&s, needs(&["camera x2", "any A7iii"]), (at(0, "10:00"), at(0, "13:00"))).unwrap().is_whole()
    );
    // Of three lights two are out for a part of the time.
    book(&s, "l2", "lights", (at(0, "12:00"), at(0, "14:00")), "firm", 2);
    let found = ask(&s, needs(&["light", "light"]), morning).unwrap();
    assert_eq!((found.needs[0].missing, found.needs[1].missing), (0, 1));
    assert!(ask(&s, needs(&["light x3"]), (at(0, "09:00"), at(0, "12:00"))).unwrap().is_whole());
}

#[test]
fn what_is_missing_says_who_has_it_and_until_when() {
    let s = studio();
    for (id, asset) in [("l1", "a1"), ("l2", "a2")] {
        firm(&s, id, asset, 0, "08:00", "11:00");
    }
    firm(&s, "l3", "a2", 0, "12:00", "14:00");
    s.sqlite3("UPDATE assets SET status = 'lost' WHERE id = 'c1'").unwrap();
    let found = ask(&s, needs(&["camera x2", "studio floor"]), (at(0, "09:00"), at(0, "13:00"))).unwrap();
    assert_eq!((found.needs[0].missing, found.needs[0].there), (2, 3));
    let busy: Vec<_> = found.needs[0].busy.iter().map(|b| (b.name.as_str(), b.free_from)).collect();
    let expected = [
        ("Sony A7iii #1", Some(at(0, "11:00"))),
        ("Sony A7iii #2", Some(at(0, "14:00"))),
        ("Canon R5", None),
    ];
    assert_eq!(busy, expected);
    match &found.needs[0].busy[0].why {
        Some(Obstacle::Booked(clash)) => {
            assert_eq!(clash.to_string(), "Sony A7iii #1 is booked for Sharma, 2027-01-11 08:00 to 11:00")
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(found.needs[0].busy[2].why, Some(Obstacle::Gone(Trouble::Lost)));
    let nearest = found.nearest.unwrap();
    assert_eq!((nearest.start, nearest.end), (at(0, "14:00"), at(0, "18:00")));
    assert_eq!(nearest.given.len(), 3);
    // A time before can be nearer.
    let found = ask(&s, needs(&["Sony A7iii #1"]), (at(0, "09:30"), at(0, "10:30"))).unwrap();
    assert_eq!(found.nearest.unwrap().start, at(0, "11:00"));
    let found = ask(&s, needs(&["Sony A7iii #2"]), (at(0, "12:00"), at(0, "13:00"))).unwrap();
    assert_eq!(found.nearest.unwrap().start, at(0, "11:00"));
}

#[test]
fn what_is_not_there_is_not_proposed() {
    let s = studio();
    let morning = (at(0, "09:00"), at(0, "13:00"));
    let free = |s: &Studio| given(&ask(s, needs(&["camera x3"]), morning).unwrap())[0].len();
    assert_eq!(free(&s), 3);
    for status in ["lost", "retired", "in_transit", "maintenance"] {
        s.sqlite3(&format!("UPDATE assets SET status = '{status}' WHERE id = 'a1'")).unwrap();
        assert_eq!(free(&s), 2, "{status}");
    }
    // A repair with an end: there again behind it.
    let away = |id: &str, asset: &str, kind: &str, end: Timestamp| {
        let (start, end) = (at(-1, "09:00").as_second(), end.as_second());
        s.sqlite3(&format!("INSERT INTO asset_maintenance (id, asset_id, kind, start_time, end_time) VALUES ('{id}', '{asset}', '{kind}', {start}, {end})")).unwrap();
    };
    away("m1", "a1", "maintenance", at(0, "09:00"));
    assert_eq!(free(&s), 3);
    away("m2", "asha", "leave", at(0, "09:01"));
    let found = ask(&s, needs(&["lead photographer"]), morning).unwrap();
    assert_eq!(given(&found), [one("Ravi")]);
}

#[test]
fn what_is_held_comes_last_and_says_who_holds_it() {
    let s = studio();
    let morning = (at(0, "09:00"), at(0, "13:00"));
    book(&s, "h1", "asha", morning, "hold", 1);
    let found = ask(&s, needs(&["lead photographer"]), morning).unwrap();
    assert_eq!(given(&found), [one("Ravi")]);
    let found = ask(&s, needs(&["lead photographer x2"]), morning).unwrap();
    let held = found.given().find(|g| g.name == "Asha").unwrap().held.clone().unwrap();
    assert_eq!(held.project_name, "Mehta");
    // A hold that is over is not there.
    s.sqlite3("UPDATE booking_locks SET expires_at = 1 WHERE id = 'h1'").unwrap();
    assert_eq!(given(&ask(&s, needs(&["lead photographer"]), morning).unwrap()), [one("Asha")]);
}

#[test]
fn buffers_widen_what_is_locked() {
    let s = studio();
    firm(&s, "l1", "floor", 0, "06:00", "08:00");
    firm(&s, "l2", "a1", 0, "06:00", "08:00");
    let query = |before: i64, travel: i64| ProposalQuery {
        have: Vec::new(),
        needs: needs(&["studio floor", "Sony A7iii #1"]),
        branch: s.branch.clone(),
        place: String::new(),
        start: at(0, "09:00"),
        end: at(0, "13:00"),
        buffers: Buffers { before: before * 60, after: 0, travel: travel * 60 },
        except: Vec::new(),
    };
    let found = proposal(&s, query(30, 30)).unwrap();
    assert!(found.is_whole());
    let times: Vec<_> = found.given().map(|g| (g.start, g.end, g.before, g.after)).collect();
    let floor = (at(0, "08:30"), at(0, "13:00"), 1_800, 0);
    assert_eq!(times, [floor, (at(0, "08:00"), at(0, "13:30"), 3_600, 1_800)]);
    // A way of 31 minutes is too long for the camera; the floor does not travel.
    let found = proposal(&s, query(30, 31)).unwrap();
    assert_eq!((found.needs[0].missing, found.needs[1].missing), (0, 1));
    let found =
        proposal(&s, ProposalQuery { have: Vec::new(), except: vec!["l2".into()], ..query(30, 31) }).unwrap();
    assert!(found.is_whole());
    assert!(proposal(&s, query(-1, 0)).is_err());
}

#[test]
fn a_package_says_what_it_needs_or_that_it_needs_nothing() {
    let s = studio();
    let b = s.branch.clone();
    let package = |id: &str, hooks: &str| {
        s.sqlite3(&format!("INSERT INTO packages (id, branch_id, name, type, price, tax_rate, resource_hooks_json) VALUES ('{id}', '{b}', 'Gold', 'time_based', 1, 18, {hooks})")).unwrap();
        Needs { package: Some(id.into()), ..Needs::default() }
    };
    let morning = (at(0, "09:00"), at(0, "13:00"));
    let gold = package(
        "k1",
        r#"'[{"kind":"asset","type":"camera","qty":2,"prefer":"a2"},{"kind":"human","skill":"Lead Photographer"},{"kind":"moon"}]'"#,
    );
    let found = ask(&s, gold, morning).unwrap();
    assert_eq!(given(&found)[0][0].0, "Sony A7iii #2");
    assert_eq!(found.needs[0].words, "camera x2, prefer Sony A7iii #2");
    assert_eq!(found.unread, [r#"{"kind":"moon"}"#]);
    let none = package("k2", "NULL");
    let error = ask(&s, none.clone(), morning).unwrap_err();
    assert_eq!(error.to_string(), "“Gold” does not say what it needs from the inventory");
    assert!(ask(&s, Needs { lines: vec!["camera".to_owned()], ..none }, morning).unwrap().is_whole());
    // What nobody has is missing, and nothing could stand in for it.
    let drone = package("k3", r#"'[{"kind":"asset","type":"drone"}]'"#);
    let found = ask(&s, drone, morning).unwrap();
    assert_eq!((found.needs[0].missing, found.needs[0].there, found.nearest), (1, 0, None));
}

#[test]
fn a_kit_is_all_of_its_assets() {
    let s = studio();
    let b = s.branch.clone();
    s.sqlite3(&format!(
        "INSERT INTO kits (id, branch_id, name) VALUES ('k', '{b}', 'Wedding');
         INSERT INTO kit_assets (id, kit_id, asset_id, qty) VALUES ('1', 'k', 'a1', 1), ('2', 'k', 'lights', 2);"
    ))
    .unwrap();
    let morning = (at(0, "09:00"), at(0, "13:00"));
    let found = ask(&s, needs(&["wedding", "any camera", "light"]), morning).unwrap();
    assert!(found.is_whole());
    assert_eq!(given(&found)[0], [("Sony A7iii #1".to_owned(), 1), ("Godox AD600".to_owned(), 2)]);
    assert!(found.needs[0].given.iter().all(|g| g.kit == Some("k".into())));
    assert_ne!(given(&found)[1], one("Sony A7iii #1"));
    let found = ask(&s, needs(&["kit: Wedding", "light x2"]), morning).unwrap();
    assert_eq!(found.needs.iter().map(|n| n.missing).sum::<u32>(), 1);
}

#[test]
fn another_branch_is_never_shown() {
    let s = studio();
    let b = s.branch.as_str();
    s.sqlite3(&format!("INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{b}';
        INSERT INTO users (id, org_id, branch_id, email, roles_json, status) SELECT 'usr_m', id, 'br_2', 'm@example.com', '[\"manager\"]', 'active' FROM organizations;
        INSERT INTO assets (id, branch_id, type, name, status) VALUES ('far', 'br_2', 'camera', 'Far cam', 'available');")).unwrap();
    s.store.finish_indexing().unwrap();
    firm(&s, "l1", "a1", 0, "08:00", "11:00");
    s.sqlite3("UPDATE assets SET status = 'lost' WHERE id = 'a1'").unwrap();
    let morning = (at(0, "09:00"), at(0, "13:00"));
    let found = ask(&s, needs(&["camera x4"]), morning).unwrap();
    assert!(found.needs[0].there == 3 && !format!("{found:?}").contains("far"));
    assert!(ask(&s, needs(&["any Far"]), morning).is_err());
    assert!(ask(&s, needs(&["Far cam"]), morning).is_err());
    let far = Needs {
        wanted: vec![Wanted { need: Need::Asset("far".into()), qty: 1, prefer: None }],
        ..Needs::default()
    };
    assert!(matches!(ask(&s, far, morning), Err(StoreError::NotFound { .. })));
    // Their manager sees nothing of ours.
    let manager = s.store.sign_in(Some("m@example.com"), "test").unwrap();
    let asks = |query: Query| s.store.ask(&manager, query);
    let ours = SlotsQuery { branch: s.branch.clone(), ..weeks(&s, &["camera"], 4) };
    assert!(matches!(asks(Query::Slots(ours)), Err(StoreError::NotFound { .. })));
    assert!(matches!(asks(Query::Alternatives("l1".into())), Err(StoreError::NotFound { .. })));
    let all = TroubledQuery { scope: BranchScope::All, from: None, until: None, limit: 10 };
    assert_eq!(asks(Query::Troubled(all)).unwrap(), Reply::Troubled(Troubled::default()));
    let next = Query::NextConflict {
        scope: BranchScope::All,
        from: at(-9, "09:00"),
        beside: None,
        direction: Direction::Later,
    };
    assert_eq!(asks(next).unwrap(), Reply::NextConflict(None));
    let theirs = SlotsQuery { branch: BranchId::from("br_2"), ..weeks(&s, &["any far"], 4) };
    assert!(asks(Query::Slots(theirs)).is_ok());
}

/// Mornings of two weeks from that Monday on.
fn weeks(s: &Studio, lines: &[&str], hours: i64) -> SlotsQuery {
    SlotsQuery {
        needs: needs(lines),
        branch: s.branch.clone(),
        from: at(0, "00:00"),
        until: at(14, "00:00"),
        length: hours * 3_600,
        pattern: Pattern { hours: Some(Hours::MORNING), ..Pattern::default() },
        buffers: Buffers::default(),
        limit: 5,
    }
}

fn slots(s: &Studio, query: SlotsQuery) -> Slots {
    match s.store.ask(&s.owner, Query::Slots(query)).unwrap() {
        Reply::Slots(found) => *found,
        other => panic!("{other:?}"),
    }
}

/// First and last starts with the assets, in Bengaluru.
fn said(found: &Slots) -> Vec<String> {
    let zone = jiff::tz::TimeZone::get(&found.zone).unwrap();
    let clock = |at: Timestamp, format: &str| zone.to_datetime(at).strftime(format).to_string();
    let line = |slot: &Slot| {
        let names: Vec<&str> = slot.given.iter().map(|g| g.name.as_str()).collect();
        format!("{}-{} {}", clock(slot.start, "%a %-d %H:%M"), clock(slot.latest, "%H:%M"), names.join(", "))
    };
    found.slots.iter().map(line).collect()
}

#[test]
fn the_first_free_mornings() {
    let s = studio();
    firm(&s, "l1", "floor", 0, "06:00", "20:00");
    firm(&s, "l2", "a1", 1, "11:00", "13:00");
    firm(&s, "l3", "a2", 1, "08:00", "09:00");
    firm(&s, "l4", "ravi", 2, "07:00", "20:00");
    firm(&s, "l5", "asha", 2, "08:00", "09:00");
    let query = weeks(&s, &["studio floor", "lead photographer", "any A7iii"], 3);
    let found = slots(&s, SlotsQuery { limit: 3, ..query.clone() });
    assert_eq!(
        said(&found),
        [
            "Tue 12 08:00-08:00 Studio floor, Asha, Sony A7iii #1",
            "Tue 12 09:00-10:00 Studio floor, Asha, Sony A7iii #2",
            "Wed 13 09:00-10:00 Studio floor, Asha, Sony A7iii #1",
        ]
    );
    // And on from there.
    let more = slots(&s, SlotsQuery { limit: 2, from: found.next.unwrap(), ..query.clone() });
    assert_eq!(said(&more)[0], "Thu 14 08:00-10:00 Studio floor, Asha, Sony A7iii #1");
    let weekend = Pattern { weekdays: Weekdays::parse("sat").unwrap(), ..query.pattern };
    let found = slots(&s, SlotsQuery { pattern: weekend, ..query.clone() });
    assert_eq!(found.next, None);
    assert_eq!(
        found.slots.iter().map(|slot| slot.start).collect::<Vec<_>>(),
        [at(5, "08:00"), at(12, "08:00")]
    );
    // Over the border of what is looked at in one go.
    let far = SlotsQuery { until: at(40, "00:00"), limit: 200, ..query.clone() };
    assert_eq!(slots(&s, far).slots.len(), 40);
    for (wrong, message) in [
        (SlotsQuery { length: 0, ..query.clone() }, "length: a booking takes from a minute to a year"),
        (SlotsQuery { until: query.from, ..query.clone() }, "until: the end must lie behind the start"),
        (
            SlotsQuery { length: 8 * 3_600, ..query.clone() },
            "hours: 8 h do not fit between 08:00 and 13:00; leave the hours out, or give longer ones",
        ),
        (SlotsQuery { until: Timestamp::MAX, ..query.clone() }, "until: look through a year at most"),
        (SlotsQuery { limit: 0, ..query.clone() }, "limit: from 1 to 200 times"),
    ] {
        assert_eq!(s.store.ask(&s.owner, Query::Slots(wrong)).unwrap_err().to_string(), message);
    }
}

#[test]
fn nights_on_which_the_clocks_change() {
    let s = studio();
    s.sqlite3("UPDATE branches SET address_json = json_set(address_json, '$.tz', 'Europe/Berlin')").unwrap();
    let night = |from: &str, until: &str| SlotsQuery {
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
        length: 3_600,
        pattern: Pattern { hours: Some(Hours { from: 60, to: 240 }), step: 30, ..Pattern::default() },
        ..weeks(&s, &["studio floor"], 1)
    };
    let spring = slots(&s, night("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"));
    assert_eq!(said(&spring), ["Sun 28 01:00-03:00 Studio floor"]);
    assert_eq!(spring.slots[0].latest.to_string(), "2027-03-28T01:00:00Z");
    let autumn = slots(&s, night("2027-10-30T22:00:00Z", "2027-10-31T23:00:00Z"));
    assert_eq!(said(&autumn), ["Sun 31 01:00-03:00 Studio floor"]);
    assert_eq!(autumn.slots[0].latest.to_string(), "2027-10-31T02:00:00Z");
}

#[test]
fn alternatives_are_free_and_the_likest_come_first() {
    let s = studio();
    firm(&s, "l1", "a1", 0, "09:00", "13:00");
    let alternatives = |lock: &str| match s.store.ask(&s.owner, Query::Alternatives(lock.into())).unwrap() {
        Reply::Alternatives(found) => *found,
        other => panic!("{other:?}"),
    };
    let names = |found: &Alternatives| found.free.iter().map(|a| a.name.clone()).collect::<Vec<_>>();
    let found = alternatives("l1");
    assert_eq!(names(&found), ["Sony A7iii #2", "Canon R5"]);
    assert_eq!(found.free[0].note, "SN-a2");
    firm(&s, "l2", "a2", 0, "12:00", "14:00");
    let found = alternatives("l1");
    assert_eq!(names(&found), ["Canon R5"]);
    assert_eq!(
        (found.busy[0].name.as_str(), found.busy[0].free_from),
        ("Sony A7iii #2", Some(at(0, "14:00")))
    );
    firm(&s, "l3", "ravi", 0, "09:00", "13:00");
    let found = alternatives("l3");
    assert_eq!(
        (names(&found), found.free[0].note.as_str()),
        (vec!["Asha".to_owned()], "lead photographer, editor")
    );
    assert_eq!(found.lock.project_name, "Sharma");
    book(&s, "l4", "lights", (at(0, "09:00"), at(0, "13:00")), "firm", 3);
    assert!(alternatives("l4").free.is_empty());
}

#[test]
fn the_space_that_is_named_as_the_place_comes_first_or_says_who_has_it() {
    let s = studio();
    let b = s.branch.as_str();
    s.sqlite3(&format!(
        "INSERT INTO assets (id, branch_id, type, name, status) VALUES ('attic', '{b}', 'space', 'Attic', 'available'), ('yard', '{b}', 'space', 'Yard', 'available'), ('loft', '{b}', 'space', 'Studio L, daylight', 'available'), ('dark', '{b}', 'space', 'Studio D, blackout', 'available')"
    ))
    .unwrap();
    let (start, end) = (at(0, "09:00"), at(0, "13:00"));
    let ask = |lines: &[&str], place: &str| {
        let (buffers, place) = (Buffers::default(), place.to_owned());
        let (branch, except) = (s.branch.clone(), Vec::new());
        proposal(
            &s,
            ProposalQuery {
                have: Vec::new(),
                needs: needs(lines),
                branch,
                place,
                start,
                end,
                buffers,
                except,
            },
        )
    };
    // One space, where one is needed; one of its own, where none is.
    assert_eq!(given(&ask(&["space", "any A7iii"], "yard").unwrap()), [one("Yard"), one("Sony A7iii #1")]);
    assert_eq!(given(&ask(&["any A7iii"], "Yard").unwrap()), [one("Sony A7iii #1"), one("Yard")]);
    assert_eq!(given(&ask(&[], "Yard").unwrap()), [one("Yard")]);
    assert_eq!(given(&ask(&["Yard"], "Yard").unwrap()), [one("Yard")]);
    // What is short for one of them, and what may be several.
    assert_eq!(given(&ask(&["space"], "studio l").unwrap()), [one("Studio L, daylight")]);
    assert_eq!(given(&ask(&["any A7iii"], "Studio").unwrap()), [one("Sony A7iii #1")]);
    // A place elsewhere is none of ours, and no more is a camera.
    assert_eq!(given(&ask(&["any A7iii"], "Taj West End").unwrap()), [one("Sony A7iii #1")]);
    assert!(matches!(ask(&[], "Canon R5"), Err(StoreError::Invalid(_))));
    // Taken: another one, and for whom.
    firm(&s, "l1", "yard", 0, "08:00", "10:00");
    let found = ask(&["space"], "Yard").unwrap();
    assert_eq!(given(&found), [one("Attic")]);
    let taken = found.needs[0].taken.as_ref().unwrap();
    assert_eq!((taken.name.as_str(), taken.free_from), ("Yard", Some(at(0, "10:00"))));
    assert!(found.is_whole() && matches!(&taken.why, Some(Obstacle::Booked(_))));
}

/// What could be taken for one asset on that Monday morning.
fn stand_ins(s: &Studio, asset: &str) -> Result<StandIns, StoreError> {
    let (start, end) = (at(0, "09:00"), at(0, "13:00"));
    let want = Want { asset: asset.into(), start, end, qty: 1, except: Vec::new() };
    match s.store.ask(&s.owner, Query::StandIns(want))? {
        Reply::StandIns(found) => Ok(found),
        other => panic!("{other:?}"),
    }
}

#[test]
fn stand_ins_fill_the_same_need_are_free_then_and_say_who_has_the_others() {
    let s = studio();
    let b = s.branch.as_str();
    s.sqlite3(&format!("INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{b}';
        INSERT INTO assets (id, branch_id, type, name, status) VALUES ('far', 'br_2', 'camera', 'Sony A7iii #3', 'available');
        INSERT INTO users (id, org_id, branch_id, email, roles_json, status) SELECT 'usr_m', id, 'br_2', 'm@example.com', '[\"manager\"]', 'active' FROM organizations;")).unwrap();
    let free = |found: &StandIns| found.free.iter().map(|a| a.name.clone()).collect::<Vec<_>>();
    // Cameras for a camera, the likest first, and none of another branch.
    let found = stand_ins(&s, "a1").unwrap();
    assert_eq!(
        (free(&found), found.busy.len()),
        (vec!["Sony A7iii #2".to_owned(), "Canon R5".to_owned()], 0)
    );
    // One that is booked for part of the time is no help, and says for whom and until when.
    firm(&s, "l1", "a2", 0, "12:00", "14:00");
    let found = stand_ins(&s, "a1").unwrap();
    assert_eq!(free(&found), ["Canon R5"]);
    let busy = &found.busy[0];
    assert_eq!((busy.name.as_str(), busy.free_from), ("Sony A7iii #2", Some(at(0, "14:00"))));
    assert!(matches!(&busy.why, Some(Obstacle::Booked(clash)) if clash.project_name == "Sharma"));
    // Touching is no clash; somebody for somebody with the same skill.
    firm(&s, "l2", "c1", 0, "13:00", "15:00");
    assert_eq!(free(&stand_ins(&s, "a1").unwrap()), ["Canon R5"]);
    assert_eq!(free(&stand_ins(&s, "ravi").unwrap()), ["Asha"]);
    // Another branch's manager learns nothing of ours, and no more does anybody of what is not there.
    let manager = s.store.sign_in(Some("m@example.com"), "test").unwrap();
    let (start, end) = (at(0, "09:00"), at(0, "13:00"));
    let want = Want { asset: "a1".into(), start, end, qty: 1, except: Vec::new() };
    let theirs = s.store.ask(&manager, Query::StandIns(want.clone()));
    assert!(matches!(theirs, Err(StoreError::NotFound { what: "asset", .. })));
    assert!(matches!(stand_ins(&s, "nothing"), Err(StoreError::NotFound { .. })));
    let backwards = Want { start: end, end: start, ..want };
    assert!(matches!(s.store.ask(&s.owner, Query::StandIns(backwards)), Err(StoreError::Invalid(_))));
}

#[test]
fn what_will_not_work_out_is_found_and_stepped_through() {
    let s = studio();
    let troubled = |scope: BranchScope| {
        let query = TroubledQuery { scope, from: None, until: None, limit: 100 };
        match s.store.ask(&s.owner, Query::Troubled(query)).unwrap() {
            Reply::Troubled(found) => found,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(troubled(BranchScope::All), Troubled::default());
    firm(&s, "l1", "a1", 0, "09:00", "13:00");
    firm(&s, "l2", "asha", 1, "09:00", "13:00");
    firm(&s, "l3", "floor", 2, "09:00", "13:00");
    book(&s, "h1", "floor", (at(2, "12:00"), at(2, "15:00")), "hold", 1);
    book(&s, "h2", "lights", (at(3, "12:00"), at(3, "15:00")), "hold", 2);
    book(&s, "l4", "lights", (at(3, "12:00"), at(3, "13:00")), "firm", 1);
    book(&s, "old", "a1", (at(-9_000, "09:00"), at(-9_000, "13:00")), "firm", 1);
    s.sqlite3(&format!(
        "UPDATE assets SET status = 'lost' WHERE id = 'a1';
         INSERT INTO asset_maintenance (id, asset_id, kind, start_time) VALUES ('m', 'asha', 'leave', {})",
        at(1, "12:00").as_second()
    ))
    .unwrap();
    let rows = |found: &Troubled| {
        let word = |row: &TroubledLock| match (&row.lock.trouble, &row.crossed) {
            (Some(trouble), _) => trouble.words().to_owned(),
            (None, Some(clash)) => clash.to_string(),
            _ => String::new(),
        };
        found.rows.iter().map(|row| (row.lock.id.to_string(), word(row))).collect::<Vec<_>>()
    };
    let expected = [
        ("l1", "lost"),
        ("l2", "away"),
        ("h1", "Studio floor is booked for Sharma, 2027-01-13 09:00 to 13:00"),
    ];
    let expected = expected.map(|(id, word)| (id.to_owned(), word.to_owned()));
    assert_eq!(rows(&troubled(BranchScope::All)), expected);
    // What went to another branch is wanted here still.
    let b = s.branch.as_str();
    firm(&s, "l6", "c1", 4, "09:00", "13:00");
    s.sqlite3(&format!("INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{b}';
        INSERT INTO asset_transfers (id, asset_id, from_branch_id, to_branch_id, sent_at) VALUES ('t', 'c1', '{b}', 'br_2', 1);")).unwrap();
    assert_eq!(rows(&troubled(BranchScope::All))[3].0, "l6");
    s.sqlite3("DELETE FROM booking_locks WHERE id = 'l6'").unwrap();
    // Of the lights there are enough, until another one is booked.
    book(&s, "l5", "lights", (at(3, "12:30"), at(3, "13:00")), "firm", 1);
    assert_eq!(troubled(BranchScope::One(s.branch.clone())).rows.len(), 4);
    let next = |from: Timestamp, direction: Direction| {
        let query = Query::NextConflict { scope: BranchScope::All, from, beside: None, direction };
        match s.store.ask(&s.owner, query).unwrap() {
            Reply::NextConflict(found) => found.map(|row| row.lock.id.to_string()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(next(at(0, "09:00"), Direction::Later).as_deref(), Some("l2"));
    assert_eq!(next(at(2, "12:00"), Direction::Earlier).as_deref(), Some("l2"));
    assert_eq!(next(at(0, "09:00"), Direction::Earlier), None);
    assert_eq!(next(at(3, "12:00"), Direction::Later), None);
    // What begins at the same second is not passed by.
    let (from, to) = (at(1, "09:00").as_second(), at(1, "13:00").as_second());
    s.sqlite3(&format!(
        "UPDATE assets SET status = 'available' WHERE id = 'a1';
         INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind) SELECT 'l1b', project_id, 'a1', {from}, {to}, 'firm' FROM booking_locks WHERE id = 'l1';
         UPDATE assets SET status = 'lost' WHERE id = 'a1';"
    ))
    .unwrap();
    let beside = |lock: &str, direction: Direction| {
        let from = at(1, "09:00");
        let query =
            Query::NextConflict { scope: BranchScope::All, from, beside: Some(lock.into()), direction };
        match s.store.ask(&s.owner, query).unwrap() {
            Reply::NextConflict(found) => found.map(|row| row.lock.id.to_string()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(beside("l1b", Direction::Later).as_deref(), Some("l2"));
    assert_eq!(beside("l2", Direction::Earlier).as_deref(), Some("l1b"));
    assert_eq!(beside("l2", Direction::Later).as_deref(), Some("h1"));
    assert_eq!(beside("l1b", Direction::Earlier).as_deref(), Some("l1"));
}
