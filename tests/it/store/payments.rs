//! Payments: once each, never more than is open or was paid; advances, refunds, and what follows from them.

use super::{Studio, values};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{ClientId, InvoiceId, QuoteId, TransactionId};
use studiovault::domain::invoice::{Invoice, InvoiceStatus};
use studiovault::domain::payment::{Deduction, DisputeStep, Method};
use studiovault::store::protocol::*;
use studiovault::store::{OpenOptions, Store};

/// A studio in Karnataka that is registered.
fn studio() -> Studio {
    let s = Studio::new();
    s.sqlite3(
        "UPDATE branches SET invoice_prefix = 'BLR', tax_json = json_set(tax_json, '$.gstin', '29AAGCB7383J1Z4')",
    )
    .unwrap();
    s
}

fn read(s: &Studio, id: &InvoiceId) -> Invoice {
    match s.ask(Query::InvoiceDetail(id.clone())).unwrap() {
        Reply::Invoice(detail) => detail.invoice,
        other => panic!("{other:?}"),
    }
}

fn line(price: i64) -> FieldValues {
    let mut values = values(&[("description", "Portrait"), ("qty", "1"), ("tax_rate", "0")]);
    values.insert(FieldKey::from("unit_price"), FieldValue::Money(price));
    values
}

/// An issued invoice without tax.
fn invoice(s: &Studio, source: DraftSource, price: i64) -> InvoiceId {
    let drafted = s.run(InvoiceCommand::Draft { branch: s.branch.clone(), source }).unwrap();
    let id = InvoiceId::from(drafted.row.unwrap().id);
    s.run(InvoiceCommand::AddLine { invoice: id.clone(), values: line(price) }).unwrap();
    s.run(InvoiceCommand::Issue { id: id.clone(), version: read(s, &id).version }).unwrap();
    id
}

fn of(s: &Studio, client: &ClientId, price: i64) -> InvoiceId {
    invoice(s, DraftSource::Client(client.clone()), price)
}

fn money(amount: i64, method: Method, reference: Option<&str>) -> Received {
    Received { amount, method, reference: reference.map(str::to_owned), at: None }
}

fn pay(s: &Studio, id: &InvoiceId, amount: i64) -> Result<Outcome, StoreError> {
    let money = money(amount, Method::Cash, None);
    s.run(PaymentCommand::Record { invoice: id.clone(), version: None, money })
}

fn paid(outcome: Result<Outcome, StoreError>) -> TransactionId {
    TransactionId::from(outcome.unwrap().row.unwrap().id)
}

fn back(transaction: &TransactionId, amount: Option<i64>) -> PaymentCommand {
    PaymentCommand::Refund(Refund {
        transaction: transaction.clone(),
        amount,
        fee: 0,
        reason: "called off".to_owned(),
        after_delivery: None,
    })
}

fn refusal(outcome: Result<Outcome, StoreError>) -> String {
    outcome.unwrap_err().to_string()
}

fn receipt(s: &Studio) -> InvoiceId {
    InvoiceId::from(s.sqlite3("SELECT id FROM invoices WHERE invoice_type = 'advance_receipt'").unwrap())
}

fn spend(s: &Studio) -> String {
    s.sqlite3("SELECT total_spend FROM clients").unwrap()
}

#[test]
fn an_invoice_is_paid_in_parts_and_the_rest_is_told() {
    let s = studio();
    let id = of(&s, &s.add("Priya", "98450 12345"), 10_000);
    let said = pay(&s, &id, 4_000).unwrap().message;
    assert!(said.starts_with("Recorded ₹40.00 for BLR/") && said.ends_with("₹60.00 is still open"), "{said}");
    assert!(pay(&s, &id, 6_000).unwrap().message.ends_with(": it is paid"));
    assert_eq!((read(&s, &id).open, read(&s, &id).status), (0, InvoiceStatus::Paid));
    assert_eq!(spend(&s), "100.0");
    assert!(refusal(s.run(Command::Undo)).contains("issued meanwhile"));
    s.assert_sound();
}

