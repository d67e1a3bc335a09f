//! What can be added to a project: a table, from which the picker under "add" comes.

use super::super::App;
use super::super::forms::event::EventForm;
use super::super::forms::media::MediaForm;
use super::super::forms::message::MessageForm;
use super::super::forms::notification::NotificationForm;
use super::super::forms::scan::ScanForm;
use super::super::layers::{Layer, Purpose as Choosing};
use crate::domain::role::Permission;
use crate::store::protocol::ProjectDetail;
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};

/// Something that can be added to a project.
pub(in crate::app) struct Addition {
    /// Its name in the picker's choices.
    id: &'static str,
    /// What a person reads.
    label: &'static str,
    /// What it is, dim.
    note: &'static str,
    /// The leave that it asks for.
    permission: Permission,
    /// Opens the form or picker that adds it.
    open: fn(&mut App, &ProjectDetail),
}

/// Everything that can be added, in the order of the picker.
const ADDITIONS: &[Addition] = &[
    Addition {
        id: "event",
        label: "Sub-event",
        note: "a day or an hour of its own",
        permission: Permission::EditProjects,
        open: |app, detail| app.open_form(EventForm::open_new(detail)),
    },
    Addition {
        id: "gear",
        label: "Crew and gear",
        note: "who and what is booked for it",
        permission: Permission::EditProjects,
        open: App::choose_gear,
    },
    Addition {
        id: "quote",
        label: "Quote",
        note: "of a package, or line by line",
        permission: Permission::EditProjects,
        open: App::choose_quoted,
    },
    Addition {
        id: "invoice",
        label: "Invoice",
        note: "of the accepted quote, else of the package",
        permission: Permission::EditInvoices,
        open: App::invoice_project,
    },
    Addition {
        id: "message",
        label: "Message",
        note: "to the people of the studio",
        permission: Permission::PostMessages,
        open: |app, detail| app.open_form(MessageForm::on(detail.id(), detail.project.details.called())),
    },
    Addition {
        id: "file",
        label: "File",
        note: "where one lies, what and how large",
        permission: Permission::AddMedia,
        open: |app, detail| app.open_form(MediaForm::open_new(detail)),
    },
    Addition {
        id: "scan",
        label: "Files of a folder",
        note: "all that lie in it, and what changed since",
        permission: Permission::EditMedia,
        open: |app, detail| {
            app.open_form(ScanForm::for_project(detail.id(), detail.project.details.called()));
        },
    },
    Addition {
        id: "notification",
        label: "Notification",
        note: "what was sent to the client",
        permission: Permission::RecordNotifications,
        open: |app, detail| app.open_form(NotificationForm::about(detail)),
    },
    Addition {
        id: "task",
        label: "Task",
        note: "what is to be done, by when, by whom",
        permission: Permission::EditTasks,
        open: |app, detail| app.open_task_for(detail),
    },
    Addition {
        id: "tasks",
        label: "Tasks from a template",
        note: "a list that comes again",
        permission: Permission::EditTasks,
        open: |app, detail| app.choose_task_template(detail),
    },
];

impl App {
    /// Shows what can be added to a project.
    pub(super) fn choose_addition(&mut self, detail: Box<ProjectDetail>) {
        let name = detail.project.details.called().to_owned();
        if detail.project.status == crate::domain::project::ProjectStatus::Trashed {
            return self.say(Toast::new(Tone::Note, format!("{name} is in the trash")));
        }
        let allowed = ADDITIONS.iter().filter(|addition| self.may(addition.permission));
        let choices = allowed.map(|a| Choice::new(a.id, a.label).note(a.note)).collect();
        let picker = Picker::local(format!("Add to {name}"), choices, None);
        self.layers.push(Layer::Picker(picker, Choosing::Addition(detail)));
    }

    /// Goes on with what was chosen to be added.
    pub(in crate::app) fn picked_addition(&mut self, detail: &ProjectDetail, id: &str) {
        if let Some(addition) = ADDITIONS.iter().find(|addition| addition.id == id) {
            (addition.open)(self, detail);
        }
    }
}
