//! What something is booked for, what can be booked for it, and in which words it is refused otherwise. The database
//! refuses the same in codes, for every program; here a person is told which thing, and why.

use super::super::clients::time;
use super::super::column;
use super::super::projects;
use super::super::protocol::{Branch, Clash, Holder, Obstacle, RowRef, StoreError, Table, Want};
use super::super::unit::Unit;
use super::obstacles::verdict;
use super::write::may_decide;
use crate::domain::booking::rules::{Needed, say_span};
use crate::domain::booking::{LockKind, Taken, Trouble, peak};
use crate::domain::id::{AssetId, BranchId, EventId, KitId, LockId, ProjectId};
use crate::domain::project::{Project, ProjectStatus};
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;

/// A project that something is booked for, as a whole or for one of its sub-events.
pub(super) struct Target<'a> {
    pub(super) project: Project,
    pub(super) branch: &'a Branch,
    pub(super) event: Option<Block>,
}

/// A sub-event's block of time.
pub(super) struct Block {
    pub(super) id: EventId,
    needed: Needed,
    /// Seconds to get there, and as many back.
    travel: u32,
}

/// Something that can be booked.
pub(super) struct Asset {
    pub(super) id: AssetId,
    pub(super) name: String,
    branch: BranchId,
    pub(super) kind: String,
    pub(super) capacity: u32,
}

impl<'a> Target<'a> {
    /// Reads a project, and its sub-event.
    ///
    /// # Errors
    /// Not found, denied; refused when nothing can be booked for it any more.
    pub(super) fn read(
        unit: &Unit<'a>,
        project: &ProjectId,
        event: Option<&EventId>,
    ) -> Result<Self, StoreError> {
        let (project, branch) = projects::read_editable(unit.conn, unit.access, project)?;
        let called = project.details.called();
        let dead = match project.status {
            ProjectStatus::Cancelled => Some("is cancelled"),
            ProjectStatus::Archived => Some("is archived"),
            _ => None,
        };
        if let Some(why) = dead {
            return Err(StoreError::refused(
                format!("{called} {why}: nothing is booked for it any more"),
                "Nothing was booked. Reopen the project first.",
            ));
        }
        let event = event.map(|id| block(unit, &project, id)).transpose()?;
        Ok(Self { project, branch, event })
    }

    /// A project whose locks are judged only, in the trash too.
    ///
    /// # Errors
    /// Not found, denied.
    pub(super) fn to_judge(unit: &Unit<'a>, project: &ProjectId) -> Result<Self, StoreError> {
        let permission = Permission::ViewProjects;
        let (project, branch) = projects::read(unit.conn, unit.access, permission, project)?;
        Ok(Self { project, branch, event: None })
    }

    /// A project whose locks are moved, however it stands.
    ///
    /// # Errors
    /// Not found, denied; refused for one in the trash.
    pub(super) fn of_project(unit: &Unit<'a>, project: &ProjectId) -> Result<Self, StoreError> {
        let (project, branch) = projects::read_editable(unit.conn, unit.access, project)?;
        Ok(Self { project, branch, event: None })
    }

    /// The zone in which its times are said.
    pub(super) fn zone(&self) -> &str {
        &self.branch.zone
    }

    /// When its sub-event starts and ends.
    pub(super) fn span(&self) -> Option<[Timestamp; 2]> {
        self.event.as_ref().map(|block| [block.needed.start, block.needed.end])
    }

    /// How firmly something is booked for a project that stands so.
    pub(super) fn usual_kind(&self) -> LockKind {
        if self.project.status == ProjectStatus::Inquiry { LockKind::Hold } else { LockKind::Firm }
    }

    /// Refuses a kind that is not the usual one to whoever may not decide that.
    pub(super) fn require_kind(&self, unit: &Unit<'_>, kind: LockKind) -> Result<(), StoreError> {
        if kind == self.usual_kind() { Ok(()) } else { may_decide(unit, &self.project) }
    }

    /// The time of its sub-event for an asset: gear and people also have to get there.
    pub(super) fn of_event(&self, asset: &Asset) -> Result<Needed, StoreError> {
        let Some(block) = &self.event else {
            return Err(StoreError::refused(
                format!("for which time is {} wanted?", asset.name),
                "Nothing was booked. Give a start and an end, or a sub-event.",
            ));
        };
        let way = if asset.kind == "space" { 0 } else { block.travel };
        Ok(Needed { before: block.needed.before + way, after: block.needed.after + way, ..block.needed })
    }
}

