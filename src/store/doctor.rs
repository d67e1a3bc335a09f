//! `doctor`: proves that everything which must hold does hold.
//!
//! A *fault* is a rule that is broken now; a *note* is an oddity of rows that were there before the house, or that
//! another program wrote in its own words: nothing is wrong with the file for it.

mod bills;
mod stock;

use super::access::Access;
use super::progress::{Step, Watch};
use super::protocol::{Actor, StoreError};
use super::search::index::{self, Progress};
use super::{Store, audit, column, connect, migrate};
use crate::domain::role::Permission;
use rusqlite::{Connection, params};
use serde::Serialize;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It holds.
    Ok,
    /// It holds for everything that was written under the rules; older rows are odd.
    Note,
    /// It does not hold.
    Fault,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Stable name, e.g. `foreign_keys`.
    pub name: &'static str,
    /// How it came out.
    pub verdict: Verdict,
    /// In words: what holds, or what is wrong and where.
    pub detail: String,
}

/// Everything that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Schema version of the file.
    pub schema: i64,
    /// The checks, in order.
    pub checks: Vec<Check>,
}

impl Report {
    /// Whether everything holds; notes do not count against it.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.checks.iter().all(|check| check.verdict != Verdict::Fault)
    }
}

impl Store {
    /// Looks at everything. Finishes the search index first, so that it can be judged.
    ///
    /// # Errors
    /// Denied; the database cannot be read.
    pub fn examine(&self, actor: &Actor) -> Result<Report, StoreError> {
        self.examine_watched(actor, &mut |_| {})
    }

    /// As [`Self::examine`], and tells what is being looked at.
    ///
    /// # Errors
    /// Denied; the database cannot be read.
    pub fn examine_watched(&self, actor: &Actor, watch: Watch<'_>) -> Result<Report, StoreError> {
        let of = u64::try_from(CHECKS.len()).unwrap_or(u64::MAX);
        watch(Step { what: "search index", done: 0, of });
        let conn = connect::examiner(self.path())?;
        Access::resolve(&conn, actor)?.require(Permission::CheckHealth)?;
        // A file too damaged to be indexed is looked at all the same: that is what a doctor is for.
        let indexed = self.finish_indexing();
        if let Err(error @ (StoreError::Busy | StoreError::Stopped | StoreError::Newer { .. })) = indexed {
            return Err(error);
        }
        let snapshot = conn.unchecked_transaction()?;
        let checks = CHECKS.iter().zip(0..).map(|((name, check), done)| {
            watch(Step { what: name, done, of });
            judge(name, check(&snapshot))
        });
        let checks = checks.collect::<Result<_, _>>()?;
        Ok(Report { schema: migrate::applied(&snapshot)?, checks })
    }
}

type Look = fn(&Connection) -> Result<Check, StoreError>;

/// Everything that is looked at, in order.
const CHECKS: [(&str, Look); 24] = [
    ("integrity", integrity),
    ("foreign_keys", foreign_keys),
    ("threads", threads),
    ("guards", guards),
    ("counts", counts),
    ("media_storage", media_storage),
    ("total_spend", spend),
    ("money", money),
    ("invoices", bills::sums),
    ("numbers", bills::numbers),
    ("balances", bills::balances),
    ("receivables", bills::receivables),
    ("words", words),
    ("json", json),
    ("times", times),
    ("bookings", stock::bookings),
    ("custody", stock::custody),
    ("inventory", stock::inventory),
    ("kits", stock::kits),
    ("merges", merges),
    ("erasures", erasures),
    ("imports", imports),
    ("search", search),
    ("audit_chain", chain),
];

/// A check that cannot be carried out because the file is damaged has failed.
fn judge(name: &'static str, looked: Result<Check, StoreError>) -> Result<Check, StoreError> {
    match looked {
        Err(StoreError::Corrupt(what) | StoreError::Database(what)) => {
            Ok(Check { name, verdict: Verdict::Fault, detail: format!("cannot be looked at: {what}") })
        }
        looked => looked,
    }
}

fn ok(name: &'static str, detail: impl Into<String>) -> Check {
    Check { name, verdict: Verdict::Ok, detail: detail.into() }
}

