//! Row images: a row as JSON before and after a write, from one list of columns per table.
//!
//! Undo, the audit diff, merges and (later) the sync outbox all read the same images. The SQL is put together at
//! compile time; nothing of it comes from data. Caches (`clients.total_spend`) and `version` are not part of an
//! image.

use super::bookings;
use super::protocol::{RowRef, StoreError, Table};
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

/// A row by column.
pub(super) type Image = Map<String, Value>;

/// The SQL of one table.
pub(super) struct TableSql {
    image: &'static str,
    insert: &'static str,
    update: &'static str,
    delete: &'static str,
}

macro_rules! table_sql {
    ($name:literal, bump: $bump:literal, first: $first:literal $(, $col:literal)* $(,)?) => {
        TableSql {
            image: concat!("SELECT json_object('", $first, "', ", $first $(, ", '", $col, "', ", $col)*, ") FROM ", $name,
                " WHERE id = ?1"),
            insert: concat!("INSERT INTO ", $name, " (", $first $(, ", ", $col)*, ") VALUES (?1 ->> '$.", $first, "'"
                $(, ", ?1 ->> '$.", $col, "'")*, ")"),
            update: concat!("UPDATE ", $name, " SET ", $first, " = ?1 ->> '$.", $first, "'"
                $(, ", ", $col, " = ?1 ->> '$.", $col, "'")*, $bump, " WHERE id = ?1 ->> '$.id'"),
            delete: concat!("DELETE FROM ", $name, " WHERE id = ?1"),
        }
    };
}

static CLIENTS: TableSql = table_sql!("clients",
    bump: ", version = coalesce(version, 1) + 1",
    first: "id", "branch_id", "name", "phone", "profile_json", "created_at", "phone_e164", "follow_up_at", "archived_at",
    "merged_into", "erased_at");
static CLIENT_NOTES: TableSql = table_sql!("client_notes",
    bump: ", version = version + 1", first: "id", "client_id", "author_user_id", "body", "created_at");
static CLIENT_MERGES: TableSql = table_sql!("client_merges",
    bump: ", version = version + 1", first: "id", "kept_id", "gone_id", "kept_before", "kept_after", "merged_at",
    "merged_by", "undone_at");
static ORGANIZATIONS: TableSql = table_sql!("organizations",
    bump: ", version = coalesce(version, 1) + 1", first: "id", "name", "config_json", "plan_tier", "created_at");
static BRANCHES: TableSql = table_sql!("branches",
    bump: ", version = coalesce(version, 1) + 1", first: "id", "org_id", "name", "address_json", "tax_json",
    "invoice_prefix", "created_at", "currency_exponent");
static USERS: TableSql = table_sql!("users",
    bump: ", version = coalesce(version, 1) + 1", first: "id", "org_id", "branch_id", "email", "roles_json", "status",
    "created_at", "name");

static PACKAGES: TableSql = table_sql!("packages",
    bump: ", version = coalesce(version, 1) + 1", first: "id", "branch_id", "name", "type", "price", "tax_rate",
    "inclusions_json", "exclusions_json", "resource_hooks_json", "template_id", "template_revision", "template_json",
    "ignored_revision", "archived_at");
static PACKAGE_TEMPLATES: TableSql = table_sql!("package_templates",
    bump: ", version = version + 1", first: "id", "org_id", "name", "type", "currency", "price", "tax_rate",
    "inclusions_json", "exclusions_json", "resource_hooks_json", "revision", "archived_at", "created_at");
static PROJECTS: TableSql = table_sql!("projects",
    bump: ", version = coalesce(version, 1) + 1", first: "id", "branch_id", "client_id", "status", "start_date",
    "details_json", "activated_at", "created_at", "lead_user_id", "delivery_at", "status_before", "trashed_at");
static PROJECT_EVENTS: TableSql = table_sql!("project_events",
    bump: ", version = version + 1", first: "id", "project_id", "branch_id", "title", "start_time", "end_time", "tz",
    "location", "notes", "created_at", "buffer_before", "buffer_after", "travel_time", "series_id", "occurs_on");
static EVENT_SERIES: TableSql = table_sql!("event_series",
    bump: ", version = version + 1", first: "id", "project_id", "rule", "tz", "starts_on", "except_json", "created_at");
static BOOKING_LOCKS: TableSql = table_sql!("booking_locks",
    bump: ", version = version + 1", first: "id", "project_id", "event_id", "asset_id", "start_time", "end_time", "kind",
    "qty", "buffer_before", "buffer_after", "expires_at", "released_at", "created_at", "created_by", "kit_id");
static ASSETS: TableSql = table_sql!("assets",
    bump: ", version = coalesce(version, 1) + 1", first: "id", "branch_id", "type", "name", "serial_number", "status",
    "metadata_json", "user_id", "capacity");
static ASSET_MAINTENANCE: TableSql = table_sql!("asset_maintenance",
    bump: ", version = version + 1", first: "id", "asset_id", "kind", "start_time", "end_time", "reason", "created_at",
    "created_by", "cost");
