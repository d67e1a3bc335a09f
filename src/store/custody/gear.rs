//! The gear of a project as one list, and what a serial number belongs to.

use super::super::access::Access;
use super::super::clients::time;
use super::super::column;
use super::super::protocol::{BranchScope, GearLine, GearList, Scanned, StoreError};
use super::{link, links, missing, open_of, ways};
use crate::domain::custody::{Custody, is_gear};
use crate::domain::id::{AssetId, EventId, ProjectId};
use crate::domain::role::{Permission, Reach};
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeMap;

/// Locks of a project that are looked at.
const LOCKS: i64 = 2_000;
/// Assets of one serial number.
const NAMESAKES: i64 = 20;

/// Locks of a project from now on, of one sub-event where one is meant; those of the project as a whole go with every one.
const BOOKED: &str = "SELECT l.id, l.asset_id, a.name, a.type, a.serial_number, a.status, l.qty, l.start_time, l.end_time, l.kit_id, k.name
  FROM booking_locks l JOIN assets a ON a.id = l.asset_id LEFT JOIN kits k ON k.id = l.kit_id
  WHERE l.project_id = ?1 AND l.released_at IS NULL AND l.end_time > ?3 AND (?2 IS NULL OR l.event_id = ?2 OR l.event_id IS NULL)
    AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > ?3)
  ORDER BY l.start_time, l.id LIMIT ?4";

/// The gear of a project: what is booked for it from now on, and what is out for it.
///
/// # Errors
/// Denied, or not found.
pub(in crate::store) fn list(
    conn: &Connection,
    access: &Access,
    (id, event): (&ProjectId, Option<&EventId>),
) -> Result<GearList, StoreError> {
    let (project, branch) = ways::project(conn, access, id)?;
    let event_title = match event {
        Some(event) => conn
            .prepare_cached("SELECT title FROM project_events WHERE id = ?1 AND project_id = ?2")?
            .query_row((event.as_str(), id.as_str()), |r| column::text(r, 0))
            .optional()?
            .ok_or_else(|| StoreError::NotFound { what: "sub-event", id: event.to_string() })?,
        None => String::new(),
    };
    let now: i64 = super::jiff_now(conn)?;
    let mut lines = booked(conn, (id, event), now)?;
    for line in lines.values_mut() {
        line.out = pick(open_of(conn, access, &line.asset)?, id);
        if let Some(custody) = &mut line.out {
            unname(conn, access, custody)?;
        }
        line.missing = missing(conn, &line.asset, &line.status, now)?;
    }
    for custody in out_for(conn, access, id)? {
        let asset = custody.asset.clone();
        if let std::collections::btree_map::Entry::Vacant(at) = lines.entry(asset.to_string()) {
            at.insert(unbooked(conn, custody)?);
        }
    }
    let mut lines: Vec<GearLine> = lines.into_values().collect();
    lines.sort_by(|a, b| {
        let key =
            |line: &GearLine| (line.kit.is_none(), line.kit_name.to_lowercase(), line.name.to_lowercase());
        key(a).cmp(&key(b)).then_with(|| a.serial.cmp(&b.serial)).then_with(|| a.asset.cmp(&b.asset))
    });
    Ok(GearList {
        project: id.clone(),
        title: project.details.called().to_owned(),
        event: event.cloned(),
        event_title,
        branch: branch.id.clone(),
        zone: branch.zone.clone(),
        lines,
    })
}

/// One line for each thing, however many of the project's locks are over it.
fn booked(
    conn: &Connection,
    (id, event): (&ProjectId, Option<&EventId>),
    now: i64,
) -> Result<BTreeMap<String, GearLine>, StoreError> {
    let mut lines: BTreeMap<String, GearLine> = BTreeMap::new();
    let mut statement = conn.prepare_cached(BOOKED)?;
    let mut rows = statement.query((id.as_str(), event.map(EventId::as_str), now, LOCKS))?;
    while let Some(r) = rows.next()? {
        let kind = column::text(r, 3)?;
        if !is_gear(&kind) {
            continue;
        }
        let (start, end) = (time(column::int(r, 7)?), time(column::int(r, 8)?));
        let qty = column::int(r, 6)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
        let asset = column::text(r, 1)?;
        if let Some(known) = lines.get_mut(&asset) {
            known.qty = known.qty.max(qty);
            if end > known.end {
                (known.end, known.lock) = (end, Some(column::text(r, 0)?.into()));
            }
            continue;
        }
        let line = GearLine {
            asset: asset.as_str().into(),
            name: column::text(r, 2)?,
            kind,
            serial: column::text(r, 4)?,
            status: column::text(r, 5)?,
            qty,
            lock: Some(column::text(r, 0)?.into()),
            start,
            end,
            kit: column::optional_text(r, 9)?.map(Into::into),
            kit_name: column::text(r, 10)?,
            out: None,
            missing: None,
        };
        lines.insert(asset, line);
    }
    Ok(lines)
}

