//! Applying staged rows: batch by batch, each a transaction with its audit entry.

use super::super::audit;
use super::super::bulk::{Bulk, Piece, Tally};
use super::super::clients::write::write_entry;
use super::super::clients::{self, row};
use super::super::progress::{Step, Watch};
use super::super::protocol::{Actor, ImportKind, StoreError};
use super::super::search::index;
use super::super::unit::{Entry, RowChange, Unit};
use super::registry::{self, Advance, NewImport};
use super::stage::{Counts, Planned, Staged, StagedRow};
use super::{ClientsPlan, Store, signed};
use crate::domain::client::admit::bring_up;
use crate::domain::client::{ClientEntry, ClientProfile};
use crate::domain::id::ImportId;
use crate::domain::role::Permission;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Clients who were there already and are changed, of one audit entry: whoever looks at the history of one reads them
/// all.
const CHANGES_PER_ENTRY: usize = 50;

/// What an import did.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The import; `None` when there was nothing to write.
    pub id: Option<ImportId>,
    /// How many rows of each kind, as staged.
    pub counts: Counts,
    /// Clients that were made.
    pub created: u64,
    /// Clients that were changed.
    pub updated: u64,
    /// Rows that could not be applied any more, with the reason: somebody was changed between staging and now.
    pub left: Vec<(String, String)>,
    /// Whether somebody stopped it before it was complete.
    pub is_stopped: bool,
}

impl Store {
    /// Writes what was staged. Others go on writing in between. When it ends early (stopped, a full disk, a crash),
    /// what was written stays, and the same file continues it.
    ///
    /// # Errors
    /// Denied; another program applies the same import; the database cannot be written.
    pub fn apply_clients(
        &self,
        actor: &Actor,
        mut staged: Staged,
        stop: &AtomicBool,
        watch: Watch<'_>,
    ) -> Result<Applied, StoreError> {
        let bulk = Bulk::new(self, actor, stop);
        let of = staged.to_write();
        let mut done = Tally::default();
        let mut written = 0_u64;
        let mut next = Batch::first(&mut staged)?;
        let is_empty = next.is_none();
        let mut is_stopped = false;
        watch(Step { what: "clients", done: 0, of });
        while let Some(batch) = next.take() {
            let rows = batch.rows.len() as u64;
            let pending = bulk.send(batch.piece())?;
            // The next rows are read while these are written.
            next = batch.next(&mut staged)?;
            done.add(bulk.finish(pending)?);
            written += rows;
            watch(Step { what: "clients", done: written, of });
            if next.is_some() && bulk.is_stopped() {
                is_stopped = true;
                break;
            }
        }
        let id = (!is_empty).then(|| staged.import.id.clone());
        let Tally { created, updated, left, .. } = done;
        Ok(Applied { id, counts: staged.counts, created, updated, left, is_stopped })
    }
}

/// Rows of one transaction, with everything that is needed to write them.
#[derive(Clone)]
struct Batch {
    plan: Arc<ClientsPlan>,
    import: Arc<Planned>,
    counts: Counts,
    rows: Arc<Vec<StagedRow>>,
    /// Everything up to here is applied before.
    after: u32,
    /// Rows that follow in later batches.
    behind: u64,
}

impl Batch {
    /// An import that is continued is closed also when nothing of it is left to write.
    fn first(staged: &mut Staged) -> Result<Option<Self>, StoreError> {
        let rows = staged.take(staged.plan.batch)?;
        let behind = staged.to_write() - rows.len() as u64;
        Ok((!rows.is_empty() || staged.import.is_resumed).then(|| Self {
            plan: Arc::new(staged.plan.clone()),
            import: Arc::new(staged.import.clone()),
            counts: staged.counts,
            after: staged.import.last_line,
            rows: Arc::new(rows),
            behind,
        }))
    }

    fn next(&self, staged: &mut Staged) -> Result<Option<Self>, StoreError> {
        let rows = staged.take(staged.plan.batch)?;
        let behind = self.behind.saturating_sub(rows.len() as u64);
        Ok((!rows.is_empty()).then(|| Self {
            after: self.last_line(),
            rows: Arc::new(rows),
            behind,
            ..self.clone()
        }))
    }

    fn last_line(&self) -> u32 {
        self.rows.last().map_or(self.after, |row| row.line)
    }

