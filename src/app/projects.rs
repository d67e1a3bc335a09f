//! What can be done to projects, from their list and their detail.

use super::forms::booking::BookingForm;
use super::forms::project::{EditProject, NewProject};
use super::forms::reason::ReasonForm;
use super::layers::{Intent, Layer, Purpose as Choosing};
use super::{About, App, Written};
use crate::action::Action;
use crate::domain::id::{BranchId, ProjectId};
use crate::domain::project::{Move, Project, ProjectStatus, Step};
use crate::domain::role::Permission;
use crate::screens::calendar::CalendarTab;
use crate::screens::words::several;
use crate::screens::{clients, projects};
use crate::store::protocol::{ProjectCommand, Purgeable, Query, Reply};
use crate::ui::picker::{Choice, Picker};
use crate::ui::toast::{Toast, Tone};
use jiff::Timestamp;

mod additions;
mod gear;
mod line;
pub(super) mod papers;
mod quotes;

/// What the project is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AboutProject {
    Edit,
    Forward,
    Back,
    Move,
    Trash,
    Restore,
    Add,
    Gear,
    Invoice,
    Papers,
    Purge,
}

/// The leave that an action asks for; `None` for what is none of projects.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    Some(match action {
        Action::NewProject | Action::NewBooking => Permission::CreateProjects,
        Action::EditProject | Action::AddToProject | Action::DeleteLine => Permission::EditProjects,
        Action::AdvanceProject | Action::ReturnProject | Action::MoveProject => Permission::MoveProjects,
        Action::TrashProject | Action::RestoreProject | Action::PurgeProject => Permission::TrashProjects,
        Action::TickLine => Permission::TickTasks,
        Action::InvoiceProject => Permission::EditInvoices,
        Action::ProjectHistory | Action::ProjectPapers => Permission::ViewProjects,
        _ => return None,
    })
}

/// The leaves of which one is enough, for actions on whatever hangs on a project.
pub(super) const fn any_of(action: Action) -> &'static [Permission] {
    use Permission::{AddMedia, EditMedia, EditProjects, EditTasks, PostMessages, RecordNotifications};
    match action {
        Action::AddToProject => &[EditProjects, EditTasks, PostMessages, AddMedia, RecordNotifications],
        Action::DeleteLine => &[EditProjects, EditTasks, EditMedia],
        _ => &[],
    }
}

impl App {
    pub(super) fn project_action(&mut self, action: Action) {
        if matches!(action, Action::NewProject | Action::NewBooking) {
            let shown = self.shown_branch().map(|b| b.id.clone());
            if let Some(branch) = clients::home_branch(&self.ctx(), shown.as_ref()) {
                let opened = match action {
                    Action::NewBooking => {
                        // Nobody books seconds: the quarter of an hour that the cursor is in.
                        let quarter = |at: Timestamp| {
                            Timestamp::from_second(at.as_second() - at.as_second().rem_euclid(900)).ok()
                        };
                        let start = self.calendar().and_then(CalendarTab::moment).and_then(quarter);
                        BookingForm::open(self, branch, start)
                    }
                    _ => NewProject::open(self, branch, None),
                };
                self.open_form(opened);
            }
            return;
        }
        if action == Action::EditProject && self.edit_lock_line() {
            return;
        }
        let Some(subject) = self.tab().and_then(|tab| tab.subject()) else { return };
        let about = match action {
            Action::EditProject => AboutProject::Edit,
            Action::AdvanceProject => AboutProject::Forward,
            Action::ReturnProject => AboutProject::Back,
            Action::MoveProject => AboutProject::Move,
            Action::TrashProject => AboutProject::Trash,
            Action::RestoreProject => AboutProject::Restore,
            Action::AddToProject => AboutProject::Add,
            Action::InvoiceProject => AboutProject::Invoice,
            Action::ProjectPapers => AboutProject::Papers,
            Action::PurgeProject => {
                let query = Query::Purge(subject.row.id.as_str().into());
                return self.read_for(query, About::Project(AboutProject::Purge));
            }
            Action::DeleteLine => return self.ask_delete_line(),
            Action::TickLine => return self.tick_line(),
            Action::ProjectHistory => return self.open_history(&subject),
            _ => return,
        };
        let id = ProjectId::from(subject.row.id.as_str());
        self.read_for(Query::Project(id), About::Project(about));
    }

    /// Opens the form of a new project for a client.
    pub(super) fn open_project_for(&mut self, branch: BranchId, client: (&str, &str)) {
        let opened =
            NewProject::open(self, branch, Some(client)).focus(crate::domain::project::fields::TITLE);
        self.open_form(opened);
    }

