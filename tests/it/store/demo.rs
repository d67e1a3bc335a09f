//! The demo: the same for the same day, in order in every respect, and alive in every table.

use super::{sqlite3, workspace};
use jiff::civil::{Date, date};
use std::path::{Path, PathBuf};
use studiovault::domain::country::CountryCode;
use studiovault::domain::phone;
use studiovault::domain::role::Role;
use studiovault::store::demo::{self, DemoPlan, DemoReport};
use studiovault::store::protocol::{Command, ListKind, ListQuery, Query, Reply, StoreError};
use studiovault::store::{OpenOptions, Store};
use tempfile::TempDir;

const TODAY: Date = date(2026, 11, 24);

/// A demo in a temporary folder.
struct Demo {
    dir: TempDir,
    report: DemoReport,
}

impl Demo {
    fn of(today: Date, scale: u32) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let plan = DemoPlan { today, scale };
        let report = demo::make(&dir.path().join("demo.db"), &plan, &mut |_| {}).unwrap();
        Self { dir, report }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("demo.db")
    }

    fn store(&self) -> Store {
        Store::open(OpenOptions { must_exist: true, ..OpenOptions::new(self.path()) }).unwrap()
    }

    fn ask(&self, sql: &str) -> String {
        sqlite3(&self.path(), sql).unwrap()
    }

    /// The rows that a query of mistakes finds: none.
    fn assert_none(&self, sql: &str) {
        assert_eq!(self.ask(sql), "", "{sql}");
    }

    fn assert_sound(&self) {
        let store = self.store();
        let owner = store.sign_in(None, "test").unwrap();
        let report = store.examine(&owner).unwrap();
        assert!(report.is_sound(), "{report:#?}");
        let notes: Vec<_> =
            report.checks.iter().filter(|c| c.verdict != studiovault::store::doctor::Verdict::Ok).collect();
        assert!(notes.is_empty(), "{notes:#?}");
    }
}

fn schema(path: &Path) -> String {
    // What the planner found out about a file is no part of its schema.
    sqlite3(path, "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name")
        .unwrap()
}

/// A new file with the newest schema and nothing in it.
fn fresh(dir: &TempDir) -> PathBuf {
    let path = dir.path().join("fresh.db");
    drop(Store::open(OpenOptions::new(&path)).unwrap());
    path
}

#[test]
fn the_same_day_and_size_give_the_same_rows() {
    let (one, two) = (Demo::of(TODAY, 1), Demo::of(TODAY, 1));
    assert!(one.ask(".dump") == two.ask(".dump"), "two demos of one day differ");
    let next = Demo::of(TODAY.tomorrow().unwrap(), 1);
    assert!(one.ask(".dump clients") != next.ask(".dump clients"), "the day makes no difference");
}

#[test]
fn everything_holds_on_any_day() {
    for (today, scale) in [(TODAY, 2), (date(2027, 1, 1), 1), (date(2028, 2, 29), 1), (date(2026, 7, 6), 1)] {
        Demo::of(today, scale).assert_sound();
    }
}

#[test]
fn every_table_is_alive() {
    let demo = Demo::of(TODAY, 1);
    for (table, rows) in &demo.report.rows {
        assert!(*rows > 0, "{table}");
        assert_eq!(demo.ask(&format!("SELECT count(*) FROM {table}")), rows.to_string(), "{table}");
    }
    assert_eq!(demo.ask("SELECT count(*) FROM clients"), "300");
    // Tables of migrations that hold what people enter: a new one has to be filled, or named here with its reason.
    let house = "'schema_migrations', 'store_meta', 'form_drafts', 'undo_entries', 'search_dirty', 'search_docs', 'search_branches',
        'tag_counts', 'replaced_rows', 'media_replaced'";
    // Merges and imports are acts of a person on the spot; nothing of the demo needs one, repeats a sub-event by a rule,
    // or writes a calendar file on somebody's machine.
    let acts = "'client_merges', 'client_merge_rows', 'imports', 'import_batches', 'import_rows', 'event_series', 'calendar_feeds', 'invoice_items', 'number_series'";
    let tables = demo.ask(&format!(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_grams%' AND name NOT LIKE 'search_words%'
           AND name NOT LIKE 'sqlite_%' AND name NOT IN ({house}, {acts})"
    ));
    for table in tables.lines() {
        assert_ne!(demo.ask(&format!("SELECT count(*) FROM {table}")), "0", "{table} is empty");
    }
}

