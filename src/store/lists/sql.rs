//! The statements of the lists: forward and backward per order, put together at compile time. A walk finds
//! places; rows are read afterwards, and only those of the page.

use super::super::column;
use super::super::protocol::{Cursor, CursorPart, ListKind, ListQuery, StoreError, Whose, board};
use rusqlite::Row;
use rusqlite::types::{Value, ValueRef};
use serde_json::json;
use std::borrow::Cow;
use std::cmp::Ordering;

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

macro_rules! assets {
    ($where:literal) => {
        walk!("assets a", "a", $where, "a.name COLLATE NOCASE", asc)
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
    "p.branch_id = ?1 AND p.start_date IS NOT NULL AND p.start_date >= unixepoch() - 43200 AND p.status NOT IN ('cancelled', 'trashed')
     AND NOT EXISTS (SELECT 1 FROM project_events e WHERE e.project_id = p.id AND e.start_time = p.start_date)",
    "p.start_date",
    asc
);
const AGENDA_UPCOMING_EVENTS: Walk = events!(
    "e.branch_id = ?1 AND p.branch_id = ?1 AND e.start_time >= unixepoch() - 43200 AND p.status NOT IN ('cancelled', 'trashed')",
    asc
);
const AGENDA_PAST: Walk = projects!(
    "p.branch_id = ?1 AND p.start_date IS NOT NULL AND p.start_date < unixepoch() AND p.status NOT IN ('cancelled', 'trashed')
     AND NOT EXISTS (SELECT 1 FROM project_events e WHERE e.project_id = p.id AND e.start_time = p.start_date)",
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
const ASSETS_BY_NAME: Walk = assets!("a.branch_id = ?1");
const ASSETS_BY_STATUS: Walk = assets!("a.branch_id = ?1 AND a.status = ?5");
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

/// The type of a sort key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    /// Text without regard to ASCII case.
    Text,
    /// Unix seconds.
    Int,
    /// A REAL amount; carried in cursors as hundredths of a minor unit, which is exact.
    Real,
}

/// How a list is walked.
pub(super) struct Walked {
    branch: Walk,
    /// A second walk through the same order, whose rows may be among the first one's.
    also: Option<Walk>,
    /// How a row of the first walk is read, and one of the second.
    read: (&'static str, &'static str),
    org: Option<Walk>,
    key: Key,
    descending: bool,
    /// What the statements have as their fifth parameter.
    fifth: Fifth,
}

/// The fifth parameter of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fifth {
    /// There is none.
    None,
    /// The name of the filter.
    Filter,
    /// The client and the name of the filter.
    Client,
    /// The project, the person and the name of the filter.
    Project,
    /// Who asks, or the person who is named.
    Me,
    /// The status of a column of the board, or that and who asks.
    Column,
}

/// The filter that shows what is one's own.
pub(super) const MINE: &str = "mine";

