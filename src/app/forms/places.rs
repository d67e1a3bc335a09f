//! The branches that a form chooses from: in the zone of the chosen one its moments are read and shown.

use super::super::App;
use crate::domain::id::BranchId;
use crate::screens::projects::BRANCH;
use crate::ui::form::FormState;
use jiff::tz::TimeZone;

/// The branch that a form was opened for, and those that can be chosen instead.
pub(in crate::app) struct Places {
    own: BranchId,
    zones: Vec<(BranchId, TimeZone)>,
}

impl Places {
    /// What this person can choose from, at first this branch.
    pub(in crate::app) fn new(app: &App, own: BranchId) -> Self {
        let branches = app.ready().map(|w| w.branches.as_slice()).unwrap_or_default();
        let zone = |zone: &str| TimeZone::get(zone).ok();
        let zones = branches.iter().filter_map(|b| Some((b.id.clone(), zone(&b.zone)?))).collect();
        Self { own, zones }
    }

    /// The branch that the form was opened for.
    pub(in crate::app) const fn own(&self) -> &BranchId {
        &self.own
    }

    /// The branch of an id, as a form's field has it: empty where it is not asked.
    pub(in crate::app) fn of(&self, id: &str) -> BranchId {
        if id.is_empty() { self.own.clone() } else { id.into() }
    }

    /// The branch that is chosen.
    pub(in crate::app) fn chosen(&self, state: &FormState) -> BranchId {
        self.of(&state.text(BRANCH))
    }

    /// The zone of that branch.
    pub(in crate::app) fn zone(&self, state: &FormState) -> Option<TimeZone> {
        let chosen = self.chosen(state);
        self.zones.iter().find(|(id, _)| *id == chosen).map(|(_, zone)| zone.clone())
    }
}
