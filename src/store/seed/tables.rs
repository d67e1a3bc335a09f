//! Which tables are merged in, in which order, and what their columns hold.
//!
//! The statements are put together from the names that our own schema has: nothing of the file that is merged in gets
//! into them.

use super::super::protocol::StoreError;
use rusqlite::Connection;
use std::collections::HashSet;

/// Tables that are merged in: those that others refer to come first.
pub(super) const TABLES: [&str; 27] = [
    "branches",
    "users",
    "package_templates",
    "packages",
    "assets",
    "clients",
    "projects",
    "event_series",
    "project_events",
    "kits",
    "kit_assets",
    "booking_locks",
    "asset_maintenance",
    "asset_custody",
    "asset_transfers",
    "quotes",
    "quote_items",
    "task_templates",
    "project_tasks",
    "media_objects",
    "invoices",
    "invoice_items",
    "transactions",
    "messages",
    "notifications",
    "client_notes",
    "audit_logs",
];

/// Amounts in floating point, as the seed keeps them.
const MONEY: [(&str, &str); 4] = [
    ("packages", "price"),
    ("invoices", "amount_total"),
    ("transactions", "amount"),
    ("notifications", "cost"),
];

/// Columns that are not taken: the database keeps them itself.
const KEPT_BY_US: [(&str, &str); 5] = [
    ("clients", "total_spend"),
    ("branches", "currency_exponent"),
    ("project_tasks", "parked"),
    ("booking_locks", "branch_id"),
    // A number of another database is none of our series: such an invoice keeps its number, and counts as from before.
    ("invoices", "serial"),
];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something that is taken as it is.
    Plain,
    /// A moment in seconds, which some programs write in milliseconds.
    Time,
    /// An amount.
    Money,
}

/// A column that both files have.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The table that it refers to.
    pub(super) parent: Option<String>,
    /// Whether a row cannot be without it.
    pub(super) is_required: bool,
}

/// A table as it is merged in.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: Vec<Column>,
    /// The column that refers to the table itself.
    pub(super) self_reference: Option<usize>,
    /// Columns of the file that we have not.
    pub(super) left_out: Vec<String>,
    /// Rows of the file that refer to no row of their own table, or all of them.
    pub(super) select: String,
    /// The others.
    pub(super) select_referring: Option<String>,
    /// Our row of an id.
    pub(super) find: String,
    /// Whether the file has a row of an id.
    pub(super) exists: String,
    pub(super) insert: String,
}

impl Table {
    /// The place of a column.
    pub(super) fn at(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == column)
    }
}

/// The tables that both files have.
pub(super) fn tables(file: &Connection, ours: &Connection) -> Result<Vec<Table>, StoreError> {
    let mut tables = Vec::new();
    for name in TABLES {
        let theirs = column_names(file, name)?;
        if !theirs.is_empty() {
            tables.push(table(name, &theirs, ours)?);
        }
    }
    Ok(tables)
}

fn column_names(conn: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    Ok(statement.query_map([table], |r| r.get(0))?.collect::<Result<_, _>>()?)
}

