//! The statements of the lists: forward and backward per order, put together at compile time. A walk finds
//! places; rows are read afterwards, and only those of the page.

mod walked;
pub(super) use walked::{MINE, Walked};

use super::super::protocol::ListKind;

/// The head of every statement that finds places: sort key, id and rowid, which the index that is walked holds by
/// itself.
macro_rules! places {
    ($from:literal, $t:literal, $where:literal, $key:literal) => {
        concat!("SELECT ", $key, ", ", $t, ".id, ", $t, ".rowid FROM ", $from, " WHERE ", $where, " AND ")
    };
}

/// The places of a list in one direction, from the sort key `?2` and the id `?3` on: first the ties, then what lies
/// beyond them. One statement that compares both at once would walk the index from its beginning, because SQLite
/// compares a pair by an index only where its parts are columns, and not names without regard to case.
macro_rules! way {
    ($from:literal, $t:literal, $where:literal, $key:literal, $id_from:literal, $beyond:literal, $dir:literal) => {
        Way {
            ties: concat!(
                places!($from, $t, $where, $key),
                $key,
                " = ?2 AND ",
                $t,
                $id_from,
                " ?3 ORDER BY ",
                $t,
                ".id",
                $dir,
                " LIMIT ?4"
            ),
            beyond: concat!(
                places!($from, $t, $where, $key),
                $key,
                $beyond,
                "?2 ORDER BY ",
                $key,
                $dir,
                ", ",
                $t,
                ".id",
                $dir,
                " LIMIT ?4"
            ),
        }
    };
}

/// How a list is walked, by sort keys that grow (`asc`) or shrink (`desc`) from its first row on.
macro_rules! walk {
    ($from:literal, $t:literal, $where:literal, $key:literal, asc) => {
        Walk {
            forward: way!($from, $t, $where, $key, ".id >=", " > ", ""),
            backward: way!($from, $t, $where, $key, ".id <=", " < ", " DESC"),
            one: concat!(places!($from, $t, $where, $key), $t, ".id = ?2"),
        }
    };
    ($from:literal, $t:literal, $where:literal, $key:literal, desc) => {{
        const GROWING: Walk = walk!($from, $t, $where, $key, asc);
        Walk { forward: GROWING.backward, backward: GROWING.forward, one: GROWING.one }
    }};
}

macro_rules! clients {
    ($where:literal, $key:literal, $dir:tt) => {
        walk!("clients c", "c", $where, $key, $dir)
    };
}

macro_rules! projects {
    ($where:literal, $key:literal, $dir:tt) => {
        walk!("projects p", "p", $where, $key, $dir)
    };
}

/// Sub-events by their start, as far as their project takes place.
macro_rules! events {
    ($where:literal, $dir:tt) => {
        walk!(
            "project_events e CROSS JOIN projects p ON p.id = e.project_id",
            "e",
            $where,
            "e.start_time",
            $dir
        )
    };
}

macro_rules! my_tasks {
    ($key:literal) => {
        walk!(
            "(SELECT DISTINCT +project_id AS project_id FROM project_tasks WHERE branch_id = ?1 AND assignee_user_id = ?5 AND done_at IS NULL AND parked IS NULL) mine
             CROSS JOIN projects p ON p.id = mine.project_id",
            "p",
            "p.status NOT IN ('archived', 'cancelled', 'trashed')",
            $key,
            desc
        )
    };
}

macro_rules! my_column {
    ($key:literal) => {
        walk!(
            "(SELECT DISTINCT +project_id AS project_id FROM project_tasks WHERE branch_id = ?1 AND assignee_user_id = ?5 ->> 1 AND done_at IS NULL AND parked IS NULL) mine
             CROSS JOIN projects p ON p.id = mine.project_id",
            "p",
            "p.status = ?5 ->> 0",
            $key,
            desc
        )
    };
}

macro_rules! invoices {
    ($where:literal) => {
        walk!("invoices i", "i", $where, "coalesce(i.issued_at, 32503680000)", desc)
    };
}

