//! Quotes: drafted from a package, summed up, sent, accepted, declined.

use super::{Studio, values};
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{ProjectId, QuoteId};
use studiovault::domain::money::Money;
use studiovault::domain::project::ProjectStatus;
use studiovault::domain::quote::Quote;
use studiovault::domain::role::Permission;
use studiovault::store::protocol::*;

fn project(s: &Studio) -> ProjectId {
    let priya = s.add("Priya", "98450 12345");
    s.sqlite3(&format!(
        "INSERT INTO packages (id, branch_id, name, type, price, tax_rate, inclusions_json)
         VALUES ('pkg_1', '{}', 'Wedding gold', 'time_based', 100000.0, 18.0, '[\"8 hours\"]')",
        s.branch
    ))
    .unwrap();
    s.open_project(&priya, &[("title", "Wedding")])
}

fn drafted(s: &Studio, project: &ProjectId, package: Option<&str>) -> QuoteId {
    let package = package.map(Into::into);
    QuoteId::from(s.run(QuoteCommand::Create { project: project.clone(), package }).unwrap().row.unwrap().id)
}

fn quote(s: &Studio, id: &QuoteId) -> Quote {
    match s.store.ask(&s.owner, Query::Quote(id.clone())).unwrap() {
        Reply::Quote(quote) => *quote,
        other => panic!("{other:?}"),
    }
}

fn item(description: &str, qty: &str, price: i64, rate: &str) -> FieldValues {
    let mut values = values(&[("description", description), ("qty", qty), ("tax_rate", rate)]);
    values.insert(FieldKey::from("unit_price"), FieldValue::Money(price));
    values
}

fn terms(s: &Studio, id: &QuoteId, field: &str, value: FieldValue) -> Result<Outcome, StoreError> {
    let read = quote(s, id);
    let mut values = read.values();
    values.insert(FieldKey::from(field), value);
    s.run(QuoteCommand::Edit { id: id.clone(), version: read.version, base: read.values(), values })
}

#[test]
fn a_package_is_quoted_as_it_was() {
    let s = Studio::new();
    let id = drafted(&s, &project(&s), Some("pkg_1"));
    s.sqlite3("UPDATE packages SET price = 1.0, name = 'Tin' WHERE id = 'pkg_1'").unwrap();
    let read = quote(&s, &id);
    assert_eq!((read.package.as_str(), read.status.as_str()), ("Wedding gold", "draft"));
    assert_eq!((read.subtotal.minor, read.tax.minor, read.total.minor), (10_000_000, 1_800_000, 11_800_000));
    let package = s.sqlite3("SELECT package_json FROM quotes").unwrap();
    assert!(package.contains("8 hours"), "{package}");

    s.run(QuoteCommand::AddItem { quote: id.clone(), values: item("Album", "2.5", 33_333, "12") }).unwrap();
    terms(&s, &id, "discount", FieldValue::Money(1_000_001)).unwrap();
    let read = quote(&s, &id);
    assert_eq!(read.items[1].total.minor, 83_333);
    assert_eq!(read.subtotal.minor, 10_083_333 - 1_000_001);
    assert_eq!(read.total.minor, read.subtotal.minor + read.tax.minor);
    s.run(QuoteCommand::RemoveItem { quote: id.clone(), item: read.items[1].id.clone() }).unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(quote(&s, &id), Quote { version: quote(&s, &id).version, ..read });
    s.assert_sound();
}

