//! What clients owe, by how late it is.
//!
//! Source: the product's design, "Invoices"; the steps of thirty days are what accountants age receivables by.

use super::money::Currency;
use serde::{Deserialize, Serialize};

/// How late something that is owed is, in steps of thirty days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    /// Not due yet, or nobody said until when.
    Current,
    /// Up to thirty days.
    Month,
    /// Up to sixty.
    Two,
    /// Up to ninety.
    Three,
    /// Later than that.
    Older,
}

impl Age {
    /// Every step, the youngest first.
    pub const ALL: [Self; 5] = [Self::Current, Self::Month, Self::Two, Self::Three, Self::Older];

    /// The step of so many days behind the last day of payment.
    #[must_use]
    pub const fn of(days: i64) -> Self {
        match days {
            ..=0 => Self::Current,
            1..=30 => Self::Month,
            31..=60 => Self::Two,
            61..=90 => Self::Three,
            91.. => Self::Older,
        }
    }

    /// What a person reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Month => "1–30",
            Self::Two => "31–60",
            Self::Three => "61–90",
            Self::Older => "90+",
        }
    }
}

/// What is owed in one currency. Amounts of different currencies are never added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ageing {
    /// The currency.
    pub currency: Currency,
    /// Minor units, by [`Age`].
    pub open: [i64; 5],
    /// How many invoices, by [`Age`].
    pub count: [u64; 5],
}

impl Ageing {
    /// Nothing is owed.
    #[must_use]
    pub const fn none(currency: Currency) -> Self {
        Self { currency, open: [0; 5], count: [0; 5] }
    }

    /// Adds what is owed of some invoices of an age.
    pub const fn add(&mut self, age: Age, open: i64, count: u64) {
        let at = age as usize;
        self.open[at] = self.open[at].saturating_add(open);
        self.count[at] = self.count[at].saturating_add(count);
    }

    /// All of it, in minor units.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.open.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_thirty_days_long() {
        let steps = [-400, 0, 1, 30, 31, 60, 61, 90, 91, 4_000].map(|days| Age::of(days).label());
        let said = ["current", "current", "1–30", "1–30", "31–60", "31–60", "61–90", "61–90", "90+", "90+"];
        assert_eq!(steps, said);
        assert_eq!(Age::ALL.map(|age| age as usize), [0, 1, 2, 3, 4]);
    }
}
