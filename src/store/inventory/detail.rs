//! Everything that the detail of an asset shows: each part walks an index of the asset's own rows, and is bounded.

use super::super::access::Access;
use super::super::clients::detail::title;
use super::super::clients::time;
use super::super::column;
use super::super::facts::json_facts;
use super::super::protocol::{AssetDetail, BookedLine, Branch, CustodyLine, Lines, Sight, StoreError, Table};
use super::super::records::record;
use super::{read, transfer, window};
use crate::domain::asset::away::AwayWindow;
use crate::domain::asset::usage::{DAYS, DayUse, Stretch, Strip, Usage};
use crate::domain::asset::{Asset, AssetFacts};
use crate::domain::booking::{LockKind, Trouble};
use crate::domain::field::FieldValue;
use crate::domain::id::AssetId;
use crate::domain::role::Permission;
use crate::domain::task::day_of;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use rusqlite::{Connection, Row};
use serde_json::Value;

/// Lines of one section.
const LINES: usize = 30;
/// Locks and times away that are laid over days at most: more than that on one asset is nothing that a strip could show.
const MARKS: i64 = 2_000;

/// One asset.
///
/// # Errors
/// Denied, or not found.
pub(in crate::store) fn detail(
    conn: &Connection,
    access: &Access,
    id: &AssetId,
) -> Result<AssetDetail, StoreError> {
    let (asset, branch) = read(conn, access, Permission::ViewInventory, id)?;
    let edits = access.branch_of(Permission::EditInventory, branch.id.as_str(), "asset", id.as_str());
    let sight = if edits.is_ok() { Sight::Whole } else { Sight::Availability };
    let zone = TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
    let now: i64 = conn.prepare_cached("SELECT unixepoch()")?.query_row([], |r| r.get(0))?;
    let today = day_of(Timestamp::from_second(now).unwrap_or_default(), &zone);
    let (month, usage) = days(conn, id, (today, &zone))?;
    let whole = sight == Sight::Whole;
    Ok(AssetDetail {
        branch_name: branch.name.clone(),
        zone: branch.zone.clone(),
        currency: branch.currency,
        booked: booked(conn, (id, branch))?,
        month,
        usage,
        away: away(conn, id, sight)?,
        custody: if whole { custody(conn, (id, branch))? } else { Lines::default() },
        transfers: if whole { transfer::of_asset(conn, access, id)? } else { Vec::new() },
        namesakes: if whole { namesakes(conn, &asset)? } else { Vec::new() },
        others: if whole { others(&asset) } else { Vec::new() },
        asset: if whole { asset } else { seen_from_the_counter(asset) },
        sight,
    })
}

/// Whether it is free is what the counter needs: what it cost, and notes about it, are none of that.
fn seen_from_the_counter(asset: Asset) -> Asset {
    let facts = AssetFacts { skills: asset.facts.all_skills(), ..AssetFacts::default() };
    Asset { facts, ..asset }
}

/// A section: `rows` reads at most `?2` rows of an asset, `count` counts at most four hundred more.
fn section<T>(
    conn: &Connection,
    id: &AssetId,
    (rows, count): (&str, &str),
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<Option<T>>,
) -> Result<Lines<T>, StoreError> {
    let mut statement = conn.prepare_cached(rows)?;
    let mut found = statement.query((id.as_str(), LINES as i64))?;
    let (mut lines, mut seen) = (Lines::default(), 0);
    while let Some(row) = found.next()? {
        seen += 1;
        lines.rows.extend(read(row)?);
    }
    if seen == LINES {
        let all: i64 = conn.prepare_cached(count)?.query_row([id.as_str()], |r| r.get(0))?;
        lines.more = all.unsigned_abs().saturating_sub(LINES as u64);
    }
    Ok(lines)
}

