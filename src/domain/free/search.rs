//! The first times at which everything that is needed is free.

use super::{Assignment, Demand, Span, assign};

/// What of an asset is free through a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Free {
    /// How many pieces.
    pub pieces: u32,
    /// Whether somebody holds it softly, or has it still though it was due back: it may be taken, but another one is
    /// better.
    pub held: bool,
}

/// What a need is to a search: its assets are the supply's to name, one by one, as far as they are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How many pieces.
    pub qty: u32,
    /// The asset that is preferred, which is one of those that would do.
    pub prefer: Option<usize>,
}

/// Who knows what is free. Assets go by numbers, wishes by their place.
pub trait Supply {
    /// Why it may not know.
    type Error;

    /// The assets that would do for a wish, the best first: the one at this place; `None` behind the last one.
    ///
    /// # Errors
    /// It cannot be found out.
    fn candidate(&mut self, wish: usize, place: usize) -> Result<Option<usize>, Self::Error>;

    /// Whether there is a choice for a wish: those without one tell soonest that it cannot be.
    fn has_choice(&self, wish: usize) -> bool;

    /// What of an asset is free for a booking of this time; what the booking takes around it is the supply's to add.
    ///
    /// # Errors
    /// It cannot be found out.
    fn free(&mut self, asset: usize, span: Span) -> Result<Free, Self::Error>;

    /// From when on more of an asset may be free for as long as this time takes than is for this time, and how many more
    /// at most; `None` when there never will be, as far as is looked. A search goes on there.
    ///
    /// # Errors
    /// It cannot be found out.
    fn blocked_until(&mut self, asset: usize, span: Span) -> Result<Option<(i64, u32)>, Self::Error>;
}

/// A stretch of possible beginnings with the same assets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first of them.
    pub start: i64,
    /// The last of them, on the same day.
    pub latest: i64,
    /// Who gets what.
    pub assignment: Assignment,
}

/// Demands with their assets, and the pieces that are free of these, ascending by asset.
type Collected = (Vec<Demand>, Vec<(usize, u32)>);

/// A wish that cannot be served, even alone, and how many pieces are missing.
#[derive(Clone, Copy, Debug)]
struct Short {
    wish: usize,
    missing: u32,
}

/// The assets of each wish that are free through a stretch of time, the best first: as many pieces as all wishes
/// together could take, for more make no difference. An error within when one wish alone cannot be served and all of it
/// is wanted.
fn collect<S: Supply>(
    wishes: &[Wish],
    supply: &mut S,
    span: Span,
    whole: Whole,
) -> Result<Result<Collected, Short>, S::Error> {
    let enough: u32 = wishes.iter().fold(0, |sum, wish| sum.saturating_add(wish.qty));
    let mut free: Vec<(usize, u32)> = Vec::new();
    let mut found: Vec<Demand> = wishes.iter().map(|w| Demand { qty: w.qty, ..Demand::default() }).collect();
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by_key(|at| supply.has_choice(*at));
    for at in order {
        let pieces = collect_one((at, wishes[at]), supply, span, enough, (&mut found[at], &mut free))?;
        if whole == Whole::Only && pieces < wishes[at].qty {
            return Ok(Err(Short { wish: at, missing: wishes[at].qty - pieces }));
        }
    }
    free.sort_unstable();
    free.dedup();
    Ok(Ok((found, free)))
}

/// The assets of one wish: what is preferred, what nobody holds, and only then what somebody holds. Says how many
/// pieces they come to.
fn collect_one<S: Supply>(
    (at, wish): (usize, Wish),
    supply: &mut S,
    span: Span,
    enough: u32,
    (found, free): (&mut Demand, &mut Vec<(usize, u32)>),
) -> Result<u32, S::Error> {
    let (mut pieces, mut held) = (0_u32, Vec::new());
    if let Some(asset) = wish.prefer {
        let here = supply.free(asset, span)?;
        if here.pieces > 0 {
            free.push((asset, here.pieces));
            found.from.push(asset);
            found.prefer = Some(asset);
            pieces = here.pieces;
        }
    }
    let mut place = 0;
    while pieces < enough
        && let Some(asset) = supply.candidate(at, place)?
    {
        place += 1;
        if wish.prefer == Some(asset) {
            continue;
        }
        let here = supply.free(asset, span)?;
        if here.pieces == 0 {
            continue;
        }
        free.push((asset, here.pieces));
        if here.held {
            held.push((asset, here.pieces));
        } else {
            found.from.push(asset);
            pieces = pieces.saturating_add(here.pieces);
        }
    }
    for (asset, more) in held {
        if pieces >= enough {
            break;
        }
        found.from.push(asset);
        pieces = pieces.saturating_add(more);
    }
    Ok(pieces)
}

