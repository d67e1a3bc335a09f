//! The selected line of a project's detail: opened with Enter, ticked, deleted with a question.

use super::super::forms::event::EventForm;
use super::super::layers::{Intent, Layer};
use super::super::tasks::AboutTask;
use super::super::{About, App, Written};
use crate::action::Action;
use crate::domain::role::Permission;
use crate::screens::{events, media};
use crate::store::protocol::{MediaCommand, ProjectCommand, Query, RowRef, Table};
use crate::ui::toast::{Toast, Tone};

impl App {
    /// Opens what a line of the open project is about. `false` when it is shown in a tab of its own.
    pub(in crate::app) fn open_line(&mut self, row: &RowRef) -> bool {
        let Some(detail) = self.tab().and_then(|tab| tab.project()) else { return false };
        match row.table {
            Table::Projects if detail.id().as_str() == row.id => self.project_action(Action::EditProject),
            Table::ProjectEvents => {
                let branch = detail.project.branch.clone();
                let event = detail.events.rows.iter().find(|event| event.id.as_str() == row.id).cloned();
                if let Some(event) = event {
                    self.open_form(EventForm::open(&branch, &event));
                }
            }
            Table::Messages => self.open_thread(row.id.as_str().into()),
            Table::MediaObjects => self.open_media(row.id.as_str().into()),
            Table::Quotes => self.open_quote(row.id.as_str().into()),
            _ => return false,
        }
        true
    }

    /// Asks before the selected line goes.
    pub(super) fn ask_delete_line(&mut self) {
        let Some(tab) = self.tab() else { return };
        let (Some(detail), Some(row)) = (tab.project(), tab.line()) else { return };
        if row.table == Table::ProjectEvents
            && self.may(Permission::EditProjects)
            && let Some(event) = detail.events.rows.iter().find(|event| event.id.as_str() == row.id)
        {
            let command = ProjectCommand::RemoveEvent { id: event.id.clone(), version: event.version };
            let confirm = events::ask_remove(&event.title);
            self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Act)));
            return;
        }
        if row.table == Table::MediaObjects
            && self.may(Permission::EditMedia)
            && let Some(file) = detail.media.rows.iter().find(|file| file.id.as_str() == row.id)
        {
            let command = MediaCommand::Remove(vec![file.id.clone()]);
            let confirm = media::ask_remove(media::called(&file.title, &file.path));
            self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Act)));
            return;
        }
        if row.table == Table::Messages {
            return self.say(Toast::new(Tone::Note, "A message stays as it was written"));
        }
        if row.table == Table::ProjectTasks && self.may(Permission::EditTasks) {
            return self.read_for(Query::Task(row.id.into()), About::Task(AboutTask::Delete));
        }
        self.say(Toast::new(Tone::Note, "This line cannot be deleted from here"));
    }

    /// Ticks the task of the selected line, or opens it again.
    pub(super) fn tick_line(&mut self) {
        let line = self.tab().and_then(|tab| tab.line());
        if let Some(row) = line.filter(|row| row.table == Table::ProjectTasks) {
            self.read_for(Query::Task(row.id.into()), About::Task(AboutTask::Tick));
        }
    }
}
