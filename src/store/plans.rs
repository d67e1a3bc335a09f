//! Proof that no query on a key scans: every statement that the queries run is caught, its plan is looked at, and the
//! rows that it stepped over are counted.

use super::access::{self, Access};
use super::dispatch;
use super::migrate;
use super::protocol::{
    Actor, BlockId, BranchScope, Cursor, CursorPart, Direction, ListKind, ListQuery, LockQuery, LocksOf,
    Needs, OnlyHolds, Outstanding, ProposalQuery, Query, ReportQuery, RowRef, RowsAt, SlotsQuery, StoreError,
    Table, TasksOf, TimelineQuery, TroubledQuery,
};
use super::protocol::{CalendarFilter, CalendarQuery, InvoiceFilter, InvoiceStanding};
use super::search::index;
use crate::domain::free::{Buffers, Pattern};
use crate::domain::id::{BranchId, ClientId, ProjectId, SessionId, UserId};
use crate::domain::paper::OutingsOf;
use rusqlite::Connection;
use rusqlite::StatementStatus::{FullscanStep, Run, VmStep};
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Rows of each table: far more than a window.
const ROWS: i64 = 4_000;
/// The window that is asked for.
const WINDOW: u32 = 40;
/// Statements over tables that stay small: branches, tags in use, counts, kits, templates, and the drafts of one person.
const SMALL: [&str; 10] = [
    "count(*), 200) FROM kits",
    "count(*) FROM package_templates",
    "count(*) FROM task_templates",
    "search_progress",
    "tag_counts",
    "row_counts",
    "FROM branches",
    "form_drafts",
    "FROM users",
    "calendar_feeds",
];

