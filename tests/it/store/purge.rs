//! Purging projects: what goes, what stays, and who may.

use super::Studio;
use studiovault::domain::id::ProjectId;
use studiovault::domain::role::Permission;
use studiovault::store::protocol::*;

/// A project in the trash since so many days, with something of every kind on it but invoices.
fn thrown_away(s: &Studio, title: &str, days: u32) -> ProjectId {
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", title)]);
    s.sqlite3(&format!(
        "INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at)
           VALUES ('evt_{id}', '{id}', '{b}', 'Haldi', 5, 9, 'UTC', 1);
         INSERT INTO quotes (id, project_id, branch_id, status, currency, created_at) VALUES ('quo_{id}', '{id}', '{b}', 'draft', 'INR', 1);
         INSERT INTO quote_items (id, quote_id, position, item_type, description, qty, unit_price, tax_rate, total)
           VALUES ('qit_{id}', 'quo_{id}', 0, 'service', 'Album', 1000, 5, 0, 5);
         INSERT INTO project_tasks (id, project_id, branch_id, title, stage, created_at) VALUES ('tsk_{id}', '{id}', '{b}', 'Cull', 'active', 1);
         INSERT INTO messages (id, scope_type, scope_id, sender_user_id, content, created_at)
           SELECT 'msg_{id}', 'project', '{id}', id, 'She called', 1 FROM users WHERE id <> 'usr_system' LIMIT 1;
         INSERT INTO media_objects (id, project_id, branch_id, path, file_type, size_bytes) VALUES ('med_{id}', '{id}', '{b}', '/a', 'raw', 7);
         INSERT INTO notifications (id, branch_id, project_id, type, channel, cost, billed, created_at, note)
           VALUES ('ntf_{id}', '{b}', '{id}', 'photos_ready', 'sms', 0.45, 0, unixepoch(), 'to her sister');",
        b = s.branch
    ))
    .unwrap();
    s.run(ProjectCommand::Trash { id: id.clone(), reason: "asked twice".into() }).unwrap();
    s.sqlite3(&format!("UPDATE projects SET trashed_at = trashed_at - {days} * 86400 WHERE id = '{id}'"))
        .unwrap();
    id
}

fn purge(id: &ProjectId, confirm: &str) -> ProjectCommand {
    ProjectCommand::Purge { id: id.clone(), confirm: confirm.into() }
}

fn refused(result: Result<Outcome, StoreError>) -> String {
    match result {
        Err(StoreError::Refused(refusal)) => refusal.message,
        other => panic!("{other:?}"),
    }
}

