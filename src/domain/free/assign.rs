//! Which assets go to which need: as many needs as can be served together, with as many preferences as that leaves.
//!
//! Taking the first free asset for each need in turn can leave the last one empty-handed ("any camera" takes the one
//! A7iii that "any A7iii" needs). Where that happens the exact answer is a flow of pieces from assets to needs at the
//! least cost, found path by path; the graphs are small: a booking has a few needs.

use std::collections::VecDeque;

/// A need, over assets that go by numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// How many pieces.
    pub qty: u32,
    /// Which assets would do, the best first.
    pub from: Vec<usize>,
    /// Which of them is preferred.
    pub prefer: Option<usize>,
}

/// Who gets what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// For each demand: assets and how many pieces of each, in the order of the demand's list.
    pub given: Vec<Vec<(usize, u32)>>,
    /// For each demand: how many pieces are missing.
    pub missing: Vec<u32>,
}

impl Assignment {
    /// Whether nothing is missing.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.missing.iter().all(|missing| *missing == 0)
    }

    /// All pieces by asset.
    #[must_use]
    pub fn pieces(&self) -> Vec<(usize, u32)> {
        let mut all: Vec<(usize, u32)> = self.given.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(next.1);
            }
            same
        });
        all
    }
}

/// Gives free pieces to demands: the most that can be given, then the most preferences, then the best of each list. No
/// piece goes to two demands. `free` is how many pieces there are of each asset by its number.
#[must_use]
pub fn assign(demands: &[Demand], free: &dyn Fn(usize) -> u32) -> Assignment {
    greedy(demands, free).unwrap_or_else(|| Flow::new(demands, free).solve(demands))
}

/// In turn, those with the fewest choices first. `None` when somebody goes short or is refused their preference: then
/// another order may do better.
fn greedy(demands: &[Demand], free: &dyn Fn(usize) -> u32) -> Option<Assignment> {
    let mut left = Left { free, used: Vec::new() };
    let mut given: Vec<Vec<(usize, u32)>> = vec![Vec::new(); demands.len()];
    let mut order: Vec<usize> = (0..demands.len()).collect();
    order.sort_by_key(|at| demands[*at].from.len());
    for at in &order {
        let demand = &demands[*at];
        let Some(prefer) = demand.prefer else { continue };
        let wanted = demand.qty.min(free(prefer));
        if left.take(prefer, wanted) < wanted {
            return None;
        }
        if wanted > 0 {
            given[*at].push((prefer, wanted));
        }
    }
    for at in order {
        let demand = &demands[at];
        let mut missing = demand.qty - given[at].iter().map(|(_, qty)| qty).sum::<u32>();
        for asset in demand.from.iter().filter(|asset| Some(**asset) != demand.prefer) {
            if missing == 0 {
                break;
            }
            let taken = left.take(*asset, missing);
            if taken > 0 {
                given[at].push((*asset, taken));
                missing -= taken;
            }
        }
        if missing > 0 {
            return None;
        }
    }
    Some(Assignment { given, missing: vec![0; demands.len()] })
}

/// What is left of the assets that were taken from.
struct Left<'a> {
    free: &'a dyn Fn(usize) -> u32,
    used: Vec<(usize, u32)>,
}

impl Left<'_> {
    /// Takes up to so many pieces, and says how many it were.
    fn take(&mut self, asset: usize, wanted: u32) -> u32 {
        let at = self.used.iter().position(|(used, _)| *used == asset).unwrap_or_else(|| {
            self.used.push((asset, 0));
            self.used.len() - 1
        });
        let taken = wanted.min((self.free)(asset).saturating_sub(self.used[at].1));
        self.used[at].1 += taken;
        taken
    }
}

/// What taking an asset costs that is not preferred: more than all places in all lists together.
const NOT_PREFERRED: i64 = 1 << 40;

/// An edge; the one back is its neighbour (`index ^ 1`).
struct Edge {
    to: usize,
    left: u32,
    cost: i64,
}

