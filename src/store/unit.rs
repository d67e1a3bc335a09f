//! One command's unit of work: every row it writes is seen here before and after, and from that come the change
//! notice, the audit entry, and the inverse.

use super::access::Access;
use super::protocol::{Outcome, RowRef, StoreError, Table};
use super::tables::{self, Image};
use super::{audit, bookings, tasks, undo};
use crate::domain::id::{AuditId, MergeId};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::hash_map::{self, HashMap};

/// How grave an audit entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    /// Everyday work.
    Medium,
    /// What an owner wants to see: deletions, erasures, exports.
    High,
}

impl Severity {
    /// The stored word.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A row before and after.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct RowChange {
    /// Which row.
    pub(super) row: RowRef,
    /// `None`: the row was made.
    pub(super) before: Option<Image>,
    /// `None`: the row was removed.
    pub(super) after: Option<Image>,
    /// A lock: how its project stood then, for the day on which the lock comes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) project_status: Option<String>,
}

impl RowChange {
    /// The row before and after.
    pub(super) fn images(&self) -> [Option<&Image>; 2] {
        [self.before.as_ref(), self.after.as_ref()]
    }

    /// The texts of a column, before and after.
    pub(super) fn texts<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a str> {
        self.images().into_iter().flatten().filter_map(move |image| image.get(column)?.as_str())
    }

    /// The text of a column: what it was, else what it is.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        self.images().into_iter().flatten().find_map(|image| image.get(column)?.as_str())
    }
}

/// How a command is taken back.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Inverse {
    /// By writing the rows back.
    Rows(Vec<RowChange>),
    /// By taking the merge back.
    Unmerge(MergeId),
}

/// What the audit log shall say of a command.
pub(super) struct Entry {
    /// What happened, e.g. `client.edited`.
    pub(super) event: &'static str,
    /// How grave.
    pub(super) severity: Severity,
    /// In which branch; `None` for the organization.
    pub(super) branch: Option<String>,
    /// Facts beside the row changes: counts, and the `reason` that somebody typed. Nothing else that may be personal.
    pub(super) facts: Value,
}

impl Entry {
    /// An everyday entry of a branch.
    pub(super) fn new(event: &'static str, branch: &str) -> Self {
        Self { event, severity: Severity::Medium, branch: Some(branch.to_owned()), facts: Value::Null }
    }

    /// The same, grave.
    pub(super) fn high(event: &'static str, branch: &str) -> Self {
        Self { severity: Severity::High, ..Self::new(event, branch) }
    }

    /// With facts.
    pub(super) fn with(mut self, facts: Value) -> Self {
        self.facts = facts;
        self
    }
}

/// The unit of work of one command, inside its transaction.
pub(super) struct Unit<'t> {
    /// The transaction.
    pub(super) conn: &'t Connection,
    /// Who writes.
    pub(super) access: &'t Access,
    /// Now, unix seconds.
    pub(super) now: i64,
    changes: Vec<RowChange>,
    /// Where each row stands among the changes.
    places: HashMap<RowRef, usize>,
    touched: Vec<RowRef>,
}

impl<'t> Unit<'t> {
    /// The moment of the command.
    pub(super) fn moment(&self) -> Timestamp {
        Timestamp::from_second(self.now).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// A unit without changes.
    pub(super) fn new(conn: &'t Connection, access: &'t Access, now: i64) -> Self {
        Self { conn, access, now, changes: Vec::new(), places: HashMap::new(), touched: Vec::new() }
    }

    /// The same work, recorded in another person's name: setting up a studio makes the person who did it.
    pub(super) fn with_access<'a>(self, access: &'a Access) -> Unit<'a>
    where
        't: 'a,
    {
        let Self { conn, now, changes, places, touched, .. } = self;
        Unit { conn, access, now, changes, places, touched }
    }

    /// The row as it is now.
    ///
    /// # Errors
    /// Not found.
    pub(super) fn read(&self, row: &RowRef, what: &'static str) -> Result<Image, StoreError> {
        tables::image(self.conn, row)?.ok_or_else(|| StoreError::NotFound { what, id: row.id.clone() })
    }

