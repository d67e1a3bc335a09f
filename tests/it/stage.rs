//! An application on a stage: no store behind it, answers as the test says, a clock that stands still.

mod board;
mod calendar;
pub(crate) mod custody;
mod free;
pub(crate) mod imports;
mod inventory;
mod invoice;
pub(crate) mod outbox;
mod packages;
pub(crate) mod papers;
mod project;
mod quote;
pub(crate) mod tasks;
pub(crate) mod timeline;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use studiovault::app::{App, Effect, Guesses, Msg, Setup};
use studiovault::domain::client::{Client, ClientProfile, ClientStats, Referrer};
use studiovault::domain::country::CountryCode;
use studiovault::domain::media::compare;
use studiovault::domain::money::{Currency, Money};
use studiovault::domain::receivable::Ageing;
use studiovault::domain::role::{Permission, Reach, Role};
use studiovault::input::{InputEvent, Key, Mouse, MouseKind};
use studiovault::keymap::Keymap;
use studiovault::screens::TabId;
use studiovault::store::port::{Slot, Ticket};
use studiovault::store::protocol::*;
use studiovault::theme::{ColourLevel, Palette, Theme};

/// How the store answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum World {
    /// There is nothing in the studio.
    Empty,
    /// There is something of everything.
    Full,
    /// It does not answer.
    Silent,
    /// It cannot read.
    Broken,
    /// Nothing is set up.
    Nothing,
}

pub(crate) struct Stage {
    pub(crate) app: App,
    world: World,
    size: (u16, u16),
    /// Writes that wait for an answer.
    pub(crate) writes: Vec<(Ticket, Command)>,
    /// Whether a question is answered only when the test says so.
    is_late: fn(&Query) -> bool,
    /// Questions that wait for that, the oldest first.
    late: Vec<(Slot, Ticket, Query)>,
    /// Everything else that the app asked for.
    pub(crate) effects: Vec<Effect>,
}

impl Stage {
    pub(crate) fn new(world: World, tab: TabId, size: (u16, u16)) -> Self {
        let app = App::new(Setup {
            size,
            theme: Theme::new(Palette::Dark, ColourLevel::Ansi256),
            keymap: Keymap::default(),
            seed: 1,
            guesses: Guesses {
                country: CountryCode::from_code("IN"),
                zone: Some("Asia/Kolkata".into()),
                owner: "asha".into(),
            },
            start_tab: tab,
            grouping: None,
        });
        let mut stage = Self {
            app,
            world,
            size,
            writes: Vec::new(),
            is_late: |_| false,
            late: Vec::new(),
            effects: Vec::new(),
        };
        stage.tell(Msg::Clock("2026-11-20T14:05:00+05:30[Asia/Kolkata]".parse().unwrap()));
        let effects = stage.app.start();
        stage.run(effects);
        let effects = stage.app.first_frame_drawn();
        stage.run(effects);
        stage
    }