#[test]
fn bad_quotes_are_refused() {
    let s = Studio::new();
    let project = project(&s);
    let id = drafted(&s, &project, None);
    let add = |values| s.run(QuoteCommand::AddItem { quote: id.clone(), values });
    for (values, bad) in [
        (item("", "1", 1, "18"), "description"),
        (item("Album", "0", 1, "18"), "qty"),
        (item("Album", "1", -1, "18"), "unit_price"),
        (item("Album", "1", 1, "many"), "tax_rate"),
        (item("Album", "999999", 900_000_000_000_000, "18"), "unit_price"),
    ] {
        match add(values.clone()) {
            Err(StoreError::Invalid(errors)) => {
                assert!(errors.0.contains_key(&FieldKey::from(bad)), "{errors:?}")
            }
            other => panic!("{values:?}: {other:?}"),
        }
    }
    let refused = |result: Result<Outcome, StoreError>, says: &str| {
        let error = result.unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    };
    refused(s.run(QuoteCommand::Send(id.clone())), "no lines");
    add(item("Album", "1", 1_000, "18")).unwrap();
    refused(terms(&s, &id, "discount", FieldValue::Money(1_001)), "more than the lines");
    refused(terms(&s, &id, "advance", FieldValue::Money(2_000)), "more than the quote");
    refused(s.run(QuoteCommand::Accept(id.clone())), "not sent yet");
    refused(s.run(QuoteCommand::Decline { id: id.clone(), reason: "x".into() }), "only one that was sent");
    s.run(QuoteCommand::Send(id.clone())).unwrap();
    refused(add(item("Late", "1", 1, "0")), "does not change any more");
    s.sqlite3("UPDATE quotes SET valid_until = 1").unwrap();
    refused(s.run(QuoteCommand::Accept(id.clone())), "expired");
    assert_eq!(quote(&s, &id).status, "expired");
    assert!(matches!(
        s.run(QuoteCommand::Decline { id: id.clone(), reason: " ".into() }),
        Err(StoreError::Invalid(_))
    ));
    s.run(QuoteCommand::Decline { id: id.clone(), reason: "too dear".into() }).unwrap();
    assert_eq!(quote(&s, &id).status, "declined");
}

#[test]
fn accepting_books_unless_an_advance_is_due() {
    let s = Studio::new();
    let first = project(&s);
    let id = drafted(&s, &first, Some("pkg_1"));
    s.run(QuoteCommand::Send(id.clone())).unwrap();
    let clerk = s.hire("u_clerk", "clerk");
    assert_eq!(
        s.store.run(&clerk, QuoteCommand::Accept(id.clone()).into()).unwrap_err(),
        StoreError::Denied(Permission::MoveProjects)
    );
    let said = s.run(QuoteCommand::Accept(id.clone())).unwrap().message;
    assert_eq!(said, "Accepted the quote: Wedding is active now");
    let booked = s.project(&first);
    assert_eq!(booked.project.status, ProjectStatus::Active);
    assert!(booked.project.activated.is_some());
    assert_eq!(booked.money.unwrap().sums[0].quoted.unwrap().minor, 11_800_000);
    s.run(Command::Undo).unwrap();
    let back = s.project(&first).project;
    assert_eq!((back.status, back.activated), (ProjectStatus::Inquiry, None));
    assert_eq!(quote(&s, &id).status, "sent");

    let dear = drafted(&s, &first, Some("pkg_1"));
    terms(&s, &dear, "advance", FieldValue::Money(2_500_000)).unwrap();
    s.run(QuoteCommand::Send(dear.clone())).unwrap();
    let said = s.run(QuoteCommand::Accept(dear)).unwrap().message;
    assert!(said.contains("booked once the advance of ₹25,000.00 is paid"), "{said}");
    assert_eq!(s.project(&first).project.status, ProjectStatus::Inquiry);
    s.assert_sound();
}

#[test]
fn amounts_of_different_currencies_are_never_added() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    s.sqlite3(&format!(
        "INSERT INTO quotes (id, project_id, branch_id, status, currency, total, advance, created_at) VALUES
           ('quo_1', '{id}', '{b}', 'accepted', 'INR', 25000, 0, 5), ('quo_2', '{id}', '{b}', 'accepted', 'AED', 9000, 0, 5),
           ('quo_3', '{id}', '{b}', 'accepted', 'AED', 1000, 0, 5), ('quo_4', '{id}', '{b}', 'accepted', '???', 7, 0, 5);
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status, issued_at, currency) VALUES
           ('inv_1', '{b}', '{id}', 100.5, 'issued', 5, NULL), ('inv_2', '{b}', '{id}', 40, 'issued', 5, 'AED'),
           ('inv_3', '{b}', '{id}', 3, 'issued', 5, 'INR');
         INSERT INTO transactions (id, invoice_id, gateway_payment_id, amount, status, created_at)
           VALUES ('txn_1', 'inv_2', 'cash_1', 15, 'paid', 6);",
        b = s.branch
    ))
    .unwrap();
    let sums = s.project(&id).money.unwrap().sums;
    let said = |m: Money| format!("{} {}", m.currency.code(), m.minor);
    assert_eq!(sums.len(), 2);
    assert_eq!(sums[0].quoted.map(said).as_deref(), Some("INR 25000"));
    assert_eq!([said(sums[0].invoiced), said(sums[0].paid)], ["INR 10350", "INR 0"]);
    assert_eq!(sums[1].quoted.map(said).as_deref(), Some("AED 10000"));
    assert_eq!([said(sums[1].paid), said(sums[1].open)], ["AED 1500", "AED 2500"]);
    let client = s.client(&priya);
    assert_eq!((client.stats.invoices, said(client.stats.open).as_str()), (3, "INR 10350"));
    assert_eq!(client.stats.open_elsewhere.iter().copied().map(said).collect::<Vec<_>>(), ["AED 2500"]);
    let amounts: Vec<_> = client.timeline.iter().filter_map(|e| e.amount).map(said).collect();
    assert!(["AED 4000", "AED 1500"].iter().all(|said| amounts.iter().any(|a| a == said)), "{amounts:?}");
}

