//! Forms about packages and their templates: new, edited, copied to branches.

use super::super::App;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready, first_text, labelled};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, PackageId, PackageTemplateId};
use crate::domain::money::{Currency, parse_amount};
use crate::domain::package::{Package, PackageTemplate, fields};
use crate::domain::role::Permission;
use crate::screens::packages::{self, Reach, forms};
use crate::store::protocol::{
    Command, CopyTarget, Outcome, PackageCommand, PackageTemplateDetail, RowRef, Table,
};
use crate::ui::form::FormSpec;

/// What a draft remembers beside the values: the stored type, the currency.
const KIND: &str = "kind";
const CURRENCY: &str = "currency";

fn kept_text(values: &mut FieldValues, key: &str) -> String {
    values.remove(&FieldKey::from(key)).map(|value| value.as_text().to_owned()).unwrap_or_default()
}

// -- a new package ------------------------------------------------------------------------------------------------

/// The form of a new package.
pub(in crate::app) struct NewPackage {
    branch: BranchId,
}

impl NewPackage {
    /// The form, for a branch; `like` is what it starts as.
    pub(in crate::app) fn open(app: &App, branch: BranchId, like: FieldValues) -> Opened {
        let branches = app.ready().map(|w| w.branches.clone()).unwrap_or_default();
        let stored = like.get(&FieldKey::from(fields::KIND)).map_or("", |v| v.as_text()).to_owned();
        // What is copied stays in its branch: its price is in that branch's money, its gear is there.
        let asked = branches.len() > 1 && like.is_empty();
        let spec = packages::new_package(if asked { &branches } else { &[] }, &stored);
        let base = packages::new_base(asked.then_some(&branch), like);
        Opened::new(spec, base, Self { branch })
    }
}

impl FormKind for NewPackage {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let name = first_text(&form.state, &[fields::NAME]);
        let branch = FieldValue::text(self.branch.as_str());
        Some(Keeping::new(forms::PACKAGE, labelled("New package", &name)).knowing(packages::BRANCH, branch))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut values = filled.values.clone();
        let chosen = kept_text(&mut values, packages::BRANCH);
        let branch = if chosen.is_empty() { self.branch.clone() } else { BranchId::from(chosen) };
        Ok(Command::Packages(PackageCommand::Create { branch, values }))
    }

    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        app.reveal_made(form, form.state.text(fields::NAME).trim(), outcome);
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }
}

// -- a package that exists ----------------------------------------------------------------------------------------

/// The form of a package.
pub(in crate::app) struct EditPackage {
    id: PackageId,
    branch: BranchId,
    name: String,
    /// The stored type.
    kind: String,
    reach: Reach,
}

impl EditPackage {
    /// The form: whoever may only set prices sees price and tax.
    pub(in crate::app) fn open(app: &App, package: Package) -> Opened {
        let reach = if app.may(Permission::EditPackages) { Reach::Whole } else { Reach::Prices };
        let (base, version) = (package.offer.values(), package.version);
        let kind = Self {
            id: package.id,
            branch: package.branch,
            name: package.offer.name,
            kind: package.offer.kind.as_str().to_owned(),
            reach,
        };
        Opened::new(kind.spec(), base, kind).at(version)
    }

    fn spec(&self) -> FormSpec {
        packages::edit_package(&self.name, &self.kind, self.reach)
    }
}

impl FormKind for EditPackage {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::Packages, id: self.id.to_string() };
        let keeping = Keeping::new(forms::PACKAGE, format!("Edit {}", self.name)).about(row);
        let keeping = keeping.knowing(packages::BRANCH, FieldValue::text(self.branch.as_str()));
        Some(keeping.knowing(KIND, FieldValue::text(&self.kind)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        Ok(Command::Packages(PackageCommand::Edit {
            id: self.id.clone(),
            version: filled.version,
            base: filled.base.clone(),
            values: filled.values.clone(),
        }))
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        Some((self.spec(), &self.name))
    }
}

/// Opens the draft of a package's form again.
pub(super) fn resume(app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let mut base = draft.base();
    let (branch, kind) = (BranchId::from(kept_text(&mut base, packages::BRANCH)), kept_text(&mut base, KIND));
    let Some(id) = draft.about() else {
        return Some(NewPackage::open(app, branch, base));
    };
    let reach = if app.may(Permission::EditPackages) { Reach::Whole } else { Reach::Prices };
    let form = EditPackage { id: id.into(), branch, name: draft.named("Edit "), kind, reach };
    Some(Opened::new(form.spec(), base, form).at(draft.version()))
}

// -- templates ----------------------------------------------------------------------------------------------------

/// The form of a new template.
pub(in crate::app) struct NewTemplate {
    currency: Currency,
}