/// The graph: source 0, sink 1, then the demands, then their assets.
struct Flow {
    edges: Vec<Edge>,
    out: Vec<Vec<usize>>,
    /// Number in the graph of each asset, ascending by asset.
    assets: Vec<usize>,
    demands: usize,
}

const SOURCE: usize = 0;
const SINK: usize = 1;

impl Flow {
    fn new(demands: &[Demand], free: &dyn Fn(usize) -> u32) -> Self {
        let mut assets: Vec<usize> =
            demands.iter().flat_map(|d| d.from.iter().copied().chain(d.prefer)).collect();
        assets.sort_unstable();
        assets.dedup();
        let nodes = 2 + demands.len() + assets.len();
        let mut flow =
            Self { edges: Vec::new(), out: vec![Vec::new(); nodes], assets, demands: demands.len() };
        for (at, demand) in demands.iter().enumerate() {
            flow.edge(SOURCE, 2 + at, demand.qty, 0);
            let others = demand.from.iter().filter(|asset| Some(**asset) != demand.prefer);
            for (cost, asset) in demand.prefer.iter().map(|p| (0, p)).chain((NOT_PREFERRED..).zip(others)) {
                let node = flow.node(*asset);
                flow.edge(2 + at, node, demand.qty, cost);
            }
        }
        for asset in flow.assets.clone() {
            let node = flow.node(asset);
            flow.edge(node, SINK, free(asset), 0);
        }
        flow
    }

    fn node(&self, asset: usize) -> usize {
        2 + self.demands + self.assets.partition_point(|known| *known < asset)
    }

    fn edge(&mut self, from: usize, to: usize, left: u32, cost: i64) {
        self.out[from].push(self.edges.len());
        self.edges.push(Edge { to, left, cost });
        self.out[to].push(self.edges.len());
        self.edges.push(Edge { to: from, left: 0, cost: -cost });
    }

    /// The cheapest way to bring one more piece to a demand: the edges from the sink back.
    fn cheapest_path(&self) -> Option<Vec<usize>> {
        let mut cost: Vec<Option<i64>> = vec![None; self.out.len()];
        let mut by: Vec<usize> = vec![0; self.out.len()];
        let mut queued = vec![false; self.out.len()];
        let mut queue = VecDeque::from([SOURCE]);
        cost[SOURCE] = Some(0);
        while let Some(node) = queue.pop_front() {
            queued[node] = false;
            let Some(so_far) = cost[node] else { continue };
            for index in &self.out[node] {
                let edge = &self.edges[*index];
                let next = so_far + edge.cost;
                if edge.left == 0 || cost[edge.to].is_some_and(|known| known <= next) {
                    continue;
                }
                cost[edge.to] = Some(next);
                by[edge.to] = *index;
                if !queued[edge.to] {
                    queued[edge.to] = true;
                    queue.push_back(edge.to);
                }
            }
        }
        cost[SINK]?;
        let (mut path, mut node) = (Vec::new(), SINK);
        while node != SOURCE {
            path.push(by[node]);
            node = self.edges[by[node] ^ 1].to;
        }
        Some(path)
    }

    fn solve(mut self, demands: &[Demand]) -> Assignment {
        while let Some(path) = self.cheapest_path() {
            let room = path.iter().map(|index| self.edges[*index].left).min().unwrap_or(0);
            for index in path {
                self.edges[index].left -= room;
                self.edges[index ^ 1].left += room;
            }
        }
        let given = (0..demands.len()).map(|at| self.given(at)).collect::<Vec<_>>();
        let missing = demands.iter().zip(&given);
        let missing =
            missing.map(|(d, given)| d.qty - given.iter().map(|(_, qty)| qty).sum::<u32>()).collect();
        Assignment { given, missing }
    }