fn filled() -> Connection {
    let mut conn = super::connect::blank(std::path::Path::new(":memory:")).unwrap();
    migrate::build(&mut conn).unwrap();
    conn.execute_batch(
        "INSERT INTO organizations VALUES ('o', 'Org', '{\"currency\":\"INR\"}', 'paid_org', 1, 1);
         INSERT INTO branches (id, org_id, name) VALUES ('b1', 'o', 'One'), ('b2', 'o', 'Two');
         INSERT INTO users (id, org_id, roles_json, status) VALUES ('u', 'o', '[\"owner\"]', 'active');",
    )
    .unwrap();
    conn.execute_batch(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
         INSERT INTO users (id, org_id, roles_json, status) SELECT 'u' || i, 'o', '[]', 'active' FROM n;",
    )
    .unwrap();
    conn.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO clients (id, branch_id, name, phone, profile_json, created_at, follow_up_at)
         SELECT 'c' || i, 'b' || (1 + i % 2), 'Client ' || i, '+91 98450 ' || (10000 + i), '{\"tags\":[\"t' || (i % 9) || '\"]}', i, i FROM n",
        [ROWS],
    )
    .unwrap();
    conn.execute_batch(
        "INSERT INTO projects (id, branch_id, client_id, status, start_date, details_json, created_at)
           SELECT 'p' || rowid, branch_id, id, 'active', unixepoch() + (rowid - 2000) * 3600, '{\"title\":\"Shoot ' || rowid || '\"}', rowid FROM clients;
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status, issued_at, number)
           SELECT 'i' || rowid, branch_id, 'p' || rowid, 10, 'issued', rowid, 'INV-' || printf('%05d', rowid) FROM clients;
         INSERT INTO transactions (id, invoice_id, gateway_payment_id, status, amount, created_at)
           SELECT 't' || rowid, 'i' || rowid, 'cash_' || rowid, 'paid', 5, rowid FROM clients;
         INSERT INTO assets (id, branch_id, type, name, serial_number, status)
           SELECT 'a' || rowid, branch_id, 'camera', 'Body ' || rowid, 'SN' || rowid, 'available' FROM clients;
         INSERT INTO packages (id, branch_id, name, type, price, tax_rate, resource_hooks_json, archived_at)
           SELECT 'k' || rowid, branch_id, 'Package ' || rowid, 'time_based', 5, 18,
             '[{\"kind\":\"asset\",\"type\":\"camera\",\"prefer\":\"a' || rowid || '\"}]', iif(rowid % 3 = 0, 1, NULL) FROM clients;
         INSERT INTO package_templates (id, org_id, name, type, currency, price, tax_rate, created_at)
           SELECT 't' || rowid, 'o', 'Template ' || rowid, 'time_based', 'INR', 5, 1800, 1 FROM clients WHERE rowid <= 60;
         UPDATE packages SET template_id = 't7', template_revision = 0 WHERE rowid % 50 = 0;
         INSERT INTO project_tasks (id, project_id, branch_id, title, stage, anchor, days, due_at, assignee_user_id, done_at, created_at)
           SELECT 'k' || rowid, id, branch_id, 'Task ' || rowid, 'active', 'shoot', 1, unixepoch() + (rowid - 2000) * 3600,
             iif(rowid % 2 = 0, 'u', NULL), iif(rowid % 3 = 0, rowid, NULL), 1 FROM projects;
         INSERT INTO task_templates (id, org_id, branch_id, name, items_json, created_at)
           SELECT 'x' || rowid, 'o', iif(rowid % 2 = 0, 'b1', NULL), 'Template ' || rowid, '[{\"title\":\"Cull\"}]', 1 FROM clients WHERE rowid <= 60;
         INSERT INTO audit_logs (id, org_id, branch_id, actor_user_id, event_type, severity, created_at)
           SELECT 'l' || rowid, 'o', branch_id, 'u', 'client.edited', 'medium', rowid FROM clients;
         INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at)
           SELECT 'e' || rowid, 'p' || rowid, branch_id, 'Event', rowid, rowid + 9, 'UTC', 1 FROM clients;
         INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind)
           SELECT 'b' || rowid, 'p' || iif(rowid % 40 = 1, 77, rowid), 'a' || iif(rowid % 2 = 1, 77, rowid), rowid * 1000, rowid * 1000 + 900,
             iif(rowid % 50 = 0, 'hold', 'firm') FROM clients;
         INSERT INTO quotes (id, project_id, branch_id, status, currency, created_at)
           SELECT 'q' || rowid, 'p' || rowid, branch_id, 'sent', 'INR', rowid FROM clients;
         INSERT INTO project_tasks (id, project_id, branch_id, title, stage, created_at)
           SELECT 't' || rowid, 'p' || rowid, branch_id, 'Task', 'active', rowid FROM clients;
         INSERT INTO media_objects (id, project_id, branch_id, path, file_type, size_bytes, uploaded_at)
           SELECT 'f' || rowid, 'p77', branch_id, '/m/' || rowid, 'raw', rowid, rowid FROM clients;
         UPDATE projects SET lead_user_id = CASE WHEN rowid % 50 = 0 THEN 'u' ELSE 'u' || (rowid % 300 + 1) END;
         UPDATE projects SET status = 'trashed' WHERE rowid % 100 = 7;
         UPDATE project_tasks SET assignee_user_id = CASE WHEN rowid % 70 = 0 THEN 'u' ELSE 'u' || (rowid % 300 + 1) END;
         INSERT INTO messages (id, scope_type, scope_id, sender_user_id, content, created_at)
           SELECT 'm' || rowid, 'project', 'p77', 'u', 'Hello', rowid FROM clients;
         INSERT INTO notifications (id, branch_id, project_id, type, channel, created_at)
           SELECT 'n' || rowid, branch_id, 'p77', 'photos_ready', 'sms', rowid FROM clients;
         INSERT INTO booking_locks (id, project_id, event_id, asset_id, start_time, end_time, kind)
           SELECT 'l' || rowid, 'p' || rowid, 'e' || rowid, 'a' || rowid, unixepoch() + (rowid - 2000) * 3600,
             unixepoch() + (rowid - 2000) * 3600 + 1800, iif(rowid % 3 = 0, 'hold', 'firm') FROM clients WHERE rowid % 100 <> 7;
         INSERT INTO asset_maintenance (id, asset_id, kind, start_time, end_time)
           SELECT 'y' || rowid, 'a' || rowid, 'maintenance', rowid, rowid + 9 FROM clients;
         INSERT INTO asset_custody (id, asset_id, holder, out_at, due_at, back_at)
           SELECT 'o' || rowid, 'a' || rowid, 'Ravi', rowid, rowid + 5, iif(rowid % 199 = 0, NULL, rowid + 4) FROM clients;
         INSERT INTO kits (id, branch_id, name, archived_at) SELECT 'y' || rowid, branch_id, 'Kit ' || rowid, iif(rowid % 3 = 0, 1, NULL) FROM clients WHERE rowid <= 80;
         INSERT INTO kit_assets (id, kit_id, asset_id) SELECT 'ka' || rowid, 'y' || rowid, 'a' || rowid FROM clients WHERE rowid <= 80;
         INSERT INTO asset_custody (id, asset_id, project_id, holder, out_at, due_at, back_at)
           SELECT 'z' || rowid, 'a' || rowid, iif(rowid % 200 = 0, 'p77', 'p' || rowid), 'Somebody', 1, 1000, 999 FROM clients;
         INSERT INTO asset_custody (id, asset_id, holder_user_id, out_at, back_at) SELECT 'x' || rowid, 'a77', 'u', rowid, rowid + 1 FROM clients;
         INSERT INTO booking_locks (id, project_id, asset_id, start_time, end_time, kind)
           SELECT 'k' || rowid, 'p' || rowid, 'a' || rowid, unixepoch() - 3600, unixepoch() + 3600, 'firm' FROM clients
           WHERE rowid % 4 < 2 AND rowid % 100 <> 7 AND abs(rowid - 2000) > 30;
         UPDATE asset_maintenance SET end_time = NULL WHERE rowid % 199 = 0;
         -- Of all the holds of years a few hold still.
         UPDATE booking_locks SET expires_at = 1 WHERE kind = 'hold' AND rowid % 20 <> 0;
         ANALYZE;",
    )
    .unwrap();
    index::drain_dirty(&conn, usize::MAX).unwrap();
    conn
}

