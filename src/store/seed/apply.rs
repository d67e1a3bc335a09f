//! Writing the rows of a file: batch by batch, each a transaction with its audit entry.

use super::super::audit;
use super::super::bulk::{Bulk, Pending, Piece, Tally};
use super::super::imports::registry::{self, Import, NewImport};
use super::super::progress::{Step, Watch};
use super::super::protocol::{Actor, ImportKind, StoreError};
use super::super::search::index;
use super::super::unit::{Entry, Severity, Unit};
use super::judge::SeedReport;
use super::row::Cell;
use super::tables::Table;
use super::{Opened, SeedPlan, Store};
use crate::domain::id::ImportId;
use crate::domain::role::{Permission, Reach};
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// What merging a file in did.
#[derive(Clone, Debug)]
pub struct SeedDone {
    /// The import; `None` when there was nothing to write.
    pub id: Option<ImportId>,
    /// Whether it continued one that was interrupted.
    pub is_resumed: bool,
    /// Rows that were made.
    pub created: u64,
    /// Rows that the database refused, each with the reason.
    pub refused: Vec<(String, String)>,
    /// Whether somebody stopped it before it was complete.
    pub is_stopped: bool,
}

/// Why the walk through the file ends early.
const STOPPED: StoreError = StoreError::Interrupted;

impl Store {
    /// Merges a file in, as [`Store::look_at_seed`] said. When it ends early, what was written stays, and the same file
    /// continues it.
    ///
    /// # Errors
    /// As of [`Store::look_at_seed`]; the database cannot be written.
    pub fn apply_seed(
        &self,
        actor: &Actor,
        plan: &SeedPlan,
        stop: &AtomicBool,
        watch: Watch<'_>,
    ) -> Result<(SeedDone, SeedReport), StoreError> {
        let opened = Opened::open(self, actor, plan, watch)?;
        // Everything is known before the first row is written.
        let judged = opened.walk(watch, &mut |_, _| Ok(()))?;
        let planned = judged.sum(|table| table.added);
        let begun = registry::unfinished(&opened.ours, &fingerprint(&opened))?;
        let is_resumed = begun.is_some();
        if planned == 0 {
            let done = SeedDone { id: None, is_resumed, created: 0, refused: Vec::new(), is_stopped: false };
            return Ok((done, judged));
        }
        let shared = Arc::new(Shared {
            tables: opened.tables.clone(),
            import: new_import(&opened, &judged, begun.as_ref()),
            report: judged.clone(),
        });
        let bulk = Bulk::new(self, actor, stop);
        let after = begun.map_or(0, |import| import.last_line);
        let mut sender = Sender {
            bulk: &bulk,
            shared,
            rows: Vec::new(),
            pending: None,
            after,
            left: planned,
            done: Tally::default(),
            limit: plan.batch,
        };
        let walked = opened
            .walk(&mut |step| watch(Step { what: "rows written", ..step }), &mut |place, cells| {
                sender.take(place, cells)
            });
        let is_stopped = match walked {
            Ok(_) => {
                // The last batch closes the import, however many rows it has.
                sender.left = 0;
                sender.send()?;
                sender.wait()?;
                false
            }
            Err(STOPPED) => true,
            Err(error) => return Err(error),
        };
        let Sender { done, shared, .. } = sender;
        let Tally { created, left: refused, .. } = done;
        let id = Some(shared.import.id.clone());
        Ok((SeedDone { id, is_resumed, created, refused, is_stopped }, judged))
    }
}

fn fingerprint(opened: &Opened) -> String {
    format!("seed {} {}", opened.file.digest, opened.source.org)
}

fn new_import(opened: &Opened, judged: &SeedReport, begun: Option<&Import>) -> NewImport {
    NewImport {
        id: begun.map_or_else(|| ImportId::from_uuid(uuid::Uuid::now_v7()), |import| import.id.clone()),
        kind: ImportKind::Seed,
        branch: None,
        source: opened.file.name(),
        fingerprint: fingerprint(opened),
        ids: None,
        planned: judged.sum(|table| table.added),
        skipped: judged.sum(|table| table.same),
        rejected: judged.sum(|table| table.differ + table.aside),
        // Ids stay: what another program brought in meanwhile is there already, and not made twice.
        seen: None,
    }
}

/// What every batch knows.
struct Shared {
    tables: Vec<Table>,
    import: NewImport,
    report: SeedReport,
}

/// Collects rows and sends them, one batch behind the other.
struct Sender<'b> {
    bulk: &'b Bulk<'b>,
    shared: Arc<Shared>,
    rows: Vec<(usize, Vec<Cell>)>,
    pending: Option<Pending>,
    /// Rows that were handled before the ones that wait.
    after: u32,
    /// Rows that are not handled yet.
    left: u64,
    done: Tally,
    limit: usize,
}

impl Sender<'_> {
    fn take(&mut self, place: usize, cells: Vec<Cell>) -> Result<(), StoreError> {
        if self.rows.len() >= self.limit {
            self.send()?;
            if self.bulk.is_stopped() {
                self.wait()?;
                return Err(STOPPED);
            }
        }
        self.rows.push((place, cells));
        Ok(())
    }

    fn send(&mut self) -> Result<(), StoreError> {
        self.wait()?;
        let rows = std::mem::take(&mut self.rows);
        let count = rows.len() as u64;
        self.left = self.left.saturating_sub(count);
        let batch = Batch { shared: Arc::clone(&self.shared), rows, after: self.after, left: self.left };
        self.after = batch.until();
        self.pending = Some(self.bulk.send(batch.piece())?);
        Ok(())
    }

    fn wait(&mut self) -> Result<(), StoreError> {
        if let Some(pending) = self.pending.take() {
            self.done.add(self.bulk.finish(pending)?);
        }
        Ok(())
    }
}

