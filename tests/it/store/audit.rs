//! The audit chain: every tampering shows.

use super::Studio;
use studiovault::store::protocol::*;

fn busy() -> Studio {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    for i in 0..6 {
        s.edit(&id, &[("city", &format!("City {i}"))]).unwrap();
    }
    s
}

/// Runs SQL after taking the guards away, as somebody with the file in their hands would.
fn tamper(s: &Studio, sql: &str) {
    let guards = s.sqlite3("SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger' AND tbl_name LIKE 'audit%'").unwrap();
    s.sqlite3(&format!("{guards}; {sql}")).unwrap();
}

fn broken(s: &Studio) -> Option<String> {
    s.store.verify_audit(&s.owner).unwrap().broken
}

#[test]
fn an_untouched_chain_holds() {
    let s = busy();
    let report = s.store.verify_audit(&s.owner).unwrap();
    assert_eq!((report.verified, report.broken, report.unwitnessed), (8, None, 0));
    assert_eq!(report.heads.len(), 1);
    assert_eq!(report.heads[0].1, 8);
}

#[test]
fn edits_deletions_and_reorderings_show() {
    for sql in [
        "UPDATE audit_logs SET event_type = 'client.created' WHERE rowid = 4",
        "UPDATE audit_logs SET created_at = created_at - 60 WHERE rowid = 4",
        "UPDATE audit_logs SET severity = NULL WHERE rowid = 4",
        "UPDATE audit_logs SET actor_user_id = 'usr_system' WHERE rowid = 4",
        "DELETE FROM audit_logs WHERE rowid = 4",
        "DELETE FROM audit_chain WHERE seq = 4",
        "DELETE FROM audit_chain WHERE seq = 4; UPDATE audit_chain SET seq = seq - 1 WHERE seq > 4",
        "UPDATE audit_chain SET seq = -seq; UPDATE audit_chain SET seq = CASE seq WHEN -3 THEN 4 WHEN -4 THEN 3 ELSE -seq END",
        "UPDATE audit_personal SET json = replace(json, 'City 3', 'City 9')",
    ] {
        let s = busy();
        tamper(&s, sql);
        assert!(broken(&s).is_some(), "{sql}");
    }
}

#[test]
fn a_foreign_entry_is_reported_as_unwitnessed() {
    let s = busy();
    s.sqlite3("INSERT INTO audit_logs SELECT 'aud_x', org_id, branch_id, actor_user_id, 'forged', 'high', '{}', created_at FROM audit_logs LIMIT 1").unwrap();
    let report = s.store.verify_audit(&s.owner).unwrap();
    assert_eq!((report.broken, report.unwitnessed), (None, 1));
}

#[test]
fn history_tells_who_changed_what() {
    let s = busy();
    let id = s.page(ListQuery { limit: 1, ..Default::default() }).rows[0].id.to_string();
    let Reply::History(entries) =
        s.store.ask(&s.owner, Query::History(RowRef { table: Table::Clients, id })).unwrap()
    else {
        panic!()
    };
    assert_eq!(entries.len(), 7);
    assert_eq!(entries[0].actor, "Asha");
    assert!(
        entries[0].changes.contains(&("profile.city".to_owned(), "City 4".to_owned(), "City 5".to_owned())),
        "{entries:?}"
    );
}

#[test]
fn the_log_itself_holds_no_personal_values() {
    let s = busy();
    assert_eq!(s.sqlite3("SELECT count(*) FROM audit_logs WHERE payload_json GLOB '*Priya*' OR payload_json GLOB '*City [0-9]*'").unwrap(), "0");
}
