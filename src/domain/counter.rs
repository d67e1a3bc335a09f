//! A sale at the counter as it is typed: a line for each thing, "2 x Passport photos 300".

use super::money::{Currency, MAX_MINOR, parse_amount};
use super::quote::parse_qty;

/// One line of a sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleLine {
    /// How many, in thousandths.
    pub qty: i64,
    /// What.
    pub description: String,
    /// The price of one, minor units.
    pub price: i64,
}

/// Reads a line: how many and `x` if it is not one, what, and at the end the price of one.
///
/// # Errors
/// What is missing or wrong, for a person.
pub fn read_line(text: &str, currency: Currency) -> Result<SaleLine, &'static str> {
    const PRICE: &str = "the price of one comes at the end: Passport photos 300";
    let (front, price) = text.trim().rsplit_once(char::is_whitespace).ok_or(PRICE)?;
    let price = parse_amount(price, currency).map_err(|_| PRICE)?;
    if !(0..=MAX_MINOR).contains(&price) {
        return Err("a price is not below zero, and not larger than amounts can be");
    }
    let (qty, description) = counted(front.trim());
    if description.is_empty() {
        return Err("say what it is, before the price");
    }
    Ok(SaleLine { qty, description: description.to_owned(), price })
}

/// Splits "2 x Prints" or "2x Prints" into how many and what; without a number it is one.
fn counted(text: &str) -> (i64, &str) {
    let split = || {
        let (number, what) = text.split_once(['x', '×', 'X'])?;
        // "4x6 print" is a name: what is counted stands apart from the sign.
        let what = if what.is_empty() { what } else { what.strip_prefix(char::is_whitespace)? };
        Some((parse_qty(number.trim()).filter(|qty| *qty > 0)?, what.trim()))
    };
    split().unwrap_or((1_000, text))
}

/// What lines come to at the prices that were said, half-up to the minor unit each; `None` when that is too large.
#[must_use]
pub fn sum(lines: &[SaleLine]) -> Option<i64> {
    let of = |line: &SaleLine| (i128::from(line.qty) * i128::from(line.price) + 500) / 1_000;
    i64::try_from(lines.iter().map(of).sum::<i128>()).ok().filter(|sum| *sum <= MAX_MINOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inr() -> Currency {
        Currency::from_code("INR").unwrap()
    }

    #[test]
    fn lines_are_read_as_they_are_said() {
        let said = |text| read_line(text, inr()).map(|line| (line.qty, line.description, line.price));
        assert_eq!(said("Passport photos 300"), Ok((1_000, "Passport photos".to_owned(), 30_000)));
        assert_eq!(said(" 2 x Print 10x15 25.50 "), Ok((2_000, "Print 10x15".to_owned(), 2_550)));
        assert_eq!(said("2× Frame 1,200"), Ok((2_000, "Frame".to_owned(), 120_000)));
        assert_eq!(said("4x6 print 40"), Ok((1_000, "4x6 print".to_owned(), 4_000)));
        for wrong in ["", "Frame", "300", "Frame three", "2 x 300", "Frame -3"] {
            assert!(said(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sums_add_up_or_say_nothing() {
        let lines = ["2 x Print 25.50", "0.333 x Paper 10"].map(|text| read_line(text, inr()).unwrap());
        assert_eq!(sum(&lines), Some(5_100 + 333));
        assert_eq!(
            sum(&vec![SaleLine { qty: i64::MAX, description: String::new(), price: MAX_MINOR }; 3]),
            None
        );
    }
}