    /// Tells the app, and answers what it asks.
    pub(crate) fn tell(&mut self, msg: Msg) {
        let effects = self.app.update(msg);
        self.run(effects);
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Query { slot, ticket, query } if (self.is_late)(&query) => {
                    self.late.push((slot, ticket, query));
                }
                Effect::Query { slot, ticket, query } => self.answer(slot, ticket, &query),
                Effect::Apply { ticket, command } => self.writes.push((ticket, *command)),
                other => self.effects.push(other),
            }
        }
    }

    fn answer(&mut self, slot: Slot, ticket: Ticket, query: &Query) {
        let result = match (self.world, query) {
            (World::Nothing, Query::Workspace) => Ok(Reply::Workspace(Box::new(Workspace {
                organization: None,
                branches: Vec::new(),
                me: None,
                writable: true,
            }))),
            (_, Query::Workspace) => Ok(Reply::Workspace(Box::new(workspace()))),
            (World::Silent, _) => return,
            (
                World::Broken,
                Query::List(..) | Query::Around(..) | Query::Calendar(_) | Query::Timeline(_),
            ) => Err(StoreError::Corrupt("/data/studio.db".into())),
            (World::Empty | World::Nothing, Query::List(kind, _) | Query::Around(kind, ..)) => {
                Ok(no_rows(*kind))
            }
            (World::Empty | World::Nothing, Query::Timeline(_)) => {
                Ok(Reply::Timeline(TimelinePage::default()))
            }
            (World::Empty | World::Nothing, Query::Calendar(query)) => {
                Ok(Reply::Calendar(Box::new(calendar::empty(query))))
            }
            (_, query) => match reply(query) {
                Some(reply) => Ok(reply),
                None => Err(StoreError::NotFound { what: "record", id: "?".into() }),
            },
        };
        self.tell(Msg::Reply { slot, ticket, result });
    }

    /// From now on, such questions wait until [`Stage::arrives`].
    pub(crate) fn late(&mut self, is_late: fn(&Query) -> bool) -> &mut Self {
        self.is_late = is_late;
        self
    }

    /// The oldest question that waits is answered now.
    pub(crate) fn arrives(&mut self) -> &mut Self {
        let (slot, ticket, query) = self.late.remove(0);
        self.answer(slot, ticket, &query);
        self
    }

    /// The oldest question that waits is answered so.
    pub(crate) fn arrives_with(&mut self, result: Result<Reply, StoreError>) -> &mut Self {
        let (slot, ticket, _) = self.late.remove(0);
        self.tell(Msg::Reply { slot, ticket, result });
        self
    }

    pub(crate) fn applied(&mut self, result: Result<Outcome, StoreError>) -> Command {
        let (ticket, command) = self.writes.pop().expect("a write");
        self.tell(Msg::Applied { ticket, result });
        command
    }

    pub(crate) fn keys(&mut self, script: &str) -> &mut Self {
        for word in script.split_whitespace() {
            for key in super::harness::keys_of(word) {
                self.tell(Msg::Input(InputEvent::Key(key)));
            }
        }
        self
    }

    pub(crate) fn types(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.tell(Msg::Input(InputEvent::Key(Key::char(c))));
        }
        self
    }

    /// Uses the mouse in the middle of the first such text on the screen.
    #[track_caller]
    pub(crate) fn mouse(&mut self, kind: MouseKind, text: &str) -> &mut Self {
        let screen = self.screen();
        let found = screen.lines().enumerate().find_map(|(y, line)| Some((y, line.find(text)?, line)));
        let (y, at, line) = found.unwrap_or_else(|| panic!("the screen does not show {text:?}:\n{screen}"));
        let width = unicode_width::UnicodeWidthStr::width;
        let x = width(&line[..at]) + width(text) / 2;
        self.mouse_at(kind, u16::try_from(x).unwrap(), u16::try_from(y).unwrap())
    }

    pub(crate) fn mouse_at(&mut self, kind: MouseKind, x: u16, y: u16) -> &mut Self {
        self.tell(Msg::Input(InputEvent::Mouse(Mouse { kind, x, y })));
        self
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = (width, height);
        self.tell(Msg::Input(InputEvent::Resize { width, height }));
        self
    }

    pub(crate) fn buffer(&self) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let _ = self.app.draw(buffer.area, &mut buffer);
        buffer
    }

    pub(crate) fn screen(&self) -> String {
        super::harness::text_of(&self.buffer())
    }

    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) -> &mut Self {
        let screen = self.screen();
        assert!(screen.contains(text), "the screen does not show {text:?}:\n{screen}");
        self
    }
}

fn rupees(minor: i64) -> Money {
    Money { minor, currency: Currency::from_code("INR").unwrap() }
}

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

pub(crate) fn workspace() -> Workspace {
    let branch = |id: &str, name: &str| Branch {
        id: id.into(),
        name: name.into(),
        country: CountryCode::from_code("IN"),
        currency: Currency::from_code("INR").unwrap(),
        zone: "Asia/Kolkata".into(),
    };
    Workspace {
        organization: Some(Organization { id: "org_1".into(), name: "Pixeldence".into() }),
        branches: vec![branch("br_1", "Bengaluru"), branch("br_2", "Mysuru")],
        me: Some(Person {
            id: "usr_1".into(),
            name: "Asha".into(),
            roles: vec![Role::Owner],
            branch: None,
            rights: Permission::ALL.iter().map(|p| (*p, Reach::Org)).collect(),
        }),
        writable: true,
    }
}

