//! `agenda`, `ics`, `project call-sheet`, `project checklist`, and rules of repetition.

use super::Home;
use super::clients::{self, json, ok, studio};

/// A studio with a class that comes four times, in thirty days for the first time; the id of its first date.
fn class() -> (Home, String) {
    let home = studio();
    clients::add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    ok(home.run(&["project", "add", "--client", "Priya Sharma", "--title", "Classes"]));
    let id = ok(home.run(&[
        "project",
        "event",
        "add",
        "Classes",
        "--title",
        "Yoga",
        "--start",
        "in 30 days 10:00",
        "--end",
        "12:00",
        "--travel",
        "1h",
        "--buffer-before",
        "30",
        "--repeat",
        "weekly 4 times",
    ]));
    (home, id.trim_end().to_owned())
}

fn dates(home: &Home) -> usize {
    json(home.run(&["project", "event", "list", "Classes", "--json"])).as_array().map_or(0, Vec::len)
}

#[test]
fn a_series_is_added_changed_and_removed_by_words() {
    let (home, id) = class();
    assert_eq!(dates(&home), 4);
    let shown =
        json(home.run(&["project", "event", "edit", &id, "--location", "Hall", "--dates", "all", "--json"]));
    assert_eq!((&shown["travel"], &shown["buffer_before"]), (&60.into(), &30.into()));
    assert!(shown["repeat"].as_str().unwrap().ends_with(", 4 times"), "{shown}");
    let every = json(home.run(&["project", "event", "list", "Classes", "--json"]));
    assert!(every.as_array().unwrap().iter().all(|event| event["location"] == "Hall"), "{every}");
    let ran = home.run(&["project", "event", "edit", &id, "--repeat", "weekly", "--dates", "all"]);
    assert_eq!((ran.code, ran.err.contains("say when it ends")), (6, true), "{}", ran.err);
    let ran = home.run(&["project", "event", "edit", &id, "--travel", "soon"]);
    assert_eq!((ran.code, ran.err.contains("no length of time")), (6, true), "{}", ran.err);
    let dry = home.run(&[
        "project",
        "event",
        "edit",
        &id,
        "--repeat",
        "weekly 9 times",
        "--dates",
        "all",
        "--dry-run",
    ]);
    assert!(dry.err.contains("Would have saved Yoga, 9 times: every "), "{}", dry.err);
    assert_eq!(dates(&home), 4);
    ok(home.run(&["project", "event", "remove", &id]));
    assert_eq!(dates(&home), 3);
    let next = every[2]["id"].as_str().unwrap();
    ok(home.run(&["project", "event", "remove", next, "--dates", "following"]));
    assert_eq!(dates(&home), 1);
}

#[test]
fn the_agenda_says_what_is_on() {
    let (home, _) = class();
    assert!(home.run(&["agenda", "--day"]).err.contains("nothing is on from"));
    let said = ok(home.run(&["agenda", "--from", "in 30 days", "--to", "in 40 days"]));
    assert_eq!(said.matches("10:00–12:00 Yoga · Classes ░ inquiry").count(), 2, "{said}");
    let rows = json(home.run(&["agenda", "--from", "in 30 days", "--to", "in 40 days", "--json"]));
    assert_eq!(rows[0]["event"]["lead"]["travel"], 3_600);
    assert_eq!(ok(home.run(&["agenda", "--day", "in 37 days"])).lines().count(), 2);
    let ran = home.run(&["agenda", "--from", "tomorrow", "--to", "today"]);
    assert_eq!((ran.code, ran.err.contains("lies before")), (2, true), "{}", ran.err);
    assert_eq!(home.run(&["agenda", "--week", "--day"]).code, 2);
    assert_eq!(home.run(&["agenda", "--person", "nobody"]).code, 3);
}

#[test]
fn papers_go_to_the_output_or_into_a_new_file() {
    let (home, id) = class();
    let sheet = ok(home.run(&["project", "call-sheet", &id]));
    for said in
        ["CALL SHEET · Yoga", "Call        08:30, 1 h on the way, there by 09:30", "Priya Sharma 98450 12345"]
    {
        assert!(sheet.contains(said), "{said}: {sheet}");
    }
    let several = home.run(&["project", "call-sheet", "Classes"]);
    assert_eq!(
        (several.code, several.err.contains("has several sub-events: Yoga")),
        (2, true),
        "{}",
        several.err
    );
    assert!(ok(home.run(&["project", "checklist", "Classes"])).contains("NOTHING IS BOOKED"));
    let file = home.path().join("sheet.txt");
    let to = file.to_str().unwrap();
    ok(home.run(&["project", "call-sheet", &id, "-o", to]));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), sheet);
    assert_eq!(home.run(&["project", "call-sheet", &id, "-o", to]).code, 5);
}

#[test]
fn calendar_files_are_exported_and_kept_up_to_date() {
    let (home, id) = class();
    let text = ok(home.run(&["ics", "export", "--project", "Classes"]));
    let read: icalendar::Calendar = text.parse().unwrap();
    assert_eq!(read.components.len(), 4);
    assert!(text.contains(&format!("UID:{id}@studiovault")) && text.contains("STATUS:TENTATIVE"), "{text}");
    assert!(!text.contains("98450"));
    assert!(ok(home.run(&["ics", "export", "--branch", "Bengaluru", "--phones"])).contains("98450"));
    let file = home.path().join("feed.ics");
    let path = file.to_str().unwrap();
    ok(home.run(&["ics", "feed", "add", path, "--project", "Classes"]));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    assert!(home.run(&["ics", "feed", "add", path]).err.contains("is kept up to date already"));
    assert!(ok(home.run(&["ics", "feed", "update"])).starts_with("unchanged"));
    ok(home.run(&["project", "event", "edit", &id, "--location", "Roof"]));
    assert_eq!(json(home.run(&["ics", "feed", "update", "--json"]))[0]["state"], "written");
    assert!(std::fs::read_to_string(&file).unwrap().contains("LOCATION:Roof"));
    let list = json(home.run(&["ics", "feed", "list", "--json"]));
    assert_eq!((&list[0]["about"], &list[0]["past_days"]), (&"Classes".into(), &30.into()));
    let lost = home.path().join("gone/feed.ics");
    let ran = home.run(&["ics", "feed", "add", lost.to_str().unwrap()]);
    assert_eq!((ran.code, ran.err.contains("as they were")), (6, true), "{}", ran.err);
    assert_eq!(home.run(&["ics", "feed", "update"]).code, 6);
    ok(home.run(&["ics", "feed", "remove", lost.to_str().unwrap()]));
    ok(home.run(&["ics", "feed", "remove", path]));
    assert!(file.exists());
    assert!(home.run(&["ics", "feed", "update"]).err.contains("no calendar file is kept up to date"));
}
