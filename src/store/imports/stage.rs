//! Staging: every row of a file is judged before any is written. What will be written waits in a file without a
//! name, which is gone with the program, however that ends.

use super::super::access::Access;
use super::super::connect;
use super::super::protocol::{Actor, Branch, BranchScope, ListKind, OnDuplicate, Refusal, StoreError};
use super::super::search;
use super::registry::{self, Import};
use super::row_ids::RowIds;
use super::{ClientsPlan, Store};
use crate::domain::client::admit::Admitted;
use crate::domain::country::CountryCode;
use crate::domain::id::{ClientId, ImportId};
use crate::domain::role::Permission;
use crate::domain::{fold, phone};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};

/// Rows that are compared with one state of the database.
const ROWS_PER_LOOK: u64 = 1_000;

/// A client of a file on the way in.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The client.
    pub admitted: Admitted,
    /// When they became one, unix seconds.
    pub created: Option<i64>,
}

/// Who is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DuplicateOf {
    /// A client of the branch.
    Client {
        /// Id.
        id: ClientId,
        /// Name.
        name: String,
    },
    /// A line of the same file.
    Line(u32),
}

impl std::fmt::Display for DuplicateOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Client { id, name } => write!(f, "the same phone as {name} ({id})"),
            Self::Line(line) => write!(f, "the same phone as line {line}"),
        }
    }
}

/// What will become of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A client will be made.
    Add,
    /// A client will be made although somebody has the same phone.
    AddTwin(DuplicateOf),
    /// Somebody who is there will be changed.
    Update(DuplicateOf),
    /// Somebody is there already, so the row is left out.
    Skip(DuplicateOf),
    /// It was written when this import was begun.
    Applied,
}

/// A row that waits to be written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StagedRow {
    pub(super) line: u32,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) e164: Option<String>,
    pub(super) follow_up: Option<i64>,
    pub(super) created: Option<i64>,
    pub(super) profile: String,
    /// Whom it changes.
    pub(super) target: Option<ClientId>,
}

/// How many rows of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows that were read.
    pub rows: u64,
    /// Clients that will be made, or were.
    pub added: u64,
    /// Clients that will be changed, or were.
    pub updated: u64,
    /// Rows left out because somebody has the phone already.
    pub skipped: u64,
    /// Rows with a phone that somebody has already, whatever becomes of them.
    pub duplicates: u64,
    /// Rows with the name of somebody else.
    pub same_names: u64,
    /// Rows whose phone is kept without an E.164 form.
    pub odd_phones: u64,
    /// Rows that cannot be used.
    pub rejected: u64,
    /// Rows that were written when this import was begun.
    pub applied_before: u64,
}

/// Rows of a file that are being judged.
pub struct Staging {
    conn: Connection,
    plan: ClientsPlan,
    branch: Branch,
    import: Planned,
    spool: BufWriter<File>,
    /// By hash of the phone: the line that has it.
    phones: HashMap<u64, u32>,
    /// By hash of the folded name.
    names: HashSet<u64>,
    /// Clients of the branch whose phone was never read as E.164, by hash of the phone.
    unread: HashMap<u64, i64>,
    /// Whom a line changes, where that is not a client of its own.
    targets: HashMap<u32, ClientId>,
    hasher: RandomState,
    counts: Counts,
}

/// An import that is begun, or continued.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) id: ImportId,
    pub(super) ids: RowIds,
    pub(super) fingerprint: String,
    pub(super) last_line: u32,
    pub(super) is_resumed: bool,
    /// Imports of this very file that were there when its rows were judged.
    pub(super) seen: u64,
}

/// A file whose rows are judged, and which can be applied.
pub struct Staged {
    pub(super) plan: ClientsPlan,
    pub(super) import: Planned,
    pub(super) rows: BufReader<File>,
    pub(super) counts: Counts,
}

impl Staged {
    /// How many rows of each kind.
    #[must_use]
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Rows that will be written.
    #[must_use]
    pub const fn to_write(&self) -> u64 {
        self.counts.added + self.counts.updated
    }

    /// The import.
    #[must_use]
    pub const fn id(&self) -> &ImportId {
        &self.import.id
    }

    /// Whether it continues an import that was interrupted.
    #[must_use]
    pub const fn is_resumed(&self) -> bool {
        self.import.is_resumed
    }

    /// The next rows, at most so many.
    pub(super) fn take(&mut self, limit: usize) -> Result<Vec<StagedRow>, StoreError> {
        let mut rows = Vec::with_capacity(limit);
        let mut text = String::new();
        while rows.len() < limit {
            text.clear();
            if self.rows.read_line(&mut text).map_err(|e| spool(&e))? == 0 {
                break;
            }
            rows.push(
                serde_json::from_str(&text).map_err(|e| StoreError::Internal(format!("staged row: {e}")))?,
            );
        }
        Ok(rows)
    }
}

