//! The lines of a draft.

use super::super::super::conflict::{Standing, refuse_stale};
use super::super::super::protocol::{Outcome, StoreError, Table};
use super::super::super::tables::Image;
use super::super::super::unit::Unit;
use super::super::{finish_undoable, item_row, refuse_moved, row};
use super::{draft, heads_json, new_item, permission, sum_up};
use crate::domain::field::FieldValues;
use crate::domain::id::{InvoiceId, InvoiceItemId};
use crate::domain::invoice::entry::{LineEntry, check_line};
use crate::domain::invoice::{Invoice, InvoiceItem};
use crate::domain::tax::bill::{Pricing, TaxedLine};
use serde_json::json;

/// The most lines of an invoice.
const MAX_LINES: usize = 500;

pub(in crate::store::invoices) fn add(
    unit: &mut Unit<'_>,
    id: &InvoiceId,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let invoice = draft(unit, id)?;
    if invoice.items.len() >= MAX_LINES {
        return Err(StoreError::refused("an invoice takes at most 500 lines", "Nothing was saved."));
    }
    let entry = check_line(values, invoice.currency).map_err(StoreError::Invalid)?;
    insert(unit, id, next_position(unit, id)?, &entry)?;
    sum_up(unit, id, permission(invoice.kind))?;
    let description = &entry.item.description;
    finish_undoable(unit, &invoice, "invoice.edited", &format!("new line {description}"))?;
    Ok(Unit::done_undoable(format!("Added {description} to the draft"), Some(row(id))))
}

fn next_position(unit: &Unit<'_>, id: &InvoiceId) -> Result<usize, StoreError> {
    let next: i64 = unit
        .conn
        .prepare_cached("SELECT coalesce(max(position) + 1, 0) FROM invoice_items WHERE invoice_id = ?1")?
        .query_row([id.as_str()], |r| r.get(0))?;
    Ok(usize::try_from(next).unwrap_or(0))
}

pub(in crate::store::invoices) fn edit(
    unit: &mut Unit<'_>,
    id: &InvoiceId,
    item: &InvoiceItemId,
    (base, values): (&FieldValues, &FieldValues),
) -> Result<Outcome, StoreError> {
    let invoice = draft(unit, id)?;
    let line = known(&invoice, item)?;
    let stored = Standing {
        row: item_row(item),
        label: line.description.clone(),
        version: invoice.version,
        values: line.values(),
    };
    refuse_stale(unit, stored, invoice.version, base)?;
    let entry = check_line(values, invoice.currency).map_err(StoreError::Invalid)?;
    unit.update(&item_row(item), "line", |image| write(image, &entry))?;
    sum_up(unit, id, permission(invoice.kind))?;
    let description = &entry.item.description;
    finish_undoable(unit, &invoice, "invoice.edited", &format!("edit of {description}"))?;
    Ok(Unit::done_undoable(format!("Saved {description}"), Some(row(id))))
}

pub(in crate::store::invoices) fn remove(
    unit: &mut Unit<'_>,
    (id, version): (&InvoiceId, i64),
    item: &InvoiceItemId,
) -> Result<Outcome, StoreError> {
    let invoice = draft(unit, id)?;
    refuse_moved(unit, &invoice, version)?;
    let description = known(&invoice, item)?.description.clone();
    unit.delete(&item_row(item), "line")?;
    sum_up(unit, id, permission(invoice.kind))?;
    finish_undoable(unit, &invoice, "invoice.edited", &format!("removal of {description}"))?;
    Ok(Unit::done_undoable(format!("Removed {description} from the draft"), Some(row(id))))
}

fn known<'i>(invoice: &'i Invoice, item: &InvoiceItemId) -> Result<&'i InvoiceItem, StoreError> {
    let found = invoice.items.iter().find(|known| known.id == *item);
    found.ok_or_else(|| StoreError::NotFound { what: "line", id: item.to_string() })
}

/// Makes a line.
pub(in crate::store::invoices) fn insert(
    unit: &mut Unit<'_>,
    invoice: &InvoiceId,
    position: usize,
    entry: &LineEntry,
) -> Result<InvoiceItemId, StoreError> {
    let id = new_item();
    let mut image = Image::new();
    write(&mut image, entry);
    image.insert("id".to_owned(), json!(id.as_str()));
    image.insert("invoice_id".to_owned(), json!(invoice.as_str()));
    image.insert("position".to_owned(), json!(position));
    for sum in ["spread", "taxable", "total"] {
        image.insert(sum.to_owned(), json!(0));
    }
    unit.insert(Table::InvoiceItems, image.into())?;
    Ok(id)
}

fn write(image: &mut Image, entry: &LineEntry) {
    let (item, priced) = (&entry.item, entry.item.priced);
    let pricing = match entry.pricing {
        Pricing::Exclusive => "exclusive",
        Pricing::Inclusive => "inclusive",
    };
    let pairs = [
        ("item_type", json!(item.kind)),
        ("description", json!(item.description)),
        ("code", json!((!entry.code.is_empty()).then_some(&entry.code))),
        ("qty", json!(priced.qty)),
        ("unit_price", json!(priced.unit_price)),
        ("discount", json!(entry.discount)),
        ("tax_rate", json!(priced.tax_rate.hundredths())),
        ("pricing", json!(pricing)),
    ];
    image.extend(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)));
}

/// Writes what a line comes to.
pub(in crate::store::invoices) fn write_taxed(
    unit: &mut Unit<'_>,
    item: &InvoiceItemId,
    line: &TaxedLine,
) -> Result<(), StoreError> {
    unit.update(&item_row(item), "line", |image| {
        image.insert("spread".to_owned(), json!(line.spread));
        image.insert("taxable".to_owned(), json!(line.taxable));
        image.insert("tax_json".to_owned(), json!(heads_json(&line.heads).to_string()));
        image.insert("total".to_owned(), json!(line.total));
    })
    .map(drop)
}
