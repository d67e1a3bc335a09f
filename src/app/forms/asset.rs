//! Forms about assets: new and edited, when they are away, what is said about a condition.

use super::super::App;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready, first_text, labelled};
use crate::domain::asset::away::AwayWindow;
use crate::domain::asset::{Condition, fields};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{AssetId, BranchId, MaintenanceId};
use crate::screens::inventory::{self, Who, forms};
use crate::store::protocol::{
    AssetDetail, BranchScope, Command, InventoryCommand, Outcome, Query, RowRef, Table,
};
use crate::ui::form::FormSpec;
use jiff::Timestamp;

/// What a draft remembers beside the values.
const OF_BRANCH: &str = "of_branch";
const KIND: &str = "stored_kind";
const ASSET: &str = "of_asset";
const CALLED: &str = "of_called";
const PERSON: &str = "of_person";

fn take(values: &mut FieldValues, key: &str) -> String {
    values.remove(&FieldKey::from(key)).map(|value| value.as_text().to_owned()).unwrap_or_default()
}

fn staff(branch: &BranchId, field: &str, text: &str) -> Option<Query> {
    let scope = BranchScope::One(branch.clone());
    (field == fields::PERSON).then(|| Query::People { scope, text: text.to_owned() })
}

/// The form of a new asset.
pub(in crate::app) struct NewAsset {
    branch: BranchId,
}

impl NewAsset {
    /// The form, for a branch.
    pub(in crate::app) fn open(app: &App, branch: BranchId) -> Opened {
        let branches = app.ready().map(|w| w.branches.clone()).unwrap_or_default();
        let asked = branches.len() > 1;
        let base = inventory::new_base(asked.then_some(&branch));
        Opened::new(inventory::new_asset(&branches), base, Self { branch })
    }
}

impl FormKind for NewAsset {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let name = first_text(&form.state, &[fields::NAME]);
        let branch = FieldValue::text(self.branch.as_str());
        Some(Keeping::new(forms::ASSET, labelled("New asset", &name)).knowing(OF_BRANCH, branch))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut values = filled.values.clone();
        let chosen = take(&mut values, inventory::BRANCH);
        let branch = if chosen.is_empty() { self.branch.clone() } else { BranchId::from(chosen) };
        Ok(InventoryCommand::Create { branch, values }.into())
    }

    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        app.reveal_made(form, form.state.text(fields::NAME).trim(), outcome);
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn options(&self, _app: &App, field: &str, text: &str) -> Option<Query> {
        staff(&self.branch, field, text)
    }
}

/// The form of an asset that exists.
pub(in crate::app) struct EditAsset {
    id: AssetId,
    branch: BranchId,
    name: String,
    /// The stored type: another program's word stays a choice.
    kind: String,
}

impl EditAsset {
    /// The form, with what is stored.
    pub(in crate::app) fn open(detail: &AssetDetail) -> Opened {
        let asset = &detail.asset;
        let form = Self {
            id: asset.id.clone(),
            branch: asset.branch.clone(),
            name: asset.name.clone(),
            kind: asset.kind.clone(),
        };
        Opened::new(form.spec(), asset.values(), form).at(asset.version)
    }

    fn spec(&self) -> FormSpec {
        inventory::edit_asset(&self.name, &self.kind)
    }
}

