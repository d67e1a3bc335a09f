//! The forms, questions and choices about invoices, and what a draft comes to while it is typed.

use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::invoice::entry::{LineEntry, fields};
use crate::domain::invoice::{Invoice, InvoiceItem};
use crate::domain::percent::Percent;
use crate::domain::quote::{edit_qty, parse_qty};
use crate::domain::tax::bill::{Bill, BillLine, Breakdown, RoundOff, compute};
use crate::domain::tax::states::STATES;
use crate::domain::tax::{Liability, adapter};
use crate::screens::words::{Words, several};
use crate::store::protocol::{InvoiceDetail, Taxed};
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section, Toward};

/// The names of the forms.
pub mod forms {
    /// What stands above and below the lines.
    pub const HEADER: &str = "invoice";
    /// A line.
    pub const LINE: &str = "invoice_line";
    /// A credit note.
    pub const CREDIT: &str = "credit_note";
    /// Why an invoice is credited.
    pub const REASON: &str = "reason";
}

fn field(key: &str, label: &str, kind: FieldKind) -> FieldSpec {
    FieldSpec::new(key, label, kind)
}

fn choices(pairs: &[(&str, &str)]) -> FieldKind {
    FieldKind::Choice(pairs.iter().map(|(key, label)| ((*key).to_owned(), (*label).to_owned())).collect())
}

/// The form of what stands above and below the lines, under a law.
#[must_use]
pub fn header(law: &str) -> FormSpec {
    let place = match law {
        "IN" => FieldKind::Choice(
            STATES
                .iter()
                .map(|state| (state.code.to_owned(), format!("{} {}", state.code, state.name)))
                .collect(),
        ),
        _ => FieldKind::Text,
    };
    let money = vec![
        field(fields::DISCOUNT, "Discount", FieldKind::Money).help("Off the sum of the lines, before tax."),
        field(fields::DUE, "Due", FieldKind::Date(Toward::Future))
            .help("The last day on which it is paid in time; without one, the usual days after the issue."),
        field(fields::ROUND, "Round off", FieldKind::Toggle).help("The total is rounded to the whole."),
    ];
    let tax = vec![
        field(fields::PLACE, "Taxed in", place)
            .help("Only where it is not taxed where the client's registration or address says."),
        field(fields::PLACE_REASON, "Why there", FieldKind::Text).help("The reason is kept."),
        field(
            fields::LIABILITY,
            "Tax owed by",
            choices(&[("seller", "the studio"), ("customer", "the customer"), ("zero_rated", "nobody")]),
        )
        .help("The customer under reverse charge; nobody for an export under an undertaking."),
    ];
    let words = vec![
        field(fields::NOTES, "Notes", FieldKind::Notes { rows: 3 }),
        field(fields::TERMS, "Terms", FieldKind::Notes { rows: 3 }),
    ];
    let sections = vec![Section::new("", money), Section::new("Tax", tax), Section::new("Words", words)];
    FormSpec::new(forms::HEADER, "Draft of an invoice", sections)
}

/// The form of a line.
#[must_use]
pub fn line(title: &str) -> FormSpec {
    let fields = vec![
        field(fields::DESCRIPTION, "What", FieldKind::Text).required().placeholder("Album, 40 pages"),
        field(fields::QTY, "Quantity", FieldKind::Text).placeholder("1").rule(|text, _| quantity(text)),
        field(fields::UNIT_PRICE, "Price of one", FieldKind::Money).required(),
        field(fields::LINE_DISCOUNT, "Discount", FieldKind::Money).help("Off this line, before tax."),
        field(fields::TAX_RATE, "Tax %", FieldKind::Text)
            .placeholder("18")
            .rule(|text, _| Percent::parse(text).map(drop).map_err(|error| error.to_string())),
        field(fields::INCLUSIVE, "Tax in it", FieldKind::Toggle).help("The price has its tax in it."),
        field(fields::TYPE, "Type", choices(&[("service", "Service"), ("merch", "Merchandise")])).required(),
        field(fields::CODE, "SAC or HSN", FieldKind::Text)
            .help("Four to eight digits: the SAC of a service, the HSN of merchandise."),
    ];
    FormSpec::new(forms::LINE, title, vec![Section::new("", fields)])
}

fn quantity(text: &str) -> Result<(), String> {
    parse_qty(text)
        .map(drop)
        .ok_or_else(|| "A quantity is like 2 or 1.5, with at most three decimals".to_owned())
}

/// What a new line holds at first.
#[must_use]
pub fn new_line(taxed: Option<&Taxed>) -> FieldValues {
    let rate = taxed.map_or(FieldValue::Empty, |taxed| FieldValue::text(&taxed.rate.edit()));
    [(FieldKey::from(fields::TYPE), FieldValue::text("service")), (FieldKey::from(fields::TAX_RATE), rate)]
        .into_iter()
        .collect()
}

