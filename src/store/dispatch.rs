//! Which room answers which query and carries out which command, and the permission that each needs.

use super::access::Access;
use super::calendar;
use super::lists::{self, permission as list_permission};
use super::protocol::{
    AssetRow, BranchScope, Command, ListKind, Outcome, ProjectRow, Query, ReferenceHit, Reply, RowRef,
    StoreError, Table,
};
use super::unit::Unit;
use super::{
    audit, bookings, clients, custody, drafts, feeds, find, finder, ids, imports, inventory, invoices, kits,
    media, messages, notifications, packages, papers, payments, people, projects, records, reports, tasks,
    timeline, undo, workspace,
};
use crate::domain::asset::kind_said;
use crate::domain::id::ClientId;
use crate::domain::paper::OutingsOf;
use crate::domain::role::{Permission, Reach};
use rusqlite::{Connection, OptionalExtension};

/// Hits of a reference picker.
const REFERENCES: usize = 50;
/// Suggestions of a tag field.
const TAGS: i64 = 20;

impl Query {
    /// The permission that the query needs.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            // What may be seen of the hits is asked for each kind.
            Self::Workspace | Self::Find { .. } | Self::People { .. } => Permission::SeeWorkspace,
            Self::List(kind, _) | Self::Around(kind, ..) | Self::References { kind, .. } => {
                list_permission(*kind)
            }
            Self::Client(_) | Self::Duplicates { .. } | Self::Tags { .. } => Permission::ViewClients,
            Self::Purgeable(_) | Self::Purge(_) => Permission::TrashProjects,
            Self::Lock(_) | Self::Project(_) | Self::SubEvent(_) | Self::Quote(_) => Permission::ViewProjects,
            Self::Messages { .. } => Permission::ViewMessages,
            Self::Media { .. } | Self::MediaFile(_) | Self::Storage(_) => Permission::ViewMedia,
            Self::MediaScan { .. } => Permission::EditMedia,
            Self::Sent { .. } | Self::Notification(_) => Permission::ViewNotifications,
            Self::Invoice(_)
            | Self::InvoicesBy(_)
            | Self::Billing(_)
            | Self::Payments(_)
            | Self::InvoiceDetail(_)
            | Self::Series(_) => Permission::ViewInvoices,
            Self::Report(_) => Permission::ViewReports,
            Self::Asset(_)
            | Self::Custody { .. }
            | Self::Outstanding { .. }
            | Self::Scan { .. }
            | Self::Things(_)
            | Self::Kit(_) => Permission::ViewInventory,
            Self::GearList { .. } => Permission::MoveCustody,
            Self::Transfers(_) => Permission::EditInventory,
            Self::Feeds => Permission::MoveProjects,
            Self::Outings(of) => match of {
                OutingsOf::Event(_) | OutingsOf::Project(_) => Permission::ViewProjects,
                OutingsOf::Branch { .. } | OutingsOf::Asset { .. } => Permission::ViewCalendar,
            },
            Self::Proposal(_)
            | Self::Slots(_)
            | Self::Alternatives(_)
            | Self::StandIns(_)
            | Self::Troubled(_)
            | Self::NextConflict { .. } => Permission::ViewCalendar,
            Self::Obstacles(_) | Self::Locks(_) => Permission::ViewCalendar,
            Self::Timeline(_) | Self::Block(_) => Permission::ViewCalendar,
            Self::Calendar(_) | Self::Bookable { .. } => Permission::ViewCalendar,
            Self::Package(_) | Self::PackageTemplate(_) => Permission::ViewPackages,
            Self::Task(_) | Self::TaskTemplate(_) => Permission::ViewTasks,
            Self::Audit(_) => Permission::ViewAudit,
            Self::MergePreview { .. } => Permission::MergeClients,
            Self::History(row) => row_permission(row.table),
            Self::IdsFrom { table, .. } => row_permission(*table),
            Self::Drafts => Permission::OwnWork,
            Self::Imports { .. } => Permission::ImportClients,
        }
    }
}

