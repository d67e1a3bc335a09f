//! Invoices as they are stored, and drafts as they would be issued now.

use super::super::access::Access;
use super::super::clients::detail::title;
use super::super::clients::{money, time};
use super::super::column::{int, optional_text, real, text};
use super::super::protocol::{Allocated, Branch, InvoiceDetail, StoreError, Taxed};
use super::profile;
use crate::domain::id::{BranchId, InvoiceId};
use crate::domain::invoice::entry::parse_liability;
use crate::domain::invoice::party::{BillingProfile, Party};
use crate::domain::invoice::{Invoice, InvoiceItem, InvoiceKind, InvoiceStatus};
use crate::domain::money::Currency;
use crate::domain::percent::Percent;
use crate::domain::role::Permission;
use crate::domain::tax::bill::{Bill, Breakdown, HeadAmount, Pricing, RoundOff, TaxedLine, compute};
use crate::domain::tax::{self, Basis, DocumentKind, Head, Liability, Place, Supply, TaxError, Treatment};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Lines that are read of one invoice: more than a command lets it have.
const LINES: i64 = 1_000;

/// An invoice that the actor may see, and its branch.
///
/// # Errors
/// Denied, or not found (also for one of a branch out of reach, or of a kind that is none of ours).
pub(in crate::store) fn one<'a>(
    conn: &Connection,
    access: &'a Access,
    permission: Permission,
    id: &InvoiceId,
) -> Result<(Invoice, &'a Branch), StoreError> {
    access.require(permission)?;
    let not_found = || StoreError::NotFound { what: "invoice", id: id.to_string() };
    let branch: String = conn
        .prepare_cached("SELECT branch_id FROM invoices WHERE id = ?1")?
        .query_row([id.as_str()], |r| r.get(0))
        .optional()?
        .ok_or_else(not_found)?;
    let branch = access.branch_of(permission, &branch, "invoice", id.as_str())?;
    let invoice = conn
        .prepare_cached(
            "SELECT i.id, i.branch_id, i.project_id, p.details_json, coalesce(i.client_id, p.client_id), i.invoice_type, i.status,
                    i.number, i.currency, i.document, i.place_of_supply, i.place_basis, i.place_reason, i.liability, i.rounding,
                    i.discount, i.taxable, i.tax_json, i.round_off, i.amount_total, i.issued_at, i.issued_on, i.due_on,
                    i.seller_json, i.buyer_json, i.notes, i.terms, i.corrects_id, i.reason, coalesce(i.version, 1),
                    coalesce(o.balance, 0), i.due_at, unixepoch()
             FROM invoices i LEFT JOIN projects p ON p.id = i.project_id LEFT JOIN invoice_balances o ON o.invoice_id = i.id WHERE i.id = ?1",
        )?
        .query_row([id.as_str()], |r| from_row(r, branch.currency))?
        .ok_or_else(not_found)?;
    let mut invoice = invoice;
    read_items(conn, &mut invoice)?;
    Ok((invoice, branch))
}

/// A stored word of an enumeration that is written as serde writes it; the usual one where it is none of ours.
fn word<T: DeserializeOwned + Default>(text: Option<String>) -> T {
    text.and_then(|text| serde_json::from_value(Value::String(text)).ok()).unwrap_or_default()
}

