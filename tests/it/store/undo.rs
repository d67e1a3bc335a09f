//! Undo: within today's rights, onto what is still there, and told to each branch alone.

use super::{Studio, values};
use studiovault::domain::id::{ClientId, NoteId, SessionId};
use studiovault::domain::role::Permission;
use studiovault::store::protocol::*;

/// Merges two clients; the one that stays takes some values.
pub(super) fn merge(s: &Studio, actor: &Actor, keep: &ClientId, gone: &ClientId, take: &[(&str, &str)]) {
    let (kept, lost) = (s.client(keep).client, s.client(gone).client);
    let mut result = kept.values();
    result.extend(values(take));
    let command = Command::MergeClients {
        keep: (keep.clone(), kept.version),
        gone: (gone.clone(), lost.version),
        values: result,
    };
    s.store.run(actor, command).unwrap();
}

pub(super) fn unmerge_oldest(s: &Studio, keep: &ClientId) {
    let merges = s.client(keep).merges;
    s.run(Command::UnmergeClients(merges.last().unwrap().id.clone())).unwrap();
}

/// A second branch with a client, and a clerk and a manager at home in the first.
fn house() -> (Studio, Actor, Actor) {
    let s = Studio::new();
    s.sqlite3(
        "INSERT INTO users (id, org_id, branch_id, roles_json, status, name)
           SELECT 'u_clerk', org_id, id, '[\"clerk\"]', 'active', 'C' FROM branches;
         INSERT INTO users (id, org_id, branch_id, roles_json, status, name)
           SELECT 'u_manager', org_id, id, '[\"manager\"]', 'active', 'M' FROM branches;
         INSERT INTO branches (id, org_id, name) SELECT 'br_two', org_id, 'Two' FROM branches;
         INSERT INTO clients (id, branch_id, name, phone) VALUES ('cli_two', 'br_two', 'Two', '1');",
    )
    .unwrap();
    let actor = |user: &str| Actor {
        user: user.into(),
        session: SessionId::from(format!("ses_{user}")),
        host: "test".into(),
    };
    let (clerk, manager) = (actor("u_clerk"), actor("u_manager"));
    (s, clerk, manager)
}

fn add(s: &Studio, actor: &Actor, name: &str) -> ClientId {
    let fields = values(&[("name", name), ("phone", "98450 12345")]);
    let command = Command::CreateClient { branch: s.branch.clone(), values: fields };
    ClientId::from(s.store.run(actor, command).unwrap().row.unwrap().id)
}

#[test]
fn rights_that_were_lost_are_not_used_by_undo() {
    let (s, clerk, _) = house();
    let id = add(&s, &clerk, "Anil");
    s.store.run(&clerk, Command::AddClientNote { client: id.clone(), body: "Mornings".into() }).unwrap();
    s.store.run(&clerk, Command::ArchiveClients(vec![id.clone()])).unwrap();

    s.sqlite3("UPDATE users SET roles_json = '[\"accountant\"]' WHERE id = 'u_clerk'").unwrap();
    assert_eq!(s.store.run(&clerk, Command::Undo).unwrap_err(), StoreError::Denied(Permission::EditClients));
    assert!(s.client(&id).client.archived.is_some());

    // What could not be taken back was given up: the note is next, and it too is out of reach now.
    s.sqlite3("UPDATE users SET roles_json = '[\"clerk\"]', branch_id = 'br_two' WHERE id = 'u_clerk'")
        .unwrap();
    assert!(matches!(s.store.run(&clerk, Command::Undo), Err(StoreError::NotFound { .. })));
    assert_eq!(s.sqlite3("SELECT count(*) FROM client_notes").unwrap(), "1");
    assert_eq!(s.sqlite3("SELECT count(*) FROM undo_entries WHERE user_id = 'u_clerk'").unwrap(), "1");
}

#[test]
fn other_terminals_do_not_push_entries_out() {
    let s = Studio::new();
    let id = s.add("Anil", "98450 12345");
    s.edit(&id, &[("city", "Pune")]).unwrap();
    let other = Actor { session: SessionId::from("ses_other"), ..s.owner.clone() };
    for i in 0..205 {
        add(&s, &other, &format!("Client {i}"));
    }
    s.add("Beena", "98450 12346");
    s.run(Command::Undo).unwrap();
    assert_eq!(s.run(Command::Undo).unwrap().message, "Undid: edit of Anil");
    let kept = s.sqlite3("SELECT count(*) FROM undo_entries WHERE session_id = 'ses_other'").unwrap();
    assert_eq!(kept, "200");
}

#[test]
fn a_note_is_not_put_back_on_a_client_that_was_merged_away() {
    let s = Studio::new();
    let (gone, keep) = (s.add("Anil", "98450 12345"), s.add("Anil R", "98450 12346"));
    s.run(Command::AddClientNote { client: gone.clone(), body: "Mornings".into() }).unwrap();
    let note = s.sqlite3("SELECT id FROM client_notes").unwrap();
    s.run(Command::DeleteClientNote(NoteId::from(note.as_str()))).unwrap();
    let (kept, lost) = (s.client(&keep).client, s.client(&gone).client);
    let merge = Command::MergeClients {
        keep: (keep, kept.version),
        gone: (gone, lost.version),
        values: kept.values(),
    };
    let other = Actor { session: SessionId::from("ses_other"), ..s.owner.clone() };
    s.store.run(&other, merge).unwrap();
    let refused = s.run(Command::Undo).unwrap_err();
    assert!(refused.to_string().contains("merged into another"), "{refused}");
    assert_eq!(s.sqlite3("SELECT count(*) FROM client_notes").unwrap(), "0");
}