/// Assets by name, and by type and name.
macro_rules! assets {
    ($from:literal, $where:literal) => {
        [
            walk!($from, "a", $where, "a.name COLLATE NOCASE", asc),
            walk!($from, "a", $where, "(a.type || ' ' || a.name) COLLATE NOCASE", asc),
        ]
    };
}

macro_rules! kits {
    ($where:literal) => {
        walk!("kits k", "k", $where, "k.name COLLATE NOCASE", asc)
    };
}

macro_rules! audit {
    ($where:literal) => {
        walk!("audit_logs a", "a", $where, "coalesce(a.created_at, 0)", desc)
    };
}

macro_rules! packages {
    ($where:literal) => {
        walk!("packages k", "k", $where, "k.name COLLATE NOCASE", asc)
    };
}

macro_rules! tasks {
    ($where:literal, $key:literal, $dir:tt) => {
        walk!("project_tasks t", "t", $where, $key, $dir)
    };
}

macro_rules! task_templates {
    ($where:literal) => {
        walk!("task_templates t", "t", $where, "t.name COLLATE NOCASE", asc)
    };
}

macro_rules! package_templates {
    ($where:literal) => {
        walk!("package_templates t", "t", $where, "t.name COLLATE NOCASE", asc)
    };
}

macro_rules! notifications {
    ($where:literal) => {
        walk!("notifications n", "n", $where, "coalesce(n.created_at, 0)", desc)
    };
}

/// The statements of one direction, in the order in which they are asked.
#[derive(Clone, Copy)]
pub(super) struct Way {
    /// The rows with the very sort key that the walk starts from.
    pub(super) ties: &'static str,
    /// The rows behind those.
    pub(super) beyond: &'static str,
}

#[derive(Clone, Copy)]
struct Walk {
    forward: Way,
    backward: Way,
    /// The place of the row `?2`.
    one: &'static str,
}

impl Walk {
    const fn way(&self, backward: bool) -> Way {
        if backward { self.backward } else { self.forward }
    }
}

const CLIENTS_BY_NAME: Walk = clients!(
    "c.branch_id = ?1 AND c.archived_at IS NULL AND c.merged_into IS NULL",
    "c.name COLLATE NOCASE",
    asc
);
const CLIENTS_NEWEST: Walk = clients!(
    "c.branch_id = ?1 AND c.archived_at IS NULL AND c.merged_into IS NULL",
    "coalesce(c.created_at, 0)",
    desc
);
const CLIENTS_BY_SPEND: Walk = clients!(
    "c.branch_id = ?1 AND c.archived_at IS NULL AND c.merged_into IS NULL",
    "coalesce(c.total_spend, 0)",
    desc
);
const CLIENTS_ARCHIVED: Walk = clients!(
    "c.branch_id = ?1 AND c.archived_at IS NOT NULL AND c.merged_into IS NULL",
    "c.name COLLATE NOCASE",
    asc
);
const CLIENTS_FOLLOW_UP: Walk = clients!(
    "c.branch_id = ?1 AND c.follow_up_at IS NOT NULL AND c.archived_at IS NULL AND c.merged_into IS NULL",
    "c.follow_up_at",
    asc
);
/// A project whose first sub-event starts when it does has no line of its own.
const AGENDA_UPCOMING: Walk = projects!(
    "p.branch_id = ?1 AND p.start_date IS NOT NULL AND p.start_date >= unixepoch() - 43200
     AND CASE WHEN EXISTS (SELECT 1 FROM project_events e WHERE e.project_id = p.id AND e.start_time = p.start_date) THEN 0
       ELSE p.status NOT IN ('cancelled', 'trashed') END",
    "p.start_date",
    asc
);
const AGENDA_UPCOMING_EVENTS: Walk = events!(
    "e.branch_id = ?1 AND p.branch_id = ?1 AND e.start_time >= unixepoch() - 43200 AND p.status NOT IN ('cancelled', 'trashed')",
    asc
);
const AGENDA_PAST: Walk = projects!(
    "p.branch_id = ?1 AND p.start_date IS NOT NULL AND p.start_date < unixepoch()
     AND CASE WHEN EXISTS (SELECT 1 FROM project_events e WHERE e.project_id = p.id AND e.start_time = p.start_date) THEN 0
       ELSE p.status NOT IN ('cancelled', 'trashed') END",
    "p.start_date",
    desc
);
const AGENDA_PAST_EVENTS: Walk = events!(
    "e.branch_id = ?1 AND p.branch_id = ?1 AND e.start_time < unixepoch() AND p.status NOT IN ('cancelled', 'trashed')",
    desc
);
const PROJECTS_NEWEST: Walk =
    projects!("p.branch_id = ?1 AND p.status <> 'trashed'", "coalesce(p.created_at, 0)", desc);
