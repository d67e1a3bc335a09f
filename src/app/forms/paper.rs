//! The form that writes a paper into a file.

use super::FormLayer;
use super::kind::{Filled, FormKind, Keeping, Opened, Unready};
use crate::domain::field::{FieldKey, FieldValue};
use crate::screens::paper::{PaperFile, file_form, forms};
use crate::store::protocol::Command;

/// A paper that waits for the name of its file.
pub(in crate::app) struct PaperFileForm {
    text: String,
}

impl PaperFileForm {
    /// Asks where it goes. `note` is said of it beside; may be empty.
    pub(in crate::app) fn open(file: PaperFile, note: &str) -> Opened {
        let base = [(FieldKey::from(forms::PATH), FieldValue::text(&file.path))].into();
        Opened::new(file_form(&file.what, note), base, Self { text: file.text })
    }
}

impl FormKind for PaperFileForm {
    /// A paper is made anew of what is so by then.
    fn draft(&self, _form: &FormLayer) -> Option<Keeping> {
        None
    }

    fn command(&self, _filled: &Filled<'_>) -> Result<Command, Unready> {
        Err(Unready::Form("a paper is written into a file, and changes nothing"))
    }

    fn file(&self, filled: &Filled<'_>) -> Option<(String, String)> {
        Some((filled.text(forms::PATH), self.text.clone()))
    }
}