impl FormKind for EditAsset {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::Assets, id: self.id.to_string() };
        let keeping = Keeping::new(forms::ASSET, format!("Edit {}", self.name)).about(row);
        let keeping = keeping.knowing(OF_BRANCH, FieldValue::text(self.branch.as_str()));
        Some(keeping.knowing(KIND, FieldValue::text(&self.kind)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        Ok(InventoryCommand::Edit {
            id: self.id.clone(),
            version: filled.version,
            base: filled.base.clone(),
            values: filled.values.clone(),
        }
        .into())
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn options(&self, _app: &App, field: &str, text: &str) -> Option<Query> {
        staff(&self.branch, field, text)
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        Some((self.spec(), &self.name))
    }
}

/// Opens the draft of an asset's form again.
pub(super) fn resume(app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let mut base = draft.base();
    let (branch, kind) = (BranchId::from(take(&mut base, OF_BRANCH)), take(&mut base, KIND));
    let Some(id) = draft.about() else {
        return Some(Opened { base, ..NewAsset::open(app, branch) });
    };
    let form = EditAsset { id: id.into(), branch, name: draft.named("Edit "), kind };
    Some(Opened::new(form.spec(), base, form).at(draft.version()))
}

/// The form of a time away.
pub(in crate::app) struct AwayForm {
    asset: AssetId,
    branch: BranchId,
    name: String,
    who: Who,
    /// The time that is edited; `None` for a new one.
    editing: Option<MaintenanceId>,
}

impl AwayForm {
    fn of(detail: &AssetDetail, editing: Option<MaintenanceId>) -> Self {
        let asset = &detail.asset;
        Self {
            asset: asset.id.clone(),
            branch: asset.branch.clone(),
            name: asset.name.clone(),
            who: if asset.is_person() { Who::Person } else { Who::Thing },
            editing,
        }
    }

    /// The form of a new time away.
    pub(in crate::app) fn open_new(detail: &AssetDetail, now: Timestamp) -> Opened {
        let form = Self::of(detail, None);
        Opened::new(form.spec(), inventory::away_base(form.who, now), form)
    }

    /// The form of a time away that is known.
    pub(in crate::app) fn open(detail: &AssetDetail, window: &AwayWindow) -> Opened {
        let form = Self::of(detail, Some(window.id.clone()));
        Opened::new(form.spec(), window.values(), form).at(window.version)
    }

    fn spec(&self) -> FormSpec {
        inventory::away_form(&format!("When {} is away", self.name), self.who)
    }
}

impl FormKind for AwayForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let mut keeping = Keeping::new(forms::AWAY, format!("When {} is away", self.name))
            .knowing(ASSET, FieldValue::text(self.asset.as_str()))
            .knowing(OF_BRANCH, FieldValue::text(self.branch.as_str()))
            .knowing(CALLED, FieldValue::text(&self.name));
        if self.who == Who::Person {
            keeping = keeping.knowing(PERSON, FieldValue::text("yes"));
        }
        Some(match &self.editing {
            Some(id) => keeping.about(RowRef { table: Table::AssetMaintenance, id: id.to_string() }),
            None => keeping,
        })
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let values = filled.values.clone();
        Ok(match &self.editing {
            None => InventoryCommand::AddAway { asset: self.asset.clone(), values },
            Some(id) => {
                let (id, base) = (id.clone(), filled.base.clone());
                InventoryCommand::EditAway { id, version: filled.version, base, values }
            }
        }
        .into())
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        self.editing.as_ref().map(|_| (self.spec(), self.name.as_str()))
    }
}

/// Opens the draft of a time away again.
pub(super) fn resume_away(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let mut base = draft.base();
    let (asset, branch) = (take(&mut base, ASSET), take(&mut base, OF_BRANCH));
    let (name, person) = (take(&mut base, CALLED), take(&mut base, PERSON));
    let form = AwayForm {
        asset: asset.as_str().into(),
        branch: branch.as_str().into(),
        name,
        who: if person.is_empty() { Who::Thing } else { Who::Person },
        editing: draft.about().map(MaintenanceId::from),
    };
    Some(Opened::new(form.spec(), base, form).at(draft.version()))
}

/// The form that asks what is to be said about a condition.
pub(in crate::app) struct ConditionForm {
    ids: Vec<(AssetId, i64)>,
    to: Condition,
}

impl ConditionForm {
    /// The form; `consequence` says what follows.
    pub(in crate::app) fn open(
        what: &str,
        consequence: &str,
        (ids, to): (Vec<(AssetId, i64)>, Condition),
    ) -> Opened {
        let title = format!("Mark {what} {}", to.label());
        let spec = inventory::say_condition(&title, consequence);
        Opened::new(spec, FieldValues::new(), Self { ids, to })
    }
}

impl FormKind for ConditionForm {
    /// Whoever is interrupted asks again: somebody else may have found it meanwhile.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let note = filled.text(inventory::NOTE);
        Ok(InventoryCommand::SetCondition { ids: self.ids.clone(), to: self.to.clone(), note }.into())
    }

    fn saved(&self, app: &mut App, _form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        if let Some(tab) = app.tabs.get_mut(app.open) {
            tab.clear_marks();
        }
    }
}