#[test]
fn what_is_too_much_is_kept_with_a_receipt_and_pays_the_next_invoices() {
    let s = studio();
    let client = s.add("Priya", "98450 12345");
    let id = of(&s, &client, 10_000);
    let said = pay(&s, &id, 21_800).unwrap().message;
    assert!(said.contains("₹118.00 more is kept with the receipt BLR/"), "{said}");
    let receipt = receipt(&s);
    let paper = read(&s, &receipt);
    // The tax is in it: 100.00 and twice 9.00.
    assert_eq!(
        (paper.breakdown.taxable, paper.breakdown.tax(), paper.breakdown.total),
        (10_000, 1_800, 11_800)
    );
    assert!(paper.number.unwrap().contains("/A00001"));
    assert_eq!((paper.open, paper.status), (0, InvoiceStatus::Paid));
    let (second, third) = (of(&s, &client, 8_000), of(&s, &client, 9_000));
    let allocate = |to, amount| PaymentCommand::Allocate { from: receipt.clone(), to, amount };
    assert!(refusal(s.run(allocate(None, Some(11_801)))).contains("₹118.00 is left of"));
    assert!(refusal(s.run(allocate(Some(second.clone()), Some(8_001)))).contains("only ₹80.00 is open"));
    let other = of(&s, &s.add("Mehta", "98450 54321"), 100);
    assert!(refusal(s.run(allocate(Some(other), None))).contains("not of the same client"));
    s.run(allocate(None, None)).unwrap();
    assert_eq!((read(&s, &second).open, read(&s, &third).open), (0, 5_200));
    assert!(refusal(s.run(allocate(None, None))).contains("₹0.00 is left of"));
    s.assert_sound();
}

#[test]
fn a_gateways_payment_is_recorded_once() {
    let s = studio();
    let client = s.add("Priya", "98450 12345");
    let id = of(&s, &client, 10_000);
    let record = |amount| {
        let money = money(amount, Method::Gateway, Some("pay_N1"));
        s.run(PaymentCommand::Record { invoice: id.clone(), version: None, money })
    };
    let first = paid(record(5_000));
    let again = record(5_000).unwrap();
    assert_eq!(again.message, "Nothing to record: pay_N1 was recorded already");
    assert_eq!(again.row.unwrap().id, first.to_string());
    assert!(refusal(record(4_999)).contains("for another invoice or another amount"));
    let foreign = format!(
        "INSERT INTO transactions (id, invoice_id, gateway_payment_id, status, amount) VALUES ('t', '{id}', 'pay_N1', 'paid', 1)"
    );
    assert!(s.sqlite3(&foreign).unwrap_err().contains("SV_PAID_ALREADY"));
    assert_eq!(s.sqlite3("SELECT count(*) FROM transactions").unwrap(), "1");
    s.assert_sound();
}

#[test]
fn programs_that_tell_of_one_payment_at_once_record_it_once() {
    let s = studio();
    let id = of(&s, &s.add("Priya", "98450 12345"), 10_000);
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (path, id) = (s.path(), id.clone());
            std::thread::spawn(move || {
                let store = Store::open(OpenOptions::new(path)).unwrap();
                let actor = store.sign_in(None, "gateway").unwrap();
                let money = money(5_000, Method::Gateway, Some("pay_N1"));
                let record = PaymentCommand::Record { invoice: id, version: None, money };
                paid(store.run(&actor, record.into()))
            })
        })
        .collect();
    let mut told: Vec<TransactionId> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    told.dedup();
    assert_eq!(told.len(), 1, "everybody is told of the same payment");
    assert_eq!(s.sqlite3("SELECT count(*) FROM transactions").unwrap(), "1");
    assert_eq!(read(&s, &id).open, 5_000);
    s.assert_sound();
}

