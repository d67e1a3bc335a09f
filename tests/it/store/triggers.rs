//! The guards hold for every writer: each one is tried with the system's `sqlite3`.

use super::Studio;

fn studio() -> Studio {
    let s = Studio::new();
    let id = s.add("Priya", "98450 12345");
    let b = s.branch.clone();
    s.sqlite3(&format!(
        "INSERT INTO projects (id, branch_id, client_id, status) VALUES ('p1', '{b}', '{id}', 'active');
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status) VALUES ('i1', '{b}', 'p1', 100.10, 'issued'), ('i2', '{b}', 'p1', 5, 'issued');
         INSERT INTO packages (id, branch_id, name, price, tax_rate) VALUES ('k1', '{b}', 'Basic', 99.99, 18);
         INSERT INTO notifications (id, branch_id, type, channel, cost) VALUES ('n1', '{b}', 'x', 'sms', 0.45);
         INSERT INTO transactions VALUES ('t1', 'i1', 'cash_1', 'paid', 60.05, 1, NULL);"
    ))
    .unwrap();
    s
}

fn refused(s: &Studio, code: &str, statements: &[&str]) {
    for sql in statements {
        let sql = sql.replace("{b}", s.branch.as_str());
        match s.sqlite3(&sql) {
            Err(error) => assert!(error.contains(code), "{sql}: {error}"),
            Ok(_) => panic!("{sql} was let through"),
        }
    }
}

#[test]
fn the_log_and_the_payments_are_append_only() {
    let s = studio();
    refused(
        &s,
        "SV_APPEND_ONLY",
        &[
            "UPDATE audit_logs SET severity = 'low'",
            "DELETE FROM audit_logs",
            "INSERT OR REPLACE INTO audit_logs SELECT * FROM audit_logs LIMIT 1",
            "REPLACE INTO audit_logs (rowid, id, org_id, actor_user_id, event_type) SELECT 1, 'aud_x', org_id, actor_user_id, 'x' FROM audit_logs LIMIT 1",
            "UPDATE audit_chain SET hash = 'x'",
            "DELETE FROM audit_chain",
            "INSERT OR REPLACE INTO audit_chain SELECT device_id, seq, 'other', prev_hash, hash FROM audit_chain LIMIT 1",
            "INSERT OR REPLACE INTO audit_chain SELECT device_id, seq + 100, audit_id, prev_hash, hash FROM audit_chain LIMIT 1",
            "UPDATE audit_personal SET json = '[]'",
            "INSERT OR REPLACE INTO audit_personal SELECT audit_id, subject_id, 'x', '[]' FROM audit_personal",
            "DELETE FROM transactions",
            "UPDATE transactions SET amount = 1",
            "UPDATE transactions SET gateway_payment_id = 'x'",
            "UPDATE transactions SET invoice_id = 'i2'",
            "UPDATE transactions SET status = 'failed'",
            "UPDATE transactions SET status = 'under_review'",
            "INSERT OR REPLACE INTO transactions VALUES ('t1', 'i1', 'cash_2', 'paid', 1, 1, NULL)",
            "REPLACE INTO transactions (rowid, id, invoice_id, gateway_payment_id, status, amount) VALUES (1, 't9', 'i1', 'cash_2', 'paid', 1)",
        ],
    );
    // The dispute machine is the way that is open.
    for status in ["disputed", "under_review", "paid"] {
        s.sqlite3(&format!("UPDATE transactions SET status = '{status}' WHERE id = 't1'")).unwrap();
    }
    s.assert_sound();
}