fn lists() -> Vec<Query> {
    let mut queries = Vec::new();
    for kind in [
        ListKind::Agenda,
        ListKind::Clients,
        ListKind::Projects,
        ListKind::Board,
        ListKind::Invoices,
        ListKind::Assets,
        ListKind::Kits,
        ListKind::Audit,
        ListKind::Packages,
        ListKind::PackageTemplates,
        ListKind::Tasks,
        ListKind::TaskTemplates,
        ListKind::Notifications,
    ] {
        for scope in [BranchScope::All, BranchScope::One(BranchId::from("b1"))] {
            for filter in kind.filters() {
                for sort in kind.sorts() {
                    for from in [super::protocol::PageFrom::Start, super::protocol::PageFrom::End] {
                        queries.push(Query::List(
                            kind,
                            ListQuery {
                                scope: scope.clone(),
                                text: String::new(),
                                filter: filter.name.to_owned(),
                                sort: sort.name.to_owned(),
                                from,
                                limit: WINDOW,
                                ..Default::default()
                            },
                        ));
                    }
                }
            }
            for filter in kind.filters() {
                for sort in kind.sorts() {
                    let query = ListQuery {
                        scope: scope.clone(),
                        filter: filter.name.to_owned(),
                        sort: sort.name.to_owned(),
                        limit: WINDOW,
                        ..ListQuery::default()
                    };
                    for row in ["201", "2001", "3801"] {
                        let id = format!("{}{row}", first_letter(kind));
                        queries.push(Query::Around(kind, query.clone(), id));
                    }
                }
            }
            // A rare short word beside a common long one ("client 7") is the one look-up that walks more: every row with
            // the long word, until the window is full. It is interrupted by the next key like any other.
            for text in [
                "c",
                "cl",
                "client",
                "client 123",
                "ient",
                "98",
                "9845011",
                "#t3",
                "shoot",
                "body",
                "zzz",
                "edited",
            ] {
                let text = text.to_owned();
                // All projects here are active: in another column every hit would be looked at, as with any filter.
                let filter = if kind == ListKind::Board { "active".to_owned() } else { String::new() };
                queries.push(Query::List(
                    kind,
                    ListQuery { scope: scope.clone(), text, filter, limit: WINDOW, ..Default::default() },
                ));
            }
        }
    }
    queries
}

/// What the ids of a list's rows start with.
const fn first_letter(kind: ListKind) -> char {
    match kind {
        ListKind::Agenda | ListKind::Projects | ListKind::Board => 'p',
        ListKind::Clients => 'c',
        ListKind::Invoices => 'i',
        ListKind::Assets => 'a',
        ListKind::Kits => 'y',
        ListKind::Audit => 'l',
        ListKind::Packages => 'k',
        ListKind::PackageTemplates => 't',
        ListKind::Tasks => 'k',
        ListKind::TaskTemplates => 'x',
        ListKind::Notifications => 'n',
    }
}

