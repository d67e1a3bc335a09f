//! Credit notes: they reverse what is stored, line by line, so that an invoice and its credit notes come to nothing.

use super::super::protocol::{CreditLines, Outcome, StoreError, Table};
use super::super::unit::{Entry, Unit};
use super::draft::{heads_json, new_item};
use super::read::{self, Computed};
use super::{issue, item_row, refuse_moved, row, touch_project};
use crate::domain::id::{AllocationId, InvoiceId, InvoiceItemId};
use crate::domain::invoice::{Invoice, InvoiceItem, InvoiceKind, InvoiceStatus};
use crate::domain::money::{Grouping, Money, edit_amount, format_money, to_real};
use crate::domain::quote::edit_qty;
use crate::domain::role::Permission;
use crate::domain::rounding::half_up;
use crate::domain::tax::bill::{HeadAmount, TaxedLine};
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// What was credited of a line so far.
#[derive(Clone, Debug, Default)]
struct Credited {
    qty: i64,
    line: Sums,
}

/// The amounts of a line that are reversed.
#[derive(Clone, Debug, Default)]
struct Sums {
    discount: i64,
    spread: i64,
    taxable: i64,
    heads: HashMap<crate::domain::tax::Head, i64>,
}

/// Issues a credit note, and sets it off against what is open.
pub(super) fn credit(
    unit: &mut Unit<'_>,
    (id, version): (&InvoiceId, i64),
    lines: &CreditLines,
    why: &str,
) -> Result<Outcome, StoreError> {
    let (invoice, branch) = read::one(unit.conn, unit.access, Permission::EditInvoices, id)?;
    let why = issue::reason(why, "say why it is credited: the reason stands on the note")?;
    refuse_moved(unit, &invoice, version)?;
    refuse(&invoice)?;
    let before = credited(unit.conn, &invoice)?;
    let wanted = wanted(&invoice, lines, &before)?;
    let note = insert(unit, &invoice, &why)?;
    let total = write_lines(unit, &invoice, &note, (&wanted, &before))?;
    let Some(computed) = Computed::of(unit.conn, &invoice)?.ok() else {
        return Err(StoreError::refused("the branch cannot bill as it is set up now", "Nothing was issued."));
    };
    let (drawn, _) = read::one(unit.conn, unit.access, Permission::EditInvoices, &note)?;
    issue::fix(unit, &drawn, branch, &as_issued(&invoice, computed))?;
    let (note, _) = read::one(unit.conn, unit.access, Permission::EditInvoices, &note)?;
    let set_off = set_off(unit, &invoice, &note, total)?;
    touch_project(unit, &invoice);
    unit.touch(row(id));
    unit.record(&Entry::new("invoice.credited", invoice.branch.as_str()).with(json!({ "reason": why })))?;
    Ok(Unit::done(words(&invoice, &note, total, set_off), Some(row(&note.id))))
}

fn words(invoice: &Invoice, note: &Invoice, total: i64, set_off: i64) -> String {
    let say = |minor| {
        let money = Money { minor, currency: invoice.currency };
        format_money(money, Grouping::for_currency(money.currency))
    };
    let rest = match total - set_off {
        0 => String::new(),
        rest => format!("; {} of it is the client's to use or to be given back", say(rest)),
    };
    format!("Issued {} over {} for {}{rest}", note.called(), say(total), invoice.called())
}

fn refuse(invoice: &Invoice) -> Result<(), StoreError> {
    let called = invoice.called();
    let why = match (invoice.kind, invoice.status) {
        (InvoiceKind::Booking | InvoiceKind::Pos | InvoiceKind::Subscription, status) => match status {
            InvoiceStatus::Draft => format!("{called} was not issued: a draft is changed, not credited"),
            InvoiceStatus::Void => format!("{called} is void"),
            _ if invoice.items.is_empty() => format!("{called} has no lines: another program wrote it"),
            _ => return Ok(()),
        },
        (kind, _) => format!("a {} is not credited", kind.label()),
    };
    Err(StoreError::refused(why, "Nothing was changed."))
}

/// What credit notes took of each line so far.
fn credited(conn: &Connection, invoice: &Invoice) -> Result<HashMap<InvoiceItemId, Credited>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT t.corrects_item_id, t.qty, t.discount, t.spread, t.taxable, t.tax_json
         FROM invoices n JOIN invoice_items t ON t.invoice_id = n.id
         WHERE n.corrects_id = ?1 AND n.status <> 'void' AND n.serial IS NOT NULL AND t.corrects_item_id IS NOT NULL",
    )?;
    let mut rows = statement.query([invoice.id.as_str()])?;
    let mut all: HashMap<InvoiceItemId, Credited> = HashMap::new();
    while let Some(r) = rows.next()? {
        let of = all.entry(InvoiceItemId::from(r.get::<_, String>(0)?)).or_default();
        of.qty += r.get::<_, i64>(1)?;
        of.line.discount += r.get::<_, i64>(2)?;
        of.line.spread += r.get::<_, i64>(3)?;
        of.line.taxable += r.get::<_, i64>(4)?;
        let tax: Option<String> = r.get(5)?;
        let tax: Value = tax.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        for head in crate::domain::tax::Head::ALL {
            *of.line.heads.entry(head).or_default() += tax[head.as_str()].as_i64().unwrap_or(0);
        }
    }
    Ok(all)
}