impl Query {
    /// Whether the search index is asked.
    pub(super) fn searches(&self) -> bool {
        match self {
            Self::List(_, list) => !list.text.is_empty(),
            Self::Timeline(timeline) => !timeline.text.is_empty(),
            Self::InvoicesBy(filter) => !filter.text.is_empty(),
            Self::Find { .. } | Self::References { .. } | Self::Duplicates { .. } | Self::Tags { .. } => true,
            _ => false,
        }
    }
}

impl Command {
    /// The permission that the command needs.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::SetUp(_) => Permission::SetUp,
            Self::CreateClient { .. }
            | Self::EditClient { .. }
            | Self::TagClients { .. }
            | Self::AddClientNote { .. }
            | Self::DeleteClientNote(_) => Permission::EditClients,
            Self::ArchiveClients(_) | Self::RestoreClients(_) => Permission::ArchiveClients,
            Self::MergeClients { .. } | Self::UnmergeClients(_) => Permission::MergeClients,
            Self::EraseClient { .. } => Permission::EraseClients,
            Self::Packages(command) => command.permission(),
            Self::Custody(command) => command.permission(),
            Self::Kits(command) => command.permission(),
            Self::Projects(command) => command.permission(),
            Self::Quotes(command) => command.permission(),
            Self::Inventory(command) => command.permission(),
            Self::Invoices(command) => command.permission(),
            Self::Billing(command) => command.permission(),
            Self::Payments(command) => command.permission(),
            Self::Bookings(command) => command.permission(),
            Self::Media(command) => command.permission(),
            Self::PostMessage { .. } => Permission::PostMessages,
            Self::RecordNotification { .. } => Permission::RecordNotifications,
            Self::Tasks(command) => command.permission(),
            Self::Feeds(command) => command.permission(),
            Self::Undo | Self::Redo | Self::SaveDraft(_) | Self::DropDraft(_) => Permission::OwnWork,
        }
    }
}

/// Who may see a row, and with it its history.
pub(super) const fn row_permission(table: Table) -> Permission {
    match table {
        Table::Clients | Table::ClientNotes | Table::ClientMerges => Permission::ViewClients,
        Table::Packages | Table::PackageTemplates => Permission::ViewPackages,
        Table::Projects
        | Table::ProjectEvents
        | Table::EventSeries
        | Table::BookingLocks
        | Table::Quotes
        | Table::QuoteItems => Permission::ViewProjects,
        Table::MediaObjects => Permission::ViewMedia,
        Table::Messages => Permission::ViewMessages,
        Table::Notifications => Permission::ViewNotifications,
        Table::ProjectTasks | Table::TaskTemplates => Permission::ViewTasks,
        Table::Invoices | Table::InvoiceItems | Table::Transactions => Permission::ViewInvoices,
        Table::Assets
        | Table::AssetMaintenance
        | Table::AssetCustody
        | Table::AssetTransfers
        | Table::Kits
        | Table::KitAssets => Permission::ViewInventory,
        Table::Organizations
        | Table::Branches
        | Table::Users
        | Table::AuditLogs
        | Table::CalendarFeeds
        | Table::FormDrafts => Permission::ViewAudit,
    }
}