fn second(at: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at).unwrap()
}

fn others() -> Vec<Query> {
    let id = ClientId::from("c77");
    vec![
        Query::Workspace,
        Query::Client(id.clone()),
        Query::Project(ProjectId::from("p77")),
        Query::SubEvent("e77".into()),
        Query::Outings(OutingsOf::Event("e77".into())),
        Query::Outings(OutingsOf::Project("p77".into())),
        Query::Outings(OutingsOf::Branch { branch: None, from: second(90_390), to: second(90_400) }),
        Query::Outings(OutingsOf::Asset { asset: "a77".into(), from: second(0), to: second(90_000) }),
        Query::Feeds,
        days(None),
        days(Some("a77")),
        mine(),
        Query::Bookable { scope: BranchScope::All, asset_type: "human".into(), text: "Body".into() },
        Query::Quote("q77".into()),
        Query::Lock("b2001".into()),
        locks(LocksOf::Project("p77".into()), OnlyHolds::No, None),
        locks(LocksOf::Asset("a77".into()), OnlyHolds::No, None),
        locks(LocksOf::Asset("a77".into()), OnlyHolds::Yes, Some(behind(40_000, "b1"))),
        locks(LocksOf::Branches(BranchScope::All), OnlyHolds::No, None),
        locks(LocksOf::Branches(BranchScope::All), OnlyHolds::No, Some(behind(2_000_000, "b2000"))),
        locks(LocksOf::Branches(BranchScope::All), OnlyHolds::Yes, None),
        Query::Locks(LockQuery {
            of: LocksOf::Branches(BranchScope::One(BranchId::from("b2"))),
            from: None,
            until: None,
            holds: OnlyHolds::No,
            after: None,
            limit: WINDOW,
        }),
        Query::People { scope: BranchScope::All, text: "u7".into() },
        Query::Messages { project: "p77".into(), after: None, limit: WINDOW },
        Query::Messages { project: "p77".into(), after: Some(behind(2_000, "m2000")), limit: WINDOW },
        Query::Media { project: "p77".into(), after: None, limit: WINDOW },
        Query::Media { project: "p77".into(), after: Some(behind(2_000, "f2000")), limit: WINDOW },
        Query::MediaFile("f77".into()),
        Query::Storage(BranchScope::All),
        Query::Sent { project: "p77".into(), after: None, limit: WINDOW },
        Query::Invoice("i77".into()),
        Query::InvoiceDetail("i77".into()),
        Query::Billing(BranchScope::All),
        report(ReportQuery::Revenue { scope: BranchScope::All, from: DAY, to: DAY }),
        report(ReportQuery::Taxes { scope: BranchScope::All, from: DAY, to: DAY }),
        report(ReportQuery::Owing { scope: BranchScope::All, limit: WINDOW }),
        report(ReportQuery::Day { scope: BranchScope::All, day: DAY }),
        invoices_by(InvoiceFilter::default()),
        invoices_by(InvoiceFilter { after: Some(behind(2_000, "i2000")), ..InvoiceFilter::default() }),
        invoices_by(InvoiceFilter { client: Some(id.clone()), ..InvoiceFilter::default() }),
        invoices_by(InvoiceFilter { project: Some("p77".into()), ..InvoiceFilter::default() }),
        invoices_by(InvoiceFilter { standing: Some(InvoiceStanding::Draft), ..InvoiceFilter::default() }),
        invoices_by(InvoiceFilter { text: "client 123".to_owned(), ..InvoiceFilter::default() }),
        Query::Asset("a77".into()),
        Query::Asset("a78".into()),
        Query::Transfers(BranchScope::All),
        timeline("", "", RowsAt::Start),
        timeline("", "", RowsAt::End),
        timeline("camera", "", RowsAt::Around(row("camera", "Body 2001", "a2001"))),
        timeline("gear", "body", RowsAt::Start),
        timeline("free", "", RowsAt::Start),
        Query::Block(BlockId::Event("e77".into())),
        Query::Block(BlockId::Lock("l77".into())),
        Query::Block(BlockId::Away("y77".into())),
        Query::Block(BlockId::Custody("o77".into())),
        Query::Custody { asset: "a77".into(), limit: WINDOW },
        Query::Outstanding { scope: BranchScope::All, which: Outstanding::All, limit: WINDOW },
        Query::Outstanding { scope: BranchScope::All, which: Outstanding::Late, limit: WINDOW },
        Query::GearList { project: "p77".into(), event: None },
        Query::GearList { project: "p77".into(), event: Some("e77".into()) },
        Query::Scan { scope: BranchScope::All, serial: "sn77".into() },
        Query::Things(vec!["a77".into(), "a79".into()]),
        Query::Kit("y77".into()),
        Query::IdsFrom { table: Table::Kits, prefix: "y7".into() },
        Query::Audit("l77".into()),
        Query::Proposal(proposal("camera x3")),
        Query::Proposal(proposal("any body 124")),
        Query::Proposal(proposal("SN78")),
        Query::Slots(slots("camera x3")),
        Query::Alternatives("l77".into()),
        Query::StandIns(crate::store::protocol::Want {
            asset: "a77".into(),
            start: jiff::Timestamp::UNIX_EPOCH,
            end: jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(4),
            qty: 1,
            except: Vec::new(),
        }),
        Query::Troubled(TroubledQuery { scope: BranchScope::All, from: None, until: None, limit: WINDOW }),
        Query::NextConflict {
            scope: BranchScope::All,
            from: jiff::Timestamp::UNIX_EPOCH,
            beside: None,
            direction: Direction::Later,
        },
        Query::Package("k77".into()),
        Query::Package("k50".into()),
        Query::PackageTemplate("t7".into()),
        Query::Task("k77".into()),
        Query::TaskTemplate("x7".into()),
        Query::History(RowRef { table: Table::ProjectTasks, id: "k77".into() }),
        Query::IdsFrom { table: Table::ProjectTasks, prefix: "k77".into() },
        Query::IdsFrom { table: Table::TaskTemplates, prefix: "x".into() },
        Query::History(RowRef { table: Table::Packages, id: "k77".into() }),
        Query::History(RowRef { table: Table::PackageTemplates, id: "t7".into() }),
        Query::Duplicates {
            branch: "b1".into(),
            name: "Client 77".into(),
            phone: "98450 10077".into(),
            except: None,
        },
        Query::MergePreview { keep: ClientId::from("c1"), gone: ClientId::from("c3") },
        Query::References { kind: ListKind::Clients, scope: BranchScope::All, text: "clie".into() },
        Query::IdsFrom { table: Table::Clients, prefix: "c7".into() },
        Query::IdsFrom { table: Table::Projects, prefix: "p".into() },
        Query::IdsFrom { table: Table::ProjectEvents, prefix: "e7".into() },
        Query::IdsFrom { table: Table::Quotes, prefix: "q7".into() },
        Query::Purgeable(BranchScope::All),
        Query::Purge(ProjectId::from("p107")),
        of_client("", ""),
        of_client("active", "shoot"),
        tasks_of(Some("p77"), None, "open"),
        tasks_of(Some("p77"), Some("u1"), "overdue"),
        tasks_of(Some("p77"), None, "done"),
        tasks_of(None, Some("u1"), "open"),
        tasks_of(None, Some("u1"), "overdue"),
        tasks_of(None, Some("u1"), "done"),
        Query::IdsFrom { table: Table::Packages, prefix: "k".into() },
        Query::IdsFrom { table: Table::PackageTemplates, prefix: "t".into() },
        Query::IdsFrom { table: Table::Invoices, prefix: "i77".into() },
        Query::IdsFrom { table: Table::Assets, prefix: "a77".into() },
        Query::IdsFrom { table: Table::MediaObjects, prefix: "m".into() },
        Query::IdsFrom { table: Table::Messages, prefix: "m".into() },
        Query::Tags { scope: BranchScope::All, prefix: "t".into() },
        find("c"),
        find("client"),
        find("SN7"),
        find("inv-00"),
        find("9845011"),
        find("#t3"),
        find("zzz"),
        Query::History(RowRef { table: Table::Clients, id: id.to_string() }),
        Query::History(RowRef { table: Table::Projects, id: "p77".into() }),
        Query::Drafts,
        Query::Imports { scope: BranchScope::All, limit: WINDOW },
    ]
}

