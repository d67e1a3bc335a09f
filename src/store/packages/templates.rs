//! Templates of the organization: making, publishing, archiving, copying to branches.

use super::super::protocol::{Branch, BranchScope, CopyTarget, Outcome, StoreError, Table};
use super::super::undo;
use super::super::unit::{Entry, Unit};
use super::write::{Archiving, Edit, finish_many, insert, refused, stale};
use super::{read_template, stock, template_row};
use crate::domain::field::{FieldErrors, FieldKey, FieldValues, changed};
use crate::domain::hook::Stock;
use crate::domain::id::PackageTemplateId;
use crate::domain::money::{Currency, MAX_MINOR};
use crate::domain::package::{self, Offer, fields};
use crate::domain::role::{Permission, Reach};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Templates are the organization's: whoever reaches only a branch sees them.
fn require(unit: &Unit<'_>) -> Result<(), StoreError> {
    match unit.access.require(Permission::EditPackages)? {
        Reach::Org => Ok(()),
        _ => Err(StoreError::Denied(Permission::EditPackages)),
    }
}

fn stock_of(unit: &Unit<'_>, values: &FieldValues) -> Result<Stock, StoreError> {
    let Some(lines) = values.get(&FieldKey::from(fields::RESOURCES)) else { return Ok(Stock::default()) };
    let branches = unit.access.branches(Permission::EditPackages, &BranchScope::All)?;
    let mut stock = stock::of(unit.conn, &branches, Some(lines))?;
    for found in stock.preferred.values_mut() {
        *found = crate::domain::hook::Preferred::OfABranch;
    }
    Ok(stock)
}

/// Makes a template.
pub(super) fn create(
    unit: &mut Unit<'_>,
    currency: Currency,
    values: &FieldValues,
) -> Result<Outcome, StoreError> {
    require(unit)?;
    let offer = package::check(values, currency, &stock_of(unit, values)?).map_err(StoreError::Invalid)?;
    let id = PackageTemplateId::from_uuid(Uuid::now_v7());
    let (org, now) = (unit.access.org_id()?.clone(), unit.now);
    let mut image = json!({
        "id": id.as_str(), "org_id": org.as_str(), "revision": 1, "archived_at": null, "created_at": now,
    });
    write_offer(&mut image, &offer);
    let row = unit.insert(Table::PackageTemplates, image)?;
    let entry = Entry { branch: None, ..Entry::new("package_template.created", "") };
    unit.record_undoable(&entry, &format!("new template {}", offer.name))?;
    Ok(Unit::done_undoable(format!("Added the template {}", offer.name), Some(row)))
}

/// Publishes a change. It is not undone but published anew: branches may have taken it over meanwhile.
pub(super) fn edit(
    unit: &mut Unit<'_>,
    id: &PackageTemplateId,
    (version, base, values): Edit<'_>,
) -> Result<Outcome, StoreError> {
    require(unit)?;
    let current = read_template(unit.conn, unit.access, Permission::EditPackages, id)?;
    let row = template_row(id);
    let changes = changed(base, values);
    let name = current.offer.name.clone();
    let nothing =
        || Ok(Unit::done(format!("Nothing to publish: {name} is as it was"), Some(template_row(id))));
    if changes.is_empty() {
        return nothing();
    }
    if !changed(base, &current.offer.values()).is_empty() {
        tracing::info!(read = version, stored = current.version, "a template was changed under an edit");
        stale(unit, row.clone(), &current.offer, current.version)?;
    }
    let offer =
        package::edit(&current.offer, &changes, &stock_of(unit, &changes)?).map_err(StoreError::Invalid)?;
    if offer == current.offer {
        return nothing();
    }
    let revision = current.revision + 1;
    unit.update(&row, "package template", |image| {
        let mut after = Value::Object(std::mem::take(image));
        write_offer(&mut after, &offer);
        if let Value::Object(mut after) = after {
            after.insert("revision".to_owned(), json!(revision));
            *image = after;
        }
    })?;
    let entry = Entry { branch: None, ..Entry::new("package_template.published", "") };
    unit.record(&entry)?;
    Ok(Unit::done(format!("Published revision {revision} of {}", offer.name), Some(row)))
}

