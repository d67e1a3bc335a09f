//! Projects, as a person would work with them.

use super::make;
use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

/// A project for a client who is there already.
pub(super) fn open(h: &mut Harness, client: &str, title: &str) {
    h.keys("3 n").sees("New project").types(client).wait_for("98450").keys("<Enter>").sees(client);
    h.keys("<Tab>").types(title).keys("<C-s>").wait_for(&format!("Added {title}"));
}

#[test]
fn an_inquiry_for_somebody_new_becomes_a_booking() {
    let studio = Studio::new();
    let mut h = Harness::at(&studio, TabId::Projects, (120, 36));
    h.sees("No projects yet").keys("n").sees("New project");
    // Who is asked for is not there: the picker makes them, and the form goes on with them.
    h.types("Priya Sharma").wait_for("new client “Priya Sharma”").keys("<Enter>").sees("New client");
    h.sees("Priya Sharma").keys("<Tab>").types("98450 12345").keys("<C-s>");
    h.wait_until_gone("New client")
        .sees("New project")
        .sees_no("Added Priya")
        .sees("Priya Sharma")
        .keys("<Tab>")
        .types("Sharma wedding");
    h.keys("<Tab> <Tab>").types("tomorrow 10:00").keys("<C-s>").wait_for("Added Sharma wedding");
    h.wait_for("○ inquiry").sees("tomorrow 10:00").sees("98450 12345");

    h.keys(">").wait_for("it is active now").wait_for("booked today").sees("● active");
    h.keys("<").sees("Move Sharma wedding back to inquiry").keys("<C-s>").sees("Reason is needed");
    h.types("she will think about it").keys("<C-s>").wait_for("is inquiry now").wait_for("○ inquiry");
    h.keys("u").wait_for("Undid: move of Sharma wedding to inquiry").wait_for("● active");
    h.keys("m").sees("Sharma wedding is active; move it to").types("canc").keys("<Enter>");
    h.sees("Cancel Sharma wedding").types("another studio").keys("<C-s>").wait_for("× cancelled");
    h.wait_for("was active").keys("H").wait_for("another studio").sees("project moved").sees("Status");
    h.keys("<Esc> >").sees("Reopen Sharma wedding as active").types("came back").keys("<C-s>");
    h.wait_for("is active now").keys(">").wait_for("is shooting now");
}

#[test]
fn a_project_is_edited_thrown_away_and_restored() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    open(&mut h, "Priya", "Wedding");
    h.keys("e")
        .sees("Edit Wedding")
        .keys("<Tab>")
        .types(" 2026")
        .keys("<C-s>")
        .wait_for("Saved Wedding 2026");
    h.keys("D").sees("Throw Wedding 2026 away").types("made twice").keys("<Enter>");
    h.wait_until_gone("Wedding 2026  ").keys("f trash <Enter>").wait_for("× trashed").wait_for("was inquiry");
    h.keys("D").sees("in the trash already").keys("e <Tab>").types("x").keys("<C-s>");
    h.wait_for("Restore it first").keys("<Esc> d A").wait_for("it is inquiry again");
    h.wait_until_gone("× trashed").keys("f mine <Enter>").wait_for("○ inquiry");
}

#[test]
fn a_client_leads_to_their_projects() {
    let mut h = Harness::studio();
    make(&mut h, "Prakash Shetty", "98450 77120");
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("g j p").sees("New project").sees("Priya Sharma").types("Portrait").keys("<C-s>");
    h.wait_for("Added Portrait").sees("Priya Sharma").keys("2").wait_for("▣ Portrait");
    h.keys("l g <Enter>").wait_for("○ inquiry");
}

#[test]
fn two_people_edit_the_same_project() {
    let mut one = Harness::studio();
    make(&mut one, "Priya Sharma", "98450 12345");
    open(&mut one, "Priya", "Wedding");
    let studio = one.studio.clone();
    let mut two = Harness::at(&studio, TabId::Projects, (120, 36));
    one.keys("e").sees("Edit Wedding");
    two.keys("e").sees("Edit Wedding");
    one.keys("<Tab>").types(" one").keys("<C-s>").wait_for("Saved Wedding one");
    two.keys("<Tab>").types(" two").keys("<C-s>").wait_for("was changed meanwhile");
    two.sees("1 to choose").keys("m <C-s>").wait_for("Saved Wedding two");
    one.wait_for("Wedding two");
}