static ASSET_CUSTODY: TableSql = table_sql!("asset_custody",
    bump: ", version = version + 1", first: "id", "asset_id", "project_id", "event_id", "holder_user_id", "holder", "qty",
    "out_at", "due_at", "back_at", "condition_out", "condition_back", "out_by", "back_by", "kit_id",
    "part_of", "went");
static ASSET_TRANSFERS: TableSql = table_sql!("asset_transfers",
    bump: ", version = version + 1", first: "id", "asset_id", "from_branch_id", "to_branch_id", "sent_at", "sent_by",
    "note", "outcome", "ended_at", "ended_by");
static KITS: TableSql = table_sql!("kits",
    bump: ", version = version + 1", first: "id", "branch_id", "name", "notes", "archived_at", "created_at");
static KIT_ASSETS: TableSql = table_sql!("kit_assets", bump: "", first: "id", "kit_id", "asset_id", "qty");
static QUOTES: TableSql = table_sql!("quotes",
    bump: ", version = version + 1", first: "id", "project_id", "branch_id", "status", "currency", "package_id",
    "package_json", "discount", "advance", "subtotal", "tax", "total", "valid_until", "notes", "reason", "sent_at",
    "decided_at", "created_at", "created_by");
static QUOTE_ITEMS: TableSql = table_sql!("quote_items",
    bump: ", version = version + 1", first: "id", "quote_id", "position", "item_type", "description", "qty",
    "unit_price", "tax_rate", "total");
static MEDIA_OBJECTS: TableSql = table_sql!("media_objects",
    bump: ", version = coalesce(version, 1) + 1", first: "id", "project_id", "branch_id", "path", "file_type",
    "size_bytes", "watermark_state", "uploaded_at", "title");
static MESSAGES: TableSql = table_sql!("messages",
    bump: "", first: "id", "scope_type", "scope_id", "sender_user_id", "content", "attachments_json", "created_at");
static NOTIFICATIONS: TableSql = table_sql!("notifications",
    bump: "", first: "id", "branch_id", "project_id", "type", "channel", "cost", "billed", "created_at", "note",
    "created_by");

static CALENDAR_FEEDS: TableSql = table_sql!("calendar_feeds",
    bump: "", first: "id", "branch_id", "asset_id", "project_id", "path", "past_days", "phones", "created_at",
    "created_by");
static PROJECT_TASKS: TableSql = table_sql!("project_tasks",
    bump: ", version = version + 1", first: "id", "project_id", "branch_id", "template_id", "title", "stage", "anchor",
    "days", "due_at", "assignee_user_id", "checklist_json", "notes", "position", "done_at", "done_by", "created_at");
static TASK_TEMPLATES: TableSql = table_sql!("task_templates",
    bump: ", version = version + 1", first: "id", "org_id", "branch_id", "name", "items_json", "archived_at", "created_at");

// The parties are no part of the image: they are personal, never change once they stand there, and stay for the books.
static INVOICES: TableSql = table_sql!("invoices",
    bump: ", version = coalesce(version, 1) + 1", first: "id", "branch_id", "project_id", "client_id", "invoice_type",
    "amount_total", "tax_json", "status", "issued_at", "due_at", "number", "currency", "series", "fiscal_year", "device",
    "serial", "issued_on", "due_on", "document", "place_of_supply", "place_basis",
    "place_reason", "liability", "rounding", "discount", "taxable", "tax", "round_off", "notes", "terms", "corrects_id",
    "quote_id", "reason", "voided_at", "created_at", "created_by");
static INVOICE_ITEMS: TableSql = table_sql!("invoice_items",
    bump: ", version = version + 1", first: "id", "invoice_id", "position", "item_type", "description", "code", "qty",
    "unit_price", "discount", "tax_rate", "pricing", "package_id", "corrects_item_id", "spread", "taxable", "tax_json",
    "total");
static TRANSACTIONS: TableSql = table_sql!("transactions",
    bump: "", first: "id", "invoice_id", "gateway_payment_id", "status", "amount", "created_at", "refund_of");