const PROJECTS_BY_SHOOT: Walk =
    projects!("p.branch_id = ?1 AND p.status <> 'trashed'", "coalesce(p.start_date, 0)", desc);
const PROJECTS_BY_STATUS: Walk =
    projects!("p.branch_id = ?1 AND p.status = ?5", "coalesce(p.created_at, 0)", desc);
const PROJECTS_BY_STATUS_AND_SHOOT: Walk =
    projects!("p.branch_id = ?1 AND p.status = ?5", "coalesce(p.start_date, 0)", desc);
/// What somebody answers for, as far as it is under way: few enough to be put into another order as they are read.
const PROJECTS_MINE: Walk = projects!(
    "p.branch_id = ?1 AND p.lead_user_id = ?5 AND p.status NOT IN ('archived', 'cancelled', 'trashed')",
    "coalesce(p.created_at, 0)",
    desc
);
const PROJECTS_MINE_BY_SHOOT: Walk = projects!(
    "p.branch_id = ?1 AND p.lead_user_id = ?5 AND p.status NOT IN ('archived', 'cancelled', 'trashed')",
    "coalesce(p.start_date, 0)",
    desc
);
/// A client's, whatever branch asks: few enough to be put into another order as they are read. `?5` is the client and the
/// filter, as JSON.
const PROJECTS_OF_CLIENT: Walk = projects!(
    "p.client_id = ?5 ->> 0 AND p.branch_id = ?1 AND CASE ?5 ->> 1 WHEN '' THEN p.status <> 'trashed' ELSE p.status = ?5 ->> 1 END",
    "coalesce(p.created_at, 0)",
    desc
);
const PROJECTS_OF_CLIENT_BY_SHOOT: Walk = projects!(
    "p.client_id = ?5 ->> 0 AND p.branch_id = ?1 AND CASE ?5 ->> 1 WHEN '' THEN p.status <> 'trashed' ELSE p.status = ?5 ->> 1 END",
    "coalesce(p.start_date, 0)",
    desc
);
/// What somebody has open tasks on: as many steps as they have open tasks.
const PROJECTS_WITH_MY_TASKS: Walk = my_tasks!("coalesce(p.created_at, 0)");
const PROJECTS_WITH_MY_TASKS_BY_SHOOT: Walk = my_tasks!("coalesce(p.start_date, 0)");
/// A column of the board, of one's own projects: `?5` is the status and who asks, as JSON.
const COLUMN_MINE: Walk = projects!(
    "p.branch_id = ?1 AND p.lead_user_id = ?5 ->> 1 AND p.status = ?5 ->> 0",
    "coalesce(p.created_at, 0)",
    desc
);
const COLUMN_MINE_BY_SHOOT: Walk = projects!(
    "p.branch_id = ?1 AND p.lead_user_id = ?5 ->> 1 AND p.status = ?5 ->> 0",
    "coalesce(p.start_date, 0)",
    desc
);
const COLUMN_WITH_MY_TASKS: Walk = my_column!("coalesce(p.created_at, 0)");
const COLUMN_WITH_MY_TASKS_BY_SHOOT: Walk = my_column!("coalesce(p.start_date, 0)");
const INVOICES_NEWEST: Walk = invoices!("i.branch_id = ?1");
const INVOICES_BY_STATUS: Walk = invoices!("i.branch_id = ?1 AND i.status = ?5");
const KITS_BY_NAME: Walk = kits!("k.branch_id = ?1 AND k.archived_at IS NULL");
const KITS_ARCHIVED: Walk = kits!("k.branch_id = ?1 AND k.archived_at IS NOT NULL");
const ASSETS: [Walk; 2] = assets!("assets a", "a.branch_id = ?1");
const ASSETS_OF_STATUS: [Walk; 2] =
    assets!("assets a INDEXED BY assets_by_status_name", "a.branch_id = ?1 AND a.status = ?5");
