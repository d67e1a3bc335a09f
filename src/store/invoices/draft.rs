//! Drafts: made from a project, a quote, a client, another invoice or nothing; free to edit.

pub(super) mod lines;

use super::super::access::Access;
use super::super::conflict::refuse_stale;
use super::super::projects::{self, quotes};
use super::super::protocol::{Branch, DraftSource, Outcome, StoreError};
use super::super::unit::Unit;
use super::read::Computed;
use super::{finish_undoable, profile, read, refuse_moved, row, standing, untaxed};
use crate::domain::field::{self, FieldErrors, FieldValues};
use crate::domain::id::{BranchId, ClientId, InvoiceId, InvoiceItemId, ProjectId, QuoteId};
use crate::domain::invoice::entry::{LineEntry, check_invoice, liability_word};
use crate::domain::invoice::{Invoice, InvoiceItem, InvoiceKind, InvoiceStatus};
use crate::domain::money::{edit_amount, to_real};
use crate::domain::percent::Percent;
use crate::domain::quote::{ItemEntry, Priced, Quote};
use crate::domain::role::Permission;
use crate::domain::tax::bill::{Breakdown, HeadAmount, Pricing, RoundOff};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// What a draft starts with.
#[derive(Default)]
pub(in crate::store) struct Start {
    /// The project that it is for.
    pub(in crate::store) project: Option<ProjectId>,
    /// Who owes it.
    pub(in crate::store) client: Option<ClientId>,
    /// The quote that it comes from.
    pub(in crate::store) quote: Option<QuoteId>,
    /// Off the whole, minor units.
    pub(in crate::store) discount: i64,
    /// Its lines.
    pub(in crate::store) lines: Vec<LineEntry>,
}

/// Drafts an invoice.
pub(super) fn create(
    unit: &mut Unit<'_>,
    branch: &BranchId,
    source: &DraftSource,
) -> Result<Outcome, StoreError> {
    let kind = source.kind();
    let permission = permission(kind);
    let branch = read::branch_for(unit.access, permission, branch)?;
    let (start, kind) = start(unit, branch, source, kind)?;
    let id = insert(unit, branch, kind, start)?;
    let (invoice, _) = read::one(unit.conn, unit.access, permission, &id)?;
    finish_undoable(unit, &invoice, "invoice.drafted", "new draft")?;
    let of = if invoice.project_title.is_empty() {
        String::new()
    } else {
        format!(" for {}", invoice.project_title)
    };
    Ok(Unit::done_undoable(format!("Drafted an invoice{of}"), Some(row(&id))))
}

/// What it takes to write an invoice of a kind.
pub(in crate::store) const fn permission(kind: InvoiceKind) -> Permission {
    match kind {
        InvoiceKind::Pos => Permission::SellAtCounter,
        InvoiceKind::AdvanceReceipt | InvoiceKind::RefundVoucher => Permission::RecordPayments,
        _ => Permission::EditInvoices,
    }
}

fn start(
    unit: &Unit<'_>,
    branch: &Branch,
    source: &DraftSource,
    kind: InvoiceKind,
) -> Result<(Start, InvoiceKind), StoreError> {
    let (conn, access) = (unit.conn, unit.access);
    Ok(match source {
        DraftSource::Counter => (Start::default(), kind),
        DraftSource::Client(id) => {
            let client = super::super::clients::read(conn, access, Permission::ViewClients, id)?;
            refuse_elsewhere(&client.branch, branch)?;
            (Start { client: Some(client.id), ..Start::default() }, kind)
        }
        DraftSource::Project(id) => (of_project(conn, access, (id, branch))?, kind),
        DraftSource::Package { project, package } => {
            let mut start =
                Start { quote: None, lines: Vec::new(), ..of_project(conn, access, (project, branch))? };
            let package = super::super::packages::read(conn, access, Permission::ViewPackages, package)?;
            refuse_elsewhere(&package.branch, branch)?;
            let (price, tax_rate) = (package.offer.price.minor, package.offer.tax_rate);
            start.lines.push(service(package.offer.name, price, tax_rate));
            start.discount = 0;
            (start, kind)
        }
        DraftSource::Quote(id) => {
            let quote = quotes::one(conn, access, id)?;
            let start = of_project(conn, access, (&quote.project, branch))?;
            refuse_invoiced(conn, &quote)?;
            (
                Start {
                    quote: Some(quote.id.clone()),
                    discount: quote.discount.minor,
                    lines: of_quote(&quote),
                    ..start
                },
                kind,
            )
        }
        DraftSource::Copy(id) => copy(conn, access, (id, branch))?,
    })
}

