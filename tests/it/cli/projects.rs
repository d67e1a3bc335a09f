//! The commands on projects, their sub-events and their quotes, against a real store.

use super::clients::{json, ok, studio};
use super::{Home, clients};
use serde_json::{Value, json};

/// A home with a client and a project of hers.
fn wedding() -> (Home, String) {
    let home = studio();
    clients::add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    let id = add(&home, &["--client", "Priya Sharma", "--title", "Sharma wedding", "--kind", "wedding"]);
    (home, id)
}

fn add(home: &Home, args: &[&str]) -> String {
    ok(home.run(&[&["project", "add"], args].concat())).trim_end().to_owned()
}

/// Runs SQL on the studio's file, as another program would.
fn sqlite3(home: &Home, sql: &str) {
    crate::store::sqlite3(&home.path().join("data/studio.db"), sql).unwrap_or_else(|error| panic!("{error}"));
}

fn show(home: &Home, id: &str) -> Value {
    json(home.run(&["project", "show", id, "--json"]))
}

fn titles(home: &Home, args: &[&str]) -> Vec<String> {
    let list = json(home.run(&[&["project", "list", "--json"], args].concat()));
    let title = |row: &Value| row["title"].as_str().unwrap_or_default().to_owned();
    list.as_array().into_iter().flatten().map(title).collect()
}

