//! Counts that no trigger keeps: of rows that belong to the organization, and of one person's.

use super::super::protocol::ListKind;

/// How far rows are counted that no trigger counts.
pub(super) const COUNTED: u64 = 200;

/// The number of rows of a list that is the organization's: parameters are the organization, whether archived ones are
/// meant, and the branches in reach as JSON.
pub(super) const fn of_org(kind: ListKind) -> Option<&'static str> {
    match kind {
        ListKind::PackageTemplates => Some(
            "SELECT count(*) FROM package_templates WHERE org_id = ?1 AND (archived_at IS NOT NULL) = ?2 AND ?3 IS NOT NULL",
        ),
        ListKind::TaskTemplates => Some(
            "SELECT count(*) FROM task_templates WHERE org_id = ?1 AND (archived_at IS NOT NULL) = ?2
               AND (branch_id IS NULL OR branch_id IN (SELECT value FROM json_each(?3)))",
        ),
        _ => None,
    }
}

/// The number of rows of a branch along the index that is walked; the second parameter is the person.
pub(super) fn along(kind: ListKind, filter: &str) -> Option<&'static str> {
    if kind != ListKind::Tasks {
        return None;
    }
    Some(match filter {
        "" => {
            "SELECT count(*) FROM (SELECT 1 FROM project_tasks WHERE branch_id = ?1 AND assignee_user_id = ?2
             AND done_at IS NULL AND parked IS NULL LIMIT 200)"
        }
        "my_overdue" => {
            "SELECT count(*) FROM (SELECT 1 FROM project_tasks WHERE branch_id = ?1 AND assignee_user_id = ?2
             AND done_at IS NULL AND parked IS NULL AND coalesce(due_at, 32503680000) < unixepoch() LIMIT 200)"
        }
        "overdue" => {
            "SELECT count(*) FROM (SELECT 1 FROM project_tasks WHERE branch_id = ?1 AND ?2 IS NOT NULL
             AND done_at IS NULL AND parked IS NULL AND coalesce(due_at, 32503680000) < unixepoch() LIMIT 200)"
        }
        "my_done" => {
            "SELECT count(*) FROM (SELECT 1 FROM project_tasks WHERE branch_id = ?1 AND assignee_user_id = ?2
             AND done_at IS NOT NULL LIMIT 200)"
        }
        _ => return None,
    })
}
