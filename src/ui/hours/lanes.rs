//! Side by side: which of overlapping spans stands in which lane.

/// A lane among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Which, from the left.
    pub lane: usize,
    /// How many stand side by side where it stands.
    pub of: usize,
}

/// A lane for each span, `[from, to)`: spans that overlap never have the same one, and what overlaps through others
/// shares one number of lanes. Earlier and longer spans stand further left.
#[must_use]
pub fn lanes(spans: &[(u16, u16)]) -> Vec<Lane> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|i| (spans[*i].0, std::cmp::Reverse(spans[*i].1), *i));
    let mut found = vec![Lane { lane: 0, of: 1 }; spans.len()];
    // The ends of the lanes of the group that is being filled, and who is in it.
    let (mut ends, mut group): (Vec<u16>, Vec<usize>) = (Vec::new(), Vec::new());
    for i in order {
        let (from, to) = spans[i];
        if ends.iter().all(|end| *end <= from) {
            close(&mut found, &mut group, &mut ends);
        }
        let free = ends.iter().position(|end| *end <= from);
        let lane = free.unwrap_or(ends.len());
        match free {
            Some(lane) => ends[lane] = to,
            None => ends.push(to),
        }
        found[i].lane = lane;
        group.push(i);
    }
    close(&mut found, &mut group, &mut ends);
    found
}

fn close(found: &mut [Lane], group: &mut Vec<usize>, ends: &mut Vec<u16>) {
    for i in group.drain(..) {
        found[i].of = ends.len();
    }
    ends.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(spans: &[(u16, u16)]) -> Vec<(usize, usize)> {
        lanes(spans).iter().map(|lane| (lane.lane, lane.of)).collect()
    }

    #[test]
    fn what_overlaps_stands_side_by_side() {
        assert_eq!(said(&[]), []);
        assert_eq!(said(&[(9, 10), (10, 12)]), [(0, 1), (0, 1)]);
        assert_eq!(said(&[(9, 12), (10, 11), (11, 13)]), [(0, 2), (1, 2), (1, 2)]);
        assert_eq!(said(&[(9, 10), (9, 12), (9, 11), (20, 21)]), [(2, 3), (0, 3), (1, 3), (0, 1)]);
    }

    proptest! {
        #[test]
        fn nobody_shares_a_lane(spans in prop::collection::vec((0u16..40, 1u16..9), 0..30)) {
            let spans: Vec<(u16, u16)> = spans.into_iter().map(|(from, len)| (from, from + len)).collect();
            let found = lanes(&spans);
            for (i, a) in spans.iter().enumerate() {
                prop_assert!(found[i].lane < found[i].of);
                for (j, b) in spans.iter().enumerate().skip(i + 1) {
                    let overlap = a.0 < b.1 && b.0 < a.1;
                    prop_assert!(!overlap || found[i].lane != found[j].lane);
                    prop_assert!(!overlap || found[i].of == found[j].of);
                }
            }
        }
    }
}
