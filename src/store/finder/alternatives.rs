//! What could stand in for what is locked: free assets of its kind, the likest first.

use super::super::access::Access;
use super::super::column;
use super::super::protocol::{Alternative, Alternatives, Branch, StandIns, StoreError, Want};
use super::shelf::{Asset, OF_TYPE, Shelf, asset};
use super::{HORIZON, Judge, soonest, trouble};
use crate::domain::fold;
use crate::domain::free::{Buffers, Span, Supply};
use crate::domain::id::{AssetId, BranchId, LockId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

/// Assets on either side by name that are looked at; people are all looked at.
const EITHER_SIDE: i64 = 100;
/// Free ones that are offered.
const OFFERED: usize = 10;

const BEFORE: &str = "SELECT id, name, type,
  iif(EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = assets.id AND t.outcome IS NULL), 'in_transit', status),
  coalesce(capacity, 1), metadata_json FROM assets
  WHERE branch_id = ?1 AND type = ?2 AND name COLLATE NOCASE <= ?3 AND (name COLLATE NOCASE < ?3 OR id < ?4) ORDER BY name COLLATE NOCASE DESC, id DESC LIMIT ?5";

/// Where an asset is, and what it is.
const OF_ASSET: &str = "SELECT branch_id, type, name FROM assets WHERE id = ?1";

/// What something is looked for to stand in for.
struct Model<'a> {
    id: &'a AssetId,
    kind: &'a str,
    name: &'a str,
    qty: u32,
    /// With what is needed around it.
    span: Span,
}

/// Free assets that could stand in for the one of a lock.
///
/// # Errors
/// A lock out of reach is not found.
pub(in crate::store) fn alternatives(
    conn: &Connection,
    access: &Access,
    id: &LockId,
) -> Result<Alternatives, StoreError> {
    let found = trouble::one(conn, access, id)?;
    let branch = super::branch(access, &found.branch)?;
    let lock = &found.lock;
    let model = Model {
        id: &lock.asset,
        kind: lock.asset_type.as_str(),
        name: &lock.asset_name,
        qty: lock.qty,
        span: Span { start: lock.start.as_second(), end: lock.end.as_second() },
    };
    let except = [id.clone()];
    let judge = Judge { conn, access, except: &except };
    let StandIns { free, busy } = others(&judge, branch, &model)?;
    Ok(Alternatives { lock: found, free, busy })
}

/// Free assets that could stand in for one that is wanted.
///
/// # Errors
/// An asset out of reach is not found; an end before the start is invalid.
pub(in crate::store) fn stand_ins(
    conn: &Connection,
    access: &Access,
    want: &Want,
) -> Result<StandIns, StoreError> {
    let not_found = || StoreError::NotFound { what: "asset", id: want.asset.to_string() };
    let (branch, kind, name) = conn
        .prepare_cached(OF_ASSET)?
        .query_row([want.asset.as_str()], |r| {
            Ok((column::text(r, 0)?, column::text(r, 1)?, column::text(r, 2)?))
        })
        .optional()?
        .ok_or_else(not_found)?;
    let branch = super::branch(access, &BranchId::from(branch)).map_err(|error| match error {
        StoreError::NotFound { .. } => not_found(),
        other => other,
    })?;
    if want.end <= want.start {
        return Err(super::invalid("end", "the end must lie behind the start"));
    }
    let span = Span { start: want.start.as_second(), end: want.end.as_second() };
    let model = Model { id: &want.asset, kind: &kind, name: &name, qty: want.qty, span };
    others(&Judge { conn, access, except: &want.except }, branch, &model)
}

