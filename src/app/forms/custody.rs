//! The forms about who has what, and about kits.

use super::super::App;
use super::super::custody::AboutCustody;
use super::super::layers::Layer;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready, labelled};
use crate::domain::custody::{Afterwards, Holder};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, CustodyId, EventId, KitId, ProjectId};
use crate::domain::kit::{Kit, fields};
use crate::screens::custody::{self, Asks, forms};
use crate::store::protocol::{
    BranchScope, CheckOut, Command, Conflict, CustodyCommand, Due, KitCommand, OutItem, Outcome, Query,
    Return, Returned, RowRef, Table, Wanted,
};
use crate::ui::form::FormSpec;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

fn moment(values: &FieldValues, key: &str) -> Option<Timestamp> {
    match values.get(&FieldKey::from(key)) {
        Some(FieldValue::When(at)) => Some(*at),
        _ => None,
    }
}

/// What a form is about, as its draft keeps it.
fn kept(about: &impl Serialize) -> FieldValue {
    FieldValue::text(&serde_json::to_string(about).unwrap_or_default())
}

/// What the form of a draft was about; `None` for a draft of another version of the program.
fn known<T: DeserializeOwned>(draft: &Draft<'_>) -> Option<(T, FieldValues)> {
    let mut base = draft.base();
    base.remove(&FieldKey::from(custody::ABOUT));
    Some((serde_json::from_str(&draft.text(custody::ABOUT)).ok()?, base))
}

/// The form that asks to whom things go.
#[derive(Serialize, Deserialize)]
pub(in crate::app) struct CheckOutForm {
    title: String,
    items: Vec<OutItem>,
    project: Option<(ProjectId, Option<EventId>)>,
    branch: Option<BranchId>,
    asks: Asks,
}

impl CheckOutForm {
    /// Asks for one thing, with its condition.
    pub(in crate::app) fn one(label: &str, item: OutItem, branch: BranchId) -> Opened {
        let title = format!("Check out {label}");
        let (project, asks) = (None, Asks::Condition);
        Self { title, items: vec![item], project, branch: Some(branch), asks }.opened()
    }

    /// Asks for what is ticked.
    pub(in crate::app) fn many(
        items: Vec<OutItem>,
        project: Option<(ProjectId, Option<EventId>)>,
        branch: Option<BranchId>,
    ) -> Opened {
        let title = match items.len() {
            1 => "Check out 1 thing".to_owned(),
            n => format!("Check out {n} things"),
        };
        Self { title, items, project, branch, asks: Asks::Nothing }.opened()
    }

    fn opened(self) -> Opened {
        let due = match self.project {
            Some(_) => "Empty: when its booking ends.",
            None => "Empty: nobody says when.",
        };
        let spec = custody::check_out(&self.title, due, self.asks);
        Opened::new(spec, FieldValues::new(), self)
    }
}

/// Opens the draft of a check-out again. Whether the things are still there is asked when it is saved.
pub(super) fn resume_check_out(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let (form, _) = known::<CheckOutForm>(draft)?;
    Some(form.opened())
}

impl FormKind for CheckOutForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        Some(Keeping::new(forms::CHECK_OUT, self.title.as_str()).knowing(custody::ABOUT, kept(self)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let name = filled.text(custody::NAME);
        let holder = match filled.values.get(&FieldKey::from(custody::PERSON)) {
            Some(FieldValue::Reference { id, .. }) if name.trim().is_empty() => {
                Holder::Person(id.as_str().into())
            }
            Some(FieldValue::Reference { .. }) => {
                let mut errors = FieldErrors::default();
                errors.add(custody::NAME, "one takes it: leave one of the two empty");
                return Err(Unready::Fields(errors));
            }
            _ if name.trim().is_empty() => {
                let mut errors = FieldErrors::default();
                errors.add(custody::PERSON, "who takes it has to be named");
                return Err(Unready::Fields(errors));
            }
            _ => Holder::Name(name),
        };
        let due = match (moment(&filled.values, custody::DUE), &self.project) {
            (Some(at), _) => Due::At(at),
            (None, Some(_)) => Due::LockEnd,
            (None, None) => Due::Open,
        };
        let mut items = self.items.clone();
        if self.asks == Asks::Condition {
            let condition = filled.text(custody::CONDITION);
            items.iter_mut().for_each(|item| item.condition.clone_from(&condition));
        }
        let (project, event) = self.project.clone().map_or((None, None), |(id, event)| (Some(id), event));
        let out = CheckOut { items, project, event, holder, due, wanted: Wanted::Ask };
        Ok(CustodyCommand::CheckOut(out).into())
    }

    fn saved(&self, app: &mut App, _form: &FormLayer, outcome: &Outcome) {
        app.layers.retain(|layer| !matches!(layer, Layer::Handover(_)));
        app.clear_marks();
        app.report(outcome);
    }

    fn branch(&self) -> Option<&BranchId> {
        self.branch.as_ref()
    }

    fn options(&self, _app: &App, field: &str, text: &str) -> Option<Query> {
        let scope = self.branch.clone().map_or(BranchScope::All, BranchScope::One);
        (field == custody::PERSON).then(|| Query::People { scope, text: text.to_owned() })
    }
}

