//! Creating, editing, archiving packages; taking a template's revision over.

use super::super::protocol::{Conflict, Outcome, PackageCommand, Refusal, RowRef, StoreError, Table};
use super::super::tables::Image;
use super::super::unit::{Entry, Inverse, RowChange, Severity, Unit};
use super::super::{audit, undo};
use super::{read, read_template, row, stock, templates};
use crate::domain::field::{FieldKey, FieldValues, changed};
use crate::domain::id::{BranchId, PackageId};
use crate::domain::money::to_real;
use crate::domain::package::{self, Offer, OfferSnapshot, Package, fields};
use crate::domain::role::Permission;
use serde_json::{Value, json};
use uuid::Uuid;

/// Carries out a write about packages or their templates.
pub(in crate::store) fn carry_out(
    unit: &mut Unit<'_>,
    command: &PackageCommand,
) -> Result<Outcome, StoreError> {
    use PackageCommand as C;
    match command {
        C::Create { branch, values } => create(unit, branch, values),
        C::Edit { id, version, base, values } => edit(unit, id, (*version, base, values)),
        C::Archive(ids) => set_archived(unit, ids, Archiving::Out),
        C::Restore(ids) => set_archived(unit, ids, Archiving::Back),
        C::Accept { id, revision, version, base, values } => {
            accept(unit, (id, *revision), (*version, base, values))
        }
        C::Ignore { id, revision } => ignore(unit, id, *revision),
        C::CreateTemplate { currency, values } => templates::create(unit, *currency, values),
        C::EditTemplate { id, version, base, values } => templates::edit(unit, id, (*version, base, values)),
        C::ArchiveTemplates(ids) => templates::set_archived(unit, ids, Archiving::Out),
        C::RestoreTemplates(ids) => templates::set_archived(unit, ids, Archiving::Back),
        C::CopyTemplate { id, to } => templates::copy(unit, id, to),
    }
}

/// The version that was read, what was read, and what shall be.
pub(in crate::store) type Edit<'e> = (i64, &'e FieldValues, &'e FieldValues);

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Archiving {
    /// Out of the usual list.
    Out,
    /// Back into it.
    Back,
}

impl Archiving {
    /// Puts it into a row image.
    pub(in crate::store) fn write(self, image: &mut Image, now: i64) {
        match self {
            Self::Out if image.get("archived_at").is_none_or(Value::is_null) => {
                image.insert("archived_at".to_owned(), json!(now));
            }
            Self::Out => {}
            Self::Back => drop(image.insert("archived_at".to_owned(), Value::Null)),
        }
    }
}

fn create(unit: &mut Unit<'_>, branch: &BranchId, values: &FieldValues) -> Result<Outcome, StoreError> {
    let place =
        unit.access.branch_of(Permission::EditPackages, branch.as_str(), "branch", branch.as_str())?;
    let stock = stock::of(unit.conn, &[place], values.get(&FieldKey::from(fields::RESOURCES)))?;
    let offer = package::check(values, place.currency, &stock).map_err(StoreError::Invalid)?;
    let row = insert(unit, branch, &offer, None)?;
    unit.record_undoable(
        &Entry::new("package.created", branch.as_str()),
        &format!("new package {}", offer.name),
    )?;
    Ok(Unit::done_undoable(format!("Added {}", offer.name), Some(row)))
}

/// Makes the row of a package; `origin` is the template with its revision.
pub(super) fn insert(
    unit: &mut Unit<'_>,
    branch: &BranchId,
    offer: &Offer,
    origin: Option<(&str, i64, &Offer)>,
) -> Result<RowRef, StoreError> {
    let id = PackageId::from_uuid(Uuid::now_v7());
    let said = origin.map(|(_, _, offer)| snapshot(offer)).transpose()?;
    let mut image = json!({
        "id": id.as_str(), "branch_id": branch.as_str(), "template_id": origin.map(|(id, ..)| id),
        "template_revision": origin.map(|(_, revision, _)| revision), "template_json": said,
        "ignored_revision": null, "archived_at": null,
    });
    if let Value::Object(image) = &mut image {
        write_offer(image, None, offer);
    }
    unit.insert(Table::Packages, image)
}

/// An offer as copies keep it.
pub(super) fn snapshot(offer: &Offer) -> Result<String, StoreError> {
    serde_json::to_string(&OfferSnapshot::from(offer)).map_err(|e| StoreError::Internal(e.to_string()))
}

