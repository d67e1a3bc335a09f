//! The board, as a person would work with it.

use super::make;
use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

/// Projects of one client, each an inquiry; the last one is the newest.
fn opened(titles: &[&str]) -> Harness {
    let mut h = Harness::studio();
    make(&mut h, "Priya Sharma", "98450 12345");
    for title in titles {
        h.keys("3 n").sees("New project").types("Priya").wait_for("98450").keys("<Enter>").sees("Priya");
        h.keys("<Tab>").types(title).keys("<C-s>").wait_for(&format!("Added {title}"));
    }
    h
}

/// The line of the screen that shows a text.
#[track_caller]
fn line_of(h: &mut Harness, text: &str) -> String {
    let screen = h.screen();
    let line = screen.lines().find(|line| line.contains(text));
    line.unwrap_or_else(|| panic!("the screen does not show {text:?}:\n{screen}")).to_owned()
}

#[test]
fn a_card_is_moved_along_the_board() {
    let mut h = opened(&["Newborn", "Wedding"]);
    h.keys("v").wait_for("○ inquiry").sees("▌ Wedding").sees("Newborn").sees("v list");
    h.keys(">").wait_for("Moved Wedding: it is active now").wait_for("▌ Wedding");
    assert!(line_of(&mut h, "Newborn").trim_start().starts_with("Newborn"));
    // It stays the selected one, so that the next key is for it too.
    h.keys(">").wait_for("it is shooting now").wait_for("▌ Wedding");
    h.keys("<").sees("Move Wedding back to active").types("rain").keys("<C-s>").wait_for("it is active now");
    h.wait_for("▌ Wedding").keys("u").wait_for("Undid: move of Wedding to active").wait_for("▌ Wedding");
    // From column to column, and into the detail and back.
    h.keys("h h").wait_for("▌ Newborn").keys("<Enter>").wait_for("98450 12345").sees("Esc board");
    h.keys("<Esc>").sees_no("98450 12345").keys("e").sees("Edit Newborn").keys("<Esc>");
    // What is cancelled is not on the board; it is in the list.
    h.keys("m").sees("Newborn is inquiry; move it to").types("canc").keys("<Enter>");
    h.types("she went to another studio")
        .keys("<C-s>")
        .wait_for("cancelled now")
        .wait_until_gone("▌ Newborn");
    h.keys("l l").wait_for("▌ Wedding").keys("v").wait_for("× cancelled").sees("▌  Wedding");
    // The shape stays while one is elsewhere.
    h.keys("v 2 3").wait_for("◐ shooting").sees("▌ Wedding");
}

#[test]
fn what_is_made_or_thrown_away_is_seen_on_the_board() {
    let mut h = opened(&["Wedding"]);
    h.keys("v").wait_for("▌ Wedding").keys("> l").wait_for("it is active now");
    h.keys("n").sees("New project").types("Priya").wait_for("98450").keys("<Enter>").sees("Priya");
    h.keys("<Tab>").types("Album").keys("<C-s>").wait_for("Added Album").wait_for("▌ Album");
    h.keys("<Space>").wait_for("1 marked").keys("<Esc>").sees_no("1 marked");
    h.keys("D").sees("Throw Album away").types("twice").keys("<C-s>").wait_until_gone("▌ Album");
    h.keys("u").wait_for("Undid").wait_for("▌ Album");
    h.keys("H").wait_for("project opened").keys("<Esc>");
}

#[test]
fn the_board_is_searched_and_shows_ones_own() {
    let mut h = opened(&["Newborn", "Wedding"]);
    h.studio.store.finish_indexing().unwrap();
    h.keys("v >").wait_for("it is active now").wait_for("▌ Wedding");
    h.keys("/").types("newb").wait_until_gone("▌ Wedding").keys("<Enter>").wait_for("▌ Newborn");
    h.keys("/").types("zzz").wait_for("Nothing on the board matches “newbzzz”").keys("<Esc>");
    h.wait_for("Wedding").keys("f mine <Enter>").wait_for("mine").wait_for("Wedding");
    h.keys("s").types("shoot").keys("<Enter>").wait_for("mine · by shoot, latest first");
}

#[test]
fn the_board_follows_what_somebody_else_does() {
    let mut one = opened(&["Newborn", "Wedding"]);
    let studio = one.studio.clone();
    let mut two = Harness::at(&studio, TabId::Projects, (120, 36));
    two.keys("v").wait_for("▌ Wedding");
    one.keys("g >").wait_for("it is active now");
    two.wait_until_gone("▌ Newborn").wait_for("▌ Wedding");
    // The card that is selected here was moved over there: it is still the one that the next key is about.
    two.keys(">").wait_for("it is shooting now");
    let mut elsewhere = Harness::at(&studio.elsewhere(), TabId::Projects, (80, 24));
    elsewhere.keys("v l l").wait_for("▌ Wedding");
}

#[test]
fn a_board_with_nothing_on_it_says_what_to_press() {
    let mut h = Harness::at(&Studio::new(), TabId::Projects, (80, 24));
    h.keys("v").wait_for("Nothing is under way").sees("new project").keys("v").sees("No projects yet");
}
