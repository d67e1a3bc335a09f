//! The form that looks for a free time.

use super::super::App;
use super::FormLayer;
use super::kind::{Filled, First, FormKind, Keeping, Opened, Unready};
use crate::domain::field::FieldValue;
use crate::domain::free::Buffers;
use crate::domain::id::BranchId;
use crate::screens::free::{self, forms};
use crate::store::protocol::{Branch, BranchScope, Command, ListKind, Needs, Query, SlotsQuery};
use crate::ui::form::FormState;
use jiff::Timestamp;

/// The form of a search for a free time.
pub(in crate::app) struct FreeForm {
    /// Where, when there is only one branch.
    branch: BranchId,
}

impl FreeForm {
    /// The form, at first for this branch.
    pub(in crate::app) fn open(branch: &Branch, branches: &[Branch]) -> Opened {
        Opened::new(free::form(branches), free::base(branch), Self { branch: branch.id.clone() })
    }
}

impl FreeForm {
    /// The branch of an id, as the form has it.
    fn branch_of(&self, id: &str) -> BranchId {
        if id.is_empty() { self.branch.clone() } else { id.into() }
    }
}

impl FormKind for FreeForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    /// Nothing is saved: it is looked for.
    fn command(&self, _filled: &Filled<'_>) -> Result<Command, Unready> {
        Err(Unready::Form("nothing was looked for"))
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn options_of(&self, _app: &App, state: &FormState, field: &str, text: &str) -> Option<Query> {
        let scope = BranchScope::One(self.branch_of(&state.text(forms::BRANCH)));
        (field == forms::PACKAGE).then(|| Query::References {
            kind: ListKind::Packages,
            scope,
            text: text.to_owned(),
        })
    }

    fn look_first(&self, app: &mut App, filled: &Filled<'_>) -> First {
        let Ok((length, within, pattern)) = free::read(|key| filled.text(key)) else { return First::Save };
        let package = match filled.values.get(&forms::PACKAGE.into()) {
            Some(FieldValue::Reference { id, .. }) => Some(id.as_str().into()),
            _ => None,
        };
        let lines = filled.text(forms::NEEDS).lines().map(ToOwned::to_owned).collect();
        let query = SlotsQuery {
            needs: Needs { package, lines, ..Needs::default() },
            branch: self.branch_of(&filled.text(forms::BRANCH)),
            from: Timestamp::UNIX_EPOCH,
            until: Timestamp::UNIX_EPOCH,
            length,
            pattern,
            buffers: Buffers::default(),
            limit: 20,
        };
        app.find_slots_within(within, query).map_or(First::Save, First::Asks)
    }
}
