//! Invoices: drafted, issued with numbers that have no gap, voided, credited down to nothing.

use super::{Studio, values};
use jiff::civil::date;
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{InvoiceId, InvoiceItemId};
use studiovault::domain::invoice::number::Series;
use studiovault::domain::invoice::{Invoice, InvoiceKind, InvoiceStatus};
use studiovault::domain::tax::{Basis, DocumentKind, Head, Place};
use studiovault::store::protocol::*;

/// A studio in Karnataka that is registered.
pub(super) fn studio() -> Studio {
    let s = Studio::new();
    s.sqlite3(
        "UPDATE branches SET invoice_prefix = 'BLR', tax_json = json_set(tax_json, '$.gstin', '29AAGCB7383J1Z4')",
    )
    .unwrap();
    s
}

fn detail(s: &Studio, id: &InvoiceId) -> InvoiceDetail {
    match s.ask(Query::InvoiceDetail(id.clone())).unwrap() {
        Reply::Invoice(detail) => *detail,
        other => panic!("{other:?}"),
    }
}

pub(super) fn read(s: &Studio, id: &InvoiceId) -> Invoice {
    detail(s, id).invoice
}

pub(super) fn made(outcome: Result<Outcome, StoreError>) -> InvoiceId {
    InvoiceId::from(outcome.unwrap().row.unwrap().id)
}

pub(super) fn draft(s: &Studio, source: DraftSource) -> InvoiceId {
    made(s.run(InvoiceCommand::Draft { branch: s.branch.clone(), source }))
}

pub(super) fn line(description: &str, qty: &str, price: i64, rate: &str) -> FieldValues {
    let mut values = values(&[("description", description), ("qty", qty), ("tax_rate", rate)]);
    values.insert(FieldKey::from("unit_price"), FieldValue::Money(price));
    values
}

pub(super) fn add(s: &Studio, invoice: &InvoiceId, values: FieldValues) {
    s.run(InvoiceCommand::AddLine { invoice: invoice.clone(), values }).unwrap();
}

pub(super) fn set(s: &Studio, id: &InvoiceId, fields: &[(&str, FieldValue)]) -> Result<Outcome, StoreError> {
    let read = read(s, id);
    let mut values = read.values();
    values.extend(fields.iter().map(|(key, value)| (FieldKey::from(*key), value.clone())));
    s.run(InvoiceCommand::Edit { id: id.clone(), version: read.version, base: read.values(), values })
}

pub(super) fn issue(s: &Studio, id: &InvoiceId) -> Result<Outcome, StoreError> {
    s.run(InvoiceCommand::Issue { id: id.clone(), version: read(s, id).version })
}

/// An issued invoice of one client over one line of 100.05 at 18 %.
pub(super) fn issued(s: &Studio) -> InvoiceId {
    let client = s.add("Priya", &format!("98450 {:05}", s.find("Priya").len()));
    let id = draft(s, DraftSource::Client(client));
    add(s, &id, line("Portrait", "1", 10_005, "18"));
    issue(s, &id).unwrap();
    id
}

pub(super) fn credit(s: &Studio, id: &InvoiceId, lines: CreditLines) -> Result<Outcome, StoreError> {
    let version = read(s, id).version;
    s.run(InvoiceCommand::Credit { id: id.clone(), version, lines, reason: "not wanted".to_owned() })
}

fn void(s: &Studio, id: &InvoiceId) -> Result<Outcome, StoreError> {
    let version = read(s, id).version;
    s.run(InvoiceCommand::Void { id: id.clone(), version, reason: "typed twice".to_owned() })
}

fn refusal(outcome: Result<Outcome, StoreError>) -> String {
    outcome.unwrap_err().to_string()
}

