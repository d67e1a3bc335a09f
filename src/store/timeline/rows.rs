//! Which assets are rows, and in which order.

use super::super::column;
use super::super::protocol::{
    Branch, Cursor, CursorPart, ListKind, PageFrom, StoreError, TIMELINE_TYPES, TimelineRow,
};
use super::super::search::query::Search;
use crate::domain::id::{AssetId, BranchId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};
use std::cmp::Ordering;

/// Assets that are looked at for one window, at most: a filter that nothing passes does not walk for ever.
const LOOKED_AT: usize = 4_000;
/// What is retired is a row as long as something is booked of it in the time that is seen.
macro_rules! in_use {
    ($from:literal, $to:literal) => {
        concat!(
            "(status IS NOT 'retired' OR EXISTS (SELECT 1 FROM booking_locks l WHERE l.asset_id = assets.id AND l.released_at IS NULL
               AND l.start_time < ", $to, " AND l.end_time > ", $from, "
               AND l.start_time > ", $from, " - coalesce((SELECT longest FROM asset_lock_reach r WHERE r.asset_id = assets.id), 0)
               AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())))"
        )
    };
}
/// `?1` branch, `?2` type, `?3` and `?4` the place by name and id, `?5` how many, `[?6, ?7)` the time that is seen.
macro_rules! row_of {
    ($rest:literal) => {
        concat!(
            "SELECT id, branch_id, name, coalesce(serial_number, ''), type, status, coalesce(capacity, 1) FROM assets
             WHERE branch_id = ?1 AND type = ?2 AND ",
            in_use!("?6", "?7"),
            " AND ",
            $rest
        )
    };
}

/// The statements of one direction: rows of the very name that come behind the place, then those of other names.
struct Way {
    ties: &'static str,
    beyond: &'static str,
}

const ON: Way = Way {
    ties: row_of!("name = ?3 COLLATE NOCASE AND id >= ?4 ORDER BY id LIMIT ?5"),
    beyond: row_of!("name > ?3 COLLATE NOCASE ORDER BY name COLLATE NOCASE, id LIMIT ?5"),
};
const BACK: Way = Way {
    ties: row_of!("name = ?3 COLLATE NOCASE AND id < ?4 ORDER BY id DESC LIMIT ?5"),
    beyond: row_of!("name < ?3 COLLATE NOCASE ORDER BY name COLLATE NOCASE DESC, id DESC LIMIT ?5"),
};
const NEXT_TYPE: &str = "SELECT min(type) FROM assets WHERE branch_id = ?1 AND type > ?2";
const ONE: &str = concat!(
    "SELECT id, branch_id, name, coalesce(serial_number, ''), type, status, coalesce(capacity, 1) FROM assets WHERE id = ?1 AND ",
    in_use!("?2", "?3")
);

/// What is so now, of the filters that ask for it.
const TAKEN: &str = "SELECT EXISTS (SELECT 1 FROM booking_locks l WHERE l.asset_id = ?1 AND l.kind = 'firm' AND l.released_at IS NULL
    AND l.start_time <= ?2 AND l.end_time > ?2
    AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0))";
const AWAY: &str =
    "SELECT EXISTS (SELECT 1 FROM asset_maintenance m WHERE m.asset_id = ?1 AND m.start_time <= ?2
    AND coalesce(m.end_time, 253402300800) > ?2)";
const OVERDUE: &str = "SELECT EXISTS (SELECT 1 FROM asset_custody c WHERE c.asset_id = ?1 AND c.back_at IS NULL AND c.due_at <= ?2)";
const OUT: &str = "SELECT EXISTS (SELECT 1 FROM asset_custody c WHERE c.asset_id = ?1 AND c.back_at IS NULL)";

/// What passes a filter that is about more than the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Now {
    Any,
    Free,
    Booked,
    Away,
    Overdue,
}

/// The rows of some branches.
pub(super) struct Walk<'c> {
    conn: &'c Connection,
    branches: Vec<&'c Branch>,
    types: Vec<String>,
    which: Now,
    now: i64,
    /// The time that is seen.
    seen: (i64, i64),
}

/// Where a row stands.
struct Place<'a> {
    kind: &'a str,
    name: &'a str,
    id: &'a str,
}

impl<'a> Place<'a> {
    fn of(cursor: &'a Cursor) -> Result<Self, StoreError> {
        match cursor.0.as_slice() {
            [CursorPart::Text(kind), CursorPart::Text(name), CursorPart::Text(id)] => {
                Ok(Self { kind, name, id })
            }
            _ => Err(StoreError::Internal("a cursor of another list".to_owned())),
        }
    }
}

