//! Merging another studio's database in.

use super::migrate::seed;
use super::{Holder, Studio, sqlite3};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use studiovault::store::backup::Replace;
use studiovault::store::imports::Changed;
use studiovault::store::protocol::*;
use studiovault::store::seed::{SeedDone, SeedPlan, SeedReport, TableCounts};

impl Studio {
    fn plan(&self, name: &str) -> SeedPlan {
        SeedPlan { file: self.dir.path().join(name), organization: None, batch: 3 }
    }

    /// A seed's database beside ours, changed by some SQL.
    fn foreign(&self, name: &str, sql: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        seed(&path);
        sqlite3(&path, sql).unwrap();
        path
    }

    fn look(&self, name: &str) -> Result<SeedReport, StoreError> {
        self.store.look_at_seed(&self.owner, &self.plan(name), &mut |_| {})
    }

    fn merge_in(&self, name: &str) -> Result<(SeedDone, SeedReport), StoreError> {
        let never = AtomicBool::new(false);
        let done = self.store.apply_seed(&self.owner, &self.plan(name), &never, &mut |_| {});
        self.store.finish_indexing().unwrap();
        done
    }
}

fn of<'r>(report: &'r SeedReport, table: &str) -> &'r TableCounts {
    report.tables.iter().find(|t| t.table == table).unwrap_or_else(|| panic!("{table}: {report:#?}"))
}

fn reasons(report: &SeedReport) -> Vec<String> {
    report.put_aside.iter().map(|p| format!("{} {}: {}", p.table, p.id, p.reason)).collect()
}

