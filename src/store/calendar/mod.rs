//! The calendar: the blocks of some days. Every day of every branch is walked by itself, so that a month of a full house
//! costs no more than what is shown of it.

use super::access::Access;
use super::column;
use super::protocol::{
    BlockLock, BranchScope, CalendarBlock, CalendarFilter, CalendarPage, CalendarQuery, Count, Only,
    ReferenceHit, StoreError,
};
use crate::domain::booking::LockKind;
use crate::domain::fold::fold;
use crate::domain::id::AssetId;
use crate::domain::role::{Permission, Reach};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rusqlite::Connection;
use std::collections::BTreeSet;

mod blocks;
mod places;

use blocks::Reader;
use places::{Place, Range, Which};

/// Days that are answered at once.
const DAYS: i32 = 62;
/// Blocks of one day that are read at once.
const PER_DAY: u32 = 300;
/// Blocks of one day that are counted beyond those that are read: whoever wants to know more opens the day.
const COUNTED: usize = 9;
/// Blocks of one day and branch that are looked at where a filter leaves some out.
const LOOKED_AT: usize = 500;
/// People and spaces that are offered at once.
const OFFERED: usize = 50;

/// The blocks of some days, in the branches that the actor reaches.
///
/// # Errors
/// Refused: days that are none, or too many at once.
pub(super) fn page(
    conn: &Connection,
    access: &Access,
    query: &CalendarQuery,
) -> Result<CalendarPage, StoreError> {
    let days = days(query)?;
    let reach = access.require(Permission::ViewCalendar)?;
    let branches = access.branches(Permission::ViewCalendar, &query.scope)?;
    let phones = access.branches(Permission::ViewClients, &BranchScope::All).unwrap_or_default();
    let mut looked = Vec::with_capacity(branches.len());
    for branch in &branches {
        let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
        let mut edges: Vec<i64> = days.iter().map(|day| start_of(*day, &zone)).collect();
        edges.push(start_of(query.to, &zone));
        let reader = Reader { conn, phones: phones.iter().any(|b| b.id == branch.id) };
        let mut one = Looked { reader, branch: branch.id.as_str(), query, edges, found: None };
        if let Some(mine) = wanted_assets(conn, access, (reach, one.branch), &query.filter)? {
            one.found = Some(one.of_assets(&mine)?);
        }
        looked.push(one);
    }
    let mut page = CalendarPage {
        from: query.from,
        to: query.to,
        more: Vec::with_capacity(days.len()),
        blocks: Vec::new(),
        zones: branches.iter().map(|b| (b.id.clone(), b.zone.clone())).collect(),
    };
    for at in 0..days.len() {
        let more = take(&mut looked, at, &mut page.blocks)?;
        page.more.push(more);
    }
    page.blocks.sort_by(|a, b| (a.start, a.id()).cmp(&(b.start, b.id())));
    Ok(page)
}

/// The days that are asked for.
fn days(query: &CalendarQuery) -> Result<Vec<Date>, StoreError> {
    let mut days = Vec::new();
    let mut day = query.from;
    while day < query.to {
        days.push(day);
        if days.len() > DAYS.unsigned_abs() as usize {
            return Err(StoreError::refused("too many days are wanted at once", "Ask for at most 62."));
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    if days.is_empty() {
        return Err(StoreError::refused("the last day lies before the first", "Choose other days."));
    }
    Ok(days)
}

/// The first moment of a day in a zone, unix seconds. Beyond the end of time it is the end of time.
fn start_of(day: Date, zone: &TimeZone) -> i64 {
    zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX).as_second()
}

/// Whose bookings are shown, where not everybody's are.
struct Mine {
    /// One of these must be booked.
    assets: Vec<AssetId>,
    /// What this person answers for is shown too.
    leads: Option<String>,
}

/// What must be booked for a block to be shown; `None` where that does not matter. Whoever sees only what they are
/// assigned to sees what their own person is booked for.
fn wanted_assets(
    conn: &Connection,
    access: &Access,
    (reach, branch): (Reach, &str),
    filter: &CalendarFilter,
) -> Result<Option<Mine>, StoreError> {
    let named = filter.crew.as_ref().or(filter.space.as_ref());
    let me = access.actor.user.as_str();
    if reach == Reach::Assigned || filter.mine {
        let leads = (reach != Reach::Assigned).then(|| me.to_owned());
        return Ok(Some(Mine { assets: places::people_of(conn, branch, me)?, leads }));
    }
    Ok(named.map(|asset| Mine { assets: vec![asset.clone()], leads: None }))
}

/// A branch being looked through.
struct Looked<'a> {
    reader: Reader<'a>,
    branch: &'a str,
    query: &'a CalendarQuery,
    /// The first moment of each day, and of the one behind the last.
    edges: Vec<i64>,
    /// What is on each day, where it was looked for by itself.
    found: Option<Vec<Vec<Place>>>,
}

