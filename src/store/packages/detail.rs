//! Everything that the details of packages and templates show.

use super::super::access::Access;
use super::super::clients::money;
use super::super::column;
use super::super::protocol::{
    Branch, BranchScope, PackageDetail, PackageTemplateDetail, PackageUpdate, StoreError, TemplateCopy,
};
use super::{read, read_template, stock};
use crate::domain::field::{FieldKey, FieldValues};
use crate::domain::id::{PackageId, PackageTemplateId};
use crate::domain::package::{OfferSnapshot, Package, PackageTemplate, fields};
use crate::domain::role::Permission;
use rusqlite::{Connection, OptionalExtension};

/// One package with what its template has to say.
pub(in crate::store) fn package(
    conn: &Connection,
    access: &Access,
    id: &PackageId,
) -> Result<PackageDetail, StoreError> {
    let package = read(conn, access, Permission::ViewPackages, id)?;
    let branch =
        access.branch_of(Permission::ViewPackages, package.branch.as_str(), "package", id.as_str())?;
    let unmet = if package.offer.resources.0.is_empty() {
        Vec::new()
    } else {
        package.offer.resources.unmet(&stock::of(conn, &[branch], None)?)
    };
    let template = match &package.origin {
        // A template of another organization, or one that is gone, is no reason to hide the package.
        Some(origin) => match read_template(conn, access, Permission::ViewPackages, &origin.template) {
            Ok(template) => Some(template),
            Err(StoreError::NotFound { .. }) => None,
            Err(error) => return Err(error),
        },
        None => None,
    };
    let update =
        template.as_ref().map(|template| update(conn, &package, template, branch)).transpose()?.flatten();
    Ok(PackageDetail {
        branch_name: branch.name.clone(),
        template_name: template.map(|template| template.offer.name).unwrap_or_default(),
        update,
        unmet,
        package,
    })
}

/// The template's newer revision, if the branch has neither taken nor ignored it.
fn update(
    conn: &Connection,
    package: &Package,
    template: &PackageTemplate,
    branch: &Branch,
) -> Result<Option<PackageUpdate>, StoreError> {
    let Some(origin) = &package.origin else { return Ok(None) };
    let (revision, price) = (template.revision, template.offer.price);
    if revision <= origin.revision || origin.ignored == Some(revision) {
        return Ok(None);
    }
    let said: Option<String> = conn
        .prepare_cached("SELECT template_json FROM packages WHERE id = ?1")?
        .query_row([package.id.as_str()], |r| column::optional_text(r, 0))
        .optional()?
        .flatten();
    let said: Option<OfferSnapshot> = said.and_then(|text| serde_json::from_str(&text).ok());
    let mut base = said.map(|said| said.offer().values()).unwrap_or_default();
    let mut theirs = template.offer.values();
    let is_foreign = price.currency != branch.currency;
    if is_foreign {
        for values in [&mut base, &mut theirs] {
            values.remove(&FieldKey::from(fields::PRICE));
        }
    }
    keep_preferences(package, &mut base, &mut theirs);
    Ok(Some(PackageUpdate { revision, base, theirs, foreign_price: is_foreign.then_some(price) }))
}

/// Templates prefer no asset; a branch that only added its preferences has not departed from the template.
fn keep_preferences(package: &Package, base: &mut FieldValues, theirs: &mut FieldValues) {
    let key = FieldKey::from(fields::RESOURCES);
    let mine = package.offer.resources.text();
    let mut bare = package.offer.resources.clone();
    for hook in &mut bare.0 {
        hook.prefer = None;
    }
    let bare = bare.text();
    for values in [base, theirs] {
        if let Some(lines) = values.get_mut(&key)
            && lines.as_text() == bare
        {
            *lines = crate::domain::field::FieldValue::text(&mine);
        }
    }
}

/// One template with its copies.
pub(in crate::store) fn template(
    conn: &Connection,
    access: &Access,
    id: &PackageTemplateId,
) -> Result<PackageTemplateDetail, StoreError> {
    let template = read_template(conn, access, Permission::ViewPackages, id)?;
    let branches = access.branches(Permission::ViewPackages, &BranchScope::All)?;
    let mut copies = Vec::new();
    let mut taken: Vec<&str> = Vec::new();
    let mut statement = conn.prepare_cached(
        "SELECT id, branch_id, name, price, template_revision, ignored_revision, archived_at FROM packages
         WHERE template_id = ?1 ORDER BY archived_at IS NOT NULL, name COLLATE NOCASE, id LIMIT 200",
    )?;
    let mut rows = statement.query([id.as_str()])?;
    while let Some(r) = rows.next()? {
        let of = column::text(r, 1)?;
        let Some(branch) = branches.iter().find(|b| b.id.as_str() == of) else { continue };
        let archived = column::int(r, 6)?.is_some();
        if !archived {
            taken.push(branch.id.as_str());
        }
        copies.push(TemplateCopy {
            package: PackageId::from(column::text(r, 0)?),
            name: column::text(r, 2)?,
            branch_name: branch.name.clone(),
            revision: column::int(r, 4)?.unwrap_or(0),
            ignored: column::int(r, 5)?,
            price: money(column::real(r, 3)?, branch.currency),
            archived,
        });
    }
    let free = branches.iter().filter(|b| !taken.contains(&b.id.as_str()));
    let free = free.map(|b| (b.id.clone(), b.name.clone(), b.currency)).collect();
    copies.sort_by(|a, b| (a.archived, &a.branch_name).cmp(&(b.archived, &b.branch_name)));
    Ok(PackageTemplateDetail { template, copies, free })
}