#[test]
fn an_act_on_clients_of_two_branches_is_told_to_each_alone() {
    let (s, _, manager) = house();
    let one = s.add("Zuleika Pirani", "98450 12345");
    let both = vec![one.clone(), ClientId::from("cli_two")];
    let tag = |ids: Vec<ClientId>| Command::TagClients { ids, add: vec!["vip".into()], remove: vec![] };
    s.run(tag(both.clone())).unwrap();
    s.run(Command::ArchiveClients(both.clone())).unwrap();
    s.run(Command::Undo).unwrap();
    s.run(Command::Undo).unwrap();
    s.run(Command::Redo).unwrap();
    let mixed = s
        .sqlite3(
            "SELECT count(*) FROM audit_logs WHERE payload_json LIKE '%cli_two%'
               AND (branch_id IS NOT 'br_two' OR json_array_length(payload_json, '$.rows') <> 1)",
        )
        .unwrap();
    assert_eq!(mixed, "0");
    assert_eq!(
        s.sqlite3(
            "SELECT count(*) FROM audit_logs WHERE branch_id = 'br_two' AND payload_json LIKE '%cli_two%'"
        )
        .unwrap(),
        "5"
    );
    let log = Query::List(ListKind::Audit, ListQuery { limit: 50, ..Default::default() });
    let Reply::AuditLog(page) = s.store.ask(&manager, log).unwrap() else { panic!() };
    assert!(page.rows.iter().any(|r| r.event == "client.tagged"), "each branch has its own entry");
    s.assert_sound();
}

#[test]
fn tags_that_are_there_already_are_not_written() {
    let s = Studio::new();
    let has = s.add_with(&[("name", "Anil"), ("phone", "98450 12345"), ("tags", "VIP")]);
    let new = s.add("Beena", "98450 12346");
    let tag = || Command::TagClients {
        ids: vec![has.clone(), new.clone()],
        add: vec!["vip".into()],
        remove: vec!["nothing".into()],
    };
    assert_eq!(s.run(tag()).unwrap().message, "Tagged Beena");
    assert_eq!((s.client(&has).client.version, s.client(&new).client.version), (1, 2));
    assert_eq!(s.run(tag()).unwrap().message, "Nothing to change");
    s.sqlite3(&format!(
        "UPDATE clients SET profile_json = '{{\"tags\":[\"VIP\"],  \"x\":1}}' WHERE id = '{has}'"
    ))
    .unwrap();
    s.run(tag()).unwrap();
    assert!(
        s.sqlite3(&format!("SELECT profile_json FROM clients WHERE id = '{has}'")).unwrap().contains(",  ")
    );
}

#[test]
fn merges_are_taken_back_in_any_order() {
    let s = Studio::new();
    let keep = s.add_with(&[("name", "Anil Rao"), ("phone", "98450 11111"), ("email", "a@x.in")]);
    let (b, c) = (s.add("Anil R", "98450 11112"), s.add("A Rao", "98450 11113"));
    merge(&s, &s.owner, &keep, &b, &[("email", "b@x.in"), ("phone", "98450 11112")]);
    merge(&s, &s.owner, &keep, &c, &[("email", "c@x.in"), ("phone", "98450 11113"), ("city", "Hampi")]);
    unmerge_oldest(&s, &keep);
    let client = s.client(&keep).client;
    assert_eq!((client.profile.email.as_str(), client.phone.as_str()), ("c@x.in", "98450 11113"));
    unmerge_oldest(&s, &keep);
    let client = s.client(&keep).client;
    assert_eq!(
        (client.profile.email.as_str(), client.phone.as_str(), client.profile.city.as_str()),
        ("a@x.in", "98450 11111", "")
    );
    s.assert_sound();
}

#[test]
fn what_a_later_merge_left_alone_is_not_taken_back_with_it() {
    let s = Studio::new();
    let keep = s.add_with(&[("name", "Anil Rao"), ("phone", "98450 11111"), ("email", "a@x.in")]);
    let (b, c) = (s.add("Anil R", "98450 11112"), s.add("A Rao", "98450 11113"));
    merge(&s, &s.owner, &keep, &b, &[("email", "b@x.in")]);
    merge(&s, &s.owner, &keep, &c, &[("city", "Hampi")]);
    unmerge_oldest(&s, &keep);
    assert_eq!(s.client(&keep).client.profile.email, "a@x.in");
    s.edit(&keep, &[("email", "b@x.in")]).unwrap();
    unmerge_oldest(&s, &keep);
    let client = s.client(&keep).client;
    assert_eq!((client.profile.email.as_str(), client.profile.city.as_str()), ("b@x.in", ""));
}
