//! How many pieces of an asset are free, when.

use super::Span;
use crate::domain::booking::Taken;

/// An asset over time: the number of pieces that are out changes at certain moments and is the same between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    capacity: u32,
    /// From each moment on so many are out, until the next one; ascending. Before the first none is.
    steps: Vec<(i64, u32)>,
}

impl Profile {
    /// Of an asset of which there are `capacity`, of which this is taken, in any order.
    #[must_use]
    pub fn new(capacity: u32, taken: &[Taken]) -> Self {
        let mut changes: Vec<(i64, i64)> = Vec::with_capacity(taken.len() * 2);
        for t in taken.iter().filter(|t| t.start < t.end) {
            changes.push((t.start, i64::from(t.qty)));
            // What has no end never comes back.
            if t.end < i64::MAX {
                changes.push((t.end, -i64::from(t.qty)));
            }
        }
        changes.sort_unstable();
        let mut steps: Vec<(i64, u32)> = Vec::with_capacity(changes.len());
        let mut out: i64 = 0;
        for (at, change) in changes {
            out += change;
            let level = u32::try_from(out).unwrap_or(u32::MAX);
            match steps.last_mut() {
                Some(last) if last.0 == at => last.1 = level,
                _ => steps.push((at, level)),
            }
        }
        Self { capacity, steps }
    }

    /// How many pieces are free through the whole stretch.
    #[must_use]
    pub fn free(&self, span: Span) -> u32 {
        let first = self.steps.partition_point(|(at, _)| *at <= span.start).saturating_sub(1);
        let within = self.steps[first..].iter().take_while(|(at, _)| *at < span.end);
        // The first step may lie behind the start; before it none is out.
        let most = within.map(|(_, out)| *out).max().unwrap_or(0);
        self.capacity.saturating_sub(most)
    }

    /// The first moment, not before `from`, from which so many are free for so many seconds; `None` when there never
    /// are so many.
    #[must_use]
    pub fn next_free(&self, qty: u32, seconds: i64, from: i64) -> Option<i64> {
        if qty > self.capacity {
            return None;
        }
        let enough = |start: i64| self.free(Span { start, end: start.saturating_add(seconds) }) >= qty;
        if enough(from) {
            return Some(from);
        }
        // It can only become free where something ends.
        let later = self.steps.partition_point(|(at, _)| *at <= from);
        self.steps[later..].iter().map(|(at, _)| *at).find(|at| enough(*at))
    }

    /// The first moment from which more are free, for as long as this stretch takes, than are through it, and how many
    /// more they may ever be.
    #[must_use]
    pub fn more_from(&self, span: Span) -> Option<(i64, u32)> {
        let free = self.free(span);
        let more = self.capacity - free;
        let from = self.next_free(free.checked_add(1)?, span.end.saturating_sub(span.start), span.start)?;
        Some((from, more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::booking::peak;
    use proptest::prelude::*;

    #[test]
    fn what_is_away_without_an_end_is_never_free_again() {
        let taken = [Taken { start: 10, end: i64::MAX, qty: u32::MAX }, Taken { start: 20, end: 30, qty: 2 }];
        let profile = Profile::new(3, &taken);
        assert_eq!(profile.free(Span { start: 0, end: 10 }), 3);
        assert_eq!(profile.free(Span { start: 0, end: 11 }), 0);
        assert_eq!(profile.next_free(1, 5, 12), None);
        assert_eq!(profile.next_free(4, 5, 0), None, "there are only three");
    }

    proptest! {
        #[test]
        fn counts_as_the_peak_does(
            taken in prop::collection::vec((0..60_i64, 1..20_i64, 1..4_u32), 0..12),
            capacity in 0..6_u32,
            start in -5..70_i64,
            length in 1..25_i64,
        ) {
            let taken: Vec<Taken> =
                taken.into_iter().map(|(start, len, qty)| Taken { start, end: start + len, qty }).collect();
            let profile = Profile::new(capacity, &taken);
            let free = |start: i64| capacity.saturating_sub(peak(&taken, start, start + length));
            prop_assert_eq!(profile.free(Span { start, end: start + length }), free(start));
            for qty in 0..=capacity {
                let first = (start..200).find(|at| free(*at) >= qty);
                prop_assert_eq!(profile.next_free(qty, length, start), first);
            }
            let more = (start..200).find(|at| free(*at) > free(start)).map(|at| (at, capacity - free(start)));
            prop_assert_eq!(profile.more_from(Span { start, end: start + length }), more);
        }
    }
}
