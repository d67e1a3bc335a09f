//! Tasks and their templates in their lists.

use super::{Emptiness, Scopes, Shown, flex, named};
use crate::action::{Action, Scope};
use crate::domain::when::{days_between, say_age};
use crate::screens::words::{Words, plain};
use crate::screens::{Ctx, TabId};
use crate::store::protocol::{Query, Table as Rows, TaskRow, TaskTemplateRow};
use crate::theme::Role;
use crate::ui::table::{Cell, Column, Room, Row};
use jiff::Timestamp;

/// When a task is due in words, and how pressing that is: "2 days over", "today", "tomorrow", "Fri 27 Nov".
pub(in crate::screens) fn due(due: Option<Timestamp>, words: &Words) -> (String, Role) {
    let Some(at) = due else { return ("—".to_owned(), Role::Dim) };
    match days_between(words.date_of(at), words.today()) {
        over @ 1.. => (say_age(over), Role::Bad),
        0 => (words.day(at), Role::Warn),
        -7..=-1 => (words.day(at), Role::Text),
        _ => (words.day(at), Role::Dim),
    }
}

impl Shown for TaskRow {
    const TAB: TabId = TabId::Tasks;
    const ROWS: Rows = Rows::ProjectTasks;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::Tasks, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::Tasks, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Titles and projects are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "No open tasks for you",
        text: "What is to be done for projects stands here, by the day when it is due.",
        press: &[
            (Action::NewTask, "new task"),
            (Action::Filter, "everybody's tasks, done ones"),
            (Action::TaskTemplates, "templates"),
        ],
    };

    fn columns(ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        let mut columns = vec![
            Column::new("DUE", Room::Fixed(14)),
            Column::new("TASK", flex(14, 44, 3)),
            Column::new("PROJECT", flex(12, 30, 2)),
            Column::new("WHO", flex(8, 18, 1)).drop(1),
            Column::new("LIST", Room::Fixed(5)).right().drop(3),
            Column::new("STAGE", Room::Fixed(11)).drop(2),
        ];
        if ctx.several_branches() {
            columns.push(Column::new("BRANCH", flex(10, 18, 1)).drop(4));
        }
        columns
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let words = ctx.words_in(&self.branch);
        let when = match self.done {
            Some(at) => Cell::new(format!("✓ {}", words.day(at))).role(Role::Good),
            None => {
                let (text, role) = due(self.due, &words);
                Cell::new(text).role(role)
            }
        };
        let list = match self.checklist {
            (_, 0) => String::new(),
            (done, all) => format!("{done}/{all}"),
        };
        let mut cells = vec![
            when,
            named(&self.title, "(no title)", search),
            named(&self.project_title, "(no title)", search),
            Cell::dim(if self.assignee.is_empty() { "—".to_owned() } else { self.assignee.clone() }),
            Cell::dim(list),
            Cell::dim(plain(&self.stage)),
        ];
        if ctx.several_branches() {
            cells.push(Cell::dim(ctx.branch_name(&self.branch).to_owned()));
        }
        Row::new(cells).faded(self.done.is_some())
    }

    fn detail(id: &str) -> Query {
        Query::Task(id.into())
    }

    fn label(&self) -> String {
        self.title.clone()
    }
}

impl Shown for TaskTemplateRow {
    const TAB: TabId = TabId::TaskTemplates;
    const ROWS: Rows = Rows::TaskTemplates;
    const SCOPES: Scopes = Scopes {
        list: &[Scope::TaskTemplates, Scope::List, Scope::Move, Scope::Global, Scope::Always],
        detail: &[Scope::TaskTemplates, Scope::Detail, Scope::Move, Scope::Global, Scope::Always],
    };
    const SEARCHED: &'static str = "Names are searched.";
    const EMPTY: Emptiness = Emptiness {
        title: "No templates yet",
        text: "Lists of tasks that come again with every project stand here.",
        press: &[(Action::NewTaskTemplate, "new template"), (Action::Back, "the tasks")],
    };

    fn columns(_ctx: &Ctx<'_>) -> Vec<Column<'static>> {
        vec![
            Column::new("NAME", flex(14, 44, 3)),
            Column::new("TASKS", Room::Fixed(5)).right(),
            Column::new("FOR", flex(12, 20, 1)).drop(1),
        ]
    }

    fn row<'a>(&'a self, _above: Option<&Self>, search: &str, ctx: &Ctx<'_>) -> Row<'a> {
        let whom = self.branch.as_ref().map_or("every branch", |branch| ctx.branch_name(branch));
        Row::new(vec![
            named(&self.name, "(no name)", search),
            Cell::dim(self.tasks.to_string()),
            Cell::dim(whom.to_owned()),
        ])
        .faded(self.archived)
    }

    fn detail(id: &str) -> Query {
        Query::TaskTemplate(id.into())
    }

    fn label(&self) -> String {
        self.name.clone()
    }
}