#[test]
fn a_draft_goes_with_its_lines_and_comes_back_with_them() {
    let s = Studio::new();
    let project = project(&s);
    let id = drafted(&s, &project, Some("pkg_1"));
    let remove = |version| s.run(QuoteCommand::Remove { id: id.clone(), version });
    let Err(StoreError::Conflict(conflict)) = remove(7) else { panic!() };
    assert_eq!(remove(conflict.version).unwrap().message, "Removed the draft for Wedding");
    assert!(s.project(&project).quotes.rows.is_empty());
    assert_eq!(s.sqlite3("SELECT count(*) FROM quote_items").unwrap(), "0");
    // What is written down of the lines is about the client, also when their quote went with them.
    let subjects =
        "SELECT count(*) FROM audit_personal p LEFT JOIN clients c ON c.id = p.subject_id WHERE c.id IS NULL";
    assert_eq!(s.sqlite3(subjects).unwrap(), "0");
    s.run(Command::Undo).unwrap();
    assert_eq!(quote(&s, &id).items.len(), 1);
    s.run(Command::Redo).unwrap();
    s.run(Command::Undo).unwrap();
    // The same for a draft whose making is taken back and done again.
    s.run(Command::Undo).unwrap();
    s.run(Command::Redo).unwrap();
    assert_eq!(quote(&s, &id).items.len(), 1);
    assert_eq!(s.sqlite3(subjects).unwrap(), "0");
    s.run(QuoteCommand::Send(id.clone())).unwrap();
    assert!(matches!(s.run(QuoteCommand::Remove { id, version: 1 }), Err(StoreError::Refused(_))));
    s.assert_sound();
}

#[test]
fn the_terms_of_a_quote_are_taken_back_with_the_sums_that_follow() {
    let s = Studio::new();
    let project = project(&s);
    let id = drafted(&s, &project, Some("pkg_1"));
    terms(&s, &id, "discount", FieldValue::Money(1_000_000)).unwrap();
    assert_eq!(quote(&s, &id).total.minor, 10_620_000);
    s.run(Command::Undo).unwrap();
    assert_eq!((quote(&s, &id).discount.minor, quote(&s, &id).total.minor), (0, 11_800_000));
    s.run(Command::Undo).unwrap();
    assert!(s.project(&project).quotes.rows.is_empty());
}

#[test]
fn a_line_that_somebody_changed_meanwhile_is_not_written_over() {
    let s = Studio::new();
    let id = drafted(&s, &project(&s), None);
    s.run(QuoteCommand::AddItem { quote: id.clone(), values: item("Album", "1", 500_000, "0") }).unwrap();
    let line = quote(&s, &id).items[0].clone();
    let edit = |base: FieldValues, values: FieldValues| {
        s.run(QuoteCommand::EditItem { quote: id.clone(), item: line.id.clone(), base, values })
    };
    edit(line.values(), item("Album", "1", 700_000, "0")).unwrap();
    // The other one has the old price on screen, and changes only the words.
    let Err(StoreError::Conflict(conflict)) = edit(line.values(), item("Large album", "1", 500_000, "0"))
    else {
        panic!("{:?}", quote(&s, &id).total)
    };
    assert_eq!(quote(&s, &id).total.minor, 700_000);
    edit(conflict.theirs, item("Large album", "1", 700_000, "0")).unwrap();
    assert_eq!(quote(&s, &id).items[0].description, "Large album");
}
