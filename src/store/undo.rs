//! Undo and redo: the inverse of each undoable command is kept per session, and applied as a new, audited command
//! if the rows have not moved since.

use super::access::Access;
use super::protocol::{Outcome, StoreError, Table};
use super::tables::Image;
use super::unit::{Entry, Inverse, RowChange, Unit};
use super::{
    audit, bookings, clients, inventory, invoices, kits, media, notifications, packages, projects, tables,
    tasks,
};
use rusqlite::{Connection, OptionalExtension};
use serde_json::json;
use std::collections::BTreeMap;

/// Undo entries that a session keeps.
const KEPT: i64 = 200;
/// Seconds after which an ended session's entries are forgotten: 7 days.
const FORGOTTEN_AFTER: i64 = 7 * 86_400;

struct Kept {
    seq: i64,
    label: String,
    branch: Option<String>,
    inverse: Inverse,
}

/// Keeps the inverse of what a unit did; what was undone before can no longer be redone.
pub(super) fn keep(unit: &Unit<'_>, entry: &Entry, label: &str, inverse: &Inverse) -> Result<(), StoreError> {
    let session = unit.access.actor.session.as_str();
    let json = serde_json::to_string(inverse).map_err(|e| StoreError::Internal(e.to_string()))?;
    unit.conn
        .prepare_cached("DELETE FROM undo_entries WHERE session_id = ?1 AND state = 'undone'")?
        .execute([session])?;
    unit.conn
        .prepare_cached(
            "INSERT INTO undo_entries (session_id, user_id, label, event_type, branch_id, changes_json, state, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'done', ?7)",
        )?
        .execute((session, unit.access.actor.user.as_str(), label, entry.event, &entry.branch, json, unit.now))?;
    unit.conn
        .prepare_cached(
            "DELETE FROM undo_entries WHERE created_at < ?1 OR (session_id = ?2 AND seq NOT IN
               (SELECT seq FROM undo_entries WHERE session_id = ?2 ORDER BY seq DESC LIMIT ?3))",
        )?
        .execute((unit.now - FORGOTTEN_AFTER, session, KEPT))?;
    Ok(())
}

/// Takes back the session's last undoable command.
pub(super) fn undo(unit: &mut Unit<'_>) -> Result<Outcome, StoreError> {
    let Some(kept) = last(unit, Direction::Undo)? else {
        return Err(StoreError::refused(
            "there is nothing to undo",
            "Only what was done in this terminal is undone here.",
        ));
    };
    let (event, message) = ("undo.done", format!("Undid: {}", kept.label));
    match &kept.inverse {
        Inverse::Rows(changes) => put_back(unit, changes, &kept, event)?,
        Inverse::Unmerge(merge) => {
            forget(unit, kept.seq)?;
            clients::merge::unmerge(unit, merge)?;
            return Ok(Unit::done(message, None));
        }
    }
    let row = unit.rows().into_iter().next();
    Ok(Unit::done_undoable(message, row))
}

/// Does again what was undone last.
pub(super) fn redo(unit: &mut Unit<'_>) -> Result<Outcome, StoreError> {
    let Some(kept) = last(unit, Direction::Redo)? else {
        return Err(StoreError::refused(
            "there is nothing to redo",
            "Redo follows an undo, as long as nothing else was done.",
        ));
    };
    let Inverse::Rows(changes) = &kept.inverse else {
        return Err(StoreError::refused("this cannot be redone", "Do it again by hand."));
    };
    put_back(unit, changes, &kept, "redo.done")?;
    let row = unit.rows().into_iter().next();
    Ok(Unit::done_undoable(format!("Redid: {}", kept.label), row))
}

/// Forgets the entry that could not be applied, so that the ones before it can be reached.
pub(super) fn give_up(conn: &Connection, access: &Access, direction: Direction) -> Result<(), StoreError> {
    let unit = Unit::new(conn, access, 0);
    match last(&unit, direction)? {
        Some(kept) => forget(&unit, kept.seq),
        None => Ok(()),
    }
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Back.
    Undo,
    /// Forth again.
    Redo,
}

/// The entry that is next in a direction. Undone entries are redone in the opposite order.
fn last(unit: &Unit<'_>, direction: Direction) -> Result<Option<Kept>, StoreError> {
    let sql = match direction {
        Direction::Undo => {
            "SELECT seq, label, branch_id, changes_json FROM undo_entries WHERE session_id = ?1 AND user_id = ?2 AND state = 'done' ORDER BY seq DESC LIMIT 1"
        }
        Direction::Redo => {
            "SELECT seq, label, branch_id, changes_json FROM undo_entries WHERE session_id = ?1 AND user_id = ?2 AND state = 'undone' ORDER BY seq LIMIT 1"
        }
    };
    let actor = &unit.access.actor;
    let found = unit
        .conn
        .prepare_cached(sql)?
        .query_row([actor.session.as_str(), actor.user.as_str()], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get::<_, String>(3)?))
        })
        .optional()?;
    found
        .map(|(seq, label, branch, json)| {
            let inverse =
                serde_json::from_str(&json).map_err(|e| StoreError::Internal(format!("undo entry: {e}")))?;
            Ok(Kept { seq, label, branch, inverse })
        })
        .transpose()
}