/// Answers a query.
pub(super) fn answer(conn: &Connection, access: &Access, query: &Query) -> Result<Reply, StoreError> {
    access.require(query.permission())?;
    Ok(match query {
        Query::Workspace => Reply::Workspace(Box::new(workspace::workspace(conn, access)?)),
        Query::List(kind, query) => lists::page(conn, access, *kind, query)?,
        Query::Around(kind, query, id) => lists::around(conn, access, *kind, query, id)?,
        Query::Client(id) => Reply::Client(Box::new(clients::detail::detail(conn, access, id)?)),
        Query::Project(id) => Reply::Project(Box::new(projects::detail::detail(conn, access, id)?)),
        Query::Purgeable(scope) => Reply::Purgeable(projects::purge::due(conn, access, scope)?),
        Query::Purge(id) => Reply::Purgeable(vec![projects::purge::one(conn, access, id)?]),
        Query::Lock(id) => Reply::Lock(Box::new(bookings::read::one(conn, access, id)?)),
        Query::Locks(query) => Reply::Locks(bookings::read::window(conn, access, query)?),
        Query::Quote(id) => Reply::Quote(Box::new(projects::quotes::one(conn, access, id)?)),
        Query::SubEvent(id) => Reply::SubEvent(Box::new(projects::events::one(conn, access, id)?)),
        Query::Calendar(query) => Reply::Calendar(Box::new(calendar::page(conn, access, query)?)),
        Query::Bookable { scope, asset_type, text } => {
            Reply::References(calendar::bookable(conn, access, scope, (asset_type, text))?)
        }
        Query::Messages { project, after, limit } => {
            Reply::Messages(messages::thread(conn, access, project, (after.as_ref(), *limit))?)
        }
        Query::Media { project, after, limit } => {
            Reply::Media(media::page(conn, access, project, (after.as_ref(), *limit))?)
        }
        Query::MediaFile(id) => {
            Reply::MediaFile(Box::new(media::detail(conn, access, Permission::ViewMedia, id)?))
        }
        Query::MediaScan { project, folder } => {
            Reply::MediaScan(Box::new(media::preview(conn, access, project, folder)?))
        }
        Query::Storage(scope) => Reply::Storage(media::storage(conn, access, scope)?),
        Query::Sent { project, after, limit } => {
            Reply::Sent(notifications::of_project(conn, access, project, (after.as_ref(), *limit))?)
        }
        Query::Notification(id) => Reply::Record(Box::new(notifications::detail(conn, access, id)?)),
        Query::People { scope, text } => Reply::References(people::find(conn, access, scope, text)?),
        Query::Invoice(id) => Reply::Record(Box::new(records::invoice(conn, access, id)?)),
        Query::Payments(filter) => Reply::Payments(payments::list::list(conn, access, filter)?),
        Query::InvoicesBy(filter) => Reply::InvoicesBy(invoices::list::window(conn, access, filter)?),
        Query::Report(query) => Reply::Report(Box::new(reports::read(conn, access, query)?)),
        Query::Billing(scope) => Reply::Billing(invoices::billing::read(conn, access, scope)?),
        Query::InvoiceDetail(id) => Reply::Invoice(Box::new(invoices::read::detail(conn, access, id)?)),
        Query::Series(scope) => Reply::Series(invoices::series::report(conn, access, scope)?),
        Query::Asset(id) => Reply::Asset(Box::new(inventory::detail::detail(conn, access, id)?)),
        Query::Transfers(scope) => Reply::Transfers(inventory::transfer::under_way(conn, access, scope)?),
        Query::Obstacles(wants) => Reply::Obstacles(bookings::obstacles(conn, access, wants)?),
        Query::Timeline(query) => Reply::Timeline(timeline::page(conn, access, query)?),
        Query::Block(id) => Reply::Block(Box::new(timeline::detail(conn, access, id)?)),
        Query::Feeds => Reply::Feeds(feeds::list(conn, access)?),
        Query::Outings(of) => Reply::Outings(Box::new(papers::outings(conn, access, of)?)),
        Query::Custody { asset, limit } => Reply::Custody(custody::chain(conn, access, asset, *limit)?),
        Query::Outstanding { scope, which, limit } => {
            Reply::Custody(custody::outstanding(conn, access, scope, (*which, *limit))?)
        }
        Query::GearList { project, event } => {
            Reply::GearList(Box::new(custody::gear_list(conn, access, (project, event.as_ref()))?))
        }
        Query::Scan { scope, serial } => Reply::Scanned(custody::scan(conn, access, (scope, serial))?),
        Query::Things(ids) => Reply::Scanned(custody::things(conn, access, ids)?),
        Query::Kit(id) => Reply::Kit(Box::new(kits::detail(conn, access, id)?)),
        Query::Proposal(query) => Reply::Proposal(Box::new(finder::proposal(conn, access, query)?)),
        Query::Slots(query) => Reply::Slots(Box::new(finder::slots(conn, access, query)?)),
        Query::Alternatives(lock) => Reply::Alternatives(Box::new(finder::alternatives(conn, access, lock)?)),
        Query::StandIns(want) => Reply::StandIns(finder::stand_ins(conn, access, want)?),
        Query::Troubled(query) => Reply::Troubled(finder::troubled(conn, access, query)?),
        Query::NextConflict { scope, from, beside, direction } => Reply::NextConflict(finder::next_conflict(
            conn,
            access,
            scope,
            (*from, beside.as_ref(), *direction),
        )?),
        Query::Package(id) => Reply::Package(Box::new(packages::detail::package(conn, access, id)?)),
        Query::PackageTemplate(id) => {
            Reply::PackageTemplate(Box::new(packages::detail::template(conn, access, id)?))
        }
        Query::Task(id) => Reply::Task(Box::new(tasks::detail::task(conn, access, id)?)),
        Query::TaskTemplate(id) => Reply::TaskTemplate(Box::new(tasks::detail::template(conn, access, id)?)),
        Query::Audit(id) => Reply::Record(Box::new(records::audit_entry(conn, access, id)?)),
        Query::Duplicates { branch, name, phone, except } => {
            Reply::Duplicates(clients::duplicates::find(conn, access, branch, name, phone, except.as_ref())?)
        }
        Query::MergePreview { keep, gone } => {
            Reply::MergePreview(Box::new(clients::merge::preview(conn, access, keep, gone)?))
        }
        Query::References { kind, scope, text } => {
            Reply::References(references(conn, access, *kind, scope, text)?)
        }
        Query::Find { scope, text, limit } => Reply::Found(find::find(conn, access, scope, text, *limit)?),
        Query::IdsFrom { table, prefix } => Reply::References(ids::from(conn, access, *table, prefix)?),
        Query::Tags { scope, prefix } => Reply::Tags(tags(conn, access, scope, prefix)?),
        Query::History(row) => Reply::History(history(conn, access, row)?),
        Query::Drafts => Reply::Drafts(drafts::list(conn, access)?),
        Query::Imports { scope, limit } => {
            Reply::Imports(imports::registry::list(conn, access, scope, *limit)?)
        }
    })
}

