//! An invoice with everything about it, as `show` and `--json` have it.

use super::list::kind;
use crate::cli::out::{Column, Record, Value};
use crate::cli::project::status;
use crate::cli::studio::Studio;
use crate::domain::invoice::entry::liability_word;
use crate::domain::invoice::party::Party;
use crate::domain::invoice::{Invoice, InvoiceItem};
use crate::domain::money::Money;
use crate::domain::quote::edit_qty;
use crate::domain::tax::bill::{Pricing, RoundOff, TaxedLine};
use crate::domain::tax::{Head, Place};
use crate::store::protocol::{Allocated, InvoiceDetail};
use jiff::Timestamp;
use serde_json::json;

/// Whether the derivation is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// It is.
    Told,
    /// Only the amounts.
    LeftOut,
}

const LINES: [Column; 13] = [
    Column::number("line", "LINE"),
    Column::text("description", "WHAT"),
    Column::hidden("type"),
    Column::text("code", "CODE"),
    Column::number("qty", "QTY"),
    Column::money("unit_price", "PRICE"),
    Column::hidden("inclusive"),
    Column::money("line_discount", "OFF"),
    Column::number("tax_rate", "RATE"),
    Column::money("taxable", "TAXABLE"),
    Column::money("tax", "TAX"),
    Column::money("total", "TOTAL"),
    Column::hidden("id"),
];

const TAXES: [Column; 2] = [Column::text("head", "TAX"), Column::money("amount", "AMOUNT")];
const ALLOCATIONS: [Column; 4] = [
    Column::text("kind", "KIND"),
    Column::money("amount", "AMOUNT"),
    Column::text("from", "FROM"),
    Column::text("at", "WHEN"),
];
const CREDITS: [Column; 2] = [Column::whole("number", "NUMBER"), Column::id()];
const WHY: [Column; 1] = [Column::whole("why", "WHY")];

/// The record of an invoice. The editable fields have the names that the flags and the form have.
pub(super) fn of(detail: &InvoiceDetail, why: Why, studio: &Studio) -> Record {
    let invoice = &detail.invoice;
    let money = |minor| studio.money(Money { minor, currency: invoice.currency });
    let lines = invoice
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| line((at, item, invoice.breakdown.lines.get(at)), invoice.currency, studio));
    let taxes = invoice.heads().iter().map(|head| [Value::text(head.head.label()), money(head.amount)]);
    let allocations = detail.allocations.iter().map(|of| allocated(of, invoice, studio));
    let credits = detail.credits.iter().map(|(id, number)| [Value::text(number), Value::text(id.as_str())]);
    let record = sums(parties(facts(invoice, studio), invoice), invoice, studio)
        .fact("reason", "Reason", Value::text(&invoice.reason))
        .fact("notes", "Notes", Value::text(&invoice.notes))
        .fact("terms", "Terms", Value::text(&invoice.terms))
        .fact("legal", "Says", Value::Lines(invoice.legal.clone()))
        .hidden("branch", Value::text(invoice.branch.as_str()))
        .fact("version", "Version", Value::Number(invoice.version))
        .fact("id", "Id", Value::text(invoice.id.as_str()))
        .section(("lines", "Lines"), &LINES, lines)
        .section(("taxes", "Taxes"), &TAXES, taxes)
        .section(("allocations", "Paid and set off"), &ALLOCATIONS, allocations)
        .section(("credits", "Credit notes"), &CREDITS, credits);
    match why {
        Why::Told => {
            record.section(("why", "Why"), &WHY, detail.why.iter().map(|sentence| [Value::text(sentence)]))
        }
        Why::LeftOut => record,
    }
}