#[test]
fn the_schema_is_that_of_a_new_file() {
    let demo = Demo::of(TODAY, 1);
    assert_eq!(schema(&demo.path()), schema(&fresh(&demo.dir)));
    assert_eq!(
        demo.ask("PRAGMA application_id"),
        sqlite3(&fresh(&demo.dir), "PRAGMA application_id").unwrap()
    );
}

/// What the demo wrote itself is what the triggers would have kept, had the rows come one by one.
#[test]
fn triggers_would_have_kept_the_same() {
    let demo = Demo::of(TODAY, 1);
    let path = fresh(&demo.dir);
    let mut script = format!("ATTACH '{}' AS demo; BEGIN;\n", demo.path().display());
    for (table, _) in &demo.report.rows {
        script.push_str(&format!("INSERT INTO main.{table} SELECT * FROM demo.{table} ORDER BY rowid;\n"));
        if *table == "clients" {
            script.push_str("UPDATE main.clients SET total_spend = 0;\n");
        }
    }
    // What payments pay follows from the payments; what is set off does not.
    script.push_str("INSERT INTO main.payment_allocations SELECT * FROM demo.payment_allocations WHERE kind = 'credit';\n");
    // Tables without a rowid have another order.
    let script = script
        .replace("demo.audit_chain ORDER BY rowid", "demo.audit_chain ORDER BY seq")
        .replace("demo.audit_personal ORDER BY rowid", "demo.audit_personal")
        .replace("demo.audit_rows ORDER BY rowid", "demo.audit_rows");
    let differences = "COMMIT;
        SELECT 'count', * FROM (SELECT * FROM main.row_counts WHERE n <> 0 EXCEPT SELECT * FROM demo.row_counts
          UNION ALL SELECT * FROM (SELECT * FROM demo.row_counts EXCEPT SELECT * FROM main.row_counts));
        SELECT 'room', * FROM (SELECT * FROM main.media_storage EXCEPT SELECT * FROM demo.media_storage
          UNION ALL SELECT * FROM (SELECT * FROM demo.media_storage EXCEPT SELECT * FROM main.media_storage));
        SELECT 'balance', * FROM (SELECT * FROM main.invoice_balances EXCEPT SELECT * FROM demo.invoice_balances
          UNION ALL SELECT * FROM (SELECT * FROM demo.invoice_balances EXCEPT SELECT * FROM main.invoice_balances));
        SELECT 'owed', * FROM (SELECT * FROM main.receivable_days EXCEPT SELECT * FROM demo.receivable_days
          UNION ALL SELECT * FROM (SELECT * FROM demo.receivable_days EXCEPT SELECT * FROM main.receivable_days));
        SELECT 'owing', * FROM (SELECT * FROM main.receivable_clients EXCEPT SELECT * FROM demo.receivable_clients
          UNION ALL SELECT * FROM (SELECT * FROM demo.receivable_clients EXCEPT SELECT * FROM main.receivable_clients));
        SELECT 'spend', m.id, m.total_spend, d.total_spend FROM main.clients m JOIN demo.clients d USING (id) WHERE m.total_spend <> d.total_spend;
        SELECT 'version', m.id FROM main.projects m JOIN demo.projects d USING (id) WHERE m.version <> d.version;
        SELECT 'exponent', m.id FROM main.branches m JOIN demo.branches d USING (id) WHERE m.currency_exponent <> d.currency_exponent;";
    assert_eq!(sqlite3(&path, &(script + differences)).unwrap(), "");
}

