//! Lists: windows by keyset, walked along an index, branch by branch and merged.

mod board;
mod counts;
mod place;
mod rows;
pub(super) use rows::entity;
mod sql;

use super::access::Access;
use super::invoices::ageing;
use super::notifications;
use super::protocol::{
    Branch, BranchScope, Count, Cursor, FindHit, ListKind, ListQuery, Page, PageFrom, Reply, StoreError,
    TasksOf, Whose, board::shown,
};
use super::search::index::{Progress, progress};
use super::search::query::{Hit, Search};
use super::tasks;
use crate::domain::id::UserId;
use crate::domain::role::{Permission, Reach};
use jiff::Timestamp;
use place::{Place, Placed, compare};
use rows::ReadRow;
use rusqlite::Connection;
use rusqlite::types::Null;
use sql::{Walked, Way};
use std::borrow::Cow;

/// The most rows that a page has.
const MAX_LIMIT: u32 = 1_000;
/// Hits that a filtered search looks at for one page; it can be interrupted meanwhile.
const MAX_HITS: usize = 50_000;

/// A page of a list.
pub(super) fn page(
    conn: &Connection,
    access: &Access,
    kind: ListKind,
    query: &ListQuery,
) -> Result<Reply, StoreError> {
    let query = of_reach(access, kind, query)?;
    List { conn, access, kind, query: &query }.answer(None)
}

/// A page of a list around one of its rows, wherever it stands.
pub(super) fn around(
    conn: &Connection,
    access: &Access,
    kind: ListKind,
    query: &ListQuery,
    id: &str,
) -> Result<Reply, StoreError> {
    let query = of_reach(access, kind, query)?;
    List { conn, access, kind, query: &query }.answer(Some(id))
}

/// The query as far as the actor reaches: whoever sees only their own tasks sees only those of a project, too.
fn of_reach<'q>(
    access: &Access,
    kind: ListKind,
    query: &'q ListQuery,
) -> Result<Cow<'q, ListQuery>, StoreError> {
    if kind != ListKind::Tasks || query.project().is_none() || query.person().is_some() {
        return Ok(Cow::Borrowed(query));
    }
    Ok(match tasks::only_of(access)? {
        Some(me) => {
            let tasks_of = TasksOf::new(query.project().cloned(), Some(me.clone()));
            Cow::Owned(ListQuery { tasks_of, ..query.clone() })
        }
        None => Cow::Borrowed(query),
    })
}

/// The row of a hit, for a search of everything; `None` when it is gone since, or out of reach.
pub(super) fn hit(
    conn: &Connection,
    access: &Access,
    kind: ListKind,
    branches: &[&Branch],
    hit: Hit,
) -> Result<Option<FindHit>, StoreError> {
    let list = List { conn, access, kind, query: &ListQuery::default() };
    Ok(match kind {
        ListKind::Clients => list.hit_row(hit, branches)?.map(FindHit::Client),
        ListKind::Projects => list.hit_row(hit, branches)?.map(FindHit::Project),
        ListKind::Invoices => list.hit_row(hit, branches)?.map(FindHit::Invoice),
        ListKind::Assets => list.hit_row(hit, branches)?.map(FindHit::Asset),
        ListKind::Packages => list.hit_row(hit, branches)?.map(FindHit::Package),
        ListKind::Agenda
        | ListKind::Board
        | ListKind::Kits
        | ListKind::Audit
        | ListKind::PackageTemplates
        | ListKind::Tasks
        | ListKind::TaskTemplates
        | ListKind::Notifications => None,
    })
}

/// The permission that a list needs.
pub(super) const fn permission(kind: ListKind) -> Permission {
    match kind {
        ListKind::Agenda => Permission::ViewCalendar,
        ListKind::Clients => Permission::ViewClients,
        ListKind::Projects | ListKind::Board => Permission::ViewProjects,
        ListKind::Invoices => Permission::ViewInvoices,
        ListKind::Assets | ListKind::Kits => Permission::ViewInventory,
        ListKind::Audit => Permission::ViewAudit,
        ListKind::Packages | ListKind::PackageTemplates => Permission::ViewPackages,
        ListKind::Tasks | ListKind::TaskTemplates => Permission::ViewTasks,
        ListKind::Notifications => Permission::ViewNotifications,
    }
}