const ASSETS_OF_TYPE: Walk =
    walk!("assets a", "a", "a.branch_id = ?1 AND a.type = ?5", "a.name COLLATE NOCASE", asc);
/// Each asset is asked for the locks that reach into this moment: as many look-ups as there are assets, at most.
const ASSETS_BOOKED: [Walk; 2] = assets!(
    "assets a",
    "a.branch_id = ?1 AND EXISTS (SELECT 1 FROM booking_locks l WHERE l.asset_id = a.id AND l.start_time <= unixepoch() AND l.end_time > unixepoch()
       AND l.start_time > unixepoch() - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = a.id), 0)
       AND l.released_at IS NULL AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch()))"
);
const ASSETS_FREE: [Walk; 2] = assets!(
    "assets a",
    "a.branch_id = ?1 AND a.status = 'available'
     AND NOT EXISTS (SELECT 1 FROM booking_locks l WHERE l.asset_id = a.id AND l.start_time <= unixepoch() AND l.end_time > unixepoch()
       AND l.start_time > unixepoch() - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = a.id), 0)
       AND l.released_at IS NULL AND l.kind = 'firm')
     AND NOT EXISTS (SELECT 1 FROM asset_maintenance m WHERE m.asset_id = a.id AND m.start_time <= unixepoch() AND coalesce(m.end_time, 253402300800) > unixepoch())
     AND coalesce(a.capacity, 1) > coalesce((SELECT sum(qty) FROM asset_custody WHERE asset_id = a.id AND back_at IS NULL), 0)"
);
/// What is out, away or missed is little beside all there is: it is looked up by itself, and put in order as it is read.
const ASSETS_OUT: [Walk; 2] = assets!(
    "(SELECT DISTINCT asset_id FROM asset_custody WHERE back_at IS NULL) mine CROSS JOIN assets a ON a.id = mine.asset_id",
    "a.branch_id = ?1"
);
const ASSETS_OVERDUE: [Walk; 2] = assets!(
    "(SELECT DISTINCT asset_id FROM asset_custody WHERE back_at IS NULL AND coalesce(due_at, 253402300800) <= unixepoch()) mine
     CROSS JOIN assets a ON a.id = mine.asset_id",
    "a.branch_id = ?1"
);
const ASSETS_AWAY: [Walk; 2] = assets!(
    "(SELECT asset_id FROM asset_maintenance WHERE coalesce(end_time, 253402300800) > unixepoch() AND start_time <= unixepoch()
      UNION SELECT id FROM assets WHERE branch_id = ?1 AND status = 'maintenance') mine CROSS JOIN assets a ON a.id = mine.asset_id",
    "a.branch_id = ?1"
);
const ASSETS_TO_REPLACE: [Walk; 2] = assets!(
    "(SELECT asset_id FROM asset_maintenance WHERE coalesce(end_time, 253402300800) > unixepoch()
      UNION SELECT asset_id FROM asset_transfers WHERE outcome IS NULL
      UNION SELECT id FROM assets WHERE branch_id = ?1 AND status = 'lost'
      UNION SELECT id FROM assets WHERE branch_id = ?1 AND status = 'retired') mine CROSS JOIN assets a ON a.id = mine.asset_id",
    "a.branch_id = ?1 AND EXISTS (SELECT 1 FROM booking_locks l WHERE l.asset_id = a.id AND l.end_time > unixepoch()
       AND l.start_time > unixepoch() - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = a.id), 0)
       AND l.released_at IS NULL AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
       AND (a.status IN ('lost', 'retired') OR EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = a.id AND t.outcome IS NULL)
         OR EXISTS (SELECT 1 FROM asset_maintenance m WHERE m.asset_id = a.id AND m.start_time < l.end_time AND coalesce(m.end_time, 253402300800) > l.start_time)))"
);
const AUDIT_OF_ORG: Walk = audit!("a.org_id = ?1");
const AUDIT_OF_ORG_BY_SEVERITY: Walk = audit!("a.org_id = ?1 AND a.severity = ?5");
const AUDIT_OF_BRANCH: Walk = audit!("a.branch_id = ?1");
const AUDIT_OF_BRANCH_BY_SEVERITY: Walk = audit!("a.branch_id = ?1 AND a.severity = ?5");
const PACKAGES_BY_NAME: Walk = packages!("k.branch_id = ?1 AND k.archived_at IS NULL");
const PACKAGES_ARCHIVED: Walk = packages!("k.branch_id = ?1 AND k.archived_at IS NOT NULL");
const PACKAGE_TEMPLATES_BY_NAME: Walk = package_templates!("t.org_id = ?1 AND t.archived_at IS NULL");
const PACKAGE_TEMPLATES_ARCHIVED: Walk = package_templates!("t.org_id = ?1 AND t.archived_at IS NOT NULL");
const TASKS_MINE: Walk = tasks!(
    "t.branch_id = ?1 AND t.assignee_user_id = ?5 AND t.done_at IS NULL AND t.parked IS NULL",
    "coalesce(t.due_at, 32503680000)",
    asc
);
const TASKS_OPEN: Walk = tasks!(
    "t.branch_id = ?1 AND t.done_at IS NULL AND t.parked IS NULL",
    "coalesce(t.due_at, 32503680000)",
    asc
);
const TASKS_MINE_OVERDUE: Walk = tasks!(
    "t.branch_id = ?1 AND t.assignee_user_id = ?5 AND t.done_at IS NULL AND t.parked IS NULL AND coalesce(t.due_at, 32503680000) < unixepoch()",
    "coalesce(t.due_at, 32503680000)",
    asc
);
const TASKS_OVERDUE: Walk = tasks!(
    "t.branch_id = ?1 AND t.done_at IS NULL AND t.parked IS NULL AND coalesce(t.due_at, 32503680000) < unixepoch()",
    "coalesce(t.due_at, 32503680000)",
    asc
);
const TASKS_DONE: Walk = tasks!("t.branch_id = ?1 AND t.done_at IS NOT NULL", "t.done_at", desc);
const TASKS_MINE_DONE: Walk =
    tasks!("t.branch_id = ?1 AND t.assignee_user_id = ?5 AND t.done_at IS NOT NULL", "t.done_at", desc);