    /// What flows to a demand: what its edges can be given back.
    fn given(&self, at: usize) -> Vec<(usize, u32)> {
        let edges = self.out[2 + at].iter().filter(|index| **index % 2 == 0);
        let flows = edges.map(|index| (self.edges[*index].to, self.edges[*index ^ 1].left));
        flows
            .filter(|(_, qty)| *qty > 0)
            .map(|(node, qty)| (self.assets[node - 2 - self.demands], qty))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn demand(qty: u32, from: &[usize], prefer: Option<usize>) -> Demand {
        Demand { qty, from: from.to_vec(), prefer }
    }

    #[test]
    fn what_only_one_can_serve_is_kept_for_it() {
        // Any camera (0, 1), and any A7iii (0).
        let demands = [demand(1, &[0, 1], None), demand(1, &[0], None)];
        let found = assign(&demands, &|_| 1);
        assert_eq!(found.given, [vec![(1, 1)], vec![(0, 1)]]);
        // A chain: each has to give way to the next.
        let demands = [demand(1, &[0, 1], None), demand(1, &[1, 2], None), demand(1, &[2, 0], None)];
        assert!(assign(&demands, &|_| 1).is_whole());
    }

    #[test]
    fn preferences_give_way_to_needs_and_to_nothing_else() {
        let demands = [demand(1, &[0, 1], Some(0)), demand(1, &[0], None)];
        assert_eq!(assign(&demands, &|_| 1).given, [vec![(1, 1)], vec![(0, 1)]]);
        let demands = [demand(2, &[0, 1, 2], Some(2)), demand(1, &[0, 1, 2], Some(1))];
        let found = assign(&demands, &|_| 1);
        assert_eq!(found.given, [vec![(2, 1), (0, 1)], vec![(1, 1)]]);
    }

    #[test]
    fn pieces_of_one_asset_go_to_several() {
        let demands = [demand(2, &[0], None), demand(1, &[0, 1], None)];
        let found = assign(&demands, &|asset| if asset == 0 { 3 } else { 0 });
        assert_eq!(found.given, [vec![(0, 2)], vec![(0, 1)]]);
        assert_eq!(found.pieces(), [(0, 3)]);
        let short = assign(&[demand(4, &[0], None)], &|_| 3);
        assert_eq!((short.given, short.missing), (vec![vec![(0, 3)]], vec![1]));
    }

    /// The most pieces, and of these the most preferred, of all ways to give them.
    fn best(demands: &[Demand], at: usize, qty: u32, free: &mut [u32]) -> (u32, u32) {
        let Some(demand) = demands.get(at) else { return (0, 0) };
        if qty == demand.qty {
            return best(demands, at + 1, 0, free);
        }
        let mut found = best(demands, at + 1, 0, free);
        for asset in &demand.from {
            if free[*asset] == 0 {
                continue;
            }
            free[*asset] -= 1;
            let (served, preferred) = best(demands, at, qty + 1, free);
            free[*asset] += 1;
            found = found.max((served + 1, preferred + u32::from(demand.prefer == Some(*asset))));
        }
        found
    }

    proptest! {
        #[test]
        fn nobody_does_better(
            free in prop::collection::vec(0..3_u32, 4),
            demands in prop::collection::vec((1..3_u32, prop::collection::btree_set(0..4_usize, 0..4), any::<prop::sample::Index>(), any::<bool>()), 0..4),
        ) {
            let demands: Vec<Demand> = demands
                .into_iter()
                .map(|(qty, from, prefer, prefers)| {
                    let from: Vec<usize> = from.into_iter().collect();
                    let prefer = (prefers && !from.is_empty()).then(|| *prefer.get(&from));
                    Demand { qty, from, prefer }
                })
                .collect();
            let found = assign(&demands, &|asset| free[asset]);
            for (asset, qty) in found.pieces() {
                prop_assert!(qty <= free[asset], "more of {asset} than there is");
            }
            let (mut served, mut preferred) = (0, 0);
            for ((demand, given), missing) in demands.iter().zip(&found.given).zip(&found.missing) {
                let got: u32 = given.iter().map(|(_, qty)| qty).sum();
                prop_assert_eq!(got + missing, demand.qty);
                prop_assert!(given.iter().all(|(asset, _)| demand.from.contains(asset)));
                served += got;
                preferred += given.iter().filter(|(a, _)| demand.prefer == Some(*a)).map(|(_, q)| q).sum::<u32>();
            }
            prop_assert_eq!((served, preferred), best(&demands, 0, 0, &mut free.clone()));
        }
    }
}