/// Writes the rows back to what they were before, newest change first, and turns the entry around.
fn put_back(
    unit: &mut Unit<'_>,
    changes: &[RowChange],
    kept: &Kept,
    event: &'static str,
) -> Result<(), StoreError> {
    for change in changes {
        // Contents are compared, not versions: an undo is itself a write, and what stood before it may be undone too.
        if tables::image(unit.conn, &change.row)? != change.after {
            return Err(StoreError::refused(
                format!("“{}” can no longer be taken back: it was changed since", kept.label),
                "Nothing was changed. Its history (H) shows by whom; edit it by hand.",
            ));
        }
        permit(unit, change, changes, &kept.label)?;
    }
    bookings::take_up_moved(unit, changes)?;
    for change in changes.iter().rev() {
        let to = bookings::revived(unit, change)?;
        let to = to.as_ref().or(change.before.as_ref());
        if let Err(error) = unit.restore(&change.row, to) {
            return Err(why_not(unit, (change, to), kept, error)?);
        }
    }
    let entry = Entry { branch: kept.branch.clone(), ..Entry::new(event, "") }
        .with(json!({ "of": kept.label_event() }));
    record_by_branch(unit, &entry)?;
    turn_around(unit, kept.seq, event)
}

/// Why a row cannot be put back, in words that name it.
fn why_not(
    unit: &Unit<'_>,
    (change, to): (&RowChange, Option<&Image>),
    kept: &Kept,
    error: StoreError,
) -> Result<StoreError, StoreError> {
    let label = &kept.label;
    Ok(match (error, to) {
        (StoreError::Database(text), _) if text.contains("FOREIGN KEY") => StoreError::refused(
            format!("“{label}” can no longer be taken back: other records refer to it"),
            "Nothing was changed. Archive it instead.",
        ),
        (StoreError::Refused(refusal), Some(lock)) if change.row.table == Table::BookingLocks => {
            let why = bookings::hindered(unit, lock)?.unwrap_or(refusal.message);
            StoreError::refused(
                format!("“{label}” cannot be taken back now: {why}"),
                "Nothing was changed. It can be taken back once that is over, as long as nothing else was done here.",
            )
        }
        (other, _) => other,
    })
}

/// What was permitted when it was done may not be today: roles change, and people move to another branch.
fn permit(unit: &Unit<'_>, change: &RowChange, all: &[RowChange], label: &str) -> Result<(), StoreError> {
    match change.row.table {
        Table::Clients | Table::ClientNotes => clients::undo::permit(unit, change, label),
        Table::ProjectTasks | Table::TaskTemplates => tasks::undo::permit(unit, change),
        Table::Packages | Table::PackageTemplates => packages::write::permit_undo(unit, change),
        Table::Projects
        | Table::ProjectEvents
        | Table::EventSeries
        | Table::BookingLocks
        | Table::Quotes
        | Table::QuoteItems => projects::undo::permit(unit, change, all, label),
        Table::Assets | Table::AssetMaintenance => inventory::permit_undo(unit, change, (all, label)),
        Table::Kits | Table::KitAssets => kits::permit_undo(unit, change, all),
        Table::Invoices | Table::InvoiceItems => invoices::permit_undo(unit, change),
        Table::MediaObjects => media::permit_undo(unit, change),
        Table::Notifications => notifications::permit_undo(unit, change),
        _ => Err(StoreError::refused(format!("“{label}” cannot be taken back"), "Do it by hand.")),
    }
}

/// Writes the audit entry of a unit that may have written clients of several branches: one entry a branch, with the
/// rows and personal values of that branch only, so that nobody reads in their log what another branch did.
pub(super) fn record_by_branch(unit: &Unit<'_>, entry: &Entry) -> Result<(), StoreError> {
    let branch_of = |change: &RowChange| {
        let image = change.after.as_ref().or(change.before.as_ref());
        let branch = image.and_then(|i| i.get("branch_id")?.as_str());
        branch.map(ToOwned::to_owned).or_else(|| entry.branch.clone())
    };
    let mut by_branch: BTreeMap<Option<String>, Vec<RowChange>> = BTreeMap::new();
    for change in unit.changes() {
        by_branch.entry(branch_of(change)).or_default().push(change.clone());
    }
    for (branch, changes) in by_branch {
        let entry =
            Entry { branch, event: entry.event, severity: entry.severity, facts: entry.facts.clone() };
        audit::append(unit.conn, unit.access, unit.now, &entry, &changes, &[])?;
    }
    Ok(())
}

impl Kept {
    /// The label without names: labels are for the person at the screen, the log keeps personal data apart.
    fn label_event(&self) -> &str {
        self.label.split_once(' ').map_or(self.label.as_str(), |(verb, _)| verb)
    }
}

/// The entry now holds the way back from where we are.
fn turn_around(unit: &Unit<'_>, seq: i64, event: &str) -> Result<(), StoreError> {
    let state = if event == "undo.done" { "undone" } else { "done" };
    let inverse = Inverse::Rows(unit.changes().to_vec());
    let json = serde_json::to_string(&inverse).map_err(|e| StoreError::Internal(e.to_string()))?;
    unit.conn
        .prepare_cached("UPDATE undo_entries SET state = ?2, changes_json = ?3 WHERE seq = ?1")?
        .execute((seq, state, json))?;
    Ok(())
}

fn forget(unit: &Unit<'_>, seq: i64) -> Result<(), StoreError> {
    unit.conn.prepare_cached("DELETE FROM undo_entries WHERE seq = ?1")?.execute([seq])?;
    Ok(())
}
