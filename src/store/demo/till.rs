//! Quotes, invoices and payments: amounts that add up to the minor unit.

use super::bill::{Scheme, Sum};
use super::calendar::Place;
use super::cast::Duty;
use super::ledger::{Cell, Change, Entry};
use super::rows::{Filled, Invoice, Quote, QuoteItem, Transaction};
use super::story::{DAY, Step, Story};
use super::studio::Studio;
use super::texts;
use crate::domain::id::{InvoiceId, QuoteId, QuoteItemId, TransactionId};
use crate::domain::money::{edit_amount, to_real};
use crate::store::protocol::StoreError;
use crate::store::unit::Severity;
use serde_json::json;
use std::rc::Rc;

// Quotes -----------------------------------------------------------------------------------------------------------

/// The quote goes out; the latest may still be in the drawer.
pub(super) fn quote(studio: &mut Studio<'_>, at: i64, story: &mut Story) -> Result<(), StoreError> {
    story.quote = QuoteId::from_uuid(studio.ids.at(at)).to_string();
    let now = studio.calendar.now();
    let valid_until = studio.calendar.at(story.place, studio.calendar.day_of(story.place, at) + 16, 0);
    let (accepted, lost) = (story.when(Step::Accept), story.when(Step::Lose));
    let is_drawer = accepted.or(lost).is_none() && at > now - 3 * DAY && studio.chance.percent(50);
    let status = match (accepted, lost) {
        _ if is_drawer => "draft",
        (Some(_), _) => "accepted",
        (None, Some(lost)) if lost < valid_until => "declined",
        _ if valid_until <= now => "expired",
        _ => "sent",
    };
    let decided = accepted.or(lost.filter(|_| status == "declined"));
    let cast = Rc::clone(&studio.cast);
    let branch = cast.branch(story.place);
    let author = &cast.person(story.lead).id;
    let sum = story.bill.sum;
    let currency = story.place.currency();
    let row = Quote {
        id: &story.quote,
        project_id: &story.id,
        branch_id: branch,
        status,
        currency: currency.code(),
        package_id: &studio.catalogue.packages[story.offer][story.place.no()],
        package_json: &studio.catalogue.snapshots[story.offer][story.place.no()],
        discount: story.bill.discount,
        advance: story.advance,
        subtotal: sum.net,
        tax: sum.tax(),
        total: sum.total(),
        valid_until,
        notes: (story.bill.discount > 0).then_some("Discount for booking this month"),
        reason: (status == "declined").then_some(story.reason),
        sent_at: (!is_drawer).then_some(at),
        decided_at: decided,
        created_at: at,
        created_by: author,
        version: 1 + i64::from(!is_drawer) + i64::from(decided.is_some()),
    };
    studio.loader.put(&row)?;
    let items = itemize(studio, at, story)?;
    let change = Change::made(Filled::Quotes, &story.quote)
        .says("project_id", &story.id)
        .says("status", if is_drawer { "draft" } else { "sent" })
        .is("total", Cell::Number(sum.total()));
    let mut touched: Vec<_> = items.iter().map(|id| (Filled::QuoteItems, id.as_str())).collect();
    touched.push((Filled::Projects, &story.id));
    let event = if is_drawer { "quote.created" } else { "quote.sent" };
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        touched,
        subject: Some(&subject),
        ..Entry::new(at, Some(branch), author, event, vec![change])
    })
}

fn itemize(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<Vec<String>, StoreError> {
    let mut ids = Vec::with_capacity(story.bill.lines.len());
    for (line, position) in story.bill.lines.iter().zip(1..) {
        let id = QuoteItemId::from_uuid(studio.ids.at(at)).to_string();
        studio.loader.put(&QuoteItem {
            id: &id,
            quote_id: &story.quote,
            position,
            item_type: line.item_type,
            description: line.description,
            qty: line.qty,
            unit_price: line.unit_price,
            tax_rate: story.bill.sum.scheme.rate(),
            total: line.total,
        })?;
        ids.push(id);
    }
    Ok(ids)
}

/// The client accepts. What is not invoiced the same day waits as a draft.
pub(super) fn accept(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let change = Change::changed(Filled::Quotes, &story.quote)
        .moved("status", Cell::Text("sent"), Cell::Text("accepted"))
        .is("decided_at", Cell::Number(at));
    let draft = match story.when(Step::Issue) {
        Some(_) => None,
        None => {
            let id = InvoiceId::from_uuid(studio.ids.at(at)).to_string();
            let paper = Paper { kind: "booking", sum: story.bill.sum, corrects: None };
            put(studio, &id, &paper, (story.place, Some(&story.id), Some(story.client)), &Stage::draft())?;
            Some(id)
        }
    };
    let mut touched = vec![(Filled::Projects, story.id.as_str())];
    touched.extend(draft.iter().map(|id| (Filled::Invoices, id.as_str())));
    let actor = &cast.person(story.lead).id;
    let subject = studio.clients[story.client].id.clone();
    studio.record(&Entry {
        touched,
        subject: Some(&subject),
        ..Entry::new(at, Some(cast.branch(story.place)), actor, "quote.accepted", vec![change])
    })
}

// Invoices ---------------------------------------------------------------------------------------------------------

/// What an invoice is for.
struct Paper<'a> {
    kind: &'static str,
    sum: Sum,
    /// The invoice that a credit note corrects: its id and its number.
    corrects: Option<(&'a str, &'a str)>,
}