    /// Goes on with a project as it is now.
    pub(super) fn project_read(&mut self, about: AboutProject, reply: Reply) {
        let detail = match reply {
            Reply::Project(detail) => detail,
            Reply::Purgeable(found) => return found.into_iter().for_each(|project| self.ask_purge(project)),
            _ => return,
        };
        if about == AboutProject::Add {
            return self.choose_addition(detail);
        }
        if about == AboutProject::Gear {
            return self.choose_gear(&detail);
        }
        if about == AboutProject::Papers {
            return self.choose_paper(&detail);
        }
        if about == AboutProject::Invoice {
            return self.invoice_project(&detail);
        }
        let project = detail.project;
        let name = project.details.called().to_owned();
        match about {
            AboutProject::Edit => {
                let base = project.values();
                let place = (project.id, project.branch);
                self.open_form(EditProject::open(place, &name, base, project.version));
            }
            AboutProject::Forward => self.step(&project, Step::Forward),
            AboutProject::Back => self.step(&project, Step::Back),
            AboutProject::Move => self.choose_move(project, name),
            AboutProject::Trash if project.status == ProjectStatus::Trashed => {
                let key = self.keymap.key_text(Action::RestoreProject);
                let toast = Toast::new(Tone::Note, format!("{name} is in the trash already"));
                self.say(toast.hint(format!("{key} restores it")));
            }
            AboutProject::Trash => {
                let command = ProjectCommand::Trash { id: project.id, reason: String::new() };
                let help = "It can be restored for 30 days; after that it may be purged.";
                self.open_form(ReasonForm::open(&format!("Throw {name} away"), help, command.into()));
            }
            AboutProject::Add
            | AboutProject::Gear
            | AboutProject::Invoice
            | AboutProject::Papers
            | AboutProject::Purge => {}
            AboutProject::Restore => self.apply(ProjectCommand::Restore(project.id).into(), Written::Act),
        }
    }

    /// Asks for the name of a project before it goes for good, or says why it cannot go.
    fn ask_purge(&mut self, project: Purgeable) {
        let name = &project.title;
        let why_not = match (project.trashed, project.from) {
            (None, _) => Some((
                format!("{name} is not in the trash"),
                "Only what was thrown away is purged".to_owned(),
            )),
            _ if project.hanging.invoices > 0 => {
                let invoices = several(project.hanging.invoices, "invoice", "invoices");
                let kept = "Invoices are kept for years, and the project with them".to_owned();
                Some((format!("{name} has {invoices}"), kept))
            }
            (_, Some(from)) if from > self.words.now().timestamp() => {
                let key = self.keymap.key_text(Action::RestoreProject);
                let until = self.words.day(from);
                Some((format!("{name} can be purged after {until}"), format!("Until then {key} restores it")))
            }
            _ => None,
        };
        match why_not {
            Some((text, hint)) => self.say(Toast::new(Tone::Note, text).hint(hint)),
            None => {
                let confirm = projects::ask_purge(&project);
                self.layers.push(Layer::Confirm(confirm, Intent::Purge(project.id)));
            }
        }
    }

    /// Moves a project one step, or says that there is none that way.
    fn step(&mut self, project: &Project, step: Step) {
        let moves = project.status.moves(&project.before);
        // Out of the order there is no next one: the way back into it is what "<" and ">" mean there.
        let found = moves.iter().find(|m| m.step == step || m.step == Step::Reopen && moves.len() == 1);
        match found {
            Some(legal) => self.start_move(project, legal),
            None => {
                let way = if step == Step::Forward { "next" } else { "earlier" };
                let text =
                    format!("{} is {}: there is no {way} status", project.details.called(), project.status);
                let key = self.keymap.key_text(Action::MoveProject);
                self.say(Toast::new(Tone::Note, text).hint(format!("{key} shows where it can go")));
            }
        }
    }

    fn choose_move(&mut self, project: Project, name: String) {
        let moves = project.status.moves(&project.before);
        if moves.is_empty() {
            let key = self.keymap.key_text(Action::RestoreProject);
            let toast = Toast::new(Tone::Note, format!("{name} is in the trash"));
            return self.say(toast.hint(format!("{key} restores it")));
        }
        let choices: Vec<Choice> = moves.iter().map(projects::move_choice).collect();
        let title = format!("{name} is {}; move it to", project.status);
        let picker = Picker::local(title, choices, None);
        self.layers.push(Layer::Picker(picker, Choosing::MoveProject(Box::new(project))));
    }

    pub(super) fn picked_move(&mut self, project: &Project, to: &str) {
        let to = ProjectStatus::from(to);
        if let Some(legal) = project.status.moves(&project.before).iter().find(|m| m.to == to) {
            self.start_move(project, legal);
        }
    }

    /// Does a move, after asking why where that must be said.
    fn start_move(&mut self, project: &Project, legal: &Move) {
        let command = ProjectCommand::Move {
            id: project.id.clone(),
            from: project.status.clone(),
            to: legal.to.clone(),
            reason: String::new(),
        };
        if legal.step.needs_reason() {
            let title = projects::move_title(project.details.called(), legal);
            self.open_form(ReasonForm::open(&title, "It stands in the history.", command.into()));
        } else {
            self.apply(command.into(), Written::Act);
        }
    }
}
