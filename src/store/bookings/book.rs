//! A whole booking at once: the project, its block of time, what it takes, and the quote of its package.

use super::super::projects::{self, events, moves, quotes, write};
use super::super::protocol::{NewBooking, Outcome, StoreError, WantedLock};
use super::super::unit::{Entry, Unit};
use super::target::Target;
use super::write::{insert_all, may_decide, names, refuse_many, remarks_on};
use crate::domain::booking::LockKind;
use crate::domain::booking::rules::{fields as lock, say_span};
use crate::domain::field::{FieldErrors, FieldKey};
use crate::domain::project::{ProjectStatus, event, fields};
use jiff::tz::TimeZone;
use serde_json::json;

/// Opens a project with everything that is booked for it. A firm booking is active at once, which only whoever may move
/// projects decides.
pub(super) fn book(unit: &mut Unit<'_>, booking: &NewBooking) -> Result<Outcome, StoreError> {
    if !booking.wanted.is_empty() {
        refuse_many(booking.wanted.len())?;
    }
    if booking.kind == LockKind::Firm && booking.hold_until.is_some() {
        let mut errors = FieldErrors::default();
        errors.add(lock::EXPIRES, "a firm booking does not expire: leave this empty, or only hold it");
        return Err(StoreError::Invalid(errors));
    }
    let mut values = booking.project.clone();
    let start = booking.event.get(&FieldKey::from(event::fields::START));
    if let Some(start) = start {
        values.entry(FieldKey::from(fields::START)).or_insert_with(|| start.clone());
    }
    let (id, called) = write::open(unit, &booking.branch, &values)?;
    let (project, branch) = projects::read_editable(unit.conn, unit.access, &id)?;
    let event = events::insert(unit, &project, &branch.zone, &booking.event)?.id;
    if let Some(package) = &booking.package {
        quotes::insert(unit, &project, branch, Some(package))?;
    }
    if booking.kind == LockKind::Firm {
        may_decide(unit, &project)?;
        let now = unit.now;
        // Before its locks, so that these are written as they stay.
        unit.update(&projects::row(&id), "project", |image| {
            image.insert("status".to_owned(), json!(ProjectStatus::Active.as_str()));
            moves::activate(image, now);
        })?;
    }
    let target = Target::read(unit, &id, Some(&event))?;
    let wanted: Vec<WantedLock> = booking
        .wanted
        .iter()
        .map(|want| WantedLock {
            kind: Some(booking.kind),
            expires: booking.hold_until.filter(|_| booking.kind == LockKind::Hold),
            ..want.clone()
        })
        .collect();
    let locked = insert_all(unit, &target, &wanted)?;
    let (event, verb) = match booking.kind {
        LockKind::Firm => ("booking.locked", "Booked"),
        // An inquiry that takes nothing holds nothing.
        LockKind::Hold if locked.is_empty() => ("project.created", "Opened"),
        LockKind::Hold => ("booking.held", "Held"),
    };
    let entry = Entry::new(event, booking.branch.as_str());
    unit.record_undoable(&entry, &format!("new booking {called}"))?;
    let zone = TimeZone::get(target.zone()).unwrap_or(TimeZone::UTC);
    let span = target.span().map(|[start, end]| format!(", {}", say_span(start, end, &zone)));
    let with = match locked.len() {
        0 => String::new(),
        _ => format!(", with {}", names(locked.iter().map(|(lock, _)| lock.asset_name.as_str()))),
    };
    let message = format!("{verb} {called}{}{with}", span.unwrap_or_default());
    let remarks = remarks_on(unit, &locked);
    Ok(Outcome { remarks, ..Unit::done_undoable(message, Some(projects::row(&id))) })
}
