//! The timeline, as a person would plan with it: looking, carrying, colliding, resolving, taking back.

use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

/// A studio with two cameras, a person and a room; a wedding that has two of them tomorrow from 10:00 to 14:00, and a film
/// that has the first camera from 16:00 to 18:00.
fn studio() -> Studio {
    let studio = Studio::new();
    let sql = "
      CREATE TEMP TABLE day AS SELECT (unixepoch() + 19800) / 86400 * 86400 - 19800 + 86400 AS at;
      INSERT INTO clients (id, branch_id, name, phone) SELECT 'cli_p', id, 'Priya', '+919845012345' FROM branches;
      INSERT INTO projects (id, branch_id, client_id, status, details_json)
        SELECT 'prj_w', id, 'cli_p', 'active', '{\"title\":\"Wedding\"}' FROM branches UNION ALL
        SELECT 'prj_f', id, 'cli_p', 'active', '{\"title\":\"Mehta film\"}' FROM branches;
      INSERT INTO project_events (id, project_id, branch_id, title, start_time, end_time, tz, created_at)
        SELECT 'evt_h', 'prj_w', id, 'Haldi', at + 36000, at + 50400, 'Asia/Kolkata', 1 FROM branches, day UNION ALL
        SELECT 'evt_f', 'prj_f', id, 'Interview', at + 57600, at + 64800, 'Asia/Kolkata', 1 FROM branches, day;
      INSERT INTO assets (id, branch_id, type, name, status, serial_number)
        SELECT 'ast_1', id, 'camera', 'A7 #1', 'available', 'SN1' FROM branches UNION ALL
        SELECT 'ast_2', id, 'camera', 'A7 #2', 'available', 'SN2' FROM branches UNION ALL
        SELECT 'ast_r', id, 'human', 'Rahul', 'available', NULL FROM branches UNION ALL
        SELECT 'ast_s', id, 'space', 'Studio A', 'available', NULL FROM branches;
      INSERT INTO booking_locks (id, project_id, event_id, asset_id, start_time, end_time, kind)
        SELECT 'lck_1', 'prj_w', 'evt_h', 'ast_1', at + 36000, at + 50400, 'firm' FROM day UNION ALL
        SELECT 'lck_r', 'prj_w', 'evt_h', 'ast_r', at + 36000, at + 50400, 'firm' FROM day UNION ALL
        SELECT 'lck_f', 'prj_f', 'evt_f', 'ast_1', at + 57600, at + 64800, 'firm' FROM day;";
    crate::store::sqlite3(studio.path(), sql).unwrap();
    studio
}

/// When a lock is tomorrow, and over what.
fn lock(studio: &Studio, id: &str) -> String {
    let sql = format!(
        "SELECT asset_id || ' ' || strftime('%H:%M', start_time + 19800, 'unixepoch') || '-' || strftime('%H:%M', end_time + 19800, 'unixepoch')
         FROM booking_locks WHERE id = '{id}'"
    );
    crate::store::sqlite3(studio.path(), &sql).unwrap()
}

/// On the timeline of tomorrow, by the hour, at the first camera's first booking.
fn at_camera(studio: &Studio) -> Harness {
    let mut h = Harness::at(studio, TabId::Calendar, (120, 36));
    h.keys("T").wait_for("Studio A").keys("+ ]").wait_for("tomorrow 00:00");
    h.keys("/ SN1 <Enter>").wait_for("▌A7 #1");
    // Hours, then the booking.
    h.keys("l l l l l l l l l l").wait_for("tomorrow 10:00").wait_for("Wedding · Priya");
    h
}

#[test]
fn a_sub_event_is_moved_into_a_conflict_and_out_of_it_again() {
    let studio = studio();
    let mut h = at_camera(&studio);
    h.sees("With it 1 booking").keys("m").wait_for("Haldi with 2 bookings").wait_for("✓ free");
    // Two hours on its end touches the film; an hour more is in its way.
    h.keys("l l l l l l l l").wait_for("tomorrow 12:00–16:00").wait_for("✓ free").sees("2 h later");
    h.keys("l l l l").wait_for("× A7 #1 is booked for Mehta film, tomorrow 16:00–18:00");
    // Saving it all the same is refused by the database, with the holder's name, and it stays in the hand.
    h.keys("<Enter>").wait_for("A7 #1 is booked for Mehta film").sees("Haldi with 2 bookings");
    assert_eq!(lock(&studio, "lck_1"), "ast_1 10:00-14:00");
    h.keys("h h h h").wait_for("✓ free").keys("<Enter>").wait_for("Moved Haldi to ").sees_no("Haldi with 2");
    assert_eq!(lock(&studio, "lck_1"), "ast_1 12:00-16:00");
    assert_eq!(lock(&studio, "lck_r"), "ast_r 12:00-16:00");
    h.keys("u").wait_for("Undid: move of Haldi from ").sees(", 10:00–14:00 to ");
    assert_eq!(lock(&studio, "lck_1"), "ast_1 10:00-14:00");
    // Esc puts it back, whatever was pressed.
    h.keys("m").wait_for("Haldi with 2").keys("L > > <Esc>").wait_until_gone("Haldi with 2");
    assert_eq!(lock(&studio, "lck_1"), "ast_1 10:00-14:00");
}