/// A project's, put aside or not, in the order of due days or of when they were done: few enough to be sorted as they
/// are read. `?5` is the project, the person (or null) and the filter, as JSON.
const TASKS_OF_PROJECT: Walk = tasks!(
    "t.project_id = ?5 ->> 0 AND t.branch_id = ?1 AND (?5 ->> 1 IS NULL OR t.assignee_user_id = ?5 ->> 1) AND t.done_at IS NULL
       AND CASE ?5 ->> 2 WHEN 'overdue' THEN coalesce(t.due_at, 32503680000) < unixepoch() ELSE 1 END",
    "coalesce(t.due_at, 32503680000)",
    asc
);
const TASKS_OF_PROJECT_DONE: Walk = tasks!(
    "t.project_id = ?5 ->> 0 AND t.branch_id = ?1 AND (?5 ->> 1 IS NULL OR t.assignee_user_id = ?5 ->> 1) AND t.done_at IS NOT NULL",
    "t.done_at",
    desc
);
const TASK_TEMPLATES_BY_NAME: Walk = task_templates!("t.org_id = ?1 AND t.archived_at IS NULL");
const TASK_TEMPLATES_ARCHIVED: Walk = task_templates!("t.org_id = ?1 AND t.archived_at IS NOT NULL");

const NOTIFICATIONS_NEWEST: Walk = notifications!("n.branch_id = ?1");
const NOTIFICATIONS_BY_CHANNEL: Walk = notifications!("n.branch_id = ?1 AND n.channel = ?5");
const NOTIFICATIONS_BY_TYPE: Walk = notifications!("n.branch_id = ?1 AND n.type = ?5");
const NOTIFICATIONS_BILLED: Walk = notifications!("n.branch_id = ?1 AND n.billed");

