//! The forms about money that comes in: a payment of an invoice, a sale at the counter; and what they say while typed.

use super::words::{Words, plain};
use crate::domain::counter::{self, SaleLine};
use crate::domain::invoice::Invoice;
use crate::domain::money::{Currency, Money};
use crate::domain::payment::{Deduction, DisputeStep, Method};
use crate::store::protocol::PaymentRow;
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section, Toward};

/// The names of the forms and of their fields.
pub mod forms {
    /// A payment of an invoice.
    pub const PAYMENT: &str = "payment";
    /// A sale at the counter.
    pub const SALE: &str = "counter_sale";
    /// How much.
    pub const AMOUNT: &str = "amount";
    /// How it is paid, or what takes it off.
    pub const HOW: &str = "how";
    /// The gateway's id, the number on a slip; of what is no money, why.
    pub const REFERENCE: &str = "reference";
    /// On which day.
    pub const DAY: &str = "at";
    /// What is sold.
    pub const LINES: &str = "lines";
    /// What was handed over.
    pub const TENDERED: &str = "tendered";
    /// To whom.
    pub const CLIENT: &str = "client";
    /// Money in advance.
    pub const ADVANCE: &str = "advance";
    /// What is owed from before.
    pub const OPENING: &str = "opening_balance";
    /// The day from which it is owed.
    pub const DUE: &str = "day";
    /// What it is.
    pub const NOTE: &str = "note";
    /// Money that is given back.
    pub const REFUND: &str = "refund";
    /// What the gateway keeps.
    pub const FEE: &str = "fee";
    /// Why.
    pub const REASON: &str = "reason";
    /// Why although the work was delivered.
    pub const DELIVERED: &str = "after_delivery";
    /// Whether prices have their tax in them.
    pub const INCLUSIVE: &str = "inclusive";
}

/// The most characters of what is sold in one go.
const MAX_LINES: usize = 4_000;

const fn method_label(method: Method) -> &'static str {
    match method {
        Method::Cash => "Cash",
        Method::Card => "Card",
        Method::Upi => "UPI",
        Method::Bank => "Bank transfer or cheque",
        Method::Gateway => "Payment gateway",
    }
}

fn field(key: &str, label: &str, kind: FieldKind) -> FieldSpec {
    FieldSpec::new(key, label, kind)
}

fn methods() -> Vec<(String, String)> {
    Method::ALL.iter().map(|m| (m.as_str().to_owned(), method_label(*m).to_owned())).collect()
}

/// The form of a payment of an invoice.
#[must_use]
pub fn payment(invoice: &Invoice) -> FormSpec {
    let mut how = methods();
    how.extend(Deduction::ALL.iter().map(|kind| {
        let label = match kind {
            Deduction::Tds => "No money: tax deducted at source",
            Deduction::WriteOff => "No money: written off",
            Deduction::BankCharge => "No money: the bank kept it",
        };
        (kind.as_str().to_owned(), label.to_owned())
    }));
    let fields = vec![
        field(forms::AMOUNT, "Amount", FieldKind::Money).required(),
        field(forms::HOW, "How", FieldKind::Choice(how)).required(),
        field(forms::REFERENCE, "Reference", FieldKind::Text)
            .help("The gateway's id, the number on the slip or statement; of what is no money, why."),
        field(forms::DAY, "Day", FieldKind::Date(Toward::Past)).help("Today, unless it came before."),
    ];
    let title = format!("Payment of {}", invoice.called());
    FormSpec::new(forms::PAYMENT, &title, vec![Section::new("", fields)]).does("record")
}

/// The form of money that comes before an invoice.
#[must_use]
pub fn advance(from: &str) -> FormSpec {
    let fields = vec![
        field(forms::AMOUNT, "Amount", FieldKind::Money)
            .required()
            .help("A receipt is issued for it; it is kept until it pays an invoice."),
        field(forms::HOW, "How", FieldKind::Choice(methods())).required(),
        field(forms::REFERENCE, "Reference", FieldKind::Text)
            .help("The gateway's id, the number on the slip or statement."),
        field(forms::DAY, "Day", FieldKind::Date(Toward::Past)).help("Today, unless it came before."),
    ];
    FormSpec::new(forms::ADVANCE, &format!("Advance · {from}"), vec![Section::new("", fields)]).does("record")
}

