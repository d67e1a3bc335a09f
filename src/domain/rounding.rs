//! Rounding and sharing of amounts in whole minor units: half up, and by largest remainder.
//!
//! Source: the product's design, "Rounding".

/// `a / b` rounded half up, for `a` from zero and `b` above it.
#[must_use]
pub const fn half_up(a: i128, b: i128) -> i128 {
    (2 * a + b) / (2 * b)
}

/// Spreads an amount over others in proportion to them: each gets the whole part of its share, and what is left goes
/// one by one to the largest remainders, to the earlier among equals. The parts add up to `amount`.
///
/// All amounts are from zero, and `amount` is not more than the sum of `over`; where that sum is zero, every part is.
#[must_use]
pub fn spread(over: &[i64], amount: i64) -> Vec<i64> {
    let whole: i128 = over.iter().map(|part| i128::from(*part)).sum();
    if whole == 0 || amount == 0 {
        return vec![0; over.len()];
    }
    let share = |part: &i64| i128::from(*part) * i128::from(amount);
    let mut parts: Vec<i64> =
        over.iter().map(|part| i64::try_from(share(part) / whole).unwrap_or(i64::MAX)).collect();
    let left = amount - parts.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..over.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(share(&over[*i]) % whole));
    for i in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[i] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_go_up() {
        assert_eq!([half_up(1, 2), half_up(5, 10), half_up(49, 100), half_up(0, 7)], [1, 1, 0, 0]);
    }

    #[test]
    fn what_is_left_goes_to_the_largest_remainders() {
        assert_eq!(spread(&[100, 100, 100], 100), [34, 33, 33]);
        assert_eq!(spread(&[1, 2, 3], 4), [1, 1, 2]);
        assert_eq!(spread(&[0, 0], 5), [0, 0]);
        assert_eq!(spread(&[], 0), [0; 0]);
    }

    proptest! {
        #[test]
        fn parts_add_up_and_none_is_more_than_its_whole(
            over in proptest::collection::vec(0..1_000_000_000_i64, 1..12), part in 0..=1_000_i64,
        ) {
            let amount = over.iter().sum::<i64>() / 1_000 * part;
            let parts = spread(&over, amount);
            prop_assert_eq!(parts.iter().sum::<i64>(), amount);
            prop_assert!(parts.iter().zip(&over).all(|(part, whole)| (0..=*whole).contains(part)));
        }
    }
}
