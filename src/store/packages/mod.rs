//! Packages and their templates: reading and writing.

pub(super) mod detail;
pub(super) mod stock;
pub(super) mod templates;
pub(super) mod write;

use super::access::Access;
use super::clients::{money, time};
use super::column;
use super::protocol::{RowRef, StoreError, Table};
use crate::domain::hook::Hooks;
use crate::domain::id::{BranchId, OrgId, PackageId, PackageTemplateId};
use crate::domain::money::{Currency, Money};
use crate::domain::package::{Offer, Origin, Package, PackageKind, PackageTemplate};
use crate::domain::percent::Percent;
use crate::domain::role::Permission;
use crate::domain::texts::Texts;
use rusqlite::{Connection, OptionalExtension, Row};

/// Names a package's row.
pub(super) fn row(id: &PackageId) -> RowRef {
    RowRef { table: Table::Packages, id: id.to_string() }
}

/// Names a template's row.
pub(super) fn template_row(id: &PackageTemplateId) -> RowRef {
    RowRef { table: Table::PackageTemplates, id: id.to_string() }
}

/// A package that the actor may see.
///
/// # Errors
/// Denied, or not found (also for a package of a branch out of reach).
pub(super) fn read(
    conn: &Connection,
    access: &Access,
    permission: Permission,
    id: &PackageId,
) -> Result<Package, StoreError> {
    access.require(permission)?;
    let not_found = || StoreError::NotFound { what: "package", id: id.to_string() };
    let mut statement = conn.prepare_cached(
        "SELECT id, branch_id, name, type, price, tax_rate, inclusions_json, exclusions_json, resource_hooks_json,
                template_id, template_revision, ignored_revision, archived_at, coalesce(version, 1) FROM packages WHERE id = ?1",
    )?;
    let mut rows = statement.query([id.as_str()])?;
    let found = rows.next()?.ok_or_else(not_found)?;
    let branch = access.branch_of(permission, &column::text(found, 1)?, "package", id.as_str())?;
    let mut package = package(found, branch.currency)?;
    stock::label(conn, &[branch], &mut package.offer.resources)?;
    Ok(package)
}

fn package(r: &Row<'_>, currency: Currency) -> rusqlite::Result<Package> {
    let origin = column::optional_text(r, 9)?.map(PackageTemplateId::from);
    let (revision, ignored) = (column::int(r, 10)?.unwrap_or(0), column::int(r, 11)?);
    Ok(Package {
        id: PackageId::from(column::text(r, 0)?),
        branch: BranchId::from(column::text(r, 1)?),
        offer: Offer {
            name: column::text(r, 2)?,
            kind: PackageKind::from(column::text(r, 3)?),
            price: money(column::real(r, 4)?, currency),
            tax_rate: Percent::from_real(column::real(r, 5)?),
            inclusions: Texts::parse(column::optional_text(r, 6)?.as_deref()),
            exclusions: Texts::parse(column::optional_text(r, 7)?.as_deref()),
            resources: Hooks::parse(column::optional_text(r, 8)?.as_deref()),
        },
        origin: origin.map(|template| Origin { template, revision, ignored }),
        archived: time(column::int(r, 12)?),
        version: column::int(r, 13)?.unwrap_or(1),
    })
}

/// A template of the actor's organization.
///
/// # Errors
/// Denied, or not found.
pub(super) fn read_template(
    conn: &Connection,
    access: &Access,
    permission: Permission,
    id: &PackageTemplateId,
) -> Result<PackageTemplate, StoreError> {
    access.require(permission)?;
    conn.prepare_cached(
        "SELECT id, org_id, name, type, currency, price, tax_rate, inclusions_json, exclusions_json, resource_hooks_json,
                revision, archived_at, version FROM package_templates WHERE id = ?1 AND org_id = ?2",
    )?
    .query_row([id.as_str(), access.org_id()?.as_str()], template)
    .optional()?
    .ok_or_else(|| StoreError::NotFound { what: "package template", id: id.to_string() })
}

fn template(r: &Row<'_>) -> rusqlite::Result<PackageTemplate> {
    let currency = Currency::from_code(&column::text(r, 4)?).unwrap_or(Currency::NONE);
    Ok(PackageTemplate {
        id: PackageTemplateId::from(column::text(r, 0)?),
        org: OrgId::from(column::text(r, 1)?),
        offer: Offer {
            name: column::text(r, 2)?,
            kind: PackageKind::from(column::text(r, 3)?),
            price: Money { minor: column::int(r, 5)?.unwrap_or(0), currency },
            tax_rate: Percent::from_hundredths(column::int(r, 6)?.unwrap_or(0)),
            inclusions: Texts::parse(column::optional_text(r, 7)?.as_deref()),
            exclusions: Texts::parse(column::optional_text(r, 8)?.as_deref()),
            resources: Hooks::parse(column::optional_text(r, 9)?.as_deref()),
        },
        revision: column::int(r, 10)?.unwrap_or(1),
        archived: time(column::int(r, 11)?),
        version: column::int(r, 12)?.unwrap_or(1),
    })
}
