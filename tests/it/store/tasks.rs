//! Tasks and their templates: make, edit, tick, follow an anchor, conflict, delete, apply, undo; who may; rows of other
//! programs.

use super::{Studio, values};
use jiff::{Span, Timestamp, civil, tz::TimeZone};
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{ProjectId, TaskId, TaskTemplateId, UserId};
use studiovault::domain::role::Permission;
use studiovault::store::protocol::*;

/// Values of a task: `due` in days from today, `days` a number, `assignee` an id, everything else text.
fn of(fields: &[(&str, &str)]) -> FieldValues {
    let mut values = values(fields);
    for (key, value) in &mut values {
        let text = value.as_text().to_owned();
        *value = match key.0.as_str() {
            _ if text.is_empty() => FieldValue::Empty,
            "due" => {
                FieldValue::Date(today().checked_add(Span::new().days(text.parse::<i64>().unwrap())).unwrap())
            }
            "days" => FieldValue::Number(text.parse().unwrap()),
            "assignee" => FieldValue::Reference { id: text.clone(), label: text },
            _ => continue,
        };
    }
    values
}

fn zone() -> TimeZone {
    TimeZone::get("Asia/Kolkata").unwrap()
}

fn today() -> civil::Date {
    Timestamp::now().to_zoned_datetime(zone()).date()
}

/// How many days from today a moment is, in the branch.
fn days(at: Timestamp) -> i64 {
    let day = at.to_zoned_datetime(zone()).date();
    i64::from(day.since(today()).unwrap().get_days())
}

fn in_days(n: i64) -> FieldValue {
    let day = today().checked_add(Span::new().days(n)).unwrap();
    FieldValue::When(day.at(10, 0, 0, 0).to_zoned_datetime(zone()).unwrap().timestamp())
}

impl Studio {
    /// A project of a client.
    fn wedding(&self) -> ProjectId {
        let client = self.add("Priya", "98450 12345");
        self.open_project(&client, &[("title", "Sharma wedding")])
    }

    fn add_task(&self, project: &ProjectId, fields: &[(&str, &str)]) -> TaskId {
        let command = TaskCommand::Create { project: project.clone(), values: of(fields) };
        TaskId::from(self.run(command).unwrap().row.unwrap().id)
    }

    fn task(&self, id: &TaskId) -> TaskDetail {
        match self.store.ask(&self.owner, Query::Task(id.clone())).unwrap() {
            Reply::Task(detail) => *detail,
            other => panic!("{other:?}"),
        }
    }

    fn due(&self, id: &TaskId) -> Option<i64> {
        self.task(id).task.due.map(days)
    }

    fn edit_task(&self, actor: &Actor, id: &TaskId, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
        let task = self.task(id).task;
        let base = task.values(&zone());
        let mut all = base.clone();
        all.extend(of(fields));
        self.store
            .run(actor, TaskCommand::Edit { id: id.clone(), version: task.version, base, values: all }.into())
    }

    fn set_project(&self, id: &ProjectId, fields: &[(&str, FieldValue)]) {
        let project = self.project(id).project;
        let (base, mut all) = (project.values(), project.values());
        all.extend(fields.iter().map(|(key, value)| (FieldKey::from(*key), value.clone())));
        let command = ProjectCommand::Edit { id: id.clone(), version: project.version, base, values: all };
        self.run(command).unwrap();
    }

    fn tasks(&self, actor: &Actor, filter: &str, text: &str) -> Vec<String> {
        let query = ListQuery { text: text.into(), filter: filter.into(), limit: 50, ..Default::default() };
        match self.store.ask(actor, Query::List(ListKind::Tasks, query)).unwrap() {
            Reply::Tasks(page) => page.rows.into_iter().map(|row| row.title).collect(),
            other => panic!("{other:?}"),
        }
    }
}