/// The form of what a client owes from before.
#[must_use]
pub fn opening(client: &str) -> FormSpec {
    let fields = vec![
        field(forms::AMOUNT, "Amount", FieldKind::Money)
            .required()
            .help("It is owed without a number, and stays out of taxes: it was invoiced elsewhere."),
        field(forms::DUE, "Owed since", FieldKind::Date(Toward::Past)).required(),
        field(forms::NOTE, "What it is", FieldKind::Text).max(200).placeholder("the old invoice's number"),
    ];
    let title = format!("{client} owes from before");
    FormSpec::new(forms::OPENING, &title, vec![Section::new("", fields)]).does("enter")
}

/// Asks before an advance or a credit note pays what its client owes.
#[must_use]
pub fn ask_allocate(source: &Invoice) -> Confirm {
    let whose = if source.buyer.name.is_empty() { "the client" } else { source.buyer.name.as_str() };
    Confirm::new(format!("Pay with what is left of {}?", source.called()), "pay").or_else("no").consequences(
        [
            format!("It pays what {whose} owes here, what was due first before the rest."),
            "What is more than is open stays for later.".to_owned(),
        ],
    )
}

/// What will be open after a payment as it is typed.
#[must_use]
pub fn open_after(invoice: &Invoice, amount: i64, how: &str, words: &Words) -> String {
    let money = |minor| words.money(Money { minor, currency: invoice.currency });
    let left = invoice.open - amount;
    let is_money = Method::parse(how).is_some();
    match left {
        1.. => format!("{} stays open after it", money(left)),
        0 => "Nothing stays open after it".to_owned(),
        _ if !is_money => format!("Only {} is open: no more can be taken off", money(invoice.open)),
        _ if invoice.client.is_none() => {
            format!("Only {} is open, and there is no client to keep the rest for", money(invoice.open))
        }
        _ => format!(
            "{} more than is open: it is kept for {}, with a receipt for an advance",
            money(left.saturating_neg()),
            invoice.buyer.name
        ),
    }
}

/// Asks before something is written off: it will never be paid.
#[must_use]
pub fn ask_write_off(invoice: &Invoice, amount: i64, words: &Words) -> Confirm {
    let money = words.money(Money { minor: amount, currency: invoice.currency });
    Confirm::new(format!("Write {money} of {} off?", invoice.called()), "write off")
        .or_else("no")
        .consequences([
            "Nobody owes it any more, and it cannot be undone. It stands in the audit log with its reason.",
        ])
}

/// What can still be given back of a payment, minor units.
#[must_use]
pub const fn left_of(payment: &PaymentRow) -> i64 {
    payment.amount.minor - payment.refunded.minor
}

/// The form of a refund.
#[must_use]
pub fn refund(payment: &PaymentRow, words: &Words) -> FormSpec {
    let fields = vec![
        field(forms::AMOUNT, "Amount", FieldKind::Money).required(),
        field(forms::FEE, "Fee kept", FieldKind::Money)
            .help("What the gateway keeps of it: so much less is given back."),
        field(forms::REASON, "Why", FieldKind::Text).required().max(1_000).help("The reason is kept."),
        field(forms::DELIVERED, "Although delivered", FieldKind::Text)
            .max(1_000)
            .help("Only an owner gives money back after the work was delivered, and says why."),
    ];
    let title = format!("Give back of {}", words.money(payment.amount));
    FormSpec::new(forms::REFUND, &title, vec![Section::new("", fields)]).does("give back")
}

/// What a refund as it is typed gives back, and leaves.
#[must_use]
pub fn refund_in_words(payment: &PaymentRow, (amount, fee): (i64, i64), words: &Words) -> String {
    let money = |minor| words.money(Money { minor, currency: payment.amount.currency });
    match (left_of(payment) - amount, amount - fee) {
        (..0, _) => format!("Only {} of it is left", money(left_of(payment))),
        (_, ..0) => "The fee is more than what is given back".to_owned(),
        (left, back) => format!("The client gets {}; {} of the payment stays", money(back), money(left)),
    }
}

