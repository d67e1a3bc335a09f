//! Counts that no trigger keeps: of rows that belong to the organization, and of one person's.

use super::super::protocol::{Branch, Count, ListKind, StoreError};
use crate::domain::id::{ClientId, ProjectId};

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
    let kits = match (kind, filter) {
        (ListKind::Kits, "archived") => {
            "SELECT min(count(*), 200) FROM kits WHERE branch_id = ?1 AND ?2 IS NOT NULL AND archived_at IS NOT NULL"
        }
        (ListKind::Kits, _) => {
            "SELECT min(count(*), 200) FROM kits WHERE branch_id = ?1 AND ?2 IS NOT NULL AND archived_at IS NULL"
        }
        (ListKind::Assets, "out") => {
            "SELECT count(DISTINCT id) FROM (SELECT a.id FROM asset_custody c CROSS JOIN assets a ON a.id = c.asset_id
             WHERE c.back_at IS NULL AND a.branch_id = ?1 AND ?2 IS NOT NULL LIMIT 200)"
        }
        (ListKind::Assets, "overdue") => {
            "SELECT count(DISTINCT id) FROM (SELECT a.id FROM asset_custody c CROSS JOIN assets a ON a.id = c.asset_id
             WHERE c.back_at IS NULL AND coalesce(c.due_at, 253402300800) <= unixepoch() AND a.branch_id = ?1 AND ?2 IS NOT NULL LIMIT 200)"
        }
        _ => "",
    };
    if !kits.is_empty() {
        return Some(kits);
    }
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

impl super::List<'_> {
    /// How many projects a client has, with the filter.
    pub(super) fn count_of_client(
        &self,
        client: &ClientId,
        branches: &[&Branch],
    ) -> Result<Count, StoreError> {
        let ids: Vec<&str> = branches.iter().map(|branch| branch.id.as_str()).collect();
        let n: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM projects WHERE client_id = ?1 AND branch_id IN (SELECT value FROM json_each(?2))
                   AND CASE ?3 WHEN '' THEN status <> 'trashed' ELSE status = ?3 END",
            )?
            .query_row(
                (client.as_str(), serde_json::json!(ids).to_string(), &self.query.filter),
                |r| r.get(0),
            )?;
        Ok(Count::Exact(n.unsigned_abs()))
    }

    /// How many tasks a project has, with the filter.
    pub(super) fn count_of_project(
        &self,
        project: &ProjectId,
        branches: &[&Branch],
    ) -> Result<Count, StoreError> {
        let ids: Vec<&str> = branches.iter().map(|branch| branch.id.as_str()).collect();
        let n: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM project_tasks WHERE project_id = ?1 AND branch_id IN (SELECT value FROM json_each(?2))
                   AND (?3 IS NULL OR assignee_user_id = ?3)
                   AND CASE ?4 WHEN 'done' THEN done_at IS NOT NULL WHEN 'overdue' THEN done_at IS NULL AND due_at < unixepoch()
                       ELSE done_at IS NULL END",
            )?
            .query_row(
                (project.as_str(), serde_json::json!(ids).to_string(), self.whose()?, &self.query.filter),
                |r| r.get(0),
            )?;
        Ok(Count::Exact(n.unsigned_abs()))
    }

    /// How many projects there are outside the trash.
    pub(super) fn kept_projects(&self, branches: &[&Branch]) -> Result<Count, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT coalesce(sum(n), 0) FROM row_counts WHERE tbl = 'projects' AND branch_id = ?1 AND state <> 'trashed'",
        )?;
        let mut sum = 0_i64;
        for branch in branches {
            sum += statement.query_row([branch.id.as_str()], |r| r.get::<_, i64>(0))?;
        }
        Ok(Count::Exact(sum.max(0).unsigned_abs()))
    }
}
