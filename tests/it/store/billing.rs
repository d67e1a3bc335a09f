//! How a branch bills: set by the owner, checked before anything is written, without losing what others keep there.

use super::invoices::{add, draft, issue, line, read};
use super::{Studio, values};
use studiovault::domain::field::FieldKey;
use studiovault::domain::id::BranchId;
use studiovault::domain::tax::{Basis, Head, Place};
use studiovault::store::protocol::*;

const GSTIN: &str = "29AAGCB7383J1Z4";

fn billing(s: &Studio, branch: &BranchId) -> Billing {
    match s.ask(Query::Billing(BranchScope::One(branch.clone()))).unwrap() {
        Reply::Billing(found) => found.into_iter().next().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn command(s: &Studio, branch: &BranchId, fields: &[(&str, &str)]) -> Command {
    let Billing { values: base, version, .. } = billing(s, branch);
    let mut wanted = base.clone();
    wanted.extend(values(fields));
    BillingCommand::Set { branch: branch.clone(), version, base, values: wanted }.into()
}

fn set(s: &Studio, branch: &BranchId, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
    s.run(command(s, branch, fields))
}

#[track_caller]
fn wrong(outcome: Result<Outcome, StoreError>, field: &str) -> String {
    match outcome {
        Err(StoreError::Invalid(errors)) => errors.0[&FieldKey::from(field)].clone(),
        other => panic!("{field}: {other:?}"),
    }
}

/// A second branch, in Mysuru, of the same country.
fn second(s: &Studio) -> BranchId {
    s.sqlite3(&format!(
        "INSERT INTO branches SELECT 'br_2', org_id, 'Mysuru', address_json, tax_json, 'MYS', created_at, 1, currency_exponent FROM branches WHERE id = '{}'",
        s.branch
    ))
    .unwrap();
    BranchId::from("br_2")
}

#[test]
fn what_is_set_is_used_from_the_next_invoice_on() {
    let s = Studio::new();
    s.sqlite3("UPDATE branches SET tax_json = json_set(tax_json, '$.theirs', json('[1]'))").unwrap();
    let before = billing(&s, &s.branch);
    assert_eq!((before.prefix.as_str(), before.registration.as_str()), ("BEN", "unregistered"));
    set(
        &s,
        &s.branch,
        &[
            ("prefix", "blr"),
            ("gstin", &GSTIN.to_lowercase()),
            ("terms", "Pay soon"),
            ("upi", "studio@okbank"),
        ],
    )
    .unwrap();
    let after = billing(&s, &s.branch);
    assert_eq!(
        (after.prefix.as_str(), after.registration.as_str(), after.state.as_str()),
        ("BLR", "regular", "29")
    );
    assert!(after.sample.unwrap().starts_with("BLR/"));
    assert_eq!(after.version, before.version + 1);
    let tax = s.sqlite3(
        "SELECT tax_json ->> '$.theirs', tax_json ->> '$.gstin', tax_json ->> '$.currency' FROM branches",
    );
    assert_eq!(tax.unwrap(), format!("[1]|{GSTIN}|INR"));
    let client = s.add("Priya", "98450 12345");
    let id = draft(&s, DraftSource::Client(client));
    add(&s, &id, line("Portrait", "1", 10_005, "18"));
    issue(&s, &id).unwrap();
    let invoice = read(&s, &id);
    assert!(invoice.number.unwrap().starts_with("BLR/"));
    assert_eq!((invoice.terms.as_str(), invoice.breakdown.head(Head::Cgst)), ("Pay soon", 900));
    // An empty value goes back to the usual.
    set(&s, &s.branch, &[("prefix", ""), ("terms", "")]).unwrap();
    assert_eq!(billing(&s, &s.branch).prefix, "BEN");
    let entries =
        s.sqlite3("SELECT count(*) FROM audit_logs WHERE event_type = 'billing.set' AND severity = 'high'");
    assert_eq!(entries.unwrap(), "2");
    s.assert_sound();
}

#[test]
fn what_would_not_do_is_refused_and_nothing_is_kept() {
    let s = Studio::new();
    let before = s.sqlite3("SELECT * FROM branches").unwrap();
    let wide = wrong(set(&s, &s.branch, &[("prefix", "BENGALURU")]), "prefix");
    assert!(wide.contains("a number has at most 16"), "{wide}");
    wrong(set(&s, &s.branch, &[("prefix", "B R")]), "prefix");
    wrong(set(&s, &s.branch, &[("number_template", "{prefix}/{fy}/{n}")]), "number_template");
    wrong(
        set(&s, &s.branch, &[("number_template", "{prefix}/{fy}/INV{kind}{device}{n}")]),
        "number_template",
    );
    let digit = wrong(set(&s, &s.branch, &[("gstin", "29AAGCB7383J1Z5")]), "gstin");
    assert!(digit.contains("would have to be 4"), "{digit}");
    wrong(set(&s, &s.branch, &[("state", "77")]), "state");
    wrong(set(&s, &s.branch, &[("fiscal_start", "02-30")]), "fiscal_start");
    assert_eq!(s.sqlite3("SELECT * FROM branches").unwrap(), before);
}

#[test]
fn branches_of_one_registration_number_apart() {
    let s = Studio::new();
    let mysuru = second(&s);
    set(&s, &s.branch, &[("prefix", "KA"), ("gstin", GSTIN)]).unwrap();
    let taken = wrong(set(&s, &mysuru, &[("prefix", "ka"), ("gstin", GSTIN)]), "prefix");
    assert!(taken.contains("Bengaluru has the same registration"), "{taken}");
    set(&s, &mysuru, &[("gstin", GSTIN)]).unwrap();
    wrong(set(&s, &mysuru, &[("prefix", "KA")]), "prefix");
    // Of another registration nothing speaks against it.
    set(&s, &mysuru, &[("prefix", "KA"), ("gstin", "27AAPFU0939F1ZV")]).unwrap();
}

#[test]
fn only_the_owner_sets_it_and_at_what_was_seen() {
    let s = Studio::new();
    let old = command(&s, &s.branch, &[("prefix", "OLD")]);
    s.sqlite3(&format!(
        "INSERT INTO users (id, org_id, branch_id, email, roles_json, status) SELECT 'usr_m', id, '{}', 'm@x.in', '[\"manager\"]', 'active' FROM organizations",
        s.branch
    ))
    .unwrap();
    let manager = s.store.sign_in(Some("m@x.in"), "test").unwrap();
    assert!(matches!(s.store.run(&manager, old.clone()), Err(StoreError::Denied(_))));
    set(&s, &s.branch, &[("prefix", "NEW")]).unwrap();
    assert!(matches!(s.run(old), Err(StoreError::Conflict(_))));
    assert_eq!(billing(&s, &s.branch).prefix, "NEW");
}

#[test]
fn a_client_is_taxed_in_their_state_unless_the_gstin_says_another() {
    let s = Studio::new();
    set(&s, &s.branch, &[("gstin", GSTIN)]).unwrap();
    let place = |fields: &[(&str, &str)]| {
        let client = s.add_with(fields);
        let id = draft(&s, DraftSource::Client(client));
        add(&s, &id, line("Portrait", "1", 10_005, "18"));
        let invoice = read(&s, &id);
        (invoice.place, invoice.basis, invoice.breakdown.head(Head::Igst))
    };
    let at = |code: &str| Some(Place::from(code));
    assert_eq!(place(&[("name", "A"), ("phone", "98450 12345")]).1, Basis::Unknown);
    assert_eq!(
        place(&[("name", "B"), ("phone", "98450 12346"), ("state", "Maharashtra")]),
        (at("27"), Basis::Address, 1_801)
    );
    assert_eq!(
        place(&[("name", "C"), ("phone", "98450 12347"), ("state", "29"), ("gstin", "27AAPFU0939F1ZV")]),
        (at("27"), Basis::Registration, 1_801)
    );
    let wrong = s.run(Command::CreateClient {
        branch: s.branch.clone(),
        values: values(&[("name", "D"), ("phone", "98450 12348"), ("state", "Atlantis")]),
    });
    assert!(
        matches!(&wrong, Err(StoreError::Invalid(errors)) if errors.0.contains_key(&FieldKey::from("state"))),
        "{wrong:?}"
    );
}