impl Store {
    /// Begins to judge the rows of a file. Nothing is written to the database.
    ///
    /// # Errors
    /// Denied; no such branch; the import to continue is not of this file.
    pub fn stage_clients(&self, actor: &Actor, plan: ClientsPlan) -> Result<Staging, StoreError> {
        let conn = connect::reader(self.path())?;
        let access = Access::resolve(&conn, actor)?;
        let scope = BranchScope::One(plan.branch.clone());
        let branch = access
            .branches(Permission::ImportClients, &scope)?
            .first()
            .map(|branch| (*branch).clone())
            .ok_or_else(|| StoreError::NotFound { what: "branch", id: plan.branch.to_string() })?;
        let import = planned(&conn, &access, &plan)?;
        let file = tempfile::tempfile_in(&plan.scratch).map_err(|e| spool(&e))?;
        let hasher = RandomState::new();
        let unread = unread_phones(&conn, &branch, &hasher)?;
        Ok(Staging {
            conn,
            plan,
            branch,
            import,
            spool: BufWriter::with_capacity(1 << 20, file),
            phones: HashMap::new(),
            names: HashSet::new(),
            unread,
            targets: HashMap::new(),
            hasher,
            counts: Counts::default(),
        })
    }
}

/// The import that this file continues, or a new one.
fn planned(conn: &Connection, access: &Access, plan: &ClientsPlan) -> Result<Planned, StoreError> {
    let fingerprint = fingerprint(plan);
    let begun = match &plan.resume {
        Some(id) => {
            let import = registry::load(conn, access, id.as_str())?;
            if import.fingerprint != fingerprint {
                return Err(StoreError::Refused(Refusal {
                    message: format!("{} was begun with another file, branch or mapping", import.id),
                    hint: "Nothing was imported. Continue it with the same file and the same options, or take it back with `import undo`.",
                }));
            }
            if import.state != super::ImportState::Applying {
                return Err(StoreError::Refused(Refusal {
                    message: format!("{} is not unfinished: it is {}", import.id, import.state.as_str()),
                    hint: "Nothing was imported. `import list` shows every import.",
                }));
            }
            Some(import)
        }
        None => registry::unfinished(conn, &fingerprint)?,
    };
    let seen = registry::of_file(conn, &fingerprint)?;
    Ok(match begun {
        Some(Import { id, ids, last_line, .. }) => {
            Planned { id, ids, fingerprint, last_line, is_resumed: true, seen }
        }
        None => Planned {
            id: ImportId::from_uuid(uuid::Uuid::now_v7()),
            ids: RowIds::fresh(),
            fingerprint,
            last_line: 0,
            is_resumed: false,
            seen,
        },
    })
}

/// What has to be the same for an import to be continued.
fn fingerprint(plan: &ClientsPlan) -> String {
    let mut sha = Sha256::new();
    for part in [&plan.digest, plan.branch.as_str(), plan.duplicates.as_str(), &plan.settings] {
        sha.update(format!("{}:{part}", part.len()));
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Clients whose phone has no E.164 form: other programs made them, or no plan knows the number. A row may mean them.
fn unread_phones(
    conn: &Connection,
    branch: &Branch,
    hasher: &RandomState,
) -> Result<HashMap<u64, i64>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT rowid, phone FROM clients WHERE branch_id = ?1 AND phone_e164 IS NULL AND phone <> '' AND merged_into IS NULL AND erased_at IS NULL",
    )?;
    let mut rows = statement.query([branch.id.as_str()])?;
    let mut unread = HashMap::new();
    while let Some(row) = rows.next()? {
        let typed = super::super::column::text(row, 1)?;
        unread.entry(hasher.hash_one(phone_key(&typed, branch.country))).or_insert(row.get(0)?);
    }
    Ok(unread)
}

/// What two phones that are the same have in common: the E.164 form, else the digits.
fn phone_key(typed: &str, country: Option<CountryCode>) -> String {
    phone::parse(typed, country).map_or_else(|_| phone::digits(typed), String::from)
}

impl Staging {
    /// The branch.
    #[must_use]
    pub const fn branch(&self) -> &Branch {
        &self.branch
    }

    /// A row cannot be used.
    pub const fn reject(&mut self) {
        self.counts.rows += 1;
        self.counts.rejected += 1;
    }

    /// Judges a row.
    ///
    /// # Errors
    /// The database cannot be read, or the disk is full.
    pub fn offer(&mut self, line: u32, candidate: &Candidate) -> Result<Verdict, StoreError> {
        self.look_anew()?;
        self.counts.rows += 1;
        let entry = &candidate.admitted.entry;
        self.counts.odd_phones += u64::from(candidate.admitted.has_odd_phone);
        let key = entry.phone_e164.clone().unwrap_or_else(|| phone::digits(&entry.phone));
        let hash = self.hasher.hash_one(&key);
        let is_applied = line <= self.import.last_line;
        let twin = self.twin(hash, entry.phone_e164.as_deref(), is_applied)?;
        self.counts.duplicates += u64::from(twin.is_some());
        let verdict = match (twin, self.plan.duplicates) {
            _ if is_applied => Verdict::Applied,
            (None, _) => Verdict::Add,
            (Some(twin), OnDuplicate::Skip) => Verdict::Skip(twin),
            (Some(twin), OnDuplicate::Import) => Verdict::AddTwin(twin),
            (Some(twin), OnDuplicate::Update) => Verdict::Update(twin),
        };
        self.note(line, hash, &verdict);
        match &verdict {
            Verdict::Applied => self.counts.applied_before += 1,
            Verdict::Skip(_) => self.counts.skipped += 1,
            Verdict::Add | Verdict::AddTwin(_) => {
                self.counts.added += 1;
                self.counts.same_names += u64::from(self.is_name_taken(&entry.name)?);
                self.put(line, candidate, None)?;
            }
            Verdict::Update(twin) => {
                self.counts.updated += 1;
                let target = self.target(twin);
                self.put(line, candidate, Some(target))?;
            }
        }
        Ok(verdict)
    }