/// Whether a part of what is needed is of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// All or nothing.
    Only,
    /// What there is.
    OrPart,
}

/// Who gets what at one time; with [`Whole::Only`] `None` when something is missing.
///
/// # Errors
/// The supply's.
pub fn at<S: Supply>(
    wishes: &[Wish],
    supply: &mut S,
    span: Span,
    whole: Whole,
) -> Result<Option<Assignment>, S::Error> {
    Ok(whole_or_short(wishes, supply, span, whole)?.ok())
}

/// As [`at`]; otherwise which wish is short, where it is one by itself.
fn whole_or_short<S: Supply>(
    wishes: &[Wish],
    supply: &mut S,
    span: Span,
    whole: Whole,
) -> Result<Result<Assignment, Option<Short>>, S::Error> {
    let (found, free) = match collect(wishes, supply, span, whole)? {
        Ok(collected) => collected,
        Err(short) => return Ok(Err(Some(short))),
    };
    let pieces = |asset: usize| free.binary_search_by_key(&asset, |(a, _)| *a).map_or(0, |at| free[at].1);
    let assignment = assign(&found, &pieces);
    let is_enough = whole == Whole::OrPart || assignment.is_whole();
    Ok(if is_enough { Ok(assignment) } else { Err(None) })
}

/// The first beginning at which a wish that is short may be served: when as many pieces as are missing have come free,
/// each as soon as it can. Until then nothing has to be asked; `None` when they never will, as far as is looked.
fn goes_on<S: Supply>(supply: &mut S, short: Short, span: Span) -> Result<Option<i64>, S::Error> {
    let (mut place, mut frees) = (0, Vec::new());
    while let Some(asset) = supply.candidate(short.wish, place)? {
        place += 1;
        frees.extend(supply.blocked_until(asset, span)?);
    }
    frees.sort_unstable();
    let mut more = 0_u32;
    Ok(frees.into_iter().find_map(|(at, pieces)| {
        more = more.saturating_add(pieces);
        (more >= short.missing).then_some(at)
    }))
}

/// The first stretches of beginnings, day by day, at which everything is free for `length` seconds: whole days until
/// there are `limit` or more.
///
/// # Errors
/// The supply's.
pub fn runs<S: Supply>(
    days: impl Iterator<Item = Vec<i64>>,
    (wishes, length): (&[Wish], i64),
    supply: &mut S,
    limit: usize,
) -> Result<Vec<Run>, S::Error> {
    let mut runs: Vec<Run> = Vec::new();
    let mut not_before = i64::MIN;
    for starts in days {
        if runs.len() >= limit {
            break;
        }
        let mut current: Option<(Run, Vec<(usize, u32)>)> = None;
        for start in starts {
            if start < not_before {
                continue;
            }
            let span = Span { start, end: start.saturating_add(length) };
            if let Some((run, pieces)) = &mut current
                && holds(pieces, supply, span)?
            {
                run.latest = start;
                continue;
            }
            runs.extend(current.take().map(|(run, _)| run));
            match whole_or_short(wishes, supply, span, Whole::Only)? {
                Ok(assignment) => {
                    let pieces = assignment.pieces();
                    current = Some((Run { start, latest: start, assignment }, pieces));
                }
                Err(Some(short)) => not_before = goes_on(supply, short, span)?.unwrap_or(i64::MAX),
                Err(None) => {}
            }
        }
        runs.extend(current.map(|(run, _)| run));
    }
    Ok(runs)
}