fn block(unit: &Unit<'_>, project: &Project, id: &EventId) -> Result<Block, StoreError> {
    let row = RowRef { table: Table::ProjectEvents, id: id.to_string() };
    let image = unit.read(&row, "sub-event")?;
    if image.get("project_id").and_then(Value::as_str) != Some(project.id.as_str()) {
        return Err(StoreError::NotFound { what: "sub-event", id: id.to_string() });
    }
    let int = |column: &str| image.get(column).and_then(Value::as_i64);
    let seconds = |column: &str| int(column).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let (Some(start), Some(end)) = (time(int("start_time")), time(int("end_time"))) else {
        return Err(StoreError::refused(
            "the sub-event has no time that makes sense",
            "Nothing was booked. Edit the sub-event first.",
        ));
    };
    let needed = Needed { start, end, before: seconds("buffer_before"), after: seconds("buffer_after") };
    Ok(Block { id: id.clone(), needed, travel: seconds("travel_time") })
}

/// An asset that may be booked for a target: one of its branch.
///
/// # Errors
/// Not found, also for one of a branch out of reach; refused for one of another branch within reach.
pub(super) fn wanted_asset(unit: &Unit<'_>, target: &Target<'_>, id: &AssetId) -> Result<Asset, StoreError> {
    let not_found = || StoreError::NotFound { what: "asset", id: id.to_string() };
    let asset = unit
        .conn
        .prepare_cached("SELECT id, name, branch_id, type, capacity FROM assets WHERE id = ?1")?
        .query_row([id.as_str()], |r| {
            Ok(Asset {
                id: column::text(r, 0)?.into(),
                name: column::text(r, 1)?,
                branch: column::text(r, 2)?.into(),
                kind: column::text(r, 3)?,
                capacity: column::int(r, 4)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
            })
        })
        .optional()?
        .ok_or_else(not_found)?;
    if asset.branch == target.project.branch {
        return Ok(asset);
    }
    let permission = Permission::ViewInventory;
    let branch = unit.access.branch_of(permission, asset.branch.as_str(), "asset", id.as_str())?;
    Err(StoreError::refused(
        format!(
            "{} belongs to {}, and {} is a project of {}",
            asset.name,
            branch.name,
            target.project.details.called(),
            target.branch.name
        ),
        "Nothing was booked. Take one of the project's branch, or have it transferred.",
    ))
}

/// Whether something is in a kit.
pub(super) fn is_in_kit(conn: &Connection, kit: &str, asset: &AssetId) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM kit_assets WHERE kit_id = ?1 AND asset_id = ?2")?
        .exists((kit, asset.as_str()))?)
}

/// Refuses a kit as whose part something cannot be booked.
///
/// # Errors
/// Not found, also for a kit of another branch; refused when the thing is not in it.
pub(super) fn refuse_kit(
    unit: &Unit<'_>,
    target: &Target<'_>,
    kit: &KitId,
    asset: &Asset,
) -> Result<(), StoreError> {
    let name: Option<String> = unit
        .conn
        .prepare_cached("SELECT name FROM kits WHERE id = ?1 AND branch_id = ?2")?
        .query_row((kit.as_str(), target.project.branch.as_str()), |r| column::text(r, 0))
        .optional()?;
    let name = name.ok_or_else(|| StoreError::NotFound { what: "kit", id: kit.to_string() })?;
    if is_in_kit(unit.conn, kit.as_str(), &asset.id)? {
        return Ok(());
    }
    Err(StoreError::refused(
        format!("{} is not in {name}", asset.name),
        "Nothing was booked. Look at the kit again, or book the thing by itself.",
    ))
}

/// The time that is locked for what is needed.
///
/// # Errors
/// Refused, with the asset's name.
pub(super) fn refuse_span(name: &str, needed: &Needed) -> Result<[i64; 2], StoreError> {
    needed.locked().map_err(|error| {
        StoreError::refused(format!("{name}: {error}"), "Nothing was booked. Mend the times and try again.")
    })
}