impl Walked {
    /// The walk of a list with a filter and the query's order, whose names were checked.
    pub(super) fn of(kind: ListKind, filter: &str, query: &ListQuery) -> Self {
        let (sort, of_client) = (query.sort.as_str(), query.client.is_some());
        let of_project = query.project().is_some();
        let (branch, key, descending) = match (kind, filter, sort) {
            (ListKind::Projects, _, "shoot") if of_client => (PROJECTS_OF_CLIENT_BY_SHOOT, Key::Int, true),
            (ListKind::Projects, ..) if of_client => (PROJECTS_OF_CLIENT, Key::Int, true),
            (ListKind::Clients, "archived", _) => (CLIENTS_ARCHIVED, Key::Text, false),
            (ListKind::Clients, "follow_up", _) => (CLIENTS_FOLLOW_UP, Key::Int, false),
            (ListKind::Clients, _, "newest") => (CLIENTS_NEWEST, Key::Int, true),
            (ListKind::Clients, _, "spent") => (CLIENTS_BY_SPEND, Key::Real, true),
            (ListKind::Clients, ..) => (CLIENTS_BY_NAME, Key::Text, false),
            (ListKind::Agenda, "past", _) => (AGENDA_PAST, Key::Int, true),
            (ListKind::Agenda, ..) => (AGENDA_UPCOMING, Key::Int, false),
            (ListKind::Projects, "", "shoot") => (PROJECTS_BY_SHOOT, Key::Int, true),
            (ListKind::Projects, "", _) => (PROJECTS_NEWEST, Key::Int, true),
            (ListKind::Projects, MINE, "shoot") => (PROJECTS_MINE_BY_SHOOT, Key::Int, true),
            (ListKind::Projects, MINE, _) => (PROJECTS_MINE, Key::Int, true),
            (ListKind::Projects, _, "shoot") => (PROJECTS_BY_STATUS_AND_SHOOT, Key::Int, true),
            (ListKind::Projects, ..) => (PROJECTS_BY_STATUS, Key::Int, true),
            (ListKind::Board, filter, sort) => {
                let mine = board::shown(filter).1 == Whose::Mine;
                let walk = match (mine, sort) {
                    (true, "shoot") => COLUMN_MINE_BY_SHOOT,
                    (true, _) => COLUMN_MINE,
                    (false, "shoot") => PROJECTS_BY_STATUS_AND_SHOOT,
                    (false, _) => PROJECTS_BY_STATUS,
                };
                (walk, Key::Int, true)
            }
            (ListKind::Invoices, "", _) => (INVOICES_NEWEST, Key::Int, true),
            (ListKind::Invoices, ..) => (INVOICES_BY_STATUS, Key::Int, true),
            (ListKind::Assets, "", _) => (ASSETS_BY_NAME, Key::Text, false),
            (ListKind::Assets, ..) => (ASSETS_BY_STATUS, Key::Text, false),
            (ListKind::Audit, "", _) => (AUDIT_OF_BRANCH, Key::Int, true),
            (ListKind::Audit, ..) => (AUDIT_OF_BRANCH_BY_SEVERITY, Key::Int, true),
            (ListKind::Packages, "", _) => (PACKAGES_BY_NAME, Key::Text, false),
            (ListKind::Packages, ..) => (PACKAGES_ARCHIVED, Key::Text, false),
            (ListKind::Notifications, "", _) => (NOTIFICATIONS_NEWEST, Key::Int, true),
            (ListKind::Notifications, "billed", _) => (NOTIFICATIONS_BILLED, Key::Int, true),
            (ListKind::Notifications, "whatsapp" | "sms" | "email", _) => {
                (NOTIFICATIONS_BY_CHANNEL, Key::Int, true)
            }
            (ListKind::Notifications, ..) => (NOTIFICATIONS_BY_TYPE, Key::Int, true),
            (ListKind::PackageTemplates, "", _) => (PACKAGE_TEMPLATES_BY_NAME, Key::Text, false),
            (ListKind::PackageTemplates, ..) => (PACKAGE_TEMPLATES_ARCHIVED, Key::Text, false),
            (ListKind::Tasks, "done", _) if of_project => (TASKS_OF_PROJECT_DONE, Key::Int, true),
            (ListKind::Tasks, ..) if of_project => (TASKS_OF_PROJECT, Key::Int, false),
            (ListKind::Tasks, "", _) => (TASKS_MINE, Key::Int, false),
            (ListKind::Tasks, "overdue", _) => (TASKS_OVERDUE, Key::Int, false),
            (ListKind::Tasks, "my_overdue", _) => (TASKS_MINE_OVERDUE, Key::Int, false),
            (ListKind::Tasks, "done", _) => (TASKS_DONE, Key::Int, true),
            (ListKind::Tasks, "my_done", _) => (TASKS_MINE_DONE, Key::Int, true),
            (ListKind::Tasks, ..) => (TASKS_OPEN, Key::Int, false),
            (ListKind::TaskTemplates, "", _) => (TASK_TEMPLATES_BY_NAME, Key::Text, false),
            (ListKind::TaskTemplates, ..) => (TASK_TEMPLATES_ARCHIVED, Key::Text, false),
        };
        let org = match (kind, filter.is_empty()) {
            (ListKind::Audit, true) => Some(AUDIT_OF_ORG),
            (ListKind::Audit, false) => Some(AUDIT_OF_ORG_BY_SEVERITY),
            (ListKind::PackageTemplates | ListKind::TaskTemplates, _) => Some(branch),
            _ => None,
        };
        let also = match (kind, filter, sort) {
            (ListKind::Agenda, "past", _) => Some(AGENDA_PAST_EVENTS),
            (ListKind::Agenda, ..) => Some(AGENDA_UPCOMING_EVENTS),
            (ListKind::Projects, MINE, "shoot") => Some(PROJECTS_WITH_MY_TASKS_BY_SHOOT),
            (ListKind::Projects, MINE, _) => Some(PROJECTS_WITH_MY_TASKS),
            (ListKind::Board, filter, sort) if board::shown(filter).1 == Whose::Mine => {
                let by_shoot = sort == "shoot";
                Some(if by_shoot { COLUMN_WITH_MY_TASKS_BY_SHOOT } else { COLUMN_WITH_MY_TASKS })
            }
            _ => None,
        };
        let fifth = match (branch.one.contains("?5"), kind, filter) {
            (false, ..) => Fifth::None,
            (true, ListKind::Projects, _) if of_client => Fifth::Client,
            (true, ListKind::Board, _) => Fifth::Column,
            (true, ListKind::Tasks, _) if of_project => Fifth::Project,
            (true, ListKind::Tasks, _) | (true, _, MINE) => Fifth::Me,
            (true, ..) => Fifth::Filter,
        };
        let own = reading(kind).0;
        let read = (own, if kind == ListKind::Agenda { AGENDA_EVENT } else { own });
        Self { branch, also, read, org, key, descending, fifth }
    }

