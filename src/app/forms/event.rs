//! The form of a sub-event: new or edited. Its times are read and shown in its own zone.

use super::super::App;
use super::FormLayer;
use super::kind::{Draft, Filled, First, FormKind, Keeping, Opened, Unready, labelled};
use crate::domain::field::{self, FieldKey, FieldValue, FieldValues};
use crate::domain::id::{BranchId, EventId, ProjectId};
use crate::domain::project::event::{SubEvent, fields};
use crate::screens::events::{self, forms};
use crate::store::protocol::{Command, ProjectCommand, ProjectDetail, RowRef, SeriesScope, Table};
use crate::ui::form::{FormSpec, FormState};
use jiff::tz::TimeZone;

/// The form of a sub-event.
pub(in crate::app) struct EventForm {
    project: ProjectId,
    branch: BranchId,
    /// The sub-event that is edited, and what it is called; `None` for a new one.
    editing: Option<(EventId, String)>,
    /// How it comes again, in words; empty for one that is no date of a series.
    repeats: String,
}

/// A write about a date of a series, before it is known which dates it is for.
pub(in crate::app) enum SeriesWrite {
    /// What the form below says.
    Edit { id: EventId, version: i64, base: FieldValues, values: FieldValues },
    /// A removal.
    Remove { id: EventId, version: i64 },
}

impl SeriesWrite {
    /// The command for a choice of [`events::scopes`].
    pub(in crate::app) fn command(&self, chosen: &str) -> Command {
        let scope = match chosen {
            events::scopes::FOLLOWING => Some(SeriesScope::Following),
            events::scopes::ALL => Some(SeriesScope::All),
            _ => None,
        };
        let command = match (self, scope) {
            (Self::Edit { id, version, base, values }, scope) => {
                let (id, version, base, values) = (id.clone(), *version, base.clone(), values.clone());
                match scope {
                    Some(scope) => ProjectCommand::EditSeries { id, version, base, values, scope },
                    None => ProjectCommand::EditEvent { id, version, base, values },
                }
            }
            (Self::Remove { id, version }, Some(scope)) => {
                ProjectCommand::RemoveSeries { id: id.clone(), version: *version, scope }
            }
            (Self::Remove { id, version }, None) => {
                ProjectCommand::RemoveEvent { id: id.clone(), version: *version }
            }
        };
        command.into()
    }
}

/// Where a draft remembers the project of a sub-event, and its branch.
const PROJECT: &str = "project";
const BRANCH: &str = "branch";

impl EventForm {
    /// The form of a new sub-event of a project. The first one starts when the project does.
    pub(in crate::app) fn open_new(detail: &ProjectDetail) -> Opened {
        let project = &detail.project;
        let start = project.start.filter(|_| detail.events.rows.is_empty());
        let base = events::new_base(&detail.zone, start, &project.details.location);
        let (project, branch) = (project.id.clone(), project.branch.clone());
        let kind = Self { project, branch, editing: None, repeats: String::new() };
        Opened::new(events::form("New sub-event"), base, kind)
    }

    /// The form of a sub-event that exists.
    pub(in crate::app) fn open(branch: &BranchId, event: &SubEvent) -> Opened {
        let kind = Self {
            project: event.project.clone(),
            branch: branch.clone(),
            editing: Some((event.id.clone(), event.title.clone())),
            repeats: event.repeats(),
        };
        Opened::new(kind.spec(), event.values(), kind).at(event.version)
    }

    fn spec(&self) -> FormSpec {
        match &self.editing {
            None => events::form("New sub-event"),
            Some((_, name)) => events::form(&format!("Edit {name}")),
        }
    }
}

impl FormKind for EventForm {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let keeping = match &self.editing {
            None => Keeping::new(forms::EVENT, labelled("New sub-event", &form.state.text(fields::TITLE))),
            Some((id, name)) => {
                let row = RowRef { table: Table::ProjectEvents, id: id.to_string() };
                Keeping::new(forms::EVENT, format!("Edit {name}")).about(row)
            }
        };
        Some(
            keeping
                .knowing(PROJECT, FieldValue::text(self.project.as_str()))
                .knowing(BRANCH, FieldValue::text(self.branch.as_str())),
        )
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let values = filled.values.clone();
        let command = match &self.editing {
            None => ProjectCommand::AddEvent { project: self.project.clone(), values },
            Some((id, _)) => {
                let (id, base) = (id.clone(), filled.base.clone());
                ProjectCommand::EditEvent { id, version: filled.version, base, values }
            }
        };
        Ok(command.into())
    }

    /// A date of a series: which others are meant is asked first.
    fn look_first(&self, app: &mut App, filled: &Filled<'_>) -> First {
        let Some((id, name)) = self.editing.as_ref().filter(|_| !self.repeats.is_empty()) else {
            return First::Save;
        };
        let changes = field::changed(filled.base, &filled.values);
        if changes.is_empty() {
            return First::Save;
        }
        let with_this = !changes.contains_key(&FieldKey::from(fields::REPEAT));
        let (version, base, values) = (filled.version, filled.base.clone(), filled.values.clone());
        let write = SeriesWrite::Edit { id: id.clone(), version, base, values };
        app.ask_scope((name, &self.repeats), write, with_this);
        First::Leads
    }

    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }

    fn zone(&self, state: &FormState) -> Option<TimeZone> {
        TimeZone::get(state.text(fields::ZONE).trim()).ok()
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        self.editing.as_ref().map(|(_, name)| (self.spec(), name.as_str()))
    }
}

/// Opens the draft of a sub-event's form again.
pub(super) fn resume(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let editing = draft.about().map(|id| (EventId::from(id), draft.named("Edit ")));
    let repeats = draft.text(fields::REPEAT);
    let kind = EventForm {
        project: draft.text(PROJECT).into(),
        branch: draft.text(BRANCH).into(),
        editing,
        repeats,
    };
    let mut base: FieldValues = draft.base();
    base.retain(|key, _| ![PROJECT, BRANCH].contains(&key.0.as_str()));
    Some(Opened::new(kind.spec(), base, kind).at(draft.version()))
}