#[test]
fn amounts_add_up_to_the_minor_unit() {
    let demo = Demo::of(TODAY, 1);
    let minor = "CAST(round(100 * CAST(coalesce(t.value, 0) AS REAL)) AS INTEGER)";
    demo.assert_none(&format!(
        "SELECT i.id, i.amount_total FROM invoices i WHERE CAST(round(i.amount_total * 100) AS INTEGER) <>
           (SELECT sum({minor}) FROM json_each(i.tax_json) t WHERE t.key IN ('net', 'cgst', 'sgst', 'igst', 'vat'))"
    ));
    demo.assert_none("SELECT id FROM quotes WHERE subtotal + tax <> total");
    demo.assert_none(
        "SELECT q.id FROM quotes q WHERE q.subtotal + q.discount <> (SELECT sum(total) FROM quote_items WHERE quote_id = q.id)",
    );
    demo.assert_none("SELECT id FROM quote_items WHERE total <> (unit_price * qty + 500) / 1000");
    // A paid invoice is paid, less what was given back, and credited by what was not paid.
    let settled = "CAST(round(100 * (SELECT coalesce(sum(CASE t.status WHEN 'failed' THEN 0 WHEN 'refunded' THEN -t.amount ELSE t.amount END), 0)
        FROM transactions t WHERE t.invoice_id = i.id)) AS INTEGER)
      + CAST(round(100 * (SELECT coalesce(sum(c.amount_total), 0) FROM invoices c WHERE c.invoice_type = 'credit_note'
        AND json_extract(c.tax_json, '$.corrects') = i.number)) AS INTEGER)";
    let invoices = "FROM invoices i WHERE i.invoice_type IN ('booking', 'pos')";
    demo.assert_none(&format!(
        "SELECT i.number, i.amount_total, {settled} {invoices} AND i.status = 'paid' AND {settled} <> CAST(round(i.amount_total * 100) AS INTEGER)"
    ));
    demo.assert_none(&format!(
        "SELECT i.number {invoices} AND i.status IN ('issued', 'overdue') AND {settled} >= CAST(round(i.amount_total * 100) AS INTEGER)"
    ));
    demo.assert_none(&format!(
        "SELECT i.number {invoices} AND i.status IN ('draft', 'void') AND {settled} <> 0"
    ));
    let now = demo.ask("SELECT max(created_at) FROM audit_logs");
    demo.assert_none(&format!(
        "SELECT number FROM invoices WHERE status = 'overdue' AND due_at > {now} + 86400"
    ));
    demo.assert_none(&format!(
        "SELECT number FROM invoices WHERE status = 'issued' AND due_at < {now} - 86400"
    ));
    demo.assert_none(
        "SELECT r.id FROM transactions r LEFT JOIN transactions p ON p.id = r.refund_of AND p.invoice_id = r.invoice_id
         WHERE r.status = 'refunded' AND (p.id IS NULL OR p.amount < r.amount)",
    );
    demo.assert_none("SELECT gateway_payment_id FROM transactions GROUP BY 1 HAVING count(*) > 1");
}

#[test]
fn invoices_are_numbered_without_gaps_in_the_order_of_issue() {
    let demo = Demo::of(TODAY, 1);
    demo.assert_none(
        "WITH numbered AS (SELECT branch_id, rtrim(number, '0123456789') AS series, CAST(substr(number, -5) AS INTEGER) AS n, issued_at,
           row_number() OVER (PARTITION BY branch_id, rtrim(number, '0123456789') ORDER BY issued_at, number) AS place
           FROM invoices WHERE number IS NOT NULL)
         SELECT series, n, place FROM numbered WHERE n <> place",
    );
    demo.assert_none(
        "SELECT number FROM invoices WHERE length(number) > 16 OR (status = 'draft') <> (number IS NULL)",
    );
    demo.assert_none(
        "SELECT number FROM invoices WHERE number GLOB '*/C*' <> (invoice_type = 'credit_note')",
    );
}

