//! Messages, files and what was sent, from a project's detail.

use super::make;
use super::projects::open;
use crate::harness::Harness;

/// At a project that nothing hangs on yet, with the keys in its detail.
fn at_a_project() -> Harness {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    open(&mut h, "Priya", "Wedding");
    h
}

#[test]
fn a_message_is_written_and_read_in_full() {
    let mut h = at_a_project();
    h.keys("a").sees("Add to Wedding").types("message").keys("<Enter>").sees("Message on Wedding");
    h.keys("<C-s>").sees("Message is needed");
    h.types("The temple allows one tripod.").keys("<Enter>").types("मंदिर में केवल एक 📷");
    // What was typed and not sent waits until the next start.
    let studio = h.stop();
    let mut h = Harness::at(&studio, studiovault::screens::TabId::Projects, (120, 36));
    h.sees("Message on Wedding").keys("<Enter>").sees("one tripod.").keys("<C-s>");
    h.wait_for("Posted on Wedding").wait_for("✎ Asha").sees("मंदिर में केवल एक");
    h.keys("l g <Enter>").wait_for("Messages on Wedding").sees("today");

    // In the thread the next one is written; it stands at the end.
    let long = (0..60).map(|i| format!("Line {i} of the plan.")).collect::<Vec<_>>().join("\n");
    h.keys("n").sees("Message on Wedding").paste(&long).keys("<C-s>").wait_for("Line 59 of the plan.");
    h.sees("↑").keys("g").sees("one tripod.").sees_no("Line 59").sees("↓").keys("y").keys("<Esc>");
    assert_eq!(h.copied().last().unwrap(), "The temple allows one tripod.\nमंदिर में केवल एक 📷");
    // In the project a long one is cut: the whole of it is under Enter.
    h.sees_no("Line 59").sees("Line 0 of the plan.").sees("…");
    h.keys("<Down> X").sees("stays as it was written").keys("<Enter>").wait_for("Line 20 of the plan.");
}

#[test]
fn a_long_thread_is_read_back_to_its_start() {
    let mut h = at_a_project();
    let studio = h.studio.clone();
    let store = &studio.store;
    let actor = studio.actor();
    let project = h.screen();
    assert!(project.contains("Wedding"));
    let id = studio.only_project();
    for i in 0..120 {
        let command = studiovault::store::protocol::Command::PostMessage {
            project: id.clone(),
            body: format!("Word {i} of many"),
        };
        store.run(&actor, command).unwrap();
    }
    h.wait_for("Word 119 of many").sees("115 messages before");
    h.keys("l g <Enter>").wait_for("50+").keys("g").wait_for("100+").keys("g").wait_for(" 120 ");
    h.keys("g").sees("Word 0 of many").keys("G").sees("Word 119 of many");
}

#[test]
fn a_file_is_added_edited_and_removed_from_the_list() {
    let mut h = at_a_project();
    h.keys("a").types("file").keys("<Enter>").sees("New file").types("/archive/sharma/haldi-0001.cr3");
    h.keys("<Tab> <Tab> <Tab>").types("48.3 parsecs").keys("<C-s>").sees("write a size like 48.3 MB");
    h.keys("<C-u>").types("48.3 MB").keys("<C-s>").wait_for("Added haldi-0001.cr3");
    h.wait_for("raw haldi-0001.cr3").sees("48.3 MB").sees("raw  1 file  48.3 MB");
    h.keys("a").types("file").keys("<Enter>").types("/archive/sharma/haldi-0001.cr3").keys("<C-s>");
    h.wait_for("this file is there already").keys("<C-u>").types("/archive/delivery/film.mp4");
    h.keys("<Tab> <Tab> <Tab>").types("1.2 GB").keys("<C-s>").wait_for("Added film.mp4");
    h.wait_for("together").sees("2 files").sees("1.2 GB");
    h.keys("l g <Enter>").wait_for("Edit film.mp4").keys("<Tab>").types("The film").keys("<C-s>");
    h.wait_for("Saved The film").wait_for("delivery The film");
    h.keys("X").sees("Remove The film from the list?").sees("stays where it lies").keys("y");
    h.wait_for("the files themselves stay").wait_until_gone("delivery The film");
    h.keys("u").wait_for("delivery The film").keys("H").wait_for("files removed from the list");
}

