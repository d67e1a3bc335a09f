//! Files of a project, opened from its detail: one, or all to choose from.

use super::forms::media::MediaForm;
use super::layers::{Layer, Purpose as Choosing};
use super::{About, App};
use crate::domain::id::MediaId;
use crate::screens::media;
use crate::store::protocol::{Query, Reply};
use crate::ui::picker::Picker;

impl App {
    /// Reads a file to open it, or all of the open project's.
    pub(super) fn open_media(&mut self, id: MediaId) {
        if id.as_str() == media::ALL {
            let Some(project) = self.tab().and_then(|tab| tab.project()).map(|d| d.id().clone()) else {
                return;
            };
            return self.read_for(Query::Media { project, after: None, limit: media::MOST }, About::Media);
        }
        self.read_for(Query::MediaFile(id), About::Media);
    }

    /// Opens a file's form, or shows all files to choose one.
    pub(super) fn media_read(&mut self, reply: Reply) {
        match reply {
            Reply::MediaFile(detail) => self.open_form(MediaForm::open(*detail)),
            Reply::Media(page) => {
                let detail = self.tab().and_then(|tab| tab.project());
                let name = detail.map_or("the project", |detail| detail.project.details.called());
                let choices = media::choices_of(&page, &self.words);
                let picker = Picker::local(media::title_of(name, &page), choices, None);
                self.layers.push(Layer::Picker(picker, Choosing::File));
            }
            _ => {}
        }
    }
}