#[test]
fn a_draft_comes_to_what_it_would_be_issued_for() {
    let s = studio();
    let client = s.add_with(&[("name", "Mehta"), ("phone", "98450 12345"), ("gstin", "27AAPFU0939F1ZV")]);
    let id = draft(&s, DraftSource::Client(client));
    add(&s, &id, line("Portrait", "1", 10_005, "18"));
    let read_now = read(&s, &id);
    assert_eq!((read_now.status, read_now.number.clone(), read_now.open), (InvoiceStatus::Draft, None, 0));
    assert_eq!((read_now.place, read_now.basis), (Some(Place::from("27")), Basis::Registration));
    assert_eq!((read_now.breakdown.head(Head::Igst), read_now.breakdown.total), (1_801, 11_806));
    // Another place, for a reason; another discount.
    set(
        &s,
        &id,
        &[("place_of_supply", FieldValue::text("29")), ("place_reason", FieldValue::text("shot in Mysuru"))],
    )
    .unwrap();
    let moved = read(&s, &id);
    assert_eq!(
        (moved.basis, moved.breakdown.head(Head::Cgst), moved.breakdown.total),
        (Basis::Override, 900, 11_805)
    );
    let why = detail(&s, &id).why;
    assert!(why.iter().any(|line| line == "Line 1: CGST 9 % of 100.05 = 9.0045, half up to 9.00"), "{why:?}");
    s.run(Command::Undo).unwrap();
    assert_eq!(read(&s, &id).breakdown.total, 11_806);
    s.assert_sound();
}

#[test]
fn what_is_issued_has_a_number_and_never_changes() {
    let s = studio();
    let id = issued(&s);
    let invoice = read(&s, &id);
    let today = s.sqlite3("SELECT date(unixepoch(), 'unixepoch', '+330 minutes')").unwrap();
    let year: i32 = today[2..4].parse().unwrap();
    let year = if &today[5..7] >= "04" { year } else { year - 1 };
    assert_eq!(invoice.number, Some(format!("BLR/{year:02}-{:02}/00001", year + 1)));
    assert_eq!((invoice.status, invoice.open), (InvoiceStatus::Issued, 11_805));
    assert_eq!((invoice.document, invoice.kind), (DocumentKind::TaxInvoice, InvoiceKind::Booking));
    assert_eq!(invoice.issued_on.unwrap().to_string(), today);
    assert_eq!(
        (invoice.seller.registration.as_str(), invoice.buyer.name.as_str()),
        ("29AAGCB7383J1Z4", "Priya")
    );
    // The studio moves, the client is renamed: the paper stays as it was.
    s.sqlite3("UPDATE branches SET tax_json = json_remove(tax_json, '$.gstin'); UPDATE clients SET name = 'Priya Rao'").unwrap();
    assert_eq!(read(&s, &id), invoice);
    for command in [
        InvoiceCommand::AddLine { invoice: id.clone(), values: line("Album", "1", 1, "18") },
        InvoiceCommand::Remove { id: id.clone(), version: invoice.version },
        InvoiceCommand::Issue { id: id.clone(), version: invoice.version },
    ] {
        let refused = refusal(s.run(command));
        assert!(refused.contains("was issued: nothing of it changes any more"), "{refused}");
    }
    assert!(refusal(s.run(Command::Undo)).contains("issued meanwhile"));
    assert_eq!(read(&s, &id), invoice);
    s.assert_sound();
}

#[test]
fn numbers_are_consecutive_and_a_refused_issue_takes_none() {
    let s = studio();
    let first = issued(&s);
    let empty = draft(&s, DraftSource::Counter);
    assert!(refusal(issue(&s, &empty)).contains("the invoice has no lines"));
    let stale = InvoiceCommand::Issue { id: empty.clone(), version: 0 };
    assert!(matches!(s.run(stale), Err(StoreError::Refused(_) | StoreError::Conflict(_))));
    let second = issued(&s);
    let serials = s.sqlite3(
        "SELECT group_concat(serial) FROM (SELECT serial FROM invoices WHERE serial > 0 ORDER BY serial)",
    );
    assert_eq!(serials.unwrap(), "1,2");
    void(&s, &second).unwrap();
    let third = issued(&s);
    assert!(read(&s, &third).number.unwrap().ends_with("/00003"));
    let report = report(&s);
    assert_eq!((report.issued, report.voided, report.missing.as_slice(), report.next), (3, 1, &[][..], 4));
    assert_eq!((report.from, report.to), (read(&s, &first).number, read(&s, &third).number));
}