/// Days of the calendar, among which projects and sub-events lie; narrowed to what an asset is booked for.
fn days(asset: Option<&str>) -> Query {
    let from = jiff::civil::date(1970, 1, 1);
    let filter = CalendarFilter { crew: asset.map(Into::into), ..CalendarFilter::default() };
    let to = from.tomorrow().unwrap();
    Query::Calendar(CalendarQuery { scope: BranchScope::All, from, to, per_day: 8, filter })
}

fn mine() -> Query {
    let Query::Calendar(query) = days(None) else { unreachable!() };
    Query::Calendar(CalendarQuery {
        filter: CalendarFilter { mine: true, ..CalendarFilter::default() },
        ..query
    })
}

/// Every row is read with its client, its project and its balance, of both branches until the window is full.
/// A day without anything.
const DAY: jiff::civil::Date = jiff::civil::date(2031, 5, 6);

fn report(query: ReportQuery) -> Query {
    Query::Report(Box::new(query))
}

fn invoices_by(filter: InvoiceFilter) -> Query {
    Query::InvoicesBy(Box::new(InvoiceFilter { limit: WINDOW / 2, ..filter }))
}

fn behind(at: i64, id: &str) -> Cursor {
    Cursor(vec![CursorPart::Int(at), CursorPart::Text(id.to_owned())])
}