/// Other locks of a project over an asset within a time; expired holds too, for they are booked with the project.
const OWN: &str = "SELECT l.id, l.start_time, l.end_time, l.qty, l.buffer_before, l.buffer_after FROM booking_locks l
  WHERE l.project_id = ?1 AND l.asset_id = ?2 AND l.released_at IS NULL AND l.id <> ?3 AND l.start_time < ?5 AND l.end_time > ?4
  ORDER BY l.start_time, l.id";

/// Refuses a lock over what its own project has booked already: not even booking the project could make both firm.
///
/// # Errors
/// Booked, with the own lock as the holder.
pub(super) fn refuse_overlap(
    unit: &Unit<'_>,
    target: &Target<'_>,
    asset: &Asset,
    ([start, end], qty, id): ([i64; 2], u32, &LockId),
) -> Result<(), StoreError> {
    let mut statement = unit.conn.prepare_cached(OWN)?;
    let asked = (target.project.id.as_str(), asset.id.as_str(), id.as_str(), start, end);
    let own: Vec<(String, Taken, [u32; 2])> = statement
        .query_map(asked, |r| {
            let whole = |at, none| -> rusqlite::Result<u32> {
                Ok(column::int(r, at)?.and_then(|n| u32::try_from(n).ok()).unwrap_or(none))
            };
            let qty = whole(3, 1)?;
            let (start, end) = (column::int(r, 1)?.unwrap_or(0), column::int(r, 2)?.unwrap_or(0));
            Ok((column::text(r, 0)?, Taken { start, end, qty }, [whole(4, 0)?, whole(5, 0)?]))
        })?
        .collect::<Result<_, _>>()?;
    let taken: Vec<Taken> = own.iter().map(|(_, taken, _)| *taken).collect();
    let Some((lock, first, [before, after])) = own.first() else { return Ok(()) };
    if peak(&taken, start, end).saturating_add(qty) <= asset.capacity {
        return Ok(());
    }
    let at = |second: i64| Timestamp::from_second(second).unwrap_or_default();
    Err(StoreError::Booked(Some(Box::new(Clash {
        asset: asset.id.clone(),
        asset_name: asset.name.clone(),
        lock: lock.as_str().into(),
        project: target.project.id.clone(),
        project_name: target.project.details.called().to_owned(),
        holder: Holder::Itself,
        start: at(first.start),
        end: at(first.end),
        before: *before,
        after: *after,
        zone: target.zone().to_owned(),
        date: None,
    }))))
}

/// Refuses what the database would refuse, in words.
///
/// # Errors
/// Booked, or refused: there are not so many, it is gone, it is away.
pub(super) fn refuse_obstacles(
    unit: &Unit<'_>,
    asset: &Asset,
    zone: &str,
    ([start, end], qty, id): ([i64; 2], u32, &LockId),
) -> Result<(), StoreError> {
    let at = |second: i64| Timestamp::from_second(second).unwrap_or_default();
    let want =
        Want { asset: asset.id.clone(), start: at(start), end: at(end), qty, except: vec![id.clone()] };
    let verdict = verdict(unit.conn, &want, &|_| true)?;
    let Some(obstacle) = verdict.obstacles.into_iter().find(Obstacle::blocks) else { return Ok(()) };
    let name = &asset.name;
    let (message, hint) = match obstacle {
        Obstacle::Held(_) | Obstacle::Booked(_) => return Ok(()),
        Obstacle::TooFew { capacity: 1 } => (
            format!("there is only one {name}; {qty} are wanted"),
            "Nothing was booked. Take one, and others of its kind.",
        ),
        Obstacle::TooFew { capacity } => (
            format!("there are only {capacity} of {name}; {qty} are wanted"),
            "Nothing was booked. Take fewer, and others of their kind.",
        ),
        Obstacle::Gone(why) => {
            (format!("{name} is {}", why.words()), "Nothing was booked. Take another one.")
        }
        Obstacle::Away { why, start, end } => {
            let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
            let is = if why == Trouble::Maintenance { "under repair" } else { "away" };
            let until = match end {
                Some(end) => say_span(start, end, &zone),
                None => format!("{} until nobody knows when", crate::domain::when::edit_when(start, &zone)),
            };
            (format!("{name} is {is}, {until}"), "Nothing was booked. Take another one, or another time.")
        }
    };
    Err(StoreError::refused(message, hint))
}
