//! The commands on tasks and their templates, against a real store.

use super::clients::{self, json, ok, studio};
use super::{Home, Ran};
use serde_json::{Value, json};

/// A home with a wedding, and what `task list` calls the project.
fn wedding() -> Home {
    let home = studio();
    clients::add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    ok(home.run(&["project", "add", "--client", "Priya Sharma", "--title", "Sharma wedding"]));
    home
}

fn task(home: &Home, args: &[&str]) -> Ran {
    home.run(&[&["task"], args].concat())
}

fn add(home: &Home, args: &[&str]) -> String {
    let all = [&["add", "--project", "Sharma wedding"], args].concat();
    ok(task(home, &all)).trim_end().to_owned()
}

fn titles(home: &Home, args: &[&str]) -> Vec<String> {
    let list = json(task(home, &[&["list", "--json"], args].concat()));
    let title = |row: &Value| row["title"].as_str().unwrap_or_default().to_owned();
    list.as_array().into_iter().flatten().map(title).collect()
}

#[test]
fn a_task_is_added_shown_edited_and_deleted() {
    let home = wedding();
    let id =
        add(&home, &["--title", "Cull", "--due", "2099-11-27", "--check", "Backup", "--check", "Rough cut"]);
    assert!(id.starts_with("tsk_"), "{id}");
    let record = json(task(&home, &["show", "cull", "--json"]));
    assert_eq!((&record["stage"], &record["status"]), (&json!("inquiry"), &json!("inquiry")));
    assert_eq!(record["due"], "2099-11-27T18:29:59Z", "the end of the day in the branch's zone");
    assert_eq!(record["checklist"][1], json!({"number": 2, "text": "Rough cut", "done": false}));
    assert_eq!((&record["assignee"], &record["done"]), (&Value::Null, &Value::Null));

    let edit =
        ["edit", "Cull", "--stage", "editing", "--assignee", "asha", "--anchor", "shoot", "--days", "-2"];
    let edited = json(task(&home, &[&edit[..], &["--json"]].concat()));
    assert_eq!((&edited["assignee"]["name"], &edited["stage"]), (&json!("Asha"), &json!("editing")));
    assert_eq!((&edited["counted"], &edited["due"]), (&json!("2 days before the shoot"), &Value::Null));
    ok(home.run(&["project", "edit", "Sharma wedding", "--start", "2099-12-10 10:00"]));
    let shown = ok(task(&home, &["show", &id]));
    for said in ["Cull\n", "Sharma wedding", "2099-12-08", "2 days before the shoot", "Asha", "Rough cut"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let cleared = json(task(&home, &["edit", &id, "--due", "2099-12-01", "--assignee", "", "--json"]));
    assert_eq!((&cleared["anchor"], &cleared["assignee"]), (&Value::Null, &Value::Null));
    assert_eq!((&cleared["due"], &cleared["version"]), (&json!("2099-12-01T18:29:59Z"), &json!(4)));

    for (args, code, said) in [
        (&["edit", "Cull"][..], 2, "nothing to change"),
        (&["edit", "Cull", "--set", "colour=red"], 2, "a task has no field `colour`"),
        (&["edit", "Cull", "--if-version", "1", "--notes", "x"], 5, "has version 4 by now"),
        (&["edit", "Cull", "--assignee", "nobody"], 3, "nobody here is called nobody"),
        (&["edit", "Cull", "--stage", "culling"], 6, "stage: there is no stage “culling”"),
        (&["edit", "Cull", "--days", "3"], 6, "days need something to be counted from"),
        (&["edit", "Cull", "--due", "someday"], 6, "due: "),
        (&["show", "tsk_x"], 3, "task"),
        (&["add", "--project", "Sharma wedding", "--title", " "], 6, "title: "),
        (&["add", "--title", "Cull"], 2, "--project"),
        (&["delete", "Cull", "--if-version", "1"], 5, "has version 4 by now"),
    ] {
        let ran = task(&home, args);
        assert!(ran.code == code && ran.err.contains(said), "{args:?}: {ran:?}");
    }
    let early = task(&home, &["edit", "Cull", "--due", "2020-01-01"]);
    assert!(
        early.code == 6 && early.err.contains("due: that is 1 Jan 2020, before the project was opened ("),
        "{early:?}"
    );

    assert_eq!(task(&home, &["delete", "Cull", "--dry-run"]).err, "Would have deleted Cull\n");
    assert_eq!(task(&home, &["delete", "Cull"]).err, "Deleted Cull\n");
    assert!(titles(&home, &[]).is_empty());
}

#[test]
fn tasks_are_finished_and_the_last_one_says_where_the_project_may_go() {
    let home = wedding();
    ok(home.run(&["project", "move", "Sharma wedding", "active"]));
    let [venue, contract] =
        ["Venue", "Contract"].map(|title| add(&home, &["--title", title, "--check", "Call"]));
    let offer = |err: &str| err.contains("every active task of Sharma wedding is done; `project move prj_");
    let rehearsed = task(&home, &["done", "Venue", "Contract", "--dry-run", "--json"]);
    assert!(
        rehearsed.err.starts_with("Would have finished 2 tasks\n") && offer(&rehearsed.err),
        "{rehearsed:?}"
    );
    assert_eq!(json(rehearsed)["offers"]["to"], "shooting");

    let first = task(&home, &["done", &venue]);
    assert_eq!((first.code, first.err.as_str()), (0, "Finished Venue\n"));
    let last = task(&home, &["done", &contract, &venue]);
    assert!(last.err.starts_with("Finished Contract\n") && offer(&last.err), "{last:?}");
    assert!(last.err.contains(" shooting` goes on"), "{last:?}");
    assert_eq!(task(&home, &["done", &venue]).err, "Nothing to change\n");
    assert_eq!(task(&home, &["reopen", &venue, &contract]).err, "Reopened 2 tasks\n");
    ok(task(&home, &["done", "Venue"]));
    let moved = task(&home, &["edit", "Contract", "--stage", "editing"]);
    assert!(offer(&moved.err), "the last open task went to another status: {moved:?}");

    ok(home.run(&["project", "add", "--client", "Priya Sharma", "--title", "Portraits"]));
    ok(task(&home, &["add", "--project", "Portraits", "--title", "Venue"]));
    assert!(task(&home, &["done", "Venue"]).err.contains("Venue may be several tasks"));
    let missing = task(&home, &["done", "Contact", "--project", "Portraits"]);
    assert!(missing.code == 3 && missing.err.contains("It has: Venue (tsk_"), "{missing:?}");
    assert_eq!(
        task(&home, &["done", "Venue", "--project", "Portraits"]).err.lines().next(),
        Some("Finished Venue")
    );
    assert_eq!(task(&home, &["reopen", "venue", "--project", "Portraits"]).err, "Reopened Venue\n");

    let ticked = task(&home, &["tick", "Contract", "call"]);
    assert!(ticked.code == 3 && ticked.err.contains("It has: 1 Call."), "{ticked:?}");
    assert_eq!(task(&home, &["tick", "Contract", "1"]).err, "Ticked Call: 1 of 1 in Contract\n");
    let open = task(&home, &["untick", "Contract", "Call", "--json"]);
    assert_eq!(open.err, "Unticked Call: 0 of 1 in Contract\n");
    assert_eq!(json(open)["checklist"][0]["done"], false);
}

#[test]
fn lists_of_tasks_are_narrowed() {
    let home = wedding();
    ok(home.run(&["project", "add", "--client", "Priya Sharma", "--title", "Portraits"]));
    add(&home, &["--title", "Venue", "--assignee", "Asha", "--due", "2099-01-02"]);
    add(&home, &["--title", "Contract", "--due", "2099-01-01"]);
    add(&home, &["--title", "Deposit", "--assignee", "Asha"]);
    ok(task(&home, &["add", "--project", "Portraits", "--title", "Backdrop"]));
    ok(task(&home, &["done", "Deposit"]));
    for (args, wanted) in [
        (&[][..], &["Contract", "Venue", "Backdrop"][..]),
        (&["--open"], &["Contract", "Venue", "Backdrop"]),
        (&["--mine"], &["Venue"]),
        (&["--done"], &["Deposit"]),
        (&["--mine", "--done"], &["Deposit"]),
        (&["--filter", "my_done"], &["Deposit"]),
        (&["--overdue"], &[]),
        (&["--project", "sharma wedding"], &["Contract", "Venue"]),
        (&["--project", "sharma wedding", "--mine"], &["Venue"]),
        (&["--project", "sharma wedding", "--done"], &["Deposit"]),
        (&["--project", "sharma wedding", "--overdue"], &[]),
        (&["--project", "portraits", "--assignee", "asha"], &[]),
        (&["--assignee", "asha"], &["Venue"]),
        (&["--assignee", "asha", "--done"], &["Deposit"]),
        (&["--search", "contr"], &["Contract"]),
        (&["--limit", "1"], &["Contract"]),
    ] {
        assert_eq!(titles(&home, args), wanted, "{args:?}");
    }
    for args in
        [&["--open", "--done"][..], &["--project", "sharma wedding", "--search", "x"], &["--filter", "odd"]]
    {
        assert_eq!(task(&home, &[&["list"], args].concat()).code, 2, "{args:?}");
    }
    let csv = ok(task(&home, &["list", "--csv"]));
    let header = "due,overdue,title,project_title,assignee,checklist,stage,done,project,branch,id";
    assert_eq!(csv.lines().next(), Some(header));
}

#[test]
fn templates_are_written_and_applied() {
    let home = wedding();
    let template = |args: &[&str]| task(&home, &[&["template"], args].concat());
    let cull = "Cull | editing | 2 days after shoot";
    let made =
        ["add", "--name", "Wedding", "--task", cull, "--task", "- Backup", "--task", "Call | completed"];
    let id = ok(template(&made)).trim_end().to_owned();
    assert!(id.starts_with("tkt_"), "{id}");
    let record = json(template(&["show", "wedding", "--json"]));
    assert_eq!(record["items"], json!([cull, "- Backup", "Call | completed"]));
    assert_eq!((&record["branch"], &record["tasks"][0]["days"]), (&Value::Null, &json!(2)));
    let shown = ok(template(&["show", "Wedding"]));
    for said in ["every branch", "Cull", "2 days after the shoot", "completed"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let wrong = template(&["edit", "Wedding", "--task", "Cull | edting"]);
    assert!(wrong.code == 6 && wrong.err.contains("items: line 1: there is no stage “edting”"), "{wrong:?}");
    ok(template(&["edit", &id, "--name", "Weddings", "--if-version", "1"]));

    let rehearsed = template(&["apply", "Weddings", "Sharma wedding", "--dry-run"]);
    assert_eq!(rehearsed.err, "Would have added 2 tasks of Weddings to Sharma wedding\n");
    assert!(titles(&home, &[]).is_empty());
    ok(template(&["apply", &id, "Sharma wedding"]));
    assert_eq!(titles(&home, &["--project", "Sharma wedding"]).len(), 2);
    let cull = json(task(&home, &["show", "Cull", "--json"]));
    assert_eq!((&cull["template"], &cull["checklist"][0]["text"]), (&json!(id), &json!("Backup")));

    assert_eq!(template(&["archive", "Weddings"]).err, "Archived Weddings\n");
    assert_eq!(json(template(&["list", "--json"])), json!([]));
    let archived = ok(template(&["list", "--filter", "archived", "--csv"]));
    assert_eq!(archived.lines().next(), Some("name,tasks,branch,archived,id"));
    assert!(archived.contains("Weddings,2,,true,tkt_"), "{archived}");
    assert_eq!(template(&["restore", &id]).err, "Restored Weddings\n");
}
