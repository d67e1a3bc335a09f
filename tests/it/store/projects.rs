//! Projects: open, edit, conflict, move, throw away, restore, undo; who may.

use super::{Studio, values};
use studiovault::domain::field::{FieldKey, FieldValue, FieldValues};
use studiovault::domain::id::{ClientId, ProjectId, SessionId, UserId};
use studiovault::domain::project::{ProjectStatus, fields};
use studiovault::domain::role::Permission;
use studiovault::store::protocol::*;

impl Studio {
    /// Opens a project for a client and returns its id.
    pub(crate) fn open_project(&self, client: &ClientId, fields: &[(&str, &str)]) -> ProjectId {
        let command = ProjectCommand::Create { branch: self.branch.clone(), values: of(client, fields) };
        ProjectId::from(self.run(command).unwrap().row.unwrap().id)
    }

    pub(crate) fn project(&self, id: &ProjectId) -> ProjectDetail {
        match self.store.ask(&self.owner, Query::Project(id.clone())).unwrap() {
            Reply::Project(detail) => *detail,
            other => panic!("{other:?}"),
        }
    }

    /// Moves a project from where it stands now.
    pub(crate) fn move_project(&self, id: &ProjectId, to: &str, reason: &str) -> Result<Outcome, StoreError> {
        let from = self.project(id).project.status;
        self.run(ProjectCommand::Move { id: id.clone(), from, to: to.into(), reason: reason.into() })
    }

    /// Somebody else who works here, in the first branch.
    pub(crate) fn hire(&self, id: &str, role: &str) -> Actor {
        self.sqlite3(&format!(
            "INSERT INTO users (id, org_id, branch_id, email, roles_json, status, name)
             SELECT '{id}', org_id, id, '{id}@x.in', '[\"{role}\"]', 'active', '{id}' FROM branches WHERE id = '{}'",
            self.branch
        ))
        .unwrap();
        Actor { user: UserId::from(id), session: SessionId::from(format!("ses_{id}")), host: "test".into() }
    }
}

/// Values of a project for a client.
pub(crate) fn of(client: &ClientId, fields: &[(&str, &str)]) -> FieldValues {
    let mut values = values(fields);
    let reference = FieldValue::Reference { id: client.to_string(), label: "whoever".into() };
    values.insert(FieldKey::from("client"), reference);
    values
}

fn edit(s: &Studio, actor: &Actor, id: &ProjectId, fields: &[(&str, &str)]) -> Result<Outcome, StoreError> {
    let project = s.project(id).project;
    let (base, mut changed) = (project.values(), project.values());
    changed.extend(values(fields));
    let command = ProjectCommand::Edit { id: id.clone(), version: project.version, base, values: changed };
    s.store.run(actor, command.into())
}

#[test]
fn a_new_project_is_an_inquiry() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "  Sharma   wedding "), ("kind", "wedding")]);
    let detail = s.project(&id);
    assert_eq!(detail.project.status, ProjectStatus::Inquiry);
    assert_eq!(detail.project.details.title, "Sharma wedding");
    assert_eq!((detail.project.client_name.as_str(), detail.phone.as_str()), ("Priya", "98450 12345"));
    assert_eq!(detail.project.activated, None);
    assert!(detail.money.is_some() && detail.events.rows.is_empty());
    assert!(s.client(&priya).timeline.iter().any(|entry| entry.text == "Sharma wedding"));
    s.assert_sound();
}

