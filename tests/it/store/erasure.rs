//! Erasure: nothing personal is left anywhere, whichever way it got there.

use super::undo::{merge, unmerge_oldest};
use super::{Studio, values};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::Duration;
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{ClientId, DraftId, SessionId};
use studiovault::store::protocol::*;

impl Studio {
    fn erase(&self, id: &ClientId, confirm: &str) -> Result<Outcome, StoreError> {
        self.run(Command::EraseClient { id: id.clone(), confirm: confirm.into() })
    }

    fn in_another_terminal(&self) -> Actor {
        Actor { session: SessionId::from("ses_other"), ..self.owner.clone() }
    }

    fn refer(&self, id: &ClientId, by: &ClientId, name: &str) {
        let client = self.client(id).client;
        let base = client.values();
        let mut changed = base.clone();
        changed.insert(
            FieldKey::from("referred_by"),
            FieldValue::Reference { id: by.to_string(), label: name.into() },
        );
        self.run(Command::EditClient { id: id.clone(), version: client.version, base, values: changed })
            .unwrap();
    }

    /// Where a word still stands in the tables.
    fn traces(&self, word: &str) -> String {
        self.sqlite3(&format!(
            "SELECT 'clients', name || phone || profile_json FROM clients WHERE name || phone || coalesce(profile_json, '') LIKE '%{word}%'
             UNION ALL SELECT 'client_notes', body FROM client_notes WHERE body LIKE '%{word}%'
             UNION ALL SELECT 'client_merges', kept_before || kept_after FROM client_merges WHERE kept_before || kept_after LIKE '%{word}%'
             UNION ALL SELECT 'form_drafts', draft_json FROM form_drafts WHERE draft_json LIKE '%{word}%'
             UNION ALL SELECT 'undo_entries', label || changes_json FROM undo_entries WHERE label || changes_json LIKE '%{word}%'
             UNION ALL SELECT 'audit_personal', json FROM audit_personal WHERE json LIKE '%{word}%'
             UNION ALL SELECT 'audit_logs', payload_json FROM audit_logs WHERE payload_json LIKE '%{word}%'
             UNION ALL SELECT 'projects', details_json FROM projects WHERE details_json LIKE '%{word}%'
             UNION ALL SELECT 'project_tasks', title FROM project_tasks WHERE title || coalesce(notes, '') || coalesce(checklist_json, '') LIKE '%{word}%'
             UNION ALL SELECT 'search_docs', body FROM search_docs WHERE name || body || tags LIKE '%{word}%'"
        ))
        .unwrap()
    }

    fn assert_forgotten(&self, words: &[&str]) {
        for word in words {
            assert_eq!(self.traces(word), "", "{word}");
        }
        assert!(self.store.verify_audit(&self.owner).unwrap().broken.is_none(), "the chain stays whole");
        self.assert_sound();
    }
}

#[test]
fn the_label_of_a_merge_in_another_terminal_goes() {
    let s = Studio::new();
    let (keep, gone) = (s.add("Zuleika Pirani", "98450 12345"), s.add("Zuleika P", "98450 12346"));
    merge(&s, &s.in_another_terminal(), &keep, &gone, &[]);
    s.erase(&keep, "Zuleika Pirani").unwrap();
    s.assert_forgotten(&["zuleika", "pirani"]);
}

#[test]
fn what_a_merge_gave_another_client_goes_with_the_one_it_came_from() {
    let s = Studio::new();
    let keep = s.add_with(&[("name", "Anil Rao"), ("phone", "98450 11111"), ("city", "Mysuru")]);
    let gone = s.add_with(&[("name", "Zuleika Pirani"), ("phone", "98450 12345"), ("email", "zuleika@x.in")]);
    let third = s.add("Anil R", "98450 11112");
    merge(&s, &s.in_another_terminal(), &keep, &gone, &[("email", "zuleika@x.in")]);
    s.store
        .run(
            &s.in_another_terminal(),
            Command::TagClients { ids: vec![keep.clone()], add: vec!["vip".into()], remove: vec![] },
        )
        .unwrap();
    s.edit(&keep, &[("email", "both-zuleika@x.in")]).unwrap();
    s.edit(&keep, &[("email", "zuleika@x.in")]).unwrap();
    merge(&s, &s.in_another_terminal(), &keep, &third, &[]);
    unmerge_oldest(&s, &keep);
    assert_eq!(s.client(&keep).client.profile.email, "");
    s.erase(&gone, "Zuleika Pirani").unwrap();
    s.assert_forgotten(&["zuleika", "pirani"]);
    assert_eq!(s.client(&keep).client.profile.city, "Mysuru");
    assert!(
        s.sqlite3("SELECT json FROM audit_personal").unwrap().contains("Anil"),
        "others keep their history"
    );
}