/// Carries out a command, inside its transaction. Commands that make the actor are not among them.
pub(super) fn carry_out(
    conn: &Connection,
    access: &Access,
    now: i64,
    command: &Command,
) -> Result<(Outcome, Vec<RowRef>), StoreError> {
    access.require(command.permission())?;
    let mut unit = Unit::new(conn, access, now);
    let u = &mut unit;
    let outcome = match command {
        Command::SetUp(answers) => workspace::set_up(conn, access, now, answers)?.0,
        Command::CreateClient { branch, values } => clients::write::create(u, branch, values)?,
        Command::EditClient { id, version, base, values } => {
            clients::write::edit(u, id, *version, base, values)?
        }
        Command::TagClients { ids, add, remove } => clients::write::tag(u, ids, add, remove)?,
        Command::AddClientNote { client, body } => clients::write::add_note(u, client, body)?,
        Command::DeleteClientNote(note) => clients::write::delete_note(u, note)?,
        Command::ArchiveClients(ids) => clients::write::archive(u, ids)?,
        Command::RestoreClients(ids) => clients::write::restore(u, ids)?,
        Command::MergeClients { keep, gone, values } => clients::merge::merge(u, keep, gone, values)?,
        Command::UnmergeClients(id) => clients::merge::unmerge(u, id)?,
        Command::EraseClient { id, confirm } => clients::erase::erase(u, id, confirm)?,
        Command::Packages(command) => packages::write::carry_out(u, command)?,
        Command::Tasks(command) => tasks::write::carry_out(u, command)?,
        Command::Feeds(command) => feeds::carry_out(u, command)?,
        Command::Custody(command) => custody::carry_out(u, command)?,
        Command::Kits(command) => kits::carry_out(u, command)?,
        Command::Projects(command) => projects::carry_out(u, command)?,
        Command::Bookings(command) => bookings::carry_out(u, command)?,
        Command::Quotes(command) => projects::quotes::carry_out(u, command)?,
        Command::Inventory(command) => inventory::carry_out(u, command)?,
        Command::Invoices(command) => invoices::carry_out(u, command)?,
        Command::Billing(command) => invoices::billing::carry_out(u, command)?,
        Command::Payments(command) => payments::carry_out(u, command)?,
        Command::Media(command) => media::carry_out(u, command)?,
        Command::PostMessage { project, body } => messages::post(u, project, body)?,
        Command::RecordNotification { project, values } => notifications::send(u, project, values)?,
        Command::Undo => undo::undo(u)?,
        Command::Redo => undo::redo(u)?,
        Command::SaveDraft(draft) => drafts::save(conn, access, now, draft)?,
        Command::DropDraft(id) => drafts::drop_draft(conn, access, id)?,
    };
    let mut rows = unit.rows();
    if matches!(command, Command::SetUp(_)) {
        rows.extend(outcome.row.clone());
    }
    Ok((outcome, rows))
}

