//! Rehearsing: a command is carried out with every check, and nothing of it is kept.

use super::{Studio, values};
use studiovault::store::protocol::*;

fn dump(s: &Studio) -> String {
    s.sqlite3(
        "SELECT (SELECT group_concat(id || name || version) FROM clients), (SELECT count(*) FROM audit_logs),
           (SELECT group_concat(seq || state) FROM undo_entries), (SELECT group_concat(n) FROM row_counts)",
    )
    .unwrap()
}

#[test]
fn nothing_is_kept_and_nobody_is_told() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    // Behind this, everybody has been told of the new client.
    s.store.finish_indexing().unwrap();
    let port = s.store.port(s.owner.clone());
    let before = dump(&s);
    let create = Command::CreateClient {
        branch: s.branch.clone(),
        values: values(&[("name", "Anu"), ("phone", "98450 40021")]),
    };
    for command in [create, Command::ArchiveClients(vec![id.clone()]), Command::Undo, Command::Redo] {
        let rehearsed = s.store.rehearse(&s.owner, command.clone());
        assert_eq!(dump(&s), before, "{command:?}");
        assert!(port.take().is_none(), "{command:?}");
        match rehearsed {
            Ok(outcome) => assert!(!outcome.message.is_empty()),
            Err(StoreError::Refused(refusal)) => assert_eq!(refusal.message, "there is nothing to redo"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(s.find("Anu"), Vec::<String>::new());
    // What was done before is still what `u` takes back.
    assert_eq!(s.run(Command::Undo).unwrap().message, "Undid: new client Priya");
}

#[test]
fn what_the_command_would_be_refused_for_refuses_the_rehearsal() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    let client = s.client(&id).client;
    let (base, mut wrong) = (client.values(), client.values());
    s.edit(&id, &[("name", "Priya Rao")]).unwrap();
    wrong.extend(values(&[("name", "Priya Sharma")]));
    let stale = Command::EditClient { id: id.clone(), version: client.version, base, values: wrong };
    let nameless = Command::CreateClient { branch: s.branch.clone(), values: values(&[("phone", "1")]) };
    for command in [stale, nameless, Command::ArchiveClients(vec!["cli_none".into()])] {
        let rehearsed = s.store.rehearse(&s.owner, command.clone()).unwrap_err();
        assert_eq!(rehearsed, s.run(command).unwrap_err());
    }
    let nobody = Actor { user: "u_none".into(), ..s.owner.clone() };
    let denied = s.store.rehearse(&nobody, Command::ArchiveClients(vec![id]));
    assert!(matches!(denied, Err(StoreError::Denied(_))), "{denied:?}");
}
