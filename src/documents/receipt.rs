//! The receipt of a counter sale: plain text, as wide as the paper of a small printer.

use crate::domain::invoice::Invoice;
use crate::domain::money::format_amount;
use crate::domain::money::{Grouping, Money, format_money};
use crate::domain::payment::Method;
use crate::domain::quote::edit_qty;
use unicode_width::UnicodeWidthStr;

/// Cells of a line of 58 mm paper.
const WIDTH: usize = 32;

/// The receipt of a sale that was paid; `tendered` is what was handed over, minor units.
#[must_use]
pub fn receipt(invoice: &Invoice, method: Method, tendered: Option<i64>) -> String {
    let amount = |minor| format_amount(minor, invoice.currency, Grouping::for_currency(invoice.currency));
    let mut out: Vec<String> = vec![invoice.seller.name.clone()];
    out.extend(invoice.seller.address.lines().map(str::to_owned));
    if !invoice.seller.registration.is_empty() {
        out.push(invoice.seller.registration.clone());
    }
    out.push(invoice.document.label().to_owned());
    let day = invoice.issued_on.map_or_else(String::new, |day| day.to_string());
    out.push(beside(&invoice.called(), &day));
    if !invoice.buyer.name.is_empty() {
        out.push(invoice.buyer.name.clone());
    }
    out.push("-".repeat(WIDTH));
    for (item, line) in invoice.items.iter().zip(&invoice.breakdown.lines) {
        out.push(item.description.clone());
        let each = format!("  {} x {}", edit_qty(item.qty), amount(item.unit_price));
        out.push(beside(&each, &amount(line.gross - line.discount - line.spread)));
    }
    out.push("-".repeat(WIDTH));
    for head in invoice.heads() {
        out.push(beside(head.head.label(), &amount(head.amount)));
    }
    if invoice.breakdown.round_off != 0 {
        out.push(beside("Round-off", &amount(invoice.breakdown.round_off)));
    }
    let total = format_money(
        Money { minor: invoice.breakdown.total, currency: invoice.currency },
        Grouping::for_currency(invoice.currency),
    );
    out.push(beside("Total", &total));
    let handed = tendered.unwrap_or(invoice.breakdown.total);
    out.push(beside(&format!("Paid, {}", method.as_str()), &amount(handed)));
    if handed > invoice.breakdown.total {
        out.push(beside("Change", &amount(handed - invoice.breakdown.total)));
    }
    out.extend(invoice.legal.iter().cloned());
    out.join("\n") + "\n"
}

/// Two texts at the two ends of a line; on two lines where one is too short.
fn beside(left: &str, right: &str) -> String {
    let gap = WIDTH.saturating_sub(left.width() + right.width());
    if gap > 0 {
        return format!("{left}{}{right}", " ".repeat(gap));
    }
    format!("{left}\n{}{right}", " ".repeat(WIDTH.saturating_sub(right.width())))
}