/// Who has it for this project, else for something else.
fn pick(open: Vec<Custody>, project: &ProjectId) -> Option<Custody> {
    let ours = open.iter().position(|custody| custody.project.as_ref() == Some(project));
    open.into_iter().nth(ours.unwrap_or(0))
}

/// What something is out for is told to whoever may see that project.
fn unname(conn: &Connection, access: &Access, custody: &mut Custody) -> Result<(), StoreError> {
    let Some(project) = &custody.project else { return Ok(()) };
    if !ways::may_name(conn, access, (project, custody.branch.as_str()))? {
        (custody.project, custody.event) = (None, None);
        custody.project_title.clear();
    }
    Ok(())
}

/// What is out for a project.
fn out_for(conn: &Connection, access: &Access, id: &ProjectId) -> Result<Vec<Custody>, StoreError> {
    let mut statement = conn.prepare_cached(links!(
        "WHERE c.project_id = ?1 AND c.back_at IS NULL ORDER BY c.out_at, c.id LIMIT 2000"
    ))?;
    let rows = statement.query_map([id.as_str()], |r| link(r, access))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What is out for a project without being booked for it any more.
fn unbooked(conn: &Connection, custody: Custody) -> Result<GearLine, StoreError> {
    let (kind, status) = conn
        .prepare_cached("SELECT type, status FROM assets WHERE id = ?1")?
        .query_row([custody.asset.as_str()], |r| Ok((column::text(r, 0)?, column::text(r, 1)?)))?;
    Ok(GearLine {
        asset: custody.asset.clone(),
        name: custody.asset_name.clone(),
        kind,
        serial: custody.serial.clone(),
        status,
        qty: custody.qty,
        lock: None,
        start: None,
        end: None,
        kit: custody.kit.clone(),
        kit_name: custody.kit_name.clone(),
        out: Some(custody),
        missing: None,
    })
}

/// The assets of some branches that have this very serial number, without regard to case.
///
/// # Errors
/// Denied.
pub(in crate::store) fn scan(
    conn: &Connection,
    access: &Access,
    (scope, serial): (&BranchScope, &str),
) -> Result<Vec<Scanned>, StoreError> {
    let serial = serial.trim();
    if serial.is_empty() {
        return Ok(Vec::new());
    }
    // Whoever moves gear only for their own projects has its serial numbers in the gear list of each.
    if access.require(Permission::ViewInventory)? == Reach::Assigned {
        return Ok(Vec::new());
    }
    let branches = access.branches(Permission::ViewInventory, scope)?;
    let mut statement = conn.prepare_cached(
        "SELECT id, branch_id, name, type, serial_number, status, capacity, coalesce(version, 1) FROM assets
         WHERE branch_id = ?1 AND serial_number = ?2 COLLATE NOCASE AND serial_number IS NOT NULL ORDER BY id LIMIT ?3",
    )?;
    let mut found = Vec::new();
    for branch in branches {
        let mut rows = statement.query((branch.id.as_str(), serial, NAMESAKES))?;
        while let Some(r) = rows.next()? {
            found.push(of_row(conn, access, r)?);
        }
    }
    Ok(found)
}

fn of_row(conn: &Connection, access: &Access, r: &Row<'_>) -> Result<Scanned, StoreError> {
    let asset: AssetId = column::text(r, 0)?.into();
    Ok(Scanned {
        out: open_of(conn, access, &asset)?,
        asset,
        branch: column::text(r, 1)?.into(),
        name: column::text(r, 2)?,
        kind: column::text(r, 3)?,
        serial: column::text(r, 4)?,
        status: column::text(r, 5)?,
        capacity: column::int(r, 6)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        version: column::int(r, 7)?.unwrap_or(1),
    })
}

/// Some assets with who has them.
///
/// # Errors
/// Denied, or not found.
pub(in crate::store) fn things(
    conn: &Connection,
    access: &Access,
    ids: &[AssetId],
) -> Result<Vec<Scanned>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, branch_id, name, type, serial_number, status, capacity, coalesce(version, 1) FROM assets WHERE id = ?1",
    )?;
    let mut found = Vec::new();
    for id in ids {
        let not_found = || StoreError::NotFound { what: "asset", id: id.to_string() };
        let mut rows = statement.query([id.as_str()])?;
        let row = rows.next()?.ok_or_else(not_found)?;
        let branch = column::text(row, 1)?;
        access.branch_of(Permission::ViewInventory, &branch, "asset", id.as_str())?;
        found.push(of_row(conn, access, row)?);
    }
    Ok(found)
}