/// The form that asks in which state one thing comes back, and how many of it.
#[derive(Serialize, Deserialize)]
pub(in crate::app) struct CheckInForm {
    title: String,
    /// The link of the chain, with the version that was read.
    custody: (CustodyId, i64),
    branch: BranchId,
    /// How many pieces are out.
    out: u32,
}

impl CheckInForm {
    /// Asks.
    pub(in crate::app) fn open(custody: &crate::domain::custody::Custody) -> Opened {
        let title = format!("Check in {} from {}", custody.label(), custody.holder_name);
        let mut base: FieldValues = [(FieldKey::from(custody::THEN), FieldValue::text("ready"))].into();
        if custody.qty > 1 {
            base.insert(FieldKey::from(custody::QTY), FieldValue::Number(i64::from(custody.qty)));
        }
        let (read, branch) = ((custody.id.clone(), custody.version), custody.branch.clone());
        Self { title, custody: read, branch, out: custody.qty }.opened(base)
    }

    fn opened(self, base: FieldValues) -> Opened {
        Opened::new(custody::check_in(&self.title, self.out), base, self)
    }

    /// How many come back; `None` for all.
    fn pieces(&self, filled: &Filled<'_>) -> Option<u32> {
        let Some(FieldValue::Number(n)) = filled.values.get(&FieldKey::from(custody::QTY)) else {
            return None;
        };
        u32::try_from(*n).ok().filter(|n| *n < self.out)
    }
}

/// Opens the draft of a check-in again.
pub(super) fn resume_check_in(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let (form, base) = known::<CheckInForm>(draft)?;
    Some(form.opened(base))
}

impl FormKind for CheckInForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        Some(Keeping::new(forms::CHECK_IN, self.title.as_str()).knowing(custody::ABOUT, kept(self)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let until = moment(&filled.values, custody::UNTIL);
        let then = if filled.text(custody::THEN) == custody::REPAIR {
            Afterwards::Repair { until }
        } else if until.is_some() {
            let mut errors = FieldErrors::default();
            errors.add(custody::THEN, "only what is to be repaired has a day for that");
            return Err(Unready::Fields(errors));
        } else {
            Afterwards::Ready
        };
        let (id, version) = self.custody.clone();
        let back = Return {
            what: Returned::Custody(id),
            version: Some(version),
            qty: self.pieces(filled),
            condition: filled.text(custody::CONDITION),
            then,
        };
        Ok(CustodyCommand::CheckIn(vec![back]).into())
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }
}

/// The form that asks when something is due.
#[derive(Clone, Serialize, Deserialize)]
pub(in crate::app) struct DueForm {
    title: String,
    ids: Vec<(CustodyId, i64)>,
    branch: BranchId,
}

impl DueForm {
    /// Asks for everything that is out of one asset.
    pub(in crate::app) fn open(open: &[crate::domain::custody::Custody]) -> Option<Opened> {
        let first = open.first()?;
        // Of several the time is theirs only if they all have the same.
        let due = first.due.filter(|_| open.iter().all(|custody| custody.due == first.due));
        let base = due.map(|due| (FieldKey::from(custody::DUE), FieldValue::When(due)));
        let ids = open.iter().map(|custody| (custody.id.clone(), custody.version)).collect();
        let mut holders: Vec<&str> = Vec::new();
        for custody in open {
            if !holders.contains(&custody.holder_name.as_str()) {
                holders.push(&custody.holder_name);
            }
        }
        let title = format!("When {} is due from {}", first.label(), holders.join(" and "));
        Some(Self { title, ids, branch: first.branch.clone() }.opened(base.into_iter().collect()))
    }