type Pair = (&'static str, &'static str);

/// The statements that read one row of a list: (by rowid, by id if it passes the filter `?2`).
macro_rules! read {
    ($columns:literal, $from:literal, $t:literal, $filter:literal) => {
        (
            concat!("SELECT ", $columns, " FROM ", $from, " WHERE ", $t, ".rowid = ?1"),
            concat!("SELECT ", $columns, " FROM ", $from, " WHERE ", $t, ".id = ?1 AND ", $filter),
        )
    };
}

const CLIENT: Pair = read!(
    "c.id, c.branch_id, c.name, c.phone, c.profile_json, c.archived_at, coalesce(c.total_spend, 0),
     (SELECT p.start_date FROM projects p WHERE p.client_id = c.id AND p.start_date IS NOT NULL
      AND p.start_date <= unixepoch() AND p.status NOT IN ('cancelled', 'trashed') ORDER BY p.start_date DESC LIMIT 1)",
    "clients c",
    "c",
    "CASE ?2 WHEN 'archived' THEN c.archived_at IS NOT NULL WHEN 'follow_up' THEN c.follow_up_at IS NOT NULL ELSE 1 END"
);
// Whoever searches the agenda means past shoots too.
const AGENDA: Pair = read!(
    "p.id, p.branch_id, p.details_json, (SELECT name FROM clients WHERE id = p.client_id), p.status, p.start_date, NULL, NULL, NULL, NULL",
    "projects p",
    "p",
    "p.start_date IS NOT NULL AND p.status NOT IN ('cancelled', 'trashed') AND ?2 IS NOT NULL"
);
/// One sub-event by rowid, in the shape of the agenda's rows.
const AGENDA_EVENT: &str = "SELECT p.id, p.branch_id, p.details_json, (SELECT name FROM clients WHERE id = p.client_id), p.status, e.start_time,
     e.id, e.title, e.tz, e.location
     FROM project_events e JOIN projects p ON p.id = e.project_id WHERE e.rowid = ?1";
