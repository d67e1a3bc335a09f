//! What is free: proposals of assets for a booking, the first free times, what could stand in, and what will not work
//! out. The arithmetic is `domain::free`'s; here rows are read, as few as the answer needs.

mod alternatives;
mod needs;
mod shelf;
mod slots;
mod trouble;

pub(super) use alternatives::{alternatives, stand_ins};
pub(super) use slots::slots;
pub(super) use trouble::{next_conflict, troubled};

use super::access::Access;
use super::bookings;
use super::protocol::{
    Branch, BranchScope, BusyAsset, Clash, Given, NeedAnswer, Obstacle, Proposal, ProposalQuery, StoreError,
    Want,
};
use crate::domain::field::FieldErrors;
use crate::domain::free::{Assignment, Buffers, Span, Supply, Whole, at};
use crate::domain::id::{BranchId, LockId};
use crate::domain::role::Permission;
use jiff::Timestamp;
use rusqlite::Connection;
use shelf::Shelf;

/// The longest preparation or way, in seconds: 30 days.
const LONGEST_BUFFER: i64 = 30 * 86_400;
/// How far ahead is looked for when something is free again, in seconds: eight weeks.
const HORIZON: i64 = 56 * 86_400;
/// Assets that are looked at for when they are free again.
const LOOKED_AT: usize = 64;
/// Of these so many are named.
const NAMED: usize = 5;

/// Free assets for what is needed at one time.
///
/// # Errors
/// Invalid: needs that name nothing, times that are none. Refused: a package that needs nothing.
pub(super) fn proposal(
    conn: &Connection,
    access: &Access,
    query: &ProposalQuery,
) -> Result<Proposal, StoreError> {
    let branch = branch(access, &query.branch)?;
    check_time(query)?;
    let place = needs::place(conn, branch, &query.place)?;
    let mut needs = query.needs.clone();
    needs.wanted.extend(place.clone());
    let needs::Understood { mut lines, unread } = needs::understand(conn, access, branch, &needs)?;
    for id in &query.have {
        needs::serve(conn, &mut lines, id)?;
    }
    let place = place.and_then(|place| place.prefer);
    let place = place.and_then(|id| Some((needs::settle(&mut lines, &id)?, id)));
    let span = Span { start: query.start.as_second(), end: query.end.as_second() };
    let now = Timestamp::now().as_second();
    let mut shelf = Shelf::new((conn, branch), &lines, (query.buffers, &query.except), now)?;
    shelf.look_at(span);
    let wishes = shelf.wishes.clone();
    let assignment = at(&wishes, &mut shelf, span, Whole::OrPart)?.unwrap_or_default();
    let judge = Judge { conn, access, except: &query.except };
    let mut answers: Vec<NeedAnswer> = lines
        .iter()
        .map(|line| NeedAnswer {
            words: line.words.clone(),
            wanted: 0,
            given: Vec::new(),
            missing: 0,
            there: 0,
            busy: Vec::new(),
            taken: None,
        })
        .collect();
    for (wish, given) in given(&judge, &mut shelf, &assignment, span)?.into_iter().enumerate() {
        let answer = &mut answers[shelf.parts[wish].line];
        answer.given.extend(given);
        answer.wanted += wishes[wish].qty;
        answer.missing += assignment.missing[wish];
    }
    let mut nearest = None;
    if !assignment.is_whole() {
        nearest = slots::nearest(&judge, &mut shelf, span, branch)?;
        shelf.look_at(Span { start: span.start, end: span.end.saturating_add(HORIZON) });
        for wish in (0..wishes.len()).filter(|wish| assignment.missing[*wish] > 0) {
            let answer = &mut answers[shelf.parts[wish].line];
            answer.there = answer.there.saturating_add(there(&shelf, wish));
            answer.busy.extend(busy(&judge, &mut shelf, wish, span)?);
            answer.busy.truncate(NAMED);
        }
    }
    if let Some((line, id)) = place
        && !answers[line].given.iter().any(|given| given.asset == id)
        && let Some(asset) = shelf.by_id(&id)?
    {
        shelf.look_at(Span { start: span.start, end: span.end.saturating_add(HORIZON) });
        let free = shelf.next_free(asset, span)?.unwrap_or(i64::MAX);
        answers[line].taken = Some(busy_asset(&judge, &shelf, (asset, free), span)?);
    }
    Ok(Proposal { needs: answers, unread, nearest })
}

/// The branch that is asked about, if its calendar may be seen.
fn branch<'a>(access: &'a Access, id: &BranchId) -> Result<&'a Branch, StoreError> {
    let scope = BranchScope::One(id.clone());
    access
        .branches(Permission::ViewCalendar, &scope)?
        .into_iter()
        .next()
        .ok_or_else(|| StoreError::NotFound { what: "branch", id: id.to_string() })
}

fn check_time(query: &ProposalQuery) -> Result<(), StoreError> {
    if query.end <= query.start {
        return Err(invalid("end", "the end must lie behind the start"));
    }
    if query.end.as_second() - query.start.as_second() > 366 * 86_400 {
        return Err(invalid("end", "a booking takes a year at most"));
    }
    check_buffers(query.buffers)
}