#[test]
fn a_referrer_is_forgotten_by_those_who_came_through_them() {
    let s = Studio::new();
    let from = s.add("Zuleika Pirani", "98450 12345");
    let (keep, gone) = (s.add("Anil Rao", "98450 11111"), s.add("Anil R", "98450 11112"));
    s.refer(&keep, &from, "Zuleika Pirani");
    merge(&s, &s.owner, &keep, &gone, &[("city", "Hampi")]);
    let draft = || FormDraft {
        id: DraftId::from("drf_1"),
        form: "client".into(),
        editing: Some((RowRef { table: Table::Clients, id: keep.to_string() }, 1)),
        label: "Anil Rao".into(),
        base: [(
            FieldKey::from("referred_by"),
            FieldValue::Reference { id: from.to_string(), label: "Zuleika Pirani".into() },
        )]
        .into_iter()
        .collect(),
        typed: vec![
            (FieldKey::from("referred_by"), format!("{from}\tZuleika Pirani")),
            (FieldKey::from("city"), "Hospet".into()),
        ],
        saved_at: jiff::Timestamp::UNIX_EPOCH,
    };
    s.run(Command::SaveDraft(draft())).unwrap();
    s.erase(&from, "Zuleika Pirani").unwrap();
    s.run(Command::SaveDraft(draft())).unwrap();
    s.assert_forgotten(&["zuleika", "pirani"]);
    assert!(s.sqlite3("SELECT draft_json FROM form_drafts").unwrap().contains("Hospet"), "the rest is kept");
    unmerge_oldest(&s, &keep);
    assert_eq!(s.client(&keep).client.profile.city, "", "the merge is still taken back");
}