#[test]
fn a_booking_in_the_way_keeps_the_money_and_says_so() {
    let s = studio();
    let project = asked(&s);
    let other = s.open_project(&s.add("Mehta", "98450 54321"), &[("title", "Fair")]);
    let lock = |id: &str, of: &str, kind: &str| {
        format!(
            "INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind, qty, expires_at)
             VALUES ('{id}', '{of}', 'ast_1', 4000000000, 4000003600, '{kind}', 1, CASE '{kind}' WHEN 'hold' THEN 3900000000 END);"
        )
    };
    let branch = &s.branch;
    s.sqlite3(&format!(
        "INSERT INTO assets (id, branch_id, type, name, status) VALUES ('ast_1', '{branch}', 'camera', 'A7', 'available');{}
         UPDATE projects SET status = 'active' WHERE id = '{other}';{}",
        lock("lck_1", project.as_str(), "hold"),
        lock("lck_2", other.as_str(), "firm"),
    ))
    .unwrap();
    let of = AdvanceOf::Project(project.clone());
    let said =
        s.run(PaymentCommand::Advance { of, money: money(50_000, Method::Bank, None) }).unwrap().message;
    assert!(said.contains("Wedding could not be activated: ") && said.contains("Fair"), "{said}");
    assert_eq!(s.sqlite3(&format!("SELECT status FROM projects WHERE id = '{project}'")).unwrap(), "inquiry");
    assert_eq!(s.sqlite3("SELECT count(*) FROM transactions").unwrap(), "1");
    s.assert_sound();
}

#[test]
fn only_what_was_issued_and_holds_is_paid() {
    let s = studio();
    let client = s.add("Priya", "98450 12345");
    let drafted =
        s.run(InvoiceCommand::Draft { branch: s.branch.clone(), source: DraftSource::Counter }).unwrap();
    assert!(refusal(pay(&s, &InvoiceId::from(drafted.row.unwrap().id), 1)).contains("was not issued"));
    let void = of(&s, &client, 100);
    let version = read(&s, &void).version;
    s.run(InvoiceCommand::Void { id: void.clone(), version, reason: "twice".to_owned() }).unwrap();
    assert!(refusal(pay(&s, &void, 1)).contains("is void: nobody owes it"));
    let id = of(&s, &client, 100);
    let version = read(&s, &id).version;
    let credit =
        InvoiceCommand::Credit { id: id.clone(), version, lines: CreditLines::Rest, reason: "x".to_owned() };
    let note = InvoiceId::from(s.run(credit).unwrap().row.unwrap().id);
    assert!(refusal(pay(&s, &note, 1)).contains("is a credit note: it is not paid"));
    let open = of(&s, &client, 100);
    for amount in [0, -1, i64::MAX] {
        assert!(matches!(pay(&s, &open, amount), Err(StoreError::Invalid(_))), "{amount}");
    }
    let walk_in = invoice(&s, DraftSource::Counter, 100);
    assert!(refusal(pay(&s, &walk_in, 101)).contains("is open for ₹1.00 only"));
    s.assert_sound();
}

#[test]
fn a_sale_is_one_transaction_and_says_the_change() {
    let s = studio();
    let sale = |lines, method, tendered| {
        let branch = s.branch.clone();
        PaymentCommand::Sell(Sale { branch, client: None, lines, method, reference: None, tendered })
    };
    let said = s.run(sale(vec![line(4_000), line(5_000)], Method::Cash, Some(10_000))).unwrap();
    assert!(said.message.ends_with("/00001 over ₹90.00; change ₹10.00"), "{}", said.message);
    let sold = read(&s, &InvoiceId::from(said.row.unwrap().id));
    assert_eq!((sold.status, sold.kind.as_str(), sold.items.len()), (InvoiceStatus::Paid, "pos", 2));
    assert!(s.run(sale(vec![line(4_000)], Method::Cash, Some(3_999))).is_err());
    assert!(s.run(sale(vec![line(4_000)], Method::Card, Some(5_000))).is_err());
    assert!(refusal(s.run(sale(Vec::new(), Method::Cash, None))).contains("no lines"));
    assert_eq!(
        s.sqlite3("SELECT count(*) || ' ' || (SELECT count(*) FROM transactions) FROM invoices").unwrap(),
        "1 1"
    );
    s.assert_sound();
}