#[test]
fn bad_fields_are_named_and_nothing_is_kept() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let erased = s.add("Gone", "98450 12346");
    s.run(Command::EraseClient { id: erased.clone(), confirm: "Gone".into() }).unwrap();
    let at = |text: &str| FieldValue::When(text.parse().unwrap());
    let with = |key: &str, value: FieldValue| {
        let mut values = of(&priya, &[("title", "Wedding")]);
        values.insert(FieldKey::from(key), value);
        values
    };
    let mut late = with("start", at("2026-11-24T04:30:00Z"));
    late.insert(FieldKey::from("delivery"), at("2026-11-23T04:30:00Z"));
    let cases = [
        (values(&[("title", "Wedding")]), "client"),
        (of(&priya, &[]), "title"),
        (with("start", FieldValue::text("soon")), "start"),
        (late, "delivery"),
        (with("lead", FieldValue::Reference { id: "usr_nobody".into(), label: "X".into() }), "lead"),
        (with("shoe_size", FieldValue::text("7")), "shoe_size"),
    ];
    for (values, bad) in cases {
        let command = ProjectCommand::Create { branch: s.branch.clone(), values: values.clone() };
        match s.run(command) {
            Err(StoreError::Invalid(errors)) => {
                assert!(errors.0.contains_key(&FieldKey::from(bad)), "{values:?}: {errors:?}");
            }
            other => panic!("{values:?}: {other:?}"),
        }
    }
    let create = |client: &ClientId| {
        s.run(ProjectCommand::Create { branch: s.branch.clone(), values: of(client, &[("title", "X")]) })
    };
    assert!(matches!(create(&erased), Err(StoreError::Refused(_))));
    assert!(matches!(create(&"cli_none".into()), Err(StoreError::NotFound { .. })));
    assert_eq!(s.sqlite3("SELECT count(*) FROM projects").unwrap(), "0");
}

#[test]
fn unknown_keys_of_the_details_survive_an_edit() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    s.sqlite3(&format!(
        "UPDATE projects SET details_json = '{{\"name\":\"W\",\"hours\":7,\"notes\":[1]}}' WHERE id = '{id}'"
    ))
    .unwrap();
    edit(&s, &s.owner, &id, &[("location", "Mysuru")]).unwrap();
    let details = s.sqlite3(&format!("SELECT details_json FROM projects WHERE id = '{id}'")).unwrap();
    for kept in ["\"hours\":7", "\"notes\":[1]", "\"name\":\"W\"", "Mysuru"] {
        assert!(details.contains(kept), "{details}");
    }
    assert_eq!(s.project(&id).project.details.called(), "W");
}

#[test]
fn a_stale_edit_is_a_conflict_and_a_renamed_client_is_none() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let read = s.project(&id).project;
    s.edit(&priya, &[("name", "Priya Sharma")]).unwrap();
    let command = |version, base: &FieldValues, title: &str| {
        let mut values = base.clone();
        values.extend(self::values(&[("title", title)]));
        ProjectCommand::Edit { id: id.clone(), version, base: base.clone(), values }
    };
    s.run(command(read.version, &read.values(), "Sharma wedding")).unwrap();
    let Err(StoreError::Conflict(conflict)) = s.run(command(read.version, &read.values(), "Mine")) else {
        panic!("a conflict was due")
    };
    assert_eq!((conflict.label.as_str(), conflict.changed_by.as_str()), ("Sharma wedding", "Asha"));
    s.run(command(conflict.version, &conflict.theirs, "Mine")).unwrap();
    assert_eq!(s.project(&id).project.details.title, "Mine");
}

#[test]
fn moves_are_legal_or_name_what_is() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let refused = s.move_project(&id, "editing", "").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a project that is inquiry cannot become editing: it can become active or cancelled"
    );
    assert_eq!(s.move_project(&id, "active", "").unwrap().message, "Moved Wedding: it is active now");
    let activated = s.project(&id).project.activated;
    assert!(activated.is_some());
    assert!(matches!(s.move_project(&id, "inquiry", " "), Err(StoreError::Refused(_))));
    s.move_project(&id, "inquiry", "the date fell through").unwrap();
    s.move_project(&id, "active", "").unwrap();
    assert_eq!(s.project(&id).project.activated, activated, "it is set once");

    s.move_project(&id, "cancelled", "the venue closed").unwrap();
    assert_eq!(s.project(&id).project.before.top(), Some(ProjectStatus::Active));
    assert!(s.move_project(&id, "editing", "x").is_err());
    s.move_project(&id, "active", "another venue").unwrap();
    assert_eq!(s.project(&id).project.before.stored(), None);

    let row = RowRef { table: Table::Projects, id: id.to_string() };
    let Reply::History(history) = s.store.ask(&s.owner, Query::History(row)).unwrap() else { panic!() };
    let reasons: Vec<&str> = history.iter().map(|e| e.reason.as_str()).filter(|r| !r.is_empty()).collect();
    assert_eq!(reasons, ["another venue", "the venue closed", "the date fell through"]);
    assert!(history[0].changes.contains(&("status".into(), "cancelled".into(), "active".into())));
    s.assert_sound();
}

