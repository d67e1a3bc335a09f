//! The form that looks for a free time.

use super::super::App;
use super::FormLayer;
use super::kind::{Filled, FormKind, Keeping, Opened, Unready};
use crate::domain::free::Buffers;
use crate::domain::id::BranchId;
use crate::screens::free::{self, forms};
use crate::store::protocol::{Branch, Command, Needs, SlotsQuery};
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

impl FormKind for FreeForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    /// Nothing is saved: it is looked for.
    fn command(&self, _filled: &Filled<'_>) -> Result<Command, Unready> {
        Err(Unready::Form("nothing was looked for"))
    }

    fn look_first(&self, app: &mut App, filled: &Filled<'_>) -> bool {
        let Ok((length, within, pattern)) = free::read(|key| filled.text(key)) else { return false };
        let branch = Some(filled.text(forms::BRANCH)).filter(|id| !id.is_empty()).map(BranchId::from);
        let lines = filled.text(forms::NEEDS).lines().map(ToOwned::to_owned).collect();
        let query = SlotsQuery {
            needs: Needs { lines, ..Needs::default() },
            branch: branch.unwrap_or_else(|| self.branch.clone()),
            from: Timestamp::UNIX_EPOCH,
            until: Timestamp::UNIX_EPOCH,
            length,
            pattern,
            buffers: Buffers::default(),
            limit: 20,
        };
        app.find_slots_within(within, query)
    }
}
