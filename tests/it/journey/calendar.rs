//! The calendar, as a person would work with it.

use super::make;
use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

/// A project with a sub-event on the 24th of December 2031, from ten to two.
pub(super) fn planned() -> Harness {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("3 n").sees("New project").types("Priya").wait_for("98450").keys("<Enter>").sees("Priya");
    h.keys("<Tab>").types("Wedding").keys("<C-s>").wait_for("Added Wedding");
    h.keys("a").wait_for("Sub-event").types("sub").keys("<Enter>").wait_for("New sub-event");
    h.types("Haldi").keys("<Tab>").types("24 dec 2031 10:00").keys("<Tab>").types("14:00").keys("<C-s>");
    h.wait_for("Added Haldi");
    h
}

#[test]
fn a_block_is_found_by_its_date_looked_at_and_edited() {
    let mut h = planned();
    h.keys("1").wait_for("Nothing is booked in this week").keys("J").sees("Go to");
    h.types("24 dez").sees("is not understood").keys("<Enter>").sees("Go to");
    h.keys("<C-u>").types("24 dec 2031").sees("Wednesday 24 December 2031").keys("<Enter>");
    h.wait_for("Week 52 · 22–28 December 2031").wait_for("Haldi").sees("10:00–14:00").sees("(4 h)");
    h.sees("98450 12345").sees("1 tentative").sees("not booked yet");
    // Every view shows it; the cursor stays on its day.
    h.keys("v").wait_for("Wednesday 24 December 2031").sees("Haldi");
    h.keys("v").wait_for("Calendar").keys("v").wait_for("December 2031").sees("Haldi");
    h.keys("<Enter>").wait_for("Wednesday 24 December 2031").keys("<Esc>").wait_for("Mon ");
    h.keys("v")
        .wait_for("Week 52")
        .sees("Haldi")
        .keys("l")
        .sees("nothing on this day")
        .keys("h")
        .sees("Priya");
    h.keys("e").wait_for("Edit Haldi").keys("<C-u>").types("Mehendi").keys("<C-s>").wait_for("Saved Mehendi");
    h.wait_for("┊Mehendi").keys("u").wait_for("┊Haldi");
    h.keys("o").wait_for("Sub-events").sees("3 Proj").keys("<Esc>").wait_for("Week 52");
    h.keys("H").wait_for("project opened").keys("<Esc>");
    h.keys("] ]").wait_for("5–11 January 2032").keys("t").wait_for("Nothing is booked in this week");
}

#[test]
fn papers_are_read_and_bookings_made_where_the_cursor_is() {
    let mut h = planned();
    h.keys("1 J").types("24 dec 2031").keys("<Enter>").wait_for("┊Haldi");
    h.keys("p").sees("Papers of Haldi").sees("Gear checklist").types("call").keys("<Enter>");
    h.wait_for("CALL SHEET").sees("Priya Sharma").keys("<Esc>").wait_for("Week 52");
    h.keys("p").types("gear").keys("<Enter>").wait_for("NOTHING IS BOOKED").keys("<Esc>").wait_for("Week 52");
    h.keys("l n").sees("New booking").sees("Starts *    2031-12-25");
}

#[test]
fn what_is_left_out_says_so_and_comes_back() {
    let mut h = planned();
    h.keys("1 J").types("24 dec 2031").keys("<Enter>").wait_for("┊Haldi");
    h.keys("f").sees("Show only").types("status act").keys("<Enter>").wait_for("only active (Esc shows all)");
    h.wait_for("Nothing like that in this week").keys("<Esc>").wait_for("┊Haldi").sees_no("only active");
    h.keys("f").types("crew").keys("<Enter>").wait_for("everybody").keys("<Enter>").wait_for("┊Haldi");
    h.keys("f").types("holds").keys("<Enter>").wait_for("only holds").wait_for("┊Haldi").keys("<Esc>");
    h.keys("f").types("mine").keys("<Enter>").wait_for("only mine").wait_for("┊Haldi");
    h.keys("f").sees("✓ in force").keys("<Esc> <Esc>").wait_until_gone("only mine").sees("┊Haldi");
}

#[test]
fn the_calendar_follows_what_somebody_else_does() {
    let mut one = planned();
    let studio = one.studio.clone();
    let mut two = Harness::at(&studio, TabId::Calendar, (80, 24));
    two.keys("J").types("24 dec 2031").keys("<Enter>").wait_for("┊Haldi");
    one.keys("3 >").wait_for("it is active now");
    two.wait_for("█Haldi");
    two.keys("<Enter>").sees("10:00–14:00").sees("Esc week").keys("<Esc>").sees("Week 52");
    two.keys("/").types("zzz").wait_for("Nothing matches “zzz”");
}

#[test]
fn an_empty_calendar_says_what_to_press() {
    let mut h = Harness::at(&Studio::new(), TabId::Calendar, (60, 15));
    h.sees("Nothing is booked in this week").sees("go to a date").keys("v").sees("on this day");
    h.keys("v v").wait_for("in these weeks").keys("<Right> <Down> <Enter>").wait_for("on this day");
    h.keys("<Esc>").wait_for("in these weeks");
}

#[test]
fn the_next_conflict_is_a_key_away() {
    let mut h = planned();
    let sql = "INSERT INTO assets (id, branch_id, type, name, status) SELECT 'lamp', id, 'light', 'Lamp', 'available' FROM branches;
        INSERT INTO booking_locks (id, project_id, event_id, asset_id, start_time, end_time, kind)
          SELECT 'l1', project_id, id, 'lamp', start_time - 3600, end_time, 'hold' FROM project_events;
        UPDATE assets SET status = 'lost';";
    crate::store::sqlite3(h.studio.path(), sql).unwrap();
    h.keys("1 c").wait_for("Lamp needs replacement: lost").wait_for("Week 52").wait_for("! 1 conflict");
    h.sees("! Lamp: needs").keys("c").wait_for("There is no conflict after this");
    h.keys("C").wait_for("There is no conflict before this").keys("t C").wait_for("no conflict before");
    h.keys("f").types("conflicts").keys("<Enter>").wait_for("Nothing like that").keys("c").wait_for("!Haldi");
}

#[test]
fn conflicts_are_walked_on_the_timeline_row_by_row() {
    let mut h = planned();
    let sql = "INSERT INTO assets (id, branch_id, type, name, status)
          SELECT 'lamp', id, 'light', 'Lamp', 'available' FROM branches UNION ALL
          SELECT 'lens', id, 'lens', 'Lens', 'available' FROM branches;
        INSERT INTO booking_locks (id, project_id, event_id, asset_id, start_time, end_time, kind, buffer_before)
          SELECT 'l1', project_id, id, 'lamp', start_time - 1800, end_time, 'firm', 1800 FROM project_events UNION ALL
          SELECT 'l2', project_id, id, 'lens', start_time + 3600, end_time, 'firm', 0 FROM project_events;
        UPDATE assets SET status = 'lost';";
    crate::store::sqlite3(h.studio.path(), sql).unwrap();
    // A search hides the rows: whoever is led to one sees it all the same.
    h.keys("1 T").wait_for("Lamp").keys("/").types("zzz").keys("<Enter>").wait_for("Nothing");
    h.keys("c").wait_for("Lamp needs replacement: lost").wait_for("▌Lamp").wait_for("2031-12-24");
    h.keys("c").wait_for("Lens needs replacement: lost").wait_for("▌Lens");
    h.keys("c").wait_for("There is no conflict after this");
    h.keys("C").wait_for("Lamp needs replacement: lost").wait_for("▌Lamp");
}
