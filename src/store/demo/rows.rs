//! The rows of the demo: one struct per table, its fields named as its columns, and the statement that inserts it.

use super::super::protocol::Table;
use rusqlite::Statement;

/// A table that the demo fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Filled {
    Organizations,
    Branches,
    Users,
    Clients,
    ClientNotes,
    Projects,
    ProjectEvents,
    PackageTemplates,
    Packages,
    Quotes,
    QuoteItems,
    TaskTemplates,
    ProjectTasks,
    Assets,
    BookingLocks,
    AssetMaintenance,
    AssetCustody,
    AssetTransfers,
    Kits,
    KitAssets,
    MediaObjects,
    Invoices,
    Transactions,
    Messages,
    Notifications,
    AuditLogs,
    AuditChain,
    AuditPersonal,
    AuditRows,
}

impl Filled {
    /// Every table.
    pub(super) const ALL: [Self; 29] = [
        Self::Organizations,
        Self::Branches,
        Self::Users,
        Self::Clients,
        Self::ClientNotes,
        Self::Projects,
        Self::ProjectEvents,
        Self::PackageTemplates,
        Self::Packages,
        Self::Quotes,
        Self::QuoteItems,
        Self::TaskTemplates,
        Self::ProjectTasks,
        Self::Assets,
        Self::BookingLocks,
        Self::AssetMaintenance,
        Self::AssetCustody,
        Self::AssetTransfers,
        Self::Kits,
        Self::KitAssets,
        Self::MediaObjects,
        Self::Invoices,
        Self::Transactions,
        Self::Messages,
        Self::Notifications,
        Self::AuditLogs,
        Self::AuditChain,
        Self::AuditPersonal,
        Self::AuditRows,
    ];

    /// Its place among all.
    pub(super) const fn no(self) -> usize {
        self as usize
    }

    /// The table as commands know it; `None` for one that no command writes by itself.
    pub(super) const fn of(self) -> Option<Table> {
        Some(match self {
            Self::Organizations => Table::Organizations,
            Self::Branches => Table::Branches,
            Self::Users => Table::Users,
            Self::Clients => Table::Clients,
            Self::ClientNotes => Table::ClientNotes,
            Self::Projects => Table::Projects,
            Self::ProjectEvents => Table::ProjectEvents,
            Self::PackageTemplates => Table::PackageTemplates,
            Self::Packages => Table::Packages,
            Self::Quotes => Table::Quotes,
            Self::QuoteItems => Table::QuoteItems,
            Self::ProjectTasks => Table::ProjectTasks,
            Self::Assets => Table::Assets,
            Self::BookingLocks => Table::BookingLocks,
            Self::AssetMaintenance => Table::AssetMaintenance,
            Self::AssetCustody => Table::AssetCustody,
            Self::AssetTransfers => Table::AssetTransfers,
            Self::Kits => Table::Kits,
            Self::KitAssets => Table::KitAssets,
            Self::MediaObjects => Table::MediaObjects,
            Self::Invoices => Table::Invoices,
            Self::Transactions => Table::Transactions,
            Self::Messages => Table::Messages,
            Self::Notifications => Table::Notifications,
            Self::AuditLogs => Table::AuditLogs,
            Self::TaskTemplates | Self::AuditChain | Self::AuditPersonal | Self::AuditRows => return None,
        })
    }
}

/// A row that can be inserted.
pub(super) trait Insert {
    /// Where it goes.
    const TABLE: Filled;
    /// The statement.
    const SQL: &'static str;
    /// Binds its values.
    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()>;
}

macro_rules! slot {
    ($column:literal) => {
        ", ?"
    };
}