fn no_rows(kind: ListKind) -> Reply {
    fn none<T>() -> Page<T> {
        page(Vec::new(), 0)
    }
    match kind {
        ListKind::Agenda => Reply::Agenda(none()),
        ListKind::Clients => Reply::Clients(none()),
        ListKind::Projects => Reply::Projects(none()),
        ListKind::Board => Reply::Board(none()),
        ListKind::Invoices => Reply::Invoices(none()),
        ListKind::Assets => Reply::Assets(none()),
        ListKind::Kits => Reply::Kits(none()),
        ListKind::Audit => Reply::AuditLog(none()),
        ListKind::Packages => Reply::Packages(none()),
        ListKind::Notifications => Reply::Notifications(Page { quota: outbox::quota(0), ..none() }),
        ListKind::PackageTemplates => Reply::PackageTemplates(none()),
        ListKind::Tasks => Reply::Tasks(none()),
        ListKind::TaskTemplates => Reply::TaskTemplates(none()),
    }
}

fn page<T>(rows: Vec<T>, total: u64) -> Page<T> {
    let matching = Count::Exact(rows.len() as u64);
    Page {
        rows,
        more_before: false,
        more_after: false,
        matching,
        total: Count::Exact(total),
        indexing: None,
        quota: None,
        ageing: Vec::new(),
        archived: Count::Exact(0),
    }
}

/// What is owed: more of it than there is room to write out, and in two currencies.
fn ageing() -> Vec<Ageing> {
    let of = |code: &str, open| {
        let currency = Currency::from_code(code).unwrap_or(Currency::NONE);
        Ageing { currency, open, count: [1, 2, 3, 0, 4] }
    };
    vec![
        of("INR", [124_000_000, 31_000_000, 8_000_000, 0, 22_000_000]),
        of("AED", [1_250_000, 0, 98_700, 0, 0]),
    ]
}

fn place(n: usize) -> Cursor {
    Cursor(vec![CursorPart::Int(n as i64)])
}

/// Names that are hard to lay out.
const NAMES: [(&str, &str, &str); 9] = [
    ("cli_1", "Priya Sharma", "+91 98450 12345"),
    ("cli_2", "Prakash Shetty", "+91 98450 77120"),
    ("cli_3", "प्रिया शर्मा", "+91 98450 40021"),
    ("cli_4", "محمد الأحمد", "+971 50 984 5011"),
    ("cli_5", "王伟", "+86 138 0013 8000"),
    ("cli_6", "👩‍👩‍👧 The Miller family", "+1 212 555 0100"),
    ("cli_7", "Maria Antonietta Bartolomea Castelnuovo-Tedesco degli Alberti", "+39 055 0123 456"),
    ("cli_8", "Zoe\u{301} Ångström", "+46 8 123 456"),
    ("cli_9", "김민준", "+82 2 312 3456"),
];

fn clients() -> Vec<ClientRow> {
    NAMES
        .iter()
        .enumerate()
        .map(|(i, (id, name, phone))| ClientRow {
            id: (*id).into(),
            branch: if i % 3 == 2 { "br_2" } else { "br_1" }.into(),
            name: (*name).into(),
            phone: (*phone).into(),
            tags: if i == 0 { vec!["wedding".into(), "vip".into()] } else { Vec::new() },
            last_shoot: (i % 2 == 0).then(|| at("2026-10-12T10:00:00Z")),
            spent: rupees([48_230_000, 6_800_000, 0, 9_125_000, 123_456_789, 0, 500, 100, 9_999_999][i]),
            archived: i == 5,
            cursor: place(i),
        })
        .collect()
}