impl Looked<'_> {
    /// What begins on a day, earliest first, and whether that may not be all; on the first day also what reaches into it.
    fn of_day(&mut self, at: usize) -> Result<(Vec<Place>, bool), StoreError> {
        if let Some(found) = &mut self.found {
            return Ok((std::mem::take(&mut found[at]), false));
        }
        let conn = self.reader.conn;
        let range = Range { branch: self.branch, from: self.edges[at], to: self.edges[at + 1] };
        let filter = &self.query.filter;
        let limit = if self.must_be_read() { LOOKED_AT } else { shown(self.query) + COUNTED + 1 };
        let which = Which { status: filter.status.as_deref(), holds: filter.only == Only::Holds };
        let mut found = Vec::new();
        if at == 0 {
            found.extend(places::reaching(conn, range, (which, limit))?);
        }
        found.extend(places::of_day(conn, range, (which, limit))?);
        let cut = found.len() >= limit;
        Ok((found, cut))
    }

    /// Looks through the bookings of some assets, and through what somebody answers for.
    fn of_assets(&self, mine: &Mine) -> Result<Vec<Vec<Place>>, StoreError> {
        let conn = self.reader.conn;
        let (starts, end) = (&self.edges[..self.edges.len() - 1], self.edges[self.edges.len() - 1]);
        let whole = Range { branch: self.branch, from: starts[0], to: end };
        let mut found: BTreeSet<Place> = BTreeSet::new();
        for asset in &mine.assets {
            found.extend(places::of_asset(conn, whole, asset)?);
        }
        if let Some(person) = &mine.leads {
            found.extend(places::of_lead(conn, whole, person)?);
        }
        let mut days: Vec<Vec<Place>> = vec![Vec::new(); starts.len()];
        for place in found {
            // What began earlier reaches into the first day.
            let day = starts.partition_point(|start| *start <= place.start).saturating_sub(1);
            days[day].push(place);
        }
        Ok(days)
    }

    /// Whether a block must be read before it is known that the filter lets it through. Days are walked with the status
    /// and the holds; one person or space, or what is one's own, is found by itself.
    fn must_be_read(&self) -> bool {
        let filter = &self.query.filter;
        let found = [filter.crew.is_some(), filter.space.is_some(), filter.mine];
        let by_itself = found.iter().filter(|is| **is).count();
        match self.found {
            Some(_) => filter.only != Only::All || filter.status.is_some() || by_itself > 1,
            None => filter.only == Only::Conflicts,
        }
    }
}

/// Reads what is shown of a day, the earliest of all branches, and counts the rest.
fn take(looked: &mut [Looked<'_>], at: usize, blocks: &mut Vec<CalendarBlock>) -> Result<Count, StoreError> {
    let (mut found, mut cut): (Vec<(Place, usize)>, bool) = (Vec::new(), false);
    for (branch, one) in looked.iter_mut().enumerate() {
        let (places, is_cut) = one.of_day(at)?;
        found.extend(places.into_iter().map(|place| (place, branch)));
        cut |= is_cut;
    }
    found.sort_unstable();
    let (mut taken, mut more) = (0, 0);
    for (place, branch) in found {
        let one = &looked[branch];
        let is_full = taken == shown(one.query);
        if is_full && !one.must_be_read() {
            more += 1;
        } else if let Some(block) = one.reader.block(&place)?
            && block.branch.as_str() == one.branch
            && applies(&one.query.filter, &block)
        {
            if is_full {
                more += 1;
            } else {
                taken += 1;
                blocks.push(block);
            }
        }
        if more > COUNTED {
            break;
        }
    }
    let counted = more.min(COUNTED) as u64;
    Ok(if cut || more > COUNTED { Count::AtLeast(counted) } else { Count::Exact(counted) })
}

/// How many blocks of a day are shown.
fn shown(query: &CalendarQuery) -> usize {
    usize::try_from(query.per_day.clamp(1, PER_DAY)).unwrap_or(1)
}

/// Whether a filter lets a block through.
fn applies(filter: &CalendarFilter, block: &CalendarBlock) -> bool {
    let booked = |asset: &Option<AssetId>| {
        asset.as_ref().is_none_or(|id| block.locks.rows.iter().any(|l| l.asset == *id))
    };
    let of_sort = match filter.only {
        Only::All => true,
        Only::Holds => {
            let hold = |lock: &BlockLock| lock.kind == LockKind::Hold;
            block.kind == LockKind::Hold || block.locks.rows.iter().any(hold)
        }
        Only::Conflicts => block.is_conflict(),
    };
    of_sort
        && booked(&filter.crew)
        && booked(&filter.space)
        && filter.status.as_ref().is_none_or(|status| *status == block.status)
}

/// People or spaces of some branches by name; every word of `text` must be in it.
pub(super) fn bookable(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
    (asset_type, text): (&str, &str),
) -> Result<Vec<ReferenceHit>, StoreError> {
    let wanted = fold(text);
    let mut hits = Vec::new();
    for branch in access.branches(Permission::ViewCalendar, scope)? {
        let mut statement = conn.prepare_cached(
            "SELECT id, name, status FROM assets WHERE branch_id = ?1 AND type = ?2
             ORDER BY name COLLATE NOCASE, id LIMIT 500",
        )?;
        let mut rows = statement.query((branch.id.as_str(), asset_type))?;
        while let Some(row) = rows.next()?
            && hits.len() < OFFERED
        {
            let label = column::text(row, 1)?;
            let name = fold(&label);
            if wanted.split_whitespace().all(|word| name.contains(word)) {
                let (id, note) = (column::text(row, 0)?, branch.name.clone());
                hits.push(ReferenceHit { id, label, note, apart: String::new() });
            }
        }
    }
    Ok(hits)
}