#[test]
fn a_refund_reopens_and_never_gives_back_more_than_came() {
    let s = studio();
    let id = of(&s, &s.add("Priya", "98450 12345"), 10_000);
    let payment = paid(pay(&s, &id, 10_000));
    s.run(back(&payment, Some(3_000))).unwrap();
    assert_eq!((read(&s, &id).open, spend(&s).as_str()), (3_000, "70.0"));
    assert!(refusal(s.run(back(&payment, Some(7_001)))).contains("₹70.00 of this payment is left"));
    s.run(back(&payment, None)).unwrap();
    assert!(refusal(s.run(back(&payment, None))).contains("all of this payment was given back"));
    assert_eq!((read(&s, &id).open, spend(&s).as_str()), (10_000, "0.0"));
    let foreign = format!(
        "INSERT INTO transactions (id, invoice_id, gateway_payment_id, status, amount, refund_of) VALUES ('t', '{id}', 'x', 'refunded', 1, '{payment}')"
    );
    assert!(s.sqlite3(&foreign).unwrap_err().contains("SV_REFUND"));
    assert_eq!(
        s.sqlite3("SELECT DISTINCT severity FROM audit_logs WHERE event_type = 'payment.refunded'").unwrap(),
        "high"
    );
    s.assert_sound();
}

#[test]
fn an_advance_that_is_given_back_has_a_voucher_and_asks_for_nothing_again() {
    let s = studio();
    let client = s.add("Priya", "98450 12345");
    let advance = PaymentCommand::Advance {
        of: AdvanceOf::Client(client.clone()),
        money: money(11_800, Method::Upi, Some("77")),
    };
    let payment = paid(s.run(advance.clone()));
    assert!(s.run(advance).unwrap().message.starts_with("Nothing to record"));
    let receipt = receipt(&s);
    let id = of(&s, &client, 5_000);
    s.run(PaymentCommand::Allocate { from: receipt.clone(), to: Some(id), amount: None }).unwrap();
    assert!(refusal(s.run(back(&payment, None))).contains("₹50.00 of it is used for other invoices"));
    let said = s.run(back(&payment, Some(6_800))).unwrap().message;
    assert!(said.contains("refund voucher BLR/"), "{said}");
    assert_eq!((read(&s, &receipt).open, spend(&s).as_str()), (0, "50.0"));
    let gone = PaymentCommand::Allocate { from: receipt, to: None, amount: None };
    assert!(refusal(s.run(gone)).contains("₹0.00 is left"));
    s.assert_sound();
}

#[test]
fn what_was_credited_is_settled_when_the_money_goes_back() {
    let s = studio();
    let id = of(&s, &s.add("Priya", "98450 12345"), 10_000);
    let payment = paid(pay(&s, &id, 10_000));
    let version = read(&s, &id).version;
    s.run(InvoiceCommand::Credit {
        id: id.clone(),
        version,
        lines: CreditLines::Rest,
        reason: "x".to_owned(),
    })
    .unwrap();
    s.run(back(&payment, None)).unwrap();
    assert_eq!(read(&s, &id).open, 0);
    s.assert_sound();
}

#[test]
fn deductions_and_opening_balances_say_what_they_are() {
    let s = studio();
    let client = s.add("Priya", "98450 12345");
    let id = of(&s, &client, 10_000);
    let deduct = |kind, amount, reason: &str| {
        s.run(PaymentCommand::Deduct { invoice: id.clone(), kind, amount, reason: reason.to_owned() })
    };
    deduct(Deduction::Tds, 1_000, "194J").unwrap();
    assert!(deduct(Deduction::WriteOff, 1, " ").is_err());
    assert!(refusal(deduct(Deduction::WriteOff, 9_001, "gone")).contains("only ₹90.00 of"));
    deduct(Deduction::WriteOff, 9_000, "gone").unwrap();
    assert_eq!(
        s.sqlite3("SELECT group_concat(severity) FROM audit_logs WHERE event_type = 'payment.deducted'")
            .unwrap(),
        "medium,high"
    );
    assert_eq!((read(&s, &id).open, spend(&s).as_str()), (0, "0.0"));
    let open = PaymentCommand::OpeningBalance {
        client,
        amount: 5_000,
        day: jiff::civil::date(2020, 1, 31),
        note: "old no. 7".to_owned(),
    };
    let old = InvoiceId::from(s.run(open).unwrap().row.unwrap().id);
    assert_eq!(
        (read(&s, &old).open, read(&s, &old).status, read(&s, &old).number),
        (5_000, InvoiceStatus::Overdue, None)
    );
    pay(&s, &old, 5_000).unwrap();
    s.assert_sound();
}