#[test]
fn every_state_is_there_and_every_role() {
    for today in [TODAY, date(2027, 2, 10), date(2026, 8, 20), date(2027, 5, 1)] {
        let demo = Demo::of(today, 1);
        for (sql, words) in [
            (
                "SELECT DISTINCT status FROM projects",
                &[
                    "inquiry",
                    "active",
                    "shooting",
                    "editing",
                    "completed",
                    "archived",
                    "cancelled",
                    "trashed",
                ][..],
            ),
            ("SELECT DISTINCT status FROM quotes", &["sent", "accepted", "declined", "expired"]),
            ("SELECT DISTINCT status FROM invoices", &["draft", "issued", "paid", "overdue", "void"]),
            ("SELECT DISTINCT invoice_type FROM invoices", &["booking", "pos", "credit_note"]),
            ("SELECT DISTINCT status FROM transactions", &["paid", "refunded", "failed"]),
            (
                "SELECT DISTINCT type FROM assets",
                &["camera", "lens", "light", "drone", "audio", "space", "human", "other"],
            ),
            (
                "SELECT DISTINCT status FROM assets",
                &["available", "maintenance", "lost", "in_transit", "retired"],
            ),
            ("SELECT DISTINCT file_type FROM media_objects", &["raw", "proxy", "delivery"]),
            ("SELECT DISTINCT watermark_state FROM media_objects", &["proof", "clean"]),
            ("SELECT DISTINCT scope_type FROM messages", &["lead", "project"]),
            ("SELECT DISTINCT channel FROM notifications", &["whatsapp", "sms", "email"]),
            (
                "SELECT DISTINCT type FROM notifications",
                &["booking_confirmed", "invoice_due", "photos_ready", "contract_signed"],
            ),
            (
                "SELECT 'part-paid' FROM invoices i JOIN transactions t ON t.invoice_id = i.id WHERE i.status = 'issued'",
                &["part-paid"],
            ),
            (
                "SELECT 'overdue task' FROM project_tasks WHERE done_at IS NULL AND due_at < (SELECT max(created_at) FROM audit_logs)",
                &["overdue task"],
            ),
            (
                "SELECT 'update' FROM packages p JOIN package_templates t ON t.id = p.template_id
              WHERE t.revision > p.template_revision AND p.ignored_revision IS NULL",
                &["update"],
            ),
        ] {
            let found = demo.ask(sql);
            for word in words {
                assert!(found.lines().any(|line| line == *word), "{today}: no {word} among {found:?}");
            }
        }
        let roles = demo
            .ask("SELECT DISTINCT r.value FROM users u, json_each(u.roles_json) r WHERE u.status = 'active'");
        for role in Role::ALL {
            assert!(roles.lines().any(|line| line == role.as_str()), "nobody is {role:?}");
        }
    }
}

#[test]
fn the_log_has_everything_in_the_order_of_time() {
    let demo = Demo::of(TODAY, 1);
    for (table, _) in demo.report.rows.iter().filter(|(table, _)| !table.starts_with("audit_")) {
        demo.assert_none(&format!(
            "SELECT t.id FROM {table} t WHERE t.id <> 'usr_system' AND NOT EXISTS (SELECT 1 FROM audit_rows WHERE tbl = '{table}' AND row_id = t.id)"
        ));
    }
    demo.assert_none(
        "SELECT r.tbl FROM audit_rows r WHERE NOT EXISTS (SELECT 1 FROM audit_logs WHERE id = r.audit_id)",
    );
    demo.assert_none(
        "SELECT seq, created_at, before FROM (SELECT c.seq, a.created_at, lag(a.created_at) OVER (ORDER BY c.seq) AS before,
           a.id, lag(a.id) OVER (ORDER BY c.seq) AS id_before FROM audit_chain c JOIN audit_logs a ON a.id = c.audit_id)
         WHERE created_at < before OR id <= id_before",
    );
    // Values of clients stand apart, so that they can be erased.
    demo.assert_none(
        "SELECT a.event_type FROM audit_logs a, json_each(a.payload_json, '$.rows') r
         WHERE json_extract(r.value, '$.table') IN ('clients', 'client_notes', 'projects', 'project_events', 'quotes', 'quote_items')
           AND json_type(r.value, '$.fields') <> 'array'",
    );
    // The studio's first branch is ahead of UTC: yesterday evening there its today begins.
    let newest = demo.ask("SELECT datetime(max(created_at), 'unixepoch') FROM audit_logs");
    assert!(newest.as_str() < "2026-11-23 18:30:00", "{newest}");
}

