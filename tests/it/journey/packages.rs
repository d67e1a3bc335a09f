//! Packages and their templates, as a person would work with them.

use crate::harness::{Harness, Studio};
use studiovault::screens::TabId;

/// Fills the form of a package in; the type is chosen by its first letters.
fn fill(h: &mut Harness, name: &str, price: &str) {
    h.types(name).keys("<Tab>").types("time").keys("<Enter> <Tab>").types(price).keys("<Tab>").types("18");
}

#[test]
fn a_package_is_made_changed_copied_and_archived() {
    let studio = Studio::new();
    let mut h = Harness::at(&studio, TabId::Packages, (120, 36));
    h.sees("No packages yet").keys("n").sees("New package");
    fill(&mut h, "Wedding gold", "85000");
    h.keys("<Tab>")
        .types("Album")
        .keys("<Enter>")
        .types("Teaser")
        .keys("<C-s>")
        .wait_for("Added Wedding gold");
    h.wait_for("₹85,000.00 + 18 % tax").sees("✓ Album").sees("✓ Teaser").sees("by time");
    h.keys("e").sees("Edit Wedding gold").keys("<Tab> <Tab> <C-u>").types("90000").keys("<C-s>");
    h.wait_for("Saved Wedding gold").wait_for("₹90,000.00").keys("u").wait_for("Undid: edit of Wedding gold");
    h.wait_for("₹85,000.00 + 18 %");

    h.keys("e <PgDn> <PgDn>").types("camera x2").keys("<C-s>").wait_for("there is no camera in the");
    h.keys("<Esc> d").keys("c").sees("New package").sees("Wedding gold").types(" copy").keys("<C-s>");
    h.wait_for("Added Wedding gold copy");
    h.keys("H").wait_for("package created").keys("<Esc> A").wait_for("Archived Wedding gold copy");
    h.keys("f")
        .types("arch")
        .keys("<Enter>")
        .wait_for("× archived")
        .keys("A")
        .wait_for("Restored Wedding gold copy");
}

#[test]
fn a_template_is_copied_and_its_changes_are_taken_over() {
    let studio = Studio::new();
    let mut h = Harness::at(&studio, TabId::Packages, (120, 36));
    h.keys("T").sees("No templates yet").keys("n").sees("New package template, in INR");
    fill(&mut h, "Gold", "85000");
    h.keys("<C-s>").wait_for("Added the template Gold").wait_for("No branch has a copy yet");
    h.keys("c").sees("Copy Gold to branches").keys("<C-s>").sees("choose at least one branch");
    h.keys("<Space> <C-s>")
        .wait_for("Copied Gold to Bengaluru")
        .wait_for("✓ Bengaluru · ₹85,000.00 · up to date");
    h.keys("c").wait_for("Every branch has a copy of Gold");

    h.keys("<Esc>").wait_for("⇉ Gold, revision 1").keys("r").sees("is not possible here");
    h.keys("e <Tab> <Tab> <C-u>").types("80000").keys("<C-s>").wait_for("Saved Gold");
    h.keys("T e <Tab> <Tab> <C-u>").types("95000").keys("<PgDn>").types("Album").keys("<C-s>");
    h.wait_for("Published revision 2 of Gold").wait_for("update not taken");
    h.keys("<Esc>")
        .wait_for("↑ update available")
        .keys("r")
        .sees("Update of Gold to revision 2")
        .sees("1 to choose");
    h.keys("<C-s>")
        .sees("1 to choose")
        .keys("m")
        .sees("all chosen")
        .keys("<C-s>")
        .wait_for("Updated Gold to revision 2");
    h.wait_for("⇉ Gold, revision 2").sees("₹80,000.00 + 18 %").sees("✓ Album").sees_no("update available");
    h.keys("u").wait_for("↑ update available").keys("I").wait_for("Ignored revision 2 for Gold");
    h.wait_for("revision 1, revision 2 ignored").keys("l G <Enter>").wait_for("update ignored");
}
