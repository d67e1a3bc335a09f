//! Quotes of projects: drafted from a package, sent, accepted or declined.

use super::super::access::Access;
use super::super::clients::time;
use super::super::column;
use super::super::conflict::{Standing, conflict, refuse_stale};
use super::super::packages;
use super::super::protocol::{Branch, Outcome, QuoteCommand, RowRef, StoreError, Table};
use super::super::tables::Image;
use super::super::unit::{Entry, Unit};
use super::{moves, read, read_editable, row};
use crate::domain::field::{self, FieldErrors, FieldValues};
use crate::domain::fold;
use crate::domain::id::{PackageId, ProjectId, QuoteId, QuoteItemId};
use crate::domain::money::{Currency, Grouping, Money, format_money};
use crate::domain::package::OfferSnapshot;
use crate::domain::percent::Percent;
use crate::domain::project::{Project, ProjectStatus};
use crate::domain::quote::{self, ItemEntry, Priced, Quote, QuoteItem, SumError, fields};
use crate::domain::role::Permission;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::{Value, json};
use uuid::Uuid;

/// Days for which a new quote holds, unless somebody says otherwise.
const VALID_DAYS: i64 = 14;
/// The longest reason, in characters.
const MAX_REASON: usize = 1_000;
/// The most lines of a quote.
const MAX_ITEMS: usize = 200;

fn row_of(id: &QuoteId) -> RowRef {
    RowRef { table: Table::Quotes, id: id.to_string() }
}

fn item_row(id: &QuoteItemId) -> RowRef {
    RowRef { table: Table::QuoteItems, id: id.to_string() }
}

/// A quote of a project that the actor may see, with its lines.
pub(in crate::store) fn one(conn: &Connection, access: &Access, id: &QuoteId) -> Result<Quote, StoreError> {
    let not_found = || StoreError::NotFound { what: "quote", id: id.to_string() };
    let project: String = conn
        .prepare_cached("SELECT project_id FROM quotes WHERE id = ?1")?
        .query_row([id.as_str()], |r| r.get(0))
        .optional()?
        .ok_or_else(not_found)?;
    let (_, branch) = read(conn, access, Permission::ViewProjects, &ProjectId::from(project))
        .map_err(|error| if matches!(error, StoreError::NotFound { .. }) { not_found() } else { error })?;
    let mut quote = conn
        .prepare_cached(
            "SELECT id, project_id, CASE WHEN status = 'sent' AND valid_until <= unixepoch() THEN 'expired' ELSE status END,
                    package_json, currency, discount, advance, subtotal, tax, total, valid_until, notes, version
             FROM quotes WHERE id = ?1",
        )?
        .query_row([id.as_str()], |r| from_row(r, branch))?;
    let currency = quote.total.currency;
    let mut statement = conn.prepare_cached(
        "SELECT id, item_type, description, qty, unit_price, tax_rate, total FROM quote_items
         WHERE quote_id = ?1 ORDER BY position, id LIMIT 1000",
    )?;
    let items = statement.query_map([id.as_str()], |r| item(r, currency))?;
    quote.items = items.collect::<Result<_, _>>()?;
    Ok(quote)
}

fn from_row(r: &Row<'_>, branch: &Branch) -> rusqlite::Result<Quote> {
    let package: Value =
        column::optional_text(r, 3)?.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    let currency = Currency::from_code(&column::text(r, 4)?).unwrap_or(branch.currency);
    let money = |at| Ok::<_, rusqlite::Error>(Money { minor: column::int(r, at)?.unwrap_or(0), currency });
    Ok(Quote {
        id: column::text(r, 0)?.into(),
        project: column::text(r, 1)?.into(),
        branch: branch.id.clone(),
        status: column::text(r, 2)?,
        package: package["name"].as_str().unwrap_or_default().to_owned(),
        discount: money(5)?,
        advance: money(6)?,
        subtotal: money(7)?,
        tax: money(8)?,
        total: money(9)?,
        valid_until: time(column::int(r, 10)?),
        notes: column::text(r, 11)?,
        items: Vec::new(),
        version: column::int(r, 12)?.unwrap_or(1),
    })
}