/// The SQL of a table that commands write.
pub(super) fn sql(table: Table) -> Result<&'static TableSql, StoreError> {
    Ok(match table {
        Table::Clients => &CLIENTS,
        Table::ClientNotes => &CLIENT_NOTES,
        Table::ClientMerges => &CLIENT_MERGES,
        Table::Organizations => &ORGANIZATIONS,
        Table::Branches => &BRANCHES,
        Table::Users => &USERS,
        Table::Packages => &PACKAGES,
        Table::PackageTemplates => &PACKAGE_TEMPLATES,
        Table::Projects => &PROJECTS,
        Table::ProjectEvents => &PROJECT_EVENTS,
        Table::CalendarFeeds => &CALENDAR_FEEDS,
        Table::ProjectTasks => &PROJECT_TASKS,
        Table::TaskTemplates => &TASK_TEMPLATES,
        Table::Quotes => &QUOTES,
        Table::QuoteItems => &QUOTE_ITEMS,
        Table::EventSeries => &EVENT_SERIES,
        Table::BookingLocks => &BOOKING_LOCKS,
        Table::Assets => &ASSETS,
        Table::AssetMaintenance => &ASSET_MAINTENANCE,
        Table::AssetCustody => &ASSET_CUSTODY,
        Table::AssetTransfers => &ASSET_TRANSFERS,
        Table::Kits => &KITS,
        Table::KitAssets => &KIT_ASSETS,
        Table::Invoices => &INVOICES,
        Table::InvoiceItems => &INVOICE_ITEMS,
        Table::Transactions => &TRANSACTIONS,
        Table::MediaObjects => &MEDIA_OBJECTS,
        Table::Messages => &MESSAGES,
        Table::Notifications => &NOTIFICATIONS,
        other => return Err(StoreError::Internal(format!("no row images for {other:?}"))),
    })
}

/// The name that a table has in the database.
pub(super) const fn name(table: Table) -> &'static str {
    match table {
        Table::Organizations => "organizations",
        Table::Branches => "branches",
        Table::Users => "users",
        Table::Clients => "clients",
        Table::ClientNotes => "client_notes",
        Table::ClientMerges => "client_merges",
        Table::Projects => "projects",
        Table::ProjectEvents => "project_events",
        Table::EventSeries => "event_series",
        Table::ProjectTasks => "project_tasks",
        Table::TaskTemplates => "task_templates",
        Table::Quotes => "quotes",
        Table::QuoteItems => "quote_items",
        Table::Packages => "packages",
        Table::PackageTemplates => "package_templates",
        Table::Assets => "assets",
        Table::BookingLocks => "booking_locks",
        Table::AssetMaintenance => "asset_maintenance",
        Table::AssetCustody => "asset_custody",
        Table::AssetTransfers => "asset_transfers",
        Table::Kits => "kits",
        Table::KitAssets => "kit_assets",
        Table::MediaObjects => "media_objects",
        Table::Invoices => "invoices",
        Table::InvoiceItems => "invoice_items",
        Table::Transactions => "transactions",
        Table::Messages => "messages",
        Table::Notifications => "notifications",
        Table::AuditLogs => "audit_logs",
        Table::CalendarFeeds => "calendar_feeds",
        Table::FormDrafts => "form_drafts",
    }
}

/// Whether a table's rows hold personal data of clients, which an erasure must be able to take out of the record.
pub(super) const fn personal(table: Table) -> bool {
    matches!(
        table,
        Table::Clients
            | Table::ClientNotes
            | Table::ClientMerges
            | Table::Projects
            | Table::ProjectEvents
            | Table::ProjectTasks
            | Table::Quotes
            | Table::QuoteItems
            | Table::InvoiceItems
            | Table::MediaObjects
            | Table::Messages
            | Table::Notifications
            | Table::AssetCustody
    )
}

/// The row as it is now.
pub(super) fn image(conn: &Connection, row: &RowRef) -> Result<Option<Image>, StoreError> {
    let text: Option<String> =
        conn.prepare_cached(sql(row.table)?.image)?.query_row([&row.id], |r| r.get(0)).optional()?;
    text.map(|text| parse_image(&text)).transpose()
}

/// An image from its JSON.
pub(super) fn parse_image(text: &str) -> Result<Image, StoreError> {
    serde_json::from_str(text).map_err(|e| StoreError::Internal(format!("row image: {e}")))
}

/// Inserts a row from its image.
pub(super) fn insert(conn: &Connection, table: Table, image: &Image) -> Result<(), StoreError> {
    write(conn, table, sql(table)?.insert, image)
}

/// Writes a row back from its image and bumps its version.
pub(super) fn update(conn: &Connection, table: Table, image: &Image) -> Result<(), StoreError> {
    write(conn, table, sql(table)?.update, image)
}

/// A lock that clashes, or cannot be had, also one that follows its project, is refused by the database; here it gets its
/// words.
fn write(conn: &Connection, table: Table, sql: &str, image: &Image) -> Result<(), StoreError> {
    let written = conn.prepare_cached(sql)?.execute([Value::Object(image.clone()).to_string()]);
    match written.map_err(StoreError::from) {
        Ok(_) => Ok(()),
        Err(error @ StoreError::Booked(None)) => Err(bookings::clash(conn, table, image)?.unwrap_or(error)),
        Err(error @ StoreError::Refused(_)) if table == Table::Projects => {
            Err(bookings::unfit(conn, image)?.unwrap_or(error))
        }
        Err(error) => Err(error),
    }
}

/// Deletes a row.
pub(super) fn delete(conn: &Connection, row: &RowRef) -> Result<(), StoreError> {
    conn.prepare_cached(sql(row.table)?.delete)?.execute([&row.id])?;
    Ok(())
}
