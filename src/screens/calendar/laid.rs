//! An answer laid out: which block lies on which day, from which minute to which, in the wall time of its branch.

use crate::domain::id::BranchId;
use crate::store::protocol::{CalendarBlock, CalendarPage};
use crate::ui::hours::{DAY, GoesOn};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// A block without an end is drawn so long, in minutes.
const UNKNOWN: i64 = 60;

/// From when to when a block lies, in the wall time of its branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lies {
    from: DateTime,
    to: DateTime,
}

/// The part of a block on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The first minute.
    pub(super) from: u16,
    /// The first minute that is not in it.
    pub(super) to: u16,
    /// Whether it reaches over the ends of the day.
    pub(super) goes_on: GoesOn,
}

/// An answer, laid out.
#[derive(Clone, Debug)]
pub(super) struct Laid {
    pub(super) page: CalendarPage,
    pub(super) days: Vec<Date>,
    lies: Vec<Lies>,
    /// For each day the blocks that lie on it: those that last for days first, then by the minute.
    on: Vec<Vec<usize>>,
}

impl Laid {
    pub(super) fn new(page: CalendarPage) -> Self {
        let zones: Vec<(&BranchId, TimeZone)> =
            page.zones.iter().map(|(id, zone)| (id, TimeZone::get(zone).unwrap_or(TimeZone::UTC))).collect();
        let lies: Vec<Lies> = page.blocks.iter().map(|block| lies(block, &zones)).collect();
        let mut days = Vec::new();
        let mut day = page.from;
        while day < page.to {
            days.push(day);
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        let mut laid = Self { page, days, lies, on: Vec::new() };
        laid.on = (0..laid.days.len()).map(|day| laid.blocks_on(laid.days[day])).collect();
        laid
    }

    fn blocks_on(&self, day: Date) -> Vec<usize> {
        let mut on: Vec<usize> = (0..self.lies.len()).filter(|i| self.part(*i, day).is_some()).collect();
        on.sort_by_key(|i| {
            let part = self.part(*i, day).map_or((0, 0), |part| (part.from, part.to));
            (!self.is_long(*i), part.0, std::cmp::Reverse(part.1), *i)
        });
        on
    }

    /// The place of a day among the days.
    pub(super) fn place(&self, day: Date) -> Option<usize> {
        self.days.iter().position(|other| *other == day)
    }

    /// The blocks of a day, in the order in which they are walked through.
    pub(super) fn on(&self, day: Date) -> &[usize] {
        self.place(day).and_then(|at| self.on.get(at)).map_or(&[], Vec::as_slice)
    }

    /// A block.
    pub(super) fn block(&self, at: usize) -> Option<&CalendarBlock> {
        self.page.blocks.get(at)
    }

    /// The place of a block.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.page.blocks.iter().position(|block| block.id() == id)
    }

    /// The day on which a block begins.
    pub(super) fn first_day(&self, at: usize) -> Option<Date> {
        self.lies.get(at).map(|lies| lies.from.date())
    }

    /// Whether a block lasts for a day or more: it stands over the hours.
    pub(super) fn is_long(&self, at: usize) -> bool {
        self.lies
            .get(at)
            .is_some_and(|lies| lies.from.checked_add(Span::new().hours(24)).is_ok_and(|day| lies.to >= day))
    }

    /// The first and the last of the days on which a block lies, by place; and whether it reaches over them.
    pub(super) fn columns(&self, at: usize) -> Option<(usize, usize, GoesOn)> {
        let on: Vec<usize> =
            (0..self.days.len()).filter(|day| self.part(at, self.days[*day]).is_some()).collect();
        let (first, last) = (*on.first()?, *on.last()?);
        let before = self.part(at, self.days[first])?.goes_on.before;
        let behind = self.part(at, self.days[last])?.goes_on.behind;
        Some((first, last, GoesOn { before, behind }))
    }

    /// The part of a block on a day.
    pub(super) fn part(&self, at: usize, day: Date) -> Option<Part> {
        let lies = self.lies.get(at)?;
        let (first, last) = (lies.from.date(), lies.to.date());
        if day < first || day > last || day == last && last > first && minute(lies.to) == 0 {
            return None;
        }
        let before = day > first;
        let from = if before { 0 } else { minute(lies.from) };
        let next_midnight = day.tomorrow().ok().map(|next| next.at(0, 0, 0, 0));
        let behind = next_midnight.is_some_and(|midnight| lies.to > midnight);
        let to = if day < last { DAY } else { minute(lies.to) };
        Some(Part { from, to: to.max(from + 1), goes_on: GoesOn { before, behind } })
    }
}

fn minute(at: DateTime) -> u16 {
    u16::try_from(i32::from(at.hour()) * 60 + i32::from(at.minute())).unwrap_or(0)
}

fn lies(block: &CalendarBlock, zones: &[(&BranchId, TimeZone)]) -> Lies {
    let zone =
        zones.iter().find(|(id, _)| **id == block.branch).map_or(TimeZone::UTC, |(_, zone)| zone.clone());
    let wall = |at: Timestamp| zone.to_datetime(at);
    let from = wall(block.start);
    let least = |minutes: i64| from.checked_add(Span::new().minutes(minutes)).unwrap_or(from);
    let to = match block.end {
        Some(end) => {
            let to = wall(end);
            // Where the clocks are set back, the wall says that it ended before it began.
            if to > from { to } else { least((end.as_second() - block.start.as_second()) / 60) }
        }
        None => least(UNKNOWN),
    };
    Lies { from, to: to.max(least(1)) }
}

#[cfg(test)]
mod tests;