fn due(s: &Studio) -> Vec<Purgeable> {
    match s.store.ask(&s.owner, Query::Purgeable(BranchScope::All)).unwrap() {
        Reply::Purgeable(found) => found,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_purge_leaves_nothing_of_a_project_but_what_it_cost() {
    let s = Studio::new();
    let id = thrown_away(&s, "Wedding", 31);
    let other = thrown_away(&s, "Album", 31);
    let found = due(&s);
    assert_eq!(found.iter().map(|p| p.title.as_str()).collect::<Vec<_>>(), ["Wedding", "Album"]);
    let words = "1 quote, 1 sub-event, 1 task, 1 message, 1 file and 1 notification";
    assert_eq!(found[0].hanging.words(), words);

    let rehearsed = s.store.rehearse(&s.owner, purge(&id, "wedding").into()).unwrap();
    let said = "Purged Wedding with 1 quote, 1 sub-event, 1 task, 1 message and 1 file; in the outbox 1 notification stay, without the project";
    assert_eq!(rehearsed.message, said);
    assert_eq!(due(&s).len(), 2);
    let outcome = s.run(purge(&id, "Wedding")).unwrap();
    assert_eq!((outcome.message.as_str(), outcome.undoable), (said, false));

    assert!(matches!(s.store.ask(&s.owner, Query::Project(id.clone())), Err(StoreError::NotFound { .. })));
    assert_eq!(due(&s).len(), 1);
    let left =
        |table: &str| s.sqlite3(&format!("SELECT count(*) FROM {table} WHERE id LIKE '%{id}'")).unwrap();
    for table in
        ["projects", "project_events", "quotes", "quote_items", "project_tasks", "messages", "media_objects"]
    {
        assert_eq!(left(table), "0", "{table}");
    }
    let kept = s.sqlite3(&format!(
        "SELECT project_id IS NULL, note IS NULL, cost FROM notifications WHERE id = 'ntf_{id}'"
    ));
    assert_eq!(kept.unwrap(), "1|1|0.45");
    assert_eq!(s.sqlite3(&format!("SELECT count(*) FROM media_storage WHERE id = '{id}'")).unwrap(), "0");
    // The other one is whole.
    assert_eq!(s.project(&other).messages.rows.len(), 1);
    // The entry is grave, says what went, and is found in the history of the client.
    let entry = s.sqlite3("SELECT severity, json_extract(payload_json, '$.facts.messages') FROM audit_logs WHERE event_type = 'project.purged'");
    assert_eq!(entry.unwrap(), "high|1");
    assert_eq!(
        s.sqlite3("SELECT count(*) FROM audit_personal p JOIN clients c ON c.id = p.subject_id JOIN audit_logs a ON a.id = p.audit_id WHERE a.event_type = 'project.purged'").unwrap(),
        "1"
    );
    // Nothing brings a part of it back.
    while let Ok(undone) = s.run(Command::Undo) {
        assert!(!undone.message.contains("Wedding"), "{undone:?}");
    }
    assert_eq!(left("projects"), "0");
    s.assert_sound();
    let threads = s.store.examine(&s.owner).unwrap().checks.into_iter().find(|check| check.name == "threads");
    assert_eq!(threads.unwrap().verdict, studiovault::store::doctor::Verdict::Ok);
}

#[test]
fn what_may_not_be_purged_is_kept_and_says_why() {
    let s = Studio::new();
    let id = thrown_away(&s, "Wedding", 31);
    assert_eq!(refused(s.run(purge(&id, "Weding"))), "the name that was typed is not the project's");
    let clerk = s.hire("u_clerk", "clerk");
    let denied = s.store.run(&clerk, purge(&id, "Wedding").into()).unwrap_err();
    assert_eq!(denied, StoreError::Denied(Permission::TrashProjects));
    assert!(s.store.ask(&clerk, Query::Purgeable(BranchScope::All)).is_err());

    let fresh = thrown_away(&s, "Album", 29);
    let early = refused(s.run(purge(&fresh, "Album")));
    assert!(early.starts_with("Album can be restored until "), "{early}");
    s.sqlite3(&format!("UPDATE projects SET trashed_at = NULL WHERE id = '{fresh}'")).unwrap();
    assert_eq!(refused(s.run(purge(&fresh, "Album"))), "it is not known when Album was thrown away");
    s.run(ProjectCommand::Restore(fresh.clone())).unwrap();
    assert_eq!(refused(s.run(purge(&fresh, "Album"))), "Album is not in the trash");

    s.sqlite3(&format!(
        "INSERT INTO invoices (id, branch_id, project_id, amount_total, status) VALUES ('inv_1', '{}', '{id}', 5, 'draft')",
        s.branch
    ))
    .unwrap();
    assert_eq!(
        refused(s.run(purge(&id, "Wedding"))),
        "Wedding has 1 invoice: invoices are kept for years, and the project with them"
    );
    assert_eq!(due(&s)[0].hanging.invoices, 1);
    assert_eq!(s.project(&id).messages.rows.len(), 1);
    s.assert_sound();
}

/// A table that refers to projects is one that a purge knows what to do with.
#[test]
fn every_table_that_refers_to_projects_is_thought_of() {
    let s = Studio::new();
    let known = "'asset_custody', 'booking_locks', 'calendar_feeds', 'event_series', 'invoices', 'media_objects', 'notifications', 'project_events', 'project_tasks', 'quotes'";
    let others = s.sqlite3(&format!(
        "SELECT m.name FROM sqlite_schema m, pragma_foreign_key_list(m.name) f
         WHERE m.type = 'table' AND f.\"table\" = 'projects' AND m.name NOT IN ({known})"
    ));
    assert_eq!(others.unwrap(), "", "tell `store::projects::purge` what becomes of these rows");
}

#[test]
fn what_is_kept_for_its_invoices_hides_nothing_that_can_go() {
    let s = Studio::new();
    let id = thrown_away(&s, "Wedding", 31);
    s.sqlite3(&format!(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1200)
         INSERT INTO projects (id, branch_id, client_id, status, status_before, trashed_at)
           SELECT 'old_' || n, p.branch_id, p.client_id, 'trashed', 'active', n FROM n, projects p WHERE p.id = '{id}';
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status)
           SELECT 'inv_' || id, branch_id, id, 5, 'issued' FROM projects WHERE id LIKE 'old_%';"
    ))
    .unwrap();
    let found = due(&s);
    assert!(found.iter().any(|project| project.id == id), "not among {}", found.len());
    assert!(found.iter().any(|project| project.hanging.invoices == 1));
}

#[test]
fn forms_and_undo_of_what_hung_on_it_go_with_a_project() {
    let s = Studio::new();
    let id = thrown_away(&s, "Wedding", 31);
    let image = format!(
        r#"[{{"row":{{"table":"quote_items","id":"qit_{id}"}},"before":{{"quote_id":"quo_{id}","description":"for Quetta"}}}}]"#
    );
    s.sqlite3(&format!(
        "INSERT INTO form_drafts SELECT 'drf_1', id, 'tsk_{id}', '{{\"editing\":[{{\"table\":\"project_tasks\",\"id\":\"tsk_{id}\"}},1],\"typed\":\"for Quetta\"}}', 1
           FROM users WHERE id <> 'usr_system' LIMIT 1;
         INSERT INTO undo_entries (session_id, user_id, label, event_type, changes_json, state, created_at)
           SELECT 'other', id, 'edit of Album', 'quote.edited', '{image}', 'done', 1 FROM users WHERE id <> 'usr_system' LIMIT 1;"
    ))
    .unwrap();
    s.run(purge(&id, "Wedding")).unwrap();
    assert_eq!(s.sqlite3("SELECT count(*) FROM form_drafts").unwrap(), "0");
    assert_eq!(
        s.sqlite3("SELECT count(*) FROM undo_entries WHERE changes_json LIKE '%Quetta%'").unwrap(),
        "0"
    );
}
