//! How much hangs on a project.

use super::super::protocol::{Hanging, StoreError};
use crate::domain::id::ProjectId;
use rusqlite::Connection;

/// One pass over the indexes by project.
const COUNTS: &str = "SELECT (SELECT count(*) FROM project_events WHERE project_id = ?1),
  (SELECT count(*) FROM quotes WHERE project_id = ?1), (SELECT count(*) FROM project_tasks WHERE project_id = ?1),
  (SELECT count(*) FROM messages WHERE scope_id = ?1), (SELECT count(*) FROM media_objects WHERE project_id = ?1),
  (SELECT count(*) FROM notifications WHERE project_id = ?1), (SELECT count(*) FROM invoices WHERE project_id = ?1),
  (SELECT count(*) FROM booking_locks WHERE project_id = ?1)";

/// How many rows of each kind hang on a project.
pub(in crate::store) fn of(conn: &Connection, id: &ProjectId) -> Result<Hanging, StoreError> {
    Ok(conn.prepare_cached(COUNTS)?.query_row([id.as_str()], |r| {
        let count = |at| Ok::<_, rusqlite::Error>(r.get::<_, i64>(at)?.unsigned_abs());
        Ok(Hanging {
            events: count(0)?,
            quotes: count(1)?,
            tasks: count(2)?,
            messages: count(3)?,
            media: count(4)?,
            notifications: count(5)?,
            invoices: count(6)?,
            locks: count(7)?,
        })
    })?)
}