const PROJECT: Pair = read!(
    "p.id, p.branch_id, p.details_json, (SELECT name FROM clients WHERE id = p.client_id), p.status, p.start_date",
    "projects p",
    "p",
    "CASE WHEN ?2 = '' THEN p.status <> 'trashed' WHEN substr(?2, 1, 5) <> 'mine ' THEN p.status = ?2
     ELSE p.status NOT IN ('archived', 'cancelled', 'trashed') AND (p.lead_user_id = substr(?2, 6) OR EXISTS
       (SELECT 1 FROM project_tasks t WHERE t.project_id = p.id AND t.assignee_user_id = substr(?2, 6) AND t.done_at IS NULL AND t.parked IS NULL)) END"
);
// `?2` is the status, and who asks where only their own are shown, as JSON.
const CARD: Pair = read!(
    "p.id, p.branch_id, p.details_json, (SELECT name FROM clients WHERE id = p.client_id), p.status, p.start_date, p.delivery_at",
    "projects p",
    "p",
    "p.status = ?2 ->> 0 AND (?2 ->> 1 IS NULL OR p.lead_user_id = ?2 ->> 1 OR EXISTS
       (SELECT 1 FROM project_tasks t WHERE t.project_id = p.id AND t.assignee_user_id = ?2 ->> 1 AND t.done_at IS NULL AND t.parked IS NULL))"
);
const INVOICE: Pair = read!(
    "i.id, i.branch_id, i.number, (SELECT name FROM clients WHERE id = coalesce(i.client_id, (SELECT client_id FROM projects WHERE id = i.project_id))),
     i.invoice_type, i.status, i.amount_total, i.issued_at, i.due_at, i.currency,
     coalesce((SELECT balance FROM invoice_balances WHERE invoice_id = i.id), 0), unixepoch()",
    "invoices i",
    "i",
    "(?2 = '' OR i.status = ?2)"
);
const ASSET: Pair = read!(
    "a.id, a.branch_id, a.name, a.type, a.serial_number, a.status, coalesce(a.capacity, 1)",
    "assets a",
    "a",
    "CASE ?2 WHEN '' THEN 1
      WHEN 'out' THEN EXISTS (SELECT 1 FROM asset_custody WHERE asset_id = a.id AND back_at IS NULL)
      WHEN 'overdue' THEN EXISTS (SELECT 1 FROM asset_custody WHERE asset_id = a.id AND back_at IS NULL AND due_at <= unixepoch())
      WHEN 'away' THEN a.status = 'maintenance' OR EXISTS (SELECT 1 FROM asset_maintenance m WHERE m.asset_id = a.id
        AND m.start_time <= unixepoch() AND coalesce(m.end_time, 253402300800) > unixepoch())
      WHEN 'booked' THEN EXISTS (SELECT 1 FROM booking_locks l WHERE l.asset_id = a.id AND l.start_time <= unixepoch() AND l.end_time > unixepoch()
        AND l.start_time > unixepoch() - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = a.id), 0)
        AND l.released_at IS NULL AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch()))
      WHEN 'free' THEN a.status = 'available'
        AND NOT EXISTS (SELECT 1 FROM booking_locks l WHERE l.asset_id = a.id AND l.start_time <= unixepoch() AND l.end_time > unixepoch()
          AND l.start_time > unixepoch() - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = a.id), 0)
          AND l.released_at IS NULL AND l.kind = 'firm')
        AND NOT EXISTS (SELECT 1 FROM asset_maintenance m WHERE m.asset_id = a.id AND m.start_time <= unixepoch() AND coalesce(m.end_time, 253402300800) > unixepoch())
        AND coalesce(a.capacity, 1) > coalesce((SELECT sum(qty) FROM asset_custody WHERE asset_id = a.id AND back_at IS NULL), 0)
      WHEN 'replace' THEN EXISTS (SELECT 1 FROM booking_locks l WHERE l.asset_id = a.id AND l.end_time > unixepoch()
        AND l.start_time > unixepoch() - coalesce((SELECT longest FROM asset_lock_reach WHERE asset_id = a.id), 0)
        AND l.released_at IS NULL AND (l.kind = 'firm' OR coalesce(l.expires_at, 253402300800) > unixepoch())
        AND (a.status IN ('lost', 'retired') OR EXISTS (SELECT 1 FROM asset_transfers t WHERE t.asset_id = a.id AND t.outcome IS NULL)
          OR EXISTS (SELECT 1 FROM asset_maintenance m WHERE m.asset_id = a.id AND m.start_time < l.end_time AND coalesce(m.end_time, 253402300800) > l.start_time)))
      ELSE ?2 IN (a.status, a.type) END"
);
const KIT: Pair = read!(
    "k.id, k.branch_id, k.name, k.archived_at,
     (SELECT count(*) FROM kit_assets p WHERE p.kit_id = k.id),
     (SELECT count(*) FROM kit_assets p WHERE p.kit_id = k.id AND EXISTS (SELECT 1 FROM asset_custody c WHERE c.asset_id = p.asset_id AND c.back_at IS NULL)),
     (SELECT count(*) FROM kit_assets p JOIN assets a ON a.id = p.asset_id WHERE p.kit_id = k.id AND (a.status <> 'available' OR a.branch_id <> k.branch_id
       OR EXISTS (SELECT 1 FROM asset_maintenance WHERE asset_id = p.asset_id AND start_time <= unixepoch() AND coalesce(end_time, 253402300800) > unixepoch())))",
    "kits k",
    "k",
    "CASE ?2 WHEN 'archived' THEN k.archived_at IS NOT NULL ELSE 1 END"
);
const AUDIT: Pair = read!(
    "a.id, coalesce(a.branch_id, ''), a.created_at, (SELECT coalesce(name, email, id) FROM users WHERE id = a.actor_user_id),
     a.event_type, a.severity, a.payload_json, a.org_id",
    "audit_logs a",
    "a",
    "(?2 = '' OR a.severity = ?2)"
);