/// A check that found `old` odd rows from before, and `new` broken ones since.
fn judged(name: &'static str, good: &str, old: i64, new: i64, what: &str) -> Check {
    match (old, new) {
        (0, 0) => ok(name, good),
        (old, 0) => Check { name, verdict: Verdict::Note, detail: format!("{old} rows from before: {what}") },
        (_, new) => Check { name, verdict: Verdict::Fault, detail: format!("{new} rows: {what}") },
    }
}

fn one(conn: &Connection, sql: &str) -> Result<i64, StoreError> {
    Ok(conn.query_row(sql, [], |r| r.get(0))?)
}

fn integrity(conn: &Connection) -> Result<Check, StoreError> {
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let lines: Vec<String> = statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    Ok(match lines.as_slice() {
        [only] if only == "ok" => ok("integrity", "every page and index is whole"),
        lines => Check { name: "integrity", verdict: Verdict::Fault, detail: lines.join("; ") },
    })
}

fn foreign_keys(conn: &Connection) -> Result<Check, StoreError> {
    let mut statement = conn.prepare(
        "SELECT f.\"table\", f.rowid, f.parent, f.rowid <= coalesce((SELECT CAST(value AS INTEGER) FROM store_meta WHERE key = 'legacy_' || f.\"table\"), 0)
         FROM pragma_foreign_key_check AS f",
    )?;
    let (mut old, mut new) = (0, Vec::new());
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        if r.get::<_, Option<bool>>(3)?.unwrap_or(false) {
            old += 1;
        } else {
            new.push(format!(
                "{} row {} → {}",
                column::text(r, 0)?,
                column::text(r, 1)?,
                column::text(r, 2)?
            ));
        }
    }
    new.truncate(20);
    Ok(match (old, new.is_empty()) {
        (0, true) => ok("foreign_keys", "every reference leads to a row"),
        (old, true) => {
            let detail = format!("{old} rows from before refer to rows that are not there");
            Check { name: "foreign_keys", verdict: Verdict::Note, detail }
        }
        _ => Check {
            name: "foreign_keys",
            verdict: Verdict::Fault,
            detail: format!("dangling: {}", new.join("; ")),
        },
    })
}

/// Messages hang on a project, or whatever another program lets them hang on, by its id alone.
fn threads(conn: &Connection) -> Result<Check, StoreError> {
    let loose = one(
        conn,
        "SELECT count(*) FROM messages m WHERE NOT EXISTS (SELECT 1 FROM projects WHERE id = m.scope_id)
           AND NOT EXISTS (SELECT 1 FROM clients WHERE id = m.scope_id)",
    )?;
    Ok(judged(
        "threads",
        "every message hangs on a project",
        loose,
        0,
        "messages hang on nothing that is here",
    ))
}

/// The triggers and indexes that the rules rest on are all there, letter for letter.
fn guards(conn: &Connection) -> Result<Check, StoreError> {
    let mut fresh = connect::blank(std::path::Path::new(":memory:"))?;
    migrate::build(&mut fresh)?;
    let mut missing = Vec::new();
    let mut statement = fresh.prepare(
        "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut held = 0;
    while let Some(row) = rows.next()? {
        let (kind, name, sql): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let found = conn.query_row(
            "SELECT count(*) FROM sqlite_schema WHERE type = ?1 AND name = ?2 AND (sql = ?3 OR ?1 = 'index')",
            params![kind, name, sql],
            |r| r.get::<_, i64>(0),
        )?;
        if found == 0 {
            missing.push(format!("{kind} {name}"));
        }
        held += 1;
    }
    if missing.is_empty() {
        return Ok(ok("guards", format!("{held} triggers and indexes are in place")));
    }
    Ok(Check {
        name: "guards",
        verdict: Verdict::Fault,
        detail: format!("missing or changed: {}", missing.join(", ")),
    })
}

fn counts(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "WITH truth(tbl, branch_id, state, n) AS (
           SELECT 'clients', branch_id, CASE WHEN merged_into IS NOT NULL THEN 'merged' WHEN archived_at IS NOT NULL THEN 'archived' ELSE 'live' END, count(*) FROM clients GROUP BY 2, 3
           UNION ALL SELECT 'projects', branch_id, status, count(*) FROM projects GROUP BY 2, 3
           UNION ALL SELECT 'invoices', branch_id, status, count(*) FROM invoices GROUP BY 2, 3
           UNION ALL SELECT 'assets', branch_id, status, count(*) FROM assets GROUP BY 2, 3
           UNION ALL SELECT 'packages', branch_id, CASE WHEN archived_at IS NOT NULL THEN 'archived' ELSE 'live' END, count(*) FROM packages GROUP BY 2, 3
           UNION ALL SELECT 'project_tasks', branch_id, CASE WHEN done_at IS NOT NULL THEN 'done' WHEN parked IS NOT NULL THEN 'parked' ELSE 'open' END, count(*) FROM project_tasks GROUP BY 2, 3
           UNION ALL SELECT 'notifications', branch_id, 'all', count(*) FROM notifications GROUP BY 2
           UNION ALL SELECT 'audit_logs', coalesce(branch_id, ''), coalesce(severity, ''), count(*) FROM audit_logs GROUP BY 2, 3)
         SELECT (SELECT count(*) FROM truth t LEFT JOIN row_counts c USING (tbl, branch_id, state) WHERE coalesce(c.n, 0) <> t.n)
              + (SELECT count(*) FROM row_counts c LEFT JOIN truth t USING (tbl, branch_id, state) WHERE t.n IS NULL AND c.n <> 0)",
    )?;
    Ok(judged(
        "counts",
        "every kept count is the number of rows",
        0,
        wrong,
        "kept counts differ from the number of rows",
    ))
}