/// Refuses to bill what belongs to another branch.
pub(in crate::store) fn refuse_elsewhere(of: &BranchId, branch: &Branch) -> Result<(), StoreError> {
    if *of == branch.id {
        return Ok(());
    }
    Err(StoreError::refused(
        "it belongs to another branch",
        "Nothing was saved. Bill it from its own branch.",
    ))
}

/// A project with its accepted quote, if that was not invoiced yet.
fn of_project(
    conn: &rusqlite::Connection,
    access: &Access,
    (id, branch): (&ProjectId, &Branch),
) -> Result<Start, StoreError> {
    let (project, _) = projects::read_open(conn, access, Permission::ViewProjects, id)?;
    refuse_elsewhere(&project.branch, branch)?;
    let accepted: Option<String> = {
        use rusqlite::OptionalExtension;
        conn.prepare_cached(
            "SELECT q.id FROM quotes q WHERE q.project_id = ?1 AND q.status = 'accepted'
               AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.quote_id = q.id AND i.status <> 'void')
             ORDER BY q.decided_at DESC, q.id DESC LIMIT 1",
        )?
        .query_row([id.as_str()], |r| r.get(0))
        .optional()?
    };
    let mut start = Start { project: Some(project.id), client: Some(project.client), ..Start::default() };
    if let Some(quote) = accepted {
        let quote = quotes::one(conn, access, &QuoteId::from(quote))?;
        start.discount = quote.discount.minor;
        start.lines = of_quote(&quote);
        start.quote = Some(quote.id);
    }
    Ok(start)
}

/// One quote becomes one invoice; what was voided does not count.
fn refuse_invoiced(conn: &rusqlite::Connection, quote: &Quote) -> Result<(), StoreError> {
    if quote.status != "accepted" {
        return Err(StoreError::refused(
            format!("the quote is {}: only an accepted one becomes an invoice", quote.status),
            "Nothing was saved. Accept the quote first.",
        ));
    }
    let known: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM invoices WHERE quote_id = ?1 AND status <> 'void')")?
        .query_row([quote.id.as_str()], |r| r.get(0))?;
    if !known {
        return Ok(());
    }
    Err(StoreError::refused(
        "the quote was invoiced already",
        "Nothing was saved. Open that invoice from the project.",
    ))
}

fn of_quote(quote: &Quote) -> Vec<LineEntry> {
    let entry = |item: &crate::domain::quote::QuoteItem| LineEntry {
        item: ItemEntry {
            kind: item.kind.clone(),
            description: item.description.clone(),
            priced: Priced { qty: item.qty, unit_price: item.unit_price.minor, tax_rate: item.tax_rate },
        },
        code: String::new(),
        discount: 0,
        pricing: Pricing::Exclusive,
    };
    quote.items.iter().map(entry).collect()
}

fn service(description: String, unit_price: i64, tax_rate: Percent) -> LineEntry {
    let priced = Priced { qty: 1_000, unit_price, tax_rate };
    LineEntry {
        item: ItemEntry { kind: "service".to_owned(), description, priced },
        code: String::new(),
        discount: 0,
        pricing: Pricing::Exclusive,
    }
}

fn copy(
    conn: &rusqlite::Connection,
    access: &Access,
    (id, branch): (&InvoiceId, &Branch),
) -> Result<(Start, InvoiceKind), StoreError> {
    let (invoice, _) = read::one(conn, access, Permission::ViewInvoices, id)?;
    refuse_elsewhere(&invoice.branch, branch)?;
    if !matches!(invoice.kind, InvoiceKind::Booking | InvoiceKind::Pos | InvoiceKind::Subscription) {
        return Err(StoreError::refused(
            format!("a {} is not copied", invoice.kind.label()),
            "Nothing was saved. Copy an invoice.",
        ));
    }
    let entry = |item: &InvoiceItem| LineEntry {
        item: ItemEntry {
            kind: item.kind.clone(),
            description: item.description.clone(),
            priced: Priced { qty: item.qty, unit_price: item.unit_price, tax_rate: item.tax_rate },
        },
        code: item.code.clone(),
        discount: item.discount,
        pricing: item.pricing,
    };
    let lines = invoice.items.iter().map(entry).collect();
    let start = Start {
        project: invoice.project,
        client: invoice.client,
        quote: None,
        discount: invoice.discount,
        lines,
    };
    Ok((start, invoice.kind))
}