fn parsed<T: DeserializeOwned + Default>(text: Option<String>) -> T {
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn day(text: Option<String>) -> Option<Date> {
    text.and_then(|text| text.parse().ok())
}

fn from_row(r: &Row<'_>, branch: Currency) -> rusqlite::Result<Option<Invoice>> {
    let kind = match optional_text(r, 5)? {
        None => Some(InvoiceKind::Booking),
        Some(word) => InvoiceKind::parse(&word),
    };
    let open = int(r, 30)?.unwrap_or(0);
    let now = int(r, 32)?.unwrap_or(0);
    let status = InvoiceStatus::derive(&text(r, 6)?, open, int(r, 31)?, now);
    let (Some(kind), Some(status)) = (kind, status) else { return Ok(None) };
    let currency = optional_text(r, 8)?.as_deref().and_then(Currency::from_code).unwrap_or(branch);
    let known = |at| optional_text(r, at);
    let document = known(9)?.and_then(|word| serde_json::from_value(Value::String(word)).ok());
    let breakdown = Breakdown {
        lines: Vec::new(),
        taxable: int(r, 16)?.unwrap_or(0),
        heads: heads(&parsed::<Value>(known(17)?), currency),
        round_off: int(r, 18)?.unwrap_or(0),
        total: money(real(r, 19)?, currency).minor,
    };
    Ok(Some(Invoice {
        id: text(r, 0)?.into(),
        branch: text(r, 1)?.into(),
        project: known(2)?.map(Into::into),
        project_title: known(3)?.map_or_else(String::new, |json| title(Some(&json))),
        client: known(4)?.map(Into::into),
        kind,
        status,
        number: known(7)?,
        currency,
        document: document.unwrap_or(DocumentKind::Invoice),
        place: known(10)?.map(Place::from),
        basis: known(11)?
            .and_then(|word| serde_json::from_value(Value::String(word)).ok())
            .unwrap_or(Basis::Unknown),
        place_reason: text(r, 12)?,
        liability: known(13)?.as_deref().and_then(parse_liability).unwrap_or_default(),
        rounding: word::<RoundOff>(known(14)?),
        discount: int(r, 15)?.unwrap_or(0),
        items: Vec::new(),
        breakdown,
        legal: legal(&parsed::<Value>(known(17)?)),
        issued_at: time(int(r, 20)?),
        issued_on: day(known(21)?),
        due_on: day(known(22)?),
        seller: parsed(known(23)?),
        buyer: parsed(known(24)?),
        notes: text(r, 25)?,
        terms: text(r, 26)?,
        corrects: known(27)?.map(Into::into),
        reason: text(r, 28)?,
        open,
        version: int(r, 29)?.unwrap_or(1),
    }))
}

/// The amounts by head of a stored `tax_json`: decimals as text.
fn heads(tax: &Value, currency: Currency) -> Vec<HeadAmount> {
    let amount = |head: Head| {
        let text = tax.get(head.as_str())?.as_str()?;
        crate::domain::money::parse_amount(text, currency).ok().map(|amount| HeadAmount { head, amount })
    };
    Head::ALL.into_iter().filter_map(amount).collect()
}

/// The sentences that the law asked for when it was issued.
fn legal(tax: &Value) -> Vec<String> {
    Vec::deserialize(&tax["notes"]).unwrap_or_default()
}

fn read_items(conn: &Connection, invoice: &mut Invoice) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, item_type, description, code, qty, unit_price, discount, tax_rate, pricing, corrects_item_id,
                spread, taxable, tax_json, total
         FROM invoice_items WHERE invoice_id = ?1 ORDER BY position, id LIMIT ?2",
    )?;
    let mut rows = statement.query((invoice.id.as_str(), LINES))?;
    while let Some(r) = rows.next()? {
        let number = |at| Ok::<_, rusqlite::Error>(int(r, at)?.unwrap_or(0));
        let item = InvoiceItem {
            id: text(r, 0)?.into(),
            kind: text(r, 1)?,
            description: text(r, 2)?,
            code: text(r, 3)?,
            qty: number(4)?,
            unit_price: number(5)?,
            discount: number(6)?,
            tax_rate: Percent::from_hundredths(number(7)?),
            pricing: word::<Pricing>(optional_text(r, 8)?),
            corrects: optional_text(r, 9)?.map(Into::into),
        };
        let (spread, taxable, total) = (number(10)?, number(11)?, number(13)?);
        let tax: Value = parsed(optional_text(r, 12)?);
        let amount = |head: Head| Some(HeadAmount { head, amount: tax.get(head.as_str())?.as_i64()? });
        let heads: Vec<HeadAmount> = Head::ALL.into_iter().filter_map(amount).collect();
        let net = match item.pricing {
            Pricing::Exclusive => taxable,
            Pricing::Inclusive => total,
        };
        let gross = net + spread + item.discount;
        invoice.breakdown.lines.push(TaxedLine {
            gross,
            discount: item.discount,
            spread,
            taxable,
            heads,
            total,
        });
        invoice.items.push(item);
    }
    Ok(())
}