    fn piece(&self) -> Piece {
        let batch = self.clone();
        Arc::new(move |unit: &mut Unit<'_>| batch.write(unit))
    }

    fn write(&self, unit: &mut Unit<'_>) -> Result<Tally, StoreError> {
        let branch = self.plan.branch.as_str();
        unit.access.branch_of(Permission::ImportClients, branch, "branch", branch)?;
        self.register(unit)?;
        let mut tally = Tally::default();
        let mut rowids: Option<(i64, i64)> = None;
        for staged in self.rows.iter() {
            match &staged.target {
                None => {
                    let rowid = self.insert(unit, staged)?;
                    rowids = Some((rowids.map_or(rowid, |(first, _)| first), rowid));
                    tally.created += 1;
                }
                Some(_) => match self.update(unit, staged)? {
                    Ok(changed) => tally.updated += u64::from(changed),
                    Err(why) => tally.left.push((format!("line {}", staged.line), why)),
                },
            }
        }
        if let Some((first, last)) = rowids {
            self.leave_to_indexer(unit, first, last)?;
        }
        self.record(unit, &tally)?;
        Ok(tally)
    }

    fn register(&self, unit: &Unit<'_>) -> Result<(), StoreError> {
        let new = NewImport {
            id: self.import.id.clone(),
            kind: ImportKind::Clients,
            branch: Some(self.plan.branch.clone()),
            source: self.plan.source.clone(),
            fingerprint: self.import.fingerprint.clone(),
            ids: Some(self.import.ids.clone()),
            planned: self.counts.added + self.counts.updated,
            skipped: self.counts.skipped,
            rejected: self.counts.rejected,
            seen: Some(self.import.seen),
        };
        registry::register(unit, &new, self.after)
    }

    fn insert(&self, unit: &Unit<'_>, staged: &StagedRow) -> Result<i64, StoreError> {
        unit.conn
            .prepare_cached(
                "INSERT INTO clients (id, branch_id, name, phone, profile_json, total_spend, created_at, version, phone_e164, follow_up_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, 1, ?7, ?8)",
            )?
            .execute((
                self.import.ids.client(staged.line).as_str(),
                self.plan.branch.as_str(),
                &staged.name,
                &staged.phone,
                &staged.profile,
                staged.created.unwrap_or(unit.now),
                &staged.e164,
                staged.follow_up,
            ))?;
        Ok(unit.conn.last_insert_rowid())
    }

    /// Whether somebody was changed; `Err` says why they could not be.
    fn update(&self, unit: &mut Unit<'_>, staged: &StagedRow) -> Result<Result<bool, String>, StoreError> {
        let Some(target) = &staged.target else { return Ok(Ok(false)) };
        let current = match clients::read(unit.conn, unit.access, Permission::ImportClients, target) {
            Ok(client) if client.erased.is_none() && client.merged_into.is_none() => client,
            Ok(_) | Err(StoreError::NotFound { .. }) => {
                return Ok(Err(format!("{target} was removed, merged or erased meanwhile")));
            }
            Err(error) => return Err(error),
        };
        let file = ClientEntry {
            name: staged.name.clone(),
            phone: staged.phone.clone(),
            phone_e164: staged.e164.clone(),
            follow_up: staged.follow_up,
            profile: ClientProfile::parse(Some(&staged.profile)),
        };
        let mut entry = ClientEntry::from(&current);
        bring_up(&mut entry, &file);
        let profile = entry.profile.to_json();
        let target = row(target);
        if entry.profile == current.profile && entry.follow_up == ClientEntry::from(&current).follow_up {
            return Ok(Ok(false));
        }
        if unit.update(&target, "client", |image| write_entry(image, &entry, profile))? {
            if let Some(change) = unit.changes().last() {
                self.keep(unit, change)?;
            }
            return Ok(Ok(true));
        }
        Ok(Ok(false))
    }

    /// Keeps what a client was before this import first changed them, and what they are now.
    fn keep(&self, unit: &Unit<'_>, change: &RowChange) -> Result<(), StoreError> {
        let json = |image: &Option<super::super::tables::Image>| {
            image.as_ref().map(|image| Value::Object(image.clone()).to_string())
        };
        let id = change.row.id.as_str();
        // Of a row that this very import made nothing has to be put back.
        let before = if self.import.ids.line(id).is_some() { None } else { json(&change.before) };
        let after = before.as_ref().and_then(|_| json(&change.after));
        unit.conn
            .prepare_cached(
                "INSERT INTO import_rows (import_id, tbl, row_id, version, before_json, after_json)
                 VALUES (?1, 'clients', ?2, (SELECT version FROM clients WHERE id = ?2), ?3, ?4)
                 ON CONFLICT DO UPDATE SET version = excluded.version, after_json = excluded.after_json",
            )?
            .execute((self.import.id.as_str(), id, before, after))?;
        Ok(())
    }

    /// A million new rows are indexed in large gulps, not one by one as the triggers would have it.
    fn leave_to_indexer(&self, unit: &Unit<'_>, first: i64, last: i64) -> Result<(), StoreError> {
        if index::leave(unit.conn, "clients", (first, last), signed(self.behind))? {
            let ids = &self.import.ids;
            let from = self.rows.first().map_or(0, |row| row.line);
            unit.conn
                .prepare_cached(
                    "DELETE FROM search_dirty WHERE tbl = 'clients' AND id BETWEEN ?1 AND ?2 AND substr(id, -17) = ?3",
                )?
                .execute((ids.client(from).as_str(), ids.client(self.last_line()).as_str(), &ids.tag))?;
        }
        Ok(())
    }

    fn record(&self, unit: &Unit<'_>, tally: &Tally) -> Result<(), StoreError> {
        let from = self.rows.first().map_or(self.after.saturating_add(1), |row| row.line);
        let entry = Entry::new("client.imported", self.plan.branch.as_str()).with(json!({
            "import": self.import.id.as_str(), "lines": [from, self.last_line()], "created": tally.created, "updated": tally.updated,
        }));
        let audit = audit::append(unit.conn, unit.access, unit.now, &entry, &[], &[])?;
        let id = self.import.id.as_str();
        let entry = Entry::new("client.imported", self.plan.branch.as_str()).with(json!({ "import": id }));
        for changes in unit.changes().chunks(CHANGES_PER_ENTRY) {
            audit::append(unit.conn, unit.access, unit.now, &entry, changes, &[])?;
        }
        registry::advance(
            unit,
            &self.import.id,
            &Advance {
                audit: audit.as_str(),
                lines: (from, self.last_line()),
                created: tally.created,
                updated: tally.updated,
                is_over: self.behind == 0,
            },
        )
    }
}