/// Whether the same pieces are free at another time too.
fn holds<S: Supply>(pieces: &[(usize, u32)], supply: &mut S, span: Span) -> Result<bool, S::Error> {
    for (asset, qty) in pieces {
        if supply.free(*asset, span)?.pieces < *qty {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::super::Profile;
    use super::*;
    use crate::domain::booking::Taken;
    use proptest::prelude::*;
    use std::convert::Infallible;

    struct Shelf {
        firm: Vec<Profile>,
        holds: Vec<Profile>,
        would_do: Vec<Vec<usize>>,
        /// How often it was asked what is free.
        asked: usize,
    }

    impl Supply for Shelf {
        type Error = Infallible;

        fn candidate(&mut self, wish: usize, place: usize) -> Result<Option<usize>, Infallible> {
            Ok(self.would_do[wish].get(place).copied())
        }

        fn has_choice(&self, wish: usize) -> bool {
            self.would_do[wish].len() > 1
        }

        fn free(&mut self, asset: usize, span: Span) -> Result<Free, Infallible> {
            self.asked += 1;
            let held = self.holds[asset].free(span) == 0;
            Ok(Free { pieces: self.firm[asset].free(span), held })
        }

        fn blocked_until(&mut self, asset: usize, span: Span) -> Result<Option<(i64, u32)>, Infallible> {
            Ok(self.firm[asset].more_from(span))
        }
    }

    fn shelf(assets: &[(u32, Vec<Taken>, Vec<Taken>)], would_do: &[Vec<usize>]) -> Shelf {
        Shelf {
            would_do: would_do.to_vec(),
            asked: 0,
            firm: assets.iter().map(|(capacity, taken, _)| Profile::new(*capacity, taken)).collect(),
            holds: assets.iter().map(|(_, _, held)| Profile::new(1, held)).collect(),
        }
    }

    #[test]
    fn what_nobody_holds_comes_first() {
        let held = vec![Taken { start: 0, end: 50, qty: 1 }];
        let mut shelf = shelf(&[(1, vec![], held), (1, vec![], vec![])], &[vec![0, 1]]);
        let span = Span { start: 10, end: 20 };
        let mut found =
            |qty, prefer| at(&[Wish { qty, prefer }], &mut shelf, span, Whole::Only).unwrap().unwrap();
        assert_eq!(found(1, None).given, [vec![(1, 1)]]);
        // All of them when all are needed, and the preferred one whoever holds it.
        assert_eq!(found(2, None).given, [vec![(1, 1), (0, 1)]]);
        assert_eq!(found(1, Some(0)).given, [vec![(0, 1)]]);
    }

    #[test]
    fn what_cannot_be_is_not_tried_minute_by_minute() {
        let taken = |end| vec![Taken { start: 0, end, qty: 1 }];
        let assets = [(1, taken(400), vec![]), (1, taken(700), vec![]), (1, taken(900), vec![])];
        let mut shelf = shelf(&assets, &[vec![0, 1, 2]]);
        let wishes = [Wish { qty: 2, prefer: None }];
        let found = runs([(0..1_000).collect()].into_iter(), (&wishes, 10), &mut shelf, 1).unwrap();
        assert_eq!((found[0].start, found[0].latest), (700, 999));
        // At the first beginning of all, at the one that was found, and whether it holds at the others.
        assert_eq!(shelf.asked, 3 + 2 + 299 * 2);
    }

    type Needs = Vec<(u32, Vec<usize>)>;

    /// Whether the needs can be served, piece by piece, in any way.
    fn feasible(needs: &Needs, at: usize, left: u32, free: &mut [u32]) -> bool {
        let Some((_, from)) = needs.get(at) else { return true };
        if left == 0 {
            return feasible(needs, at + 1, needs.get(at + 1).map_or(0, |(qty, _)| *qty), free);
        }
        from.iter().any(|asset| {
            if free[*asset] == 0 {
                return false;
            }
            free[*asset] -= 1;
            let found = feasible(needs, at, left - 1, free);
            free[*asset] += 1;
            found
        })
    }

    fn taken() -> impl Strategy<Value = Vec<Taken>> {
        prop::collection::vec((0..40_i64, 1..12_i64, 1..3_u32), 0..5).prop_map(|all| {
            all.into_iter().map(|(start, length, qty)| Taken { start, end: start + length, qty }).collect()
        })
    }

    proptest! {
        #[test]
        fn every_beginning_that_is_free_is_found_and_no_other(
            assets in prop::collection::vec((1..3_u32, taken(), taken()), 4),
            needs in prop::collection::vec((1..3_u32, prop::collection::btree_set(0..4_usize, 1..4)), 1..4),
            length in 1..8_i64,
        ) {
            let needs: Needs = needs.into_iter().map(|(qty, from)| (qty, from.into_iter().collect())).collect();
            let wishes: Vec<Wish> = needs.iter().map(|(qty, _)| Wish { qty: *qty, prefer: None }).collect();
            let would_do: Vec<Vec<usize>> = needs.iter().map(|(_, from)| from.clone()).collect();
            let mut shelf = shelf(&assets, &would_do);
            let days = (0..4).map(|day| (day * 10..day * 10 + 10).collect::<Vec<i64>>());
            let found = runs(days, (&wishes, length), &mut shelf, usize::MAX).unwrap();
            for start in 0..40 {
                let span = Span { start, end: start + length };
                let mut free: Vec<u32> = shelf.firm.iter().map(|asset| asset.free(span)).collect();
                let here: Vec<&Run> = found.iter().filter(|r| (r.start..=r.latest).contains(&start)).collect();
                prop_assert_eq!(here.len(), usize::from(feasible(&needs, 0, needs[0].0, &mut free)), "{}", start);
                for run in here {
                    prop_assert_eq!(run.start / 10, run.latest / 10, "not over night");
                    prop_assert!(run.assignment.is_whole());
                    for (asset, qty) in run.assignment.pieces() {
                        prop_assert!(qty <= free[asset]);
                    }
                }
            }
        }
    }
}
