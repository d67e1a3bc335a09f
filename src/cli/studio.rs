//! A studio as a command sees it: the open store, who works, and the frame around everything.

use super::out::{Console, Value};
use super::{CliError, Run};
use crate::config::DigitGrouping;
use crate::domain::id::{BranchId, UserId};
use crate::domain::money::{Grouping, Money, format_money};
use crate::store::progress::Watch;
use crate::store::protocol::{
    Actor, Branch, BranchScope, Command, ListKind, ListQuery, Outcome, Page, PageFrom, Query, Reply, Row,
    StoreError, Workspace,
};
use crate::store::{OpenOptions, Store};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How many rows one query brings when there are many.
const PAGE: u32 = 500;

/// An open database and who works on it. The store stops with it.
pub(super) struct SignedIn {
    pub(super) store: Store,
    pub(super) actor: Actor,
}

impl SignedIn {
    /// Opens the database of this run and signs in. Never makes a file: a slip in a path shall not found a second
    /// studio.
    pub(super) fn open(run: &Run<'_>, console: &mut Console<'_>) -> Result<Self, CliError> {
        Self::open_watched(run, console, &mut |_| {})
    }

    /// The same, and tells how far the search index is while that is brought up to date.
    pub(super) fn open_watched(
        run: &Run<'_>,
        console: &mut Console<'_>,
        watch: Watch<'_>,
    ) -> Result<Self, CliError> {
        let path = &run.settings.database;
        let is_empty = std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == 0);
        if matches!(path.try_exists(), Ok(false)) || is_empty {
            return Err(CliError::no_database(path));
        }
        let store = Store::open(OpenOptions { must_exist: true, readers: 1, ..OpenOptions::new(path) })?;
        if let Some(backup) = store.backup_before_migration() {
            let was = backup.display();
            console.note(&format!("the database was migrated; as it was before it is in {was}"))?;
        }
        let actor = store.sign_in(run.email, "cli")?;
        // A script takes an answer for the truth: none is given before every row can be found.
        if store.is_indexing()? {
            console.note("the search index is being brought up to date")?;
            store.finish_indexing_watched(watch)?;
        }
        Ok(Self { store, actor })
    }
}

/// An open studio.
pub(super) struct Studio {
    at: SignedIn,
    workspace: Workspace,
    zones: Vec<TimeZone>,
    grouping: DigitGrouping,
}

impl Studio {
    /// Opens the database of this run, which has to hold a studio.
    pub(super) fn open(run: &Run<'_>, console: &mut Console<'_>) -> Result<Self, CliError> {
        let at = SignedIn::open(run, console)?;
        let Reply::Workspace(workspace) = at.store.ask(&at.actor, Query::Workspace)? else {
            return Err(unexpected());
        };
        if workspace.organization.is_none() {
            return Err(CliError::Database {
                message: format!("{} holds no studio yet", run.settings.database.display()),
                hint: "Start `studiovault` once: it asks four questions.".to_owned(),
            });
        }
        let zone = |branch: &Branch| TimeZone::get(&branch.zone).unwrap_or(TimeZone::UTC);
        let zones = workspace.branches.iter().map(zone).collect();
        Ok(Self { at, workspace: *workspace, zones, grouping: run.settings.digit_grouping })
    }

    pub(super) const fn store(&self) -> &Store {
        &self.at.store
    }

    pub(super) const fn actor(&self) -> &Actor {
        &self.at.actor
    }

    pub(super) fn ask(&self, query: Query) -> Result<Reply, StoreError> {
        self.at.store.ask(&self.at.actor, query)
    }

    pub(super) fn run(&self, command: Command) -> Result<Outcome, StoreError> {
        self.at.store.run(&self.at.actor, command)
    }

    /// Carries the command out and takes it back: what it would have done.
    pub(super) fn rehearse(&self, command: Command) -> Result<Outcome, StoreError> {
        self.at.store.rehearse(&self.at.actor, command)
    }

    /// An amount, for people as the branch writes it.
    pub(super) fn money(&self, money: Money) -> Value {
        let grouping = match self.grouping {
            DigitGrouping::Auto => Grouping::for_currency(money.currency),
            DigitGrouping::Indian => Grouping::Indian,
            DigitGrouping::Western => Grouping::Western,
        };
        Value::Money(money, format_money(money, grouping))
    }

    /// A moment, for people to the minute in the branch's zone.
    pub(super) fn time(&self, at: Timestamp, branch: &BranchId) -> Value {
        Value::Time(at, self.zone_of(branch))
    }