#[test]
fn a_project_is_added_shown_edited_and_found() {
    let (home, id) = wedding();
    assert!(id.starts_with("prj_"), "{id}");
    let record = show(&home, "sharma");
    assert_eq!((&record["id"], &record["status"]), (&json!(id), &json!("inquiry")));
    assert_eq!(record["client"]["name"], "Priya Sharma");
    assert_eq!(record["moves"], json!(["active", "cancelled"]));
    assert_eq!(record["invoiced"], json!({"amount": "0.00", "currency": "INR", "minor": 0}));
    for section in ["events", "quotes", "tasks", "storage", "notifications", "invoices"] {
        assert_eq!(record[section], json!([]), "{section}");
    }
    assert_eq!((&record["messages"], &record["media"]), (&json!(0), &json!(0)));

    let edited = json(home.run(&[
        "project",
        "edit",
        &id,
        "--start",
        "2027-02-14 10:00",
        "--location",
        "Mysuru",
        "--lead",
        "asha",
        "--set",
        "source=referral",
        "--json",
    ]));
    assert_eq!(edited["start"], "2027-02-14T04:30:00Z");
    assert_eq!((&edited["lead"]["name"], &edited["version"]), (&json!("Asha"), &json!(2)));
    let shown = ok(home.run(&["project", "show", &id]));
    assert!(shown.starts_with("Sharma wedding\n"), "{shown}");
    for said in ["inquiry", "active, cancelled", "2027-02-14 10:00", "Mysuru", "Referral", "98450 12345"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let cleared =
        json(home.run(&["project", "edit", "Sharma wedding", "--location", "", "--lead", "", "--json"]));
    assert_eq!((&cleared["location"], &cleared["lead"]), (&json!(""), &Value::Null));
    let csv = ok(home.run(&["project", "list", "--csv"]));
    assert_eq!(csv.lines().next(), Some("title,client,status,start,branch,id"));
}

#[test]
fn lists_are_narrowed() {
    let (home, id) = wedding();
    clients::add(&home, &["--name", "Arjun Rao", "--phone", "98450 54321"]);
    add(&home, &["--client", "98450 54321", "--title", "Rao portraits", "--lead", "Asha"]);
    let gone = add(&home, &["--client", "Arjun Rao", "--title", "Rao birthday"]);
    ok(home.run(&["project", "trash", &gone, "--reason", "asked twice"]));
    ok(home.run(&["project", "move", &id, "active"]));
    assert_eq!(titles(&home, &[]), ["Rao portraits", "Sharma wedding"]);
    for (args, wanted) in [
        (&["--status", "active"][..], &["Sharma wedding"][..]),
        (&["--status", "inquiry"], &["Rao portraits"]),
        (&["--filter", "active"], &["Sharma wedding"]),
        (&["--mine"], &["Rao portraits"]),
        (&["--trash"], &["Rao birthday"]),
        (&["--client", "rao"], &["Rao portraits"]),
        (&["--client", "rao", "--trash"], &["Rao birthday"]),
        (&["--client", "rao", "--status", "active"], &[]),
        (&["--client", "Priya Sharma", "--sort", "shoot"], &["Sharma wedding"]),
        (&["--search", "portr"], &["Rao portraits"]),
        (&["--limit", "1"], &["Rao portraits"]),
    ] {
        assert_eq!(titles(&home, args), wanted, "{args:?}");
    }
    for args in [&["--mine", "--trash"][..], &["--client", "rao", "--search", "x"], &["--status", "odd"]] {
        assert_eq!(home.run(&[&["project", "list"], args].concat()).code, 2, "{args:?}");
    }
}

#[test]
fn a_project_moves_only_where_it_can() {
    let (home, id) = wedding();
    let step = |to: &str, reason: &str| home.run(&["project", "move", &id, to, "--reason", reason]);
    for (to, code, said) in [
        (
            "shooting",
            6,
            "a project that is inquiry cannot become shooting: it can become active or cancelled",
        ),
        ("wedding", 6, "cannot become wedding: it can become active or cancelled"),
        ("inquiry", 6, "the project is inquiry already"),
        ("cancelled", 6, "Say why with --reason"),
        ("trashed", 6, "`project trash` throws it away"),
    ] {
        let ran = step(to, "");
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(ran.err.contains(said), "{ran:?}");
    }
    assert_eq!(show(&home, &id)["status"], "inquiry");
    let rehearsed = home.run(&["project", "move", &id, "active", "--dry-run"]);
    assert_eq!(rehearsed.err, "Would have moved Sharma wedding: it is active now\n");
    let moved = step("active", "");
    assert_eq!((moved.code, moved.err.as_str()), (0, "Moved Sharma wedding: it is active now\n"));
    ok(step("inquiry", "she hesitates"));
    ok(step("active", ""));
    ok(step("cancelled", "another date"));
    let record = show(&home, &id);
    assert_eq!((&record["status"], &record["moves"]), (&json!("cancelled"), &json!(["active"])));
    ok(step("active", "she is back"));

    assert_eq!(home.run(&["project", "trash", &id]).code, 2);
    ok(home.run(&["project", "trash", "sharma wedding", "--reason", "asked twice"]));
    let record = show(&home, "Sharma wedding");
    assert_eq!((&record["status"], &record["moves"]), (&json!("trashed"), &json!([])));
    let ran = step("active", "");
    assert!(ran.code == 6 && ran.err.contains("`project restore`"), "{ran:?}");
    let again = home.run(&["project", "trash", &id, "--reason", "x"]);
    assert!(again.code == 6 && again.err.contains("in the trash already"), "{again:?}");
    let edited = home.run(&["project", "edit", &id, "--title", "X"]);
    assert!(edited.code == 6 && edited.err.contains("is in the trash"), "{edited:?}");
    let back = json(home.run(&["project", "restore", "Sharma wedding", "--json"]));
    assert_eq!((&back["status"], &back["trashed"]), (&json!("active"), &Value::Null));
}

#[test]
fn what_is_wrong_with_a_project_is_said_and_nothing_is_kept() {
    let (home, id) = wedding();
    for (args, code, said) in [
        (vec!["project", "add", "--title", "X"], 6, "client: a project is for a client"),
        (vec!["project", "add", "--client", "priya", "--title", "X"], 2, "did you mean Priya Sharma"),
        (vec!["project", "add", "--client", "nobody", "--title", "X"], 3, "there is no client nobody"),
        (vec!["project", "add", "--client", "Priya Sharma"], 6, "title: a title or a kind is needed"),
        (vec!["project", "edit", &id, "--lead", "nobody"], 3, "nobody here is called nobody"),
        (vec!["project", "edit", &id, "--start", "soon"], 6, "start:"),
        (
            vec!["project", "edit", &id, "--start", "2027-02-14", "--delivery", "2027-02-01"],
            6,
            "delivery: the delivery lies before the shoot",
        ),
        (vec!["project", "edit", &id], 2, "nothing to change"),
        (vec!["project", "edit", &id, "--set", "titel=X"], 2, "Did you mean `title`?"),
        (vec!["project", "edit", &id, "--title", "Y", "--if-version", "7"], 5, "has version 1 by now"),
        (vec!["project", "show", "nobody"], 3, "there is no project nobody"),
        (vec!["project", "restore", &id], 6, "is not in the trash"),
    ] {
        let ran = home.run(&args);
        assert_eq!(ran.code, code, "{args:?} {ran:?}");
        assert!(ran.err.contains(said), "{args:?} {ran:?}");
    }
    let record = show(&home, &id);
    assert_eq!((&record["version"], &record["title"]), (&json!(1), &json!("Sharma wedding")));
    assert_eq!(titles(&home, &[]), ["Sharma wedding"]);
}

#[test]
fn sub_events_are_added_edited_and_removed() {
    let (home, id) = wedding();
    let added = ok(home.run(&[
        "project",
        "event",
        "add",
        &id,
        "--title",
        "Haldi",
        "--start",
        "2027-02-13 10:00",
        "--end",
        "2027-02-13 13:00",
        "--location",
        "home",
    ]));
    let event = added.trim_end();
    let listed = json(home.run(&["project", "event", "list", "sharma", "--json"]));
    assert_eq!((&listed[0]["id"], &listed[0]["start"]), (&json!(event), &json!("2027-02-13T04:30:00Z")));
    assert_eq!(show(&home, &id)["events"], listed);
    // Times are the sub-event's own.
    let edited = json(home.run(&[
        "project",
        "event",
        "edit",
        event,
        "--zone",
        "Asia/Dubai",
        "--start",
        "2027-02-13 10:00",
        "--end",
        "2027-02-13 12:00",
        "--json",
    ]));
    assert_eq!((&edited["start"], &edited["version"]), (&json!("2027-02-13T06:00:00Z"), &json!(2)));
    let edited = json(home.run(&["project", "event", "edit", event, "--end", "2027-02-13 14:00", "--json"]));
    assert_eq!((&edited["end"], &edited["project"]), (&json!("2027-02-13T10:00:00Z"), &json!(id)));
    let table = ok(home.run(&["project", "event", "list", &id]));
    assert!(table.contains("2027-02-13 10:00") && table.contains("Asia/Dubai"), "{table}");

    // A time alone is on the day of the start, or on the next one.
    for (end, at) in [
        ("14:30", "2027-02-13T10:30:00Z"),
        ("2:00", "2027-02-13T22:00:00Z"),
        ("in 4 hours", "2027-02-13T10:00:00Z"),
    ] {
        let edited = json(home.run(&["project", "event", "edit", event, "--end", end, "--json"]));
        assert_eq!(edited["end"], at, "{end}");
    }
    let late = "2027-02-13 09:00";
    for (args, code, said) in [
        (vec!["edit", event, "--end", late], 6, "end: the end must lie behind the start"),
        (vec!["edit", event, "--end", "2027-02-13 10:00"], 6, "end: the end must lie behind the start"),
        (vec!["edit", event, "--zone", "Mars/North"], 6, "zone: no such time zone"),
        (vec!["edit", event, "--title", ""], 6, "title: a name is needed"),
        (vec!["edit", event], 2, "nothing to change"),
        (vec!["add", &id, "--title", "Wedding"], 6, "start: a date and time is needed"),
        (vec!["edit", event, "--notes", "x", "--if-version", "1"], 5, "has version 6 by now"),
        (vec!["remove", event, "--if-version", "1"], 5, "has version 6 by now"),
        (vec!["remove", "evt_none"], 3, "there is no sub-event evt_none"),
    ] {
        let ran = home.run(&[&["project", "event"][..], &args].concat());
        assert_eq!(ran.code, code, "{args:?} {ran:?}");
        assert!(ran.err.contains(said), "{args:?} {ran:?}");
    }
    let rehearsed = home.run(&["project", "event", "remove", event, "--dry-run"]);
    assert_eq!(rehearsed.err, "Would have removed Haldi\n");
    ok(home.run(&["project", "event", "remove", event, "--if-version", "6"]));
    assert_eq!(show(&home, &id)["events"], json!([]));
}

#[test]
fn a_quote_is_drafted_sent_and_accepted() {
    let (home, id) = wedding();
    ok(home.run(&[
        "package",
        "add",
        "--name",
        "Gold",
        "--type",
        "time_based",
        "--price",
        "85000",
        "--tax-rate",
        "18",
    ]));
    let drafted = ok(home.run(&["project", "quote", "add", &id, "--package", "gold"]));
    let quote = drafted.trim_end();
    ok(home.run(&[
        "project",
        "quote",
        "line",
        "add",
        quote,
        "--description",
        "Album",
        "--qty",
        "2",
        "--price",
        "5000",
    ]));
    let terms = [
        "project",
        "quote",
        "edit",
        quote,
        "--discount",
        "5000",
        "--valid-until",
        "2099-01-01 10:00",
        "--notes",
        "with drone",
        "--json",
    ];
    let record = json(home.run(&terms));
    // 90,000.00 before tax; 5,000.00 off, spread: 80,526.32 at 18 % and 9,473.68 without tax.
    assert_eq!(
        (&record["subtotal"]["minor"], &record["discount"]["minor"]),
        (&json!(9_000_000), &json!(500_000))
    );
    assert_eq!(record["tax"]["minor"], 1_449_474);
    assert_eq!(record["total"]["minor"], 10_449_474);
    let lines = record["lines"].as_array().map(Vec::len);
    assert_eq!((lines, &record["lines"][1]["qty"]), (Some(2), &json!("2")));
    let edited = json(home.run(&["project", "quote", "line", "edit", quote, "2", "--qty", "1", "--json"]));
    assert_eq!(edited["lines"][1]["total"]["minor"], 500_000);
    assert_eq!(edited["lines"][1]["description"], "Album");
    let shorter = json(home.run(&["project", "quote", "line", "remove", quote, "2", "--json"]));
    assert_eq!(shorter["lines"].as_array().map(Vec::len), Some(1));

    for (args, code, said) in [
        (vec!["accept", quote], 6, "the quote was not sent yet"),
        (vec!["decline", quote, "--reason", "x"], 6, "only one that was sent is declined"),
        (vec!["edit", quote, "--advance", "900000"], 6, "advance: the advance is more than"),
        (vec!["edit", quote, "--advance", "12.345"], 6, "advance:"),
        (vec!["edit", quote, "--notes", "x", "--if-version", "1"], 5, "by now"),
        (vec!["line", "edit", quote, "7", "--qty", "2"], 3, "there is no line 7"),
        (vec!["line", "edit", quote, "1", "--qty", "0"], 6, "qty: a quantity is more than zero"),
        (vec!["line", "add", quote, "--description", "Frame"], 6, "unit_price: a price is needed"),
        (vec!["show", "quo_none"], 3, "there is no quote quo_none"),
    ] {
        let ran = home.run(&[&["project", "quote"][..], &args].concat());
        assert_eq!(ran.code, code, "{args:?} {ran:?}");
        assert!(ran.err.contains(said), "{args:?} {ran:?}");
    }
    let rehearsed = home.run(&["project", "quote", "send", quote, "--dry-run"]);
    assert_eq!(rehearsed.err, "Would have noted the quote for Sharma wedding as sent\n");
    ok(home.run(&["project", "quote", "send", quote]));
    let late = home.run(&["project", "quote", "line", "add", quote, "--description", "X", "--price", "1"]);
    assert!(late.code == 6 && late.err.contains("what was sent does not change"), "{late:?}");
    let accepted = home.run(&["project", "quote", "accept", quote]);
    assert_eq!(accepted.err, "Accepted the quote: Sharma wedding is active now\n");
    let record = show(&home, &id);
    assert_eq!((&record["status"], &record["quotes"][0]["status"]), (&json!("active"), &json!("accepted")));
    assert_eq!(record["quoted"], record["quotes"][0]["total"]);
    let list = json(home.run(&["project", "quote", "list", &id, "--json"]));
    assert_eq!(list, record["quotes"]);
}

#[test]
fn a_declined_quote_says_why() {
    let (home, id) = wedding();
    let quote = ok(home.run(&["project", "quote", "add", &id]));
    let quote = quote.trim_end();
    let spare = ok(home.run(&["project", "quote", "add", &id]));
    let stale = home.run(&["project", "quote", "remove", spare.trim_end(), "--if-version", "7"]);
    assert!(stale.code == 5 && stale.err.contains("by now"), "{stale:?}");
    let removed = home.run(&["project", "quote", "remove", spare.trim_end()]);
    assert_eq!((removed.code, removed.err.as_str()), (0, "Removed the draft for Sharma wedding\n"));
    let empty = home.run(&["project", "quote", "send", quote]);
    assert!(empty.code == 6 && empty.err.contains("has no lines yet"), "{empty:?}");
    ok(home.run(&["project", "quote", "line", "add", quote, "--description", "Shoot", "--price", "40000"]));
    ok(home.run(&["project", "quote", "send", quote]));
    assert_eq!(home.run(&["project", "quote", "decline", quote]).code, 2);
    let declined = json(home.run(&["project", "quote", "decline", quote, "--reason", "too dear", "--json"]));
    assert_eq!(declined["status"], "declined");
    let late = home.run(&["project", "quote", "remove", quote]);
    assert!(late.code == 6 && late.err.contains("what was sent does not change"), "{late:?}");
    assert_eq!(show(&home, &id)["status"], "inquiry");
}

#[test]
fn the_trash_is_purged_by_an_explicit_word() {
    let (home, id) = wedding();
    let young = add(&home, &["--client", "Priya Sharma", "--title", "Young"]);
    ok(home.run(&[
        "project",
        "event",
        "add",
        &id,
        "--title",
        "Haldi",
        "--start",
        "2027-02-13 10:00",
        "--end",
        "2027-02-13 13:00",
    ]));
    for project in [&id, &young] {
        ok(home.run(&["project", "trash", project, "--reason", "asked twice"]));
    }
    let early = home.run(&["project", "purge", &id, "--yes"]);
    assert!(early.code == 6 && early.err.contains("can be restored until"), "{early:?}");
    let nothing = home.run(&["project", "purge", "--yes"]);
    assert_eq!((nothing.code, nothing.err.as_str()), (0, "Nothing to purge\n"));

    sqlite3(&home, &format!("UPDATE projects SET trashed_at = trashed_at - 31 * 86400 WHERE id = '{id}'"));
    let asked = home.run(&["project", "purge"]);
    assert_eq!(asked.code, 2, "{asked:?}");
    assert!(asked.out.contains("Sharma wedding") && asked.out.contains("1 sub-event"), "{asked:?}");
    assert!(asked.err.contains("1 project would go for good; nothing was purged"), "{asked:?}");
    let rehearsed = home.run(&["project", "purge", "--dry-run", "--json"]);
    assert_eq!(rehearsed.err, "Would have purged 1 project\n");
    let rows = json(rehearsed);
    assert_eq!((&rows[0]["id"], &rows[0]["outcome"]), (&json!(id), &json!("would be purged")));
    assert_eq!(rows[0]["hanging"]["events"], 1);
    assert_eq!(show(&home, &id)["status"], "trashed");

    let purged = home.run(&["project", "purge", "--yes", "--json"]);
    assert_eq!(purged.err, "Purged 1 project\n");
    assert_eq!(json(purged)[0]["outcome"], "purged");
    assert_eq!(home.run(&["project", "show", &id]).code, 3);
    assert_eq!(home.run(&["find", "sharma", "wedding"]).code, 3);
    assert_eq!(titles(&home, &["--trash"]), ["Young"]);
    ok(home.run(&["doctor"]));
}

#[test]
fn a_project_with_an_invoice_is_kept_when_the_trash_is_purged() {
    let (home, id) = wedding();
    ok(home.run(&["project", "trash", &id, "--reason", "asked twice"]));
    let overdue = "UPDATE projects SET trashed_at = trashed_at - 31 * 86400;
        INSERT INTO invoices (id, branch_id, project_id, amount_total, status) SELECT 'inv_1', branch_id, id, 5, 'draft' FROM projects";
    sqlite3(&home, overdue);
    let kept = home.run(&["project", "purge", "--yes"]);
    assert!(kept.code == 0 && kept.err.ends_with("Nothing to purge\n"), "{kept:?}");
    assert!(kept.out.contains("kept: Sharma wedding has 1 invoice"), "{kept:?}");
    let named = home.run(&["project", "purge", &id, "--yes"]);
    assert!(named.code == 6 && named.err.contains("has 1 invoice"), "{named:?}");
    assert_eq!(show(&home, &id)["status"], "trashed");
}

#[test]
fn of_projects_that_are_named_all_are_purged_or_none() {
    let (home, id) = wedding();
    let young = add(&home, &["--client", "Priya Sharma", "--title", "Young"]);
    for project in [&id, &young] {
        ok(home.run(&["project", "trash", project, "--reason", "asked twice"]));
    }
    sqlite3(&home, &format!("UPDATE projects SET trashed_at = trashed_at - 31 * 86400 WHERE id = '{id}'"));
    let refused = home.run(&["project", "purge", &id, &young, "--yes"]);
    assert!(refused.code == 6 && refused.err.contains("can be restored until"), "{refused:?}");
    assert_eq!(show(&home, &id)["status"], "trashed", "{refused:?}");
}