#[test]
fn times_are_in_order() {
    let demo = Demo::of(TODAY, 1);
    demo.assert_none(
        "SELECT p.id FROM projects p JOIN clients c ON c.id = p.client_id WHERE p.created_at < c.created_at",
    );
    demo.assert_none("SELECT id FROM projects WHERE activated_at < created_at OR start_date < activated_at OR delivery_at < start_date");
    demo.assert_none(
        "SELECT e.id FROM project_events e JOIN projects p ON p.id = e.project_id GROUP BY p.id HAVING min(e.start_time) <> p.start_date",
    );
    demo.assert_none("SELECT id FROM quotes WHERE sent_at < created_at OR decided_at < sent_at");
    demo.assert_none("SELECT i.id FROM invoices i JOIN projects p ON p.id = i.project_id WHERE i.issued_at < p.created_at OR i.due_at < i.issued_at");
    demo.assert_none("SELECT t.id FROM transactions t JOIN invoices i ON i.id = t.invoice_id WHERE t.created_at < i.issued_at");
    demo.assert_none("SELECT id FROM project_tasks WHERE done_at < created_at");
    demo.assert_none(
        "SELECT id, status FROM projects WHERE status IN ('editing', 'completed', 'archived')
           AND start_date > (SELECT max(created_at) FROM audit_logs)",
    );
}

#[test]
fn phones_are_those_of_the_branch_or_say_their_country() {
    let demo = Demo::of(TODAY, 1);
    let clients = demo.ask(
        "SELECT json_extract(b.address_json, '$.country'), c.phone_e164, c.phone FROM clients c JOIN branches b ON b.id = c.branch_id",
    );
    for line in clients.lines() {
        let [country, e164, typed] = line.splitn(3, '|').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let read = phone::parse(typed, CountryCode::from_code(country)).unwrap();
        assert_eq!(read.as_str(), e164, "{typed} in {country}");
    }
    let twice =
        demo.ask("SELECT count(*) FROM (SELECT phone_e164 FROM clients GROUP BY 1 HAVING count(*) > 1)");
    assert_eq!(twice, "0");
}

#[test]
fn names_come_in_several_scripts() {
    let demo = Demo::of(TODAY, 1);
    let names = demo.ask("SELECT name FROM clients");
    for (script, range) in [
        ("Latin", 'a'..='z'),
        ("Devanagari", '\u{900}'..='\u{97F}'),
        ("Kannada", '\u{C80}'..='\u{CFF}'),
        ("Tamil", '\u{B80}'..='\u{BFF}'),
        ("Arabic", '\u{600}'..='\u{6FF}'),
        ("Chinese", '\u{4E00}'..='\u{9FFF}'),
    ] {
        assert!(names.chars().any(|c| range.contains(&c)), "no name in {script}");
    }
    let notes = demo.ask("SELECT body FROM client_notes");
    assert!(notes.contains('🐶') || notes.contains('🎉') || notes.contains('🌸'), "no emoji");
}