#[test]
fn a_dispute_is_won_or_the_money_goes_back() {
    let s = studio();
    let id = of(&s, &s.add("Priya", "98450 12345"), 10_000);
    let payment = paid(pay(&s, &id, 10_000));
    let step = |step| {
        s.run(PaymentCommand::Dispute { transaction: payment.clone(), step, reason: "letter".to_owned() })
    };
    assert!(refusal(step(DisputeStep::Won)).contains("this step follows under_review"));
    step(DisputeStep::Open).unwrap();
    assert!(refusal(s.run(back(&payment, None))).contains("disputes this payment"));
    step(DisputeStep::Review).unwrap();
    step(DisputeStep::Won).unwrap();
    assert_eq!(read(&s, &id).open, 0);
    step(DisputeStep::Open).unwrap();
    step(DisputeStep::Review).unwrap();
    step(DisputeStep::Lost).unwrap();
    assert_eq!((read(&s, &id).open, spend(&s).as_str()), (10_000, "0.0"));
    s.assert_sound();
}

/// A project whose accepted quote asks for 500.00 in advance.
fn asked(s: &Studio) -> studiovault::domain::id::ProjectId {
    let project = s.open_project(&s.add("Priya", "98450 12345"), &[("title", "Wedding")]);
    let quote =
        s.run(QuoteCommand::Create { project: project.clone(), package: None }).unwrap().row.unwrap().id;
    let quote = QuoteId::from(quote);
    s.run(QuoteCommand::AddItem { quote: quote.clone(), values: line(100_000) }).unwrap();
    let Reply::Quote(read) = s.ask(Query::Quote(quote.clone())).unwrap() else { panic!() };
    let mut values = read.values();
    values.insert(FieldKey::from("advance"), FieldValue::Money(50_000));
    s.run(QuoteCommand::Edit { id: quote.clone(), version: read.version, base: read.values(), values })
        .unwrap();
    s.run(QuoteCommand::Send(quote.clone())).unwrap();
    s.run(QuoteCommand::Accept(quote)).unwrap();
    project
}

#[test]
fn the_advance_that_a_quote_asks_for_books_the_project() {
    let s = studio();
    let project = asked(&s);
    let advance = |amount| {
        let of = AdvanceOf::Project(project.clone());
        s.run(PaymentCommand::Advance { of, money: money(amount, Method::Bank, None) }).unwrap().message
    };
    assert!(!advance(49_999).contains("active"));
    assert!(advance(1).ends_with("; Wedding is active now"));
    assert_eq!(s.sqlite3("SELECT status || ' ' || (activated_at > 0) FROM projects").unwrap(), "active 1");
    s.assert_sound();
}

#[test]
fn files_are_proofs_while_something_is_open() {
    let s = studio();
    let project = asked(&s);
    s.sqlite3(&format!(
        "INSERT INTO media_objects (id, project_id, branch_id, path, file_type, size_bytes, watermark_state, uploaded_at)
         VALUES ('med_1', '{project}', '{}', 'a.jpg', 'delivery', 1, 'clean', 1)",
        s.branch
    ))
    .unwrap();
    let state = || s.sqlite3("SELECT watermark_state FROM media_objects").unwrap();
    let id = invoice(&s, DraftSource::Project(project), 100);
    assert_eq!(state(), "proof");
    let payment = paid(pay(&s, &id, read(&s, &id).open));
    assert_eq!(state(), "clean");
    s.run(back(&payment, Some(1))).unwrap();
    assert_eq!(state(), "proof");
    s.assert_sound();
}

