//! Payments: how money comes in, what names it, and how far a dispute about it is.
//!
//! Source: the product's design, "Invoices and money".

use super::field::FieldErrors;
use serde::{Deserialize, Serialize};

/// How money comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Over the counter.
    Cash,
    /// By a card on a terminal of the studio.
    Card,
    /// By UPI.
    Upi,
    /// By a bank transfer or cheque.
    Bank,
    /// Through a gateway, which names it by an id of its own.
    Gateway,
}

/// The longest reference.
const MAX_REFERENCE: usize = 64;

impl Method {
    /// Every method, the usual one of a counter first.
    pub const ALL: [Self; 5] = [Self::Cash, Self::Card, Self::Upi, Self::Bank, Self::Gateway];

    /// The stored word, with which the ids of such payments begin.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Upi => "upi",
            Self::Bank => "bank",
            Self::Gateway => "gateway",
        }
    }

    /// The method of a word, if it is one of ours.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == word)
    }

    /// How a stored payment came in: what its id begins with; an id of another form is a gateway's.
    #[must_use]
    pub fn of_id(id: &str) -> Self {
        let word = id.split_once('_').map_or(id, |(word, _)| word);
        Self::parse(word).unwrap_or(Self::Gateway)
    }

    /// The id that names a payment for good: the gateway's own, else the method and the reference, else the method and
    /// `fresh`, something that was never used.
    ///
    /// # Errors
    /// A gateway's payment without its id, or a reference that cannot be one.
    pub fn payment_id(self, reference: Option<&str>, fresh: &str) -> Result<String, FieldErrors> {
        let reference = reference.map(str::trim).filter(|text| !text.is_empty());
        let mut errors = FieldErrors::default();
        let Some(reference) = reference else {
            if self == Self::Gateway {
                errors
                    .add("reference", "a gateway's payment is recorded with the id that the gateway gave it");
                return Err(errors);
            }
            return Ok(format!("{}_{fresh}", self.as_str()));
        };
        let fits = |c: char| c.is_ascii_alphanumeric() || "_-./:".contains(c);
        if reference.len() > MAX_REFERENCE || !reference.chars().all(fits) {
            errors.add("reference", "a reference has at most 64 letters, digits and _ - . / :");
            return Err(errors);
        }
        Ok(match self {
            Self::Gateway => reference.to_owned(),
            _ => format!("{}_{reference}", self.as_str()),
        })
    }
}

/// What takes something off an invoice without being money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deduction {
    /// Tax that the client kept back and pays to the office (India: tax deducted at source).
    Tds,
    /// What will never be paid.
    WriteOff,
    /// What a bank kept.
    BankCharge,
}

impl Deduction {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Tds, Self::WriteOff, Self::BankCharge];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tds => "tds",
            Self::WriteOff => "write_off",
            Self::BankCharge => "bank_charge",
        }
    }

    /// What a person calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tds => "tax deducted at source",
            Self::WriteOff => "write-off",
            Self::BankCharge => "bank charge",
        }
    }
}

/// A step of a dispute about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStep {
    /// The client's bank asks for it back.
    Open,
    /// The studio answered; the bank decides.
    Review,
    /// The studio keeps it.
    Won,
    /// The client gets it back.
    Lost,
}

impl DisputeStep {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Open, Self::Review, Self::Won, Self::Lost];

    /// The word of a command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Review => "review",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// The stored statuses of the payment before and after.
    #[must_use]
    pub const fn statuses(self) -> (&'static str, &'static str) {
        match self {
            Self::Open => ("paid", "disputed"),
            Self::Review => ("disputed", "under_review"),
            Self::Won | Self::Lost => ("under_review", "paid"),
        }
    }
}

/// How far a manager gives money back without asking, in whole currency units, where the organization says nothing.
pub const REFUND_CAP: i64 = 15_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_how_money_came() {
        assert_eq!(Method::Upi.payment_id(Some(" 4012 "), "").unwrap(), "upi_4012");
        assert_eq!(Method::Gateway.payment_id(Some("pay_Nx1"), "").unwrap(), "pay_Nx1");
        assert!(Method::Gateway.payment_id(Some(" "), "7").is_err());
        assert!(Method::Card.payment_id(Some("a b"), "7").is_err());
        let fresh = Method::Cash.payment_id(None, "7").unwrap();
        assert_eq!((fresh.as_str(), Method::of_id(&fresh)), ("cash_7", Method::Cash));
        assert_eq!(Method::of_id("pay_Nx1"), Method::Gateway);
    }
}
