//! What becomes of each row of the file: made, there already, something else under the same id, or put aside.

use super::super::protocol::StoreError;
use super::file::SeedFile;
use super::row::{self, Cell, Rounded};
use super::tables::Table;
use crate::domain::money::Currency;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;
use serde_json::{Map, json};
use std::collections::{HashMap, HashSet};

/// Rows that are named in a report, of each kind.
const NAMED: usize = 200;
/// Ids at least so long are not made twice by accident: whoever has the same is the same, only changed.
const NOBODY_ELSES: usize = 16;
/// Tables whose rows stay when a client is erased.
const KEPT_FOR_THE_BOOKS: [&str; 2] = ["invoices", "transactions"];

/// A row that is worth a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The table.
    pub table: String,
    /// The row's id.
    pub id: String,
    /// The word.
    pub reason: String,
}

/// How many rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableCounts {
    /// The table.
    pub table: String,
    /// Rows of the file.
    pub rows: u64,
    /// Rows that are made.
    pub added: u64,
    /// Rows that are there already, with the same content.
    pub same: u64,
    /// Rows that are there with other content: ours stay as they are.
    pub differ: u64,
    /// Rows that cannot be taken.
    pub aside: u64,
}

/// Everything that is known of a file once every row was judged.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SeedReport {
    /// The file's name.
    pub file: String,
    /// The organization of the file.
    pub organization: String,
    /// Ours, which its rows now belong to.
    pub becomes: String,
    /// By table.
    pub tables: Vec<TableCounts>,
    /// People of the file who are here already, by e-mail address: (their id there, their id here).
    pub people: Vec<(String, String)>,
    /// People who were let in by the file, and are not by us until an owner says so.
    pub suspended: u64,
    /// Times that were in milliseconds.
    pub milliseconds: u64,
    /// Amounts that were rounded to their currency.
    pub rounded: u64,
    /// The first of them.
    pub rounded_amounts: Vec<Rounded>,
    /// The first rows that are there with other content.
    pub differing: Vec<Problem>,
    /// The first rows that cannot be taken.
    pub put_aside: Vec<Problem>,
    /// Columns and tables of the file that we have not.
    pub left_out: Vec<String>,
}

impl SeedReport {
    /// A count over all tables.
    pub fn sum(&self, of: impl Fn(&TableCounts) -> u64) -> u64 {
        self.tables.iter().map(of).sum()
    }
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fate {
    /// It is made, with these cells.
    Add(Vec<Cell>),
    /// It is there.
    Same,
    /// Something else is there.
    Differs,
    /// It cannot be taken.
    Aside,
}

/// The organization of the file whose rows are taken.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) org: String,
    pub(super) name: String,
    pub(super) config: serde_json::Value,
}

/// Judges rows.
pub(super) struct Judge<'f> {
    file: &'f SeedFile,
    ours: &'f Connection,
    tables: &'f [Table],
    source: Source,
    our_org: String,
    currencies: HashMap<String, Currency>,
    people: HashMap<String, String>,
    /// By table: rows that were put aside, and rows under whose id something else is here.
    aside: HashMap<&'static str, HashSet<String>>,
    others: HashMap<&'static str, HashSet<String>>,
    pub(super) report: SeedReport,
}

impl<'f> Judge<'f> {
    pub(super) fn new(
        file: &'f SeedFile,
        ours: &'f Connection,
        tables: &'f [Table],
        source: Source,
        (our_org, our_name): (String, String),
    ) -> Self {
        let report = SeedReport {
            file: file.name(),
            organization: source.name.clone(),
            becomes: our_name,
            left_out: tables
                .iter()
                .flat_map(|t| t.left_out.iter().map(|column| format!("{}.{column}", t.name)))
                .collect(),
            ..SeedReport::default()
        };
        Self {
            file,
            ours,
            tables,
            source,
            our_org,
            currencies: HashMap::new(),
            people: HashMap::new(),
            aside: HashMap::new(),
            others: HashMap::new(),
            report,
        }
    }

    /// A table begins.
    pub(super) fn begin(&mut self, table: &Table) {
        self.report.tables.push(TableCounts { table: table.name.to_owned(), ..TableCounts::default() });
    }

    /// Judges a row.
    pub(super) fn judge(&mut self, table: &Table, cells: Vec<Cell>) -> Result<Fate, StoreError> {
        let id = table.at("id").and_then(|at| cells[at].as_text()).unwrap_or_default();
        let fate = match self.shape(table, &id, cells)? {
            Ok(cells) => match self.compare(table, &id, cells)? {
                Fate::Add(cells) => self.unless_erased(table, &id, cells)?,
                fate => fate,
            },
            Err(reason) => {
                self.put_aside(table, &id, &reason);
                Fate::Aside
            }
        };
        if let Some(counts) = self.report.tables.last_mut() {
            counts.rows += 1;
            match fate {
                Fate::Add(_) => counts.added += 1,
                Fate::Same => counts.same += 1,
                Fate::Differs => counts.differ += 1,
                Fate::Aside => counts.aside += 1,
            }
        }
        Ok(fate)
    }