    /// A moment, for people as the day in the branch's zone.
    pub(super) fn day(&self, at: Timestamp, branch: &BranchId) -> Value {
        Value::Day(at, self.zone_of(branch))
    }

    /// Who asks.
    pub(super) fn me(&self) -> Option<&UserId> {
        self.workspace.me.as_ref().map(|me| &me.id)
    }

    pub(super) fn branch_of(&self, id: &BranchId) -> Option<&Branch> {
        self.workspace.branches.iter().find(|branch| branch.id == *id)
    }

    pub(super) fn zone_of(&self, id: &BranchId) -> TimeZone {
        let at = self.workspace.branches.iter().position(|branch| branch.id == *id);
        at.and_then(|at| self.zones.get(at)).cloned().unwrap_or(TimeZone::UTC)
    }

    /// The zone of the person's own branch, else of the first one.
    pub(super) fn home_zone(&self) -> TimeZone {
        let home = self.workspace.me.as_ref().and_then(|me| me.branch.clone());
        let home = home.or_else(|| self.workspace.branches.first().map(|branch| branch.id.clone()));
        home.map_or(TimeZone::UTC, |id| self.zone_of(&id))
    }

    /// The zone in which times are read where no record has one: that of the branch that is named, of one's own, else
    /// of the first.
    pub(super) fn usual_zone(&self, named: Option<&str>) -> Result<TimeZone, CliError> {
        let home = self.workspace.me.as_ref().and_then(|me| me.branch.as_ref());
        let branch = match named {
            Some(named) => Some(&self.branch(named)?.id),
            None => home.or_else(|| self.workspace.branches.first().map(|branch| &branch.id)),
        };
        Ok(branch.map_or(TimeZone::UTC, |id| self.zone_of(id)))
    }

    /// The branch of this name or id.
    pub(super) fn branch(&self, name_or_id: &str) -> Result<&Branch, CliError> {
        let branches = &self.workspace.branches;
        let wanted = name_or_id.to_lowercase();
        let found = branches
            .iter()
            .find(|branch| branch.id.as_str() == name_or_id)
            .or_else(|| branches.iter().find(|branch| branch.name.to_lowercase() == wanted));
        found.ok_or_else(|| CliError::NotFound {
            message: format!("there is no branch {name_or_id}"),
            hint: format!("Your branches: {}.", names(branches)),
        })
    }

    /// The branch for new records: the one named, else the person's own, else the only one.
    pub(super) fn branch_for_new(&self, named: Option<&str>) -> Result<&Branch, CliError> {
        if let Some(named) = named {
            return self.branch(named);
        }
        let home = self.workspace.me.as_ref().and_then(|me| me.branch.as_ref());
        match (home.and_then(|id| self.branch_of(id)), self.workspace.branches.as_slice()) {
            (Some(home), _) => Ok(home),
            (None, [only]) => Ok(only),
            (None, several) => Err(CliError::usage(
                "in which branch?",
                format!("Name one with --branch: {}.", names(several)),
            )),
        }
    }

    /// The branches that a list covers.
    pub(super) fn scope(&self, named: Option<&str>) -> Result<BranchScope, CliError> {
        named.map_or(Ok(BranchScope::All), |named| Ok(BranchScope::One(self.branch(named)?.id.clone())))
    }

    /// Hands the rows of a list out page by page, `limit` at most (`None`: all); says whether more would come.
    pub(super) fn pages<T: Row>(
        &self,
        kind: ListKind,
        query: &ListQuery,
        limit: Option<u32>,
        take: impl Fn(Reply) -> Option<Page<T>>,
        mut each: impl FnMut(&[T]) -> Result<(), CliError>,
    ) -> Result<bool, CliError> {
        let mut from = PageFrom::Start;
        let mut left = limit;
        loop {
            let size = left.map_or(PAGE, |left| left.min(PAGE));
            let query = ListQuery { from, limit: size, ..query.clone() };
            let page = take(self.ask(Query::List(kind, query))?).ok_or_else(unexpected)?;
            each(&page.rows)?;
            left = left.map(|left| left.saturating_sub(u32::try_from(page.rows.len()).unwrap_or(u32::MAX)));
            match page.rows.last() {
                Some(last) if page.more_after && left != Some(0) => {
                    from = PageFrom::After(last.cursor().clone())
                }
                _ => return Ok(page.more_after),
            }
        }
    }
}

/// The store answered another question than the one that was asked.
pub(super) fn unexpected() -> CliError {
    CliError::Store(StoreError::Internal("the answer does not fit the question".to_owned()))
}

fn names(branches: &[Branch]) -> String {
    branches.iter().map(|branch| branch.name.as_str()).collect::<Vec<_>>().join(", ")
}
