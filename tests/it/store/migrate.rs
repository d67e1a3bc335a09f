//! Migrations: from the seed alone, filled or empty, with two programs at once, from a newer file, from a foreign one.

use super::{Holder, Studio, sqlite3, workspace};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use studiovault::store::protocol::*;
use studiovault::store::{OpenOptions, Store};

/// A database of the seed's schema, made by another program and filled with its words.
pub(super) fn seed(path: &Path) {
    sqlite3(path, include_str!("../../../migrations/0001_seed_schema.sql")).unwrap();
    sqlite3(
        path,
        "INSERT INTO organizations VALUES ('o1', 'Lumière', '{\"currency\":\"EUR\",\"timezone\":\"Europe/Madrid\"}', 'pro', 1, 1);
         INSERT INTO branches VALUES ('b1', 'o1', 'Main', '{\"tz\":\"Europe/Madrid\"}', '{\"vat\":21}', 'B-', 1, 1);
         INSERT INTO users VALUES ('u1', 'o1', NULL, 'boss@studio.example', '[\"owner\"]', 'active', 1, 1),
                                  ('u2', 'o1', 'b1', 'desk@studio.example', '[\"front_desk\"]', 'invited', 1, 1);
         INSERT INTO clients VALUES ('c1', 'b1', 'María García', '+34 600 123 123', '{\"email\":\"m@x.es\",\"culture\":\"es\",\"tags\":[\"vip\"]}', 99.5, 1600000000, 3),
                                    ('c2', 'b1', 'Bad Json', '600', 'not json', 0.1234, 1600000000000, NULL);
         INSERT INTO projects VALUES ('p1', 'b1', 'c1', 'on_hold', 1600000000, '{\"title\":\"Boda\"}', NULL, 1600000000, 1);
         INSERT INTO packages VALUES ('k1', 'b1', 'Basic', 'wedding', 10.123, 21, NULL, NULL, NULL, 1);
         INSERT INTO assets VALUES ('a1', 'b1', 'backdrop', 'Paper #1', 'SN1', 'checked_out', NULL, 1);
         INSERT INTO media_objects VALUES ('m1', 'p1', 'b1', 'a/b.jpg', 'raw', 5, 'proof', 1, 1);
         INSERT INTO invoices VALUES ('i1', 'b1', 'p1', 'booking', 100.0, '{}', 'issued', 1600000000, 1600000000, 1);
         INSERT INTO transactions VALUES ('t1', 'i1', 'cash_1', 'paid', 60.0, 1600000000), ('t2', 'i1', 'cash_1', 'succeeded', 1.005, 1600000000);
         INSERT INTO messages VALUES ('s1', 'project', 'p1', 'u1', 'hola', '[]', 1);
         INSERT INTO notifications VALUES ('n1', 'b1', 'p1', 'invoice_due', 'sms', 0.05, 0, 1);
         INSERT INTO audit_logs VALUES ('l1', 'o1', 'b1', 'u1', 'client.create', 'low', '{\"entity\":\"client\",\"id\":\"c1\"}', 1600000000);",
    )
    .unwrap();
}

const DUMP: &str = "SELECT * FROM organizations; SELECT id, org_id, name, address_json, tax_json, invoice_prefix, created_at, version FROM branches;
  SELECT id, org_id, branch_id, email, roles_json, status, created_at, version FROM users;
  SELECT id, branch_id, name, phone, profile_json, total_spend, created_at, version FROM clients; SELECT id, branch_id, client_id, status, start_date, details_json, activated_at, created_at, version FROM projects;
  SELECT id, branch_id, name, type, price, tax_rate, inclusions_json, exclusions_json, resource_hooks_json, version FROM packages;
  SELECT id, branch_id, type, name, serial_number, status, metadata_json, version FROM assets; SELECT id, project_id, branch_id, path, file_type, size_bytes, watermark_state, uploaded_at, version FROM media_objects; SELECT id, branch_id, project_id, invoice_type, amount_total, tax_json, status, issued_at, due_at, version FROM invoices;
  SELECT id, invoice_id, gateway_payment_id, status, amount, created_at FROM transactions; SELECT * FROM messages; SELECT id, branch_id, project_id, type, channel, cost, billed, created_at FROM notifications; SELECT * FROM audit_logs";

#[test]
fn rows_from_before_stay_as_they_are_and_work() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("studio.db");
    seed(&path);
    let before = sqlite3(&path, DUMP).unwrap();
    let store = Store::open(OpenOptions::new(&path)).unwrap();
    assert_eq!(sqlite3(&path, DUMP).unwrap(), before, "nothing is rewritten");
    assert_eq!(
        sqlite3(&path, "SELECT group_concat(version) FROM schema_migrations; PRAGMA user_version").unwrap(),
        "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21\n0"
    );

    let backup = store.backup_before_migration().expect("a backup of a file with rows").to_owned();
    assert_eq!(sqlite3(&backup, DUMP).unwrap(), before);

    let s = Studio::opened(dir, store);
    s.store.finish_indexing().unwrap();
    assert_eq!(s.find("maria"), ["María García"]);
    assert_eq!(s.find("600").len(), 2);
    let report = s.store.examine(&s.owner).unwrap();
    assert!(report.is_sound(), "{report:#?}");
    let c1 = s.page(ListQuery { text: "garcia".into(), limit: 1, ..Default::default() }).rows[0].id.clone();
    s.edit(&c1, &[("city", "Madrid")]).unwrap();
    assert_eq!(s.client(&c1).client.version, 4);
    let profile = s.sqlite3("SELECT profile_json FROM clients WHERE id = 'c1'").unwrap();
    assert!(profile.contains("\"culture\":\"es\""), "{profile}");
}

