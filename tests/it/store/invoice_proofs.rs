//! Invoices under proof: any draft adds up, credits come to nothing, numbers have no gap whoever issues and dies.

#![expect(
    clippy::disallowed_methods,
    reason = "the file is looked into past the store, as another program would"
)]

use super::Studio;
use super::invoices::{self, add, credit, draft, issue, line, read, set};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command as Process, Stdio};
use studiovault::domain::field::{FieldKey, FieldValue};
use studiovault::domain::id::InvoiceId;
use studiovault::domain::invoice::Invoice;
use studiovault::domain::quote::edit_qty;
use studiovault::domain::tax::Head;
use studiovault::store::doctor::Verdict;
use studiovault::store::protocol::*;
use studiovault::store::{OpenOptions, Store};

const RATES: [&str; 6] = ["0", "5", "12", "18", "28", "0.25"];
/// Within the state, elsewhere, a union territory, nobody knows.
const PLACES: [Option<&str>; 4] = [Some("29"), Some("27"), Some("04"), None];
const LIABLE: [&str; 3] = ["seller", "customer", "zero_rated"];

#[derive(Clone, Debug)]
struct Line {
    qty: i64,
    price: i64,
    /// Percent of what it costs.
    discount: i64,
    rate: usize,
    inclusive: bool,
}

#[derive(Clone, Debug)]
struct Paper {
    lines: Vec<Line>,
    /// Percent of what the lines cost.
    discount: i64,
    place: usize,
    liable: usize,
    round: bool,
    /// Which line is credited first, and how many percent of what is left of it.
    credits: Vec<(usize, i64)>,
}

fn paper() -> impl Strategy<Value = Paper> {
    let line = (1..20_000_i64, 0..5_000_000_i64, 0..=100_i64, 0..RATES.len(), any::<bool>())
        .prop_map(|(qty, price, discount, rate, inclusive)| Line { qty, price, discount, rate, inclusive });
    let lines = proptest::collection::vec(line, 1..6);
    let credits = proptest::collection::vec((0..6_usize, 1..=100_i64), 0..4);
    let liable = prop_oneof![4 => Just(0_usize), 1 => 1..LIABLE.len()];
    (lines, 0..=60_i64, 0..PLACES.len(), liable, any::<bool>(), credits).prop_map(
        |(lines, discount, place, liable, round, credits)| Paper {
            lines,
            discount,
            place,
            liable,
            round,
            credits,
        },
    )
}

/// Writes the paper as a draft, and issues it.
fn write(s: &Studio, client: &str, paper: &Paper) -> InvoiceId {
    let id = draft(s, DraftSource::Client(client.into()));
    let mut all = 0;
    for (no, of) in paper.lines.iter().enumerate() {
        let mut values = line(&format!("Line {no}"), &edit_qty(of.qty), of.price, RATES[of.rate]);
        // Never more than the line costs, however that is rounded.
        let discount = of.qty * of.price / 1_000 * of.discount / 100;
        all += of.qty * of.price / 1_000 - discount;
        values.insert(FieldKey::from("line_discount"), FieldValue::Money(discount));
        values.insert(FieldKey::from("inclusive"), FieldValue::Toggle(of.inclusive));
        add(s, &id, values);
    }
    let mut fields = vec![
        ("liability", FieldValue::text(LIABLE[paper.liable])),
        ("round_off", FieldValue::Toggle(paper.round)),
        ("discount", FieldValue::Money(all * paper.discount / 100)),
    ];
    if let Some(place) = PLACES[paper.place] {
        fields.push(("place_of_supply", FieldValue::text(place)));
        fields.push(("place_reason", FieldValue::text("shot there")));
    }
    set(s, &id, &fields).unwrap();
    issue(s, &id).unwrap();
    id
}