fn others(judge: &Judge<'_>, branch: &Branch, model: &Model<'_>) -> Result<StandIns, StoreError> {
    let (conn, span) = (judge.conn, model.span);
    let now = Timestamp::now().as_second();
    // The times include what is needed around it.
    let mut shelf = Shelf::new((conn, branch), &[], (Buffers::default(), judge.except), now)?;
    let likest = likest(conn, branch, model, &mut shelf)?;
    shelf.look_at(span);
    let mut free: Vec<(bool, usize)> = Vec::new();
    for at in &likest {
        let here = shelf.free(*at, span)?;
        if here.pieces >= model.qty {
            free.push((here.held, *at));
        }
        if free.len() == OFFERED {
            break;
        }
    }
    // What somebody holds comes last; otherwise the order stays.
    free.sort_by_key(|(held, _)| *held);
    let free = free
        .into_iter()
        .map(|(_, at)| alternative(judge, conn, &mut shelf, (at, model.qty), span))
        .collect::<Result<_, _>>()?;
    shelf.look_at(Span { start: span.start, end: span.end.saturating_add(HORIZON) });
    let busy = soonest(judge, &mut shelf, &likest[..likest.len().min(super::LOOKED_AT)], span)?;
    Ok(StandIns { free, busy })
}

/// Assets of the same kind, the likest first: people by the skills that they share, things by the words of their names.
fn likest(
    conn: &Connection,
    branch: &Branch,
    model: &Model<'_>,
    shelf: &mut Shelf<'_>,
) -> Result<Vec<usize>, StoreError> {
    let own = shelf.by_id(model.id)?.map(|at| shelf.assets[at].clone());
    let mut near = neighbours(conn, branch, model.kind, (model.name, model.id))?;
    near.retain(|asset| asset.id != *model.id);
    let mut ranked: Vec<(usize, String, Asset)> = Vec::new();
    for asset in near {
        let likeness = own.as_ref().map_or(1, |own| likeness(own, &asset));
        // Somebody with none of the skills is no help, unless nobody knows which are needed.
        if likeness > 0 || asset.kind != "human" {
            ranked.push((likeness, fold::fold(&asset.name), asset));
        }
    }
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (&a.1, &a.2.id).cmp(&(&b.1, &b.2.id))));
    ranked.into_iter().map(|(_, _, asset)| shelf.add(asset)).collect()
}

fn likeness(own: &Asset, other: &Asset) -> usize {
    if own.kind == "human" {
        if own.skills.is_empty() {
            return 1;
        }
        let has = |skill: &str| other.skills.iter().any(|known| fold::fold(known) == fold::fold(skill));
        return own.skills.iter().filter(|skill| has(skill)).count();
    }
    let (own, other) = (fold::fold(&own.name), fold::fold(&other.name));
    let alike = own.split(' ').filter(|word| other.split(' ').any(|o| o == *word)).count();
    // Another of the same model: the names part only at the end.
    let common = own.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    alike * 100 + common.min(99)
}

/// Assets of a type around a name.
fn neighbours(
    conn: &Connection,
    branch: &Branch,
    kind: &str,
    (name, id): (&str, &AssetId),
) -> Result<Vec<Asset>, StoreError> {
    let many = if kind == "human" { EITHER_SIDE * 5 } else { EITHER_SIDE };
    let mut found = Vec::new();
    for sql in [OF_TYPE, BEFORE] {
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement.query_map((branch.id.as_str(), kind, name, id.as_str(), many), asset)?;
        for row in rows {
            found.push(row?);
        }
    }
    Ok(found)
}

fn alternative(
    judge: &Judge<'_>,
    conn: &Connection,
    shelf: &mut Shelf<'_>,
    (at, qty): (usize, u32),
    span: Span,
) -> Result<Alternative, StoreError> {
    let held = super::one_held(judge, shelf, (at, qty), span)?;
    let found = &shelf.assets[at];
    let note = if found.kind == "human" {
        found.skills.join(", ")
    } else {
        conn.prepare_cached("SELECT serial_number FROM assets WHERE id = ?1")?
            .query_row([found.id.as_str()], |r| column::text(r, 0))?
    };
    let late = shelf.late_of(at, qty);
    Ok(Alternative { asset: found.id.clone(), name: found.name.clone(), note, held, late })
}
