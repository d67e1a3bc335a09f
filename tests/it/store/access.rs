//! Who may what: refused in the store, for every host, and silent about what is out of reach.

use super::{Studio, values, workspace};
use studiovault::domain::id::{BranchId, ClientId, SessionId, UserId};
use studiovault::domain::role::Permission;
use studiovault::store::protocol::*;

/// A studio with a second branch, a client in each, and one person per role at home in the first branch.
struct House {
    s: Studio,
    here: ClientId,
    there: ClientId,
    other: BranchId,
}

fn house() -> House {
    let s = Studio::new();
    let here = s.add_with(&[("name", "Here Sharma"), ("phone", "98450 12345"), ("tags", "local")]);
    let org = s.sqlite3("SELECT id FROM organizations").unwrap();
    s.sqlite3(&format!(
        "INSERT INTO branches (id, org_id, name, address_json) VALUES ('br_dubai', '{org}', 'Dubai', '{{\"country\":\"AE\"}}');
         INSERT INTO clients (id, branch_id, name, phone, profile_json) VALUES
           ('cli_there', 'br_dubai', 'There Sharma', '+971 50 984 5011', '{{\"tags\":[\"remote\"]}}');
         INSERT INTO users (id, org_id, branch_id, roles_json, status, name) VALUES
           ('u_manager', '{org}', '{b}', '[\"manager\"]', 'active', 'M'), ('u_clerk', '{org}', '{b}', '[\"clerk\"]', 'active', 'C'),
           ('u_photographer', '{org}', '{b}', '[\"photographer\"]', 'active', 'P'), ('u_accountant', '{org}', '{b}', '[\"accountant\"]', 'active', 'A'),
           ('u_freelancer', '{org}', '{b}', '[\"freelancer\"]', 'active', 'F'), ('u_wizard', '{org}', '{b}', '[\"wizard\"]', 'active', 'W'),
           ('u_gone', '{org}', '{b}', '[\"owner\"]', 'suspended', 'G');",
        b = s.branch
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    House { s, here, there: ClientId::from("cli_there"), other: BranchId::from("br_dubai") }
}

impl House {
    fn as_role(&self, role: &str) -> Actor {
        Actor {
            user: UserId::from(format!("u_{role}")),
            session: SessionId::from("ses_x"),
            host: "test".into(),
        }
    }

    fn names(&self, actor: &Actor, text: &str) -> Vec<String> {
        let query =
            Query::List(ListKind::Clients, ListQuery { text: text.into(), limit: 50, ..Default::default() });
        match self.s.store.ask(actor, query).unwrap() {
            Reply::Clients(page) => page.rows.into_iter().map(|r| r.name).collect(),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_branch_is_a_silo() {
    let h = house();
    let clerk = h.as_role("clerk");
    for text in ["", "sharma", "there", "s", "984", "9845011", "#remote", "50"] {
        assert!(!h.names(&clerk, text).iter().any(|n| n.contains("There")), "{text}");
    }
    assert_eq!(h.names(&h.s.owner, "sharma").len(), 2);
    let not_found = |query| matches!(h.s.store.ask(&clerk, query), Err(StoreError::NotFound { .. }));
    assert!(not_found(Query::Client(h.there.clone())));
    assert!(not_found(Query::History(RowRef { table: Table::Clients, id: h.there.to_string() })));
    let scoped = ListQuery { scope: BranchScope::One(h.other.clone()), limit: 5, ..Default::default() };
    assert!(not_found(Query::List(ListKind::Clients, scoped)));
    let duplicates = Query::Duplicates {
        branch: h.other.clone(),
        name: "There Sharma".into(),
        phone: String::new(),
        except: None,
    };
    assert!(not_found(duplicates));
    let Reply::Tags(tags) =
        h.s.store.ask(&clerk, Query::Tags { scope: BranchScope::All, prefix: String::new() }).unwrap()
    else {
        panic!()
    };
    assert_eq!(tags, ["local"]);
    assert_eq!(workspace(&h.s.store, &clerk).branches.len(), 1);
    let Reply::Clients(page) =
        h.s.store
            .ask(&clerk, Query::List(ListKind::Clients, ListQuery { limit: 1, ..Default::default() }))
            .unwrap()
    else {
        panic!()
    };
    assert_eq!(page.total, Count::Exact(1), "counts tell nothing of other branches");
    for command in [
        Command::CreateClient {
            branch: h.other.clone(),
            values: values(&[("name", "X"), ("phone", "+971 50 984 5011")]),
        },
        Command::ArchiveClients(vec![h.there.clone()]),
        Command::TagClients {
            ids: vec![h.here.clone(), h.there.clone()],
            add: vec!["x".into()],
            remove: vec![],
        },
        Command::AddClientNote { client: h.there.clone(), body: "x".into() },
    ] {
        assert!(matches!(h.s.store.run(&clerk, command), Err(StoreError::NotFound { .. })));
    }
    assert!(h.s.client(&h.here).client.profile.tags == ["local"], "nothing of a refused command is kept");
}

#[test]
fn the_owner_can_open_the_silos_of_clients() {
    let h = house();
    h.s.sqlite3(
        "UPDATE organizations SET config_json = json_set(config_json, '$.global_client_list', json('true'))",
    )
    .unwrap();
    assert_eq!(h.names(&h.as_role("clerk"), "sharma").len(), 2);
    let archive = Command::ArchiveClients(vec![h.there.clone()]);
    assert!(h.s.store.run(&h.as_role("clerk"), archive).is_err(), "to see is not to write");
}

#[test]
fn roles_reach_as_far_as_the_matrix_says() {
    let h = house();
    let create = || Command::CreateClient {
        branch: h.s.branch.clone(),
        values: values(&[("name", "N"), ("phone", "98450 55555")]),
    };
    let merge = || Command::MergeClients {
        keep: (h.here.clone(), 1),
        gone: (h.here.clone(), 1),
        values: values(&[]),
    };
    let erase = || Command::EraseClient { id: h.here.clone(), confirm: "no".into() };
    let denied =
        |role: &str, command| matches!(h.s.store.run(&h.as_role(role), command), Err(StoreError::Denied(_)));
    for role in ["photographer", "accountant", "freelancer", "wizard", "gone"] {
        assert!(denied(role, create()), "{role} creates");
    }
    for role in ["manager", "clerk"] {
        assert!(!denied(role, create()), "{role} creates");
    }
    assert!(denied("clerk", merge()) && !denied("manager", merge()));
    assert!(denied("clerk", erase()) && denied("manager", erase()));
    let sees = |role: &str, kind| {
        h.s.store
            .ask(&h.as_role(role), Query::List(kind, ListQuery { limit: 5, ..Default::default() }))
            .is_ok()
    };
    for (role, kind, may) in [
        ("clerk", ListKind::Invoices, false),
        ("clerk", ListKind::Audit, false),
        ("clerk", ListKind::Agenda, true),
        ("accountant", ListKind::Invoices, true),
        ("accountant", ListKind::Clients, true),
        ("photographer", ListKind::Clients, false),
        ("manager", ListKind::Audit, true),
        ("wizard", ListKind::Clients, false),
        ("gone", ListKind::Clients, false),
    ] {
        assert_eq!(sees(role, kind), may, "{role} {kind:?}");
    }
    let me = workspace(&h.s.store, &h.as_role("clerk")).me.unwrap();
    assert!(me.may(Permission::EditClients) && !me.may(Permission::MergeClients));
}

#[test]
fn a_person_who_is_suspended_or_moved_loses_access_at_once() {
    let h = house();
    let clerk = h.as_role("clerk");
    assert_eq!(h.names(&clerk, ""), ["Here Sharma"]);
    h.s.sqlite3("UPDATE users SET branch_id = 'br_dubai' WHERE id = 'u_clerk'").unwrap();
    assert_eq!(h.names(&clerk, ""), ["There Sharma"]);
    h.s.sqlite3("UPDATE users SET status = 'suspended' WHERE id = 'u_clerk'").unwrap();
    let query = Query::List(ListKind::Clients, ListQuery { limit: 5, ..Default::default() });
    assert!(matches!(h.s.store.ask(&clerk, query), Err(StoreError::Denied(_))));
    assert!(matches!(h.s.store.run(&clerk, Command::Undo), Err(StoreError::Denied(_))));
    assert!(h.s.store.sign_in(Some("nobody@x.in"), "test").is_err());
}

#[test]
fn nobody_can_set_a_studio_up_twice_or_act_as_the_system() {
    let h = house();
    let system = Actor { user: UserId::system(), ..h.s.owner.clone() };
    assert!(matches!(h.s.store.run(&system, Command::SetUp(super::answers())), Err(StoreError::Refused(_))));
    assert!(matches!(h.s.store.ask(&system, Query::Workspace), Err(StoreError::Refused(_))));
    assert!(h.s.run(Command::SetUp(super::answers())).is_err());
}
