//! Papers: read, written into files, and calendar files that follow what happens.

use super::calendar::planned;
use crate::harness::{Harness, PATIENCE};
use std::path::Path;
use std::time::{Duration, Instant};
use studiovault::domain::paper::{CalendarOf, CalendarScope};
use studiovault::store::protocol::FeedCommand;

/// Something that is soon, and somebody who is booked for it.
const SOON: &str = "INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at)
    SELECT 'evt_soon', id, branch_id, 'Mehendi', unixepoch() + 86400, unixepoch() + 90000, 'Asia/Kolkata', 1 FROM projects;
  INSERT INTO assets (id, branch_id, type, name, status) SELECT 'ast_rahul', branch_id, 'human', 'Rahul', 'available' FROM projects;
  INSERT INTO booking_locks (id, project_id, event_id, asset_id, start_time, end_time, kind)
    SELECT 'lck_1', id, 'evt_soon', 'ast_rahul', unixepoch() + 86400, unixepoch() + 90000, 'hold' FROM projects;";

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn papers_are_written_into_files_and_never_over_one() {
    let mut h = planned();
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let save = |h: &mut Harness, name: &str| {
        h.keys("<C-u>").types(path(name).to_str().unwrap()).keys("<C-s>");
    };
    h.keys("1 J").types("24 dec 2031").keys("<Enter>").wait_for("○ inquiry · not booked yet");
    h.keys("p").types("call").keys("<Enter>").wait_for("CALL SHEET").keys("<C-s>");
    h.sees("Save the call sheet").sees("~/call-sheet-haldi-2031-12-24.txt");
    save(&mut h, "haldi.txt");
    h.wait_for("Wrote ");
    assert!(text(&path("haldi.txt")).contains("CALL SHEET"));
    std::fs::write(path("mine.txt"), "mine").unwrap();
    h.keys("<C-s>");
    save(&mut h, "mine.txt");
    h.wait_for("is there already");
    assert_eq!(text(&path("mine.txt")), "mine");
    save(&mut h, "again.txt");
    h.wait_for("Wrote ").keys("<Esc>");
    assert_eq!(text(&path("again.txt")), text(&path("haldi.txt")));
    // Nothing of the project is within the time of a calendar file.
    h.keys("p").types("file of the project").keys("<Enter>").wait_for("Nothing is on for Haldi");
    crate::store::sqlite3(h.studio.path(), SOON).unwrap();
    h.keys("p").types("file of the project").keys("<Enter>").wait_for("Save the calendar of ").sees(".ics");
    save(&mut h, "project.ics");
    h.wait_for("Wrote ");
    h.keys("p").types("file of a person").keys("<Enter>").wait_for("Rahul").keys("<Enter>");
    h.wait_for("Save the calendar of Rahul").sees("~/calendar-rahul.ics");
    save(&mut h, "rahul.ics");
    h.wait_for("rahul.ics")
        .keys("p")
        .types("file of the branch")
        .keys("<Enter>")
        .wait_for("calendar of Bengaluru");
    save(&mut h, "branch.ics");
    h.wait_for("branch.ics");
    for name in ["project.ics", "rahul.ics", "branch.ics"] {
        let text = text(&path(name));
        assert!(text.starts_with("BEGIN:VCALENDAR") && text.contains("SUMMARY:Mehendi"), "{name}: {text}");
    }
}

#[test]
fn a_paper_that_cannot_be_made_says_what_is_missing() {
    let mut h = planned();
    crate::store::sqlite3(
        h.studio.path(),
        "UPDATE project_events SET series_id = NULL; DELETE FROM project_events",
    )
    .unwrap();
    h.keys("3").wait_for("Priya Sharma").keys("p").wait_for("there is no sub-event yet");
    h.types("call").keys("<Enter>").wait_for("There is no sub-event to make a call sheet of");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "another program's commit is noticed in real time")]
fn a_calendar_file_follows_what_happens() {
    let mut h = planned();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("studio.ics");
    let scope = CalendarScope { of: CalendarOf::Everything, past_days: 30, phones: false };
    let add = FeedCommand::Add { path: path.to_str().unwrap().to_owned(), scope };
    let follows = |h: &mut Harness, wanted: &str| {
        let since = Instant::now();
        while !text(&path).contains(wanted) {
            assert!(since.elapsed() < PATIENCE, "no {wanted} in {}", text(&path));
            h.pass(Duration::from_secs(3));
            std::thread::yield_now();
        }
    };
    h.studio.run(add.into());
    follows(&mut h, "BEGIN:VCALENDAR");
    // Another program adds something, then calls it otherwise.
    crate::store::sqlite3(h.studio.path(), SOON).unwrap();
    follows(&mut h, "SUMMARY:Mehendi");
    crate::store::sqlite3(
        h.studio.path(),
        "UPDATE project_events SET title = 'Sangeet' WHERE id = 'evt_soon'",
    )
    .unwrap();
    follows(&mut h, "SUMMARY:Sangeet");
    assert!(!text(&path).contains("Mehendi"));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing half is left");
}