/// What it is booked for from now on. A hold that has expired is not there.
fn booked(conn: &Connection, (id, branch): (&AssetId, &Branch)) -> Result<Lines<BookedLine>, StoreError> {
    let rows = "SELECT l.id, l.project_id, p.branch_id, p.details_json, e.title, l.start_time, l.end_time, l.kind, l.qty,
        CASE WHEN a.status IN ('lost', 'retired') THEN a.status
          WHEN p.branch_id <> a.branch_id OR EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = ?1 AND t.outcome IS NULL) THEN 'elsewhere'
          ELSE (SELECT m.kind FROM asset_maintenance m WHERE m.asset_id = ?1 AND m.start_time < l.end_time
            AND coalesce(m.end_time, 253402300800) > l.start_time LIMIT 1) END
      FROM booking_locks l JOIN assets a ON a.id = l.asset_id LEFT JOIN projects p ON p.id = l.project_id
      LEFT JOIN project_events e ON e.id = l.event_id
      WHERE l.asset_id = ?1 AND l.released_at IS NULL AND l.end_time > unixepoch()
        AND l.start_time > unixepoch() - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0)
        AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
      ORDER BY l.start_time, l.id LIMIT ?2";
    let count = "SELECT count(*) FROM (SELECT 1 FROM booking_locks l WHERE l.asset_id = ?1 AND l.released_at IS NULL AND l.end_time > unixepoch()
        AND l.start_time > unixepoch() - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0)
        AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch()) LIMIT 430)";
    section(conn, id, (rows, count), |r| {
        let (Some(start), Some(end)) = (time(column::int(r, 5)?), time(column::int(r, 6)?)) else {
            return Ok(None);
        };
        let own = column::text(r, 2)? == branch.id.as_str();
        let project = title(column::optional_text(r, 3)?.as_deref());
        let name = match column::optional_text(r, 4)? {
            _ if !own => "another branch's project".to_owned(),
            Some(event) if !event.is_empty() => format!("{event} · {project}"),
            _ => project,
        };
        Ok(Some(BookedLine {
            lock: column::text(r, 0)?.into(),
            project: own.then_some(column::text(r, 1)?.into()),
            name,
            start,
            end,
            kind: LockKind::of(&column::text(r, 7)?),
            qty: column::int(r, 8)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
            trouble: column::optional_text(r, 9)?.map(|word| Trouble::of(&word)),
        }))
    })
}

/// When it was and will be away, latest first; why, and what it cost, is told to whoever runs the inventory.
fn away(conn: &Connection, id: &AssetId, sight: Sight) -> Result<Lines<AwayWindow>, StoreError> {
    let rows = "SELECT id, asset_id, kind, start_time, end_time, reason, cost, version FROM asset_maintenance
      WHERE asset_id = ?1 ORDER BY start_time DESC, id DESC LIMIT ?2";
    let count = "SELECT count(*) FROM (SELECT 1 FROM asset_maintenance WHERE asset_id = ?1 LIMIT 430)";
    section(conn, id, (rows, count), |r| {
        Ok(window(r)?.map(|found| match sight {
            Sight::Whole => found,
            Sight::Availability => AwayWindow { reason: String::new(), cost: None, ..found },
        }))
    })
}

/// Who had it: what is out first, then newest first.
fn custody(conn: &Connection, (id, branch): (&AssetId, &Branch)) -> Result<Lines<CustodyLine>, StoreError> {
    let rows = "SELECT c.id, coalesce(u.name, u.email, c.holder, c.holder_user_id, ''), c.project_id, p.branch_id, p.details_json,
        c.qty, c.out_at, c.due_at, c.back_at, c.condition_out, c.condition_back
      FROM asset_custody c LEFT JOIN users u ON u.id = c.holder_user_id LEFT JOIN projects p ON p.id = c.project_id
      WHERE c.asset_id = ?1 ORDER BY c.out_at DESC, c.id DESC LIMIT ?2";
    let count = "SELECT count(*) FROM (SELECT 1 FROM asset_custody WHERE asset_id = ?1 LIMIT 430)";
    let mut lines = section(conn, id, (rows, count), |r| {
        let Some(out) = time(column::int(r, 6)?) else { return Ok(None) };
        let own = column::text(r, 3)? == branch.id.as_str();
        let project = column::optional_text(r, 2)?.filter(|_| own);
        Ok(Some(CustodyLine {
            id: column::text(r, 0)?.into(),
            holder: column::text(r, 1)?,
            project_name: match &project {
                Some(_) => title(column::optional_text(r, 4)?.as_deref()),
                None => String::new(),
            },
            project: project.map(Into::into),
            qty: column::int(r, 5)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
            out,
            due: time(column::int(r, 7)?),
            back: time(column::int(r, 8)?),
            condition: (column::text(r, 9)?, column::text(r, 10)?),
        }))
    })?;
    lines.rows.sort_by_key(|line| line.back.is_some());
    Ok(lines)
}