fn facts(invoice: &Invoice, studio: &Studio) -> Record {
    let of_project = invoice.project.as_ref().map_or(Value::Nothing, |id| {
        Value::Other(invoice.project_title.clone(), json!({ "id": id, "name": invoice.project_title }))
    });
    let client = invoice.client.as_ref().map_or(Value::Nothing, |id| {
        Value::Other(invoice.buyer.name.clone(), json!({ "id": id, "name": invoice.buyer.name }))
    });
    let time = |at: Option<Timestamp>| at.map_or(Value::Nothing, |at| studio.time(at, &invoice.branch));
    Record::new(invoice.called())
        .hidden("number", Value::maybe(invoice.number.as_ref()))
        .fact("type", "Kind", Value::Other(kind(invoice.kind.as_str()), json!(invoice.kind)))
        .fact("status", "Status", status(invoice.status.as_str()))
        .fact(
            "document",
            "Document",
            Value::Other(invoice.document.label().to_owned(), json!(invoice.document)),
        )
        .fact("client", "Client", client)
        .fact("project", "Project", of_project)
        .fact("issued", "Issued", time(invoice.issued_at))
        .hidden("issued_on", invoice.issued_on.map_or(Value::Nothing, Value::Date))
        .fact("due_on", "Due", invoice.due_on.map_or(Value::Nothing, Value::Date))
        .hidden("corrects", Value::maybe(invoice.corrects.as_ref()))
}

fn parties(record: Record, invoice: &Invoice) -> Record {
    let place = |place: &Option<Place>| Value::maybe(place.as_ref().map(Place::code));
    let registration = |party: &Party| Value::text(&party.registration);
    record
        .fact("seller_registration", "Our number", registration(&invoice.seller))
        .hidden("seller_state", place(&invoice.seller.place))
        .fact("buyer_registration", "Their number", registration(&invoice.buyer))
        .fact("place_of_supply", "Taxed in", place(&invoice.place))
        .hidden("place_basis", Value::Other(String::new(), json!(invoice.basis)))
        .fact("place_reason", "Because", Value::text(&invoice.place_reason))
        .hidden("liability", Value::text(liability_word(invoice.liability)))
}

fn sums(record: Record, invoice: &Invoice, studio: &Studio) -> Record {
    let money = |minor| studio.money(Money { minor, currency: invoice.currency });
    let whole = &invoice.breakdown;
    let rounded = if invoice.rounding == RoundOff::Whole { money(whole.round_off) } else { Value::Nothing };
    let discount = if invoice.discount == 0 { Value::Nothing } else { money(invoice.discount) };
    let record = record
        .fact("discount", "Discount", discount)
        .fact("taxable", "Taxable", money(whole.taxable))
        .fact("tax", "Tax", money(whole.tax()));
    let record = Head::ALL.into_iter().fold(record, |record, head| {
        let due = whole.heads.iter().any(|found| found.head == head);
        record.hidden(head.as_str(), if due { money(whole.head(head)) } else { Value::Nothing })
    });
    record
        .hidden("rounds", Value::Flag(invoice.rounding == RoundOff::Whole))
        .fact("round_off", "Round-off", rounded)
        .fact("total", "Total", money(whole.total))
        .fact("open", "Open", money(invoice.open))
}

fn line(
    (at, item, taxed): (usize, &InvoiceItem, Option<&TaxedLine>),
    currency: crate::domain::money::Currency,
    studio: &Studio,
) -> [Value; 13] {
    let money = |minor| studio.money(Money { minor, currency });
    let sum = |of: fn(&TaxedLine) -> i64| taxed.map_or(Value::Nothing, |line| money(of(line)));
    [
        Value::Count(at as u64 + 1),
        Value::text(&item.description),
        Value::text(&item.kind),
        Value::text(&item.code),
        Value::text(edit_qty(item.qty)),
        money(item.unit_price),
        Value::Flag(item.pricing == Pricing::Inclusive),
        if item.discount == 0 { Value::Nothing } else { money(item.discount) },
        Value::Other(item.tax_rate.to_string(), json!(item.tax_rate.edit())),
        sum(|line| line.taxable),
        sum(|line| line.heads.iter().map(|head| head.amount).sum()),
        sum(|line| line.total),
        Value::text(item.id.as_str()),
    ]
}

fn allocated(of: &Allocated, invoice: &Invoice, studio: &Studio) -> [Value; 4] {
    let at = of.at.and_then(|at| Timestamp::from_second(at).ok());
    [
        status(&of.kind),
        studio.money(Money { minor: of.amount, currency: invoice.currency }),
        Value::text(&of.from),
        at.map_or(Value::Nothing, |at| studio.time(at, &invoice.branch)),
    ]
}