/// Puts into a row image what differs from before: what another program wrote in its own way stays as long as nobody
/// changes it.
fn write_offer(image: &mut Image, before: Option<&Offer>, offer: &Offer) {
    let mut put = |column: &str, same: bool, value: Value| {
        if !same {
            image.insert(column.to_owned(), value);
        }
    };
    let is = |same: fn(&Offer, &Offer) -> bool| before.is_some_and(|before| same(before, offer));
    put("name", is(|a, b| a.name == b.name), json!(offer.name));
    put("type", is(|a, b| a.kind == b.kind), json!(offer.kind.as_str()));
    put("price", is(|a, b| a.price == b.price), json!(to_real(offer.price.minor, offer.price.currency)));
    put("tax_rate", is(|a, b| a.tax_rate == b.tax_rate), json!(offer.tax_rate.to_real()));
    put("inclusions_json", is(|a, b| a.inclusions == b.inclusions), json!(offer.inclusions.to_json()));
    put("exclusions_json", is(|a, b| a.exclusions == b.exclusions), json!(offer.exclusions.to_json()));
    put("resource_hooks_json", is(|a, b| a.resources == b.resources), json!(offer.resources.to_json()));
}

fn edit(
    unit: &mut Unit<'_>,
    id: &PackageId,
    (version, base, values): Edit<'_>,
) -> Result<Outcome, StoreError> {
    let current = read(unit.conn, unit.access, Permission::PricePackages, id)?;
    let changes = changed(base, values);
    let name = current.offer.name.clone();
    if changes.is_empty() {
        return Ok(Unit::done(format!("Nothing to save: {name} is as it was"), Some(row(id))));
    }
    permit(unit, &current, &changes)?;
    refuse_stale(unit, &current, version, base)?;
    let offer = edited(unit, &current, &changes)?;
    unit.update(&row(id), "package", |image| write_offer(image, Some(&current.offer), &offer))?;
    if unit.is_unchanged() {
        return Ok(Unit::done(format!("Nothing to save: {name} is as it was"), Some(row(id))));
    }
    let entry = entry("package.edited", &current, &offer);
    unit.record_undoable(&entry, &format!("edit of {}", offer.name))?;
    Ok(Unit::done_undoable(format!("Saved {}", offer.name), Some(row(id))))
}

/// Everything but price and tax needs leave for packages as a whole.
fn permit(unit: &Unit<'_>, current: &Package, changes: &FieldValues) -> Result<(), StoreError> {
    let priced = |key: &FieldKey| matches!(key.0.as_str(), fields::PRICE | fields::TAX_RATE);
    if !changes.keys().all(priced) {
        let id = current.id.as_str();
        unit.access.branch_of(Permission::EditPackages, current.branch.as_str(), "package", id)?;
    }
    Ok(())
}

fn edited(unit: &Unit<'_>, current: &Package, changes: &FieldValues) -> Result<Offer, StoreError> {
    let (branch, id) = (current.branch.as_str(), current.id.as_str());
    let place = unit.access.branch_of(Permission::PricePackages, branch, "package", id)?;
    let stock = match changes.get(&FieldKey::from(fields::RESOURCES)) {
        Some(lines) => stock::of(unit.conn, &[place], Some(lines))?,
        None => Default::default(),
    };
    package::edit(&current.offer, changes, &stock).map_err(StoreError::Invalid)
}

/// The entry of an edit: grave when the price departs by more than a tenth.
fn entry(event: &'static str, current: &Package, offer: &Offer) -> Entry {
    let grave = package::is_override(current.offer.price, offer.price);
    let severity = if grave { Severity::High } else { Severity::Medium };
    Entry { severity, ..Entry::new(event, current.branch.as_str()) }
}

/// Refuses an edit of a row that moved since it was read, unless nothing that the form shows moved.
fn refuse_stale(
    unit: &Unit<'_>,
    current: &Package,
    version: i64,
    base: &FieldValues,
) -> Result<(), StoreError> {
    let theirs = current.offer.values();
    if changed(base, &theirs).is_empty() {
        return Ok(());
    }
    tracing::info!(read = version, stored = current.version, "a package was changed under an edit");
    stale(unit, row(&current.id), &current.offer, current.version)
}

/// Somebody else was faster.
pub(super) fn stale(unit: &Unit<'_>, row: RowRef, offer: &Offer, version: i64) -> Result<(), StoreError> {
    let changed_by = audit::last_actor(unit.conn, &row)?.unwrap_or_else(|| "someone else".to_owned());
    let (label, theirs) = (offer.name.clone(), offer.values());
    Err(StoreError::Conflict(Box::new(Conflict { row, label, changed_by, version, theirs })))
}

fn set_archived(unit: &mut Unit<'_>, ids: &[PackageId], way: Archiving) -> Result<Outcome, StoreError> {
    let now = unit.now;
    let mut name = String::new();
    for id in ids {
        name = read(unit.conn, unit.access, Permission::EditPackages, id)?.offer.name;
        unit.update(&row(id), "package", |image| way.write(image, now))?;
    }
    finish_many(unit, way, ("package.archived", "package.restored"), (&name, "packages"))
}