fn item(r: &Row<'_>, currency: Currency) -> rusqlite::Result<QuoteItem> {
    let int = |at| Ok::<_, rusqlite::Error>(column::int(r, at)?.unwrap_or(0));
    Ok(QuoteItem {
        id: column::text(r, 0)?.into(),
        kind: column::text(r, 1)?,
        description: column::text(r, 2)?,
        qty: int(3)?,
        unit_price: Money { minor: int(4)?, currency },
        tax_rate: Percent::from_hundredths(int(5)?),
        total: Money { minor: int(6)?, currency },
    })
}

/// Carries out a write.
pub(in crate::store) fn carry_out(
    unit: &mut Unit<'_>,
    command: &QuoteCommand,
) -> Result<Outcome, StoreError> {
    match command {
        QuoteCommand::Create { project, package } => create(unit, project, package.as_ref()),
        QuoteCommand::Edit { id, version, base, values } => edit(unit, id, *version, base, values),
        QuoteCommand::AddItem { quote, values } => add_item(unit, quote, values),
        QuoteCommand::EditItem { quote, item, base, values } => edit_item(unit, quote, item, (base, values)),
        QuoteCommand::RemoveItem { quote, item } => remove_item(unit, quote, item),
        QuoteCommand::Remove { id, version } => remove(unit, id, *version),
        QuoteCommand::Send(id) => send(unit, id),
        QuoteCommand::Accept(id) => accept(unit, id),
        QuoteCommand::Decline { id, reason } => decline(unit, id, reason),
    }
}

/// The first moment after the day of `at` where the branch is: what is valid until a day is valid all of that day.
fn end_of_day(at: i64, zone: &str) -> i64 {
    let local = TimeZone::get(zone).ok().zip(Timestamp::from_second(at).ok());
    let next = local.and_then(|(zone, at)| at.to_zoned_datetime(zone).tomorrow().ok()?.start_of_day().ok());
    next.map_or(at, |next| next.timestamp().as_second())
}

/// Drafts a quote. A package is quoted as it is now: what becomes of it later does not change the quote.
fn create(
    unit: &mut Unit<'_>,
    project: &ProjectId,
    package: Option<&PackageId>,
) -> Result<Outcome, StoreError> {
    let (project, branch) = read_editable(unit.conn, unit.access, project)?;
    let id = insert(unit, &project, branch, package)?;
    let called = project.details.called();
    finish(unit, &project, "quote.created", &format!("new quote for {called}"))?;
    Ok(Unit::done_undoable(format!("Drafted a quote for {called}"), Some(row_of(&id))))
}

/// Writes the rows of a new draft.
pub(in crate::store) fn insert(
    unit: &mut Unit<'_>,
    project: &Project,
    branch: &Branch,
    package: Option<&PackageId>,
) -> Result<QuoteId, StoreError> {
    let package =
        package.map(|id| packages::read(unit.conn, unit.access, Permission::ViewPackages, id)).transpose()?;
    if package.as_ref().is_some_and(|package| package.branch != project.branch) {
        return Err(StoreError::refused(
            "the package is one of another branch than the project",
            "Nothing was saved. Choose a package of the project's branch.",
        ));
    }
    let id = QuoteId::from_uuid(Uuid::now_v7());
    let snapshot = package.as_ref().map(|package| OfferSnapshot::from(&package.offer));
    let stored = snapshot.as_ref().and_then(|s| serde_json::to_string(s).ok());
    let (currency, until) = (branch.currency, end_of_day(unit.now + VALID_DAYS * 86_400, &branch.zone));
    unit.insert(
        Table::Quotes,
        json!({
            "id": id.as_str(), "project_id": project.id.as_str(), "branch_id": project.branch.as_str(),
            "status": "draft", "currency": currency.code(), "package_id": package.as_ref().map(|p| p.id.as_str()),
            "package_json": stored, "discount": 0, "advance": 0, "subtotal": 0, "tax": 0, "total": 0,
            "valid_until": until, "notes": null, "reason": null, "sent_at": null, "decided_at": null,
            "created_at": unit.now, "created_by": unit.access.actor.user.as_str(),
        }),
    )?;
    if let Some(snapshot) = snapshot {
        let tax_rate = Percent::from_hundredths(snapshot.tax_rate);
        let priced = Priced { qty: 1_000, unit_price: snapshot.price, tax_rate };
        let entry = ItemEntry { kind: "service".to_owned(), description: snapshot.name, priced };
        insert_item(unit, &id, 0, &entry)?;
        sum_up(unit, &id)?;
    }
    Ok(id)
}