fn reply(query: &Query) -> Option<Reply> {
    Some(match query {
        Query::List(kind, list) | Query::Around(kind, list, _) => rows(*kind, list),
        Query::Client(id) => Reply::Client(Box::new(client(id.as_str()))),
        Query::Project(id) => Reply::Project(Box::new(project::project(id.as_str()))),
        Query::Calendar(query) => calendar::page(query),
        Query::Bookable { asset_type, text, .. } => Reply::References(
            [("human", "ast_Rahul (lead)", "Rahul (lead)"), ("space", "ast_Studio A", "Studio A")]
                .iter()
                .filter(|(kind, _, name)| kind == asset_type && name.contains(text.as_str()))
                .map(|(_, id, label)| ReferenceHit {
                    id: (*id).into(),
                    label: (*label).into(),
                    note: "Bengaluru".into(),
                    apart: String::new(),
                })
                .collect(),
        ),
        Query::People { text, .. } => Reply::References(
            [("usr_1", "Asha", "asha@pixeldence.in"), ("usr_2", "Rahul", "rahul@pixeldence.in")]
                .iter()
                .filter(|(_, name, _)| name.to_lowercase().contains(&text.to_lowercase()))
                .map(|(id, label, note)| ReferenceHit {
                    id: (*id).into(),
                    label: (*label).into(),
                    note: (*note).into(),
                    apart: String::new(),
                })
                .collect(),
        ),
        Query::Outings(of) => papers::outings(of),
        Query::Feeds => Reply::Feeds(Vec::new()),
        Query::Invoice(id) => {
            record(Table::Invoices, id.as_str(), "BLR/26-27/00042", "Priya Sharma", "overdue")
        }
        Query::InvoiceDetail(id) => Reply::Invoice(Box::new(invoice::detail(id))),
        Query::Series(_) => Reply::Series(Vec::new()),
        Query::Report(_) => Reply::Report(Box::new(Report::Revenue(Vec::new()))),
        Query::Asset(id) => Reply::Asset(Box::new(inventory::asset(id.as_str()))),
        Query::Transfers(_) => Reply::Transfers(inventory::transfers()),
        Query::Custody { .. } => Reply::Custody(custody::chain()),
        Query::Outstanding { .. } => Reply::Custody(Lines::default()),
        Query::GearList { project, .. } => Reply::GearList(Box::new(custody::gear_list(project.as_str()))),
        Query::Scan { serial, .. } => Reply::Scanned(custody::scanned(serial)),
        Query::Things(ids) => Reply::Scanned(custody::things(ids)),
        Query::Kit(id) => Reply::Kit(Box::new(custody::kit(id.as_str()))),
        Query::Proposal(_) => {
            Reply::Proposal(Box::new(Proposal { needs: Vec::new(), unread: Vec::new(), nearest: None }))
        }
        Query::Slots(query) => free::slots(query),
        Query::Alternatives(lock) => free::alternatives(lock.as_str()),
        Query::StandIns(_) => Reply::StandIns(studiovault::store::protocol::StandIns::default()),
        Query::Troubled(_) => free::troubled(),
        Query::NextConflict { .. } => Reply::NextConflict(None),
        Query::Locks(_) => Reply::Locks(Slice { rows: Vec::new(), next: None }),
        Query::Lock(_) => return None,
        Query::Obstacles(wants) => Reply::Obstacles(
            wants
                .iter()
                .map(|want| Verdict { asset_name: want.asset.to_string(), obstacles: Vec::new() })
                .collect(),
        ),
        Query::Audit(id) => {
            record(Table::AuditLogs, id.as_str(), "client.note_removed", "client_notes not_1", "medium")
        }
        Query::Package(id) => Reply::Package(Box::new(packages::package(id.as_str()))),
        Query::PackageTemplate(id) => Reply::PackageTemplate(Box::new(packages::template(id.as_str()))),
        Query::Task(id) => Reply::Task(Box::new(tasks::task(id.as_str()))),
        Query::TaskTemplate(id) => Reply::TaskTemplate(Box::new(tasks::template(id.as_str()))),
        Query::Drafts => Reply::Drafts(Vec::new()),
        Query::Imports { .. } => Reply::Imports(imports::imports()),
        Query::Duplicates { phone, .. } => Reply::Duplicates(if phone.starts_with("98450") {
            vec![DuplicateHint {
                id: "cli_1".into(),
                name: "Priya Sharma".into(),
                phone: "+91 98450 12345".into(),
                why: DuplicateReason::SamePhone,
            }]
        } else {
            Vec::new()
        }),
        Query::MergePreview { keep, gone } => {
            let side = |id: &str| {
                let detail = client(id);
                MergeSide {
                    id: id.into(),
                    version: 3,
                    name: detail.client.name.clone(),
                    spent: detail.client.spent,
                    values: detail.client.values(),
                }
            };
            Reply::MergePreview(Box::new(MergePreview {
                keep: side(keep.as_str()),
                gone: side(gone.as_str()),
                moving: vec![("projects".into(), 3), ("invoices".into(), 1), ("notes".into(), 0)],
            }))
        }
        Query::References { text, .. } => Reply::References(
            NAMES
                .iter()
                .filter(|(_, name, _)| name.to_lowercase().contains(&text.to_lowercase()))
                .map(|(id, name, phone)| ReferenceHit {
                    id: (*id).into(),
                    label: (*name).into(),
                    note: (*phone).into(),
                    apart: String::new(),
                })
                .collect(),
        ),
        Query::Messages { .. } => {
            let rows = project::messages().rows.into_iter().rev().collect();
            Reply::Messages(Slice { rows, next: None })
        }
        Query::Media { .. } => Reply::Media(MediaPage {
            slice: Slice { rows: project::media().rows, next: None },
            storage: project::storage(),
        }),
        Query::Sent { .. } => Reply::Sent(Slice { rows: project::notifications().rows, next: None }),
        Query::MediaFile(id) => Reply::MediaFile(Box::new(project::file(id))),
        Query::MediaScan { folder, .. } => Reply::MediaScan(Box::new(compare(folder, Vec::new()))),
        Query::Storage(_) => Reply::Storage(Vec::new()),
        Query::Notification(id) => outbox::notification(id),
        Query::Find { text, .. } => Reply::Found(found(text)),
        Query::IdsFrom { .. } => Reply::References(Vec::new()),
        Query::Tags { prefix, .. } => Reply::Tags(
            ["vip", "wedding", "product"]
                .iter()
                .filter(|t| t.starts_with(prefix))
                .map(|t| (*t).into())
                .collect(),
        ),
        Query::History(row) if row.table == Table::Projects => Reply::History(project::history()),
        Query::History(_) => Reply::History(vec![HistoryEntry {
            id: "aud_1".into(),
            at: Some(at("2026-11-20T07:30:00Z")),
            actor: "Asha".into(),
            event: "client.edited".into(),
            reason: String::new(),
            about: String::new(),
            changes: vec![
                ("phone".into(), "98450 12345".into(), "+91 98450 12345".into()),
                ("profile.tags".into(), String::new(), "[\"wedding\",\"vip\"]".into()),
            ],
        }]),
        Query::Purge(_) => Reply::Purgeable(vec![project::purgeable()]),
        Query::Quote(id) => Reply::Quote(Box::new(quote::quote(id))),
        Query::Timeline(query) => Reply::Timeline(timeline::page(query)),
        Query::Block(id) => Reply::Block(Box::new(timeline::block(id))),
        Query::Workspace
        | Query::SubEvent(_)
        | Query::Purgeable(_)
        | Query::InvoicesBy(_)
        | Query::Billing(_)
        | Query::Payments(_) => return None,
    })
}

