//! Messages on leads and projects: written, read in windows, never changed; who may, and what an erasure leaves.

use super::{Studio, values};
use studiovault::domain::id::{DraftId, ProjectId, SessionId, UserId};
use studiovault::domain::role::Permission;
use studiovault::store::protocol::*;

impl Studio {
    fn post(&self, actor: &Actor, project: &ProjectId, body: &str) -> Result<Outcome, StoreError> {
        self.store.run(actor, Command::PostMessage { project: project.clone(), body: body.into() })
    }

    fn thread(&self, actor: &Actor, project: &ProjectId) -> Result<Vec<MessageLine>, StoreError> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let query = Query::Messages { project: project.clone(), after, limit: 7 };
            let Reply::Messages(slice) = self.store.ask(actor, query)? else { panic!("no messages") };
            all.extend(slice.rows);
            after = slice.next;
            if after.is_none() {
                return Ok(all);
            }
        }
    }
}

fn texts(lines: &[MessageLine]) -> Vec<&str> {
    lines.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn a_thread_tells_who_wrote_what_in_order() {
    let s = Studio::new();
    let project = s.open_project(&s.add("Priya", "98450 12345"), &[("title", "Sharma wedding")]);
    let outcome = s.post(&s.owner, &project, "They want Kannada songs.\n\nAnd no drone.").unwrap();
    assert_eq!(outcome.message, "Posted on Sharma wedding");
    assert!(!outcome.undoable, "somebody may have read it");
    s.move_project(&project, "active", "").unwrap();
    let rahul = s.hire("u_rahul", "manager");
    s.post(&rahul, &project, "Booked.").unwrap();
    let thread = s.thread(&s.owner, &project).unwrap();
    assert_eq!(texts(&thread), ["Booked.", "They want Kannada songs.\n\nAnd no drone."]);
    assert_eq!([thread[0].scope.as_str(), thread[1].scope.as_str()], ["project", "lead"]);
    assert_eq!([thread[0].sender.as_str(), thread[1].sender.as_str()], ["u_rahul", "Asha"]);
    // In the project the newest stands last.
    assert_eq!(s.project(&project).messages.rows[1].text, "Booked.");
    assert!(matches!(s.post(&s.owner, &project, " \n "), Err(StoreError::Invalid(_))));
    assert!(matches!(s.post(&s.owner, &"prj_none".into(), "x"), Err(StoreError::NotFound { .. })));
    s.run(ProjectCommand::Trash { id: project.clone(), reason: "spam".into() }).unwrap();
    assert!(matches!(s.post(&s.owner, &project, "x"), Err(StoreError::Refused(_))));
    s.assert_sound();
}

#[test]
fn long_threads_come_in_windows_and_the_last_ones_stand_in_the_project() {
    let s = Studio::new();
    let project = s.open_project(&s.add("Priya", "98450 12345"), &[("title", "W")]);
    s.sqlite3(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
         INSERT INTO messages (id, scope_type, scope_id, sender_user_id, content, created_at)
         SELECT 'msg_' || printf('%03d', i), 'project', '{project}', '{}', 'number ' || i, i / 4 FROM n",
        s.owner.user
    ))
    .unwrap();
    let thread = s.thread(&s.owner, &project).unwrap();
    let expected: Vec<String> = (1..=60).rev().map(|i| format!("number {i}")).collect();
    assert_eq!(texts(&thread), expected);
    let shown = s.project(&project).messages;
    assert_eq!((shown.rows.len(), shown.more), (50, 10));
    assert_eq!((shown.rows[0].text.as_str(), shown.rows[49].text.as_str()), ("number 11", "number 60"));
}

#[test]
fn odd_rows_of_another_program_are_shown_as_they_are() {
    let s = Studio::new();
    let project = s.open_project(&s.add("Priya", "98450 12345"), &[("title", "W")]);
    s.sqlite3(&format!(
        "INSERT INTO users (id, org_id, status) VALUES ('u_nameless', (SELECT id FROM organizations), 'suspended');
         INSERT INTO messages VALUES
           ('1', NULL, '{project}', 'u_nameless', NULL, 'not json', NULL),
           ('2', 'booking', '{project}', 'u_nameless', 'another word', '[\"a\",\"b\"]', 1700000000000),
           ('3', 'lead', '{project}', 'u_nameless', 'in words', '{{}}', 'yesterday'),
           ('4', 'client', 'cli_x', 'u_nameless', 'elsewhere', NULL, 5);"
    ))
    .unwrap();
    let thread = s.thread(&s.owner, &project).unwrap();
    assert_eq!(texts(&thread), ["in words", "another word", ""]);
    assert_eq!(
        [thread[0].at.is_some(), thread[1].at.is_some(), thread[2].at.is_some()],
        [false, true, false]
    );
    assert_eq!((thread[1].scope.as_str(), thread[1].attachments), ("booking", 2));
    assert_eq!(thread[2].sender, "u_nameless");
    let stored = s
        .sqlite3(
            "SELECT group_concat(w) FROM (SELECT coalesce(scope_type, '-') AS w FROM messages ORDER BY id)",
        )
        .unwrap();
    assert_eq!(stored, "-,booking,lead,client", "nothing is rewritten");
    s.assert_sound();
}