    /// One look at the database serves many rows, but not all: while somebody looks, the log cannot be written back.
    fn look_anew(&self) -> Result<(), StoreError> {
        let offered = self.counts.rows - self.counts.rejected;
        if offered.is_multiple_of(ROWS_PER_LOOK) {
            if !self.conn.is_autocommit() {
                self.conn.execute_batch("COMMIT")?;
            }
            self.conn.execute_batch("BEGIN")?;
        }
        Ok(())
    }

    /// Who has this phone already.
    fn twin(
        &self,
        hash: u64,
        e164: Option<&str>,
        is_applied: bool,
    ) -> Result<Option<DuplicateOf>, StoreError> {
        if let Some(line) = self.phones.get(&hash) {
            return Ok(Some(DuplicateOf::Line(*line)));
        }
        if is_applied {
            return Ok(None);
        }
        let client = |r: &rusqlite::Row<'_>| {
            let id = ClientId::from(r.get::<_, String>(0)?);
            Ok(DuplicateOf::Client { id, name: super::super::column::text(r, 1)? })
        };
        if let Some(e164) = e164 {
            let found = self
                .conn
                .prepare_cached(
                    "SELECT id, name FROM clients WHERE branch_id = ?1 AND phone_e164 = ?2 AND merged_into IS NULL AND erased_at IS NULL LIMIT 1",
                )?
                .query_row((self.branch.id.as_str(), e164), client)
                .optional()?;
            if found.is_some() {
                return Ok(found);
            }
        }
        let Some(rowid) = self.unread.get(&hash) else { return Ok(None) };
        Ok(self
            .conn
            .prepare_cached("SELECT id, name FROM clients WHERE rowid = ?1")?
            .query_row([rowid], client)
            .optional()?)
    }

    fn note(&mut self, line: u32, hash: u64, verdict: &Verdict) {
        // What was applied before is in the database: later rows find it there.
        if matches!(verdict, Verdict::Skip(_) | Verdict::Applied) {
            return;
        }
        if let Verdict::Update(twin) = verdict {
            let target = self.target(twin);
            self.targets.insert(line, target);
        }
        self.phones.entry(hash).or_insert(line);
    }

    fn target(&self, twin: &DuplicateOf) -> ClientId {
        match twin {
            DuplicateOf::Client { id, .. } => id.clone(),
            DuplicateOf::Line(line) => {
                self.targets.get(line).cloned().unwrap_or_else(|| self.import.ids.client(*line))
            }
        }
    }

    /// Whether a client of the branch, or of an earlier row, has this name.
    fn is_name_taken(&mut self, name: &str) -> Result<bool, StoreError> {
        let folded = fold::fold(name);
        if !self.names.insert(self.hasher.hash_one(&folded)) {
            return Ok(true);
        }
        search::query::has_name(&self.conn, ListKind::Clients, &self.branch.id, &folded)
    }

    fn put(&mut self, line: u32, candidate: &Candidate, target: Option<ClientId>) -> Result<(), StoreError> {
        let entry = &candidate.admitted.entry;
        let row = StagedRow {
            line,
            name: entry.name.clone(),
            phone: entry.phone.clone(),
            e164: entry.phone_e164.clone(),
            follow_up: entry.follow_up,
            created: candidate.created,
            profile: entry.profile.to_json(),
            target,
        };
        let text = serde_json::to_string(&row).map_err(|e| StoreError::Internal(e.to_string()))?;
        self.spool
            .write_all(text.as_bytes())
            .and_then(|()| self.spool.write_all(b"\n"))
            .map_err(|e| spool(&e))
    }

    /// Every row was judged.
    ///
    /// # Errors
    /// The disk is full.
    pub fn finish(self) -> Result<Staged, StoreError> {
        let Self { plan, import, spool: writer, counts, .. } = self;
        let mut file = writer.into_inner().map_err(|e| spool(e.error()))?;
        file.rewind().map_err(|e| spool(&e))?;
        Ok(Staged { plan, import, rows: BufReader::with_capacity(1 << 20, file), counts })
    }
}

fn spool(error: &std::io::Error) -> StoreError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return StoreError::DiskFull;
    }
    StoreError::Database(format!("the rows cannot be put aside before they are written: {error}"))
}