#[test]
fn a_move_from_where_it_no_longer_stands_is_a_conflict() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let stale = |to: &str| ProjectCommand::Move {
        id: id.clone(),
        from: ProjectStatus::Inquiry,
        to: to.into(),
        reason: "why".into(),
    };
    s.run(stale("active")).unwrap();
    let Err(StoreError::Conflict(conflict)) = s.run(stale("cancelled")) else { panic!("a conflict was due") };
    assert_eq!(conflict.theirs[&FieldKey::from(fields::STATUS)], FieldValue::text("active"));
}

#[test]
fn moves_edits_and_the_trash_are_undone_and_redone() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    edit(&s, &s.owner, &id, &[("title", "Sharma wedding")]).unwrap();
    s.move_project(&id, "active", "").unwrap();
    s.run(ProjectCommand::Trash { id: id.clone(), reason: "made twice".into() }).unwrap();
    let status = || s.project(&id).project.status;
    assert_eq!(status(), ProjectStatus::Trashed);
    assert_eq!(s.run(Command::Undo).unwrap().message, "Undid: throwing away of Sharma wedding");
    assert_eq!(s.run(Command::Undo).unwrap().message, "Undid: move of Sharma wedding to active");
    assert_eq!((status(), s.project(&id).project.activated), (ProjectStatus::Inquiry, None));
    s.run(Command::Undo).unwrap();
    assert_eq!(s.project(&id).project.details.title, "Wedding");
    for _ in 0..3 {
        s.run(Command::Redo).unwrap();
    }
    assert_eq!(status(), ProjectStatus::Trashed);
    assert_eq!(
        s.run(ProjectCommand::Restore(id.clone())).unwrap().message,
        "Restored Sharma wedding: it is active again"
    );
    for _ in 0..5 {
        s.run(Command::Undo).unwrap();
    }
    assert!(matches!(s.store.ask(&s.owner, Query::Project(id)), Err(StoreError::NotFound { .. })));
    s.assert_sound();
}

#[test]
fn the_trash_asks_why_and_keeps_what_was() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    s.move_project(&id, "active", "").unwrap();
    s.move_project(&id, "cancelled", "rain").unwrap();
    let trash = |reason: &str| s.run(ProjectCommand::Trash { id: id.clone(), reason: reason.into() });
    assert!(matches!(trash("  "), Err(StoreError::Invalid(_))));
    trash("nobody wants it").unwrap();
    assert!(matches!(trash("again"), Err(StoreError::Refused(_))));
    assert!(s.move_project(&id, "active", "x").unwrap_err().to_string().contains("restored from the trash"));
    assert!(edit(&s, &s.owner, &id, &[("title", "X")]).unwrap_err().to_string().contains("in the trash"));
    assert_eq!(
        s.sqlite3("SELECT severity FROM audit_logs WHERE event_type = 'project.trashed'").unwrap(),
        "high"
    );
    s.run(ProjectCommand::Restore(id.clone())).unwrap();
    let project = s.project(&id).project;
    assert_eq!((project.status, project.trashed), (ProjectStatus::Cancelled, None));
    assert_eq!(project.before.top(), Some(ProjectStatus::Active));
    assert!(matches!(s.run(ProjectCommand::Restore(id)), Err(StoreError::Refused(_))));
}

#[test]
fn a_status_of_another_program_is_shown_kept_and_led_back() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    s.sqlite3(&format!("UPDATE projects SET status = 'on_hold' WHERE id = '{id}'")).unwrap();
    edit(&s, &s.owner, &id, &[("location", "Home")]).unwrap();
    assert_eq!(s.project(&id).project.status.as_str(), "on_hold");
    s.move_project(&id, "active", "it goes on").unwrap();
    assert!(s.project(&id).project.activated.is_some());
}

