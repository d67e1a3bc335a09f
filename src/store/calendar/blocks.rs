//! Reading blocks: a sub-event or a project, with its client and what is booked for it.

use super::super::bookings::trouble;
use super::super::clients::time;
use super::super::column;
use super::super::protocol::{BlockLock, CalendarBlock, Lines, StoreError};
use super::places::{Place, Source};
use crate::domain::booking::{LockKind, Trouble};
use crate::domain::project::{ProjectDetails, ProjectStatus};
use rusqlite::{Connection, OptionalExtension, Row};

/// Locks of one block that are read at once.
const LOCKS: usize = 30;

const EVENT: &str = "SELECT e.id, p.id, e.branch_id, e.title, e.start_time, e.end_time, e.tz, e.location, substr(e.notes, 1, 2000),
    e.buffer_before, e.buffer_after, e.travel_time, e.series_id IS NOT NULL, p.details_json, p.status, c.name, c.phone
  FROM project_events e JOIN projects p ON p.id = e.project_id LEFT JOIN clients c ON c.id = p.client_id WHERE e.rowid = ?1";
const PROJECT: &str = "SELECT NULL, p.id, p.branch_id, NULL, p.start_date, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, p.details_json, p.status, c.name, c.phone
  FROM projects p LEFT JOIN clients c ON c.id = p.client_id WHERE p.rowid = ?1";

/// The firm locks over the time and the asset of a lock `l`.
macro_rules! firm_over {
    () => {
        " FROM booking_locks y WHERE y.asset_id = l.asset_id AND y.kind = 'firm' AND y.released_at IS NULL
          AND y.start_time < l.end_time AND y.end_time > l.start_time
          AND y.start_time > l.start_time - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = l.asset_id), 0)"
    };
}

/// A lock with its asset, what became of the asset since, and whether a hold lies over so much that is booked at once that
/// too little is left for it. People first, then spaces, then gear.
macro_rules! locks {
    ($of:literal) => {
        concat!(
            "SELECT l.id, l.asset_id, a.name, a.type, l.kind, l.qty, l.expires_at, ",
            trouble!(),
            ", l.kind = 'hold' AND l.end_time > unixepoch() AND coalesce(l.expires_at, 253402300800) > unixepoch()
      AND EXISTS (SELECT 1 FROM (SELECT sum(delta) OVER (ORDER BY t, delta ROWS UNBOUNDED PRECEDING) AS out FROM (
        SELECT max(y.start_time, l.start_time) AS t, y.qty AS delta",
            firm_over!(),
            " UNION ALL SELECT y.end_time, -y.qty",
            firm_over!(),
            ")) WHERE out + l.qty > coalesce(a.capacity, 1))
  FROM booking_locks l LEFT JOIN assets a ON a.id = l.asset_id
  WHERE ",
            $of,
            " AND l.released_at IS NULL ORDER BY CASE a.type WHEN 'human' THEN 0 WHEN 'space' THEN 1 ELSE 2 END, l.start_time, l.id LIMIT 200"
        )
    };
}
const OF_EVENT: &str = locks!("l.event_id = ?1");
const OF_PROJECT: &str = locks!("l.project_id = ?1 AND l.event_id IS NULL");

/// Reads blocks of one branch.
pub(super) struct Reader<'a> {
    pub(super) conn: &'a Connection,
    /// Whether the phones of clients may be seen.
    pub(super) phones: bool,
}

impl Reader<'_> {
    /// The block at a place; `None` for one whose times mean nothing.
    pub(super) fn block(&self, place: &Place) -> Result<Option<CalendarBlock>, StoreError> {
        let sql = if place.source == Source::Event { EVENT } else { PROJECT };
        let found = self.conn.prepare_cached(sql)?.query_row([place.rowid], |r| self.read(r)).optional()?;
        let Some(mut block) = found.flatten() else { return Ok(None) };
        block.locks = match &block.event {
            Some(event) => self.locks(OF_EVENT, event.as_str())?,
            None => self.locks(OF_PROJECT, block.project.as_str())?,
        };
        Ok(Some(block))
    }

    fn read(&self, r: &Row<'_>) -> rusqlite::Result<Option<CalendarBlock>> {
        let Some(start) = time(column::int(r, 4)?) else { return Ok(None) };
        let end = time(column::int(r, 5)?).filter(|end| *end > start);
        let event = column::optional_text(r, 0)?;
        let details = ProjectDetails::parse(column::optional_text(r, 13)?.as_deref());
        let status = column::text(r, 14)?;
        let project_title = details.called().to_owned();
        let inquiry = ProjectStatus::from(status.as_str()) == ProjectStatus::Inquiry;
        let seconds = |column: usize| Ok::<_, rusqlite::Error>(column::int(r, column)?.unwrap_or(0).max(0));
        Ok(Some(CalendarBlock {
            project: column::text(r, 1)?.into(),
            branch: column::text(r, 2)?.into(),
            title: if event.is_some() { column::text(r, 3)? } else { project_title.clone() },
            location: if event.is_some() { column::text(r, 7)? } else { details.location.clone() },
            event: event.map(Into::into),
            project_title,
            client: column::text(r, 15)?,
            phone: if self.phones { column::text(r, 16)? } else { String::new() },
            status,
            kind: if inquiry { LockKind::Hold } else { LockKind::Firm },
            start,
            end,
            zone: column::text(r, 6)?,
            notes: column::text(r, 8)?,
            buffers: (seconds(9)?, seconds(10)?),
            travel: seconds(11)?,
            repeats: r.get(12)?,
            locks: Lines::default(),
        }))
    }

    fn locks(&self, sql: &str, of: &str) -> Result<Lines<BlockLock>, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([of], lock)?;
        let mut rows: Vec<BlockLock> = rows.collect::<Result<_, _>>()?;
        let more = rows.len().saturating_sub(LOCKS) as u64;
        // What cannot stay as it is is never among those that are left out.
        rows.sort_by_key(|lock| !lock.is_conflict());
        rows.truncate(LOCKS);
        rows.sort_by_key(|lock| match lock.asset_type.as_str() {
            "human" => 0,
            "space" => 1,
            _ => 2,
        });
        Ok(Lines { rows, more })
    }
}

fn lock(r: &Row<'_>) -> rusqlite::Result<BlockLock> {
    Ok(BlockLock {
        id: column::text(r, 0)?.into(),
        asset: column::text(r, 1)?.into(),
        name: column::text(r, 2)?,
        asset_type: column::text(r, 3)?,
        kind: LockKind::of(&column::text(r, 4)?),
        qty: column::int(r, 5)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        expires: time(column::int(r, 6)?),
        trouble: column::optional_text(r, 7)?.map(|word| Trouble::of(&word)),
        contested: r.get(8)?,
    })
}