    /// Makes a row.
    pub(super) fn insert(&mut self, table: Table, image: Value) -> Result<RowRef, StoreError> {
        let Value::Object(image) = image else {
            return Err(StoreError::Internal("a row image is an object".to_owned()));
        };
        let id = image.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        tables::insert(self.conn, table, &image)?;
        let row = RowRef { table, id };
        self.seen(&row, None)?;
        Ok(row)
    }

    /// Changes a row: `edit` gets the row as it is and leaves it as it shall be. Nothing is written, and `false`
    /// returned, when it changes nothing.
    pub(super) fn update(
        &mut self,
        row: &RowRef,
        what: &'static str,
        edit: impl FnOnce(&mut Image),
    ) -> Result<bool, StoreError> {
        let before = self.read(row, what)?;
        let mut after = before.clone();
        edit(&mut after);
        if after == before {
            return Ok(false);
        }
        tables::update(self.conn, row.table, &after)?;
        self.seen(row, Some(before.clone()))?;
        // Whatever moves an anchor, days that are counted from it follow in the same transaction.
        if row.table == Table::Projects && tasks::follow::moves(&before, &after) {
            tasks::follow::follow(self, &row.id.as_str().into())?;
        }
        Ok(true)
    }

    /// Removes a row.
    pub(super) fn delete(&mut self, row: &RowRef, what: &'static str) -> Result<(), StoreError> {
        let before = self.read(row, what)?;
        tables::delete(self.conn, row)?;
        self.seen(row, Some(before))
    }

    /// Puts a row back to an image, whatever it is now: the undo of an undo is recorded like any write.
    pub(super) fn restore(&mut self, row: &RowRef, to: Option<&Image>) -> Result<(), StoreError> {
        let before = tables::image(self.conn, row)?;
        match (&before, to) {
            (None, Some(image)) => tables::insert(self.conn, row.table, image)?,
            (Some(_), Some(image)) => tables::update(self.conn, row.table, image)?,
            (Some(_), None) => tables::delete(self.conn, row)?,
            (None, None) => return Ok(()),
        }
        self.seen(row, before)
    }

    /// Names a row that was written by a statement over many rows.
    pub(super) fn touch(&mut self, row: RowRef) {
        self.touched.push(row);
    }

    fn seen(&mut self, row: &RowRef, before: Option<Image>) -> Result<(), StoreError> {
        let after = tables::image(self.conn, row)?;
        // A row that is written twice is one change: from what it was before both to what it is after both.
        match self.places.entry(row.clone()) {
            hash_map::Entry::Occupied(at) => self.changes[*at.get()].after = after,
            hash_map::Entry::Vacant(at) => {
                at.insert(self.changes.len());
                let project_status = match row.table {
                    Table::BookingLocks => {
                        bookings::project_status(self.conn, after.as_ref().or(before.as_ref()))?
                    }
                    _ => None,
                };
                self.changes.push(RowChange { row: row.clone(), before, after, project_status });
            }
        }
        Ok(())
    }

    /// Whether nothing was written so far.
    pub(super) fn is_unchanged(&self) -> bool {
        self.changes.is_empty() && self.touched.is_empty()
    }

    /// The rows that moved.
    pub(super) fn rows(&self) -> Vec<RowRef> {
        let mut rows: Vec<RowRef> = self.changes.iter().map(|c| c.row.clone()).collect();
        rows.extend(self.touched.iter().cloned());
        rows
    }

    /// The rows before and after, each once, in the order in which they were first written.
    pub(super) fn changes(&self) -> &[RowChange] {
        &self.changes
    }

    /// Writes the audit entry.
    pub(super) fn record(&self, entry: &Entry) -> Result<AuditId, StoreError> {
        audit::append(self.conn, self.access, self.now, entry, &self.changes, &self.touched)
    }

    /// Writes the audit entry and keeps the inverse, so that `u` takes the command back.
    pub(super) fn record_undoable(&self, entry: &Entry, label: &str) -> Result<(), StoreError> {
        self.record(entry)?;
        undo::keep(self, entry, label, &Inverse::Rows(self.changes.clone()))
    }

    /// The outcome of a command about one row.
    pub(super) fn done(message: String, row: Option<RowRef>) -> Outcome {
        Outcome { message, row, ..Outcome::default() }
    }

    /// The outcome of a command that `u` takes back.
    pub(super) fn done_undoable(message: String, row: Option<RowRef>) -> Outcome {
        Outcome { message, row, undoable: true, ..Outcome::default() }
    }
}