#[test]
fn a_clerk_keeps_to_their_own_inquiries_and_activates_nothing() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let (clerk, manager) = (s.hire("u_clerk", "clerk"), s.hire("u_manager", "manager"));
    let photographer = s.hire("u_photo", "photographer");
    let command =
        ProjectCommand::Create { branch: s.branch.clone(), values: of(&priya, &[("title", "Own")]) };
    let denied = |result: Result<Outcome, StoreError>, permission| {
        assert_eq!(result.unwrap_err(), StoreError::Denied(permission));
    };
    denied(s.store.run(&photographer, command.clone().into()), Permission::CreateProjects);
    let own = ProjectId::from(s.store.run(&clerk, command.into()).unwrap().row.unwrap().id);
    let others = s.open_project(&priya, &[("title", "Others'")]);
    assert_eq!(s.project(&own).project.lead_name, "u_clerk");

    edit(&s, &clerk, &own, &[("location", "Home")]).unwrap();
    denied(edit(&s, &clerk, &others, &[("location", "Home")]), Permission::EditProjects);
    let activate = || ProjectCommand::Move {
        id: own.clone(),
        from: ProjectStatus::Inquiry,
        to: ProjectStatus::Active,
        reason: String::new(),
    };
    denied(s.store.run(&clerk, activate().into()), Permission::MoveProjects);
    s.store.run(&manager, activate().into()).unwrap();
    denied(edit(&s, &clerk, &own, &[("location", "Away")]), Permission::EditProjects);
    // What was the clerk's own when it was edited is no longer when it is taken back.
    s.sqlite3(&format!("UPDATE projects SET status = 'inquiry', activated_at = NULL WHERE id = '{own}'"))
        .unwrap();
    s.sqlite3("UPDATE users SET roles_json = '[\"accountant\"]' WHERE id = 'u_clerk'").unwrap();
    denied(s.store.run(&clerk, Command::Undo), Permission::ViewProjects);
    s.sqlite3("UPDATE users SET roles_json = '[\"clerk\"]' WHERE id = 'u_clerk'").unwrap();
    s.store.run(&manager, activate().into()).unwrap();
    let trash = ProjectCommand::Trash { id: own.clone(), reason: "x".into() };
    denied(s.store.run(&clerk, trash.clone().into()), Permission::TrashProjects);
    s.store.run(&manager, trash.into()).unwrap();
    s.store.run(&manager, ProjectCommand::Restore(own).into()).unwrap();
}

#[test]
fn an_erasure_leaves_no_word_of_a_project() {
    let s = Studio::new();
    let id = s.add("Zubeida Quraishi", "98450 12345");
    let project = s.open_project(&id, &[("title", "Zubeida wedding"), ("location", "Quetta lane 7")]);
    edit(&s, &s.owner, &project, &[("notes", "Zubeida's mother decides")]).unwrap();
    s.run(Command::EraseClient { id, confirm: "Zubeida Quraishi".into() }).unwrap();
    s.assert_sound();
    let path = s.path();
    s.store.stop();
    let mut bytes = std::fs::read(&path).unwrap();
    for suffix in ["-wal", "-shm"] {
        bytes.extend(std::fs::read(format!("{}{suffix}", path.display())).unwrap_or_default());
    }
    for word in ["Zubeida", "zubeida", "Quetta", "quetta"] {
        assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} is still in the file");
    }
}