#[test]
fn it_opens_as_its_owner_and_is_found_by_search() {
    let demo = Demo::of(TODAY, 1);
    let store = demo.store();
    let owner = store.sign_in(None, "test").unwrap();
    let workspace = workspace(&store, &owner);
    let branches: Vec<_> =
        workspace.branches.iter().map(|b| (b.name.as_str(), b.currency.code(), b.zone.as_str())).collect();
    assert_eq!(branches, [("Bengaluru", "INR", "Asia/Kolkata"), ("Dubai", "AED", "Asia/Dubai")]);
    let me = workspace.me.unwrap();
    assert_eq!((me.name.as_str(), me.roles.as_slice()), ("Asha Rao", &[Role::Owner][..]));
    store.finish_indexing().unwrap();
    for text in ["sharma", "शर्मा", "王", "ال", "9844", "#vip"] {
        let query = ListQuery { text: text.to_owned(), limit: 5, ..Default::default() };
        match store.ask(&owner, Query::List(ListKind::Clients, query)).unwrap() {
            Reply::Clients(page) => assert!(!page.rows.is_empty(), "nobody is found by {text}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_invoice_is_in_the_money_of_its_branch() {
    let demo = Demo::of(TODAY, 1);
    let store = demo.store();
    let owner = store.sign_in(None, "test").unwrap();
    for (number, currency) in [("BLR/%", "INR"), ("DXB/%", "AED")] {
        let id = demo.ask(&format!("SELECT id FROM invoices WHERE number LIKE '{number}' LIMIT 1"));
        let reply = store.ask(&owner, Query::Invoice(id.trim().into())).unwrap();
        let Reply::Record(detail) = reply else { panic!("{reply:?}") };
        assert_eq!(detail.currency.unwrap().code(), currency);
    }
}

#[test]
fn a_client_of_the_demo_can_be_erased() {
    let demo = Demo::of(TODAY, 1);
    let store = demo.store();
    let owner = store.sign_in(None, "test").unwrap();
    let found = demo.ask(
        "SELECT c.id, c.name FROM projects p JOIN quotes q ON q.project_id = p.id JOIN clients c ON c.id = p.client_id
         JOIN client_notes n ON n.client_id = c.id WHERE p.status = 'archived' LIMIT 1",
    );
    let (id, name) = found.split_once('|').unwrap();
    store.run(&owner, Command::EraseClient { id: id.into(), confirm: name.into() }).unwrap();
    demo.assert_sound();
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("demo.db");
    std::fs::write(&path, "mine").unwrap();
    let plan = DemoPlan { today: TODAY, scale: 1 };
    assert!(matches!(demo::make(&path, &plan, &mut |_| {}), Err(StoreError::Refused(_))));
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn what_comes_into_the_way_meanwhile_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("demo.db");
    let plan = DemoPlan { today: TODAY, scale: 1 };
    let made = demo::make(&path, &plan, &mut |_| {
        if !path.exists() {
            std::fs::write(&path, "mine").unwrap();
        }
    });
    assert!(matches!(made, Err(StoreError::Refused(_))), "{made:?}");
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing else is left behind");
}

#[test]
fn an_interrupted_run_is_no_hindrance_and_a_running_one_is_respected() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("demo.db");
    let part = dir.path().join("demo.db.part");
    let plan = DemoPlan { today: TODAY, scale: 1 };
    // Killed in the midst of it: half a database, or not even that.
    for left in [&b"SQLite format 3\0 and no more"[..], b""] {
        std::fs::write(&part, left).unwrap();
        demo::make(&path, &plan, &mut |_| {}).unwrap();
        assert_eq!(sqlite3(&path, "SELECT count(*) FROM clients").unwrap(), "300");
        std::fs::remove_file(&path).unwrap();
        assert!(!part.exists());
    }
    let mut other = None;
    demo::make(&path, &plan, &mut |step| {
        if step.done > 100 && other.is_none() {
            other = Some(demo::make(&path, &plan, &mut |_| {}));
        }
    })
    .unwrap();
    let Some(Err(StoreError::Refused(refusal))) = other else { panic!("{other:?}") };
    assert!(refusal.message.contains("another run"), "{refusal:?}");
}
