//! Conflict checks, proposals and free times over 2,000 assets and 1,000,000 locks.

use super::{Failure, fill, now, report};
use jiff::{SignedDuration, Timestamp};
use studiovault::domain::free::{Buffers, Hours, Pattern};
use studiovault::domain::id::BranchId;
use studiovault::store::protocol::{
    Actor, BranchScope, Needs, ProposalQuery, Query, Reply, SlotsQuery, TroubledQuery, Want,
};
use studiovault::store::{OpenOptions, Store};

/// How often each question is asked.
const TIMES: i64 = 200;

/// 1,000 cameras, 400 lenses, 300 lights, 200 people and 100 spaces; of each 500 times of ten hours, some of them held,
/// over three years around now.
const FILL: &str = "
  INSERT INTO projects (id, branch_id, client_id, status) SELECT 'prj_b', branch_id, id, 'active' FROM clients LIMIT 1;
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)
  INSERT INTO assets (id, branch_id, type, name, status, metadata_json)
    SELECT 'ast_' || i, b.id, CASE WHEN i < 1000 THEN 'camera' WHEN i < 1400 THEN 'lens' WHEN i < 1700 THEN 'light'
        WHEN i < 1900 THEN 'human' ELSE 'space' END,
      CASE WHEN i < 1000 THEN 'Sony A' || (i % 9) || ' #' || i WHEN i < 1900 THEN 'Thing ' || i ELSE 'Studio ' || i END, 'available',
      iif(i BETWEEN 1700 AND 1899, '{\"skills\":[\"' || iif(i % 4 = 0, 'lead', 'second') || ' photographer\"]}', NULL)
    FROM n, branches b;
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 499)
  INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind, expires_at)
    SELECT a.id || '_' || i, 'prj_b', a.id, at, at + 36000, iif(i % 10 = 0, 'hold', 'firm'), iif(i % 10 = 0, iif(i % 100 = 0, NULL, 1), NULL)
    FROM (SELECT a.id, i, unixepoch() - 47520000 + i * 190080 + (a.rowid * 7919 % 150) * 600 AS at FROM assets a, n) a;
  UPDATE assets SET status = 'lost' WHERE id IN ('ast_7', 'ast_77', 'ast_1777');
  ANALYZE;";

/// Makes the file and asks.
pub(crate) fn measure() -> Result<(), Failure> {
    let temp = tempfile::tempdir()?;
    let path = temp.path().join("studio.db");
    let store = Store::open(OpenOptions::new(&path))?;
    fill(&store)?;
    store.stop();
    fill_in(&path)?;
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

fn ask(store: &Store, actor: &Actor, what: &str, query: impl Fn(i64) -> Query) -> Result<(), Failure> {
    let mut times = Vec::new();
    for n in 0..TIMES {
        let query = query(n);
        let started = now();
        store.ask(actor, query)?;
        times.push(started.elapsed());
    }
    report(what, &mut times);
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
    ProposalQuery { needs: lines(needs), branch: branch.clone(), start, end, buffers, except: Vec::new() }
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