/// Whatever holds the text, of every kind.
fn found(text: &str) -> Found {
    let query = ListQuery::default();
    let mut hits: Vec<FindHit> = clients().into_iter().map(FindHit::Client).collect();
    if let Reply::Projects(page) = rows(ListKind::Projects, &query) {
        hits.extend(page.rows.into_iter().map(FindHit::Project));
    }
    if let Reply::Invoices(page) = rows(ListKind::Invoices, &query) {
        hits.extend(page.rows.into_iter().map(FindHit::Invoice));
    }
    if let Reply::Assets(page) = rows(ListKind::Assets, &query) {
        hits.extend(page.rows.into_iter().map(FindHit::Asset));
    }
    if let Reply::Packages(page) = rows(ListKind::Packages, &query) {
        hits.extend(page.rows.into_iter().map(FindHit::Package));
    }
    hits.retain(|hit| format!("{hit:?}").to_lowercase().contains(&text.to_lowercase()));
    Found { more: hits.len() > 9, hits, indexing: None }
}

fn rows(kind: ListKind, list: &ListQuery) -> Reply {
    match kind {
        ListKind::Kits => Reply::Kits(custody::kits()),
        ListKind::Clients => {
            let found =
                clients().into_iter().filter(|c| c.name.to_lowercase().contains(&list.text.to_lowercase()));
            Reply::Clients(page(found.collect(), 1_000_000))
        }
        ListKind::Agenda => {
            let days = [
                "2026-11-20T04:30:00Z",
                "2026-11-20T08:30:00Z",
                "2026-11-21T00:30:00Z",
                "2027-06-01T06:00:00Z",
            ];
            let row = |(i, start): (usize, &&str)| AgendaRow {
                id: format!("prj_{i}").as_str().into(),
                event: (i < 2).then(|| AgendaEvent {
                    id: format!("evt_{i}").as_str().into(),
                    title: ["Haldi", "Sangeet"][i].into(),
                    zone: ["Asia/Kolkata", "Asia/Dubai"][i].into(),
                }),
                branch: "br_1".into(),
                title: ["Sharma wedding", "Sharma wedding", "Wedding 💍", "王伟 portrait"][i].into(),
                client: NAMES[i].1.into(),
                status: ["shooting", "active", "inquiry", "active"][i].into(),
                start: at(start),
                location: ["Home", "Taj West End", "ಬೆಂಗಳೂರು ಅರಮನೆ", ""][i].into(),
                cursor: place(i),
            };
            Reply::Agenda(page(days.iter().enumerate().map(row).collect(), 4))
        }
        ListKind::Projects => {
            let row = |i: usize| ProjectRow {
                id: format!("prj_{i}").as_str().into(),
                branch: "br_1".into(),
                title: ["Sharma wedding", "Product: मिठाई box", ""][i].into(),
                client: NAMES[i].1.into(),
                status: ["shooting", "completed", "cancelled"][i].into(),
                start: (i != 2).then(|| at("2026-11-24T04:30:00Z")),
                cursor: place(i),
            };
            Reply::Projects(page((0..3).map(row).collect(), 3))
        }
        ListKind::Invoices => {
            let row = |i: usize| InvoiceRow {
                id: format!("inv_{i}").as_str().into(),
                branch: "br_1".into(),
                number: (i != 1).then(|| format!("BLR/26-27/0004{i}")),
                client: if i == 2 { String::new() } else { NAMES[i].1.into() },
                kind: ["booking", "booking", "pos"][i].into(),
                status: ["overdue", "draft", "paid"][i].into(),
                total: rupees([11_800_000, 5_000_000, 1_234_567_890][i]),
                open: rupees([5_171_400, 0, 0][i]),
                issued: (i != 1).then(|| at("2026-11-02T04:30:00Z")),
                due: (i == 0).then(|| at("2026-11-12T04:30:00Z")),
                cursor: place(i),
            };
            Reply::Invoices(Page { ageing: ageing(), ..page((0..3).map(row).collect(), 3) })
        }
        ListKind::Assets => inventory::rows(),
        ListKind::Board => board::rows(list),
        ListKind::Packages => packages::rows(),
        ListKind::Notifications => outbox::rows(list),
        ListKind::PackageTemplates => packages::template_rows(),
        ListKind::Tasks => tasks::rows(&list.filter),
        ListKind::TaskTemplates => tasks::template_rows(),
        ListKind::Audit => {
            let row = |i: usize| AuditRow {
                id: format!("aud_{i}").as_str().into(),
                at: Some(at(["2026-11-20T08:30:00Z", "2026-11-19T08:30:00Z", "2020-01-01T00:00:00Z"][i])),
                actor: ["Asha", "rahul@pixeldence.in", "usr_system"][i].into(),
                event: ["client.edited", "client.note_removed", "user.login_failed"][i].into(),
                severity: ["medium", "high", "low"][i].into(),
                entity: ["clients cli_1", "client_notes not_1", ""][i].into(),
                cursor: place(i),
            };
            Reply::AuditLog(page((0..3).map(row).collect(), 48_112))
        }
    }
}

