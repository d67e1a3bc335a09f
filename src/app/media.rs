//! Files of a project, opened from its detail.

use super::forms::media::MediaForm;
use super::{About, App};
use crate::domain::id::MediaId;
use crate::store::protocol::{Query, Reply};

impl App {
    /// Reads a file to open it.
    pub(super) fn open_media(&mut self, id: MediaId) {
        self.read_for(Query::MediaFile(id), About::Media);
    }

    /// Opens a file's form.
    pub(super) fn media_read(&mut self, reply: Reply) {
        if let Reply::MediaFile(detail) = reply {
            self.open_form(MediaForm::open(*detail));
        }
    }
}
