//! What is booked, who has what, and what there is.

use super::super::protocol::StoreError;
use super::{Check, Verdict, judged, ok, one};
use rusqlite::Connection;

/// Nothing is booked twice. Of an asset of which there once were several, more may be booked than there are now: that it
/// became fewer is a fact, and no fault.
pub(super) fn bookings(conn: &Connection) -> Result<Check, StoreError> {
    let (twice, fewer): (i64, i64) = conn.query_row(
        "WITH live AS (SELECT asset_id, start_time, end_time, qty FROM booking_locks WHERE kind = 'firm' AND released_at IS NULL),
           step(asset_id, t, by) AS (SELECT asset_id, start_time, qty FROM live UNION ALL SELECT asset_id, end_time, -qty FROM live),
           peak(asset_id, most) AS (SELECT asset_id, max(n) FROM (
             SELECT asset_id, sum(by) OVER (PARTITION BY asset_id ORDER BY t, by ROWS UNBOUNDED PRECEDING) AS n FROM step) GROUP BY 1)
         SELECT coalesce(sum(coalesce(r.stacked, 0) = 0), 0), coalesce(sum(r.stacked = 1), 0)
         FROM peak p LEFT JOIN assets a ON a.id = p.asset_id LEFT JOIN asset_lock_reach r ON r.asset_id = p.asset_id
         WHERE p.most > coalesce(a.capacity, 1)",
        [],
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let astray = one(
        conn,
        "SELECT (SELECT count(*) FROM booking_locks l JOIN projects p ON p.id = l.project_id
             WHERE (l.released_at IS NULL) = (p.status IN ('cancelled', 'trashed')))
           + (SELECT count(*) FROM booking_locks l JOIN project_events e ON e.id = l.event_id WHERE e.project_id <> l.project_id)
           + (SELECT count(*) FROM booking_locks l JOIN projects p ON p.id = l.project_id WHERE l.branch_id IS NOT p.branch_id)
           + (SELECT count(*) FROM booking_locks l JOIN kits k ON k.id = l.kit_id WHERE k.branch_id <> l.branch_id)
           + (SELECT count(*) FROM (SELECT asset_id, max(end_time - start_time) AS longest FROM booking_locks GROUP BY 1) l
             LEFT JOIN asset_lock_reach r ON r.asset_id = l.asset_id WHERE coalesce(r.longest, 0) < l.longest)
           + (SELECT count(*) FROM (SELECT branch_id, max(end_time - start_time) AS longest FROM project_events GROUP BY 1) e
             LEFT JOIN event_reach r ON r.branch_id = e.branch_id WHERE coalesce(r.longest, 0) < e.longest)",
    )?;
    if astray > 0 {
        let what = "locks do not follow their project, its sub-events or its branch, or a length of locks or sub-events is not kept";
        return Ok(judged("bookings", "", 0, astray, what));
    }
    Ok(match (twice, fewer) {
        (0, 0) => ok("bookings", "nothing is booked twice, and every lock follows its project"),
        (0, n) => Check {
            name: "bookings",
            verdict: Verdict::Note,
            detail: format!("of {n} assets more are booked than there are now"),
        },
        (n, _) => Check {
            name: "bookings",
            verdict: Verdict::Fault,
            detail: format!("{n} assets are booked twice at the same time"),
        },
    })
}

/// No more of anything is out than there is, and what came back in parts adds up to what went.
pub(super) fn custody(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "SELECT count(*) FROM (SELECT asset_id, sum(qty) AS n FROM asset_custody WHERE back_at IS NULL GROUP BY 1) c
         LEFT JOIN assets a ON a.id = c.asset_id WHERE c.n > coalesce(a.capacity, 1)",
    )?;
    let uneven = one(
        conn,
        "SELECT (SELECT count(*) FROM asset_custody w WHERE w.went IS NOT NULL
            AND w.went - w.qty <> coalesce((SELECT sum(p.qty) FROM asset_custody p WHERE p.part_of = w.id), 0))
          + (SELECT count(*) FROM asset_custody p LEFT JOIN asset_custody w ON w.id = p.part_of WHERE p.part_of IS NOT NULL AND w.went IS NULL)",
    )?;
    if uneven > 0 {
        return Ok(judged(
            "custody",
            "",
            0,
            uneven,
            "check-outs of which more or fewer came back than the record says",
        ));
    }
    Ok(judged(
        "custody",
        "no more is out than there is",
        0,
        wrong,
        "assets of which more are out than there are",
    ))
}

/// One person is one asset, and what is on its way to another branch is in transit or lost. Something in transit that is on
/// no such way was said to be so by somebody, or by another program: worth a look, and no fault.
pub(super) fn inventory(conn: &Connection) -> Result<Check, StoreError> {
    let wrong = one(
        conn,
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM assets WHERE user_id IS NOT NULL GROUP BY user_id HAVING count(*) > 1))
           + (SELECT count(*) FROM asset_transfers t LEFT JOIN assets a ON a.id = t.asset_id
             WHERE t.outcome IS NULL AND (coalesce(a.status, '') NOT IN ('in_transit', 'lost') OR a.branch_id <> t.from_branch_id))",
    )?;
    let loose = one(
        conn,
        "SELECT count(*) FROM assets a WHERE a.status = 'in_transit'
           AND NOT EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = a.id AND t.outcome IS NULL)",
    )?;
    if wrong == 0 && loose > 0 {
        let detail = format!("{loose} assets are in transit, and on the way to no branch");
        return Ok(Check { name: "inventory", verdict: Verdict::Note, detail });
    }
    let what = "a person is two assets, or what is on its way is not in transit";
    Ok(judged("inventory", "every person is one asset, and what is on its way is in transit", 0, wrong, what))
}

/// A kit holds gear of its branch. That something in it got lost, or that there are fewer of it by now, are facts: they
/// are told, and are no fault. A thing may be in several kits: what is booked or out is asked when a kit is wanted.
pub(super) fn kits(conn: &Connection) -> Result<Check, StoreError> {
    let parts = "FROM kit_assets p JOIN kits k ON k.id = p.kit_id JOIN assets a ON a.id = p.asset_id";
    let astray = one(conn, &["SELECT count(*) ", parts, " WHERE a.branch_id <> k.branch_id"].concat())?;
    let dead = one(
        conn,
        &[
            "SELECT count(DISTINCT k.id) ",
            parts,
            " WHERE k.archived_at IS NULL AND (a.status IN ('lost', 'retired') OR a.type IN ('human', 'space') OR p.qty > coalesce(a.capacity, 1))",
        ]
        .concat(),
    )?;
    if astray == 0 && dead > 0 {
        let what = "are not whole: something is lost or retired, no gear, or more than there is";
        return Ok(ok("kits", format!("every kit holds what is of its branch; {dead} {what}")));
    }
    let what = "parts of kits belong to another branch than the kit";
    Ok(judged("kits", "every kit holds gear of its branch that is there", 0, astray, what))
}