/// Asks, and lets a word be typed, before money is given back.
#[must_use]
pub fn ask_refund(payment: &PaymentRow, back: i64, words: &Words) -> Confirm {
    let money = words.money(Money { minor: back, currency: payment.amount.currency });
    Confirm::new(format!("Give {money} back?"), "give back")
        .or_else("no")
        .danger()
        .typed("refund")
        .consequences([
            "It cannot be undone; the payment itself stays as it was recorded.",
            "It is open again on the invoice, and stands in the audit log with its reason.",
        ])
}

/// A payment in a picker: how much, how, when; and how it stands.
#[must_use]
pub fn in_a_list(payment: &PaymentRow, words: &Words) -> (String, String) {
    let day = payment.at.map(|at| format!(" · {}", words.day(at))).unwrap_or_default();
    let label = format!("{} · {}{day}", words.money(payment.amount), method_label(payment.method));
    let note = match (payment.refund_of.is_some(), payment.refunded.minor) {
        (true, _) => "given back".to_owned(),
        (false, 0) => plain(&payment.status),
        (false, _) => format!("{}, {} given back", plain(&payment.status), words.money(payment.refunded)),
    };
    (label, note)
}

/// What a step of a dispute is called among what can be done.
#[must_use]
pub const fn step_label(step: DisputeStep) -> (&'static str, &'static str) {
    match step {
        DisputeStep::Open => ("It is disputed", "the client's bank asks for it back"),
        DisputeStep::Review => ("The studio answered", "the bank decides"),
        DisputeStep::Won => ("The studio keeps it", "the dispute was won"),
        DisputeStep::Lost => ("The client gets it back", "the dispute was lost: a refund is recorded"),
    }
}

/// The form of a sale at the counter.
#[must_use]
pub fn sale() -> FormSpec {
    let what = vec![
        field(forms::LINES, "What", FieldKind::Notes { rows: 4 })
            .required()
            .max(MAX_LINES)
            .placeholder("2 x Passport photos 300")
            .help("A line for each thing: how many x what, then the price of one."),
        field(forms::HOW, "Paid by", FieldKind::Choice(methods())).required(),
        field(forms::TENDERED, "Handed over", FieldKind::Money)
            .help("Of cash, when there is change to give."),
    ];
    let more = vec![
        field(forms::INCLUSIVE, "Tax in it", FieldKind::Toggle).help("The prices have their tax in them."),
        field(forms::CLIENT, "Client", FieldKind::Reference { what: "Client".to_owned() })
            .help("Nobody by name, unless one is chosen."),
        field(forms::REFERENCE, "Reference", FieldKind::Text)
            .help("The number on the slip, or the gateway's id."),
    ];
    FormSpec::new(forms::SALE, "Counter sale", vec![Section::new("", what), Section::new("More", more)])
        .does("sell")
}

/// The lines of a sale as they are typed.
///
/// # Errors
/// The first line that cannot be read, and why.
pub fn sale_lines(text: &str, currency: Currency) -> Result<Vec<SaleLine>, String> {
    let typed = text.lines().map(str::trim).filter(|line| !line.is_empty());
    typed.map(|line| counter::read_line(line, currency).map_err(|why| format!("“{line}”: {why}"))).collect()
}

/// What a sale comes to as it is typed, and what is given back; `None` while it cannot be read.
#[must_use]
pub fn sale_in_words(
    lines: &[SaleLine],
    (inclusive, tendered): (Inclusive, Option<i64>),
    (currency, words): (Currency, &Words),
) -> Option<String> {
    let sum = counter::sum(lines).filter(|_| !lines.is_empty())?;
    let money = |minor| words.money(Money { minor, currency });
    Some(match (inclusive, tendered.map(|tendered| tendered - sum)) {
        (Inclusive::No, _) => format!("{} before tax", money(sum)),
        (Inclusive::Yes, Some(change)) if change > 0 => {
            format!("Total {}; change {}", money(sum), money(change))
        }
        (Inclusive::Yes, Some(change)) if change < 0 => {
            format!("Total {}; {} is missing", money(sum), money(-change))
        }
        (Inclusive::Yes, _) => format!("Total {}, with its tax in it", money(sum)),
    })
}

/// Whether prices have their tax in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inclusive {
    /// They have.
    Yes,
    /// Tax comes on top.
    No,
}