#[test]
fn people_are_found_by_name_or_address() {
    let s = Studio::new();
    s.hire("u_rahul", "photographer");
    s.sqlite3("UPDATE users SET status = 'suspended', name = 'Ravi' WHERE id = 'nobody'").unwrap();
    let find = |text: &str| {
        let query = Query::People { scope: BranchScope::All, text: text.into() };
        match s.store.ask(&s.owner, query).unwrap() {
            Reply::References(hits) => hits.into_iter().map(|hit| hit.label).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(find(""), ["Asha", "u_rahul"]);
    assert_eq!(find("RAHUL"), ["u_rahul"]);
    assert_eq!(find("x.in"), ["u_rahul"]);
    assert!(find("system").is_empty());
}

/// The fields of a sub-event.
pub(super) fn event(title: &str, start: &str, end: &str) -> FieldValues {
    let at = |text: &str| FieldValue::When(text.parse().unwrap());
    let mut values = values(&[("title", title)]);
    values.extend([("start".into(), at(start)), ("end".into(), at(end))]);
    values
}

#[test]
fn sub_events_are_added_edited_removed_and_undone() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let add = |values: FieldValues| s.run(ProjectCommand::AddEvent { project: id.clone(), values });
    add(event("Wedding", "2026-10-21T00:30:00Z", "2026-10-22T00:30:00Z")).unwrap();
    let row = add(event("Haldi", "2026-10-20T04:30:00Z", "2026-10-20T08:30:00Z")).unwrap().row.unwrap();
    let titles = || s.project(&id).events.rows.iter().map(|e| e.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles(), ["Haldi", "Wedding"]);
    let read = s.project(&id).events.rows[0].clone();
    assert_eq!((read.id.as_str(), read.zone.as_str()), (row.id.as_str(), "Asia/Kolkata"));

    let edit = |version, base: &FieldValues, change: &[(&str, &str)]| {
        let mut changed = base.clone();
        changed.extend(values(change));
        let (id, base) = (read.id.clone(), base.clone());
        s.run(ProjectCommand::EditEvent { id, version, base, values: changed })
    };
    edit(read.version, &read.values(), &[("zone", "Asia/Dubai"), ("location", "Jumeirah")]).unwrap();
    let stale = edit(read.version, &read.values(), &[("location", "Home")]);
    let Err(StoreError::Conflict(conflict)) = stale else { panic!("{stale:?}") };
    assert_eq!(conflict.theirs[&FieldKey::from("location")], FieldValue::text("Jumeirah"));
    let remove = |version| s.run(ProjectCommand::RemoveEvent { id: read.id.clone(), version });
    // Whoever saw what it was before does not throw away what it became.
    let Err(StoreError::Conflict(conflict)) = remove(read.version) else { panic!() };
    assert_eq!((conflict.label.as_str(), conflict.version), ("Haldi", read.version + 1));
    assert_eq!(titles(), ["Haldi", "Wedding"]);
    remove(conflict.version).unwrap();
    assert_eq!(titles(), ["Wedding"]);
    for _ in 0..2 {
        s.run(Command::Undo).unwrap();
    }
    assert_eq!(s.project(&id).events.rows[0].zone, "Asia/Kolkata");
    let Reply::SubEvent(one) = s.store.ask(&s.owner, Query::SubEvent(read.id)).unwrap() else { panic!() };
    assert_eq!(one.location, "");
    s.assert_sound();
}

#[test]
fn sub_events_with_bad_fields_are_refused() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let start = "2026-10-21T04:30:00Z";
    let mut zone = event("Haldi", start, "2026-10-21T05:30:00Z");
    zone.insert("zone".into(), FieldValue::text("Mars/Olympus"));
    let cases = [
        (event("", start, "2026-10-21T05:30:00Z"), "title"),
        (event("Haldi", start, start), "end"),
        (event("Haldi", start, "2026-10-21T04:29:59Z"), "end"),
        (values(&[("title", "Haldi")]), "start"),
        (zone, "zone"),
    ];
    for (values, bad) in cases {
        match s.run(ProjectCommand::AddEvent { project: id.clone(), values: values.clone() }) {
            Err(StoreError::Invalid(errors)) => {
                assert!(errors.0.contains_key(&FieldKey::from(bad)), "{values:?}: {errors:?}");
            }
            other => panic!("{values:?}: {other:?}"),
        }
    }
    s.run(ProjectCommand::Trash { id: id.clone(), reason: "x".into() }).unwrap();
    let late =
        ProjectCommand::AddEvent { project: id, values: event("Haldi", start, "2026-10-21T05:30:00Z") };
    assert!(s.run(late).unwrap_err().to_string().contains("in the trash"));
    assert_eq!(s.sqlite3("SELECT count(*) FROM project_events").unwrap(), "0");
}

