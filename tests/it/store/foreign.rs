//! Other programs write to the file too: in their own words, with their own habits.

use super::{Studio, values};
use studiovault::store::backup::Replace;
use studiovault::store::protocol::*;
use studiovault::store::{OpenOptions, Store};

#[test]
fn an_edit_keeps_what_another_program_wrote_in_its_own_shape() {
    let s = Studio::new();
    for profile in [
        r#"{"email":null,"notes":"allergic","x":1}"#,
        r#"{"tags":"vip","city":"Pune"}"#,
        r#"["a"]"#,
        "not json",
    ] {
        let id = s.add("Priya", "98450 12345");
        s.sqlite3(&format!("UPDATE clients SET profile_json = '{profile}' WHERE id = '{id}'")).unwrap();
        s.edit(&id, &[("city", "Goa")]).unwrap();
        let stored = s.sqlite3(&format!("SELECT profile_json FROM clients WHERE id = '{id}'")).unwrap();
        for kept in ["allergic", "vip", "not json", "\"a\"", "\"x\":1"] {
            let was_there = profile.contains(kept);
            assert!(!was_there || stored.replace('\\', "").contains(kept), "{profile} became {stored}");
        }
        assert!(stored.contains("Goa"));
    }
}

#[test]
fn a_version_that_another_program_does_not_count_hides_no_edit() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    s.sqlite3("UPDATE clients SET version = NULL").unwrap();
    let client = s.client(&id).client;
    s.sqlite3("UPDATE clients SET name = 'Somebody Else', version = 1").unwrap();
    let mut mine = client.values();
    mine.extend(values(&[("name", "Priya Sharma")]));
    let edit = Command::EditClient { id, version: 1, base: client.values(), values: mine };
    assert!(matches!(s.run(edit), Err(StoreError::Conflict(_))));
}

#[test]
fn replacing_rows_keeps_counts_spend_and_version() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    let b = s.branch.clone();
    s.sqlite3(&format!(
        "INSERT INTO projects (id, branch_id, client_id, status) VALUES ('p1', '{b}', '{id}', 'active');
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status) VALUES ('i1', '{b}', 'p1', 30, 'issued');
         INSERT INTO transactions VALUES ('t1', 'i1', 'cash_1', 'paid', 30, 1, NULL);
         INSERT INTO assets (id, branch_id, type, name, status) VALUES ('a1', '{b}', 'camera', 'A7', 'available');"
    ))
    .unwrap();
    for _ in 0..2 {
        s.sqlite3(&format!(
            "PRAGMA foreign_keys = OFF;
             INSERT OR REPLACE INTO clients (id, branch_id, name, phone) VALUES ('{id}', '{b}', 'Priya R', '1');
             INSERT OR REPLACE INTO projects (id, branch_id, client_id, status) VALUES ('p1', '{b}', '{id}', 'editing');
             INSERT OR REPLACE INTO invoices (id, branch_id, project_id, amount_total, status) VALUES ('i1', '{b}', 'p1', 30, 'paid');
             INSERT OR REPLACE INTO assets (id, branch_id, type, name, status) VALUES ('a1', '{b}', 'camera', 'A7', 'lost');
             INSERT OR IGNORE INTO clients (id, branch_id, name, phone) VALUES ('{id}', '{b}', 'Ignored', '1');
             INSERT INTO clients (id, branch_id, name, phone) VALUES ('{id}', '{b}', 'x', '2') ON CONFLICT (id) DO UPDATE SET phone = '3';"
        ))
        .unwrap();
    }
    assert_eq!(s.sqlite3("SELECT total_spend, name, version > 2 FROM clients").unwrap(), "30.0|Priya R|1");
    s.assert_sound();
    refused_rowid(&s);
}

/// REPLACE on the rowid would delete a payment without its trigger being asked.
fn refused_rowid(s: &Studio) {
    s.sqlite3("INSERT INTO transactions VALUES ('t2', 'i1', 'cash_2', 'paid', 5, 1, NULL)").unwrap();
    let error = s.sqlite3("UPDATE OR REPLACE transactions SET rowid = 1 WHERE id = 't2'").unwrap_err();
    assert!(error.contains("SV_APPEND_ONLY"), "{error}");
}

#[test]
fn a_newer_schema_stops_a_program_that_has_looked_around_since() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    let port = s.store.port(s.owner.clone());
    s.sqlite3("INSERT INTO schema_migrations VALUES (99, 'future', 1)").unwrap();
    // Wait until the writer has noticed the other program's commit by itself.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let noticed = runtime.block_on(async {
        tokio::time::timeout(std::time::Duration::from_secs(20), async {
            loop {
                if let studiovault::store::port::StoreEvent::Changed(Change::Elsewhere) = port.next().await {
                    return;
                }
            }
        })
        .await
    });
    assert!(noticed.is_ok());
    assert!(matches!(s.edit(&id, &[("name", "Later")]), Err(StoreError::Newer { found: 99, .. })));
}

#[test]
fn a_backup_is_never_put_under_somebody_elses_log() {
    let s = Studio::new();
    let to = s.dir.path().join("copy.db");
    s.store.backup(&s.owner, &to, Replace::Never).unwrap();
    std::fs::write(s.dir.path().join("copy.db-wal"), "left over").unwrap();
    assert!(matches!(s.store.backup(&s.owner, &to, Replace::Existing), Err(StoreError::Refused(_))));
}