#[test]
fn one_booking_alone_goes_to_another_camera() {
    let studio = studio();
    let mut h = at_camera(&studio);
    h.keys("<Esc>")
        .wait_for("A7 #2")
        .sees("▌A7 #1")
        .keys("m")
        .wait_for("Haldi with 2")
        .keys("<Tab>")
        .wait_for("only A7 #1");
    h.keys("e").sees("New time").types("15:00-17:00").keys("<Enter>");
    h.wait_for("× A7 #1 is booked for Mehta film")
        .keys("j")
        .wait_for("A7 #2 instead of A7 #1")
        .wait_for("✓ free");
    h.keys("<Enter>").wait_until_gone("instead of");
    assert_eq!(lock(&studio, "lck_1"), "ast_2 15:00-17:00");
    assert_eq!(lock(&studio, "lck_r"), "ast_r 10:00-14:00");
    h.keys("u").wait_for("Undid");
    assert_eq!(lock(&studio, "lck_1"), "ast_1 10:00-14:00");
}

#[test]
fn what_somebody_else_moves_meanwhile_is_said_and_nothing_is_lost() {
    let studio = studio();
    let mut h = at_camera(&studio);
    let mut other = at_camera(&studio);
    h.keys("m").wait_for("Haldi with 2").keys("> > > >").wait_for("tomorrow 10:00–15:00");
    other.keys("m").wait_for("Haldi with 2").keys("l l l l <Enter>").wait_for("Moved Haldi to ");
    h.wait_for("Somebody else moved it meanwhile").sees("tomorrow 10:00–15:00");
    h.keys("<Enter>").wait_for("Moved Haldi to ");
    assert_eq!(lock(&studio, "lck_1"), "ast_1 10:00-15:00");
    other.wait_for("10:00–15:00");
}

#[test]
fn a_sub_event_is_taken_up_from_the_week() {
    let studio = studio();
    let mut h = Harness::at(&studio, TabId::Calendar, (120, 36));
    // Which of the day's blocks is selected depends on the time of day: the first one is wanted.
    h.keys("J tomorrow <Enter>")
        .wait_for("Haldi")
        .keys("k k")
        .wait_for("tomorrow 10:00")
        .keys("m")
        .wait_for("Haldi with 2 bookings")
        .wait_for("A7 #1");
    h.keys("<Right> <Enter>").wait_for("Moved Haldi to ").sees_no("Haldi with 2");
    assert_eq!(lock(&studio, "lck_r"), "ast_r 11:00-15:00");
    // The calendar is as it was before.
    h.sees_no("A7 #2");
}

#[test]
fn the_calendar_goes_along_with_what_is_carried_to_another_week() {
    let studio = studio();
    let sql = "INSERT INTO booking_locks (id, project_id, event_id, asset_id, start_time, end_time, kind)
        SELECT 'lck_s', project_id, id, 'ast_s', start_time, end_time, 'firm' FROM project_events WHERE id = 'evt_f'";
    crate::store::sqlite3(studio.path(), sql).unwrap();
    let mut h = Harness::at(&studio, TabId::Calendar, (120, 36));
    h.keys("J tomorrow <Enter>").wait_for("Haldi").keys("G").wait_for("tomorrow 16:00–18:00");
    h.keys("m").wait_for("Moving Interview · Esc puts it back").wait_for("✓ free");
    h.keys("<PgDn>").wait_for("7 days later").keys("<Enter>").wait_for("Moved Interview to ");
    h.sees(", 16:00–18:00, Studio A").wait_for("When ").sees_no("tomorrow 16:00–18:00").sees("(2 h)");
    h.keys("u").wait_for("Undid: move of Interview from ").sees(", 16:00–18:00, Studio A");
}

#[test]
fn what_is_taken_up_is_put_back_in_every_view() {
    let studio = studio();
    let mut h = Harness::at(&studio, TabId::Calendar, (120, 36));
    h.keys("J tomorrow <Enter>").wait_for("Haldi").keys("G").wait_for("tomorrow 16:00–18:00");
    // The week, the day, the agenda, the month.
    for _ in 0..4 {
        h.keys("m").wait_for("Moving ").keys("l >").wait_for("1 h longer");
        h.keys("<Esc>").wait_until_gone("Moving ").sees_no("A7 #2");
        h.keys("v").wait_for("Haldi");
    }
    assert_eq!(lock(&studio, "lck_f"), "ast_1 16:00-18:00");
}

#[test]
fn who_may_only_look_carries_nothing() {
    let studio = studio();
    studio.hire("Noor", "clerk");
    let mut h = Harness::of(&studio, Some("Noor@x.in"), (TabId::Calendar, (120, 36)));
    h.keys("T")
        .wait_for("Studio A")
        .keys("+ ]")
        .wait_for("tomorrow 00:00")
        .keys("/ SN1 <Enter>")
        .wait_for("▌A7 #1");
    h.keys("l l l l l l l l l l").wait_for("Wedding").keys("m").wait_for("Haldi with 2 bookings");
    h.keys("l <Enter>").wait_for("You may not change this project").sees("Haldi with 2");
    assert_eq!(lock(&studio, "lck_1"), "ast_1 10:00-14:00");
}

#[test]
fn thousands_of_rows_are_walked_as_a_window() {
    let studio = studio();
    let sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
      INSERT INTO assets (id, branch_id, type, name, status)
      SELECT 'ast_l' || i, (SELECT id FROM branches), 'light', printf('Light %04d', i), 'available' FROM n";
    crate::store::sqlite3(studio.path(), sql).unwrap();
    let mut h = Harness::at(&studio, TabId::Calendar, (80, 24));
    h.keys("T").wait_for("▌Studio A").keys("G").wait_for("▌Light 3000");
    h.keys("<PgUp> <PgUp> <PgUp> <PgUp> <PgUp> <PgUp>").wait_for("Light 29").keys("g").wait_for("▌Studio A");
    for _ in 0..40 {
        h.keys("<PgDn>");
    }
    h.wait_for("Light 0").sees("▌Light");
}