/// Rows of one transaction.
struct Batch {
    shared: Arc<Shared>,
    rows: Vec<(usize, Vec<Cell>)>,
    after: u32,
    left: u64,
}

impl Batch {
    fn until(&self) -> u32 {
        self.after.saturating_add(u32::try_from(self.rows.len()).unwrap_or(u32::MAX))
    }

    fn piece(self) -> Piece {
        Arc::new(move |unit: &mut Unit<'_>| self.write(unit))
    }

    fn write(&self, unit: &Unit<'_>) -> Result<Tally, StoreError> {
        if unit.access.require(Permission::ImportStudio)? != Reach::Org {
            return Err(StoreError::Denied(Permission::ImportStudio));
        }
        registry::register(unit, &self.shared.import, self.after)?;
        let mut tally = Tally::default();
        let mut made: HashMap<usize, Made> = HashMap::new();
        for (place, cells) in &self.rows {
            let table = &self.shared.tables[*place];
            let id = table.at("id").and_then(|at| cells[at].as_text()).unwrap_or_default();
            // Known as an import's before it is there: what is from before is held to fewer rules.
            self.keep(unit, table, &id, cells)?;
            match unit.conn.prepare_cached(&table.insert)?.execute(params_from_iter(cells)) {
                Ok(_) => {
                    tally.created += 1;
                    made.entry(*place).or_default().note(unit.conn.last_insert_rowid(), id);
                }
                Err(error) => {
                    self.forget(unit, table, &id)?;
                    tally.left.push((format!("{} {id}", table.name), reason(error)?));
                }
            }
        }
        for (place, made) in &made {
            self.leave_to_indexer(unit, &self.shared.tables[*place], made)?;
        }
        self.record(unit, &tally, &made)?;
        Ok(tally)
    }

    /// Notes that the import made the row.
    fn keep(&self, unit: &Unit<'_>, table: &Table, id: &str, cells: &[Cell]) -> Result<(), StoreError> {
        let version = table.at("version").map_or(Value::Null, |at| cells[at].0.clone());
        unit.conn
            .prepare_cached(
                "INSERT INTO import_rows (import_id, tbl, row_id, version) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((self.shared.import.id.as_str(), table.name, id, version))?;
        Ok(())
    }

    /// Takes that back: the row was refused.
    fn forget(&self, unit: &Unit<'_>, table: &Table, id: &str) -> Result<(), StoreError> {
        unit.conn
            .prepare_cached("DELETE FROM import_rows WHERE import_id = ?1 AND tbl = ?2 AND row_id = ?3")?
            .execute((self.shared.import.id.as_str(), table.name, id))?;
        Ok(())
    }

    fn leave_to_indexer(&self, unit: &Unit<'_>, table: &Table, made: &Made) -> Result<(), StoreError> {
        let behind = i64::try_from(self.left).unwrap_or(i64::MAX);
        if index::leave(unit.conn, table.name, (made.first, made.last), behind)? {
            let mut forget =
                unit.conn.prepare_cached("DELETE FROM search_dirty WHERE tbl = ?1 AND id = ?2")?;
            for id in &made.ids {
                forget.execute((table.name, id))?;
            }
        }
        Ok(())
    }

    fn record(&self, unit: &Unit<'_>, tally: &Tally, made: &HashMap<usize, Made>) -> Result<(), StoreError> {
        let by_table: BTreeMap<&str, usize> =
            made.iter().map(|(place, made)| (self.shared.tables[*place].name, made.ids.len())).collect();
        let report = &self.shared.report;
        let mut facts = json!({ "import": self.shared.import.id.as_str(), "created": by_table });
        // Said once, with the first batch: what was changed in the rows to bring them in.
        if self.after == 0 {
            facts["organization"] = json!([report.organization, report.becomes]);
            facts["milliseconds"] = json!(report.milliseconds);
            facts["rounded"] = json!(report.rounded);
            facts["rounded_amounts"] = json!(report.rounded_amounts);
            facts["suspended"] = json!(report.suspended);
        }
        let entry = Entry { event: "studio.imported", severity: Severity::High, branch: None, facts };
        let audit = audit::append(unit.conn, unit.access, unit.now, &entry, &[], &[])?;
        registry::advance(
            unit,
            &self.shared.import.id,
            &registry::Advance {
                audit: audit.as_str(),
                lines: (self.after.saturating_add(1), self.until()),
                created: tally.created,
                updated: 0,
                is_over: self.left == 0,
            },
        )
    }
}

/// Rows of a table that a batch made. They lie side by side: nobody else writes meanwhile.
#[derive(Default)]
struct Made {
    first: i64,
    last: i64,
    ids: Vec<String>,
}

impl Made {
    fn note(&mut self, rowid: i64, id: String) {
        if self.ids.is_empty() {
            self.first = rowid;
        }
        self.last = rowid;
        self.ids.push(id);
    }
}

/// Why the database refused a row; an error that is not about the row is one.
fn reason(error: rusqlite::Error) -> Result<String, StoreError> {
    let is_about_the_row = error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation);
    match StoreError::from(error) {
        StoreError::Refused(refusal) => Ok(refusal.message),
        StoreError::Database(text) if is_about_the_row => Ok(text),
        error => Err(error),
    }
}
