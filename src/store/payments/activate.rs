//! A project is booked once the advance that its accepted quote asks for is paid.

use super::super::projects::{self, moves};
use super::super::protocol::StoreError;
use super::super::unit::Unit;
use super::super::{clients, column};
use crate::domain::id::ProjectId;
use crate::domain::money::Currency;
use crate::domain::project::ProjectStatus;
use rusqlite::OptionalExtension;
use serde_json::json;

/// Books a project whose advance is paid by now; returns what to add to the words of the payment. Money that came is a
/// fact: where something is booked by somebody else meanwhile, it stays recorded, and the words say what is in the way.
pub(super) fn by_advance(unit: &mut Unit<'_>, project: Option<&ProjectId>) -> Result<String, StoreError> {
    let Some(id) = project else { return Ok(String::new()) };
    let Some(project) = projects::of_row(unit.conn, id)? else { return Ok(String::new()) };
    if project.status != ProjectStatus::Inquiry || !is_paid(unit, id)? {
        return Ok(String::new());
    }
    let called = project.details.called();
    let now = unit.now;
    let moved = unit.update(&projects::row(id), "project", |image| {
        image.insert("status".to_owned(), json!(ProjectStatus::Active.as_str()));
        moves::activate(image, now);
    });
    match moved {
        Ok(_) => Ok(format!("; {called} is active now")),
        Err(error @ (StoreError::Booked(_) | StoreError::Refused(_))) => {
            Ok(format!("; {called} could not be activated: {error}"))
        }
        Err(error) => Err(error),
    }
}

/// Whether what came in for a project is as much as its accepted quote asks for in advance.
fn is_paid(unit: &Unit<'_>, id: &ProjectId) -> Result<bool, StoreError> {
    let asked: Option<(i64, String)> = unit
        .conn
        .prepare_cached(
            "SELECT advance, currency FROM quotes WHERE project_id = ?1 AND status = 'accepted' AND advance > 0
             ORDER BY decided_at DESC, id DESC LIMIT 1",
        )?
        .query_row([id.as_str()], |r| Ok((column::int(r, 0)?.unwrap_or(0), column::text(r, 1)?)))
        .optional()?;
    let Some((advance, currency)) = asked else { return Ok(false) };
    let got: f64 = unit
        .conn
        .prepare_cached(
            "SELECT coalesce(sum(CASE WHEN t.status IN ('paid', 'disputed', 'under_review') THEN t.amount
               WHEN t.status = 'refunded' THEN -t.amount ELSE 0 END), 0.0)
             FROM invoices i JOIN transactions t ON t.invoice_id = i.id WHERE i.project_id = ?1",
        )?
        .query_row([id.as_str()], |r| r.get(0))?;
    let currency = Currency::from_code(&currency).unwrap_or(Currency::NONE);
    Ok(clients::money(got, currency).minor >= advance)
}