/// `Struct in Table "table" { field "column": type, … }`
macro_rules! rows {
    ($(
        $name:ident in $table:ident $sql:literal { $field0:ident $column0:literal: $type0:ty, $($field:ident $column:literal: $type:ty,)* }
    )*) => {
        $(
            pub(super) struct $name<'a> {
                pub(super) $field0: $type0,
                $(pub(super) $field: $type,)*
            }

            impl<'a> Insert for $name<'a> {
                const TABLE: Filled = Filled::$table;
                const SQL: &'static str =
                    concat!("INSERT INTO ", $sql, " (", $column0 $(, ", ", $column)*, ") VALUES (?" $(, slot!($column))*, ")");
                fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
                    statement.raw_bind_parameter(1, &self.$field0)?;
                    let mut at = 1;
                    $(
                        at += 1;
                        statement.raw_bind_parameter(at, &self.$field)?;
                    )*
                    debug_assert_eq!(at, statement.parameter_count());
                    Ok(())
                }
            }
        )*

        impl Filled {
            /// The table's name in the database.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$table => $sql,)* }
            }

            /// The statement that inserts into it.
            pub(super) const fn insert(self) -> &'static str {
                match self { $(Self::$table => $name::SQL,)* }
            }
        }
    };
}

rows! {
    Organization in Organizations "organizations" {
        id "id": &'a str, name "name": &'a str, config_json "config_json": &'a str, plan_tier "plan_tier": &'a str,
        created_at "created_at": i64,
    }
    Branch in Branches "branches" {
        id "id": &'a str, org_id "org_id": &'a str, name "name": &'a str, address_json "address_json": &'a str,
        tax_json "tax_json": &'a str, invoice_prefix "invoice_prefix": &'a str, created_at "created_at": i64,
        currency_exponent "currency_exponent": u8,
    }
    User in Users "users" {
        id "id": &'a str, org_id "org_id": &'a str, branch_id "branch_id": Option<&'a str>, email "email": Option<&'a str>,
        roles_json "roles_json": &'a str, status "status": &'a str, created_at "created_at": i64, name "name": &'a str,
    }
    Client in Clients "clients" {
        id "id": &'a str, branch_id "branch_id": &'a str, name "name": &'a str, phone "phone": &'a str,
        profile_json "profile_json": &'a str, created_at "created_at": i64, version "version": i64,
        phone_e164 "phone_e164": &'a str, follow_up_at "follow_up_at": Option<i64>, archived_at "archived_at": Option<i64>,
    }
    ClientNote in ClientNotes "client_notes" {
        id "id": &'a str, client_id "client_id": &'a str, author_user_id "author_user_id": &'a str, body "body": &'a str,
        created_at "created_at": i64,
    }
    Project in Projects "projects" {
        id "id": &'a str, branch_id "branch_id": &'a str, client_id "client_id": &'a str, status "status": &'a str,
        start_date "start_date": i64, details_json "details_json": &'a str, activated_at "activated_at": Option<i64>,
        created_at "created_at": i64, version "version": i64, lead_user_id "lead_user_id": &'a str,
        delivery_at "delivery_at": Option<i64>, status_before "status_before": Option<&'a str>,
        trashed_at "trashed_at": Option<i64>,
    }
    ProjectEvent in ProjectEvents "project_events" {
        id "id": &'a str, project_id "project_id": &'a str, branch_id "branch_id": &'a str, title "title": &'a str,
        start_time "start_time": i64, end_time "end_time": i64, tz "tz": &'a str, location "location": &'a str,
        notes "notes": Option<&'a str>, created_at "created_at": i64,
    }
    Package in Packages "packages" {
        id "id": &'a str, branch_id "branch_id": &'a str, name "name": &'a str, kind "type": &'a str, price "price": f64,
        tax_rate "tax_rate": f64, inclusions_json "inclusions_json": &'a str, exclusions_json "exclusions_json": &'a str,
        resource_hooks_json "resource_hooks_json": &'a str, template_id "template_id": Option<&'a str>,
        template_revision "template_revision": Option<i64>, template_json "template_json": Option<&'a str>,
        ignored_revision "ignored_revision": Option<i64>, archived_at "archived_at": Option<i64>, version "version": i64,
    }
    PackageTemplate in PackageTemplates "package_templates" {
        id "id": &'a str, org_id "org_id": &'a str, name "name": &'a str, kind "type": &'a str, currency "currency": &'a str,
        price "price": i64, tax_rate "tax_rate": i64, inclusions_json "inclusions_json": &'a str,
        exclusions_json "exclusions_json": &'a str, resource_hooks_json "resource_hooks_json": &'a str,
        revision "revision": i64, created_at "created_at": i64, version "version": i64,
    }
    Quote in Quotes "quotes" {
        id "id": &'a str, project_id "project_id": &'a str, branch_id "branch_id": &'a str, status "status": &'a str,
        currency "currency": &'a str, package_id "package_id": &'a str, package_json "package_json": &'a str,
        discount "discount": i64, advance "advance": i64, subtotal "subtotal": i64, tax "tax": i64, total "total": i64,
        valid_until "valid_until": i64, notes "notes": Option<&'a str>, reason "reason": Option<&'a str>,
        sent_at "sent_at": Option<i64>, decided_at "decided_at": Option<i64>, created_at "created_at": i64,
        created_by "created_by": &'a str, version "version": i64,
    }
    QuoteItem in QuoteItems "quote_items" {
        id "id": &'a str, quote_id "quote_id": &'a str, position "position": i64, item_type "item_type": &'a str,
        description "description": &'a str, qty "qty": i64, unit_price "unit_price": i64, tax_rate "tax_rate": i64,
        total "total": i64,
    }
    TaskTemplate in TaskTemplates "task_templates" {
        id "id": &'a str, org_id "org_id": &'a str, name "name": &'a str, items_json "items_json": &'a str,
        created_at "created_at": i64,
    }
    ProjectTask in ProjectTasks "project_tasks" {
        id "id": &'a str, project_id "project_id": &'a str, branch_id "branch_id": &'a str,
        template_id "template_id": Option<&'a str>, title "title": &'a str, stage "stage": &'a str,
        anchor "anchor": Option<&'a str>, days "days": Option<i64>, due_at "due_at": i64,
        assignee_user_id "assignee_user_id": &'a str, checklist_json "checklist_json": Option<&'a str>,
        parked "parked": Option<i64>, position "position": i64, done_at "done_at": Option<i64>, done_by "done_by": Option<&'a str>,
        created_at "created_at": i64, version "version": i64,
    }
    Asset in Assets "assets" {
        id "id": &'a str, branch_id "branch_id": &'a str, kind "type": &'a str, name "name": &'a str,
        serial_number "serial_number": Option<&'a str>, status "status": &'a str, metadata_json "metadata_json": &'a str,
        user_id "user_id": Option<&'a str>,
    }
    BookingLock in BookingLocks "booking_locks" {
        id "id": &'a str, project_id "project_id": &'a str, event_id "event_id": &'a str, asset_id "asset_id": &'a str,
        start_time "start_time": i64, end_time "end_time": i64, kind "kind": &'a str, buffer_before "buffer_before": i64,
        buffer_after "buffer_after": i64, expires_at "expires_at": Option<i64>, released_at "released_at": Option<i64>,
        created_at "created_at": i64, created_by "created_by": &'a str, branch_id "branch_id": &'a str, version "version": i64,
    }
    AssetMaintenance in AssetMaintenance "asset_maintenance" {
        id "id": &'a str, asset_id "asset_id": &'a str, kind "kind": &'a str, start_time "start_time": i64,
        end_time "end_time": Option<i64>, reason "reason": &'a str, created_at "created_at": i64,
        created_by "created_by": &'a str,
    }
    AssetCustody in AssetCustody "asset_custody" {
        id "id": &'a str, asset_id "asset_id": &'a str, project_id "project_id": &'a str,
        holder_user_id "holder_user_id": &'a str, out_at "out_at": i64, due_at "due_at": i64, back_at "back_at": Option<i64>,
        condition_out "condition_out": &'a str, condition_back "condition_back": Option<&'a str>, out_by "out_by": &'a str,
        back_by "back_by": Option<&'a str>, version "version": i64,
    }
    AssetTransfer in AssetTransfers "asset_transfers" {
        id "id": &'a str, asset_id "asset_id": &'a str, from_branch_id "from_branch_id": &'a str,
        to_branch_id "to_branch_id": &'a str, sent_at "sent_at": i64, sent_by "sent_by": &'a str, note "note": &'a str,
    }
    Kit in Kits "kits" {
        id "id": &'a str, branch_id "branch_id": &'a str, name "name": &'a str, created_at "created_at": i64,
    }
    KitAsset in KitAssets "kit_assets" {
        id "id": &'a str, kit_id "kit_id": &'a str, asset_id "asset_id": &'a str, qty "qty": i64,
    }
    MediaObject in MediaObjects "media_objects" {
        id "id": &'a str, project_id "project_id": &'a str, branch_id "branch_id": &'a str, path "path": &'a str,
        file_type "file_type": &'a str, size_bytes "size_bytes": i64, watermark_state "watermark_state": &'a str,
        uploaded_at "uploaded_at": i64, title "title": Option<&'a str>,
    }
    Invoice in Invoices "invoices" {
        id "id": &'a str, branch_id "branch_id": &'a str, project_id "project_id": Option<&'a str>,
        invoice_type "invoice_type": &'a str, amount_total "amount_total": f64, tax_json "tax_json": &'a str,
        status "status": &'a str, issued_at "issued_at": Option<i64>, due_at "due_at": Option<i64>, version "version": i64,
        number "number": Option<&'a str>, client_id "client_id": Option<&'a str>, currency "currency": &'a str,
        corrects_id "corrects_id": Option<&'a str>,
    }
    Transaction in Transactions "transactions" {
        id "id": &'a str, invoice_id "invoice_id": &'a str, gateway_payment_id "gateway_payment_id": &'a str,
        status "status": &'a str, amount "amount": f64, created_at "created_at": i64, refund_of "refund_of": Option<&'a str>,
    }
    Message in Messages "messages" {
        id "id": &'a str, scope_type "scope_type": &'a str, scope_id "scope_id": &'a str,
        sender_user_id "sender_user_id": &'a str, content "content": &'a str, attachments_json "attachments_json": Option<&'a str>,
        created_at "created_at": i64,
    }
    Notification in Notifications "notifications" {
        id "id": &'a str, branch_id "branch_id": &'a str, project_id "project_id": Option<&'a str>, kind "type": &'a str,
        channel "channel": &'a str, cost "cost": f64, billed "billed": bool, created_at "created_at": i64,
        note "note": Option<&'a str>, created_by "created_by": &'a str,
    }
    AuditLog in AuditLogs "audit_logs" {
        id "id": &'a str, org_id "org_id": &'a str, branch_id "branch_id": Option<&'a str>, actor_user_id "actor_user_id": &'a str,
        event_type "event_type": &'a str, severity "severity": &'a str, payload_json "payload_json": &'a str,
        created_at "created_at": i64,
    }
    AuditLink in AuditChain "audit_chain" {
        device_id "device_id": &'a str, seq "seq": i64, audit_id "audit_id": &'a str, prev_hash "prev_hash": &'a str,
        hash "hash": &'a str,
    }
    AuditPerson in AuditPersonal "audit_personal" {
        audit_id "audit_id": &'a str, subject_id "subject_id": &'a str, salt "salt": &'a str, json "json": &'a str,
    }
    AuditRow in AuditRows "audit_rows" {
        tbl "tbl": &'a str, row_id "row_id": &'a str, audit_id "audit_id": &'a str,
    }
}