/// Whether a list's rows belong to the organization, or may: they are walked together.
const fn is_of_org(kind: ListKind) -> bool {
    matches!(kind, ListKind::PackageTemplates | ListKind::TaskTemplates)
}

#[derive(Clone, Copy)]
struct List<'q> {
    conn: &'q Connection,
    access: &'q Access,
    kind: ListKind,
    query: &'q ListQuery,
}

impl List<'_> {
    fn answer(&self, around: Option<&str>) -> Result<Reply, StoreError> {
        Ok(match self.kind {
            ListKind::Agenda => Reply::Agenda(self.page_at(around)?),
            ListKind::Clients => Reply::Clients(self.page_at(around)?),
            ListKind::Projects => Reply::Projects(self.page_at(around)?),
            ListKind::Board => Reply::Board(self.page_at(around)?),
            ListKind::Invoices => Reply::Invoices(self.page_at(around)?),
            ListKind::Assets => Reply::Assets(self.page_at(around)?),
            ListKind::Kits => Reply::Kits(self.page_at(around)?),
            ListKind::Audit => Reply::AuditLog(self.page_at(around)?),
            ListKind::Packages => Reply::Packages(self.page_at(around)?),
            ListKind::Notifications => Reply::Notifications(self.page_at(around)?),
            ListKind::PackageTemplates => Reply::PackageTemplates(self.page_at(around)?),
            ListKind::Tasks => Reply::Tasks(self.page_at(around)?),
            ListKind::TaskTemplates => Reply::TaskTemplates(self.page_at(around)?),
        })
    }

    fn page_at<T: ReadRow>(&self, around: Option<&str>) -> Result<Page<T>, StoreError> {
        match around {
            Some(id) => self.page_around(id),
            None => self.page(),
        }
    }

    /// Half of the page before the row, the rest from it on.
    fn page_around<T: ReadRow>(&self, id: &str) -> Result<Page<T>, StoreError> {
        self.check_names()?;
        let place = self
            .place_of(id)?
            .ok_or_else(|| StoreError::NotFound { what: "row of this list", id: id.to_owned() })?;
        let limit = self.query.limit.clamp(2, MAX_LIMIT);
        let part = |from, limit| {
            let query = ListQuery { from, limit, text: String::new(), ..self.query.clone() };
            List { query: &query, ..*self }.page::<T>()
        };
        let before = part(PageFrom::Before(place.clone()), limit / 2)?;
        let seen = u32::try_from(before.rows.len()).unwrap_or(limit / 2);
        let mut page = part(PageFrom::At(place), limit - seen)?;
        if let Count::AtLeast(rows) = &mut page.matching {
            *rows += u64::from(seen);
        }
        page.rows.splice(..0, before.rows);
        Ok(Page { more_before: before.more_before, ..page })
    }

    /// Where a row stands; `None` when the list, with its scope and filter, does not have it.
    fn place_of(&self, id: &str) -> Result<Option<Cursor>, StoreError> {
        let branches = self.branches()?;
        let walk = Walked::of(self.kind, self.walked_filter()?, self.query);
        let org_wide = walk.org_wide(false).is_some() && self.is_org_wide()?;
        let all: Vec<&str> = if org_wide {
            vec![self.access.org_id()?.as_str()]
        } else {
            branches.iter().map(|branch| branch.id.as_str()).collect()
        };
        for sql in walk.one(org_wide) {
            let mut statement = self.conn.prepare_cached(sql)?;
            for of in &all {
                let mut found = match walk.fifth(self.query, self.me()) {
                    Some(fifth) => statement.query((of, id, Null, Null, fifth))?,
                    None => statement.query((of, id))?,
                };
                if let Some(row) = found.next()? {
                    return Ok(Some(walk.cursor(row)?));
                }
            }
        }
        Ok(None)
    }

    fn page<T: ReadRow>(&self) -> Result<Page<T>, StoreError> {
        self.check_names()?;
        let branches = self.branches()?;
        let org_wide = self.is_org_wide()?;
        let limit = self.query.limit.clamp(1, MAX_LIMIT) as usize;
        let indexing = match progress(self.conn)? {
            Progress::Percent(percent) => Some(percent),
            Progress::Done => None,
        };
        let search = Search::new(self.conn, self.kind, &branches, &self.query.text, org_wide)?;
        let (rows, more) = match &search {
            Some(search) => self.found(search, &branches, limit)?,
            None => self.walked(&branches, org_wide, limit)?,
        };
        let (more_before, more_after) = more;
        let whole = self.query.from == PageFrom::Start && !more_after;
        let seen = rows.len() as u64;
        let total = match (self.kind, whole) {
            // Nobody counts days: the agenda knows how many lines it was asked for.
            (ListKind::Agenda, true) => Count::Exact(seen),
            (ListKind::Agenda, false) => Count::AtLeast(seen),
            _ => self.total(&branches, org_wide)?,
        };
        let matching = match (&search, whole) {
            (_, true) => Count::Exact(seen),
            (None, false) if self.query.filter.is_empty() || self.is_counted_filter() => total,
            _ => Count::AtLeast(seen),
        };
        let quota = match self.kind {
            ListKind::Notifications => Some(notifications::quota(self.conn, &branches)?),
            _ => None,
        };
        let ageing = match self.kind {
            ListKind::Invoices => ageing::of(self.conn, &branches, Timestamp::now())?,
            _ => Vec::new(),
        };
        let archived = self.only_archived(&branches, total)?;
        Ok(Page { rows, more_before, more_after, matching, total, indexing, quota, ageing, archived })
    }

    /// The branches that the list covers.
    fn branches(&self) -> Result<Vec<&Branch>, StoreError> {
        match self.kind {
            ListKind::Tasks | ListKind::TaskTemplates => {
                tasks::branches(self.access, Permission::ViewTasks, &self.query.scope)
            }
            kind => self.access.branches(permission(kind), &self.query.scope),
        }
    }

    /// Whose rows alone are shown, where not everybody's are.
    fn whose(&self) -> Result<Option<&str>, StoreError> {
        if self.kind != ListKind::Tasks {
            return Ok(None);
        }
        let mine = self.query.filter.starts_with("my_").then_some(&self.access.actor.user);
        Ok(tasks::only_of(self.access)?.or(self.query.person()).or(mine).map(UserId::as_str))
    }

    /// The filter that is walked: the tasks of one person have walks of their own, which are all that somebody sees who
    /// sees only their own.
    fn walked_filter(&self) -> Result<&str, StoreError> {
        if self.query.project().is_some() {
            return Ok(&self.query.filter);
        }
        let own = self.kind == ListKind::Tasks
            && (self.query.person().is_some() || tasks::only_of(self.access)?.is_some());
        Ok(match (own, self.query.filter.as_str()) {
            (true, "open") => "",
            (true, "overdue") => "my_overdue",
            (true, "done") => "my_done",
            (_, filter) => filter,
        })
    }

    /// What a walk takes as its fifth parameter.
    fn fifth(&self) -> &str {
        match self.kind {
            ListKind::Tasks => self.query.person().unwrap_or(&self.access.actor.user).as_str(),
            _ => &self.query.filter,
        }
    }

    /// Whether the list covers everything in the organization, also what belongs to no branch.
    fn is_org_wide(&self) -> Result<bool, StoreError> {
        Ok(is_of_org(self.kind)
            || self.query.scope == BranchScope::All
                && self.access.require(permission(self.kind))? == Reach::Org)
    }

    /// Who asks.
    fn me(&self) -> &str {
        self.access.actor.user.as_str()
    }

    /// The actor's organization, and whether the list reaches everything in it.
    fn org(&self) -> Result<(Option<&str>, bool), StoreError> {
        let everything = self.access.require(permission(self.kind))? == Reach::Org;
        Ok((self.access.org.as_ref().map(|org| org.id.as_str()), everything))
    }

    /// A filter or sort order that the list does not know is an error, not an empty list.
    fn check_names(&self) -> Result<(), StoreError> {
        for (name, known, what) in [
            (&self.query.filter, self.kind.filters(), "filter"),
            (&self.query.sort, self.kind.sorts(), "sort order"),
        ] {
            if !known.iter().any(|c| c.name == name) {
                return Err(StoreError::NotFound { what, id: name.clone() });
            }
        }
        let narrow = self.query.text.is_empty() && self.query.filter != sql::MINE;
        if self.query.client.is_some() && !(narrow && self.kind == ListKind::Projects) {
            return Err(StoreError::refused(
                "only projects are listed by their client, and neither those that are searched for nor one's own",
                "Leave the client or the rest away.",
            ));
        }
        self.check_tasks_of()
    }

    /// Tasks of a project or of a person: what goes together, and for whom.
    fn check_tasks_of(&self) -> Result<(), StoreError> {
        let ListQuery { tasks_of: Some(_), text, filter, .. } = self.query else { return Ok(()) };
        if self.kind != ListKind::Tasks || !text.is_empty() || filter.is_empty() || filter.starts_with("my_")
        {
            return Err(StoreError::refused(
                "only tasks are listed by their project or person, and neither those that are searched for nor one's own",
                "Leave the project and the person or the rest away.",
            ));
        }
        match (tasks::only_of(self.access)?, self.query.person()) {
            (Some(me), Some(person)) if me != person => {
                Err(StoreError::refused("you see only your own tasks", "Leave the person away."))
            }
            _ => Ok(()),
        }
    }

    fn is_counted_filter(&self) -> bool {
        if self.kind == ListKind::Board {
            return shown(&self.query.filter).1 == Whose::Everybodys;
        }
        if self.kind == ListKind::Assets {
            return matches!(self.query.filter.as_str(), "lost" | "in_transit" | "retired");
        }
        !matches!(
            (self.kind, self.query.filter.as_str()),
            (ListKind::Clients, "follow_up")
                | (ListKind::Projects, sql::MINE)
                | (ListKind::Agenda | ListKind::Notifications, _)
        )
    }

    // Without a search --------------------------------------------------------------------------------------------

    fn walked<T: ReadRow>(
        &self,
        branches: &[&Branch],
        org_wide: bool,
        limit: usize,
    ) -> Result<(Vec<T>, (bool, bool)), StoreError> {
        let walk = Walked::of(self.kind, self.walked_filter()?, self.query);
        let backward = matches!(self.query.from, PageFrom::End | PageFrom::Before(_));
        let mut places: Vec<Place> = Vec::new();
        if org_wide && let Some(way) = walk.org_wide(backward) {
            self.walk_one(&walk, way, self.access.org_id()?.as_str(), limit, &mut places)?;
        } else {
            for branch in branches {
                for way in walk.branch(backward) {
                    self.walk_one(&walk, way, branch.id.as_str(), limit, &mut places)?;
                }
            }
            if branches.len() > 1 || walk.is_merged() {
                places.sort_by(|a, b| walk.order(backward, &a.cursor, &b.cursor));
                places.dedup_by(|a, b| a.rowid == b.rowid && a.read == b.read);
            }
        }
        let (places, more) = self.cut(places, backward, limit);
        let (org, whose) = (self.org()?, self.whose()?);
        let money = self.billed();
        let mut rows = Vec::with_capacity(places.len());
        for place in places {
            let mut statement = self.conn.prepare_cached(place.read)?;
            let mut found = statement.query([place.rowid])?;
            if let Some(row) = found.next()? {
                let context = rows::Context { branches, org, whose, cursor: place.cursor };
                if let Some(row) = T::read(row, context)? {
                    rows.push(row.complete(self.conn, &money)?);
                }
            }
        }
        Ok((rows, more))
    }

    /// The places of one branch, or of the organization.
    fn walk_one(
        &self,
        walk: &Walked,
        (way, read): (Way, &'static str),
        of: &str,
        limit: usize,
        places: &mut Vec<Place>,
    ) -> Result<(), StoreError> {
        let backward = matches!(self.query.from, PageFrom::End | PageFrom::Before(_));
        let at = match &self.query.from {
            PageFrom::Start | PageFrom::End => None,
            PageFrom::After(c) | PageFrom::Before(c) | PageFrom::At(c) => Some(c),
        };
        let (key, id) = walk.bound(backward, at)?;
        // Two more than the page: the place that it starts from, and one that tells whether more follow.
        let mut left = i64::try_from(limit + 2).unwrap_or(i64::MAX);
        for sql in [way.ties, way.beyond] {
            let mut statement = self.conn.prepare_cached(sql)?;
            let mut found = match walk.fifth(self.query, self.me()) {
                Some(fifth) => statement.query((of, &key, &id, left, fifth))?,
                None => statement.query((of, &key, &id, left))?,
            };
            while let Some(row) = found.next()? {
                places.push(Place { cursor: walk.cursor(row)?, rowid: row.get(2)?, read });
                left -= 1;
            }
            if left <= 0 {
                break;
            }
        }
        Ok(())
    }

    /// Cuts a window that was read generously to the page, and tells what lies beyond it.
    fn cut<T: Placed>(&self, mut rows: Vec<T>, backward: bool, limit: usize) -> (Vec<T>, (bool, bool)) {
        if let PageFrom::After(c) | PageFrom::Before(c) = &self.query.from {
            rows.retain(|row| row.place() != c);
        }
        let more = rows.len() > limit;
        rows.truncate(limit);
        let from_edge = matches!(self.query.from, PageFrom::Start | PageFrom::End);
        if backward {
            rows.reverse();
            return (rows, (more, !from_edge));
        }
        (rows, (!from_edge, more))
    }

    // With a search -----------------------------------------------------------------------------------------------

    fn found<T: ReadRow>(
        &self,
        search: &Search<'_>,
        branches: &[&Branch],
        limit: usize,
    ) -> Result<(Vec<T>, (bool, bool)), StoreError> {
        let backward = matches!(self.query.from, PageFrom::End | PageFrom::Before(_));
        let mut from = self.query.from.clone();
        let mut rows: Vec<T> = Vec::new();
        let (mut looked_at, mut chunk) = (0, limit + 1);
        loop {
            let hits = search.hits(&from, chunk)?;
            looked_at += hits.len();
            let exhausted = hits.len() < chunk;
            let last = hits.last().map(|hit| hit.cursor.clone());
            for hit in hits {
                rows.extend(self.hit_row(hit, branches)?);
                if rows.len() > limit {
                    break;
                }
            }
            match last {
                Some(cursor) if !exhausted && rows.len() <= limit && looked_at < MAX_HITS => {
                    from = if backward { PageFrom::Before(cursor) } else { PageFrom::After(cursor) };
                    // Not all hits pass the filter: look at more of them at a time, the fewer do.
                    chunk = (chunk * 2).min(500);
                }
                _ => {
                    let (rows, (before, after)) = self.cut(rows, backward, limit);
                    let unseen = !exhausted && looked_at >= MAX_HITS;
                    return Ok((rows, (before || (unseen && backward), after || (unseen && !backward))));
                }
            }
        }
    }

    /// The row of a hit; `None` when it is gone since, out of reach, or does not pass the filter.
    fn hit_row<T: ReadRow>(&self, hit: Hit, branches: &[&Branch]) -> Result<Option<T>, StoreError> {
        let (org, whose) = (self.org()?, self.whose()?);
        let mut statement = self.conn.prepare_cached(sql::by_id(self.kind))?;
        let mine = format!("{} {}", sql::MINE, self.me());
        let filter = match (self.kind, self.query.filter.as_str()) {
            (ListKind::Board, filter) => board::who(filter, self.me()),
            (_, sql::MINE) => mine,
            (_, filter) => filter.to_owned(),
        };
        let mut found = statement.query((&hit.id, filter))?;
        let Some(row) = found.next()? else { return Ok(None) };
        let read = T::read(row, rows::Context { branches, org, whose, cursor: hit.cursor })?;
        read.map(|row| row.complete(self.conn, &self.billed())).transpose()
    }

    // Counts ------------------------------------------------------------------------------------------------------

    /// How many rows the list has without a search, from the counts that triggers keep.
    fn total(&self, branches: &[&Branch], org_wide: bool) -> Result<Count, StoreError> {
        if let Some(sql) = counts::of_org(self.kind) {
            let mut statement = self.conn.prepare_cached(sql)?;
            let archived = self.query.filter == "archived";
            let reached: Vec<&str> = branches.iter().map(|branch| branch.id.as_str()).collect();
            let reached = serde_json::json!(reached).to_string();
            let n: i64 =
                statement.query_row((self.access.org_id()?.as_str(), archived, reached), |r| r.get(0))?;
            return Ok(Count::Exact(n.unsigned_abs()));
        }
        if self.kind == ListKind::Board {
            return self.count_of_column(branches);
        }
        if let Some(client) = &self.query.client {
            return self.count_of_client(client, branches);
        }
        if let Some(project) = self.query.project() {
            return self.count_of_project(project, branches);
        }
        if let Some(sql) = counts::along(self.kind, self.walked_filter()?) {
            return self.count_along(sql, branches);
        }
        let (table, states): (&str, &[&str]) = match (self.kind, self.query.filter.as_str()) {
            (ListKind::Clients, "archived") => ("clients", &["archived"]),
            (ListKind::Clients, _) => ("clients", &["live"]),
            (ListKind::Packages, "archived") => ("packages", &["archived"]),
            (ListKind::Packages | ListKind::PackageTemplates | ListKind::TaskTemplates, _) => {
                ("packages", &["live"])
            }
            (ListKind::Tasks, "done") => ("project_tasks", &["done"]),
            (ListKind::Tasks, _) => ("project_tasks", &["open"]),
            (ListKind::Notifications, _) => ("notifications", &["all"]),
            (ListKind::Agenda, _) => ("projects", &[]),
            // One's own are not counted: the list says how many there are in all.
            (ListKind::Projects, "" | sql::MINE) => return self.kept_projects(branches),
            (ListKind::Projects | ListKind::Board, _) => ("projects", &[]),
            (ListKind::Kits, _) => ("kits", &[]),
            (ListKind::Invoices, _) => ("invoices", &[]),
            (ListKind::Assets, _) => ("assets", &[]),
            (ListKind::Audit, _) => ("audit_logs", &[]),
        };
        let filter = self.query.filter.as_str();
        // Of the inventory what is so at this moment is not counted: the list says how many there are in all.
        let by_state = !filter.is_empty()
            && states.is_empty()
            && self.kind != ListKind::Agenda
            && (self.kind != ListKind::Assets || self.is_counted_filter());
        let mut statement =
            self.conn.prepare_cached("SELECT state, n FROM row_counts WHERE tbl = ?1 AND branch_id = ?2")?;
        let mut sum = 0_i64;
        for branch in branches.iter().map(|b| b.id.as_str()).chain(org_wide.then_some("")) {
            let mut rows = statement.query((table, branch))?;
            while let Some(row) = rows.next()? {
                let (state, n): (String, i64) = (row.get(0)?, row.get(1)?);
                let counts = if by_state {
                    state == filter
                } else {
                    states.is_empty() || states.contains(&state.as_str())
                };
                sum += if counts { n } else { 0 };
            }
        }
        Ok(Count::Exact(sum.max(0).unsigned_abs()))
    }

    /// How many rows are in the archive, when that is where all of them are.
    fn only_archived(&self, branches: &[&Branch], total: Count) -> Result<Count, StoreError> {
        let table = match self.kind {
            ListKind::Clients => "clients",
            ListKind::Packages => "packages",
            _ => return Ok(Count::Exact(0)),
        };
        if total != Count::Exact(0) || !self.query.filter.is_empty() {
            return Ok(Count::Exact(0));
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT coalesce(sum(n), 0) FROM row_counts WHERE tbl = ?1 AND branch_id = ?2 AND state = 'archived'",
        )?;
        let mut sum = 0_i64;
        for branch in branches {
            sum += statement.query_row((table, branch.id.as_str()), |r| r.get::<_, i64>(0))?;
        }
        Ok(Count::Exact(sum.max(0).unsigned_abs()))
    }

    /// Counts along an index, as far as that is cheap.
    fn count_along(&self, sql: &str, branches: &[&Branch]) -> Result<Count, StoreError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut sum = 0_u64;
        for branch in branches {
            let n: i64 = statement.query_row((branch.id.as_str(), self.fifth()), |r| r.get(0))?;
            sum += n.unsigned_abs();
        }
        Ok(if sum < counts::COUNTED { Count::Exact(sum) } else { Count::AtLeast(counts::COUNTED) })
    }
}