#[test]
fn sub_events_follow_the_rights_on_their_project() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let clerk = s.hire("u_clerk", "clerk");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let times = ("2026-10-21T04:30:00Z", "2026-10-21T05:30:00Z");
    let add = || ProjectCommand::AddEvent { project: id.clone(), values: event("Haldi", times.0, times.1) };
    assert_eq!(s.store.run(&clerk, add().into()).unwrap_err(), StoreError::Denied(Permission::EditProjects));
    s.sqlite3(&format!("UPDATE projects SET lead_user_id = 'u_clerk' WHERE id = '{id}'")).unwrap();
    s.store.run(&clerk, add().into()).unwrap();
    s.move_project(&id, "active", "").unwrap();
    assert_eq!(s.store.run(&clerk, Command::Undo).unwrap_err(), StoreError::Denied(Permission::EditProjects));
}

#[test]
fn nobody_of_a_branch_out_of_reach_answers_for_a_project() {
    let s = Studio::new();
    let manager = s.hire("usr_m", "manager");
    s.sqlite3(
        "INSERT INTO branches (id, org_id, name) SELECT 'br_2', org_id, 'Dubai' FROM branches;
         INSERT INTO users (id, org_id, branch_id, roles_json, status, name)
           SELECT 'usr_far', org_id, 'br_2', '[\"manager\"]', 'active', 'Farah' FROM branches WHERE id = 'br_2';",
    )
    .unwrap();
    let lead = |id: &str| {
        let mut values = of(&s.add("Priya", "98450 12345"), &[("title", "Wedding")]);
        values.insert(fields::LEAD.into(), FieldValue::Reference { id: id.into(), label: "whoever".into() });
        ProjectCommand::Create { branch: s.branch.clone(), values }
    };
    let refused = s.store.run(&manager, lead("usr_far").into());
    assert!(matches!(refused, Err(StoreError::Invalid(_))), "{refused:?}");
    s.store.run(&manager, lead("usr_m").into()).unwrap();
    s.run(lead("usr_far")).unwrap();
}

#[test]
fn odd_values_of_another_program_do_not_hide_a_project() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let most = i64::MAX;
    s.sqlite3(&format!(
        "UPDATE clients SET phone = x'3938' WHERE id = '{priya}';
         INSERT INTO quotes (id, project_id, branch_id, status, currency, total, advance, created_at) VALUES
           ('qte_1', '{id}', '{b}', 'accepted', 'INR', {most}, 0, 5), ('qte_2', '{id}', '{b}', 'accepted', 'INR', {most}, -{most} - 1, 5),
           ('qte_3', '{id}', '{b}', 'accepted', 'INR', 25000, 0, x'00'), ('qte_4', '{id}', '{b}', 'sent', 'x', 'much', 'all', 'soon');
         INSERT INTO messages (id, scope_type, scope_id, sender_user_id, content, created_at)
           SELECT 'msg_1', 'project', '{id}', id, x'ff00', 'now' FROM users WHERE id <> 'usr_system';
         INSERT INTO notifications (id, branch_id, project_id, type, channel, cost, billed, created_at)
           VALUES ('ntf_1', '{b}', '{id}', x'00', 'sms', 0, 'yes', 'now');
         INSERT INTO project_tasks (id, project_id, branch_id, title, stage, due_at, position, checklist_json, created_at)
           VALUES ('tsk_1', '{id}', '{b}', x'41', 'active', 'soon', 'first', '[1, null, {{}}]', 5);
         INSERT INTO media_objects (id, project_id, branch_id, path, size_bytes) VALUES ('med_1', '{id}', '{b}', x'41', 'large');
         INSERT INTO invoices (id, branch_id, project_id, amount_total, status, issued_at) VALUES ('inv_1', '{b}', '{id}', 100.5, 'issued', 'today');",
        b = s.branch
    ))
    .unwrap();
    let detail = s.project(&id);
    assert_eq!(detail.phone, "98");
    let money = detail.money.unwrap();
    assert_eq!((money.sums[0].quoted.unwrap().minor, money.sums[0].invoiced.minor), (25_000, 10_050));
    assert_eq!((detail.quotes.rows.len(), detail.tasks.rows.len(), detail.media.rows.len()), (4, 1, 1));
}