/// Lines, taxes and round-off are the total, each by itself and all together.
fn assert_adds_up(invoice: &Invoice) {
    let whole = &invoice.breakdown;
    let heads: i64 = whole.heads.iter().map(|head| head.amount).sum();
    assert_eq!(whole.taxable + heads + whole.round_off, whole.total, "{invoice:?}");
    assert_eq!(whole.lines.iter().map(|line| line.taxable).sum::<i64>(), whole.taxable, "{invoice:?}");
    for head in Head::ALL {
        let of_lines: i64 = whole.lines.iter().map(|line| line.head(head)).sum();
        assert_eq!(of_lines, whole.head(head), "{head:?} {invoice:?}");
    }
    assert_eq!(
        whole.lines.iter().map(|line| line.total).sum::<i64>() + whole.round_off,
        whole.total,
        "{invoice:?}"
    );
    for line in &whole.lines {
        assert_eq!(line.head(Head::Cgst), line.head(Head::Sgst) + line.head(Head::Utgst), "{invoice:?}");
    }
    assert!(whole.round_off.abs() <= 50 && (invoice.items.is_empty() || whole.total >= 0));
}

/// Credits some of it, then the rest: nothing is left.
fn assert_credits_to_nothing(s: &Studio, id: &InvoiceId, paper: &Paper) {
    let invoice = read(s, id);
    let mut left: Vec<i64> = invoice.items.iter().map(|item| item.qty).collect();
    let mut notes = Vec::new();
    for (at, percent) in &paper.credits {
        let at = at % left.len();
        let qty = (left[at] * percent / 100).max(1).min(left[at]);
        // The last of all is credited as the rest.
        if qty == 0 || left.iter().sum::<i64>() == qty {
            continue;
        }
        left[at] -= qty;
        let some = CreditLines::Some(vec![(invoice.items[at].id.clone(), qty)]);
        notes.push(invoices::made(credit(s, id, some)));
    }
    notes.push(invoices::made(credit(s, id, CreditLines::Rest)));
    let notes: Vec<Invoice> = notes.iter().map(|note| read(s, note)).collect();
    notes.iter().for_each(assert_adds_up);
    let sum = |of: &dyn Fn(&Invoice) -> i64| notes.iter().map(of).sum::<i64>();
    let whole = &invoice.breakdown;
    assert_eq!(sum(&|note| note.breakdown.total), whole.total);
    assert_eq!(sum(&|note| note.breakdown.taxable), whole.taxable);
    for head in Head::ALL {
        assert_eq!(sum(&|note| note.breakdown.head(head)), whole.head(head), "{head:?}");
    }
    assert_eq!(read(s, id).open, 0);
    assert!(credit(s, id, CreditLines::Rest).is_err());
}

#[test]
fn any_draft_adds_up_and_its_credits_come_to_nothing() {
    let s = invoices::studio();
    let client = s.add("Priya", "98450 12345");
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    runner
        .run(&paper(), |paper| {
            let id = write(&s, client.as_str(), &paper);
            assert_adds_up(&read(&s, &id));
            assert_credits_to_nothing(&s, &id, &paper);
            Ok(())
        })
        .unwrap();
    assert_without_gaps(&s);
    s.assert_sound();
}

/// The report of every series: none misses a number. Returns how many were issued in all.
fn assert_without_gaps(s: &Studio) -> u64 {
    let Reply::Series(reports) = s.ask(Query::Series(BranchScope::All)).unwrap() else { panic!() };
    assert!(!reports.is_empty());
    for report in &reports {
        assert_eq!((report.missing.as_slice(), report.next), (&[][..], report.issued + 1), "{report:?}");
    }
    reports.iter().map(|report| report.issued).sum()
}

// Many processes -------------------------------------------------------------------------------------------------

/// Where a process finds the file; set by the one that starts it.
const FILE: &str = "STUDIOVAULT_ISSUERS";
/// How many invoices a process issues; without end where it is not said.
const ROUNDS: &str = "STUDIOVAULT_ISSUER_ROUNDS";
const ISSUERS: usize = 8;
const INVOICES: usize = 40;

