//! Conflict checks, proposals, free times, calendar and timeline over 2,000 assets and 1,000,000 locks.

use super::{Failure, SCREEN, ask, calendar, fill};
use jiff::{SignedDuration, Timestamp};
use std::path::PathBuf;
use studiovault::domain::free::{Buffers, Hours, Pattern};
use studiovault::domain::id::BranchId;
use studiovault::store::protocol::{
    BranchScope, ListKind, ListQuery, Needs, ProposalQuery, Query, Reply, SlotsQuery, TroubledQuery, Want,
};
use studiovault::store::{OpenOptions, Store};

/// 1,000 cameras, 400 lenses, 300 lights, 200 people and 100 spaces; of each 500 times of ten hours, some of them held,
/// over three years around now. Five of these times are a sub-event, two sub-events a project: 200,000 of 100,000; every
/// 20th project has none.
const FILL: &str = "
  CREATE TEMP TABLE grid AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 499),
      m(g) AS (SELECT 0 UNION ALL SELECT g + 1 FROM m WHERE g < 399)
    SELECT i, g, unixepoch() - 47520000 + i * 190080 + (g * 7919 % 150) * 600 AS at, (i / 2) || '_' || g AS of FROM n, m;
  INSERT INTO projects (id, branch_id, client_id, status, start_date, details_json, created_at)
    SELECT 'prj_' || of, c.branch_id, c.id, CASE WHEN (i / 2 + g) % 10 = 0 THEN 'inquiry' ELSE 'active' END,
      at, '{\"title\":\"Job ' || of || '\",\"location\":\"Studio ' || g || '\"}', at - 864000
    FROM grid CROSS JOIN (SELECT id, branch_id, row_number() OVER () AS n FROM clients) c ON c.n = 1 + (i * 31 + g) % 1000 WHERE i % 2 = 0;
  INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, location, created_at)
    SELECT 'evt_' || i || '_' || g, p.id, p.branch_id, 'Part ' || i, at, at + 36000, 'Asia/Kolkata', 'Hall ' || g, at - 864000
    FROM grid JOIN projects p ON p.id = 'prj_' || of WHERE (i / 2 + g) % 20 <> 7;
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)
  INSERT INTO assets (id, branch_id, type, name, status, metadata_json)
    SELECT 'ast_' || i, b.id, CASE WHEN i < 1000 THEN 'camera' WHEN i < 1400 THEN 'lens' WHEN i < 1700 THEN 'light'
        WHEN i < 1900 THEN 'human' ELSE 'space' END,
      CASE WHEN i < 1000 THEN 'Sony A' || (i % 9) || ' #' || i WHEN i < 1900 THEN 'Thing ' || i ELSE 'Studio ' || i END, 'available',
      iif(i BETWEEN 1700 AND 1899, '{\"skills\":[\"' || iif(i % 4 = 0, 'lead', 'second') || ' photographer\"]}', NULL)
    FROM n, branches b;
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 499)
  INSERT INTO booking_locks (id, project_id, event_id, asset_id, start_time, end_time, kind, expires_at)
    SELECT a.id || '_' || i, p.id, e.id, a.id, at, at + 36000, iif(i % 10 = 0, 'hold', 'firm'), iif(i % 10 = 0, iif(i % 100 = 0, NULL, 1), NULL)
    FROM (SELECT a.id, i, (a.rowid - 1) / 5 AS g, unixepoch() - 47520000 + i * 190080 + (a.rowid * 7919 % 150) * 600 AS at FROM assets a, n) a
    JOIN projects p ON p.id = 'prj_' || (i / 2) || '_' || min(g, 399) LEFT JOIN project_events e ON e.id = 'evt_' || i || '_' || g;
  UPDATE projects SET status = 'cancelled' WHERE rowid % 33 = 0;
  UPDATE assets SET status = 'lost' WHERE id IN ('ast_7', 'ast_77', 'ast_1777');
  ANALYZE;";

/// Makes the file and asks.
pub(crate) fn measure() -> Result<(), Failure> {
    let temp = tempfile::tempdir()?;
    let kept = std::env::var_os("STUDIOVAULT_BENCH_LOCKS").map(PathBuf::from);
    let path = kept.unwrap_or_else(|| temp.path().join("studio.db"));
    if !path.exists() {
        let store = Store::open(OpenOptions::new(&path))?;
        fill(&store)?;
        store.stop();
        fill_in(&path)?;
    }
    let store = Store::open(OpenOptions::new(&path))?;
    store.finish_indexing()?;
    let actor = store.sign_in(None, "bench")?;
    let Reply::Workspace(workspace) = store.ask(&actor, Query::Workspace)? else { return Ok(()) };
    let branch = &workspace.branches[0].id;
    let needs = ["studio", "lead photographer x2", "any sony a7", "light x3"];
    ask(&store, &actor, "conflict check", |n| Query::Obstacles(vec![want(n)]))?;
    ask(&store, &actor, "proposal", |n| Query::Proposal(proposal(branch, &needs, n)))?;
    ask(&store, &actor, "proposal, scarce", |n| Query::Proposal(proposal(branch, &["space x99"], n)))?;
    ask(&store, &actor, "free times", |n| Query::Slots(slots(branch, &needs, n)))?;
    ask(&store, &actor, "free times, scarce", |n| Query::Slots(slots(branch, &["space x75"], n)))?;
    ask(&store, &actor, "alternatives", |n| Query::Alternatives(format!("ast_{n}_280").as_str().into()))?;
    calendar::measure(&store, &actor)?;
    let booked = ListQuery { filter: "booked".to_owned(), limit: SCREEN, ..ListQuery::default() };
    ask(&store, &actor, "assets booked now", |_| Query::List(ListKind::Assets, booked.clone()))?;
    let troubled = TroubledQuery { scope: BranchScope::All, from: None, until: None, limit: 100 };
    ask(&store, &actor, "needs replacement", |_| Query::Troubled(troubled.clone()))?;
    store.stop();
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a file is filled that nobody else has open")]
fn fill_in(path: &std::path::Path) -> Result<(), Failure> {
    let conn = rusqlite::Connection::open(path)?;
    conn.execute_batch(FILL)?;
    Ok(())
}

/// Some hour of the next three months.
fn hour(n: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(n * 37 % 2_000)
}

fn want(n: i64) -> Want {
    let start = hour(n);
    let end = start + SignedDuration::from_hours(4);
    Want { asset: format!("ast_{}", n * 13 % 2_000).as_str().into(), start, end, qty: 1, except: Vec::new() }
}

fn lines(lines: &[&str]) -> Needs {
    Needs { lines: lines.iter().map(ToString::to_string).collect(), ..Needs::default() }
}

fn proposal(branch: &BranchId, needs: &[&str], n: i64) -> ProposalQuery {
    let start = hour(n);
    let buffers = Buffers { before: 1_800, after: 1_800, travel: 3_600 };
    let end = start + SignedDuration::from_hours(4);
    ProposalQuery {
        have: Vec::new(),
        needs: lines(needs),
        branch: branch.clone(),
        place: String::new(),
        start,
        end,
        buffers,
        except: Vec::new(),
    }
}

fn slots(branch: &BranchId, needs: &[&str], n: i64) -> SlotsQuery {
    let from = hour(n);
    SlotsQuery {
        needs: lines(needs),
        branch: branch.clone(),
        from,
        until: from + SignedDuration::from_hours(14 * 24),
        length: 4 * 3_600,
        pattern: Pattern { hours: Some(Hours::MORNING), ..Pattern::default() },
        buffers: Buffers::default(),
        limit: 10,
    }
}