/// The rows of a window ask one by one for what is with them: few of them tell what one costs.
fn timeline(filter: &str, text: &str, at: RowsAt) -> Query {
    let (filter, text, scope) = (filter.to_owned(), text.to_owned(), BranchScope::All);
    let time = |hours: i64| jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours);
    Query::Timeline(TimelineQuery { scope, filter, text, at, limit: 6, from: time(-84), to: time(84) })
}

fn row(kind: &str, name: &str, id: &str) -> Cursor {
    Cursor([kind, name, id].map(|part| CursorPart::Text(part.to_owned())).to_vec())
}

fn needs(line: &str) -> Needs {
    Needs { lines: vec![line.to_owned()], ..Needs::default() }
}

/// A day on which all assets are booked already, as the next weeks are.
fn proposal(line: &str) -> ProposalQuery {
    let start = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(48);
    ProposalQuery {
        have: Vec::new(),
        needs: needs(line),
        branch: "b1".into(),
        place: "Nowhere".to_owned(),
        start,
        end: start + jiff::SignedDuration::from_hours(4),
        buffers: Buffers::default(),
        except: Vec::new(),
    }
}

fn slots(line: &str) -> SlotsQuery {
    let from = jiff::Timestamp::now();
    SlotsQuery {
        needs: needs(line),
        branch: "b1".into(),
        from,
        until: from + jiff::SignedDuration::from_hours(14 * 24),
        length: 4 * 3_600,
        pattern: Pattern::default(),
        buffers: Buffers::default(),
        limit: 10,
    }
}

fn find(text: &str) -> Query {
    Query::Find { scope: BranchScope::All, text: text.to_owned(), limit: WINDOW }
}

#[derive(Default, Clone, Copy)]
struct Cost {
    scanned: i32,
    steps: i32,
    /// How often it was run for one query.
    runs: i32,
}

impl Cost {
    /// Whether it is the same small look-up for one asset after the other, for no more of them than a list of
    /// candidates has. What every look-up costs is still bounded.
    const fn is_one_look_up_after_the_other(self) -> bool {
        self.runs > 1 && self.runs <= CANDIDATES && self.steps <= self.runs * LOOK_UP
    }
}

/// Assets that a search for what is free looks at, one by one, at most.
const CANDIDATES: i32 = 300;
/// Steps that looking up the times of one asset takes at most.
const LOOK_UP: i32 = 50;

