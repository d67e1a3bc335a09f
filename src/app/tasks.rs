//! What can be done to tasks and their templates, from their lists and their details.

use super::forms::task::{EditTask, NewTask, TemplateForm};
use super::layers::{Intent, Layer, Purpose as Choosing};
use super::{About, App, Written};
use crate::action::{Action, Scope};
use crate::domain::id::{ProjectId, TaskId, TaskTemplateId};
use crate::domain::role::Permission;
use crate::input::{Key, KeyCode};
use crate::keymap::Press;
use crate::screens::detail::Content;
use crate::screens::effect::slots;
use crate::screens::tab::{Subject, Tab};
use crate::screens::{TabId, tasks};
use crate::store::protocol::{
    BranchScope, ListKind, ProjectCommand, ProjectDetail, Query, Reply, RowRef, StageDone, Table,
    TaskCommand, TaskDetail,
};
use crate::ui::picker::Picker;
use crate::ui::toast::{Toast, Tone};

/// What the task is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AboutTask {
    Edit,
    Tick,
    Delete,
    Project,
    EditTemplate,
}

/// The leave that an action asks for; `None` for what is none of tasks.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    Some(match action {
        Action::NewTask | Action::EditTask | Action::DeleteTask => Permission::EditTasks,
        Action::TickTask => Permission::TickTasks,
        Action::NewTaskTemplate | Action::EditTaskTemplate | Action::ArchiveTaskTemplates => {
            Permission::EditTaskTemplates
        }
        Action::TaskTemplates | Action::TaskProject | Action::TaskHistory | Action::TaskTemplateHistory => {
            Permission::ViewTasks
        }
        _ => return None,
    })
}

impl App {
    pub(super) fn task_action(&mut self, action: Action) {
        match action {
            Action::TaskTemplates => return self.go_to_tab(TabId::TaskTemplates as usize),
            Action::NewTask => return self.open_form(NewTask::open(self, None)),
            Action::NewTaskTemplate => return self.open_form(TemplateForm::open_new(self)),
            _ => {}
        }
        let Some((Subject { row, label }, ids)) =
            self.tab().and_then(|tab| Some((tab.subject()?, tab.subjects())))
        else {
            return;
        };
        let about = match action {
            Action::TickTask => {
                if let Some(command) = self.thing_to_tick() {
                    return self.apply(command.into(), Written::Act);
                }
                if ids.len() > 1 {
                    let ids = ids.iter().map(|id| id.as_str().into()).collect();
                    // A list of what is done opens again, every other one ticks.
                    let done = self.tab().is_some_and(|tab| tab.filter().ends_with("done"));
                    let command = if done { TaskCommand::Reopen(ids) } else { TaskCommand::Finish(ids) };
                    return self.apply(command.into(), Written::Marked);
                }
                AboutTask::Tick
            }
            Action::EditTask => AboutTask::Edit,
            Action::DeleteTask => AboutTask::Delete,
            Action::TaskProject => AboutTask::Project,
            Action::EditTaskTemplate => AboutTask::EditTemplate,
            Action::TaskHistory | Action::TaskTemplateHistory => {
                return self.open_history(&Subject { row, label });
            }
            Action::ArchiveTaskTemplates => return self.archive_task_templates(&ids),
            _ => return,
        };
        let query = match about {
            AboutTask::EditTemplate => Query::TaskTemplate(TaskTemplateId::from(row.id)),
            _ => Query::Task(TaskId::from(row.id)),
        };
        self.read_for(query, About::Task(about));
    }

    /// The thing of a checklist that is selected in the detail, to be ticked or opened again.
    fn thing_to_tick(&self) -> Option<TaskCommand> {
        let tab = self.tab()?;
        let (at, Some(Content::Task(detail))) = (tab.entry_at()?, tab.content()) else { return None };
        let (what, done) = detail.task.checklist.items().into_iter().nth(at)?;
        Some(TaskCommand::Tick { id: detail.task.id.clone(), at, what, done: !done })
    }