/// A draft that the actor may change, and its project.
fn draft(unit: &Unit<'_>, id: &QuoteId) -> Result<(Quote, Project), StoreError> {
    let quote = one(unit.conn, unit.access, id)?;
    let (project, _) = read_editable(unit.conn, unit.access, &quote.project)?;
    if quote.status != "draft" {
        return Err(StoreError::refused(
            format!("the quote is {}: what was sent does not change any more", quote.status),
            "Nothing was saved. Make a new quote.",
        ));
    }
    Ok((quote, project))
}

fn edit(
    unit: &mut Unit<'_>,
    id: &QuoteId,
    version: i64,
    base: &FieldValues,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    let (quote, project) = draft(unit, id)?;
    let changes = field::changed(base, values);
    if changes.is_empty() {
        return Ok(Unit::done("Nothing to save: the quote is as it was".to_owned(), Some(row_of(id))));
    }
    refuse_stale(unit, standing(&quote, &project), version, base)?;
    let mut merged = quote.values();
    merged.extend(changes);
    let entry = quote::check_quote(&merged).map_err(StoreError::Invalid)?;
    unit.update(&row_of(id), "quote", |image| {
        image.insert("discount".to_owned(), json!(entry.discount));
        image.insert("advance".to_owned(), json!(entry.advance));
        image.insert("valid_until".to_owned(), json!(entry.valid_until));
        image.insert("notes".to_owned(), json!((!entry.notes.is_empty()).then_some(&entry.notes)));
    })?;
    sum_up(unit, id)?;
    finish(unit, &project, "quote.edited", "edit of a quote")?;
    Ok(Unit::done_undoable("Saved the quote".to_owned(), Some(row_of(id))))
}

/// The quote as it stands, for a conflict.
fn standing(quote: &Quote, project: &Project) -> Standing {
    let label = format!("the quote for {}", project.details.called());
    Standing { row: row_of(&quote.id), label, version: quote.version, values: quote.values() }
}

/// Takes a draft away as it was read.
fn remove(unit: &mut Unit<'_>, id: &QuoteId, version: i64) -> Result<Outcome, StoreError> {
    let (quote, project) = draft(unit, id)?;
    if quote.version != version {
        return Err(conflict(unit, standing(&quote, &project))?);
    }
    for item in &quote.items {
        unit.delete(&item_row(&item.id), "line")?;
    }
    unit.delete(&row_of(id), "quote")?;
    let called = project.details.called();
    finish(unit, &project, "quote.removed", &format!("removal of the draft for {called}"))?;
    Ok(Unit::done_undoable(format!("Removed the draft for {called}"), Some(row(&project.id))))
}

fn add_item(unit: &mut Unit<'_>, id: &QuoteId, values: &FieldValues) -> Result<Outcome, StoreError> {
    let (quote, project) = draft(unit, id)?;
    if quote.items.len() >= MAX_ITEMS {
        return Err(StoreError::refused("a quote takes at most 200 lines", "Nothing was saved."));
    }
    let entry = quote::check_item(values).map_err(StoreError::Invalid)?;
    insert_item(unit, id, quote.items.len(), &entry)?;
    sum_up(unit, id)?;
    finish(unit, &project, "quote.edited", &format!("new line {}", entry.description))?;
    Ok(Unit::done_undoable(format!("Added {} to the quote", entry.description), Some(row_of(id))))
}