/// A row's history, if the actor reaches the row.
fn history(
    conn: &Connection,
    access: &Access,
    row: &RowRef,
) -> Result<Vec<super::protocol::HistoryEntry>, StoreError> {
    match row.table {
        Table::Clients => {
            drop(clients::read(conn, access, Permission::ViewClients, &ClientId::from(row.id.as_str()))?)
        }
        Table::Projects
        | Table::Invoices
        | Table::Assets
        | Table::Kits
        | Table::Packages
        | Table::MediaObjects
        | Table::Notifications => reach_row(conn, access, row)?,
        Table::ProjectTasks => {
            drop(tasks::read(conn, access, Permission::ViewTasks, &row.id.as_str().into())?)
        }
        Table::TaskTemplates => {
            drop(tasks::templates::read(conn, access, Permission::ViewTasks, &row.id.as_str().into())?)
        }
        Table::PackageTemplates => {
            drop(packages::read_template(conn, access, Permission::ViewPackages, &row.id.as_str().into())?)
        }
        // Rows of no branch: only for whoever sees the whole organization's log.
        _ if access.require(Permission::ViewAudit)? != Reach::Org => {
            return Err(StoreError::Denied(Permission::ViewAudit));
        }
        _ => {}
    }
    audit::history(conn, access, row)
}

fn reach_row(conn: &Connection, access: &Access, row: &RowRef) -> Result<(), StoreError> {
    let sql = match row.table {
        Table::Projects => "SELECT branch_id FROM projects WHERE id = ?1",
        Table::Invoices => "SELECT branch_id FROM invoices WHERE id = ?1",
        Table::Packages => "SELECT branch_id FROM packages WHERE id = ?1",
        Table::Kits => "SELECT branch_id FROM kits WHERE id = ?1",
        Table::MediaObjects => "SELECT branch_id FROM media_objects WHERE id = ?1",
        Table::Notifications => "SELECT branch_id FROM notifications WHERE id = ?1",
        _ => "SELECT branch_id FROM assets WHERE id = ?1",
    };
    let branch: Option<String> = conn.prepare_cached(sql)?.query_row([&row.id], |r| r.get(0)).optional()?;
    let branch = branch.ok_or_else(|| StoreError::NotFound { what: "record", id: row.id.clone() })?;
    access.branch_of(row_permission(row.table), &branch, "record", &row.id)?;
    Ok(())
}