#[test]
fn messages_are_for_whoever_works_with_the_branchs_projects() {
    let s = Studio::new();
    let project = s.open_project(&s.add("Priya", "98450 12345"), &[("title", "W")]);
    s.post(&s.owner, &project, "for us").unwrap();
    for (role, may) in [
        ("manager", true),
        ("clerk", true),
        ("photographer", false),
        ("accountant", false),
        ("freelancer", false),
    ] {
        let actor = s.hire(&format!("u_{role}"), role);
        assert_eq!(s.post(&actor, &project, "x").is_ok(), may, "{role} writes");
        assert_eq!(s.thread(&actor, &project).is_ok(), may, "{role} reads");
    }
    assert!(matches!(
        s.thread(&s.hire("u_books", "accountant"), &project),
        Err(StoreError::Denied(Permission::ViewMessages))
    ));
    // Another branch knows nothing of it.
    s.sqlite3(
        "INSERT INTO branches (id, org_id, name) SELECT 'br_2', id, 'Mysuru' FROM organizations;
         INSERT INTO users (id, org_id, branch_id, roles_json, status) SELECT 'u_far', id, 'br_2', '[\"manager\"]', 'active' FROM organizations;",
    )
    .unwrap();
    let far = Actor { user: UserId::from("u_far"), session: SessionId::from("s"), host: "test".into() };
    assert!(matches!(s.thread(&far, &project), Err(StoreError::NotFound { .. })));
    assert!(matches!(s.post(&far, &project, "x"), Err(StoreError::NotFound { .. })));
}

#[test]
fn a_message_is_audited_apart_and_goes_with_its_client() {
    let s = Studio::new();
    let priya = s.add("Priya Zanzibar", "98450 12345");
    let project = s.open_project(&priya, &[("title", "W")]);
    s.post(&s.owner, &project, "Priya Zanzibar is allergic to flash").unwrap();
    let log = s.sqlite3("SELECT payload_json FROM audit_logs WHERE event_type = 'message.sent'").unwrap();
    assert!(log.contains("content") && !log.contains("Zanzibar"), "{log}");
    let apart = "SELECT count(*) FROM audit_personal WHERE json LIKE '%flash%'";
    assert_eq!(s.sqlite3(apart).unwrap(), "1");
    let history =
        s.store.ask(&s.owner, Query::History(RowRef { table: Table::Projects, id: project.to_string() }));
    let Ok(Reply::History(entries)) = history else { panic!() };
    assert_eq!(entries[0].event, "message.sent");
    // A message that was not sent is kept for whoever wrote it, until the client is erased.
    let draft = |id: &str| FormDraft {
        id: DraftId::from(id),
        form: "message".into(),
        editing: Some((RowRef { table: Table::Projects, id: project.to_string() }, 1)),
        label: "Message on W".into(),
        base: values(&[]),
        typed: vec![("body".into(), "Zanzibar said".into())],
        saved_at: "2026-11-20T00:00:00Z".parse().unwrap(),
    };
    s.run(Command::SaveDraft(draft("drf_1"))).unwrap();
    s.run(Command::EraseClient { id: priya, confirm: "Priya Zanzibar".into() }).unwrap();
    assert_eq!(texts(&s.thread(&s.owner, &project).unwrap()), ["[erased]"]);
    assert_eq!(s.sqlite3(apart).unwrap(), "0");
    assert_eq!(s.sqlite3("SELECT count(*) FROM form_drafts").unwrap(), "0");
    s.run(Command::SaveDraft(draft("drf_2"))).unwrap();
    assert_eq!(
        s.sqlite3("SELECT count(*) FROM form_drafts").unwrap(),
        "0",
        "nor does an open form bring it back"
    );
    // Work goes on; what is written now is nothing that an erasure left.
    s.post(&s.owner, &project, "Album is delivered").unwrap();
    s.assert_sound();
}
