//! What hangs on projects: messages, files, notifications, against a real store.

use super::Home;
use super::clients::{add, json, ok, studio};
use serde_json::json;

/// A studio with a project.
fn with_project() -> Home {
    let home = studio();
    add(&home, &["--name", "Priya Sharma", "--phone", "98450 12345"]);
    ok(home.run(&["project", "add", "--client", "Priya Sharma", "--title", "Wedding"]));
    home
}

#[test]
fn messages_are_written_listed_and_shown_in_full() {
    let home = with_project();
    let id = ok(home.run(&["message", "add", "Wedding", "The", "temple", "allows\none tripod"]));
    assert!(id.starts_with("msg_"), "{id}");
    let rehearsed = home.run(&["message", "add", "Wedding", "मंदिर", "--dry-run"]);
    assert!(rehearsed.err.contains("Would have posted on Wedding"), "{}", rehearsed.err);
    let second = json(home.run(&["message", "add", "Wedding", "मंदिर 📷", "--json"]));
    assert_eq!((&second[0]["text"], &second[0]["scope"]), (&"मंदिर 📷".into(), &"lead".into()));

    let listed = json(home.run(&["message", "list", "wedding", "--json"]));
    let texts: Vec<&str> = listed.as_array().unwrap().iter().map(|m| m["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["मंदिर 📷", "The temple allows\none tripod"]);
    let shown = ok(home.run(&["message", "show", "wedding"]));
    assert!(shown.contains("\n  The temple allows\n  one tripod\n\n"), "{shown}");
    assert!(shown.ends_with("\n  मंदिर 📷\n"), "{shown}");
    let page = home.run(&["message", "list", "wedding", "--limit", "1"]);
    assert!(page.out.contains("मंदिर") && !page.out.contains("temple"), "{}", page.out);
    assert!(page.err.contains("there are more"), "{}", page.err);

    let refused = home.run(&["message", "add", "Wedding", " "]);
    assert_eq!(refused.code, 6);
    assert!(refused.err.contains("write something to send"), "{}", refused.err);
    assert_eq!(home.run(&["message", "add", "Funeral", "x"]).code, 3);
}

#[test]
fn files_are_added_edited_removed_and_summed() {
    let home = with_project();
    let file = home.path().join("clip.mp4");
    std::fs::write(&file, vec![0; 1_234]).unwrap();
    let path = file.to_str().unwrap();
    let id = ok(home.run(&["media", "add", "Wedding", "--path", path])).trim_end().to_owned();
    let shown = json(home.run(&["media", "show", &id, "--json"]));
    assert_eq!((&shown["size_bytes"], &shown["file_type"]), (&1_234.into(), &"ingest".into()));
    ok(home.run(&["media", "add", "Wedding", "--path", "/m/a.cr3", "--size", "48.3 MB"]));
    let edited =
        json(home.run(&["media", "edit", &id, "--type", "delivery", "--title", "The film", "--json"]));
    assert_eq!((&edited["file_type"], &edited["version"]), (&"delivery".into(), &2.into()));

    let sums = json(home.run(&["media", "storage", "Wedding", "--json"]));
    let sum =
        |i: usize| (sums[i]["file_type"].clone(), sums[i]["files"].clone(), sums[i]["size_bytes"].clone());
    assert_eq!(sum(0), ("delivery".into(), 1.into(), 1_234.into()));
    assert_eq!(sum(2), ("total".into(), 2.into(), 48_301_234.into()));
    let table = ok(home.run(&["media", "storage"]));
    assert!(table.contains("Bengaluru  raw           1  48.3 MB"), "{table}");
    let list = ok(home.run(&["media", "list", "Wedding", "--csv"]));
    let header = "path,title,file_type,size_bytes,watermark_state,uploaded_at,id";
    assert_eq!(list.lines().next(), Some(header));

    for (args, code, said) in [
        (vec!["media", "add", "Wedding", "--path", "/m/a.cr3"], 6, "this file is there already"),
        (vec!["media", "add", "Wedding"], 6, "say where the file lies"),
        (vec!["media", "edit", &id, "--size", "3 parsecs"], 6, "write a size like 48.3 MB"),
        (vec!["media", "edit", &id], 2, "nothing to change"),
        (vec!["media", "edit", &id, "--title", "X", "--if-version", "1"], 5, "has version 2 by now"),
        (vec!["media", "show", "med_none"], 3, "there is no file med_none"),
    ] {
        let run = home.run(&args);
        assert_eq!(run.code, code, "{args:?}: {}", run.err);
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
    }
    let removed = home.run(&["media", "remove", &id, "--dry-run"]);
    assert!(removed.err.contains("Would have removed The film from the list"), "{}", removed.err);
    ok(home.run(&["media", "remove", &id]));
    assert_eq!(home.run(&["media", "show", &id]).code, 3);
    assert!(file.exists());
}

#[test]
fn a_folder_is_scanned_for_a_project() {
    let home = with_project();
    let card = home.path().join("card");
    std::fs::create_dir_all(card.join("DCIM")).unwrap();
    std::fs::write(card.join("DCIM/DSC1.ARW"), b"abc").unwrap();
    std::fs::write(card.join("notes.txt"), b"x").unwrap();
    let folder = card.to_str().unwrap();
    let scan = |more: &[&str]| home.run(&[&["media", "scan", "Wedding", folder], more].concat());

    let rehearsed = scan(&["--dry-run"]);
    assert_eq!(rehearsed.code, 0, "{}", rehearsed.err);
    assert!(
        rehearsed.out.contains("added as raw") && rehearsed.out.contains("DSC1.ARW"),
        "{}",
        rehearsed.out
    );
    assert!(rehearsed.err.contains("Would have scanned for Wedding: 2 added"), "{}", rehearsed.err);
    assert_eq!(json(home.run(&["media", "list", "Wedding", "--json"])), json!([]));
    assert!(scan(&[]).err.contains("2 added, 0 changed, 0 removed"));

    std::fs::write(card.join("notes.txt"), b"longer").unwrap();
    std::fs::remove_file(card.join("DCIM/DSC1.ARW")).unwrap();
    let kept = scan(&["--dry-run"]);
    assert!(kept.out.contains("missing, kept") && kept.out.contains("another size"), "{}", kept.out);
    let done = json(scan(&["--remove-missing", "--json"]));
    assert_eq!(done["message"], "Scanned for Wedding: 0 added, 1 changed, 1 removed");
    let again = scan(&[]);
    assert!(again.err.contains("Nothing to change"), "{}", again.err);

    let none = home.run(&["media", "scan", "Wedding", "/not/there"]);
    assert_eq!(none.code, 3);
    assert!(none.err.contains("hint: Nothing was changed. Is the disk connected?"), "{}", none.err);
    let file = home.run(&["media", "scan", "Wedding", card.join("notes.txt").to_str().unwrap()]);
    assert_eq!(file.code, 6, "{}", file.err);
}

#[test]
fn what_was_sent_is_recorded_listed_and_shown() {
    let home = with_project();
    let args =
        ["--type", "photos_ready", "--channel", "whatsapp", "--cost", "0.45", "--note", "told her mother"];
    let id = ok(home.run(&[&["notification", "add", "Wedding"], args.as_slice()].concat()));
    let shown = json(home.run(&["notification", "show", id.trim_end(), "--json"]));
    assert_eq!(shown["cost"]["minor"], 45);
    assert_eq!((&shown["client"], &shown["note"]), (&"Priya Sharma".into(), &"told her mother".into()));
    assert!(shown["at"].is_string() && shown["channel"] == "whatsapp", "{shown}");
    let own = ["--type", "album shipped", "--channel", "email"];
    ok(home.run(&[&["notification", "add", "Wedding"], own.as_slice()].concat()));
    let listed = json(home.run(&["notification", "list", "--filter", "email", "--json"]));
    assert_eq!(
        (&listed[0]["type"], &listed[0]["project_title"]),
        (&"album_shipped".into(), &"Wedding".into())
    );
    assert_eq!(listed.as_array().unwrap().len(), 1);
    let table = ok(home.run(&["notification", "list"]));
    assert!(table.contains("photos ready   WhatsApp"), "{table}");
    let pigeon = home.run(&["notification", "add", "Wedding", "--type", "x", "--channel", "pigeon"]);
    assert_eq!(pigeon.code, 6);
    assert!(pigeon.err.contains("choose whatsapp, sms or email"), "{}", pigeon.err);
}