#[test]
fn an_unfinished_project_is_resumed() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    h.keys("3 n <Tab>").types("Wedding");
    let studio = h.stop();
    let mut h = Harness::at(&studio, TabId::Projects, (120, 36));
    h.sees("New project · Wedding").keys("<Enter>").sees("Wedding").types("priya");
    h.wait_for("98450").keys("<Enter> <C-s>").wait_for("Added Wedding");
}

#[test]
fn sub_events_have_hours_of_their_own() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    open(&mut h, "Priya", "Wedding");
    h.keys("a").sees("Add to Wedding").keys("<Enter>").sees("New sub-event");
    h.types("Sangeet").keys("<Tab>").types("20 oct 2030 19:00").keys("<Tab>").types("2:00");
    h.sees("→ Mon 21 Oct 2030 02:00").keys("<C-s>").wait_for("Added Sangeet to Wedding");
    h.wait_for("19:00–2030-10-21 02:00");
    h.keys("a <Enter>").types("Haldi").keys("<Tab>").types("20 oct 2030 10:00").keys("<Tab>");
    h.types("20 oct 2030 9:00").keys("<C-s>").wait_for("the end must lie behind the start");
    h.keys("<C-u>").types("in 4 hours").keys("<C-s>").wait_for("Haldi  10:00–14:00");
    // Another zone keeps the clock: ten in Dubai is half past eleven here.
    h.keys("l g <Enter>").sees("Edit Haldi").keys("<S-Tab> <C-u>").types("Asia/Dubai").keys("<C-s>");
    h.wait_for("Haldi  11:30–15:30").sees("10:00–14:00 in Dubai");
    h.keys("X").sees("Remove Haldi?").keys("y").wait_until_gone("Haldi  11:30");
    h.keys("u").wait_for("Haldi  11:30").keys("H").wait_for("sub-event removed").sees("sub-event added");
}

#[test]
fn an_inquiry_is_quoted_and_booked() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    open(&mut h, "Priya", "Wedding");
    h.keys("a").sees("Add to Wedding").types("quote").keys("<Enter>").wait_for("without a package");
    h.keys("<Enter>").wait_for("Quote · draft · ₹0.00").keys("<Enter>").sees("New line");
    h.types("Wedding day").keys("<Tab> <Tab> <Tab>").types("100000").keys("<Tab>").types("18").keys("<C-s>");
    h.wait_for("Quote · draft · ₹1,18,000.00").sees("1 × Wedding day").types("sent").keys("<Enter>");
    h.wait_for("Quote · sent").types("accepted").keys("<Enter>");
    h.wait_for("Accepted the quote: Wedding is active now")
        .wait_for("● active")
        .wait_for("✓ quote · accepted");
    h.keys("u").wait_for("○ inquiry");
}

#[test]
fn a_project_is_purged_from_the_trash_when_its_days_are_over() {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    open(&mut h, "Priya", "Wedding");
    h.keys(": purge").sees("No command has these words").keys("<Esc>");
    h.keys("D").sees("Throw Wedding away").types("made twice").keys("<C-s>").wait_for("restored for 30 days");
    h.keys("f trash <Enter>").wait_for("× trashed").keys(": purge <Enter>");
    h.wait_for("Wedding can be purged after").sees("Until then A restores it");
    let studio = h.stop();
    let later = "UPDATE projects SET trashed_at = trashed_at - 31 * 86400, version = version + 1";
    crate::store::sqlite3(studio.path(), later).unwrap();
    let mut h = Harness::at(&studio, TabId::Projects, (100, 30));
    h.keys("f trash <Enter>").wait_for("× trashed").keys(": purge <Enter>");
    h.wait_for("Purge Wedding for good?").sees("Nothing hangs on it.").types("Weddin").keys("<Enter>");
    h.sees("Purge Wedding for good?").types("g").keys("<Enter>").wait_for("Purged Wedding");
    h.wait_until_gone("× trashed");
}

#[test]
fn who_is_found_a_moment_later_can_be_chosen() {
    let studio = Studio::new();
    let mut h = Harness::at(&studio, TabId::Projects, (120, 36));
    h.sees("No projects yet").keys("n").sees("New project").types("Zubin").wait_for("new client “Zubin”");
    // Somebody else takes him down; the question that was asked is asked again.
    let other = studio.elsewhere();
    let mut desk = Harness::at(&other, TabId::Clients, (120, 36));
    make(&mut desk, "Zubin Mehta", "98450 77777");
    h.wait_for("Zubin Mehta").keys("<Enter>").sees("New project").sees("Zubin Mehta");
}