fn check_buffers(buffers: Buffers) -> Result<(), StoreError> {
    let all = [buffers.before, buffers.after, buffers.travel];
    if all.iter().all(|seconds| (0..=LONGEST_BUFFER).contains(seconds)) {
        return Ok(());
    }
    Err(invalid("buffers", "what is needed around a booking takes 30 days at most"))
}

fn invalid(field: &str, message: impl Into<String>) -> StoreError {
    let mut errors = FieldErrors::default();
    errors.add(field, message);
    StoreError::Invalid(errors)
}

/// A moment of seconds, or the last one that there is.
fn stamp(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(if second < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Says what stands in the way of single assets.
struct Judge<'a> {
    conn: &'a Connection,
    access: &'a Access,
    except: &'a [LockId],
}

impl Judge<'_> {
    fn obstacles(
        &self,
        shelf: &Shelf<'_>,
        asset: usize,
        (span, qty): (Span, u32),
    ) -> Result<Vec<Obstacle>, StoreError> {
        let wide = shelf.wide(asset, span);
        let want = Want {
            asset: shelf.assets[asset].id.clone(),
            start: stamp(wide.start),
            end: stamp(wide.end),
            qty,
            except: self.except.to_vec(),
        };
        let verdicts = bookings::obstacles(self.conn, self.access, &[want])?;
        Ok(verdicts.into_iter().flat_map(|verdict| verdict.obstacles).collect())
    }
}

/// What each wish is given, in full.
fn given(
    judge: &Judge<'_>,
    shelf: &mut Shelf<'_>,
    assignment: &Assignment,
    span: Span,
) -> Result<Vec<Vec<Given>>, StoreError> {
    let mut all = Vec::with_capacity(assignment.given.len());
    for (wish, given) in assignment.given.iter().enumerate() {
        let mut of_wish = Vec::with_capacity(given.len());
        for (asset, qty) in given {
            of_wish.push(one_given(judge, shelf, (wish, *asset, *qty), span)?);
        }
        all.push(of_wish);
    }
    Ok(all)
}

fn one_given(
    judge: &Judge<'_>,
    shelf: &mut Shelf<'_>,
    (wish, asset, qty): (usize, usize, u32),
    span: Span,
) -> Result<Given, StoreError> {
    let held = one_held(judge, shelf, (asset, qty), span)?;
    let (wide, [before, after]) = (shelf.wide(asset, span), shelf.around(asset));
    let found = &shelf.assets[asset];
    let role = shelf.parts[wish].skill.clone().unwrap_or_else(|| found.skills.join(", "));
    Ok(Given {
        asset: found.id.clone(),
        name: found.name.clone(),
        kind: found.kind.clone(),
        qty,
        kit: shelf.parts[wish].kit.clone(),
        start: stamp(wide.start),
        end: stamp(wide.end),
        before,
        after,
        held,
        late: shelf.late_of(asset, qty),
        role,
    })
}

/// Who holds an asset softly.
fn one_held(
    judge: &Judge<'_>,
    shelf: &mut Shelf<'_>,
    (asset, qty): (usize, u32),
    span: Span,
) -> Result<Option<Box<Clash>>, StoreError> {
    if !shelf.free(asset, span)?.held {
        return Ok(None);
    }
    let obstacles = judge.obstacles(shelf, asset, (span, qty))?;
    Ok(obstacles.into_iter().find_map(|obstacle| match obstacle {
        Obstacle::Held(clash) => Some(clash),
        _ => None,
    }))
}

/// How many pieces the inventory has for a wish, as far as it was read.
fn there(shelf: &Shelf<'_>, wish: usize) -> u32 {
    let pieces =
        shelf.known(wish).iter().fold(0_u32, |sum, at| sum.saturating_add(shelf.assets[*at].capacity));
    pieces.min(1_000)
}

/// Assets that would do for a wish and are not free, those that are free soonest first.
fn busy(
    judge: &Judge<'_>,
    shelf: &mut Shelf<'_>,
    wish: usize,
    span: Span,
) -> Result<Vec<BusyAsset>, StoreError> {
    let candidates: Vec<usize> = shelf.known(wish).iter().copied().take(LOOKED_AT).collect();
    soonest(judge, shelf, &candidates, span)
}

fn soonest(
    judge: &Judge<'_>,
    shelf: &mut Shelf<'_>,
    candidates: &[usize],
    span: Span,
) -> Result<Vec<BusyAsset>, StoreError> {
    let mut found: Vec<(i64, usize)> = Vec::new();
    for asset in candidates {
        if shelf.free(*asset, span)?.pieces == 0 {
            found.push((shelf.next_free(*asset, span)?.unwrap_or(i64::MAX), *asset));
        }
    }
    found.sort_by_key(|(free, _)| *free);
    found.truncate(NAMED);
    found.into_iter().map(|(free, asset)| busy_asset(judge, shelf, (asset, free), span)).collect()
}

fn busy_asset(
    judge: &Judge<'_>,
    shelf: &Shelf<'_>,
    (asset, free): (usize, i64),
    span: Span,
) -> Result<BusyAsset, StoreError> {
    let why = judge.obstacles(shelf, asset, (span, 1))?.into_iter().find(Obstacle::blocks);
    let found = &shelf.assets[asset];
    Ok(BusyAsset {
        asset: found.id.clone(),
        name: found.name.clone(),
        status: found.status.clone(),
        why,
        free_from: (free < i64::MAX).then(|| stamp(free)),
    })
}