fn report(s: &Studio) -> SeriesReport {
    match s.ask(Query::Series(BranchScope::All)).unwrap() {
        Reply::Series(reports) => reports.into_iter().find(|report| report.series == Series::Main).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_series_starts_where_a_studio_left_off_elsewhere() {
    let s = studio();
    let start = |first| {
        let day = s.store_today();
        s.run(InvoiceCommand::StartSeries { branch: s.branch.clone(), series: Series::Main, day, first })
    };
    start(42).unwrap();
    let id = issued(&s);
    assert!(read(&s, &id).number.unwrap().ends_with("/00042"));
    assert!(refusal(start(7)).contains("were given out already"));
    assert_eq!(report(&s).missing, [0_u64; 0]);
    s.assert_sound();
}

#[test]
fn a_wide_prefix_is_named_before_anything_is_written() {
    let s = studio();
    s.sqlite3("UPDATE branches SET invoice_prefix = 'BENGALURU'").unwrap();
    let client = s.add("Priya", "98450 12345");
    let id = draft(&s, DraftSource::Client(client));
    add(&s, &id, line("Portrait", "1", 100, "18"));
    let refused = refusal(issue(&s, &id));
    assert!(refused.contains("a number has at most 16"), "{refused}");
    assert_eq!(read(&s, &id).status, InvoiceStatus::Draft);
    assert_eq!(s.sqlite3("SELECT count(*) FROM number_series").unwrap(), "0");
}

#[test]
fn a_studio_without_a_registration_writes_bills_of_supply() {
    let s = Studio::new();
    let id = issued(&s);
    let invoice = read(&s, &id);
    assert_eq!(
        (invoice.document, invoice.breakdown.tax(), invoice.open),
        (DocumentKind::BillOfSupply, 0, 10_005)
    );
}

#[test]
fn void_keeps_the_number_and_only_goes_while_nothing_was_paid() {
    let s = studio();
    let (free, paid, old) = (issued(&s), issued(&s), issued(&s));
    void(&s, &free).unwrap();
    let voided = read(&s, &free);
    assert_eq!((voided.status, voided.open, voided.reason.as_str()), (InvoiceStatus::Void, 0, "typed twice"));
    assert!(voided.number.is_some());
    s.sqlite3(&format!(
        "INSERT INTO transactions (id, invoice_id, gateway_payment_id, status, amount, created_at) VALUES ('t1', '{paid}', 'cash_1', 'paid', 18.05, 1)"
    ))
    .unwrap();
    assert_eq!(read(&s, &paid).open, 10_000);
    assert!(refusal(void(&s, &paid)).contains("something was paid or credited of"));
    assert!(refusal(void(&s, &free)).contains("is void already"));
    let draft = draft(&s, DraftSource::Counter);
    assert!(refusal(void(&s, &draft)).contains("has no number of ours"));
    // The guard against changes is itself what keeps a test from moving the month.
    s.sqlite3(&format!(
        "DROP TRIGGER invoices_issued_update; UPDATE invoices SET issued_on = '2020-01-31' WHERE id = '{old}'"
    ))
    .unwrap();
    assert!(refusal(void(&s, &old)).contains("January 2020"));
}

#[test]
fn credit_notes_take_an_invoice_back_to_nothing() {
    let s = studio();
    let client = s.add("Priya", "98450 12345");
    let id = draft(&s, DraftSource::Client(client));
    add(&s, &id, line("Prints", "3", 3_333, "18"));
    add(&s, &id, line("Portrait", "1", 10_005, "5"));
    set(&s, &id, &[("discount", FieldValue::Money(1_001)), ("round_off", FieldValue::Toggle(true))]).unwrap();
    issue(&s, &id).unwrap();
    let invoice = read(&s, &id);
    let prints = invoice.items[0].id.clone();
    let some = |qty| CreditLines::Some(vec![(prints.clone(), qty)]);
    let notes = [
        made(credit(&s, &id, some(1_000))),
        made(credit(&s, &id, some(1_000))),
        made(credit(&s, &id, CreditLines::Rest)),
    ];
    let sum = |of: &dyn Fn(&Invoice) -> i64| notes.iter().map(|note| of(&read(&s, note))).sum::<i64>();
    let whole = &invoice.breakdown;
    assert_eq!(sum(&|n| n.breakdown.total), whole.total);
    assert_eq!(sum(&|n| n.breakdown.taxable), whole.taxable);
    assert_eq!(sum(&|n| n.breakdown.round_off), whole.round_off);
    for head in [Head::Cgst, Head::Sgst] {
        assert_eq!(sum(&|n| n.breakdown.head(head)), whole.head(head));
    }
    assert!(read(&s, &notes[0]).number.unwrap().contains("/C00001"));
    assert_eq!((read(&s, &id).open, read(&s, &id).status), (0, InvoiceStatus::Paid));
    assert!(refusal(credit(&s, &id, CreditLines::Rest)).contains("nothing of"));
    assert_eq!(detail(&s, &id).credits.len(), 3);
    s.assert_sound();
}

#[test]
fn no_more_is_credited_than_was_invoiced() {
    let s = studio();
    let id = issued(&s);
    let item = read(&s, &id).items[0].id.clone();
    let of = |qty| CreditLines::Some(vec![(item.clone(), qty)]);
    assert!(refusal(credit(&s, &id, of(1_001))).contains("at most 1 can be credited"));
    assert!(refusal(credit(&s, &id, of(0))).contains("at most 1 can be credited"));
    let twice = CreditLines::Some(vec![(item.clone(), 1), (item.clone(), 1)]);
    assert!(refusal(credit(&s, &id, twice)).contains("is named twice"));
    let other = CreditLines::Some(vec![(InvoiceItemId::from("ivi_x"), 1)]);
    assert!(matches!(credit(&s, &id, other), Err(StoreError::NotFound { .. })));
    assert!(
        refusal(credit(&s, &draft(&s, DraftSource::Counter), CreditLines::Rest)).contains("was not issued")
    );
    // What was paid already stays with the client as a credit.
    s.sqlite3(&format!(
        "INSERT INTO transactions (id, invoice_id, gateway_payment_id, status, amount, created_at) VALUES ('t1', '{id}', 'cash_1', 'paid', 100, 1)"
    ))
    .unwrap();
    let said = credit(&s, &id, CreditLines::Rest).unwrap().message;
    assert!(said.contains("₹100.00 of it is the client's"), "{said}");
    assert_eq!(read(&s, &id).open, 0);
    assert_eq!(s.sqlite3("SELECT count(*) FROM invoices WHERE invoice_type = 'credit_note'").unwrap(), "1");
    s.assert_sound();
}

#[test]
fn an_accepted_quote_becomes_one_invoice() {
    let s = studio();
    let priya = s.add("Priya", "98450 12345");
    let project = s.open_project(&priya, &[("title", "Wedding")]);
    let quote =
        s.run(QuoteCommand::Create { project: project.clone(), package: None }).unwrap().row.unwrap().id;
    let quote = studiovault::domain::id::QuoteId::from(quote);
    s.run(QuoteCommand::AddItem { quote: quote.clone(), values: line("Two days", "2", 5_000_000, "18") })
        .unwrap();
    let from = DraftSource::Quote(quote.clone());
    let early = s.run(InvoiceCommand::Draft { branch: s.branch.clone(), source: from.clone() });
    assert!(refusal(early).contains("only an accepted one becomes an invoice"));
    s.run(QuoteCommand::Send(quote.clone())).unwrap();
    s.run(QuoteCommand::Accept(quote)).unwrap();
    let id = draft(&s, DraftSource::Project(project.clone()));
    let read_now = read(&s, &id);
    assert_eq!((read_now.breakdown.total, read_now.project), (11_800_000, Some(project.clone())));
    let again = s.run(InvoiceCommand::Draft { branch: s.branch.clone(), source: from });
    assert!(refusal(again).contains("was invoiced already"));
    assert_eq!(read(&s, &draft(&s, DraftSource::Project(project))).items, []);
    assert_eq!(read(&s, &draft(&s, DraftSource::Copy(id))).breakdown.total, 11_800_000);
    s.assert_sound();
}

#[test]
fn bad_numbers_are_named_and_nothing_is_saved() {
    let s = studio();
    let id = draft(&s, DraftSource::Counter);
    let with = |key: &str, value: FieldValue| {
        let mut values = line("Print", "1", 100, "18");
        values.insert(FieldKey::from(key), value);
        values
    };
    for (values, bad) in [
        (with("qty", FieldValue::text("0")), "qty"),
        (with("unit_price", FieldValue::Money(-1)), "unit_price"),
        (with("unit_price", FieldValue::Money(i64::MAX)), "unit_price"),
        (with("line_discount", FieldValue::Money(101)), "line_discount"),
        (with("code", FieldValue::text("99")), "code"),
        (with("tax_rate", FieldValue::text("101")), "tax_rate"),
        (with("description", FieldValue::Empty), "description"),
        (with("colour", FieldValue::text("red")), "colour"),
    ] {
        let before = read(&s, &id);
        match s.run(InvoiceCommand::AddLine { invoice: id.clone(), values }) {
            Err(StoreError::Invalid(errors)) => {
                assert!(errors.0.contains_key(&FieldKey::from(bad)), "{bad}: {errors}")
            }
            Ok(_) if bad == "colour" => {}
            other => panic!("{bad}: {other:?}"),
        }
        if bad != "colour" {
            assert_eq!(read(&s, &id), before);
        }
    }
    for (key, value, bad) in [
        ("discount", FieldValue::Money(999_999), "discount"),
        ("place_of_supply", FieldValue::text("KA"), "place_of_supply"),
        ("place_of_supply", FieldValue::text("27"), "place_reason"),
        ("due_on", FieldValue::text("soon"), "due_on"),
    ] {
        match set(&s, &id, &[(key, value)]) {
            Err(StoreError::Invalid(errors)) => {
                assert!(errors.0.contains_key(&FieldKey::from(bad)), "{bad}: {errors}")
            }
            other => panic!("{bad}: {other:?}"),
        }
    }
    set(&s, &id, &[("due_on", FieldValue::Date(date(2020, 1, 1)))]).unwrap();
    assert!(refusal(issue(&s, &id)).contains("due before it is issued"));
    s.assert_sound();
}

#[test]
fn the_guards_hold_for_every_writer() {
    let s = studio();
    let id = issued(&s);
    let paid = "INSERT INTO payment_allocations (id, invoice_id, kind, amount) VALUES";
    for (code, sql) in [
        ("SV_ISSUED", "UPDATE invoices SET amount_total = 1".to_owned()),
        ("SV_ISSUED", "UPDATE invoices SET number = 'X/1'".to_owned()),
        ("SV_ISSUED", "UPDATE invoices SET status = 'draft'".to_owned()),
        ("SV_ISSUED", "UPDATE invoice_items SET qty = 2000".to_owned()),
        ("SV_ISSUED", "DELETE FROM invoice_items".to_owned()),
        ("SV_ISSUED", "DELETE FROM invoices".to_owned()),
        ("SV_ISSUED", "INSERT OR REPLACE INTO invoices SELECT * FROM invoices".to_owned()),
        ("SV_NUMBER", "UPDATE number_series SET next = 9".to_owned()),
        ("SV_NUMBER", "DELETE FROM number_series".to_owned()),
        ("SV_NUMBER", "INSERT INTO invoices (id, branch_id, amount_total, status, serial) SELECT 'x', branch_id, 1, 'issued', 7 FROM invoices".to_owned()),
        ("SV_ALLOCATION", format!("{paid} ('a', '{id}', 'tds', 11806)")),
        ("SV_ALLOCATION", format!("{paid} ('a', '{id}', 'write_off', -1)")),
        ("CHECK", format!("{paid} ('a', '{id}', 'payment', 1)")),
    ] {
        let error = s.sqlite3(&sql).expect_err(&sql);
        assert!(error.contains(code), "{sql}: {error}");
    }
    s.sqlite3(&format!("{paid} ('a', '{id}', 'tds', 11805)")).unwrap();
    assert_eq!(read(&s, &id).status, InvoiceStatus::Paid);
    for sql in ["UPDATE payment_allocations SET amount = 1", "DELETE FROM payment_allocations"] {
        assert!(s.sqlite3(sql).unwrap_err().contains("SV_APPEND_ONLY"), "{sql}");
    }
    s.assert_sound();
}

#[test]
fn a_studio_that_comes_from_another_program_goes_on_counting() {
    let s = studio();
    let id = issued(&s);
    let number = read(&s, &id).number.unwrap();
    let head = number.strip_suffix("00001").unwrap();
    // Numbers of the same form, of another one, and of a credit note, from before.
    let s = studio();
    for (id, number) in [
        ("old1", format!("{head}00041")),
        ("old2", format!("{head}0007")),
        ("old3", format!("{head}C00099")),
        ("old4", format!("{head}99X")),
    ] {
        s.sqlite3(&format!(
            "INSERT INTO invoices (id, branch_id, invoice_type, status, amount_total, number, issued_at) VALUES ('{id}', '{}', 'booking', 'issued', 1, '{number}', 1)",
            s.branch
        ))
        .unwrap();
    }
    let first = issued(&s);
    assert_eq!(read(&s, &first).number, Some(format!("{head}00042")));
    let second = issued(&s);
    assert_eq!(read(&s, &second).number, Some(format!("{head}00043")));
    let note = made(credit(&s, &first, CreditLines::Rest));
    assert_eq!(read(&s, &note).number, Some(format!("{head}C00100")));
    s.assert_sound();
}
