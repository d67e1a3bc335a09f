//! The search of everything: which hits, in which order, and for whom.

use super::Studio;
use studiovault::domain::id::{BranchId, SessionId, UserId};
use studiovault::store::protocol::*;

/// A studio with two branches and something of everything in each, and one person per role in the first.
fn studio() -> Studio {
    let s = Studio::new();
    s.add("Priya Sharma", "98450 12345");
    s.add("Anil Sharma", "98450 77120");
    s.add_with(&[("name", "Lotus"), ("phone", "80260 00042"), ("gstin", "27AAPFU0939F1ZV"), ("tags", "vip")]);
    let org = s.sqlite3("SELECT id FROM organizations").unwrap();
    s.sqlite3(&format!(
        "INSERT INTO branches (id, org_id, name) VALUES ('br_dubai', '{org}', 'Dubai');
         INSERT INTO clients (id, branch_id, name, phone) VALUES ('cli_d', 'br_dubai', 'Dubai Sharma', '+971 50 984 5011');
         INSERT INTO projects (id, branch_id, client_id, status, details_json, created_at)
           SELECT 'prj_' || name, branch_id, id, 'active', json_object('title', 'Wedding of ' || name), 5 FROM clients;
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status, number) VALUES
           ('inv_1', '{b}', 'prj_Priya Sharma', 10, 'issued', 'BLR/26-27/00042'), ('inv_2', '{b}', 'prj_Priya Sharma', 10, 'issued', 'BLR/26-27/00043'),
           ('inv_3', '{b}', 'prj_Anil Sharma', 10, 'draft', NULL), ('inv_4', 'br_dubai', 'prj_Dubai Sharma', 10, 'issued', 'DXB/26-27/00042');
         INSERT INTO assets (id, branch_id, type, name, serial_number, status) VALUES
           ('ast_1', '{b}', 'camera', 'Sony A7iii', 'SN-0042', 'available'), ('ast_2', '{b}', 'camera', 'Sony A7iii', 'sn-00421', 'lost'),
           ('ast_3', 'br_dubai', 'camera', 'Sony A7iii', 'SN-0042', 'available');
         INSERT INTO users (id, org_id, branch_id, roles_json, status, name) VALUES
           ('u_manager', '{org}', '{b}', '[\"manager\"]', 'active', 'M'), ('u_clerk', '{org}', '{b}', '[\"clerk\"]', 'active', 'C'),
           ('u_photographer', '{org}', '{b}', '[\"photographer\"]', 'active', 'P'), ('u_accountant', '{org}', '{b}', '[\"accountant\"]', 'active', 'A'),
           ('u_wizard', '{org}', '{b}', '[\"wizard\"]', 'active', 'W');",
        b = s.branch
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    s
}

fn ask(s: &Studio, actor: &Actor, scope: BranchScope, text: &str) -> Result<Found, StoreError> {
    match s.store.ask(actor, Query::Find { scope, text: text.into(), limit: 50 })? {
        Reply::Found(found) => Ok(found),
        other => panic!("{other:?}"),
    }
}

/// What a hit is called.
fn name(hit: &FindHit) -> String {
    match hit {
        FindHit::Client(row) => row.name.clone(),
        FindHit::Project(row) => row.title.clone(),
        FindHit::Invoice(row) => row.number.clone().unwrap_or_else(|| "draft".into()),
        FindHit::Asset(row) => row.serial.clone(),
        FindHit::Package(row) => row.name.clone(),
    }
}

fn names(s: &Studio, actor: &Actor, text: &str) -> Vec<String> {
    ask(s, actor, BranchScope::All, text).unwrap().hits.iter().map(name).collect()
}

fn as_role(role: &str) -> Actor {
    Actor { user: UserId::from(format!("u_{role}")), session: SessionId::from("ses_x"), host: "test".into() }
}

#[test]
fn the_best_hits_come_first() {
    let s = studio();
    let manager = as_role("manager");
    let found = |text: &str| names(&s, &manager, text);
    // A whole number, in any case, before numbers that begin so.
    assert_eq!(found("blr/26-27/00042"), ["BLR/26-27/00042"]);
    assert_eq!(found("BLR/26-27/0004"), ["BLR/26-27/00042", "BLR/26-27/00043"]);
    assert_eq!(found("sn-0042"), ["SN-0042", "sn-00421"]);
    assert_eq!(found("  SN-0042 "), ["SN-0042", "sn-00421"]);
    // Names that begin so, before those that hold it; everything of a kind together.
    assert_eq!(found("priya")[0], "Priya Sharma");
    let sharma = found("sharma");
    assert_eq!(sharma.len(), 2 + 2 + 3, "{sharma:?}");
    assert!(sharma[..2].iter().all(|n| n.ends_with(" Sharma") && !n.starts_with("Wedding")), "{sharma:?}");
    assert_eq!(found("wedding of a")[0], "Wedding of Anil Sharma");
    // A whole phone before whatever else holds these digits; a part of one is found too.
    assert_eq!(found("098450 12345"), ["Priya Sharma"]);
    assert_eq!(found("+91 98450 12345"), ["Priya Sharma"]);
    assert_eq!(found("77120"), ["Anil Sharma"]);
    assert_eq!(found("00042")[0], "Lotus", "the end of a phone stands with clients, numbers follow");
    assert_eq!(found("00042").len(), 2);
    assert_eq!(found("#vip"), ["Lotus"]);
    assert_eq!(found("27aapfu0939"), ["Lotus"]);
    assert_eq!(found("zzz"), Vec::<String>::new());
    assert_eq!(found("   "), Vec::<String>::new());
}

#[test]
fn what_is_typed_is_never_a_pattern() {
    let s = studio();
    for odd in ["%", "_", "SN-00%", "\"", "*", "'; DROP TABLE invoices; --", "\u{10ffff}", "BLR/26-27/0004_"]
    {
        assert!(names(&s, &s.owner, odd).is_empty(), "{odd}");
    }
}

#[test]
fn a_long_list_of_one_kind_leaves_room_for_the_others() {
    let s = studio();
    s.sqlite3(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80)
         INSERT INTO clients (id, branch_id, name, phone) SELECT 'cli_' || i, '{}', 'Sharma ' || i, '5' FROM n",
        s.branch
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    let found = ask(&s, &as_role("manager"), BranchScope::All, "sharma").unwrap();
    assert_eq!((found.hits.len(), found.more), (50, true));
    assert_eq!(found.hits.iter().filter(|hit| matches!(hit, FindHit::Project(_))).count(), 2);
    assert_eq!(found.hits.iter().filter(|hit| matches!(hit, FindHit::Invoice(_))).count(), 3);
    let few = ask(&s, &as_role("manager"), BranchScope::All, "sony").unwrap();
    assert!(!few.more);
}

#[test]
fn every_kind_asks_for_its_own_permission() {
    let s = studio();
    let kinds = |role: &str, text: &str| {
        let found = ask(&s, &as_role(role), BranchScope::All, text).unwrap();
        let kind = |hit: &FindHit| match hit {
            FindHit::Client(_) => 'c',
            FindHit::Project(_) => 'p',
            FindHit::Invoice(_) => 'i',
            FindHit::Asset(_) => 'a',
            FindHit::Package(_) => 'k',
        };
        let mut kinds: Vec<char> = found.hits.iter().map(kind).collect();
        kinds.dedup();
        assert!(!found.more, "a count tells nothing of what may not be seen");
        kinds.into_iter().collect::<String>()
    };
    assert_eq!(kinds("manager", "sharma"), "cpi");
    assert_eq!(kinds("clerk", "sharma"), "cp", "no invoices for a clerk");
    assert_eq!(kinds("clerk", "BLR/26-27/00042"), "", "nor by their number");
    assert_eq!(kinds("clerk", "sn-0042"), "a");
    assert_eq!(kinds("accountant", "sharma"), "ci");
    assert_eq!(kinds("accountant", "sn-0042"), "");
    assert_eq!(kinds("photographer", "sharma"), "", "nothing is assigned");
    let wizard = ask(&s, &as_role("wizard"), BranchScope::All, "BLR/26-27/00042").unwrap_err();
    assert!(matches!(wizard, StoreError::Denied(_)) && !wizard.to_string().contains("BLR"), "{wizard}");
}

#[test]
fn packages_are_found_by_those_who_may_see_them() {
    let s = studio();
    s.sqlite3(&format!(
        "INSERT INTO packages (id, branch_id, name, price, tax_rate) VALUES
           ('pkg_1', '{b}', 'Lotus gold', 100, 18), ('pkg_2', 'br_dubai', 'Lotus silver', 100, 5)",
        b = s.branch
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    let all = ["Lotus", "Lotus gold", "Lotus silver", "Wedding of Lotus"];
    assert_eq!(names(&s, &s.owner, "lotus"), all);
    assert_eq!(names(&s, &as_role("clerk"), "lotus"), ["Lotus", "Lotus gold", "Wedding of Lotus"]);
    assert_eq!(names(&s, &as_role("accountant"), "gold"), ["Lotus gold"]);
    assert!(names(&s, &as_role("photographer"), "gold").is_empty());
}

#[test]
fn a_branch_is_a_silo_for_every_kind() {
    let s = studio();
    for role in ["manager", "clerk", "accountant"] {
        for text in ["dubai", "DXB/26-27/00042", "sharma", "9845011", "SN-0042", "00042", "d", "s"] {
            let hits = ask(&s, &as_role(role), BranchScope::All, text).unwrap().hits;
            let here = s.branch.as_str();
            let elsewhere = hits.iter().find(|hit| match hit {
                FindHit::Client(row) => row.branch.as_str() != here,
                FindHit::Project(row) => row.branch.as_str() != here,
                FindHit::Invoice(row) => row.branch.as_str() != here,
                FindHit::Asset(row) => row.branch.as_str() != here,
                FindHit::Package(row) => row.branch.as_str() != here,
            });
            assert_eq!(elsewhere, None, "{role} {text}");
        }
        let dubai = BranchScope::One(BranchId::from("br_dubai"));
        assert!(matches!(ask(&s, &as_role(role), dubai, "sharma"), Err(StoreError::NotFound { .. })));
    }
    assert_eq!(names(&s, &s.owner, "SN-0042"), ["SN-0042", "SN-0042", "sn-00421"]);
    let dubai = BranchScope::One(BranchId::from("br_dubai"));
    assert_eq!(ask(&s, &s.owner, dubai, "SN-0042").unwrap().hits.len(), 1);
}

#[test]
fn what_was_written_a_moment_ago_is_found() {
    let s = Studio::new();
    for n in 0..40 {
        let name = format!("Newcomer{n}");
        s.add(&name, &format!("98450 {:05}", 20_000 + n));
        assert_eq!(names(&s, &s.owner, &name), [name]);
    }
}

#[test]
fn gear_that_is_called_so_comes_first() {
    let s = studio();
    s.sqlite3(&format!(
        "INSERT INTO assets (id, branch_id, type, name, serial_number, status) VALUES
           ('ast_x', '{b}', 'camera', 'Nikon Z6 #1', 'Z-X', 'available'), ('ast_y', '{b}', 'camera', 'Z6 #1 spare', 'Z-Y', 'available'),
           ('ast_z', '{b}', 'camera', 'Z6 #1', 'Z-Z', 'available'), ('ast_w', '{b}', 'camera', 'Nikon Z6 #2', 'Z-1', 'available')",
        b = s.branch
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    let found = names(&s, &as_role("manager"), "z6 #1");
    assert_eq!(found.first().map(String::as_str), Some("Z-Z"), "{found:?}");
    let place = |name: &str| found.iter().position(|known| known == name);
    let last = place("Z-1");
    assert!(place("Z-X").is_some_and(|at| last.is_none_or(|last| last > at)), "{found:?}");
    // Nobody types the blanks of a model.
    assert!(names(&s, &as_role("manager"), "nikonz6").contains(&"Z-1".to_owned()));
}