/// Writes a draft with its lines.
pub(in crate::store) fn insert(
    unit: &mut Unit<'_>,
    branch: &Branch,
    kind: InvoiceKind,
    start: Start,
) -> Result<InvoiceId, StoreError> {
    let id = InvoiceId::from_uuid(Uuid::now_v7());
    let profile = profile::of_branch(unit.conn, &branch.id)?;
    // A receipt is over what was paid.
    let is_receipt = matches!(kind, InvoiceKind::AdvanceReceipt | InvoiceKind::RefundVoucher);
    let rounding = if profile.rounding == RoundOff::Whole && !is_receipt { "whole" } else { "none" };
    unit.insert(
        super::super::protocol::Table::Invoices,
        json!({
            "id": id.as_str(), "branch_id": branch.id.as_str(), "project_id": start.project.as_ref().map(ProjectId::as_str),
            "client_id": start.client.as_ref().map(ClientId::as_str), "invoice_type": kind.as_str(), "amount_total": 0,
            "status": "draft", "currency": branch.currency.code(), "quote_id": start.quote.as_ref().map(QuoteId::as_str),
            "discount": start.discount, "rounding": rounding, "liability": "seller",
            "terms": (!profile.terms.is_empty()).then_some(&profile.terms),
            "created_at": unit.now, "created_by": unit.access.actor.user.as_str(),
        }),
    )?;
    for (position, entry) in start.lines.iter().enumerate() {
        lines::insert(unit, &id, position, entry)?;
    }
    sum_up(unit, &id, permission(kind))?;
    Ok(id)
}

/// A draft that the actor may change.
pub(super) fn draft(unit: &Unit<'_>, id: &InvoiceId) -> Result<Invoice, StoreError> {
    let kind: Option<String> = {
        use rusqlite::OptionalExtension;
        unit.conn
            .prepare_cached("SELECT invoice_type FROM invoices WHERE id = ?1")?
            .query_row([id.as_str()], |r| r.get::<_, Option<String>>(0))
            .optional()?
            .flatten()
    };
    let kind = kind.as_deref().and_then(InvoiceKind::parse).unwrap_or(InvoiceKind::Booking);
    let (invoice, _) = read::one(unit.conn, unit.access, permission(kind), id)?;
    if invoice.status == InvoiceStatus::Draft {
        return Ok(invoice);
    }
    Err(StoreError::refused(
        format!("{} was issued: nothing of it changes any more", invoice.called()),
        "Nothing was saved. Correct it with a credit note.",
    ))
}

/// Changes what stands above and below the lines.
pub(super) fn edit(
    unit: &mut Unit<'_>,
    (id, version): (&InvoiceId, i64),
    base: &FieldValues,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let invoice = draft(unit, id)?;
    let changes = field::changed(base, values);
    if changes.is_empty() {
        return Ok(Unit::done("Nothing to save: the draft is as it was".to_owned(), Some(row(id))));
    }
    refuse_stale(unit, standing(&invoice), version, base)?;
    let mut merged = invoice.values();
    merged.extend(changes);
    let profile = profile::of_branch(unit.conn, &invoice.branch)?;
    let entry = check_invoice(&merged, profile.adapter()).map_err(StoreError::Invalid)?;
    let text = |text: &String| json!((!text.is_empty()).then_some(text));
    unit.update(&row(id), "invoice", |image| {
        let mut set = |key: &str, value: Value| drop(image.insert(key.to_owned(), value));
        set("discount", json!(entry.discount));
        set("due_on", json!(entry.due_on.map(|day| day.to_string())));
        set("place_of_supply", json!(entry.place.as_ref().map(|(place, _)| place.code())));
        set("place_reason", json!(entry.place.as_ref().map(|(_, reason)| reason)));
        set("liability", json!(liability_word(entry.liability)));
        set("rounding", json!(if entry.rounding == RoundOff::Whole { "whole" } else { "none" }));
        set("notes", text(&entry.notes));
        set("terms", text(&entry.terms));
    })?;
    sum_up(unit, id, permission(invoice.kind))?;
    finish_undoable(unit, &invoice, "invoice.edited", "edit of a draft")?;
    Ok(Unit::done_undoable("Saved the draft".to_owned(), Some(row(id))))
}

