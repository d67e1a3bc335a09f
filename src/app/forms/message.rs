//! The form of a message on a project.

use super::super::App;
use super::FormLayer;
use super::kind::{Draft, Filled, FormKind, Keeping, Opened, Unready};
use crate::domain::field::FieldValues;
use crate::domain::id::ProjectId;
use crate::domain::message::BODY;
use crate::screens::messages::{self, forms};
use crate::store::protocol::{Command, RowRef, Table};

/// The form of a message.
pub(in crate::app) struct MessageForm {
    project: ProjectId,
    /// What the project is called.
    name: String,
}

/// How labels of its drafts start.
const LABEL: &str = "Message on ";

impl MessageForm {
    /// The form, on a project.
    pub(in crate::app) fn on(project: &ProjectId, name: &str) -> Opened {
        let form = Self { project: project.clone(), name: name.to_owned() };
        Opened::new(messages::form(name), FieldValues::new(), form)
    }
}

impl FormKind for MessageForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::Projects, id: self.project.to_string() };
        Some(Keeping::new(forms::MESSAGE, format!("{LABEL}{}", self.name)).about(row))
    }

    fn command(&self, filled: &Filled<'_>) -> Result<Command, Unready> {
        Ok(Command::PostMessage { project: self.project.clone(), body: filled.text(BODY) })
    }
}

/// Opens the draft of a message again.
pub(super) fn resume(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    Some(MessageForm::on(&draft.about()?.into(), &draft.named(LABEL)))
}