/// What a draft comes to now.
pub(in crate::store) struct Computed {
    /// How its branch bills.
    pub(in crate::store) profile: BillingProfile,
    /// Who is billed.
    pub(in crate::store) buyer: Party,
    /// Days until it is due, unless it says a day itself.
    pub(in crate::store) payment_days: i64,
    /// Where it is taxed, and why there.
    pub(in crate::store) place: (Option<Place>, Basis),
    /// What the law makes of it.
    pub(in crate::store) treatment: Treatment,
}

impl Computed {
    /// Where a draft would be taxed now.
    pub(super) fn of(conn: &Connection, invoice: &Invoice) -> Result<Result<Self, TaxError>, StoreError> {
        let profile = profile::of_branch(conn, &invoice.branch)?;
        let (buyer, days) = profile::of_client(conn, invoice.client.as_ref())?;
        let place = place_of(invoice, &profile, &buyer);
        let supply = supply(&profile, &place, invoice);
        let payment_days = days.unwrap_or(profile.payment_days);
        Ok(profile.adapter().treat(&supply).map(|treatment| Self {
            profile,
            buyer,
            payment_days,
            place,
            treatment,
        }))
    }

    /// The sums of a draft.
    pub(super) fn sums(&self, invoice: &Invoice) -> Result<Breakdown, TaxError> {
        compute(bill(invoice, &invoice.bill_lines()), &self.treatment)
    }
}

fn supply(profile: &BillingProfile, (place, _): &(Option<Place>, Basis), invoice: &Invoice) -> Supply {
    Supply {
        registration: profile.registration,
        seller: profile.party.place.clone(),
        place: place.clone(),
        liability: invoice.liability,
    }
}

fn place_of(invoice: &Invoice, profile: &BillingProfile, buyer: &Party) -> (Option<Place>, Basis) {
    if !invoice.place_reason.is_empty() {
        return (invoice.place.clone(), Basis::Override);
    }
    // Handed over at the counter, to whoever came in (Integrated Goods and Services Tax Act 2017, section 10(1)(c)).
    if invoice.kind == InvoiceKind::Pos && buyer.registration.is_empty() {
        return (profile.party.place.clone(), Basis::Counter);
    }
    buyer.place_of_supply()
}

fn bill<'a>(invoice: &Invoice, lines: &'a [crate::domain::tax::bill::BillLine]) -> Bill<'a> {
    Bill { lines, discount: invoice.discount, round_off: invoice.rounding, currency: invoice.currency }
}

/// An invoice with everything beside it. A draft is computed as it would be issued now.
///
/// # Errors
/// Denied, not found.
pub(in crate::store) fn detail(
    conn: &Connection,
    access: &Access,
    id: &InvoiceId,
) -> Result<InvoiceDetail, StoreError> {
    let (mut invoice, _) = one(conn, access, Permission::ViewInvoices, id)?;
    let (why, taxed) = if invoice.status == InvoiceStatus::Draft {
        look_ahead(conn, &mut invoice)?
    } else {
        (explain(&invoice), None)
    };
    // What is owed from before came without a party of its own: its client, as of now.
    if invoice.buyer == Party::default() && invoice.client.is_some() {
        invoice.buyer = profile::of_client(conn, invoice.client.as_ref())?.0;
    }
    let allocations = allocations(conn, &invoice)?;
    let credits = credits(conn, id)?;
    Ok(InvoiceDetail { invoice, why, allocations, credits, taxed })
}

