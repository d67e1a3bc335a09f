//! The form of a file of a project: new or edited.

use super::super::App;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready, labelled, text_of};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::{MediaId, ProjectId};
use crate::domain::media::fields;
use crate::screens::media::{self, forms};
use crate::store::protocol::{Command, MediaCommand, MediaDetail, ProjectDetail, RowRef, Table};
use crate::ui::form::FormSpec;

/// The form of a file.
pub(in crate::app) struct MediaForm {
    project: ProjectId,
    /// The file that is edited, and what it is called; `None` for a new one.
    editing: Option<(MediaId, String)>,
    /// Type and watermark as stored.
    stored: (String, String),
}

/// Where a draft remembers the project of a file.
const PROJECT: &str = "project";

impl MediaForm {
    /// The form of a new file of a project.
    pub(in crate::app) fn open_new(detail: &ProjectDetail) -> Opened {
        let form = Self { project: detail.id().clone(), editing: None, stored: Default::default() };
        Opened::new(form.spec(), FieldValues::new(), form)
    }

    /// The form of a file that is known.
    pub(in crate::app) fn open(detail: MediaDetail) -> Opened {
        let (file, values) = (&detail.media, detail.media.values());
        let name = media::called(&file.title, &file.path).to_owned();
        let (version, editing) = (file.version, Some((file.id.clone(), name)));
        let form = Self { project: detail.project, editing, stored: stored(&values) };
        Opened::new(form.spec(), values, form).at(version)
    }

    fn spec(&self) -> FormSpec {
        let title = match &self.editing {
            None => "New file".to_owned(),
            Some((_, name)) => format!("Edit {name}"),
        };
        media::form(&title, &self.stored.0, &self.stored.1)
    }
}

/// Type and watermark.
fn stored(values: &FieldValues) -> (String, String) {
    (text_of(values, fields::TYPE), text_of(values, fields::WATERMARK))
}

impl FormKind for MediaForm {
    fn draft(&self, form: &FormLayer) -> Option<Keeping> {
        let keeping = match &self.editing {
            None => Keeping::new(forms::MEDIA, labelled("New file", &form.state.text(fields::PATH))),
            Some((id, name)) => {
                let row = RowRef { table: Table::MediaObjects, id: id.to_string() };
                Keeping::new(forms::MEDIA, format!("Edit {name}")).about(row)
            }
        };
        Some(keeping.knowing(PROJECT, FieldValue::text(self.project.as_str())))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        let values = filled.values.clone();
        let command = match &self.editing {
            None => MediaCommand::Add { project: self.project.clone(), values },
            Some((id, _)) => {
                let (id, base) = (id.clone(), filled.base.clone());
                MediaCommand::Edit { id, version: filled.version, base, values }
            }
        };
        Ok(command.into())
    }

    fn conflict(&self) -> Option<(FormSpec, &str)> {
        self.editing.as_ref().map(|(_, name)| (self.spec(), name.as_str()))
    }
}

/// Opens the draft of a file's form again.
pub(super) fn resume(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    let editing = draft.about().map(|id| (MediaId::from(id), draft.named("Edit ")));
    let mut base = draft.base();
    base.remove(&FieldKey::from(PROJECT));
    let form = MediaForm { project: draft.text(PROJECT).into(), editing, stored: stored(&base) };
    Some(Opened::new(form.spec(), base, form).at(draft.version()))
}