/// How far an invoice is on the day of making.
struct Stage {
    status: &'static str,
    issued: Option<i64>,
    due: Option<i64>,
    number: Option<String>,
    version: i64,
}

impl Stage {
    const fn draft() -> Self {
        Self { status: "draft", issued: None, due: None, number: None, version: 1 }
    }

    fn settled(at: i64, number: String) -> Self {
        Self { status: "paid", issued: Some(at), due: Some(at), number: Some(number), version: 1 }
    }
}

fn put(
    studio: &mut Studio<'_>,
    id: &str,
    paper: &Paper<'_>,
    (place, project, client): (Place, Option<&str>, Option<usize>),
    stage: &Stage,
) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let branch = cast.branch(place);
    let client = client.map(|no| &studio.clients[no]);
    let supply = match (place, client) {
        (Place::Bengaluru, Some(client)) => client.state,
        (Place::Bengaluru, None) => "29",
        (Place::Dubai, _) => "AE-DU",
    };
    studio.loader.put(&Invoice {
        id,
        branch_id: branch,
        project_id: project,
        invoice_type: paper.kind,
        amount_total: to_real(paper.sum.total(), place.currency()),
        tax_json: &tax_json(paper, place, supply),
        status: stage.status,
        issued_at: stage.issued,
        due_at: stage.due,
        version: stage.version,
        number: stage.number.as_deref(),
        client_id: client.map(|client| client.id.as_str()),
        currency: place.currency().code(),
        corrects_id: paper.corrects.map(|(id, _)| id),
    })?;
    studio.loader.count(Filled::Invoices, branch, stage.status);
    Ok(())
}

/// Net and heads as plain decimals: the seed has one column for them.
fn tax_json(paper: &Paper<'_>, place: Place, supply: &str) -> String {
    let amount = |minor| edit_amount(minor, place.currency());
    let (scheme, heads) = paper.sum.scheme.words();
    let mut tax = json!({
        "scheme": scheme, "place_of_supply": supply, "rate": paper.sum.scheme.rate() / 100, "net": amount(paper.sum.net),
    });
    for head in heads {
        tax[head] = json!(amount(paper.sum.head));
    }
    if let Some((_, number)) = paper.corrects {
        tax["corrects"] = json!(number);
    }
    tax.to_string()
}

/// The invoice is issued.
pub(super) fn issue(studio: &mut Studio<'_>, at: i64, story: &mut Story) -> Result<(), StoreError> {
    story.invoice = InvoiceId::from_uuid(studio.ids.at(at)).to_string();
    story.number = studio.number(story.place, "", at);
    let sum = story.bill.sum;
    let received = story.received();
    let status = match story.when(Step::Settle) {
        Some(_) if received == 0 => "void",
        Some(_) => "paid",
        None if received == sum.total() => "paid",
        None if story.due <= studio.calendar.now() => "overdue",
        None => "issued",
    };
    let stage = Stage {
        status,
        issued: Some(at),
        due: Some(story.due),
        number: Some(story.number.clone()),
        version: 1 + i64::from(status != "issued"),
    };
    let paper = Paper { kind: "booking", sum, corrects: None };
    put(studio, &story.invoice, &paper, (story.place, Some(&story.id), Some(story.client)), &stage)?;
    let change = Change::made(Filled::Invoices, &story.invoice)
        .says("number", &story.number)
        .says("project_id", &story.id)
        .says("status", "issued")
        .is("amount_total", Cell::Amount(to_real(sum.total(), story.place.currency())))
        .is("due_at", Cell::Number(story.due));
    let cast = Rc::clone(&studio.cast);
    let actor = &cast.person(cast.who(&mut studio.chance, story.place, Duty::Money)).id;
    studio.record(&Entry {
        touched: vec![(Filled::Projects, &story.id)],
        ..Entry::new(at, Some(cast.branch(story.place)), actor, "invoice.issued", vec![change])
    })
}