    fn opened(self, base: FieldValues) -> Opened {
        Opened::new(custody::due(&self.title), base, self)
    }
}

/// Opens the draft of a time of return again.
pub(super) fn resume_due(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let (form, base) = known::<DueForm>(draft)?;
    Some(form.opened(base))
}

impl FormKind for DueForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        Some(Keeping::new(forms::DUE, self.title.as_str()).knowing(custody::ABOUT, kept(self)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let due = moment(&filled.values, custody::DUE);
        Ok(CustodyCommand::ExtendDue { ids: self.ids.clone(), due }.into())
    }

    fn newer(&self, conflict: &Conflict) -> Option<Arc<dyn FormKind>> {
        let mut form = self.clone();
        let (_, version) = form.ids.iter_mut().find(|(id, _)| id.as_str() == conflict.row.id)?;
        *version = conflict.version;
        Some(Arc::new(form))
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }
}

/// The form of a kit: its name and notes. What is in it is packed afterwards.
pub(in crate::app) struct KitForm {
    branch: BranchId,
    /// The kit that is edited, and what it is called; `None` for a new one.
    editing: Option<(KitId, String)>,
}

impl KitForm {
    /// The form of a new kit.
    pub(in crate::app) fn open_new(app: &App, branch: BranchId) -> Opened {
        let branches = app.ready().map(|w| w.branches.clone()).unwrap_or_default();
        let base = if branches.len() > 1 {
            [(FieldKey::from(custody::BRANCH), FieldValue::text(branch.as_str()))].into()
        } else {
            FieldValues::new()
        };
        Opened::new(custody::kit("New kit", &branches), base, Self { branch, editing: None })
    }

    /// The form of a kit that exists.
    pub(in crate::app) fn open(kit: &Kit) -> Opened {
        let form = Self { branch: kit.branch.clone(), editing: Some((kit.id.clone(), kit.name.clone())) };
        Opened::new(form.spec(), kit.values(), form).at(kit.version)
    }

    fn spec(&self) -> FormSpec {
        let title = self.editing.as_ref().map_or("New kit".to_owned(), |(_, name)| format!("Edit {name}"));
        custody::kit(&title, &[])
    }
}

impl FormKind for KitForm {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let keeping = match &self.editing {
            None => Keeping::new(forms::KIT, labelled("New kit", &form.state.text(fields::NAME))),
            Some((id, name)) => {
                let row = RowRef { table: Table::Kits, id: id.to_string() };
                Keeping::new(forms::KIT, format!("Edit {name}")).about(row)
            }
        };
        Some(keeping.knowing(custody::BRANCH, FieldValue::text(self.branch.as_str())))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut values = filled.values.clone();
        let chosen = values.remove(&FieldKey::from(custody::BRANCH));
        Ok(match &self.editing {
            None => {
                let chosen = chosen.map(|value| BranchId::from(value.as_text()));
                let branch =
                    chosen.filter(|id| !id.as_str().is_empty()).unwrap_or_else(|| self.branch.clone());
                KitCommand::Create { branch, values, parts: Vec::new() }
            }
            Some((id, _)) => {
                let mut base = filled.base.clone();
                base.remove(&FieldKey::from(custody::BRANCH));
                KitCommand::Edit { id: id.clone(), version: filled.version, base, values }
            }
        }
        .into())
    }

    /// A new kit is packed at once: a name alone helps nobody.
    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        app.reveal_made(form, &form.state.text(fields::NAME), outcome);
        if let (None, Some(row)) = (&self.editing, &outcome.row) {
            app.read_custody(Query::Kit(row.id.as_str().into()), AboutCustody::Pack);
        }
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        self.editing.as_ref().map(|(_, name)| (self.spec(), name.as_str()))
    }
}

/// Opens the draft of a kit's form again.
pub(super) fn resume_kit(app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let branch = BranchId::from(draft.text(custody::BRANCH).as_str());
    let Some(id) = draft.about() else { return Some(KitForm::open_new(app, branch)) };
    let form = KitForm { branch, editing: Some((KitId::from(id), draft.named("Edit "))) };
    let mut base = draft.base();
    base.remove(&FieldKey::from(custody::BRANCH));
    Some(Opened::new(form.spec(), base, form).at(draft.version()))
}