/// What other programs wrote about it.
fn others(asset: &Asset) -> Vec<(String, FieldValue)> {
    let mut record = record(Table::Assets, asset.id.as_str(), String::new(), String::new());
    let keys = Value::Object(asset.facts.other.clone()).to_string();
    json_facts(&mut record, Some(&keys), &["skills", "skill", "role"]);
    record.facts
}

fn namesakes(conn: &Connection, asset: &Asset) -> Result<Vec<String>, StoreError> {
    if asset.serial.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare_cached(
        "SELECT name FROM assets WHERE branch_id = ?1 AND serial_number = ?2 COLLATE NOCASE AND id <> ?3 ORDER BY id LIMIT 5",
    )?;
    let of = (asset.branch.as_str(), &asset.serial, asset.id.as_str());
    let rows = statement.query_map(of, |r| column::text(r, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The days of this month, and how the last ninety were used.
fn days(
    conn: &Connection,
    id: &AssetId,
    (today, zone): (Date, &TimeZone),
) -> Result<(Strip, Usage), StoreError> {
    let back = Span::new().days(i64::from(DAYS) - 1);
    let mut month = Strip::month_of(today);
    let mut lately = Strip::new(today.checked_sub(back).unwrap_or(today), usize::from(DAYS));
    for (strip, what) in [(&mut month, Marked::Everything), (&mut lately, Marked::Booked)] {
        mark(conn, id, (strip, what), zone)?;
    }
    Ok((month, Usage::of(&lately)))
}

/// What is laid over the days.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marked {
    Booked,
    Everything,
}

fn mark(
    conn: &Connection,
    id: &AssetId,
    (strip, what): (&mut Strip, Marked),
    zone: &TimeZone,
) -> Result<(), StoreError> {
    let Some((from, to)) = strip.stretch(zone) else { return Ok(()) };
    let (from, to) = (from.as_second(), to.as_second());
    let locks = "SELECT l.start_time, l.end_time, l.kind FROM booking_locks l WHERE l.asset_id = ?1 AND l.released_at IS NULL
        AND l.start_time < ?3 AND l.end_time > ?2
        AND l.start_time > ?2 - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = ?1), 0)
        AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
      ORDER BY l.start_time DESC LIMIT ?4";
    let away = "SELECT start_time, coalesce(end_time, ?3), 'away' FROM asset_maintenance
      WHERE asset_id = ?1 AND start_time < ?3 AND coalesce(end_time, 253402300800) > ?2 ORDER BY start_time DESC LIMIT ?4";
    let sources: &[&str] = if what == Marked::Everything { &[locks, away] } else { &[locks] };
    for sql in sources {
        let mut statement = conn.prepare_cached(sql)?;
        let mut rows = statement.query((id.as_str(), from, to, MARKS))?;
        while let Some(r) = rows.next()? {
            // A time that reaches beyond the strip is cut to it: the end of time has no day.
            let cut =
                |second: Option<i64>| Timestamp::from_second(second.unwrap_or(from).clamp(from, to)).ok();
            let stretch: Option<Stretch> = cut(column::int(r, 0)?).zip(cut(column::int(r, 1)?));
            let what = match column::text(r, 2)?.as_str() {
                "firm" => DayUse::Booked,
                "away" => DayUse::Away,
                _ => DayUse::Held,
            };
            if let Some(stretch) = stretch {
                strip.mark(stretch, what, zone);
            }
        }
    }
    Ok(())
}