fn table(name: &'static str, theirs: &[String], ours: &Connection) -> Result<Table, StoreError> {
    let references = references(ours, name)?;
    let mut statement = ours.prepare_cached(
        "SELECT name, \"notnull\" AND dflt_value IS NULL OR pk > 0 FROM pragma_table_info(?1) ORDER BY cid",
    )?;
    let known: Vec<(String, bool)> =
        statement.query_map([name], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
    let mine: HashSet<&str> = known.iter().map(|(column, _)| column.as_str()).collect();
    let left_out = theirs.iter().filter(|column| !mine.contains(column.as_str())).cloned().collect();
    let columns: Vec<Column> = known
        .iter()
        .filter(|(column, _)| theirs.contains(column) && !KEPT_BY_US.contains(&(name, column.as_str())))
        .map(|(column, is_required)| Column {
            kind: kind(name, column),
            parent: references.iter().find(|(from, _)| from == column).map(|(_, parent)| parent.clone()),
            name: column.clone(),
            is_required: *is_required,
        })
        .collect();
    let self_reference = columns.iter().position(|column| column.parent.as_deref() == Some(name));
    let list = columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
    let values = (1..=columns.len()).map(|n| ["?", &n.to_string()].concat()).collect::<Vec<_>>().join(", ");
    let of = quoted(name);
    let all = ["SELECT ", &list, " FROM ", &of].concat();
    let by = |condition: &str, at: usize| {
        [&all, " WHERE ", &quoted(&columns[at].name), condition, " ORDER BY rowid"].concat()
    };
    Ok(Table {
        name,
        self_reference,
        left_out,
        select: self_reference.map_or_else(|| [&all, " ORDER BY rowid"].concat(), |at| by(" IS NULL", at)),
        select_referring: self_reference.map(|at| by(" IS NOT NULL", at)),
        find: [&all, " WHERE id = ?1"].concat(),
        exists: ["SELECT EXISTS (SELECT 1 FROM ", &of, " WHERE id = ?1)"].concat(),
        insert: ["INSERT INTO ", &of, " (", &list, ") VALUES (", &values, ")"].concat(),
        columns,
    })
}

/// (column, table that it refers to).
pub(super) fn references(ours: &Connection, table: &str) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = ours.prepare_cached("SELECT \"from\", \"table\" FROM pragma_foreign_key_list(?1)")?;
    Ok(statement.query_map([table], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?)
}

fn kind(table: &str, column: &str) -> Kind {
    if MONEY.contains(&(table, column)) {
        Kind::Money
    } else if column.ends_with("_at")
        || matches!(column, "start_date" | "start_time" | "end_time" | "valid_until")
    {
        Kind::Time
    } else {
        Kind::Plain
    }
}

/// A name as SQL has it, whatever it is.
pub(super) fn quoted(name: &str) -> String {
    ["\"", &name.replace('"', "\"\""), "\""].concat()
}

#[cfg(test)]
mod tests {
    use super::super::super::{connect, migrate};
    use super::*;

    fn ours() -> Connection {
        let mut conn = connect::blank(std::path::Path::new(":memory:")).unwrap();
        migrate::build(&mut conn).unwrap();
        conn
    }

    #[test]
    fn whoever_is_referred_to_comes_first() {
        let conn = ours();
        for (place, table) in TABLES.iter().enumerate() {
            for (column, parent) in references(&conn, table).unwrap() {
                let known = TABLES.iter().position(|t| *t == parent);
                let before =
                    parent == "organizations" || parent == *table || known.is_some_and(|at| at < place);
                assert!(before, "{table}.{column} refers to {parent}");
            }
        }
    }

    #[test]
    fn every_table_is_merged_in_or_known_not_to_be() {
        // Of the store itself, kept by triggers, or of one session or device.
        const NOT: [&str; 30] = [
            "organizations",
            "store_meta",
            "schema_migrations",
            "form_drafts",
            "undo_entries",
            "audit_chain",
            "audit_personal",
            "audit_rows",
            "search_branches",
            "search_docs",
            "search_dirty",
            "search_progress",
            "tag_counts",
            "row_counts",
            "replaced_rows",
            "media_replaced",
            "media_storage",
            "asset_lock_reach",
            // Kept by triggers on invoices and payments.
            "invoice_balances",
            "payment_allocations",
            "receivable_days",
            "receivable_clients",
            // Numbers are given out by one database: those of another stand on its invoices as they are.
            "number_series",
            // Paths of one machine.
            "calendar_feeds",
            "event_reach",
            "client_merges",
            "client_merge_rows",
            "imports",
            "import_batches",
            "import_rows",
        ];
        let conn = ours();
        let mut statement = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let names: Vec<String> = statement.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        for name in names.iter().filter(|n| !n.starts_with("search_grams") && !n.starts_with("search_words"))
        {
            let known = TABLES.contains(&name.as_str())
                || NOT.contains(&name.as_str())
                || name.starts_with("sqlite_");
            assert!(known, "shall {name} be merged in by `import seed`? Say it in TABLES or here");
        }
    }
}
