//! The sums of a document: lines, discounts, heads of tax, round-off; exact, in minor units.
//!
//! Each head of a line is rounded half up to the minor unit by itself, so that the heads of a pair are always equal. A
//! discount on the whole is spread over the lines by largest remainder, before tax. What a price includes is taken out
//! of it: each head of `P` at a rate `r` is `P · share(r) / (100 + r)`, and the base is what is left. Always: bases +
//! heads + round-off = total. Source: the product's design, "Rounding".

use super::{Head, LineError, Share, TaxError, Treatment};
use crate::domain::money::{Currency, MAX_MINOR};
use crate::domain::percent::Percent;
use crate::domain::rounding::{half_up, spread};
use serde::{Deserialize, Serialize};

/// Whether a price has its tax in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pricing {
    /// Tax comes on top.
    #[default]
    Exclusive,
    /// Tax is in it.
    Inclusive,
}

/// What a document asks of the sums beyond its lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundOff {
    /// The total is what it is.
    #[default]
    None,
    /// To the whole currency unit, half up.
    Whole,
}

/// A line as entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillLine {
    /// Thousandths, more than zero.
    pub qty: i64,
    /// Minor units, from zero.
    pub unit_price: i64,
    /// Minor units off this line, from zero to what it costs.
    pub discount: i64,
    /// The whole rate, zero where it is exempt.
    pub rate: Percent,
    /// Whether the price has its tax in it.
    pub pricing: Pricing,
}

/// A document as entered.
#[derive(Clone, Copy, Debug)]
pub struct Bill<'a> {
    /// Its lines.
    pub lines: &'a [BillLine],
    /// Minor units off the whole.
    pub discount: i64,
    /// Whether the total is rounded.
    pub round_off: RoundOff,
    /// What it is in.
    pub currency: Currency,
}

/// The tax of one head, in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadAmount {
    /// The head.
    pub head: Head,
    /// Minor units.
    pub amount: i64,
}

/// A line, computed. Minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxedLine {
    /// Quantity times price, as entered.
    pub gross: i64,
    /// Off this line.
    pub discount: i64,
    /// What of the discount on the whole falls on it.
    pub spread: i64,
    /// What the tax is computed of.
    pub taxable: i64,
    /// The heads, in the order of the treatment.
    pub heads: Vec<HeadAmount>,
    /// The base and its heads.
    pub total: i64,
}

/// A document, computed. Minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    /// Line by line.
    pub lines: Vec<TaxedLine>,
    /// The bases of all lines.
    pub taxable: i64,
    /// The heads of all lines, each once.
    pub heads: Vec<HeadAmount>,
    /// What rounding added, or took where it is below zero.
    pub round_off: i64,
    /// What is to be paid.
    pub total: i64,
}

impl Breakdown {
    /// The tax of all heads.
    #[must_use]
    pub fn tax(&self) -> i64 {
        self.heads.iter().map(|head| head.amount).sum()
    }

    /// The tax of one head.
    #[must_use]
    pub fn head(&self, head: Head) -> i64 {
        of_head(&self.heads, head)
    }
}

impl TaxedLine {
    /// The tax of one head.
    #[must_use]
    pub fn head(&self, head: Head) -> i64 {
        of_head(&self.heads, head)
    }
}

fn of_head(heads: &[HeadAmount], head: Head) -> i64 {
    heads.iter().filter(|found| found.head == head).map(|found| found.amount).sum()
}

/// The largest line: half of the largest amount, so that no sum of a line leaves the range of an amount.
fn minor(amount: i128) -> Result<i64, LineError> {
    i64::try_from(amount).ok().filter(|n| *n <= MAX_MINOR).ok_or(LineError::TooLarge)
}