#[test]
fn what_was_sent_is_recorded_and_opened() {
    let mut h = at_a_project();
    h.keys("a").types("noti").keys("<Enter>").sees("Sent about Wedding").types("photos").keys("<Enter>");
    h.keys("<Tab> <Tab>").types("what").keys("<Enter> <C-s>").wait_for("Recorded photos ready by WhatsApp");
    h.wait_for("photos ready by WhatsApp").keys("l g <Enter>").wait_for("Recorded by").sees("Priya Sharma");
    h.keys("<Esc> <Esc>").sees("✎ 3 Projects".trim_start_matches("✎ "));
}

/// A folder with files in it.
fn card() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (file, bytes) in
        [("DCIM/DSC0001.ARW", 3_000), ("DCIM/DSC0002.ARW", 2_000), ("final/film.mp4", 10_000)]
    {
        let path = dir.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, vec![0; bytes]).unwrap();
    }
    dir
}

#[test]
fn a_folder_is_scanned_compared_and_taken_over() {
    let card = card();
    let root = card.path().canonicalize().unwrap();
    let mut h = at_a_project();
    h.keys("a").types("files").keys("<Enter>").sees("Scan a folder for Wedding").types("/not/there");
    h.keys("<C-s>").wait_for("There is no folder /not/there").sees("the disk connected?").keys("<C-u>");
    h.types(root.join("DCIM/DSC0001.ARW").to_str().unwrap()).keys("<C-s>").wait_for("is no folder");
    let empty = tempfile::tempdir().unwrap();
    h.keys("<C-u>")
        .types(empty.path().to_str().unwrap())
        .keys("<C-s>")
        .wait_for("There are no files in this");
    h.keys("<C-u>").types(root.to_str().unwrap()).keys("<C-s>").wait_for("3 files are new");
    h.sees("raw       2 files   5 kB").sees("together  3 files  15 kB").keys("n").sees("Scan a folder");
    h.keys("<C-s>").wait_for("take over").keys("y").wait_for("3 added, 0 changed, 0 removed");
    h.wait_for("delivery film.mp4").sees("together  3 files").sees_no("Scan a folder");

    // The same folder again, as it is.
    h.keys("a").types("files").keys("<Enter>").types(root.to_str().unwrap()).keys("<C-s>");
    h.wait_for("Nothing to change: 3 files are as known");

    // One file is larger, one gone: it stays on the list unless that is wanted otherwise.
    std::fs::remove_file(root.join("DCIM/DSC0002.ARW")).unwrap();
    h.keys("a").types("files").keys("<Enter>").types(root.to_str().unwrap()).keys("<C-s>");
    h.wait_for("1 file is no longer there; nothing else").types("taken").keys("<Enter> <C-s>");
    std::fs::write(root.join("final/film.mp4"), vec![0; 20_000]).unwrap();
    h.wait_for("no longer there and taken off").keys("n <C-s>").wait_for("1 file is of another size now");
    h.keys("y").wait_for("0 added, 1 changed, 1 removed").wait_until_gone("DSC0002").sees("20 kB");
    h.keys("u").wait_for("DSC0002").keys("H").wait_for("folder scanned");
}

#[test]
fn of_many_files_the_newest_are_shown_and_all_can_be_chosen_from() {
    let card = card();
    for i in 10..40 {
        std::fs::write(card.path().join(format!("DCIM/DSC00{i}.ARW")), vec![0; 100]).unwrap();
    }
    let mut h = at_a_project();
    h.keys("a").types("files").keys("<Enter>").types(card.path().to_str().unwrap()).keys("<C-s>");
    h.wait_for("33 files are new").keys("y").wait_for("25 more; Enter shows all").sees("together  33 files");
    h.keys("l G X").sees("cannot be deleted").keys("<Enter>").wait_for("The files of Wedding");
    h.types("0017").sees("DSC0017.ARW").sees("raw · 100 B").keys("<Enter>").wait_for("Edit DSC0017.ARW");
    h.keys("<Tab>").types("The kiss").keys("<C-s>").wait_for("Saved The kiss");
}

#[test]
fn a_scan_can_be_given_up_and_is_offered_again() {
    let card = card();
    let mut h = at_a_project();
    h.keys("a").types("files").keys("<Enter>").types(card.path().to_str().unwrap());
    let studio = h.stop();
    let mut h = Harness::at(&studio, studiovault::screens::TabId::Projects, (120, 36));
    h.sees("Scan a folder for Wedding").keys("<Enter>").sees(card.path().to_str().unwrap());
    h.keys("<C-s>").wait_for("3 files are new").keys("<Esc> <Esc>").sees("Save what you typed?").keys("d");
    h.sees_no("Scan a folder").sees_no("DSC0001");
}