/// The room that files take is the sum over the files.
fn media_storage(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "WITH file(project_id, branch_id, file_type, bytes) AS (
           SELECT project_id, branch_id, coalesce(file_type, ''),
             CASE WHEN typeof(size_bytes) = 'integer' AND size_bytes BETWEEN 0 AND 4398046511103 THEN size_bytes ELSE 0 END FROM media_objects),
         truth(scope, id, file_type, n, bytes) AS (
           SELECT 'project', project_id, file_type, count(*), sum(bytes) FROM file GROUP BY 2, 3
           UNION ALL SELECT 'branch', branch_id, file_type, count(*), sum(bytes) FROM file GROUP BY 2, 3),
         kept AS (SELECT scope, id, file_type, n, bytes FROM media_storage WHERE n <> 0 OR bytes <> 0)
         SELECT (SELECT count(*) FROM (SELECT * FROM truth EXCEPT SELECT * FROM kept))
           + (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM truth))",
    )?;
    Ok(judged(
        "media_storage",
        "the room that files take is the sum over the files",
        0,
        wrong,
        "the kept room differs from the sum over the files",
    ))
}

/// `clients.total_spend` is paid minus refunded.
fn spend(conn: &Connection) -> Result<Check, StoreError> {
    let (old, new): (i64, i64) = conn.query_row(
        // One pass over both sides: a join of two unsorted sums would look through the one for every row of the other.
        "WITH side(client, amount) AS (
           SELECT id, coalesce(total_spend, 0) FROM clients
           UNION ALL SELECT coalesce(i.client_id, p.client_id), CASE WHEN t.status IN ('paid', 'disputed', 'under_review') THEN -t.amount
             WHEN t.status = 'refunded' THEN t.amount ELSE 0 END
           FROM transactions t JOIN invoices i ON i.id = t.invoice_id LEFT JOIN projects p ON p.id = i.project_id),
         wrong AS (SELECT client FROM side GROUP BY client HAVING coalesce(abs(sum(amount)), 1) >= 0.0005)
         SELECT count(*) FILTER (WHERE c.rowid <= legacy), count(*) FILTER (WHERE c.rowid > legacy)
         FROM (SELECT CAST(value AS INTEGER) AS legacy FROM store_meta WHERE key = 'legacy_clients') CROSS JOIN wrong JOIN clients c ON c.id = wrong.client",
        [],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    Ok(judged(
        "total_spend",
        "every client's spend is paid minus refunded",
        old,
        new,
        "spend is not paid minus refunded",
    ))
}