/// A line to credit: its place, itself, and how many of it.
type Wanted<'i> = (usize, &'i InvoiceItem, i64);

/// Which lines are credited, and how many of each.
fn wanted<'i>(
    invoice: &'i Invoice,
    lines: &CreditLines,
    before: &HashMap<InvoiceItemId, Credited>,
) -> Result<Vec<Wanted<'i>>, StoreError> {
    let left = |item: &InvoiceItem| item.qty - before.get(&item.id).map_or(0, |of| of.qty);
    let mut wanted = Vec::new();
    match lines {
        CreditLines::Rest => {
            for (at, item) in invoice.items.iter().enumerate().filter(|(_, item)| left(item) > 0) {
                wanted.push((at, item, left(item)));
            }
        }
        CreditLines::Some(some) => {
            for (id, qty) in some {
                let found = invoice.items.iter().enumerate().find(|(_, item)| item.id == *id);
                let (at, item) =
                    found.ok_or_else(|| StoreError::NotFound { what: "line", id: id.to_string() })?;
                if wanted.iter().any(|(_, known, _): &Wanted<'_>| known.id == *id) {
                    return Err(StoreError::refused(
                        format!("{} is named twice", item.description),
                        "Nothing was issued. Name each line once.",
                    ));
                }
                if *qty <= 0 || *qty > left(item) {
                    return Err(StoreError::refused(
                        format!(
                            "of {} at most {} can be credited",
                            item.description,
                            edit_qty(left(item).max(0))
                        ),
                        "Nothing was issued. Name fewer.",
                    ));
                }
                wanted.push((at, item, *qty));
            }
        }
    }
    if wanted.is_empty() {
        return Err(StoreError::refused(
            format!("nothing of {} is left to be credited", invoice.called()),
            "Nothing was issued.",
        ));
    }
    Ok(wanted)
}

fn insert(unit: &mut Unit<'_>, invoice: &Invoice, why: &str) -> Result<InvoiceId, StoreError> {
    let id = InvoiceId::from_uuid(Uuid::now_v7());
    unit.insert(
        Table::Invoices,
        json!({
            "id": id.as_str(), "branch_id": invoice.branch.as_str(), "project_id": invoice.project.as_ref().map(|p| p.as_str()),
            "client_id": invoice.client.as_ref().map(|c| c.as_str()), "invoice_type": "credit_note", "amount_total": 0,
            "status": "draft", "currency": invoice.currency.code(), "corrects_id": invoice.id.as_str(), "reason": why,
            "discount": 0, "rounding": "none", "liability": crate::domain::invoice::entry::liability_word(invoice.liability),
            "created_at": unit.now, "created_by": unit.access.actor.user.as_str(),
        }),
    )?;
    Ok(id)
}