fn errors(result: Result<Outcome, StoreError>) -> String {
    match result {
        Err(StoreError::Invalid(errors)) => errors.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_task_is_made_listed_found_edited_and_deleted() {
    let s = Studio::new();
    let project = s.wedding();
    let me = s.owner.user.to_string();
    let cull = s.add_task(
        &project,
        &[
            ("title", " Cull  the photos "),
            ("assignee", &me),
            ("due", "3"),
            ("checklist", "Backup\n[x] Charge"),
        ],
    );
    s.add_task(&project, &[("title", "Call"), ("stage", "completed")]);
    let task = s.task(&cull).task;
    assert_eq!(
        (task.title.as_str(), task.stage.as_str(), task.assignee_name.as_str()),
        ("Cull the photos", "inquiry", "Asha")
    );
    assert_eq!((s.due(&cull), task.checklist.counts()), (Some(3), (1, 2)));
    assert_eq!(s.tasks(&s.owner, "", ""), ["Cull the photos"]);
    assert_eq!(s.tasks(&s.owner, "open", ""), ["Cull the photos", "Call"], "what has no day comes last");
    assert_eq!(s.tasks(&s.owner, "", "sharma").len(), 2, "a project's tasks are found by its title");
    assert_eq!(s.tasks(&s.owner, "open", "priya").len(), 2);
    assert_eq!(s.project(&project).tasks.rows.len(), 2);

    s.edit_task(&s.owner, &cull, &[("title", "Cull"), ("due", "5"), ("notes", "Garden first")]).unwrap();
    assert_eq!((s.due(&cull), s.task(&cull).task.version), (Some(5), 2));
    assert!(
        s.edit_task(&s.owner, &cull, &[("title", "Cull ")]).unwrap().message.starts_with("Nothing to save")
    );
    s.run(TaskCommand::Delete(cull.clone())).unwrap();
    assert_eq!(s.tasks(&s.owner, "open", ""), ["Call"]);
    assert_eq!(s.sqlite3("SELECT severity FROM audit_logs ORDER BY rowid DESC LIMIT 1").unwrap(), "high");
    s.run(Command::Undo).unwrap();
    assert_eq!(s.task(&cull).task.title, "Cull");
    s.run(Command::Undo).unwrap();
    assert_eq!((s.task(&cull).task.title.as_str(), s.due(&cull)), ("Cull the photos", Some(3)));
    s.assert_sound();
}

#[test]
fn what_is_wrong_is_named_and_nothing_is_kept() {
    let s = Studio::new();
    let project = s.wedding();
    let create = |fields: &[(&str, &str)]| {
        let mut all = of(&[("title", "Cull")]);
        all.extend(of(fields));
        errors(s.run(TaskCommand::Create { project: project.clone(), values: all }))
    };
    assert!(create(&[("due", "-1")]).contains("before the project was opened"));
    assert!(create(&[("anchor", "booking"), ("days", "-2")]).contains("before the project was opened"));
    assert!(create(&[("due", "1"), ("anchor", "shoot")]).contains("either a day or an anchor"));
    assert!(
        create(&[("stage", "archived")])
            .contains("choose one of inquiry, active, shooting, editing, completed")
    );
    assert!(create(&[("assignee", "usr_nobody")]).contains("choose a person"));
    assert!(create(&[("assignee", "usr_system")]).contains("choose a person"));
    assert!(create(&[("title", "—")]).contains("title"));
    let nowhere = TaskCommand::Create { project: ProjectId::from("prj_x"), values: of(&[("title", "Cull")]) };
    assert!(matches!(s.run(nowhere), Err(StoreError::NotFound { .. })));
    assert_eq!(s.sqlite3("SELECT count(*) FROM project_tasks").unwrap(), "0");
    s.run(ProjectCommand::Trash { id: project.clone(), reason: "twice".into() }).unwrap();
    let trashed = TaskCommand::Create { project, values: of(&[("title", "Cull")]) };
    assert!(matches!(s.run(trashed), Err(StoreError::Refused(_))));
}

#[test]
fn due_days_follow_their_anchor_in_the_same_act() {
    let s = Studio::new();
    let project = s.wedding();
    let before = s.add_task(&project, &[("title", "Venue"), ("anchor", "shoot"), ("days", "-3")]);
    let after = s.add_task(&project, &[("title", "Cull"), ("anchor", "shoot"), ("days", "2")]);
    let sent = s.add_task(&project, &[("title", "Send"), ("anchor", "delivery")]);
    let booked = s.add_task(&project, &[("title", "Contract"), ("anchor", "booking"), ("days", "1")]);
    let by_hand = s.add_task(&project, &[("title", "Call"), ("due", "9")]);
    assert_eq!((s.due(&before), s.due(&sent), s.due(&booked)), (None, None, Some(1)));

    s.set_project(&project, &[("start", in_days(20)), ("delivery", in_days(40))]);
    assert_eq!((s.due(&before), s.due(&after), s.due(&sent)), (Some(17), Some(22), Some(40)));
    s.run(TaskCommand::Finish(vec![after.clone()])).unwrap();
    s.set_project(&project, &[("start", in_days(30))]);
    assert_eq!(
        (s.due(&before), s.due(&after), s.due(&by_hand)),
        (Some(27), Some(22), Some(9)),
        "what is done stays"
    );
    s.run(Command::Undo).unwrap();
    assert_eq!(s.due(&before), Some(17), "undone with the move");
    s.run(Command::Redo).unwrap();
    assert_eq!(s.due(&before), Some(27));
    s.run(TaskCommand::Reopen(vec![after.clone()])).unwrap();
    assert_eq!(s.due(&after), Some(32), "what is open again follows again");
    s.set_project(&project, &[("start", in_days(1))]);
    assert_eq!(s.due(&before), Some(0), "never before the day on which the project was opened");
    s.set_project(&project, &[("start", FieldValue::Empty)]);
    assert_eq!((s.due(&before), s.due(&after)), (None, None));

    s.sqlite3(&format!("UPDATE projects SET created_at = created_at - 10 * 86400 WHERE id = '{project}'"))
        .unwrap();
    s.move_project(&project, "active", "").unwrap();
    assert_eq!(s.due(&booked), Some(1), "counted from the booking, not from the opening");
    s.assert_sound();
}

#[test]
fn tasks_are_ticked_and_the_last_one_offers_the_next_status() {
    let s = Studio::new();
    let project = s.wedding();
    s.move_project(&project, "active", "").unwrap();
    let one = s.add_task(&project, &[("title", "Venue"), ("checklist", "Parking\nPower")]);
    let two = s.add_task(&project, &[("title", "Contract")]);
    s.add_task(&project, &[("title", "Cull"), ("stage", "editing")]);
    let done = s.run(TaskCommand::Finish(vec![one.clone()])).unwrap();
    assert_eq!((done.message.as_str(), done.offers), ("Finished Venue", None));
    assert_eq!(s.task(&one).task.done_by, "Asha");
    let done = s.run(TaskCommand::Finish(vec![two.clone(), one.clone()])).unwrap();
    let offers = done.offers.unwrap();
    assert_eq!(
        (offers.title.as_str(), offers.from.as_str(), offers.to.as_str()),
        ("Sharma wedding", "active", "shooting")
    );
    assert_eq!(s.tasks(&s.owner, "done", "").len(), 2);
    assert_eq!(s.tasks(&s.owner, "open", ""), ["Cull"]);
    s.run(TaskCommand::Reopen(vec![one.clone(), two.clone()])).unwrap();
    assert_eq!(s.run(Command::Undo).unwrap().message, "Undid: reopening of 2 tasks");
    assert!(s.task(&two).task.done.is_some());
    assert_eq!(s.run(TaskCommand::Finish(vec![two])).unwrap().message, "Nothing to change");

    let tick = |at: usize, what: &str, done| {
        s.run(TaskCommand::Tick { id: one.clone(), at, what: what.into(), done })
    };
    assert_eq!(tick(1, "Power", true).unwrap().message, "Ticked Power: 1 of 2 in Venue");
    assert!(matches!(tick(0, "Power", true), Err(StoreError::Refused(_))));
    s.run(Command::Undo).unwrap();
    assert_eq!(s.task(&one).task.checklist.counts(), (0, 2));
    s.assert_sound();
}

#[test]
fn a_stale_edit_is_a_conflict_and_loses_nothing() {
    let s = Studio::new();
    let project = s.wedding();
    let id = s.add_task(&project, &[("title", "Cull"), ("due", "3")]);
    let base = s.task(&id).task.values(&zone());
    s.edit_task(&s.owner, &id, &[("due", "7")]).unwrap();
    let mut mine = base.clone();
    mine.extend(of(&[("title", "Cull all")]));
    let stale = TaskCommand::Edit { id: id.clone(), version: 1, base, values: mine };
    let Err(StoreError::Conflict(conflict)) = s.run(stale) else { panic!("a conflict was due") };
    assert_eq!(
        (conflict.label.as_str(), conflict.changed_by.as_str(), conflict.version),
        ("Cull", "Asha", 2)
    );
    let mut settled = conflict.theirs.clone();
    settled.extend(of(&[("title", "Cull all")]));
    s.run(TaskCommand::Edit { id: id.clone(), version: 2, base: conflict.theirs.clone(), values: settled })
        .unwrap();
    assert_eq!((s.task(&id).task.title.as_str(), s.due(&id)), ("Cull all", Some(7)));
}

#[test]
fn who_may_do_what_with_tasks() {
    let s = Studio::new();
    let project = s.wedding();
    let [manager, clerk, photographer, accountant] =
        ["manager", "clerk", "photographer", "accountant"].map(|role| s.hire(&format!("u_{role}"), role));
    let theirs =
        s.add_task(&project, &[("title", "Cull"), ("assignee", "u_photographer"), ("checklist", "Backup")]);
    let other = s.add_task(&project, &[("title", "Venue"), ("assignee", "u_manager")]);
    let edit = |actor: &Actor, id: &TaskId| s.edit_task(actor, id, &[("notes", "x")]);

    assert_eq!(s.tasks(&manager, "open", ""), ["Cull", "Venue"]);
    assert_eq!(s.tasks(&manager, "", ""), ["Venue"]);
    assert_eq!(s.tasks(&clerk, "open", "").len(), 2);
    for filter in ["", "open"] {
        assert_eq!(s.tasks(&photographer, filter, ""), ["Cull"], "{filter}");
    }
    assert_eq!(s.tasks(&photographer, "open", "sharma"), ["Cull"]);
    assert!(s.tasks(&photographer, "overdue", "").is_empty());
    let list = Query::List(ListKind::Tasks, ListQuery { limit: 5, ..Default::default() });
    assert_eq!(s.store.ask(&accountant, list).unwrap_err(), StoreError::Denied(Permission::ViewTasks));
    let hidden = s.store.ask(&photographer, Query::Task(other.clone()));
    assert!(matches!(hidden, Err(StoreError::NotFound { .. })));

    let narrowed = |actor: &Actor, project: Option<&ProjectId>, person: Option<&str>| {
        let tasks_of = TasksOf::new(project.cloned(), person.map(UserId::from));
        let query = ListQuery { tasks_of, filter: "open".into(), limit: 5, ..Default::default() };
        let reply = s.store.ask(actor, Query::List(ListKind::Tasks, query))?;
        let Reply::Tasks(page) = reply else { panic!("tasks were due") };
        assert_eq!(page.total, Count::Exact(page.rows.len() as u64));
        Ok(page.rows.into_iter().map(|row| row.title).collect::<Vec<_>>())
    };
    assert_eq!(narrowed(&manager, Some(&project), None).unwrap(), ["Cull", "Venue"]);
    assert_eq!(narrowed(&manager, None, Some("u_photographer")).unwrap(), ["Cull"]);
    assert_eq!(narrowed(&manager, Some(&project), Some("u_manager")).unwrap(), ["Venue"]);
    assert_eq!(narrowed(&photographer, Some(&project), None).unwrap(), ["Cull"], "only one's own");
    let others = narrowed(&photographer, None, Some("u_manager"));
    assert!(matches!(others, Err(StoreError::Refused(_))), "{others:?}");

    edit(&manager, &other).unwrap();
    assert!(matches!(edit(&clerk, &other), Err(StoreError::Denied(Permission::EditTasks))));
    assert!(matches!(edit(&photographer, &theirs), Err(StoreError::Denied(Permission::EditTasks))));
    let finish = |id: &TaskId| Command::from(TaskCommand::Finish(vec![id.clone()]));
    assert!(matches!(s.store.run(&photographer, finish(&other)), Err(StoreError::NotFound { .. })));
    let tick = TaskCommand::Tick { id: theirs.clone(), at: 0, what: "Backup".into(), done: true };
    s.store.run(&photographer, tick.into()).unwrap();
    let done = s.store.run(&photographer, finish(&theirs)).unwrap();
    assert_eq!(done.offers, None, "who may not move a project is offered nothing");
    s.store.run(&photographer, Command::Undo).unwrap();
    s.store.run(&photographer, Command::Undo).unwrap();
    assert!(matches!(
        s.store.run(&photographer, TaskCommand::Delete(theirs.clone()).into()),
        Err(StoreError::Denied(_))
    ));
    assert!(matches!(s.store.run(&accountant, finish(&theirs)), Err(StoreError::Denied(_))));

    // A clerk changes the tasks of their own inquiries, until those are booked.
    s.sqlite3(&format!("UPDATE projects SET lead_user_id = 'u_clerk' WHERE id = '{project}'")).unwrap();
    edit(&clerk, &other).unwrap();
    s.store.run(&clerk, finish(&other)).unwrap();
    s.move_project(&project, "active", "").unwrap();
    assert!(matches!(s.edit_task(&clerk, &other, &[("notes", "y")]), Err(StoreError::Denied(_))));
    let ids = |actor: &Actor, id: &TaskId| match s
        .store
        .ask(actor, Query::IdsFrom { table: Table::ProjectTasks, prefix: id.to_string() })
        .unwrap()
    {
        Reply::References(hits) => hits.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!((ids(&photographer, &theirs), ids(&photographer, &other), ids(&manager, &other)), (1, 0, 1));
    s.sqlite3("UPDATE users SET branch_id = NULL WHERE id = 'u_manager'").unwrap();
    assert!(matches!(s.store.ask(&manager, Query::Task(other)), Err(StoreError::NotFound { .. })));
}

#[test]
fn tasks_of_projects_that_will_not_take_place_are_put_aside() {
    let s = Studio::new();
    let project = s.wedding();
    s.add_task(&project, &[("title", "Cull"), ("due", "0")]);
    s.move_project(&project, "cancelled", "rain").unwrap();
    assert!(s.tasks(&s.owner, "open", "").is_empty());
    s.sqlite3(&format!("INSERT INTO project_tasks (id, project_id, branch_id, title, stage, created_at) VALUES ('t1', '{project}', '{}', 'Late', 'active', 1)", s.branch)).unwrap();
    assert!(s.tasks(&s.owner, "open", "").is_empty());
    s.assert_sound();
    s.move_project(&project, "inquiry", "sun").unwrap();
    assert_eq!(s.tasks(&s.owner, "open", ""), ["Cull", "Late"]);
    s.sqlite3(&format!("REPLACE INTO projects (id, branch_id, client_id, status) SELECT id, branch_id, client_id, 'trashed' FROM projects WHERE id = '{project}'")).unwrap_or_default();
    s.assert_sound();
}

#[test]
fn rows_of_other_programs_are_shown_and_kept() {
    let s = Studio::new();
    let project = s.wedding();
    let b = &s.branch;
    s.sqlite3(&format!(
        "INSERT INTO project_tasks (id, project_id, branch_id, title, stage, anchor, days, due_at, assignee_user_id, checklist_json, notes, done_at, created_at) VALUES
           ('t1', '{project}', '{b}', 'Odd', 'culling', 'moonrise', NULL, 1600000000000, NULL, '[broken', NULL, NULL, 1),
           ('t2', '{project}', '{b}', '', '', '', 'x', 'soon', NULL, '{{\"a\":1}}', '', NULL, 1),
           ('t3', '{project}', '{b}', 'Done', 'active', NULL, NULL, NULL, NULL, '[\"one\",7]', NULL, 'yesterday', 1);"
    ))
    .unwrap();
    s.store.finish_indexing().unwrap();
    let t1 = TaskId::from("t1");
    for filter in ["", "open", "overdue", "done", "my_done", "my_overdue"] {
        s.tasks(&s.owner, filter, "");
    }
    assert_eq!(s.task(&t1).task.checklist.text(), "[ ] [broken");
    s.edit_task(&s.owner, &t1, &[("title", "Less odd")]).unwrap();
    let row = s
        .sqlite3(
            "SELECT title, stage, anchor, days, due_at, checklist_json FROM project_tasks WHERE id = 't1'",
        )
        .unwrap();
    assert_eq!(row, "Less odd|culling|moonrise||1600000000000|[broken", "what was not touched stays");
    s.run(TaskCommand::Finish(vec![TaskId::from("t2")])).unwrap();
    s.run(TaskCommand::Tick { id: TaskId::from("t3"), at: 0, what: "one".into(), done: true }).unwrap();
    let list = s.sqlite3("SELECT checklist_json FROM project_tasks WHERE id = 't3'").unwrap();
    assert_eq!(list, "[{\"text\":\"one\",\"done\":true},7]");
    s.set_project(&project, &[("start", in_days(20))]);
}

// Templates --------------------------------------------------------------------------------------------------------

const WEDDING: &str = "Venue | active | 14 days before shoot\n- Parking\nContract | active | on booking\nCull | editing | 2 days after shoot\nCall | completed";

fn make_template(s: &Studio, items: &str) -> TaskTemplateId {
    let command = TaskCommand::CreateTemplate {
        branch: None,
        values: values(&[("name", "Wedding"), ("items", items)]),
    };
    TaskTemplateId::from(s.run(command).unwrap().row.unwrap().id)
}

#[test]
fn a_template_is_applied_to_a_project() {
    let s = Studio::new();
    let project = s.wedding();
    s.set_project(&project, &[("start", in_days(10))]);
    let template = make_template(&s, WEDDING);
    let applied = s.run(TaskCommand::Apply { template: template.clone(), project: project.clone() }).unwrap();
    assert_eq!(applied.message, "Added 4 tasks of Wedding to Sharma wedding");
    let tasks = s.project(&project).tasks.rows;
    let due = |title: &str| tasks.iter().find(|t| t.title == title).unwrap().due.map(days);
    assert_eq!((due("Venue"), due("Contract"), due("Cull"), due("Call")), (Some(0), Some(0), Some(12), None));
    assert_eq!(tasks.iter().find(|t| t.title == "Venue").unwrap().checklist, (0, 1));
    s.set_project(&project, &[("start", in_days(30))]);
    let venue = TaskId::from(s.sqlite3("SELECT id FROM project_tasks WHERE title = 'Venue'").unwrap());
    assert_eq!(s.due(&venue), Some(16));
    s.run(Command::Undo).unwrap();
    s.run(Command::Undo).unwrap();
    assert_eq!(s.sqlite3("SELECT count(*) FROM project_tasks").unwrap(), "0");
    s.assert_sound();
}

#[test]
fn templates_are_edited_archived_and_belong_to_a_branch_or_to_all() {
    let s = Studio::new();
    let manager = s.hire("u_manager", "manager");
    let id = make_template(&s, WEDDING);
    let named = |actor: &Actor, filter: &str, text: &str| -> Vec<String> {
        let query = ListQuery { text: text.into(), filter: filter.into(), limit: 9, ..Default::default() };
        match s.store.ask(actor, Query::List(ListKind::TaskTemplates, query)).unwrap() {
            Reply::TaskTemplates(page) => {
                page.rows.into_iter().map(|row| format!("{} {}", row.name, row.tasks)).collect()
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(named(&manager, "", ""), ["Wedding 4"]);
    assert_eq!(named(&manager, "", "cull"), ["Wedding 4"]);
    let template = match s.store.ask(&s.owner, Query::TaskTemplate(id.clone())).unwrap() {
        Reply::TaskTemplate(detail) => detail.template,
        other => panic!("{other:?}"),
    };
    let base = template.values();
    assert_eq!(base[&FieldKey::from("items")].as_text(), WEDDING);
    let edit = |items: &str| {
        let mut all = base.clone();
        all.extend(values(&[("items", items)]));
        TaskCommand::EditTemplate { id: id.clone(), version: 1, base: base.clone(), values: all }
    };
    assert!(errors(s.run(edit("Cull | edting"))).contains("line 1: there is no stage “edting”"));
    assert!(matches!(
        s.store.run(&manager, edit("Cull").into()),
        Err(StoreError::Denied(Permission::EditTaskTemplates))
    ));
    s.run(edit("Cull | editing")).unwrap();
    assert!(matches!(s.run(edit("Call")), Err(StoreError::Conflict(_))));
    assert_eq!(named(&s.owner, "", ""), ["Wedding 1"]);

    let own = TaskCommand::CreateTemplate {
        branch: Some(s.branch.clone()),
        values: values(&[("name", "Ours"), ("items", "Call")]),
    };
    s.store.run(&manager, own.into()).unwrap();
    s.sqlite3(
        "INSERT INTO branches (id, org_id, name) SELECT 'br_x', id, 'Dubai' FROM organizations;
         INSERT INTO task_templates (id, org_id, branch_id, name, items_json, created_at) SELECT 'tkt_x', id, 'br_x', 'Theirs', '[{\"title\":\"A\"}]', 1 FROM organizations;
         INSERT INTO organizations (id, name) VALUES ('org_x', 'Elsewhere');
         INSERT INTO task_templates (id, org_id, name, items_json, created_at) VALUES ('tkt_y', 'org_x', 'Foreign', 'broken', 1);"
    )
    .unwrap();
    s.store.finish_indexing().unwrap();
    assert_eq!(named(&manager, "", ""), ["Ours 1", "Wedding 1"]);
    assert_eq!(named(&s.owner, "", ""), ["Ours 1", "Theirs 1", "Wedding 1"]);
    let project = s.wedding();
    let theirs = TaskCommand::Apply { template: TaskTemplateId::from("tkt_x"), project };
    assert!(matches!(s.run(theirs.clone()), Err(StoreError::Refused(_))));
    assert!(matches!(s.store.run(&manager, theirs.into()), Err(StoreError::NotFound { .. })));
    s.run(TaskCommand::ArchiveTemplates(vec![id])).unwrap();
    assert_eq!(named(&s.owner, "archived", ""), ["Wedding 1"]);
    s.run(Command::Undo).unwrap();
    assert!(named(&s.owner, "archived", "").is_empty());
    s.assert_sound();
}

#[test]
fn an_erased_client_leaves_no_words_in_tasks() {
    let s = Studio::new();
    let project = s.wedding();
    let id = s.add_task(
        &project,
        &[("title", "Call Priya"), ("notes", "her mother decides"), ("checklist", "ask Priya")],
    );
    let client = s.project(&project).project.client;
    s.run(Command::EraseClient { id: client, confirm: "Priya".into() }).unwrap();
    let task = s.task(&id).task;
    assert_eq!((task.title.as_str(), task.notes.as_str(), task.checklist.counts()), ("[erased]", "", (0, 0)));
    let left = s.sqlite3("SELECT count(*) FROM audit_personal WHERE json LIKE '%mother%'; SELECT count(*) FROM audit_logs WHERE payload_json LIKE '%mother%'; SELECT count(*) FROM search_docs WHERE body LIKE '%call priya%'").unwrap();
    assert_eq!(left, "0\n0\n0");
}