// Payments ---------------------------------------------------------------------------------------------------------

/// Ways to pay, with how many of a hundred take them in each branch.
const WAYS: [(&str, [u32; 2]); 4] =
    [("upi", [48, 0]), ("bank", [26, 34]), ("card", [16, 54]), ("cash", [10, 12])];

/// The gateway's id, or how it came.
fn gateway(studio: &mut Studio<'_>, place: Place) -> (&'static str, String) {
    let way = WAYS[studio.chance.weighted(WAYS.iter().map(|(_, share)| share[place.no()]))].0;
    let bits = studio.chance.bits();
    (way, format!("{way}_{bits:016x}"))
}

/// Money comes in.
pub(super) fn pay(studio: &mut Studio<'_>, at: i64, story: &mut Story, no: usize) -> Result<(), StoreError> {
    let amount = story.payments[no].amount;
    let (way, gateway_id) = gateway(studio, story.place);
    let is_online = matches!(way, "upi" | "card");
    let mut failed = None;
    if is_online && studio.chance.percent(5) {
        let id = TransactionId::from_uuid(studio.ids.at(at)).to_string();
        transact(studio, story, (&id, &format!("{gateway_id}_1"), None), ("failed", amount, at))?;
        failed = Some(id);
    }
    // A bank may ask for weeks whether a card was its owner's.
    let is_recent = at > studio.calendar.now() - 60 * DAY;
    let status = match studio.chance.below(20) {
        0 if way == "card" && is_recent => "disputed",
        1 if way == "card" && is_recent => "under_review",
        _ => "paid",
    };
    let id = TransactionId::from_uuid(studio.ids.at(at)).to_string();
    transact(studio, story, (&id, &gateway_id, None), (status, amount, at))?;
    studio.spent[story.client] += amount;
    let cast = Rc::clone(&studio.cast);
    let mut changes = vec![
        Change::made(Filled::Transactions, &id)
            .says("invoice_id", &story.invoice)
            .says("status", "paid")
            .is("amount", Cell::Amount(to_real(amount, story.place.currency()))),
    ];
    story.settled += amount;
    if story.settled == story.bill.sum.total() {
        let from = if story.due < at { "overdue" } else { "issued" };
        let paid = Change::changed(Filled::Invoices, &story.invoice);
        changes.push(paid.moved("status", Cell::Text(from), Cell::Text("paid")));
    }
    let actor = &cast.person(cast.who(&mut studio.chance, story.place, Duty::Money)).id;
    let branch = cast.branch(story.place);
    let mut touched = vec![(Filled::Projects, story.id.as_str())];
    touched.extend(failed.iter().map(|id| (Filled::Transactions, id.as_str())));
    studio.record(&Entry { touched, ..Entry::new(at, Some(branch), actor, "payment.recorded", changes) })?;
    story.paid.push(id);
    Ok(())
}

fn transact(
    studio: &mut Studio<'_>,
    story: &Story,
    (id, gateway, refund_of): (&str, &str, Option<&str>),
    (status, minor, at): (&str, i64, i64),
) -> Result<(), StoreError> {
    studio.loader.put(&Transaction {
        id,
        invoice_id: &story.invoice,
        gateway_payment_id: gateway,
        status,
        amount: to_real(minor, story.place.currency()),
        created_at: at,
        refund_of,
    })
}

// Corrections ------------------------------------------------------------------------------------------------------

/// A credit note, and what of it is paid back.
struct Correction {
    credit: Sum,
    /// Minor units.
    refund: i64,
    reason: &'static str,
}

/// The client takes back what is not printed yet: the note reverses that line's amounts, and its money goes back.
pub(super) fn credit(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    let line = story.bill.lines.iter().find(|line| line.item_type == "merch");
    let Some(credit) = line.map(|line| Sum::of_line(story.bill.sum.scheme, line)) else { return Ok(()) };
    // Money goes back the way it came: no more than one payment brought.
    if story.payments.iter().all(|payment| payment.amount < credit.total()) {
        return Ok(());
    }
    correct(
        studio,
        at,
        story,
        &Correction { credit, refund: credit.total(), reason: "the album was not wanted" },
    )
}