pub(crate) fn client(id: &str) -> ClientDetail {
    let (_, name, phone) = NAMES.iter().find(|(i, _, _)| *i == id).unwrap_or(&NAMES[0]);
    let first = id == "cli_1";
    let entry = |when: &str, kind, text: &str, status: &str, amount: Option<i64>| TimelineEntry {
        at: at(when),
        kind,
        text: text.into(),
        status: status.into(),
        amount: amount.map(rupees),
        row: RowRef {
            table: match kind {
                TimelineKind::Project => Table::Projects,
                TimelineKind::Invoice => Table::Invoices,
                TimelineKind::Note => Table::ClientNotes,
                _ => Table::Clients,
            },
            id: "x_1".into(),
        },
    };
    ClientDetail {
        client: Client {
            id: id.into(),
            branch: "br_1".into(),
            name: (*name).into(),
            phone: (*phone).into(),
            phone_e164: Some(phone.replace(' ', "")),
            profile: ClientProfile {
                email: if first { "priya@example.com".into() } else { String::new() },
                tags: if first { vec!["wedding".into(), "vip".into()] } else { Vec::new() },
                address: if first { "12, 5th Cross\nIndiranagar".into() } else { String::new() },
                city: "Bengaluru".into(),
                birthday: first.then(|| "1991-10-20".parse().unwrap()),
                language: if first { "hi".into() } else { String::new() },
                referred_by: first.then(|| Referrer { id: "cli_2".into(), name: "Prakash Shetty".into() }),
                payment_days: first.then_some(15),
                notes: if first {
                    "Prefers evenings. Her mother decides about the album.".into()
                } else {
                    String::new()
                },
                ..ClientProfile::default()
            },
            follow_up: first.then(|| at("2026-11-19T04:30:00Z")),
            spent: rupees(48_230_000),
            created: Some(at("2021-03-04T04:30:00Z")),
            archived: None,
            merged_into: None,
            erased: None,
            version: 3,
        },
        branch_name: "Bengaluru".into(),
        stats: ClientStats {
            open: rupees(3_500_000),
            open_elsewhere: Vec::new(),
            projects: 3,
            invoices: 4,
            last_shoot: None,
        },
        timeline: vec![
            entry(
                "2026-11-20T04:30:00Z",
                TimelineKind::Invoice,
                "invoice BLR/26-27/00042",
                "issued",
                Some(11_800_000),
            ),
            entry("2026-11-17T13:30:00Z", TimelineKind::Project, "Sangeet, Taj West End", "active", None),
            entry("2026-11-02T04:30:00Z", TimelineKind::Payment, "payment by UPI", "paid", Some(5_000_000)),
            entry("2026-10-30T04:30:00Z", TimelineKind::Note, "wants the album in Kannada ಕನ್ನಡ", "", None),
            entry("2021-03-04T04:30:00Z", TimelineKind::Created, "became a client", "", None),
        ],
        merges: Vec::new(),
    }
}

fn record(table: Table, id: &str, title: &str, subtitle: &str, status: &str) -> Reply {
    use studiovault::domain::field::FieldValue;
    Reply::Record(Box::new(RecordDetail {
        row: RowRef { table, id: id.into() },
        title: title.into(),
        subtitle: subtitle.into(),
        status: status.into(),
        currency: rupees(0).currency.into(),
        branch: None,
        facts: vec![
            ("Starts".into(), FieldValue::When(at("2026-11-24T04:30:00Z"))),
            ("Value".into(), FieldValue::Money(11_800_000)),
            (
                "Note".into(),
                FieldValue::Text("held until the advance is paid, then firm for everybody".into()),
            ),
        ],
        about: None,
        sections: vec![(
            "Invoices".into(),
            vec![SectionLine {
                at: Some(at("2026-11-02T04:30:00Z")),
                text: "booking BLR/26-27/00042".into(),
                status: "issued".into(),
                amount: Some(rupees(11_800_000)),
            }],
        )],
    }))
}