#[test]
fn a_seed_is_merged_in_and_counts_as_rows_from_before() {
    let s = Studio::new();
    s.foreign("old.db", "");
    let looked = s.look("old.db").unwrap();
    assert_eq!(
        s.sqlite3("SELECT count(*) FROM clients; SELECT count(*) FROM imports").unwrap(),
        "0\n0",
        "nothing is written"
    );
    let (done, report) = s.merge_in("old.db").unwrap();
    assert_eq!(report, looked, "what was said is done");
    assert_eq!(reasons(&report), Vec::<String>::new());
    assert_eq!((report.organization.as_str(), report.becomes.as_str()), ("Lumière", "Pixeldence"));
    assert_eq!((done.created, done.refused.len(), report.sum(|t| t.rows)), (15, 0, 15));
    assert_eq!((report.milliseconds, report.rounded, report.suspended), (1, 2, 2));
    // Ids stay, the organization is ours, a branch keeps the currency and zone that it had from its own.
    assert_eq!(
        s.sqlite3("SELECT org_id = (SELECT org_id FROM branches WHERE name = 'Bengaluru'), json_extract(tax_json, '$.currency'), json_extract(tax_json, '$.vat'),
                   json_extract(address_json, '$.tz'), currency_exponent FROM branches WHERE id = 'b1'").unwrap(),
        "1|EUR|21|Europe/Madrid|2"
    );
    assert_eq!(s.sqlite3("SELECT count(*) FROM organizations").unwrap(), "1");
    assert_eq!(s.sqlite3("SELECT id, status, roles_json FROM users WHERE id LIKE 'u%' AND id <> 'usr_system' AND length(id) = 2 ORDER BY id").unwrap(), "u1|suspended|[\"owner\"]\nu2|suspended|[\"front_desk\"]");
    assert_eq!(s.store.sign_in(None, "test").unwrap().user, s.owner.user, "nobody gets in");
    // Seconds, exact amounts, spend counted from payments; words and odd JSON as they were.
    assert_eq!(
        s.sqlite3("SELECT created_at, total_spend, profile_json, phone_e164 FROM clients WHERE id = 'c2'")
            .unwrap(),
        "1600000000|0.0|not json|"
    );
    assert_eq!(s.sqlite3("SELECT total_spend, version FROM clients WHERE id = 'c1'; SELECT price FROM packages; SELECT amount FROM transactions WHERE id = 't2'; SELECT status FROM projects").unwrap(), "60.0|3\n10.12\n1.01\non_hold");
    assert_eq!(s.find("garcia"), ["María García"]);
    let shown = s.client(&"c1".into());
    assert!(shown.timeline.iter().any(|e| e.text == "imported from old.db"), "{:?}", shown.timeline);
    let report = s.store.verify_audit(&s.owner).unwrap();
    assert_eq!((report.legacy, report.unwitnessed, report.broken), (1, 0, None));
    let log = s
        .sqlite3("SELECT severity, payload_json FROM audit_logs WHERE event_type = 'studio.imported' LIMIT 1")
        .unwrap();
    assert!(log.starts_with("high|") && log.contains("\"from\":1.005,\"to\":1.01"), "{log}");
    s.assert_sound();

    let (again, report) = s.merge_in("old.db").unwrap();
    assert_eq!((again.id, report.sum(|t| t.same)), (None, 15));
}

#[test]
fn what_is_here_already_stays_as_it_is() {
    let s = Studio::new();
    s.foreign("old.db", "");
    s.merge_in("old.db").unwrap();
    s.edit(&"c1".into(), &[("city", "Madrid")]).unwrap();
    sqlite3(
        &s.dir.path().join("old.db"),
        "INSERT INTO clients VALUES ('cli_of_nobody_else_but_her', 'b1', 'Ana', '600 1', NULL, 0, 1, 1);
         INSERT INTO projects VALUES ('p2', 'b1', 'c1', 'active', 1, NULL, NULL, 1, 1), ('p3', 'b1', 'c2', 'active', 1, NULL, NULL, 1, 1);
         UPDATE assets SET name = 'Paper #2';",
    )
    .unwrap();
    let (_, report) = s.merge_in("old.db").unwrap();
    let differing: Vec<String> =
        report.differing.iter().map(|p| format!("{} {}: {}", p.table, p.id, p.reason)).collect();
    assert_eq!(differing, ["assets a1: differs in name", "clients c1: differs in profile_json"]);
    assert_eq!((of(&report, "clients").added, of(&report, "projects").added), (1, 1));
    // A short id may be anybody's: what hangs on it is not hung on ours.
    assert!(
        reasons(&report).contains(&"projects p2: client_id refers to c1, which is not taken".to_owned()),
        "{report:#?}"
    );
    assert_eq!(s.sqlite3("SELECT name FROM assets; SELECT json_extract(profile_json, '$.city') FROM clients WHERE id = 'c1'").unwrap(), "Paper #1\nMadrid");
    // A long one is nobody else's.
    s.edit(&"cli_of_nobody_else_but_her".into(), &[("city", "Lugo")]).unwrap();
    sqlite3(&s.dir.path().join("old.db"), "INSERT INTO projects VALUES ('p4', 'b1', 'cli_of_nobody_else_but_her', 'active', 1, NULL, NULL, 1, 1)").unwrap();
    let (_, report) = s.merge_in("old.db").unwrap();
    assert_eq!(of(&report, "projects").added, 1, "{report:#?}");
    s.assert_sound();
}

#[test]
fn rows_that_cannot_be_taken_are_put_aside_with_the_reason() {
    let s = Studio::new();
    s.sqlite3("UPDATE users SET email = 'boss@studio.example' WHERE name = 'Asha'").unwrap();
    s.foreign(
        "odd.db",
        "PRAGMA foreign_keys = OFF;
         INSERT INTO clients VALUES (NULL, 'b1', 'No Id', '1', NULL, 0, 1, 1), ('c3', 'b9', 'No Branch', '1', NULL, 0, 1, 1);
         INSERT INTO projects VALUES ('p5', 'b1', 'c3', 'active', 1, NULL, NULL, 1, 1);
         INSERT INTO invoices VALUES ('i5', 'b1', 'p5', 'booking', 10, NULL, 'issued', 1, 1, 1), ('i6', 'b1', NULL, 'pos', 'ten', NULL, 'issued', 1, 1, 1), ('i7', 'b1', NULL, 'pos', 9e99, NULL, 'issued', 1, 1, 1);
         INSERT INTO transactions VALUES ('t5', 'i5', 'cash_5', 'paid', 5, 1), ('t6', 'i1', 'cash_6', 'paid', -5, 1);",
    );
    let (done, report) = s.merge_in("odd.db").unwrap();
    assert_eq!(done.refused, []);
    let reasons = reasons(&report);
    for said in [
        "users u1: somebody here has the same e-mail address: they stand for them",
        "clients : it has no id",
        "clients c3: branch_id refers to b9, which is not taken",
        "projects p5: client_id refers to c3, which is not taken",
        "invoices i5: project_id refers to p5, which is not taken",
        "invoices i6: amount total is no number",
        "transactions t5: invoice_id refers to i5, which is not taken",
        "transactions t6: amount is below zero: a refund is a payment of its own",
    ] {
        assert!(reasons.iter().any(|r| r == said), "{said}: {reasons:#?}");
    }
    assert!(reasons.iter().any(|r| r.starts_with("invoices i7: amount total is too large")), "{reasons:#?}");
    // Who is known by the e-mail address stands for themselves.
    assert_eq!(s.sqlite3("SELECT u.name FROM messages m JOIN users u ON u.id = m.sender_user_id; SELECT u.name FROM audit_logs a JOIN users u ON u.id = a.actor_user_id WHERE a.id = 'l1'").unwrap(), "Asha\nAsha");
    assert_eq!(report.people.len(), 1);
    s.assert_sound();
}

#[test]
fn a_bad_file_is_named_for_what_it_is_and_nothing_is_imported() {
    let s = Studio::new();
    let path = |name: &str| s.dir.path().join(name);
    let whole = s.foreign("whole.db", "");
    let bytes = std::fs::read(&whole).unwrap();
    std::fs::write(path("empty.db"), b"").unwrap();
    std::fs::write(path("text.db"), b"name,phone\nPriya,1\n").unwrap();
    std::fs::write(path("half.db"), &bytes[..bytes.len() / 2]).unwrap();
    let mut broken = bytes.clone();
    broken[4_096 * 3..4_096 * 9].fill(0xAA);
    std::fs::write(path("broken.db"), broken).unwrap();
    s.foreign("lacking.db", "DROP TABLE notifications; DROP TABLE messages;");
    sqlite3(&path("other.db"), "CREATE TABLE notes (id TEXT)").unwrap();
    s.foreign("columns.db", "ALTER TABLE packages DROP COLUMN price;");
    s.foreign("nobody.db", "PRAGMA foreign_keys = OFF; DELETE FROM organizations;");
    s.foreign("several.db", "INSERT INTO organizations VALUES ('o2', 'Other', NULL, NULL, 1, 1)");
    s.store.backup(&s.owner, &path("newer.db"), Replace::Never).unwrap();
    sqlite3(&path("newer.db"), "INSERT INTO schema_migrations VALUES (999, 'x', 1)").unwrap();
    for (name, said) in [
        ("empty.db", "empty.db is empty"),
        ("text.db", "text.db is no SQLite database"),
        ("half.db", "half.db is damaged: "),
        ("broken.db", "broken.db is damaged: "),
        ("lacking.db", "lacking.db is not whole: of a studio's 13 tables it lacks messages, notifications"),
        ("other.db", "other.db is no database of a studio: it has none of its tables"),
        ("columns.db", "columns.db: the table packages has no column price"),
        ("nobody.db", "nobody.db holds no organization"),
        ("several.db", "several.db holds several organizations: Lumière (o1), Other (o2)"),
        ("newer.db", "newer.db was made by a newer StudioVault"),
        ("studio.db", "studio.db is the database that is open"),
        (".", "is a folder"),
    ] {
        match s.merge_in(name) {
            Err(StoreError::Refused(refusal)) => {
                assert!(refusal.message.contains(said), "{name}: {}", refusal.message);
                assert!(refusal.hint.starts_with("Nothing was imported"), "{name}: {}", refusal.hint);
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    assert!(matches!(s.merge_in("none.db"), Err(StoreError::NotFound { .. })));
    let holder = Holder::of(&whole);
    // Whoever only holds the right to write lets others read.
    assert!(s.look("whole.db").is_ok());
    holder.let_go();
    let lock = sqlite3_exclusive(&whole);
    let locked = s.merge_in("whole.db").unwrap_err();
    assert!(locked.to_string().ends_with("whole.db is locked by another program"), "{locked}");
    lock.let_go();
    assert_eq!(
        s.sqlite3(
            "SELECT count(*) FROM imports; SELECT count(*) FROM clients; SELECT count(*) FROM branches"
        )
        .unwrap(),
        "0\n0\n1"
    );
    let plan = SeedPlan { organization: Some("Other".into()), ..s.plan("several.db") };
    let report = s.store.look_at_seed(&s.owner, &plan, &mut |_| {}).unwrap();
    assert_eq!(
        (report.sum(|t| t.added), of(&report, "branches").aside),
        (0, 1),
        "of the other one there is nothing"
    );
    s.assert_sound();
}

/// A program that holds a file so that nobody else reads it.
fn sqlite3_exclusive(path: &std::path::Path) -> Holder {
    Holder::with(path, "BEGIN EXCLUSIVE")
}

#[test]
fn a_file_with_empty_tables_is_taken_as_far_as_it_goes() {
    let s = Studio::new();
    s.foreign(
        "empty_tables.db",
        "DELETE FROM transactions; DELETE FROM invoices; DELETE FROM media_objects; DELETE FROM notifications; DELETE FROM messages;
         DELETE FROM projects; DELETE FROM packages; DELETE FROM assets; DELETE FROM audit_logs;",
    );
    let (done, _) = s.merge_in("empty_tables.db").unwrap();
    assert_eq!(done.created, 5);
    s.assert_sound();
}

#[test]
fn one_of_our_own_databases_is_merged_in_with_what_the_seed_has_not() {
    let theirs = Studio::new();
    let (keep, gone) = (theirs.add("Priya Sharma", "98450 12345"), theirs.add("P Sharma", "98450 12346"));
    theirs.run(Command::AddClientNote { client: keep.clone(), body: "called".into() }).unwrap();
    super::undo::merge(&theirs, &theirs.owner, &keep, &gone, &[]);
    let archived = theirs.add("Anil Rao", "98450 12347");
    theirs.run(Command::ArchiveClients(vec![archived.clone()])).unwrap();
    let s = Studio::new();
    theirs.store.backup(&theirs.owner, &s.dir.path().join("own.db"), Replace::Never).unwrap();
    let (done, report) = s.merge_in("own.db").unwrap();
    assert_eq!(done.refused, []);
    assert_eq!(reasons(&report), Vec::<String>::new());
    assert_eq!(report.left_out, Vec::<String>::new());
    assert_eq!(s.find("sharma"), ["Priya Sharma"]);
    let shown = s.client(&keep);
    assert_eq!(shown.client.phone_e164.as_deref(), Some("+919845012345"));
    assert!(shown.timeline.iter().any(|e| e.text.starts_with("called")), "{:?}", shown.timeline);
    assert!(s.client(&archived).client.archived.is_some());
    assert_eq!(s.client(&gone).client.merged_into, Some(keep));
    let chain = s.store.verify_audit(&s.owner).unwrap();
    assert_eq!((chain.broken, chain.unwitnessed), (None, 0), "their chain stays theirs");
    s.assert_sound();
}

#[test]
fn merging_in_goes_on_where_it_was_stopped_and_is_taken_back_as_a_whole() {
    let s = Studio::new();
    s.foreign("old.db", "");
    let stop = AtomicBool::new(false);
    let plan = s.plan("old.db");
    let (first, _) = s
        .store
        .apply_seed(&s.owner, &plan, &stop, &mut |step| {
            stop.store(step.what == "rows written", Ordering::SeqCst)
        })
        .unwrap();
    assert!(first.is_stopped && first.created < 15, "{first:?}");
    let (second, _) = s.merge_in("old.db").unwrap();
    assert!(second.is_resumed && !second.is_stopped);
    assert_eq!((first.id.clone(), first.created + second.created), (second.id.clone(), 15));
    let id = first.id.unwrap();
    let never = AtomicBool::new(false);
    let undo = |rule| s.store.undo_import(&s.owner, id.as_str(), rule, &never, &mut |_| {});

    // A payment of theirs on a client of ours would be counted out again.
    let ours = s.add("Ours", "98450 12345");
    s.sqlite3(&format!("UPDATE invoices SET client_id = '{ours}', version = 1 WHERE id = 'i1'")).unwrap();
    assert_eq!(s.sqlite3(&format!("SELECT total_spend FROM clients WHERE id = '{ours}'")).unwrap(), "60.0");
    s.sqlite3(&format!(
        "INSERT INTO projects (id, branch_id, client_id, status) VALUES ('mine', '{}', 'c2', 'active')",
        s.branch
    ))
    .unwrap();
    let refused = undo(Changed::Refuse).unwrap_err().to_string();
    assert!(refused.contains("clients c2 (projects refer to it)"), "{refused}");
    s.sqlite3("DELETE FROM projects WHERE id = 'mine'").unwrap();
    let undone = undo(Changed::Refuse).unwrap();
    assert_eq!((undone.removed, undone.kept.len()), (15, 0), "{undone:?}");
    s.store.finish_indexing().unwrap();
    assert_eq!(
        s.sqlite3(&format!(
            "SELECT count(*) FROM branches; SELECT count(*) FROM audit_logs WHERE id = 'l1'; SELECT count(*) FROM transactions; SELECT total_spend FROM clients WHERE id = '{ours}'"
        ))
        .unwrap(),
        "1\n0\n0\n0.0"
    );
    assert_eq!(s.find("garcia"), Vec::<String>::new());
    assert!(s.sqlite3("DELETE FROM audit_logs").is_err(), "what is ours stays append-only");
    s.assert_sound();
}

#[test]
fn only_the_owner_merges_databases() {
    let s = Studio::new();
    s.foreign("old.db", "");
    s.sqlite3("INSERT INTO users (id, org_id, branch_id, roles_json, status) SELECT 'u_manager', org_id, id, '[\"manager\"]', 'active' FROM branches").unwrap();
    let manager = Actor { user: "u_manager".into(), ..s.owner.clone() };
    let denied = s.store.look_at_seed(&manager, &s.plan("old.db"), &mut |_| {});
    assert!(matches!(denied, Err(StoreError::Denied(_))), "{denied:?}");
    let id = s.merge_in("old.db").unwrap().0.id.unwrap();
    let never = AtomicBool::new(false);
    let undo = s.store.undo_import(&manager, id.as_str(), Changed::Keep, &never, &mut |_| {});
    assert!(matches!(undo, Err(StoreError::NotFound { .. })), "{undo:?}");
}

#[test]
fn what_was_erased_here_does_not_come_back_with_an_old_copy() {
    let s = Studio::new();
    let id = s.add("Zuleika Pirani", "98450 12345");
    s.run(Command::AddClientNote { client: id.clone(), body: "Zuleika likes mornings".into() }).unwrap();
    let project = s.open_project(&id, &[("title", "Pirani wedding")]);
    let copy = s.dir.path().join("old.db");
    s.store.backup(&s.owner, &copy, Replace::Never).unwrap();
    sqlite3(
        &copy,
        &format!(
            "INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at)
               VALUES ('evt_of_the_old_copy_only', '{project}', '{b}', 'At Zuleika''s', 5, 6, 'UTC', 5);
             INSERT INTO projects (id, branch_id, client_id, status, details_json)
               VALUES ('prj_of_the_old_copy_only', '{b}', '{id}', 'active', '{{\"title\":\"Zuleika at home\"}}');
             INSERT INTO invoices (id, branch_id, project_id, client_id, amount_total, status)
               VALUES ('inv_of_the_old_copy_only', '{b}', '{project}', '{id}', 10, 'draft');",
            b = s.branch
        ),
    )
    .unwrap();
    s.run(Command::EraseClient { id, confirm: "Zuleika Pirani".into() }).unwrap();
    let (_, report) = s.merge_in("old.db").unwrap();
    assert_eq!(s.sqlite3("SELECT body FROM client_notes; SELECT title FROM project_events; SELECT details_json FROM projects").unwrap(), "{}");
    assert!(
        reasons(&report).iter().any(|why| why.ends_with("whose personal data was erased here")),
        "{report:#?}"
    );
    // What has to be kept for the books is taken.
    assert_eq!(of(&report, "invoices").added, 1);
    assert_eq!(s.find("zuleika"), Vec::<String>::new());
    s.assert_sound();
}