/// Adds a document up.
///
/// # Errors
/// No line, a number that cannot be, a discount beyond the lines, a sum beyond what an amount can be.
pub fn compute(bill: Bill<'_>, treatment: &Treatment) -> Result<Breakdown, TaxError> {
    if bill.lines.is_empty() {
        return Err(TaxError::NoLines);
    }
    let at = |index: usize| move |what| TaxError::Line { line: index + 1, what };
    let mut gross = Vec::with_capacity(bill.lines.len());
    for (index, line) in bill.lines.iter().enumerate() {
        gross.push(checked(line).map_err(at(index))?);
    }
    let nets: Vec<i64> = gross.iter().zip(bill.lines).map(|(gross, line)| gross - line.discount).collect();
    let whole: i128 = nets.iter().map(|net| i128::from(*net)).sum();
    if whole > i128::from(MAX_MINOR) {
        return Err(TaxError::TooLarge);
    }
    if !(0..=whole).contains(&i128::from(bill.discount)) {
        return Err(TaxError::Discount);
    }
    let mut out = Breakdown::default();
    for (index, part) in spread(&nets, bill.discount).into_iter().enumerate() {
        let line = &bill.lines[index];
        let taxed = tax(line, gross[index], part, &treatment.heads).map_err(at(index))?;
        out.lines.push(taxed);
    }
    add_up(&mut out, treatment, bill)?;
    Ok(out)
}

/// What a line costs as entered, once its numbers are found to be possible.
fn checked(line: &BillLine) -> Result<i64, LineError> {
    if line.qty <= 0 {
        return Err(LineError::Qty);
    }
    if line.unit_price < 0 {
        return Err(LineError::Price);
    }
    if !(0..=10_000).contains(&line.rate.hundredths()) {
        return Err(LineError::Rate);
    }
    let gross = minor(half_up(i128::from(line.qty) * i128::from(line.unit_price), 1_000))?;
    if !(0..=gross).contains(&line.discount) {
        return Err(LineError::Discount);
    }
    Ok(gross)
}

fn tax(line: &BillLine, gross: i64, part: i64, shares: &[Share]) -> Result<TaxedLine, LineError> {
    let net = gross - line.discount - part;
    let mut heads = Vec::with_capacity(shares.len());
    for share in shares {
        let (of, in_all) = fraction(line, *share);
        heads.push(HeadAmount { head: share.head, amount: minor(half_up(i128::from(net) * of, in_all))? });
    }
    let taxes: i64 = heads.iter().map(|head| head.amount).sum();
    let taxable = match line.pricing {
        Pricing::Exclusive => net,
        Pricing::Inclusive => net - taxes,
    };
    let total = minor(i128::from(taxable) + i128::from(taxes))?;
    Ok(TaxedLine { gross, discount: line.discount, spread: part, taxable, heads, total })
}

/// What part of a line's amount a head takes: `r · share` of what has no tax in it, `r · share / (100 + r)` of what has.
pub(super) fn fraction(line: &BillLine, share: Share) -> (i128, i128) {
    let rate = i128::from(line.rate.hundredths());
    let whole = match line.pricing {
        Pricing::Exclusive => 10_000,
        Pricing::Inclusive => 10_000 + rate,
    };
    (rate * i128::from(share.of), whole * i128::from(share.in_all))
}

fn add_up(out: &mut Breakdown, treatment: &Treatment, bill: Bill<'_>) -> Result<(), TaxError> {
    let sum = |amounts: &mut dyn Iterator<Item = i64>| {
        minor(amounts.map(i128::from).sum()).map_err(|_| TaxError::TooLarge)
    };
    out.taxable = sum(&mut out.lines.iter().map(|line| line.taxable))?;
    for share in &treatment.heads {
        let amount = sum(&mut out.lines.iter().map(|line| line.head(share.head)))?;
        out.heads.push(HeadAmount { head: share.head, amount });
    }
    let exact = sum(&mut out.lines.iter().map(|line| line.total))?;
    out.total = match bill.round_off {
        RoundOff::None => exact,
        RoundOff::Whole => {
            let scale = i128::from(bill.currency.scale());
            minor(half_up(i128::from(exact), scale) * scale).map_err(|_| TaxError::TooLarge)?
        }
    };
    out.round_off = out.total - exact;
    Ok(())
}
