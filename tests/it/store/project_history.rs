//! What stands in a project's history, and when its opening can be taken back.

use super::projects::event;
use super::{Studio, values};
use studiovault::domain::field::FieldValue;
use studiovault::domain::id::ProjectId;
use studiovault::store::protocol::*;

#[test]
fn opening_is_taken_back_only_while_nothing_hangs_on_the_project() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    s.run(Command::PostMessage { project: id.clone(), body: "She called".into() }).unwrap();
    s.sqlite3(&format!(
        "INSERT INTO media_objects (id, project_id, branch_id, path, size_bytes) VALUES ('med_1', '{id}', '{0}', '/a', 1), ('med_2', '{id}', '{0}', '/b', 1)",
        s.branch
    ))
    .unwrap();
    let Err(StoreError::Refused(refusal)) = s.run(Command::Undo) else { panic!() };
    assert_eq!(
        refusal.message,
        "“new project Wedding” can no longer be taken back: by now the project has 1 message and 2 files"
    );
    assert_eq!(s.project(&id).messages.rows.len(), 1);
    s.assert_sound();

    // What one added oneself since goes first, and then nothing stands in the way.
    let id = s.open_project(&priya, &[("title", "Album")]);
    s.run(QuoteCommand::Create { project: id.clone(), package: None }).unwrap();
    for _ in 0..2 {
        s.run(Command::Undo).unwrap();
    }
    assert!(matches!(s.store.ask(&s.owner, Query::Project(id.clone())), Err(StoreError::NotFound { .. })));
    s.run(Command::Redo).unwrap();
    assert_eq!(s.project(&id).project.details.title, "Album");
}

#[test]
fn the_history_says_what_of_quotes_and_sub_events_moved() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let start = event("Haldi", "2026-10-20T04:30:00Z", "2026-10-20T08:30:00Z");
    s.run(ProjectCommand::AddEvent { project: id.clone(), values: start }).unwrap();
    let read = s.project(&id).events.rows[0].clone();
    let mut moved = read.values();
    moved.insert("location".into(), FieldValue::text("Home"));
    let (event, base) = (read.id.clone(), read.values());
    s.run(ProjectCommand::EditEvent { id: event.clone(), version: read.version, base, values: moved })
        .unwrap();
    let quote = s.run(QuoteCommand::Create { project: id.clone(), package: None }).unwrap().row.unwrap();
    let mut line = values(&[("description", "Album"), ("qty", "1.5")]);
    line.insert("unit_price".into(), FieldValue::Money(500_000));
    s.run(QuoteCommand::AddItem { quote: quote.id.as_str().into(), values: line.clone() }).unwrap();
    s.run(ProjectCommand::RemoveEvent { id: event, version: read.version + 1 }).unwrap();

    let row = RowRef { table: Table::Projects, id: id.to_string() };
    let Reply::History(history) = s.store.ask(&s.owner, Query::History(row)).unwrap() else { panic!() };
    let said = |at: usize, field: &str| {
        let (_, before, after) = history[at].changes.iter().find(|(name, ..)| name == field).unwrap();
        (before.as_str(), after.as_str())
    };
    let about: Vec<(&str, &str)> = history.iter().map(|e| (e.event.as_str(), e.about.as_str())).collect();
    assert_eq!(
        about,
        [
            ("project.event_removed", "Haldi"),
            ("quote.edited", "Album"),
            ("quote.created", ""),
            ("project.event_edited", "Haldi"),
            ("project.event_added", "Haldi"),
            ("project.created", ""),
        ]
    );
    assert_eq!(said(0, "project_events.location"), ("Home", ""));
    assert_eq!(said(1, "quotes.total"), ("₹0.00", "₹7,500.00"));
    assert_eq!(said(1, "quote_items.unit_price"), ("", "₹5,000.00"));
    assert_eq!(said(1, "quote_items.qty"), ("", "1.5"));
    assert_eq!(said(3, "project_events.location"), ("", "Home"));
    assert_eq!(said(4, "project_events.title"), ("", "Haldi"));
    assert_eq!(said(5, "details.title"), ("", "Wedding"));

    // An entry about several of them names each.
    line.insert("description".into(), FieldValue::text("Frame"));
    s.run(QuoteCommand::AddItem { quote: quote.id.as_str().into(), values: line }).unwrap();
    s.run(QuoteCommand::Remove { id: quote.id.as_str().into(), version: 3 }).unwrap();
    let row = RowRef { table: Table::Projects, id: id.to_string() };
    let Reply::History(history) = s.store.ask(&s.owner, Query::History(row)).unwrap() else { panic!() };
    assert_eq!((history[0].event.as_str(), history[0].about.as_str()), ("quote.removed", "Album, Frame"));
}