#[test]
fn organizations_in_one_file_see_nothing_of_each_other() {
    let s = Studio::new();
    s.add("Priya", "98450 12345");
    s.sqlite3(
        "INSERT INTO organizations (id, name) VALUES ('o2', 'Other'); INSERT INTO branches (id, org_id, name) VALUES ('b2', 'o2', 'There');
         INSERT INTO users (id, org_id, email, roles_json, status, name) VALUES ('u2', 'o2', 'x@y.z', '[\"owner\"]', 'active', 'Rival');
         INSERT INTO clients (id, branch_id, name, phone) VALUES ('c2', 'b2', 'Rival Client', '98450 99999');
         INSERT INTO audit_logs VALUES ('l2', 'o2', NULL, 'u2', 'rival.event', 'high', '{}', 5), ('l3', 'o2', 'b2', 'u2', 'rival.event', 'high', '{}', 5);",
    )
    .unwrap();
    s.store.finish_indexing().unwrap();
    assert!(s.find("rival").is_empty() && s.find("99999").is_empty());
    for text in ["rival", "ri", ""] {
        let query = ListQuery { text: text.into(), limit: 50, ..Default::default() };
        let Reply::AuditLog(page) = s.store.ask(&s.owner, Query::List(ListKind::Audit, query)).unwrap()
        else {
            panic!()
        };
        assert!(page.rows.iter().all(|r| r.event != "rival.event"), "{text:?}: {page:?}");
    }
    let Reply::History(entries) =
        s.store.ask(&s.owner, Query::History(RowRef { table: Table::Users, id: "u2".into() })).unwrap()
    else {
        panic!()
    };
    assert!(entries.is_empty());
}

#[test]
fn dates_in_words_have_a_place_in_every_order() {
    let s = Studio::new();
    s.add("Anil", "98450 12345");
    s.sqlite3(&format!(
        "INSERT INTO clients (id, branch_id, name, phone, created_at) VALUES ('c1', '{b}', 'Texty', '1', datetime('now')), ('c2', '{b}', 'Texty 2', '1', '2024-01-01')",
        b = s.branch
    ))
    .unwrap();
    let newest = |from| ListQuery { sort: "newest".into(), limit: 1, from, ..Default::default() };
    let mut names = Vec::new();
    let mut page = s.page(newest(PageFrom::Start));
    while let Some(row) = page.rows.first() {
        names.push(row.name.clone());
        page = s.page(newest(PageFrom::After(row.cursor.clone())));
    }
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn a_search_with_a_rare_filter_finds_it() {
    let s = Studio::new();
    s.sqlite3(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         INSERT INTO clients (id, branch_id, name, phone, archived_at) SELECT 'c' || i, '{}', 'Sharma ' || i, '1', CASE WHEN i = 17 THEN 5 END FROM n",
        s.branch
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    let page = s.page(ListQuery {
        text: "sharma".into(),
        filter: "archived".into(),
        limit: 40,
        ..Default::default()
    });
    assert_eq!(page.rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["Sharma 17"]);
}

#[test]
fn a_damaged_search_index_stops_no_write_and_is_built_anew() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    s.sqlite3(
        "PRAGMA writable_schema = ON; UPDATE search_grams_data SET block = x'00112233445566' WHERE id > 1",
    )
    .unwrap();
    let again = Store::open(OpenOptions::new(s.path())).unwrap();
    let client = s.client(&id).client;
    let mut next = client.values();
    next.extend(values(&[("name", "Priya Sharma")]));
    again
        .run(
            &s.owner,
            Command::EditClient { id, version: client.version, base: client.values(), values: next },
        )
        .unwrap();
    again.finish_indexing().unwrap();
    assert_eq!(s.find("sharma"), ["Priya Sharma"]);
}

#[test]
fn currencies_of_three_decimals_and_of_none() {
    let s = Studio::new();
    let org = s.sqlite3("SELECT id FROM organizations").unwrap();
    s.sqlite3(&format!(
        "INSERT INTO branches (id, org_id, name, tax_json) VALUES ('kw', '{org}', 'Kuwait', '{{\"currency\":\"KWD\"}}'), ('jp', '{org}', 'Tokyo', '{{\"currency\":\"JPY\"}}'), ('in', '{org}', 'Pune', NULL);
         INSERT INTO packages (id, branch_id, name, price, tax_rate) VALUES ('k1', 'kw', 'x', 1.234, 0);"
    ))
    .unwrap();
    assert!(
        s.sqlite3(
            "INSERT INTO packages (id, branch_id, name, price, tax_rate) VALUES ('k2', 'jp', 'x', 1.5, 0)"
        )
        .is_err()
    );
    assert_eq!(s.sqlite3("SELECT group_concat(currency_exponent) FROM (SELECT currency_exponent FROM branches WHERE length(id) = 2 ORDER BY id)").unwrap(), "2,0,3");
}

#[test]
fn a_new_phone_from_elsewhere_takes_the_old_number_away() {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    s.sqlite3("UPDATE clients SET phone = '98450 99999'").unwrap();
    s.store.finish_indexing().unwrap();
    assert_eq!(s.client(&id).client.phone_e164, None);
    assert!(s.find("12345").is_empty() && s.find("99999").len() == 1);
}