    /// The fifth parameter of the statements, if they have one.
    pub(super) fn fifth<'a>(&self, query: &'a ListQuery, me: &'a str) -> Option<Cow<'a, str>> {
        match self.fifth {
            Fifth::None => None,
            Fifth::Filter => Some(query.filter.as_str().into()),
            Fifth::Client => Some(json!([query.client, query.filter]).to_string().into()),
            Fifth::Column => Some(match board::shown(&query.filter) {
                (status, Whose::Everybodys) => status.into(),
                (status, Whose::Mine) => json!([status, me]).to_string().into(),
            }),
            Fifth::Project => Some(json!([query.project(), query.person(), query.filter]).to_string().into()),
            Fifth::Me => Some(query.person().map_or(me, |person| person.as_str()).into()),
        }
    }

    /// The statements over one branch, each with the one that reads its rows by rowid: one walk, or two whose rows are
    /// merged.
    pub(super) fn branch(&self, backward: bool) -> impl Iterator<Item = (Way, &'static str)> {
        let also = self.also.map(|walk| (walk, self.read.1));
        let walks = std::iter::once((self.branch, self.read.0)).chain(also);
        walks.map(move |(walk, read)| (walk.way(backward), read))
    }

    /// Whether rows of several walks over one branch are merged.
    pub(super) const fn is_merged(&self) -> bool {
        self.also.is_some()
    }

    /// The statements over the whole organization, for lists whose rows need not belong to a branch.
    pub(super) fn org_wide(&self, backward: bool) -> Option<(Way, &'static str)> {
        self.org.map(|walk| (walk.way(backward), self.read.0))
    }

    /// The statements for the place of one row: of one branch, or of the whole organization.
    pub(super) fn one(&self, org_wide: bool) -> impl Iterator<Item = &'static str> {
        let first = self.org.filter(|_| org_wide).unwrap_or(self.branch);
        std::iter::once(first).chain(self.also).map(|walk| walk.one)
    }

    /// Whether the sort key grows while walking.
    fn grows(&self, backward: bool) -> bool {
        self.descending == backward
    }

    /// Where the walk starts: sort key and id.
    pub(super) fn bound(&self, backward: bool, at: Option<&Cursor>) -> Result<(Value, String), StoreError> {
        let Some(cursor) = at else {
            return Ok(match (self.key, self.grows(backward)) {
                (Key::Text, true) => (Value::Text(String::new()), String::new()),
                (Key::Text, false) => (Value::Text("\u{10ffff}".repeat(4)), "\u{10ffff}".to_owned()),
                (Key::Int | Key::Real, true) => (Value::Real(f64::NEG_INFINITY), String::new()),
                // Bytes sort behind every number and text: a date that another program wrote in words has a place too.
                (Key::Int | Key::Real, false) => (Value::Blob(vec![0xff]), "\u{10ffff}".to_owned()),
            });
        };
        match (self.key, cursor.0.as_slice()) {
            (_, [CursorPart::Text(key), CursorPart::Text(id)]) => Ok((Value::Text(key.clone()), id.clone())),
            (Key::Int, [CursorPart::Int(key), CursorPart::Text(id)]) => {
                Ok((Value::Integer(*key), id.clone()))
            }
            (Key::Real, [CursorPart::Int(bits), CursorPart::Text(id)]) => {
                Ok((Value::Real(unsortable(*bits)), id.clone()))
            }
            _ => Err(StoreError::Internal("a cursor of another list".to_owned())),
        }
    }

    /// The place of a row: the first two columns of a walk.
    pub(super) fn cursor(&self, row: &Row<'_>) -> rusqlite::Result<Cursor> {
        let is_text = matches!(row.get_ref(0)?, ValueRef::Text(_) | ValueRef::Blob(_));
        let key = match self.key {
            _ if is_text => CursorPart::Text(column::text(row, 0)?),
            Key::Text => CursorPart::Text(column::text(row, 0)?),
            Key::Int => CursorPart::Int(column::int(row, 0)?.unwrap_or(0)),
            Key::Real => CursorPart::Int(sortable(column::real(row, 0)?)),
        };
        Ok(Cursor(vec![key, CursorPart::Text(column::text(row, 1)?)]))
    }

    /// The order in which rows of several branches are merged.
    pub(super) fn order(&self, backward: bool, a: &Cursor, b: &Cursor) -> Ordering {
        let order = super::compare(a, b, self.key == Key::Text);
        if self.grows(backward) { order } else { order.reverse() }
    }
}

/// A double as an integer of the same order, and without loss: cursors carry no floating point.
fn sortable(real: f64) -> i64 {
    let bits = real.to_bits().cast_signed();
    if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
}

fn unsortable(ordered: i64) -> f64 {
    let bits = if ordered < 0 { i64::MIN.wrapping_sub(ordered) } else { ordered };
    f64::from_bits(bits.cast_unsigned())
}

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
     i.invoice_type, i.status, i.amount_total, i.issued_at, i.due_at, i.currency",
    "invoices i",
    "i",
    "(?2 = '' OR i.status = ?2)"
);
const ASSET: Pair = read!(
    "a.id, a.branch_id, a.name, a.type, a.serial_number, a.status",
    "assets a",
    "a",
    "(?2 = '' OR a.status = ?2)"
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
