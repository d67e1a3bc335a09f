//! The lists of projects: without the trash, mine, by shoot.

use super::Studio;
use studiovault::domain::id::ProjectId;
use studiovault::store::protocol::*;

/// The titles of a page of projects.
fn titles(s: &Studio, actor: &Actor, filter: &str, sort: &str, text: &str) -> Vec<String> {
    let query = ListQuery {
        filter: filter.into(),
        sort: sort.into(),
        text: text.into(),
        limit: 50,
        ..ListQuery::default()
    };
    match s.store.ask(actor, Query::List(ListKind::Projects, query)).unwrap() {
        Reply::Projects(page) => page.rows.into_iter().map(|row| row.title).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn lists_leave_the_trash_out_and_know_what_is_mine() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let clerk = s.hire("u_clerk", "clerk");
    let open = |title: &str| s.open_project(&priya, &[("title", title)]);
    let (led, helped, both, gone, _others) =
        (open("Led"), open("Helped"), open("Both"), open("Gone"), open("Others"));
    let at = |id: &ProjectId, n: i64, start: &str| {
        s.sqlite3(&format!("UPDATE projects SET created_at = {n}, start_date = {start} WHERE id = '{id}'"))
            .unwrap();
    };
    for (id, n, start) in [(&led, 1, "500"), (&helped, 2, "NULL"), (&both, 3, "400"), (&gone, 4, "900")] {
        at(id, n, start);
    }
    for id in [&led, &both, &gone] {
        s.sqlite3(&format!("UPDATE projects SET lead_user_id = 'u_clerk' WHERE id = '{id}'")).unwrap();
    }
    for (task, id, done) in
        [("1", &helped, "NULL"), ("2", &both, "NULL"), ("3", &both, "NULL"), ("4", &led, "9")]
    {
        s.sqlite3(&format!(
            "INSERT INTO project_tasks (id, project_id, branch_id, title, stage, assignee_user_id, done_at, created_at)
             VALUES ('tsk_{task}', '{id}', '{}', 'Cut', 'active', 'u_clerk', {done}, 1)",
            s.branch
        ))
        .unwrap();
    }
    s.run(ProjectCommand::Trash { id: gone, reason: "made twice".into() }).unwrap();
    assert_eq!(titles(&s, &clerk, "mine", "", ""), ["Both", "Helped", "Led"]);
    assert_eq!(titles(&s, &clerk, "mine", "shoot", ""), ["Led", "Both", "Helped"]);
    assert!(titles(&s, &s.owner, "mine", "", "").is_empty());
    assert_eq!(titles(&s, &s.owner, "", "shoot", "").len(), 4);
    assert_eq!(titles(&s, &s.owner, "trashed", "", ""), ["Gone"]);
    s.store.finish_indexing().unwrap();
    assert_eq!(titles(&s, &clerk, "mine", "", "helped"), ["Helped"]);
    assert!(titles(&s, &clerk, "mine", "", "others").is_empty());
    assert_eq!(titles(&s, &s.owner, "", "", "priya").len(), 4);

    // The windows of a merged list join without a gap and without a row twice.
    let mut seen = Vec::new();
    let mut from = PageFrom::Start;
    loop {
        let query = ListQuery { filter: "mine".into(), from, limit: 1, ..ListQuery::default() };
        let Reply::Projects(page) = s.store.ask(&clerk, Query::List(ListKind::Projects, query)).unwrap()
        else {
            panic!()
        };
        let Some(row) = page.rows.into_iter().next() else { break };
        seen.push(row.title.clone());
        from = PageFrom::After(row.cursor);
    }
    assert_eq!(seen, ["Both", "Helped", "Led"]);
    let query = ListQuery { filter: "mine".into(), limit: 2, ..ListQuery::default() };
    let around = Query::Around(ListKind::Projects, query, helped.to_string());
    let Reply::Projects(page) = s.store.ask(&clerk, around).unwrap() else { panic!() };
    assert_eq!(page.rows.iter().map(|r| r.title.as_str()).collect::<Vec<_>>(), ["Both", "Helped"]);
    s.assert_sound();
}
