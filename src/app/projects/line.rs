//! The selected line of a project's detail: opened with Enter, ticked, deleted with a question.

use super::super::forms::booking::LockForm;
use super::super::forms::event::{EventForm, SeriesWrite};
use super::super::layers::{Intent, Layer, Purpose as Choosing};
use super::super::tasks::AboutTask;
use super::super::{About, App, Written};
use crate::action::Action;
use crate::domain::booking::with;
use crate::domain::role::Permission;
use crate::screens::TabId;
use crate::screens::bookings::acts;
use crate::screens::{events, media};
use crate::store::protocol::{MediaCommand, ProjectCommand, Query, RowRef, Table};
use crate::ui::toast::{Toast, Tone};

impl App {
    /// Asks which dates of a series a write is for.
    pub(in crate::app) fn ask_scope(
        &mut self,
        (title, repeats): (&str, &str),
        write: SeriesWrite,
        with_this: bool,
    ) {
        let picker = events::ask_scope(title, repeats, with_this);
        self.layers.push(Layer::Picker(picker, Choosing::Series(Box::new(write))));
    }

    /// Carries a write about a series out for the dates that were chosen.
    pub(in crate::app) fn picked_scope(&mut self, write: &SeriesWrite, chosen: &str) {
        let command = write.command(chosen);
        if matches!(write, SeriesWrite::Remove { .. }) {
            return self.apply(command, Written::Act);
        }
        // The form may lie under a conflict that was resolved.
        let form = self.layers.iter_mut().rev().find_map(|layer| match layer {
            Layer::Form(form) => Some(form),
            _ => None,
        });
        if let Some(form) = form {
            form.ticket = Some(self.out.apply(command));
            form.state.save_again();
        }
    }

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
            Table::BookingLocks => self.show_lock(&row.id),
            Table::Messages => self.open_thread(row.id.as_str().into()),
            Table::MediaObjects => self.open_media(row.id.as_str().into()),
            Table::Quotes => self.open_quote(row.id.as_str().into()),
            _ => return false,
        }
        true
    }

    /// Shows something that is booked on the timeline, at its row and its time.
    fn show_lock(&mut self, id: &str) {
        let Some(detail) = self.tab().and_then(|tab| tab.project()) else { return };
        let branch = detail.project.branch.clone();
        let Some(lock) = detail.locks.rows.iter().find(|lock| lock.id.as_str() == id).cloned() else {
            return;
        };
        let day = self.ctx().words_in(&branch).date_of(lock.start);
        self.go_to_tab(TabId::Calendar as usize);
        self.in_calendar(|calendar, out| calendar.go_to_lock(day, &lock, out));
    }

    /// Opens the form of what is booked, if that is the selected line. `false` when it is something else.
    pub(super) fn edit_lock_line(&mut self) -> bool {
        let Some(tab) = self.tab() else { return false };
        let (Some(detail), Some(row)) = (tab.project(), tab.line()) else { return false };
        if row.table != Table::BookingLocks {
            return false;
        }
        let detail = detail.clone();
        let locks = &detail.locks.rows;
        let Some(lock) = locks.iter().find(|lock| lock.id.as_str() == row.id) else { return true };
        match with(locks, lock).as_slice() {
            [_] => self.open_form(LockForm::open(&detail, lock)),
            // Of a kit it is said first whether all of it is meant.
            _ => self.picked_gear(&detail, &row.id),
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
            let (id, version, repeats) = (event.id.clone(), event.version, event.repeats());
            if !repeats.is_empty() {
                let title = event.title.clone();
                return self.ask_scope((&title, &repeats), SeriesWrite::Remove { id, version }, true);
            }
            let command = ProjectCommand::RemoveEvent { id, version };
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
        if row.table == Table::BookingLocks && self.may(Permission::EditProjects) {
            let detail = detail.clone();
            let locks = &detail.locks.rows;
            if let Some(lock) = locks.iter().find(|lock| lock.id.as_str() == row.id) {
                self.act_on(&detail, &with(locks, lock), acts::RELEASE);
            }
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
