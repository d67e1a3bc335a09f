//! The form that scans a folder for the files of a project.

use super::super::App;
use super::super::scan::Scan;
use super::FormLayer;
use super::kind::{Draft, Filled, First, FormKind, Keeping, Opened, Unready};
use crate::domain::field::{FieldKey, FieldValue, FieldValues};
use crate::domain::id::ProjectId;
use crate::screens::scan::{self, forms};
use crate::store::protocol::{Command, Missing, RowRef, Table};

/// The form of a scan.
pub(in crate::app) struct ScanForm {
    project: ProjectId,
    /// What the project is called.
    name: String,
}

/// How labels of its drafts start.
const LABEL: &str = "Scan a folder for ";

impl ScanForm {
    /// The form, for a project.
    pub(in crate::app) fn for_project(project: &ProjectId, name: &str) -> Opened {
        let keep = (FieldKey::from(forms::GONE), FieldValue::text(forms::KEEP));
        let form = Self { project: project.clone(), name: name.to_owned() };
        Opened::new(scan::form(name), FieldValues::from_iter([keep]), form)
    }
}

impl FormKind for ScanForm {
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        let row = RowRef { table: Table::Projects, id: self.project.to_string() };
        Some(Keeping::new(forms::SCAN, format!("{LABEL}{}", self.name)).about(row))
    }

    /// Nothing is saved before it was looked at and asked.
    fn command(&self, _filled: &Filled<'_>) -> Result<Command, Unready> {
        Err(Unready::Form("the folder is looked through first"))
    }

    fn look_first(&self, app: &mut App, filled: &Filled<'_>) -> First {
        let missing = if filled.text(forms::GONE) == forms::REMOVE { Missing::Remove } else { Missing::Keep };
        let path = filled.text(forms::FOLDER);
        app.start_scan(Scan { project: self.project.clone(), name: self.name.clone(), path, missing });
        First::Leads
    }
}

/// Opens the draft of a scan again.
pub(super) fn resume(_app: &App, draft: &Draft<'_>) -> Option<Opened> {
    Some(ScanForm::for_project(&draft.about()?.into(), &draft.named(LABEL)))
}
