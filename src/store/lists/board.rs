//! The board: what its cards know beside their row, and how many stand in a column.

use super::super::access::Access;
use super::super::clients::time;
use super::super::column;
use super::super::projects::{last_package, open_money};
use super::super::protocol::{Branch, BranchScope, CardRow, Count, ListKind, StoreError, Whose, board};
use super::List;
use super::rows::{Context, ReadRow};
use crate::domain::id::{BranchId, ProjectId};
use crate::domain::role::Permission;
use rusqlite::{Connection, Row};
use serde_json::json;

impl ReadRow for CardRow {
    fn read(r: &Row<'_>, context: Context<'_>) -> rusqlite::Result<Option<Self>> {
        let branch = column::text(r, 1)?;
        if !context.reaches(&branch) {
            return Ok(None);
        }
        Ok(Some(Self {
            id: ProjectId::from(column::text(r, 0)?),
            branch: BranchId::from(branch),
            title: super::super::clients::detail::title(column::optional_text(r, 2)?.as_deref()),
            client: column::text(r, 3)?,
            status: column::text(r, 4)?,
            start: time(column::int(r, 5)?),
            event: None,
            delivery: time(column::int(r, 6)?),
            open: None,
            package: String::new(),
            cursor: context.cursor,
        }))
    }

    fn complete(self, conn: &Connection, money: &[&Branch]) -> Result<Self, StoreError> {
        let event: Option<i64> = conn
            .prepare_cached(
                "SELECT min(start_time) FROM project_events WHERE project_id = ?1 AND start_time >= unixepoch() - 43200",
            )?
            .query_row([self.id.as_str()], |r| column::int(r, 0))?;
        let open = match money.iter().find(|branch| branch.id == self.branch) {
            Some(branch) => open_money(conn, &self.id, branch.currency)?,
            None => None,
        };
        Ok(Self { event: time(event), open, package: last_package(conn, &self.id)?, ..self })
    }
}

/// The parameter of a statement that reads a card by id: the status, and who asks where only their own are shown.
pub(super) fn who(filter: &str, me: &str) -> String {
    match board::shown(filter) {
        (status, Whose::Everybodys) => json!([status]).to_string(),
        (status, Whose::Mine) => json!([status, me]).to_string(),
    }
}

/// The branches whose money the actor may see.
fn billed(access: &Access) -> Vec<&Branch> {
    access.branches(Permission::ViewInvoices, &BranchScope::All).unwrap_or_default()
}

impl List<'_> {
    /// The branches whose money the cards tell; other lists have no use for them.
    pub(super) fn billed(&self) -> Vec<&Branch> {
        if self.kind == ListKind::Board { billed(self.access) } else { Vec::new() }
    }

    /// How many cards stand in the column, as triggers count them. One's own are not counted: the window tells how many
    /// there are at least.
    pub(super) fn count_of_column(&self, branches: &[&Branch]) -> Result<Count, StoreError> {
        let (status, Whose::Everybodys) = board::shown(&self.query.filter) else {
            return Ok(Count::AtLeast(0));
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT coalesce(sum(n), 0) FROM row_counts WHERE tbl = 'projects' AND branch_id = ?1 AND state = ?2",
        )?;
        let mut sum = 0;
        for branch in branches {
            let n: i64 = statement.query_row((branch.id.as_str(), status), |r| r.get(0))?;
            sum += n.max(0).unsigned_abs();
        }
        Ok(Count::Exact(sum))
    }
}