fn write_offer(image: &mut Value, offer: &Offer) {
    let columns = json!({
        "name": offer.name, "type": offer.kind.as_str(), "currency": offer.price.currency.code(),
        "price": offer.price.minor, "tax_rate": offer.tax_rate.hundredths(),
        "inclusions_json": offer.inclusions.to_json(), "exclusions_json": offer.exclusions.to_json(),
        "resource_hooks_json": offer.resources.to_json(),
    });
    if let (Value::Object(image), Value::Object(columns)) = (image, columns) {
        image.extend(columns);
    }
}

/// Archives templates or puts them back. Copies stay what they are.
pub(super) fn set_archived(
    unit: &mut Unit<'_>,
    ids: &[PackageTemplateId],
    way: Archiving,
) -> Result<Outcome, StoreError> {
    require(unit)?;
    let now = unit.now;
    let mut name = String::new();
    for id in ids {
        name = read_template(unit.conn, unit.access, Permission::EditPackages, id)?.offer.name;
        unit.update(&template_row(id), "package template", |image| way.write(image, now))?;
    }
    finish_many(unit, way, ("package_template.archived", "package_template.restored"), (&name, "templates"))
}

/// Copies a template to branches, as one act.
pub(super) fn copy(
    unit: &mut Unit<'_>,
    id: &PackageTemplateId,
    to: &[CopyTarget],
) -> Result<Outcome, StoreError> {
    require(unit)?;
    let template = read_template(unit.conn, unit.access, Permission::EditPackages, id)?;
    let said = &template.offer;
    let targets = targets(unit, id, said, to)?;
    let mut names = Vec::new();
    for (branch, offer) in &targets {
        insert(unit, &branch.id, offer, Some((id.as_str(), template.revision, said)))?;
        names.push(branch.name.as_str());
    }
    let names = names.join(", ");
    let entry = Entry { branch: None, ..Entry::new("package.copied", "") };
    undo::record_by_branch(unit, &entry)?;
    let inverse = super::super::unit::Inverse::Rows(unit.changes().to_vec());
    undo::keep(unit, &entry, &format!("copying of {}", said.name), &inverse)?;
    let rows = unit.rows();
    let row = (rows.len() == 1).then(|| rows[0].clone());
    Ok(Unit::done_undoable(format!("Copied {} to {names}", said.name), row))
}

/// The branches with what they shall offer; what stands in the way stands under the branch's id.
fn targets(
    unit: &Unit<'_>,
    id: &PackageTemplateId,
    said: &Offer,
    to: &[CopyTarget],
) -> Result<Vec<(Branch, Offer)>, StoreError> {
    let (mut targets, mut errors, mut seen) = (Vec::new(), FieldErrors::default(), BTreeSet::new());
    for target in to {
        let key = target.branch.as_str();
        let branch = unit.access.branch_of(Permission::EditPackages, key, "branch", key)?;
        if !seen.insert(key) {
            continue;
        }
        if has_copy(unit, id, key)? {
            errors.add(key, format!("{} has a copy of this template already", branch.name));
        }
        let mut offer = said.clone();
        offer.price.currency = branch.currency;
        match (target.price, branch.currency == said.price.currency) {
            (Some(price), _) if (0..=MAX_MINOR).contains(&price) => offer.price.minor = price,
            (None, true) => {}
            _ => errors.add(key, format!("{} needs a price in {}", branch.name, branch.currency.code())),
        }
        targets.push((branch.clone(), offer));
    }
    if targets.is_empty() {
        return Err(refused("no branch was chosen", "Nothing was copied. Choose at least one branch."));
    }
    errors.into_result(targets).map_err(StoreError::Invalid)
}

/// Whether a branch has a copy that is not archived.
fn has_copy(unit: &Unit<'_>, id: &PackageTemplateId, branch: &str) -> Result<bool, StoreError> {
    Ok(unit
        .conn
        .prepare_cached("SELECT 1 FROM packages WHERE template_id = ?1 AND branch_id = ?2 AND archived_at IS NULL LIMIT 1")?
        .query_row([id.as_str(), branch], |_| Ok(()))
        .optional()?
        .is_some())
}