/// The invoice of a booking that was called off: void if nothing was paid, else credited down to what the studio keeps.
pub(super) fn settle(studio: &mut Studio<'_>, at: i64, story: &Story) -> Result<(), StoreError> {
    let received = story.received();
    if received == 0 {
        let cast = Rc::clone(&studio.cast);
        let change = Change::changed(Filled::Invoices, &story.invoice).moved(
            "status",
            Cell::Text("issued"),
            Cell::Text("void"),
        );
        return studio.record(&Entry {
            severity: Severity::High,
            facts: vec![("reason", Cell::Text(story.reason))],
            ..Entry::new(at, Some(cast.branch(story.place)), cast.owner(), "invoice.voided", vec![change])
        });
    }
    let refund = if studio.chance.percent(50) { received / 2 } else { 0 };
    let credit = Sum::inclusive(story.bill.sum.scheme, story.bill.sum.total() - (received - refund));
    correct(studio, at, story, &Correction { credit, refund, reason: story.reason })
}

fn correct(
    studio: &mut Studio<'_>,
    at: i64,
    story: &Story,
    correction: &Correction,
) -> Result<(), StoreError> {
    let cast = Rc::clone(&studio.cast);
    let currency = story.place.currency();
    let note = InvoiceId::from_uuid(studio.ids.at(at)).to_string();
    let number = studio.number(story.place, "C", at);
    let paper = Paper {
        kind: "credit_note",
        sum: correction.credit,
        corrects: Some((&story.invoice, &story.number)),
    };
    let stage = Stage::settled(at, number.clone());
    put(studio, &note, &paper, (story.place, Some(&story.id), Some(story.client)), &stage)?;
    let credited = to_real(correction.credit.total(), currency);
    let mut changes = vec![
        Change::made(Filled::Invoices, &note)
            .says("number", &number)
            .is("amount_total", Cell::Amount(credited)),
    ];
    let largest = story.payments.iter().zip(&story.paid).max_by_key(|(payment, _)| payment.amount);
    let refund = TransactionId::from_uuid(studio.ids.at(at)).to_string();
    if let Some((_, payment)) = largest.filter(|_| correction.refund > 0) {
        let (_, gateway_id) = gateway(studio, story.place);
        transact(studio, story, (&refund, &gateway_id, Some(payment)), ("refunded", correction.refund, at))?;
        studio.spent[story.client] -= correction.refund;
        let amount = Cell::Amount(to_real(correction.refund, currency));
        changes.push(
            Change::made(Filled::Transactions, &refund).says("status", "refunded").is("amount", amount),
        );
    }
    studio.record(&Entry {
        severity: Severity::High,
        touched: vec![(Filled::Invoices, &story.invoice), (Filled::Projects, &story.id)],
        facts: vec![("reason", Cell::Text(correction.reason))],
        ..Entry::new(at, Some(cast.branch(story.place)), cast.owner(), "credit_note.issued", changes)
    })
}

// The counter ------------------------------------------------------------------------------------------------------

/// Somebody buys at the counter: an invoice that is paid at once, and never a project.
pub(super) fn counter_sale(studio: &mut Studio<'_>, at: i64, place: Place) -> Result<(), StoreError> {
    let known = studio.chance.percent(70);
    let client = if known { studio.somebody_before(place) } else { None };
    let (_, prices) = *studio.chance.pick(&texts::COUNTER);
    let amount = prices[place.no()] * 100 * studio.chance.within(1, 3);
    let sum = Sum::inclusive(Scheme::of(place), amount);
    let id = InvoiceId::from_uuid(studio.ids.at(at)).to_string();
    let number = studio.number(place, "", at);
    let paper = Paper { kind: "pos", sum, corrects: None };
    put(studio, &id, &paper, (place, None, client), &Stage::settled(at, number.clone()))?;
    let (_, gateway_payment_id) = gateway(studio, place);
    let payment = TransactionId::from_uuid(studio.ids.at(at)).to_string();
    let real = to_real(amount, place.currency());
    studio.loader.put(&Transaction {
        id: &payment,
        invoice_id: &id,
        gateway_payment_id: &gateway_payment_id,
        status: "paid",
        amount: real,
        created_at: at,
        refund_of: None,
    })?;
    if let Some(client) = client {
        studio.spent[client] += amount;
    }
    let cast = Rc::clone(&studio.cast);
    let actor = &cast.person(cast.who(&mut studio.chance, place, Duty::Desk)).id;
    let changes = vec![
        Change::made(Filled::Invoices, &id).says("number", &number).is("amount_total", Cell::Amount(real)),
        Change::made(Filled::Transactions, &payment).says("status", "paid").is("amount", Cell::Amount(real)),
    ];
    studio.record(&Entry::new(at, Some(cast.branch(place)), actor, "sale.recorded", changes))
}