fn edit_item(
    unit: &mut Unit<'_>,
    id: &QuoteId,
    item: &QuoteItemId,
    (base, values): (&FieldValues, &FieldValues),
) -> Result<Outcome, StoreError> {
    let (quote, project) = draft(unit, id)?;
    let line = known(&quote, item)?;
    let (row, label) = (item_row(item), line.description.clone());
    let stored = Standing { row, label, version: quote.version, values: line.values() };
    refuse_stale(unit, stored, quote.version, base)?;
    let entry = quote::check_item(values).map_err(StoreError::Invalid)?;
    let total = total_of(&entry)?;
    unit.update(&item_row(item), "line", |image| write_item(image, &entry, total))?;
    sum_up(unit, id)?;
    finish(unit, &project, "quote.edited", &format!("edit of {}", entry.description))?;
    Ok(Unit::done_undoable(format!("Saved {}", entry.description), Some(row_of(id))))
}

fn remove_item(unit: &mut Unit<'_>, id: &QuoteId, item: &QuoteItemId) -> Result<Outcome, StoreError> {
    let (quote, project) = draft(unit, id)?;
    let description = known(&quote, item)?.description.clone();
    unit.delete(&item_row(item), "line")?;
    sum_up(unit, id)?;
    finish(unit, &project, "quote.edited", &format!("removal of {description}"))?;
    Ok(Unit::done_undoable(format!("Removed {description} from the quote"), Some(row_of(id))))
}

fn known<'q>(quote: &'q Quote, item: &QuoteItemId) -> Result<&'q QuoteItem, StoreError> {
    let found = quote.items.iter().find(|known| known.id == *item);
    found.ok_or_else(|| StoreError::NotFound { what: "line", id: item.to_string() })
}

fn total_of(entry: &ItemEntry) -> Result<i64, StoreError> {
    let sums = quote::sums(&[entry.priced], 0).map_err(|error| invalid(fields::UNIT_PRICE, &error))?;
    Ok(sums.subtotal)
}

fn invalid(field: &str, error: &SumError) -> StoreError {
    let mut errors = FieldErrors::default();
    errors.add(field, error.to_string());
    StoreError::Invalid(errors)
}

fn insert_item(
    unit: &mut Unit<'_>,
    quote: &QuoteId,
    position: usize,
    entry: &ItemEntry,
) -> Result<(), StoreError> {
    let id = QuoteItemId::from_uuid(Uuid::now_v7());
    let mut image = Image::new();
    write_item(&mut image, entry, total_of(entry)?);
    image.insert("id".to_owned(), json!(id.as_str()));
    image.insert("quote_id".to_owned(), json!(quote.as_str()));
    image.insert("position".to_owned(), json!(position));
    unit.insert(Table::QuoteItems, image.into()).map(drop)
}

fn write_item(image: &mut Image, entry: &ItemEntry, total: i64) {
    image.insert("item_type".to_owned(), json!(entry.kind));
    image.insert("description".to_owned(), json!(entry.description));
    image.insert("qty".to_owned(), json!(entry.priced.qty));
    image.insert("unit_price".to_owned(), json!(entry.priced.unit_price));
    image.insert("tax_rate".to_owned(), json!(entry.priced.tax_rate.hundredths()));
    image.insert("total".to_owned(), json!(total));
}

/// Writes the sums of a quote from its lines and its discount as they are now.
fn sum_up(unit: &mut Unit<'_>, id: &QuoteId) -> Result<(), StoreError> {
    let quote = one(unit.conn, unit.access, id)?;
    let priced: Vec<Priced> = quote
        .items
        .iter()
        .map(|item| Priced { qty: item.qty, unit_price: item.unit_price.minor, tax_rate: item.tax_rate })
        .collect();
    let sums =
        quote::sums(&priced, quote.discount.minor).map_err(|error| invalid(fields::DISCOUNT, &error))?;
    if quote.advance.minor > sums.total {
        let mut errors = FieldErrors::default();
        errors.add(fields::ADVANCE, "the advance is more than the quote adds up to");
        return Err(StoreError::Invalid(errors));
    }
    unit.update(&row_of(id), "quote", |image| {
        image.insert("subtotal".to_owned(), json!(sums.subtotal));
        image.insert("tax".to_owned(), json!(sums.tax));
        image.insert("total".to_owned(), json!(sums.total));
    })
    .map(drop)
}