#[test]
fn one_odd_row_takes_no_list_away() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("studio.db");
    seed(&path);
    sqlite3(
        &path,
        "INSERT INTO clients VALUES ('c3', 'b1', x'416E696CFF', 42, '[1,2]', 'much', 'last week', 'x'), ('c4', 'b1', '', '', NULL, NULL, NULL, NULL);
         INSERT INTO projects VALUES ('p3', 'b1', 'c3', 7, 'soon', '\"text\"', 'x', 'y', 'z'), ('p4', 'b1', 'c4', 'active', 9e99, '{\"title\":5}', NULL, NULL, NULL);
         INSERT INTO invoices VALUES ('i3', 'b1', 'p3', NULL, 'ten', 'x', 'odd', 'x', 'y', 'z'), ('i4', 'b1', NULL, 5, 1e300, NULL, 'draft', NULL, NULL, NULL);
         INSERT INTO transactions VALUES ('t3', 'i3', 5, 'paid', 'x', 'y');
         INSERT INTO assets VALUES ('a3', 'b1', 5, x'FF', 6, 7, 'x', 'y');
         INSERT INTO audit_logs VALUES ('l3', 'o1', 'b1', 'u1', 5, 6, 'not json', 'x'), ('l4', 'o1', NULL, 'u1', 'x', NULL, NULL, NULL);",
    )
    .unwrap();
    let store = Store::open(OpenOptions::new(&path)).unwrap();
    let s = Studio::opened(dir, store);
    s.store.finish_indexing().unwrap();
    for kind in [
        ListKind::Agenda,
        ListKind::Clients,
        ListKind::Projects,
        ListKind::Invoices,
        ListKind::Assets,
        ListKind::Audit,
    ] {
        for sort in kind.sorts() {
            let query = ListQuery { sort: sort.name.into(), limit: 50, ..Default::default() };
            s.store
                .ask(&s.owner, Query::List(kind, query))
                .unwrap_or_else(|e| panic!("{kind:?} {sort:?}: {e}"));
        }
        for text in ["a", "5", "42", "odd"] {
            let query = ListQuery { text: text.into(), limit: 50, ..Default::default() };
            s.store
                .ask(&s.owner, Query::List(kind, query))
                .unwrap_or_else(|e| panic!("{kind:?} {text}: {e}"));
        }
    }
    assert_eq!(s.page(ListQuery { limit: 50, ..Default::default() }).rows.len(), 4);
    for id in ["c3", "c4"] {
        s.client(&id.into());
    }
    for query in [
        Query::Project("p3".into()),
        Query::Project("p4".into()),
        Query::Invoice("i3".into()),
        Query::Invoice("i4".into()),
        Query::Asset("a3".into()),
        Query::Audit("l3".into()),
        Query::Audit("l4".into()),
    ] {
        s.store.ask(&s.owner, query.clone()).unwrap_or_else(|e| panic!("{query:?}: {e}"));
    }
    let report = s.store.examine(&s.owner).unwrap();
    assert!(report.is_sound(), "{report:#?}");
}

#[test]
fn only_a_file_with_rows_is_backed_up() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("studio.db");
    sqlite3(&path, include_str!("../../../migrations/0001_seed_schema.sql")).unwrap();
    let store = Store::open(OpenOptions::new(&path)).unwrap();
    assert_eq!(store.backup_before_migration(), None);
    let again = Store::open(OpenOptions::new(&path)).unwrap();
    assert_eq!(again.backup_before_migration(), None);
}

#[test]
fn many_programs_open_an_old_file_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("studio.db");
    seed(&path);
    let stores: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || Store::open(OpenOptions::new(path)).unwrap())
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|t| t.join().unwrap())
        .collect();
    assert_eq!(stores.iter().filter(|s| s.backup_before_migration().is_some()).count(), 1, "one migrated");
    for store in &stores {
        let actor = store.sign_in(None, "test").unwrap();
        assert_eq!(workspace(store, &actor).organization.unwrap().name, "Lumière");
    }
    assert_eq!(
        sqlite3(&path, "SELECT group_concat(version) FROM schema_migrations").unwrap(),
        "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21"
    );
}

