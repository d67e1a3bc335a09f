//! Chance that can be repeated: the same seed gives the same studio.

use uuid::{Builder, Uuid};

/// A generator of pseudo-random numbers: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
/// 2014). Good enough for a make-believe studio; never for a secret.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// From a seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub(super) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 when there is none.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        // The upper half of a product: as even as anybody can see, without a division.
        u64::try_from((u128::from(self.bits()) * u128::from(limit)) >> 64).unwrap_or(0)
    }

    /// A number from `least` to `most`, both possible.
    pub(super) fn within(&mut self, least: i64, most: i64) -> i64 {
        let span = u64::try_from(most - least + 1).unwrap_or(1);
        least + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(super) fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// One of several things, none of them preferred.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.place(of.len())]
    }

    /// A place in a list of so many.
    pub(super) fn place(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// The place of one of several weights; a heavier one comes more often.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let sum: u64 = weights.clone().map(u64::from).sum();
        let mut left = self.below(sum);
        for (place, weight) in weights.enumerate() {
            if left < u64::from(weight) {
                return place;
            }
            left -= u64::from(weight);
        }
        0
    }
}

/// Ids that sort by the time of making, as those of the product do (RFC 9562, version 7): made in the order of time,
/// they grow, also within one second.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    chance: Chance,
    /// Milliseconds, and how many ids they have.
    last: (u64, u16),
}

impl Ids {
    /// How many ids one millisecond has: what twelve bits count.
    const MANY: u16 = 1 << 12;

    /// From a seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self { chance: Chance::new(seed), last: (0, 0) }
    }

    /// The next id, made at `at` (unix seconds).
    pub(super) fn at(&mut self, at: i64) -> Uuid {
        let millis = u64::try_from(at).unwrap_or(0) * 1000;
        let (last, used) = self.last;
        self.last = match (millis > last, used + 1 < Self::MANY) {
            (true, _) => (millis, 0),
            (false, true) => (last, used + 1),
            (false, false) => (last + 1, 0),
        };
        let [high, low] = self.last.1.to_be_bytes();
        let [a, b, c, d, e, f, g, h] = self.chance.bits().to_be_bytes();
        Builder::from_unix_timestamp_millis(self.last.0, &[high, low, a, b, c, d, e, f, g, h]).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let draw = || {
            let mut chance = Chance::new(7);
            (0..100).map(|_| chance.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(), draw());
        // The first numbers of the published generator for seed 0.
        let mut zero = Chance::new(0);
        assert_eq!([zero.bits(), zero.bits()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    }

    #[test]
    fn numbers_keep_within_their_limits() {
        let mut chance = Chance::new(1);
        let drawn: Vec<i64> = (0..1000).map(|_| chance.within(-3, 3)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-3), Some(&3)));
        assert_eq!(chance.below(0), 0);
        let heavy = (0..1000).filter(|_| chance.weighted([1, 0, 9].into_iter()) == 2).count();
        assert!((850..950).contains(&heavy), "{heavy}");
    }

    #[test]
    fn ids_grow_within_a_second_and_over_time() {
        let mut ids = Ids::new(1);
        let made: Vec<Uuid> = (0..20_000).map(|n| ids.at(1_700_000_000 + n / 5_000)).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }
}
