//! Finding records by the beginning of their ids, as people copy them.

use super::access::Access;
use super::clients::detail::title;
use super::column;
use super::dispatch::row_permission;
use super::protocol::{BranchScope, ReferenceHit, StoreError, Table};
use super::tasks;
use crate::domain::asset::kind_said;
use rusqlite::Connection;

/// Rows that are looked at: somebody whose beginning has more of them has to give more of the id.
const LOOKED_AT: i64 = 64;

/// Id, branch (or organization, for rows that belong to it), and what the record is called, of the rows of a table whose
/// ids lie between two texts; then what tells it from others of its name, where there is such.
const fn sql(table: Table) -> Option<&'static str> {
    Some(match table {
        Table::Clients => {
            "SELECT id, branch_id, name, phone FROM clients WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::Projects => {
            "SELECT id, branch_id, details_json, NULL, status FROM projects WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::ProjectEvents => {
            "SELECT id, branch_id, title FROM project_events WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::Quotes => {
            "SELECT id, branch_id, status FROM quotes WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::Packages => {
            "SELECT id, branch_id, name FROM packages WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::PackageTemplates => {
            "SELECT id, org_id, name FROM package_templates WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::ProjectTasks => {
            "SELECT id, branch_id, title FROM project_tasks WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::TaskTemplates => {
            "SELECT id, coalesce(branch_id, org_id), name FROM task_templates WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::Assets => {
            "SELECT id, branch_id, name, serial_number, type FROM assets WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::Kits => "SELECT id, branch_id, name FROM kits WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3",
        Table::BookingLocks => {
            "SELECT l.id, p.branch_id, a.name FROM booking_locks l JOIN projects p ON p.id = l.project_id LEFT JOIN assets a ON a.id = l.asset_id
             WHERE l.id >= ?1 AND l.id < ?2 ORDER BY l.id LIMIT ?3"
        }
        Table::Invoices => {
            "SELECT id, branch_id, number FROM invoices WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::MediaObjects => {
            "SELECT id, branch_id, path FROM media_objects WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::Notifications => {
            "SELECT id, branch_id, type FROM notifications WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        Table::Messages => {
            "SELECT id, coalesce((SELECT branch_id FROM projects WHERE id = m.scope_id),
                                 (SELECT branch_id FROM clients WHERE id = m.scope_id)), content
             FROM messages m WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3"
        }
        _ => return None,
    })
}

/// The records within reach whose ids start like this.
pub(super) fn from(
    conn: &Connection,
    access: &Access,
    table: Table,
    prefix: &str,
) -> Result<Vec<ReferenceHit>, StoreError> {
    let Some(sql) = sql(table) else {
        return Err(StoreError::Internal(format!("{table:?} are not found by their ids")));
    };
    let branches = access.branches(row_permission(table), &BranchScope::All)?;
    // No stored text has this sign, and every text that starts with the prefix sorts before it.
    let end = format!("{prefix}{}", char::MAX);
    let mut statement = conn.prepare_cached(sql)?;
    let parts = statement.column_count();
    let mut rows = statement.query((prefix, end, LOOKED_AT))?;
    let mut hits = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, branch) = (column::text(row, 0)?, column::text(row, 1)?);
        let is_reached = match table {
            // Whoever sees only their own tasks reaches them in any branch.
            Table::ProjectTasks => {
                tasks::read(conn, access, row_permission(table), &id.as_str().into()).is_ok()
            }
            Table::PackageTemplates | Table::TaskTemplates if branch == access.org_id()?.as_str() => true,
            _ => branches.iter().any(|reached| reached.id.as_str() == branch),
        };
        if !is_reached {
            continue;
        }
        let label = column::optional_text(row, 2)?;
        let label =
            if table == Table::Projects { title(label.as_deref()) } else { label.unwrap_or_default() };
        let note = if parts > 3 { column::text(row, 3)? } else { String::new() };
        let apart = if parts > 4 { column::text(row, 4)? } else { String::new() };
        let apart = if table == Table::Assets { kind_said(&apart) } else { apart };
        hits.push(ReferenceHit { id, label, note, apart });
    }
    Ok(hits)
}
