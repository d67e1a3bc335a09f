//! Packages and their templates: rows, details, writes.

use super::Cursor;
use crate::domain::field::FieldValues;
use crate::domain::id::{BranchId, PackageId, PackageTemplateId};
use crate::domain::money::{Currency, Money};
use crate::domain::package::{Package, PackageTemplate};
use crate::domain::percent::Percent;
use crate::domain::role::Permission;
use serde::{Deserialize, Serialize};

/// A package in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageRow {
    /// Id.
    pub id: PackageId,
    /// The branch that offers it.
    pub branch: BranchId,
    /// Name as typed.
    pub name: String,
    /// Type as stored.
    pub kind: String,
    /// Price before tax.
    pub price: Money,
    /// Tax rate.
    pub tax_rate: Percent,
    /// Whether it is archived.
    pub archived: bool,
    /// Whether its template has a newer revision that the branch has neither taken nor ignored.
    pub update: bool,
    /// Place in the list.
    pub cursor: Cursor,
}

/// A package template in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageTemplateRow {
    /// Id.
    pub id: PackageTemplateId,
    /// Name as typed.
    pub name: String,
    /// Type as stored.
    pub kind: String,
    /// Price before tax, in the template's currency.
    pub price: Money,
    /// Tax rate.
    pub tax_rate: Percent,
    /// Counts the published changes.
    pub revision: i64,
    /// How many branches have a copy that is not archived.
    pub copies: u64,
    /// Whether it is archived.
    pub archived: bool,
    /// Place in the list.
    pub cursor: Cursor,
}

/// Everything that the detail of a package shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageDetail {
    /// The record.
    pub package: Package,
    /// Name of its branch.
    pub branch_name: String,
    /// Name of the template that it was copied from; empty without one.
    pub template_name: String,
    /// A newer revision of the template, neither taken nor ignored.
    pub update: Option<PackageUpdate>,
    /// Lines of the resources that name nothing in the branch's inventory.
    pub unmet: Vec<String>,
}

/// A newer revision of the template that a package was copied from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageUpdate {
    /// Which revision.
    pub revision: i64,
    /// What the template said when it was copied or accepted last; empty when that is not known.
    pub base: FieldValues,
    /// What it says now. Without a price when its currency is not the branch's.
    pub theirs: FieldValues,
    /// The template's price, when its currency is not the branch's.
    pub foreign_price: Option<Money>,
}

/// Everything that the detail of a package template shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageTemplateDetail {
    /// The record.
    pub template: PackageTemplate,
    /// Its copies within reach, by the name of the branch.
    pub copies: Vec<TemplateCopy>,
    /// Branches within reach that have no copy.
    pub free: Vec<(BranchId, String, Currency)>,
}

/// A copy of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateCopy {
    /// The package.
    pub package: PackageId,
    /// Its name.
    pub name: String,
    /// Name of its branch.
    pub branch_name: String,
    /// The revision that it has.
    pub revision: i64,
    /// A newer revision that the branch does not want.
    pub ignored: Option<i64>,
    /// Its price.
    pub price: Money,
    /// Whether it is archived.
    pub archived: bool,
}

/// Writes about packages and their templates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PackageCommand {
    /// Makes a package.
    Create {
        /// In which branch.
        branch: BranchId,
        /// Values by field (see `domain::package::fields`).
        values: FieldValues,
    },
    /// Changes a package: only the fields in which `values` differs from `base`. Whoever may only set prices may
    /// change price and tax.
    Edit {
        /// Which.
        id: PackageId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Takes packages out of the usual list.
    Archive(Vec<PackageId>),
    /// Puts archived packages back.
    Restore(Vec<PackageId>),
    /// Takes a revision of the template over, as far as the values say so.
    Accept {
        /// Which package.
        id: PackageId,
        /// The revision that was looked at.
        revision: i64,
        /// The version that `base` was read at.
        version: i64,
        /// The package's values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Leaves a revision of the template alone; the next one is offered again.
    Ignore {
        /// Which package.
        id: PackageId,
        /// The revision that was looked at.
        revision: i64,
    },
    /// Makes a template, in the currency of a branch.
    CreateTemplate {
        /// What its price is in.
        currency: Currency,
        /// Values by field.
        values: FieldValues,
    },
    /// Publishes a change of a template: one revision more.
    EditTemplate {
        /// Which.
        id: PackageTemplateId,
        /// The version that `base` was read at.
        version: i64,
        /// The values that were read.
        base: FieldValues,
        /// The values that shall be.
        values: FieldValues,
    },
    /// Takes templates out of the usual list.
    ArchiveTemplates(Vec<PackageTemplateId>),
    /// Puts archived templates back.
    RestoreTemplates(Vec<PackageTemplateId>),
    /// Copies a template to branches.
    CopyTemplate {
        /// Which.
        id: PackageTemplateId,
        /// To which branches.
        to: Vec<CopyTarget>,
    },
}

/// Where a template is copied to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyTarget {
    /// The branch.
    pub branch: BranchId,
    /// The price there, in minor units of the branch's currency: needed where that is another one than the
    /// template's, else the template's price holds.
    pub price: Option<i64>,
}

impl PackageCommand {
    /// A word for the log.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create package",
            Self::Edit { .. } => "edit package",
            Self::Archive(_) => "archive packages",
            Self::Restore(_) => "restore packages",
            Self::Accept { .. } => "accept package update",
            Self::Ignore { .. } => "ignore package update",
            Self::CreateTemplate { .. } => "create package template",
            Self::EditTemplate { .. } => "edit package template",
            Self::ArchiveTemplates(_) => "archive package templates",
            Self::RestoreTemplates(_) => "restore package templates",
            Self::CopyTemplate { .. } => "copy package template",
        }
    }

    /// The permission that the command needs; some of its fields may need more.
    #[must_use]
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Edit { .. } | Self::Accept { .. } => Permission::PricePackages,
            _ => Permission::EditPackages,
        }
    }
}