/// One of our own programs, as a process of its own.
fn program(path: &Path, args: &[&str]) -> Child {
    let home = path.parent().unwrap();
    Process::new(env!("CARGO_BIN_EXE_studiovault"))
        .arg("--db")
        .arg(path)
        .args(args)
        .envs(["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"].map(|name| (name, home)))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until a process has opened the file.
fn wait_until_open(child: &mut Child, path: &Path) {
    let files = format!("/proc/{}/fd", child.id());
    // Without such a folder the processes race all the same, if less closely.
    while let Ok(open) = std::fs::read_dir(&files) {
        let is_it = |file: std::fs::DirEntry| std::fs::read_link(file.path()).is_ok_and(|to| to == path);
        if open.flatten().any(is_it) || child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::yield_now();
    }
}

#[test]
fn many_processes_open_an_old_file_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().canonicalize().unwrap().join("studio.db");
    seed(&path);
    sqlite3(
        &path,
        "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         INSERT INTO clients SELECT 'old' || i, 'b1', 'Client ' || i, '+34 600 ' || (100000 + i), '{\"tags\":[\"old\"]}', 0, 1600000000 + i, 1 FROM n",
    )
    .unwrap();
    let before = sqlite3(&path, DUMP).unwrap();

    // Nobody can write until everybody has the old file open: then all of them find that it must be migrated.
    let holder = Holder::of(&path);
    let commands: [&[&str]; 8] = [
        &["client", "list", "--json"],
        &["client", "add", "--name", "Nuria", "--phone", "+34 600 555 001"],
        &["find", "maria", "--json"],
        &["audit", "verify"],
        &["client", "show", "c1", "--json"],
        &["client", "add", "--name", "Jordi", "--phone", "+34 600 555 002"],
        &["doctor", "--json"],
        &["client", "list", "--json"],
    ];
    let mut children = commands.map(|args| program(&path, args));
    children.iter_mut().for_each(|child| wait_until_open(child, &path));
    holder.let_go();

    for (child, args) in children.into_iter().zip(commands) {
        let ran = child.wait_with_output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert_eq!(ran.status.code(), Some(0), "{args:?}: {err}");
        assert!(args[0] != "find" || out.contains("María García"), "{out}");
        assert!(args[1] != "list" || out.contains("Bad Json"), "{args:?}");
    }
    let names = std::fs::read_dir(dir.path()).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
    let backups: Vec<String> = names.filter(|name| name.contains(".before-v")).collect();
    assert_eq!(backups.len(), 1, "{backups:?}");
    assert_eq!(sqlite3(&dir.path().join(&backups[0]), DUMP).unwrap(), before, "the backup is the old file");
    let after = sqlite3(&path, DUMP).unwrap();
    let after: std::collections::BTreeSet<&str> = after.lines().collect();
    let lost: Vec<&str> = before.lines().filter(|row| !after.contains(row)).collect();
    assert_eq!(lost, Vec::<&str>::new(), "every row is there as it was");
    assert_eq!(sqlite3(&path, "SELECT count(*) = max(version) FROM schema_migrations").unwrap(), "1");
    assert_eq!(sqlite3(&path, "SELECT group_concat(name, ' ') FROM (SELECT name FROM clients WHERE id LIKE 'cli_%' ORDER BY name)").unwrap(), "Jordi Nuria");
    let store = Store::open(OpenOptions::new(&path)).unwrap();
    Studio::opened(dir, store).assert_sound();
}

fn open_error(path: &Path) -> StoreError {
    match Store::open(OpenOptions::new(path)) {
        Err(error) => error,
        Ok(_) => panic!("{} was opened", path.display()),
    }
}

#[test]
fn files_that_are_not_ours_are_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("notes.txt");
    std::fs::write(&text, "Dear diary, this is no database at all, but it is long enough.".repeat(50))
        .unwrap();
    let before = std::fs::read(&text).unwrap();
    assert!(matches!(open_error(&text), StoreError::Corrupt(_)));
    assert_eq!(std::fs::read(&text).unwrap(), before);

    let other = dir.path().join("other.db");
    sqlite3(&other, "CREATE TABLE songs (title TEXT); INSERT INTO songs VALUES ('x')").unwrap();
    assert!(matches!(open_error(&other), StoreError::Refused(_)));
    assert_eq!(sqlite3(&other, "SELECT group_concat(name) FROM sqlite_schema").unwrap(), "songs");

    let half = dir.path().join("half.db");
    sqlite3(&half, "CREATE TABLE clients (id TEXT PRIMARY KEY); CREATE TABLE projects (id TEXT)").unwrap();
    let error = open_error(&half);
    assert!(error.to_string().contains("only 2 of the 13"), "{error}");
}

#[test]
fn a_newer_file_is_refused_also_under_an_open_program() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    s.sqlite3("INSERT INTO schema_migrations VALUES (99, 'future', 1)").unwrap();
    assert!(matches!(s.edit(&id, &[("name", "Later")]), Err(StoreError::Newer { found: 99, .. })));
    assert!(matches!(open_error(&s.path()), StoreError::Newer { found: 99, .. }));
}

#[test]
fn a_missing_file_is_only_made_when_that_is_wanted() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("none.db");
    let options = OpenOptions { must_exist: true, ..OpenOptions::new(&path) };
    assert!(matches!(Store::open(options), Err(StoreError::NotFound { .. })));
    assert!(!path.exists());
}
