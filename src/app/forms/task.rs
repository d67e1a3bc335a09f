//! Forms about tasks and their templates: new and edited.

use super::super::App;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready, first_text, labelled};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, ProjectId, TaskId, TaskTemplateId};
use crate::domain::task::template::{TaskTemplate, fields as template_fields};
use crate::domain::task::{Task, fields};
use crate::screens::tasks::{self, forms};
use crate::store::protocol::{
    BranchScope, Command, ListKind, Outcome, Query, RowRef, Table, TaskCommand, TaskDetail,
};
use crate::ui::form::FormSpec;
use jiff::tz::TimeZone;

/// What a draft remembers beside the values.
const BRANCH: &str = "of_branch";
const PROJECT: &str = "of_project";
const CALLED: &str = "of_called";
const STAGE: &str = "stored_stage";
const ANCHOR: &str = "stored_anchor";

fn take(values: &mut FieldValues, key: &str) -> String {
    values.remove(&FieldKey::from(key)).map(|value| value.as_text().to_owned()).unwrap_or_default()
}

fn options(app: &App, branch: Option<&BranchId>, field: &str, text: &str) -> Option<Query> {
    let text = text.to_owned();
    match field {
        tasks::PROJECT => {
            Some(Query::References { kind: ListKind::Projects, scope: app.scope.clone(), text })
        }
        fields::ASSIGNEE => {
            let scope = branch.map_or_else(|| app.scope.clone(), |branch| BranchScope::One(branch.clone()));
            Some(Query::People { scope, text })
        }
        _ => None,
    }
}

/// The form of a new task.
pub(in crate::app) struct NewTask {
    /// Of which project, in which branch, and what it is called; `None` where the form asks.
    project: Option<(ProjectId, BranchId, String)>,
}

impl NewTask {
    /// The form.
    pub(in crate::app) fn open(app: &App, project: Option<(ProjectId, BranchId, String)>) -> Opened {
        let me = app
            .ready()
            .and_then(|w| w.me.as_ref())
            .map(|me| FieldValue::Reference { id: me.id.to_string(), label: me.name.clone() });
        let base = me.map(|me| (FieldKey::from(fields::ASSIGNEE), me)).into_iter().collect();
        Self::with(project, base)
    }

    fn with(project: Option<(ProjectId, BranchId, String)>, base: FieldValues) -> Opened {
        let spec = tasks::new_task(project.as_ref().map(|(_, _, name)| name.as_str()));
        Opened::new(spec, base, Self { project })
    }
}

impl FormKind for NewTask {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let name = first_text(&form.state, &[fields::TITLE]);
        let mut keeping = Keeping::new(forms::TASK, labelled("New task", &name));
        if let Some((project, branch, called)) = &self.project {
            keeping = keeping
                .knowing(PROJECT, FieldValue::text(project.as_str()))
                .knowing(BRANCH, FieldValue::text(branch.as_str()))
                .knowing(CALLED, FieldValue::text(called));
        }
        Some(keeping)
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut values = filled.values.clone();
        let chosen = values.remove(&FieldKey::from(tasks::PROJECT));
        let project = match (&self.project, chosen) {
            (Some((project, _, _)), _) => project.clone(),
            (None, Some(FieldValue::Reference { id, .. })) => ProjectId::from(id),
            (None, _) => return Err(Unready::Form("choose the project that it belongs to")),
        };
        Ok(TaskCommand::Create { project, values }.into())
    }

    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        if self.project.is_none() {
            app.reveal_made(form, form.state.text(fields::TITLE).trim(), outcome);
        }
    }

    fn branch(&self) -> Option<&BranchId> {
        self.project.as_ref().map(|(_, branch, _)| branch)
    }

    fn options(&self, app: &App, field: &str, text: &str) -> Option<Query> {
        options(app, self.branch(), field, text)
    }
}

/// The form of a task that exists.
pub(in crate::app) struct EditTask {
    id: TaskId,
    branch: BranchId,
    name: String,
    /// The stored stage and anchor: another program's words stay choices.
    stored: (String, String),
}