/// Fills in what a draft would be if it were issued now; returns why, and by what it is taxed.
fn look_ahead(conn: &Connection, invoice: &mut Invoice) -> Result<(Vec<String>, Option<Taxed>), StoreError> {
    let computed = match Computed::of(conn, invoice)? {
        Ok(computed) => computed,
        Err(error) => return Ok((vec![error.to_string()], None)),
    };
    let taxed = Some(taxed(&computed, invoice));
    invoice.document = computed.treatment.document;
    invoice.legal.clone_from(&computed.treatment.notes);
    (invoice.place, invoice.basis) = computed.place.clone();
    invoice.seller = computed.profile.party.clone();
    invoice.buyer = computed.buyer.clone();
    match computed.sums(invoice) {
        Ok(breakdown) => {
            let lines = invoice.bill_lines();
            let why = tax::why(bill(invoice, &lines), &computed.treatment, &breakdown);
            invoice.breakdown = breakdown;
            Ok((why, taxed))
        }
        Err(error) => Ok((vec![error.to_string()], taxed)),
    }
}

/// By what a draft is taxed.
fn taxed(computed: &Computed, invoice: &Invoice) -> Taxed {
    let profile = &computed.profile;
    let usual = profile.adapter().rates().first().copied().unwrap_or_default();
    Taxed {
        law: profile.adapter().code().to_owned(),
        supply: supply(profile, &computed.place, invoice),
        rate: profile.rate.map_or(usual, Percent::from_hundredths),
        payment_days: computed.payment_days,
    }
}

/// Why an issued invoice comes to what it does: the derivation of its stored lines under the heads that it was issued with.
fn explain(invoice: &Invoice) -> Vec<String> {
    let supply = Supply {
        registration: match invoice.document {
            DocumentKind::BillOfSupply => tax::Registration::Unregistered,
            _ => tax::Registration::Regular,
        },
        seller: invoice.seller.place.clone(),
        place: invoice.place.clone(),
        liability: match invoice.kind {
            InvoiceKind::CreditNote => Liability::Seller,
            _ => invoice.liability,
        },
    };
    let adapter = tax::ADAPTERS.into_iter().find(|adapter| adapter.currency() == invoice.currency);
    let treated = adapter.unwrap_or(tax::of_country("")).treat(&supply);
    let lines = invoice.bill_lines();
    match treated {
        Ok(treatment) if heads_of(&treatment) == heads_of_stored(invoice) && !lines.is_empty() => {
            tax::why(bill(invoice, &lines), &treatment, &invoice.breakdown)
        }
        _ => Vec::new(),
    }
}

fn heads_of(treatment: &Treatment) -> Vec<Head> {
    treatment.heads.iter().map(|share| share.head).collect()
}

fn heads_of_stored(invoice: &Invoice) -> Vec<Head> {
    invoice.breakdown.heads.iter().map(|head| head.head).collect()
}

fn allocations(conn: &Connection, invoice: &Invoice) -> Result<Vec<Allocated>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT a.kind, a.amount, coalesce(t.gateway_payment_id, f.number, a.reason, ''), a.created_at
         FROM payment_allocations a LEFT JOIN transactions t ON t.id = a.transaction_id LEFT JOIN invoices f ON f.id = a.from_invoice_id
         WHERE a.invoice_id = ?1
         UNION ALL
         SELECT a.kind, -a.amount, coalesce(i.number, ''), a.created_at
         FROM payment_allocations a JOIN invoices i ON i.id = a.invoice_id WHERE a.from_invoice_id = ?1
         ORDER BY 4, 1 LIMIT 500",
    )?;
    let rows = statement.query_map([invoice.id.as_str()], |r| {
        Ok(Allocated {
            kind: text(r, 0)?,
            amount: int(r, 1)?.unwrap_or(0),
            from: text(r, 2)?,
            at: int(r, 3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn credits(conn: &Connection, id: &InvoiceId) -> Result<Vec<(InvoiceId, String)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, coalesce(number, 'draft') FROM invoices WHERE corrects_id = ?1 ORDER BY issued_at, id LIMIT 100",
    )?;
    let rows = statement.query_map([id.as_str()], |r| Ok((InvoiceId::from(text(r, 0)?), text(r, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The branch of an invoice that a command makes.
pub(in crate::store) fn branch_for<'a>(
    access: &'a Access,
    permission: Permission,
    id: &BranchId,
) -> Result<&'a Branch, StoreError> {
    access.branch_of(permission, id.as_str(), "branch", id.as_str())
}