    fn put_aside(&mut self, table: &Table, id: &str, reason: &str) {
        self.aside.entry(table.name).or_default().insert(id.to_owned());
        note(&mut self.report.put_aside, table, id, reason);
    }

    /// The row as it would stand here, or why it cannot.
    fn shape(
        &mut self,
        table: &Table,
        id: &str,
        mut cells: Vec<Cell>,
    ) -> Result<Result<Vec<Cell>, String>, StoreError> {
        if id.is_empty() {
            return Ok(Err("it has no id".to_owned()));
        }
        if let Some(org) = table.at("org_id") {
            if cells[org].as_text().as_deref() != Some(self.source.org.as_str()) {
                return Ok(Err("it belongs to another organization of the file".to_owned()));
            }
            cells[org] = Cell::text(&self.our_org);
        }
        match table.name {
            "branches" => self.keep_meaning(table, id, &mut cells),
            "users" => {
                if let Some(reason) = self.person(table, id, &mut cells)? {
                    return Ok(Err(reason));
                }
            }
            _ => {}
        }
        if let Some(missing) =
            table.columns.iter().zip(&cells).find(|(c, cell)| c.is_required && cell.is_null())
        {
            return Ok(Err(format!("it has no {}", missing.0.name)));
        }
        let currency = self.currency(table, &cells)?;
        let changes = match row::normalise(table, id, &mut cells, currency) {
            Ok(changes) => changes,
            Err(reason) => return Ok(Err(reason)),
        };
        if let Some(reason) = self.refer(table, &mut cells)? {
            return Ok(Err(reason));
        }
        self.report.milliseconds += changes.milliseconds;
        self.report.rounded += changes.rounded.len() as u64;
        let room = NAMED.saturating_sub(self.report.rounded_amounts.len());
        self.report.rounded_amounts.extend(changes.rounded.into_iter().take(room));
        Ok(Ok(cells))
    }

    /// A branch without a currency or zone of its own has those of its organization. That is another one here, so
    /// the branch is told.
    fn keep_meaning(&mut self, table: &Table, id: &str, cells: &mut [Cell]) {
        let config = &self.source.config;
        for (column, key, of_org) in
            [("tax_json", "currency", &config["currency"]), ("address_json", "tz", &config["timezone"])]
        {
            let Some(at) = table.at(column) else { continue };
            let stored = cells[at].as_text();
            let own = match &stored {
                None => Some(Map::new()),
                Some(text) => serde_json::from_str::<Map<String, serde_json::Value>>(text).ok(),
            };
            if let (Some(mut own), Some(value)) = (own, of_org.as_str())
                && !own.contains_key(key)
            {
                own.insert(key.to_owned(), json!(value));
                cells[at] = Cell(Value::Text(serde_json::Value::Object(own).to_string()));
            }
        }
        let tax = table.at("tax_json").and_then(|at| cells[at].as_text());
        let tax: serde_json::Value = tax.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default();
        let currency = tax["currency"].as_str().and_then(Currency::from_code).unwrap_or(Currency::NONE);
        self.currencies.insert(id.to_owned(), currency);
    }

    /// Nobody gets in by an import: an owner lets people in. Somebody with the same e-mail address is the same person.
    fn person(&mut self, table: &Table, id: &str, cells: &mut [Cell]) -> Result<Option<String>, StoreError> {
        if id == "usr_system" {
            return Ok(None);
        }
        if let Some(email) = table.at("email").and_then(|at| cells[at].as_text()) {
            let known: Option<String> = self
                .ours
                .prepare_cached(
                    "SELECT id FROM users WHERE email = ?1 COLLATE NOCASE AND id <> ?2 ORDER BY id LIMIT 1",
                )?
                .query_row([email.as_str(), id], |r| r.get(0))
                .optional()?;
            if let Some(known) = known {
                self.people.insert(id.to_owned(), known.clone());
                self.report.people.push((id.to_owned(), known));
                return Ok(Some("somebody here has the same e-mail address: they stand for them".to_owned()));
            }
        }
        if let Some(status) = table.at("status")
            && cells[status] != Cell::text("suspended")
        {
            cells[status] = Cell::text("suspended");
        }
        Ok(None)
    }