/// Records that several rows were archived or put back, as one act.
pub(in crate::store) fn finish_many(
    unit: &Unit<'_>,
    way: Archiving,
    events: (&'static str, &'static str),
    (name, many): (&str, &str),
) -> Result<Outcome, StoreError> {
    let rows = unit.rows();
    let what = match rows.len() {
        0 => return Ok(Unit::done("Nothing to change".to_owned(), None)),
        1 => name.to_owned(),
        n => format!("{n} {many}"),
    };
    let (event, noun, verb) = match way {
        Archiving::Out => (events.0, "archiving", "Archived"),
        Archiving::Back => (events.1, "restoring", "Restored"),
    };
    let entry = Entry { branch: None, ..Entry::new(event, "") };
    undo::record_by_branch(unit, &entry)?;
    undo::keep(unit, &entry, &format!("{noun} of {what}"), &Inverse::Rows(unit.changes().to_vec()))?;
    let row = (rows.len() == 1).then(|| rows[0].clone());
    Ok(Unit::done_undoable(format!("{verb} {what}"), row))
}

// The template's revisions -----------------------------------------------------------------------------------------

fn accept(
    unit: &mut Unit<'_>,
    (id, revision): (&PackageId, i64),
    (version, base, values): Edit<'_>,
) -> Result<Outcome, StoreError> {
    let current = read(unit.conn, unit.access, Permission::PricePackages, id)?;
    let changes = changed(base, values);
    permit(unit, &current, &changes)?;
    refuse_stale(unit, &current, version, base)?;
    let template = update_of(unit, &current, revision)?;
    let offer = edited(unit, &current, &changes)?;
    let said = snapshot(&template)?;
    unit.update(&row(id), "package", |image| {
        write_offer(image, Some(&current.offer), &offer);
        image.insert("template_revision".to_owned(), json!(revision));
        image.insert("template_json".to_owned(), json!(said));
        image.insert("ignored_revision".to_owned(), Value::Null);
    })?;
    let entry = entry("package.updated", &current, &offer);
    unit.record_undoable(&entry, &format!("update of {}", offer.name))?;
    Ok(Unit::done_undoable(format!("Updated {} to revision {revision}", offer.name), Some(row(id))))
}

/// What the revision says that was looked at, if it is still the newest and not yet taken.
fn update_of(unit: &Unit<'_>, current: &Package, revision: i64) -> Result<Offer, StoreError> {
    let Some(origin) = &current.origin else {
        return Err(refused("this package was not copied from a template", "Nothing was changed."));
    };
    let template = read_template(unit.conn, unit.access, Permission::PricePackages, &origin.template)?;
    if template.revision != revision {
        return Err(refused(
            &format!("the template is at revision {} by now", template.revision),
            "Nothing was changed. Look at the update again.",
        ));
    }
    if origin.revision >= revision {
        return Err(refused("this revision was taken over already", "Nothing was changed."));
    }
    Ok(template.offer)
}

fn ignore(unit: &mut Unit<'_>, id: &PackageId, revision: i64) -> Result<Outcome, StoreError> {
    let current = read(unit.conn, unit.access, Permission::EditPackages, id)?;
    update_of(unit, &current, revision)?;
    unit.update(&row(id), "package", |image| {
        image.insert("ignored_revision".to_owned(), json!(revision));
    })?;
    if unit.is_unchanged() {
        return Ok(Unit::done("Nothing to change".to_owned(), Some(row(id))));
    }
    let name = current.offer.name;
    let entry = Entry::new("package.update_ignored", current.branch.as_str());
    unit.record_undoable(&entry, &format!("ignoring of an update of {name}"))?;
    Ok(Unit::done_undoable(format!("Ignored revision {revision} for {name}"), Some(row(id))))
}

/// A rule that refused.
pub(super) fn refused(message: &str, hint: &'static str) -> StoreError {
    StoreError::Refused(Refusal { message: message.to_owned(), hint })
}

// Undo -------------------------------------------------------------------------------------------------------------

/// What whoever sets prices writes; a revision that was looked at goes with the price that was taken from it.
const PRICED: [&str; 5] = ["price", "tax_rate", "template_revision", "template_json", "ignored_revision"];

/// What taking a change back needs: leave for everything that it touches.
pub(in crate::store) fn permit_undo(unit: &Unit<'_>, change: &RowChange) -> Result<(), StoreError> {
    let images = [change.before.as_ref(), change.after.as_ref()];
    if change.row.table == Table::PackageTemplates {
        unit.access.require(Permission::EditPackages)?;
        return Ok(());
    }
    let differs =
        |column: &str| images[0].and_then(|i| i.get(column)) != images[1].and_then(|i| i.get(column));
    let is_priced = |column: &String| !differs(column) || PRICED.contains(&column.as_str());
    let only_prices = images.iter().all(|i| i.is_some_and(|i| i.keys().all(is_priced)));
    let permission = if only_prices { Permission::PricePackages } else { Permission::EditPackages };
    for branch in images.into_iter().flatten().filter_map(|i| i.get("branch_id")?.as_str()) {
        unit.access.branch_of(permission, branch, "package", &change.row.id)?;
    }
    Ok(())
}