fn send(unit: &mut Unit<'_>, id: &QuoteId) -> Result<Outcome, StoreError> {
    let (quote, project) = draft(unit, id)?;
    if quote.items.is_empty() {
        return Err(StoreError::refused(
            "the quote has no lines yet",
            "Nothing was changed. Add a line first.",
        ));
    }
    if quote.valid_until.is_some_and(|until| until.as_second() <= unit.now) {
        return Err(StoreError::refused(
            "the quote would have expired already",
            "Nothing was changed. Set another day until which it is valid.",
        ));
    }
    let now = unit.now;
    unit.update(&row_of(id), "quote", |image| {
        image.insert("status".to_owned(), json!("sent"));
        image.insert("sent_at".to_owned(), json!(now));
    })?;
    finish(unit, &project, "quote.sent", "sending of a quote")?;
    let called = project.details.called();
    Ok(Unit::done_undoable(format!("Noted the quote for {called} as sent"), Some(row_of(id))))
}

/// Accepts a quote. Without an advance the project is booked in the same breath.
fn accept(unit: &mut Unit<'_>, id: &QuoteId) -> Result<Outcome, StoreError> {
    let quote = one(unit.conn, unit.access, id)?;
    let (project, _) = read(unit.conn, unit.access, Permission::MoveProjects, &quote.project)?;
    let why_not = match quote.status.as_str() {
        "sent" if matches!(project.status, ProjectStatus::Cancelled | ProjectStatus::Trashed) => {
            format!("the project is {}", project.status)
        }
        "sent" => String::new(),
        "draft" => "the quote was not sent yet".to_owned(),
        "expired" => "the quote has expired: make a new one".to_owned(),
        status => format!("the quote is {status} already"),
    };
    if !why_not.is_empty() {
        return Err(StoreError::refused(why_not, "Nothing was changed."));
    }
    let now = unit.now;
    unit.update(&row_of(id), "quote", |image| decide(image, "accepted", now))?;
    let books = project.status == ProjectStatus::Inquiry && quote.advance.minor == 0;
    if books {
        unit.update(&row(&project.id), "project", |image| {
            image.insert("status".to_owned(), json!(ProjectStatus::Active.as_str()));
            moves::activate(image, now);
        })?;
    }
    let called = project.details.called();
    finish(unit, &project, "quote.accepted", &format!("acceptance of the quote for {called}"))?;
    let follows = if books {
        format!("{called} is active now")
    } else if project.status == ProjectStatus::Inquiry {
        let advance = format_money(quote.advance, Grouping::for_currency(quote.advance.currency));
        format!("{called} is booked once the advance of {advance} is paid, or when a manager moves it on")
    } else {
        format!("{called} is {} as before", project.status)
    };
    Ok(Unit::done_undoable(format!("Accepted the quote: {follows}"), Some(row_of(id))))
}

fn decline(unit: &mut Unit<'_>, id: &QuoteId, reason: &str) -> Result<Outcome, StoreError> {
    let quote = one(unit.conn, unit.access, id)?;
    let (project, _) = read_editable(unit.conn, unit.access, &quote.project)?;
    let reason = fold::clean_lines(reason, MAX_REASON);
    if reason.is_empty() {
        let mut errors = FieldErrors::default();
        errors.add("reason", "say why it was declined");
        return Err(StoreError::Invalid(errors));
    }
    if !matches!(quote.status.as_str(), "sent" | "expired") {
        return Err(StoreError::refused(
            format!("the quote is {}: only one that was sent is declined", quote.status),
            "Nothing was changed.",
        ));
    }
    let now = unit.now;
    unit.update(&row_of(id), "quote", |image| {
        decide(image, "declined", now);
        image.insert("reason".to_owned(), json!(reason));
    })?;
    finish(unit, &project, "quote.declined", "declining of a quote")?;
    Ok(Unit::done_undoable("Declined the quote".to_owned(), Some(row_of(id))))
}

fn decide(image: &mut Image, status: &str, now: i64) {
    image.insert("status".to_owned(), json!(status));
    image.insert("decided_at".to_owned(), json!(now));
}

fn finish(
    unit: &mut Unit<'_>,
    project: &Project,
    event: &'static str,
    label: &str,
) -> Result<(), StoreError> {
    unit.touch(row(&project.id));
    unit.record_undoable(&Entry::new(event, project.branch.as_str()), label)
}
