//! Reports: what they add up is what stands on the documents, each branch and currency by itself.

use super::Studio;
use super::invoices::{add, credit, draft, issue, issued, line, read, studio};
use jiff::civil::Date;
use studiovault::domain::id::InvoiceId;
use studiovault::domain::invoice::Invoice;
use studiovault::domain::payment::Method;
use studiovault::domain::report::{Day, Revenue, Table, Taxes};
use studiovault::domain::tax::Head;
use studiovault::store::protocol::*;

fn report(s: &Studio, query: ReportQuery) -> Report {
    match s.ask(Query::Report(Box::new(query))).unwrap() {
        Reply::Report(report) => *report,
        other => panic!("{other:?}"),
    }
}

fn days(s: &Studio) -> (Date, Date) {
    (s.store_today().first_of_month(), s.store_today())
}

fn revenue(s: &Studio) -> Vec<Revenue> {
    let (from, to) = days(s);
    match report(s, ReportQuery::Revenue { scope: BranchScope::All, from, to }) {
        Report::Revenue(lines) => lines,
        other => panic!("{other:?}"),
    }
}

fn taxes(s: &Studio) -> Vec<Taxes> {
    let (from, to) = days(s);
    match report(s, ReportQuery::Taxes { scope: BranchScope::All, from, to }) {
        Report::Taxes(lines) => lines,
        other => panic!("{other:?}"),
    }
}

fn today(s: &Studio) -> Day {
    match report(s, ReportQuery::Day { scope: BranchScope::All, day: s.store_today() }) {
        Report::Day(mut days) => days.remove(0),
        other => panic!("{other:?}"),
    }
}

fn pay(s: &Studio, id: &InvoiceId, amount: i64, method: Method) {
    let money = Received { amount, method, reference: None, at: None };
    s.run(PaymentCommand::Record { invoice: id.clone(), version: None, money }).unwrap();
}

/// Everything that holds and is issued, with its sign.
fn documents(s: &Studio) -> Vec<(i64, Invoice)> {
    let ids = s.sqlite3("SELECT id FROM invoices WHERE serial IS NOT NULL AND status <> 'void' AND invoice_type IN ('booking', 'pos', 'credit_note')").unwrap();
    let all = ids.lines().map(|id| read(s, &InvoiceId::from(id)));
    all.map(|invoice| {
        let is_credit = invoice.kind == studiovault::domain::invoice::InvoiceKind::CreditNote;
        (if is_credit { -1 } else { 1 }, invoice)
    })
    .collect()
}

#[test]
fn what_reports_add_up_stands_on_the_documents() {
    let s = studio();
    let ids: Vec<InvoiceId> = (0..4).map(|_| issued(&s)).collect();
    credit(&s, &ids[0], CreditLines::Rest).unwrap();
    let version = read(&s, &ids[1]).version;
    s.run(InvoiceCommand::Void { id: ids[1].clone(), version, reason: "twice".to_owned() }).unwrap();
    pay(&s, &ids[2], 1_000, Method::Cash);
    pay(&s, &ids[2], 500, Method::Upi);
    // A draft counts nowhere.
    draft(&s, DraftSource::Client(s.add("Zoë", "98450 99999")));

    let all = documents(&s);
    let sum = |of: fn(&Invoice) -> i64| all.iter().map(|(sign, invoice)| sign * of(invoice)).sum::<i64>();
    let lines = revenue(&s);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((lines[0].invoices, lines[0].credits), (3, 1));
    assert_eq!(lines[0].taxable, sum(|i| i.breakdown.taxable));
    assert_eq!(lines[0].tax, sum(|i| i.breakdown.tax()));
    assert_eq!(lines[0].total, sum(|i| i.breakdown.total));

    let found = taxes(&s);
    assert_eq!(found.iter().map(|line| line.taxable).sum::<i64>(), lines[0].taxable);
    assert_eq!(found.iter().map(Taxes::tax).sum::<i64>(), lines[0].tax);
    for line in &found {
        assert_eq!(line.heads.get(&Head::Cgst), line.heads.get(&Head::Sgst), "{line:?}");
    }
    let documents = |table| found.iter().filter(|line| line.table == table).map(|line| line.documents).max();
    assert_eq!((documents(Table::Small), documents(Table::CreditOther)), (Some(3), Some(1)), "{found:?}");

    let day = today(&s);
    assert_eq!((day.issued, day.issued_total, day.voided), (4, lines[0].total, 1));
    assert_eq!((day.cash(), day.taken[&Method::Upi].received), (1_000, 500));
    let entries = s.sqlite3("SELECT max(seq) || ' ' || hash FROM audit_chain").unwrap();
    assert_eq!(day.head.map(|(seq, hash)| format!("{seq} {hash}")), Some(entries));
}