/// Throws a draft away as it was read.
pub(super) fn remove(unit: &mut Unit<'_>, id: &InvoiceId, version: i64) -> Result<Outcome, StoreError> {
    let invoice = draft(unit, id)?;
    refuse_moved(unit, &invoice, version)?;
    for item in &invoice.items {
        unit.delete(&super::item_row(&item.id), "line")?;
    }
    unit.delete(&row(id), "invoice")?;
    finish_undoable(unit, &invoice, "invoice.removed", "removal of a draft")?;
    let project = invoice.project.as_ref().map(projects::row);
    Ok(Unit::done_undoable("Removed the draft".to_owned(), project))
}

/// Writes the sums of a draft from its lines as they are now. A draft that cannot be taxed yet has none: issuing says why.
pub(super) fn sum_up(unit: &mut Unit<'_>, id: &InvoiceId, permission: Permission) -> Result<(), StoreError> {
    let (invoice, _) = read::one(unit.conn, unit.access, permission, id)?;
    let Ok(computed) = Computed::of(unit.conn, &invoice)? else {
        return write_sums(unit, &invoice, &Breakdown::default(), Map::new());
    };
    if invoice.items.is_empty() {
        if invoice.discount > 0 {
            let mut errors = FieldErrors::default();
            errors.add(field_of_discount(), "there are no lines to take a discount off");
            return Err(StoreError::Invalid(errors));
        }
        return write_sums(unit, &invoice, &Breakdown::default(), Map::new());
    }
    let sums = computed.sums(&invoice).map_err(|error| untaxed(&error))?;
    let tax = tax_json(&invoice, &computed, &sums);
    write_sums(unit, &invoice, &sums, tax)
}

const fn field_of_discount() -> &'static str {
    crate::domain::invoice::entry::fields::DISCOUNT
}

/// What `invoices.tax_json` says of an invoice: decimals as text, the heads by name, the sentences of the law.
pub(super) fn tax_json(invoice: &Invoice, computed: &Computed, sums: &Breakdown) -> Map<String, Value> {
    let amount = |minor| edit_amount(minor, invoice.currency);
    let mut tax = Map::new();
    tax.insert("scheme".to_owned(), json!(computed.profile.jurisdiction));
    tax.insert("net".to_owned(), json!(amount(sums.taxable)));
    for head in &sums.heads {
        tax.insert(head.head.as_str().to_owned(), json!(amount(head.amount)));
    }
    if sums.round_off != 0 {
        tax.insert("round_off".to_owned(), json!(amount(sums.round_off)));
    }
    if !computed.treatment.notes.is_empty() {
        tax.insert("notes".to_owned(), json!(computed.treatment.notes));
    }
    tax
}

/// Writes what an invoice and its lines come to.
pub(super) fn write_sums(
    unit: &mut Unit<'_>,
    invoice: &Invoice,
    sums: &Breakdown,
    tax: Map<String, Value>,
) -> Result<(), StoreError> {
    for (item, line) in invoice.items.iter().zip(&sums.lines) {
        lines::write_taxed(unit, &item.id, line)?;
    }
    unit.update(&row(&invoice.id), "invoice", |image| {
        let mut set = |key: &str, value: Value| drop(image.insert(key.to_owned(), value));
        set("taxable", json!(sums.taxable));
        set("tax", json!(sums.tax()));
        set("round_off", json!(sums.round_off));
        set("amount_total", json!(to_real(sums.total, invoice.currency)));
        set("tax_json", if tax.is_empty() { Value::Null } else { json!(Value::Object(tax).to_string()) });
    })
    .map(drop)
}

/// The heads of a line as `invoice_items.tax_json` has them: minor units by head.
pub(super) fn heads_json(heads: &[HeadAmount]) -> Value {
    let heads: Map<String, Value> =
        heads.iter().map(|head| (head.head.as_str().to_owned(), json!(head.amount))).collect();
    Value::Object(heads)
}

/// The id of a new line.
pub(super) fn new_item() -> InvoiceItemId {
    InvoiceItemId::from_uuid(Uuid::now_v7())
}