/// Does it until nobody else is in the way.
fn insist<T>(mut act: impl FnMut() -> Result<T, StoreError>) -> T {
    loop {
        match act() {
            Ok(done) => return done,
            Err(StoreError::Busy) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}

/// One of many processes that issue invoices, and credit every fifth; says the id of what it issued once it knows. It is
/// started as a process of its own with the name of the file; among the other tests it has none, and nothing to do.
#[test]
fn issuer() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let rounds = std::env::var(ROUNDS).ok().map_or(usize::MAX, |text| text.parse().unwrap());
    let store = Store::open(OpenOptions::new(file)).unwrap();
    let owner = store.sign_in(None, "test").unwrap();
    let branch = super::workspace(&store, &owner).branches[0].id.clone();
    let run = |command: InvoiceCommand| insist(|| store.run(&owner, command.clone().into()));
    let version = |id: &InvoiceId| match insist(|| store.ask(&owner, Query::InvoiceDetail(id.clone()))) {
        Reply::Invoice(detail) => detail.invoice.version,
        other => panic!("{other:?}"),
    };
    for round in 0..rounds {
        let drafted = run(InvoiceCommand::Draft { branch: branch.clone(), source: DraftSource::Counter });
        let id = InvoiceId::from(drafted.row.unwrap().id);
        println!("drafted {id}");
        let values = line("Prints", "3", 3_333, "18");
        run(InvoiceCommand::AddLine { invoice: id.clone(), values });
        println!("filled {id}");
        run(InvoiceCommand::Issue { id: id.clone(), version: version(&id) });
        println!("issued {id}");
        if round % 5 == 0 {
            let (version, lines) = (version(&id), CreditLines::Rest);
            let reason = "not wanted".to_owned();
            let note = run(InvoiceCommand::Credit { id, version, lines, reason });
            println!("issued {}", note.row.unwrap().id);
        }
    }
}

fn start(s: &Studio, rounds: Option<usize>) -> Child {
    let mut process = Process::new(std::env::current_exe().unwrap());
    process.args(["--exact", "store::invoice_proofs::issuer", "--nocapture"]).env(FILE, s.path());
    if let Some(rounds) = rounds {
        process.env(ROUNDS, rounds.to_string());
    }
    process.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn many_processes_that_issue_at_once_leave_no_gap_and_no_number_twice() {
    let s = invoices::studio();
    let issuers: Vec<_> = (0..ISSUERS).map(|_| start(&s, Some(INVOICES))).collect();
    let mut said = BTreeSet::new();
    for issuer in issuers {
        let output = issuer.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        said.extend(text.lines().filter_map(|line| Some(line.split_once("issued ")?.1.to_owned())));
    }
    let credited = INVOICES.div_ceil(5);
    assert_eq!(said.len(), ISSUERS * (INVOICES + credited));
    assert_eq!(assert_without_gaps(&s), said.len() as u64);
    let serials = "SELECT count(*), count(DISTINCT lower(number)), min(serial), max(serial) FROM invoices WHERE series = ";
    let expected = |n: usize| format!("{n}|{n}|1|{n}");
    assert_eq!(s.sqlite3(&format!("{serials}'main'")).unwrap(), expected(ISSUERS * INVOICES));
    assert_eq!(s.sqlite3(&format!("{serials}'credit_note'")).unwrap(), expected(ISSUERS * credited));
    s.assert_sound();
}

#[test]
fn a_process_that_is_killed_while_it_issues_leaves_no_gap() {
    /// Processes that are killed, and the most lines that one has said by then.
    const KILLED: u64 = 12;
    const MOST: u64 = 23;
    let s = invoices::studio();
    let mut acknowledged = BTreeSet::new();
    for round in 0..KILLED {
        let mut issuer = start(&s, None);
        let lines = BufReader::new(issuer.stdout.take().unwrap()).lines();
        // After another number of words each time: before, in and behind every kind of write.
        let last = 1 + (round * 7 + u64::from(std::process::id())) % MOST;
        let mut lines = lines
            .map(Result::unwrap)
            .filter(|line| ["drafted ", "filled ", "issued "].iter().any(|word| line.contains(word)));
        let mut heard: Vec<String> = (0..last).map(|_| lines.next().unwrap()).collect();
        issuer.kill().unwrap();
        issuer.wait().unwrap();
        // What it said before it died is said by the time it is dead.
        heard.extend(lines);
        let of = |line: &String| Some(line.split_once("issued ")?.1.to_owned());
        acknowledged.extend(heard.iter().filter_map(of).filter(|id| id.len() > 36));
        assert_without_gaps_yet(&s);
    }
    let issued = s.sqlite3("SELECT id FROM invoices WHERE serial IS NOT NULL").unwrap();
    let issued: BTreeSet<String> = issued.lines().map(str::to_owned).collect();
    let lost: Vec<_> = acknowledged.difference(&issued).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert_without_gaps(&s);
    s.assert_sound();
}

/// As [`assert_without_gaps`], while there may be no series yet.
fn assert_without_gaps_yet(s: &Studio) {
    if s.sqlite3("SELECT count(*) FROM number_series").unwrap() != "0" {
        assert_without_gaps(s);
    }
}

// Doctor ---------------------------------------------------------------------------------------------------------

/// Which check finds a fault, if any does.
fn faults(s: &Studio) -> Vec<&'static str> {
    let report = s.store.examine(&s.owner).unwrap();
    report.checks.iter().filter(|c| c.verdict == Verdict::Fault).map(|c| c.name).collect()
}

#[test]
fn doctor_finds_what_the_guards_would_have_kept_away() {
    for (check, sql) in [
        ("invoices", "UPDATE invoice_items SET total = total + 1"),
        ("invoices", "UPDATE invoice_items SET tax_json = '{\"cgst\":901,\"sgst\":899}'"),
        ("invoices", "UPDATE invoices SET round_off = 1"),
        ("invoices", "DELETE FROM invoice_items"),
        ("numbers", "DELETE FROM invoices WHERE serial = 2"),
        ("numbers", "UPDATE number_series SET next = 9"),
        ("numbers", "DELETE FROM number_series"),
        ("numbers", "UPDATE invoices SET issued_on = '2020-01-01' WHERE serial = 3"),
        (
            "numbers",
            "UPDATE invoices SET number = (SELECT lower(number) FROM invoices WHERE serial = 1) WHERE serial = 2",
        ),
        ("balances", "UPDATE invoice_balances SET balance = 1, allocated = 0"),
        ("balances", "DELETE FROM invoice_balances"),
        ("balances", "UPDATE payment_allocations SET amount = 999999"),
        ("receivables", "UPDATE receivable_days SET open = open + 1"),
        ("receivables", "UPDATE receivable_clients SET n = n + 1"),
        ("receivables", "DELETE FROM receivable_days"),
    ] {
        let s = invoices::studio();
        let ids = [0, 1, 2].map(|_| invoices::issued(&s));
        s.sqlite3(&format!(
            "INSERT INTO transactions (id, invoice_id, gateway_payment_id, status, amount, created_at) VALUES ('t1', '{}', 'cash_1', 'paid', 100, 1)",
            ids[0]
        ))
        .unwrap();
        assert_eq!(faults(&s), [""; 0], "{sql}");
        let conn = rusqlite::Connection::open(s.path()).unwrap();
        let names: Vec<String> = conn
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ('invoices', 'invoice_items', 'number_series', 'payment_allocations', 'invoice_balances')")
            .unwrap()
            .query_map([], |r| r.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for name in names {
            conn.execute_batch(&format!("DROP TRIGGER \"{name}\"")).unwrap();
        }
        conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        conn.execute_batch(sql).unwrap();
        assert!(faults(&s).contains(&check), "{check} does not see: {sql}");
    }
}

#[test]
fn what_another_program_wrote_without_a_number_is_no_fault() {
    let s = invoices::studio();
    invoices::issued(&s);
    s.sqlite3(&format!(
        "INSERT INTO invoices (id, branch_id, amount_total, status, issued_at) VALUES ('old', '{}', 10.5, 'issued', 1)",
        s.branch
    ))
    .unwrap();
    let report = s.store.examine(&s.owner).unwrap();
    assert!(report.is_sound(), "{report:#?}");
    let numbers = report.checks.iter().find(|check| check.name == "numbers").unwrap();
    assert_eq!(numbers.verdict, Verdict::Note);
    assert!(numbers.detail.starts_with("1 invoices of another program"), "{}", numbers.detail);
    // And an opening balance is what is open of it.
    assert_eq!(s.sqlite3("SELECT balance FROM invoice_balances WHERE invoice_id = 'old'").unwrap(), "1050");
}