#[test]
fn what_is_given_back_leaves_the_drawer() {
    let s = studio();
    let id = issued(&s);
    pay(&s, &id, 1_000, Method::Cash);
    let payment = s.sqlite3("SELECT id FROM transactions").unwrap();
    s.run(PaymentCommand::Refund(Refund {
        transaction: payment.as_str().into(),
        amount: Some(400),
        fee: 0,
        reason: "too much".to_owned(),
        after_delivery: None,
    }))
    .unwrap();
    let day = today(&s);
    let cash = day.taken[&Method::Cash];
    assert_eq!((cash.payments, cash.received, cash.refunds, cash.refunded), (1, 1_000, 1, 400));
    assert_eq!(day.cash(), 600);
}

#[test]
fn a_large_supply_over_a_border_and_a_registered_client_stand_apart() {
    let s = studio();
    let far = s.add_with(&[("name", "Mehta"), ("phone", "98450 00001"), ("state", "27")]);
    let firm = s.add_with(&[("name", "Iyer"), ("phone", "98450 00002"), ("gstin", "29AAGCB7383J1Z4")]);
    for (client, price) in [(&far, 8_000_000), (&far, 9_000_000), (&firm, 100_000)] {
        let id = draft(&s, DraftSource::Client(client.clone()));
        add(&s, &id, line("Wedding", "1", price, "18"));
        issue(&s, &id).unwrap();
    }
    let found = taxes(&s);
    let taxable = |table| found.iter().find(|line| line.table == table).map(|line| line.taxable);
    // With tax, 80,000 comes to 94,400 and 90,000 to 1,06,200.
    assert_eq!(taxable(Table::Small), Some(8_000_000), "{found:?}");
    assert_eq!(taxable(Table::Large), Some(9_000_000));
    assert_eq!(taxable(Table::Registered), Some(100_000));
}

#[test]
fn who_owes_the_most_comes_first() {
    let s = studio();
    for (name, price) in [("Asha", 100_000), ("Bela", 300_000), ("Chand", 200_000)] {
        let id = draft(&s, DraftSource::Client(s.add(name, "98450 12345")));
        add(&s, &id, line("Portrait", "1", price, "0"));
        issue(&s, &id).unwrap();
    }
    let Report::Owing(lines) = report(&s, ReportQuery::Owing { scope: BranchScope::All, limit: 2 }) else {
        panic!("another report");
    };
    let said: Vec<(&str, i64)> = lines.iter().map(|line| (line.name.as_str(), line.owed.total())).collect();
    assert_eq!(said, [("Bela", 300_000), ("Chand", 200_000)]);
}

#[test]
fn reports_are_for_those_who_may_see_them() {
    let s = studio();
    issued(&s);
    let (from, to) = days(&s);
    let query = || Query::Report(Box::new(ReportQuery::Revenue { scope: BranchScope::All, from, to }));
    for (role, may) in [("accountant", true), ("clerk", false), ("photographer", false)] {
        let actor = super::payments::as_role(&s, role);
        assert_eq!(s.store.ask(&actor, query()).is_ok(), may, "{role}");
    }
}
