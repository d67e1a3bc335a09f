//! The store, asked and written to as a session would.

mod access;
mod agenda;
mod audit;
mod billing;
mod board;
mod bookings;
mod calendar;
mod clients;
mod custody;
mod demo;
mod durability;
mod erasure;
mod events;
mod faults;
mod find;
mod finder;
mod follow;
mod foreign;
mod guards;
mod imports;
mod inventory;
mod invoice_proofs;
mod invoices;
mod kits;
mod locks;
mod locks_model;
mod media;
mod messages;
mod migrate;
mod notifications;
mod packages;
mod papers;
mod payments;
mod project_history;
mod project_lists;
mod projects;
mod purge;
mod quotes;
mod rehearsal;
mod reports;
mod search;
mod seeds;
mod tasks;
mod timeline;
mod triggers;
mod undo;

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use studiovault::domain::country::CountryCode;
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{BranchId, ClientId};
use studiovault::domain::money::Currency;
use studiovault::store::protocol::*;
use studiovault::store::{OpenOptions, Store};

/// A studio in a temporary folder, with its owner signed in.
pub(crate) struct Studio {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) owner: Actor,
    pub(crate) branch: BranchId,
}

impl Studio {
    /// Sets a studio up as onboarding does.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(dir.path().join("studio.db"))).unwrap();
        let nobody = store.sign_in(None, "test").unwrap();
        store.run(&nobody, Command::SetUp(answers())).unwrap();
        Self::opened(dir, store)
    }

    /// Opens what lies in a folder.
    pub(crate) fn opened(dir: tempfile::TempDir, store: Store) -> Self {
        let owner = store.sign_in(None, "test").unwrap();
        let branch = workspace(&store, &owner).branches[0].id.clone();
        Self { dir, store, owner, branch }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join("studio.db")
    }

    pub(crate) fn run(&self, command: impl Into<Command>) -> Result<Outcome, StoreError> {
        self.store.run(&self.owner, command.into())
    }

    pub(crate) fn ask(&self, query: Query) -> Result<Reply, StoreError> {
        self.store.ask(&self.owner, query)
    }

    /// Adds a client and returns its id.
    pub(crate) fn add(&self, name: &str, phone: &str) -> ClientId {
        self.add_with(&[("name", name), ("phone", phone)])
    }

    pub(crate) fn add_with(&self, fields: &[(&str, &str)]) -> ClientId {
        let command = Command::CreateClient { branch: self.branch.clone(), values: values(fields) };
        ClientId::from(self.run(command).unwrap().row.unwrap().id)
    }

    pub(crate) fn client(&self, id: &ClientId) -> ClientDetail {
        match self.store.ask(&self.owner, Query::Client(id.clone())).unwrap() {
            Reply::Client(detail) => *detail,
            other => panic!("{other:?}"),
        }
    }

    /// Edits text fields, against the version that is stored now.
    pub(crate) fn edit(&self, id: &ClientId, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
        let client = self.client(id).client;
        let base = client.values();
        let mut changed = base.clone();
        changed.extend(values(fields));
        self.run(Command::EditClient { id: id.clone(), version: client.version, base, values: changed })
    }

    /// The names that a search finds, in order.
    pub(crate) fn find(&self, text: &str) -> Vec<String> {
        self.page(ListQuery { text: text.to_owned(), limit: 50, ..Default::default() })
            .rows
            .into_iter()
            .map(|r| r.name)
            .collect()
    }

    pub(crate) fn page(&self, query: ListQuery) -> Page<ClientRow> {
        match self.store.ask(&self.owner, Query::List(ListKind::Clients, query)).unwrap() {
            Reply::Clients(page) => page,
            other => panic!("{other:?}"),
        }
    }

    /// Runs SQL with the system's `sqlite3`, as another program would; `Err` holds what it printed.
    pub(crate) fn sqlite3(&self, sql: &str) -> Result<String, String> {
        sqlite3(&self.path(), sql)
    }

    /// Today where the branch is.
    pub(crate) fn store_today(&self) -> jiff::civil::Date {
        let zone = workspace(&self.store, &self.owner).branches[0].zone.clone();
        jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::get(&zone).unwrap()).date()
    }

    /// `doctor`'s report; fails with it when something is wrong.
    pub(crate) fn assert_sound(&self) {
        let report = self.store.examine(&self.owner).unwrap();
        assert!(report.is_sound(), "{report:#?}");
    }
}

pub(crate) fn answers() -> SetUp {
    SetUp {
        organization: "Pixeldence".to_owned(),
        branch: "Bengaluru".to_owned(),
        country: CountryCode::from_code("IN").unwrap(),
        currency: Currency::from_code("INR").unwrap(),
        zone: "Asia/Kolkata".to_owned(),
        owner: "Asha".to_owned(),
    }
}

pub(crate) fn values(fields: &[(&str, &str)]) -> FieldValues {
    fields
        .iter()
        .map(|(key, text)| {
            let value = match *key {
                "tags" => FieldValue::Tags(text.split_whitespace().map(ToOwned::to_owned).collect()),
                _ => FieldValue::text(text),
            };
            (FieldKey::from(*key), value)
        })
        .collect()
}

pub(crate) fn workspace(store: &Store, actor: &Actor) -> Workspace {
    match store.ask(actor, Query::Workspace).unwrap() {
        Reply::Workspace(workspace) => *workspace,
        other => panic!("{other:?}"),
    }
}

/// Another program in the middle of a write: nobody else writes until it is let go.
pub(crate) struct Holder {
    program: std::process::Child,
    input: std::process::ChildStdin,
}

impl Holder {
    pub(crate) fn of(path: &Path) -> Self {
        Self::with(path, "BEGIN IMMEDIATE")
    }

    pub(crate) fn with(path: &Path, begin: &str) -> Self {
        let mut program = std::process::Command::new("sqlite3")
            .args(["-cmd", ".timeout 10000"])
            .arg(path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the system's sqlite3 is installed");
        let mut input = program.stdin.take().unwrap();
        let mut output = BufReader::new(program.stdout.take().unwrap());
        writeln!(input, "{begin}; SELECT 'held';").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "held");
        Self { program, input }
    }

    pub(crate) fn let_go(mut self) {
        self.input.write_all(b"ROLLBACK;\n").unwrap();
        drop(self.input);
        self.program.wait().unwrap();
    }
}

pub(crate) fn sqlite3(path: &Path, sql: &str) -> Result<String, String> {
    let mut child = std::process::Command::new("sqlite3")
        .args(["-bail", "-cmd", ".timeout 10000", "-cmd", "PRAGMA foreign_keys = ON"])
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the system's sqlite3 is installed");
    child.stdin.take().unwrap().write_all(sql.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if out.status.success() { Ok(text(&out.stdout)) } else { Err(text(&out.stderr)) }
}
