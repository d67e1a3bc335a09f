//! The form that records what was sent to a client.

use super::super::App;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready};
use crate::domain::field::{FieldErrors, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, ProjectId};
use crate::screens::notifications::{self, forms};
use crate::store::protocol::{BranchScope, Command, ListKind, ProjectDetail, Query, RowRef, Table};

/// Where a draft remembers the branch.
const BRANCH: &str = "branch";

/// The form of something that was sent.
pub(in crate::app) struct NotificationForm {
    branch: BranchId,
    /// The project that it is about, and what that is called; `None` while the form asks for it.
    project: Option<(ProjectId, String)>,
}

impl NotificationForm {
    /// The form, about a project.
    pub(in crate::app) fn about(detail: &ProjectDetail) -> Opened {
        let project = &detail.project;
        let about = (project.id.clone(), project.details.called().to_owned());
        Self { branch: project.branch.clone(), project: Some(about) }.opened(FieldValues::new())
    }

    /// The form, which asks for a project of this branch: its amount is one of the branch's money.
    pub(in crate::app) fn of_branch(branch: BranchId) -> Opened {
        Self { branch, project: None }.opened(FieldValues::new())
    }

    fn opened(self, base: FieldValues) -> Opened {
        let spec = notifications::form(self.project.as_ref().map(|(_, name)| name.as_str()));
        Opened::new(spec, base, self)
    }
}

impl FormKind for NotificationForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let (label, about) = match &self.project {
            Some((id, name)) => {
                (format!("Sent about {name}"), Some(RowRef { table: Table::Projects, id: id.to_string() }))
            }
            None => ("Record what was sent".to_owned(), None),
        };
        let keeping = Keeping { about, ..Keeping::new(forms::NOTIFICATION, label) };
        Some(keeping.knowing(BRANCH, FieldValue::text(self.branch.as_str())))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut values = filled.values.clone();
        let chosen = values.remove(&FieldKey::from(notifications::PROJECT));
        let project = match (&self.project, chosen) {
            (Some((id, _)), _) => id.clone(),
            (None, Some(FieldValue::Reference { id, .. })) => ProjectId::from(id),
            _ => {
                let mut errors = FieldErrors::default();
                errors.add(notifications::PROJECT, "choose a project from the list");
                return Err(Unready::Fields(errors));
            }
        };
        Ok(Command::RecordNotification { project, values })
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn options(&self, _app: &App, field: &str, text: &str) -> Option<Query> {
        let scope = BranchScope::One(self.branch.clone());
        (field == notifications::PROJECT).then(|| Query::References {
            kind: ListKind::Projects,
            scope,
            text: text.to_owned(),
        })
    }
}

/// Opens the draft of the form again.
pub(super) fn resume(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let branch = BranchId::from(draft.text(BRANCH).as_str());
    let project = draft.about().map(|id| (ProjectId::from(id), draft.named("Sent about ")));
    let mut base = draft.base();
    base.remove(&FieldKey::from(BRANCH));
    Some(NotificationForm { branch, project }.opened(base))
}