impl EditTask {
    /// The form, with what is stored.
    pub(in crate::app) fn open(detail: &TaskDetail) -> Opened {
        let Task { id, branch, title, stage, anchor, version, .. } = &detail.task;
        let zone = TimeZone::get(&detail.zone).unwrap_or(TimeZone::UTC);
        let anchor = anchor.as_ref().map(|(anchor, _)| anchor.as_str().to_owned()).unwrap_or_default();
        let form = Self {
            id: id.clone(),
            branch: branch.clone(),
            name: title.clone(),
            stored: (stage.as_str().to_owned(), anchor),
        };
        Opened::new(form.spec(), detail.task.values(&zone), form).at(*version)
    }

    fn spec(&self) -> FormSpec {
        tasks::edit_task(&self.name, (&self.stored.0, &self.stored.1))
    }
}

impl FormKind for EditTask {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::ProjectTasks, id: self.id.to_string() };
        let keeping = Keeping::new(forms::TASK, format!("Edit {}", self.name)).about(row);
        let keeping = keeping.knowing(BRANCH, FieldValue::text(self.branch.as_str()));
        let keeping = keeping.knowing(STAGE, FieldValue::text(&self.stored.0));
        Some(keeping.knowing(ANCHOR, FieldValue::text(&self.stored.1)))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        Ok(TaskCommand::Edit {
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

    fn options(&self, app: &App, field: &str, text: &str) -> Option<Query> {
        options(app, Some(&self.branch), field, text)
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        Some((self.spec(), &self.name))
    }
}

/// Opens the draft of a task's form again.
pub(super) fn resume(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let mut base = draft.base();
    let (branch, project) = (take(&mut base, BRANCH), take(&mut base, PROJECT));
    let (called, stored) = (take(&mut base, CALLED), (take(&mut base, STAGE), take(&mut base, ANCHOR)));
    let Some(id) = draft.about() else {
        let of = (!project.is_empty()).then(|| (project.as_str().into(), branch.as_str().into(), called));
        return Some(NewTask::with(of, base));
    };
    let form = EditTask { id: id.into(), branch: branch.as_str().into(), name: draft.named("Edit "), stored };
    Some(Opened::new(form.spec(), base, form).at(draft.version()))
}

/// The form of a template, new or edited.
pub(in crate::app) struct TemplateForm {
    /// The template that is edited, and what it is called; `None` for a new one.
    editing: Option<(TaskTemplateId, String)>,
}

impl TemplateForm {
    /// The form of a new template.
    pub(in crate::app) fn open_new(app: &App) -> Opened {
        let branches = app.ready().map(|w| w.branches.clone()).unwrap_or_default();
        let spec = tasks::template("New task template", &branches);
        Opened::new(spec, FieldValues::new(), Self { editing: None })
    }

    /// The form of a template that exists.
    pub(in crate::app) fn open(template: TaskTemplate) -> Opened {
        let (base, version) = (template.values(), template.version);
        let form = Self { editing: Some((template.id, template.name)) };
        Opened::new(form.spec(), base, form).at(version)
    }

    fn spec(&self) -> FormSpec {
        let name = self.editing.as_ref().map_or("", |(_, name)| name);
        tasks::template(&format!("Edit the template {name}"), &[])
    }
}

impl FormKind for TemplateForm {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let name = first_text(&form.state, &[template_fields::NAME]);
        Some(match &self.editing {
            None => Keeping::new(forms::TEMPLATE, labelled("New task template", &name)),
            Some((id, name)) => {
                let row = RowRef { table: Table::TaskTemplates, id: id.to_string() };
                Keeping::new(forms::TEMPLATE, format!("Edit {name}")).about(row)
            }
        })
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut values = filled.values.clone();
        let branch = Some(take(&mut values, tasks::BRANCH)).filter(|id| !id.is_empty()).map(BranchId::from);
        Ok(match &self.editing {
            None => TaskCommand::CreateTemplate { branch, values },
            Some((id, _)) => TaskCommand::EditTemplate {
                id: id.clone(),
                version: filled.version,
                base: filled.base.clone(),
                values,
            },
        }
        .into())
    }

    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        if self.editing.is_none() {
            app.reveal_made(form, form.state.text(template_fields::NAME).trim(), outcome);
        }
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        self.editing.as_ref().map(|(_, name)| (self.spec(), name.as_str()))
    }
}

/// Opens the draft of a template's form again.
pub(super) fn resume_template(app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let base = draft.base();
    let Some(id) = draft.about() else {
        return Some(Opened { base, ..TemplateForm::open_new(app) });
    };
    let form = TemplateForm { editing: Some((id.into(), draft.named("Edit "))) };
    Some(Opened::new(form.spec(), base, form).at(draft.version()))
}