    /// Goes on with a task or template as it is now.
    pub(super) fn task_read(&mut self, about: AboutTask, reply: Reply) {
        match (about, reply) {
            (AboutTask::Edit, Reply::Task(detail)) => self.edit_task(&detail),
            (AboutTask::Tick, Reply::Task(detail)) => {
                let ids = vec![detail.task.id];
                let command = match detail.task.done {
                    Some(_) => TaskCommand::Reopen(ids),
                    None => {
                        self.leave_finished();
                        TaskCommand::Finish(ids)
                    }
                };
                self.apply(command.into(), Written::Act);
            }
            (AboutTask::Delete, Reply::Task(detail)) => {
                let confirm = tasks::ask_delete(&detail.task.title);
                let command = TaskCommand::Delete(detail.task.id);
                self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Act)));
            }
            (AboutTask::Project, Reply::Task(detail)) => {
                self.jump(&RowRef { table: Table::Projects, id: detail.task.project.to_string() });
            }
            (AboutTask::EditTemplate, Reply::TaskTemplate(detail)) => {
                self.open_form(TemplateForm::open(detail.template));
            }
            _ => {}
        }
    }

    /// A finished task goes from a list of open ones, and the next one takes its place: whoever stood in its detail goes
    /// back to the list, so that the same key does not finish that one unseen.
    fn leave_finished(&mut self) {
        let stands_in = |tab: &dyn Tab| tab.id() == TabId::Tasks && tab.scopes().contains(&Scope::Detail);
        if self.tab().is_some_and(|tab| stands_in(tab) && !tab.filter().ends_with("done")) {
            self.press_tab(Press { key: Key::plain(KeyCode::Esc), action: Some(Action::Back) });
        }
    }

    fn edit_task(&mut self, detail: &TaskDetail) {
        self.open_form(EditTask::open(detail));
    }

    fn archive_task_templates(&mut self, ids: &[String]) {
        let Some(tab) = self.tab() else { return };
        let shown = match tab.content() {
            Some(Content::TaskTemplate(detail)) => detail.template.archived.is_some(),
            _ => false,
        };
        let back = tab.filter() == "archived" || ids.len() == 1 && shown;
        let templates = ids.iter().map(|id| id.as_str().into()).collect();
        let command = if back {
            TaskCommand::RestoreTemplates(templates)
        } else {
            TaskCommand::ArchiveTemplates(templates)
        };
        self.apply(command.into(), Written::Marked);
    }

    /// The last task of a status was done: asks whether the project goes on. Whoever is at something else by now is not
    /// asked: what they type would be the answer.
    pub(super) fn offer_move(&mut self, offer: &StageDone) {
        let types = self.tab().is_some_and(|tab| tab.scopes().contains(&Scope::Search));
        if !self.may(Permission::MoveProjects) || !self.layers.is_empty() || types {
            return;
        }
        let command = ProjectCommand::Move {
            id: offer.project.clone(),
            from: offer.from.clone(),
            to: offer.to.clone(),
            reason: String::new(),
        };
        let confirm = tasks::ask_move(offer);
        self.layers.push(Layer::Confirm(confirm, Intent::Apply(command.into(), Written::Act)));
    }

    /// Opens the form of a new task of a project.
    pub(super) fn open_task_for(&mut self, detail: &ProjectDetail) {
        let project = &detail.project;
        let place = (project.id.clone(), project.branch.clone(), project.details.called().to_owned());
        self.open_form(NewTask::open(self, Some(place)));
    }

    /// Asks which template's tasks are added to a project.
    pub(super) fn choose_task_template(&mut self, detail: &ProjectDetail) {
        let title = format!("Tasks for {} from", detail.project.details.called());
        let picker = Picker::remote(title, None);
        self.layers.push(Layer::Picker(picker, Choosing::TaskTemplate(Box::new(detail.clone()))));
        self.search_task_templates(detail, "");
    }

    /// There is no template to choose: says where they are made.
    pub(super) fn say_no_task_template(&mut self) {
        let (tasks, shelf) = (Action::TabTasks, Action::TaskTemplates);
        let [tasks, shelf] = [tasks, shelf].map(|action| self.keymap.key_text(action));
        let toast = Toast::new(Tone::Note, "There is no template of tasks yet");
        self.say(toast.hint(format!("{tasks}, then {shelf} leads to them")));
    }

    /// Looks for templates that a project's branch may use.
    pub(super) fn search_task_templates(&mut self, detail: &ProjectDetail, text: &str) {
        let scope = BranchScope::One(detail.project.branch.clone());
        let query = Query::References { kind: ListKind::TaskTemplates, scope, text: text.to_owned() };
        self.out.query(slots::REFERENCES, query);
    }

    /// Adds a template's tasks to a project.
    pub(super) fn picked_task_template(&mut self, project: &ProjectId, template: &str) {
        let command = TaskCommand::Apply { template: template.into(), project: project.clone() };
        self.apply(command.into(), Written::Act);
    }
}