impl NewTemplate {
    /// The form, in the money of the branch that is shown.
    pub(in crate::app) fn open(app: &App) -> Opened {
        let currency = app.form_context(None).currency;
        Opened::new(packages::new_template(currency), FieldValues::new(), Self { currency })
    }
}

impl FormKind for NewTemplate {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let label = labelled("New package template", &first_text(&form.state, &[fields::NAME]));
        Some(Keeping::new(forms::TEMPLATE, label).knowing(CURRENCY, FieldValue::text(self.currency.code())))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let values = filled.values.clone();
        Ok(Command::Packages(PackageCommand::CreateTemplate { currency: self.currency, values }))
    }

    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        app.reveal_made(form, form.state.text(fields::NAME).trim(), outcome);
    }

    fn currency(&self) -> Option<Currency> {
        Some(self.currency)
    }
}

/// The form of a template.
pub(in crate::app) struct EditTemplate {
    id: PackageTemplateId,
    name: String,
    kind: String,
    currency: Currency,
}

impl EditTemplate {
    /// The form, with what is stored.
    pub(in crate::app) fn open(template: PackageTemplate) -> Opened {
        let (base, version) = (template.offer.values(), template.version);
        let form = Self {
            id: template.id,
            name: template.offer.name,
            kind: template.offer.kind.as_str().to_owned(),
            currency: template.offer.price.currency,
        };
        Opened::new(packages::edit_template(&form.name, &form.kind), base, form).at(version)
    }
}

impl FormKind for EditTemplate {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::PackageTemplates, id: self.id.to_string() };
        let keeping = Keeping::new(forms::TEMPLATE, format!("Edit {}", self.name)).about(row);
        let keeping = keeping.knowing(CURRENCY, FieldValue::text(self.currency.code()));
        Some(keeping.knowing(KIND, FieldValue::text(&self.kind)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        Ok(Command::Packages(PackageCommand::EditTemplate {
            id: self.id.clone(),
            version: filled.version,
            base: filled.base.clone(),
            values: filled.values.clone(),
        }))
    }

    fn currency(&self) -> Option<Currency> {
        Some(self.currency)
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        Some((packages::edit_template(&self.name, &self.kind), &self.name))
    }
}

/// Opens the draft of a template's form again.
pub(super) fn resume_template(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let mut base = draft.base();
    let currency = Currency::from_code(&kept_text(&mut base, CURRENCY))?;
    let kind = kept_text(&mut base, KIND);
    let Some(id) = draft.about() else {
        return Some(Opened::new(packages::new_template(currency), base, NewTemplate { currency }));
    };
    let form = EditTemplate { id: id.into(), name: draft.named("Edit "), kind, currency };
    Some(Opened::new(packages::edit_template(&form.name, &form.kind), base, form).at(draft.version()))
}

// -- copies -------------------------------------------------------------------------------------------------------

/// The form that copies a template to branches.
pub(in crate::app) struct CopyForm {
    template: PackageTemplate,
    /// The branches that are offered, with their currencies.
    free: Vec<(BranchId, String, Currency)>,
}

impl CopyForm {
    /// The form, over the branches that have no copy.
    pub(in crate::app) fn open(detail: PackageTemplateDetail) -> Opened {
        let offer = &detail.template.offer;
        let spec = packages::copy_template(&offer.name, offer.price.currency, &detail.free);
        let yes = |(id, _, currency): &(BranchId, String, Currency)| {
            (*currency == offer.price.currency)
                .then(|| (FieldKey::from(id.as_str()), FieldValue::Toggle(false)))
        };
        let base = detail.free.iter().filter_map(yes).collect();
        Opened::new(spec, base, Self { template: detail.template, free: detail.free })
    }
}

impl FormKind for CopyForm {
    /// Where a template goes is chosen again in a moment.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let (mut to, mut errors) = (Vec::new(), FieldErrors::default());
        for (branch, _, currency) in &self.free {
            let price = match filled.values.get(&FieldKey::from(branch.as_str())) {
                Some(FieldValue::Toggle(true)) => None,
                Some(FieldValue::Text(text)) => match parse_amount(text, *currency) {
                    Ok(minor) => Some(minor),
                    Err(error) => {
                        errors.add(branch.as_str(), error.to_string());
                        continue;
                    }
                },
                _ => continue,
            };
            to.push(CopyTarget { branch: branch.clone(), price });
        }
        if !errors.is_empty() {
            return Err(Unready::Fields(errors));
        }
        if to.is_empty() {
            return Err(Unready::Form("choose at least one branch: Space switches one on"));
        }
        Ok(Command::Packages(PackageCommand::CopyTemplate { id: self.template.id.clone(), to }))
    }
}