#[test]
fn money_is_exact_for_every_writer() {
    let s = studio();
    refused(
        &s,
        "SV_MONEY",
        &[
            "INSERT INTO invoices (id, branch_id, amount_total, status) VALUES ('i9', '{b}', 1.005, 'draft')",
            "INSERT INTO invoices (id, branch_id, amount_total, status) VALUES ('i9', '{b}', 9e999, 'draft')",
            "INSERT INTO invoices (id, branch_id, amount_total, status) VALUES ('i9', '{b}', -9e999, 'draft')",
            "INSERT INTO invoices (id, branch_id, amount_total, status) VALUES ('i9', '{b}', 'ten', 'draft')",
            "INSERT INTO invoices (id, branch_id, amount_total, status) VALUES ('i9', '{b}', 1e13, 'draft')",
            "UPDATE invoices SET amount_total = 0.1 + 0.2",
            "INSERT INTO packages (id, branch_id, name, price, tax_rate) VALUES ('k9', '{b}', 'x', 1.001, 18)",
            "UPDATE packages SET price = 1.0 / 3",
            "INSERT INTO notifications (id, branch_id, type, channel, cost) VALUES ('n9', '{b}', 'x', 'sms', 0.333)",
            "UPDATE notifications SET cost = 0.333",
            "INSERT INTO transactions VALUES ('t9', 'i1', 'cash_9', 'paid', 0.001, 1, NULL)",
            "INSERT INTO transactions VALUES ('t9', 'i1', 'cash_9', 'paid', -1, 1, NULL)",
            "INSERT INTO clients (id, branch_id, name, phone, total_spend) VALUES ('c9', '{b}', 'x', '1', 0.001)",
            "UPDATE clients SET total_spend = 0.001",
        ],
    );
    s.sqlite3("UPDATE branches SET currency_exponent = 3").unwrap();
    s.sqlite3("UPDATE packages SET price = 1.005").unwrap();
    s.sqlite3("UPDATE branches SET currency_exponent = 0").unwrap();
    refused(&s, "SV_MONEY", &["UPDATE packages SET price = 1.5"]);
}

#[test]
fn spend_follows_payments_refunds_and_moves() {
    let s = studio();
    let spend = || {
        s.sqlite3(
            "SELECT group_concat(total_spend, ' ') FROM (SELECT total_spend FROM clients ORDER BY name)",
        )
        .unwrap()
    };
    assert_eq!(spend(), "60.05");
    let version = s.sqlite3("SELECT version FROM clients").unwrap();
    s.sqlite3("INSERT INTO transactions VALUES ('t2', 'i1', 'upi_1', 'paid', 40.05, 1, NULL), ('t3', 'i1', 'upi_2', 'failed', 7, 1, NULL)").unwrap();
    assert_eq!(spend(), "100.1");
    s.sqlite3("INSERT INTO transactions VALUES ('t4', 'i1', 'upi_1r', 'refunded', 0.1, 1, 't2')").unwrap();
    assert_eq!(spend(), "100.0");
    assert_eq!(s.sqlite3("SELECT version FROM clients").unwrap(), version, "a cache moves no version");
    s.add("Zoe", "98450 99999");
    s.sqlite3("UPDATE projects SET client_id = (SELECT id FROM clients WHERE name = 'Zoe')").unwrap();
    assert_eq!(spend(), "0.0 100.0");
    s.sqlite3(
        "UPDATE invoices SET client_id = (SELECT id FROM clients WHERE name = 'Priya') WHERE id = 'i1'",
    )
    .unwrap();
    assert_eq!(spend(), "100.0 0.0");
    s.assert_sound();
}

#[test]
fn counts_follow_every_writer() {
    let s = studio();
    s.sqlite3("UPDATE projects SET status = 'editing'; UPDATE invoices SET status = 'void' WHERE id = 'i2'; DELETE FROM invoices WHERE id = 'i2'").unwrap();
    let b = s.branch.clone();
    s.sqlite3(&format!("INSERT INTO assets (id, branch_id, type, name, status) VALUES ('a1', '{b}', 'camera', 'A7iii', 'available'); UPDATE assets SET status = 'lost'")).unwrap();
    s.sqlite3("UPDATE clients SET archived_at = 1; UPDATE clients SET archived_at = NULL").unwrap();
    s.assert_sound();
    s.sqlite3("UPDATE row_counts SET n = n + 1 WHERE tbl = 'projects'").unwrap();
    assert!(!s.store.examine(&s.owner).unwrap().is_sound(), "doctor proves the counts");
}

#[test]
fn doctor_sees_a_guard_that_was_taken_away() {
    let s = studio();
    s.sqlite3("DROP TRIGGER transactions_no_delete").unwrap();
    let report = s.store.examine(&s.owner).unwrap();
    assert!(
        report.checks.iter().any(|c| c.name == "guards" && c.detail.contains("transactions_no_delete")),
        "{report:?}"
    );
}
