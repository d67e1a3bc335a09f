//! What a job costs: lines, a discount spread over them, and tax per line and head.
//!
//! Rounding as the product's rules have it: each head of a line half-up to the minor unit, the two heads of a pair always
//! equal, a discount over the lines by largest remainder.

use super::calendar::Place;
use crate::domain::rounding;

/// Which heads of tax are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// India, within the state: CGST and SGST, half of the rate each.
    CentralAndState,
    /// India, into another state: IGST.
    Integrated,
    /// United Arab Emirates: VAT.
    Vat,
}

impl Scheme {
    /// The rate of photography, in hundredths of a percent.
    pub(super) const fn rate(self) -> i64 {
        match self {
            Self::CentralAndState | Self::Integrated => 1800,
            Self::Vat => 500,
        }
    }

    /// The stored word, and the names of the heads.
    pub(super) const fn words(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::CentralAndState => ("india_gst", &["cgst", "sgst"]),
            Self::Integrated => ("india_gst", &["igst"]),
            Self::Vat => ("uae_vat", &["vat"]),
        }
    }

    /// The usual one of a branch.
    pub(super) const fn of(place: Place) -> Self {
        match place {
            Place::Bengaluru => Self::CentralAndState,
            Place::Dubai => Self::Vat,
        }
    }

    const fn heads(self) -> i64 {
        match self {
            Self::CentralAndState => 2,
            Self::Integrated | Self::Vat => 1,
        }
    }

    /// The tax of one head on a net amount.
    fn head(self, net: i64) -> i64 {
        half_up(net, self.rate(), 10_000 * self.heads())
    }
}

/// A line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// `service` or `merch`.
    pub(super) item_type: &'static str,
    pub(super) description: &'static str,
    /// Thousandths.
    pub(super) qty: i64,
    /// Minor units.
    pub(super) unit_price: i64,
    /// Minor units, before discount and tax.
    pub(super) total: i64,
    /// Minor units, after the discount.
    pub(super) net: i64,
}

impl Line {
    /// A line without a discount.
    pub(super) fn new(item_type: &'static str, description: &'static str, qty: i64, unit_price: i64) -> Self {
        let total = half_up(unit_price, qty, 1000);
        Self { item_type, description, qty, unit_price, total, net: total }
    }
}

/// Net and tax of an invoice, a quote or a credit note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) scheme: Scheme,
    /// Minor units.
    pub(super) net: i64,
    /// Minor units of each head.
    pub(super) head: i64,
}

impl Sum {
    /// The tax of all heads.
    pub(super) const fn tax(self) -> i64 {
        self.head * self.scheme.heads()
    }

    /// What is to be paid.
    pub(super) const fn total(self) -> i64 {
        self.net + self.tax()
    }

    /// The sum of one line.
    pub(super) fn of_line(scheme: Scheme, line: &Line) -> Self {
        Self { scheme, net: line.net, head: scheme.head(line.net) }
    }

    /// An amount that the tax is contained in: each head is P·(r/heads)/(100+r), half-up; the net is what is left.
    pub(super) fn inclusive(scheme: Scheme, amount: i64) -> Self {
        let heads = scheme.heads();
        let head = half_up(amount, scheme.rate(), heads * (10_000 + scheme.rate()));
        Self { scheme, net: amount - heads * head, head }
    }
}

/// A priced job.
#[derive(Clone, Debug)]
pub(super) struct Bill {
    pub(super) lines: Vec<Line>,
    /// Minor units, before tax.
    pub(super) discount: i64,
    pub(super) sum: Sum,
}

impl Bill {
    /// Spreads the discount and adds everything up.
    pub(super) fn new(scheme: Scheme, mut lines: Vec<Line>, discount: i64) -> Self {
        spread(&mut lines, discount);
        let net = lines.iter().map(|line| line.net).sum();
        let head = lines.iter().map(|line| scheme.head(line.net)).sum();
        Self { lines, discount, sum: Sum { scheme, net, head } }
    }
}

/// Takes a discount off the lines in proportion, by largest remainder: the parts add up to it.
fn spread(lines: &mut [Line], discount: i64) {
    let totals: Vec<i64> = lines.iter().map(|line| line.total).collect();
    for (line, part) in lines.iter_mut().zip(rounding::spread(&totals, discount)) {
        line.net = line.total - part;
    }
}

/// `a · b / c`, half-up.
pub(super) fn half_up(a: i64, b: i64, c: i64) -> i64 {
    i64::try_from(rounding::half_up(i128::from(a) * i128::from(b), i128::from(c))).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_rounded_half_up_and_alike() {
        let sum = |scheme, net| Sum::of_line(scheme, &Line::new("service", "", 1000, net));
        assert_eq!(sum(Scheme::CentralAndState, 10_005).head, 900);
        assert_eq!(sum(Scheme::Integrated, 10_005).head, 1_801);
        assert_eq!(sum(Scheme::Vat, 1_010).head, 51);
        let inclusive = |scheme, amount| {
            let sum = Sum::inclusive(scheme, amount);
            assert_eq!(sum.total(), amount);
            (sum.net, sum.head)
        };
        assert_eq!(inclusive(Scheme::Integrated, 1_000_000), (847_458, 152_542));
        assert_eq!(inclusive(Scheme::CentralAndState, 10_000), (8_474, 763));
    }

    #[test]
    fn a_discount_is_spread_without_a_remainder() {
        let lines = vec![Line::new("service", "a", 1000, 3_333), Line::new("merch", "b", 3000, 1_111)];
        let bill = Bill::new(Scheme::Vat, lines, 1_001);
        assert_eq!(bill.sum.net, 3_333 + 3_333 - 1_001);
        assert_eq!(bill.lines.iter().map(|l| l.total - l.net).collect::<Vec<_>>(), [501, 500]);
    }
}