/// The form of a credit note: why, and of each line how many.
#[must_use]
pub fn credit(invoice: &Invoice) -> FormSpec {
    let why = field(forms::REASON, "Why", FieldKind::Text)
        .required()
        .max(1_000)
        .help("The reason stands on the note.");
    let some = |item: &InvoiceItem| {
        field(item.id.as_str(), &item.description, FieldKind::Text)
            .placeholder(&format!("of {}", edit_qty(item.qty)))
            .help("How many of it. With every line empty, all that is left is credited.")
            .rule(|text, _| quantity(text))
    };
    let lines = invoice.items.iter().map(some).collect();
    let title = format!("Credit {}", invoice.called());
    FormSpec::new(forms::CREDIT, &title, vec![Section::new("", vec![why]), Section::new("Only these", lines)])
        .does("issue")
}

/// What a draft comes to with other lines, discount or rounding; `None` where that cannot be computed.
#[must_use]
pub fn sums(taxed: &Taxed, invoice: &Invoice, lines: &[BillLine]) -> Option<Breakdown> {
    let treatment = adapter(&taxed.law).ok()?.treat(&taxed.supply).ok()?;
    let (discount, round_off) = (invoice.discount, invoice.rounding);
    compute(Bill { lines, discount, round_off, currency: invoice.currency }, &treatment).ok()
}

/// What a draft comes to with a line as it is typed; the line replaces the one at `at`, or comes last.
#[must_use]
pub fn with_line(detail: &InvoiceDetail, at: Option<usize>, entry: &LineEntry) -> Option<(i64, Breakdown)> {
    let priced = entry.item.priced;
    let typed = BillLine {
        qty: priced.qty,
        unit_price: priced.unit_price,
        discount: entry.discount,
        rate: priced.tax_rate,
        pricing: entry.pricing,
    };
    let mut lines = detail.invoice.bill_lines();
    let place = at.filter(|at| *at < lines.len()).unwrap_or(lines.len());
    if place < lines.len() {
        lines[place] = typed;
    } else {
        lines.push(typed);
    }
    let sums = sums(detail.taxed.as_ref()?, &detail.invoice, &lines)?;
    Some((sums.lines.get(place)?.total, sums))
}

/// A total in words: "total ₹1,180.00, with CGST 90.00, SGST 90.00".
#[must_use]
pub fn total_in_words(invoice: &Invoice, sums: &Breakdown, words: &Words) -> String {
    let money = |minor| crate::domain::money::Money { minor, currency: invoice.currency };
    let mut text = format!("total {}", words.money(money(sums.total)));
    let heads =
        sums.heads.iter().map(|head| format!("{} {}", head.head.label(), words.amount(money(head.amount))));
    let heads = heads.collect::<Vec<_>>().join(", ");
    if !heads.is_empty() {
        text.push_str(&format!(", with {heads}"));
    }
    if sums.round_off != 0 {
        text.push_str(&format!(", rounded by {}", words.amount(money(sums.round_off))));
    }
    text
}

/// The invoice as a form has it so far: what the sums depend on.
#[must_use]
pub fn as_typed(invoice: &Invoice, values: &FieldValues) -> Invoice {
    let value = |key: &str| values.get(&FieldKey::from(key));
    let mut typed = invoice.clone();
    typed.discount = match value(fields::DISCOUNT) {
        Some(FieldValue::Money(minor)) => *minor,
        _ => 0,
    };
    typed.rounding = match value(fields::ROUND) {
        Some(FieldValue::Toggle(true)) => RoundOff::Whole,
        _ => RoundOff::None,
    };
    let liability = value(fields::LIABILITY).map(FieldValue::as_text).unwrap_or_default();
    typed.liability = crate::domain::invoice::entry::parse_liability(liability).unwrap_or(Liability::Seller);
    typed
}

/// Asks before a draft gets its number.
#[must_use]
pub fn ask_issue(invoice: &Invoice, words: &Words) -> Confirm {
    let lines = several(u64::try_from(invoice.items.len()).unwrap_or(u64::MAX), "line", "lines");
    let to = if invoice.buyer.name.is_empty() { "a walk-in" } else { invoice.buyer.name.as_str() };
    let total = total_in_words(invoice, &invoice.breakdown, words);
    let place = match invoice.place {
        Some(_) => None,
        None => Some(format!("{}.", crate::domain::tax::PLACE_UNKNOWN)),
    };
    Confirm::new(format!("Issue this {} to {to}?", invoice.document.label().to_lowercase()), "issue")
        .or_else("not yet")
        .consequences(
            [format!("{lines}, {total}.")].into_iter().chain(place).chain([
                "It takes the next number of its series.".to_owned(),
                "Nothing of it changes after that: a mistake is voided, or corrected by a credit note."
                    .to_owned(),
            ]),
        )
}

/// Asks before a draft is thrown away.
#[must_use]
pub fn ask_remove(invoice: &Invoice, words: &Words) -> Confirm {
    Confirm::new(
        format!("Throw the {} over {} away?", invoice.called(), words.money(invoice.total())),
        "throw away",
    )
    .consequences(["It has no number, so that none will be missing."])
}