#[test]
fn of_projects_only_what_kind_of_work_it_was_stays() {
    let s = Studio::new();
    let id = s.add("Zuleika Pirani", "98450 12345");
    s.sqlite3(&format!(
        "INSERT INTO projects (id, branch_id, client_id, status, details_json) VALUES
           ('prj_1', '{b}', '{id}', 'active', '{{\"name\":\"Zuleika Pirani Wedding\",\"contact_phone\":\"9845012345\",\"kind\":\"wedding\",\"hours\":8,\"package_id\":\"pkg_1\",\"people\":{{\"bride\":\"Zuleika\"}}}}');
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status) VALUES ('inv_1', '{b}', 'prj_1', 10, 'draft');",
        b = s.branch
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    s.erase(&id, "Zuleika Pirani").unwrap();
    assert_eq!(
        s.sqlite3("SELECT details_json FROM projects").unwrap(),
        "{\"kind\":\"wedding\",\"hours\":8,\"package_id\":\"pkg_1\"}"
    );
    s.assert_forgotten(&["zuleika", "pirani", "9845012345"]);
}

#[test]
fn an_open_form_does_not_bring_the_data_back() {
    let s = Studio::new();
    let id = s.add("Zuleika Pirani", "98450 12345");
    let draft = FormDraft {
        id: DraftId::from("drf_1"),
        form: "client".into(),
        editing: Some((RowRef { table: Table::Clients, id: id.to_string() }, 1)),
        label: "Zuleika Pirani".into(),
        base: s.client(&id).client.values(),
        typed: vec![(FieldKey::from("city"), "Quetta".into())],
        saved_at: jiff::Timestamp::UNIX_EPOCH,
    };
    s.run(Command::SaveDraft(draft.clone())).unwrap();
    assert_eq!(s.sqlite3("SELECT count(*) FROM form_drafts").unwrap(), "1");
    s.erase(&id, "Zuleika Pirani").unwrap();
    s.store.run(&s.in_another_terminal(), Command::SaveDraft(draft)).unwrap();
    s.assert_forgotten(&["zuleika", "pirani", "quetta"]);
}

#[test]
fn traces_of_a_client_whose_record_is_gone_are_erased_by_id() {
    let s = Studio::new();
    let other = s.add("Anil Rao", "98450 11111");
    let id = s.add("Zuleika Pirani", "98450 12345");
    let draft = FormDraft {
        id: DraftId::from("drf_1"),
        form: "client".into(),
        editing: Some((RowRef { table: Table::Clients, id: id.to_string() }, 1)),
        label: "Zuleika Pirani".into(),
        base: values(&[]),
        typed: vec![],
        saved_at: jiff::Timestamp::UNIX_EPOCH,
    };
    s.run(Command::SaveDraft(draft.clone())).unwrap();
    s.run(Command::Undo).unwrap();
    assert_ne!(s.traces("zuleika"), "");
    s.sqlite3(
        "INSERT INTO users (id, org_id, branch_id, roles_json, status)
           SELECT 'u_manager', org_id, id, '[\"manager\"]', 'active' FROM branches",
    )
    .unwrap();
    let manager = Actor { user: "u_manager".into(), ..s.in_another_terminal() };
    let erase = Command::EraseClient { id: id.clone(), confirm: id.to_string() };
    assert!(matches!(s.store.run(&manager, erase), Err(StoreError::Denied(_))));
    assert!(matches!(s.erase(&id, "Zuleika Pirani"), Err(StoreError::Refused(_))));
    assert!(matches!(s.erase(&"cli_nobody".into(), "cli_nobody"), Err(StoreError::NotFound { .. })));
    s.erase(&id, id.as_str()).unwrap();
    s.run(Command::SaveDraft(draft)).unwrap();
    s.assert_forgotten(&["zuleika", "pirani"]);
    assert!(matches!(s.erase(&id, id.as_str()), Err(StoreError::NotFound { .. })), "nothing is left");
    assert_eq!(s.client(&other).client.name, "Anil Rao");
}

#[test]
fn a_reader_that_holds_the_log_is_waited_for() {
    let s = Studio::new();
    let id = s.add("Zuleika Pirani", "98450 12345");
    let mut reader = std::process::Command::new("sqlite3")
        .arg(s.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = reader.stdin.take().unwrap();
    writeln!(stdin, "BEGIN; SELECT count(*) FROM clients;").unwrap();
    let mut line = String::new();
    BufReader::new(reader.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line.trim(), "1");
    s.erase(&id, "Zuleika Pirani").unwrap();
    let log = s.dir.path().join("studio.db-wal");
    let size = || std::fs::metadata(&log).map_or(0, |m| m.len());
    assert!(size() > 0, "the reader still needs it");
    drop(stdin);
    reader.wait().unwrap();
    let (_keep, tick) = std::sync::mpsc::sync_channel::<()>(1);
    let emptied = (0..300).any(|_| {
        let _ = tick.recv_timeout(Duration::from_millis(50));
        size() == 0
    });
    assert!(emptied, "{} bytes are left in the log", size());
}

#[test]
fn an_open_form_of_a_project_does_not_bring_the_data_back() {
    let s = Studio::new();
    let id = s.add("Zuleika Pirani", "98450 12345");
    let project = s.open_project(&id, &[("title", "Pirani wedding")]);
    let client = FieldValue::Reference { id: id.to_string(), label: "Zuleika Pirani".into() };
    let draft = |draft: &str, base: FieldValues, typed: Vec<(FieldKey, String)>| FormDraft {
        id: DraftId::from(draft),
        form: "project".into(),
        editing: None,
        label: "New project".into(),
        base,
        typed,
        saved_at: jiff::Timestamp::UNIX_EPOCH,
    };
    let editing = Some((RowRef { table: Table::Projects, id: project.to_string() }, 1));
    let title = || vec![(FieldKey::from("title"), "Zuleika in Quetta".to_owned())];
    let drafts = [
        draft("drf_1", [("client".into(), client)].into(), title()),
        draft("drf_2", values(&[]), vec![("client".into(), format!("{id}\tZuleika Pirani"))]),
        draft("drf_3", values(&[("project", project.as_str())]), title()),
        FormDraft { editing, ..draft("drf_4", values(&[]), title()) },
    ];
    for draft in &drafts {
        s.run(Command::SaveDraft(draft.clone())).unwrap();
    }
    assert_eq!(s.sqlite3("SELECT count(*) FROM form_drafts").unwrap(), "4");
    s.erase(&id, "Zuleika Pirani").unwrap();
    for draft in drafts {
        s.store.run(&s.in_another_terminal(), Command::SaveDraft(draft)).unwrap();
    }
    s.assert_forgotten(&["zuleika", "pirani", "quetta"]);
}

#[test]
fn what_projects_said_goes_wherever_it_was_written() {
    let s = Studio::new();
    let (id, other) = (s.add("Zuleika Pirani", "98450 12345"), s.add("Anil Rao", "98450 11111"));
    let hers = s.open_project(&id, &[("title", "Pirani wedding")]);
    s.move_project(&hers, "cancelled", "Zuleika is ill").unwrap();
    let row = RowRef { table: Table::Projects, id: hers.to_string() };
    let reason = |s: &Studio| match s.store.ask(&s.owner, Query::History(row.clone())).unwrap() {
        Reply::History(entries) => entries[0].reason.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(&s), "Zuleika is ill");
    s.sqlite3(&format!(
        "INSERT INTO project_tasks (id, project_id, branch_id, title, stage, checklist_json, created_at)
         VALUES ('tsk_1', '{hers}', '{}', 'Call Zuleika', 'active', '[{{\"text\":\"Zuleika says yes\"}}]', 5)",
        s.branch
    ))
    .unwrap();
    // Opened for the wrong client, and given to the right one.
    let given = s.open_project(&id, &[("title", "Zuleika at home")]);
    let project = s.project(&given).project;
    let mut changed = project.values();
    changed.insert("title".into(), FieldValue::text("Rao at home"));
    changed
        .insert("client".into(), FieldValue::Reference { id: other.to_string(), label: "Anil Rao".into() });
    let (version, base) = (project.version, project.values());
    s.run(ProjectCommand::Edit { id: given.clone(), version, base, values: changed }).unwrap();
    s.erase(&id, "Zuleika Pirani").unwrap();
    assert_eq!((reason(&s).as_str(), s.project(&given).project.details.title.as_str()), ("", "Rao at home"));
    s.assert_forgotten(&["zuleika", "pirani"]);
}

#[test]
fn forms_and_undo_of_what_names_no_project_go_too() {
    let s = Studio::new();
    let id = s.add("Zuleika Pirani", "98450 12345");
    let project = s.open_project(&id, &[("title", "Wedding")]);
    let task = TaskCommand::Create { project: project.clone(), values: values(&[("title", "Cull")]) };
    let task = s.run(task).unwrap().row.unwrap();
    let quote = s.run(QuoteCommand::Create { project, package: None }).unwrap().row.unwrap().id;
    let line = |what: &str| {
        let mut line = values(&[("description", what), ("qty", "1")]);
        line.insert("unit_price".into(), FieldValue::Money(500));
        line
    };
    s.run(QuoteCommand::AddItem { quote: quote.as_str().into(), values: line("Album") }).unwrap();
    let Reply::Quote(read) = s.store.ask(&s.owner, Query::Quote(quote.as_str().into())).unwrap() else {
        panic!()
    };
    // The words of a line move no sum: only the line is written.
    let (quote, item, base) = (read.id, read.items[0].id.clone(), read.items[0].values());
    s.run(QuoteCommand::EditItem { quote, item, base, values: line("Album for Quetta") }).unwrap();
    let draft = FormDraft {
        id: DraftId::from("drf_1"),
        form: "task".into(),
        editing: Some((task, 1)),
        label: "Edit Cull".into(),
        base: values(&[("title", "Cull")]),
        typed: vec![(FieldKey::from("notes"), "Zuleika likes black and white".to_owned())],
        saved_at: jiff::Timestamp::UNIX_EPOCH,
    };
    s.run(Command::SaveDraft(draft.clone())).unwrap();
    // Not from the terminal whose undo goes as a whole.
    let other = s.in_another_terminal();
    s.store.run(&other, Command::EraseClient { id, confirm: "Zuleika Pirani".into() }).unwrap();
    s.assert_forgotten(&["zuleika", "quetta"]);
    s.store.run(&other, Command::SaveDraft(draft)).unwrap();
    s.assert_forgotten(&["zuleika", "quetta"]);
}