/// What stands in the history of a project for whoever asks, as one text.
fn history_as(s: &Studio, who: &Actor, project: &str) -> String {
    let row = RowRef { table: Table::Projects, id: project.to_owned() };
    let Reply::History(entries) = s.store.ask(who, Query::History(row)).unwrap() else { panic!() };
    format!("{entries:?}")
}

#[test]
fn the_history_tells_nobody_what_the_project_does_not_show_them() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let file = values(&[("path", "/secret/film.mp4"), ("size", "5")]);
    s.run(MediaCommand::Add { project: id.clone(), values: file }).unwrap();
    let sent = values(&[("type", "photos_ready"), ("channel", "sms"), ("note", "to her sister")]);
    s.run(Command::RecordNotification { project: id.clone(), values: sent }).unwrap();
    s.run(Command::PostMessage { project: id.clone(), body: "She called".into() }).unwrap();
    for told in ["/secret/film.mp4", "to her sister", "She called"] {
        assert!(history_as(&s, &s.owner, id.as_str()).contains(told), "{told}");
    }
    // A clerk sees the project and its messages, but neither its files nor what was sent.
    let clerk = s.hire("u_clerk", "clerk");
    let seen = history_as(&s, &clerk, id.as_str());
    assert!(seen.contains("She called"), "{seen}");
    for kept in ["/secret/film.mp4", "to her sister"] {
        assert!(!seen.contains(kept), "{kept}");
    }
}

#[test]
fn the_history_of_one_project_says_nothing_of_another() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let [wedding, album] = ["Wedding", "Album"].map(|title| s.open_project(&priya, &[("title", title)]));
    let add = |project: &ProjectId, path: &str| {
        let values = values(&[("path", path), ("size", "5")]);
        let added = s.run(MediaCommand::Add { project: project.clone(), values }).unwrap();
        added.row.unwrap().id.as_str().into()
    };
    let files = vec![add(&wedding, "/wedding.mp4"), add(&album, "/album.pdf")];
    s.run(MediaCommand::Remove(files)).unwrap();
    let seen = history_as(&s, &s.owner, wedding.as_str());
    assert!(seen.contains("media.removed") && seen.contains("/wedding.mp4"), "{seen}");
    assert!(!seen.contains("/album.pdf"), "{seen}");
}

#[test]
fn the_history_says_that_a_task_was_done() {
    let s = Studio::new();
    let priya = s.add("Priya", "98450 12345");
    let id = s.open_project(&priya, &[("title", "Wedding")]);
    let task = TaskCommand::Create { project: id.clone(), values: values(&[("title", "Cull")]) };
    let task = s.run(task).unwrap().row.unwrap().id;
    s.run(TaskCommand::Finish(vec![task.as_str().into()])).unwrap();
    s.run(TaskCommand::Reopen(vec![task.as_str().into()])).unwrap();
    let row = RowRef { table: Table::Projects, id: id.to_string() };
    let Reply::History(entries) = s.store.ask(&s.owner, Query::History(row)).unwrap() else { panic!() };
    let said: Vec<(&str, &str)> = entries.iter().map(|e| (e.event.as_str(), e.about.as_str())).collect();
    assert_eq!(said[..2], [("task.reopened", "Cull"), ("task.done", "Cull")]);
    s.run(Command::Undo).unwrap();
    s.assert_sound();
}
