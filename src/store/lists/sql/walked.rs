//! Which walk serves which list, filter and order.

use super::*;
use crate::store::column;
use crate::store::protocol::{Cursor, CursorPart, ListQuery, StoreError, Whose, board};
use rusqlite::Row;
use rusqlite::types::{Value, ValueRef};
use serde_json::json;
use std::borrow::Cow;
use std::cmp::Ordering;

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
pub(in crate::store::lists) struct Walked {
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
pub(in crate::store::lists) const MINE: &str = "mine";

impl Walked {
    /// The walk of a list with a filter and the query's order, whose names were checked.
    pub(in crate::store::lists) fn of(kind: ListKind, filter: &str, query: &ListQuery) -> Self {
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
            (ListKind::Assets, filter, sort) => {
                let walks = match filter {
                    "" => ASSETS,
                    "free" => ASSETS_FREE,
                    "booked" => ASSETS_BOOKED,
                    "out" => ASSETS_OUT,
                    "overdue" => ASSETS_OVERDUE,
                    "away" => ASSETS_AWAY,
                    "replace" => ASSETS_TO_REPLACE,
                    "lost" | "in_transit" | "retired" => ASSETS_OF_STATUS,
                    // Within one type, by type is by name.
                    _ => [ASSETS_OF_TYPE; 2],
                };
                (walks[usize::from(sort == "type")], Key::Text, false)
            }
            (ListKind::Kits, "archived", _) => (KITS_ARCHIVED, Key::Text, false),
            (ListKind::Kits, ..) => (KITS_BY_NAME, Key::Text, false),
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
    pub(in crate::store::lists) fn fifth<'a>(
        &self,
        query: &'a ListQuery,
        me: &'a str,
    ) -> Option<Cow<'a, str>> {
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
    pub(in crate::store::lists) fn branch(
        &self,
        backward: bool,
    ) -> impl Iterator<Item = (Way, &'static str)> {
        let also = self.also.map(|walk| (walk, self.read.1));
        let walks = std::iter::once((self.branch, self.read.0)).chain(also);
        walks.map(move |(walk, read)| (walk.way(backward), read))
    }

    /// Whether rows of several walks over one branch are merged.
    pub(in crate::store::lists) const fn is_merged(&self) -> bool {
        self.also.is_some()
    }

    /// The statements over the whole organization, for lists whose rows need not belong to a branch.
    pub(in crate::store::lists) fn org_wide(&self, backward: bool) -> Option<(Way, &'static str)> {
        self.org.map(|walk| (walk.way(backward), self.read.0))
    }

    /// The statements for the place of one row: of one branch, or of the whole organization.
    pub(in crate::store::lists) fn one(&self, org_wide: bool) -> impl Iterator<Item = &'static str> {
        let first = self.org.filter(|_| org_wide).unwrap_or(self.branch);
        std::iter::once(first).chain(self.also).map(|walk| walk.one)
    }

    /// Whether the sort key grows while walking.
    fn grows(&self, backward: bool) -> bool {
        self.descending == backward
    }

    /// Where the walk starts: sort key and id.
    pub(in crate::store::lists) fn bound(
        &self,
        backward: bool,
        at: Option<&Cursor>,
    ) -> Result<(Value, String), StoreError> {
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
    pub(in crate::store::lists) fn cursor(&self, row: &Row<'_>) -> rusqlite::Result<Cursor> {
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
    pub(in crate::store::lists) fn order(&self, backward: bool, a: &Cursor, b: &Cursor) -> Ordering {
        let order = super::super::compare(a, b, self.key == Key::Text);
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