fn money(conn: &Connection) -> Result<Check, StoreError> {
    let (old, new): (i64, i64) = conn.query_row(
        "WITH amounts(r, tbl, x, k) AS (
           SELECT a.rowid, 'packages', price, CASE b.currency_exponent WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END FROM packages a JOIN branches b ON b.id = a.branch_id
           UNION ALL SELECT a.rowid, 'invoices', amount_total, CASE b.currency_exponent WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END FROM invoices a JOIN branches b ON b.id = a.branch_id
           UNION ALL SELECT a.rowid, 'transactions', amount, CASE b.currency_exponent WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END
             FROM transactions a JOIN invoices i ON i.id = a.invoice_id JOIN branches b ON b.id = i.branch_id
           UNION ALL SELECT a.rowid, 'notifications', cost, CASE b.currency_exponent WHEN 0 THEN 1.0 WHEN 3 THEN 1000.0 ELSE 100.0 END FROM notifications a JOIN branches b ON b.id = a.branch_id),
         wrong AS (SELECT a.r, CAST(m.value AS INTEGER) AS legacy FROM amounts a JOIN store_meta m ON m.key = 'legacy_' || a.tbl
           WHERE x IS NOT NULL AND (typeof(x) NOT IN ('real', 'integer') OR abs(x) >= 1e13 OR x <> round(x * k) / k))
         SELECT count(*) FILTER (WHERE r <= legacy), count(*) FILTER (WHERE r > legacy) FROM wrong",
        [],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    Ok(judged(
        "money",
        "every amount is exact in its currency",
        old,
        new,
        "amounts are not exact in their currency",
    ))
}

/// Words of enumerations that are not ours are kept and shown as they are.
fn words(conn: &Connection) -> Result<Check, StoreError> {
    let mut statement = conn.prepare(
        "SELECT 'users.status ' || status FROM users WHERE status NOT IN ('active', 'suspended') GROUP BY status
         UNION ALL SELECT 'projects.status ' || status FROM projects WHERE status NOT IN
           ('inquiry', 'active', 'shooting', 'editing', 'completed', 'archived', 'cancelled', 'trashed') GROUP BY status
         UNION ALL SELECT 'packages.type ' || type FROM packages WHERE type NOT IN ('time_based', 'qty_based') GROUP BY type
         UNION ALL SELECT 'assets.type ' || type FROM assets WHERE type NOT IN
           ('camera', 'lens', 'light', 'drone', 'audio', 'space', 'human', 'other') GROUP BY type
         UNION ALL SELECT 'assets.status ' || status FROM assets WHERE status NOT IN
           ('available', 'maintenance', 'lost', 'in_transit', 'retired') GROUP BY status
         UNION ALL SELECT 'invoices.status ' || status FROM invoices WHERE status NOT IN ('draft', 'issued', 'paid', 'overdue', 'void') GROUP BY status
         UNION ALL SELECT 'transactions.status ' || status FROM transactions WHERE status NOT IN
           ('paid', 'refunded', 'disputed', 'under_review', 'failed') GROUP BY status LIMIT 40",
    )?;
    let found: Vec<String> = statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    if found.is_empty() {
        return Ok(ok("words", "every status and type is one of ours"));
    }
    Ok(Check {
        name: "words",
        verdict: Verdict::Note,
        detail: format!("words of another program, kept as they are: {}", found.join(", ")),
    })
}

fn json(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "SELECT (SELECT count(*) FROM clients WHERE profile_json IS NOT NULL AND NOT json_valid(profile_json))
              + (SELECT count(*) FROM projects WHERE details_json IS NOT NULL AND NOT json_valid(details_json))
              + (SELECT count(*) FROM users WHERE roles_json IS NOT NULL AND NOT json_valid(roles_json))
              + (SELECT count(*) FROM branches WHERE address_json IS NOT NULL AND NOT json_valid(address_json))
              + (SELECT count(*) FROM audit_logs WHERE payload_json IS NOT NULL AND NOT json_valid(payload_json))",
    )?;
    Ok(judged(
        "json",
        "every JSON column parses",
        wrong,
        0,
        "JSON columns that do not parse are shown as empty",
    ))
}

fn times(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "SELECT (SELECT count(*) FROM clients WHERE abs(created_at) > 100000000000) + (SELECT count(*) FROM projects WHERE abs(start_date) > 100000000000)
              + (SELECT count(*) FROM invoices WHERE abs(issued_at) > 100000000000) + (SELECT count(*) FROM audit_logs WHERE abs(created_at) > 100000000000)",
    )?;
    Ok(judged(
        "times",
        "every time is in seconds",
        wrong,
        0,
        "times in milliseconds, shown as what they mean",
    ))
}