impl<'c> Walk<'c> {
    pub(super) fn new(
        conn: &'c Connection,
        branches: Vec<&'c Branch>,
        (filter, now, seen): (&str, i64, (i64, i64)),
    ) -> Result<Self, StoreError> {
        let which = match filter {
            "free" => Now::Free,
            "booked" => Now::Booked,
            "away" => Now::Away,
            "overdue" => Now::Overdue,
            _ => Now::Any,
        };
        let wanted = |kind: &str| match filter {
            "gear" => !matches!(kind, "space" | "human"),
            "" | "free" | "booked" | "away" | "overdue" => true,
            // What is of no type that we know is other gear, too.
            "other" => rank(kind) >= rank("other"),
            one => kind == one,
        };
        let mut types = types(conn, &branches)?;
        types.retain(|kind| wanted(kind));
        Ok(Self { conn, branches, types, which, now, seen })
    }

    /// Rows from a place on, and whether there are more.
    pub(super) fn forward(
        &self,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<(Vec<TimelineRow>, bool), StoreError> {
        self.walk(from, limit, &ON, false)
    }

    /// Rows before a place, in the order of the rows, and whether there are more.
    pub(super) fn backward(
        &self,
        from: Option<&Cursor>,
        limit: usize,
    ) -> Result<(Vec<TimelineRow>, bool), StoreError> {
        let (mut rows, more) = self.walk(from, limit, &BACK, true)?;
        rows.reverse();
        Ok((rows, more))
    }

    /// A third of the window before a place, the rest from it on; what one side lacks the other one has.
    pub(super) fn around(
        &self,
        place: &Cursor,
        limit: usize,
    ) -> Result<(Vec<TimelineRow>, bool, bool), StoreError> {
        let (mut rows, mut above) = self.backward(Some(place), limit / 3)?;
        let (rest, below) = self.forward(Some(place), limit - rows.len())?;
        if !below && above {
            (rows, above) = self.backward(Some(place), limit - rest.len())?;
        }
        rows.extend(rest);
        Ok((rows, above, below))
    }

    fn walk(
        &self,
        from: Option<&Cursor>,
        limit: usize,
        way: &Way,
        back: bool,
    ) -> Result<(Vec<TimelineRow>, bool), StoreError> {
        let from = from.map(Place::of).transpose()?;
        let mut kinds: Vec<&String> = self.types.iter().collect();
        if back {
            kinds.reverse();
        }
        let mut rows = Vec::new();
        let mut left = LOOKED_AT;
        for kind in kinds {
            let order = from.as_ref().map_or(Ordering::Greater, |place| by_type(kind, place.kind));
            let order = if back { order.reverse() } else { order };
            let mut place = match (order, &from) {
                (Ordering::Less, Some(_)) => continue,
                (Ordering::Equal, Some(place)) => (Value::Text(place.name.to_owned()), place.id.to_owned()),
                // Bytes sort behind every text, and nothing sorts before the empty one.
                _ if back => (Value::Blob(vec![0xff]), String::new()),
                _ => (Value::Text(String::new()), String::new()),
            };
            // One more than asked for tells whether there are more.
            while rows.len() <= limit && left > 0 {
                let chunk = (limit + 1).min(left);
                let found = self.chunk(kind, &place, chunk, (way, back))?;
                let is_last = found.len() < chunk;
                left = left.saturating_sub(found.len());
                if let Some(last) = found.last() {
                    let id = if back { last.asset.to_string() } else { format!("{}\0", last.asset) };
                    place = (Value::Text(last.name.clone()), id);
                }
                for row in found {
                    if self.passes(&row)? {
                        rows.push(row);
                    }
                }
                if is_last {
                    break;
                }
            }
            if rows.len() > limit || left == 0 {
                break;
            }
        }
        let more = rows.len() > limit || left == 0;
        rows.truncate(limit);
        Ok((rows, more))
    }

    /// The next rows of one type, over all branches.
    fn chunk(
        &self,
        kind: &str,
        (name, id): &(Value, String),
        limit: usize,
        (way, back): (&Way, bool),
    ) -> Result<Vec<TimelineRow>, StoreError> {
        let mut rows = Vec::new();
        let (from, to) = self.seen;
        let many = i64::try_from(limit).unwrap_or(i64::MAX);
        for branch in &self.branches {
            let mut own = Vec::new();
            let branch = branch.id.as_str();
            let mut ties = self.conn.prepare_cached(way.ties)?;
            for row in ties.query_map((branch, kind, name, id, many, from, to), read)? {
                own.push(row?);
            }
            let rest = many.saturating_sub(i64::try_from(own.len()).unwrap_or(many));
            let mut beyond = self.conn.prepare_cached(way.beyond)?;
            for row in beyond.query_map((branch, kind, name, id, rest, from, to), read)? {
                own.push(row?);
            }
            rows.extend(own);
        }
        let key = |row: &TimelineRow| (row.name.to_ascii_lowercase(), row.asset.clone());
        rows.sort_by_cached_key(key);
        if back {
            rows.reverse();
        }
        rows.truncate(limit);
        Ok(rows)
    }

    fn passes(&self, row: &TimelineRow) -> Result<bool, StoreError> {
        let asset = row.asset.as_str();
        let is = |sql: &str| -> Result<bool, StoreError> {
            Ok(self.conn.prepare_cached(sql)?.query_row((asset, self.now), |r| r.get(0))?)
        };
        let here = !matches!(row.status.as_str(), "lost" | "in_transit" | "maintenance");
        Ok(match self.which {
            Now::Any => true,
            Now::Booked => is(TAKEN)?,
            Now::Away => !here || is(AWAY)?,
            Now::Overdue => is(OVERDUE)?,
            Now::Free => {
                let out: bool = self.conn.prepare_cached(OUT)?.query_row([asset], |r| r.get(0))?;
                here && row.status != "retired" && !out && !is(TAKEN)? && !is(AWAY)?
            }
        })
    }

    /// The rows whose name or serial holds what was typed, in the order of the rows.
    pub(super) fn search(&self, text: &str, limit: usize) -> Result<(Vec<TimelineRow>, bool), StoreError> {
        let Some(search) = Search::new(self.conn, ListKind::Assets, &self.branches, text, false)? else {
            return self.forward(None, limit);
        };
        // Some of the hits are out of use, or no rows of the filter.
        let many = 2 * limit;
        let hits = search.hits(&PageFrom::Start, many)?;
        let mut rows = Vec::new();
        for hit in &hits {
            let found = self
                .conn
                .prepare_cached(ONE)?
                .query_row((&hit.id, self.seen.0, self.seen.1), read)
                .optional()?;
            let seen = |row: &TimelineRow| {
                self.branches.iter().any(|b| b.id == row.branch) && self.types.contains(&row.kind)
            };
            if let Some(row) = found.filter(seen)
                && self.passes(&row)?
            {
                rows.push(row);
            }
        }
        rows.sort_by(|a, b| {
            by_type(&a.kind, &b.kind)
                .then_with(|| a.name.to_ascii_lowercase().cmp(&b.name.to_ascii_lowercase()))
                .then_with(|| a.asset.cmp(&b.asset))
        });
        let more = rows.len() > limit || hits.len() == many;
        rows.truncate(limit);
        Ok((rows, more))
    }
}

fn rank(kind: &str) -> usize {
    TIMELINE_TYPES.iter().position(|known| *known == kind).unwrap_or(TIMELINE_TYPES.len())
}

fn by_type(a: &str, b: &str) -> Ordering {
    rank(a).cmp(&rank(b)).then_with(|| a.cmp(b))
}

/// The types that there are, in the order of the rows: each found by one step along the index.
fn types(conn: &Connection, branches: &[&Branch]) -> Result<Vec<String>, StoreError> {
    let mut types = Vec::new();
    let mut statement = conn.prepare_cached(NEXT_TYPE)?;
    for branch in branches {
        let mut last = String::new();
        loop {
            let next: Option<String> =
                statement.query_row((branch.id.as_str(), &last), |r| column::optional_text(r, 0))?;
            let Some(next) = next else { break };
            last.clone_from(&next);
            if !types.contains(&next) {
                types.push(next);
            }
        }
    }
    types.sort_by(|a, b| by_type(a, b));
    Ok(types)
}

fn read(r: &Row<'_>) -> rusqlite::Result<TimelineRow> {
    let (id, name, kind) = (column::text(r, 0)?, column::text(r, 2)?, column::text(r, 4)?);
    let place = [&kind, &name, &id].map(|part| CursorPart::Text(part.clone()));
    Ok(TimelineRow {
        asset: AssetId::from(id),
        branch: BranchId::from(column::text(r, 1)?),
        name,
        serial: column::text(r, 3)?,
        kind,
        status: column::text(r, 5)?,
        capacity: column::int(r, 6)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        place: Cursor(place.to_vec()),
        spans: Vec::new(),
        dense: None,
    })
}