#[test]
fn every_query_walks_an_index_and_steps_over_few_rows() {
    let mut conn = filled();
    let actor = Actor {
        user: access::sign_in(&conn, None).unwrap(),
        session: SessionId::from("s"),
        host: "test".into(),
    };
    let access = Access::resolve(&conn, &actor).unwrap();
    let costs: Arc<Mutex<BTreeMap<String, Cost>>> = Arc::default();
    let seen = Arc::clone(&costs);
    conn.trace_v2(
        TraceEventCodes::SQLITE_TRACE_PROFILE,
        Some(move |event: TraceEvent<'_>| {
            if let TraceEvent::Profile(statement, _) = event {
                let cost = Cost {
                    scanned: statement.get_status(FullscanStep),
                    steps: statement.get_status(VmStep),
                    runs: statement.get_status(Run),
                };
                let mut costs = seen.lock().unwrap();
                let entry = costs.entry(statement.sql().into_owned()).or_default();
                entry.scanned = entry.scanned.max(cost.scanned);
                if cost.steps > entry.steps {
                    (entry.steps, entry.runs) = (cost.steps, cost.runs);
                }
            }
        }),
    )
    .unwrap();
    for query in lists().into_iter().chain(others()) {
        // Statuses count over the life of a statement: a fresh one per query tells what one query costs.
        conn.flush_prepared_statement_cache();
        match (dispatch::answer(&conn, &access, &query), &query) {
            // With some filters the row is in the list, with others it is not.
            (Ok(_), _) | (Err(StoreError::NotFound { .. }), Query::Around(..)) => {}
            (Err(error), query) => panic!("{query:?}: {error}"),
        }
    }
    conn.flush_prepared_statement_cache();
    conn.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>).unwrap();
    let costs = std::mem::take(&mut *costs.lock().unwrap());
    assert!(costs.len() > 40, "only {} statements were caught", costs.len());
    for (sql, cost) in costs {
        // The full-text module keeps its own statements for good: their counts are sums over all queries.
        if sql.contains("'main'.'search_") {
            continue;
        }
        if SMALL.iter().any(|small| sql.contains(small)) || sql.starts_with("PRAGMA") {
            continue;
        }
        let plan = plan(&conn, &sql);
        for line in &plan {
            let by_index = line.contains("USING")
                || line.contains("VIRTUAL TABLE")
                || line.contains("json_each")
                // What counts no further than so many rows of an index.
                || line.contains("(subquery")
                || line.contains("mine")
                // Projects that somebody leads, no more of them than the limit in the statement.
                || line == "SCAN led"
                // A studio has few branches.
                || line == "SCAN b LEFT-JOIN" && sql.contains("JOIN branches b");
            assert!(
                !line.starts_with("SCAN") || by_index || line.contains("CONSTANT ROW"),
                "{sql}\n{plan:#?}"
            );
        }
        let window = 10 * i32::try_from(WINDOW).unwrap();
        assert!(cost.scanned <= window, "{sql}\nscanned {} rows\n{plan:#?}", cost.scanned);
        // What is booked or free at this moment is asked of one asset after the other until the window is full: an inventory
        // is small beside its locks, and the look-up of each is one of an index.
        // A project that has sub-events is passed over in the agenda by one look-up each.
        // What each client owes is a walk over that client's invoices.
        let each = if sql.contains("WHERE l.asset_id = a.id") || sql.contains("WHERE client_id = ?3 UNION") {
            10
        } else if sql.contains("project_events e WHERE e.project_id = p.id AND e.start_time = p.start_date") {
            3
        } else {
            1
        };
        if cost.is_one_look_up_after_the_other() {
            continue;
        }
        assert!(
            cost.steps <= window * 10 * each,
            "{sql}\ntook {} steps in {} runs\n{plan:#?}",
            cost.steps,
            cost.runs
        );
    }
}

fn of_client(filter: &str, sort: &str) -> Query {
    let query = ListQuery {
        client: Some(ClientId::from("c77")),
        filter: filter.to_owned(),
        sort: sort.to_owned(),
        limit: WINDOW,
        ..Default::default()
    };
    Query::List(ListKind::Projects, query)
}

fn tasks_of(project: Option<&str>, person: Option<&str>, filter: &str) -> Query {
    let query = ListQuery {
        tasks_of: TasksOf::new(project.map(ProjectId::from), person.map(UserId::from)),
        filter: filter.to_owned(),
        limit: WINDOW,
        ..Default::default()
    };
    Query::List(ListKind::Tasks, query)
}

fn plan(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(&["EXPLAIN QUERY PLAN ", sql].concat()).unwrap();
    let count = statement.parameter_count();
    let nulls = vec![rusqlite::types::Null; count];
    let rows = statement.query_map(rusqlite::params_from_iter(nulls), |r| r.get(3)).unwrap();
    rows.map(Result::unwrap).collect()
}

fn locks(of: LocksOf, holds: OnlyHolds, after: Option<Cursor>) -> Query {
    let at = |second| jiff::Timestamp::from_second(second).ok();
    Query::Locks(LockQuery { of, from: at(1_000_000), until: at(9_000_000), holds, after, limit: WINDOW })
}