const PACKAGE: Pair = read!(
    "k.id, k.branch_id, k.name, k.type, k.price, k.tax_rate, k.archived_at,
     (SELECT t.revision FROM package_templates t WHERE t.id = k.template_id
      AND t.revision > coalesce(k.template_revision, 0) AND t.revision IS NOT k.ignored_revision)",
    "packages k",
    "k",
    "CASE ?2 WHEN 'archived' THEN k.archived_at IS NOT NULL ELSE 1 END"
);
const PACKAGE_TEMPLATE: Pair = read!(
    "t.id, t.org_id, t.name, t.type, t.currency, t.price, t.tax_rate, t.revision, t.archived_at,
     (SELECT count(*) FROM packages k WHERE k.template_id = t.id AND k.archived_at IS NULL)",
    "package_templates t",
    "t",
    "CASE ?2 WHEN 'archived' THEN t.archived_at IS NOT NULL ELSE 1 END"
);

const TASK: Pair = read!(
    "t.id, t.branch_id, t.title, t.project_id, (SELECT details_json FROM projects WHERE id = t.project_id), t.stage, t.due_at,
     t.assignee_user_id, (SELECT coalesce(name, email, id) FROM users WHERE id = t.assignee_user_id), t.checklist_json, t.done_at",
    "project_tasks t",
    "t",
    "CASE ?2 WHEN 'open' THEN t.done_at IS NULL WHEN 'overdue' THEN t.done_at IS NULL AND t.due_at < unixepoch()
      WHEN 'my_overdue' THEN t.done_at IS NULL AND t.due_at < unixepoch() WHEN 'done' THEN t.done_at IS NOT NULL
      WHEN 'my_done' THEN t.done_at IS NOT NULL ELSE 1 END"
);
const TASK_TEMPLATE: Pair = read!(
    "t.id, t.org_id, t.branch_id, t.name, CASE WHEN json_valid(t.items_json) THEN json_array_length(t.items_json) ELSE 0 END, t.archived_at",
    "task_templates t",
    "t",
    "CASE ?2 WHEN 'archived' THEN t.archived_at IS NOT NULL ELSE 1 END"
);
const NOTIFICATION: Pair = read!(
    "n.id, n.branch_id, n.project_id, (SELECT details_json FROM projects WHERE id = n.project_id),
     (SELECT c.name FROM projects p JOIN clients c ON c.id = p.client_id WHERE p.id = n.project_id),
     n.type, n.channel, coalesce(n.cost, 0), n.billed, n.created_at",
    "notifications n",
    "n",
    "CASE ?2 WHEN '' THEN 1 WHEN 'billed' THEN coalesce(n.billed, 0) ELSE n.channel = ?2 OR n.type = ?2 END"
);

const fn reading(kind: ListKind) -> Pair {
    match kind {
        ListKind::Clients => CLIENT,
        ListKind::Agenda => AGENDA,
        ListKind::Projects => PROJECT,
        ListKind::Board => CARD,
        ListKind::Invoices => INVOICE,
        ListKind::Assets => ASSET,
        ListKind::Kits => KIT,
        ListKind::Audit => AUDIT,
        ListKind::Packages => PACKAGE,
        ListKind::PackageTemplates => PACKAGE_TEMPLATE,
        ListKind::Tasks => TASK,
        ListKind::TaskTemplates => TASK_TEMPLATE,
        ListKind::Notifications => NOTIFICATION,
    }
}

/// One row of a list by id, if it passes the filter `?2`; the filter for one's own says whose: `mine usr_…`.
pub(super) const fn by_id(kind: ListKind) -> &'static str {
    reading(kind).1
}