#[test]
fn roles_do_what_the_matrix_says() {
    let s = studio();
    let id = of(&s, &s.add("Priya", "98450 12345"), 2_000_000);
    let payment = paid(pay(&s, &id, 2_000_000));
    let manager = as_role(&s, "manager");
    let clerk = as_role(&s, "clerk");
    let run = |who: &Actor, command: PaymentCommand| s.store.run(who, command.into());
    assert!(matches!(run(&clerk, back(&payment, Some(1))), Err(StoreError::Denied(_))));
    let record = |invoice: &InvoiceId| PaymentCommand::Record {
        invoice: invoice.clone(),
        version: None,
        money: money(1, Method::Cash, None),
    };
    assert!(matches!(run(&clerk, record(&id)), Err(StoreError::Denied(_))));
    let sale = PaymentCommand::Sell(Sale {
        branch: s.branch.clone(),
        client: None,
        lines: vec![line(100)],
        method: Method::Cash,
        reference: None,
        tendered: None,
    });
    run(&clerk, sale).unwrap();
    run(&manager, back(&payment, Some(1_000_000))).unwrap();
    assert!(refusal(run(&manager, back(&payment, Some(500_001)))).contains("up to ₹15,000.00"));
    run(&manager, back(&payment, Some(500_000))).unwrap();
    s.run(back(&payment, None)).unwrap();
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Pay(usize, i64),
    Advance(i64),
    Allocate(usize, Option<usize>, i64),
    Refund(usize, i64),
    Credit(usize),
    Deduct(usize, i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0..3_usize, 1..15_000_i64).prop_map(|(i, n)| Act::Pay(i, n)),
        1 => (1..15_000_i64).prop_map(Act::Advance),
        3 => (0..4_usize, proptest::option::of(0..3_usize), 1..9_000_i64).prop_map(|(f, t, n)| Act::Allocate(f, t, n)),
        3 => (0..5_usize, 1..15_000_i64).prop_map(|(i, n)| Act::Refund(i, n)),
        1 => (0..3_usize).prop_map(Act::Credit),
        1 => (0..3_usize, 1..3_000_i64).prop_map(|(i, n)| Act::Deduct(i, n)),
    ]
}

fn ids(s: &Studio, sql: &str) -> Vec<String> {
    s.sqlite3(sql).unwrap().lines().map(str::to_owned).collect()
}

fn carry_out(s: &Studio, client: &ClientId, invoices: &[InvoiceId], act: Act) {
    let command: Command = match act {
        Act::Pay(i, amount) => {
            let money = money(amount, Method::Cash, None);
            PaymentCommand::Record { invoice: invoices[i].clone(), version: None, money }.into()
        }
        Act::Advance(amount) => {
            let of = AdvanceOf::Client(client.clone());
            PaymentCommand::Advance { of, money: money(amount, Method::Upi, None) }.into()
        }
        Act::Allocate(from, to, amount) => {
            let all = ids(
                s,
                "SELECT id FROM invoices WHERE invoice_type IN ('advance_receipt', 'credit_note') ORDER BY id",
            );
            let Some(from) = all.get(from) else { return };
            let to = to.map(|i| invoices[i].clone());
            PaymentCommand::Allocate { from: InvoiceId::from(from.as_str()), to, amount: Some(amount) }.into()
        }
        Act::Refund(i, amount) => {
            let all = ids(s, "SELECT id FROM transactions WHERE status = 'paid' ORDER BY id");
            let Some(id) = all.get(i) else { return };
            back(&TransactionId::from(id.as_str()), Some(amount)).into()
        }
        Act::Credit(i) => {
            let (id, version) = (invoices[i].clone(), read(s, &invoices[i]).version);
            InvoiceCommand::Credit { id, version, lines: CreditLines::Rest, reason: "x".to_owned() }.into()
        }
        Act::Deduct(i, amount) => {
            let (invoice, kind) = (invoices[i].clone(), Deduction::BankCharge);
            PaymentCommand::Deduct { invoice, kind, amount, reason: "x".to_owned() }.into()
        }
    };
    match s.store.run(&s.owner, command) {
        Ok(_) | Err(StoreError::Refused(_) | StoreError::Invalid(_)) => {}
        Err(other) => panic!("{act:?}: {other:?}"),
    }
}

