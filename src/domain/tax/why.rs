//! "Why this total?": the derivation of every number of a document, down to the last minor unit.

use super::bill::{Bill, BillLine, Breakdown, Pricing, RoundOff, TaxedLine, fraction};
use super::{Share, Treatment};
use crate::domain::money::{Currency, edit_amount};
use crate::domain::percent::Percent;
use crate::domain::quote::edit_qty;

/// The derivation of a breakdown, a sentence each: the heads first, then line by line, then the sums.
#[must_use]
pub fn why(bill: Bill<'_>, treatment: &Treatment, breakdown: &Breakdown) -> Vec<String> {
    let mut out = treatment.why.clone();
    let amount = |minor| edit_amount(minor, bill.currency);
    for (at, (line, taxed)) in bill.lines.iter().zip(&breakdown.lines).enumerate() {
        of_line(&mut out, at + 1, line, taxed, bill.currency, treatment);
    }
    let heads: Vec<String> = breakdown
        .heads
        .iter()
        .map(|head| format!(" + {} {}", head.head.label(), amount(head.amount)))
        .collect();
    let exact = breakdown.total - breakdown.round_off;
    out.push(format!("All lines: {}{} = {}", amount(breakdown.taxable), heads.concat(), amount(exact)));
    if bill.round_off == RoundOff::Whole {
        let sign = if breakdown.round_off < 0 { '−' } else { '+' };
        out.push(format!(
            "Rounded to the whole: {} {sign} {} = {}",
            amount(exact),
            amount(breakdown.round_off.abs()),
            amount(breakdown.total)
        ));
    }
    out
}

fn of_line(
    out: &mut Vec<String>,
    no: usize,
    line: &BillLine,
    taxed: &TaxedLine,
    currency: Currency,
    treatment: &Treatment,
) {
    let amount = |minor| edit_amount(minor, currency);
    let mut text = format!("Line {no}: {} × {}", edit_qty(line.qty), amount(line.unit_price));
    if line.discount > 0 {
        text += &format!(" − {} discount", amount(line.discount));
    }
    if taxed.spread > 0 {
        text += &format!(" − {} of the discount on the whole", amount(taxed.spread));
    }
    let net = taxed.gross - taxed.discount - taxed.spread;
    out.push(format!("{text} = {}", amount(net)));
    for (share, head) in treatment.heads.iter().zip(&taxed.heads) {
        out.push(format!(
            "Line {no}: {} {} {}",
            share.head.label(),
            formula(line, *share, &amount(net)),
            rounded(net, fraction(line, *share), head.amount, currency),
        ));
    }
    if line.pricing == Pricing::Inclusive && !taxed.heads.is_empty() {
        out.push(format!("Line {no}: tax is in the price, so the base is {}", amount(taxed.taxable)));
    }
}

/// `9 % of 100.05`, or of a price with tax in it `100.00 × 9 / 118`.
fn formula(line: &BillLine, share: Share, net: &str) -> String {
    let rate = part(line.rate, share);
    match line.pricing {
        Pricing::Exclusive => format!("{rate} % of {net}"),
        Pricing::Inclusive => {
            let whole = Percent::from_hundredths(10_000 + line.rate.hundredths());
            format!("{net} × {rate} / {}", whole.edit())
        }
    }
}

/// What a head takes of a rate, exact to the thousandth of a percent: `9`, `0.125`.
fn part(rate: Percent, share: Share) -> String {
    exact((i128::from(rate.hundredths()) * i128::from(share.of), 100 * i128::from(share.in_all)), 5)
}

/// `= 9.0045, half up to 9.00`, or `= 9.00` where nothing was rounded.
fn rounded(net: i64, (of, in_all): (i128, i128), amount: i64, currency: Currency) -> String {
    let product = i128::from(net) * of;
    let whole = edit_amount(amount, currency);
    if product % in_all == 0 {
        return format!("= {whole}");
    }
    let places = usize::from(currency.exponent()) + 4;
    let text = exact((product, in_all * i128::from(currency.scale())), places);
    format!("= {text}, half up to {whole}")
}

/// A fraction from zero as a decimal of at most so many places, with `…` where there is more.
fn exact((a, b): (i128, i128), places: usize) -> String {
    let mut text = (a / b).to_string();
    let mut rest = a % b;
    if rest == 0 {
        return text;
    }
    text.push('.');
    for _ in 0..places {
        rest *= 10;
        text.push_str(&(rest / b).to_string());
        rest %= b;
        if rest == 0 {
            return text;
        }
    }
    text + "…"
}