/// Writes the lines of a credit note and its sums; returns what it comes to.
fn write_lines(
    unit: &mut Unit<'_>,
    invoice: &Invoice,
    note: &InvoiceId,
    (wanted, before): (&[Wanted<'_>], &HashMap<InvoiceItemId, Credited>),
) -> Result<i64, StoreError> {
    let (mut taxable, mut spread) = (0, 0);
    let mut heads: Vec<HeadAmount> =
        invoice.breakdown.heads.iter().map(|head| HeadAmount { amount: 0, ..*head }).collect();
    let nothing = Credited::default();
    for (position, (at, item, qty)) in wanted.iter().enumerate() {
        let stored = &invoice.breakdown.lines[*at];
        let part = part(item, stored, (*qty, before.get(&item.id).unwrap_or(&nothing)));
        taxable += part.taxable;
        spread += part.spread;
        for head in &mut heads {
            head.amount += part.head(head.head);
        }
        insert_line(unit, note, (position, item, *qty), &part)?;
    }
    // What rounding did to the invoice is undone with the last of it.
    let is_last = invoice.items.iter().all(|item| {
        let now = wanted.iter().find(|(_, known, _)| known.id == item.id).map_or(0, |(_, _, qty)| *qty);
        before.get(&item.id).map_or(0, |of| of.qty) + now == item.qty
    });
    let round_off = if is_last { invoice.breakdown.round_off } else { 0 };
    let tax: i64 = heads.iter().map(|head| head.amount).sum();
    let total = taxable + tax + round_off;
    let json = tax_json(invoice, taxable, &heads, round_off);
    unit.update(&row(note), "credit note", |image| {
        let mut set = |key: &str, value: Value| drop(image.insert(key.to_owned(), value));
        set("discount", json!(spread));
        set("taxable", json!(taxable));
        set("tax", json!(tax));
        set("round_off", json!(round_off));
        set("amount_total", json!(to_real(total, invoice.currency)));
        set("tax_json", json!(json.to_string()));
    })?;
    Ok(total)
}

fn tax_json(invoice: &Invoice, taxable: i64, heads: &[HeadAmount], round_off: i64) -> Value {
    let amount = |minor| edit_amount(minor, invoice.currency);
    let mut tax = Map::new();
    tax.insert("net".to_owned(), json!(amount(taxable)));
    for head in heads {
        tax.insert(head.head.as_str().to_owned(), json!(amount(head.amount)));
    }
    if round_off != 0 {
        tax.insert("round_off".to_owned(), json!(amount(round_off)));
    }
    tax.insert("corrects".to_owned(), json!(invoice.number));
    if !invoice.legal.is_empty() {
        tax.insert("notes".to_owned(), json!(invoice.legal));
    }
    Value::Object(tax)
}

/// What a part of a line comes to: in proportion, half up; the last part is what is left, so that all of them add up to
/// the line.
fn part(item: &InvoiceItem, stored: &TaxedLine, (qty, before): (i64, &Credited)) -> TaxedLine {
    let is_last = before.qty + qty == item.qty;
    let share = |whole: i64, taken: i64| {
        if is_last {
            return whole - taken;
        }
        let exact = half_up(i128::from(whole) * i128::from(qty), i128::from(item.qty));
        // Rounding up again and again must not take more than there is.
        i64::try_from(exact).unwrap_or(0).min(whole - taken)
    };
    let heads: Vec<HeadAmount> = stored
        .heads
        .iter()
        .map(|head| HeadAmount {
            head: head.head,
            amount: share(head.amount, before.line.heads.get(&head.head).copied().unwrap_or(0)),
        })
        .collect();
    let taxable = share(stored.taxable, before.line.taxable);
    let (discount, spread) =
        (share(item.discount, before.line.discount), share(stored.spread, before.line.spread));
    let total = taxable + heads.iter().map(|head| head.amount).sum::<i64>();
    TaxedLine { gross: taxable + discount + spread, discount, spread, taxable, heads, total }
}

fn insert_line(
    unit: &mut Unit<'_>,
    note: &InvoiceId,
    (position, item, qty): (usize, &InvoiceItem, i64),
    line: &TaxedLine,
) -> Result<(), StoreError> {
    let id = new_item();
    let mut image = unit.read(&item_row(&item.id), "line")?;
    let pairs = [
        ("id", json!(id.as_str())),
        ("invoice_id", json!(note.as_str())),
        ("position", json!(position)),
        ("qty", json!(qty)),
        ("discount", json!(line.discount)),
        ("corrects_item_id", json!(item.id.as_str())),
        ("spread", json!(line.spread)),
        ("taxable", json!(line.taxable)),
        ("tax_json", json!(heads_json(&line.heads).to_string())),
        ("total", json!(line.total)),
    ];
    image.extend(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)));
    unit.insert(Table::InvoiceItems, image.into()).map(drop)
}

/// A credit note stands between the parties, and under the law, of its invoice.
fn as_issued(invoice: &Invoice, mut computed: Computed) -> Computed {
    computed.profile.party = invoice.seller.clone();
    computed.buyer = invoice.buyer.clone();
    computed.place = (invoice.place.clone(), invoice.basis);
    computed.treatment.document = invoice.document;
    computed.treatment.place = invoice.place.clone();
    computed.payment_days = 0;
    computed
}

/// Sets a credit note off against what is open of its invoice; returns how much.
fn set_off(unit: &Unit<'_>, invoice: &Invoice, note: &Invoice, total: i64) -> Result<i64, StoreError> {
    let amount = total.min(invoice.open);
    if amount <= 0 {
        return Ok(0);
    }
    let id = AllocationId::from_uuid(Uuid::now_v7());
    unit.conn
        .prepare_cached(
            "INSERT INTO payment_allocations (id, invoice_id, kind, amount, from_invoice_id, created_at, created_by)
             VALUES (?1, ?2, 'credit', ?3, ?4, ?5, ?6)",
        )?
        .execute((
            id.as_str(),
            invoice.id.as_str(),
            amount,
            note.id.as_str(),
            unit.now,
            unit.access.actor.user.as_str(),
        ))?;
    Ok(amount)
}
