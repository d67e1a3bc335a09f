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
use places::{Place, Range};

/// Days that are answered at once.
const DAYS: i32 = 62;
/// Blocks of one day and branch that are read at once.
const PER_DAY: u32 = 300;
/// Blocks of one day and branch that are counted beyond those that are read.
const COUNTED: usize = 99;
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
    let mut page = CalendarPage {
        from: query.from,
        to: query.to,
        more: vec![Count::Exact(0); days.len()],
        blocks: Vec::new(),
        zones: branches.iter().map(|b| (b.id.clone(), b.zone.clone())).collect(),
    };
    let phones = access.branches(Permission::ViewClients, &BranchScope::All).unwrap_or_default();
    for branch in &branches {
        let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
        let starts: Vec<i64> = days.iter().map(|day| start_of(*day, &zone)).collect();
        let end = start_of(query.to, &zone);
        let reader = Reader { conn, phones: phones.iter().any(|b| b.id == branch.id) };
        let looked = Looked { reader: &reader, branch: branch.id.as_str(), query };
        match wanted_assets(conn, access, (reach, branch.id.as_str()), &query.filter)? {
            Some(mine) => looked.of_assets(&mine, (&starts, end), &mut page)?,
            None => looked.of_days((&starts, end), &mut page)?,
        }
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
    reader: &'a Reader<'a>,
    branch: &'a str,
    query: &'a CalendarQuery,
}

impl Looked<'_> {
    /// Walks day by day; before the first one, what reaches into it.
    fn of_days(&self, (starts, end): (&[i64], i64), page: &mut CalendarPage) -> Result<(), StoreError> {
        let conn = self.reader.conn;
        let ends = starts.iter().skip(1).copied().chain([end]);
        for (at, (from, to)) in starts.iter().copied().zip(ends).enumerate() {
            let range = Range { branch: self.branch, from, to };
            let limit = if self.query.filter.is_empty() { self.shown() + COUNTED + 1 } else { LOOKED_AT };
            let mut found = Vec::new();
            if at == 0 {
                found.extend(places::reaching(conn, range, limit)?);
            }
            found.extend(places::of_day(conn, range, limit)?);
            self.take(at, found, limit, page)?;
        }
        Ok(())
    }

    /// Walks through the bookings of some assets, and through what somebody answers for.
    fn of_assets(
        &self,
        mine: &Mine,
        (starts, end): (&[i64], i64),
        page: &mut CalendarPage,
    ) -> Result<(), StoreError> {
        let conn = self.reader.conn;
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
        for (at, found) in days.into_iter().enumerate() {
            self.take(at, found, usize::MAX, page)?;
        }
        Ok(())
    }

    /// Reads what is shown of a day, and counts the rest. `limit` places at most were asked for.
    fn take(
        &self,
        at: usize,
        found: Vec<Place>,
        limit: usize,
        page: &mut CalendarPage,
    ) -> Result<(), StoreError> {
        let filtered = must_be_read(&self.query.filter);
        let cut = found.len() >= limit;
        let (mut taken, mut more) = (0, 0_u64);
        for place in found {
            if taken >= self.shown() && !filtered {
                more += 1;
                continue;
            }
            let Some(block) = self.reader.block(&place)? else { continue };
            if block.branch.as_str() != self.branch || filtered && !applies(&self.query.filter, &block) {
                continue;
            }
            if taken < self.shown() {
                taken += 1;
                page.blocks.push(block);
            } else {
                more += 1;
            }
        }
        let counted = u64::try_from(COUNTED).unwrap_or(u64::MAX);
        page.more[at] = match page.more[at] {
            Count::Exact(n) if more <= counted && !cut => Count::Exact(n + more),
            Count::Exact(n) | Count::AtLeast(n) => Count::AtLeast(n + more.min(counted)),
        };
        Ok(())
    }

    fn shown(&self) -> usize {
        usize::try_from(self.query.per_day.clamp(1, PER_DAY)).unwrap_or(1)
    }
}

/// Whether a block must be read before it is known that a filter lets it through: one person or space, or what is one's
/// own, is found by itself.
fn must_be_read(filter: &CalendarFilter) -> bool {
    let found = [filter.crew.is_some(), filter.space.is_some(), filter.mine];
    let by_itself = found.iter().filter(|is| **is).count();
    filter.only != Only::All || filter.status.is_some() || by_itself > 1
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