fn merges(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "SELECT count(*) FROM clients g LEFT JOIN clients k ON k.id = g.merged_into
         WHERE g.merged_into IS NOT NULL AND (k.id IS NULL OR k.id = g.id OR k.branch_id <> g.branch_id
           OR EXISTS (SELECT 1 FROM projects WHERE client_id = g.id) OR EXISTS (SELECT 1 FROM invoices WHERE client_id = g.id))",
    )?;
    Ok(judged(
        "merges",
        "nothing follows a client that was merged away",
        0,
        wrong,
        "clients that were merged away are still referred to",
    ))
}

fn erasures(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "SELECT count(*) FROM clients c WHERE c.erased_at IS NOT NULL AND (c.phone <> '' OR c.phone_e164 IS NOT NULL OR c.profile_json <> '{}'
           OR EXISTS (SELECT 1 FROM client_notes WHERE client_id = c.id) OR EXISTS (SELECT 1 FROM audit_personal p JOIN audit_logs a ON a.id = p.audit_id WHERE p.subject_id = c.id AND a.created_at < c.erased_at)
           OR EXISTS (SELECT 1 FROM projects p JOIN messages m ON m.scope_id = p.id WHERE p.client_id = c.id AND m.content <> '[erased]' AND m.created_at < c.erased_at)
           OR EXISTS (SELECT 1 FROM projects p JOIN media_objects m ON m.project_id = p.id WHERE p.client_id = c.id AND m.path <> '[erased]' AND m.uploaded_at < c.erased_at)
           OR EXISTS (SELECT 1 FROM import_rows WHERE tbl = 'clients' AND row_id = c.id AND before_json IS NOT NULL))",
    )?;
    Ok(judged(
        "erasures",
        "nothing personal is left of erased clients",
        0,
        wrong,
        "erased clients still have personal data",
    ))
}

/// An import that was interrupted is no fault: what it wrote is whole, and it can be continued or taken back.
fn imports(conn: &Connection) -> Result<Check, StoreError> {
    Ok(match super::imports::registry::unfinished_count(conn)? {
        0 => ok("imports", "every import is complete or was taken back"),
        n => Check {
            name: "imports",
            verdict: Verdict::Note,
            detail: format!("{n} were interrupted: `import list` shows which can be continued or taken back"),
        },
    })
}

fn search(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "SELECT abs((SELECT count(*) FROM clients WHERE merged_into IS NULL) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 1))
              + abs((SELECT count(*) FROM projects) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 2))
              + abs((SELECT count(*) FROM invoices) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 3))
              + abs((SELECT count(*) FROM assets) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 4))
              + abs((SELECT count(*) FROM audit_logs) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 5))
              + abs((SELECT count(*) FROM packages) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 6))
              + abs((SELECT count(*) FROM package_templates) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 7))
              + abs((SELECT count(*) FROM project_tasks) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 8))
              + abs((SELECT count(*) FROM task_templates) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 9))
              + abs((SELECT count(*) FROM notifications) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 10))
              + abs((SELECT count(*) FROM kits) - (SELECT count(*) FROM search_docs WHERE place >> 20 = 11))",
    )?;
    if index::progress(conn)? != Progress::Done {
        return Ok(Check {
            name: "search",
            verdict: Verdict::Fault,
            detail: "the search index is not finished".to_owned(),
        });
    }
    Ok(judged("search", "every row is in the search index", 0, wrong, "the search index and the rows differ"))
}

fn chain(conn: &Connection) -> Result<Check, StoreError> {
    let report = audit::verify(conn, &mut |_| {})?;
    if let Some(broken) = report.broken {
        return Ok(Check { name: "audit_chain", verdict: Verdict::Fault, detail: broken });
    }
    let mut detail = format!("{} entries verified", report.verified);
    if report.unwitnessed > 0 {
        detail.push_str(&format!("; {} written by another program without a link", report.unwitnessed));
    }
    if report.legacy > 0 {
        detail.push_str(&format!("; {} from before the chain", report.legacy));
    }
    let verdict = if report.unwitnessed + report.legacy > 0 { Verdict::Note } else { Verdict::Ok };
    Ok(Check { name: "audit_chain", verdict, detail })
}