/// Records to refer to.
fn references(
    conn: &Connection,
    access: &Access,
    kind: ListKind,
    scope: &BranchScope,
    text: &str,
) -> Result<Vec<ReferenceHit>, StoreError> {
    let query = super::protocol::ListQuery {
        scope: scope.clone(),
        text: text.to_owned(),
        limit: u32::try_from(REFERENCES).unwrap_or(50),
        ..Default::default()
    };
    let hit = |id: &str, label: &str, note: &str| ReferenceHit {
        id: id.to_owned(),
        label: label.to_owned(),
        note: note.to_owned(),
        apart: String::new(),
    };
    // The day on which something is, where it is.
    let day = |at: Option<jiff::Timestamp>, branch: &crate::domain::id::BranchId| {
        let zone = access.any_branch(branch).and_then(|b| jiff::tz::TimeZone::get(&b.zone).ok());
        at.map(|at| at.to_zoned_datetime(zone.unwrap_or(jiff::tz::TimeZone::UTC)).date().to_string())
            .unwrap_or_default()
    };
    let told = |apart: String, hit: ReferenceHit| ReferenceHit { apart, ..hit };
    Ok(match lists::page(conn, access, kind, &query)? {
        Reply::Clients(page) => page.rows.iter().map(|r| hit(r.id.as_str(), &r.name, &r.phone)).collect(),
        Reply::Projects(page) => {
            let one = |r: &ProjectRow| told(day(r.start, &r.branch), hit(r.id.as_str(), &r.title, &r.client));
            page.rows.iter().map(one).collect()
        }
        Reply::Agenda(page) => page.rows.iter().map(|r| hit(r.id.as_str(), &r.title, &r.client)).collect(),
        Reply::Invoices(page) => page
            .rows
            .iter()
            .map(|r| hit(r.id.as_str(), r.number.as_deref().unwrap_or("draft"), &r.client))
            .collect(),
        Reply::Assets(page) => {
            let one = |r: &AssetRow| told(kind_said(&r.kind), hit(r.id.as_str(), &r.name, &r.serial));
            page.rows.iter().map(one).collect()
        }
        Reply::Kits(page) => page.rows.iter().map(|r| hit(r.id.as_str(), &r.name, "")).collect(),
        Reply::Packages(page) => page.rows.iter().map(|r| hit(r.id.as_str(), &r.name, "")).collect(),
        Reply::PackageTemplates(page) => page.rows.iter().map(|r| hit(r.id.as_str(), &r.name, "")).collect(),
        Reply::Tasks(page) => {
            page.rows.iter().map(|r| hit(r.id.as_str(), &r.title, &r.project_title)).collect()
        }
        Reply::TaskTemplates(page) => page.rows.iter().map(|r| hit(r.id.as_str(), &r.name, "")).collect(),
        Reply::AuditLog(page) => page.rows.iter().map(|r| hit(r.id.as_str(), &r.event, &r.actor)).collect(),
        _ => Vec::new(),
    })
}

/// Tags in use, most used first.
fn tags(
    conn: &Connection,
    access: &Access,
    scope: &BranchScope,
    prefix: &str,
) -> Result<Vec<String>, StoreError> {
    let branches = access.branches(Permission::ViewClients, scope)?;
    let ids: Vec<&str> = branches.iter().map(|b| b.id.as_str()).collect();
    let prefix = prefix.trim_start_matches('#').to_lowercase();
    let mut statement = conn.prepare_cached(
        "SELECT tag FROM tag_counts WHERE branch_id IN (SELECT value FROM json_each(?1)) AND instr(lower(tag), ?2) = 1
         GROUP BY tag ORDER BY sum(n) DESC, tag LIMIT ?3",
    )?;
    let rows = statement.query_map((serde_json::json!(ids).to_string(), prefix, TAGS), |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
