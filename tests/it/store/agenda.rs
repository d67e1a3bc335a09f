//! The agenda: projects and their sub-events by day.

use super::Studio;
use studiovault::domain::id::ProjectId;
use studiovault::store::protocol::*;

fn page(s: &Studio, actor: &Actor, query: ListQuery) -> Page<AgendaRow> {
    match s.store.ask(actor, Query::List(ListKind::Agenda, query)).unwrap() {
        Reply::Agenda(page) => page,
        other => panic!("{other:?}"),
    }
}

fn said(page: &Page<AgendaRow>) -> Vec<String> {
    let line = |row: &AgendaRow| match &row.event {
        Some(event) => format!("{} of {} in {}", event.title, row.title, event.zone),
        None => row.title.clone(),
    };
    page.rows.iter().map(line).collect()
}

/// A project that starts in so many hours, with sub-events at others: what, when, where in the world.
fn dated(s: &Studio, title: &str, start: &str, events: &[(&str, i64, &str)]) -> ProjectId {
    let priya = s.add(&format!("Client of {title}"), "98450 12345");
    let id = s.open_project(&priya, &[("title", title)]);
    s.sqlite3(&format!("UPDATE projects SET start_date = {start} WHERE id = '{id}'")).unwrap();
    for (name, hours, zone) in events {
        s.sqlite3(&format!(
            "INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, location, created_at)
             VALUES ('{name}', '{id}', '{}', '{name}', {}, {}, '{zone}', 'Temple', 1)",
            s.branch,
            at(*hours),
            at(*hours + 2),
        ))
        .unwrap();
    }
    id
}

/// So many hours from now, to the full hour.
fn at(hours: i64) -> String {
    format!("(unixepoch() / 3600 + {hours}) * 3600")
}

fn upcoming() -> ListQuery {
    ListQuery { limit: 50, ..ListQuery::default() }
}

#[test]
fn every_sub_event_is_a_line_of_its_own() {
    let s = Studio::new();
    let wedding = dated(
        &s,
        "Wedding",
        &at(10),
        &[
            ("Haldi", 10, "Asia/Kolkata"),
            ("Reception", 60, "Asia/Dubai"),
            ("Engagement", -900, "Asia/Kolkata"),
        ],
    );
    dated(&s, "Portrait", &at(20), &[]);
    // One that has a start of its own beside its sub-events, and one that has only those.
    dated(&s, "Film", &at(30), &[("Recce", 25, "Asia/Kolkata")]);
    dated(&s, "Series", "NULL", &[("Episode", 40, "Asia/Kolkata")]);
    let all = page(&s, &s.owner, upcoming());
    let lines = [
        "Haldi of Wedding in Asia/Kolkata",
        "Portrait",
        "Recce of Film in Asia/Kolkata",
        "Film",
        "Episode of Series in Asia/Kolkata",
        "Reception of Wedding in Asia/Dubai",
    ];
    assert_eq!(said(&all), lines);
    assert_eq!((all.rows[0].location.as_str(), all.rows[0].client.as_str()), ("Temple", "Client of Wedding"));
    assert_eq!(all.matching, Count::Exact(6));
    let past = ListQuery { filter: "past".into(), ..upcoming() };
    assert_eq!(said(&page(&s, &s.owner, past)), ["Engagement of Wedding in Asia/Kolkata"]);

    // Windows join without a gap and without a line twice, in both directions.
    for backward in [false, true] {
        let (mut seen, mut from) = (Vec::new(), if backward { PageFrom::End } else { PageFrom::Start });
        loop {
            let window = page(&s, &s.owner, ListQuery { from, limit: 1, ..upcoming() });
            seen.extend(said(&window));
            let Some(row) = window.rows.into_iter().next() else { break };
            from = if backward { PageFrom::Before(row.cursor) } else { PageFrom::After(row.cursor) };
        }
        if backward {
            seen.reverse();
        }
        assert_eq!(seen, lines);
    }
    let around = Query::Around(ListKind::Agenda, upcoming(), "Reception".into());
    let Reply::Agenda(around) = s.store.ask(&s.owner, around).unwrap() else { panic!() };
    assert!(around.rows.iter().any(|row| row.id() == "Reception"));

    // What does not take place is on no day.
    s.move_project(&wedding, "cancelled", "called off").unwrap();
    assert_eq!(said(&page(&s, &s.owner, upcoming())), lines[1..5]);
}

#[test]
fn the_agenda_ends_at_the_branch() {
    let s = Studio::new();
    dated(&s, "Wedding", &at(10), &[("Haldi", 10, "Asia/Kolkata")]);
    s.sqlite3(&format!(
        "INSERT INTO branches (id, org_id, name) SELECT 'br_2', id, 'Dubai' FROM organizations;
         INSERT INTO clients (id, branch_id, name, phone) VALUES ('c2', 'br_2', 'Omar', '1');
         INSERT INTO projects (id, branch_id, client_id, status, created_at) VALUES ('p2', 'br_2', 'c2', 'active', 1);
         INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at)
           VALUES ('there', 'p2', 'br_2', 'Theirs', {soon}, {later}, 'Asia/Dubai', 1),
                  ('odd', 'p2', '{branch}', 'Filed wrongly', {soon}, {later}, 'Asia/Dubai', 1);",
        soon = at(5),
        later = at(6),
        branch = s.branch
    ))
    .unwrap();
    let clerk = s.hire("u_clerk", "clerk");
    assert_eq!(said(&page(&s, &clerk, upcoming())), ["Haldi of Wedding in Asia/Kolkata"]);
    let there = ListQuery { scope: BranchScope::One("br_2".into()), ..upcoming() };
    assert_eq!(page(&s, &s.owner, there).rows.len(), 1);
}
