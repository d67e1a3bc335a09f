//! Forms about projects: new and edited.

use super::super::App;
use super::FormLayer;
use super::client::NewClient;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready, first_text, labelled};
use super::places::Places;
use crate::domain::client::fields as client_fields;
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, ProjectId};
use crate::domain::project::fields;
use crate::domain::role::Permission;
use crate::screens::projects::{self, forms};
use crate::store::protocol::{BranchScope, Command, ListKind, Outcome, ProjectCommand, Query, RowRef, Table};
use crate::ui::form::{FormSpec, FormState};
use jiff::tz::TimeZone;

// -- a new project ------------------------------------------------------------------------------------------------

/// The form of a new project.
pub(in crate::app) struct NewProject {
    places: Places,
}

impl NewProject {
    /// The form, for a branch; whoever opens it answers for it. `client` is id and name.
    pub(in crate::app) fn open(app: &App, branch: BranchId, client: Option<(&str, &str)>) -> Opened {
        let branches = app.ready().map(|w| w.branches.clone()).unwrap_or_default();
        let me = app.ready().and_then(|w| w.me.as_ref()).map(|me| (me.id.as_str(), me.name.as_str()));
        let asked = (branches.len() > 1).then_some(&branch);
        let base = projects::new_base(asked, client, me);
        Opened::new(projects::new_project(&branches), base, Self { places: Places::new(app, branch) })
    }
}

impl FormKind for NewProject {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let name = first_text(&form.state, &[fields::TITLE, fields::KIND]);
        let branch = FieldValue::text(self.places.own().as_str());
        Some(Keeping::new(forms::PROJECT, labelled("New project", &name)).knowing(projects::BRANCH, branch))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let mut values = filled.values.clone();
        let chosen = values.remove(&FieldKey::from(projects::BRANCH));
        let branch = self.places.of(chosen.as_ref().map_or("", FieldValue::as_text));
        Ok(ProjectCommand::Create { branch, values }.into())
    }

    fn saved(&self, app: &mut App, form: &FormLayer, outcome: &Outcome) {
        app.report(outcome);
        let label = first_text(&form.state, &[fields::TITLE, fields::KIND]);
        app.reveal_made(form, label.trim(), outcome);
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(self.places.own())
    }

    fn zone(&self, state: &FormState) -> Option<TimeZone> {
        self.places.zone(state)
    }

    fn options(&self, app: &App, field: &str, text: &str) -> Option<Query> {
        options(app, field, text)
    }

    fn makes(&self, app: &App, field: &str) -> Option<&'static str> {
        makes(app, field)
    }

    fn make(&self, app: &mut App, field: &FieldKey, text: &str) {
        make_client(app, self.places.own().clone(), field, text);
    }
}

// -- a project that exists ----------------------------------------------------------------------------------------

/// The form of a project.
pub(in crate::app) struct EditProject {
    id: ProjectId,
    branch: BranchId,
    name: String,
}

impl EditProject {
    /// The form, with the values that were read.
    pub(in crate::app) fn open(
        (id, branch): (ProjectId, BranchId),
        name: &str,
        base: FieldValues,
        version: i64,
    ) -> Opened {
        let kind = Self { id, branch, name: name.to_owned() };
        Opened::new(projects::edit_project(name), base, kind).at(version)
    }
}

impl FormKind for EditProject {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::Projects, id: self.id.to_string() };
        let branch = FieldValue::text(self.branch.as_str());
        let keeping = Keeping::new(forms::PROJECT, format!("Edit {}", self.name)).about(row);
        Some(keeping.knowing(projects::BRANCH, branch))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        Ok(ProjectCommand::Edit {
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
        options(app, field, text)
    }

    fn makes(&self, app: &App, field: &str) -> Option<&'static str> {
        makes(app, field)
    }

    fn make(&self, app: &mut App, field: &FieldKey, text: &str) {
        make_client(app, self.branch.clone(), field, text);
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        Some((projects::edit_project(&self.name), &self.name))
    }
}

fn options(app: &App, field: &str, text: &str) -> Option<Query> {
    let text = text.to_owned();
    match field {
        fields::CLIENT => Some(Query::References { kind: ListKind::Clients, scope: app.scope.clone(), text }),
        // Whoever is tied to no branch, or to another one, may help out: everybody in reach is offered.
        fields::LEAD => Some(Query::People { scope: BranchScope::All, text }),
        _ => None,
    }
}

fn makes(app: &App, field: &str) -> Option<&'static str> {
    (field == fields::CLIENT && may_make_client(app)).then_some("client")
}

/// Whether a client who is not there yet can be made from a field that names one.
pub(super) fn may_make_client(app: &App) -> bool {
    app.may(Permission::EditClients)
}

/// Opens the form of a new client for the field that names one; what was looked for is their name or phone.
pub(super) fn make_client(app: &mut App, branch: BranchId, field: &FieldKey, text: &str) {
    let text = text.trim();
    let is_phone = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    let key = if is_phone { client_fields::PHONE } else { client_fields::NAME };
    let typed = if text.is_empty() { Vec::new() } else { vec![(FieldKey::from(key), text.to_owned())] };
    let opened = NewClient::open_in_short(app, branch).typed(typed).answers(field.clone());
    app.open_form(opened);
}

/// Opens the draft of a project's form again.
pub(super) fn resume(app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let branch = BranchId::from(draft.text(projects::BRANCH).as_str());
    let mut base = draft.base();
    if let Some(id) = draft.about() {
        base.remove(&FieldKey::from(projects::BRANCH));
        return Some(EditProject::open((id.into(), branch), &draft.named("Edit "), base, draft.version()));
    }
    let opened = NewProject::open(app, branch, None);
    if !opened.spec.fields().any(|f| f.key.0 == projects::BRANCH) {
        base.remove(&FieldKey::from(projects::BRANCH));
    }
    Some(Opened { base, ..opened })
}