    /// The currency that the amounts of a row are in.
    fn currency(&mut self, table: &Table, cells: &[Cell]) -> Result<Currency, StoreError> {
        let branch = match (table.name, table.at("branch_id"), table.at("invoice_id")) {
            ("transactions", _, Some(at)) => match cells[at].as_text() {
                Some(invoice) => self
                    .file
                    .conn
                    .prepare_cached("SELECT branch_id FROM invoices WHERE id = ?1")?
                    .query_row([invoice], |r| super::super::column::optional_text(r, 0))
                    .optional()?
                    .flatten(),
                None => None,
            },
            (_, Some(at), _) => cells[at].as_text(),
            _ => None,
        };
        Ok(branch.and_then(|branch| self.currencies.get(&branch).copied()).unwrap_or(Currency::NONE))
    }

    /// Makes sure that everything that the row refers to will be there; says what will not.
    fn refer(&mut self, table: &Table, cells: &mut [Cell]) -> Result<Option<String>, StoreError> {
        for (column, cell) in table.columns.iter().zip(cells) {
            let Some(parent) = column.parent.as_deref().filter(|parent| *parent != "organizations") else {
                continue;
            };
            let Some(id) = cell.as_text() else { continue };
            if parent == "users"
                && let Some(known) = self.people.get(&id)
            {
                *cell = Cell::text(known);
                continue;
            }
            if !self.will_be_there(parent, &id)? {
                return Ok(Some(format!("{} refers to {id}, which is not taken", column.name)));
            }
        }
        Ok(None)
    }

    /// An old copy must not bring back what was taken out when a client was erased.
    fn unless_erased(&mut self, table: &Table, id: &str, cells: Vec<Cell>) -> Result<Fate, StoreError> {
        if KEPT_FOR_THE_BOOKS.contains(&table.name) {
            return Ok(Fate::Add(cells));
        }
        for (column, cell) in table.columns.iter().zip(&cells) {
            if let (Some(parent), Some(of)) = (column.parent.as_deref(), cell.as_text())
                && self.is_of_erased(parent, &of)?
            {
                self.put_aside(table, id, &format!("it is of {of}, whose personal data was erased here"));
                return Ok(Fate::Aside);
            }
        }
        Ok(Fate::Add(cells))
    }

    /// Whether a client was erased here, or a project is of one.
    fn is_of_erased(&self, parent: &str, id: &str) -> Result<bool, StoreError> {
        let sql = match parent {
            "clients" => "SELECT EXISTS (SELECT 1 FROM clients WHERE id = ?1 AND erased_at IS NOT NULL)",
            "projects" => {
                "SELECT EXISTS (SELECT 1 FROM projects p JOIN clients c ON c.id = p.client_id WHERE p.id = ?1 AND c.erased_at IS NOT NULL)"
            }
            _ => return Ok(false),
        };
        Ok(self.ours.prepare_cached(sql)?.query_row([id], |r| r.get(0))?)
    }

    fn will_be_there(&self, parent: &str, id: &str) -> Result<bool, StoreError> {
        let is_in = |rows: &HashMap<&'static str, HashSet<String>>| {
            rows.get(parent).is_some_and(|ids| ids.contains(id))
        };
        if is_in(&self.aside) {
            return Ok(false);
        }
        if is_in(&self.others) {
            return Ok(id.len() >= NOBODY_ELSES);
        }
        let Some(table) = self.tables.iter().find(|table| table.name == parent) else { return Ok(false) };
        let there = |conn: &Connection| -> Result<bool, StoreError> {
            Ok(conn.prepare_cached(&table.exists)?.query_row([id], |r| r.get(0))?)
        };
        Ok(there(&self.file.conn)? || there(self.ours)?)
    }

    /// Whether the row is here, and whether it says the same.
    fn compare(&mut self, table: &Table, id: &str, cells: Vec<Cell>) -> Result<Fate, StoreError> {
        let mine = self
            .ours
            .prepare_cached(&table.find)?
            .query_row([id], |r| row::read(r, table.columns.len()))
            .optional()?;
        let Some(mine) = mine else {
            if table.name == "users" {
                self.report.suspended += 1;
            }
            return Ok(Fate::Add(cells));
        };
        // Who may get in is ours to say, and a version counts edits, which are not the same in two files.
        let is_ours = |name: &str| name == "version" || (table.name == "users" && name == "status");
        let differing: Vec<&str> = table
            .columns
            .iter()
            .zip(mine.iter().zip(&cells))
            .filter(|(column, (mine, theirs))| !is_ours(&column.name) && !mine.same(theirs))
            .map(|(column, _)| column.name.as_str())
            .collect();
        if differing.is_empty() {
            return Ok(Fate::Same);
        }
        note(&mut self.report.differing, table, id, &format!("differs in {}", differing.join(", ")));
        self.others.entry(table.name).or_default().insert(id.to_owned());
        Ok(Fate::Differs)
    }
}

fn note(problems: &mut Vec<Problem>, table: &Table, id: &str, reason: &str) {
    if problems.len() < NAMED {
        problems.push(Problem { table: table.name.to_owned(), id: id.to_owned(), reason: reason.to_owned() });
    }
}