/// What must hold whatever was done: a query that finds what is wrong.
const WRONG: &str = "SELECT 'more than paid' FROM transactions t JOIN payment_allocations a ON a.transaction_id = t.id
    GROUP BY t.id HAVING abs(sum(a.amount)) <> round(t.amount * 100)
  UNION ALL SELECT 'more than open' FROM invoice_balances WHERE balance < 0 OR balance <> total - allocated
    OR allocated <> coalesce((SELECT sum(amount) FROM payment_allocations a WHERE a.invoice_id = invoice_balances.invoice_id), 0)
  UNION ALL SELECT 'more than received' FROM invoices r WHERE invoice_type = 'advance_receipt' AND
    coalesce((SELECT sum(amount) FROM payment_allocations WHERE from_invoice_id = r.id), 0)
      > coalesce((SELECT sum(amount) FROM payment_allocations WHERE invoice_id = r.id AND kind = 'payment'), 0)
  UNION ALL SELECT 'a receipt asks for money' FROM invoices r JOIN invoice_balances o ON o.invoice_id = r.id
    WHERE invoice_type = 'advance_receipt' AND o.balance <> 0
  UNION ALL SELECT 'spend' FROM clients WHERE round(total_spend * 100) <> (SELECT coalesce(sum(round(CASE status WHEN 'refunded' THEN -amount
    ELSE amount END * 100)), 0) FROM transactions)
  UNION ALL SELECT 'owed by day' FROM (SELECT * FROM receivable_days EXCEPT SELECT * FROM receivable_days_now)
  UNION ALL SELECT 'owed by day' FROM (SELECT * FROM receivable_days_now EXCEPT SELECT * FROM receivable_days)
  UNION ALL SELECT 'owed by client' FROM (SELECT * FROM receivable_clients EXCEPT SELECT * FROM receivable_clients_now)
  UNION ALL SELECT 'owed by client' FROM (SELECT * FROM receivable_clients_now EXCEPT SELECT * FROM receivable_clients)";

#[test]
fn what_is_owed_is_aged_by_the_day_in_each_currency() {
    use studiovault::domain::receivable::Ageing;
    use studiovault::store::protocol::{ListKind, ListQuery, Query, Reply};
    let s = studio();
    let client = s.add("Priya", "98450 12345");
    let owed = |s: &Studio| -> Vec<Ageing> {
        match s
            .store
            .ask(&s.owner, Query::List(ListKind::Invoices, ListQuery { limit: 10, ..ListQuery::default() }))
        {
            Ok(Reply::Invoices(page)) => page.ageing,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(owed(&s), []);
    let first = of(&s, &client, 10_000);
    let second = of(&s, &client, 7_000);
    pay(&s, &first, 1_000).unwrap();
    let total = |id: &InvoiceId| read(&s, id).breakdown.total;
    let all = owed(&s);
    assert_eq!((all[0].open[0], all[0].count[0]), (total(&first) + total(&second) - 1_000, 2), "{all:?}");
    // Due at the end of yesterday is one day late; thirty-one days late is the next step.
    let zone = "'+05:30'";
    for (id, days, step) in
        [(&first, 0, 1), (&first, 30, 2), (&first, 59, 2), (&first, 60, 3), (&second, 90, 4)]
    {
        let due = format!("unixepoch(date('now', {zone}), '-5.5 hours') - {days} * 86400");
        s.sqlite3(&format!("UPDATE invoice_balances SET due_at = {due} WHERE invoice_id = '{id}'")).unwrap();
        assert_eq!(owed(&s)[0].count[step], 1, "{days} days: {:?}", owed(&s));
    }
    // What is paid is owed no longer.
    pay(&s, &second, total(&second)).unwrap();
    assert_eq!(owed(&s)[0].count, [0, 0, 0, 1, 0]);
}

#[test]
fn whatever_is_done_nothing_is_paid_twice() {
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let acts = proptest::collection::vec(act(), 4..16);
    runner
        .run(&acts, |acts| {
            let s = studio();
            let client = s.add("Priya", "98450 12345");
            let invoices = [of(&s, &client, 10_000), of(&s, &client, 7_000), of(&s, &client, 3_333)];
            for act in acts {
                carry_out(&s, &client, &invoices, act);
                let wrong = s.sqlite3(WRONG).unwrap();
                prop_assert_eq!(wrong, "", "{:?}", act);
            }
            s.assert_sound();
            Ok(())
        })
        .unwrap();
}

/// A person with one role.
pub(super) fn as_role(s: &Studio, role: &str) -> Actor {
    s.sqlite3(&format!(
        "INSERT INTO users (id, org_id, branch_id, email, roles_json, status, created_at)
         SELECT 'u_{role}', org_id, id, '{role}@x.in', '[\"{role}\"]', 'active', 1 FROM branches"
    ))
    .unwrap();
    let user = studiovault::domain::id::UserId::from(format!("u_{role}"));
    let session = studiovault::domain::id::SessionId::from("ses_x");
    Actor { user, session, host: "test".into() }
}
